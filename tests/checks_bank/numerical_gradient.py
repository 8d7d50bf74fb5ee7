"""Solutions of `numerical_gradient`."""

import numpy as np


def r_copies(f, x, step):
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        ahead, behind = x.copy(), x.copy()
        ahead[i] += step
        behind[i] -= step
        g[i] = (f(ahead) - f(behind)) / (2 * step)
    return g


def r_in_place_and_back(f, x, step):
    g = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        i = it.multi_index
        old = x[i]
        x[i] = old + step
        up = f(x)
        x[i] = old - step
        down = f(x)
        x[i] = old
        g[i] = (up - down) / (2 * step)
        it.iternext()
    return g


def r_there_and_back_by_sums(f, x, step):
    g = np.empty(x.shape)
    for i, _ in np.ndenumerate(x):
        x[i] += step
        g[i] = f(x)
        x[i] -= 2 * step
        g[i] -= f(x)
        x[i] += step
    return g * (0.5 / step)


def r_flat(f, x, step):
    slopes = []
    for k in range(x.size):
        move = np.zeros(x.size)
        move[k] = step
        move = move.reshape(x.shape)
        slopes.append((f(x + move) - f(x - move)) / step / 2)
    return np.array(slopes).reshape(x.shape)


def r_unit_vectors(f, x, step):
    moves = step * np.eye(x.size).reshape((x.size, *x.shape))
    return np.array([f(x + e) - f(x - e) for e in moves]).reshape(x.shape) / (2 * step)


def r_mean_of_two_sides(f, x, step):
    here = f(x.copy())
    g = np.zeros(x.shape)
    for k in range(x.size):
        y = x.copy()
        y.flat[k] += step
        ahead = (f(y) - here) / step
        y.flat[k] = x.flat[k] - step
        behind = (here - f(y)) / step
        g.flat[k] = (ahead + behind) / 2
    return g


def r_float32(f, x, step):
    x = x.astype(np.float32)
    g = np.zeros_like(x, order="F")
    for i in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[i] = 1
        g[i] = (f(x + np.float32(step) * e) - f(x - np.float32(step) * e)) / np.float32(2 * step)
    return g


def r_by_the_distance(f, x, step):
    def slope(i):
        low, high = np.array(x), np.array(x)
        low[i], high[i] = x[i] - step, x[i] + step
        return (f(high) - f(low)) / (high[i] - low[i])

    return np.array([slope(i) for i in np.ndindex(*x.shape)], dtype=x.dtype).reshape(x.shape)


def r_recursive(f, x, step):
    if x.ndim == 1:
        rows = np.diag(np.full(len(x), step))
        return np.array([(f(x + row) - f(x - row)) / (2 * step) for row in rows])

    def with_row(k, row):
        y = x.copy()
        y[k] = row
        return f(y)

    return np.stack([r_recursive(lambda row, k=k: with_row(k, row), x[k], step) for k in range(len(x))])


def r_where(f, x, step):
    number = np.arange(x.size).reshape(x.shape)
    out = [0.5 * (f(np.where(number == k, x + step, x)) - f(np.where(number == k, x - step, x))) for k in number.flat]
    return np.reshape(out, x.shape) / step


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def over(f, x, slope):
    """The slope along each number, where slope(move) gets an array that is 1 at one place."""
    units = np.eye(x.size).reshape((x.size, *x.shape))
    return np.array([slope(e) for e in units]).reshape(x.shape)


def forward(f, x, step):
    return over(f, x, lambda e: (f(x + step * e) - f(x)) / step)


def forward_with_base(f, x, step):
    base, x = f(x), x.copy()
    g = []
    for i in np.ndindex(x.shape):
        x[i] += step
        g.append((f(x) - base) / step)
        x[i] -= step
    return np.array(g).reshape(x.shape)


def backward(f, x, step):
    return over(f, x, lambda e: f(x) / step - f(x - step * e) / step)


def one_step_back_is_not_enough(f, x, step):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += step
        up = f(x)
        x[i] -= step
        down = f(x)
        g[i] = (up - down) / (2 * step)
    return g


def two_names(f, x, step):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        plus = x
        plus[i] += step
        minus = x
        minus[i] -= step
        g[i] = (f(plus) - f(minus)) / (2 * step)
    return g


def empty_handed(f, x, step):
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        slope = over(f, x, lambda e: (f(x + step * e) - f(x - step * e)) / (2 * step))[i]  # noqa: F841
    return g


def once_divided(f, x, step):
    return over(f, x, lambda e: (f(x + step * e) - f(x - step * e)) / step)


def halved(f, x, step):
    return over(f, x, lambda e: 0.5 * (f(x + step * e) - f(x - step * e)))


def plain_difference(f, x, step):
    return over(f, x, lambda e: f(x + step * e) - f(x - step * e))


