"""The few layers that torch does not have: joins of branches, crops, and what LeNet-5 and FCN need."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

DIGITS = """
.#####. ...#... .#####. #####.. ....##. ####### ..####. ####### .#####. .#####.
##...## ..##... ##...## ....##. ...###. ##..... .##.... ##...## ##...## ##...##
##...## .###... .....## ....##. ..####. ##..... ##..... .....## ##...## ##...##
##...## ...#... .....## ....##. .##.##. ##..... ##..... ....##. ##...## ##...##
##...## ...#... ....##. ..###.. ##..##. #####.. #####.. ....##. .#####. .######
##...## ...#... ...##.. ....##. ##..##. ....##. ##..##. ...##.. ##...## .....##
##...## ...#... ..##... .....## ####### .....## ##...## ...##.. ##...## .....##
##...## ...#... .##.... .....## ....##. .....## ##...## ..##... ##...## .....##
##...## ...#... ##..... .....## ....##. ##...## ##...## ..##... ##...## ....##.
##...## ...#... ##..... ##...## ....##. ##...## ##...## .##.... ##...## ...##..
##...## ...#... ##..... ##..##. ....##. ##..##. .##.##. .##.... ##...## ..##...
.#####. .#####. ####### .####.. ....##. .####.. ..###.. .##.... .#####. .##....
"""


class Sum(nn.Module):
    """Runs branches on the same input and adds what comes out. cut: first cut all to the smallest, at the far end."""

    def __init__(self, branches: dict[str, nn.Module], cut: bool = False):
        super().__init__()
        self.cut = cut
        for name, branch in branches.items():
            self.add_module(name, branch)

    def outputs(self, x: Tensor) -> list[Tensor]:
        ys = [branch(x) for branch in self.children()]
        if not self.cut:
            return ys
        smallest = [min(lengths) for lengths in zip(*(y.shape[2:] for y in ys), strict=True)]
        return [cut(y, 0, smallest) for y in ys]

    def forward(self, x: Tensor) -> Tensor:
        first, *others = self.outputs(x)
        for other in others:
            first = first + other
        return first


class Concat(Sum):
    """Runs branches on the same input and stacks their maps."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat(self.outputs(x), dim=1)


class Side(nn.Module):
    """Lets x pass. Its body runs only while Network.with_sides listens."""

    def __init__(self, body: nn.Module):
        super().__init__()
        self.body = body
        self.listens, self.heard = False, None

    def forward(self, x: Tensor) -> Tensor:
        if self.listens:
            self.heard = self.body(x)
        return x


class Crop(nn.Module):
    """Cuts `edge` pixels off every side."""

    def __init__(self, edge: int):
        super().__init__()
        self.edge = edge

    def forward(self, x: Tensor) -> Tensor:
        return cut(x, self.edge, [length - 2 * self.edge for length in x.shape[2:]])


class CropToInput(nn.Module):
    """Runs a body and cuts its output to the height and width of the input, from pixel `offset` on."""

    def __init__(self, body: nn.Module, offset: int):
        super().__init__()
        self.body, self.offset = body, offset

    def forward(self, x: Tensor) -> Tensor:
        return cut(self.body(x), self.offset, x.shape[2:])


def cut(x: Tensor, offset: int, lengths) -> Tensor:
    """So many pixels along each axis, from pixel `offset` on."""
    return x[(..., *(slice(offset, offset + length) for length in lengths))]


class PadShortcut(nn.Module):
    """ResNet's option A: every stride-th pixel, and `extra` maps of zeros behind. No parameters."""

    def __init__(self, extra: int, stride: tuple[int, ...]):
        super().__init__()
        self.extra, self.stride = extra, stride

    def forward(self, x: Tensor) -> Tensor:
        kept = x[(..., *(slice(None, None, s) for s in self.stride))]
        return F.pad(kept, (0, 0) * len(self.stride) + (0, self.extra))


class Bilinear(nn.Module):
    """Upsampling by a fixed bilinear kernel, map by map. The kernel is a buffer: it moves along, it is not trained."""

    def __init__(self, channels: int, size: int, stride: int, axes: int = 2):
        super().__init__()
        self.stride = stride
        kernel = bilinear_kernel(size) if axes == 2 else tent(size)
        self.register_buffer("kernel", kernel.expand(channels, 1, *kernel.shape).clone())

    def forward(self, x: Tensor) -> Tensor:
        paint = F.conv_transpose2d if x.ndim == 4 else F.conv_transpose1d
        return paint(x, self.kernel, stride=self.stride, groups=x.shape[1])


