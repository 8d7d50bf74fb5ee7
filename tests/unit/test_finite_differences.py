"""Slopes by trying: right on what is known, as exact as theory says, and the judge of a wrong backward."""

import numpy as np
import pytest

from course_lib import numpy_ops as ops
from course_lib.numpy_ops.finite_differences import directional_derivative, numerical_gradient


def test_a_quadratic_by_hand():
    """(x + 1)^2 - (x - 1)^2 = 4 x: central differences of a parabola are exact for any step; forward is off by it."""
    x = np.array([[1.0, -2], [0, 3]])
    assert numerical_gradient(lambda x: (x**2).sum(), x, 1).tolist() == (2 * x).tolist()
    assert numerical_gradient(lambda x: (x**2).sum(), x, 1, "forward").tolist() == (2 * x + 1).tolist()
    u = np.array([[1.0, 1], [0, 2]])
    assert directional_derivative(lambda x: (x**2).sum(), x, u, 1) == 2 * (1 - 2 + 6)
    assert directional_derivative(lambda x: (x**2).sum(), x, u, 1, "forward") == 2 * (1 - 2 + 6) + 1 + 1 + 4


@pytest.mark.parametrize("shape", [(), (3,), (0,), (1, 1), (2, 3, 2)])
def test_any_shape(shape):
    x = np.asarray(np.random.default_rng(0).standard_normal(shape))
    before = x.copy()
    g = numerical_gradient(lambda x: np.sin(x).sum(), x)
    assert g.shape == shape and g.dtype == x.dtype and np.array_equal(x, before)
    np.testing.assert_allclose(g, np.cos(x), rtol=0, atol=1e-9)
    assert numerical_gradient(lambda x: np.sin(x).sum(), x.astype(np.float32), 1e-2).dtype == np.float32


@pytest.mark.parametrize("rule, order", [("central", 2), ("forward", 1)])
def test_the_error_falls_with_the_step_as_theory_says(rule, order):
    x, one = np.array(1.0), np.array(1.0)
    errors = [abs(directional_derivative(np.exp, x, one, step, rule) - np.e) for step in (1e-1, 1e-2, 1e-3)]
    np.testing.assert_allclose(-np.diff(np.log10(errors)), order, atol=0.05)


def test_too_small_a_step_is_mostly_rounding():
    x, one = np.array(1.0), np.array(1.0)
    good, tiny = (abs(directional_derivative(np.exp, x, one, step) - np.e) for step in (1e-5, 1e-13))
    assert good < 1e-9 < 1e-5 < tiny


def test_the_direction_is_not_scaled_and_sums_the_gradient():
    rng = np.random.default_rng(1)
    x, u = rng.standard_normal((2, 4, 3))
    g = numerical_gradient(lambda x: np.tanh(x).prod(), x)
    slope = directional_derivative(lambda x: np.tanh(x).prod(), x, 3 * u)
    assert slope == pytest.approx(3 * (g * u).sum(), rel=1e-7)


def test_it_judges_a_backward():
    rng = np.random.default_rng(2)
    x, v = rng.standard_normal((2, 3, 4))
    g = numerical_gradient(lambda x: (v * ops.softmax(x)[0]).sum(), x)
    y, cache = ops.softmax(x)
    np.testing.assert_allclose(ops.softmax_backward(v, cache), g, atol=1e-9)
    assert np.abs(v * y - g).max() > 0.01, "a backward that forgets that shares compete is found"


def test_a_function_that_spoils_its_argument_spoils_nothing_else():
    def spoiling(x):
        x *= x
        return x.sum()

    for rule in ("central", "forward"):
        x = np.array([1.0, 2.0])
        np.testing.assert_allclose(numerical_gradient(spoiling, x, rule=rule), [2, 4], atol=1e-4)
        assert directional_derivative(spoiling, x, np.ones(2), rule=rule) == pytest.approx(6, abs=1e-4)
        assert x.tolist() == [1, 2]


@pytest.mark.parametrize("rule", ["central", "forward"])
def test_nan_flows(rule):
    g = numerical_gradient(lambda x: x.sum(), np.array([np.nan, 1]), rule=rule)
    assert np.isnan(g).all()


X = np.zeros(2)
REFUSED = [
    (lambda: numerical_gradient(np.sum, [1.0]), TypeError, "numerical_gradient: x must be an array"),
    (lambda: numerical_gradient(np.sum, np.arange(3)), TypeError, "numerical_gradient: x must be float32 or float64"),
    (lambda: numerical_gradient(np.sum, X, 0), ValueError, "numerical_gradient: step must be greater than 0, got 0"),
    (lambda: numerical_gradient(np.sum, X, "1"), TypeError, "numerical_gradient: step must be one number, got str"),
    (lambda: numerical_gradient(np.sum, X, 1, "left"), ValueError, "numerical_gradient: rule must be one of central,"),
    (lambda: numerical_gradient(np.sin, X), TypeError, "numerical_gradient: f must return one number: take the sum"),
    (lambda: numerical_gradient(lambda x: None, X), TypeError, "numerical_gradient: f must return one number"),
    (
        lambda: directional_derivative(np.sum, X, np.zeros(3)),
        ValueError,
        "directional_derivative: x and direction must have the same shape, got (2,) and (3,)",
    ),
    (lambda: directional_derivative(np.sin, X, X), TypeError, "directional_derivative: f must return one number"),
]


@pytest.mark.parametrize("call, kind, text", REFUSED, ids=[text[:60] for *_, text in REFUSED])
def test_what_is_refused(call, kind, text):
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value).startswith(text)
