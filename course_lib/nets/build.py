"""From a table (course_lib.shapes.layers) to a torch module: one small rule a layer, the rest is nesting.

    net = build(Net("tiny", (1, 8, 8), dict(conv=Conv(4, 3), relu=ReLU(), flatten=Flatten(), out=Linear(10))))
    net(images)            # images (N, 1, 8, 8) -> (N, 10)
    net.table              # the table it was built from, for course_lib.shapes
    net.layers.conv        # every layer under its name in the table
"""

from collections import OrderedDict

import torch
from torch import Tensor, nn

from course_lib.shapes import layers as L
from course_lib.shapes.layers import Net, Series, parts, per_axis
from course_lib.shapes.sizes import Shape, joined, output_shape, trace

from . import modules as M


class Network(nn.Module):
    """A table as a torch module. `net(x)` gives the scores; `net.with_sides(x)` also what hangs off while training."""

    def __init__(self, table: Net):
        super().__init__()
        trace(table)  # says what is wrong with a table before anything is built
        self.table = table
        self.layers, _ = _series(table.layers, table.input)

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)

    def with_sides(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        """The output, and the outputs of the table's Side entries in order (GoogLeNet's two auxiliary scores)."""
        sides = [module for module in self.modules() if isinstance(module, M.Side)]
        for side in sides:
            side.listens = True
        try:
            y = self(x)
            return y, [side.heard for side in sides]
        finally:
            for side in sides:
                side.listens, side.heard = False, None


def build(table: Net) -> Network:
    """The torch module of a table, weights drawn by torch's defaults. Input (N, *table.input).

    Under `with torch.device("meta"):` nothing is allocated: the largest nets build in milliseconds.

    Raises ValueError when the table does not fit together, naming the layer and the shape that arrived.
    """
    return Network(table)


def _series(series: Series, shape: Shape) -> tuple[nn.Module, Shape]:
    modules = OrderedDict()
    for name, layer in parts(series):
        modules[name or "layer"], shape = _layer(layer, shape)
    return nn.Sequential(modules), shape


def _layer(layer, shape: Shape) -> tuple[nn.Module, Shape]:
    """The module of one entry of a table, and the shape that leaves it."""
    match layer:
        case dict() | list() | tuple():
            return _series(layer, shape)
        case L.Side(body):
            return M.Side(_series(body, shape)[0]), shape
        case L.CropToInput(body, offset):
            inside, after = _series(body, shape)
            return M.CropToInput(inside, offset), (after[0], *shape[1:])
        case L.Sum(branches, cut):
            built = {name: _series(branch, shape) for name, branch in branches.items()}
            modules = OrderedDict((name, module) for name, (module, _) in built.items())
            join = M.Concat if isinstance(layer, L.Concat) else M.Sum
            return join(modules, cut), joined(layer, [after for _, after in built.values()])
    return _leaf(layer, shape), output_shape(layer, shape)


def _leaf(layer, shape: Shape) -> nn.Module:
    channels, axes = shape[0], len(shape) - 1
    match layer:
        case L.Conv(out, size, stride, padding, dilation, groups, bias):
            return _dim(axes, nn.Conv1d, nn.Conv2d)(channels, out, size, stride, padding, dilation, groups, bias)
        case L.PartialConv(links, size, stride, padding, dilation):
            return M.PartialConv(channels, links, size, stride, padding, dilation)
        case L.ConvTranspose(out, size, stride, padding, extra, dilation, groups, bias):
            kind = _dim(axes, nn.ConvTranspose1d, nn.ConvTranspose2d)
            return kind(channels, out, size, stride, padding, extra, groups, bias, dilation)
        case L.Bilinear(size, stride):
            return M.Bilinear(channels, size, stride, axes)
        case L.AvgPool(size, stride, padding, ceil):
            return _dim(axes, nn.AvgPool1d, nn.AvgPool2d)(size, stride, padding, ceil_mode=ceil)
        case L.MaxPool(size, stride, padding, ceil):
            return _dim(axes, nn.MaxPool1d, nn.MaxPool2d)(size, stride, padding, ceil_mode=ceil)
        case L.Subsample(size):
            return M.Subsample(channels, size)
        case L.AdaptivePool(out):
            return _dim(axes, nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d)(out)
        case L.PadShortcut(out, stride):
            return M.PadShortcut(out - channels, per_axis(stride, axes))
        case L.Linear(out, bias):
            return nn.Linear(channels, out, bias)
        case L.RadialOutput(out):
            return M.RadialOutput(channels, out)
        case L.BatchNorm():
            return _dim(axes, nn.BatchNorm1d, nn.BatchNorm2d)(channels)
        case L.LocalResponseNorm(size, alpha, beta, k):
            return nn.LocalResponseNorm(size, alpha * size, beta, k)  # torch divides alpha by size
        case L.ReLU():
            return nn.ReLU()
        case L.Threshold():
            return M.Threshold()
        case L.ScaledTanh():
            return M.ScaledTanh()
        case L.Dropout(p):
            return nn.Dropout(p)
        case L.Flatten():
            return nn.Flatten()
        case L.Crop(edge):
            return M.Crop(edge)
    raise TypeError(f"a layer of course_lib.shapes.layers was expected, got {layer!r}")


def _dim(axes: int, one: type, two: type) -> type:
    if axes in (0, 1, 2):  # batch norm of a row of numbers is torch's 1-d one
        return two if axes == 2 else one
    raise ValueError(f"torch modules are built for one or two axes, the table has {axes}")


def count_parameters(module: nn.Module) -> int:
    """How many numbers training may change."""
    return sum(p.numel() for p in module.parameters() if p.requires_grad)


def load_dense(dense: Network, net: Network) -> Network:
    """Give `dense`, built from `as_convolutions(net.table)`, the weights of `net`: the same numbers, reshaped.

    The weights (out, c * h * w) of a linear layer become windows (out, c, h, w). Returns dense.
    """
    own, given = dense.state_dict(), net.state_dict()
    with torch.no_grad():
        dense.load_state_dict({name: given[name].reshape(own[name].shape) for name in own})
    return dense
