"""BackwardMode without a browser: its arguments, what it refuses, what Python reads back."""

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.experiments import backward_mode as net
from course_lib.widgets import BackwardMode


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"depth": 0}, "depth must be from 1 to 8, got 0"),
        ({"depth": 9}, "depth must be from 1 to 8, got 9"),
        ({"width": 1}, "width must be from 2 to 10, got 1"),
        ({"draw": -1}, "draw must be from 0 to 999, got -1"),
        ({"activation": "softplus"}, "softplus"),
        ({"eta": 0.0}, "eta must be above 0"),
        ({"x": [1, 2, 0]}, "x must be 4 numbers from -2 to 2"),
        ({"x": [1, 2, 0, 3]}, "from -2 to 2"),
        ({"x": [1, 2, 0, float("nan")]}, "from -2 to 2"),
        ({"picked": [0, 0, 0]}, "layer from 1"),
        ({"picked": [1, 0]}, "picked must be"),
        ({"changed": [[9, 0, 1.0, 1.0]]}, "each of changed must be"),
        ({"changed": [[1, 0, "a", 1.0]]}, "each of changed must be"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        BackwardMode(**arguments)


def test_default_picture_is_what_its_words_say():
    widget = BackwardMode(depth=6, width=8, activation="relu")
    assert widget.untouched() and widget.to_python() == "BackwardMode()"
    assert [round(8 * share) for share in widget.run.on] == [6, 4, 5, 3, 5, 4]
    assert "6, 4, 5, 3, 5 and 4 of the eight" in widget.alt
    assert f"from {min(widget.run.factor):.2f} to {max(widget.run.factor):.2f}" in widget.alt
    layer, unit, _ = widget.picked
    assert widget.run.g[layer][unit] > 0 and widget.share_on > 0.5, "a large step can kill it"
    assert min(np.abs(np.concatenate(widget.run.a[1:-1]))) > 0.02, "no unit stands on the edge"


def test_changed_rows_are_read_back():
    widget = BackwardMode(depth=2, width=3)
    weights, biases = widget.network
    after = net.large_step(weights, biases, widget.x, 2, 1, eta=5.0)
    widget.changed = [[2, 1, *after[0][1][1].tolist(), float(after[1][1][1])]]
    assert np.array_equal(widget.network[0][1], after[0][1]) and np.array_equal(widget.network[1][1], after[1][1])
    again = eval(widget.to_python(), {"BackwardMode": BackwardMode})
    assert again.loss == widget.loss
    widget.width = 4
    assert widget.network[0][1].shape == (4, 4), "rows of another size are left out"


def test_words_of_another_picture():
    words, still = BackwardMode(depth=2, width=3, activation="tanh").describe()
    assert still is None and words.startswith("2 layers of 3 tanh units") and words.endswith("3, 3 of 3.")
