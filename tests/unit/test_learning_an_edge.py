"""Learning an edge: the experiment, and the widget without a browser."""

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.experiments.learning_an_edge import PLACES, START, TARGETS, learning_an_edge, photograph
from course_lib.widgets import LearningAnEdge


@pytest.mark.parametrize("target", TARGETS)
def test_the_wanted_kernel_is_found(target):
    run = learning_an_edge(target, steps=260)
    assert np.allclose(run.kernels[-1], TARGETS[target], rtol=0, atol=0.02)
    assert run.losses[-1] < 1e-6 < run.losses[0] and np.allclose(run.map(), run.wanted, atol=0.02)


def test_the_first_step_goes_against_the_measured_slope():
    run = learning_an_edge(noise=0.2, examples=40, steps=1)
    for cell in ((0, 0), (1, 2)):
        start = np.array(START)
        start[cell] += 1e-5
        slope = (learning_an_edge(noise=0.2, examples=40, start=start, steps=0).losses[0] - run.losses[0]) / 1e-5
        assert run.kernels[1][cell] - run.kernels[0][cell] == pytest.approx(-0.2 * slope, abs=1e-4)


def test_a_constant_image_teaches_the_sum_alone():
    run = learning_an_edge(image="constant", steps=150)
    moved = run.kernels[-1] - run.kernels[0]
    assert np.ptp(moved) < 1e-12 and abs(run.kernels[-1].sum()) < 1e-3 and abs(moved[0, 0] + 1.1 / 9) < 1e-3


def test_five_windows_leave_the_kernel_open():
    run = learning_an_edge(examples=5)
    assert run.used.sum() == 5 and run.losses[-1] < 1e-3
    assert np.abs(run.kernels[-1] - TARGETS["upright"]).max() > 0.5


@pytest.mark.parametrize(
    "arguments, says", [({"target": "left"}, "one of upright, level, mean"), ({"examples": 0}, f"from 1 to {PLACES}")]
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(ValueError, match=says):
        learning_an_edge(**arguments)
    with pytest.raises(TraitError, match=says):
        LearningAnEdge(**arguments)


def test_the_widget_reads_back_and_its_words_are_true():
    widget = LearningAnEdge()
    assert widget.photo == photograph().tobytes() and len(widget.order) == 2 * PLACES
    assert np.allclose(widget.weights.mean(axis=0), TARGETS["upright"][0], atol=0.2)
    assert widget.learned.losses[0] == pytest.approx(0.66, abs=0.005)
    assert widget.loss == pytest.approx(0.005, abs=0.0005)
    other = LearningAnEdge(step=300, image="constant")
    assert "(0.68 -0.62 0.48;" in other.describe()[0] and other.describe()[1] is None
    with pytest.raises(TraitError, match="nine weights"):
        LearningAnEdge(start=[1.0, 2.0])
