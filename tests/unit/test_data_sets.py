"""Digits, splits, resizing, photographs, textures, generated shapes and sequences."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from course_lib import data


@pytest.mark.parametrize("size", [8, 28, 32])
def test_digits(size):
    split = data.digits(size)
    assert split.x.shape[1:] == split.x_test.shape[1:] == (1, size, size)
    assert len(split.x) + len(split.x_test) == 1797 and abs(len(split.x_test) - 0.2 * 1797) < 5
    assert split.x.dtype == split.x_test.dtype == np.float32 and split.labels.dtype == np.int64
    assert split.x.min() == 0 and 0.99 < split.x.max() <= 1
    for array in split:
        assert array.flags.c_contiguous
    assert repr(split).startswith("Split(x (1438, 1, ")


def test_the_split_keeps_the_shares_of_the_classes_and_every_example():
    labels = np.repeat([0, 1, 2], [50, 10, 5])
    train, test = data.stratified_split(labels, 0.2, seed=3)
    assert sorted([*train, *test]) == list(range(65))
    assert np.bincount(labels[test]).tolist() == [10, 2, 1]
    assert (np.diff(train) < 0).any(), "shuffled"
    again, other = data.stratified_split(labels, 0.2, seed=3)[1], data.stratified_split(labels, 0.2, seed=4)[1]
    assert test.tolist() == again.tolist() and set(test) != set(other)
    assert [len(part) for part in data.stratified_split(np.zeros(0, int))] == [0, 0]
    for wrong in (np.zeros((2, 2), int), np.zeros(3)):
        with pytest.raises(ValueError, match="labels must be integers"):
            data.stratified_split(wrong)
    with pytest.raises(ValueError, match=r"test_share must lie in \(0, 1\), got 1"):
        data.stratified_split(labels, 1)


@pytest.mark.parametrize("old, new", [((8, 8), 32), ((8, 8), 28), ((7, 5), (3, 9)), ((1, 4), (3, 1)), ((6, 6), 6)])
def test_resize_is_the_interpolation_of_torch(old, new):
    images = np.random.default_rng(1).random((2, 3, *old))
    size = (new, new) if isinstance(new, int) else new
    wanted = F.interpolate(torch.tensor(images), size=size, mode="bilinear", align_corners=False)
    np.testing.assert_allclose(data.resize(images, new), wanted.numpy(), rtol=1e-12, atol=1e-12)
    assert data.resize(images.astype(np.float32), new).dtype == np.float32


def test_what_resize_refuses():
    with pytest.raises(TypeError, match="images must be floats, got uint8"):
        data.resize(np.zeros((4, 4), np.uint8), 8)
    with pytest.raises(ValueError, match="a size of at least 1"):
        data.resize(np.zeros((4, 4)), 0)


def test_photographs():
    assert data.photograph("china").shape == (3, 427, 640)
    batch = data.photographs(48)
    assert batch.shape == (2, 3, 48, 48) and batch.dtype == np.float32
    assert 0 <= batch.min() < 0.1 and 0.9 < batch.max() <= 1
    middle = data.photograph("flower")[:, :, 106:533]
    np.testing.assert_array_equal(data.photograph("flower", 427), middle)
    assert data.photograph("china", (20, 30)).shape == (3, 20, 30)
    with pytest.raises(ValueError, match="there are china and flower, got 'cat'"):
        data.photograph("cat")


@pytest.mark.parametrize("kind", ["stripes", "checks", "waves", "rings", "noise", "clouds"])
def test_textures(kind):
    image = data.texture(kind, 40, period=8)
    assert image.shape == (1, 40, 40) and image.dtype == np.float32
    assert 0 <= image.min() < 0.05 and 0.95 < image.max() <= 1
    if kind in ("stripes", "checks", "waves"):
        np.testing.assert_allclose(image[..., 8:], image[..., :-8], atol=1e-6)
        assert np.abs(image[..., 4:] - image[..., :-4]).max() > 0.5
    if kind in ("stripes", "waves"):
        assert np.ptp(image, axis=1).max() < 1e-6, "upright"
        turned = data.texture(kind, 40, period=8, angle=90)
        assert np.ptp(turned, axis=2).max() < 1e-6, "lying"
    same, other = data.texture(kind, 40, seed=0), data.texture(kind, 40, seed=1)
    assert np.array_equal(image, same) and np.array_equal(same, other) == (kind not in ("noise", "clouds"))


def test_what_textures_refuse():
    with pytest.raises(ValueError, match="kind must be one of stripes, .*, got 'dots'"):
        data.texture("dots")
    with pytest.raises(ValueError, match="size and period must be greater than 0"):
        data.texture("waves", period=0)


def test_scenes():
    images, masks = data.scenes(40, 48, seed=5, noise=0)
    assert images.shape == (40, 1, 48, 48) and images.dtype == np.float32
    assert masks.shape == (40, 48, 48) and masks.dtype == np.int64
    assert set(np.unique(masks)) == {0, 1, 2, 3}
    assert np.array_equal(images[:, 0] > 0, masks > 0), "without noise, what is bright is a shape"
    assert np.array_equal(data.scenes(40, 48, seed=5, noise=0).masks, masks)
    assert not np.array_equal(data.scenes(40, 48, seed=6, noise=0).masks, masks)
    noisy = data.scenes(3, 48, seed=5).images
    assert noisy.min() == 0 and noisy.max() <= 1 and (noisy[:, 0] > 0).mean() > 0.4
    assert data.scenes(0).images.shape == (0, 1, 64, 64)


def test_lone_shapes_fill_their_boxes():
    images, labels, boxes = data.lone_shapes(60, 48, noise=0, seed=2)
    assert set(labels) == {0, 1, 2} and boxes.dtype == np.float32
    fullness = {0: [], 1: [], 2: []}
    for image, label, (left, top, right, bottom) in zip(images[:, 0], labels, boxes.astype(int), strict=True):
        inside = image[top:bottom, left:right] > 0
        assert inside.sum() == (image > 0).sum(), "nothing outside"
        assert inside.any(axis=0).all() and inside.any(axis=1).all(), "no empty row or column inside"
        assert 0 <= left < right <= 48 and 0 <= top < bottom <= 48
        fullness[label].append(inside.mean())
    assert 0.7 < np.mean(fullness[0]) < 0.85, "a disc fills pi / 4 of its box"
    assert 0.48 < min(fullness[1]) and np.mean(fullness[2]) < 0.6


def test_what_shapes_refuse():
    with pytest.raises(ValueError, match="scenes: size must be at least 16, got 8"):
        data.scenes(1, 8)
    with pytest.raises(ValueError, match="lone_shapes: n must be at least 0, got -1"):
        data.lone_shapes(-1)


def test_adding_problem():
    x, t = data.adding_problem(200, 11, seed=1)
    assert x.shape == (200, 11, 2) and t.shape == (200, 1) and x.dtype == t.dtype == np.float32
    marks = x[..., 1]
    assert (marks[:, :5].sum(1) == 1).all() and (marks[:, 5:].sum(1) == 1).all() and set(np.unique(marks)) == {0, 1}
    np.testing.assert_allclose(t[:, 0], (x[..., 0] * marks).sum(1))
    assert np.mean((data.adding_problem(20_000, 4)[1] - 1) ** 2) == pytest.approx(1 / 6, rel=0.05)


def test_echo_problem():
    x, labels = data.echo_problem(50, 12, delay=3, symbols=5, seed=2)
    assert x.shape == (50, 12, 5) and (x.sum(axis=-1) == 1).all()
    assert np.array_equal(labels[:, 3:], x.argmax(-1)[:, :-3]) and not labels[:, :3].any()
    x, labels = data.echo_problem(3, 4, delay=9)
    assert not labels.any()
    x, labels = data.echo_problem(3, 4, delay=0)
    assert np.array_equal(labels, x.argmax(-1))


def test_waves():
    x, labels = data.waves(60, 80, noise=0, seed=3)
    assert x.shape == (60, 80, 1) and x.dtype == np.float32 and set(labels) == {0, 1, 2}
    assert set(np.abs(x[labels == 1]).ravel()) == {1.0}
    steps = np.abs(np.diff(x[..., 0], axis=1))
    assert steps[labels == 0].max() < 0.5, "a sine has no jumps"
    assert np.abs(x).max() <= 1


@pytest.mark.parametrize(
    "call", [lambda: data.adding_problem(5, 1), lambda: data.echo_problem(-1), lambda: data.waves(1, noise=-1)]
)
def test_what_sequences_refuse(call):
    with pytest.raises(ValueError, match="needs|must be at least"):
        call()
