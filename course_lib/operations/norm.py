"""Rows of the table: normalisation."""

from __future__ import annotations

import numpy as np

from .row import Mistake, Operation, Sample, functional, normal


def _offset(x):
    """A whole number near the mean. Oracles work without it, or at 1000 torch's own rounding would be the larger."""
    return x.detach().mean().nan_to_num().round()


def _batch_norm(rng, dtype):
    def sample(about, *shape, at=0.0, spread=1.0, **settings):
        c = shape[1]
        gamma, beta = normal(rng, dtype, 2, c)
        inputs = {
            "x": (at + spread * rng.standard_normal(shape)).astype(dtype),
            "gamma": gamma,
            "beta": beta,
            "running_mean": normal(rng, dtype, c),
            "running_var": rng.uniform(0.5, 2, c).astype(dtype),
        }
        return Sample(about, inputs | settings)

    return [
        sample("a batch", 6, 3),
        sample("maps", 3, 2, 4, 5),
        sample("maps in use", 3, 2, 4, 5, training=False),
        sample("units in use", 5, 3, training=False),
        sample("other settings", 4, 3, 2, 2, momentum=0.25, eps=0.01),
        sample("mean 1000", 8, 3, 4, 4, at=1000),
        sample("units at -1000", 16, 4, at=-1000),
        sample("sequences", 4, 2, 7),
        sample("three examples", 3, 2),
        sample("batch of 1", 1, 3, 3, 3),
        sample("batch of 1 in use", 1, 3, training=False),
        sample("batch of 0", 0, 3, 2, 2),
        sample("batch of 0 in use", 0, 3, training=False),
        sample("small numbers", 4, 2, 3, 3, spread=0.05),
    ]


def _batch_oracle(x, gamma, beta, running_mean, running_var, training=True, momentum=0.1, eps=1e-5):
    at = _offset(x)
    running = running_mean - at, running_var.clone()  # torch writes into them
    y = functional("batch_norm")(
        input=x - at,
        running_mean=running[0],
        running_var=running[1],
        weight=gamma,
        bias=beta,
        training=training,
        momentum=momentum,
        eps=eps,
    )
    return y, running[0] + at, running[1]


def _batch_mistake(rule, kind=ValueError, shape=(4, 3), name="batch_norm", dtypes="", **wrong):
    four = {key: np.ones(3) for key in ("gamma", "beta", "running_mean", "running_var")}
    inputs = {"x": np.zeros(shape), **four} | wrong
    shown = {"x": None, **four, "training": True, "momentum": 0.1, "eps": 1e-5} | inputs
    given = ", ".join(f"{k} {v.shape}{dtypes}" if isinstance(v, np.ndarray) else f"{k} {v}" for k, v in shown.items())
    return Mistake(inputs, kind, f"{name}: {rule}; {given}")


_one_number = "training needs more than one number a channel, got 1: it has no variance"
_batch_mistakes = [
    _batch_mistake("x must have at least 2 axes (N, C, ...), got 1", x=np.zeros(3)),
    _batch_mistake("`C` must be the same in x (N, C, ...) and gamma (C,), got 5 and 3", shape=(4, 5)),
    _batch_mistake("`C` must be the same in x (N, C, ...) and beta (C,), got 3 and 4", beta=np.ones(4)),
    _batch_mistake("running_var must have 1 axis (C,), got 2", running_var=np.ones((1, 3))),
    _batch_mistake(_one_number, shape=(1, 3)),
    _batch_mistake(_one_number, shape=(1, 3, 1, 1)),
    _batch_mistake("momentum must lie in [0, 1], got 1.5", momentum=1.5),
    _batch_mistake("momentum must be one number, got None", TypeError, momentum=None, dtypes=" float64"),
    _batch_mistake("eps must be greater than 0, got 0", eps=0),
    Mistake(
        _batch_mistake("").inputs,
        ValueError,
        "batch_norm_backward: `N` must be the same in dy (N, C, ...) and x (N, C, ...), got 3 and 4; "
        "dy (3, 3), x (4, 3), gamma (3,)",
        dy=np.zeros((3, 3)),
    ),
]


def _layer_norm(rng, dtype):
    def sample(about, shape, axes, at=0.0, **settings):
        x = (at + rng.standard_normal(shape)).astype(dtype)
        affine = {name: normal(rng, dtype, *shape[-axes:]) for name in ("gamma", "beta")}
        return Sample(about, {"x": x, **affine} | settings)

    return [
        sample("a batch", (5, 4), 1),
        sample("sequences", (2, 3, 6), 1),
        sample("whole images", (2, 3, 2, 4), 3),
        sample("mean 1000", (3, 32), 1, at=1000),
        sample("other eps", (3, 5), 1, eps=0.1),
        sample("batch of 1", (1, 4), 1),
        sample("batch of 0", (0, 4), 1),
    ]


