"""Bring what came back into the form that is due, and compare it: to the last bit, or up to the task's bound."""

import numpy as np

from .plain import Foreign, OddArray
from .task import Complaint, Form, Part
from .words import describe

FLOATS = ("float32", "float64", "longdouble", "float128")
WIDEN = 2.0**29  # a bound is stated for float64; where float32 is at work, its own precision counts
WHOLE = (
    "Which step on the way to the result gives a float, even where nothing is left over?",
    "Sizes and places are counted in whole numbers; a float cannot be used as a size or an index.",
)


def usable(task, expected):
    """The parts that are due in this call: not those for which None is due. A program names its own."""
    if task.run:
        return [Part(name, "number") for name in expected]
    return [part for part in task.parts if part.name in expected]


def parts_of(task, value, expected) -> dict:
    """The returned plain value as a dict of arrays, one per part; Complaint says what its form lacks."""
    if task.view:
        return task.view(value)
    parts = task.parts
    if len(parts) == 1:
        return {parts[0].name: _part(parts[0], value)}
    due = "(" + ", ".join(part.name for part in parts) + ")"
    if not isinstance(value, tuple | list):
        raise Complaint(f"It returned {describe(value)}; {len(parts)} things are due: {due}.")
    if len(value) != len(parts):
        raise Complaint(f"It returned {describe(value)}; {len(parts)} are due: {due}.")
    for part, one in zip(parts, value, strict=True):
        if part.name not in expected and one is not None:
            raise Complaint(f"{part.name} is {describe(one)}; in this call None is due.")
    return {part.name: _part(part, one) for part, one in zip(parts, value, strict=True) if part.name in expected}


def _part(part, value):
    name = part.name
    if isinstance(value, OddArray) or isinstance(value, np.ndarray) and value.dtype.kind == "c":
        dtype = value.dtype if isinstance(value, OddArray) else value.dtype.name
        raise Complaint(f"{name} has dtype {dtype}; an array of floats is due.")
    if isinstance(value, Foreign):
        more = "; turn it into a NumPy array" if "torch" in value.what else ""
        raise Complaint(f"{name} is {value.what}; {_due(part)} is due{more}.")
    if part.kind in ("number", "int"):
        return _number(part, value)
    if isinstance(value, list):
        raise Complaint(f"{name} is a list; a NumPy array is due (a list has no shape, and `*` repeats it).")
    if not isinstance(value, np.ndarray):
        raise Complaint(f"{name} is {describe(value)}; {_due(part)} is due.")
    return value


def _number(part, value):
    single = isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind != "b"
    if not single and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise Complaint(f"{part.name} is {describe(value)}; {_due(part)} is due.")
    value = np.asarray(value)
    if part.kind == "int" and value.dtype.kind == "f":
        raise Complaint(f"{part.name} is the float {float(value)!r}; {_due(part)} is due.", WHOLE)
    return value if part.kind == "int" or single else value.astype(float)


def _due(part):
    return {"number": "one number", "int": "a whole number, an int,"}.get(part.kind, "a NumPy array")


def loose_parts(task, value):
    """Parts for recognising a fault: lists count as arrays. None when there are no numbers to compare."""
    if task.view:
        try:
            return task.view(value)
        except Complaint:
            return None
    values = (value,) if len(task.parts) == 1 else value
    if not isinstance(values, tuple | list) or len(values) != len(task.parts):
        return None
    arrays = {part.name: _numbers(one) for part, one in zip(task.parts, values, strict=True) if one is not None}
    return None if any(array is None for array in arrays.values()) else arrays


def _numbers(value):
    """An array of real numbers, or None."""
    try:
        array = np.asarray(value)
        return array if array.dtype.kind in "biuf" else None
    except (TypeError, ValueError, OverflowError):
        return None


def alike(got, expected, whole=()) -> bool:
    """Equal up to rounding in float32: good enough to recognise a fault, never used to accept an answer.

    whole: names of parts where 3 and 3.0 are two things.
    """
    return got.keys() == expected.keys() and all(
        _close(got[name], due)
        and (name not in whole or (np.asarray(got[name]).dtype.kind == "f") == (np.asarray(due).dtype.kind == "f"))
        for name, due in expected.items()
    )


def _close(one, due):
    one, due = np.asarray(one), np.asarray(due)
    if one.shape != due.shape:
        return False
    if one.size > 1 and abs(float(one.flat[0]) - float(due.flat[0])) > 1e-5 * (1 + abs(float(due.flat[0]))):
        return False  # most answers differ at once
    one, due = one.astype(float), due.astype(float)
    near = np.isfinite(due) & (np.abs(one - due) <= 1e-5 * (1 + np.abs(due))) | (one == due)
    return bool(near.all()) or bool(np.all(near | (np.isnan(one) & np.isnan(due))))


def same_form(got, due) -> bool:
    """Is `got` what a faulty reference returned in another form: a list, too many or too few things?"""
    due = due.value if isinstance(due, Form) else due
    if isinstance(due, tuple | list):
        return type(got) is type(due) and len(got) == len(due) and all(map(same_form, got, due))
    if isinstance(due, dict):
        return isinstance(got, dict) and got.keys() == due.keys() and all(same_form(got[key], due[key]) for key in due)
    if due is None or isinstance(due, str | bool):
        return type(got) is type(due) and got == due
    if isinstance(got, tuple | list | dict | str) or got is None:
        return False
    one, due = _numbers(got), _numbers(due)
    return one is not None and due is not None and _close(one, due)


def slack(task, args, got, expected) -> dict[str, float]:
    """The largest difference allowed in each part: 0 where all sums are exact."""
    return {name: float(np.max(bound, initial=0)) for name, bound in _bounds(task, args, got, expected).items()}


def _bounds(task, args, got, expected):
    bounds = task.bound(args, expected) if task.bound else {}
    small = [np.asarray(value).dtype == np.float32 for value in [*got.values(), *_arrays(args.values())]]
    widen = WIDEN if any(small) else 1.0
    return {name: np.asarray(bounds.get(name, 0.0)) * widen for name in expected}


def _arrays(values):
    for value in values:
        if isinstance(value, tuple | list):
            yield from _arrays(value)
        elif isinstance(value, np.ndarray):
            yield value


def differing(task, args, got, expected):
    """Boolean arrays, one per part: which elements are wrong. Shapes must agree."""
    bounds, wrong = _bounds(task, args, got, expected), {}
    for name, due in expected.items():
        one, due = np.asarray(got[name]), np.asarray(due)
        wrong[name] = ~((np.abs(one - due) <= bounds[name]) | (one == due)) if bounds[name].any() else ~(one == due)
    return wrong
