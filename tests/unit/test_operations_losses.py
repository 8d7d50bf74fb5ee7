"""Losses: numbers that a reader can check by hand, and facts that the lectures rely on."""

import math

import numpy as np
import pytest
import torch

from course_lib import numpy_ops as ops
from course_lib import torch_ops

A = np.array
ONE = A(1.0)


def gradient(name, *inputs):
    _, cache = getattr(ops, name)(*inputs)
    return getattr(ops, f"{name}_backward")(ONE, cache)


# --- regression --------------------------------------------------------------------------------------------------


def test_the_values_of_the_huber_loss():
    x, zero = A([-3, -0.5, 0, 0.5, 3]), np.zeros(1)
    assert [ops.huber(x[i : i + 1], zero)[0] for i in range(5)] == [2.5, 0.125, 0, 0.125, 2.5]
    assert ops.huber(x, np.zeros(5))[0] == (2.5 + 0.125 + 0 + 0.125 + 2.5) / 5
    assert (5 * gradient("huber", x, np.zeros(5))).tolist() == [-1, -0.5, 0, 0.5, 1]
    assert ops.huber(x[:1], zero, 2)[0] == 2 * (3 - 2 / 2)
    smooth_l1 = torch.nn.functional.smooth_l1_loss(torch.tensor(x), torch.zeros(5))
    assert ops.huber(x, np.zeros(5), 1.0)[0] == smooth_l1.item()


def test_huber_is_squared_near_and_absolute_far():
    x, t = np.random.default_rng(0).standard_normal((2, 20))
    np.testing.assert_allclose(ops.huber(x, t, 100)[0], ops.squared_error(x, t)[0], rtol=1e-15)
    np.testing.assert_allclose(ops.huber(x, t, 1e-9)[0] / 1e-9, ops.absolute_error(x, t)[0], rtol=1e-8)


def test_half_a_square_has_the_gradient_y_minus_t():
    assert ops.squared_error(A([5.0]), A([2.0]))[0] == 4.5
    assert gradient("squared_error", A([5.0]), A([2.0])) == 3
    assert ops.squared_error(A([[5.0, 2], [0, 0]]), A([[2.0, 2], [0, 1]]))[0] == (9 + 0 + 0 + 1) / 4 / 2
    assert gradient("squared_error", A([[5.0, 2]]), A([[2.0, 3]])).tolist() == [[1.5, -0.5]]


def test_absolute_error_knows_only_the_side():
    x, t = A([1.0, 5.0, 3.0, np.nan]), A([3.0, 3.0, 3.0, 3.0])
    assert ops.absolute_error(x[:3], t[:3])[0] == 4 / 3
    grad = gradient("absolute_error", x, t)
    assert grad[:3].tolist() == [-0.25, 0.25, 0] and np.isnan(grad[3])
    _, cache = torch_ops.absolute_error(torch.tensor(x), torch.tensor(t))
    np.testing.assert_array_equal(torch_ops.absolute_error_backward(torch.tensor(1.0).double(), cache), grad)


def test_an_outlier_moves_the_mean_not_the_median():
    """The constant with the least squared error is the mean, with the least absolute error the median."""
    t, guesses = A([1.0, 2, 3, 4, 100]), np.linspace(0, 100, 1001)
    best = {}
    for name in ("squared_error", "absolute_error"):
        best[name] = guesses[np.argmin([getattr(ops, name)(np.full(5, guess), t)[0] for guess in guesses])]
    assert best == {"squared_error": 22, "absolute_error": 3}


