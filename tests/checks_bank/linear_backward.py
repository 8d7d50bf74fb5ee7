"""Solutions of `linear_backward`."""

import numpy as np


def r_matrix(dy, x, W):
    return dy @ W, dy.T @ x, dy.sum(axis=0)


def r_loops(dy, x, W):
    (N, units), inputs = dy.shape, x.shape[1]
    dx, dW, db = np.zeros((N, inputs)), np.zeros((units, inputs)), np.zeros(units)
    for n in range(N):
        for o in range(units):
            db[o] += dy[n, o]
            for i in range(inputs):
                dx[n, i] += dy[n, o] * W[o, i]
                dW[o, i] += dy[n, o] * x[n, i]
    return dx, dW, db


def r_einsum(dy, x, W):
    return np.einsum("no,oi->ni", dy, W), np.einsum("no,ni->oi", dy, x), np.einsum("no->o", dy)


def r_outer_products(dy, x, W):
    dW = sum(np.outer(g, v) for g, v in zip(dy, x, strict=True))
    return np.stack([g @ W for g in dy]), dW, np.add.reduce(dy)


def r_columns(dy, x, W):
    return (W.T @ dy.T).T, (x.T @ dy).T, dy.T.sum(1)


def r_float32_fortran(dy, x, W):
    dy, x, W = (np.asfortranarray(a, dtype=np.float32) for a in (dy, x, W))
    return [np.matmul(dy, W), np.asfortranarray(np.dot(dy.T, x)), np.ones(len(dy), np.float32) @ dy]


def r_broadcast(dy, x, W):
    return (dy[:, :, None] * W).sum(1), (dy[:, :, None] * x[:, None, :]).sum(0), np.sum(dy, 0)


def r_folded(dy, x, W):
    """The bias as a weight of an input that is always 1."""
    dV = dy.T @ np.hstack([x, np.ones((len(x), 1), x.dtype)])
    return np.tensordot(dy, W, axes=1), dV[:, :-1], dV[:, -1]


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def gx(dy, W):
    return np.einsum("no,oi->ni", dy, W)


def gw(dy, x):
    return np.einsum("no,ni->oi", dy, x)


def gb(dy):
    return np.einsum("no->o", dy)


def w_turned(dy, x, W):
    return np.inner(dy, W), gw(dy, x), gb(dy)


def column_formulas(dy, x, W):
    return np.dot(W.T, dy), np.dot(dy, x.T), dy.sum(axis=1, keepdims=True)


def column_dx(dy, x, W):
    return np.matmul(W.transpose(), dy), gw(dy, x), gb(dy)


def column_dw(dy, x, W):
    return gx(dy, W), np.inner(dy, x), gb(dy)


def other_convention(dy, x, W):
    return gx(dy, W), x.T.dot(dy), gb(dy)


def all_other_convention(dy, x, W):
    return dy @ W.T, x.T @ dy, dy.sum(0)


def x_for_w(dy, x, W):
    return dy @ x, gw(dy, x), gb(dy)


def both_factors_exchanged(dy, x, W):
    return dy @ x, dy.T @ W, gb(dy)


def handed_on(dy, x, W):
    return dy, gw(dy, x), gb(dy)


def forward_again(dy, x, W):
    return np.inner(x, W), gw(dy, x), gb(dy)


def dx_left_at_zero(dy, x, W):
    return np.zeros_like(x), gw(dy, x), gb(dy)


def extra_x(dy, x, W):
    return np.multiply(gx(dy, W), x), gw(dy, x), gb(dy)


def relu_inside(dy, x, W):
    dx = gx(dy, W)
    dx[x <= 0] = 0
    return dx, gw(dy, x), gb(dy)


def one_row(dy, x, W):
    return gb(gx(dy, W)), gw(dy, x), gb(dy)


def averaged(dy, x, W):
    n = dy.shape[0]
    return gx(dy, W), gw(dy, x) / n, np.mean(dy, axis=0)


def averaged_all(dy, x, W):
    dy = dy / len(dy)
    return gx(dy, W), gw(dy, x), gb(dy)


def averaged_bias(dy, x, W):
    return gx(dy, W), gw(dy, x), dy.mean(0)


def extra_w(dy, x, W):
    return gx(dy, W), W * gw(dy, x), gb(dy)


def per_example(dy, x, W):
    return gx(dy, W), np.array([np.outer(g, v) for g, v in zip(dy, x, strict=True)]), gb(dy)


def per_example_both(dy, x, W):
    return gx(dy, W), np.einsum("no,ni->noi", dy, x), dy.copy()


def overwritten(dy, x, W):
    dx = np.zeros_like(x)
    for n in range(len(x)):
        dx[n] = W.T @ dy[n]
        dW = np.outer(dy[n], x[n])
        db = dy[n].copy()
    return dx, dW, db


def first_row(dy, x, W):
    return gx(dy, W), dy[:1].T @ x[:1], gb(dy)


def sums_first(dy, x, W):
    return gx(dy, W), gb(dy)[:, None] * x.sum(0)[None, :], gb(dy)


