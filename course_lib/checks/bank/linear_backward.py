"""The way back through a linear layer: from the gradient of y = x W^T + b to those of x, W and b."""

import numpy as np

from ..task import Fault, Part, Probe, Task


def reference(faults, dy, x, W):
    """(dx, dW, db); with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    N = len(dy)
    dx, dW, db = _inputs(has, dy, x, W), _weights(has, dy, x, W), _biases(has, dy)
    if has("all_averaged") or has("dx_averaged"):
        dx = dx / N
    if has("all_averaged") or has("dW_averaged"):
        dW = dW / N
    if has("all_averaged") or has("db_averaged"):
        db = db / N
    if has("opposite_sign"):
        dx, dW, db = -dx, -dW, -db
    return _order(has, dx, dW, db)


def _inputs(has, dy, x, W):
    if has("ignores_dy") or has("ignores_dy_in_dx"):
        dy = np.ones_like(dy)
    if has("dx_zero"):
        return np.zeros_like(x)
    if has("dx_is_dy"):
        return dy.copy()
    if has("dx_from_x"):
        return dy @ x
    if has("dx_is_forward"):
        return x @ W.T
    if has("dx_with_columns") or has("examples_in_columns"):
        return W.T @ dy
    dx = dy @ (W.T if has("W_transposed") else W)
    if has("dx_times_x"):
        dx = dx * x
    if has("dx_through_relu"):
        dx = dx * (x > 0)
    if has("dx_summed"):
        return dx.sum(axis=0)
    return dx.T if has("dx_transposed") else dx


def _weights(has, dy, x, W):
    if has("ignores_dy") or has("ignores_dy_in_dW"):
        dy = np.ones_like(dy)
    if has("dW_zero"):
        return np.zeros_like(W)
    if has("dW_with_columns") or has("examples_in_columns"):
        return dy @ x.T
    if has("dW_from_W"):
        return dy.T @ W
    if has("dW_not_summed"):
        return dy[:, :, None] * x[:, None, :]
    if has("dW_of_last") or has("dW_of_first"):
        return np.outer(dy[-1], x[-1]) if has("dW_of_last") else np.outer(dy[0], x[0])
    if has("dW_of_sums"):
        return np.outer(dy.sum(axis=0), x.sum(axis=0))
    dW = dy.T @ x
    if has("dW_times_W"):
        dW = dW * W
    return dW.T if has("dW_transposed") else dW


def _biases(has, dy):
    if has("ignores_dy") or has("ignores_dy_in_db"):
        dy = np.ones_like(dy)
    if has("db_zero"):
        return np.zeros(dy.shape[1], dy.dtype)
    if has("db_is_one"):
        return np.ones(dy.shape[1], dy.dtype)
    if has("db_not_summed"):
        return dy.copy()
    if has("db_of_examples") or has("examples_in_columns"):
        return dy.sum(axis=1, keepdims=has("examples_in_columns"))
    if has("db_total"):
        return dy.sum()
    if has("db_of_last") or has("db_of_first"):
        return dy[-1] if has("db_of_last") else dy[0]
    return dy.sum(axis=0, keepdims=has("db_keepdims"))


def _order(has, dx, dW, db):
    """What comes back, and in which order."""
    if has("forgets_db"):
        return dx, dW
    if has("forgets_dx"):
        return dW, db
    orders = {"order_dW_db_dx": (dW, db, dx), "order_dW_dx_db": (dW, dx, db), "order_dx_db_dW": (dx, db, dW)}
    return next((order for name, order in orders.items() if has(name)), (dx, dW, db))


FAULTS = (
    Fault(
        "W_transposed",
        "dx is computed with W transposed.",
        "Which axis of dy counts the units, and which axis of W?",
        "On the way in W meets the inputs; on the way back it meets the units. With a square W the other "
        "product runs too, with other numbers.",
        "linear-layer-back",
    ),
    Fault(
        "dx_with_columns",
        "dx is computed by the formula for columns: W stands on the left.",
        "Which axis of dy counts the examples here: the rows or the columns?",
        "For one example as a column W stands on the left. A batch has its examples in rows, so dy comes first.",
        "linear-layer-back",
    ),
    Fault(
        "examples_in_columns",
        "All three are computed by the formulas for a batch with its examples in columns.",
        "Which axis of dy counts the examples here: the rows or the columns?",
        "Some books keep one example in each column. Here each has a row, so all products change their order and the "
        "sums their axis.",
        "shapes-of-gradients",
    ),
    Fault(
        "dx_from_x",
        "dx is computed with x, not with W.",
        "How fast does an output change with an input: what stands in front of x in the formula?",
        "The slope of a product for one factor is the other factor: for x it is W, for W it is x.",
        "linear-layer-back",
    ),
    Fault(
        "dx_is_dy",
        "dx is the gradient from above, handed on as it came.",
        "Which of the arguments does your dx never use?",
        "Between the outputs and the inputs stand the weights: each input is answerable for every output, as strongly "
        "as its weight says.",
        "linear-layer-back",
    ),
    Fault(
        "dx_is_forward",
        "dx is the layer's answer on the way in, not a gradient.",
        "Does your dx change when dy doubles?",
        "The way back starts from dy; x is needed only for the gradient of the weights.",
        "linear-layer-back",
    ),
    Fault(
        "dx_zero",
        "dx is 0 everywhere.",
        "On which line do numbers enter your dx?",
        "Layers below learn from dx; where it is 0 they never change.",
        "linear-layer-back",
    ),
    Fault(
        "dx_times_x",
        "dx is multiplied by x once more.",
        "By how much does 3 x grow when x grows by 1: does that depend on x?",
        "The slope of a product for one factor is the other factor alone.",
        "linear-layer-back",
    ),
    Fault(
        "dx_through_relu",
        "dx is 0 where x is not positive: there is a ReLU in it that this layer does not have.",
        "Which operations does this layer make on the way in?",
        "Each operation has a way back of its own; a ReLU below this layer will see to itself.",
        "linear-layer-back",
    ),
    Fault(
        "dx_summed",
        "dx is added up over the examples.",
        "Which shape has dx, for a batch of three examples?",
        "Weights are shared by all examples, inputs are not: each example keeps its own row.",
        "sum-over-the-batch",
    ),
    Fault(
        "dx_transposed",
        "dx comes back transposed.",
        "Which shape has x, and which shape your dx?",
        "A gradient has the shape of what it is the gradient of.",
        "shapes-of-gradients",
    ),
    Fault(
        "dx_averaged",
        "dx is divided by the number of examples.",
        "Where was the mean over the batch taken: in this layer, or in the loss?",
        "If the loss is a mean, its share is in dy already. This layer takes no mean.",
        "sum-over-the-batch",
    ),
    Fault(
        "dW_transposed",
        "dW comes back transposed.",
        "Which shape has W, and which shape your dW?",
        "A gradient has the shape of what it is the gradient of, or the two could not be added. W is stored as (units, "
        "inputs).",
        "shapes-of-gradients",
    ),
    Fault(
        "dW_with_columns",
        "dW is computed by the formula for columns: it is added up over the wrong axis.",
        "Over which axis must the sum in dW run, and which axes meet in your product?",
        "The axis that disappears in a product is the one that is added up: for the weights, that of the examples.",
        "shapes-of-gradients",
    ),
    Fault(
        "dW_from_W",
        "dW is computed with W, not with x.",
        "How fast does an output change with a weight: what does the weight stand in front of?",
        "The slope of a product for one factor is the other factor: for W it is x, for x it is W.",
        "linear-layer-back",
    ),
    Fault(
        "dW_times_W",
        "dW is multiplied by W once more.",
        "By how much does 3 w grow when w grows by 1: does that depend on w?",
        "The slope of a product for one factor is the other factor alone.",
        "linear-layer-back",
    ),
    Fault(
        "dW_zero",
        "dW is 0 everywhere.",
        "On which line do numbers enter your dW?",
        "Where dW is 0 the layer never learns.",
        "linear-layer-back",
    ),
    Fault(
        "dW_not_summed",
        "Each example has kept its own dW; they are not added up.",
        "How many axes has your dW, and what does each of them count?",
        "All examples used the same weights, so their demands on them add up.",
        "sum-over-the-batch",
    ),
    Fault(
        "dW_of_last",
        "dW is that of the last example alone.",
        "What happens in your loop to what the first example has asked of W?",
        "All examples used the same weights, so their demands add up; an assignment forgets those before.",
        "sum-over-the-batch",
    ),
    Fault(
        "dW_of_first",
        "dW is that of the first example alone.",
        "What does the second example ask of W in your function?",
        "All examples used the same weights, so their demands on them add up.",
        "sum-over-the-batch",
    ),
    Fault(
        "dW_of_sums",
        "dy and x are added up over the batch first and multiplied afterwards.",
        "Does the second example's dy meet the first example's x in your dW?",
        "Each example's dy belongs to its own x: multiply first, example by example, then add.",
        "sum-over-the-batch",
    ),
    Fault(
        "dW_averaged",
        "dW is divided by the number of examples.",
        "Where was the mean over the batch taken: in this layer, or in the loss?",
        "If the loss is a mean, its share is in dy already. This layer only adds up.",
        "sum-over-the-batch",
    ),
    Fault(
        "db_averaged",
        "db is divided by the number of examples: it is a mean, not a sum.",
        "Where was the mean over the batch taken: in this layer, or in the loss?",
        "If the loss is a mean, its share is in dy already. This layer only adds up.",
        "sum-over-the-batch",
    ),
    Fault(
        "all_averaged",
        "All three gradients are divided by the number of examples.",
        "Where was the mean over the batch taken: in this layer, or in the loss?",
        "If the loss is a mean, its share is in dy already. This layer takes no mean.",
        "sum-over-the-batch",
    ),
    Fault(
        "db_not_summed",
        "db has a row for each example; they are not added up.",
        "Which shape has b, and which shape your db?",
        "b was added to every row of the batch, so what the rows ask of it adds up.",
        "sum-over-the-batch",
    ),
    Fault(
        "db_of_examples",
        "db is added up over the units, not over the examples.",
        "How many numbers has b, and how many your db?",
        "There is one bias for each unit. The axis that disappears is that of the examples.",
        "shapes-of-gradients",
    ),
    Fault(
        "db_total",
        "db is added up over units and examples: one number is left.",
        "How many numbers has b, and how many your db?",
        "A sum without an axis adds up everything; each unit has a bias of its own.",
        "shapes-of-gradients",
    ),
    Fault(
        "db_keepdims",
        "db has kept an axis of length 1 for the examples.",
        "How many axes has b, and how many your db?",
        "A gradient has the shape of what it is the gradient of. With an axis too many, b would get one too at "
        "the next update.",
        "shapes-of-gradients",
    ),
    Fault(
        "db_of_last",
        "db is that of the last example alone.",
        "What happens in your function to what the first example has asked of b?",
        "b was added to every row of the batch, so what the rows ask of it adds up.",
        "sum-over-the-batch",
    ),
    Fault(
        "db_of_first",
        "db is that of the first example alone.",
        "What does the second example ask of b in your function?",
        "b was added to every row of the batch, so what the rows ask of it adds up.",
        "sum-over-the-batch",
    ),
    Fault(
        "db_zero",
        "db is 0 everywhere.",
        "By how much does an output change when its bias grows by 1?",
        "A bias acts on its output directly, so it gets what comes from above.",
        "linear-layer-back",
    ),
    Fault(
        "db_is_one",
        "db is 1 for every unit: the gradient from above is missing.",
        "Does your db change when dy doubles?",
        "1 is the slope of the output for its bias; the chain rule multiplies it with what comes from above.",
        "linear-layer-back",
    ),
    Fault(
        "ignores_dy",
        "dy is not used: all gradients are computed as if it were 1 everywhere.",
        "Do your gradients change when dy doubles?",
        "The chain rule multiplies the slope of this layer with what comes from above.",
        "linear-layer-back",
    ),
    Fault(
        "ignores_dy_in_dx",
        "dx is computed as if dy were 1 everywhere.",
        "Does your dx change when dy doubles?",
        "The chain rule multiplies the slope of this layer with what comes from above.",
        "linear-layer-back",
    ),
    Fault(
        "ignores_dy_in_dW",
        "dW is computed as if dy were 1 everywhere.",
        "Does your dW change when dy doubles?",
        "The chain rule multiplies the slope of this layer with what comes from above.",
        "linear-layer-back",
    ),
    Fault(
        "ignores_dy_in_db",
        "db counts the examples: it is computed as if dy were 1 everywhere.",
        "Does your db change when dy doubles?",
        "The chain rule multiplies the slope of this layer with what comes from above.",
        "linear-layer-back",
    ),
    Fault(
        "opposite_sign",
        "All gradients have the opposite sign: they point downhill.",
        "If dy is positive and W too, does the loss grow or fall when x grows?",
        "A gradient points to where the loss grows. Descent brings in the minus, in the step.",
        "linear-layer-back",
    ),
    Fault(
        "order_dW_db_dx",
        "The gradients come back in another order: dW, db, dx.",
        "In which order does the signature name them?",
        "The caller takes the three things apart by their order.",
        "shapes-of-gradients",
    ),
    Fault(
        "order_dW_dx_db",
        "dx and dW have changed places.",
        "In which order does the signature name them?",
        "The caller takes the three things apart by their order.",
        "shapes-of-gradients",
    ),
    Fault(
        "order_dx_db_dW",
        "dW and db have changed places.",
        "In which order does the signature name them?",
        "The caller takes the three things apart by their order.",
        "shapes-of-gradients",
    ),
    Fault(
        "forgets_db",
        "Only dx and dW come back.",
        "How many things does the signature promise?",
        "The layer has a bias too, though its value is not needed for any gradient.",
        "linear-layer-back",
    ),
    Fault(
        "forgets_dx",
        "Only dW and db come back.",
        "How many things does the signature promise?",
        "The layer below learns from dx; without it the way back ends here.",
        "linear-layer-back",
    ),
)


def _numbers(count, start):
    """Integers of both signs, without 0 and without a pattern: -3, 2, 5, -1, ..."""
    return [(-1) ** (k // 2 + start) * ((start + 3 * k) % 7 + 1) for k in range(count)]


def _probe(N, D, O, start, dtype=np.float64):  # noqa: E741
    sizes = {"dy": (N, O), "x": (N, D), "W": (O, D)}
    args = {}
    for offset, (name, shape) in enumerate(sizes.items()):
        args[name] = np.array(_numbers(int(np.prod(shape)), start + 2 * offset), dtype=dtype).reshape(shape)
    return _tagged(args)


def _tiny(dy, x, W):
    return _tagged({"dy": np.array([[dy]]) * 1.0, "x": np.array([[x]]) * 1.0, "W": np.array([[W]]) * 1.0})


def _tagged(args):
    tags = ()
    if len(args["x"]) > 1:
        tags += ("more than one example",)
    if args["W"].shape[0] > 1:
        tags += ("more than one unit",)
    if args["W"].shape[1] > 1:
        tags += ("more than one input",)
    if args["W"].shape[0] != args["W"].shape[1]:
        tags += ("a W that is not square",)
    return Probe(args, tags)


PROBES = (
    _tiny(3, 2, 5),
    _tiny(-2, 3, 0.5),
    _tiny(4, -0.25, 3),
    _probe(1, 2, 1, 1),
    _probe(1, 1, 2, 2),
    _probe(2, 1, 1, 3),
    _probe(2, 2, 1, 4),
    _probe(2, 1, 2, 5),
    _probe(1, 2, 2, 6),
    _probe(3, 1, 1, 1),
    _probe(2, 2, 2, 2),
    _probe(3, 2, 2, 3),
    _probe(2, 3, 2, 5),
    _probe(3, 3, 3, 4),
    _probe(4, 3, 2, 6),
    _probe(3, 2, 4, 1),
    _probe(2, 2, 3, 2, np.float32),
)

TASK = Task(
    id="linear_backward",
    lecture="02b_backpropagation",
    place=1,
    signature="linear_backward(dy, x, W) -> (dx, dW, db)",
    reference=reference,
    parts=(
        Part("dx", axes=("examples", "inputs")),
        Part("dW", axes=("units", "inputs")),
        Part("db", axes=("units",)),
    ),
    faults=FAULTS,
    probes=PROBES,
    cells={
        "linear-layer-back": "how a gradient goes back through a linear layer",
        "shapes-of-gradients": "why the shapes alone almost fix the formulas",
        "sum-over-the-batch": "where a sum over the examples appears, and where it does not",
    },
    ask="For the call above, write down the outputs as a formula of x, W and b: what multiplies each of the three?",
    why="There are three gradients, and each is a product of dy with one more thing, or a sum. Compute each of them "
    "for this call by hand; the shapes say which axis has to disappear.",
    cell="linear-layer-back",
)
