"""In what way does a result differ from what is due? Sentences for the student, the most telling first."""

from itertools import combinations, permutations

import numpy as np

from .compare import FLOATS, slack, usable
from .words import listed, number


def form_facts(task, got, expected):
    """Sentences about dtype and shape that make a comparison of values pointless."""
    facts = []
    for part in usable(task, expected):
        one, due = np.asarray(got[part.name]), np.asarray(expected[part.name])
        if one.dtype.name not in FLOATS and due.dtype.kind == "f" and part.kind == "array" and not task.view:
            lost = " (whole numbers drop the fractions)" if one.dtype.kind in "iu" else ""
            facts.append(f"{part.name} has dtype {one.dtype.name}; a float dtype is due{lost}.")
        elif one.shape != due.shape:
            axes = f" ({' × '.join(part.axes)})" if part.axes else ""
            facts.append(f"{part.name} has shape {one.shape}; {due.shape}{axes} is due.")
            facts += _same_numbers(part.name, one, due)
    return facts


def _same_numbers(name, one, due):
    """The numbers of a result of another shape: are they those that are due?"""

    def same(a, b):
        return a.shape == b.shape and np.allclose(a, b, rtol=1e-5, atol=1e-9)

    if one.ndim == due.ndim:
        for order in _orders(one.ndim):
            if same(one, due.transpose(order)):
                return [f"Its numbers are right: {_exchanged(name, order)}."]
    if one.size == due.size and same(one.ravel(), due.ravel()):
        return ["In this call its numbers are right, only the shape is not."]
    if one.ndim >= due.ndim:
        for axis in range(due.ndim):
            if one.ndim == due.ndim and one.shape[axis] < due.shape[axis]:
                kept = tuple(slice(size) for size in one.shape)
                if one.size and same(one, due[kept]):
                    return [f"What is there is right, but {name} ends too early."]
    return []


def value_facts(task, args, got, expected, wrong):
    """Sentences about wrong values, most telling first."""
    with np.errstate(all="ignore"):
        facts = list(_relations(task, args, got, expected, wrong))
    right = [name for name in wrong if not wrong[name].any()]
    if right:
        facts.append(f"{listed(right)} {'is' if len(right) == 1 else 'are'} right.")
    return facts


def relations(task, args, got, expected, wrong) -> set[str] | None:
    """What relates all wrong numbers to those that are due; None where there are too few of them to mean something."""
    values = [np.unique(expected[name]) for name in wrong if wrong[name].any()]
    if max(np.count_nonzero(some) for some in values) < 2 or max(map(len, values)) < 3:
        return None
    with np.errstate(all="ignore"):
        return set(_relations(task, args, got, expected, wrong, numbers=False))


def _relations(task, args, got, expected, wrong, numbers=True):
    allowed = slack(task, args, got, expected)
    facts = _mixed_up(got, expected, wrong, allowed)
    yield from facts
    for part in usable(task, expected):
        name = part.name
        if not wrong[name].any():
            continue
        one, due = np.asarray(got[name], dtype=float), np.asarray(expected[name], dtype=float)
        same = _sameness(allowed[name])
        pattern = _nan(name, one, due) or _unchanged(name, one, due, args, same)
        if not (pattern or facts):
            pattern = _flat(name, one, due) or _pattern(name, one, due, same) or _argument(name, one, args)
        yield from filter(None, (pattern, _where(part, wrong[name])))
        if numbers:
            yield _first(name, one, due, wrong[name])


def _sameness(tolerance):
    """A comparison of arrays of one shape, with this tolerance (0 where sums are exact)."""
    return lambda a, b: a.shape == b.shape and bool(np.all((np.abs(a - b) <= tolerance) | (a == b)))


def _mixed_up(got, expected, wrong, allowed):
    """Does one result hold what is due for another?"""
    bad = [name for name in wrong if wrong[name].any()]
    arrays = {name: np.asarray(got[name], dtype=float) for name in wrong}
    dues = {name: np.asarray(expected[name], dtype=float) for name in wrong}

    def holds(a, b):
        return _sameness(max(allowed[a], allowed[b]))(arrays[a], dues[b])

    for a, b in combinations(bad, 2):
        if holds(a, b) and holds(b, a):
            return [f"{a} and {b} are exchanged."]
    for a in bad:
        for b in dues:
            if a != b and dues[b].size > 1 and dues[b].any() and holds(a, b):
                return [f"{a} holds what is due for {b}."]
    return []


def _nan(name, one, due):
    if np.isfinite(due).all() and not np.isfinite(one).all():
        return f"{name} contains {'nan' if np.isnan(one).any() else 'inf'}."
    return ""


def _plain_array(value):
    return isinstance(value, np.ndarray | int | float | np.generic) and not isinstance(value, bool)


def _unchanged(name, one, due, args, same):
    before = args.get(name)
    if not _plain_array(before) or np.shape(before) != one.shape:
        return ""
    before = np.asarray(before, dtype=float)
    if np.array_equal(before, one):
        return f"{name} came back as it went in; here it has to change."
    return f"{name} has changed; here it has to come back as it went in." if same(before, due) else ""


def _argument(name, one, args):
    for other, value in args.items():
        if isinstance(value, np.ndarray) and one.size > 1 and one.any() and np.array_equal(one, value):
            return f"{name} is the argument {other} as it came."
    return ""


def _flat(name, one, due):
    """All numbers alike, where they should not be."""
    if one.size > 1 and due.any() and not one.any():
        return f"Every number of {name} is 0."
    if one.size > 2 and np.ptp(one) == 0 and np.ptp(due) != 0:
        return f"Every number of {name} is the same, {number(one.flat[0])}."
    return ""


