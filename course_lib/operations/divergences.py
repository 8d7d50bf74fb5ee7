"""Rows of the table: losses that compare shares or areas."""

from __future__ import annotations

import numpy as np

from .losses import RETURNS, dy_with_axes
from .row import Mistake, Operation, Sample, normal


def _shares(rng, dtype, *shape):
    """Positive numbers that sum to 1 over axis 1."""
    e = np.exp(rng.standard_normal(shape))
    return (e / e.sum(axis=1, keepdims=True)).astype(dtype)


def _areas(rng, dtype):
    def sample(about, *shape, **more):
        p, t = (rng.random(shape).astype(dtype), rng.integers(0, 2, shape).astype(dtype))
        return Sample(about, {"p": p, "t": t} | more)

    half = np.zeros((1, 1, 2, 4), dtype)
    half[..., :2] = 1
    return [
        sample("a batch", 3, 2, 4, 5),
        sample("little smoothing", 2, 1, 3, 3, smooth=1e-3),
        sample("smooth as an array", 2, 1, 3, 3, smooth=np.array(2.0, dtype)),
        sample("batch of 1", 1, 1, 2, 2),
        sample("batch of 0", 0, 1, 2, 2),
        sample("no pixels", 2, 1, 0, 3),
        Sample("apart", {"p": half, "t": 1 - half}),
        Sample("nothing found", {"p": 0 * half, "t": half}),
    ]


def _to_shares(rng, dtype):
    def sample(about, *shape):
        return Sample(about, {"logits": 2 * normal(rng, dtype, *shape), "t": _shares(rng, dtype, *shape)})

    sure = np.array([[1000, -1000, 0], [1000, -1000, 0]], dtype)
    return [
        sample("a batch", 5, 4),
        sample("pixels", 2, 3, 2, 2),
        sample("batch of 1", 1, 3),
        sample("batch of 0", 0, 3),
        Sample("one-hot", {"logits": normal(rng, dtype, 3, 3), "t": np.eye(3, dtype=dtype)}),
        Sample("very sure", {"logits": sure, "t": np.array([[1, 0, 0], [0.25, 0.5, 0.25]], dtype)}),
        Sample("no shares", {"logits": normal(rng, dtype, 2, 3), "t": rng.random((2, 3)).astype(dtype)}),
    ]


def _to_teacher(rng, dtype):
    def sample(about, temperature, *shape):
        logits, teacher = 3 * normal(rng, dtype, *shape), 3 * normal(rng, dtype, *shape)
        return Sample(about, {"logits": logits, "teacher": teacher, "temperature": temperature})

    sure = np.array([[1000, -1000, 0], [0, 1000, -1000]], dtype)
    return [
        sample("a batch", 4.0, 5, 4),
        sample("not heated", 1, 5, 4),
        sample("temperature as an array", np.array(2.0, dtype), 3, 10),
        sample("pixels", 3.0, 2, 3, 2, 2),
        sample("batch of 1", 2.0, 1, 3),
        sample("batch of 0", 2.0, 0, 3),
        Sample("very sure", {"logits": sure, "teacher": -sure, "temperature": 2.0}),
    ]


def _dice_oracle(p, t, smooth=1.0):
    p, t = p.flatten(2), t.flatten(2)
    both, either = (p * t).sum(-1), (p + t).sum(-1)
    return (either - 2 * both).div(either + smooth).mean()  # 1 less the fraction, over one line


def _kl_oracle(logits, t):
    import torch.nn.functional as F

    return F.kl_div(F.log_softmax(logits, dim=1), t, reduction="none").sum(1).mean()


def _distillation_oracle(logits, teacher, temperature):
    import torch.nn.functional as F

    log_p, log_q = (F.log_softmax(scores / temperature, dim=1) for scores in (logits, teacher))
    return temperature**2 * F.kl_div(log_p, log_q, reduction="none", log_target=True).sum(1).mean()


