"""Why inputs are standardised: the curvatures of a linear layer's loss are those of its data.

Scikit-learn's 178 Italian wines, 13 measurements each, three growers. The measurements differ in size by three orders
of magnitude, and so the valley of the loss is a slit.
"""

from __future__ import annotations

import numpy as np


def wines():
    """(x (125, 13), labels, x_test (53, 13), labels_test): 30 % of each grower's wines are the test set."""
    from sklearn.datasets import load_wine

    from course_lib.data import stratified_split

    x, labels = load_wine(return_X_y=True)
    train, test = stratified_split(labels, test_share=0.3, seed=0)
    return x[train], labels[train], x[test], labels[test]


def with_one(x):
    """(N, D + 1): a 1 appended to each example, so that the bias is a weight like the others."""
    return np.column_stack([x, np.ones(len(x))])


def curvatures(x) -> np.ndarray:
    """(D + 1,) eigenvalues, smallest first, of x^T x / N: the Hessian of half the mean squared error."""
    x = with_one(x)
    return np.linalg.eigvalsh(x.T @ x / len(x))


def descend(x, labels, steps: int) -> np.ndarray:
    """(D + 1, 3) weights of three linear units after full-batch steps from 0 on half the squared error.

    The learning rate is the best one for these data, 2 / (c_min + c_max); the targets are one-hot.
    """
    c = curvatures(x)
    x, t = with_one(x), np.eye(3)[labels]
    w = np.zeros((x.shape[1], 3))
    for _ in range(steps):
        w = w - 2 / (c[0] + c[-1]) * x.T @ (x @ w - t) / len(x)
    return w


def accuracy(w, x, labels) -> float:
    """Share of examples whose largest score is that of their label."""
    return float(((with_one(x) @ w).argmax(axis=1) == labels).mean())
