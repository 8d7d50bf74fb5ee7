"""SoftmaxCrossEntropy: logits, shares, loss, and which way a step goes. Drawing: softmax_cross_entropy.js."""

import math

import numpy as np
import traitlets

from course_lib import numpy_ops as ops

from .kit import CourseWidget

MOST = 1000


class SoftmaxCrossEntropy(CourseWidget):
    """Bars to drag: the logits of one example, what softmax makes of them, and the arrows t - p back to the logits.

        SoftmaxCrossEntropy()                                   three classes, and the net prefers a wrong one
        SoftmaxCrossEntropy(logits=[2, 0, -1], target=0)        logits of one's own
        SoftmaxCrossEntropy(logits=[0] * 10)                    ten classes, no idea: the loss is ln 10
        SoftmaxCrossEntropy(shift=1000)                         all logits 1000 larger: exp(a) overflows

    logits  2 to 10 numbers from -1000 to 1000, one a class
    target  the right class, from 0
    shift   a constant that is added to all logits, from -1000 to 1000
    limit   how far the axis of the logits reaches up and down: 5, 50 or 1000 (more where the logits need it)

    `a` are the logits with the constant added; `p` the softmax of them, `loss` and `gradient` (p - t) as numpy_ops
    computes them; `naive_loss` is -log(exp(a[target]) / sum(exp(a))) computed as it is written.
    """

    source = "softmax_cross_entropy"
    alt = (
        "Three bars, the logits 1, 2 and -1; beside them their softmax 0.26, 0.71 and 0.04, with an arrow from each "
        "to its target, up by 0.74 for the right class 0, down by 0.71 and 0.04 for the others; the same arrows on "
        "the logits, where the step goes that way; and the loss, -ln 0.26 = 1.35. With shares of 1/3 it were 1.10."
    )

    logits = traitlets.List([1.0, 2.0, -1.0]).tag(sync=True)
    target = traitlets.Int(0).tag(sync=True)
    shift = traitlets.Float(0.0).tag(sync=True)
    limit = traitlets.Enum([5, 50, 1000], 5).tag(sync=True)

    def __init__(self, logits=None, **kwargs):
        if logits is not None:
            kwargs["logits"] = np.asarray(logits, dtype=object).tolist()  # an array, too
        super().__init__(**kwargs)

    @traitlets.validate("logits")
    def _some_numbers(self, proposal):
        values = proposal.value
        if not 2 <= len(values) <= 10:
            raise traitlets.TraitError(f"SoftmaxCrossEntropy: logits must be 2 to 10 numbers, got {len(values)}")
        for k, v in enumerate(values):
            if not (_is_number(v) and abs(v) <= MOST):
                raise traitlets.TraitError(
                    f"SoftmaxCrossEntropy: each of logits must be a number from -{MOST} to {MOST}, number {k} is {v!r}"
                )
        return [float(v) for v in values]

    @traitlets.validate("shift")
    def _constant(self, proposal):
        if not (math.isfinite(proposal.value) and abs(proposal.value) <= MOST):
            raise traitlets.TraitError(
                f"SoftmaxCrossEntropy: shift must be from -{MOST} to {MOST}, got {proposal.value}"
            )
        return proposal.value

    @traitlets.validate("target")
    def _a_class(self, proposal):
        if not 0 <= proposal.value < len(self.logits):  # traitlets validates when all arguments are in place
            raise traitlets.TraitError(
                f"SoftmaxCrossEntropy: target must be one of the {len(self.logits)} classes, "
                f"0 to {len(self.logits) - 1}, got {proposal.value}"
            )
        return proposal.value

    @traitlets.observe("logits")
    def _target_stays_a_class(self, change):
        if self.target >= len(change.new):
            self.target = 0

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        p = ", ".join(f"{v:.2f}" for v in self.p)
        broken = "" if math.isfinite(self.naive_loss) else f"; computed as written it would be {self.naive_loss}"
        return (
            f"Bars for {len(self.logits)} logits and their softmax {p}; the loss of class {self.target} is "
            f"{self.loss:.2f}{broken}."
        ), None

    # ---- reading the picture back ----

    @property
    def a(self) -> np.ndarray:
        """(K,) the logits, with the constant added to all of them."""
        return np.array(self.logits) + self.shift

    @property
    def p(self) -> np.ndarray:
        """(K,) softmax of the logits."""
        return ops.softmax(self.a)[0]

    @property
    def loss(self) -> float:
        """Cross-entropy with the target."""
        return float(ops.cross_entropy(self.a[None], np.array([self.target]))[0])

    @property
    def gradient(self) -> np.ndarray:
        """(K,) of the loss with respect to the logits: p - t, against the arrows."""
        _, cache = ops.cross_entropy(self.a[None], np.array([self.target]))
        return ops.cross_entropy_backward(np.array(1.0), cache)[0]

    @property
    def naive_loss(self) -> float:
        """The loss by the formula as it is written: inf or NaN where exp overflows or underflows."""
        with np.errstate(all="ignore"):
            e = np.exp(self.a)
            return float(-np.log(e[self.target] / e.sum()))


def _is_number(value) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and math.isfinite(value)
