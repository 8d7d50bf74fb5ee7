"""Normalisation, whitening, dropout: facts that the lectures rely on, and digits where they are easily lost."""

import numpy as np
import pytest
import torch

from course_lib import numpy_ops as ops
from course_lib import torch_ops
from course_lib.numpy_ops import norm

RNG = np.random.default_rng(42)
X = RNG.standard_normal((6, 3, 4, 5)) * 2 + 5
ONE, ZERO = np.ones(3), np.zeros(3)


def test_batch_norm_is_its_definition():
    gamma, beta = RNG.standard_normal((2, 3))
    for x in (X, X[:, :, 0, 0], X[:, :, 0]):
        y, *_ = ops.batch_norm(x, gamma, beta, ZERO, ONE)
        np.testing.assert_allclose(y, norm.batch_norm_by_definition(x, gamma, beta), rtol=1e-12, atol=1e-12)


def test_many_blocks_are_one_answer(monkeypatch):
    gamma, beta = RNG.standard_normal((2, 3))
    dy = RNG.standard_normal(X.shape)
    *whole, cache = ops.batch_norm(X, gamma, beta, ZERO, ONE)
    grads = ops.batch_norm_backward(dy, cache)
    monkeypatch.setattr(norm, "BLOCK", 250)  # four images at a time, two are left
    *blocks, cache = ops.batch_norm(X, gamma, beta, ZERO, ONE)
    for one, other in zip([*whole, *grads], [*blocks, *ops.batch_norm_backward(dy, cache)], strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-13, atol=1e-13)


def test_running_values_are_returned_and_given_ones_left_alone():
    mean, var = np.array([1.0, 2, 3]), np.array([4.0, 5, 6])
    _, new_mean, new_var, _ = ops.batch_norm(X, ONE, ZERO, mean, var, momentum=0.25)
    assert mean.tolist() == [1, 2, 3] and var.tolist() == [4, 5, 6]
    np.testing.assert_allclose(new_mean, 0.75 * mean + 0.25 * X.mean(axis=(0, 2, 3)))
    np.testing.assert_allclose(new_var, 0.75 * var + 0.25 * X.var(axis=(0, 2, 3), ddof=1))  # unbiased
    _, same_mean, same_var, _ = ops.batch_norm(X, ONE, ZERO, mean, var, training=False)
    assert np.array_equal(same_mean, mean) and np.array_equal(same_var, var)
    assert not np.shares_memory(same_mean, mean)


def test_in_use_an_example_does_not_depend_on_its_batch():
    mean, var = np.array([1.0, 2, 3]), np.array([4.0, 5, 6])
    whole, *_ = ops.batch_norm(X, ONE, ZERO, mean, var, training=False)
    alone, *_ = ops.batch_norm(X[:1], ONE, ZERO, mean, var, training=False)
    assert np.array_equal(whole[:1], alone)
    np.testing.assert_allclose(whole, (X - mean[:, None, None]) / np.sqrt(var + 1e-5)[:, None, None])


def test_learned_spread_and_mean_can_undo_the_normalisation():
    mean, var = X.mean(axis=(0, 2, 3)), X.var(axis=(0, 2, 3))
    y, *_ = ops.batch_norm(X, np.sqrt(var + 1e-5), mean, ZERO, ONE)
    np.testing.assert_allclose(y, X)


def test_a_common_factor_or_offset_before_batch_norm_does_nothing():
    y, *_ = ops.batch_norm(X, ONE, ZERO, ZERO, ONE, eps=1e-12)
    np.testing.assert_allclose(ops.batch_norm(7 * X + 100, ONE, ZERO, ZERO, ONE, eps=1e-12)[0], y, atol=1e-9)


@pytest.mark.parametrize("library", ["numpy", "torch"])
@pytest.mark.parametrize("shape", [(64, 8, 32, 32), (4096, 8)])
def test_float32_keeps_its_digits_at_a_mean_of_1000(library, shape):
    x = (1000 + np.random.default_rng(0).standard_normal(shape)).astype(np.float32)
    dy = np.random.default_rng(1).standard_normal(shape).astype(np.float32)
    gamma, beta = np.ones((2, 8), np.float32)
    module, native = (ops, np.array) if library == "numpy" else (torch_ops, torch.tensor)
    *got, cache = module.batch_norm(*map(native, (x, gamma, beta, 0 * beta, gamma)))
    got += module.batch_norm_backward(native(dy), cache)
    exact = [a.astype(np.float64) for a in (x, gamma, beta, 0 * beta, gamma, dy)]
    *wanted, cache = ops.batch_norm(*exact[:5])
    wanted += ops.batch_norm_backward(exact[5], cache)
    for name, a, b in zip(("y", "mean", "var", "dx", "dgamma", "dbeta"), got, wanted, strict=True):
        off = np.abs(np.asarray(a) - b).max() / np.abs(b).max()
        assert off < (2e-6 if name in ("y", "mean", "var", "dx") else 1e-5), (name, off)


