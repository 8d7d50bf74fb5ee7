"""Sequences made by rule: how far back can a recurrent network remember?"""

from __future__ import annotations

import numpy as np


def adding_problem(n: int, length: int = 50, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Add the two marked numbers of a long row. Always answering 1 has the mean squared error 1/6.

    Returns  x (n, length, 2) float32: numbers in [0, 1), and marks (1 at one place in each half, else 0);
             t (n, 1) float32: the sum of the two marked numbers

    Raises ValueError when length is below 2 or n is negative.
    Source: Hochreiter, Schmidhuber, Neural Computation 9 (1997), experiment 4, in the usual shortened form.
    """
    _demand("adding_problem", n, length, 2)
    rng = np.random.default_rng(seed)
    x = np.zeros((n, length, 2), np.float32)
    x[..., 0] = rng.random((n, length), np.float32)
    rows, half = np.arange(n), length // 2
    for start, stop in ((0, half), (half, length)):
        x[rows, rng.integers(start, stop, n), 1] = 1
    return x, (x[..., 0] * x[..., 1]).sum(axis=1, keepdims=True)


def echo_problem(n: int, length: int = 20, delay: int = 3, symbols: int = 4, seed: int = 0):
    """Say again what was said `delay` steps ago; at first, when nothing was, say symbol 0.

    Returns  x (n, length, symbols) float32: one-hot symbols; labels (n, length) int64: the symbol of delay steps ago

    Raises ValueError when length is below 1, n or delay is negative, or there are fewer than 2 symbols.
    """
    _demand("echo_problem", n, length, 1)
    if delay < 0 or symbols < 2:
        raise ValueError(f"echo_problem: needs delay >= 0 and symbols >= 2, got {delay} and {symbols}")
    said = np.random.default_rng(seed).integers(0, symbols, (n, length))
    labels = np.zeros_like(said)
    labels[:, delay:] = said[:, : max(0, length - delay)]
    return np.eye(symbols, dtype=np.float32)[said], labels


def waves(n: int, length: int = 100, noise: float = 0.1, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Sine, square or sawtooth? Frequency and phase are random, so only the form of the wave tells.

    Returns  x (n, length, 1) float32 in about [-1, 1]; labels (n,) int64: 0 sine, 1 square, 2 sawtooth

    Raises ValueError when length is below 1, or n or noise is negative.
    """
    _demand("waves", n, length, 1)
    if not noise >= 0:
        raise ValueError(f"waves: noise must be at least 0, got {noise}")
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, n)
    turns = rng.uniform(2, 5, (n, 1)) * np.arange(length) / length + rng.random((n, 1))
    sine, saw = np.sin(2 * np.pi * turns), 2 * (turns % 1) - 1
    forms = np.stack([sine, np.where(sine >= 0, 1.0, -1.0), saw])
    x = forms[labels, np.arange(n)] + noise * rng.standard_normal((n, length))
    return x[..., None].astype(np.float32), labels


def _demand(name, n, length, least):
    if n < 0 or length < least:
        raise ValueError(f"{name}: needs n >= 0 and length >= {least}, got {n} and {length}")
