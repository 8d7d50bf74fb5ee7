"""One patch of a photograph under several lights, and what is left of the light once the patch is standardised.

A light in which every pixel I becomes a I + b (b: haze, a: how strong the light is) moves the mean of a patch to
a mean + b and multiplies its deviation by |a|. So (I - mean) / deviation is the same for every a > 0 and every b;
a < 0, a negative, flips its sign. Pixels that a camera clips to 0..255 are no longer a I + b, and nothing brings back
what they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from course_lib.data import photograph as colour_photograph

HEIGHT, WIDTH, SIZE = 160, 240, 48  # of the photograph and of the square patch, in pixels
EPS = 1e-5  # as batch norm has it: a constant patch becomes 0, not 0 / 0
GREY = (0.299, 0.587, 0.114)  # shares of red, green and blue in brightness (ITU-R BT.601)


@dataclass
class Lights:
    """The patch under L lights."""

    raw: np.ndarray  # (L, SIZE, SIZE) float64: a I + b, as the camera keeps it
    white: np.ndarray  # (L, SIZE, SIZE) float64: standardised
    mean: np.ndarray  # (L,) of raw
    deviation: np.ndarray  # (L,) of raw
    clipped: np.ndarray  # (L,) share of the pixels below 0 or above 255, whether or not they were cut off


@cache
def _photograph() -> np.ndarray:
    image = colour_photograph("china", (HEIGHT, WIDTH))
    return (np.tensordot(GREY, image.astype(np.float64), 1) * 255).round().astype(np.uint8)


def photograph() -> np.ndarray:
    """(HEIGHT, WIDTH) uint8, grey: the palace that comes with scikit-learn, made small."""
    return _photograph().copy()


def relight(image, a: float, b: float, clip: bool = False) -> np.ndarray:
    """a I + b of each pixel, as float64; with clip what is below 0 becomes 0, what is above 255 becomes 255."""
    lit = a * np.asarray(image, dtype=np.float64) + b
    return np.clip(lit, 0, 255) if clip else lit


def standardise(patch, eps: float = EPS) -> np.ndarray:
    """(patch - mean) / sqrt(variance + eps), mean and variance over all its pixels."""
    patch = np.asarray(patch, dtype=np.float64)
    return (patch - patch.mean()) / np.sqrt(patch.var() + eps)


def whitening_patch(lights, at=(36, 78), clip: bool = False) -> Lights:
    """The patch whose upper left pixel is at (row, column), under each light (a, b) of `lights`.

    Raises ValueError where the patch does not lie inside the photograph.
    """
    row, column = at
    if not (0 <= row <= HEIGHT - SIZE and 0 <= column <= WIDTH - SIZE):
        raise ValueError(f"whitening_patch: at must be [row, column] from [0, 0] to "
                         f"[{HEIGHT - SIZE}, {WIDTH - SIZE}], got [{row}, {column}]")  # fmt: skip
    patch = _photograph()[row : row + SIZE, column : column + SIZE]
    raw = np.stack([relight(patch, a, b, clip) for a, b in lights])
    free = np.stack([relight(patch, a, b) for a, b in lights])
    outside = ((free < 0) | (free > 255)).mean(axis=(1, 2))
    white = np.stack([standardise(one) for one in raw])
    return Lights(raw, white, raw.mean(axis=(1, 2)), raw.std(axis=(1, 2)), outside)
