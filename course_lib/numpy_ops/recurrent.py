"""Cells that remember: the same weights at every step, and a state h that goes in and comes out.

A cell is one step in time. Its weights stand in one array for all gates, one gate below the other, as in torch:
LSTM input, forget, new, output (i f g o); GRU reset, update, new (r z n). So all gates are one matrix product.
What happens between the sums of a gate and the new state is a step of its own (_lstm_step, _gru_step), which the
sequences of sequences.py use too. Torch keeps two biases, bx and bh; only their sum matters, except in the GRU,
where the reset gate multiplies h wh^T + bh.
"""

from __future__ import annotations

import numpy as np

from course_lib.shapes.arguments import mistake

from .arrays import Array, expect

__all__ = [
    "rnn_cell",
    "rnn_cell_backward",
    "lstm_cell",
    "lstm_cell_backward",
    "gru_cell",
    "gru_cell_backward",
]


def rnn_cell(
    x: Array, h: Array, wx: Array, wh: Array, bx: Array | None = None, bh: Array | None = None
) -> tuple[Array, tuple]:
    """One step of the simple recurrent net: the new state hears the input and the old state.

        h_new = tanh(x wx^T + bx + h wh^T + bh)

    Arguments
        x   (N, D)        float32 or float64: N examples, one a row
        h   (N, H)        same dtype: the state so far, zeros at first
        wx  (H, D)        same dtype
        wh  (H, H)        same dtype
        bx  (H,) or None  same dtype
        bh  (H,) or None  same dtype
    Returns
        h   (N, H)        the new state, same dtype
        cache             for rnn_cell_backward: the arguments and the new state
    Raises
        TypeError   not an array, neither float32 nor float64, or several dtypes
        ValueError  the shapes do not fit
    Source: Elman, Cognitive Science 14 (1990); torch.nn.RNNCell (2.13).
    """
    expect_recurrent("rnn_cell", 1, "N D", x=x, h=h, wx=wx, wh=wh, bx=bx, bh=bh)
    h_new = np.tanh(sums(x, wx, bx) + sums(h, wh, bh))
    return h_new, (x, h, wx, wh, bx, bh, h_new)


def rnn_cell_backward(dh: Array, cache: tuple) -> tuple[Array, Array, Array, Array, Array | None, Array | None]:
    """Gradients of `rnn_cell`. z is what tanh was given.

        dz = dh (1 - h_new^2),  dx = dz wx,  dh_old = dz wh,  dwx = dz^T x,  dwh = dz^T h,  dbx = dbh = sum_n dz[n]

    Arguments
        dh     (N, H)        gradient of the loss with respect to the new state
        cache                what rnn_cell returned
    Returns
        dx     (N, D)        same dtype
        dh     (N, H)        with respect to the old state, same dtype
        dwx    (H, D)        same dtype
        dwh    (H, H)        same dtype
        dbx    (H,) or None  same dtype; None if there was no bx
        dbh    (H,) or None  same dtype; None if there was no bh
    Raises
        TypeError   dh is not an array of x's dtype
        ValueError  dh does not have the shape of h
    Source: Werbos, Proceedings of the IEEE 78 (1990).
    """
    x, h, wx, wh, bx, bh, h_new = cache
    expect("rnn_cell_backward", dh=(dh, "N H"), h=(h, "N H"))
    dz = dh * (1 - h_new * h_new)
    return dz @ wx, dz @ wh, *weight_gradients(dz, dz, x, h, bx, bh)


def lstm_cell(
    x: Array, h: Array, c: Array, wx: Array, wh: Array, bx: Array | None = None, bh: Array | None = None
) -> tuple[Array, Array, tuple]:
    """One step of the long short-term memory. c is what it remembers, h what it says of that.

        z = x wx^T + bx + h wh^T + bh,  cut into z_i, z_f, z_g, z_o
        i, f, o = sigmoid(z_i), sigmoid(z_f), sigmoid(z_o);  g = tanh(z_g)
        c_new = f c + i g
        h_new = o tanh(c_new)

    Arguments
        x   (N, D)         float32 or float64: N examples, one a row
        h   (N, H)         same dtype: what the cell said last, zeros at first
        c   (N, H)         same dtype: what it remembers, zeros at first
        wx  (4H, D)        same dtype: the weights of i, f, g, o, one below the other
        wh  (4H, H)        same dtype
        bx  (4H,) or None  same dtype
        bh  (4H,) or None  same dtype
    Returns
        h   (N, H)         the new h, same dtype
        c   (N, H)         the new c, same dtype
        cache              for lstm_cell_backward: the arguments and the gates
    Raises
        TypeError   not an array, neither float32 nor float64, or several dtypes
        ValueError  the shapes do not fit
    Source: Hochreiter, Schmidhuber, Neural Computation 9 (1997); the forget gate: Gers, Schmidhuber, Cummins,
    Neural Computation 12 (2000); torch.nn.LSTMCell (2.13).
    """
    expect_recurrent("lstm_cell", 4, "N D", x=x, h=h, c=c, wx=wx, wh=wh, bx=bx, bh=bh)
    h_new, c_new, step = _lstm_step(sums(x, wx, bx) + sums(h, wh, bh), c)
    return h_new, c_new, (x, h, wx, wh, bx, bh, step)


