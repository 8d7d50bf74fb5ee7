"""Right and wrong solutions of each task, written in many styles and without the fault flags in mind.

One module per task with RIGHT = {name: function} and WRONG = {name: (function, id or None)}: the id of the
misconception that the function has ("one+other" for two), None where the bank of faults has no name for it.
The unseen_ ones were written by somebody who did not know the bank of faults: they say how the checks do on strangers.
`python -m tests.checks_bank` measures the checks with them.
"""

import signal
import warnings
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from unittest import mock

import numpy as np

from course_lib.checks import check, contain, engine, inprocess

PATIENCE = 0.5  # seconds that the calls of one check may take here
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
    return check_here(bank.removeprefix("unseen_"), solutions(bank)[1][name][0])


def check_here(task, function):
    """check(), in a quarter of the time: the calls are made in this process, without a child.

    The solutions of the banks do no harm, and they are thousands. One that has to be stopped goes to a child after all.
    """
    with mock.patch.object(engine, "observe", _observe_here):
        return check(task, function)


def _observe_here(function, calls):
    untimed = mock.patch.object(inprocess, "_timed", lambda work, seconds: work())
    with warnings.catch_warnings(action="ignore"), _alarm(PATIENCE), untimed:
        seen = inprocess.observe_here(function, calls, PATIENCE)
    harmless = all(one.kind in ("returned", "raised", "stub") and one.error != "_TimeIsUp" for one in seen)
    return (seen, True) if harmless else contain.observe(function, calls)


@contextmanager
def _alarm(seconds):
    """Raise _TimeIsUp in what takes so long; one alarm for all calls costs less than a watch thread for each."""

    def ring(*_):
        raise inprocess._TimeIsUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def solutions(bank):
    """(RIGHT, WRONG) of one module: a task, or unseen_ and a task."""
    module = import_module(f"{__name__}.{bank}")
    return module.RIGHT, module.WRONG
