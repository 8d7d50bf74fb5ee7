"""Rosenblatt's learning rule: one pass over the data, an update after each mistake."""

from functools import partial

import numpy as np

from ..task import Fault, Part, Probe, Task

PASSES = 50  # of the fault that repeats the pass until nothing changes


def reference(faults, X, t, w, b, lr):
    """(w, b) after one pass; with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if has("starts_from_zero"):
        w, b = np.zeros_like(w), 0.0
    start = (w, b)
    order = list(range(len(X)))[has("skips_first") : len(X) - has("skips_last")]
    for _ in range(PASSES if has("many_epochs") else 1):
        changed = False
        for n in reversed(order) if has("reversed_order") else order:
            seen = start if has("frozen_weights") else (w, b)
            a = _pre_activation(has, X[n], *seen)
            mistake, factor = _decide(has, a, t[n])
            if mistake:
                w, b, changed = *_updated(has, X[n], factor, t[n], w, b, lr), True
            if mistake and has("first_mistake_only") or has("first_example_only"):
                break
        if not changed:
            break
    return (b, w) if has("returns_swapped") else (w, b)


def _pre_activation(has, x, w, b):
    return w @ x + (0.0 if has("bias_not_in_test") else -b if has("bias_subtracted") else b)


def _decide(has, a, t):
    """Is this example a mistake, and by which factor does it move the weights?"""
    y = float(np.sign(a)) or -t  # at 0 it is wrong, whatever the class
    if a == 0 and (has("zero_is_plus") or has("zero_is_minus")):
        y = 1.0 if has("zero_is_plus") else -1.0
    if has("zero_one_outputs"):
        y = float(a >= 0)
    mistake = y != t
    if has("zero_is_right"):
        mistake = t * a < 0
    if has("margin_one"):
        mistake = t * a < 1
    if has("updates_when_right"):
        mistake = t * a > 0
    factor = t
    if has("doubled_step"):
        factor = t - y
    if has("sign_difference") and not has("zero_is_right"):  # beside it this would be doubled_step
        factor = t - np.sign(a)
    if has("delta_rule"):
        factor = t - a
    if has("forgets_target"):
        factor = 1.0
    return mistake or has("always_updates") or has("delta_rule"), factor


def _updated(has, x, factor, t, w, b, lr):
    rate = 1.0 if has("forgets_rate") else lr
    w = w + (-rate if has("wrong_direction") else rate) * factor * x
    if not has("bias_fixed"):
        back = has("wrong_direction") != has("bias_wrong_direction")
        factor = 1.0 if has("bias_forgets_target") else factor
        b = b + (-1 if back else 1) * (1.0 if has("bias_forgets_rate") else rate) * factor
    return w, b


FAULTS = (
    Fault(
        "zero_is_right",
        "An example whose pre-activation is exactly 0 is left alone.",
        "What should happen to an example that lies exactly on the line?",
        "On the line the unit has not decided for the right side. This rule counts t·(w·x + b) = 0 as a mistake; "
        "otherwise learning that starts at w = 0, b = 0 would never begin.",
        "mistakes",
    ),
    Fault(
        "zero_is_plus",
        "A pre-activation of exactly 0 is read as the answer +1, so with t = +1 it is not counted as a mistake.",
        "Take an example with t = +1 that lies exactly on the line: does your function update on it?",
        "`sign` with sign(0) = +1 hides this mistake for one of the two classes. The rule asks about "
        "t·(w·x + b), which is 0 for both classes there.",
        "mistakes",
    ),
    Fault(
        "zero_is_minus",
        "A pre-activation of exactly 0 is read as the answer -1, so with t = -1 it is not counted as a mistake.",
        "Take an example with t = -1 that lies exactly on the line: does your function update on it?",
        "An answer of -1 at 0 hides this mistake for one of the two classes. The rule asks about t·(w·x + b), which is "
        "0 for both classes there.",
        "mistakes",
    ),
    Fault(
        "zero_one_outputs",
        "The unit's answer is 0 or 1, but it is compared with targets of -1 and +1.",
        "Which values can your answer take, and which values can t take?",
        "An answer of 0 never equals a target of -1, so every example of that class counts as a mistake, "
        "also when the unit has it right.",
        "decision-rule",
    ),
    Fault(
        "margin_one",
        "Examples on the right side but close to the line (t·(w·x + b) below 1) are counted as mistakes too.",
        "When exactly is an example a mistake: when it is close to the line, or when it is not on its side?",
        "Asking for t·(w·x + b) ≥ 1 is the rule of a margin machine. The perceptron is content with any "
        "pre-activation on the right side.",
        "mistakes",
    ),
    Fault(
        "always_updates",
        "The weights move on every example, also on those the unit has right.",
        "What should an example change that the unit already answers rightly?",
        "The perceptron learns from mistakes only; updating on right answers keeps the line moving for ever, "
        "even when all examples are on their side.",
        "mistakes",
    ),
    Fault(
        "updates_when_right",
        "The test for a mistake is the other way round: the weights move when the answer is right.",
        "For an example on the right side, which sign has t·(w·x + b)?",
        "t and the pre-activation have the same sign when the answer is right, so their product is positive there "
        "and a mistake has a product that is not.",
        "mistakes",
    ),
    Fault(
        "forgets_target",
        "The update adds x whatever the target is.",
        "In which direction must w move for a mistake with t = -1?",
        "Adding x always raises the pre-activation of this example. With t = -1 it has to fall.",
        "update-rule",
    ),
    Fault(
        "wrong_direction",
        "The update moves away from the target: after it the mistake is larger than before.",
        "Take the call above: is the pre-activation nearer to its side after your update?",
        "The new pre-activation differs from the old one by a multiple of x·x + 1, which is positive; the sign of the "
        "difference has to be t.",
        "update-rule",
    ),
    Fault(
        "forgets_rate",
        "The update ignores the learning rate.",
        "Which of the arguments does your update never use?",
        "The step is as long as lr says. With lr = 1 nobody would notice, so the check uses other values.",
        "update-rule",
    ),
    Fault(
        "bias_forgets_rate",
        "The weights move by the learning rate, the bias by a whole step.",
        "The bias is the weight of an input that is always 1: how far does such a weight move?",
        "w and b are learned by the same rule, so the same learning rate stands in both updates.",
        "update-rule",
    ),
    Fault(
        "bias_forgets_target",
        "The bias grows on every mistake, whatever the target is.",
        "In which direction must b move for a mistake with t = -1?",
        "The bias is the weight of an input that is always 1; like every weight it follows the target.",
        "update-rule",
    ),
    Fault(
        "bias_wrong_direction",
        "The weights move towards the target, but the bias moves away from it.",
        "If b grows, does w·x + b grow or fall?",
        "A threshold θ stands on the other side of the inequality and moves the other way; b = -θ does not.",
        "threshold-unit",
    ),
    Fault(
        "bias_fixed",
        "The weights are updated, the bias never is.",
        "Which lines can the unit reach if b stays as it is?",
        "With b fixed the line can turn but not shift freely. b is one more weight, of an input that is always 1.",
        "update-rule",
    ),
    Fault(
        "bias_not_in_test",
        "Whether an example is a mistake is decided without the bias.",
        "Write down the pre-activation of the first example in the call above: what do you add to w·x?",
        "Without b the test uses a line through the origin, which is not the line the unit decides by.",
        "decision-rule",
    ),
    Fault(
        "bias_subtracted",
        "The bias is subtracted from w·x where it has to be added.",
        "Is the third argument a threshold θ or a bias b?",
        "The unit fires when w·x ≥ θ, which is w·x + b ≥ 0 with b = -θ: the sign changes with the side.",
        "decision-rule",
    ),
    Fault(
        "frozen_weights",
        "All examples are judged by the weights from before the pass.",
        "When example 1 is judged, which w counts: the one you were given, or the one after example 0?",
        "The rule learns online: each example meets the weights that the mistakes before it have left. Judging all "
        "examples first is another method (batch learning).",
        "update-rule",
    ),
    Fault(
        "first_mistake_only",
        "The pass ends after the first mistake.",
        "After an update, which examples are still to come?",
        "One pass meets every example once. Leaving the loop after an update keeps the rest of the data unseen.",
        "update-rule",
    ),
    Fault(
        "first_example_only",
        "Only the first example is looked at.",
        "How often does the body of your loop run before the function returns?",
        "A `return` inside the loop ends the function in its first round, whatever follows.",
        "update-rule",
    ),
    Fault(
        "many_epochs",
        "The pass is repeated until there is no mistake left.",
        "How often does one pass meet each example?",
        "An epoch is a single pass. Repeating it until nothing changes is what the caller does, with this function.",
        "convergence",
    ),
    Fault(
        "skips_first",
        "The first example is never looked at.",
        "Which index has the first row of X?",
        "Rows are counted from 0; a loop that starts at 1 misses one.",
        "update-rule",
    ),
    Fault(
        "skips_last",
        "The last example is never looked at.",
        "For N rows, which is the last index that your loop visits?",
        "range(N) ends before N by itself; ending it earlier loses a row.",
        "update-rule",
    ),
    Fault(
        "reversed_order",
        "The examples are visited from the last to the first.",
        "In which order does the task ask for the examples?",
        "The rule is online, so the order matters: another order makes other mistakes and ends at another line.",
        "update-rule",
    ),
    Fault(
        "starts_from_zero",
        "The pass starts from zero weights, not from the ones it was given.",
        "Where do the w and b of the call enter your function?",
        "A second pass has to go on where the first one stopped, so the function starts from what it receives.",
        "update-rule",
    ),
    Fault(
        "doubled_step",
        "After each mistake the step is twice too long, as with lr·(t - y) for answers y of -1 and +1.",
        "For t = +1 and the answer -1, how large is t minus the answer?",
        "Both are -1 or +1, so their difference after a mistake is 2 or -2. The rule of this task moves by lr·x in the "
        "direction of t.",
        "update-rule",
    ),
    Fault(
        "sign_difference",
        "The step is lr·(t - sign): on the line, where the sign is 0, it fits; off the line it is twice too long.",
        "For t = +1 and the answer -1, how large is t minus the answer?",
        "Off the line both are -1 or +1, so their difference after a mistake is 2 or -2. The rule of this task moves "
        "by lr·x in the direction of t.",
        "update-rule",
    ),
    Fault(
        "delta_rule",
        "The step is proportional to t minus the pre-activation: that is the delta rule, not the perceptron's.",
        "By how much does your function move the weights for an example far on its right side?",
        "Widrow and Hoff's delta rule pulls every pre-activation towards t. The perceptron moves by the same step "
        "on each mistake and not at all otherwise.",
        "update-rule",
    ),
    Fault(
        "returns_swapped",
        "The two results are returned in the other order.",
        "In which order does the signature list what comes back?",
        "The caller unpacks the pair by position, so b would become the weights.",
        "update-rule",
    ),
)


def _probe(X, t, w, b, lr, *tags, dtype=np.float64):
    make = partial(np.array, dtype=dtype)
    more = ("more than one example",) if len(X) > 1 else ()
    return Probe({"X": make(X), "t": make(t), "w": make(w), "b": float(b), "lr": lr}, tags + more)


ZERO, MINUS, RIGHT = "a pre-activation of exactly 0", "a mistake with t = -1", "no mistake in it"
# Small binary fractions throughout: every sum is exact, in float32 too, in whatever order it is formed. All sets can
# be separated, so that a function which repeats the pass until there is no mistake comes back.
PROBES = (
    _probe([[2]], [1], [-1], -1, 0.5),
    _probe([[3]], [-1], [1], 1, 0.5, MINUS),
    _probe([[2]], [1], [0], 0, 0.5, ZERO),
    _probe([[3]], [-1], [0], 0, 0.25, ZERO, MINUS),
    _probe([[2]], [1], [2], 1, 0.5, RIGHT),
    _probe([[3]], [-1], [-2], -1, 0.5, RIGHT),
    _probe([[2]], [1], [0.5], -0.5, 0.25, RIGHT),
    _probe([[2]], [-1], [-0.5], 0.5, 0.25, RIGHT),
    _probe([[2]], [1], [-1], 2, 0.25, ZERO),
    _probe([[2]], [1], [1], -3, 0.25),
    _probe([[2]], [-1], [1], -3, 0.25, RIGHT),
    _probe([[-2]], [1], [1], 3, 0.25, RIGHT),
    _probe([[3], [2]], [1, -1], [-1], 0, 0.25),
    _probe([[1], [2]], [1, -1], [-2], 1, 0.5),
    _probe([[4], [1]], [1, -1], [2], -1, 0.5),
    _probe([[1], [4]], [-1, -1], [0], 1, 0.25, MINUS),
    _probe([[-1], [-5]], [-1, -1], [0], 2, 0.25, MINUS),
    _probe([[1, 2]], [1], [-2, -3], 4, 0.25),
    _probe([[2, -1]], [-1], [3, 1], 1, 0.5, MINUS),
    _probe([[1, 2], [3, -1]], [1, -1], [0, 0], 0, 0.5, ZERO),
    _probe([[1, 2], [2, 3]], [-1, 1], [1, -1], 2, 0.25),
    _probe([[1], [-3], [4]], [1, -1, 1], [-1], 2, 0.5),
    _probe([[1], [4], [5]], [-1, -1, 1], [0], 2, 0.5),
    _probe([[2, -5], [-4, 4]], [-1, 1], [3, 1], -2, 0.25),
    _probe([[2, -4], [-3, 4], [-5, 3]], [-1, 1, -1], [1, 0], -1, 0.5),
    _probe([[2, 1], [4, 3], [-1, 2]], [1, 1, -1], [-2, 1], 0.5, 0.25),
    _probe([[0, 0], [0, 1], [1, 0], [1, 1]], [-1, -1, -1, 1], [0, 0], 0, 0.5, ZERO),
    _probe([[4, -2], [1, 5], [-3, 3], [2, -4]], [-1, 1, 1, 1], [3, -1], -2, 0.5),
    _probe([[4, -3], [-5, 2], [-4, -2], [-1, 1]], [-1, 1, 1, -1], [2, -1], -1, 0.5),
    _probe([[1, 2, 3], [-2, 1, 5], [4, -1, 2], [-3, -2, 1]], [-1, 1, 1, -1], [2, -1, 1], -1, 0.25),
    _probe([[2, 1], [-4, 3], [1, -2]], [1, -1, 1], [-1, 2], 0.5, 0.5, dtype=np.float32),
)

TASK = Task(
    id="perceptron_epoch",
    lecture="01a_threshold_units",
    place=2,
    signature="perceptron_epoch(X, t, w, b, lr) -> (w, b)",
    reference=reference,
    parts=(Part("w", axes=("inputs",)), Part("b", "number")),
    faults=FAULTS,
    probes=PROBES,
    cells={
        "threshold-unit": "how a threshold becomes a bias",
        "decision-rule": "how the pre-activation w·x + b decides",
        "mistakes": "what counts as a mistake",
        "update-rule": "how one mistake moves the weights",
        "convergence": "why pass after pass comes to an end",
    },
    ask="Go through the call above by hand, one example at a time: is it a mistake, and what are w and b after it?",
    why="The smallest call that differs is shown on purpose: at most a few numbers stand between your function "
    "and the rule. The first example after which your w and b differ from the ones by hand is the place.",
    cell="update-rule",
)
