"""Sequences on torch tensors; their twins, with the docstrings, are in numpy_ops/sequences.py.

Step by step in elementary tensor operations, so that torch's own recurrent layers stay an independent witness.
"""

from __future__ import annotations

import torch

from course_lib import numpy_ops

from .arrays import Array, documented_by, expect
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


@documented_by(numpy_ops.rnn)
def rnn(
    x: Array, h: Array, wx: Array, wh: Array, bx: Array | None = None, bh: Array | None = None
) -> tuple[Array, tuple]:
    expect_recurrent("rnn", 1, "T+ N D", x=x, h=h, wx=wx, wh=wh, bx=bx, bh=bh)
    a = _sums_of_all_steps(x, wx, bx, bh)
    states = [h]
    for t in range(len(x)):
        states.append(torch.tanh(a[t] + states[-1] @ wh.T))
    y = torch.stack(states[1:])
    return y, (x, h, wx, wh, bx, bh, y)


@documented_by(numpy_ops.rnn_backward)
def rnn_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array, Array, Array | None, Array | None]:
    x, h, wx, wh, bx, bh, y = cache
    expect("rnn_backward", dy=(dy, "T N H"), x=(x, "T N D"), h=(h, "N H"))
    dzs, dh = [], torch.zeros_like(h)
    for t in reversed(range(len(x))):
        dzs.append((dy[t] + dh) * (1 - y[t] * y[t]))
        dh = dzs[-1] @ wh
    dz = torch.stack(dzs[::-1])
    return _backward_of_all_steps(dz, dz, dh, x, h, y, wx, bx, bh)


@documented_by(numpy_ops.lstm)
def lstm(
    x: Array, h: Array, c: Array, wx: Array, wh: Array, bx: Array | None = None, bh: Array | None = None
) -> tuple[Array, Array, tuple]:
    expect_recurrent("lstm", 4, "T+ N D", x=x, h=h, c=c, wx=wx, wh=wh, bx=bx, bh=bh)
    a = _sums_of_all_steps(x, wx, bx, bh)
    states, steps = [h], []
    for t in range(len(x)):
        state, c, step = _lstm_step(a[t] + states[-1] @ wh.T, c)
        states.append(state)
        steps.append(step)
    y = torch.stack(states[1:])
    return y, c, (x, h, wx, wh, bx, bh, y, steps)


@documented_by(numpy_ops.lstm_backward)
def lstm_backward(
    dy: Array, dc: Array, cache: tuple
) -> tuple[Array, Array, Array, Array, Array, Array | None, Array | None]:
    x, h, wx, wh, bx, bh, y, steps = cache
    expect("lstm_backward", dy=(dy, "T N H"), dc=(dc, "N H"), x=(x, "T N D"), h=(h, "N H"))
    dzs, dh = [], torch.zeros_like(h)
    for t in reversed(range(len(x))):
        dz, dc = _lstm_step_backward(dy[t] + dh, dc, steps[t])
        dzs.append(dz)
        dh = dz @ wh
    dz = torch.stack(dzs[::-1])
    dx, dh, *dweights = _backward_of_all_steps(dz, dz, dh, x, h, y, wx, bx, bh)
    return dx, dh, dc, *dweights


@documented_by(numpy_ops.gru)
def gru(
    x: Array, h: Array, wx: Array, wh: Array, bx: Array | None = None, bh: Array | None = None
) -> tuple[Array, tuple]:
    expect_recurrent("gru", 3, "T+ N D", x=x, h=h, wx=wx, wh=wh, bx=bx, bh=bh)
    a = _sums_of_all_steps(x, wx, bx)  # bh stays inside: the reset gate multiplies it
    states, steps = [h], []
    for t in range(len(x)):
        state, step = _gru_step(a[t], sums(states[-1], wh, bh), states[-1])
        states.append(state)
        steps.append(step)
    y = torch.stack(states[1:])
    return y, (x, h, wx, wh, bx, bh, y, steps)


@documented_by(numpy_ops.gru_backward)
def gru_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array, Array, Array | None, Array | None]:
    x, h, wx, wh, bx, bh, y, steps = cache
    expect("gru_backward", dy=(dy, "T N H"), x=(x, "T N D"), h=(h, "N H"))
    das, dus, dh = [], [], torch.zeros_like(h)
    for t in reversed(range(len(x))):
        da, du, dh_kept = _gru_step_backward(dy[t] + dh, steps[t])
        das.append(da)
        dus.append(du)
        dh = du @ wh + dh_kept
    da, du = torch.stack(das[::-1]), torch.stack(dus[::-1])
    return _backward_of_all_steps(da, du, dh, x, h, y, wx, bx, bh)


@documented_by(numpy_ops.causal_conv1d)
def causal_conv1d(x: Array, w: Array, b: Array | None = None, dilation: int = 1) -> tuple[Array, tuple]:
    expect("causal_conv1d", x=(x, "N C T"), w=(w, "F C K+"), b=(b, "F?"), dilation=(dilation, "integer > 0"))
    y = torch.zeros((len(x), len(w), x.shape[2]), dtype=x.dtype, device=x.device)
    for tap, back in _taps(w, x, dilation):
        y[:, :, back:] += tap @ x[:, :, : x.shape[2] - back]
    if b is not None:
        y = y + b[:, None]
    return y, (x, w, b, dilation)


@documented_by(numpy_ops.causal_conv1d_backward)
def causal_conv1d_backward(dy: Array, cache: tuple) -> tuple[Array, Array, Array | None]:
    x, w, b, dilation = cache
    expect("causal_conv1d_backward", dy=(dy, "N F T"), x=(x, "N C T"), w=(w, "F C K"))
    dx, dw, steps = torch.zeros_like(x), torch.zeros_like(w), x.shape[2]
    for tap, back in _taps(w, x, dilation):
        dx[:, :, : steps - back] += tap.T @ dy[:, :, back:]
        k = w.shape[2] - 1 - back // dilation
        dw[:, :, k] = (dy[:, :, back:] @ x[:, :, : steps - back].transpose(1, 2)).sum(dim=0)
    db = None if b is None else dy.sum(dim=(0, 2))
    return dx, dw, db


def _taps(w, x, dilation):
    """(w[:, :, k], how many steps it looks back), from the present into the past, while there is something to see."""
    for back, tap in enumerate(w.permute(2, 0, 1).flip(0)):
        if back * dilation < x.shape[2]:
            yield tap, back * dilation


def _sums_of_all_steps(x, wx, *biases):
    """x[t] wx^T + biases for every t: (T, N, D) -> (T, N, out), in one matrix product."""
    a = _flat(x) @ wx.T
    for b in biases:
        if b is not None:
            a = a + b
    return a.reshape(*x.shape[:2], len(wx))


def _backward_of_all_steps(da, du, dh, x, h, y, wx, bx, bh):
    """Gradients of x, h, wx, wh, bx, bh from those of the sums at every step; dh has come back through all steps."""
    dx = (_flat(da) @ wx).reshape(x.shape)
    before = torch.cat([h[None], y[:-1]])
    return dx, dh, *weight_gradients(_flat(da), _flat(du), _flat(x), _flat(before), bx, bh)


def _flat(x):
    """(T, N, D) -> (T N, D)"""
    steps, examples, size = x.shape
    return x.reshape(steps * examples, size)
