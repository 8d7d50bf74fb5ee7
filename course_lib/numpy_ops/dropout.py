"""Dropout and DropConnect: training with random holes, so that no unit can rely on another one being there.

Chance is data here: the caller draws the mask, `rng.random(shape) < keep`, and hands it over as 0s and 1s.
"""

from __future__ import annotations

from .arrays import Array, expect

__all__ = [
    "dropout",
    "dropout_backward",
    "drop_connect",
    "drop_connect_backward",
]


def dropout(x: Array, mask: Array, keep: float) -> tuple[Array, tuple]:
    """Units off where the mask is 0; the others grow, so that the mean over masks is x and use needs no dropout.

        y = x mask / keep

    Arguments
        x     (...)  float32 or float64, any shape
        mask  (...)  same shape and dtype: 1 with probability keep, else 0; drawn anew for every batch
        keep  ()     number in (0, 1]
    Returns
        y     (...)  same shape and dtype
        cache        for dropout_backward: (mask, keep)
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, or keep is not a number
        ValueError  mask does not have the shape of x or leaves [0, 1], or keep is out of range
    Source: Srivastava et al., JMLR 15 (2014); dividing while training ("inverted"): its section 10.
    """
    expect("dropout", x=(x, "*shape"), mask=(mask, "*shape in [0, 1]"), keep=(keep, "number in (0, 1]"))
    return x * mask / float(keep), (mask, keep)


def dropout_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `dropout`: nothing comes back through a unit that was off.

        dx = dy mask / keep

    Arguments
        dy     (...)  gradient of the loss with respect to y, shape and dtype of x
        cache         what dropout returned
    Returns
        dx     (...)  same shape and dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of x
    Source: the chain rule; Srivastava et al. (2014), section 5.1.
    """
    mask, keep = cache
    expect("dropout_backward", dy=(dy, "*shape"), mask=(mask, "*shape"))
    return dy * mask / float(keep)


def drop_connect(x: Array, w: Array, b: Array | None, mask: Array, keep: float) -> tuple[Array, tuple]:
    """The layer of `linear` with single weights off where the mask is 0, others for every example.

        y[n, o] = sum_i x[n, i] w[o, i] mask[n, o, i] / keep + b[o]

    Arguments
        x     (N, in)         float32 or float64: N examples, one a row
        w     (out, in)       same dtype
        b     (out,) or None  same dtype; never off
        mask  (N, out, in)    same dtype: 1 with probability keep, else 0; drawn anew for every batch
        keep  ()              number in (0, 1]
    Returns
        y     (N, out)        same dtype
        cache                 for drop_connect_backward: (x, w, b, mask, keep)
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, or keep is not a number
        ValueError  the shapes do not fit, mask leaves [0, 1], or keep is out of range
    Source: Wan, Zeiler, Zhang, LeCun, Fergus, ICML (2013); scaled while training, as in dropout.
    """
    expect(
        "drop_connect",
        x=(x, "N in"),
        w=(w, "out in"),
        b=(b, "out?"),
        mask=(mask, "N out in in [0, 1]"),
        keep=(keep, "number in (0, 1]"),
    )
    weights = w * mask / float(keep)  # (N, out, in): a layer for every example
    y = (weights @ x[:, :, None])[:, :, 0]
    return y if b is None else y + b, (x, w, b, mask, keep)


def drop_connect_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array | None]:
    """Gradients of `drop_connect`: those of `linear`, where the weights of each example were on.

        dx[n, i] = sum_o dy[n, o] w[o, i] mask[n, o, i] / keep
        dw[o, i] = sum_n dy[n, o] x[n, i] mask[n, o, i] / keep,  db = sum_n dy[n]

    Arguments
        dy     (N, out)        gradient of the loss with respect to y, same dtype as x
        cache                  what drop_connect returned
    Returns
        dx     (N, in)         same dtype
        dw     (out, in)       same dtype
        db     (out,) or None  same dtype; None if there was no b
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: the chain rule; Wan et al. (2013), section 3.1.
    """
    x, w, b, mask, keep = cache
    expect("drop_connect_backward", dy=(dy, "N out"), x=(x, "N in"), w=(w, "out in"))
    share = mask / float(keep)
    dx = (dy[:, None, :] @ (w * share))[:, 0]
    dw = (dy[:, :, None] * x[:, None, :] * share).sum(axis=0)
    return dx, dw, None if b is None else dy.sum(axis=0)
