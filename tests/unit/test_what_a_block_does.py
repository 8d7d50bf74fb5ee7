"""What a block does to the plane: the descent, what was recorded and what it says; the widget without a browser."""

import re

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.experiments import what_a_block_does as trial
from course_lib.experiments.what_a_block_does import (
    MARKS,
    TARGETS,
    block,
    distance,
    draws,
    exact,
    fresh,
    points,
    wanted,
)
from course_lib.numpy_ops.finite_differences import numerical_gradient
from course_lib.widgets import WhatABlockDoes

NAMES = ("w1", "b1", "w2", "b2")


def as_dict(pair):
    return {name: getattr(pair, name) for name in NAMES}


@pytest.mark.parametrize("residual", [False, True])
def test_a_step_goes_down_the_gradient(residual):
    x, start = points(), fresh(0.9, seed=3)
    after = trial.train(start, "fold", residual, steps=1, rate=0.1)
    for name in NAMES:

        def loss(value, name=name):
            y = block(x, trial.Pair(**{**as_dict(start), name: value}), residual)
            return ((y - wanted("fold", x)) ** 2).sum() / len(x)

        moved = (getattr(start, name) - getattr(after.pair, name)) / 0.1
        assert np.allclose(moved, numerical_gradient(loss, getattr(start, name)), atol=1e-6), name
    assert after.distance.shape == (2,)
    assert after.distance[1] == distance(block(x, after.pair, residual), wanted("fold", x)) < after.distance[0]


def test_many_pairs_at_once_are_each_trained_alone():
    pairs = [fresh(0.5, seed) for seed in (0, 5)]
    together = trial.train(trial.stacked(pairs), "rotation", True, steps=30)
    for k, pair in enumerate(pairs):
        alone = trial.train(pair, "rotation", True, steps=30)
        assert np.allclose(together.distance[:, k], alone.distance, rtol=1e-10)
        assert np.allclose(together.pair.w1[k], alone.pair.w1)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("residual", [False, True])
def test_four_units_can_do_every_map_exactly(target, residual):
    assert distance(block(points(), exact(target, residual), residual), wanted(target, points())) < 1e-15


def test_what_the_shortcut_saves():
    assert not exact("identity", True).w2.any()
    assert np.count_nonzero(exact("fold", True).w2.any(axis=0)) == 1
    assert np.count_nonzero(exact("fold", False).w2.any(axis=0)) == 4


def test_weights_of_0_and_the_square_of_s():
    x = points()
    assert not block(x, fresh(0, seed=7), False).any() and np.array_equal(block(x, fresh(0, seed=7), True), x)
    assert np.allclose(trial.branch(x, fresh(0.3, 7)), 0.09 * trial.branch(x, fresh(1, 7)))
    off = {name: [distance(y, wanted(name, x)) for y in (0 * x, x)] for name in TARGETS}
    assert off["fold"][0] == pytest.approx(off["fold"][1]), "the only one that is as far from 0 as from x"
    assert [round(two[1], 2) for two in off.values()] == [0, 0.32, 0.91, 1.83]
    stuck = trial.what_a_block_does(0, "rotation", 50)
    assert not stuck.residual.pair.w1.any() and not stuck.residual.pair.w2.any()


def test_a_slice_of_the_record_made_again():
    start = trial.stacked([fresh(0.5, seed) for seed in range(trial.DRAWS)])
    plain, residual = (trial.train(start, "fold", kind, steps=20).distance[[0, 20]] for kind in (False, True))
    kept, at = draws(0.5, "fold"), [0, MARKS.index(20)]
    for found, name in ((plain, "plain"), (residual, "residual")):
        assert np.allclose(np.quantile(found, [0.1, 0.5, 0.9], axis=1).T, getattr(kept, name)[at], atol=2e-4)
    assert np.abs((residual < plain).sum(1) - kept.nearer[at]).max() <= 1


