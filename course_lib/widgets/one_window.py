"""OneWindow: a convolution that can be taken in hand. Drawing: one_window.js."""

import math

import numpy as np
import traitlets

from course_lib.experiments import one_window as experiment
from course_lib.numpy_ops import conv2d
from course_lib.shapes.cost import macs, parameters
from course_lib.shapes.layers import Conv
from course_lib.shapes.sizes import output_shape

from .kit import CourseWidget

LIMITS = {
    "n": (1, experiment.MOST), "kernel": (1, 5), "stride": (1, 4), "padding": (0, 3), "dilation": (1, 3),
    "channels": (1, 4), "filters": (1, 4), "groups": (1, 4), "filter": (0, 3), "channel": (0, 3), "seed": (0, 9999),
}  # fmt: skip
LARGEST = 99  # of a number that is set by hand


class OneWindow(CourseWidget):
    """A kernel over a few numbers of a photograph: one window, its products, their sum, and what all of it gives.

        OneWindow()                                   7 x 7 numbers, a 3 x 3 edge kernel
        OneWindow(n=8, stride=2)                      the last row and column are never seen
        OneWindow(stride=2, padding=1, at=[0, 0])     a window in the corner
        OneWindow(dilation=2)                         a 3 x 3 kernel that spans 5 x 5
        OneWindow(n=2)                                too small: what torch says then
        OneWindow(channels=3, filters=2)              red, green and blue; each filter has a slab for each
        OneWindow(channels=4, filters=4, groups=4)    depthwise
        OneWindow(weights=[[0, 1, 0], [1, -4, 1], [0, 1, 0]])

    n, kernel, stride, padding, dilation    of the rows, and the same of the columns
    channels, filters, groups, bias         as torch's in_channels, out_channels and groups; one bias for all filters
    at               [row, column] of the output cell whose window is shown; beyond the last one means the last one
    filter, channel  which filter, and which of the channels that it sees, counted from 0
    weights          (filters, channels / groups, kernel, kernel), or one (kernel, kernel) for all; [] for the usual
    image            (channels, n, n), or one (n, n) for all; [] for the photograph's own numbers
    cut              [row, column] in the photograph (40 x 60) where the numbers are cut out
    seed             of the questions

    `x`, `w`, `y` are the arrays, `parameters` and `macs` the cost; `marked` and `streak` are the predictions so far.
    """

    source = "one_window"
    scripts = ("one_window_math.js", "one_window_grid.js", "one_window_quiz.js")
    alt = (
        "Seven by seven brightnesses cut from a photograph, where sky meets a roof, and a 3 x 3 edge kernel with "
        "columns -1, 0 and 1. One window is outlined: its products, -7 + 0 + 2, -7 + 0 + 2 and -7 + 0 + 1, add up to "
        "-16, which stands in row 3, column 2 of the 5 x 5 output, counted from 0. (7 + 0 - 3) / 1 + 1 = 5; "
        "10 parameters, 225 multiply-adds."
    )

    n = traitlets.Int(7).tag(sync=True)
    kernel = traitlets.Int(3).tag(sync=True)
    stride = traitlets.Int(1).tag(sync=True)
    padding = traitlets.Int(0).tag(sync=True)
    dilation = traitlets.Int(1).tag(sync=True)
    channels = traitlets.Int(1).tag(sync=True)
    filters = traitlets.Int(1).tag(sync=True)
    groups = traitlets.Int(1).tag(sync=True)
    bias = traitlets.Float(0.0).tag(sync=True)
    at = traitlets.List(traitlets.Int(), [3, 2]).tag(sync=True)
    filter = traitlets.Int(0).tag(sync=True)
    channel = traitlets.Int(0).tag(sync=True)
    weights = traitlets.List().tag(sync=True)
    image = traitlets.List().tag(sync=True)
    cut = traitlets.List(traitlets.Int(), [13, 5]).tag(sync=True)
    seed = traitlets.Int(113).tag(sync=True)
    photo = traitlets.Bytes().tag(sync=True, computed=True)  # uint8: red, green, blue, brightness, each row by row

    def __init__(self, **traits):
        for name, shape in self._shapes({**self._plain(), **traits}).items():
            if len(traits.get(name, ())):
                traits[name] = _filled(name, traits[name], shape)
        super().__init__(photo=experiment.photograph().tobytes(), **traits)

    @classmethod
    def _plain(cls):
        return {name: cls.class_traits()[name].default_value for name in LIMITS}

    @staticmethod
    def _shapes(given) -> dict:
        """The shapes that `weights` and `image` must have."""
        depth = max(1, given["channels"] // max(1, given["groups"]))
        return {
            "weights": (given["filters"], depth, given["kernel"], given["kernel"]),
            "image": (given["channels"], given["n"], given["n"]),
        }

    @traitlets.validate(*LIMITS)
    def _in_range(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        low, high = LIMITS[name]
        if not low <= value <= high:
            raise traitlets.TraitError(f"OneWindow: {name} must be from {low} to {high}, got {value}")
        return value

    @traitlets.validate("bias")
    def _finite(self, proposal):
        if not abs(proposal["value"]) <= LARGEST:
            raise traitlets.TraitError(f"OneWindow: bias must be from -{LARGEST} to {LARGEST}, got {proposal['value']}")
        return proposal["value"]

    @traitlets.validate("at", "cut")
    def _place(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        ends = (experiment.HEIGHT - 1, experiment.WIDTH - 1) if name == "cut" else (99, 99)
        if len(value) != 2 or not all(0 <= v <= end for v, end in zip(value, ends, strict=True)):
            raise traitlets.TraitError(
                f"OneWindow: {name} must be [row, column], from [0, 0] to {list(ends)}, got {value}"
            )
        return value

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        layer = (
            f"{self.channels} x {self.n} x {self.n} numbers of a photograph, {self.filters} filters of "
            f"{self.kernel} x {self.kernel}, stride {self.stride}, padding {self.padding}, dilation "
            f"{self.dilation}, groups {self.groups}"
        )
        try:
            return f"{layer}: {' x '.join(map(str, self.output_shape))} come out.", None
        except ValueError as error:
            return f"{layer}: {error}.", None

    # ---- reading the picture back ----

    @property
    def layer(self) -> Conv:
        """What is shown, as course_lib.shapes writes a layer."""
        return Conv(self.filters, self.kernel, self.stride, self.padding, self.dilation, self.groups)

    @property
    def x(self) -> np.ndarray:
        """(1, channels, n, n): the input."""
        corner = [
            min(v, most - self.n) for v, most in zip(self.cut, (experiment.HEIGHT, experiment.WIDTH), strict=True)
        ]
        usual = experiment.numbers(self.channels, self.n, corner)
        return _own(self.image, usual)[None]

    @property
    def w(self) -> np.ndarray:
        """(filters, channels / groups, kernel, kernel): the weights."""
        return _own(self.weights, experiment.filters(self.filters, max(1, self.channels // self.groups), self.kernel))

    @property
    def y(self) -> np.ndarray:
        """(1, filters, rows, columns): the output. ValueError where the kernel does not fit."""
        args = (self.stride, self.padding, self.dilation, self.groups)
        return conv2d(self.x, self.w, np.full(self.filters, self.bias), *args)[0]

    @property
    def output_shape(self) -> tuple[int, ...]:
        """(filters, rows, columns). ValueError where the kernel does not fit or the groups do not divide."""
        return output_shape(self.layer, (self.channels, self.n, self.n))

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return sum(parameters(self.layer, (self.channels, self.n, self.n)))

    @property
    def macs(self) -> int:
        """Multiply-adds, without biases."""
        return macs(self.layer, (self.channels, self.n, self.n), self.output_shape)

    @property
    def marked(self) -> list:
        """(question, right?) for each size predicted so far."""
        return experiment.score(self.seed, self.prediction.get(f"sizes, seed {self.seed}", []))

    @property
    def streak(self) -> int:
        """How many of the last predictions in a row were right; eight are the aim."""
        return experiment.streak_of(self.marked)


def _filled(name, rows, shape):
    """`rows` as nested lists of that shape; one grid is taken for all of them. TraitError otherwise."""
    try:
        given = array = np.array(rows, dtype=float)
        if array.ndim == 2:
            array = np.broadcast_to(array, (*shape[:-2], *array.shape))
    except ValueError:
        given = array = np.empty(0)
    if array.shape != shape or not (np.abs(array) <= LARGEST).all():
        alone, whole = " x ".join(map(str, shape[-2:])), " x ".join(map(str, shape))
        rule = f"{name} must be {alone} or {whole} numbers from -{LARGEST} to {LARGEST}"
        raise traitlets.TraitError(f"OneWindow: {rule}, got {' x '.join(map(str, given.shape))}")
    return array.tolist()


def _own(rows, usual: np.ndarray) -> np.ndarray:
    """The numbers that were set, where they still have the shape that is due."""
    try:
        array = np.array(rows, dtype=float)
    except (ValueError, TypeError):
        return usual
    return array if array.shape == usual.shape and math.isfinite(array.sum()) else usual
