"""Solutions of `sigmoid_backward`."""

import math

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def r_output(dy, x):
    s = sigmoid(x)
    return dy * s * (1 - s)


def r_exponentials(dy, x):
    return dy * np.exp(-x) / (1 + np.exp(-x)) ** 2


def r_tanh(dy, x):
    return dy * (1 - np.tanh(x / 2) ** 2) / 4


def r_cosh(dy, x):
    return dy / (2 * np.cosh(x / 2)) ** 2


def r_both_sides(dy, x):
    e = np.exp(-np.abs(x))
    return np.multiply(dy, e / np.square(1 + e))


def r_loop(dy, x):
    dx = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        s = 1 / (1 + math.exp(-x[index]))
        dx[index] = dy[index] * (s - s * s)
    return dx


def r_float32(dy, x):
    dy, x = np.asfortranarray(dy, dtype=np.float32), x.astype(np.float32)
    s = np.float32(1) / (np.float32(1) + np.exp(-x))
    return dy * s * (1 - s)


def r_mirrored(dy, x):
    return np.einsum("...,...,...->...", dy, sigmoid(x), sigmoid(-x))


def r_rising(dy, x):
    s = np.exp(x) / (1 + np.exp(x))
    out = np.zeros((*x.shape, 2))[..., 0]
    out[...] = dy * (s - s**2)
    return out


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def slope_only(dy, x):
    return np.exp(-x) / (1 + np.exp(-x)) ** 2


def cached_output(dy, x):
    return dy * (x - x**2)


def half_cached(dy, x):
    return dy * sigmoid(x) * (1 - x)


def twice(dy, x):
    s = sigmoid(sigmoid(x))
    return dy * s * (1 - s)


def outputs(dy, x):
    return dy / (1 + np.exp(-x))


def outputs_only(dy, x):
    return 1 / (1 + np.exp(-x))


def rest(dy, x):
    return dy * sigmoid(-x)


def forgot_the_square(dy, x):
    return dy * np.exp(-x) / (1 + np.exp(-x))


def reciprocal_squared(dy, x):
    return dy / (1 + np.exp(-x)) ** 2


def plus(dy, x):
    s = sigmoid(x)
    return dy * (s + s**2)


def like_tanh(dy, x):
    return dy * (1 - sigmoid(x) ** 2)


def of_tanh(dy, x):
    return dy / np.cosh(x) ** 2


def of_relu(dy, x):
    return np.where(x > 0, dy, 0)


def quarter(dy, x):
    return dy / 4


def falling(dy, x):
    return -dy * np.exp(-x) * sigmoid(x) ** 2


def wrong_bracket(dy, x):
    s = sigmoid(x)
    return dy * s * (s - 1)


def inner_half_missing(dy, x):
    return dy * 0.5 * (1 - np.tanh(0.5 * x) ** 2)


def curvature(dy, x):
    s = sigmoid(x)
    return dy * (s - 3 * s**2 + 2 * s**3)


def wrong_name(dy, x):
    s = sigmoid(dy)
    return dy * s * (1 - s)


def like_a_weight(dy, x):
    return r_output(dy, x) * x


def plus_dy(dy, x):
    return r_output(np.ones_like(dy), x) + dy


def inverse(dy, x):
    return dy * (2 + np.exp(x) + np.exp(-x))


def exchanged(x, dy):
    return r_output(dy, x)


def logistic_loss(dy, x):
    return sigmoid(x) - dy


def delta_rule(y, x):
    s = sigmoid(x)
    return (s - y) * s * (1 - s)


def delta_rule_other_sign(y, x):
    s = sigmoid(x)
    return (y - s) * s * (1 - s)


def products(dy, x):
    s = sigmoid(x)
    return np.dot(dy, s * (1 - s))


def total(dy, x):
    return r_output(dy, x).sum()


def columns(dy, x):
    return r_output(dy, x).sum(axis=0)


def column_means(dy, x):
    return r_output(dy, x).mean(axis=0)


def shared(dy, x):
    return r_output(dy, x) / x.shape[0]


def negative_slope_alone(dy, x):
    return -slope_only(dy, x)


def differences(dy, x, h=1e-4):
    return dy * (sigmoid(x + h) - sigmoid(x - h)) / (2 * h)


def straight(dy, x):
    return dy * np.where(np.abs(x) < 2, 0.25, 0)


def softplus(dy, x):
    return dy * np.log1p(np.exp(x))


def wrong_base(dy, x):
    s = 1 / (1 + 2.0**-x)
    return dy * s * (1 - s)


def with_output(dy, x):
    return r_output(dy, x), sigmoid(x)


def as_list(dy, x):
    return r_output(dy, x).tolist()


def in_place(dy, x):
    dy *= sigmoid(x) * (1 - sigmoid(x))
    return dy


def whole_numbers(dy, x):
    return r_output(dy, x).astype(int)


WRONG = {
    function.__name__: (function, fault)
    for function, fault in [
        (slope_only, "forgets_dy"),
        (cached_output, "x_is_output"),
        (half_cached, "one_minus_input"),
        (twice, "sigmoid_twice"),
        (outputs, "forward"),
        (outputs_only, "forgets_dy+forward"),
        (rest, "forgets_output"),
        (forgot_the_square, "forgets_output"),
        (reciprocal_squared, "square_of_output"),
        (plus, "adds_output"),
        (like_tanh, "tanh_rule"),
        (of_tanh, "tanh_slope"),
        (of_relu, "relu_slope"),
        (quarter, "slope_at_zero"),
        (falling, "negative"),
        (wrong_bracket, "negative"),
        (inner_half_missing, "doubled_slope"),
        (curvature, "second_slope"),
        (wrong_name, "slope_at_dy"),
        (like_a_weight, "times_x"),
        (plus_dy, "adds_dy"),
        (inverse, "divides"),
        (exchanged, "arguments_swapped"),
        (logistic_loss, "subtracts_target"),
        (delta_rule, "takes_target"),
        (delta_rule_other_sign, "negative+takes_target"),
        (products, "matrix_product"),
        (total, "summed"),
        (columns, "summed_over_batch"),
        (column_means, "mean_over_batch"),
        (shared, "divided_by_batch"),
        (negative_slope_alone, "forgets_dy+negative"),
        (differences, None),
        (straight, None),
        (softplus, None),
        (wrong_base, None),
        (with_output, None),
        (as_list, None),
        (in_place, None),
        (whole_numbers, None),
    ]
}
