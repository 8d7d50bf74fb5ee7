"""Solutions of `residual_block`, written without knowing the faults; only the ids were added afterwards."""

import numpy as np


def as_written(x, W1, W2, P=None):
    h = np.maximum(x @ W1.T, 0)
    shortcut = x if P is None else x @ P.T
    return np.maximum(h @ W2.T + shortcut, 0)


def einsum(x, W1, W2, P=None):
    h = np.einsum("nd,hd->nh", x, W1).clip(min=0)
    y = np.einsum("nh,oh->no", h, W2)
    y = y + x if P is None else y + np.einsum("nd,od->no", x, P)
    return np.where(y > 0, y, 0)


def identity_matrix(x, W1, W2, P=None):
    if P is None:
        P = np.eye(x.shape[1], dtype=x.dtype)
    h = np.inner(x, W1)
    h *= h > 0
    both = np.hstack([h, x]) @ np.hstack([W2, P]).T
    both[both < 0] = 0
    return both


def example_by_example(x, W1, W2, P=None):
    y = np.empty((len(x), len(W2)), dtype=x.dtype)
    for n, row in enumerate(x):
        a = W2.dot(np.fmax(W1.dot(row), 0))
        a += row if P is None else P.dot(row)
        y[n] = (a + abs(a)) / 2
    return y


def columns(x, W1, W2, P=None):
    X = np.asfortranarray(x.T)
    H = np.matmul(W1, X)
    np.maximum(H, 0, out=H)
    Y = np.matmul(W2, H)
    Y += X if P is None else np.matmul(P, X)
    return np.maximum(Y, 0, out=Y).T


def lists(x, W1, W2, P=None):
    def times(rows, W):
        return [[sum(a * b for a, b in zip(row, w, strict=True)) for w in W.tolist()] for row in rows]

    def positive(rows):
        return [[max(a, 0.0) for a in row] for row in rows]

    rows = x.tolist()
    branch = times(positive(times(rows, W1)), W2)
    short = rows if P is None else times(rows, P)
    y = positive([[a + b for a, b in zip(u, v, strict=True)] for u, v in zip(branch, short, strict=True)])
    return np.array(y, dtype=x.dtype).reshape(len(x), len(W2))


RIGHT = {
    function.__name__: function
    for function in (as_written, einsum, identity_matrix, example_by_example, columns, lists)
}


def no_shortcut(x, W1, W2, P=None):
    return np.maximum(np.maximum(x @ W1.T, 0) @ W2.T, 0)


def relu_before_the_sum(x, W1, W2, P=None):
    branch = np.maximum(np.maximum(x @ W1.T, 0) @ W2.T, 0)
    return branch + (x if P is None else x @ P.T)


def no_relu_at_the_end(x, W1, W2, P=None):
    branch = np.maximum(x @ W1.T, 0) @ W2.T
    return branch + (x if P is None else x @ P.T)


def relu_on_both_before(x, W1, W2, P=None):
    branch = np.maximum(np.maximum(x @ W1.T, 0) @ W2.T, 0)
    shortcut = x if P is None else x @ P.T
    return np.maximum(branch + shortcut, 0)


def relu_on_the_shortcut(x, W1, W2, P=None):
    shortcut = np.maximum(x if P is None else x @ P.T, 0)
    return np.maximum(np.maximum(x @ W1.T, 0) @ W2.T + shortcut, 0)


def no_relu_inside(x, W1, W2, P=None):
    shortcut = x if P is None else x @ P.T
    return np.maximum(x @ W1.T @ W2.T + shortcut, 0)


def projection_unused(x, W1, W2, P=None):
    out = np.maximum(0, x @ W1.T)
    out = out @ W2.T
    out = out + x
    return np.maximum(0, out)


def projection_always(x, W1, W2, P=None):
    out = np.maximum(0, x @ W1.T) @ W2.T
    return np.maximum(0, out + x @ P.T)


def projection_and_identity(x, W1, W2, P=None):
    out = np.maximum(0, x @ W1.T) @ W2.T + x
    if P is not None:
        out = out + x @ P.T
    return np.maximum(0, out)


def truth_of_an_array(x, W1, W2, P=None):
    shortcut = x @ P.T if P else x
    return np.maximum(np.maximum(x @ W1.T, 0) @ W2.T + shortcut, 0)


def projection_not_transposed(x, W1, W2, P=None):
    shortcut = x if P is None else x @ P
    return np.maximum(np.maximum(x @ W1.T, 0) @ W2.T + shortcut, 0)


def nothing_transposed(x, W1, W2, P=None):
    shortcut = x if P is None else x @ P
    return np.maximum(np.maximum(x @ W1, 0) @ W2 + shortcut, 0)


def difference(x, W1, W2, P=None):
    shortcut = x if P is None else x @ P.T
    return np.maximum(np.maximum(x @ W1.T, 0) @ W2.T - shortcut, 0)


def product(x, W1, W2, P=None):
    shortcut = x if P is None else x @ P.T
    return np.maximum(np.maximum(x @ W1.T, 0) @ W2.T * shortcut, 0)


def mean_of_the_two(x, W1, W2, P=None):
    shortcut = x if P is None else x @ P.T
    return np.maximum((np.maximum(x @ W1.T, 0) @ W2.T + shortcut) / 2, 0)


def side_by_side(x, W1, W2, P=None):
    shortcut = x if P is None else x @ P.T
    return np.maximum(np.concatenate([np.maximum(x @ W1.T, 0) @ W2.T, shortcut], axis=1), 0)


def shortcut_in_place(x, W1, W2, P=None):
    shortcut = x if P is None else x @ P.T
    shortcut += np.maximum(x @ W1.T, 0) @ W2.T
    return np.maximum(shortcut, 0)


def relu_before_and_projection_unused(x, W1, W2, P=None):
    return np.maximum(np.maximum(x @ W1.T, 0) @ W2.T, 0) + x


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (no_shortcut, "no shortcut", "no_shortcut"),
        (relu_before_the_sum, "ReLU before the shortcut is added", "relu_before_the_sum"),
        (no_relu_at_the_end, "no ReLU at the end", "no_last_relu"),
        (relu_on_both_before, "ReLU on the branch before the sum as well", "relu_on_branch"),
        (relu_on_the_shortcut, "ReLU on the shortcut", "relu_on_either_shortcut"),
        (no_relu_inside, "no ReLU between the layers", "no_first_relu"),
        (projection_unused, "P ignored", "P_ignored"),
        (projection_always, "no case for P = None", "P_always_needed"),
        (projection_and_identity, "x added beside the projection", "x_beside_its_projection"),
        (truth_of_an_array, "if P on an array", "truth_of_P"),
        (projection_not_transposed, "P not transposed", "P_not_transposed"),
        (nothing_transposed, "nothing transposed", "nothing_transposed"),
        (difference, "shortcut subtracted", "shortcut_subtracted"),
        (product, "shortcut multiplied", "shortcut_multiplied"),
        (mean_of_the_two, "half of the sum", "mean_of_the_two"),
        (side_by_side, "concatenated", "shortcut_concatenated"),
        (shortcut_in_place, "changes x", None),
        (
            relu_before_and_projection_unused,
            "ReLU before the shortcut is added, and P ignored",
            "relu_before_the_sum+P_ignored",
        ),
    ]
}
