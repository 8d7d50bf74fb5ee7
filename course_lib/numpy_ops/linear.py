"""The fully connected layer: every output unit looks at every input, each with weights of its own.

Forward is one matrix product. Backward is two more, each with the factor that forward did not have in that
place: the weights carry the gradient back to x, the inputs carry it to w.
"""

from __future__ import annotations

from .arrays import Array, expect

__all__ = [
    "linear",
    "linear_backward",
]


def linear(x: Array, w: Array, b: Array | None = None) -> tuple[Array, tuple]:
    """Weighted sums of the inputs, plus a bias.

        y = x w^T + b,  that is  y[n, o] = sum_i x[n, i] w[o, i] + b[o]

    Arguments
        x  (N, in)         float32 or float64: N examples, one a row
        w  (out, in)       same dtype: the weights of each output unit, one unit a row
        b  (out,) or None  same dtype
    Returns
        y  (N, out)        same dtype
        cache              for linear_backward: (x, w, b)
    Raises
        TypeError   not an array, neither float32 nor float64, or several dtypes
        ValueError  the shapes do not fit
    Source: Bishop, Pattern Recognition and Machine Learning (2006), section 5.1. (out, in) as in torch.
    """
    expect("linear", x=(x, "N in"), w=(w, "out in"), b=(b, "out?"))
    y = x @ w.T
    if b is not None:
        y = y + b
    return y, (x, w, b)


def linear_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array | None]:
    """Gradients of `linear`; those of w and b are sums over the batch.

        dx = dy w,  dw = dy^T x,  db = sum_n dy[n]

    Arguments
        dy     (N, out)        gradient of the loss with respect to y, same dtype as x
        cache                  what linear returned
    Returns
        dx     (N, in)         same dtype
        dw     (out, in)       same dtype
        db     (out,) or None  same dtype; None if there was no b
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: Rumelhart, Hinton, Williams, Nature 323 (1986); Bishop (2006), section 5.3.
    """
    x, w, b = cache
    expect("linear_backward", dy=(dy, "N out"), x=(x, "N in"), w=(w, "out in"))
    dx = dy @ w
    dw = dy.T @ x
    db = None if b is None else dy.sum(axis=0)
    return dx, dw, db
