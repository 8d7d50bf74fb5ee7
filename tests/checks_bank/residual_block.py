"""Solutions of `residual_block`."""

import numpy as np


def r_matrices(x, W1, W2, P=None):
    shortcut = x if P is None else x @ P.T
    return np.maximum(np.maximum(x @ W1.T, 0) @ W2.T + shortcut, 0)


def r_loops(x, W1, W2, P=None):
    y = np.zeros((len(x), len(W2)))
    for n, row in enumerate(x):
        hidden = [max(0.0, sum(w * v for w, v in zip(weights, row, strict=True))) for weights in W1]
        for o in range(len(W2)):
            z = sum(W2[o, h] * hidden[h] for h in range(len(hidden)))
            if P is None:
                z += row[o]
            else:
                for d in range(len(row)):
                    z += P[o][d] * row[d]
            y[n, o] = z if z > 0 else 0
    return y


def r_einsum(x, W1, W2, P=None):
    P = np.eye(x.shape[1], dtype=x.dtype) if P is None else P
    h = np.einsum("nd,hd->nh", x, W1).clip(0)
    return (np.einsum("nh,oh->no", h, W2) + np.einsum("nd,od->no", x, P)).clip(0)


def r_columns(x, W1, W2, P=None):
    columns = x.T
    h = W1 @ columns
    h[h < 0] = 0
    z = W2 @ h + (P @ columns if P is not None else columns)
    z[z < 0] = 0
    return z.T


def r_float32(x, W1, W2, P=None):
    x, W1, W2 = (a.astype(np.float32) for a in (x, W1, W2))
    z = np.where(x @ W1.T > 0, x @ W1.T, 0) @ W2.T
    z += x if P is None else x @ P.T.astype(np.float32)
    return np.asfortranarray(z * (z > 0))


def r_one_matrix(x, W1, W2, P=None):
    """Both ways as one product of blocks."""
    if P is None:
        P = np.identity(len(W2))
    h = x.dot(W1.T)
    joined = np.hstack([(h + abs(h)) / 2, x]) @ np.hstack([W2, P]).T
    return (joined + np.abs(joined)) / 2


def r_each_example(x, W1, W2, P=None):
    def one(row):
        branch = W2 @ np.fmax(W1 @ row, 0)
        return np.fmax(branch + (row if P is None else P @ row), 0)

    return np.stack([one(row) for row in x])


def r_copied_in_place(x, W1, W2, P=None):
    out = x.copy() if P is None else np.tensordot(x, P, axes=(1, 1))
    h = np.inner(x, W1)
    np.maximum(h, 0, out=h)
    out += np.inner(h, W2)
    np.maximum(out, 0, out=out)
    return out


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def relu(a):
    return a * (a > 0)


def way(x, P):
    return x if P is None else x @ P.T


def plain_layers(x, W1, W2, P=None):
    return relu(relu(x @ W1.T) @ W2.T)


def shortcut_alone(x, W1, W2, P=None):
    return relu(way(x, P))


def added_behind(x, W1, W2, P=None):
    return relu(relu(x @ W1.T) @ W2.T) + way(x, P)


def not_clipped(x, W1, W2, P=None):
    return relu(np.dot(x, W1.T)).dot(W2.T) + way(x, P)


def linear_branch(x, W1, W2, P=None):
    return relu(x @ (W2 @ W1).T + way(x, P))


def all_linear(x, W1, W2, P=None):
    return x @ W1.T @ W2.T + way(x, P)


def relu_after_each(x, W1, W2, P=None):
    branch = x
    for W in (W1, W2):
        branch = relu(branch @ W.T)
    return relu(branch + way(x, P))


def preactivation(x, W1, W2, P=None):
    return way(x, P) + relu(relu(x) @ W1.T) @ W2.T


def clipped_shortcut(x, W1, W2, P=None):
    return relu(relu(x @ W1.T) @ W2.T + way(relu(x), P))


def clipped_input(x, W1, W2, P=None):
    return r_loops(x.clip(min=0), W1, W2, P)


def from_hidden(x, W1, W2, P=None):
    h = relu(x @ W1.T)
    return relu(h @ W2.T + way(h, P))


def from_preactivation(x, W1, W2, P=None):
    a = x @ W1.T
    return relu(relu(a) @ W2.T + way(a, P))


