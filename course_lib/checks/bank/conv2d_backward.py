"""The way back through a convolution layer: gradients for the image, the filters and the biases."""

import numpy as np

from ..task import Part, Probe, Task
from ._conv2d_backward_words import CELLS, FAULTS
from ._windows import numbers, padded

STOPS = {
    "border_missing",
    "stride_and_padding_swapped",
    "stride_one_expected",
    "dy_read_at_the_pixel",
    "nothing_left_over_expected",
    "square_kernel_expected",
    "dy_read_transposed",
    "dx_kernel_transposed",
    "dx_filters_and_channels_swapped",
    "padding_below_kernel_expected",
}


def reference(faults, dy, x, w, stride, padding):
    """(dx, dw, db); with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if len(faults & STOPS) > 1:
        return ()  # two reasons to stop would explain any function that never works
    if has("stride_and_padding_swapped"):
        stride, padding = padding, stride
    if _stops(has, x, w, stride, padding):
        raise IndexError
    image = padded(x, (padding, padding), (padding, padding))
    above = _above(has, dy)
    steps = _steps(has, stride)
    dx = _dx(has, above, image, x.shape, w, steps, stride, padding)
    if has("dw_per_image"):
        dw = np.stack([_dw(has, above[[n]], image[[n]], w, steps, stride) for n in range(len(x))])
    else:
        dw = _dw(has, above, image, w, steps, stride)
    return _returned(has, dx, dw, _db(has, dy), len(x))


def _stops(has, x, w, stride, padding):
    """Does a student's function that expects too little raise an error here?"""
    room = [n + 2 * padding - k for n, k in zip(x.shape[2:], w.shape[2:], strict=True)]
    return (
        (has("border_missing") and padding > 0)
        or (has("stride_one_expected") and stride > 1 and any(room))
        or (has("dy_read_at_the_pixel") and stride > 1 and any(r >= stride for r in room))
        or (has("nothing_left_over_expected") and any(r % stride for r in room))
        or (has("padding_below_kernel_expected") and padding >= min(w.shape[2:]))
        or (has("square_kernel_expected") and w.shape[2] != w.shape[3])
    )


def _above(has, dy):
    """The gradient from above as the student uses it for dx and dw."""
    N, F, OH, OW = dy.shape
    if has("dy_reshaped_filters_first"):
        dy = dy.reshape(F, N, OH, OW).swapaxes(0, 1)
    if has("dy_reshaped_filters_last"):
        dy = dy.reshape(N, OH, OW, F).transpose(0, 3, 1, 2)
    if has("dy_read_transposed"):
        if OH != OW:
            raise IndexError
        dy = dy.swapaxes(2, 3)
    if has("last_places_lost"):
        dy = dy * ((np.arange(OH) < OH - 1)[:, None] & (np.arange(OW) < OW - 1))
    if has("first_image_only"):
        dy = dy * (np.arange(N) == 0)[:, None, None, None]
    return dy


def _steps(has, s):
    if has("stride_ignored"):
        return 1, 1
    return (1 if has("stride_columns_only") else s, 1 if has("stride_rows_only") else s)


def _windows(shape, size, steps):
    """Index of row and column, and the slices of the window there."""
    for r in range(shape[2]):
        rows = slice(r * steps[0], r * steps[0] + size[0])
        for q in range(shape[3]):
            yield r, q, rows, slice(q * steps[1], q * steps[1] + size[1])


