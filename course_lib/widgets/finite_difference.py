"""FiniteDifference: the error of a slope found by trying, against its step. Drawing: finite_difference.js."""

import math

import traitlets

from course_lib.experiments import finite_difference as trial

from .kit import CourseWidget


class FiniteDifference(CourseWidget):
    """The slope of a function at x by the forward and the central difference, for every step from 10^-16 to 1.

        FiniteDifference()                                           sin at 1 in float64, step 10^-15: too small
        FiniteDifference(function="sin", x=1.0, dtype="float32")     the same V with fewer digits
        FiniteDifference(function="square", x=2.0, step=1.0)         a parabola: central is exact at any step
        FiniteDifference(function="relu", x=0.01, step=0.1)          a kink inside the step

    function  "sin", "exp", "tanh", "square" or "relu"
    x         where the slope is asked for, from -3 to 3 (rounded to the dtype)
    dtype     "float64" or "float32", of x and of the function's values
    step      from 1e-16 to 1

    `slope` is the true slope; `forward` and `central` are the two answers at the present step, and `forward_error`
    and `central_error` how far off they are; `best_step` gives the step where truncation and rounding cost least.
    """

    source = "finite_difference"
    alt = (
        "The error of the slope of sin at 1 in float64 against the step, on log axes: from a step of 1 it falls with "
        "the step (forward) or its square (central) to 1e-08 at step 2.5e-08 and to 1e-11 at step 1e-05, and rises "
        "again for smaller steps, where rounding rules. At step 1e-15 sin is a staircase of floats and both slopes "
        "miss in the second digit."
    )

    function = traitlets.Enum(list(trial.FUNCTIONS), "sin").tag(sync=True)
    x = traitlets.Float(1.0).tag(sync=True)
    dtype = traitlets.Enum(["float64", "float32"], "float64").tag(sync=True)
    step = traitlets.Float(1e-15).tag(sync=True)

    @traitlets.validate("x", "step")
    def _in_range(self, proposal):
        name, value = proposal.trait.name, proposal.value
        low, high = {"x": (-3, 3), "step": (1e-16, 1)}[name]
        if not (math.isfinite(value) and low <= value <= high):
            raise traitlets.TraitError(f"FiniteDifference: {name} must be from {low} to {high}, got {value}")
        return value

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        f, x, errors = self.function, self._now().x, (self.forward_error, self.central_error)
        return (
            f"The error of the slope of {f} at {x:.4g} in {self.dtype} against the step, on log axes: at step "
            f"{self.step:.2g} the forward difference is off by {errors[0]:.1g}, the central one by {errors[1]:.1g}."
        ), None

    # ---- reading the picture back ----

    def _now(self):
        return trial.slopes(self.function, self.x, [self.step], self.dtype)

    @property
    def slope(self) -> float:
        """The true slope f'(x)."""
        return self._now().exact

    @property
    def forward(self) -> float:
        """(f(x + step) - f(x)) / step, as the dtype computes it."""
        return float(self._now().slope["forward"][0])

    @property
    def central(self) -> float:
        """(f(x + step) - f(x - step)) / (2 step), as the dtype computes it."""
        return float(self._now().slope["central"][0])

    @property
    def forward_error(self) -> float:
        """|forward - slope|"""
        return float(self._now().error["forward"][0])

    @property
    def central_error(self) -> float:
        """|central - slope|"""
        return float(self._now().error["central"][0])

    @property
    def best_step(self) -> dict:
        """{"forward": step, "central": step} where the bound on truncation plus rounding is least."""
        return trial.slopes(self.function, self.x, dtype=self.dtype).best
