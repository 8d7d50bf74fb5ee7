"""Normalisation: zero mean and unit variance as you go, over the batch, over an example, or over a group of maps.

Means and variances take two passes: the mean first, then the squares of what is left. The textbook's shortcut,
mean of squares minus square of the mean, loses all digits where the mean is much larger than the spread; batch_norm
takes it only where no mean is larger (see _moments).
"""

from __future__ import annotations

from math import prod

import numpy as np

from course_lib.shapes.normalisation import expect_batch_norm, expect_group_norm, expect_layer_norm

from .arrays import Array, expect

__all__ = [
    "batch_norm",
    "batch_norm_backward",
    "layer_norm",
    "layer_norm_backward",
    "group_norm",
    "group_norm_backward",
]

BLOCK = 1 << 17  # numbers handled at a time: what fits into a core's second cache together with the result


def batch_norm_by_definition(x, gamma, beta, eps=1e-5):
    """The definition of `batch_norm` in training, to be read and compared with."""
    axes = (0, *range(2, x.ndim))  # all but the channel
    sides = (1, -1, *[1] * (x.ndim - 2))
    mean = x.mean(axis=axes, keepdims=True)
    var = ((x - mean) ** 2).mean(axis=axes, keepdims=True)
    return gamma.reshape(sides) * (x - mean) / np.sqrt(var + eps) + beta.reshape(sides)


