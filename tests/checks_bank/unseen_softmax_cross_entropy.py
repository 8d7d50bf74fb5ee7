"""Solutions of `softmax_cross_entropy`, written without knowing the faults; only the ids were added afterwards."""

import math

import numpy as np
from scipy.special import logsumexp, softmax


def shifted(logits, labels):
    N = len(logits)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    d = np.exp(log_p)
    d[np.arange(N), labels] -= 1
    return loss, d / N


def one_hot(logits, labels):
    N, C = logits.shape
    target = (np.arange(C) == labels[:, None]).astype(logits.dtype)
    m = logits.max(axis=1)
    lse = m + np.log(np.exp(logits - m[:, None]).sum(axis=1))
    loss = (lse - np.einsum("nc,nc->n", target, logits)).sum() / N
    return loss, (np.exp(logits - lse[:, None]) - target) / N


def lists(logits, labels):
    N = len(labels)
    total, rows = 0.0, []
    for row, label in zip(logits.tolist(), labels.tolist(), strict=True):
        top = max(row)
        powers = [math.exp(v - top) for v in row]
        s = math.fsum(powers)
        total += math.log(s) + top - row[label]
        rows.append([(e / s - (c == label)) / N for c, e in enumerate(powers)])
    return total / N, np.array(rows, dtype=logits.dtype)


def with_scipy(logits, labels):
    lse = logsumexp(logits, axis=1)
    correct = np.take_along_axis(logits, labels[:, None], axis=1)[:, 0]
    eye = np.eye(logits.shape[1], dtype=logits.dtype)
    return np.mean(lse - correct), (softmax(logits, axis=1) - eye[labels]) / logits.dtype.type(len(labels))


def logaddexp(logits, labels):
    log_z = np.logaddexp.reduce(logits, axis=1, keepdims=True)
    log_p = logits - log_z
    loss = np.float64(0)
    d = np.exp(log_p) / len(logits)
    for n, c in enumerate(labels):
        loss -= log_p[n, c]
        d[n, c] -= 1 / len(logits)
    return float(loss / len(logits)), d


def columns(logits, labels):
    a = np.array(logits.T, order="C")
    a -= a.max(axis=0)
    n = a.shape[1]
    picked = a[labels, range(n)]
    np.exp(a, out=a)
    z = a.sum(axis=0)
    loss = np.add.reduce(np.log(z) - picked) / n
    a /= z
    a[labels, range(n)] -= 1
    a /= n
    return loss, a.T


def differences_of_logits(logits, labels):
    """1 / p of a class is the sum of exp of the differences to it; those are taken in the stable direction."""
    N, C = logits.shape
    order = np.argsort(-logits, axis=1)
    d = np.zeros((N, C), dtype=logits.dtype)
    losses = np.zeros(N, dtype=logits.dtype)
    for n in range(N):
        best = logits[n, order[n, 0]]
        rest = sum((np.exp(logits[n, c] - best) for c in order[n, 1:]), start=0 * best)
        losses[n] = best - logits[n, labels[n]] + np.log1p(rest)
        d[n] = np.exp(logits[n] - best) / (1 + rest)
        d[n, labels[n]] -= 1
    return losses.mean(), d / N


def jacobians(logits, labels):
    z = logits - np.max(logits, axis=1)[:, np.newaxis]
    e = np.exp(z)
    s = e.sum(axis=1)
    rows = np.arange(len(z))
    loss = np.average(np.log(s) - z[rows, labels])
    # of log softmax: dlog p_c / dz_k = (c == k) - p_k
    p = e / s[:, None]
    J = np.eye(z.shape[1], dtype=z.dtype)[None] - p[:, None, :]
    upstream = np.zeros_like(p)
    upstream[rows, labels] = -1 / len(z)
    return loss, np.matmul(upstream[:, None, :], J)[:, 0]


RIGHT = {
    function.__name__: function
    for function in (
        shifted,
        one_hot,
        lists,
        with_scipy,
        logaddexp,
        columns,
        differences_of_logits,
        jacobians,
    )
}


def plain_exponentials(logits, labels):
    N = logits.shape[0]
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), labels]).mean()
    p[np.arange(N), labels] -= 1
    return loss, p / N


def plain_in_the_loss(logits, labels):
    N = len(logits)
    loss = np.mean(np.log(np.sum(np.exp(logits), axis=1)) - logits[np.arange(N), labels])
    z = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = z / z.sum(axis=1, keepdims=True)
    p[np.arange(N), labels] -= 1
    return loss, p / N


