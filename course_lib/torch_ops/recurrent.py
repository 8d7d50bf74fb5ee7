"""Recurrent cells on torch tensors; their twins, with the docstrings, are in numpy_ops/recurrent.py.

Written in elementary tensor operations, so that torch's own cells stay an independent witness.
"""

from __future__ import annotations

import torch

from course_lib import numpy_ops
from course_lib.shapes.arguments import mistake

from .arrays import Array, documented_by, expect

__all__ = [
    "rnn_cell",
    "rnn_cell_backward",
    "lstm_cell",
    "lstm_cell_backward",
    "gru_cell",
    "gru_cell_backward",
]


@documented_by(numpy_ops.rnn_cell)
def rnn_cell(
    x: Array, h: Array, wx: Array, wh: Array, bx: Array | None = None, bh: Array | None = None
) -> tuple[Array, tuple]:
    expect_recurrent("rnn_cell", 1, "N D", x=x, h=h, wx=wx, wh=wh, bx=bx, bh=bh)
    h_new = torch.tanh(sums(x, wx, bx) + sums(h, wh, bh))
    return h_new, (x, h, wx, wh, bx, bh, h_new)


@documented_by(numpy_ops.rnn_cell_backward)
def rnn_cell_backward(dh: Array, cache: tuple) -> tuple[Array, Array, Array, Array, Array | None, Array | None]:
    x, h, wx, wh, bx, bh, h_new = cache
    expect("rnn_cell_backward", dh=(dh, "N H"), h=(h, "N H"))
    dz = dh * (1 - h_new * h_new)
    return dz @ wx, dz @ wh, *weight_gradients(dz, dz, x, h, bx, bh)


@documented_by(numpy_ops.lstm_cell)
def lstm_cell(
    x: Array, h: Array, c: Array, wx: Array, wh: Array, bx: Array | None = None, bh: Array | None = None
) -> tuple[Array, Array, tuple]:
    expect_recurrent("lstm_cell", 4, "N D", x=x, h=h, c=c, wx=wx, wh=wh, bx=bx, bh=bh)
    h_new, c_new, step = _lstm_step(sums(x, wx, bx) + sums(h, wh, bh), c)
    return h_new, c_new, (x, h, wx, wh, bx, bh, step)


@documented_by(numpy_ops.lstm_cell_backward)
def lstm_cell_backward(
    dh: Array, dc: Array, cache: tuple
) -> tuple[Array, Array, Array, Array, Array, Array | None, Array | None]:
    x, h, wx, wh, bx, bh, step = cache
    expect("lstm_cell_backward", dh=(dh, "N H"), dc=(dc, "N H"), h=(h, "N H"))
    dz, dc_old = _lstm_step_backward(dh, dc, step)
    return dz @ wx, dz @ wh, dc_old, *weight_gradients(dz, dz, x, h, bx, bh)


@documented_by(numpy_ops.gru_cell)
def gru_cell(
    x: Array, h: Array, wx: Array, wh: Array, bx: Array | None = None, bh: Array | None = None
) -> tuple[Array, tuple]:
    expect_recurrent("gru_cell", 3, "N D", x=x, h=h, wx=wx, wh=wh, bx=bx, bh=bh)
    h_new, step = _gru_step(sums(x, wx, bx), sums(h, wh, bh), h)
    return h_new, (x, h, wx, wh, bx, bh, step)


@documented_by(numpy_ops.gru_cell_backward)
def gru_cell_backward(dh: Array, cache: tuple) -> tuple[Array, Array, Array, Array, Array | None, Array | None]:
    x, h, wx, wh, bx, bh, step = cache
    expect("gru_cell_backward", dh=(dh, "N H"), h=(h, "N H"))
    da, du, dh_kept = _gru_step_backward(dh, step)
    return da @ wx, du @ wh + dh_kept, *weight_gradients(da, du, x, h, bx, bh)


def _lstm_step(z, c):
    """From the sums z (N, 4H) of the four gates and the old c to the new h and c, and what the way back needs."""
    gates = _squash(z, (0.5, 0.5, 1, 0.5))
    i, f, g, o = parts(gates, 4)
    c_new = f * c + i * g
    said = torch.tanh(c_new)
    return o * said, c_new, (gates, c, said)


def _lstm_step_backward(dh, dc, step):
    gates, c, said = step
    i, f, g, o = parts(gates, 4)
    dc = dc + dh * o * (1 - said * said)
    dz_i = dc * g * i * (1 - i)
    dz_f = dc * c * f * (1 - f)
    dz_g = dc * i * (1 - g * g)
    dz_o = dh * said * o * (1 - o)
    return torch.cat([dz_i, dz_f, dz_g, dz_o], dim=1), dc * f


def _gru_step(a, u, h):
    """From the sums a of the input and u of the state (N, 3H) to the new state, and what the way back needs."""
    size = h.shape[1]
    rz = _squash(a[:, : 2 * size] + u[:, : 2 * size], (0.5, 0.5))
    r, z = parts(rz, 2)
    u_n = u[:, 2 * size :]
    n = torch.tanh(a[:, 2 * size :] + r * u_n)
    return (1 - z) * n + z * h, (r, z, n, u_n, h)


def _gru_step_backward(dh, step):
    r, z, n, u_n, h = step
    da_n = dh * (1 - z) * (1 - n * n)
    da_r = da_n * u_n * r * (1 - r)
    da_z = dh * (h - n) * z * (1 - z)
    da = torch.cat([da_r, da_z, da_n], dim=1)
    du = torch.cat([da_r, da_z, da_n * r], dim=1)
    return da, du, dh * z


def _squash(z, halves):
    """Gates in one go: tanh where the factor is 1, and sigmoid(z) = 1/2 + tanh(z / 2) / 2 where it is 1/2.

    Exact to a rounding step of 1: a gate that is shut tighter than that is 0.
    """
    factor = torch.tensor(halves, dtype=z.dtype, device=z.device).repeat_interleave(z.shape[1] // len(halves))
    return torch.tanh(z * factor) * factor + (1 - factor)


def parts(z, count):
    """The gates one by one, as views: (N, count H) -> count times (N, H)."""
    size = z.shape[1] // count
    return [z[:, k * size : (k + 1) * size] for k in range(count)]


def sums(x, w, b):
    """x w^T + b"""
    z = x @ w.T
    return z if b is None else z + b


def weight_gradients(da, du, x, h, bx, bh):
    """Gradients of wx, wh, bx, bh from those of the sums a = x wx^T + bx and u = h wh^T + bh."""
    dbx = None if bx is None else da.sum(dim=0)
    dbh = None if bh is None else du.sum(dim=0)
    return da.T @ x, du.T @ h, dbx, dbh


def expect_recurrent(operation, gates, axes, *, x, h, wx, wh, bx, bh, **memory):
    """The arguments of a cell or a sequence with so many gates; memory is c of an LSTM."""
    rows = "H" if gates == 1 else f"{gates}H"
    states = {name: (state, "N H") for name, state in {"h": h, **memory}.items()}
    weights = {"wx": (wx, f"{rows} D"), "wh": (wh, f"{rows} H"), "bx": (bx, f"{rows}?"), "bh": (bh, f"{rows}?")}
    arguments = {"x": (x, axes), **states, **weights}
    expect(operation, **arguments)
    if len(wx) != gates * h.shape[1]:
        rule = f"wx must have {rows} = {gates * h.shape[1]} rows, {gates} gates for each number of h, got {len(wx)}"
        raise mistake(ValueError, operation, rule, {name: value for name, (value, _) in arguments.items()})
