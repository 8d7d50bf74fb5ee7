"""Initialisers of both libraries: moments and shapes of distributions, not streams."""

import inspect
import math

import numpy as np
import pytest
import torch

from course_lib import numpy_ops, torch_ops

LIBRARIES = {
    "numpy": (numpy_ops.init, lambda: np.random.default_rng(1)),
    "torch": (torch_ops.init, lambda: torch.Generator().manual_seed(1)),
}
VARIANCE = {
    "lecun": lambda fan_in, fan_out: 1 / fan_in,
    "glorot": lambda fan_in, fan_out: 2 / (fan_in + fan_out),
    "he": lambda fan_in, fan_out: 2 / fan_in,
}
KURTOSIS = {"normal": 3, "uniform": 9 / 5}
RANDOM = [f"{who}_{how}" for who in VARIANCE for how in KURTOSIS]


@pytest.fixture(params=LIBRARIES)
def library(request):
    return LIBRARIES[request.param]


@pytest.mark.parametrize("shape, fan_in, fan_out", [((300, 200), 200, 300), ((60, 40, 5, 3), 600, 900)])
@pytest.mark.parametrize("name", RANDOM)
def test_moments(library, name, shape, fan_in, fan_out):
    init, rng = library
    who, how = name.split("_")
    w = np.asarray(getattr(init, name)(shape, rng(), "float64"))
    n, variance = w.size, VARIANCE[who](fan_in, fan_out)
    assert w.shape == shape and init.fans(shape) == (fan_in, fan_out)
    assert abs(w.mean()) < 5 * math.sqrt(variance / n)
    assert w.var() == pytest.approx(variance, rel=5 * math.sqrt(2 / n))
    assert np.mean((w - w.mean()) ** 4) / w.var() ** 2 == pytest.approx(KURTOSIS[how], abs=5 * math.sqrt(24 / n))
    if how == "uniform":
        assert 0.999 < np.abs(w).max() / math.sqrt(3 * variance) <= 1


@pytest.mark.parametrize("shape", [(4, 4), (3, 7), (7, 3), (5, 2, 3, 3), (0, 3), (3, 0)])
def test_orthogonal(library, shape):
    init, rng = library
    w = np.asarray(init.orthogonal(shape, rng(), "float64"))
    assert w.shape == shape
    flat = w.reshape(shape[0], math.prod(shape[1:]))
    gram = flat @ flat.T if flat.shape[0] <= flat.shape[1] else flat.T @ flat
    np.testing.assert_allclose(gram, np.eye(len(gram)), atol=1e-14)


def test_orthogonal_matrices_turn_and_mirror_alike(library):
    """Without the correction of the signs, QR would give determinants of one sign for a given size."""
    init, make = library
    rng = make()
    corners = [float(np.asarray(init.orthogonal((2, 2), rng))[0, 0]) for _ in range(200)]
    assert 60 < sum(corner > 0 for corner in corners) < 140


@pytest.mark.parametrize("name", [*RANDOM, "orthogonal", "zeros"])
def test_called_alike_and_repeatable(library, name):
    init, rng = library
    initialise = getattr(init, name)
    a, b = initialise((4, 3, 2, 2), rng()), initialise((4, 3, 2, 2), rng())
    assert "float32" in str(a.dtype) and "float64" in str(initialise((4, 3), rng(), "float64").dtype)
    assert np.array_equal(np.asarray(a), np.asarray(b))
    assert tuple(initialise((0, 3), rng()).shape) == (0, 3) and tuple(initialise((3, 0), rng()).shape) == (3, 0)
    assert bool((a == 0).all()) == (name == "zeros")


@pytest.mark.parametrize("name", numpy_ops.init.__all__)
def test_the_twins_share_signature_and_docstring(name):
    one, other = getattr(numpy_ops.init, name), getattr(torch_ops.init, name)
    assert inspect.signature(one) == inspect.signature(other) and one.__doc__ == other.__doc__
    assert numpy_ops.init.__all__ == torch_ops.init.__all__
    assert "Source: " in one.__doc__ and "TypeError" in one.__doc__


@pytest.mark.parametrize("name", [*RANDOM, "orthogonal"])
def test_what_is_refused(library, name):
    init, rng = library
    initialise = getattr(init, name)
    with pytest.raises(TypeError, match=f"{name}: rng must be a generator .*, got int"):
        initialise((4, 3), 7)
    with pytest.raises(TypeError, match=rf"{name}: shape must be made of whole numbers, got \(4, 3.0\)"):
        initialise((4, 3.0), rng())
    with pytest.raises(ValueError, match=rf"{name}: shape must not be negative, got \(4, -3\)"):
        initialise((4, -3), rng())
    with pytest.raises(ValueError, match=f"{name}: dtype must be float32 or float64, got int64"):
        initialise((4, 3), rng(), "int64")
    with pytest.raises(ValueError, match=r"fans: shape must be .out, in. or .out, in, height, width., got \(4,\)"):
        initialise((4,), rng())


def test_relu_layers_keep_the_second_moment_with_he_and_lose_it_with_lecun():
    rng = np.random.default_rng(3)
    x = rng.standard_normal((500, 256)).astype(np.float32)
    lengths = {}
    for name in ("he_normal", "lecun_normal"):
        h = x
        for _ in range(10):
            h, _ = numpy_ops.relu(numpy_ops.linear(h, getattr(numpy_ops.init, name)((256, 256), rng))[0])
        lengths[name] = float((h**2).mean() / (x**2).mean())
    assert 0.5 < lengths["he_normal"] < 2
    assert lengths["lecun_normal"] < 2 / 2**10
