"""Rows of the table: local response normalisation."""

from __future__ import annotations

import numpy as np

from .row import Mistake, Operation, Sample, functional, normal


def _samples(rng, dtype):
    def sample(about, shape, size, **settings):
        return Sample(about, {"x": 2 * normal(rng, dtype, *shape), "size": size} | settings)

    return [
        sample("a batch", (2, 6, 3, 3), 3, alpha=0.5),
        sample("torch's defaults", (2, 7, 2, 2), 5),
        sample("as AlexNet", (1, 8, 3, 3), 5, alpha=5e-4, beta=0.75, k=2),
        sample("an even size", (2, 5, 2, 2), 4, alpha=1.0, beta=0.5),
        sample("more than all channels", (2, 3, 2, 2), 9, alpha=1.0),
        sample("one channel at a time", (2, 3, 4), 1, alpha=2.0, beta=0.5),
        sample("division by the norm", (2, 3, 2, 2), 5, alpha=5.0, beta=0.5, k=0),
        sample("batch of 1", (1, 4, 2, 2), 3, alpha=1.0),
        sample("batch of 0", (0, 4, 2, 2), 3),
    ]


def _oracle(x, size, alpha=1e-4, beta=0.75, k=1.0):
    return functional("local_response_norm")(input=x, size=size, alpha=alpha, beta=beta, k=k)


def _mistake(rule, kind=ValueError, x=(2, 3, 4, 4), dtype="", **wrong):
    inputs = {"x": np.zeros(x), "size": 5, "alpha": 1e-4, "beta": 0.75, "k": 1.0} | wrong
    given = ", ".join(f"{name} {value}" for name, value in inputs.items() if name != "x")
    return Mistake(inputs, kind, f"local_response_norm: {rule}; x {x}{dtype}, {given}")


_mistakes = [
    _mistake("size must be an integer, got 2.5", TypeError, dtype=" float64", size=2.5),
    _mistake("size must be greater than 0, got 0", size=0),
    _mistake("alpha must lie in [0, inf), got -1", alpha=-1),
    _mistake("k must lie in [0, inf), got -0.5", k=-0.5),
    _mistake("beta must be one number, got None", TypeError, dtype=" float64", beta=None),
    _mistake("x must have at least 2 axes (N, C, ...), got 1", x=(3,)),
    Mistake(
        {"x": np.zeros((2, 3, 4, 4)), "size": 5},
        ValueError,
        "local_response_norm_backward: dy and x must have the same shape, got (2, 3, 4) and (2, 3, 4, 4); "
        "dy (2, 3, 4), x (2, 3, 4, 4)",
        dy=np.zeros((2, 3, 4)),
    ),
]

ROWS = [
    Operation("local_response_norm", _samples, _oracle, mistakes=_mistakes, differentiable=("x",), tolerance=16),
]
