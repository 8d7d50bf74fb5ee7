"""HiddenUnits: what one hidden layer can draw, and how it shapes a decision. Drawing: hidden_units.js."""

import math

import numpy as np
import traitlets

from course_lib.experiments import hidden_units as net

from .kit import CourseWidget


class HiddenUnits(CourseWidget):
    """A curve (or two classes of points), and a network with one hidden layer fitted to it by least squares.

        HiddenUnits()                                          five ReLU units on a wave
        HiddenUnits(width=4, curve="three kinks")              four ReLU units draw three kinks exactly
        HiddenUnits(activation="polynomial", width=20)         twenty cubic units: no better than three
        HiddenUnits(view="classes", data="xor", units=2)       two threshold units solve XOR

    view        "curve" or "classes"
    activation  "relu", "tanh", "threshold", "radial" or "polynomial" (of `degree` 1 to 5)
    width       hidden units on the curve, 1 to 20
    kinks       where the units of the curve stand, `width` numbers in [-3, 3]; [] spreads them evenly
    curve       "wave", "three kinks" (straight pieces) or "step"
    target      13 heights in [-2, 2] at x = -3, -2.5 ... 3 in place of the curve's own; [] keeps its own
    data        "xor", "moons" or "rings"
    units       hidden units on the classes, 0 (no hidden layer: the best straight line) to 8
    draw        0: units placed by hand; 1 to 99: at random
    points      [x1, x2, label] with label -1 or 1, in place of the data's own; [] keeps its own

    `output_weights`, `output_bias` and `error` (or `right`, the number of right answers) read the picture back.
    """

    source = "hidden_units"
    scripts = ("hidden_units_math.js",)
    alt = (
        "A wavy curve on [-3, 3] and the broken line that five ReLU units make of it, bent once by each unit, missing "
        "it by at most 0.26; below, what each unit adds; beside, the largest miss falls as ReLU units are added, while "
        "with cubic units it stays at 1.28."
    )
    pictures = {"hidden_units-classes": {"view": "classes"}}
    alt_classes = (
        "The four XOR points in the plane; two parallel lines, one for each of two threshold units, cut it into a band "
        "with both points of class +1, where the network answers +1, and two sides where it answers -1: 4 of 4 right. "
        "Beside it the half-plane that each unit sees, and the weights of their votes, +2 and -2."
    )

    view = traitlets.Enum(["curve", "classes"], "curve").tag(sync=True)
    activation = traitlets.Enum(list(net.ACTIVATIONS), "relu").tag(sync=True)
    degree = traitlets.Int(3).tag(sync=True)
    width = traitlets.Int(5).tag(sync=True)
    kinks = traitlets.List([]).tag(sync=True)
    curve = traitlets.Enum(list(net.CURVES), "wave").tag(sync=True)
    target = traitlets.List([]).tag(sync=True)
    data = traitlets.Enum(list(net.CLASSES), "xor").tag(sync=True)
    units = traitlets.Int(2).tag(sync=True)
    draw = traitlets.Int(0).tag(sync=True)
    points = traitlets.List([]).tag(sync=True)

    def __init__(self, **kwargs):
        if kwargs.get("view") == "classes":  # the machine of 01a: threshold units
            kwargs.setdefault("activation", "threshold")
        super().__init__(**kwargs)

    @traitlets.validate("degree", "width", "units", "draw")
    def _whole_number_in_range(self, proposal):
        name, value = proposal.trait.name, proposal.value
        low, high = {"degree": (1, 5), "width": (1, 20), "units": (0, 8), "draw": (0, 99)}[name]
        if not low <= value <= high:
            raise traitlets.TraitError(f"HiddenUnits: {name} must be from {low} to {high}, got {value}")
        return value

    @traitlets.validate("target")
    def _heights(self, proposal):
        return _numbers("target", proposal.value, 2, "13 heights, one each for x = -3, -2.5 ... 3", len(net.HANDLES))

    @traitlets.validate("kinks")
    def _places(self, proposal):
        return _numbers("kinks", proposal.value, 3, f"width = {self.width} places on the x-axis", self.width)

    @traitlets.validate("points")
    def _labelled_points(self, proposal):
        points = [list(p) if isinstance(p, list | tuple | np.ndarray) else p for p in proposal.value]
        for p in points:
            good = isinstance(p, list) and len(p) == 3 and all(_finite(v) for v in p) and abs(p[2]) == 1
            if not good:
                raise traitlets.TraitError(
                    f"HiddenUnits: each of points must be [x1, x2, label], finite numbers, label -1 or 1, got {p!r}"
                )
        return [[float(p[0]), float(p[1]), int(p[2])] for p in points]

    @traitlets.observe("width")
    def _spread_again(self, change):
        if self.kinks and len(self.kinks) != change.new:
            self.kinks = []

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        unit = f"{self.activation} unit"
        if self.view == "curve":
            many = f"{self.width} {unit}{'s' * (self.width != 1)}"
            return f"A curve on [-3, 3] and what {many} make of it, missing it by at most {self.error:.2f}.", None
        if (self.activation, self.data, self.units, self.draw, self.points) == ("threshold", "xor", 2, 0, []):
            return self.alt_classes, "hidden_units-classes"
        made = f"{self.units} {unit}{'s' * (self.units != 1)}" if self.units else "the best straight line"
        count = len(self._labelled()[1])
        return f"{count} points of two classes and the answer of {made} to them: {self.right} of {count} right.", None

    # ---- reading the picture back ----

    def _fit(self):
        """Features h, targets t, output weights and bias (w2, b2) of the picture as it stands."""
        if self.view == "curve":
            x = net.grid()
            heights, straight = net.CURVES[self.curve]
            t = net.target_curve(x, self.target or heights, straight)
            kinks = self.kinks or net.spread(self.width, self.activation)
            h = net.hidden_features(x, kinks, self.activation, self.degree)
        else:
            x, t = self._labelled()
            if self.activation == "radial":
                rows = net.placed_centres(self.units, self.draw)
            else:
                rows = net.placed_units(self.units, self.data, self.draw)
            h = net.class_features(x, rows, self.activation, self.degree)
        return h, t, *net.fit_output(h, t)

    def _labelled(self):
        if not self.points:
            return net.classes(self.data)
        array = np.array(self.points, dtype=float)
        return np.ascontiguousarray(array[:, :2]), array[:, 2]

    @property
    def output_weights(self) -> np.ndarray:
        """The lecture's w^(2), one weight a hidden unit, chosen by least squares.

        Without a hidden layer: the (w_1, w_2) of the line.
        """
        if self.view == "classes" and self.units == 0:
            return net.best_line(*self._labelled())[0][:2]
        return self._fit()[2]

    @property
    def output_bias(self) -> float:
        """The lecture's b^(2), the bias of the output unit."""
        if self.view == "classes" and self.units == 0:
            return float(net.best_line(*self._labelled())[0][2])
        return self._fit()[3]

    @property
    def error(self) -> float:
        """Curve: the largest miss max |y - t| on 241 points of [-3, 3]. Classes: the share of wrong answers."""
        if self.view == "classes":
            return 1 - self.right / len(self._labelled()[1])
        h, t, v, c = self._fit()
        return net.sup_error(net.output(h, v, c), t)

    @property
    def right(self) -> int:
        """How many points of the classes get the right answer."""
        if self.view != "classes":
            raise AttributeError('HiddenUnits: right is for view="classes"; on a curve ask for error')
        if self.units == 0:
            return net.best_line(*self._labelled())[1]
        h, t, v, c = self._fit()
        return int(np.sum(np.where(net.output(h, v, c) >= 0, 1, -1) == t))


def _finite(value) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and math.isfinite(value)


def _numbers(name, values, limit, expected, count):
    values = list(values)
    if values and (len(values) != count or not all(_finite(v) and abs(v) <= limit for v in values)):
        raise traitlets.TraitError(
            f"HiddenUnits: {name} must be [] or {expected}, each from -{limit} to {limit}; "
            f"got {len(values)}: {values!r}"
        )
    return [float(v) for v in values]
