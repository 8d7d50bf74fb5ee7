"""Is every wrong solution rejected, its cause named and no other, and every right one accepted?"""

import re

import numpy as np
import pytest

from course_lib.checks import check, lecture_links, tasks
from course_lib.checks.bank import all_tasks
from course_lib.checks.compare import alike
from course_lib.checks.task import Raised
from tests.checks_bank import BANKS, solutions

COURSE = """gates perceptron_epoch mlp_forward numerical_gradient softmax_cross_entropy linear_backward mlp_backward
autograd momentum_step adagrad_step sigmoid_backward relu_backward initial_std batch_norm batch_norm_backward
output_size conv2d max_pool2d max_pool2d_backward conv2d_backward receptive_field residual_block
residual_block_backward average_gradients""".split()

RIGHT = [(bank, name) for bank in BANKS for name in solutions(bank)[0]]
WRONG = [(bank, name) for bank in BANKS for name in solutions(bank)[1]]
FLAGS = [(task.id, fault.id) for task in all_tasks().values() if not task.explains for fault in task.faults]


def size(report):
    shown = [*report.counterexample.arguments.values(), *report.counterexample.expected.values()]
    return sum(np.size(value) for value in shown)


def test_the_tasks_are_in_course_order():
    assert tasks() == tuple(task for task in COURSE if task in tasks())
    assert set(tasks()) <= set(BANKS)


def judged(bank, function):
    return check(bank.removeprefix("unseen_"), function)


@pytest.mark.parametrize(("bank", "name"), RIGHT)
def test_right_solutions_are_accepted(bank, name):
    report = judged(bank, solutions(bank)[0][name])
    assert report.outcome == "correct", str(report)
    assert report.counterexample is None and report.misconception is None


@pytest.mark.parametrize(("bank", "name"), WRONG)
def test_wrong_solutions_are_rejected_and_named(bank, name):
    function, fault = solutions(bank)[1][name]
    report = judged(bank, function)
    assert report.outcome in ("incorrect", "stopped")
    assert report.misconception == fault, str(report)
    assert size(report) <= 16
    assert len(str(report).splitlines()) <= 15


@pytest.mark.parametrize(("task", "fault"), FLAGS)
def test_each_flag_is_rejected_and_named(task, fault):
    reference = all_tasks()[task].reference

    def student(*args):
        return reference(frozenset({fault}), *args)

    report = check(task, student)
    assert report.outcome in ("incorrect", "stopped")
    assert report.misconception == fault
    assert report.causes == (all_tasks()[task].fault(fault).says,)


@pytest.mark.parametrize("task", all_tasks().values(), ids=lambda task: task.id)
class TestBank:
    def test_it_is_large_enough_and_each_gate_fault_has_an_example(self, task):
        assert len(task.faults) >= (4 if task.id == "gates" else 8)
        assert len({fault.id for fault in task.faults}) == len(task.faults)
        if task.explains:
            assert {fault.id for fault in task.faults} <= {fault for _, fault in solutions(task.id)[1].values()}

    def test_every_fault_helps_in_three_steps_without_the_answer(self, task):
        for fault in task.faults:
            assert fault.says.endswith(".") and fault.says.count(". ") == 0
            assert fault.ask.endswith("?")
            assert fault.cell in task.cells
            for text in (fault.says, fault.ask, fault.why):
                # Where Python's max was called, its difference from NumPy's is the cause, not the answer.
                text = text.replace("np.maximum", "") if fault.id == "python_max" else text
                assert not re.search(r"np\.maximum|\.T\b|w \+ lr|\w+ = \w+ [+-] ", text), text
        assert set(task.cells) == {cell for _, cell in lecture_links()[task.id]}

    def test_probes_are_small_first_exact_and_separable(self, task):
        sizes = [sum(np.size(value) for value in probe.args.values()) for probe in task.probes]
        assert max(sizes, default=0) <= 50
        for probe in task.probes:
            for value in probe.args.values():
                assert np.all(np.asarray(value) * 8 == np.round(np.asarray(value) * 8))
        if task.id == "perceptron_epoch":  # or a student's `while mistakes:` would never come back
            for probe in task.probes:
                X, t = probe.args["X"], probe.args["t"]
                result = task.expected(probe, {"many_epochs"})
                assert (t * (X @ result["w"] + result["b"]) > 0).all()

    def test_the_reference_agrees_with_a_right_solution(self, task):
        first, *_ = solutions(task.id)[0].values()
        for probe in task.probes:
            got = first(*probe.args.values())
            if task.view:
                got = task.view(got)
            else:
                got = dict(zip(task.expected(probe), got if len(task.parts) > 1 else (got,), strict=True))
            assert not isinstance(task.expected(probe), Raised)
            assert alike(got, task.expected(probe))


def test_two_causes_that_fit_equally_are_not_guessed():
    """Always firing fits neither flag alone; with the flags that fit both, nothing is named."""

    def student(X, t, w, b, lr):
        # "starts from zero" with either "always updates" or "frozen weights" gives just this.
        return lr * (t @ X), lr * t.sum()

    report = check("perceptron_epoch", student)
    assert report.outcome == "incorrect" and report.misconception is None
    assert "Cause" not in str(report)
