"""How much of the gradient reaches each layer of a deep, fully connected net on real digits, and whether it learns.

Layer k of `depth` hidden layers, all `width` wide, with h_0 the 64 pixels, and ten logits on top:

    a_k = h_(k-1) W_k^T + b_k,   h_k = phi(a_k)                      weights N(0, (scale / sqrt(inputs))^2), biases 0
    a_k = batch_norm(h_(k-1) W_k^T), gamma = 1, beta = 0             with batch_norm=True: no bias, beta does its work
    h_k = h_(k-1) + phi(a_k)                                         with skip=True, from the second layer on

The gradient on its way back meets, at every layer, a slope and a matrix. The matrix stretches a norm by `scale` on
average, because its variance is scale^2 / inputs; the slopes shrink it by their root mean square, because a norm is
the root of a sum of squares. Hence the two predictions `slopes_alone` and `slopes_and_weights` (without batch norm):

    |dL/da_k| ~ |dL/da_out| product over layers l = k ... depth of rms(phi'(a_l)) [times scale]

With skip the way back past layer l is dL/dh_(l-1) = dL/dh_l + W_l^T (phi'(a_l) * dL/dh_l). As long as the two parts
point in unrelated directions, their squares add up, and of the product only the layer's own slope is left:

    |dL/da_k| ~ |dL/da_out| [scale] rms(phi'(a_k)) product over l = k + 1 ... depth of sqrt(1 + [scale^2] rms(phi'_l)^2)

For sigmoids and tanh they are; ReLU layers push all digits in one direction, and the gradient grows faster than that.

Measured, 20 layers of 64, eta 0.1, 400 steps (test accuracy, seeds 0 to 2; |dL/da_1| of seed 0 before training):

    sigmoid, scale 1          0.10 to 0.10     2.7e-13    and one thing changed:
    ... scale sqrt(2)         0.10 to 0.10     1.0e-10    a factor of sqrt(2) / 4 a layer is left
    ... scale 10              0.29 to 0.74     1.3        saturated: a third of the units below, half above
    ... ReLU                  0.13 to 0.21     7.4e-04    1 / sqrt(2) a layer
    ... tanh                  0.89 to 0.95     0.35
    ... batch norm            0.94 to 0.97     0.36
    ... skip                  0.70 to 0.81     0.36       slow: the sum of twenty sigmoids saturates the upper layers
    ReLU and scale sqrt(2)    0.87 to 0.90     0.75       two changes, and eta 0.03; after 800 steps 0.91 to 0.95
    ReLU and skip             0.10 to 0.10     240        grows; eta 0.01 does not help
    ReLU, batch norm, skip    0.96 to 0.97     6.3        what a residual net is made of

Source: Glorot, Bengio, AISTATS (2010), section 4.2.1; He et al., ICCV (2015), section 2.2; Schoenholz et al., ICLR
(2017), section 3, for the product.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import numpy_ops as ops
from course_lib.data import digits as all_digits

from .backward_mode import normal_numbers

CLASSES = 10
ACTIVATIONS = {
    "sigmoid": (ops.sigmoid, ops.sigmoid_backward),
    "tanh": (ops.tanh, ops.tanh_backward),
    "relu": (ops.relu, ops.relu_backward),
    "leaky_relu": (ops.leaky_relu, ops.leaky_relu_backward),
    "elu": (ops.elu, ops.elu_backward),
    "selu": (ops.selu, ops.selu_backward),
    "swish": (ops.swish, ops.swish_backward),
    "gelu": (ops.gelu, ops.gelu_backward),
    "identity": (ops.identity, ops.identity_backward),
}
SATURATED = 0.01  # a unit counts as saturated for an example where |slope| is below this


@dataclass
class GradientFlow:
    """One look at an untrained net; every array has one number for each hidden layer, the first layer first.

    L is the loss averaged over N examples; gradients with respect to activations are given as sqrt(N) |dL/da|, the
    root mean square over the examples of the gradient of the example's own loss, so that N does not matter.
    """

    signal: np.ndarray  # sqrt(N) |dL/da_k|, a_k what enters phi: what reaches the layer (BN: behind the norm)
    weight_gradient: np.ndarray  # |dL/dW_k|, the norm of all its numbers: what moves the layer
    slope_mean: np.ndarray  # mean over units and examples of phi'(a_k)
    slope_rms: np.ndarray  # root mean square of the same: what a norm feels
    slopes_alone: np.ndarray  # output_signal times the product of slope_rms over this layer and all above it; with
    # skip: times the layer's own slope_rms and sqrt(1 + slope_rms^2) of each layer above
    slopes_and_weights: np.ndarray  # the same, times scale for every matrix on the way
    a_std: np.ndarray  # standard deviation of a_k over units and examples
    h_std: np.ndarray  # and of h_k
    a_rms: np.ndarray  # root mean square of a_k
    h_rms: np.ndarray  # and of h_k
    h_spread: np.ndarray  # how far h_k differs between examples: root mean square over units of the std over examples
    saturated: np.ndarray  # share of (unit, example) pairs with |phi'(a_k)| < SATURATED
    dead: np.ndarray  # share of units with slope exactly 0 for every example
    output_signal: float  # sqrt(N) |dL/da| at the logits: where the way back begins
    loss: float


@dataclass
class Training:
    """One run of `train`: T steps, looked at before the steps in `checked` (the last of them: after the last step)."""

    loss: np.ndarray  # (T,) of each mini-batch, before its step
    checked: np.ndarray  # (C,) steps made so far, 0 first and T last
    train_accuracy: np.ndarray  # (C,) on all training digits, running statistics where there is batch norm
    test_accuracy: np.ndarray  # (C,) on the held-out digits
    update_ratio: np.ndarray  # (C, depth + 1) |step of W_k| / |W_k| of the step made there (the last: of the last step)
    moved: np.ndarray  # (C, depth + 1) |W_k - W_k at the start| / |W_k at the start|
    layers: list  # the trained layers, for `predict` and `look`


def digits_table():
    """x (1438, 64) float64 from 0 to 1, labels, x_test (359, 64), labels_test: scikit-learn's digits as rows."""
    data = all_digits()
    rows = [images.reshape(len(images), -1).astype(np.float64) for images in (data.x, data.x_test)]
    return rows[0], data.labels, rows[1], data.labels_test


