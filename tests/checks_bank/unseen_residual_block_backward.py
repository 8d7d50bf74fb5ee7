"""Solutions of `residual_block_backward`, written without knowing the faults; only the ids were added afterwards."""

import numpy as np


def step_by_step(dy, x, W1, W2, P=None):
    a = x @ W1.T
    h = np.maximum(a, 0)
    s = h @ W2.T + (x if P is None else x @ P.T)
    ds = dy * (s > 0)
    dW2 = ds.T @ h
    da = (ds @ W2) * (a > 0)
    dW1 = da.T @ x
    dx = da @ W1
    if P is None:
        return dx + ds, dW1, dW2, None
    return dx + ds @ P, dW1, dW2, ds.T @ x


def einsum(dy, x, W1, W2, P=None):
    Q = np.eye(x.shape[1], dtype=x.dtype) if P is None else P
    a = np.einsum("nd,hd->nh", x, W1)
    on1 = (a > 0).astype(x.dtype)
    s = np.einsum("nh,oh->no", a * on1, W2) + np.einsum("nd,od->no", x, Q)
    ds = np.einsum("no,no->no", dy, (s > 0).astype(x.dtype))
    da = np.einsum("no,oh,nh->nh", ds, W2, on1)
    dx = np.einsum("nh,hd->nd", da, W1) + np.einsum("no,od->nd", ds, Q)
    dP = None if P is None else np.einsum("no,nd->od", ds, x)
    return dx, np.einsum("nh,nd->hd", da, x), np.einsum("no,nh->oh", ds, a * on1), dP


def example_by_example(dy, x, W1, W2, P=None):
    dx, dW1, dW2 = np.zeros_like(x), np.zeros_like(W1), np.zeros_like(W2)
    dP = None if P is None else np.zeros_like(P)
    for n in range(len(x)):
        a = W1 @ x[n]
        h = a.clip(0)
        s = W2 @ h + (x[n] if P is None else P @ x[n])
        g = np.where(s > 0, dy[n], 0)
        dW2 += np.outer(g, h)
        k = W2.T @ g
        k[a <= 0] = 0
        dW1 += np.outer(k, x[n])
        dx[n] = W1.T @ k
        if P is None:
            dx[n] += g
        else:
            dx[n] += P.T @ g
            dP += np.outer(g, x[n])
    return dx, dW1, dW2, dP


def columns(dy, x, W1, W2, P=None):
    X, G = x.T, dy.T.copy()
    H = np.maximum(np.dot(W1, X), 0)
    S = np.dot(W2, H)
    S += X if P is None else np.dot(P, X)
    G[S <= 0] = 0
    K = np.dot(W2.T, G)
    K *= np.sign(H)
    DX = np.dot(W1.T, K)
    DX += G if P is None else np.dot(P.T, G)
    return DX.T, np.dot(X, K.T).T, np.dot(H, G.T).T, None if P is None else np.dot(X, G.T).T


def stacked_weights(dy, x, W1, W2, P=None):
    """The second layer and the shortcut are one layer with the inputs [h, x]."""
    H = len(W1)
    V = np.hstack([W2, np.identity(x.shape[1], dtype=x.dtype) if P is None else P])
    h = x @ W1.T
    h *= h > 0
    z = np.hstack([h, x])
    ds = np.where(z @ V.T > 0, dy, 0)
    dz = ds @ V
    dV = ds.T @ z
    da = dz[:, :H] * (h > 0)
    return dz[:, H:] + da @ W1, da.T @ x, dV[:, :H], dV[:, H:] if P is not None else None


def unit_by_unit(dy, x, W1, W2, P=None):
    N, D = x.shape
    pre = x.copy() if P is None else x @ P.T
    hidden = []
    for j, w in enumerate(W1):
        hidden.append(np.maximum(x.dot(w), 0))
        pre += np.outer(hidden[-1], W2[:, j])
    ds = dy * np.heaviside(pre, 0).astype(dy.dtype)
    dx = np.array(ds if P is None else ds.dot(P), order="F")
    dW1, dW2 = np.empty_like(W1), np.empty_like(W2)
    for j, h in enumerate(hidden):
        dW2[:, j] = h.dot(ds)
        da = np.where(h > 0, ds.dot(W2[:, j]), 0)
        dW1[j] = da.dot(x)
        dx += da[:, None] * W1[j]
    return dx, dW1, dW2, None if P is None else np.tensordot(ds, x, axes=(0, 0))


