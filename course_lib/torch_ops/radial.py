"""The radial basis unit on torch tensors; its twin, with the docstrings, is numpy_ops/radial.py."""

from __future__ import annotations

import torch

from course_lib import numpy_ops

from .arrays import Array, documented_by, expect

__all__ = [
    "radial_basis",
    "radial_basis_backward",
]


@documented_by(numpy_ops.radial_basis)
def radial_basis(x: Array, centres: Array, width: float) -> tuple[Array, tuple]:
    expect("radial_basis", x=(x, "N D"), centres=(centres, "K D"), width=(width, "number > 0"))
    z = (x[:, None, :] - centres[None, :, :]) / width  # (N, K, D), from each centre to each example
    y = torch.exp(-(z * z).sum(dim=2) / 2)
    return y, (x, centres, width)


@documented_by(numpy_ops.radial_basis_backward)
def radial_basis_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array]:
    x, centres, width = cache
    expect("radial_basis_backward", dy=(dy, "N K"), x=(x, "N D"), centres=(centres, "K D"))
    z = (x[:, None, :] - centres[None, :, :]) / width
    y = torch.exp(-(z * z).sum(dim=2) / 2)
    dz = -(dy * y)[:, :, None] * z
    dx = dz.sum(dim=1) / width
    dcentres = -dz.sum(dim=0) / width
    dwidth = -(dz * z / width).sum()
    return dx, dcentres, dwidth
