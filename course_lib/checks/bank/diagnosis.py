"""Which fault has each of the six patients of project 1?

The answer is data. A wrong diagnosis is a claim about a run, and every claim here has an instrument that would show it;
so it is answered by the instrument that shows something else. The right diagnosis is never told.
"""

import numpy as np

from ..task import Complaint, Fault, Part, Probe, Task
from ..words import describe, listed

PATIENTS = "ABCDEF"
SHOWN = 3  # wrong claims answered at a time
ADMISSION = 1958  # the same order as in course_lib.experiments.patients; a test says so
WHAT = {  # claim: (the instrument to look at, what it would show)
    "zero_weights": ("spread", "0 in every layer before the first step"),
    "deviation_one": ("spread", "layers 1 and 2 far above the healthy run before the first step"),
    "bias_not_summed": ("shapes", "an axis for the examples in the biases and their gradients"),
    "modes_swapped": ("running", "a running mean that stands still from step to step"),
    "rows_leaked": ("overlap", "test rows at distance 0 from a training row"),
    "units_killed": ("dead", "few units off before the first step, and many soon after it"),
}
KINDS = (
    "Which faults are on the list of this project, and how are they spelled there?",
    "The check compares names: six patients, A to F, and for each of them one of the six names.",
)


def reference(faults):
    """The right diagnoses."""
    order = np.random.default_rng(ADMISSION).permutation(list(WHAT))
    return dict(zip(PATIENTS, map(str, order), strict=True))


def claims(value):
    """{patient: claimed fault} of what is not left open; Complaint for anything that is no such dict."""
    if not isinstance(value, dict):
        raise Complaint(f"It returned {describe(value)}; a dict with the keys 'A' to 'F' is due.", KINDS)
    odd = [key for key in value if key not in PATIENTS or len(str(key)) != 1]
    if odd:
        raise Complaint(f"There is no patient {odd[0]!r}; they are called 'A' to 'F'.", KINDS)
    made = {}
    for patient in PATIENTS:
        claim = value.get(patient)
        if claim is None or claim is ...:
            continue
        name = str(claim).strip().lower().replace(" ", "_").replace("-", "_") if isinstance(claim, str) else ""
        if name not in WHAT:
            raise Complaint(f"{patient}: {describe(claim)} is none of the faults: {listed(WHAT)}.", KINDS)
        made[patient] = name
    return made


def wrong_claims(value):
    truth = reference(frozenset())
    return {patient: claim for patient, claim in claims(value).items() if claim != truth[patient]}


def view(value):
    """1 where the diagnosis agrees with the instruments, 0 where it does not or is open."""
    made, wrong = claims(value), wrong_claims(value)
    return {"agrees": np.array([float(patient in made and patient not in wrong) for patient in PATIENTS])}


def explains(faults, value):
    """Are these the claims that are wrong?"""
    try:
        return set(wrong_claims(value).values()) == set(faults)
    except Complaint:
        return False


def tell(value):
    """Three wrong claims with their instruments, the names of the others, then what is right and what is open."""
    made, wrong = claims(value), wrong_claims(value)
    facts = [
        f"{patient} is not {claim}: the instrument {instrument!r} would show {sight}. Look there at {patient}."
        for patient, claim in list(wrong.items())[:SHOWN]
        for instrument, sight in [WHAT[claim]]
    ]
    facts += [f"Not right either: {listed(list(wrong)[SHOWN:])}."] if len(wrong) > SHOWN else []
    agreeing = [patient for patient in made if patient not in wrong]
    open_ = [patient for patient in PATIENTS if patient not in made]
    for words, patients in (("Right so far", agreeing), ("Still open", open_)):
        facts += [f"{words}: {listed(patients)}."] if patients else []
    return facts


FAULTS = (
    Fault(
        "zero_weights",
        "A run called zero_weights has outputs of some spread before its first step.",
        "What does `spread` show before the first step if every weight is 0?",
        "A layer of zero weights answers 0 to every digit. A run may come to rest at ln 10 for another reason, later.",
        "02b_backpropagation#linear-layer-back",
    ),
    Fault(
        "deviation_one",
        "A run called deviation_one begins with layers whose outputs are no wider than those of the healthy run.",
        "By which factor does a layer widen its input if each weight has deviation 1 and a sum has 64 or 40 terms?",
        "The variance of a sum grows with its number of terms, so this fault is there before the first step, layer by "
        "layer.",
        "spread-and-variance",
    ),
    Fault(
        "bias_not_summed",
        "A run called bias_not_summed has biases of one number a unit, and gradients of the same shape.",
        "Which shape has the gradient of a bias if nobody sums it over the batch, and which shape has the bias after "
        "one step?",
        "NumPy adds arrays of shapes (40,) and (60, 40) without a word, so curves may look innocent; shapes never do.",
        "02b_backpropagation#sum-over-the-batch",
    ),
    Fault(
        "modes_swapped",
        "A run called modes_swapped has running values that follow every training step.",
        "When does the running mean of a batch norm move: while training, or while evaluating?",
        "Running values are gathered in training and only read in evaluation. Swapped, they stand still between two "
        "evaluations, and an answer depends on the other rows of its batch.",
        "training-and-evaluation",
    ),
    Fault(
        "rows_leaked",
        "A run called rows_leaked shares not a single row between its two sets.",
        "What is the distance from a test row to the nearest training row if the same row is in both sets?",
        "A test accuracy near that of training is a suspicion, no proof. Copies are found by looking for copies.",
        "02a_losses_and_slopes#empirical-risk-optimism",
    ),
    Fault(
        "units_killed",
        "In a run called units_killed, the share of units that are off does not jump in the first steps.",
        "How many units are off before the first step, and how many after ten?",
        "A step that is too long pushes biases and weights so far that a ReLU is off for every digit. Before that step "
        "it was alive: what was off from the beginning was not killed.",
        "02b_backpropagation#dead-units",
    ),
)

TASK = Task(
    id="diagnosis",
    lecture="04b_keeping_the_scale",
    place=4,
    exercise="project_1_deep_by_hand",
    signature="diagnosis() -> dict",
    reference=reference,
    parts=(Part("agrees", axes=("patients",), columns=tuple(PATIENTS)),),
    faults=FAULTS,
    probes=(Probe({}),),
    cells={
        "02b_backpropagation#linear-layer-back": "how a layer's weights carry the gradient back",
        "spread-and-variance": "how the spread follows from the variance",
        "02b_backpropagation#sum-over-the-batch": "why the gradient of a bias is a sum over the batch",
        "training-and-evaluation": "what batch norm does in training and what in evaluation",
        "02a_losses_and_slopes#empirical-risk-optimism": "why the error on rows that were learned flatters",
        "02b_backpropagation#dead-units": "what switches a unit off for good",
    },
    ask="Which of the instruments would show each fault you named, and at which step?",
    why="Take one claim at a time: say what it makes an instrument show, then look whether it does. Begin with what is "
    "there before the first step.",
    cell="spread-and-variance",
    view=view,
    explains=explains,
    tell=tell,
)
