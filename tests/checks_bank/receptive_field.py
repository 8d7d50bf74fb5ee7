"""Solutions of `receptive_field`."""

from fractions import Fraction
from functools import reduce

import numpy as np


def r_recursion(layers):
    size, jump, start = 1, 1, 0
    for kernel, stride, padding, dilation in layers:
        size += dilation * (kernel - 1) * jump
        start -= padding * jump
        jump *= stride
    return size, jump, start


def r_ends(layers):
    first, last, step = 0, 0, 1
    for k, s, p, d in layers:
        first, last, step = first - p * step, last + (d * (k - 1) - p) * step, step * s
    return [last - first + 1, step, first]


def span(layers, unit):
    """First and last input index of a unit, from the output down."""
    first = last = unit
    for k, s, p, d in reversed(layers):
        first, last = first * s - p, last * s - p + d * (k - 1)
    return first, last


def r_from_output(layers):
    (first, last), (following, _) = span(layers, 0), span(layers, 1)
    return last - first + 1, following - first, first


def r_sets(layers):
    def seen(units):
        for k, s, p, d in layers[::-1]:
            units = {u * s - p + d * t for u in units for t in (0, k - 1)}
        return units

    zero, one = seen({0}), seen({1})
    return max(zero) - min(zero) + 1, min(one) - min(zero), min(zero)


def r_matrices(layers):
    # (first, last, 1) of a layer from those of the layer above, as one matrix a layer
    maps = [np.array([[s, 0, -p], [0, s, d * (k - 1) - p], [0, 0, 1]]) for k, s, p, d in layers]
    whole = reduce(np.matmul, maps, np.eye(3, dtype=int))
    first, last, _ = whole @ [0, 0, 1]
    return last - first + 1, whole[0, 0], first


def r_cumulative(layers):
    k, s, p, d = np.array(layers).T
    jumps = np.concatenate([[1], np.cumprod(s)])
    return int(1 + np.sum(d * (k - 1) * jumps[:-1])), int(jumps[-1]), int(-np.sum(p * jumps[:-1]))


def r_centres(layers):
    size, jump, centre = 1, 1, Fraction(0)
    for k, s, p, d in layers:
        reach = Fraction(d * (k - 1))
        centre += (reach / 2 - p) * jump
        size += reach * jump
        jump *= s
    return int(size), jump, int(centre - Fraction(size - 1, 2))


def r_floats(layers):
    layers = np.asarray(layers, dtype=np.float32)
    k, s, p, d = layers[:, 0], layers[:, 1], layers[:, 2], layers[:, 3]
    below = np.cumprod(s) / s
    return np.float32(1) + np.einsum("i,i,i->", d, k - 1, below), np.prod(s), -(p @ below)


def r_recursive(layers):
    if not layers:
        return 1, 1, 0
    *rest, (k, s, p, d) = layers
    size, jump, start = r_recursive(rest)
    return size + d * (k - 1) * jump, jump * s, start - p * jump


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def walk(layers, size=None, start=None, jump=None, begin=(1, 1, 0)):
    """Go through the layers with some of the three rules replaced: rule(r, j, o, k, s, p, d)."""
    r, j, o = begin
    for k, s, p, d in layers:
        r, j, o = (
            size(r, j, o, k, s, p, d) if size else r + d * (k - 1) * j,
            jump(r, j, o, k, s, p, d) if jump else j * s,
            start(r, j, o, k, s, p, d) if start else o - p * j,
        )
    return r, j, o


def reversed_list(layers):
    return walk(layers[::-1])


def return_in_loop(layers):
    r, j, o = 1, 1, 0
    for k, s, p, d in layers:
        r, o, j = r + d * (k - 1) * j, o - p * j, j * s
        return r, j, o


def set_in_loop(layers):
    for k, s, p, d in layers:
        size, jump, start = 1, 1, 0
        size += d * (k - 1) * jump
        start -= p * jump
        jump *= s
    return size, jump, start


def from_second(layers):
    return walk(layers[1:])


def up_to_last(layers):
    size, jump, start = 1, 1, 0
    for index in range(len(layers) - 1):
        k, s, p, d = layers[index]
        size, start, jump = size + d * (k - 1) * jump, start - p * jump, jump * s
    return size, jump, start


def unpacks_padding_first(layers):
    return walk([(k, s, p, d) for k, p, s, d in layers])


def unpacks_dilation_first(layers):
    return walk([(k, s, p, d) for k, s, d, p in layers])


def unpacks_dilation_for_stride(layers):
    return walk([(k, s, p, d) for k, d, p, s in layers])


