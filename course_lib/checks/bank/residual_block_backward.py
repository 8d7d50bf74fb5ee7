"""The gradients of a residual block: two ways lead from y back to x, and they meet in a sum."""

import numpy as np

from ..task import Part, Probe, Task
from ._residual import block_arguments, numbers, tags_of, tiny_arguments
from ._residual_block_backward_words import FAULTS


def reference(faults, dy, x, W1, W2, P=None):
    """(dx, dW1, dW2, dP), dP None without P; with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if has("dy_ignored"):
        dy = np.ones_like(dy)
    if has("all_gradients_are_means"):
        dy = dy / len(dy)
    if has("P_ignored"):
        P = None
    if has("truth_of_P") and P is not None and not P:  # raises for more than one number
        P = None
    if has("P_always_needed") and P is None:
        raise AttributeError("'NoneType' object has no attribute 'T'")
    a = x @ W1.T
    h = a if has("hidden_is_linear") else np.maximum(a, 0)
    z = h @ W2.T
    if not has("last_slope_without_shortcut"):
        z = z + (x if P is None else x @ P.T)
    dz = _through(has, "last", dy, z)
    dh = dz @ (W2.T if has("W2_transposed") else W2)
    da = dh if has("hidden_is_linear") else _through(has, "first", dh, x if has("first_slope_at_x") else a)
    dW1 = _weight_gradient(has, dh if has("dW1_skips_the_relu") else da, x)
    from_below = a if has("dW2_with_a") else x if has("dW2_with_x") else h
    dW2 = _weight_gradient(has, dy if has("dW2_skips_the_relu") else dz, from_below)
    dx = _input_gradient(has, dy, x, W1, P, dz, dh, da)
    dP = _projection_gradient(has, dy if has("dP_skips_the_relu") else dz, h if has("dP_with_h") else x, P)
    return _returned(has, dx, dW1, dW2, dP, without=P is None)


def _through(has, which, above, a):
    """What a ReLU with pre-activation a lets back."""
    if has(f"{which}_slope_missing") or has("slopes_missing"):
        return above
    if has(f"{which}_relu_of_gradient") or has("relu_of_gradients"):
        return np.maximum(above, 0)
    if has(f"{which}_slope_one_at_zero") or has("slope_one_at_zero"):
        return above * (a >= 0)
    if has("value_for_slope"):
        return above * np.maximum(a, 0)
    return above * (a <= 0 if has("slopes_exchanged") else a > 0)


def _weight_gradient(has, above, below):
    if has("last_example_only"):
        above, below = above[-1:], below[-1:]
    if has("first_example_only"):
        above, below = above[:1], below[:1]
    gradient = below.T @ above if has("weight_gradients_transposed") else above.T @ below
    return gradient / len(above) if has("weight_gradients_are_means") else gradient


def _input_gradient(has, dy, x, W1, P, dz, dh, da):
    branch = (dh if has("dx_skips_the_first_relu") else da) @ (W1.T if has("W1_transposed") else W1)
    if has("branch_missing"):
        branch = 0 * x
    shortcut = dy if has("shortcut_skips_the_relu") else dz
    if P is not None and not has("shortcut_without_P"):
        through = shortcut @ (P.T if has("P_transposed") else P)
        shortcut = shortcut + through if has("identity_beside_P") else through
    if has("shortcut_is_one"):
        shortcut = np.ones_like(x)
    if has("shortcut_is_x"):
        shortcut = x
    if has("no_shortcut") or has("no_shortcut_with_P") and P is not None or has("no_shortcut_without_P") and P is None:
        return branch
    if has("shortcut_doubled"):
        shortcut = 2 * shortcut
    if has("shortcut_multiplied"):
        return branch * shortcut
    if has("mean_of_the_two"):
        return (branch + shortcut) / 2
    return branch - shortcut if has("shortcut_subtracted") else branch + shortcut


def _projection_gradient(has, above, below, P):
    if P is None and has("zeros_for_dP"):
        return np.zeros((above.shape[1], below.shape[1]), dtype=below.dtype)
    if has("dP_missing") or P is None and not has("dP_always"):
        return None
    return _weight_gradient(has, 0 * above if has("dP_zero") else above, below)


def _returned(has, dx, dW1, dW2, dP, without):
    if has("only_dx"):
        return dx
    if has("dW1_transposed"):
        dW1 = dW1.T
    if has("dW2_transposed"):
        dW2 = dW2.T
    if has("dP_transposed") and dP is not None:
        dP = dP.T
    if has("dW1_and_dW2_swapped"):
        dW1, dW2 = dW2, dW1
    if has("three_results") or has("three_results_without_P") and without:
        return dx, dW1, dW2
    return (dW1, dW2, dP, dx) if has("dx_last") else (dx, dW1, dW2, dP)


def _probe(args, dy=None, start=0):
    """dy: a number for a tiny call, else made up from `start`."""
    if dy is None:
        shape = (len(args["x"]), len(args["W2"]))
        dy = np.reshape(numbers(int(np.prod(shape)), start), shape).astype(args["x"].dtype)
    else:
        dy = np.array([[dy]], dtype=float)
    return Probe({"dy": dy, **args}, tags_of(args))


PROBES = (
    _probe(tiny_arguments(2, 1, 3), 1),
    _probe(tiny_arguments(2, -1, 3), -2),
    _probe(tiny_arguments(-3, 1, 2), 2),
    _probe(tiny_arguments(-1, -2, 4), 3),
    _probe(tiny_arguments(4, 1, -0.5), -3),
    _probe(tiny_arguments(1, 2, -3), 4),
    _probe(tiny_arguments(2, 1, 1, 3), -1),
    _probe(tiny_arguments(2, 1, 5, -2), 0.5),
    _probe(tiny_arguments(-1, 1, -0.5, -3), 2),
    _probe(tiny_arguments(3, 0, 2), 5),  # the first ReLU at 0
    _probe(tiny_arguments(2, 1, -1), 3),  # the last ReLU at 0
    _probe(block_arguments(2, 1, 1, start=9), start=4),
    _probe(block_arguments(2, 1, 1, 1, start=5), start=1),
    _probe(block_arguments(1, 2, 2, start=3), start=7),
    _probe(block_arguments(1, 1, 2, start=8), start=2),
    _probe(block_arguments(1, 1, 1, 2, start=2), start=9),
    _probe(block_arguments(2, 2, 2, start=6), start=3),
    _probe(block_arguments(2, 2, 2, 2, start=1), start=8),
    _probe(block_arguments(3, 2, 3, start=11), start=5),
    _probe(block_arguments(2, 3, 2, 2, start=4), start=10),
    _probe(block_arguments(3, 2, 2, 3, start=7), start=0),
    _probe(block_arguments(3, 3, 3, 3, start=10), start=6),
    _probe(block_arguments(3, 2, 4, 3, start=12, dtype=np.float32), start=11),
)

TASK = Task(
    id="residual_block_backward",
    lecture="09_residual_networks",
    place=2,
    signature="residual_block_backward(dy, x, W1, W2, P=None) -> (dx, dW1, dW2, dP)",
    reference=reference,
    parts=(
        Part("dx", axes=("examples", "inputs")),
        Part("dW1", axes=("hidden units", "inputs")),
        Part("dW2", axes=("outputs", "hidden units")),
        Part("dP", axes=("outputs", "inputs")),
    ),
    faults=FAULTS,
    probes=PROBES,
    cells={
        "two-ways-back": "how a gradient goes back through the layers and along the shortcut",
        "relu-slopes": "what the two ReLUs of a block let back, and where",
        "projection-shortcut": "when a shortcut needs a projection, and what it does",
        "gradients-of-the-weights": "what arrives at the weight matrices of a block",
    },
    ask="Go back through the call above by hand: what is left of dy behind the last ReLU, and by which two ways does "
    "it reach x?",
    why="First the last ReLU, then the sum, which hands the same gradient to the branch and to the shortcut. The "
    "branch goes on through W2, the first ReLU and W1. Print the gradient after each step for this call.",
    cell="two-ways-back",
)
