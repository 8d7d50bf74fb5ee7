"""TensorLayouts without a browser: its arguments, what it refuses, what Python reads back."""

import pytest
from traitlets import TraitError

from course_lib.widgets import TensorLayouts


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"shape": ()}, "shape must be 1 to 4 lengths"),
        ({"shape": (2, 2, 2, 2, 2)}, "shape must be 1 to 4 lengths"),
        ({"shape": (10, 10)}, "at most 96 numbers, got \\[10, 10\\]"),
        ({"shape": (0, 3)}, "lengths from 1"),
        ({"shape": (2.0, 3)}, "lengths from 1"),
        ({"shape": (49,)}, "lengths from 1 to 48"),
        ({"ops": ["flip(0)"]}, "flip\\(0\\)' is not understood"),
        ({"ops": [3]}, "ops"),
        ({"ops": ["permute(0, 1)"]}, "on shape .* each of the axes 0 to 3 once"),
        ({"ops": ["permute(0, 2, 3, 1)", "view(2, 48)", "view(6, 16)"]}, "Use .reshape"),
        ({"ops": ["view(2, 2, 2, 2, 6)"]}, "at most 4 axes"),
        ({"start": "bias", "ops": ["expand(4, 3, 4, 4)"]}, "makes 192 numbers; at most 96"),
        ({"at": [0, 0, 0, 4]}, "index into shape \\[2, 3, 4, 4\\], got"),
        ({"at": [0, 0]}, "index into shape"),
        ({"start": "noise"}, "noise"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        TensorLayouts(**arguments)


def test_default_picture():
    widget = TensorLayouts(shape=(2, 3, 4, 4))
    assert widget.untouched() and widget.to_python() == "TensorLayouts()"
    assert widget.layout.strides == (48, 16, 4, 1) and widget.layout.contiguous
    assert widget.layout.place([0, 1, 1, 2]) == 22 and "= 22" in widget.alt


def test_reading_back_and_words():
    widget = TensorLayouts(ops=("permute(0, 2, 3, 1)",), at=(1, 3, 3, 2))
    assert widget.layout.shape == (2, 4, 4, 3) and widget.layout.strides == (48, 4, 1, 16)
    assert not widget.layout.contiguous and not widget.layout.copied
    again = eval(widget.to_python(), {"TensorLayouts": TensorLayouts})
    assert again.layout == widget.layout and again.at == [1, 3, 3, 2]
    words, still = widget.describe()
    assert still is None and words.endswith("permute(0, 2, 3, 1): shape [2, 4, 4, 3], strides [48, 4, 1, 16].")
    widget.ops = ["channels_last()"]
    assert widget.layout.strides == (48, 1, 12, 3) and widget.layout.copied
    assert widget.layout.storage[:6] == (0, 16, 32, 1, 17, 33)
