"""Softmax and cross-entropy in one: logits (N, C) and labels (N,) -> the mean loss and its gradient."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ..task import Part, Probe, Task
from ._softmax_cross_entropy_words import CELLS, EPSILONS, FAULTS

# Of each row at most one: different ways of doing the same step, or two that do what a likelier pair does.
ALTERNATIVES = {
    frozenset(pair)
    for row in (
        "sigmoid_for_softmax softmax_twice shares_without_exp not_normalised softmax_down_the_batch "
        "softmax_over_everything sums_over_everything sums_down_the_batch sum_without_keepdims no_max_in_the_loss "
        "no_keepdims_in_the_gradient",
        "global_max mean_subtracted max_down_the_batch max_without_keepdims no_max no_max_in_logsumexp "
        "softmax_down_the_batch softmax_over_everything sigmoid_for_softmax shares_without_exp",
        "log_of_probability one_hot_times_log no_max_in_logsumexp " + " ".join(EPSILONS),
        "log_of_probability no_max",
        "no_max_in_logsumexp loss_without_log",
        "no_max no_max_in_logsumexp no_max_in_the_loss",
        "loss_without_log loss_is_minus_logit squared_error only_gradient no_max_in_the_loss",
        "no_max_in_logsumexp loss_is_minus_logit",
        "no_max loss_forgets_true_logit",
        "no_max_in_logsumexp squared_error",
        "no_max_in_logsumexp only_gradient",
        "not_normalised max_not_added_back",
        "shares_without_exp sigmoid_for_softmax max_not_added_back max_added_twice",
        "sigmoid_for_softmax loss_is_minus_logit",
        "one_hot_times_log entropy_of_probabilities columns_in_loss columns_in_loss_summed rows_in_loss",
        "log_of_probability binary_cross_entropy",
        "log_of_probability labels_as_targets classes_from_labels",
        "max_added_twice predicted_class",
        "columns_in_loss_summed first_class",
        "loss_summed gradient_is_probabilities",
        "both_summed only_loss only_gradient",
        "first_class predicted_class labels_from_one labels_as_targets classes_from_labels",
        "loss_without_log loss_is_minus_logit loss_forgets_true_logit max_not_added_back max_added_twice "
        "entropy_of_probabilities binary_cross_entropy squared_error columns_in_loss columns_in_loss_summed "
        "rows_in_loss loss_after_subtraction",
        "loss_summed loss_over_all_numbers loss_averaged_twice loss_per_example loss_not_added_up both_summed "
        "by_classes stops_after_first loss_keeps_axis columns_in_loss_summed",
        "log_base_2 log_base_10",
        "gradient_sign forgets_the_one gradient_is_probabilities columns_in_gradient rows_in_gradient only_true_class "
        "extra_slope gradient_of_probabilities own_slope_only log_probabilities one_not_averaged only_one_averaged "
        "logits_for_probabilities gradient_zero adds_one one_replaces_probability "
        "gradient_doubled",
        "gradient_summed gradient_over_all_numbers gradient_averaged_twice gradient_mean both_summed by_classes "
        "gradient_is_probabilities gradient_zero",
        "swapped only_loss only_gradient",
    )
    for pair in combinations(row.split(), 2)
}


def reference(faults, logits, labels):
    """(loss, dlogits); with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if faults in ALTERNATIVES:
        raise ValueError("alternatives")
    labels = _labels(has, logits, labels)
    y = _one_hot(has, logits, labels)
    soft = _softmax(has, logits)
    loss = _reduced(has, _losses(has, logits, labels, y, soft), logits.shape)
    dlogits = _averaged(has, _differences(has, logits, labels, y, soft), y, logits.shape)
    if has("stops_after_first"):
        dlogits[1:] = 0
    if has("only_loss") or has("only_gradient"):
        return loss if has("only_loss") else dlogits
    return (dlogits, loss) if has("swapped") else (loss, dlogits)


def _labels(has, z, labels):
    if has("first_class"):
        return np.zeros_like(labels)
    if has("predicted_class"):
        return z.argmax(axis=1)
    return labels - 1 if has("labels_from_one") else labels


def _one_hot(has, z, labels):
    if has("labels_as_targets"):
        return np.broadcast_to(labels, z.shape).astype(z.dtype)
    if has("classes_from_labels"):
        return np.eye(labels.max() + 1)[labels].astype(z.dtype)
    y = np.zeros_like(z)
    y[np.arange(len(z)), labels] = 1
    return y


@dataclass
class Soft:
    """Probabilities and their logarithms, and what they are made of: exp(z - top) divided by total."""

    p: np.ndarray
    log_p: np.ndarray
    top: object = 0.0
    total: object = 1.0
    log: object = np.log


