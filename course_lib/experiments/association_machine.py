"""Rosenblatt's machine: a sensor of 20 x 20 photocells, association units wired to it at random, one response unit.

    a_i   = sum over the wires of unit i of  sign of the wire * cell at its end  =  v_i . x
    phi_i = sign(a_i)                  fixed: nobody chooses the wires, and nothing ever changes them
    s     = w . phi                    the only weights that learn
    y     = sign(s)                    -1: first class, +1: second class (sign(0) = +1)
    w    <- w + eta t phi              on a mistake, t s <= 0, else nothing

A sum of 0 counts as a mistake, also where the answer sign(0) = +1 happens to be right.

The sensor and the numbers 400 and 512 are those of the Mark I; it had 8 response units, here one is enough for two
classes. Chosen here: 10 wires a unit to 10 different cells, each +1 or -1 with equal chance, and threshold 0.
Source: Rosenblatt, Psychological Review 65 (1958).
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from course_lib.numpy_ops import linear, sign

SIZE = 20  # photocells along each side of the sensor
UNITS = 512
WIRES = 10
HELD_OUT = 117  # of the roughly 360 digits of two classes


@dataclass(frozen=True)
class Wiring:
    """Which cell each wire comes from, what it does, and when it would be cut.

    cells  (units, wires)  int16, index of a photocell, row by row
    signs  (units, wires)  int8: +1 excites, -1 inhibits, 0 is cut
    order  (units, wires)  uint16: the wire's place in a random queue; cutting takes wires from its front
    """

    cells: np.ndarray
    signs: np.ndarray
    order: np.ndarray


def resize(images: np.ndarray, size: int) -> np.ndarray:
    """Bilinear: (N, n, n) to (N, size, size). Each new pixel mixes its two neighbours, first along rows, then columns.

    new = M old M^T, where row r of M has the weights 1-f and f at the pixels left and right of the centre of r.
    """
    n = images.shape[-1]
    position = np.clip((np.arange(size) + 0.5) * n / size - 0.5, 0, n - 1)  # centre of each new pixel, in old pixels
    left = np.minimum(position.astype(int), n - 2)
    m = np.zeros((size, n))
    m[np.arange(size), left] = 1 - (position - left)
    m[np.arange(size), left + 1] = position - left
    return m @ images @ m.T


def sensor_images(classes: tuple[int, int] = (3, 8), size: int = SIZE) -> tuple[np.ndarray, np.ndarray]:
    """The handwritten digits of two classes as the photocells see them.

    scikit-learn's 8 x 8 digits (grey 0 to 16), enlarged, then 1 where the grey reaches 8: a cell is lit or dark.

    Returns
        x  (N, size * size)  float32, 0 or 1, row by row, in scikit-learn's order
        t  (N,)              float32: -1 for classes[0], +1 for classes[1]
    Raises ValueError unless `classes` are two different digits.
    """
    if len(set(classes)) != 2 or not set(classes) <= set(range(10)):
        raise ValueError(f"classes must be two different digits from 0 to 9, got {classes!r}; e.g. (3, 8)")
    from sklearn.datasets import load_digits  # slow to import, so only when needed

    digits = load_digits()
    wanted = np.isin(digits.target, classes)
    # Rounded: a grey of exactly 8 is common, and must not depend on the order in which a processor adds.
    x = np.round(resize(digits.images[wanted], size), 6) >= 8
    t = np.where(digits.target[wanted] == classes[1], 1, -1)
    return x.reshape(len(x), -1).astype(np.float32), t.astype(np.float32)


def split(x, t, held_out: int = HELD_OUT, seed: int = 0):
    """(x_train, t_train, x_test, t_test): shuffled once by `seed`; the last `held_out` digits are never learned."""
    shuffled = np.random.default_rng(seed).permutation(len(x))
    train, test = shuffled[:-held_out], shuffled[-held_out:]
    return x[train], t[train], x[test], t[test]


def random_wiring(units: int, wires_per_unit: int, rng: np.random.Generator, cells: int = SIZE * SIZE) -> Wiring:
    """Every unit draws `wires_per_unit` different cells and a sign for each wire, all with equal chance."""
    ends = rng.permuted(np.tile(np.arange(cells), (units, 1)), axis=1)[:, :wires_per_unit]
    signs = rng.choice([-1, 1], size=ends.shape)
    order = rng.permutation(ends.size).reshape(ends.shape)
    return Wiring(ends.astype(np.int16), signs.astype(np.int8), order.astype(np.uint16))


def cut(wiring: Wiring, share: float) -> Wiring:
    """The same machine with the first `share` (0 to 1) of its wires, in the order of the queue, cut: sign 0.

    A unit that has lost all its wires has a = 0 and answers +1 to everything.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"cut: share must lie between 0 and 1, got {share}; 0.25 cuts every fourth wire")
    count = int(share * wiring.order.size + 0.5)
    return replace(wiring, signs=np.where(wiring.order < count, 0, wiring.signs).astype(np.int8))


def as_matrix(wiring: Wiring, cells: int = SIZE * SIZE) -> np.ndarray:
    """The vectors v_i as rows: (units, cells) float32, mostly 0."""
    v = np.zeros((len(wiring.cells), cells), np.float32)
    v[np.arange(len(v))[:, None], wiring.cells] = wiring.signs
    return v


