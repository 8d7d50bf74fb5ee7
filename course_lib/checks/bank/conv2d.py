"""A convolution layer: each filter slides over the image and adds up what its weights see."""

import numpy as np

from ..task import Part, Probe, Task
from ._conv2d_words import CELLS, FAULTS
from ._windows import numbers, padded, slide

# Four ways to keep the size of the image: what is taken off the kernel's size before it is halved, on each side.
SAME = {"same_padding": (0, 0), "same_padding_odd": (1, 1), "same_padding_early": (0, 1), "same_padding_late": (1, 0)}


STOPS = {
    "border_missing",
    "image_lost_without_padding",
    "stride_one_expected",
    "written_at_the_pixel",
    "nothing_left_over_expected",
    "square_kernel_expected",
    "stride_and_padding_swapped",
    "written_transposed",
    "matrix_product",
    "as_large_as_the_image",
    "reads_channels_last",
}


def reference(faults, x, w, b, stride, padding):
    """y (N, F, OH, OW); with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if len(faults & STOPS) > 1:
        return np.empty(0)  # two reasons to stop would explain any function that never works
    if has("stride_and_padding_swapped"):
        stride, padding = padding, stride
    if has("reads_channels_last"):
        x, w = np.moveaxis(x, 3, 1), np.moveaxis(w, 3, 1)
    if _stops(has, x, w, stride, padding):
        raise IndexError
    image = _padded(has, x, padding, w.shape[2:])
    if has("thins_image"):
        image, stride = image[:, :, ::stride, ::stride], 1
        if any(n < k for n, k in zip(image.shape[2:], w.shape[2:], strict=True)):
            raise ValueError
    if has("first_image_repeated"):
        image = np.repeat(image[:1], len(x), axis=0)
    w = _filters(has, w)
    size = _window(has, w.shape[2:])
    if has("kernel_transposed_in_its_window"):
        w = w.swapaxes(2, 3)
    steps = _steps(has, stride, size)
    count = _count(has, x.shape[2:], image.shape[2:], size, steps, stride, padding)
    image, w = _channels(has, image, w)
    y = _dilated(image, w, stride) if has("dilates") else _slid(has, image, w, size, steps, count)
    y = _bias(has, _divided(has, y, w.shape), b, w.shape)
    if has("as_large_as_the_image"):
        large = np.zeros((*y.shape[:2], *x.shape[2:]))
        large[:, :, : y.shape[2], : y.shape[3]] = y
        return large
    return _form(has, padded(y, (padding, padding), (padding, padding)) if has("pads_result") else y)


def _stops(has, x, w, stride, padding):
    """Does a student's function that expects too little raise an error here?"""
    room = [n + 2 * padding - k for n, k in zip(x.shape[2:], w.shape[2:], strict=True)]
    return (
        (has("border_missing") and padding > 0)
        or (has("stride_one_expected") and stride > 1 and any(room))
        or (has("written_at_the_pixel") and stride > 1 and any(r >= stride for r in room))
        or (has("nothing_left_over_expected") and any(r % stride for r in room))
        or (has("square_kernel_expected") and w.shape[2] != w.shape[3])
        or (has("reads_channels_last") and (x.shape[1] != w.shape[1] or min(room) < 0))
    )