def _softmax(has, z):
    if has("sigmoid_for_softmax"):
        p = 1 / (1 + np.exp(-z))
        return Soft(p, np.log(p))
    if has("shares_without_exp"):
        total = z.sum(axis=1, keepdims=True)
        return Soft(z / total, np.log(z / total), 0.0, total)
    if has("softmax_twice"):
        z = np.exp(z - z.max(axis=1, keepdims=True))
        z = z / z.sum(axis=1, keepdims=True)
    top = _top(has, z)
    e = np.exp(z - top)
    total = _total(has, e)
    p = e / total
    if has("no_max_in_the_loss"):
        return Soft(p, z - np.log(np.exp(z).sum(axis=1, keepdims=True)), top, total)
    if has("no_keepdims_in_the_gradient"):
        return Soft(e / e.sum(axis=1), z - top - np.log(total), top, total)
    epsilon = next((value for name, value in EPSILONS.items() if has(name)), 0.0)
    if epsilon or has("no_max") or has("log_of_probability") or has("one_hot_times_log"):
        return Soft(p, np.log(p + epsilon), top, total, lambda q: np.log(q + epsilon))
    return Soft(p, z - top - np.log(total), top, total)


def _top(has, z):
    """What is subtracted from the logits before they go into exp."""
    if has("no_max") or has("no_max_in_logsumexp"):
        return 0.0
    if has("global_max") or has("softmax_over_everything"):
        return z.max()
    if has("mean_subtracted"):
        return z.mean(axis=1, keepdims=True)
    if has("max_down_the_batch") or has("softmax_down_the_batch"):
        return z.max(axis=0)
    return z.max(axis=1) if has("max_without_keepdims") else z.max(axis=1, keepdims=True)


def _total(has, e):
    if has("not_normalised"):
        return np.ones((len(e), 1))
    if has("softmax_over_everything") or has("sums_over_everything"):
        return e.sum()
    if has("softmax_down_the_batch") or has("sums_down_the_batch"):
        return e.sum(axis=0)
    return e.sum(axis=1) if has("sum_without_keepdims") else e.sum(axis=1, keepdims=True)


def _losses(has, z, labels, y, soft):
    """One loss for each example, in most cases."""
    p, log_p, rows = soft.p, soft.log_p, np.arange(len(z))

    def at_label(a):
        return np.broadcast_to(a, z.shape)[rows, labels]

    if has("columns_in_loss") or has("columns_in_loss_summed"):
        return -log_p[:, labels]
    if has("rows_in_loss"):
        return -log_p[labels]
    if has("loss_without_log"):
        return -at_label(p)
    if has("loss_after_subtraction"):
        return -np.log(at_label(p - y))
    if has("loss_is_minus_logit"):
        return -at_label(z)
    if has("loss_forgets_true_logit"):
        return at_label(soft.top + np.log(soft.total))
    if has("max_not_added_back"):
        return at_label(np.log(soft.total) - z)
    if has("max_added_twice"):
        return at_label(2 * soft.top + np.log(soft.total) - z)
    if has("entropy_of_probabilities"):
        return -(p * log_p).sum(axis=1)
    if has("binary_cross_entropy"):
        return -(y * log_p + (1 - y) * soft.log(1 - p)).sum(axis=1)
    if has("squared_error"):
        return ((p - y) ** 2).sum(axis=1)
    if has("labels_as_targets") or has("classes_from_labels") or has("one_hot_times_log"):
        return -(y * log_p).sum(axis=1)
    return -at_label(log_p)


def _reduced(has, losses, shape):
    """From the losses of the examples to what is returned."""
    if has("log_base_2") or has("log_base_10"):
        losses = losses / np.log(2 if has("log_base_2") else 10)
    if has("loss_sign"):
        losses = -losses
    if has("stops_after_first"):
        return losses[0] / len(losses)
    if has("loss_not_added_up"):
        return losses[-1] / len(losses)
    if has("loss_per_example"):
        return losses
    if has("loss_keeps_axis"):
        return losses.mean(keepdims=True)
    if has("loss_summed") or has("both_summed"):
        return losses.sum()
    if has("loss_over_all_numbers"):
        return losses.sum() / (shape[0] * shape[1])
    if has("by_classes"):
        return losses.sum() / shape[1]
    if has("columns_in_loss_summed"):
        return losses.sum() / shape[0]
    return losses.mean() / (shape[0] if has("loss_averaged_twice") else 1)


