"""Solutions of `max_pool2d_backward`, written without knowing the faults; only the ids were added afterwards."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def argmax_of_each_window(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        r, s = i * stride, j * stride
        patch = x[n, c, r : r + size, s : s + size]
        u, v = divmod(int(patch.argmax()), size)
        dx[n, c, r + u, s + v] += dy[n, c, i, j]
    return dx


def plain_search(dy, x, size, stride):
    N, C, HO, WO = dy.shape
    dx = np.zeros(x.shape, dtype=x.dtype, order="F")
    for n in range(N):
        for c in range(C):
            for i in range(HO):
                for j in range(WO):
                    r, s = i * stride, j * stride
                    for u in range(i * stride, i * stride + size):
                        for v in range(j * stride, j * stride + size):
                            if x[n, c, u, v] > x[n, c, r, s]:
                                r, s = u, v
                    dx[n, c, r, s] += dy[n, c, i, j]
    return dx


def add_at(dy, x, size, stride):
    v = sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    N, C, HO, WO = v.shape[:4]
    k = v.reshape(N, C, HO, WO, size * size).argmax(axis=-1)
    rows = np.arange(HO)[:, None] * stride + k // size
    cols = np.arange(WO) * stride + k % size
    dx = np.zeros_like(x)
    np.add.at(dx, (np.arange(N)[:, None, None, None], np.arange(C)[:, None, None], rows, cols), dy)
    return dx


def offset_by_offset(dy, x, size, stride):
    """In row order: whoever equals the maximum first takes the gradient, the rest of dy waits."""
    H, W = (d * stride - stride + 1 for d in dy.shape[2:])
    views = [np.s_[:, :, u : u + H : stride, v : v + W : stride] for u in range(size) for v in range(size)]
    top = np.max([x[s] for s in views], axis=0)
    left = np.array(dy)
    dx = np.zeros_like(x)
    for s in views:
        wins = x[s] == top
        dx[s] += np.where(wins, left, 0)
        left[wins] = 0
    return dx


def bincount(dy, x, size, stride):
    N, C, H, W = x.shape
    index = np.arange(x.size).reshape(x.shape)
    v = sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride].reshape(*dy.shape, size * size)
    w = sliding_window_view(index, (size, size), axis=(2, 3))[:, :, ::stride, ::stride].reshape(*dy.shape, size * size)
    winner = np.take_along_axis(w, v.argmax(axis=-1)[..., None], axis=-1)
    return np.bincount(winner.ravel(), weights=dy.ravel(), minlength=x.size).reshape(x.shape).astype(x.dtype)


def one_hot_windows(dy, x, size, stride):
    dx = np.zeros(x.shape, x.dtype)
    eye = np.eye(size * size, dtype=x.dtype)
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            where = np.s_[:, :, i * stride : i * stride + size, j * stride : j * stride + size]
            patch = x[where]
            chosen = eye[patch.reshape(*patch.shape[:2], size * size).argmax(axis=2)].reshape(patch.shape)
            dx[where] += chosen * dy[:, :, i, j, None, None]
    return dx


def from_the_pixels_side(dy, x, size, stride):
    N, C, H, W = x.shape
    dx = np.zeros_like(x)
    for r in range(H):
        for s in range(W):
            for i in range(max(0, -(-(r - size + 1) // stride)), min(dy.shape[2] - 1, r // stride) + 1):
                for j in range(max(0, -(-(s - size + 1) // stride)), min(dy.shape[3] - 1, s // stride) + 1):
                    patch = x[:, :, i * stride : i * stride + size, j * stride : j * stride + size]
                    mine = np.argmax(patch.reshape(N, C, size**2), axis=2) == (r - i * stride) * size + s - j * stride
                    dx[:, :, r, s] += mine * dy[:, :, i, j]
    return dx


def lists(dy, x, size, stride):
    dx = []
    for image, grads in zip(x.reshape(-1, *x.shape[2:]).tolist(), dy.reshape(-1, *dy.shape[2:]).tolist(), strict=True):
        d = [[0.0] * len(row) for row in image]
        for i, line in enumerate(grads):
            for j, g in enumerate(line):
                cells = [(i * stride + u, j * stride + v) for u in range(size) for v in range(size)]
                r, s = max(cells, key=lambda cell, image=image: image[cell[0]][cell[1]])
                d[r][s] += g
        dx.append(d)
    return np.array(dx, dtype=x.dtype).reshape(x.shape)


RIGHT = {
    function.__name__: function
    for function in (
        argmax_of_each_window,
        plain_search,
        add_at,
        offset_by_offset,
        bincount,
        one_hot_windows,
        from_the_pixels_side,
        lists,
    )
}


def mask_of_all_maxima(dout, x, size, stride):
    N, C, H, W = x.shape
    dx = np.zeros_like(x)
    for n in range(N):
        for c in range(C):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    window = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
                    m = np.max(window)
                    dx[n, c, i * stride : i * stride + size, j * stride : j * stride + size] += (window == m) * dout[
                        n, c, i, j
                    ]
    return dx


def shared_among_the_maxima(dy, x, size, stride):
    dx = np.zeros_like(x)
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            sl = np.s_[:, :, i * stride : i * stride + size, j * stride : j * stride + size]
            mask = (x[sl] == x[sl].max(axis=(2, 3), keepdims=True)).astype(x.dtype)
            mask /= mask.sum(axis=(2, 3), keepdims=True)
            dx[sl] += mask * dy[:, :, i : i + 1, j : j + 1]
    return dx


def last_maximum(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        best, at = -np.inf, None
        for u in range(size):
            for v in range(size):
                if x[n, c, i * stride + u, j * stride + v] >= best:
                    best = x[n, c, i * stride + u, j * stride + v]
                    at = (i * stride + u, j * stride + v)
        dx[n, c, at[0], at[1]] += dy[n, c, i, j]
    return dx


def down_the_columns(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        best, at = -np.inf, None
        for v in range(size):
            for u in range(size):
                if x[n, c, i * stride + u, j * stride + v] > best:
                    best = x[n, c, i * stride + u, j * stride + v]
                    at = (i * stride + u, j * stride + v)
        dx[n, c, at[0], at[1]] += dy[n, c, i, j]
    return dx


def row_and_column_maxima(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        patch = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        u, v = patch.max(axis=1).argmax(), patch.max(axis=0).argmax()
        dx[n, c, i * stride + u, j * stride + v] += dy[n, c, i, j]
    return dx


def overlaps_overwritten(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        patch = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        u, v = np.unravel_index(np.argmax(patch), patch.shape)
        dx[n, c, i * stride + u, j * stride + v] = dy[n, c, i, j]
    return dx


def windows_overwritten(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        patch = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        mask = np.zeros(size * size, dtype=x.dtype)
        mask[np.argmax(patch)] = 1
        block = mask.reshape(size, size) * dy[n, c, i, j]
        dx[n, c, i * stride : i * stride + size, j * stride : j * stride + size] = block
    return dx


def fancy_plus_equals(dy, x, size, stride):
    v = sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    N, C, HO, WO = v.shape[:4]
    k = v.reshape(N, C, HO, WO, size * size).argmax(axis=-1)
    n, c, i, j = np.indices((N, C, HO, WO))
    dx = np.zeros_like(x)
    dx[n, c, i * stride + k // size, j * stride + k % size] += dy
    return dx


def stride_is_the_size(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        patch = x[n, c, i * size : (i + 1) * size, j * size : (j + 1) * size]
        u, v = np.unravel_index(np.argmax(patch), patch.shape)
        dx[n, c, i * size + u, j * size + v] += dy[n, c, i, j]
    return dx


def stride_unused(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        patch = x[n, c, i : i + size, j : j + size]
        u, v = np.unravel_index(np.argmax(patch), patch.shape)
        dx[n, c, i + u, j + v] += dy[n, c, i, j]
    return dx


def repeated_and_compared(dy, x, size, stride):
    v = sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    y = v.max(axis=(4, 5))
    up_y = y.repeat(size, axis=2).repeat(size, axis=3)
    up_dy = dy.repeat(size, axis=2).repeat(size, axis=3)
    return up_dy * (x == up_y)


def kron(dy, x, size, stride):
    mask = np.kron(dy, np.ones((1, 1, size, size), dtype=dy.dtype))
    dx = np.zeros_like(x)
    h, w = min(mask.shape[2], x.shape[2]), min(mask.shape[3], x.shape[3])
    dx[:, :, :h, :w] = mask[:, :, :h, :w]
    return dx


def average_pooling(dy, x, size, stride):
    dx = np.zeros_like(x)
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            g = dy[:, :, i, j][:, :, None, None] / (size * size)
            dx[:, :, i * stride : i * stride + size, j * stride : j * stride + size] += g
    return dx


def to_everyone(dy, x, size, stride):
    dx = np.zeros_like(x)
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            g = dy[:, :, i, j][:, :, None, None]
            dx[:, :, i * stride : i * stride + size, j * stride : j * stride + size] += g
    return dx


def times_the_maximum(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        patch = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        u, v = np.unravel_index(np.argmax(patch), patch.shape)
        dx[n, c, i * stride + u, j * stride + v] += dy[n, c, i, j] * patch.max()
    return dx


def values_of_the_maxima(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        patch = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        u, v = np.unravel_index(np.argmax(patch), patch.shape)
        dx[n, c, i * stride + u, j * stride + v] = patch[u, v]
    return dx


def ones(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        patch = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        u, v = np.unravel_index(np.argmax(patch), patch.shape)
        dx[n, c, i * stride + u, j * stride + v] += 1
    return dx


def window_start_forgotten(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        patch = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        u, v = np.unravel_index(np.argmax(patch), patch.shape)
        dx[n, c, u, v] += dy[n, c, i, j]
    return dx


def unravelled_by_the_image(dy, x, size, stride):
    N, C, H, W = x.shape
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        patch = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        u, v = np.unravel_index(np.argmax(patch), (H, W))
        dx[n, c, i * stride + u, j * stride + v] += dy[n, c, i, j]
    return dx


def row_and_column_of_the_maximum_exchanged(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        patch = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        k = int(patch.argmax())
        dx[n, c, i * stride + k % size, j * stride + k // size] += dy[n, c, i, j]
    return dx


def divided_by_the_stride(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        k = int(x[n, c, i * stride : i * stride + size, j * stride : j * stride + size].argmax())
        dx[n, c, i * stride + k // stride, j * stride + k % stride] += dy[n, c, i, j]
    return dx


def starts_at_zero(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        best, r, s = 0, i * stride, j * stride
        for u in range(i * stride, i * stride + size):
            for v in range(j * stride, j * stride + size):
                if x[n, c, u, v] > best:
                    best, r, s = x[n, c, u, v], u, v
        dx[n, c, r, s] += dy[n, c, i, j]
    return dx


def position_carried_on(dy, x, size, stride):
    dx = np.zeros_like(x)
    best, r, s = -np.inf, 0, 0
    for n, c, i, j in np.ndindex(dy.shape):
        for u in range(i * stride, i * stride + size):
            for v in range(j * stride, j * stride + size):
                if x[n, c, u, v] > best:
                    best, r, s = x[n, c, u, v], u, v
        dx[n, c, r, s] += dy[n, c, i, j]
    return dx


def smallest(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        k = int(x[n, c, i * stride : i * stride + size, j * stride : j * stride + size].argmin())
        dx[n, c, i * stride + k // size, j * stride + k % size] += dy[n, c, i, j]
    return dx


def largest_size(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        k = int(np.abs(x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]).argmax())
        dx[n, c, i * stride + k // size, j * stride + k % size] += dy[n, c, i, j]
    return dx


def over_the_channels(dy, x, size, stride):
    N, C, H, W = x.shape
    dx = np.zeros_like(x)
    for n in range(N):
        for i in range(dy.shape[2]):
            for j in range(dy.shape[3]):
                patch = x[n, :, i * stride : i * stride + size, j * stride : j * stride + size]
                c, u, v = np.unravel_index(np.argmax(patch), patch.shape)
                dx[n, c, i * stride + u, j * stride + v] += dy[n, c, i, j]
    return dx


def first_channel_decides(dy, x, size, stride):
    N, C, H, W = x.shape
    dx = np.zeros_like(x)
    for n in range(N):
        for i in range(dy.shape[2]):
            for j in range(dy.shape[3]):
                patch = x[n, 0, i * stride : i * stride + size, j * stride : j * stride + size]
                u, v = np.unravel_index(np.argmax(patch), patch.shape)
                dx[n, :, i * stride + u, j * stride + v] += dy[n, :, i, j]
    return dx


def every_winner_once(dy, x, size, stride):
    dx = np.zeros_like(x)
    seen = set()
    for n, c, i, j in np.ndindex(dy.shape):
        k = int(x[n, c, i * stride : i * stride + size, j * stride : j * stride + size].argmax())
        where = (n, c, i * stride + k // size, j * stride + k % size)
        if where not in seen:
            dx[where] += dy[n, c, i, j]
            seen.add(where)
    return dx


def as_large_as_the_windows(dy, x, size, stride):
    N, C, HO, WO = dy.shape
    dx = np.zeros((N, C, (HO - 1) * stride + size, (WO - 1) * stride + size), dtype=x.dtype)
    for n, c, i, j in np.ndindex(dy.shape):
        k = int(x[n, c, i * stride : i * stride + size, j * stride : j * stride + size].argmax())
        dx[n, c, i * stride + k // size, j * stride + k % size] += dy[n, c, i, j]
    return dx


def as_large_as_dy(dy, x, size, stride):
    dx = np.zeros_like(dy)
    for n, c, i, j in np.ndindex(dy.shape):
        k = int(x[n, c, i * stride : i * stride + size, j * stride : j * stride + size].argmax())
        dx[n, c, i * stride + k // size, j * stride + k % size] += dy[n, c, i, j]
    return dx


def dy_transposed(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        k = int(x[n, c, i * stride : i * stride + size, j * stride : j * stride + size].argmax())
        dx[n, c, i * stride + k // size, j * stride + k % size] += dy[n, c, j, i]
    return dx


def last_windows_left_out(dy, x, size, stride):
    N, C, H, W = x.shape
    dx = np.zeros_like(x)
    for n in range(N):
        for c in range(C):
            for i, r in enumerate(range(0, H - size, stride)):
                for j, s in enumerate(range(0, W - size, stride)):
                    k = int(x[n, c, r : r + size, s : s + size].argmax())
                    dx[n, c, r + k // size, s + k % size] += dy[n, c, i, j]
    return dx


def must_divide(dy, x, size, stride):
    assert (x.shape[2] - size) % stride == 0 and (x.shape[3] - size) % stride == 0
    return add_at(dy, x, size, stride)


def maxima_crossed_out(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        patch = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        k = np.unravel_index(np.argmax(patch), patch.shape)
        patch[k] = -np.inf
        dx[n, c, i * stride + k[0], j * stride + k[1]] += dy[n, c, i, j]
    return dx


def into_x(dy, x, size, stride):
    dx = add_at(dy, x, size, stride)
    x[...] = 0
    x += dx
    return x


def averaged(dy, x, size, stride):
    return add_at(dy, x, size, stride) / max(len(x), 1)


def relu_too(dy, x, size, stride):
    return add_at(dy, x, size, stride) * (x > 0)


def ties_and_overlaps(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        s = np.s_[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        mask = x[s] == x[s].max()
        dx[s] = mask * dy[n, c, i, j]
    return dx


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (mask_of_all_maxima, "every maximum gets the gradient", "ties_to_all"),
        (shared_among_the_maxima, "gradient shared among equal maxima", "ties_divided"),
        (last_maximum, "last maximum for the first", "ties_to_last"),
        (down_the_columns, "first maximum in column order", "ties_in_column_order"),
        (row_and_column_maxima, "row of one maximum, column of another", None),
        (overlaps_overwritten, "= for += at the maximum", "keeps_last_winner"),
        (windows_overwritten, "= for += on the whole window", "overlaps_overwritten"),
        (fancy_plus_equals, "+= with repeated indices adds only once", "keeps_last_winner"),
        (stride_is_the_size, "stride taken to be the size", "stride_is_size"),
        (stride_unused, "windows not moved by the stride", "stride_ignored"),
        (repeated_and_compared, "repeat of the output, for windows side by side only", "ties_to_all+tiles_expected"),
        (kron, "gradient copied to the whole window, windows side by side", "all_of_window+stride_is_size"),
        (average_pooling, "average pooling's gradient", "divided_among_window"),
        (to_everyone, "gradient to the whole window", "all_of_window"),
        (times_the_maximum, "times the maximum", "times_x"),
        (values_of_the_maxima, "maximum's value for the gradient", "passes_x+keeps_last_winner"),
        (ones, "1 for dy", "forgets_dy"),
        (window_start_forgotten, "position in the window taken for the position in the image", "place_without_window"),
        (unravelled_by_the_image, "index unravelled with the image's shape", "place_counted_in_map"),
        (row_and_column_of_the_maximum_exchanged, "// and % exchanged", "place_transposed"),
        (divided_by_the_stride, "index unravelled with the stride", None),
        (starts_at_zero, "search starts at 0", "first_pixel_if_negative"),
        (position_carried_on, "maximum carried on from window to window", "maximum_not_reset"),
        (smallest, "min for max", "minimum"),
        (largest_size, "largest absolute value", "absolute_values"),
        (over_the_channels, "one winner for all channels", "pools_over_channels_first"),
        (first_channel_decides, "channel 0 decides for all", "place_of_first_channel"),
        (every_winner_once, "second window of the same maximum forgotten", None),
        (as_large_as_the_windows, "dx without the rows that no window reached", "without_leftover"),
        (as_large_as_dy, "dx of the shape of dy", None),
        (dy_transposed, "i and j exchanged in dy", "dy_read_transposed"),
        (last_windows_left_out, "+ 1 missing in the range", "last_place_lost"),
        (must_divide, "refuses when the stride leaves a rest", "nothing_left_over_expected"),
        (maxima_crossed_out, "writes into x, and a maximum counts for one window only", None),
        (into_x, "gradient written into x", None),
        (averaged, "divided by N", "mean_over_batch"),
        (relu_too, "ReLU mask as well", "starts_at_zero"),
        (ties_and_overlaps, "every maximum gets the gradient, and = for +=", "ties_to_all+overlaps_overwritten"),
    ]
}
