"""Sizes are those of torch, for every layer alone, and a table that does not fit says where and why."""

import subprocess
import sys

import pytest
import torch

from course_lib.nets import build
from course_lib.shapes import layers as L
from course_lib.shapes.layers import Net
from course_lib.shapes.sizes import conv_size, conv_transpose_size, output_size, trace

LAYERS = [
    L.Conv(4, 3),
    L.Conv(4, (3, 5), stride=(2, 1), padding=(0, 2)),
    L.Conv(4, 3, padding=2, dilation=2),
    L.Conv(4, 3, stride=3, groups=2, bias=False),
    L.PartialConv(((0, 1), (1,), (0, 1, 2, 3)), 3, stride=2, padding=1),
    L.ConvTranspose(4, 3, stride=2, padding=1, output_padding=1),
    L.ConvTranspose(6, (2, 3), stride=(2, 3), groups=2, dilation=2),
    L.Bilinear(4, 2),
    L.MaxPool(2),
    L.MaxPool(3, 2, padding=1),
    L.MaxPool(3, 2, ceil=True),
    L.MaxPool(2, 2, padding=1, ceil=True),
    L.MaxPool((1, 2)),
    L.AvgPool(3, 2, ceil=True),
    L.Subsample(2),
    L.AdaptivePool(),
    L.AdaptivePool(3),
    L.PadShortcut(7, 2),
    L.BatchNorm(),
    L.LocalResponseNorm(),
    L.ReLU(),
    L.ScaledTanh(),
    L.Dropout(),
    L.Flatten(),
    [L.Flatten(), L.Linear(5)],
    [L.Flatten(), L.RadialOutput(5)],
    L.Crop(2),
    L.CropToInput([L.Conv(3, 1, padding=3), L.ReLU()], 2),
    L.Sum(dict(body=L.Conv(4, 3, padding=1), same=[])),
    L.Sum(dict(small=L.Conv(4, 3), same=[]), cut=True),
    L.Concat(dict(a=L.Conv(3, 1), b=[], c=L.MaxPool(3, 1, padding=1))),
    L.Side([L.Flatten(), L.Linear(3)]),
]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: repr(layer)[:60])
@pytest.mark.parametrize("space", [(9, 8), (12, 13)])
def test_a_layer_gives_the_size_that_torch_gives(layer, space):
    net = Net("one", (4, *space), dict(layer=layer))
    built = build(net)
    built_shape = tuple(built(torch.zeros(2, 4, *space)).shape[1:])
    assert built_shape == (output_size(net) if trace(net) and not isinstance(layer, L.Side) else (4, *space))


def test_sizes_over_a_grid_are_those_of_torch():
    pool = torch.nn.functional.max_pool1d
    for n in range(1, 12):
        for size in (1, 2, 3):
            for stride in (1, 2, 3):
                for padding in range(size // 2 + 1):
                    for ceil in (False, True):
                        if n + 2 * padding >= size:
                            y = pool(torch.zeros(1, 1, n), size, stride, padding, ceil_mode=ceil)
                            assert conv_size(n, size, stride, padding, ceil=ceil) == y.shape[2]


def test_a_transposed_convolution_undoes_the_size():
    for n, size, stride, padding, dilation in [(7, 3, 2, 1, 1), (10, 5, 3, 0, 1), (20, 3, 1, 2, 2)]:
        m = conv_size(n, size, stride, padding, dilation=dilation)
        lost = (n + 2 * padding - dilation * (size - 1) - 1) % stride
        assert conv_transpose_size(m, size, stride, padding, lost, dilation) == n


def test_one_and_three_axes_work_too():
    assert output_size(Net("sound", (2, 100), [L.Conv(8, 9, stride=4, dilation=2), L.MaxPool(2)])) == (8, 10)
    assert output_size(Net("volume", (1, 9, 9, 9), [L.Conv(2, 3, stride=2)])) == (2, 4, 4, 4)


def test_rows_come_in_order_with_their_names():
    body = dict(body=dict(conv=L.Conv(3, 1), relu=L.ReLU()), same=[])
    rows = trace(Net("n", (3, 4, 4), dict(block=[L.Sum(body), L.ReLU()], pool=L.MaxPool(2))))
    assert [row.name for row in rows] == ["block.0.body.conv", "block.0.body.relu", "block.0", "block.1", "pool"]
    assert rows[-1].before == (3, 4, 4) and rows[-1].after == (3, 2, 2)
    assert trace(Net("n", (3, 4, 4), L.MaxPool(2)), (3, 8, 6))[0].after == (3, 4, 3)


@pytest.mark.parametrize(
    "layers, message",
    [
        (dict(a=L.Conv(4, 7)), r"n, layer a: a window of 7 does not fit into 4 \+ 2 \* 0 .*; \(3, 4, 4\) arrived"),
        (dict(a=L.Conv(4, 3, dilation=2)), "a window of 5"),
        (dict(a=[L.ReLU(), L.Conv(4, 1, groups=2)]), "n, layer a.1: 2 groups must divide 3 maps in and 4 maps out"),
        (dict(a=L.Linear(5)), "Linear needs one row of numbers: put a Flatten before it"),
        (dict(a=L.Sum(dict(x=L.Conv(4, 1), y=[]))), r"equal shapes, its branches give x \(4, 4, 4\), y \(3, 4, 4\)"),
        (dict(a=L.Concat(dict(x=L.MaxPool(2), y=[]))), "equal heights and widths"),
        (dict(a=L.Sum(dict(x=L.Conv(4, 9), y=[]))), "^n, layer a.x: a window of 9"),
        (dict(a=L.PadShortcut(2)), "3 arrive, 2 are asked for"),
        (dict(a=L.PartialConv(((0, 3),), 1)), "map 3 is read, but only 3 maps arrive"),
        (dict(a=L.Crop(2)), "nothing is left"),
        (dict(a=L.CropToInput(L.Conv(3, 1, padding=1), 3)), "cannot be cut out"),
        (dict(a=L.ConvTranspose(1, 1, padding=3)), "padding 3 cuts all away"),
        (dict(a=L.Conv(1, (3, 3, 3))), "there are 2 axes"),
    ],
)
def test_a_table_that_does_not_fit_says_where_and_why(layers, message):
    for tell in (trace, build):
        with pytest.raises(ValueError, match=message):
            tell(Net("n", (3, 4, 4), layers))


def test_numbers_are_checked_where_they_are_written():
    for make in (lambda: L.Conv(0, 3), lambda: L.Conv(4, 3, stride=0), lambda: L.MaxPool(2, padding=-1)):
        with pytest.raises(ValueError, match="must be at least"):
            make()
    for make in (lambda: L.Conv(4, 1.5), lambda: L.Linear(True), lambda: L.Conv(4, (3, "3"))):
        with pytest.raises(TypeError, match="must be a whole number"):
            make()
    with pytest.raises(TypeError, match="a layer of course_lib.shapes was expected, got str"):
        trace(Net("n", (3, 4, 4), dict(a="conv")))


def test_shapes_needs_no_library():
    names = "layers, sizes, cost, receptive_field, dense, geometries"
    code = f"import sys; from course_lib.shapes import {names}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "torch"} & set(loaded)
    assert {m for m in loaded if m.startswith("course_lib.")} <= {
        f"course_lib.{m}" for m in ["shapes", *(f"shapes.{name}" for name in names.split(", "))]
    }
