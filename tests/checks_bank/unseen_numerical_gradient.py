"""Solutions of `numerical_gradient`, written without knowing the faults; only the ids were added afterwards."""

import numpy as np


def by_index(f, x, step):
    g = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        right, left = x.copy(), x.copy()
        right[index] += step
        left[index] -= step
        g[index] = (f(right) - f(left)) / (2 * step)
    return g


def unit_directions(f, x, step):
    slopes = []
    for k in range(x.size):
        e = np.zeros(x.size, dtype=x.dtype)
        e[k] = step
        e = e.reshape(x.shape)
        slopes.append((f(x + e) - f(x - e)) / 2 / step)
    return np.array(slopes, dtype=x.dtype).reshape(x.shape)


def own_copy_put_back(f, x, step):
    work = np.array(x)
    g = np.empty(x.shape, dtype=x.dtype, order="F")
    it = np.nditer(x, flags=["multi_index", "zerosize_ok"])
    for old in it:
        i = it.multi_index
        work[i] = old + step
        above = f(work)
        work[i] = old - step
        below = f(work)
        work[i] = old
        g[i] = (above - below) / (step + step)
    return g


def rows_of_the_identity(f, x, step):
    shifts = step * np.eye(x.size, dtype=x.dtype).reshape(x.size, *x.shape)
    above = [float(f(x + s)) for s in shifts]
    below = [float(f(x - s)) for s in shifts]
    return (np.subtract(above, below) * 0.5 / step).astype(x.dtype).reshape(x.shape)


def generator(f, x, step):
    flat = x.ravel()

    def shifted(k, h):
        z = flat.copy()
        z[k] = z[k] + h
        return f(z.reshape(x.shape))

    slopes = ((shifted(k, step) - shifted(k, -step)) / (2.0 * step) for k in range(flat.size))
    return np.fromiter(slopes, dtype=x.dtype, count=flat.size).reshape(x.shape)


def mean_of_both_sides(f, x, step):
    here = f(x.copy())
    g = np.zeros(x.shape, dtype=x.dtype)
    for index, _ in np.ndenumerate(x):
        mask = np.zeros(x.shape, dtype=x.dtype)
        mask[index] = 1
        forward = (f(x + step * mask) - here) / step
        backward = (here - f(x - step * mask)) / step
        g[index] = (forward + backward) / 2
    return g


RIGHT = {
    function.__name__: function
    for function in (by_index, unit_directions, own_copy_put_back, rows_of_the_identity, generator, mean_of_both_sides)
}


def forward_difference(f, x, step):
    fx = f(x)
    grad = np.zeros_like(x)
    for ix in np.ndindex(x.shape):
        z = x.copy()
        z[ix] += step
        grad[ix] = (f(z) - fx) / step
    return grad


def backward_difference(f, x, step):
    fx = f(x)
    grad = np.zeros_like(x)
    for ix in np.ndindex(x.shape):
        z = x.copy()
        z[ix] -= step
        grad[ix] = (fx - f(z)) / step
    return grad


def one_step_below_the_line(f, x, step):
    grad = np.zeros_like(x)
    for ix in np.ndindex(x.shape):
        a, b = x.copy(), x.copy()
        a[ix] += step
        b[ix] -= step
        grad[ix] = (f(a) - f(b)) / step
    return grad


def brackets_left_out(f, x, step):
    grad = np.zeros_like(x)
    for ix in np.ndindex(x.shape):
        a, b = x.copy(), x.copy()
        a[ix] += step
        b[ix] -= step
        grad[ix] = (f(a) - f(b)) / 2 * step
    return grad


def other_brackets(f, x, step):
    grad = np.zeros_like(x)
    for ix in np.ndindex(x.shape):
        a, b = x.copy(), x.copy()
        a[ix] += step
        b[ix] -= step
        grad[ix] = f(a) - f(b) / (2 * step)
    return grad


def all_at_once(f, x, step):
    return (f(x + step) - f(x - step)) / (2 * step)


def all_at_once_everywhere(f, x, step):
    return np.full_like(x, (f(x + step) - f(x - step)) / (2 * step))


def same_array_twice(f, x, step):
    grad = np.zeros_like(x)
    x = x.copy()
    for ix in np.ndindex(x.shape):
        plus = x
        plus[ix] += step
        minus = x
        minus[ix] -= step
        grad[ix] = (f(plus) - f(minus)) / (2 * step)
    return grad


