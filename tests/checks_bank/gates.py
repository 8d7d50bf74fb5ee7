"""Solutions of `gates`."""

import numpy as np


def right(value):
    return lambda: value


RIGHT = {
    "plain lists": right({"and": ([1, 1], 2), "or": ([1, 1], 1), "not": ([-1], 0)}),
    "arrays": right({"and": (np.array([1.0, 1.0]), 1.5), "or": (np.ones(2), 0.5), "not": (np.array([-1.0]), -0.5)}),
    "float32": right(
        {"and": (np.ones(2, np.float32), np.float32(2)), "or": (np.ones(2, np.float32), 1), "not": (-np.ones(1), 0)}
    ),
    "scalar weight of NOT": right({"and": ((2, 3), 5), "or": ((2, 3), 2), "not": (-4, -3)}),
    "unequal weights": right({"and": ([0.3, 0.9], 1.0), "or": ([0.3, 0.9], 0.25), "not": ([-0.1], -0.05)}),
    "lists as pairs": right({"not": [[-1], 0], "or": [[5, 5], 5], "and": [[5, 5], 6]}),
    "theta in a one-element array": right(
        {"and": ([1, 1], np.array(2)), "or": ([1, 1], np.array([1])), "not": ([-1], 0)}
    ),
    "extra gates": right({"and": ([1, 1], 2), "or": ([1, 1], 1), "not": ([-1], 0), "nand": ([-1, -1], -1)}),
}


def swapped():
    both, any_ = (np.array([1, 1]), 1.0), (np.array([1, 1]), 2.0)
    return {"and": both, "or": any_, "not": (np.array([-1]), 0)}


def minus_bias():
    return dict(zip(("and", "or", "not"), [((1, 1), -1.5), ((1, 1), -0.5), ((-1,), 0.5)], strict=True))


def capital():
    return {"AND": ([1, 1], 2), "OR": ([1, 1], 1), "NOT": ([-1], 0)}


def no_not():
    gates = {}
    for name, theta in (("and", 2), ("or", 1)):
        gates[name] = ([1, 1], theta)
    return gates


WRONG = {
    "swapped": (swapped, "and_or_swapped"),
    "strict everywhere": (lambda: {"and": ([1, 1], 1), "or": ([1, 1], 0), "not": ([-1], -1)}, "strictly_above"),
    "strict, AND only": (lambda: {"and": ([1, 1], 1), "or": ([1, 1], 0.5), "not": ([-1], -0.5)}, "strictly_above"),
    "strict, OR only": (lambda: {"and": ([2, 2], 3), "or": ([1, 2], 0), "not": ([-2], -1)}, "strictly_above"),
    "strict or -1 and +1": (lambda: {"and": ([2, 2], 3), "or": ([2, 2], 0), "not": ([-2], -1)}, None),
    "strict or -1 and +1, AND too": (lambda: {"and": ([1, 1], 1), "or": ([1, 1], 0), "not": ([-1], -0.5)}, None),
    "bias for theta": (minus_bias, "theta_is_bias"),
    "fires below": (lambda: {"and": ([-1, -1], -2), "or": ([-1, -1], -1), "not": ([1], 0)}, "fires_below"),
    "plus minus one": (lambda: {"and": ([1, 1], 1), "or": ([1, 1], -1), "not": ([-1], 0)}, "inputs_plus_minus"),
    "NOT with +1": (lambda: {"and": ([1, 1], 2), "or": ([1, 1], 1), "not": ([1], 1)}, "not_is_positive"),
    "NOT with +2, theta 0": (lambda: {"and": ([1, 1], 2), "or": ([1, 1], 1), "not": ([2], 0)}, "not_is_positive"),
    "or as xor": (lambda: {"and": ([1, 1], 2), "or": ([1, -1], 1), "not": ([-1], 0)}, "or_excludes_both"),
    "reversed pairs": (lambda: {"and": (2, [1, 1]), "or": (1, [1, 1]), "not": (0, [-1])}, "pair_reversed"),
    "capitals": (capital, "wrong_keys"),
    "NOT missing": (no_not, "missing_key"),
    "AND always silent": (lambda: {"and": ([1, 1], 3), "or": ([1, 1], 1), "not": ([-1], 0)}, None),
    "NOT always fires": (lambda: {"and": ([1, 1], 2), "or": ([1, 1], 1), "not": ([-1], -2)}, None),
    "two weights for NOT": (lambda: {"and": ([1, 1], 2), "or": ([1, 1], 1), "not": ([-1, -1], 0)}, None),
    "a list": (lambda: [([1, 1], 2), ([1, 1], 1), ([-1], 0)], None),
    "functions for gates": (lambda: {"and": lambda x: x.all(), "or": lambda x: x.any(), "not": lambda x: 1 - x}, None),
    "weights alone": (lambda: {"and": [1, 1], "or": [1, 1], "not": [-1]}, None),
    "OR still dots": (lambda: {"and": ([1, 1], 2), "or": ..., "not": ([-1], 0)}, None),
    "nan": (lambda: {"and": ([1, 1], float("nan")), "or": ([1, 1], 1), "not": ([-1], 0)}, None),
    "text": (lambda: {"and": "x1 and x2", "or": "x1 or x2", "not": "not x1"}, None),
}
