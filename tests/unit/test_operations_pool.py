"""Pooling and upsampling: numbers to check by hand, the definitions in loops, and how they belong together."""

import numpy as np
import pytest
import torch

from course_lib import numpy_ops as ops
from course_lib import torch_ops
from course_lib.numpy_ops import pool
from course_lib.operations import OPERATIONS

WINDOWS = [  # size, stride, padding
    (2, None, 0),
    (3, 2, 0),
    (3, 2, 1),
    (3, 1, 1),
    (2, 3, 0),
    ((4, 3), (1, 2), (2, 1)),
    (1, 2, 0),
]


def ties(*shape):
    return np.random.default_rng(7).integers(0, 4, shape).astype(float)


@pytest.mark.parametrize("size, stride, padding", WINDOWS)
def test_max_pooling_is_its_loops_and_sends_the_gradient_to_the_first_maximum(size, stride, padding):
    x = ties(2, 3, 7, 8)
    y, cache = ops.max_pool2d(x, size, stride, padding)
    by_hand, places = pool.max_pool2d_loops(x, size, stride, padding)
    assert np.array_equal(y, by_hand)
    dy = ties(*y.shape) + 1
    expected = np.zeros_like(x)
    for n, c, i, j in np.ndindex(y.shape):
        expected[n, c, *places[n, c, i, j]] += dy[n, c, i, j]
    assert np.array_equal(ops.max_pool2d_backward(dy, cache), expected)


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("size, stride, padding", WINDOWS)
def test_average_pooling_is_its_loops(size, stride, padding, counted):
    x = ties(2, 3, 7, 8)
    y, _ = ops.avg_pool2d(x, size, stride, padding, counted)
    np.testing.assert_allclose(y, pool.avg_pool2d_loops(x, size, stride, padding, counted), rtol=1e-15)


def test_many_blocks_are_one_answer(monkeypatch):
    x = ties(5, 2, 6, 6)
    whole = ops.max_pool2d(x, 3, 1, 1)
    dx = ops.max_pool2d_backward(whole[0], whole[1])
    mean = ops.avg_pool2d(x, 2)
    monkeypatch.setattr(pool, "BLOCK", 150)  # two images at a time, one is left
    blocks = ops.max_pool2d(x, 3, 1, 1)
    assert np.array_equal(blocks[0], whole[0])
    assert np.array_equal(ops.max_pool2d_backward(blocks[0], blocks[1]), dx)
    assert np.array_equal(ops.avg_pool2d(x, 2)[0], mean[0])
    assert np.array_equal(ops.avg_pool2d_backward(mean[0], mean[1]), np.repeat(np.repeat(mean[0], 2, 2), 2, 3) / 4)


def test_the_first_of_equal_maxima_row_by_row():
    x = np.array([[[[1.0, 2, 3], [2, 3, 0], [3, 3, 3]]]])
    y, cache = ops.max_pool2d(x, 3)
    assert y.item() == 3
    assert ops.max_pool2d_backward(np.full_like(y, 5), cache).tolist() == [[[[0, 0, 5], [0, 0, 0], [0, 0, 0]]]]


@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_padding_never_wins_even_against_minus_infinity(library):
    x, dy = np.full((1, 1, 2, 2), -np.inf), np.ones((1, 1, 2, 2))
    module, native = (ops, np.array) if library == "numpy" else (torch_ops, torch.tensor)
    y, cache = module.max_pool2d(native(x), 2, 2, 1)
    assert np.array_equal(np.asarray(y), x)
    assert np.asarray(module.max_pool2d_backward(native(dy), cache)).sum() == 4


def test_a_broken_pixel_breaks_its_windows_only_and_takes_their_gradient():
    x = np.arange(16.0).reshape(1, 1, 4, 4)
    x[0, 0, 0, 0] = np.nan
    y, cache = ops.max_pool2d(x, 2)
    assert np.isnan(y).tolist() == [[[[True, False], [False, False]]]]
    dx = ops.max_pool2d_backward(np.array([[[[np.nan, 1], [1, 1]]]]), cache)
    assert np.isnan(dx[0, 0, 0, 0]) and np.isnan(dx).sum() == 1 and np.nansum(dx) == 3


