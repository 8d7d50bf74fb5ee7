"""The engine on small tasks made up for the purpose: all kinds of arguments and results, all sentences on arrays."""

import types

import numpy as np
import pytest

from course_lib.checks import check, engine
from course_lib.checks.compare import WIDEN, differing
from course_lib.checks.facts import form_facts, value_facts
from course_lib.checks.task import Fault, Part, Probe, Task
from course_lib.numpy_ops.autograd import Value

MAPS = ("examples", "channels", "rows", "columns")
EPS = np.finfo(float).eps


def facts(got, due, axes=MAPS, bound=None, args=None):
    got, due = {"y": np.asarray(got)}, {"y": np.asarray(due, float)}
    bounds = {"y": np.full(due["y"].shape, bound)}
    task = types.SimpleNamespace(
        parts=(Part("y", axes=axes),), bound=bound and (lambda *_: bounds), view=None, run=None
    )
    if got["y"].shape != due["y"].shape:
        return form_facts(task, got, due)
    return value_facts(task, args or {}, got, due, differing(task, args or {}, got, due))


FOUR = (np.arange(36.0) * 7 % 37 - 11).reshape(2, 2, 3, 3)
RANDOM = np.random.default_rng(3).normal(size=(2, 2, 3, 3))


def changed(array, index, by=100.0):
    array = array.copy()
    array[index] += by * (1 + np.arange(array[index].size).reshape(array[index].shape))
    return array


def ring(array):
    array = array + 100 + np.arange(array.size).reshape(array.shape) ** 2
    array[..., 1:-1, 1:-1] = FOUR[..., 1:-1, 1:-1]
    return array


@pytest.mark.parametrize(
    ("got", "says"),
    [
        (lambda y: -y, "y has the opposite sign."),
        (lambda y: y / 3, "Every number of y is 1/3 times the one that is due."),
        (lambda y: 2 * y, "Every number of y is 2 times the one that is due."),
        (lambda y: y - 0.5, "Every number of y is off by the same -0.5."),
        (lambda y: np.abs(y), "y has lost its signs."),
        (lambda y: 0 * y, "Every number of y is 0."),
        (lambda y: 0 * y + 3, "Every number of y is the same, 3."),
        (lambda y: y.swapaxes(2, 3), "axes 2 and 3 of y are exchanged."),
        (lambda y: y.swapaxes(0, 1), "axes 0 and 1 of y are exchanged."),
        (lambda y: y.transpose(1, 0, 3, 2), "the axes of y stand in the order (1, 0, 3, 2)."),
        (lambda y: y[:, :, ::-1], "y is in reverse order along axis 2."),
        (lambda y: y[:, :, ::-1, ::-1], "y is in reverse order along axes 2 and 3."),
        (lambda y: np.roll(y, 1, 3), "y is shifted by 1 along axis 3."),
        (lambda y: np.pad(y, 1)[1:-1, 1:-1, 1:-1, :-2], "y is shifted by 1 along axis 3."),
        (lambda y: np.pad(y, 1)[1:-1, 1:-1, 2:, 1:-1], "y is shifted by -1 along axis 2."),
        (lambda y: y.reshape(-1)[np.argsort(np.sin(np.arange(36)))].reshape(y.shape), "y has the right numbers in oth"),
        (lambda y: changed(y, 1), "Only y[1] differs (axis 0 counts examples)."),
        (lambda y: changed(y, np.s_[:, 1]), "Only y[:, 1] differs (axis 1 counts channels)."),
        (lambda y: changed(y, np.s_[:, :, 1:]), "Only y[:, :, 0] is right (axis 2 counts rows)."),
        (lambda y: changed(y, np.s_[..., 2]), "Only y[:, :, :, 2] differs (axis 3 counts columns)."),
        (ring, "Only the border of y differs; inside it is right."),
    ],
)
def test_facts_of_maps(got, says):
    assert any(fact.startswith(says) for fact in facts(got(FOUR), FOUR)), facts(got(FOUR), FOUR)


@pytest.mark.parametrize("noise", [1.0, -1.0])
@pytest.mark.parametrize(
    ("got", "says"),
    [
        (lambda y: -y, "y has the opposite sign."),
        (lambda y: y / 3, "Every number of y is 1/3 times the one that is due."),
        (lambda y: y + 0.5, "Every number of y is off by the same 0.5."),
        (lambda y: y.swapaxes(2, 3), "axes 2 and 3 of y are exchanged."),
        (lambda y: y[..., ::-1], "y is in reverse order along axis 3."),
        (lambda y: np.roll(y, 1, 2), "y is shifted by 1 along axis 2."),
        (lambda y: changed(y, 1), "Only y[1] differs (axis 0 counts examples)."),
    ],
)
def test_facts_hold_up_to_the_bound(got, says, noise):
    rounding = noise * EPS * np.cos(np.arange(36)).reshape(RANDOM.shape)
    assert says in facts(got(RANDOM) + rounding, RANDOM, bound=8 * EPS)
    assert says in facts((got(RANDOM)).astype(np.float32), RANDOM, bound=8 * EPS)
    assert says not in facts(got(RANDOM) + 1e6 * rounding, RANDOM, bound=8 * EPS) or "Only" in says


