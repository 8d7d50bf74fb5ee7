"""WhiteningPatch: one patch under three lights, before and after standardising. Drawing: whitening_patch.js."""

import math

import numpy as np
import traitlets

from course_lib.experiments import whitening_patch as trial

from .kit import CourseWidget

FIXED = ((1.0, 0.0), (0.35, 5.0))  # (a, b) of the lights that stay: as photographed, at dusk
LIMITS = {"a": (-2.0, 2.0), "b": (-100.0, 300.0)}


class WhiteningPatch(CourseWidget):
    """A patch of a photograph under three lights a I + b, and all three after (I - mean) / deviation.

        WhiteningPatch()                     the third light is bright and hazy; standardised, all three are the same
        WhiteningPatch(a=-0.8, b=230.0)      a negative: the sign flips
        WhiteningPatch(clip=True)            the camera cuts at 0 and 255: what is cut off does not come back
        WhiteningPatch(at=[0, 150])          a patch of sky: next to nothing there but the light

    a, b  the third light, from -2 to 2 and from -100 to 300; the first is 1, 0 and the second 0.35, 5
    at    [row, column] of the patch's upper left pixel in the photograph (160 rows, 240 columns; the patch is 48 x 48)
    clip  does the camera cut what is below 0 or above 255, under every light?

    `lights` holds the three patches, raw and standardised, with means and deviations; `difference` says how far the
    third standardised patch is from the first, at the pixel where it is farthest.
    """

    source = "whitening_patch"
    alt = (
        "A photograph of a palace and a patch of it under three lights: as photographed, at dusk (0.35 I + 5) and in "
        "bright haze (0.8 I + 110). The three patches and their histograms look different; after taking away the mean "
        "and dividing by the deviation all three are the same, and so are their histograms."
    )

    a = traitlets.Float(0.8).tag(sync=True)
    b = traitlets.Float(110.0).tag(sync=True)
    at = traitlets.List(traitlets.Int(), [36, 78]).tag(sync=True)
    clip = traitlets.Bool(False).tag(sync=True)
    photo = traitlets.Bytes().tag(sync=True, computed=True)  # uint8, row by row

    def __init__(self, **traits):
        super().__init__(photo=trial.photograph().tobytes(), **traits)

    @traitlets.validate("a", "b")
    def _in_range(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        low, high = LIMITS[name]
        if not (math.isfinite(value) and low <= value <= high):
            raise traitlets.TraitError(f"WhiteningPatch: {name} must be from {low:g} to {high:g}, got {value}")
        return value

    @traitlets.validate("at")
    def _inside(self, proposal):
        at, high = proposal["value"], (trial.HEIGHT - trial.SIZE, trial.WIDTH - trial.SIZE)
        if len(at) != 2 or not all(0 <= v <= most for v, most in zip(at, high, strict=True)):
            raise traitlets.TraitError(
                f"WhiteningPatch: at must be [row, column] from [0, 0] to {list(high)}, got {list(at)}"
            )
        return at

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        cut = ", cut to 0 to 255," if self.clip else ""
        return (
            f"A patch of a photograph as it is, at dusk, and as {self.a:g} I + {self.b:g}{cut} and all three "
            f"standardised: the third differs from the first by at most {self.difference:.2f} deviations."
        ), None

    # ---- reading the picture back ----

    @property
    def lights(self) -> trial.Lights:
        """The patch under the three lights."""
        return trial.whitening_patch((*FIXED, (self.a, self.b)), self.at, self.clip)

    @property
    def difference(self) -> float:
        """Largest distance of the third standardised patch from the first, over the pixels."""
        white = self.lights.white
        return float(np.abs(white[2] - white[0]).max())
