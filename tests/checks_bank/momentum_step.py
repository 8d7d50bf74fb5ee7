"""Solutions of `momentum_step`."""

import numpy as np


def r_lines(w, v, g, lr, mu, weight_decay):
    d = g + weight_decay * w
    v = mu * v + d
    return w - lr * v, v


def r_expanded(w, v, g, lr, mu, weight_decay):
    return (1 - lr * weight_decay) * w - lr * mu * v - lr * g, mu * v + weight_decay * w + g


def r_loop(w, v, g, lr, mu, weight_decay):
    new_w, new_v = np.empty_like(w), np.empty_like(v)
    for index in np.ndindex(w.shape):
        new_v[index] = mu * v[index] + g[index] + weight_decay * w[index]
        new_w[index] = w[index] - lr * new_v[index]
    return new_w, new_v


def r_in_place_on_copies(w, v, g, lr, mu, weight_decay):
    w, v, g = w.copy(), v.copy(), g.copy()
    if weight_decay:
        g += weight_decay * w
    v *= mu
    v += g
    w -= lr * v
    return [w, v]


def r_float32(w, v, g, lr, mu, weight_decay):
    w, v, g = (np.asfortranarray(a, dtype=np.float32) for a in (w, v, g))
    v = np.add(np.multiply(v, np.float32(mu)), g + np.float32(weight_decay) * w)
    return w - np.float32(lr) * v, v


def r_stacked(w, v, g, lr, mu, weight_decay):
    M = np.array([[1 - lr * weight_decay, -lr * mu, -lr], [weight_decay, mu, 1]])
    w, v = np.einsum("ij,j...->i...", M, np.stack([w, v, g]))
    return w, v


def r_views(w, v, g, lr, mu, weight_decay):
    both = np.zeros((2, *w.shape))
    both[1] = g
    both[1] += mu * v
    both[1] += weight_decay * w
    both[0] = w - both[1] * lr
    return both[0], both[1]


def r_strided(w, v, g, lr, mu, weight_decay):
    wide = np.repeat((mu * v + (g + weight_decay * w))[..., None], 2, axis=-1)[..., 1]
    return (w - lr * wide), wide


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def no_decay(w, v, g, lr, mu, weight_decay):
    v = np.add(g, mu * v)
    return w - lr * v, v


def grows(w, v, g, lr, mu, weight_decay):
    v = mu * v + (g - weight_decay * w)
    return w - v * lr, v


def adamw_like(w, v, g, lr, mu, weight_decay):
    v = mu * v + g
    w = w * (1 - lr * weight_decay)
    return w - lr * v, v


def decay_in_the_step(w, v, g, lr, mu, weight_decay):
    v = mu * v + g
    return w - lr * (v + weight_decay * w), v


def shrinks_by_share(w, v, g, lr, mu, weight_decay):
    v = v * mu + g
    return (1 - weight_decay) * w - lr * v, v


def shrinks_after(w, v, g, lr, mu, weight_decay):
    v = v * mu + g
    w = w - lr * v
    w = w - lr * weight_decay * w
    return w, v


def shrinks_last(w, v, g, lr, mu, weight_decay):
    v = g + mu * v
    w = w - lr * v
    return (1 - weight_decay) * w, v


def decays_v(w, v, g, lr, mu, weight_decay):
    v = (mu + weight_decay) * v + g
    return w - lr * v, v


def decays_g(w, v, g, lr, mu, weight_decay):
    v = mu * v + g * (1 + weight_decay)
    return w - lr * v, v


def full_weights(w, v, g, lr, mu, weight_decay):
    v = mu * v + g + w
    return w - lr * v, v


def lasso(w, v, g, lr, mu, weight_decay):
    v = mu * v + g + weight_decay * ((w > 0).astype(float) - (w < 0))
    return w - lr * v, v


def penalty_itself(w, v, g, lr, mu, weight_decay):
    v = mu * v + g + weight_decay * w**2
    return w - lr * v, v


def two_lambda(w, v, g, lr, mu, weight_decay):
    d = g + 2 * weight_decay * w
    v = d + mu * v
    return w - lr * v, v


