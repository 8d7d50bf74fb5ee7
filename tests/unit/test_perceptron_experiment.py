"""The perceptron's run, the margin and Novikoff's bound, against what is known about them."""

import numpy as np
import pytest
from sklearn.svm import SVC

from course_lib.experiments.perceptron import margin, mistake_bound, perceptron_run


def separable(seed, n=12, d=2, gap=0.2):
    """n points of d inputs on both sides of a random line, none nearer to it than gap (in halves of 1/8)."""
    rng = np.random.default_rng(seed)
    w, b = rng.normal(size=d), rng.normal() / 2
    X = np.round(rng.uniform(-3, 3, (40 * n, d)) * 8) / 8
    far = np.abs(X @ w + b) > gap * np.hypot(np.linalg.norm(w), b)
    X = X[far][:n]
    return X, np.where(X @ w + b > 0, 1.0, -1.0)


@pytest.mark.parametrize("seed", range(8))
def test_the_run_is_that_of_epochs_by_hand(seed):
    X, t = separable(seed)
    run = perceptron_run(X, t, w=[0.5, -0.25], b=0.125, lr=0.5)
    w, b, mistakes = np.array([0.5, -0.25]), 0.125, 0
    for _ in range(run.epochs):
        for x, target in zip(X, t, strict=True):
            if target * (w @ x + b) <= 0:
                w, b, mistakes = w + 0.5 * target * x, b + 0.5 * target, mistakes + 1
    assert run.converged and (t * (X @ run.w[-1] + run.b[-1]) > 0).all()
    assert run.mistakes == mistakes and run.b[-1] == b
    np.testing.assert_array_equal(run.w[-1], w)
    assert run.examples == run.epochs * len(X) and (run.examples - run.seen[-1:] >= len(X)).all()


@pytest.mark.parametrize("seed", range(8))
def test_every_mistake_lies_between_the_two_bounds(seed):
    X, t = separable(seed)
    start, lr = np.array([0.5, -1.0, 0.25]), 0.5
    best, radius = margin(X, t), np.sqrt((X**2).sum(axis=1) + 1).max()
    for v0, step in ((np.zeros(3), 1.0), (start, lr)):
        run, size = perceptron_run(X, t, v0[:2], v0[2], step), np.linalg.norm(v0)
        k = np.arange(run.mistakes + 1)
        assert (run.norms >= step * k * best.gamma - size - 1e-9).all()
        assert (run.norms <= np.sqrt(size**2 + k * (step * radius) ** 2) + 1e-9).all()
        bound = mistake_bound(X, t, size, step)
        assert run.mistakes <= bound
        lower, upper = step * bound * best.gamma - size, np.sqrt(size**2 + bound * (step * radius) ** 2)
        assert lower == pytest.approx(upper)  # the bound is where the two meet


@pytest.mark.parametrize(("seed", "d"), [(0, 2), (1, 2), (2, 2), (3, 1), (4, 3), (5, 2), (6, 2), (7, 2)])
def test_margin_is_that_of_a_support_vector_machine(seed, d):
    X, t = separable(seed, d=d)
    best = margin(X, t)
    z = t[:, None] * np.column_stack([X, np.ones(len(X))])
    # Each z and its mirror image: by symmetry the machine's own bias is 0, so it separates through the origin.
    machine = SVC(kernel="linear", C=1e7, tol=1e-9).fit(np.vstack([z, -z]), np.repeat([1, -1], len(z)))
    normal = machine.coef_[0]
    assert best.gamma == pytest.approx(1 / np.linalg.norm(normal), rel=1e-5)
    np.testing.assert_allclose([*best.w, best.b], normal / np.linalg.norm(normal), atol=1e-4)
    np.testing.assert_allclose((z @ [*best.w, best.b])[list(best.support)], best.gamma)
    assert (z @ [*best.w, best.b]).min() == pytest.approx(best.gamma)


def test_margins_worked_out_by_hand():
    best = margin([[2.0], [-2.0]], [1, -1])
    assert best.gamma == pytest.approx(2) and best.b == pytest.approx(0)
    assert margin([[1.0, 1.0]], [1]).gamma == pytest.approx(np.sqrt(3))  # one point: its own length
    assert margin([[0.0, 0.0], [0.0, 0.0]], [1, 1]).gamma == pytest.approx(1)  # doubled points do no harm
    assert margin([[0, 0], [1, 0], [0, 1], [1, 1]], [-1, 1, 1, -1]) is None  # XOR
    assert margin([[1.0, 2.0], [1.0, 2.0]], [1, -1]) is None  # one place, both classes
    assert margin([[0.0], [1.0], [2.0]], [1, -1, 1]) is None


def test_xor_goes_round_for_ever_with_bounded_weights():
    X, t = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([-1, 1, 1, -1])
    run = perceptron_run(X, t, max_epochs=500)
    assert not run.converged and run.epochs == 500 and run.mistakes > 500
    assert run.norms.max() < 4 and len({(*w, b) for w, b in zip(run.w, run.b, strict=True)}) < 20
    assert mistake_bound(X, t) == float("inf")


def test_the_step_only_scales_a_run_from_zero():
    X, t = separable(3)
    one, half = perceptron_run(X, t), perceptron_run(X, t, lr=0.5)
    np.testing.assert_array_equal(one.index, half.index)
    np.testing.assert_array_equal(one.w, 2 * half.w)
    assert mistake_bound(X, t) == mistake_bound(X, t, lr=0.5)


def test_stopping_after_so_many_mistakes():
    X, t = separable(1)
    whole = perceptron_run(X, t)
    first = perceptron_run(X, t, max_mistakes=1)
    assert whole.mistakes > 1 and first.mistakes == 1 and not first.converged and first.examples == first.seen[-1]
    np.testing.assert_array_equal(first.w, whole.w[:2])
    enough = perceptron_run(X, t, max_mistakes=whole.mistakes + 1)
    assert enough.converged and enough.mistakes == whole.mistakes
    assert not perceptron_run(X, t, max_epochs=1).converged


def test_inputs_are_left_alone():
    X, t = separable(1)
    w, copies = np.zeros(2), (X.copy(), t.copy())
    perceptron_run(X, t, w)
    margin(X, t)
    assert (w == 0).all() and (X == copies[0]).all() and (t == copies[1]).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: perceptron_run([[1.0], [2.0]], [0, 1]), ["perceptron_run", "-1 or +1", "0", "2 * t - 1"]),
        (lambda: margin([1.0, 2.0], [1, 1]), ["margin", "(N, D)", "(2,)"]),
        (lambda: margin([[1.0], [np.nan]], [1, -1]), ["margin", "finite", "row 1"]),
        (lambda: margin(np.ones((400, 2)), np.ones(400)), ["margin", "400", "support vector machine"]),
        (lambda: perceptron_run([[1.0, 2.0]], [1], w=[0.0]), ["perceptron_run", "2 inputs", "(1,)"]),
        (lambda: perceptron_run([[1.0]], [1], lr=0), ["perceptron_run", "lr", "0"]),
        (lambda: mistake_bound([[1.0]], [1], w0_norm=-1), ["mistake_bound", "w0_norm", "-1"]),
    ],
)
def test_errors_name_the_rule_and_the_value(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    for word in words:
        assert word in str(caught.value)
