"""Weights to begin with: random, and of such a size that signals neither die out nor explode on their way.

Every initialiser is called alike, `w = he_normal((out, in), rng)`, for a linear layer (out, in) as for a kernel
(out, in, height, width). One number of y is a sum over fan_in = in * height * width numbers of x, and one number of
x goes into fan_out = out * height * width numbers of y.

numpy_ops/init.py has the same names. The random streams differ, the distributions do not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch

from course_lib import numpy_ops

from .arrays import documented_by

Array, Generator = torch.Tensor, torch.Generator

__all__ = [
    "fans",
    "zeros",
    "lecun_normal",
    "lecun_uniform",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "orthogonal",
]


fans = numpy_ops.init.fans


@documented_by(numpy_ops.init.zeros)
def zeros(shape: Sequence[int], rng: Generator, dtype: str = "float32") -> Array:
    shape, dtype = _checked("zeros", shape, rng, dtype)
    return torch.zeros(shape, dtype=dtype, device=rng.device)


@documented_by(numpy_ops.init.lecun_normal)
def lecun_normal(shape: Sequence[int], rng: Generator, dtype: str = "float32") -> Array:
    return _normal("lecun_normal", shape, rng, dtype, lambda fan_in, fan_out: 1 / fan_in)


@documented_by(numpy_ops.init.lecun_uniform)
def lecun_uniform(shape: Sequence[int], rng: Generator, dtype: str = "float32") -> Array:
    return _uniform("lecun_uniform", shape, rng, dtype, lambda fan_in, fan_out: 1 / fan_in)


@documented_by(numpy_ops.init.glorot_normal)
def glorot_normal(shape: Sequence[int], rng: Generator, dtype: str = "float32") -> Array:
    return _normal("glorot_normal", shape, rng, dtype, lambda fan_in, fan_out: 2 / (fan_in + fan_out))


@documented_by(numpy_ops.init.glorot_uniform)
def glorot_uniform(shape: Sequence[int], rng: Generator, dtype: str = "float32") -> Array:
    return _uniform("glorot_uniform", shape, rng, dtype, lambda fan_in, fan_out: 2 / (fan_in + fan_out))


@documented_by(numpy_ops.init.he_normal)
def he_normal(shape: Sequence[int], rng: Generator, dtype: str = "float32") -> Array:
    return _normal("he_normal", shape, rng, dtype, lambda fan_in, fan_out: 2 / fan_in)


@documented_by(numpy_ops.init.he_uniform)
def he_uniform(shape: Sequence[int], rng: Generator, dtype: str = "float32") -> Array:
    return _uniform("he_uniform", shape, rng, dtype, lambda fan_in, fan_out: 2 / fan_in)


@documented_by(numpy_ops.init.orthogonal)
def orthogonal(shape: Sequence[int], rng: Generator, dtype: str = "float32") -> Array:
    shape, dtype = _checked("orthogonal", shape, rng, dtype)
    fans(shape)
    rows, columns = shape[0], math.prod(shape[1:])
    tall = (max(rows, columns), min(rows, columns))
    q, r = torch.linalg.qr(torch.randn(tall, generator=rng, dtype=torch.float64, device=rng.device))
    q = q * torch.where(torch.diagonal(r) < 0, -1, 1)
    return (q if rows >= columns else q.T).reshape(shape).to(dtype)


def _normal(name, shape, rng, dtype, variance):
    shape, dtype = _checked(name, shape, rng, dtype)
    return torch.randn(shape, generator=rng, dtype=dtype, device=rng.device) * _spread(shape, variance)


def _uniform(name, shape, rng, dtype, variance):
    shape, dtype = _checked(name, shape, rng, dtype)
    unit = torch.rand(shape, generator=rng, dtype=dtype, device=rng.device)
    return (2 * unit - 1) * (math.sqrt(3) * _spread(shape, variance))


def _spread(shape, variance):
    fan_in, fan_out = fans(shape)
    return math.sqrt(variance(fan_in, fan_out)) if fan_in and fan_out else 0.0


def _checked(name, shape, rng, dtype):
    if not isinstance(rng, Generator):
        kind = type(rng).__name__
        raise TypeError(f"{name}: rng must be a generator (torch.Generator().manual_seed(seed)), got {kind}")
    shape = tuple(shape)
    if not all(isinstance(n, int) and not isinstance(n, bool) for n in shape):
        raise TypeError(f"{name}: shape must be made of whole numbers, got {shape}")
    if any(n < 0 for n in shape):
        raise ValueError(f"{name}: shape must not be negative, got {shape}")
    if dtype not in ("float32", "float64"):
        raise ValueError(f"{name}: dtype must be float32 or float64, got {dtype}")
    return shape, getattr(torch, dtype)
