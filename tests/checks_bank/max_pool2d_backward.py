"""Solutions of `max_pool2d_backward`: loops, scattered indices, one-hot products, shifted slices."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def views_of(x, size, stride):
    """(N, C, OH, OW, size * size)"""
    views = sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    return views.reshape(*views.shape[:4], size * size)


def r_loops(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(*dy.shape):
        best, at = -np.inf, None
        for k in range(size):
            for m in range(size):
                if x[n, c, i * stride + k, j * stride + m] > best:
                    best, at = x[n, c, i * stride + k, j * stride + m], (i * stride + k, j * stride + m)
        dx[n, c, at[0], at[1]] += dy[n, c, i, j]
    return dx


def r_unravel(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(*dy.shape):
        window = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        k, m = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, i * stride + k, j * stride + m] += dy[n, c, i, j]
    return dx


def r_add_at(dy, x, size, stride):
    place = views_of(x, size, stride).argmax(axis=4)
    n, c, i, j = np.indices(dy.shape)
    dx = np.zeros(x.shape, x.dtype)
    np.add.at(dx, (n, c, i * stride + place // size, j * stride + place % size), dy)
    return dx


def r_bincount(dy, x, size, stride):
    N, C, H, W = x.shape
    flat = np.arange(N * C * H * W).reshape(x.shape)
    views = views_of(x, size, stride)
    place = np.take_along_axis(views_of(flat, size, stride), views.argmax(-1)[..., None], -1)
    return np.bincount(place.ravel(), dy.ravel(), minlength=x.size).reshape(x.shape).astype(x.dtype)


def r_shifted_slices(dy, x, size, stride):
    dx, free = np.zeros_like(x), np.ones(dy.shape, bool)
    OH, OW = dy.shape[2:]
    largest = views_of(x, size, stride).max(axis=-1)
    for k, m in np.ndindex(size, size):
        at = (..., slice(k, k + (OH - 1) * stride + 1, stride), slice(m, m + (OW - 1) * stride + 1, stride))
        hit = free & (x[at] == largest)
        dx[at] += np.where(hit, dy, 0)
        free &= ~hit
    return dx


def r_one_hot(dy, x, size, stride):
    hot = np.eye(size * size)[views_of(x, size, stride).argmax(-1)] * dy[..., None]
    dx = np.zeros_like(x)
    for i, j in np.ndindex(*dy.shape[2:]):
        piece = hot[:, :, i, j].reshape(*dy.shape[:2], size, size)
        dx[:, :, i * stride : i * stride + size, j * stride : j * stride + size] += piece
    return dx


def r_first_of_equals(dy, x, size, stride):
    dx = np.zeros(x.shape, dtype=x.dtype)
    for (n, c, i, j), g in np.ndenumerate(dy):
        window = x[n, c][i * stride :, j * stride :][:size, :size]
        k, m = np.argwhere(window == window.max())[0]
        dx[n, c][i * stride :, j * stride :][k, m] += g
    return dx


def r_matrix(dy, x, size, stride):
    """A matrix of zeros and ones for each plane."""
    H, W = x.shape[2:]
    cells = views_of(np.arange(H * W).reshape(1, 1, H, W), size, stride)[0, 0]
    dx = np.empty(x.shape)
    for n, c in np.ndindex(*x.shape[:2]):
        place = views_of(x[n : n + 1, c : c + 1], size, stride)[0, 0].argmax(-1)
        chosen = np.take_along_axis(cells, place[..., None], -1).ravel()
        dx[n, c] = (dy[n, c].ravel() @ np.eye(H * W)[chosen]).reshape(H, W)
    return dx


def r_float32(dy, x, size, stride):
    return r_add_at(dy.astype(np.float32), x.astype(np.float32), size, stride)


def r_fortran(dy, x, size, stride):
    return np.asfortranarray(r_one_hot(np.asfortranarray(dy), np.asfortranarray(x), size, stride))


def r_view(dy, x, size, stride):
    return r_loops(dy, x, size, stride).swapaxes(2, 3).copy().swapaxes(2, 3)


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def student(share, add=True, up=None):
    """A student's loops over everything; share(window, g) says what the pixels of a window get."""

    def solution(dy, x, size, stride):
        dx = np.zeros(x.shape)
        for n in range(dy.shape[0]):
            for c in range(dy.shape[1]):
                for i in range(dy.shape[2]):
                    for j in range(dy.shape[3]):
                        r, q = i * stride, j * stride
                        piece = share(x[n, c, r : r + size, q : q + size], dy[n, c, i, j])
                        old = dx[n, c, r : r + size, q : q + size]
                        dx[n, c, r : r + size, q : q + size] = old + piece if add else piece
        return dx

    return solution


