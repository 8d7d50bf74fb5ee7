"""The deepest net of the student's own NumPy: judged by training it (see trial.py), not call by call."""

from ..task import Fault, Task
from ..trial import DEPTH, judge

LAYERS = "02b_backpropagation#backward-step-by-step"
SPREAD = "spread-and-variance"
ALIKE = "04a_slopes_and_depth#constant-on-top"

FAULTS = (
    Fault(
        "not_your_own",
        "Part of this net comes out of a library.",
        "Which of your own functions, from the exercises 02a to 04b, does the same?",
        "NumPy is allowed, and everything you wrote for an exercise; the course's and torch's layers are not, since "
        "this project asks what your own can do.",
        LAYERS,
    ),
    Fault(
        "reads_the_answers",
        "It takes labels from somewhere else than its arguments.",
        "Which labels may a net see while it learns, and which come from the arguments here?",
        "In the check the digits have other names than in the data set. Whoever chooses the step, the depth or the "
        "moment to stop by the labels of the test has trained on them, too.",
        "02a_losses_and_slopes#empirical-risk-optimism",
    ),
    Fault(
        "diverged",
        "Some of the scores are infinite or not a number.",
        "At which step does the loss stop being a number, and how large are the outputs of the layers before it?",
        "Deep nets multiply: a step that suits three layers can be far too long for thirty.",
        SPREAD,
    ),
    Fault(
        "one_answer",
        "It gives the same answer for every row of x_new.",
        "How much does the output of your last hidden layer differ from one digit to the next before the first step?",
        "If the signal has died on its way up, the scores say how frequent each digit is and nothing else.",
        ALIKE,
    ),
    Fault(
        "too_shallow",
        f"The net has fewer than {DEPTH} weight matrices.",
        "How many matrices does a digit pass through on its way to the scores, the last one included?",
        "A net of one or two hidden layers learns without any of the care of lecture 04b; depth is what asks for it.",
        SPREAD,
    ),
    Fault(
        "shared_weights",
        "The same matrix stands in two layers.",
        "Is each layer's matrix made anew, or is one array put into the list several times?",
        "A list such as [W] * 20 holds one matrix twenty times, and a step of one moves all.",
        LAYERS,
    ),
    Fault(
        "seed_ignored",
        "Two seeds gave the same weights.",
        "Where does your function use its argument seed?",
        "Five seeds are five nets. If they are all the same net, their median says nothing about the next one.",
        SPREAD,
    ),
)


def reference(faults):
    """There is none: a net is measured, not compared."""
    raise NotImplementedError


TASK = Task(
    id="deep_net",
    lecture="04b_keeping_the_scale",
    place=5,
    exercise="project_1_deep_by_hand",
    signature="deep_net(x, labels, x_new, seed, depth=30) -> (scores, weights)",
    reference=reference,
    parts=(),
    faults=FAULTS,
    probes=(),
    cells={
        LAYERS: "how a net is run backwards, layer by layer",
        SPREAD: "how the spread follows from the variance",
        ALIKE: "how digits come to look alike on their way up",
        "02a_losses_and_slopes#empirical-risk-optimism": "why the error on rows that were learned flatters",
    },
    ask="Does the loss still fall when you stop, has it come to rest, or did it never fall?",
    why="Still falling: more steps, or longer ones. At rest, with the training digits right: the net has learned them "
    "by heart. Never fell: compare the gradient of the first layer with that of the last before the first step.",
    cell=SPREAD,
    judge=judge,
)
