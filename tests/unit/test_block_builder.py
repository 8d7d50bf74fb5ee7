"""Six blocks: counted by hand, against the published nets, and what BlockBuilder refuses and says."""

import pytest
from traitlets import TraitError

from course_lib.experiments.block_builder import HALVING, KINDS, block_table, parts, weights
from course_lib.nets import densenet121, resnet34, resnet50, resnext50_32x4d
from course_lib.nets.build import build, count_parameters
from course_lib.shapes.cost import cost
from course_lib.shapes.sizes import output_size
from course_lib.widgets import BlockBuilder


def test_weights_by_hand():
    assert weights(block_table("basic", 64)) == 2 * 9 * 64 * 64 == 73_728
    assert weights(block_table("bottleneck", 256)) == 2 * 256 * 64 + 9 * 64 * 64 == 69_632
    assert weights(block_table("resnext", 256)) == 2 * 256 * 128 + 9 * 128 * 4 == 70_144
    assert weights(block_table("basic", 256)) == 1_179_648
    assert weights(block_table("dense", 256, layers=1)) == 256 * 128 + 9 * 128 * 32 == 69_632
    assert weights(block_table("plain", 64)) == weights(block_table("preactivation", 64)) == 73_728
    first = block_table("basic", 64, stride=2)
    assert [part.weights for part in parts(first)] == [9 * 64 * 128, 9 * 128 * 128, 64 * 128]
    assert parts(first)[-1].beside and output_size(first) == (128, 28, 28)


def test_they_are_the_blocks_of_the_published_nets():
    import torch

    with torch.device("meta"):
        for net, name, made in (
            (resnet34(), "conv3_1", block_table("basic", 64, stride=2)),
            (resnet50(), "conv3_1", block_table("bottleneck", 256, stride=2)),
            (resnet50(), "conv2_2", block_table("bottleneck", 256)),
            (resnext50_32x4d(), "conv3_1", block_table("resnext", 256, stride=2)),
            (densenet121(), "block1", block_table("dense", 64, layers=6)),
        ):
            there = getattr(net.layers, name)
            assert count_parameters(there) == cost(made).parameters, name
            x = torch.zeros(2, *made.input)
            assert there(x).shape[1:] == output_size(made) == build(made)(x).shape[1:], name


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"kind": "inception"}, "kind must be one of basic, .* got 'inception'"),
        ({"kind": "dense", "stride": 2}, "stride must be 1 or 2 for basic, .* else 1, got 2 for dense"),
        ({"kind": "resnext", "channels": 64, "groups": 3}, "groups must divide the 32 maps inside, got 3"),
        ({"kind": "bottleneck", "channels": 30}, "channels must be a multiple of 4 for bottleneck, got 30"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(ValueError, match=says):
        block_table(**arguments)


def test_what_the_widget_refuses_and_says():
    with pytest.raises(TraitError, match="channels must be one of 16, 32, .* got 65"):
        BlockBuilder(channels=65)
    with pytest.raises(TraitError, match="stride 2 is for basic, .*; dense keeps the size of its map"):
        BlockBuilder(kind="dense", stride=2)
    assert BlockBuilder().untouched() and BlockBuilder().to_python() == "BlockBuilder()"
    assert BlockBuilder(kind="resnext", channels=16, groups=128).weights == 2 * 16 * 8 + 9 * 8, "a map a group"
    for kind in KINDS:
        widget = BlockBuilder(kind=kind, channels=256, stride=2 if kind in HALVING else 1)
        words, still = widget.describe()
        assert still is None and f"{widget.weights:,} weights" in words and f"{widget.cost.macs:,}" in words
