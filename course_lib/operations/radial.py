"""Rows of the table: radial basis units."""

from __future__ import annotations

import numpy as np

from .row import Mistake, Operation, Sample, normal


def _radial(rng, dtype):
    def sample(about, n, units, axes, width):
        x, centres = normal(rng, dtype, n, axes), normal(rng, dtype, units, axes)
        return Sample(about, {"x": x, "centres": centres, "width": width})

    at_centre = np.array([[1.0, 2.0]], dtype)
    return [
        sample("a batch", 5, 3, 2, 1.5),
        sample("width as an array", 3, 4, 2, np.array(0.75, dtype)),
        sample("batch of 1", 1, 3, 2, 1.0),
        sample("batch of 0", 0, 3, 2, 1.0),
        sample("narrow", 2, 3, 2, 0.25),
        Sample("at the centre", {"x": at_centre, "centres": at_centre.copy(), "width": 2}),
    ]


def _radial_oracle(x, centres, width):
    import torch

    distance = torch.cdist(x, centres, compute_mode="donot_use_mm_for_euclid_dist")
    return torch.exp(-((distance / width) ** 2) / 2)


_radial_mistakes = [
    Mistake(
        {"x": np.zeros((4, 2)), "centres": np.zeros((3, 5)), "width": 1.0},
        ValueError,
        "radial_basis: `D` must be the same in x (N, D) and centres (K, D), got 2 and 5; "
        "x (4, 2), centres (3, 5), width 1.0",
    ),
    Mistake(
        {"x": np.zeros((4, 2)), "centres": np.zeros(2), "width": 1.0},
        ValueError,
        "radial_basis: centres must have 2 axes (K, D), got 1; x (4, 2), centres (2,), width 1.0",
    ),
    *(
        Mistake(
            {"x": np.zeros((4, 2)), "centres": np.zeros((3, 2)), "width": width},
            ValueError,
            f"radial_basis: width must be greater than 0, got {width}; x (4, 2), centres (3, 2), width {width}",
        )
        for width in (0, -1.5, float("nan"))
    ),
    Mistake(
        {"x": np.zeros((4, 2)), "centres": np.zeros((3, 2)), "width": np.ones(3)},
        TypeError,
        "radial_basis: width must be one number, got (3,); "
        "x (4, 2) float64, centres (3, 2) float64, width (3,) float64",
    ),
    Mistake(
        {"x": np.zeros((4, 2)), "centres": np.zeros((3, 2)), "width": 1.0},
        ValueError,
        "radial_basis_backward: `K` must be the same in dy (N, K) and centres (K, D), got 2 and 3; "
        "dy (4, 2), x (4, 2), centres (3, 2)",
        dy=np.zeros((4, 2)),
    ),
]

ROWS = [
    Operation(
        "radial_basis",
        _radial,
        _radial_oracle,
        mistakes=_radial_mistakes,
        differentiable=("x", "centres", "width"),
        tolerance=32,
    ),
]
