"""Is every wrong solution rejected, its cause named and no other, and every right one accepted?"""

import builtins
import re

import numpy as np
import pytest

from course_lib.checks import bank, check, tasks
from course_lib.checks.compare import alike, parts_of
from course_lib.checks.plain import decode, encode
from course_lib.checks.task import Raised, copy_of
from tests.checks_bank import BANKS, check_here, numbers_shown, report_of, solutions

COURSE = """gates perceptron_epoch mlp_forward numerical_gradient softmax_cross_entropy linear_backward mlp_backward
autograd momentum_step adagrad_step sigmoid_backward relu_backward initial_std batch_norm batch_norm_backward
diagnosis deep_net output_size conv2d max_pool2d max_pool2d_backward conv2d_backward receptive_field residual_block
residual_block_backward average_gradients network_on_a_budget""".split()


def loadable(load, names):
    """{name: what load makes of it}. A file that cannot be read fails one test of its own and hides no other."""
    read = {}
    for name in names:
        try:
            read[name] = load(name)
        except Exception as error:
            BROKEN[name] = error
    return read


BROKEN = {}
ALL_TASKS = loadable(bank.load, bank.names())
SOLUTIONS = loadable(solutions, BANKS)
RIGHT = [(bank, name) for bank, (right, _) in SOLUTIONS.items() for name in right]
WRONG = [(bank, name) for bank, (_, wrong) in SOLUTIONS.items() for name in wrong]
BY_CALLS = [task for task in ALL_TASKS.values() if not task.judge]  # the others are judged by a whole run
FLAGS = [(task.id, fault.id) for task in BY_CALLS if not task.explains for fault in task.faults]


@pytest.mark.parametrize("name", sorted({*bank.names(), *BANKS}))
def test_every_file_can_be_read(name):
    assert name not in BROKEN, BROKEN[name]
    assert name not in ALL_TASKS or ALL_TASKS[name].id == name


def test_the_tasks_are_in_course_order():
    assert tasks() == tuple(task for task in COURSE if task in tasks())
    assert set(tasks()) <= set(BANKS)


@pytest.mark.parametrize(("bank", "name"), RIGHT)
def test_right_solutions_are_accepted(bank, name):
    report = check_here(bank.removeprefix("unseen_"), solutions(bank)[0][name])
    assert report.outcome == "correct", str(report)
    assert report.counterexample is None and report.misconception is None


@pytest.mark.parametrize(("bank", "name"), WRONG)
def test_wrong_solutions_are_rejected_and_named(bank, name):
    fault, report = solutions(bank)[1][name][1], report_of(bank, name)
    assert report.outcome in ("incorrect", "stopped")
    if bank.startswith("unseen_"):  # written by strangers: no name is a pity, a wrong one is an error
        fault = report.misconception and fault
    assert report.misconception == fault, str(report)
    assert len(str(report).splitlines()) <= 15


@pytest.mark.parametrize(("task", "fault"), FLAGS)
def test_each_flag_is_rejected_and_named(task, fault):
    report = check_here(task, ALL_TASKS[task].handed_in({fault}))
    assert report.outcome in ("incorrect", "stopped")
    assert report.misconception == fault
    assert report.causes == (ALL_TASKS[task].fault(fault).says,)


@pytest.mark.parametrize("bank", SOLUTIONS)
def test_a_child_sees_what_is_seen_here(bank):
    """All else in this file makes its calls in this process."""
    for name in list(SOLUTIONS[bank][1])[:2]:
        report = check(bank.removeprefix("unseen_"), solutions(bank)[1][name][0])
        assert report._repr_html_() == report_of(bank, name)._repr_html_()


def arrays_in(value):
    """All arrays and numbers in the arguments of a probe."""
    if isinstance(value, dict | list | tuple):
        for item in value.values() if isinstance(value, dict) else value:
            yield from arrays_in(item)
    elif isinstance(value, np.ndarray | int | float):
        yield np.asarray(value)


def numbers_in(args):
    return sum(array.size for array in arrays_in(args))


def copied(args):
    return [copy_of(value) for value in args.values()]


@pytest.mark.parametrize("task", BY_CALLS, ids=lambda task: task.id)
class TestBank:
    def test_it_is_large_enough_and_each_gate_fault_has_an_example(self, task):
        assert len(task.faults) >= (4 if task.explains else 8)
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
        assert set(task.cells) == {task.cell, *(fault.cell for fault in task.faults)}

    def test_probes_are_small_and_exact(self, task):
        sizes = [numbers_in(probe.args) for probe in task.probes]
        assert max(sizes, default=0) <= 80 and np.median(sizes) <= 50
        assert min(sizes, default=0) <= 16
        for probe in task.probes if task.bound is None else ():  # every sum is a sum of few small binary fractions
            for array in arrays_in(probe.args):
                assert np.all(array * 64 == np.round(array * 64))
        if task.id == "perceptron_epoch":  # or a student's `while mistakes:` would never come back
            for probe in task.probes:
                X, t = probe.args["X"], probe.args["t"]
                result = task.expected(probe, {"many_epochs"})
                assert (t * (X @ result["w"] + result["b"]) > 0).all()

    def test_the_reference_agrees_with_a_right_solution(self, task):
        first, *_ = solutions(task.id)[0].values()
        for probe in task.probes:
            due = task.expected(probe)
            if isinstance(due, Raised):
                with pytest.raises(getattr(builtins, due.type)):
                    task.caller(first)(*copied(probe.args))
                continue
            got = decode(encode(task.caller(first)(*copied(probe.args))))
            assert alike(parts_of(task, got, due), due)


@pytest.mark.parametrize("bank", SOLUTIONS)
def test_nine_of_ten_counterexamples_are_within_16_numbers(bank):
    reports = [report_of(bank, name) for name in SOLUTIONS[bank][1]]
    sizes = [numbers_shown(report) for report in reports if report.counterexample]
    assert np.mean(np.array(sizes) <= 16) >= 0.9


def test_two_causes_that_fit_equally_are_not_guessed():
    """Always firing fits neither flag alone; with the flags that fit both, nothing is named."""

    def student(X, t, w, b, lr):
        # "starts from zero" with either "always updates" or "frozen weights" gives just this.
        return lr * (t @ X), lr * t.sum()

    report = check("perceptron_epoch", student)
    assert report.outcome == "incorrect" and report.misconception is None
    assert "Cause" not in str(report)