def _dx(has, dy, image, shape, w, steps, stride, p):
    """Each number of dy goes back to the pixels of its window, weighted by the filter."""
    if has("dx_zero"):
        return np.zeros(shape)
    if has("dx_forgets_dy"):
        dy = np.ones_like(dy)
    dy, w = _filters_for_dx(has, dy, w)
    F, C, *size = w.shape
    if has("dx_stride_ignored") or has("gaps_forgotten"):
        steps = 1, 1
    add = not (has("overlaps_overwritten") or has("dx_last_product_only"))
    wide = np.zeros(image.shape)
    windows = list(_windows(dy.shape, size, steps))
    if has("overlaps_keep_first"):
        windows, add = windows[::-1], False
    for r, q, rows, columns in windows:
        part = (dy[:, :, r, q] @ w.reshape(F, -1)).reshape(len(dy), C, *size)
        if has("dx_uses_x"):
            part = image[:, :, rows, columns] * dy[:, :, r, q].sum(axis=1)[:, None, None, None]
        wide[:, :, rows, columns] = part + wide[:, :, rows, columns] if add else part
    if has("dx_mean_over_filters"):
        wide = wide / F
    if has("dx_mean_over_batch"):
        wide = wide / len(dy)
    if has("dx_first_channel_only"):
        wide = wide * (np.arange(C) == 0)[:, None, None]
    if has("dx_images_summed"):
        wide = np.repeat(wide.sum(axis=0, keepdims=True), len(dy), axis=0)
    if has("dx_mean_over_windows"):
        seen = np.zeros(image.shape)
        for _, _, rows, columns in _windows(dy.shape, size, steps):
            seen[:, :, rows, columns] += 1
        wide = wide / np.maximum(seen, 1)
    dx = _cropped(has, wide, dy.shape, shape, size, steps, stride, p)
    if has("dx_through_relu"):
        return dx * (image[:, :, p : p + shape[2], p : p + shape[3]] > 0)
    return dx


def _filters_for_dx(has, dy, w):
    F, C, KH, KW = w.shape
    if has("dx_flipped"):
        w = w[:, :, ::-1, ::-1]
    if has("dx_flips_every_axis"):
        w = w[::-1, ::-1, ::-1, ::-1]
    if has("dx_kernel_transposed"):
        if KH != KW:
            raise ValueError
        w = w.swapaxes(2, 3)
    if has("dx_filters_and_channels_swapped"):
        if F != C:
            raise ValueError
        w = w.swapaxes(0, 1)
    if has("dx_filters_reshaped"):
        w = w.reshape(C * KH * KW, F).T.reshape(w.shape)
    if has("dx_first_filter_for_all"):
        w = np.repeat(w[:1], F, axis=0)
    if has("dx_forgets_w"):
        w = np.ones_like(w)
    if has("dx_channels_mixed"):
        w = np.repeat(w.sum(axis=1, keepdims=True), C, axis=1)
    if has("dx_filters_mixed"):
        dy, w = dy.sum(axis=1, keepdims=True), w.sum(axis=0, keepdims=True)
    if has("dx_first_filter_only"):
        dy, w = dy[:, :1], w[:1]
    if has("dx_last_filter_only") or has("dx_last_product_only"):
        dy, w = dy[:, -1:], w[-1:]
    return dy, w


def _cropped(has, wide, places, shape, size, steps, stride, p):
    """The border taken away again, rightly or not."""
    H, W = shape[2:]
    if has("gaps_forgotten") or has("dx_without_leftover"):
        reach = [(n - 1) * s + k for n, s, k in zip(places[2:], steps, size, strict=True)]
        return wide[:, :, p : reach[0] - p, p : reach[1] - p]
    if has("dx_left_padded"):
        return wide
    if has("dx_cropped_at_end"):
        return wide[:, :, :H, :W]
    if has("dx_cropped_at_start"):
        return wide[:, :, 2 * p :, 2 * p :]
    if has("dx_cropped_before_only"):
        return wide[:, :, p:, p:]
    if has("dx_cropped_after_only"):
        return wide[:, :, : H + p, : W + p]
    if has("dx_cropped_by_image"):
        return wide[:, :, p : H - p, p : W - p]
    if has("empty_crop"):
        return wide[:, :, p:-p, p:-p]
    dx = wide[:, :, p : p + H, p : p + W]
    return dx.swapaxes(2, 3) if has("dx_transposed") else dx


def _dw(has, dy, image, w, steps, stride):
    """Each window of the image, weighted by what comes back to its place."""
    F, C, *size = w.shape
    if has("dw_zero"):
        return np.zeros(w.shape)
    if has("dw_forgets_dy"):
        dy = np.ones_like(dy)
    if has("dw_with_dy_flipped"):
        dy = dy[:, :, ::-1, ::-1]
    if has("dw_first_image_only"):
        dy, image = dy[:1], image[:1]
    if has("dw_last_image_only") or has("dw_last_product_only"):
        dy, image = dy[-1:], image[-1:]
    if has("dw_stride_ignored"):
        steps = 1, 1
    if has("dw_with_leftover"):
        size = [n - (m - 1) * s for n, m, s in zip(image.shape[2:], dy.shape[2:], steps, strict=True)]
    add = not (has("dw_last_place_only") or has("dw_last_product_only"))
    dw = np.zeros((F, C, *size))
    for r, q, rows, columns in _windows(dy.shape, size, steps):
        part = (dy[:, :, r, q].T @ image[:, :, rows, columns].reshape(len(dy), -1)).reshape(dw.shape)
        if has("dw_uses_w"):
            part = w * dy[:, :, r, q].sum(axis=0)[:, None, None, None]
        dw = dw + part if add else part
    return _finished_dw(has, dw, dy)


