"""Rows of the table: recurrent cells, the sequences made of them, and the convolution that looks back in time.

The witness of the sequences is torch's own cell, from step to step, because torch's counter of operations does not
see into its layers for sequences. (tests/unit/test_recurrent.py compares with torch.nn.LSTM and its like.)
"""

from __future__ import annotations

import numpy as np

from .row import Mistake, Operation, Sample, normal

GATES = {"rnn": 1, "lstm": 4, "gru": 3}


def _weights(rng, dtype, gates, size, state, biases=("bx", "bh")):
    drawn = {"wx": normal(rng, dtype, gates * state, size), "wh": normal(rng, dtype, gates * state, state)}
    drawn = {name: w / np.sqrt(w.shape[1]).astype(dtype) for name, w in drawn.items()}
    return drawn | {name: normal(rng, dtype, gates * state) for name in biases}


def _states(rng, dtype, kind, examples, state):
    return {name: normal(rng, dtype, examples, state) for name in ("h", "c")[: 1 + (kind == "lstm")]}


def _cell(kind):
    def samples(rng, dtype):
        def sample(about, examples, size, state, *biases):
            x = {"x": normal(rng, dtype, examples, size)}
            memory = _states(rng, dtype, kind, examples, state)
            return Sample(about, x | memory | _weights(rng, dtype, GATES[kind], size, state, *biases))

        first = sample("the first step", 2, 3, 4)
        zeros = {name: np.zeros_like(first.inputs[name]) for name in ("h", "c") if name in first.inputs}
        saturated = sample("very large", 8, 3, 4)
        return [
            sample("a batch", 5, 3, 4),
            sample("as many outputs as inputs", 3, 4, 4),
            sample("no biases", 3, 2, 4, ()),
            sample("bias of the input alone", 3, 2, 4, ("bx",)),
            sample("bias of the state alone", 3, 2, 4, ("bh",)),
            sample("batch of 1", 1, 3, 1),
            sample("batch of 0", 0, 3, 4),
            Sample("the first step", first.inputs | zeros),
            Sample("very large", saturated.inputs | {"x": 100 * saturated.inputs["x"]}),
        ]

    return samples


def _sequence(kind):
    def samples(rng, dtype):
        def sample(about, steps, examples, size, state, *biases):
            memory = _states(rng, dtype, kind, examples, state)  # first: the first axis of h is the batch
            x = {"x": normal(rng, dtype, steps, examples, size)}
            return Sample(about, memory | x | _weights(rng, dtype, GATES[kind], size, state, *biases))

        return [
            sample("a batch", 6, 5, 3, 4),
            sample("one step", 1, 3, 2, 3),
            sample("no biases", 4, 3, 2, 4, ()),
            sample("bias of the input alone", 3, 2, 2, 4, ("bx",)),
            sample("bias of the state alone", 3, 2, 2, 4, ("bh",)),
            sample("as many steps as examples and numbers", 3, 3, 3, 3),
            sample("batch of 1", 5, 1, 3, 2),
            sample("batch of 0", 4, 0, 3, 2),
        ]

    return samples


def _cell_oracle(kind):
    def oracle(x, h, wx, wh, bx=None, bh=None, c=None):
        import torch

        if (bx is None) != (bh is None):  # torch has both or none
            bx, bh = (torch.zeros(len(wx), dtype=x.dtype) if b is None else b for b in (bx, bh))
        cell = {"rnn": torch.rnn_tanh_cell, "lstm": torch.lstm_cell, "gru": torch.gru_cell}[kind]
        return cell(x, h if c is None else (h, c), wx, wh, bx, bh)

    return oracle


def _sequence_oracle(kind):
    cell = _cell_oracle(kind)

    def oracle(x, h, **rest):
        import torch

        states, c = [], rest.pop("c", None)
        for step in x:
            if kind == "lstm":
                h, c = cell(step, h, c=c, **rest)
            else:
                h = cell(step, h, **rest)
            states.append(h)
        return torch.stack(states) if c is None else (torch.stack(states), c)

    return oracle


