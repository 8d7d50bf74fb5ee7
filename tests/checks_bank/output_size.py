"""Solutions of `output_size`."""

import math

import numpy as np


def refuse(n, kernel, padding, dilation):
    if dilation * (kernel - 1) >= n + 2 * padding:
        raise ValueError("the kernel does not fit")


def r_room(n, kernel, stride, padding, dilation):
    room = n + 2 * padding - dilation * (kernel - 1) - 1
    if room < 0:
        raise ValueError(f"no window fits: {room}")
    return room // stride + 1


def r_after(n, kernel, stride, padding, dilation):
    size = (n + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
    if size < 1:
        raise ValueError
    return size


def r_count(n, kernel, stride, padding, dilation):
    last = dilation * (kernel - 1)
    places = [left for left in range(0, n + 2 * padding, stride) if left + last < n + 2 * padding]
    if not places:
        raise ValueError("no place")
    return len(places)


def r_floor(n, kernel, stride, padding, dilation):
    refuse(n, kernel, padding, dilation)
    return math.floor((n + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1)


def r_numpy(n, kernel, stride, padding, dilation):
    extent = np.int64(dilation) * (kernel - 1) + 1
    if extent > n + 2 * padding:
        raise ValueError
    return np.floor_divide(n + 2 * padding - extent, stride) + 1


def r_window_view(n, kernel, stride, padding, dilation):
    extent = kernel + (kernel - 1) * (dilation - 1)
    line = np.pad(np.zeros(n), padding)
    return len(np.lib.stride_tricks.sliding_window_view(line, extent)[::stride])


def r_ceil(n, kernel, stride, padding, dilation):
    refuse(n, kernel, padding, dilation)
    return math.ceil((n + 2 * padding - dilation * (kernel - 1)) / stride)


def r_range(n, kernel, stride, padding, dilation):
    size = len(range(-padding, n + padding - dilation * (kernel - 1), stride))
    if size == 0:
        raise ValueError("nothing fits")
    return size


def r_recursion(n, kernel, stride, padding, dilation):
    refuse(n, kernel, padding, dilation)
    try:
        return 1 + r_recursion(n - stride, kernel, stride, padding, dilation)
    except ValueError:
        return 1


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def steps_only(n, k, s, p, d):
    refuse(n, k, p, d)
    return (n + 2 * p - d * (k - 1) - 1) // s


def steps_only_checked_after(n, k, s, p, d):
    out = (n + 2 * p - d * (k - 1) - 1) // s
    if out <= 0:
        raise ValueError
    return out


def one_inside(n, k, s, p, d):
    refuse(n, k, p, d)
    return (n + 2 * p - d * (k - 1)) // s


def pooling_ceil(n, k, s, p, d):
    refuse(n, k, p, d)
    return math.ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1


def numpy_ceil(n, k, s, p, d):
    refuse(n, k, p, d)
    return np.ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1


def rounded(n, k, s, p, d):
    refuse(n, k, p, d)
    return round((n + 2 * p - d * (k - 1) - 1) / s) + 1


def fraction(n, k, s, p, d):
    out = (n + 2 * p - d * (k - 1) - 1) / s + 1
    if out < 1:
        raise ValueError
    return out


def numpy_floor(n, k, s, p, d):
    refuse(n, k, p, d)
    return np.floor((n + 2 * p - d * (k - 1) - 1) / s) + 1


def must_divide(n, k, s, p, d):
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0 or room % s:
        raise ValueError("does not fit")
    return room // s + 1


def dense(n, k, s, p, d):
    refuse(n, k, p, d)
    return n + 2 * p - d * (k - 1)


def side_by_side(n, k, s, p, d):
    extent = d * (k - 1) + 1
    if n + 2 * p < extent:
        raise ValueError
    return 1 + (n + 2 * p - extent) // k


def no_brackets(n, k, s, p, d):
    refuse(n, k, p, d)
    return n + 2 * p - d * (k - 1) - 1 // s + 1


def no_brackets_extent(n, k, s, p, d):
    extent = d * (k - 1) + 1
    if extent > n + 2 * p:
        raise ValueError
    return n + 2 * p - extent // s + 1


def early_division(n, k, s, p, d):
    extent = d * (k - 1) + 1
    if extent > n + 2 * p:
        raise ValueError
    return (n + 2 * p) // s - extent + 1


def one_too_long(n, k, s, p, d):
    room = n + 2 * p - d * (k - 1)
    if room < 0:
        raise ValueError
    return room // s + 1


def one_too_short(n, k, s, p, d):
    room = n + 2 * p - d * (k - 1) - 2
    if room < 0:
        raise ValueError
    return room // s + 1


def undilated(n, k, s, p, d):
    out = (n + 2 * p - k) // s + 1
    if out <= 0:
        raise ValueError
    return out


def undilated_unchecked(n, k, s, p, d):
    return (n + 2 * p - k) // s + 1


def stretched(n, k, s, p, d):
    k = d * k
    if k > n + 2 * p:
        raise ValueError
    return (n + 2 * p - k) // s + 1


def one_stretch(n, k, s, p, d):
    k = k + (d - 1)
    if k > n + 2 * p:
        raise ValueError
    return (n + 2 * p - k) // s + 1


def holes(n, k, s, p, d):
    k = k + d * (k - 1)
    if k > n + 2 * p:
        raise ValueError
    return (n + 2 * p - k) // s + 1


def unpadded(n, k, s, p, d):
    room = n - d * (k - 1) - 1
    if room < 0:
        raise ValueError
    return room // s + 1


def one_side(n, k, s, p, d):
    room = n + p - d * (k - 1) - 1
    if room < 0:
        raise ValueError
    return room // s + 1


def cropped(n, k, s, p, d):
    room = n - 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError
    return room // s + 1


def tensorflow_same(n, k, s, p, d):
    refuse(n, k, p, d)
    return math.ceil(n / s)


def tensorflow_same_unchecked(n, k, s, p, d):
    return (n + s - 1) // s


def other_way(n, k, s, p, d):
    refuse(n, k, p, d)
    return s * (n - 1) + d * (k - 1) + 1 - 2 * p


def padding_first(n, k, p, s, d):
    refuse(n, k, p, d)
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


def dilation_first(n, k, d, p, s):
    refuse(n, k, p, d)
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


def unchecked(n, k, s, p, d):
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


def unchecked_int(n, k, s, p, d):
    return int((n + 2 * p - d * (k - 1) - 1) / s + 1)


def only_below_zero(n, k, s, p, d):
    out = (n + 2 * p - d * (k - 1) - 1) // s + 1
    if out < 0:
        raise ValueError
    return out


def truncated(n, k, s, p, d):
    out = int((n + 2 * p - d * (k - 1) - 1) / s) + 1
    if out <= 0:
        raise ValueError
    return out


def ceil_checked_after(n, k, s, p, d):
    out = math.ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1
    if out < 1:
        raise ValueError
    return out


def ceil_unchecked(n, k, s, p, d):
    return math.ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1


def unchecked_count(n, k, s, p, d):
    return len(range(0, n + 2 * p - d * (k - 1), s))


def silent(n, k, s, p, d):
    if n + 2 * p >= d * (k - 1) + 1:
        return (n + 2 * p - d * (k - 1) - 1) // s + 1


def asserts(n, k, s, p, d):
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise AssertionError
    return room // s + 1


def too_strict(n, k, s, p, d):
    room = n + 2 * p - d * (k - 1) - 1
    if room <= 0:
        raise ValueError
    return room // s + 1


def compares_with_input(n, k, s, p, d):
    if d * (k - 1) + 1 > n:
        raise ValueError
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


def compares_kernel(n, k, s, p, d):
    if k > n + 2 * p:
        raise ValueError
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


def one_side_unchecked(n, k, s, p, d):
    return (n + p - d * (k - 1) - 1) // s + 1


def no_plus_one_unchecked(n, k, s, p, d):
    return (n + 2 * p - d * (k - 1) - 1) // s


def no_kernel(n, k, s, p, d):
    return (n + 2 * p) // s + 1


def full(n, k, s, p, d):
    return (n + d * (k - 1) - 1) // s + 1


def squared(n, k, s, p, d):
    return r_room(n, k, s, p, d) ** 2


def both_axes(n, k, s, p, d):
    return r_room(n, k, s, p, d), r_room(n, k, s, p, d)


def as_text(n, k, s, p, d):
    return str(r_room(n, k, s, p, d))


def at_least_one(n, k, s, p, d):
    return max(1, (n + 2 * p - d * (k - 1) - 1) // s + 1)


WRONG = {
    function.__name__: (function, fault)
    for function, fault in [
        (steps_only, "forgets_plus_one"),
        (steps_only_checked_after, "forgets_plus_one_in_check"),
        (one_inside, "plus_one_inside"),
        (pooling_ceil, "ceil"),
        (numpy_ceil, "ceil+float_result"),
        (rounded, "rounds_down_on_average"),
        (fraction, "true_division"),
        (numpy_floor, "float_result"),
        (must_divide, "refuses_remainder"),
        (dense, "ignores_stride"),
        (side_by_side, "stride_is_kernel"),
        (no_brackets, "divides_only_one"),
        (no_brackets_extent, "divides_only_kernel"),
        (early_division, "divides_only_input"),
        (one_too_long, "forgets_minus_one"),
        (one_too_short, "minus_one_twice"),
        (undilated, "ignores_dilation"),
        (undilated_unchecked, "ignores_dilation+never_raises"),
        (stretched, "dilation_times_kernel"),
        (one_stretch, "dilation_added"),
        (holes, "dilation_counts_holes"),
        (unpadded, "ignores_padding"),
        (one_side, "padding_once"),
        (cropped, "padding_subtracted"),
        (tensorflow_same, "same_size"),
        (tensorflow_same_unchecked, "same_size+never_raises"),
        (other_way, "transposed"),
        (padding_first, "stride_and_padding_swapped"),
        (dilation_first, "stride_and_dilation_swapped"),
        (unchecked, "never_raises"),
        (unchecked_int, "never_raises"),
        (only_below_zero, "zero_is_allowed"),
        (truncated, "check_after_rounding"),
        (ceil_checked_after, "ceil+check_after_rounding"),
        (ceil_unchecked, "ceil+never_raises"),
        (unchecked_count, "zero_when_unfit"),
        (silent, "nothing_when_unfit"),
        (asserts, "other_exception"),
        (too_strict, "raises_when_exact"),
        (compares_with_input, "fit_ignores_padding"),
        (compares_kernel, "fit_ignores_dilation"),
        (one_side_unchecked, "padding_once+never_raises"),
        (no_plus_one_unchecked, "forgets_plus_one+never_raises"),
        (no_kernel, "kernel_not_subtracted+never_raises"),
        (full, None),
        (squared, None),
        (both_axes, None),
        (as_text, None),
        (at_least_one, None),
    ]
}
