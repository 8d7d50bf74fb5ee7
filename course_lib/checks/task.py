"""What a task is made of. One file in `bank/` per task fills in a `Task`; the engine needs nothing else.

A task has one reference, written with *fault flags*: `reference({"no_lr"}, X, t, ...)` computes what a student
who forgot the learning rate would compute. The flags are the bank of misconceptions: a cause is named when
exactly one flag (or one pair) reproduces everything the student's function did.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np


class Complaint(Exception):
    """A returned value has the wrong form; the text is one sentence for the student, `hints` a question and its why."""

    def __init__(self, text, hints=None):
        super().__init__(text)
        self.hints = hints


@dataclass(frozen=True)
class Fault:
    """One misconception: a flag of the reference, and the words that help."""

    id: str
    says: str  # one sentence: what the function does
    ask: str  # first hint, a question
    why: str  # second hint, why that goes wrong
    cell: str  # the named lecture cell that cures it; must be in Task.cells


@dataclass(frozen=True)
class Part:
    """One returned thing. kind "array" wants a NumPy array, "number" one number, "int" one whole number.

    Where the reference returns None for a part, None is due.
    """

    name: str
    kind: str = "array"
    axes: tuple[str, ...] = ()  # what each axis counts, e.g. ("examples", "scores")
    columns: tuple[str, ...] = ()  # headings of the last axis when the report draws it


@dataclass(frozen=True)
class Probe:
    """One call: arguments by name, in order; tags say what is special about it, in the student's words.

    Arrays, numbers, None, strings, functions, and lists and tuples of these. A function is shown by its __name__,
    which may be an expression, such as "lambda x: (x ** 2).sum()".
    """

    args: dict[str, Any]
    tags: tuple[str, ...] = ()
    heavy: bool = False  # takes long: when a cause is sought, this call is looked at last


@dataclass(frozen=True)
class Raised:
    """Stands for a value where a call is expected to raise, or a faulty reference does raise."""

    type: str


# What a faulty reference may raise. TimeoutError stands for a function that would need far too long.
FAILURES = ArithmeticError, AttributeError, LookupError, RecursionError, TimeoutError, TypeError, ValueError


@dataclass(frozen=True)
class Form:
    """What a faulty reference returns where its form is not that of the parts: one thing of three, a list, a dict."""

    value: Any


@dataclass(frozen=True)
class Task:
    """A task. `probes` are in order of size: the first that fails is the one a student sees.

    For a task that asks for a class, `reference(faults)` makes the class, and `run` is given (see programs.py).
    """

    id: str
    lecture: str  # file name of the lecture, without .ipynb
    place: int  # order within the lecture
    signature: str
    reference: Callable[..., Any]  # reference(faults, **args)
    parts: tuple[Part, ...]
    faults: tuple[Fault, ...]
    probes: tuple[Probe, ...]
    cells: dict[str, str]  # lecture cell (or "lecture#cell") -> what one finds there, completing "Read again ..."
    ask: str  # the three hints when no cause can be named
    why: str
    cell: str
    # Optional: turn the returned plain value into the parts that are compared (raises Complaint).
    view: Callable[[Any], dict[str, Any]] | None = None
    # Optional: does this set of faults explain the returned plain value? Default: equal to the reference's.
    explains: Callable[[frozenset, Any], bool] | None = None
    # Optional: sentences about a wrong value that only this task can say.
    tell: Callable[[Any], list[str]] | None = None
    # Optional: largest allowed |got - expected| per part and element, from the conditioning of the operation.
    # None where every sum is a sum of few small binary fractions: those are exact in any order, so we compare exactly.
    bound: Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]] | None = None
    # For a task that asks for a class: run(the class, **args of a probe) does something with it and returns numbers.
    run: Callable[..., Any] | None = None
    # For a task that is judged by a whole run, not call by call: judge(task, function) makes the report.
    judge: Callable[..., Any] | None = None
    # The exercise it stands in, where that is not the one of the lecture.
    exercise: str = ""
    # Flags that are no faults but ways to write it, which matter beside a fault; id of a fault that may be a third one.
    styles: tuple[str, ...] = ()
    on_top: str = ""
    _answers: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    def answer(self, number: int, faults=frozenset()):
        """expected() of the probe with this number, computed once: nobody may write into it."""
        key = (number, faults)
        if key not in self._answers:
            due = self.expected(self.probes[number], faults)
            for value in due.values() if isinstance(due, dict) else ():
                if isinstance(value, np.ndarray):
                    value.flags.writeable = False
            self._answers[key] = due
        return self._answers[key]

    def expected(self, probe: Probe, faults=frozenset()):
        """The parts that the reference with these faults returns (those that are not None), or Raised, or Form."""
        args = {name: copy_of(value) for name, value in probe.args.items()}
        try:
            value = self.caller(self.handed_in(faults))(**args)
            return self._parts(value)
        except Complaint:
            return Form(value)
        except FAILURES as error:
            return Raised(type(error).__name__)

    def handed_in(self, faults):
        """What a student with these misconceptions hands in: a function, or a class where one is asked for."""
        faults = frozenset(faults)
        return self.reference(faults) if self.run else partial(self.reference, faults)

    def caller(self, handed_in):
        """What takes the arguments of a probe: the student's function itself, or one that uses the student's class."""
        return partial(self.run, handed_in) if self.run else handed_in

    def _parts(self, value):
        if self.view:
            return self.view(value)
        values = (value,) if len(self.parts) == 1 else value
        if not isinstance(values, tuple) or len(values) != len(self.parts) or any(map(_is_container, values)):
            return Form(value)
        return {part.name: one for part, one in zip(self.parts, values, strict=True) if one is not None}

    def place_of(self, cell: str) -> tuple[str, str]:
        """(lecture, cell) of one of `cells`."""
        lecture, _, name = cell.rpartition("#")
        return lecture or self.lecture, name

    def fault(self, fault_id: str) -> Fault:
        """The fault with this id."""
        return next(fault for fault in self.faults if fault.id == fault_id)


def _is_container(value):
    return isinstance(value, tuple | list | dict)


def copy_of(value):
    """A copy deep enough that nobody can change the probe: arrays and lists of them."""
    if type(value) in (list, tuple):
        return type(value)(copy_of(item) for item in value)
    return value.copy(order="K") if hasattr(value, "dtype") and hasattr(value, "copy") else value
