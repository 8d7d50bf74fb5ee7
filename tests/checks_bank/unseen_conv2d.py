"""Solutions of `conv2d`, written without knowing the faults; only the ids were added afterwards."""

import itertools
import math

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view
from scipy import signal


def seven_loops(x, w, b, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    HO = (H + 2 * padding - KH) // stride + 1
    WO = (W + 2 * padding - KW) // stride + 1
    y = np.zeros((N, F, HO, WO), dtype=x.dtype)
    for n in range(N):
        for f in range(F):
            for i in range(HO):
                for j in range(WO):
                    total = b[f]
                    for c in range(C):
                        for u in range(KH):
                            for v in range(KW):
                                r, s = i * stride + u - padding, j * stride + v - padding
                                if 0 <= r < H and 0 <= s < W:
                                    total += x[n, c, r, s] * w[f, c, u, v]
                    y[n, f, i, j] = total
    return y


def windows_and_einsum(x, w, b, stride, padding):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    v = sliding_window_view(x, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("nchwij,fcij->nfhw", v, w) + b[:, None, None]


def im2col(x, w, b, stride, padding):
    xp = np.zeros((*x.shape[:2], x.shape[2] + 2 * padding, x.shape[3] + 2 * padding), dtype=x.dtype)
    xp[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]] = x
    n, c, h, v = xp.shape
    f, _, kh, kw = w.shape
    ho, wo = 1 + (h - kh) // stride, 1 + (v - kw) // stride
    sn, sc, sh, sw = xp.strides
    cols = as_strided(xp, (n, ho, wo, c, kh, kw), (sn, sh * stride, sw * stride, sc, sh, sw), writeable=False)
    out = cols.reshape(n * ho * wo, c * kh * kw) @ w.reshape(f, c * kh * kw).T + b
    return np.moveaxis(out.reshape(n, ho, wo, f), -1, 1)


def one_offset_at_a_time(x, w, b, stride, padding):
    p = padding
    x = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)], mode="constant")
    KH, KW = w.shape[2:]
    HO, WO = (x.shape[2] - KH) // stride + 1, (x.shape[3] - KW) // stride + 1
    y = np.empty((len(x), len(w), HO, WO), dtype=x.dtype)
    y[...] = b.reshape(1, -1, 1, 1)
    for i, j in itertools.product(range(KH), range(KW)):
        seen = x[:, :, i : i + stride * (HO - 1) + 1 : stride, j : j + stride * (WO - 1) + 1 : stride]
        y += np.tensordot(seen, w[:, :, i, j], axes=([1], [1])).transpose(0, 3, 1, 2)
    return y


def fourier(x, w, b, stride, padding):
    p = padding
    x_ = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    size = x_.shape[2:]
    product = np.einsum("nchw,fchw->nfhw", np.fft.rfft2(x_, size), np.fft.rfft2(w, size).conj())
    y = np.fft.irfft2(product, size)
    y = y[:, :, : size[0] - w.shape[2] + 1 : stride, : size[1] - w.shape[3] + 1 : stride]
    return (y + b[None, :, None, None]).astype(x.dtype)


