"""Effective fields: what is measured, what was recorded and what it says; the widget without a browser."""

import numpy as np
import pytest
import torch
from traitlets import TraitError

from course_lib.experiments import effective_field as trial
from course_lib.experiments.effective_field import DEPTHS, SEEDS, field, growth
from course_lib.shapes.layers import Conv, Net
from course_lib.shapes.receptive_field import receptive_field
from course_lib.widgets import EffectiveField

CASES = [(d, k, a, s) for k, depths in DEPTHS.items() for d in depths for a in trial.ACTIVATIONS for s in (False, True)]


def test_the_square_is_the_theoretical_field():
    for kernel, depths in DEPTHS.items():
        for depth in depths:
            size = receptive_field(Net("stack", (1, 33, 33), [Conv(8, kernel)] * depth)).size
            assert trial.theoretical_size(depth, kernel) == size <= trial.SIDE
    assert [trial.half_side(size) for size in (5, 9, 17, 33)] == [3, 5, 9, 17]


def test_measuring_by_hand():
    net = torch.nn.Conv2d(1, 2, 3, bias=False)
    with torch.no_grad():
        net.weight[:] = torch.arange(18.0).reshape(2, 1, 3, 3)
    weight = trial.measure(net, np.zeros((4, 1, 3, 3), np.float32))
    squares = np.arange(9.0) ** 2 + (np.arange(9.0) + 9) ** 2
    np.testing.assert_allclose(weight, (squares / squares.sum()).reshape(3, 3), atol=1e-12)
    assert trial.share_inside(weight, 3) == pytest.approx(1) and trial.share_inside(weight, 1) == weight[1, 1]
    even = np.ones((5, 5))
    assert trial.spread(even) == pytest.approx(np.sqrt(2)) == trial.expected_spread(1, 5)
    with pytest.raises(ValueError, match="side must be odd .* got side 2"):
        trial.share_inside(even, 2)


@pytest.mark.parametrize("kernel, skip", [(3, False), (3, True), (5, False)])
def test_a_fresh_net_spreads_its_weight_as_a_random_walk_does(kernel, skip):
    size = trial.theoretical_size(4, kernel)
    pixels = np.zeros((1, 1, size, size), np.float32)
    nets = [trial.make_net(4, kernel, "linear", skip, seed) for seed in range(40)]
    mean = np.mean([trial.measure(net.features, pixels) for net in nets], axis=0)
    assert trial.spread(mean) == pytest.approx(trial.expected_spread(4, kernel, skip), rel=0.04)


def test_a_slice_of_the_record_made_again():
    (before, _), (after, accuracy) = trial.before_and_after(2, 3, "relu", False, seed=1)
    fresh, trained = field(2, 3, "relu"), field(2, 3, "relu", trained=True)
    assert trial.spread(before) == pytest.approx(fresh.spread[1], abs=6e-4)
    assert trial.share_inside(before, 3) == pytest.approx(fresh.half[1], abs=6e-5)
    assert trial.spread(after) == pytest.approx(trained.spread[1], abs=6e-3)
    assert accuracy == pytest.approx(trained.accuracy[1], abs=0.01)


def test_the_record_is_whole_and_says_how_it_was_made():
    kept = trial.recorded()
    assert kept["made_by"] == "python -m course_lib.experiments.effective_field" and kept["seeds"] == list(SEEDS)
    assert set(kept["nets"]) == {trial.name_of(*case) for case in CASES} and kept["held"] == len(trial.examples()[3])
    assert trial.RECORD.stat().st_size < 150_000
    for case in CASES:
        for trained in (False, True):
            one = field(*case, trained)
            assert one.weight.shape == (one.size, one.size) and one.weight.sum() == pytest.approx(1)
            assert one.inside.shape == (5, (one.size + 1) // 2) and (one.inside[:, -1] == 1).all()
            assert trial.share_inside(one.weight, trial.half_side(one.size)) == pytest.approx(one.half.mean(), abs=0.01)
    with pytest.raises(ValueError, match="recorded are kernels and depths .* got kernel 5, depth 16"):
        field(16, 5)


def test_what_the_record_says():
    for kernel, activation in ((3, "relu"), (3, "tanh"), (3, "linear"), (5, "relu")):
        depths, sizes, _, exponent = growth(kernel, activation)
        assert exponent == pytest.approx(0.5, abs=0.03), "fresh: like the root of the depth"
        assert (sizes == 1 + depths * (kernel - 1)).all()
    ratios = []
    for case in CASES:
        depth, kernel, _, skip = case
        fresh, trained = field(*case), field(*case, trained=True)
        assert np.median(fresh.spread) == pytest.approx(trial.expected_spread(depth, kernel, skip), rel=0.09)
        ratios.extend(trained.spread / fresh.spread)
    assert len(ratios) == 210 and 180 < (np.array(ratios) > 1).sum() < 200, "training widens most, not all"
    assert np.median(ratios) == pytest.approx(1.18, abs=0.02)
    for case in CASES:
        assert np.median(field(*case, trained=True).accuracy) > (0.35 if case[0] == 2 else 0.6)


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"depth": 3}, r"depth must be one of \[2, 4, 8, 16\], got 3"),
        ({"side": 4}, "side must be 0 or an odd number up to 33, got 4"),
        ({"visited": [5]}, r"visited must hold some of .* got \[5\]"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        EffectiveField(**arguments)


def test_the_words_on_the_pictures_are_true():
    widget = EffectiveField()
    assert widget.describe() == (widget.alt, "effective_field")
    for part, when in ((widget.before, "before"), (widget.after, "after")):
        assert f"{100 * np.median(part.half):.0f} % {when}" in widget.alt
        assert f"{np.median(part.width):.1f} pixels {when}" in widget.alt
    words, still = EffectiveField(depth=16, visited=[2, 4, 8, 16]).describe()
    assert still == "effective_field-growth" and words.startswith("16 ReLU layers of 3 x 3: the square has 33 x 33")
    assert EffectiveField(depth=16, kernel=5).shown_depth == 8
