"""SoftmaxCrossEntropy without a browser: its arguments, what it refuses, what Python reads back."""

import math
import re

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.numpy_ops.finite_differences import numerical_gradient
from course_lib.widgets import SoftmaxCrossEntropy


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"logits": [1.0]}, "logits must be 2 to 10 numbers, got 1"),
        ({"logits": [0.0] * 11}, "logits must be 2 to 10 numbers, got 11"),
        ({"logits": [0, 1001]}, "from -1000 to 1000, number 1 is 1001"),
        ({"logits": [0, float("nan")]}, "number 1 is nan"),
        ({"logits": [0, "one"]}, "number 1 is 'one'"),
        ({"logits": [True, 0]}, "number 0 is True"),
        ({"target": 3}, "target must be one of the 3 classes, 0 to 2, got 3"),
        ({"target": -1}, "0 to 2, got -1"),
        ({"logits": [0, 1], "target": 2}, "one of the 2 classes"),
        ({"shift": 1e4}, "shift must be from -1000 to 1000"),
        ({"shift": float("inf")}, "shift must be"),
        ({"limit": 7}, "limit"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        SoftmaxCrossEntropy(**arguments)


def test_arrays_and_whole_numbers_are_fine():
    assert SoftmaxCrossEntropy(logits=[2, 0, -1], target=0).logits == [2.0, 0.0, -1.0]
    widget = SoftmaxCrossEntropy(logits=np.arange(5), target=4)
    assert widget.target == 4 and widget.logits == [0, 1, 2, 3, 4]
    assert eval(widget.to_python()).logits == widget.logits


def test_reading_back():
    widget = SoftmaxCrossEntropy(logits=[2, 0, -1], target=0)
    e = np.exp([2.0, 0, -1])
    np.testing.assert_allclose(widget.p, e / e.sum())
    assert widget.loss == pytest.approx(-math.log(widget.p[0])) == widget.naive_loss
    np.testing.assert_allclose(widget.gradient, widget.p - [1, 0, 0])

    def loss(logits):
        return SoftmaxCrossEntropy(logits=logits, target=0).loss

    np.testing.assert_allclose(widget.gradient, numerical_gradient(loss, np.array([2.0, 0, -1])), atol=1e-9)


def test_large_logits():
    for shift, naive in ((1000.0, math.isnan), (-1000.0, math.isnan)):
        widget = SoftmaxCrossEntropy(shift=shift)
        assert widget.loss == pytest.approx(SoftmaxCrossEntropy().loss) and naive(widget.naive_loss)
        assert "it would be nan" in widget.describe()[0]
    far = SoftmaxCrossEntropy(logits=[-1000, 0])
    assert far.loss == 1000 and far.naive_loss == math.inf


def test_no_idea_costs_the_logarithm_of_the_number_of_classes():
    assert SoftmaxCrossEntropy(logits=[0] * 10).loss == pytest.approx(math.log(10), abs=1e-12)
    assert f"{SoftmaxCrossEntropy(logits=[0] * 3).loss:.2f}" == "1.10"


def test_fewer_logits_take_the_target_back():
    widget = SoftmaxCrossEntropy(target=2)
    widget.logits = [0.0, 1.0]
    assert widget.target == 0 and widget.p.shape == (2,)


def test_the_words_on_the_default_picture_are_true():
    widget = SoftmaxCrossEntropy()
    assert widget.to_python() == "SoftmaxCrossEntropy()" and widget.logits == [1, 2, -1] and widget.target == 0
    said = [float(n) for n in re.findall(r"\d\.\d\d", widget.alt)]
    up, *down = (round(abs(g), 2) for g in widget.gradient)
    p = widget.p.round(2).tolist()
    assert said == [*p, up, *down, p[0], round(widget.loss, 2), round(math.log(3), 2)]
    assert widget.gradient[0] < 0 < widget.gradient[1:].min()
