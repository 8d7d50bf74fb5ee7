"""Solutions of `softmax_cross_entropy`."""

import math

import numpy as np


def r_log_softmax(logits, labels):
    n = np.arange(len(logits))
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    d = np.exp(log_p)
    d[n, labels] -= 1
    return -log_p[n, labels].mean(), d / len(logits)


def r_loops(logits, labels):
    N, C = logits.shape
    loss, d = 0.0, np.zeros((N, C))
    for n in range(N):
        top = max(logits[n])
        total = sum(math.exp(z - top) for z in logits[n])
        loss += top + math.log(total) - logits[n, labels[n]]
        for c in range(C):
            d[n, c] = (math.exp(logits[n, c] - top) / total - (c == labels[n])) / N
    return loss / N, d


def r_logaddexp(logits, labels):
    lse = np.logaddexp.reduce(logits, axis=1)
    picked = np.take_along_axis(logits, labels[:, None], axis=1)[:, 0]
    return np.mean(lse - picked), (np.exp(logits - lse[:, None]) - np.eye(logits.shape[1])[labels]) / len(labels)


def r_one_hot(logits, labels):
    y = (labels[:, None] == np.arange(logits.shape[1])).astype(logits.dtype)
    z = logits - np.amax(logits, 1)[:, None]
    e = np.exp(z)
    s = np.einsum("nc->n", e).reshape(-1, 1)
    loss = -np.einsum("nc,nc->", y, z - np.log(s)) / len(y)
    return loss, (e / s - y) / len(y)


def r_columns(logits, labels):
    z = np.asfortranarray(logits.T)
    z = z - z.max(axis=0)
    p = np.exp(z)
    s = p.sum(axis=0)
    p /= s
    losses = np.log(s) - z[labels, range(len(labels))]
    p[labels, range(len(labels))] -= 1
    return float(np.average(losses)), (p / len(labels)).T


def r_float32(logits, labels):
    z = logits.astype(np.float32)
    z = z - z.max(-1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), -1, keepdims=True))
    d = np.exp(log_p) - np.eye(z.shape[1], dtype=np.float32)[labels]
    return float(-log_p[np.arange(len(z)), labels].mean()), d / np.float32(len(z))


def r_differences(logits, labels):
    """Each logit less the one of the label: the loss is their log-sum-exp."""
    gap = logits - logits[np.arange(len(labels)), labels][:, np.newaxis]
    top = gap.max(1, keepdims=True)
    losses = top[:, 0] + np.log(np.exp(gap - top).sum(1))
    p = np.exp(gap - losses[:, None])
    d = p / len(labels)
    np.subtract.at(d, (np.arange(len(labels)), labels), 1 / len(labels))
    return losses.sum() / len(labels), d


def r_example_by_example(logits, labels):
    losses, rows = [], []
    for z, t in zip(logits, labels, strict=True):
        p = np.exp(z - np.max(z)) / np.exp(z - np.max(z)).sum()
        losses.append(np.max(z) + np.log(np.exp(z - np.max(z)).sum()) - z[t])
        p[t] -= 1.0
        rows.append(p)
    return np.mean(losses), np.stack(rows) / len(labels)


