"""The two twins of an operation and torch's own, side by side: the same numbers? how fast?

    from course_lib import twins
    twins.compare("linear")

shows a table: the errors of the NumPy reference and of the torch twin, forward and backward, against torch's own
function in float64; how well the slopes agree with finite differences; and the time each takes. The table of
operations (course_lib/operations) says what to call. The tests ask the same questions of every row.
"""

from __future__ import annotations

import html
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from course_lib import numpy_ops, torch_ops
from course_lib.operations import OPERATIONS, Operation

STEP = 1e-5  # of the finite differences


@dataclass(frozen=True)
class Twin:
    """One operation in one library, called with NumPy arrays and answering in NumPy arrays where asked to."""

    library: str
    forward: Callable
    backward: Callable | None
    device: str = "cpu"
    returns: tuple[str, ...] = ("y", "cache")

    def native(self, value):
        if isinstance(value, tuple):
            return tuple(map(self.native, value))
        if not isinstance(value, np.ndarray):
            return value
        return value.copy() if self.library == "numpy" else torch.tensor(value, device=self.device)

    def natives(self, inputs):
        return {name: self.native(value) for name, value in inputs.items()}

    def call(self, inputs):
        """(answers, cache) of native inputs: the answers always as a tuple, the cache None where there is none."""
        got = self.forward(**inputs)
        if "cache" not in self.returns:
            return as_tuple(got), None
        *answers, cache = got
        return tuple(answers), cache

    def run(self, inputs, dy=None):
        """(answers, gradients) of native inputs; floating-point warnings are errors. No dy, no gradients."""
        with np.errstate(all="raise", under="ignore"), warnings.catch_warnings():
            warnings.simplefilter("error")
            answers, cache = self.call(inputs)
            if dy is None:
                return answers, ()
            return answers, self.back(dy, cache)

    def back(self, dy, cache):
        """The gradients, always as a tuple, for dy: one gradient from above, or a tuple of them."""
        return as_tuple(self.backward(*as_tuple(dy), cache))


def twin_of(operation, library, device="cpu") -> Twin:
    module = {"numpy": numpy_ops, "torch": torch_ops}[library]
    backward = getattr(module, operation.name + "_backward", None)
    return Twin(library, getattr(module, operation.name), backward, device, operation.returns)


def array(value):
    """Anything a twin answers, as a NumPy array."""
    return value.detach().cpu().numpy() if isinstance(value, torch.Tensor) else np.asarray(value)


def oracle(operation, inputs, dy=None):
    """Exact answers and gradients: torch's own function and autograd, in float64."""
    wanted = [name for name in operation.differentiable if inputs.get(name) is not None]
    tensors = {}
    for name, value in inputs.items():
        if is_floats(value) or name in wanted:
            value = torch.tensor(value, dtype=torch.float64, requires_grad=name in wanted and dy is not None)
        elif isinstance(value, np.ndarray):
            value = torch.tensor(value)
        tensors[name] = value
    answers = as_tuple(operation.oracle(**tensors))
    if dy is None:
        return tuple(map(array, answers)), ()
    above = [torch.tensor(given, dtype=torch.float64) for given in as_tuple(dy)]
    grads = torch.autograd.grad(answers[: len(above)], [tensors[name] for name in wanted], above)
    by_name = dict(zip(wanted, grads, strict=True))
    found = tuple(by_name[n].numpy() if n in by_name else None for n in operation.differentiable)
    return tuple(map(array, answers)), found


def is_floats(value):
    """An array of numbers that are computed with: not labels, which are integers."""
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


def dtype_of(inputs):
    return next(value.dtype for value in inputs.values() if is_floats(value))


def cotangent(operation, inputs, rng):
    """A random gradient from above. Never all ones: a softmax backward that returns 0 would pass with those.

    A tuple of them where backward takes several.
    """
    answers, _ = oracle(operation, inputs)
    drawn = [rng.standard_normal(y.shape).astype(dtype_of(inputs)) for y in answers[: len(operation.above)]]
    return drawn[0] if len(drawn) == 1 else tuple(drawn)


def as_tuple(value):
    return value if isinstance(value, tuple) else (value,)


# ---- the comparison ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One library in the table: errors relative to the largest exact number, slope error, milliseconds (medians)."""

    who: str
    forward_error: float
    backward_error: float | None
    slope_error: float | None
    forward_ms: float
    both_ms: float | None


@dataclass(frozen=True)
class Comparison:
    """What `compare` found. Draws itself as a table in a notebook; str() is the same as text."""

    name: str
    about: str
    dtype: str
    rows: tuple[Row, ...]

    HEADS = ("", "error y", "error of gradients", "against differences", "ms forward", "ms with backward")

    def cells(self) -> list[tuple[str, ...]]:
        def small(value):
            return "" if value is None else f"{value:.0e}" if value else "0"

        def ms(value):
            return "" if value is None else f"{value:.3f}"

        return [
            (
                r.who,
                small(r.forward_error),
                small(r.backward_error),
                small(r.slope_error),
                ms(r.forward_ms),
                ms(r.both_ms),
            )
            for r in self.rows
        ]

    def __str__(self):
        lines = [self.HEADS, *self.cells()]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.HEADS))]
        text = [
            "  ".join(
                cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths, strict=True))
            )
            for line in lines
        ]
        return "\n".join([f"{self.name}, {self.about}, {self.dtype}", *text])

    __repr__ = __str__

    def _repr_html_(self):
        def line(tag, cells):
            return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

        caption = f"<caption>{html.escape(f'{self.name}, {self.about}, {self.dtype}')}</caption>"
        return f"<table>{caption}{line('th', self.HEADS)}{''.join(line('td', cells) for cells in self.cells())}</table>"


