"""The activation functions on torch tensors; their twins, with the docstrings, are in numpy_ops/activations.py.

Written in elementary tensor operations, so that torch's own activations stay an independent witness.
"""

from __future__ import annotations

import torch

from course_lib import numpy_ops

from .arrays import Array, documented_by, expect

__all__ = [
    "threshold",
    "sign",
    "identity",
    "identity_backward",
    "sigmoid",
    "sigmoid_backward",
    "tanh",
    "tanh_backward",
    "softmax",
    "softmax_backward",
    "log_softmax",
    "log_softmax_backward",
]


@documented_by(numpy_ops.threshold)
def threshold(x: Array, theta: float = 0.0) -> tuple[Array, Array]:
    expect("threshold", x=(x, "*shape"), theta=(theta, "number"))
    y = torch.where(torch.isnan(x), x, (x >= theta).to(x.dtype))
    return y, x


@documented_by(numpy_ops.sign)
def sign(x: Array) -> tuple[Array, Array]:
    expect("sign", x=(x, "*shape"))
    y, _ = threshold(x)
    return 2 * y - 1, x


@documented_by(numpy_ops.identity)
def identity(x: Array) -> tuple[Array, Array]:
    expect("identity", x=(x, "*shape"))
    return x.clone(), x


@documented_by(numpy_ops.identity_backward)
def identity_backward(dy: Array, cache: Array) -> Array:
    x = cache
    expect("identity_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    return dy.clone()


@documented_by(numpy_ops.sigmoid)
def sigmoid(x: Array) -> tuple[Array, Array]:
    expect("sigmoid", x=(x, "*shape"))
    e = torch.exp(-torch.abs(x))  # at most 1: exp(-x) itself overflows for large negative x
    y = torch.where(x >= 0, 1, e) / (1 + e)
    return y, x


@documented_by(numpy_ops.sigmoid_backward)
def sigmoid_backward(dy: Array, cache: Array) -> Array:
    x = cache
    expect("sigmoid_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    y, _ = sigmoid(x)
    return dy * y * (1 - y)


@documented_by(numpy_ops.tanh)
def tanh(x: Array) -> tuple[Array, Array]:
    expect("tanh", x=(x, "*shape"))
    return torch.tanh(x), x


@documented_by(numpy_ops.tanh_backward)
def tanh_backward(dy: Array, cache: Array) -> Array:
    x = cache
    expect("tanh_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    y, _ = tanh(x)
    return dy * (1 - y * y)


@documented_by(numpy_ops.softmax)
def softmax(x: Array, axis: int = -1) -> tuple[Array, tuple]:
    expect("softmax", x=(x, "*shape"), axis=(axis, "axis of x"))
    e = torch.exp(x - x.amax(dim=axis, keepdim=True))
    y = e / e.sum(dim=axis, keepdim=True)
    return y, (x, axis)


@documented_by(numpy_ops.softmax_backward)
def softmax_backward(dy: Array, cache: tuple) -> Array:
    x, axis = cache
    expect("softmax_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    y, _ = softmax(x, axis)
    return y * (dy - (y * dy).sum(dim=axis, keepdim=True))


@documented_by(numpy_ops.log_softmax)
def log_softmax(x: Array, axis: int = -1) -> tuple[Array, tuple]:
    expect("log_softmax", x=(x, "*shape"), axis=(axis, "axis of x"))
    z = x - x.amax(dim=axis, keepdim=True)
    y = z - torch.log(torch.exp(z).sum(dim=axis, keepdim=True))
    return y, (x, axis)


@documented_by(numpy_ops.log_softmax_backward)
def log_softmax_backward(dy: Array, cache: tuple) -> Array:
    x, axis = cache
    expect("log_softmax_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    shares, _ = softmax(x, axis)
    return dy - shares * dy.sum(dim=axis, keepdim=True)
