"""Plain and residual nets on CIFAR-10, as He and others compared them: for who has a GPU and the files.

    python -m course_lib.experiments.cifar10_residual FOLDER                  plain and residual, 20 and 56 layers
    python -m course_lib.experiments.cifar10_residual FOLDER --epochs 1       is everything there?

FOLDER holds the "binary version" of CIFAR-10 (cs.toronto.edu/~kriz/cifar.html): data_batch_1.bin ... test_batch.bin.
Four nets train for 164 epochs each, which is work for a GPU. A run that is interrupted goes on from its last epoch
when the same command is given again. After every run the results are written to --out, with the name of the machine;
`read` gives them back as arrays. The course itself ships no results of this script: it was written where no GPU was
to be had, and the course's figures come from the small nets of `plain_or_residual`.

The recipe: 3 x 3 convolution, three stages of blocks 16, 32, 64 maps wide, shortcuts without parameters; SGD, batches
of 128, momentum 0.9, weight decay 0.0001, learning rate 0.1, divided by 10 after 32,000 and 48,000 steps, end at
64,000; each image moved by up to 4 pixels and mirrored or not. With 110 layers or more the rate is 0.01 for the first
400 steps (the paper waits until the training error is below 80 %, "about 400 iterations").

Source: He, Zhang, Ren, Sun, Deep residual learning for image recognition, CVPR (2016), section 4.2 and figure 6.
Test errors there: residual 20: 8.75 %, 56: 6.97 %, 110: 6.43 % (table 6).
"""

from __future__ import annotations

import argparse
import json
import platform
from dataclasses import dataclass
from pathlib import Path

import numpy as np

KINDS, BATCH, EPOCHS, RATE = ("plain", "residual"), 128, 164, 0.1  # 164 epochs of 391 steps are about 64,000
DROPS, WARM_UP = (32_000, 48_000), 400  # steps


@dataclass
class Run:
    """One training run, epoch by epoch."""

    kind: str
    depth: int
    seed: int
    device: str  # where it was run
    train: np.ndarray  # (epochs,) share read wrongly while learning: on moved and mirrored images, as in the paper
    test: np.ndarray  # (epochs,) share of the test images read wrongly


def learning_rate(step: float, depth: int) -> float:
    """The paper's schedule at a step (one batch): 0.1, 0.01 from 32,000 on, 0.001 from 48,000 on; warm-up if deep."""
    if depth >= 110 and step < WARM_UP:
        return RATE / 10
    return RATE * 0.1 ** sum(step >= drop for drop in DROPS)


def make_net(kind: str, depth: int, seed: int):
    """A fresh net for 3 x 32 x 32 images, weights of variance 2 / inputs. ValueError for an unknown kind or depth."""
    import torch

    from course_lib.nets.resnet import plain_cifar, resnet_cifar

    from .plain_or_residual import weighted

    if kind not in KINDS:
        raise ValueError(f"make_net: kind must be one of {KINDS}, got {kind!r}")
    net = (plain_cifar if kind == "plain" else resnet_cifar)(depth)
    random = torch.Generator().manual_seed(seed)
    for layer in weighted(net):
        torch.nn.init.normal_(layer.weight, std=(2 / layer.weight[0].numel()) ** 0.5, generator=random)
        if layer.bias is not None:
            torch.nn.init.zeros_(layer.bias)
    return net


def moved_and_mirrored(x, generator):
    """Each image moved by up to 4 pixels, zeros coming in, and mirrored or not."""
    from course_lib.training import flip, shift

    return flip(shift(x, generator, most=4), generator)


def train(data, kind: str, depth: int, seed: int = 0, epochs: int = EPOCHS, checkpoint=None) -> Run:
    """Train one net on `data`, a Split of images as `course_lib.data.cifar10` gives it."""
    import torch

    from course_lib.training import fit

    mean = data.x.mean(axis=0)  # of each pixel, as in the paper
    steps = -(-len(data.x) // BATCH)
    net = make_net(kind, depth, seed)
    history = fit(
        net,
        (data.x - mean, data.labels),
        (data.x_test - mean, data.labels_test),
        epochs=epochs,
        batch_size=BATCH,
        optimiser=lambda parameters: torch.optim.SGD(parameters, RATE, momentum=0.9, weight_decay=1e-4),
        schedule=lambda epoch, losses: learning_rate(epoch * steps, depth),
        augment=moved_and_mirrored,
        checkpoint=checkpoint,
        seed=seed,
    )
    errors = (1 - np.array(history[name]) for name in ("accuracy", "validation_accuracy"))
    return Run(kind, depth, seed, machine(), *errors)


def machine() -> str:
    """The name of the GPU, or of the processor."""
    import torch

    return torch.cuda.get_device_name() if torch.cuda.is_available() else platform.processor() or platform.machine()


def write(path, runs) -> None:
    """The runs as JSON, errors in 1/10,000."""
    import torch

    def kept(run):
        return vars(run) | {part: np.rint(1e4 * getattr(run, part)).astype(int).tolist() for part in ("train", "test")}

    made = {"made_by": "python -m course_lib.experiments.cifar10_residual", "torch": torch.__version__}
    Path(path).write_text(json.dumps(made | {"runs": [kept(run) for run in runs]}) + "\n", "utf8")


def read(path) -> list[Run]:
    """The runs that `write` kept."""
    kept = json.loads(Path(path).read_text("utf8"))["runs"]
    return [Run(**run | {part: np.array(run[part]) / 1e4 for part in ("train", "test")}) for run in kept]


def main(arguments=None) -> None:
    from course_lib.data import cifar10
    from course_lib.training import default_device

    parser = argparse.ArgumentParser(
        prog="python -m course_lib.experiments.cifar10_residual", description="Plain and residual nets on CIFAR-10."
    )
    parser.add_argument("folder", type=Path, help="with the files of CIFAR-10's binary version")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--depths", nargs="+", type=int, default=(20, 56), help="each 6 n + 2 (20 56)")
    parser.add_argument("--seeds", type=int, default=1, help="runs of each, from seed 0 on (1)")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help=f"({EPOCHS}, as in the paper)")
    parser.add_argument("--out", type=Path, default=Path("cifar10_residual.json"), help="(cifar10_residual.json)")
    chosen = parser.parse_args(arguments)
    data, runs = cifar10(chosen.folder), []
    print(f"{len(data.x):,} images to learn from, {len(data.x_test):,} held out, on {default_device()}", flush=True)
    for seed in range(chosen.seeds):
        for depth in chosen.depths:
            for kind in chosen.kinds:
                checkpoint = chosen.out.with_suffix(f".{kind}{depth}-{seed}.pt")
                runs.append(train(data, kind, depth, seed, chosen.epochs, checkpoint))
                errors = (100 * part[-1] for part in (runs[-1].train, runs[-1].test))
                print(
                    f"{kind} {depth}, seed {seed}: error {'train {:.2f} %, test {:.2f} %'.format(*errors)}", flush=True
                )
                write(chosen.out, runs)


if __name__ == "__main__":
    main()
