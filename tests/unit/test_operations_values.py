"""Numbers that a reader can check by hand, and facts that the lectures rely on."""

import numpy as np
import pytest

from course_lib import numpy_ops as ops

A = np.array


def test_threshold_fires_when_it_reaches_theta():
    y, cache = ops.threshold(A([-1.0, 0.0, 1.0]))
    assert y.tolist() == [0, 1, 1]
    assert ops.threshold(A([1.4, 1.5, 1.6]), 1.5)[0].tolist() == [0, 1, 1]
    x = A([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    assert ops.threshold(x @ A([1.0, 1]), 2)[0].tolist() == [0, 0, 0, 1]  # AND


def test_sign_of_zero_is_plus_one():
    assert ops.sign(A([-2.0, -0.0, 0.0, 1e-300]))[0].tolist() == [-1, 1, 1, 1]


def test_sigmoid_is_exact_where_the_simple_formula_overflows():
    y, _ = ops.sigmoid(A([-1000.0, -700.0, 0.0, 1000.0]))
    assert y.tolist() == [0, np.exp(-700), 0.5, 1]
    x = np.linspace(-30, 30, 601)
    np.testing.assert_allclose(ops.sigmoid(x)[0], 1 / (1 + np.exp(-x)), rtol=1e-15)
    np.testing.assert_allclose(ops.tanh(x)[0], 2 * ops.sigmoid(2 * x)[0] - 1, atol=5e-16)


def test_the_slope_of_the_sigmoid_is_a_quarter_at_most():
    x = np.linspace(-5, 5, 101)
    slope = ops.sigmoid_backward(np.ones_like(x), x)
    assert slope.max() == slope[50] == 0.25


def test_relu_has_slope_zero_at_zero():
    x = A([-1.0, 0.0, 2.0])
    assert ops.relu(x)[0].tolist() == [0, 0, 2]
    assert ops.relu_backward(A([5.0, 5.0, 5.0]), x).tolist() == [0, 0, 5]
    assert ops.relu_backward(A([np.inf]), A([-1.0])).tolist() == [0]


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_softmax_shares_sum_to_one_and_ignore_a_common_offset(axis):
    x = A([[1.0, 2, 3], [1000, 1000, -1000]])
    y, cache = ops.softmax(x, axis)
    np.testing.assert_allclose(y.sum(axis=axis), 1, rtol=1e-15)
    np.testing.assert_allclose(ops.softmax(x - 64, axis)[0], y, rtol=1e-15)
    np.testing.assert_allclose(ops.softmax_backward(x, cache).sum(axis=axis), 0, atol=1e-12)


def test_softmax_of_logarithms_gives_the_shares_back():
    np.testing.assert_allclose(ops.softmax(np.log(A([1.0, 2, 5])))[0], [1 / 8, 2 / 8, 5 / 8], rtol=1e-15)


def test_a_radial_unit_is_one_at_its_centre_and_falls_with_distance():
    x, centres = A([[0.0, 0.0], [3.0, 4.0]]), A([[0.0, 0.0]])
    y, _ = ops.radial_basis(x, centres, 5)
    assert y.tolist() == [[1.0], [np.exp(-0.5)]]


def test_linear_is_its_sums_written_out():
    x, w, b = A([[1.0, 2, 3], [4, 5, 6]]), A([[1.0, 0, -1], [2, 2, 2]]), A([10.0, 20])
    y, cache = ops.linear(x, w, b)
    assert y.tolist() == [[8, 32], [8, 50]]
    dx, dw, db = ops.linear_backward(A([[1.0, 0], [0, 1]]), cache)
    assert dx.tolist() == w.tolist() and dw.tolist() == x.tolist() and db.tolist() == [1, 1]
    y, cache = ops.linear(x, w)
    assert y.tolist() == [[-2, 12], [-2, 30]]
    assert ops.linear_backward(y, cache)[2] is None
