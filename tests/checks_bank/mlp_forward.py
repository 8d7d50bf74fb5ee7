"""Solutions of `mlp_forward`."""

import numpy as np


def r_matrix(x, W1, b1, W2, b2):
    return np.maximum(x @ W1.T + b1, 0) @ W2.T + b2


def r_loops(x, W1, b1, W2, b2):
    out = np.zeros((len(x), len(W2)), x.dtype)
    for n in range(len(x)):
        hidden = []
        for h in range(len(W1)):
            a = b1[h]
            for d in range(x.shape[1]):
                a += x[n, d] * W1[h, d]
            hidden.append(a if a > 0 else 0)
        for c in range(len(W2)):
            out[n, c] = b2[c] + sum(W2[c, h] * hidden[h] for h in range(len(W1)))
    return out


def r_einsum(x, W1, b1, W2, b2):
    h = np.einsum("nd,hd->nh", x, W1) + b1[None]
    return np.einsum("nh,ch->nc", h.clip(min=0), W2) + b2


def r_columns(x, W1, b1, W2, b2):
    h = W1 @ x.T + b1[:, None]
    h[h < 0] = 0
    return (W2 @ h + b2.reshape(-1, 1)).T


def r_folded_bias(x, W1, b1, W2, b2):
    def ones(a):
        return np.concatenate([np.ones((len(a), 1)), a], axis=1)

    h = ones(x) @ np.column_stack([b1, W1]).T
    return ones((h + abs(h)) / 2) @ np.column_stack([b2, W2]).T


def r_float32(x, W1, b1, W2, b2):
    x, W1, b1, W2, b2 = (a.astype(np.float32) for a in (x, W1, b1, W2, b2))
    return np.asfortranarray(np.where(x @ W1.T + b1 > 0, x @ W1.T + b1, 0) @ W2.T + b2)


def r_each_sample(x, W1, b1, W2, b2):
    return np.stack([W2 @ np.fmax(W1 @ row + b1, 0) + b2 for row in x])


def r_mask(x, W1, b1, W2, b2):
    a = np.add(np.dot(x, np.transpose(W1)), b1)
    return np.inner((a > 0) * a, W2) + b2


def r_tensordot(x, W1, b1, W2, b2):
    h = np.tensordot(x, W1, axes=(1, 1)) + np.tile(b1, (len(x), 1))
    np.maximum(h, 0, out=h)
    return (np.tensordot(W2, h, axes=(1, 1)) + b2[:, None]).T


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def layer(x, W, b):
    return np.einsum("ni,oi->no", x, W) + b


def relu(a):
    return a * (a > 0)


def linear_hidden(x, W1, b1, W2, b2):
    return layer(layer(x, W1, b1), W2, b2)


def relu_everywhere(x, W1, b1, W2, b2):
    return relu(layer(relu(layer(x, W1, b1)), W2, b2))


def relu_first(x, W1, b1, W2, b2):
    return layer(relu(layer(relu(x), W1, b1)), W2, b2)


def logistic(x, W1, b1, W2, b2):
    return layer(0.5 * (1 + np.tanh(layer(x, W1, b1) / 2)), W2, b2)


def hyperbolic(x, W1, b1, W2, b2):
    a = layer(x, W1, b1)
    return layer((np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a)), W2, b2)


def threshold_units(x, W1, b1, W2, b2):
    return layer(np.where(x @ W1.T >= -b1, 1.0, 0.0), W2, b2)


def magnitude(x, W1, b1, W2, b2):
    return layer(np.sqrt(layer(x, W1, b1) ** 2), W2, b2)


def wrong_side(x, W1, b1, W2, b2):
    a = layer(x, W1, b1)
    return layer(np.where(a < 0, a, 0), W2, b2)


def np_max(x, W1, b1, W2, b2):
    return np.max(x @ W1.T + b1, 0) @ W2.T + b2


def no_b1(x, W1, b1, W2, b2):
    return layer(relu(np.dot(x, W1.T)), W2, b2)


def no_b2(x, W1, b1, W2, b2):
    return np.array([[np.dot(W2[c], relu(W1 @ row + b1)) for c in range(len(W2))] for row in x])


def no_biases(x, W1, b1, W2, b2):
    return relu(x @ W1.T) @ W2.T


def late_bias(x, W1, b1, W2, b2):
    return layer(relu(x @ W1.T) + b1, W2, b2)


def thresholds(x, W1, b1, W2, b2):
    return relu(x @ W1.T - b1) @ W2.T - b2


