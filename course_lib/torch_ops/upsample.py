"""Upsampling on torch tensors; its twin, with the docstrings, is numpy_ops/upsample.py."""

from __future__ import annotations

import torch

from course_lib import numpy_ops
from course_lib.shapes.arguments import mistake
from course_lib.shapes.upsampling import Table, expect_gradient, linear_table, transposed

from .arrays import Array, documented_by, expect

__all__ = [
    "upsample_nearest",
    "upsample_nearest_backward",
    "bed_of_nails",
    "bed_of_nails_backward",
    "upsample_bilinear",
    "upsample_bilinear_backward",
    "pixel_shuffle",
    "pixel_shuffle_backward",
]


@documented_by(numpy_ops.upsample_nearest)
def upsample_nearest(x: Array, scale: int) -> tuple[Array, tuple]:
    expect("upsample_nearest", x=(x, "N C H W"), scale=(scale, "integer > 0"))
    return x.repeat_interleave(scale, dim=2).repeat_interleave(scale, dim=3), (x, scale)


@documented_by(numpy_ops.upsample_nearest_backward)
def upsample_nearest_backward(dy: Array, cache: tuple) -> Array:
    x, scale = cache
    expect_gradient(expect, "upsample_nearest_backward", dy, x, scale)
    n, c, h, w = x.shape
    return dy.reshape(n, c, h, scale, w, scale).sum(dim=(3, 5))


@documented_by(numpy_ops.bed_of_nails)
def bed_of_nails(x: Array, scale: int) -> tuple[Array, tuple]:
    expect("bed_of_nails", x=(x, "N C H W"), scale=(scale, "integer > 0"))
    n, c, h, w = x.shape
    y = x.new_zeros((n, c, h * scale, w * scale))
    y[:, :, ::scale, ::scale] = x
    return y, (x, scale)


@documented_by(numpy_ops.bed_of_nails_backward)
def bed_of_nails_backward(dy: Array, cache: tuple) -> Array:
    x, scale = cache
    expect_gradient(expect, "bed_of_nails_backward", dy, x, scale)
    return dy[:, :, ::scale, ::scale].clone()


@documented_by(numpy_ops.upsample_bilinear)
def upsample_bilinear(x: Array, scale: int, align_corners: bool = False) -> tuple[Array, tuple]:
    corners = (align_corners, "shown")
    expect("upsample_bilinear", x=(x, "N C H+ W+"), scale=(scale, "integer > 0"), align_corners=corners)
    rows, columns = (linear_table(n, scale, align_corners) for n in x.shape[2:])
    return _weighted(_weighted(x, 2, rows), 3, columns), (x, scale, align_corners)


@documented_by(numpy_ops.upsample_bilinear_backward)
def upsample_bilinear_backward(dy: Array, cache: tuple) -> Array:
    x, scale, align_corners = cache
    expect_gradient(expect, "upsample_bilinear_backward", dy, x, scale)
    rows, columns = (transposed(linear_table(n, scale, align_corners), n) for n in x.shape[2:])
    return _weighted(_weighted(dy, 3, columns), 2, rows)


@documented_by(numpy_ops.pixel_shuffle)
def pixel_shuffle(x: Array, scale: int) -> tuple[Array, tuple]:
    expect("pixel_shuffle", x=(x, "N C H W"), scale=(scale, "integer > 0"))
    n, c, h, w = x.shape
    if c % scale**2:
        rule = f"scale^2 must divide the channels of x, got {scale**2} and {c}"
        raise mistake(ValueError, "pixel_shuffle", rule, {"x": x, "scale": scale})
    y = x.reshape(n, c // scale**2, scale, scale, h, w).permute(0, 1, 4, 2, 5, 3)
    return y.clone(memory_format=torch.contiguous_format).reshape(n, c // scale**2, h * scale, w * scale), (x, scale)


@documented_by(numpy_ops.pixel_shuffle_backward)
def pixel_shuffle_backward(dy: Array, cache: tuple) -> Array:
    x, scale = cache
    expect_gradient(expect, "pixel_shuffle_backward", dy, x, scale, x.shape[1] // scale**2)
    n, c, h, w = x.shape
    dx = dy.reshape(n, c // scale**2, h, scale, w, scale).permute(0, 1, 3, 5, 2, 4)
    return dx.clone(memory_format=torch.contiguous_format).reshape(x.shape)


def _weighted(x: Array, axis: int, table: Table) -> Array:
    """Sums of numbers along one axis with the weights of the table, term by term."""
    sides = [1] * x.ndim
    sides[axis] = -1
    terms = ((torch.tensor(index, device=x.device), x.new_tensor(weight)) for index, weight in table)
    return sum(x.index_select(axis, index) * weight.reshape(sides) for index, weight in terms)
