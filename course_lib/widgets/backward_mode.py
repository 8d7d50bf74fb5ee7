"""BackwardMode: what is left of the signal from the loss at each unit of a deep net. Drawing: backward_mode.js."""

import math

import traitlets

from course_lib.experiments import backward_mode as net

from .kit import CourseWidget

DEEPEST, WIDEST = 8, 10


class BackwardMode(CourseWidget):
    """A network seen from the loss: one example, every unit's gradient, the wires that carry it and those cut.

        BackwardMode()                                   six layers of eight ReLU units
        BackwardMode(depth=8, activation="sigmoid")      the signal fades: each layer takes a factor of at most 1/4
        BackwardMode(depth=3, width=4, draw=2)           smaller, with other random weights

    depth       hidden layers, 1 to 8          width   units in each, 2 to 10
    activation  "relu", "sigmoid", "tanh" or "identity"
    x           the example, 4 numbers from -2 to 2; its target is 1
    draw        which random weights, 0 to 999
    changed     rows [layer, unit, its weights..., its bias] of units that were changed; layers count from 1, units
                from 0
    picked      [layer, unit, input]: the unit looked at and one of its weights
    eta         the large step of the button

    `run` (all values and gradients), `share_on` and `loss` read the picture back, by numpy_ops.
    """

    source = "backward_mode"
    scripts = ("backward_mode_math.js",)
    alt = (
        "Six layers of eight ReLU units between four inputs and one output, seen from the loss on one example: 6, 4, "
        "5, 3, 5 and 4 of the eight units are on; wires carry the gradient back only from and to these, orange where "
        "it is positive, blue and dashed where negative; the wires of units that are off are cut. Beside each layer "
        "the factor by which its weights stretch the gradient, from 0.96 to 1.82."
    )

    depth = traitlets.Int(6).tag(sync=True)
    width = traitlets.Int(8).tag(sync=True)
    activation = traitlets.Enum(list(net.ACTIVATIONS), "relu").tag(sync=True)
    x = traitlets.List([1.2, -0.8, 0.6, 1.6]).tag(sync=True)
    draw = traitlets.Int(64).tag(sync=True)
    changed = traitlets.List([]).tag(sync=True)
    picked = traitlets.List([3, 4, 2]).tag(sync=True)
    eta = traitlets.Float(10.0).tag(sync=True)

    def __init__(self, **kwargs):
        depth, width = kwargs.get("depth", 6), kwargs.get("width", 8)
        if "picked" not in kwargs and isinstance(depth, int) and isinstance(width, int) and (depth, width) != (6, 8):
            kwargs["picked"] = [max(1, depth // 2), 0, 0]
        super().__init__(**kwargs)

    @traitlets.validate("depth", "width", "draw")
    def _whole_number_in_range(self, proposal):
        name, value = proposal.trait.name, proposal.value
        low, high = {"depth": (1, DEEPEST), "width": (2, WIDEST), "draw": (0, 999)}[name]
        if not low <= value <= high:
            raise traitlets.TraitError(f"BackwardMode: {name} must be from {low} to {high}, got {value}")
        return value

    @traitlets.validate("eta")
    def _step(self, proposal):
        if not 0 < proposal.value <= 100:
            raise traitlets.TraitError(f"BackwardMode: eta must be above 0 and at most 100, got {proposal.value}")
        return proposal.value

    @traitlets.validate("x")
    def _example(self, proposal):
        x = list(proposal.value)
        if len(x) != net.INPUTS or not all(_finite(v) and abs(v) <= 2 for v in x):
            raise traitlets.TraitError(f"BackwardMode: x must be {net.INPUTS} numbers from -2 to 2, got {x!r}")
        return [float(v) for v in x]

    @traitlets.validate("picked")
    def _place(self, proposal):
        place = list(proposal.value)
        if len(place) != 3 or not all(isinstance(v, int) and v >= 0 for v in place) or place[0] < 1:
            raise traitlets.TraitError(
                f"BackwardMode: picked must be [layer from 1, unit from 0, input from 0], got {place!r}"
            )
        return place

    @traitlets.validate("changed")
    def _rows(self, proposal):
        for row in proposal.value:
            good = isinstance(row, list | tuple) and len(row) > 3 and all(_finite(v) for v in row)
            if not (good and row[0] in range(1, DEEPEST + 1) and row[1] in range(WIDEST)):
                raise traitlets.TraitError(
                    f"BackwardMode: each of changed must be [layer, unit, its weights..., its bias], got {row!r}"
                )
        return [[int(row[0]), int(row[1]), *map(float, row[2:])] for row in proposal.value]

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        shares = ", ".join(f"{round(share * self.width)}" for share in self.run.on)
        words = f"{self.depth} layers of {self.width} {self.activation} units, seen from the loss on one example"
        return f"{words}: units with a slope other than 0 in each layer: {shares} of {self.width}.", None

    # ---- reading the picture back ----

    @property
    def network(self) -> tuple[list, list]:
        """Weights (out, in) and biases of all layers, with what was changed."""
        weights, biases = net.network(self.depth, self.width, self.activation, self.draw)
        for layer, unit, *row in self.changed:
            if layer <= self.depth and unit < self.width and len(row) == weights[layer - 1].shape[1] + 1:
                weights[layer - 1][unit], biases[layer - 1][unit] = row[:-1], row[-1]
        return weights, biases

    @property
    def run(self) -> net.BackwardPass:
        """Values and gradients of every layer for the example x."""
        return net.backward_pass(*self.network, self.x, activation=self.activation)

    @property
    def loss(self) -> float:
        """(y - t)^2 / 2 with t = 1."""
        return self.run.loss

    @property
    def share_on(self) -> float:
        """Of 200 random inputs, the share for which the picked unit has a slope other than 0."""
        layer, unit, _ = self.picked
        return net.share_on(*self.network, min(layer, self.depth), min(unit, self.width - 1), self.activation)


def _finite(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
