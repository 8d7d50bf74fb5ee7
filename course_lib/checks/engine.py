"""check(): make the calls, judge what came back, find the cause, write the report."""

import os
from dataclasses import replace
from types import FunctionType

import numpy as np

from . import compare, contain, stale
from . import facts as say
from .bank import all_tasks, find
from .contain import MEMORY, observe
from .explain import explain
from .hints import AMBIGUOUS, hints
from .plain import clean, name_of
from .report import CheckFailed, Counterexample, Panel, Report
from .task import Complaint, Raised, copy_of
from .words import call_code, call_text, inline, listed

NOT_CALLABLE = "check takes the function itself, without brackets: check({task!r}, {task})."


def tasks() -> tuple[str, ...]:
    """All task ids, in course order."""
    return tuple(all_tasks())


def lecture_links() -> dict[str, tuple[tuple[str, str], ...]]:
    """For each task the lecture cells its reports point to, as (lecture, cell name)."""
    return {
        task.id: tuple(task.place_of(cell) for cell in dict.fromkeys([*(f.cell for f in task.faults), task.cell]))
        for task in all_tasks().values()
    }


def check(task_id, function) -> Report:
    """Judge `function` as a solution of the task. Returns a Report; draws nothing itself.

    task_id: one of tasks(); UnknownTask (a LookupError) names the nearest for anything else.
    function: the student's function. It runs in a child process with limits on time, memory and output.
    Raises CheckFailed with the report's text if COURSE_STRICT=1 and the outcome is not "correct".
    """
    task = find(task_id)
    with np.errstate(all="ignore"):  # a fault may overflow; whatever the notebook set stays as it is
        report = _judge(task, function)
    if report.outcome in ("incorrect", "stopped"):
        report = replace(report, facts=(*_order_fact(task, function), *report.facts))
        report = replace(report, notes=(*stale.note(task.exercise or task.lecture), *report.notes))
    sentence = _record(task.id, report.outcome)
    if sentence:
        report = replace(report, notes=(*report.notes, sentence))
    if os.environ.get("COURSE_STRICT") == "1" and report.outcome != "correct":
        raise CheckFailed(report)
    return report


def _order_fact(task, function):
    """One fact if the function has the right parameters in another order: they are passed by position."""
    if type(function) is not FunctionType or task.run:
        return ()
    code = function.__code__
    has = code.co_varnames[: code.co_argcount]
    due = tuple(name.split("=")[0].strip() for name in task.signature.split("(")[1].split(")")[0].split(","))
    if sorted(has) != sorted(due) or has == due:
        return ()
    return (f"The arguments come in the order ({', '.join(due)}); your function takes them as ({', '.join(has)}).",)


def _record(task_id, outcome):
    """Tell the workspace; one sentence if the progress could not be kept."""
    try:
        from course_lib.workspace import record
    except ImportError:
        return None
    try:
        return record(task_id, outcome)
    except Exception as error:  # progress is a convenience: it must not cost the student the report
        return f"Your progress was not saved ({name_of(type(error))})."


def _judge(task, function):
    is_class = issubclass(type(function), type)
    if is_class != bool(task.run) or not callable(function):
        return Report(task.id, "stopped", facts=_not_due(task, function, is_class))
    if task.judge:
        return task.judge(task, function)
    calls = [probe.args for probe in task.probes]
    # The first call comes again at the end: a function that remembers something may answer otherwise.
    seen, contained = observe(task.caller(function), [*calls, calls[0]])
    notes = () if contained else (_weak_note(),)
    *seen, again = seen
    if all(_is_stub(one) for one in seen if one.kind != "not reached") and seen[0].kind != "not reached":
        return _not_attempted(task, seen[0], notes)
    for number, one in enumerate(seen):
        if _problem(task, number, one, tell=False):
            number = _more_telling(task, seen, number)
            return _wrong(task, seen, number, _problem(task, number, seen[number]), notes)
    problem = _problem(task, 0, again)
    if problem:
        fact = "The same call was right the first time and is not now: the function remembers something."
        problem = {**problem, "facts": [fact, *problem["facts"]]}
        return _wrong(task, [again, *seen[1:]], 0, problem, notes, named=())
    count = len(task.probes)
    agrees = "The call agrees." if count == 1 else f"All {count} calls agree."
    return Report(task.id, "correct", facts=(agrees,), notes=(*_dtype_note(task, seen), *notes))


def _not_due(task, what, is_class):
    """Facts on something of the wrong kind: a class for a function, a function for a class, neither."""
    kind = type(what)
    article = "an" if name_of(kind)[:1].lower() in "aeiou" else "a"
    told = f"a class, {name_of(what)}" if is_class else f"{article} {name_of(kind)}"
    due = f"a class is due: {task.signature}" if task.run else f"a function is due: {task.signature}"
    if not task.run:
        return f"This is {told}; {due}.", NOT_CALLABLE.format(task=task.id)
    name = task.signature.split()[1]
    told = "an object made by the class" if name_of(kind) == name else told
    return f"This is {told}; {due}.", f'check takes the class itself, without brackets: check("{task.id}", {name}).'