@lru_cache(maxsize=4)
def numbers(seed: int, count: int):
    return normal_numbers(seed, count)


def network(depth: int, width: int = 64, scale: float = 1.0, batch_norm: bool = False, seed: int = 0, inputs: int = 64):
    """The layers as dicts of arrays: w and b, or w, gamma, beta, mean, var; the last one makes the ten logits.

    A deeper net of the same seed begins with the same layers.
    """
    if depth < 1 or width < 1:
        raise ValueError(f"network: depth and width must be at least 1, got {depth} and {width}")
    sizes = [inputs] + [width] * depth + [CLASSES]
    z = numbers(seed, sum(m * n for m, n in zip(sizes, sizes[1:], strict=False)))
    layers, at = [], 0
    for k, (m, n) in enumerate(zip(sizes, sizes[1:], strict=False)):
        layer = {"w": z[at : at + m * n].reshape(n, m) * (scale / np.sqrt(m))}
        if batch_norm and k < depth:
            layer |= {"gamma": np.ones(n), "beta": np.zeros(n), "mean": np.zeros(n), "var": np.ones(n)}
        else:
            layer["b"] = np.zeros(n)
        layers.append(layer)
        at += m * n
    return layers


def forward(x, layers, activation: str = "sigmoid", training: bool = True, skip: bool = False):
    """(logits, tape): the tape holds a dict for each layer with a, h and what goes back needs.

    In training the running statistics in `layers` are updated. With skip each hidden layer but the first adds what it
    was given to what it makes.
    """
    phi = ACTIVATIONS[activation][0]
    tape, h = [], x
    for layer in layers:
        a, to_linear = ops.linear(h, layer["w"], layer.get("b"))
        to_norm = None
        if "gamma" in layer:
            a, layer["mean"], layer["var"], to_norm = ops.batch_norm(
                a, layer["gamma"], layer["beta"], layer["mean"], layer["var"], training=training
            )
        y, to_phi = (a, None) if layer is layers[-1] else phi(a)
        jumps = skip and 0 < len(tape) < len(layers) - 1
        h = h + y if jumps else y
        tape.append({"a": a, "h": h, "linear": to_linear, "norm": to_norm, "phi": to_phi, "skip": jumps})
    return h, tape


