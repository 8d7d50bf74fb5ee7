"""DescentSurface without a browser: its arguments, what it refuses, what Python reads back."""

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.experiments import descent
from course_lib.widgets import DescentSurface


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"eta": 0.0}, "eta must be from 0.001 to 1.5, got 0.0"),
        ({"mu": 1.0}, "mu must be from 0 to 0.98, got 1.0"),
        ({"noise": float("nan")}, "noise must be"),
        ({"start": [0, 4]}, r"from \[-4.5, -3\] to \[4.5, 3\], got \[0, 4\]"),
        ({"start": [0]}, "start must be"),
        ({"budget": 0}, "budget must be from 1 to 200, got 0"),
        ({"surface": "hill"}, "hill"),
        ({"picked": "adam"}, "adam"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        DescentSurface(**arguments)


def test_the_words_on_the_default_pictures_are_true():
    widget = DescentSurface(surface="ravine", eta=0.09, mu=0.7)
    assert widget.untouched() and widget.to_python() == "DescentSurface()"
    assert widget.arrivals == {"descent": None, "momentum": 16, "adagrad": 31, "newton": 1}
    assert "within 16" in widget.alt and "takes 31" in widget.alt and "after 40 steps" in widget.alt
    low, high = descent.RAVINE
    assert high / low == 40 and "40 times" in widget.alt and widget.step == 5
    down = -widget.landscape.gradient(widget.paths["descent"][5])
    assert abs(down[1]) > 4 * abs(down[0]), "across the ravine"
    hills = DescentSurface(surface="hills")
    assert hills.ends == {"descent": None, "momentum": "A", "adagrad": "B", "newton": "M1"}
    assert hills.describe() == (DescentSurface.alt_hills, "descent_surface-hills")


def test_reading_back():
    widget = DescentSurface(eta=0.12, mu=0.7)
    assert widget.regime == "oscillating" and widget.rho == pytest.approx(np.sqrt(0.7))
    assert DescentSurface(eta=0.12, mu=0.0).regime == "divergent"
    assert DescentSurface(surface="saddle").start == [0.05, 1.5]
    again = eval(DescentSurface(surface="hills", start=[-0.6, 0.2], turn=10.0).to_python())
    assert (again.surface, again.start, again.turn) == ("hills", [-0.6, 0.2], 10.0)
    text, still = DescentSurface(surface="hills", start=[-0.6, 0.2]).describe()
    assert still is None and "hills" in text and "newton at M1 after 2 steps" in text


def test_what_the_questions_of_the_picture_claim():
    """The answers are written in descent_surface.js; here are their grounds."""
    fast = DescentSurface(eta=0.12)
    gone = {m for m, path in fast.paths.items() if np.hypot(*path[-1]) > descent.OUT}
    assert gone == {"descent"} and 2 * 1.7 / 20 == pytest.approx(0.17)
    assert DescentSurface(surface="hills", start=[-0.6, 0.2]).ends["newton"] == "M1"
    turned = np.round(descent.Surface("ravine", 30).axes.T @ (-4.0, 1.2), 2)
    assert turned.tolist() == [-4.06, -0.96]
