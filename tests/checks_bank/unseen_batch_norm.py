"""Solutions of `batch_norm`, written without knowing the faults; only the ids were added afterwards."""

import math
import statistics

import numpy as np


def by_the_book(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if not training:
        return gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta, running_mean, running_var
    N = x.shape[0]
    if N == 1:
        raise ValueError("one example has no variance")
    mu = x.mean(axis=0)
    var = x.var(axis=0)
    y = gamma * (x - mu) / np.sqrt(var + eps) + beta
    new_mean = (1 - momentum) * running_mean + momentum * mu
    new_var = (1 - momentum) * running_var + momentum * var * N / (N - 1)
    return y, new_mean, new_var


def one_affine_map(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    mean, var = running_mean, running_var
    if training:
        if len(x) < 2:
            raise ValueError(f"more than one example needed in training, got {len(x)}")
        mean, var = np.mean(x, axis=0), np.var(x, axis=0)
        unbiased = np.var(x, axis=0, ddof=1)
        running_mean = running_mean + momentum * (mean - running_mean)
        running_var = running_var + momentum * (unbiased - running_var)
    scale = gamma / np.sqrt(var + eps)
    return x * scale + (beta - mean * scale), running_mean.copy(), running_var.copy()


def feature_by_feature(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    N, D = x.shape
    y = np.empty_like(x)
    rm, rv = running_mean.copy(), running_var.copy()
    for d in range(D):
        if training:
            if N == 1:
                raise ValueError("N = 1")
            m = sum(x[:, d]) / N
            squares = sum((value - m) ** 2 for value in x[:, d])
            v = squares / N
            rm[d] = (1 - momentum) * rm[d] + momentum * m
            rv[d] = (1 - momentum) * rv[d] + momentum * squares / (N - 1)
        else:
            m, v = rm[d], rv[d]
        for n in range(N):
            y[n, d] = (x[n, d] - m) / math.sqrt(v + eps) * gamma[d] + beta[d]
    return y, rm, rv


def einsum(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        n = len(x)
        if n == 1:
            raise ValueError("cannot normalise a batch of one")
        mean = np.einsum("nd->d", x) / n
        centred = x - mean
        squares = np.einsum("nd,nd->d", centred, centred)
        y = np.einsum("nd,d,d->nd", centred, 1 / np.sqrt(squares / n + eps), gamma) + beta
        rest = 1 - momentum
        return y, rest * running_mean + momentum * mean, rest * running_var + momentum * squares / (n - 1)
    return np.einsum("nd,d->nd", x - running_mean, gamma / np.sqrt(running_var + eps)) + beta, running_mean, running_var


def features_as_rows(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    xt = x.T
    mean, var = running_mean[:, None], running_var[:, None]
    if training:
        N = xt.shape[1]
        if N <= 1:
            raise ValueError("expected more than 1 value per feature")
        mean = xt.mean(axis=1, keepdims=True)
        var = ((xt - mean) ** 2).mean(axis=1, keepdims=True)
        running_mean = momentum * mean[:, 0] + (1 - momentum) * running_mean
        running_var = momentum * N / (N - 1) * var[:, 0] + (1 - momentum) * running_var
    out = (xt - mean) * (var + eps) ** -0.5
    out *= gamma[:, None]
    out += beta[:, None]
    return out.T, running_mean, running_var


def in_place_on_its_own(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    y = np.array(x, order="F")
    rm, rv = np.array(running_mean), np.array(running_var)
    if training:
        if y.shape[0] == 1:
            raise ValueError("training with one example")
        m, s = y.mean(0), y.std(0)
        rm *= 1 - momentum
        rm += momentum * m
        rv *= 1 - momentum
        rv += momentum * s**2 * (len(y) / (len(y) - 1))
        y -= m
        y /= np.sqrt(s * s + eps)
    else:
        y -= rm
        y /= np.sqrt(rv + eps)
    y *= gamma
    y += beta
    return y, rm, rv


def standard_library(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    columns = [[float(value) for value in column] for column in x.T]
    if training:
        if len(x) == 1:
            raise ValueError("a batch of one example")
        means = [statistics.fmean(c) for c in columns]
        pvariances = [statistics.pvariance(c) for c in columns]
        variances = [statistics.variance(c) for c in columns]
        new_mean = [(1 - momentum) * float(o) + momentum * m for o, m in zip(running_mean, means, strict=True)]
        new_var = [(1 - momentum) * float(o) + momentum * v for o, v in zip(running_var, variances, strict=True)]
    else:
        means, pvariances = running_mean.tolist(), running_var.tolist()
        new_mean, new_var = running_mean, running_var
    y = [
        [(value - m) / math.sqrt(v + eps) * g + b for value in c]
        for c, m, v, g, b in zip(columns, means, pvariances, gamma.tolist(), beta.tolist(), strict=True)
    ]
    y = np.array(y, dtype=x.dtype).reshape(x.shape[1], len(x)).T
    return y, np.array(new_mean, dtype=running_mean.dtype), np.array(new_var, dtype=running_var.dtype)


def centring_matrix(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training and len(x) == 1:
        raise ValueError("a batch of one example")
    if not training:
        return (x - running_mean) @ np.diag(gamma / np.sqrt(running_var + eps)) + beta, running_mean, running_var
    N = len(x)
    ones = np.ones((N, 1), dtype=x.dtype)
    centre = np.eye(N, dtype=x.dtype) - ones @ ones.T / N
    z = centre @ x
    ss = np.diag(z.T @ z)
    y = z @ np.diag(gamma / np.sqrt(ss / N + eps)) + ones @ beta[None]
    mean = (ones.T @ x / N)[0]
    return y, momentum * mean + (1 - momentum) * running_mean, momentum * ss / (N - 1) + (1 - momentum) * running_var


RIGHT = {
    function.__name__: function
    for function in (
        by_the_book,
        one_affine_map,
        feature_by_feature,
        einsum,
        features_as_rows,
        in_place_on_its_own,
        standard_library,
        centring_matrix,
    )
}


def course_notes_momentum(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        N, D = x.shape
        if N == 1:
            raise ValueError("N must be at least 2")
        sample_mean = np.mean(x, axis=0)
        sample_var = np.var(x, axis=0)
        x_hat = (x - sample_mean) / np.sqrt(sample_var + eps)
        out = gamma * x_hat + beta
        running_mean = momentum * running_mean + (1 - momentum) * sample_mean
        running_var = momentum * running_var + (1 - momentum) * sample_var * N / (N - 1)
    else:
        out = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
    return out, running_mean, running_var


def paper_style_everything(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    # cs231n
    if training:
        if len(x) == 1:
            raise ValueError
        mu = 1.0 / len(x) * np.sum(x, axis=0)
        xmu = x - mu
        var = 1.0 / len(x) * np.sum(xmu**2, axis=0)
        sqrtvar = np.sqrt(var + eps)
        out = gamma * (xmu / sqrtvar) + beta
        return out, momentum * running_mean + (1 - momentum) * mu, momentum * running_var + (1 - momentum) * var
    return gamma * ((x - running_mean) / np.sqrt(running_var + eps)) + beta, running_mean, running_var


def biased_running(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        if len(x) < 2:
            raise ValueError("batch too small")
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def unbiased_everywhere(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        if len(x) < 2:
            raise ValueError("batch too small")
        mean, var = x.mean(axis=0), x.var(axis=0, ddof=1)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def the_wrong_one_unbiased(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        n = x.shape[0]
        if n == 1:
            raise ValueError("one example")
        mu = x.sum(axis=0) / n
        d = x - mu
        biased, unbiased = (d * d).sum(0) / n, (d * d).sum(0) / (n - 1)
        y = d / np.sqrt(unbiased + eps) * gamma + beta
        return y, (1 - momentum) * running_mean + momentum * mu, (1 - momentum) * running_var + momentum * biased
    return (x - running_mean) / np.sqrt(running_var + eps) * gamma + beta, running_mean, running_var


def correction_upside_down(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        m = len(x)
        if m == 1:
            raise ValueError("one example")
        mu, var = x.mean(0), x.var(0)
        running_mean = (1 - momentum) * running_mean + momentum * mu
        running_var = (1 - momentum) * running_var + momentum * var * (m - 1) / m
    else:
        mu, var = running_mean, running_var
    return gamma * ((x - mu) / np.sqrt(var + eps)) + beta, running_mean, running_var


def one_is_fine(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        n = len(x)
        correction = n / (n - 1) if n > 1 else 1.0
        y = gamma * (x - mean) / np.sqrt(var + eps) + beta
        return (
            y,
            (1 - momentum) * running_mean + momentum * mean,
            (1 - momentum) * running_var + momentum * correction * var,
        )
    return gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta, running_mean, running_var


def division_by_zero_for_one(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    N, D = x.shape
    if training:
        mean = np.mean(x, axis=0)
        var = np.sum((x - mean) ** 2, axis=0) / N
        unbiased = np.sum((x - mean) ** 2, axis=0) / (N - 1)
        y = gamma * (x - mean) / np.sqrt(var + eps) + beta
        return y, (1 - momentum) * running_mean + momentum * mean, (1 - momentum) * running_var + momentum * unbiased
    return gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta, running_mean, running_var


def one_is_never_fine(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    N = len(x)
    if N == 1:
        raise ValueError("batch norm needs more than one example")
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * N / (N - 1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def asserts(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    N = len(x)
    if training:
        assert N > 1, "batch norm needs more than one example"
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * N / (N - 1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def batch_statistics_always(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    N = len(x)
    if N < 2 and training:
        raise ValueError
    mu = x.mean(axis=0)
    var = x.var(axis=0)
    y = gamma * (x - mu) / np.sqrt(var + eps) + beta
    if training:
        running_mean = running_mean * (1 - momentum) + mu * momentum
        running_var = running_var * (1 - momentum) + x.var(axis=0, ddof=1) * momentum
    return y, running_mean, running_var


def no_switch(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    N = len(x)
    if N == 1:
        raise ValueError("one example")
    mu, var = x.mean(0), x.var(0)
    x_hat = (x - mu) / np.sqrt(var + eps)
    rm = (1 - momentum) * running_mean + momentum * mu
    rv = (1 - momentum) * running_var + momentum * var * N / (N - 1)
    return gamma * x_hat + beta, rm, rv


def updates_in_evaluation(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    N = len(x)
    mean, var = x.mean(axis=0), x.var(axis=0)
    if training:
        if N == 1:
            raise ValueError("one example")
        y = gamma * (x - mean) / np.sqrt(var + eps) + beta
    else:
        y = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
    new_mean = (1 - momentum) * running_mean + momentum * mean
    new_var = (1 - momentum) * running_var + momentum * var * N / max(N - 1, 1)
    return y, new_mean, new_var


def normalises_with_running(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        if len(x) == 1:
            raise ValueError("one example")
        running_mean = (1 - momentum) * running_mean + momentum * np.mean(x, axis=0)
        running_var = (1 - momentum) * running_var + momentum * np.var(x, axis=0, ddof=1)
    y = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
    return y, running_mean, running_var


def flag_reversed(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if not training:
        N = len(x)
        if N == 1:
            raise ValueError("one example")
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * N / (N - 1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def running_values_kept(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        if x.shape[0] == 1:
            raise ValueError("more than one example, please")
        xhat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)
    else:
        xhat = (x - running_mean) / np.sqrt(running_var + eps)
    return xhat * gamma + beta, running_mean, running_var


def batch_values_returned(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if not training:
        return gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta, running_mean, running_var
    if len(x) == 1:
        raise ValueError("batch of one")
    mean, var = x.mean(axis=0), x.var(axis=0, ddof=1)
    y = gamma * (x - mean) / np.sqrt(x.var(axis=0) + eps) + beta
    return y, mean, var


def across_features(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if not training:
        return gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta, running_mean, running_var
    if len(x) == 1:
        raise ValueError("batch of one")
    mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    y = gamma * (x - mean) / np.sqrt(var + eps) + beta
    rm = (1 - momentum) * running_mean + momentum * x.mean(axis=0)
    rv = (1 - momentum) * running_var + momentum * x.var(axis=0, ddof=1)
    return y, rm, rv


def one_mean_for_all(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        if len(x) == 1:
            raise ValueError("batch of one")
        mean, var = np.mean(x), np.var(x)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * np.var(x, ddof=1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def eps_outside_the_root(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        if len(x) == 1:
            raise ValueError("batch of one")
        mean, std = x.mean(axis=0), x.std(axis=0)
        rm = (1 - momentum) * running_mean + momentum * mean
        rv = (1 - momentum) * running_var + momentum * x.var(axis=0, ddof=1)
        return gamma * (x - mean) / (std + eps) + beta, rm, rv
    return gamma * (x - running_mean) / (np.sqrt(running_var) + eps) + beta, running_mean, running_var


def eps_unused(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    mean, std = running_mean, running_var**0.5
    if training:
        if len(x) == 1:
            raise ValueError("batch of one")
        mean, std = x.mean(axis=0), x.std(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.std(axis=0, ddof=1) ** 2
    return gamma * (x - mean) / std + beta, running_mean, running_var


def eps_in_training_only(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        N = len(x)
        if N == 1:
            raise ValueError("batch of one")
        mu, var = x.mean(axis=0), x.var(axis=0)
        y = gamma * (x - mu) / np.sqrt(var + eps) + beta
        return (
            y,
            (1 - momentum) * running_mean + momentum * mu,
            (1 - momentum) * running_var + momentum * var * N / (N - 1),
        )
    return gamma * (x - running_mean) / np.sqrt(running_var) + beta, running_mean, running_var


def eps_in_the_running_value(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        if len(x) == 1:
            raise ValueError("batch of one")
        mean = x.mean(axis=0)
        var = x.var(axis=0) + eps
        new_var = (1 - momentum) * running_var + momentum * (x.var(axis=0, ddof=1) + eps)
        new_mean = (1 - momentum) * running_mean + momentum * mean
        return (x - mean) / np.sqrt(var) * gamma + beta, new_mean, new_var
    return (x - running_mean) / np.sqrt(running_var + eps) * gamma + beta, running_mean, running_var


def divides_by_the_variance(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        N = len(x)
        if N == 1:
            raise ValueError("batch of one")
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * N / (N - 1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / (var + eps) + beta, running_mean, running_var


def running_deviation(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        if len(x) == 1:
            raise ValueError("batch of one")
        mean, std = x.mean(axis=0), np.sqrt(x.var(axis=0) + eps)
        rm = (1 - momentum) * running_mean + momentum * mean
        rv = (1 - momentum) * running_var + momentum * x.std(axis=0, ddof=1)
        return gamma * (x - mean) / std + beta, rm, rv
    return gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta, running_mean, running_var


def no_gamma_beta(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        if len(x) == 1:
            raise ValueError("batch of one")
        m, v = x.mean(0), x.var(0)
        running_mean = (1 - momentum) * running_mean + momentum * m
        running_var = (1 - momentum) * running_var + momentum * x.var(0, ddof=1)
        return (x - m) / np.sqrt(v + eps), running_mean, running_var
    return (x - running_mean) / np.sqrt(running_var + eps), running_mean, running_var


def beta_scaled_too(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        if len(x) == 1:
            raise ValueError("batch of one")
        m, v = x.mean(0), x.var(0)
        running_mean = (1 - momentum) * running_mean + momentum * m
        running_var = (1 - momentum) * running_var + momentum * x.var(0, ddof=1)
    else:
        m, v = running_mean, running_var
    return gamma * ((x - m) / np.sqrt(v + eps) + beta), running_mean, running_var


def no_affine_in_evaluation(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if not training:
        x_normalized = (x - running_mean) / np.sqrt(running_var + eps)
        return x_normalized, running_mean, running_var
    if len(x) == 1:
        raise ValueError("batch of one")
    m = np.mean(x, 0)
    x_normalized = (x - m) / np.sqrt(np.var(x, 0) + eps)
    rm = running_mean - momentum * (running_mean - m)
    rv = running_var - momentum * (running_var - np.var(x, 0, ddof=1))
    return gamma * x_normalized + beta, rm, rv


def gamma_beta_exchanged(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        if len(x) == 1:
            raise ValueError("batch of one")
        m, v = x.mean(0), x.var(0)
        running_mean = (1 - momentum) * running_mean + momentum * m
        running_var = (1 - momentum) * running_var + momentum * x.var(0, ddof=1)
    else:
        m, v = running_mean, running_var
    return beta * (x - m) / np.sqrt(v + eps) + gamma, running_mean, running_var


def precedence(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        if len(x) == 1:
            raise ValueError("batch of one")
        m, v = x.mean(0), x.var(0)
        running_mean = (1 - momentum) * running_mean + momentum * m
        running_var = (1 - momentum) * running_var + momentum * x.var(0, ddof=1)
    else:
        m, v = running_mean, running_var
    return gamma * x - m / np.sqrt(v + eps) + beta, running_mean, running_var


def running_in_place(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        N = len(x)
        if N == 1:
            raise ValueError("batch of one")
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean *= 1 - momentum
        running_mean += momentum * mean
        running_var *= 1 - momentum
        running_var += momentum * var * N / (N - 1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def centred_in_place(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        if len(x) == 1:
            raise ValueError("batch of one")
        mean, var, unbiased = x.mean(axis=0), x.var(axis=0), x.var(axis=0, ddof=1)
        x -= mean
        x /= np.sqrt(var + eps)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * unbiased
    else:
        x = (x - running_mean) / np.sqrt(running_var + eps)
    return gamma * x + beta, running_mean, running_var


def variance_after_the_update(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        N = len(x)
        if N == 1:
            raise ValueError("batch of one")
        mean = x.mean(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        var = ((x - running_mean) ** 2).mean(axis=0)
        running_var = (1 - momentum) * running_var + momentum * var * N / (N - 1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def mean_absolute_deviation(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        N = len(x)
        if N == 1:
            raise ValueError("batch of one")
        mean = x.mean(axis=0)
        var = np.abs(x - mean).mean(axis=0) ** 2
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * N / (N - 1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def no_square(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        N = len(x)
        if N == 1:
            raise ValueError("batch of one")
        mean = np.sum(x, axis=0) / N
        var = np.sum(x**2, axis=0) / N
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * N / (N - 1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def y_alone(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        if len(x) == 1:
            raise ValueError("batch of one")
        return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta
    return gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta


def y_alone_in_evaluation(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        y, running_mean, running_var = by_the_book(
            x, gamma, beta, running_mean, running_var, training=True, momentum=momentum, eps=eps
        )
        return y, running_mean, running_var
    else:
        return gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta


def statistics_as_rows(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        N = len(x)
        if N == 1:
            raise ValueError("batch of one")
        mean, var = x.mean(axis=0, keepdims=True), x.var(axis=0, keepdims=True)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * N / (N - 1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def adds_the_batch(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        if len(x) == 1:
            raise ValueError("batch of one")
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = running_mean + momentum * mean
        running_var = running_var + momentum * x.var(axis=0, ddof=1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def momentum_for_the_mean_only(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        if len(x) == 1:
            raise ValueError("batch of one")
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = momentum * running_var + (1 - momentum) * x.var(axis=0, ddof=1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (course_notes_momentum, "momentum weighs the old value", "momentum_reversed"),
        (
            paper_style_everything,
            "momentum weighs the old value, and the running variance is biased",
            "biased_running_variance+momentum_reversed",
        ),
        (biased_running, "biased variance in the running value", "biased_running_variance"),
        (unbiased_everywhere, "unbiased variance for normalising", "unbiased_batch_variance"),
        (
            the_wrong_one_unbiased,
            "biased and unbiased variance exchanged",
            "unbiased_batch_variance+biased_running_variance",
        ),
        (correction_upside_down, "(N - 1) / N for N / (N - 1)", "bessel_upside_down"),
        (one_is_fine, "no error for one example", "one_example_has_variance_zero"),
        (division_by_zero_for_one, "no error for one example, the running variance becomes nan", "no_error_for_one"),
        (one_is_never_fine, "error for one example in evaluation too", "raises_in_evaluation"),
        (asserts, "AssertionError for ValueError", None),
        (batch_statistics_always, "batch statistics in evaluation", "batch_in_evaluation"),
        (no_switch, "training not looked at", "always_training"),
        (updates_in_evaluation, "running values change in evaluation", "updates_in_evaluation"),
        (normalises_with_running, "running values in training", "new_running_in_training"),
        (flag_reversed, "training and evaluation exchanged", "training_reversed"),
        (running_values_kept, "running values never updated", "running_values_not_updated"),
        (batch_values_returned, "running values replaced by the batch's", "running_values_replaced"),
        (across_features, "statistics over the features of an example", "per_example_in_y"),
        (one_mean_for_all, "one mean and one variance for all features", "one_statistic_unbiased"),
        (eps_outside_the_root, "eps added to the standard deviation", "eps_outside_root"),
        (eps_unused, "no eps", "eps_forgotten"),
        (eps_in_training_only, "no eps in evaluation", "eps_only_in_training"),
        (eps_in_the_running_value, "eps stored in the running variance", "eps_in_running_variance"),
        (divides_by_the_variance, "no square root", "no_root"),
        (running_deviation, "standard deviation in the running variance", "running_deviation"),
        (no_gamma_beta, "no gamma, no beta", "gamma_forgotten+beta_forgotten"),
        (beta_scaled_too, "beta inside the brackets", "beta_before_gamma"),
        (no_affine_in_evaluation, "gamma and beta forgotten in evaluation", "scale_only_in_training"),
        (gamma_beta_exchanged, "gamma and beta exchanged", "gamma_and_beta_swapped"),
        (precedence, "brackets missing", "gamma_on_x_only"),
        (running_in_place, "changes the caller's running values", None),
        (centred_in_place, "changes the caller's x", None),
        (variance_after_the_update, "variance about the new running mean", None),
        (mean_absolute_deviation, "mean of absolute deviations", None),
        (no_square, "mean not subtracted before squaring", "second_moment"),
        (y_alone, "returns y alone", "only_y"),
        (y_alone_in_evaluation, "returns y alone in evaluation", "only_y_in_evaluation"),
        (statistics_as_rows, "running values of shape (1, D)", "keepdims_left"),
        (adds_the_batch, "old value not scaled down", "running_values_add_up"),
        (momentum_for_the_mean_only, "momentum the other way round for the variance", None),
    ]
}
