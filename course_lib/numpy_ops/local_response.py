"""Local response normalisation: loud neighbours at the same pixel turn a channel down. AlexNet's, gone since VGG."""

from __future__ import annotations

from .arrays import Array, expect

__all__ = [
    "local_response_norm",
    "local_response_norm_backward",
]


def local_response_norm(
    x: Array, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> tuple[Array, tuple]:
    """Divides each number by a power of the squares in the `size` channels around its own, at the same pixel.

        y[n, c] = x[n, c] / s[n, c]^beta
        s[n, c] = k + alpha / size * sum of x[n, j]^2 over c - floor(size / 2) <= j <= c + floor((size - 1) / 2)

    Channels that do not exist count as 0. As in torch, alpha is divided by size; the AlexNet paper does not divide,
    so its size 5, alpha 1e-4, beta 0.75, k 2 are size=5, alpha=5e-4, beta=0.75, k=2 here.

    Arguments
        x      (N, C, ...)  float32 or float64
        size   ()           integer >= 1: how many channels
        alpha  ()           number >= 0
        beta   ()           number
        k      ()           number >= 0; with 0, a pixel where all these channels are 0 gives NaN
    Returns
        y      (N, C, ...)  same shape and dtype
        cache               for local_response_norm_backward: (x, size, alpha, beta, k)
    Raises
        TypeError   x is not an array of float32 or float64, size is no integer, or another is no number
        ValueError  x has fewer than 2 axes, size is less than 1, or alpha or k is negative
    Source: Krizhevsky, Sutskever, Hinton, NIPS (2012), section 3.3.
    """
    expect(
        "local_response_norm",
        x=(x, "N C ..."),
        size=(size, "integer > 0"),
        alpha=(alpha, "number in [0, inf)"),
        beta=(beta, "number"),
        k=(k, "number in [0, inf)"),
    )
    s = float(k) + float(alpha) / size * _neighbours(x * x, size // 2, (size - 1) // 2)
    return x * s ** -float(beta), (x, size, alpha, beta, k)


def local_response_norm_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `local_response_norm`: directly, and through the sums of all channels that have x among theirs.

        dx[n, c] = dy[n, c] / s[n, c]^beta - 2 alpha / size beta x[n, c] sum_j dy[n, j] x[n, j] / s[n, j]^(beta + 1)
        over c - floor((size - 1) / 2) <= j <= c + floor(size / 2)

    Arguments
        dy     (N, C, ...)  gradient of the loss with respect to y, same dtype as x
        cache               what local_response_norm returned
    Returns
        dx     (N, C, ...)  same dtype
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of x
    Source: the chain rule on the formula of local_response_norm.
    """
    x, size, alpha, beta, k = cache
    expect("local_response_norm_backward", dy=(dy, "*shape"), x=(x, "*shape"))
    share, beta = float(alpha) / size, float(beta)
    s = float(k) + share * _neighbours(x * x, size // 2, (size - 1) // 2)
    power = s**-beta
    through = _neighbours(dy * x * power / s, (size - 1) // 2, size // 2)
    return dy * power - 2 * share * beta * x * through


def _neighbours(x: Array, before: int, after: int) -> Array:
    """The sum over the channels from c - before to c + after, for every channel c."""
    total, channels = x.copy(), x.shape[1]
    for step in range(1, before + 1):
        total[:, step:] += x[:, : max(0, channels - step)]
    for step in range(1, after + 1):
        total[:, : max(0, channels - step)] += x[:, step:]
    return total