def test_a_wrong_shape_may_hold_the_right_numbers():
    y = FOUR[:, :, :2]
    assert facts(y.swapaxes(2, 3), y)[1] == "Its numbers are right: axes 2 and 3 of y are exchanged."
    assert facts(y.reshape(2, -1), y)[1] == "In this call its numbers are right, only the shape is not."
    assert facts(y[..., :2], y)[1] == "What is there is right, but y ends too early."


@pytest.mark.parametrize(
    ("got", "says"),
    [
        ([[5, 3], [1, 2]], "a and b are exchanged."),
        ([[5, 3], [5, 3]], "a holds what is due for b."),
        ([[-1, -2], [5, 3]], "a has the opposite sign."),
        ([[7, 7.5], [5, 3]], "a is the argument x as it came."),
    ],
)
def test_results_that_are_mixed_up(got, says):
    task = types.SimpleNamespace(parts=(Part("a"), Part("b")), bound=None, run=None)
    due, got = ({"a": np.array(a, float), "b": np.array(b, float)} for a, b in ([[1, 2], [5, 3]], got))
    args = {"f": np.sum, "none": None, "many": [np.ones(2), np.ones(3)], "x": np.array([7, 7.5])}
    assert value_facts(task, args, got, due, differing(task, args, got, due))[0] == says


def unit(name="", **more):
    return Fault(name, "It does so.", "Does it?", "Because.", "cell")


def made(monkeypatch, reference, parts, probes, faults=(), **more):
    task = Task(
        id="made",
        lecture="00_made",
        place=1,
        signature="made(...) -> y",
        reference=reference,
        parts=parts,
        faults=tuple(map(unit, faults)),
        probes=tuple(Probe(args) for args in probes),
        cells={"cell": "this"},
        ask="What?",
        why="So.",
        cell="cell",
        **more,
    )
    monkeypatch.setattr(engine, "find", lambda name: task)
    return lambda function: check("made", function)


def weighted(faults, grads, counts, f=None, mode="sum", start=0):
    """A sum of arrays, with arguments of every kind."""
    total = sum(count * grad for count, grad in zip(counts, grads, strict=True)) + start
    if "list" in faults:
        return total.tolist()
    if "only_total" in faults:
        return total
    if "whole" in faults:
        return total, float(sum(counts)), None if f is None else f(total)
    if "raises" in faults:
        return total, sum(counts), f.nothing(total)
    return total, sum(counts), None if f is None else f(total)


def square(x):
    return float(np.sum(x * x))


square.__name__ = "lambda x: (x ** 2).sum()"
GRADS = [np.array([1.0, 2]), np.array([4.0, 3])]
EVERYTHING = (
    {"grads": [np.array([2.0])], "counts": (3,), "f": None, "mode": "sum", "start": 1},
    {"grads": GRADS, "counts": [1, 2], "f": square, "mode": "mean", "start": -0.5},
)
PARTS = Part("total", axes=("numbers",)), Part("count", "int"), Part("f_of_it", "number")
FLAGS = ("list", "only_total", "whole", "raises")


def students():
    def right(grads, counts, f, mode, start):
        total = np.sum([count * grad for count, grad in zip(counts, grads, strict=True)], axis=0) + start
        return total, sum(counts), f and f(total)

    def not_none(*args):
        total, count, last = right(*args)
        return total, count, 0.0 if last is None else last

    def mutates(grads, counts, f, mode, start):
        grads[-1] += 1
        return right(grads, counts, f, mode, start)

    def sorts(grads, counts, f, mode, start):
        result = right(grads, counts, f, mode, start)
        grads.reverse(), grads.append(3)
        return result

    def wrong_f(*args):
        total, count, last = right(*args)
        return total, count, last and last + 1

    yield right, "correct", None, ""
    yield not_none, "incorrect", None, "f_of_it is the number 0; in this call None is due."
    yield mutates, "stopped", None, "It changed its argument grads in place"
    yield sorts, "stopped", None, "It changed its argument grads in place"
    yield (
        wrong_f,
        "incorrect",
        None,
        "made(grads=[[1, 2], [4, 3]], counts=[1, 2], f=lambda x: (x ** 2).sum(), ",
    )
    yield lambda *args: right(*args)[0].tolist(), "incorrect", "list", "It returned a list of 1 thing; 3 are due"
    yield lambda *args: right(*args)[0], "incorrect", "only_total", "3 things are due: (total, count, f_of_it)."
    yield (
        lambda *args: (right(*args)[0], 1.0 * right(*args)[1], right(*args)[2]),
        "incorrect",
        "whole",
        "count is the float 3.0; a whole number, an int, is due.",
    )
    yield lambda *args: (right(*args)[0], right(*args)[1], abs), "incorrect", None, "f_of_it is a builtin_function"
    yield lambda grads, counts, f, mode, start: f.nothing(0), "stopped", "raises", "has no attribute"


