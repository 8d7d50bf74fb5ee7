"""Stale gradients: the bound derived against the bound measured, servers, the Python side of the widget."""

import numpy as np
import pytest
import traitlets

from course_lib.experiments import stale_gradients as trial
from course_lib.widgets import StaleGradients


def test_the_bound_that_is_derived_is_the_bound_that_is_measured():
    for tau in range(4):
        assert trial.largest_stable(tau, halvings=11) == pytest.approx(trial.bound(tau), abs=4 / 2**11)
        assert trial.factor(tau, trial.bound(tau)) == pytest.approx(1)
    assert [round(trial.bound(tau), 3) for tau in range(4)] == [2, 1, 0.618, 0.445]


def test_on_the_bound_it_swings_with_a_period_of_four_tau_and_two():
    for tau in (1, 2, 5):
        w, period = trial.path(tau, trial.bound(tau), 400), 4 * tau + 2
        np.testing.assert_allclose(w[300:350], w[300 + period : 350 + period], atol=1e-6)
        assert np.abs(w[300:350] - w[300 + period // 2 : 350 + period // 2]).max() > 0.5


def test_the_fastest_decay_is_at_the_double_root():
    for tau in (1, 2, 4):
        rate, factor = trial.fastest(tau)
        assert trial.factor(tau, rate) == pytest.approx(factor, abs=1e-5)
        assert all(trial.factor(tau, rate * other) > factor + 1e-3 for other in (0.9, 1.1))
        assert (trial.path(tau, 0.99 * rate, 200) > 0).all(), "below it w does not swing"


def test_a_delay_of_one_step_is_momentum():
    from course_lib.numpy_ops import momentum_step

    rate, w, v = 0.6, np.array([0.4]), np.array([(1 - 0.4) / 0.6])  # -eta v is the last move: from 1 to 0.4
    for expected in trial.path(1, rate, 10)[2:]:
        w, v = momentum_step(w, v, w, rate, rate)  # mu = eta c
        assert w[0] == pytest.approx(expected)


def test_the_largest_curvature_of_the_digits_decides():
    gradient, start, curvatures = trial.digits_problem()
    assert curvatures[0] == curvatures.max() and start.shape == (10, 64)
    for tau in (0, 2):
        eta = trial.bound(tau) / curvatures[0]
        assert trial.dies_away(gradient, start, 0.99 * eta, tau)
        assert not trial.dies_away(gradient, start, 1.01 * eta, tau)


def test_equally_fast_workers_are_a_fixed_delay():
    for workers in (1, 2, 4):
        served = trial.serve(workers, 0.3, updates=50, uneven=0)
        np.testing.assert_allclose(served.w, trial.path(workers - 1, 0.3, 50))
        assert (served.delay[workers:] == workers - 1).all()


def test_synchronous_workers_wait_and_average():
    alone, together = (trial.serve(n, 0.2, True, 400, noise=1.0) for n in (1, 16))
    assert (together.delay == 0).all()
    np.testing.assert_allclose(np.diff(together.time).mean(), 0.5 + 16 / 17, atol=0.02)  # the slowest of 16
    assert together.w[100:].std() < 0.4 * alone.w[100:].std()


def test_uneven_workers_bear_more_than_a_fixed_delay():
    ends = [np.abs(trial.serve(4, 0.5, updates=400, draw=draw).w[-4:]).max() for draw in range(1, 11)]
    assert trial.bound(3) < 0.5 and max(ends) < 1
    assert trial.serve(4, 0.5, updates=400).delay.mean() == pytest.approx(3, abs=0.05)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="bound: tau must be a whole number of steps, 0 or more, got 1.5"):
        trial.bound(1.5)
    with pytest.raises(ValueError, match="serve: workers must be at least 1"):
        trial.serve(0)


def test_the_widget_reads_back_and_describes():
    widget = StaleGradients(tau=3, rate=0.3)
    np.testing.assert_array_equal(widget.path, trial.path(3, 0.3, 80))
    assert widget.bound == trial.bound(3) and widget.factor == trial.factor(3, 0.3)
    assert widget.to_python() == "StaleGradients(rate=0.3, tau=3)" and "the bound is 0.445" in widget.describe()[0]
    assert StaleGradients().describe() == (StaleGradients.alt, "stale_gradients")
    workers = StaleGradients(workers=4, rate=0.2, revealed=True)
    assert workers.describe()[1] == "stale_gradients-workers" and "0 to 7 steps old" in workers.describe()[0]
    np.testing.assert_array_equal(workers.path, trial.serve(4, 0.2, updates=80).w)
    assert f"a factor of ten in about {-np.log(10) / 2 / np.log(StaleGradients().factor):.0f} steps" in widget.alt


@pytest.mark.parametrize("wrong", [{"tau": 9}, {"rate": 0.0}, {"rate": float("nan")}, {"workers": 3}, {"step": 81}])
def test_the_widget_refuses(wrong):
    with pytest.raises(traitlets.TraitError, match=f"StaleGradients: {next(iter(wrong))} must be"):
        StaleGradients(**wrong)
