"""What the banks of convolution and pooling share: sliding windows as a loop with slices, and their numbers."""

import numpy as np


def padded(x, rows, columns):
    """x (N, C, H, W) with `rows` = (above, below) and `columns` = (left, right) of zeros."""
    N, C, H, W = x.shape
    wide = np.zeros((N, C, H + sum(rows), W + sum(columns)), x.dtype)
    wide[:, :, rows[0] : rows[0] + H, columns[0] : columns[0] + W] = x
    return wide


def slide(x, w, size, steps, count, total=np.sum):
    """y (N, F, OH, OW): windows of `size` taken as slices times w, summed (or another total).

    A window that is cut off by the end of x behaves as in a student's loop: it is stretched or does not fit.
    """
    y = np.zeros((len(x), len(w), *count), x.dtype)
    x = x[:, None]
    for r in range(count[0]):
        above = r * steps[0]
        for q in range(count[1]):
            left = q * steps[1]
            window = x[:, :, :, above : above + size[0], left : left + size[1]]
            y[:, :, r, q] = total(window * w, axis=(2, 3, 4))
    return y


def numbers(shape, start):
    """Whole numbers from -9 to 9 without 0, in no order that could look like another: the same every time."""
    count = int(np.prod(shape))
    values, state = [], start
    for _ in range(count):
        state = (state * 17 + 43) % 257
        values.append((state % 18) - 9 if state % 18 < 9 else (state % 18) - 8)
    return np.array(values, dtype=np.float64).reshape(shape)


def distinct(shape, start):
    """Up to 60 whole numbers of both signs, no two of the same size: the same every time."""
    count = int(np.prod(shape))
    values = ((23 * (start + k)) % 61 for k in range(1, 62))
    values = [v if v % 3 else -v for v in values if v][:count]
    return np.array(values, dtype=np.float64).reshape(shape)
