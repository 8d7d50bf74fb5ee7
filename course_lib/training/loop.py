"""The training loop: batches in random order, a step for each, a look at the validation set after each epoch.

What happens in an epoch depends on the seed and the number of the epoch alone, not on what was drawn before it. So a
run that is continued from its last checkpoint gives the very numbers of a run that was never interrupted.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from . import checkpoint as files
from .history import History, show
from .progress import ProgressLine

Pair = tuple[torch.Tensor, torch.Tensor]


def fit(
    net: torch.nn.Module,
    train: tuple,
    validation: tuple | None = None,
    *,
    epochs: int = 10,
    batch_size: int = 64,
    optimiser: Callable[..., torch.optim.Optimizer] | None = None,
    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor] = F.cross_entropy,
    schedule: Callable[[float, list[float]], float] | None = None,
    augment: Callable[[torch.Tensor, torch.Generator], torch.Tensor] | None = None,
    patience: int | None = None,
    checkpoint: str | Path | None = None,
    seed: int = 0,
    device: torch.device | str | None = None,
    progress: bool = True,
) -> History:
    """Train `net` in place on (x, t), and say how it went.

        for each epoch, for each batch in random order:    w = step(w, gradient of loss(net(x), t))

    Arguments
        net         a torch module; it is moved to the device and stays there
        train       (x, t): arrays or tensors with one example in each row; for classes t holds integers
        validation  (x, t) that the weights never learn from; its loss and accuracy are measured after every epoch
        optimiser   parameters -> torch.optim.Optimizer; without it Adam with learning rate 0.001
        loss        (net(x), t) -> mean over the batch, a tensor of one number
        schedule    (epoch, losses) -> learning rate, asked before every batch. epoch grows in parts, from 0 towards
                    `epochs`; losses are those of the epochs so far (of validation, where there is one):
                    lambda epoch, losses: schedules.cosine(epoch, lr=0.1, steps=20, warm_up=1)
        augment     (x, generator) -> x, done to every batch that is learnt from, such as training.shift
        patience    stop when that many epochs in a row brought no lower validation loss, and return to the best weights
        checkpoint  file that the state is saved to after every epoch. If it exists, the run goes on from there:
                    build the net and call fit as the first time (`epochs` may be larger)
        seed        of the order of examples, of dropout and of augment; the first weights come with the net
        device      without it a GPU if there is one
        progress    draw a line that grows
    Returns
        History; net holds the last weights, with patience the best
    Raises
        ValueError  the arguments do not fit together, or the checkpoint belongs to another run; says what differs
    """
    device = torch.device(device) if device is not None else default_device()
    train, validation = _tensors("train", train), None if validation is None else _tensors("validation", validation)
    _check(train, validation, epochs, batch_size, patience)
    net.to(device)
    machine = (optimiser or torch.optim.Adam)(net.parameters())
    recipe = _recipe(net, machine, train, batch_size, seed)
    history, best = _resume(checkpoint, device, recipe, net, machine)
    train = tuple(part.to(device) for part in train)
    rates = _rates(schedule, machine)

    with ProgressLine(progress) as line:
        for epoch in range(len(history), epochs):
            if _is_over(history, patience):
                break
            with _epoch_of_its_own(seed, epoch, device) as generator:
                batches = _batches(train, batch_size, generator, augment)
                tell = _teller(line, history, epoch, epochs, math.ceil(len(train[0]) / batch_size))
                row = _learn(net, batches, machine, loss, lambda part, e=epoch: rates(e + part, history), tell)
            if validation is not None:
                measured = evaluate(net, *validation, loss=loss, device=device)
                row |= {f"validation_{name}": value for name, value in measured.items()}
            history.rows.append(row)
            if patience is not None and history.best == epoch:
                best = {name: value.detach().cpu().clone() for name, value in net.state_dict().items()}
            if checkpoint is not None:
                _save(checkpoint, recipe, net, machine, history, best)
    history.stopped = _is_over(history, patience)
    if best is not None:
        net.load_state_dict(best)
    return history


@torch.no_grad()
def evaluate(net, x, t, loss=F.cross_entropy, batch_size: int = 500, device=None) -> dict[str, float]:
    """{"loss": mean loss, "accuracy": share of right answers} of the net in evaluation mode, without learning.

    accuracy is there when t holds integers: the largest score along axis 1 is the answer, for images or for pixels.
    """
    x, t = _tensors("evaluate", (x, t))
    device = device if device is not None else next((p.device for p in net.parameters()), "cpu")
    was_training = net.training
    net.eval()
    sums = _Sums()
    for i in range(0, len(x), batch_size):
        batch, target = x[i : i + batch_size].to(device), t[i : i + batch_size].to(device)
        scores = net(batch)
        sums.add(loss(scores, target), scores, target)
    net.train(was_training)
    return sums.means()


def default_device() -> torch.device:
    """The GPU if there is one, else the CPU."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def seed_everything(seed: int) -> None:
    """Python, NumPy and torch begin their random numbers anew. Call it before building a net."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)


class _Sums:
    """Sums over an epoch; they stay on the device, so nobody waits for the GPU after every batch."""

    def __init__(self):
        self.examples, self.answers, self.loss, self.right = 0, 0, 0.0, 0.0

    def add(self, loss, scores, t):
        self.examples += len(t)
        self.loss = self.loss + loss.detach().double() * len(t)
        if not t.is_floating_point():
            self.answers += t.numel()
            self.right = self.right + (scores.detach().argmax(dim=1) == t).sum()

    def means(self) -> dict[str, float]:
        if not self.examples:
            return {"loss": math.nan}
        means = {"loss": float(self.loss) / self.examples}
        return means | ({"accuracy": float(self.right) / self.answers} if self.answers else {})


def _learn(net, batches, machine, loss, rate, tell) -> dict[str, float]:
    """One epoch: a step for every batch."""
    net.train()
    sums = _Sums()
    for part, x, t in batches:
        lr = rate(part)
        machine.zero_grad(set_to_none=True)
        scores = net(x)
        value = loss(scores, t)
        value.backward()
        machine.step()
        sums.add(value, scores, t)
        tell(part)
    return sums.means() | {"lr": lr}


def _batches(train: Pair, batch_size, generator, augment):
    """(share of the epoch that is over, x, t) for every batch, in an order that the generator draws."""
    x, t = train
    order = torch.randperm(len(x), generator=generator).to(x.device)
    for i in range(0, len(x), batch_size):
        chosen = order[i : i + batch_size]
        batch = x[chosen]
        yield i / len(x), augment(batch, generator) if augment else batch, t[chosen]


@contextmanager
def _epoch_of_its_own(seed, epoch, device):
    """Random numbers that belong to this epoch of this seed: ours, and those that dropout draws from torch.

    Afterwards torch's are as before: training draws nothing from the caller's.
    """
    own = int(np.random.SeedSequence([seed, epoch]).generate_state(1, np.uint64)[0] >> 1)
    with torch.random.fork_rng([device] if device.type == "cuda" else []):
        torch.manual_seed(own)
        yield torch.Generator().manual_seed(own)


def _rates(schedule, machine):
    """A function (epoch, history) -> learning rate, which it also gives to the optimiser."""

    def rate(epoch, history):
        if schedule is None:
            return machine.param_groups[0]["lr"]
        lr = float(schedule(epoch, _losses(history)))
        for group in machine.param_groups:
            group["lr"] = lr
        return lr

    return rate


def _losses(history: History) -> list[float]:
    if not history.rows:
        return []
    return history["validation_loss" if "validation_loss" in history.rows[0] else "loss"]


def _is_over(history: History, patience: int | None) -> str:
    """Why the run should not go on, or ""."""
    if history.rows and not math.isfinite(history.rows[-1]["loss"]):
        return f"the loss of epoch {len(history)} is {history.rows[-1]['loss']}: try a smaller learning rate"
    if patience is not None and history.rows and len(history) - 1 - history.best >= patience:
        return f"no lower validation loss in {patience} epochs, best after epoch {history.best + 1}"
    return ""


def _teller(line, history, epoch, epochs, batches):
    last = history.rows[-1] if history.rows else {}
    seen = "".join(f" · {name.replace('_', ' ')} {show(name, v)}" for name, v in last.items() if name != "lr")

    def tell(part):
        line.show((epoch + part + 1 / batches) / epochs, f"epoch {epoch + 1}/{epochs}{seen}")

    return tell


def _tensors(name, pair) -> Pair:
    x, t = (torch.as_tensor(part) for part in pair)
    if len(x) != len(t):
        raise ValueError(f"{name}: x and t must have one row for each example, got {len(x)} and {len(t)}")
    return x, t if t.is_floating_point() else t.long()


def _check(train, validation, epochs, batch_size, patience):
    if not len(train[0]):
        raise ValueError("fit: train must hold at least one example, got 0")
    waiting = 1 if patience is None else patience
    for name, value, least in (("epochs", epochs, 0), ("batch_size", batch_size, 1), ("patience", waiting, 1)):
        if value != int(value) or value < least:
            raise ValueError(f"fit: {name} must be a whole number, at least {least}, got {value}")
    if patience is not None and (validation is None or not len(validation[0])):
        raise ValueError("fit: patience watches the validation loss: give validation=(x, t)")


def _recipe(net, machine, train, batch_size, seed) -> dict:
    """What must be the same when a run is continued, in plain words and numbers."""
    digest = hashlib.sha256()
    for part in train:
        for some in (part[:16], part[-16:]):
            digest.update(some.detach().cpu().contiguous().numpy().tobytes())
    settings = {name: value for name, value in machine.defaults.items() if type(value) in (int, float, bool, tuple)}
    return {
        "net": ", ".join(f"{name} {tuple(value.shape)}" for name, value in net.state_dict().items()),
        "optimiser": f"{type(machine).__name__} {settings}",
        "batch_size": batch_size,
        "seed": seed,
        "data": f"{[tuple(part.shape) for part in train]} {digest.hexdigest()[:16]}",
    }


def _save(path, recipe, net, machine, history, best):
    state = {"net": net.state_dict(), "optimiser": machine.state_dict(), "history": history.rows, "best": best}
    files.save(path, {"recipe": recipe} | state)


def _resume(path, device, recipe, net, machine) -> tuple[History, dict | None]:
    """The history so far and the best weights, with the net and the optimiser brought to that state."""
    found = files.load(path, device) if path is not None else None
    if found is None:
        return History(), None
    for what, value in recipe.items():
        if found["recipe"][what] != value:
            raise ValueError(
                f"fit: the checkpoint {path} belongs to another run: its {what} is {found['recipe'][what]}, "
                f"here it is {value}. Call fit as then, or use another file"
            )
    net.load_state_dict(found["net"])
    machine.load_state_dict(found["optimiser"])
    return History(found["history"]), found["best"]
