"""The gradient of a sigmoid with respect to its input."""

import numpy as np

from ..task import Fault, Part, Probe, Task
from ._element_by_element import added_up


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def reference(faults, dy, x):
    """dx, of the shape of x; with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if has("arguments_swapped"):
        dy, x = x, dy
    slope = _slope(has, dy if has("slope_at_dy") else x)
    if has("doubled_slope"):
        slope = 2 * slope
    if has("times_x"):
        slope = slope * x
    if has("negative"):
        slope = -slope
    return _returned(has, _chained(has, dy, x, slope))


def _slope(has, x):
    if has("tanh_slope"):
        return 1 - np.tanh(x) ** 2
    if has("relu_slope"):
        return (x > 0).astype(x.dtype)
    if has("slope_at_zero"):
        return np.full_like(x, 0.25)
    if has("brackets_missing"):
        return (1 + np.exp(-x)) * -np.exp(-x)
    s = x if has("x_is_output") else sigmoid(sigmoid(x)) if has("sigmoid_twice") else sigmoid(x)
    if has("forward"):
        return s
    if has("forgets_output"):
        return 1 - s
    if has("square_of_output"):
        return s * s
    if has("square_of_rest"):
        return (1 - s) ** 2
    if has("adds_output"):
        return s * (1 + s)
    if has("second_slope"):
        return s * (1 - s) * (1 - 2 * s)
    if has("tanh_rule"):
        return 1 - s * s
    return s * (1 - x) if has("one_minus_input") else s * (1 - s)


def _chained(has, dy, x, slope):
    """What comes from above and the slope, put together."""
    if has("forgets_dy"):
        return slope
    if has("adds_dy"):
        return dy + slope
    if has("divides"):
        return dy / slope
    if has("subtracts_target"):
        return sigmoid(x) - dy
    if has("takes_target"):
        return (sigmoid(x) - dy) * slope
    if has("matrix_product"):
        return dy @ slope
    return dy * slope


def _returned(has, dx):
    if has("summed"):
        return np.sum(dx)
    if has("summed_over_batch"):
        return np.sum(dx, axis=0)
    if has("mean_over_batch"):
        return np.mean(dx, axis=0)
    return dx / len(dx) if has("divided_by_batch") else dx


CHAIN, SLOPE, CACHE = "chain-through-a-unit", "sigmoid-slope", "what-is-cached"
FAULTS = (
    Fault(
        "forgets_dy",
        "This is the slope of the sigmoid alone: dy is never used.",
        "Which of the arguments does your function never use?",
        "The gradient from above says how much the loss cares about each output; the chain rule multiplies by it.",
        CHAIN,
    ),
    Fault(
        "x_is_output",
        "x is used as if it were the output of the sigmoid.",
        "Is x what went into the sigmoid, or what came out of it?",
        "In this course a unit keeps its input. The slope is easily written with the output, so the output has to be "
        "computed first.",
        CACHE,
    ),
    Fault(
        "one_minus_input",
        "One of the two factors is right, the other is 1 minus the input.",
        "In 1 - …, does the output of the sigmoid stand there, or its input?",
        "Both factors of the slope are made of the output.",
        CACHE,
    ),
    Fault(
        "sigmoid_twice",
        "The sigmoid is taken twice before the slope is formed.",
        "How often does x go through the sigmoid in your function?",
        "x is the input of the sigmoid; once through it gives the output.",
        CACHE,
    ),
    Fault(
        "forward",
        "The output of the sigmoid stands where its slope should be.",
        "How large is your factor where the sigmoid is flat, at large x?",
        "Backwards, dy is multiplied by the slope at x. Where the curve is flat nothing comes through.",
        SLOPE,
    ),
    Fault(
        "forgets_output",
        "The slope lacks one factor: it is 1 minus the output alone.",
        "How large is your slope far to the left, where the sigmoid is flat?",
        "The slope is small on both sides. One of its factors vanishes on the left, the other on the right.",
        SLOPE,
    ),
    Fault(
        "square_of_output",
        "The slope is the squared output.",
        "How large is your slope far to the right, where the sigmoid is flat?",
        "The slope is small on both sides. One of its factors vanishes on the left, the other on the right.",
        SLOPE,
    ),
    Fault(
        "square_of_rest",
        "The slope is the square of 1 minus the output.",
        "How large is your slope far to the left, where the sigmoid is flat?",
        "The slope is small on both sides. One of its factors vanishes on the left, the other on the right.",
        SLOPE,
    ),
    Fault(
        "adds_output",
        "The sign inside the slope is wrong: 1 plus the output.",
        "How large can the slope of a sigmoid be at most?",
        "The slope is at most ¼, in the middle, and falls to 0 on both sides.",
        SLOPE,
    ),
    Fault(
        "tanh_rule",
        "This is the rule for tanh, 1 minus the squared output, with the output of a sigmoid.",
        "What is the slope of the sigmoid at x = 0, and what does your formula give?",
        "Each unit has its own rule. 1 minus the squared output belongs to tanh, whose outputs lie between -1 and 1.",
        SLOPE,
    ),
    Fault(
        "tanh_slope",
        "This is the slope of tanh.",
        "What is the slope of the sigmoid at x = 0, and what does your formula give?",
        "tanh is a sigmoid stretched to twice its height and half its width: its slope is 1 at 0, not ¼.",
        SLOPE,
    ),
    Fault(
        "relu_slope",
        "This is the slope of a ReLU.",
        "Which values can your slope take?",
        "A sigmoid has no corner; its slope changes smoothly and is largest at 0.",
        SLOPE,
    ),
    Fault(
        "slope_at_zero",
        "The slope is ¼ everywhere.",
        "Does your result change when only x changes?",
        "¼ is the slope at x = 0 and the largest there is. Away from 0 it falls off; that is why gradients vanish.",
        SLOPE,
    ),
    Fault(
        "negative",
        "The sign is wrong.",
        "Does a sigmoid rise or fall?",
        "It rises everywhere, so its slope is positive. Differentiating the exponential brings one minus sign, "
        "the power -1 another.",
        SLOPE,
    ),
    Fault(
        "doubled_slope",
        "The result is twice what it should be.",
        "How large is your slope at x = 0?",
        "The sigmoid is steepest at 0, with the slope ¼. Written with tanh(x/2), the inner ½ belongs to the slope too.",
        SLOPE,
    ),
    Fault(
        "second_slope",
        "This is the slope of the slope: the sigmoid has been differentiated twice.",
        "What does your function return at x = 0, where the sigmoid is steepest?",
        "The chain rule asks for the first derivative, which is largest where the second one is 0.",
        SLOPE,
    ),
    Fault(
        "slope_at_dy",
        "The slope is taken at dy, and x is never used.",
        "Which of the two arguments went into the sigmoid on the way forward?",
        "The slope is taken where the unit worked: at x. dy comes from above and multiplies it.",
        CHAIN,
    ),
    Fault(
        "times_x",
        "The slope is multiplied by x as well.",
        "What comes back at x = 0, where the sigmoid is steepest?",
        "A factor x belongs to the gradient of a weight. Here the gradient of the input of the unit is asked for.",
        CHAIN,
    ),
    Fault(
        "adds_dy",
        "dy is added to the slope; it should be multiplied.",
        "What comes back when dy is 0?",
        "Where nothing comes from above nothing goes further down: a chain multiplies.",
        CHAIN,
    ),
    Fault(
        "divides",
        "dy is divided by the slope.",
        "Does more or less of dy come through where the sigmoid is flat?",
        "A flat place lets little through: the chain rule multiplies.",
        CHAIN,
    ),
    Fault(
        "arguments_swapped",
        "dy and x are exchanged.",
        "Which of the two arguments comes first, and at which of them is the slope taken?",
        "The slope is taken at x; dy comes from above and multiplies it.",
        CHAIN,
    ),
    Fault(
        "subtracts_target",
        "dy is subtracted from the output, as if it were a target.",
        "Is dy a target or a gradient?",
        "Output minus target is the gradient of a sigmoid and its cross-entropy together. Here the unit is alone and "
        "the loss has already sent its gradient.",
        CHAIN,
    ),
    Fault(
        "takes_target",
        "dy is used as a target: the output minus dy is multiplied by the slope.",
        "Is dy a target or a gradient?",
        "That would be the gradient of a squared error. Here the loss has already sent its gradient, which is dy.",
        CHAIN,
    ),
    Fault(
        "brackets_missing",
        "The 1 is divided by 1 and the exponential added, because a division goes before a sum: brackets are missing.",
        "Which of the two operations comes first on that line, the division or the sum?",
        "An output of a sigmoid lies between 0 and 1; print yours.",
        SLOPE,
    ),
    Fault(
        "matrix_product",
        "dy and the slope are multiplied as matrices.",
        "How many numbers of x does one number of the output depend on?",
        "Each number goes through the unit on its own, so each has its own factor.",
        CHAIN,
    ),
    *added_up(CHAIN),
)


def _probe(dy, x, dtype=np.float64):
    tags = ("an x that is not 0",) if np.any(x) else ()
    tags += ("more than one number",) if np.size(x) > 1 else ()
    return Probe({"dy": np.array(dy, dtype=dtype), "x": np.array(x, dtype=dtype)}, tags)


PROBES = (
    _probe([1], [0]),
    _probe([2], [0]),
    _probe([1], [2]),
    _probe([3], [-1]),
    _probe([-2], [0.5]),
    _probe([0], [1]),
    _probe([4], [-3]),
    _probe([1, -2], [1, 2]),
    _probe([3, 1, -1], [-2, 0, 4]),
    _probe([[2, -3]], [[-1, 3]]),
    _probe([[1], [4]], [[2], [-1.5]]),
    _probe([[2, -1], [-3, 5]], [[1, -2], [0.5, 3]]),
    _probe([[1, 2, -3], [4, -1, 2]], [[-1, 2, 0.25], [3, -2, 1]]),
    _probe([[[1, -2]], [[3, 4]]], [[[2, -1]], [[0.5, -4]]]),
    _probe([[1.5, -2], [0.25, 3]], [[-1, 0.5], [2, -3]], dtype=np.float32),
)


def bound(args, expected):
    """1 - output loses digits where the output is near 1: an error of a rounding of 1, times dy."""
    return {"dx": 64 * np.finfo(np.float64).eps * np.abs(args["dy"])}


TASK = Task(
    id="sigmoid_backward",
    lecture="04a_slopes_and_depth",
    place=1,
    signature="sigmoid_backward(dy, x) -> dx",
    reference=reference,
    parts=(Part("dx"),),
    faults=FAULTS,
    probes=PROBES,
    cells={
        CHAIN: "how a gradient passes a unit on its way back",
        SLOPE: "the slope of the sigmoid, and where it is flat",
        CACHE: "what a unit keeps from its forward pass",
    },
    ask="How steep is the sigmoid at the x of the call above, and what does the chain rule do with dy there?",
    why="First the output at x, then the slope made of it, then dy. Print the three for this call; the first that "
    "differs from the one by hand is the place.",
    cell=SLOPE,
    bound=bound,
)
