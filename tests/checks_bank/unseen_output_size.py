"""Solutions of `output_size`, written without knowing the faults; only the ids were added afterwards."""

import math


def formula(n, kernel, stride, padding, dilation):
    reach = dilation * (kernel - 1) + 1
    padded = n + 2 * padding
    if reach > padded:
        raise ValueError(f"a kernel that reaches over {reach} does not fit into {padded}")
    return (padded - reach) // stride + 1


def count_the_starts(n, kernel, stride, padding, dilation):
    last_tap = (kernel - 1) * dilation
    starts = range(-padding, n + padding - last_tap, stride)
    if not starts:
        raise ValueError("no place for the kernel")
    return len(starts)


def slide_along(n, kernel, stride, padding, dilation):
    count, position = 0, 0
    while position + dilation * (kernel - 1) < n + 2 * padding:
        count += 1
        position += stride
    if count == 0:
        raise ValueError("the kernel is larger than the input")
    return count


def judged_by_the_result(n, kernel, stride, padding, dilation):
    size = (n + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
    if size < 1:
        raise ValueError("output would be empty")
    return size


def floor_of_a_fraction(n, kernel, stride, padding, dilation):
    free = n + 2 * padding - dilation * (kernel - 1) - 1
    if free < 0:
        raise ValueError(f"{-free} too few inputs")
    return math.floor(free / stride + 1)


def divmod_version(n, kernel, stride, padding, dilation):
    room = n + padding + padding - (kernel + (kernel - 1) * (dilation - 1))
    steps, _ = divmod(room, stride)
    if room < 0:
        raise ValueError
    return 1 + steps


RIGHT = {
    function.__name__: function
    for function in (
        formula,
        count_the_starts,
        slide_along,
        judged_by_the_result,
        floor_of_a_fraction,
        divmod_version,
    )
}


def no_error(n, kernel, stride, padding, dilation):
    return (n + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def zero_for_an_error(n, kernel, stride, padding, dilation):
    return max(0, (n + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1)


def asserted(n, kernel, stride, padding, dilation):
    reach = dilation * (kernel - 1) + 1
    assert reach <= n + 2 * padding
    return (n + 2 * padding - reach) // stride + 1


def refuses_an_exact_fit(n, kernel, stride, padding, dilation):
    reach = dilation * (kernel - 1) + 1
    if reach >= n + 2 * padding:
        raise ValueError("kernel too large")
    return (n + 2 * padding - reach) // stride + 1


def refuses_a_rest(n, kernel, stride, padding, dilation):
    free = n + 2 * padding - dilation * (kernel - 1) - 1
    if free < 0 or free % stride != 0:
        raise ValueError("does not fit")
    return free // stride + 1


def error_by_the_bare_kernel(n, kernel, stride, padding, dilation):
    if kernel > n + 2 * padding:
        raise ValueError("kernel too large")
    return (n + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def error_by_the_bare_input(n, kernel, stride, padding, dilation):
    if dilation * (kernel - 1) + 1 > n:
        raise ValueError("kernel too large")
    return (n + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def error_below_zero_only(n, kernel, stride, padding, dilation):
    size = (n + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
    if size < 0:
        raise ValueError("negative size")
    return size


def truncated(n, kernel, stride, padding, dilation):
    size = int((n + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1
    if size <= 0:
        raise ValueError("no output")
    return size


def dilation_unused(n, kernel, stride, padding, dilation):
    if n + 2 * padding < kernel:
        raise ValueError("kernel too large")
    return (n + 2 * padding - kernel) // stride + 1


def dilation_times_kernel(n, kernel, stride, padding, dilation):
    reach = dilation * kernel
    if n + 2 * padding < reach:
        raise ValueError("kernel too large")
    return (n + 2 * padding - reach) // stride + 1


def holes_counted_from_zero(n, kernel, stride, padding, dilation):
    reach = kernel + (kernel - 1) * dilation
    if n + 2 * padding < reach:
        raise ValueError("kernel too large")
    return (n + 2 * padding - reach) // stride + 1


def padding_once(n, kernel, stride, padding, dilation):
    reach = dilation * (kernel - 1) + 1
    if n + padding < reach:
        raise ValueError("kernel too large")
    return (n + padding - reach) // stride + 1


def rounded_up(n, kernel, stride, padding, dilation):
    reach = dilation * (kernel - 1) + 1
    if n + 2 * padding < reach:
        raise ValueError("kernel too large")
    return math.ceil((n + 2 * padding - reach) / stride) + 1


def true_division(n, kernel, stride, padding, dilation):
    reach = dilation * (kernel - 1) + 1
    if n + 2 * padding < reach:
        raise ValueError("kernel too large")
    return (n + 2 * padding - reach) / stride + 1


def no_plus_one(n, kernel, stride, padding, dilation):
    reach = dilation * (kernel - 1) + 1
    if n + 2 * padding < reach:
        raise ValueError("kernel too large")
    return (n + 2 * padding - reach) // stride


def plus_one_inside(n, kernel, stride, padding, dilation):
    reach = dilation * (kernel - 1) + 1
    if n + 2 * padding < reach:
        raise ValueError("kernel too large")
    return (n + 2 * padding - reach + 1) // stride


def no_dilation_and_no_error(n, kernel, stride, padding, dilation):
    return int((n - kernel + 2 * padding) / stride + 1)


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (no_error, "no error", "never_raises"),
        (zero_for_an_error, "0 in place of an error", "zero_when_unfit"),
        (asserted, "AssertionError for ValueError", "other_exception"),
        (refuses_an_exact_fit, "error when the kernel fits exactly", "raises_when_exact"),
        (refuses_a_rest, "error when the stride leaves a rest", "refuses_remainder"),
        (error_by_the_bare_kernel, "dilation forgotten in the test for the error", "fit_ignores_dilation"),
        (error_by_the_bare_input, "padding forgotten in the test for the error", "fit_ignores_padding"),
        (error_below_zero_only, "size 0 let through", "zero_is_allowed"),
        (truncated, "int() rounds negative numbers up", "check_after_rounding"),
        (dilation_unused, "dilation ignored", "ignores_dilation"),
        (dilation_times_kernel, "dilation * kernel for dilation * (kernel - 1) + 1", "dilation_times_kernel"),
        (holes_counted_from_zero, "dilation taken for the number of holes", "dilation_counts_holes"),
        (padding_once, "padding counted once", "padding_once"),
        (rounded_up, "rounded up", "ceil"),
        (true_division, "/ gives a float", "true_division"),
        (no_plus_one, "+ 1 missing", "forgets_plus_one"),
        (plus_one_inside, "+ 1 inside the division", "plus_one_inside"),
        (no_dilation_and_no_error, "dilation ignored, and no error", "ignores_dilation+never_raises"),
    ]
}
