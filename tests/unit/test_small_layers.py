"""Layers that compute nothing: what they let pass, what they refuse, and where each number goes."""

import pytest
import torch
from torch import nn

from course_lib.nets.small_layers import Expect, Groups


def test_expect_lets_pass_what_it_expects():
    x = torch.rand(2, 3, 4, 5)
    assert Expect("BDHW", (None, 3, 4, 5))(x) is x
    assert Expect("BDHW", (2, 3, None, None))(x) is x


@pytest.mark.parametrize("shape", [(2, 4, 5, 3), (2, 3, 4), (2, 3, 4, 5, 1), (3, 3, 4, 5)])
def test_expect_refuses_other_shapes_and_says_both(shape):
    door = Expect("BDHW", (2, 3, 4, 5))
    with pytest.raises(ValueError, match=r"wanted BDHW = \(2, 3, 4, 5\), got \(" + str(shape[0])):
        door(torch.rand(shape))


def test_groups_merge_and_move_axes():
    x = torch.arange(120.0).reshape(2, 3, 4, 5)
    assert Groups(0, [1, 2, 3])(x).equal(nn.Flatten()(x))
    assert Groups(0, 3, 1, 2)(x).equal(x.permute(0, 3, 1, 2))
    merged = Groups(0, [2, 1], 3)(x)
    assert merged.shape == (2, 12, 5)
    assert merged[1, 2 * 3 + 1, 4] == x[1, 1, 2, 4]


@pytest.mark.parametrize("groups", [(0, [1, 1]), (0, 2), (1, 2), (0, [1, 3])])
def test_groups_want_every_axis_once(groups):
    with pytest.raises(ValueError, match="every axis"):
        Groups(*groups)


def test_errors_say_what_was_wrong():
    with pytest.raises(ValueError, match="names 3 axes, there are 4 sizes"):
        Expect("BDH", (None, 3, 4, 5))
    with pytest.raises(ValueError, match="4 axes, got 3"):
        Groups(0, [1, 2, 3])(torch.rand(2, 3, 4))