def _finished_dw(has, dw, dy):
    F, C, KH, KW = dw.shape
    if has("dw_flipped"):
        dw = dw[:, :, ::-1, ::-1]
    if has("dw_mean_over_batch"):
        dw = dw / len(dy)
    if has("dw_mean_over_places"):
        dw = dw / dy[0, 0].size
    if has("dw_mean"):
        dw = dw / dy[:, 0].size
    if has("dw_channels_mixed"):
        dw = np.repeat(dw.sum(axis=1, keepdims=True), C, axis=1)
    if has("dw_first_channel_only"):
        dw = dw * (np.arange(C) == 0)[:, None, None]
    if has("dw_filters_summed"):
        dw = np.repeat(dw.sum(axis=0, keepdims=True), F, axis=0)
    if has("dw_reshaped"):
        dw = dw.reshape(F, -1).T.reshape(dw.shape)
    if has("dw_filters_and_channels_swapped"):
        dw = dw.swapaxes(0, 1)
    return dw.swapaxes(2, 3) if has("dw_transposed") else dw


def _db(has, dy):
    if has("db_zero"):
        return np.zeros(dy.shape[1])
    if has("db_forgets_dy"):
        dy = np.ones_like(dy)
    if has("db_last_place_only"):
        return dy[-1, :, -1, -1]
    if has("db_last_image_only"):
        dy = dy[-1:]
    if has("db_first_image_only") or has("first_image_only"):
        dy = dy[:1]
    if has("db_keeps_axes"):
        return dy.sum(axis=(0, 2, 3), keepdims=True)
    axes = {
        "db_per_image": (2, 3),
        "db_per_place": (0,),
        "db_along_columns": (0, 1, 2),
        "db_along_images": (1, 2, 3),
        "db_one_number": None,
    }
    axis = next((axis for flag, axis in axes.items() if has(flag)), (0, 2, 3))
    db = dy.sum(axis=axis)
    if has("db_filters_summed"):
        db = np.full(db.shape, db.sum())
    if has("db_mean_over_batch"):
        db = db / len(dy)
    if has("db_mean_over_places"):
        db = db / dy[0, 0].size
    if has("db_is_column"):
        return np.reshape(db, (-1, 1))
    return db / dy[:, 0].size if has("db_mean") else db


def _returned(has, dx, dw, db, N):
    if has("mean_over_batch"):
        dx, dw, db = dx / N, dw / N, db / N
    if has("opposite_sign"):
        dx, dw, db = -dx, -dw, -db
    if has("whole_numbers"):
        dx, dw, db = np.trunc(dx), np.trunc(dw), np.trunc(db)
    if has("returns_dw_first"):
        return dw, dx, db
    if has("returns_dx_last"):
        return dw, db, dx
    if has("returns_db_second"):
        return dx, db, dw
    if has("returns_without_db"):
        return dx, dw
    if has("returns_lists"):
        return dx.tolist(), dw.tolist(), db.tolist()
    return (db, dw, dx) if has("returns_reversed") else (dx, dw, db)


def bound(args, expected):
    """Rounding of any order of summation, and of a Fourier transform, which spreads it over the whole image.

    64 eps times the largest sum of products; all values are multiples of 1/4, so a wrong number is off by at least
    1/16.
    """
    dy, x, w = (np.abs(args[name]).astype(float) for name in ("dy", "x", "w"))
    eps = 64 * 2.0**-52
    return {
        "dx": eps * dy.max() * w.sum(axis=0).reshape(w.shape[1], -1).sum(axis=1).max(),
        "dw": eps * x.max() * dy.sum(axis=(0, 2, 3)).max(),
        "db": eps * dy.sum(axis=(0, 2, 3)),
    }


