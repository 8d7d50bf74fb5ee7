"""Learning from mistakes: the perceptron's run, the margin of its data, and Novikoff's bound on its mistakes.

The bias is a weight like the others once every example carries a 1: w~ = (w, b), and with z_i = t_i (x_i, 1)
a mistake is w~.z_i <= 0 and learning is w~ += lr z_i. Margin and bound live in that space with the 1 appended.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

MAX_SUBSETS = 200_000  # beyond this `margin` would take longer than a reader waits


@dataclass
class PerceptronRun:
    """What happened, mistake by mistake (K mistakes, D inputs). Row k of w and b: the weights after k mistakes."""

    w: np.ndarray  # (K + 1, D) float64
    b: np.ndarray  # (K + 1,) float64
    index: np.ndarray  # (K,) int: the example that each mistake was made on
    seen: np.ndarray  # (K,) int: examples looked at up to and including that mistake
    examples: int  # examples looked at in all
    epochs: int  # passes begun; the last one is without a mistake if converged
    converged: bool

    @property
    def mistakes(self) -> int:
        """K, the number of mistakes, which is the number of updates."""
        return len(self.index)

    @property
    def norms(self) -> np.ndarray:
        """(K + 1,) the length of (w, b) after each mistake: the staircase that Novikoff's two bounds enclose."""
        return np.sqrt((self.w**2).sum(axis=1) + self.b**2)


def perceptron_run(X, t, w=None, b=0.0, lr=1.0, max_epochs=1000, max_mistakes=None) -> PerceptronRun:
    """Pass over the examples in order, and again, until a whole pass goes without a mistake.

        mistake:  t_i (w.x_i + b) <= 0
        then:     w <- w + lr t_i x_i,   b <- b + lr t_i

    Arguments
        X             (N, D)        examples, one a row
        t             (N,)          -1 or +1
        w, b          (D,), number  where to start; None is 0
        lr            number > 0    the step eta (from w = b = 0 it only scales the weights: any lr, same mistakes)
        max_epochs    int           passes after which to give up
        max_mistakes  int or None   mistakes after which to give up
    Raises
        ValueError  shapes that do not fit, a t other than -1 or +1, a number that is not finite, lr <= 0
    Source: Rosenblatt, Psychological Review 65 (1958); Principles of Neurodynamics (1962), chapter 5. If no line
    separates the examples the weights wander for ever, yet stay bounded: the perceptron cycling theorem (Minsky,
    Papert, Perceptrons, 1969, section 11.10; full proof in Block, Levin, Proc. AMS 26, 1970).
    """
    X, t = _examples("perceptron_run", X, t)
    w = np.zeros(X.shape[1]) if w is None else np.array(w, dtype=float)
    if w.shape != X.shape[1:]:
        raise ValueError(f"perceptron_run: w needs one weight for each of {X.shape[1]} inputs, got shape {w.shape}")
    _require_step("perceptron_run", lr)
    b = float(b)
    ws, bs, index, seen = [w], [b], [], []
    examples, epochs, clean, most = 0, 0, False, np.inf if max_mistakes is None else max_mistakes
    while not clean and epochs < max_epochs and len(index) < most:
        clean, epochs = True, epochs + 1
        for i in range(len(X)):
            if len(index) >= most:
                break
            examples += 1
            if t[i] * ((w * X[i]).sum() + b) <= 0:
                w, b, clean = w + lr * t[i] * X[i], b + lr * t[i], False
                ws.append(w)
                bs.append(b)
                index.append(i)
                seen.append(examples)
    return PerceptronRun(np.array(ws), np.array(bs), np.array(index, int), np.array(seen, int), examples, epochs, clean)


@dataclass
class Margin:
    """The best separator through the origin of the space with the 1 appended, scaled to length 1."""

    gamma: float  # the distance from it to the nearest example
    w: np.ndarray  # (D,) its weights
    b: float  # its bias: |w|^2 + b^2 = 1
    support: tuple  # the examples it rests on, at most D + 1: all at distance gamma


