"""GradientFlow: how much of the gradient reaches each layer of a deep net on real digits. Drawing: gradient_flow.js."""

import math

import numpy as np
import traitlets

from course_lib.experiments import gradient_flow as net

from .kit import CourseWidget

DEEPEST, WIDTH, EXAMPLES = 50, 32, 32
NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU"}


class GradientFlow(CourseWidget):
    """An untrained, fully connected net on 32 handwritten digits: one bar a layer, the gradient that arrives there.

        GradientFlow()                                     twenty sigmoid layers: the first layer hears nothing
        GradientFlow(activation="relu", scale=2**0.5)      ReLU with the variance of the weights doubled
        GradientFlow(depth=50, batch_norm=True)            fifty sigmoid layers, each normalised over the batch
        GradientFlow(unlocked=True)                        the switch "skip" can be used

    depth       hidden layers of 32 units, 2 to 50
    activation  "sigmoid", "tanh" or "relu"
    scale       standard deviation of a weight times the square root of its inputs, 0.25 to 16
    batch_norm  normalise each unit over the 32 digits, before the activation
    picked      the layer whose numbers are written out, from 1
    seed        which random weights, 0 to 999
    skip        each hidden layer but the first adds what it was given to what it makes
    unlocked    the switch for it can be used: lecture 09; so it can if skip=True is handed in

    `flow` gives all that is drawn, one number a layer, by course_lib.experiments.gradient_flow with the same weights.
    """

    source = "gradient_flow"
    scripts = ("gradient_flow_math.js",)
    pictures = {"gradient_flow-batch_norm": {"batch_norm": True}, "gradient_flow-skip": {"skip": True}}
    alt = (
        "Twenty sigmoid layers on 32 handwritten digits, untrained: one bar a layer for the gradient that arrives "
        "there, on a log axis. From 0.96 at the output the bars fall like a straight staircase to 2.7e-13 at layer 1, "
        "along the line (1/4)^n; a tick on each bar, the product of the measured slopes, meets its top. Beside it the "
        "spread of the activations between digits, which fades towards the last layer, and the share of saturated "
        "units: 0 everywhere."
    )

    depth = traitlets.Int(20).tag(sync=True)
    activation = traitlets.Enum(list(NAMES), "sigmoid").tag(sync=True)
    scale = traitlets.Float(1.0).tag(sync=True)
    batch_norm = traitlets.Bool(False).tag(sync=True)
    picked = traitlets.Int(1).tag(sync=True)
    seed = traitlets.Int(0).tag(sync=True)
    skip = traitlets.Bool(False).tag(sync=True)
    unlocked = traitlets.Bool(False).tag(sync=True)
    pixels = traitlets.Bytes().tag(sync=True, computed=True)  # 32 x 64, 0 to 16
    labels = traitlets.Bytes().tag(sync=True, computed=True)  # 32

    @traitlets.default("pixels")
    def _pixels(self):
        return (net.digits_table()[0][:EXAMPLES] * 16).round().astype(np.uint8).tobytes()

    @traitlets.default("labels")
    def _labels(self):
        return net.digits_table()[1][:EXAMPLES].astype(np.uint8).tobytes()

    @traitlets.validate("depth", "picked", "seed")
    def _whole_number_in_range(self, proposal):
        name, value = proposal.trait.name, proposal.value
        low, high = {"depth": (2, DEEPEST), "picked": (1, DEEPEST), "seed": (0, 999)}[name]
        if not low <= value <= high:
            raise traitlets.TraitError(f"GradientFlow: {name} must be from {low} to {high}, got {value}")
        return value

    @traitlets.validate("scale")
    def _scale(self, proposal):
        if not (math.isfinite(proposal.value) and 0.25 <= proposal.value <= 16):
            raise traitlets.TraitError(f"GradientFlow: scale must be from 0.25 to 16, got {proposal.value}")
        return proposal.value

    def describe(self):
        changed = {n for n in self.public_traits() if getattr(self, n) != self.trait_defaults(n)} - {"unlocked"}
        if not changed:
            return self.alt + (" The switch skip can be used." if self.unlocked else ""), self.source
        flow, words = self.flow, [word for on, word in ((self.batch_norm, "batch norm"), (self.skip, "skip")) if on]
        kind = f" with {' and '.join(words)}" if words else ""
        left = "slopes alone would leave" if not self.skip else "its own slope, and those above beside shortcuts, leave"
        sentence = (
            f"{self.depth} {NAMES[self.activation]} layers{kind}, weights of deviation {self.scale:.3g} / "
            f"sqrt(inputs), untrained, on 32 digits: the gradient is {flow.output_signal:.2g} at the output and "
            f"{flow.signal[0]:.2g} at layer 1; {left} {flow.slopes_alone[0]:.2g}."
        )
        stills = {"batch_norm": "gradient_flow-batch_norm", "skip": "gradient_flow-skip"}
        return sentence, stills.get(*changed) if len(changed) == 1 else None

    @property
    def flow(self) -> net.GradientFlow:
        """What is drawn, by numpy_ops: gradient norms, slopes, spreads, shares; one number a hidden layer."""
        return net.gradient_flow(
            self.depth,
            self.activation,
            self.scale,
            self.batch_norm,
            width=WIDTH,
            examples=EXAMPLES,
            seed=self.seed,
            skip=self.skip,
        )