def around_the_first(x, W1, W2, P=None):
    return relu(relu(x @ W1.T + way(x, P)) @ W2.T)


def around_each(x, W1, W2, P=None):
    h = relu(x @ W1.T + way(x, P))
    return relu(h @ W2.T + way(x, P))


def always_x(x, W1, W2, P=None):
    return relu(relu(x @ W1.T) @ W2.T + x)


def where_needed(x, W1, W2, P=None):
    fits = x.shape[1] == W2.shape[0]
    return relu(relu(x @ W1.T) @ W2.T + (x if fits else x @ P.T))


def raw_P(x, W1, W2, P=None):
    return relu(relu(x @ W1.T) @ W2.T + (x if P is None else x @ P))


def P_after_the_layers(x, W1, W2, P=None):
    branch = relu(x @ W1.T) @ W2.T
    return relu((branch if P is None else branch @ P.T) + x)


def P_first(x, W1, W2, P=None):
    return r_columns(way(x, P), W1, W2)


def both_x_and_P(x, W1, W2, P=None):
    z = relu(x @ W1.T) @ W2.T + x
    if P is not None:
        z = z + x @ P.T
    return relu(z)


def zeros_appended(x, W1, W2, P=None):
    shortcut = np.zeros((len(x), len(W2)))
    width = min(len(W2), x.shape[1])
    shortcut[:, :width] = x[:, :width]
    return relu(relu(x @ W1.T) @ W2.T + shortcut)


def never_without_P(x, W1, W2, P=None):
    return relu(relu(x @ W1.T) @ W2.T + x @ P.T)


def asks_P(x, W1, W2, P=None):
    if P:
        x_in = x @ P.T
    else:
        x_in = x
    return relu(relu(x @ W1.T) @ W2.T + x_in)


def compares_P(x, W1, W2, P=None):
    if P == None:  # noqa: E711
        return relu(relu(x @ W1.T) @ W2.T + x)
    return relu(relu(x @ W1.T) @ W2.T + x @ P.T)


def rest_only(x, W1, W2, P=None):
    return relu(relu(x @ W1.T) @ W2.T - way(x, P))


def taken_from_x(x, W1, W2, P=None):
    return relu(way(x, P) - relu(x @ W1.T) @ W2.T)


def gated(x, W1, W2, P=None):
    return relu(relu(x @ W1.T) @ W2.T * way(x, P))


def dense(x, W1, W2, P=None):
    return relu(np.hstack([relu(x @ W1.T) @ W2.T, way(x, P)]))


def halved(x, W1, W2, P=None):
    return relu(0.5 * (relu(x @ W1.T) @ W2.T + way(x, P)))


def best_of_two(x, W1, W2, P=None):
    return np.maximum(relu(relu(x @ W1.T) @ W2.T), way(x, P))


def raw_W1(x, W1, W2, P=None):
    return relu(relu(x @ W1) @ W2.T + way(x, P))


def raw_both(x, W1, W2, P=None):
    return relu(relu(x @ W1) @ W2 + way(x, P))


def exchanged(x, W1, W2, P=None):
    return relu(relu(x @ W2.T) @ W1.T + way(x, P))


def on_the_left(x, W1, W2, P=None):
    return relu(W2 @ relu(W1 @ x) + (x if P is None else P @ x))


def first_row(x, W1, W2, P=None):
    for row in x:
        return relu(W2 @ relu(W1 @ row) + (row if P is None else P @ row))


def units_in_rows(x, W1, W2, P=None):
    return np.transpose(r_einsum(x, W1, W2, P))


def with_max(x, W1, W2, P=None):
    return max(0, max(0, x @ W1.T) @ W2.T + way(x, P))


def over_the_batch(x, W1, W2, P=None):
    return np.max(np.max(x @ W1.T, 0) @ W2.T + way(x, P), 0)


def logistic(x, W1, W2, P=None):
    def unit(a):
        return 0.5 + 0.5 * np.tanh(a / 2)

    return unit(unit(x @ W1.T) @ W2.T + way(x, P))


def magnitude(x, W1, W2, P=None):
    return abs(abs(x @ W1.T) @ W2.T + way(x, P))


def steps(x, W1, W2, P=None):
    return ((x @ W1.T > 0) @ W2.T + way(x, P) > 0) * 1.0