def one_big_matrix(x, w, b, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    HO, WO = (H - KH + 2 * padding) // stride + 1, (W - KW + 2 * padding) // stride + 1
    M = np.zeros((F, HO, WO, C, H, W), dtype=w.dtype)
    for i in range(HO):
        for j in range(WO):
            top, left = i * stride - padding, j * stride - padding
            for u in range(max(0, -top), min(KH, H - top)):
                for v in range(max(0, -left), min(KW, W - left)):
                    M[:, i, j, :, top + u, left + v] = w[:, :, u, v]
    y = x.reshape(N, C * H * W) @ M.reshape(F * HO * WO, C * H * W).T
    return y.reshape(N, F, HO, WO) + b.reshape(F, 1, 1)


def fortran_order(x, w, b, stride, padding):
    N, C, H, W = x.shape
    F, C, KH, KW = w.shape
    HO, WO = (H + 2 * padding - KH) // stride + 1, (W + 2 * padding - KW) // stride + 1
    padded = np.zeros((W + 2 * padding, H + 2 * padding, C, N), dtype=x.dtype)
    padded[padding : W + padding, padding : H + padding] = x.T
    y = np.zeros((WO, HO, F, N), dtype=x.dtype)
    for j in range(WO):
        for i in range(HO):
            patch = padded[j * stride : j * stride + KW, i * stride : i * stride + KH]
            y[j, i] = np.tensordot(w.T, patch, axes=([0, 1, 2], [0, 1, 2])) + b[:, None]
    return y.T


def with_scipy(x, w, b, stride, padding):
    p = padding
    out = []
    for image in np.pad(x, ((0, 0), (0, 0), (p, p), (p, p))):
        maps = [sum(signal.correlate2d(c, k, "valid") for c, k in zip(image, kernels, strict=True)) for kernels in w]
        out.append(np.stack(maps)[:, ::stride, ::stride] + b[:, None, None])
    if not out:
        size = [(n + 2 * p - k) // stride + 1 for n, k in zip(x.shape[2:], w.shape[2:], strict=True)]
        return np.zeros((0, len(w), *size), dtype=x.dtype)
    return np.stack(out).astype(x.dtype)


RIGHT = {
    function.__name__: function
    for function in (
        seven_loops,
        windows_and_einsum,
        im2col,
        one_offset_at_a_time,
        fourier,
        one_big_matrix,
        fortran_order,
        with_scipy,
    )
}


def scipy_convolve(x, w, b, stride, padding):
    N, C, H, W = x.shape
    F = w.shape[0]
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = []
    for n in range(N):
        for f in range(F):
            res = 0
            for c in range(C):
                res = res + signal.convolve2d(x[n, c], w[f, c], mode="valid")
            out.append(res[::stride, ::stride] + b[f])
    out = np.array(out, dtype=x.dtype)
    return out.reshape(N, F, out.shape[-2], out.shape[-1])


def quarter_turn(x, w, b, stride, padding):
    w = np.rot90(w, axes=(2, 3))
    p = padding
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    win = np.lib.stride_tricks.sliding_window_view(xp, w.shape[2:], axis=(2, 3))
    return np.einsum("ncijkl,fckl->nfij", win[:, :, ::stride, ::stride], w) + b[None, :, None, None]


def flips_rows(x, w, b, stride, padding):
    xp = np.pad(x, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    kernel = w[:, :, ::-1]
    view = sliding_window_view(xp, kernel.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.tensordot(view, kernel, axes=((1, 4, 5), (1, 2, 3))).transpose(0, 3, 1, 2) + b.reshape(-1, 1, 1)


def no_bias(x, w, b, stride, padding):
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    H_ = 1 + (H + 2 * padding - HH) // stride
    W_ = 1 + (W + 2 * padding - WW) // stride
    out = np.zeros((N, F, H_, W_), dtype=x.dtype)
    x_pad = np.pad(x, ((0,), (0,), (padding,), (padding,)), "constant")
    for n in range(N):
        for f in range(F):
            for i in range(H_):
                for j in range(W_):
                    window = x_pad[n, :, i * stride : i * stride + HH, j * stride : j * stride + WW]
                    out[n, f, i, j] = np.sum(window * w[f])
    return out


def bias_for_every_channel(x, w, b, stride, padding):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, ch, h, v = x.shape
    f, _, kh, kw = w.shape
    y = np.zeros((n, f, (h - kh) // stride + 1, (v - kw) // stride + 1), dtype=x.dtype)
    for i in range(n):
        for k in range(f):
            for c in range(ch):
                for r in range(y.shape[2]):
                    for s in range(y.shape[3]):
                        patch = x[i, c, r * stride : r * stride + kh, s * stride : s * stride + kw]
                        y[i, k, r, s] += np.sum(patch * w[k, c]) + b[k]
    return y


def bias_for_every_product(x, w, b, stride, padding):
    p, s = padding, stride
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    N, C, H, W = xp.shape
    F, _, KH, KW = w.shape
    y = np.zeros((N, F, (H - KH) // s + 1, (W - KW) // s + 1), x.dtype)
    for n, f, i, j in np.ndindex(y.shape):
        y[n, f, i, j] = np.sum(xp[n, :, i * s : i * s + KH, j * s : j * s + KW] * w[f] + b[f])
    return y


def bias_on_the_last_axis(x, w, b, stride, padding):
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    v = sliding_window_view(xp, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("nchwij,fcij->nfhw", v, w) + b


def padding_unused(x, w, b, stride, padding):
    N, _, H, W = x.shape
    F, _, KH, KW = w.shape
    Ho, Wo = (H - KH) // stride + 1, (W - KW) // stride + 1
    y = np.zeros((N, F, Ho, Wo), dtype=x.dtype)
    for i in range(Ho):
        for j in range(Wo):
            region = x[:, :, i * stride : i * stride + KH, j * stride : j * stride + KW]
            for k in range(F):
                y[:, k, i, j] = (region * w[k]).sum(axis=(1, 2, 3)) + b[k]
    return y


def padding_at_the_end(x, w, b, stride, padding):
    N, C, H, W = x.shape
    big = np.zeros((N, C, H + 2 * padding, W + 2 * padding), dtype=x.dtype)
    big[:, :, :H, :W] = x
    patches = sliding_window_view(big, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("nchwij,fcij->nfhw", patches, w, optimize=True) + b[:, None, None]


def edge_padding(x, w, b, stride, padding):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), mode="edge")
    KH, KW = w.shape[2:]
    HO, WO = (x.shape[2] - KH) // stride + 1, (x.shape[3] - KW) // stride + 1
    y = np.zeros((len(x), len(w), HO, WO), dtype=x.dtype)
    for i in range(KH):
        for j in range(KW):
            part = x[:, :, i : i + stride * HO : stride, j : j + stride * WO : stride][:, :, :HO, :WO]
            y += np.einsum("nchw,fc->nfhw", part, w[:, :, i, j])
    return y + b.reshape(1, -1, 1, 1)


def always_same(x, w, b, stride, padding):
    ph, pw = w.shape[2] // 2, w.shape[3] // 2
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    v = sliding_window_view(x, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("nchwij,fcij->nfhw", v, w) + b[:, None, None]


def border_zeroed(x, w, b, stride, padding):
    if padding > 0:
        x[:, :, :padding, :] = 0
        x[:, :, -padding:, :] = 0
        x[:, :, :, :padding] = 0
        x[:, :, :, -padding:] = 0
    v = sliding_window_view(x, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("nchwij,fcij->nfhw", v, w) + b[:, None, None]


def stride_unused(x, w, b, stride, padding):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    y = np.zeros((N, F, H - KH + 1, W - KW + 1), dtype=x.dtype)
    for r in range(H - KH + 1):
        for c in range(W - KW + 1):
            y[:, :, r, c] = np.tensordot(x[:, :, r : r + KH, c : c + KW], w, axes=([1, 2, 3], [1, 2, 3])) + b
    return y


def stride_in_the_size_only(x, w, b, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    H_out = (H + 2 * padding - KH) // stride + 1
    W_out = (W + 2 * padding - KW) // stride + 1
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.zeros((N, F, H_out, W_out), dtype=x.dtype)
    for n in range(N):
        for f in range(F):
            for i in range(H_out):
                for j in range(W_out):
                    out[n, f, i, j] = np.sum(xp[n, :, i : i + KH, j : j + KW] * w[f]) + b[f]
    return out


def stride_inside_the_window(x, w, b, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    H_out = (H + 2 * padding - KH) // stride + 1
    W_out = (W + 2 * padding - KW) // stride + 1
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.zeros((N, F, H_out, W_out), dtype=x.dtype)
    for i in range(H_out):
        for j in range(W_out):
            patch = xp[:, :, i : i + KH * stride : stride, j : j + KW * stride : stride]
            out[:, :, i, j] = np.einsum("nckl,fckl->nf", patch, w) + b
    return out


def strides_rows_only(x, w, b, stride, padding):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    v = sliding_window_view(x, w.shape[2:], axis=(2, 3))[:, :, ::stride]
    return np.einsum("nchwij,fcij->nfhw", v, w) + b[:, None, None]


def thins_the_input(x, w, b, stride, padding):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    v = sliding_window_view(x[:, :, ::stride, ::stride], w.shape[2:], axis=(2, 3))
    return np.einsum("nchwij,fcij->nfhw", v, w) + b[:, None, None]


def rounds_up(x, w, b, stride, padding):
    p = padding
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    HO = math.ceil((H + 2 * p - KH) / stride) + 1
    WO = math.ceil((W + 2 * p - KW) / stride) + 1
    # a few more zeros so that the last window fits
    xp = np.pad(x, ((0, 0), (0, 0), (p, p + stride), (p, p + stride)))
    y = np.zeros((N, F, HO, WO), dtype=x.dtype)
    for i in range(HO):
        for j in range(WO):
            patch = xp[:, :, i * stride : i * stride + KH, j * stride : j * stride + KW]
            y[:, :, i, j] = np.tensordot(patch, w, axes=([1, 2, 3], [1, 2, 3])) + b
    return y


def last_window_forgotten(x, w, b, stride, padding):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    _, _, H, W = x.shape
    _, _, KH, KW = w.shape
    rows = []
    for i in range(0, H - KH, stride):
        row = []
        for j in range(0, W - KW, stride):
            row.append(np.einsum("nckl,fckl->nf", x[:, :, i : i + KH, j : j + KW], w) + b)
        rows.append(row)
    return np.array(rows, dtype=x.dtype).transpose(2, 3, 0, 1)


def size_with_one_padding(x, w, b, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    HO, WO = (H + padding - KH) // stride + 1, (W + padding - KW) // stride + 1
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    y = np.zeros((N, F, HO, WO), dtype=x.dtype)
    for n, f, i, j in itertools.product(range(N), range(F), range(HO), range(WO)):
        y[n, f, i, j] = np.vdot(xp[n, :, i * stride : i * stride + KH, j * stride : j * stride + KW], w[f]) + b[f]
    return y


def true_division(x, w, b, stride, padding):
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    H_new = 1 + (H + 2 * padding - HH) / stride
    W_new = 1 + (W + 2 * padding - WW) / stride
    out = np.zeros((N, F, H_new, W_new))
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    for i in range(N):
        for f in range(F):
            for j in range(H_new):
                for k in range(W_new):
                    window = xp[i, :, j * stride : HH + j * stride, k * stride : WW + k * stride]
                    out[i, f, j, k] = np.sum(window * w[f]) + b[f]
    return out


def square_images(x, w, b, stride, padding):
    n, _, h, _ = x.shape
    f, _, k, _ = w.shape
    o = (h + 2 * padding - k) // stride + 1
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    y = np.zeros((n, f, o, o), dtype=x.dtype)
    for i in range(o):
        for j in range(o):
            patch = xp[:, :, i * stride : i * stride + k, j * stride : j * stride + k]
            y[:, :, i, j] = (patch[:, None] * w[None]).sum(axis=(2, 3, 4)) + b
    return y


def output_transposed(x, w, b, stride, padding):
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    HO = (xp.shape[2] - w.shape[2]) // stride + 1
    WO = (xp.shape[3] - w.shape[3]) // stride + 1
    y = np.zeros((len(x), len(w), WO, HO), dtype=x.dtype)
    for r in range(HO):
        for c in range(WO):
            patch = xp[:, :, r * stride : r * stride + w.shape[2], c * stride : c * stride + w.shape[3]]
            y[:, :, c, r] = np.einsum("nckl,fckl->nf", patch, w) + b
    return y


def first_channel(x, w, b, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    y = np.zeros((N, F, (H + 2 * padding - KH) // stride + 1, (W + 2 * padding - KW) // stride + 1), dtype=x.dtype)
    for n, f, i, j in np.ndindex(*y.shape):
        y[n, f, i, j] = (xp[n, 0, i * stride : i * stride + KH, j * stride : j * stride + KW] * w[f, 0]).sum() + b[f]
    return y


def last_channel_wins(x, w, b, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    y = np.zeros((N, F, (H + 2 * padding - KH) // stride + 1, (W + 2 * padding - KW) // stride + 1), dtype=x.dtype)
    for n, f, i, j in np.ndindex(*y.shape):
        for c in range(C):
            patch = xp[n, c, i * stride : i * stride + KH, j * stride : j * stride + KW]
            y[n, f, i, j] = np.sum(patch * w[f, c]) + b[f]
    return y


def channel_f_for_filter_f(x, w, b, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    HO, WO = (xp.shape[2] - KH) // stride + 1, (xp.shape[3] - KW) // stride + 1
    y = np.zeros((N, F, HO, WO), dtype=x.dtype)
    for f in range(F):
        for i in range(HO):
            for j in range(WO):
                patch = xp[:, f, i * stride : i * stride + KH, j * stride : j * stride + KW]
                y[:, f, i, j] = np.sum(patch * w[f, 0], axis=(1, 2)) + b[f]
    return y


def filters_and_channels_swapped(x, w, b, stride, padding):
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    v = sliding_window_view(xp, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("nchwij,cfij->nfhw", v, w) + b[:, None, None]


def channels_last(x, w, b, stride, padding):
    N, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    HO, WO = (H + 2 * padding - KH) // stride + 1, (W + 2 * padding - KW) // stride + 1
    y = np.zeros((N, HO, WO, F), dtype=x.dtype)
    for i in range(HO):
        for j in range(WO):
            patch = xp[:, i * stride : i * stride + KH, j * stride : j * stride + KW, :]
            y[:, i, j, :] = np.tensordot(patch, w, axes=([1, 2, 3], [1, 2, 3])) + b
    return y


def sum_not_reset(x, w, b, stride, padding):
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    N, C, H, W = xp.shape
    F, _, KH, KW = w.shape
    y = np.zeros((N, F, (H - KH) // stride + 1, (W - KW) // stride + 1), dtype=x.dtype)
    for n in range(N):
        for f in range(F):
            acc = 0.0
            for i in range(y.shape[2]):
                for j in range(y.shape[3]):
                    acc += np.sum(xp[n, :, i * stride : i * stride + KH, j * stride : j * stride + KW] * w[f])
                    y[n, f, i, j] = acc + b[f]
    return y


def matrix_product_of_patches(x, w, b, stride, padding):
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    N, C, H, W = xp.shape
    F, _, KH, KW = w.shape
    y = np.zeros((N, F, (H - KH) // stride + 1, (W - KW) // stride + 1), dtype=x.dtype)
    for n, f, i, j in np.ndindex(*y.shape):
        patch = xp[n, :, i * stride : i * stride + KH, j * stride : j * stride + KW]
        y[n, f, i, j] = np.sum(patch @ w[f]) + b[f]
    return y


def columns_reshaped_at_once(x, w, b, stride, padding):
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    F, C, KH, KW = w.shape
    v = sliding_window_view(xp, (KH, KW), axis=(2, 3))[:, :, ::stride, ::stride]
    N, _, HO, WO = v.shape[:4]
    cols = v.transpose(0, 2, 3, 1, 4, 5).reshape(N * HO * WO, -1)
    return (cols @ w.reshape(F, -1).T + b).reshape(N, F, HO, WO)


def weights_reshaped_for_transposed(x, w, b, stride, padding):
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    F, C, KH, KW = w.shape
    v = sliding_window_view(xp, (KH, KW), axis=(2, 3))[:, :, ::stride, ::stride]
    N, _, HO, WO = v.shape[:4]
    cols = v.transpose(0, 2, 3, 1, 4, 5).reshape(N * HO * WO, C * KH * KW)
    return (cols @ w.reshape(C * KH * KW, F) + b).reshape(N, HO, WO, F).transpose(0, 3, 1, 2)


def negative_indices(x, w, b, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    HO, WO = (H + 2 * padding - KH) // stride + 1, (W + 2 * padding - KW) // stride + 1
    y = np.zeros((N, F, HO, WO), dtype=x.dtype)
    for i in range(HO):
        for j in range(WO):
            y[:, :, i, j] += b
            for u in range(KH):
                for v in range(KW):
                    r, s = i * stride - padding + u, j * stride - padding + v
                    if r < H and s < W:
                        y[:, :, i, j] += x[:, :, r, s] @ w[:, :, u, v].T
    return y


def must_divide(x, w, b, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    assert (H + 2 * padding - KH) % stride == 0, "height does not fit"
    assert (W + 2 * padding - KW) % stride == 0, "width does not fit"
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    v = sliding_window_view(xp, (KH, KW), axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("nchwij,fcij->nfhw", v, w) + b[:, None, None]


def with_cache(x, w, b, stride, padding):
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    v = sliding_window_view(xp, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    y = np.einsum("nchwij,fcij->nfhw", v, w) + b[:, None, None]
    return y, (x, w, b, stride, padding)


def flips_the_callers_weights(x, w, b, stride, padding):
    w[...] = np.flip(w, axis=(2, 3)).copy()
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    KH, KW = w.shape[2:]
    y = np.zeros((len(x), len(w), (xp.shape[2] - KH) // stride + 1, (xp.shape[3] - KW) // stride + 1), dtype=x.dtype)
    for n in range(len(x)):
        for f in range(len(w)):
            full = sum(signal.convolve2d(xp[n, c], w[f, c], mode="valid") for c in range(x.shape[1]))
            y[n, f] = full[::stride, ::stride] + b[f]
    return y


def forgets_batch(x, w, b, stride, padding):
    xp = np.pad(x[0], ((0, 0), (padding, padding), (padding, padding)))
    F, C, KH, KW = w.shape
    HO, WO = (xp.shape[1] - KH) // stride + 1, (xp.shape[2] - KW) // stride + 1
    y = np.zeros((F, HO, WO), dtype=x.dtype)
    for f, i, j in itertools.product(range(F), range(HO), range(WO)):
        y[f, i, j] = (xp[:, i * stride : i * stride + KH, j * stride : j * stride + KW] * w[f]).sum() + b[f]
    return y


def return_in_the_loop(x, w, b, stride, padding):
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    F, C, KH, KW = w.shape
    y = np.zeros((len(x), F, (xp.shape[2] - KH) // stride + 1, (xp.shape[3] - KW) // stride + 1), dtype=x.dtype)
    for f in range(F):
        for i in range(y.shape[2]):
            for j in range(y.shape[3]):
                patch = xp[:, :, i * stride : i * stride + KH, j * stride : j * stride + KW]
                y[:, f, i, j] = (patch * w[f]).sum(axis=(1, 2, 3)) + b[f]
        return y


def flipped_and_no_bias(x, w, b, stride, padding):
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    v = sliding_window_view(xp, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("nchwij,fcij->nfhw", v, w[:, :, ::-1, ::-1])


def neither_stride_nor_padding(x, w, b, stride, padding):
    v = sliding_window_view(x, w.shape[2:], axis=(2, 3))
    return np.einsum("nchwij,fcij->nfhw", v, w) + b[:, None, None]


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (scipy_convolve, "real convolution, so the kernel is flipped", "flipped_kernel"),
        (quarter_turn, "kernel turned by 90 degrees", "flipped_columns+kernel_transposed"),
        (flips_rows, "kernel upside down", "flipped_rows"),
        (no_bias, "bias left out", "forgets_bias"),
        (bias_for_every_channel, "bias added once per input channel", "bias_per_channel"),
        (bias_for_every_product, "bias inside the sum", "bias_per_product"),
        (bias_on_the_last_axis, "bias broadcast along the width", "bias_along_columns"),
        (padding_unused, "no padding", "padding_ignored"),
        (padding_at_the_end, "all the zeros at the bottom and on the right", "padding_all_after"),
        (edge_padding, "edge values repeated instead of zeros", "pads_with_edge"),
        (always_same, "padding computed from the kernel, argument unused", "same_padding"),
        (border_zeroed, "padding overwrites the border of the caller's image", None),
        (stride_unused, "stride ignored", "stride_ignored"),
        (stride_in_the_size_only, "size for the stride, windows without it", "stride_only_in_size"),
        (stride_inside_the_window, "stride used as dilation", "dilates"),
        (strides_rows_only, "stride for the rows only", "stride_rows_only"),
        (thins_the_input, "strided input, then a convolution of stride 1", "thins_image"),
        (rounds_up, "output size rounded up", "cut_windows_with_zero"),
        (last_window_forgotten, "+ 1 missing in the range", "last_place_lost"),
        (size_with_one_padding, "padding counted once in the size", "padding_before_only"),
        (true_division, "/ gives a float size", None),
        (square_images, "takes images and kernels to be square", "square_by_rows+square_result_by_rows"),
        (output_transposed, "rows and columns of the output swapped", "output_transposed"),
        (first_channel, "only channel 0", "first_channel_only"),
        (last_channel_wins, "= for += over the channels", "last_channel_only"),
        (channel_f_for_filter_f, "filter f sees channel f only", "own_channel_first_weights"),
        (filters_and_channels_swapped, "w read as (C, F, KH, KW)", "filters_and_channels_swapped"),
        (channels_last, "channels last", "reads_channels_last"),
        (sum_not_reset, "running sum never set back", "sum_not_reset_in_a_map"),
        (matrix_product_of_patches, "@ between patch and kernel", "matrix_product"),
        (columns_reshaped_at_once, "reshape where a transpose is needed", "reshaped_filters_last"),
        (weights_reshaped_for_transposed, "weights reshaped instead of transposed", "filters_reshaped"),
        (negative_indices, "negative indices read the other end of the image", "wraps_before"),
        (must_divide, "refuses when the stride leaves a rest", "nothing_left_over_expected"),
        (with_cache, "returns a cache too", None),
        (flips_the_callers_weights, "flips the caller's weights in place", None),
        (forgets_batch, "first image only", "no_batch_axis"),
        (return_in_the_loop, "return one level too deep", "first_filter_only"),
        (flipped_and_no_bias, "flipped kernel and no bias", "flipped_kernel+forgets_bias"),
        (neither_stride_nor_padding, "stride and padding both ignored", "stride_ignored+padding_ignored"),
    ]
}
