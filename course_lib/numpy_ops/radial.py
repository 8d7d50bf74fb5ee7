"""The radial basis unit: it does not ask on which side of a line x lies, but how near x is to its centre."""

from __future__ import annotations

import numpy as np

from .arrays import Array, expect

__all__ = [
    "radial_basis",
    "radial_basis_backward",
]


def radial_basis(x: Array, centres: Array, width: float) -> tuple[Array, tuple]:
    """Gaussian bumps: 1 at the centre of a unit, falling with the distance from it.

        y[n, k] = exp(-|x[n] - centres[k]|^2 / (2 width^2))

    Arguments
        x        (N, D)  float32 or float64: N examples, one a row
        centres  (K, D)  same dtype: the centre of each unit, one unit a row
        width    ()      number > 0, in the units of x: at this distance y is exp(-1/2) = 0.61
    Returns
        y        (N, K)  same dtype, in [0, 1]
        cache            for radial_basis_backward: (x, centres, width)
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, or width is not a number
        ValueError  the shapes do not fit, or width is not greater than 0
    Source: Broomhead, Lowe, Complex Systems 2 (1988); Bishop (2006), section 6.3.
    """
    expect("radial_basis", x=(x, "N D"), centres=(centres, "K D"), width=(width, "number > 0"))
    z = (x[:, None, :] - centres[None, :, :]) / float(width)  # (N, K, D), from each centre to each example
    y = np.exp(-(z * z).sum(axis=2) / 2)
    return y, (x, centres, width)


def radial_basis_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array]:
    """Gradients of `radial_basis`, with z = (x - centre) / width, so that y = exp(-|z|^2 / 2).

        dz[n, k] = -dy[n, k] y[n, k] z[n, k]
        dx = sum_k dz / width,  dcentres = -sum_n dz / width,  dwidth = -sum_nk dz . z / width

    Arguments
        dy        (N, K)  gradient of the loss with respect to y, same dtype as x
        cache             what radial_basis returned
    Returns
        dx        (N, D)  same dtype
        dcentres  (K, D)  same dtype
        dwidth    ()      same dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: the chain rule on the formula of radial_basis; Bishop (2006), section 5.3.
    """
    x, centres, width = cache
    expect("radial_basis_backward", dy=(dy, "N K"), x=(x, "N D"), centres=(centres, "K D"))
    width = float(width)
    z = (x[:, None, :] - centres[None, :, :]) / width
    y = np.exp(-(z * z).sum(axis=2) / 2)
    dz = -(dy * y)[:, :, None] * z
    dx = dz.sum(axis=1) / width
    dcentres = -dz.sum(axis=0) / width
    dwidth = -(dz * z / width).sum()
    return dx, dcentres, dwidth