def bias_unsummed(dy, x, W):
    return gx(dy, W), gw(dy, x), dy * 1


def bias_axis_one(dy, x, W):
    return gx(dy, W), gw(dy, x), np.array([g.sum() for g in dy])


def bias_total(dy, x, W):
    return gx(dy, W), gw(dy, x), np.sum(dy)


def bias_row(dy, x, W):
    return gx(dy, W), gw(dy, x), np.sum(dy, axis=0, keepdims=True)


def bias_row_by_ones(dy, x, W):
    return gx(dy, W), gw(dy, x), np.ones((1, len(dy))) @ dy


def no_bias(dy, x, W):
    return gx(dy, W), gw(dy, x), np.zeros(len(W))


def bias_of_ones(dy, x, W):
    return gx(dy, W), gw(dy, x), np.ones(W.shape[0])


def local_slopes(dy, x, W):
    n = len(x)
    return np.tile(W.sum(0), (n, 1)), np.tile(x.sum(0), (len(W), 1)), np.full(len(W), n * 1.0)


def local_slope_of_w(dy, x, W):
    return gx(dy, W), gw(np.ones_like(dy), x), gb(dy)


def counted(dy, x, W):
    return gx(dy, W), gw(dy, x), np.full(len(W), float(len(x)))


def downhill(dy, x, W):
    return -gx(dy, W), -gw(dy, x), -gb(dy)


def w_first(dy, x, W):
    return gw(dy, x), gb(dy), gx(dy, W)


def w_and_x(dy, x, W):
    return gw(dy, x), gx(dy, W), gb(dy)


def b_and_w(dy, x, W):
    return gx(dy, W), gb(dy), gw(dy, x)


def two_things(dy, x, W):
    return dy @ W, dy.T @ x


def weights_only(dy, x, W):
    return dy.T @ x, dy.sum(0)


def turned_and_averaged(dy, x, W):
    return gx(dy, W), (x.T @ dy) / 1.0, dy.mean(0)


def forced_shape(dy, x, W):
    return gx(dy, W), np.reshape(x.T @ dy, W.shape), gb(dy)


def elementwise(dy, x, W):
    return dy * W, dy * x, dy


def doubled(dy, x, W):
    return gx(dy, W), 2 * gw(dy, x), gb(dy)


def a_step(dy, x, W):
    return gx(dy, W), W - 0.1 * gw(dy, x), gb(dy)


def dy_changed(dy, x, W):
    dy /= len(dy)
    return gx(dy, W), gw(dy, x), gb(dy)


def to_one_decimal(dy, x, W):
    return np.round(gx(dy, W), 1), np.round(gw(dy, x), 1), np.round(gb(dy), 1)


def in_lists(dy, x, W):
    return gx(dy, W).tolist(), gw(dy, x).tolist(), gb(dy).tolist()


WRONG = {
    function.__name__: (function, fault)
    for function, fault in [
        (w_turned, "W_transposed"),
        (column_dx, "dx_with_columns"),
        (column_dw, "dW_with_columns"),
        (column_formulas, "examples_in_columns"),
        (other_convention, "dW_transposed"),
        (all_other_convention, "W_transposed+dW_transposed"),
        (x_for_w, "dx_from_x"),
        (both_factors_exchanged, "dx_from_x+dW_from_W"),
        (handed_on, "dx_is_dy"),
        (forward_again, "dx_is_forward"),
        (dx_left_at_zero, "dx_zero"),
        (extra_x, "dx_times_x"),
        (relu_inside, "dx_through_relu"),
        (one_row, "dx_summed"),
        (averaged, "dW_averaged+db_averaged"),
        (averaged_all, "all_averaged"),
        (averaged_bias, "db_averaged"),
        (extra_w, "dW_times_W"),
        (per_example, "dW_not_summed"),
        (per_example_both, "dW_not_summed+db_not_summed"),
        (overwritten, "dW_of_last+db_of_last"),
        (first_row, "dW_of_first"),
        (sums_first, "dW_of_sums"),
        (bias_unsummed, "db_not_summed"),
        (bias_axis_one, "db_of_examples"),
        (bias_total, "db_total"),
        (bias_row, "db_keepdims"),
        (bias_row_by_ones, "db_keepdims"),
        (no_bias, "db_zero"),
        (bias_of_ones, "db_is_one"),
        (local_slopes, "ignores_dy"),
        (local_slope_of_w, "ignores_dy_in_dW"),
        (counted, "ignores_dy_in_db"),
        (downhill, "opposite_sign"),
        (w_first, "order_dW_db_dx"),
        (w_and_x, "order_dW_dx_db"),
        (b_and_w, "order_dx_db_dW"),
        (two_things, "forgets_db"),
        (weights_only, "forgets_dx"),
        (turned_and_averaged, "dW_transposed+db_averaged"),
        (forced_shape, "dW_reshaped"),
        (elementwise, None),
        (doubled, None),
        (a_step, None),
        (dy_changed, None),
        (to_one_decimal, None),
        (in_lists, None),
    ]
}
