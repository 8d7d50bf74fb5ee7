"""Changes that an image survives without changing its class: more examples from the same ones."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F


def shift(x: torch.Tensor, generator: torch.Generator, most: int = 2) -> torch.Tensor:
    """Move each image of a batch (N, C, H, W) by up to `most` pixels in each direction; zeros come in at the border."""
    n, _, height, width = x.shape
    padded = F.pad(x, (most, most, most, most))
    down, right = torch.randint(0, 2 * most + 1, (2, n, 1, 1), generator=generator).to(x.device)
    rows = down + torch.arange(height, device=x.device)[:, None]
    columns = right + torch.arange(width, device=x.device)
    image = torch.arange(n, device=x.device)[:, None, None]
    return padded[image, :, rows, columns].permute(0, 3, 1, 2).contiguous()


def distort(
    x: torch.Tensor, generator: torch.Generator, shift: float = 3, degrees: float = 15, stretch: float = 0.15
) -> torch.Tensor:
    """Move, turn, resize and slant each image of a batch (N, C, H, W) a little, as another hand might have written it.

    shift    at most about that many pixels in each direction
    degrees  at most that far to either side
    stretch  larger or smaller by a factor of at most exp(stretch), and slanted by at most that slope
    Returns  (N, C, H, W), bilinear between pixels, zeros from outside
    """

    def between(most):
        return most * (2 * torch.rand(len(x), generator=generator) - 1)

    angle, size, slant = between(math.radians(degrees)), torch.exp(between(stretch)), between(stretch)
    across, down = between(2 * shift / x.shape[3]), between(2 * shift / x.shape[2])  # the image is 2 wide and high here
    first = torch.stack([size * torch.cos(angle), slant - size * torch.sin(angle), across], dim=1)
    second = torch.stack([size * torch.sin(angle), size * torch.cos(angle), down], dim=1)
    places = torch.stack([first, second], dim=1).to(x)  # where each pixel of the answer is looked up
    grid = F.affine_grid(places, x.shape, align_corners=False)
    return F.grid_sample(x, grid, align_corners=False)


def flip(x: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Mirror each image of a batch (N, C, H, W) left to right, or not, with equal chances. Not for digits."""
    mirrored = torch.rand(len(x), 1, 1, 1, generator=generator).to(x.device) < 0.5
    return torch.where(mirrored, x.flip(-1), x)