@pytest.mark.parametrize(("function", "outcome", "named", "says"), list(students()))
def test_arguments_and_results_of_every_kind(monkeypatch, function, outcome, named, says):
    judge = made(monkeypatch, weighted, PARTS, EVERYTHING, FLAGS)
    report = judge(function)
    assert (report.outcome, report.misconception) == (outcome, named), str(report)
    assert says in " ".join(str(report).split()) and report._repr_html_()
    assert str(judge(function)) == str(report) and judge(function)._repr_html_() == report._repr_html_()
    if outcome != "correct":
        call = eval(report.code, {"np": np, "made": lambda *args: args})
        assert list(map(str, call[0])) == list(map(str, report.counterexample.arguments["grads"]))
        assert call[2] is None or call[2](np.array([3.0, 4])) == 25


def test_the_report_cannot_change_what_is_due(monkeypatch):
    judge = made(monkeypatch, weighted, PARTS, EVERYTHING)
    wrong = lambda grads, counts, f, mode, start: (GRADS[0][:1] * 0, 3, None)  # noqa: E731
    first = judge(wrong)
    text = str(first)
    first.counterexample.expected["total"][:] = 0
    first.counterexample.arguments["grads"][0][:] = 0
    assert str(judge(wrong)) == text


def root(faults, x):
    if x.min() < 0:
        raise ValueError("x is negative")
    return np.sqrt(x)


@pytest.mark.parametrize(
    ("function", "outcome", "says"),
    [
        (lambda x: root((), x), "correct", "All 3 calls agree"),
        (lambda x: np.sqrt(np.abs(x)), "incorrect", "It returned [2]; this call has to raise ValueError."),
        (lambda x: [][0] if x[0] < 0 else np.sqrt(x), "stopped", "This call has to raise ValueError."),
        (lambda x: 2 * root((), x), "incorrect", "Every number of y is 2 times the one that is due."),
    ],
)
def test_a_call_that_has_to_raise(monkeypatch, function, outcome, says):
    probes = {"x": np.array([4.0])}, {"x": np.array([1.0, 4, 16])}, {"x": np.array([-4.0])}
    report = made(monkeypatch, root, (Part("y"),), probes)(function)
    assert report.outcome == outcome and (outcome == "correct" or says in str(report) or "y[0]: got 4" in str(report))


def average(faults, x):
    return x.mean(axis=1), float(x.mean())


def small(x):
    x = x.astype(np.float32)
    return x.mean(1), float(x.mean())


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_where_float32_is_at_work_its_precision_counts(monkeypatch, dtype):
    x = np.random.default_rng(1).normal(size=(3, 7)).astype(dtype)
    parts = Part("rows"), Part("all", "number")
    judge = made(
        monkeypatch, average, parts, [{"x": x}], bound=lambda args, due: {"rows": 4 * EPS, "all": np.full((), 4 * EPS)}
    )
    assert judge(small).outcome == "correct"
    assert judge(lambda x: (x.mean(1) + 16 * EPS * WIDEN, float(x.mean()))).outcome == "incorrect"
    if dtype == np.float64:
        assert judge(lambda x: (x.mean(1) + 16 * EPS, float(x.mean()))).outcome == "incorrect"


def double(faults, x):
    return 2.0 * x


@pytest.mark.parametrize(
    ("function", "first"),
    [
        (lambda x: x * 0.5, "In all larger calls: Every number of y is 1/4 times the one that is due."),
        (lambda x: 2.0 * x + 3, "In all larger calls: Every number of y is off by the same 3."),
        (lambda x: -2.0 * x, "y has the opposite sign."),  # told of the smallest call as well, so told once
        (lambda x: x * x + 7, "y[0]: got 8, expected 2."),
        (lambda x: (x * 0.5) if len(x) < 4 else x * 0.25, "y[0]: got 0.5, expected 2."),
        (lambda x: (x * 0.5) if len(x) < 4 else x[1:], "y[0]: got 0.5, expected 2."),
    ],
)
def test_what_all_larger_calls_have_in_common_is_told_first(monkeypatch, function, first):
    probes = [{"x": np.array(x, float)} for x in ([1], [2], [1, -2, 4], [5, -3, 2, 1])]
    assert made(monkeypatch, double, (Part("y"),), probes)(function).facts[0] == first


