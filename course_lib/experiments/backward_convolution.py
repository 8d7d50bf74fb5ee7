"""The two gradients of a convolution, put together one output cell at a time, in whole numbers.

The output cell y[r, q] is the sum of w times its window of x. So its gradient dy[r, q] adds dy[r, q] w to that window
of dx, and dy[r, q] times that window of x to dw. Sums of what was added keep an identity at every step: with no bias

    sum(dy y) = sum(dx x) = sum(dw w),   dy taken as 0 where it has not been sent back yet,

because y is linear in x and in w, and each of the three is the sum of dy w x over the same triples.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.numpy_ops import conv2d, conv2d_backward

N, KERNEL = 5, 3  # rows and columns of the image and of the kernel


@dataclass
class Backward:
    """All arrays are single maps of whole numbers as float64; `sent` is dy up to and including the cell, then 0."""

    x: np.ndarray  # (5, 5)
    w: np.ndarray  # (3, 3)
    y: np.ndarray  # (n, n)
    dy: np.ndarray  # (n, n)
    sent: np.ndarray  # (n, n)
    dx_added: np.ndarray  # (5, 5) what this cell adds: dy[cell] w in its window, what falls into the padding is lost
    dw_added: np.ndarray  # (3, 3) dy[cell] times its window of x
    dx: np.ndarray  # (5, 5) added up over all cells sent so far
    dw: np.ndarray  # (3, 3) likewise
    touched_by: np.ndarray  # (5, 5) how many outputs see each pixel
    identity: tuple[float, float, float]  # sum(sent y), sum(dx x), sum(dw w): equal


def numbers(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x (5, 5), w (3, 3) and dy (count, count), the upper left of a larger table: always the same, none of them 0."""
    x = [[2, 1, 3, 1, 2], [1, 3, 2, 4, 1], [4, 1, 5, 2, 3], [3, 2, 1, 1, 4], [1, 4, 2, 3, 2]]
    w = [[1, -1, 2], [-2, 3, 1], [2, 1, -1]]
    dy = [[2, -1, 3, 1, -2], [-1, 2, 1, -3, 1], [1, -2, -1, 2, 3], [3, 1, -2, 1, -1], [-2, 1, 2, -1, 1]]
    return np.array(x, float), np.array(w, float), np.array(dy, float)[:count, :count].copy()


def backward_convolution(stride: int = 1, padding: int = 0, cell=(0, 0)) -> Backward:
    """Send back the gradients of all output cells up to `cell` = (row, column), in reading order.

    Raises ValueError where there is no such output.
    """
    x, w = (one[None, None] for one in numbers(1)[:2])
    y, cache = conv2d(x, w, None, stride, padding)
    count = y.shape[-1]
    row, column = cell
    if not (0 <= row < count and 0 <= column < count):
        raise ValueError(
            f"backward_convolution: cell must be from (0, 0) to ({count - 1}, {count - 1}), got {tuple(cell)}"
        )
    dy = numbers(count)[2]
    alone, sent = np.zeros_like(dy), dy.copy()
    alone[row, column] = dy[row, column]
    sent.ravel()[row * count + column + 1 :] = 0
    dx_added, dw_added, _ = conv2d_backward(alone[None, None], cache)
    dx, dw, _ = conv2d_backward(sent[None, None], cache)
    _, ones = conv2d(x, np.ones_like(w), None, stride, padding)
    touched = conv2d_backward(np.ones_like(y), ones)[0]
    identity = tuple(float(total) for total in ((sent * y[0, 0]).sum(), (dx * x).sum(), (dw * w).sum()))
    maps = (one[0, 0] for one in (dx_added, dw_added, dx, dw, touched))
    return Backward(x[0, 0], w[0, 0], y[0, 0], dy, sent, *maps, identity)
