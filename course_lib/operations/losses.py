"""Rows of the table: losses of single numbers, and of one class of many."""

from __future__ import annotations

import numpy as np

from .row import Mistake, Operation, Sample, normal

RETURNS = ("loss", "cache")


def _two(rng, dtype, *shape):
    return {"x": normal(rng, dtype, *shape), "t": normal(rng, dtype, *shape)}


def _regression(rng, dtype):
    """No difference at all, small and large ones."""
    far = {"x": np.array([-3, -0.5, 0, 0.5, 3, 1000], dtype), "t": np.zeros(6, dtype)}
    return [
        Sample("a batch", _two(rng, dtype, 5, 4)),
        Sample("four axes", _two(rng, dtype, 2, 3, 2, 2)),
        Sample("one number", {"x": np.array(0.7, dtype), "t": np.array(0.2, dtype)}),
        Sample("batch of 1", _two(rng, dtype, 1, 3)),
        Sample("batch of 0", _two(rng, dtype, 0, 3)),
        Sample("far", far),
    ]


def _huber(rng, dtype):
    wide = _two(rng, dtype, 4, 3)
    deltas = [Sample(f"delta {delta}", wide | {"delta": delta}) for delta in (0.25, 100, np.array(0.5, dtype))]
    return [*_regression(rng, dtype), *deltas]


def _binary(rng, dtype):
    def sample(about, *shape):
        t = rng.integers(0, 2, shape).astype(dtype)
        return Sample(about, {"logits": 2 * normal(rng, dtype, *shape), "t": t})

    sure = np.array([-1000, -1000, 1000, 1000, 0, 30], dtype)
    return [
        sample("a batch", 5, 1),
        sample("a map", 2, 1, 3, 4),
        sample("batch of 1", 1, 3),
        sample("batch of 0", 0, 3),
        Sample("soft targets", {"logits": normal(rng, dtype, 4), "t": rng.random(4).astype(dtype)}),
        Sample("very sure", {"logits": sure, "t": np.array([0, 1, 0, 1, 0.5, 1], dtype)}),
    ]


def _classes(rng, dtype):
    def sample(about, *shape, kind=np.int64, **more):
        labels = rng.integers(0, shape[1], (shape[0], *shape[2:])).astype(kind)
        return Sample(about, {"logits": 2 * normal(rng, dtype, *shape), "labels": labels} | more)

    sure = np.array([[1000, -1000, 0], [1000, -1000, 0], [1000, 1000, -1000]], dtype)
    return [
        sample("a batch", 5, 4),
        sample("pixels", 2, 3, 4, 5, kind=np.uint8),
        sample("a sequence", 2, 3, 4, kind=np.int32),
        sample("smoothed", 5, 10, label_smoothing=0.1),
        sample("smoothed pixels", 2, 3, 2, 2, label_smoothing=np.array(0.25, dtype)),
        sample("nothing but smoothing", 3, 4, label_smoothing=1),
        sample("one class", 3, 1),
        sample("batch of 1", 1, 3),
        sample("batch of 0", 0, 3),
        sample("no pixels", 2, 3, 0, 4),
        Sample("very sure", {"logits": sure, "labels": np.array([0, 1, 1])}),
        Sample("large offset", {"logits": 10_000 + sure / 500, "labels": np.array([2, 1, 0])}),
    ]


def _squared_oracle(x, t):
    import torch.nn.functional as F

    return F.mse_loss(x, t) / 2


def _absolute_oracle(x, t):
    import torch.nn.functional as F

    return F.l1_loss(x, t)


def _huber_oracle(x, t, delta=1.0):
    import torch.nn.functional as F

    return F.huber_loss(x, t, delta=float(delta))


def _binary_oracle(logits, t):
    import torch.nn.functional as F

    return F.binary_cross_entropy_with_logits(logits, t)


def _cross_entropy_oracle(logits, labels, label_smoothing=0.0):
    import torch.nn.functional as F

    return F.cross_entropy(logits, labels.long(), label_smoothing=float(label_smoothing))


def _from_target(x, t):
    return float(np.abs(x - t).min(initial=np.inf))


def _from_delta(x, t, delta=1.0):
    return float(np.abs(np.abs(x - t) - float(delta)).min(initial=np.inf))  # there the second derivative jumps


def dy_with_axes(name: str, first: str, **inputs) -> Mistake:
    """The mistake that the backward of every loss must refuse: a gradient from above for each example."""
    text = f"{name}_backward: dy must have 0 axes (), got 1; dy (2,), {first} {inputs[first].shape}"
    return Mistake(inputs, ValueError, text, dy=np.ones(2))


def _regression_mistakes(name):
    x = np.zeros((2, 3))
    return [
        Mistake(
            {"x": x, "t": np.zeros(2)},
            ValueError,
            f"{name}: x and t must have the same shape, got (2, 3) and (2,); x (2, 3), t (2,)",
        ),
        dy_with_axes(name, "x", x=x, t=x),
    ]


