"""How wrong is the answer? One number, and how it changes with each number that the net said.

Each `loss, cache = op(...)` stands above its `op_backward(dy, cache)`, which answers with the gradient for what
the net said. Targets are data and get none. dy is the gradient from above: np.array(1.0) where the loss is the end.

All losses are means: over all numbers for regression, over examples (and pixels) for classification, so that the
gradient does not grow with the batch. Of an empty batch the mean is NaN, as in torch. Classes lie on axis 1. The
losses of classification take logits, the scores before sigmoid or softmax, and are finite for logits of +-1000.
Losses that compare whole shares or areas are in divergences.py.
"""

from __future__ import annotations

import numpy as np

from .activations import log_softmax, sigmoid, softmax
from .arrays import Array, expect

__all__ = [
    "squared_error",
    "squared_error_backward",
    "absolute_error",
    "absolute_error_backward",
    "huber",
    "huber_backward",
    "binary_cross_entropy",
    "binary_cross_entropy_backward",
    "cross_entropy",
    "cross_entropy_backward",
]


def squared_error(x: Array, t: Array) -> tuple[Array, tuple]:
    """Half the squared distance to the target: its gradient for one number is x - t, without a 2.

        loss = mean((x - t)^2) / 2

    torch's mse_loss is twice this.

    Arguments
        x  (...)  float32 or float64, what the net said
        t  (...)  same shape and dtype, what it should have said
    Returns
        loss   ()  same dtype
        cache      for squared_error_backward: (x, t)
    Raises
        TypeError   not an array, neither float32 nor float64, or several dtypes
        ValueError  x and t have different shapes
    Source: Bishop (2006), section 3.1.1.
    """
    expect("squared_error", x=(x, "*shape"), t=(t, "*shape"))
    return mean_of((x - t) ** 2 / 2), (x, t)


def squared_error_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `squared_error`: as large as the mistake, so outliers pull hardest.

        dx = dy (x - t) / (how many numbers)

    Arguments
        dy     ()     gradient from above, same dtype; 1 where the loss is the end
        cache         what squared_error returned
    Returns
        dx     (...)  same dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy has axes
    Source: Bishop (2006), section 5.3.1.
    """
    x, t = cache
    expect("squared_error_backward", dy=(dy, ""), x=(x, "*shape"))
    return dy / max(x.size, 1) * (x - t)


def absolute_error(x: Array, t: Array) -> tuple[Array, tuple]:
    """Distance to the target (L1): a mistake of 10 counts as much as ten of 1. torch's l1_loss.

        loss = mean(|x - t|)

    Arguments
        x  (...)  float32 or float64, what the net said
        t  (...)  same shape and dtype, what it should have said
    Returns
        loss   ()  same dtype
        cache      for absolute_error_backward: (x, t)
    Raises
        TypeError   not an array, neither float32 nor float64, or several dtypes
        ValueError  x and t have different shapes
    Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), section 10.6.
    """
    expect("absolute_error", x=(x, "*shape"), t=(t, "*shape"))
    return mean_of(np.abs(x - t)), (x, t)


def absolute_error_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `absolute_error`: only the side counts, not how far. 0 where x hits t, as in torch.

        dx = dy sign(x - t) / (how many numbers)

    Arguments
        dy     ()     gradient from above, same dtype; 1 where the loss is the end
        cache         what absolute_error returned
    Returns
        dx     (...)  same dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy has axes
    Source: Hastie, Tibshirani, Friedman (2009), table 10.2.
    """
    x, t = cache
    expect("absolute_error_backward", dy=(dy, ""), x=(x, "*shape"))
    return dy / max(x.size, 1) * np.sign(x - t)


def huber(x: Array, t: Array, delta: float = 1.0) -> tuple[Array, tuple]:
    """Squared error near the target, absolute error far from it: outliers pull, but not harder and harder.

        loss = mean(h(x - t)),  h(d) = d^2 / 2 if |d| <= delta else delta (|d| - delta / 2)

    torch's huber_loss; with delta 1 also its smooth_l1_loss.

    Arguments
        x      (...)  float32 or float64, what the net said
        t      (...)  same shape and dtype, what it should have said
        delta  ()     number > 0, in the units of x: where the parabola goes over into lines
    Returns
        loss   ()  same dtype
        cache      for huber_backward: (x, t, delta)
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, or delta is not a number
        ValueError  x and t have different shapes, or delta is not greater than 0
    Source: Huber, Annals of Mathematical Statistics 35 (1964).
    """
    expect("huber", x=(x, "*shape"), t=(t, "*shape"), delta=(delta, "number > 0"))
    distance = np.abs(x - t)
    near = np.minimum(distance, float(delta))
    return mean_of(near * (distance - near / 2)), (x, t, delta)  # h(d) in one piece: near is |d|, or delta


