"""Drawings of discs, squares and triangles whose every pixel, box and class is known: for U-Net and localisation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

CLASSES = ("nothing", "disc", "square", "triangle")  # the labels 0, 1, 2, 3 of pixels


class Scenes(NamedTuple):
    """images (N, 1, size, size) float32 in [0, 1]; masks (N, size, size) int64, the class of every pixel."""

    images: np.ndarray
    masks: np.ndarray


class LoneShapes(NamedTuple):
    """images (N, 1, size, size) float32; labels (N,) int64: 0 disc, 1 square, 2 triangle; boxes (N, 4) float32.

    A box is (left, top, right, bottom) in pixels, right and bottom just outside: its width is right - left.
    """

    images: np.ndarray
    labels: np.ndarray
    boxes: np.ndarray


def scenes(n: int, size: int = 64, most: int = 3, noise: float = 0.1, seed: int = 0) -> Scenes:
    """Several shapes an image, later ones in front, on a noisy ground: which class does each pixel belong to?

    n      images;  size  height and width, at least 16;  most  shapes an image (at least 1, at most `most`)
    noise  standard deviation of the grey values' noise
    seed   the same numbers give the same images, whatever was drawn before

    Raises ValueError when a number is out of its range.
    """
    _demand("scenes", n, size, most, noise)
    rng = np.random.default_rng(seed)
    images, masks = np.zeros((n, 1, size, size), np.float32), np.zeros((n, size, size), np.int64)
    for image, mask in zip(images, masks, strict=True):
        for _ in range(rng.integers(1, most + 1)):
            label = int(rng.integers(1, len(CLASSES)))
            inside = _draw(rng, CLASSES[label], size)
            mask[inside] = label
            image[0, inside] = rng.uniform(0.4, 1)  # brightness says nothing about the class
        _add_noise(rng, image, noise)
    return Scenes(images, masks)


def lone_shapes(n: int, size: int = 64, noise: float = 0.1, seed: int = 0) -> LoneShapes:
    """One shape an image: what is it, and where? Arguments as for `scenes`."""
    _demand("lone_shapes", n, size, 1, noise)
    rng = np.random.default_rng(seed)
    images, boxes = np.zeros((n, 1, size, size), np.float32), np.zeros((n, 4), np.float32)
    labels = rng.integers(0, len(CLASSES) - 1, n)
    for image, label, box in zip(images, labels, boxes, strict=True):
        inside = _draw(rng, CLASSES[label + 1], size)
        rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        box[:] = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
        image[0, inside] = rng.uniform(0.4, 1)
        _add_noise(rng, image, noise)
    return LoneShapes(images, labels, boxes)


def _draw(rng, kind, size):
    """(size, size) booleans: a shape of random place, size and direction that lies inside the image."""
    radius = rng.uniform(0.1, 0.25) * size
    x0, y0 = rng.uniform(radius, size - radius, 2)
    turn = rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[:size, :size] + 0.5
    if kind == "disc":
        return (x - x0) ** 2 + (y - y0) ** 2 <= radius**2
    corners = {"square": 4, "triangle": 3}[kind]
    inner = radius * np.cos(np.pi / corners)  # from the centre to the middle of a side
    directions = turn + 2 * np.pi * np.arange(corners) / corners
    return np.all([(x - x0) * np.cos(d) + (y - y0) * np.sin(d) <= inner for d in directions], axis=0)


def _add_noise(rng, image, noise):
    image += noise * rng.standard_normal(image.shape, np.float32)
    np.clip(image, 0, 1, out=image)


def _demand(name, n, size, most, noise):
    for what, value, least in (("n", n, 0), ("size", size, 16), ("most", most, 1), ("noise", noise, 0)):
        if not value >= least:
            raise ValueError(f"{name}: {what} must be at least {least}, got {value}")
