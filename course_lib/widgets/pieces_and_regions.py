"""PiecesAndRegions: how ReLU units cut a line into pieces and a plane into regions. Drawing: pieces_and_regions.js."""

import math

import numpy as np
import traitlets

from course_lib.experiments import pieces as study

from .kit import CourseWidget

MOST, LIMIT, REACH = 8, 3.0, 2.75  # units, half the width in view, and how far from the middle a line may pass
PIECES = [[1.0, 1.8, 1.2], [1.0, 0.2, -2.2], [1.0, -1.2, 2.0], [-1.0, -2.3, 1.0]]
REGIONS = [[-0.53, -0.85, 0.46], [0.61, -0.8, 0.46], [-0.98, -0.18, 1.58]]


class PiecesAndRegions(CourseWidget):
    """A ReLU net with one hidden layer: straight pieces over a line, or flat regions over a plane.

        PiecesAndRegions()                                      four units: five pieces
        PiecesAndRegions(units=[[1, 1, 1], [1, -1, -2]])        y = relu(x + 1) - 2 relu(x - 1)
        PiecesAndRegions(view="regions")                        three lines: seven regions
        PiecesAndRegions(view="regions", units=[[1, 0, 0], [0, 1, 0], [1, 1, 0]])   through one point: six

    view    "pieces" (one input) or "regions" (two)
    units   at most 8; [] stands for the picture's own
            pieces: [w, b, v] each, y = sum v relu(w x + b), with 0.2 <= |w| <= 5, -b / w from -3 to 3 and |v| <= 4
            regions: [w1, w2, b] each, on where w1 x1 + w2 x2 + b > 0, its line less than 2.75 from the middle
    at      [x1, x2]: the point looked at, from -3 to 3; pieces use x1 only
    picked  the unit whose v and side the controls change, from 0
    border  regions: also the line y = 0 of the classifier y = relu_1 - relu_2 + relu_3 - ... - 0.3

    `count`, `most` and `pattern` read the picture back.
    """

    source = "pieces_and_regions"
    scripts = ("pieces_and_regions_math.js",)
    pictures = {"pieces_and_regions-regions": {"view": "regions"}}
    alt = (
        "A zigzag line, the sum of four ReLU units, bends at four kinks, -2.3, -1.8, -0.2 and 1.2, and so has 5 "
        "straight pieces with the slopes -1, 0, 1.2, -1 and 1. Below it, for each unit, the stretch on which it is on."
    )
    alt_regions = (
        "Three lines cut a square into 7 regions, each marked with its pattern of units that are on, 1, or off, 0; the "
        "pattern that would be the eighth occurs nowhere. Beside it the most regions that n lines can make."
    )

    view = traitlets.Enum(["pieces", "regions"], "pieces").tag(sync=True)
    units = traitlets.List([]).tag(sync=True)
    at = traitlets.List([0.6, 0.4]).tag(sync=True)
    picked = traitlets.Int(0).tag(sync=True)
    border = traitlets.Bool(False).tag(sync=True)

    @traitlets.validate("units")
    def _rows(self, proposal):
        rows = [list(row) if isinstance(row, list | tuple | np.ndarray) else row for row in proposal.value]
        if len(rows) > MOST:
            raise traitlets.TraitError(f"PiecesAndRegions: at most {MOST} units, got {len(rows)}")
        for row in rows:
            if not (isinstance(row, list) and len(row) == 3 and all(_finite(v) for v in row)):
                raise traitlets.TraitError(f"PiecesAndRegions: each of units must be three numbers, got {row!r}")
            if _fault(self.view, row):
                raise traitlets.TraitError(f"PiecesAndRegions: a unit of {_fault(self.view, row)}, got {row!r}")
        return [[float(v) for v in row] for row in rows]

    @traitlets.validate("at")
    def _point(self, proposal):
        point = list(proposal.value)
        if len(point) != 2 or not all(_finite(v) and abs(v) <= LIMIT for v in point):
            raise traitlets.TraitError(f"PiecesAndRegions: at must be two numbers from -3 to 3, got {point!r}")
        return [float(v) for v in point]

    @traitlets.validate("picked")
    def _place(self, proposal):
        if not 0 <= proposal.value < MOST:
            raise traitlets.TraitError(f"PiecesAndRegions: picked must be from 0 to {MOST - 1}, got {proposal.value}")
        return proposal.value

    @traitlets.observe("view")
    def _other_view(self, change):
        """Rows mean different things in the two views; those that cannot be read in the new one are dropped."""
        if any(_fault(self.view, row) for row in self.units):
            self.units = []

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        if self.view == "regions" and not self.units and not self.border and self.at == [0.6, 0.4]:
            return self.alt_regions, "pieces_and_regions-regions"
        kinds = ("ReLU units", "straight pieces") if self.view == "pieces" else ("lines", "regions")
        n, more = len(self._units()), " and the border y = 0 of a classifier" if self.border else ""
        return f"{n} {kinds[0]} make {self.count} {kinds[1]}, of at most {self.most}{more}.", None

    # ---- reading the picture back ----

    def _units(self):
        return self.units or {"pieces": PIECES, "regions": REGIONS}[self.view]

    @property
    def count(self) -> int:
        """Pieces of the line, or regions of the whole plane."""
        return study.pieces(self._units()).count if self.view == "pieces" else study.count_regions(self._units())

    @property
    def most(self) -> int:
        """The most that so many units can make."""
        return (study.most_pieces if self.view == "pieces" else study.most_regions)(len(self._units()))

    @property
    def pattern(self) -> str:
        """Which units are on at the point looked at: "1" or "0" each."""
        x = self.at[: 1 if self.view == "pieces" else 2]
        rows = [row[: len(x) + 1] for row in self._units()]
        return "".join("01"[int(sum(w * v for w, v in zip(row, [*x, 1.0], strict=True)) > 0)] for row in rows)


def _fault(view, row) -> str:
    """What a row should have been, or "" where it is right."""
    a, b, c = row
    if view == "pieces" and not (0.2 <= abs(a) <= 5 and abs(b / a) <= LIMIT and abs(c) <= 4):
        return "pieces must be [w, b, v] with 0.2 <= |w| <= 5, -b / w from -3 to 3 and |v| <= 4"
    if view == "regions" and not (np.hypot(a, b) > 0.01 and abs(c) / np.hypot(a, b) < REACH):
        return "regions must be [w1, w2, b] whose line is less than 2.75 from the middle"
    return ""


def _finite(value) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and math.isfinite(value)
