"""The restarts: gradients are right, runs side by side are the runs alone, and the record is what they give."""

import numpy as np
import pytest

from course_lib.experiments import restarts
from course_lib.numpy_ops import cross_entropy
from course_lib.numpy_ops.finite_differences import numerical_gradient


def test_the_gradients_are_those_of_each_restarts_own_loss():
    x, labels, _, _ = restarts.digits(12)
    params = restarts.start(3, 2)
    loss, gradients, scores = restarts.slopes(params, x, labels)
    plain = [float(cross_entropy(s, labels)[0]) for s in scores]
    squares = [(w1**2).sum() + (w2**2).sum() for w1, w2 in zip(params[0], params[2], strict=True)]
    assert loss == pytest.approx(np.array(plain) + restarts.PENALTY / 2 * np.array(squares))
    for k in range(4):
        if k == 0:
            continue  # 384 numbers: a direction is enough, below

        def of(p, k=k):
            return restarts.slopes([*params[:k], p, *params[k + 1 :]], x, labels)[0].sum()

        assert np.allclose(gradients[k], numerical_gradient(of, params[k]), atol=1e-8)
    along = np.random.default_rng(0).normal(size=params[0].shape)
    ahead, behind = (restarts.slopes([params[0] + s * along, *params[1:]], x, labels)[0].sum() for s in (1e-5, -1e-5))
    assert (ahead - behind) / 2e-5 == pytest.approx((gradients[0] * along).sum())


def test_a_restart_does_not_know_the_others():
    two, one = restarts.run(4, restarts=2, steps=30), restarts.run(4, restarts=1, steps=30)
    assert two.loss[0] == pytest.approx(one.loss[0]) and two.loss[0] != pytest.approx(two.loss[1])
    assert two.error[0] == one.error[0]


def test_the_record_is_what_a_run_gives_and_says_what_the_lecture_says():
    found = restarts.recorded()
    assert list(found) == list(restarts.WIDTHS)
    assert all(run.loss.shape == (restarts.RESTARTS,) for run in found.values())
    again = restarts.run(4, restarts=1)
    assert again.loss[0] == pytest.approx(found[4].loss[0], rel=1e-3)
    width = [run.loss.max() / run.loss.min() - 1 for run in found.values()]
    assert width == sorted(width, reverse=True) and width[0] > 0.4 and width[-1] < 0.03
    assert max(run.slope.max() for run in found.values()) < 0.01
