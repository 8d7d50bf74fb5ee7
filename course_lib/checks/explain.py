"""Find the misconception: the one set of faults that reproduces everything the student's function did."""

from itertools import combinations

from .compare import alike, loose_parts, same_form
from .task import Form, Raised

UNEXPLAINED = ("timeout", "memory", "exit", "died", "not reached", "arity", "stub")


def explain(task, seen) -> tuple[str, ...]:
    """Ids of the one fault, or of the one pair, that fits all observations; () if none or several do.

    Singles go first: a pair is considered only when no single fault fits, so that a fault which happens to be idle
    beside another is never blamed.
    """
    if any(one.kind in UNEXPLAINED or one.mutated for one in seen):
        return ()  # no fault flag changes its arguments, so none explains a function that does
    values = [None if one.kind == "raised" else loose_parts(task, one.value) for one in seen]
    # The larger a probe, the more faults it tells apart; one that raised tells few.
    order = sorted(range(len(seen)), key=lambda number: (seen[number].kind == "raised", -number))
    ids = [fault.id for fault in task.faults]
    for size in (1, 2):
        fitting = [faults for faults in combinations(ids, size) if _fits(task, frozenset(faults), seen, values, order)]
        if fitting:
            return fitting[0] if len(fitting) == 1 else ()
    return ()


def _fits(task, faults, seen, values, order):
    if task.explains:
        return all(one.kind == "returned" and task.explains(faults, one.value) for one in seen)
    return all(_agrees(task, task.answer(number, faults), seen[number], values[number]) for number in order)


def _agrees(task, due, one, value):
    """Did this call do what the faulty reference does?"""
    if isinstance(due, Raised) or one.kind == "raised":
        return isinstance(due, Raised) and one.kind == "raised"
    if isinstance(due, Form):
        return same_form(one.value, due)
    return value is not None and alike(value, due, [part.name for part in task.parts if part.kind == "int"])
