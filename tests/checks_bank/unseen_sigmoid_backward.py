"""Solutions of `sigmoid_backward`, written without knowing the faults; only the ids were added afterwards."""

import math

import numpy as np
from scipy.special import expit


def s_times_one_minus_s(dy, x):
    s = 1 / (1 + np.exp(-x))
    return dy * s * (1 - s)


def with_scipy(dy, x):
    return expit(x) * expit(-x) * dy


def by_tanh(dy, x):
    t = np.tanh(x / 2)
    return dy * (1 - t * t) / 4


def two_branches(dy, x):
    e = np.exp(-np.abs(x))
    s = np.where(x >= 0, 1 / (1 + e), e / (1 + e))
    return np.einsum("...,...,...->...", dy, s, 1 - s)


def entry_by_entry(dy, x):
    dx = np.empty(x.shape, dtype=x.dtype, order="F")
    for i, value in np.ndenumerate(x):
        e = math.exp(-abs(float(value)))
        dx[i] = dy[i] * e / (1 + e) ** 2
    return dx


def in_place_on_its_own(dy, x):
    # the slope is even: the sign of x does not matter
    dx = np.array(x)
    np.abs(dx, out=dx)
    np.negative(dx, out=dx)
    np.exp(dx, out=dx)
    dx /= np.square(1 + dx)
    dx *= dy
    return dx


RIGHT = {
    function.__name__: function
    for function in (s_times_one_minus_s, with_scipy, by_tanh, two_branches, entry_by_entry, in_place_on_its_own)
}


def x_is_the_output(dy, x):
    return dy * x * (1 - x)


def no_dy(dy, x):
    s = 1 / (1 + np.exp(-x))
    return s * (1 - s)


def dy_for_x(dy, x):
    s = 1 / (1 + np.exp(-dy))
    return x * s * (1 - s)


def dy_inside(dy, x):
    s = 1 / (1 + np.exp(-x * dy))
    return s * (1 - s)


def only_s(dy, x):
    return dy * (1 / (1 + np.exp(-x)))


def only_one_minus_s(dy, x):
    return dy * (1 - 1 / (1 + np.exp(-x)))


def slope_of_tanh(dy, x):
    s = 1 / (1 + np.exp(-x))
    return dy * (1 - s**2)


def tanh(dy, x):
    return dy * (1 - np.tanh(x) ** 2)


def twice(dy, x):
    s = 1 / (1 + np.exp(-x))
    s = 1 / (1 + np.exp(-s))
    return dy * s * (1 - s)


def brackets_missing(dy, x):
    s = 1 / 1 + np.exp(-x)
    return dy * s * (1 - s)


def s_minus_one(dy, x):
    s = 1 / (1 + np.exp(-x))
    return dy * s * (s - 1)


def plus(dy, x):
    s = 1 / (1 + np.exp(-x))
    return dy * s * (1 + s)


def dy_in_the_brackets(dy, x):
    s = 1 / (1 + np.exp(-x))
    return s * (dy - s)


def square_left_out(dy, x):
    return dy * np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x)))


def math_exp(dy, x):
    s = 1 / (1 + math.exp(-x))
    return dy * s * (1 - s)


def matrix_product(dy, x):
    s = 1 / (1 + np.exp(-x))
    return dy @ (s * (1 - s))


def in_place(dy, x):
    s = 1 / (1 + np.exp(-x))
    dy *= s * (1 - s)
    return dy


def pair(dy, x):
    s = 1 / (1 + np.exp(-x))
    return s, dy * s * (1 - s)


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (x_is_the_output, "x taken for the output", "x_is_output"),
        (no_dy, "dy forgotten", "forgets_dy"),
        (dy_for_x, "dy and x exchanged", "arguments_swapped"),
        (dy_inside, "dy multiplied into the argument", None),
        (only_s, "sigmoid for its slope", "forward"),
        (only_one_minus_s, "factor s missing", "forgets_output"),
        (slope_of_tanh, "1 - s**2", "tanh_rule"),
        (tanh, "tanh for sigmoid", "tanh_slope"),
        (twice, "sigmoid of the sigmoid", "sigmoid_twice"),
        (brackets_missing, "1 / 1 + exp", "brackets_missing"),
        (s_minus_one, "sign", "negative"),
        (plus, "1 + s", "adds_output"),
        (dy_in_the_brackets, "dy in place of 1", None),
        (square_left_out, "denominator not squared", None),
        (math_exp, "math.exp of an array", None),
        (matrix_product, "@ for *", "matrix_product"),
        (in_place, "changes dy", None),
        (pair, "returns the output too", None),
    ]
}
