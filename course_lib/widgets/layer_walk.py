"""LayerWalk: a net to scale, and what holds at the layer where you stand. Drawing: layer_walk.js."""

from functools import cache

import traitlets

from course_lib.experiments import layer_walk as experiment
from course_lib.experiments.receptive_fields import photograph

from .kit import CourseWidget


@cache
def programs() -> dict:
    """All nets, as the browser unrolls them; a copy of its own for nobody, they are not changed."""
    made = {}
    for net, (printed, _) in experiment.NETS.items():
        channels, side, _ = experiment.net_table(net).input
        made[net] = dict(printed=printed, channels=channels, side=side, blocks=experiment.program(net))
    return made


class LayerWalk(CourseWidget):
    """A net drawn to scale, from the image to the scores; walk through it layer by layer.

        LayerWalk()                                ResNet-152, standing on layer 24
        LayerWalk(unit=152)                        at its end: all parameters, all multiply-adds
        LayerWalk(net="densenet121", unit=60)      another net

    net     "resnet152", "resnet152_paper" (strides as printed in 2015), "resnet101", "resnet50", "resnext50",
            "resnet34", "plain34", "densenet121", "vgg16" or "resnet110" (for images of 32 x 32)
    unit    the layer you stand on; 0 is the image, the last one gives the scores

    `step` is that layer: its shape, field, parameters and multiply-adds, also summed so far, by course_lib.shapes.
    `grown` are the predictions of the field so far.
    """

    source = "layer_walk"
    alt = (
        "ResNet-152 to scale, 152 layers from left to right: bars upwards for the side of the maps, from 224 pixels "
        "over 112, 56, 28 and 14 down to 7, bars downwards for the number of maps, up to 2048, and a curve under each "
        "of the 50 blocks for its shortcut. You stand on layer 24, in the fifth block of conv3: 128 maps of 28 x 28, "
        "a unit sees 107 x 107 of the 224 x 224 pixels, outlined in a photograph. So far 2.8 % of the 60,192,808 "
        "parameters and 17 % of the 11.51 G multiply-adds."
    )

    net = traitlets.Enum(list(experiment.NETS), "resnet152").tag(sync=True)
    unit = traitlets.Int(24).tag(sync=True)
    programs = traitlets.Dict().tag(sync=True, computed=True)
    photo = traitlets.Bytes().tag(sync=True, computed=True)  # 64 x 64 x 3, uint8

    def __init__(self, **traits):
        super().__init__(programs=programs(), photo=photograph().tobytes(), **traits)
        depth = len(self.steps) - 1
        if "unit" in traits and traits["unit"] > depth:
            layers = f"{experiment.NETS[self.net][0]} has layers 1 to {depth}, and 0 is the image"
            raise traitlets.TraitError(f"LayerWalk: {layers}, got unit {traits['unit']}")

    @traitlets.validate("unit")
    def _not_before_the_image(self, proposal):
        if proposal["value"] < 0:
            raise traitlets.TraitError(f"LayerWalk: unit must be at least 0 (the image), got {proposal['value']}")
        return proposal["value"]

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        step, last, printed = self.step, self.steps[-1], experiment.NETS[self.net][0]
        sees = "everything" if step.field is None else f"{step.field} pixels along each axis"
        return (
            f"{printed} to scale. You stand on layer {step.layer} of {last.layer}, in {step.block}: "
            f"{' x '.join(map(str, step.after))} numbers leave it and each sees {sees}; so far "
            f"{step.parameters_so_far:,} of {last.parameters_so_far:,} parameters and "
            f"{step.macs_so_far / last.macs_so_far:.0%} of the multiply-adds."
        ), None

    # ---- reading the picture back ----

    @property
    def steps(self) -> tuple[experiment.Step, ...]:
        """All layers of the net, the image first."""
        return experiment.walk(self.net)

    @property
    def step(self) -> experiment.Step:
        """The layer you stand on (the last one, where the net has fewer)."""
        return self.steps[min(self.unit, len(self.steps) - 1)]

    @property
    def grown(self) -> list:
        """(net, layer, said, right?) for each prediction of how many pixels the field grows with that layer."""
        found = []
        for net, layer, said in self.prediction.get("growth", []):
            before, after = experiment.walk(net)[layer - 1 : layer + 1]
            found.append((net, layer, said, said == after.field - before.field))
        return found