def _mistakes(name, kind):
    """Each array of another size in turn, too few gates, a state without a batch, no step, a wrong gradient."""
    gates, sequence = GATES[kind], not name.endswith("_cell")
    rows, x_axes = ("H" if gates == 1 else f"{gates}H"), "(T, N, D)" if sequence else "(N, D)"
    shapes = {"x": (6, 2, 3) if sequence else (2, 3), "h": (2, 5)} | ({"c": (2, 5)} if kind == "lstm" else {})
    shapes |= {"wx": (gates * 5, 3), "wh": (gates * 5, 5), "bx": (gates * 5,), "bh": (gates * 5,)}

    def call(rule, error=ValueError, **changed):
        given = shapes | changed
        told = ", ".join(f"{argument} {shape}" for argument, shape in given.items())
        inputs = {argument: np.zeros(shape) for argument, shape in given.items()}
        return Mistake(inputs, error, f"{name}: {rule}; {told}")

    def differ(axis, one, first, other, second, got):
        return f"`{axis}` must be the same in {one} {first} and {other} {second}, got {got}"

    listed = [
        call(differ("D", "x", x_axes, "wx", f"({rows}, D)", "3 and 4"), wx=(gates * 5, 4)),
        call(differ("N", "x", x_axes, "h", "(N, H)", "2 and 7"), h=(7, 5)),
        call(differ("H", "h", "(N, H)", "wh", f"({rows}, H)", "5 and 6"), wh=(gates * 5, 6)),
        call("h must have 2 axes (N, H), got 1", h=(5,)),
        call(f"bx must have 1 axis ({rows},), got 2", bx=(1, gates * 5)),
    ]
    if gates > 1:
        listed += [
            call(differ(rows, "wx", f"({rows}, D)", "bh", f"({rows},)", f"{gates * 5} and 5"), bh=(5,)),
            call(
                f"wx must have {rows} = {gates * 5} rows, {gates} gates for each number of h, got 5",
                **{"wx": (5, 3), "wh": (5, 5), "bx": (5,), "bh": (5,)},
            ),
        ]
    if sequence:
        listed.append(call("`T` of x (T, N, D) must be at least 1, got 0", x=(0, 2, 3)))
        listed.append(call("x must have 3 axes (T, N, D), got 2", x=(2, 3)))
    if kind == "lstm":
        listed.append(call(differ("N", "x", x_axes, "c", "(N, H)", "2 and 1"), c=(1, 5)))
    good = {argument: np.zeros(shape) for argument, shape in shapes.items()}
    return [*listed, _wrong_gradient(name, kind, sequence, good)]


def _wrong_gradient(name, kind, sequence, good):
    """A gradient from above for one example too many, and for the LSTM a good one beside it."""
    first, axes, shape = ("dy", "(T, N, H)", (6, 3, 5)) if sequence else ("dh", "(N, H)", (3, 5))
    above, states = {first: shape}, {"h": (2, 5)}
    if kind == "lstm":
        above["dc"] = (2, 5)
        other, other_axes = "dc", "(N, H)"
    elif sequence:
        other, other_axes = "x", "(T, N, D)"
    else:
        other, other_axes = "h", "(N, H)"
    told = above | ({"x": (6, 2, 3)} if sequence else {}) | states
    text = (
        f"{name}_backward: `N` must be the same in {first} {axes} and {other} {other_axes}, got 3 and 2; "
        + ", ".join(f"{argument} {given}" for argument, given in told.items())
    )
    dy = tuple(np.zeros(given) for given in above.values())
    return Mistake(good, ValueError, text, dy=dy if len(dy) > 1 else dy[0])


def _smoothness(x, **others):
    """Where x is in the hundreds, tanh bends within a millionth of wx: next to a kink."""
    return 0 if np.abs(x).max(initial=0) > 10 else np.inf


def _row(name):
    kind, _, cell = name.partition("_")
    answer = "h" if cell else "y"
    memory = ("c",) if kind == "lstm" else ()

    def macs(x, h, wx, wh, **others):
        return int(np.prod(x[:-1])) * wx[0] * (x[-1] + h[-1])

    return Operation(
        name,
        _cell(kind) if cell else _sequence(kind),
        _cell_oracle(kind) if cell else _sequence_oracle(kind),
        mistakes=_mistakes(name, kind),
        differentiable=("x", "h", *memory, "wx", "wh", "bx", "bh"),
        smoothness=_smoothness,
        macs=macs,
        tolerance=64,
        returns=(answer, *memory, "cache"),
        above=(f"d{answer}", *(f"d{state}" for state in memory)),
    )


