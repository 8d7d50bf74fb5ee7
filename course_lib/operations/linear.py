"""Rows of the table: the fully connected layer."""

from __future__ import annotations

import numpy as np

from .row import Mistake, Operation, Sample, normal


def _linear(rng, dtype):
    def sample(about, n, inputs, outputs, bias=True):
        x, w = normal(rng, dtype, n, inputs), normal(rng, dtype, outputs, inputs)
        return Sample(about, {"x": x, "w": w, "b": normal(rng, dtype, outputs) if bias else None})

    return [
        sample("a batch", 5, 3, 4),
        sample("as many outputs as inputs", 5, 3, 3),
        sample("no bias", 4, 3, 2, bias=False),
        sample("batch of 1", 1, 3, 4),
        sample("batch of 0", 0, 3, 4),
        sample("one input, one output", 3, 1, 1),
        sample("long sums", 2, 400, 3),
    ]


def _linear_oracle(x, w, b=None):
    import torch.nn.functional as F

    return F.linear(x, w, b)


_linear_mistakes = [
    Mistake(
        {"x": np.zeros((8, 5)), "w": np.zeros((4, 3)), "b": np.zeros(4)},
        ValueError,
        "linear: `in` must be the same in x (N, in) and w (out, in), got 5 and 3; x (8, 5), w (4, 3), b (4,)",
    ),
    Mistake(
        {"x": np.zeros((8, 3)), "w": np.zeros((4, 3)), "b": np.zeros(3)},
        ValueError,
        "linear: `out` must be the same in w (out, in) and b (out,), got 4 and 3; x (8, 3), w (4, 3), b (3,)",
    ),
    Mistake(
        {"x": np.zeros(3), "w": np.zeros((4, 3))},
        ValueError,
        "linear: x must have 2 axes (N, in), got 1; x (3,), w (4, 3), b None",
    ),
    Mistake(
        {"x": np.zeros((8, 3)), "w": np.zeros((4, 3)), "b": np.zeros((1, 4))},
        ValueError,
        "linear: b must have 1 axis (out,), got 2; x (8, 3), w (4, 3), b (1, 4)",
    ),
    Mistake(
        {"x": np.zeros((8, 3)), "w": np.zeros((4, 3))},
        ValueError,
        "linear_backward: `N` must be the same in dy (N, out) and x (N, in), got 7 and 8; "
        "dy (7, 4), x (8, 3), w (4, 3)",
        dy=np.zeros((7, 4)),
    ),
]

ROWS = [
    Operation(
        "linear",
        _linear,
        _linear_oracle,
        mistakes=_linear_mistakes,
        differentiable=("x", "w", "b"),
        linear_in=("x", "w", "b"),
        macs=lambda x, w, b=None: x[0] * x[1] * w[0],
        tolerance=32,
    ),
]
