"""Right and wrong solutions of each task, written in many styles and without the fault flags in mind.

One module per task with RIGHT = {name: function} and WRONG = {name: (function, id or None)}: the id of the
misconception that the function has ("one+other" for two), None where the bank of faults has no name for it.
The unseen_ ones were written by somebody who did not know the bank of faults: they say how the checks do on strangers.
`python -m tests.checks_bank` measures the checks with them.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import numpy as np

from course_lib.checks import check

BANKS = tuple(sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_")))


def numbers_shown(report):
    """How many numbers a student sees in the counterexample: its arguments and what is due."""
    return _count(report.counterexample.arguments) + _count(report.counterexample.expected)


def _count(value):
    if isinstance(value, dict | list | tuple):
        return sum(_count(item) for item in (value.values() if isinstance(value, dict) else value))
    return 0 if value is None or isinstance(value, str) or callable(value) else np.size(value)


@cache
def report_of(bank, name):
    """The report on one wrong solution; several tests look at it."""
    return check(bank.removeprefix("unseen_"), solutions(bank)[1][name][0])


def solutions(bank):
    """(RIGHT, WRONG) of one module: a task, or unseen_ and a task."""
    module = import_module(f"{__name__}.{bank}")
    return module.RIGHT, module.WRONG