def missing_brackets(f, x, step):
    return over(f, x, lambda e: (f(x + step * e) - f(x - step * e)) / 2 * step)


def squared_step(f, x, step):
    return over(f, x, lambda e: (f(x + step * e) - f(x - step * e)) / (2 * step**2))


def curvature(f, x, step):
    return over(f, x, lambda e: (f(x + step * e) + f(x - step * e) - 2 * f(x)) / (step * step))


def wrong_way_round(f, x, step):
    return over(f, x, lambda e: (f(x - step * e) - f(x + step * e)) / (2 * step))


def size_only(f, x, step):
    return np.abs(r_copies(f, x, step))


def plus_for_minus(f, x, step):
    return over(f, x, lambda e: (f(x + step * e) + f(x - step * e)) / (2 * step))


def halves(f, x, step):
    return over(f, x, lambda e: (f(x + step / 2 * e) - f(x - step / 2 * e)) / step)


def tiny(f, x, step, h=1e-4):
    return over(f, x, lambda e: (f(x + h * e) - f(x - h * e)) / (2 * h))


def tinier(f, x, step):
    return r_copies(f, x.astype(float), 1e-6)


def no_index(f, x, step):
    return (f(x + step) - f(x - step)) / (2 * step)


def no_index_in_loop(f, x, step):
    g = np.zeros_like(x)
    for i in np.ndindex(g.shape):
        g[i] = (f(x + step) - f(x - step)) / (2 * step)
    return g


def by_rows(f, x, step):
    g = np.zeros_like(x)
    for i in range(len(x)):
        a, b = x.copy(), x.copy()
        a[i] += step
        b[i] -= step
        g[i] = (f(a) - f(b)) / (2 * step)
    return g


def size_for_length(f, x, step):
    g = np.zeros_like(x)
    for i in range(x.size):
        a, b = x.copy(), x.copy()
        a[i] += step
        b[i] -= step
        g[i] = (f(a) - f(b)) / (2 * step)
    return g


def flattened_for_f(f, x, step):
    flat = x.flatten()
    return r_copies(f, flat, step).reshape(x.shape)


def left_behind(f, x, step):
    x, g = x.copy(), np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += step
        up = f(x)
        x[i] -= 2 * step
        g[i] = (up - f(x)) / (2 * step)
    return g


def left_ahead(f, x, step):
    y, g = x.copy(), np.zeros_like(x)
    for k in range(x.size):
        y.flat[k] -= step
        down = f(y)
        y.flat[k] += 2 * step
        g.flat[k] = (f(y) - down) / (2 * step)
    return g


def copied_too_early(f, x, step):
    up, down, g = x.copy(), x.copy(), np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up[i] += step
        down[i] -= step
        g[i] = (f(up) - f(down)) / (2 * step)
    return g


def around_zero(f, x, step):
    return over(f, x, lambda e: (f(step * e) - f(-step * e)) / (2 * step))


def alone(f, x, step):
    return over(f, x, lambda e: (f((x + step) * e) - f((x - step) * e)) / (2 * step))


def replaced(f, x, step):
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        a, b = x.copy(), x.copy()
        a[i], b[i] = step, -step
        g[i] = (f(a) - f(b)) / (2 * step)
    return g


def relative(f, x, step):
    return over(f, x, lambda e: (f(x * (1 + step * e)) - f(x * (1 - step * e))) / (2 * step))


def number_by_number(f, x, step):
    return np.array([(f(v + step) - f(v - step)) / (2 * step) for v in x.flat]).reshape(x.shape)


def early_return(f, x, step):
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[i] = step
        g[i] = (f(x + e) - f(x - e)) / (2 * step)
        return g


def one_short(f, x, step):
    g = np.zeros(x.size)
    for k in range(x.size - 1):
        e = np.zeros(x.size)
        e[k] = step
        g[k] = (f(x + e.reshape(x.shape)) - f(x - e.reshape(x.shape))) / (2 * step)
    return g.reshape(x.shape)


def total(f, x, step):
    return sum(r_copies(f, x, step).ravel().tolist())


def overwritten(f, x, step):
    for i in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[i] = step
        slope = (f(x + e) - f(x - e)) / (2 * step)
    return slope


def forgot_to_reshape(f, x, step):
    return np.array([(f(x + step * e) - f(x - step * e)) / (2 * step) for e in np.eye(x.size).reshape(-1, *x.shape)])


def listed(f, x, step):
    return r_copies(f, x, step).tolist()


def flat_list(f, x, step):
    return list(r_copies(f, x, step).ravel())


def other_way(f, x, step):
    return np.transpose(r_copies(f, x, step))


def column_by_column(f, x, step):
    return np.reshape(r_copies(f, x, step).ravel(), x.shape, order="F")


