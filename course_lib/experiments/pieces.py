"""How a hidden layer of ReLU units cuts its input: a line into pieces, a plane into regions.

A unit is on where w x + b > 0. Where no unit changes between on and off, the whole net is one linear map; so the
pattern of units that are on names the piece or the region. n units make at most n + 1 pieces of a line, and n lines
at most 1 + n + n (n - 1) / 2 regions of a plane: each new line crosses the n before it, and is cut by them into
n + 1 stretches, each of which splits a region.

Source of the count in any dimension: Zaslavsky, Memoirs of the American Mathematical Society 154 (1975); of ReLU
nets: Montufar, Pascanu, Cho, Bengio, NeurIPS (2014), section 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.numpy_ops import linear, relu

NEAR = 1e-9  # places nearer than this are one


def most_pieces(n: int) -> int:
    """The most pieces that n units can make of a line."""
    return n + 1


def most_regions(n: int) -> int:
    """The most regions that n lines can make of a plane: in general position, no two parallel, no three in a point."""
    return 1 + n + n * (n - 1) // 2


@dataclass
class Pieces:
    """y(x) = sum_j v_j relu(w_j x + b_j) from left to right: K kinks, K + 1 pieces."""

    kinks: np.ndarray  # (K,) where the slope of y changes, ascending
    slopes: np.ndarray  # (K + 1,) of y on each piece
    patterns: list[str]  # (K + 1) of "0" and "1", one a unit: which are on (at the middle of the piece)

    @property
    def count(self) -> int:
        return len(self.slopes)


def output(units, x) -> np.ndarray:
    """y (N,) at x (N, D) for units [[w_1, ..., w_D, b, v], ...]."""
    table = np.array(units, dtype=np.float64).reshape(len(units), -1)
    x = np.asarray(x, dtype=np.float64)
    if not len(table):
        return np.zeros(len(x))
    h, _ = relu(linear(x, np.ascontiguousarray(table[:, :-2]), table[:, -2].copy())[0])
    return h @ table[:, -1]


def pieces(units) -> Pieces:
    """The pieces of a net with one input. units: [[w, b, v], ...]; kinks that cancel or coincide count once or not."""
    table = np.array(units, dtype=np.float64).reshape(-1, 3)
    bent = table[table[:, 0] != 0]
    places = np.sort(-bent[:, 1] / bent[:, 0])
    places = places[np.concatenate([[True], np.diff(places) > NEAR])] if len(places) else places
    change = [
        float((np.abs(bent[:, 0]) * bent[:, 2])[np.abs(-bent[:, 1] / bent[:, 0] - k) <= NEAR].sum()) for k in places
    ]
    kinks = np.array([k for k, c in zip(places, change, strict=True) if abs(c) > NEAR])
    edges = np.concatenate([[kinks[0] - 2], kinks, [kinks[-1] + 2]]) if len(kinks) else np.array([-1.0, 1.0])
    middles = (edges[1:] + edges[:-1]) / 2
    on = table[:, 0] * middles[:, None] + table[:, 1] > 0
    return Pieces(kinks, on @ (table[:, 0] * table[:, 2]), ["".join("01"[int(v)] for v in row) for row in on])


@dataclass
class Region:
    """One convex piece of the square in view."""

    pattern: str  # "0" and "1", one a unit: which are on
    corners: np.ndarray  # (C, 2) in order

    @property
    def area(self) -> float:
        x, y = self.corners.T
        return float(abs((x * np.roll(y, -1) - y * np.roll(x, -1)).sum()) / 2)


def regions(lines, limit: float = 3.0) -> list[Region]:
    """Regions of the square [-limit, limit]^2 by `lines` [[w1, w2, b], ...]: every line splits what it crosses."""
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * float(limit)
    found = [Region("", square)]
    for w1, w2, b in lines:
        split = []
        for region in found:
            side = region.corners @ np.array([w1, w2]) + b
            for sign, mark in ((1, "1"), (-1, "0")):
                kept = clip(region.corners, sign * side)
                if len(kept) > 2 and Region("", kept).area > NEAR:
                    split.append(Region(region.pattern + mark, kept))
        found = split
    return found


def clip(corners, side) -> np.ndarray:
    """The part of a convex polygon where `side`, given at its corners and linear between them, is not negative."""
    kept = []
    for p, q, a, b in zip(corners, np.roll(corners, -1, axis=0), side, np.roll(side, -1), strict=True):
        if a >= 0:
            kept.append(p)
        if (a > 0 > b) or (a < 0 < b):
            kept.append(p + (q - p) * (a / (a - b)))
    return np.array(kept).reshape(-1, 2)


def count_regions(lines) -> int:
    """Regions of the whole plane: 1 + lines + (lines through a crossing - 1) summed over all different crossings."""
    different = []
    for w1, w2, b in np.array(lines, dtype=np.float64).reshape(-1, 3):
        size = np.hypot(w1, w2)
        one = np.array([w1, w2, b]) / size
        if not any(min(np.abs(one - other).max(), np.abs(one + other).max()) < NEAR for other in different):
            different.append(one)
    crossings = []  # [point, lines through it]
    for i, p in enumerate(different):
        for q in different[:i]:
            turn = p[0] * q[1] - p[1] * q[0]
            if abs(turn) > NEAR:
                point = np.array([p[1] * q[2] - q[1] * p[2], q[0] * p[2] - p[0] * q[2]]) / turn
                if not any(np.abs(point - other).max() < 1e-7 for other in crossings):
                    crossings.append(point)
    through = [sum(abs(line[:2] @ point + line[2]) < 1e-7 for line in different) for point in crossings]
    return 1 + len(different) + sum(n - 1 for n in through)
