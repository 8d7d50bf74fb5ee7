"""Both engines against torch's, on graphs of every shape; and the promises that torch does not make."""

import inspect
import math
import sys

import numpy as np
import pytest
import torch

from course_lib import numpy_ops
from course_lib.numpy_ops.autograd import Tensor, Value, operations
from course_lib.operations import OPERATIONS

# --- one number ---------------------------------------------------------------------------------------------------


def everything(a, b):
    c = 2 - a * b + b / 3 + 1 / a
    d = (c * c + a**3).log() + (-c).exp() + (a - 5).relu() + (c + 1).relu()
    return d / (b + 4) + c * c * c - 7 + d**-2 + 0.5 * d**0.5 + a - b


def test_every_operator_has_the_slope_that_torch_finds():
    for numbers in ((1.5, 0.25), (6.0, -0.5)):
        ours, theirs = [Value(n) for n in numbers], [torch.tensor(n, dtype=torch.float64) for n in numbers]
        for tensor in theirs:
            tensor.requires_grad_()
        y, want = everything(*ours), everything(*theirs)
        y.backward()
        want.backward()
        assert y.data == pytest.approx(want.item(), rel=1e-14) and y.grad == 1
        assert [v.grad for v in ours] == pytest.approx([t.grad.item() for t in theirs], rel=1e-13)


def test_a_value_by_hand():
    x, y = Value(3.0), Value(-2)
    z = x * y + x
    assert (z.data, x.grad, repr(x)) == (-3, 0.0, "Value(3, grad=0)")
    z.backward()
    assert (x.grad, y.grad, z.grad) == (-1, 3, 1)
    z.backward()
    assert (x.grad, y.grad, z.grad) == (-2, 6, 2), "a second call adds exactly the same again"


def test_an_inner_node_can_start_and_later_nodes_hear_nothing():
    x = Value(2.0)
    h = x * x
    y = h * 3
    h.backward()
    assert (x.grad, h.grad, y.grad) == (4, 1, 0)
    y.backward()
    assert (x.grad, h.grad, y.grad) == (16, 4, 1)


def test_a_long_chain_and_one_that_doubles():
    x = Value(1.0)
    y = x
    for _ in range(5 * sys.getrecursionlimit()):
        y = y + 0.001
    y.backward()
    assert x.grad == 1
    x = y = Value(1.0)
    for _ in range(60):  # 2^60 paths, 60 nodes
        y = y + y
    y.backward()
    assert x.grad == 2.0**60


def test_a_node_waits_for_the_longest_way_round():
    x = Value(2.0)
    near = x * 1
    far = near * 1 * 1 * 1
    (near + far * near).backward()  # d(n + n^2) = 1 + 2 n
    assert x.grad == 5


def test_relu_and_powers_at_the_edge():
    for x, slope in ((0.0, 0), (-1.0, 0), (2.0, 1)):
        value = Value(x)
        value.relu().backward()
        assert value.grad == slope
    for n, slope in ((0, 0.0), (1, 1.0), (2, 0.0), (0.5, math.inf)):
        value = Value(0.0)
        (value**n).backward()
        assert value.grad == slope
    assert math.isnan(Value(math.nan).relu().data)


def test_numbers_may_stand_on_either_side():
    for number in (2, 2.0, np.float64(2), np.float32(2), np.int64(2)):
        x = Value(4.0)
        for y, want in ((number + x, 6), (x + number, 6), (number - x, -2), (number * x, 8), (number / x, 0.5)):
            assert isinstance(y, Value) and y.data == want
    assert sum([Value(1.0), Value(2.0)]).data == 3
    with pytest.raises(TypeError, match="n must be a number"):
        Value(2.0) ** Value(2.0)


# --- arrays -------------------------------------------------------------------------------------------------------


def both(f, *arrays, dtype=np.float64):
    """(our y, our gradients, torch's y, torch's gradients) of f for a random cotangent."""
    rng = np.random.default_rng(1976)
    ours = [Tensor(np.asarray(a, dtype)) for a in arrays]
    theirs = [torch.tensor(np.asarray(a, dtype), requires_grad=True) for a in arrays]
    y, want = f(*ours), f(*theirs)
    dy = rng.standard_normal(y.shape).astype(dtype)
    y.backward(dy)
    want.backward(torch.tensor(dy))
    return y.data, [t.grad for t in ours], want.detach().numpy(), [t.grad.numpy() for t in theirs]


rng = np.random.default_rng(1976)
A, B, ROW, ONE, POSITIVE = (rng.standard_normal(s) for s in ((3, 4), (4, 5), (4,), (1, 1), (3, 4)))
POSITIVE = np.exp(POSITIVE)
STACK = rng.standard_normal((2, 1, 5, 3))

