"""The experiment behind plateau and drop: its gradients, that the record is what training gives, what the runs say."""

import numpy as np
import pytest

from course_lib.experiments import plateau
from course_lib.experiments.plateau import DROPS, final, gradients, recorded, run, train
from course_lib.numpy_ops import (
    cross_entropy,
    cross_entropy_backward,
    linear,
    linear_backward,
    relu,
    relu_backward,
)  # fmt: skip

RNG = np.random.default_rng(0)


def test_the_gradients_are_those_of_the_operations():
    layers = [[RNG.normal(size=(32, 64)), RNG.normal(size=32)], [RNG.normal(size=(10, 32)), RNG.normal(size=10)]]
    x, labels = RNG.normal(size=(8, 64)), RNG.integers(0, 10, 8)
    a, to_a = linear(x, *layers[0])
    h, to_h = relu(a)
    logits, to_logits = linear(h, *layers[1])
    _, to_loss = cross_entropy(logits, labels)
    dh, *second = linear_backward(cross_entropy_backward(np.array(1.0), to_loss), to_logits)
    _, *first = linear_backward(relu_backward(dh, to_h), to_a)
    for found, expected in zip(gradients(layers, x, labels), (first, second), strict=True):
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


def test_a_slice_of_the_record_trained_again():
    for drop, seed in ((1, 0), (40, 3)):
        again, kept = train(drop, seed, epochs=2), run(drop, seed)
        np.testing.assert_allclose(again.loss, kept.loss[:5], atol=6e-5)
        np.testing.assert_allclose(again.accuracy, kept.accuracy[:5], atol=1e-9)
        assert again.eta.tolist() == kept.eta[:5].tolist()
    assert run(1, 0).eta[:3].tolist() == [0.5, 0.5, 0.05] and run(40, 0).eta[-2] == 0.5


def test_the_record_is_whole_and_says_how_it_was_made():
    kept = recorded()
    assert kept["made_by"] == "python -m course_lib.experiments.plateau" and len(kept["seeds"]) == plateau.SEEDS
    assert kept["held"] == len(plateau.examples()[3]) and len(plateau.examples()[0]) == 1151
    for drop in DROPS:
        one = run(drop, 9)
        assert len(one.loss) == len(one.accuracy) == len(one.epoch) == 81 and one.epoch[-1] == 40
    assert plateau.RECORD.stat().st_size < 150_000
    with pytest.raises(ValueError, match="recorded are drops at .*got drop 5 and seed 0"):
        run(5)


def test_before_its_drop_a_run_is_the_one_without():
    never, late = run(40, 2), run(24, 2)
    assert np.array_equal(never.loss[:48], late.loss[:48]) and not np.array_equal(never.loss[50:], late.loss[50:])


def test_what_the_runs_say():
    loss = {drop: final(drop)[0] for drop in DROPS}
    middle = {drop: float(np.median(ends)) for drop, ends in loss.items()}
    assert all((loss[20] < loss[drop]).all() for drop in (0, 40)), "any drop beats none, and small from the start"
    assert middle[0] > middle[1] > middle[2] > middle[4] > middle[24], "too early ends higher"
    assert (loss[1] > loss[20]).sum() >= 9
    assert middle[36] > middle[24], "and too late has no time"
    jump = {
        drop: np.median([np.abs(np.diff(run(drop, seed).loss[60:])).mean() for seed in range(10)]) for drop in (20, 40)
    }
    assert jump[40] > 5 * jump[20], "the plateau is noise, and the noise goes with eta"
