"""Rows of the table: dropout and DropConnect. torch draws its masks itself, so the oracles are its products."""

from __future__ import annotations

import numpy as np

from .row import Mistake, Operation, Sample, normal


def _mask(rng, dtype, keep, *shape):
    return (rng.random(shape) < keep).astype(dtype)


def _dropout(rng, dtype):
    def sample(about, keep, *shape):
        return Sample(about, {"x": normal(rng, dtype, *shape), "mask": _mask(rng, dtype, keep, *shape), "keep": keep})

    return [
        sample("a batch", 0.5, 5, 4),
        sample("feature maps", 0.8, 2, 3, 4, 4),
        sample("nothing off", 1, 3, 4),
        sample("batch of 1", 0.5, 1, 6),
        sample("batch of 0", 0.5, 0, 6),
        Sample("all off", {"x": normal(rng, dtype, 2, 3), "mask": np.zeros((2, 3), dtype), "keep": 0.25}),
    ]


def _dropout_oracle(x, mask, keep):
    import torch

    return torch.where(mask > 0, torch.div(x, keep), 0)


def _drop_connect(rng, dtype):
    def sample(about, keep, n, inputs, outputs, bias=True):
        x, w = normal(rng, dtype, n, inputs), normal(rng, dtype, outputs, inputs)
        b = normal(rng, dtype, outputs) if bias else None
        mask = _mask(rng, dtype, keep, n, outputs, inputs)
        return Sample(about, {"x": x, "w": w, "b": b, "mask": mask, "keep": keep})

    return [
        sample("a batch", 0.5, 5, 3, 4),
        sample("no bias", 0.8, 4, 3, 2, bias=False),
        sample("nothing off", 1, 3, 4, 4),
        sample("batch of 1", 0.5, 1, 6, 2),
        sample("batch of 0", 0.5, 0, 6, 2),
    ]


def _drop_connect_oracle(x, w, b, mask, keep):
    import torch
    import torch.nn.functional as F

    weights = torch.where(mask > 0, torch.div(w, keep), 0)
    rows = [F.linear(x[n : n + 1], weights[n], b) for n in range(len(x))]
    return torch.cat(rows) if rows else F.linear(x, w, b)


def _dropout_mistake(rule, kind=ValueError, mask=(2, 3), keep=0.5, dtype="", fill=1.0):
    inputs = {"x": np.zeros((2, 3)), "mask": np.full(mask, fill), "keep": keep}
    return Mistake(inputs, kind, f"dropout: {rule}; x (2, 3){dtype}, mask {mask}{dtype}, keep {keep}")


_dropout_mistakes = [
    _dropout_mistake("keep must lie in (0, 1], got 0", keep=0),
    _dropout_mistake("keep must lie in (0, 1], got 1.5", keep=1.5),
    _dropout_mistake("keep must be one number, got None", TypeError, keep=None, dtype=" float64"),
    _dropout_mistake("x and mask must have the same shape, got (2, 3) and (3,)", mask=(3,)),
    _dropout_mistake("mask must lie in [0, 1], got 2", fill=2.0),
    Mistake(
        _dropout_mistake("").inputs,
        ValueError,
        "dropout_backward: dy and mask must have the same shape, got (3, 3) and (2, 3); dy (3, 3), mask (2, 3)",
        dy=np.zeros((3, 3)),
    ),
]


def _connect_mistake(rule, mask=(2, 4, 3), fill=1.0, keep=0.5):
    inputs = {"x": np.zeros((2, 3)), "w": np.zeros((4, 3)), "b": None, "mask": np.full(mask, fill), "keep": keep}
    return Mistake(inputs, ValueError, f"drop_connect: {rule}; x (2, 3), w (4, 3), b None, mask {mask}, keep {keep}")


_connect_mistakes = [
    _connect_mistake("mask must have 3 axes (N, out, in), got 2", mask=(4, 3)),
    _connect_mistake("`N` must be the same in x (N, in) and mask (N, out, in), got 2 and 1", mask=(1, 4, 3)),
    _connect_mistake("`out` must be the same in w (out, in) and mask (N, out, in), got 4 and 3", mask=(2, 3, 4)),
    _connect_mistake("mask must lie in [0, 1], got -1", fill=-1.0),
    _connect_mistake("keep must lie in (0, 1], got 0.0", keep=0.0),
    Mistake(
        _connect_mistake("").inputs,
        ValueError,
        "drop_connect_backward: `out` must be the same in dy (N, out) and w (out, in), got 3 and 4; "
        "dy (2, 3), x (2, 3), w (4, 3)",
        dy=np.zeros((2, 3)),
    ),
]

ROWS = [
    Operation(
        "dropout",
        _dropout,
        _dropout_oracle,
        mistakes=_dropout_mistakes,
        differentiable=("x",),
        linear_in=("x",),
    ),
    Operation(
        "drop_connect",
        _drop_connect,
        _drop_connect_oracle,
        mistakes=_connect_mistakes,
        differentiable=("x", "w", "b"),
        linear_in=("x", "w", "b"),
        macs=lambda x, w, b=None, mask=None, keep=None: x[0] * x[1] * w[0],
        tolerance=32,
    ),
]
