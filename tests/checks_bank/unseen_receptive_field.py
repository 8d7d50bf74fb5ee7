"""Solutions of `receptive_field`, written without knowing the faults; only the ids were added afterwards."""

import functools
import math


def forwards(layers):
    size, jump, start = 1, 1, 0
    for kernel, stride, padding, dilation in layers:
        size += (kernel - 1) * dilation * jump
        start -= padding * jump
        jump *= stride
    return size, jump, start


def backwards(layers):
    first, last, jump = 0, 0, 1
    for kernel, stride, padding, dilation in reversed(layers):
        first = first * stride - padding
        last = last * stride - padding + dilation * (kernel - 1)
        jump *= stride
    return last - first + 1, jump, first


def sums_of_products(layers):
    jumps = [math.prod(layer[1] for layer in layers[:k]) for k in range(len(layers) + 1)]
    size = 1 + sum((k - 1) * d * j for (k, _, _, d), j in zip(layers, jumps[:-1], strict=True))
    return size, jumps[-1], -sum(layer[2] * j for layer, j in zip(layers, jumps[:-1], strict=True))


def fold(layers):
    def one_more(state, layer):
        size, jump, start = state
        kernel, stride, padding, dilation = layer
        return size + dilation * (kernel - 1) * jump, stride * jump, start - padding * jump

    return functools.reduce(one_more, layers, (1, 1, 0))


def from_the_end(layers):
    if not layers:
        return 1, 1, 0
    *before, (kernel, stride, padding, dilation) = layers
    size, jump, start = from_the_end(before)
    return size + dilation * (kernel - 1) * jump, jump * stride, start - padding * jump


def which_inputs(layers):
    def seen_by(output):
        positions = {output}
        for kernel, stride, padding, dilation in layers[::-1]:
            positions = {p * stride - padding + tap * dilation for p in positions for tap in (0, kernel - 1)}
        return positions

    zero, one = seen_by(0), seen_by(1)
    return max(zero) - min(zero) + 1, min(one) - min(zero), min(zero)


RIGHT = {
    function.__name__: function
    for function in (forwards, backwards, sums_of_products, fold, from_the_end, which_inputs)
}


def jump_first(layers):
    size, jump, start = 1, 1, 0
    for kernel, stride, padding, dilation in layers:
        jump *= stride
        size += (kernel - 1) * dilation * jump
        start -= padding * jump
    return size, jump, start


def start_after_the_jump(layers):
    size, jump, start = 1, 1, 0
    for kernel, stride, padding, dilation in layers:
        size += (kernel - 1) * dilation * jump
        jump *= stride
        start -= padding * jump
    return size, jump, start


def own_stride(layers):
    size, jump, start = 1, 1, 0
    for kernel, stride, padding, dilation in layers:
        size += (kernel - 1) * dilation * stride
        start -= padding * stride
        jump *= stride
    return size, jump, start


def no_jump_in_the_size(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size += (k - 1) * d
        start -= p * jump
        jump *= s
    return size, jump, start


def paddings_added(layers):
    size, jump = 1, 1
    for k, s, _, d in layers:
        size += (k - 1) * d * jump
        jump *= s
    return size, jump, -sum(p for _, _, p, _ in layers)


def first_padding_only(layers):
    size, jump, _ = forwards(layers)
    return size, jump, -layers[0][2] if layers else 0


def start_positive(layers):
    size, jump, start = forwards(layers)
    return size, jump, abs(start)


def never_outside(layers):
    size, jump, start = forwards(layers)
    return size, jump, max(start, 0)


def middle(layers):
    size, jump, start = 1, 1, 0.5
    for k, s, p, d in layers:
        start += ((d * (k - 1)) / 2 - p) * jump
        size += d * (k - 1) * jump
        jump *= s
    return size, jump, start


def dilation_unused(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, _ in layers:
        size += (k - 1) * jump
        start -= p * jump
        jump *= s
    return size, jump, start


def dilation_times_kernel(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size += (k * d - 1) * jump
        start -= p * jump
        jump *= s
    return size, jump, start


def dilation_in_the_jump(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size += (k - 1) * d * jump
        start -= p * jump
        jump *= s * d
    return size, jump, start


def whole_kernels(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size += k * d * jump
        start -= p * jump
        jump *= s
    return size, jump, start


def kernels_multiplied(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size *= d * (k - 1) + 1
        start -= p * jump
        jump *= s
    return size, jump, start


def strides_added(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size += (k - 1) * d * jump
        start -= p * jump
        jump += s
    return size, jump, start


def wrong_end_first(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers[::-1]:
        size += (k - 1) * d * jump
        start -= p * jump
        jump *= s
    return size, jump, start


def list_used_up(layers):
    first, last, jump = 0, 0, 1
    while layers:
        k, s, p, d = layers.pop()
        first, last = first * s - p, last * s - p + d * (k - 1)
        jump *= s
    return last - first + 1, jump, first


def padding_and_no_dilation(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, _ in layers:
        size += (k - 1) * jump
        start -= p
        jump *= s
    return size, jump, start


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (jump_first, "jump multiplied by the layer's own stride too early", "stride_first"),
        (start_after_the_jump, "start with the jump after the layer", "stride_first_in_start"),
        (own_stride, "layer's own stride for the product of those before", "own_stride_only"),
        (no_jump_in_the_size, "kernels added as if all strides were 1", "size_without_jump"),
        (paddings_added, "paddings added as if all strides were 1", "start_without_jump"),
        (first_padding_only, "padding of the first layer only", "start_of_first_layer"),
        (start_positive, "sign of the start", "start_to_the_right"),
        (never_outside, "start cut off at 0", "ignores_padding"),
        (middle, "middle of the field for its start", "start_from_half"),
        (dilation_unused, "dilation ignored", "ignores_dilation"),
        (dilation_times_kernel, "dilation * kernel - 1", "dilated_kernel_less_one"),
        (dilation_in_the_jump, "dilation multiplied into the jump", "dilation_in_jump"),
        (whole_kernels, "kernel for kernel - 1", "kernel_whole"),
        (kernels_multiplied, "sizes multiplied", "kernels_multiplied"),
        (strides_added, "strides added", "strides_added"),
        (wrong_end_first, "layers from output to input", "from_output"),
        (list_used_up, "empties the caller's list", None),
        (padding_and_no_dilation, "dilation ignored, and paddings added", "ignores_dilation+start_without_jump"),
    ]
}
