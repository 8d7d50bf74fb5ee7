"""Photographs that come with scikit-learn, and textures drawn by a formula."""

from __future__ import annotations

import numpy as np

from .split import resize

PHOTOGRAPHS = {"china": "china.jpg", "flower": "flower.jpg"}
TEXTURES = ("stripes", "checks", "waves", "rings", "noise", "clouds")


def photograph(name: str = "china", size: int | tuple[int, int] | None = None) -> np.ndarray:
    """A colour photograph: "china" (a palace) or "flower" (a dahlia), 427 x 640 pixels.

    size     the new height and width, if any; one number cuts the middle square out first, so nothing is squeezed
    Returns  (3, H, W) float32 in [0, 1]

    Raises ValueError for another name. Source: load_sample_image of scikit-learn (pictures under CC BY 2.0).
    """
    if name not in PHOTOGRAPHS:
        raise ValueError(f"photograph: there are {' and '.join(PHOTOGRAPHS)}, got {name!r}")
    from sklearn.datasets import load_sample_image

    image = load_sample_image(PHOTOGRAPHS[name]).transpose(2, 0, 1).astype(np.float32) / 255
    if size is None:
        return image
    if np.ndim(size) == 0:
        height, width = image.shape[1:]
        side = min(height, width)
        top, left = (height - side) // 2, (width - side) // 2
        image = image[:, top : top + side, left : left + side]
    return resize(image, size)


def photographs(size: int = 224) -> np.ndarray:
    """Both photographs as a batch (2, 3, size, size), float32 in [0, 1]."""
    return np.stack([photograph(name, size) for name in PHOTOGRAPHS])


def texture(kind: str, size: int = 64, period: float = 8.0, angle: float = 0.0, seed: int = 0) -> np.ndarray:
    """A pattern that fills the plane, to see what a filter answers to.

    kind     "stripes", "checks", "waves" (smooth stripes), "rings", "noise" (each pixel for itself) or "clouds"
             (noise without details finer than about half a period)
    size     height and width
    period   pixels after which the pattern repeats (what it means for clouds is said above; noise has none)
    angle    degrees; turns the pattern anti-clockwise (rings, noise and clouds look the same from every side)
    seed     of noise and clouds
    Returns  (1, size, size) float32 in [0, 1]

    Raises ValueError for another kind, or a size or period that is not greater than 0.
    """
    if kind not in TEXTURES:
        raise ValueError(f"texture: kind must be one of {', '.join(TEXTURES)}, got {kind!r}")
    if size < 1 or not period > 0:
        raise ValueError(f"texture: size and period must be greater than 0, got {size} and {period}")
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    turn = np.deg2rad(angle)
    u, v = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
    noise = np.random.default_rng(seed).standard_normal((size, size))
    draw = {
        "stripes": lambda: _square(u, period),
        "checks": lambda: (_square(u, period) + _square(v, period)) % 2,
        "waves": lambda: (1 + np.sin(2 * np.pi * u / period)) / 2,
        "rings": lambda: (1 + np.cos(2 * np.pi * np.hypot(x, y) / period)) / 2,
        "noise": lambda: _stretched(noise),
        "clouds": lambda: _stretched(_blurred(noise, period / 4)),
    }
    return draw[kind]()[None].astype(np.float32)


def _square(u, period):
    return (np.floor(2 * u / period + 0.25) % 2).astype(float)  # the quarter keeps edges away from pixel centres


def _stretched(image):
    low, high = image.min(), image.max()
    return (image - low) / (high - low) if high > low else np.zeros_like(image)


def _blurred(image, sigma):
    """Gaussian blur that treats the image as a tile of an endless pattern."""
    fy, fx = np.fft.fftfreq(image.shape[0])[:, None], np.fft.rfftfreq(image.shape[1])
    falloff = np.exp(-2 * (np.pi * sigma) ** 2 * (fy**2 + fx**2))
    return np.fft.irfft2(np.fft.rfft2(image) * falloff, image.shape)
