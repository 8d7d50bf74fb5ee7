"""SharingCalculator without a browser: what it refuses, what Python reads back."""

import pytest
from traitlets import TraitError

from course_lib.widgets import SharingCalculator


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"side": 0}, "side must be from 1 to 1024, got 0"),
        ({"hidden": 2_000_000}, "hidden must be from 1 to 1048576, got 2000000"),
        ({"side": 8}, "the window must fit into the image, got window 10 and side 8"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        SharingCalculator(**arguments)


def test_the_numbers_of_the_course():
    widget = SharingCalculator(side=200, hidden=40_000, window=10, filters=100)
    assert widget.untouched() and widget.to_python() == "SharingCalculator()"
    full, local, conv = widget.fully_connected, widget.locally_connected, widget.convolution
    assert (full.weights, local.weights, conv.weights) == (1_600_000_000, 4_000_000, 10_000)
    assert (full.outputs, local.outputs, conv.outputs) == (40_000, 40_000, 100 * 191**2)
    assert conv.macs == 10_000 * 191**2 and full.seconds == pytest.approx(6.4e-3)
    assert f"{conv.outputs:,}" in widget.alt
    words, still = SharingCalculator(side=28, hidden=784, window=5, filters=6).describe()
    assert still is None and "614,656 weights for 784 fully connected units, 19,600" in words and "150 for 6" in words
