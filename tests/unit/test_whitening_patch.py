"""The patch under three lights: the experiment, and the widget without a browser."""

import re

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.experiments.whitening_patch import photograph, relight, standardise, whitening_patch
from course_lib.widgets import WhiteningPatch
from course_lib.widgets.whitening_patch import FIXED


def test_standardising_takes_the_light_away_and_a_negative_flips_the_sign():
    lights = whitening_patch([(1, 0), (0.35, 5), (2, 300), (-0.8, 230)])
    first = lights.white[0]
    assert np.abs(lights.white[1:3] - first).max() < 1e-6 and np.abs(lights.white[3] + first).max() < 1e-6
    assert np.allclose(lights.mean, np.array([1, 0.35, 2, -0.8]) * lights.mean[0] + [0, 5, 300, 230])
    assert np.allclose(lights.deviation, np.array([1, 0.35, 2, 0.8]) * lights.deviation[0])
    assert np.allclose([first.mean(), first.std()], [0, 1], atol=1e-6)


def test_what_is_clipped_does_not_come_back():
    cut = whitening_patch([(1, 0), (0.8, 110)], clip=True)
    assert cut.raw.max() == 255 and cut.clipped[0] == 0 and 0.1 < cut.clipped[1] < 0.5
    assert np.abs(cut.white[1] - cut.white[0]).max() > 0.2
    assert np.array_equal(relight(np.array([0, 100, 255]), 2, -50, clip=True), [0, 150, 255])


def test_a_patch_without_contrast_becomes_0():
    assert not standardise(np.full((3, 3), 77)).any()
    assert not whitening_patch([(0, 40)]).white.any()


@pytest.mark.parametrize("at", [(-1, 0), (113, 0), (0, 193)])
def test_a_patch_outside_is_refused(at):
    with pytest.raises(ValueError, match=r"at must be \[row, column\] from \[0, 0\] to \[112, 192\]"):
        whitening_patch([(1, 0)], at)
    with pytest.raises(TraitError, match=r"at must be \[row, column\]"):
        WhiteningPatch(at=list(at))


@pytest.mark.parametrize(
    "arguments, says",
    [({"a": 2.5}, "a must be from -2 to 2, got 2.5"), ({"b": float("nan")}, "b must be from -100 to 300")],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        WhiteningPatch(**arguments)


def test_the_widget_carries_the_photograph_and_reads_back():
    widget = WhiteningPatch(a=-0.8, b=230.0)
    assert widget.photo == photograph().tobytes()
    assert np.allclose(widget.lights.raw[2], -0.8 * widget.lights.raw[0] + 230)
    assert widget.difference == pytest.approx(2 * np.abs(widget.lights.white[0]).max(), rel=1e-6)
    assert widget.to_python() == "WhiteningPatch(a=-0.8, b=230.0)"
    assert "differs from the first by at most" in widget.describe()[0] and widget.describe()[1] is None


def test_the_words_on_the_default_picture_are_true():
    widget = WhiteningPatch()
    assert re.search(r"0\.35 I \+ 5\) .* \(0\.8 I \+ 110\)", widget.alt) and (widget.a, widget.b) == (0.8, 110)
    assert FIXED[1] == (0.35, 5) and widget.difference < 1e-6
    assert WhiteningPatch(clip=True).difference > 0.2
