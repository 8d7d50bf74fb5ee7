"""GradientFlow without a browser: its arguments, what it refuses, what Python reads back, what its words say."""

import re

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.experiments import gradient_flow as experiment
from course_lib.widgets import GradientFlow


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"depth": 1}, "depth must be from 2 to 50, got 1"),
        ({"depth": 51}, "depth must be from 2 to 50, got 51"),
        ({"picked": 0}, "picked must be from 1 to 50, got 0"),
        ({"seed": -1}, "seed must be from 0 to 999, got -1"),
        ({"scale": 0.0}, "scale must be from 0.25 to 16, got 0.0"),
        ({"scale": float("nan")}, "scale must be"),
        ({"activation": "softsign"}, "softsign"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        GradientFlow(**arguments)


def test_what_is_read_back_is_the_experiment_with_the_same_digits():
    widget = GradientFlow(depth=5, activation="tanh", scale=1.5, seed=3)
    x, labels, *_ = experiment.digits_table()
    shipped = np.frombuffer(widget.pixels, np.uint8).reshape(32, 64) / 16
    assert np.array_equal(shipped, x[:32]) and list(widget.labels) == labels[:32].tolist()
    alike = experiment.look(shipped, labels[:32], experiment.network(5, 32, 1.5, seed=3), "tanh", 1.5)
    assert np.array_equal(widget.flow.signal, alike.signal) and widget.flow.signal.shape == (5,)


def test_the_call_that_brings_it_back():
    assert GradientFlow().to_python() == "GradientFlow()"
    again = eval(GradientFlow(depth=30, activation="relu", scale=2**0.5, batch_norm=True).to_python())
    assert (again.depth, again.activation, again.scale, again.batch_norm) == (30, "relu", 2**0.5, True)


def test_the_words_on_the_pictures_are_true():
    flow, numbers = GradientFlow().flow, re.findall(r"\d\.\d+(?:e-\d+)?", GradientFlow.alt)
    assert numbers == [f"{flow.output_signal:.2g}", f"{flow.signal[0]:.2g}"] and not flow.saturated.any()
    assert (np.diff(flow.signal) > 0).all() and (np.diff(flow.h_spread) < 0).all()
    assert np.abs(np.log(flow.signal / flow.slopes_alone)).max() < 0.3, "the ticks meet the tops of the bars"
    text, still = GradientFlow(batch_norm=True).describe()
    assert still == "gradient_flow-batch_norm" and "with batch norm" in text and "0.47 at layer 1" in text
    assert GradientFlow(batch_norm=True, depth=21).describe()[1] is None
    assert "20 ReLU layers" in GradientFlow(activation="relu").describe()[0]


def test_the_switch_of_lecture_09():
    assert GradientFlow(unlocked=True).to_python() == "GradientFlow(unlocked=True)"
    words, still = GradientFlow(unlocked=True).describe()
    assert words.startswith(GradientFlow.alt) and words != GradientFlow.alt and still == "gradient_flow"
    widget = GradientFlow(skip=True, unlocked=True)
    words, still = widget.describe()
    assert still == "gradient_flow-skip" and "20 sigmoid layers with skip" in words and "0.37 at layer 1" in words
    assert np.array_equal(widget.flow.signal, experiment.gradient_flow(width=32, examples=32, skip=True).signal)
    assert GradientFlow(skip=True, batch_norm=True).describe()[1] is None


def test_what_the_picture_claims_of_each_single_change():
    """Of one change at twenty sigmoid layers: batch norm and tanh bring the gradient back, ReLU and sqrt(2) do not."""
    kept = {name: flow.signal[0] / flow.output_signal for name, flow in {
        "batch norm": GradientFlow(batch_norm=True).flow,
        "tanh": GradientFlow(activation="tanh").flow,
        "ten": GradientFlow(scale=10.0).flow,
        "relu": GradientFlow(activation="relu").flow,
        "root two": GradientFlow(scale=2**0.5).flow,
    }.items()}  # fmt: skip
    assert all(kept[name] > 0.1 for name in ("batch norm", "tanh", "ten"))
    assert 1e-4 < kept["relu"] < 2e-3 and kept["root two"] < 1e-9