def batch_norm(
    x: Array,
    gamma: Array,
    beta: Array,
    running_mean: Array,
    running_var: Array,
    training: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[Array, Array, Array, tuple]:
    """Each channel to mean 0 and variance 1, then to the mean beta and the spread gamma that the network learns.

        y = gamma (x - mu) / sqrt(var + eps) + beta
        training:   mu, var = mean of x and of (x - mu)^2 over the M numbers of a channel
                    new running_mean = (1 - momentum) running_mean + momentum mu
                    new running_var = (1 - momentum) running_var + momentum var M / (M - 1)
        otherwise:  mu, var = running_mean, running_var, and these stay as they are

    No argument is changed: the new running values are returned. A batch of 0 leaves them as they are.

    Arguments
        x             (N, C, ...)  float32 or float64: (N, D) units, (N, C, H, W) maps; a channel is an index of axis 1
        gamma         (C,)         same dtype: the new spread
        beta          (C,)         same dtype: the new mean
        running_mean  (C,)         same dtype: at first 0
        running_var   (C,)         same dtype: at first 1
        training      ()           True: use this batch and update the running values; False: use those
        momentum      ()           number in [0, 1]: the share of this batch in the running values
        eps           ()           number > 0
    Returns
        y             (N, C, ...)  same shape and dtype
        running_mean  (C,)         same dtype: for the next call
        running_var   (C,)         same dtype: for the next call
        cache                      for batch_norm_backward: (x, gamma, mu in two parts, 1 / sqrt(var + eps), training)
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, or momentum or eps is not a number
        ValueError  the shapes do not fit, momentum or eps is out of range, or training with M = 1
    Source: Ioffe, Szegedy, ICML (2015), algorithms 1 and 2. Momentum as in torch: the paper's is 1 - momentum.
    """
    count = expect_batch_norm(expect, x, gamma, beta, running_mean, running_var, training, momentum, eps)
    if training and count:
        mu, rest, var = _moments(x)
        share, unbiased = float(momentum), var * (count / (count - 1))
        running_mean = (1 - share) * running_mean + share * (mu + rest)
        running_var = (1 - share) * running_var + share * unbiased
    else:
        running_mean, running_var = running_mean.copy(), running_var.copy()
        mu, rest, var = running_mean, np.zeros_like(running_mean), running_var
        if _near(mu, var):
            mu, rest = rest, mu
    inverse = 1 / np.sqrt(var + float(eps))
    scale = gamma * inverse
    shift = beta - scale * rest
    y = np.empty(x.shape, x.dtype)
    for maps, result in zip(_blocks(x), _blocks(y), strict=True):
        np.multiply(_less(maps, mu, result), scale[:, None], out=result)
        result += shift[:, None]
    return y, running_mean, running_var, (x, gamma, mu, rest, inverse, training)


def batch_norm_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array]:
    """Gradients of `batch_norm`, with z = (x - mu) / sqrt(var + eps), so that y = gamma z + beta.

        dgamma = sum dy z,  dbeta = sum dy, over the M numbers of a channel
        dx = gamma / sqrt(var + eps) (dy - dbeta / M - z dgamma / M)    (training: mu and var move with x)
        dx = gamma / sqrt(var + eps) dy                                 (otherwise)

    Arguments
        dy      (N, C, ...)  gradient of the loss with respect to y, same dtype as x
        cache                what batch_norm returned
    Returns
        dx      (N, C, ...)  same dtype
        dgamma  (C,)         same dtype
        dbeta   (C,)         same dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of x
    Source: Ioffe, Szegedy, ICML (2015), section 3, with the six lines put together.
    """
    x, gamma, mu, rest, inverse, training = cache
    expect("batch_norm_backward", dy=(dy, "N C ..."), x=(x, "N C ..."), gamma=(gamma, "C"))
    dbeta, dot = np.zeros((2, *gamma.shape))  # in float64: they are sums over the whole batch
    for maps, dmaps in zip(_blocks(x), _blocks(dy), strict=True):
        dbeta += dmaps.sum(axis=2).sum(axis=0)
        dot += np.vecdot(dmaps, _less(maps, mu)).sum(axis=0)
    dgamma = inverse * (dot - rest * dbeta)
    scale = gamma * inverse
    dx = np.empty(x.shape, x.dtype)
    count = max(1, prod(x.shape) // max(1, x.shape[1]))
    slope = (-inverse * dgamma / count).astype(x.dtype)  # dx = scale (dy + slope (x - mu) + fixed)
    fixed = (-dbeta / count - slope * rest).astype(x.dtype)
    for maps, dmaps, result in zip(_blocks(x), _blocks(dy), _blocks(dx), strict=True):
        if training:
            np.multiply(_less(maps, mu, result), slope[:, None], out=result)
            result += fixed[:, None]
            result += dmaps
            result *= scale[:, None]
        else:
            np.multiply(dmaps, scale[:, None], out=result)
    return dx, dgamma.astype(x.dtype), dbeta.astype(x.dtype)


def layer_norm(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> tuple[Array, tuple]:
    """Each example to mean 0 and variance 1 over its own numbers, then each number to its spread and mean.

        y = gamma (x - mu) / sqrt(var + eps) + beta,  mu and var over the last axes of x, those that gamma has

    No batch is needed, so training and use are the same.

    Arguments
        x      (...)  float32 or float64: (N, D), (N, T, D), (N, C, H, W), ...
        gamma  (...)  same dtype: the shape of one or more of x's last axes
        beta   (...)  same dtype, shape of gamma
        eps    ()     number > 0
    Returns
        y      (...)  shape and dtype of x
        cache         for layer_norm_backward: (normalised x, 1 / sqrt(var + eps), gamma)
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, or eps is not a number
        ValueError  the shapes do not fit, gamma is empty, or eps is not greater than 0
    Source: Ba, Kiros, Hinton, Layer normalization (2016), section 3.
    """
    size = expect_layer_norm(expect, x, gamma, beta, eps)
    normal, inverse = _normal_rows(x.reshape(-1, size), eps)
    normal = normal.reshape(x.shape)
    return gamma * normal + beta, (normal, inverse, gamma)


def layer_norm_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array]:
    """Gradients of `layer_norm`, with z the normalised x, so that y = gamma z + beta.

        dgamma = sum dy z,  dbeta = sum dy, over the axes that gamma does not have
        dx = (gamma dy - mean of gamma dy - z mean of gamma dy z) / sqrt(var + eps)

    Arguments
        dy      (...)  gradient of the loss with respect to y, shape and dtype of x
        cache          what layer_norm returned
    Returns
        dx      (...)  shape and dtype of x
        dgamma  (...)  shape and dtype of gamma
        dbeta   (...)  shape and dtype of gamma
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of x
    Source: the chain rule; Ba, Kiros, Hinton (2016).
    """
    normal, inverse, gamma = cache
    expect("layer_norm_backward", dy=(dy, "*shape"), x=(normal, "*shape"), gamma=(gamma, "*gamma"))
    dx = _normal_rows_backward((gamma * dy).reshape(-1, gamma.size), normal.reshape(-1, gamma.size), inverse)
    examples = (-1, *gamma.shape)
    dgamma = (dy * normal).reshape(examples).sum(axis=0)
    return dx.reshape(dy.shape), dgamma, dy.reshape(examples).sum(axis=0)


def group_norm(x: Array, gamma: Array, beta: Array, groups: int, eps: float = 1e-5) -> tuple[Array, tuple]:
    """The channels of each example in groups, each group to mean 0 and variance 1, then as batch norm.

        y = gamma[c] (x - mu) / sqrt(var + eps) + beta[c],  mu and var over one group of one example

    groups = 1 takes the statistics of layer norm, groups = C those of instance norm.

    Arguments
        x       (N, C, ...)  float32 or float64
        gamma   (C,)         same dtype
        beta    (C,)         same dtype
        groups  ()           integer >= 1 that divides C
        eps     ()           number > 0
    Returns
        y       (N, C, ...)  same shape and dtype
        cache                for group_norm_backward: (normalised x, 1 / sqrt(var + eps), gamma)
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, groups is no integer, eps no number
        ValueError  the shapes do not fit, groups does not divide C, a channel is empty, or eps is not above 0
    Source: Wu, He, Group normalization, ECCV (2018), section 3.
    """
    size = expect_group_norm(expect, x, gamma, beta, groups, eps)
    normal, inverse = _normal_rows(x.reshape(-1, size), eps)
    normal = normal.reshape(x.shape)
    sides = (-1, *[1] * (x.ndim - 2))
    return gamma.reshape(sides) * normal + beta.reshape(sides), (normal, inverse, gamma)


def group_norm_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array]:
    """Gradients of `group_norm`, with z the normalised x, so that y = gamma z + beta.

        dgamma = sum dy z,  dbeta = sum dy, over the batch and the numbers of a channel
        dx = (gamma dy - mean of gamma dy - z mean of gamma dy z) / sqrt(var + eps), means over a group

    Arguments
        dy      (N, C, ...)  gradient of the loss with respect to y, same dtype as x
        cache                what group_norm returned
    Returns
        dx      (N, C, ...)  same dtype
        dgamma  (C,)         same dtype
        dbeta   (C,)         same dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of x
    Source: the chain rule; Wu, He, ECCV (2018).
    """
    normal, inverse, gamma = cache
    expect("group_norm_backward", dy=(dy, "N C ..."), x=(normal, "N C ..."), gamma=(gamma, "C"))
    others = (0, *range(2, dy.ndim))
    dx = gamma.reshape(-1, *[1] * (dy.ndim - 2)) * dy
    if dy.size:
        rows = len(inverse)
        dx = _normal_rows_backward(dx.reshape(rows, -1), normal.reshape(rows, -1), inverse)
    return dx.reshape(dy.shape), (dy * normal).sum(axis=others), dy.sum(axis=others)


