"""One step of Adagrad: every weight has its own learning rate, which shrinks with the gradients it has met."""

import numpy as np

from ..task import Fault, Part, Probe, Task


def reference(faults, w, s, g, lr, eps):
    """(w, s) after one step; with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if has("rate_and_eps_swapped"):
        lr, eps = eps, lr
    if has("eps_is_tiny_constant"):
        eps = 1e-8
    new = _collected(has, s, g, lr, eps)
    below = _denominator(has, s, new, g, eps)
    above = _numerator(has, g)
    rate = 1.0 if has("forgets_rate") else lr
    step = rate * (above * below if has("multiplies") else above if has("no_division") else above / below)
    moved = w if has("returns_old_weights") else w + step if has("ascends") else w - step
    if has("eps_outside_fraction"):
        moved = moved + eps
    kept = s if has("returns_old_sum") else np.sqrt(new) if has("returns_root") else new
    if has("returns_weights_only"):
        return moved
    return (kept, moved) if has("returns_swapped") else (moved, kept)


def _collected(has, s, g, lr, eps):
    """The new sum of squared gradients."""
    squares = g * g
    if has("collects_gradients"):
        squares = g
    if has("collects_absolute"):
        squares = np.abs(g)
    if has("rate_in_sum"):
        squares = lr * squares
    if has("rate_squared_in_sum"):
        squares = lr * lr * squares
    if has("one_sum_for_all"):
        squares = np.sum(squares)
    if has("one_mean_for_all"):
        squares = np.mean(squares)
    if has("forgets_old_sum"):
        return 0 * s + squares
    if has("averages_nine_tenths"):
        return 0.9 * s + 0.1 * squares
    if has("averages_ninety_nine"):
        return 0.99 * s + 0.01 * squares
    if has("averages_halves"):
        return (s + squares) / 2
    return s + squares + (eps if has("eps_in_sum") else 0.0)


def _denominator(has, s, new, g, eps):
    if has("divides_by_old_sum"):
        new = s
    if has("divides_by_gradient_alone"):
        new = g * g
    if has("norm_of_sum"):
        new = np.sum(new)
    if has("forgets_eps") or has("eps_in_sum") or has("eps_outside_fraction"):
        eps = 0.0
    if has("eps_squared"):
        eps = eps * eps
    if has("eps_inside_root"):
        return np.sqrt(new + eps)
    root = new if has("forgets_root") else np.cbrt(new) if has("cube_root") else np.sqrt(new)
    if has("eps_subtracted"):
        return root - eps
    return np.maximum(root, eps) if has("eps_as_floor") else root + eps


def _numerator(has, g):
    if has("forgets_gradient"):
        return np.ones_like(g)
    if has("gradient_squared_above"):
        return g * g
    return np.sign(g) if has("sign_above") else g


FAULTS = (
    Fault(
        "eps_inside_root",
        "eps is added inside the root.",
        "With a sum of 0 after the update, what is your denominator: eps, or its root?",
        "Inside, a tiny eps has a much larger root: 1e-8 becomes 1e-4. Here eps is added to the root.",
        "adagrad-epsilon",
    ),
    Fault(
        "forgets_eps",
        "eps is never used.",
        "What does your function divide by for a weight that has never met a gradient?",
        "Its sum of squares is 0, and so is the root: 0/0 is nan, and a nan never leaves the weights again.",
        "adagrad-epsilon",
    ),
    Fault(
        "eps_is_tiny_constant",
        "eps is a tiny constant, whatever is passed in.",
        "Which of the arguments does your function never use?",
        "1e-8 is a usual choice, but the caller decides.",
        "adagrad-epsilon",
    ),
    Fault(
        "eps_in_sum",
        "eps is added to the sum of squares that is kept.",
        "What does your sum become after many steps in which g is 0?",
        "The sum holds squared gradients and nothing else; with eps in it, it grows without any gradient.",
        "adagrad-epsilon",
    ),
    Fault(
        "eps_as_floor",
        "eps is only the smallest denominator allowed; it is not added.",
        "With a root of 2 and eps = 0.5, what is your denominator?",
        "Both ways avoid a division by 0, but they are two formulas; here eps is added always.",
        "adagrad-epsilon",
    ),
    Fault(
        "eps_outside_fraction",
        "eps stands outside the fraction, so every weight is moved by it: brackets are missing.",
        "With g = 0, does a weight move in your function?",
        "Python divides before it adds. The root and eps form the denominator together.",
        "adagrad-epsilon",
    ),
    Fault(
        "eps_subtracted",
        "eps is subtracted from the root.",
        "Can your denominator become 0 or negative?",
        "eps keeps the denominator away from 0 only if it is added.",
        "adagrad-epsilon",
    ),
    Fault(
        "eps_squared",
        "eps is squared before it is added to the root.",
        "With a sum of 0 after the update, what is your denominator?",
        "The root and eps are added as they are: both are in the units of a gradient.",
        "adagrad-epsilon",
    ),
    Fault(
        "forgets_root",
        "The step is divided by the sum of squares itself, without the root.",
        "If all gradients are ten times as large, does your first step stay as long as it was?",
        "The root brings the squares back to the units of a gradient, so that the scale of the gradients cancels.",
        "adagrad-rate",
    ),
    Fault(
        "cube_root",
        "The root is a third root.",
        "Which root undoes a square?",
        "The square root brings the squares back to the units of a gradient.",
        "adagrad-rate",
    ),
    Fault(
        "divides_by_old_sum",
        "The step is divided by the root of the old sum, which does not know this step's gradient yet.",
        "In the very first step, with s = 0, what does your function divide by?",
        "The sum takes in this step's gradient first; otherwise the first step is divided by eps alone and is huge.",
        "adagrad-rate",
    ),
    Fault(
        "divides_by_gradient_alone",
        "The sum is right, but the step is divided by the size of this step's gradient alone.",
        "Do your new weights change when only s changes?",
        "Without the past every step is lr long, whatever the gradient. The sum is there to shorten the steps of "
        "weights that have met many gradients.",
        "adagrad-rate",
    ),
    Fault(
        "no_division",
        "The sum is right, but the step is plain gradient descent: nothing is divided.",
        "Do your new weights change when only s changes?",
        "The sum is there to give each weight a learning rate of its own.",
        "adagrad-rate",
    ),
    Fault(
        "multiplies",
        "The step is multiplied by the root, not divided.",
        "Should a weight that has met large gradients take longer or shorter steps?",
        "The more a weight has been pushed already, the shorter its steps: the root belongs below the fraction bar.",
        "adagrad-rate",
    ),
    Fault(
        "norm_of_sum",
        "All weights share one denominator: the root is taken of the sum over all of them.",
        "How many learning rates does your function use when there are three weights?",
        "The point of the method is one rate for each weight, so that rare features keep long steps.",
        "adagrad-rate",
    ),
    Fault(
        "one_sum_for_all",
        "The squares of all gradients are added into every sum.",
        "Does the sum of the first weight change when only the second gradient changes?",
        "The square is taken number by number and each weight keeps a sum of its own.",
        "adagrad-sum",
    ),
    Fault(
        "one_mean_for_all",
        "The mean square of all gradients is added to every sum.",
        "Does the sum of the first weight change when only the second gradient changes?",
        "The square is taken number by number and each weight keeps a sum of its own.",
        "adagrad-sum",
    ),
    Fault(
        "forgets_old_sum",
        "The old sum is dropped: only this step's square is kept.",
        "Does your result change when only s changes?",
        "The sum runs over all steps so far; s is what the steps before have left.",
        "adagrad-sum",
    ),
    Fault(
        "averages_nine_tenths",
        "This is a running average with 0.9 and 0.1, as in RMSprop; Adagrad adds.",
        "With a constant gradient, does your s grow for ever or settle?",
        "Adagrad never forgets: the sum grows and the steps shrink. Forgetting slowly is RMSprop's idea.",
        "adagrad-sum",
    ),
    Fault(
        "averages_ninety_nine",
        "This is a running average with 0.99 and 0.01, as in RMSprop; Adagrad adds.",
        "With a constant gradient, does your s grow for ever or settle?",
        "Adagrad never forgets: the sum grows and the steps shrink. Forgetting slowly is RMSprop's idea.",
        "adagrad-sum",
    ),
    Fault(
        "averages_halves",
        "The new sum is the mean of the old one and the square.",
        "With a constant gradient, does your s grow for ever or settle?",
        "Adagrad adds and never forgets: the sum grows and the steps shrink.",
        "adagrad-sum",
    ),
    Fault(
        "collects_gradients",
        "The gradients are added as they are, not their squares.",
        "What happens to your sum when gradients of both signs arrive?",
        "Without the square, positive and negative gradients cancel, and the root of a negative sum is nan.",
        "adagrad-sum",
    ),
    Fault(
        "collects_absolute",
        "The absolute values of the gradients are added, not their squares.",
        "By how much does your sum grow when g = 3?",
        "The root below the fraction bar expects squares.",
        "adagrad-sum",
    ),
    Fault(
        "rate_in_sum",
        "The squares are multiplied by lr before they are added.",
        "Does your new s change when only lr changes?",
        "The sum holds the squared gradients; the learning rate scales the step, once.",
        "adagrad-sum",
    ),
    Fault(
        "rate_squared_in_sum",
        "What is squared and added is lr times the gradient.",
        "Does your new s change when only lr changes?",
        "The sum holds the squared gradients; with lr inside, the learning rate cancels from the step.",
        "adagrad-sum",
    ),
    Fault(
        "ascends",
        "The weights move with the gradient instead of against it.",
        "With a positive gradient, should the weight become larger or smaller?",
        "The gradient points uphill; descending means subtracting.",
        "adagrad-rate",
    ),
    Fault(
        "forgets_rate",
        "lr is never used.",
        "Which of the arguments does your function never use?",
        "lr sets the length of the first step; the sums only shorten it from there.",
        "adagrad-rate",
    ),
    Fault(
        "rate_and_eps_swapped",
        "lr and eps are exchanged.",
        "In which order do lr and eps stand among the arguments, and what is each of them for?",
        "lr scales the step; eps keeps the denominator away from 0.",
        "adagrad-rate",
    ),
    Fault(
        "forgets_gradient",
        "The gradient is missing above the fraction bar: only the rate is subtracted.",
        "What does your step do to a weight whose gradient is 0?",
        "The root below shortens the step; the gradient above gives it its direction.",
        "adagrad-rate",
    ),
    Fault(
        "gradient_squared_above",
        "The squared gradient stands above the fraction bar.",
        "With a negative gradient, into which direction does your weight move?",
        "A square has lost the sign. It belongs into the sum; the step goes along the gradient itself.",
        "adagrad-rate",
    ),
    Fault(
        "sign_above",
        "Only the sign of the gradient stands above the fraction bar.",
        "Does a larger gradient give a longer step in your function, when s is large?",
        "The gradient itself is divided by the root; its size cancels only where there was no past.",
        "adagrad-rate",
    ),
    Fault(
        "returns_old_sum",
        "The sum comes back as it went in.",
        "Which s stands on your line with return: the one that was passed in, or the new one?",
        "The caller keeps the returned sum for the next step; an old one means that nothing is ever collected.",
        "adagrad-sum",
    ),
    Fault(
        "returns_old_weights",
        "The weights come back as they went in.",
        "Which w stands on your line with return: the one that was passed in, or the new one?",
        "The caller goes on with the returned weights; nothing is learned when they are the old ones.",
        "adagrad-rate",
    ),
    Fault(
        "returns_root",
        "The root of the sum is returned, not the sum.",
        "By how much should s grow when g = 3?",
        "The next step adds a square to what was kept; added to a root it means nothing.",
        "adagrad-sum",
    ),
    Fault(
        "returns_weights_only",
        "Only the weights come back; the sum is lost.",
        "From where does the next step get its sum?",
        "The function keeps nothing between two calls, so it has to hand back everything the next one needs.",
        "adagrad-sum",
    ),
    Fault(
        "returns_swapped",
        "The two results come back in the wrong order.",
        "Which of the two is promised first?",
        "The caller unpacks by position: first the weights, then the sum.",
        "adagrad-sum",
    ),
)


def _probe(w, s, g, lr, eps, dtype=np.float64):
    tags = ("a sum that is not 0",) if np.any(s) else ()
    tags += ("a gradient of 0",) if not np.all(g) else ()
    tags += ("more than one weight",) if np.size(w) > 1 else ()
    arrays = {name: np.array(value, dtype=dtype) for name, value in (("w", w), ("s", s), ("g", g))}
    return Probe({**arrays, "lr": lr, "eps": eps}, tags)


PROBES = (
    _probe([3], [0], [2], 0.5, 0.5),
    _probe([3], [0], [-3], 0.25, 0.125),
    _probe([3], [7], [3], 0.5, 1.0),
    _probe([-2], [5], [-2], 2.0, 0.25),
    _probe([1], [0], [0.5], 1.0, 0.25),
    _probe([2], [0], [0], 0.5, 0.25),
    _probe([2], [4], [0], 0.5, 0.75),
    _probe([0], [3.5], [0.25], 0.25, 4.0),
    _probe([3, -1], [0, 0], [2, 0], 0.5, 0.25),
    _probe([1, 2], [5, 11], [-2, 5], 0.75, 0.125),
    _probe([-4, 0, 2], [0, 3, 8], [1, -1, 4], 0.125, 0.5),
    _probe([[1, -2], [4, 3]], [[2, 1], [0, 9]], [[-1, 3], [2, -4]], 2.0, 0.25),
    _probe([[2, -1, 3]], [[12, 2, 1]], [[2, 5, -2]], 0.25, 0.125),
    _probe([[[3], [-2]]], [[[1], [4]]], [[[-5], [2]]], 1.5, 0.25),
    _probe([1.5, -2], [0.5, 4], [-3, 0.25], 0.5, 0.375, dtype=np.float32),
)


def bound(args, expected):
    """A root, a sum and a division: a few roundings of the step, one of the difference, one of the sum."""
    w, s = (np.asarray(expected[name], dtype=float) for name in ("w", "s"))
    step = np.abs(w - args["w"])
    eps = np.finfo(np.float64).eps
    return {"w": 64 * eps * (np.abs(args["w"]) + step), "s": 64 * eps * np.abs(s)}


TASK = Task(
    id="adagrad_step",
    lecture="03a_descent",
    place=2,
    signature="adagrad_step(w, s, g, lr, eps) -> (w, s)",
    reference=reference,
    parts=(Part("w"), Part("s")),
    faults=FAULTS,
    probes=PROBES,
    cells={
        "adagrad-sum": "what the sum of squares collects",
        "adagrad-rate": "how each weight gets a learning rate of its own",
        "adagrad-epsilon": "where eps stands, and what it prevents",
    },
    ask="Compute the call above by hand: what is the new sum, what is its root, and what is the step of the first "
    "weight?",
    why="The sum takes in the new square first, then its root divides the gradient. Print the sum, the denominator and "
    "the step for this call; the first that differs from the one by hand is the place.",
    cell="adagrad-rate",
    bound=bound,
)
