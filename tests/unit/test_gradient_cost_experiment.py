"""The experiment behind the cost of a gradient: what is counted, and that both ways reach the same slopes."""

import numpy as np
import pytest

from course_lib.experiments import gradient_cost as experiment
from course_lib.experiments.gradient_cost import Counted, gradient_cost


@pytest.mark.parametrize("hidden", [1, 3, 8])
def test_one_two_squared_three(hidden):
    cost = gradient_cost(hidden)
    assert cost.weights == 74 * hidden == cost.forward
    assert cost.differences == 2 * cost.weights**2
    assert cost.backward == 3 * cost.weights
    assert cost.largest_gap < 1e-8


def test_the_slopes_are_not_all_zero_and_a_wrong_way_back_shows(monkeypatch):
    monkeypatch.setattr(experiment, "tanh_backward", lambda dy, cache: dy)
    assert gradient_cost(4).largest_gap > 1e-3


def test_only_matrix_products_count_and_results_go_on_counting():
    before = Counted.macs
    a = np.ones((2, 3)).view(Counted)
    b = np.tanh(a + 1) * 2
    assert isinstance(b, Counted) and Counted.macs == before
    assert np.array_equal((b @ np.ones((3, 5))).view(np.ndarray), np.full((2, 5), 6 * np.tanh(2.0)))
    assert Counted.macs == before + 2 * 3 * 5
    np.ones((4, 2)) @ b  # a plain array on the left counts, too
    assert Counted.macs == before + 30 + 4 * 2 * 3


def test_the_same_seed_gives_the_same_counts_again():
    assert gradient_cost(2) == gradient_cost(2)
