"""Batch norm: each unit to mean 0 and spread 1 over the batch, then to a spread and a mean that are learned."""

import numpy as np

from ..task import Part, Probe, Task
from ._batch_norm_words import FAULTS

EPS = np.finfo(float).eps
# Beside these the correction of the variance is not seen, and "variance 0" would be "no error" once more.
UNCORRECTED = (
    "biased_running_variance",
    "returns_batch_statistics",
    "running_values_not_updated",
    "running_variance_not_updated",
    "only_y",
)


def reference(faults, x, gamma, beta, running_mean, running_var, training, momentum, eps):
    """(y, running_mean, running_var); with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    training = _mode(has, training)
    _refuse(has, len(x), training)
    if has("running_for_one_example") and len(x) == 1:
        training = False
    old = running_mean, running_var
    batch = _batch_statistics(has, x)
    new = _updated(has, old, batch, len(x), momentum, eps) if training or has("updates_in_evaluation") else old
    mean, var = _used(has, training, x, batch, old, new)
    z = _standardised(has, training, x, mean, var, eps)
    y = _scaled(has, training, z, x, gamma, beta)
    return y if has("only_y_in_evaluation") and not training else _returned(has, y, *new)


def _mode(has, training):
    """Training or evaluation, as the student reads it."""
    if has("always_training"):
        return True
    if has("always_evaluation"):
        return False
    return not training if has("training_reversed") else training


def _refuse(has, count, training):
    """One example has no spread, so training with it is an error."""
    if has("no_error_for_one") or has("running_for_one_example"):
        return
    if has("one_example_has_variance_zero") and not any(map(has, UNCORRECTED)):
        return
    if count == 1 and (training or has("raises_in_evaluation")):
        raise ValueError("one example has no variance")


def _batch_statistics(has, x):
    """Mean, variance, and the unbiased variance of the batch."""
    axis, kept, count = 0, has("keepdims_left"), len(x)
    if has("per_example") or has("per_example_broadcast") or has("per_example_unbiased"):
        axis, kept = 1, not has("per_example")
    if has("per_example_unbiased"):
        count = x.shape[1]
    if has("one_statistic_for_all") or has("one_statistic_unbiased"):
        axis, count = None, x.size if has("one_statistic_unbiased") else len(x)
    mean = x.mean(axis=axis, keepdims=kept)
    deviation = x - (x.mean(axis=axis, keepdims=True) if axis else mean)
    if has("second_moment"):
        deviation = x
    var = (deviation * deviation).sum(axis=axis, keepdims=kept)
    if has("mean_absolute_deviation"):
        var = np.abs(deviation).sum(axis=axis, keepdims=kept)
    if not has("sum_of_squares"):
        var = var * (1 / (x.size // mean.size))
    if count == 1:
        return mean, var, 0 * var if has("one_example_has_variance_zero") else var + np.nan
    factor = (count - 1) / count if has("bessel_upside_down") else count / (count - 1)
    return mean, var, var * factor


def _updated(has, old, batch, count, momentum, eps):
    """The running mean and variance after this batch."""
    mean, var, unbiased = batch
    if has("returns_batch_statistics"):
        return mean, var
    var = var if has("biased_running_variance") else unbiased
    if has("eps_in_running_variance"):
        var = var + eps
    if has("running_deviation"):
        var = np.sqrt(var)
    share = 0.1 if has("momentum_fixed") else 0.9 if has("momentum_fixed_reversed") else momentum
    keep = 1 - share
    if has("momentum_reversed"):
        keep, share = share, keep
    if has("running_values_add_up"):
        keep = 1
    if has("running_values_replaced"):
        keep, share = 0, 1
    if has("moves_away"):
        keep, share = 1 + share, -share
    if has("running_values_of_z"):
        mean, var = 0 * mean, var / (batch[1] + eps)
    new_mean, new_var = keep * old[0] + share * mean, keep * old[1] + share * var
    if has("corrects_the_running_variance"):
        new_var = (keep * old[1] + share * batch[1]) * count / (count - 1)
    if has("running_mean_not_updated") or has("running_values_not_updated"):
        new_mean = old[0]
    if has("running_variance_not_updated") or has("running_values_not_updated"):
        new_var = old[1]
    return new_mean, new_var


def _used(has, training, x, batch, old, new):
    """The mean and the variance that standardise x."""
    count = len(x)
    mean, var, unbiased = batch
    if has("per_example_in_y") and training:
        return x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    batch = mean, unbiased if has("unbiased_batch_variance") else var
    if training:
        return old if has("running_in_training") else new if has("new_running_in_training") else batch
    mean, var = old
    if has("correction_in_evaluation"):
        var = var * count / (count - 1) if count > 1 else var + np.inf
    if has("batch_in_evaluation") or has("batch_mean_in_evaluation"):
        mean = batch[0]
    if has("batch_in_evaluation") or has("batch_variance_in_evaluation"):
        var = batch[1]
    return mean, var


def _standardised(has, training, x, mean, var, eps):
    if has("eps_forgotten") or has("eps_only_in_training") and not training:
        eps = 0
    if has("eps_fixed"):
        eps = 1e-5
    scale = np.sqrt(var + eps)
    if has("eps_outside_root"):
        scale = np.sqrt(var) + eps
    if has("two_roots"):
        scale = np.sqrt(var) + np.sqrt(eps)
    if has("eps_subtracted"):
        scale = np.sqrt(var - eps)
    if has("eps_squared"):
        scale = np.sqrt(var + eps**2)
    if has("no_root") or has("no_root_in_evaluation") and not training:
        scale = var + eps
    if has("divides_the_mean_only") or has("gamma_on_x_only"):
        return x - mean / scale
    z = x if has("mean_not_subtracted") else mean - x if has("sign_reversed") else x - mean
    return z * scale if has("multiplies_by_deviation") else z if has("only_centred") else z / scale


def _scaled(has, training, z, x, gamma, beta):
    """gamma z + beta, or what the student makes of it."""
    if has("not_standardised_in_evaluation") and not training:
        z = x
    if has("scale_only_in_training") and not training:
        return z
    if has("gamma_and_beta_swapped"):
        gamma, beta = beta, gamma
    if has("scale_per_example"):
        gamma, beta = gamma[:, None], beta[:, None]
    if has("beta_before_gamma"):
        return gamma * (z + beta)
    if has("gamma_on_x_only"):
        return z + (gamma - 1) * x + beta
    if has("divides_by_gamma"):
        gamma = 1 / gamma
    y = z if has("gamma_forgotten") else gamma * z
    return y if has("beta_forgotten") else y - beta if has("beta_subtracted") else y + beta


def _returned(has, y, mean, var):
    if has("only_y"):
        return y
    if has("y_transposed"):
        y = y.T
    if has("running_values_swapped"):
        mean, var = var, mean
    return (mean, var, y) if has("y_last") else (y, mean, var)


def bound(args, expected):
    """Rounding: the variance may come as a difference of two squares, each up to `top` squared."""
    x, gamma, beta, mean, var, training = list(args.values())[:6]
    top = np.abs(x).max(axis=0) + np.abs(mean)
    ratio = top / np.sqrt((x.var(axis=0) if training else var) + args["eps"])
    return {
        "y": 64 * EPS * (np.abs(gamma) * ratio * (1 + ratio**2) + np.abs(beta)) + 0 * x,
        "running_mean": 64 * EPS * top,
        "running_var": 64 * EPS * (var + 2 * top**2),
    }


def _probe(training, x, gamma, beta, mean, var, momentum, eps, dtype=np.float64):
    x, gamma, beta, mean, var = (np.array(value, dtype=dtype) for value in (x, gamma, beta, mean, var))
    tags = ("training=True" if training else "training=False",)
    tags += ("a single example",) if len(x) == 1 else ("more than one example",)
    tags += ("more than one unit",) if x.shape[1] > 1 else ()
    tags += ("a unit that never varies",) if len(x) > 1 and (x == x[0]).all(axis=0).any() else ()
    names = ("x", "gamma", "beta", "running_mean", "running_var", "training", "momentum", "eps")
    return Probe(dict(zip(names, (x, gamma, beta, mean, var, training, momentum, eps), strict=True)), tags)


# Variance + eps is the square of a short number in nearly all of them: the expected values can be checked by hand.
PROBES = (
    _probe(True, [[1], [4]], [2], [-1], [3], [5], 0.25, 1.75),
    _probe(False, [[4]], [3], [2], [1], [2.25], 0.25, 1.75),
    _probe(False, [[-1], [3]], [4], [1], [2], [3.25], 0.25, 0.75),
    _probe(True, [[3], [3]], [2], [1.5], [-1], [2], 0.75, 0.25),
    _probe(True, [[-6], [2]], [-1.5], [0.5], [2], [3], 0.125, 9),
    _probe(True, [[0], [6], [3]], [2], [3], [-4], [1], 0.75, 3),
    _probe(True, [[2, 5]], [2, 1], [0.5, 3], [1, 0], [1, 4], 0.25, 0.5),
    _probe(False, [[1, -2], [5, 2]], [2, -1], [3, 0.5], [1, 4], [3.75, 2], 0.25, 0.25),
    _probe(False, [[1, -2], [5, 2], [0, 3]], [2, -1], [3, 0.5], [-1, 4], [3, 0.5], 0.75, 0.125),
    _probe(True, [[1, 7], [3, 1]], [4, 2], [1, -3], [5, -2], [6, 2], 0.25, 1.25),
    _probe(True, [[4, -1, 0], [6, 3, 8]], [2, 1, -3], [0.5, 1, 2], [0, 1, 4], [1, 3, 0.5], 0.75, 0.5),
    _probe(False, [[4, -1, 0], [6, 3, 8]], [2, 1, -3], [0.5, 1, 2], [0, 1, 4], [2, 3, 6], 0.75, 3, np.float32),
    _probe(True, [[1, 4], [-2, 6], [7, -1]], [3, 0.5], [1, 2], [2, -3], [4, 1], 0.125, 2),
    _probe(
        True,
        [[1, 5, -3], [4, 2, 0], [-2, 2, 6], [5, 7, 1]],
        [3, -0.5, 2],
        [1, 2, -4],
        [2, -3, 0.5],
        [4, 1, 7],
        0.25,
        1.5,
        np.float32,
    ),
)

TASK = Task(
    id="batch_norm",
    lecture="04b_keeping_the_scale",
    place=2,
    signature="batch_norm(x, gamma, beta, running_mean, running_var, training, momentum, eps) "
    "-> (y, running_mean, running_var)",
    reference=reference,
    parts=(
        Part("y", axes=("examples", "units")),
        Part("running_mean", axes=("units",)),
        Part("running_var", axes=("units",)),
    ),
    faults=FAULTS,
    probes=PROBES,
    cells={
        "standardising": "how a unit is brought to mean 0 and spread 1",
        "which-axis": "over which axis batch norm takes its mean",
        "small-constant": "what the small constant ε is for, and where it stands",
        "scale-and-shift": "what γ and β give back to the network",
        "two-variances": "the two variances, divided by N and by N - 1",
        "running-averages": "how the running values follow the batches, and which way round momentum counts",
        "training-and-evaluation": "what batch norm does in training and what in evaluation",
    },
    ask="Compute the call above by hand: which mean and which variance are used here, and what do the running values "
    "become?",
    why="There are three steps: choose the mean and the variance, standardise with them, scale and shift. Updating the "
    "running values is a fourth, in training only. Print the result of each for this call.",
    cell="standardising",
    bound=bound,
)
