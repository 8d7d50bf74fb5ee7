"""EffectiveField: the square a unit can see, and how much each pixel in it counts. Drawing: effective_field.js."""

import numpy as np
import traitlets

from course_lib.experiments import effective_field as experiment

from .kit import CourseWidget

DEPTHS = sorted({depth for depths in experiment.DEPTHS.values() for depth in depths})
NAMES = {"relu": "ReLU", "tanh": "tanh", "linear": "linear"}


class EffectiveField(CourseWidget):
    """Recorded gradients of one unit of a small net on digits, pixel by pixel, before and after training.

        EffectiveField()                              eight 3x3 layers, ReLU
        EffectiveField(depth=16, trained=True)        sixteen; the numbers are those after training
        EffectiveField(depth=8, kernel=5)             the same square of 33 pixels from eight 5x5 layers
        EffectiveField(visited=[2, 4, 8, 16])         the width of all depths, to compare with the square's side

    depth       layers: 2, 4, 8 or 16 (with kernel 5 at most 8: the square must fit into the digit)
    kernel      3 or 5
    activation  "relu", "tanh" or "linear"
    skip        each layer but the first adds to what it was given, (x + conv(phi(x))) / sqrt(2)
    trained     which of the two maps the numbers are about
    side        of the middle square whose share is written out, an odd number; 0: half the side of the square
    visited     the depths whose widths are drawn in the diagram

    `before` and `after` are the recorded fields: size, weight, spread, inside, half, accuracy (five seeds).
    """

    source = "effective_field"
    pictures = {"effective_field-growth": {"depth": 16, "visited": [2, 4, 8, 16]}}
    alt = (
        "A handwritten 2 and in its middle, dashed, the square of 17 x 17 pixels that a unit above eight 3x3 layers "
        "can see. The gradient fills it like a bell: 90 % before and 88 % after training lie in the middle 9 x 9. "
        "In a diagram the side of the square rises in a straight line with the number of layers; 4 sigma of the bell, "
        "9.4 pixels before and 9.7 pixels after training, lie on a flatter curve far below it."
    )

    depth = traitlets.Int(8).tag(sync=True)
    kernel = traitlets.Int(3).tag(sync=True)
    activation = traitlets.Enum(list(NAMES), "relu").tag(sync=True)
    skip = traitlets.Bool(False).tag(sync=True)
    trained = traitlets.Bool(False).tag(sync=True)
    side = traitlets.Int(0).tag(sync=True)
    visited = traitlets.List(traitlets.Int(), [8]).tag(sync=True)
    runs = traitlets.Dict().tag(sync=True, computed=True)
    digit = traitlets.Bytes().tag(sync=True, computed=True)  # 33 x 33, 0 to 255

    @traitlets.default("runs")
    def _recorded(self):
        kept = experiment.recorded()
        return {name: kept[name] for name in ("nets", "held")}

    @traitlets.default("digit")
    def _digit(self):
        return experiment.digit().tobytes()

    @traitlets.validate("depth", "kernel", "side")
    def _known(self, proposal):
        name, value = proposal.trait.name, proposal.value
        allowed = {"depth": DEPTHS, "kernel": [*experiment.DEPTHS], "side": [0, *range(1, experiment.SIDE + 1, 2)]}[
            name
        ]
        if value not in allowed:
            rule = "0 or an odd number up to 33" if name == "side" else f"one of {allowed}"
            raise traitlets.TraitError(f"EffectiveField: {name} must be {rule}, got {value}")
        return value

    @traitlets.validate("visited")
    def _depths(self, proposal):
        unknown = [depth for depth in proposal.value if depth not in DEPTHS]
        if unknown:
            raise traitlets.TraitError(f"EffectiveField: visited must hold some of {DEPTHS}, got {unknown}")
        return sorted(set(proposal.value))

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        still = next((name for name, given in self.pictures.items() if self._is(given)), None)
        before, after, skip = self.before, self.after, " with skip" if self.skip else ""
        pairs = ((before.spread, after.spread), (before.half, after.half))
        widths, shares = ([np.median(one) for one in pair] for pair in pairs)
        return (
            f"{self.shown_depth} {NAMES[self.activation]} layers of {self.kernel} x {self.kernel}{skip}: the square "
            f"has {before.size} x {before.size} pixels; the weight of the gradient spreads by {widths[0]:.2f} pixels "
            f"before and {widths[1]:.2f} after training (medians of five seeds), {100 * shares[0]:.0f} % and "
            f"{100 * shares[1]:.0f} % of it lie in the middle square of half the side. Widths are drawn for "
            f"{', '.join(map(str, self.visited))} layers."
        ), still

    def _is(self, given) -> bool:
        """Is this the picture made by these arguments?"""
        return all(getattr(self, n) == given.get(n, self.trait_defaults(n)) for n in self.public_traits())

    # ---- reading the picture back ----

    @property
    def shown_depth(self) -> int:
        """`depth`, or the largest that was recorded for this kernel."""
        return min(self.depth, experiment.DEPTHS[self.kernel][-1])

    @property
    def before(self) -> experiment.Field:
        """The recorded field of fresh nets."""
        return experiment.field(self.shown_depth, self.kernel, self.activation, self.skip, trained=False)

    @property
    def after(self) -> experiment.Field:
        """The recorded field of the same nets after training."""
        return experiment.field(self.shown_depth, self.kernel, self.activation, self.skip, trained=True)
