"""The walk through a net: its sums against course_lib.shapes, its rules by hand; what LayerWalk refuses and says."""

import re

import pytest
from traitlets import TraitError

from course_lib.experiments.layer_walk import NETS, first_with_field, net_table, program, walk
from course_lib.shapes.cost import cost
from course_lib.shapes.receptive_field import receptive_field
from course_lib.shapes.sizes import output_size
from course_lib.widgets import LayerWalk


@pytest.mark.parametrize("net", NETS)
def test_at_the_end_everything_has_been_counted(net):
    steps, table = walk(net), net_table(net)
    total = cost(table)
    assert (steps[-1].parameters_so_far, steps[-1].macs_so_far) == (total.parameters, total.macs)
    assert steps[-1].after == output_size(table) and [step.layer for step in steps] == list(range(len(steps)))
    if net != "vgg16":  # its last field is that of a pool, which goes with the layer after
        assert [step.field for step in steps if step.field][-1] == receptive_field(table).size
    assert len(steps) - 1 == int(re.search(r"-(\d+)", NETS[net][0])[1]), "as many layers as its name says"


def test_the_152_layers_by_hand():
    steps = walk("resnet152")
    conv1, narrow, middle, wide = steps[1:5]
    assert (conv1.what, conv1.after, conv1.field, conv1.parameters) == ("7x7 /2", (64, 112, 112), 7, 3 * 49 * 64 + 128)
    assert (narrow.before, narrow.field, narrow.jump) == ((64, 56, 56), 7 + 2 * 2, 4), "the pool goes with it"
    assert (middle.what, middle.field) == ("3x3", 11 + 2 * 4)
    projected = 2 * (64 * 256 + 2 * 256)
    assert (wide.after, wide.parameters, wide.joins) == ((256, 56, 56), projected, "sum")
    assert [step.block for step in steps if step.joins].count("conv4_36") == 1
    assert sum(step.joins == "sum" for step in steps) == 3 + 8 + 36 + 3
    assert first_with_field("resnet152", 224) == 42 and first_with_field("resnet152", 2000) == 152


def test_old_maps_are_counted_where_they_are_joined():
    steps = walk("densenet121")
    assert [step.after[0] for step in steps[1:6]] == [64, 128, 96, 128, 128]
    assert steps[3].joins == "concat" and walk("vgg16")[14].before == (512 * 7 * 7,)


def test_the_program_is_short():
    assert sum(len(str(program(net))) for net in NETS) < 25_000  # characters
    with pytest.raises(ValueError, match="net must be one of resnet152, .* got 'resnet9'"):
        walk("resnet9")


def test_what_the_widget_refuses_and_says():
    with pytest.raises(TraitError, match="VGG-16 has layers 1 to 16, and 0 is the image, got unit 24"):
        LayerWalk(net="vgg16", unit=24)
    with pytest.raises(TraitError, match="unit must be at least 0"):
        LayerWalk(unit=-1)
    widget = LayerWalk()
    assert widget.untouched() and widget.to_python() == "LayerWalk()"
    step, last = widget.step, widget.steps[-1]
    assert f"layer {step.layer}" in widget.alt and f"{step.field} x {step.field}" in widget.alt
    assert (
        f"{100 * step.parameters_so_far / last.parameters_so_far:.1f} % of the {last.parameters_so_far:,}" in widget.alt
    )
    assert f"{100 * step.macs_so_far / last.macs_so_far:.0f} % of the {last.macs_so_far / 1e9:.2f} G" in widget.alt
    words, still = LayerWalk(net="resnet50", unit=50).describe()
    assert still is None and "layer 50 of 50, in fc: 1000 numbers leave it and each sees everything" in words