def _probe(x, w, stride, padding, start, scale=1.0, dtype=np.float64):
    """Shapes (N, C, H, W) and (F, KH, KW); dy has the size that belongs to them, the values follow from `start`."""
    (N, C, *size), (F, *kernel) = x, w
    places = ((n + 2 * padding - k) // stride + 1 for n, k in zip(size, kernel, strict=True))
    shapes = {"dy": (N, F, *places), "x": x, "w": (F, C, *kernel)}
    args = {}
    for k, (name, shape) in enumerate(shapes.items()):
        args[name] = (numbers(shape, start + 7 * k) * (scale if name == "dy" else 1)).astype(dtype)
    facts = {
        "a stride larger than 1": stride > 1,
        "padding": padding > 0,
        "more than one channel": C > 1,
        "more than one filter": F > 1,
        "more than one image": N > 1,
        "a kernel that is not square": kernel[0] != kernel[1],
        "a kernel of more than one cell": max(kernel) > 1,
        "windows that overlap": any(k > stride and n > 1 for n, k in zip(args["dy"].shape[2:], kernel, strict=True)),
        "rows or columns left over at the end": any(
            (n + 2 * padding - k) % stride for n, k in zip(size, kernel, strict=True)
        ),
    }
    return Probe(args | {"stride": stride, "padding": padding}, tuple(tag for tag, holds in facts.items() if holds))


PROBES = (
    _probe((1, 1, 1, 1), (1, 1, 1), 1, 0, 5, 0.25),
    _probe((2, 1, 1, 1), (1, 1, 1), 1, 0, 7),
    _probe((1, 1, 1, 1), (2, 1, 1), 1, 0, 3),
    _probe((1, 2, 1, 1), (1, 1, 1), 1, 0, 2),
    _probe((1, 1, 1, 2), (1, 1, 1), 1, 0, 9),
    _probe((1, 1, 2, 1), (1, 1, 1), 1, 0, 4),
    _probe((1, 1, 1, 2), (1, 1, 2), 1, 0, 1),
    _probe((1, 1, 2, 1), (1, 2, 1), 1, 0, 6),
    _probe((1, 1, 1, 3), (1, 1, 1), 2, 0, 8),
    _probe((1, 1, 3, 1), (1, 1, 1), 2, 0, 10),
    _probe((1, 1, 1, 3), (1, 1, 2), 2, 0, 11),
    _probe((1, 1, 1, 1), (1, 2, 2), 2, 1, 12),
    _probe((1, 1, 1, 1), (1, 1, 2), 1, 1, 14),
    _probe((1, 1, 1, 3), (1, 1, 2), 1, 0, 13),
    _probe((2, 1, 1, 1), (2, 1, 1), 1, 0, 15),
    _probe((1, 1, 1, 2), (2, 1, 1), 1, 0, 16),
    _probe((1, 2, 1, 1), (2, 1, 1), 1, 0, 17),
    _probe((1, 1, 3, 3), (1, 2, 2), 1, 0, 19),
    _probe((1, 1, 4, 5), (1, 2, 3), 2, 1, 22),
    _probe((2, 2, 2, 3), (2, 2, 1), 1, 0, 26),
    _probe((1, 2, 3, 4), (3, 2, 2), 2, 0, 31),
    _probe((2, 1, 4, 3), (1, 3, 3), 1, 1, 37),
    _probe((1, 1, 3, 3), (2, 3, 3), 3, 2, 41),
    _probe((3, 2, 2, 2), (2, 2, 2), 2, 1, 43),
    _probe((1, 1, 2, 2), (2, 1, 1), 1, 0, 47, 0.5, np.float32),
)

TASK = Task(
    id="conv2d_backward",
    lecture="05b_pooling_and_sharing",
    place=3,
    signature="conv2d_backward(dy, x, w, stride, padding) -> (dx, dw, db)",
    reference=reference,
    parts=(
        Part("dx", axes=("images", "channels", "rows", "columns")),
        Part("dw", axes=("filters", "channels", "rows", "columns")),
        Part("db", axes=("filters",)),
    ),
    faults=FAULTS,
    probes=PROBES,
    cells=CELLS,
    ask="Take a single number of dy in the call above: which pixels and which weights made the number of y at this "
    "place?",
    why="Each number of dy belongs to one window. It goes back to every pixel of that window, multiplied by the weight "
    "that the pixel met, and to every weight, multiplied by the pixel that it met. Where several windows meet, their "
    "shares add up.",
    cell="conv-gradients",
    bound=bound,
)
