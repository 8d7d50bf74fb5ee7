"""The way back through a network with one hidden layer: the gradients of everything that mlp_forward uses."""

from itertools import combinations

import numpy as np

from ..task import Part, Probe, Task
from ._mlp_backward_words import CELLS, FAULTS

# Of each row at most one: different ways of doing the same step, or two that do what a likelier pair does.
ALTERNATIVES = {
    frozenset(pair)
    for row in (
        "no_slope slope_one_at_zero slope_inverted slope_of_gradient slope_is_hidden slope_is_preactivation "
        "slope_h_one_minus_h slope_of_sigmoid slope_of_tanh slope_leaky slope_half_at_zero slope_and_gradient "
        "sigmoid_for_relu slope_inverted_at_zero_too",
        "no_slope dW1_before_slope",
        "no_slope db1_before_slope",
        "no_slope dx_before_slope",
        "no_slope slope_forgets_b1",
        "skips_W2 db1_before_slope",
        "dW2_from_x slope_forgets_b1",
        "biases_averaged biases_not_summed biases_over_units biases_total all_averaged last_example first_example",
        "weights_averaged all_averaged last_example first_example",
        "dW2_from_preactivation dW2_from_slope dW2_from_x",
        "dx_zero dx_stops_at_hidden dx_before_slope dx_through_relu W1_transposed",
        "order_as_computed order_dx_last order_layers_exchanged order_weights_first forgets_dx",
    )
    for pair in combinations(row.split(), 2)
}


