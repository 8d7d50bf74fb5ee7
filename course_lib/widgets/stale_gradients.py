"""StaleGradients: steps with gradients that come too late, and where delays come from. Drawing: stale_gradients.js."""

import math

import traitlets

from course_lib.experiments import stale_gradients as trial

from .kit import CourseWidget

STEPS, FARTHEST, FASTEST = 80, 8, 2.4  # steps drawn, largest tau, largest eta c
WORKERS = (0, 2, 4, 8)


class StaleGradients(CourseWidget):
    """One coordinate of a quadratic, w_(t+1) = w_t - eta c w_(t-tau): its plane (w_t, w_(t-1)), its loss, its bound.

        StaleGradients()                                 delay 2, eta c = 0.5: it swings and dies away
        StaleGradients(tau=2, rate=0.7)                  beyond the bound 0.618
        StaleGradients(workers=4, rate=0.5)              four workers of uneven speed, a step for each gradient
        StaleGradients(workers=4, synchronous=True)      the same four, waiting for one another
        StaleGradients(tau=3, revealed=True)             the bound is drawn without a question

    tau          how many steps old each gradient is, 0 to 8; the question is about this delay, or about 2
    rate         eta c: learning rate times the largest curvature, 0.01 to 2.4
    workers      0: every gradient is tau steps old. 2, 4 or 8: a server takes gradients as the workers send them
    synchronous  the server waits for all workers and averages
    step         how many steps are done, of 80
    draw         which random times the workers take
    revealed     draw the bound before the question is answered

    `path`, `served`, `bound` and `factor` read the picture back.
    """

    source = "stale_gradients"
    pictures = {"stale_gradients-workers": {"workers": 4, "rate": 0.2, "revealed": True}}
    alt = (
        "Gradients two steps old, eta c = 0.5. In the plane of a weight and the weight before it, the path starts "
        "at (1, 1) and winds inwards, 0.94 times as far from the minimum with each step in the long run. The loss "
        "falls in arches, a factor of ten in about 19 steps. In a diagram of eta c over the delay the largest stable "
        "eta c is marked for delay 0, at 2, and for delay 1, at 1; that of delay 2 is asked for. Three workers in turn "
        "compute a gradient each; while one does, the others make two steps."
    )

    tau = traitlets.Int(2).tag(sync=True)
    rate = traitlets.Float(0.5).tag(sync=True)
    workers = traitlets.Int(0).tag(sync=True)
    synchronous = traitlets.Bool(False).tag(sync=True)
    step = traitlets.Int(12).tag(sync=True)
    draw = traitlets.Int(1).tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)

    @traitlets.validate("tau", "step", "draw", "rate")
    def _in_range(self, proposal):
        name, value = proposal.trait.name, proposal.value
        low, high = {"tau": (0, FARTHEST), "step": (0, STEPS), "draw": (1, 999), "rate": (0.01, FASTEST)}[name]
        if not (math.isfinite(value) and low <= value <= high):
            raise traitlets.TraitError(f"StaleGradients: {name} must be from {low:g} to {high:g}, got {value}")
        return value

    @traitlets.validate("workers")
    def _known(self, proposal):
        if proposal.value not in WORKERS:
            raise traitlets.TraitError(f"StaleGradients: workers must be one of {WORKERS}, got {proposal.value}")
        return proposal.value

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        path = self.path
        ends = f"|w| goes from 1 to {abs(path[-1]):.1e} in {STEPS} steps"
        if not self.workers:
            return (
                f"Gradients {self.tau} steps old, eta c = {self.rate:g}: {ends}; the bound is {self.bound:.3f}.",
                None,
            )
        given, delay = self.pictures["stale_gradients-workers"], self.served.delay
        still = "stale_gradients-workers" if self.to_python() == type(self)(**given).to_python() else None
        how = (
            "that wait for one another"
            if self.synchronous
            else f"of uneven speed, gradients {delay.min()} to {delay.max()} steps old, {delay.mean():.1f} on average"
        )
        return f"{self.workers} workers {how}; eta c = {self.rate:g}: {ends}.", still

    # ---- reading the picture back ----

    @property
    def served(self) -> trial.Served | None:
        """w, time, delay and worker of each step; None where the delay is fixed."""
        if self.workers:
            return trial.serve(self.workers, self.rate, self.synchronous, STEPS, draw=self.draw)
        return None

    @property
    def path(self):
        """(81,) the weight at the server."""
        return self.served.w if self.workers else trial.path(self.tau, self.rate, STEPS)

    @property
    def bound(self) -> float:
        """The largest stable eta c of the fixed delay tau."""
        return trial.bound(self.tau)

    @property
    def factor(self) -> float:
        """By which |w| changes in each step in the long run, with the fixed delay tau."""
        return trial.factor(self.tau, self.rate)
