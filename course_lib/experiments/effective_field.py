"""How much of its receptive field does a unit use? The gradient of one unit, pixel by pixel, before and after training.

A net of `depth` convolutions, kernel x kernel, stride 1, no padding, 8 maps each, is shown exactly the
size x size pixels that its one unit sees, size = 1 + depth (kernel - 1): the middle of a handwritten digit of 33 x 33
pixels (the whole digit where size is 33). That unit alone has to say which digit it is. The weight of a pixel is the
mean square of d a / d x over the 8 maps of the last layer (a: before the activation) and over digits, divided by the
sum over all pixels.

Why the weight of a fresh net is a bell: its weights are independent with mean 0, so in the mean square no products of
different paths are left. What a layer does to the weight is to spread it evenly over kernel x kernel pixels, as one
step of a random walk does. After `depth` steps the variance along an axis is

    sigma^2 = depth (kernel^2 - 1) / 12      so   sigma grows like sqrt(depth), the size like depth.

With skip a layer is (x + conv(phi(x))) / sqrt(2): the walk stays where it is half of the time, half of the variance
(the first layer has no skip: one map enters it). All runs together take minutes, so they are recorded:

    python -m course_lib.experiments.effective_field      trains them again and writes recorded/effective_field.json

Source: Luo, Li, Urtasun, Zemel, Understanding the effective receptive field, NeurIPS (2016), sections 2 and 4; they
add up the gradient of all maps, and their images and nets are larger.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from course_lib.data import digits

from .threads import one_thread

RECORD = Path(__file__).with_name("recorded") / "effective_field.json"
DEPTHS = {3: (2, 4, 8, 16), 5: (2, 4, 8)}  # by kernel: as far as the square fits into the digit
ACTIVATIONS = ("relu", "tanh", "linear")
SEEDS = (0, 1, 2, 3, 4)
SIDE, MAPS, CLASSES = 33, 8, 10
DIGIT = 13  # which one is shown
STEPS, BATCH, RATE, PROBES = 400, 32, 0.003, 64  # training by Adam; images that the weight is averaged over


@dataclass
class Field:
    """The field of one kind of net, five seeds."""

    size: int  # side of the theoretical square
    weight: np.ndarray  # (size, size) float64, sums to 1: mean over the seeds (recorded to one part in 255 of its root)
    spread: np.ndarray  # (seeds,) sigma in pixels: root of the mean of the variances along rows and columns
    inside: np.ndarray  # (seeds, (size + 1) / 2): share of the weight in the middle square of side 1, 3, 5, ...
    accuracy: np.ndarray  # (seeds,) of the net's answers on the 359 digits held out

    @property
    def half(self) -> np.ndarray:
        """(seeds,) share of the weight in the middle square of half the side, rounded up to an odd number."""
        return self.inside[:, half_side(self.size) // 2]

    @property
    def width(self) -> np.ndarray:
        """(seeds,) 4 sigma in pixels: 95 % of a bell lie so close to its middle, along one axis."""
        return 4 * self.spread


# ---- measuring: for any map of weights -----------------------------------------------------------------------------


def theoretical_size(depth: int, kernel: int) -> int:
    """1 + depth (kernel - 1): the side of the square that the unit can see, stride 1."""
    return 1 + depth * (kernel - 1)


def half_side(size: int) -> int:
    """The odd number nearest to half of `size`: the larger one, if there are two."""
    return 2 * ((size + 1) // 4) + 1


def expected_spread(depth: int, kernel: int, skip: bool = False) -> float:
    """sigma in pixels of a fresh net: sqrt(steps (kernel^2 - 1) / 12), steps = depth; 1 + (depth - 1) / 2 with skip."""
    steps = 1 + (depth - 1) / 2 if skip else depth
    return float(np.sqrt(steps * (kernel**2 - 1) / 12))


def spread(weight) -> float:
    """sigma of a square map (of any sum): root of the mean of the variances about its middle along the two axes."""
    weight = np.asarray(weight, dtype=np.float64)
    place = (np.arange(len(weight)) - (len(weight) - 1) / 2) ** 2
    return float(np.sqrt((weight.sum(0) @ place + weight.sum(1) @ place) / 2 / weight.sum()))


def share_inside(weight, side: int) -> float:
    """Share of a (size, size) map that lies in the middle square of this side; side and size both odd."""
    weight = np.asarray(weight, dtype=np.float64)
    size = len(weight)
    if weight.shape != (size, size) or size % 2 == 0 or side % 2 == 0 or not 1 <= side <= size:
        raise ValueError(
            f"share_inside: side must be odd and at most the map's odd size, got side {side}, map {weight.shape}"
        )
    edge = (size - side) // 2
    return float(weight[edge : size - edge, edge : size - edge].sum() / weight.sum())


def measure(features, images) -> np.ndarray:
    """(H, W) float64, sums to 1: mean square gradient of one unit with respect to each pixel.

    features  callable    torch images (N, 1, H, W) -> the unit's values (N, maps) or (N, maps, 1, 1)
    images    (N, 1, H, W) float32 array or tensor
    """
    import torch

    with one_thread():
        x = torch.as_tensor(images).clone().requires_grad_()
        unit = features(x).flatten(1)
        total = 0
        for one in unit.unbind(1):
            (gradient,) = torch.autograd.grad(one.sum(), x, retain_graph=True)
            total = total + gradient.double().square().sum(dim=(0, 1))
    return (total / total.sum()).numpy()


# ---- the nets ------------------------------------------------------------------------------------------------------


@cache
def examples(size: int = SIDE):
    """(x, labels, x_held, labels_held): standardised digits, the size x size middles; x (N, 1, size, size) float32."""
    x, labels, held, labels_held = digits(SIDE)
    mean, deviation, edge = x.mean(), x.std(), (SIDE - size) // 2
    cut = slice(edge, SIDE - edge)
    return ((x - mean) / deviation)[..., cut, cut], labels, ((held - mean) / deviation)[..., cut, cut], labels_held


def digit() -> np.ndarray:
    """(SIDE, SIDE) uint8: one of the digits held out, to show behind the maps; 255 is full ink."""
    return np.rint(255 * digits(SIDE)[2][DIGIT, 0].astype(np.float64).clip(0, 1)).astype(np.uint8)


def make_net(depth: int = 8, kernel: int = 3, activation: str = "relu", skip: bool = False, seed: int = 0):
    """A fresh torch net: .features(x) (N, 8, 1, 1) before the last activation, and the ten scores when called.

    Weights normal with mean 0 and variance gain / inputs, gain 2 behind a ReLU and else 1; biases 0.
    """
    import torch
    from torch import nn

    if kernel not in DEPTHS or depth < 1 or activation not in ACTIVATIONS:
        raise ValueError(
            f"make_net: kernel must be 3 or 5, depth at least 1 and activation one of {ACTIVATIONS}, got kernel "
            f"{kernel!r}, depth {depth!r}, activation {activation!r}"
        )
    phi = {"relu": torch.relu, "tanh": torch.tanh, "linear": lambda v: v}[activation]
    gain, edge = 2 if activation == "relu" else 1, kernel // 2

    class Stack(nn.Module):
        def __init__(self):
            super().__init__()
            self.convs = nn.ModuleList([nn.Conv2d(MAPS if layer else 1, MAPS, kernel) for layer in range(depth)])
            self.out = nn.Linear(MAPS, CLASSES)
            random = torch.Generator().manual_seed(seed)
            for layer, conv in enumerate([*self.convs, self.out]):
                inputs = conv.weight[0].numel()
                nn.init.normal_(conv.weight, std=((gain if layer else 1) / inputs) ** 0.5, generator=random)
                nn.init.zeros_(conv.bias)

        def features(self, x):
            a = self.convs[0](x)
            for conv in self.convs[1:]:
                branch = conv(phi(a))
                a = (a[..., edge:-edge, edge:-edge] + branch) / 2**0.5 if skip else branch
            return a

        def forward(self, x):
            return self.out(phi(self.features(x)).flatten(1))

    return Stack()


def train(net, size: int, steps: int = STEPS, seed: int = 0) -> float:
    """Train the net of `make_net` in place by Adam on batches of 32 middles of digits; accuracy on those held out."""
    import torch

    x, labels, held, labels_held = (torch.as_tensor(part) for part in examples(size))
    random, descent = torch.Generator().manual_seed(1000 + seed), torch.optim.Adam(net.parameters(), RATE)
    with one_thread():
        for _ in range(steps):
            chosen = torch.randint(len(x), (BATCH,), generator=random)
            loss = torch.nn.functional.cross_entropy(net(x[chosen]), labels[chosen])
            descent.zero_grad()
            loss.backward()
            descent.step()
        with torch.no_grad():
            return float((net(held).argmax(1) == labels_held).double().mean())


def before_and_after(depth: int, kernel: int, activation: str, skip: bool, seed: int, steps: int = STEPS) -> list:
    """[(weight, accuracy) of the fresh net, the same after training]."""
    size, net = theoretical_size(depth, kernel), make_net(depth, kernel, activation, skip, seed)
    probes = examples(size)[2][:PROBES]
    fresh = measure(net.features, probes), train(net, size, 0)
    accuracy = train(net, size, steps, seed)
    return [fresh, (measure(net.features, probes), accuracy)]


# ---- what was recorded ---------------------------------------------------------------------------------------------


def name_of(depth: int, kernel: int, activation: str, skip: bool) -> str:
    """The key of such a net in the record: "16 3 relu plain"."""
    return f"{depth} {kernel} {activation} {'skip' if skip else 'plain'}"


@cache
def recorded() -> dict:
    """The file recorded/effective_field.json: how it was made, and under "nets" the maps and numbers (see `record`)."""
    return json.loads(RECORD.read_text("utf8"))


def field(
    depth: int = 16, kernel: int = 3, activation: str = "relu", skip: bool = False, trained: bool = False
) -> Field:
    """The recorded field of such a net, fresh or trained.

    Raises ValueError for what was not recorded: DEPTHS lists the depths of each kernel, ACTIVATIONS the activations.
    """
    if kernel not in DEPTHS or depth not in DEPTHS[kernel] or activation not in ACTIVATIONS:
        raise ValueError(
            f"field: recorded are kernels and depths {DEPTHS} and activations {ACTIVATIONS}, got kernel {kernel!r}, "
            f"depth {depth!r}, activation {activation!r}: use one of those, or before_and_after, which takes seconds"
        )
    kept = recorded()["nets"][name_of(depth, kernel, activation, skip)]["after" if trained else "before"]
    size = theoretical_size(depth, kernel)
    root = np.frombuffer(base64.b64decode(kept["map"]), np.uint8).reshape(size, size).astype(np.float64)
    return Field(
        size,
        root**2 / (root**2).sum(),
        np.array(kept["spread"]) / 1e3,
        np.array(kept["inside"]) / 1e4,
        np.array(kept["right"]) / recorded()["held"],
    )


def growth(kernel: int = 3, activation: str = "relu", skip: bool = False, trained: bool = False):
    """(depths, sizes, spreads (depths, seeds), exponent): the exponent is the slope of log spread against log depth."""
    depths = np.array(DEPTHS[kernel])
    spreads = np.array([field(int(depth), kernel, activation, skip, trained).spread for depth in depths])
    exponent = np.polyfit(np.log(depths), np.log(np.median(spreads, axis=1)), 1)[0]
    return depths, np.array([theoretical_size(int(depth), kernel) for depth in depths]), spreads, float(exponent)


def pack(weights, accuracies) -> dict:
    """What the record keeps of one kind of net: its mean map as bytes (root of the weight, 255: the largest), base64,
    and for each seed the spread in 1/1000 pixel, the shares inside in 1/10,000 and the number of right answers."""
    root = np.sqrt(np.mean(weights, axis=0))
    sides = range(1, len(root) + 1, 2)
    return {
        "map": base64.b64encode(np.rint(255 * root / root.max()).astype(np.uint8).tobytes()).decode(),
        "spread": [round(1e3 * spread(one)) for one in weights],
        "inside": [[round(1e4 * share_inside(one, side)) for side in sides] for one in weights],
        "right": [round(accuracy * len(examples()[3])) for accuracy in accuracies],
    }


def record() -> dict:
    """Train every net, five seeds each."""
    import sklearn
    import torch

    nets = {}
    cases = [(d, k, a, s) for k, depths in DEPTHS.items() for d in depths for a in ACTIVATIONS for s in (False, True)]
    for case in cases:
        runs = [before_and_after(*case, seed) for seed in SEEDS]
        fresh, trained = (pack(*zip(*when, strict=True)) for when in zip(*runs, strict=True))
        nets[name_of(*case)] = {"before": fresh, "after": trained}
        print(f"{name_of(*case):18} {fresh['spread']} -> {trained['spread']}, right {trained['right']}", flush=True)
    return {
        "made_by": "python -m course_lib.experiments.effective_field",
        "versions": {"numpy": np.__version__, "torch": torch.__version__, "scikit-learn": sklearn.__version__},
        "seeds": list(SEEDS),
        "settings": {"maps": MAPS, "steps": STEPS, "batch": BATCH, "adam": RATE, "probes": PROBES, "side": SIDE},
        "held": len(examples()[3]),
        "nets": nets,
    }


def main():
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps(record(), separators=(",", ":")) + "\n", "utf8")
    print(RECORD, f"{RECORD.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
