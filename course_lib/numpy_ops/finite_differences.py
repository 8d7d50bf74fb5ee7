"""Slopes by trying: move the input a little, see how much the output moves.

Slow (a call or two for every number of x) and never exact, but it knows nothing of backward operations, so it is the
judge of all of them. Two errors pull in opposite directions: the curve is not straight over a large step, and the
difference of two nearly equal numbers is mostly rounding for a small one. In float64 the best step is about 1e-8
forward (half of the digits are right) and 1e-5 central (two thirds); float32 is good for a few digits only.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.shapes.arguments import mistake

from .arrays import Array, expect

__all__ = ["directional_derivative", "numerical_gradient"]

RULES = ("central", "forward")


def directional_derivative(
    f: Callable[[Array], float], x: Array, direction: Array, step: float = 1e-5, rule: str = "central"
) -> float:
    """How fast f changes when x moves along a direction: two calls of f, however many numbers x has.

        slope = (f(x + step direction) - f(x - step direction)) / (2 step)    central: error of the order step^2
        slope = (f(x + step direction) - f(x)) / step                         forward: error of the order step

    Arguments
        f          function of an array like x that returns one number
        x          (...)  float32 or float64, any shape
        direction  (...)  same shape and dtype; not scaled to length 1
        step       ()     number greater than 0
        rule       "central" or "forward"
    Returns
        slope      ()     a number; the sum of gradient times direction, up to the errors above
    Raises
        TypeError   x or direction is not an array of float32 or float64, step is not a number, or f returns no number
        ValueError  the shapes differ, step is not positive, or there is no such rule
    Source: Nocedal, Wright, Numerical Optimization (2006), section 8.1.
    """
    expect("directional_derivative", x=(x, "*shape"), direction=(direction, "*shape"), step=(step, "number > 0"))
    _known(rule, "directional_derivative")
    step = float(step)
    ahead = _number(f(x + step * direction), "directional_derivative")
    if rule == "forward":
        return (ahead - _number(f(x.copy()), "directional_derivative")) / step
    return (ahead - _number(f(x - step * direction), "directional_derivative")) / (2 * step)


def numerical_gradient(f: Callable[[Array], float], x: Array, step: float = 1e-5, rule: str = "central") -> Array:
    """The slope of f along each number of x in turn.

        g[i] = (f(x + step e_i) - f(x - step e_i)) / (2 step)    central; e_i is 1 at i and 0 elsewhere
        g[i] = (f(x + step e_i) - f(x)) / step                   forward

    Arguments
        f     function of an array like x that returns one number; it gets a copy, x is never changed
        x     (...)  float32 or float64, any shape
        step  ()     number greater than 0
        rule  "central" or "forward"
    Returns
        g     (...)  same shape and dtype
    Raises
        TypeError   x is not an array of float32 or float64, step is not a number, or f returns no number
        ValueError  step is not positive, or there is no such rule
    Source: Nocedal, Wright, Numerical Optimization (2006), section 8.1.
    """
    expect("numerical_gradient", x=(x, "*shape"), step=(step, "number > 0"))
    _known(rule, "numerical_gradient")
    here = _number(f(x.copy()), "numerical_gradient") if rule == "forward" else None
    g = np.empty(x.shape, x.dtype)
    for i in np.ndindex(x.shape):
        ahead = _number(f(_moved(x, i, step)), "numerical_gradient")
        if rule == "forward":
            g[i] = (ahead - here) / step
        else:
            g[i] = (ahead - _number(f(_moved(x, i, -step)), "numerical_gradient")) / (2 * step)
    return g


def _moved(x, i, step):
    """A copy of x with one number changed."""
    there = x.copy()
    there[i] += step
    return there


def _known(rule, operation):
    if rule not in RULES:
        raise ValueError(f"{operation}: rule must be one of {', '.join(RULES)}, got {rule!r}")


def _number(value, operation):
    if np.shape(value) != () or not np.issubdtype(np.asarray(value).dtype, np.number):
        raise mistake(TypeError, operation, "f must return one number: take the sum or the mean", {"f(x)": value})
    return np.asarray(value).item()
