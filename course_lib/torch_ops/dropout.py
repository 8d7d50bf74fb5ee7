"""Dropout and DropConnect on torch tensors; their twins, with the docstrings, are in numpy_ops/dropout.py."""

from __future__ import annotations

from course_lib import numpy_ops

from .arrays import Array, documented_by, expect

__all__ = [
    "dropout",
    "dropout_backward",
    "drop_connect",
    "drop_connect_backward",
]


@documented_by(numpy_ops.dropout)
def dropout(x: Array, mask: Array, keep: float) -> tuple[Array, tuple]:
    expect("dropout", x=(x, "*shape"), mask=(mask, "*shape in [0, 1]"), keep=(keep, "number in (0, 1]"))
    return x * mask / keep, (mask, keep)


@documented_by(numpy_ops.dropout_backward)
def dropout_backward(dy: Array, cache: tuple) -> Array:
    mask, keep = cache
    expect("dropout_backward", dy=(dy, "*shape"), mask=(mask, "*shape"))
    return dy * mask / keep


@documented_by(numpy_ops.drop_connect)
def drop_connect(x: Array, w: Array, b: Array | None, mask: Array, keep: float) -> tuple[Array, tuple]:
    expect(
        "drop_connect",
        x=(x, "N in"),
        w=(w, "out in"),
        b=(b, "out?"),
        mask=(mask, "N out in in [0, 1]"),
        keep=(keep, "number in (0, 1]"),
    )
    weights = w * mask / keep  # (N, out, in): a layer for every example
    y = (weights @ x[:, :, None])[:, :, 0]
    return y if b is None else y + b, (x, w, b, mask, keep)


@documented_by(numpy_ops.drop_connect_backward)
def drop_connect_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array | None]:
    x, w, b, mask, keep = cache
    expect("drop_connect_backward", dy=(dy, "N out"), x=(x, "N in"), w=(w, "out in"))
    share = mask / keep
    dx = (dy[:, None, :] @ (w * share))[:, 0]
    dw = (dy[:, :, None] * x[:, None, :] * share).sum(dim=0)
    return dx, dw, None if b is None else dy.sum(dim=0)
