"""ActivationExplorer: two activation functions side by side, with their slopes. Drawing: activation_explorer.js."""

import math

import traitlets

from course_lib.experiments import activations as study

from .kit import CourseWidget

NAMES = {
    "threshold": "threshold", "sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU", "leaky_relu": "leaky ReLU",
    "prelu": "PReLU", "elu": "ELU", "selu": "SELU", "swish": "swish", "gelu": "GELU",
}  # fmt: skip


class ActivationExplorer(CourseWidget):
    """Two activation functions, their slopes below, and what they make of a normally distributed input.

        ActivationExplorer()                                       sigmoid and ReLU
        ActivationExplorer(functions=["sigmoid", "tanh"], x=0.0)   both steepest at 0, by 1/4 and by 1
        ActivationExplorer(functions=["relu", "selu"], gain=2**0.5)

    functions   two of "threshold", "sigmoid", "tanh", "relu", "leaky_relu", "prelu", "elu", "selu", "swish", "gelu"
    x           where values and slopes are read, from -6 to 6
    gain        the input is gain times a standard normal number, 0.1 to 10

    `values` and `slopes` are the two functions' at x, `moments` what they make of the input, all by numpy_ops.
    """

    source = "activation_explorer"
    alt = (
        "Sigmoid and ReLU side by side, each above its slope. At x = 2 the sigmoid is 0.88 with slope 0.105, ReLU is 2 "
        "with slope 1. Shaded is where the slope is below 0.01: beyond 4.6 on both sides for the sigmoid, the whole "
        "left half for ReLU. A normal input of second moment 1 leaves the sigmoid with 0.29 and ReLU with 0.50."
    )

    functions = traitlets.List(["sigmoid", "relu"]).tag(sync=True)
    x = traitlets.Float(2.0).tag(sync=True)
    gain = traitlets.Float(1.0).tag(sync=True)

    @traitlets.validate("functions")
    def _two_names(self, proposal):
        names = list(proposal.value)
        if len(names) != 2 or not all(name in NAMES for name in names):
            raise traitlets.TraitError(
                f"ActivationExplorer: functions must be two of {', '.join(NAMES)}, got {names!r}"
            )
        return names

    @traitlets.validate("x", "gain")
    def _in_range(self, proposal):
        name, value = proposal.trait.name, proposal.value
        low, high = {"x": (-6, 6), "gain": (0.1, 10)}[name]
        if not (math.isfinite(value) and low <= value <= high):
            raise traitlets.TraitError(f"ActivationExplorer: {name} must be from {low} to {high}, got {value}")
        return value

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        said = [
            f"{NAMES[name]} is {value:.3g} with slope {slope:.3g} at x = {self.x:.4g} and leaves a normal input of "
            f"second moment {m.before:.3g} with {m.second:.3g}"
            for name, value, slope, m in zip(self.functions, self.values, self.slopes, self.moments, strict=True)
        ]
        return f"Two activation functions above their slopes: {'; '.join(said)}.", None

    # ---- reading the picture back ----

    @property
    def values(self) -> list[float]:
        """phi(x) of the two."""
        return [float(study.value_and_slope(name, self.x)[0]) for name in self.functions]

    @property
    def slopes(self) -> list[float]:
        """phi'(x) of the two."""
        return [float(study.value_and_slope(name, self.x)[1]) for name in self.functions]

    @property
    def moments(self) -> list[study.Moments]:
        """What the two make of gain z, z standard normal: second moments, mean square slope, share saturated."""
        return [study.moments(name, self.gain) for name in self.functions]
