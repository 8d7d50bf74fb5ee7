"""Whole sequences: a recurrent cell from step to step, and a convolution that looks only back in time.

Recurrent nets take sequences as torch does, time first: x (T, N, D), T steps of N examples. The input's share of
all sums does not wait for the state, so it is one matrix product for the whole sequence; step by step remains only
what needs the state of the step before. Backward goes the other way round (backpropagation through time), notes the
gradient dz of the sums at each step, and has again one product for the input and for each weight matrix.
"""

from __future__ import annotations

import numpy as np

from .arrays import Array, expect
from .recurrent import (
    _gru_step,
    _gru_step_backward,
    _lstm_step,
    _lstm_step_backward,
    expect_recurrent,
    sums,
    weight_gradients,
)

__all__ = [
    "rnn",
    "rnn_backward",
    "lstm",
    "lstm_backward",
    "gru",
    "gru_backward",
    "causal_conv1d",
    "causal_conv1d_backward",
]


def rnn(
    x: Array, h: Array, wx: Array, wh: Array, bx: Array | None = None, bh: Array | None = None
) -> tuple[Array, tuple]:
    """`rnn_cell` along a sequence. The state after each step is the answer, y[-1] the last one.

        y[t] = tanh(x[t] wx^T + bx + y[t-1] wh^T + bh),  with y[-1] = h before the first step

    Arguments
        x   (T, N, D)     float32 or float64: T steps, at least one, of N examples
        h   (N, H)        same dtype: the state before the first step
        wx  (H, D)        same dtype
        wh  (H, H)        same dtype
        bx  (H,) or None  same dtype
        bh  (H,) or None  same dtype
    Returns
        y   (T, N, H)     same dtype
        cache             for rnn_backward: the arguments and y
    Raises
        TypeError   not an array, neither float32 nor float64, or several dtypes
        ValueError  the shapes do not fit, or there is no step
    Source: Elman, Cognitive Science 14 (1990); torch.nn.RNN (2.13).
    """
    expect_recurrent("rnn", 1, "T+ N D", x=x, h=h, wx=wx, wh=wh, bx=bx, bh=bh)
    a = _sums_of_all_steps(x, wx, bx, bh)
    y = np.empty((len(x), *h.shape), x.dtype)
    before = h
    for t in range(len(x)):
        before = y[t] = np.tanh(a[t] + before @ wh.T)
    return y, (x, h, wx, wh, bx, bh, y)


def rnn_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array, Array, Array | None, Array | None]:
    """Gradients of `rnn`: each step adds what the steps after it want of its state. z is what tanh was given.

        dz[t] = (dy[t] + dz[t+1] wh) (1 - y[t]^2)

    Every step multiplies by wh once more: what comes from far is soon tiny or huge.

    Arguments
        dy     (T, N, H)     gradient of the loss with respect to y
        cache                what rnn returned
    Returns
        dx     (T, N, D)     same dtype
        dh     (N, H)        same dtype
        dwx    (H, D)        same dtype
        dwh    (H, H)        same dtype
        dbx    (H,) or None  same dtype; None if there was no bx
        dbh    (H,) or None  same dtype; None if there was no bh
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: Werbos, Proceedings of the IEEE 78 (1990); Bengio, Simard, Frasconi, IEEE Transactions on Neural Networks 5
    (1994).
    """
    x, h, wx, wh, bx, bh, y = cache
    expect("rnn_backward", dy=(dy, "T N H"), x=(x, "T N D"), h=(h, "N H"))
    dz, dh = np.empty_like(y), np.zeros_like(h)
    for t in reversed(range(len(x))):
        dz[t] = (dy[t] + dh) * (1 - y[t] * y[t])
        dh = dz[t] @ wh
    return _backward_of_all_steps(dz, dz, dh, x, h, y, wx, bx, bh)


def lstm(
    x: Array, h: Array, c: Array, wx: Array, wh: Array, bx: Array | None = None, bh: Array | None = None
) -> tuple[Array, Array, tuple]:
    """`lstm_cell` along a sequence. The answers are h after each step, y[-1] the last one, and c after the last.

        y[t], c[t] = lstm_cell(x[t], y[t-1], c[t-1]),  with h and c before the first step

    Arguments
        x   (T, N, D)      float32 or float64: T steps, at least one, of N examples
        h   (N, H)         same dtype: h before the first step
        c   (N, H)         same dtype: c before the first step
        wx  (4H, D)        same dtype: the weights of i, f, g, o, one below the other
        wh  (4H, H)        same dtype
        bx  (4H,) or None  same dtype
        bh  (4H,) or None  same dtype
    Returns
        y   (T, N, H)      same dtype
        c   (N, H)         c after the last step, same dtype
        cache              for lstm_backward: the arguments, y and the gates of each step
    Raises
        TypeError   not an array, neither float32 nor float64, or several dtypes
        ValueError  the shapes do not fit, or there is no step
    Source: Hochreiter, Schmidhuber, Neural Computation 9 (1997); torch.nn.LSTM (2.13).
    """
    expect_recurrent("lstm", 4, "T+ N D", x=x, h=h, c=c, wx=wx, wh=wh, bx=bx, bh=bh)
    a = _sums_of_all_steps(x, wx, bx, bh)
    y, steps = np.empty((len(x), *h.shape), x.dtype), []
    before = h
    for t in range(len(x)):
        before, c, step = _lstm_step(a[t] + before @ wh.T, c)
        y[t] = before
        steps.append(step)
    return y, c, (x, h, wx, wh, bx, bh, y, steps)


