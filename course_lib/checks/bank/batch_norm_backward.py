"""The gradients of batch norm in training, where the mean and the variance move with x.

With z = (x - mean) / s and s = sqrt(variance + eps), so that y = gamma z + beta, and dz = gamma dy:
dx = (dz - mean(dz) - z mean(dz z)) / s, one term for each of the three ways in which x reaches y.
"""

import numpy as np

from ..task import Part, Probe, Task
from ._batch_norm_backward_words import FAULTS

EPS = np.finfo(float).eps


def reference(faults, dy, x, gamma, eps):
    """(dx, dgamma, dbeta); with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if has("dy_ignored"):
        dy = np.ones_like(dy)
    axis = 1 if has("per_example") else None if has("one_statistic_for_all") else 0
    centred, s = _standardised(has, x, eps, axis)
    z = x if has("x_for_z") else centred if has("centred_for_z") else centred / s
    if has("divides_the_mean_only"):
        z = x - (x - centred) / s
    if has("z_reversed"):
        z = -z
    dx = _input_gradient(has, dy, x, z, s, gamma, axis)
    return _returned(has, dx, *_parameter_gradients(has, dy, x, centred, z, gamma))


def _standardised(has, x, eps, axis):
    """x minus its mean, and the spread by which it is divided."""
    if has("one_statistic_only"):
        axis = None
    centred = x - x.mean(axis=axis, keepdims=True)
    squares = (x if has("second_moment") else centred) ** 2
    count = 1 if has("sum_of_squares") else x.size // squares.sum(axis=axis, keepdims=True).size
    var = squares.sum(axis=axis, keepdims=True) / (count - 1 if has("unbiased_variance") and count > 1 else count)
    if has("mean_not_subtracted"):
        centred = x
    if has("eps_forgotten"):
        eps = 0
    if has("eps_fixed"):
        eps = 1e-5
    if has("eps_outside_root"):
        return centred, np.sqrt(var) + eps
    return centred, var + eps if has("no_root") else np.sqrt(var + eps)


def _input_gradient(has, dy, x, z, s, gamma, axis):
    if has("gamma_forgotten") or has("gamma_per_example"):
        gamma, column = np.ones_like(gamma), gamma[:, None]
    if has("gamma_twice"):
        gamma = gamma**2
    if has("divides_by_gamma"):
        gamma = 1 / gamma
    dz = gamma * dy
    if has("stops_at_z"):
        return dz
    terms = _terms(has, dy, dy if has("gamma_not_in_the_means") else dz, x, z, s, axis)
    if has("direct_way_missing") or has("direct_way_not_divided"):
        dz = dz * (0 if has("direct_way_missing") else s)
    count = x.shape[axis] if axis is not None else x.size
    dx = (dz / count if has("dy_not_times_N") else dz) - terms
    dx = dx / s if has("spread_twice") else dx
    dx = dx if has("spread_forgotten") else dx * s if has("spread_multiplies") else dx / s
    dx = dx * column if has("gamma_per_example") else 0 * dx if has("dx_zero") else dx
    return dx / count if has("dx_divided_by_N") else dx * count if has("dx_times_N") else dx


def _terms(has, dy, dz, x, z, s, axis):
    """What goes through the mean, and what through the variance."""
    count = number = x.shape[axis] if axis is not None else x.size
    if has("counts_units"):
        count = x.shape[1]
    if has("counts_all_numbers"):
        count = x.size
    count = 1 if has("sums_in_dx") else count**2 if has("means_divided_twice") else count
    inner = x if has("x_for_z_in_the_sum") else x / s if has("uncentred_in_the_sum") else z
    outer = x if has("x_for_z_outside") else x / s if has("uncentred_outside") else z
    through_mean = dy if has("gamma_not_in_the_mean_way") else dz
    through_var = (dy if has("gamma_not_in_the_variance_way") else dz) * inner
    if not has("mean_way_not_summed"):
        through_mean = through_mean.sum(axis=axis, keepdims=True)
    if not has("variance_way_not_summed"):
        through_var = through_var.sum(axis=axis, keepdims=True)
    through_mean = through_mean / (1 if has("sum_in_the_mean_way") else count)
    through_var = outer * through_var / (1 if has("sum_in_the_variance_way") else count)
    if has("N_minus_1_in_the_variance_way"):
        through_var = through_var * count / (number - 1)
    if has("mean_constant") or has("statistics_constant"):
        through_mean = 0 * through_mean
    if has("variance_constant") or has("statistics_constant"):
        through_var = 0 * through_var
    if has("mean_way_sign"):
        through_mean = -through_mean
    if has("mean_way_not_divided"):
        through_mean = through_mean * s
    factors = {
        "variance_way_sign": -1,
        "two_forgotten": 0.5,
        "half_forgotten": 2,
        "centred_for_z_in_dx": s**2,
        "centred_for_z_in_one_place": s,
        "power_minus_three": s**-3,
        "power_of_the_root": s**1.5,
        "variance_way_divided_once_more": 1 / s,
    }
    for name, factor in factors.items():
        if has(name):
            through_var = through_var * factor
    return through_mean + through_var


def _parameter_gradients(has, dy, x, centred, z, gamma):
    """dgamma and dbeta."""
    if has("x_for_z_in_dgamma"):
        z = x
    if has("centred_for_z_in_dgamma"):
        z = centred
    if has("dgamma_without_z"):
        z = np.ones_like(z)
    per_gamma = z if has("dgamma_without_dy") else dy * z
    axis, kept = 1 if has("sums_over_units") else None if has("sums_over_everything") else 0, has("keepdims_left")
    dgamma, dbeta = per_gamma.sum(axis=axis, keepdims=kept), dy.sum(axis=axis, keepdims=kept)
    if has("dgamma_not_summed"):
        dgamma = per_gamma
    if has("dbeta_not_summed"):
        dbeta = dy
    if has("dgamma_mean") or has("parameter_gradients_are_means"):
        dgamma = dgamma / len(x)
    if has("dbeta_mean") or has("parameter_gradients_are_means"):
        dbeta = dbeta / len(x)
    if has("dgamma_times_gamma"):
        dgamma = dgamma * gamma
    return dgamma, dbeta * gamma if has("dbeta_times_gamma") else dbeta


def _returned(has, dx, dgamma, dbeta):
    if has("only_dx"):
        return dx
    if has("dx_negative"):
        dx = -dx
    if has("dx_transposed"):
        dx = dx.T
    if has("dgamma_and_dbeta_swapped"):
        dgamma, dbeta = dbeta, dgamma
    return (dgamma, dbeta, dx) if has("dx_last") else (dx, dgamma, dbeta)


def bound(args, expected):
    """Rounding: the variance may come as a difference of two squares, each up to the square of max |x|."""
    dy, x, gamma, eps = args.values()
    s = np.sqrt(x.var(axis=0) + eps)
    ratio, top = np.abs(x).max(axis=0) / s, np.abs(dy).max(axis=0)
    return {
        "dx": 64 * EPS * np.abs(gamma) / s * top * (1 + ratio) ** 2 * (1 + ratio**2) + 0 * x,
        "dgamma": 64 * EPS * np.abs(dy).sum(axis=0) * (1 + ratio) * (1 + ratio**2),
        "dbeta": 64 * EPS * np.abs(dy).sum(axis=0),
    }


def _probe(dy, x, gamma, eps, dtype=np.float64):
    dy, x, gamma = (np.array(value, dtype=dtype) for value in (dy, x, gamma))
    tags = ("more than two examples",) if len(x) > 2 else ()
    tags += ("more than one unit",) if x.shape[1] > 1 else ()
    tags += ("a unit that never varies",) if (x == x[0]).all(axis=0).any() else ()
    return Probe({"dy": dy, "x": x, "gamma": gamma, "eps": eps}, tags)


# Variance + eps is the square of a short number in nearly all of them: the expected values can be checked by hand.
PROBES = (
    _probe([[1], [3]], [[1], [4]], [3], 1.75),
    _probe([[2], [-1]], [[-6], [2]], [-1.5], 9.0),
    _probe([[2], [2]], [[3], [3]], [2], 0.25),
    _probe([[3], [1], [-2]], [[0], [6], [3]], [2], 3.0),
    _probe([[1], [4], [-2], [0.5]], [[0], [2], [2], [4]], [-3], 2.0),
    _probe([[2], [-1], [5], [3]], [[1], [7], [3], [5]], [0.5], 4.0),
    _probe([[1, 4], [3, -2]], [[1, 7], [5, 1]], [4, -2], 2.25),
    _probe([[1, 4], [-3, 2], [5, 0.5]], [[5, 0], [-1, 6], [5, 3]], [2, 3], 1.0),
    _probe([[2, -1, 3], [0.5, 4, 1]], [[2, -1, 0], [6, 3, 8]], [2, 1, -3], 0.5),
    _probe([[2, -1, 3], [0.5, 4, 1], [-2, 3, 0]], [[4, -1, 0], [6, 3, 8], [1, 2, -5]], [2, 0.5, -3], 1.5),
    _probe(
        [[1, 3, -2], [2, -1, 0.5], [4, 0, 1], [-3, 2, 5]],
        [[1, 5, -3], [4, 2, 0], [-2, 2, 6], [5, 7, 1]],
        [3, -0.5, 2],
        1.5,
        np.float32,
    ),
)

TASK = Task(
    id="batch_norm_backward",
    lecture="04b_keeping_the_scale",
    place=3,
    signature="batch_norm_backward(dy, x, gamma, eps) -> (dx, dgamma, dbeta)",
    reference=reference,
    parts=(
        Part("dx", axes=("examples", "units")),
        Part("dgamma", axes=("units",)),
        Part("dbeta", axes=("units",)),
    ),
    faults=FAULTS,
    probes=PROBES,
    cells={
        "three-ways": "the three ways in which an input of batch norm reaches the output",
        "gradient-of-the-variance": "how a gradient goes back through the variance and its root",
        "compact-form": "how the three ways add up to one line",
        "gradients-of-scale-and-shift": "what arrives at γ and β",
        "standardising": "how a unit is brought to mean 0 and spread 1",
        "small-constant": "what the small constant ε is for, and where it stands",
        "which-axis": "over which axis batch norm takes its mean",
    },
    ask="Change one number of x in the call above in your mind: which values of y move, and by which ways?",
    why="Every x reaches y in three ways: directly, through the mean and through the variance. Compute the three terms "
    "one after the other for this call, and hold a finite difference against their sum.",
    cell="three-ways",
    bound=bound,
)
