"""The record of noise_residual is what its functions compute, and says what lecture 09 says of it."""

import numpy as np
import torch

from course_lib.experiments.noise_residual import NOISE, branch, noisy, picture, record, train


def test_the_first_steps_of_the_record_come_out_again():
    early = (0, 1)
    for residual in (False, True):
        found, kept = train(residual, seed=3, checked=early), record()
        row = (kept.residual if residual else kept.plain)[3, : len(early)]
        np.testing.assert_allclose(found, row, atol=2e-4, rtol=2e-3)


def test_at_the_start_f_is_zero_so_one_net_answers_black_and_the_other_what_arrived():
    with torch.no_grad():
        assert branch(1)(torch.rand(1, 1, 6, 6)).abs().max() == 0
    kept = record()
    np.testing.assert_allclose(kept.plain[:, 0], np.sqrt(np.mean(picture() ** 2)), atol=1e-3)
    np.testing.assert_allclose(kept.residual[:, 0], NOISE, atol=1e-3)
    assert np.isclose(np.std(noisy(picture()) - picture()), NOISE, atol=1e-3)


def test_what_the_lecture_says_the_residual_net_is_never_worse_than_the_noise_the_plain_one_ends_lower():
    kept = record()
    assert (kept.residual <= NOISE + 1e-4).all()
    assert (kept.plain[:, kept.steps <= 50] > NOISE).all()
    assert (kept.plain[:, -1] < kept.residual[:, -1]).all()
    middle = np.median(kept.plain, axis=0) < np.median(kept.residual, axis=0)
    assert kept.steps[middle][0] == 300
