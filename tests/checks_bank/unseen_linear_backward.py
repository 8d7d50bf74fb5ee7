"""Solutions of `linear_backward`, written without knowing the faults; only the ids were added afterwards."""

import numpy as np


def products(dy, x, W):
    return dy @ W, dy.T @ x, dy.sum(axis=0)


def einsum(dy, x, W):
    return np.einsum("no,od->nd", dy, W), np.einsum("no,nd->od", dy, x), np.einsum("no->o", dy)


def four_loops(dy, x, W):
    dx, dW, db = np.zeros_like(x), np.zeros_like(W), np.zeros(len(W), dtype=W.dtype)
    N, D = x.shape
    for n in range(N):
        for o in range(len(W)):
            db[o] += dy[n, o]
            for d in range(D):
                dx[n, d] += dy[n, o] * W[o, d]
                dW[o, d] += dy[n, o] * x[n, d]
    return dx, dW, db


def outer_products(dy, x, W):
    dW = np.zeros(W.shape, dtype=W.dtype, order="F")
    db = np.zeros(W.shape[0], dtype=W.dtype)
    rows = []
    for g, row in zip(dy, x, strict=True):
        dW += np.outer(g, row)
        db += g
        rows.append(W.T.dot(g))
    return np.array(rows, dtype=x.dtype).reshape(x.shape), dW, db


def columns(dy, x, W):
    G = dy.T
    return np.matmul(W.T, G).T, np.matmul(x.T, dy).T, np.matmul(G, np.ones(len(dy), dtype=dy.dtype))


def folded(dy, x, W):
    X = np.column_stack([x, np.ones(len(x), dtype=x.dtype)])
    dV = np.dot(dy.T, X)
    return np.inner(dy, W.T), dV[:, :-1], dV[:, -1]


def broadcasting(dy, x, W):
    dx = (dy[:, :, None] * W[None]).sum(axis=1)
    dW = (dy[:, :, None] * x[:, None, :]).sum(axis=0)
    return dx, dW, np.add.reduce(dy, axis=0)


def lists(dy, x, W):
    g, r, w = dy.tolist(), x.tolist(), W.tolist()
    O, D = W.shape  # noqa: E741
    dx = [[sum(a * row[d] for a, row in zip(line, w, strict=True)) for d in range(D)] for line in g]
    dW = [[sum(a[o] * b[d] for a, b in zip(g, r, strict=True)) for d in range(D)] for o in range(O)]
    db = [sum(a[o] for a in g) for o in range(O)]
    return tuple(np.array(v, dtype=x.dtype).reshape(s) for v, s in ((dx, x.shape), (dW, W.shape), (db, (O,))))


RIGHT = {
    function.__name__: function
    for function in (
        products,
        einsum,
        four_loops,
        outer_products,
        columns,
        folded,
        broadcasting,
        lists,
    )
}


def W_in_out(dy, x, W):
    dx = np.dot(dy, W.T)
    dW = np.dot(x.T, dy)
    db = np.sum(dy, axis=0)
    return dx, dW, db


def W_transposed_in_dx(dy, x, W):
    return dy @ W.T, dy.T @ x, dy.sum(0)


def dW_transposed(dy, x, W):
    return dy @ W, x.T @ dy, dy.sum(0)


def dW_reshaped(dy, x, W):
    return dy @ W, (x.T @ dy).reshape(W.shape), dy.sum(0)


def dx_by_the_weights_gradient(dy, x, W):
    dW = dy.T @ x
    dx = dy @ dW
    return dx, dW, dy.sum(0)


def db_mean(dy, x, W):
    return dy @ W, dy.T @ x, dy.mean(axis=0)


def weights_mean(dy, x, W):
    N = dy.shape[0]
    return dy @ W, dy.T @ x / N, dy.sum(0) / N


def everything_mean(dy, x, W):
    m = len(x)
    dZ = dy / m
    return np.dot(dZ, W), np.dot(dZ.T, x), np.sum(dZ, axis=0)


def only_dW_mean(dy, x, W):
    dW = 1 / max(len(x), 1) * np.einsum("no,nd->od", dy, x)
    return dy @ W, dW, dy.sum(axis=0)


def db_not_summed(dy, x, W):
    return dy @ W, dy.T @ x, dy.copy()


def db_over_the_outputs(dy, x, W):
    return dy @ W, dy.T @ x, dy.sum(axis=1)


def db_row(dy, x, W):
    return dy @ W, dy.T @ x, np.sum(dy, axis=0, keepdims=True)


def db_column(dy, x, W):
    return dy @ W, dy.T @ x, np.sum(dy.T, axis=1, keepdims=True)


def db_scalar(dy, x, W):
    return dy @ W, dy.T @ x, np.sum(dy)


def db_ones(dy, x, W):
    return dy @ W, dy.T @ x, np.ones(W.shape[0], dtype=W.dtype)


def db_number_of_examples(dy, x, W):
    return dy @ W, dy.T @ x, np.full(len(W), len(x), dtype=W.dtype)


def local_derivatives(dy, x, W):
    return W, x, np.ones(len(W), dtype=W.dtype)


def times_by_element(dy, x, W):
    return dy * W, dy * x, dy


def no_upstream_in_dx(dy, x, W):
    dx = np.tile(W.sum(axis=0), (len(x), 1))
    return dx, dy.T @ x, dy.sum(axis=0)


def no_upstream_in_dW(dy, x, W):
    dW = np.tile(x.sum(axis=0), (len(W), 1))
    return dy @ W, dW, dy.sum(axis=0)


