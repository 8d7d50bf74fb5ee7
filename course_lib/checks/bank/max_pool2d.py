"""Max pooling: each window of a map answers with its largest number."""

import numpy as np

from ..task import Part, Probe, Task
from ._max_pool2d_words import CELLS, FAULTS
from ._windows import distinct


def reference(faults, x, size, stride):
    """y (N, C, OH, OW); with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if has("size_and_stride_swapped"):
        size, stride = stride, size
    if has("two_by_two"):
        size = stride = 2
    if has("reads_channels_last"):
        x = np.moveaxis(x, 3, 1)
        if (min(x.shape[2:]) - size) // stride + 1 < 0:
            raise ValueError
    if has("whole_numbers"):
        x = np.trunc(x)
    if has("absolute_values"):
        x = np.abs(x)
    if has("first_channel_only"):
        x = x * (np.arange(x.shape[1]) == 0)[:, None, None]
    if has("same_padding"):
        x = np.pad(x, ((0, 0), (0, 0), *[(size // 2, size // 2)] * 2))
    if has("same_padding_infinite"):
        x = np.pad(x, ((0, 0), (0, 0), *[(size // 2, size // 2)] * 2), constant_values=-np.inf)
    if has("cuts_into_tiles"):
        if x.shape[2] % size or x.shape[3] % size:
            raise ValueError
        stride = size
    if has("cells_in_reading_order"):
        return _result(has, _reading_order(x, size, stride))
    if has("nothing_left_over_expected") and any((n - size) % stride for n in x.shape[2:]):
        raise IndexError
    if has("written_at_the_pixel") and stride > 1 and any(n - size >= stride for n in x.shape[2:]):
        raise IndexError
    if has("first_image_repeated"):
        x = np.repeat(x[:1], len(x), axis=0)
    if has("first_channel_repeated"):
        x = np.repeat(x[:, :1], x.shape[1], axis=1)
    reach = (
        stride
        if has("window_is_stride")
        else size + 1
        if has("window_too_large")
        else size - 1
        if has("window_too_small")
        else size
    )
    steps = _steps(has, size, stride)
    count = [_count(has, n, size, s, stride) for n, s in zip(x.shape[2:], steps, strict=True)]
    if has("square_result_by_rows") or has("square_result_by_columns"):
        count = [count[0 if has("square_result_by_rows") else 1]] * 2
    if has("cut_windows_with_zero"):
        x = np.pad(x, ((0, 0), (0, 0), *[(0, size + stride)] * 2))
    y = np.zeros((*x.shape[:2], *count), x.dtype)
    for r in range(count[0]):
        for q in range(count[1]):
            top, left = r * steps[0], q * steps[1]
            if has("places_exchanged"):
                top, left = left, top
            y[:, :, r, q] = _answer(has, x[:, :, top : top + reach, left : left + reach])
    return _result(has, y)


def _steps(has, size, s):
    if has("stride_ignored") or has("stride_only_in_size"):
        return 1, 1
    if has("stride_is_size") or has("stride_is_size_but_counts"):
        return size, size
    return (1 if has("stride_columns_only") else s, 1 if has("stride_rows_only") else s)


def _count(has, n, size, step, stride):
    """How many places in one direction."""
    if has("global_maximum"):
        return 1
    if has("stride_only_in_size") or has("stride_is_size_but_counts"):
        step = stride
    if has("size_over_size"):
        return n // size
    if has("windows_cut_off"):
        return -(-n // step)
    if has("size_ignored"):
        return n // step
    room = n - size
    if has("ceil_size") or has("cut_windows_with_zero"):
        return -(-room // step) + 1
    if has("last_place_lost"):
        return -(-room // step)
    if has("plus_one_before_division"):
        return (room + 1) // step
    return room // step + (0 if has("no_plus_one") else 1)


def _answer(has, window):
    """(N, C) from the windows (N, C, KH, KW) at one place."""
    flat = window.reshape(*window.shape[:2], -1)
    if not flat.shape[2]:
        raise ValueError
    if has("first_pixel"):
        return flat[:, :, 0]
    if has("last_pixel"):
        return flat[:, :, -1]
    if has("first_row_only"):
        return window[:, :, 0].max(axis=2)
    if has("first_column_only"):
        return window[:, :, :, 0].max(axis=2)
    if has("average"):
        return flat.mean(axis=2)
    if has("sum"):
        return flat.sum(axis=2)
    if has("median"):
        return np.median(flat, axis=2)
    if has("minimum"):
        return flat.min(axis=2)
    if has("returns_index"):
        return flat.argmax(axis=2)
    if has("largest_in_size"):
        return np.take_along_axis(flat, np.abs(flat).argmax(axis=2)[:, :, None], 2)[:, :, 0]
    y = flat.max(axis=2)
    if has("starts_at_zero"):
        y = np.maximum(y, 0)
    if has("pools_over_channels"):
        y = np.repeat(y.max(axis=1, keepdims=True), y.shape[1], axis=1)
    if has("pools_over_images"):
        y = np.repeat(y.max(axis=0, keepdims=True), len(y), axis=0)
    return y


def _reading_order(x, size, stride):
    """The numbers of a map cut into runs of size * size as they stand in memory, not into windows."""
    N, C = x.shape[:2]
    OH, OW = ((n - size) // stride + 1 for n in x.shape[2:])
    used = x[:, :, : OH * size, : OW * size]
    return used.reshape(N, C, OH, OW, size * size).max(axis=4)


def _result(has, y):
    N, C, OH, OW = y.shape
    if has("maximum_not_reset"):
        y = np.maximum.accumulate(y.ravel()).reshape(y.shape)
    if has("maximum_not_reset_in_a_map"):
        y = np.maximum.accumulate(y.reshape(N, C, -1), axis=2).reshape(y.shape)
    if has("places_before_channels"):
        y = y.transpose(2, 3, 0, 1).reshape(y.shape)
    if has("places_reshaped"):
        y = y.transpose(0, 2, 3, 1).reshape(y.shape)
    if has("first_image_only"):
        y = np.concatenate([y[:1], np.zeros_like(y[1:])])
    if has("no_batch_axis"):
        return y[0]
    if has("written_transposed"):
        if OH != OW:
            raise IndexError
        return y.swapaxes(2, 3)
    if has("all_axes_reversed"):
        return y.T
    if has("flattened"):
        return y.reshape(N, -1)
    if has("first_image_alone"):
        return y[:1]
    if has("one_channel_left"):
        return y.max(axis=1)
    if has("places_flattened"):
        return y.reshape(N, C, OH * OW)
    if has("squeezed"):
        return y.squeeze()
    if has("channels_last") or has("reads_channels_last"):
        return y.transpose(0, 2, 3, 1)
    if has("output_transposed"):
        return y.swapaxes(2, 3)
    return y.tolist() if has("returns_list") else y


def _probe(x, size, stride):
    facts = {
        "a stride other than the size": stride != size,
        "windows that overlap": stride < size < max(x.shape[2:]),
        "more than one channel": x.shape[1] > 1,
        "more than one image": x.shape[0] > 1,
        "only negative numbers": (x < 0).all(),
        "rows or columns left over at the end": any((n - size) % stride for n in x.shape[2:]),
        "a map that is not square": x.shape[2] != x.shape[3],
    }
    tags = tuple(tag for tag, holds in facts.items() if holds)
    return Probe({"x": x, "size": size, "stride": stride}, tags)


def _tiny(x, size, stride):
    """One map given as (rows, columns)."""
    return _probe(np.array([[x]], dtype=np.float64), size, stride)


def _large(shape, size, stride, start, dtype=np.float64):
    return _probe((distinct(shape, start) / 2).astype(dtype), size, stride)


PROBES = (
    _tiny([[2.5]], 1, 1),
    _tiny([[-3]], 1, 1),
    _tiny([[3, -7], [5, 1]], 2, 2),
    _tiny([[-4, -1], [-3, -6]], 2, 2),
    _tiny([[1, 4], [9, 2]], 2, 1),
    _tiny([[6, 2, -4, 3, 5]], 1, 2),
    _tiny([[6], [2], [-4], [3]], 1, 2),
    _tiny([[6, 2, 3, 5, 7, 1]], 1, 4),
    _tiny([[1, 2, 9], [3, 4, 5]], 2, 1),
    _tiny([[1, 8], [3, 4], [6, 5]], 2, 1),
    _tiny([[4, 2, 7, 1], [3, 6, 5, 8]], 2, 2),
    _tiny([[4, 1, 5], [2, 3, 6], [9, 8, 7]], 2, 2),
    _tiny([[4, 2, 3, 9, 1], [3, 1, 5, 6, 7]], 2, 3),
    _tiny([[3, -5, 1], [2, 4, 7], [6, -8, -9]], 2, 1),
    _large((2, 1, 2, 2), 2, 2, 3),
    _large((1, 2, 2, 2), 2, 2, 8),
    _large((1, 2, 1, 2), 1, 1, 9),
    _large((2, 2, 1, 1), 1, 1, 10),
    _large((1, 1, 4, 4), 2, 2, 14),
    _large((1, 1, 4, 5), 3, 1, 22),
    _large((1, 1, 6, 5), 2, 3, 17),
    _large((2, 2, 3, 3), 2, 1, 29),
    _large((2, 3, 2, 4), 2, 2, 35),
    _large((1, 1, 5, 7), 3, 2, 41),
    _large((2, 2, 3, 2), 2, 1, 51),
    _large((1, 1, 3, 3), 2, 1, 62, np.float32),
)

TASK = Task(
    id="max_pool2d",
    lecture="05b_pooling_and_sharing",
    place=1,
    signature="max_pool2d(x, size, stride) -> y",
    reference=reference,
    parts=(Part("y", axes=("images", "channels", "rows", "columns")),),
    faults=FAULTS,
    probes=PROBES,
    cells=CELLS,
    ask="Draw the first two windows into the map of the call above: which numbers lie in each, and which of them is "
    "the largest?",
    why="Each number of y is the largest one in a window of its own channel. The windows are size pixels high and "
    "wide, and stride pixels apart.",
    cell="max-pooling",
)
