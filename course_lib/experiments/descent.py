"""Going down a surface of two weights by four rules, and what the learning rate and the momentum decide.

Near a minimum, in a direction of curvature c and measured from the minimum, the gradient is c w, and the velocity v of
momentum is the last move: -eta v_t = w_t - w_(t-1). One step of momentum then is

    w_(t+1) = w_t - eta (mu v_t + c w_t) = (1 + mu - eta c) w_t - mu w_(t-1)

that is, (w_(t+1), w_t) = [[1 + mu - eta c, -mu], [1, 0]] (w_t, w_(t-1)). The two eigenvalues of this matrix solve
z^2 - (1 + mu - eta c) z + mu = 0; the larger size of the two, over all curvatures, is the factor rho by which the
distance to the minimum shrinks in each step, in the long run (Polyak 1964).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from course_lib.numpy_ops import adagrad_step, momentum_step, newton_step, sgd_step

from .backward_mode import normal_numbers

SURFACES = ("ravine", "hills", "saddle")
METHODS = ("descent", "momentum", "adagrad", "newton")
XLIM, YLIM = (-4.5, 4.5), (-3.0, 3.0)  # the part of each surface that is looked at

RAVINE = (0.5, 20.0)  # curvature along and across
SADDLE = 3.0  # its two minima lie at w = (-3, 0) and (3, 0)
BOWL = (0.08, 0.16)  # hills: curvatures of the bowl that everything stands in
# hills: height (dips are negative), x, y and width of Gaussians
BUMPS = ((-2.4, -2.6, 1.1, 1.0), (-3.2, 2.5, 0.9, 1.05), (-2.0, 0.6, -1.7, 0.8), (0.9, -0.3, 0.4, 0.7))
ARRIVED = 0.1  # a path has arrived when it comes so close to a minimum and stays
OUT = 1e3  # a path that leaves this radius has diverged: it ends there


@dataclass(frozen=True)
class Surface:
    """A loss of two weights w = (w_0, w_1); every method takes w of shape (..., 2).

    name   "ravine", "hills" or "saddle"
    turn   degrees by which it is turned, counter-clockwise about the origin
    """

    name: str
    turn: float = 0.0

    def __post_init__(self):
        if self.name not in SURFACES:
            raise ValueError(f"Surface: name must be one of {', '.join(SURFACES)}, got {self.name!r}")

    @property
    def axes(self) -> np.ndarray:
        """(2, 2): its rows are the surface's own axes; axes @ w are the coordinates along them."""
        angle = np.deg2rad(self.turn)
        return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])

    def loss(self, w) -> np.ndarray:
        """(...): ravine (c_0 x^2 + c_1 y^2) / 2; saddle -x^2/2 + x^4/36 + 2 y^2; hills a bowl and Gaussian bumps."""
        return self._derivatives(w)[0]

    def gradient(self, w) -> np.ndarray:
        """(..., 2): the first derivatives of loss."""
        return self._derivatives(w)[1] @ self.axes

    def hessian(self, w) -> np.ndarray:
        """(..., 2, 2): the second derivatives of loss."""
        return self.axes.T @ self._derivatives(w)[2] @ self.axes

    def _derivatives(self, w):
        w = np.asarray(w, dtype=float) @ self.axes.T
        x, y = w[..., 0], w[..., 1]
        if self.name == "ravine":
            g = w * RAVINE
            return (g * w).sum(axis=-1) / 2, g, np.broadcast_to(np.diag(RAVINE), (*w.shape, 2))
        if self.name == "saddle":
            g = np.stack([x**3 / SADDLE**2 - x, 4 * y], axis=-1)
            h = _matrix(3 * x**2 / SADDLE**2 - 1, 0 * x, 4 + 0 * y)
            return -(x**2) / 2 + x**4 / (4 * SADDLE**2) + 2 * y**2, g, h
        loss, g = (w * w * BOWL).sum(axis=-1) / 2, w * BOWL
        h = np.broadcast_to(np.diag(BOWL), (*w.shape, 2))
        for height, cx, cy, width in BUMPS:
            dx, dy = (x - cx) / width, (y - cy) / width
            bump = height * np.exp(-(dx * dx + dy * dy) / 2)
            loss = loss + bump
            g = g - (bump / width)[..., None] * np.stack([dx, dy], axis=-1)
            h = h + (bump / width**2)[..., None, None] * _matrix(dx * dx - 1, dx * dy, dy * dy - 1)
        return loss, g, h

    def stationary(self) -> dict:
        """name: (2,) of all places in view with gradient 0: minima A, B, C; saddles S1, S2, S3; the maximum M1.

        Letters and numbers run from left to right before the surface is turned.
        """
        return {name: place @ self.axes for name, place in _flat_places(self.name)}

    def minima(self) -> dict:
        """name: (2,) of the minima alone."""
        return {name: w for name, w in self.stationary().items() if len(name) == 1}


