"""WhatABlockDoes: the plane as a plain and as a residual pair of layers deform it. Drawing: what_a_block_does.js."""

import math

import traitlets

from course_lib.experiments import what_a_block_does as experiment

from .kit import CourseWidget


class WhatABlockDoes(CourseWidget):
    """81 points of a square, and where two layers take them: y = F(x) beside y = x + F(x), from the same weights.

        WhatABlockDoes()                                  all weights halved: a scrap beside a sheet
        WhatABlockDoes(scale=0)                           the point 0 beside the whole square
        WhatABlockDoes(target="fold", steps=200)          both trained to lay the left half onto the right one
        WhatABlockDoes(target="rotation", scale=1.2, seed=4)      from other weights

    scale   s, from 0 to 1.5: every weight of the fresh pair times this number
    target  what is wanted: "identity", "rotation" (by 20 degrees), "fold" or "half turn"
    steps   of plain descent towards it, 0 to 200, from these weights
    point   [x_1, x_2], each from -1 to 1: the point whose numbers are written out
    seed    which weights, 0 to 99

    `both` holds the two pairs, their distances from the wanted map at every step and the 81 points they make;
    `draws` compares 100 recorded draws of the weights.
    """

    source = "what_a_block_does"
    scripts = ("what_a_block_does_math.js",)
    pictures = {"what_a_block_does-fold": {"target": "fold", "steps": 200}}
    alt = (
        "A square of 81 points, drawn as a mesh, twice. Left, y = F(x): two layers whose weights are all halved have "
        "made a narrow, crumpled scrap around 0 of it, 0.93 away from the identity that is wanted. Right, "
        "y = x + F(x), the same two layers: the square is still there, bent, 0.29 away. An arrow F(x), the same one in "
        "both, starts at 0 on the left and at the point x on the right. A diagram waits for steps of training."
    )

    scale = traitlets.Float(0.5).tag(sync=True)
    target = traitlets.Enum(list(experiment.TARGETS), "identity").tag(sync=True)
    steps = traitlets.Int(0).tag(sync=True)
    point = traitlets.List(traitlets.Float(), [0.75, 0.5], minlen=2, maxlen=2).tag(sync=True)
    seed = traitlets.Int(experiment.TYPICAL).tag(sync=True)
    runs = traitlets.Dict().tag(sync=True, computed=True)

    @traitlets.default("runs")
    def _recorded(self):
        kept = experiment.recorded()
        return {name: kept[name] for name in ("draws", "elsewhere")}

    @traitlets.validate("steps", "seed")
    def _whole_number_in_range(self, proposal):
        name, value = proposal.trait.name, proposal.value
        most = {"steps": experiment.STEPS, "seed": experiment.DRAWS - 1}[name]
        if not 0 <= value <= most:
            raise traitlets.TraitError(f"WhatABlockDoes: {name} must be from 0 to {most}, got {value}")
        return value

    @traitlets.validate("scale")
    def _scale(self, proposal):
        most = experiment.SCALES[-1]
        if not (math.isfinite(proposal.value) and 0 <= proposal.value <= most):
            raise traitlets.TraitError(f"WhatABlockDoes: scale must be from 0 to {most}, got {proposal.value}")
        return proposal.value

    @traitlets.validate("point")
    def _in_the_square(self, proposal):
        if not all(math.isfinite(v) and -1 <= v <= 1 for v in proposal.value):
            raise traitlets.TraitError(
                f"WhatABlockDoes: point must hold two numbers from -1 to 1, got {list(proposal.value)}"
            )
        return list(proposal.value)

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        still = next((name for name, given in self.pictures.items() if self._is(given)), None)
        plain, residual = (fit.distance[-1] for fit in (self.both.plain, self.both.residual))
        when = f"after {self.steps} steps of descent" if self.steps else "before any training"
        return (
            f"A square of 81 points as two layers deform it, wanted: {self.target}. All weights times "
            f"{self.scale:.3g}, {when}: the plain pair, F(x), is {plain:.2g} away from what is wanted, the residual "
            f"pair, x + F(x), {residual:.2g}."
        ), still

    def _is(self, given) -> bool:
        """Is this the picture made by these arguments?"""
        return all(getattr(self, n) == given.get(n, self.trait_defaults(n)) for n in self.public_traits())

    # ---- reading the picture back ----

    @property
    def both(self) -> experiment.Both:
        """What is drawn: the two pairs after `steps` steps, by numpy."""
        return experiment.what_a_block_does(self.scale, self.target, self.steps, self.seed)

    @property
    def draws(self) -> experiment.Draws:
        """The recorded comparison of 100 draws for this target and the nearest recorded scale."""
        return experiment.draws(self.scale, self.target)
