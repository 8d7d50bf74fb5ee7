"""The rectified linear unit, and those that came after it: what to do with negative numbers instead of 0.

Each `y, cache = op(x)` stands above its `op_backward(dy, cache)`. dy is the gradient of the loss with respect
to y. All work number by number, except maxout, which lets neighbouring features compete.
"""

from __future__ import annotations

import math

import numpy as np

from course_lib.shapes.arguments import mistake

from .activations import sigmoid
from .arrays import Array, expect

__all__ = [
    "relu",
    "relu_backward",
    "leaky_relu",
    "leaky_relu_backward",
    "prelu",
    "prelu_backward",
    "elu",
    "elu_backward",
    "selu",
    "selu_backward",
    "swish",
    "swish_backward",
    "gelu",
    "gelu_backward",
    "maxout",
    "maxout_backward",
]

SELU_ALPHA, SELU_SCALE = 1.6732632423543772848, 1.0507009873554804934  # mean 0 and variance 1 stay what they are


def relu(x: Array) -> tuple[Array, Array]:
    """Rectified linear unit: lets positive numbers pass.

        y = max(0, x)

    Arguments
        x  (...)  float32 or float64, any shape
    Returns
        y  (...)  same shape and dtype
        cache     x
    Raises
        TypeError   x is not an array of float32 or float64
    Source: Nair, Hinton, ICML (2010).
    """
    expect("relu", x=(x, "*shape"))
    return np.maximum(x, 0), x


