"""What is built has the parameters of its table, and does the multiplications and gives the shapes the table says.

Everything is built on torch's meta device: shapes without numbers, so that the largest nets cost nothing.
"""

import inspect
from functools import cache

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from course_lib import nets
from course_lib.shapes.cost import cost
from course_lib.shapes.sizes import output_size

FACTORIES = [name for name in nets.__all__ if name[0].islower() and not name.startswith(("build", "count", "load"))]
DEEP = ("resnet101", "resnet152", "resnet101_paper", "resnet152_paper", "densenet161", "densenet169", "densenet201")


@cache
def on_meta(name):
    with torch.device("meta"):
        return getattr(nets, name)().eval()


def test_every_architecture_has_a_factory():
    assert len(FACTORIES) == 41


@pytest.mark.parametrize("name", FACTORIES)
def test_a_factory_needs_no_arguments_and_has_as_many_parameters_as_its_table(name):
    net = on_meta(name)
    assert nets.count_parameters(net) == cost(net.table, side=True).parameters
    assert all(p.default is not p.empty for p in inspect.signature(getattr(nets, name)).parameters.values())
    assert getattr(nets, name).__doc__


@pytest.mark.parametrize("name", [name for name in FACTORIES if name not in DEEP])  # they repeat the same blocks
def test_shapes_and_multiplications_are_those_of_the_table(name):
    net = on_meta(name)
    x = torch.zeros(2, *net.table.input, device="meta")
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        y = net(x)
    assert tuple(y.shape[1:]) == output_size(net.table)
    if name != "lenet5_1998":  # torch multiplies the zeros of the partial connections too, and has no radial unit
        assert counter.get_total_flops() == 2 * cost(net.table).flops  # two images


@pytest.mark.parametrize("name", ["lenet5_modern", "small_vgg", "vgg11", "resnet18", "resnet_cifar"])
def test_the_number_of_classes_is_free(name):
    with torch.device("meta"):
        net = getattr(nets, name)(classes=7)
        assert net(torch.zeros(2, *net.table.input)).shape == (2, 7)


def test_depths_of_the_thin_residual_nets():
    with torch.device("meta"):
        assert nets.count_parameters(nets.resnet_cifar(56)) == 853_018 == nets.count_parameters(nets.plain_cifar(56))
        assert nets.count_parameters(nets.resnet_cifar(20, projection=True)) == 272_474
    with pytest.raises(ValueError, match=r"depth must be 6 n \+ 2 .*, got 21"):
        nets.resnet_cifar(21)


def test_a_threshold_unit_says_and():
    inputs = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    assert nets.threshold_unit()(inputs)[:, 0].tolist() == [0, 0, 0, 1]


def test_the_mlp_that_lenet_was_compared_with():
    found = cost(nets.mlp().table)
    assert (found.parameters, found.macs) == (238_510, 238_200)