GRAPHS = {
    "broadcast +": (lambda a, r: a + r, A, ROW),
    "broadcast - of a row": (lambda r, a: r - a, ROW, A),
    "broadcast * and /": (lambda a, r, p: r * a / p, A, ROW, POSITIVE),
    "(1, 1) and (4,)": (lambda o, r: o * r, ONE, ROW),
    "one number": (lambda o, a: o * a, np.float64(0.5), A),
    "two empty and one": (lambda o, e: o + e, ONE, np.zeros((0, 4))),
    "numbers": (lambda a: 1 - 2 * a / 4 + 1 / (a * a + 1), A),
    "powers": (lambda p: p**2 + p**-1.5 + p**0, POSITIVE),
    "exp and log": (lambda p: (-p).exp() + p.log(), POSITIVE),
    "matmul": (lambda a, b: a @ b, A, B),
    "stacked matmul": (lambda s, a: s @ a, STACK, A),
    "matmul of stacks": (lambda s, t: s @ t, STACK, rng.standard_normal((3, 3, 2))),
    "sums": (lambda a: a.sum() * a.sum(0) + a.sum((0, 1)) * a.sum(axis=-1).sum(), A),
    "reshape": (lambda a, b: a.reshape(2, 6).sum(1).reshape((2, 1)) * b.reshape(2, -1), A, B),
    "used three times": (lambda a: a * a + a * (a @ a.reshape(4, 3)).sum(1).reshape(3, 1), A),
}


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("dtype, allowed", [(np.float64, 1e-12), (np.float32, 1e-4)])
def test_tensor_graphs_are_torchs(name, dtype, allowed):
    f, *arrays = GRAPHS[name]
    y, grads, want, wanted = both(f, *arrays, dtype=dtype)
    for one, other in zip([y, *grads], [want, *wanted], strict=True):
        assert one.dtype == dtype and one.shape == other.shape
        np.testing.assert_allclose(one, other, rtol=allowed, atol=allowed)


def test_gradients_come_first_in_the_arguments():
    """What `operations` relies on: backward's gradients are those of the first arguments."""
    for name in operations:
        first = list(inspect.signature(getattr(numpy_ops, name)).parameters)
        assert tuple(first[: len(OPERATIONS[name].differentiable)]) == OPERATIONS[name].differentiable, name


@pytest.mark.parametrize("name", operations)
def test_every_pair_of_numpy_ops_works_on_tensors(name):
    """In the middle of a graph: the gradient through 3 * op(1 * x) is that of op's own backward."""
    forward, backward = getattr(numpy_ops, name), getattr(numpy_ops, f"{name}_backward")
    row = OPERATIONS[name]
    inputs = row.samples(np.random.default_rng(1), np.dtype(np.float64))[0].inputs
    tensors = {n: Tensor(v) for n, v in inputs.items() if n in row.differentiable and isinstance(v, np.ndarray)}
    got = operations[name](**inputs | {n: t * 1 for n, t in tensors.items()})
    got = got[0] if isinstance(got, tuple) else got
    y, *_, cache = forward(**inputs)
    dy = np.random.default_rng(2).standard_normal(np.shape(y))
    (3 * got).backward(dy)
    want = backward(3 * dy, cache)
    want = dict(zip(row.differentiable, want if isinstance(want, tuple) else (want,), strict=True))
    for argument, tensor in tensors.items():
        np.testing.assert_allclose(tensor.grad, want[argument], rtol=1e-12, atol=1e-14)


def test_a_perceptron_of_two_layers_is_torchs():
    rng = np.random.default_rng(5)
    arrays = [rng.standard_normal(s) for s in ((6, 3), (8, 3), (8,), (2, 8), (2,))]
    x, *weights = (Tensor(a) for a in arrays)
    linear, relu, softmax = (operations[name] for name in ("linear", "relu", "log_softmax"))
    loss = -softmax(linear(relu(linear(x, *weights[:2])), *weights[2:])).sum() / 6
    loss.backward()
    theirs = [torch.tensor(a, requires_grad=True) for a in arrays]
    F = torch.nn.functional
    (-F.linear(F.linear(*theirs[:3]).relu(), *theirs[3:]).log_softmax(1).sum() / 6).backward()
    for tensor, other in zip([x, *weights], theirs, strict=True):
        np.testing.assert_allclose(tensor.grad, other.grad.numpy(), rtol=0, atol=1e-13)


def test_tensors_keep_the_contract_of_values():
    x = Tensor([1.0, 2.0])
    h = x * x
    y = h.sum()
    y.backward()
    first = x.grad.copy(), h.grad.copy()
    y.backward()
    assert np.array_equal(x.grad, 2 * first[0]) and np.array_equal(h.grad, 2 * first[1]) and y.grad == 2
    x = y = Tensor(1.0)
    for _ in range(5000):
        y = y + 0.001
    y.backward()
    assert x.grad == 1
    x = y = Tensor([1.0])
    for _ in range(60):
        y = y + y
    y.backward()
    assert x.grad == 2.0**60


def test_a_new_array_in_data_does_not_change_the_past():
    w = Tensor([2.0])
    y = w * w
    w.data = w.data - 1
    y.backward()
    assert w.grad == 4


def test_arrays_and_numbers_stand_on_either_side():
    t = Tensor(np.float32([[1, 2], [3, 4]]))
    a = np.array([[1.0, 0], [0, 1]])
    for y in (a + t, t + a, a * t, a - t, a / t, a @ t, t @ a, 2 * t, np.float64(2) - t, t ** np.float64(2)):
        assert isinstance(y, Tensor) and y.data.dtype == np.float32
    assert (a @ t).data.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    "call, text",
    [
        (lambda: Tensor([1.0, 2.0]).backward(), r"a tensor of shape \(2,\) needs dy"),
        (lambda: Tensor([1.0, 2.0]).backward([1.0]), r"the shape of the tensor, \(2,\), got \(1,\)"),
        (lambda: Tensor([1.0]) @ Tensor([1.0]), "at least 2 axes"),
        (lambda: Tensor([1.0]) + Tensor(np.float32([1])), "one dtype, got float64 and float32"),
        (lambda: Tensor([1.0]) ** Tensor([1.0]), "n must be a number"),
    ],
)
def test_what_is_refused(call, text):
    with pytest.raises((TypeError, ValueError), match=text):
        call()


def test_an_argument_without_gradient_must_not_be_a_tensor():
    y = operations["leaky_relu"](Tensor([1.0]), Tensor(0.5))
    with pytest.raises(TypeError, match="leaky_relu has no gradient for slope"):
        y.backward()
