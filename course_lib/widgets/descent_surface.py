"""DescentSurface: four ways down one surface, and what eta and mu decide. Drawing: descent_surface.js."""

import math

import numpy as np
import traitlets

from course_lib.experiments import descent as race

from .kit import CourseWidget

STARTS = {"ravine": [-4.0, 1.2], "hills": [-1.6, -1.3], "saddle": [0.05, 1.5]}
RANGES = {
    "eta": (0.001, 1.5),
    "mu": (0.0, 0.98),
    "noise": (0.0, 5.0),
    "turn": (-180.0, 180.0),
    "adagrad_eta": (0.01, 5.0),
    "step": (0, 200),
    "budget": (1, 200),
    "draw": (0, 999),
}


class DescentSurface(CourseWidget):
    """A loss of two weights from above, and the paths of descent, momentum, Adagrad and Newton from one start.

        DescentSurface()                                        a ravine: curvature 0.5 along, 20 across
        DescentSurface(eta=0.12, mu=0.0)                        descent beyond its limit, 2/20
        DescentSurface(surface="hills")                         three minima, saddles and a top; who ends where?
        DescentSurface(surface="saddle", picked="newton")       Newton stays at the saddle
        DescentSurface(turn=30, start=[-4.06, -0.96])           the default, turned: only Adagrad's path changes

    surface      "ravine", "hills" or "saddle"
    start        [w_0, w_1], from [-4.5, -3] to [4.5, 3]; each surface has its own default
    eta, mu      learning rate of descent and momentum, the share of the velocity that momentum keeps
    step         how many steps are done, of `budget`
    noise        standard deviation of what is added to both numbers of every gradient; `draw` says which noise
    picked       the rule whose step is shown: "descent", "momentum", "adagrad" or "newton"
    turn         degrees by which the surface is turned
    adagrad_eta  Adagrad's own learning rate, a length

    `paths`, `arrivals`, `ends`, `rho` and `regime` read the picture back.
    """

    source = "descent_surface"
    scripts = ("descent_surface_math.js",)
    pictures = {"descent_surface-hills": {"surface": "hills"}}
    alt = (
        "A ravine from above, 40 times as curved across as along, and four paths from one start at its end: plain "
        "descent zigzags across and is not at the minimum after 40 steps, momentum swings in within 16, Adagrad takes "
        "31, Newton one. At the fifth step of descent the downhill arrow points across the ravine, square to the line "
        "of equal loss. Beside it the map of eta and mu: monotone, oscillating, divergent; and the four losses."
    )
    alt_hills = (
        "A surface with three minima A, B and C, three saddles and a top between them, and four paths from one start "
        "near a watershed: momentum ends in A, Adagrad in B, Newton at the top; descent is on its way to A."
    )

    surface = traitlets.Enum(list(race.SURFACES), "ravine").tag(sync=True)
    start = traitlets.List().tag(sync=True)
    eta = traitlets.Float(0.09).tag(sync=True)
    mu = traitlets.Float(0.7).tag(sync=True)
    step = traitlets.Int(5).tag(sync=True)
    noise = traitlets.Float(0.0).tag(sync=True)
    picked = traitlets.Enum(list(race.METHODS), "descent").tag(sync=True)
    budget = traitlets.Int(40).tag(sync=True)
    turn = traitlets.Float(0.0).tag(sync=True)
    adagrad_eta = traitlets.Float(0.8).tag(sync=True)
    draw = traitlets.Int(1).tag(sync=True)

    def __init__(self, **kwargs):
        kwargs.setdefault("start", STARTS.get(kwargs.get("surface", "ravine"), STARTS["ravine"]))
        super().__init__(**kwargs)

    @traitlets.default("start")
    def _own_start(self):
        return list(STARTS["ravine"])

    @traitlets.validate(*RANGES)
    def _in_range(self, proposal):
        name, value = proposal.trait.name, proposal.value
        low, high = RANGES[name]
        if not (math.isfinite(value) and low <= value <= high):
            raise traitlets.TraitError(f"DescentSurface: {name} must be from {low:g} to {high:g}, got {value}")
        return value

    @traitlets.validate("start")
    def _in_view(self, proposal):
        place = list(proposal.value)
        limits = (race.XLIM[1], race.YLIM[1])
        if len(place) != 2 or not all(_finite(v) and abs(v) <= most for v, most in zip(place, limits, strict=True)):
            raise traitlets.TraitError(
                f"DescentSurface: start must be [w_0, w_1] from [-4.5, -3] to [4.5, 3], got {place!r}"
            )
        return [float(v) for v in place]

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        if self._is("descent_surface-hills"):
            return self.alt_hills, "descent_surface-hills"
        fates = ", ".join(
            f"{method} {f'at {end} after {self.arrivals[method]} steps' if end else 'not at rest'}"
            for method, end in self.ends.items()
        )
        return (
            f"The {self.surface} from above and four paths from {self.start}, eta {self.eta:g}, mu {self.mu:g}, "
            f"{self.budget} steps: {fates}.",
            None,
        )

    def _is(self, name):
        like = type(self)(**self.pictures[name])
        return all(getattr(self, trait) == getattr(like, trait) for trait in self.public_traits())

    # ---- reading the picture back ----

    @property
    def landscape(self) -> race.Surface:
        """The surface, turned: loss, gradient, hessian, stationary()."""
        return race.Surface(self.surface, self.turn)

    @property
    def paths(self) -> dict:
        """{"descent": (budget + 1, 2), "momentum": ..., "adagrad": ..., "newton": ...}"""
        settings = {
            name: getattr(self, name) for name in ("start", "eta", "mu", "adagrad_eta", "noise", "draw", "turn")
        }
        return race.paths(self.surface, steps=self.budget, **settings)

    @property
    def ends(self) -> dict:
        """rule: the name of the flat place where it has come to rest, or None."""
        places = self.landscape.stationary()
        return {method: race.ends_at(path, places) for method, path in self.paths.items()}

    @property
    def arrivals(self) -> dict:
        """rule: the steps after which it stays within 0.1 of the place where it ends, or None."""
        places, ends = self.landscape.stationary(), self.ends
        return {m: race.arrival(path, places[ends[m]]) if ends[m] else None for m, path in self.paths.items()}

    @property
    def regime(self) -> str:
        """ "monotone", "oscillating" or "divergent": momentum near the minimum where it comes nearest at its end."""
        return race.regime(self.eta, self.mu, self._curvatures)[1]

    @property
    def rho(self) -> float:
        """The factor by which momentum's distance to that minimum shrinks in a step, in the long run."""
        return race.regime(self.eta, self.mu, self._curvatures)[0]

    @property
    def _curvatures(self):
        end, surface = self.paths["momentum"][-1], self.landscape
        return np.linalg.eigvalsh(surface.hessian(min(surface.minima().values(), key=lambda w: np.hypot(*(w - end)))))


def _finite(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
