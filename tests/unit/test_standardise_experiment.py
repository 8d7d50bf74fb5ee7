"""The wines: the curvatures are those of the loss, standardising mends them, and descent goes down."""

import numpy as np
import pytest

from course_lib.experiments.standardise import accuracy, curvatures, descend, wines, with_one
from course_lib.numpy_ops.finite_differences import numerical_gradient

X, LABELS, X_TEST, LABELS_TEST = wines()
MEAN, STD = X.mean(axis=0), X.std(axis=0)


def test_the_curvatures_are_the_eigenvalues_of_the_second_slopes_of_the_loss():
    x, t = (X[:20, :3] - MEAN[:3]) / STD[:3], (LABELS[:20] == 0) * 1.0

    def slope(w):
        return numerical_gradient(lambda v: ((with_one(x) @ v - t) ** 2).mean() / 2, w, 1e-3)

    hessian = np.stack([(slope(e * 0.1) - slope(-e * 0.1)) / 0.2 for e in np.eye(4)])
    assert np.allclose(np.linalg.eigvalsh(hessian), curvatures(x), atol=1e-6)


def test_standardised_wines_are_learned_and_raw_ones_are_not():
    raw, good = curvatures(X), curvatures((X - MEAN) / STD)
    assert raw[-1] / raw[0] > 1e8 and good[-1] / good[0] < 100
    assert accuracy(descend((X - MEAN) / STD, LABELS, 100), (X_TEST - MEAN) / STD, LABELS_TEST) == 1
    assert accuracy(descend(X, LABELS, 100), X_TEST, LABELS_TEST) < 0.8


def test_descent_ends_at_the_least_squares_solution():
    x = (X - MEAN) / STD
    wanted = np.linalg.lstsq(with_one(x), np.eye(3)[LABELS], rcond=None)[0]
    assert descend(x, LABELS, 2000) == pytest.approx(wanted, abs=1e-6)
