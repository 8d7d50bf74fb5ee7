"""Solutions of `batch_norm_backward`, written without knowing the faults; only the ids were added afterwards."""

import numpy as np


def step_by_step(dy, x, gamma, eps):
    N = len(x)
    mu = x.sum(axis=0) / N
    xmu = x - mu
    var = (xmu**2).sum(axis=0) / N
    std = np.sqrt(var + eps)
    dbeta = dy.sum(axis=0)
    dgamma = (dy * (xmu / std)).sum(axis=0)
    dxhat = dy * gamma
    dstd = -(dxhat * xmu).sum(axis=0) / std**2
    dvar = dstd / (2 * std)
    dxmu = dxhat / std + 2 * xmu * dvar / N
    dmu = -dxmu.sum(axis=0)
    return dxmu + dmu / N, dgamma, dbeta


def short(dy, x, gamma, eps):
    inv = 1 / np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) * inv
    dgamma, dbeta = (dy * x_hat).sum(axis=0), dy.sum(axis=0)
    return gamma * inv * (dy - dbeta / len(x) - x_hat * dgamma / len(x)), dgamma, dbeta


def jacobian_per_feature(dy, x, gamma, eps):
    N, D = x.shape
    dx = np.empty((N, D), dtype=x.dtype)
    dgamma = np.empty(D, dtype=x.dtype)
    for d in range(D):
        column = x[:, d]
        s = np.sqrt(column.var() + eps)
        z = (column - column.mean()) / s
        J = (np.eye(N, dtype=x.dtype) - 1 / N - np.outer(z, z) / N) * gamma[d] / s
        dx[:, d] = J.T @ dy[:, d]
        dgamma[d] = z @ dy[:, d]
    return dx, dgamma, np.ones(N, dtype=dy.dtype) @ dy


def einsum(dy, x, gamma, eps):
    n = x.shape[0]
    centre = np.eye(n, dtype=x.dtype) - np.full((n, n), 1 / n, dtype=x.dtype)
    c = np.einsum("mn,nd->md", centre, x)
    s = (np.einsum("nd,nd->d", c, c) / n + eps) ** 0.5
    g = np.einsum("nd,d->nd", dy, gamma)
    inner = g / s - c * np.einsum("nd,nd->d", g, c) / (n * s**3)
    return np.einsum("mn,nd->md", centre, inner), np.einsum("nd,nd,d->d", dy, c, 1 / s), np.einsum("nd->d", dy)


def features_as_rows(dy, x, gamma, eps):
    g, z = np.array(dy.T, order="C"), np.array(x.T, order="C")
    z -= z.mean(axis=1, keepdims=True)
    inv = 1 / np.sqrt((z * z).mean(axis=1, keepdims=True) + eps)
    z *= inv
    dgamma, dbeta = (g * z).sum(axis=1), g.sum(axis=1)
    g -= dbeta[:, None] / g.shape[1]
    g -= z * (dgamma[:, None] / g.shape[1])
    g *= inv * gamma[:, None]
    return g.T, dgamma, dbeta


def without_the_term_that_vanishes(dy, x, gamma, eps):
    """The sum of x - mu is 0: no need for the variance's share in the gradient of the mean."""
    m = x.shape[0]
    mu, var = np.mean(x, axis=0), np.var(x, axis=0)
    dxhat = dy * gamma
    dvar = np.sum(dxhat * (x - mu), axis=0) * -0.5 * (var + eps) ** -1.5
    dmu = np.sum(-dxhat / np.sqrt(var + eps), axis=0)
    dx = dxhat / np.sqrt(var + eps) + dvar * 2 * (x - mu) / m + dmu / m
    return dx, np.sum(dy * (x - mu) / np.sqrt(var + eps), axis=0), np.sum(dy, axis=0)


def lists(dy, x, gamma, eps):
    N, D = x.shape
    columns, dgamma, dbeta = [], [], []
    for d in range(D):
        values, g = x[:, d].tolist(), dy[:, d].tolist()
        mean = sum(values) / N
        var = sum((v - mean) ** 2 for v in values) / N
        inv = (var + eps) ** -0.5
        z = [(v - mean) * inv for v in values]
        a, b = sum(g) / N, sum(p * q for p, q in zip(g, z, strict=True)) / N
        columns.append([float(gamma[d]) * inv * (p - a - q * b) for p, q in zip(g, z, strict=True)])
        dgamma.append(b * N)
        dbeta.append(a * N)
    dx = np.array(columns, dtype=x.dtype).reshape(D, N).T
    return dx, np.array(dgamma, dtype=x.dtype), np.array(dbeta, dtype=x.dtype)