def r_longdouble(logits, labels):
    z = logits.astype(np.longdouble)
    z = z - z.max(1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(1, keepdims=True))
    n = np.arange(len(z))
    p[n, labels] -= 1
    return float(-log_p[n, labels].mean()), (p / len(z)).astype(np.float64)


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def softmax(z, axis=1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(z):
    return z - np.logaddexp.reduce(z, axis=1)[:, None]


def hot(z, labels):
    return np.eye(z.shape[1])[labels]


def at(a, labels):
    return np.array([row[t] for row, t in zip(a, labels, strict=True)])


def loss_of(z, labels):
    return np.logaddexp.reduce(z, axis=1).mean() - at(z, labels).mean()


def gradient_of(z, labels):
    return (softmax(z) - hot(z, labels)) / len(z)


def from_probabilities(p, labels, epsilon=0.0):
    """What most people write: the logarithm of the probability, picked by index."""
    n = len(p)
    loss = -np.sum(np.log(p[np.arange(n), labels] + epsilon)) / n
    d = p.copy()
    d[np.arange(n), labels] -= 1
    return loss, d / n


def textbook(z, labels):
    e = np.exp(z)
    return from_probabilities(e / np.sum(e, axis=1, keepdims=True), labels)


def textbook_one_hot(z, labels):
    p = np.exp(z) / np.exp(z).sum(1)[:, None]
    y = hot(z, labels)
    return -np.mean(np.sum(y * np.log(p), axis=1)), (p - y) / len(z)


def shifted_textbook(z, labels):
    return from_probabilities(softmax(z), labels)


def shifted_one_hot(z, labels):
    p, y = softmax(z), hot(z, labels)
    return -(y * np.log(p)).sum() / len(y), (p - y) / len(y)


def with_epsilon(z, labels):
    return from_probabilities(softmax(z), labels, 1e-12)


def clipped(z, labels):
    p = softmax(z)
    loss = -np.log(np.clip(p, 1e-7, 1 - 1e-7))[np.arange(len(z)), labels].mean()
    return loss, (p - hot(z, labels)) / len(z)


def epsilon_one_hot(z, labels):
    p, y = softmax(z), hot(z, labels)
    return -np.sum(y * np.log(p + 1e-9)) / len(z), (p - y) / len(z)


def textbook_with_epsilon(z, labels):
    e = np.exp(z)
    return from_probabilities(e / np.sum(e, axis=1, keepdims=True), labels, 1e-8)


def plain_logsumexp(z, labels):
    lse = np.log(np.exp(z).sum(axis=1))
    return np.mean(lse - at(z, labels)), (np.exp(z) / np.exp(z).sum(1, keepdims=True) - hot(z, labels)) / len(z)


def one_max_for_all(z, labels):
    z = z - np.max(z)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -at(log_p, labels).mean(), (np.exp(z) / np.exp(z).sum(axis=1, keepdims=True) - hot(z, labels)) / len(z)


def axis_zero(z, labels):
    z = z - z.max(axis=0)
    log_p = z - np.log(np.exp(z).sum(axis=0))
    return -at(log_p, labels).mean(), (np.exp(log_p) - hot(z, labels)) / len(z)


def axis_zero_textbook(z, labels):
    return from_probabilities(softmax(z, axis=0), labels)


def no_axis(z, labels):
    z = z - np.max(z)
    p = np.exp(z) / np.sum(np.exp(z))
    log_p = z - np.log(np.sum(np.exp(z)))
    return -at(log_p, labels).mean(), (p - hot(z, labels)) / len(z)


def lost_axis(z, labels):
    z = z - z.max(axis=1, keepdims=True)
    e = np.exp(z)
    p = e / np.sum(e, axis=1)
    log_p = z - np.log(np.sum(e, axis=1))
    return -at(log_p, labels).mean(), (p - hot(z, labels)) / len(z)


def lost_both_axes(z, labels):
    z = z - z.max(axis=1)
    e = np.exp(z)
    log_p = z - np.log(e.sum(axis=1))
    return -at(log_p, labels).mean(), (e / e.sum(axis=1) - hot(z, labels)) / len(z)


def sigmoids(z, labels):
    p = 0.5 * (1 + np.tanh(z / 2))
    with np.errstate(all="ignore"):
        loss = -np.log(at(p, labels)).mean()
    return loss, (p - hot(z, labels)) / len(z)


def twice(z, labels):
    p = softmax(softmax(z))
    return -np.log(at(p, labels)).mean(), (p - hot(z, labels)) / len(z)


def exponentials(z, labels):
    e = np.exp(z - z.max(1, keepdims=True))
    return np.mean(z.max(1) - at(z, labels)), (e - hot(z, labels)) / len(z)


def bits(z, labels):
    return loss_of(z, labels) / np.log(2), gradient_of(z, labels)


def log10(z, labels):
    return loss_of(z, labels) * np.log10(np.e), gradient_of(z, labels)


def log_likelihood(z, labels):
    return at(log_softmax(z), labels).mean(), gradient_of(z, labels)


def summed_loss(z, labels):
    return -sum(at(log_softmax(z), labels)), gradient_of(z, labels)


def summed_gradient(z, labels):
    d = softmax(z)
    d[range(len(z)), labels] -= 1
    return loss_of(z, labels), d


def sums(z, labels):
    return loss_of(z, labels) * len(z), softmax(z) - hot(z, labels)


def mean_of_everything(z, labels):
    return -np.mean(hot(z, labels) * log_softmax(z)), gradient_of(z, labels)


def mean_of_everything_twice(z, labels):
    return -np.mean(hot(z, labels) * log_softmax(z)), (softmax(z) - hot(z, labels)) / z.size


def mean_of_mean(z, labels):
    return loss_of(z, labels) / len(z), gradient_of(z, labels)


def wrong_axis_counted(z, labels):
    n = z.shape[1]
    return -at(log_softmax(z), labels).sum() / n, (softmax(z) - hot(z, labels)) / n


def vector_of_losses(z, labels):
    return -at(log_softmax(z), labels), gradient_of(z, labels)


def last_loss(z, labels):
    for n in range(len(z)):
        loss = np.logaddexp.reduce(z[n]) - z[n, labels[n]]
    return loss / len(z), gradient_of(z, labels)


def early_return(z, labels):
    loss, d = 0.0, np.zeros_like(z)
    for n, t in enumerate(labels):
        loss += np.logaddexp.reduce(z[n]) - z[n, t]
        d[n] = softmax(z[n : n + 1])[0]
        d[n, t] -= 1
        return loss / len(z), d / len(z)


def probability_as_loss(z, labels):
    return -np.mean(at(softmax(z), labels)), gradient_of(z, labels)


def score_as_loss(z, labels):
    return -np.mean(at(z, labels)), gradient_of(z, labels)


def lse_as_loss(z, labels):
    return np.logaddexp.reduce(z, axis=1).mean(), gradient_of(z, labels)


def forgot_to_shift_back(z, labels):
    lse = np.log(np.exp(z - z.max(1, keepdims=True)).sum(1))
    return (lse - at(z, labels)).mean(), gradient_of(z, labels)


def shifted_back_twice(z, labels):
    top = z.max(1)
    z = z - top[:, None]
    return (top + np.log(np.exp(z).sum(1)) - at(z, labels)).mean(), gradient_of(z, labels)


def entropy(z, labels):
    return -np.einsum("nc,nc->", softmax(z), log_softmax(z)) / len(z), gradient_of(z, labels)


def binary(z, labels):
    p, y = softmax(z), hot(z, labels)
    loss = -np.sum(y * log_softmax(z) + (1 - y) * np.log(1 - p)) / len(z)
    return loss, (p - y) / len(z)


def squares(z, labels):
    return np.sum((hot(z, labels) - softmax(z)) ** 2) / len(z), gradient_of(z, labels)


def all_columns(z, labels):
    p = log_softmax(z)
    d = np.exp(p)
    loss = -p[:, labels].mean()
    d[:, labels] -= 1
    return loss, d / len(z)


def all_columns_in_gradient(z, labels):
    d = softmax(z)
    d[:, labels] = d[:, labels] - 1
    return loss_of(z, labels), d / len(z)


def whole_rows(z, labels):
    d = softmax(z)
    loss = -log_softmax(z)[labels].mean()
    return loss, (d - hot(z, labels)) / len(z)


def label_zero(z, labels):
    return -log_softmax(z)[:, 0].mean(), gradient_of(z, 0 * labels)


def own_guess(z, labels):
    guess = np.argmax(softmax(z), axis=1)
    return loss_of(z, guess), gradient_of(z, guess)


def one_based(z, labels):
    return loss_of(z, labels - 1), gradient_of(z, labels - 1)


def labels_multiplied(z, labels):
    return -np.sum(labels * log_softmax(z)) / len(z), (softmax(z) - labels) / len(z)


def uphill(z, labels):
    return loss_of(z, labels), -gradient_of(z, labels)


def both_signs(z, labels):
    return -loss_of(z, labels), -gradient_of(z, labels)


def nothing_subtracted(z, labels):
    return loss_of(z, labels), softmax(z) / len(z)


def with_probabilities(z, labels):
    return loss_of(z, labels), softmax(z)


def label_only(z, labels):
    d = np.zeros_like(z)
    d[np.arange(len(z)), labels] = (at(softmax(z), labels) - 1) / len(z)
    return loss_of(z, labels), d


def one_slope_too_many(z, labels):
    p = softmax(z)
    return loss_of(z, labels), gradient_of(z, labels) * (p - p**2)


def for_probabilities(z, labels):
    return loss_of(z, labels), np.where(hot(z, labels) > 0, -1 / softmax(z), 0) / len(z)


def diagonal(z, labels):
    p = softmax(z)
    return loss_of(z, labels), p * (1 - p) / len(z)


def logs(z, labels):
    return loss_of(z, labels), (log_softmax(z) - hot(z, labels)) / len(z)


def late_one(z, labels):
    d = softmax(z) / len(z)
    d[np.arange(len(z)), labels] -= 1
    return loss_of(z, labels), d


def early_one(z, labels):
    return loss_of(z, labels), softmax(z) - hot(z, labels) / len(z)


def scores(z, labels):
    return loss_of(z, labels), (z - hot(z, labels)) / len(z)


def zeros(z, labels):
    return loss_of(z, labels), np.zeros(z.shape)


def plus_one(z, labels):
    d = softmax(z)
    d[np.arange(len(z)), labels] += 1
    return loss_of(z, labels), d / len(z)


def minus_one(z, labels):
    d = softmax(z)
    d[np.arange(len(z)), labels] = -1
    return loss_of(z, labels), d / len(z)


def mean_row(z, labels):
    return loss_of(z, labels), (softmax(z) - hot(z, labels)).mean(0)


def on_its_side(z, labels):
    return loss_of(z, labels), gradient_of(z, labels).T


def other_order(z, labels):
    return gradient_of(z, labels), loss_of(z, labels)


def loss_alone(z, labels):
    return loss_of(z, labels)


def gradient_alone(z, labels):
    return gradient_of(z, labels)


def sums_textbook(z, labels):
    p = softmax(z)
    loss = -np.sum(np.log(at(p, labels)))
    return loss, p - hot(z, labels)


def textbook_without_mean_in_gradient(z, labels):
    e = np.exp(z)
    p = e / e.sum(1, keepdims=True)
    loss = -np.mean(np.log(at(p, labels)))
    p[np.arange(len(z)), labels] -= 1
    return loss, p


def centred(z, labels):
    z = z - np.average(z, axis=1)[:, None]
    log_p = z - np.log(np.exp(z).sum(axis=1))[:, None]
    p = np.exp(z) / np.exp(z).sum(axis=1)[:, None]
    return -at(log_p, labels).mean(), (p - hot(z, labels)) / len(z)


def counts_classes_in_the_labels(z, labels):
    K = int(labels.max()) + 1
    y = np.zeros((len(labels), K))
    for n in range(len(labels)):
        y[n, labels[n]] = 1.0
    return -(y * log_softmax(z)).sum() / len(labels), (softmax(z) - y) / len(labels)


def epsilon_below(z, labels):
    e = np.exp(z - z.max(1, keepdims=True))
    d = e / (e.sum(1, keepdims=True) + 1e-8)
    return loss_of(z, labels), (d - hot(z, labels)) / len(z)


def as_squared_error(z, labels):
    gap = softmax(z) - hot(z, labels)
    return (gap**2).sum() / len(z), 2 * gap / len(z)


def loss_in_brackets(z, labels):
    return np.array([loss_of(z, labels)]), gradient_of(z, labels)


def in_place(z, labels):
    z -= z.max(axis=1, keepdims=True)
    return loss_of(z, labels), gradient_of(z, labels)


def smoothed(z, labels):
    y = 0.9 * hot(z, labels) + 0.1 / z.shape[1]
    return -np.sum(y * log_softmax(z)) / len(z), (softmax(z) - y) / len(z)


def hinge(z, labels):
    gap = np.maximum(0, z - at(z, labels)[:, None] + 1)
    return gap.sum() / len(z) - 1, gradient_of(z, labels)


def float_list(z, labels):
    return loss_of(z, labels), gradient_of(z, labels).tolist()


def three_things(z, labels):
    return loss_of(z, labels), softmax(z), gradient_of(z, labels)


def hard(z, labels):
    p = (z == z.max(1, keepdims=True)).astype(float)
    return loss_of(z, labels), (p - hot(z, labels)) / len(z)


WRONG = {
    function.__name__: (function, fault)
    for function, fault in [
        (textbook, "no_max"),
        (textbook_one_hot, "no_max+one_hot_times_log"),
        (shifted_textbook, "log_of_probability"),
        (shifted_one_hot, "one_hot_times_log"),
        (with_epsilon, "epsilon_in_log_1e_12"),
        (clipped, "epsilon_in_log_1e_7"),
        (epsilon_one_hot, "epsilon_in_log_1e_9"),
        (textbook_with_epsilon, "no_max+epsilon_in_log_1e_8"),
        (plain_logsumexp, "no_max_in_logsumexp"),
        (one_max_for_all, "global_max"),
        (axis_zero, "softmax_down_the_batch"),
        (axis_zero_textbook, "softmax_down_the_batch+log_of_probability"),
        (no_axis, "softmax_over_everything"),
        (lost_axis, "sum_without_keepdims"),
        (lost_both_axes, "sum_without_keepdims+max_without_keepdims"),
        (sigmoids, "sigmoid_for_softmax"),
        (twice, "softmax_twice"),
        (exponentials, "not_normalised"),
        (bits, "log_base_2"),
        (log10, "log_base_10"),
        (log_likelihood, "loss_sign"),
        (summed_loss, "loss_summed"),
        (summed_gradient, "gradient_summed"),
        (sums, "both_summed"),
        (mean_of_everything, "loss_over_all_numbers"),
        (mean_of_everything_twice, "loss_over_all_numbers+gradient_over_all_numbers"),
        (mean_of_mean, "loss_averaged_twice"),
        (wrong_axis_counted, "by_classes"),
        (vector_of_losses, "loss_per_example"),
        (last_loss, "loss_not_added_up"),
        (early_return, "stops_after_first"),
        (probability_as_loss, "loss_without_log"),
        (score_as_loss, "loss_is_minus_logit"),
        (lse_as_loss, "loss_forgets_true_logit"),
        (forgot_to_shift_back, "max_not_added_back"),
        (shifted_back_twice, "max_added_twice"),
        (entropy, "entropy_of_probabilities"),
        (binary, "binary_cross_entropy"),
        (squares, "squared_error"),
        (all_columns, "columns_in_loss+columns_in_gradient"),
        (all_columns_in_gradient, "columns_in_gradient"),
        (whole_rows, "rows_in_loss"),
        (label_zero, "first_class"),
        (own_guess, "predicted_class"),
        (one_based, "labels_from_one"),
        (labels_multiplied, "labels_as_targets"),
        (uphill, "gradient_sign"),
        (both_signs, "loss_sign+gradient_sign"),
        (nothing_subtracted, "forgets_the_one"),
        (with_probabilities, "gradient_is_probabilities"),
        (label_only, "only_true_class"),
        (one_slope_too_many, "extra_slope"),
        (for_probabilities, "gradient_of_probabilities"),
        (diagonal, "own_slope_only"),
        (logs, "log_probabilities"),
        (late_one, "one_not_averaged"),
        (early_one, "only_one_averaged"),
        (scores, "logits_for_probabilities"),
        (zeros, "gradient_zero"),
        (plus_one, "adds_one"),
        (minus_one, "one_replaces_probability"),
        (mean_row, "gradient_mean"),
        (on_its_side, "gradient_transposed"),
        (other_order, "swapped"),
        (loss_alone, "only_loss"),
        (gradient_alone, "only_gradient"),
        (sums_textbook, "log_of_probability+both_summed"),
        (textbook_without_mean_in_gradient, "no_max+gradient_summed"),
        (centred, "mean_subtracted"),
        (counts_classes_in_the_labels, "classes_from_labels"),
        (as_squared_error, "squared_error+gradient_doubled"),
        (loss_in_brackets, "loss_keeps_axis"),
        (epsilon_below, None),
        (in_place, None),
        (smoothed, None),
        (hinge, None),
        (float_list, None),
        (three_things, None),
        (hard, None),
    ]
}
