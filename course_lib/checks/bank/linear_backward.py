"""The way back through a linear layer: from the gradient of y = x W^T + b to those of x, W and b."""

import numpy as np

from ..task import Part, Probe, Task
from ._linear_backward_words import CELLS, FAULTS


def reference(faults, dy, x, W):
    """(dx, dW, db); with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if has("local_derivatives"):
        return W.copy(), x.copy(), np.ones(len(W), W.dtype)
    if has("dy_through_relu"):
        dy = dy * (x @ W.T > 0)
    N = len(dy)
    dx, dW, db = _inputs(has, dy, x, W), _weights(has, dy, x, W), _biases(has, dy)
    if has("all_averaged") or has("dx_averaged"):
        dx = dx / N
    if has("all_averaged") or has("dW_averaged"):
        dW = dW / N
    if has("all_averaged") or has("db_averaged"):
        db = db / N
    if has("opposite_sign"):
        dx, dW, db = -dx, -dW, -db
    return _order(has, dx, dW, db)


def _inputs(has, dy, x, W):
    if has("ignores_dy") or has("ignores_dy_in_dx"):
        dy = np.ones_like(dy)
    if has("dx_zero"):
        return np.zeros_like(x)
    if has("dx_is_dy"):
        return dy.copy()
    if has("dx_from_x"):
        return dy @ x
    if has("dx_is_forward"):
        return x @ W.T
    if has("dx_of_last_unit"):
        return dy[:, -1:] * W[-1]
    if has("dx_with_columns") or has("examples_in_columns") or has("examples_in_columns_flat"):
        return W.T @ dy
    dx = dy @ (W.T if has("W_transposed") else W)
    if has("dx_times_x"):
        dx = dx * x
    if has("dx_through_relu"):
        dx = dx * (x > 0)
    if has("dx_summed"):
        return dx.sum(axis=0)
    return dx.T if has("dx_transposed") else dx


def _weights(has, dy, x, W):
    if has("ignores_dy") or has("ignores_dy_in_dW"):
        dy = np.ones_like(dy)
    if has("dW_zero"):
        return np.zeros_like(W)
    if has("dW_with_columns") or has("examples_in_columns") or has("examples_in_columns_flat"):
        return dy @ x.T
    if has("dW_from_W"):
        return dy.T @ W
    if has("dW_not_summed"):
        return dy[:, :, None] * x[:, None, :]
    if has("dW_of_last") or has("dW_of_first"):
        return np.outer(dy[-1], x[-1]) if has("dW_of_last") else np.outer(dy[0], x[0])
    if has("dW_of_sums"):
        return np.outer(dy.sum(axis=0), x.sum(axis=0))
    dW = dy.T @ x
    if has("dW_times_W"):
        dW = dW * W
    if has("dW_reshaped") and not has("W_transposed"):  # only square ones get through both, and look transposed
        return dW.T.reshape(W.shape)
    return dW.T if has("dW_transposed") else dW


def _biases(has, dy):
    if has("ignores_dy") or has("ignores_dy_in_db"):
        dy = np.ones_like(dy)
    if has("db_zero"):
        return np.zeros(dy.shape[1], dy.dtype)
    if has("db_is_one"):
        return np.ones(dy.shape[1], dy.dtype)
    if has("db_not_summed"):
        return dy.copy()
    if has("db_is_column"):
        return dy.sum(axis=0)[:, None]
    if has("db_of_examples") or has("examples_in_columns") or has("examples_in_columns_flat"):
        return dy.sum(axis=1, keepdims=has("examples_in_columns"))
    if has("db_total"):
        return dy.sum()
    if has("db_of_last") or has("db_of_first"):
        return dy[-1] if has("db_of_last") else dy[0]
    return dy.sum(axis=0, keepdims=has("db_keepdims"))


def _order(has, dx, dW, db):
    """What comes back, and in which order."""
    if has("forgets_db"):
        return dx, dW
    if has("forgets_dx"):
        return dW, db
    orders = {"order_dW_db_dx": (dW, db, dx), "order_dW_dx_db": (dW, dx, db), "order_dx_db_dW": (dx, db, dW)}
    return next((order for name, order in orders.items() if has(name)), (dx, dW, db))


def _numbers(count, start):
    """Integers of both signs, without 0 and without a pattern: -3, 2, 5, -1, ..."""
    return [(-1) ** (k // 2 + start) * ((start + 3 * k) % 7 + 1) for k in range(count)]


def _probe(N, D, O, start, dtype=np.float64):  # noqa: E741
    sizes = {"dy": (N, O), "x": (N, D), "W": (O, D)}
    args = {}
    for offset, (name, shape) in enumerate(sizes.items()):
        args[name] = np.array(_numbers(int(np.prod(shape)), start + 2 * offset), dtype=dtype).reshape(shape)
    return _tagged(args)


def _tiny(dy, x, W):
    return _tagged({"dy": np.array([[dy]]) * 1.0, "x": np.array([[x]]) * 1.0, "W": np.array([[W]]) * 1.0})


def _tagged(args):
    tags = ()
    if len(args["x"]) > 1:
        tags += ("more than one example",)
    if args["W"].shape[0] > 1:
        tags += ("more than one unit",)
    if args["W"].shape[1] > 1:
        tags += ("more than one input",)
    if args["W"].shape[0] != args["W"].shape[1]:
        tags += ("a W that is not square",)
    return Probe(args, tags)


PROBES = (
    _tiny(3, 2, 5),
    _tiny(-2, 3, 0.5),
    _tiny(1.5, -0.25, 3),
    _probe(1, 2, 1, 1),
    _probe(1, 1, 2, 2),
    _probe(2, 1, 1, 3),
    _probe(2, 2, 1, 4),
    _probe(2, 1, 2, 5),
    _probe(1, 2, 2, 6),
    _probe(3, 1, 1, 1),
    _probe(2, 2, 2, 2),
    _probe(3, 2, 2, 3),
    _probe(2, 3, 2, 5),
    _probe(3, 3, 3, 4),
    _probe(4, 3, 2, 6),
    _probe(3, 2, 4, 1),
    _probe(2, 2, 3, 2, np.float32),
)

TASK = Task(
    id="linear_backward",
    lecture="02b_backpropagation",
    place=1,
    signature="linear_backward(dy, x, W) -> (dx, dW, db)",
    reference=reference,
    parts=(
        Part("dx", axes=("examples", "inputs")),
        Part("dW", axes=("units", "inputs")),
        Part("db", axes=("units",)),
    ),
    faults=FAULTS,
    probes=PROBES,
    cells=CELLS,
    ask="For the call above, write down the outputs as a formula of x, W and b: what multiplies each of the three?",
    why="There are three gradients, and each is a product of dy with one more thing, or a sum. Compute each of them "
    "for this call by hand; the shapes say which axis has to disappear.",
    cell="linear-layer-back",
)
