"""Rows of the table: the rectified linear unit and its relatives."""

from __future__ import annotations

import numpy as np

from .activations import elementwise, torch_elementwise
from .row import Mistake, Operation, Sample, normal, wrong_dy


def _with_number(name, value, second):
    """Elementwise samples, some with the number that bends the function given."""

    def samples(rng, dtype):
        x = 2 * normal(rng, dtype, 3, 4)
        given = [
            Sample(f"{name} {value}", {"x": x, name: value}),
            Sample(f"{name} as an array", {"x": x, name: np.array(second, dtype)}),
            Sample(f"{name} 0", {"x": x, name: 0}),
        ]
        return [*elementwise(rng, dtype), *given]

    return samples


def _prelu(rng, dtype):
    def sample(about, *shape, one=False):
        return Sample(about, {"x": normal(rng, dtype, *shape), "slope": normal(rng, dtype, 1 if one else shape[1])})

    return [
        sample("a batch", 5, 3),
        sample("feature maps", 2, 3, 4, 2),
        sample("one slope for all", 2, 3, 2, 2, one=True),
        sample("one channel", 3, 1, 2),
        sample("batch of 1", 1, 3),
        sample("batch of 0", 0, 3),
        sample("no channels", 2, 0, one=True),
        Sample("zero", {"x": np.zeros((2, 2), dtype), "slope": np.array([0.25, -1], dtype)}),
    ]


def _maxout(rng, dtype):
    def sample(about, pieces, *shape):
        return Sample(about, {"x": normal(rng, dtype, *shape), "pieces": pieces})

    ties = np.array([[1, 1, 0, 2], [0, 0, -1, -1], [-3, 1, 1, 1]], dtype)
    return [
        sample("a batch", 2, 5, 6),
        sample("feature maps", 3, 2, 6, 4, 2),
        sample("all compete", 4, 3, 4),
        sample("one piece", 1, 3, 4),
        sample("batch of 1", 2, 1, 4),
        sample("batch of 0", 2, 0, 4),
        Sample("ties", {"x": ties, "pieces": 2}),
        Sample("more ties", {"x": ties, "pieces": 4}),
    ]


def _leaky_relu_oracle(x, slope=0.01):
    import torch.nn.functional as F

    return F.leaky_relu(x, float(slope))


def _prelu_oracle(x, slope):
    import torch.nn.functional as F

    return F.prelu(x, slope)


def _elu_oracle(x, alpha=1.0):
    import torch.nn.functional as F

    return F.elu(x, float(alpha))


def _swish_oracle(x, beta=1.0):
    import torch

    return x * torch.sigmoid(beta * x)


def _maxout_oracle(x, pieces):
    return x.unflatten(1, (x.shape[1] // pieces, pieces)).max(dim=2).values  # max hands its gradient to one of equals


def _from_zero(x, **_):
    return float(np.abs(x).min(initial=np.inf))


def _from_tie(x, pieces):
    if pieces == 1:
        return np.inf
    z = np.sort(x.reshape(x.shape[0], x.shape[1] // pieces, pieces, *x.shape[2:]), axis=2)
    return float((z[:, :, -1] - z[:, :, -2]).min(initial=np.inf))


def _no_number(operation, name):
    text = f"{operation}: {name} must be one number, got str; x (2, 3) float64, {name} str"
    return [wrong_dy(operation), Mistake({"x": np.zeros((2, 3)), name: "steep"}, TypeError, text)]


_prelu_mistakes = [
    wrong_dy("prelu", slope=np.zeros(3)),
    Mistake(
        {"x": np.zeros((2, 3)), "slope": np.zeros(2)},
        ValueError,
        "prelu: `C` must be the same in x (N, C, ...) and slope (C,), got 3 and 2; x (2, 3), slope (2,)",
    ),
    Mistake(
        {"x": np.zeros((2, 3)), "slope": np.zeros(())},
        ValueError,
        "prelu: slope must have 1 axis (C,), got 0; x (2, 3), slope ()",
    ),
    Mistake(
        {"x": np.zeros(3), "slope": np.zeros(1)},
        ValueError,
        "prelu: x must have at least 2 axes (N, C, ...), got 1; x (3,), slope (1,)",
    ),
]

_maxout_mistakes = [
    Mistake(
        {"x": np.zeros((2, 4)), "pieces": 3},
        ValueError,
        "maxout: pieces must divide `C` of x (N, C, ...), got 3 and 4; x (2, 4), pieces 3",
    ),
    Mistake(
        {"x": np.zeros(4), "pieces": 2},
        ValueError,
        "maxout: x must have at least 2 axes (N, C, ...), got 1; x (4,), pieces 2",
    ),
    Mistake(
        {"x": np.zeros((2, 4)), "pieces": 0},
        ValueError,
        "maxout: pieces must be greater than 0, got 0; x (2, 4), pieces 0",
    ),
    Mistake(
        {"x": np.zeros((2, 4)), "pieces": 2.0},
        TypeError,
        "maxout: pieces must be an integer, got 2.0; x (2, 4) float64, pieces 2.0",
    ),
    Mistake(
        {"x": np.zeros((2, 4)), "pieces": 2},
        ValueError,
        "maxout_backward: `K` must be the same in dy (N, K, ...) and z (N, K, pieces, ...), got 4 and 2; "
        "dy (2, 4), z (2, 2, 2)",
        dy=np.zeros((2, 4)),
    ),
]

ROWS = [
    Operation(
        "relu",
        elementwise,
        torch_elementwise("relu"),
        mistakes=[wrong_dy("relu")],
        differentiable=("x",),
        smoothness=_from_zero,
    ),
    Operation(
        "leaky_relu",
        _with_number("slope", 0.2, -1.5),
        _leaky_relu_oracle,
        mistakes=_no_number("leaky_relu", "slope"),
        differentiable=("x",),
        smoothness=_from_zero,
    ),
    Operation(
        "prelu",
        _prelu,
        _prelu_oracle,
        mistakes=_prelu_mistakes,
        differentiable=("x", "slope"),
        linear_in=("slope",),
        smoothness=_from_zero,
        tolerance=16,
    ),
    Operation(
        "elu",
        _with_number("alpha", 0.5, 2.0),
        _elu_oracle,
        mistakes=_no_number("elu", "alpha"),
        differentiable=("x",),
        smoothness=_from_zero,
    ),
    Operation(
        "selu",
        elementwise,
        torch_elementwise("selu"),
        mistakes=[wrong_dy("selu")],
        differentiable=("x",),
        smoothness=_from_zero,
    ),
    Operation(
        "swish",
        _with_number("beta", 3.0, -1.25),
        _swish_oracle,
        mistakes=_no_number("swish", "beta"),
        differentiable=("x",),
    ),
    Operation("gelu", elementwise, torch_elementwise("gelu"), mistakes=[wrong_dy("gelu")], differentiable=("x",)),
    Operation(
        "maxout", _maxout, _maxout_oracle, mistakes=_maxout_mistakes, differentiable=("x",), smoothness=_from_tie
    ),
]
