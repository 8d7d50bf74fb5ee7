"""Preparing the data, once, before training: statistics of the training set alone, used on every other set too.

Both return what they subtracted and multiplied with, so that `(x_test - mean) / scale` or `(x_test - mean) @ matrix`
does the same to new data. They have no backward: nothing before them learns.
"""

from __future__ import annotations

import numpy as np

from .arrays import Array, expect

__all__ = [
    "standardise",
    "zca",
]


def standardise(x: Array, eps: float = 1e-5) -> tuple[Array, Array, Array]:
    """Each unit to mean 0 and variance 1, by itself: units that went together still do.

        y = (x - mean) / scale,  scale = sqrt(var + eps),  mean and var over the N examples

    Arguments
        x      (N, D)  float32 or float64: N >= 1 examples, one a row
        eps    ()      number > 0, in squared units of x: a unit that never changes stays near 0
    Returns
        y      (N, D)  same dtype
        mean   (D,)    same dtype
        scale  (D,)    same dtype
    Raises
        TypeError   x is not an array of float32 or float64, or eps is not a number
        ValueError  x has not 2 axes or no example, or eps is not greater than 0
    Source: LeCun, Bottou, Orr, Mueller, Efficient BackProp (1998), section 4.3.
    """
    expect("standardise", x=(x, "N+ D"), eps=(eps, "number > 0"))
    mean, centred = _centred(x)
    scale = np.sqrt((centred * centred).mean(axis=0) + float(eps))
    return centred / scale, mean, scale


def zca(x: Array, eps: float = 1e-5) -> tuple[Array, Array, Array]:
    """Whitening: afterwards no two units go together. Of all matrices that do this, the one that changes x least.

        y = (x - mean) matrix,  matrix = U diag(1 / sqrt(lambda + eps)) U^T
        with the covariance (x - mean)^T (x - mean) / N = U diag(lambda) U^T

    For images the result still looks like images, with edges (zero-phase component analysis).

    Arguments
        x       (N, D)  float32 or float64: N >= 1 examples, one a row
        eps     ()      number > 0, in squared units of x: directions with less variance are not blown up
    Returns
        y       (N, D)  same dtype; NaN throughout where x holds a NaN or an infinity
        mean    (D,)    same dtype
        matrix  (D, D)  same dtype, symmetric
    Raises
        TypeError   x is not an array of float32 or float64, or eps is not a number
        ValueError  x has not 2 axes or no example, or eps is not greater than 0
    Source: Bell, Sejnowski, Vision Research 37 (1997); Krizhevsky, technical report (2009), appendix A.
    """
    expect("zca", x=(x, "N+ D"), eps=(eps, "number > 0"))
    mean, centred = _centred(x)
    covariance = centred.T @ centred / len(x)
    if np.isfinite(covariance).all():
        variances, directions = np.linalg.eigh(covariance)
        shrink = 1 / np.sqrt(np.maximum(variances, 0) + float(eps))  # rounding can make a variance of 0 negative
        matrix = (directions * shrink) @ directions.T
    else:
        matrix = np.full_like(covariance, np.nan)
    return centred @ matrix, mean, matrix


def _centred(x: Array) -> tuple[Array, Array]:
    mean = x.mean(axis=0)
    centred = x - mean
    rest = centred.mean(axis=0)  # what rounding of the mean took away
    return mean + rest, centred - rest