def association(x: np.ndarray, wiring: Wiring) -> np.ndarray:
    """phi (N, units) = sign(x v^T), -1 or +1 as float32, of the images x (N, cells)."""
    a, _ = linear(x, as_matrix(wiring, x.shape[1]))
    phi, _ = sign(a)
    return phi


def respond(phi: np.ndarray, w: np.ndarray) -> np.ndarray:
    """y (N,) = sign(phi . w): what the response unit says to each row of phi (N, units)."""
    y, _ = sign(phi @ w)
    return y


def train(phi: np.ndarray, t: np.ndarray, w=None, eta: float = 1.0, passes: int = 20) -> tuple[np.ndarray, list[int]]:
    """Perceptron learning of the response weights, one example after the other, until a pass without mistakes.

        mistake:  t (w . phi) <= 0          then:  w <- w + eta t phi

    Arguments
        phi  (N, units)  float32    t  (N,)  -1 or +1
        w    (units,)    float32, where to begin; None: all 0
    Returns
        w    (units,)    new, the one given is not changed
        mistakes         list of int, one for each pass; at most `passes` of them
    """
    w = np.zeros(phi.shape[1], np.float32) if w is None else w.copy()
    mistakes = []
    while len(mistakes) < passes and (not mistakes or mistakes[-1]):
        mistakes.append(0)
        for features, target in zip(phi, t, strict=True):
            if target * (features @ w) <= 0:
                w += eta * target * features
                mistakes[-1] += 1
    return w, mistakes


@dataclass(frozen=True)
class Cuts:
    """Accuracy on the held-out digits. shares (S,); the other two (machines, S), one row a randomly wired machine."""

    shares: np.ndarray
    kept: np.ndarray  # trained with all wires, then cut, weights kept
    relearned: np.ndarray  # cut first, then trained


@lru_cache(maxsize=8)
def accuracy_against_cuts(classes=(3, 8), units: int = UNITS, wires_per_unit: int = WIRES, machines: int = 12) -> Cuts:
    """Cut 0, 10, ... 100 % of the wires of `machines` machines that differ in wiring only (seeds 0, 1, ...).

    `classes` must be a tuple. Two answers for every share: with the weights learned before the cut, and with weights
    learned after it. Kept in memory, since it takes a moment. All numbers up to the shares of right answers are whole,
    so they are the same on every computer.
    """
    x, t, x_test, t_test = split(*sensor_images(classes))
    shares = np.linspace(0, 1, 11)
    phi = np.empty((len(x) + len(x_test), machines, len(shares), units), np.int8)
    for seed in range(machines):
        wiring = random_wiring(units, wires_per_unit, np.random.default_rng(seed))
        phi[:, seed] = _association_at_shares(np.concatenate([x, x_test]), wiring, shares)
    phi = phi.reshape(len(phi), -1, units)  # (digits, machines * shares, units)
    w = train_side_by_side(phi[: len(x)], t).reshape(machines, len(shares), units)
    test = phi[len(x) :].reshape(-1, machines, len(shares), units).astype(np.float32)
    kept = np.einsum("nmsu,mu->nms", test, w[:, 0], optimize=False)  # share 0: nothing cut yet
    relearned = np.einsum("nmsu,msu->nms", test, w, optimize=False)
    right = [np.mean(sign(s)[0] == t_test[:, None, None], axis=0) for s in (kept, relearned)]
    return Cuts(shares, *right)


def train_side_by_side(phi: np.ndarray, t: np.ndarray, passes: int = 20) -> np.ndarray:
    """`train` (eta = 1, from w = 0) of many machines at once, which only saves time.

    phi (N, machines, units) of -1 and +1, t (N,); returns w (machines, units) float32.
    """
    w = np.zeros(phi.shape[1:], np.float32)
    busy = np.arange(len(w))  # machines whose last pass was not without mistakes
    for _ in range(passes):
        features, v = np.ascontiguousarray(phi[:, busy]), w[busy]
        erred = np.zeros(len(busy), bool)
        for row, target in zip(features, t, strict=True):
            row = row.astype(np.float32)
            mistake = target * np.einsum("mu,mu->m", row, v) <= 0
            v[mistake] += target * row[mistake]
            erred |= mistake
        w[busy] = v
        busy = busy[erred]
    return w


def _association_at_shares(x: np.ndarray, wiring: Wiring, shares: np.ndarray) -> np.ndarray:
    """phi (N, shares, units) int8 of the images x (N, cells), with each share of the wires cut."""
    signal = x.astype(np.int8)[:, wiring.cells] * wiring.signs  # what each wire would carry
    phi = np.empty((len(x), len(shares), len(wiring.cells)), np.int8)
    for k, share in enumerate(shares):
        a = np.einsum("nuw,uw->nu", signal, np.abs(cut(wiring, share).signs))
        phi[:, k] = np.where(a >= 0, 1, -1)
    return phi


def falls_below(shares: np.ndarray, accuracy: np.ndarray, level: float) -> float | None:
    """Where the line through the points first crosses `level` from above; None if it never does."""
    for k in range(1, len(shares)):
        before, after = accuracy[k - 1], accuracy[k]
        if before >= level > after:
            return float(shares[k - 1] + (before - level) / (before - after) * (shares[k] - shares[k - 1]))
    return None
