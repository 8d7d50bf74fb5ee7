"""Solutions of `mlp_forward`, written without knowing the faults; only the ids were added afterwards."""

import numpy as np


def einsum(x, W1, b1, W2, b2):
    h = (np.einsum("nd,hd->nh", x, W1) + b1).clip(min=0)
    return np.einsum("nh,ch->nc", h, W2) + b2


def columns(x, W1, b1, W2, b2):
    h = W1 @ x.T + b1[:, None]
    h[h < 0] = 0
    return (W2 @ h + b2.reshape(-1, 1)).T


def example_by_example(x, W1, b1, W2, b2):
    out = np.empty((len(x), len(b2)), dtype=x.dtype)
    for n, row in enumerate(x):
        h = W1.dot(row) + b1
        out[n] = W2.dot(h * (h > 0)) + b2
    return out


def unit_by_unit(x, W1, b1, W2, b2):
    scores = np.zeros((x.shape[0], W2.shape[0]), dtype=x.dtype) + b2
    for j in range(W1.shape[0]):
        a = (x * W1[j]).sum(axis=1) + b1[j]
        scores = scores + np.outer(np.where(a > 0, a, 0), W2[:, j]).astype(x.dtype)
    return scores


def folded(x, W1, b1, W2, b2):
    ones = np.ones((len(x), 1), dtype=x.dtype)
    h = np.maximum(0, np.hstack([x, ones]) @ np.column_stack([W1, b1]).T)
    return np.hstack([h, ones]) @ np.column_stack([W2, b2]).T


def half_of_a_and_its_size(x, W1, b1, W2, b2):
    a = np.tensordot(x, W1, axes=([1], [1])) + b1
    return (a + np.abs(a)) / 2 @ W2.T + b2


def in_place_on_its_own(x, W1, b1, W2, b2):
    a = np.matmul(x, np.transpose(W1))
    a += b1
    np.maximum(a, 0, out=a)
    y = np.matmul(a, np.transpose(W2))
    y += b2
    return y


def lists(x, W1, b1, W2, b2):
    result = []
    for row in x:
        h = [max(0.0, sum(u * v for u, v in zip(w, row, strict=True)) + c) for w, c in zip(W1, b1, strict=True)]
        result.append([sum(u * v for u, v in zip(w, h, strict=True)) + c for w, c in zip(W2, b2, strict=True)])
    return np.array(result, dtype=x.dtype).reshape(len(x), len(b2))


RIGHT = {
    function.__name__: function
    for function in (
        einsum,
        columns,
        example_by_example,
        unit_by_unit,
        folded,
        half_of_a_and_its_size,
        in_place_on_its_own,
        lists,
    )
}


def no_activation(x, W1, b1, W2, b2):
    return np.einsum("ch,nh->nc", W2, np.einsum("hd,nd->nh", W1, x) + b1) + b2


def one_merged_layer(x, W1, b1, W2, b2):
    return x @ (W2 @ W1).T + (W2 @ b1 + b2)


def outputs_too(x, W1, b1, W2, b2):
    for W, b in ((W1, b1), (W2, b2)):
        x = np.maximum(0, x @ W.T + b)
    return x


def outputs_only(x, W1, b1, W2, b2):
    return ((x @ W1.T + b1) @ W2.T + b2).clip(0)


def untransposed(x, W1, b1, W2, b2):
    h = np.maximum(x @ W1 + b1, 0)
    return h @ W2 + b2


def second_untransposed(x, W1, b1, W2, b2):
    h = np.maximum(x @ W1.T + b1, 0)
    return h @ W2 + b2


def one_example(x, W1, b1, W2, b2):
    h = np.maximum(W1 @ x + b1, 0)
    return W2 @ h + b2


def columns_returned(x, W1, b1, W2, b2):
    h = np.maximum(W1 @ x.T + b1[:, None], 0)
    return W2 @ h + b2[:, None]


def no_b1(x, W1, b1, W2, b2):
    h = x @ W1.T
    h[h < 0] = 0
    return np.dot(h, W2.T) + b2


def no_b2(x, W1, b1, W2, b2):
    a = np.inner(x, W1) + b1
    return np.inner(a * (a > 0), W2)


def no_biases(x, W1, b1, W2, b2):
    return np.maximum(x @ W1.T, 0) @ W2.T


def b1_after(x, W1, b1, W2, b2):
    return (np.where(x @ W1.T > 0, x @ W1.T, 0) + b1) @ W2.T + b2


def b1_subtracted(x, W1, b1, W2, b2):
    return np.maximum(x @ W1.T - b1, 0) @ W2.T - b2


def logistic(x, W1, b1, W2, b2):
    h = 1 / (1 + np.exp(-(x @ W1.T + b1)))
    return h @ W2.T + b2


def tanh(x, W1, b1, W2, b2):
    return np.tanh(x @ W1.T + b1) @ W2.T + b2