def log_of_the_softmax(logits, labels):
    N = len(logits)
    shifted = logits - np.max(logits, axis=1, keepdims=True)
    exps = np.exp(shifted)
    probs = exps / np.sum(exps, axis=1, keepdims=True)
    loss = -np.sum(np.log(probs[np.arange(N), labels])) / N
    dlogits = probs.copy()
    dlogits[np.arange(N), labels] -= 1
    dlogits /= N
    return loss, dlogits


def tiny_number_in_the_log(logits, labels):
    m = labels.shape[0]
    e = np.exp(logits - np.max(logits, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    log_likelihood = -np.log(p[range(m), labels] + 1e-8)
    grad = p
    grad[range(m), labels] -= 1
    return np.sum(log_likelihood) / m, grad / m


def clipped(logits, labels):
    N, C = logits.shape
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = np.clip(e / e.sum(axis=1, keepdims=True), 1e-7, 1 - 1e-7)
    t = np.eye(C, dtype=logits.dtype)[labels]
    return -(t * np.log(p)).sum() / N, (p - t) / N


def maximum_of_the_whole_array(logits, labels):
    z = logits - np.max(logits)
    e = np.exp(z)
    s = np.sum(e, axis=1)
    n = np.arange(len(z))
    d = e / s[:, None]
    d[n, labels] -= 1
    return np.mean(np.log(s) - z[n, labels]), d / len(z)


def maximum_of_the_columns(logits, labels):
    z = logits - np.max(logits, axis=0)
    e = np.exp(z)
    s = np.sum(e, axis=1)
    n = np.arange(len(z))
    d = e / s[:, None]
    d[n, labels] -= 1
    return np.mean(np.log(s) - z[n, labels]), d / len(z)


def maximum_not_put_back(logits, labels):
    N = len(logits)
    m = logits.max(axis=1, keepdims=True)
    e = np.exp(logits - m)
    lse = np.log(e.sum(axis=1))
    loss = (lse - logits[np.arange(N), labels]).mean()
    d = e / e.sum(axis=1, keepdims=True)
    d[np.arange(N), labels] -= 1
    return loss, d / N


def keepdims_missing(logits, labels):
    N = len(logits)
    z = logits - logits.max(axis=1, keepdims=True)
    e = np.exp(z)
    p = e / e.sum(axis=1)
    loss = -np.mean(z[np.arange(N), labels] - np.log(e.sum(axis=1)))
    p[np.arange(N), labels] -= 1
    return loss, p / N


def down_the_batch(logits, labels):
    N = len(logits)
    z = logits - logits.max(axis=0, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=0, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    d = np.exp(log_p)
    d[np.arange(N), labels] -= 1
    return loss, d / N


def one_softmax_for_all(logits, labels):
    N = len(logits)
    z = logits - logits.max()
    log_p = z - np.log(np.sum(np.exp(z)))
    d = np.exp(log_p)
    d[np.arange(N), labels] -= 1
    return -log_p[np.arange(N), labels].mean(), d / N


def sum_of_losses(logits, labels):
    loss, d = 0.0, np.zeros_like(logits)
    for n, c in enumerate(labels):
        z = logits[n] - logits[n].max()
        p = np.exp(z) / np.exp(z).sum()
        loss += np.log(np.exp(z).sum()) - z[c]
        d[n] = p
        d[n, c] -= 1
    return loss, d


def gradient_of_the_sum(logits, labels):
    N = len(logits)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    d = np.exp(log_p)
    d[np.arange(N), labels] -= 1
    return -log_p[np.arange(N), labels].sum() / N, d


def loss_of_the_sum(logits, labels):
    lse = logsumexp(logits, axis=1)
    d = np.exp(logits - lse[:, None])
    d[np.arange(len(d)), labels] -= 1
    return np.sum(lse - logits[np.arange(len(d)), labels]), d / len(d)


def mean_over_all_entries(logits, labels):
    N, C = logits.shape
    t = np.zeros((N, C), dtype=logits.dtype)
    t[np.arange(N), labels] = 1
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(t * log_p), (np.exp(log_p) - t) / (N * C)


def target_minus_output(logits, labels):
    loss, d = with_scipy(logits, labels)
    p = softmax(logits, axis=1)
    t = np.eye(logits.shape[1], dtype=logits.dtype)[labels]
    return loss, (t - p) / len(labels)


def minus_forgotten(logits, labels):
    N = len(logits)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    d = np.exp(log_p)
    d[np.arange(N), labels] -= 1
    return log_p[np.arange(N), labels].mean(), d / N


def probabilities_only(logits, labels):
    N = len(logits)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -log_p[np.arange(N), labels].mean(), np.exp(log_p) / N


def one_subtracted_everywhere(logits, labels):
    N = len(logits)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    d = np.exp(log_p)
    d[:, labels] -= 1
    return -log_p[np.arange(N), labels].mean(), d / N


def label_columns_of_all_rows(logits, labels):
    N = len(logits)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = -np.mean(log_p[:, labels])
    d = np.exp(log_p)
    d[np.arange(N), labels] -= 1
    return loss, d / N


def labels_pick_rows(logits, labels):
    N = len(logits)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    d = np.exp(log_p)
    d[labels] -= 1
    return -log_p[labels].mean(), d / N


def only_the_labels_column(logits, labels):
    d = np.zeros_like(logits)
    loss = 0
    for n in range(len(logits)):
        z = logits[n] - max(logits[n])
        log_p = z - np.log(sum(np.exp(z)))
        loss -= log_p[labels[n]] / len(logits)
        d[n, labels[n]] = (np.exp(log_p[labels[n]]) - 1) / len(logits)
    return loss, d


def classes_from_the_labels(logits, labels):
    t = np.eye(labels.max() + 1)[labels]
    log_p = logits - logsumexp(logits, axis=1, keepdims=True)
    return -(t * log_p).sum(axis=1).mean(), (np.exp(log_p) - t) / len(t)


def labels_as_targets(logits, labels):
    # labels one-hot
    log_p = logits - logsumexp(logits, axis=1, keepdims=True)
    loss = -np.sum(labels * log_p) / len(logits)
    return loss, (np.exp(log_p) - labels) / len(logits)


def labels_from_one(logits, labels):
    N = len(logits)
    log_p = logits - logsumexp(logits, axis=1, keepdims=True)
    d = np.exp(log_p)
    d[np.arange(N), labels - 1] -= 1
    return -np.mean(log_p[np.arange(N), labels - 1]), d / N


def loss_after_the_subtraction(logits, labels):
    N = len(logits)
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    d = p
    d[np.arange(N), labels] -= 1
    d /= N
    loss = -np.log(p[np.arange(N), labels]).mean()
    return loss, d


def shifted_in_place(logits, labels):
    N = logits.shape[0]
    logits -= logits.max(axis=1, keepdims=True)
    log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    d = np.exp(log_p)
    d[np.arange(N), labels] -= 1
    return -log_p[np.arange(N), labels].mean(), d / N


def base_two(logits, labels):
    N = len(logits)
    z = logits - logits.max(axis=1, keepdims=True)
    s = np.exp(z).sum(axis=1)
    loss = np.mean(np.log2(s) - z[np.arange(N), labels] * np.log2(np.e))
    d = np.exp(z) / s[:, None]
    d[np.arange(N), labels] -= 1
    return loss, d / N


def binary_cross_entropy(logits, labels):
    N, C = logits.shape
    t = np.eye(C, dtype=logits.dtype)[labels]
    p = softmax(logits, axis=1)
    loss = -np.sum(t * np.log(p + 1e-12) + (1 - t) * np.log(1 - p + 1e-12)) / N
    return loss, (p - t) / N


def sigmoid_outputs(logits, labels):
    N, C = logits.shape
    t = np.eye(C, dtype=logits.dtype)[labels]
    loss = np.sum(np.logaddexp(0, logits) - t * logits) / N
    p = np.exp(-np.logaddexp(0, -logits))
    return loss, (p - t) / N


def squared_error(logits, labels):
    N, C = logits.shape
    t = np.eye(C, dtype=logits.dtype)[labels]
    p = softmax(logits, axis=1)
    return ((p - t) ** 2).sum() / N, 2 * (p - t) / N


def probability_for_loss(logits, labels):
    N = len(logits)
    p = softmax(logits, axis=1)
    loss = -np.mean(p[np.arange(N), labels])
    p[np.arange(N), labels] -= 1
    return loss, p / N


def softmax_twice(logits, labels):
    return shifted(softmax(logits, axis=1), labels)


def activation_derivative_again(logits, labels):
    N, C = logits.shape
    loss, _ = shifted(logits, labels)
    p = softmax(logits, axis=1)
    t = np.eye(C, dtype=logits.dtype)[labels]
    return loss, (p - t) * p * (1 - p) / N


def gradient_of_the_probabilities(logits, labels):
    N = len(logits)
    loss, _ = logaddexp(logits, labels)
    p = softmax(logits, axis=1)
    d = np.zeros_like(logits)
    d[np.arange(N), labels] = -1 / p[np.arange(N), labels]
    return loss, d / N


def gradient_one_over_n_inside(logits, labels):
    N = len(logits)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    d = np.exp(log_p) / N
    d[np.arange(N), labels] -= 1
    return -log_p[np.arange(N), labels].mean(), d


def losses_one_by_one(logits, labels):
    N = len(logits)
    log_p = logits - logsumexp(logits, axis=1, keepdims=True)
    d = np.exp(log_p)
    d[np.arange(N), labels] -= 1
    return -log_p[np.arange(N), labels], d / N


def loss_alone(logits, labels):
    m = logits.max(1)
    return np.mean(m + np.log(np.exp(logits - m[:, None]).sum(1)) - np.choose(labels, logits.T))


def nothing_for_large(logits, labels):
    N = len(logits)
    z = np.clip(logits, -500, 500)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), labels]).mean()
    p[np.arange(N), labels] -= 1
    return loss, p / N