def compare(name: str, dtype=np.float32, device: str | None = None, repeats: int = 30, **inputs) -> Comparison:
    """Run operation `name` in NumPy, in its torch twin and in torch's own words on the same numbers.

    name     a name in the table, such as "linear"; KeyError lists the nearest otherwise
    dtype    np.float32 or np.float64, of the sample inputs
    device   of the torch twin and of torch itself; None takes a GPU if there is one
    repeats  calls to take the median time of
    inputs   NumPy arguments by name, in place of the table's first sample
    """
    operation = _row(name)
    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    rng = np.random.default_rng(0)
    sample = operation.samples(rng, np.dtype(dtype))[0]
    about, inputs = ("inputs of your own", inputs) if inputs else (sample.about, sample.inputs)
    dy = cotangent(operation, inputs, rng) if operation.differentiable else None
    exact, exact_grads = oracle(operation, inputs, dy)
    rows = []
    for who, twin in (
        ("NumPy", twin_of(operation, "numpy")),
        (f"torch twin, {device}", twin_of(operation, "torch", device)),
    ):
        answers, grads = twin.run(twin.natives(inputs), twin.native(dy))
        given = twin.natives(inputs)
        above = twin.native(dy)
        rows.append(
            Row(
                who,
                _error(answers, exact),
                _error(grads, exact_grads) if dy is not None else None,
                slope_error(operation, twin, inputs, rng) if dy is not None else None,
                _milliseconds(lambda t=twin, g=given: t.call(g), repeats, device),
                _milliseconds(lambda t=twin, g=given, a=above: t.run(g, a), repeats, device)
                if dy is not None
                else None,
            )
        )
    rows.append(_torch_itself(operation, inputs, dy, exact, exact_grads, device, repeats))
    return Comparison(name, about, str(dtype_of(inputs)), tuple(rows))


def slopes(operation: Operation, twin: Twin, inputs: dict, rng):
    """For each input with a gradient (name, measured, claimed): a central difference of <v, y> along a random
    direction u, and <backward(v), u>, for one random cotangent v. float64 inputs, away from kinks."""
    v = cotangent(operation, inputs, rng)
    _, grads = twin.run(twin.natives(inputs), twin.native(v))
    for name, grad in zip(operation.differentiable, grads, strict=True):
        if inputs.get(name) is None or np.size(inputs[name]) == 0:  # nothing to move
            continue
        u = rng.standard_normal(np.shape(inputs[name]))

        def moved(step, name=name, u=u):
            there = np.asarray(inputs[name] + step * u)
            value = there if isinstance(inputs[name], np.ndarray) else float(there)
            return twin.run(twin.natives(inputs | {name: value}))[0]

        yield name, inner(v, moved(STEP), moved(-STEP)).sum() / (2 * STEP), np.sum(array(grad) * u)


def inner(v, one, other):
    """The summands of <v, one - other>, over all answers that v has gradients for."""
    parts = [(given * (array(a) - array(b))).ravel() for given, a, b in zip(as_tuple(v), one, other, strict=False)]
    return np.concatenate(parts)


def slope_error(operation: Operation, twin: Twin, inputs: dict, rng) -> float:
    """Largest relative gap between measured and claimed slopes, in float64; NaN too near a kink to tell."""
    inputs = {name: value.astype(np.float64) if is_floats(value) else value for name, value in inputs.items()}
    if operation.smoothness(**inputs) < 10 * STEP:
        return float("nan")
    found = slopes(operation, twin, inputs, rng)
    return float(max((abs(measured - claimed) / (1 + abs(measured)) for _, measured, claimed in found), default=0.0))


def _torch_itself(operation, inputs, dy, exact, exact_grads, device, repeats) -> Row:
    """torch's own function and autograd on the same numbers, in their dtype."""
    floats = [name for name in operation.differentiable if is_floats(inputs.get(name))]
    tensors = {n: torch.tensor(v, device=device) if isinstance(v, np.ndarray) else v for n, v in inputs.items()}
    for name in floats:
        tensors[name].requires_grad_(dy is not None)
    above = [torch.tensor(given, device=device) for given in as_tuple(dy)] if dy is not None else []

    def forward():
        return as_tuple(operation.oracle(**tensors))

    def both():
        return torch.autograd.grad(forward()[: len(above)], [tensors[name] for name in floats], above)

    wanted = [g for n, g in zip(operation.differentiable, exact_grads, strict=False) if n in floats]
    return Row(
        f"torch itself, {device}",
        _error(forward(), exact),
        _error(both(), wanted) if floats and above else None,
        None,
        _milliseconds(forward, repeats, device),
        _milliseconds(both, repeats, device) if floats and above else None,
    )


def _error(got, exact) -> float:
    """Largest |got - exact| over all answers, each relative to its largest exact number."""
    errors = [0.0]
    for one, other in zip(got, exact, strict=True):
        if one is not None and other is not None and np.size(other):
            errors.append(
                np.abs(array(one).astype(float) - other).max() / max(np.abs(other).max(), np.finfo(float).tiny)
            )
    return float(max(errors))


def _milliseconds(call: Callable, repeats: int, device: str) -> float:
    times = []
    for _ in range(repeats + 3):
        started = time.perf_counter()
        call()
        if device != "cpu":
            torch.cuda.synchronize()
        times.append(time.perf_counter() - started)
    return 1000 * float(np.median(times[3:]))  # the first calls find everything cold


def _row(name: str) -> Operation:
    if name not in OPERATIONS:
        import difflib

        near = difflib.get_close_matches(name, OPERATIONS, n=4, cutoff=0.3)
        raise KeyError(f"twins: there is no operation {name!r}; the nearest are {', '.join(near) or 'none'}")
    return OPERATIONS[name]
