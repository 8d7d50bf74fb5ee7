"""Convolutions: numbers that a reader can check by hand, and what the lectures say about them."""

import numpy as np
import pytest
import torch

from course_lib import numpy_ops as ops
from course_lib import torch_ops
from course_lib.shapes.windows import Windows, windows

RNG = np.random.default_rng(1998)


def normal(*shape):
    return RNG.standard_normal(shape)


def test_the_kernel_is_not_flipped():
    x, w = np.zeros((1, 1, 3, 3)), np.arange(9.0).reshape(1, 1, 3, 3)
    x[0, 0, 1, 1] = 1
    y, _ = ops.conv2d(x, w, padding=1)
    assert y[0, 0].tolist() == np.flip(w[0, 0]).tolist()  # what a single 1 leaves is the kernel, turned around


@pytest.mark.parametrize(
    "image, kernel, more, count",
    [
        (32, 5, {}, 28),
        (7, 3, {"stride": 2}, 3),
        (7, 3, {"stride": 3}, 2),  # 7 / 3: floor((7 - 3) / 3) + 1
        (32, 5, {"padding": 2}, 32),
        (224, 11, {"stride": 4}, 54),  # AlexNet's 55 needs 227, or padding 2
        (227, 11, {"stride": 4}, 55),
        (224, 11, {"stride": 4, "padding": 2}, 55),
        (7, 3, {"dilation": 3}, 1),
    ],
)
def test_output_sizes(image, kernel, more, count):
    y, _ = ops.conv2d(np.zeros((1, 1, image, image)), np.zeros((1, 1, kernel, kernel)), **more)
    assert y.shape == (1, 1, count, count)


def test_the_matrix_of_a_3x3_kernel_on_a_4x4_image():
    w = np.arange(1.0, 10).reshape(1, 1, 3, 3)
    matrix, _ = ops.conv_matrix(w, 4)
    assert matrix.tolist() == [
        [1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 0, 0, 0, 0],
        [0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 0, 0, 0],
        [0, 0, 0, 0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0],
        [0, 0, 0, 0, 0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9],
    ]
    assert np.count_nonzero(matrix) == 36 and np.linalg.matrix_rank(matrix) == 4


@pytest.mark.parametrize("more", [{}, {"stride": 2}, {"padding": 1}, {"stride": (2, 1), "padding": (1, 2)}])
def test_the_matrix_is_the_convolution_and_its_transpose_the_gradient(more):
    x, w = normal(3, 2, 5, 4), normal(4, 2, 3, 2)
    matrix, _ = ops.conv_matrix(w, (5, 4), **more)
    y, cache = ops.conv2d(x, w, **more)
    np.testing.assert_allclose(x.reshape(3, -1) @ matrix.T, y.reshape(3, -1), atol=1e-12)
    dy = normal(*y.shape)
    dx, *_ = ops.conv2d_backward(dy, cache)
    np.testing.assert_allclose(dy.reshape(3, -1) @ matrix, dx.reshape(3, -1), atol=1e-12)


@pytest.mark.parametrize("more", [{}, {"stride": 3}, {"padding": 2, "dilation": 2}, {"stride": 2, "groups": 2}])
def test_the_transposed_convolution_is_the_way_back_of_a_convolution(more):
    x, w = normal(2, 4, 9, 9), normal(6, 4 // more.get("groups", 1), 3, 3)
    y, cache = ops.conv2d(x, w, **more)
    dy = normal(*y.shape)
    dx, *_ = ops.conv2d_backward(dy, cache)
    back, _ = ops.conv_transpose2d(dy, w, **more)
    rows, columns = back.shape[2:]  # a stride may leave the last rows unseen: their gradient is 0
    np.testing.assert_allclose(back, dx[:, :, :rows, :columns], atol=1e-12)
    np.testing.assert_allclose((y * dy).sum(), (x[:, :, :rows, :columns] * back).sum(), rtol=1e-12)


def test_the_transposed_convolution_flips_swaps_and_pads():
    x, w = normal(2, 3, 4, 4), normal(3, 5, 3, 3)
    y, _ = ops.conv_transpose2d(x, w)
    flipped = np.flip(w, (2, 3)).swapaxes(0, 1)
    np.testing.assert_allclose(y, ops.conv2d(x, flipped, padding=2)[0], atol=1e-12)


def test_columns_added_back_count_the_windows_of_a_pixel():
    columns, _ = ops.im2col(np.ones((1, 1, 4, 4)), 3)
    seen, _ = ops.col2im(columns, 4, 3)
    assert seen[0, 0].tolist() == [[1, 2, 2, 1], [2, 4, 4, 2], [2, 4, 4, 2], [1, 2, 2, 1]]


def test_shared_weights_are_a_special_case_of_own_weights():
    x, w, b = normal(2, 3, 5, 5), normal(4, 3, 3, 3), normal(4)
    own = np.broadcast_to(w[..., None, None], (*w.shape, 3, 3))
    y, cache = ops.locally_connected2d(x, own, np.broadcast_to(b[:, None, None], (4, 3, 3)))
    shared, shared_cache = ops.conv2d(x, w, b)
    np.testing.assert_allclose(y, shared, atol=1e-12)
    _, dw, _ = ops.locally_connected2d_backward(y, cache)
    np.testing.assert_allclose(dw.sum(axis=(4, 5)), ops.conv2d_backward(y, shared_cache)[1], atol=1e-10)


def test_a_1x1_convolution_is_a_linear_layer_at_every_pixel():
    x, w, b = normal(2, 3, 4, 5), normal(6, 3), normal(6)
    pixels = x.transpose(0, 2, 3, 1).reshape(-1, 3)
    expected = ops.linear(pixels, w, b)[0].reshape(2, 4, 5, 6).transpose(0, 3, 1, 2)
    np.testing.assert_allclose(ops.conv1x1(x, w, b)[0], expected, atol=1e-12)
    np.testing.assert_allclose(ops.conv2d(x, w[:, :, None, None], b)[0], expected, atol=1e-12)


def test_wrong_rank_where_other_arguments_are_required():
    for library, zeros in ((ops, np.zeros), (torch_ops, torch.zeros)):
        with pytest.raises((ValueError, TypeError), match=r"^im2col: x must have 4 axes \(N, C, H, W\), got 3"):
            library.im2col(zeros((3, 4, 4)), 3)
        with pytest.raises((ValueError, TypeError), match=r"^conv_matrix: w must have 4 axes \(F, C, KH, KW\), got 2"):
            library.conv_matrix(zeros((3, 3)), 4)


def test_windows_tile_what_they_say():
    at = windows("op", {}, (7, 6), (2, 3), (3, 1), (1, 0), (2, 1))
    assert at == Windows((7, 6), (2, 3), (3, 1), (1, 0), (2, 1), (3, 4)) and at.padded == (9, 6)
    seen = np.arange(54).reshape(9, 6)
    for i, j, rows, columns in at.offsets():
        cell = [[seen[at.window(r, q)][i, j] for q in range(4)] for r in range(3)]
        assert seen[rows, columns].tolist() == cell