def test_the_record_is_whole_and_says_how_it_was_made():
    kept = trial.recorded()
    assert kept["made_by"] == "python -m course_lib.experiments.what_a_block_does" and kept["seeds"] == [0, 99]
    assert kept["settings"]["marks"] == list(MARKS) and trial.RECORD.stat().st_size < 50_000
    for target in TARGETS:
        for scale in trial.SCALES:
            one = draws(scale, target)
            assert one.plain.shape == one.residual.shape == (7, 3) and (one.nearer + one.farther <= 100).all()
            assert (np.diff(one.plain, axis=1) >= 0).all() and (np.diff(one.residual, axis=1) >= 0).all()
    assert np.array_equal(draws(0.52, "fold").plain, draws(0.5, "fold").plain)
    with pytest.raises(ValueError, match="target must be one of identity, .* got 'shear'"):
        draws(0.5, "shear")


def test_what_the_record_says():
    """The residual pair wins the identity and, from as far away, the fold; not the rotation, not the half turn."""
    last = {target: draws(0.5, target).nearer[-1] for target in TARGETS}
    assert last["identity"] >= 99 and 90 <= last["fold"] < 100 and 40 < last["rotation"] < 70 and last["half turn"] < 75
    early = {target: draws(0.5, target).nearer[MARKS.index(20)] for target in TARGETS}
    assert early["rotation"] == 100 and 40 < early["fold"] < 75 and early["half turn"] < 25
    fold = draws(0.0, "fold")
    assert not fold.nearer[0] and not fold.farther[0], "even at s = 0"
    others = trial.elsewhere().values()
    assert min(one["identity"][0] for one in others) > 90 and min(one["fold"][0] for one in others) > 80
    assert trial.elsewhere()[4, 0.2]["half turn"] == (0, 100)


def test_the_table_in_the_docstring_is_the_record():
    rows = re.findall(r"(identity|rotation|fold|half turn) +((?:[\d.]+ +){8}\d+)\n", trial.__doc__)
    assert [name for name, _ in rows] == list(TARGETS)
    for name, numbers in rows:
        one, said = draws(0.5, name), numbers.split()
        for column, mark in enumerate((0, 20, 200)):
            at, (plain, residual, nearer) = MARKS.index(mark), said[3 * column : 3 * column + 3]
            digits = len(plain.split(".")[1])
            assert float(plain) == pytest.approx(one.plain[at, 1], abs=0.51 * 10**-digits)
            assert float(residual) == pytest.approx(one.residual[at, 1], abs=0.51 * 10**-digits)
            assert int(nearer) == one.nearer[at]


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"scale": 1.6}, "scale must be from 0 to 1.5, got 1.6"),
        ({"scale": float("nan")}, "scale must be"),
        ({"steps": 201}, "steps must be from 0 to 200, got 201"),
        ({"seed": 100}, "seed must be from 0 to 99, got 100"),
        ({"point": [2.0, 0.0]}, r"point must hold two numbers from -1 to 1, got \[2.0, 0.0\]"),
        ({"target": "shear"}, "shear"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        WhatABlockDoes(**arguments)


def test_the_words_on_the_pictures_are_true():
    widget = WhatABlockDoes()
    assert widget.describe() == (widget.alt, "what_a_block_does") and widget.to_python() == "WhatABlockDoes()"
    both = widget.both
    for fit in (both.plain, both.residual):
        assert f"{fit.distance[0]:.2f} away" in widget.alt
    assert np.allclose(both.y_residual - points(), both.y_plain), "the same F in both"
    fold = WhatABlockDoes(target="fold", steps=200)
    words, still = fold.describe()
    assert still == "what_a_block_does-fold" and "after 200 steps" in words and words.endswith("x + F(x), 0.035.")
    assert np.array_equal(fold.draws.nearer, draws(0.5, "fold").nearer)
    for fit, quantiles in ((fold.both.plain, fold.draws.plain), (fold.both.residual, fold.draws.residual)):
        assert abs(np.log(fit.distance[-1] / quantiles[-1, 1])) < 0.4, "a typical draw"