def bilinear_kernel(size: int) -> Tensor:
    """(size, size): a tent in both directions. Size 4: the outer product of [.25, .75, .75, .25]."""
    return torch.outer(tent(size), tent(size))


def tent(size: int) -> Tensor:
    """(size,): rises in equal steps to the middle and falls again."""
    factor = (size + 1) // 2
    top = factor - 1 if size % 2 else factor - 0.5
    return 1 - (torch.arange(size) - top).abs() / factor


class PartialConv(nn.Module):
    """A convolution of which output map i reads only the input maps links[i]: the weights of no other are kept.

    weight (number of links, *size), link by link in the order of the table; bias (len(links),).
    """

    def __init__(self, channels: int, links, size, stride, padding, dilation):
        super().__init__()
        window = (size, size) if isinstance(size, int) else tuple(size)
        pairs = [(out, into) for out, maps in enumerate(links) for into in maps]
        self.weight = nn.Parameter(torch.empty(len(pairs), *window))
        self.bias = nn.Parameter(torch.empty(len(links)))
        self.channels, self.stride, self.padding, self.dilation = channels, stride, padding, dilation
        self.outs, self.ins = ([pair[i] for pair in pairs] for i in (0, 1))
        with torch.no_grad():  # as torch's convolutions: uniform, within 1 / sqrt(numbers read)
            bounds = [(len(maps) * math.prod(window)) ** -0.5 for maps in links]
            for i, out in enumerate(self.outs):
                self.weight[i].uniform_(-bounds[out], bounds[out])
            for out, bound in enumerate(bounds):
                self.bias[out].uniform_(-bound, bound)

    def full_weight(self) -> Tensor:
        """(out, channels, *size): the weights among zeros, where there is no link."""
        full = self.weight.new_zeros(len(self.bias), self.channels, *self.weight.shape[1:])
        return full.index_put((torch.tensor(self.outs), torch.tensor(self.ins)), self.weight)

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(x, self.full_weight(), self.bias, self.stride, self.padding, self.dilation)


class Subsample(nn.Module):
    """LeNet-5's pooling: the sum of each window, times one trained weight a map, plus one trained bias a map."""

    def __init__(self, channels: int, size: int):
        super().__init__()
        self.size = size
        self.weight = nn.Parameter(torch.full((channels, 1, 1), 1 / size**2))  # begins as the mean
        self.bias = nn.Parameter(torch.zeros(channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return F.avg_pool2d(x, self.size) * self.size**2 * self.weight + self.bias


class Threshold(nn.Module):
    """1 where x >= 0, else 0. No gradient comes back: its slope is 0 wherever it has one."""

    def forward(self, x: Tensor) -> Tensor:
        return (x >= 0).to(x.dtype)


class ScaledTanh(nn.Module):
    """1.7159 tanh(2 x / 3): passes through (1, 1) and (-1, -1), where it bends most (LeCun 1998, appendix A)."""

    def forward(self, x: Tensor) -> Tensor:
        return 1.7159 * torch.tanh(2 / 3 * x)


class RadialOutput(nn.Module):
    """Squared distance from x (N, 84) to the fixed code of each class: the smallest wins. Nothing is trained.

    The codes are 7 x 12 pictures of the digits, +1 on the stroke and -1 beside it: (10, 84). LeNet-5's own pictures
    are in figure 3 of the paper; these are drawn for this course. Other numbers of classes get random signs.
    """

    def __init__(self, features: int, out: int):
        super().__init__()
        if (features, out) == (84, 10):
            codes = digit_codes()
        else:
            codes = torch.randint(0, 2, (out, features), generator=torch.Generator().manual_seed(0)) * 2.0 - 1
        self.register_buffer("codes", codes)

    def forward(self, x: Tensor) -> Tensor:
        return (x[:, None, :] - self.codes).square().sum(dim=2)


def digit_codes() -> Tensor:
    """(10, 84): the pictures of DIGITS as rows of +1 and -1."""
    rows = [line.split() for line in DIGITS.split("\n") if line]
    pictures = ["".join(row[digit] for row in rows) for digit in range(10)]
    return torch.tensor([[1.0 if dot == "#" else -1.0 for dot in picture] for picture in pictures])
