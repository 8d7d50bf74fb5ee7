"""Solutions of `adagrad_step`, written without knowing the faults; only the ids were added afterwards."""

import math

import numpy as np


def two_lines(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def rate_per_weight(w, s, g, lr, eps):
    total = np.add(s, np.square(g))
    rate = lr / (total**0.5 + eps)
    return w - rate * g, total


def in_place_on_its_own(w, s, g, lr, eps):
    new_s = s.copy()
    new_s += g * g
    step = np.sqrt(new_s)
    step += eps
    step = np.divide(g, step)
    step *= -lr
    step += w
    return step, new_s


def entry_by_entry(w, s, g, lr, eps):
    new_w, new_s = np.zeros_like(w, order="F"), np.zeros_like(s)
    for i in np.ndindex(w.shape):
        new_s[i] = s[i] + g[i] ** 2
        new_w[i] = w[i] - lr * g[i] / (math.sqrt(new_s[i]) + eps)
    return new_w, new_s


def hypotenuse(w, s, g, lr, eps):
    root = np.hypot(np.sqrt(s), g)
    return w + (-lr * g) / (root + eps), s + g * g


def lists(w, s, g, lr, eps):
    ws, ss, gs = (v.ravel().tolist() for v in (w, s, g))
    ss = [a + b * b for a, b in zip(ss, gs, strict=True)]
    ws = [a - lr * b / (c**0.5 + eps) for a, b, c in zip(ws, gs, ss, strict=True)]
    return np.array(ws, dtype=w.dtype).reshape(w.shape), np.array(ss, dtype=s.dtype).reshape(s.shape)


RIGHT = {
    function.__name__: function
    for function in (two_lines, rate_per_weight, in_place_on_its_own, entry_by_entry, hypotenuse, lists)
}


def eps_inside(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * g / np.sqrt(s + eps), s


def eps_left_out(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * g / np.sqrt(s), s


def eps_stored(w, s, g, lr, eps):
    s = s + g**2 + eps
    return w - lr * g / np.sqrt(s), s


def no_root(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * g / (s + eps), s


def old_sum(w, s, g, lr, eps):
    w = w - lr * g / (np.sqrt(s) + eps)
    s = s + g**2
    return w, s


def sum_not_updated(w, s, g, lr, eps):
    return w - lr * g / (np.sqrt(s + g**2) + eps), s


def only_this_gradient(w, s, g, lr, eps):
    s = g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def gradient_not_squared(w, s, g, lr, eps):
    s = s + g
    return w - lr * g / (np.sqrt(np.abs(s)) + eps), s


def absolute_values(w, s, g, lr, eps):
    s = s + np.abs(g)
    return w - lr * g / (np.sqrt(s) + eps), s


def forgetting(w, s, g, lr, eps):
    s = 0.9 * s + 0.1 * g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def root_kept(w, s, g, lr, eps):
    s = np.sqrt(s + g**2)
    return w - lr * g / (s + eps), s


def one_rate_for_all(w, s, g, lr, eps):
    s = s + np.sum(g**2)
    return w - lr * g / (np.sqrt(s) + eps), s


def norm_of_everything(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * g / (np.sqrt(np.sum(s)) + eps), s


def uphill(w, s, g, lr, eps):
    s = s + g**2
    return w + lr * g / (np.sqrt(s) + eps), s


def step_without_the_gradient(w, s, g, lr, eps):
    s = s + g**2
    return w - lr / (np.sqrt(s) + eps), s


def in_place(w, s, g, lr, eps):
    s += g**2
    w -= lr * g / (np.sqrt(s) + eps)
    return w, s


def weights_alone(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * g / (np.sqrt(s) + eps)


def forgetting_and_eps_inside(w, s, g, lr, eps):
    s = 0.9 * s + 0.1 * g * g
    return w - lr * g / np.sqrt(s + eps), s


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (eps_inside, "eps inside the root", "eps_inside_root"),
        (eps_left_out, "no eps", "forgets_eps"),
        (eps_stored, "eps added to s", "eps_in_sum"),
        (no_root, "root forgotten", "forgets_root"),
        (old_sum, "step with the old s", "divides_by_old_sum"),
        (sum_not_updated, "returns the old s", "returns_old_sum"),
        (only_this_gradient, "earlier squares forgotten", "forgets_old_sum"),
        (gradient_not_squared, "gradient not squared", "collects_gradients"),
        (absolute_values, "absolute value for square", "collects_absolute"),
        (forgetting, "RMSProp's moving average", "averages_nine_tenths"),
        (root_kept, "s holds the root", "returns_root"),
        (one_rate_for_all, "squares of all weights summed", "one_sum_for_all"),
        (norm_of_everything, "one rate for all weights", "norm_of_sum"),
        (uphill, "sign of the step", "ascends"),
        (step_without_the_gradient, "gradient missing in the step", "forgets_gradient"),
        (in_place, "changes w and s", None),
        (weights_alone, "s not returned", "returns_weights_only"),
        (
            forgetting_and_eps_inside,
            "RMSProp's moving average, eps inside the root",
            "eps_inside_root+averages_nine_tenths",
        ),
    ]
}
