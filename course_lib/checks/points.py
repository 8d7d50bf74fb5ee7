"""Points for a graded cell: `check("gates", gates).points(1)`.

All or nothing. How many probes agree says nothing about how much is understood (they go from small to special, and a
wrong function agrees on many), so a part of the points is a person's to give. An exercise of several tasks is where
part of a mark comes from.
"""

import os
import sys
from dataclasses import replace

from .report import TITLES, CheckFailed

GRADING = "NBGRADER_EXECUTION"  # nbgrader sets it while it grades or validates


class NoPoints(CheckFailed):
    """Ends a graded cell while nbgrader runs it, so that the cell counts 0 whatever the notebook did to its output."""

    def __init__(self, report, most):
        super().__init__(report)
        self.args = (f"0 of {most:g} points: {report.task} is {TITLES[report.outcome]}.",)

    def _render_traceback_(self):
        return [str(self)]  # the report stands above; lines of this package would only hide it


def points(report, most):
    """Draw the report and return `most` as a float if it is correct, else 0.0 (while nbgrader runs: NoPoints)."""
    if isinstance(most, bool) or not isinstance(most, int | float) or not 0 < most < float("inf"):
        raise ValueError(f"points takes how many points the task is worth, a number above 0; it was given {most!r}")
    got = float(most) if report.outcome == "correct" else 0.0
    _draw(replace(report, notes=(*report.notes, f"{got:g} of {most:g} points.")))
    if got:
        return got
    if os.environ.get(GRADING):
        raise NoPoints(report, most)
    return got


def _draw(report):
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        from IPython.display import display

        display(report)
