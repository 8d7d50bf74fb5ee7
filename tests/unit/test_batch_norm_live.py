"""One unit under batch norm: the experiment against torch, and the widget without a browser."""

import re

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.experiments.batch_norm_live import (
    DIGITS,
    SHIFT_AT,
    STEPS,
    batch_norm_live,
    batch_rows,
    images,
    pre_activations,
)
from course_lib.widgets import BatchNormLive


@pytest.mark.parametrize("batch", [2, 16])
def test_sixty_steps_are_torchs(batch):
    import torch

    norm, a = torch.nn.BatchNorm1d(1, dtype=torch.float64), pre_activations()
    run = batch_norm_live(batch, shift=2.5)
    for t in range(1, STEPS + 1):
        x = torch.tensor(a[batch_rows(t, batch)] + (2.5 if t >= SHIFT_AT else 0))[:, None]
        if t in (1, SHIFT_AT):
            for mode in ("eval", "train"):
                norm.train(mode == "train")
                with torch.no_grad():
                    y = torch.nn.functional.batch_norm(
                        x, norm.running_mean.clone(), norm.running_var.clone(), training=norm.training
                    )
                assert np.allclose(batch_norm_live(batch, mode, shift=2.5, step=t).y, y[:, 0].numpy())
        norm.train()(x)
        assert run.running_mean[t] == pytest.approx(float(norm.running_mean))
        assert run.running_var[t] == pytest.approx(float(norm.running_var))


def test_in_training_the_neighbours_count_in_evaluation_they_do_not():
    for example in (0, 7):
        for mode, same in (("train", False), ("eval", True)):
            one, other = (batch_norm_live(8, mode, step=12, companion=c, example=example) for c in (False, True))
            assert one.rows[example] == other.rows[example] and (one.rows == other.rows).sum() == 1
            assert np.isclose(one.y[example], other.y[example]) == same


def test_gamma_and_beta_are_what_comes_out():
    y = batch_norm_live(64, gamma=2.0, beta=-1.0).y
    assert y.mean() == pytest.approx(-1) and y.std() == pytest.approx(2, rel=1e-4)


def test_right_after_the_shift_evaluation_is_off_by_the_shift_in_deviations():
    run = batch_norm_live(64, "eval", shift=4, step=SHIFT_AT)
    assert run.y.mean() == pytest.approx(2, abs=0.2), "what the question's answer says"
    assert batch_norm_live(64, "train", shift=4, step=SHIFT_AT).y.mean() == pytest.approx(0, abs=1e-12)
    assert 0.9**22 < 0.1 < 0.9**21


@pytest.mark.parametrize(
    "given", [{"batch": 1}, {"batch": 257}, {"mode": "test"}, {"step": 0}, {"step": 61}, {"batch": 2, "example": 2}]
)
def test_the_experiment_refuses(given):
    with pytest.raises(ValueError, match="batch_norm_live: "):
        batch_norm_live(**given)


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"batch": 12}, "batch must be 2, 4, 8, ... or 256, got 12"),
        ({"gamma": -1.0}, "gamma must be from 0 to 3, got -1"),
        ({"shift": 5.0}, "shift must be from -4 to 4"),
        ({"step": 0}, "step must be a whole number from 1 to 60, got 0"),
        ({"mode": "test"}, "test"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        BatchNormLive(**arguments)


def test_the_widget_carries_values_and_digits():
    widget = BatchNormLive()
    assert np.allclose(np.frombuffer(widget.values, "<i2") / 1000, pre_activations(), atol=1e-9)
    pairs = np.frombuffer(widget.digits, np.uint8)
    pixels = np.stack([pairs >> 4, pairs & 15], axis=1).reshape(DIGITS, 8, 8)
    assert np.array_equal(pixels, np.minimum(images(), 15))


def test_the_words_on_the_default_picture_are_true():
    widget = BatchNormLive()
    run, other = widget.run, widget.companion
    assert f"means {run.x.mean():.1f} and {other.x.mean():.1f}" in widget.alt
    assert "answers {:+.2f} and {:+.2f}".format(*widget.answers) in widget.alt
    assert f"at step 10 it is {run.running_mean[10]:.1f}" in widget.alt
    text, still = BatchNormLive(mode="eval", shift=4.0, step=31, batch=64).describe()
    assert still is None and re.search(r"2\.1 and 1\.2 after it", text)
    assert eval(BatchNormLive(batch=2, example=5).to_python()).answers == pytest.approx(
        BatchNormLive(batch=2, example=1).answers
    )
