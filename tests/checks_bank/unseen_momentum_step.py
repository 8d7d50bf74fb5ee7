"""Solutions of `momentum_step`, written without knowing the faults; only the ids were added afterwards."""

import numpy as np


def three_lines(w, v, g, lr, mu, weight_decay):
    g = g + weight_decay * w
    v = mu * v + g
    return w - lr * v, v


def one_expression(w, v, g, lr, mu, weight_decay):
    return w - lr * (mu * v + g + weight_decay * w), mu * v + g + weight_decay * w


def in_place_on_its_own(w, v, g, lr, mu, weight_decay):
    speed = np.array(v)
    speed *= mu
    speed += g
    speed += weight_decay * w
    new = np.array(w)
    new -= lr * speed
    return new, speed


def entry_by_entry(w, v, g, lr, mu, weight_decay):
    new_w, new_v = np.empty_like(w), np.empty_like(v, order="F")
    for i in np.ndindex(w.shape):
        new_v[i] = mu * v[i] + g[i] + weight_decay * w[i]
        new_w[i] = w[i] - lr * new_v[i]
    return new_w, new_v


def as_one_matrix(w, v, g, lr, mu, weight_decay):
    state = np.stack([w, v, g]).reshape(3, w.size)
    row = np.array([weight_decay, mu, 1], dtype=state.dtype)
    step = np.array([np.array([1, 0, 0]) - lr * row, row], dtype=state.dtype)
    new = step @ state
    return new[0].reshape(w.shape), new[1].reshape(w.shape)


def multiply_and_add(w, v, g, lr, mu, weight_decay):
    v = np.add(np.multiply(v, mu), np.add(g, np.multiply(w, weight_decay)))
    w = np.subtract(w, np.multiply(v, lr))
    return w, v


RIGHT = {
    function.__name__: function
    for function in (
        three_lines,
        one_expression,
        in_place_on_its_own,
        entry_by_entry,
        as_one_matrix,
        multiply_and_add,
    )
}


def rate_inside_the_velocity(w, v, g, lr, mu, weight_decay):
    v = mu * v - lr * (g + weight_decay * w)
    w = w + v
    return w, v


def rate_inside_positive(w, v, g, lr, mu, weight_decay):
    v = mu * v + lr * (g + weight_decay * w)
    return w - v, v


def moving_average(w, v, g, lr, mu, weight_decay):
    g = g + weight_decay * w
    v = mu * v + (1 - mu) * g
    return w - lr * v, v


def nesterov(w, v, g, lr, mu, weight_decay):
    g = g + weight_decay * w
    v = mu * v + g
    return w - lr * (g + mu * v), v


def decoupled(w, v, g, lr, mu, weight_decay):
    v = mu * v + g
    w = w - lr * v - lr * weight_decay * w
    return w, v


def shrinks_first(w, v, g, lr, mu, weight_decay):
    w = w * (1 - weight_decay)
    v = mu * v + g
    return w - lr * v, v


def no_decay(w, v, g, lr, mu, weight_decay):
    v_new = v * mu + g
    w_new = w - v_new * lr
    return w_new, v_new


def decay_grows(w, v, g, lr, mu, weight_decay):
    v = mu * v + (g - weight_decay * w)
    return w - lr * v, v


def decay_of_the_size_one(w, v, g, lr, mu, weight_decay):
    v = mu * v + g + weight_decay * np.sign(w)
    return w - lr * v, v


def steps_before_the_update(w, v, g, lr, mu, weight_decay):
    w_new = w - lr * v
    v = mu * v + g + weight_decay * w
    return w_new, v


def decay_of_the_new_weight(w, v, g, lr, mu, weight_decay):
    w = w - lr * (mu * v + g)
    v = mu * v + g + weight_decay * w
    return w, v


def no_momentum(w, v, g, lr, mu, weight_decay):
    g = g + weight_decay * w
    return w - lr * g, mu * v + g


def gradient_inside(w, v, g, lr, mu, weight_decay):
    v = mu * (v + g + weight_decay * w)
    return w - lr * v, v


def uphill(w, v, g, lr, mu, weight_decay):
    v = mu * v + g + weight_decay * w
    return w + lr * v, v


def old_velocity_returned(w, v, g, lr, mu, weight_decay):
    d = mu * v + g + weight_decay * w
    return w - lr * d, v


def in_place(w, v, g, lr, mu, weight_decay):
    v *= mu
    v += g + weight_decay * w
    w -= lr * v
    return w, v


def gradient_changed(w, v, g, lr, mu, weight_decay):
    g += weight_decay * w
    v = mu * v + g
    return w - lr * v, v


def average_and_decoupled(w, v, g, lr, mu, weight_decay):
    v = mu * v + (1 - mu) * g
    return w - lr * (v + weight_decay * w), v


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (rate_inside_the_velocity, "classical momentum, the velocity holds -lr", "change_as_velocity"),
        (rate_inside_positive, "lr in the velocity", "rate_in_velocity"),
        (moving_average, "gradient times 1 - mu", "averages"),
        (nesterov, "Nesterov's step", "nesterov"),
        (decoupled, "weight decay beside the velocity", "decay_decoupled"),
        (shrinks_first, "weight shrunk by weight_decay, without lr", "decay_without_rate"),
        (no_decay, "weight decay forgotten", "forgets_decay"),
        (decay_grows, "sign of the weight decay", "decay_subtracted"),
        (decay_of_the_size_one, "sign of w for w", "decay_of_sign"),
        (steps_before_the_update, "step with the old velocity", "steps_by_old_velocity"),
        (decay_of_the_new_weight, "weight decay of the new weight, after the step", None),
        (no_momentum, "velocity not used in the step", "steps_by_gradient"),
        (gradient_inside, "mu times gradient too", "mu_on_both"),
        (uphill, "sign of the step", "ascends"),
        (old_velocity_returned, "returns the old velocity", "returns_old_velocity"),
        (in_place, "changes w and v", None),
        (gradient_changed, "changes g", None),
        (
            average_and_decoupled,
            "gradient times 1 - mu, and weight decay beside the velocity",
            "decay_decoupled+averages",
        ),
    ]
}