RIGHT = {
    function.__name__: function
    for function in (step_by_step, einsum, example_by_example, columns, stacked_weights, unit_by_unit)
}


def shortcut_forgotten(dy, x, W1, W2, P=None):
    a = x @ W1.T
    h = np.maximum(a, 0)
    s = h @ W2.T + (x if P is None else x @ P.T)
    ds = dy * (s > 0)
    da = (ds @ W2) * (a > 0)
    return da @ W1, da.T @ x, ds.T @ h, None if P is None else ds.T @ x


def shortcut_alone(dy, x, W1, W2, P=None):
    a = x @ W1.T
    h = np.maximum(a, 0)
    s = h @ W2.T + (x if P is None else x @ P.T)
    ds = dy * (s > 0)
    da = (ds @ W2) * (a > 0)
    dx = da @ W1
    dx = ds if P is None else ds @ P
    return dx, da.T @ x, ds.T @ h, None if P is None else ds.T @ x


def last_mask_forgotten(dy, x, W1, W2, P=None):
    a = x @ W1.T
    h = np.maximum(a, 0)
    da = (dy @ W2) * (a > 0)
    dx = da @ W1 + (dy if P is None else dy @ P)
    return dx, da.T @ x, dy.T @ h, None if P is None else dy.T @ x


def shortcut_around_the_last_relu(dy, x, W1, W2, P=None):
    a = x @ W1.T
    h = np.maximum(a, 0)
    s = h @ W2.T + (x if P is None else x @ P.T)
    ds = dy * (s > 0)
    da = (ds @ W2) * (a > 0)
    dx = da @ W1 + (dy if P is None else dy @ P)
    return dx, da.T @ x, ds.T @ h, None if P is None else dy.T @ x


def inner_mask_forgotten(dy, x, W1, W2, P=None):
    h = np.maximum(x @ W1.T, 0)
    s = h @ W2.T + (x if P is None else x @ P.T)
    ds = dy * (s > 0)
    dh = ds @ W2
    return dh @ W1 + (ds if P is None else ds @ P), dh.T @ x, ds.T @ h, None if P is None else ds.T @ x


def mask_without_the_shortcut(dy, x, W1, W2, P=None):
    a = x @ W1.T
    h = np.maximum(a, 0)
    ds = dy * (h @ W2.T > 0)
    da = (ds @ W2) * (a > 0)
    return da @ W1 + (ds if P is None else ds @ P), da.T @ x, ds.T @ h, None if P is None else ds.T @ x


def one_at_zero(dy, x, W1, W2, P=None):
    a = x @ W1.T
    h = np.maximum(a, 0)
    s = h @ W2.T + (x if P is None else x @ P.T)
    ds = dy * (s >= 0)
    da = (ds @ W2) * (a >= 0)
    return da @ W1 + (ds if P is None else ds @ P), da.T @ x, ds.T @ h, None if P is None else ds.T @ x


def identity_beside_the_projection(dy, x, W1, W2, P=None):
    a = x @ W1.T
    h = np.maximum(a, 0)
    s = h @ W2.T + (x if P is None else x @ P.T)
    ds = dy * (s > 0)
    da = (ds @ W2) * (a > 0)
    dx, dP = da @ W1 + ds, None
    if P is not None:
        dx, dP = dx + ds @ P, ds.T @ x
    return dx, da.T @ x, ds.T @ h, dP


def projection_ignored(dy, x, W1, W2, P=None):
    a = x @ W1.T
    h = np.maximum(a, 0)
    ds = dy * (h @ W2.T + x > 0)
    da = (ds @ W2) * (a > 0)
    return da @ W1 + ds, da.T @ x, ds.T @ h, None


def projection_transposed(dy, x, W1, W2, P=None):
    dx, dW1, dW2, dP = columns(dy, x, W1, W2, P)
    return dx, dW1, dW2, None if P is None else dP.T