def relu_backward(dy: Array, cache: Array) -> Array:
    """Gradient of `relu`: passes where the unit was on. At 0 the slope is taken to be 0, as torch does.

        dx = dy if x > 0 else 0

    Arguments
        dy     (...)  shape and dtype of x
        cache         what relu returned
    Returns
        dx     (...)  same shape and dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of x
    Source: Glorot, Bordes, Bengio, AISTATS (2011), section 3.
    """
    x = cache
    expect("relu_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    return np.where(x > 0, dy, 0)


def leaky_relu(x: Array, slope: float = 0.01) -> tuple[Array, tuple]:
    """ReLU that never goes silent: negative numbers pass a hundred times weaker.

        y = x if x > 0 else slope x

    Arguments
        x      (...)  float32 or float64, any shape
        slope  ()     number, the slope for negative x
    Returns
        y      (...)  same shape and dtype
        cache         for leaky_relu_backward: (x, slope)
    Raises
        TypeError   x is not an array of float32 or float64, or slope is not a number
    Source: Maas, Hannun, Ng, ICML Workshop on Deep Learning for Audio, Speech and Language (2013).
    """
    expect("leaky_relu", x=(x, "*shape"), slope=(slope, "number"))
    y = np.where(x > 0, x, float(slope) * x)
    return y, (x, slope)


def leaky_relu_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `leaky_relu`. At 0 the slope is that of the left side, as in torch.

        dx = dy if x > 0 else slope dy

    Arguments
        dy     (...)  shape and dtype of x
        cache         what leaky_relu returned
    Returns
        dx     (...)  same shape and dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of x
    Source: Maas, Hannun, Ng (2013).
    """
    x, slope = cache
    expect("leaky_relu_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    return np.where(x > 0, dy, float(slope) * dy)


def prelu(x: Array, slope: Array) -> tuple[Array, tuple]:
    """Leaky ReLU whose slopes are learned, one a channel or one for all. They start at 0.25.

        y[n, c] = x[n, c] if x[n, c] > 0 else slope[c] x[n, c]

    Arguments
        x      (N, C, ...)  float32 or float64
        slope  (C,)         same dtype; or (1,): one slope for all channels
    Returns
        y      (N, C, ...)  same dtype
        cache               for prelu_backward: (x, slope)
    Raises
        TypeError   not an array, neither float32 nor float64, or several dtypes
        ValueError  x has fewer than 2 axes, or slope fits neither the channels nor (1,)
    Source: He, Zhang, Ren, Sun, ICCV (2015), section 2.1.
    """
    expect("prelu", x=(x, "N C ..."), slope=(slope, _prelu_axes(slope)))
    y = np.where(x > 0, x, _along_channels(slope, x) * x)
    return y, (x, slope)


def prelu_backward(dy: Array, cache: tuple) -> tuple[Array, Array]:
    """Gradients of `prelu`: a slope hears from all negative numbers that it let pass.

        dx = dy if x > 0 else slope dy
        dslope[c] = sum of dy x over all x[:, c] <= 0; one slope: over all channels

    Arguments
        dy      (N, C, ...)  shape and dtype of x
        cache                what prelu returned
    Returns
        dx      (N, C, ...)  same dtype
        dslope  (C,)         same dtype; (1,) if slope was (1,)
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of x
    Source: He, Zhang, Ren, Sun (2015), section 2.1, equation 3.
    """
    x, slope = cache
    expect("prelu_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    dx = np.where(x > 0, dy, _along_channels(slope, x) * dy)
    dslope = np.where(x > 0, 0, dy * x).sum(axis=(0, *range(2, x.ndim)))  # (C,)
    if slope.shape == (1,):
        dslope = dslope.sum(keepdims=True)
    return dx, dslope


def _prelu_axes(slope):
    return "one" if getattr(slope, "shape", None) == (1,) else "C"


def _along_channels(slope, x):
    """(C,) or (1,) -> (C, 1, 1, ...) or (1, 1, ...), which broadcasts over x (N, C, ...)."""
    return slope.reshape(-1, *[1] * (x.ndim - 2))


def elu(x: Array, alpha: float = 1.0) -> tuple[Array, tuple]:
    """Exponential linear unit: negative numbers saturate softly at -alpha, so the mean comes nearer to 0.

        y = x if x > 0 else alpha (exp(x) - 1)

    Arguments
        x      (...)  float32 or float64, any shape
        alpha  ()     number
    Returns
        y      (...)  same shape and dtype
        cache         for elu_backward: (x, alpha)
    Raises
        TypeError   x is not an array of float32 or float64, or alpha is not a number
    Source: Clevert, Unterthiner, Hochreiter, ICLR (2016), equation 15.
    """
    expect("elu", x=(x, "*shape"), alpha=(alpha, "number"))
    y = np.where(x > 0, x, float(alpha) * np.expm1(np.minimum(x, 0)))  # np.where computes both sides: no exp(1000)
    return y, (x, alpha)


def elu_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `elu`. At 0 the slope is that of the left side, alpha.

        dx = dy if x > 0 else dy alpha exp(x)

    Arguments
        dy     (...)  shape and dtype of x
        cache         what elu returned
    Returns
        dx     (...)  same shape and dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of x
    Source: Clevert, Unterthiner, Hochreiter (2016), equation 15.
    """
    x, alpha = cache
    expect("elu_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    return np.where(x > 0, dy, dy * float(alpha) * np.exp(np.minimum(x, 0)))


def selu(x: Array) -> tuple[Array, Array]:
    """ELU with the two constants that pull a deep stack of layers towards mean 0 and variance 1.

        y = 1.0507 elu(x, 1.67326)

    Arguments
        x  (...)  float32 or float64, any shape
    Returns
        y  (...)  same shape and dtype
        cache     x
    Raises
        TypeError   x is not an array of float32 or float64
    Source: Klambauer, Unterthiner, Mayr, Hochreiter, NeurIPS (2017), equations 2 and 14.
    """
    expect("selu", x=(x, "*shape"))
    y, _ = elu(x, SELU_ALPHA)
    return SELU_SCALE * y, x


def selu_backward(dy: Array, cache: Array) -> Array:
    """Gradient of `selu`.

        dx = 1.0507 elu_backward(dy, (x, 1.67326))

    Arguments
        dy     (...)  shape and dtype of x
        cache         what selu returned
    Returns
        dx     (...)  same shape and dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of x
    Source: Klambauer, Unterthiner, Mayr, Hochreiter (2017), equation 2.
    """
    x = cache
    expect("selu_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    return SELU_SCALE * elu_backward(dy, (x, SELU_ALPHA))


def swish(x: Array, beta: float = 1.0) -> tuple[Array, tuple]:
    """A number that is its own gate. Between x / 2 (beta 0) and relu (large beta); with beta 1 also called SiLU.

        y = x sigmoid(beta x)

    Arguments
        x     (...)  float32 or float64, any shape
        beta  ()     number
    Returns
        y     (...)  same shape and dtype
        cache        for swish_backward: (x, beta)
    Raises
        TypeError   x is not an array of float32 or float64, or beta is not a number
    Source: Ramachandran, Zoph, Le, Searching for Activation Functions, arXiv 1710.05941 (2017).
    """
    expect("swish", x=(x, "*shape"), beta=(beta, "number"))
    gate, _ = sigmoid(float(beta) * x)
    return x * gate, (x, beta)


def swish_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `swish`, with the gate s = sigmoid(beta x): x is in both factors.

        dx = dy (s + beta x s (1 - s))

    Arguments
        dy     (...)  shape and dtype of x
        cache         what swish returned
    Returns
        dx     (...)  same shape and dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of x
    Source: Ramachandran, Zoph, Le (2017), section 5.
    """
    x, beta = cache
    expect("swish_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    z = float(beta) * x
    s, _ = sigmoid(z)
    return dy * (s + z * s * (1 - s))


def gelu(x: Array) -> tuple[Array, Array]:
    """Gaussian error linear unit: x times the share of a normal distribution that lies below x.

        y = x Phi(x),  Phi(x) = (1 + erf(x / sqrt 2)) / 2

    The exact form, not the one with tanh that comes within 0.0005 of it.

    Arguments
        x  (...)  float32 or float64, any shape
    Returns
        y  (...)  same shape and dtype
        cache     x
    Raises
        TypeError   x is not an array of float32 or float64
    Source: Hendrycks, Gimpel, Gaussian Error Linear Units, arXiv 1606.08415 (2016).
    """
    expect("gelu", x=(x, "*shape"))
    return x * _share_below(x), x


def gelu_backward(dy: Array, cache: Array) -> Array:
    """Gradient of `gelu`; the density of the normal distribution is the slope of Phi.

        dx = dy (Phi(x) + x exp(-x^2 / 2) / sqrt(2 pi))

    Arguments
        dy     (...)  shape and dtype of x
        cache         what gelu returned
    Returns
        dx     (...)  same shape and dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of x
    Source: the product rule on the formula of Hendrycks, Gimpel (2016).
    """
    x = cache
    expect("gelu_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    density = np.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    return dy * (_share_below(x) + x * density)


def _share_below(x):
    """Phi(x). NumPy has no erf: this asks the standard library number by number, which is exact but slow."""
    erf = np.vectorize(math.erf, otypes=[np.float64])
    return ((1 + erf(x / math.sqrt(2))) / 2).astype(x.dtype)


def maxout(x: Array, pieces: int) -> tuple[Array, tuple]:
    """The largest of several linear answers, so that a unit learns its own convex activation.

        y[n, k] = max_p x[n, k pieces + p],  p = 0 ... pieces - 1

    Arguments
        x       (N, C, ...)  float32 or float64; the pieces of a unit are neighbours
        pieces  ()           integer > 0 that divides C
    Returns
        y       (N, K, ...)  same dtype, K = C / pieces
        cache                for maxout_backward: (x, pieces)
    Raises
        TypeError   x is not an array of float32 or float64, or pieces is not an integer
        ValueError  x has fewer than 2 axes, or pieces is not positive or does not divide C
    Source: Goodfellow, Warde-Farley, Mirza, Courville, Bengio, ICML (2013), section 3.
    """
    expect("maxout", x=(x, "N C ..."), pieces=(pieces, "integer > 0"))
    if x.shape[1] % pieces:
        rule = f"pieces must divide `C` of x (N, C, ...), got {pieces} and {x.shape[1]}"
        raise mistake(ValueError, "maxout", rule, {"x": x, "pieces": pieces})
    return _in_pieces(x, pieces).max(axis=2), (x, pieces)


def maxout_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `maxout`: only the largest piece learns; of equals the first.

        dx[n, k pieces + p] = dy[n, k] if p is the first largest piece else 0

    Arguments
        dy     (N, K, ...)  shape and dtype of y
        cache               what maxout returned
    Returns
        dx     (N, C, ...)  same dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: the chain rule on the formula of Goodfellow and others (2013).
    """
    x, pieces = cache
    z = _in_pieces(x, pieces)
    expect("maxout_backward", dy=(dy, "N K ..."), z=(z, "N K pieces ..."))
    piece = np.arange(pieces).reshape(-1, *[1] * (x.ndim - 2))
    first = z.argmax(axis=2, keepdims=True)
    return np.where(piece == first, dy[:, :, None], 0).reshape(x.shape)


def _in_pieces(x, pieces):
    """(N, K pieces, ...) -> (N, K, pieces, ...)"""
    return x.reshape(x.shape[0], x.shape[1] // pieces, pieces, *x.shape[2:])
