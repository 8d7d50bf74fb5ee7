"""The convolution layer on torch tensors; its twin, with the docstrings, is numpy_ops/conv.py."""

from __future__ import annotations

from course_lib import numpy_ops
from course_lib.shapes.arguments import mistake
from course_lib.shapes.windows import Windows, grouped, same_windows, windows

from .arrays import Array, documented_by, expect
from .im2col import columns_of, image_of

__all__ = [
    "conv2d",
    "conv2d_backward",
    "conv1x1",
    "conv1x1_backward",
]


def conv_arguments(operation, x, w, b, stride, padding, dilation, groups) -> tuple[Windows, int]:
    """Look at the arguments of a convolution before it starts: its windows, and its groups."""
    expect(operation, x=(x, "N C+ H W"), w=(w, "F+ D+ KH+ KW+"), b=(b, "F?"))
    values = {"x": x, "w": w, "b": b}
    values |= {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    (_, c, *size), (f, d, *kernel) = x.shape, w.shape
    groups = grouped(operation, groups, values, C=("channels of x", c), F=("filters of w", f))
    if c != d * groups:
        rule = f"x must have the channels that w expects, {d} * groups ({groups}) = {d * groups}, got {c}"
        raise mistake(ValueError, operation, rule, values)
    return windows(operation, values, size, kernel, stride, padding, dilation), groups


def as_matrices(columns: Array, filters: Array) -> Array:
    """(N, C, KH, KW, OH, OW) -> (N, G, K, P), to be multiplied by filters (G, F/G, K)."""
    n, *_, oh, ow = columns.shape
    groups, _, cells = filters.shape
    return columns.reshape(n, groups, cells, oh * ow)


@documented_by(numpy_ops.conv2d)
def conv2d(
    x: Array,
    w: Array,
    b: Array | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> tuple[Array, tuple]:
    at, groups = conv_arguments("conv2d", x, w, b, stride, padding, dilation, groups)
    filters = w.reshape(groups, len(w) // groups, -1)  # (G, F/G, K), where K = D KH KW and P = OH OW
    columns = as_matrices(columns_of(x, at), filters)  # (N, G, K, P)
    y = (filters @ columns).reshape(len(x), len(w), *at.count)
    if b is not None:
        y += b[:, None, None]
    return y, (x, w, b, at, groups)


@documented_by(numpy_ops.conv2d_backward)
def conv2d_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array | None]:
    x, w, b, at, groups = cache
    expect("conv2d_backward", dy=(dy, "N F OH OW"), x=(x, "N C H W"), w=(w, "F D KH KW"))
    same_windows("conv2d_backward", at, {"dy": dy, "x": x, "w": w})
    filters = w.reshape(groups, len(w) // groups, -1)
    columns = as_matrices(columns_of(x, at), filters)
    above = dy.reshape(len(x), *filters.shape[:2], columns.shape[3])  # (N, G, F/G, P)
    dw = (above @ columns.transpose(2, 3)).sum(dim=0).reshape(w.shape)
    dcolumns = filters.transpose(1, 2) @ above
    dx = image_of(dcolumns.reshape(*x.shape[:2], *at.kernel, *at.count), at)
    db = None if b is None else dy.sum(dim=(0, 2, 3))
    return dx, dw, db


@documented_by(numpy_ops.conv1x1)
def conv1x1(x: Array, w: Array, b: Array | None = None) -> tuple[Array, tuple]:
    expect("conv1x1", x=(x, "N C+ H W"), w=(w, "F+ C"), b=(b, "F?"))
    n, c, height, width = x.shape
    y = (w @ x.reshape(n, c, height * width)).reshape(n, len(w), height, width)
    if b is not None:
        y += b[:, None, None]
    return y, (x, w, b)


@documented_by(numpy_ops.conv1x1_backward)
def conv1x1_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array | None]:
    x, w, b = cache
    expect("conv1x1_backward", dy=(dy, "N F H W"), x=(x, "N C H W"), w=(w, "F C"))
    n, c, height, width = x.shape
    above = dy.reshape(n, len(w), height * width)
    dx = (w.T @ above).reshape(x.shape)
    dw = (above @ x.reshape(n, c, height * width).transpose(1, 2)).sum(dim=0)
    db = None if b is None else dy.sum(dim=(0, 2, 3))
    return dx, dw, db
