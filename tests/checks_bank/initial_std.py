"""Solutions of `initial_std`."""

import math
from fractions import Fraction

import numpy as np


def r_roots(fan_in, activation):
    return math.sqrt((2 if activation == "relu" else 1) / fan_in)


def r_power(fan_in, activation):
    return {"linear": 1.0, "relu": 2.0, "tanh": 1.0}[activation] ** 0.5 * fan_in**-0.5


def r_numpy(fan_in, activation):
    gain = np.sqrt(2) if activation == "relu" else 1
    return gain / np.sqrt(fan_in)


def r_logarithms(fan_in, activation):
    return math.exp((math.log(1 + (activation == "relu")) - math.log(fan_in)) / 2)


def r_float32(fan_in, activation):
    gain = np.float32(1 + (activation == "relu"))
    return np.sqrt(gain / np.float32(fan_in))


def r_share(fan_in, activation):
    share = Fraction(1, 2) if activation in ("relu",) else Fraction(1)
    return float(1 / (fan_in * share)) ** 0.5


def r_branches(fan_in, activation):
    if activation == "linear" or activation == "tanh":
        variance = 1 / fan_in
    elif activation == "relu":
        variance = 2 / fan_in
    else:
        raise ValueError(activation)
    return np.array(variance) ** 0.5


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def he(fan_in, activation):
    return math.sqrt(2 / fan_in)


def lecun(fan_in, activation):
    return fan_in**-0.5


def variance(fan_in, activation):
    return (1 + (activation == "relu")) / fan_in


def torch_gains(fan_in, activation):
    gain = {"linear": 1.0, "relu": math.sqrt(2), "tanh": 5 / 3}[activation]
    return gain / math.sqrt(fan_in)


def torch_limit(fan_in, activation):
    gain = {"linear": 1.0, "relu": math.sqrt(2), "tanh": 1.0}[activation]
    return gain * math.sqrt(3 / fan_in)


def six(fan_in, activation):
    return math.sqrt((6 if activation == "relu" else 3) / fan_in)


def from_limit(fan_in, activation):
    limit = math.sqrt((2 if activation == "relu" else 1) / fan_in)
    return limit / math.sqrt(3)


def root_above_only(fan_in, activation):
    return np.sqrt(2 if activation == "relu" else 1) / fan_in


def two_over_root(fan_in, activation):
    return (2 if activation == "relu" else 1) / np.sqrt(fan_in)


def exchanged(fan_in, activation):
    return math.sqrt({"linear": 2, "relu": 1, "tanh": 1}[activation] / fan_in)


def exchanged_with_else(fan_in, activation):
    return math.sqrt((2 if activation == "linear" else 1) / fan_in)


def half(fan_in, activation):
    return math.sqrt((0.5 if activation == "relu" else 1) / fan_in)


def twice_the_spread(fan_in, activation):
    return (2 if activation == "relu" else 1) * fan_in**-0.5


def keeps_variance(fan_in, activation):
    kept = 0.5 - 0.5 / math.pi if activation == "relu" else 1
    return math.sqrt(1 / (fan_in * kept))


def tanh_doubled(fan_in, activation):
    return math.sqrt((1 if activation == "linear" else 2) / fan_in)


def tanh_sixteen(fan_in, activation):
    return {"linear": 1, "relu": 2**0.5, "tanh": 4}[activation] / fan_in**0.5


def tanh_missing(fan_in, activation):
    return math.sqrt({"linear": 1, "relu": 2}[activation] / fan_in)


def glorot_with_itself(fan_in, activation):
    return math.sqrt((2 if activation == "relu" else 1) / (fan_in + fan_in))


def flipped(fan_in, activation):
    return math.sqrt(fan_in / (2 if activation == "relu" else 1))


def times(fan_in, activation):
    return math.sqrt(fan_in * (2 if activation == "relu" else 1))


def no_width(fan_in, activation):
    return 2**0.5 if activation == "relu" else 1.0


def with_bias(fan_in, activation):
    return math.sqrt((2 if activation == "relu" else 1) / (fan_in + 1))


def floor_division(fan_in, activation):
    return math.sqrt((2 if activation == "relu" else 1) // fan_in)


def small(fan_in, activation):
    return 1e-2


def he_variance(fan_in, activation):
    return 2 / fan_in


def lecun_variance(fan_in, activation):
    return 1 / fan_in


def he_limit(fan_in, activation):
    return math.sqrt(6 / fan_in)


def squared(fan_in, activation):
    return ((2 if activation == "relu" else 1) / fan_in) ** 2


def tanh_without_result(fan_in, activation):
    if activation == "linear":
        return math.sqrt(1 / fan_in)
    if activation == "relu":
        return math.sqrt(2 / fan_in)


def rounded(fan_in, activation):
    return round(math.sqrt((2 if activation == "relu" else 1) / fan_in), 3)


def leaky(fan_in, activation):
    return math.sqrt((2 / (1 + 0.01**2) if activation == "relu" else 1) / fan_in)


def drawn(fan_in, activation):
    return np.random.default_rng(0).normal(0, math.sqrt(1 / fan_in), size=fan_in).std()


def as_array(fan_in, activation):
    return np.array([math.sqrt((2 if activation == "relu" else 1) / fan_in)])


def capital(fan_in, activation):
    return math.sqrt((2 if activation == "ReLU" else 1) / fan_in)


WRONG = {
    function.__name__: (function, fault)
    for function, fault in [
        (he, "always_relu"),
        (lecun, "ignores_activation"),
        (capital, "ignores_activation"),
        (variance, "returns_variance"),
        (torch_gains, "tanh_five_thirds"),
        (torch_limit, "limit_of_uniform"),
        (six, "limit_of_uniform"),
        (from_limit, "uniform_from_limit"),
        (root_above_only, "fan_in_without_root"),
        (two_over_root, "forgets_gain_root"),
        (exchanged, "exchanged"),
        (exchanged_with_else, "exchanged"),
        (half, "relu_halves"),
        (keeps_variance, "relu_keeps_variance"),
        (tanh_doubled, "tanh_like_relu"),
        (tanh_sixteen, "tanh_four"),
        (tanh_missing, "tanh_unknown"),
        (glorot_with_itself, "both_fans"),
        (flipped, "inverted"),
        (times, "upside_down"),
        (no_width, "forgets_fan_in"),
        (with_bias, "counts_bias"),
        (floor_division, "whole_division"),
        (small, "constant"),
        (he_variance, "returns_variance+always_relu"),
        (lecun_variance, "returns_variance+ignores_activation"),
        (he_limit, "limit_of_uniform+always_relu"),
        (squared, "squared"),
        (twice_the_spread, "forgets_gain_root"),
        (tanh_without_result, "tanh_without_result"),
        (rounded, None),
        (leaky, None),
        (drawn, None),
        (as_array, None),
    ]
}
