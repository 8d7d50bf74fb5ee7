"""A residual block: two layers and a shortcut around them, added before the last ReLU."""

import numpy as np

from ..task import Part, Probe, Task
from ._residual import block_arguments, tags_of, tiny_arguments
from ._residual_block_words import FAULTS


def reference(faults, x, W1, W2, P=None):
    """y (N, outputs); with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if has("weights_swapped"):
        W1, W2 = W2, W1
    if has("W1_twice"):
        W2 = W1
    if has("relu_on_input"):
        x = np.maximum(x, 0)
    if has("first_example_only"):
        x = x[0]
    if has("one_example_formula"):
        return np.maximum(W2 @ np.maximum(W1 @ x, 0) + (x if P is None else P @ x), 0)
    P = _projection(has, P)
    if has("P_on_the_input") and P is not None:
        x, P = x @ P.T, None
    a = _product(has, np.maximum(x, 0) if has("relu_before_W1") else x, W1, "W1_not_transposed")
    if has("shortcut_added_inside") or has("shortcut_at_each_layer"):
        a = a + _shortcut(has, x, P)
    h = a if has("no_first_relu") or has("no_relu") else _activation(has, a)
    branch = h if has("second_layer_missing") else _product(has, h, W2, "W2_not_transposed")
    if has("relu_on_branch") or has("relu_before_the_sum"):
        branch = _activation(has, branch)
    if has("P_on_the_branch") and P is not None:
        branch, P = branch @ P.T, None
    shortcut = _shortcut(has, a if has("shortcut_from_a") else h if has("shortcut_from_hidden") else x, P)
    if has("no_shortcut_without_P") and P is None or has("no_shortcut_with_P") and P is not None:
        shortcut = 0
    z = _joined(has, branch, shortcut)
    bare = has("no_last_relu") or has("no_relu") or has("relu_before_the_sum")
    y = z if bare else _activation(has, z)
    return y.T if has("returns_transposed") else y


def _projection(has, P):
    """P as the student looks at it: is there one?"""
    if has("P_ignored") or has("P_only_for_other_sizes") and P is not None and P.shape[0] == P.shape[1]:
        return None
    if has("P_always_needed") and P is None:
        raise AttributeError("'NoneType' object has no attribute 'T'")
    if has("truth_of_P") and P is not None:
        return P if P else None  # raises for more than one number
    return P


def _product(has, x, W, not_transposed):
    return x @ (W if has(not_transposed) or has("nothing_transposed") else W.T)


def _shortcut(has, x, P):
    if has("relu_on_shortcut"):
        x = np.maximum(x, 0)
    if P is None:
        return x
    if has("shortcut_cut_or_filled"):
        room = max(0, len(P) - x.shape[1])
        return np.pad(x, ((0, 0), (0, room)))[:, : len(P)]
    projected = _product(has, x, P, "P_not_transposed")
    if has("relu_on_projection"):
        projected = np.maximum(projected, 0)
    return x + projected if has("x_beside_its_projection") else projected


def _joined(has, branch, shortcut):
    if has("relu_on_either_shortcut"):
        shortcut = np.maximum(shortcut, 0)
    if has("no_shortcut") or has("shortcut_added_inside"):
        return branch
    if has("branch_missing"):
        return shortcut
    if has("shortcut_subtracted"):
        return branch - shortcut
    if has("branch_subtracted"):
        return shortcut - branch
    if has("shortcut_multiplied"):
        return branch * shortcut
    if has("shortcut_concatenated"):
        return np.concatenate([branch, shortcut], axis=-1)
    if has("larger_of_the_two"):
        return np.maximum(branch, shortcut)
    if has("shortcut_doubled"):
        shortcut = 2 * shortcut
    return (branch + shortcut) / 2 if has("mean_of_the_two") else branch + shortcut


def _activation(has, a):
    if has("sigmoid_for_relu"):
        return 1 / (1 + np.exp(-a))
    if has("tanh_for_relu"):
        return np.tanh(a)
    if has("absolute_for_relu"):
        return np.abs(a)
    if has("threshold_for_relu"):
        return (a > 0).astype(a.dtype)
    if has("keeps_negative"):
        return np.minimum(a, 0)
    if has("python_max"):
        return max(0, a)
    return np.max(a, 0) if has("max_over_batch") else np.maximum(a, 0)


PROBES = tuple(
    Probe(args, tags_of(args))
    for args in (
        tiny_arguments(2, 1, 3),
        tiny_arguments(2, -1, 3),
        tiny_arguments(-3, 1, 2),
        tiny_arguments(-1, -2, 4),
        tiny_arguments(4, 1, -0.5),
        tiny_arguments(1, 2, -3),
        tiny_arguments(2, 1, 1, 3),
        tiny_arguments(2, 1, 5, -2),
        tiny_arguments(-1, -1, -0.5, -3),
        tiny_arguments(-2, 1, 3, 2),
        tiny_arguments(0.5, 2, 0.25, 1.5),
        block_arguments(2, 1, 1, start=9),
        block_arguments(1, 2, 2, start=3),
        block_arguments(1, 1, 2, start=8),
        block_arguments(1, 2, 1, 1, start=5),
        block_arguments(2, 1, 1, 2, start=2),
        block_arguments(2, 2, 2, start=6),
        block_arguments(2, 2, 2, 2, start=1),
        block_arguments(3, 2, 3, start=11),
        block_arguments(2, 3, 2, 2, start=4),
        block_arguments(3, 2, 2, 3, start=7),
        block_arguments(3, 3, 3, 3, start=10),
        block_arguments(3, 2, 4, 3, start=12, dtype=np.float32),
    )
)

TASK = Task(
    id="residual_block",
    lecture="09_residual_networks",
    place=1,
    signature="residual_block(x, W1, W2, P=None) -> y",
    reference=reference,
    parts=(Part("y", axes=("examples", "units")),),
    faults=FAULTS,
    probes=PROBES,
    cells={
        "residual-block": "how a block adds what it has learned to what came in",
        "where-the-relu-stands": "where the two ReLUs of a block stand, and why one comes after the sum",
        "projection-shortcut": "when a shortcut needs a projection, and what it does",
        "adding-or-joining": "adding, as ResNet does, and joining side by side, as DenseNet does",
        "layers-of-a-block": "the two layers of a block as matrix products",
    },
    ask="Compute the call above by hand: what comes out of the two layers, what comes along the shortcut, and what is "
    "their sum before the last ReLU?",
    why="Two ways lead from x to the sum: through both matrices with a ReLU between them, and along the shortcut. "
    "Print both for this call; the first that differs from the one by hand is the place.",
    cell="residual-block",
)
