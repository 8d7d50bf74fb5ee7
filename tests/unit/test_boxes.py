"""Boxes: values by hand, the plainest loops, and torch-free facts of Faster R-CNN."""

import numpy as np
import pytest

from course_lib.numpy_ops.boxes import anchors, iou, non_max_suppression

A = np.array


def random_boxes(rng, n, dtype=np.float64):
    """Corners on a grid, so that boxes touch, coincide and have no area now and then."""
    corners = np.sort(rng.integers(0, 12, (n, 2, 2)), axis=1)
    return corners.reshape(n, 4).astype(dtype)


def loop_iou(a, b):
    """Count the unit squares that lie in both and in either: for whole numbers that is the area."""
    squares = [{(x, y) for x in range(int(x1), int(x2)) for y in range(int(y1), int(y2))} for x1, y1, x2, y2 in (a, b)]
    either = len(squares[0] | squares[1])
    return len(squares[0] & squares[1]) / either if either else 0


def loop_suppression(boxes, scores, threshold):
    """Box by box from the best: it stays if it overlaps none of those that stayed."""
    kept = []
    for n in sorted(range(len(boxes)), key=lambda n: (-scores[n], n)):
        if all(loop_iou(boxes[n], boxes[k]) <= threshold for k in kept):
            kept.append(n)
    return kept


def test_overlap_by_hand():
    a = A([[0.0, 0, 2, 2]])
    others = A([[0.0, 0, 2, 2], [1, 1, 3, 3], [2, 0, 4, 2], [5, 5, 6, 6], [0, 0, 1, 2], [1, 1, 1, 1], [-3, -3, 9, 9]])
    np.testing.assert_allclose(iou(a, others), [[1, 1 / 7, 0, 0, 0.5, 0, 4 / 144]], rtol=1e-15)
    point = A([[1.0, 1, 1, 1]])
    assert iou(point, point) == 0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_overlap_is_the_count_of_shared_squares(dtype):
    rng = np.random.default_rng(2010)
    a, b = random_boxes(rng, 15, dtype), random_boxes(rng, 20, dtype)
    before = a.copy()
    got = iou(a, b)
    assert got.dtype == dtype and got.shape == (15, 20) and np.array_equal(a, before)
    np.testing.assert_allclose(got, [[loop_iou(one, other) for other in b] for one in a], rtol=2 * np.finfo(dtype).eps)
    assert np.array_equal(got, iou(b, a).T)
    assert iou(a[:0], b).shape == (0, 20) and iou(a, b[:0]).shape == (15, 0) and iou(a[:1], b).shape == (1, 20)
    assert np.array_equal(iou(a[::-1], b), got[::-1])
    assert np.isnan(iou(A([[0, 0, np.nan, 1]]), A([[0.0, 0, 1, 1]]))).all()


def test_suppression_by_hand():
    """The second box overlaps the first by 1/3, the third overlaps the second by 1/3 and the first not at all."""
    boxes, scores = A([[0.0, 0, 4, 4], [2, 0, 6, 4], [4, 0, 8, 4]]), A([0.9, 0.8, 0.7])
    assert non_max_suppression(boxes, scores, 0.3).tolist() == [0, 2], "what is dropped drops nothing itself"
    assert non_max_suppression(boxes, scores, 0.5).tolist() == [0, 1, 2]
    assert non_max_suppression(boxes, A([0.1, 0.5, 0.2]), 0.3).tolist() == [1]
    assert non_max_suppression(boxes[:2] * 3, scores[:2], 1 / 3).tolist() == [0, 1], "an overlap at the threshold stays"
    same = np.repeat(boxes[:1], 3, axis=0)
    assert non_max_suppression(same, np.ones(3), 0.99).tolist() == [0], "of equal scores the first"
    assert non_max_suppression(same, np.ones(3), 1).tolist() == [0, 1, 2]


