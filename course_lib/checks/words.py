"""Numbers, arrays and calls as text: our own formatter, so that np.set_printoptions changes nothing."""

import math

import numpy as np

from .plain import Foreign, OddArray

MOST_SHOWN = 64  # elements of one array in running text


def number(x) -> str:
    """2.0 -> "2", 0.25 -> "0.25", and at most six significant digits."""
    if isinstance(x, complex | np.complexfloating):
        return f"({number(x.real)}{'+' if not x.imag < 0 else '-'}{number(abs(x.imag))}j)"
    x = float(x)
    if math.isnan(x) or math.isinf(x):
        return str(x)
    return str(int(x)) if x == int(x) and abs(x) < 1e9 else f"{x:.6g}"


def inline(value) -> str:
    """Any plain value in one line, as Python writes it but without needless ".0"."""
    if isinstance(value, np.ndarray):
        if value.size > MOST_SHOWN:
            return f"array of shape {value.shape}"
        return number(value[()]) if value.ndim == 0 else "[" + ", ".join(inline(row) for row in value) + "]"
    if isinstance(value, tuple | list):
        left, right = "()" if isinstance(value, tuple) else "[]"
        shown = ", ".join(inline(item) for item in value[:12]) + (", …" if len(value) > 12 else "")
        return left + shown + ("," if isinstance(value, tuple) and len(value) == 1 else "") + right
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {inline(item)}" for key, item in list(value.items())[:12]) + "}"
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, Foreign):
        return value.what
    if isinstance(value, OddArray):
        return f"an array of dtype {value.dtype}"
    if callable(value):
        return str(getattr(value, "__name__", "a function"))
    return "..." if value is ... else repr(value) if isinstance(value, str) else number(value)


def describe(value) -> str:
    """What kind of thing a plain value is, with an article: "an array of shape (2, 3)"."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}" if value.ndim else f"the number {number(value[()])}"
    if isinstance(value, OddArray):
        return f"an array of dtype {value.dtype}"
    if isinstance(value, Foreign):
        return value.what
    if isinstance(value, list | tuple | dict):
        size = f"{len(value)} thing{'' if len(value) == 1 else 's'}"
        return f"a {type(value).__name__} of {size}"
    if isinstance(value, str):
        return f"the text {value[:20]!r}"
    if callable(value):
        return f"the function {inline(value)}"
    return inline(value) if value is None or value is ... or isinstance(value, bool) else f"the number {number(value)}"


def call_text(name, args) -> str:
    """`name(X=[[2, 1]], lr=0.5)`: easy to read."""
    return f"{name}({', '.join(f'{key}={inline(value)}' for key, value in args.items())})"


def call_code(name, args) -> str:
    """The same call as Python that a student can paste into a cell."""

    def code(value):
        if isinstance(value, np.ndarray):
            dtype = "" if value.dtype == np.float64 else f", dtype=np.{value.dtype.name}"
            return f"np.array({value.tolist()!r}{dtype})"
        if isinstance(value, tuple | list):
            left, right = ("(", ",)" if len(value) == 1 else ")") if isinstance(value, tuple) else "[]"
            return left + ", ".join(map(code, value)) + right
        return getattr(value, "__name__", "function") if callable(value) else repr(value)

    return f"{name}({', '.join(code(value) for value in args.values())})"


def listed(names) -> str:
    """["a", "b", "c"] -> "a, b and c"."""
    names = list(names)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
