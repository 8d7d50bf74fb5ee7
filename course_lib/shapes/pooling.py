"""Windows of a pooling: those of shapes/windows.py that are never padded, only cut short at the edges of the image."""

from __future__ import annotations

from collections.abc import Iterator

from .arguments import Expect, mistake
from .windows import Windows, pair, windows


def pool_windows(expect: Expect, operation: str, x, **settings) -> Windows:
    """The windows that `size`, `stride` (None: as size) and `padding` ask for, over the last two axes of x.

    expect: the checker of the library. settings: all other arguments of the operation, for the sentence.

    Raises TypeError (x is no array of floats, no integers), ValueError (x has not 4 axes; size or stride too small, too
    much padding, a window larger than the padded image).
    """
    values = {"x": x, **settings}
    expect(operation, x=(x, "N C H W"), **{name: (value, "shown") for name, value in settings.items()})
    size = pair(operation, "size", values["size"], 1, values)
    stride = size if values["stride"] is None else values["stride"]
    padding = pair(operation, "padding", values["padding"], 0, values)
    for p, k in zip(padding, size, strict=True):
        if 2 * p > k:
            rule = f"padding must be at most half of size, got {p} for {k}: a window could see nothing else"
            raise mistake(ValueError, operation, rule, values)
    return windows(operation, values, tuple(x.shape[-2:]), size, stride, padding)


def places(at: Windows) -> Iterator[tuple[tuple, tuple]]:
    """For each place in the window, row by row: (the windows that see a pixel there, those pixels).

    Both are indices for (N, C, rows, columns). Windows that see padding at this place are left out.
    """
    for i in range(at.kernel[0]):
        window_rows, pixel_rows = _seen(at, 0, i)
        for j in range(at.kernel[1]):
            window_columns, pixel_columns = _seen(at, 1, j)
            yield (..., window_rows, window_columns), (..., pixel_rows, pixel_columns)


def pixels_seen(at: Windows) -> tuple[list[int], list[int]]:
    """How many rows of the image each row of windows sees (padding not counted), and the same for columns."""
    seen = [0] * at.count[0], [0] * at.count[1]
    for axis, sums in enumerate(seen):
        for place in range(at.kernel[axis]):
            those, _ = _seen(at, axis, place)
            for window in range(those.start, those.stop):
                sums[window] += 1
    return seen


def _seen(at: Windows, axis: int, place: int) -> tuple[slice, slice]:
    step, ahead = at.stride[axis], at.padding[axis] - place  # window i sees pixel i * step - ahead
    first = max(0, -(-ahead // step))
    last = min(at.count[axis] - 1, (at.size[axis] - 1 + ahead) // step)
    if last < first:
        return slice(0, 0), slice(0, 0)
    return slice(first, last + 1), slice(first * step - ahead, last * step - ahead + 1, step)
