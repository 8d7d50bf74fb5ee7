"""Solutions of `batch_norm_backward`."""

import numpy as np


def r_three_terms(dy, x, gamma, eps):
    s = np.sqrt(x.var(axis=0) + eps)
    z = (x - x.mean(axis=0)) / s
    dgamma, dbeta = (dy * z).sum(axis=0), dy.sum(axis=0)
    return gamma / s * (dy - dbeta / len(x) - z * dgamma / len(x)), dgamma, dbeta


def r_step_by_step(dy, x, gamma, eps):
    """Node by node through the graph of the forward pass."""
    n = x.shape[0]
    mu = np.sum(x, axis=0) / n
    centred = x - mu
    var = np.sum(centred**2, axis=0) / n
    root = np.sqrt(var + eps)
    inverse = 1 / root
    z = centred * inverse
    dz = dy * gamma
    dinverse = np.sum(dz * centred, axis=0)
    dcentred = dz * inverse
    dvar = 0.5 * dinverse * -(inverse**2) / root
    dcentred = dcentred + 2 * centred * np.ones_like(x) / n * dvar
    dmu = -dcentred.sum(axis=0)
    return dcentred + np.ones_like(x) * dmu / n, np.sum(dy * z, axis=0), np.sum(dy, axis=0)


def r_paper(dy, x, gamma, eps):
    m, mu = len(x), x.mean(0)
    var = ((x - mu) ** 2).mean(0)
    dhat = dy * gamma
    dvar = (dhat * (x - mu) * -0.5 * (var + eps) ** -1.5).sum(0)
    dmu = (dhat * -1 / np.sqrt(var + eps)).sum(0) + dvar * (-2 * (x - mu)).sum(0) / m
    dx = dhat / np.sqrt(var + eps) + dvar * 2 * (x - mu) / m + dmu / m
    return dx, (dy * (x - mu) / np.sqrt(var + eps)).sum(0), dy.sum(0)


def r_jacobian(dy, x, gamma, eps):
    """One dense N x N matrix for each unit."""
    n, d = x.shape
    dx, dgamma = np.zeros_like(x), np.zeros_like(gamma)
    centering = np.eye(n) - np.full((n, n), 1 / n)
    for j in range(d):
        c = centering @ x[:, j]
        s = (c @ c / n + eps) ** 0.5
        jacobian = (centering - np.outer(c, c) / (n * s * s)) / s
        dx[:, j] = gamma[j] * (jacobian.T @ dy[:, j])
        dgamma[j] = dy[:, j] @ c / s
    return dx, dgamma, np.ones(n) @ dy


def r_loops(dy, x, gamma, eps):
    n, d = x.shape
    dx, dgamma, dbeta = np.zeros(x.shape), np.zeros(d), np.zeros(d)
    for j in range(d):
        mean = sum(x[:, j]) / n
        s = (sum((value - mean) ** 2 for value in x[:, j]) / n + eps) ** 0.5
        z = [(value - mean) / s for value in x[:, j]]
        for i in range(n):
            dbeta[j] += dy[i, j]
            dgamma[j] += dy[i, j] * z[i]
        for i in range(n):
            dx[i, j] = gamma[j] * (n * dy[i, j] - dbeta[j] - z[i] * dgamma[j]) / (n * s)
    return dx, dgamma, dbeta


def r_float32(dy, x, gamma, eps):
    dy, x, gamma = dy.astype(np.float32), x.astype(np.float32), gamma.astype(np.float32)
    dx, dgamma, dbeta = r_three_terms(dy, x, gamma, np.float32(eps))
    return np.asfortranarray(dx), dgamma, dbeta


def r_einsum(dy, x, gamma, eps):
    n = len(x)
    mu = np.einsum("nd->d", x) / n
    var = np.einsum("nd,nd->d", x, x) / n - mu * mu
    inverse = (var + eps) ** -0.5
    z = np.einsum("nd,d->nd", x - mu, inverse)
    dgamma, dbeta = np.einsum("nd,nd->d", dy, z), np.einsum("nd->d", dy)
    dx = np.einsum("d,nd->nd", gamma * inverse, dy - np.einsum("nd,d->nd", z, dgamma / n) - dbeta / n)
    return dx, dgamma, dbeta


