"""The question fits what happened, and a cause is named only when nothing else would do."""

import numpy as np
import pytest

from course_lib.checks import check
from course_lib.checks.task import Raised
from tests.checks_bank import solutions

mlp = solutions("mlp_forward")[0]["r_matrix"]
epoch = solutions("perceptron_epoch")[0]["r_zip"]


def misspelt(X, t, w, b, lr):
    return w + eta * t[0] * X[0], b  # noqa: F821


def no_numpy(X, t, w, b, lr):
    return np_.zeros(3), b  # noqa: F821


def too_early(X, t, w, b, lr):
    if score > 0:  # noqa: F821
        score = 1
    return w, b + score


def list_shape(X, t, w, b, lr):
    return w, [b].shape


def misspelt_function(X, t, w, b, lr):
    return np.summe(w), b


def one_too_far(X, t, w, b, lr):
    return w + X[len(X)], b


def one_index_too_many(X, t, w, b, lr):
    return w + t[0, 0], b


def number_indexed(X, t, w, b, lr):
    return w, b[0]


def shapes_apart(X, t, w, b, lr):
    return w @ np.ones((7, 7)), b


def unpacked(X, t, w, b, lr):
    first, second, third = X.shape
    return w, b


def other_value_error(X, t, w, b, lr):
    return w, float("one")


ERRORS = [
    (misspelt, "Is that name an argument of the function? Here they are: X, t, w, b, lr."),
    (too_early, "Has that name got its value on every way that leads to this line?"),
    (list_shape, "Which line made the thing before the dot a list?"),
    (misspelt_function, "Is what follows the dot spelled as NumPy spells it?"),
    (one_too_far, "How long is that axis in the call above"),
    (one_index_too_many, "How many axes does that array have in the call above"),
    (number_indexed, "Of what kind is each thing on that line"),
    (shapes_apart, "What is the shape of each array on that line"),
    (unpacked, "How many things stand on each side of that assignment?"),
    (other_value_error, "What goes into the operation on the line where it stops"),
]


@pytest.mark.parametrize(("function", "asks"), ERRORS, ids=lambda value: getattr(value, "__name__", ""))
def test_the_question_fits_the_exception(function, asks):
    report = check("perceptron_epoch", function)
    assert (report.outcome, report.misconception) == ("stopped", None)
    assert report.hints[0].text.startswith(asks), str(report)
    assert len({hint.text for hint in report.hints}) == 3


def test_a_missing_numpy_is_asked_for_its_import():
    no_numpy.__code__ = no_numpy.__code__.replace(co_names=("np", "zeros"))
    no_numpy_here = type(no_numpy)(no_numpy.__code__, {})
    assert "import numpy as np" in check("perceptron_epoch", no_numpy_here).hints[0].text


def test_a_task_without_arguments_is_not_asked_for_one():
    assert check("gates", lambda: gate).hints[0].text.startswith("On which line")  # noqa: F821


def truth_of_max(x, W1, b1, W2, b2):
    return np.dot([max(0, row) for row in np.dot(x, W1.T) + b1], W2.T) + b2


def whole_array_max(x, W1, b1, W2, b2):
    return max(x @ W1.T + b1, 0) @ W2.T + b2