def test_constant_channels_give_beta():
    y, _, var, _ = ops.batch_norm(np.full((4, 3, 2, 2), 0.1, np.float32), *np.float32([ONE, ONE, ZERO, ONE]))
    np.testing.assert_allclose(y, 1, atol=1e-5)
    assert np.all(var >= 0)


def test_group_norm_has_layer_norm_and_instance_norm_at_its_ends():
    one_group, _ = ops.group_norm(X, ONE, ZERO, 1)
    np.testing.assert_allclose(one_group, ops.layer_norm(X, np.ones((3, 4, 5)), np.zeros((3, 4, 5)))[0], atol=1e-12)
    instance, _ = ops.group_norm(X, ONE, ZERO, 3)
    np.testing.assert_allclose(instance.mean(axis=(2, 3)), 0, atol=1e-12)
    np.testing.assert_allclose(instance.var(axis=(2, 3)), 1, rtol=1e-4)


def test_local_response_norm_written_out_in_the_convention_of_the_paper():
    x, (n, k, alpha, beta) = X[:2], (5, 2.0, 1e-4, 0.75)
    y, _ = ops.local_response_norm(x, n, alpha * n, beta, k)
    for c in range(3):
        squares = sum(x[:, j] ** 2 for j in range(max(0, c - n // 2), min(2, c + n // 2) + 1))
        np.testing.assert_allclose(y[:, c], x[:, c] / (k + alpha * squares) ** beta)


def test_division_by_the_norm_is_a_special_case():
    y, _ = ops.local_response_norm(X, 5, alpha=5, beta=0.5, k=0)  # 5 channels around each see all 3
    np.testing.assert_allclose(y, X / np.linalg.norm(X, axis=1, keepdims=True))


def correlated():
    return np.random.default_rng(5).standard_normal((500, 2)) @ np.array([[2.0, 1.5], [0, 0.5]]) + 3


def test_standardising_leaves_units_correlated_and_whitening_does_not():
    x = correlated()
    y, mean, scale = ops.standardise(x, 1e-12)
    np.testing.assert_allclose(np.diag(np.cov(y.T, bias=True)), 1)
    assert np.corrcoef(y.T)[0, 1] > 0.9
    np.testing.assert_allclose((x - mean) / scale, y)
    white, mean, matrix = ops.zca(x, 1e-12)
    np.testing.assert_allclose(np.cov(white.T, bias=True), np.eye(2), atol=1e-9)
    np.testing.assert_allclose(matrix, matrix.T)
    np.testing.assert_allclose((x - mean) @ matrix, white)


def test_zca_changes_the_data_less_than_any_rotated_whitening():
    x = correlated()
    white, mean, _ = ops.zca(x, 1e-12)
    for angle in (0.1, 1, 3):
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        assert np.sum((white - (x - mean)) ** 2) < np.sum((white @ turn - (x - mean)) ** 2)


def test_dropout_changes_nothing_on_average():
    rng, x, keep = np.random.default_rng(0), np.ones(200_000), 0.8
    mask = (rng.random(x.shape) < keep).astype(float)
    y, cache = ops.dropout(x, mask, keep)
    assert set(np.unique(y)) == {0, 1.25}
    assert abs(y.mean() - 1) < 0.005
    assert np.array_equal(ops.dropout_backward(x, cache), y)


def test_drop_connect_is_dropout_when_whole_columns_of_weights_are_off():
    rng, keep = np.random.default_rng(0), 0.5
    x, w, b = rng.standard_normal((4, 3)), rng.standard_normal((2, 3)), rng.standard_normal(2)
    units = (rng.random((4, 3)) < keep).astype(float)
    y, _ = ops.drop_connect(x, w, b, np.broadcast_to(units[:, None, :], (4, 2, 3)), keep)
    np.testing.assert_allclose(y, ops.linear(ops.dropout(x, units, keep)[0], w, b)[0])
