"""The slope of a function along each number of its argument, measured by central differences.

The functions of the probes are polynomials and the steps powers of two: every value of f, every difference and every
quotient is then exact, so that all right solutions give the same bits. Cubes and fifth powers tell the size of the
step (their central difference is not the derivative), squares tell central from one-sided.
"""

import numpy as np

from ..task import Part, Probe, Task
from ._numerical_gradient_words import CELLS, FAULTS

# Two faults that together do what a likelier pair does: naming either would be guessing.
IMPROBABLE = (
    {"forgets_the_two", "halved_again"},
    {"forward_difference", "two_steps_ahead"},
    {"forward_difference", "half_step"},
    {"others_at_zero", "two_steps_ahead"},
    {"always_moves_first", "keeps_last_slope"},
    {"forward_difference", "both_walk"},
    {"forward_over_two_steps", "both_walk"},
    {"backward_difference", "both_walk"},
    {"half_step", "one_slope_for_all"},
    {"own_step", "adds_up_slopes"},
    {"moves_everything", "sets_instead_of_adds"},
)


def reference(faults, f, x, step):
    """g, shaped like x; with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if faults in IMPROBABLE:
        raise ValueError("improbable")
    if has("one_axis_only") and x.ndim > 1 or has("two_axes_only") and x.ndim < 2:
        raise IndexError("wrong number of indices")
    if has("f_gets_flat"):
        whole = f

        def f(x):
            return whole(x.ravel())

    step = 1e-5 if has("own_step") else step
    if has("one_slope_for_all"):
        return _slope(has, f(x + step), f(x - step), f(x), step)
    places = list(np.ndindex(x.shape))
    done = places[:1] if has("stops_after_first") else places[:-1] if has("misses_last") else places
    g, walker = np.zeros_like(x), x.copy()
    for i in done:
        ahead, behind = _two_points(has, walker, x, i, step)
        slope = _slope(has, f(ahead), f(behind), f(x), step)
        g[i] = np.trunc(slope) if has("whole_numbers") else slope
        if has("stays_behind") or has("stays_ahead"):
            walker[i] += step if has("stays_ahead") else -step
    return _result(has, g)


def _two_points(has, walker, x, i, step):
    """The two arrays that f gets for the place i."""
    where = i[:2] if has("two_axes_only") else i[:1] if has("moves_rows") else ... if has("moves_everything") else i
    move = step / 2 if has("half_step") else step
    if has("one_number_to_f"):
        return x[i] + move, x[i] - move
    if has("always_moves_first"):
        i = where = (0,) * x.ndim
    start = np.zeros_like(x) if has("slope_at_zero") or has("others_at_zero") else walker
    if has("both_walk"):
        before = np.arange(x.size).reshape(x.shape) <= np.ravel_multi_index(i, x.shape)
        return x + move * before, x - move * before
    ahead, behind = start.copy(), start.copy()
    if has("same_point"):
        return ahead, behind
    if has("two_steps_ahead"):
        ahead[i] += 2 * move
        return ahead, behind
    if has("others_at_zero"):
        ahead[i] = behind[i] = x[i]
    if has("sets_instead_of_adds"):
        ahead[where], behind[where] = move, -move
    elif has("scales_instead_of_adds"):
        ahead[where] *= 1 + move
        behind[where] *= 1 - move
    else:
        ahead[where] += move
        behind[where] -= move
    return ahead, behind


def _slope(has, ahead, behind, here, step):
    """From three values of f to a slope."""
    if has("second_derivative"):
        return (ahead - 2 * here + behind) / step**2
    if has("divides_behind_only"):
        return ahead - behind / (2 * step)
    if has("forward_difference") or has("forward_over_two_steps"):
        rise = ahead - here
    elif has("backward_difference"):
        rise = here - behind
    else:
        rise = ahead + behind if has("adds_values") else ahead - behind
    one_sided = has("forward_difference") or has("backward_difference") or has("half_step")
    run = 1 if one_sided or has("forgets_the_two") else 2
    run = 2 * run if has("halved_again") else run
    if has("multiplies_by_step"):
        run = run / step
    elif has("divides_by_step_twice"):
        run = run * step**2
    elif not has("forgets_the_step"):
        run = run * step
    rise = np.abs(rise) if has("absolute_slope") else -rise if has("opposite_sign") else rise
    return rise / run


def _result(has, g):
    if has("divided_by_size"):
        g = g / g.size
    if has("adds_up_slopes"):
        return g.sum()
    if has("keeps_last_slope"):
        return g.flat[-1]
    if has("returns_flat"):
        return g.ravel()
    if has("returns_list"):
        return g.tolist()
    if has("exchanges_axes"):
        return g.ravel().reshape(g.shape, order="F")
    return g.T if has("returns_transposed") else g


def _function(text):
    """A function of x that a report can show, and a student can paste, as it is written here."""
    function = eval(f"lambda x: {text}")
    function.__name__ = f"lambda x: {text}"
    return function


def _probe(text, x, step, *tags, dtype=np.float64):
    x = np.array(x, dtype=dtype)
    if x.size > 1:
        tags += ("more than one number in x",)
    if x.ndim > 1:
        tags += ("an x with more than one axis",)
    return Probe({"f": _function(text), "x": x, "step": step}, tags)


CURVED = "an f that is more curved than a parabola"
PROBES = (
    _probe("x[0] ** 2", [3], 0.5),
    _probe("3 * x[0]", [1], 0.25),
    _probe("x[0] ** 2", [-0.5], 0.25),
    _probe("x[0] ** 2 - x[0] / 4", [0], 0.5),
    _probe("x[0] ** 3", [1], 0.5, CURVED),
    _probe("x[0] ** 5", [1], 0.5, CURVED),
    _probe("2 * x[0] - 3 * x[1]", [1, 2], 1.0),
    _probe("x[0] * x[1]", [4, -3], 0.5),
    _probe("(x ** 2).sum()", [1, -2, 3], 0.125),
    _probe("x[0] ** 2 * x[1]", [1, 3], 0.5),
    _probe("x[1] ** 2 * x[0] - x[1]", [2, 0.5], 0.25),
    _probe("x[0] * x[1] ** 3 / 4", [3, 1], 0.5, CURVED),
    _probe("x[0] * x[1] * x[2] + x[2]", [2, -1, 3], 0.5),
    _probe("7.0", [1, 2], 0.5),
    _probe("x[0, 0] * x[0, 1]", [[2, 5]], 0.5),
    _probe("(x ** 2).sum()", [[2, -1], [3, 0]], 0.5),
    _probe("x[0, 0] * x[1, 1] - x[0, 1] ** 2 * x[1, 0]", [[1, 2], [3, 5]], 0.5),
    _probe("x[0, 0] ** 3 - x[0, 1] * x[1, 2] + x[0, 2] * x[1, 1]", [[1, 2, 0], [4, -3, 5]], 0.25, CURVED),
    _probe("x[0, 0, 0] * x[0, 1, 1] - 2 * x[0, 0, 1] * x[0, 1, 0]", [[[1, 3], [-2, 4]]], 0.5),
    _probe("2 * x[0] - 3 * x[1] + x[0] * x[1]", [0, 0], 0.25, dtype=np.float32),
)

TASK = Task(
    id="numerical_gradient",
    lecture="02a_losses_and_slopes",
    place=1,
    signature="numerical_gradient(f, x, step) -> g",
    reference=reference,
    parts=(Part("g"),),
    faults=FAULTS,
    probes=PROBES,
    cells=CELLS,
    ask="For the call above, at which two points is f evaluated for the first slope, and what are its values there?",
    why="There are four steps: move one number ahead and evaluate f, move it behind and evaluate f, compare, and put "
    "everything back. Print both points and both values; the first that differs from the one by hand is the place.",
    cell="one-number-at-a-time",
)