def truth_of_if(x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    if a < 0:
        a = a * 0
    return a @ W2.T + b2


def test_the_truth_of_an_array_is_explained_by_what_asked_for_it():
    report = check("mlp_forward", truth_of_max)
    assert "truth value of an array" in report.facts[0]
    assert (
        "`max` compares whole objects" in report.hints[1].text and "np.maximum goes number by" in report.hints[1].text
    )
    assert report.misconception is None and check("mlp_forward", whole_array_max).misconception == "python_max"
    assert "truth value of an array" in check("mlp_forward", whole_array_max).facts[0]
    report = check("mlp_forward", truth_of_if)
    assert "truth value of an array" in report.facts[0]
    assert report.hints[0].text.startswith("How many answers does the comparison")


def test_max_of_numpy_is_not_taken_for_python_s():
    def student(x, W1, b1, W2, b2):
        return np.max(x @ W1.T + b1, axis=1) and x

    report = check("mlp_forward", student)
    assert "truth value of an array" in report.facts[0]
    assert "`if`, `while`, `and`" in report.hints[1].text


THREE = ([1, 1], 2), ([1, 1], 1), ([-1], 0)


@pytest.mark.parametrize(
    ("answer", "asks"),
    [
        (THREE, "Which key does each pair belong to?"),
        (list(THREE), "Which key does each pair belong to?"),
        ({"and": THREE[1], "both": THREE[0]}, "Which key does each pair belong to?"),
        ({"and": [1, 1, 2], "or": [1, 1, 1], "not": [-1, 0]}, "What are the two things in a pair"),
    ],
)
def test_the_form_of_the_gates(answer, asks):
    report = check("gates", lambda: answer)
    assert report.outcome == "incorrect" and report.misconception is None
    assert report.hints[0].text.startswith(asks), str(report)


def test_a_wrong_form_is_asked_for_its_form():
    for task, function in ("perceptron_epoch", lambda *a: epoch(*a)[0]), ("mlp_forward", lambda *a: list(mlp(*a))):
        report = check(task, function)
        assert report.misconception is None and report.hints[0].text.startswith("How many things does the task promise")


@pytest.mark.parametrize(
    ("change", "asks"),
    [(lambda y: y.ravel(), "After which line"), (lambda y: y.astype(int), "Which line of your function decides")],
)
def test_a_wrong_shape_or_dtype_is_asked_for_the_line_that_makes_it(change, asks):
    report = check("mlp_forward", lambda *args: change(mlp(*args)))
    assert report.misconception is None and report.hints[0].text.startswith(asks), str(report)


def test_two_readings_of_the_same_gates_are_not_chosen_between_but_the_wrong_inputs_are_told():
    report = check("gates", lambda: {"and": ([1, 1], 1), "or": ([1, 1], 0), "not": ([-1], -0.5)})
    assert report.misconception is None and report.causes == ()
    assert report.facts[0].startswith("AND at x = (0, 1): w @ x = 1 reaches theta = 1, so the unit fires")
    assert report.facts[1].startswith("OR at x = (0, 0): w @ x = 0 reaches theta = 0")


def test_no_fault_is_named_for_a_function_that_also_changes_its_arguments():
    def student(x, W1, b1, W2, b2):
        x[x < 0] = 0
        return mlp(x, W1, b1, W2, b2)

    report = check("mlp_forward", student)
    assert (report.outcome, report.misconception) == ("stopped", None)
    assert report.facts[0].startswith("It changed its argument x in place")
    assert "caller" in report.hints[0].text


def steps(factor):
    """An epoch whose step is lr * factor(t, a)."""

    def student(X, t, w, b, lr):
        for x, y in zip(X, t, strict=True):
            step = lr * factor(y, w @ x + b)
            w, b = w + step * x, b + step
        return w, b

    return student


@pytest.mark.parametrize(
    ("factor", "fault"),
    [
        (lambda t, a: 2 * t * (t * a <= 0), "doubled_step"),
        (lambda t, a: t - (np.sign(a) or -t), "doubled_step"),
        (lambda t, a: t - np.sign(a), "sign_difference"),
        (lambda t, a: t - (1 if a >= 0 else -1), "zero_is_plus+doubled_step"),
        (lambda t, a: t - (1 if a > 0 else -1), "zero_is_minus+doubled_step"),
        (lambda t, a: 2 * t * (t * a < 0), "zero_is_right+doubled_step"),
        (lambda t, a: t * (t != (1 if a > 0 else -1)), "zero_is_minus"),
        (lambda t, a: 3 * t * (t * a <= 0), None),
    ],
)
def test_steps_that_are_twice_too_long_are_told_from_each_other(factor, fault):
    report = check("perceptron_epoch", steps(factor))
    assert report.misconception == fault, str(report)


def test_what_should_stay_as_it_is_is_said():
    report = check("perceptron_epoch", solutions("unseen_perceptron_epoch")[1]["bias_outside_the_if"][0])
    assert "b has changed; here it has to come back as it went in." in report.facts


def test_python_s_max_fails_the_reference_as_it_fails_the_student():
    from course_lib.checks.bank import all_tasks

    task = all_tasks()["mlp_forward"]
    assert {type(task.expected(probe, {"python_max"})) for probe in task.probes} == {dict, Raised}


@pytest.mark.parametrize("task", ["gates", "perceptron_epoch", "mlp_forward"])
def test_the_words_are_those_of_the_lecture(task):
    from course_lib.checks.bank import all_tasks

    task = all_tasks()[task]
    texts = [task.ask, task.why, *task.cells.values(), *(tag for probe in task.probes for tag in probe.tags)]
    texts += [text for fault in task.faults for text in (fault.says, fault.ask, fault.why)]
    texts += [axis for part in task.parts for axis in part.axes]
    words = " ".join(texts).lower()
    assert "sample" not in words and "prediction" not in words and "epoch" not in words.replace("an epoch is a", "")
    assert task.id == "mlp_forward" or "score" not in words
