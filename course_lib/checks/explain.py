"""Find the misconception: the one set of faults that reproduces everything the student's function did."""

from itertools import combinations

from .compare import alike, loose_parts, same_form
from .task import Form, Raised

UNEXPLAINED = ("timeout", "memory", "exit", "died", "not reached", "arity", "stub")
FEW, ENOUGH = 700, 400  # so many pairs are all tried; of more, about so many are left


def explain(task, seen) -> tuple[str, ...]:
    """Ids of the one fault, or of the one pair, that fits all observations; () if none or several do.

    Singles go first: a pair is considered only when no single fault fits, so that a fault which happens to be idle
    beside another is never blamed.
    """
    if any(one.kind in UNEXPLAINED or one.mutated for one in seen):
        return ()  # no fault flag changes its arguments, so none explains a function that does
    ids = [fault.id for fault in task.faults]
    if task.explains:
        fits = _Believed(task, seen)
    else:
        fits = _Reproduced(task, seen)
    for candidates in combinations(ids, 1), fits.likely(list(combinations(ids, 2))):
        fitting = [faults for faults in candidates if fits(frozenset(faults))]
        if fitting:
            return fitting[0] if len(fitting) == 1 else ()
    return ()


class _Believed:
    """For tasks that judge an answer by themselves."""

    def __init__(self, task, seen):
        self.task, self.seen = task, seen

    def __call__(self, faults):
        return all(one.kind == "returned" and self.task.explains(faults, one.value) for one in self.seen)

    def likely(self, pairs):
        return pairs


class _Reproduced:
    """Does the reference with these faults return in every call what the student's function returned?"""

    def __init__(self, task, seen):
        self.task, self.seen = task, seen
        self.values = [None if one.kind == "raised" else loose_parts(task, one.value) for one in seen]
        self.whole = [part.name for part in task.parts if part.kind == "int"]
        # The larger a probe, the more faults it tells apart; a call that raised tells few.
        self.order = sorted(range(len(seen)), key=lambda number: (seen[number].kind == "raised", -number))

    def __call__(self, faults):
        return all(self.agrees(number, faults) for number in self.order)

    def agrees(self, number, faults):
        due, one, value = self.task.answer(number, faults), self.seen[number], self.values[number]
        if isinstance(due, Raised) or one.kind == "raised":
            return isinstance(due, Raised) and one.kind == "raised"
        if isinstance(due, Form):
            return same_form(one.value, due)
        return value is not None and alike(value, due, self.whole)

    def likely(self, pairs):
        """The pairs worth trying. In a large bank they are thousands, and trying one costs a call of the reference.

        In a small probe most faults are idle, and beside an idle fault the other nearly always does what it does
        alone. So a few small probes, answered by the single faults, speak against nearly all pairs; two must do so.
        """
        if len(pairs) <= FEW:
            return pairs
        against, number = dict.fromkeys(pairs, 0), 0
        while len(against) > ENOUGH and number < len(self.seen):
            idle, fits = self.alone(number, {fault for pair in against for fault in pair})
            for pair in against:
                one, other = pair if pair[1] in idle else pair[::-1]
                against[pair] += other in idle and one not in fits
            against = {pair: count for pair, count in against.items() if count < 2}
            number += 1
        return list(against)

    def alone(self, number, flags):
        """Which of the faults change nothing in this call, and which do, alone, what the student's function does."""
        answers = {fault: self.task.answer(number, frozenset({fault})) for fault in flags}
        idle = {fault for fault, answer in answers.items() if _same(answer, self.task.answer(number))}
        return idle, {fault for fault in flags if self.agrees(number, frozenset({fault}))}


def _same(one, other):
    """Are two answers of the reference the same?"""
    if isinstance(one, dict) and isinstance(other, dict):
        return alike(one, other)
    return type(one) is type(other) is Raised
