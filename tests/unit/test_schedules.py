"""Schedules beside torch's own, and at the steps a reader can check by hand."""

import math

import pytest
import torch

from course_lib.numpy_ops import schedules

LOSSES = [3.0, 2.0, 2.1, 1.99999, 2.0, 2.5, 1.5, 1.6, 1.7, 1.6, 1.6, 1.6, math.nan, 1.6, 1.0, 1.0, 1.0, 1.0, 1.0]


def torch_rates(make, lr, steps, *told):
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    machine, rates = make(optimiser), [lr]
    for step in range(steps):
        optimiser.step()
        machine.step(*(values[step] for values in told))
        rates.append(optimiser.param_groups[0]["lr"])
    return rates


def test_the_staircase_is_that_of_torch():
    wanted = torch_rates(lambda o: torch.optim.lr_scheduler.StepLR(o, 3, 0.5), 0.8, 10)
    assert [schedules.step_decay(step, 0.8, 3, 0.5) for step in range(11)] == pytest.approx(wanted)
    assert schedules.step_decay(2.99, 0.8, 3, 0.5) == 0.8


@pytest.mark.parametrize("patience", [0, 1, 2, 5])
def test_the_plateau_is_that_of_torch(patience):
    def make(optimiser):
        return torch.optim.lr_scheduler.ReduceLROnPlateau(optimiser, factor=0.5, patience=patience)

    wanted = torch_rates(make, 0.8, len(LOSSES), LOSSES)
    assert wanted[-1] < 0.8
    rates = [schedules.plateau(LOSSES[:n], 0.8, patience, 0.5) for n in range(len(LOSSES) + 1)]
    assert rates == pytest.approx(wanted)


def test_the_cosine_is_that_of_torch():
    wanted = torch_rates(lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 10, 0.1), 0.8, 10)
    assert [schedules.cosine(step, 0.8, 10, final=0.1) for step in range(11)] == pytest.approx(wanted)


def test_the_cosine_warms_up_and_stays_at_its_end():
    rates = [schedules.cosine(step, 1.0, 12, warm_up=4) for step in (0, 1, 4, 6, 8, 10, 12, 50)]
    root = math.sqrt(0.5)
    assert rates == pytest.approx([0, 0.25, 1, (1 + root) / 2, 0.5, (1 - root) / 2, 0, 0], abs=1e-15)


@pytest.mark.parametrize(
    "call, text",
    [
        (lambda: schedules.step_decay(-1, 1.0, 2), "step_decay: step must be at least 0, got -1"),
        (lambda: schedules.step_decay(1, 1.0, 0), "step_decay: every must be greater than 0, got 0"),
        (lambda: schedules.plateau([], 0.0), "plateau: lr must be greater than 0, got 0.0"),
        (lambda: schedules.plateau([], 1.0, patience=-1), "plateau: patience must be at least 0, got -1"),
        (lambda: schedules.cosine(0, 1.0, 5, 5), "cosine: warm_up must be at least 0 and below steps = 5, got 5"),
        (lambda: schedules.cosine(0, math.nan, 5), "cosine: lr must be greater than 0, got nan"),
    ],
)
def test_what_is_refused(call, text):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == text
