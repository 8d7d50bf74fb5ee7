"""Rosenblatt's machine in NumPy: sensor, wiring, learning, cutting."""

import numpy as np
import pytest

from course_lib.experiments import association_machine as machine


@pytest.fixture(scope="module")
def digits():
    return machine.split(*machine.sensor_images((3, 8)))


def by_hand(x, wiring):
    """phi of one image, one wire after the other."""
    phi = []
    for ends, signs in zip(wiring.cells, wiring.signs, strict=True):
        a = sum(int(v) * int(x[k]) for k, v in zip(ends, signs, strict=True))
        phi.append(1 if a >= 0 else -1)
    return phi


def test_resize_is_bilinear():
    ramp = np.arange(8.0)[None, :] + 10 * np.arange(8.0)[:, None]  # linear along both axes
    large = machine.resize(ramp[None], 20)[0]
    inside = (np.arange(20) + 0.5) * 0.4 - 0.5
    inside = np.clip(inside, 0, 7)
    np.testing.assert_allclose(large, inside[None, :] + 10 * inside[:, None])
    np.testing.assert_allclose(machine.resize(ramp[None], 8)[0], ramp)


def test_the_sensor_sees_two_classes_in_black_and_white(digits):
    x, t, x_test, t_test = digits
    assert x.shape == (240, 400) and x_test.shape == (117, 400) and x.dtype == np.float32
    assert set(np.unique(x)) == {0, 1}
    assert set(np.unique(t)) == {-1, 1} == set(np.unique(t_test))
    assert 0.2 < x.mean() < 0.4


def test_no_digit_is_both_learned_and_held_out():
    x = np.arange(357.0)[:, None]
    train, t, test, t_test = machine.split(x, x[:, 0])
    assert sorted([*train[:, 0], *test[:, 0]]) == list(range(357))
    np.testing.assert_array_equal(train[:, 0], t)
    np.testing.assert_array_equal(test[:, 0], t_test)
    np.testing.assert_array_equal(train, machine.split(x, x[:, 0])[0])  # the same split every time


@pytest.mark.parametrize("classes", [(3, 3), (3, 11), (3,)])
def test_classes_must_be_two_digits(classes):
    with pytest.raises(ValueError, match="two different digits"):
        machine.sensor_images(classes)


def test_every_unit_has_ten_different_cells_and_both_kinds_of_wires():
    wiring = machine.random_wiring(512, 10, np.random.default_rng(3))
    assert all(len(set(ends)) == 10 for ends in wiring.cells.tolist())
    assert wiring.cells.min() >= 0 and wiring.cells.max() < 400
    assert abs(float(wiring.signs.mean())) < 0.05
    assert sorted(wiring.order.ravel().tolist()) == list(range(5120))


def test_association_is_the_sign_of_the_sum_over_the_wires(digits):
    wiring = machine.cut(machine.random_wiring(40, 10, np.random.default_rng(1)), 0.3)
    phi = machine.association(digits[0][:5], wiring)
    assert phi.tolist() == [by_hand(x, wiring) for x in digits[0][:5]]
    assert phi.dtype == np.float32


def test_cutting_is_nested_and_leaves_the_rest():
    wiring = machine.random_wiring(64, 10, np.random.default_rng(2))
    alive = [machine.cut(wiring, share).signs != 0 for share in (0, 0.25, 0.5, 1)]
    assert [int(a.sum()) for a in alive] == [640, 480, 320, 0]
    assert np.all(alive[2] <= alive[1])  # what is cut at a quarter is cut at a half
    half = machine.cut(wiring, 0.5)
    np.testing.assert_array_equal(half.signs[alive[2]], wiring.signs[alive[2]])
    with pytest.raises(ValueError, match="between 0 and 1"):
        machine.cut(wiring, 50)


def test_without_wires_every_unit_says_plus_one(digits):
    wiring = machine.cut(machine.random_wiring(8, 10, np.random.default_rng(0)), 1)
    assert np.all(machine.association(digits[0][:3], wiring) == 1)


def test_learning_happens_on_mistakes_only():
    phi = np.array([[1, 1], [1, -1]], np.float32)
    start = np.zeros(2, np.float32)
    w, mistakes = machine.train(phi, np.array([-1, 1], np.float32), w=start, eta=0.5)
    # the sum 0 is a mistake, w = -.5 (1, 1); so is w . (1, -1) = 0, w += .5 (1, -1); the second pass has none
    assert w.tolist() == [0.0, -1.0] and mistakes == [2, 0]
    assert start.tolist() == [0, 0]


def test_learning_stops_after_the_passes_allowed():
    phi = np.ones((2, 1), np.float32)  # the same features for both classes: cannot be learned
    _, mistakes = machine.train(phi, np.array([-1, 1], np.float32), passes=4)
    assert len(mistakes) == 4 and mistakes[-1] > 0


def test_the_machine_learns_and_wears_out_gracefully(digits):
    cuts = machine.accuracy_against_cuts((3, 8), machines=3)
    assert cuts.kept.shape == cuts.relearned.shape == (3, 11)
    assert np.all(cuts.kept[:, 0] > 0.95)
    np.testing.assert_array_equal(cuts.kept[:, 0], cuts.relearned[:, 0])  # nothing cut: the same machine
    assert cuts.kept[:, 9].mean() < 0.8 < cuts.kept[:, 3].mean()
    assert np.all(cuts.relearned[:, 9] > 0.95)  # one wire a unit is enough, if one may learn again
    always_one_class = {np.mean(digits[3] == 1), np.mean(digits[3] == -1)}
    assert set(cuts.kept[:, 10]) <= always_one_class


def test_where_a_curve_falls():
    shares = np.array([0, 0.5, 1])
    assert machine.falls_below(shares, np.array([1, 0.9, 0.5]), 0.8) == pytest.approx(0.625)
    assert machine.falls_below(shares, np.array([1, 0.9, 0.85]), 0.8) is None