def _differences(has, z, labels, y, soft):
    """The gradient before it is divided by the number of examples."""
    p = soft.p.copy()
    if has("forgets_the_one") or has("gradient_is_probabilities"):
        return p
    if has("columns_in_gradient"):
        p[:, labels] -= 1
        return p
    if has("rows_in_gradient"):
        p[labels] -= 1
        return p
    ways = {
        "gradient_sign": lambda: y - p,
        "only_true_class": lambda: (p - 1) * y,
        "extra_slope": lambda: (p - y) * p * (1 - p),
        "gradient_of_probabilities": lambda: np.where(y == 1, -1 / p, 0.0),
        "own_slope_only": lambda: p * (1 - p),
        "log_probabilities": lambda: soft.log_p - y,
        "one_not_averaged": lambda: p - len(z) * y,
        "only_one_averaged": lambda: len(z) * p - y,
        "logits_for_probabilities": lambda: z - y,
        "gradient_zero": lambda: np.zeros_like(z),
        "adds_one": lambda: p + y,
        "gradient_doubled": lambda: 2 * (p - y),
        "one_replaces_probability": lambda: np.where(y == 1, -1, p),
    }
    return next((way() for name, way in ways.items() if has(name)), p - y)


def _averaged(has, d, y, shape):
    if has("gradient_summed") or has("both_summed") or has("gradient_is_probabilities"):
        d = d / 1
    elif has("gradient_mean"):
        return d.mean(axis=0)
    elif has("by_classes"):
        d = d / shape[1]
    elif has("gradient_over_all_numbers"):
        d = d / (shape[0] * shape[1])
    else:
        d = d / shape[0] ** (2 if has("gradient_averaged_twice") else 1)
    return d.T if has("gradient_transposed") else d


def bound(args, expected):
    """Rounding enters through z - top and the logarithm, in proportion to the largest logit.

    One ordinary example is judged less sharply, so that a small number inside the logarithm is met where it does harm.
    """
    largest = np.abs(args["logits"]).max()
    room = 2e-6 if len(args["logits"]) == 1 and largest < 700 else 64 * np.finfo(np.float64).eps * (1 + largest)
    return {"loss": room, "dlogits": room}


def _probe(logits, labels, dtype=np.float64):
    logits, labels = np.array(logits, dtype=dtype), np.array(labels)
    tags = ()
    if np.abs(logits).max() > 700:
        tags += ("logits of 1000 or -1000",)
    if len(logits) > 1:
        tags += ("more than one example",)
    if logits.shape[1] > 2:
        tags += ("more than two classes",)
    if len(logits) not in (1, logits.shape[1]):
        tags += ("more or fewer examples than classes",)
    if labels.any():
        tags += ("a label other than 0",)
    return Probe({"logits": logits, "labels": labels}, tags)


PROBES = (
    _probe([[2, 0]], [0]),
    _probe([[-1, 0.5]], [1]),
    _probe([[1, -2, 0.5]], [2]),
    _probe([[3, 1, -1, 0]], [1]),
    _probe([[1000, -1000]], [0]),
    _probe([[0, -1000]], [1]),
    _probe([[-1000, -1000.5]], [0]),
    _probe([[0, -1000, 1]], [0]),
    _probe([[1, 0], [-1, 2]], [0, 0]),
    _probe([[0, 2], [3, -1]], [1, 0]),
    _probe([[0.5, -1], [2, 3]], [1, 1]),
    _probe([[0, -1000], [1, 0]], [1, 0]),
    _probe([[1000, 998], [-1000, -1001]], [1, 0]),
    _probe([[1, 2, -1], [0, -2, 3]], [2, 0]),
    _probe([[2, -1], [0, 1.5], [-3, 1]], [0, 1, 0]),
    _probe([[1, 0, -2], [3, -1, 0.5], [-1, 2, 1]], [2, 0, 1]),
    _probe([[0.5, 2, -1], [1, -3, 0], [2, 1, 0], [-1, 0.25, 3]], [1, 2, 0, 2]),
    _probe([[1, -0.5, 2], [0, 1.5, -2]], [1, 1], np.float32),
)

TASK = Task(
    id="softmax_cross_entropy",
    lecture="02a_losses_and_slopes",
    place=2,
    signature="softmax_cross_entropy(logits, labels) -> (loss, dlogits)",
    reference=reference,
    parts=(Part("loss", "number"), Part("dlogits", axes=("examples", "classes"))),
    faults=FAULTS,
    probes=PROBES,
    cells=CELLS,
    ask="For the first row of logits above, what are the probabilities, and what is the probability of its label?",
    why="There are four steps: probabilities, the loss of each example, their mean, and the gradient. Print the result "
    "of each step for this call; the first that differs from the one by hand is the place.",
    cell="cross-entropy",
    bound=bound,
)
