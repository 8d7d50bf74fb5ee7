"""Windows as columns on torch tensors; its twin, with the docstrings, is numpy_ops/im2col.py."""

from __future__ import annotations

from course_lib import numpy_ops
from course_lib.shapes.arguments import mistake
from course_lib.shapes.windows import Windows, pair, windows

from .arrays import Array, documented_by, expect

__all__ = [
    "im2col",
    "im2col_backward",
    "col2im",
    "col2im_backward",
]


def columns_of(x: Array, at: Windows) -> Array:
    """(N, C, H, W) -> (N, C, KH, KW, OH, OW): for each kernel cell, what it sees in each window."""
    n, c, *_ = x.shape
    padded = x
    if any(at.padding):
        padded = x.new_zeros((n, c, *at.padded))
        padded[:, :, *at.inside] = x
    columns = x.new_empty((n, c, *at.kernel, *at.count))
    for i, j, rows, cols in at.offsets():
        columns[:, :, i, j] = padded[:, :, rows, cols]
    return columns


def image_of(columns: Array, at: Windows) -> Array:
    """The transpose of columns_of: every number is added to the pixel that it would have been copied from."""
    n, c, *_ = columns.shape
    padded = columns.new_zeros((n, c, *at.padded))
    for i, j, rows, cols in at.offsets():
        padded[:, :, rows, cols] += columns[:, :, i, j]
    return padded[:, :, *at.inside]


@documented_by(numpy_ops.im2col)
def im2col(
    x: Array,
    size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
) -> tuple[Array, tuple]:
    values = {"x": x, "size": size, "stride": stride, "padding": padding, "dilation": dilation}
    expect("im2col", x=(x, "N C+ H W"))
    kernel = pair("im2col", "size", size, 1, values)
    at = windows("im2col", values, x.shape[2:], kernel, stride, padding, dilation)
    n, c, *_ = x.shape
    y = columns_of(x, at).reshape(n, c * kernel[0] * kernel[1], at.count[0] * at.count[1])
    return y, (x, at)


@documented_by(numpy_ops.im2col_backward)
def im2col_backward(dy: Array, cache: tuple) -> Array:
    x, at = cache
    expect("im2col_backward", dy=(dy, "N K P"), x=(x, "N C H W"))
    n, c, *_ = x.shape
    _columns_fit("im2col_backward", "dy", dy, c * at.kernel[0] * at.kernel[1], at, {"dy": dy, "x": x})
    return image_of(dy.reshape(n, c, *at.kernel, *at.count), at)


@documented_by(numpy_ops.col2im)
def col2im(
    x: Array,
    image: tuple[int, int],
    size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
) -> tuple[Array, tuple]:
    expect("col2im", x=(x, "N K+ P"))
    values = {"x": x, "image": image, "size": size, "stride": stride, "padding": padding, "dilation": dilation}
    kernel = pair("col2im", "size", size, 1, values)
    at = windows("col2im", values, pair("col2im", "image", image, 1, values), kernel, stride, padding, dilation)
    n, cells, _ = x.shape
    area = kernel[0] * kernel[1]
    if cells % area:
        raise mistake(ValueError, "col2im", f"x must have {area} cells for each channel, got {cells}", values)
    _columns_fit("col2im", "x", x, cells, at, values)
    return image_of(x.reshape(n, cells // area, *kernel, *at.count), at), (x, at)


@documented_by(numpy_ops.col2im_backward)
def col2im_backward(dy: Array, cache: tuple) -> Array:
    x, at = cache
    expect("col2im_backward", dy=(dy, "N C H W"), x=(x, "N K P"))
    wanted = (x.shape[1] // (at.kernel[0] * at.kernel[1]), *at.size)
    if tuple(dy.shape[1:]) != wanted:
        rule = f"dy must have the channels, rows and columns of y, {wanted}, got {tuple(dy.shape[1:])}"
        raise mistake(ValueError, "col2im_backward", rule, {"dy": dy, "x": x})
    return columns_of(dy, at).reshape(x.shape)


def _columns_fit(operation: str, name: str, columns: Array, cells: int, at: Windows, values: dict) -> None:
    wanted, got = (cells, at.count[0] * at.count[1]), tuple(columns.shape[1:])
    if got != wanted:
        rule = f"{name} must have {wanted[0]} cells and {wanted[1]} windows, got {got[0]} and {got[1]}"
        raise mistake(ValueError, operation, rule, values)
