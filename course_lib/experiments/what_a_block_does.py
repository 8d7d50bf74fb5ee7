"""What does a block do to the plane? Two layers alone, and the same two layers added to what they were given.

Points x of the plane, two to two numbers through four ReLU units:

    F(x) = W2 relu(W1 x + b1) + b2        plain: y = F(x)        residual: y = x + F(x)

Every weight is multiplied by one number s. With biases of 0, s passes through the ReLU twice: F grows like s^2. At
s = 0 the plain pair sends the whole plane to the origin, and the residual pair leaves it as it is. From such weights
both are trained towards the same map, t(x), on 81 points of the square, by plain descent on the mean of |y - t|^2.

    identity     t(x) = x                     rotation     t(x) = x turned by 20 degrees
    fold         t(x) = (|x_1|, x_2)          half turn    t(x) = -x

All four are within reach of both: `exact` gives four units that do it without a miss. So what differs is only where
the descent begins and how far it has to go. Measured, 100 draws of the weights, s = 0.5, eta 0.1; median distance
(root of the mean of |y - t|^2) of plain and residual, and in how many draws the residual pair is nearer:

                 before              20 steps            200 steps
    identity     0.96  0.28  100     0.56  0.10  100     0.070  0.021  100
    rotation     0.96  0.42  100     0.56  0.24  100     0.072  0.066   54
    fold         0.97  0.95   47     0.48  0.47   62     0.275  0.034   96
    half turn    0.94  1.85    0     0.51  0.70   14     0.064  0.055   63

A head start is what the residual pair has for maps near the identity, and a plain pair of this size catches up with it
for the rotation. The fold is as far from both at s = 0; yet x + 2 relu(-x_1) (1, 0) is one ReLU unit beside the
shortcut, where a plain pair needs all four. The half turn depends on eta: with 0.2 the residual pair overshoots and
is farther in every draw; with 0.05 it is as good as even (`elsewhere`). The runs take a minute, so they are recorded:

    python -m course_lib.experiments.what_a_block_does        trains them again, writes recorded/what_a_block_does.json

Source: He, Zhang, Ren, Sun, Deep residual learning for image recognition, CVPR (2016), section 3.1, for the argument
that an identity is hard for several nonlinear layers and easy for weights that go to 0.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from .backward_mode import normal_numbers

RECORD = Path(__file__).with_name("recorded") / "what_a_block_does.json"
TARGETS = ("identity", "rotation", "fold", "half turn")
SIDE, UNITS = 9, 4  # points along a side of the square; units of the hidden layer
ANGLE = np.pi / 9  # of the small rotation: 20 degrees
RATE, STEPS = 0.1, 200
MARKS = (0, 5, 10, 20, 50, 100, 200)  # steps after which the draws are compared
SCALES = tuple(k / 10 for k in range(16))  # 0, 0.1, ..., 1.5
DRAWS = 100
TYPICAL = 38  # of the draws one whose distances lie near the medians, for all four maps
EVEN = 1e-6  # distances closer than this are a draw
OTHERS = ((2, 0.05), (2, 0.1), (2, 0.2), (4, 0.05), (4, 0.2), (8, 0.05), (8, 0.1), (8, 0.2))  # units, eta


@dataclass
class Pair:
    """Two layers; or D pairs at once, with a first axis of length D."""

    w1: np.ndarray  # (units, 2)
    b1: np.ndarray  # (units,)
    w2: np.ndarray  # (2, units)
    b2: np.ndarray  # (2,)


@dataclass
class Fit:
    """What descent made of a pair."""

    pair: Pair  # after the last step
    distance: np.ndarray  # (steps + 1,) or (steps + 1, D): before each step and after the last


@dataclass
class Both:
    """A plain and a residual pair that began with the same weights."""

    plain: Fit
    residual: Fit
    y_plain: np.ndarray  # (81, 2) where the points of the square end up
    y_residual: np.ndarray  # (81, 2)


@dataclass
class Draws:
    """100 draws of the weights, compared after MARKS steps (M of them)."""

    plain: np.ndarray  # (M, 3) distance: the 10 % that are nearest, the median, all but the 10 % that are farthest
    residual: np.ndarray  # (M, 3)
    nearer: np.ndarray  # (M,) in how many draws the residual pair is nearer
    farther: np.ndarray  # (M,) and the plain one; the rest are even


def points(side: int = SIDE) -> np.ndarray:
    """(side^2, 2): points of the square from -1 to 1, row by row from below."""
    line = np.linspace(-1, 1, side)
    return np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)


def wanted(target: str, x) -> np.ndarray:
    """t(x) for x (..., 2); target is one of TARGETS, else ValueError."""
    x = np.asarray(x, dtype=float)
    if target == "rotation":
        return x @ _turn(ANGLE).T
    if target == "fold":
        return np.stack([np.abs(x[..., 0]), x[..., 1]], axis=-1)
    if target not in TARGETS:
        raise ValueError(f"wanted: target must be one of {', '.join(TARGETS)}, got {target!r}")
    return -x if target == "half turn" else x.copy()


def _turn(angle: float) -> np.ndarray:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def fresh(scale: float = 1.0, seed: int = 0, units: int = UNITS) -> Pair:
    """He et al.'s normal weights, variance 2 / inputs, times `scale`; biases 0. Both kinds of pair begin with it."""
    z = normal_numbers(seed, 4 * units)
    w1, w2 = z[: 2 * units].reshape(units, 2), z[2 * units :].reshape(2, units) * np.sqrt(2 / units)
    return Pair(scale * w1, np.zeros(units), scale * w2, np.zeros(2))