def never_put_back(f, x, step):
    grad = np.zeros_like(x)
    plus, minus = x.copy(), x.copy()
    for ix in np.ndindex(x.shape):
        plus[ix] += step
        minus[ix] -= step
        grad[ix] = (f(plus) - f(minus)) / (2 * step)
    return grad


def put_back_by_one_step(f, x, step):
    z = x.copy()
    grad = np.zeros_like(x)
    for ix in np.ndindex(x.shape):
        z[ix] += step
        above = f(z)
        z[ix] -= step
        below = f(z)
        grad[ix] = (above - below) / (2 * step)
    return grad


def callers_array_left_shifted(f, x, step):
    grad = np.zeros_like(x)
    for ix in np.ndindex(x.shape):
        x[ix] += step
        above = f(x)
        x[ix] -= 2 * step
        below = f(x)
        grad[ix] = (above - below) / (2 * step)
    return grad


def rows(f, x, step):
    grad = np.zeros_like(x)
    for i in range(len(x)):
        a, b = x.copy(), x.copy()
        a[i] += step
        b[i] -= step
        grad[i] = (f(a) - f(b)) / (2 * step)
    return grad


def two_axes(f, x, step):
    grad = np.zeros_like(x)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            h = np.zeros_like(x)
            h[i, j] = step
            grad[i, j] = (f(x + h) - f(x - h)) / (2 * step)
    return grad


def flat_result(f, x, step):
    grad = []
    for k in range(x.size):
        h = np.zeros(x.size, dtype=x.dtype)
        h[k] = step
        grad.append((f(x + h.reshape(x.shape)) - f(x - h.reshape(x.shape))) / (2 * step))
    return np.array(grad, dtype=x.dtype)


def flat_argument(f, x, step):
    z = x.flatten()
    grad = np.zeros_like(z)
    for k in range(z.size):
        h = np.zeros_like(z)
        h[k] = step
        grad[k] = (f(z + h) - f(z - h)) / (2 * step)
    return grad.reshape(x.shape)


def entry_by_entry(f, x, step):
    grad = np.zeros_like(x)
    for ix in np.ndindex(x.shape):
        grad[ix] = (f(x[ix] + step) - f(x[ix] - step)) / (2 * step)
    return grad


def below_minus_above(f, x, step):
    grad = np.zeros_like(x)
    for ix in np.ndindex(x.shape):
        h = np.zeros_like(x)
        h[ix] = step
        grad[ix] = (f(x - h) - f(x + h)) / (2 * step)
    return grad


def step_of_its_own(f, x, step=1e-5):
    eps = 1e-4
    grad = np.zeros_like(x)
    for ix in np.ndindex(x.shape):
        h = np.zeros_like(x)
        h[ix] = eps
        grad[ix] = (f(x + h) - f(x - h)) / (2 * eps)
    return grad


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (forward_difference, "forward difference", "forward_difference"),
        (backward_difference, "backward difference", "backward_difference"),
        (one_step_below_the_line, "divided by step, not 2 step", "forgets_the_two"),
        (brackets_left_out, "/ 2 * step", "multiplies_by_step"),
        (other_brackets, "brackets around the difference missing", "divides_behind_only"),
        (all_at_once, "all entries shifted together, one number returned", "one_slope_for_all"),
        (all_at_once_everywhere, "all entries shifted together", "moves_everything"),
        (same_array_twice, "two names for one array", "same_point"),
        (never_put_back, "shifts of earlier entries stay", "both_walk"),
        (put_back_by_one_step, "lower point is the middle, divided by 2 step", "forward_over_two_steps"),
        (callers_array_left_shifted, "changes x and does not put it back", "stays_behind"),
        (rows, "whole rows shifted", "moves_rows"),
        (two_axes, "for two axes only", "two_axes_only"),
        (flat_result, "shape of x lost", "returns_flat"),
        (flat_argument, "f called with a flat array", "f_gets_flat"),
        (entry_by_entry, "f called with one entry", "one_number_to_f"),
        (below_minus_above, "sign", "opposite_sign"),
        (step_of_its_own, "step unused", "own_step"),
    ]
}
