"""Solutions of `mlp_backward`."""

import numpy as np


def r_matrix(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    h = np.maximum(a, 0)
    da = (dscores @ W2) * (a > 0)
    return da @ W1, da.T @ x, da.sum(axis=0), dscores.T @ h, dscores.sum(axis=0)


def r_example_by_example(dscores, x, W1, b1, W2, b2):
    dx, dW1, db1 = np.zeros_like(x), np.zeros_like(W1), np.zeros_like(b1)
    dW2, db2 = np.zeros_like(W2), np.zeros_like(b2)
    for n in range(len(x)):
        a = W1 @ x[n] + b1
        da = W2.T @ dscores[n]
        da[a <= 0] = 0
        dx[n] = W1.T @ da
        dW1 += np.outer(da, x[n])
        db1 += da
        dW2 += np.outer(dscores[n], a * (a > 0))
        db2 += dscores[n]
    return dx, dW1, db1, dW2, db2


def r_einsum(dscores, x, W1, b1, W2, b2):
    h = (np.einsum("nd,hd->nh", x, W1) + b1).clip(min=0)
    da = np.where(h > 0, np.einsum("nc,ch->nh", dscores, W2), 0)
    return (
        np.einsum("nh,hd->nd", da, W1),
        np.einsum("nh,nd->hd", da, x),
        np.einsum("nh->h", da),
        np.einsum("nc,nh->ch", dscores, h),
        np.einsum("nc->c", dscores),
    )


def r_columns(dscores, x, W1, b1, W2, b2):
    X, dS = x.T, dscores.T
    A = W1 @ X + b1[:, None]
    H = np.where(A > 0, A, 0)
    dA = W2.T @ dS
    dA = dA * np.sign(H)
    return (W1.T @ dA).T, dA @ X.T, dA.sum(1), dS @ H.T, dS.sum(1)


def r_loops(dscores, x, W1, b1, W2, b2):
    (N, D), (H, C) = x.shape, (len(W1), len(W2))
    dx, dW1, db1 = np.zeros((N, D)), np.zeros((H, D)), np.zeros(H)
    dW2, db2 = np.zeros((C, H)), np.zeros(C)
    for n in range(N):
        for j in range(H):
            a = b1[j] + sum(W1[j, i] * x[n, i] for i in range(D))
            da = 0.0
            for c in range(C):
                dW2[c, j] += dscores[n, c] * max(a, 0)
                da += dscores[n, c] * W2[c, j] if a > 0 else 0
            db1[j] += da
            dW1[j] += da * x[n]
            dx[n] += da * W1[j]
        db2 += dscores[n]
    return dx, dW1, db1, dW2, db2


def r_float32_fortran(*arrays):
    dscores, x, W1, b1, W2, b2 = (np.asfortranarray(a, dtype=np.float32) for a in arrays)
    a = np.dot(x, W1.T) + b1
    da = np.heaviside(a, np.float32(0)) * np.dot(dscores, W2)
    return [np.dot(da, W1), np.dot(da.T, x), np.sum(da, 0), np.dot(dscores.T, np.maximum(a, 0)), np.sum(dscores, 0)]


def r_one_layer_at_a_time(dscores, x, W1, b1, W2, b2):
    def back(dy, x, W):
        folded = dy.T @ np.column_stack([x, np.ones(len(x), x.dtype)])
        return dy @ W, folded[:, :-1], folded[:, -1]

    h = np.maximum(x @ W1.T + b1, 0)
    dh, dW2, db2 = back(dscores, h, W2)
    dh *= h != 0
    dx, dW1, db1 = back(dh, x, W1)
    return dx, dW1, db1, dW2, db2


def r_paths(dscores, x, W1, b1, W2, b2):
    """All ways through the network at once: one number for each example, score, hidden unit and input."""
    on = (x @ W1.T + b1 > 0).astype(x.dtype)
    ways = dscores[:, :, None, None] * W2[None, :, :, None] * on[:, None, :, None]
    h = on * (x @ W1.T + b1)
    dx = (ways * W1).sum((1, 2))
    dW1 = (ways * x[:, None, None, :]).sum((0, 1))
    return dx, dW1, ways.sum((0, 1, 3)), (dscores[:, :, None] * h[:, None, :]).sum(0), dscores.sum(0)


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def forward(x, W1, b1):
    return np.einsum("nd,hd->nh", x, W1) + b1


def linear(dy, x, W):
    """dx, dW, db of a linear layer."""
    return np.dot(dy, W), np.dot(dy.T, x), np.sum(dy, axis=0)


def with_slope(slope):
    """A solution whose slope of the hidden units is slope(a, dh)."""

    def solution(dscores, x, W1, b1, W2, b2):
        a = forward(x, W1, b1)
        dh, dW2, db2 = linear(dscores, np.maximum(0, a), W2)
        return *linear(dh * slope(a, dh), x, W1), dW2, db2

    return solution


def changed(change):
    """A solution that changes the right results."""
    return lambda *args: change(*r_einsum(*args), *args)


def per_row(dscores, x, W1, b1, W2, b2):
    """The five gradients of each example, one after the other."""
    for n in range(len(x)):
        yield r_einsum(dscores[n : n + 1], x[n : n + 1], W1, b1, W2, b2)


def no_relu_at_all(dscores, x, W1, b1, W2, b2):
    h = forward(x, W1, b1).clip(0)
    dh = dscores @ W2
    return dh @ W1, dh.T @ x, dh.sum(0), dscores.T @ h, dscores.sum(0)


def linear_network(dscores, x, W1, b1, W2, b2):
    dh, dW2, db2 = linear(dscores, forward(x, W1, b1), W2)
    return *linear(dh, x, W1), dW2, db2


def linear_hidden_values(dscores, x, W1, b1, W2, b2):
    a = forward(x, W1, b1)
    dh, dW2, db2 = linear(dscores, a, W2)
    return *linear(np.where(a > 0, dh, 0), x, W1), dW2, db2


def clipped_gradient(dscores, x, W1, b1, W2, b2):
    h = np.maximum(forward(x, W1, b1), 0)
    dh, dW2, db2 = linear(dscores, h, W2)
    return *linear(np.maximum(dh, 0), x, W1), dW2, db2


def scores_clipped(dscores, x, W1, b1, W2, b2):
    scores = np.maximum(forward(x, W1, b1), 0) @ W2.T + b2
    dscores = np.where(scores > 0, dscores, 0)
    return r_einsum(dscores, x, W1, b1, W2, b2)


def no_b1(dscores, x, W1, b1, W2, b2):
    return r_einsum(dscores, x, W1, 0 * b1, W2, b2)


def minus_b1(dscores, x, W1, b1, W2, b2):
    return r_einsum(dscores, x, W1, -b1, W2, b2)


def mask_without_b1(dscores, x, W1, b1, W2, b2):
    dh, dW2, db2 = linear(dscores, np.maximum(forward(x, W1, b1), 0), W2)
    dh[x @ W1.T <= 0] = 0
    return *linear(dh, x, W1), dW2, db2


def dw1_unmasked(dscores, x, W1, b1, W2, b2):
    dx, dW1, db1, dW2, db2 = r_einsum(dscores, x, W1, b1, W2, b2)
    return dx, (dscores @ W2).T @ x, db1, dW2, db2


def bias_and_dw1_unmasked(dscores, x, W1, b1, W2, b2):
    dx, dW1, db1, dW2, db2 = r_einsum(dscores, x, W1, b1, W2, b2)
    dh = dscores @ W2
    return dx, dh.T @ x, dh.sum(0), dW2, db2


def bias_unmasked(dscores, x, W1, b1, W2, b2):
    dx, dW1, db1, dW2, db2 = r_einsum(dscores, x, W1, b1, W2, b2)
    return dx, dW1, (dscores @ W2).sum(0), dW2, db2


def dx_unmasked(dscores, x, W1, b1, W2, b2):
    return dscores @ W2 @ W1, *r_einsum(dscores, x, W1, b1, W2, b2)[1:]


def mask_for_dw2(dscores, x, W1, b1, W2, b2):
    dx, dW1, db1, dW2, db2 = r_einsum(dscores, x, W1, b1, W2, b2)
    return dx, dW1, db1, dscores.T @ (forward(x, W1, b1) > 0), db2


def x_for_dw2(dscores, x, W1, b1, W2, b2):
    dx, dW1, db1, dW2, db2 = r_einsum(dscores, x, W1, b1, W2, b2)
    return dx, dW1, db1, dscores.T @ x, db2


def h_for_dw1(dscores, x, W1, b1, W2, b2):
    h = np.maximum(forward(x, W1, b1), 0)
    da = dscores @ W2 * (h > 0)
    return da @ W1, da.T @ h, da.sum(0), dscores.T @ h, dscores.sum(0)


def turned_second(dscores, x, W1, b1, W2, b2):
    h = np.maximum(forward(x, W1, b1), 0)
    da = np.inner(dscores, W2) * (h > 0)
    return *linear(da, x, W1), dscores.T @ h, dscores.sum(0)


def turned_first(dscores, x, W1, b1, W2, b2):
    h = np.maximum(forward(x, W1, b1), 0)
    da = np.where(h > 0, dscores @ W2, 0)
    return np.inner(da, W1), da.T @ x, da.sum(0), dscores.T @ h, dscores.sum(0)


def without_w2(dscores, x, W1, b1, W2, b2):
    h = np.maximum(forward(x, W1, b1), 0)
    return *linear(dscores * (h > 0), x, W1), dscores.T @ h, dscores.sum(0)


def stops_early(dscores, x, W1, b1, W2, b2):
    _, *rest = r_einsum(dscores, x, W1, b1, W2, b2)
    return dscores @ W2 * (forward(x, W1, b1) > 0), *rest


def ones_above(dscores, x, W1, b1, W2, b2):
    return r_einsum(np.ones(dscores.shape), x, W1, b1, W2, b2)


def copied_bias_line(dscores, x, W1, b1, W2, b2):
    dx, dW1, _, dW2, _ = r_einsum(dscores, x, W1, b1, W2, b2)
    return dx, dW1, dscores.sum(0), dW2, dscores.sum(0)


def overwritten(*args):
    rows = list(per_row(*args))
    return np.concatenate([row[0] for row in rows]), *rows[-1][1:]


def only_first(*args):
    rows = list(per_row(*args))
    return np.concatenate([row[0] for row in rows]), *rows[0][1:]


def biases_of_rows(dscores, x, W1, b1, W2, b2):
    dx, dW1, _, dW2, _ = r_einsum(dscores, x, W1, b1, W2, b2)
    return dx, dW1, dscores @ W2 * (forward(x, W1, b1) > 0), dW2, dscores


def biases_of_examples(dscores, x, W1, b1, W2, b2):
    dx, dW1, _, dW2, _ = r_einsum(dscores, x, W1, b1, W2, b2)
    return dx, dW1, np.sum(dscores @ W2 * (forward(x, W1, b1) > 0), axis=1), dW2, np.sum(dscores, axis=1)


def unsummed_weights(dscores, x, W1, b1, W2, b2):
    dx, _, db1, _, db2 = r_einsum(dscores, x, W1, b1, W2, b2)
    rows = list(per_row(dscores, x, W1, b1, W2, b2))
    return dx, np.array([row[1] for row in rows]), db1, np.array([row[3] for row in rows]), db2


def averaged_from_above(dscores, x, W1, b1, W2, b2):
    return r_einsum(dscores / len(x), x, W1, b1, W2, b2)


def averaged_parameters(dscores, x, W1, b1, W2, b2):
    dx, *rest = r_einsum(dscores, x, W1, b1, W2, b2)
    return dx, *(value / x.shape[0] for value in rest)


def mean_biases(dscores, x, W1, b1, W2, b2):
    da = dscores @ W2 * (forward(x, W1, b1) > 0)
    dx, dW1, _, dW2, _ = r_einsum(dscores, x, W1, b1, W2, b2)
    return dx, dW1, da.mean(axis=0), dW2, dscores.mean(axis=0)


def untransposed_way_in(dscores, x, W1, b1, W2, b2):
    a = x @ W1 + b1
    dh, dW2, db2 = linear(dscores, a * (a > 0), W2)
    return *linear(dh * (a > 0), x, W1), dW2, db2


def changes_its_argument(dscores, x, W1, b1, W2, b2):
    dscores *= 1 / 3
    return r_einsum(dscores, x, W1, b1, W2, b2)


def updated(dscores, x, W1, b1, W2, b2):
    dx, dW1, db1, dW2, db2 = r_einsum(dscores, x, W1, b1, W2, b2)
    return dx, W1 - dW1, b1 - db1, W2 - dW2, b2 - db2


WRONG = {
    name: (function, fault)
    for name, function, fault in [
        ("no_relu_at_all", no_relu_at_all, "no_slope"),
        ("linear_network", linear_network, "no_slope+dW2_from_preactivation"),
        ("linear_hidden_values", linear_hidden_values, "dW2_from_preactivation"),
        ("at_zero_too", with_slope(lambda a, dh: np.heaviside(a, 1)), "slope_one_at_zero"),
        ("wrong_side", with_slope(lambda a, dh: np.where(a > 0, 0, 1) * (a != 0)), "slope_inverted"),
        ("clipped_gradient", clipped_gradient, "slope_of_gradient"),
        ("times_h", with_slope(lambda a, dh: a.clip(0)), "slope_is_hidden"),
        ("times_a", with_slope(lambda a, dh: a), "slope_is_preactivation"),
        ("sigmoid_of_h", with_slope(lambda a, dh: a.clip(0) - a.clip(0) ** 2), "slope_h_one_minus_h"),
        ("sigmoid", with_slope(lambda a, dh: 0.25 / np.cosh(a / 2) ** 2), "slope_of_sigmoid"),
        ("tanh", with_slope(lambda a, dh: 1 / np.cosh(a) ** 2), "slope_of_tanh"),
        ("leaky", with_slope(lambda a, dh: 0.01 + 0.99 * (a > 0)), "slope_leaky"),
        ("signs", with_slope(lambda a, dh: np.sign(a)), None),
        ("half_at_zero", with_slope(lambda a, dh: np.heaviside(a, 0.5)), "slope_half_at_zero"),
        ("scores_clipped", scores_clipped, "relu_on_scores"),
        ("dx_clipped", changed(lambda dx, *r: (dx * (r[5] > 0), *r[:4])), "dx_through_relu"),
        ("dw1_unmasked", dw1_unmasked, "dW1_before_slope"),
        ("bias_unmasked", bias_unmasked, "db1_before_slope"),
        ("bias_and_dw1_unmasked", bias_and_dw1_unmasked, "dW1_before_slope+db1_before_slope"),
        ("dx_unmasked", dx_unmasked, "dx_before_slope"),
        ("no_b1", no_b1, "forgets_b1"),
        ("minus_b1", minus_b1, "b1_subtracted"),
        ("mask_without_b1", mask_without_b1, "slope_forgets_b1"),
        ("untransposed_way_in", untransposed_way_in, "W1_transposed_forward"),
        ("mask_for_dw2", mask_for_dw2, "dW2_from_slope"),
        ("x_for_dw2", x_for_dw2, "dW2_from_x"),
        ("h_for_dw1", h_for_dw1, "dW1_from_hidden"),
        ("turned_second", turned_second, "W2_transposed"),
        ("turned_first", turned_first, "W1_transposed"),
        ("without_w2", without_w2, "skips_W2"),
        ("stops_early", stops_early, "dx_stops_at_hidden"),
        ("dx_left_at_zero", changed(lambda dx, *r: (0 * dx, *r[:4])), "dx_zero"),
        ("dx_row", changed(lambda dx, *r: (dx.sum(0), *r[:4])), "dx_summed"),
        ("ones_above", ones_above, "ignores_dscores"),
        ("copied_bias_line", copied_bias_line, "db1_from_dscores"),
        ("no_db1", changed(lambda dx, dW1, db1, *r: (dx, dW1, 0 * db1, *r[:2])), "db1_zero"),
        ("no_db2", changed(lambda dx, dW1, db1, dW2, db2, *r: (dx, dW1, db1, dW2, 0 * db2)), "db2_zero"),
        ("no_biases", changed(lambda *r: (r[0], r[1], 0 * r[2], r[3], 0 * r[4])), "db1_zero+db2_zero"),
        ("downhill", changed(lambda *r: tuple(-value for value in r[:5])), "opposite_sign"),
        ("dw1_turned", changed(lambda *r: (r[0], r[1].T, *r[2:5])), "dW1_transposed"),
        ("weights_turned", changed(lambda *r: (r[0], r[1].T, r[2], r[3].T, r[4])), "dW1_transposed+dW2_transposed"),
        ("unsummed_weights", unsummed_weights, "weights_not_summed"),
        ("averaged_from_above", averaged_from_above, "all_averaged"),
        ("averaged_parameters", averaged_parameters, "weights_averaged+biases_averaged"),
        ("mean_biases", mean_biases, "biases_averaged"),
        ("biases_of_rows", biases_of_rows, "biases_not_summed"),
        ("biases_of_examples", biases_of_examples, "biases_over_units"),
        ("biases_total", changed(lambda *r: (r[0], r[1], r[2].sum(), r[3], r[4].sum())), "biases_total"),
        ("bias_rows", changed(lambda *r: (r[0], r[1], r[2][None], r[3], r[4][None])), "biases_keepdims"),
        ("overwritten", overwritten, "last_example"),
        ("only_first", only_first, "first_example"),
        ("as_computed", changed(lambda *r: (r[3], r[4], r[1], r[2], r[0])), "order_as_computed"),
        ("dx_at_the_end", changed(lambda *r: (*r[1:5], r[0])), "order_dx_last"),
        ("layers_exchanged", changed(lambda *r: (r[0], r[3], r[4], r[1], r[2])), "order_layers_exchanged"),
        ("weights_first", changed(lambda *r: (r[0], r[1], r[3], r[2], r[4])), "order_weights_first"),
        ("four_things", changed(lambda *r: r[1:5]), "forgets_dx"),
        ("changes_its_argument", changes_its_argument, None),
        ("to_one_decimal", changed(lambda *r: tuple(np.round(value, 1) for value in r[:5])), None),
        ("updated", updated, None),
        ("doubled", changed(lambda *r: (2 * r[0], *r[1:5])), None),
        ("in_a_dict", changed(lambda *r: {"dx": r[0], "dW1": r[1]}), None),
    ]
}
