"""Solutions of `residual_block_backward`."""

import numpy as np


def r_matrices(dy, x, W1, W2, P=None):
    a = x @ W1.T
    h = np.maximum(a, 0)
    z = h @ W2.T + (x if P is None else x @ P.T)
    dz = dy * (z > 0)
    da = (dz @ W2) * (a > 0)
    if P is None:
        return da @ W1 + dz, da.T @ x, dz.T @ h, None
    return da @ W1 + dz @ P, da.T @ x, dz.T @ h, dz.T @ x


def r_loops(dy, x, W1, W2, P=None):
    (N, D), H, C = x.shape, len(W1), len(W2)
    dx, dW1, dW2, dP = np.zeros((N, D)), np.zeros((H, D)), np.zeros((C, H)), np.zeros((C, D))
    for n in range(N):
        h = [max(0.0, sum(W1[k, d] * x[n, d] for d in range(D))) for k in range(H)]
        dh = [0.0] * H
        for c in range(C):
            z = sum(W2[c, k] * h[k] for k in range(H))
            z += x[n, c] if P is None else sum(P[c, d] * x[n, d] for d in range(D))
            if z <= 0:
                continue
            for k in range(H):
                dW2[c, k] += dy[n, c] * h[k]
                dh[k] += dy[n, c] * W2[c, k]
            if P is None:
                dx[n, c] += dy[n, c]
            else:
                dP[c] += dy[n, c] * x[n]
                dx[n] += dy[n, c] * P[c]
        for k in range(H):
            if h[k] > 0:
                dW1[k] += dh[k] * x[n]
                dx[n] += dh[k] * W1[k]
    return dx, dW1, dW2, None if P is None else dP


def r_einsum(dy, x, W1, W2, P=None):
    a = np.einsum("nd,hd->nh", x, W1)
    y = a.clip(0) @ W2.T + np.einsum("nd,cd->nc", x, np.eye(x.shape[1]) if P is None else P)
    dz = np.where(y > 0, dy, 0)
    da = np.where(a > 0, np.einsum("nc,ch->nh", dz, W2), 0)
    dx = np.einsum("nh,hd->nd", da, W1) + (dz if P is None else np.einsum("nc,cd->nd", dz, P))
    dP = None if P is None else np.einsum("nc,nd->cd", dz, x)
    return dx, np.einsum("nh,nd->hd", da, x), np.einsum("nc,nh->ch", dz, a.clip(0)), dP


def r_columns(dy, x, W1, W2, P=None):
    """One example in each column, gradients as views of transposed products."""
    X, G = x.T, dy.T.copy()
    A = W1 @ X
    Y = np.maximum(W2 @ np.maximum(A, 0) + (X if P is None else P @ X), 0)
    G[Y == 0] = 0
    B = W2.T @ G
    B[A <= 0] = 0
    dX = W1.T @ B + (G if P is None else P.T @ G)
    return dX.T, (X @ B.T).T, (np.maximum(A, 0) @ G.T).T, None if P is None else (X @ G.T).T


def r_float32(dy, x, W1, W2, P=None):
    P = P if P is None else P.astype(np.float32)
    results = r_matrices(*(a.astype(np.float32) for a in (dy, x, W1, W2)), P)
    return tuple(None if a is None else np.asfortranarray(a) for a in results)


def r_each_example(dy, x, W1, W2, P=None):
    dxs, dW1, dW2, dP = [], 0 * W1, 0 * W2, None if P is None else 0 * P
    for g, row in zip(dy, x, strict=True):
        h = np.fmax(W1 @ row, 0)
        g = g * (W2 @ h + (row if P is None else P @ row) > 0)
        b = (g @ W2) * np.sign(h)
        dW1, dW2 = dW1 + np.outer(b, row), dW2 + np.outer(g, h)
        if P is not None:
            dP = dP + np.outer(g, row)
        dxs.append(b @ W1 + (g if P is None else g @ P))
    return np.stack(dxs), dW1, dW2, dP


def r_list(dy, x, W1, W2, P=None):
    h = np.maximum(0, np.inner(x, W1))
    z = np.inner(h, W2)
    z = z + x if P is None else z + np.inner(x, P)
    grad = dy.copy()
    grad[z <= 0] = 0
    grads = [None, None, np.tensordot(grad, h, axes=(0, 0)), None]
    if P is not None:
        grads[3] = np.tensordot(grad, x, axes=(0, 0))
    dx = grad.copy() if P is None else np.dot(grad, P)
    grad = np.dot(grad, W2)
    grad *= np.heaviside(h, 0)
    grads[1] = np.tensordot(grad, x, axes=(0, 0))
    dx += np.dot(grad, W1)
    grads[0] = dx
    return grads


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def forward(x, W1, W2, P):
    a = np.inner(x, W1)
    h = a * (a > 0)
    return a, h, np.inner(h, W2) + (x if P is None else np.inner(x, P))


