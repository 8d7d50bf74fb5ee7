"""Plain and residual nets on the digits, deeper and deeper: training error, test error, the gradient of each layer.

Both kinds are the thin nets for CIFAR-10 made smaller (`course_lib.nets.resnet`: image 1 x 8 x 8, 8, 16, 32 maps): a
3 x 3 convolution, three stages of blocks of two, a linear layer, batch norm behind every convolution. The residual
net adds to each block's result what arrived, cut and padded with zeros where the shape changes. So both have the same
parameters; here they also begin with the same numbers in them, and see the same batches in the same order.

What is measured after every epoch, with the mean and variance of batch norm taken over all training digits (not from
the running average, which lags behind the weights):

    train, test   share of the 1,438 training digits, and of the 359 held out, that are read wrongly
    loss          mean cross-entropy of the training digits
    gradient      for each layer the norm of dL/dW, from 256 training digits
    growth        for each layer how many times as long its weights are after the first epoch as before it

A net that over-fits has a low training error and a high test error. The recipe is the same for all nets: SGD,
momentum 0.9, weight decay 0.0001 as in the paper; one drop of the learning rate, late, for the deep plain net to learn
as long as it can; the rate is the one of RATES at which *that* net ends with the lowest training error (`rates`). All
runs together take minutes, so they are recorded:

    python -m course_lib.experiments.plain_or_residual     trains them again: recorded/plain_or_residual.json

What was found. Up to 20 layers both kinds learn every training digit. With 32 some plain runs are left with a few
wrong, with 56 all of them with more than a quarter, at every learning rate that was tried, and as many of the digits
held out; the residual nets have none. The gradient does not vanish in the deep plain net. It explodes on its way back,
before the first step: batch norm does that where there are no shortcuts (Yang and others). The first steps stretch the
first layers many times, and what is scaled up behind batch norm computes the same but is turned less by a step, so
that afterwards the first layers have the smaller gradients. A rate that is led up to slowly does not help here.

Sources: He, Zhang, Ren, Sun, Deep residual learning for image recognition, CVPR (2016), sections 1 and 4.2, figures 1
and 6; they train on CIFAR-10, for about 164 epochs, with shifted and mirrored images: see `cifar10_residual`.
Yang, Pennington, Rao, Sohl-Dickstein, Schoenholz, A mean field theory of batch normalization, ICLR (2019).
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from course_lib.data import digits

from .threads import one_thread

RECORD = Path(__file__).with_name("recorded") / "plain_or_residual.json"
KINDS, DEPTHS, SEEDS = ("plain", "residual"), (8, 20, 32, 56), (0, 1, 2)
IMAGE, WIDTHS = (1, 8, 8), (8, 16, 32)
EPOCHS, BATCH, RATE, DROPS = 20, 64, 0.02, (15,)  # the learning rate is divided by 10 after 15 epochs
MOMENTUM, DECAY, PROBES = 0.9, 1e-4, 256  # PROBES: digits that the gradient is taken over
WARM_UP = 46  # steps (two epochs) in which the rate grows to its value from 1/10,000 of it, where that is asked for
RATES, RATE_SEED = (0.1, 0.05, 0.02, 0.01), 100  # what was tried, on first weights of their own


@dataclass
class Run:
    """One kind of net at one depth, one row a seed; epoch 0 is the fresh net."""

    kind: str  # "plain" or "residual"
    depth: int
    train: np.ndarray  # (seeds, epochs + 1) share of the training digits read wrongly
    test: np.ndarray  # (seeds, epochs + 1) the same of the digits held out
    loss: np.ndarray  # (seeds, epochs + 1) mean cross-entropy of the training digits
    gradient: np.ndarray  # (epochs + 1, depth) norm of dL/dW of each layer, median of the seeds
    gradient_low: np.ndarray  # (epochs + 1, depth) smallest of the seeds
    gradient_high: np.ndarray  # (epochs + 1, depth) largest
    growth: np.ndarray  # (depth,) norm of W after the first epoch / of the fresh net, median of the seeds


# ---- the nets and their training -----------------------------------------------------------------------------------


@cache
def examples():
    """(x, labels, x_test, labels_test): the digits with mean 0 and deviation 1; torch tensors, x (N, 1, 8, 8)."""
    import torch

    x, labels, x_test, labels_test = digits()
    mean, deviation = x.mean(), x.std()
    parts = (x - mean) / deviation, labels, (x_test - mean) / deviation, labels_test
    return tuple(torch.as_tensor(part) for part in parts)


def make_net(kind: str, depth: int, seed: int = 0):
    """A fresh torch net; plain and residual of one depth and seed hold the same numbers.

    Weights normal with mean 0 and variance 2 / inputs (of the linear layer 1 / inputs), its biases 0. Raises
    ValueError for an unknown kind, or a depth that is not 6 n + 2.
    """
    import torch
    from torch import nn

    from course_lib.nets.resnet import plain_cifar, resnet_cifar

    if kind not in KINDS:
        raise ValueError(f"make_net: kind must be one of {KINDS}, got {kind!r}")
    net = (plain_cifar if kind == "plain" else resnet_cifar)(depth, image=IMAGE, widths=WIDTHS)
    random = torch.Generator().manual_seed(seed)
    for layer in weighted(net):
        gain = 1 if isinstance(layer, nn.Linear) else 2
        nn.init.normal_(layer.weight, std=(gain / layer.weight[0].numel()) ** 0.5, generator=random)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
    return net


def weighted(net) -> list:
    """The convolutions and linear layers of a net, from the input on: `depth` of them in these nets."""
    from torch import nn

    return [module for module in net.modules() if isinstance(module, nn.Conv2d | nn.Linear)]


def gradient_per_layer(net, x, t) -> np.ndarray:
    """(layers,) norm of the gradient of the mean cross-entropy with respect to the weights of each layer.

    net    torch module; its batch norm uses the mean and variance of these examples, and keeps its running ones
    x, t   (N, ...) examples and (N,) labels, arrays or tensors
    """
    import torch

    x, t, layers = torch.as_tensor(x), torch.as_tensor(t), weighted(net)
    with one_thread(), _statistics_of_the_batch(net, momentum=0.0):
        loss = torch.nn.functional.cross_entropy(net(x), t)
        gradients = torch.autograd.grad(loss, [layer.weight for layer in layers])
    return np.array([float(one.double().norm()) for one in gradients])


def lengths(net) -> np.ndarray:
    """(layers,) norm of the weights of each layer."""
    return np.array([float(layer.weight.detach().double().norm()) for layer in weighted(net)])


def measure(net) -> dict:
    """{"train", "test": share read wrongly, "loss": of the training digits}; batch norm set by the training digits."""
    import torch

    x, t, x_test, t_test = examples()
    with one_thread(), torch.no_grad():
        with _statistics_of_the_batch(net, momentum=1.0):
            scores = net(x)
        training = net.training
        net.eval()
        wrong = (net(x_test).argmax(1) != t_test).double().mean()
        net.train(training)
        loss = torch.nn.functional.cross_entropy(scores, t)
        return {
            "train": float((scores.argmax(1) != t).double().mean()),
            "test": float(wrong),
            "loss": float(loss),
        }


def train(kind: str, depth: int, seed: int = 0, epochs: int = EPOCHS, rate: float = RATE, warm_up: bool = False):
    """Train one net: (net, rows), a row for each epoch from 0: what `measure` gives, "gradient" and "length" (depth,).

    Fewer epochs give the first rows of the same run. warm_up: the rate grows by a constant factor a step at first.
    """
    import torch

    x, t, *_ = examples()
    net, order = make_net(kind, depth, seed), torch.Generator().manual_seed(seed)
    descent = torch.optim.SGD(net.parameters(), rate, momentum=MOMENTUM, weight_decay=DECAY)

    def look():
        return measure(net) | {"gradient": gradient_per_layer(net, x[:PROBES], t[:PROBES]), "length": lengths(net)}

    rows = [look()]
    with one_thread():
        step = 0 if warm_up else WARM_UP
        for epoch in range(epochs):
            dropped = rate * 0.1 ** sum(epoch >= drop for drop in DROPS)
            for chosen in torch.randperm(len(x), generator=order).split(BATCH):
                for group in descent.param_groups:
                    group["lr"] = dropped * 1e-4 ** max(0, 1 - step / WARM_UP)
                step += 1
                loss = torch.nn.functional.cross_entropy(net(x[chosen]), t[chosen])
                descent.zero_grad()
                loss.backward()
                descent.step()
            rows.append(look())
    return net, rows


@contextmanager
def _statistics_of_the_batch(net, momentum: float):
    """Batch norm works with the mean and variance of what it is shown; momentum 1 keeps them, 0 keeps the old ones."""
    from torch import nn

    norms = [module for module in net.modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]
    before, training = [norm.momentum for norm in norms], net.training
    net.train()
    for norm in norms:
        norm.momentum = momentum
    try:
        yield
    finally:
        net.train(training)
        for norm, old in zip(norms, before, strict=True):
            norm.momentum = old


# ---- what was recorded ---------------------------------------------------------------------------------------------


@cache
def recorded() -> dict:
    """The file recorded/plain_or_residual.json as it is: counts, and logarithms in hundredths (see `pack`)."""
    return json.loads(RECORD.read_text("utf8"))


def name_of(kind: str, depth: int) -> str:
    """The key of such a net in the record: "plain 56"."""
    return f"{kind} {depth}"


def run(kind: str = "plain", depth: int = 56) -> Run:
    """The recorded run of this kind and depth. Raises ValueError for what was not recorded."""
    kept = recorded()["runs"].get(name_of(kind, depth))
    if kept is None:
        raise ValueError(
            f"run: recorded are {KINDS} of depth {DEPTHS}, got {kind!r} of {depth!r}: use one of those, or train(...)"
        )
    counts = recorded()["digits"]
    errors = [np.array(kept[part]) / counts[part] for part in ("train", "test")]
    gradients = [10 ** (np.array(kept["gradient"][which]) / 100) for which in ("middle", "low", "high")]
    growth = 10 ** (np.array(kept["growth"]) / 100)
    return Run(kind, depth, *errors, np.array(kept["loss"]) / 1e4, *gradients, growth)


def record() -> dict:
    """{(kind, depth): Run} of everything that was recorded: 2 kinds, 4 depths, 3 seeds, 20 epochs."""
    return {(kind, depth): run(kind, depth) for kind in KINDS for depth in DEPTHS}


def rates() -> dict:
    """{learning rate: training error of the plain net of 56 layers at the end}: how the rate was chosen. One seed.

    Under "warm-up": with RATE, to which the first two epochs lead up.
    """
    kept = recorded()
    tried = {name: wrong / kept["digits"]["train"] for name, wrong in kept["rates"].items()}
    return {name if name == "warm-up" else float(name): wrong for name, wrong in tried.items()}


def pack(runs) -> dict:
    """What the record keeps of the rows of some seeds: numbers of digits read wrongly, the loss in 1/10,000, and
    100 log10 of the gradients (median, smallest, largest) and of how much the weights grew in the first epoch."""
    counts = {"train": len(examples()[1]), "test": len(examples()[3])}
    errors = {part: [[round(row[part] * n) for row in rows] for rows in runs] for part, n in counts.items()}
    gradients = np.log10([[row["gradient"] for row in rows] for rows in runs])
    kept = {"middle": np.median(gradients, axis=0), "low": gradients.min(axis=0), "high": gradients.max(axis=0)}
    growth = np.median([np.log10(rows[1]["length"] / rows[0]["length"]) for rows in runs], axis=0)
    return errors | {
        "loss": [[round(1e4 * row["loss"]) for row in rows] for rows in runs],
        "gradient": {which: _hundredths(values) for which, values in kept.items()},
        "growth": _hundredths(growth),
    }


def _hundredths(values) -> list:
    return np.rint(100 * values).astype(int).tolist()


def tasks() -> list:
    """(kind, depth, seed, rate, warm-up) of every run of the record: how the rate was chosen, and all depths."""
    tried = [("plain", 56, RATE_SEED, rate, False) for rate in RATES] + [("plain", 56, RATE_SEED, RATE, True)]
    return tried + [(kind, depth, seed, RATE, False) for seed in SEEDS for depth in DEPTHS for kind in KINDS]


def rows_of(task) -> list:
    """One run, in a process of its own: its rows."""
    kind, depth, seed, rate, warm_up = task
    return train(kind, depth, seed, EPOCHS, rate, warm_up)[1]


def make_record(rows: dict) -> dict:
    """The record of {task: rows}."""
    import sklearn
    import torch

    wrong = {task: round(found[-1]["train"] * len(examples()[1])) for task, found in rows.items()}
    return {
        "made_by": "python -m course_lib.experiments.plain_or_residual",
        "versions": {"numpy": np.__version__, "torch": torch.__version__, "scikit-learn": sklearn.__version__},
        "seeds": list(SEEDS),
        "settings": {"epochs": EPOCHS, "batch": BATCH, "rate": RATE, "drops": DROPS, "momentum": MOMENTUM}
        | {"weight_decay": DECAY, "probes": PROBES, "widths": WIDTHS, "rate_seed": RATE_SEED},
        "digits": {"train": len(examples()[1]), "test": len(examples()[3])},
        "rates": {rate: wrong["plain", 56, RATE_SEED, rate, False] for rate in RATES}
        | {"warm-up": wrong["plain", 56, RATE_SEED, RATE, True]},
        "runs": {
            name_of(kind, depth): pack([rows[kind, depth, seed, RATE, False] for seed in SEEDS])
            for kind in KINDS
            for depth in DEPTHS
        },
    }


def main():
    import multiprocessing
    import os

    rows = {}
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        for task, found in zip(tasks(), pool.imap(rows_of, tasks()), strict=True):
            rows[task] = found
            print(*task, f"train {found[-1]['train']:.4f}, test {found[-1]['test']:.4f}", flush=True)
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps(make_record(rows), separators=(",", ":")) + "\n", "utf8")
    print(RECORD, f"{RECORD.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
