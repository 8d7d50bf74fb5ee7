"""The experiment behind HiddenUnits: features, fits, the counting of ReLU units, XOR by hand."""

from itertools import product

import numpy as np
import pytest

from course_lib.experiments import hidden_units as net


def wave():
    return net.target_curve(net.grid(), *net.CURVES["wave"])


def test_grid_and_targets():
    x = net.grid()
    assert x.shape == (241,) and x[0] == -3 and x[-1] == 3
    for heights, straight in net.CURVES.values():
        assert np.allclose(net.target_curve(net.HANDLES, heights, straight), heights, atol=1e-12)
    line = np.linspace(-1, 2, 13)  # both kinds of curve draw a line as a line
    for straight in (True, False):
        assert np.allclose(net.target_curve(x, line, straight), -1 + (x + 3) / 2, atol=1e-12)
    smooth = net.target_curve(x, *net.CURVES["wave"])
    assert np.abs(np.diff(smooth, 2)).max() < 0.01, "no kink in a smooth curve"
    for bad in ([1.0] * 12, [np.nan] * 13):
        with pytest.raises(ValueError, match="13 finite"):
            net.target_curve(x, bad)


@pytest.mark.parametrize("activation", net.ACTIVATIONS)
def test_features_are_the_formula(activation):
    x, kinks = net.grid(31), [-2.5, 0.0, 1.7]
    h = net.hidden_features(x, kinks, activation, degree=3)
    scale = {"relu": 1, "threshold": 1, "tanh": 1.0, "radial": 2.0, "polynomial": 3}[activation]
    a = (x[:, None] - np.array(kinks)) / scale
    phi = {"relu": a * (a > 0), "threshold": (a >= 0) * 1.0, "tanh": np.tanh(a), "radial": np.exp(-a * a / 2)}
    assert h.shape == (31, 3) and np.allclose(h, phi.get(activation, a**3), atol=1e-14)


def test_unknown_activation_is_named():
    with pytest.raises(ValueError, match="relu, tanh, threshold, radial, polynomial, got 'softplus'"):
        net.hidden_features(net.grid(), [0.0], "softplus")


def test_fit_is_the_least_squares_fit():
    rng = np.random.default_rng(0)
    h, t = rng.normal(size=(50, 4)), rng.normal(size=50)
    v, c = net.fit_output(h, t)
    miss = net.output(h, v, c) - t
    assert abs(miss.sum()) < 1e-9 and np.abs(h.T @ miss).max() < 1e-6  # nothing left along any feature
    v, c = net.fit_output(h, t, ridge=5.0)
    miss = net.output(h, v, c) - t
    assert np.allclose(h.T @ miss + 5 * v, 0, atol=1e-9) and abs(miss.sum()) < 1e-9  # where the gradient is 0
    v, c = net.fit_output(np.repeat(h[:, :1], 3, axis=1), t)  # equal features: finite, shared equally
    assert np.allclose(v, v[0], atol=1e-6) and np.abs(v).max() < 1


def test_more_units_help_unless_they_are_polynomial():
    t = wave()
    for activation in ("relu", "tanh", "threshold", "radial"):
        errors = net.errors_by_width(t, activation)
        assert errors[19] < 0.26 * errors[0] and errors[19] < errors[9], activation
    relu = net.errors_by_width(t, "relu")
    assert (np.diff(relu[:12]) < 0).all() and relu[19] < 0.021
    for degree in (1, 2, 3, 4, 5):
        errors = net.errors_by_width(t, "polynomial", degree=degree)
        x = net.grid()
        best = np.polynomial.Polynomial.fit(x, t, degree)(x)
        assert np.allclose(errors[degree - 1 :], net.sup_error(best, t), atol=1e-5), "any width, one polynomial"


def test_default_picture_says_what_its_text_says():
    assert round(net.errors_by_width(wave(), "relu", [5])[0], 2) == 0.26
    assert round(net.errors_by_width(wave(), "polynomial", [20])[0], 2) == 1.28


def test_three_kinks_take_four_units():
    heights, straight = net.CURVES["three kinks"]
    x, corners = net.grid(), np.array([0, 3, 6, 9, 12])
    t = net.target_curve(x, heights, straight)
    at = net.HANDLES[corners], np.array(heights)[corners]
    slopes = np.diff(at[1]) / np.diff(at[0])
    assert np.allclose(net.target_curve(x, heights, True), np.interp(x, *at)), "three kinks and no more"
    assert (np.abs(slopes) > 0.1).all(), "no flat piece, as the question says"
    assert net.relu_units_needed(slopes) == 4

    kinks, v, c = net.relu_by_hand(*at)
    assert np.array_equal(kinks, net.spread(4)), "evenly spread, four units stand where they must"
    assert net.sup_error(net.output(net.hidden_features(x, kinks), v, c), t) < 1e-12
    errors = net.errors_by_width(t, "relu")
    assert errors[3] < 1e-6 and errors[:3].min() > 0.5