def shuffle(faults, x):
    y = np.array(x[:, ::-1])
    return y + 1 if "one_more" in faults else y


def test_maps_are_drawn_plane_by_plane(monkeypatch):
    x = np.arange(24.0).reshape(2, 3, 2, 2)
    judge = made(monkeypatch, shuffle, (Part("y", axes=MAPS),), [{"x": x}], ["one_more"])
    html = judge(lambda x: np.where(x == 19, 0, x[:, ::-1]))._repr_html_()
    assert "<caption>x[0, 0]</caption>" in html and "<caption>y[1, 1]: example 1, channel 1</caption>" in html
    assert "4 of 6 planes" in html
    assert html.count('class="cc-off"') == 1 and 'aria-label="0, differs"' in html
    html = judge(lambda x: x[:, ::-1].swapaxes(0, 1))._repr_html_()
    assert "<caption>y[0, 0], shape (3, 2, 2, 2): example 0, channel 0</caption>" in html


class TestClass:
    """A task that asks for a class."""

    def test_what_is_no_class_is_said_plainly(self):
        def value(data):
            return data

        assert check("autograd", value).facts == (
            "This is a function; a class is due: class Value.",
            'check takes the class itself, without brackets: check("autograd", Value).',
        )
        assert (
            check("autograd", Value(3)).facts[0] == "This is an object made by the class; a class is due: class Value."
        )
        assert check("autograd", 3).facts[0] == "This is an int; a class is due: class Value."
        assert "This is a class, Value; a function is due: mlp_forward(" in check("mlp_forward", Value).facts[0]
        assert {check("autograd", one).outcome for one in (value, Value(3), 3, None)} == {"stopped"}

    def test_the_program_is_shown_and_can_be_run(self):
        class Wrong(Value):
            def exp(self):
                return Wrong(np.exp(self.data), (self,), (self.data,))

        report = check("autograd", Wrong)
        assert str(report).splitlines()[1:3] == [
            "call      a = Value(2); y = a.exp(); y.backward()",
            "got       y.data = 7.38906, a.grad = 2",
        ]
        assert report.misconception == "exp_uses_input"
        assert "<pre>a = Value(2)\ny = a.exp()\ny.backward()</pre>" in report._repr_html_()
        names = {"Value": Wrong}
        exec(report.code.replace("print(", "shown = ("), names)
        assert names["shown"] == tuple(report.counterexample.got.values())

    def test_stubs_are_not_attempted_and_half_a_class_says_what_comes_next(self):
        def missing(*_):
            raise NotImplementedError

        names = "__init__ __add__ __mul__ __sub__ __truediv__ __pow__ __radd__ backward exp log relu".split()
        stub = type("Value", (), dict.fromkeys(names, missing))
        assert check("autograd", stub).outcome == "not attempted"
        assert "Write the methods of class Value" in str(check("autograd", stub))
        kept = {name: missing for name in names if name not in ("__init__", "__add__", "backward")}
        report = check("autograd", type("Value", (Value,), kept))
        assert report.outcome == "stopped" and "y = a * b" in report.call and "NotImplementedError" in report.facts[0]

    @pytest.mark.parametrize(
        ("methods", "says"),
        [
            ({"__init__": lambda self: None}, "positional argument"),
            ({"__add__": lambda self, other: self.data + other.data}, "'float' object has no attribute 'data'"),
            ({"grad": property(lambda self: self, lambda self, new: None)}, "a.grad is a Value; one number is due."),
            ({"exp": lambda self: 1 / 0}, "It raised ZeroDivisionError: division by zero"),
            ({"exp": lambda self: 1 / 0}, "In your code, line"),
            ({"__add__": lambda *_: exec("while True: pass")}, "It ran for more than"),
        ],
    )
    def test_what_goes_wrong_inside_is_told(self, monkeypatch, methods, says):
        monkeypatch.setattr(engine.contain, "CALL_SECONDS", 0.5)
        report = check("autograd", type("Value", (Value,), methods))
        assert report.outcome != "correct" and says in str(report), str(report)
        assert len(str(report).splitlines()) <= 15 and report._repr_html_()