def shortcut_past_the_projection(dy, x, W1, W2, P=None):
    a = x @ W1.T
    h = np.maximum(a, 0)
    s = h @ W2.T + (x if P is None else x @ P.T)
    ds = dy * (s > 0)
    da = (ds @ W2) * (a > 0)
    return da @ W1 + ds, da.T @ x, ds.T @ h, None if P is None else ds.T @ x


def zeros_for_none(dy, x, W1, W2, P=None):
    dx, dW1, dW2, dP = einsum(dy, x, W1, W2, P)
    return dx, dW1, dW2, np.zeros((x.shape[1], x.shape[1]), dtype=x.dtype) if P is None else dP


def three_results(dy, x, W1, W2, P=None):
    dx, dW1, dW2, dP = einsum(dy, x, W1, W2, P)
    return (dx, dW1, dW2) if P is None else (dx, dW1, dW2, dP)


def truth_of_an_array(dy, x, W1, W2, P=None):
    a = x @ W1.T
    h = np.maximum(a, 0)
    s = h @ W2.T + (x @ P.T if P else x)
    ds = dy * (s > 0)
    da = (ds @ W2) * (a > 0)
    dx = da @ W1 + (ds @ P if P else ds)
    return dx, da.T @ x, ds.T @ h, ds.T @ x if P else None


def weights_transposed(dy, x, W1, W2, P=None):
    dx, dW1, dW2, dP = columns(dy, x, W1, W2, P)
    return dx, dW1.T, dW2.T, None if P is None else dP.T


def means(dy, x, W1, W2, P=None):
    n = max(len(x), 1)
    dx, dW1, dW2, dP = stacked_weights(dy, x, W1, W2, P)
    return dx, dW1 / n, dW2 / n, None if P is None else dP / n


def dy_masked_in_place(dy, x, W1, W2, P=None):
    a = x @ W1.T
    h = np.maximum(a, 0)
    s = h @ W2.T + (x if P is None else x @ P.T)
    dy[s <= 0] = 0
    da = (dy @ W2) * (a > 0)
    return da @ W1 + (dy if P is None else dy @ P), da.T @ x, dy.T @ h, None if P is None else dy.T @ x


def no_last_mask_and_no_shortcut(dy, x, W1, W2, P=None):
    a = x @ W1.T
    da = (dy @ W2) * (a > 0)
    return da @ W1, da.T @ x, dy.T @ np.maximum(a, 0), None if P is None else dy.T @ x


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (shortcut_forgotten, "shortcut missing in dx", "no_shortcut"),
        (shortcut_alone, "= for += in dx, the shortcut alone", "branch_missing"),
        (last_mask_forgotten, "ReLU at the end forgotten", "last_slope_missing"),
        (
            shortcut_around_the_last_relu,
            "shortcut's gradient not masked by the ReLU at the end",
            "shortcut_skips_the_relu+dP_skips_the_relu",
        ),
        (inner_mask_forgotten, "ReLU between the layers forgotten", "first_slope_missing"),
        (mask_without_the_shortcut, "mask at the end computed without the shortcut", "last_slope_without_shortcut"),
        (one_at_zero, "slope 1 at 0", "slope_one_at_zero"),
        (identity_beside_the_projection, "identity beside the projection", "identity_beside_P"),
        (projection_ignored, "P ignored", "P_ignored"),
        (projection_transposed, "dP transposed", "dP_transposed"),
        (shortcut_past_the_projection, "P missing in dx", "shortcut_without_P"),
        (zeros_for_none, "zeros in place of None", "zeros_for_dP"),
        (three_results, "dP left out without P", "three_results_without_P"),
        (truth_of_an_array, "if P on an array", "truth_of_P"),
        (weights_transposed, "gradients of all weights transposed", "weight_gradients_transposed"),
        (means, "weights' gradients divided by N", "weight_gradients_are_means"),
        (dy_masked_in_place, "changes dy", None),
        (
            no_last_mask_and_no_shortcut,
            "ReLU at the end forgotten, and the shortcut missing in dx",
            "no_shortcut+last_slope_missing",
        ),
    ]
}
