"""Solutions of `adagrad_step`."""

import math

import numpy as np


def r_lines(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def r_loop(w, s, g, lr, eps):
    new_w, new_s = w.copy(), s.copy()
    for index in np.ndindex(w.shape):
        new_s[index] += g[index] * g[index]
        new_w[index] -= lr / (math.sqrt(new_s[index]) + eps) * g[index]
    return new_w, new_s


def r_rate_of_each(w, s, g, lr, eps):
    s = np.add(s, np.square(g))
    rates = lr * np.reciprocal(s**0.5 + eps)
    return w - rates * g, s


def r_float32(w, s, g, lr, eps):
    w, s, g = (np.asfortranarray(a, dtype=np.float32) for a in (w, s, g))
    s = s + np.power(g, 2)
    return w - np.float32(lr) * (g / (np.sqrt(s) + np.float32(eps))), s


def r_einsum(w, s, g, lr, eps):
    s = s + np.einsum("...,...->...", g, g)
    return w + np.einsum("...,...->...", -g, lr / (eps + np.power(s, 0.5))), s


def r_copies_in_place(w, s, g, lr, eps):
    w, s = np.array(w), np.array(s)
    s += np.abs(g) ** 2.0
    d = np.hypot(np.sqrt(s), 0)
    d += eps
    w -= np.divide(g * lr, d)
    return [w, s]


def r_long(w, s, g, lr, eps):
    w, s, g = (a.astype(np.longdouble) for a in (w, s, g))
    s = s + g * g
    return (w - lr * g / (np.sqrt(s) + eps)).astype(float), s.astype(float)


def r_strided(w, s, g, lr, eps):
    both = np.empty((*w.shape, 2))
    both[..., 1] = s + g * g
    both[..., 0] = w - g / (np.sqrt(both[..., 1]) / lr + eps / lr)
    return both[..., 0], both[..., 1]


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def root_of_all(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * g / (s + eps) ** 0.5, s


def bare(w, s, g, lr, eps):
    s = np.square(g) + s
    return w - lr * g / np.sqrt(s), s


def hard_coded(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * g / (np.sqrt(s) + 1e-8), s


def hard_coded_otherwise(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * g / (np.sqrt(s) + 1e-10), s


def keeps_eps(w, s, g, lr, eps):
    s = s + g**2 + eps
    return w - lr * g / np.sqrt(s), s


def floor(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * g / np.clip(np.sqrt(s), eps, None), s


def no_brackets(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * g / np.sqrt(s) + eps, s


def minus(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * g / (-eps + np.sqrt(s)), s


def rootless(w, s, g, lr, eps):
    s = s + g * g
    return w - g * lr / (s + eps), s


def rootless_and_bare(w, s, g, lr, eps):
    s = s + g * g
    return w - g * lr / s, s


def late(w, s, g, lr, eps):
    step = lr * g / (np.sqrt(s) + eps)
    return w - step, s + g**2


def unit_steps(w, s, g, lr, eps):
    return w - lr * g / (abs(g) + eps), s + g**2


def plain(w, s, g, lr, eps):
    return w - lr * g, s + g**2


def times(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * g * (np.sqrt(s) + eps), s


def norm(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * g / (math.sqrt(s.sum()) + eps), s


def dot(w, s, g, lr, eps):
    s = s + np.vdot(g, g)
    return w - lr * g / (np.sqrt(s) + eps), s


def mean_square(w, s, g, lr, eps):
    s = s + (g**2).mean()
    return w - lr * g / (np.sqrt(s) + eps), s


def today_only(w, s, g, lr, eps):
    s = g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def rmsprop(w, s, g, lr, eps):
    s = 0.9 * s + (1 - 0.9) * g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def rmsprop_slow(w, s, g, lr, eps):
    s = 0.99 * s + (1 - 0.99) * g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def unsquared(w, s, g, lr, eps):
    s = s + g
    return w - lr * g / (np.sqrt(s) + eps), s


def sizes(w, s, g, lr, eps):
    s = s + np.abs(g)
    return w - lr * g / (np.sqrt(s) + eps), s


def sizes_rootless(w, s, g, lr, eps):
    s = s + np.abs(g)
    return w - lr * g / (s + eps), s


def scaled_squares(w, s, g, lr, eps):
    s = s + (lr * g) ** 2
    return w - lr * g / (np.sqrt(s) + eps), s


def climbs(w, s, g, lr, eps):
    s = s + g**2
    return w + lr * g / (np.sqrt(s) + eps), s


def no_rate(w, s, g, lr, eps):
    s = s + g**2
    return w - g / (np.sqrt(s) + eps), s


def wrong_order(w, s, g, eps, lr):
    s = s + g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def no_direction(w, s, g, lr, eps):
    s = s + g**2
    return w - lr / (np.sqrt(s) + eps), s


def squared_step(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * g**2 / (np.sqrt(s) + eps), s


def signs(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * np.sign(g) / (np.sqrt(s) + eps), s


def forgets_to_keep(w, s, g, lr, eps):
    return w - lr * g / (np.sqrt(s + g**2) + eps), s


def forgets_to_move(w, s, g, lr, eps):
    return w, s + g**2


def keeps_root(w, s, g, lr, eps):
    root = np.sqrt(s + g**2)
    return w - lr * g / (root + eps), root


def other_order(w, s, g, lr, eps):
    s = s + g**2
    return s, w - lr * g / (np.sqrt(s) + eps)


def rmsprop_inside(w, s, g, lr, eps):
    s = 0.9 * s + 0.1 * g * g
    return w - lr * g / np.sqrt(s + eps), s


def climbs_inside(w, s, g, lr, eps):
    s = s + g * g
    return w + lr * g / np.sqrt(s + eps), s


def sgd(w, s, g, lr, eps):
    return w - lr * g, s


def adadelta_like(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * g * np.sqrt(eps) / (np.sqrt(s) + eps), s


def log_rate(w, s, g, lr, eps):
    s = s + g**2
    return w - lr * g / (np.log(1 + s) + eps), s


def weights_only(w, s, g, lr, eps):
    return w - lr * g / (np.sqrt(s + g**2) + eps)


def in_place(w, s, g, lr, eps):
    s += g**2
    w -= lr * g / (np.sqrt(s) + eps)
    return w, s


def whole_numbers(w, s, g, lr, eps):
    s = s + g**2
    return np.rint(w - lr * g / (np.sqrt(s) + eps)), s


def slightly_off(w, s, g, lr, eps):
    s = s + g**2
    return (w - lr * g / (np.sqrt(s) + eps)) * (1 + 1e-12), s


WRONG = {
    function.__name__: (function, fault)
    for function, fault in [
        (root_of_all, "eps_inside_root"),
        (bare, "forgets_eps"),
        (hard_coded, "eps_is_tiny_constant"),
        (hard_coded_otherwise, "eps_is_tiny_constant"),
        (keeps_eps, "eps_in_sum"),
        (floor, "eps_as_floor"),
        (no_brackets, "eps_outside_fraction"),
        (minus, "eps_subtracted"),
        (rootless, "forgets_root"),
        (rootless_and_bare, "forgets_eps+forgets_root"),
        (late, "divides_by_old_sum"),
        (unit_steps, "divides_by_gradient_alone"),
        (plain, "no_division"),
        (times, "multiplies"),
        (norm, "norm_of_sum"),
        (dot, "one_sum_for_all"),
        (mean_square, "one_mean_for_all"),
        (today_only, "forgets_old_sum"),
        (rmsprop, "averages_nine_tenths"),
        (rmsprop_slow, "averages_ninety_nine"),
        (unsquared, "collects_gradients"),
        (sizes, "collects_absolute"),
        (sizes_rootless, "forgets_root+collects_absolute"),
        (scaled_squares, "rate_squared_in_sum"),
        (climbs, "ascends"),
        (no_rate, "forgets_rate"),
        (wrong_order, "rate_and_eps_swapped"),
        (no_direction, "forgets_gradient"),
        (squared_step, "gradient_squared_above"),
        (signs, "sign_above"),
        (forgets_to_keep, "returns_old_sum"),
        (forgets_to_move, "returns_old_weights"),
        (keeps_root, "returns_root"),
        (other_order, "returns_swapped"),
        (rmsprop_inside, "eps_inside_root+averages_nine_tenths"),
        (climbs_inside, "eps_inside_root+ascends"),
        (sgd, "no_division+returns_old_sum"),
        (adadelta_like, None),
        (log_rate, None),
        (weights_only, "returns_weights_only"),
        (in_place, None),
        (whole_numbers, None),
        (slightly_off, None),
    ]
}
