"""The convolution as it is defined on torch tensors; its twin, with the docstrings, is numpy_ops/conv_loops.py."""

from __future__ import annotations

from course_lib import numpy_ops
from course_lib.shapes.windows import same_windows

from .arrays import Array, documented_by, expect
from .conv import conv_arguments

__all__ = [
    "conv2d_loops",
    "conv2d_loops_backward",
]


@documented_by(numpy_ops.conv2d_loops)
def conv2d_loops(
    x: Array,
    w: Array,
    b: Array | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> tuple[Array, tuple]:
    at, groups = conv_arguments("conv2d_loops", x, w, b, stride, padding, dilation, groups)
    (images, channels, *_), (filters, seen, *_) = x.shape, w.shape
    padded = x.new_zeros((images, channels, *at.padded))
    padded[:, :, *at.inside] = x
    y = x.new_zeros((images, filters, *at.count))
    for n in range(images):
        for f in range(filters):
            first = f // (filters // groups) * seen  # the first channel of the filter's group
            for r in range(at.count[0]):
                for q in range(at.count[1]):
                    window = padded[n, first : first + seen, *at.window(r, q)]
                    y[n, f, r, q] = (window * w[f]).sum()
            if b is not None:
                y[n, f] += b[f]
    return y, (x, w, b, at, groups)


@documented_by(numpy_ops.conv2d_loops_backward)
def conv2d_loops_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array | None]:
    x, w, b, at, groups = cache
    expect("conv2d_loops_backward", dy=(dy, "N F OH OW"), x=(x, "N C H W"), w=(w, "F D KH KW"))
    same_windows("conv2d_loops_backward", at, {"dy": dy, "x": x, "w": w})
    (images, channels, *_), (filters, seen, *_) = x.shape, w.shape
    padded = x.new_zeros((images, channels, *at.padded))
    padded[:, :, *at.inside] = x
    dpadded, dw = x.new_zeros(padded.shape), w.new_zeros(w.shape)
    for n in range(images):
        for f in range(filters):
            first = f // (filters // groups) * seen
            for r in range(at.count[0]):
                for q in range(at.count[1]):
                    there = (n, slice(first, first + seen), *at.window(r, q))
                    dw[f] += dy[n, f, r, q] * padded[there]
                    dpadded[there] += dy[n, f, r, q] * w[f]
    dx = dpadded[:, :, *at.inside]
    db = None if b is None else dy.sum(dim=(0, 2, 3))
    return dx, dw, db
