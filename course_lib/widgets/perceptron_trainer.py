"""Learning from one mistake at a time, and why it ends: the perceptron's run between Novikoff's two bounds."""

import math

import numpy as np
import traitlets

from ..experiments.perceptron import PerceptronRun, mistake_bound, perceptron_run
from .kit import CourseWidget

LIMIT = (3.5, 3.25)  # of the plane, as drawn
MAX_POINTS, MAX_MISTAKES = 30, 200

# What the two presets show. The same numbers stand in perceptron_trainer_math.js, and a test compares them. Quarters
# are exact in binary, and so are their sums and products: NumPy and the browser agree on every tie.
SEPARABLE = [
    [1.75, -0.75, -1], [-1.0, -0.75, 1], [1.25, 0.25, -1], [-2.25, 1.0, 1], [-2.25, -2.25, 1], [1.5, 2.25, -1],
    [2.25, 2.0, -1], [1.25, -2.0, 1], [0.0, 1.75, -1], [-1.75, 1.75, 1], [-1.75, -1.25, 1], [-0.5, 0.5, 1],
]  # fmt: skip
XOR = [
    [-2.0, -1.25, -1], [-0.75, 1.25, 1], [1.0, -1.75, 1], [-1.5, -2.0, -1],
    [-1.5, 1.75, 1], [1.75, 2.0, -1], [1.25, -1.0, 1], [1.0, 1.25, -1],
]  # fmt: skip
PRESETS = {"separable": (SEPARABLE, 3), "xor": (XOR, 30)}