def backward(dlogits, tape, activation: str = "sigmoid"):
    """For each layer a dict of gradients: da (N, units) and those of its parameters, under the parameters' names."""
    phi_backward = ACTIVATIONS[activation][1]
    gradients, dh = [], dlogits
    for entry in reversed(tape):
        da = dh if entry["phi"] is None else phi_backward(dh, entry["phi"])
        found, below = {"da": da}, da
        if entry["norm"] is not None:
            below, found["gamma"], found["beta"] = ops.batch_norm_backward(da, entry["norm"])
        dx, found["w"], db = ops.linear_backward(below, entry["linear"])
        dh = dx + dh if entry["skip"] else dx
        if db is not None:
            found["b"] = db
        gradients.insert(0, found)
    return gradients


def loss_and_gradients(x, labels, layers, activation: str = "sigmoid", skip: bool = False):
    """(loss, tape, gradients) of one batch in training."""
    logits, tape = forward(x, layers, activation, skip=skip)
    loss, to_loss = ops.cross_entropy(logits, labels)
    return float(loss), tape, backward(ops.cross_entropy_backward(np.array(1.0), to_loss), tape, activation)


def gradient_flow(
    depth: int = 20,
    activation: str = "sigmoid",
    scale: float = 1.0,
    batch_norm: bool = False,
    width: int = 64,
    examples: int = 128,
    seed: int = 0,
    skip: bool = False,
) -> GradientFlow:
    """Forward and backward once through an untrained net, on the first `examples` training digits.

    Arguments
        depth       int         hidden layers, 1 or more
        activation  str         a name in ACTIVATIONS
        scale       number > 0  standard deviation of a weight times sqrt(inputs): 1 LeCun, sqrt(2) He
        batch_norm  bool        normalise each unit over the batch, before phi
        width       int         units of each hidden layer
        examples    int         at most 1438
        seed        int         of the weights
        skip        bool        each hidden layer but the first adds what it was given
    Returns a GradientFlow.
    """
    if activation not in ACTIVATIONS:
        raise ValueError(f"gradient_flow: activation must be one of {', '.join(ACTIVATIONS)}, got {activation!r}")
    x, labels, *_ = digits_table()
    layers = network(depth, width, scale, batch_norm, seed, x.shape[1])
    return look(x[:examples], labels[:examples], layers, activation, scale, skip)


def look(x, labels, layers, activation: str = "sigmoid", scale: float = 1.0, skip: bool = False) -> GradientFlow:
    """What `gradient_flow` returns, for any net (a trained one, too; slopes_and_weights then means little)."""
    loss, tape, gradients = loss_and_gradients(x, labels, [dict(layer) for layer in layers], activation, skip)
    phi_backward, root, hidden = ACTIVATIONS[activation][1], np.sqrt(len(x)), tape[:-1]
    slopes = [phi_backward(np.ones_like(entry["a"]), entry["phi"]) for entry in hidden]
    signals = [root * norm(found["da"]) for found in gradients]
    slope_rms = per_layer(slopes, rms)
    left = [_slopes_left(slope_rms, stretch, skip) for stretch in (1.0, float(scale))]
    a, h = ([entry[name] for entry in hidden] for name in "ah")
    return GradientFlow(
        signal=np.array(signals[:-1]),
        weight_gradient=np.array([norm(found["w"]) for found in gradients[:-1]]),
        slope_mean=per_layer(slopes, np.mean),
        slope_rms=slope_rms,
        slopes_alone=signals[-1] * left[0],
        slopes_and_weights=signals[-1] * left[1],
        a_std=per_layer(a, np.std),
        h_std=per_layer(h, np.std),
        a_rms=per_layer(a, rms),
        h_rms=per_layer(h, rms),
        h_spread=per_layer(h, lambda v: rms(v.std(axis=0))),
        saturated=per_layer(slopes, lambda v: np.mean(np.abs(v) < SATURATED)),
        dead=per_layer(slopes, lambda v: np.mean((v == 0).all(axis=0))),
        output_signal=signals[-1],
        loss=loss,
    )


