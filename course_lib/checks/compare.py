"""Compare what came back with what is due, and say in what way it differs: most telling fact first."""

import numpy as np

from .plain import Foreign, OddArray
from .task import Complaint
from .words import describe, listed, number

FLOATS = ("float32", "float64", "longdouble", "float128")


def parts_of(task, value) -> dict:
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
    return {part.name: _part(part, one) for part, one in zip(parts, value, strict=True)}


def _part(part, value):
    name = part.name
    if isinstance(value, OddArray) or isinstance(value, np.ndarray) and value.dtype.kind == "c":
        dtype = value.dtype if isinstance(value, OddArray) else value.dtype.name
        raise Complaint(f"{name} has dtype {dtype}; an array of floats is due.")
    if isinstance(value, Foreign):
        more = "; turn it into a NumPy array" if "torch" in value.what else ""
        raise Complaint(f"{name} is {value.what}; {_due(part)} is due{more}.")
    if part.kind == "number":
        if isinstance(value, int | float) and not isinstance(value, bool):
            return np.array(float(value))
        if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind != "b":
            return value
        raise Complaint(f"{name} is {describe(value)}; one number is due.")
    if isinstance(value, list):
        raise Complaint(f"{name} is a list; a NumPy array is due (a list has no shape, and `*` repeats it).")
    if not isinstance(value, np.ndarray):
        raise Complaint(f"{name} is {describe(value)}; {_due(part)} is due.")
    return value


def _due(part):
    return "one number" if part.kind == "number" else "a NumPy array"


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
    try:
        arrays = [np.asarray(one) for one in values]
        if any(array.dtype.kind not in "biuf" for array in arrays):
            return None
        return {p.name: one.astype(float) for p, one in zip(task.parts, arrays, strict=True)}
    except (TypeError, ValueError, OverflowError):
        return None


def alike(got, expected) -> bool:
    """Equal up to rounding in float32: good enough to recognise a fault, never used to accept an answer."""
    for name, due in expected.items():
        one, due = np.asarray(got[name], dtype=float), np.asarray(due, dtype=float)
        if one.shape != due.shape:
            return False
        close = np.abs(one - due) <= 1e-5 * (1 + np.abs(due))
        if not np.all(close | (np.isnan(one) & np.isnan(due)) | (one == due)):
            return False
    return True


def differing(task, args, got, expected):
    """Boolean arrays, one per part: which elements are wrong. Shapes must agree."""
    bounds = task.bound(args, expected) if task.bound else {}
    wrong = {}
    for name, due in expected.items():
        one, due = np.asarray(got[name]), np.asarray(due)
        if name not in bounds:
            wrong[name] = ~(one == due)
        else:
            # The bound is stated for float64; a float32 result is worth its own precision.
            widen = 2.0**29 if one.dtype == np.float32 else 1.0
            wrong[name] = ~((np.abs(one - due) <= bounds[name] * widen) | (one == due))
    return wrong


def form_facts(task, got, expected):
    """Sentences about dtype and shape that make a comparison of values pointless."""
    facts = []
    for part in task.parts:
        one, due = np.asarray(got[part.name]), np.asarray(expected[part.name])
        if one.dtype.name not in FLOATS and due.dtype.kind == "f" and part.kind == "array" and not task.view:
            lost = " (whole numbers drop the fractions)" if one.dtype.kind in "iu" else ""
            facts.append(f"{part.name} has dtype {one.dtype.name}; a float dtype is due{lost}.")
        elif one.shape != due.shape:
            axes = f" ({' × '.join(part.axes)})" if part.axes else ""
            facts.append(f"{part.name} has shape {one.shape}; {due.shape}{axes} is due.")
            if one.shape == due.shape[::-1] and np.array_equal(one, due.T):
                facts.append(f"Its numbers are right: {part.name} is transposed.")
            elif one.size == due.size and np.array_equal(one.ravel(), due.ravel()):
                facts.append("In this call its numbers are right, only the shape is not.")
    return facts


def value_facts(task, args, got, expected, wrong):
    """Sentences about wrong values, most telling first."""
    facts = []
    right = [name for name in wrong if not wrong[name].any()]
    for part in task.parts:
        name = part.name
        if not wrong[name].any():
            continue
        one, due = np.asarray(got[name], dtype=float), np.asarray(expected[name], dtype=float)
        pattern = _nan(name, one, due) or _unchanged(name, one, due, args) or _pattern(name, one, due)
        if pattern:
            facts.append(pattern)
        where = _where(part, wrong[name])
        if where:
            facts.append(where)
        facts.append(_first(name, one, due, wrong[name]))
    if right:
        facts.append(f"{listed(right)} {'is' if len(right) == 1 else 'are'} right.")
    return facts


def _nan(name, one, due):
    if np.isfinite(due).all() and not np.isfinite(one).all():
        return f"{name} contains {'nan' if np.isnan(one).any() else 'inf'}."
    return ""


def _unchanged(name, one, due, args):
    before = args.get(name)
    if before is None or np.shape(before) != one.shape:
        return ""
    if np.array_equal(before, one):
        return f"{name} came back as it went in; here it has to change."
    return f"{name} has changed; here it has to come back as it went in." if np.array_equal(before, due) else ""


def _pattern(name, one, due):
    """One relation that holds for all numbers at once, if there are enough of them to mean something."""
    if due.any() and np.array_equal(one, -due):
        return f"{name} has the opposite sign."
    if due.size < 2 or len(np.unique(due)) < 2:
        return ""
    if due.all() and np.ptp(one / due) == 0:
        return f"Every number of {name} is {number((one / due).flat[0])} times the one that is due."
    if np.ptp(one - due) == 0:
        return f"Every number of {name} is off by the same {number((one - due).flat[0])}."
    if one.ndim == 2 and one.shape[0] == one.shape[1] and np.array_equal(one, due.T):
        return f"{name} is transposed: rows and columns are exchanged."
    for axis in range(one.ndim):
        along = f" along axis {axis}" if one.ndim > 1 else ""
        if np.array_equal(one, np.flip(due, axis)):
            return f"{name} is in reverse order{along}."
        for step in range(1, one.shape[axis]):
            if np.array_equal(one, np.roll(due, step, axis)):
                return f"{name} is shifted by {step}{along}."
    if np.array_equal(np.sort(one, axis=None), np.sort(due, axis=None)):
        return f"{name} has the right numbers in other places."
    return ""


def _where(part, wrong):
    """Are whole rows right? Says which ones are not."""
    if wrong.ndim < 2 or wrong.shape[0] < 2:
        return ""
    rows = np.flatnonzero(wrong.reshape(wrong.shape[0], -1).any(axis=1))
    if len(rows) == wrong.shape[0]:
        return ""
    what = f" (axis 0 counts {part.axes[0]})" if part.axes else ""
    which = listed([str(row) for row in rows])
    return f"Only {part.name}[{which}] {'differs' if len(rows) == 1 else 'differ'}{what}."


def _first(name, one, due, wrong):
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    place = f"{name}[{', '.join(map(str, index))}]" if index else name
    got, expected = number(one[index]), number(due[index])
    if got == expected:
        return f"{place} agrees to six digits, but not exactly: {float(one[index])!r}."
    many = f"; {int(wrong.sum())} of {wrong.size} numbers differ" if wrong.sum() > 1 else ""
    return f"{place}: got {got}, expected {expected}{many}."