def complex_step(dy, x, gamma, eps):
    """Derivative of sum(dy * y) from the imaginary part of y at x + ih."""

    def forward(x):
        centred = x - x.mean(axis=0)
        return centred / np.sqrt((centred * centred).mean(axis=0) + eps)

    h = 1e-30
    dx = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        z = x.astype(complex)
        z[index] += 1j * h
        dx[index] = np.sum(dy * gamma * forward(z).imag) / h
    return dx.astype(x.dtype), np.sum(dy * forward(x), axis=0), dy.sum(axis=0)


RIGHT = {
    function.__name__: function
    for function in (
        step_by_step,
        short,
        jacobian_per_feature,
        einsum,
        features_as_rows,
        without_the_term_that_vanishes,
        lists,
        complex_step,
    )
}


def mean_and_variance_constant(dy, x, gamma, eps):
    xhat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)
    dx = dy * gamma / np.sqrt(x.var(axis=0) + eps)
    return dx, np.sum(dy * xhat, axis=0), np.sum(dy, axis=0)


def variance_constant(dy, x, gamma, eps):
    mu, var = x.mean(0), x.var(0)
    sigma = np.sqrt(var + eps)
    dxhat = gamma * dy
    dmu = -np.sum(dxhat / sigma, axis=0)
    dx = dxhat / sigma + dmu / x.shape[0]
    return dx, ((x - mu) / sigma * dy).sum(0), dy.sum(0)


def mean_constant(dy, x, gamma, eps):
    N = x.shape[0]
    mu, var = x.mean(0), x.var(0)
    sigma = np.sqrt(var + eps)
    dxhat = gamma * dy
    dvar = np.sum(dxhat * (x - mu) * -0.5 * (var + eps) ** (-1.5), axis=0)
    dx = dxhat / sigma + dvar * 2 * (x - mu) / N
    return dx, ((x - mu) / sigma * dy).sum(0), dy.sum(0)


def no_gamma(dy, x, gamma, eps):
    N, D = dy.shape
    ivar = 1.0 / np.sqrt(x.var(axis=0) + eps)
    xhat = (x - x.mean(axis=0)) * ivar
    dx = (1.0 / N) * ivar * (N * dy - np.sum(dy, axis=0) - xhat * np.sum(dy * xhat, axis=0))
    return dx, np.sum(dy * xhat, axis=0), np.sum(dy, axis=0)


def gamma_twice(dy, x, gamma, eps):
    N, D = dy.shape
    ivar = 1.0 / np.sqrt(x.var(axis=0) + eps)
    xhat = (x - x.mean(axis=0)) * ivar
    dxhat = dy * gamma
    dx = gamma * ivar / N * (N * dxhat - dxhat.sum(axis=0) - xhat * (dxhat * xhat).sum(axis=0))
    return dx, np.sum(dy * xhat, axis=0), np.sum(dy, axis=0)


def gamma_in_the_first_term(dy, x, gamma, eps):
    m = len(x)
    xmu = x - x.mean(axis=0)
    ivar = 1 / np.sqrt((xmu**2).mean(axis=0) + eps)
    dyivar = dy * ivar
    dgamma, dbeta = np.sum(xmu * dyivar, axis=0), np.sum(dy, axis=0)
    dsigma2 = -0.5 * np.sum(dyivar * xmu * ivar**2, axis=0)
    dmu = -np.sum(dyivar, axis=0)
    return gamma * dyivar + dsigma2 * 2 * xmu / m + dmu / m, dgamma, dbeta


def not_divided_by_n(dy, x, gamma, eps):
    xc = x - x.mean(axis=0)
    std = np.sqrt(np.mean(xc**2, axis=0) + eps)
    xn = xc / std
    dbeta = dy.sum(axis=0)
    dgamma = np.sum(xn * dy, axis=0)
    dx = gamma / std * (dy - dbeta - xn * dgamma)
    return dx, dgamma, dbeta