def test_average_pooling_counts_the_padding_or_not():
    x = np.ones((1, 1, 2, 2))
    assert ops.avg_pool2d(x, 2, 1, 1)[0][0, 0].tolist() == [[0.25, 0.5, 0.25], [0.5, 1, 0.5], [0.25, 0.5, 0.25]]
    assert np.all(ops.avg_pool2d(x, 2, 1, 1, count_include_pad=False)[0] == 1)


def test_the_global_mean_is_the_mean_over_one_window():
    x = np.random.default_rng(1).standard_normal((2, 3, 4, 5))
    y, cache = ops.global_avg_pool2d(x)
    np.testing.assert_allclose(y, ops.avg_pool2d(x, (4, 5))[0][:, :, 0, 0])
    assert np.all(ops.global_avg_pool2d_backward(np.full_like(y, 20), cache) == 1)


def test_one_small_image_enlarged_four_ways():
    x = np.array([[[[1.0, 2], [3, 4]]]])
    assert ops.upsample_nearest(x, 2)[0][0, 0].tolist() == [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]]
    assert ops.bed_of_nails(x, 2)[0][0, 0].tolist() == [[1, 0, 2, 0], [0, 0, 0, 0], [3, 0, 4, 0], [0, 0, 0, 0]]
    assert ops.upsample_bilinear(x, 2)[0][0, 0, 0].tolist() == [1, 1.25, 1.75, 2]
    np.testing.assert_allclose(ops.upsample_bilinear(x, 2, True)[0][0, 0, 0], [1, 4 / 3, 5 / 3, 2])
    shuffled = np.arange(4.0).reshape(1, 4, 1, 1)
    assert ops.pixel_shuffle(shuffled, 2)[0].tolist() == [[[[0, 1], [2, 3]]]]


@pytest.mark.parametrize("align_corners", [False, True])
def test_bilinear_upsampling_keeps_planes_where_it_should(align_corners):
    x = np.add.outer(3 * np.arange(4.0), np.arange(5.0))[None, None]
    y, _ = ops.upsample_bilinear(x, 3, align_corners)
    slopes = np.diff(y[0, 0], axis=1)
    if align_corners:
        np.testing.assert_allclose(slopes, 4 / 14)
        assert y[0, 0, 0, 0] == x[0, 0, 0, 0] and np.isclose(y[0, 0, -1, -1], x[0, 0, -1, -1])
    else:
        np.testing.assert_allclose(slopes[:, 1:-1], 1 / 3)  # the last pixel is repeated at the edges


def test_upsampling_and_pooling_are_transposes_of_each_other():
    rng = np.random.default_rng(3)
    x, dy = rng.standard_normal((2, 3, 4, 5)), rng.standard_normal((2, 3, 8, 10))
    _, cache = ops.upsample_nearest(x, 2)
    np.testing.assert_allclose(ops.upsample_nearest_backward(dy, cache), 4 * ops.avg_pool2d(dy, 2)[0])
    _, cache = ops.bed_of_nails(x, 2)
    assert np.array_equal(ops.bed_of_nails_backward(dy, cache), ops.max_pool2d(dy, 1, 2)[0])
    four = rng.standard_normal((2, 12, 4, 5))
    y, cache = ops.pixel_shuffle(four, 2)
    assert np.array_equal(ops.pixel_shuffle_backward(y, cache), four)


def test_an_infinite_pixel_stays_where_it_is():
    x = np.zeros((1, 1, 5, 5))
    x[0, 0, 2, 2] = np.inf
    with np.errstate(invalid="ignore"):
        y, _ = ops.upsample_bilinear(x, 2)
    assert np.isfinite(y[0, 0, :3]).all() and np.isfinite(y[0, 0, :, 7:]).all()


def test_the_measure_of_kinks_sees_ties_and_gaps():
    kink = OPERATIONS["max_pool2d"].smoothness
    x = np.array([[[[0.0, 1.0], [5.0, 3.0]]]])
    assert kink(x=x, size=2) == 1
    assert kink(x=np.zeros((1, 1, 2, 2)), size=2) == 0