def huber_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `huber`: that of the squared error, cut off at delta.

        dx = dy clip(x - t, -delta, delta) / (how many numbers)

    Arguments
        dy     ()     gradient from above, same dtype; 1 where the loss is the end
        cache         what huber returned
    Returns
        dx     (...)  same dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy has axes
    Source: Huber (1964); Hastie, Tibshirani, Friedman (2009), table 10.2.
    """
    x, t, delta = cache
    expect("huber_backward", dy=(dy, ""), x=(x, "*shape"))
    return dy / max(x.size, 1) * np.clip(x - t, -float(delta), float(delta))


def binary_cross_entropy(logits: Array, t: Array) -> tuple[Array, tuple]:
    """Yes-or-no questions: minus the logarithm of the share that sigmoid gives to the right answer.

        loss = mean(-t log s - (1 - t) log(1 - s)),  s = sigmoid(logits)
             = mean(max(a, 0) - a t + log(1 + exp(-|a|))),  a = logits

    The second form is what is computed: it needs no logarithm of a share that has become 0.

    Arguments
        logits  (...)  float32 or float64, scores before the sigmoid
        t       (...)  same shape and dtype, in [0, 1]: 1 for yes, 0 for no. (Not -1 and +1.)
    Returns
        loss   ()  same dtype
        cache      for binary_cross_entropy_backward: (logits, t)
    Raises
        TypeError   not an array, neither float32 nor float64, or several dtypes
        ValueError  logits and t have different shapes, or t leaves [0, 1]
    Source: Bishop (2006), section 4.3.2, equation 4.90.
    """
    expect("binary_cross_entropy", logits=(logits, "*shape"), t=(t, "*shape in [0, 1]"))
    terms = np.maximum(logits, 0) - logits * t + np.log1p(np.exp(-np.abs(logits)))
    return mean_of(terms), (logits, t)


def binary_cross_entropy_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `binary_cross_entropy`: answer minus target, with nothing left of the sigmoid's slope.

        dlogits = dy (sigmoid(logits) - t) / (how many numbers)

    Arguments
        dy       ()     gradient from above, same dtype; 1 where the loss is the end
        cache           what binary_cross_entropy returned
    Returns
        dlogits  (...)  same dtype
    Raises
        TypeError   dy is not an array of logits's dtype
        ValueError  dy has axes
    Source: Bishop (2006), section 4.3.2, equation 4.91.
    """
    logits, t = cache
    expect("binary_cross_entropy_backward", dy=(dy, ""), logits=(logits, "*shape"))
    s, _ = sigmoid(logits)
    return dy / max(logits.size, 1) * (s - t)


def cross_entropy(logits: Array, labels: Array, label_smoothing: float = 0.0) -> tuple[Array, tuple]:
    """One class of many: minus the logarithm of the share that softmax gives to the right one. Guessing costs log C.

        loss = mean_n(-sum_c q[n, c] log softmax(logits)[n, c])
        q[n, c] = (1 - label_smoothing) [c = labels[n]] + label_smoothing / C

    With further axes each pixel is an example: logits (N, C, H, W), labels (N, H, W).

    Arguments
        logits           (N, C, ...)  float32 or float64, scores before the softmax
        labels           (N, ...)     integers from 0 to C - 1
        label_smoothing  ()           number in [0, 1], the part of the target spread over all classes
    Returns
        loss   ()  same dtype
        cache      for cross_entropy_backward: (logits, labels, label_smoothing)
    Raises
        TypeError   logits are no array of float32 or float64, labels none of integers, smoothing is no number
        ValueError  the shapes do not fit, there are no classes, or a label or the smoothing is out of range
    Source: Bishop (2006), section 4.3.4; smoothing: Szegedy and others, CVPR (2016), section 7.
    """
    expect(
        "cross_entropy",
        logits=(logits, "N C+ ..."),
        labels=(labels, "N ... labels of C"),
        label_smoothing=(label_smoothing, "number in [0, 1]"),
    )
    log_shares, _ = log_softmax(logits, axis=1)
    q = _target_shares(labels, logits, label_smoothing)
    return mean_of((q * -log_shares).sum(axis=1)), (logits, labels, label_smoothing)


def cross_entropy_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `cross_entropy`: answer minus target once more.

        dlogits = dy (softmax(logits) - q) / (how many labels)

    Arguments
        dy       ()           gradient from above, same dtype; 1 where the loss is the end
        cache                 what cross_entropy returned
    Returns
        dlogits  (N, C, ...)  same dtype
    Raises
        TypeError   dy is not an array of logits's dtype
        ValueError  dy has axes
    Source: Bishop (2006), section 4.3.4, equation 4.109.
    """
    logits, labels, label_smoothing = cache
    expect("cross_entropy_backward", dy=(dy, ""), logits=(logits, "N C ..."))
    shares, _ = softmax(logits, axis=1)
    return dy / max(labels.size, 1) * (shares - _target_shares(labels, logits, label_smoothing))


def _target_shares(labels, logits, smoothing):
    """q (N, C, ...) of cross_entropy."""
    classes = np.arange(logits.shape[1]).reshape(-1, *[1] * (logits.ndim - 2))  # (C, 1, 1, ...)
    is_label = (classes == labels[:, None]).astype(logits.dtype)
    return (1 - float(smoothing)) * is_label + float(smoothing) / logits.shape[1]


def mean_of(terms):
    """The mean of all terms; of no terms NaN, without NumPy's warning."""
    return terms.mean() if terms.size else terms.dtype.type(np.nan)
