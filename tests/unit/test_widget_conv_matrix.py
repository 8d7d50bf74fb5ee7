"""ConvMatrix without a browser: its traits, what it reads back, and the words on its default picture."""

import re

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.numpy_ops import conv2d, conv2d_backward
from course_lib.widgets import ConvMatrix


@pytest.mark.parametrize(
    "sizes", [{}, {"n": 6, "padding": 1}, {"n": 5, "stride": 2, "kernel": 2}, {"n": 2, "padding": 1}]
)
def test_the_matrix_is_the_convolution_and_its_transpose_the_way_back(sizes):
    shown = ConvMatrix(**sizes)
    w, x, dy = (one[None, None] for one in (shown.weights, shown.x, shown.dy))
    y, cache = conv2d(x, w, None, shown.stride, shown.padding)
    assert np.array_equal(shown.y, y[0, 0])
    assert np.array_equal(shown.dx, conv2d_backward(dy, cache)[0][0, 0])
    counts = conv2d_backward(np.ones_like(y), conv2d(x, np.ones_like(w), None, shown.stride, shown.padding)[1])[0]
    assert np.array_equal(shown.contributions, counts[0, 0])


def test_the_words_on_the_default_picture_are_true():
    shown = ConvMatrix()
    rows, columns = shown.matrix.shape
    said = re.search(r"C .*: (\d+) rows, .* (\d+) columns.* (\d+) cells of (\d+), nine different", shown.alt)
    assert [int(v) for v in said.groups()] == [rows, columns, np.count_nonzero(shown.matrix), rows * columns]
    assert len(set(shown.matrix[shown.matrix != 0])) == 9 and shown.row == 1
    assert shown.contributions.tolist() == [[1, 2, 2, 1], [2, 4, 4, 2], [2, 4, 4, 2], [1, 2, 2, 1]]


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"n": 7}, "n must be from 2 to 6, got 7"),
        ({"kernel": 0}, "kernel must be from 1 to 3, got 0"),
        ({"row": -1}, "row must be 0 or more, got -1"),
        ({"n": 2, "kernel": 3}, r"the kernel must fit into the padded input, got kernel 3 for 2 \+ 2 \* 0"),
        ({"n": 6, "padding": 2}, "C may have at most 36 rows, got 64"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        ConvMatrix(**arguments)


def test_a_changed_picture_says_what_it_shows():
    turned = ConvMatrix(transposed=True)
    assert turned.to_python() == "ConvMatrix(transposed=True)"
    assert "transposed matrix, 16 x 4" in turned.describe()[0] and turned.describe()[1] is None
    assert "a matrix of 4 x 9 with 16 cells" in ConvMatrix(n=3, kernel=2).describe()[0]
