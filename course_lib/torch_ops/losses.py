"""The losses on torch tensors; their twins, with the docstrings, are in numpy_ops/losses.py.

Written in elementary tensor operations, so that torch's own losses stay an independent witness.
"""

from __future__ import annotations

import torch

from course_lib import numpy_ops

from .activations import log_softmax, sigmoid, softmax
from .arrays import Array, documented_by, expect

__all__ = [
    "squared_error",
    "squared_error_backward",
    "absolute_error",
    "absolute_error_backward",
    "huber",
    "huber_backward",
    "binary_cross_entropy",
    "binary_cross_entropy_backward",
    "cross_entropy",
    "cross_entropy_backward",
]


@documented_by(numpy_ops.squared_error)
def squared_error(x: Array, t: Array) -> tuple[Array, tuple]:
    expect("squared_error", x=(x, "*shape"), t=(t, "*shape"))
    return ((x - t) ** 2 / 2).mean(), (x, t)


@documented_by(numpy_ops.squared_error_backward)
def squared_error_backward(dy: Array, cache: tuple) -> Array:
    x, t = cache
    expect("squared_error_backward", dy=(dy, ""), x=(x, "*shape"))
    return dy / max(x.numel(), 1) * (x - t)


@documented_by(numpy_ops.absolute_error)
def absolute_error(x: Array, t: Array) -> tuple[Array, tuple]:
    expect("absolute_error", x=(x, "*shape"), t=(t, "*shape"))
    return torch.abs(x - t).mean(), (x, t)


@documented_by(numpy_ops.absolute_error_backward)
def absolute_error_backward(dy: Array, cache: tuple) -> Array:
    x, t = cache
    expect("absolute_error_backward", dy=(dy, ""), x=(x, "*shape"))
    d = x - t
    side = torch.where(torch.isnan(d), d, torch.sgn(d))  # torch's own sign of NaN is 0
    return dy / max(x.numel(), 1) * side


@documented_by(numpy_ops.huber)
def huber(x: Array, t: Array, delta: float = 1.0) -> tuple[Array, tuple]:
    expect("huber", x=(x, "*shape"), t=(t, "*shape"), delta=(delta, "number > 0"))
    distance = torch.abs(x - t)
    near = torch.clamp(distance, max=delta)
    return (near * (distance - near / 2)).mean(), (x, t, delta)  # h(d) in one piece: near is |d|, or delta


@documented_by(numpy_ops.huber_backward)
def huber_backward(dy: Array, cache: tuple) -> Array:
    x, t, delta = cache
    expect("huber_backward", dy=(dy, ""), x=(x, "*shape"))
    return dy / max(x.numel(), 1) * torch.clamp(x - t, -delta, delta)


@documented_by(numpy_ops.binary_cross_entropy)
def binary_cross_entropy(logits: Array, t: Array) -> tuple[Array, tuple]:
    expect("binary_cross_entropy", logits=(logits, "*shape"), t=(t, "*shape in [0, 1]"))
    terms = torch.clamp(logits, min=0) - logits * t + torch.log1p(torch.exp(-torch.abs(logits)))
    return terms.mean(), (logits, t)


@documented_by(numpy_ops.binary_cross_entropy_backward)
def binary_cross_entropy_backward(dy: Array, cache: tuple) -> Array:
    logits, t = cache
    expect("binary_cross_entropy_backward", dy=(dy, ""), logits=(logits, "*shape"))
    s, _ = sigmoid(logits)
    return dy / max(logits.numel(), 1) * (s - t)


@documented_by(numpy_ops.cross_entropy)
def cross_entropy(logits: Array, labels: Array, label_smoothing: float = 0.0) -> tuple[Array, tuple]:
    expect(
        "cross_entropy",
        logits=(logits, "N C+ ..."),
        labels=(labels, "N ... labels of C"),
        label_smoothing=(label_smoothing, "number in [0, 1]"),
    )
    log_shares, _ = log_softmax(logits, axis=1)
    q = _target_shares(labels, logits, label_smoothing)
    return (q * -log_shares).sum(dim=1).mean(), (logits, labels, label_smoothing)


@documented_by(numpy_ops.cross_entropy_backward)
def cross_entropy_backward(dy: Array, cache: tuple) -> Array:
    logits, labels, label_smoothing = cache
    expect("cross_entropy_backward", dy=(dy, ""), logits=(logits, "N C ..."))
    shares, _ = softmax(logits, axis=1)
    return dy / max(labels.numel(), 1) * (shares - _target_shares(labels, logits, label_smoothing))


def _target_shares(labels, logits, smoothing):
    """q (N, C, ...) of cross_entropy."""
    classes = torch.arange(logits.shape[1], device=logits.device)
    classes = classes.reshape(-1, *[1] * (logits.ndim - 2))  # (C, 1, 1, ...)
    is_label = (classes == labels[:, None]).to(logits.dtype)
    return (1 - smoothing) * is_label + smoothing / logits.shape[1]
