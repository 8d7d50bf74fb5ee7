"""Solutions of `relu_backward`, written without knowing the faults; only the ids were added afterwards."""

import numpy as np


def mask(dy, x):
    return dy * (x > 0)


def where(dy, x):
    return np.where(x > 0, dy, 0)


def zeroed_copy(dy, x):
    dx = dy.copy()
    dx[x <= 0] = 0
    return dx


def heaviside(dy, x):
    return np.einsum("...,...->...", np.heaviside(x, 0), dy).astype(x.dtype)


def entry_by_entry(dy, x):
    dx = np.zeros(x.shape, dtype=dy.dtype, order="F")
    for i in np.ndindex(x.shape):
        if x[i] > 0:
            dx[i] = dy[i]
    return dx


def sign_of_the_output(dy, x):
    return np.sign(np.maximum(x, 0)) * dy


def chosen_positions(dy, x):
    dx = np.zeros_like(dy)
    np.copyto(dx, dy, where=np.greater(x, 0))
    return dx


RIGHT = {
    function.__name__: function
    for function in (mask, where, zeroed_copy, heaviside, entry_by_entry, sign_of_the_output, chosen_positions)
}


def one_at_zero(dy, x):
    return dy * (x >= 0)


def half_at_zero(dy, x):
    return dy * (0.5 * (1 + np.sign(x)))


def mask_of_dy(dy, x):
    return dy * (dy > 0)


def both_positive(dy, x):
    dx = dy * (x > 0)
    dx[dy < 0] = 0
    return dx


def times_the_output(dy, x):
    return dy * np.maximum(0, x)


def forward_again(dy, x):
    return np.maximum(0, x)


def x_kept_where_dy_is(dy, x):
    return np.where(dy > 0, x, 0)


def slope_only(dy, x):
    return (x > 0).astype(x.dtype)


def reversed_mask(dy, x):
    dx = np.array(dy)
    dx[x > 0] = 0
    return dx


def leaky(dy, x):
    return np.where(x > 0, dy, 0.01 * dy)


def dy_passed_on_elsewhere(dy, x):
    dx = dy.copy()
    dx[x > 0] = 1
    return dx


def zero_becomes_x(dy, x):
    return np.where(x > 0, dy, x)


def minus_for_negative(dy, x):
    return dy * np.sign(x)


def python_if(dy, x):
    if x > 0:
        return dy
    return np.zeros_like(dy)


def all_or_nothing(dy, x):
    return dy if np.all(x > 0) else np.zeros_like(dy)


def output_not_negative(dy, x):
    out = np.maximum(x, 0)
    return dy * (out >= 0)


def dy_overwritten(dy, x):
    dx = dy
    dx[x <= 0] = 0
    return dx


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (one_at_zero, "slope 1 at 0", "zero_passes"),
        (half_at_zero, "slope 1/2 at 0", "half_at_zero"),
        (mask_of_dy, "mask from dy, not from x", "cuts_negative_dy"),
        (both_positive, "negative gradients set to 0 as well", "guided"),
        (times_the_output, "times the output, not the slope", "forward"),
        (forward_again, "forward pass", "forward_alone"),
        (x_kept_where_dy_is, "dy and x exchanged", "arguments_swapped"),
        (slope_only, "dy forgotten", "forgets_dy"),
        (reversed_mask, "mask the wrong way round", "negative_side_and_zero"),
        (leaky, "leaky ReLU", "leaky_hundredth"),
        (dy_passed_on_elsewhere, "1 where x > 0, dy elsewhere", None),
        (zero_becomes_x, "x where 0 belongs", "keeps_input"),
        (minus_for_negative, "sign of x for its slope", "sign_slope"),
        (python_if, "Python's if on an array", "python_if"),
        (all_or_nothing, "one condition for the whole array", "whole_array_decides"),
        (output_not_negative, "mask >= 0 of the output, which is always true", "passes_all"),
        (dy_overwritten, "changes dy", None),
    ]
}