def _huber_mistakes():
    x = np.zeros((2, 3))
    shapes = Mistake(
        {"x": x, "t": np.zeros(2), "delta": 1},
        ValueError,
        "huber: x and t must have the same shape, got (2, 3) and (2,); x (2, 3), t (2,), delta 1",
    )
    deltas = [
        Mistake(
            {"x": x, "t": x, "delta": delta},
            ValueError,
            f"huber: delta must be greater than 0, got {delta}; x (2, 3), t (2, 3), delta {delta}",
        )
        for delta in (0, -1.5, float("nan"))
    ]
    return [shapes, *deltas, dy_with_axes("huber", "x", x=x, t=x)]


_binary_mistakes = [
    Mistake(
        {"logits": np.zeros((2, 1)), "t": np.zeros(2)},
        ValueError,
        "binary_cross_entropy: logits and t must have the same shape, got (2, 1) and (2,); logits (2, 1), t (2,)",
    ),
    Mistake(
        {"logits": np.zeros(2), "t": np.array([-1.0, 1.0])},
        ValueError,
        "binary_cross_entropy: t must lie in [0, 1], got -1; logits (2,), t (2,)",
    ),
    Mistake(
        {"logits": np.zeros(2), "t": np.array([1.0, 2.5])},
        ValueError,
        "binary_cross_entropy: t must lie in [0, 1], got 2.5; logits (2,), t (2,)",
    ),
    dy_with_axes("binary_cross_entropy", "logits", logits=np.zeros(2), t=np.zeros(2)),
]


def _cross_entropy_mistakes():
    logits, labels = np.zeros((2, 3)), np.array([0, 2])

    def refused(text, kind=ValueError, **inputs):
        return Mistake({"logits": logits, "labels": labels} | inputs, kind, "cross_entropy: " + text)

    given = "logits (2, 3), labels (2,), label_smoothing "
    wrong_label = "labels must be integers from 0 to C - 1 = 2, got "
    return [
        refused(f"{wrong_label}3; {given}0.0", labels=np.array([1, 3])),
        refused(f"{wrong_label}-1; {given}0.0", labels=np.array([-1, 5])),
        refused(
            "`N` must be the same in logits (N, C, ...) and labels (N, ...), got 2 and 3; "
            "logits (2, 3), labels (3,), label_smoothing 0.0",
            labels=np.zeros(3, int),
        ),
        refused(  # one-hot
            "`...` must be the same in logits (N, C, ...) and labels (N, ...), got () and (3,); "
            "logits (2, 3), labels (2, 3), label_smoothing 0.0",
            labels=np.eye(3, dtype=int)[:2],
        ),
        refused(
            "`...` must be the same in logits (N, C, ...) and labels (N, ...), got (4, 5) and (5, 4); "
            "logits (2, 3, 4, 5), labels (2, 5, 4), label_smoothing 0.0",
            logits=np.zeros((2, 3, 4, 5)),
            labels=np.zeros((2, 5, 4), int),
        ),
        refused(
            "logits must have at least 2 axes (N, C, ...), got 1; logits (3,), labels (2,), label_smoothing 0.0",
            logits=np.zeros(3),
        ),
        refused(
            "`C` of logits (N, C, ...) must be at least 1, got 0; logits (2, 0), labels (2,), label_smoothing 0.0",
            logits=np.zeros((2, 0)),
        ),
        refused(
            "labels must be integers (uint8, int8, int16, int32, int64), got float64: convert them first; "
            "logits (2, 3) float64, labels (2,) float64, label_smoothing 0.0",
            TypeError,
            labels=np.array([0.0, 2.0]),
        ),
        refused(f"label_smoothing must lie in [0, 1], got 1.5; {given}1.5", label_smoothing=1.5),
        refused(f"label_smoothing must lie in [0, 1], got -0.1; {given}-0.1", label_smoothing=-0.1),
        dy_with_axes("cross_entropy", "logits", logits=logits, labels=labels),
    ]


ROWS = [
    Operation(
        "squared_error",
        _regression,
        _squared_oracle,
        mistakes=_regression_mistakes("squared_error"),
        differentiable=("x",),
        returns=RETURNS,
    ),
    Operation(
        "absolute_error",
        _regression,
        _absolute_oracle,
        mistakes=_regression_mistakes("absolute_error"),
        differentiable=("x",),
        smoothness=_from_target,
        returns=RETURNS,
    ),
    Operation(
        "huber",
        _huber,
        _huber_oracle,
        mistakes=_huber_mistakes(),
        differentiable=("x",),
        smoothness=_from_delta,
        returns=RETURNS,
    ),
    Operation(
        "binary_cross_entropy",
        _binary,
        _binary_oracle,
        mistakes=_binary_mistakes,
        differentiable=("logits",),
        returns=RETURNS,
    ),
    Operation(
        "cross_entropy",
        _classes,
        _cross_entropy_oracle,
        mistakes=_cross_entropy_mistakes(),
        differentiable=("logits",),
        tolerance=16,
        returns=RETURNS,
    ),
]
