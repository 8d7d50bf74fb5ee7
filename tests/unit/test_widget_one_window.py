"""OneWindow without a browser: its arguments, what it refuses, what Python reads back, and its questions."""

from collections import Counter

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.experiments import one_window as experiment
from course_lib.widgets import OneWindow


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"n": 0}, "n must be from 1 to 10, got 0"),
        ({"kernel": 6}, "kernel must be from 1 to 5, got 6"),
        ({"padding": -1}, "padding must be from 0 to 3, got -1"),
        ({"stride": 0}, "stride must be from 1 to 4, got 0"),
        ({"bias": float("nan")}, "bias must be"),
        ({"at": [0, -1]}, r"at must be \[row, column\]"),
        ({"cut": [40, 0]}, r"cut must be \[row, column\], from \[0, 0\] to \[39, 59\], got \[40, 0\]"),
        ({"weights": [[1, 2], [3, 4]]}, "weights must be 3 x 3 or 1 x 1 x 3 x 3 numbers from -99 to 99, got 2 x 2"),
        ({"image": [[1, 2], [3]]}, "image must be 7 x 7 or 1 x 7 x 7"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        OneWindow(**arguments)


def test_the_words_on_the_default_picture_are_true():
    widget = OneWindow(n=7, kernel=3, stride=1, at=[3, 2])
    assert widget.untouched() and widget.to_python() == "OneWindow()"
    assert widget.output_shape == (1, 5, 5) and (widget.parameters, widget.macs) == (10, 225)
    products = widget.x[0, 0, 3:6, 2:5] * widget.w[0, 0]
    assert products.tolist() == [[-7, 0, 2], [-7, 0, 2], [-7, 0, 1]] and products.sum() == widget.y[0, 0, 3, 2] == -16
    assert "-7 + 0 + 2, -7 + 0 + 2 and -7 + 0 + 1, add up to -16" in widget.alt


def test_numbers_set_by_hand():
    cross = [[0, 1, 0], [1, -4, 1], [0, 1, 0]]
    widget = OneWindow(weights=cross, filters=2, channels=3, bias=1.0)
    assert widget.w.shape == (2, 3, 3, 3) and (widget.w == cross).all()
    again = eval(widget.to_python(), {"OneWindow": OneWindow})
    assert np.array_equal(again.y, widget.y)
    widget.kernel = 2
    assert widget.w.shape == (2, 3, 2, 2), "numbers of another size are left out"
    assert OneWindow(n=3, image=np.eye(3)).x.tolist() == [[np.eye(3).tolist()]]
    assert OneWindow(n=10, cut=[39, 59]).x.shape == (1, 1, 10, 10), "cut as far as it goes"


def test_words_of_other_pictures():
    assert OneWindow(n=8, stride=2).describe()[0].endswith("1 x 3 x 3 come out.")
    words, still = OneWindow(n=2).describe()
    assert still is None and "does not fit into 2 + 2 * 0" in words


def test_questions_are_varied_and_grow_with_the_streak():
    for streak, layers in ((0, 1), (3, 1), (6, 2)):
        asked = [experiment.question(5, index, streak) for index in range(150)]
        answers = Counter(one.answer for one in asked)
        assert answers.most_common(1)[0][1] < 50 and answers[experiment.REFUSED] >= 2
        assert {len(one.layers) for one in asked} == {layers}
        assert (max(g.dilation for one in asked for g in one.layers) > 1) == (streak >= 3)
        first = [one.layers[0] for one in asked]
        over = [
            (one.n + 2 * g.padding - g.dilation * (g.size - 1) - 1) % g.stride
            for one, g in zip(asked, first, strict=True)
        ]
        assert np.mean(np.array(over) > 0) > 0.15, "the floor has to be known"
    assert experiment.question(0, 0) == experiment.question(0, 0) != experiment.question(1, 0)


def test_the_streak_is_counted_from_the_end():
    right = [experiment.question(7, index, streak).answer for index, streak in ((0, 0), (1, 1), (3, 0))]
    widget = OneWindow(seed=7, prediction={"sizes, seed 7": [*right[:2], 99, right[2]]})
    assert [good for _, good in widget.marked] == [True, True, False, True] and widget.streak == 1
    assert OneWindow(seed=8, prediction=widget.prediction).streak == 0
