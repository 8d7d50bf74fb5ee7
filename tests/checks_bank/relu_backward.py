"""Solutions of `relu_backward`."""

import numpy as np


def r_mask(dy, x):
    return dy * (x > 0)


def r_where(dy, x):
    return np.where(x <= 0, 0, dy)


def r_copy(dy, x):
    dx = dy.copy()
    dx[x <= 0] = 0
    return dx


def r_loop(dy, x):
    dx = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        if x[index] > 0:
            dx[index] = dy[index]
    return dx


def r_heaviside(dy, x):
    return np.einsum("...,...->...", dy, np.heaviside(x, 0))


def r_from_output(dy, x):
    y = np.maximum(x, 0)
    return np.asfortranarray(np.sign(y) * dy)


def r_float32(dy, x):
    return (dy * np.array(x > 0, dtype=np.float32)).astype(np.float32)


def r_list(dy, x):
    flat = [d if one > 0 else 0.0 for d, one in zip(dy.ravel().tolist(), x.ravel().tolist(), strict=True)]
    return np.array(flat).reshape(x.shape)


def r_strided(dy, x):
    wide = np.zeros((*x.shape, 3))
    np.copyto(wide[..., 1], dy, where=np.greater(x, 0))
    return wide[..., 1]


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def at_least(dy, x):
    dx = np.array(dy)
    dx[x < 0] = 0
    return dx


def halves(dy, x):
    return dy * np.heaviside(x, 0.5)


def not_zero(dy, x):
    return dy * x.astype(bool)


def slope_only(dy, x):
    return np.where(x > 0, 1.0, 0.0)


def slope_only_as_truths(dy, x):
    return x > 0


def relu_of_dy(dy, x):
    return np.where(dy > 0, dy, 0)


def deconvolution_and_gate(dy, x):
    return np.where((x > 0) & (dy > 0), dy, 0)


def relu_of_dy_then_mask(dy, x):
    return np.maximum(dy, 0) * (x > 0)


def value_for_slope(dy, x):
    return dy * x.clip(min=0)


def forward(dy, x):
    return (x + abs(x)) / 2


def times_x(dy, x):
    return x * dy


def product_clipped(dy, x):
    return np.clip(x * dy, 0, None)


def no_brackets(dy, x):
    return x * dy > 0


def overwritten(dy, x):
    dx = x.copy()
    dx[x > 0] = dy[x > 0]
    return dx


def straight_through(dy, x):
    return dy.copy()


def inverted(dy, x):
    return dy * (x < 0)


def inverted_with_zero(dy, x):
    dx = np.copy(dy)
    dx[x > 0] = 0
    return dx


def of_absolute(dy, x):
    return np.where(x > 0, dy, np.where(x < 0, -dy, 0))


def leaky(dy, x, alpha=0.01):
    dx = np.ones_like(x)
    dx[x <= 0] = alpha
    return dx * dy


def leaky_more(dy, x):
    return dy * np.where(x > 0, 1, 0.1)


def logistic(dy, x):
    return dy * np.exp(x) / (1 + np.exp(x)) ** 2


def minus(dy, x):
    return -dy * (x > 0)


def exchanged(x, dy):
    return dy * (x > 0)


def plus(dy, x):
    return np.where(x > 0, dy + 1, dy)


def products(dy, x):
    return np.dot(dy, np.where(x > 0, 1.0, 0.0))


def all_or_nothing(dy, x):
    return dy if (x > 0).all() else np.zeros_like(dy)


def selected(dy, x):
    return np.compress((x > 0).ravel(), dy)


def total(dy, x):
    return np.sum(np.where(x > 0, dy, 0))


def columns(dy, x):
    return np.einsum("n...,n...->...", dy, (x > 0) * 1.0)


def column_means(dy, x):
    return (dy * (x > 0)).mean(0)


def shared(dy, x):
    return dy * (x > 0) / len(x)


def slope_with_zero(dy, x):
    return (x >= 0) * 1.0


def minus_with_zero(dy, x):
    return -(dy * (x >= 0))


def open_above_one(dy, x):
    return dy * (x > 1)


def relu6(dy, x):
    return dy * ((x > 0) & (x < 2))


def softplus(dy, x):
    return dy / (1 + np.exp(-x))


def elu(dy, x):
    return dy * np.where(x > 0, 1, np.exp(x))


def if_on_array(dy, x):
    if x > 0:
        return dy
    return 0 * dy


def pair(dy, x):
    return dy * (x > 0), np.maximum(x, 0)


def as_list(dy, x):
    return (dy * (x > 0)).tolist()


def in_place(dy, x):
    dy[x <= 0] = 0
    return dy


def whole_numbers(dy, x):
    return np.where(x > 0, dy, 0).astype(int)


WRONG = {
    function.__name__: (function, fault)
    for function, fault in [
        (at_least, "zero_passes"),
        (halves, "half_at_zero"),
        (not_zero, "nonzero_passes"),
        (slope_only, "forgets_dy"),
        (slope_only_as_truths, "forgets_dy"),
        (relu_of_dy, "cuts_negative_dy"),
        (deconvolution_and_gate, "guided"),
        (relu_of_dy_then_mask, "guided"),
        (value_for_slope, "forward"),
        (forward, "forward_alone"),
        (times_x, "slope_is_input"),
        (product_clipped, "clips_product"),
        (no_brackets, "compares_product"),
        (overwritten, "keeps_input"),
        (straight_through, "passes_all"),
        (inverted, "negative_side"),
        (inverted_with_zero, "negative_side_and_zero"),
        (of_absolute, "sign_slope"),
        (leaky, "leaky_hundredth"),
        (leaky_more, "leaky_tenth"),
        (logistic, "sigmoid_slope"),
        (minus, "negative"),
        (exchanged, "arguments_swapped"),
        (plus, "adds_dy"),
        (products, "matrix_product"),
        (all_or_nothing, "whole_array_decides"),
        (selected, "drops_blocked"),
        (total, "summed"),
        (columns, "summed_over_batch"),
        (column_means, "mean_over_batch"),
        (shared, "divided_by_batch"),
        (slope_with_zero, "zero_passes+forgets_dy"),
        (minus_with_zero, "zero_passes+negative"),
        (open_above_one, "above_one"),
        (relu6, None),
        (softplus, None),
        (elu, None),
        (if_on_array, "python_if"),
        (pair, None),
        (as_list, None),
        (in_place, None),
        (whole_numbers, None),
    ]
}
