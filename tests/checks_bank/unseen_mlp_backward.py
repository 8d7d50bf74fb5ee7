"""Solutions of `mlp_backward`, written without knowing the faults; only the ids were added afterwards."""

import numpy as np


def layer_by_layer(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    h = np.maximum(a, 0)
    dh = dscores @ W2
    dW2 = dscores.T @ h
    db2 = dscores.sum(axis=0)
    da = dh * (a > 0)
    return da @ W1, da.T @ x, da.sum(axis=0), dW2, db2


def einsum(dscores, x, W1, b1, W2, b2):
    a = np.einsum("nd,hd->nh", x, W1) + b1
    on = (a > 0).astype(x.dtype)
    da = np.einsum("nc,ch,nh->nh", dscores, W2, on)
    return (
        np.einsum("nh,hd->nd", da, W1),
        np.einsum("nh,nd->hd", da, x),
        np.einsum("nh->h", da),
        np.einsum("nc,nh->ch", dscores, a * on),
        np.einsum("nc->c", dscores),
    )


def one_example_at_a_time(dscores, x, W1, b1, W2, b2):
    dx = np.zeros_like(x)
    dW1, db1, dW2, db2 = (np.zeros_like(p) for p in (W1, b1, W2, b2))
    for n in range(len(x)):
        a = W1 @ x[n] + b1
        h = np.where(a > 0, a, 0)
        dW2 += np.outer(dscores[n], h)
        db2 += dscores[n]
        delta = W2.T @ dscores[n]
        delta[a <= 0] = 0
        dW1 += np.outer(delta, x[n])
        db1 += delta
        dx[n] = W1.T @ delta
    return dx, dW1, db1, dW2, db2


def unit_by_unit(dscores, x, W1, b1, W2, b2):
    dx = np.zeros(x.shape, dtype=x.dtype, order="F")
    dW1, dW2 = np.empty_like(W1, order="F"), np.empty_like(W2, order="F")
    db1 = np.empty_like(b1)
    for j in range(len(b1)):
        a = (x * W1[j]).sum(axis=1) + b1[j]
        g = (dscores * W2[:, j]).sum(axis=1) * np.heaviside(a, 0).astype(x.dtype)
        dx += g[:, None] * W1[j]
        dW1[j] = g.dot(x)
        db1[j] = g.sum()
        dW2[:, j] = a.clip(0) @ dscores
    return dx, dW1, db1, dW2, np.add.reduce(dscores)


def folded_biases(dscores, x, W1, b1, W2, b2):
    one = np.ones((len(x), 1), dtype=x.dtype)
    X, V1, V2 = np.hstack([x, one]), np.column_stack([W1, b1]), np.column_stack([W2, b2])
    A = X @ V1.T
    H = np.hstack([A.clip(min=0), one])
    dV2 = dscores.T @ H
    dA = (dscores @ V2)[:, :-1] * (A > 0)
    dV1 = dA.T @ X
    return (dA @ V1)[:, :-1], dV1[:, :-1], dV1[:, -1], dV2[:, :-1], dV2[:, -1]


def columns(dscores, x, W1, b1, W2, b2):
    X, D2 = x.T, dscores.T
    A = np.dot(W1, X) + b1[:, None]
    D1 = np.dot(W2.T, D2)
    D1[A <= 0] = 0
    np.maximum(A, 0, out=A)
    return np.dot(W1.T, D1).T, np.dot(D1, X.T), np.sum(D1, axis=1), np.dot(D2, A.T), np.sum(D2, axis=1)


def linear_maps(dscores, x, W1, b1, W2, b2):
    """For each example the network is a product of matrices: W2 diag(mask) W1."""
    mask = np.sign(np.maximum(np.inner(x, W1) + b1, 0))
    M2 = W2[None] * mask[:, None, :]
    M1 = np.matmul(M2, W1)
    dx = np.matmul(dscores[:, None, :], M1)[:, 0]
    da = np.matmul(dscores[:, None, :], M2)[:, 0]
    dW1 = np.tensordot(da, x, axes=(0, 0))
    dW2 = np.tensordot(dscores, mask * (x @ W1.T + b1), axes=(0, 0))
    return dx, dW1, da.sum(0), dW2, dscores.sum(0)


def lists(dscores, x, W1, b1, W2, b2):
    N, D = x.shape
    C, H = W2.shape
    xs, gs, w1, c1, w2 = (v.tolist() for v in (x, dscores, W1, b1, W2))
    a = [[sum(u * v for u, v in zip(row, w, strict=True)) + c for w, c in zip(w1, c1, strict=True)] for row in xs]
    da = [[sum(gs[n][c] * w2[c][j] for c in range(C)) if a[n][j] > 0 else 0.0 for j in range(H)] for n in range(N)]
    dx = [[sum(da[n][j] * w1[j][d] for j in range(H)) for d in range(D)] for n in range(N)]
    dW1 = [[sum(da[n][j] * xs[n][d] for n in range(N)) for d in range(D)] for j in range(H)]
    dW2 = [[sum(gs[n][c] * max(a[n][j], 0.0) for n in range(N)) for j in range(H)] for c in range(C)]
    db1, db2 = [sum(r[j] for r in da) for j in range(H)], [sum(r[c] for r in gs) for c in range(C)]
    out = [np.array(v, dtype=x.dtype) for v in (dx, dW1, db1, dW2, db2)]
    return out[0].reshape(x.shape), *out[1:]


RIGHT = {
    function.__name__: function
    for function in (
        layer_by_layer,
        einsum,
        one_example_at_a_time,
        unit_by_unit,
        folded_biases,
        columns,
        linear_maps,
        lists,
    )
}


def no_mask(dscores, x, W1, b1, W2, b2):
    h = np.maximum(0, x @ W1.T + b1)
    dh = dscores @ W2
    return dh @ W1, dh.T @ x, dh.sum(axis=0), dscores.T @ h, dscores.sum(axis=0)


def no_relu_at_all(dscores, x, W1, b1, W2, b2):
    h = x @ W1.T + b1
    dW2, db2 = dscores.T @ h, np.sum(dscores, axis=0)
    dh = dscores @ W2
    dW1, db1 = dh.T @ x, np.sum(dh, axis=0)
    return dh @ W1, dW1, db1, dW2, db2


def mask_from_the_gradient(dscores, x, W1, b1, W2, b2):
    h = np.maximum(0, x @ W1.T + b1)
    dW2 = np.dot(dscores.T, h)
    db2 = np.sum(dscores, axis=0)
    dhidden = np.dot(dscores, W2)
    dhidden[dhidden <= 0] = 0
    dW1 = np.dot(dhidden.T, x)
    return np.dot(dhidden, W1), dW1, np.sum(dhidden, axis=0), dW2, db2


def relu_on_the_gradient_too(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    da = np.maximum(dscores @ W2, 0) * (a > 0)
    return da @ W1, da.T @ x, da.sum(0), dscores.T @ np.maximum(a, 0), dscores.sum(0)


def times_the_activation(dscores, x, W1, b1, W2, b2):
    z1 = x.dot(W1.T) + b1
    a1 = np.maximum(z1, 0)
    delta2 = dscores
    delta1 = delta2.dot(W2) * a1
    return delta1.dot(W1), delta1.T.dot(x), delta1.sum(0), delta2.T.dot(a1), delta2.sum(0)


def one_at_zero(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    dh = dscores @ W2
    dh[a < 0] = 0
    return dh @ W1, dh.T @ x, dh.sum(axis=0), dscores.T @ np.maximum(a, 0), dscores.sum(axis=0)


def half_at_zero(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    dh = dscores @ W2 * (np.sign(a) + 1) / 2
    return dh @ W1, dh.T @ x, dh.sum(axis=0), dscores.T @ np.maximum(a, 0), dscores.sum(axis=0)


def mask_reversed(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    dh = dscores @ W2
    dh[a > 0] = 0
    return dh @ W1, dh.T @ x, dh.sum(axis=0), dscores.T @ np.maximum(a, 0), dscores.sum(axis=0)


def mask_without_the_bias(dscores, x, W1, b1, W2, b2):
    h = np.maximum(x @ W1.T + b1, 0)
    da = (dscores @ W2) * ((x @ W1.T) > 0)
    return da @ W1, da.T @ x, da.sum(0), dscores.T @ h, dscores.sum(0)


def forward_without_b1(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T
    h = a * (a > 0)
    da = (dscores @ W2) * (a > 0)
    return da @ W1, da.T @ x, da.sum(0), dscores.T @ h, dscores.sum(0)


def mask_of_x(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    dh = dscores @ W2 * (a > 0)
    dx = dh @ W1
    dx[x <= 0] = 0
    return dx, dh.T @ x, dh.sum(axis=0), dscores.T @ np.maximum(a, 0), dscores.sum(axis=0)


def scores_masked(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    h = np.maximum(a, 0)
    s = h @ W2.T + b2
    ds = dscores * (s > 0)
    da = ds @ W2 * (a > 0)
    return da @ W1, da.T @ x, da.sum(axis=0), ds.T @ h, ds.sum(axis=0)


def second_layer_from_a(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    da = (dscores @ W2) * (a > 0)
    return da @ W1, da.T @ x, da.sum(0), dscores.T @ a, dscores.sum(0)


def second_layer_from_x(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    da = (dscores @ W2) * (a > 0)
    return da @ W1, da.T @ x, da.sum(0), dscores.T @ x, dscores.sum(0)


def sigmoid_derivative(dscores, x, W1, b1, W2, b2):
    h = np.maximum(x @ W1.T + b1, 0)
    da = (dscores @ W2) * h * (1 - h)
    return da @ W1, da.T @ x, da.sum(0), dscores.T @ h, dscores.sum(0)


def sigmoid_network(dscores, x, W1, b1, W2, b2):
    h = 1 / (1 + np.exp(-(x @ W1.T + b1)))
    da = (dscores @ W2) * h * (1 - h)
    return da @ W1, da.T @ x, da.sum(0), dscores.T @ h, dscores.sum(0)


def means(dscores, x, W1, b1, W2, b2):
    m = x.shape[0]
    a = x @ W1.T + b1
    h = np.maximum(a, 0)
    dW2 = dscores.T @ h / m
    db2 = dscores.sum(axis=0) / m
    da = (dscores @ W2) * (a > 0)
    dW1 = da.T @ x / m
    db1 = da.sum(axis=0) / m
    return da @ W1, dW1, db1, dW2, db2


def all_divided(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    delta = dscores / max(len(x), 1)
    da = (delta @ W2) * (a > 0)
    return da @ W1, da.T @ x, da.sum(0), delta.T @ a.clip(0), delta.sum(0)


def biases_averaged(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    da = (dscores @ W2) * (a > 0)
    return da @ W1, da.T @ x, da.mean(axis=0), dscores.T @ a.clip(0), dscores.mean(axis=0)


def biases_not_summed(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    da = (dscores @ W2) * (a > 0)
    return da @ W1, da.T @ x, da, dscores.T @ a.clip(0), dscores


def biases_over_the_wrong_axis(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    da = (dscores @ W2) * (a > 0)
    return da @ W1, da.T @ x, da.sum(axis=1), dscores.T @ a.clip(0), dscores.sum(axis=1)


def biases_as_rows(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    da = (dscores @ W2) * (a > 0)
    db1, db2 = np.sum(da, axis=0, keepdims=True), np.sum(dscores, axis=0, keepdims=True)
    return da @ W1, da.T @ x, db1, dscores.T @ a.clip(0), db2


def biases_one_number(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    da = (dscores @ W2) * (a > 0)
    return da @ W1, da.T @ x, np.sum(da), dscores.T @ a.clip(0), np.sum(dscores)


def db1_before_the_mask(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    dh = dscores @ W2
    db1 = dh.sum(axis=0)
    da = dh * (a > 0)
    return da @ W1, da.T @ x, db1, dscores.T @ a.clip(0), dscores.sum(axis=0)


def dx_before_the_mask(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    mask = a > 0
    dW2, db2 = dscores.T @ (a * mask), dscores.sum(axis=0)
    dx = dscores @ W2 @ W1
    da = dscores @ W2 * mask
    return dx, da.T @ x, da.sum(axis=0), dW2, db2


def dW1_before_the_mask(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    dh = dscores @ W2
    dW1 = dh.T @ x
    dh = dh * (a > 0)
    return dh @ W1, dW1, dh.sum(axis=0), dscores.T @ a.clip(0), dscores.sum(axis=0)


def transposed_weights(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    h = np.maximum(a, 0)
    da = (dscores @ W2) * (a > 0)
    return da @ W1, x.T @ da, da.sum(0), h.T @ dscores, dscores.sum(0)


def weights_stored_in_out(dscores, x, W1, b1, W2, b2):
    a = x @ W1 + b1
    h = np.maximum(a, 0)
    da = (dscores @ W2.T) * (a > 0)
    return da @ W1.T, x.T @ da, da.sum(0), h.T @ dscores, dscores.sum(0)


def W2_transposed(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    da = (dscores @ W2.T) * (a > 0)
    return da @ W1, da.T @ x, da.sum(0), dscores.T @ a.clip(0), dscores.sum(0)


def W1_transposed_in_dx(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    da = (dscores @ W2) * (a > 0)
    return da @ W1.T, da.T @ x, da.sum(0), dscores.T @ a.clip(0), dscores.sum(0)


def elementwise(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    da = dscores * W2 * (a > 0)
    return da * W1, da * x, da, dscores * a.clip(0), dscores


def without_dx(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    da = (dscores @ W2) * (a > 0)
    return da.T @ x, da.sum(0), dscores.T @ np.maximum(a, 0), dscores.sum(0)


def order_of_computation(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    da = (dscores @ W2) * (a > 0)
    return dscores.T @ np.maximum(a, 0), dscores.sum(0), da.T @ x, da.sum(0), da @ W1


def dictionary(dscores, x, W1, b1, W2, b2):
    grads = {}
    a = x @ W1.T + b1
    grads["W2"] = dscores.T @ np.maximum(a, 0)
    grads["b2"] = dscores.sum(0)
    da = (dscores @ W2) * (a > 0)
    grads["x"], grads["W1"], grads["b1"] = da @ W1, da.T @ x, da.sum(0)
    return grads


def regularised(dscores, x, W1, b1, W2, b2, reg=0.01):
    a = x @ W1.T + b1
    da = (dscores @ W2) * (a > 0)
    return da @ W1, da.T @ x + reg * W1, da.sum(0), dscores.T @ np.maximum(a, 0) + reg * W2, dscores.sum(0)


def softmax_first(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    h = np.maximum(a, 0)
    s = h @ W2.T + b2
    p = np.exp(s - s.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    ds = p - dscores
    da = (ds @ W2) * (a > 0)
    return da @ W1, da.T @ x, da.sum(0), ds.T @ h, ds.sum(0)


def weights_updated_on_the_way(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    h = np.maximum(a, 0)
    dW2 = dscores.T @ h
    db2 = dscores.sum(0)
    W2 -= 0.1 * dW2
    da = (dscores @ W2) * (a > 0)
    return da @ W1, da.T @ x, da.sum(0), dW2, db2


def dscores_in_place(dscores, x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    da = (dscores @ W2) * (a > 0)
    dscores /= len(x)
    return da @ W1, da.T @ x, da.sum(0), dscores.T @ np.maximum(a, 0), dscores.sum(0)


def last_example(dscores, x, W1, b1, W2, b2):
    dx = np.zeros_like(x)
    dW1, db1, dW2, db2 = np.zeros_like(W1), np.zeros_like(b1), np.zeros_like(W2), np.zeros_like(b2)
    for n, (row, g) in enumerate(zip(x, dscores, strict=True)):
        a = W1 @ row + b1
        delta = (W2.T @ g) * (a > 0)
        dW2 = np.outer(g, np.maximum(a, 0))
        db2 = g
        dW1 = np.outer(delta, row)
        db1 = delta
        dx[n] = W1.T @ delta
    return dx, dW1, db1, dW2, db2


def no_mask_and_means(dscores, x, W1, b1, W2, b2):
    m = max(len(x), 1)
    h = np.maximum(x @ W1.T + b1, 0)
    dh = dscores @ W2
    return dh @ W1, dh.T @ x / m, dh.sum(0) / m, dscores.T @ h / m, dscores.sum(0) / m


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (no_mask, "ReLU forgotten on the way back", "no_slope"),
        (no_relu_at_all, "no ReLU, neither forward nor back", "no_slope+dW2_from_preactivation"),
        (mask_from_the_gradient, "mask from the gradient, not the input", "slope_of_gradient"),
        (relu_on_the_gradient_too, "negative gradients set to 0 as well", "slope_and_gradient"),
        (times_the_activation, "times h, not times the slope", "slope_is_hidden"),
        (one_at_zero, "slope 1 at 0", "slope_one_at_zero"),
        (half_at_zero, "slope 1/2 at 0", "slope_half_at_zero"),
        (mask_reversed, "mask the wrong way round", "slope_inverted_at_zero_too"),
        (mask_without_the_bias, "mask computed without b1", "slope_forgets_b1"),
        (forward_without_b1, "b1 forgotten in the forward pass", "forgets_b1"),
        (mask_of_x, "mask on dx by x", "dx_through_relu"),
        (scores_masked, "ReLU on the scores", "relu_on_scores"),
        (second_layer_from_a, "dW2 from the values before the ReLU", "dW2_from_preactivation"),
        (second_layer_from_x, "dW2 from x", "dW2_from_x"),
        (sigmoid_derivative, "slope of a sigmoid", "slope_h_one_minus_h"),
        (sigmoid_network, "sigmoid for ReLU", "sigmoid_for_relu"),
        (means, "parameters' gradients divided by N", "weights_averaged+biases_averaged"),
        (all_divided, "all gradients divided by N", "all_averaged"),
        (biases_averaged, "db1 and db2 averaged", "biases_averaged"),
        (biases_not_summed, "db1 and db2 not summed", "biases_not_summed"),
        (biases_over_the_wrong_axis, "db1 and db2 summed over the units", "biases_over_units"),
        (biases_as_rows, "db1 and db2 of shape (1, ...)", "biases_keepdims"),
        (biases_one_number, "db1 and db2 summed over everything", "biases_total"),
        (db1_before_the_mask, "db1 without the mask", "db1_before_slope"),
        (dx_before_the_mask, "dx without the mask", "dx_before_slope"),
        (dW1_before_the_mask, "dW1 without the mask", "dW1_before_slope"),
        (transposed_weights, "dW1 and dW2 transposed", "dW1_transposed+dW2_transposed"),
        (weights_stored_in_out, "weights taken as (in, out)", "weights_in_out"),
        (W2_transposed, "W2 transposed on the way back", "W2_transposed"),
        (W1_transposed_in_dx, "W1 transposed in dx", "W1_transposed"),
        (elementwise, "* for @", None),
        (without_dx, "dx not returned", "forgets_dx"),
        (order_of_computation, "results in another order", "order_as_computed"),
        (dictionary, "returns a dictionary", None),
        (regularised, "adds weight decay", None),
        (softmax_first, "softmax in front of the scores", None),
        (weights_updated_on_the_way, "changes W2", None),
        (dscores_in_place, "changes dscores", None),
        (last_example, "= for += over the batch", "last_example"),
        (no_mask_and_means, "no mask, and divided by N", None),
    ]
}