@pytest.mark.parametrize("threshold", [0, 0.2, 0.5, 1])
def test_suppression_is_its_loop(threshold):
    rng = np.random.default_rng(2014)
    for n in (0, 1, 2, 40):
        boxes, scores = random_boxes(rng, n), rng.integers(0, 10, n) / 10  # with ties
        kept = non_max_suppression(boxes, scores, threshold)
        assert kept.dtype == np.int64 and kept.tolist() == loop_suppression(boxes, scores, threshold)


def test_anchors_by_hand():
    got = anchors(1, 2, 16, sizes=(4,), ratios=(1, 4))
    assert got.tolist() == [[6, 6, 10, 10], [7, 4, 9, 12], [22, 6, 26, 10], [23, 4, 25, 12]]
    assert anchors(2, 1, 16, (4,), (1,)).tolist() == [[6, 6, 10, 10], [6, 22, 10, 26]]


def test_nine_anchors_a_cell_and_21600_on_a_map_of_60_by_40():
    boxes = anchors(40, 60, 16)
    assert boxes.shape == (21600, 4) and boxes.dtype == np.float64
    cells = boxes.reshape(40, 60, 3, 3, 4)
    w, h = cells[..., 2] - cells[..., 0], cells[..., 3] - cells[..., 1]
    for i, size in enumerate((128, 256, 512)):
        for j, ratio in enumerate((0.5, 1, 2)):
            r, c = 7, 11
            width, height = size / ratio**0.5, size * ratio**0.5
            x, y = (c + 0.5) * 16, (r + 0.5) * 16
            want = [x - width / 2, y - height / 2, x + width / 2, y + height / 2]
            np.testing.assert_allclose(cells[r, c, i, j], want, rtol=1e-13)
            np.testing.assert_allclose(w[:, :, i, j] * h[:, :, i, j], size**2, rtol=1e-11)
            np.testing.assert_allclose(h[:, :, i, j] / w[:, :, i, j], ratio, rtol=1e-11)


good, score = np.zeros((2, 4)), np.zeros(2)
REFUSED = [
    (lambda: iou(np.zeros((2, 5)), np.zeros((1, 5))), "iou: a must have 4 numbers a box (x1, y1, x2, y2), got 5; a"),
    (lambda: iou(good, np.zeros(4)), "iou: b must have 2 axes (M, four), got 1"),
    (lambda: iou(good, A([[0.0, 0, 1, 1], [3, 0, 2, 1]])), "iou: b must have x1 <= x2 and y1 <= y2, got [3.0, 0.0, "),
    (lambda: iou(good, good.astype(int)), "iou: b must be float32 or float64, got int64"),
    (lambda: iou(good, good.astype(np.float32)), "iou: all arrays must have one dtype"),
    (lambda: non_max_suppression(good, np.zeros(3), 0.5), "non_max_suppression: `N` must be the same in boxes"),
    (lambda: non_max_suppression(good, score, 1.5), "non_max_suppression: threshold must lie in [0, 1], got 1.5"),
    (lambda: non_max_suppression(good, score * np.nan, 0.5), "non_max_suppression: scores must not be NaN"),
    (lambda: anchors(0, 2, 16), "anchors: height must be greater than 0, got 0"),
    (lambda: anchors(2.5, 2, 16), "anchors: height must be an integer, got 2.5"),
    (lambda: anchors(2, 2, 16, (8, -1)), "anchors: sizes[1] must be greater than 0, got -1"),
    (lambda: anchors(2, 2, 16, (8,), (0,)), "anchors: ratios[0] must be greater than 0, got 0"),
    (lambda: anchors(2, 2, 0), "anchors: stride must be greater than 0, got 0"),
]


@pytest.mark.parametrize("call, text", REFUSED, ids=[text[:50] for _, text in REFUSED])
def test_what_is_refused(call, text):
    with pytest.raises((TypeError, ValueError)) as caught:
        call()
    assert str(caught.value).startswith(text)