def half_lambda(w, v, g, lr, mu, weight_decay):
    d = g + 0.5 * weight_decay * w
    v = d + mu * v
    return w - lr * v, v


def rate_on_decay(w, v, g, lr, mu, weight_decay):
    g = g + lr * weight_decay * w
    v = mu * v + g
    return w - lr * v, v


def running_average(w, v, g, lr, mu, weight_decay):
    d = g + weight_decay * w
    v = v + (1 - mu) * (d - v)
    return w - lr * v, v


def running_average_swapped(w, v, g, lr, mu, weight_decay):
    v = (1 - mu) * v + mu * (g + weight_decay * w)
    return w - lr * v, v


def scales_gradient(w, v, g, lr, mu, weight_decay):
    v = v + mu * (g + w * weight_decay)
    return w - lr * v, v


def friction_for_all(w, v, g, lr, mu, weight_decay):
    v = mu * (v + g + weight_decay * w)
    return w - lr * v, v


def frictionless(w, v, g, lr, mu, weight_decay):
    v = v + g + weight_decay * w
    return w - lr * v, v


def sgd(w, v, g, lr, mu, weight_decay):
    d = g + weight_decay * w
    return w - lr * d, d


def sgd_without_memory(w, v, g, lr, mu, weight_decay):
    return w - lr * (g + weight_decay * w), v


def sgd_alone(w, v, g, lr, mu, weight_decay):
    return w - lr * g, v


def brakes(w, v, g, lr, mu, weight_decay):
    v = g + weight_decay * w - mu * v
    return w - lr * v, v


def uphill_twice(w, v, g, lr, mu, weight_decay):
    v = mu * v - (g + weight_decay * w)
    return w - lr * v, v


def downhill_velocity(w, v, g, lr, mu, weight_decay):
    v = mu * v - g - weight_decay * w
    return w + lr * v, v


def caffe(w, v, g, lr, mu, weight_decay):
    v = mu * v + lr * (g + weight_decay * w)
    return w - v, v


def polyak(w, v, g, lr, mu, weight_decay):
    v = mu * v - lr * (g + weight_decay * w)
    return w + v, v


def rate_two_times(w, v, g, lr, mu, weight_decay):
    v = mu * v + lr * (g + weight_decay * w)
    return w - lr * v, v


def keeps_the_step(w, v, g, lr, mu, weight_decay):
    step = lr * (mu * v + g + weight_decay * w)
    return w - step, step


def keeps_the_change(w, v, g, lr, mu, weight_decay):
    new = w - lr * (mu * v + g + weight_decay * w)
    return new, new - w


def wrong_order(w, v, g, mu, lr, weight_decay):
    v = mu * v + g + weight_decay * w
    return w - lr * v, v


def hard_coded(w, v, g, lr, mu, weight_decay):
    v = 0.9 * v + g + weight_decay * w
    return w - lr * v, v


def no_rate(w, v, g, lr, mu, weight_decay):
    v = mu * v + g + weight_decay * w
    return w - v, v


def climbs(w, v, g, lr, mu, weight_decay):
    v = mu * v + g + weight_decay * w
    return w + lr * v, v


def late(w, v, g, lr, mu, weight_decay):
    new = mu * v + g + weight_decay * w
    return w - lr * v, new


def moves_first(w, v, g, lr, mu, weight_decay):
    w = w - lr * v
    v = mu * v + g + weight_decay * w
    return w, v


def unused_velocity(w, v, g, lr, mu, weight_decay):
    g = g + weight_decay * w
    v = mu * v + g
    return w - lr * g, v


def unused_velocity_and_decay(w, v, g, lr, mu, weight_decay):
    v = mu * v + g + weight_decay * w
    return w - lr * g, v


def looks_ahead(w, v, g, lr, mu, weight_decay):
    d = g + weight_decay * w
    v = mu * v + d
    return w - lr * (d + mu * v), v


def forgets_to_keep(w, v, g, lr, mu, weight_decay):
    return w - lr * (mu * v + g + weight_decay * w), v


def forgets_to_move(w, v, g, lr, mu, weight_decay):
    return w, mu * v + g + weight_decay * w