def _slopes_left(slope_rms, stretch: float, skip: bool):
    """(layers,) what the slopes, and matrices that stretch a norm so much, leave of a gradient at the logits."""
    above = np.sqrt(1 + (stretch * slope_rms) ** 2) if skip else stretch * slope_rms
    product = np.cumprod(np.append(above[1:], stretch)[::-1])[::-1]  # over all layers above, and the logits' matrix
    return slope_rms * product


def train(
    depth: int = 20,
    activation: str = "sigmoid",
    scale: float = 1.0,
    batch_norm: bool = False,
    lr: float = 0.1,
    steps: int = 400,
    batch: int = 64,
    seed: int = 0,
    width: int = 64,
    momentum: float = 0.0,
    checked=5,
    skip: bool = False,
) -> Training:
    """Train the net of `gradient_flow` on the 1438 training digits by mini-batches; test on the other 359.

    Arguments
        depth, activation, scale, batch_norm, width, skip   as in gradient_flow
        lr        number > 0     eta
        steps     int            updates; 23 of 64 digits are one epoch
        batch     int            digits in a mini-batch, drawn anew in each epoch
        seed      int            of the weights and of the order of the digits
        momentum  number         mu, 0 is plain descent
        checked   int or (int,)  before which steps to look: so many, evenly spread, or these; 0 and `steps` are added
    Returns a Training. A run whose loss is no longer a number stops there and keeps NaN from then on.
    """
    x, labels, x_test, labels_test = digits_table()
    layers = network(depth, width, scale, batch_norm, seed, x.shape[1])
    start = [layer["w"] for layer in layers]
    spread = np.linspace(0, steps, checked).round() if isinstance(checked, int) else np.array(checked)
    moments = sorted({0, steps, *(int(step) for step in spread if 0 <= step <= steps)})
    velocity = [{name: np.zeros_like(value) for name, value in layer.items()} for layer in layers]
    order, losses = batches(len(x), batch, seed), np.full(steps, np.nan)
    seen, ratios = [], np.full(depth + 1, np.nan)
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(steps + 1):
            if step in moments:
                seen.append((accuracy(x, labels, layers, activation, skip),
                             accuracy(x_test, labels_test, layers, activation, skip),
                             [norm(v["w"] - w) / norm(w) for v, w in zip(layers, start, strict=True)]))  # fmt: skip
            if step < steps and not np.isnan(losses[:step]).any():
                rows = next(order)
                losses[step], _, gradients = loss_and_gradients(x[rows], labels[rows], layers, activation, skip)
                ratios = descend(layers, gradients, velocity, lr, momentum)
            if step in moments:
                seen[-1] += (ratios,)
    accuracies, tests, moved, ratio = (np.array(column) for column in zip(*seen, strict=True))
    return Training(losses, np.array(moments), accuracies, tests, ratio, moved, layers)


def descend(layers, gradients, velocity, lr, momentum):
    """One step of every parameter, in place in the dicts; (layers,) |change of W| / |W|."""
    ratios = []
    for layer, found, v in zip(layers, gradients, velocity, strict=True):
        before = layer["w"]
        for name in found.keys() & layer.keys():
            layer[name], v[name] = ops.momentum_step(layer[name], v[name], found[name], lr, momentum)
        ratios.append(norm(layer["w"] - before) / norm(before))
    return np.array(ratios)


def batches(count: int, size: int, seed: int):
    """Rows of one mini-batch after the other, for ever; what is left over at the end of an epoch is not used."""
    rng = np.random.default_rng(seed)
    while True:
        order = rng.permutation(count)
        for first in range(0, count - size + 1, size):
            yield order[first : first + size]


def predict(x, layers, activation: str = "sigmoid", skip: bool = False):
    """Logits (N, 10), with running statistics where there is batch norm."""
    return forward(x, layers, activation, training=False, skip=skip)[0]


def accuracy(x, labels, layers, activation: str = "sigmoid", skip: bool = False) -> float:
    return float(np.mean(predict(x, layers, activation, skip).argmax(axis=1) == labels))


def norm(v) -> float:
    return float(np.sqrt((v * v).sum()))


def rms(v) -> float:
    return float(np.sqrt((v * v).mean()))


def per_layer(values, measure):
    return np.array([float(measure(value)) for value in values])
