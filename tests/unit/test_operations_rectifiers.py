"""Relu and its relatives: numbers that a reader can check by hand, and facts that the lectures rely on."""

import math

import numpy as np
import pytest

from course_lib import numpy_ops as ops

A = np.array
NAMES = ["relu", "leaky_relu", "elu", "selu", "swish", "gelu"]


@pytest.mark.parametrize("name", NAMES)
def test_large_numbers_pass_and_zero_stays_zero(name):
    y, _ = getattr(ops, name)(A([0.0, 50.0]))
    scale = 1.0507009873554805 if name == "selu" else 1
    np.testing.assert_allclose(y, [0, 50 * scale], rtol=1e-15)


def test_relu_does_not_care_about_the_scale():
    x = np.linspace(-2, 2, 9)
    assert ops.relu(4 * x)[0].tolist() == (4 * ops.relu(x)[0]).tolist()


def test_identity_is_a_copy():
    x = A([1.0, 2.0])
    y, cache = ops.identity(x)
    assert y.tolist() == [1, 2] and y is not x
    assert ops.identity_backward(A([3.0, 4.0]), cache).tolist() == [3, 4]


def test_leaky_relu_is_never_flat():
    x = A([-100.0, 0.0, 100.0])
    y, cache = ops.leaky_relu(x)
    assert y.tolist() == [-1, 0, 100]
    assert ops.leaky_relu_backward(np.ones(3), cache).tolist() == [0.01, 0.01, 1]
    y, _ = ops.leaky_relu(x, 0.5)
    np.testing.assert_array_equal(y, np.maximum(0.5 * x, x))  # the same for slopes below 1


def test_prelu_learns_a_slope_a_channel_or_one():
    x, dy = A([[-2.0, 4.0, -8.0], [-1.0, -3.0, 5.0]]), A([[1.0, 1, 1], [10, 10, 10]])
    y, cache = ops.prelu(x, A([0.5, 0.25, 1]))
    assert y.tolist() == [[-1, 4, -8], [-0.5, -0.75, 5]]
    dx, dslope = ops.prelu_backward(dy, cache)
    assert dx.tolist() == [[0.5, 1, 1], [5, 2.5, 10]]
    assert dslope.tolist() == [-2 - 10, -30, -8]
    y, cache = ops.prelu(x, A([0.5]))
    assert y.tolist() == [[-1, 4, -4], [-0.5, -1.5, 5]]
    assert ops.prelu_backward(dy, cache)[1].tolist() == [-50]


def test_elu_saturates_at_minus_alpha():
    x = A([-1000.0, -1.0, 0.0])
    np.testing.assert_allclose(ops.elu(x)[0], [-1, math.exp(-1) - 1, 0], rtol=1e-15)
    np.testing.assert_allclose(ops.elu(x, 2.0)[0], [-2, 2 * math.exp(-1) - 2, 0], rtol=1e-15)
    y, cache = ops.elu(x, 2.0)
    slope = ops.elu_backward(np.ones(3), cache)
    np.testing.assert_allclose(slope, y + 2, atol=1e-15)  # up to 0: y + alpha


def test_selu_keeps_mean_0_and_variance_1():
    x, step = np.linspace(-12, 12, 240_001, retstep=True)
    weight = np.exp(-x * x / 2) / math.sqrt(2 * math.pi) * step
    y, _ = ops.selu(x)
    assert abs(np.sum(weight * y)) < 1e-8
    assert abs(np.sum(weight * y * y) - 1) < 1e-8


def test_swish_lies_between_a_half_line_and_relu():
    x = np.linspace(-3, 3, 13)
    np.testing.assert_allclose(ops.swish(x, 0)[0], x / 2, rtol=1e-15)
    np.testing.assert_allclose(ops.swish(x, 1000)[0], ops.relu(x)[0], atol=1e-15)
    y, cache = ops.swish(A([0.0, -1.2784645427610738]))
    np.testing.assert_allclose(y, [0, -0.2784645427610738], rtol=1e-12)  # the lowest point is where y = x + 1
    np.testing.assert_allclose(ops.swish_backward(np.ones(2), cache), [0.5, 0], atol=1e-15)


def test_gelu_weighs_by_the_normal_distribution():
    y, _ = ops.gelu(A([-1.0, 0.0, 1.0, 1.959963984540054]))
    np.testing.assert_allclose(y, [-0.15865525393145707, 0, 0.8413447460685429, 0.975 * 1.959963984540054], rtol=1e-14)
    x = np.linspace(-4, 4, 33)
    with_tanh = x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    assert 0.0004 < np.abs(ops.gelu(x)[0] - with_tanh).max() < 0.0005


def test_maxout_takes_the_first_of_equals():
    x = A([[1.0, 3, 3, 2, 2, 2]])
    y, cache = ops.maxout(x, 3)
    assert y.tolist() == [[3, 2]]
    assert ops.maxout_backward(A([[5.0, 7]]), cache).tolist() == [[0, 5, 0, 7, 0, 0]]


def test_maxout_and_relu_contain_each_other():
    a, b = np.random.default_rng(0).integers(-9, 10, (2, 20, 1)).astype(float)
    relu = lambda x: ops.relu(x)[0]  # noqa: E731
    assert ops.maxout(np.hstack([a, 0 * a]), 2)[0].tolist() == relu(a).tolist()
    assert ops.maxout(np.hstack([a, b]), 2)[0].tolist() == (relu(a - b) + relu(b) - relu(-b)).tolist()


def test_log_softmax_has_what_the_logarithm_of_softmax_has_lost():
    x = A([1000.0, 0.0, -1000.0])
    assert ops.log_softmax(x)[0].tolist() == [0, -1000, -2000]
    assert ops.softmax(x)[0].tolist() == [1, 0, 0]
    x = np.random.default_rng(0).standard_normal((4, 5))
    np.testing.assert_allclose(ops.log_softmax(x, 0)[0], np.log(ops.softmax(x, 0)[0]), rtol=1e-13)
    np.testing.assert_allclose(ops.log_softmax(np.zeros(10))[0], -math.log(10), rtol=1e-15)