def n_times_too_large(dy, x, gamma, eps):
    N = len(dy)
    ivar = (x.var(axis=0) + eps) ** -0.5
    xhat = (x - x.mean(axis=0)) * ivar
    return gamma * ivar * (N * dy - dy.sum(0) - xhat * (dy * xhat).sum(0)), (dy * xhat).sum(0), dy.sum(0)


def dmu_not_shared_out(dy, x, gamma, eps):
    N = x.shape[0]
    xc = x - x.mean(axis=0)
    std = np.sqrt(np.mean(xc**2, axis=0) + eps)
    xn = xc / std
    dbeta = dy.sum(axis=0)
    dgamma = np.sum(xn * dy, axis=0)
    dxn = gamma * dy
    dxc = dxn / std
    dstd = -np.sum((dxn * xc) / (std * std), axis=0)
    dvar = 0.5 * dstd / std
    dxc += (2.0 / N) * xc * dvar
    dmu = np.sum(dxc, axis=0)
    dx = dxc - dmu
    return dx, dgamma, dbeta


def two_missing(dy, x, gamma, eps):
    N = x.shape[0]
    xc = x - x.mean(axis=0)
    std = np.sqrt(np.mean(xc**2, axis=0) + eps)
    dxn = gamma * dy
    dvar = -0.5 * np.sum(dxn * xc, axis=0) / std**3
    dxc = dxn / std + xc * dvar / N
    dx = dxc - np.mean(dxc, axis=0)
    return dx, np.sum(xc / std * dy, axis=0), np.sum(dy, axis=0)


def half_missing(dy, x, gamma, eps):
    N = x.shape[0]
    xmu = x - x.mean(axis=0)
    sqrtvar = np.sqrt(x.var(axis=0) + eps)
    dxhat = gamma * dy
    divar = np.sum(dxhat * xmu, axis=0)
    dsqrtvar = -1.0 / sqrtvar**2 * divar
    dvar = 1.0 / sqrtvar * dsqrtvar
    dxmu = dxhat / sqrtvar + 2 * xmu * dvar / N
    return dxmu - np.mean(dxmu, axis=0), np.sum(dy * xmu / sqrtvar, axis=0), np.sum(dy, axis=0)


def wrong_power(dy, x, gamma, eps):
    N = x.shape[0]
    xmu = x - x.mean(axis=0)
    var = x.var(axis=0)
    dxhat = dy * gamma
    dvar = np.sum(dxhat * xmu, axis=0) * -0.5 * (var + eps) ** -0.5
    dmu = -np.sum(dxhat, axis=0) / np.sqrt(var + eps)
    dx = dxhat / np.sqrt(var + eps) + dvar * 2 * xmu / N + dmu / N
    return dx, np.sum(dy * xmu / np.sqrt(var + eps), axis=0), np.sum(dy, axis=0)


def square_instead_of_root(dy, x, gamma, eps):
    mu, var = x.mean(0), x.var(0) + eps
    xhat = (x - mu) / np.sqrt(var)
    dgamma, dbeta = (dy * xhat).sum(0), dy.sum(0)
    dx = gamma / var * (dy - dbeta / len(x) - xhat * dgamma / len(x))
    return dx, dgamma, dbeta


def no_root_anywhere(dy, x, gamma, eps):
    mu, var = x.mean(0), x.var(0) + eps
    xhat = (x - mu) / var
    dgamma, dbeta = (dy * xhat).sum(0), dy.sum(0)
    dx = gamma / var * (dy - dbeta / len(x) - xhat * dgamma / len(x))
    return dx, dgamma, dbeta


def plus_in_the_variance(dy, x, gamma, eps):
    N = len(x)
    inv = 1 / np.sqrt(np.var(x, axis=0) + eps)
    z = (x - np.mean(x, axis=0)) * inv
    dgamma, dbeta = np.einsum("nd,nd->d", dy, z), np.einsum("nd->d", dy)
    return gamma * inv * (dy - dbeta / N + z * dgamma / N), dgamma, dbeta


