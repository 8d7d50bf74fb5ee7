"""Batch norm after every convolution: the record against a run made again, and what 05b says of it."""

import json

import numpy as np
import pytest
import torch

from course_lib.experiments.conv_batch_norm import LAYERS, RATES, RECORD, SCALES, SEEDS, accuracy, net, recorded


@pytest.fixture
def one_thread():
    """Maps of 8 x 8 are too small to be shared out: on a busy machine two threads wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def test_the_record_says_what_it_is():
    table = json.loads(RECORD.read_text(encoding="utf-8"))
    assert table["made_by"] == "python -m course_lib.experiments.conv_batch_norm" and "torch" in table["versions"]
    assert tuple(table["settings"]["scales"]) == SCALES and tuple(table["settings"]["rates"]) == RATES
    assert all(found.shape == (len(SCALES), len(RATES), len(SEEDS)) for found in recorded().values())


def test_two_cells_learn_without_it_and_all_with_it():
    plain, normed = (np.median(found, axis=-1) for found in recorded().values())
    assert np.argwhere(plain > 0.2).tolist() == [[2, 0], [2, 1]], "scale 1.4, the two smaller rates"
    assert normed.min() > 0.7 and np.unravel_index(normed.argmin(), normed.shape) == (4, 0)


def test_a_run_made_again_is_the_recorded_one(one_thread):
    assert accuracy(True, 10.0, 1.0, seed=1) == pytest.approx(recorded()[True][4, 2, 1], abs=0.03)


def test_both_nets_start_from_the_same_weights_and_batch_norm_takes_the_place_of_the_bias():
    kinds = [[type(layer).__name__ for layer in net(normed, 1.4)] for normed in (False, True)]
    assert kinds[0].count("Conv2d") == LAYERS == kinds[1].count("BatchNorm2d") and "BatchNorm2d" not in kinds[0]
    plain, normed = ([layer for layer in net(bn, 1.4, seed=3) if hasattr(layer, "kernel_size")] for bn in (False, True))
    plain, normed = ([layer for layer in layers if hasattr(layer, "weight")] for layers in (plain, normed))
    assert all(bool((a.weight == b.weight).all()) for a, b in zip(plain, normed, strict=True))
    assert all(layer.bias is None for layer in normed)
    assert float(net(False, 10.0)[2].weight.detach().std()) == pytest.approx(10 / np.sqrt(9 * 16), rel=0.1)