def _padded(has, x, p, kernel):
    """x with its border."""
    if has("image_lost_without_padding") and p == 0:
        if max(x.shape[2:]) > 1:
            raise ValueError
        return np.zeros_like(x)  # NumPy stretches a single pixel over nothing without a word
    rows, columns = (p, p), (p, p)
    if has("padding_ignored") or has("padding_only_in_size") or has("pads_result"):
        rows, columns = (0, 0), (0, 0)
    elif has("padding_before_only") or has("padding_before_counted"):
        rows = columns = (p, 0)
    elif has("padding_after_only") or has("padding_after_counted"):
        rows = columns = (0, p)
    elif has("padding_all_before") or has("padding_all_after"):
        rows = columns = (2 * p, 0) if has("padding_all_before") else (0, 2 * p)
    elif has("padding_rows_only") or has("padding_rows_counted"):
        columns = (0, 0)
    elif has("padding_columns_only") or has("padding_columns_counted"):
        rows = (0, 0)
    elif has("padding_is_total"):
        rows = columns = (p // 2, p - p // 2)
    elif has("padding_doubled"):
        rows = columns = (2 * p, 2 * p)
    elif any(map(has, SAME)):
        before, after = next(both for flag, both in SAME.items() if has(flag))
        rows, columns = (((k - before) // 2, (k - after) // 2) for k in kernel)
    elif has("full_padding"):
        rows, columns = ((k - 1, k - 1) for k in kernel)
    elif has("pads_images_and_channels"):
        return np.pad(x, p)[: x.shape[0], : x.shape[1]]
    elif has("pads_every_axis") or has("pads_images"):
        return np.pad(x, p)[: len(x) if has("pads_images") else None]
    if has("wraps_before"):
        return padded(np.pad(x, ((0, 0), (0, 0), (p, 0), (p, 0)), mode="wrap"), (0, p), (0, p))
    if has("pads_with_ones"):
        return np.pad(x, ((0, 0), (0, 0), rows, columns), constant_values=1)
    for mode in ("edge", "reflect", "symmetric", "wrap"):
        if has(f"pads_with_{mode}"):
            return np.pad(x, ((0, 0), (0, 0), rows, columns), mode=mode)
    return padded(x, rows, columns)


def _filters(has, w):
    """The filters as the student reads them."""
    F, C, KH, KW = w.shape
    if has("flips_every_axis"):
        w = w[::-1, ::-1, ::-1, ::-1]
    if has("flips_channels_too"):
        w = w[:, ::-1, ::-1, ::-1]
    if has("flips_channels_and_rows"):
        w = w[:, ::-1, ::-1]
    if has("flips_filters_and_channels"):
        w = w[::-1, ::-1]
    if has("flipped_kernel"):
        w = w[:, :, ::-1, ::-1]
    if has("flipped_rows"):
        w = w[:, :, ::-1]
    if has("flipped_columns"):
        w = w[:, :, :, ::-1]
    if has("kernel_transposed"):
        w = w.swapaxes(2, 3)
    if has("filters_and_channels_swapped"):
        w = w.swapaxes(0, 1)
    if has("filters_reshaped"):
        w = w.reshape(C * KH * KW, F).T.reshape(F, C, KH, KW)
    if has("cells_in_other_order"):
        w = w.reshape(F, KH, KW, C).transpose(0, 3, 1, 2)
    if has("matrix_product"):
        if KH != KW:
            raise ValueError
        w = np.repeat(w.sum(axis=3)[:, :, None], KH, axis=2)
    if has("square_loop_by_rows"):
        w = _cut(w, KH)
    if has("square_loop_by_columns"):
        w = _cut(w, KW)
    if has("normalises_filters"):
        w = w / w.sum(axis=(1, 2, 3), keepdims=True)
    if has("first_filter_everywhere"):
        w = np.repeat(w[:1], F, axis=0)
    return w


def _cut(w, K):
    """What loops over K x K cells see of the kernel; they stop where it has fewer."""
    if K > min(w.shape[2:]):
        raise IndexError
    return w[:, :, :K, :K]


def _window(has, kernel):
    KH, KW = kernel
    if has("window_turned"):
        return KW, KH
    return (KH, KH) if has("square_by_rows") else (KW, KW) if has("square_by_columns") else (KH, KW)


def _steps(has, s, size):
    if has("stride_ignored") or has("stride_only_in_size"):
        return 1, 1
    if has("windows_side_by_side"):
        return size
    return (1 if has("stride_columns_only") else s, 1 if has("stride_rows_only") else s)


def _count(has, image, padded_image, size, steps, stride, padding):
    """How many places in each direction."""
    if has("stride_only_in_size"):
        steps = stride, stride
    times = {"size_without_padding": 0, "padding_only_in_size": 2}
    times |= {f"padding_{which}_counted": 2 for which in ("before", "after", "rows", "columns")}
    for flag, sides in times.items():
        if has(flag):
            padded_image = [n + sides * padding for n in image]
    room = [n - k for n, k in zip(padded_image, size[::-1] if has("kernel_sizes_exchanged") else size, strict=True)]
    if has("square_result_by_rows") or has("square_result_by_columns"):
        room = [room[0] if has("square_result_by_rows") else room[1]] * 2
    if has("plus_one_before_division"):
        return [(r + 1) // s for r, s in zip(room, steps, strict=True)]
    if has("no_plus_one"):
        return [r // s for r, s in zip(room, steps, strict=True)]
    if has("last_place_lost"):
        return [-(-r // s) for r, s in zip(room, steps, strict=True)]
    if has("ceil_size") or has("cut_windows_with_zero"):
        return [-(-r // s) + 1 for r, s in zip(room, steps, strict=True)]
    return [r // s + 1 for r, s in zip(room, steps, strict=True)]


def _channels(has, x, w):
    F, C = w.shape[:2]
    if has("first_channel_only"):
        w = w * (np.arange(C) == 0)[:, None, None]
    if has("last_channel_only"):
        w = w * (np.arange(C) == C - 1)[:, None, None]
    if has("last_product_only"):
        only = np.zeros(w.shape)
        only[:, -1, -1, -1] = 1
        w = w * only
    if has("own_channel_for_all_weights"):
        if F > x.shape[1]:
            raise IndexError
        w = w.sum(axis=1, keepdims=True) * np.eye(F, C)[:, :, None, None]
    if has("own_channel_first_weights"):
        if F > x.shape[1]:
            raise IndexError
        w = w[:, :1] * np.eye(F, C)[:, :, None, None]
    if has("first_channel_for_all_weights"):
        x = x[:, :1]
    if has("own_channel_only"):
        if F > x.shape[1]:
            raise IndexError
        w = w * np.eye(F, C)[:, :, None, None]
    if has("own_channel_wrapped"):
        w = w * (np.arange(C) == np.arange(F)[:, None] % C)[:, :, None, None]
    if has("channels_mixed"):
        x, w = x.sum(axis=1, keepdims=True), w.sum(axis=1, keepdims=True)
    return x, w


def _dilated(x, w, s):
    """The stride moves the cells of the window apart, not the windows."""
    wide = np.zeros((*w.shape[:2], *(s * (k - 1) + 1 for k in w.shape[2:])), w.dtype)
    wide[:, :, ::s, ::s] = w
    size = wide.shape[2:]
    return slide(x, wide, size, (1, 1), [n - k + 1 for n, k in zip(x.shape[2:], size, strict=True)])


def _slid(has, image, w, size, steps, count):
    if has("cut_windows_with_zero"):
        image = padded(image, (0, steps[0]), (0, steps[1]))
    if has("places_exchanged"):
        return slide(image.swapaxes(2, 3), w.swapaxes(2, 3), size[::-1], steps, count)
    return slide(image, w, size, steps, count, np.max if has("largest_product") else np.sum)


def _divided(has, y, shape):
    _, C, KH, KW = shape
    if has("sum_not_reset"):
        y = np.cumsum(y).reshape(y.shape)
    if has("sum_not_reset_in_a_map"):
        y = np.cumsum(y.reshape(*y.shape[:2], -1), axis=2).reshape(y.shape)
    if has("mean_over_channels"):
        y = y / C
    if has("mean_over_kernel"):
        y = y / (KH * KW)
    return y / (C * KH * KW) if has("mean_for_sum") else y


def _bias(has, y, b, shape):
    _, C, KH, KW = shape
    if has("forgets_bias"):
        return y
    if has("bias_multiplied"):
        return y * b[:, None, None]
    if has("bias_of_the_image"):
        return y + b[np.arange(len(y))][:, None, None, None]
    if has("first_bias") or has("last_bias"):
        return y + (b[0] if has("first_bias") else b[-1])
    if has("bias_along_columns"):
        return y + b
    if has("bias_along_rows"):
        return y + b[:, None]
    if has("bias_subtracted"):
        return y - b[:, None, None]
    repeats = {"bias_per_channel": C, "bias_per_cell": KH * KW, "bias_per_product": C * KH * KW}
    times = next((count for flag, count in repeats.items() if has(flag)), 1)
    return y + times * b[:, None, None]


def _form(has, y):
    """The result with its axes and its numbers as the student leaves them."""
    N, F, OH, OW = y.shape
    if has("reshaped_filters_first"):
        y = y.swapaxes(0, 1).reshape(y.shape)
    if has("reshaped_filters_last"):
        y = y.transpose(0, 2, 3, 1).reshape(y.shape)
    if has("reshaped_batch_last"):
        y = y.transpose(1, 2, 3, 0).reshape(F, -1, OH, OW).swapaxes(0, 1)
    if has("first_image_only"):
        y = np.concatenate([y[:1], np.zeros_like(y[1:])])
    if has("last_places_empty"):
        y[:, :, -1:], y[:, :, :, -1:] = 0, 0
    if has("first_place_only"):
        y[:, :, 1:], y[:, :, :, 1:], y[:, 1:], y[1:] = 0, 0, 0, 0
    if has("first_filter_only"):
        y = y * (np.arange(F) == 0)[:, None, None]
    if has("whole_numbers"):
        y = np.trunc(y)
    if has("absolute_output"):
        y = np.abs(y)
    if has("written_transposed"):
        if OH != OW:
            raise IndexError
        y = y.swapaxes(2, 3)
    if has("relu_on_output"):
        y = np.maximum(y, 0)
    if has("no_batch_axis"):
        return y[0]
    if has("filters_last") or has("reads_channels_last"):
        return y.transpose(0, 2, 3, 1)
    if has("filters_first"):
        return y.swapaxes(0, 1)
    if has("all_axes_reversed"):
        return y.T
    if has("images_summed"):
        return y.sum(axis=0)
    if has("first_image_alone"):
        return y[:1]
    if has("first_filter_alone"):
        return y[:, :1]
    if has("places_flattened"):
        return y.reshape(N, F, OH * OW)
    if has("squeezed"):
        return y.squeeze()
    if has("returns_list"):
        return y.tolist()
    return y.swapaxes(2, 3) if has("output_transposed") else y


def bound(args, expected):
    """Rounding of any order of summation, and of a Fourier transform, which spreads it over the whole image.

    64 eps times the largest sum of products; all values are multiples of 1/4, so a wrong y is off by at least 1/16.
    """
    x, w, b = (np.abs(args[name]).astype(float) for name in ("x", "w", "b"))
    return {"y": 64 * 2.0**-52 * (x.max() * w.reshape(len(w), -1).sum(axis=1).max() + b.max())}


def _tiny(x, w, b, stride=1, padding=0):
    """x and w as (rows, columns), or with all four axes."""
    x, w, b = (np.array(value, dtype=np.float64) for value in (x, w, b))
    return _with_tags(
        x.reshape((1,) * (4 - x.ndim) + x.shape), w.reshape((1,) * (4 - w.ndim) + w.shape), b, stride, padding
    )


def _probe(x, w, stride, padding, start, dtype=np.float64):
    """Shapes (N, C, H, W) and (F, KH, KW); the values follow from `start`."""
    F, *kernel = w
    shapes = x, (F, x[1], *kernel), (F,)
    arrays = (numbers(shape, start + 7 * k).astype(dtype) for k, shape in enumerate(shapes))
    return _with_tags(*arrays, stride, padding)


def _with_tags(x, w, b, stride, padding):
    facts = {
        "a stride larger than 1": stride > 1,
        "padding": padding > 0,
        "more than one channel": x.shape[1] > 1,
        "more than one filter": len(w) > 1,
        "more than one image": len(x) > 1,
        "a kernel that is not square": w.shape[2] != w.shape[3],
        "a kernel of more than one cell": w[0, 0].size > 1,
        "rows or columns left over at the end": any(
            (n + 2 * padding - k) % stride for n, k in zip(x.shape[2:], w.shape[2:], strict=True)
        ),
    }
    args = {"x": x, "w": w, "b": b, "stride": stride, "padding": padding}
    return Probe(args, tuple(tag for tag, holds in facts.items() if holds))


PROBES = (
    _tiny([[3]], [[1.5]], [-1.25]),
    _tiny([[[[3]], [[-2]]]], [[[[4]], [[1.5]]]], [5]),
    _tiny([[3]], [[[[2]]], [[[-5]]]], [1, -3]),
    _tiny([[[[3]]], [[[-4]]]], [[2.5]], [1]),
    _tiny([[3, -2], [5, 1]], [[1.5, 4]], [2]),
    _tiny([[3, 5], [-2, 1]], [[1.5], [4]], [2]),
    _tiny([[3, -2, 5, 7]], [[2]], [-1], 2),
    _tiny([[3], [-2], [5]], [[2]], [-1], 2),
    _tiny([[[[3]], [[-2]]]], [[[[2]], [[5]]], [[[-3]], [[7]]]], [1, -6]),
    _tiny([[3]], [[2]], [5], 1, 1),
    _tiny([[3, -2]], [[2, 7]], [1], 2, 1),
    _probe((1, 2, 2, 2), (1, 1, 2), 2, 0, 1),
    _probe((1, 1, 1, 2), (2, 1, 1), 1, 0, 2),
    _probe((2, 1, 1, 1), (2, 1, 1), 1, 0, 6),
    _probe((2, 1, 1, 2), (1, 1, 1), 1, 0, 38),
    _tiny([[3, -2, 4], [1, 7, -5]], [[2, 5], [-3, 6]], [4]),
    _tiny([[3, -4], [1, 6]], [[2, 5], [-3, 7]], [4], 2, 1),
    _tiny([[3, -4, 1, 6], [2, 7, -5, 8]], [[2, 5]], [-1], 3),
    _probe((1, 1, 3, 2), (1, 2, 1), 1, 0, 4),
    _probe((2, 2, 1, 2), (2, 1, 1), 1, 0, 3),
    _probe((2, 2, 2, 3), (3, 1, 2), 1, 0, 5),
    _probe((1, 2, 3, 3), (2, 2, 2), 1, 0, 8),
    _probe((1, 3, 2, 3), (2, 2, 1), 1, 1, 11),
    _probe((2, 1, 4, 4), (1, 3, 2), 2, 1, 15),
    _probe((1, 1, 4, 5), (2, 2, 3), 2, 0, 18),
    _probe((1, 1, 3, 4), (1, 3, 3), 3, 2, 21),
    _probe((3, 2, 2, 2), (2, 2, 2), 2, 1, 26),
    _probe((1, 1, 5, 6), (1, 2, 2), 3, 0, 29),
    _probe((1, 1, 2, 2), (2, 1, 1), 1, 0, 33, np.float32),
)

TASK = Task(
    id="conv2d",
    lecture="05a_convolution",
    place=2,
    signature="conv2d(x, w, b, stride, padding) -> y",
    reference=reference,
    parts=(Part("y", axes=("images", "filters", "rows", "columns")),),
    faults=FAULTS,
    probes=PROBES,
    cells=CELLS,
    ask="Draw the padded image of the call above and put the kernel on its first place: which products are added up "
    "there, and which at the next place?",
    why="One number of y is one window of the padded image, all its channels, times one filter, summed, plus that "
    "filter's bias. Print the window, the filter and the sum at the first index that differs.",
    cell="sliding-window",
    bound=bound,
)
