"""The standard deviation of initial weights that keeps the second moment from layer to layer."""

import math

from ..task import Fault, Part, Probe, Task


def reference(faults, fan_in, activation):
    """The standard deviation; with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if has("constant"):
        return 0.01
    if has("counts_bias"):
        fan_in = fan_in + 1
    if has("fan_in_less_one"):
        fan_in = fan_in - 1
    gain = _squared_gain(has, activation)
    if gain is None:
        return None
    if has("whole_division"):
        return math.sqrt(gain // fan_in)
    return _spread(has, gain, fan_in)


def _squared_gain(has, activation):
    """How much the variance has to be larger than 1/fan_in."""
    if has("ignores_activation") or has("always_relu"):
        activation = "relu" if has("always_relu") else "linear"
    if has("exchanged"):
        activation = {"relu": "linear", "linear": "relu"}.get(activation, activation)
    if activation == "tanh":
        if has("tanh_unknown"):
            raise ValueError
        if has("tanh_without_result"):
            return None
        if has("tanh_five_thirds"):
            return 25 / 9
        if has("tanh_four"):
            return 16.0
        return 2.0 if has("tanh_like_relu") else 1.0
    if activation == "linear":
        return 1.0
    if has("relu_keeps_variance"):
        return 2 / (1 - 1 / math.pi)
    if has("relu_halves"):
        return 0.5
    return 2.0


def _spread(has, gain, fan_in):
    variance = gain / fan_in
    if has("returns_variance"):
        return variance
    if has("fan_in_without_root") and not has("ignores_activation"):  # beside it this would be returns_variance
        return math.sqrt(gain) / fan_in
    if has("limit_of_uniform"):
        return math.sqrt(3 * variance)
    if has("uniform_from_limit"):
        return math.sqrt(variance / 3)
    if has("inverted"):
        return 1 / math.sqrt(variance)
    if has("upside_down"):
        return math.sqrt(gain * fan_in)
    if has("forgets_fan_in"):
        return math.sqrt(gain)
    if has("forgets_gain_root"):
        return gain / math.sqrt(fan_in)
    if has("squared"):
        return variance**2
    if has("fourth_root"):
        return math.sqrt(math.sqrt(variance))
    return math.sqrt(variance / 2) if has("both_fans") else math.sqrt(variance)


MOMENT, HALF, SMALL, SPREAD = "second-moment", "relu-halves", "small-signals", "spread-and-variance"
FAULTS = (
    Fault(
        "returns_variance",
        "This is the variance of the weights, not their standard deviation.",
        "If you draw weights with your number as their spread, what is the sum of fan_in squared weights on average?",
        "The second moment is kept by a condition on the variance; the spread is its root.",
        SPREAD,
    ),
    Fault(
        "fan_in_without_root",
        "fan_in stands outside the root.",
        "If fan_in is four times as large, should the spread fall to a half or to a quarter?",
        "Variances of independent terms add up, so the variance falls as 1/fan_in and the spread as its root.",
        SPREAD,
    ),
    Fault(
        "forgets_gain_root",
        "For a ReLU the spread has been doubled; it is the variance that has to be twice as large.",
        "For a ReLU, does your factor stand inside the root or outside?",
        "The factor makes up for a lost half of the second moment, so it belongs to the variance.",
        SPREAD,
    ),
    Fault(
        "squared",
        "The variance has been squared; its root is due.",
        "How do you come from a variance to a standard deviation?",
        "A standard deviation is the root of a variance.",
        SPREAD,
    ),
    Fault(
        "fourth_root",
        "The root has been taken twice.",
        "How often does your function take a root?",
        "A standard deviation is the root of a variance, once.",
        SPREAD,
    ),
    Fault(
        "limit_of_uniform",
        "This is the limit of a uniform distribution, not its standard deviation.",
        "How large is the standard deviation of numbers drawn evenly between -1 and 1?",
        "A uniform distribution needs a limit √3 times its standard deviation; here the deviation itself is due.",
        SPREAD,
    ),
    Fault(
        "uniform_from_limit",
        "The result has been divided by √3, as if it were the limit of a uniform distribution.",
        "Is the number that keeps the second moment a limit or a standard deviation?",
        "The condition is on the variance, whatever the distribution is; its root is what is due.",
        SPREAD,
    ),
    Fault(
        "ignores_activation",
        "The activation plays no part: this is the rule for linear layers.",
        "What does your function answer for a linear layer, and what for a ReLU, with the same fan_in?",
        "A ReLU sets half of its values to 0 and loses half of the second moment; wider weights make up for it.",
        HALF,
    ),
    Fault(
        "always_relu",
        "The activation plays no part: this is the rule for ReLU layers.",
        "What does your function answer for a linear layer, and what for a ReLU, with the same fan_in?",
        "A linear layer loses nothing; with the ReLU's factor its second moment doubles in every layer.",
        HALF,
    ),
    Fault(
        "exchanged",
        "The rules for linear and for ReLU layers are exchanged.",
        "Which of the two activations loses a half of the second moment?",
        "A ReLU sets half of its values to 0; wider weights make up for it. A linear layer loses nothing.",
        HALF,
    ),
    Fault(
        "relu_halves",
        "For a ReLU the variance has been halved, not doubled.",
        "Should the weights before a ReLU be wider or narrower than before a linear layer?",
        "A ReLU loses half of the second moment; the weights have to make up for it.",
        HALF,
    ),
    Fault(
        "relu_keeps_variance",
        "For a ReLU this keeps the variance; the second moment is to be kept.",
        "Is the mean of a ReLU's output 0?",
        "The next layer feels the mean square of its inputs, mean included. Of that a ReLU keeps one half.",
        MOMENT,
    ),
    Fault(
        "tanh_like_relu",
        "tanh gets the ReLU's factor.",
        "Does tanh set half of its values to 0?",
        "For small signals tanh is a straight line with slope 1, so nothing gets lost: the linear rule holds.",
        SMALL,
    ),
    Fault(
        "tanh_five_thirds",
        "tanh gets the factor 5/3 that some libraries use; here it takes the linear rule.",
        "How steep is tanh at 0, where small signals live?",
        "5/3 makes up for the flat ends of tanh at large signals. For small ones its slope is 1 and nothing gets lost.",
        SMALL,
    ),
    Fault(
        "tanh_four",
        "tanh gets the factor 4, which belongs to the sigmoid.",
        "How steep is tanh at 0, and how steep is a sigmoid there?",
        "A sigmoid has the slope ¼ at 0, tanh has 1. For small signals tanh loses nothing.",
        SMALL,
    ),
    Fault(
        "tanh_unknown",
        "tanh is refused; it takes the linear rule.",
        "Which three activations does the task name?",
        "For small signals tanh is a straight line with slope 1, so the rule for linear layers holds.",
        SMALL,
    ),
    Fault(
        "tanh_without_result",
        "For tanh nothing comes back; it takes the linear rule.",
        "Which way through your function does the activation tanh take?",
        "For small signals tanh is a straight line with slope 1, so the rule for linear layers holds.",
        SMALL,
    ),
    Fault(
        "both_fans",
        "The variance has been halved once more, as if the widths before and after had been added.",
        "How many terms does one pre-activation sum up?",
        "Forwards, only the inputs of a unit count. The mean of both widths is a compromise with the way back.",
        MOMENT,
    ),
    Fault(
        "inverted",
        "The fraction is upside down.",
        "Should weights be wider or narrower when a unit has more inputs?",
        "The more terms are added up, the smaller each has to be.",
        MOMENT,
    ),
    Fault(
        "upside_down",
        "fan_in stands above the fraction bar.",
        "Should weights be wider or narrower when a unit has more inputs?",
        "The more terms are added up, the smaller each has to be.",
        MOMENT,
    ),
    Fault(
        "forgets_fan_in",
        "The result does not depend on fan_in.",
        "Which of the arguments does your function never use?",
        "A sum of more terms is larger; the weights have to be smaller in return.",
        MOMENT,
    ),
    Fault(
        "counts_bias",
        "The bias has been counted as an input.",
        "With which value do biases start?",
        "Biases start at 0 and add nothing to the sum; fan_in counts the inputs.",
        MOMENT,
    ),
    Fault(
        "fan_in_less_one",
        "fan_in has been reduced by 1.",
        "How many terms does one pre-activation sum up?",
        "All fan_in inputs take part; nothing has been estimated from data, so no degree of freedom is lost.",
        MOMENT,
    ),
    Fault(
        "whole_division",
        "The division drops the fractions.",
        "What is 2 // 9 in Python?",
        "A whole division gives 0 for every layer with more than two inputs.",
        SPREAD,
    ),
    Fault(
        "constant",
        "The result is 0.01, whatever the layer is.",
        "Which of the arguments does your function use?",
        "One spread cannot suit all widths: signals fade in narrow layers and explode in wide ones.",
        MOMENT,
    ),
)

PROBES = tuple(
    Probe({"fan_in": fan_in, "activation": activation}, (f"the activation {activation!r}",))
    for fan_in, activation in (
        (4, "linear"),
        (2, "relu"),
        (8, "relu"),
        (4, "tanh"),
        (1, "linear"),
        (9, "linear"),
        (3, "relu"),
        (9, "tanh"),
        (50, "relu"),
        (100, "linear"),
        (100, "tanh"),
        (512, "relu"),
        (784, "relu"),
    )
)


def bound(args, expected):
    """A quotient and a root: a few roundings of the result."""
    return {"std": 64 * 2.0**-52 * abs(expected["std"])}


TASK = Task(
    id="initial_std",
    lecture="04b_keeping_the_scale",
    place=1,
    signature="initial_std(fan_in, activation) -> float",
    reference=reference,
    parts=(Part("std", kind="number"),),
    faults=FAULTS,
    probes=PROBES,
    cells={
        MOMENT: "when the second moment is the same after a layer",
        HALF: "what a ReLU does to the second moment",
        SMALL: "how tanh treats small signals",
        SPREAD: "how the spread follows from the variance",
    },
    ask="A pre-activation sums fan_in products. Which variance must the weights have, so that after the activation the "
    "mean square is that of the inputs?",
    why="Three steps: the number of terms, the share that the activation lets through, the root at the end. Compute "
    "each for this call; the first that your function does otherwise is the place.",
    cell=MOMENT,
    bound=bound,
)