class PerceptronTrainer(CourseWidget):
    """A perceptron that learns from one mistake at a time, on points that can be dragged, added and deleted.

        PerceptronTrainer()                              a dozen points, frozen after three mistakes
        PerceptronTrainer(preset="xor")                  no line separates them: the weights go round for ever
        PerceptronTrainer([[1, 2, -1], [0, 1, 1]])       your own: rows of x1, x2, class
        PerceptronTrainer(start=[1, -1, 0.5], eta=0.5)   from your own w1, w2, b instead of 0

    Read back what was done: `.points`, `.mistakes`, `.weights`, `.run`, `.bound`, `.prediction`.
    """

    source = "perceptron_trainer"
    scripts = ("perceptron_trainer_math.js",)
    alt = (
        "A dozen points in two classes and a perceptron after three mistakes: w is an arrow, the fourth mistaken point "
        "is ringed, adding t x to w turns the decision line towards it; beside it the length of the weights climbs "
        "between k times gamma and the root of k times R, which meet at 41.9 mistakes."
    )
    pictures = {"perceptron_trainer-xor": {"preset": "xor"}}
    alt_xor = (
        "Eight points in two classes, one class in two opposite corners, and a perceptron after 30 mistakes: no line "
        "separates them. Dots mark the weights visited, all near 0; beside it the length of the weights goes up and "
        "down below 5 while the root of k times R, its only bound, keeps growing."
    )

    points = traitlets.List().tag(sync=True)  # rows [x1, x2, t], t -1 or +1, visited in this order
    mistakes = traitlets.Int(3).tag(sync=True)  # how many updates are shown (no more than there are)
    own_start = traitlets.Bool(False).tag(sync=True)  # False: from w = b = 0 with eta = 1
    start = traitlets.List([1.0, -1.5, 0.5]).tag(sync=True)  # w1, w2, b; used if own_start
    eta = traitlets.Float(1.0).tag(sync=True)  # the step; used if own_start

    def __init__(self, points=None, preset=None, **kwargs):
        if preset is not None and preset not in PRESETS:
            names = ", ".join(map(repr, PRESETS))
            raise ValueError(f"PerceptronTrainer: there is no preset {preset!r}; there are {names}")
        if preset is not None:
            chosen, shown = PRESETS[preset]
            points = chosen if points is None else points
            kwargs.setdefault("mistakes", shown)
        if points is not None:
            kwargs["points"] = np.asarray(points, dtype=object).tolist()  # rows of an array, too
        if {"start", "eta"} & set(kwargs):
            kwargs.setdefault("own_start", True)  # else they would be set and change nothing
        super().__init__(**kwargs)

    @traitlets.default("points")
    def _default_points(self):
        return [list(row) for row in SEPARABLE]

    @traitlets.validate("points")
    def _valid_points(self, proposal):
        rows = proposal["value"]
        if not 2 <= len(rows) <= MAX_POINTS:
            raise traitlets.TraitError(f"points: 2 to {MAX_POINTS} rows of [x1, x2, t], got {len(rows)}")
        return [_row(i, row) for i, row in enumerate(rows)]

    @traitlets.validate("mistakes")
    def _valid_mistakes(self, proposal):
        if not 0 <= proposal["value"] <= MAX_MISTAKES:
            raise traitlets.TraitError(f"mistakes: a number from 0 to {MAX_MISTAKES}, got {proposal['value']}")
        return proposal["value"]

    @traitlets.validate("start")
    def _valid_start(self, proposal):
        start = proposal["value"]
        if len(start) != 3 or not all(_is_number(c) for c in start):
            raise traitlets.TraitError(f"start: three finite numbers [w1, w2, b], got {start!r}")
        return [float(c) for c in start]

    @traitlets.validate("eta")
    def _valid_eta(self, proposal):
        if not (math.isfinite(proposal["value"]) and 0 < proposal["value"] <= 100):
            raise traitlets.TraitError(f"eta: a step above 0 and at most 100, got {proposal['value']}")
        return proposal["value"]

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        if self.points == XOR and self.mistakes == PRESETS["xor"][1] and not self.own_start:
            return self.alt_xor, "perceptron_trainer-xor"
        shown, bound = min(self.mistakes, self.run.mistakes), self.bound
        limit = f"no order makes more than {math.floor(bound)}" if math.isfinite(bound) else "no line separates them"
        return f"{len(self.points)} points in two classes and a perceptron after {shown} mistakes; {limit}.", None

    @property
    def X(self) -> np.ndarray:
        """(N, 2) the points as they lie now."""
        return np.array([row[:2] for row in self.points], dtype=float)

    @property
    def t(self) -> np.ndarray:
        """(N,) their classes, -1.0 or +1.0."""
        return np.array([row[2] for row in self.points], dtype=float)

    @property
    def run(self) -> PerceptronRun:
        """The whole run from the present start on the present points."""
        w1, w2, b = self.start if self.own_start else (0.0, 0.0, 0.0)
        lr = self.eta if self.own_start else 1.0
        return perceptron_run(self.X, self.t, [w1, w2], b, lr, max_epochs=MAX_MISTAKES + 1, max_mistakes=MAX_MISTAKES)

    @property
    def weights(self) -> tuple[np.ndarray, float]:
        """(w, b) after the mistakes shown: what the solid arrow and line are."""
        run = self.run
        k = min(self.mistakes, run.mistakes)
        return run.w[k], float(run.b[k])

    @property
    def bound(self) -> float:
        """Novikoff's bound on the mistakes for these points and this start; inf if no line separates them."""
        if not self.own_start:
            return mistake_bound(self.X, self.t)
        return mistake_bound(self.X, self.t, float(np.linalg.norm(self.start)), self.eta)


def _is_number(value) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and math.isfinite(value)


def _row(i: int, row) -> list:
    if not isinstance(row, list | tuple | np.ndarray) or len(row) != 3 or not all(_is_number(c) for c in row):
        raise traitlets.TraitError(f"points: row {i} must be three numbers [x1, x2, t], got {row!r}")
    x1, x2, t = row
    if t not in (-1, 1):
        raise traitlets.TraitError(f"points: row {i} has class {t}, expected -1 or +1 (0 and 1 become 2 * t - 1)")
    if abs(x1) > LIMIT[0] or abs(x2) > LIMIT[1]:
        raise traitlets.TraitError(
            f"points: row {i} at ({x1:g}, {x2:g}) is outside the picture, which shows x1 within {LIMIT[0]} and "
            f"x2 within {LIMIT[1]} of 0; divide all points by one number"
        )
    return [float(x1), float(x2), int(t)]
