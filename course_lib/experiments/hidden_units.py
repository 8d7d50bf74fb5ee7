"""What can one hidden layer draw? Two questions to the same network

    h_j = phi(a_j),  a = w x + b          (hidden units: fixed here, placed by a rule or by hand)
    y   = sum_j v_j h_j + c               (output: v and c by least squares, no training; the lecture's w^(2), b^(2))

In one dimension: how close does y come to a curve on [-3, 3], and does more width help? (Leshno, Lin, Pinkus,
Schocken, Neural Networks 6 (1993): with enough units as close as you like, exactly if phi is not a polynomial.)
In two dimensions: which classes does the sign of y tell apart? Least squares makes the sum of squared misses small,
not the largest miss, so sup_error may rise a little from one width to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from course_lib.numpy_ops import linear, radial_basis, relu, sign, tanh, threshold

Array = np.ndarray
LOW, HIGH = -3.0, 3.0
RIDGE = 1e-8  # keeps the output weights finite where features repeat each other (a polynomial layer, equal kinks)
ACTIVATIONS = ("relu", "tanh", "threshold", "radial", "polynomial")
HANDLES = LOW + 0.5 * np.arange(13)  # where the points of a target stand

# name: (heights at HANDLES, straight lines between them?)
CURVES = {
    "wave": ([-0.29, 0.51, 0.9, 0.7, 0.04, -0.69, -1.08, -0.89, -0.19, 0.66, 1.24, 1.26, 0.74], False),
    "three kinks": ([-1.2, -0.5, 0.2, 0.9, 0.4, -0.1, -0.6, 0.0, 0.6, 1.2, 0.9, 0.6, 0.3], True),
    "step": ([-0.8, -0.8, -0.8, -0.8, -0.8, -0.8, -0.8, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9], False),
}


# ---- a curve in one dimension ------------------------------------------------------------------------------------


def grid(count: int = 241) -> Array:
    """`count` evenly spaced x in [-3, 3], (count,) float64. All errors are the largest over these points."""
    return LOW + (HIGH - LOW) * np.arange(count) / (count - 1)


def target_curve(x: Array, heights, straight: bool = False) -> Array:
    """The curve through (HANDLES[i], heights[i]), evaluated at x (N,); returns (N,).

    straight: pieces of straight lines. Otherwise cubic pieces that pass each point with the slope of the chord between
    its two neighbours (Catmull and Rom, 1974). Raises ValueError unless there are 13 finite heights.
    """
    t = np.asarray(heights, dtype=float)
    if t.shape != HANDLES.shape or not np.isfinite(t).all():
        raise ValueError(f"target_curve: heights must be 13 finite numbers, one for each of HANDLES, got {heights!r}")
    step = HANDLES[1] - HANDLES[0]
    i = np.clip(np.floor((x - LOW) / step).astype(int), 0, len(t) - 2)
    u = (x - HANDLES[i]) / step
    if straight:
        return t[i] + u * (t[i + 1] - t[i])
    slope = np.gradient(t)  # per step: (t[i+1] - t[i-1]) / 2, one-sided at the two ends
    return (
        (2 * u**3 - 3 * u**2 + 1) * t[i]
        + (u**3 - 2 * u**2 + u) * slope[i]
        + (3 * u**2 - 2 * u**3) * t[i + 1]
        + (u**3 - u**2) * slope[i + 1]
    )


def spread(width: int, activation: str = "relu") -> Array:
    """Kinks (or centres) of `width` units over [-3, 3], (width,).

    ReLU: -3 + 6 j / width. The first kink lies at the left edge: left of the first kink the sum is flat, and a target
    need not begin flat. All others: the middles of `width` equal intervals.
    """
    shift = 0.0 if activation == "relu" else 0.5
    return LOW + (HIGH - LOW) * (np.arange(width) + shift) / width


def unit_scale(width: int, activation: str) -> float:
    """s in a = (x - kink) / s: units get narrower as they get more. ReLU and threshold need no scale."""
    return {"tanh": 3.0 / width, "radial": 6.0 / width, "polynomial": 3.0}.get(activation, 1.0)


def hidden_features(x: Array, kinks, activation: str = "relu", degree: int = 3) -> Array:
    """h[n, j] = phi((x[n] - kinks[j]) / s), with s = unit_scale(K, activation).

    x (N,) float64, kinks (K,); returns (N, K). phi is relu, tanh, threshold, radial (exp(-a^2 / 2)) or polynomial
    (a^degree). Raises ValueError for another activation.
    """
    k, s = np.asarray(kinks, dtype=float), unit_scale(len(kinks), activation)
    if activation == "radial":
        h, _ = radial_basis(x[:, None], k[:, None], s)
        return h
    a, _ = linear(x[:, None], np.full((len(k), 1), 1 / s), -k / s)
    return activate(a, activation, degree)


def activate(a: Array, activation: str, degree: int = 3) -> Array:
    """phi(a), number by number."""
    if activation == "polynomial":
        return a**degree
    functions = {"relu": relu, "tanh": tanh, "threshold": threshold}
    if activation not in functions:
        raise ValueError(f"hidden_units: activation must be one of {', '.join(ACTIVATIONS)}, got {activation!r}")
    h, _ = functions[activation](a)
    return h


def fit_output(h: Array, t: Array, ridge: float = RIDGE) -> tuple[Array, float]:
    """Output weights v (K,) and bias c that minimise |h v + c - t|^2 + ridge |v|^2.

    h (N, K) features, t (N,) targets. The ridge enters as K further rows sqrt(ridge) v = 0.
    """
    count, width = h.shape
    rows = np.zeros((count + width, width + 1))
    rows[:count, 0], rows[:count, 1:] = 1, h
    rows[count:, 1:] = np.sqrt(ridge) * np.eye(width)
    solution, *_ = np.linalg.lstsq(rows, np.concatenate([t, np.zeros(width)]), rcond=None)
    return solution[1:], float(solution[0])


def output(h: Array, v: Array, c: float) -> Array:
    """y = h v + c: h (N, K), v (K,); returns (N,)."""
    y, _ = linear(h, np.asarray(v, dtype=float)[None], np.array([c]))
    return y[:, 0]


def sup_error(y: Array, t: Array) -> float:
    """The largest miss, max |y - t|, over the points given."""
    return float(np.max(np.abs(y - t)))


def errors_by_width(t: Array, activation: str = "relu", widths=range(1, 21), degree: int = 3) -> Array:
    """sup_error of the least-squares fit to t (241,) on grid(), for each width with evenly spread units."""
    x, errors = grid(len(t)), []
    for width in widths:
        h = hidden_features(x, spread(width, activation), activation, degree)
        errors.append(sup_error(output(h, *fit_output(h, t)), t))
    return np.array(errors)


def relu_by_hand(x_k, t_k) -> tuple[Array, Array, float]:
    """Kinks, output weights and bias of ReLU units that draw straight lines through (x_k[i], t_k[i]) exactly.

    One unit a piece: v_0 is the first slope, with its kink at the left end x_k[0]; every further v_i is the change of
    slope at x_k[i]; the bias is t_k[0]. So P pieces (P - 1 kinks) take P units.
    """
    x_k, t_k = np.asarray(x_k, dtype=float), np.asarray(t_k, dtype=float)
    slopes = np.diff(t_k) / np.diff(x_k)
    return x_k[:-1], np.diff(slopes, prepend=0.0), float(t_k[0])


def relu_units_needed(slopes, tolerance: float = 1e-9) -> int:
    """Fewest ReLU units (with an output bias) that draw a continuous curve of straight pieces with these slopes.

    A unit bends at one place, so K kinks need at least K units. Of exactly K, each stands at one kink with slope change
    d_j and opens to the right (adding 0 to the first slope) or to the left (adding -d_j). So K are enough exactly if
    the first slope plus the changes of some kinks is 0, as whenever one piece is flat; otherwise one more unit is
    needed, and relu_by_hand shows that it is enough.
    """
    slopes = np.asarray(slopes, dtype=float)
    changes = np.diff(slopes)
    changes = changes[np.abs(changes) > tolerance]  # equal slopes: no kink
    for count in range(len(changes) + 1):
        for chosen in combinations(changes, count):
            if abs(slopes[0] + sum(chosen)) <= tolerance:
                return len(changes)
    return len(changes) + 1


# ---- two classes in two dimensions -------------------------------------------------------------------------------

MIDDLE = np.array([0.5, 0.5])
CLASSES = ("xor", "moons", "rings")
BY_HAND = {
    "xor": [(1, 1, -0.5), (1, 1, -1.5), (1, -1, -0.5), (-1, 1, -0.5), (1, 0, -0.5), (0, 1, -0.5), (1, 0, 0), (0, 1, 0)],
    "moons": [(0, 1, 1), (1, 0, 1), (1, 0, 0), (1, 0, -1), (0, 1, -0.5), (1, 0, -0.5), (1, 1, -1), (1, -1, 0)],
}


@dataclass(frozen=True)
class Net:
    """A 2-K-1 network: a = x w^T + b, h = phi(a), y = h v + c, answer sign(y)."""

    w: Array  # (K, 2)
    b: Array  # (K,)
    v: Array  # (K,)
    c: float

    def answers(self, points: Array) -> Array:
        """-1 or +1 for each of points (N, 2), with threshold units in the hidden layer."""
        a, _ = linear(points, self.w, self.b)
        answer, _ = sign(output(activate(a, "threshold"), self.v, self.c))
        return answer


def xor_by_hand() -> Net:
    """XOR of two bits: "or" minus "and". h_1 fires when x_1 + x_2 >= 0.5, h_2 when x_1 + x_2 >= 1.5."""
    return Net(np.ones((2, 2)), np.array([-0.5, -1.5]), np.array([2.0, -2.0]), -1.0)


def classes(name: str) -> tuple[Array, Array]:
    """Points (N, 2) and labels (N,) of -1 and +1: "xor" (4 points), "moons" (24) or "rings" (22)."""
    if name == "xor":
        return np.array([[0, 0], [1, 1], [0, 1], [1, 0]], dtype=float), np.array([-1.0, -1.0, 1.0, 1.0])
    if name == "moons":
        angle = np.pi * np.arange(12) / 11
        upper = np.stack([np.cos(angle), np.sin(angle) + 0.25], axis=1)
        lower = np.stack([1 - np.cos(angle), 0.75 - np.sin(angle)], axis=1)
        return np.concatenate([upper, lower]), np.repeat([1.0, -1.0], 12)
    if name == "rings":
        small, large = 2 * np.pi * np.arange(8) / 8, 2 * np.pi * np.arange(14) / 14
        inner = MIDDLE + 0.45 * np.stack([np.cos(small), np.sin(small)], axis=1)
        outer = MIDDLE + 1.25 * np.stack([np.cos(large), np.sin(large)], axis=1)
        return np.concatenate([inner, outer]), np.repeat([1.0, -1.0], [8, 14])
    raise ValueError(f"classes: name must be one of {', '.join(CLASSES)}, got {name!r}")


def random_numbers(seed: int, count: int) -> Array:
    """`count` numbers in [0, 1) by a linear congruential generator (Numerical Recipes), the same in a browser."""
    state, numbers = seed * 2654435761 % 2**32, []
    for _ in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        numbers.append(state / 2**32)
    return np.array(numbers)


def placed_units(width: int, name: str = "xor", draw: int = 0) -> Array:
    """Half-planes of `width` hidden units (at most 8), rows (w_1, w_2, b): the unit is on where w . x + b >= 0.

    draw 0: by hand. xor: "or" and "and" come first. moons: the first is on everywhere (a plain x_2 for ReLU), the next
    three bend along x_1. rings: the sides of an octagon, facing outward.
    draw 1, 2, ...: directions and distances at random; a wider layer keeps the units of a narrower one.
    """
    if draw:
        u = random_numbers(draw, 16).reshape(8, 2)
        angle, distance = 2 * np.pi * u[:, 0], 1.4 * (u[:, 1] - 0.5)
    elif name == "rings":
        angle, distance = np.array([0, 4, 2, 6, 1, 5, 3, 7]) * np.pi / 4, np.full(8, 0.6)
    else:
        return np.array(BY_HAND[name], dtype=float)[:width]
    w = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.concatenate([w, (-w @ MIDDLE - distance)[:, None]], axis=1)[:width]


def placed_centres(width: int, draw: int = 0) -> Array:
    """Centres (width, 2) of radial units: the middle and seven around it, or at random (draw 1, 2, ...)."""
    if draw:
        return -0.5 + 2 * random_numbers(draw, 16).reshape(8, 2)[:width]
    angle = 2 * np.pi * np.arange(7) * 3 / 7  # every third of seven: any first few surround the middle
    around = MIDDLE + 0.9 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.concatenate([MIDDLE[None], around])[:width]


def class_features(points: Array, units: Array, activation: str = "threshold", degree: int = 3) -> Array:
    """h (N, K) of points (N, 2). units: rows (w_1, w_2, b), or centres (c_1, c_2) for radial units (s = 0.6).

    tanh units get a = 3 (w . x + b), so that each is a half-plane with a soft edge.
    """
    if activation == "radial":
        h, _ = radial_basis(points, units, 0.6)
        return h
    a, _ = linear(points, np.ascontiguousarray(units[:, :2]), units[:, 2])
    return activate(3 * a if activation == "tanh" else a, activation, degree)


def best_line(points: Array, labels: Array, directions: int = 180) -> tuple[Array, int]:
    """The line (w_1, w_2, c) whose sign(w . x + c) answers most labels, and how many: no hidden layer.

    Tries `directions` angles of half a turn, every offset between two neighbouring points, both signs; among equals
    the one with the widest gap.
    """
    best = (-1, -1.0, None)
    for angle in np.pi * np.arange(directions) / directions:
        w = np.array([np.cos(angle), np.sin(angle)])
        p = w[0] * points[:, 0] + w[1] * points[:, 1]
        order = np.sort(p)
        cuts = np.concatenate([[order[0] - 1], (order[:-1] + order[1:]) / 2, [order[-1] + 1]])
        gaps = np.concatenate([[2.0], np.diff(order), [2.0]])
        for cut, gap in zip(cuts, gaps, strict=True):
            right = int(np.sum(np.where(p - cut >= 0, 1, -1) == labels))
            for count, turn in ((right, 1.0), (len(labels) - right, -1.0)):
                if gap > 1e-9 and (count, gap) > (best[0], best[1] + 1e-9 * (count == best[0])):
                    best = (count, gap, np.array([turn * w[0], turn * w[1], -turn * cut]))
    return best[2], best[0]
