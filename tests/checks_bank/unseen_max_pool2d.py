"""Solutions of `max_pool2d`, written without knowing the faults; only the ids were added afterwards."""

import math

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view
from scipy import ndimage


def loops(x, size, stride):
    N, C, H, W = x.shape
    HO, WO = (H - size) // stride + 1, (W - size) // stride + 1
    y = np.empty((N, C, HO, WO), dtype=x.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(HO):
                for j in range(WO):
                    best = x[n, c, i * stride, j * stride]
                    for u in range(size):
                        for v in range(size):
                            if x[n, c, i * stride + u, j * stride + v] > best:
                                best = x[n, c, i * stride + u, j * stride + v]
                    y[n, c, i, j] = best
    return y


def windows(x, size, stride):
    return sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride].max(axis=(4, 5))


def strides(x, size, stride):
    n, c, h, w = x.shape
    shape = (n, c, 1 + (h - size) // stride, 1 + (w - size) // stride, size, size)
    sn, sc, sh, sw = x.strides
    view = as_strided(x, shape, (sn, sc, sh * stride, sw * stride, sh, sw), writeable=False)
    return np.maximum.reduce(view.reshape(*shape[:4], size * size), axis=-1)


def offsets(x, size, stride):
    HO, WO = ((s - size) // stride + 1 for s in x.shape[2:])
    y = x[:, :, : (HO - 1) * stride + 1 : stride, : (WO - 1) * stride + 1 : stride].copy()
    for u in range(size):
        for v in range(size):
            shifted = x[:, :, u : u + (HO - 1) * stride + 1 : stride, v : v + (WO - 1) * stride + 1 : stride]
            np.maximum(y, shifted, out=y)
    return y


def rows_then_columns(x, size, stride):
    rows = np.stack([x[:, :, r : r + size].max(axis=2) for r in range(0, x.shape[2] - size + 1, stride)], axis=2)
    return np.stack([rows[..., c : c + size].max(axis=3) for c in range(0, x.shape[3] - size + 1, stride)], axis=3)


def with_scipy(x, size, stride):
    every = ndimage.maximum_filter(x, size=(1, 1, size, size), mode="nearest")
    h, w = x.shape[2] - size + 1, x.shape[3] - size + 1
    first = size // 2
    return every[:, :, first : first + h : stride, first : first + w : stride]


def fortran_order(x, size, stride):
    HO, WO = (x.shape[2] - size) // stride + 1, (x.shape[3] - size) // stride + 1
    y = np.full((*x.shape[:2], HO, WO), -np.inf, dtype=x.dtype, order="F")
    for i in range(HO):
        for j in range(WO):
            y[:, :, i, j] = np.amax(x[:, :, i * stride :, j * stride :][:, :, :size, :size], axis=(-2, -1))
    return y


def sorted_windows(x, size, stride):
    HO, WO = (x.shape[2] - size) // stride + 1, (x.shape[3] - size) // stride + 1
    r = (stride * np.arange(HO))[:, None, None, None] + np.arange(size)[None, None, :, None]
    c = (stride * np.arange(WO))[None, :, None, None] + np.arange(size)[None, None, None, :]
    patches = x[:, :, r, c]
    return np.sort(patches.reshape(*patches.shape[:4], size**2), axis=-1)[..., -1]


RIGHT = {
    function.__name__: function
    for function in (
        loops,
        windows,
        strides,
        offsets,
        rows_then_columns,
        with_scipy,
        fortran_order,
        sorted_windows,
    )
}


def starts_at_zero(x, size, stride):
    N, C, H, W = x.shape
    HO, WO = (H - size) // stride + 1, (W - size) // stride + 1
    y = np.zeros((N, C, HO, WO), dtype=x.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(HO):
                for j in range(WO):
                    for u in range(size):
                        for v in range(size):
                            y[n, c, i, j] = max(y[n, c, i, j], x[n, c, i * stride + u, j * stride + v])
    return y


def minimum(x, size, stride):
    v = sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    return v.min(axis=(4, 5))


def average(x, size, stride):
    N, C, H, W = x.shape
    out = np.zeros((N, C, (H - size) // stride + 1, (W - size) // stride + 1), dtype=x.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = x[:, :, i * stride : i * stride + size, j * stride : j * stride + size].mean(axis=(2, 3))
    return out


def added_up(x, size, stride):
    return sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride].sum((-1, -2))


def largest_size(x, size, stride):
    return sliding_window_view(np.abs(x), (size, size), axis=(2, 3))[:, :, ::stride, ::stride].max((-1, -2))


def middle_value(x, size, stride):
    return np.median(sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride], axis=(4, 5))


def stride_left_out(x, size, stride):
    N, C, H, W = x.shape
    y = np.zeros((N, C, H - size + 1, W - size + 1), dtype=x.dtype)
    for i in range(H - size + 1):
        for j in range(W - size + 1):
            y[:, :, i, j] = x[:, :, i : i + size, j : j + size].max(axis=(2, 3))
    return y


def stride_is_the_size(x, size, stride):
    N, C, H, W = x.shape
    HO, WO = H // size, W // size
    return x[:, :, : HO * size, : WO * size].reshape(N, C, HO, size, WO, size).max(axis=(3, 5))


def size_is_the_stride(x, size, stride):
    N, C, H, W = x.shape
    HO, WO = (H - size) // stride + 1, (W - size) // stride + 1
    y = np.zeros((N, C, HO, WO), dtype=x.dtype)
    for i in range(HO):
        for j in range(WO):
            y[:, :, i, j] = np.max(x[:, :, i * stride : (i + 1) * stride, j * stride : (j + 1) * stride], axis=(2, 3))
    return y


def always_two(x, size, stride):
    N, C, H, W = x.shape
    y = np.zeros((N, C, H // 2, W // 2), dtype=x.dtype)
    for i in range(0, H - 1, 2):
        for j in range(0, W - 1, 2):
            y[:, :, i // 2, j // 2] = np.max(x[:, :, i : i + 2, j : j + 2], axis=(2, 3))
    return y


def reshape_only(x, size, stride):
    N, C, H, W = x.shape
    return x.reshape(N, C, H // size, size, W // size, size).max(axis=3).max(axis=4)


def must_divide(x, size, stride):
    N, C, H, W = x.shape
    if (H - size) % stride or (W - size) % stride:
        raise ValueError("Invalid pooling parameters")
    v = sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    return v.max(axis=(4, 5))


def stride_in_the_size_only(x, size, stride):
    N, C, H, W = x.shape
    HO, WO = (H - size) // stride + 1, (W - size) // stride + 1
    y = np.zeros((N, C, HO, WO), dtype=x.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(HO):
                for j in range(WO):
                    y[n, c, i, j] = np.max(x[n, c, i : i + size, j : j + size])
    return y


def steps_by_the_size(x, size, stride):
    N, C, H, W = x.shape
    HO, WO = (H - size) // stride + 1, (W - size) // stride + 1
    y = np.zeros((N, C, HO, WO), dtype=x.dtype)
    for i in range(HO):
        for j in range(WO):
            y[:, :, i, j] = x[:, :, i * size : i * size + size, j * size : j * size + size].max(axis=(2, 3))
    return y


def window_one_too_small(x, size, stride):
    N, C, H, W = x.shape
    HO, WO = (H - size) // stride + 1, (W - size) // stride + 1
    y = np.zeros((N, C, HO, WO), dtype=x.dtype)
    for i in range(HO):
        for j in range(WO):
            r, c = i * stride, j * stride
            y[:, :, i, j] = x[:, :, r : r + size - 1, c : c + size - 1].max(axis=(2, 3), initial=-np.inf)
    return y


def window_one_too_large(x, size, stride):
    N, C, H, W = x.shape
    HO, WO = (H - size) // stride + 1, (W - size) // stride + 1
    y = np.zeros((N, C, HO, WO), dtype=x.dtype)
    for i in range(HO):
        for j in range(WO):
            r, c = i * stride, j * stride
            y[:, :, i, j] = x[:, :, r : r + size + 1, c : c + size + 1].max(axis=(2, 3))
    return y


def no_plus_one(x, size, stride):
    N, C, H, W = x.shape
    HO, WO = (H - size) // stride, (W - size) // stride
    y = np.zeros((N, C, HO, WO), dtype=x.dtype)
    for i in range(HO):
        for j in range(WO):
            r, c = i * stride, j * stride
            y[:, :, i, j] = x[:, :, r : r + size, c : c + size].max(axis=(2, 3))
    return y


def last_start_left_out(x, size, stride):
    H, W = x.shape[2:]
    rows, cols = range(0, H - size, stride), range(0, W - size, stride)
    y = np.zeros((*x.shape[:2], len(rows), len(cols)), dtype=x.dtype)
    for i, r in enumerate(rows):
        for j, c in enumerate(cols):
            y[:, :, i, j] = x[:, :, r : r + size, c : c + size].max(axis=(2, 3))
    return y


def partial_windows(x, size, stride):
    # ceil mode
    H, W = x.shape[2:]
    HO, WO = math.ceil((H - size) / stride) + 1, math.ceil((W - size) / stride) + 1
    y = np.full((*x.shape[:2], HO, WO), -np.inf, dtype=x.dtype)
    for i in range(HO):
        for j in range(WO):
            r, c = i * stride, j * stride
            patch = x[:, :, r : r + size, c : c + size]
            y[:, :, i, j] = patch.max(axis=(2, 3), initial=-np.inf)
    return y


def every_start(x, size, stride):
    H, W = x.shape[2:]
    rows, cols = range(0, H, stride), range(0, W, stride)
    return np.array(
        [[[[c[i : i + size, j : j + size].max() for j in cols] for i in rows] for c in image] for image in x],
        dtype=x.dtype,
    ).reshape(*x.shape[:2], len(rows), len(cols))


def plus_one_inside(x, size, stride):
    N, C, H, W = x.shape
    HO, WO = (H - size + 1) // stride, (W - size + 1) // stride
    y = np.zeros((N, C, HO, WO), dtype=x.dtype)
    for i in range(HO):
        for j in range(WO):
            r, c = i * stride, j * stride
            y[:, :, i, j] = x[:, :, r : r + size, c : c + size].max(axis=(2, 3))
    return y


def true_division(x, size, stride):
    N, C, H, W = x.shape
    HO, WO = (H - size) / stride + 1, (W - size) / stride + 1
    y = np.zeros((N, C, HO, WO), dtype=x.dtype)
    for i in range(HO):
        for j in range(WO):
            y[:, :, i, j] = x[:, :, i * stride : i * stride + size, j * stride : j * stride + size].max(axis=(2, 3))
    return y


def same_padding(x, size, stride):
    p = size // 2
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), constant_values=-np.inf)
    return sliding_window_view(xp, (size, size), axis=(2, 3))[:, :, ::stride, ::stride].max(axis=(4, 5))


def square_images(x, size, stride):
    N, C, H, _ = x.shape
    o = (H - size) // stride + 1
    y = np.zeros((N, C, o, o), dtype=x.dtype)
    for i in range(o):
        for j in range(o):
            y[:, :, i, j] = x[:, :, i * stride : i * stride + size, j * stride : j * stride + size].max(axis=(2, 3))
    return y


def rows_and_columns_exchanged(x, size, stride):
    N, C, H, W = x.shape
    HO, WO = (H - size) // stride + 1, (W - size) // stride + 1
    y = np.zeros((N, C, HO, WO), dtype=x.dtype)
    for i in range(HO):
        for j in range(WO):
            patch = x[:, :, j * stride : j * stride + size, i * stride : i * stride + size]
            y[:, :, i, j] = patch.max(axis=(2, 3), initial=-np.inf)
    return y


def over_the_channels_too(x, size, stride):
    v = sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    return v.max(axis=(1, 4, 5))


def channels_share_a_maximum(x, size, stride):
    N, C, H, W = x.shape
    HO, WO = (H - size) // stride + 1, (W - size) // stride + 1
    y = np.zeros((N, C, HO, WO), dtype=x.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(HO):
                for j in range(WO):
                    r, s = i * stride, j * stride
                    y[n, c, i, j] = x[n, :, r : r + size, s : s + size].max()
    return y


def whole_batch(x, size, stride):
    N, C, H, W = x.shape
    HO, WO = (H - size) // stride + 1, (W - size) // stride + 1
    y = np.zeros((N, C, HO, WO), dtype=x.dtype)
    for i in range(HO):
        for j in range(WO):
            y[:, :, i, j] = np.max(
                x[:, :, i * stride : i * stride + size, j * stride : j * stride + size], initial=-1e9
            )
    return y


def rows_only(x, size, stride):
    return sliding_window_view(x, size, axis=2)[:, :, ::stride].max(axis=-1)


def first_image(x, size, stride):
    v = sliding_window_view(x[0], (size, size), axis=(1, 2))[:, ::stride, ::stride]
    return v.max(axis=(3, 4))


def channels_last(x, size, stride):
    N, H, W, C = x.shape
    HO, WO = (H - size) // stride + 1, (W - size) // stride + 1
    y = np.zeros((N, HO, WO, C), dtype=x.dtype)
    for i in range(HO):
        for j in range(WO):
            y[:, i, j] = x[:, i * stride : i * stride + size, j * stride : j * stride + size].max(axis=(1, 2))
    return y


def maximum_never_reset(x, size, stride):
    N, C, H, W = x.shape
    y = np.zeros((N, C, (H - size) // stride + 1, (W - size) // stride + 1), dtype=x.dtype)
    for n in range(N):
        for c in range(C):
            best = -np.inf
            for i in range(y.shape[2]):
                for j in range(y.shape[3]):
                    best = max(best, x[n, c, i * stride : i * stride + size, j * stride : j * stride + size].max())
                    y[n, c, i, j] = best
    return y


def python_max(x, size, stride):
    N, C, H, W = x.shape
    y = np.zeros((N, C, (H - size) // stride + 1, (W - size) // stride + 1), dtype=x.dtype)
    for n, c, i, j in np.ndindex(*y.shape):
        y[n, c, i, j] = max(x[n, c, i * stride : i * stride + size, j * stride : j * stride + size])
    return y


def tuples_compared(x, size, stride):
    N, C, H, W = x.shape
    y = np.zeros((N, C, (H - size) // stride + 1, (W - size) // stride + 1), dtype=x.dtype)
    for n, c, i, j in np.ndindex(*y.shape):
        patch = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        y[n, c, i, j] = max(max(patch.tolist()))
    return y


def positions(x, size, stride):
    v = sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    return np.argmax(v.reshape(*v.shape[:4], size * size), axis=-1)


def with_the_mask(x, size, stride):
    v = sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    y = v.max(axis=(4, 5))
    return y, v == y[..., None, None]


def thinned_out(x, size, stride):
    return x[:, :, : x.shape[2] - size + 1 : stride, : x.shape[3] - size + 1 : stride].copy()


def into_the_input(x, size, stride):
    HO, WO = (x.shape[2] - size) // stride + 1, (x.shape[3] - size) // stride + 1
    for i in range(HO):
        for j in range(WO):
            x[:, :, i, j] = x[:, :, i * stride : i * stride + size, j * stride : j * stride + size].max(axis=(2, 3))
    return x[:, :, :HO, :WO]


def from_zero_and_side_by_side(x, size, stride):
    N, C, H, W = x.shape
    y = np.zeros((N, C, H // size, W // size), dtype=x.dtype)
    for i in range(H // size):
        for j in range(W // size):
            for u in range(size):
                for v in range(size):
                    y[:, :, i, j] = np.maximum(y[:, :, i, j], x[:, :, i * size + u, j * size + v])
    return y


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (starts_at_zero, "search starts at 0", "starts_at_zero"),
        (minimum, "min for max", "minimum"),
        (average, "mean for max", "average"),
        (added_up, "sum for max", "sum"),
        (largest_size, "largest absolute value", "absolute_values"),
        (middle_value, "median for max", "median"),
        (stride_left_out, "stride ignored", "stride_ignored"),
        (stride_is_the_size, "stride taken to be the size", "stride_is_size"),
        (size_is_the_stride, "window as large as the stride", "window_is_stride"),
        (always_two, "size and stride taken to be 2", "two_by_two"),
        (reshape_only, "reshape, which needs windows side by side and no rest", "cuts_into_tiles"),
        (must_divide, "refuses when the stride leaves a rest", "nothing_left_over_expected"),
        (stride_in_the_size_only, "windows not moved by the stride", "stride_only_in_size"),
        (steps_by_the_size, "windows moved by the size", "stride_is_size_but_counts"),
        (window_one_too_small, "- 1 in the end of the slice", "window_too_small"),
        (window_one_too_large, "+ 1 in the end of the slice", "window_too_large"),
        (no_plus_one, "+ 1 missing in the size", "no_plus_one"),
        (last_start_left_out, "+ 1 missing in the range", "last_place_lost"),
        (partial_windows, "size rounded up", "ceil_size"),
        (every_start, "windows that stick out counted too", "windows_cut_off"),
        (plus_one_inside, "+ 1 inside the division", "plus_one_before_division"),
        (true_division, "/ gives a float size", None),
        (same_padding, "pads", "same_padding_infinite"),
        (square_images, "takes images to be square", "square_result_by_rows"),
        (rows_and_columns_exchanged, "i and j exchanged", "places_exchanged"),
        (over_the_channels_too, "maximum over the channels, which disappear", "one_channel_left"),
        (channels_share_a_maximum, "maximum over the channels", "pools_over_channels"),
        (whole_batch, "maximum over batch and channels", "pools_over_channels+pools_over_images"),
        (rows_only, "pools the height only", None),
        (first_image, "first image only", "no_batch_axis"),
        (channels_last, "channels last", "reads_channels_last"),
        (maximum_never_reset, "maximum carried on from window to window", "maximum_not_reset_in_a_map"),
        (python_max, "Python's max on rows", None),
        (tuples_compared, "Python's max on lists compares first entries", None),
        (positions, "argmax for max", "returns_index"),
        (with_the_mask, "returns a mask too", None),
        (thinned_out, "no maximum, just the stride", "first_pixel"),
        (into_the_input, "writes into x", None),
        (
            from_zero_and_side_by_side,
            "search starts at 0, stride taken to be the size",
            "starts_at_zero+stride_is_size",
        ),
    ]
}