def lstm_cell_backward(
    dh: Array, dc: Array, cache: tuple
) -> tuple[Array, Array, Array, Array, Array, Array | None, Array | None]:
    """Gradients of `lstm_cell`. Along c the gradient is only multiplied by f: it can last for many steps.

        dc_all = dc + dh o (1 - tanh(c_new)^2),  dc_old = dc_all f
        dz_i = dc_all g i (1 - i),  dz_f = dc_all c f (1 - f),  dz_g = dc_all i (1 - g^2)
        dz_o = dh tanh(c_new) o (1 - o)
        dx = dz wx,  dh_old = dz wh,  dwx = dz^T x,  dwh = dz^T h,  dbx = dbh = sum_n dz[n]

    Arguments
        dh     (N, H)         gradient of the loss with respect to the new h
        dc     (N, H)         gradient of the loss with respect to the new c
        cache                 what lstm_cell returned
    Returns
        dx     (N, D)         same dtype
        dh     (N, H)         with respect to the old h, same dtype
        dc     (N, H)         with respect to the old c, same dtype
        dwx    (4H, D)        same dtype
        dwh    (4H, H)        same dtype
        dbx    (4H,) or None  same dtype; None if there was no bx
        dbh    (4H,) or None  same dtype; None if there was no bh
    Raises
        TypeError   dh or dc is not an array of x's dtype
        ValueError  dh or dc does not have the shape of h
    Source: Gers, Schmidhuber, Cummins (2000), with the whole gradient: Graves, Schmidhuber, Neural Networks 18 (2005).
    """
    x, h, wx, wh, bx, bh, step = cache
    expect("lstm_cell_backward", dh=(dh, "N H"), dc=(dc, "N H"), h=(h, "N H"))
    dz, dc_old = _lstm_step_backward(dh, dc, step)
    return dz @ wx, dz @ wh, dc_old, *weight_gradients(dz, dz, x, h, bx, bh)


def gru_cell(
    x: Array, h: Array, wx: Array, wh: Array, bx: Array | None = None, bh: Array | None = None
) -> tuple[Array, tuple]:
    """One step of the gated recurrent unit: h is a mixture of the old h and a new proposal n.

        a = x wx^T + bx,  u = h wh^T + bh,  both cut into three: r, z, n
        r, z = sigmoid(a_r + u_r), sigmoid(a_z + u_z)
        n = tanh(a_n + r u_n)
        h_new = (1 - z) n + z h

    As in torch, z is the share of the old state that stays, and the reset r comes after the matrix product.

    Arguments
        x   (N, D)         float32 or float64: N examples, one a row
        h   (N, H)         same dtype: the state so far, zeros at first
        wx  (3H, D)        same dtype: the weights of r, z, n, one below the other
        wh  (3H, H)        same dtype
        bx  (3H,) or None  same dtype
        bh  (3H,) or None  same dtype
    Returns
        h   (N, H)         the new state, same dtype
        cache              for gru_cell_backward: the arguments and the gates
    Raises
        TypeError   not an array, neither float32 nor float64, or several dtypes
        ValueError  the shapes do not fit
    Source: Cho et al., EMNLP (2014), who reset before the product; torch.nn.GRUCell (2.13).
    """
    expect_recurrent("gru_cell", 3, "N D", x=x, h=h, wx=wx, wh=wh, bx=bx, bh=bh)
    h_new, step = _gru_step(sums(x, wx, bx), sums(h, wh, bh), h)
    return h_new, (x, h, wx, wh, bx, bh, step)


