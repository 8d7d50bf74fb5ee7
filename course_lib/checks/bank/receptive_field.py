"""Which input pixels a unit sees, along one axis: the size of its field, the jump to the next one, the first pixel."""

from math import prod

from ..task import Part, Probe, Task
from ._receptive_field_words import CELLS, FAULTS

ORDERS = {  # the results in another order, by their places in (size, jump, start)
    "jump_size_start": (1, 0, 2),
    "size_start_jump": (0, 2, 1),
    "start_size_jump": (2, 0, 1),
    "start_jump_size": (2, 1, 0),
    "jump_start_size": (1, 2, 0),
}


def reference(faults, layers):
    """(size, jump, start); with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    layers = [_read(has, *layer) for layer in _chosen(has, layers)]
    size, jump, start = (0 if has("size_from_zero") or has("kernels_summed") else 1), 1, 0
    if has("start_from_half"):
        start = 0.5
    before, previous = [], 1  # the strides below, and the one just below
    for kernel, stride, padding, dilation in layers:
        reach = _reach(has, kernel, stride, padding, dilation)
        after = _jump(has, jump, stride, dilation)
        size = _size(has, size, reach, stride, _steps(has, "size", jump, after, stride, previous))
        start = _start(has, start, reach, padding, dilation, _steps(has, "start", jump, after, stride, previous))
        before, previous, jump = [*before, stride], stride, after
    if has("jump_before_last"):
        jump = prod(before[:-1])
    if has("jump_of_last_layer"):
        jump = before[-1]
    if has("size_one_too_large"):
        size = size + 1
    return _ordered(has, size, jump, _guessed_start(has, start, size, layers))


def _chosen(has, layers):
    """Which layers, and in which order."""
    if has("from_output"):
        layers = layers[::-1]
    if has("first_layer_only") or has("skips_last"):
        layers = layers[:1] if has("first_layer_only") else layers[:-1]
    if has("last_layer_only") or has("skips_first"):
        layers = layers[-1:] if has("last_layer_only") else layers[1:]
    return layers


def _read(has, kernel, stride, padding, dilation):
    """One layer, with its numbers exchanged or taken for a special value."""
    if has("stride_and_padding_swapped"):
        stride, padding = padding, stride
    if has("padding_and_dilation_swapped"):
        padding, dilation = dilation, padding
    if has("stride_and_dilation_swapped"):
        stride, dilation = dilation, stride
    stride = 1 if has("ignores_stride") else stride
    dilation = 1 if has("ignores_dilation") else dilation
    if has("padding_keeps_size"):
        padding = dilation * (kernel - 1) // 2
    if has("padding_half_kernel"):
        padding = kernel // 2
    return kernel, stride, 0 if has("ignores_padding") else padding, dilation


def _reach(has, kernel, stride, padding, dilation):
    """How far it is from the first to the last pixel that a window reads."""
    reach = dilation * (kernel - 1)
    if has("kernel_whole"):
        reach = dilation * kernel
    if has("dilated_kernel_less_one"):
        reach = dilation * kernel - 1
    if has("dilation_added"):
        reach = kernel + dilation - 2
    if has("dilation_counts_holes"):
        reach = (kernel - 1) * (dilation + 1)
    if has("stride_off_kernel"):
        reach = reach + 1 - stride
    return reach - 2 * padding if has("padding_in_size") else reach // 2 if has("one_side_only") else reach


def _jump(has, jump, stride, dilation):
    if has("strides_added"):
        return jump + stride
    if has("strides_less_one_added"):
        return jump + stride - 1
    return jump * stride * dilation if has("dilation_in_jump") else jump * stride


def _steps(has, of, jump, after, stride, previous):
    """By how many input pixels one step in front of this layer is multiplied."""
    if has("stride_first") or has(f"stride_first_in_{of}"):
        return after
    if has("own_stride_only") or has("previous_stride_only"):
        return stride if has("own_stride_only") else previous
    return 1 if has(f"{of}_without_jump") else jump


def _size(has, size, reach, stride, steps):
    if has("kernels_multiplied"):
        return size * (reach + 1)
    if has("largest_kernel"):
        return max(size, reach + 1)
    if has("kernels_summed"):
        return size + reach + 1
    if has("backward_recursion"):
        return size * stride + reach + 1 - stride
    return size + reach * steps


def _start(has, start, reach, padding, dilation, steps):
    shift = -padding * (dilation if has("padding_dilated") else 2 if has("padding_both_sides") else 1)
    if has("start_is_centre") or has("start_from_half"):
        shift = shift + reach / 2
    if has("start_is_end"):
        shift = shift + reach
    if has("start_to_the_right"):
        shift = -shift
    return shift * steps + (0 if has("start_of_last_layer") else start)


def _guessed_start(has, start, size, layers):
    if has("start_of_first_layer"):
        return -layers[0][2]
    if has("start_is_half_size"):
        return -(size // 2)
    return -((size - 1) // 2) if has("start_is_half_less_one") else start


def _ordered(has, *result):
    for flag, order in ORDERS.items():
        if has(flag):
            return tuple(result[index] for index in order)
    if has("size_alone"):
        return result[0]
    return result[:2] if has("start_left_out") else result


def _probe(*layers):
    kernels, strides, paddings, dilations = zip(*layers, strict=True)
    tags = ("more than one layer",) if len(layers) > 1 else ()
    tags += ("a stride before the last layer",) if max(strides[:-1], default=1) > 1 else ()
    tags += ("a stride above 1",) if max(strides) > 1 else ()
    tags += ("a padding",) if any(paddings) else ()
    tags += ("a dilation above 1",) if max(dilations) > 1 else ()
    tags += ("an even kernel",) if any(kernel % 2 == 0 for kernel in kernels) else ()
    return Probe({"layers": list(layers)}, tags)


PROBES = (
    _probe((3, 1, 0, 1)),
    _probe((3, 2, 1, 1)),
    _probe((2, 2, 0, 1)),
    _probe((3, 1, 2, 2)),
    _probe((4, 3, 1, 2)),
    _probe((1, 2, 0, 1)),
    _probe((3, 1, 1, 1), (3, 1, 1, 1)),
    _probe((3, 2, 1, 1), (3, 1, 1, 1)),
    _probe((2, 2, 0, 1), (5, 3, 2, 1)),
    _probe((3, 1, 0, 1), (2, 2, 1, 3)),
    _probe((5, 2, 2, 1), (3, 2, 1, 2)),
    _probe((3, 1, 1, 1), (2, 2, 0, 1), (3, 1, 1, 1)),
    _probe((3, 2, 0, 1), (4, 3, 2, 1), (2, 2, 1, 3)),
    _probe((3, 1, 2, 2), (5, 2, 1, 1), (1, 1, 0, 1)),
    _probe((7, 2, 3, 1), (3, 2, 1, 1), (3, 1, 2, 2)),
    _probe((11, 4, 2, 1), (3, 2, 0, 1), (5, 1, 2, 1), (3, 2, 0, 1)),
    _probe((3, 2, 1, 1), (2, 1, 0, 3), (4, 2, 1, 1), (3, 3, 2, 2), (2, 2, 1, 1)),
)

TASK = Task(
    id="receptive_field",
    lecture="07_receptive_fields",
    place=1,
    signature="receptive_field(layers) -> (size, jump, start)",
    reference=reference,
    parts=(Part("size", kind="number"), Part("jump", kind="number"), Part("start", kind="number")),
    faults=FAULTS,
    probes=PROBES,
    cells=CELLS,
    ask="Draw the layers of the call above as rows of dots: which pixels does unit 0 of the last row see, and which "
    "does unit 1?",
    why="Three numbers are carried from layer to layer. Write them down after each layer of this call; the first that "
    "your function has otherwise is the place.",
    cell="field-layer-by-layer",
)
