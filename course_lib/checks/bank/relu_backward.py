"""The gradient of a rectified linear unit with respect to its input."""

import numpy as np

from ..task import Fault, Part, Probe, Task
from ._element_by_element import added_up


def reference(faults, dy, x):
    """dx, of the shape of x; with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if has("arguments_swapped"):
        dy, x = x, dy
    if has("forgets_dy"):
        dy = np.ones_like(dy)
    if has("drops_blocked"):
        return dy[x > 0]
    if has("python_if"):
        return dy if x > 0 else 0 * dy
    return _returned(has, _blocked(has, dy, x))


def _blocked(has, dy, x):
    if has("cuts_negative_dy"):
        return np.maximum(dy, 0)
    if has("clips_product"):
        return np.maximum(dy * x, 0)
    if has("compares_product"):
        return dy * x > 0
    if has("forward"):
        return dy * np.maximum(x, 0)
    if has("forward_alone"):
        return np.maximum(x, 0)
    if has("guided"):
        return dy * (x > 0) * (dy > 0)
    if has("keeps_input"):
        return np.where(x > 0, dy, x)
    if has("passes_all"):
        return dy
    if has("matrix_product"):
        return dy @ (x > 0)
    if has("adds_dy"):
        return dy + (x > 0)
    return dy * _slope(has, x)


def _slope(has, x):
    if has("zero_passes"):
        return (x >= 0).astype(x.dtype)
    if has("half_at_zero"):
        return (np.sign(x) + 1) / 2
    if has("negative_side"):
        return (x < 0).astype(x.dtype)
    if has("negative_side_and_zero"):
        return (x <= 0).astype(x.dtype)
    if has("nonzero_passes"):
        return (x != 0).astype(x.dtype)
    if has("sign_slope"):
        return np.sign(x)
    if has("leaky_hundredth"):
        return np.where(x > 0, 1.0, 0.01)
    if has("leaky_tenth"):
        return np.where(x > 0, 1.0, 0.1)
    if has("above_one"):
        return (x > 1).astype(x.dtype)
    if has("slope_is_input"):
        return x
    if has("sigmoid_slope"):
        s = 1 / (1 + np.exp(-x))
        return s * (1 - s)
    if has("whole_array_decides"):
        return float(np.all(x > 0))
    if has("any_decides"):
        return float(np.any(x > 0))
    return (x > 0).astype(x.dtype)


def _returned(has, dx):
    if has("negative"):
        dx = -dx
    if has("summed"):
        return np.sum(dx)
    if has("summed_over_batch"):
        return np.sum(dx, axis=0)
    if has("mean_over_batch"):
        return np.mean(dx, axis=0)
    return dx / len(dx) if has("divided_by_batch") else dx


CHAIN, SLOPE, CORNER = "chain-through-a-unit", "relu-slope", "relu-corner"
FAULTS = (
    Fault(
        "zero_passes",
        "At x = 0 the gradient passes; this course takes the slope 0 there.",
        "What does your function return where x is exactly 0?",
        "At the corner there is no slope, so a convention is needed: here ReLU'(0) = 0, as in most libraries.",
        CORNER,
    ),
    Fault(
        "half_at_zero",
        "At x = 0 half of the gradient passes; this course takes the slope 0 there.",
        "What does your function return where x is exactly 0?",
        "At the corner there is no slope, so a convention is needed: here ReLU'(0) = 0, as in most libraries.",
        CORNER,
    ),
    Fault(
        "nonzero_passes",
        "The gradient passes wherever x is not 0, also where it is negative.",
        "What does a ReLU answer at x = -2, and how much does that change when x changes a little?",
        "Left of 0 the unit answers 0 whatever x is: the slope there is 0.",
        SLOPE,
    ),
    Fault(
        "above_one",
        "The gradient passes only where x is above 1.",
        "Where is the corner of a ReLU?",
        "A ReLU is open for every positive input, however small.",
        CORNER,
    ),
    Fault(
        "forgets_dy",
        "This is the slope of the ReLU alone: dy is never used.",
        "Which of the arguments does your function never use?",
        "The gradient from above says how much the loss cares about each output; the chain rule multiplies by it.",
        CHAIN,
    ),
    Fault(
        "cuts_negative_dy",
        "The negative gradients are cut off, as if dy had gone forward through the unit.",
        "Which of the two arrays decides whether the unit was open: dy or x?",
        "The unit was open where its input was positive. A gradient may well be negative there, and passes unchanged.",
        CHAIN,
    ),
    Fault(
        "guided",
        "The gradient passes only where dy is positive as well.",
        "What does your function return where x is positive and dy is negative?",
        "Keeping only positive gradients is a way to draw pictures of what a network sees; the true gradient has both "
        "signs.",
        CHAIN,
    ),
    Fault(
        "forward",
        "dy is multiplied by the output of the ReLU, not by its slope.",
        "How much does the output change when x goes from 3 to 3.1?",
        "Where the unit is open its slope is 1, however large the output is.",
        SLOPE,
    ),
    Fault(
        "forward_alone",
        "This is the forward pass: the ReLU of x.",
        "Does your result change when only dy changes?",
        "Backwards, dy passes where the unit was open.",
        CHAIN,
    ),
    Fault(
        "slope_is_input",
        "dy is multiplied by x.",
        "How steep is a ReLU at x = 3?",
        "Where the unit is open its slope is 1. A factor x belongs to the gradient of a weight.",
        SLOPE,
    ),
    Fault(
        "clips_product",
        "The ReLU has been taken of dy times x.",
        "How steep is a ReLU at x = 3?",
        "x decides only whether dy passes; its size plays no part, nor does the sign of dy.",
        SLOPE,
    ),
    Fault(
        "compares_product",
        "The product of dy and x is compared with 0: brackets are missing.",
        "In `dy * x > 0`, what does Python do first?",
        "Python multiplies before it compares. What is left is a yes or no for each number, and dy is lost.",
        CHAIN,
    ),
    Fault(
        "keeps_input",
        "Where the unit was closed, x comes back; there the gradient is 0.",
        "What does your function return where x is negative?",
        "A closed unit answers 0 whatever its input is, so nothing passes.",
        SLOPE,
    ),
    Fault(
        "passes_all",
        "dy comes back as it went in: nothing is blocked.",
        "Does your result change when only x changes?",
        "A closed unit answers 0 whatever its input is, so its slope is 0 and blocks the gradient.",
        SLOPE,
    ),
    Fault(
        "negative_side",
        "The gradient passes where x is negative and is blocked where it is positive.",
        "On which side of 0 is a ReLU flat?",
        "Left of 0 the unit answers 0 whatever x is: the slope there is 0.",
        SLOPE,
    ),
    Fault(
        "negative_side_and_zero",
        "The gradient passes where x is 0 or negative and is blocked where it is positive.",
        "On which side of 0 is a ReLU flat?",
        "Left of 0 the unit answers 0 whatever x is: the slope there is 0.",
        SLOPE,
    ),
    Fault(
        "sign_slope",
        "Where x is negative the sign of dy is turned; there the gradient is 0.",
        "Whose slope is -1 on the left and 1 on the right?",
        "That is the absolute value. A ReLU is flat on the left.",
        SLOPE,
    ),
    Fault(
        "leaky_hundredth",
        "Where x is negative a hundredth of the gradient passes: that is a leaky ReLU.",
        "How much of dy should pass where x is negative?",
        "A leaky unit keeps a small slope on the left; this one is flat there.",
        SLOPE,
    ),
    Fault(
        "leaky_tenth",
        "Where x is negative a tenth of the gradient passes: that is a leaky ReLU.",
        "How much of dy should pass where x is negative?",
        "A leaky unit keeps a small slope on the left; this one is flat there.",
        SLOPE,
    ),
    Fault(
        "sigmoid_slope",
        "This is the slope of a sigmoid.",
        "How many different values can the slope of a ReLU take?",
        "A ReLU is made of two straight pieces, so its slope is 0 or 1.",
        SLOPE,
    ),
    Fault(
        "negative",
        "The sign is wrong.",
        "Does a ReLU rise or fall where it is not flat?",
        "Where the unit is open, dy passes as it is.",
        SLOPE,
    ),
    Fault(
        "arguments_swapped",
        "dy and x are exchanged.",
        "Which of the two arguments comes first, and which of them decides whether the unit was open?",
        "The slope is taken at x; dy comes from above and passes or not.",
        CHAIN,
    ),
    Fault(
        "adds_dy",
        "dy is added to the slope; it should be multiplied.",
        "What comes back where the unit was closed?",
        "A chain multiplies: a slope of 0 blocks everything.",
        CHAIN,
    ),
    Fault(
        "matrix_product",
        "dy and the slope are multiplied as matrices.",
        "How many numbers of x does one number of the output depend on?",
        "Each number goes through the unit on its own, so each has its own slope.",
        CHAIN,
    ),
    Fault(
        "python_if",
        "An if asks the whole array for one yes or no; each number needs its own.",
        "How many answers does `x > 0` give when x holds four numbers?",
        "With one number in the array the question can be answered; with several NumPy refuses to choose.",
        CHAIN,
    ),
    Fault(
        "whole_array_decides",
        "The whole array passes or is blocked: dy passes only if all of x is positive.",
        "Can one number of x be open and its neighbour closed?",
        "Each number goes through the unit on its own, so each decides for itself.",
        CHAIN,
    ),
    Fault(
        "any_decides",
        "The whole array passes or is blocked: all of dy passes if any number of x is positive.",
        "Can one number of x be open and its neighbour closed?",
        "Each number goes through the unit on its own, so each decides for itself.",
        CHAIN,
    ),
    Fault(
        "drops_blocked",
        "The blocked numbers have been left out, so the shape is lost.",
        "Which shape does x have, and which shape has your result?",
        "Every number of x needs its own gradient; where the unit was closed that gradient is 0.",
        CHAIN,
    ),
    *added_up(CHAIN),
)


def _probe(dy, x, dtype=np.float64):
    dy, x = np.array(dy, dtype=dtype), np.array(x, dtype=dtype)
    tags = ("an x of exactly 0",) if not np.all(x) else ()
    tags += ("a negative x",) if np.any(x < 0) else ()
    tags += ("a negative dy",) if np.any(dy < 0) else ()
    tags += ("more than one number",) if x.size > 1 else ()
    return Probe({"dy": dy, "x": x}, tags)


PROBES = (
    _probe([2], [3]),
    _probe([2], [-1]),
    _probe([3], [0]),
    _probe([-2], [3]),
    _probe([-3], [-2]),
    _probe([0], [2]),
    _probe([3], [0.5]),
    _probe([2, -3], [1, 2]),
    _probe([4, -1, 2], [-2, 3, 0]),
    _probe([[2, -3]], [[-1, 4]]),
    _probe([[1], [4]], [[2], [-3]]),
    _probe([[2, -1], [-3, 5]], [[1, -2], [3, 0.25]]),
    _probe([[1, 2, -3], [4, -1, -2]], [[-1, 2, 0], [3, -2, 1]]),
    _probe([[[1, -2]], [[3, 4]]], [[[2, -1]], [[0, -4]]]),
    _probe([[1.5, -2], [0.25, 3]], [[-1, 0.5], [2, -3]], dtype=np.float32),
)

TASK = Task(
    id="relu_backward",
    lecture="04a_slopes_and_depth",
    place=2,
    signature="relu_backward(dy, x) -> dx",
    reference=reference,
    parts=(Part("dx"),),
    faults=FAULTS,
    probes=PROBES,
    cells={
        CHAIN: "how a gradient passes a unit on its way back",
        SLOPE: "where a ReLU is open and where it is flat",
        CORNER: "which slope a ReLU has at its corner",
    },
    ask="Was the unit open or closed at the x of the call above, and what happens to dy then?",
    why="x decides and dy passes or not, number by number. Write for each number of this call whether the unit is "
    "open; the first that your function treats otherwise is the place.",
    cell=SLOPE,
)