def no_strides(layers):
    return 1 + sum(d * (k - 1) for k, _, _, d in layers), 1, -sum(p for _, _, p, _ in layers)


def no_paddings(layers):
    return (*walk(layers)[:2], 0)


def no_dilations(layers):
    return walk([(k, s, p, 1) for k, s, p, d in layers])


def same_padding(layers):
    return walk([(k, s, d * (k - 1) // 2, d) for k, s, p, d in layers])


def half_kernels(layers):
    return walk(layers, start=lambda r, j, o, k, s, p, d: o - k // 2 * j)


def growth_without_jump(layers):
    return walk(layers, size=lambda r, j, o, k, s, p, d: r + d * (k - 1))


def jump_first(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        jump *= s
        size += d * (k - 1) * jump
        start -= p * jump
    return size, jump, start


def jump_before_size(layers):
    return walk(layers, size=lambda r, j, o, k, s, p, d: r + d * (k - 1) * j * s)


def jump_before_start(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        size += d * (k - 1) * jump
        jump *= s
        start -= p * jump
    return size, jump, start


def one_stride_below(layers):
    size, below, jump, start = 1, 1, 1, 0
    for k, s, p, d in layers:
        size += d * (k - 1) * below
        start -= p * below
        below = s
        jump *= s
    return size, jump, start


def own_stride(layers):
    return walk(
        layers,
        size=lambda r, j, o, k, s, p, d: r + d * (k - 1) * s,
        start=lambda r, j, o, k, s, p, d: o - p * s,
    )


def whole_kernels(layers):
    return walk(layers, size=lambda r, j, o, k, s, p, d: r + d * k * j)


def from_zero(layers):
    return walk(layers, begin=(0, 1, 0))


def one_more(layers):
    (first, last), (following, _) = span(layers, 0), span(layers, 1)
    return last - first + 2, following - first, first


def product_of_kernels(layers):
    return walk(layers, size=lambda r, j, o, k, s, p, d: r * (d * (k - 1) + 1))


def sum_of_kernels(layers):
    return (sum(d * (k - 1) + 1 for k, _, _, d in layers), *walk(layers)[1:])


def top_down_rule(layers):
    return walk(layers, size=lambda r, j, o, k, s, p, d: (r - 1) * s + d * (k - 1) + 1)


def kernel_less_stride(layers):
    return walk(layers, size=lambda r, j, o, k, s, p, d: r + (d * (k - 1) + 1 - s) * j)


def less_padding(layers):
    return walk(layers, size=lambda r, j, o, k, s, p, d: r + (d * (k - 1) - 2 * p) * j)


def dilated_first(layers):
    return walk(layers, size=lambda r, j, o, k, s, p, d: r + (d * k - 1) * j)


def one_stretch(layers):
    return walk(layers, size=lambda r, j, o, k, s, p, d: r + (k + (d - 1) - 1) * j)


def holes(layers):
    return walk(layers, size=lambda r, j, o, k, s, p, d: r + (k + (k - 1) * d - 1) * j)


def dilated_jump(layers):
    return walk(layers, jump=lambda r, j, o, k, s, p, d: j * s * d)


def sum_of_strides(layers):
    return walk(layers, jump=lambda r, j, o, k, s, p, d: j + s)


def jump_in_front(layers):
    size, _, start = walk(layers)
    return size, int(np.prod([s for _, s, _, _ in layers[:-1]])), start


def stride_of_last(layers):
    size, _, start = walk(layers)
    return size, layers[-1][1], start


def padding_sum(layers):
    size, jump, _ = walk(layers)
    return size, jump, -sum(layer[2] for layer in layers)


def positive(layers):
    size, jump, start = walk(layers)
    return size, jump, -start


def centre(layers):
    return walk(layers, start=lambda r, j, o, k, s, p, d: o + (d * (k - 1) / 2 - p) * j)


def centre_with_half(layers):
    return walk(layers, start=lambda r, j, o, k, s, p, d: o + (d * (k - 1) / 2 - p) * j, begin=(1, 1, 0.5))


def end(layers):
    size, jump, start = walk(layers)
    return size, jump, start + size - 1


def dilated_padding(layers):
    return walk(layers, start=lambda r, j, o, k, s, p, d: o - p * d * j)


def both_sides(layers):
    return walk(layers, start=lambda r, j, o, k, s, p, d: o - 2 * p * j)


def overwritten_start(layers):
    return walk(layers, start=lambda r, j, o, k, s, p, d: -p * j)


def overwritten_start_without_jump(layers):
    return walk(layers, start=lambda r, j, o, k, s, p, d: -p)


def centred(layers):
    size, jump, _ = walk(layers)
    return size, jump, -(size // 2)


def centred_by_steps(layers):
    size, jump, _ = walk(layers)
    return size, jump, (1 - size) // 2 if size % 2 else 1 - size // 2


def start_second(layers):
    size, jump, start = walk(layers)
    return size, start, jump


def jump_first_returned(layers):
    size, jump, start = walk(layers)
    return jump, size, start


def only_size(layers):
    return walk(layers)[0]


def size_and_jump(layers):
    return walk(layers)[:2]


def no_jump_at_all(layers):
    return walk(
        layers,
        size=lambda r, j, o, k, s, p, d: r + d * (k - 1),
        start=lambda r, j, o, k, s, p, d: o - p,
    )


def no_dilation_no_padding(layers):
    return walk([(k, s, 0, 1) for k, s, p, d in layers])


def jump_first_and_no_dilation(layers):
    return jump_first([(k, s, p, 1) for k, s, p, d in layers])


def kernels_without_jump(layers):
    return walk(layers, size=lambda r, j, o, k, s, p, d: r + d * k)


def in_the_image(layers):
    size, jump, start = walk(layers)
    return size + start, jump, 0


def area(layers):
    size, jump, start = walk(layers)
    return size**2, jump, start


def tables(layers):
    return [walk(layers[: n + 1]) for n in range(len(layers))]


def as_array(layers):
    return np.array(walk(layers))


def as_dict(layers):
    return dict(zip(("size", "jump", "start"), walk(layers), strict=True))


def empties(layers):
    size, jump, start = 1, 1, 0
    while layers:
        k, s, p, d = layers.pop(0)
        size, start, jump = size + d * (k - 1) * jump, start - p * jump, jump * s
    return size, jump, start


WRONG = {
    function.__name__: (function, fault)
    for function, fault in [
        (reversed_list, "from_output"),
        (return_in_loop, "first_layer_only"),
        (set_in_loop, "last_layer_only"),
        (from_second, "skips_first"),
        (up_to_last, "skips_last"),
        (unpacks_padding_first, "stride_and_padding_swapped"),
        (unpacks_dilation_first, "padding_and_dilation_swapped"),
        (unpacks_dilation_for_stride, "stride_and_dilation_swapped"),
        (no_strides, "ignores_stride"),
        (no_paddings, "ignores_padding"),
        (no_dilations, "ignores_dilation"),
        (same_padding, "padding_keeps_size"),
        (half_kernels, "padding_half_kernel"),
        (growth_without_jump, "size_without_jump"),
        (jump_first, "stride_first"),
        (jump_before_size, "stride_first_in_size"),
        (jump_before_start, "stride_first_in_start"),
        (one_stride_below, "previous_stride_only"),
        (own_stride, "own_stride_only"),
        (whole_kernels, "kernel_whole"),
        (from_zero, "size_from_zero"),
        (one_more, "size_one_too_large"),
        (product_of_kernels, "kernels_multiplied"),
        (sum_of_kernels, "kernels_summed"),
        (top_down_rule, "backward_recursion"),
        (kernel_less_stride, "stride_off_kernel"),
        (less_padding, "padding_in_size"),
        (dilated_first, "dilated_kernel_less_one"),
        (one_stretch, "dilation_added"),
        (holes, "dilation_counts_holes"),
        (dilated_jump, "dilation_in_jump"),
        (sum_of_strides, "strides_added"),
        (jump_in_front, "jump_before_last"),
        (stride_of_last, "jump_of_last_layer"),
        (padding_sum, "start_without_jump"),
        (positive, "start_to_the_right"),
        (centre, "start_is_centre"),
        (centre_with_half, "start_from_half"),
        (end, "start_is_end"),
        (dilated_padding, "padding_dilated"),
        (both_sides, "padding_both_sides"),
        (overwritten_start, "start_of_last_layer"),
        (overwritten_start_without_jump, "start_without_jump+start_of_last_layer"),
        (centred, "start_is_half_size"),
        (centred_by_steps, "start_is_half_less_one"),
        (start_second, "size_start_jump"),
        (jump_first_returned, "jump_size_start"),
        (only_size, "size_alone"),
        (size_and_jump, "start_left_out"),
        (no_jump_at_all, "size_without_jump+start_without_jump"),
        (no_dilation_no_padding, "ignores_padding+ignores_dilation"),
        (jump_first_and_no_dilation, "ignores_dilation+stride_first"),
        (kernels_without_jump, "size_without_jump+kernel_whole"),
        (in_the_image, None),
        (area, None),
        (tables, None),
        (as_array, None),
        (as_dict, None),
        (empties, None),
    ]
}
