"""BatchNormLive: one unit under batch norm, in two batches and over 60 steps. Drawing: batch_norm_live.js."""

import math

import numpy as np
import traitlets

from course_lib.experiments import batch_norm_live as trial

from .kit import CourseWidget

LIMITS = {"gamma": (0.0, 3.0), "beta": (-3.0, 3.0), "shift": (-4.0, 4.0)}


class BatchNormLive(CourseWidget):
    """One unit's pre-activations over a batch of digits, before and after batch norm, with the running values.

        BatchNormLive()                                     training, step 10: the running mean is on its way
        BatchNormLive(batch=2)                              two in a batch: they become -1 and +1
        BatchNormLive(mode="eval", shift=4.0, step=31)      the first batch after the layer below has changed
        BatchNormLive(gamma=2.0, beta=-1.0)                 the spread and the mean that come out

    batch        2 to 256 digits, a power of 2
    mode         "train": by the batch's own mean and variance; "eval": by the running ones
    gamma, beta  from 0 to 3 and from -3 to 3
    shift        added to every pre-activation from step 31 on, from -4 to 4
    step         1 to 60
    example      which digit of the batch is followed; it is also put into a second batch of the same step

    `run` holds the batch, what came out, and the running values (experiments.batch_norm_live.Live), `companion` the
    same of the second batch; `answers` are the two answers for the digit that both have.
    """

    source = "batch_norm_live"
    alt = (
        "A unit's pre-activations for two batches of 16 digits in training, with means 3.9 and 2.6, and after batch "
        "norm, each with mean 0 and deviation 1. One digit is in both batches and gets the answers -0.12 and +0.93. "
        "Below, over 60 steps, the running mean climbs from 0 towards the batches' means; at step 10 it is 2.3."
    )

    batch = traitlets.Int(16).tag(sync=True)
    mode = traitlets.Enum(["train", "eval"], "train").tag(sync=True)
    gamma = traitlets.Float(1.0).tag(sync=True)
    beta = traitlets.Float(0.0).tag(sync=True)
    shift = traitlets.Float(0.0).tag(sync=True)
    step = traitlets.Int(10).tag(sync=True)
    example = traitlets.Int(0).tag(sync=True)
    values = traitlets.Bytes().tag(sync=True, computed=True)  # int16: pre-activations in thousandths
    digits = traitlets.Bytes().tag(sync=True, computed=True)  # 8 x 8, two pixels a byte, 0 to 15

    def __init__(self, **traits):
        thousandths = (trial.pre_activations() * 1000).round().astype("<i2")
        pixels = np.minimum(trial.images().reshape(-1, 2), 15)
        super().__init__(
            values=thousandths.tobytes(), digits=(pixels[:, 0] << 4 | pixels[:, 1]).astype(np.uint8).tobytes(), **traits
        )

    @traitlets.validate("gamma", "beta", "shift")
    def _in_range(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        low, high = LIMITS[name]
        if not (math.isfinite(value) and low <= value <= high):
            raise traitlets.TraitError(f"BatchNormLive: {name} must be from {low:g} to {high:g}, got {value}")
        return value

    @traitlets.validate("batch")
    def _power_of_two(self, proposal):
        value = proposal["value"]
        if not (2 <= value <= trial.LARGEST and value & (value - 1) == 0):
            raise traitlets.TraitError(f"BatchNormLive: batch must be 2, 4, 8, ... or {trial.LARGEST}, got {value}")
        return value

    @traitlets.validate("step", "example")
    def _whole(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        low, high = {"step": (1, trial.STEPS), "example": (0, trial.LARGEST - 1)}[name]
        if not low <= value <= high:
            expected = f"a whole number from {low} to {high}"
            raise traitlets.TraitError(f"BatchNormLive: {name} must be {expected}, got {value}")
        return value

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        run, answers = self.run, self.answers
        return (
            f"A unit's pre-activations for two batches of {self.batch} digits at step {self.step}, mode {self.mode}: "
            f"mean {run.x.mean():.1f} and deviation {run.x.std():.1f} before batch norm, {run.y.mean():.1f} and "
            f"{run.y.std():.1f} after it; the digit in both batches gets {answers[0]:+.2f} and {answers[1]:+.2f}."
        ), None

    # ---- reading the picture back ----

    def _look(self, companion):
        followed = self.example % self.batch
        return trial.batch_norm_live(
            self.batch, self.mode, self.gamma, self.beta, self.shift, self.step, companion, followed
        )

    @property
    def run(self) -> trial.Live:
        """The batch of this step."""
        return self._look(False)

    @property
    def companion(self) -> trial.Live:
        """The other batch of this step."""
        return self._look(True)

    @property
    def answers(self) -> tuple[float, float]:
        """What the followed digit gets in the one batch and in the other."""
        followed = self.example % self.batch
        return float(self.run.y[followed]), float(self.companion.y[followed])
