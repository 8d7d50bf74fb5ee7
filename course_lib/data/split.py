"""What the data sets of the course have in common: their form, dividing them, and changing the size of images."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Split(NamedTuple):
    """Examples to learn from and examples to be judged by: `x, labels, x_test, labels_test = digits()`."""

    x: np.ndarray
    labels: np.ndarray
    x_test: np.ndarray
    labels_test: np.ndarray

    def __repr__(self):
        shapes = ", ".join(f"{name} {array.shape}" for name, array in self._asdict().items())
        return f"Split({shapes})"


def stratified_split(labels: np.ndarray, test_share: float = 0.2, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Divide at random, with the same share of every class on either side.

    labels      (N,) integers
    test_share  in (0, 1); each class gives the whole number of examples nearest to its share
    seed        which of the many divisions
    Returns     (training indices, test indices), each in random order

    Raises ValueError when labels is not (N,) of integers or test_share is not in (0, 1).
    """
    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise ValueError(f"stratified_split: labels must be integers (N,), got {labels.dtype} {labels.shape}")
    if not 0 < test_share < 1:
        raise ValueError(f"stratified_split: test_share must lie in (0, 1), got {test_share}")
    rng = np.random.default_rng(seed)
    train, test = [labels[:0].astype(np.int64)], [labels[:0].astype(np.int64)]
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        cut = round(test_share * len(members))
        test.append(members[:cut])
        train.append(members[cut:])
    return rng.permutation(np.concatenate(train)), rng.permutation(np.concatenate(test))


def resize(images: np.ndarray, size: int | tuple[int, int]) -> np.ndarray:
    """Bilinear interpolation between pixel centres, as torch does with align_corners=False.

        y = rows @ image @ columns^T,  where each row of `rows` weighs the two nearest rows of the image

    images  (..., H, W) floats
    size    the new height and width; one number for both
    Returns (..., size, size), same dtype. Shrinking does not blur first, so fine patterns turn into coarse ones.

    Raises TypeError when images are not floats, ValueError when the old or the new size is empty.
    """
    images = np.asarray(images)
    if images.dtype.kind != "f":
        raise TypeError(f"resize: images must be floats, got {images.dtype}: divide by the largest value first")
    height, width = (size, size) if np.ndim(size) == 0 else size
    if images.ndim < 2 or min(height, width, *images.shape[-2:]) < 1:
        raise ValueError(f"resize: needs (..., H, W) and a size of at least 1, got {images.shape} and {size}")
    rows = _weights(images.shape[-2], height).astype(images.dtype)
    columns = _weights(images.shape[-1], width).astype(images.dtype)
    return rows @ images @ columns.T


def _weights(old: int, new: int) -> np.ndarray:
    """(new, old): how much of each old pixel is in each new one."""
    centres = np.clip((np.arange(new) + 0.5) * old / new - 0.5, 0, old - 1)  # in old pixels; the border is repeated
    before = np.floor(centres).astype(int)
    weights = np.zeros((new, old))
    weights[np.arange(new), before] = 1 - (centres - before)
    weights[np.arange(new), np.minimum(before + 1, old - 1)] += centres - before
    return weights