def stacked(pairs) -> Pair:
    """A list of D pairs as one, for `branch` and `train`."""
    return Pair(*(np.stack([getattr(pair, name) for pair in pairs]) for name in ("w1", "b1", "w2", "b2")))


def exact(target: str, residual: bool) -> Pair:
    """Four ReLU units that do the map exactly: relu(v) - relu(-v) = v and relu(v) + relu(-v) = |v|.

    A residual pair has to make t(x) - x: nothing at all for the identity, one unit, 2 relu(-x_1), for the fold.
    """
    eye = np.eye(2)
    linear = {"identity": eye, "rotation": _turn(ANGLE), "half turn": -eye}
    w1 = np.array([[1.0, 0], [-1, 0], [0, 1], [0, -1]])
    if target == "fold":
        w2 = np.array([[0.0, 2, 0, 0], [0, 0, 0, 0]]) if residual else np.array([[1.0, 1, 0, 0], [0, 0, 1, -1]])
    else:
        wanted(target, [0, 0])  # names a target that is none
        w2 = np.repeat(linear[target] - (eye if residual else 0), 2, axis=1) * [1, -1, 1, -1]
    return Pair(w1, np.zeros(4), w2, np.zeros(2))


def branch(x, pair: Pair) -> np.ndarray:
    """F(x), (N, 2), or (D, N, 2) for D pairs."""
    return _forward(np.asarray(x, dtype=float), pair)[1]


def block(x, pair: Pair, residual: bool) -> np.ndarray:
    """y: F(x) of a plain pair, x + F(x) of a residual one."""
    return branch(x, pair) + (x if residual else 0)


def _forward(x, p: Pair):
    h = np.maximum(x @ p.w1.swapaxes(-1, -2) + p.b1[..., None, :], 0)
    return h, h @ p.w2.swapaxes(-1, -2) + p.b2[..., None, :]


def distance(y, t) -> np.ndarray:
    """Root of the mean over the points of |y - t|^2; y (..., N, 2)."""
    return np.sqrt(((y - t) ** 2).sum(-1).mean(-1))


def train(pair: Pair, target: str, residual: bool, steps: int = STEPS, rate: float = RATE) -> Fit:
    """Plain descent on the mean over 81 points of |y - t|^2. `pair` may be D pairs, each trained alone; it is kept.

    With e = 2 (y - t) / N, the shortcut adds nothing to the way back to the weights:

        dW2 = sum e h^T    db2 = sum e    da = (W2^T e) where a > 0, else 0    dW1 = sum da x^T    db1 = sum da
    """
    x = points()
    t, p, found = wanted(target, x), pair, []
    for step in range(steps + 1):
        h, f = _forward(x, p)
        miss = f + (x if residual else 0) - t
        found.append(np.sqrt((miss**2).sum(-1).mean(-1)))
        if step == steps:
            return Fit(p, np.array(found))
        e = 2 * miss / len(x)
        da = (e @ p.w2) * (h > 0)
        p = Pair(
            p.w1 - rate * da.swapaxes(-1, -2) @ x,
            p.b1 - rate * da.sum(-2),
            p.w2 - rate * e.swapaxes(-1, -2) @ h,
            p.b2 - rate * e.sum(-2),
        )


