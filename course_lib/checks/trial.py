"""Judge a net by training it: how deep, how well on digits it has not seen, five seeds, and how long on this machine.

Verdict and time are two things. The verdict is about the weight matrices and the median accuracy, which are the same
on every machine; the time is told beside it. While the course is built no time is told, so that outputs stay the same.

The labels of a trial are not those of the data set: each seed renames the digits, so that a function which fetches
labels elsewhere, or looks at those of a notebook, is wrong here.
"""

import dis
import time
from functools import partial
from types import FunctionType, ModuleType

import numpy as np

from .child import _wrong_arity
from .contain import observe
from .engine import _is_stub, _not_attempted, _printed, _stopped_facts, _weak_note
from .hints import hints
from .observation import Observation
from .plain import clean
from .report import Counterexample, Report

SEEDS = range(5)
DEPTH, DUE = 10, 0.95  # weight matrices, share of digits
SECONDS, ENDED = 60, 100  # the limit of the project for all seeds together, and where a trial is ended
DATA, FETCHED = ("sklearn.datasets", "course_lib.data"), ("load_digits", "digits", "digits_table")
BORROWED = ("torch", "tensorflow", "jax", "keras", "sklearn", "scipy", "course_lib")


OTHER_NAMES = "Its answers fit the names that the digits have in the data set, not the names in labels."


def judge(task, function) -> Report:
    """Train with one seed after the other; stop as soon as the verdict is clear."""
    found = borrowed(function)
    if found:
        return fault_report(task, found[0], [found[1]])
    parameters = _wrong_arity(function, [None] * 4)
    if parameters is not None:
        return stopped(task, Observation("arity", message=parameters), 0, ())
    runs, notes = [], ()
    for seed in SEEDS:
        call, answers = trial(seed)
        left = ENDED - sum(run["seconds"] for run in runs)
        (one,), contained = observe(partial(train_and_read, function), [call], (left, left))
        notes = () if contained else (_weak_note(),)
        if _is_stub(one) or one.kind == "returned" and one.value["form"] == "None":
            return _not_attempted(task, one, notes)
        if one.kind != "returned" or one.mutated:
            return stopped(task, one, seed, notes)
        run = {**one.value, "seed": seed}
        if run["form"]:
            return complaint_report(task, run, notes)
        runs.append(run | {"right": float(np.mean(run["guess"] == answers)), "printed": _printed(one)})
        fault = what_is_wrong(runs, call, answers)
        if fault:
            facts = [OTHER_NAMES] if fault == "reads_the_answers" else [told(runs)]
            return fault_report(task, fault, facts, notes)
        if sum(run["right"] < DUE for run in runs) > len(SEEDS) / 2:
            return too_low(task, runs, notes)
    times = time_told(runs)
    return Report(task.id, "correct", facts=(told(runs), *times), notes=notes)


def trial(seed):
    """(arguments of the call, what x_new shows): the digits under other names, 1438 to learn from, 359 new ones."""
    from course_lib.data import digits

    x, labels, x_new, answers = digits(seed=1)
    x, x_new = (rows.reshape(len(rows), -1).astype(float) for rows in (x, x_new))
    names = (np.arange(10) + 3 + seed) % 10
    return {"x": x, "labels": names[labels], "x_new": x_new, "seed": seed}, names[answers]


def train_and_read(function, x, labels, x_new, seed):
    """In the child: call the student's function, and carry back only what the verdict needs."""
    began = time.perf_counter()
    value = function(x, labels, x_new, seed)
    seconds = time.perf_counter() - began
    form = "None" if value is None else misformed(value, len(x_new), x.shape[1])
    if form:
        return {"form": form, "seconds": seconds}
    scores, weights = np.asarray(value[0], float), [np.asarray(w, float) for w in value[1]]
    sums = [float(np.abs(w).sum()) for w in weights]
    twins = [(i + 1, j + 1) for j in range(len(weights)) for i in range(j) if sums[i] == sums[j] != 0
             and np.array_equal(weights[i], weights[j])]  # fmt: skip
    return {
        "form": "",
        "seconds": seconds,
        "guess": scores.argmax(axis=1),
        "finite": bool(np.isfinite(scores).all()),
        "depth": len(weights),
        "width": max((len(w) for w in weights[:-1]), default=0),
        "twins": list(twins[0]) if twins else [],
        "mark": sums[0],
    }


