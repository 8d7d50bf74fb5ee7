"""ReceptiveFields without a browser: its nets and questions, what it refuses, and what it reads back."""

import re

import pytest
from traitlets import TraitError

from course_lib.experiments.receptive_fields import PRESETS, Question, photograph, question, score, streak_of, walk
from course_lib.nets import resnet, vgg
from course_lib.shapes.receptive_field import receptive_field
from course_lib.widgets import ReceptiveFields


def test_a_walk_by_hand():
    rows = walk(PRESETS["five"], 32)
    assert [row.units for row in rows] == [32, 32, 16, 16, 8, 8]
    assert [row.field.size for row in rows] == [1, 3, 4, 8, 10, 18]
    assert [row.field.jump for row in rows] == [1, 1, 2, 2, 4, 4]
    assert [row.field.start for row in rows] == [0, -1, -1, -3, -3, -7]
    assert [row.units for row in walk([(5, 1, 0, 1), (5, 1, 0, 1)], 8)] == [8, 4, None]


def test_the_presets_are_what_they_are_named_after():
    last = {name: walk(layers, 64)[-1].field for name, layers in PRESETS.items()}
    stem = receptive_field(resnet.table("ResNet-18", resnet.basic, 2, 2, 2, 2), "conv2_2.relu")
    assert last["vgg16"] == receptive_field(vgg.VGG16, "pool3") and last["resnet"] == stem
    assert last["three 3x3"].size == last["one 7x7"].size == 7 and last["dilated"].size == 31


def test_nets_drawn_at_random_are_the_same_for_everybody_and_fit():
    assert question(0, 0) == Question(20, ((2, 2, 0, 1), (3, 2, 1, 1))) and question(0, 0).answer == (5, 6)
    for streak, count in ((0, 2), (1, 2), (2, 3), (4, 3), (5, 4)):
        drawn = [question(7, index, streak) for index in range(12)]
        assert all(len(one.layers) == count and one.answer[0] >= 2 for one in drawn)
        assert all(one.layers[(count - 1) // 2][1] > 1 for one in drawn)
        assert len(set(drawn)) > 9
        assert (streak >= 5) == any(layer[3] > 1 for one in drawn for layer in one.layers)


def test_both_numbers_must_be_right_and_a_mistake_ends_the_streak():
    answers = []
    for right in (True, True, False, True):
        units, size = question(0, len(answers), streak_of(score(0, answers))).answer
        answers.append([units, size] if right else [units, size + 1])
    assert [right for _, right in score(0, answers)] == [True, True, False, True]
    assert streak_of(score(0, answers)) == 1


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"layers": []}, "layers must be 1 to 10, got 0"),
        ({"layers": [[3, 1, 1]]}, r"a layer is \[kernel, stride, padding, dilation\], got \[3, 1, 1\]"),
        ({"layers": [[3, 5, 1, 1]]}, "stride must be from 1 to 4, got 5"),
        ({"layer": 0}, "layer must be from -1 to 10, without 0"),
        ({"unit": [1, -2]}, r"unit must be \[row, column\], both at least 0"),
        ({"n": 65}, "n must be from 8 to 64, got 65"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        ReceptiveFields(**arguments)


def test_reading_back():
    corner = ReceptiveFields(layer=3, unit=0)
    assert corner.unit == [0, 0] and corner.span == ((-3, 4), (-3, 4)) and corner.units[2] == 16
    assert [field.size for field in ReceptiveFields(preset="resnet").fields] == [7, 11, 19, 27, 35, 43]
    own = ReceptiveFields(layers=PRESETS["three 3x3"])
    assert own.preset == "three 3x3" and ReceptiveFields(layers=[[3, 1, 1, 1]]).preset == ""
    assert ReceptiveFields(layers=[[9, 1, 0, 1], [3, 1, 0, 1]], n=9).span is None
    own.prediction = {
        "nets, seed 0": [[5, 6], [0, 0]],
        "size after an added layer": [[[[3, 2, 1, 1], [3, 1, 1, 1]], 7], [[[3, 1, 1, 1]], 5]],
    }
    assert [right for _, right in own.marked] == [True, False] and own.streak == 0
    assert [right for *_, right in own.added] == [True, False]
    assert own.photo == photograph().tobytes() and len(own.photo) == 64 * 64 * 3


def test_the_words_on_the_default_picture_are_true():
    widget = ReceptiveFields()
    assert widget.describe() == (widget.alt, "receptive_fields")
    assert ", ".join(str(field.size) for field in widget.fields) in widget.alt
    assert widget.span[1] == (9, 26) and "from 9 to 26" in widget.alt and "of the 8 in the last" in widget.alt
    assert 1 + sum(kernel - 1 for kernel, *_ in widget.layers) == 9 and "would be 9" in widget.alt
    words, still = ReceptiveFields(preset="vgg16", view="2d").describe()
    assert still == "receptive_fields-2d" and re.search(r"10 layers .* sees 44 x 44 pixels, rows 14 to 57", words)
    assert ReceptiveFields(preset="vgg16").describe()[1] is None
