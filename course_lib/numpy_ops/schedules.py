"""How large the learning rate is at each step: plain numbers in, one number out.

A schedule is a function of the step and of what has happened so far, nothing more, so a run that was interrupted
finds the same rate again. Steps may be batches or epochs, whole or in parts, counted from 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["step_decay", "plateau", "cosine"]


def step_decay(step: float, lr: float, every: float, factor: float = 0.1) -> float:
    """A staircase: the rate is multiplied by `factor` after every `every` steps.

        rate = lr * factor^floor(step / every)

    Raises ValueError when step is negative, or lr, every or factor is not greater than 0.
    Source: Krizhevsky et al., NIPS (2012), section 5 (by hand there); torch.optim.lr_scheduler.StepLR.
    """
    _demand("step_decay", step >= 0, "step", "at least 0", step)
    for name, value in (("lr", lr), ("every", every), ("factor", factor)):
        _demand("step_decay", value > 0, name, "greater than 0", value)
    return lr * factor ** math.floor(step / every)


def plateau(losses: Sequence[float], lr: float, patience: int = 10, factor: float = 0.1, least: float = 1e-4) -> float:
    """Smaller steps when things stand still: the rate after all the `losses` so far, one for each epoch.

        rate = lr * factor^(number of times that more than `patience` epochs in a row brought no new best)

    A loss is a new best when it is below (1 - least) * the best before it. After each cut the waiting starts anew.

    Raises ValueError when lr or factor is not greater than 0, or patience or least is negative.
    Source: the common practice of the 1990s; torch.optim.lr_scheduler.ReduceLROnPlateau (2.13, mode "min").
    """
    for name, value in (("lr", lr), ("factor", factor)):
        _demand("plateau", value > 0, name, "greater than 0", value)
    for name, value in (("patience", patience), ("least", least)):
        _demand("plateau", value >= 0, name, "at least 0", value)
    best, waited = math.inf, 0
    for loss in losses:
        if loss < best * (1 - least):
            best, waited = loss, 0
        else:
            waited += 1
        if waited > patience:
            lr, waited = lr * factor, 0
    return lr


def cosine(step: float, lr: float, steps: float, warm_up: float = 0, final: float = 0.0) -> float:
    """A straight way up from 0 to lr in the first `warm_up` steps, then half a cosine down to `final`.

        rate = lr * step / warm_up                                  while step < warm_up
        rate = final + (lr - final) (1 + cos(pi done)) / 2          with done = (step - warm_up) / (steps - warm_up)

    After the last step the rate stays at `final`. With a warm-up the rate at step 0 is 0: give `step + 1` where that
    would waste a batch.

    Raises ValueError when step is negative, lr is not greater than 0, or not 0 <= warm_up < steps.
    Source: Loshchilov, Hutter, ICLR (2017), equation 5; warm-up: Goyal et al., arXiv 1706.02677 (2017), section 2.2.
    """
    _demand("cosine", step >= 0, "step", "at least 0", step)
    _demand("cosine", lr > 0, "lr", "greater than 0", lr)
    _demand("cosine", 0 <= warm_up < steps, "warm_up", f"at least 0 and below steps = {steps}", warm_up)
    if step < warm_up:
        return lr * step / warm_up
    done = min(1.0, (step - warm_up) / (steps - warm_up))
    return final + (lr - final) * (1 + math.cos(math.pi * done)) / 2


def _demand(schedule, fulfilled, name, rule, value):
    if not fulfilled:
        raise ValueError(f"{schedule}: {name} must be {rule}, got {value}")