def _layer_oracle(x, gamma, beta, eps=1e-5):
    near_0 = x - _offset(x)
    return functional("layer_norm")(input=near_0, normalized_shape=gamma.shape, weight=gamma, bias=beta, eps=eps)


def _layer_mistake(rule, x=(2, 3, 4), gamma=(4,), beta=None, eps=1e-5):
    beta = gamma if beta is None else beta
    inputs = {"x": np.zeros(x), "gamma": np.zeros(gamma), "beta": np.zeros(beta), "eps": eps}
    return Mistake(inputs, ValueError, f"layer_norm: {rule}; x {x}, gamma {gamma}, beta {beta}, eps {eps}")


_layer_mistakes = [
    _layer_mistake("gamma must have the shape of the last axes of x, got (3,) for (2, 3, 4)", gamma=(3,)),
    _layer_mistake("gamma must have the shape of the last axes of x, got (2, 4) for (4,)", x=(4,), gamma=(2, 4)),
    _layer_mistake("gamma must have the shape of the last axes of x, got () for (2, 3, 4)", gamma=()),
    _layer_mistake("gamma and beta must have the same shape, got (4,) and (3, 4)", beta=(3, 4)),
    _layer_mistake("gamma must hold at least one number, got none", x=(2, 0), gamma=(0,)),
    _layer_mistake("eps must be greater than 0, got -1", eps=-1),
    Mistake(
        _layer_mistake("").inputs,
        ValueError,
        "layer_norm_backward: dy and x must have the same shape, got (2, 4) and (2, 3, 4); "
        "dy (2, 4), x (2, 3, 4), gamma (4,)",
        dy=np.zeros((2, 4)),
    ),
]


def _group_norm(rng, dtype):
    def sample(about, groups, *shape, at=0.0, **settings):
        x, c = (at + rng.standard_normal(shape)).astype(dtype), shape[1]
        affine = {"gamma": normal(rng, dtype, c), "beta": normal(rng, dtype, c)}
        return Sample(about, {"x": x, **affine, "groups": groups} | settings)

    return [
        sample("a batch", 2, 3, 4, 3, 3),
        sample("one group", 1, 2, 3, 2, 5),
        sample("one channel a group", 3, 2, 3, 4, 4),
        sample("units", 2, 4, 6),
        sample("mean 1000", 2, 2, 4, 4, 4, at=1000),
        sample("other eps", 2, 2, 4, 2, 2, eps=0.1),
        sample("batch of 1", 2, 1, 4, 2, 2),
        sample("batch of 0", 2, 0, 4, 2, 2),
    ]


def _group_oracle(x, gamma, beta, groups, eps=1e-5):
    return functional("group_norm")(input=x - _offset(x), num_groups=groups, weight=gamma, bias=beta, eps=eps)


def _group_mistake(rule, kind=ValueError, x=(2, 6, 3, 3), c=6, groups=2, eps=1e-5):
    inputs = {"x": np.zeros(x), "gamma": np.zeros(c), "beta": np.zeros(c), "groups": groups, "eps": eps}
    d = " float64" if kind is TypeError else ""
    text = f"group_norm: {rule}; x {x}{d}, gamma ({c},){d}, beta ({c},){d}, groups {groups}, eps {eps}"
    return Mistake(inputs, kind, text)


_group_mistakes = [
    _group_mistake("groups must divide the channels of x, got 4 and 6", groups=4),
    _group_mistake("groups must be greater than 0, got 0", groups=0),
    _group_mistake("groups must be an integer, got 2.0", TypeError, groups=2.0),
    _group_mistake("`C` must be the same in x (N, C, ...) and gamma (C,), got 6 and 5", c=5),
    _group_mistake("x must have at least 2 axes (N, C, ...), got 1", x=(6,)),
    _group_mistake("a channel of x must hold at least one number, got none", x=(2, 6, 0)),
    Mistake(
        _group_mistake("").inputs,
        ValueError,
        "group_norm_backward: `...` must be the same in dy (N, C, ...) and x (N, C, ...), got (3,) and (3, 3); "
        "dy (2, 6, 3), x (2, 6, 3, 3), gamma (6,)",
        dy=np.zeros((2, 6, 3)),
    ),
]

ROWS = [
    Operation(
        "batch_norm",
        _batch_norm,
        _batch_oracle,
        mistakes=_batch_mistakes,
        differentiable=("x", "gamma", "beta"),
        linear_in=("gamma", "beta"),
        tolerance=32,
        returns=("y", "running_mean", "running_var", "cache"),
    ),
    Operation(
        "layer_norm",
        _layer_norm,
        _layer_oracle,
        mistakes=_layer_mistakes,
        differentiable=("x", "gamma", "beta"),
        linear_in=("gamma", "beta"),
        tolerance=32,
    ),
    Operation(
        "group_norm",
        _group_norm,
        _group_oracle,
        mistakes=_group_mistakes,
        differentiable=("x", "gamma", "beta"),
        linear_in=("gamma", "beta"),
        tolerance=32,
    ),
]
