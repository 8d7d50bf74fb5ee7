"""Linear interpolation along one axis as a short table: which numbers each new number is made of, with which weights.

Both twins of bilinear upsampling read the same table; read the other way round it is the gradient.
"""

from .arguments import Expect, mistake

Table = list[tuple[list[int], list[float]]]  # table[k] = (index, weight): term k of every new number


def linear_table(n: int, scale: int, align_corners: bool) -> Table:
    """Two terms for each of the n * scale new numbers: new[o] = (1 - t) old[low] + t old[low + 1].

    align_corners=False: pixels are little squares, the new ones tile the old ones: new pixel o lies at
        (o + 1/2) / scale - 1/2 of the old axis, and outside of its ends the last pixel is repeated.
    align_corners=True: pixels are points, the first and last stay where they are: o (n - 1) / (n scale - 1).
    """
    low, high, weight = [], [], []
    for o in range(n * scale):
        if align_corners:
            at, rest = divmod(o * (n - 1), max(1, n * scale - 1))
            t = rest / max(1, n * scale - 1)
        else:
            at, rest = divmod(max(0, 2 * o + 1 - scale), 2 * scale)
            t = rest / (2 * scale)
        low.append(min(at, n - 1))
        high.append(min(at + 1, n - 1))
        weight.append(t)
    return [(low, [1 - t for t in weight]), (high, weight)]


def transposed(table: Table, n: int) -> Table:
    """The same weights seen from the n old numbers: which new ones each has gone into. Short lists end in weight 0."""
    into: list[list[tuple[int, float]]] = [[] for _ in range(n)]
    for index, weight in table:
        for new, (old, share) in enumerate(zip(index, weight, strict=True)):
            if share:
                into[old].append((new, share))
    longest = max(map(len, into))
    terms = [shares + [(shares[0][0], 0.0)] * (longest - len(shares)) for shares in into]
    return [([t[k][0] for t in terms], [t[k][1] for t in terms]) for k in range(longest)]


def expect_gradient(expect: Expect, operation: str, dy, x, scale: int, channels: int | None = None) -> None:
    """Refuse a dy that has not the shape of y: `scale` times the rows and columns of x, and x's channels or `channels`.

    Raises TypeError (no array of x's dtype), ValueError (another shape).
    """
    expect(operation, dy=(dy, "*y"), x=(x, "N C H W"))
    n, c, h, w = x.shape
    wanted, got = (n, c if channels is None else channels, h * scale, w * scale), tuple(dy.shape)
    if got != wanted:
        raise mistake(ValueError, operation, f"dy must have the shape of y, {wanted}, got {got}", {"dy": dy, "x": x})
