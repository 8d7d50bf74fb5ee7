"""Pooling on torch tensors; its twin, with the docstrings, is numpy_ops/pool.py."""

from __future__ import annotations

import torch

from course_lib import numpy_ops
from course_lib.shapes.pooling import pixels_seen, places, pool_windows

from .arrays import Array, documented_by, expect

__all__ = [
    "max_pool2d",
    "max_pool2d_backward",
    "avg_pool2d",
    "avg_pool2d_backward",
    "global_avg_pool2d",
    "global_avg_pool2d_backward",
]

Pair = int | tuple[int, int]


@documented_by(numpy_ops.max_pool2d)
def max_pool2d(x: Array, size: Pair, stride: Pair | None = None, padding: Pair = 0) -> tuple[Array, tuple]:
    at = pool_windows(expect, "max_pool2d", x=x, size=size, stride=stride, padding=padding)
    y = x.new_full((*x.shape[:2], *at.count), -torch.inf)
    for seen, place in places(at):
        y[seen] = torch.maximum(y[seen], x[place])
    return y, (x, y, at)


@documented_by(numpy_ops.max_pool2d_backward)
def max_pool2d_backward(dy: Array, cache: tuple) -> Array:
    x, y, at = cache
    expect("max_pool2d_backward", dy=(dy, "N C OH OW"), x=(x, "N C H W"), y=(y, "N C OH OW"))
    dx = torch.zeros_like(x, memory_format=torch.contiguous_format)
    waiting = torch.ones_like(y, dtype=torch.bool)  # windows whose maximum has not been met
    for seen, place in places(at):
        candidate = x[place]
        hit = ((candidate == y[seen]) | torch.isnan(candidate)) & waiting[seen]
        waiting[seen] ^= hit
        dx[place] += torch.where(hit, dy[seen], 0)
    return dx


@documented_by(numpy_ops.avg_pool2d)
def avg_pool2d(
    x: Array, size: Pair, stride: Pair | None = None, padding: Pair = 0, count_include_pad: bool = True
) -> tuple[Array, tuple]:
    at = pool_windows(
        expect, "avg_pool2d", x=x, size=size, stride=stride, padding=padding, count_include_pad=count_include_pad
    )
    rows, columns = (x.new_tensor(seen) for seen in pixels_seen(at))
    count = rows[:, None] * columns  # (OH, OW)
    if count_include_pad:
        count = torch.full_like(count, at.kernel[0] * at.kernel[1])
    y = x.new_zeros((*x.shape[:2], *at.count))
    for seen, place in places(at):
        y[seen] += x[place]
    return y / count, (x, count, at)


@documented_by(numpy_ops.avg_pool2d_backward)
def avg_pool2d_backward(dy: Array, cache: tuple) -> Array:
    x, count, at = cache
    expect("avg_pool2d_backward", dy=(dy, "N C OH OW"), x=(x, "N C H W"), count=(count, "OH OW"))
    share = dy / count
    dx = torch.zeros_like(x, memory_format=torch.contiguous_format)
    for seen, place in places(at):
        dx[place] += share[seen]
    return dx


@documented_by(numpy_ops.global_avg_pool2d)
def global_avg_pool2d(x: Array) -> tuple[Array, Array]:
    expect("global_avg_pool2d", x=(x, "N C H+ W+"))
    return x.mean(dim=(2, 3)), x


@documented_by(numpy_ops.global_avg_pool2d_backward)
def global_avg_pool2d_backward(dy: Array, cache: Array) -> Array:
    x = cache
    expect("global_avg_pool2d_backward", dy=(dy, "N C"), x=(x, "N C H W"))
    height, width = x.shape[2:]
    return (dy / (height * width))[:, :, None, None].repeat(1, 1, height, width)
