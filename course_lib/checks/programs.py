"""Tasks that ask for a class: each probe is a little program that uses it, and the numbers one looks at afterwards.

A program is text, so that the report can show the student exactly what was run, ready to paste.
"""

from functools import cache

import numpy as np

from .task import Complaint, Probe
from .words import describe


def program(code, show, *tags, heavy=False) -> Probe:
    """A probe: lines of code between semicolons, and expressions to look at between blanks, such as "y.data x.grad"."""
    lines = "\n".join(line.strip() for line in code.split(";"))
    return Probe({"code": lines, "show": tuple(show.split())}, tags, heavy)


def runner(name):
    """A Task.run for programs that know the student's class by this name."""

    def run(handed_in, code, show):
        names = {name: handed_in}
        exec(_compiled(code, show), names)
        return dict(zip(show, names["shown"], strict=True))

    return run


@cache
def _compiled(code, show):
    return compile(f"{code}\nshown = {', '.join(show)},", "<program>", "exec")


def numbers(value):
    """A Task.view: every expression has to be one number."""
    for expression, one in value.items():
        single = getattr(one, "ndim", None) == 0 or isinstance(one, int | float) and not isinstance(one, bool)
        if not single:
            raise Complaint(f"{expression} is {describe(one)}; one number is due.")
    return {expression: np.asarray(one, dtype=float) for expression, one in value.items()}