def r_projection(dy, x, gamma, eps):
    """Take away from dz what lies along the ones and along z, on units in rows."""
    rows, g = x.T.copy(), (dy * gamma).T.copy()
    rows -= rows.mean(axis=1, keepdims=True)
    s = np.sqrt(np.mean(rows * rows, axis=1, keepdims=True) + eps)
    rows /= s
    g -= g.mean(axis=1, keepdims=True)
    g -= rows * np.mean(g * rows, axis=1, keepdims=True)
    return (g / s).T, np.vecdot(dy.T, rows) if hasattr(np, "vecdot") else (dy.T * rows).sum(1), dy.T.sum(1)


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def pieces(x, eps):
    """Number of examples, distances from the mean, spread, standardised values."""
    c = x - np.mean(x, 0)
    s = np.sqrt(np.mean(c * c, 0) + eps)
    return len(x), c, s, c / s


def with_dx(function):
    """A solution with this dx and the right gradients of gamma and beta."""

    def batch_norm_backward(dy, x, gamma, eps):
        n, c, s, z = pieces(x, eps)
        return function(dy, x, gamma, n, c, s, z), np.sum(dy * z, 0), np.sum(dy, 0)

    return batch_norm_backward


def with_parameters(function):
    """A solution with the right dx and these gradients of gamma and beta."""

    def batch_norm_backward(dy, x, gamma, eps):
        n, c, s, z = pieces(x, eps)
        return r_loops(dy, x, gamma, eps)[0].astype(x.dtype), *function(dy, x, gamma, n, c, s, z)

    return batch_norm_backward


def with_forward(function):
    """The right formula on other standardised values."""

    def batch_norm_backward(dy, x, gamma, eps):
        with np.errstate(all="ignore"):
            z, s = function(x, eps)
            m = np.mean(dy, 0) + z * np.mean(dy * z, 0)
            return gamma * (dy - m) / s, np.sum(dy * z, 0), np.sum(dy, 0)

    return batch_norm_backward


def evaluation_mode(dy, x, gamma, eps):
    c = x - x.mean(0)
    s = np.sqrt(x.var(0) + eps)
    return np.multiply(dy, gamma) / s, np.einsum("nd,nd->d", dy, c / s), dy.sum(0)


def paper_without_dmu(dy, x, gamma, eps):
    mu, var = x.mean(0), x.var(0)
    dhat = dy * gamma
    dvar = np.sum(dhat * (x - mu), 0) * -0.5 * (var + eps) ** -1.5
    dx = dhat / np.sqrt(var + eps) + dvar * 2 * (x - mu) / len(x)
    return dx, np.sum(dy * (x - mu) / np.sqrt(var + eps), 0), np.sum(dy, 0)


def paper_with(power=-1.5, half=0.5, two=2.0, sign=-1.0):
    def batch_norm_backward(dy, x, gamma, eps):
        m, mu, var = len(x), x.mean(0), x.var(0)
        dhat = dy * gamma
        dvar = np.sum(dhat * (x - mu), 0) * sign * half * (var + eps) ** power
        dmu = -np.sum(dhat, 0) / np.sqrt(var + eps)
        dx = dhat / np.sqrt(var + eps) + dvar * two * (x - mu) / m + dmu / m
        return dx, np.sum(dy * (x - mu) / np.sqrt(var + eps), 0), np.sum(dy, 0)

    return batch_norm_backward


def staged(dvar_x=lambda x, mu: x - mu, out_x=lambda x, mu: x - mu, mean=lambda s: 1 / s, over_mean=1, over_var=1):
    """The six lines of the paper, with one of them replaced; over_...: the number of examples to that power."""

    def batch_norm_backward(dy, x, gamma, eps):
        m, mu = len(x), x.mean(0)
        s = np.sqrt(x.var(0) + eps)
        dhat = dy * gamma
        dvar = np.sum(dhat * dvar_x(x, mu), 0) * -0.5 / s**3
        dmu = -np.sum(dhat, 0) * mean(s)
        dx = dhat / s + dvar * 2 * out_x(x, mu) / m**over_var + dmu / m**over_mean
        return dx, np.sum(dy * (x - mu) / s, 0), np.sum(dy, 0)

    return batch_norm_backward