def back(
    last=lambda dy, z: np.where(z > 0, dy, 0),
    first=lambda dh, a: np.where(a > 0, dh, 0),
    join=lambda branch, shortcut: branch + shortcut,
    weights=lambda above, below: np.einsum("no,ni->oi", above, below),
    through_P=lambda dz, P: dz @ P,
):
    """A solution with one or two of its steps replaced."""

    def residual_block_backward(dy, x, W1, W2, P=None):
        a, h, z = forward(x, W1, W2, P)
        dz = last(dy, z)
        da = first(dz @ W2, a)
        dx = join(da @ W1, dz if P is None else through_P(dz, P))
        return dx, weights(da, x), weights(dz, h), None if P is None else weights(dz, x)

    return residual_block_backward


def unmasked_shortcut(dy, x, W1, W2, P=None):
    dx, dW1, dW2, dP = r_loops(dy, x, W1, W2, P)
    a, h, z = forward(x, W1, W2, P)
    blocked = dy * (z <= 0)
    return dx + (blocked if P is None else blocked @ P), dW1, dW2, dP


def mask_from_branch(dy, x, W1, W2, P=None):
    a = x @ W1.T
    h = np.maximum(a, 0)
    dz = dy * (h @ W2.T > 0)
    da = (dz @ W2) * (h > 0)
    if P is None:
        return da @ W1 + dz, da.T @ x, dz.T @ h, None
    return da @ W1 + dz @ P, da.T @ x, dz.T @ h, dz.T @ x


def linear_inside(dy, x, W1, W2, P=None):
    h = x @ W1.T
    dz = dy * (h @ W2.T + (x if P is None else x @ P.T) > 0)
    dh = dz @ W2
    return dh @ W1 + (dz if P is None else dz @ P), dh.T @ x, dz.T @ h, None if P is None else dz.T @ x


def early_dW1(dy, x, W1, W2, P=None):
    dx, _, dW2, dP = r_matrices(dy, x, W1, W2, P)
    return dx, ((dy * (forward(x, W1, W2, P)[2] > 0)) @ W2).T @ x, dW2, dP


def early_dW2(dy, x, W1, W2, P=None):
    dx, dW1, _, dP = r_matrices(dy, x, W1, W2, P)
    return dx, dW1, dy.T @ forward(x, W1, W2, P)[1], dP


def early_dP(dy, x, W1, W2, P=None):
    dx, dW1, dW2, _ = r_matrices(dy, x, W1, W2, P)
    return dx, dW1, dW2, None if P is None else dy.T @ x


def preactivations_in_dW2(dy, x, W1, W2, P=None):
    dx, dW1, _, dP = r_loops(dy, x, W1, W2, P)
    a, _, z = forward(x, W1, W2, P)
    return dx, dW1, (dy * (z > 0)).T @ a, dP


def no_P_in_dx(dy, x, W1, W2, P=None):
    dx, dW1, dW2, dP = r_matrices(dy, x, W1, W2, P)
    if P is not None:
        dz = dy * (forward(x, W1, W2, P)[2] > 0)
        dx = dx - dz @ P + dz
    return dx, dW1, dW2, dP


def shortcut_only_with_P(dy, x, W1, W2, P=None):
    a, h, z = forward(x, W1, W2, P)
    dz = dy * (z > 0)
    da = dz @ W2 * (a > 0)
    dx = da @ W1
    dP = None
    if P is not None:
        dx = dx + dz @ P
        dP = dz.T @ x
    return dx, da.T @ x, dz.T @ h, dP


def shortcut_only_without_P(dy, x, W1, W2, P=None):
    dx, dW1, dW2, dP = r_loops(dy, x, W1, W2, P)
    if P is not None:
        dx = dx - (dy * (forward(x, W1, W2, P)[2] > 0)) @ P
    return dx, dW1, dW2, dP


def never_dP(dy, x, W1, W2, P=None):
    return *r_einsum(dy, x, W1, W2, P)[:3], None


