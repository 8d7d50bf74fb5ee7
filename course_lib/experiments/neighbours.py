"""Two neighbouring pixels of a photograph: as they are, each standardised by itself, and whitened together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.data import photograph
from course_lib.numpy_ops import standardise, zca


@dataclass
class Neighbours:
    """The same N pairs three times, each (N, 2) float64."""

    raw: np.ndarray  # brightness from 0 to 1
    standardised: np.ndarray
    whitened: np.ndarray


def neighbours(pairs: int = 400, distance: int = 1, seed: int = 0) -> Neighbours:
    """Draw places in the photograph "china" (grey), take the pixel there and the one `distance` to its right.

    Arguments
        pairs     int > 1
        distance  int > 0, in pixels
        seed      int, of the places
    Returns a Neighbours; its last two by numpy_ops.standardise and numpy_ops.zca.
    """
    grey = photograph("china").mean(axis=0).astype(np.float64)
    rng = np.random.default_rng(seed)
    row = rng.integers(grey.shape[0], size=pairs)
    column = rng.integers(grey.shape[1] - distance, size=pairs)
    raw = np.column_stack([grey[row, column], grey[row, column + distance]])
    return Neighbours(raw, standardise(raw)[0], zca(raw)[0])


def covariance(x: np.ndarray) -> np.ndarray:
    """(N, D) -> (D, D): mean products of deviations, divided by N."""
    centred = x - x.mean(axis=0)
    return centred.T @ centred / len(x)
