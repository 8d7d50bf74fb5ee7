"""Solutions of `initial_std`, written without knowing the faults; only the ids were added afterwards."""

import math

import numpy as np


def two_cases(fan_in, activation):
    if activation == "relu":
        return math.sqrt(2 / fan_in)
    return math.sqrt(1 / fan_in)


def table(fan_in, activation):
    gain = {"linear": 1.0, "relu": math.sqrt(2), "tanh": 1.0}[activation]
    return gain / math.sqrt(fan_in)


def with_numpy(fan_in, activation):
    return float(np.sqrt((1 + (activation == "relu")) / fan_in))


def power(fan_in, activation):
    match activation:
        case "linear" | "tanh":
            kept = 1.0
        case "relu":
            kept = 0.5  # of the second moment
        case _:
            raise ValueError(f"unknown activation {activation!r}")
    return (kept * fan_in) ** -0.5


def hypotenuse(fan_in, activation):
    side = 1 / math.sqrt(fan_in)
    return math.hypot(side, side) if activation == "relu" else side


def logarithms(fan_in, activation):
    return math.exp((math.log(2) * ("relu" in activation) - math.log(fan_in)) / 2)


RIGHT = {function.__name__: function for function in (two_cases, table, with_numpy, power, hypotenuse, logarithms)}


def variance(fan_in, activation):
    return 2 / fan_in if activation == "relu" else 1 / fan_in


def always_one(fan_in, activation):
    return 1 / math.sqrt(fan_in)


def always_two(fan_in, activation):
    return math.sqrt(2.0 / fan_in)


def tanh_like_relu(fan_in, activation):
    if activation == "linear":
        return math.sqrt(1 / fan_in)
    return math.sqrt(2 / fan_in)


def gain_of_tanh(fan_in, activation):
    gain = {"linear": 1, "tanh": 5 / 3, "relu": 2**0.5}[activation]
    return gain / fan_in**0.5


def two_outside_the_root(fan_in, activation):
    gain = 2 if activation == "relu" else 1
    return gain / math.sqrt(fan_in)


def root_of_the_gain_only(fan_in, activation):
    if activation == "relu":
        return math.sqrt(2) / fan_in
    return 1 / fan_in


def relu_halves(fan_in, activation):
    if activation == "relu":
        return math.sqrt(1 / (2 * fan_in))
    return math.sqrt(1 / fan_in)


def exchanged(fan_in, activation):
    if activation == "relu":
        return math.sqrt(1 / fan_in)
    return math.sqrt(2 / fan_in)


def uniform_limit(fan_in, activation):
    limit = math.sqrt((6 if activation == "relu" else 3) / fan_in)
    return limit


def glorot(fan_in, activation):
    fan_out = 1
    return math.sqrt((4 if activation == "relu" else 2) / (fan_in + fan_out))


def integer_division(fan_in, activation):
    return math.sqrt((2 if activation == "relu" else 1) // fan_in)


def grows(fan_in, activation):
    return math.sqrt(fan_in / 2) if activation == "relu" else math.sqrt(fan_in)


def small_number(fan_in, activation):
    return 0.01


def tanh_forgotten(fan_in, activation):
    if activation == "linear":
        return 1 / fan_in**0.5
    elif activation == "relu":
        return (2 / fan_in) ** 0.5


def assigned(fan_in, activation):
    if activation == "relu" or "tanh":
        return np.sqrt(2 / fan_in)
    return np.sqrt(1 / fan_in)


def variance_and_tanh_like_relu(fan_in, activation):
    return (1 if activation == "linear" else 2) / fan_in


def random_weights(fan_in, activation):
    std = math.sqrt((2 if activation == "relu" else 1) / fan_in)
    return std * np.random.default_rng(0).standard_normal(fan_in)


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (variance, "variance for standard deviation", "returns_variance"),
        (always_one, "activation ignored, linear rule", "ignores_activation"),
        (always_two, "activation ignored, rule of ReLU", "always_relu"),
        (tanh_like_relu, "rule of ReLU for tanh", "tanh_like_relu"),
        (gain_of_tanh, "gain 5/3 for tanh", "tanh_five_thirds"),
        (two_outside_the_root, "2 outside the root", "forgets_gain_root"),
        (root_of_the_gain_only, "root of the gain only", "fan_in_without_root"),
        (relu_halves, "half for double with ReLU", "relu_halves"),
        (exchanged, "rules exchanged", "exchanged+tanh_like_relu"),
        (uniform_limit, "limit of a uniform distribution", "limit_of_uniform"),
        (glorot, "fan_out in the formula", None),
        (integer_division, "// for /", "whole_division"),
        (grows, "fraction upside down", "inverted"),
        (small_number, "a constant", "constant"),
        (tanh_forgotten, "no case for tanh", "tanh_without_result"),
        (assigned, 'activation == "relu" or "tanh" is always true', "always_relu"),
        (
            variance_and_tanh_like_relu,
            "variance for standard deviation, and rule of ReLU for tanh",
            "returns_variance+tanh_like_relu",
        ),
        (random_weights, "returns weights", None),
    ]
}
