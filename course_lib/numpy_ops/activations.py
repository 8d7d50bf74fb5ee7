"""What a unit does with its pre-activation x, and how the gradient comes back through it.

Each `y, cache = op(x)` stands above its `dx = op_backward(dy, cache)`. dy is the gradient of the loss with
respect to y, dx with respect to x. All work number by number on arrays of any shape, except softmax, which
lets the numbers along one axis compete. The cache is the input, so backward first looks at y again.
Here are those that step, squeeze or share; relu and its family are in rectifiers.py.
"""

from __future__ import annotations

import numpy as np

from .arrays import Array, expect

__all__ = [
    "threshold",
    "sign",
    "identity",
    "identity_backward",
    "sigmoid",
    "sigmoid_backward",
    "tanh",
    "tanh_backward",
    "softmax",
    "softmax_backward",
    "log_softmax",
    "log_softmax_backward",
]


def threshold(x: Array, theta: float = 0.0) -> tuple[Array, Array]:
    """McCulloch-Pitts unit: fires when x reaches theta. No gradient: the slope is 0 wherever there is one.

        y = 1 if x >= theta else 0

    Arguments
        x      (...)  float32 or float64, any shape
        theta  ()     number
    Returns
        y      (...)  same shape and dtype: 0, 1, or NaN where x is NaN
        cache         x
    Raises
        TypeError   x is not an array of float32 or float64, or theta is not a number
    Source: McCulloch, Pitts, Bulletin of Mathematical Biophysics 5 (1943).
    """
    expect("threshold", x=(x, "*shape"), theta=(theta, "number"))
    y = np.where(np.isnan(x), x, x >= float(theta))
    return y, x


def sign(x: Array) -> tuple[Array, Array]:
    """Rosenblatt's answer unit: always says -1 or +1, so sign(0) = +1. No gradient, as for threshold.

        y = +1 if x >= 0 else -1

    Arguments
        x  (...)  float32 or float64, any shape
    Returns
        y  (...)  same shape and dtype: -1, +1, or NaN where x is NaN
        cache     x
    Raises
        TypeError   x is not an array of float32 or float64
    Source: Rosenblatt, Psychological Review 65 (1958). (np.sign and torch.sign say 0 at 0.)
    """
    expect("sign", x=(x, "*shape"))
    y, _ = threshold(x)
    return 2 * y - 1, x


def identity(x: Array) -> tuple[Array, Array]:
    """A linear unit's activation: says what it hears. Nets that predict quantities end with it.

        y = x

    Arguments
        x  (...)  float32 or float64, any shape
    Returns
        y  (...)  same shape and dtype, a copy
        cache     x
    Raises
        TypeError   x is not an array of float32 or float64
    Source: Widrow, Hoff, IRE WESCON Convention Record 4 (1960), whose Adaline learns before its threshold.
    """
    expect("identity", x=(x, "*shape"))
    return x.copy(), x