def margin(X, t) -> Margin | None:
    """The widest margin of any separator (w, b) of length 1; None if none separates the examples.

        gamma = max over |(w, b)| = 1 of min_i t_i (w.x_i + b)

    It is the distance from 0 to the convex hull of the z_i = t_i (x_i, 1), and the separator points to the hull's
    nearest point. That point lies among at most D + 1 of the z_i; here all such sets are tried (hand-sized data).

    Arguments: X (N, D) examples, t (N,) of -1 or +1.
    Raises ValueError for what is not that, and when there are more than 200,000 sets to try.
    Source: Novikoff, Symposium on the Mathematical Theory of Automata (1962), for gamma; Boser, Guyon, Vapnik, COLT
    (1992), for the examples it rests on.
    """
    X, t = _examples("margin", X, t)
    n, size = X.shape[0], X.shape[1] + 1
    if sum(comb(n, k) for k in range(1, size + 1)) > MAX_SUBSETS:
        raise ValueError(
            f"margin tries every set of up to {size} of the {n} examples, which is for hand-sized data: "
            "take fewer examples or inputs, or a linear support vector machine"
        )
    z = t[:, None] * np.column_stack([X, np.ones(n)])
    for k in range(1, size + 1):
        for chosen in combinations(range(n), k):
            p = _nearest_to_origin(z[list(chosen)])
            if p is not None and (z @ p >= p @ p * (1 - 1e-9)).all():
                gamma = float(np.sqrt(p @ p))
                return Margin(gamma, p[:-1] / gamma, float(p[-1] / gamma), chosen)
    return None


def mistake_bound(X, t, w0_norm=0.0, lr=1.0) -> float:
    """Novikoff's bound: no order of the examples makes the perceptron err more often. inf if not separable.

        k <= (R / gamma)^2 + 2 w0_norm / (lr gamma),   R = max_i |(x_i, 1)|

    Why, with w~ = (w, b): each mistake adds at least lr gamma to w~.u (u the best separator of length 1), so
    lr k gamma - w0_norm <= |w~|; and it adds at most lr^2 R^2 to |w~|^2, so |w~|^2 <= w0_norm^2 + k lr^2 R^2. The two
    meet at the bound.

    Arguments
        X, t     (N, D), (N,)  examples and their classes -1 or +1
        w0_norm  number >= 0   length of (w, b) at the start; 0 from w = b = 0
        lr       number > 0    the step; it matters only if w0_norm > 0
    Raises ValueError for what is not that.
    Source: Novikoff, Symposium on the Mathematical Theory of Automata (1962).
    """
    X, t = _examples("mistake_bound", X, t)
    _require_step("mistake_bound", lr)
    if not w0_norm >= 0:
        raise ValueError(f"mistake_bound: w0_norm is a length and cannot be below 0, got {w0_norm}")
    best = margin(X, t)
    if best is None:
        return float("inf")
    radius = np.sqrt((X**2).sum(axis=1) + 1).max()
    return float((radius / best.gamma) ** 2 + 2 * w0_norm / (lr * best.gamma))


def _nearest_to_origin(z: np.ndarray) -> np.ndarray | None:
    """The point of the plane through the rows of z that is nearest to 0, if it lies between them; else None."""
    k = len(z)
    system = np.ones((k + 1, k + 1))  # stationarity of |sum_i a_i z_i|^2 with sum_i a_i = 1
    system[:k, :k], system[k, k] = z @ z.T, 0
    try:
        shares = np.linalg.solve(system, np.eye(k + 1)[k])[:k]
    except np.linalg.LinAlgError:  # rows in line: a smaller set has the same point
        return None
    p = shares @ z
    return p if (shares >= -1e-12).all() and p @ p > 1e-12 else None


def _examples(name: str, X, t) -> tuple[np.ndarray, np.ndarray]:
    X, t = np.asarray(X, dtype=float), np.asarray(t, dtype=float)
    if X.ndim != 2 or t.shape != X.shape[:1] or not len(X):
        raise ValueError(f"{name}: X must be (N, D) and t (N,) with N > 0, got {X.shape} and {t.shape}")
    if not np.isin(t, (-1, 1)).all():
        wrong = t[~np.isin(t, (-1, 1))][0]
        raise ValueError(f"{name}: every t must be -1 or +1, got {wrong:g}; write classes 0 and 1 as 2 * t - 1")
    if not np.isfinite(X).all():
        raise ValueError(f"{name}: X must be finite, row {int(np.argwhere(~np.isfinite(X))[0][0])} is not")
    return X, t


def _require_step(name: str, lr) -> None:
    if not (np.isfinite(lr) and lr > 0):
        raise ValueError(f"{name}: lr, the step, must be a number above 0, got {lr}")
