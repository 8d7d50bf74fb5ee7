"""LeNet-5 on real digits: `python -m course_lib.training` (`--help` lists the options)."""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from course_lib.data import Split, digits, mnist
from course_lib.nets import lenet5_modern
from course_lib.numpy_ops import schedules
from course_lib.training import default_device, distort, evaluate, fit, seed_everything


def train_lenet(data: Split, seed: int, epochs: int, lr: float, batch_size: int, checkpoint=None) -> float:
    """Train LeNet-5 from the weights of this seed; returns its accuracy on the test examples.

    The test examples are looked at once, after the last epoch: nothing is chosen by them.
    """
    seed_everything(seed)
    net = lenet5_modern()
    fit(
        net,
        (data.x, data.labels),
        epochs=epochs,
        batch_size=batch_size,
        optimiser=lambda parameters: torch.optim.AdamW(parameters, lr=lr, weight_decay=0.05),
        schedule=lambda epoch, losses: schedules.cosine(epoch + 0.1, lr, epochs + 0.1, warm_up=epochs / 10),
        loss=smooth_cross_entropy,
        augment=distort,
        checkpoint=checkpoint,
        seed=seed,
    )
    return evaluate(net, data.x_test, data.labels_test)["accuracy"]


def smooth_cross_entropy(scores, labels):
    """With a tenth of the target spread over all classes, as a careful teacher would: some digits are unclear."""
    return F.cross_entropy(scores, labels, label_smoothing=0.1)


def arguments():
    parser = argparse.ArgumentParser(prog="python -m course_lib.training", description="Train LeNet-5 on digits.")
    parser.add_argument("--mnist", metavar="FOLDER", type=Path, help="the MNIST files there, not scikit-learn's digits")
    parser.add_argument("--seeds", type=int, default=None, help="runs, from seed 0 on (5; 1 with --mnist)")
    parser.add_argument("--epochs", type=int, default=None, help="(20; 12 with --mnist)")
    parser.add_argument("--checkpoint", metavar="FILE", help="go on from there if it exists (one seed only)")
    chosen = parser.parse_args()
    chosen.seeds = chosen.seeds or (1 if chosen.mnist else 5)
    if chosen.checkpoint and chosen.seeds != 1:
        parser.error("--checkpoint needs --seeds 1")
    return chosen


def main() -> None:
    chosen = arguments()
    begun, accuracies = time.monotonic(), []
    if chosen.mnist:
        data = mnist(chosen.mnist)
        border = ((0, 0), (0, 0), (2, 2), (2, 2))  # 28 to 32, as in the paper
        data = data._replace(x=np.pad(data.x, border), x_test=np.pad(data.x_test, border))
        epochs, lr, batch_size = chosen.epochs or 12, 2e-3, 128
    else:
        epochs, lr, batch_size = chosen.epochs or 20, 4e-3, 64
    print(f"LeNet-5, {epochs} epochs, on {default_device()}", flush=True)
    for seed in range(chosen.seeds):
        if not chosen.mnist:
            data = digits(32, seed=seed)  # each seed divides the digits anew: no luck with one division
        started = time.monotonic()
        accuracies.append(train_lenet(data, seed, epochs, lr, batch_size, chosen.checkpoint))
        counts = f"{len(data.x_test):,} test digits right, {len(data.x):,} to learn from"
        seconds = time.monotonic() - started
        print(f"seed {seed}: {100 * accuracies[-1]:.2f} % of {counts}, {seconds:.0f} s", flush=True)
    print(f"median {100 * statistics.median(accuracies):.2f} %, {time.monotonic() - begun:.0f} s in all")


if __name__ == "__main__":
    main()
