"""Solutions of `conv2d_backward`, written without knowing the faults; only the ids were added afterwards."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import signal


def window_by_window(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp, dw, db = np.zeros_like(xp), np.zeros_like(w), np.zeros(F, dtype=w.dtype)
    for n in range(N):
        for f in range(F):
            for i in range(dy.shape[2]):
                rows = slice(i * stride, i * stride + KH)
                for j in range(dy.shape[3]):
                    cols = slice(j * stride, j * stride + KW)
                    g = dy[n, f, i, j]
                    dw[f] += g * xp[n, :, rows, cols]
                    dxp[n, :, rows, cols] += g * w[f]
                    db[f] += g
    return dxp[:, :, padding : padding + H, padding : padding + W], dw, db


def one_offset_at_a_time(dy, x, w, stride, padding):
    p, (H, W), (HO, WO) = padding, x.shape[2:], dy.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dxp = np.zeros(xp.shape, dtype=x.dtype)
    dw = np.empty(w.shape, dtype=w.dtype)
    for u in range(w.shape[2]):
        for v in range(w.shape[3]):
            where = np.s_[:, :, u : u + (HO - 1) * stride + 1 : stride, v : v + (WO - 1) * stride + 1 : stride]
            dw[:, :, u, v] = np.einsum("nfhw,nchw->fc", dy, xp[where])
            dxp[where] += np.einsum("nfhw,fc->nchw", dy, w[:, :, u, v])
    return dxp[:, :, p : p + H, p : p + W].copy(), dw, np.einsum("nfhw->f", dy)


def columns_and_back(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    HO, WO = dy.shape[2:]
    wide, high = W + 2 * padding, H + 2 * padding
    # flat index in the padded image of every entry of every window
    first = (np.arange(HO)[:, None] * stride * wide + np.arange(WO) * stride).ravel()
    inside = (np.arange(C)[:, None, None] * high * wide + np.arange(KH)[:, None] * wide + np.arange(KW)).ravel()
    index = first[:, None] + inside
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding))).reshape(N, C * high * wide)
    g = dy.transpose(0, 2, 3, 1).reshape(N, HO * WO, F)
    dw = np.tensordot(g, xp[:, index], axes=([0, 1], [0, 1])).reshape(w.shape)
    dcols = g @ w.reshape(F, C * KH * KW)
    dxp = np.zeros_like(xp)
    for n in range(N):
        np.add.at(dxp[n], index, dcols[n])
    dxp = dxp.reshape(N, C, high, wide)
    return dxp[..., padding : padding + H, padding : padding + W], dw, g.sum(axis=(0, 1))


def two_more_convolutions(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    # dy with stride - 1 zeros between its entries, as large as the output of a stride of 1
    spread = np.zeros((N, F, H + 2 * padding - KH + 1, W + 2 * padding - KW + 1), dtype=dy.dtype)
    spread[:, :, ::stride, ::stride] = dy
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dw = np.einsum("ncuvij,nfij->fcuv", sliding_window_view(xp, spread.shape[2:], axis=(2, 3)), spread)
    full = np.pad(spread, ((0, 0), (0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1)))
    dxp = np.einsum("nfhwij,fcij->nchw", sliding_window_view(full, (KH, KW), axis=(2, 3)), np.flip(w, (2, 3)))
    return dxp[:, :, padding : H + padding, padding : W + padding], dw, dy.sum(axis=(0, 2, 3))


def one_big_matrix(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    HO, WO = dy.shape[2:]
    pick = np.zeros((HO, WO, KH, KW, H, W), dtype=x.dtype)
    for i, j, u, v in np.ndindex(HO, WO, KH, KW):
        r, s = i * stride + u - padding, j * stride + v - padding
        if 0 <= r < H and 0 <= s < W:
            pick[i, j, u, v, r, s] = 1
    dx = np.einsum("nfij,fcuv,ijuvrs->ncrs", dy, w, pick, optimize=True)
    dw = np.einsum("nfij,ncrs,ijuvrs->fcuv", dy, x, pick, optimize=True)
    return dx, dw, dy.sum(3).sum(2).sum(0)


def from_the_pixels_side(dy, x, w, stride, padding):
    dx = np.zeros(x.shape, x.dtype, order="F")
    dw = np.zeros(w.shape, w.dtype, order="F")
    KH, KW = w.shape[2:]
    for r in range(x.shape[2]):
        for s in range(x.shape[3]):
            for u in range(KH):
                i, rest = divmod(r + padding - u, stride)
                if rest or not 0 <= i < dy.shape[2]:
                    continue
                for v in range(KW):
                    j, rest = divmod(s + padding - v, stride)
                    if rest or not 0 <= j < dy.shape[3]:
                        continue
                    dx[:, :, r, s] += dy[:, :, i, j] @ w[:, :, u, v]
                    dw[:, :, u, v] += dy[:, :, i, j].T @ x[:, :, r, s]
    return dx, dw, sum(dy[:, :, i, j].sum(axis=0) for i, j in np.ndindex(dy.shape[2:]))


def with_scipy(dy, x, w, stride, padding):
    p = padding
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    shape = [a - k + 1 for a, k in zip(xp.shape[2:], w.shape[2:], strict=True)]
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for n, f in np.ndindex(dy.shape[:2]):
        g = np.zeros(shape, dtype=dy.dtype)
        g[::stride, ::stride] = dy[n, f]
        for c in range(x.shape[1]):
            dxp[n, c] += signal.convolve2d(g, w[f, c], "full")
            dw[f, c] += signal.correlate2d(xp[n, c], g, "valid")
    return dxp[:, :, p : xp.shape[2] - p, p : xp.shape[3] - p], dw, np.add.reduce(dy, axis=(0, 2, 3))


def by_linearity(dy, x, w, stride, padding):
    """y is linear in x and in w: push the unit images and the unit kernels through."""

    def convolve(x, w):
        xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
        return np.einsum("ncijuv,fcuv->nfij", sliding_window_view(xp, w.shape[2:], (2, 3))[:, :, ::stride, ::stride], w)

    images = np.eye(int(np.prod(x.shape[1:])), dtype=x.dtype).reshape(-1, *x.shape[1:])
    dx = np.tensordot(dy, convolve(images, w), axes=([1, 2, 3], [1, 2, 3])).reshape(x.shape)
    kernels = np.eye(int(np.prod(w.shape[1:])), dtype=w.dtype).reshape(-1, *w.shape[1:])
    dw = np.tensordot(dy, convolve(x, kernels), axes=([0, 2, 3], [0, 2, 3])).reshape(w.shape)
    return dx, dw, dy.sum(axis=(0, 2, 3))


RIGHT = {
    function.__name__: function
    for function in (
        window_by_window,
        one_offset_at_a_time,
        columns_and_back,
        two_more_convolutions,
        one_big_matrix,
        from_the_pixels_side,
        with_scipy,
        by_linearity,
    )
}


def minus_pad_slice(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    x_pad = np.pad(x, ((0,), (0,), (pad,), (pad,)), mode="constant")
    dx_pad = np.zeros_like(x_pad)
    dw = np.zeros_like(w)
    db = np.sum(dout, axis=(0, 2, 3))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * stride, j * stride
                    dw[f] += x_pad[n, :, hs : hs + HH, ws : ws + WW] * dout[n, f, i, j]
                    dx_pad[n, :, hs : hs + HH, ws : ws + WW] += w[f] * dout[n, f, i, j]
    dx = dx_pad[:, :, pad:-pad, pad:-pad]
    return dx, dw, db


def still_padded(dy, x, w, stride, padding):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    kh, kw = w.shape[2:]
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            r, c = i * stride, j * stride
            dw += np.tensordot(dy[:, :, i, j], x[:, :, r : r + kh, c : c + kw], axes=([0], [0]))
            dx[:, :, r : r + kh, c : c + kw] += np.tensordot(dy[:, :, i, j], w, axes=1)
    return dx, dw, dy.sum(axis=(0, 2, 3))


def cropped_from_the_corner(dy, x, w, stride, padding):
    H, W = x.shape[2], x.shape[3]
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for u in range(w.shape[2]):
        for v in range(w.shape[3]):
            sl = np.s_[:, :, u : u + dy.shape[2] * stride : stride, v : v + dy.shape[3] * stride : stride]
            a = xp[sl][:, :, : dy.shape[2], : dy.shape[3]]
            dw[:, :, u, v] = np.einsum("nfhw,nchw->fc", dy, a)
            dxp[sl][:, :, : dy.shape[2], : dy.shape[3]] += np.einsum("nfhw,fc->nchw", dy, w[:, :, u, v])
    return dxp[:, :, :H, :W], dw, dy.sum((0, 2, 3))


def cropped_too_much(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp = np.zeros(xp.shape, dtype=x.dtype)
    dw = np.zeros(w.shape, dtype=w.dtype)
    for n, f, i, j in np.ndindex(dy.shape):
        s = np.s_[n, :, i * stride : i * stride + KH, j * stride : j * stride + KW]
        dxp[s] += dy[n, f, i, j] * w[f]
        dw[f] += dy[n, f, i, j] * xp[s]
    return dxp[:, :, padding : H - padding, padding : W - padding], dw, dy.sum(axis=(0, 2, 3))


def padding_forgotten(dy, x, w, stride, padding):
    F, C, KH, KW = w.shape
    dx, dw, db = np.zeros_like(x), np.zeros_like(w), np.zeros(F, x.dtype)
    for n, f, i, j in np.ndindex(dy.shape):
        h, k = i * stride, j * stride
        dw[f] += x[n, :, h : h + KH, k : k + KW] * dy[n, f, i, j]
        dx[n, :, h : h + KH, k : k + KW] += w[f] * dy[n, f, i, j]
        db[f] += dy[n, f, i, j]
    return dx, dw, db


def unpadded_for_dw(dy, x, w, stride, padding):
    p = padding
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    dxp = np.zeros((N, C, H + 2 * p, W + 2 * p), dtype=x.dtype)
    dw = np.zeros_like(w)
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            a, b = i * stride, j * stride
            dxp[:, :, a : a + KH, b : b + KW] += np.einsum("nf,fcuv->ncuv", dy[:, :, i, j], w)
            part = x[:, :, a : a + KH, b : b + KW]
            dw[:, :, : part.shape[2], : part.shape[3]] += np.einsum("nf,ncuv->fcuv", dy[:, :, i, j], part)
    return dxp[:, :, p : p + H, p : p + W], dw, dy.sum((0, 2, 3))


def stride_forgotten(dZ, A_prev, W, stride, pad):
    m, n_C_prev, n_H_prev, n_W_prev = A_prev.shape
    n_C, _, f1, f2 = W.shape
    _, _, n_H, n_W = dZ.shape
    dW = np.zeros_like(W)
    db = np.zeros((n_C,), dtype=W.dtype)
    A_prev_pad = np.pad(A_prev, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dA_prev_pad = np.zeros_like(A_prev_pad)
    for i in range(m):
        a_prev_pad = A_prev_pad[i]
        da_prev_pad = dA_prev_pad[i]
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    vert_start, vert_end = h, h + f1
                    horiz_start, horiz_end = w, w + f2
                    a_slice = a_prev_pad[:, vert_start:vert_end, horiz_start:horiz_end]
                    da_prev_pad[:, vert_start:vert_end, horiz_start:horiz_end] += W[c] * dZ[i, c, h, w]
                    dW[c] += a_slice * dZ[i, c, h, w]
                    db[c] += dZ[i, c, h, w]
    return dA_prev_pad[:, :, pad : pad + n_H_prev, pad : pad + n_W_prev], dW, db


def stride_forgotten_in_dx(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    p = padding
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    v = sliding_window_view(xp, (KH, KW), (2, 3))[:, :, ::stride, ::stride]
    dw = np.einsum("ncijuv,nfij->fcuv", v, dy)
    g = np.pad(dy, ((0, 0), (0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1)))
    dxp = np.einsum("nfhwuv,fcuv->nchw", sliding_window_view(g, (KH, KW), (2, 3)), w[:, :, ::-1, ::-1])
    return dxp[:, :, p : p + H, p : p + W], dw, dy.sum((0, 2, 3))


def overlaps_overwritten(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            rows, cols = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
            g = dy[:, :, i, j]
            dw += np.einsum("nf,nchw->fchw", g, xp[:, :, rows, cols])
            dxp[:, :, rows, cols] = np.einsum("nf,fchw->nchw", g, w)
    return dxp[:, :, padding : H + padding, padding : W + padding], dw, np.sum(dy, axis=(0, 2, 3))


def last_window_for_dw(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            rows, cols = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
            g = dy[:, :, i, j]
            dw = np.einsum("nf,nchw->fchw", g, xp[:, :, rows, cols])
            dxp[:, :, rows, cols] += np.einsum("nf,fchw->nchw", g, w)
    return dxp[:, :, padding : H + padding, padding : W + padding], dw, np.sum(dy, axis=(0, 2, 3))


def fancy_plus_equals(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    HO, WO = dy.shape[2:]
    p = padding
    c = np.repeat(np.arange(C), KH * KW)
    r = np.tile(np.repeat(np.arange(KH), KW), C)[:, None] + stride * np.repeat(np.arange(HO), WO)
    s = np.tile(np.arange(KW), KH * C)[:, None] + stride * np.tile(np.arange(WO), HO)
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    cols = xp[:, c[:, None], r, s]
    g = dy.reshape(N, F, HO * WO)
    dw = np.einsum("nfl,nkl->fk", g, cols).reshape(w.shape)
    dcols = np.einsum("fk,nfl->nkl", w.reshape(F, C * KH * KW), g)
    dxp = np.zeros_like(xp)
    dxp[:, c[:, None], r, s] += dcols
    return dxp[:, :, p : p + H, p : p + W], dw, g.sum((0, 2))


def batch_inside_the_columns(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    v = sliding_window_view(xp, (KH, KW), (2, 3))[:, :, ::stride, ::stride]
    HO, WO = v.shape[2:4]
    cols = v.transpose(1, 4, 5, 0, 2, 3).reshape(C * KH * KW, -1)
    db = dout.sum(axis=(0, 2, 3))
    dout_cols = dout.reshape(F, -1)
    dw = (dout_cols @ cols.T).reshape(w.shape)
    dcols = (w.reshape(F, -1).T @ dout_cols).reshape(C, KH, KW, N, HO, WO)
    dxp = np.zeros_like(xp)
    for i in range(HO):
        for j in range(WO):
            dxp[:, :, i * stride : i * stride + KH, j * stride : j * stride + KW] += dcols[..., i, j].transpose(
                3, 0, 1, 2
            )
    return dxp[:, :, pad : pad + H, pad : pad + W], dw, db


def mean_over_the_batch(dy, x, w, stride, padding):
    dx, dw, db = two_more_convolutions(dy, x, w, stride, padding)
    return dx, dw / len(x), db / len(x)


def mean_over_all_positions(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    for n, f, i, j in np.ndindex(dy.shape):
        rows, cols = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dw[f] += dy[n, f, i, j] * xp[n, :, rows, cols] / (dy.shape[2] * dy.shape[3])
        dxp[n, :, rows, cols] += dy[n, f, i, j] * w[f]
    return dxp[:, :, padding : padding + H, padding : padding + W], dw, dy.mean(axis=(0, 2, 3))


def db_for_every_pixel(dy, x, w, stride, padding):
    dx, dw, _ = one_offset_at_a_time(dy, x, w, stride, padding)
    db = np.sum(dy, axis=0)
    return dx, dw, db


def db_for_every_image(dy, x, w, stride, padding):
    dx, dw, _ = one_offset_at_a_time(dy, x, w, stride, padding)
    return dx, dw, dy.sum(axis=(2, 3))


def db_a_column(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    p = padding
    dxp = np.zeros((N, C, H + 2 * p, W + 2 * p), x.dtype)
    xp = np.zeros_like(dxp)
    xp[:, :, p : p + H, p : p + W] = x
    dw = np.zeros_like(w)
    for (i, j), _ in np.ndenumerate(dy[0, 0] if len(dy) else np.zeros(dy.shape[2:])):
        at = np.s_[:, :, i * stride : i * stride + w.shape[2], j * stride : j * stride + w.shape[3]]
        dxp[at] += np.tensordot(dy[:, :, i, j], w, 1)
        dw += np.tensordot(dy[:, :, i, j].T, xp[at], 1)
    return dxp[:, :, p : p + H, p : p + W], dw, np.sum(dy, axis=(0, 2, 3)).reshape(-1, 1)


def db_one_number(dy, x, w, stride, padding):
    dx, dw, db = with_scipy(dy, x, w, stride, padding)
    return dx, dw, np.sum(dy)


def db_of_the_last_image(dy, x, w, stride, padding):
    F = w.shape[0]
    dx, dw, db = with_scipy(dy, x, w, stride, padding)
    for n in range(len(dy)):
        for f in range(F):
            db[f] = np.sum(dy[n, f])
    return dx, dw, db


def kernel_not_flipped(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    g = np.zeros((N, F, H + 2 * padding - KH + 1, W + 2 * padding - KW + 1), dtype=dy.dtype)
    g[:, :, ::stride, ::stride] = dy
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for n, f, c in np.ndindex(N, F, C):
        dw[f, c] += signal.correlate2d(xp[n, c], g[n, f], mode="valid")
        dxp[n, c] += signal.correlate2d(g[n, f], w[f, c], mode="full")
    return dxp[:, :, padding : padding + H, padding : padding + W], dw, dy.sum(axis=(0, 2, 3))


def dw_flipped(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    g = np.zeros((N, F, H + 2 * padding - KH + 1, W + 2 * padding - KW + 1), dtype=dy.dtype)
    g[:, :, ::stride, ::stride] = dy
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for n, f, c in np.ndindex(N, F, C):
        dw[f, c] += signal.convolve2d(xp[n, c], g[n, f], mode="valid")
        dxp[n, c] += signal.convolve2d(g[n, f], w[f, c], mode="full")
    return dxp[:, :, padding : padding + H, padding : padding + W], dw, dy.sum(axis=(0, 2, 3))


def turned_by_90(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    _, dw, db = one_offset_at_a_time(dy, x, w, stride, padding)
    g = np.zeros((N, F, H + 2 * padding - KH + 1, W + 2 * padding - KW + 1), dtype=dy.dtype)
    g[:, :, ::stride, ::stride] = dy
    g = np.pad(g, ((0, 0), (0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1)))
    turned = np.rot90(w, 1, axes=(2, 3))
    dxp = np.einsum("nfhwij,fcij->nchw", sliding_window_view(g, turned.shape[2:], axis=(2, 3)), turned)
    return dxp[:, :, padding : padding + H, padding : padding + W], dw, db


def spread_without_the_rest(dy, x, w, stride, padding):
    N, F, HO, WO = dy.shape
    KH, KW = w.shape[2:]
    g = np.zeros((N, F, (HO - 1) * stride + 1, (WO - 1) * stride + 1), dtype=dy.dtype)
    g[:, :, ::stride, ::stride] = dy
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dw = np.einsum("ncuvij,nfij->fcuv", sliding_window_view(xp, g.shape[2:], axis=(2, 3)), g)
    full = np.pad(g, ((0, 0), (0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1)))
    dx = np.einsum("nfhwij,fcij->nchw", sliding_window_view(full, (KH, KW), (2, 3)), w[:, :, ::-1, ::-1])
    return dx[:, :, padding : dx.shape[2] - padding, padding : dx.shape[3] - padding], dw, dy.sum((0, 2, 3))


def rest_at_the_top(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    p = padding
    g = np.zeros((N, F, (dy.shape[2] - 1) * stride + 1, (dy.shape[3] - 1) * stride + 1), dtype=dy.dtype)
    g[:, :, ::stride, ::stride] = dy
    rest_h, rest_w = H + 2 * p - KH + 1 - g.shape[2], W + 2 * p - KW + 1 - g.shape[3]
    g = np.pad(g, ((0, 0), (0, 0), (KH - 1 + rest_h, KH - 1), (KW - 1 + rest_w, KW - 1)))
    dxp = np.einsum("nfhwij,fcij->nchw", sliding_window_view(g, (KH, KW), axis=(2, 3)), w[..., ::-1, ::-1])
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dw = np.einsum("ncijuv,nfij->fcuv", sliding_window_view(xp, (KH, KW), (2, 3))[:, :, ::stride, ::stride], dy)
    return dxp[:, :, p : p + H, p : p + W], dw, dy.sum(axis=(0, 2, 3))


def negative_padding(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    g = np.zeros((N, F, H + 2 * padding - KH + 1, W + 2 * padding - KW + 1), dtype=dy.dtype)
    g[:, :, ::stride, ::stride] = dy
    ph, pw = KH - 1 - padding, KW - 1 - padding
    full = np.pad(g, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dx = np.einsum("nfhwij,fcij->nchw", sliding_window_view(full, (KH, KW), axis=(2, 3)), w[:, :, ::-1, ::-1])
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dw = np.einsum("ncuvij,nfij->fcuv", sliding_window_view(xp, g.shape[2:], axis=(2, 3)), g)
    return dx, dw, dy.sum(axis=(0, 2, 3))


def same_padding_for_dx(dy, x, w, stride, padding):
    # the backward of a convolution is the same convolution with the kernel turned by 180 degrees
    N, C, H, W = x.shape
    KH, KW = w.shape[2:]
    _, dw, db = window_by_window(dy, x, w, stride, padding)
    g = np.pad(dy, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    v = sliding_window_view(g, (KH, KW), axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("nfhwij,fcij->nchw", v, w[:, :, ::-1, ::-1]), dw, db


def dw_with_stride_steps(dy, x, w, stride, padding):
    # dw is the convolution of x with dy, with the stride of the layer
    dx, _, db = window_by_window(dy, x, w, stride, padding)
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    v = sliding_window_view(xp, dy.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return dx, np.einsum("ncuvij,nfij->fcuv", v, dy), db


def dw_too_large(dy, x, w, stride, padding):
    dx, _, db = columns_and_back(dy, x, w, stride, padding)
    N, F, HO, WO = dy.shape
    g = np.zeros((N, F, (HO - 1) * stride + 1, (WO - 1) * stride + 1), dtype=dy.dtype)
    g[:, :, ::stride, ::stride] = dy
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dw = np.einsum("ncuvij,nfij->fcuv", sliding_window_view(xp, g.shape[2:], axis=(2, 3)), g)
    return dx, dw, db


def weights_first(dy, x, w, stride, padding):
    dx, dw, db = one_big_matrix(dy, x, w, stride, padding)
    return dw, db, dx


def without_db(dy, x, w, stride, padding):
    dx, dw, _ = from_the_pixels_side(dy, x, w, stride, padding)
    return dx, dw


def w_and_x_exchanged(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    p = padding
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for n, f, i, j in np.ndindex(dy.shape):
        s = np.s_[n, :, i * stride : i * stride + KH, j * stride : j * stride + KW]
        dw[f] += w[f] * dy[n, f, i, j]
        dxp[s] += xp[s] * dy[n, f, i, j]
    return dxp[:, :, p : p + H, p : p + W], dw, dy.sum((0, 2, 3))


def alias_of_x(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for n, f, i, j in np.ndindex(dy.shape):
        s = np.s_[n, :, i * stride : i * stride + KH, j * stride : j * stride + KW]
        dw[f] += xp[s] * dy[n, f, i, j]
        dxp[s] += w[f] * dy[n, f, i, j]
    dx = x
    dx[:] = dxp[:, :, padding : padding + H, padding : padding + W]
    return dx, dw, dy.sum((0, 2, 3))


def square_only(dy, x, w, stride, padding):
    N, C, H, _ = x.shape
    F, _, K, _ = w.shape
    O = dy.shape[2]  # noqa: E741
    p = padding
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for i in range(O):
        for j in range(O):
            s = np.s_[:, :, i * stride : i * stride + K, j * stride : j * stride + K]
            dw += np.einsum("nf,ncuv->fcuv", dy[:, :, i, j], xp[s])
            dxp[s] += np.einsum("nf,fcuv->ncuv", dy[:, :, i, j], w)
    return dxp[:, :, p : p + H, p : p + H], dw, dy.sum((0, 2, 3))


def last_image_only(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    dx = np.zeros_like(x)
    for n in range(N):
        image = np.pad(x[n], ((0, 0), (padding, padding), (padding, padding)))
        d_image = np.zeros_like(image)
        dw = np.zeros_like(w)
        db = np.zeros(F, dtype=w.dtype)
        for f, i, j in np.ndindex(dy.shape[1:]):
            s = np.s_[:, i * stride : i * stride + KH, j * stride : j * stride + KW]
            dw[f] += image[s] * dy[n, f, i, j]
            db[f] += dy[n, f, i, j]
            d_image[s] += w[f] * dy[n, f, i, j]
        dx[n] = d_image[:, padding : padding + H, padding : padding + W]
    return dx, dw, db


def last_filter_only(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    _, dw, db = one_offset_at_a_time(dy, x, w, stride, padding)
    for f in range(F):
        dxp = np.zeros((N, C, H + 2 * padding, W + 2 * padding), dtype=x.dtype)
        for i in range(dy.shape[2]):
            for j in range(dy.shape[3]):
                g = dy[:, f, i, j].reshape(-1, 1, 1, 1)
                dxp[:, :, i * stride : i * stride + KH, j * stride : j * stride + KW] += g * w[f]
    return dxp[:, :, padding : padding + H, padding : padding + W], dw, db


def channels_in_a_heap(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    dx, _, db = one_offset_at_a_time(dy, x, w, stride, padding)
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dw = np.zeros_like(w)
    for n, f, i, j in np.ndindex(dy.shape):
        patch = xp[n, :, i * stride : i * stride + KH, j * stride : j * stride + KW]
        dw[f] += patch.sum(axis=0) * dy[n, f, i, j]
    return dx, dw, db


def rows_and_columns_exchanged(dy, x, w, stride, padding):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for n, f, i, j in np.ndindex(dy.shape):
        s = np.s_[n, :, j * stride : j * stride + KH, i * stride : i * stride + KW]
        dw[f] += xp[s] * dy[n, f, i, j]
        dxp[s] += w[f] * dy[n, f, i, j]
    return dxp[:, :, padding : padding + H, padding : padding + W], dw, dy.sum(axis=(0, 2, 3))


def relu_mask(dy, x, w, stride, padding):
    dx, dw, db = one_offset_at_a_time(dy, x, w, stride, padding)
    return dx * (x > 0), dw, db


def batch_mean_and_no_crop(dy, x, w, stride, padding):
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    N = max(len(x), 1)
    dx, dw, db = window_by_window(dy, xp, w, stride, 0)
    return dx, dw / N, db / N


def no_stride_and_no_padding(dy, x, w, stride, padding):
    F, C, KH, KW = w.shape
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            for u in range(KH):
                for v in range(KW):
                    dw[:, :, u, v] += dy[:, :, i, j].T @ x[:, :, i + u, j + v]
                    dx[:, :, i + u, j + v] += dy[:, :, i, j] @ w[:, :, u, v]
    return dx, dw, dy.sum((0, 2, 3))


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (minus_pad_slice, "pad:-pad is empty when the padding is 0", "empty_crop"),
        (still_padded, "dx keeps its padding", "dx_left_padded"),
        (cropped_from_the_corner, "padding cut off at the bottom and on the right only", "dx_cropped_at_end"),
        (cropped_too_much, "crop ends at H - padding", "dx_cropped_by_image"),
        (padding_forgotten, "no padding at all", "border_missing"),
        (unpadded_for_dw, "dw from x without padding", None),
        (stride_forgotten, "window starts not multiplied by the stride", "stride_ignored"),
        (stride_forgotten_in_dx, "dy not spread out for dx", "gaps_forgotten"),
        (overlaps_overwritten, "= for += in dx", "overlaps_overwritten"),
        (last_window_for_dw, "= for += in dw", "dw_last_place_only"),
        (fancy_plus_equals, "+= with repeated indices adds only once", "overlaps_keep_first"),
        (batch_inside_the_columns, "dy reshaped without bringing F to the front", "dy_reshaped_filters_first"),
        (mean_over_the_batch, "dw and db divided by N", "dw_mean_over_batch+db_mean_over_batch"),
        (mean_over_all_positions, "dw and db are means over the positions", "dw_mean_over_places+db_mean"),
        (db_for_every_pixel, "db summed over the batch only", "db_per_place"),
        (db_for_every_image, "db not summed over the batch", "db_per_image"),
        (db_a_column, "db of shape (F, 1)", "db_is_column"),
        (db_one_number, "db summed over the filters too", "db_one_number"),
        (db_of_the_last_image, "= for += in db", "db_last_image_only"),
        (kernel_not_flipped, "full correlation without flipping the kernel", "dx_flipped"),
        (dw_flipped, "real convolution for dw", "dw_with_dy_flipped"),
        (turned_by_90, "kernel turned by 90 degrees, not 180", None),
        (spread_without_the_rest, "rows that no window reached are missing", "dx_without_leftover+dw_with_leftover"),
        (rest_at_the_top, "rows that no window reached put at the top", None),
        (negative_padding, "pads dy by K - 1 - padding, which may be negative", "padding_below_kernel_expected"),
        (same_padding_for_dx, "dx by the forward's own stride and padding", None),
        (dw_with_stride_steps, "stride used as a step where dy must be spread out", None),
        (dw_too_large, "dw not cut back to the size of w", "dw_with_leftover"),
        (weights_first, "results in another order", "returns_dx_last"),
        (without_db, "db not returned", "returns_without_db"),
        (w_and_x_exchanged, "x for dx and w for dw", "dx_uses_x+dw_uses_w"),
        (alias_of_x, "dx written into the caller's x", None),
        (square_only, "takes everything to be square", None),
        (last_image_only, "dw and db set to zero for every image", "dw_last_image_only+db_last_image_only"),
        (last_filter_only, "dx set to zero for every filter", "dx_last_filter_only"),
        (channels_in_a_heap, "channels of x summed for dw", "dw_channels_mixed"),
        (rows_and_columns_exchanged, "i and j exchanged in the slice", "dy_read_transposed"),
        (relu_mask, "ReLU mask on dx", "dx_through_relu"),
        (batch_mean_and_no_crop, "divided by N, and dx keeps its padding", None),
        (no_stride_and_no_padding, "stride and padding both forgotten", "stride_ignored+border_missing"),
    ]
}