def identity_backward(dy: Array, cache: Array) -> Array:
    """Gradient of `identity`, whose slope is 1.

        dx = dy

    Arguments
        dy     (...)  shape and dtype of x
        cache         what identity returned
    Returns
        dx     (...)  same shape and dtype, a copy
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of x
    Source: Bishop (2006), section 5.3.2.
    """
    x = cache
    expect("identity_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    return dy.copy()


def sigmoid(x: Array) -> tuple[Array, Array]:
    """Logistic sigmoid: squeezes any number into (0, 1).

        y = 1 / (1 + exp(-x))

    Arguments
        x  (...)  float32 or float64, any shape and size: +-1000 is fine
    Returns
        y  (...)  same shape and dtype
        cache     x
    Raises
        TypeError   x is not an array of float32 or float64
    Source: Bishop, Pattern Recognition and Machine Learning (2006), section 4.2.
    """
    expect("sigmoid", x=(x, "*shape"))
    e = np.exp(-np.abs(x))  # at most 1: exp(-x) itself overflows for large negative x
    y = np.where(x >= 0, 1, e) / (1 + e)
    return y, x


def sigmoid_backward(dy: Array, cache: Array) -> Array:
    """Gradient of `sigmoid`, whose slope is at most 1/4.

        dx = dy y (1 - y)

    Arguments
        dy     (...)  shape and dtype of x
        cache         what sigmoid returned
    Returns
        dx     (...)  same shape and dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of x
    Source: Bishop (2006), section 4.3.2.
    """
    x = cache
    expect("sigmoid_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    y, _ = sigmoid(x)
    return dy * y * (1 - y)


def tanh(x: Array) -> tuple[Array, Array]:
    """Hyperbolic tangent: squeezes any number into (-1, 1), centred at 0.

        y = (exp(x) - exp(-x)) / (exp(x) + exp(-x)) = 2 sigmoid(2 x) - 1

    Arguments
        x  (...)  float32 or float64, any shape
    Returns
        y  (...)  same shape and dtype
        cache     x
    Raises
        TypeError   x is not an array of float32 or float64
    Source: LeCun, Bottou, Orr, Mueller, Efficient BackProp (1998), section 4.4.
    """
    expect("tanh", x=(x, "*shape"))
    return np.tanh(x), x


def tanh_backward(dy: Array, cache: Array) -> Array:
    """Gradient of `tanh`, whose slope is at most 1.

        dx = dy (1 - y^2)

    Arguments
        dy     (...)  shape and dtype of x
        cache         what tanh returned
    Returns
        dx     (...)  same shape and dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of x
    Source: Bishop (2006), section 5.3.2.
    """
    x = cache
    expect("tanh_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    y, _ = tanh(x)
    return dy * (1 - y * y)


def softmax(x: Array, axis: int = -1) -> tuple[Array, tuple]:
    """Turns scores into shares: positive numbers that sum to 1 along the axis.

        y_k = exp(x_k - max x) / sum_j exp(x_j - max x)

    Subtracting the maximum changes nothing but keeps exp in range: scores of +-1000 are fine.

    Arguments
        x     (...)  float32 or float64, at least one axis
        axis  ()     integer: the axis along which the shares sum to 1
    Returns
        y     (...)  same shape and dtype
        cache        for softmax_backward: (x, axis)
    Raises
        TypeError   x is not an array of float32 or float64, or axis is not an integer
        ValueError  x has no such axis, or the axis is empty
    Source: Bridle, Neurocomputing: Algorithms, Architectures and Applications (1990).
    """
    expect("softmax", x=(x, "*shape"), axis=(axis, "axis of x"))
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    y = e / e.sum(axis=axis, keepdims=True)
    return y, (x, axis)


def softmax_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `softmax`. Shares compete, so only what dy has above its weighted mean comes through.

        dx_k = y_k (dy_k - sum_j y_j dy_j)

    Arguments
        dy     (...)  shape and dtype of x
        cache         what softmax returned
    Returns
        dx     (...)  same shape and dtype; sums to 0 along the axis
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of x
    Source: Bishop (2006), section 4.3.4.
    """
    x, axis = cache
    expect("softmax_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    y, _ = softmax(x, axis)
    return y * (dy - (y * dy).sum(axis=axis, keepdims=True))


def log_softmax(x: Array, axis: int = -1) -> tuple[Array, tuple]:
    """Logarithm of the shares, without the detour: exp underflows to 0, and the logarithm of 0 is no number.

        y_k = x_k - max x - log sum_j exp(x_j - max x)

    Arguments
        x     (...)  float32 or float64, at least one axis; scores of +-1000 are fine
        axis  ()     integer: the axis along which exp(y) sums to 1
    Returns
        y     (...)  same shape and dtype, at most 0
        cache        for log_softmax_backward: (x, axis)
    Raises
        TypeError   x is not an array of float32 or float64, or axis is not an integer
        ValueError  x has no such axis, or the axis is empty
    Source: Blanchard, Higham, Higham, IMA Journal of Numerical Analysis 41 (2021), equation 1.4.
    """
    expect("log_softmax", x=(x, "*shape"), axis=(axis, "axis of x"))
    z = x - x.max(axis=axis, keepdims=True)
    y = z - np.log(np.exp(z).sum(axis=axis, keepdims=True))
    return y, (x, axis)


def log_softmax_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `log_softmax`: raising one score lowers all the others by their shares.

        dx_k = dy_k - softmax(x)_k sum_j dy_j

    Arguments
        dy     (...)  shape and dtype of x
        cache         what log_softmax returned
    Returns
        dx     (...)  same shape and dtype; sums to 0 along the axis
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of x
    Source: Bishop (2006), section 4.3.4.
    """
    x, axis = cache
    expect("log_softmax_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    shares, _ = softmax(x, axis)
    return dy - shares * dy.sum(axis=axis, keepdims=True)
