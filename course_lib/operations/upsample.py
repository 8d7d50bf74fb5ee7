"""Rows of the table: upsampling."""

from __future__ import annotations

import numpy as np

from .row import Mistake, Operation, Sample, functional, normal


def _images(rng, dtype):
    def sample(about, n, c, h, w, scale):
        return Sample(about, {"x": normal(rng, dtype, n, c, h, w), "scale": scale})

    return [
        sample("twice", 2, 3, 3, 4, 2),
        sample("three times", 1, 2, 4, 2, 3),
        sample("as it is", 2, 1, 3, 3, 1),
        sample("one pixel", 1, 2, 1, 1, 2),
        sample("one row", 2, 1, 1, 5, 4),
        sample("batch of 0", 0, 2, 3, 3, 2),
    ]


def _shuffled(rng, dtype):
    def sample(about, scale, *shape):
        return Sample(about, {"x": normal(rng, dtype, *shape), "scale": scale})

    return [
        sample("twice", 2, 2, 8, 3, 4),
        sample("three times", 3, 1, 9, 2, 2),
        sample("as it is", 1, 2, 3, 3, 3),
        sample("one pixel", 2, 1, 4, 1, 1),
        sample("batch of 0", 2, 0, 4, 3, 3),
    ]


def _both_corners(rng, dtype):
    aligned = [Sample(f"{s.about}, corners", s.inputs | {"align_corners": True}) for s in _images(rng, dtype)]
    return [*_images(rng, dtype), *aligned]


def _nearest_oracle(x, scale):
    return functional("interpolate")(input=x, scale_factor=scale, mode="nearest")


def _nails_oracle(x, scale):
    import torch

    nail = torch.zeros(scale, scale, dtype=x.dtype)
    nail[0, 0] = 1
    return torch.kron(x, nail)  # every pixel times the square it becomes


def _bilinear_oracle(x, scale, align_corners=False):
    return functional("interpolate")(input=x, scale_factor=scale, mode="bilinear", align_corners=align_corners)


def _shuffle_oracle(x, scale):
    if not len(x):  # torch's own gradient fails for a batch of 0
        return x.reshape(0, x.shape[1] // scale**2, x.shape[2] * scale, x.shape[3] * scale)
    return functional("pixel_shuffle")(input=x, upscale_factor=scale)


def _mistakes(name, x=(2, 4, 3, 3), wrong_dy=(2, 4, 6, 5), y=(2, 4, 6, 6), more=""):
    good = {"x": np.zeros(x), "scale": 2}
    text = f"dy must have the shape of y, {y}, got {wrong_dy}; dy {wrong_dy}, x {x}"
    return [
        Mistake(
            good | {"x": np.zeros((4, 3, 3))},
            ValueError,
            f"{name}: x must have 4 axes (N, C, H, W), got 3; x (4, 3, 3), scale 2{more}",
        ),
        Mistake(
            good | {"scale": 0}, ValueError, f"{name}: scale must be greater than 0, got 0; x {x}, scale 0{more}"
        ),
        Mistake(
            good | {"scale": 1.5},
            TypeError,
            f"{name}: scale must be an integer, got 1.5; x {x} float64, scale 1.5{more}",
        ),
        Mistake(good, ValueError, f"{name}_backward: {text}", dy=np.zeros(wrong_dy)),
    ]


_empty = Mistake(
    {"x": np.zeros((1, 1, 0, 3)), "scale": 2},
    ValueError,
    "upsample_bilinear: `H` of x (N, C, H, W) must be at least 1, got 0; "
    "x (1, 1, 0, 3), scale 2, align_corners False",
)
_six_channels = Mistake(
    {"x": np.zeros((1, 6, 2, 2)), "scale": 2},
    ValueError,
    "pixel_shuffle: scale^2 must divide the channels of x, got 4 and 6; x (1, 6, 2, 2), scale 2",
)

ROWS = [
    Operation(name, samples, oracle, mistakes, differentiable=("x",), linear_in=("x",))
    for name, samples, oracle, mistakes in [
        ("upsample_nearest", _images, _nearest_oracle, _mistakes("upsample_nearest")),
        ("bed_of_nails", _images, _nails_oracle, _mistakes("bed_of_nails")),
        (
            "upsample_bilinear",
            _both_corners,
            _bilinear_oracle,
            [*_mistakes("upsample_bilinear", more=", align_corners False"), _empty],
        ),
        (
            "pixel_shuffle",
            _shuffled,
            _shuffle_oracle,
            [*_mistakes("pixel_shuffle", wrong_dy=(2, 4, 6, 6), y=(2, 1, 6, 6)), _six_channels],
        ),
    ]
]
