"""The fully connected layer on torch tensors; its twin, with the docstrings, is numpy_ops/linear.py."""

from __future__ import annotations

from course_lib import numpy_ops

from .arrays import Array, documented_by, expect

__all__ = [
    "linear",
    "linear_backward",
]


@documented_by(numpy_ops.linear)
def linear(x: Array, w: Array, b: Array | None = None) -> tuple[Array, tuple]:
    expect("linear", x=(x, "N in"), w=(w, "out in"), b=(b, "out?"))
    y = x @ w.T
    if b is not None:
        y = y + b
    return y, (x, w, b)


@documented_by(numpy_ops.linear_backward)
def linear_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array | None]:
    x, w, b = cache
    expect("linear_backward", dy=(dy, "N out"), x=(x, "N in"), w=(w, "out in"))
    dx = dy @ w
    dw = dy.T @ x
    db = None if b is None else dy.sum(dim=0)
    return dx, dw, db