def least_miss(slopes, count):
    """Smallest least-squares miss of `count` units at the kinks of a curve with these slopes, over all orientations,
    with `count` - kinks further units at the left edge."""
    corners = np.linspace(-3, 3, len(slopes) + 1)
    t_k = np.concatenate([[0.4], 0.4 + np.cumsum(np.array(slopes) * np.diff(corners))])
    x, misses = net.grid(), []
    t, places = np.interp(x, corners, t_k), corners[1:-1]
    for sides in product((1, -1), repeat=len(places)):
        columns = [np.maximum(0, side * (x - k)) for side, k in zip(sides, places, strict=True)]
        columns += [x + 3] * (count - len(places))
        h = np.stack(columns, axis=1)
        misses.append(net.sup_error(net.output(h, *net.fit_output(h, t)), t))
    return min(misses)


@pytest.mark.parametrize(
    "slopes, needed",
    [
        ([1.4, -1.0, 1.2, -0.6], 4),
        ([1.0, -1.0, 1.0, -1.0], 4),
        ([0.0, 1.0, -1.0, 0.5], 3),  # first piece flat
        ([1.0, 0.0, -1.0, 0.5], 3),  # a flat piece in the middle
        ([1.0, -1.0, 0.5, 0.0], 3),  # last piece flat
        ([1.0, 3.0, 2.0, 0.8], 3),  # none flat, yet 1 + (2 - 3) = 0
        ([2.0, 1.0], 2),
        ([2.0, 0.0], 1),
        ([0.5], 1),
        ([0.0], 0),
    ],
)
def test_count_of_relu_units(slopes, needed):
    assert net.relu_units_needed(slopes) == needed
    kinks = len(slopes) - 1
    if kinks:
        assert (least_miss(slopes, kinks) < 1e-6) == (needed == kinks)
        assert least_miss(slopes, kinks + 1) < 1e-6


def test_random_slopes_agree_with_trying_all_orientations():
    rng = np.random.default_rng(1)
    for _ in range(30):
        slopes = rng.integers(-3, 4, size=4).astype(float)
        if (np.diff(slopes) != 0).all():
            assert (net.relu_units_needed(slopes) == 3) == (least_miss(slopes, 3) < 1e-6), slopes


def test_xor_by_hand_and_by_a_line():
    points, labels = net.classes("xor")
    hand = net.xor_by_hand()
    assert np.array_equal(hand.answers(points), labels)
    assert net.best_line(points, labels)[1] == 3
    assert np.array_equal(net.placed_units(2, "xor"), np.column_stack([hand.w, hand.b]))
    v, c = net.fit_output(net.class_features(points, net.placed_units(2, "xor"), "threshold"), labels)
    assert np.allclose(v, hand.v, atol=1e-6) and np.isclose(c, hand.c, atol=1e-6)


def right_answers(name, width, activation, draw=0):
    points, labels = net.classes(name)
    units = net.placed_centres(width, draw) if activation == "radial" else net.placed_units(width, name, draw)
    h = net.class_features(points, units, activation)
    y = net.output(h, *net.fit_output(h, labels))
    return int(np.sum(np.where(y >= 0, 1, -1) == labels))


def test_hidden_units_by_hand_solve_what_a_line_cannot():
    cases = [("xor", 2, "threshold"), ("xor", 2, "relu"), ("moons", 4, "relu")]
    cases += [("rings", 4, "relu"), ("rings", 4, "threshold"), ("rings", 1, "radial")]
    for name, width, activation in cases:
        points, labels = net.classes(name)
        assert right_answers(name, width, activation) == len(labels), (name, width, activation)
        assert net.best_line(points, labels)[1] < len(labels)


def test_one_threshold_unit_is_a_line():
    for draw in range(60):
        assert right_answers("xor", 1, "threshold", draw) <= 3


def test_best_line_finds_a_separating_line():
    rng = np.random.default_rng(2)
    for _ in range(5):
        points = rng.uniform(-1, 2, size=(20, 2))
        side = points @ np.array([1.0, -0.4]) - 0.3
        points, labels = points[np.abs(side) > 0.1], np.where(side[np.abs(side) > 0.1] > 0, 1.0, -1.0)
        line, right = net.best_line(points, labels)
        assert right == len(labels)
        assert np.array_equal(np.where(points @ line[:2] + line[2] >= 0, 1, -1), labels)


def test_wider_layers_keep_the_units_of_narrower_ones():
    for draw in (0, 1, 7):
        assert np.array_equal(net.placed_units(8, "moons", draw)[:3], net.placed_units(3, "moons", draw))
        assert np.array_equal(net.placed_centres(8, draw)[:3], net.placed_centres(3, draw))
    with pytest.raises(ValueError, match="xor, moons, rings, got 'spiral'"):
        net.classes("spiral")
