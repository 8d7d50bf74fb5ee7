"""Preparing the data on torch tensors; the twins, with the docstrings, are in numpy_ops/whitening.py."""

from __future__ import annotations

import torch

from course_lib import numpy_ops

from .arrays import Array, documented_by, expect

__all__ = [
    "standardise",
    "zca",
]


@documented_by(numpy_ops.standardise)
def standardise(x: Array, eps: float = 1e-5) -> tuple[Array, Array, Array]:
    expect("standardise", x=(x, "N+ D"), eps=(eps, "number > 0"))
    mean, centred = _centred(x)
    scale = torch.sqrt((centred * centred).mean(dim=0) + eps)
    return centred / scale, mean, scale


@documented_by(numpy_ops.zca)
def zca(x: Array, eps: float = 1e-5) -> tuple[Array, Array, Array]:
    expect("zca", x=(x, "N+ D"), eps=(eps, "number > 0"))
    mean, centred = _centred(x)
    covariance = centred.T @ centred / len(x)
    if torch.isfinite(covariance).all():
        variances, directions = torch.linalg.eigh(covariance)
        shrink = 1 / torch.sqrt(variances.clamp(min=0) + eps)  # rounding can make a variance of 0 negative
        matrix = (directions * shrink) @ directions.T
    else:
        matrix = torch.full_like(covariance, torch.nan)
    return centred @ matrix, mean, matrix


def _centred(x: Array) -> tuple[Array, Array]:
    mean = x.mean(dim=0)
    centred = x - mean
    rest = centred.mean(dim=0)  # what rounding of the mean took away
    return mean + rest, centred - rest