def other_order(w, v, g, lr, mu, weight_decay):
    v = mu * v + g + weight_decay * w
    return v, w - lr * v


def average_and_no_decay(w, v, g, lr, mu, weight_decay):
    v = mu * v + (1 - mu) * g
    return w - lr * v, v


def caffe_decoupled(w, v, g, lr, mu, weight_decay):
    v = mu * v + lr * g
    return w - v - weight_decay * w, v


def climbs_without_rate(w, v, g, lr, mu, weight_decay):
    v = mu * v + g + weight_decay * w
    return w + v, v


def normalised(w, v, g, lr, mu, weight_decay):
    v = mu * v + g + weight_decay * w
    return w - lr * v / (1e-8 + np.sqrt((v**2).sum())), v


def signs(w, v, g, lr, mu, weight_decay):
    v = mu * v + g + weight_decay * w
    return w - lr * np.sign(v), v


def one_for_all(w, v, g, lr, mu, weight_decay):
    v = mu * v + g.mean() + weight_decay * w
    return w - lr * v, v


def weights_only(w, v, g, lr, mu, weight_decay):
    return w - lr * (mu * v + g + weight_decay * w)


def whole_numbers(w, v, g, lr, mu, weight_decay):
    v = mu * v + g + weight_decay * w
    return (w - lr * v).astype(int), v.astype(int)


def in_place(w, v, g, lr, mu, weight_decay):
    v *= mu
    v += g + weight_decay * w
    w -= lr * v
    return w, v


WRONG = {
    function.__name__: (function, fault)
    for function, fault in [
        (no_decay, "forgets_decay"),
        (grows, "decay_subtracted"),
        (adamw_like, "decay_decoupled"),
        (decay_in_the_step, "decay_decoupled"),
        (shrinks_by_share, "decay_without_rate"),
        (shrinks_after, "decay_after_step"),
        (shrinks_last, "shrinks_afterwards"),
        (decays_v, "decay_of_velocity"),
        (decays_g, "decay_of_gradient"),
        (full_weights, "decay_is_one"),
        (lasso, "decay_of_sign"),
        (penalty_itself, "decay_of_square"),
        (two_lambda, "decay_doubled"),
        (half_lambda, "decay_halved"),
        (rate_on_decay, "decay_times_rate"),
        (running_average, "averages"),
        (running_average_swapped, "averages_other_way"),
        (scales_gradient, "mu_on_gradient"),
        (friction_for_all, "mu_on_both"),
        (frictionless, "forgets_mu"),
        (sgd, "ignores_velocity"),
        (sgd_without_memory, "plain_descent"),
        (sgd_alone, "forgets_decay+plain_descent"),
        (brakes, "old_velocity_subtracted"),
        (uphill_twice, "gradient_subtracted"),
        (downhill_velocity, "velocity_points_down"),
        (caffe, "rate_in_velocity"),
        (polyak, "change_as_velocity"),
        (rate_two_times, "rate_twice"),
        (keeps_the_step, "velocity_holds_step"),
        (keeps_the_change, "velocity_is_change"),
        (wrong_order, "rate_and_mu_swapped"),
        (hard_coded, "mu_is_nine_tenths"),
        (no_rate, "forgets_rate"),
        (climbs, "ascends"),
        (late, "steps_by_old_velocity"),
        (moves_first, "weights_first"),
        (unused_velocity, "steps_by_gradient"),
        (unused_velocity_and_decay, "steps_by_bare_gradient"),
        (looks_ahead, "nesterov"),
        (forgets_to_keep, "returns_old_velocity"),
        (forgets_to_move, "returns_old_weights"),
        (other_order, "returns_swapped"),
        (average_and_no_decay, "forgets_decay+averages"),
        (caffe_decoupled, "decay_without_rate+rate_in_velocity"),
        (climbs_without_rate, "forgets_rate+ascends"),
        (normalised, None),
        (signs, None),
        (one_for_all, None),
        (weights_only, "returns_weights_only"),
        (whole_numbers, None),
        (in_place, None),
    ]
}
