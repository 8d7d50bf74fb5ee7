"""Find the misconception: the one set of faults that reproduces everything the student's function did."""

from itertools import combinations

from .compare import alike, loose_parts
from .task import Raised

UNEXPLAINED = ("timeout", "memory", "exit", "died", "not reached", "arity", "stub")


def explain(task, seen) -> tuple[str, ...]:
    """Ids of the one fault, or of the one pair, that fits all observations; () if none or several do.

    Singles go first: a pair is considered only when no single fault fits, so that a fault which happens to be idle
    beside another is never blamed.
    """
    if any(one.kind in UNEXPLAINED or one.mutated for one in seen):
        return ()  # no fault flag changes its arguments, so none explains a function that does
    values = [None if one.kind == "raised" else loose_parts(task, one.value) for one in seen]
    ids = [fault.id for fault in task.faults]
    for size in (1, 2):
        fitting = [faults for faults in combinations(ids, size) if _fits(task, frozenset(faults), seen, values)]
        if fitting:
            return fitting[0] if len(fitting) == 1 else ()
    return ()


def _fits(task, faults, seen, values):
    if task.explains:
        return all(one.kind == "returned" and task.explains(faults, one.value) for one in seen)
    for probe, one, value in zip(task.probes, seen, values, strict=True):
        due = task.expected(probe, faults)
        if isinstance(due, Raised) != (one.kind == "raised"):
            return False
        if one.kind == "raised":
            continue
        if value is None or not alike(value, due):
            return False
    return True
