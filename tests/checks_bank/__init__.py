"""Right and wrong solutions of each task, written in many styles and without the fault flags in mind.

One module per task with RIGHT = {name: function} and WRONG = {name: (function, id or None)}: the id of the
misconception that the function has ("one+other" for two), None where the bank of faults has no name for it.
The unseen_ ones were written by somebody who did not know the bank of faults: they say how the checks do on strangers.
`python -m tests.checks_bank` measures the checks with them.
"""

from importlib import import_module
from pkgutil import iter_modules

BANKS = tuple(sorted(module.name for module in iter_modules(__path__) if module.name != "__main__"))


def solutions(bank):
    """(RIGHT, WRONG) of one module: a task, or unseen_ and a task."""
    module = import_module(f"{__name__}.{bank}")
    return module.RIGHT, module.WRONG