def misformed(value, rows, pixels):
    """One sentence about the form of what came back, or ""."""
    if type(value) not in (tuple, list) or len(value) != 2:
        what = f"{len(value)} things" if type(value) in (tuple, list) else kind(value)
        return f"It returned {what}; two are due: (scores, weights)."
    scores, weights = value
    for name, one in (("scores", scores), ("weights", weights)):
        if type(one).__module__.split(".")[0] == "torch":
            return f"{name} is a torch {type(one).__name__}: this net is to be your own NumPy."
    if getattr(scores, "shape", None) != (rows, 10):
        got = f"has shape {scores.shape}" if hasattr(scores, "shape") else f"is {kind(scores)}"
        return f"scores {got}; an array of shape ({rows}, 10) is due: ten numbers for each row of x_new."
    if type(weights) not in (tuple, list) or not weights:
        return f"weights is {kind(weights)}; a list of the weight matrices is due, from the first layer on."
    if any(type(w).__module__.split(".")[0] == "torch" for w in weights):
        return "weights holds torch tensors: this net is to be your own NumPy."
    shapes = [getattr(w, "shape", ()) for w in weights]
    if any(len(shape) != 2 for shape in shapes):
        number = next(k for k, shape in enumerate(shapes) if len(shape) != 2)
        return f"weights[{number}] has shape {shapes[number]}; a matrix (out, in) is due. (Biases do not belong there.)"
    given = pixels
    for number, (out, took) in enumerate(shapes):
        if took != given:
            return (f"weights[{number}] has shape {(out, took)}: it takes {took} numbers and {given} come in. A matrix "
                    "is (out, in), and takes what the one before it gives.")  # fmt: skip
        given = out
    return "" if given == 10 else f"The last matrix gives {given} numbers; 10 scores are due."


def kind(value):
    """The type of a value with an article."""
    name = type(value).__name__
    return "one array" if name == "ndarray" else f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def borrowed(function):
    """(fault id, sentence) if the function, or one of the notebook's that it uses, has what is not the student's."""
    waiting, seen = [function], set()
    while waiting:
        one = waiting.pop()
        if type(one) is type:
            waiting += [method for method in vars(one).values() if type(method) is FunctionType]
        if type(one) is not FunctionType or id(one) in seen:
            continue
        seen.add(id(one))
        for name, thing in used(one):
            root = thing.__name__ if isinstance(thing, ModuleType) else getattr(thing, "__module__", None)
            module, root = str(root), str(root).split(".")[0]
            if module in DATA or name in FETCHED and root in BORROWED:
                return "reads_the_answers", f"{one.__name__}() fetches digits itself ({name})."
            if root in BORROWED:
                of = "" if name.split(".")[0] == root else f" of {root}"
                return "not_your_own", f"It uses {name}{of}, in {one.__name__}()."
            if are_labels(thing):
                return "reads_the_answers", f"{one.__name__}() reads the array {name} of the notebook."
            waiting.append(thing)
    return None


def used(function):
    """(name, thing) of the globals that a function reads, and of the modules that it imports itself."""
    codes = [function.__code__]
    while codes:
        code = codes.pop()
        codes += [const for const in code.co_consts if hasattr(const, "co_names")]
        for step in dis.get_instructions(code):
            if step.opname in ("LOAD_GLOBAL", "LOAD_NAME") and step.argval in function.__globals__:
                yield step.argval, function.__globals__[step.argval]
            if step.opname == "IMPORT_NAME":
                yield step.argval, ModuleType(step.argval)


