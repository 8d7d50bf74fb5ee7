"""Divergences on torch tensors; their twins, with the docstrings, are in numpy_ops/divergences.py.

Written in elementary tensor operations, so that torch's own losses stay an independent witness.
"""

from __future__ import annotations

import torch

from course_lib import numpy_ops

from .activations import log_softmax, softmax
from .arrays import Array, documented_by, expect

__all__ = [
    "dice",
    "dice_backward",
    "kl_divergence",
    "kl_divergence_backward",
    "distillation",
    "distillation_backward",
]


@documented_by(numpy_ops.dice)
def dice(p: Array, t: Array, smooth: float = 1.0) -> tuple[Array, tuple]:
    expect("dice", p=(p, "N C H W in [0, 1]"), t=(t, "N C H W in [0, 1]"), smooth=(smooth, "number > 0"))
    both, either = _overlap(p, t, smooth)
    return (1 - both / either).mean(), (p, t, smooth)


@documented_by(numpy_ops.dice_backward)
def dice_backward(dy: Array, cache: tuple) -> Array:
    p, t, smooth = cache
    expect("dice_backward", dy=(dy, ""), p=(p, "N C H W"))
    both, either = (part[:, :, None, None] for part in _overlap(p, t, smooth))
    return dy / max(p.shape[0] * p.shape[1], 1) * (both - 2 * t * either) / either**2


def _overlap(p, t, smooth):
    """What lies above and below the line of `dice`, both (N, C)."""
    space = (2, 3)
    return 2 * (p * t).sum(dim=space) + smooth, p.sum(dim=space) + t.sum(dim=space) + smooth


@documented_by(numpy_ops.kl_divergence)
def kl_divergence(logits: Array, t: Array) -> tuple[Array, tuple]:
    expect("kl_divergence", logits=(logits, "N C+ ..."), t=(t, "N C ... in [0, 1]"))
    log_shares, _ = log_softmax(logits, axis=1)
    log_t = torch.log(torch.where(t > 0, t, 1))  # 0 where t is 0: nothing wanted, nothing paid
    return (t * (log_t - log_shares)).sum(dim=1).mean(), (logits, t)


@documented_by(numpy_ops.kl_divergence_backward)
def kl_divergence_backward(dy: Array, cache: tuple) -> Array:
    logits, t = cache
    expect("kl_divergence_backward", dy=(dy, ""), logits=(logits, "N C ..."))
    shares, _ = softmax(logits, axis=1)
    examples = logits.numel() // logits.shape[1]
    return dy / max(examples, 1) * (shares * t.sum(dim=1, keepdim=True) - t)


@documented_by(numpy_ops.distillation)
def distillation(logits: Array, teacher: Array, temperature: float) -> tuple[Array, tuple]:
    expect(
        "distillation",
        logits=(logits, "N C+ ..."),
        teacher=(teacher, "N C ..."),
        temperature=(temperature, "number > 0"),
    )
    wanted, _ = softmax(teacher / temperature, axis=1)
    loss, _ = kl_divergence(logits / temperature, wanted)
    loss = (temperature**2 * loss).to(logits.dtype)
    return loss, (logits, teacher, temperature)


@documented_by(numpy_ops.distillation_backward)
def distillation_backward(dy: Array, cache: tuple) -> Array:
    logits, teacher, temperature = cache
    expect("distillation_backward", dy=(dy, ""), logits=(logits, "N C ..."))
    wanted, _ = softmax(teacher / temperature, axis=1)
    return temperature * kl_divergence_backward(dy, (logits / temperature, wanted))
