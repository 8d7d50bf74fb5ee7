"""The perceptron trainer without a browser: its traits, what it refuses, and what a student reads back."""

import numpy as np
import pytest
import traitlets

from course_lib.experiments.perceptron import margin
from course_lib.widgets import PerceptronTrainer
from course_lib.widgets.perceptron_trainer import PRESETS


def test_untouched_it_is_frozen_after_three_mistakes_and_a_fourth_is_due():
    widget = PerceptronTrainer()
    w, b = widget.weights
    due = widget.run.index[3]
    assert widget.mistakes == 3 and len(widget.points) == 12
    assert widget.t[due] * (w @ widget.X[due] + b) <= 0
    assert widget.run.converged and widget.run.mistakes <= widget.bound
    assert f"{widget.bound:.1f} mistakes" in widget.alt


def test_weights_are_what_an_epoch_by_hand_gives():
    points = [[1.0, 2.0, -1], [-1.5, 0.5, 1], [0.25, -1.0, 1]]
    w, b = np.zeros(2), 0.0
    for x1, x2, t in points:
        if t * (w @ [x1, x2] + b) <= 0:
            w, b = w + t * np.array([x1, x2]), b + t
    widget = PerceptronTrainer(points)
    first = int((widget.run.seen <= 3).sum())
    widget.mistakes = first
    np.testing.assert_array_equal(widget.weights[0], w)
    assert widget.weights[1] == b


def test_showing_more_mistakes_than_there_are_shows_the_last():
    widget = PerceptronTrainer(mistakes=200)
    np.testing.assert_array_equal(widget.weights[0], widget.run.w[-1])


def test_a_start_of_ones_own_enters_weights_and_bound():
    plain, own = PerceptronTrainer(), PerceptronTrainer(start=[1, -1, 0.5], eta=0.5, mistakes=0)
    np.testing.assert_array_equal(own.weights[0], [1, -1])
    assert own.weights[1] == 0.5 and own.own_start
    gamma = margin(own.X, own.t).gamma
    assert own.bound == pytest.approx(plain.bound + 2 * 1.5 / (0.5 * gamma))
    own.own_start = False
    assert own.bound == plain.bound and own.weights[1] == 0


def test_xor_has_no_bound_and_stepping_is_capped():
    widget = PerceptronTrainer(preset="xor")
    assert widget.bound == float("inf")
    assert not widget.run.converged and widget.run.mistakes == 200 and widget.mistakes == 30
    assert len({(*w, b) for w, b in zip(widget.run.w, widget.run.b, strict=True)}) < 40  # it goes round


def test_points_from_an_array_become_plain_numbers():
    rows = np.array([[1.0, 2.0, -1.0], [0.0, 1.0, 1.0]])
    widget = PerceptronTrainer(rows)
    assert widget.points == [[1.0, 2.0, -1], [0.0, 1.0, 1]]
    assert [type(c) for c in widget.points[0]] == [float, float, int]


def test_to_python_brings_the_picture_back():
    assert PerceptronTrainer().to_python() == "PerceptronTrainer()"
    widget = PerceptronTrainer([[1, 2, -1], [0, 1, 1]], mistakes=1, start=[0.5, 0.5, 0], eta=0.25)
    again = eval(widget.to_python(), {"PerceptronTrainer": PerceptronTrainer})
    assert all(getattr(again, name) == getattr(widget, name) for name in widget.public_traits())


def test_presets_are_copied_not_shared():
    widget = PerceptronTrainer()
    widget.points[0][0] = 99.0
    assert PRESETS["separable"][0][0][0] != 99.0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"points": [[1, 2, 0], [0, 1, 1]]}, ["row 0", "class 0", "-1 or +1", "2 * t - 1"]),
        ({"points": [[0, 1, 1], [1, 9, 1]]}, ["row 1", "(1, 9)", "outside", "divide"]),
        ({"points": [[0, 1, 1], [1, 2]]}, ["row 1", "three numbers", "[1, 2]"]),
        ({"points": [[0, 1, 1], [1, float("nan"), 1]]}, ["row 1", "nan"]),
        ({"points": [[0, 1, 1]]}, ["2 to 30", "got 1"]),
        ({"mistakes": -1}, ["0 to 200", "-1"]),
        ({"mistakes": 201}, ["0 to 200", "201"]),
        ({"start": [1, 2]}, ["w1, w2, b", "[1, 2]"]),
        ({"start": [1, 2, float("inf")]}, ["finite", "inf"]),
        ({"eta": 0.0}, ["above 0", "0.0"]),
        ({"preset": "moons"}, ["'moons'", "'separable'", "'xor'"]),
    ],
)
def test_errors_name_what_was_wrong_and_what_was_expected(arguments, words):
    with pytest.raises((traitlets.TraitError, ValueError)) as caught:
        PerceptronTrainer(**arguments)
    for word in words:
        assert word in str(caught.value)
