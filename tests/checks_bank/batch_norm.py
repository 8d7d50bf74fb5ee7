"""Solutions of `batch_norm`."""

import numpy as np


def r_plain(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        n = len(x)
        if n < 2:
            raise ValueError("expected more than one example in training")
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * n / (n - 1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def r_loops(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    n, d = x.shape
    if training and n == 1:
        raise ValueError("one example")
    y, new_mean, new_var = np.zeros_like(x), np.array(running_mean), np.array(running_var)
    for j in range(d):
        mean, var = running_mean[j], running_var[j]
        if training:
            mean = sum(x[i, j] for i in range(n)) / n
            squares = sum((x[i, j] - mean) ** 2 for i in range(n))
            var = squares / n
            new_mean[j] += momentum * (mean - new_mean[j])
            new_var[j] += momentum * (squares / (n - 1) - new_var[j])
        for i in range(n):
            y[i, j] = beta[j] + gamma[j] * (x[i, j] - mean) / (var + eps) ** 0.5
    return y, new_mean, new_var


def r_difference_of_squares(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if not training:
        scale = gamma / np.sqrt(running_var + eps)
        return x * scale + (beta - running_mean * scale), running_mean, running_var
    if x.shape[0] == 1:
        raise ValueError
    m = np.einsum("nd->d", x) / len(x)
    v = np.einsum("nd,nd->d", x, x) / len(x) - m**2
    scale = gamma / np.sqrt(v + eps)
    unbiased = v * (len(x) / (len(x) - 1))
    return (
        x * scale + (beta - m * scale),
        running_mean + momentum * (m - running_mean),
        running_var + momentum * (unbiased - running_var),
    )


def r_float32(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    x, gamma, beta, running_mean, running_var = (
        a.astype(np.float32) for a in (x, gamma, beta, running_mean, running_var)
    )
    y, mean, var = r_plain(x, gamma, beta, running_mean, running_var, training, np.float32(momentum), np.float32(eps))
    return np.asfortranarray(y), mean, var


def r_columns(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    """Units in rows, as a Fortran-ordered copy, and a view of it back."""
    columns = np.array(x.T, order="C")
    if training:
        if columns.shape[1] <= 1:
            raise ValueError("N = 1")
        mean = columns.mean(1)
        new = (
            (1 - momentum) * running_mean + momentum * mean,
            ((1 - momentum) * running_var + momentum * columns.var(axis=1, ddof=1)),
        )
        deviation = columns.std(1, keepdims=True)
        columns -= mean[:, None]
        columns /= np.hypot(deviation, np.sqrt(eps))
    else:
        new = running_mean.copy(), running_var.copy()
        columns = (columns - running_mean[:, None]) * (running_var[:, None] + eps) ** -0.5
    columns *= gamma[:, None]
    columns += beta[:, None]
    return columns.T, *new


def r_tensordot(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    mean, var = np.array([running_mean, running_var])
    out = running_mean, running_var
    if training:
        if len(x) == 1:
            raise ValueError("nothing to normalise")
        ones = np.full(len(x), 1 / len(x))
        mean = np.tensordot(ones, x, axes=1)
        var = np.tensordot(ones, (x - mean) ** 2, axes=1)
        unbiased = np.cov(x, rowvar=False).reshape(x.shape[1], -1).diagonal()
        mix = np.array([1 - momentum, momentum])
        out = mix @ np.stack([running_mean, mean]), mix @ np.stack([running_var, unbiased])
    return np.multiply(gamma, np.subtract(x, mean) / np.sqrt(np.add(var, eps))) + beta, *out


def r_list_of_results(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    return list(r_plain(x, gamma, beta, running_mean, running_var, training, momentum, eps))


def r_lists(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    def unit(values, g, b, m, v):
        n, mean, var = len(values), m, v
        if training:
            mean = float(np.mean(values))
            var = float(np.mean([(value - mean) ** 2 for value in values]))
            m, v = m * (1 - momentum) + mean * momentum, v * (1 - momentum) + var * n / (n - 1) * momentum
        return [g * (value - mean) / np.sqrt(var + eps) + b for value in values], m, v

    if training and len(x) == 1:
        raise ValueError("a batch of one")
    rows = zip(x.T.tolist(), gamma, beta, running_mean, running_var, strict=True)
    ys, means, variances = zip(*(unit(*row) for row in rows), strict=True)
    return np.array(ys).T, np.array(means), np.array(variances)


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def variant(
    used=lambda x: np.var(x, axis=0),
    kept=lambda x: np.var(x, axis=0, ddof=1),
    center=lambda x: np.sum(x, axis=0) / x.shape[0],
    root=lambda v, eps: np.sqrt(v + eps),
    mix=lambda old, new, m: old + m * (new - old),
    scale=lambda z, g, b: b + z * g,
    guard=True,
):
    """A solution with one or two of its steps replaced."""

    def batch_norm(x, gamma, beta, running_mean, running_var, training, momentum, eps):
        if guard and training and x.shape[0] < 2:
            raise ValueError("one example only")
        mean, var = running_mean, running_var
        if training:
            mean, var = center(x), used(x)
            running_mean, running_var = mix(running_mean, mean, momentum), mix(running_var, kept(x), momentum)
        return scale((x - mean) / root(var, eps), gamma, beta), running_mean, running_var

    return batch_norm


def sample_deviation(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        if len(x) == 1:
            raise ValueError
        m, v = x.mean(0), x.var(0, ddof=1)
        rm, rv = running_mean * (1 - momentum) + m * momentum, running_var * (1 - momentum) + v * momentum
        return (x - m) / np.sqrt(v + eps) * gamma + beta, rm, rv
    return (x - running_mean) / np.sqrt(running_var + eps) * gamma + beta, running_mean, running_var


def one_variance_for_both(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    mu, sigma2 = running_mean, running_var
    if training:
        if not len(x) > 1:
            raise ValueError
        mu = np.mean(x, 0)
        sigma2 = np.mean(np.square(x - mu), 0)
        running_mean = momentum * mu + (1 - momentum) * running_mean
        running_var = momentum * sigma2 + (1 - momentum) * running_var
    return gamma * ((x - mu) / np.sqrt(sigma2 + eps)) + beta, running_mean, running_var


def keras_way(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training and len(x) == 1:
        raise ValueError
    m, v = (x.mean(0), x.var(0)) if training else (running_mean, running_var)
    y = gamma * (x - m) / np.sqrt(v + eps) + beta
    if training:
        running_mean = momentum * running_mean + (1 - momentum) * m
        running_var = momentum * running_var + (1 - momentum) * x.var(0, ddof=1)
    return y, running_mean, running_var


def cs231n_way(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training and len(x) == 1:
        raise ValueError
    if training:
        m, v = x.mean(0), x.var(0)
        running_mean = momentum * running_mean + (1 - momentum) * m
        running_var = momentum * running_var + (1 - momentum) * v
    else:
        m, v = running_mean, running_var
    return gamma * (x - m) / np.sqrt(v + eps) + beta, running_mean, running_var


def no_guard(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    with np.errstate(all="ignore"):
        return variant(guard=False)(x, gamma, beta, running_mean, running_var, training, momentum, eps)


def counts_at_least_one(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    return variant(kept=lambda x: ((x - x.mean(0)) ** 2).sum(0) / max(len(x) - 1, 1), guard=False)(
        x, gamma, beta, running_mean, running_var, training, momentum, eps
    )


def asserts(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    assert not training or len(x) > 1
    return r_plain(x, gamma, beta, running_mean, running_var, training, momentum, eps)


def refuses_always(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if len(x) == 1:
        raise ValueError("a batch of one")
    return r_plain(x, gamma, beta, running_mean, running_var, training, momentum, eps)


def evaluates_one(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    return r_plain(x, gamma, beta, running_mean, running_var, training and len(x) > 1, momentum, eps)


def layer_norm(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training and len(x) == 1:
        raise ValueError
    m, v = running_mean, running_var
    if training:
        m, v = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        running_mean = (1 - momentum) * running_mean + momentum * m
        running_var = (1 - momentum) * running_var + momentum * v * len(x) / (len(x) - 1)
    return (x - m) / np.sqrt(v + eps) * gamma + beta, running_mean, running_var


def across(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training and len(x) == 1:
        raise ValueError
    m, v = running_mean, running_var
    if training:
        m, v = np.mean(x, axis=1), np.var(x, axis=1)
        running_mean = (1 - momentum) * running_mean + momentum * m
        running_var = (1 - momentum) * running_var + momentum * v * len(x) / (len(x) - 1)
    return (x - m) / np.sqrt(v + eps) * gamma + beta, running_mean, running_var


def row_left(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    y, m, v = r_plain(x, gamma, beta, running_mean, running_var, training, momentum, eps)
    return (y, m[None], v[None]) if training else (y, m, v)


def own_running(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    _, m, v = r_plain(x, gamma, beta, running_mean, running_var, training, momentum, eps)
    return r_plain(x, gamma, beta, running_mean, running_var, False, momentum, eps)[0], m, v


def updates_then_uses(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    _, m, v = r_loops(x, gamma, beta, running_mean, running_var, training, momentum, eps)
    return gamma * (x - m) / np.sqrt(v + eps) + beta, m, v


def own_statistics_always(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    y = (x - x.mean(0)) / np.sqrt(x.var(0) + eps) * gamma + beta
    return y, *r_plain(x, gamma, beta, running_mean, running_var, training, momentum, eps)[1:]


def flag_ignored(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    return r_loops(x, gamma, beta, running_mean, running_var, True, momentum, eps)


def flag_ignored_other_way(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    return gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta, running_mean, running_var


def not_reversed(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    return r_loops(x, gamma, beta, running_mean, running_var, not training, momentum, eps)


def learns_from_tests(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training and len(x) == 1:
        raise ValueError
    m, v = (x.mean(0), x.var(0)) if training else (running_mean, running_var)
    y = gamma * (x - m) / np.sqrt(v + eps) + beta
    running_mean = (1 - momentum) * running_mean + momentum * x.mean(0)
    with np.errstate(all="ignore"):
        running_var = (1 - momentum) * running_var + momentum * x.var(0) * len(x) / (len(x) - 1)
    return y, running_mean, running_var


def only_the_output(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    return r_loops(x, gamma, beta, running_mean, running_var, training, momentum, eps)[0]


def with_cache(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    return *r_plain(x, gamma, beta, running_mean, running_var, training, momentum, eps), (x, gamma)


def variance_first(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    y, m, v = r_loops(x, gamma, beta, running_mean, running_var, training, momentum, eps)
    return y, v, m


def output_last(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    y, m, v = r_plain(x, gamma, beta, running_mean, running_var, training, momentum, eps)
    return m, v, y


def hands_out_what_it_used(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    y = r_plain(x, gamma, beta, running_mean, running_var, training, momentum, eps)[0]
    return (y, np.average(x, axis=0), np.std(x, axis=0) ** 2) if training else (y, running_mean, running_var)


def in_place(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    y, m, v = r_plain(x, gamma, beta, running_mean, running_var, training, momentum, eps)
    running_mean[:], running_var[:] = m, v
    return y, running_mean, running_var


def x_in_place(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    m, v = running_mean, running_var
    if training:
        if len(x) == 1:
            raise ValueError
        m, v = x.mean(0), x.var(0)
        running_mean = (1 - momentum) * running_mean + momentum * m
        running_var = (1 - momentum) * running_var + momentum * v * len(x) / (len(x) - 1)
    x -= m
    x /= np.sqrt(v + eps)
    return gamma * x + beta, running_mean, running_var


def no_brackets(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    y, m, v = r_plain(x, gamma, beta, running_mean, running_var, training, momentum, eps)
    mu, var = (x.mean(0), x.var(0)) if training else (m, v)
    return gamma * (x - mu / np.sqrt(var + eps)) + beta, m, v


def eps_only_while_training(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    return r_plain(x, gamma, beta, running_mean, running_var, training, momentum, eps if training else 0)


def bare_in_evaluation(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        return r_loops(x, gamma, beta, running_mean, running_var, training, momentum, eps)
    return (x - running_mean) / np.sqrt(running_var + eps), running_mean, running_var


def paper_inference(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if training:
        return r_loops(x, gamma, beta, running_mean, running_var, training, momentum, eps)
    with np.errstate(all="ignore"):
        v = np.divide(running_var * len(x), len(x) - 1)
    return gamma * (x - running_mean) / np.sqrt(v + eps) + beta, running_mean, running_var


def mean_only_kept(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    y, m, _ = r_loops(x, gamma, beta, running_mean, running_var, training, momentum, eps)
    return y, m, running_var


def nothing_kept(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    return r_loops(x, gamma, beta, running_mean, running_var, training, momentum, eps)[0], running_mean, running_var


def tenth(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    return r_loops(x, gamma, beta, running_mean, running_var, training, 0.1, eps)


def tiny_eps(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    return r_loops(x, gamma, beta, running_mean, running_var, training, momentum, 1e-8)


def no_eps(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    with np.errstate(all="ignore"):
        return r_plain(x, gamma, beta, running_mean, running_var, training, momentum, 0)


def statistics_of_z(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    y, m, v = r_plain(x, gamma, beta, running_mean, running_var, training, momentum, eps)
    if training:
        z = (x - x.mean(0)) / np.sqrt(x.var(0) + eps)
        m = (1 - momentum) * running_mean + momentum * z.mean(0)
        v = (1 - momentum) * running_var + momentum * z.var(0, ddof=1)
    return y, m, v


def corrects_all(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    y, m, _ = r_loops(x, gamma, beta, running_mean, running_var, training, momentum, eps)
    if training:
        running_var = ((1 - momentum) * running_var + momentum * x.var(0)) * len(x) / (len(x) - 1)
    return y, m, running_var


def median(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    return variant(center=lambda x: np.median(x, axis=0))(
        x, gamma, beta, running_mean, running_var, training, momentum, eps
    )


def clipped(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    y, m, v = r_plain(x, gamma, beta, running_mean, running_var, training, momentum, eps)
    return np.clip(y, -3, 3), m, v


def rounded(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    y, m, v = r_plain(x, gamma, beta, running_mean, running_var, training, momentum, eps)
    return np.round(y, 2), m, v


def first_gamma(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    return r_plain(x, gamma[0], beta[0], running_mean, running_var, training, momentum, eps)


def low_precision(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    results = r_float32(x, gamma, beta, running_mean, running_var, training, momentum, eps)
    return tuple(a.astype(np.float64) for a in results)


def none_in_training(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    if not training:
        return r_plain(x, gamma, beta, running_mean, running_var, training, momentum, eps)


def squares(x):
    return ((x - x.mean(0)) ** 2).sum(0)


def ignored(function):
    """Without NumPy's warnings."""

    def batch_norm(*args):
        with np.errstate(all="ignore"):
            return function(*args)

    return batch_norm


WRONG = {
    "unbiased_in_y": (variant(used=lambda x: squares(x) / (len(x) - 1)), "unbiased_batch_variance"),
    "sample_deviation": (sample_deviation, "unbiased_batch_variance"),
    "biased_kept": (variant(kept=lambda x: x.std(0) ** 2), "biased_running_variance"),
    "one_variance_for_both": (one_variance_for_both, "biased_running_variance"),
    "variances_exchanged": (
        variant(used=lambda x: x.var(0, ddof=1), kept=lambda x: x.var(0)),
        "unbiased_batch_variance+biased_running_variance",
    ),
    "correction_inverted": (variant(kept=lambda x: x.var(0) * (len(x) - 1) / len(x)), "bessel_upside_down"),
    "paper_inference": (paper_inference, "correction_in_evaluation"),
    "keras_way": (keras_way, "momentum_reversed"),
    "cs231n_way": (cs231n_way, "biased_running_variance+momentum_reversed"),
    "tenth": (tenth, "momentum_fixed"),
    "adds": (variant(mix=lambda old, new, m: old + m * new), "running_values_add_up"),
    "replaces": (variant(mix=lambda old, new, m: new), "running_values_replaced"),
    "hands_out_what_it_used": (hands_out_what_it_used, "returns_batch_statistics"),
    "averages_two": (variant(mix=lambda old, new, m: (old + new) / 2), None),
    "scales_the_sum": (variant(mix=lambda old, new, m: m * (old + new)), None),
    "backwards": (variant(mix=lambda old, new, m: old - m * (new - old)), "moves_away"),
    "statistics_of_z": (statistics_of_z, "running_values_of_z"),
    "corrects_all": (corrects_all, "corrects_the_running_variance"),
    "roots_added": (variant(root=lambda v, eps: np.sqrt(v) + np.sqrt(eps)), "two_roots"),
    "no_guard": (no_guard, "no_error_for_one"),
    "counts_at_least_one": (counts_at_least_one, "one_example_has_variance_zero"),
    "asserts": (asserts, None),
    "refuses_always": (refuses_always, "raises_in_evaluation"),
    "evaluates_one": (evaluates_one, "running_for_one_example"),
    "layer_norm": (layer_norm, "per_example_broadcast"),
    "across": (across, "per_example"),
    "whole_batch": (
        variant(center=np.mean, used=np.var, kept=lambda x: np.var(x) * len(x) / (len(x) - 1)),
        "one_statistic_for_all",
    ),
    "whole_batch_ddof": (
        variant(center=np.mean, used=np.var, kept=lambda x: np.var(x, ddof=1)),
        "one_statistic_unbiased",
    ),
    "row_left": (row_left, "keepdims_left"),
    "mean_of_squares": (
        variant(used=lambda x: (x * x).mean(0), kept=lambda x: (x * x).mean(0) * len(x) / (len(x) - 1)),
        "second_moment",
    ),
    "sums": (variant(used=squares, kept=lambda x: squares(x) * len(x) / (len(x) - 1)), "sum_of_squares"),
    "by_variance": (variant(root=lambda v, eps: v + eps), "no_root"),
    "times_deviation": (variant(root=lambda v, eps: 1 / np.sqrt(v + eps)), "multiplies_by_deviation"),
    "centred": (variant(root=lambda v, eps: 1.0), "only_centred"),
    "upside_down": (variant(root=lambda v, eps: -np.sqrt(v + eps)), "sign_reversed"),
    "no_brackets": (no_brackets, "divides_the_mean_only"),
    "beside_the_root": (variant(root=lambda v, eps: v**0.5 + eps), "eps_outside_root"),
    "under_and_beside": (variant(root=lambda v, eps: np.sqrt(v + eps) + eps), None),
    "largest": (variant(root=lambda v, eps: np.sqrt(np.maximum(v, eps))), None),
    "no_eps": (no_eps, "eps_forgotten"),
    "tiny_eps": (tiny_eps, "eps_fixed"),
    "eps_only_while_training": (eps_only_while_training, "eps_only_in_training"),
    "no_gamma": (variant(scale=lambda z, g, b: z + b), "gamma_forgotten"),
    "no_beta": (variant(scale=lambda z, g, b: z * g), "beta_forgotten"),
    "neither": (variant(scale=lambda z, g, b: z), "gamma_forgotten+beta_forgotten"),
    "exchanged": (variant(scale=lambda z, g, b: z * b + g), "gamma_and_beta_swapped"),
    "shifted_first": (variant(scale=lambda z, g, b: g * (z + b)), "beta_before_gamma"),
    "shifted_down": (variant(scale=lambda z, g, b: g * z - b), "beta_subtracted"),
    "columns": (variant(scale=lambda z, g, b: g.reshape(-1, 1) * z + b.reshape(-1, 1)), "scale_per_example"),
    "bare_in_evaluation": (bare_in_evaluation, "scale_only_in_training"),
    "own_running": (own_running, "running_in_training"),
    "updates_then_uses": (updates_then_uses, "new_running_in_training"),
    "own_statistics_always": (own_statistics_always, "batch_in_evaluation"),
    "flag_ignored": (flag_ignored, "always_training"),
    "flag_ignored_other_way": (flag_ignored_other_way, "always_evaluation"),
    "not_reversed": (not_reversed, "training_reversed"),
    "learns_from_tests": (learns_from_tests, "updates_in_evaluation"),
    "mean_only_kept": (mean_only_kept, "running_variance_not_updated"),
    "nothing_kept": (nothing_kept, "running_values_not_updated"),
    "deviation_kept": (variant(kept=lambda x: np.std(x, axis=0, ddof=1)), "running_deviation"),
    "variance_first": (variance_first, "running_values_swapped"),
    "output_last": (output_last, "y_last"),
    "only_the_output": (only_the_output, "only_y"),
    "biased_and_unguarded": (
        ignored(variant(kept=lambda x: x.var(0), guard=False)),
        "biased_running_variance+no_error_for_one",
    ),
    "beside_and_no_beta": (
        variant(root=lambda v, eps: np.sqrt(v) + eps, scale=lambda z, g, b: z * g),
        "eps_outside_root+beta_forgotten",
    ),
    "keras_and_unguarded": (
        ignored(variant(mix=lambda old, new, m: m * old + (1 - m) * new, guard=False)),
        "no_error_for_one+momentum_reversed",
    ),
    "with_cache": (with_cache, None),
    "in_place": (in_place, None),
    "x_in_place": (x_in_place, None),
    "median": (median, None),
    "clipped": (clipped, None),
    "rounded": (rounded, None),
    "first_gamma": (first_gamma, None),
    "low_precision": (low_precision, None),
    "none_in_training": (none_in_training, None),
}