def at_cell(pick):
    def share(window, g):
        out = np.zeros(window.size)
        out[pick(window.ravel())] = g
        return out.reshape(window.shape)

    return share


def last_of_equals(flat):
    return max(range(flat.size), key=lambda k: (flat[k], k))


def down_the_columns(window, g):
    return at_cell(np.argmax)(window.T, g).T


def greedy(dy, x, size, stride):
    """`>=` in the search."""
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(*dy.shape):
        best = -np.inf
        for k in range(i * stride, i * stride + size):
            for m in range(j * stride, j * stride + size):
                if x[n, c, k, m] >= best:
                    best, at = x[n, c, k, m], (k, m)
        dx[(n, c, *at)] += dy[n, c, i, j]
    return dx


def search_from_zero(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(*dy.shape):
        best, row, column = 0, 0, 0
        for k, m in np.ndindex(size, size):
            if x[n, c, i * stride + k, j * stride + m] > best:
                best, row, column = x[n, c, i * stride + k, j * stride + m], k, m
        dx[n, c, i * stride + row, j * stride + column] += dy[n, c, i, j]
    return dx


def repeated(dy, x, size, stride):
    """Upsampling by views: every pixel of a window."""
    dx = np.zeros_like(x)
    for k, m in np.ndindex(size, size):
        OH, OW = dy.shape[2:]
        dx[:, :, k : k + OH * stride : stride, m : m + OW * stride : stride][:, :, :OH, :OW] += dy
    return dx


def rectified(dy, x, size, stride):
    return np.where(x > 0, r_bincount(dy, x, size, stride), 0)


def one_winner(dy, x, size, stride):
    dx = np.zeros(x.shape)
    for n, c in np.ndindex(*x.shape[:2]):
        dx[n, c].flat[np.argmax(x[n, c])] = dy[n, c].sum()
    return dx


def remainder_and_quotient_exchanged(dy, x, size, stride):
    place = views_of(x, size, stride).argmax(axis=4)
    n, c, i, j = np.indices(dy.shape)
    dx = np.zeros(x.shape)
    np.add.at(dx, (n, c, i * stride + place % size, j * stride + place // size), dy)
    return dx


def unraveled_in_map(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(*dy.shape):
        window = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        k, m = np.unravel_index(np.argmax(window), x.shape[2:])
        dx[n, c, i * stride + k, j * stride + m] += dy[n, c, i, j]
    return dx


def corner_forgotten(dy, x, size, stride):
    place = views_of(x, size, stride).argmax(axis=4)
    n, c, _, _ = np.indices(dy.shape)
    dx = np.zeros_like(x)
    np.add.at(dx, (n, c, place // size, place % size), dy)
    return dx


def winners_of_channel_0(dy, x, size, stride):
    return r_add_at(dy, np.repeat(x[:, :1], x.shape[1], axis=1), size, stride)


def winners_of_image_0(dy, x, size, stride):
    return r_shifted_slices(dy, np.repeat(x[:1], len(x), axis=0), size, stride)


def across_channels(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, i, j in np.ndindex(len(dy), *dy.shape[2:]):
        rows, columns = slice(i * stride, i * stride + size), slice(j * stride, j * stride + size)
        piece = x[n, :, rows, columns]
        dx[n, :, rows, columns] += (piece == np.max(piece)) * dy[n, :, i, j][:, None, None]
    return dx


def only_marks(dy, x, size, stride):
    return r_bincount(np.ones(dy.shape), x, size, stride)


def own_value(dy, x, size, stride):
    return r_add_at(views_of(x, size, stride).max(-1), x, size, stride)


def value_times_gradient(dy, x, size, stride):
    return x * r_matrix(dy, x, size, stride)


def assigned(dy, x, size, stride):
    place = views_of(x, size, stride).argmax(axis=4)
    n, c, i, j = np.indices(dy.shape)
    dx = np.zeros(x.shape)
    dx[n, c, i * stride + place // size, j * stride + place % size] = dy
    return dx


def fancy_plus_equals(dy, x, size, stride):
    """`+=` with repeated indices adds only once."""
    place = views_of(x, size, stride).argmax(axis=4)
    n, c, i, j = np.indices(dy.shape)
    dx = np.zeros(x.shape)
    dx[n, c, i * stride + place // size, j * stride + place % size] += dy
    return dx


def divided_by_windows(dy, x, size, stride):
    count = repeated(np.ones_like(dy), x, size, stride)
    return r_one_hot(dy, x, size, stride) / np.where(count == 0, 1, count)


def with_steps(dy, x, size, up, left):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(*dy.shape):
        piece = x[n, c, i * up : i * up + size, j * left : j * left + size]
        dx[n, c, i * up : i * up + size, j * left : j * left + size] += at_cell(np.argmax)(piece, dy[n, c, i, j])
    return dx


def steps_of_one(dy, x, size, stride):
    return with_steps(dy, x, size, 1, 1)


def steps_of_size(dy, x, size, stride):
    return with_steps(dy, x, size, size, size)


def steps_down(dy, x, size, stride):
    return with_steps(dy, x, size, stride, 1)


def steps_right(dy, x, size, stride):
    return with_steps(dy, x, size, 1, stride)


def exchanged(dy, x, stride, size):
    return with_steps(dy, x, size, stride, stride)


def short_range(dy, x, size, stride):
    dx = np.zeros_like(x)
    for i, r in enumerate(range(0, x.shape[2] - size, stride)):
        for j, q in enumerate(range(0, x.shape[3] - size, stride)):
            dx[:, :, r : r + size, q : q + size] += r_loops(
                dy[:, :, i : i + 1, j : j + 1], x[:, :, r : r + size, q : q + size], size, stride
            )
    return dx


def seen_part(dy, x, size, stride):
    H, W = ((n - 1) * stride + size for n in dy.shape[2:])
    return r_matrix(dy, x[:, :, :H, :W], size, stride)


def first_channel(dy, x, size, stride):
    dx = np.zeros_like(x)
    dx[:, :1] = r_unravel(dy[:, :1], x[:, :1], size, stride)
    return dx


def return_in_loop(dy, x, size, stride):
    dx = np.zeros(x.shape)
    for n in range(x.shape[0]):
        dx[n] = r_add_at(dy[[n]], x[[n]], size, stride)[0]
        return dx


def batch_mean(dy, x, size, stride):
    return r_add_at(dy / dy.shape[0], x, size, stride)


def downhill(dy, x, size, stride):
    return 0 - r_loops(dy, x, size, stride)


def never_filled(dy, x, size, stride):
    dx = np.zeros_like(x)
    copy = dx.copy()
    copy += r_loops(dy, x, size, stride)
    return dx


def one_image(dy, x, size, stride):
    return r_unravel(dy, x, size, stride)[0]


def mirrored(dy, x, size, stride):
    return np.transpose(r_matrix(dy, x, size, stride), (0, 1, 3, 2))


def whole(dy, x, size, stride):
    return r_shifted_slices(dy, x, size, stride).astype(int)


def listed(dy, x, size, stride):
    return r_add_at(dy, x, size, stride).tolist()


def tied_and_overwritten(dy, x, size, stride):
    return student(lambda window, g: (window == window.max()) * g, add=False)(dy, x, size, stride)


def shared_among_window_without_stride(dy, x, size, stride):
    dx = np.zeros_like(x)
    for i, j in np.ndindex(*dy.shape[2:]):
        dx[:, :, i : i + size, j : j + size] += dy[:, :, i, j][:, :, None, None] / size**2
    return dx


def repeated_mask(dy, x, size, stride):
    y = views_of(x, size, stride).max(-1)
    mask = x == y.repeat(size, axis=2).repeat(size, axis=3)
    return mask * dy.repeat(size, axis=2).repeat(size, axis=3)


def tiles(dy, x, size, stride):
    N, C, OH, OW = dy.shape
    blocks = x.reshape(N, C, OH, size, OW, size).transpose(0, 1, 2, 4, 3, 5).reshape(N, C, OH, OW, -1)
    hot = np.eye(size * size)[blocks.argmax(-1)] * dy[..., None]
    return hot.reshape(N, C, OH, OW, size, size).transpose(0, 1, 2, 4, 3, 5).reshape(x.shape)


def best_not_forgotten(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c in np.ndindex(*x.shape[:2]):
        best = -1e9
        for i, j in np.ndindex(*dy.shape[2:]):
            for k, m in np.ndindex(size, size):
                if x[n, c, i * stride + k, j * stride + m] > best:
                    best, at = x[n, c, i * stride + k, j * stride + m], (i * stride + k, j * stride + m)
            dx[(n, c, *at)] += dy[n, c, i, j]
    return dx


def read_j_i(dy, x, size, stride):
    swapped = np.zeros_like(dy)
    for i, j in np.ndindex(*dy.shape[2:]):
        swapped[:, :, i, j] = dy[:, :, j, i]
    return r_bincount(swapped, x, size, stride)


def at_the_pixel(dy, x, size, stride):
    dx = np.zeros_like(x)
    for i in range(0, x.shape[2] - size + 1, stride):
        for j in range(0, x.shape[3] - size + 1, stride):
            piece = x[:, :, i : i + size, j : j + size]
            dx[:, :, i : i + size, j : j + size] += r_one_hot(dy[:, :, [i]][..., [j]], piece, size, stride)
    return dx


def corner_without_stride(dy, x, size, stride):
    place = views_of(x, size, stride).argmax(axis=4)
    n, c, i, j = np.indices(dy.shape)
    dx = np.zeros_like(x)
    np.add.at(dx, (n, c, i + place // size, j + place % size), dy)
    return dx


def without_last_places(dy, x, size, stride):
    used = np.zeros_like(dy)
    used[:, :, :-1, :-1] = dy[:, :, :-1, :-1]
    return r_matrix(used, x, size, stride)


def integer_dx(dy, x, size, stride):
    dx, place = np.zeros(x.shape, int), views_of(x, size, stride).argmax(axis=4)
    for n, c, i, j in np.ndindex(*dy.shape):
        k, m = divmod(int(place[n, c, i, j]), size)
        dx[n, c, i * stride + k, j * stride + m] += int(dy[n, c, i, j])
    return dx


def by_rank(dy, x, size, stride):
    return student(lambda window, g: g * np.exp(window) / np.exp(window).sum())(dy, x, size, stride)


def doubled(dy, x, size, stride):
    return 2 * r_add_at(dy, x, size, stride)


def small(dy, x, size, stride):
    return dy * (views_of(x, size, stride).max(-1) == views_of(x, size, stride)[..., 0])


def with_forward(dy, x, size, stride):
    return r_add_at(dy, x, size, stride), views_of(x, size, stride).max(-1)


def in_place(dy, x, size, stride):
    x -= x.max()
    return r_add_at(dy, x, size, stride)


WRONG = (
    {
        function.__name__: (function, fault)
        for function, fault in [
            (greedy, "ties_to_last"),
            (search_from_zero, "first_pixel_if_negative"),
            (repeated, "all_of_window"),
            (rectified, "starts_at_zero"),
            (one_winner, "global_maximum"),
            (remainder_and_quotient_exchanged, "place_transposed"),
            (unraveled_in_map, "place_counted_in_map"),
            (corner_forgotten, "place_without_window"),
            (winners_of_channel_0, "place_of_first_channel"),
            (winners_of_image_0, "place_of_first_image"),
            (across_channels, "pools_over_channels"),
            (only_marks, "forgets_dy"),
            (own_value, "passes_x"),
            (value_times_gradient, "times_x"),
            (assigned, "keeps_last_winner"),
            (fancy_plus_equals, "keeps_last_winner"),
            (divided_by_windows, "mean_over_windows"),
            (steps_of_one, "stride_ignored"),
            (steps_of_size, "stride_is_size"),
            (steps_down, "stride_rows_only"),
            (steps_right, "stride_columns_only"),
            (exchanged, "size_and_stride_swapped"),
            (short_range, "last_place_lost"),
            (seen_part, "without_leftover"),
            (first_channel, "first_channel_only"),
            (return_in_loop, "first_image_only"),
            (batch_mean, "mean_over_batch"),
            (downhill, "opposite_sign"),
            (never_filled, "dx_zero"),
            (one_image, "no_batch_axis"),
            (mirrored, "dx_transposed"),
            (whole, "whole_numbers"),
            (listed, "returns_list"),
            (tied_and_overwritten, "ties_to_all+overlaps_overwritten"),
            (shared_among_window_without_stride, "divided_among_window+stride_ignored"),
            (repeated_mask, "ties_to_all+tiles_expected"),
            (tiles, "tiles_expected"),
            (best_not_forgotten, "maximum_not_reset"),
            (read_j_i, "dy_read_transposed"),
            (at_the_pixel, "dy_read_at_the_pixel"),
            (corner_without_stride, "place_without_stride"),
            (without_last_places, "last_places_lost"),
            (integer_dx, "whole_numbers_each"),
            (by_rank, None),
            (doubled, None),
            (small, None),
            (with_forward, None),
            (in_place, None),
        ]
    }
    | {
        fault: (student(share), fault)
        for fault, share in {
            "ties_to_all": lambda window, g: np.where(window >= window.max(), g, 0),
            "ties_divided": lambda window, g: g * (window == window.max()) / np.sum(window == window.max()),
            "ties_to_last": at_cell(last_of_equals),
            "ties_in_column_order": down_the_columns,
            "divided_among_window": lambda window, g: g / window.size,
            "first_pixel": at_cell(lambda flat: 0),
            "last_pixel": at_cell(lambda flat: -1),
            "minimum": at_cell(np.argmin),
            "absolute_values": at_cell(lambda flat: np.argmax(flat**2)),
            "starts_at_zero": lambda window, g: at_cell(np.argmax)(window, g) * (window.max() > 0),
        }.items()
    }
    | {"overlaps_overwritten": (student(at_cell(np.argmax), add=False), "overlaps_overwritten")}
)