def mask_of_the_input(dy, x, W):
    dx = dy @ W
    dx[x <= 0] = 0
    return dx, dy.T @ x, dy.sum(axis=0)


def mask_of_the_output(dy, x, W):
    g = dy * (x @ W.T > 0)
    return g @ W, g.T @ x, g.sum(axis=0)


def weights_first(dy, x, W):
    return dy.T @ x, dy.sum(axis=0), dy @ W


def bias_before_weights(dy, x, W):
    return dy @ W, dy.sum(axis=0), dy.T @ x


def two_only(dy, x, W):
    return dy @ W, dy.T @ x


def last_example_counts(dy, x, W):
    dx, dW, db = np.zeros_like(x), np.zeros_like(W), np.zeros_like(W[:, 0])
    for i in range(len(x)):
        dx[i] = W.T @ dy[i]
        dW = np.outer(dy[i], x[i])
        db = dy[i].copy()
    return dx, dW, db


def last_output_counts(dy, x, W):
    dx, dW, db = np.zeros_like(x), np.zeros_like(W), np.zeros_like(W[:, 0])
    for n in range(len(x)):
        for o in range(len(W)):
            dx[n] = dy[n, o] * W[o]
            dW[o] += dy[n, o] * x[n]
            db[o] += dy[n, o]
    return dx, dW, db


def first_example(dy, x, W):
    g = dy[0]
    dx = np.zeros_like(x)
    dx[0] = g @ W
    return dx, np.outer(g, x[0]), g


def outer_of_everything(dy, x, W):
    return dy @ W, np.outer(dy, x), dy.sum(axis=0)


def outer_of_the_sums(dy, x, W):
    return dy @ W, np.outer(dy.sum(axis=0), x.sum(axis=0)), dy.sum(axis=0)


def per_example_weights(dy, x, W):
    return dy @ W, dy[:, :, None] * x[:, None, :], dy.sum(axis=0)


def column_vectors(dy, x, W):
    # x and dy as columns, like in the notes
    return W.T @ dy, dy @ x.T, dy.sum(axis=1)


def minus(dy, x, W):
    return -dy @ W, -dy.T @ x, -dy.sum(axis=0)


def weights_changed(dy, x, W):
    dW = dy.T @ x
    dx = dy @ W
    W -= 0.01 * dW
    return dx, dW, dy.sum(axis=0)


def dy_divided(dy, x, W):
    dy /= x.shape[0]
    return dy @ W, dy.T @ x, dy.sum(axis=0)


def into_x(dy, x, W):
    dW, db = dy.T @ x, dy.sum(axis=0)
    np.matmul(dy, W.copy(), out=x)
    return x, dW, db


def inverse(dy, x, W):
    return dy @ np.linalg.pinv(W).T, dy.T @ x, dy.sum(axis=0)


def in_out_and_means(dy, x, W):
    m = max(len(x), 1)
    return dy @ W, x.T @ dy / m, dy.sum(axis=0) / m


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (W_in_out, "weights taken as (in, out)", "W_transposed+dW_transposed"),
        (W_transposed_in_dx, "W transposed in dx", "W_transposed"),
        (dW_transposed, "dW transposed", "dW_transposed"),
        (dW_reshaped, "dW reshaped for transposed", "dW_reshaped"),
        (dx_by_the_weights_gradient, "dW in place of W in dx", None),
        (db_mean, "db averaged", "db_averaged"),
        (weights_mean, "dW and db divided by N", "dW_averaged+db_averaged"),
        (everything_mean, "everything divided by N", "all_averaged"),
        (only_dW_mean, "dW divided by N", "dW_averaged"),
        (db_not_summed, "db not summed", "db_not_summed"),
        (db_over_the_outputs, "db summed over the outputs", "db_of_examples"),
        (db_row, "db of shape (1, out)", "db_keepdims"),
        (db_column, "db of shape (out, 1)", "db_is_column"),
        (db_scalar, "db summed over everything", "db_total"),
        (db_ones, "db without dy", "db_is_one"),
        (db_number_of_examples, "db counts the examples", "ignores_dy_in_db"),
        (local_derivatives, "dy forgotten everywhere", "local_derivatives"),
        (times_by_element, "* for @", None),
        (no_upstream_in_dx, "dx without dy", "ignores_dy_in_dx"),
        (no_upstream_in_dW, "dW without dy", "ignores_dy_in_dW"),
        (mask_of_the_input, "ReLU mask on dx", "dx_through_relu"),
        (mask_of_the_output, "ReLU mask on dy", "dy_through_relu"),
        (weights_first, "results in another order", "order_dW_db_dx"),
        (bias_before_weights, "dW and db exchanged", "order_dx_db_dW"),
        (two_only, "db not returned", "forgets_db"),
        (last_example_counts, "= for += over the batch", "dW_of_last+db_of_last"),
        (last_output_counts, "= for += over the outputs in dx", "dx_of_last_unit"),
        (first_example, "first example only", None),
        (outer_of_everything, "np.outer of matrices", None),
        (outer_of_the_sums, "product of the sums for the sum of the products", "dW_of_sums"),
        (per_example_weights, "dW not summed over the batch", "dW_not_summed"),
        (column_vectors, "formulas for columns", "examples_in_columns_flat"),
        (minus, "sign of a descent step", "opposite_sign"),
        (weights_changed, "changes W", None),
        (dy_divided, "changes dy", "all_averaged"),
        (into_x, "writes dx into x", None),
        (inverse, "inverse of W for its transpose", None),
        (in_out_and_means, "dW transposed, and divided by N", None),
    ]
}
