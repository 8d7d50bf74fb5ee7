"""What a widget says of itself where it does not run: a sentence and a still picture, both of what is shown."""

import base64

import pytest

from course_lib.widgets import HiddenUnits, PerceptronTrainer, RosenblattMachine
from course_lib.widgets.kit import HERE
from tests.browser.screenshots import LARGEST, pictures

STILLS = sorted(pictures())


def shown(widget):
    data, _ = widget._repr_mimebundle_()
    return data["text/plain"], data.get("image/png")


def test_every_still_picture_belongs_to_a_widget_and_is_small():
    files = {path.stem: path.stat().st_size for path in (HERE / "screenshots").glob("*")}
    assert sorted(files) == STILLS
    assert {"perceptron_trainer-xor", "hidden_units-classes"} < set(STILLS)
    assert max(files.values()) <= LARGEST


@pytest.mark.parametrize("name", STILLS)
def test_a_widget_shows_its_own_still_picture(name):
    widget, given = pictures()[name]
    made = widget(**given)
    alt, still = made.describe()
    assert still == name
    text, png = shown(made)
    assert text == f"{widget.__name__}(): {alt}" and len(alt) > 80
    assert base64.b64decode(png) == (HERE / "screenshots" / f"{name}.png").read_bytes()


def test_no_two_pictures_have_the_same_words():
    assert len({widget(**given).describe()[0] for widget, given in pictures().values()}) == len(STILLS)


@pytest.mark.parametrize(
    "widget, words",
    [
        (
            PerceptronTrainer(mistakes=4),
            "12 points in two classes and a perceptron after 4 mistakes; no order makes more",
        ),
        (PerceptronTrainer(preset="xor", mistakes=5), "8 points .* after 5 mistakes; no line separates them"),
        (PerceptronTrainer(preset="xor", start=[1, 0, 0]), "no line separates them"),
        (HiddenUnits(width=9), r"what 9 relu units make of it, missing it by at most 0\.09"),
        (HiddenUnits(activation="tanh", width=1), "what 1 tanh unit make"),
        (HiddenUnits(view="classes", units=0), "4 points .* best straight line .* 3 of 4 right"),
        (HiddenUnits(view="classes", data="rings"), "22 points of two classes and the answer of 2 threshold units"),
        (RosenblattMachine(cut=0.5), "handwritten 8 on a grid .* 50% of the wires cut.* answers 8"),
        (RosenblattMachine(sensor=[0] * 400), "A drawing on a grid"),
    ],
)
def test_a_changed_picture_gets_its_own_words_and_no_wrong_still(widget, words):
    import re

    text, png = shown(widget)
    assert png is None and re.search(words, text), text


def test_words_and_stills_follow_later_changes():
    trainer, units = PerceptronTrainer(), HiddenUnits(view="classes")
    trainer.mistakes, units.units = 5, 3
    assert shown(trainer)[1] is None and shown(units)[1] is None
    trainer.mistakes, units.units = 3, 2
    assert shown(trainer)[1] and shown(units)[1]
    assert trainer.describe() == (PerceptronTrainer.alt, "perceptron_trainer")


def test_the_words_on_the_default_pictures_are_true():
    units, classes, xor = HiddenUnits(), HiddenUnits(view="classes"), PerceptronTrainer(preset="xor")
    assert f"at most {units.error:.2f}" in units.alt
    assert f"stays at {HiddenUnits(activation='polynomial', width=20).error:.2f}" in units.alt
    assert classes.right == 4 and "4 of 4 right" in classes.alt_classes
    assert classes.output_weights.round(2).tolist() == [2, -2] and "+2 and -2" in classes.alt_classes
    assert len(xor.points) == 8 and xor.run.norms.max() < 5 and "below 5" in xor.alt_xor
    assert RosenblattMachine().decision == 8 and "handwritten 8" in RosenblattMachine.alt
