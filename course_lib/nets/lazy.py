"""Layers that ask their input for its size: `conv2d(16, 3)` instead of `Conv2d(?, 16, 3)`.

    net = nn.Sequential(conv2d(16, 3), nn.ReLU(), nn.Flatten(), linear(10))
    net(images)        # the first call builds the layers
    settle(net)        # now they are plain torch layers
Call the net once before you hand its parameters to an optimiser. torch's own: nn.LazyConv2d, nn.LazyLinear.
"""

from collections.abc import Callable

from torch import Tensor, nn

__all__ = ["Lazy", "conv2d", "linear", "settle"]


class Lazy(nn.Module):
    """Builds make(x) when the first x arrives, then is that layer."""

    def __init__(self, make: Callable[[Tensor], nn.Module]):
        super().__init__()
        self.make, self.layer = make, None

    def forward(self, x: Tensor) -> Tensor:
        if self.layer is None:
            self.layer = self.make(x).to(x.device, x.dtype)
        return self.layer(x)


def conv2d(out: int, size: int, **options) -> Lazy:
    """nn.Conv2d with as many input channels as arrive."""
    return Lazy(lambda x: nn.Conv2d(x.shape[1], out, size, **options))


def linear(out: int, **options) -> Lazy:
    """nn.Linear with as many inputs as arrive."""
    return Lazy(lambda x: nn.Linear(x.shape[1], out, **options))


def settle(net: nn.Module) -> nn.Module:
    """Puts the built layers in place of the lazy ones, inside net, and returns it.

    Raises ValueError when a lazy layer has seen no input yet.
    """
    for name, child in net.named_children():
        setattr(net, name, settle(child))
    if not isinstance(net, Lazy):
        return net
    if net.layer is None:
        raise ValueError("settle: a lazy layer has seen no input yet: call the net on one batch first")
    return net.layer