def reference(faults, dscores, x, W1, b1, W2, b2):
    """(dx, dW1, db1, dW2, db2); with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if faults in ALTERNATIVES:
        raise ValueError("alternatives")
    if has("weights_in_out"):
        W1, W2 = W1.T, W2.T
    a = x @ (W1 if has("W1_transposed_forward") else W1.T)
    a = a if has("forgets_b1") else a - b1 if has("b1_subtracted") else a + b1
    h = 1 / (1 + np.exp(-a)) if has("sigmoid_for_relu") else np.maximum(a, 0)
    ds = _from_above(has, dscores, h, W2, b2)
    dh = ds @ W2.T if has("W2_transposed") else ds if has("skips_W2") else ds @ W2
    da = dh * _slope(has, a - b1 if has("slope_forgets_b1") else a, h, dh)
    dW1 = _weights(has, dh if has("dW1_before_slope") else da, h if has("dW1_from_hidden") else x)
    db1 = ds if has("db1_from_dscores") else dh if has("db1_before_slope") else da
    dW2 = _weights(has, ds, _second_input(has, x, a, h))
    results = {
        "dx": _inputs(has, x, W1, dh, da),
        "dW1": dW1.T if has("dW1_transposed") or has("weights_in_out") else dW1,
        "db1": _bias(has, db1) * (0 if has("db1_zero") else 1),
        "dW2": dW2.T if has("dW2_transposed") or has("weights_in_out") else dW2,
        "db2": _bias(has, ds) * (0 if has("db2_zero") else 1),
    }
    if has("opposite_sign"):
        results = {name: -value for name, value in results.items()}
    return tuple(results[name] for name in _order(has))


def _from_above(has, dscores, h, W2, b2):
    if has("ignores_dscores"):
        return np.ones_like(dscores)
    if has("relu_on_scores"):
        return dscores * (h @ W2.T + b2 > 0)
    return dscores / len(dscores) if has("all_averaged") else dscores


def _slope(has, a, h, dh):
    """What the gradient of the hidden values is multiplied by."""
    if has("slope_of_sigmoid"):
        s = 1 / (1 + np.exp(-a))
        return s * (1 - s)
    ways = {
        "no_slope": lambda: np.ones_like(a),
        "slope_one_at_zero": lambda: a >= 0,
        "slope_inverted": lambda: a < 0,
        "slope_inverted_at_zero_too": lambda: a <= 0,
        "slope_of_gradient": lambda: dh > 0,
        "slope_and_gradient": lambda: (a > 0) & (dh > 0),
        "slope_half_at_zero": lambda: np.heaviside(a, 0.5),
        "slope_is_hidden": lambda: h,
        "slope_is_preactivation": lambda: a,
        "slope_h_one_minus_h": lambda: h * (1 - h),
        "sigmoid_for_relu": lambda: h * (1 - h),
        "slope_of_tanh": lambda: 1 - np.tanh(a) ** 2,
        "slope_leaky": lambda: np.where(a > 0, 1, 0.01),
    }
    return next((way() for name, way in ways.items() if has(name)), a > 0)


def _second_input(has, x, a, h):
    """What the second layer is taken to have got."""
    if has("dW2_from_preactivation"):
        return a
    if has("dW2_from_slope"):
        return (a > 0).astype(a.dtype)
    return x if has("dW2_from_x") else h


def _weights(has, dy, x):
    if has("last_example") or has("first_example"):
        n = -1 if has("last_example") else 0
        return np.outer(dy[n], x[n])
    if has("weights_not_summed"):
        return dy[:, :, None] * x[:, None, :]
    dW = dy @ x.T if has("weights_with_columns") else dy.T @ x
    return dW / len(x) if has("weights_averaged") else dW


def _bias(has, dy):
    if has("last_example") or has("first_example"):
        return dy[-1] if has("last_example") else dy[0]
    if has("biases_not_summed"):
        return dy
    if has("biases_over_units"):
        return dy.sum(axis=1)
    if has("biases_total"):
        return dy.sum()
    db = dy.sum(axis=0, keepdims=has("biases_keepdims"))
    return db / len(dy) if has("biases_averaged") else db


def _inputs(has, x, W1, dh, da):
    if has("dx_zero"):
        return np.zeros_like(x)
    if has("dx_stops_at_hidden"):
        return da
    if has("dx_before_slope"):
        return dh @ W1
    dx = da @ (W1.T if has("W1_transposed") else W1)
    dx = dx.sum(axis=0) if has("dx_summed") else dx
    return dx * (x > 0) if has("dx_through_relu") else dx


def _order(has):
    """Which results come back, in which order."""
    orders = {
        "order_as_computed": "dW2 db2 dW1 db1 dx",
        "order_dx_last": "dW1 db1 dW2 db2 dx",
        "order_layers_exchanged": "dx dW2 db2 dW1 db1",
        "order_weights_first": "dx dW1 dW2 db1 db2",
        "forgets_dx": "dW1 db1 dW2 db2",
    }
    return next((order for name, order in orders.items() if has(name)), "dx dW1 db1 dW2 db2").split()


def _numbers(count, start):
    """Integers of both signs, without 0 and without a pattern: -3, 2, 5, -1, ..."""
    return [(-1) ** (k // 2 + start) * ((start + 3 * k) % 7 + 1) for k in range(count)]


def _probe(N, D, H, C, start, dtype=np.float64):
    sizes = {"dscores": (N, C), "x": (N, D), "W1": (H, D), "b1": (H,), "W2": (C, H), "b2": (C,)}
    args = {}
    for offset, (name, shape) in enumerate(sizes.items()):
        args[name] = np.array(_numbers(int(np.prod(shape)), start + 2 * offset), dtype=dtype).reshape(shape)
    return _tagged(args)


def _tiny(dscore, x, w1, b1, w2, b2):
    cells = {"dscores": [[dscore]], "x": [[x]], "W1": [[w1]], "b1": [b1], "W2": [[w2]], "b2": [b2]}
    return _tagged({name: np.array(value, dtype=np.float64) for name, value in cells.items()})


def _tagged(args):
    a = args["x"] @ args["W1"].T + args["b1"]
    tags = ()
    if (a == 0).any():
        tags += ("a hidden pre-activation of exactly 0",)
    if (a < 0).any():
        tags += ("a hidden unit that is silent",)
    if len(args["x"]) > 1:
        tags += ("more than one example",)
    if any(args[name].shape[0] != args[name].shape[1] for name in ("W1", "W2")):
        tags += ("a weight matrix that is not square",)
    return Probe(args, tags)


PROBES = (
    _tiny(3, 2, 4, 1, 2, -1),
    _tiny(2, 2, -3, 1, 5, 4),
    _tiny(-4, -2, -1, 1, 3, 1),
    _tiny(1.5, 0.5, 3, 0.25, -1, -4),
    _tiny(3, 4, 1, -6, 2, 1),
    _tiny(5, -1, 2, 3, 4, -5),
    _tiny(2, 3, 1, -3, 2, 1),
    _probe(1, 2, 1, 1, 3),
    _probe(1, 1, 1, 2, 4),
    _probe(2, 1, 1, 1, 2),
    _probe(2, 1, 1, 1, 5),
    _probe(1, 1, 2, 1, 1),
    _probe(1, 2, 2, 2, 4),
    _probe(2, 2, 2, 2, 3),
    _probe(2, 2, 2, 2, 6),
    _probe(3, 2, 2, 1, 2),
    _probe(2, 3, 2, 2, 5),
    _probe(2, 2, 3, 3, 1),
    _probe(3, 3, 3, 3, 4),
    _probe(3, 2, 4, 3, 2),
    _probe(2, 3, 4, 2, 6, np.float32),
)

TASK = Task(
    id="mlp_backward",
    lecture="02b_backpropagation",
    place=2,
    signature="mlp_backward(dscores, x, W1, b1, W2, b2) -> (dx, dW1, db1, dW2, db2)",
    reference=reference,
    parts=(
        Part("dx", axes=("examples", "inputs")),
        Part("dW1", axes=("hidden units", "inputs")),
        Part("db1", axes=("hidden units",)),
        Part("dW2", axes=("scores", "hidden units")),
        Part("db2", axes=("scores",)),
    ),
    faults=FAULTS,
    probes=PROBES,
    cells=CELLS,
    ask="For the call above, which hidden units are switched on, and what is the gradient of the hidden values?",
    why="The way back has three steps: through the second layer, through the ReLU, through the first layer. Print the "
    "gradient after each step for this call; the first that differs from the one by hand is the place.",
    cell="backward-step-by-step",
)
