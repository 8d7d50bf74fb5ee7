"""What one pixel changes: the experiment, and the widget without a browser."""

import re

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.experiments import one_pixel_shift as trial
from course_lib.numpy_ops import conv2d, relu
from course_lib.widgets import OnePixelShift

SHIFTS = [(0, 1), (-1, 0), (4, -4), (3, 2)]


@pytest.mark.parametrize("shift", SHIFTS)
def test_a_convolution_is_equivariant_to_the_last_digit_and_not_invariant(shift):
    for digit in (1, 4, 8):
        maps = trial.one_pixel_shift(shift, "none", digit=digit).features
        assert maps.left == 0 and maps.moved == shift and maps.change > 0.2
        assert np.array_equal(maps.after, trial.shifted(maps.before, shift))


@pytest.mark.parametrize("pool", ["max", "average", "strided"])
def test_pooling_is_equivariant_only_at_multiples_of_its_stride(pool):
    by_shift = {d: stage.pooled for d, stage in zip(range(-4, 5), trial.along(pool, 2), strict=True)}
    for d, stage in by_shift.items():
        assert (stage.left == 0) == (d % 2 == 0), d
        assert stage.exact == ((0, d // 2) if d % 2 == 0 else None)
    assert all(stage.left == 0 for stage in (one.pooled for one in trial.along(pool, 2, stride=1)))  # no subsampling


@pytest.mark.parametrize("pool, size", [("max", 2), ("average", 4), ("strided", 3)])
def test_what_is_left_is_measured_at_the_best_move(pool, size):
    ends = set()
    for shift in [(0, 3), (0, -3), (3, 3), (1, 1), (-3, 1)]:
        stage = trial.one_pixel_shift(shift, pool, size).pooled
        moves = [(i, j) for i in range(-3, 4) for j in range(-3, 4)]
        left = [np.linalg.norm(stage.after - trial.shifted(stage.before, move)) for move in moves]
        assert stage.left == pytest.approx(min(left) / np.linalg.norm(stage.before))
        ends |= {abs(d) * size > abs(s) for d, s in zip(stage.moved, shift, strict=True)}
    assert ends == {True, False}, "sometimes up, sometimes down"


def test_only_a_window_over_all_of_the_map_is_invariant():
    for digit in range(10):
        changes = [trial.one_pixel_shift((0, 1), "max", size, digit=digit).pooled.change for size in (2, 4, 24)]
        assert changes[0] > 0.3 and changes[1] > 0.2 and changes[2] == 0
        assert trial.one_pixel_shift((2, -3), "average", 24, digit=digit).pooled.change == 0


def test_a_strided_convolution_keeps_every_second_cell():
    x = trial.digits()[7].astype(float)
    strided = relu(conv2d(x[None, None], trial.filter_bank(), stride=2, padding=1)[0])[0][0]
    assert np.array_equal(strided, trial.one_pixel_shift((0, 0), "strided", digit=7).pooled.before)


def test_the_frame_leaves_room_for_every_shift_and_dark_maps_compare_as_equal():
    assert trial.digits()[:, 4:20, 4:20].sum() == trial.digits().sum()
    dark = trial.one_pixel_shift((0, 1), "strided", 24).pooled
    assert (dark.lit, dark.changed, dark.change, dark.left) == (0, 0, 0, 0)


def test_shift_brings_zeros_in():
    assert trial.shifted([[1, 2], [3, 4]], (0, 1)).tolist() == [[0, 1], [0, 3]]
    assert trial.shifted([[1, 2], [3, 4]], (-1, 0)).tolist() == [[3, 4], [0, 0]]
    assert not trial.shifted(np.ones((2, 2)), (3, 0)).any()


def test_the_words_on_the_default_picture_are_true():
    shown = OnePixelShift()
    said = re.search(r"digit (\d+) % change, of the edge maps (\d+) %, of the pooled maps (\d+) %", shown.alt)
    stages = shown.run.digit, shown.run.features, shown.run.pooled
    assert [int(v) for v in said.groups()] == [round(100 * stage.change) for stage in stages]
    assert shown.run.features.left == 0 and shown.left > 0.5
    assert round(100 * OnePixelShift(size=4).change) == 34  # the answer to the first question
    moved = OnePixelShift(shift=2)
    assert moved.shift == [0, 2] and moved.left == 0 and moved.run.pooled.moved == (0, 1)  # and to the second


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"shift": [0, 5]}, r"OnePixelShift: shift must be \(down, right\) from -4 to 4"),
        ({"size": 5}, "size must divide 24: one of 2, 3, 4, 6, 8, 12, 24, got 5"),
        ({"digit": 10}, "digit must be from 0 to 9, got 10"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        OnePixelShift(**arguments)
    with pytest.raises(ValueError, match="pool must be one of"):
        trial.one_pixel_shift(1, "median")


def test_a_changed_picture_says_what_it_shows():
    words, still = OnePixelShift(shift=[1, 0], pool="average", size=4).describe()
    assert still is None and re.search(r"moved by 1 down .* average pooling 4 x 4: .* moved back, \d+% is left", words)