def gru_cell_backward(dh: Array, cache: tuple) -> tuple[Array, Array, Array, Array, Array | None, Array | None]:
    """Gradients of `gru_cell`. The old state is reached in two ways: through the share z, and through wh.

        da_n = dh (1 - z) (1 - n^2),  da_r = da_n u_n r (1 - r),  da_z = dh (h - n) z (1 - z)
        du_r, du_z, du_n = da_r, da_z, da_n r
        dx = da wx,  dh_old = dh z + du wh,  dwx = da^T x,  dwh = du^T h,  dbx = sum_n da[n],  dbh = sum_n du[n]

    Arguments
        dh     (N, H)         gradient of the loss with respect to the new state
        cache                 what gru_cell returned
    Returns
        dx     (N, D)         same dtype
        dh     (N, H)         with respect to the old state, same dtype
        dwx    (3H, D)        same dtype
        dwh    (3H, H)        same dtype
        dbx    (3H,) or None  same dtype; None if there was no bx
        dbh    (3H,) or None  same dtype; None if there was no bh
    Raises
        TypeError   dh is not an array of x's dtype
        ValueError  dh does not have the shape of h
    Source: chain rule; Werbos, Proceedings of the IEEE 78 (1990).
    """
    x, h, wx, wh, bx, bh, step = cache
    expect("gru_cell_backward", dh=(dh, "N H"), h=(h, "N H"))
    da, du, dh_kept = _gru_step_backward(dh, step)
    return da @ wx, du @ wh + dh_kept, *weight_gradients(da, du, x, h, bx, bh)


def _lstm_step(z, c):
    """From the sums z (N, 4H) of the four gates and the old c to the new h and c, and what the way back needs."""
    gates = _squash(z, (0.5, 0.5, 1, 0.5))
    i, f, g, o = parts(gates, 4)
    c_new = f * c + i * g
    said = np.tanh(c_new)
    return o * said, c_new, (gates, c, said)


def _lstm_step_backward(dh, dc, step):
    gates, c, said = step
    i, f, g, o = parts(gates, 4)
    dc = dc + dh * o * (1 - said * said)
    dz = np.empty_like(gates)
    dz_i, dz_f, dz_g, dz_o = parts(dz, 4)
    dz_i[:] = dc * g * i * (1 - i)
    dz_f[:] = dc * c * f * (1 - f)
    dz_g[:] = dc * i * (1 - g * g)
    dz_o[:] = dh * said * o * (1 - o)
    return dz, dc * f


def _gru_step(a, u, h):
    """From the sums a of the input and u of the state (N, 3H) to the new state, and what the way back needs."""
    size = h.shape[1]
    rz = _squash(a[:, : 2 * size] + u[:, : 2 * size], (0.5, 0.5))
    r, z = parts(rz, 2)
    u_n = u[:, 2 * size :]
    n = np.tanh(a[:, 2 * size :] + r * u_n)
    return (1 - z) * n + z * h, (r, z, n, u_n, h)


def _gru_step_backward(dh, step):
    r, z, n, u_n, h = step
    da_n = dh * (1 - z) * (1 - n * n)
    da_r = da_n * u_n * r * (1 - r)
    da_z = dh * (h - n) * z * (1 - z)
    da = np.concatenate([da_r, da_z, da_n], axis=1)
    du = np.concatenate([da_r, da_z, da_n * r], axis=1)
    return da, du, dh * z


def _squash(z, halves):
    """Gates in one go, in place: tanh where the factor is 1, and sigmoid(z) = 1/2 + tanh(z / 2) / 2 where it is 1/2.

    Exact to a rounding step of 1: a gate that is shut tighter than that is 0.
    """
    factor = np.array(halves, z.dtype).repeat(z.shape[1] // len(halves))
    z *= factor
    np.tanh(z, out=z)
    z *= factor
    z += 1 - factor
    return z


def parts(z, count):
    """The gates one by one, as views: (N, count H) -> count times (N, H)."""
    size = z.shape[1] // count
    return [z[:, k * size : (k + 1) * size] for k in range(count)]


def sums(x, w, b):
    """x w^T + b, in an array of its own."""
    z = x @ w.T
    if b is not None:
        z += b
    return z


def weight_gradients(da, du, x, h, bx, bh):
    """Gradients of wx, wh, bx, bh from those of the sums a = x wx^T + bx and u = h wh^T + bh."""
    dbx = None if bx is None else da.sum(axis=0)
    dbh = None if bh is None else du.sum(axis=0)
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
