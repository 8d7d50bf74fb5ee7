"""The recorded runs of lecture 04a: a cheap slice of each comes out again, and they say what it says."""

import numpy as np
import pytest

from course_lib.experiments import how_deep
from course_lib.experiments import relu_against_tanh as race


@pytest.mark.parametrize("kind, depth, lr, seed", [("tanh", 1, 0.1, 0), ("sigmoid", 2, 1.0, 3)])
def test_how_deep_is_made_again(kind, depth, lr, seed):
    row, column = how_deep.DEPTHS.index(depth), how_deep.RATES.index(lr)
    found = how_deep.final_accuracy(kind, depth, lr, seed)
    assert how_deep.recorded()[kind][row, column, seed] == pytest.approx(found, abs=2e-3)  # 3 digits of 1438


def test_how_deep_says_that_the_sigmoid_stops_at_four_layers_and_tanh_does_not():
    runs = how_deep.recorded()
    assert list(runs) == list(how_deep.KINDS)
    assert {values.shape for values in runs.values()} == {(5, 5, 5)}
    middle = {kind: np.median(how_deep.best_step(values), axis=1) for kind, values in runs.items()}
    assert (middle["sigmoid"][:2] > 0.95).all() and (runs["sigmoid"][2:] < 0.12).all()  # whatever the step size
    assert middle["tanh"][-1] > 0.9 > 0.25 > middle["relu"][-1]


def test_the_best_step_is_chosen_by_the_median():
    accuracies = np.array([[[0.1, 0.9, 0.1], [0.5, 0.4, 0.6]], [[0.7, 0.7, 0.7], [0.2, 0.2, 1.0]]])
    assert how_deep.best_step(accuracies).tolist() == [[0.5, 0.4, 0.6], [0.7, 0.7, 0.7]]


@pytest.mark.parametrize("racer, lr, seed", [("tanh", 0.2, 0), ("ReLU", 0.4, 1)])
def test_the_race_is_run_again(racer, lr, seed):
    found = race.steps_to_goal("true labels", racer, lr, seed)
    assert race.recorded()["true labels"][racer][race.RATES.index(lr), seed] == found


def test_the_race_with_random_labels_has_the_same_digits_and_nothing_to_understand():
    x, labels = race.labels_of("true labels")
    same, shuffled = race.labels_of("labels at random")
    assert np.array_equal(x, same) and np.array_equal(np.bincount(labels), np.bincount(shuffled))
    assert 0.05 < (labels == shuffled).mean() < 0.15
    assert np.abs(x.mean(axis=0)).max() < 1e-12 and np.mean(x * x) == pytest.approx(1)


def test_who_never_arrives_is_infinitely_late():
    assert race.steps_to_goal("true labels", "ReLU, twice the variance", 0.8, 4) is None
    steps = race.recorded()["true labels"]["ReLU, twice the variance"]
    assert np.isinf(steps[race.RATES.index(0.8), 4]) and np.isfinite(race.at_its_best(steps)).all()