def lstm_backward(
    dy: Array, dc: Array, cache: tuple
) -> tuple[Array, Array, Array, Array, Array, Array | None, Array | None]:
    """Gradients of `lstm`. From step to step they travel along c as well, where only the forget gates multiply them.

        dz[t], dc[t-1] = what lstm_cell_backward makes of dy[t] + dz[t+1] wh and dc[t]

    Arguments
        dy     (T, N, H)      gradient of the loss with respect to y
        dc     (N, H)         gradient of the loss with respect to the last c
        cache                 what lstm returned
    Returns
        dx     (T, N, D)      same dtype
        dh     (N, H)         same dtype
        dc     (N, H)         with respect to the first c, same dtype
        dwx    (4H, D)        same dtype
        dwh    (4H, H)        same dtype
        dbx    (4H,) or None  same dtype; None if there was no bx
        dbh    (4H,) or None  same dtype; None if there was no bh
    Raises
        TypeError   dy or dc is not an array of x's dtype
        ValueError  dy does not have the shape of y, or dc not that of c
    Source: Graves, Schmidhuber, Neural Networks 18 (2005).
    """
    x, h, wx, wh, bx, bh, y, steps = cache
    expect("lstm_backward", dy=(dy, "T N H"), dc=(dc, "N H"), x=(x, "T N D"), h=(h, "N H"))
    dz, dh = np.empty((len(x), len(h), len(wx)), x.dtype), np.zeros_like(h)
    for t in reversed(range(len(x))):
        dz[t], dc = _lstm_step_backward(dy[t] + dh, dc, steps[t])
        dh = dz[t] @ wh
    dx, dh, *dweights = _backward_of_all_steps(dz, dz, dh, x, h, y, wx, bx, bh)
    return dx, dh, dc, *dweights


def gru(
    x: Array, h: Array, wx: Array, wh: Array, bx: Array | None = None, bh: Array | None = None
) -> tuple[Array, tuple]:
    """`gru_cell` along a sequence. The state after each step is the answer, y[-1] the last one.

        y[t] = gru_cell(x[t], y[t-1]),  with y[-1] = h before the first step

    Arguments
        x   (T, N, D)      float32 or float64: T steps, at least one, of N examples
        h   (N, H)         same dtype: the state before the first step
        wx  (3H, D)        same dtype: the weights of r, z, n, one below the other
        wh  (3H, H)        same dtype
        bx  (3H,) or None  same dtype
        bh  (3H,) or None  same dtype
    Returns
        y   (T, N, H)      same dtype
        cache              for gru_backward: the arguments, y and the gates of each step
    Raises
        TypeError   not an array, neither float32 nor float64, or several dtypes
        ValueError  the shapes do not fit, or there is no step
    Source: Cho et al., EMNLP (2014); torch.nn.GRU (2.13).
    """
    expect_recurrent("gru", 3, "T+ N D", x=x, h=h, wx=wx, wh=wh, bx=bx, bh=bh)
    a = _sums_of_all_steps(x, wx, bx)  # bh stays inside: the reset gate multiplies it
    y, steps = np.empty((len(x), *h.shape), x.dtype), []
    before = h
    for t in range(len(x)):
        before, step = _gru_step(a[t], sums(before, wh, bh), before)
        y[t] = before
        steps.append(step)
    return y, (x, h, wx, wh, bx, bh, y, steps)


def gru_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array, Array, Array | None, Array | None]:
    """Gradients of `gru`. From step to step they travel along the shares z as well, which only multiply them.

        da[t], du[t] = what gru_cell_backward makes of dy[t] + du[t+1] wh + z[t+1] dh[t+1]

    Arguments
        dy     (T, N, H)      gradient of the loss with respect to y
        cache                 what gru returned
    Returns
        dx     (T, N, D)      same dtype
        dh     (N, H)         same dtype
        dwx    (3H, D)        same dtype
        dwh    (3H, H)        same dtype
        dbx    (3H,) or None  same dtype; None if there was no bx
        dbh    (3H,) or None  same dtype; None if there was no bh
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: chain rule; Werbos, Proceedings of the IEEE 78 (1990).
    """
    x, h, wx, wh, bx, bh, y, steps = cache
    expect("gru_backward", dy=(dy, "T N H"), x=(x, "T N D"), h=(h, "N H"))
    da, dh = np.empty((len(x), len(h), len(wx)), x.dtype), np.zeros_like(h)
    du = np.empty_like(da)
    for t in reversed(range(len(x))):
        da[t], du[t], dh_kept = _gru_step_backward(dy[t] + dh, steps[t])
        dh = du[t] @ wh + dh_kept
    return _backward_of_all_steps(da, du, dh, x, h, y, wx, bx, bh)


