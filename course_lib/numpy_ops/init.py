"""Weights to begin with: random, and of such a size that signals neither die out nor explode on their way.

Every initialiser is called alike, `w = he_normal((out, in), rng)`, for a linear layer (out, in) as for a kernel
(out, in, height, width). One number of y is a sum over fan_in = in * height * width numbers of x, and one number of
x goes into fan_out = out * height * width numbers of y.

torch_ops/init.py has the same names. The random streams differ, the distributions do not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .arrays import Array

if TYPE_CHECKING:  # NumPy loads its random numbers when they are first used: importing this file is no such use
    from numpy.random import Generator

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


def fans(shape: Sequence[int]) -> tuple[int, int]:
    """How many numbers meet in one output (fan_in), and how many outputs one number reaches (fan_out).

        fan_in = in * height * width,    fan_out = out * height * width

    Raises TypeError (shape is not made of whole numbers) or ValueError (fewer than 2 axes, or a negative one).
    Source: Glorot, Bengio, AISTATS (2010), section 4.2, for kernels as He et al., ICCV (2015), section 2.2.
    """
    shape = tuple(shape)
    if not all(isinstance(n, int) and not isinstance(n, bool) for n in shape):
        raise TypeError(f"fans: shape must be made of whole numbers, got {shape}")
    if len(shape) < 2 or min(shape) < 0:
        raise ValueError(f"fans: shape must be (out, in) or (out, in, height, width), got {shape}")
    kernel = math.prod(shape[2:])
    return shape[1] * kernel, shape[0] * kernel


def zeros(shape: Sequence[int], rng: Generator, dtype: str = "float32") -> Array:
    """All weights 0: for biases, and to see that a layer of equal units stays one of equal units.

        w = 0

    Arguments
        shape  whole numbers, here of any count
        rng    not used, but asked for, so that every initialiser is called alike
        dtype  "float32" or "float64"
    Returns
        w      array of that shape and dtype
    Raises
        TypeError   rng is no generator, or shape is not made of whole numbers
        ValueError  a negative length, or another dtype
    Source: Rumelhart, Hinton, Williams, Nature 323 (1986), on breaking symmetry.
    """
    shape, dtype = _checked("zeros", shape, rng, dtype)
    return np.zeros(shape, dtype)


def lecun_normal(shape: Sequence[int], rng: Generator, dtype: str = "float32") -> Array:
    """LeCun et al.: keeps the variance of signals through linear units and tanh near 0.

        std(w) = sqrt(1 / fan_in)

    Arguments
        shape  of the weights: whole numbers, (out, in) or (out, in, height, width); any further axes are a kernel's
        rng    np.random.default_rng(seed), or a torch.Generator in torch_ops (w lies on its device)
        dtype  "float32" or "float64"
    Returns
        w      array of that shape and dtype
    Raises
        TypeError   rng is no generator, or shape is not made of whole numbers
        ValueError  shape has fewer than 2 axes, or another dtype
    Source: LeCun, Bottou, Orr, Mueller, Efficient BackProp (1998), section 4.6.
    """
    return _normal("lecun_normal", shape, rng, dtype, lambda fan_in, fan_out: 1 / fan_in)


def lecun_uniform(shape: Sequence[int], rng: Generator, dtype: str = "float32") -> Array:
    """The same standard deviation as lecun_normal, from a uniform distribution.

        w in [-a, a),  a = sqrt(3 / fan_in)

    Arguments
        shape  of the weights: whole numbers, (out, in) or (out, in, height, width); any further axes are a kernel's
        rng    np.random.default_rng(seed), or a torch.Generator in torch_ops (w lies on its device)
        dtype  "float32" or "float64"
    Returns
        w      array of that shape and dtype
    Raises
        TypeError   rng is no generator, or shape is not made of whole numbers
        ValueError  shape has fewer than 2 axes, or another dtype
    Source: LeCun, Bottou, Orr, Mueller, Efficient BackProp (1998), section 4.6.
    """
    return _uniform("lecun_uniform", shape, rng, dtype, lambda fan_in, fan_out: 1 / fan_in)


def glorot_normal(shape: Sequence[int], rng: Generator, dtype: str = "float32") -> Array:
    """Glorot and Bengio: a compromise between keeping signals and keeping gradients.

        std(w) = sqrt(2 / (fan_in + fan_out))

    Arguments
        shape  of the weights: whole numbers, (out, in) or (out, in, height, width); any further axes are a kernel's
        rng    np.random.default_rng(seed), or a torch.Generator in torch_ops (w lies on its device)
        dtype  "float32" or "float64"
    Returns
        w      array of that shape and dtype
    Raises
        TypeError   rng is no generator, or shape is not made of whole numbers
        ValueError  shape has fewer than 2 axes, or another dtype
    Source: Glorot, Bengio, AISTATS (2010), equation 12.
    """
    return _normal("glorot_normal", shape, rng, dtype, lambda fan_in, fan_out: 2 / (fan_in + fan_out))


def glorot_uniform(shape: Sequence[int], rng: Generator, dtype: str = "float32") -> Array:
    """The same standard deviation as glorot_normal, from a uniform distribution.

        w in [-a, a),  a = sqrt(6 / (fan_in + fan_out))

    Arguments
        shape  of the weights: whole numbers, (out, in) or (out, in, height, width); any further axes are a kernel's
        rng    np.random.default_rng(seed), or a torch.Generator in torch_ops (w lies on its device)
        dtype  "float32" or "float64"
    Returns
        w      array of that shape and dtype
    Raises
        TypeError   rng is no generator, or shape is not made of whole numbers
        ValueError  shape has fewer than 2 axes, or another dtype
    Source: Glorot, Bengio, AISTATS (2010), equation 16.
    """
    return _uniform("glorot_uniform", shape, rng, dtype, lambda fan_in, fan_out: 2 / (fan_in + fan_out))


def he_normal(shape: Sequence[int], rng: Generator, dtype: str = "float32") -> Array:
    """He et al.: twice LeCun's variance, because ReLU keeps only half of the second moment.

        std(w) = sqrt(2 / fan_in)

    Arguments
        shape  of the weights: whole numbers, (out, in) or (out, in, height, width); any further axes are a kernel's
        rng    np.random.default_rng(seed), or a torch.Generator in torch_ops (w lies on its device)
        dtype  "float32" or "float64"
    Returns
        w      array of that shape and dtype
    Raises
        TypeError   rng is no generator, or shape is not made of whole numbers
        ValueError  shape has fewer than 2 axes, or another dtype
    Source: He, Zhang, Ren, Sun, ICCV (2015), equation 10.
    """
    return _normal("he_normal", shape, rng, dtype, lambda fan_in, fan_out: 2 / fan_in)


def he_uniform(shape: Sequence[int], rng: Generator, dtype: str = "float32") -> Array:
    """The same standard deviation as he_normal, from a uniform distribution.

        w in [-a, a),  a = sqrt(6 / fan_in)

    Arguments
        shape  of the weights: whole numbers, (out, in) or (out, in, height, width); any further axes are a kernel's
        rng    np.random.default_rng(seed), or a torch.Generator in torch_ops (w lies on its device)
        dtype  "float32" or "float64"
    Returns
        w      array of that shape and dtype
    Raises
        TypeError   rng is no generator, or shape is not made of whole numbers
        ValueError  shape has fewer than 2 axes, or another dtype
    Source: He, Zhang, Ren, Sun, ICCV (2015), equation 10.
    """
    return _uniform("he_uniform", shape, rng, dtype, lambda fan_in, fan_out: 2 / fan_in)


def orthogonal(shape: Sequence[int], rng: Generator, dtype: str = "float32") -> Array:
    """Rows of length 1 at right angles (columns, if there are more rows): lengths of signals are kept exactly.

        w w^T = I  or  w^T w = I,  for w as a matrix (out, in * height * width)

    Arguments
        shape  of the weights: whole numbers, (out, in) or (out, in, height, width); any further axes are a kernel's
        rng    np.random.default_rng(seed), or a torch.Generator in torch_ops (w lies on its device)
        dtype  "float32" or "float64"
    Returns
        w      array of that shape and dtype
    Raises
        TypeError   rng is no generator, or shape is not made of whole numbers
        ValueError  shape has fewer than 2 axes, or another dtype
    Source: Saxe, McClelland, Ganguli, ICLR (2014); Mezzadri, Notices of the AMS 54 (2007), for the signs.
    """
    shape, dtype = _checked("orthogonal", shape, rng, dtype)
    fans(shape)
    rows, columns = shape[0], math.prod(shape[1:])
    tall = rng.standard_normal((max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(tall)
    q = q * np.where(np.diag(r) < 0, -1, 1)  # else the signs are those of the algorithm, not of chance
    return np.ascontiguousarray(q if rows >= columns else q.T).reshape(shape).astype(dtype)


def _normal(name, shape, rng, dtype, variance):
    shape, dtype = _checked(name, shape, rng, dtype)
    return rng.standard_normal(shape, dtype) * dtype(_spread(shape, variance))


def _uniform(name, shape, rng, dtype, variance):
    shape, dtype = _checked(name, shape, rng, dtype)
    return (2 * rng.random(shape, dtype) - 1) * dtype(math.sqrt(3) * _spread(shape, variance))


def _spread(shape, variance):
    """The standard deviation; a layer without inputs has no weights, so any number will do."""
    fan_in, fan_out = fans(shape)
    return math.sqrt(variance(fan_in, fan_out)) if fan_in and fan_out else 0.0


def _checked(name, shape, rng, dtype):
    if not isinstance(rng, np.random.Generator):
        kind = type(rng).__name__
        raise TypeError(f"{name}: rng must be a generator (np.random.default_rng(seed)), got {kind}")
    shape = tuple(shape)
    if not all(isinstance(n, int) and not isinstance(n, bool) for n in shape):
        raise TypeError(f"{name}: shape must be made of whole numbers, got {shape}")
    if any(n < 0 for n in shape):
        raise ValueError(f"{name}: shape must not be negative, got {shape}")
    if dtype not in ("float32", "float64"):
        raise ValueError(f"{name}: dtype must be float32 or float64, got {dtype}")
    return shape, np.dtype(dtype).type