def plus_in_the_mean(dy, x, gamma, eps):
    N = len(x)
    xmu = x - np.mean(x, axis=0)
    ivar = 1.0 / np.sqrt(np.mean(xmu**2, axis=0) + eps)
    dxhat = dy * gamma
    dx1 = dxhat * ivar - xmu * ivar**3 * np.sum(dxhat * xmu, axis=0) / N
    dmu = np.sum(dx1, axis=0)
    dx2 = np.ones_like(x) * dmu / N
    return dx1 + dx2, np.sum(dy * xmu * ivar, axis=0), np.sum(dy, axis=0)


def dgamma_with_x(dy, x, gamma, eps):
    dx, _, dbeta = short(dy, x, gamma, eps)
    return dx, np.sum(dy * x, axis=0), dbeta


def dgamma_with_centred_x(dy, x, gamma, eps):
    dx, _, dbeta = step_by_step(dy, x, gamma, eps)
    dgamma = np.sum(dy * (x - np.mean(x, axis=0)), axis=0)
    return dx, dgamma, dbeta


def dgamma_spoils_dx(dy, x, gamma, eps):
    # dgamma from x, and the short formula takes it from there
    N = len(x)
    ivar = 1 / np.sqrt(x.var(axis=0) + eps)
    xhat = (x - x.mean(axis=0)) * ivar
    dgamma = (dy * x).sum(axis=0)
    dbeta = dy.sum(axis=0)
    return gamma * ivar / N * (N * dy - dbeta - xhat * dgamma), dgamma, dbeta


def means_over_the_batch(dy, x, gamma, eps):
    dx, _, _ = step_by_step(dy, x, gamma, eps)
    xhat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)
    return dx, np.mean(dy * xhat, axis=0), np.mean(dy, axis=0)


def not_summed(dy, x, gamma, eps):
    dx, _, _ = step_by_step(dy, x, gamma, eps)
    xhat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)
    return dx, dy * xhat, dy


def summed_over_everything(dy, x, gamma, eps):
    dx, _, _ = step_by_step(dy, x, gamma, eps)
    xhat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)
    return dx, np.sum(dy * xhat), np.sum(dy)


def other_axis(dy, x, gamma, eps):
    D = x.shape[1]
    mu = x.mean(axis=1, keepdims=True)
    inv = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    xhat = (x - mu) * inv
    g = dy * gamma
    dx = inv / D * (D * g - g.sum(axis=1, keepdims=True) - xhat * (g * xhat).sum(axis=1, keepdims=True))
    return dx, (dy * xhat).sum(axis=0), dy.sum(axis=0)


def rows_kept(dy, x, gamma, eps):
    dx, dgamma, dbeta = short(dy, x, gamma, eps)
    return dx, dgamma[None, :], dbeta[None, :]


def exchanged(dy, x, gamma, eps):
    dx, dgamma, dbeta = without_the_term_that_vanishes(dy, x, gamma, eps)
    return dx, dbeta, dgamma


def dbeta_with_gamma(dy, x, gamma, eps):
    dxhat = dy * gamma
    xhat = (x - x.mean(0)) / (x.var(0) + eps) ** 0.5
    dbeta, dgamma = dxhat.sum(0), (dxhat * xhat).sum(0)
    N = len(x)
    return (dxhat - dbeta / N - xhat * dgamma / N) / (x.var(0) + eps) ** 0.5, dgamma, dbeta


def eps_left_out(dy, x, gamma, eps):
    N = len(x)
    std = np.std(x, axis=0)
    xhat = (x - np.mean(x, axis=0)) / std
    dgamma, dbeta = np.sum(dy * xhat, axis=0), np.sum(dy, axis=0)
    return gamma / std / N * (N * dy - dbeta - xhat * dgamma), dgamma, dbeta


def eps_outside(dy, x, gamma, eps):
    N = len(x)
    std = np.std(x, axis=0) + eps
    xhat = (x - np.mean(x, axis=0)) / std
    dgamma, dbeta = np.sum(dy * xhat, axis=0), np.sum(dy, axis=0)
    return gamma / std / N * (N * dy - dbeta - xhat * dgamma), dgamma, dbeta


