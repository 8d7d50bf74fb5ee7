"""The fast conv2d gives every sample and every mistake of conv2d's row the same answer."""

import inspect

import numpy as np
import pytest
import twin_harness as harness

from course_lib import numpy_ops
from course_lib.numpy_ops import conv_fast
from course_lib.operations import OPERATIONS

ROW = OPERATIONS["conv2d"]
TWIN = harness.Twin("numpy", conv_fast.conv2d, conv_fast.conv2d_backward)
ASK = {
    "gradients": harness.gradient_problems,
    "slopes": harness.slope_problems,
    "adjoint": harness.adjoint_problems,
    "purity": harness.purity_problems,
    "dtype": harness.dtype_problems,
    "layout": harness.layout_problems,
}


def samples(dtype):
    return ROW.samples(np.random.default_rng(1958), np.dtype(dtype))


# Samples are small, and take each of the ways only if they are sent there: STACK 0 always stacks kernel rows and
# 1000 never; BLOCK 1 is one image after the other.
@pytest.fixture(params=[(0, 1 << 20), (1000, 1 << 20), (0, 1), (1000, 1)], ids=str)
def tuned(request, monkeypatch):
    for name, value in zip(("STACK", "BLOCK"), request.param, strict=True):
        monkeypatch.setattr(conv_fast, name, value)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_values(tuned, dtype):
    for sample in samples(dtype):
        assert harness.value_problems(ROW, TWIN, sample.inputs) == [], sample.about


@pytest.mark.parametrize("ask", ASK)
def test_everything_else(tuned, ask):
    for sample in samples(np.float64):
        assert ASK[ask](ROW, TWIN, sample.inputs, np.random.default_rng(1)) == [], sample.about


def test_float32_gradients(tuned):
    for sample in samples(np.float32):
        assert harness.gradient_problems(ROW, TWIN, sample.inputs, np.random.default_rng(1)) == [], sample.about


def test_mistakes_and_not_a_number():
    for mistake in ROW.mistakes:
        assert harness.mistake_problems(ROW, TWIN, mistake) == []
    assert harness.nan_problems(ROW, TWIN, samples(np.float64)[0].inputs, np.random.default_rng(1)) == []


def test_same_signatures_and_docstrings():
    for name in conv_fast.__all__:
        fast, readable = getattr(conv_fast, name), getattr(numpy_ops, name)
        assert inspect.signature(fast) == inspect.signature(readable) and fast.__doc__ == readable.__doc__
