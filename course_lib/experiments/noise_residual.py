"""Taking noise off a photograph, by a net that draws the clean picture and by one that draws only what to add.

A grey photograph with values in [0, 1], c, and noise n, N(0, NOISE^2) in each pixel: x = c + n arrives, c is wanted.

    plain      y = F(x)          F has to draw the whole picture anew
    residual   y = F(x) + x      F has to draw -n

F is the same in both: 5 convolutions 3 x 3 with padding 1, 12 maps between them, ReLU after all but the last. Weights
are N(0, 2 / fan_in), those of the last layer 0: at the start F = 0. Squared error, plain descent with momentum 0.9 and
eta 0.01, 8 squares of 24 x 24 pixels of one photograph a step; judged on another photograph that training never saw.

`python -m course_lib.experiments.noise_residual` makes the record, in some minutes on one thread.
Source: Zhang, Zuo, Chen, Meng, Zhang, IEEE Transactions on Image Processing 26 (2017), section III.C, which trains such
a net (DnCNN, 17 layers with batch norm) to answer with the noise.
"""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from pathlib import Path

import numpy as np

RECORD = Path(__file__).with_name("recorded") / "noise_residual.json"
NOISE, LAYERS, MAPS, RATE, MOMENTUM, SQUARE, BATCH = 0.05, 5, 12, 0.01, 0.9, 24, 8
CHECKED = (0, 1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 700, 1000)
SEEDS = (0, 1, 2, 3, 4)
GREY = (0.299, 0.587, 0.114)  # how much of red, green and blue makes a grey value


@dataclass
class Denoising:
    """The record: root mean square error per pixel on the photograph that training never saw."""

    steps: np.ndarray  # (T,) updates made
    plain: np.ndarray  # (SEEDS, T)
    residual: np.ndarray  # (SEEDS, T)


def picture(name: str = "flower") -> np.ndarray:
    """(213, 320) float32 grey values in [0, 1]: "flower" to judge, "china" to learn from."""
    from course_lib.data import photograph

    return np.tensordot(np.float32(GREY), photograph(name, (213, 320)), 1)


def noisy(clean: np.ndarray, seed: int = 99) -> np.ndarray:
    """The same picture with noise."""
    return (clean + np.random.default_rng(seed).normal(0, NOISE, clean.shape)).astype(np.float32)


def branch(seed: int = 0):
    """F as a torch module, its weights drawn by NumPy."""
    import torch
    from torch import nn

    rng, layers, maps = np.random.default_rng(seed), [], 1
    for k in range(LAYERS):
        last = k == LAYERS - 1
        conv = nn.Conv2d(maps, 1 if last else MAPS, 3, padding=1)
        with torch.no_grad():
            drawn = rng.normal(0, np.sqrt(2 / (9 * maps)), conv.weight.shape)
            conv.weight.copy_(torch.from_numpy(drawn * (not last)))
            conv.bias.zero_()
        layers += [conv] if last else [conv, nn.ReLU()]
        maps = MAPS
    return nn.Sequential(*layers)


def train(residual: bool, seed: int = 0, checked=CHECKED) -> np.ndarray:
    """One run; the error on the unseen photograph (its noisy copy arrives) after each number of steps in `checked`."""
    import torch

    net, rng, source = branch(seed), np.random.default_rng(1000 + seed), picture("china")
    wanted = torch.from_numpy(picture())[None, None]
    arrives = torch.from_numpy(noisy(picture()))[None, None]
    descent = torch.optim.SGD(net.parameters(), RATE, momentum=MOMENTUM)

    def answer(x):
        return net(x) + x if residual else net(x)

    errors = []
    for step in range(max(checked) + 1):
        if step in checked:
            with torch.no_grad():
                errors.append(float((answer(arrives) - wanted).square().mean().sqrt()))
        clean = torch.from_numpy(_squares(source, rng))
        x = clean + torch.from_numpy(rng.normal(0, NOISE, clean.shape).astype(np.float32))
        descent.zero_grad()
        (answer(x) - clean).square().mean().backward()
        descent.step()
    return np.array(errors)


def _squares(source, rng):
    """(BATCH, 1, SQUARE, SQUARE), cut at random places."""
    rows, columns = (rng.integers(0, size - SQUARE, BATCH) for size in source.shape)
    return np.stack([source[None, r : r + SQUARE, c : c + SQUARE] for r, c in zip(rows, columns, strict=True)])


def record() -> Denoising:
    """What `main` wrote."""
    table = json.loads(RECORD.read_text(encoding="utf-8"))
    return Denoising(*(np.array(table[name]) for name in ("steps", "plain", "residual")))


def main() -> None:
    """Write the record: both nets, every seed; on one thread."""
    import torch

    torch.set_num_threads(1)
    found = {
        name: [[round(float(error), 4) for error in train(residual, seed)] for seed in SEEDS]
        for name, residual in (("plain", False), ("residual", True))
    }
    table = {
        "made_by": "python -m course_lib.experiments.noise_residual",
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "torch": torch.__version__},
        "settings": {"noise": NOISE, "layers": LAYERS, "maps": MAPS, "rate": RATE, "seeds": SEEDS, "batch": BATCH},
        "steps": CHECKED,
        **found,
    }
    RECORD.write_text(json.dumps(table) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
