"""A network with one hidden layer of rectified linear units: x -> relu(x W1^T + b1) -> scores."""

import numpy as np

from ..task import Fault, Part, Probe, Task


def reference(faults, x, W1, b1, W2, b2):
    """Scores (N, C); with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if has("relu_on_input"):
        x = np.maximum(x, 0)
    if has("first_example_only"):
        x = x[0]
    if has("one_example_formula"):
        return W2 @ np.maximum(W1 @ x + b1, 0) + b2
    h = _hidden(has, _bias(has, x @ (W1 if has("W1_not_transposed") else W1.T), b1, "b1"), b1)
    scores = h @ (W2 if has("W2_not_transposed") else W2.T)
    return _output(has, _bias(has, scores, b2, "b2"))


def _bias(has, a, b, name):
    if has(f"forgets_{name}") or name == "b1" and has("b1_after_relu"):
        return a
    return a + b[:, None] if has("bias_down_the_batch") else a - b if has("bias_subtracted") else a + b


def _hidden(has, a, b1):
    if has("no_relu"):
        h = a
    elif has("python_max"):
        h = max(0, a)
    elif has("max_over_batch"):
        h = np.max(a, 0)
    elif has("sigmoid_hidden"):
        h = 1 / (1 + np.exp(-a))
    elif has("tanh_hidden"):
        h = np.tanh(a)
    elif has("threshold_hidden"):
        h = (a >= 0).astype(a.dtype)
    elif has("absolute_hidden"):
        h = np.abs(a)
    elif has("keeps_negative"):
        h = np.minimum(a, 0)
    else:
        h = np.maximum(a, 0)
    return h + b1 if has("b1_after_relu") else h


def _output(has, s):
    if has("relu_on_output"):
        s = np.maximum(s, 0)
    if has("softmax_output"):
        s = np.exp(s - s.max(axis=-1, keepdims=True))
        s = s / s.sum(axis=-1, keepdims=True)
    if has("sigmoid_output"):
        s = 1 / (1 + np.exp(-s))
    if has("threshold_output"):
        s = (s >= 0).astype(s.dtype)
    if has("returns_class"):
        return np.argmax(s, axis=-1)
    return s.T if has("returns_transposed") else s


FAULTS = (
    Fault(
        "no_relu",
        "The hidden layer is linear: nothing happens between the two matrices.",
        "What does your hidden layer answer where its pre-activation is negative?",
        "Without a nonlinearity the two layers are one linear map, however wide the hidden layer is.",
        "linear-collapse",
    ),
    Fault(
        "relu_on_output",
        "The ReLU is applied to the scores too.",
        "Can one of your scores ever be negative?",
        "Scores compare classes; clipping them at 0 makes all classes below 0 look alike.",
        "output-units",
    ),
    Fault(
        "relu_on_input",
        "The negative inputs are clipped before the first layer.",
        "Where in the formula does the nonlinearity stand: before or after the first matrix?",
        "The ReLU belongs to the hidden units, which act on their pre-activation; the input goes in as it is.",
        "hidden-layer",
    ),
    Fault(
        "sigmoid_hidden",
        "The hidden units are sigmoids, not ReLUs.",
        "Which values can your hidden units take?",
        "A sigmoid keeps every hidden value between 0 and 1; this network's hidden units pass positive values on "
        "unchanged.",
        "hidden-layer",
    ),
    Fault(
        "tanh_hidden",
        "The hidden units are tanh units, not ReLUs.",
        "Which values can your hidden units take?",
        "tanh keeps every hidden value between -1 and 1; this network's hidden units pass positive values on "
        "unchanged.",
        "hidden-layer",
    ),
    Fault(
        "threshold_hidden",
        "The hidden units answer 0 or 1: they are threshold units, not ReLUs.",
        "By how much does your hidden value change when a positive pre-activation doubles?",
        "A threshold unit forgets how large its input was. A ReLU passes the size on.",
        "hidden-layer",
    ),
    Fault(
        "absolute_hidden",
        "The hidden units take the absolute value.",
        "What should a hidden unit answer for a pre-activation of -3?",
        "A ReLU is silent below 0; the absolute value makes -3 and 3 the same.",
        "hidden-layer",
    ),
    Fault(
        "keeps_negative",
        "The hidden units let the negative values through and block the positive ones.",
        "What should a hidden unit answer for a pre-activation of 3?",
        "A ReLU keeps what is larger than 0; taking the smaller of the two keeps the rest.",
        "hidden-layer",
    ),
    Fault(
        "max_over_batch",
        "The maximum is taken over the examples, not between each value and 0.",
        "Which shape has the hidden layer in your function, for a batch of N examples?",
        "np.max(a, 0) reads the 0 as an axis: it returns the largest value of each column and loses the batch.",
        "hidden-layer",
    ),
    Fault(
        "python_max",
        "Python's max compares two whole objects and hands one of them back; np.maximum goes number by number.",
        "What does `max` compare: two numbers at a time, or its two arguments as a whole?",
        "With one number in the array `max` returns the array or a bare 0, which has no axes any more; with several, "
        "it asks the array for a single yes or no, which it does not have.",
        "hidden-layer",
    ),
    Fault(
        "forgets_b1",
        "The bias b1 of the hidden layer is never added.",
        "Which of the arguments does your function never use?",
        "Without its bias every hidden unit switches on at the origin, whatever was learned.",
        "hidden-layer",
    ),
    Fault(
        "forgets_b2",
        "The bias b2 of the output is never added.",
        "Which of the arguments does your function never use?",
        "The output layer is a linear layer like the first one: it has a bias of its own.",
        "hidden-layer",
    ),
    Fault(
        "b1_after_relu",
        "b1 is added after the ReLU.",
        "Can the bias b1 of your network switch a hidden unit off?",
        "The bias moves the point where a unit switches on, so it belongs to the pre-activation.",
        "hidden-layer",
    ),
    Fault(
        "bias_subtracted",
        "The biases are subtracted.",
        "Are b1 and b2 thresholds or biases?",
        "A threshold is subtracted, a bias is added: b = -θ.",
        "layer-matrix",
    ),
    Fault(
        "bias_down_the_batch",
        "The biases are added along the examples, not along the units.",
        "A bias belongs to a unit or to an example?",
        "Each column of x W^T is one unit and each row one example; broadcasting lines up the last axis.",
        "layer-matrix",
    ),
    Fault(
        "W1_not_transposed",
        "W1 is used without being transposed.",
        "W1 is stored as (units, inputs). Which of its axes must meet the last axis of x?",
        "It happens to run when W1 is square, with other numbers; the inner sizes have to be the inputs.",
        "layer-matrix",
    ),
    Fault(
        "W2_not_transposed",
        "W2 is used without being transposed.",
        "W2 is stored as (scores, hidden units). Which of its axes must meet the hidden layer?",
        "It happens to run when W2 is square, with other numbers; the inner sizes have to be the hidden units.",
        "layer-matrix",
    ),
    Fault(
        "one_example_formula",
        "This is the formula for one example, with W1 on the left: in a batch the examples are the rows of x.",
        "Which axis of x counts the examples and which the inputs, and which of them must meet W1?",
        "For one example W1 stands left of the vector x. A batch has its examples in rows, so x comes first and each "
        "row of the result belongs to one example.",
        "layer-matrix",
    ),
    Fault(
        "first_example_only",
        "Only the first example of the batch is computed.",
        "How many rows do your scores have for a batch of three examples?",
        "x holds one example in each row, and each row has its own scores.",
        "layer-matrix",
    ),
    Fault(
        "returns_transposed",
        "The scores come back transposed: one column for each example.",
        "Which axis of the result counts the examples?",
        "The batch form keeps one example in each row, on the way in and on the way out.",
        "layer-matrix",
    ),
    Fault(
        "softmax_output",
        "The scores have gone through a softmax.",
        "Do the numbers in each row of your result add up to 1?",
        "Probabilities come later, together with the loss; this task asks for the scores themselves.",
        "output-units",
    ),
    Fault(
        "sigmoid_output",
        "The scores have gone through a sigmoid.",
        "Can one of your scores be larger than 1?",
        "A sigmoid makes a probability out of one score; this task asks for the scores themselves.",
        "output-units",
    ),
    Fault(
        "threshold_output",
        "The scores have been turned into 0 or 1.",
        "How many different values can your scores take?",
        "A hard decision throws away how sure the network is; this task asks for the scores themselves.",
        "output-units",
    ),
    Fault(
        "returns_class",
        "The result is the number of the largest score, not the scores.",
        "Which shape should the result have for N examples and C scores?",
        "Choosing a class is the last step, outside of this function; learning will need all scores.",
        "output-units",
    ),
)


def _numbers(count, start):
    """Distinct integers of both signs and no symmetry: -2, 3, 1, -4, 6, -3, ..."""
    return [((start + 5 * k) % 13 - 6) + (k // 13) for k in range(count)]


def _probe(N, D, H, C, start=0, *tags, dtype=np.float64):
    sizes = {"x": (N, D), "W1": (H, D), "b1": (H,), "W2": (C, H), "b2": (C,)}
    args = {}
    for offset, (name, shape) in enumerate(sizes.items()):
        values = _numbers(int(np.prod(shape)), start + 4 * offset)
        args[name] = np.array(values, dtype=dtype).reshape(shape)
    return _with_tags(args, tags)


def _with_tags(args, tags=()):
    x, W1, W2 = args["x"], args["W1"], args["W2"]
    if len(x) > 1:
        tags += ("more than one example",)
    if W1.shape[0] != W1.shape[1] or W2.shape[0] != W2.shape[1]:
        tags += ("a weight matrix that is not square",)
    if (x @ W1.T + args["b1"] < 0).any():
        tags += ("a negative hidden pre-activation",)
    return Probe(args, tags)


def _tiny(x, w1, b1, w2, b2):
    cells = {"x": [[x]], "W1": [[w1]], "b1": [b1], "W2": [[w2]], "b2": [b2]}
    return _with_tags({name: np.array(value, dtype=np.float64) for name, value in cells.items()})


PROBES = (
    _tiny(2, 1, 1, 2, -1),
    _tiny(2, -3, 1, 2, 4),
    _tiny(-2, -1, 1, 3, 1),
    _tiny(2, 1, -3, 2, 3),
    _tiny(-2, 1, 3, 2, -4),
    _tiny(1, 2, 1, -3, 2),
    _tiny(0.5, 1, 0.25, 2, 0.5),
    _probe(1, 1, 2, 1, 3),
    _probe(2, 1, 1, 1, 6),
    _probe(2, 1, 1, 1, 3),
    _probe(1, 2, 1, 1, 1),
    _probe(1, 1, 1, 2, 9),
    _probe(1, 2, 2, 2, 2),
    _probe(2, 2, 2, 2, 5),
    _probe(2, 2, 2, 2, 8),
    _probe(3, 2, 2, 1, 4),
    _probe(2, 3, 2, 2, 1),
    _probe(2, 2, 3, 3, 7),
    _probe(3, 3, 3, 3, 10),
    _probe(3, 2, 4, 3, 11),
    _probe(2, 3, 4, 2, 12, dtype=np.float32),
)

TASK = Task(
    id="mlp_forward",
    lecture="01b_networks",
    place=1,
    signature="mlp_forward(x, W1, b1, W2, b2) -> scores",
    reference=reference,
    parts=(Part("scores", axes=("examples", "scores")),),
    faults=FAULTS,
    probes=PROBES,
    cells={
        "layer-matrix": "how a layer of units becomes one matrix product",
        "hidden-layer": "what a hidden unit does with its pre-activation",
        "linear-collapse": "why a linear hidden layer adds nothing",
        "output-units": "which output a network should have, and when",
    },
    ask="Compute the call above by hand, one layer at a time: what is the hidden layer before and after the ReLU?",
    why="There are four steps: a product and a bias, the nonlinearity, a product and a bias. Print the result of "
    "each step for this call; the first that differs from the one by hand is the place.",
    cell="hidden-layer",
)