def _causal(rng, dtype):
    def sample(about, examples, channels, steps, filters, taps, bias=True, **numbers):
        x, w = normal(rng, dtype, examples, channels, steps), normal(rng, dtype, filters, channels, taps)
        b = {"b": normal(rng, dtype, filters)} if bias else {}
        return Sample(about, {"x": x, "w": w, **b} | numbers)

    return [
        sample("a batch", 3, 2, 9, 4, 3),
        sample("dilated", 2, 3, 12, 2, 3, dilation=4),
        sample("taps beyond the start", 2, 2, 5, 3, 4, dilation=3),
        sample("one tap", 2, 3, 5, 4, 1),
        sample("no bias", 2, 3, 6, 2, 2, bias=False, dilation=2),
        sample("one step", 2, 3, 1, 2, 3),
        sample("batch of 1", 1, 1, 7, 1, 2),
        sample("batch of 0", 0, 2, 7, 3, 2),
    ]


def _causal_oracle(x, w, b=None, dilation=1):
    import torch.nn.functional as F

    return F.conv1d(F.pad(x, ((w.shape[2] - 1) * dilation, 0)), w, b, dilation=int(dilation))


def _causal_macs(x, w, b=None, dilation=()):
    return x[0] * x[2] * w[0] * w[1] * w[2]  # the zeros before the start are counted, as torch does


_causal_good = {"x": np.zeros((2, 3, 9)), "w": np.zeros((4, 3, 2)), "b": np.zeros(4), "dilation": 2}
_causal_mistakes = [
    Mistake(
        _causal_good | {"w": np.zeros((4, 5, 2))},
        ValueError,
        "causal_conv1d: `C` must be the same in x (N, C, T) and w (F, C, K), got 3 and 5; "
        "x (2, 3, 9), w (4, 5, 2), b (4,), dilation 2",
    ),
    Mistake(
        _causal_good | {"w": np.zeros((4, 3, 0))},
        ValueError,
        "causal_conv1d: `K` of w (F, C, K) must be at least 1, got 0; x (2, 3, 9), w (4, 3, 0), b (4,), dilation 2",
    ),
    Mistake(
        _causal_good | {"b": np.zeros(3)},
        ValueError,
        "causal_conv1d: `F` must be the same in w (F, C, K) and b (F,), got 4 and 3; "
        "x (2, 3, 9), w (4, 3, 2), b (3,), dilation 2",
    ),
    Mistake(
        _causal_good | {"x": np.zeros((3, 9))},
        ValueError,
        "causal_conv1d: x must have 3 axes (N, C, T), got 2; x (3, 9), w (4, 3, 2), b (4,), dilation 2",
    ),
    Mistake(
        _causal_good | {"dilation": 0},
        ValueError,
        "causal_conv1d: dilation must be greater than 0, got 0; x (2, 3, 9), w (4, 3, 2), b (4,), dilation 0",
    ),
    Mistake(
        _causal_good | {"dilation": 1.5},
        TypeError,
        "causal_conv1d: dilation must be an integer, got 1.5; "
        "x (2, 3, 9) float64, w (4, 3, 2) float64, b (4,) float64, dilation 1.5",
    ),
    Mistake(
        _causal_good,
        ValueError,
        "causal_conv1d_backward: `T` must be the same in dy (N, F, T) and x (N, C, T), got 8 and 9; "
        "dy (2, 4, 8), x (2, 3, 9), w (4, 3, 2)",
        dy=np.zeros((2, 4, 8)),
    ),
]

ROWS = [
    *(_row(name) for name in ("rnn_cell", "lstm_cell", "gru_cell", "rnn", "lstm", "gru")),
    Operation(
        "causal_conv1d",
        _causal,
        _causal_oracle,
        mistakes=_causal_mistakes,
        differentiable=("x", "w", "b"),
        linear_in=("x", "w", "b"),
        macs=_causal_macs,
        tolerance=32,
    ),
]
