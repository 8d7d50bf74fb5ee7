"""The way back through max pooling: the gradient goes to the pixel that won its window."""

import numpy as np

from ..task import Part, Probe, Task
from ._max_pool2d_backward_words import CELLS, FAULTS
from ._windows import distinct, numbers

# Where the gradient goes whatever the window holds: a winner written at a wrong place makes no difference.
WITHOUT_WINNER = "divided_among_window", "all_of_window", "first_pixel", "last_pixel"


def reference(faults, dy, x, size, stride):
    """dx (N, C, H, W); with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if has("size_and_stride_swapped"):
        size, stride = stride, size
    if has("tiles_expected") and any(n * size != m for n, m in zip(dy.shape[2:], x.shape[2:], strict=True)):
        raise ValueError
    room = [n - size for n in x.shape[2:]]
    if has("nothing_left_over_expected") and any(r % stride for r in room):
        raise ValueError
    if has("dy_read_at_the_pixel") and stride > 1 and any(n > 1 for n in dy.shape[2:]):
        raise IndexError
    if has("dy_read_transposed"):
        if dy.shape[2] != dy.shape[3]:
            raise IndexError
        dy = dy.swapaxes(2, 3)
    dx = np.zeros(x.shape)
    if has("maximum_not_reset"):
        _add_best_so_far(dx, dy, x, size, stride)
    elif has("global_maximum"):
        dx = _shares(has, x, dy.sum(axis=(2, 3)))
    else:
        _add_windows(has, dx, dy, x, size, stride)
    if has("whole_numbers"):
        dx = np.trunc(dx)
    return _returned(has, dx, dy.shape[2:], size, stride)


def _add_windows(has, dx, dy, x, size, stride):
    steps = (1 if has("stride_columns_only") else stride, 1 if has("stride_rows_only") else stride)
    if has("stride_ignored"):
        steps = 1, 1
    if has("stride_is_size"):
        steps = size, size
    if has("last_places_lost"):
        dy = dy[:, :, :-1, :-1]
    if has("whole_numbers_each"):
        dy = np.trunc(dy)
    seen = np.zeros(x.shape)
    rows, columns = dy.shape[2:]
    if has("last_place_lost"):
        rows, columns = (len(range(0, n - size, s)) for n, s in zip(x.shape[2:], steps, strict=True))
    for r in range(rows):
        for q in range(columns):
            top, left = r * steps[0], q * steps[1]
            at = (slice(None), slice(None), slice(top, top + size), slice(left, left + size))
            share = _shares(has, x[at], dy[:, :, r, q])
            if has("place_counted_in_map"):
                share = _spread(share, x.shape[3] - left, x.shape[3])
                at = (slice(None), slice(None), slice(top, top + size), slice(left, None))
            if has("place_without_stride") and not any(map(has, WITHOUT_WINNER)):
                at = (slice(None), slice(None), slice(r, r + size), slice(q, q + size))
            if has("place_without_window"):
                at = (slice(None), slice(None), slice(0, size), slice(0, size))
            if has("keeps_last_winner"):
                dx[at] = np.where(share != 0, share, dx[at])
            elif has("overlaps_overwritten"):
                dx[at] = share
            else:
                dx[at] += share
            seen[at] += 1
    if has("mean_over_windows"):
        dx /= np.maximum(seen, 1)


def _add_best_so_far(dx, dy, x, size, stride):
    """The winner stays the same until a window has a larger number."""
    for n, c in np.ndindex(*dy.shape[:2]):
        best = -np.inf
        for r, q in np.ndindex(*dy.shape[2:]):
            window = x[n, c, r * stride : r * stride + size, q * stride : q * stride + size]
            if window.max() > best:
                best, (k, m) = window.max(), np.unravel_index(window.argmax(), window.shape)
                place = r * stride + k, q * stride + m
            dx[(n, c, *place)] += dy[n, c, r, q]


def _spread(share, left_over, width):
    """Number k of a window taken as row k // width and column k % width from its corner."""
    N, C, KH, KW = share.shape
    wide = np.zeros((N, C, KH, left_over))
    for k in range(KH * KW):
        value = share[:, :, k // KW, k % KW]
        if k % width < left_over:
            wide[:, :, k // width, k % width] += value
        elif value.any():
            raise IndexError
    return wide


def _shares(has, window, g):
    """What each pixel of the windows (N, C, KH, KW) gets of g (N, C)."""
    won = _winners(has, window)
    g = g[:, :, None, None]
    if has("forgets_dy"):
        return won
    if has("passes_x"):
        return won * window
    if has("times_x"):
        return won * window * g
    return won * g


def _winners(has, window):
    """1 where the gradient goes, 0 elsewhere; anything between where it is divided."""
    N, C, KH, KW = window.shape
    if has("all_of_window"):
        return np.ones(window.shape)
    if has("divided_among_window"):
        return np.full(window.shape, 1 / (KH * KW))
    if has("pools_over_channels"):
        return (window == window.max(axis=(1, 2, 3), keepdims=True)).astype(float)
    if has("pools_over_channels_first"):
        return _one_hot(window.reshape(N, 1, -1).argmax(axis=2), (N, 1, 1, C * KH * KW)).reshape(window.shape)
    largest = window.max(axis=(2, 3), keepdims=True)
    won = (window == largest).astype(float)
    if has("ties_divided"):
        won = won / won.sum(axis=(2, 3), keepdims=True)
    elif not has("ties_to_all"):
        won = _one_hot(_place(has, window.reshape(N, C, -1), (KH, KW)), window.shape)
    return won * (largest > 0) if has("starts_at_zero") else won


def _place(has, flat, size):
    """Which cell of each window, counted in row order."""
    KH, KW = size
    if has("first_pixel"):
        return np.zeros(flat.shape[:2], int)
    if has("last_pixel"):
        return np.full(flat.shape[:2], KH * KW - 1)
    if has("minimum"):
        return flat.argmin(axis=2)
    if has("absolute_values"):
        return np.abs(flat).argmax(axis=2)
    if has("ties_to_last"):
        return flat.shape[2] - 1 - flat[:, :, ::-1].argmax(axis=2)
    if has("ties_in_column_order"):
        by_columns = flat.reshape(*flat.shape[:2], KH, KW).swapaxes(2, 3).reshape(flat.shape).argmax(axis=2)
        return by_columns % KH * KW + by_columns // KH
    place = flat.argmax(axis=2)
    if has("first_pixel_if_negative"):
        place = place * (flat.max(axis=2) > 0)
    if has("place_transposed"):
        place = place % KW * KW + place // KW
    if has("place_of_first_channel"):
        place = np.repeat(place[:, :1], flat.shape[1], axis=1)
    if has("place_of_first_image"):
        place = np.repeat(place[:1], len(flat), axis=0)
    return place


def _one_hot(place, shape):
    return (np.arange(shape[2] * shape[3]) == place[:, :, None]).astype(float).reshape(shape)


def _returned(has, dx, places, size, stride):
    if has("first_image_only"):
        dx = np.concatenate([dx[:1], np.zeros_like(dx[1:])])
    if has("first_channel_only"):
        dx = np.concatenate([dx[:, :1], np.zeros_like(dx[:, 1:])], axis=1)
    if has("mean_over_batch"):
        dx = dx / len(dx)
    if has("opposite_sign"):
        dx = -dx
    if has("dx_zero"):
        dx = np.zeros(dx.shape)
    if has("without_leftover"):
        rows, columns = ((n - 1) * stride + size for n in places)
        return dx[:, :, :rows, :columns]
    if has("no_batch_axis"):
        return dx[0]
    if has("dx_transposed"):
        return dx.swapaxes(2, 3)
    return dx.tolist() if has("returns_list") else dx


def _probe(x, size, stride, start, dtype=np.float64):
    """dy has the size that belongs to x; its values follow from `start`."""
    places = ((n - size) // stride + 1 for n in x.shape[2:])
    dy = numbers((*x.shape[:2], *places), start) / 2
    flat = [
        plane[i : i + size, j : j + size].ravel()
        for plane in x.reshape(-1, *x.shape[2:])
        for i in range(0, x.shape[2] - size + 1, stride)
        for j in range(0, x.shape[3] - size + 1, stride)
    ]
    facts = {
        "a stride other than the size": stride != size,
        "windows that overlap": stride < size < max(x.shape[2:]),
        "more than one channel": x.shape[1] > 1,
        "more than one image": x.shape[0] > 1,
        "only negative numbers": (x < 0).all(),
        "a window whose largest number stands there twice": any((w == w.max()).sum() > 1 for w in flat),
        "rows or columns left over at the end": any((n - size) % stride for n in x.shape[2:]),
        "a map that is not square": x.shape[2] != x.shape[3],
    }
    args = {"dy": dy.astype(dtype), "x": x.astype(dtype), "size": size, "stride": stride}
    return Probe(args, tuple(tag for tag, holds in facts.items() if holds))


def _tiny(x, size, stride, start):
    """One map given as (rows, columns)."""
    return _probe(np.array([[x]], dtype=np.float64), size, stride, start)


PROBES = (
    _tiny([[3]], 1, 1, 5),
    _tiny([[-4]], 1, 1, 8),
    _probe(distinct((2, 1, 1, 1), 3), 1, 1, 2),
    _probe(distinct((1, 2, 1, 1), 7), 1, 1, 3),
    _tiny([[3, 2, 6]], 1, 2, 4),
    _tiny([[3], [6], [2]], 1, 2, 9),
    _tiny([[5, 2, -3, 7]], 1, 2, 12),
    _tiny([[1, -7], [5, 3]], 2, 2, 1),
    _tiny([[-4, -1], [-3, -6]], 2, 2, 6),
    _tiny([[3, 5], [5, 5]], 2, 2, 7),
    _tiny([[2, 1], [1, 2]], 2, 2, 10),
    _tiny([[1, 8, 2], [3, 4, 5]], 2, 1, 11),
    _tiny([[1, 4], [7, 3], [6, 5]], 2, 1, 13),
    _tiny([[4, 2, 9], [3, 6, 5]], 2, 1, 15),
    _probe(distinct((1, 2, 2, 2), 5), 2, 2, 16),
    _probe(distinct((2, 1, 2, 2), 9), 2, 2, 17),
    _tiny([[4, 1, 5], [2, 6, 3], [9, 8, 7]], 2, 1, 18),
    _tiny([[4, 2, 3, 9, 1], [3, 1, 5, 6, 7], [8, 2, 2, 4, 4]], 2, 3, 19),
    _tiny([[2, 5, 5, 1], [5, 5, 1, 3], [0, 4, 4, 3], [4, 0, 3, 3]], 2, 2, 20),
    _tiny([[-2, -5, -5, -1], [-7, -3, -1, -1], [-6, -4, -4, -3]], 2, 1, 23),
    _probe(distinct((2, 2, 3, 3), 12), 2, 1, 26),
    _probe(distinct((1, 1, 6, 7), 15), 3, 2, 31),
    _probe(distinct((2, 3, 2, 3), 18), 1, 2, 33),
    _probe(distinct((1, 1, 5, 4), 20), 2, 3, 37),
    _probe(distinct((1, 1, 3, 3), 24), 2, 1, 41, np.float32),
)

TASK = Task(
    id="max_pool2d_backward",
    lecture="05b_pooling_and_sharing",
    place=2,
    signature="max_pool2d_backward(dy, x, size, stride) -> dx",
    reference=reference,
    parts=(Part("dx", axes=("images", "channels", "rows", "columns")),),
    faults=FAULTS,
    probes=PROBES,
    cells=CELLS,
    ask="Mark in x, for the call above, the pixel that won each window: which numbers of dy arrive at it?",
    why="Each number of dy goes to one pixel, the winner of its window; all other pixels of the window could change a "
    "little without any effect. A pixel that won several windows collects from all of them.",
    cell="pooling-gradient",
)