def always_dP(dy, x, W1, W2, P=None):
    dx, dW1, dW2, _ = r_einsum(dy, x, W1, W2, P)
    return dx, dW1, dW2, (dy * (forward(x, W1, W2, P)[2] > 0)).T @ x


def zeros_without_P(dy, x, W1, W2, P=None):
    dx, dW1, dW2, dP = r_einsum(dy, x, W1, W2, P)
    return dx, dW1, dW2, np.zeros((W2.shape[0], x.shape[1])) if dP is None else dP


def three(dy, x, W1, W2, P=None):
    return r_matrices(dy, x, W1, W2, P)[:3]


def three_or_four(dy, x, W1, W2, P=None):
    return r_matrices(dy, x, W1, W2, P)[: 3 if P is None else 4]


def needs_P(dy, x, W1, W2, P=None):
    z = np.maximum(x @ W1.T, 0) @ W2.T + x @ P.T
    assert z.shape == dy.shape
    return r_matrices(dy, x, W1, W2, P)


def if_P(dy, x, W1, W2, P=None):
    return r_matrices(dy, x, W1, W2, P if P else None)


def square_only(dy, x, W1, W2, P=None):
    a, h, z = forward(x, W1, W2, P)
    dz = dy * (z > 0)
    da = dz @ W2.T * (a > 0)
    return da @ W1 + (dz if P is None else dz @ P), da.T @ x, dz.T @ h, None if P is None else dz.T @ x


def square_only_W1(dy, x, W1, W2, P=None):
    a, h, z = forward(x, W1, W2, P)
    dz = dy * (z > 0)
    da = dz @ W2 * (a > 0)
    return da @ W1.T + (dz if P is None else dz @ P), da.T @ x, dz.T @ h, None if P is None else dz.T @ x


def overwriting(dy, x, W1, W2, P=None):
    """A loop over the examples that assigns where it should add."""
    dx = np.zeros_like(x)
    for n in range(len(x)):
        row, g = x[n : n + 1], dy[n : n + 1]
        dx[n : n + 1], dW1, dW2, dP = r_matrices(g, row, W1, W2, P)
    return dx, dW1, dW2, dP


def one_transposed(which):
    def residual_block_backward(dy, x, W1, W2, P=None):
        results = list(r_matrices(dy, x, W1, W2, P))
        results[which] = results[which].T if results[which] is not None else None
        return tuple(results)

    return residual_block_backward


def exchanged(dy, x, W1, W2, P=None):
    dx, dW1, dW2, dP = r_columns(dy, x, W1, W2, P)
    return dx, dW2, dW1, dP


def dx_at_the_end(dy, x, W1, W2, P=None):
    dx, *rest = r_columns(dy, x, W1, W2, P)
    return *rest, dx


def dx_alone(dy, x, W1, W2, P=None):
    return r_columns(dy, x, W1, W2, P)[0]


def upstream_ones(dy, x, W1, W2, P=None):
    return r_columns(np.ones(dy.shape), x, W1, W2, P)


def in_place(dy, x, W1, W2, P=None):
    dy[forward(x, W1, W2, P)[2] <= 0] = 0
    return r_matrices(dy, x, W1, W2, P)


def leaky(dy, x, W1, W2, P=None):
    return back(first=lambda dh, a: np.where(a > 0, dh, 0.1 * dh))(dy, x, W1, W2, P)


def all_over_N(dy, x, W1, W2, P=None):
    return r_matrices(dy / len(dy), x, W1, W2, P)


def zero_dP(dy, x, W1, W2, P=None):
    dx, dW1, dW2, _ = r_matrices(dy, x, W1, W2, P)
    return dx, dW1, dW2, None if P is None else np.zeros_like(P)


def number_without_P(dy, x, W1, W2, P=None):
    dx, dW1, dW2, dP = r_matrices(dy, x, W1, W2, P)
    return dx, dW1, dW2, 0.0 if dP is None else dP


def as_lists(dy, x, W1, W2, P=None):
    return tuple(a if a is None else a.tolist() for a in r_matrices(dy, x, W1, W2, P))


