"""The experiment behind ActivationExplorer: closed forms, and the widget without a browser."""

import math
import re

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.experiments.activations import FUNCTIONS, moments, saturated, standard_normal, value_and_slope
from course_lib.widgets import ActivationExplorer


def test_the_quadrature_knows_the_moments_of_a_normal_distribution():
    z, weight = standard_normal()
    for power, expected in ((0, 1), (1, 0), (2, 1), (4, 3)):
        assert float((weight * z**power).sum()) == pytest.approx(expected, abs=1e-11)


@pytest.mark.parametrize("gain", [0.25, 1.0, 2**0.5, 10.0])
def test_second_moments_have_the_closed_forms(gain):
    """E phi(a)^2 = gain^2 (1 + s^2) / 2 for slope s on the left; the slopes' mean square is (1 + s^2) / 2."""
    for name, s in (("relu", 0.0), ("leaky_relu", 0.01), ("prelu", 0.25)):
        m = moments(name, gain)
        assert m.second == pytest.approx(gain**2 * (1 + s * s) / 2, rel=1e-9)
        assert m.slope_second == pytest.approx((1 + s * s) / 2, rel=1e-9) and m.before == gain**2
    step = moments("threshold", gain)
    assert (
        step.second == pytest.approx(0.5, abs=1e-12) and step.slope_second == 0 and step.saturated == pytest.approx(1)
    )
    assert moments("relu", gain).saturated == pytest.approx(0.5, abs=1e-12)


def test_relu_keeps_the_second_moment_at_root_two_and_selu_at_one():
    assert moments("relu", 2**0.5).second == pytest.approx(1, rel=1e-9)
    selu = moments("selu")
    assert selu.second == pytest.approx(1, abs=1e-4) and selu.mean == pytest.approx(0, abs=1e-4)


def test_slopes_are_those_of_the_values():
    x, step = np.linspace(-5.95, 5.95, 60), 1e-6
    for name in FUNCTIONS:
        ahead, behind = value_and_slope(name, x + step)[0], value_and_slope(name, x - step)[0]
        assert np.allclose(value_and_slope(name, x)[1], (ahead - behind) / (2 * step), atol=1e-8), name


def test_where_functions_are_flat():
    (left, right), edge = saturated("sigmoid"), math.log(0.5 / 0.01) * 2
    assert left[0] == -6 and right[1] == pytest.approx(6) and -left[1] == pytest.approx(right[0])
    assert right[0] == pytest.approx(4.585, abs=0.01) and right[0] < edge
    assert value_and_slope("sigmoid", right[0])[1] == pytest.approx(0.01, rel=0.02)
    assert saturated("relu") == [(-6.0, pytest.approx(0, abs=1e-12))] and saturated("leaky_relu") == []
    assert len(saturated("threshold")) == 1 and saturated("tanh")[1][0] == pytest.approx(3, abs=0.02)


def test_half_the_slope_of_tanh():
    assert value_and_slope("tanh", math.asinh(1))[1] == pytest.approx(0.5) and math.asinh(1) == pytest.approx(
        0.8814, abs=1e-4
    )
    assert value_and_slope("tanh", 0.8814 + 0.5)[1] < 0.25


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match="name must be one of threshold, sigmoid"):
        value_and_slope("softplus", 1.0)
    for arguments, says in (
        ({"functions": ["relu"]}, "functions must be two of threshold, sigmoid"),
        ({"functions": ["relu", "softplus"]}, "softplus"),
        ({"x": 7.0}, "x must be from -6 to 6, got 7.0"),
        ({"gain": 0.0}, "gain must be from 0.1 to 10, got 0.0"),
        ({"x": float("nan")}, "x must be"),
    ):
        with pytest.raises(TraitError, match=says):
            ActivationExplorer(**arguments)


def test_the_words_on_the_default_picture_are_true():
    widget = ActivationExplorer()
    said = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", widget.alt)]
    (value, _), (slope, _), (m, relu) = widget.values, widget.slopes, widget.moments
    edge = round(saturated("sigmoid")[1][0], 1)
    assert said == [2, round(value, 2), round(slope, 3), 2, 1, 0.01, edge, 1, round(m.second, 2), round(relu.second, 2)]
    text, still = ActivationExplorer(functions=["tanh", "gelu"], gain=2.0).describe()
    assert still is None and "tanh is 0.964 with slope 0.0707 at x = 2" in text and "4 with 0.635" in text
    again = eval(ActivationExplorer(functions=["elu", "elu"], x=-1.0).to_python())
    assert again.functions == ["elu", "elu"] and again.x == -1 and again.values[0] == pytest.approx(math.expm1(-1))
