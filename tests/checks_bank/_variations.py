"""Right solutions on the probes in other dress: other numbers, dtypes and memory layouts. None of them may be rejected.

The numbers of a task with a bound are stretched, each by up to a quarter, so that signs and roles stay (a variance
stays positive); where sums have to be exact they are left alone.
"""

import numpy as np

from course_lib.checks.bank import find
from course_lib.checks.compare import differing, parts_of
from course_lib.checks.facts import form_facts
from course_lib.checks.plain import decode, encode, same_bytes
from course_lib.checks.task import Complaint, Probe, Raised, copy_of

LAYOUTS = ("as it is", "Fortran order", "every second number", "back to front")
DTYPES = (np.float64, np.float32)


def varied(value, generator, dtype, layout, stretch):
    """A float array in another dress; lists of arrays item by item; anything else as it is."""
    if isinstance(value, tuple | list):
        return type(value)(varied(item, generator, dtype, layout, stretch) for item in value)
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
        return copy_of(value)
    value = value * (1 + stretch * generator.uniform(-0.25, 0.25, value.shape))
    value = value.astype(dtype)
    if layout == "Fortran order":
        return np.asfortranarray(value)
    if layout in ("every second number", "back to front") and value.ndim:
        step = 2 if layout == "every second number" else -1
        room = np.full([2 * size for size in value.shape] if step == 2 else value.shape, 99, dtype)
        view = room[(slice(None, None, step),) * value.ndim]
        view[...] = value
        return view
    return value


def rejected(task, function, probe):
    """Why this right solution is taken for wrong on this probe, or "" if it is not."""
    due, args = task.expected(probe), {name: copy_of(value) for name, value in probe.args.items()}
    given = {name: value for name, value in probe.args.items()}
    try:
        value = function(*given.values())
    except Exception as error:
        return (
            "" if isinstance(due, Raised) and due.type == type(error).__name__ else f"{type(error).__name__}: {error}"
        )
    if isinstance(due, Raised):
        return f"{due.type} is due"
    if not all(same_bytes(np.asarray(args[name]), np.asarray(given[name])) for name in args if _is_array(given[name])):
        return "it changed an argument"
    try:
        got = parts_of(task, decode(encode(value)), due)
    except Complaint as complaint:
        return str(complaint)
    facts = form_facts(task, got, due)
    if facts:
        return facts[0]
    wrong = differing(task, probe.args, got, due)
    return ", ".join(name for name, mask in wrong.items() if mask.any())


def _is_array(value):
    return isinstance(value, np.ndarray)


def alarms(bank, right, seeds):
    """(number of calls, ["solution, seed, dtype, layout: why", ...]) over all right solutions of a bank."""
    task, told, calls = find(bank.removeprefix("unseen_")), [], 0
    if task.view or task.judge:  # gates and classes have no arrays to vary, and what is judged by a run takes long
        return 0, []
    for seed in range(seeds):
        generator = np.random.default_rng(seed)
        probe = task.probes[seed % len(task.probes)]
        dtype, layout = DTYPES[seed // len(task.probes) % 2], LAYOUTS[seed % len(LAYOUTS)]
        stretch = task.bound is not None
        probe = Probe({name: varied(value, generator, dtype, layout, stretch) for name, value in probe.args.items()})
        for name, function in right.items():
            with np.errstate(all="ignore"):
                why = rejected(task, function, probe)
            calls += 1
            told += [f"{name}, seed {seed}, {np.dtype(dtype).name}, {layout}: {why}"] * bool(why)
    return calls, told
