"""PlateauAndDrop without a browser: its arguments, what it refuses, what Python reads back."""

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.experiments import plateau
from course_lib.widgets import PlateauAndDrop


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"drop": 18}, r"drop must be one of \(0, 1, 2, .*\), got 18"),
        ({"seed": 10}, "seed must be from 0 to 9, got 10"),
        ({"visited": [3]}, r"visited must hold some of .*, got \[3\]"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        PlateauAndDrop(**arguments)


def test_the_words_on_the_default_picture_are_true():
    widget = PlateauAndDrop(drop=20)
    assert widget.untouched() and widget.to_python() == "PlateauAndDrop()"
    loss = widget.run.loss
    assert f"from {loss[32:41].min():.2f} to {loss[32:41].max():.2f} in the four epochs" in widget.alt
    assert f"is {loss[42]:.3f} one epoch later and {loss[-1]:.3f} at the end" in widget.alt
    ends = [np.median(plateau.final(drop)[0]) for drop in (20, 40)]
    assert f"median ends at {ends[0]:.3f}, without it at {ends[1]:.3f}" in widget.alt
    words, still = PlateauAndDrop(drop=0).describe()
    assert still is None and "divided by ten from the start" in words


def test_reading_back_and_what_travels():
    widget = PlateauAndDrop(drop=4, seed=3, visited=[40, 4, 4])
    assert widget.visited == [4, 40] and np.array_equal(widget.run.loss, plateau.run(4, 3).loss)
    assert np.array_equal(widget.final[0], plateau.final(4)[0])
    assert widget.to_python() == "PlateauAndDrop(drop=4, seed=3, visited=[4, 40])"
    assert set(widget.runs) == {"loss", "right", "held"}