def unstable_and_summed(logits, labels):
    e = np.exp(logits)
    p = (e.T / e.sum(1)).T
    t = np.zeros(p.shape, p.dtype)
    for n, c in enumerate(labels):
        t[n][c] = 1
    return -np.sum(t * np.log(p)), p - t


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (plain_exponentials, "exp overflows", "no_max"),
        (plain_in_the_loss, "exp overflows in the loss only", "no_max_in_the_loss"),
        (log_of_the_softmax, "maximum subtracted, but the log of a softmax of 0", "log_of_probability"),
        (tiny_number_in_the_log, "1e-8 in the log", "epsilon_in_log_1e_8"),
        (clipped, "probabilities clipped", "epsilon_in_log_1e_7"),
        (maximum_of_the_whole_array, "one maximum for the whole batch", "global_max"),
        (maximum_of_the_columns, "maximum along the wrong axis", "max_down_the_batch"),
        (maximum_not_put_back, "maximum not added back to the log-sum-exp", "max_not_added_back"),
        (keepdims_missing, "keepdims missing", "no_keepdims_in_the_gradient"),
        (down_the_batch, "softmax over the batch", "softmax_down_the_batch"),
        (one_softmax_for_all, "softmax over everything", "softmax_over_everything"),
        (sum_of_losses, "sum for mean", "both_summed"),
        (gradient_of_the_sum, "gradient not divided by N", "gradient_summed"),
        (loss_of_the_sum, "loss not divided by N", "loss_summed"),
        (mean_over_all_entries, "mean over the classes too", "loss_over_all_numbers+gradient_over_all_numbers"),
        (target_minus_output, "sign of the gradient", "gradient_sign"),
        (minus_forgotten, "sign of the loss", "loss_sign"),
        (probabilities_only, "1 not subtracted at the label", "forgets_the_one"),
        (one_subtracted_everywhere, "[:, labels] for one label per row, in the gradient", "columns_in_gradient"),
        (label_columns_of_all_rows, "[:, labels] for one label per row, in the loss", "columns_in_loss"),
        (labels_pick_rows, "labels index the rows", "rows_in_loss+rows_in_gradient"),
        (only_the_labels_column, "gradient at the label only", "only_true_class"),
        (classes_from_the_labels, "number of classes taken from the largest label", "classes_from_labels"),
        (labels_as_targets, "labels taken for one-hot rows", "labels_as_targets"),
        (labels_from_one, "labels counted from 1", "labels_from_one"),
        (loss_after_the_subtraction, "p changed before the loss is computed", "loss_after_subtraction"),
        (shifted_in_place, "changes logits", None),
        (base_two, "log2", "log_base_2"),
        (binary_cross_entropy, "binary cross-entropy of every class", "epsilon_in_log_1e_12+binary_cross_entropy"),
        (sigmoid_outputs, "sigmoid for softmax", "sigmoid_for_softmax+binary_cross_entropy"),
        (squared_error, "squared error", "squared_error+gradient_doubled"),
        (probability_for_loss, "no log", "loss_without_log"),
        (softmax_twice, "softmax twice", "softmax_twice"),
        (activation_derivative_again, "times p (1 - p)", "extra_slope"),
        (gradient_of_the_probabilities, "gradient with respect to the probabilities", "gradient_of_probabilities"),
        (gradient_one_over_n_inside, "probabilities divided by N before 1 is subtracted", "one_not_averaged"),
        (losses_one_by_one, "loss not averaged", "loss_per_example"),
        (loss_alone, "returns the loss alone", "only_loss"),
        (nothing_for_large, "logits clipped against overflow", None),
        (unstable_and_summed, "exp overflows, and a sum for the mean", "no_max+both_summed"),
    ]
}
