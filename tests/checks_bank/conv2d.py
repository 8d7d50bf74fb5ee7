"""Solutions of `conv2d`: loops, taps, im2col, einsum, Fourier transforms, Toeplitz matrices."""

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view


def zeros_around(x, p):
    return np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))


def places(n, k, s):
    return (n - k) // s + 1


def r_loops(x, w, b, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH, OW = (H + 2 * padding - KH) // stride + 1, (W + 2 * padding - KW) // stride + 1
    y = np.zeros((N, F, OH, OW), dtype=x.dtype)
    for n in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    total = b[f]
                    for c in range(C):
                        for k in range(KH):
                            for m in range(KW):
                                r, q = i * stride + k - padding, j * stride + m - padding
                                if 0 <= r < H and 0 <= q < W:
                                    total = total + x[n, c, r, q] * w[f, c, k, m]
                    y[n, f, i, j] = total
    return y


def r_windows(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    KH, KW = w.shape[2:]
    rows = []
    for i in range(0, big.shape[2] - KH + 1, stride):
        row = [
            np.tensordot(big[:, :, i : i + KH, j : j + KW], w, axes=([1, 2, 3], [1, 2, 3]))
            for j in range(0, big.shape[3] - KW + 1, stride)
        ]
        rows.append(np.stack(row, axis=-1))
    return np.stack(rows, axis=2) + b.reshape(1, -1, 1, 1)


def r_sliding_view(x, w, b, stride, padding):
    views = sliding_window_view(zeros_around(x, padding), w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijkm,fckm->nfij", views, w) + b[None, :, None, None]


def r_im2col(x, w, b, stride, padding):
    N, C = x.shape[:2]
    F, _, KH, KW = w.shape
    big = zeros_around(x, padding)
    OH, OW = places(big.shape[2], KH, stride), places(big.shape[3], KW, stride)
    a, c, d, e = big.strides
    views = as_strided(big, (N, OH, OW, C, KH, KW), (a, d * stride, e * stride, c, d, e), writeable=False)
    out = views.reshape(N * OH * OW, -1) @ w.reshape(F, -1).T + b
    return out.reshape(N, OH, OW, F).transpose(0, 3, 1, 2)


def r_taps(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    KH, KW = w.shape[2:]
    OH, OW = places(big.shape[2], KH, stride), places(big.shape[3], KW, stride)
    y = np.tile(b[:, None, None], (len(x), 1, OH, OW)).astype(x.dtype)
    for k in range(KH):
        for m in range(KW):
            part = big[:, :, k : k + OH * stride : stride, m : m + OW * stride : stride]
            y += np.einsum("fc,ncij->nfij", w[:, :, k, m], part)
    return y


def r_fourier(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    size = [n + k - 1 for n, k in zip(big.shape[2:], w.shape[2:], strict=True)]
    spectra = np.einsum("nchw,fchw->nfhw", np.fft.rfft2(big, size), np.fft.rfft2(w[:, :, ::-1, ::-1], size))
    full = np.fft.irfft2(spectra, size)
    KH, KW = w.shape[2:]
    valid = full[:, :, KH - 1 : big.shape[2], KW - 1 : big.shape[3]]
    return valid[:, :, ::stride, ::stride] + b[:, None, None]


def r_circular_fourier(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    size = big.shape[2:]
    product = np.fft.fft2(big)[:, None] * np.conj(np.fft.fft2(w, size))[None]
    y = np.fft.ifft2(product.sum(axis=2)).real
    OH, OW = (places(n, k, stride) for n, k in zip(size, w.shape[2:], strict=True))
    return (y[:, :, : OH * stride : stride, : OW * stride : stride] + b[:, None, None])[:, :, :OH, :OW]


def matrix_of(w, H, W, s, p):
    """One row for each number of the result, one column for each number of the image."""
    F, C, KH, KW = w.shape
    OH, OW = places(H + 2 * p, KH, s), places(W + 2 * p, KW, s)
    T = np.zeros((F, OH, OW, C, H + 2 * p, W + 2 * p))
    for i in range(OH):
        for j in range(OW):
            T[:, i, j, :, i * s : i * s + KH, j * s : j * s + KW] = w
    return T[..., p : p + H, p : p + W].reshape(F * OH * OW, C * H * W), (F, OH, OW)


def r_toeplitz(x, w, b, stride, padding):
    T, shape = matrix_of(w, *x.shape[2:], stride, padding)
    return (x.reshape(len(x), -1) @ T.T).reshape(-1, *shape) + b[:, None, None]


def r_float32(x, w, b, stride, padding):
    return r_sliding_view(*(a.astype(np.float32) for a in (x, w, b)), stride, padding)


def r_float32_fourier(x, w, b, stride, padding):
    return r_fourier(*(a.astype(np.float32) for a in (x, w, b)), stride, padding).astype(np.float32)


def r_fortran(x, w, b, stride, padding):
    return np.asfortranarray(r_taps(np.asfortranarray(x), np.asfortranarray(w), b, stride, padding))


def r_channels_last(x, w, b, stride, padding):
    big = np.zeros((len(x), x.shape[2] + 2 * padding, x.shape[3] + 2 * padding, x.shape[1]), x.dtype)
    big[:, padding : padding + x.shape[2], padding : padding + x.shape[3]] = np.moveaxis(x, 1, -1)
    views = sliding_window_view(big, w.shape[2:], axis=(1, 2))[:, ::stride, ::stride]
    return np.moveaxis(np.tensordot(views, w, axes=([3, 4, 5], [1, 2, 3])) + b, -1, 1)


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def windowed(big, w, size, rows, columns):
    """A student's double loop over the places, all images and filters at once."""
    out = np.zeros((len(big), len(w), len(rows), len(columns)))
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            piece = big[:, :, top : top + size[0], left : left + size[1]]
            for n in range(len(big)):
                for f in range(len(w)):
                    out[n, f, i, j] = np.sum(piece[n] * w[f])
    return out


def starts(n, k, s):
    return range(0, n - k + 1, s)


def true_convolution(x, w, b, stride, padding):
    size = [n + 2 * padding + k - 1 for n, k in zip(x.shape[2:], w.shape[2:], strict=True)]
    full = np.fft.irfft2(
        np.einsum("nchw,fchw->nfhw", np.fft.rfft2(zeros_around(x, padding), size), np.fft.rfft2(w, size)), size
    )
    KH, KW = w.shape[2:]
    return full[:, :, KH - 1 : size[0] - KH + 1 : stride, KW - 1 : size[1] - KW + 1 : stride] + b[:, None, None]


def rotated_kernel(x, w, b, stride, padding):
    return r_im2col(x, np.rot90(w, 2, axes=(2, 3)), b, stride, padding)


def toeplitz_of_convolution(x, w, b, stride, padding):
    T, shape = matrix_of(np.flip(w, (2, 3)), *x.shape[2:], stride, padding)
    return np.einsum("oi,ni->no", T, x.reshape(len(x), -1)).reshape(-1, *shape) + b.reshape(-1, 1, 1)


def rows_upside_down(x, w, b, stride, padding):
    return r_taps(x, np.flipud(w.transpose(2, 3, 0, 1)).transpose(2, 3, 0, 1), b, stride, padding)


def columns_mirrored(x, w, b, stride, padding):
    return r_windows(x, w[..., ::-1], b, stride, padding)


def np_flip(x, w, b, stride, padding):
    return r_sliding_view(x, np.flip(w), b, stride, padding)


def three_dimensional_fourier(x, w, b, stride, padding):
    """fftn over channels too, and the valid part of it."""
    big = zeros_around(x, padding)
    size = [n + k - 1 for n, k in zip(big.shape[1:], w.shape[1:], strict=True)]
    axes = (-3, -2, -1)
    product = np.fft.fftn(big, size, axes)[:, None] * np.fft.fftn(w, size, axes)[None]
    full = np.fft.ifftn(product, size, axes).real
    C, KH, KW = w.shape[1:]
    valid = full[:, :, C - 1, KH - 1 : big.shape[2] : stride, KW - 1 : big.shape[3] : stride]
    return valid + b[:, None, None]


def rot90_without_axes(x, w, b, stride, padding):
    return r_toeplitz(x, np.rot90(w, 2), b, stride, padding)


def indices_exchanged(x, w, b, stride, padding):
    views = sliding_window_view(zeros_around(x, padding), w.shape[:1:-1], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijkm,fcmk->nfij", views, w) + b[:, None, None]


def square_height(x, w, b, stride, padding):
    K = w.shape[2]
    big = zeros_around(x, padding)
    rows, columns = starts(big.shape[2], K, stride), starts(big.shape[3], K, stride)
    return windowed(big, w, (K, K), rows, columns) + b[:, None, None]


def square_width(x, w, b, stride, padding):
    F, C, _, K = w.shape
    big = zeros_around(x, padding)
    N, _, H, W = big.shape
    y = np.zeros((N, F, (H - K) // stride + 1, (W - K) // stride + 1))
    for f in range(F):
        for i in range(y.shape[2]):
            for j in range(y.shape[3]):
                piece = big[:, :, stride * i : stride * i + K, stride * j : stride * j + K]
                y[:, f, i, j] = (piece * w[f]).sum((1, 2, 3)) + b[f]
    return y


def square_seven_loops(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    K = w.shape[2]
    y = np.zeros((len(x), len(w), places(big.shape[2], K, stride), places(big.shape[3], K, stride)))
    for n, f, i, j in np.ndindex(*y.shape):
        y[n, f, i, j] = b[f]
        for c, k, m in np.ndindex(x.shape[1], K, K):
            y[n, f, i, j] += big[n, c, i * stride + k, j * stride + m] * w[f, c, k, m]
    return y


def filters_from_second_axis(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    KH, KW = w.shape[2:]
    rows, columns = starts(big.shape[2], KH, stride), starts(big.shape[3], KW, stride)
    y = np.zeros((len(x), w.shape[1], len(rows), len(columns)))
    for i, r in enumerate(rows):
        for j, q in enumerate(columns):
            for f in range(w.shape[1]):
                y[:, f, i, j] = (big[:, :, r : r + KH, q : q + KW] * w[:, f]).sum((1, 2, 3))
    return y + b[:, None, None]


def reshaped_weights(x, w, b, stride, padding):
    views = sliding_window_view(zeros_around(x, padding), w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    N, C, OH, OW = views.shape[:4]
    columns = views.transpose(0, 2, 3, 1, 4, 5).reshape(N, OH, OW, -1)
    return (columns @ w.reshape(-1, len(w)) + b).transpose(0, 3, 1, 2)


def cells_before_channels(x, w, b, stride, padding):
    views = sliding_window_view(zeros_around(x, padding), w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    N, C, OH, OW = views.shape[:4]
    columns = views.transpose(0, 2, 3, 4, 5, 1).reshape(N * OH * OW, -1)
    return (columns @ w.reshape(len(w), -1).T + b).reshape(N, OH, OW, -1).transpose(0, 3, 1, 2)


def one_step(x, w, b, stride, padding):
    return r_toeplitz(x, w, b, 1, padding)


def only_size_strided(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    F, C, KH, KW = w.shape
    OH, OW = places(big.shape[2], KH, stride), places(big.shape[3], KW, stride)
    y = np.zeros((len(x), F, OH, OW))
    for i in range(OH):
        for j in range(OW):
            y[:, :, i, j] = np.einsum("nckm,fckm->nf", big[:, :, i : i + KH, j : j + KW], w) + b
    return y


def strided_rows(x, w, b, stride, padding):
    return r_fourier(x, w, b, 1, padding)[:, :, ::stride]


def strided_columns(x, w, b, stride, padding):
    return r_im2col(x, w, b, 1, padding)[..., ::stride]


def dilated(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    F, C, KH, KW = w.shape
    OH, OW = big.shape[2] - stride * (KH - 1), big.shape[3] - stride * (KW - 1)
    y = np.zeros((len(x), F, OH, OW))
    for k in range(KH):
        for m in range(KW):
            top, left = k * stride, m * stride
            y += np.einsum("fc,ncij->nfij", w[:, :, k, m], big[:, :, top : top + OH, left : left + OW])
    return y + b[:, None, None]


def like_pooling(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    KH, KW = w.shape[2:]
    H, W = big.shape[2] // KH, big.shape[3] // KW
    tiles = big[:, :, : H * KH, : W * KW].reshape(*big.shape[:2], H, KH, W, KW)
    return np.einsum("ncikjm,fckm->nfij", tiles, w) + b[:, None, None]


def padding_then_stride(x, w, b, padding, stride):
    return r_loops(x, w, b, stride, padding)


def one_too_few(x, w, b, stride, padding):
    H, W = (n + 2 * padding for n in x.shape[2:])
    OH, OW = (H - w.shape[2]) // stride, (W - w.shape[3]) // stride
    return r_sliding_view(x, w, b, stride, padding)[:, :, :OH, :OW]


def range_without_plus_one(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    KH, KW = w.shape[2:]
    rows, columns = range(0, big.shape[2] - KH, stride), range(0, big.shape[3] - KW, stride)
    return windowed(big, w, (KH, KW), rows, columns) + b[:, None, None]


def rounded_up(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    KH, KW = w.shape[2:]
    OH = int(np.ceil((big.shape[2] - KH) / stride)) + 1
    OW = int(np.ceil((big.shape[3] - KW) / stride)) + 1
    rows, columns = [i * stride for i in range(OH)], [j * stride for j in range(OW)]
    return windowed(big, w, (KH, KW), rows, columns) + b[:, None, None]


def old_size(x, w, b, stride, padding):
    OH, OW = ((n - k) // stride + 1 for n, k in zip(x.shape[2:], w.shape[2:], strict=True))
    return r_windows(x, w, b, stride, padding)[:, :, :OH, :OW]


def no_padding(x, w, b, stride, padding):
    return r_im2col(x, w, b, stride, 0)


def padding_counted_only(x, w, b, stride, padding):
    KH, KW = w.shape[2:]
    OH = places(x.shape[2] + 2 * padding, KH, stride)
    OW = places(x.shape[3] + 2 * padding, KW, stride)
    rows, columns = [i * stride for i in range(OH)], [j * stride for j in range(OW)]
    return windowed(x, w, (KH, KW), rows, columns) + b[:, None, None]


def padded_top_left(x, w, b, stride, padding):
    N, C, H, W = x.shape
    big = np.zeros((N, C, H + padding, W + padding))
    big[:, :, padding:, padding:] = x
    return r_sliding_view(big, w, b, stride, 0)


def padded_bottom_right(x, w, b, stride, padding):
    return r_toeplitz(np.pad(x, ((0, 0), (0, 0), (0, padding), (0, padding))), w, b, stride, 0)


def padded_height(x, w, b, stride, padding):
    return r_taps(np.pad(x, ((0, 0), (0, 0), (padding, padding), (0, 0))), w, b, stride, 0)


def padded_width(x, w, b, stride, padding):
    return r_fourier(np.pad(x, [(0, 0)] * 3 + [(padding, padding)]), w, b, stride, 0)


def padding_as_total(x, w, b, stride, padding):
    before = padding // 2
    pair = (before, padding - before)
    return r_loops(np.pad(x, ((0, 0), (0, 0), pair, pair)), w, b, stride, 0)


def padding_twice(x, w, b, stride, padding):
    return r_circular_fourier(x, w, b, stride, 2 * padding)


def always_same(x, w, b, stride, padding):
    (N, C, H, W), (KH, KW) = x.shape, w.shape[2:]
    big = np.zeros((N, C, H + KH // 2 * 2, W + KW // 2 * 2))
    big[:, :, KH // 2 : KH // 2 + H, KW // 2 : KW // 2 + W] = x
    return r_taps(big, w, b, stride, 0)


def same_as_in_signals(x, w, b, stride, padding):
    """The middle of the full product."""
    rows, columns = ((k // 2, (k - 1) // 2) for k in w.shape[2:])
    return r_sliding_view(np.pad(x, ((0, 0), (0, 0), rows, columns)), w, b, stride, 0)


def same_for_odd(x, w, b, stride, padding):
    rows, columns = (((k - 1) // 2,) * 2 for k in w.shape[2:])
    return r_fourier(np.pad(x, ((0, 0), (0, 0), rows, columns)), w, b, stride, 0)


def same_more_at_the_end(x, w, b, stride, padding):
    rows, columns = (((k - 1) // 2, k // 2) for k in w.shape[2:])
    return r_im2col(np.pad(x, ((0, 0), (0, 0), rows, columns)), w, b, stride, 0)


def at_the_pixel(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    KH, KW = w.shape[2:]
    y = np.zeros((len(x), len(w), places(big.shape[2], KH, stride), places(big.shape[3], KW, stride)))
    for i in range(0, big.shape[2] - KH + 1, stride):
        for j in range(0, big.shape[3] - KW + 1, stride):
            y[:, :, i, j] = np.einsum("nckm,fckm->nf", big[:, :, i : i + KH, j : j + KW], w) + b
    return y


def always_full(x, w, b, stride, padding):
    rows, columns = (w.shape[2] - 1,) * 2, (w.shape[3] - 1,) * 2
    return r_im2col(np.pad(x, ((0, 0), (0, 0), rows, columns)), w, b, stride, 0)


def pad_edge(x, w, b, stride, padding):
    rows = np.clip(np.arange(-padding, x.shape[2] + padding), 0, x.shape[2] - 1)
    columns = np.clip(np.arange(-padding, x.shape[3] + padding), 0, x.shape[3] - 1)
    return r_windows(x[:, :, rows][..., columns], w, b, stride, 0)


def pad_around(x, w, b, stride, padding):
    rows = np.arange(-padding, x.shape[2] + padding) % x.shape[2]
    columns = np.arange(-padding, x.shape[3] + padding) % x.shape[3]
    return r_sliding_view(x[:, :, rows][:, :, :, columns], w, b, stride, 0)


def pad_all(x, w, b, stride, padding):
    big = np.pad(x, padding)
    KH, KW = w.shape[2:]
    rows, columns = starts(big.shape[2], KH, stride), starts(big.shape[3], KW, stride)
    return windowed(big, w, (KH, KW), rows, columns) + b[:, None, None]


def without_bias(x, w, b, stride, padding):
    T, shape = matrix_of(w, *x.shape[2:], stride, padding)
    return (T @ x.reshape(len(x), -1).T).T.reshape(-1, *shape)


def minus_bias(x, w, b, stride, padding):
    return r_fourier(x, w, -b, stride, padding)


def bias_with_each_channel(x, w, b, stride, padding):
    return sum(r_im2col(x[:, [c]], w[:, [c]], b, stride, padding) for c in range(x.shape[1]))


def bias_in_window(x, w, b, stride, padding):
    views = sliding_window_view(zeros_around(x, padding), w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    products = views[:, None] * w[:, :, None, None] + b[:, None, None, None, None, None]
    return products.sum(axis=(2, 5, 6))


def scalar_bias(x, w, b, stride, padding):
    return r_sliding_view(x, w, np.zeros_like(b), stride, padding) + b[0]


def bias_broadcast(x, w, b, stride, padding):
    return without_bias(x, w, b, stride, padding) + b


def channel_mean(x, w, b, stride, padding):
    views = sliding_window_view(zeros_around(x, padding), w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijkm,fckm->nfcij", views, w).mean(axis=2) + b[:, None, None]


def window_mean(x, w, b, stride, padding):
    KH, KW = w.shape[2:]
    return r_windows(x, w / (KH * KW), b, stride, padding)


def mean_of_products(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    KH, KW = w.shape[2:]
    OH, OW = places(big.shape[2], KH, stride), places(big.shape[3], KW, stride)
    y = np.empty((len(x), len(w), OH, OW))
    for n, f, i, j in np.ndindex(*y.shape):
        r, q = i * stride, j * stride
        y[n, f, i, j] = np.mean(big[n, :, r : r + KH, q : q + KW] * w[f]) + b[f]
    return y


def grey(x, w, b, stride, padding):
    return r_fourier(x[:, :1], w[:, :1], b, stride, padding)


def overwritten_channel(x, w, b, stride, padding):
    for c in range(x.shape[1]):
        y = r_im2col(x[:, c : c + 1], w[:, c : c + 1], b, stride, padding)
    return y


def assigned_taps(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    F, C, KH, KW = w.shape
    y = np.zeros((len(x), F, places(big.shape[2], KH, stride), places(big.shape[3], KW, stride)))
    for n, f, i, j in np.ndindex(*y.shape):
        for c, k, m in np.ndindex(C, KH, KW):
            y[n, f, i, j] = big[n, c, i * stride + k, j * stride + m] * w[f, c, k, m]
    return y + b[:, None, None]


def depthwise(x, w, b, stride, padding):
    maps = []
    for f in range(len(w)):
        plane, kernel = x[:, f][:, None], w[f, f][None, None]
        maps.append(r_toeplitz(plane, kernel, b[f : f + 1], stride, padding)[:, 0])
    return np.stack(maps, axis=1)


def einsum_loses_c(x, w, b, stride, padding):
    views = sliding_window_view(zeros_around(x, padding), w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijkm,fdkm->nfij", views, w) + b[:, None, None]


def always_first_filter(x, w, b, stride, padding):
    y = r_fourier(x, w, b * 0, stride, padding)
    return y[:, :1] + b[:, None, None]


def return_in_loop(x, w, b, stride, padding):
    y = np.zeros_like(r_im2col(x, w, b, stride, padding))
    for n in range(len(x)):
        y[n] = r_im2col(x[n : n + 1], w, b, stride, padding)[0]
        return y


def first_for_all(x, w, b, stride, padding):
    return np.stack([r_taps(x[:1], w, b, stride, padding)[0] for _ in x])


def squeezed_batch(x, w, b, stride, padding):
    return r_windows(x[:1], w, b, stride, padding).squeeze(axis=0)


def mirrored_output(x, w, b, stride, padding):
    return r_im2col(x.swapaxes(2, 3), w.swapaxes(2, 3), b, stride, padding)


def filters_at_the_end(x, w, b, stride, padding):
    views = sliding_window_view(zeros_around(x, padding), w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijkm,fckm->nijf", views, w) + b


def filters_at_the_start(x, w, b, stride, padding):
    return np.stack([r_windows(x, w[[f]], b[[f]], stride, padding)[:, 0] for f in range(len(w))])


def reshape_of_filter_rows(x, w, b, stride, padding):
    views = sliding_window_view(zeros_around(x, padding), w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    N, C, OH, OW = views.shape[:4]
    columns = views.transpose(1, 4, 5, 0, 2, 3).reshape(-1, N * OH * OW)
    return (w.reshape(len(w), -1) @ columns + b[:, None]).reshape(N, len(w), OH, OW)


def reshape_of_places(x, w, b, stride, padding):
    views = sliding_window_view(zeros_around(x, padding), w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    N, C, OH, OW = views.shape[:4]
    out = views.transpose(0, 2, 3, 1, 4, 5).reshape(N * OH * OW, -1) @ w.reshape(len(w), -1).T + b
    return out.reshape(N, len(w), OH, OW)


def images_last(x, w, b, stride, padding):
    views = sliding_window_view(zeros_around(x, padding), w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    N, C, OH, OW = views.shape[:4]
    columns = views.transpose(1, 4, 5, 2, 3, 0).reshape(-1, OH * OW * N)
    out = w.reshape(len(w), -1) @ columns + b.reshape(-1, 1)
    return out.reshape(len(w), N, OH, OW).transpose(1, 0, 2, 3)


def into_integers(x, w, b, stride, padding):
    right = r_im2col(x, w, b, stride, padding)
    y = np.zeros(right.shape, dtype=int)
    y[:] = right
    return y


def rectified(x, w, b, stride, padding):
    return r_sliding_view(x, w, b, stride, padding).clip(0)


def convolution_without_bias(x, w, b, stride, padding):
    return r_taps(x, w[:, :, ::-1, ::-1], 0 * b, stride, padding)


def no_stride_no_padding(x, w, b, stride, padding):
    return r_sliding_view(x, w, b, 1, 0)


def no_padding_no_bias(x, w, b, stride, padding):
    return r_windows(x, w, np.zeros(len(b)), stride, 0)


def grey_convolution(x, w, b, stride, padding):
    return r_im2col(x[:, :1], np.flip(w[:, :1], (2, 3)), b, stride, padding)


def unpadded_but_counted(x, w, b, stride, padding):
    OH, OW = (places(n + 2 * padding, k, stride) for n, k in zip(x.shape[2:], w.shape[2:], strict=True))
    y = np.zeros((len(x), len(w), OH, OW))
    for i, j, k, m in np.ndindex(OH, OW, *w.shape[2:]):
        y[:, :, i, j] += x[:, :, i * stride + k, j * stride + m] @ w[:, :, k, m].T
    return y + b[:, None, None]


def result_padded(x, w, b, stride, padding):
    return zeros_around(r_fourier(x, w, b, stride, 0), padding)


def one_padding_in_formula(x, w, b, stride, padding):
    OH, OW = ((n - k + padding) // stride + 1 for n, k in zip(x.shape[2:], w.shape[2:], strict=True))
    return r_toeplitz(x, w, b, stride, padding)[:, :, :OH, :OW]


def early_one(x, w, b, stride, padding):
    OH, OW = ((n - k + 2 * padding + 1) // stride for n, k in zip(x.shape[2:], w.shape[2:], strict=True))
    return r_sliding_view(x, w, b, stride, padding)[:, :, :OH, :OW]


def zero_filled(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    extra = [(0, -(n - k) % stride) for n, k in zip(big.shape[2:], w.shape[2:], strict=True)]
    return r_taps(np.pad(big, [(0, 0), (0, 0), *extra]), w, b, stride, 0)


def square_result(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    n = (big.shape[2] - w.shape[2]) // stride + 1
    steps = [k * stride for k in range(n)]
    return windowed(big, w, w.shape[2:], steps, steps) + b[:, None, None]


def sizes_mixed_up(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    KW, KH = w.shape[2:]
    rows = [i * stride for i in range(places(big.shape[2], KH, stride))]
    columns = [j * stride for j in range(places(big.shape[3], KW, stride))]
    return windowed(big, w, w.shape[2:], rows, columns) + b[:, None, None]


def row_for_column(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    KH, KW = w.shape[2:]
    y = np.zeros((len(x), len(w), places(big.shape[2], KH, stride), places(big.shape[3], KW, stride)))
    for n, f, i, j in np.ndindex(*y.shape):
        y[n, f, i, j] = (big[n, :, j * stride :, i * stride :][:, :KH, :KW] * w[f]).sum() + b[f]
    return y


def dot_in_window(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    KH, KW = w.shape[2:]
    y = np.zeros((len(x), len(w), places(big.shape[2], KH, stride), places(big.shape[3], KW, stride)))
    for n, f, i, j in np.ndindex(*y.shape):
        piece = big[n, :, i * stride : i * stride + KH, j * stride : j * stride + KW]
        y[n, f, i, j] = sum(np.dot(piece[c], w[f, c]).sum() for c in range(len(piece))) + b[f]
    return y


def bias_with_each_tap(x, w, b, stride, padding):
    KH, KW = w.shape[2:]
    total = 0
    for k, m in np.ndindex(KH, KW):
        only = np.zeros_like(w)
        only[:, :, k, m] = w[:, :, k, m]
        total = total + r_toeplitz(x, only, b, stride, padding)
    return total


def einsum_loses_n(x, w, b, stride, padding):
    views = sliding_window_view(zeros_around(x, padding), w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijkm,fckm->fij", views, w) + len(x) * b[:, None, None]


def one_image(x, w, b, stride, padding):
    return r_fourier(x[0][None], w, b, stride, padding)


def one_filter(x, w, b, stride, padding):
    return r_windows(x, w[0][None], b[:1], stride, padding)


def without_rows(x, w, b, stride, padding):
    return r_im2col(x, w, b, stride, padding).reshape(len(x), len(w), -1)


def squeezed(x, w, b, stride, padding):
    return np.squeeze(r_taps(x, w, b, stride, padding))


def size_without_stride(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    F, C, KH, KW = w.shape
    y = np.zeros((len(x), F, big.shape[2] - KH + 1, big.shape[3] - KW + 1))
    for n, f, i, j in np.ndindex(*y.shape):
        y[n, f, i, j] = b[f]
        for c, k, m in np.ndindex(C, KH, KW):
            y[n, f, i, j] += w[f, c, k, m] * big[n, c, i * stride + k, j * stride + m]
    return y


def ceil_by_indices(x, w, b, stride, padding):
    big = zeros_around(x, padding)
    OH, OW = (-(-(n - k) // stride) + 1 for n, k in zip(big.shape[2:], w.shape[2:], strict=True))
    y = np.zeros((len(x), len(w), OH, OW))
    for i, j, k, m in np.ndindex(OH, OW, *w.shape[2:]):
        y[:, :, i, j] += big[:, :, stride * i + k, stride * j + m] @ w[:, :, k, m].T
    return y + b[:, None, None]


def square_views(x, w, b, stride, padding):
    K = w.shape[3]
    views = sliding_window_view(zeros_around(x, padding), (K, K), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = views.transpose(0, 2, 3, 1, 4, 5).reshape(*views.shape[:1], *views.shape[2:4], -1)
    return np.moveaxis(flat @ w.reshape(len(w), -1).T + b, 3, 1)


def pad_all_but_keep_n(x, w, b, stride, padding):
    big = np.pad(x, padding)
    KH, KW = w.shape[2:]
    y = np.zeros((len(x), len(w), places(big.shape[2], KH, stride), places(big.shape[3], KW, stride)))
    for n, f, i, j in np.ndindex(*y.shape):
        for c in range(x.shape[1]):
            r, q = i * stride, j * stride
            y[n, f, i, j] += (big[n, c, r : r + KH, q : q + KW] * w[f, c]).sum()
        y[n, f, i, j] += b[f]
    return y


def leaked_index(x, w, b, stride, padding):
    y = r_fourier(x, w, 0 * b, stride, padding)
    for f in range(len(w)):
        bias = b[f]
    return y + bias


def running_total(x, w, b, stride, padding):
    y, total = r_im2col(x, w, 0 * b, stride, padding), 0
    for index in np.ndindex(*y.shape):
        total += y[index]
        y[index] = total + b[index[1]]
    return y


def running_total_in_map(x, w, b, stride, padding):
    y = r_taps(x, w, 0 * b, stride, padding)
    for n, f in np.ndindex(*y.shape[:2]):
        total = 0
        for i, j in np.ndindex(*y.shape[2:]):
            total += y[n, f, i, j]
            y[n, f, i, j] = total + b[f]
    return y


def return_after_first_filter(x, w, b, stride, padding):
    y = np.zeros_like(r_im2col(x, w, b, stride, padding))
    y[:, 0] = r_windows(x, w[:1], b[:1], stride, padding)[:, 0]
    return y


def depthwise_modulo(x, w, b, stride, padding):
    C = x.shape[1]
    maps = [r_im2col(x[:, [f % C]], w[f : f + 1, [f % C]], b[[f]], stride, padding) for f in range(len(w))]
    return np.concatenate(maps, axis=1)


def strongest(x, w, b, stride, padding):
    views = sliding_window_view(zeros_around(x, padding), w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijkm,fckm->nfijckm", views, w).max(axis=(4, 5, 6)) + b[:, None, None]


def framed_by_ones(x, w, b, stride, padding):
    N, C, H, W = x.shape
    big = np.ones((N, C, H + 2 * padding, W + 2 * padding))
    big[:, :, padding : padding + H, padding : padding + W] = x
    return r_circular_fourier(big, w, b, stride, 0)


def unit_sum(x, w, b, stride, padding):
    return r_taps(x, np.stack([kernel / kernel.sum() for kernel in w]), b, stride, padding)


def magnitude(x, w, b, stride, padding):
    return abs(r_fourier(x, w, b, stride, padding))


def written_j_i(x, w, b, stride, padding):
    right = r_windows(x, w, b, stride, padding)
    y = np.zeros_like(right)
    for i, j in np.ndindex(*right.shape[2:]):
        y[:, :, j, i] = right[:, :, i, j]
    return y


def counted(pad):
    """The number of places by the formula, whatever the array around the image looks like."""

    def solution(x, w, b, stride, padding):
        big = pad(x, padding)
        OH, OW = (places(n + 2 * padding, k, stride) for n, k in zip(x.shape[2:], w.shape[2:], strict=True))
        rows, columns = [i * stride for i in range(OH)], [j * stride for j in range(OW)]
        return windowed(big, w, w.shape[2:], rows, columns)[: len(x)] + b[:, None, None]

    return solution


def four_loops(term, size=lambda w: w.shape[2:]):
    def solution(x, w, b, stride, padding):
        big = zeros_around(x, padding)
        KH, KW = size(w)
        y = np.zeros((len(x), len(w), places(big.shape[2], KH, stride), places(big.shape[3], KW, stride)))
        for n, f, i, j in np.ndindex(*y.shape):
            piece = big[n, :, i * stride : i * stride + KH, j * stride : j * stride + KW]
            y[n, f, i, j] = term(piece, w, b, n, f)
        return y

    return solution


def into_zeros_like_x(x, w, b, stride, padding):
    right = r_windows(x, w, b, stride, padding)
    y = np.zeros((len(x), len(w), *x.shape[2:]))
    for n, f, i, j in np.ndindex(*right.shape):
        y[n, f, i, j] = right[n, f, i, j]
    return y


def loops_end_early(x, w, b, stride, padding):
    right = r_taps(x, w, b, stride, padding)
    y = np.zeros(right.shape)
    y[:, :, :-1, :-1] = right[:, :, :-1, :-1]
    return y


def return_at_once(x, w, b, stride, padding):
    right = r_taps(x, w, b, stride, padding)
    y = np.zeros(right.shape)
    for index in np.ndindex(*y.shape):
        y[index] = right[index]
        return y


def reversed_axes(x, w, b, stride, padding):
    return r_toeplitz(x, w, b, stride, padding).T


def no_number_for_each(x, w, b, stride, padding):
    """Raises in every call: no two misconceptions that stop now and then may be blamed for it."""
    y = np.zeros(r_taps(x, w, b, stride, padding).shape)
    y[0, 0, 0, 0] = np.ones(2)
    return y


def first_two_axes_of_a_filter(x, w, b, stride, padding):
    return r_toeplitz(x, np.stack([kernel[::-1, ::-1] for kernel in w]), b, stride, padding)


def halved(x, w, b, stride, padding):
    return r_im2col(x, w, b, stride, padding) / 2


def maximum_in_window(x, w, b, stride, padding):
    views = sliding_window_view(zeros_around(x, padding), w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return (views[:, None] * w[:, :, None, None]).max(axis=(2, 5, 6)) + b[:, None, None]


def late_start(x, w, b, stride, padding):
    return r_sliding_view(x, w, b, 1, padding)[:, :, stride - 1 :: stride, stride - 1 :: stride]


def as_lists(x, w, b, stride, padding):
    return r_loops(x, w, b, stride, padding).tolist()


def with_cache(x, w, b, stride, padding):
    return r_im2col(x, w, b, stride, padding), (x, w, b)


def bias_everywhere_in_place(x, w, b, stride, padding):
    w *= 1.0
    x += b[0]
    return r_im2col(x, w, b, stride, padding)


WRONG = {
    function.__name__: (function, fault)
    for function, fault in [
        (true_convolution, "flipped_kernel"),
        (rotated_kernel, "flipped_kernel"),
        (toeplitz_of_convolution, "flipped_kernel"),
        (rows_upside_down, "flipped_rows"),
        (columns_mirrored, "flipped_columns"),
        (np_flip, "flips_every_axis"),
        (three_dimensional_fourier, "flips_channels_too"),
        (rot90_without_axes, "flips_filters_and_channels"),
        (indices_exchanged, "kernel_transposed"),
        (square_height, "square_by_rows"),
        (square_seven_loops, "square_loop_by_rows"),
        (square_width, "square_by_columns"),
        (filters_from_second_axis, "filters_and_channels_swapped"),
        (reshaped_weights, "filters_reshaped"),
        (cells_before_channels, "cells_in_other_order"),
        (one_step, "stride_ignored"),
        (only_size_strided, "stride_only_in_size"),
        (strided_rows, "stride_rows_only"),
        (strided_columns, "stride_columns_only"),
        (dilated, "dilates"),
        (like_pooling, "windows_side_by_side"),
        (padding_then_stride, "stride_and_padding_swapped"),
        (one_too_few, "no_plus_one"),
        (range_without_plus_one, "last_place_lost"),
        (rounded_up, "ceil_size"),
        (old_size, "size_without_padding"),
        (no_padding, "padding_ignored"),
        (padding_counted_only, "padding_only_in_size"),
        (padded_top_left, "padding_before_only"),
        (padded_bottom_right, "padding_after_only"),
        (padded_height, "padding_rows_only"),
        (padded_width, "padding_columns_only"),
        (padding_as_total, "padding_is_total"),
        (padding_twice, "padding_doubled"),
        (always_same, "same_padding"),
        (same_as_in_signals, "same_padding_early"),
        (same_for_odd, "same_padding_odd"),
        (same_more_at_the_end, "same_padding_late"),
        (at_the_pixel, "written_at_the_pixel"),
        (always_full, "full_padding"),
        (pad_edge, "pads_with_edge"),
        (pad_around, "pads_with_wrap"),
        (pad_all, "pads_every_axis"),
        (without_bias, "forgets_bias"),
        (minus_bias, "bias_subtracted"),
        (bias_with_each_channel, "bias_per_channel"),
        (bias_in_window, "bias_per_product"),
        (scalar_bias, "first_bias"),
        (bias_broadcast, "bias_along_columns"),
        (channel_mean, "mean_over_channels"),
        (window_mean, "mean_over_kernel"),
        (mean_of_products, "mean_for_sum"),
        (grey, "first_channel_only"),
        (overwritten_channel, "last_channel_only"),
        (assigned_taps, "last_product_only"),
        (depthwise, "own_channel_only"),
        (einsum_loses_c, "channels_mixed"),
        (always_first_filter, "first_filter_everywhere"),
        (return_in_loop, "first_image_only"),
        (first_for_all, "first_image_repeated"),
        (squeezed_batch, "no_batch_axis"),
        (mirrored_output, "output_transposed"),
        (filters_at_the_end, "filters_last"),
        (filters_at_the_start, "filters_first"),
        (reshape_of_filter_rows, "reshaped_filters_first"),
        (reshape_of_places, "reshaped_filters_last"),
        (images_last, "reshaped_batch_last"),
        (into_integers, "whole_numbers"),
        (rectified, "relu_on_output"),
        (convolution_without_bias, "flipped_kernel+forgets_bias"),
        (no_stride_no_padding, "stride_ignored+padding_ignored"),
        (no_padding_no_bias, "padding_ignored+forgets_bias"),
        (grey_convolution, "flipped_kernel+first_channel_only"),
        (unpadded_but_counted, "border_missing"),
        (result_padded, "pads_result"),
        (one_padding_in_formula, "padding_before_only"),
        (early_one, "plus_one_before_division"),
        (zero_filled, "cut_windows_with_zero"),
        (square_result, "square_result_by_rows"),
        (sizes_mixed_up, "kernel_sizes_exchanged"),
        (row_for_column, "places_exchanged"),
        (dot_in_window, "matrix_product"),
        (bias_with_each_tap, "bias_per_cell"),
        (einsum_loses_n, "images_summed"),
        (one_image, "first_image_alone"),
        (one_filter, "first_filter_alone"),
        (without_rows, "places_flattened"),
        (squeezed, "squeezed"),
        (size_without_stride, "stride_one_expected"),
        (ceil_by_indices, "nothing_left_over_expected"),
        (square_views, "square_kernel_expected"),
        (pad_all_but_keep_n, "pads_images_and_channels"),
        (leaked_index, "last_bias"),
        (running_total, "sum_not_reset"),
        (running_total_in_map, "sum_not_reset_in_a_map"),
        (return_after_first_filter, "first_filter_only"),
        (depthwise_modulo, "own_channel_wrapped"),
        (strongest, "largest_product"),
        (framed_by_ones, "pads_with_ones"),
        (unit_sum, "normalises_filters"),
        (magnitude, "absolute_output"),
        (written_j_i, "written_transposed"),
        (into_zeros_like_x, "as_large_as_the_image"),
        (loops_end_early, "last_places_empty"),
        (return_at_once, "first_place_only"),
        (reversed_axes, "all_axes_reversed"),
        (no_number_for_each, None),
        (first_two_axes_of_a_filter, "flips_channels_and_rows"),
        (halved, None),
        (maximum_in_window, "largest_product"),
        (late_start, None),
        (as_lists, "returns_list"),
        (with_cache, None),
        (bias_everywhere_in_place, None),
    ]
} | {
    fault: (solution, fault)
    for fault, solution in {
        "padding_before_counted": counted(lambda x, p: np.pad(x, ((0, 0), (0, 0), (p, 0), (p, 0)))),
        "padding_after_counted": counted(lambda x, p: np.pad(x, ((0, 0), (0, 0), (0, p), (0, p)))),
        "padding_rows_counted": counted(lambda x, p: np.pad(x, ((0, 0), (0, 0), (p, p), (0, 0)))),
        "padding_columns_counted": counted(lambda x, p: np.pad(x, [(0, 0)] * 3 + [(p, p)])),
        "pads_images": counted(lambda x, p: np.pad(x, p)),
        "pads_with_symmetric": counted(lambda x, p: np.pad(x, [(0, 0)] * 2 + [(p, p)] * 2, "symmetric")),
        "kernel_transposed_in_its_window": four_loops(
            lambda piece, w, b, n, f: (piece * w[f].transpose(0, 2, 1)).sum() + b[f]
        ),
        "window_turned": four_loops(
            lambda piece, w, b, n, f: (piece * w[f]).sum() + b[f], lambda w: (w.shape[3], w.shape[2])
        ),
        "own_channel_for_all_weights": four_loops(lambda piece, w, b, n, f: (piece[f] * w[f]).sum() + b[f]),
        "first_channel_for_all_weights": four_loops(lambda piece, w, b, n, f: (piece[0] * w[f]).sum() + b[f]),
        "bias_multiplied": four_loops(lambda piece, w, b, n, f: (piece * w[f]).sum() * b[f]),
        "bias_of_the_image": four_loops(lambda piece, w, b, n, f: (piece * w[f]).sum() + b[n]),
    }.items()
}
