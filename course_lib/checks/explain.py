"""Find the misconception: the one set of faults that reproduces everything the student's function did."""

from itertools import combinations

from .compare import alike, loose_parts, same_form
from .task import Form, Raised

UNEXPLAINED = ("memory", "exit", "died", "not reached", "arity", "stub")
FEW, ENOUGH = 700, 400  # so many pairs are all tried; of more, about so many are left


def explain(task, seen) -> tuple[str, ...]:
    """Ids of the one fault, or of the one pair, that fits all observations; () if none or several do.

    Singles go first: a pair is considered only when no single fault fits, so that a fault which happens to be idle
    beside another is never blamed. Three are named only where the third is the one that may come on top.
    """
    if any(one.kind in UNEXPLAINED or one.mutated for one in seen):
        return ()  # no fault flag changes its arguments, so none explains a function that does
    ids = [fault.id for fault in task.faults]
    if task.explains:
        styles = [_Believed(task, seen)]
    else:
        styles = [_Reproduced(task, seen, frozenset(style)) for style in ((), *((one,) for one in task.styles))]
    for size in (1, 2):
        fitting = {}
        for style in styles:
            candidates = list(combinations(ids, size))
            for faults in style.likely(candidates) if size == 2 else candidates:
                if style.fits(faults):
                    fitting[faults] = None
        if fitting:
            return _only(fitting)
    on_top = {(*faults, task.on_top): None for style in styles for faults in style.nearly if task.on_top not in faults}
    return _only([faults for faults in on_top if any(style.fits(faults) for style in styles)])


def _only(fitting):
    """The one that fits, or none."""
    return next(iter(fitting)) if len(fitting) == 1 else ()


class _Believed:
    """For tasks that judge an answer by themselves."""

    nearly = ()

    def __init__(self, task, seen):
        self.task, self.seen = task, seen

    def fits(self, faults):
        explained = self.task.explains
        return all(one.kind == "returned" and explained(frozenset(faults), one.value) for one in self.seen)

    def likely(self, pairs):
        return pairs


class _Reproduced:
    """Does the reference with these faults return in every call what the student's function returned?

    style: how the reference is written, as far as that matters beside a fault. nearly: what fitted all but the calls
    that take long, where one more fault may show.
    """

    def __init__(self, task, seen, style):
        self.task, self.seen, self.style, self.nearly = task, seen, style, []
        self.values = [loose_parts(task, one.value) if one.kind == "returned" else None for one in seen]
        self.whole = [part.name for part in task.parts if part.kind == "int"]
        # The larger a probe, the more faults it tells apart; a call that raised tells few.
        order = sorted(range(len(seen)), key=lambda number: (seen[number].kind == "raised", -number))
        self.quick = [number for number in order if not task.probes[number].heavy]
        self.slow = [number for number in order if task.probes[number].heavy]

    def fits(self, faults):
        known = frozenset(faults)
        for place, number in enumerate(self.quick):
            if not self.agrees(number, known):
                self.quick.insert(0, self.quick.pop(place))  # what has told one apart is asked first about the next
                return False
        if all(self.agrees(number, known) for number in self.slow):
            return True
        self.nearly += [faults] * (len(faults) == 2 and bool(self.task.on_top))
        return False

    def answer(self, number, faults=frozenset()):
        return self.task.answer(number, faults | self.style)

    def agrees(self, number, faults):
        due, one, value = self.answer(number, faults), self.seen[number], self.values[number]
        if isinstance(due, Raised) or one.kind != "returned":
            endless = one.kind == "timeout" or one.error == "TimeoutError"
            raised = isinstance(due, Raised) and one.kind != "returned"
            return raised and endless == (due.type == "TimeoutError")
        if isinstance(due, Form):
            return same_form(one.value, due)
        return value is not None and alike(value, due, self.whole)

    def likely(self, pairs):
        """The pairs worth trying. In a large bank they are thousands, and trying one costs a call of the reference.

        In a small probe most faults are idle, and beside an idle fault the other nearly always does what it does
        alone. So a few small probes, answered by the single faults, speak against nearly all pairs; two must do so.
        Calls that went wrong say most.
        """
        if len(pairs) <= FEW:
            return pairs
        against = dict.fromkeys(pairs, 0)
        for number in sorted(self.quick, key=lambda number: (self.agrees(number, frozenset()), number)):
            if len(against) <= ENOUGH:
                break
            idle, fits = self.alone(number, {fault for pair in against for fault in pair})
            for pair in against:
                one, other = pair if pair[1] in idle else pair[::-1]
                against[pair] += other in idle and one not in fits
            against = {pair: count for pair, count in against.items() if count < 2}
        return list(against)

    def alone(self, number, flags):
        """Which of the faults change nothing in this call, and which do, alone, what the student's function does."""
        answers = {fault: self.answer(number, frozenset({fault})) for fault in flags}
        idle = {fault for fault, answer in answers.items() if _same(answer, self.answer(number))}
        return idle, {fault for fault in flags if self.agrees(number, frozenset({fault}))}


def _same(one, other):
    """Are two answers of the reference the same?"""
    if isinstance(one, dict) and isinstance(other, dict):
        return alike(one, other)
    return type(one) is type(other) is Raised
