"""Noise of a batch and the race of batch sizes: the theory is exact on tiny data, the record is what a run gives."""

from itertools import combinations, product

import numpy as np
import pytest

from course_lib.experiments import batch_size
from course_lib.experiments.dead_units import slopes

RNG = np.random.default_rng(0)


def test_the_variance_is_the_mean_over_all_batches_there_are():
    each = RNG.normal(size=(5, 3))
    full = each.mean(axis=0)
    for size in (1, 2, 3):
        ways = {True: product(range(5), repeat=size), False: combinations(range(5), size)}
        for replace, batches in ways.items():
            off = [((each[list(rows)].mean(axis=0) - full) ** 2).sum() for rows in batches]
            assert batch_size.variance(each, size, replace) == pytest.approx(np.mean(off))
    assert batch_size.variance(each, 5, replace=False) == 0


def test_batches_are_drawn_as_they_say():
    each = np.eye(6)
    assert set(np.unique(batch_size.batch_gradients(each, 6, replace=False, draws=4).round(12))) == {round(1 / 6, 12)}
    assert batch_size.batch_gradients(each, 6, replace=True, draws=50).max() > 0.3


def test_the_mean_of_the_examples_gradients_is_the_gradient_of_the_mean_loss():
    x, labels = batch_size.digits()
    layers = batch_size.network(hidden=3)
    each = batch_size.example_gradients(layers, x[:7], labels[:7])
    _, _, gradients = slopes(x[:7], labels[:7], layers)
    assert np.allclose(each.mean(axis=0), np.concatenate([g.ravel() for pair in gradients for g in pair]))


def test_the_record_is_what_a_run_gives_and_bends():
    race = batch_size.recorded()
    lr, steps = race[256]
    assert batch_size.steps_to(256, lr, seed=0) == pytest.approx(steps[0], rel=0.06)  # they are counted in 5 %
    middle = {size: np.median(found) for size, (_, found) in race.items()}
    assert middle[1] > 3 * middle[4] > 6 * middle[16] and middle[256] < 1.2 * middle[1437]
    assert batch_size.steps_to(1437, 1e4) is None