# --- classification ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("classes", [1, 2, 10, 1000])
def test_guessing_costs_the_logarithm_of_the_number_of_classes(classes):
    loss, _ = ops.cross_entropy(np.zeros((3, classes)), A([0, classes - 1, classes // 2]))
    np.testing.assert_allclose(loss, math.log(classes), rtol=1e-14)
    if classes == 10:
        assert f"{loss:.4f}" == "2.3026"


def test_cross_entropy_by_hand():
    logits = np.log(A([[0.2, 0.5, 0.3], [0.1, 0.1, 0.8]]))
    loss, cache = ops.cross_entropy(logits, A([1, 2]))
    np.testing.assert_allclose(loss, -(math.log(0.5) + math.log(0.8)) / 2, rtol=1e-14)
    expected = A([[0.2, 0.5 - 1, 0.3], [0.1, 0.1, 0.8 - 1]]) / 2  # answer minus target
    np.testing.assert_allclose(ops.cross_entropy_backward(ONE, cache), expected, rtol=1e-14)
    np.testing.assert_allclose(ops.cross_entropy_backward(A(3.0), cache), 3 * expected, rtol=1e-14)


def test_label_smoothing_spreads_a_part_of_the_target():
    logits = np.log(A([[0.1, 0.2, 0.3, 0.4]]))
    q = A([[0.025, 0.925, 0.025, 0.025]])  # 1 - 0.1 + 0.1 / 4
    loss, cache = ops.cross_entropy(logits, A([1]), 0.1)
    np.testing.assert_allclose(loss, -(q * logits).sum(), rtol=1e-14)
    np.testing.assert_allclose(ops.cross_entropy_backward(ONE, cache), np.exp(logits) - q, atol=1e-15)
    stays = np.log(q)  # a smoothed target is reached with finite logits
    np.testing.assert_allclose(gradient("cross_entropy", stays, A([1]), 0.1), 0, atol=1e-15)


def test_pixels_are_examples():
    rng = np.random.default_rng(0)
    logits, labels = rng.standard_normal((2, 3, 4, 5)), rng.integers(0, 3, (2, 4, 5))
    as_rows = np.moveaxis(logits, 1, -1).reshape(-1, 3)
    for smoothing in (0, 0.1):
        loss, cache = ops.cross_entropy(logits, labels, smoothing)
        row_loss, row_cache = ops.cross_entropy(as_rows, labels.ravel(), smoothing)
        np.testing.assert_allclose(loss, row_loss, rtol=1e-14)
        rows = ops.cross_entropy_backward(ONE, row_cache).reshape(2, 4, 5, 3)
        np.testing.assert_allclose(ops.cross_entropy_backward(ONE, cache), np.moveaxis(rows, -1, 1), atol=1e-16)


def test_binary_cross_entropy_is_cross_entropy_of_two_classes():
    a = np.random.default_rng(0).standard_normal(6)
    t = A([0, 1, 1, 0, 1, 0])
    two = np.stack([np.zeros(6), a], axis=1)
    binary, _ = ops.binary_cross_entropy(a, t.astype(float))
    np.testing.assert_allclose(binary, ops.cross_entropy(two, t)[0], rtol=1e-14)
    np.testing.assert_allclose(ops.binary_cross_entropy(np.zeros(1), A([0.3]))[0], math.log(2), rtol=1e-15)
    expected = (ops.sigmoid(a)[0] - t) / 6
    np.testing.assert_allclose(gradient("binary_cross_entropy", a, t.astype(float)), expected, rtol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_logits_of_a_thousand_cost_a_thousand(dtype):
    sure = A([[1000, -1000]], dtype)
    with np.errstate(all="raise", under="ignore"):
        assert ops.cross_entropy(sure, A([0]))[0] == 0
        assert ops.cross_entropy(sure, A([1]))[0] == 2000
        assert gradient("cross_entropy", sure.astype(float), A([1])).tolist() == [[1, -1]]
        assert ops.binary_cross_entropy(sure, A([[1, 0]], dtype))[0] == 0
        assert ops.binary_cross_entropy(sure, A([[0, 1]], dtype))[0] == 1000
        assert ops.kl_divergence(sure, A([[0, 1]], dtype))[0] == 2000
        assert ops.distillation(sure, -sure, 2)[0] == 4 * 1000
        assert ops.distillation(sure, sure, 2)[0] == 0


# --- shares and areas --------------------------------------------------------------------------------------------


def test_kl_divergence_by_hand():
    p, t = A([[0.5, 0.25, 0.25]]), A([[0.25, 0.75, 0]])
    expected = 0.25 * math.log(0.25 / 0.5) + 0.75 * math.log(0.75 / 0.25)
    np.testing.assert_allclose(ops.kl_divergence(np.log(p), t)[0], expected, rtol=1e-14)
    np.testing.assert_allclose(gradient("kl_divergence", np.log(p), t), p - t, rtol=1e-14)
    np.testing.assert_allclose(ops.kl_divergence(np.log(p), p)[0], 0, atol=1e-16)


def test_cross_entropy_is_kl_divergence_from_one_hot_targets():
    rng = np.random.default_rng(0)
    logits, labels = rng.standard_normal((5, 4)), rng.integers(0, 4, 5)
    one_hot = np.eye(4)[labels]
    np.testing.assert_allclose(ops.kl_divergence(logits, one_hot)[0], ops.cross_entropy(logits, labels)[0], rtol=1e-14)


def test_distillation_without_heat_is_kl_divergence():
    logits, teacher = np.random.default_rng(0).standard_normal((2, 5, 4))
    shares, _ = ops.softmax(teacher)
    np.testing.assert_allclose(ops.distillation(logits, teacher, 1)[0], ops.kl_divergence(logits, shares)[0])


def test_distillation_in_great_heat_matches_logits():
    """Hinton, Vinyals, Dean (2015), equation 4, with the factor T^2: (z - v) / C for logits of mean 0."""
    logits, teacher = np.random.default_rng(0).standard_normal((2, 1, 5))
    logits, teacher = logits - logits.mean(), teacher - teacher.mean()
    grad = gradient("distillation", logits, teacher, 1e4)
    np.testing.assert_allclose(grad, (logits - teacher) / 5, rtol=1e-3)


def test_dice_by_hand():
    t = np.zeros((1, 1, 4, 4))
    t[..., :2, :] = 1  # the upper half, 8 pixels
    left = np.swapaxes(t, 2, 3)
    assert ops.dice(t, t)[0] == 0
    assert ops.dice(0 * t, 0 * t)[0] == 0  # nothing to find, nothing found
    assert ops.dice(left, t)[0] == 1 - (2 * 4 + 1) / (8 + 8 + 1)
    assert ops.dice(1 - t, t, 1e-12)[0] == pytest.approx(1)
    both = np.concatenate([t, t], axis=1), np.concatenate([t, left], axis=1)
    assert ops.dice(*both)[0] == (0 + 8 / 17) / 2  # each map for itself


def test_dice_does_not_care_how_small_an_object_is():
    """Cross-entropy of 'nothing here' falls with the size of the object; Dice stays."""
    for side in (2, 20):
        t = np.zeros((1, 1, 40, 40))
        t[..., :side, :side] = 1
        nothing = np.zeros_like(t)
        assert ops.dice(nothing, t, 1e-9)[0] == pytest.approx(1)


# --- all ---------------------------------------------------------------------------------------------------------


def test_an_empty_batch_has_no_loss_and_an_empty_gradient():
    x = np.zeros((0, 3))
    for name, *more in (("squared_error", x), ("cross_entropy", np.zeros(0, int)), ("kl_divergence", x)):
        loss, cache = getattr(ops, name)(x, *more)
        assert np.isnan(loss)
        assert getattr(ops, f"{name}_backward")(ONE, cache).shape == (0, 3)


@pytest.mark.parametrize("number", [2, 2.0, np.float64(2), np.array(2.0)])
def test_numbers_of_any_kind_leave_float32_alone(number):
    for ops_, array, one in ((ops, np.float32, np.float32(1)), (torch_ops, torch.tensor, torch.tensor(1.0))):
        x = array([[1.0, 2, 3]])
        k = torch.tensor(number) if ops_ is torch_ops and isinstance(number, np.ndarray) else number
        for name, *inputs in (("huber", x, x + 5, k), ("distillation", x, x + 5, k), ("kl_divergence", x, x / 3)):
            loss, cache = getattr(ops_, name)(*inputs)
            assert {loss.dtype, getattr(ops_, f"{name}_backward")(one, cache).dtype} == {x.dtype}, name
