"""SharingCalculator: three layers over one image and their weights, to scale. Drawing: sharing_calculator.js."""

from dataclasses import dataclass

import traitlets

from course_lib.shapes.cost import macs, parameters
from course_lib.shapes.layers import Conv, Linear
from course_lib.shapes.sizes import output_shape

from .kit import CourseWidget

LIMITS = {"side": (1, 1024), "hidden": (1, 1_048_576), "window": (1, 1024), "filters": (1, 1024)}
BYTES, BANDWIDTH = 4, 1e12  # of a float32; bytes a second that memory delivers


@dataclass(frozen=True)
class Layer:
    """What a layer costs, without biases."""

    weights: int
    outputs: int
    macs: int

    @property
    def seconds(self) -> float:
        """To read the weights once, as float32, at 1 TB/s."""
        return self.weights * BYTES / BANDWIDTH


class SharingCalculator(CourseWidget):
    """The weights of a fully connected, a locally connected and a convolutional layer, as areas.

        SharingCalculator()                              1.6e9, 4e6 and 1e4 weights: squares with sides 400 : 20 : 1
        SharingCalculator(side=400, hidden=160000)       twice the side, and still one hidden unit for each pixel
        SharingCalculator(side=28, hidden=784, window=5, filters=6)

    side     the image has side x side pixels and one channel
    hidden   units of the fully connected layer, and of the locally connected one
    window   each locally connected unit, and each filter, sees window x window pixels; at most side
    filters  of the convolution, at every place where the whole window fits

    Biases are left out. `fully_connected`, `locally_connected` and `convolution` hold weights, outputs, macs, seconds.
    """

    source = "sharing_calculator"
    alt = (
        "An image of 200 x 200 pixels and three layers over it. Their weights as areas, to scale: 1.6 thousand million "
        "for 40,000 fully connected units, a square in whose corner the 4 million of 40,000 locally connected units "
        "with windows of 10 x 10 are a square of a twentieth of the side, and in its corner, again twenty times "
        "smaller and shown enlarged, the 10 thousand weights of 100 filters of 10 x 10. The filters have the most "
        "outputs: 3,648,100."
    )

    side = traitlets.Int(200).tag(sync=True)
    hidden = traitlets.Int(40_000).tag(sync=True)
    window = traitlets.Int(10).tag(sync=True)
    filters = traitlets.Int(100).tag(sync=True)

    @traitlets.validate(*LIMITS)
    def _in_range(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        low, high = LIMITS[name]
        if not low <= value <= high:
            raise traitlets.TraitError(f"SharingCalculator: {name} must be from {low} to {high}, got {value}")
        return value

    def __init__(self, **traits):
        super().__init__(**traits)
        if self.window > self.side:
            rule = "the window must fit into the image"
            raise traitlets.TraitError(f"SharingCalculator: {rule}, got window {self.window} and side {self.side}")

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        counts = [f"{one.weights:,}" for one in (self.fully_connected, self.locally_connected, self.convolution)]
        return (
            f"An image of {self.side} x {self.side} pixels: {counts[0]} weights for {self.hidden} fully connected "
            f"units, {counts[1]} with windows of {self.window} x {self.window}, {counts[2]} for {self.filters} filters."
        ), None

    # ---- reading the picture back ----

    @property
    def fully_connected(self) -> Layer:
        """Every unit sees every pixel."""
        layer, shape = Linear(self.hidden, bias=False), (self.side**2,)
        weights = sum(parameters(layer, shape))
        return Layer(weights, self.hidden, macs(layer, shape, (self.hidden,)))

    @property
    def locally_connected(self) -> Layer:
        """Every unit sees a window of its own, with weights of its own."""
        weights = self.hidden * self.window**2
        return Layer(weights, self.hidden, weights)

    @property
    def convolution(self) -> Layer:
        """Every filter sees every window, always with the same weights."""
        layer, shape = Conv(self.filters, self.window, bias=False), (1, self.side, self.side)
        after = output_shape(layer, shape)
        return Layer(sum(parameters(layer, shape)), after[0] * after[1] * after[2], macs(layer, shape, after))
