"""How many places a window finds along one axis."""

import math

from ..task import Fault, Part, Probe, Task

ROUNDINGS = ("ceil", "rounds_down_on_average", "rounds_up_from_half", "true_division")


def reference(faults, n, kernel, stride, padding, dilation):
    """The size, or ValueError; with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if has("stride_and_padding_swapped"):
        stride, padding = padding, stride
    if has("stride_and_dilation_swapped"):
        stride, dilation = dilation, stride
    extent = _extent(has, kernel, dilation)
    padded = _padded(has, n, padding)
    if _unfit(has, n, kernel, stride, padded, extent) and not has("never_raises"):
        if has("zero_when_unfit") or has("nothing_when_unfit"):
            return 0 if has("zero_when_unfit") else None
        raise TypeError if has("other_exception") else ValueError
    size = _size(has, n, kernel, stride, padding, padded, extent)
    return float(size) if has("float_result") else size


def _extent(has, kernel, dilation):
    """How far the window reaches, holes included."""
    if has("ignores_dilation"):
        extent = kernel
    elif has("dilation_times_kernel"):
        extent = dilation * kernel
    elif has("dilation_added"):
        extent = kernel + dilation - 1
    elif has("dilation_counts_holes"):
        extent = kernel + (kernel - 1) * dilation
    else:
        extent = dilation * (kernel - 1) + 1
    return extent - 1 if has("forgets_minus_one") else extent + 1 if has("minus_one_twice") else extent


def _padded(has, n, padding):
    if has("ignores_padding"):
        return n
    if has("padding_once"):
        return n + padding
    return n - 2 * padding if has("padding_subtracted") else n + 2 * padding


def _unfit(has, n, kernel, stride, padded, extent):
    room = padded - extent
    if has("forgets_plus_one_in_check"):
        return room < stride
    if has("refuses_remainder") and room % stride:
        return True
    if has("fit_ignores_padding") or has("fit_ignores_dilation"):
        room = (n if has("fit_ignores_padding") else padded) - (kernel if has("fit_ignores_dilation") else extent)
    if has("zero_is_allowed"):
        return room // stride + 1 < 0
    if has("check_after_rounding"):
        return _places(has, room, stride) < 0
    return room < 0 or has("raises_when_exact") and room == 0


def _places(has, room, stride):
    """The steps that the room allows, rounded as the student rounds."""
    if has("ceil"):
        return -(-room // stride)
    if has("rounds_down_on_average"):
        return round(room / stride)
    if has("rounds_up_from_half"):
        return math.floor(room / stride + 0.5)
    if has("true_division"):
        return room / stride
    return int(room / stride)  # which is room // stride where the window fits


def _size(has, n, kernel, stride, padding, padded, extent):
    room = padded if has("kernel_not_subtracted") else padded - extent
    if has("same_size"):
        return -(-n // stride)
    if has("transposed"):
        return (n - 1) * stride - 2 * padding + extent
    if has("divides_only_one"):
        return room + 1 - 1 // stride + 1
    if has("divides_only_kernel"):
        return padded - extent // stride + 1
    if has("divides_only_input"):
        return padded // stride - extent + 1
    if has("stride_is_kernel"):
        stride = kernel
    if has("ignores_stride"):
        stride = 1
    if has("plus_one_inside"):
        return (room + 1) // stride
    rounded = room >= 0 or any(map(has, (*ROUNDINGS, "check_after_rounding")))
    places = _places(has, room, stride) if rounded else room // stride
    misses_one = has("forgets_plus_one") or has("forgets_plus_one_in_check") and not has("never_raises")
    return places if misses_one else places + 1


SLIDE, PADDING, HOLES, FITS = "counting-places", "padding-both-sides", "dilated-window", "when-nothing-fits"
PLUS_ONE = (
    "How many places does a window have that fits exactly, with no room left?",
    "The room divided by the stride counts the steps; the place where the window begins comes on top.",
    SLIDE,
)
BRACKETS = (
    "For n = 9, a kernel of 3 and stride 2, what is divided by 2 in your function?",
    "First comes the room that is left beside the window, then the division. Without brackets, Python divides first.",
    SLIDE,
)
ROUNDING = (
    "With a kernel of 3, stride 2 and n = 6, does a second or a third place fit into the input?",
    "A window that would hang over the end is left out, so the fraction is always dropped.",
    SLIDE,
)
FAULTS = (
    Fault("forgets_plus_one", "One place is missing: the first one.", *PLUS_ONE),
    Fault(
        "forgets_plus_one_in_check",
        "One place is missing, the first one, and a kernel with a single place is refused.",
        *PLUS_ONE,
    ),
    Fault(
        "plus_one_inside",
        "The 1 is added before the division instead of after it.",
        "With n = 5, a kernel of 3 and stride 2, which places does the window take?",
        "The room divided by the stride counts the steps; the first place comes on top and is not divided.",
        SLIDE,
    ),
    Fault("ceil", "The fraction is rounded up: a place is counted where the window hangs over the end.", *ROUNDING),
    Fault("rounds_down_on_average", "The fraction is rounded to the nearest number; it has to be dropped.", *ROUNDING),
    Fault("rounds_up_from_half", "The fraction is rounded from one half upwards; it has to be dropped.", *ROUNDING),
    Fault(
        "true_division",
        "The fraction is kept, and the result is a float.",
        "How many places are 2.5 places?",
        "Places are counted: the fraction is dropped, and the result is an int.",
        SLIDE,
    ),
    Fault(
        "float_result",
        "The number is right, but it is a float.",
        "What does Python say to range(3.0), and to an array with 3.0 rows?",
        "A size is used to make arrays and loops, and both want an int.",
        SLIDE,
    ),
    Fault(
        "refuses_remainder",
        "A size that leaves a remainder is refused.",
        "With n = 6, a kernel of 3 and stride 2, how many places fit, and what happens to the last pixel?",
        "A remainder is no mistake: the pixels at the end that no window reaches are not used.",
        FITS,
    ),
    Fault(
        "ignores_stride",
        "The stride is never used.",
        "Which of the arguments does your function never use?",
        "With stride 2 the window takes every second place, so about half as many remain.",
        SLIDE,
    ),
    Fault(
        "stride_is_kernel",
        "The window moves by its own length, whatever the stride is.",
        "Which of the arguments does your function never use?",
        "Windows side by side are the special case in which stride and kernel are equal.",
        SLIDE,
    ),
    Fault("divides_only_one", "Only the 1 is divided by the stride: brackets are missing.", *BRACKETS),
    Fault("divides_only_kernel", "Only the kernel is divided by the stride: brackets are missing.", *BRACKETS),
    Fault("divides_only_input", "Only the input is divided by the stride, before the kernel is taken off.", *BRACKETS),
    Fault(
        "kernel_not_subtracted",
        "The length of the kernel is not taken off.",
        "With stride 1, where does a kernel of 3 begin for the last time?",
        "The window's left end cannot go further than where its right end meets the end of the input.",
        SLIDE,
    ),
    Fault(
        "forgets_minus_one",
        "The window is taken as one pixel shorter than it is.",
        "How many pixels does a kernel of 3 with dilation 1 cover?",
        "A kernel of k has k - 1 gaps between its first and its last pixel, and covers one pixel more than that.",
        HOLES,
    ),
    Fault(
        "minus_one_twice",
        "The window is taken as one pixel longer than it is.",
        "How many pixels does a kernel of 3 with dilation 1 cover?",
        "A kernel of k has k - 1 gaps between its first and its last pixel, and covers one pixel more than that.",
        HOLES,
    ),
    Fault(
        "ignores_dilation",
        "The dilation is never used.",
        "Which of the arguments does your function never use?",
        "With dilation 2 the kernel reads every second pixel, so it reaches further.",
        HOLES,
    ),
    Fault(
        "dilation_times_kernel",
        "The whole kernel is multiplied by the dilation.",
        "How many pixels lie between the first and the last that a kernel of 3 reads with dilation 2?",
        "The dilation stretches the gaps between the pixels that are read, and there is one gap fewer than pixels.",
        HOLES,
    ),
    Fault(
        "dilation_added",
        "The dilation makes the kernel longer by a single stretch.",
        "How many gaps does a kernel of 3 have, and which of them does the dilation stretch?",
        "The dilation stretches every gap between two pixels that are read, not only one.",
        HOLES,
    ),
    Fault(
        "dilation_counts_holes",
        "The dilation is read as the number of skipped pixels; it is the distance.",
        "How many pixels does a kernel of 3 cover at dilation 1?",
        "Dilation 1 is the plain kernel without any hole: the dilation is the distance of neighbouring pixels that "
        "are read.",
        HOLES,
    ),
    Fault(
        "ignores_padding",
        "The padding is never used.",
        "Which of the arguments does your function never use?",
        "The padding makes the input longer on both sides, and so gives the window more places.",
        PADDING,
    ),
    Fault(
        "padding_once",
        "The padding is counted on one side only.",
        "On how many sides of the input is padding added?",
        "The padding is added on the left and on the right.",
        PADDING,
    ),
    Fault(
        "padding_subtracted",
        "The padding is taken off the input.",
        "Does the padding make the input longer or shorter?",
        "The padding is added on both sides, so the window finds more places.",
        PADDING,
    ),
    Fault(
        "same_size",
        "This is the size for a padding that keeps the input's size; here the padding is given.",
        "Does your result change when only the kernel changes?",
        "Some libraries choose the padding so that only the stride shrinks the size. Here the caller says how much "
        "padding there is.",
        PADDING,
    ),
    Fault(
        "transposed",
        "This is the size of a transposed convolution, which goes the other way.",
        "Should the result grow or shrink with the stride?",
        "A stride makes the result smaller. The transposed convolution undoes that and makes it larger.",
        SLIDE,
    ),
    Fault(
        "stride_and_padding_swapped",
        "Stride and padding are exchanged.",
        "In which order do stride and padding stand among the arguments?",
        "Arguments are passed by position; a padding of 0 read as a stride divides by 0.",
        SLIDE,
    ),
    Fault(
        "stride_and_dilation_swapped",
        "Stride and dilation are exchanged.",
        "Which of the two says how far the window moves, and which how far apart its pixels lie?",
        "The stride divides the room that is left; the dilation stretches the window.",
        HOLES,
    ),
    Fault(
        "never_raises",
        "A kernel that does not fit is not refused.",
        "What does your function return for a kernel of 5 on 2 pixels without padding?",
        "There is no place at all, and a size of 0 or less would make trouble far from its cause. ValueError is due.",
        FITS,
    ),
    Fault(
        "zero_when_unfit",
        "For a kernel that does not fit, 0 comes back; ValueError is due.",
        "What does your function do with a kernel of 5 on 2 pixels without padding?",
        "An empty result would make trouble far from its cause, so the task asks for an exception.",
        FITS,
    ),
    Fault(
        "nothing_when_unfit",
        "For a kernel that does not fit, nothing comes back; ValueError is due.",
        "What does your function do with a kernel of 5 on 2 pixels without padding?",
        "A None would make trouble far from its cause, so the task asks for an exception.",
        FITS,
    ),
    Fault(
        "other_exception",
        "A kernel that does not fit is refused, but not with a ValueError.",
        "Which exception does the task name?",
        "A caller who expects that case catches the type that was promised, and no other.",
        FITS,
    ),
    Fault(
        "zero_is_allowed",
        "A kernel that is too long by a little is not refused: 0 comes back.",
        "What does your function do with a kernel of 3 on 2 pixels without padding?",
        "A size of 0 means that the window has no place at all; ValueError is due there as well.",
        FITS,
    ),
    Fault(
        "check_after_rounding",
        "A kernel that is too long by a little slips through, because the check comes after the rounding.",
        "With a kernel of 3, stride 2 and n = 2, how much room is left, and what becomes of it in your division?",
        "Negative numbers may be rounded up to 0, and then a window that does not fit seems to have one place.",
        FITS,
    ),
    Fault(
        "raises_when_exact",
        "A kernel that fits exactly is refused.",
        "How many places does a kernel of 3 have on 3 pixels?",
        "A window as long as the padded input has one place; only a longer one has none.",
        FITS,
    ),
    Fault(
        "fit_ignores_padding",
        "The size is right, but a kernel that fits only thanks to the padding is refused.",
        "With what do you compare the length of the window: with the input, or with the padded input?",
        "The window may lie on the padding too.",
        FITS,
    ),
    Fault(
        "fit_ignores_dilation",
        "The size is right, but a kernel that is too long only because of its dilation is not refused.",
        "Which length do you compare with the padded input?",
        "What has to fit is everything from the first to the last pixel that is read, holes included.",
        FITS,
    ),
)


def _probe(n, kernel, stride, padding, dilation, *tags):
    tags += ("a stride above 1",) if stride > 1 else ()
    tags += ("a padding",) if padding else ()
    tags += ("a dilation above 1",) if dilation > 1 else ()
    if n + 2 * padding < dilation * (kernel - 1) + 1:
        tags += ("a kernel that does not fit",)
    args = {"n": n, "kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    return Probe(args, tags)


PROBES = (
    _probe(5, 3, 1, 0, 1),
    _probe(5, 3, 2, 0, 1),
    _probe(5, 3, 1, 1, 1),
    _probe(6, 3, 2, 0, 1, "a remainder"),
    _probe(8, 3, 2, 0, 1, "a remainder"),
    _probe(7, 4, 4, 0, 1, "a remainder"),
    _probe(9, 3, 1, 0, 2),
    _probe(3, 3, 1, 0, 1),
    _probe(7, 1, 2, 0, 3),
    _probe(2, 4, 1, 1, 1),
    _probe(4, 2, 2, 1, 1),
    _probe(9, 3, 2, 1, 3),
    _probe(10, 4, 3, 2, 2, "a remainder"),
    _probe(2, 5, 1, 0, 1),
    _probe(2, 3, 1, 0, 1),
    _probe(2, 3, 2, 0, 1),
    _probe(4, 3, 1, 0, 3),
    _probe(1, 7, 2, 1, 1),
    _probe(32, 3, 1, 2, 2),
    _probe(28, 5, 1, 2, 1),
    _probe(227, 11, 4, 0, 1),
    _probe(224, 7, 2, 3, 1, "a remainder"),
)

TASK = Task(
    id="output_size",
    lecture="05a_convolution",
    place=1,
    signature="output_size(n, kernel, stride, padding, dilation) -> int",
    reference=reference,
    parts=(Part("size", kind="int"),),
    faults=FAULTS,
    probes=PROBES,
    cells={
        SLIDE: "how the places of a sliding window are counted",
        PADDING: "what padding adds to the input",
        HOLES: "how far a dilated window reaches",
        FITS: "which windows do not fit",
    },
    ask="Draw the padded input of the call above as a row of boxes and slide the window along: how many places are "
    "there?",
    why="Four numbers lead to the result: the padded length, the length of the window with its holes, the room that is "
    "left, the steps. Compute each for this call; the first that your function has otherwise is the place.",
    cell=SLIDE,
)
