"""Rows of the table: preparing the data."""

from __future__ import annotations

import numpy as np

from .row import Mistake, Operation, Sample, normal


def _samples(rng, dtype):
    correlated = normal(rng, dtype, 40, 3) @ np.array([[2, 1, 0], [0, 1, 0.5], [0, 0, 1]], dtype)
    return [
        Sample("a batch", {"x": correlated}),
        Sample("other eps", {"x": normal(rng, dtype, 12, 4), "eps": 0.1}),
        Sample("mean 1000", {"x": (1000 + rng.standard_normal((20, 3))).astype(dtype)}),
        Sample("a unit that never changes", {"x": np.pad(normal(rng, dtype, 9, 2), ((0, 0), (1, 0))), "eps": 0.01}),
        Sample("fewer examples than units", {"x": normal(rng, dtype, 3, 5), "eps": 0.1}),
        Sample("batch of 1", {"x": normal(rng, dtype, 1, 3)}),
    ]


def _standardise_oracle(x, eps=1e-5):
    import torch

    at = x.mean().round()  # near 0 nothing is lost to rounding
    var, mean = torch.var_mean(x - at, dim=0, correction=0)
    scale = torch.sqrt(var + eps)
    return (x - at - mean) / scale, mean + at, scale


def _zca_oracle(x, eps=1e-5):
    """By singular values of the data instead of eigenvalues of the covariance."""
    import torch

    at = x.mean().round()
    mean = (x - at).mean(dim=0)
    centred = x - at - mean
    _, singular, directions = torch.linalg.svd(centred, full_matrices=True)
    variances = torch.zeros(x.shape[1], dtype=x.dtype)
    variances[: len(singular)] = singular**2 / len(x)
    shrunk = directions / torch.sqrt(variances + eps)[:, None]
    matrix = (directions[:, :, None] * shrunk[:, None, :]).sum(dim=0)
    return centred @ matrix, mean + at, matrix


def _mistakes(name):
    def wrong(rule, x=(4, 3), eps=1e-5, kind=ValueError, dtype=""):
        return Mistake({"x": np.zeros(x), "eps": eps}, kind, f"{name}: {rule}; x {x}{dtype}, eps {eps}")

    return [
        wrong("x must have 2 axes (N, D), got 3", x=(4, 3, 2)),
        wrong("`N` of x (N, D) must be at least 1, got 0", x=(0, 3)),
        wrong("eps must be greater than 0, got 0", eps=0),
        wrong("eps must be one number, got None", eps=None, kind=TypeError, dtype=" float64"),
    ]


ROWS = [
    Operation(
        "standardise",
        _samples,
        _standardise_oracle,
        mistakes=_mistakes("standardise"),
        returns=("y", "mean", "scale"),
        least_batch=1,
        tolerance=16,
    ),
    Operation(
        "zca",
        _samples,
        _zca_oracle,
        mistakes=_mistakes("zca"),
        returns=("y", "mean", "matrix"),
        least_batch=1,
        macs=lambda x, eps=None: x[0] * x[1] * x[1],
        tolerance=256,
    ),
]
