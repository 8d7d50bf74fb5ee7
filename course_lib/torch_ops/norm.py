"""Normalisation on torch tensors; its twin, with the docstrings, is numpy_ops/norm.py."""

from __future__ import annotations

import torch

from course_lib import numpy_ops
from course_lib.shapes.normalisation import expect_batch_norm, expect_group_norm, expect_layer_norm

from .arrays import Array, documented_by, expect

__all__ = [
    "batch_norm",
    "batch_norm_backward",
    "layer_norm",
    "layer_norm_backward",
    "group_norm",
    "group_norm_backward",
]


@documented_by(numpy_ops.batch_norm)
def batch_norm(
    x: Array,
    gamma: Array,
    beta: Array,
    running_mean: Array,
    running_var: Array,
    training: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[Array, Array, Array, tuple]:
    count = expect_batch_norm(expect, x, gamma, beta, running_mean, running_var, training, momentum, eps)
    sides, others = (-1, *[1] * (x.ndim - 2)), (0, *range(2, x.ndim))
    if training and count:
        mu = x.mean(dim=others)
        centred = x - mu.reshape(sides)
        rest = centred.mean(dim=others)  # what rounding of the mean took away
        centred = centred - rest.reshape(sides)
        var = (centred * centred).mean(dim=others)
        running_mean = (1 - momentum) * running_mean + momentum * (mu + rest)
        running_var = (1 - momentum) * running_var + momentum * (var * (count / (count - 1)))
    else:
        running_mean, running_var = running_mean.clone(), running_var.clone()
        mu, rest, var = running_mean, torch.zeros_like(running_mean), running_var
        centred = x - mu.reshape(sides)
    inverse = 1 / torch.sqrt(var + eps)
    y = centred * (gamma * inverse).reshape(sides) + beta.reshape(sides)
    return y, running_mean, running_var, (x, gamma, mu, rest, inverse, training)


@documented_by(numpy_ops.batch_norm_backward)
def batch_norm_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array]:
    x, gamma, mu, rest, inverse, training = cache
    expect("batch_norm_backward", dy=(dy, "N C ..."), x=(x, "N C ..."), gamma=(gamma, "C"))
    sides, others = (-1, *[1] * (x.ndim - 2)), (0, *range(2, x.ndim))
    normal = (x - mu.reshape(sides) - rest.reshape(sides)) * inverse.reshape(sides)
    dbeta = dy.sum(dim=others)
    dgamma = (dy * normal).sum(dim=others)
    dx = dy
    if training:
        count = max(1, x.numel() // max(1, x.shape[1]))
        dx = dy - (dbeta / count).reshape(sides) - normal * (dgamma / count).reshape(sides)
    return dx * (gamma * inverse).reshape(sides), dgamma, dbeta


@documented_by(numpy_ops.layer_norm)
def layer_norm(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> tuple[Array, tuple]:
    size = expect_layer_norm(expect, x, gamma, beta, eps)
    normal, inverse = _normal_rows(x.reshape(-1, size), eps)
    normal = normal.reshape(x.shape)
    return gamma * normal + beta, (normal, inverse, gamma)


@documented_by(numpy_ops.layer_norm_backward)
def layer_norm_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array]:
    normal, inverse, gamma = cache
    expect("layer_norm_backward", dy=(dy, "*shape"), x=(normal, "*shape"), gamma=(gamma, "*gamma"))
    dx = _normal_rows_backward((gamma * dy).reshape(-1, gamma.numel()), normal.reshape(-1, gamma.numel()), inverse)
    examples = (-1, *gamma.shape)
    dgamma = (dy * normal).reshape(examples).sum(dim=0)
    return dx.reshape(dy.shape), dgamma, dy.reshape(examples).sum(dim=0)


@documented_by(numpy_ops.group_norm)
def group_norm(x: Array, gamma: Array, beta: Array, groups: int, eps: float = 1e-5) -> tuple[Array, tuple]:
    size = expect_group_norm(expect, x, gamma, beta, groups, eps)
    normal, inverse = _normal_rows(x.reshape(-1, size), eps)
    normal = normal.reshape(x.shape)
    sides = (-1, *[1] * (x.ndim - 2))
    return gamma.reshape(sides) * normal + beta.reshape(sides), (normal, inverse, gamma)


@documented_by(numpy_ops.group_norm_backward)
def group_norm_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array]:
    normal, inverse, gamma = cache
    expect("group_norm_backward", dy=(dy, "N C ..."), x=(normal, "N C ..."), gamma=(gamma, "C"))
    others = (0, *range(2, dy.ndim))
    dx = gamma.reshape(-1, *[1] * (dy.ndim - 2)) * dy
    if dy.numel():
        rows = len(inverse)
        dx = _normal_rows_backward(dx.reshape(rows, -1), normal.reshape(rows, -1), inverse)
    return dx.reshape(dy.shape), (dy * normal).sum(dim=others), dy.sum(dim=others)


def _normal_rows(rows: Array, eps: float) -> tuple[Array, Array]:
    """Each row to mean 0 and variance 1, and what its deviations were multiplied with."""
    centred = rows - rows.mean(dim=1, keepdim=True)
    centred = centred - centred.mean(dim=1, keepdim=True)  # what rounding of the mean took away
    inverse = 1 / torch.sqrt((centred * centred).mean(dim=1) + eps)
    return centred * inverse[:, None], inverse


def _normal_rows_backward(dnormal: Array, normal: Array, inverse: Array) -> Array:
    along = (dnormal * normal).mean(dim=1, keepdim=True)
    return (dnormal - dnormal.mean(dim=1, keepdim=True) - normal * along) * inverse[:, None]
