"""How wrong a slope found by trying is, step by step: the two errors that make a V, and where they cross.

A curve is not straight over a large step (truncation); two nearly equal numbers keep few digits when they are
subtracted (rounding). Functions here are worked out in float64 and rounded once to the dtype of their argument, as
an ideal library would: NumPy's own float32 functions differ in the last digit from one processor to the next.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from course_lib.numpy_ops.finite_differences import numerical_gradient

DTYPES = {"float32": np.float32, "float64": np.float64}
RULES = ("forward", "central")


def _tanh_derivatives(x):
    y = math.tanh(x)
    d = 1 - y * y
    return d, -2 * y * d, d * (6 * y * y - 2), d * y * (16 - 24 * y * y), d * (16 - 120 * y**2 + 120 * y**4)


# name: (the function, its first five derivatives)
FUNCTIONS = {
    "sin": (math.sin, lambda x: (math.cos(x), -math.sin(x), -math.cos(x), math.sin(x), math.cos(x))),
    "exp": (math.exp, lambda x: (math.exp(x),) * 5),
    "tanh": (math.tanh, _tanh_derivatives),
    "square": (lambda x: x * x, lambda x: (2 * x, 2.0, 0.0, 0.0, 0.0)),
    "relu": (lambda x: max(0.0, x), lambda x: (float(x > 0), 0.0, 0.0, 0.0, 0.0)),
}


@dataclass
class Slopes:
    """What the two rules answer for each of some steps, and what theory says about it."""

    x: float  # as the dtype holds it: 0.1 is not 0.1 in float32
    exact: float  # the true slope there
    step: np.ndarray  # (S,) float64
    slope: dict  # rule: (S,) what numerical_gradient answers
    error: dict  # rule: (S,) how far it is from `exact`
    truncation: dict  # rule: (S,) the error of exact arithmetic
    rounding: np.ndarray  # (S,) about the most that rounding may add
    best: dict  # rule: the step with the least sum of both parts


def steps(low: int = -16) -> np.ndarray:
    """Steps from 10^low to 1, ten to a power of ten, each the float64 nearest to its decimal number."""
    ten = (1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8)
    return np.array([float(f"{m}e{k}") for k in range(low, 0) for m in ten] + [1.0])


def function(name: str, dtype: str = "float64"):
    """The named function on arrays of one number of that dtype, rounded once."""
    f, _ = FUNCTIONS[name]
    return lambda x: DTYPES[dtype](f(float(x)))


def truncation(name: str, x: float, step: np.ndarray, rule: str) -> np.ndarray:
    """What a rule would be off by with infinitely many digits: Taylor's series up to the fifth derivative.

        forward   |f'' step / 2 + f''' step^2 / 6 + ...|
        central   |f''' step^2 / 6 + f''''' step^4 / 120|

    For relu exactly: as long as both calls stay on one side of the kink, nothing.
    """
    h = np.asarray(step, dtype=float)
    _, d2, d3, d4, d5 = FUNCTIONS[name][1](x)
    if name == "relu" and rule == "central":
        return np.maximum(0, h - abs(x)) / (2 * h)
    if name == "relu":
        return np.zeros_like(h) if x > 0 else np.maximum(0, x + h) / h
    if rule == "central":
        return np.abs(d3 / 6 * h**2 + d5 / 120 * h**4)
    return np.abs(d2 / 2 * h + d3 / 6 * h**2 + d4 / 24 * h**3 + d5 / 120 * h**4)


def rounding(name: str, x: float, step: np.ndarray, dtype: str = "float64") -> np.ndarray:
    """What rounding may add: (|f| + |x f'| / 2) eps / step, eps the distance from 1 to the next number of the dtype.

    Rounding is off by at most eps / 2 of a value. Both values of f have that error, which makes eps |f| in their
    difference; x + step has it, too, and f carries it on by its slope: eps / 2 |x| |f'|.
    """
    f, derivatives = FUNCTIONS[name]
    eps = float(np.finfo(DTYPES[dtype]).eps)
    return (abs(f(x)) + abs(x * derivatives(x)[0]) / 2) * eps / np.asarray(step, dtype=float)


def slopes(name: str, x: float, step=None, dtype: str = "float64") -> Slopes:
    """Both rules at one x for many steps (by default all of `steps()`), with their errors and what theory says.

    Arguments
        name   "sin", "exp", "tanh", "square" or "relu"
        x      number     rounded to the dtype first
        step   (S,)       numbers greater than 0
        dtype  "float32" or "float64"
    Raises
        ValueError  no such function or dtype
    Source: Nocedal, Wright, Numerical Optimization (2006), section 8.1; Press and others, Numerical Recipes (2007),
    section 5.7.
    """
    if name not in FUNCTIONS:
        raise ValueError(f"slopes: name must be one of {', '.join(FUNCTIONS)}, got {name!r}")
    if dtype not in DTYPES:
        raise ValueError(f"slopes: dtype must be one of {', '.join(DTYPES)}, got {dtype!r}")
    step = steps() if step is None else np.asarray(step, dtype=float)
    at = np.array(x, dtype=DTYPES[dtype])
    x, f = float(at), function(name, dtype)
    exact = FUNCTIONS[name][1](x)[0]
    slope = {r: np.array([float(numerical_gradient(f, at, h, r)) for h in step.tolist()]) for r in RULES}
    parts, noise = {r: truncation(name, x, step, r) for r in RULES}, rounding(name, x, step, dtype)
    best = {r: float(step[np.argmin(parts[r] + noise)]) for r in RULES}
    return Slopes(x, exact, step, slope, {r: np.abs(slope[r] - exact) for r in RULES}, parts, noise, best)