def bias_column(x, W1, b1, W2, b2):
    return relu(x @ W1.T + b1[:, None]) @ W2.T + b2[:, None]


def not_transposed(x, W1, b1, W2, b2):
    return relu(x @ W1 + b1) @ W2 + b2


def not_transposed_first(x, W1, b1, W2, b2):
    return layer(relu(np.dot(x, W1) + b1), W2, b2)


def not_transposed_second(x, W1, b1, W2, b2):
    return relu(layer(x, W1, b1)) @ W2 + b2


def one_sample(x, W1, b1, W2, b2):
    return W2 @ relu(W1 @ x[0] + b1) + b2


def return_in_loop(x, W1, b1, W2, b2):
    for row in x:
        h = relu(W1 @ row + b1)
        return W2 @ h + b2


def column_scores(x, W1, b1, W2, b2):
    return W2 @ relu(W1 @ x.T + b1[:, None]) + b2[:, None]


def probabilities(x, W1, b1, W2, b2):
    e = np.exp(r_matrix(x, W1, b1, W2, b2))
    return e / e.sum(1)[:, None]


def squashed(x, W1, b1, W2, b2):
    return 1 / (1 + np.exp(-r_matrix(x, W1, b1, W2, b2)))


def hard(x, W1, b1, W2, b2):
    return (r_matrix(x, W1, b1, W2, b2) >= 0) * 1.0


def winner(x, W1, b1, W2, b2):
    return r_matrix(x, W1, b1, W2, b2).argmax(1)


def linear_without_b1(x, W1, b1, W2, b2):
    return x @ (W2 @ W1).T + b2


def relu_moved_to_output(x, W1, b1, W2, b2):
    return relu(layer(layer(x, W1, b1), W2, b2))


def leaky(x, W1, b1, W2, b2):
    a = layer(x, W1, b1)
    return layer(np.where(a > 0, a, 0.01 * a), W2, b2)


def relu6(x, W1, b1, W2, b2):
    return layer(np.clip(layer(x, W1, b1), 0, 6), W2, b2)


def squared(x, W1, b1, W2, b2):
    return layer(relu(layer(x, W1, b1)) ** 2, W2, b2)


def softplus(x, W1, b1, W2, b2):
    return layer(np.logaddexp(0, layer(x, W1, b1)), W2, b2)


def mean_of_batch(x, W1, b1, W2, b2):
    return r_matrix(x, W1, b1, W2, b2).mean(0, keepdims=True)


def rounded(x, W1, b1, W2, b2):
    return np.rint(r_matrix(x, W1, b1, W2, b2)).astype(int)


def as_list(x, W1, b1, W2, b2):
    return r_matrix(x, W1, b1, W2, b2).tolist()


def with_hidden(x, W1, b1, W2, b2):
    h = relu(layer(x, W1, b1))
    return h, layer(h, W2, b2)


def flat(x, W1, b1, W2, b2):
    return r_matrix(x, W1, b1, W2, b2).ravel()


WRONG = {
    function.__name__: (function, fault)
    for function, fault in [
        (linear_hidden, "no_relu"),
        (relu_everywhere, "relu_on_output"),
        (relu_first, "relu_on_input"),
        (logistic, "sigmoid_hidden"),
        (hyperbolic, "tanh_hidden"),
        (threshold_units, "threshold_hidden"),
        (magnitude, "absolute_hidden"),
        (wrong_side, "keeps_negative"),
        (np_max, "max_over_batch"),
        (no_b1, "forgets_b1"),
        (no_b2, "forgets_b2"),
        (no_biases, "forgets_b1+forgets_b2"),
        (late_bias, "b1_after_relu"),
        (thresholds, "bias_subtracted"),
        (bias_column, "bias_down_the_batch"),
        (not_transposed, "W1_not_transposed+W2_not_transposed"),
        (not_transposed_first, "W1_not_transposed"),
        (not_transposed_second, "W2_not_transposed"),
        (one_sample, "first_example_only"),
        (return_in_loop, "first_example_only"),
        (column_scores, "returns_transposed"),
        (probabilities, "softmax_output"),
        (squashed, "sigmoid_output"),
        (hard, "threshold_output"),
        (winner, "returns_class"),
        (linear_without_b1, "no_relu+forgets_b1"),
        (relu_moved_to_output, "no_relu+relu_on_output"),
        (leaky, None),
        (relu6, None),
        (squared, None),
        (softplus, None),
        (mean_of_batch, None),
        (rounded, None),
        (as_list, None),
        (with_hidden, None),
        (flat, None),
    ]
}
