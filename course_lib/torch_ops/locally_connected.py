"""The locally connected layer on torch tensors; its twin, with the docstrings, is numpy_ops/locally_connected.py."""

from __future__ import annotations

import torch

from course_lib import numpy_ops
from course_lib.shapes.arguments import mistake
from course_lib.shapes.windows import windows

from .arrays import Array, documented_by, expect
from .im2col import columns_of, image_of

__all__ = [
    "locally_connected2d",
    "locally_connected2d_backward",
]


@documented_by(numpy_ops.locally_connected2d)
def locally_connected2d(
    x: Array,
    w: Array,
    b: Array | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> tuple[Array, tuple]:
    operation = "locally_connected2d"
    expect(operation, x=(x, "N C+ H W"), w=(w, "F+ C KH+ KW+ OH OW"), b=(b, "F OH OW?"))
    values = {"x": x, "w": w, "b": b, "stride": stride, "padding": padding}
    at = windows(operation, values, x.shape[2:], w.shape[2:4], stride, padding)
    if tuple(w.shape[4:]) != at.count:
        rule = f"w must have a kernel for each of the {at.count} windows (rows, columns), got {tuple(w.shape[4:])}"
        raise mistake(ValueError, operation, rule, values)
    y = torch.einsum("ncijrq,fcijrq->nfrq", columns_of(x, at), w)
    if b is not None:
        y = y + b
    return y, (x, w, b, at)


@documented_by(numpy_ops.locally_connected2d_backward)
def locally_connected2d_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array | None]:
    x, w, b, at = cache
    expect("locally_connected2d_backward", dy=(dy, "N F OH OW"), x=(x, "N C H W"), w=(w, "F C KH KW OH OW"))
    dw = torch.einsum("nfrq,ncijrq->fcijrq", dy, columns_of(x, at))
    dx = image_of(torch.einsum("fcijrq,nfrq->ncijrq", w, dy), at)
    db = None if b is None else dy.sum(dim=0)
    return dx, dw, db