WRONG = {
    "layers_only": (back(join=lambda branch, shortcut: branch), "no_shortcut"),
    "shortcut_only": (back(join=lambda branch, shortcut: shortcut), "branch_missing"),
    "product": (back(join=lambda branch, shortcut: branch * shortcut), "shortcut_multiplied"),
    "difference": (back(join=lambda branch, shortcut: branch - shortcut), "shortcut_subtracted"),
    "half": (back(join=lambda branch, shortcut: (branch + shortcut) / 2), "mean_of_the_two"),
    "plus_one": (back(join=lambda branch, shortcut: branch + 1), "shortcut_is_one"),
    "twice": (back(join=lambda branch, shortcut: branch + 2 * shortcut), "shortcut_doubled"),
    "open_relus": (back(last=lambda dy, z: dy, first=lambda dh, a: dh), "slopes_missing"),
    "last_open": (back(last=lambda dy, z: dy), "last_slope_missing"),
    "first_open": (back(first=lambda dh, a: dh), "first_slope_missing"),
    "linear_inside": (linear_inside, "hidden_is_linear"),
    "unmasked_shortcut": (unmasked_shortcut, "shortcut_skips_the_relu"),
    "early_dW1": (early_dW1, "dW1_skips_the_relu"),
    "early_dW2": (early_dW2, "dW2_skips_the_relu"),
    "early_dP": (early_dP, "dP_skips_the_relu"),
    "mask_from_branch": (mask_from_branch, "last_slope_without_shortcut"),
    "relu_backwards": (
        back(last=lambda dy, z: np.maximum(dy, 0), first=lambda dh, a: np.maximum(dh, 0)),
        "relu_of_gradients",
    ),
    "relu_of_dy": (back(last=lambda dy, z: dy * (dy > 0)), "last_relu_of_gradient"),
    "values": (
        back(last=lambda dy, z: dy * z.clip(0), first=lambda dh, a: dh * a.clip(0)),
        "value_for_slope",
    ),
    "wrong_side": (
        back(last=lambda dy, z: np.where(z > 0, 0, dy), first=lambda dh, a: np.where(a > 0, 0, dh)),
        "slopes_exchanged",
    ),
    "open_at_zero": (back(last=lambda dy, z: dy * (z >= 0), first=lambda dh, a: dh * (a >= 0)), "slope_one_at_zero"),
    "last_open_at_zero": (back(last=lambda dy, z: np.where(z < 0, 0, dy)), "last_slope_one_at_zero"),
    "no_P_in_dx": (no_P_in_dx, "shortcut_without_P"),
    "P_forward": (back(through_P=lambda dz, P: dz @ P.T), "P_transposed"),
    "shortcut_only_with_P": (shortcut_only_with_P, "no_shortcut_without_P"),
    "shortcut_only_without_P": (shortcut_only_without_P, "no_shortcut_with_P"),
    "never_dP": (never_dP, "dP_missing"),
    "always_dP": (always_dP, "dP_always"),
    "zeros_without_P": (zeros_without_P, "zeros_for_dP"),
    "three": (three, "three_results"),
    "three_or_four": (three_or_four, "three_results_without_P"),
    "needs_P": (needs_P, "P_always_needed"),
    "if_P": (if_P, "truth_of_P"),
    "square_only": (square_only, "W2_transposed"),
    "square_only_W1": (square_only_W1, "W1_transposed"),
    "preactivations_in_dW2": (preactivations_in_dW2, "dW2_with_a"),
    "transposed": (back(weights=lambda above, below: below.T @ above), "weight_gradients_transposed"),
    "one_transposed": (one_transposed(1), "dW1_transposed"),
    "other_transposed": (one_transposed(2), "dW2_transposed"),
    "P_transposed": (one_transposed(3), "dP_transposed"),
    "means": (back(weights=lambda above, below: above.T @ below / len(below)), "weight_gradients_are_means"),
    "overwriting": (overwriting, "last_example_only"),
    "exchanged": (exchanged, "dW1_and_dW2_swapped"),
    "dx_at_the_end": (dx_at_the_end, "dx_last"),
    "dx_alone": (dx_alone, "only_dx"),
    "upstream_ones": (upstream_ones, "dy_ignored"),
    "layers_only_and_open": (
        back(last=lambda dy, z: dy, join=lambda branch, shortcut: branch),
        "no_shortcut+last_slope_missing",
    ),
    "means_and_first_open": (
        back(first=lambda dh, a: dh, weights=lambda above, below: above.T @ below / len(below)),
        "first_slope_missing+weight_gradients_are_means",
    ),
    "in_place": (in_place, None),
    "leaky": (leaky, None),
    "all_over_N": (all_over_N, "all_gradients_are_means"),
    "zero_dP": (zero_dP, "dP_zero"),
    "number_without_P": (number_without_P, None),
    "as_lists": (as_lists, None),
}
