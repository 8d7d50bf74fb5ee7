"""BlockBuilder: six kinds of block, their shapes, gradients' ways and costs. Drawing: block_builder.js."""

import traitlets

from course_lib.experiments import block_builder as experiment
from course_lib.shapes.cost import Cost, cost
from course_lib.shapes.layers import Net
from course_lib.shapes.sizes import output_size

from .kit import CourseWidget

OPTIONS = {
    "channels": experiment.CHANNELS,
    "groups": (1, 2, 4, 8, 16, 32, 64, 128),
    "growth": experiment.GROWTHS,
    "layers": tuple(range(1, experiment.MOST_LAYERS + 1)),
    "stride": (1, 2),
    "side": (7, 8, 14, 16, 28, 32, 56, 112),
}
PRINTED = {"preactivation": "pre-activation", "resnext": "ResNeXt"}


class BlockBuilder(CourseWidget):
    """A block of layers with the shapes in it, the two ways of the gradient, and what it costs.

        BlockBuilder()                                          a basic block, 64 maps of 56 x 56
        BlockBuilder(kind="bottleneck", channels=256)           1x1, 3x3, 1x1
        BlockBuilder(kind="basic", channels=64, stride=2)       the first block of a stage, with its projection
        BlockBuilder(kind="resnext", channels=256, groups=32)   the 3x3 in 32 paths
        BlockBuilder(kind="dense", channels=64, growth=32)      new maps beside the old ones

    kind      "basic", "plain", "bottleneck", "preactivation", "resnext" or "dense"
    channels  maps that arrive: 16, 32, ... 2048
    groups    of the 3x3 in "resnext": 1, 2, ... 128 (with fewer maps inside, as many as there are)
    growth    new maps of each layer in "dense": 4, 8, 12, 16, 24, 32, 40, 48 or 64
    layers    of "dense", 1 to 4
    stride    2 halves the map and doubles the maps; "preactivation" and "dense" keep 1
    side      rows and columns of the map that arrives

    `table` is the block for course_lib.shapes and course_lib.nets.build, `cost` its counts, `weights` those of its
    convolutions alone, `leaves` the shape that leaves it.
    """

    source = "block_builder"
    alt = (
        "A basic block: 64 maps of 56 x 56 pass 3x3, norm, ReLU, 3x3, norm; what arrived is added, and a ReLU follows. "
        "Two ways lead back for the gradient: a solid one along the shortcut, with the factor 1, and a dashed one "
        "through both weights; both pass the last ReLU first. Beside it six kinds of block for 64 maps: 73,728 weights "
        "for basic, plain and pre-activation, 4,352 for a bottleneck, 4,384 for ResNeXt, 147,456 for a dense block."
    )

    kind = traitlets.Enum(list(experiment.KINDS), "basic").tag(sync=True)
    channels = traitlets.Int(64).tag(sync=True)
    groups = traitlets.Int(32).tag(sync=True)
    growth = traitlets.Int(32).tag(sync=True)
    layers = traitlets.Int(3).tag(sync=True)
    stride = traitlets.Int(1).tag(sync=True)
    side = traitlets.Int(56).tag(sync=True)

    def __init__(self, **traits):
        super().__init__(**traits)
        if traits.get("stride", 1) == 2 and self.kind not in experiment.HALVING:
            which = ", ".join(experiment.HALVING)
            raise traitlets.TraitError(f"BlockBuilder: stride 2 is for {which}; {self.kind} keeps the size of its map")

    @traitlets.validate(*OPTIONS)
    def _one_of(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        if value not in OPTIONS[name]:
            options = ", ".join(map(str, OPTIONS[name]))
            raise traitlets.TraitError(f"BlockBuilder: {name} must be one of {options}, got {value}")
        return value

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        kind, count = PRINTED.get(self.kind, self.kind), self.cost
        arrives, leaves = (" x ".join(map(str, shape)) for shape in (self.table.input, self.leaves))
        return (
            f"A {kind} block: {arrives} numbers arrive, {leaves} leave; {self.weights:,} weights in its convolutions, "
            f"{count.parameters:,} parameters with the norms, {count.macs:,} multiply-adds."
        ), None

    # ---- reading the picture back ----

    @property
    def table(self) -> Net:
        """The block that is shown."""
        stride = self.stride if self.kind in experiment.HALVING else 1
        groups = min(self.groups, self.channels * stride // 2)
        return experiment.block_table(self.kind, self.channels, groups, self.growth, self.layers, stride, self.side)

    @property
    def cost(self) -> Cost:
        """Weights, biases (both with the norms'), multiply-adds and values."""
        return cost(self.table)

    @property
    def weights(self) -> int:
        """Weights of the convolutions alone, as the papers count."""
        return experiment.weights(self.table)

    @property
    def leaves(self) -> tuple[int, ...]:
        """The shape that leaves the block."""
        return output_size(self.table)
