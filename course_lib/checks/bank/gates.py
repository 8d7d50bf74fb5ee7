"""McCulloch and Pitts's threshold units as logic gates.

The answer is data, not behaviour, so the faults here are beliefs about how the unit is read: a fault explains an
answer when, read with that belief, the answer is right and under the course's reading it is not.
"""

from itertools import product

import numpy as np

from ..plain import Foreign, OddArray
from ..task import Complaint, Fault, Part, Probe, Task
from ..words import describe, listed, number

INPUTS = {"and": 2, "or": 2, "not": 1}
TRUTH = {"and": (0, 0, 0, 1), "or": (0, 1, 1, 1), "not": (1, 0)}
COLUMNS = {name: tuple("".join(map(str, x)) for x in product((0, 1), repeat=n)) for name, n in INPUTS.items()}


def reference(faults):
    """Weights and thresholds that make the three gates. The thresholds lie between the two sums they separate."""
    return {"and": (np.array([1.0, 1.0]), 1.5), "or": (np.array([1.0, 1.0]), 0.5), "not": (np.array([-1.0]), -0.5)}


KEYS = (
    "Which key does each pair belong to?",
    "The order in which the gates stand says nothing to the caller, who asks for a gate by its name.",
)
PAIR = (
    "What are the two things in a pair, and how many weights does this gate need?",
    "The first is the weights, one for each input; the second is the threshold, a single number.",
)


def unit(name, pair):
    """(w, theta) of one gate as an array and a float; Complaint if it has another form."""
    if pair is ...:
        raise Complaint(f"The gate {name!r} is still `...`.", PAIR)
    if isinstance(pair, np.ndarray) and pair.ndim:
        pair = tuple(pair)
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise Complaint(f"{name!r} is {describe(pair)}; a pair (w, theta) is due.", PAIR)
    w, theta = pair
    if any(isinstance(item, Foreign | OddArray | str) or item is None or item is ... for item in pair):
        odd = next(item for item in pair if isinstance(item, Foreign | OddArray | str) or item is None or item is ...)
        raise Complaint(f"{name!r} contains {describe(odd)}; numbers are due.", PAIR)
    try:
        w, theta = np.atleast_1d(np.asarray(w, dtype=float)), np.asarray(theta, dtype=float)
    except (TypeError, ValueError):
        raise Complaint(f"{name!r} is {describe(pair)}, but not a pair (w, theta) of numbers.", PAIR) from None
    if theta.size != 1:
        raise Complaint(f"{name!r}: theta is {describe(theta)}; one number is due. The pair is (w, theta).", PAIR)
    if w.shape != (INPUTS[name],):
        many = f"{INPUTS[name]} weight{'s' if INPUTS[name] > 1 else ''}"
        raise Complaint(f"{name!r}: w has shape {w.shape}; {many} {'are' if INPUTS[name] > 1 else 'is'} due.", PAIR)
    return w, float(theta.reshape(()))


def table(name, w, theta, low=0):
    """The unit's answers for all inputs, in the order 00, 01, 10, 11."""
    return np.array([float(np.dot(w, x) >= theta) for x in product((low, 1), repeat=INPUTS[name])])


def view(value):
    """Truth tables of the three gates."""
    if not isinstance(value, dict):
        raise Complaint(f"It returned {describe(value)}; a dict with the keys 'and', 'or' and 'not' is due.", KEYS)
    missing = [repr(name) for name in TRUTH if name not in value]
    if missing:
        has = ", ".join(repr(key) for key in value) or "none"
        what = f"The key {missing[0]} is" if len(missing) == 1 else f"The keys {listed(missing)} are"
        raise Complaint(f"{what} missing (the dict has {has}).", KEYS)
    return {name: table(name, *unit(name, value[name])) for name in TRUTH}


def explains(faults, value):
    """Is this answer right for somebody who believes `faults`?"""
    if not isinstance(value, dict):
        return False
    if "wrong_keys" in faults:
        lower = {str(key).strip().lower(): item for key, item in value.items()}
        if set(TRUTH) <= set(value) or not set(TRUTH) <= set(lower):
            return False
        value = lower
    elif "missing_key" in faults:
        left = [name for name in TRUTH if name in value]
        return len(left) < len(TRUTH) and bool(left) and all(_right(faults, name, value) for name in left)
    return all(name in value and _right(faults, name, value) for name in TRUTH)