def _from_the_ends(p, t, smooth=1.0):
    return float(np.minimum(p, 1 - p).min(initial=np.inf))  # p must stay in [0, 1]


def _dice_mistakes():
    p = np.full((2, 1, 3, 3), 0.5)

    def refused(text, kind=ValueError, **inputs):
        return Mistake({"p": p, "t": p, "smooth": 1.0} | inputs, kind, "dice: " + text)

    given = "p (2, 1, 3, 3), t (2, 1, 3, 3), smooth "
    return [
        refused(f"p must lie in [0, 1], got 3.5; {given}1.0", p=p + 3),  # logits
        refused(f"t must lie in [0, 1], got 2.5; {given}1.0", t=p + 2),  # labels
        refused(f"smooth must be greater than 0, got 0; {given}0", smooth=0),
        refused(
            "t must have 4 axes (N, C, H, W), got 3; p (2, 1, 3, 3), t (2, 3, 3), smooth 1.0",
            t=p[:, 0],
        ),
        refused(
            "`C` must be the same in p (N, C, H, W) and t (N, C, H, W), got 1 and 2; "
            "p (2, 1, 3, 3), t (2, 2, 3, 3), smooth 1.0",
            t=np.zeros((2, 2, 3, 3)),
        ),
        dy_with_axes("dice", "p", p=p, t=p),
    ]


_kl_mistakes = [
    Mistake(
        {"logits": np.zeros((2, 3)), "t": np.zeros((2, 4))},
        ValueError,
        "kl_divergence: `C` must be the same in logits (N, C, ...) and t (N, C, ...), got 3 and 4; "
        "logits (2, 3), t (2, 4)",
    ),
    Mistake(
        {"logits": np.zeros((2, 3)), "t": np.full((2, 3), -0.5)},
        ValueError,
        "kl_divergence: t must lie in [0, 1], got -0.5; logits (2, 3), t (2, 3)",
    ),
    Mistake(
        {"logits": np.zeros((2, 0)), "t": np.zeros((2, 0))},
        ValueError,
        "kl_divergence: `C` of logits (N, C, ...) must be at least 1, got 0; logits (2, 0), t (2, 0)",
    ),
    dy_with_axes("kl_divergence", "logits", logits=np.zeros((2, 3)), t=np.zeros((2, 3))),
]


def _distillation_mistakes():
    z = np.zeros((2, 3))
    inputs = {"logits": z, "teacher": z, "temperature": 2.0}
    return [
        Mistake(
            inputs | {"teacher": np.zeros((2, 4))},
            ValueError,
            "distillation: `C` must be the same in logits (N, C, ...) and teacher (N, C, ...), got 3 and 4; "
            "logits (2, 3), teacher (2, 4), temperature 2.0",
        ),
        Mistake(
            inputs | {"temperature": 0},
            ValueError,
            "distillation: temperature must be greater than 0, got 0; logits (2, 3), teacher (2, 3), temperature 0",
        ),
        Mistake(
            inputs | {"logits": z[:, :0], "teacher": z[:, :0]},
            ValueError,
            "distillation: `C` of logits (N, C, ...) must be at least 1, got 0; "
            "logits (2, 0), teacher (2, 0), temperature 2.0",
        ),
        dy_with_axes("distillation", "logits", **inputs),
    ]


ROWS = [
    Operation(
        "dice",
        _areas,
        _dice_oracle,
        mistakes=_dice_mistakes(),
        differentiable=("p",),
        smoothness=_from_the_ends,
        returns=RETURNS,
    ),
    Operation(
        "kl_divergence",
        _to_shares,
        _kl_oracle,
        mistakes=_kl_mistakes,
        differentiable=("logits",),
        tolerance=32,
        returns=RETURNS,
    ),
    Operation(
        "distillation",
        _to_teacher,
        _distillation_oracle,
        mistakes=_distillation_mistakes(),
        differentiable=("logits",),
        tolerance=64,
        returns=RETURNS,
    ),
]