def causal_conv1d(x: Array, w: Array, b: Array | None = None, dilation: int = 1) -> tuple[Array, tuple]:
    """Convolution in time that never looks ahead: y[t] sees x[t] and what came before. Before the start are zeros.

        y[n, f, t] = sum_{c, k} w[f, c, k] x[n, c, t - (K - 1 - k) dilation] + b[f]

    The last tap w[:, :, K - 1] meets the present. It is torch's conv1d with (K - 1) dilation zeros put in front.

    Arguments
        x         (N, C, T)     float32 or float64: N examples, C channels, T steps
        w         (F, C, K)     same dtype: F filters, K taps, at least one
        b         (F,) or None  same dtype
        dilation  ()            integer, at least 1: how far apart the taps look
    Returns
        y         (N, F, T)     same dtype
        cache                   for causal_conv1d_backward: (x, w, b, dilation)
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, or dilation is not an integer
        ValueError  the shapes do not fit, or dilation is less than 1
    Source: van den Oord et al., WaveNet (2016), section 2.1.
    """
    expect("causal_conv1d", x=(x, "N C T"), w=(w, "F C K+"), b=(b, "F?"), dilation=(dilation, "integer > 0"))
    y = np.zeros((len(x), len(w), x.shape[2]), x.dtype)
    for tap, back in _taps(w, x, dilation):
        y[:, :, back:] += tap @ x[:, :, : x.shape[2] - back]
    if b is not None:
        y += b[:, None]
    return y, (x, w, b, dilation)


def causal_conv1d_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array | None]:
    """Gradients of `causal_conv1d`: dx looks only ahead, because x[t] was heard only then.

        dx[n, c, t] = sum_{f, k} w[f, c, k] dy[n, f, t + (K - 1 - k) dilation]
        dw[f, c, k] = sum_{n, t} dy[n, f, t] x[n, c, t - (K - 1 - k) dilation],  db[f] = sum_{n, t} dy[n, f, t]

    Arguments
        dy     (N, F, T)     gradient of the loss with respect to y
        cache                what causal_conv1d returned
    Returns
        dx     (N, C, T)     same dtype
        dw     (F, C, K)     same dtype
        db     (F,) or None  same dtype; None if there was no b
    Raises
        TypeError   dy is not an array of x's dtype
        ValueError  dy does not have the shape of y
    Source: chain rule; van den Oord et al., WaveNet (2016).
    """
    x, w, b, dilation = cache
    expect("causal_conv1d_backward", dy=(dy, "N F T"), x=(x, "N C T"), w=(w, "F C K"))
    dx, dtaps, steps = np.zeros(x.shape, x.dtype), np.zeros((w.shape[2], *w.shape[:2]), x.dtype), x.shape[2]
    for dtap, (tap, back) in zip(dtaps[::-1], _taps(w, x, dilation), strict=False):
        dx[:, :, : steps - back] += tap.T @ dy[:, :, back:]
        dtap[:] = (dy[:, :, back:] @ x[:, :, : steps - back].transpose(0, 2, 1)).sum(axis=0)
    db = None if b is None else dy.sum(axis=(0, 2))
    return dx, np.ascontiguousarray(dtaps.transpose(1, 2, 0)), db


def causal_conv1d_loops(x, w, b=None, dilation=1):
    """The definition, number by number: slow, and what the fast one is compared with."""
    (examples, channels, steps), (filters, _, taps) = x.shape, w.shape
    y = np.zeros((examples, filters, steps), x.dtype)
    for n in range(examples):
        for f in range(filters):
            for t in range(steps):
                for c in range(channels):
                    for k in range(taps):
                        then = t - (taps - 1 - k) * dilation
                        if then >= 0:
                            y[n, f, t] += w[f, c, k] * x[n, c, then]
                y[n, f, t] += 0 if b is None else b[f]
    return y


def _taps(w, x, dilation):
    """(w[:, :, k], how many steps it looks back), from the present into the past, while there is something to see."""
    for back, tap in enumerate(np.ascontiguousarray(w.transpose(2, 0, 1)[::-1])):
        if back * dilation < x.shape[2]:
            yield tap, back * dilation


def _sums_of_all_steps(x, wx, *biases):
    """x[t] wx^T + biases for every t: (T, N, D) -> (T, N, out), in one matrix product."""
    a = _flat(x) @ wx.T
    for b in biases:
        if b is not None:
            a += b
    return a.reshape(*x.shape[:2], len(wx))


def _backward_of_all_steps(da, du, dh, x, h, y, wx, bx, bh):
    """Gradients of x, h, wx, wh, bx, bh from those of the sums at every step; dh has come back through all steps."""
    dx = (_flat(da) @ wx).reshape(x.shape)
    before = np.concatenate([h[None], y[:-1]])
    return dx, dh, *weight_gradients(_flat(da), _flat(du), _flat(x), _flat(before), bx, bh)


def _flat(x):
    """(T, N, D) -> (T N, D)"""
    steps, examples, size = x.shape
    return x.reshape(steps * examples, size)
