"""The convolution as a matrix on torch tensors; its twin, with the docstrings, is numpy_ops/conv_matrix.py."""

from __future__ import annotations

from course_lib import numpy_ops
from course_lib.shapes.arguments import mistake
from course_lib.shapes.windows import pair, windows

from .arrays import Array, documented_by, expect

__all__ = [
    "conv_matrix",
    "conv_matrix_backward",
]


@documented_by(numpy_ops.conv_matrix)
def conv_matrix(
    w: Array,
    image: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
) -> tuple[Array, tuple]:
    expect("conv_matrix", w=(w, "F C+ KH+ KW+"))
    values = {"w": w, "image": image, "stride": stride, "padding": padding, "dilation": dilation}
    size = pair("conv_matrix", "image", image, 1, values)
    at = windows("conv_matrix", values, size, w.shape[2:], stride, padding, dilation)
    f, c, *_ = w.shape
    y = w.new_zeros((f, *at.count, c, *at.padded))
    for r in range(at.count[0]):
        for q in range(at.count[1]):
            y[:, r, q, :, *at.window(r, q)] = w  # this row of the matrix: the kernel pasted where its window lies
    y = y[..., *at.inside].reshape(f * at.count[0] * at.count[1], c * size[0] * size[1])
    return y, (w, at)


@documented_by(numpy_ops.conv_matrix_backward)
def conv_matrix_backward(dy: Array, cache: tuple) -> Array:
    w, at = cache
    expect("conv_matrix_backward", dy=(dy, "Y X"), w=(w, "F C KH KW"))
    f, c, *_ = w.shape
    wanted = (f * at.count[0] * at.count[1], c * at.size[0] * at.size[1])
    if tuple(dy.shape) != wanted:
        rule = f"dy must have the shape of y, {wanted}, got {tuple(dy.shape)}"
        raise mistake(ValueError, "conv_matrix_backward", rule, {"dy": dy, "w": w})
    padded = dy.new_zeros((f, *at.count, c, *at.padded))
    padded[..., *at.inside] = dy.reshape(f, *at.count, c, *at.size)
    dw = dy.new_zeros(w.shape)
    for r in range(at.count[0]):
        for q in range(at.count[1]):
            dw += padded[:, r, q, :, *at.window(r, q)]
    return dw
