"""Ten activation functions looked at: value and slope at a point, and what they make of a normally distributed input.

With a = gain z, z standard normal: the second moment E phi(a)^2 is what the next layer's weights meet on the way
forward (He et al., ICCV, 2015, section 2.2), and E phi'(a)^2 is the factor that the slopes leave of a gradient's
square on the way back. Both by the midpoint rule on z from -8 to 8, whose cells end at 0, where some functions have
their kink.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import numpy_ops as ops

from .gradient_flow import SATURATED

CELLS, FAR = 1600, 8.0  # cells of the midpoint rule, and where it ends; beyond lies 1e-15 of a normal distribution


def _threshold(x):
    return ops.threshold(x)[0], np.zeros_like(x)


def _prelu(x):
    y, cache = ops.prelu(x[:, None], np.array([0.25]))
    return y[:, 0], ops.prelu_backward(np.ones_like(y), cache)[0][:, 0]


def _pair(forward, backward):
    def value_and_slope(x):
        y, cache = forward(x)
        return y, backward(np.ones_like(x), cache)

    return value_and_slope


FUNCTIONS = {  # name: function of x (N,) float64 -> (values, slopes); PReLU with the slope 0.25 that it begins with
    "threshold": _threshold,
    "sigmoid": _pair(ops.sigmoid, ops.sigmoid_backward),
    "tanh": _pair(ops.tanh, ops.tanh_backward),
    "relu": _pair(ops.relu, ops.relu_backward),
    "leaky_relu": _pair(ops.leaky_relu, ops.leaky_relu_backward),
    "prelu": _prelu,
    "elu": _pair(ops.elu, ops.elu_backward),
    "selu": _pair(ops.selu, ops.selu_backward),
    "swish": _pair(ops.swish, ops.swish_backward),
    "gelu": _pair(ops.gelu, ops.gelu_backward),
}


@dataclass
class Moments:
    """What a function makes of a = gain z, z standard normal."""

    before: float  # E a^2 = gain^2
    second: float  # E phi(a)^2
    mean: float  # E phi(a)
    slope_second: float  # E phi'(a)^2
    saturated: float  # share of a where |phi'(a)| < SATURATED


def value_and_slope(name: str, x) -> tuple[np.ndarray, np.ndarray]:
    """(phi(x), phi'(x)) for x, a number or (N,)."""
    if name not in FUNCTIONS:
        raise ValueError(f"value_and_slope: name must be one of {', '.join(FUNCTIONS)}, got {name!r}")
    x = np.asarray(x, dtype=np.float64)
    y, slope = FUNCTIONS[name](x.reshape(-1))
    return y.reshape(x.shape), slope.reshape(x.shape)


def standard_normal() -> tuple[np.ndarray, np.ndarray]:
    """(z, weight), both (CELLS,): midpoints of the cells and the share of a normal distribution in each."""
    z = -FAR + (np.arange(CELLS) + 0.5) * (2 * FAR / CELLS)
    return z, np.exp(-z * z / 2) / np.sqrt(2 * np.pi) * (2 * FAR / CELLS)


def moments(name: str, gain: float = 1.0) -> Moments:
    """What `name` makes of gain z; gain > 0."""
    z, weight = standard_normal()
    y, slope = value_and_slope(name, gain * z)
    expect = lambda values: float((weight * values).sum())  # noqa: E731
    return Moments(gain**2, expect(y * y), expect(y), expect(slope * slope), expect(np.abs(slope) < SATURATED))


def saturated(name: str, limit: float = 6.0, step: float = 0.01) -> list[tuple[float, float]]:
    """Intervals of [-limit, limit] on which |phi'| < SATURATED, found on a grid of `step` (midpoints of its cells)."""
    edges = np.arange(round(2 * limit / step) + 1) * step - limit
    inside = np.abs(value_and_slope(name, (edges[1:] + edges[:-1]) / 2)[1]) < SATURATED
    turns = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]])))
    return [(float(edges[a]), float(edges[b])) for a, b in turns.reshape(-1, 2)]
