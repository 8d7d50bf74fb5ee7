"""Solutions of `max_pool2d`: loops, views, shifted slices, sorting, columns."""

from itertools import product

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view


def places(n, size, stride):
    return (n - size) // stride + 1


def views_of(x, size, stride):
    return sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]


def r_views(x, size, stride):
    return views_of(x, size, stride).max(axis=(4, 5))


def r_loops(x, size, stride):
    N, C, H, W = x.shape
    y = np.empty((N, C, (H - size) // stride + 1, (W - size) // stride + 1), dtype=x.dtype)
    for n, c, i, j in np.ndindex(*y.shape):
        best = x[n, c, i * stride, j * stride]
        for k in range(size):
            for m in range(size):
                if x[n, c, i * stride + k, j * stride + m] > best:
                    best = x[n, c, i * stride + k, j * stride + m]
        y[n, c, i, j] = best
    return y


def r_windows(x, size, stride):
    rows = range(0, x.shape[2] - size + 1, stride)
    columns = range(0, x.shape[3] - size + 1, stride)
    return np.array(
        [[[[plane[i : i + size, j : j + size].max() for j in columns] for i in rows] for plane in image] for image in x]
    )


def r_shifted(x, size, stride):
    OH, OW = places(x.shape[2], size, stride), places(x.shape[3], size, stride)
    y = np.full((*x.shape[:2], OH, OW), -np.inf, dtype=x.dtype)
    for k, m in np.ndindex(size, size):
        np.maximum(y, x[:, :, k : k + (OH - 1) * stride + 1 : stride, m : m + (OW - 1) * stride + 1 : stride], out=y)
    return y


def r_rows_then_columns(x, size, stride):
    rows = np.maximum.reduce(sliding_window_view(x, size, axis=2), axis=-1)[:, :, ::stride]
    return sliding_window_view(rows, size, axis=3).max(-1)[..., ::stride]


def r_columns(x, size, stride):
    N, C, H, W = x.shape
    OH, OW = places(H, size, stride), places(W, size, stride)
    flat = np.stack([views_of(x, size, stride)[..., k, m].ravel() for k in range(size) for m in range(size)])
    return flat[flat.argmax(axis=0), np.arange(flat.shape[1])].reshape(N, C, OH, OW)


def r_sorted(x, size, stride):
    views = views_of(x, size, stride)
    return np.sort(views.reshape(*views.shape[:4], -1), axis=-1)[..., -1]


def r_minus_minimum(x, size, stride):
    return -np.min(views_of(-x, size, stride), (-2, -1))


def r_strided(x, size, stride):
    a, b, c, d = x.strides
    shape = (*x.shape[:2], places(x.shape[2], size, stride), places(x.shape[3], size, stride), size, size)
    return as_strided(x, shape, (a, b, c * stride, d * stride, c, d), writeable=False).max(axis=5).max(axis=4)


def r_fortran_float32(x, size, stride):
    return np.asfortranarray(r_shifted(np.asfortranarray(x.astype(np.float32)), size, stride))


def r_index_arrays(x, size, stride):
    rows = stride * np.arange(places(x.shape[2], size, stride))[:, None] + np.arange(size)
    columns = stride * np.arange(places(x.shape[3], size, stride))[:, None] + np.arange(size)
    return np.amax(x[:, :, rows[:, None, :, None], columns[None, :, None, :]], axis=(4, 5))


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def over(x, rows, columns, height, answer):
    """A student's loop: one answer for each image, channel and start."""
    y = np.zeros((*x.shape[:2], len(rows), len(columns)))
    for n, c, (i, top), (j, left) in product(*map(range, x.shape[:2]), enumerate(rows), enumerate(columns)):
        y[n, c, i, j] = answer(x[n, c, top : top + height, left : left + height])
    return y


def starts(x, size, stride):
    return range(0, x.shape[2] - size + 1, stride), range(0, x.shape[3] - size + 1, stride)


def by_window(answer):
    return lambda x, size, stride: over(x, *starts(x, size, stride), size, answer)


def from_zero(window):
    best = 0
    for number in window.ravel():
        best = max(best, number)
    return best


def einsum_average(x, size, stride):
    return np.einsum("ncijkm,km->ncij", views_of(x, size, stride), np.full((size, size), size**-2.0))


def total(x, size, stride):
    return np.add.reduce(views_of(x, size, stride), axis=(4, 5))


def magnitudes(x, size, stride):
    return r_shifted(abs(x), size, stride)


def furthest(x, size, stride):
    views = views_of(x, size, stride)
    high, low = views.max((4, 5)), views.min((4, 5))
    return np.where(high >= -low, high, low)


def subsampled(x, size, stride):
    OH, OW = places(x.shape[2], size, stride), places(x.shape[3], size, stride)
    return x[:, :, ::stride, ::stride][:, :, :OH, :OW]


def first_rows(x, size, stride):
    return sliding_window_view(x, size, axis=3)[:, :, : x.shape[2] - size + 1 : stride, ::stride].max(axis=-1)


def first_columns(x, size, stride):
    return sliding_window_view(x, size, axis=2)[:, :, ::stride, : x.shape[3] - size + 1 : stride].max(axis=-1)


def one_answer(x, size, stride):
    return x[:, :, :size, :size].max(axis=(2, 3), keepdims=True)


def one_more(x, size, stride):
    return over(x, *starts(x, size, stride), size + 1, np.max)


def one_less(x, size, stride):
    return over(x, *starts(x, size, stride), size - 1, np.max)


def runs(x, size, stride):
    OH, OW = places(x.shape[2], size, stride), places(x.shape[3], size, stride)
    return x[..., : OH * size, : OW * size].reshape(*x.shape[:2], OH, OW, -1, size * size).max(axis=(4, 5))


def runs_plain(x, size, stride):
    OH, OW = places(x.shape[2], size, stride), places(x.shape[3], size, stride)
    part = x[:, :, : OH * size, : OW * size]
    return part.reshape(x.shape[0], x.shape[1], OH, OW, size, size).max(5).max(4)


def tiles(x, size, stride):
    N, C, H, W = x.shape
    return x.reshape(N, C, H // size, size, W // size, size).max(axis=(3, 5))


def every_pixel(x, size, stride):
    return r_columns(x, size, 1)


def side_by_side(x, size, stride):
    return r_windows(x, size, size)


def tiles_of_a_cropped_map(x, size, stride):
    N, C, H, W = x.shape
    H, W = H // size * size, W // size * size
    return x[:, :, :H, :W].reshape(N, C, H // size, size, W // size, size).max(5).max(3)


def stride_in_size_only(x, size, stride):
    OH, OW = places(x.shape[2], size, stride), places(x.shape[3], size, stride)
    return r_loops(x, size, 1)[:, :, :OH, :OW]


def strided_rows(x, size, stride):
    return r_sorted(x, size, 1)[:, :, ::stride]


def strided_columns(x, size, stride):
    return r_views(x, size, 1)[..., ::stride]


def exchanged(x, stride, size):
    return r_strided(x, size, stride)


def too_few(x, size, stride):
    return r_views(x, size, stride)[:, :, : (x.shape[2] - size) // stride, : (x.shape[3] - size) // stride]


def short_range(x, size, stride):
    rows, columns = range(0, x.shape[2] - size, stride), range(0, x.shape[3] - size, stride)
    y = np.zeros((*x.shape[:2], len(rows), len(columns)))
    for i, r in enumerate(rows):
        for j, q in enumerate(columns):
            y[:, :, i, j] = x[:, :, r : r + size, q : q + size].max(axis=(2, 3))
    return y


def early_one(x, size, stride):
    OH, OW = (x.shape[2] - size + 1) // stride, (x.shape[3] - size + 1) // stride
    return r_shifted(x, size, stride)[:, :, :OH, :OW]


def rounded_up(x, size, stride):
    OH, OW = (int(np.ceil((n - size) / stride)) + 1 for n in x.shape[2:])
    return over(x, [i * stride for i in range(OH)], [j * stride for j in range(OW)], size, np.max)


def zero_filled(x, size, stride):
    H, W = x.shape[2:]
    extra = [(0, -(H - size) % stride), (0, -(W - size) % stride)]
    return r_views(np.pad(x, [(0, 0), (0, 0), *extra]), size, stride)


def all_starts(x, size, stride):
    return over(x, range(0, x.shape[2], stride), range(0, x.shape[3], stride), size, np.max)


def size_over_stride(x, size, stride):
    rows = [stride * i for i in range(x.shape[2] // stride)]
    columns = [stride * j for j in range(x.shape[3] // stride)]
    return over(x, rows, columns, size, np.max)


def framed(x, size, stride):
    p = size // 2
    return r_views(np.pad(x, ((0, 0), (0, 0), (p, p), (p, p))), size, stride)


def all_channels(x, size, stride):
    N, C, H, W = x.shape
    y = np.zeros((N, C, places(H, size, stride), places(W, size, stride)))
    for n, c, i, j in np.ndindex(*y.shape):
        y[n, c, i, j] = np.max(x[n, :, i * stride : i * stride + size, j * stride : j * stride + size])
    return y


def everything_at_once(x, size, stride):
    y = np.zeros((*x.shape[:2], places(x.shape[2], size, stride), places(x.shape[3], size, stride)))
    for i, j in np.ndindex(*y.shape[2:]):
        y[:, :, i, j] = np.max(x[:, :, i * stride : i * stride + size, j * stride : j * stride + size])
    return y


def channels_gone(x, size, stride):
    return views_of(x, size, stride).max(axis=(1, 4, 5))


def batch_too(x, size, stride):
    return np.broadcast_to(r_views(x, size, stride).max(axis=0), r_views(x, size, stride).shape).copy()


def first_channel(x, size, stride):
    y = r_sorted(x, size, stride)
    y[:, 1:] = 0
    return y


def return_in_loop(x, size, stride):
    y = np.zeros_like(r_views(x, size, stride))
    for n in range(len(x)):
        y[n] = r_views(x[n : n + 1], size, stride)[0]
        return y


def one_image(x, size, stride):
    return sliding_window_view(x[0], (size, size), (1, 2))[:, ::stride, ::stride].max((3, 4))


def flattened(x, size, stride):
    return r_views(x, size, stride).reshape(len(x), x.shape[1], -1)


def squeezed(x, size, stride):
    return np.squeeze(r_loops(x, size, stride))


def images_rows_columns_channels(x, size, stride):
    return np.moveaxis(r_columns(x, size, stride), 1, 3)


def mirrored(x, size, stride):
    return r_windows(x.transpose(0, 1, 3, 2), size, stride)


def stacked_by_places(x, size, stride):
    rows, columns = starts(x, size, stride)
    found = [x[:, :, i : i + size, j : j + size].max((2, 3)) for i in rows for j in columns]
    return np.array(found).reshape(*x.shape[:2], len(rows), len(columns))


def channels_last_reshaped(x, size, stride):
    views = views_of(x, size, stride)
    columns = views.transpose(0, 2, 3, 1, 4, 5).reshape(-1, size * size)
    return columns.max(axis=1).reshape(views.shape[:4])


def whole(x, size, stride):
    y = np.zeros(r_views(x, size, stride).shape, dtype=np.int32)
    y[...] = r_views(x, size, stride)
    return y


def listed(x, size, stride):
    return r_windows(x, size, stride).tolist()


def average_without_stride(x, size, stride):
    return views_of(x, size, 1).mean(axis=(4, 5))


def lowest_side_by_side(x, size, stride):
    return views_of(x, size, size).min(axis=(4, 5))


def ceil_by_indices(x, size, stride):
    OH, OW = (-(-(n - size) // stride) + 1 for n in x.shape[2:])
    y = np.full((*x.shape[:2], OH, OW), -np.inf)
    for i, j, k, m in np.ndindex(OH, OW, size, size):
        y[:, :, i, j] = np.fmax(y[:, :, i, j], x[:, :, i * stride + k, j * stride + m])
    return y


def best_of_all(x, size, stride):
    best, y = -np.inf, r_views(x, size, stride)
    for index in np.ndindex(*y.shape):
        best = max(best, y[index])
        y[index] = best
    return y


def best_of_map(x, size, stride):
    y = r_views(x, size, stride)
    for n, c in np.ndindex(*y.shape[:2]):
        best = y[n, c, 0, 0]
        for i, j in np.ndindex(*y.shape[2:]):
            best = y[n, c, i, j] if y[n, c, i, j] > best else best
            y[n, c, i, j] = best
    return y


def batch_of_one(x, size, stride):
    return r_columns(x[:1], size, stride)


def written_j_i(x, size, stride):
    right = r_windows(x, size, stride)
    y = np.empty_like(right)
    for i, j in np.ndindex(*right.shape[2:]):
        y[..., j, i] = right[..., i, j]
    return y


def at_the_pixel(x, size, stride):
    rows, columns = starts(x, size, stride)
    y = np.zeros((*x.shape[:2], len(rows), len(columns)))
    for i in rows:
        for j in columns:
            y[:, :, i, j] = x[:, :, i : i + size, j : j + size].max(axis=(2, 3))
    return y


def placed(rows_of, height_of=lambda size, stride: size, count_of=places):
    def solution(x, size, stride):
        OH, OW = (count_of(n, size, stride) for n in x.shape[2:])
        step, height = rows_of(size, stride), height_of(size, stride)
        return over(x, [i * step for i in range(OH)], [j * step for j in range(OW)], height, np.amax)

    return solution


def image_0(x, size, stride):
    return np.stack([r_views(x, size, stride)[0] for _ in range(x.shape[0])])


def channel_0(x, size, stride):
    return r_shifted(np.tile(x[:, :1], (1, x.shape[1], 1, 1)), size, stride)


def reversed_axes(x, size, stride):
    return np.transpose(r_sorted(x, size, stride))


def rows_of_numbers(x, size, stride):
    return np.array([image.ravel() for image in r_sorted(x, size, stride)])


def root_of_squares(x, size, stride):
    return np.sqrt((views_of(x, size, stride) ** 2).sum(axis=(4, 5)))


def second_largest(x, size, stride):
    views = views_of(x, size, stride)
    flat = np.sort(views.reshape(*views.shape[:4], -1), axis=-1)
    return flat[..., -2 if size > 1 else -1]


def softened(x, size, stride):
    return np.log(np.exp(views_of(x, size, stride)).sum(axis=(4, 5)))


def with_mask(x, size, stride):
    y = r_views(x, size, stride)
    return y, views_of(x, size, stride) == y[..., None, None]


def in_place(x, size, stride):
    x[x < 0] = 0
    return r_views(x, size, stride)


WRONG = (
    {
        function.__name__: (function, fault)
        for function, fault in [
            (einsum_average, "average"),
            (total, "sum"),
            (magnitudes, "absolute_values"),
            (furthest, "largest_in_size"),
            (subsampled, "first_pixel"),
            (first_rows, "first_row_only"),
            (first_columns, "first_column_only"),
            (one_answer, "global_maximum"),
            (one_more, "window_too_large"),
            (one_less, "window_too_small"),
            (runs_plain, "cells_in_reading_order"),
            (tiles, "cuts_into_tiles"),
            (every_pixel, "stride_ignored"),
            (side_by_side, "stride_is_size"),
            (tiles_of_a_cropped_map, "stride_is_size"),
            (stride_in_size_only, "stride_only_in_size"),
            (strided_rows, "stride_rows_only"),
            (strided_columns, "stride_columns_only"),
            (exchanged, "size_and_stride_swapped"),
            (too_few, "no_plus_one"),
            (short_range, "last_place_lost"),
            (early_one, "plus_one_before_division"),
            (rounded_up, "ceil_size"),
            (zero_filled, "cut_windows_with_zero"),
            (all_starts, "windows_cut_off"),
            (size_over_stride, "size_ignored"),
            (framed, "same_padding"),
            (all_channels, "pools_over_channels"),
            (everything_at_once, "pools_over_channels+pools_over_images"),
            (channels_gone, "one_channel_left"),
            (batch_too, "pools_over_images"),
            (first_channel, "first_channel_only"),
            (return_in_loop, "first_image_only"),
            (one_image, "no_batch_axis"),
            (flattened, "places_flattened"),
            (squeezed, "squeezed"),
            (images_rows_columns_channels, "channels_last"),
            (mirrored, "output_transposed"),
            (stacked_by_places, "places_before_channels"),
            (channels_last_reshaped, "places_reshaped"),
            (whole, "whole_numbers"),
            (listed, "returns_list"),
            (average_without_stride, "average+stride_ignored"),
            (lowest_side_by_side, "minimum+stride_is_size"),
            (ceil_by_indices, "nothing_left_over_expected"),
            (best_of_all, "maximum_not_reset"),
            (best_of_map, "maximum_not_reset_in_a_map"),
            (batch_of_one, "first_image_alone"),
            (written_j_i, "written_transposed"),
            (at_the_pixel, "written_at_the_pixel"),
            (image_0, "first_image_repeated"),
            (channel_0, "first_channel_repeated"),
            (reversed_axes, "all_axes_reversed"),
            (rows_of_numbers, "flattened"),
            (root_of_squares, None),
            (second_largest, None),
            (softened, None),
            (with_mask, None),
            (in_place, None),
        ]
    }
    | {
        fault: (by_window(answer), fault)
        for fault, answer in {
            "average": np.mean,
            "median": np.median,
            "minimum": lambda window: sorted(window.ravel())[0],
            "starts_at_zero": from_zero,
            "returns_index": lambda window: float(np.argmax(window)),
            "last_pixel": lambda window: window[-1, -1],
        }.items()
    }
    | {
        "window_is_stride": (placed(lambda size, stride: stride, lambda size, stride: stride), "window_is_stride"),
        "size_over_size": (
            placed(lambda size, stride: stride, count_of=lambda n, size, stride: n // size),
            "size_over_size",
        ),
        "stride_is_size_but_counts": (placed(lambda size, stride: size), "stride_is_size_but_counts"),
    }
)
