"""Two layers that compute nothing: one says what it expects, one says which axes go together.

    nn.Sequential(Expect("BDHW", (None, 3, 224, 224)), ..., Groups(0, [1, 2, 3]), nn.Linear(2048, 10))

Source: the idea of both is T. Breuel's, torchmore (layers.Input, layers.Reshape); the code is ours.
"""

import math

from torch import Tensor, nn

__all__ = ["Expect", "Groups"]


class Expect(nn.Module):
    """Lets x pass if it has these sizes, else raises ValueError. order names the axes, as in "BDHW"; None: any size."""

    def __init__(self, order: str, sizes: tuple[int | None, ...]):
        super().__init__()
        if len(order) != len(sizes):
            raise ValueError(f"Expect: {order!r} names {len(order)} axes, there are {len(sizes)} sizes: {sizes}")
        self.order, self.sizes = order, tuple(sizes)

    def forward(self, x: Tensor) -> Tensor:
        fits = [want in (None, got) for want, got in zip(self.sizes, x.shape, strict=False)]
        if x.ndim != len(self.sizes) or not all(fits):
            raise ValueError(f"Expect: wanted {self.order} = {self.sizes}, got {tuple(x.shape)}")
        return x


class Groups(nn.Module):
    """One axis out of each group of axes: Groups(0, [1, 2, 3]) is nn.Flatten, Groups(0, 3, 1, 2) brings BHWD to BDHW.

    Every axis stands in one group. What is merged keeps its order: the last axis of a group runs fastest.
    """

    def __init__(self, *groups: int | list[int]):
        super().__init__()
        self.groups = [list(group) if isinstance(group, list | tuple) else [group] for group in groups]
        self.order = [axis for group in self.groups for axis in group]
        if sorted(self.order) != list(range(len(self.order))):
            raise ValueError(f"Groups: every axis from 0 on must stand in one group, got {self.groups}")

    def forward(self, x: Tensor) -> Tensor:
        if x.ndim != len(self.order):
            raise ValueError(f"Groups: {self.groups} are {len(self.order)} axes, got {x.ndim}: {tuple(x.shape)}")
        return x.permute(self.order).reshape([math.prod(x.shape[axis] for axis in group) for group in self.groups])
