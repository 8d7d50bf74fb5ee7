"""The two errors of a finite difference: what is measured lies where theory puts it."""

import math

import numpy as np
import pytest

from course_lib.experiments.finite_difference import (
    DTYPES,
    FUNCTIONS,
    RULES,
    function,
    rounding,
    slopes,
    steps,
    truncation,
)
from course_lib.numpy_ops.finite_differences import numerical_gradient


def test_the_steps_are_the_decimal_ones():
    h = steps()
    assert len(h) == 161 and h[0] == 1e-16 and h[-1] == 1 and (np.diff(h) > 0).all()
    assert {1e-5, 2.5e-8, 1e-3, 0.01, 6.3e-12} < set(h.tolist())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_derivative_is_the_slope_of_the_one_before(name):
    _, derivatives = FUNCTIONS[name]
    for x in (-2.3, -0.4, 0.7, 1.0, 2.9):
        chain = [FUNCTIONS[name][0], *(lambda v, k=k: derivatives(v)[k] for k in range(5))]
        for lower, upper in zip(chain[:-1], chain[1:], strict=True):
            slope = (lower(x + 1e-5) - lower(x - 1e-5)) / 2e-5
            assert slope == pytest.approx(upper(x), abs=2e-8 * max(1, math.exp(x)))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("x", [1.0, -2.3, 0.1, 3.0])
def test_no_error_is_above_the_sum_of_both_parts(name, dtype, x):
    """Up to the sixth derivative, which matters for steps above 0.1, and the rounding of the answer itself."""
    s = slopes(name, x, steps()[:-10], dtype)
    for rule in RULES:
        last_rounding = float(np.finfo(DTYPES[dtype]).eps) * abs(s.exact)
        assert (s.error[rule] <= 1.02 * (s.truncation[rule] + s.rounding) + last_rounding).all()


def test_large_steps_are_off_by_the_truncation_and_small_ones_nearly_by_the_rounding():
    s = slopes("sin", 1.0)
    for rule, low in (("forward", 1e-6), ("central", 1e-3)):
        large = (s.step >= low) & (s.step <= 0.1)
        np.testing.assert_allclose(s.error[rule][large], s.truncation[rule][large], rtol=2e-3)
        small = s.step < s.best[rule] / 10
        worst = (s.error[rule] / s.rounding)[small].max()
        assert 0.3 < worst <= 1


def test_best_steps_by_the_formulas():
    """forward sqrt(R/T), central the cube root of R/(2T), within the half of a tenth of a power of ten."""
    for dtype, best in (("float64", (2.5e-8, 1e-5)), ("float32", (5e-4, 1e-2))):
        s = slopes("sin", 1.0, dtype=dtype)
        R = rounding("sin", 1.0, 1.0, dtype)
        exact = math.sqrt(R / (math.sin(1) / 2)), (R / (2 * math.cos(1) / 6)) ** (1 / 3)
        assert (s.best["forward"], s.best["central"]) == best
        np.testing.assert_allclose(np.log10(best), np.log10(exact), atol=0.06)


def test_special_cases():
    assert slopes("square", 2.0, [1.0, 0.5]).error["central"].tolist() == [0, 0], "a parabola has no third derivative"
    assert slopes("relu", 0.0, [0.1]).slope == {"forward": [1.0], "central": [0.5]}
    kink = slopes("relu", 0.25, [0.125, 0.5])
    assert kink.error["central"].tolist() == [0, 0.25] == truncation("relu", 0.25, kink.step, "central").tolist()
    lost = slopes("sin", 1.0, [1e-8, 1e-16], "float32")
    assert lost.slope["forward"].tolist() == [0, 0] == lost.slope["central"].tolist(), "x + step rounds to x"
    assert slopes("sin", 0.1, [0.1], "float32").x == float(np.float32(0.1))


@pytest.mark.parametrize("dtype", DTYPES)
def test_it_is_numerical_gradient_at_work(dtype):
    x = np.array(0.7, DTYPES[dtype])
    assert function("exp", dtype)(x).dtype == x.dtype
    for rule in RULES:
        there = numerical_gradient(lambda v: np.exp(v, dtype=np.float64).astype(v.dtype), x, 1e-3, rule)
        assert slopes("exp", 0.7, [1e-3], dtype).slope[rule][0] == pytest.approx(float(there), rel=1e-3)


@pytest.mark.parametrize(
    "arguments, says", [(("cos", 1.0), "name must be one of sin"), (("sin", 1.0, None, "float16"), "dtype must be one")]
)
def test_what_is_refused(arguments, says):
    with pytest.raises(ValueError, match=says):
        slopes(*arguments)
