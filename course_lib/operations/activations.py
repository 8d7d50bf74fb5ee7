"""Rows of the table: activations that step, squeeze or share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .row import Mistake, Operation, Sample, functional, normal, wrong_dy


def elementwise(rng, dtype) -> list[Sample]:
    """Any shape will do, so: none, one, several axes, no numbers at all, and the places where things break."""
    return [
        Sample("a batch", {"x": normal(rng, dtype, 5, 4)}),
        Sample("four axes", {"x": 3 * normal(rng, dtype, 2, 3, 2, 2)}),
        Sample("one number", {"x": np.array(0.7, dtype)}),
        Sample("batch of 1", {"x": normal(rng, dtype, 1, 3)}),
        Sample("batch of 0", {"x": normal(rng, dtype, 0, 3)}),
        Sample("zero and ties", {"x": np.array([[0.0, 0.0, 1.0], [-1.0, 1.0, 1.0]], dtype)}),
        Sample("very large", {"x": np.array([[-1000.0, -90.0, 90.0, 1000.0]], dtype)}),
    ]


def torch_elementwise(name: str) -> Callable:
    """The oracle of an activation without further arguments."""
    return lambda x: functional(name)(input=x)


def _with_theta(rng, dtype):
    at_theta = Sample("x at theta", {"x": np.array([0.25, 0.5, 0.75], dtype), "theta": 0.5})
    return [*elementwise(rng, dtype), at_theta]


def _with_axis(rng, dtype):
    x = normal(rng, dtype, 2, 3, 4)
    axes = [Sample(f"axis {axis}", {"x": x, "axis": axis}) for axis in (0, 1, -1)]
    offset = Sample("large offset", {"x": (10_000 + 2 * normal(rng, dtype, 3, 5)).astype(dtype)})
    return [s for s in elementwise(rng, dtype) if s.inputs["x"].ndim] + [*axes, offset]


def _threshold_oracle(x, theta=0.0):
    import torch

    return torch.heaviside(x - theta, torch.ones((), dtype=x.dtype, device=x.device))


def _sign_oracle(x):
    import torch

    return torch.sign(torch.sign(x) + 0.5)


def _softmax_oracle(x, axis=-1):
    import torch.nn.functional as F

    return F.softmax(x, dim=axis)


def _identity_oracle(x):
    return x.clone()


def _log_softmax_oracle(x, axis=-1):
    import torch.nn.functional as F

    return F.log_softmax(x, dim=axis)


def _shares_mistakes(name):
    return [
        wrong_dy(name),
        Mistake(
            {"x": np.zeros((2, 3)), "axis": 2},
            ValueError,
            f"{name}: axis must count an axis of x, from -2 to 1, got 2; x (2, 3), axis 2",
        ),
        Mistake(
            {"x": np.zeros(())},
            ValueError,
            f"{name}: axis must count an axis of x, but x has none, got -1; x (), axis -1",
        ),
        Mistake(
            {"x": np.zeros((2, 0))},
            ValueError,
            f"{name}: axis -1 of x must hold at least one number, got 0; x (2, 0), axis -1",
        ),
        Mistake(
            {"x": np.zeros((2, 3)), "axis": 0.0},
            TypeError,
            f"{name}: axis must be an integer, got 0.0; x (2, 3) float64, axis 0.0",
        ),
    ]


_threshold_mistakes = [
    Mistake(
        {"x": np.zeros((2, 3)), "theta": "high"},
        TypeError,
        "threshold: theta must be one number, got str; x (2, 3) float64, theta str",
    )
]

ROWS = [
    Operation("threshold", _with_theta, _threshold_oracle, mistakes=_threshold_mistakes),
    Operation("sign", elementwise, _sign_oracle),
    Operation(
        "identity", elementwise, _identity_oracle, [wrong_dy("identity")], differentiable=("x",), linear_in=("x",)
    ),
    *(
        Operation(name, elementwise, torch_elementwise(name), [wrong_dy(name)], differentiable=("x",))
        for name in ("sigmoid", "tanh")
    ),
    Operation("softmax", _with_axis, _softmax_oracle, _shares_mistakes("softmax"), differentiable=("x",)),
    Operation("log_softmax", _with_axis, _log_softmax_oracle, _shares_mistakes("log_softmax"), differentiable=("x",)),
]