def integers(f, x, step):
    g = np.zeros(x.shape, dtype=int)
    for i in np.ndindex(x.shape):
        g[i] = r_copies(f, x, step)[i]
    return g


def forward_sums(f, x, step):
    return (f(x + step) - f(x)) / step


def negative_forward(f, x, step):
    return -forward(f, x, step)


def five_points(f, x, step):
    def slope(e):
        return (f(x - 2 * e) - 8 * f(x - e) + 8 * f(x + e) - f(x + 2 * e)) / (12 * step)

    return over(f, x, lambda e: slope(step * e))


def not_put_back(f, x, step):
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += step
        up = f(x)
        x[i] -= 2 * step
        g[i] = (up - f(x)) / (2 * step)
    return g


def doubled_move(f, x, step):
    return over(f, x, lambda e: (f(x + 2 * step * e) - f(x)) / (2 * step))


def mean_slope(f, x, step):
    return r_flat(f, x, step) / len(x.ravel())


def forward_never_reset(f, x, step):
    base, x, g = f(x), x.copy(), np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += step
        g[i] = (f(x) - base) / step
    return g


def first_again_and_again(f, x, step):
    g, e = np.zeros(x.size), np.zeros(x.size)
    e[0] = step
    for k in range(x.size):
        g[k] = (f(x + e.reshape(x.shape)) - f(x - e.reshape(x.shape))) / (2 * step)
    return g.reshape(x.shape)


def quarter(f, x, step):
    return over(f, x, lambda e: (f(x + step * e) - f(x - step * e)) / (4 * step))


def half_steps_over_two(f, x, step):
    return over(f, x, lambda e: (f(x + step * e / 2) - f(x - step * e / 2)) / (2 * step))


def backward_over_two(f, x, step):
    return over(f, x, lambda e: (f(x) - f(x - step * e)) / (2 * step))


def unit_length(f, x, step):
    g = r_copies(f, x, step)
    return g / np.sqrt((g**2).sum())


def one_descent_step(f, x, step):
    return x - step * r_copies(f, x, step)


def values(f, x, step):
    return over(f, x, lambda e: f(x + step * e))


def times_two(f, x, step):
    return 2 * r_copies(f, x, step) / 3


WRONG = {
    function.__name__: (function, fault)
    for function, fault in [
        (forward, "forward_difference"),
        (forward_with_base, "forward_difference"),
        (backward, "backward_difference"),
        (one_step_back_is_not_enough, "forward_over_two_steps"),
        (two_names, "same_point"),
        (empty_handed, "same_point"),
        (once_divided, "forgets_the_two"),
        (halved, "forgets_the_step"),
        (plain_difference, "forgets_the_two+forgets_the_step"),
        (missing_brackets, "multiplies_by_step"),
        (squared_step, "divides_by_step_twice"),
        (curvature, "second_derivative"),
        (wrong_way_round, "opposite_sign"),
        (size_only, "absolute_slope"),
        (plus_for_minus, "adds_values"),
        (halves, "half_step"),
        (tiny, "own_step"),
        (tinier, "own_step"),
        (no_index, "one_slope_for_all"),
        (no_index_in_loop, "moves_everything"),
        (by_rows, "moves_rows"),
        (size_for_length, "one_axis_only"),
        (flattened_for_f, "f_gets_flat"),
        (left_behind, "stays_behind"),
        (left_ahead, "stays_ahead"),
        (copied_too_early, "both_walk"),
        (around_zero, "slope_at_zero"),
        (alone, "others_at_zero"),
        (replaced, "sets_instead_of_adds"),
        (relative, "scales_instead_of_adds"),
        (number_by_number, "one_number_to_f"),
        (early_return, "stops_after_first"),
        (one_short, "misses_last"),
        (total, "adds_up_slopes"),
        (overwritten, "keeps_last_slope"),
        (forgot_to_reshape, "returns_flat"),
        (listed, "returns_list"),
        (flat_list, "returns_flat"),
        (other_way, "returns_transposed"),
        (column_by_column, "exchanges_axes"),
        (integers, "whole_numbers"),
        (forward_sums, "forward_difference+one_slope_for_all"),
        (negative_forward, "forward_difference+opposite_sign"),
        (doubled_move, "two_steps_ahead"),
        (mean_slope, "divided_by_size"),
        (forward_never_reset, "forward_difference+stays_ahead"),
        (first_again_and_again, "always_moves_first"),
        (quarter, "halved_again"),
        (half_steps_over_two, "halved_again+half_step"),
        (backward_over_two, "backward_difference+halved_again"),
        (five_points, None),
        (not_put_back, None),
        (unit_length, None),
        (one_descent_step, None),
        (values, None),
        (times_two, None),
    ]
}
