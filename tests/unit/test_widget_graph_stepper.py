"""GraphStepper without a browser: what it reads, what it refuses, the gradients by the course's engine and by torch."""

import math

import pytest
from traitlets import TraitError

from course_lib.widgets import GraphStepper
from course_lib.widgets import graph_stepper as module
from course_lib.widgets.kit import HERE


def test_default_picture():
    widget = GraphStepper()
    assert widget.to_python() == "GraphStepper()" and widget.untouched()
    p2 = -0.8 * 1.5 + 0.4
    y = 1 / (1 + math.exp(-p2))
    assert math.isclose(widget.output, (y - 1) ** 2)
    assert math.isclose(widget.gradients["w"], 2 * (y - 1) * y * (1 - y) * 1.5)
    for number in (p2, y, y - 1, widget.output, 2 * (y - 1), y * (1 - y)):
        assert f"{number:.2f}" in widget.alt


def test_used_twice_adds():
    assert GraphStepper("(x + y)*x", {"x": 3, "y": -1}).gradients == {"x": 5.0, "y": 3.0}
    assert GraphStepper("x*x*x", {"x": 2}).gradients == {"x": 12.0}


def test_names_of_parts():
    widget = GraphStepper("p1 = w*x; p2 = p1 + b\nout = sigmoid(p2); p3 = out - t; loss = p3**2", {"w": 2, "t": 1})
    assert widget.inputs == {"w": 2.0, "x": 1.0, "b": 1.0, "t": 1.0}
    same = GraphStepper("(sigmoid(w*x + b) - t)**2", {"w": 2, "x": 1, "b": 1, "t": 1})
    assert widget.gradients == same.gradients


@pytest.mark.parametrize("name", list(module.PRESETS))
def test_torch_agrees(name):
    expression, inputs = module.PRESETS[name]
    widget = GraphStepper(expression)
    assert widget.inputs == inputs
    assert widget.gradients == pytest.approx(module.torch_gradients(expression, inputs), abs=1e-12)


def test_recorded_numbers_are_fresh():
    def numbers(text):
        import json

        return json.loads(text[text.index("{") : text.rindex(";")])["numbers"]

    stored = numbers((HERE / "graph_stepper_recorded.js").read_text("utf8"))
    again = numbers(module.record())
    assert list(stored) == list(again), "write it again: graph_stepper.write_record()"
    for key, engines in again.items():
        for engine, grads in engines.items():
            assert stored[key][engine] == pytest.approx(grads, abs=1e-10)


def test_live_numbers_follow_the_inputs():
    import torch  # noqa: F401  once it is loaded, its numbers come, too

    widget = GraphStepper("a*b")
    widget.inputs = {"a": 2.0, "b": -3.5}
    assert widget.live == {
        "at": "a*b at a=2, b=-3.5", "Value": {"a": -3.5, "b": 2.0}, "torch": {"a": -3.5, "b": 2.0},
    }  # fmt: skip
    widget.expression = "log(a*b)"
    assert widget.live == {}, "a logarithm of -7"


REFUSED = [
    "", "3", "x", "2 + 3", "x +", "(x", "x)", "x^2", "x**y", "x**2**2", "2x", "x y", "max(x, y)", "sin(x)", "sigmoid",
    "exp*2", "x.real", "__import__('os')", "lambda x: x", "x if x else y", "x = 1; x*2", "a = x*y; a = x + y; a",
    "a = a*x", "weights*x", "x // 2", "x % 2", "x == y", "[x]", "x; y = 3", "0x10*x", "1_0*x", "L*x", "exp()",
    "exp(x=2)", "exp(x)(y)", "x = ", "a*b*c*d*e*f*g*h*i", "x**-y", "x+x+x+x+x+x+x+x+x+x+x+x+x+x",
]  # fmt: skip


@pytest.mark.parametrize("expression", REFUSED)
def test_what_is_refused(expression):
    with pytest.raises(TraitError, match="GraphStepper"):
        GraphStepper(expression)


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"inputs": {"v": 1}}, "inputs has 'v'.* it uses w, x, b, t"),
        ({"inputs": {"w": float("nan")}}, "number from -1000 to 1000, got nan"),
        ({"inputs": {"w": "1"}}, "got '1'"),
        ({"inputs": {"w": True}}, "got True"),
        ({"step": -2}, "step must be -1"),
        ({"expression": "relu(x, y)"}, "functions of one argument are sigmoid, tanh, relu, exp, log"),
        ({"expression": "x^2"}, "a power is written x\\*\\*2"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        GraphStepper(**arguments)


def test_to_python_and_words():
    widget = GraphStepper("x*y", {"x": 2}, step=0)
    again = eval(widget.to_python(), {"GraphStepper": GraphStepper})
    assert (again.expression, again.inputs, again.step) == ("x*y", {"x": 2.0, "y": 1.0}, 0)
    assert widget.describe() == (
        "The graph that computes x*y at x = 2, y = 1, and the gradients on their way back.",
        None,
    )