@cache
def _flat_places(name: str) -> tuple:
    """(name, (2,)) of the places with gradient 0: where Newton's steps lead from a grid, if to a place near by."""
    surface = Surface(name)
    w = np.stack(np.meshgrid(np.linspace(*XLIM, 37), np.linspace(*YLIM, 25)), axis=-1).reshape(-1, 2)
    for _ in range(40):
        h = surface.hessian(w)
        safe = np.abs(np.linalg.det(h)) > 1e-9
        w, h = w[safe], h[safe]
        move = np.linalg.solve(h, surface.gradient(w)[..., None])[..., 0]
        w = w - move
        near = (np.abs(w) <= 6).all(axis=-1)
        w, move = w[near], move[near]
    places, found = np.where(np.abs(w) < 1e-12, 0.0, w)[np.hypot(*move.T) < 1e-12], []
    for place in places:
        if not any(np.hypot(*(place - other)) < 1e-3 for other in found):
            found.append(place)
    names, kinds = {}, {"minimum": iter("ABC"), "saddle": iter(("S1", "S2", "S3")), "maximum": iter(("M1",))}
    for place in sorted(found, key=lambda place: place[0]):
        low, high = np.linalg.eigvalsh(surface.hessian(place))
        names[next(kinds["minimum" if low > 0 else "saddle" if high > 0 else "maximum"])] = place
    return tuple(sorted(names.items()))


def _matrix(a, b, c):
    return np.stack([np.stack([a, b], axis=-1), np.stack([b, c], axis=-1)], axis=-1)


def paths(
    name: str = "ravine",
    start=(-4.0, 1.2),
    eta: float = 0.09,
    mu: float = 0.7,
    steps: int = 40,
    adagrad_eta: float = 0.8,
    noise: float = 0.0,
    draw: int = 1,
    turn: float = 0.0,
) -> dict:
    """Four ways down from one start, by numpy_ops.optim: {"descent": (steps + 1, 2), "momentum": ..., ...}.

    name         of the surface
    start        (2,) the weights before the first step
    eta, mu      learning rate of descent and momentum; share of the velocity that momentum keeps
    adagrad_eta  Adagrad's own learning rate: a length, since g / sqrt(sum g^2) has no unit
    noise        standard deviation of what is added to both numbers of every gradient, as a small batch would
    draw         which noise; step t adds the same to all four
    turn         degrees by which the surface is turned
    Newton goes the whole way, w - H^-1 g. It stays where H is singular. A path that leaves |w| = OUT ends there.
    """
    surface = Surface(name, turn)
    shake = noise * normal_numbers(draw, 2 * steps).reshape(steps, 2)
    start = np.array(start, dtype=float)
    return {method: _path(method, surface, start, eta, mu, adagrad_eta, shake) for method in METHODS}


def _path(method, surface, w, eta, mu, adagrad_eta, shake):
    memory, path = np.zeros(2), [w]
    for extra in shake:
        if np.hypot(*w) <= OUT:
            g = surface.gradient(w) + extra
            if method == "descent":
                w = sgd_step(w, g, eta)
            elif method == "momentum":
                w, memory = momentum_step(w, memory, g, eta, mu)
            elif method == "adagrad":
                w, memory = adagrad_step(w, memory, g, adagrad_eta)
            else:
                w = _newton(w, g, surface.hessian(w))
        path.append(w)
    return np.array(path)


def _newton(w, g, hessian):
    try:
        return newton_step(w, g, hessian)
    except ValueError:  # singular
        return w


def arrival(path, place, radius: float = ARRIVED):
    """After how many steps the path is within `radius` of `place` and stays so to its end; None if it is not."""
    far = np.flatnonzero(~(np.hypot(*(np.asarray(path) - place).T) <= radius))
    steps = int(far[-1]) + 1 if len(far) else 0
    return steps if steps < len(path) else None


def ends_at(path, places: dict, radius: float = ARRIVED):
    """The name of the place (of `stationary()`) within `radius` of the path's end; None if there is none."""
    return next((name for name, place in places.items() if np.hypot(*(path[-1] - place)) <= radius), None)


def regime(eta: float, mu: float, curvatures=RAVINE) -> tuple[float, str]:
    """(rho, word) of momentum near a minimum with these curvatures; mu = 0 is plain descent.

        rho = max over c of max |z|,  z^2 - (1 + mu - eta c) z + mu = 0

    With p = 1 + mu - eta c: z is complex, and |z| = sqrt(mu), where p^2 < 4 mu; else z = (p +- sqrt(p^2 - 4 mu)) / 2.
    The word is "divergent" where rho >= 1; "oscillating" where some z is complex or negative, so that the path
    crosses the valley; "monotone" where it does not. z = -1 at eta = 2 (1 + mu) / c: there divergence begins.
    Source: Polyak, USSR Computational Mathematics and Mathematical Physics 4 (1964).
    """
    sizes, crossing = [], False
    for c in curvatures:
        p = 1 + mu - eta * c
        inside = p * p - 4 * mu
        sizes.append(np.sqrt(mu) if inside < 0 else (abs(p) + np.sqrt(inside)) / 2)
        crossing |= bool(inside < 0 or p < 0)
    rho = float(max(sizes))
    return rho, "divergent" if rho >= 1 else "oscillating" if crossing else "monotone"


def best(curvatures=RAVINE) -> tuple[float, float, float]:
    """(eta, mu, rho) with the smallest rho: the eta and mu for which the flattest and the steepest direction are at
    the border to complex z together.

        sqrt(eta) = 2 / (sqrt(c_max) + sqrt(c_min)),   sqrt(mu) = rho = (sqrt(c_max) - sqrt(c_min)) / (their sum)
    """
    low, high = np.sqrt(min(curvatures)), np.sqrt(max(curvatures))
    rho = (high - low) / (high + low)
    return float(4 / (high + low) ** 2), float(rho**2), float(rho)


def best_plain(curvatures=RAVINE) -> tuple[float, float]:
    """(eta, rho) of plain descent: 1 - eta c_min and eta c_max - 1 are equal at eta = 2 / (c_max + c_min)."""
    low, high = min(curvatures), max(curvatures)
    return 2 / (high + low), (high - low) / (high + low)
