"""HiddenUnits without a browser: its arguments, what it refuses, what Python reads back."""

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.experiments import hidden_units as net
from course_lib.widgets import HiddenUnits


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"width": 0}, "width must be from 1 to 20, got 0"),
        ({"width": 21}, "width must be from 1 to 20, got 21"),
        ({"degree": 6}, "degree must be from 1 to 5, got 6"),
        ({"units": 9}, "units must be from 0 to 8, got 9"),
        ({"draw": -1}, "draw must be from 0 to 99, got -1"),
        ({"activation": "softplus"}, "softplus"),
        ({"curve": "sine"}, "sine"),
        ({"target": [0.0] * 12}, "target must be .* 13 heights.* got 12"),
        ({"target": [9.0] * 13}, "from -2 to 2"),
        ({"target": [float("nan")] * 13}, "target must be"),
        ({"width": 3, "kinks": [0.0, 1.0]}, "kinks must be .* width = 3 places.* got 2"),
        ({"width": 2, "kinks": [0.0, 4.0]}, "from -3 to 3"),
        ({"points": [[0, 0, 2]]}, r"label -1 or 1, got \[0, 0, 2\]"),
        ({"points": [[0, 0]]}, "each of points must be"),
        ({"points": ["abc"]}, "each of points must be"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        HiddenUnits(**arguments)


def test_default_picture():
    widget = HiddenUnits()
    assert widget.to_python() == "HiddenUnits()" and repr(widget) == "HiddenUnits()"
    assert widget.output_weights.shape == (5,)
    assert f"{widget.error:.2f}" in widget.alt
    assert f"{HiddenUnits(activation='polynomial', width=20).error:.2f}" in widget.alt
    assert np.abs(widget.output_weights).min() > 1, "no bend is too weak to see"
    with pytest.raises(AttributeError, match="classes"):
        _ = widget.right


def test_reading_back_is_the_experiment():
    slope = [0.1 * k for k in range(-6, 7)]
    widget = HiddenUnits(width=7, activation="tanh", target=slope, kinks=[-3, -2, -1, 0, 1, 2, 3])
    t = net.target_curve(net.grid(), widget.target)
    h = net.hidden_features(net.grid(), widget.kinks, "tanh")
    v, c = net.fit_output(h, t)
    assert np.array_equal(widget.output_weights, v) and widget.output_bias == c
    assert widget.error == net.sup_error(net.output(h, v, c), t) < 0.05


def test_three_kinks():
    assert HiddenUnits(curve="three kinks", width=4).error < 1e-6 < HiddenUnits(curve="three kinks", width=3).error
    assert HiddenUnits(curve="three kinks", width=4, kinks=[1.5, -3, 0, -1.5]).error < 1e-6, "dragged there"
    assert np.allclose(HiddenUnits(curve="three kinks", width=4).output_weights, [1.4, -2.4, 2.2, -1.8], atol=1e-6)


def test_twice_the_width_is_half_the_miss_of_steps_and_a_quarter_of_that_of_straight_pieces():
    target = np.sin(2 * net.grid())
    steps, pieces, cubic = (
        net.errors_by_width(target, a, [5, 10, 20, 40]) for a in ("threshold", "relu", "polynomial")
    )
    assert np.all((1.7 < steps[:-1] / steps[1:]) & (steps[:-1] / steps[1:] < 2.3))
    assert np.all((3.5 < pieces[:-1] / pieces[1:]) & (pieces[:-1] / pieces[1:] < 5))
    assert np.ptp(cubic) < 1e-6


def test_classes():
    widget = HiddenUnits(view="classes")
    assert (widget.activation, widget.right, widget.error) == ("threshold", 4, 0)
    assert np.allclose(widget.output_weights, [2, -2], atol=1e-6) and np.isclose(widget.output_bias, -1)
    widget.units = 0
    assert widget.right == 3 and widget.error == 0.25 and widget.output_weights.shape == (2,)
    assert np.isfinite(widget.output_bias)
    widget.points = [[0, 0, -1], [1, 1, 1], [0, 1, 1], [1, 0, 1]]
    assert widget.right == 4
    assert HiddenUnits(view="classes", activation="radial", data="rings", units=1).right == 22


def test_width_moves_the_units_back_to_even_spread():
    widget = HiddenUnits(width=2, kinks=[0, 1])
    widget.width = 3
    assert widget.kinks == [] and widget.output_weights.shape == (3,)


def test_to_python_brings_the_picture_back():
    classes = HiddenUnits(view="classes", data="moons", units=3, draw=4)
    for widget in (HiddenUnits(width=2, kinks=[0, 1], curve="step"), classes):
        again = eval(widget.to_python(), {"HiddenUnits": HiddenUnits})
        for name in widget.public_traits():
            assert getattr(again, name) == getattr(widget, name), name


def test_text_for_those_who_do_not_see_it():
    data, _ = HiddenUnits()._repr_mimebundle_()
    assert "five ReLU units" in data["text/plain"]
    assert data["image/png"], "the picture for notebooks that do not run widgets"