def _more_telling(task, seen, number):
    """Which call to show: the smallest that goes wrong, unless a larger one says more.

    `max(0, A)` and `if A < 0` run while A holds a single number, and what they make of it says little; with more
    numbers NumPy's own message names the trouble.
    """
    shouting = (n for n, one in enumerate(seen) if AMBIGUOUS in one.message)
    return next((n for n in shouting if _problem(task, n, seen[n], tell=False)), number)


def _weak_note():
    return (
        f"Your function ran inside this Python, with a limit of {contain.CALL_SECONDS:g} s a call, because this system "
        "cannot fork: it was less protected here than elsewhere."
    )


def _is_stub(one):
    """None, ..., or NotImplementedError."""
    if one.kind == "returned":
        leaves = list(one.value.values()) if isinstance(one.value, dict) else [one.value]
        return bool(leaves) and all(leaf is None or leaf is ... for leaf in leaves)
    return one.kind == "stub"


def _not_attempted(task, first, notes):
    body = f"the methods of {task.signature}" if task.run else f"the body of {task.signature}"
    facts = [f"Write {body}, then run this cell again."]
    if first.kind == "returned" and first.value is None:
        facts.append("It returned None. If you have written it already: is there a return at its end?")
    return Report(task.id, "not attempted", facts=tuple(facts), hints=hints(task, None, start=True), notes=notes)


def _problem(task, number, one, tell=True):
    """None if this call is fine, else a dict: outcome, facts, kind and, when comparable, the parts.

    tell: also look for the facts about wrong values, which takes longest.
    """
    probe, due = task.probes[number], task.answer(number)
    if one.kind != "returned":
        if one.kind == "raised" and isinstance(due, Raised) and one.error == due.type:
            return _mutation(one)
        facts = _stopped_facts(task, one)
        facts += [f"This call has to raise {due.type}."] if isinstance(due, Raised) and one.kind == "raised" else []
        return {"outcome": "stopped", "kind": one.kind, "facts": facts, "due": due}
    if one.mutated:
        return _mutation(one, due)
    if isinstance(due, Raised):
        fact = f"It returned {inline(one.value)}; this call has to raise {due.type}."
        return {"outcome": "incorrect", "kind": "value", "facts": [fact], "due": due}
    try:
        if one.value is None:
            raise Complaint("It returned None on this call, but not on all: one way through it has no return.")
        got = compare.parts_of(task, one.value, due)
    except Complaint as complaint:
        kind, fact = "none" if one.value is None else "form", clean(str(complaint), 300)
        return {"outcome": "incorrect", "kind": kind, "facts": [fact], "due": due, "own": complaint.hints}
    facts = say.form_facts(task, got, due)
    if facts:
        same = all(np.shape(got[name]) == np.shape(value) for name, value in due.items())
        kind = "dtype" if same else "shape"
        return {"outcome": "incorrect", "kind": kind, "facts": facts, "due": due, "got": got}
    wrong = compare.differing(task, probe.args, got, due)
    if not any(mask.any() for mask in wrong.values()):
        return None
    facts = _value_facts(task, one, probe.args, got, due, wrong) if tell else []
    return {"outcome": "incorrect", "kind": "value", "facts": facts, "due": due, "got": got, "wrong": wrong}


def _value_facts(task, one, *judged):
    return task.tell(one.value) if task.tell else say.value_facts(task, *judged)


def _mutation(one, due=None):
    if not one.mutated:
        return None
    names = listed(one.mutated)
    fact = f"It changed its argument {names} in place: the caller's array is not what it was."
    return {"outcome": "stopped", "kind": "mutated", "facts": [fact], "due": due}


def _stopped_facts(task, one):
    if one.kind in ("raised", "stub"):
        facts = [f"It raised {one.error}: {one.message}" if one.message else f"It raised {one.error}."]
        return facts + ([f"In your code, {one.line}"] if one.line else [])
    if one.kind == "arity":
        due = task.signature.split(" -> ")[0]
        return [
            f"The task calls it as {due}; yours takes ({one.message}).",
            "If your exercise shows another signature, it was made for another version of the course.",
        ]
    return [
        {
            "timeout": f"It ran for more than {contain.CALL_SECONDS:g} seconds on this call and was ended.",
            "memory": f"It asked for absurd memory: more than {MOST_MEMORY} beyond what the notebook uses.",
            "exit": f"It ended Python with {one.error} instead of returning.",
            "died": f"Python itself crashed in this call ({one.message}).",
            "not reached": "The calls before it took all the time there was.",
        }[one.kind]
    ]


MOST_MEMORY = f"{MEMORY >> 30} GB"


