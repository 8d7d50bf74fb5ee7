"""The gradients of a convolution, one output cell at a time: the experiment, and the widget without a browser."""

import re

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.experiments.backward_convolution import backward_convolution
from course_lib.numpy_ops import conv2d, conv2d_backward
from course_lib.widgets import BackwardConvolution

SETTINGS = [(stride, padding) for stride in (1, 2) for padding in (0, 1)]


@pytest.mark.parametrize("stride, padding", SETTINGS)
def test_what_the_cells_add_sums_to_the_gradients(stride, padding):
    count = backward_convolution(stride, padding).y.shape[0]
    steps = [backward_convolution(stride, padding, (k // count, k % count)) for k in range(count**2)]
    for k, step in enumerate(steps):
        assert np.array_equal(step.dx, sum(one.dx_added for one in steps[: k + 1]))
        assert np.array_equal(step.dw, sum(one.dw_added for one in steps[: k + 1]))
        assert len(set(step.identity)) == 1 and np.count_nonzero(step.sent) == k + 1
    last = steps[-1]
    y, cache = conv2d(last.x[None, None], last.w[None, None], None, stride, padding)
    dx, dw, _ = conv2d_backward(last.dy[None, None], cache)
    assert np.array_equal(last.y, y[0, 0]) and np.array_equal(last.dx, dx[0, 0]) and np.array_equal(last.dw, dw[0, 0])
    assert last.touched_by.sum() == 9 * count**2 if not padding else last.touched_by.sum() < 9 * count**2


def test_the_answer_to_the_question():
    assert [backward_convolution(2).touched_by[k, k] for k in (2, 1)] == [4, 1]
    assert [backward_convolution(1).touched_by[k, k] for k in (2, 1)] == [9, 4]


def test_the_words_on_the_default_picture_are_true():
    shown = BackwardConvolution()
    assert shown.cell == [1, 1] and shown.run.dy[1, 1] == 2 and "middle output, 2, is lit" in shown.alt
    assert "five of nine" in shown.alt and np.count_nonzero(shown.run.sent) == 5 and not shown.complete


def test_a_cell_beyond_the_last_means_the_last():
    shown = BackwardConvolution(stride=2, cell=[4, 4])
    assert shown.complete and re.search(r"4 of 4 cells .* dy\[1, 1\] = 2; .* = 36\.$", shown.describe()[0])
    with pytest.raises(ValueError, match=r"cell must be from \(0, 0\) to \(1, 1\), got \(2, 0\)"):
        backward_convolution(2, 0, (2, 0))


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"stride": 3}, "stride must be 1 or 2, got 3"),
        ({"padding": 2}, "padding must be 0 or 1"),
        ({"cell": [0]}, "cell must be"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        BackwardConvolution(**arguments)