def _pattern(name, one, due, same):
    """One relation that holds for all numbers at once, if there are enough of them to mean something."""
    if due.any() and same(one, -due):
        return f"{name} has the opposite sign."
    if due.size < 2 or len(np.unique(due)) < 2:
        return ""
    return _scaled(name, one, due, same) or _moved(name, one, due, same)


def _scaled(name, one, due, same):
    k = int(np.abs(due).argmax())
    ratio = one.flat[k] / due.flat[k]
    if np.count_nonzero(due) > 1 and np.isfinite(ratio) and _near(one, ratio * due, same):
        return f"Every number of {name} is {_fraction(ratio)} times the one that is due."
    offset = one.flat[k] - due.flat[k]
    if _near(one, due + offset, same):
        return f"Every number of {name} is off by the same {number(offset)}."
    filled = np.count_nonzero(due) > 1 and not (due == -due).all()
    if filled and same(one, np.abs(due)):
        return f"{name} has lost its signs."
    return ""


def _near(one, other, same):
    """Equal as far as `same` asks, or to the last digits: a ratio is itself rounded."""
    return same(one, other) or bool(np.all(np.abs(one - other) <= 1e-13 * np.abs(other).max()))


def _fraction(ratio):
    """0.333... -> "1/3"."""
    if abs(ratio) < 1 and ratio and abs(round(1 / ratio) - 1 / ratio) < 1e-6 and abs(1 / ratio) < 64.5:
        return f"{'-' if ratio < 0 else ''}1/{abs(round(1 / ratio))}"
    return number(ratio)


def _moved(name, one, due, same):
    """The right numbers in other places."""
    for order in _orders(one.ndim):
        if same(one, due.transpose(order)):
            return f"{_exchanged(name, order)}{': rows and columns are exchanged' if one.ndim == 2 else ''}."
    for count in range(1, one.ndim + 1):
        for axes in combinations(range(one.ndim), count):
            if same(one, np.flip(due, axes)):
                return f"{name} is in reverse order{_along(axes, one.ndim)}."
    for axis in range(one.ndim):
        for step in range(1, one.shape[axis]):
            if same(one, np.roll(due, step, axis)) or any(_slid(one, due, axis, s, same) for s in (step, -step)):
                step = step if not _slid(one, due, axis, -step, same) else -step
                return f"{name} is shifted by {step}{_along((axis,), one.ndim)}."
    if same(np.sort(one, axis=None), np.sort(due, axis=None)):
        return f"{name} has the right numbers in other places."
    return ""


def _slid(one, due, axis, step, same):
    """Is what is left after a shift the same, and enough of it to mean something?"""
    a, b = np.moveaxis(one, axis, 0), np.moveaxis(due, axis, 0)
    a, b = (a[step:], b[:-step]) if step > 0 else (a[:step], b[-step:])
    return len(np.unique(b)) > 2 and same(a, b)


def _orders(ndim):
    """All other orders of the axes, exchanges of two of them first."""
    others = [order for order in permutations(range(ndim)) if order != tuple(range(ndim))] if 1 < ndim < 5 else []
    return sorted(others, key=lambda order: sum(place != axis for place, axis in enumerate(order)))


def _exchanged(name, order):
    if len(order) == 2:
        return f"{name} is transposed"
    moved = [axis for place, axis in enumerate(order) if place != axis]
    if len(moved) == 2:
        return f"axes {min(moved)} and {max(moved)} of {name} are exchanged"
    return f"the axes of {name} stand in the order {order}"


def _along(axes, ndim):
    if ndim == 1:
        return ""
    return f" along axis {axes[0]}" if len(axes) == 1 else f" along axes {listed([str(axis) for axis in axes])}"


def _where(part, wrong):
    """Is a whole region right? Says which one is not."""
    if wrong.ndim < 2 or wrong.all():
        return ""
    if _only_border(part, wrong):
        return f"Only the border of {part.name} differs; inside it is right."
    for axis, size in enumerate(wrong.shape):
        bad = np.flatnonzero(np.moveaxis(wrong, axis, 0).reshape(size, -1).any(axis=1))
        if len(bad) == size:
            continue
        counts = f" (axis {axis} counts {part.axes[axis]})" if len(part.axes) == wrong.ndim else ""
        lead = ":, " * axis
        if len(bad) == size - 1 and size > 2:
            good = next(k for k in range(size) if k not in bad)
            return f"Only {part.name}[{lead}{good}] is right{counts}."
        which = listed([str(k) for k in bad])
        return f"Only {part.name}[{lead}{which}] {'differs' if len(bad) == 1 else 'differ'}{counts}."
    return ""


def _only_border(part, wrong):
    """All that is wrong lies on the edges of the planes, and reaches every row and every column."""
    if wrong.ndim < 3 and "rows" not in part.axes or min(wrong.shape[-2:]) < 3 or wrong[..., 1:-1, 1:-1].any():
        return False
    plane = wrong.any(axis=tuple(range(wrong.ndim - 2)))
    return bool(plane.any(axis=0).all() and plane.any(axis=1).all())


def _first(name, one, due, wrong):
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    place = f"{name}[{', '.join(map(str, index))}]" if index else name
    got, expected = number(one[index]), number(due[index])
    if got == expected:
        return f"{place} agrees to six digits, but not exactly: {float(one[index])!r}."
    many = f"; {int(wrong.sum())} of {wrong.size} numbers differ" if wrong.sum() > 1 else ""
    return f"{place}: got {got}, expected {expected}{many}."