def power_of_root(dy, x, gamma, eps):
    m, mu = len(x), x.mean(0)
    s = np.sqrt(x.var(0) + eps)
    dhat = dy * gamma
    dvar = -0.5 * np.sum(dhat * (x - mu), 0) * s**-1.5
    dx = dhat / s + dvar * 2 * (x - mu) / m - np.sum(dhat, 0) / s / m
    return dx, np.sum(dy * (x - mu) / s, 0), np.sum(dy, 0)


def averaged_then_used(dy, x, gamma, eps):
    n, c, s, z = pieces(x, eps)
    dgamma, dbeta = np.mean(dy * z, 0), np.mean(dy, 0)
    return gamma / s * (dy - dbeta / n - z * dgamma / n), dgamma, dbeta


def raw_x_used(dy, x, gamma, eps):
    n, c, s, z = pieces(x, eps)
    dgamma, dbeta = np.sum(dy * x, 0), np.sum(dy, 0)
    return gamma / s * (dy - dbeta / n - z * dgamma / n), dgamma, dbeta


def never_standardised(dy, x, gamma, eps):
    s = np.sqrt(np.var(x, 0) + eps)
    dgamma, dbeta = np.sum(dy * x, 0), np.sum(dy, 0)
    return gamma / s * (dy - dbeta / len(x) - x * dgamma / len(x)), dgamma, dbeta


def for_layer_norm(dy, x, gamma, eps):
    z = (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + eps)
    g = dy * gamma
    dx = g - g.mean(1, keepdims=True) - z * (g * z).mean(1, keepdims=True)
    return dx / np.sqrt(x.var(1, keepdims=True) + eps), (dy * z).sum(0), dy.sum(0)


def global_forward(x, eps):
    s = np.sqrt(np.var(x) + eps)
    return (x - np.mean(x)) / s, s


def swapped(dy, x, gamma, eps):
    dx, dgamma, dbeta = r_paper(dy, x, gamma, eps)
    return dx, dbeta, dgamma


def parameters_first(dy, x, gamma, eps):
    dx, dgamma, dbeta = r_paper(dy, x, gamma, eps)
    return dgamma, dbeta, dx


def dx_alone(dy, x, gamma, eps):
    return r_jacobian(dy, x, gamma, eps)[0]


def two_only(dy, x, gamma, eps):
    return r_jacobian(dy, x, gamma, eps)[:2]


def columns(dy, x, gamma, eps):
    dx, dgamma, dbeta = r_paper(dy, x, gamma, eps)
    return dx.T, dgamma, dbeta


def kept(dy, x, gamma, eps):
    dx, dgamma, dbeta = r_paper(dy, x, gamma, eps)
    return dx, dgamma.reshape(1, -1), dbeta.reshape(1, -1)


def ones_for_dy(dy, x, gamma, eps):
    return r_three_terms(np.ones_like(dy), x, gamma, eps)


def in_place(dy, x, gamma, eps):
    dgamma, dbeta = r_paper(dy, x, gamma, eps)[1:]
    n, c, s, z = pieces(x, eps)
    dy *= gamma
    dy -= dy.mean(0) + z * (dy * z).mean(0)
    dy /= s
    return dy, dgamma, dbeta


def forward_again(dy, x, gamma, eps):
    _, dgamma, dbeta = r_paper(dy, x, gamma, eps)
    return gamma * pieces(x, eps)[3], dgamma, dbeta


def zero_dx(dy, x, gamma, eps):
    return np.zeros_like(x), *r_paper(dy, x, gamma, eps)[1:]


