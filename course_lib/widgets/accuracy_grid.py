"""AccuracyGrid: which initial scale and which eta train a deep net, with and without batch norm (recorded)."""

import traitlets

from course_lib.experiments import accuracy_grid as trial

from .kit import CourseWidget


class AccuracyGrid(CourseWidget):
    """Accuracy on held-out digits of a net with 10 ReLU layers, for 7 initial scales and 7 values of eta, 5 seeds each.

        AccuracyGrid()                            the median of the seeds; scales 10 and 30 wait for a prediction
        AccuracyGrid(show="worst")                the worst of the five seeds
        AccuracyGrid(scale=0.1, rate=0.03)        another cell looked at closely

    scale, rate  the cell whose seeds are shown, one of the scales and one of the etas of the grid
    show         "median", "worst" or "spread" (best minus worst) of the seeds

    `grid` is the record (experiments.accuracy_grid.Grid); `accuracies` are those of the cell: (2, 5), plain first.
    """

    source = "accuracy_grid"
    alt = (
        "Two grids of accuracies on digits of a net with 10 ReLU layers, the scale of its initial weights against eta, "
        "medians of five seeds after 200 steps. Without batch norm at least four fifths are right in 2 of the 35 cells "
        "shown, only in the row sqrt(2); with batch norm in 26 of them. At scale 3 and eta 0.1 it is 10 % without and "
        "91 % with it. The rows of scale 10 and 30 are hidden until a prediction is made."
    )

    scale = traitlets.Enum(list(trial.SCALES), 3.0).tag(sync=True)
    rate = traitlets.Enum(list(trial.RATES), 0.1).tag(sync=True)
    show = traitlets.Enum(["median", "worst", "spread"], "median").tag(sync=True)
    record = traitlets.Dict().tag(sync=True, computed=True)

    def __init__(self, **traits):
        super().__init__(record=trial.table(), **traits)

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        plain, normed = self.accuracies
        return (
            f"Two grids of accuracies, scale of the weights against eta, without and with batch norm: the {self.show} "
            f"of five seeds. At scale {self.scale:g} and eta {self.rate:g} the seeds reach {plain.min():.0%} to "
            f"{plain.max():.0%} without it and {normed.min():.0%} to {normed.max():.0%} with it."
        ), None

    # ---- reading the picture back ----

    @property
    def grid(self) -> trial.Grid:
        """All recorded runs."""
        return trial.recorded()

    @property
    def accuracies(self):
        """(2, 5) array: the seeds of this cell, without and with batch norm."""
        return self.grid.at(self.scale, self.rate)
