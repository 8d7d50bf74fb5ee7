"""The rectified linear units on torch tensors; their twins, with the docstrings, are in numpy_ops/rectifiers.py.

Written in elementary tensor operations, so that torch's own activations stay an independent witness.
"""

from __future__ import annotations

import math

import torch

from course_lib import numpy_ops
from course_lib.shapes.arguments import mistake

from .activations import sigmoid
from .arrays import Array, documented_by, expect

__all__ = [
    "relu",
    "relu_backward",
    "leaky_relu",
    "leaky_relu_backward",
    "prelu",
    "prelu_backward",
    "elu",
    "elu_backward",
    "selu",
    "selu_backward",
    "swish",
    "swish_backward",
    "gelu",
    "gelu_backward",
    "maxout",
    "maxout_backward",
]

SELU_ALPHA, SELU_SCALE = 1.6732632423543772848, 1.0507009873554804934  # mean 0 and variance 1 stay what they are


@documented_by(numpy_ops.relu)
def relu(x: Array) -> tuple[Array, Array]:
    expect("relu", x=(x, "*shape"))
    return torch.clamp(x, min=0), x


@documented_by(numpy_ops.relu_backward)
def relu_backward(dy: Array, cache: Array) -> Array:
    x = cache
    expect("relu_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    return torch.where(x > 0, dy, 0)


@documented_by(numpy_ops.leaky_relu)
def leaky_relu(x: Array, slope: float = 0.01) -> tuple[Array, tuple]:
    expect("leaky_relu", x=(x, "*shape"), slope=(slope, "number"))
    y = torch.where(x > 0, x, slope * x)
    return y, (x, slope)


@documented_by(numpy_ops.leaky_relu_backward)
def leaky_relu_backward(dy: Array, cache: tuple) -> Array:
    x, slope = cache
    expect("leaky_relu_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    return torch.where(x > 0, dy, slope * dy)


@documented_by(numpy_ops.prelu)
def prelu(x: Array, slope: Array) -> tuple[Array, tuple]:
    expect("prelu", x=(x, "N C ..."), slope=(slope, _prelu_axes(slope)))
    y = torch.where(x > 0, x, _along_channels(slope, x) * x)
    return y, (x, slope)


@documented_by(numpy_ops.prelu_backward)
def prelu_backward(dy: Array, cache: tuple) -> tuple[Array, Array]:
    x, slope = cache
    expect("prelu_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    dx = torch.where(x > 0, dy, _along_channels(slope, x) * dy)
    dslope = torch.where(x > 0, 0, dy * x).sum(dim=(0, *range(2, x.ndim)))  # (C,)
    if slope.shape == (1,):
        dslope = dslope.sum(dim=0, keepdim=True)
    return dx, dslope


def _prelu_axes(slope):
    return "one" if getattr(slope, "shape", None) == (1,) else "C"


def _along_channels(slope, x):
    """(C,) or (1,) -> (C, 1, 1, ...) or (1, 1, ...), which broadcasts over x (N, C, ...)."""
    return slope.reshape(-1, *[1] * (x.ndim - 2))


@documented_by(numpy_ops.elu)
def elu(x: Array, alpha: float = 1.0) -> tuple[Array, tuple]:
    expect("elu", x=(x, "*shape"), alpha=(alpha, "number"))
    y = torch.where(x > 0, x, alpha * torch.expm1(torch.clamp(x, max=0)))
    return y, (x, alpha)


@documented_by(numpy_ops.elu_backward)
def elu_backward(dy: Array, cache: tuple) -> Array:
    x, alpha = cache
    expect("elu_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    return torch.where(x > 0, dy, dy * alpha * torch.exp(torch.clamp(x, max=0)))


@documented_by(numpy_ops.selu)
def selu(x: Array) -> tuple[Array, Array]:
    expect("selu", x=(x, "*shape"))
    y, _ = elu(x, SELU_ALPHA)
    return SELU_SCALE * y, x


@documented_by(numpy_ops.selu_backward)
def selu_backward(dy: Array, cache: Array) -> Array:
    x = cache
    expect("selu_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    return SELU_SCALE * elu_backward(dy, (x, SELU_ALPHA))


@documented_by(numpy_ops.swish)
def swish(x: Array, beta: float = 1.0) -> tuple[Array, tuple]:
    expect("swish", x=(x, "*shape"), beta=(beta, "number"))
    gate, _ = sigmoid(beta * x)
    return x * gate, (x, beta)


@documented_by(numpy_ops.swish_backward)
def swish_backward(dy: Array, cache: tuple) -> Array:
    x, beta = cache
    expect("swish_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    z = beta * x
    s, _ = sigmoid(z)
    return dy * (s + z * s * (1 - s))


@documented_by(numpy_ops.gelu)
def gelu(x: Array) -> tuple[Array, Array]:
    expect("gelu", x=(x, "*shape"))
    return x * _share_below(x), x


@documented_by(numpy_ops.gelu_backward)
def gelu_backward(dy: Array, cache: Array) -> Array:
    x = cache
    expect("gelu_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    density = torch.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    return dy * (_share_below(x) + x * density)


def _share_below(x):
    """Phi(x): the share of a standard normal distribution that lies below x."""
    return (1 + torch.erf(x / math.sqrt(2))) / 2


@documented_by(numpy_ops.maxout)
def maxout(x: Array, pieces: int) -> tuple[Array, tuple]:
    expect("maxout", x=(x, "N C ..."), pieces=(pieces, "integer > 0"))
    if x.shape[1] % pieces:
        rule = f"pieces must divide `C` of x (N, C, ...), got {pieces} and {x.shape[1]}"
        raise mistake(ValueError, "maxout", rule, {"x": x, "pieces": pieces})
    return _in_pieces(x, pieces).amax(dim=2), (x, pieces)


@documented_by(numpy_ops.maxout_backward)
def maxout_backward(dy: Array, cache: tuple) -> Array:
    x, pieces = cache
    z = _in_pieces(x, pieces)
    expect("maxout_backward", dy=(dy, "N K ..."), z=(z, "N K pieces ..."))
    piece = torch.arange(pieces, device=x.device).reshape(-1, *[1] * (x.ndim - 2))
    first = z.argmax(dim=2, keepdim=True)
    return torch.where(piece == first, dy[:, :, None], 0).reshape(x.shape)


def _in_pieces(x, pieces):
    """(N, K pieces, ...) -> (N, K, pieces, ...)"""
    return x.reshape(x.shape[0], x.shape[1] // pieces, pieces, *x.shape[2:])