def no_shortcut_and_not_clipped(x, W1, W2, P=None):
    return relu(x @ W1.T) @ W2.T


def leaky(x, W1, W2, P=None):
    z = r_matrices(x, W1, W2, P)
    raw = relu(x @ W1.T) @ W2.T + way(x, P)
    return np.where(raw > 0, z, 0.01 * raw)


def twice_x(x, W1, W2, P=None):
    return relu(relu(x @ W1.T) @ W2.T + 2 * way(x, P))


def in_place(x, W1, W2, P=None):
    branch = relu(x @ W1.T) @ W2.T
    if P is not None:
        return relu(branch + x @ P.T)
    x += branch
    return relu(x)


def shortcut_only_with_P(x, W1, W2, P=None):
    shortcut = x @ P.T if P is not None else 0
    return relu(relu(x @ W1.T) @ W2.T + shortcut)


def x_only_without_P(x, W1, W2, P=None):
    z = relu(x @ W1.T) @ W2.T
    if P is None:
        z = z + x
    return relu(z)


def with_cache(x, W1, W2, P=None):
    return r_matrices(x, W1, W2, P), relu(x @ W1.T)


def as_list(x, W1, W2, P=None):
    return r_matrices(x, W1, W2, P).tolist()


def whole_numbers(x, W1, W2, P=None):
    return r_matrices(x, W1, W2, P).astype(int)


def three_layers(x, W1, W2, P=None):
    h = relu(x @ W1.T) @ W2.T
    return relu(h @ W2.T + way(x, P)) if h.shape[1] == W2.shape[1] else relu(h)


def nothing_without_P(x, W1, W2, P=None):
    if P is not None:
        return r_matrices(x, W1, W2, P)


WRONG = {
    function.__name__: (function, fault)
    for function, fault in [
        (plain_layers, "no_shortcut"),
        (shortcut_alone, "branch_missing"),
        (added_behind, "relu_before_the_sum"),
        (not_clipped, "no_last_relu"),
        (linear_branch, "no_first_relu"),
        (all_linear, "no_relu"),
        (relu_after_each, "relu_on_branch"),
        (preactivation, "no_last_relu+relu_before_W1"),
        (clipped_shortcut, "relu_on_shortcut"),
        (clipped_input, "relu_on_input"),
        (from_hidden, "shortcut_from_hidden"),
        (from_preactivation, "shortcut_from_a"),
        (around_the_first, "shortcut_added_inside"),
        (around_each, "shortcut_at_each_layer"),
        (always_x, "P_ignored"),
        (raw_P, "P_not_transposed"),
        (P_after_the_layers, "P_on_the_branch"),
        (P_first, "P_on_the_input"),
        (both_x_and_P, "x_beside_its_projection"),
        (zeros_appended, "shortcut_cut_or_filled"),
        (never_without_P, "P_always_needed"),
        (asks_P, "truth_of_P"),
        (compares_P, "truth_of_P"),
        (rest_only, "shortcut_subtracted"),
        (taken_from_x, "branch_subtracted"),
        (gated, "shortcut_multiplied"),
        (dense, "shortcut_concatenated"),
        (halved, "mean_of_the_two"),
        (best_of_two, "larger_of_the_two"),
        (raw_W1, "W1_not_transposed"),
        (raw_both, "W1_not_transposed+W2_not_transposed"),
        (exchanged, "weights_swapped"),
        (on_the_left, "one_example_formula"),
        (first_row, "first_example_only"),
        (units_in_rows, "returns_transposed"),
        (with_max, "python_max"),
        (over_the_batch, "max_over_batch"),
        (logistic, "sigmoid_for_relu"),
        (magnitude, "absolute_for_relu"),
        (steps, "threshold_for_relu"),
        (no_shortcut_and_not_clipped, "no_shortcut+no_last_relu"),
        (leaky, None),
        (twice_x, "shortcut_doubled"),
        (where_needed, "P_only_for_other_sizes"),
        (in_place, None),
        (shortcut_only_with_P, "no_shortcut_without_P"),
        (x_only_without_P, "no_shortcut_with_P"),
        (with_cache, None),
        (as_list, None),
        (whole_numbers, None),
        (three_layers, None),
        (nothing_without_P, None),
    ]
}
