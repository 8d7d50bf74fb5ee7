"""Handwritten digits that come with scikit-learn: small, real, and there without a network."""

from __future__ import annotations

import numpy as np

from .split import Split, resize, stratified_split


def digits(size: int = 8, test_share: float = 0.2, seed: int = 0) -> Split:
    """1,797 digits of 43 writers, 8x8, or resized (28 as MNIST, 32 as LeNet-5 wants them).

    size        height and width
    test_share  of each class, see stratified_split
    seed        of the division into training and test examples
    Returns     Split of images (N, 1, size, size) float32 in [0, 1] and labels (N,) int64

    Source: Alpaydin, Kaynak, Optical Recognition of Handwritten Digits, UCI (1998), the test part, in scikit-learn.
    The same writers are on both sides of the split: accuracy is a little kinder than for unknown hands.
    """
    from sklearn.datasets import load_digits  # takes a second, so only when it is needed

    table = load_digits()
    images = resize((table.images / 16).astype(np.float32)[:, None], size)
    labels = table.target.astype(np.int64)
    train, test = stratified_split(labels, test_share, seed)
    return Split(images[train], labels[train], images[test], labels[test])