def double_mean(dy, x, gamma, eps):
    n, c, s, z = pieces(x, eps)
    return gamma / s * (dy - 2 * dy.mean(0) - z * (dy * z).mean(0)), (dy * z).sum(0), dy.sum(0)


def first_example_only(dy, x, gamma, eps):
    dx, dgamma, dbeta = r_paper(dy, x, gamma, eps)
    return dx, dgamma, dy[0]


def difference_quotient(dy, x, gamma, eps):
    """Forward differences with a coarse step."""

    def loss(x):
        c = x - x.mean(0)
        return np.sum(dy * gamma * c / np.sqrt((c * c).mean(0) + eps))

    dx = np.zeros_like(x)
    for index in np.ndindex(*x.shape):
        moved = x.copy()
        moved[index] += 0.1
        dx[index] = (loss(moved) - loss(x)) / 0.1
    return dx, *r_paper(dy, x, gamma, eps)[1:]


def as_integers(dy, x, gamma, eps):
    return tuple(np.rint(a).astype(int) for a in r_paper(dy, x, gamma, eps))


def low_precision(dy, x, gamma, eps):
    return tuple(a.astype(np.float64) for a in r_float32(dy, x, gamma, eps))


def mean0(a):
    return a.sum(0) / len(a)


WRONG = {
    "evaluation_mode": (evaluation_mode, "statistics_constant"),
    "gamma_only": (with_dx(lambda dy, x, g, n, c, s, z: dy * g), "stops_at_z"),
    "paper_without_dmu": (paper_without_dmu, "mean_constant"),
    "no_variance": (with_dx(lambda dy, x, g, n, c, s, z: g / s * (dy - mean0(dy))), "variance_constant"),
    "no_direct": (with_dx(lambda dy, x, g, n, c, s, z: -g / s * (mean0(dy) + z * mean0(dy * z))), "direct_way_missing"),
    "plus_mean": (with_dx(lambda dy, x, g, n, c, s, z: g / s * (dy + mean0(dy) - z * mean0(dy * z))), "mean_way_sign"),
    "plus_variance": (paper_with(sign=1.0), "variance_way_sign"),
    "both_plus": (
        with_dx(lambda dy, x, g, n, c, s, z: g / s * (dy + mean0(dy) + z * mean0(dy * z))),
        "mean_way_sign+variance_way_sign",
    ),
    "uphill": (with_dx(lambda dy, x, g, n, c, s, z: g / s * (mean0(dy) + z * mean0(dy * z) - dy)), "dx_negative"),
    "plain_sums": (with_dx(lambda dy, x, g, n, c, s, z: g / s * (dy - sum(dy) - z * sum(dy * z))), "sums_in_dx"),
    "no_division": (with_dx(lambda dy, x, g, n, c, s, z: g / s * (n * dy - sum(dy) - z * sum(dy * z))), "dx_times_N"),
    "no_n_times_dy": (
        with_dx(lambda dy, x, g, n, c, s, z: g / s / n * (dy - sum(dy) - z * sum(dy * z))),
        "dy_not_times_N",
    ),
    "batch_average": (
        with_dx(lambda dy, x, g, n, c, s, z: g / s / n * (dy - mean0(dy) - z * mean0(dy * z))),
        "dx_divided_by_N",
    ),
    "means_of_means": (
        with_dx(lambda dy, x, g, n, c, s, z: g / s * (dy - mean0(dy) / n - z * mean0(dy * z) / n)),
        "means_divided_twice",
    ),
    "averaged_then_used": (averaged_then_used, "means_divided_twice+parameter_gradients_are_means"),
    "width_for_count": (
        with_dx(lambda dy, x, g, n, c, s, z: g / s * (dy - (sum(dy) + z * sum(dy * z)) / x.shape[1])),
        "counts_units",
    ),
    "size_for_count": (
        with_dx(lambda dy, x, g, n, c, s, z: g / s * (dy - (sum(dy) + z * sum(dy * z)) / x.size)),
        "counts_all_numbers",
    ),
    "bessel_in_dvar": (
        with_dx(lambda dy, x, g, n, c, s, z: g / s * (dy - mean0(dy) - z * sum(dy * z) / (n - 1))),
        "N_minus_1_in_the_variance_way",
    ),
    "mean_of_itself": (
        with_dx(lambda dy, x, g, n, c, s, z: g / s * (dy - dy / n - z * mean0(dy * z))),
        "mean_way_not_summed",
    ),
    "elementwise": (
        with_dx(lambda dy, x, g, n, c, s, z: g / s * (dy - dy / n - z * dy * z / n)),
        "mean_way_not_summed+variance_way_not_summed",
    ),
    "square_without_two": (paper_with(two=1.0), "two_forgotten"),
    "root_without_half": (paper_with(half=1.0), "half_forgotten"),
    "power_half": (paper_with(power=-0.5), "centred_for_z_in_dx"),
    "power_one": (paper_with(power=-1.0), "centred_for_z_in_one_place"),
    "power_three": (paper_with(power=-3.0), "power_minus_three"),
    "power_two": (paper_with(power=-2.0), "variance_way_divided_once_more"),
    "power_of_root": (power_of_root, "power_of_the_root"),
    "raw_x_used": (raw_x_used, "x_for_z_in_the_sum+x_for_z_in_dgamma"),
    "x_outside": (
        with_dx(lambda dy, x, g, n, c, s, z: g / s * (dy - mean0(dy) - x * mean0(dy * z))),
        "x_for_z_outside",
    ),
    "never_standardised": (never_standardised, "x_for_z"),
    "no_gamma": (with_dx(lambda dy, x, g, n, c, s, z: (dy - mean0(dy) - z * mean0(dy * z)) / s), "gamma_forgotten"),
    "gamma_squared": (
        with_dx(lambda dy, x, g, n, c, s, z: g * g / s * (dy - mean0(dy) - z * mean0(dy * z))),
        "gamma_twice",
    ),
    "gamma_once": (
        with_dx(lambda dy, x, g, n, c, s, z: (g * dy - mean0(dy) - z * mean0(dy * z)) / s),
        "gamma_not_in_the_means",
    ),
    "gamma_column": (
        with_dx(lambda dy, x, g, n, c, s, z: g.reshape(-1, 1) / s * (dy - mean0(dy) - z * mean0(dy * z))),
        "gamma_per_example",
    ),
    "no_spread": (
        with_dx(lambda dy, x, g, n, c, s, z: g * (dy - mean0(dy) - z * mean0(dy * z))),
        "spread_forgotten",
    ),
    "times_spread": (
        with_dx(lambda dy, x, g, n, c, s, z: g * s * (dy - mean0(dy) - z * mean0(dy * z))),
        "spread_multiplies",
    ),
    "x_dgamma": (with_parameters(lambda dy, x, g, n, c, s, z: (sum(dy * x), sum(dy))), "x_for_z_in_dgamma"),
    "c_dgamma": (with_parameters(lambda dy, x, g, n, c, s, z: (sum(dy * c), sum(dy))), "centred_for_z_in_dgamma"),
    "same_twice": (with_parameters(lambda dy, x, g, n, c, s, z: (sum(dy), sum(dy))), "dgamma_without_z"),
    "z_alone": (with_parameters(lambda dy, x, g, n, c, s, z: (sum(z), sum(dy))), "dgamma_without_dy"),
    "means": (
        with_parameters(lambda dy, x, g, n, c, s, z: (mean0(dy * z), mean0(dy))),
        "parameter_gradients_are_means",
    ),
    "one_mean": (with_parameters(lambda dy, x, g, n, c, s, z: (sum(dy * z), mean0(dy))), "dbeta_mean"),
    "not_summed": (with_parameters(lambda dy, x, g, n, c, s, z: (dy * z, dy)), "dgamma_not_summed+dbeta_not_summed"),
    "beta_not_summed": (with_parameters(lambda dy, x, g, n, c, s, z: (sum(dy * z), dy)), "dbeta_not_summed"),
    "gamma_in_dgamma": (with_parameters(lambda dy, x, g, n, c, s, z: (sum(g * dy * z), sum(dy))), "dgamma_times_gamma"),
    "gamma_in_both": (
        with_parameters(lambda dy, x, g, n, c, s, z: (sum(g * dy * z), sum(g * dy))),
        "dgamma_times_gamma+dbeta_times_gamma",
    ),
    "across": (
        with_parameters(lambda dy, x, g, n, c, s, z: ((dy * z).sum(-1), dy.sum(-1))),
        "sums_over_units",
    ),
    "total": (with_parameters(lambda dy, x, g, n, c, s, z: (np.sum(dy * z), np.sum(dy))), "sums_over_everything"),
    "unbiased": (
        with_forward(
            lambda x, eps: ((x - x.mean(0)) / np.sqrt(x.var(0, ddof=1) + eps), np.sqrt(x.var(0, ddof=1) + eps))
        ),
        "unbiased_variance",
    ),
    "no_root": (with_forward(lambda x, eps: ((x - x.mean(0)) / (x.var(0) + eps), x.var(0) + eps)), "no_root"),
    "beside": (with_forward(lambda x, eps: ((x - x.mean(0)) / (x.std(0) + eps), x.std(0) + eps)), "eps_outside_root"),
    "without_eps": (with_forward(lambda x, eps: ((x - x.mean(0)) / x.std(0), x.std(0))), "eps_forgotten"),
    "tiny_eps": (lambda dy, x, gamma, eps: r_three_terms(dy, x, gamma, 1e-6), "eps_fixed"),
    "minus_z": (
        with_forward(lambda x, eps: ((x.mean(0) - x) / np.sqrt(x.var(0) + eps), np.sqrt(x.var(0) + eps))),
        "z_reversed",
    ),
    "global_forward": (with_forward(global_forward), "one_statistic_only"),
    "for_layer_norm": (for_layer_norm, "per_example"),
    "swapped": (swapped, "dgamma_and_dbeta_swapped"),
    "parameters_first": (parameters_first, "dx_last"),
    "dx_alone": (dx_alone, "only_dx"),
    "columns": (columns, "dx_transposed"),
    "kept": (kept, "keepdims_left"),
    "ones_for_dy": (ones_for_dy, "dy_ignored"),
    "no_gamma_no_mean": (
        with_dx(lambda dy, x, g, n, c, s, z: (dy - z * mean0(dy * z)) / s),
        "mean_constant+gamma_forgotten",
    ),
    "dmu_not_over_n": (staged(over_mean=0), "sum_in_the_mean_way"),
    "dvar_not_over_n": (staged(over_var=0), "sum_in_the_variance_way"),
    "dvar_of_x": (staged(dvar_x=lambda x, mu: x), "uncentred_in_the_sum"),
    "slope_at_x": (staged(out_x=lambda x, mu: x), "uncentred_outside"),
    "dmu_not_scaled": (staged(mean=lambda s: 1.0), "mean_way_not_divided"),
    "direct_not_scaled": (
        with_dx(lambda dy, x, g, n, c, s, z: g * dy - g / s * (mean0(dy) + z * mean0(dy * z))),
        "direct_way_not_divided",
    ),
    "dmu_without_gamma": (
        with_dx(lambda dy, x, g, n, c, s, z: (g * dy - mean0(dy) - g * z * mean0(dy * z)) / s),
        "gamma_not_in_the_mean_way",
    ),
    "dvar_without_gamma": (
        with_dx(lambda dy, x, g, n, c, s, z: (g * dy - g * mean0(dy) - z * mean0(dy * z)) / s),
        "gamma_not_in_the_variance_way",
    ),
    "two_only": (two_only, None),
    "in_place": (in_place, None),
    "forward_again": (forward_again, None),
    "zero_dx": (zero_dx, "dx_zero"),
    "double_mean": (double_mean, None),
    "first_example_only": (first_example_only, None),
    "difference_quotient": (difference_quotient, None),
    "as_integers": (as_integers, None),
    "low_precision": (low_precision, None),
}