def _moments(x: Array) -> tuple[Array, Array, Array]:
    """(mu, rest, var) of each channel; the mean is mu + rest, and mu is to be taken away before anything else.

    The shortcut, mean of squares minus square of the mean, looks at x once and not twice, and loses digits
    where the mean is larger than the spread. So it is kept where no mean is: there mu is 0. Elsewhere mu is the mean
    as far as the dtype can say it, and rest what is missing: at a mean of 1000 and a spread of 1 that is some hundred
    rounding steps of the normalised numbers.
    """
    count, channels = x.size // x.shape[1], x.shape[1]
    total, squares = np.zeros((2, channels))  # sums of sums in float64: many blocks, one channel
    for maps in _blocks(x):
        total += maps.sum(axis=2).sum(axis=0)
        squares += np.vecdot(maps, maps).sum(axis=0)
    mean = total / count
    var = squares / count - mean**2
    if _near(mean, var):
        return np.zeros(channels, x.dtype), mean.astype(x.dtype), var.astype(x.dtype)
    mu = mean.astype(x.dtype)
    total, squares = np.zeros((2, channels))
    for maps in _blocks(x):
        centred = maps - mu[:, None]
        total += centred.sum(axis=2).sum(axis=0)
        squares += np.vecdot(centred, centred).sum(axis=0)
    rest = total / count
    var = np.maximum(squares / count - rest**2, 0)
    return mu, rest.astype(x.dtype), var.astype(x.dtype)


def _near(mean: Array, var: Array) -> bool:
    """Is no mean larger than its spread? Then sums of x itself lose next to nothing."""
    return bool((mean**2 <= var).all())


def _less(maps: Array, mu: Array, out: Array | None = None) -> Array:
    """maps - mu, and maps themselves where mu is 0."""
    return np.subtract(maps, mu[:, None], out=out) if mu.any() else maps


def _blocks(x: Array) -> list[Array]:
    """x as views (images, channels, numbers) that stay in the cache while several steps look at them."""
    n, c, *space = x.shape
    if prod(space) == 1:
        return [x.reshape(n, c).T[None]]
    step = max(1, BLOCK // max(1, c * prod(space)))
    maps = x.reshape(n, c, prod(space))
    return [maps[start : start + step] for start in range(0, n, step)]


def _normal_rows(rows: Array, eps: float) -> tuple[Array, Array]:
    """Each row to mean 0 and variance 1, and what its deviations were multiplied with."""
    normal = rows - rows.mean(axis=1, keepdims=True)
    normal -= normal.mean(axis=1, keepdims=True)  # what rounding of the mean took away
    inverse = 1 / np.sqrt(np.vecdot(normal, normal) / rows.shape[1] + float(eps))
    normal *= inverse[:, None]
    return normal, inverse


def _normal_rows_backward(dnormal: Array, normal: Array, inverse: Array) -> Array:
    size = normal.shape[1]
    along = np.vecdot(dnormal, normal) / size
    return (dnormal - dnormal.mean(axis=1, keepdims=True) - normal * along[:, None]) * inverse[:, None]