def are_labels(thing):
    """Does an array look like the names of many digits?"""
    return (
        isinstance(thing, np.ndarray) and thing.dtype.kind in "iu" and thing.ndim == 1 and thing.size > 100
        and 0 <= thing.min() and thing.max() <= 9
    )  # fmt: skip


def what_is_wrong(runs, call, answers):
    """The id of a fault that the runs so far show, or None."""
    last = runs[-1]
    shift = 3 + call["seed"]
    if not last["finite"]:
        return "diverged"
    if last["depth"] < DEPTH:
        return "too_shallow"
    if last["twins"]:
        return "shared_weights"
    if np.mean((last["guess"] + shift) % 10 == answers) > 0.5:
        return "reads_the_answers"
    if len(set(last["guess"].tolist())) == 1:
        return "one_answer"
    if len(runs) > 1 and runs[0]["mark"] == last["mark"]:
        return "seed_ignored"
    return None


def told(runs):
    """Depth and accuracies in one sentence."""
    rights, depth = [run["right"] for run in runs], runs[-1]["depth"]
    share = f"{np.median(rights):.1%} of {len(runs[0]['guess'])} new digits"
    if len(runs) > 1:
        share += f" in the median of {len(runs)} seeds ({min(rights):.1%} to {max(rights):.1%})"
    return f"{depth} weight matrices, at most {runs[-1]['width']} units a layer: {share}."


def time_told(runs):
    """The seconds of this machine, beside the verdict."""
    from course_lib.workspace.places import is_building

    if is_building():
        return ()
    seconds = sum(run["seconds"] for run in runs)
    if seconds <= SECONDS:
        return (f"Time: {seconds:.1f} of {SECONDS} s on this machine, all {len(runs)} seeds together.",)
    return (
        f"Time: {seconds:.0f} s on this machine, and {SECONDS} s are allowed. It learns, which is the verdict above; "
        "for your record of depth take a net that also keeps the time.",
    )


def too_low(task, runs, notes):
    again = f"After {len(runs)} seeds the median of {len(SEEDS)} cannot reach {DUE:.0%} any more."
    return Report(
        task.id,
        "incorrect",
        call=call_of(runs[0]["seed"]),
        facts=(f"{told(runs)} {DUE:.0%} are due.", again, *time_told(runs)),
        hints=hints(task, "value"),
        printed=runs[0]["printed"],
        notes=notes,
    )


def fault_report(task, fault_id, facts, notes=()):
    fault = task.fault(fault_id)
    return Report(
        task.id,
        "incorrect",
        misconception=fault_id,
        call=call_of(0),
        facts=tuple(facts),
        causes=(fault.says,),
        hints=hints(task, "value", [fault]),
        notes=notes,
    )


def complaint_report(task, run, notes):
    if "your own NumPy" in run["form"]:
        return fault_report(task, "not_your_own", [run["form"]], notes)
    return Report(
        task.id, "incorrect", call=call_of(run["seed"]), facts=(clean(run["form"], 300),), hints=hints(task, "form"),
        notes=notes,
    )  # fmt: skip


def stopped(task, one, seed, notes):
    if one.mutated:
        facts = [f"It changed its argument {one.mutated[0]} in place: the caller's array is not what it was."]
    elif one.kind == "timeout":
        facts = [f"It was ended after {ENDED} s; the five seeds together have {SECONDS} s in this project."]
    else:
        facts = _stopped_facts(task, one)
    return Report(
        task.id,
        "stopped",
        counterexample=Counterexample({"seed": seed}, facts[0], None),
        call=call_of(seed),
        facts=tuple(facts),
        hints=hints(task, "mutated" if one.mutated else one.kind, one=one),
        printed=_printed(one),
        notes=notes,
    )


def call_of(seed):
    return f"deep_net(x, labels, x_new, seed={seed})"
