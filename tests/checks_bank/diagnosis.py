"""Solutions of `diagnosis`."""

TRUTH = {
    "A": "units_killed",
    "B": "zero_weights",
    "C": "rows_leaked",
    "D": "bias_not_summed",
    "E": "deviation_one",
    "F": "modes_swapped",
}


def answer(value):
    return lambda: value


def but(**changes):
    return answer({**TRUTH, **changes})


RIGHT = {
    "as listed": answer(TRUTH),
    "other order": answer(dict(reversed(TRUTH.items()))),
    "words and capitals": answer({patient: fault.replace("_", " ").capitalize() for patient, fault in TRUTH.items()}),
}

WRONG = {
    "killed called zero": (but(A="zero_weights"), "zero_weights"),
    "zero called killed": (but(B="units_killed"), "units_killed"),
    "leak called swapped": (but(C="modes_swapped"), "modes_swapped"),
    "bias called leak": (but(D="rows_leaked"), "rows_leaked"),
    "swapped called deviation": (but(F="deviation_one"), "deviation_one"),
    "deviation called bias": (but(E="bias_not_summed"), "bias_not_summed"),
    "zero and killed exchanged": (but(A="zero_weights", B="units_killed"), "zero_weights+units_killed"),
    "bias and leak exchanged": (but(D="rows_leaked", C="bias_not_summed"), "bias_not_summed+rows_leaked"),
    "one wrong, three open": (answer({**dict.fromkeys("ABC"), "F": "rows_leaked"}), "rows_leaked"),
    "all zero": (answer(dict.fromkeys("ABCDEF", "zero_weights")), "zero_weights"),
    "three in a circle": (but(A="zero_weights", B="rows_leaked", C="units_killed"), None),
    "right as far as it goes": (answer({"A": "units_killed", "B": "zero_weights"}), None),
    "a name not on the list": (but(A="dead"), None),
    "a patient too many": (answer({**TRUTH, "G": "zero_weights"}), None),
    "turned round": (answer({fault: patient for patient, fault in TRUTH.items()}), None),
    "a list": (answer(list(TRUTH.values())), None),
    "instruments for faults": (answer(dict.fromkeys("ABCDEF", "spread")), None),
}