def what_a_block_does(
    scale: float = 0.5,
    target: str = "identity",
    steps: int = 0,
    seed: int = TYPICAL,
    units: int = UNITS,
    rate: float = RATE,
) -> Both:
    """Both pairs from the same weights, s times those of `fresh`, after so many steps towards the same map.

    scale   number >= 0  s, on all weights
    target  str          one of TARGETS
    steps   int          of plain descent, 0: as drawn
    seed    int          of the weights
    """
    start = fresh(scale, seed, units)
    fits = [train(start, target, residual, steps, rate) for residual in (False, True)]
    return Both(
        *fits, *(block(points(), fit.pair, residual) for fit, residual in zip(fits, (False, True), strict=True))
    )


# ---- what was recorded ---------------------------------------------------------------------------------------------


def compare(scale: float, target: str, units: int = UNITS, rate: float = RATE, draws: int = DRAWS) -> Draws:
    """Train both pairs from so many draws and compare them. Takes about a second."""
    start = stacked([fresh(scale, seed, units) for seed in range(draws)])
    plain, residual = (train(start, target, kind, STEPS, rate).distance[list(MARKS)] for kind in (False, True))
    quantiles = [np.quantile(one, [0.1, 0.5, 0.9], axis=1).T for one in (plain, residual)]
    return Draws(*quantiles, (residual < plain - EVEN).sum(1), (plain < residual - EVEN).sum(1))


@cache
def recorded() -> dict:
    """recorded/what_a_block_does.json: under "draws" by target and scale what `draws` unpacks, see `record`."""
    return json.loads(RECORD.read_text("utf8"))


def draws(scale: float, target: str) -> Draws:
    """The recorded comparison for this target and the nearest of SCALES. ValueError for an unknown target."""
    wanted(target, [0, 0])
    nearest = min(max(0, int(10 * scale + 0.5)), len(SCALES) - 1)
    kept = recorded()["draws"][target][nearest]
    quantiles = (np.array(kept[name]) / 1e4 for name in ("plain", "residual"))
    return Draws(*quantiles, np.array(kept["nearer"]), np.array(kept["farther"]))


def elsewhere() -> dict:
    """{(units, eta): {target: (nearer, farther)}} after 200 steps from s = 0.5: does the comparison depend on them?"""
    kept = recorded()["elsewhere"]
    return {pair: {name: tuple(kept[k][name]) for name in TARGETS} for k, pair in enumerate(OTHERS)}


def record() -> dict:
    found = {}
    for target in TARGETS:
        runs = [compare(scale, target) for scale in SCALES]
        found[target] = [
            {
                "plain": np.rint(1e4 * one.plain).astype(int).tolist(),
                "residual": np.rint(1e4 * one.residual).astype(int).tolist(),
                "nearer": one.nearer.tolist(),
                "farther": one.farther.tolist(),
            }
            for one in runs
        ]
        print(target, *(f"{one.nearer[-1]}:{one.farther[-1]}" for one in runs), flush=True)
    others = []
    for units, rate in OTHERS:
        last = {target: compare(0.5, target, units, rate) for target in TARGETS}
        others.append({name: [int(one.nearer[-1]), int(one.farther[-1])] for name, one in last.items()})
        print(units, rate, others[-1], flush=True)
    return {
        "made_by": "python -m course_lib.experiments.what_a_block_does",
        "versions": {"numpy": np.__version__},
        "seeds": [0, DRAWS - 1],
        "settings": {"units": UNITS, "rate": RATE, "side": SIDE, "marks": list(MARKS), "scales": list(SCALES)},
        "draws": found,
        "elsewhere": others,
    }


def main():
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps(record(), separators=(",", ":")) + "\n", "utf8")
    print(RECORD, f"{RECORD.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