def eps_twice(dy, x, gamma, eps):
    N = len(x)
    mu, var = x.mean(0), x.var(0) + eps
    ivar = 1 / np.sqrt(var + eps)
    xhat = (x - mu) * ivar
    dgamma, dbeta = np.sum(dy * xhat, axis=0), np.sum(dy, axis=0)
    return gamma * ivar / N * (N * dy - dbeta - xhat * dgamma), dgamma, dbeta


def sample_variance(dy, x, gamma, eps):
    N = len(x)
    inv = 1 / np.sqrt(np.var(x, axis=0, ddof=1) + eps)
    xhat = (x - np.mean(x, axis=0)) * inv
    dgamma, dbeta = np.sum(dy * xhat, axis=0), np.sum(dy, axis=0)
    return gamma * inv * (dy - dbeta / N - xhat * dgamma / (N - 1)), dgamma, dbeta


def sample_variance_half_way(dy, x, gamma, eps):
    N = len(x)
    xmu = x - x.mean(axis=0)
    var = (xmu**2).sum(axis=0) / N
    dxhat = dy * gamma
    dvar = -0.5 * (dxhat * xmu).sum(axis=0) * (var + eps) ** -1.5
    dxmu = dxhat * (var + eps) ** -0.5 + 2 / (N - 1) * xmu * dvar
    return dxmu - dxmu.mean(axis=0), (dy * xmu).sum(axis=0) * (var + eps) ** -0.5, dy.sum(axis=0)


def features_for_examples(dy, x, gamma, eps):
    D, N = x.shape
    ivar = 1.0 / np.sqrt(x.var(axis=0) + eps)
    xhat = (x - x.mean(axis=0)) * ivar
    dxhat = dy * gamma
    dx = ivar / N * (N * dxhat - dxhat.sum(axis=0) - xhat * (dxhat * xhat).sum(axis=0))
    return dx, (dy * xhat).sum(axis=0), dy.sum(axis=0)


def x_not_centred_in_dvar(dy, x, gamma, eps):
    N = len(x)
    mu, var = x.mean(0), x.var(0)
    ivar = 1 / np.sqrt(var + eps)
    dxhat = dy * gamma
    dvar = -0.5 * np.sum(dxhat * x, axis=0) * ivar**3
    dxmu = dxhat * ivar + dvar * 2 * (x - mu) / N
    return dxmu - dxmu.mean(0), np.sum(dy * (x - mu) * ivar, 0), dy.sum(0)


def x_not_centred_in_dx(dy, x, gamma, eps):
    N = len(x)
    mu, var = x.mean(0), x.var(0)
    ivar = 1 / np.sqrt(var + eps)
    dxhat = dy * gamma
    dvar = -0.5 * np.sum(dxhat * (x - mu), axis=0) * ivar**3
    dx = dxhat * ivar + dvar * 2 * x / N - np.sum(dxhat * ivar, axis=0) / N
    return dx, np.sum(dy * (x - mu) * ivar, 0), dy.sum(0)


def dy_scaled_in_place(dy, x, gamma, eps):
    N = len(x)
    ivar = 1 / np.sqrt(x.var(0) + eps)
    xhat = (x - x.mean(0)) * ivar
    dgamma, dbeta = np.sum(dy * xhat, axis=0), np.sum(dy, axis=0)
    dy *= gamma
    return ivar / N * (N * dy - dy.sum(0) - xhat * (dy * xhat).sum(0)), dgamma, dbeta


def x_centred_in_place(dy, x, gamma, eps):
    N = len(x)
    x -= x.mean(0)
    ivar = 1 / np.sqrt((x**2).mean(0) + eps)
    dgamma, dbeta = np.sum(dy * x * ivar, axis=0), np.sum(dy, axis=0)
    return gamma * ivar / N * (N * dy - dbeta - x * ivar * dgamma), dgamma, dbeta


def dx_alone(dy, x, gamma, eps):
    inv = 1 / np.sqrt(x.var(axis=0) + eps)
    z = (x - x.mean(axis=0)) * inv
    return gamma * inv * (dy - dy.mean(axis=0) - z * (dy * z).mean(axis=0))


def parameters_first(dy, x, gamma, eps):
    dx, dgamma, dbeta = lists(dy, x, gamma, eps)
    return dgamma, dbeta, dx