def _wrong(task, seen, number, problem, notes, named=None):
    """The report for a call that is not right."""
    probe, one = task.probes[number], seen[number]
    named = explain(task, seen) if named is None else named
    faults = [task.fault(fault_id) for fault_id in named]
    due, got = problem["due"], problem.get("got")
    args = {name: copy_of(value) for name, value in probe.args.items()}
    facts = list(problem["facts"])
    if not faults and problem["kind"] in ("value", "form", "shape", "dtype"):
        which = _which_calls(task, seen)
        # What all wrong calls have in common tells more than one number; a bare count tells less.
        facts = which + facts if which and "every wrong one" in which[0] else facts + which
        facts = [f"In all larger calls: {fact}" for fact in _in_common(task, seen) if fact not in facts] + facts
    returned = one.value if one.kind == "returned" else facts[0]
    shown = got if got is not None else returned
    expected = due.type if isinstance(due, Raised) else {name: copy_of(value) for name, value in due.items()}
    call, code, program = _as_code(task, args)
    return Report(
        task.id,
        problem["outcome"],
        misconception="+".join(named) or None,
        counterexample=Counterexample(args, shown, expected),
        call=call,
        code=code,
        program=program,
        facts=tuple(facts),
        causes=tuple(fault.says for fault in faults),
        hints=hints(task, problem["kind"], faults, one, problem.get("own")),
        panels=_panels(task, got, expected, problem.get("wrong")),
        printed=_printed(one),
        notes=(*_much_printed(one), *notes),
    )


def _as_code(task, args):
    """The call in one line, as Python to paste, and as a program if it is one."""
    if not task.run:
        name = task.signature.split("(")[0]
        return call_text(name, args), call_code(name, args), ""
    code, show = args["code"], args["show"]
    return code.replace("\n", "; "), f"{code}\nprint({', '.join(show)})", code


def _panels(task, got, due, wrong):
    if got is None or isinstance(due, Raised):
        return ()
    parts = compare.usable(task, due)
    return tuple(Panel(p.name, got[p.name], due[p.name], wrong and wrong[p.name], p.axes, p.columns) for p in parts)


def _printed(one):
    """What the failing call printed: at most three lines of it."""
    lines = [clean(line, 90) for line in one.printed.splitlines() if line.strip()]
    shown = "\n".join(lines[:3])
    if one.printed_bytes > len(one.printed.encode()) or len(lines) > 3:
        shown += "\n…"
    return shown


def _much_printed(one):
    return ("It printed more than 1 MB; only the beginning is kept.",) if one.printed_bytes > 1_000_000 else ()


def _in_common(task, seen):
    """What is told of every wrong call with enough numbers to tell it, if there are several of them."""
    told = []
    for number, one in enumerate(seen):
        problem = None if task.view else _problem(task, number, one, tell=False)
        if problem and problem["kind"] != "value":
            return []
        if problem and "wrong" in problem:
            judged = (problem[key] for key in ("got", "due", "wrong"))
            told.append(say.relations(task, task.probes[number].args, *judged))
    told = [facts for facts in told if facts is not None]
    return sorted(set.intersection(*told)) if len(told) > 1 else []


def _which_calls(task, seen):
    """Is there something that all wrong calls have, and the right ones have not?"""
    reached = [(probe, one) for probe, one in zip(task.probes, seen, strict=True) if one.kind != "not reached"]
    if len(reached) < 2:
        return []
    bad = {n for n, (_, one) in enumerate(reached) if _problem(task, n, one, tell=False)}
    count = f"{len(reached) - len(bad)} of {len(reached)} calls are right"
    if not bad or len(bad) == len(reached):
        return ["No call is right."] if bad else []
    tags = dict.fromkeys(tag for probe, _ in reached for tag in probe.tags)
    having = {tag: {n for n, (probe, _) in enumerate(reached) if tag in probe.tags} for tag in tags}
    fitting = sorted((len(calls), tag) for tag, calls in having.items() if bad <= calls and len(calls) < len(reached))
    return [f"{count}; every wrong one has {fitting[0][1]}."] if fitting else [f"{count}."]


def _dtype_note(task, seen):
    """A remark, not a fault: float32 in is float32 out, and float64 likewise."""
    for number, (probe, one) in enumerate(zip(task.probes, seen, strict=True)):
        arrays = [value for value in probe.args.values() if isinstance(value, np.ndarray)]
        given, due = {array.dtype.name for array in arrays if array.dtype.kind == "f"}, task.answer(number)
        if len(given) != 1 or task.view or isinstance(due, Raised):
            continue
        got = compare.parts_of(task, one.value, due)
        for part in compare.usable(task, due):
            if part.kind == "array" and got[part.name].dtype.name not in given:
                return (
                    f"A remark: for arrays of {given.pop()} it returned {got[part.name].dtype.name}; in this course "
                    "the dtype that goes in comes out.",
                )
    return ()