def leaky(x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    return np.where(a > 0, a, 0.01 * a) @ W2.T + b2


def size(x, W1, b1, W2, b2):
    return np.abs(x @ W1.T + b1) @ W2.T + b2


def python_max(x, W1, b1, W2, b2):
    return max(0, x @ W1.T + b1) @ W2.T + b2


def threshold_units(x, W1, b1, W2, b2):
    return np.heaviside(x @ W1.T + b1, 1.0) @ W2.T + b2


def the_negative_part(x, W1, b1, W2, b2):
    return -np.maximum(-(x @ W1.T + b1), 0) @ W2.T + b2


def probabilities(x, W1, b1, W2, b2):
    s = np.maximum(x @ W1.T + b1, 0) @ W2.T + b2
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def hidden_values(x, W1, b1, W2, b2):
    h = np.maximum(x @ W1.T + b1, 0)
    h @ W2.T + b2
    return h


def classes(x, W1, b1, W2, b2):
    return np.argmax(np.maximum(x @ W1.T + b1, 0) @ W2.T + b2, axis=1)


def with_the_hidden(x, W1, b1, W2, b2):
    h = np.maximum(x @ W1.T + b1, 0)
    return h @ W2.T + b2, h


def input_clipped(x, W1, b1, W2, b2):
    h = np.maximum(x, 0) @ W1.T + b1
    return np.maximum(h, 0) @ W2.T + b2


def first_example(x, W1, b1, W2, b2):
    h = np.maximum(W1 @ x[0] + b1, 0)
    return W2 @ h + b2


def not_reset(x, W1, b1, W2, b2):
    h, rows = np.copy(b1), []
    for row in x:
        h = h + W1 @ row
        rows.append(W2 @ np.maximum(h, 0) + b2)
    return np.array(rows, dtype=x.dtype).reshape(len(x), len(b2))


def reshaped(x, W1, b1, W2, b2):
    h = np.maximum(x @ W1.reshape(W1.shape[::-1]) + b1, 0)
    return h @ W2.reshape(W2.shape[::-1]) + b2


def squeezed(x, W1, b1, W2, b2):
    return (np.maximum(x @ W1.T + b1, 0) @ W2.T + b2).squeeze()


def added_up(x, W1, b1, W2, b2):
    return (np.maximum(x @ W1.T + b1, 0) @ W2.T + b2).sum(axis=1)


def at_most_one(x, W1, b1, W2, b2):
    return np.clip(x @ W1.T + b1, 0, 1) @ W2.T + b2


def input_overwritten(x, W1, b1, W2, b2):
    W1 *= 1.0
    b1 += 0.0
    x[x < 0] = 0
    return np.maximum(x @ W1.T + b1, 0) @ W2.T + b2


def bias_in_a_column(x, W1, b1, W2, b2):
    h = np.maximum(x @ W1.T + b1.reshape(-1, 1), 0)
    return h @ W2.T + b2.reshape(-1, 1)


def whole_rows_off(x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    a[a.sum(axis=1) < 0] = 0
    return a @ W2.T + b2


def average_of_the_batch(x, W1, b1, W2, b2):
    s = np.maximum(x @ W1.T + b1, 0) @ W2.T + b2
    return s.mean(axis=0)


def b1_for_b2(x, W1, b1, W2, b2):
    return np.maximum(x @ W1.T + b1, 0) @ W2.T + b1


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (no_activation, "no ReLU", "no_relu"),
        (one_merged_layer, "no ReLU", "no_relu"),
        (outputs_too, "ReLU on the scores too", "relu_on_output"),
        (outputs_only, "ReLU on the scores in place of the hidden layer", "no_relu+relu_on_output"),
        (untransposed, "W1 and W2 not transposed", "W1_not_transposed+W2_not_transposed"),
        (second_untransposed, "W2 not transposed", "W2_not_transposed"),
        (one_example, "formula for one example", "one_example_formula"),
        (columns_returned, "scores transposed", "returns_transposed"),
        (no_b1, "b1 missing", "forgets_b1"),
        (no_b2, "b2 missing", "forgets_b2"),
        (no_biases, "both biases missing", "forgets_b1+forgets_b2"),
        (b1_after, "b1 added after the ReLU", "b1_after_relu"),
        (b1_subtracted, "both biases subtracted", "bias_subtracted"),
        (logistic, "logistic for ReLU", "sigmoid_hidden"),
        (tanh, "tanh for ReLU", "tanh_hidden"),
        (leaky, "leaky ReLU", None),
        (size, "absolute value for ReLU", "absolute_hidden"),
        (python_max, "Python's max on an array", "python_max"),
        (threshold_units, "threshold for ReLU", "threshold_hidden"),
        (the_negative_part, "keeps the negative part", "keeps_negative"),
        (probabilities, "softmax on the scores", "softmax_output"),
        (hidden_values, "returns the hidden values", None),
        (classes, "returns the class", "returns_class"),
        (with_the_hidden, "returns the hidden values too", None),
        (input_clipped, "ReLU on the input too", "relu_on_input"),
        (first_example, "first example only", "first_example_only"),
        (not_reset, "pre-activations run on from example to example", None),
        (reshaped, "reshape for transpose", None),
        (squeezed, "drops an axis of length 1", None),
        (added_up, "adds up the scores", None),
        (at_most_one, "clipped at 1 too", None),
        (input_overwritten, "changes the caller's arrays", None),
        (bias_in_a_column, "biases as columns", "bias_down_the_batch"),
        (whole_rows_off, "ReLU on the sum of a row", None),
        (average_of_the_batch, "averages over the batch", None),
        (b1_for_b2, "b1 in place of b2", None),
    ]
}