def constants_and_dgamma_with_x(dy, x, gamma, eps):
    sigma = np.sqrt(x.var(axis=0) + eps)
    return gamma * dy / sigma, (dy * x).sum(axis=0), dy.sum(axis=0)


def no_gamma_and_means(dy, x, gamma, eps):
    sigma = np.sqrt(x.var(axis=0) + eps)
    z = (x - x.mean(axis=0)) / sigma
    dgamma, dbeta = (dy * z).mean(axis=0), dy.mean(axis=0)
    return (dy - dbeta - z * dgamma) / sigma, dgamma, dbeta


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (mean_and_variance_constant, "mean and variance taken for constants", "statistics_constant"),
        (variance_constant, "variance taken for a constant", "variance_constant"),
        (mean_constant, "mean taken for a constant", "mean_constant"),
        (no_gamma, "gamma missing in dx", "gamma_forgotten"),
        (gamma_twice, "gamma twice in dx", "gamma_twice"),
        (gamma_in_the_first_term, "gamma in one of the three terms only", "gamma_not_in_the_means"),
        (not_divided_by_n, "sums where the means are needed", "sums_in_dx"),
        (n_times_too_large, "1 / N left out", "dx_times_N"),
        (dmu_not_shared_out, "gradient of the mean not divided by N", "sum_in_the_mean_way"),
        (two_missing, "derivative of the square without its 2", "two_forgotten"),
        (half_missing, "derivative of the root without its 1/2", "half_forgotten"),
        (wrong_power, "power -1/2 for -3/2", "centred_for_z_in_dx"),
        (square_instead_of_root, "variance for standard deviation in dx", "spread_twice"),
        (no_root_anywhere, "no square root", "no_root"),
        (plus_in_the_variance, "sign of the variance's term", "variance_way_sign"),
        (plus_in_the_mean, "sign of the mean's term", "mean_way_sign"),
        (dgamma_with_x, "dgamma with x, not the normalised x", "x_for_z_in_dgamma"),
        (dgamma_with_centred_x, "dgamma not divided by the standard deviation", "centred_for_z_in_dgamma"),
        (dgamma_spoils_dx, "dgamma with x, and dx made from it", "x_for_z_in_the_sum+x_for_z_in_dgamma"),
        (means_over_the_batch, "dgamma and dbeta averaged", "parameter_gradients_are_means"),
        (not_summed, "dgamma and dbeta not summed", "dgamma_not_summed+dbeta_not_summed"),
        (summed_over_everything, "dgamma and dbeta summed over the features too", "sums_over_everything"),
        (other_axis, "statistics over the features", "per_example"),
        (rows_kept, "dgamma and dbeta of shape (1, D)", "keepdims_left"),
        (exchanged, "dgamma and dbeta exchanged", "dgamma_and_dbeta_swapped"),
        (dbeta_with_gamma, "gamma in dgamma and dbeta", "dgamma_times_gamma+dbeta_times_gamma"),
        (eps_left_out, "no eps", "eps_forgotten"),
        (eps_outside, "eps added to the standard deviation", "eps_outside_root"),
        (eps_twice, "eps added twice", None),
        (sample_variance, "unbiased variance", "N_minus_1_in_the_variance_way+unbiased_variance"),
        (sample_variance_half_way, "N - 1 in the derivative of the variance", "N_minus_1_in_the_variance_way"),
        (features_for_examples, "D for N", "counts_units"),
        (x_not_centred_in_dvar, "mean not subtracted in the gradient of the variance", "uncentred_in_the_sum"),
        (x_not_centred_in_dx, "mean not subtracted in the derivative of the variance", "uncentred_outside"),
        (dy_scaled_in_place, "changes dy", None),
        (x_centred_in_place, "changes x", None),
        (dx_alone, "returns dx alone", "only_dx"),
        (parameters_first, "results in another order", "dx_last"),
        (
            constants_and_dgamma_with_x,
            "statistics taken for constants, dgamma with x",
            "statistics_constant+x_for_z_in_dgamma",
        ),
        (
            no_gamma_and_means,
            "gamma missing in dx, dgamma and dbeta averaged",
            "gamma_forgotten+parameter_gradients_are_means",
        ),
    ]
}
