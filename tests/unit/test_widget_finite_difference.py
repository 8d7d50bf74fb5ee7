"""FiniteDifference without a browser: its arguments, what it refuses, what Python reads back."""

import re

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.numpy_ops.finite_differences import numerical_gradient
from course_lib.widgets import FiniteDifference


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"step": 0.0}, "step must be from 1e-16 to 1, got 0.0"),
        ({"step": 2.0}, "step must be from 1e-16 to 1, got 2.0"),
        ({"step": float("nan")}, "step must be"),
        ({"x": 4.0}, "x must be from -3 to 3, got 4.0"),
        ({"dtype": "float16"}, "float16"),
        ({"function": "cos"}, "cos"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        FiniteDifference(**arguments)


def test_reading_back_is_numerical_gradient():
    for dtype in ("float64", "float32"):
        widget = FiniteDifference(function="square", x=0.3, dtype=dtype, step=1e-3)
        x = np.array(0.3, dtype)
        assert widget.central == float(numerical_gradient(lambda v: v * v, x, 1e-3))
        assert widget.forward == float(numerical_gradient(lambda v: v * v, x, 1e-3, "forward"))
        assert widget.slope == 2 * float(x)
        assert widget.forward_error == abs(widget.forward - widget.slope)
        assert widget.central_error == abs(widget.central - widget.slope)


def test_best_steps():
    assert FiniteDifference().best_step == {"forward": 2.5e-8, "central": 1e-5}
    assert FiniteDifference(dtype="float32").best_step == {"forward": 5e-4, "central": 1e-2}


def test_what_the_lecture_says():
    assert FiniteDifference(function="sin", x=1.0, dtype="float64").to_python() == "FiniteDifference()"
    again = eval(FiniteDifference(function="relu", x=0.01, step=0.1).to_python())
    assert (again.function, again.x, again.step) == ("relu", 0.01, 0.1)


def test_the_words_on_the_default_picture_are_true():
    widget = FiniteDifference()
    best = widget.best_step
    said = [float(n) for n in re.findall(r"1e-\d+|2\.5e-08", widget.alt)]
    at = {rule: FiniteDifference(step=best[rule]) for rule in best}
    errors = at["forward"].forward_error, at["central"].central_error
    assert said == [float(f"{errors[0]:.0e}"), best["forward"], float(f"{errors[1]:.0e}"), best["central"], 1e-15]
    assert 0.005 < widget.forward_error < 0.05 and 0.005 < widget.central_error < 0.05
    text, picture = FiniteDifference(dtype="float32", step=0.01).describe()
    assert (
        picture is None and "float32" in text and "forward difference is off by 0.004, the central one by 1e-05" in text
    )