def _right(faults, name, value):
    if "and_or_swapped" in faults:
        name_read = {"and": "or", "or": "and"}.get(name, name)
    else:
        name_read = name
    pair = value.get(name_read)
    if "pair_reversed" in faults and isinstance(pair, tuple | list):
        pair = pair[::-1]
    try:
        w, theta = unit(name, pair)
    except Complaint:
        return False
    if "not_is_positive" in faults and name == "not":
        return bool(w[0] > 0)
    if "or_excludes_both" in faults and name == "or":
        fires = table(name, w, theta)
        return fires[3] == 0 and fires[0] == 0 and fires.any()
    if "theta_is_bias" in faults:
        theta = -theta
    if "fires_below" in faults:
        w, theta = -w, -theta
    if "strictly_above" in faults:
        fires = [float(np.dot(w, x) > theta) for x in product((0, 1), repeat=INPUTS[name])]
    else:
        fires = table(name, w, theta, low=-1 if "inputs_plus_minus" in faults else 0)
    return np.array_equal(fires, TRUTH[name])


def tell(value):
    """The first wrong answer of each gate, computed aloud."""
    facts = []
    for name, truth in TRUTH.items():
        try:
            w, theta = unit(name, value[name])
        except (Complaint, TypeError, KeyError):
            continue
        for x, due in zip(product((0, 1), repeat=INPUTS[name]), truth, strict=True):
            total = float(np.dot(w, x))
            if (total >= theta) != bool(due):
                at = "(" + ", ".join(map(str, x)) + ("," if len(x) == 1 else "") + ")"
                reach = "reaches" if total >= theta else "stays below"
                does = "fires" if total >= theta else "is silent"
                facts.append(
                    f"{name.upper()} at x = {at}: w @ x = {number(total)} {reach} theta = {number(theta)}, so the unit "
                    f"{does}; it should {'fire' if due else 'be silent'}."
                )
                break
    return facts


FAULTS = (
    Fault(
        "and_or_swapped",
        "AND and OR are exchanged: each unit computes the other gate.",
        "How many inputs must be 1 before each of your two units fires?",
        "With equal weights the two gates differ in the threshold alone: the higher one asks for both inputs.",
        "gates",
    ),
    Fault(
        "strictly_above",
        "These units would be right if they fired only strictly above the threshold.",
        "What does a unit do when w @ x equals theta exactly?",
        "In this course a unit fires at w @ x ≥ θ. A threshold that lies exactly on a sum which should stay silent "
        "lets it fire.",
        "threshold-unit",
    ),
    Fault(
        "theta_is_bias",
        "The second number is used as a bias that is added, not as a threshold.",
        "On which side of the inequality does theta stand?",
        "w @ x ≥ θ is the same as w @ x + b ≥ 0 with b = -θ: a threshold and a bias have opposite signs.",
        "threshold-unit",
    ),
    Fault(
        "fires_below",
        "These units would be right if they fired at or below the threshold.",
        "Does a larger w @ x make a unit more likely to fire, or less?",
        "A threshold unit fires when its input is large enough: at or above θ.",
        "threshold-unit",
    ),
    Fault(
        "inputs_plus_minus",
        "These units would be right for inputs of -1 and +1.",
        "Which numbers stand for false and true at the inputs of this task?",
        "With inputs 0 and 1 a silent input adds nothing to the sum, so the thresholds lie elsewhere.",
        "gates",
    ),
    Fault(
        "not_is_positive",
        "The weight of NOT is positive.",
        "When the only input goes from 0 to 1, should w @ x rise or fall?",
        "NOT has to be silent when its input is 1 and fire when it is 0, so the input must push the sum down.",
        "gates",
    ),
    Fault(
        "or_excludes_both",
        "OR stays silent when both inputs are 1: this is on the way to XOR.",
        "What should OR answer when both inputs are 1?",
        "OR includes the case of both. The exclusive one, XOR, cannot be made by a single unit at all.",
        "gates",
    ),
    Fault(
        "pair_reversed",
        "The pairs stand as (theta, w); the task asks for (w, theta).",
        "Which of the two comes first in the pair?",
        "The check reads the first as the weights and the second as the threshold.",
        "threshold-unit",
    ),
    Fault(
        "missing_key",
        "What is there is right, but not all three gates are there.",
        "Which three gates does the task ask for?",
        "The dict needs one entry for each gate, also for the one with a single input.",
        "gates",
    ),
    Fault(
        "wrong_keys",
        "The keys are spelled otherwise: the task writes them in small letters.",
        "How are the keys of the dict spelled in the task?",
        "Python compares keys letter by letter, so 'AND' and 'and' are two keys.",
        "gates",
    ),
)

TASK = Task(
    id="gates",
    lecture="01a_threshold_units",
    place=1,
    signature="gates() -> dict",
    reference=reference,
    parts=tuple(Part(name, columns=columns) for name, columns in COLUMNS.items()),
    faults=FAULTS,
    probes=(Probe({}),),
    cells={
        "threshold-unit": "when a unit fires",
        "gates": "how weights and a threshold make a gate",
    },
    ask="For each input, compute w @ x by hand and compare it with theta: where does your unit decide otherwise?",
    why="List the sums w @ x of one gate in order. The threshold has to lie above every sum that should be silent, and "
    "not above any that should fire.",
    cell="gates",
    view=view,
    explains=explains,
    tell=tell,
)
