"""OnePixelShift: what moving a digit changes in its edge maps and in pooled ones. Drawing: one_pixel_shift.js."""

import traitlets

from course_lib.experiments import one_pixel_shift as experiment

from .kit import CourseWidget


class OnePixelShift(CourseWidget):
    """A digit, four edge maps of it and their pooled maps; before a shift, after it, and the difference.

        OnePixelShift()                             one pixel to the right, max pooling 2 x 2
        OnePixelShift(shift=2)                      two pixels, one stride: the pooled maps move by one cell, exactly
        OnePixelShift(shift=[-1, 0], pool="average", size=4)
        OnePixelShift(pool="strided")               a convolution of stride 2 in the place of pooling
        OnePixelShift(pool="max", size=24)          one number for each map: nothing changes
        OnePixelShift(pool="none")                  the convolution alone: equivariant, not invariant

    shift   [down, right] in pixels, each from -4 to 4; one number means to the right
    pool    "max", "average", "strided" or "none"
    size    rows and columns of a window, and its stride: 2, 3, 4, 6, 8, 12 or 24 (all of the map)
    dense   windows of `size`, but one at every pixel: stride 1
    digit   0 to 9

    `run` holds the three stages with their numbers; `change` and `left` are those of the pooled maps.
    """

    source = "one_pixel_shift"
    alt = (
        "A handwritten 4, four edge maps of it, and their maxima in windows of 2 x 2; before and after a shift by one "
        "pixel to the right, and the differences. Of the digit 52 % change, of the edge maps 70 %, of the pooled maps "
        "52 %. Moved back by a pixel the edge maps are the same again, to the last digit; no move of the pooled maps "
        "undoes the change. Beside it a curve: it is undone for shifts by 2 and by 4 pixels."
    )

    shift = traitlets.List(traitlets.Int(), [0, 1]).tag(sync=True)
    pool = traitlets.Enum(list(experiment.POOLS), "max").tag(sync=True)
    size = traitlets.Int(2).tag(sync=True)
    dense = traitlets.Bool(False).tag(sync=True)
    digit = traitlets.Int(4).tag(sync=True)
    pixels = traitlets.Bytes().tag(sync=True, computed=True)  # uint8: ten digits, each row by row

    def __init__(self, **traits):
        if isinstance(traits.get("shift"), int):
            traits["shift"] = [0, traits["shift"]]
        super().__init__(pixels=experiment.digits().tobytes(), **traits)

    @traitlets.validate("shift")
    def _near(self, proposal):
        try:
            return list(experiment.pair_of(proposal["value"]))
        except ValueError as error:
            raise traitlets.TraitError(str(error).replace("one_pixel_shift", "OnePixelShift")) from None

    @traitlets.validate("size")
    def _divides(self, proposal):
        if proposal["value"] not in experiment.SIZES:
            raise traitlets.TraitError(
                f"OnePixelShift: size must divide {experiment.SIDE}: "
                f"one of {', '.join(map(str, experiment.SIZES))}, got {proposal['value']}"
            )
        return proposal["value"]

    @traitlets.validate("digit")
    def _one_of_ten(self, proposal):
        if not 0 <= proposal["value"] <= 9:
            raise traitlets.TraitError(f"OnePixelShift: digit must be from 0 to 9, got {proposal['value']}")
        return proposal["value"]

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        run, (down, right) = self.run, self.shift
        kinds = {"max": "max pooling", "average": "average pooling", "strided": "a strided convolution"}
        size = f" {self.size} x {self.size}{', at every pixel' if self.dense else ''}"
        then = "no pooling" if self.pool == "none" else kinds[self.pool] + size
        digit, maps, last = (f"{stage.change:.0%}" for stage in (run.digit, run.features, run.pooled))
        return (
            f"A handwritten {self.digit} moved by {down} down and {right} to the right, in pixels, its edge maps, and "
            f"{then}: {digit} of the digit, {maps} of the edge maps and {last} of the last maps change; moved back, "
            f"{run.pooled.left:.0%} is left."
        ), None

    # ---- reading the picture back ----

    @property
    def run(self) -> experiment.Shift:
        """The digit, its features and its pooled features, before and after, by numpy_ops."""
        return experiment.one_pixel_shift(self.shift, self.pool, self.size, 1 if self.dense else None, self.digit)

    @property
    def change(self) -> float:
        """Relative change of the pooled maps."""
        return self.run.pooled.change

    @property
    def left(self) -> float:
        """What is left of it once the maps before are moved by whole cells, as well as can be."""
        return self.run.pooled.left
