"""The grid of scales and rates: the record against two runs made again, and the widget without a browser."""

import json
import re

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.experiments.accuracy_grid import DEPTH, EVERY, NETS, RATES, RECORD, SCALES, SEEDS, STEPS, recorded, run
from course_lib.widgets import AccuracyGrid

GRID = recorded()


def test_the_record_says_what_it_is():
    shape = (len(NETS), len(SCALES), len(RATES), len(SEEDS))
    assert (GRID.scales, GRID.rates, GRID.seeds, GRID.steps) == (SCALES, RATES, SEEDS, STEPS)
    assert GRID.accuracy.shape == shape and GRID.loss.shape == (*shape, STEPS // EVERY)
    assert GRID.made["made_by"] == "python -m course_lib.experiments.accuracy_grid" and "numpy" in GRID.made["versions"]
    assert f"{DEPTH} ReLU layers of 64" in GRID.made["net"] and RECORD.stat().st_size < 150_000


@pytest.mark.parametrize("net, scale, rate", [(1, 0.3, 0.1), (0, 10.0, 0.1)])
def test_a_run_made_again_is_the_recorded_one(net, scale, rate):
    accuracy, loss = run(bool(net), scale, rate, seed=1)
    i, j = SCALES.index(scale), RATES.index(rate)
    assert np.allclose(loss[0], GRID.loss[net, i, j, 1, 0], rtol=0.01, equal_nan=True), "three digits are kept"
    assert np.array_equal(np.isnan(loss), np.isnan(GRID.loss[net, i, j, 1]))
    assert accuracy == pytest.approx(GRID.accuracy[net, i, j, 1], abs=0.02)


def test_what_the_picture_asks_and_answers():
    plain, normed = GRID.works(0.8)
    ten = SCALES.index(10.0)
    assert not plain[ten].any(), "ten times the weights: no eta helps without batch norm"
    assert normed[ten].any() and RATES[int(normed[ten].argmax())] >= 0.3, "with it only large ones do"
    assert normed.sum() > 4 * plain.sum()
    assert set(np.flatnonzero(plain.any(axis=1))) <= {SCALES.index(1.0), SCALES.index(1.414)}


def test_with_batch_norm_larger_weights_want_a_larger_rate():
    """From scale s to 10 s the median changes less than half as much if eta becomes a hundred times as large."""
    normed, shared = GRID.median[1], [(s, r) for s in (0.3, 1.0) for r in (0.003, 0.01, 0.03)]

    def change(scale, rate, times):
        i, j = SCALES.index(10 * scale), RATES.index(round(times * rate, 3))
        return abs(normed[SCALES.index(scale), RATES.index(rate)] - normed[i, j])

    along, across = (np.mean([change(s, r, times) for s, r in shared]) for times in (100, 1))
    assert along < across / 2


def test_one_cell():
    assert np.array_equal(GRID.at(3.0, 0.1), GRID.accuracy[:, 4, 3])
    with pytest.raises(ValueError, match="Grid.at: scale must be one of 0.1, 0.3, .*; got 2"):
        GRID.at(2, 0.1)


def test_the_widget():
    widget = AccuracyGrid(scale=0.1, rate=0.03)
    assert np.array_equal(widget.accuracies, GRID.at(0.1, 0.03)) and widget.to_python().startswith("AccuracyGrid(")
    json.dumps(widget.record, allow_nan=False)
    with pytest.raises(TraitError):
        AccuracyGrid(scale=2.0)
    text, still = widget.describe()
    assert still is None and "scale 0.1 and eta 0.03" in text


def test_the_words_on_the_default_picture_are_true():
    alt, shown = AccuracyGrid.alt, np.array(SCALES) < 10
    plain, normed = np.median(AccuracyGrid().accuracies, axis=1)
    assert [int(n) for n in re.findall(r"(\d+) %", alt)] == [round(100 * plain), round(100 * normed)]
    works = GRID.works(0.8)[:, shown]
    assert (
        f"in {works[0].sum()} of the {works[0].size} cells" in alt and f"with batch norm in {works[1].sum()} of" in alt
    )
    assert np.flatnonzero(works[0].any(axis=1)).tolist() == [SCALES.index(1.414)]
