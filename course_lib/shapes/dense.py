"""A classifier reread as a network for images of any size: its fully connected tail becomes convolutions.

The first linear layer after a c x h x w map is a convolution with h x w windows, each later one a 1 x 1 convolution:
the same weights, reshaped. On a larger image the net then answers at every position where the small one would fit
(OverFeat; Sermanet et al., ICLR 2014, section 3.5).
"""

from . import layers as L
from .layers import Net, Series, join_names, parts
from .sizes import Shape, output_shape, trace


def as_convolutions(net: Net) -> Net:
    """The same table without Flatten and Linear. Linear layers must be on the main path, behind all branches."""
    arriving = {row.name: row.before for row in trace(net)}
    space: list[Shape] = [()]  # height and width of the map that a Flatten has made a row of, until a layer reads it
    return Net(f"{net.name}, dense", net.input, _rewrite(net.layers, "", arriving, space))


def _rewrite(series: Series, prefix: str, arriving: dict[str, Shape], space: list[Shape]) -> dict:
    rewritten = {}
    for part, layer in parts(series):
        name = join_names(prefix, part)
        if isinstance(layer, (dict, list, tuple)):
            rewritten[part] = _rewrite(layer, name, arriving, space)
        elif isinstance(layer, L.Side):
            continue
        elif isinstance(layer, L.Flatten):
            space[0] = arriving[name][1:]
        elif isinstance(layer, L.Linear):
            window = space[0] or (1,) * (len(next(iter(arriving.values()))) - 1)
            rewritten[part] = L.Conv(layer.out, window if len(set(window)) > 1 else window[0], bias=layer.bias)
            space[0] = ()
        elif isinstance(layer, L.AdaptivePool):
            before = arriving[name]
            if output_shape(layer, before) != before:
                rewritten[part] = _fixed_pool(layer, before)
        else:
            rewritten[part] = layer
    return rewritten


def _fixed_pool(layer: L.AdaptivePool, before: Shape) -> L.AvgPool:
    if any(n % layer.out for n in before[1:]):
        raise ValueError(f"an adaptive pool from {before[1:]} to {layer.out} has windows of several sizes")
    size = tuple(n // layer.out for n in before[1:])
    return L.AvgPool(size, stride=1 if layer.out == 1 else size)
