"""Gradients that come too late: what a delay of tau steps leaves of the stable range, and where delays come from.

Near a minimum, in a direction of curvature c and measured from the minimum, the gradient is c w. Computed at weights
that are tau steps old it gives

    w_(t+1) = w_t - eta c w_(t-tau),        so  w_t = z^t  solves  z^(tau+1) - z^tau + eta c = 0.

It dies away iff all roots z lie inside the unit circle. eta c grows from 0; the first root to reach the circle is
z = e^(i theta), where z^tau (z - 1) = -eta c. Sizes and angles of the two sides:

    |z - 1| = 2 sin(theta / 2) = eta c,     tau theta + (theta / 2 + pi / 2) = pi   ->   theta = pi / (2 tau + 1)

so the steps are stable iff  0 < eta c < 2 sin(pi / (2 (2 tau + 1))), and on the bound w swings with a period of
2 pi / theta = 4 tau + 2 steps. With several curvatures the largest one decides.

The fastest decay has a double root: z = tau / (tau + 1) at eta c = tau^tau / (tau + 1)^(tau + 1); below that w does
not swing. For tau = 1 the recurrence is momentum: (1 + mu - eta c) w_t - mu w_(t-1) with mu = eta c.

Where delays come from: a server holds the weights, M workers fetch them, compute a gradient and send it; the server
makes a step with each gradient as it comes. Until a worker is done the others have sent about M - 1 gradients.

Source: the bound and the double root are derived above; servers: Dean et al., Large scale distributed deep networks,
NeurIPS (2012), section 4.1; delay as momentum: Mitliagkas et al., Asynchrony begets momentum (2016).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .backward_mode import normal_numbers
from .hidden_units import random_numbers

OUT = 1e6  # a path that leaves this size has diverged: it stays where it is


# ---- derived -------------------------------------------------------------------------------------------------------


def bound(tau: int) -> float:
    """2 sin(pi / (2 (2 tau + 1))): the steps are stable for eta c below it. 2, 1, 0.618, 0.445 for tau = 0, 1, 2, 3."""
    return float(2 * np.sin(np.pi / (2 * (2 * _whole("bound", tau) + 1))))


def fastest(tau: int) -> tuple[float, float]:
    """(eta c, factor) of the fastest decay: tau^tau / (tau + 1)^(tau + 1), where the distance shrinks by
    tau / (tau + 1) in each step."""
    tau = _whole("fastest", tau)
    return float(tau**tau / (tau + 1) ** (tau + 1)), tau / (tau + 1)


def factor(tau: int, rate: float) -> float:
    """The factor by which |w| shrinks (below 1) or grows in each step, in the long run: the largest |z|."""
    return float(np.abs(np.roots([1, -1, *[0] * (_whole("factor", tau) - 1), rate] if tau else [1, rate - 1])).max())


def _whole(name: str, tau) -> int:
    if tau != int(tau) or tau < 0:
        raise ValueError(f"{name}: tau must be a whole number of steps, 0 or more, got {tau!r}")
    return int(tau)


# ---- measured ------------------------------------------------------------------------------------------------------


def descend(gradient, start, eta: float, tau: int, steps: int) -> np.ndarray:
    """(steps + 1, ...) float64: w_0 = start, w_(t+1) = w_t - eta gradient(w_(t-tau)); before w_0 all are w_0.

    gradient  callable  w -> array of w's shape
    start     array     of any shape, or a number
    A path that leaves |w| = 1e6 stays there.
    """
    tau, path = _whole("descend", tau), [np.asarray(start, dtype=float)]
    for t in range(steps):
        w = path[-1]
        path.append(w - eta * gradient(path[max(0, t - tau)]) if np.abs(w).max() < OUT else w)
    return np.array(path)


def path(tau: int = 2, rate: float = 0.5, steps: int = 60) -> np.ndarray:
    """(steps + 1,): one coordinate from w = 1, rate = eta c."""
    return descend(lambda w: w, 1.0, rate, tau, steps)


def dies_away(gradient, start, eta: float, tau: int, steps: int = 1000) -> bool:
    """Was the largest step in the last quarter of the steps smaller than in the quarter before, or too small to see?"""
    weights = descend(gradient, start, eta, tau, steps).reshape(steps + 1, -1)
    sizes, quarter = np.abs(np.diff(weights, axis=0)).max(axis=1), steps // 4
    last, before = sizes[-quarter:].max(), sizes[-2 * quarter : -quarter].max()
    return bool(np.abs(weights[-1]).max() < OUT and (last < before or last < 1e-12))


def largest_stable(tau: int, gradient=lambda w: w, start=1.0, high: float = 4.0, halvings: int = 14) -> float:
    """The largest eta that still dies away, by halving [0, high] so many times: a measurement, no formula in it."""
    low = 0.0
    for _ in range(halvings):
        middle = (low + high) / 2
        low, high = (middle, high) if dies_away(gradient, start, middle, tau) else (low, middle)
    return low


def digits_problem():
    """(gradient, start, curvatures) of a real quadratic loss: ten linear scores of the digits, least squares.

        L(W) = 1 / (2 N) sum |x W^T - t|^2,     dL/dW = (W - W*) X^T X / N

    x are the 1438 training digits, minus their mean, t one-hot labels. gradient takes and start is W - W*, (10, 64);
    curvatures (64,), the eigenvalues of X^T X / N, the largest first.
    """
    from course_lib.data import digits

    x, labels, *_ = digits()
    x = x.reshape(len(x), -1).astype(np.float64)
    x = x - x.mean(axis=0)
    t = np.eye(10)[labels]
    square = x.T @ x / len(x)
    best = np.linalg.lstsq(x, t, rcond=None)[0].T
    return (lambda w: w @ square), -best, np.linalg.eigvalsh(square)[::-1]


# ---- a server and its workers ----------------------------------------------------------------------------------------


@dataclass
class Served:
    """What the server saw: `updates` steps of one coordinate (curvature 1), the first from w = 1."""

    w: np.ndarray  # (updates + 1,) the server's weight before each step, and after the last
    time: np.ndarray  # (updates + 1,) when; one gradient takes 1 on average; time[0] is 0
    delay: np.ndarray  # (updates,) how many steps the gradient of each step was old
    worker: np.ndarray  # (updates,) who sent it; -1: all together


def serve(
    workers: int = 4,
    rate: float = 0.3,
    synchronous: bool = False,
    updates: int = 60,
    noise: float = 0.0,
    uneven: float = 0.5,
    draw: int = 1,
) -> Served:
    """A server with so many workers, each gradient taking a random time between 1 - uneven and 1 + uneven.

    Arguments
        workers      int     1 or more
        rate         number  eta c
        synchronous  bool    wait for all workers, average their gradients, make one step; else a step for each
        updates      int     steps of the server
        noise        number  standard deviation of what each gradient is off by, as a small batch is
        uneven       number  0 (all equally fast: every delay becomes workers - 1) to 1
        draw         int     which random times and which noise
    Returns Served.
    """
    if workers < 1 or not 0 <= uneven <= 1:
        raise ValueError(f"serve: workers must be at least 1 and uneven from 0 to 1, got {workers} and {uneven}")
    gradients = updates * (workers if synchronous else 1) + workers
    takes = 1 + uneven * (2 * random_numbers(draw, gradients) - 1)
    off = noise * normal_numbers(draw + 1, gradients)
    return (_together if synchronous else _as_they_come)(workers, rate, updates, takes, off)


def _as_they_come(workers, rate, updates, takes, off):
    """Each worker fetches the weights, is done some time later, and fetches again at once."""
    w, time, delay, sent = [1.0], [0.0], [], []
    done, fetched = takes[:workers].copy(), np.zeros(workers, dtype=int)  # when, and at which step of the server
    for t in range(updates):
        who = int(done.argmin())
        step = w[-1] - rate * (w[fetched[who]] + off[t])
        w.append(step if abs(w[-1]) < OUT else w[-1])
        time.append(float(done[who]))
        delay.append(t - int(fetched[who]))
        sent.append(who)
        fetched[who], done[who] = t + 1, done[who] + takes[workers + t]
    return Served(np.array(w), np.array(time), np.array(delay), np.array(sent))


def _together(workers, rate, updates, takes, off):
    """A round takes as long as its slowest worker, and its gradients are those of the weights as they are."""
    rounds = slice(0, updates * workers)
    slowest, mean = (f(v[rounds].reshape(updates, workers), axis=1) for f, v in ((np.max, takes), (np.mean, off)))
    w = [1.0]
    for t in range(updates):
        w.append(w[-1] - rate * (w[-1] + mean[t]) if abs(w[-1]) < OUT else w[-1])
    time = np.concatenate([[0.0], np.cumsum(slowest)])
    return Served(np.array(w), time, np.zeros(updates, dtype=int), np.full(updates, -1))
