"""Local response normalisation on torch tensors; its twin, with the docstrings, is numpy_ops/local_response.py."""

from __future__ import annotations

from course_lib import numpy_ops

from .arrays import Array, documented_by, expect

__all__ = [
    "local_response_norm",
    "local_response_norm_backward",
]


@documented_by(numpy_ops.local_response_norm)
def local_response_norm(
    x: Array, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> tuple[Array, tuple]:
    expect(
        "local_response_norm",
        x=(x, "N C ..."),
        size=(size, "integer > 0"),
        alpha=(alpha, "number in [0, inf)"),
        beta=(beta, "number"),
        k=(k, "number in [0, inf)"),
    )
    s = k + alpha / size * _neighbours(x * x, size // 2, (size - 1) // 2)
    return x * s**-beta, (x, size, alpha, beta, k)


@documented_by(numpy_ops.local_response_norm_backward)
def local_response_norm_backward(dy: Array, cache: tuple) -> Array:
    x, size, alpha, beta, k = cache
    expect("local_response_norm_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    share = alpha / size
    s = k + share * _neighbours(x * x, size // 2, (size - 1) // 2)
    power = s**-beta
    through = _neighbours(dy * x * power / s, (size - 1) // 2, size // 2)
    return dy * power - 2 * share * beta * x * through


def _neighbours(x: Array, before: int, after: int) -> Array:
    """The sum over the channels from c - before to c + after, for every channel c."""
    total, channels = x.clone(), x.shape[1]
    for step in range(1, before + 1):
        total[:, step:] += x[:, : max(0, channels - step)]
    for step in range(1, after + 1):
        total[:, : max(0, channels - step)] += x[:, step:]
    return total
