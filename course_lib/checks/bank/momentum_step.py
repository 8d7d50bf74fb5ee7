"""One step of gradient descent with momentum and weight decay, in torch's convention."""

import numpy as np

from ..task import Part, Probe, Task
from ._momentum_step_words import CELLS, FAULTS


def reference(faults, w, v, g, lr, mu, weight_decay):
    """(w, v) after one step; with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if has("rate_and_mu_swapped"):
        lr, mu = mu, lr
    if has("mu_and_decay_swapped"):
        mu, weight_decay = weight_decay, mu
    if has("mu_is_nine_tenths"):
        mu = 0.9
    if has("weights_first"):
        w = w - lr * v
    d = _decayed(has, w, v, g, lr, mu, weight_decay)
    new = _velocity(has, v, d, lr, mu)
    moved = w if has("weights_first") else _moved(has, w, v, g, d, new, lr, mu, weight_decay)
    if has("velocity_holds_step"):
        new = lr * new
    if has("velocity_is_change"):
        new = moved - w
    if has("returns_old_velocity") or has("plain_descent"):
        new = v
    if has("returns_weights_only") or has("returns_velocity_only"):
        return moved if has("returns_weights_only") else new
    result = (w if has("returns_old_weights") else moved, new)
    return result[::-1] if has("returns_swapped") else result


def _decayed(has, w, v, g, lr, mu, weight_decay):
    """The gradient with the pull of the weight decay."""
    pulled = v if has("decay_of_velocity") else g if has("decay_of_gradient") else w
    if has("decay_of_sign"):
        pulled = np.sign(w)
    if has("decay_of_square"):
        pulled = w * w
    factor = 1.0 if has("decay_is_one") else weight_decay
    if has("decay_doubled"):
        factor = 2 * factor
    if has("decay_halved"):
        factor = factor / 2
    if has("decay_times_rate"):
        factor = factor * lr
    if has("decay_under_mu"):
        factor = factor * mu
    if any(
        map(has, ("forgets_decay", "decay_decoupled", "decay_without_rate", "decay_after_step", "shrinks_afterwards"))
    ):
        factor = 0.0
    return g - factor * pulled if has("decay_subtracted") else g + factor * pulled


def _velocity(has, v, d, lr, mu):
    keep, take = mu, 1.0
    if has("averages"):
        take = 1 - mu
    if has("averages_other_way"):
        keep, take = 1 - mu, mu
    if has("mu_on_gradient"):
        keep, take = 1.0, mu
    if has("mu_on_both"):
        take = mu
    if has("forgets_mu"):
        keep = 1.0
    if has("ignores_velocity"):
        keep = 0.0
    if has("old_velocity_subtracted"):
        keep = -keep
    if has("rate_in_velocity") or has("change_as_velocity") or has("rate_twice"):
        take = take * lr
    if has("gradient_subtracted") or has("velocity_points_down") or has("change_as_velocity"):
        take = -take
    return keep * v + take * d


def _moved(has, w, v, g, d, new, lr, mu, weight_decay):
    along, rate = new, lr
    if has("steps_by_old_velocity"):
        along = v
    alone = not has("returns_old_velocity") and not has("plain_descent")  # beside the first they would be the second
    if has("plain_descent") or has("steps_by_gradient") and alone:
        along = d
    if has("steps_by_bare_gradient") and alone:
        along = g
    if has("nesterov"):
        along = d + mu * new
    if any(map(has, ("forgets_rate", "rate_in_velocity", "change_as_velocity"))):
        rate = 1.0
    up = has("ascends") or has("velocity_points_down") or has("change_as_velocity")
    moved = w + rate * along if up else w - rate * along
    if has("decay_after_step"):
        return moved - lr * weight_decay * moved
    if has("shrinks_afterwards"):
        return moved - weight_decay * moved
    shrinks = 1.0 if has("decay_without_rate") else lr if has("decay_decoupled") else 0.0
    return moved - shrinks * weight_decay * w


def _probe(w, v, g, lr, mu, weight_decay, dtype=np.float64):
    tags = ("a velocity that is not 0",) if np.any(v) else ()
    tags += ("a weight decay",) if weight_decay else ()
    arrays = {name: np.array(value, dtype=dtype) for name, value in (("w", w), ("v", v), ("g", g))}
    return Probe({**arrays, "lr": lr, "mu": mu, "weight_decay": weight_decay}, tags)


# lr differs from 1 - mu, or two conventions would look alike, and mu from ½, or an average would.
PROBES = (
    _probe([2], [0], [1], 0.5, 0.75, 0.0),
    _probe([2], [-4], [1], 0.5, 0.75, 0.0),
    _probe([2], [0], [3], 0.25, 0.875, 0.5),
    _probe([-3], [4], [1], 0.5, 0.875, 0.25),
    _probe([4], [-1], [2], 0.125, 0.75, 0.5),
    _probe([-2], [5], [-1], 0.5, 0.0, 0.125),
    _probe([0], [2], [-3], 0.25, 0.625, 0.5),
    _probe([3], [1], [0], 1.0, 0.25, 0.125),
    _probe([1, -2], [0, 3], [2, -1], 0.5, 0.75, 0.0),
    _probe([3, -1], [2, -4], [-2, 5], 0.125, 0.25, 0.5),
    _probe([2, 0, -5], [1, -3, 2], [4, 1, -2], 0.25, 0.875, 0.125),
    _probe([[1, -2], [4, 3]], [[2, -1], [0, -3]], [[-1, 3], [2, -4]], 0.5, 0.375, 0.25),
    _probe([[2, -1, 3]], [[-4, 2, 1]], [[1, 5, -2]], 2.0, 0.625, 0.375),
    _probe([[[3], [-2]]], [[[1], [4]]], [[[-5], [2]]], 0.25, 0.125, 0.5),
    _probe([1.5, -2], [0.5, 4], [-3, 0.25], 0.5, 0.75, 0.25, dtype=np.float32),
)

TASK = Task(
    id="momentum_step",
    lecture="03a_descent",
    place=1,
    signature="momentum_step(w, v, g, lr, mu, weight_decay) -> (w, v)",
    reference=reference,
    parts=(Part("w"), Part("v")),
    faults=FAULTS,
    probes=PROBES,
    cells=CELLS,
    ask="Compute the call above by hand in three lines: the gradient with its decay, the velocity, the weights.",
    why="Each of the three lines uses the one before it. Print them for this call; the first that differs from the one "
    "by hand is the place.",
    cell="velocity",
)
