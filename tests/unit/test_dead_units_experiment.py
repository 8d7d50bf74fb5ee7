"""The experiment behind dead units: what counts as dead, that gradients are right, and that layer 1 stays dead."""

import numpy as np
import pytest

from course_lib.experiments import dead_units as experiment
from course_lib.experiments.dead_units import dead_units, digits, slopes
from course_lib.numpy_ops import cross_entropy, linear, relu
from course_lib.numpy_ops.finite_differences import numerical_gradient

RNG = np.random.default_rng(0)


def network(sizes):
    return [(RNG.normal(size=(o, i)), RNG.normal(size=o)) for i, o in zip(sizes, sizes[1:], strict=False)]


def test_the_gradients_are_those_of_the_loss():
    x, labels, layers = RNG.normal(size=(6, 5)), np.array([0, 3, 1, 2, 2, 0]), network((5, 4, 3, 4))

    def loss(w):
        value = x
        for k, (weights, b) in enumerate([layers[0], (w, layers[1][1]), layers[2]]):
            value = linear(value, weights, b)[0]
            value = relu(value)[0] if k < 2 else value
        return cross_entropy(value, labels)[0]

    found, _, gradients = slopes(x, labels, layers)
    assert found == pytest.approx(float(loss(layers[1][0])))
    assert np.allclose(gradients[1][0], numerical_gradient(loss, layers[1][0]), atol=1e-8)


def test_dead_means_off_for_every_example_and_a_dead_unit_gets_no_gradient():
    x = np.array([[1.0, 0.0], [0.0, 1.0]])
    w = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, -1.0], [0.0, 0.0]])  # on for both, for one, for none, at the kink
    layers = [(w, np.array([0.0, 0.0, 0.5, 0.0])), (RNG.normal(size=(10, 4)), np.zeros(10))]
    _, off, gradients = slopes(x, np.array([3, 7]), layers)
    assert off == [2]
    dw, db = gradients[0]
    assert not dw[2:].any() and not db[2:].any() and dw[:2].any() and db[:2].all()


@pytest.mark.parametrize("times", [1, 100])
def test_no_dead_unit_of_the_first_layer_comes_back(times):
    run = dead_units(times, hidden=(20, 20), steps=30, large_step=5)
    assert run.dead.shape == (31, 2) and run.loss.shape == (31,)
    assert (np.diff(run.dead[:, 0]) >= 0).all()


def test_the_large_step_and_nothing_before_it_makes_the_difference():
    plain, large = (dead_units(times, steps=10, large_step=5) for times in (1, 100))
    assert np.array_equal(plain.dead[:6], large.dead[:6]) and np.array_equal(plain.loss[:6], large.loss[:6])
    assert large.dead[6, 0] >= plain.dead[6, 0] + 5
    fall = -np.diff(dead_units(100, lr=0.001, steps=10, large_step=5).loss)
    assert fall[5] > 20 * fall[4] and fall[5] > 20 * fall[6]  # fall[5] is by the step after loss[5]


def test_a_bias_below_all_sums_is_death_before_the_first_step():
    below, far_below = (dead_units(1, hidden=(20, 20), steps=3, bias=bias) for bias in (-1.0, -100.0))
    assert (far_below.dead == 20).all() and 0 < below.dead[0, 0] < 20
    assert far_below.loss[0] == pytest.approx(np.log(10))  # all scores are 0: the outputs have no such bias


def test_the_counts_do_not_hang_on_the_last_digits(monkeypatch):
    """Another library for matrix products rounds in another way; the figure must not change."""
    x, labels = digits()
    before = dead_units(100, steps=20, large_step=5).dead
    monkeypatch.setattr(experiment, "digits", lambda: (x * (1 + 1e-12 * RNG.normal(size=x.shape)), labels))
    assert np.array_equal(dead_units(100, steps=20, large_step=5).dead, before)
