"""Traits of RosenblattMachine, without a browser."""

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.experiments import association_machine as machine
from course_lib.widgets import RosenblattMachine


@pytest.fixture(scope="module")
def made():
    return RosenblattMachine()


def test_untouched_it_sees_an_eight_and_has_learned(made):
    assert made.classes == (3, 8) and made.decision == 8 and made.unit == 153
    assert made.accuracy > 0.95
    assert made.accuracy == machine.accuracy_against_cuts((3, 8)).kept[0, 0]  # machine 0 of the curve is this one
    assert made.sensor.shape == (20, 20) and made.sensor.sum() == len(made.lit)
    assert made.mistakes > 0 and made.taught % made.training == 0
    assert made.to_python() == "RosenblattMachine()"


def test_what_is_sent_is_what_the_experiment_has(made):
    wiring = machine.random_wiring(512, 10, np.random.default_rng(0))
    np.testing.assert_array_equal(np.frombuffer(made.wire_cells, np.int16), wiring.cells.ravel())
    np.testing.assert_array_equal(np.frombuffer(made.wire_signs, np.int8), wiring.signs.ravel())
    np.testing.assert_array_equal(np.frombuffer(made.wire_order, np.uint16), wiring.order.ravel())
    x, t, x_test, t_test = machine.split(*machine.sensor_images((3, 8)))
    bits = np.unpackbits(np.frombuffer(made.images, np.uint8).reshape(-1, 50), axis=1)
    np.testing.assert_array_equal(bits, np.concatenate([x, x_test]))
    np.testing.assert_array_equal(np.frombuffer(made.labels, np.int8), np.concatenate([t, t_test]))
    assert made.training == len(x)
    assert 0.6 < made.curve["falls"] < 0.8 and made.curve["machines"] == 12


def test_cutting_is_that_of_the_experiment():
    halved = RosenblattMachine(cut=0.5)
    assert np.count_nonzero(halved.wiring.signs) == 2560
    assert halved.accuracy == machine.accuracy_against_cuts((3, 8)).kept[0, 5]


def test_a_sum_of_zero_is_a_mistake_for_both_classes():
    phi = np.array([[1, -1, 1]], np.float32)
    for t in (-1, 1):
        w, mistakes = machine.train(phi, np.array([t], np.float32))
        np.testing.assert_array_equal(w, t * phi[0])
        assert mistakes == [1, 0]
    assert machine.respond(phi, np.zeros(3, np.float32)) == [1], "yet the answer to 0 is +1"


def test_machines_side_by_side_are_those_trained_alone():
    cuts = machine.accuracy_against_cuts((3, 8), machines=2)
    x, t, x_test, t_test = machine.split(*machine.sensor_images((3, 8)))
    for seed in range(2):
        wiring = machine.random_wiring(512, 10, np.random.default_rng(seed))
        first, _ = machine.train(machine.association(x, wiring), t)
        for k in (0, 4, 9, 10):
            damaged = machine.cut(wiring, cuts.shares[k])
            phi_test = machine.association(x_test, damaged)
            again, _ = machine.train(machine.association(x, damaged), t)
            assert cuts.kept[seed, k] == np.mean(machine.respond(phi_test, first) == t_test)
            assert cuts.relearned[seed, k] == np.mean(machine.respond(phi_test, again) == t_test)


def test_a_grey_of_exactly_eight_is_lit_on_every_computer():
    """New pixels are mixed in tenths, so a grey is a whole number of hundredths; here it is worked out in those."""
    from sklearn.datasets import load_digits

    m = np.zeros((20, 8), int)
    for r in range(20):
        place = min(max(4 * r - 3, 0), 70)  # in tenths of an old pixel
        left = min(place // 10, 6)
        m[r, left], m[r, left + 1] = 10 - (place - 10 * left), place - 10 * left
    digits = load_digits()
    images = digits.images[np.isin(digits.target, (3, 8))].astype(int)
    hundredths = m @ images @ m.T
    assert (hundredths == 800).sum() > 100
    x, _ = machine.sensor_images((3, 8))
    np.testing.assert_array_equal(x.reshape(-1, 20, 20), hundredths >= 800)


def test_other_classes_and_wires():
    zero_one = RosenblattMachine(classes=[0, 1], seed=4, digit=0)
    assert zero_one.classes == (0, 1) and zero_one.accuracy > 0.95 and zero_one.decision in (0, 1)
    assert zero_one.wire_cells != RosenblattMachine().wire_cells
    with pytest.raises(TraitError):
        zero_one.classes = (2, 3)


def test_a_drawing_goes_in_and_comes_back():
    drawing = np.zeros((20, 20), int)
    drawing[3:17, 9:11] = 1
    mine = RosenblattMachine(sensor=drawing)
    np.testing.assert_array_equal(mine.sensor, drawing)
    assert mine.digit == -1
    mine.sensor = 1 - drawing
    np.testing.assert_array_equal(mine.sensor, 1 - drawing)


def test_a_machine_that_knows_nothing_says_the_second_class():
    blank = RosenblattMachine(weights=[0] * 512, taught=0, mistakes=0)
    assert blank.decision == 8 and 0.4 < blank.accuracy < 0.6


def test_to_python_brings_it_back():
    one = RosenblattMachine(classes=(4, 9), digit=5, cut=0.25, unit=7, weights=[1] * 512, taught=3, mistakes=2)
    two = eval(one.to_python())  # noqa: S307 (a call that the widget itself wrote)
    for name in one.public_traits():
        assert getattr(one, name) == getattr(two, name), name
    drawn = RosenblattMachine(sensor=np.eye(20))
    np.testing.assert_array_equal(eval(drawn.to_python()).sensor, np.eye(20))


@pytest.mark.parametrize(
    ("trait", "value", "message"),
    [
        ("cut", 50.0, "0 to 1"),
        ("unit", 512, "0 to 511"),
        ("digit", 400, "-1 to 356"),
        ("lit", [400], "0 to 399"),
        ("weights", [1.0], "512 finite numbers"),
        ("weights", [float("nan")] * 512, "not finite"),
        ("mistakes", -1, "0 or more"),
    ],
)
def test_mistakes_are_named(made, trait, value, message):
    with pytest.raises(TraitError, match=message):
        setattr(made, trait, value)
    with pytest.raises(TraitError, match=message):
        RosenblattMachine(**{trait: value})


@pytest.mark.parametrize("sensor", [np.zeros((8, 8)), np.full((20, 20), 0.5)])
def test_a_sensor_has_400_cells_that_are_lit_or_dark(sensor):
    with pytest.raises(ValueError, match="20 x 20 numbers"):
        RosenblattMachine(sensor=sensor)
    with pytest.raises(ValueError, match="two different digits"):
        RosenblattMachine(classes=(3, 3))
