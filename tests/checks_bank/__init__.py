"""Right and wrong solutions of each task, written in many styles and without the fault flags in mind.

One module per task with RIGHT = {name: function} and WRONG = {name: (function, id or None)}: the id of the
misconception that the function has ("one+other" for two), None where the bank of faults has no name for it.
`python -m tests.checks_bank` measures the checks with them.
"""

from importlib import import_module

TASKS = ("gates", "perceptron_epoch", "mlp_forward")


def solutions(task):
    """(RIGHT, WRONG) of one task."""
    module = import_module(f"{__name__}.{task}")
    return module.RIGHT, module.WRONG
