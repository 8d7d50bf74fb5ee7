"""One step of gradient descent with momentum and weight decay, in torch's convention."""

import numpy as np

from ..task import Fault, Part, Probe, Task


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


FAULTS = (
    Fault(
        "forgets_decay",
        "The weight decay is never used.",
        "Which of the arguments does your function never use?",
        "Weight decay pulls every weight towards 0 by a force that grows with the weight, also where g is 0.",
        "weight-decay",
    ),
    Fault(
        "decay_subtracted",
        "The weight decay pushes the weights away from 0.",
        "With g = 0 and v = 0, does a positive weight become smaller or larger in your step?",
        "The decay term has the sign of the weight and is subtracted with the gradient. With the other sign large "
        "weights grow without end.",
        "weight-decay",
    ),
    Fault(
        "decay_decoupled",
        "The weights are shrunk beside the velocity; here the decay belongs to the gradient, before the momentum.",
        "Does your returned velocity change when only weight_decay changes?",
        "In this convention the decay is a part of the gradient, so the velocity remembers it. Shrinking the weights "
        "separately is another method, known from AdamW.",
        "weight-decay",
    ),
    Fault(
        "decay_without_rate",
        "The weights lose the fraction weight_decay of themselves in each step, whatever lr is.",
        "With g = 0 and v = 0, what does your step do to a weight when lr is very small?",
        "The decay is a part of the gradient: it enters the velocity and is scaled by the learning rate with it.",
        "weight-decay",
    ),
    Fault(
        "decay_after_step",
        "The weights are shrunk after they have moved; here the decay belongs to the gradient, before the momentum.",
        "At which of your steps does weight_decay enter: before the velocity is formed, or after the weights moved?",
        "The decay is taken at the weights where the gradient was taken, and the velocity remembers it.",
        "weight-decay",
    ),
    Fault(
        "shrinks_afterwards",
        "After they have moved, the weights lose the fraction weight_decay of themselves, whatever lr is.",
        "At which of your steps does weight_decay enter, and does lr scale it there?",
        "The decay is a part of the gradient: it enters the velocity and is scaled by the learning rate with it.",
        "weight-decay",
    ),
    Fault(
        "decay_of_velocity",
        "The decay is taken of the velocity, not of the weights.",
        "With v = 0 and g = 0, does weight_decay move a large weight in your function?",
        "The penalty is on the size of the weights, so its slope is proportional to the weights.",
        "weight-decay",
    ),
    Fault(
        "decay_of_gradient",
        "The decay is taken of the gradient, not of the weights.",
        "With g = 0 and v = 0, does weight_decay move a large weight in your function?",
        "The penalty is on the size of the weights, so its slope is proportional to the weights.",
        "weight-decay",
    ),
    Fault(
        "decay_is_one",
        "The weights are added to the gradient in full, without the factor weight_decay.",
        "Which of the arguments does your function never use?",
        "weight_decay says how strong the pull towards 0 is; typical values are far below 1.",
        "weight-decay",
    ),
    Fault(
        "decay_of_sign",
        "The decay is the same for small and large weights: that is the slope of |w|.",
        "Does your decay pull a weight of 4 harder than a weight of 1?",
        "Weight decay is the slope of a squared penalty, and grows with the weight. Its sign alone belongs to the "
        "penalty |w|.",
        "weight-decay",
    ),
    Fault(
        "decay_of_square",
        "The decay adds the squared weights: the penalty, not its slope.",
        "Into which direction does your decay pull a negative weight?",
        "What enters the gradient is the derivative of the penalty. A square has lost the sign, so it pushes negative "
        "weights away from 0.",
        "weight-decay",
    ),
    Fault(
        "decay_doubled",
        "The decay is twice as strong as it is asked for.",
        "For which penalty is the derivative your decay term: with the factor ½ or without it?",
        "The convention is the penalty ½·weight_decay·w², so that no 2 is left after differentiating.",
        "weight-decay",
    ),
    Fault(
        "decay_halved",
        "The decay is half as strong as it is asked for.",
        "What is the derivative of ½·w²?",
        "The ½ belongs to the penalty and is gone after differentiating.",
        "weight-decay",
    ),
    Fault(
        "decay_times_rate",
        "The decay is multiplied by lr inside the gradient, and by lr again in the step.",
        "How often does lr multiply the decay on its way to the weights?",
        "The learning rate scales the whole step once, decay included.",
        "weight-decay",
    ),
    Fault(
        "decay_under_mu",
        "The decay is multiplied by mu, as if it belonged to the old velocity.",
        "What does mu multiply in your formula?",
        "mu says how much of the old velocity survives; gradient and decay of this step enter in full.",
        "weight-decay",
    ),
    Fault(
        "averages",
        "The gradient enters with the factor 1 - mu: this is a running average.",
        "With a constant gradient of 1 and mu = 0.75, towards which value does your velocity grow?",
        "In this convention the velocity is a sum, not an average: a constant gradient makes it grow to 1/(1 - mu) "
        "times the gradient.",
        "velocity",
    ),
    Fault(
        "averages_other_way",
        "Velocity and gradient are averaged with the weights exchanged: mu on the gradient, 1 - mu on the velocity.",
        "With mu near 1, should the velocity remember much or little?",
        "mu is the share of the old velocity that survives. The new gradient enters in full.",
        "velocity",
    ),
    Fault(
        "mu_on_gradient",
        "mu multiplies the gradient instead of the old velocity.",
        "Without any gradient, does your velocity fade?",
        "mu is friction: it makes the old velocity fade, so that old gradients are forgotten.",
        "velocity",
    ),
    Fault(
        "mu_on_both",
        "mu multiplies the new gradient as well as the old velocity.",
        "With v = 0, is your new velocity the gradient?",
        "Only the old velocity fades; the gradient of this step enters in full.",
        "velocity",
    ),
    Fault(
        "forgets_mu",
        "The old velocity survives in full: mu is never used.",
        "Which of the arguments does your function never use?",
        "Without friction the velocity sums all gradients for ever, and the weights roll past every valley.",
        "velocity",
    ),
    Fault(
        "ignores_velocity",
        "The old velocity is not used: the new one is this step's gradient alone.",
        "Does your result change when only v changes?",
        "Momentum lives in the velocity that the last step left behind; it is passed in for this step to use.",
        "velocity",
    ),
    Fault(
        "plain_descent",
        "This is plain gradient descent: the velocity is neither used nor renewed.",
        "Where in your function does v appear?",
        "Momentum means that each step hands a velocity on to the next, which uses it and renews it.",
        "velocity",
    ),
    Fault(
        "old_velocity_subtracted",
        "The old velocity enters with the wrong sign.",
        "Without any gradient, into which direction does your velocity point after a step?",
        "What is left of the old velocity keeps its direction; with the sign turned the weights jump back and forth.",
        "velocity",
    ),
    Fault(
        "gradient_subtracted",
        "The velocity collects the negative gradient and is subtracted again, so the step goes uphill.",
        "With v = 0, does your step go with the gradient or against it?",
        "One minus sign is needed between the gradient and the weights. Two of them cancel.",
        "velocity",
    ),
    Fault(
        "velocity_points_down",
        "This velocity points downhill and is added; here it is a sum of gradients and is subtracted.",
        "With v = 0, is your new velocity the gradient or its negative?",
        "Both conventions descend alike, but the velocities that are passed in and out have opposite signs.",
        "two-conventions",
    ),
    Fault(
        "rate_in_velocity",
        "lr multiplies the gradient inside the velocity, not the step.",
        "With v = 0, does your new velocity depend on lr?",
        "With a constant lr both forms draw the same path, but this velocity is in other units, and the paths part "
        "when lr changes.",
        "two-conventions",
    ),
    Fault(
        "change_as_velocity",
        "The velocity is the change of the weights, with lr and the minus sign inside.",
        "With v = 0, is your new velocity the gradient?",
        "That is the form of the older papers. Here the velocity is a sum of gradients; lr and the minus sign come "
        "with the step.",
        "two-conventions",
    ),
    Fault(
        "rate_twice",
        "lr is applied twice to the gradient: in the velocity and in the step.",
        "How often does lr multiply g on its way to the weights?",
        "The learning rate scales the step once. Twice makes a rate of 0.1 into 0.01.",
        "two-conventions",
    ),
    Fault(
        "velocity_holds_step",
        "The weights are right, but the returned velocity has been multiplied by lr.",
        "With v = 0, does your returned velocity depend on lr?",
        "The next step would take this shrunken velocity as the old one, and multiply it by lr again.",
        "two-conventions",
    ),
    Fault(
        "velocity_is_change",
        "The weights are right, but what is returned as velocity is the change of the weights.",
        "With v = 0, is your returned velocity the gradient?",
        "The velocity here is a sum of gradients; the change of the weights differs from it by lr and the sign.",
        "two-conventions",
    ),
    Fault(
        "rate_and_mu_swapped",
        "lr and mu are exchanged.",
        "In which order do lr and mu stand among the arguments, and what does each of them multiply?",
        "mu says how much of the old velocity survives, lr how far the weights follow the new one.",
        "velocity",
    ),
    Fault(
        "mu_and_decay_swapped",
        "mu and weight_decay are exchanged.",
        "In which order do mu and weight_decay stand among the arguments, and what does each of them multiply?",
        "mu says how much of the old velocity survives, weight_decay how strongly the weights are pulled to 0.",
        "velocity",
    ),
    Fault(
        "mu_is_nine_tenths",
        "mu is always 0.9, whatever is passed in.",
        "Where does the number 0.9 in your function come from?",
        "0.9 is a usual choice, but the caller decides.",
        "velocity",
    ),
    Fault(
        "forgets_rate",
        "The step has no learning rate: the whole velocity is subtracted.",
        "Do your new weights change when only lr changes?",
        "The learning rate says how far the weights follow the velocity; without it steps are as long as gradients.",
        "learning-rate",
    ),
    Fault(
        "ascends",
        "The weights move with the velocity instead of against it.",
        "With v = 0 and g positive, should the weight become larger or smaller?",
        "The gradient points uphill and the velocity is a sum of gradients: descending means subtracting.",
        "learning-rate",
    ),
    Fault(
        "steps_by_old_velocity",
        "The weights follow the old velocity, which does not know this step's gradient yet.",
        "With v = 0, do your weights move at all?",
        "The velocity is renewed first; the weights follow the new one.",
        "velocity",
    ),
    Fault(
        "weights_first",
        "The weights move first, by the old velocity, and the velocity is renewed afterwards.",
        "With v = 0, do your weights move at all?",
        "The order is: gradient with decay, velocity, weights. Each line uses the result of the one before it.",
        "velocity",
    ),
    Fault(
        "steps_by_gradient",
        "The velocity is right, but the weights do not follow it: they move by this step's gradient alone.",
        "Do your new weights change when only v changes?",
        "The velocity is there to move the weights; without it the step is plain gradient descent.",
        "velocity",
    ),
    Fault(
        "steps_by_bare_gradient",
        "The velocity is right, but the weights move by the bare g.",
        "Do your new weights change when only v or only weight_decay changes?",
        "The velocity is there to move the weights: it holds the gradient, the decay and the memory.",
        "velocity",
    ),
    Fault(
        "nesterov",
        "This is Nesterov's step: it looks ahead along the new velocity.",
        "How often does mu enter your new weights?",
        "Nesterov's variant applies the friction once more for the step. Here the step is along the velocity itself.",
        "nesterov",
    ),
    Fault(
        "returns_old_velocity",
        "The velocity comes back as it went in.",
        "Which v stands on your line with return: the one that was passed in, or the new one?",
        "The caller keeps the returned velocity for the next step; an old one means no memory ever builds up.",
        "velocity",
    ),
    Fault(
        "returns_old_weights",
        "The weights come back as they went in.",
        "Which w stands on your line with return: the one that was passed in, or the new one?",
        "The caller goes on with the returned weights; nothing is learned when they are the old ones.",
        "velocity",
    ),
    Fault(
        "returns_weights_only",
        "Only the weights come back; the velocity is lost.",
        "From where does the next step get its velocity?",
        "The function keeps nothing between two calls, so it has to hand back everything the next one needs.",
        "velocity",
    ),
    Fault(
        "returns_velocity_only",
        "Only the velocity comes back; the moved weights are lost.",
        "How does the caller get the new weights?",
        "The function keeps nothing between two calls, so it has to hand back everything the next one needs.",
        "velocity",
    ),
    Fault(
        "returns_swapped",
        "The two results come back in the wrong order.",
        "Which of the two is promised first?",
        "The caller unpacks by position: first the weights, then the velocity.",
        "velocity",
    ),
)


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
    cells={
        "velocity": "how the velocity remembers old gradients",
        "learning-rate": "what the learning rate does to a step",
        "weight-decay": "where the weight decay enters",
        "two-conventions": "the two ways to write momentum, and where they part",
        "nesterov": "how Nesterov's step looks ahead",
    },
    ask="Compute the call above by hand in three lines: the gradient with its decay, the velocity, the weights.",
    why="Each of the three lines uses the one before it. Print them for this call; the first that differs from the one "
    "by hand is the place.",
    cell="velocity",
)
