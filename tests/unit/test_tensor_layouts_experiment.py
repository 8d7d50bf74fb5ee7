"""Layouts in integers, against torch: strides, values, what is refused."""

import itertools

import numpy as np
import pytest

from course_lib.experiments import tensor_layouts as layouts

torch = pytest.importorskip("torch")


def in_torch(x, text):
    name, numbers = layouts.parse(text)
    if name == "channels_last":
        return x.contiguous(memory_format=torch.channels_last)
    return getattr(x, name)(*numbers)


def agree(layout, x):
    assert layout.shape == tuple(x.shape)
    pairs = zip(layout.shape, layout.strides, x.stride(), strict=True)
    assert all(n == 1 or ours == theirs for n, ours, theirs in pairs), (layout, x.stride())
    assert layout.values() == x.flatten().tolist()
    assert layout.contiguous == x.is_contiguous()


def chains(count=400):
    """Random operations, most of which fit the shape that they meet."""
    rng = np.random.default_rng(0)
    pieces = [1, 2, 3, 4, 6, 8, 12, 24, 48, -1]
    shapes = [[2, 3, 4, 4], [1, 3, 2, 4], [6, 4], [2, 3, 4], [24], [4, 1, 1, 3], [1, 1]]
    for _ in range(count):
        shape = shapes[rng.integers(len(shapes))]
        ops, n = [], len(shape)
        for _ in range(rng.integers(1, 5)):
            name = rng.choice(layouts.OPERATIONS)
            if name == "permute":
                numbers = rng.permutation(n).tolist()
            elif name == "transpose":
                numbers = rng.integers(-n, n, 2).tolist()
            elif name in ("view", "reshape"):
                numbers = rng.choice(pieces, rng.integers(1, 5)).tolist()
            elif name == "expand":
                numbers = rng.choice([-1, 2], n).tolist()
            else:
                numbers = []
            ops.append(f"{name}({', '.join(map(str, numbers))})")
        yield shape, ops


def test_random_chains_do_what_torch_does():
    did, refused = 0, 0
    for shape, ops in chains():
        layout = layouts.block(shape)
        x = torch.arange(len(layout.storage)).view(shape)
        for text in ops:
            try:
                y = in_torch(x, text)
            except (RuntimeError, IndexError) as problem:
                with pytest.raises(ValueError) as said:
                    layouts.apply(layout, text)
                if "not compatible" in str(problem):
                    assert str(problem) == str(said.value), "torch's own words"
                refused += 1
                continue
            if y.numel() == 0 or len(y.shape) > 4 or y.numel() > 96:
                break
            layout, before = layouts.apply(layout, text), layout
            agree(layout, y)
            assert layout.copied == (y.data_ptr() != x.data_ptr()), (before, text)
            x, did = y, did + 1
    assert did > 300 and refused > 100


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_view_works_exactly_where_torch_says(order):
    text = f"permute({', '.join(map(str, order))})"
    layout = layouts.apply(layouts.block((2, 3, 4, 4)), text)
    x = torch.arange(96).view(2, 3, 4, 4).permute(order)
    factors = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 96]
    for k in (1, 2, 3):
        for new in itertools.product(factors, repeat=k):
            if np.prod(new) != 96:
                continue
            strides = layouts.view_strides(layout.shape, layout.strides, new)
            try:
                want = x.view(new).stride()
            except RuntimeError:
                want = None
            assert (strides is None) == (want is None), new
            if want:
                assert all(n == 1 or a == b for n, a, b in zip(new, strides, want, strict=True))


def test_broadcasting_is_a_stride_of_0():
    layout = layouts.apply(layouts.bias((2, 3, 4, 4)), "expand(2, 3, 4, 4)")
    assert layout.strides == (0, 1, 0, 0) and layout.storage == (0, 1, 2)
    agree(layout, torch.arange(3).view(1, 3, 1, 1).expand(2, 3, 4, 4))


@pytest.mark.parametrize(
    "text, says",
    [
        ("flip(0)", "'flip\\(0\\)' is not understood; there are permute"),
        ("view(2, -1", "not understood"),
        ("view(2.5)", "not understood"),
        ("permute(0, 1)", "each of the axes 0 to 3 once"),
        ("permute(0, 1, 1, 2)", "each of the axes 0 to 3 once"),
        ("transpose(0, 4)", "two axes from -4 to 3"),
        ("view(5, -1)", "shape \\[5, -1\\] is invalid for input of size 96"),
        ("view(-1, -1)", "at most one -1"),
        ("view(0, -1)", "lengths from 1"),
        ("expand(2, 3, 4, 8)", "only repeat axes of length 1, not 4 to 8"),
        ("expand(96)", "a length for each of the 4 axes"),
        ("contiguous(1)", "takes no numbers"),
    ],
)
def test_what_is_refused(text, says):
    with pytest.raises(ValueError, match=says):
        layouts.apply(layouts.block((2, 3, 4, 4)), text)
