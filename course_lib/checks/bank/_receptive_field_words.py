"""The words of `receptive_field`: its misconceptions, and where the lecture cures them."""

from ..task import Fault

GROWS, JUMP, START, HOLES, TRIPLE = (
    "field-layer-by-layer",
    "jump-of-neighbours",
    "first-pixel-seen",
    "dilated-reach",
    "three-numbers",
)
CELLS = {
    GROWS: "how the field grows with every layer",
    JUMP: "how far apart the fields of neighbours lie",
    START: "where the field of unit 0 begins",
    HOLES: "how far a dilated window reaches",
    TRIPLE: "which three numbers say everything",
}

READING = (
    Fault(
        "from_output",
        "The layers are gone through from the output to the input, but with the rule for the other direction.",
        "Which layer of the list is nearest to the input?",
        "This rule carries the jump of all layers below. The list runs from the input to the output, so it is met in "
        "that order.",
        GROWS,
    ),
    Fault(
        "first_layer_only",
        "Only the first layer is used.",
        "How often does the body of your loop run before the function returns?",
        "Each layer lets the field grow; the answer is complete after the last one.",
        GROWS,
    ),
    Fault(
        "last_layer_only",
        "Only the last layer is used, as if each layer began anew.",
        "Which numbers does a layer take over from the layer below it?",
        "The three numbers are set once, before the first layer, and each layer changes what it finds.",
        GROWS,
    ),
    Fault(
        "skips_first",
        "The first layer is left out.",
        "At which index does your loop begin?",
        "The first layer reads pixels too, and the input itself is no layer of the list.",
        GROWS,
    ),
    Fault(
        "skips_last",
        "The last layer is left out.",
        "At which index does your loop end?",
        "The question is what a unit of the last layer sees.",
        GROWS,
    ),
    Fault(
        "stride_and_padding_swapped",
        "Stride and padding are exchanged.",
        "In which order do the four numbers of a layer stand?",
        "A layer is (kernel, stride, padding, dilation); they are unpacked by position.",
        TRIPLE,
    ),
    Fault(
        "padding_and_dilation_swapped",
        "Padding and dilation are exchanged.",
        "In which order do the four numbers of a layer stand?",
        "A layer is (kernel, stride, padding, dilation); they are unpacked by position.",
        TRIPLE,
    ),
    Fault(
        "stride_and_dilation_swapped",
        "Stride and dilation are exchanged.",
        "In which order do the four numbers of a layer stand?",
        "A layer is (kernel, stride, padding, dilation); they are unpacked by position.",
        TRIPLE,
    ),
    Fault(
        "ignores_stride",
        "The strides are never used.",
        "Which of the four numbers of a layer does your function never use?",
        "A stride moves the fields of neighbouring units apart, and everything above grows by larger steps.",
        JUMP,
    ),
    Fault(
        "ignores_padding",
        "The paddings are never used: the field always starts at 0.",
        "Which of the four numbers of a layer does your function never use?",
        "With padding the window of unit 0 begins left of the first pixel, at a negative index.",
        START,
    ),
    Fault(
        "ignores_dilation",
        "The dilations are never used.",
        "Which of the four numbers of a layer does your function never use?",
        "With dilation 2 a window reads every second place, so it reaches further.",
        HOLES,
    ),
    Fault(
        "padding_keeps_size",
        "Every padding is taken to be half of the window; here each layer says its own.",
        "Does your result change when only a padding changes?",
        "Half of the window is what keeps the size of a map. A layer may have more padding, or none.",
        START,
    ),
    Fault(
        "padding_half_kernel",
        "Every padding is taken to be half of the kernel, rounded down; here each layer says its own.",
        "Does your result change when only a padding changes?",
        "Half of an odd kernel keeps the size of a map. A layer may have more padding, or none.",
        START,
    ),
)

SIZE = (
    Fault(
        "size_without_jump",
        "Each layer lets the field grow by its own reach, as if neighbours were always one pixel apart.",
        "After a layer with stride 2, how many input pixels lie between two neighbouring units?",
        "A window reads units of the layer below, and these are a jump apart: the reach counts so many pixels a step.",
        GROWS,
    ),
    Fault(
        "stride_first",
        "The jump takes in the layer's own stride before it is used.",
        "Are the units that a window reads those of the layer below, or those of its own layer?",
        "A window steps over the units below, at their jump. Its own stride counts for the layers above it.",
        JUMP,
    ),
    Fault(
        "stride_first_in_size",
        "The size grows by the jump that already contains the layer's own stride.",
        "Does the stride of the only layer change how many pixels its window covers?",
        "A window steps over the units below, at their jump. Its own stride counts for the layers above it.",
        JUMP,
    ),
    Fault(
        "stride_first_in_start",
        "The start moves by the jump that already contains the layer's own stride.",
        "Does the stride of the only layer change where its first window begins?",
        "Padding is counted in units of the layer below, at their jump. The own stride counts for the layers above.",
        JUMP,
    ),
    Fault(
        "previous_stride_only",
        "Only the stride just below is used, not the product of all strides below.",
        "After three layers of stride 2, how many input pixels lie between two neighbours?",
        "Strides multiply: the jump is the product of all of them.",
        JUMP,
    ),
    Fault(
        "own_stride_only",
        "Each layer is multiplied by its own stride instead of by the jump of the layers below.",
        "Does the stride of the only layer change how many pixels its window covers?",
        "The strides below decide how far apart the units lie that a window reads.",
        JUMP,
    ),
    Fault(
        "kernel_whole",
        "The field grows by the whole kernel in each layer.",
        "By how much does a kernel of 1 enlarge the field?",
        "A kernel of k goes k - 1 steps from its first to its last unit. One pixel was there from the beginning.",
        GROWS,
    ),
    Fault(
        "size_from_zero",
        "The size starts at 0, so one pixel is missing.",
        "How many pixels does a unit of the input itself see?",
        "Before the first layer a unit is one pixel; each layer adds its steps.",
        GROWS,
    ),
    Fault(
        "size_one_too_large",
        "The size is one too large.",
        "How many pixels are there from pixel 2 to pixel 4?",
        "The pixels from the first to the last are one more than the steps between them, and that one is counted once.",
        GROWS,
    ),
    Fault(
        "kernels_summed",
        "The lengths of all windows are added up.",
        "How many pixels do two kernels of 3 with stride 1 see, one upon the other?",
        "Neighbouring windows overlap, so the second layer adds only its steps, and each step is a jump wide.",
        GROWS,
    ),
    Fault(
        "kernels_multiplied",
        "The lengths of all windows are multiplied.",
        "How many pixels do two kernels of 3 with stride 1 see, one upon the other?",
        "The product is right only where windows do not overlap, because stride and kernel are equal.",
        GROWS,
    ),
    Fault(
        "largest_kernel",
        "The size is that of the longest window.",
        "How many pixels do two kernels of 3 with stride 1 see, one upon the other?",
        "Each layer reads units that see a whole field already, so the field grows with every layer.",
        GROWS,
    ),
    Fault(
        "backward_recursion",
        "The size follows the rule for going from the output to the input, but the layers come the other way round.",
        "In which direction does your loop go, and for which direction is your rule for the size made?",
        "Multiplying the size by the stride belongs to the way down. On the way up the jump is multiplied instead.",
        GROWS,
    ),
    Fault(
        "stride_off_kernel",
        "The stride is taken off the kernel where 1 is due.",
        "Does the stride of the only layer change how many pixels its window covers?",
        "Kernel minus stride belongs to the rule for going down, where the size is multiplied as well.",
        GROWS,
    ),
    Fault(
        "one_side_only",
        "Only half of each window is counted.",
        "To how many sides of its middle does a window reach?",
        "The size counts all pixels from the first to the last, on both sides of the middle.",
        GROWS,
    ),
    Fault(
        "padding_in_size",
        "The padding is taken off the size.",
        "Does a window get shorter when it lies on padding?",
        "The field says how far a unit reaches, also into the padding. Padding moves its start, not its size.",
        START,
    ),
)

REACH = (
    Fault(
        "dilated_kernel_less_one",
        "The whole kernel is multiplied by the dilation before 1 is taken off.",
        "How far is it from the first to the last of 3 pixels that are 2 apart?",
        "The dilation stretches the gaps between the pixels that are read, and there is one gap fewer than pixels.",
        HOLES,
    ),
    Fault(
        "dilation_added",
        "The dilation makes the window longer by a single stretch.",
        "How many gaps does a kernel of 3 have, and which of them does the dilation stretch?",
        "The dilation stretches every gap between two pixels that are read, not only one.",
        HOLES,
    ),
    Fault(
        "dilation_counts_holes",
        "The dilation is read as the number of skipped places; it is the distance.",
        "How many pixels does a kernel of 3 cover at dilation 1?",
        "Dilation 1 is the plain kernel without any hole: it is the distance of neighbouring places that are read.",
        HOLES,
    ),
    Fault(
        "dilation_in_jump",
        "The jump is multiplied by the dilation too.",
        "By how much do two neighbouring windows differ in place: by the stride, or by the gaps within them?",
        "Neighbouring windows are a stride apart, whatever holes they have.",
        JUMP,
    ),
    Fault(
        "strides_added",
        "The strides are added to the jump; they multiply it.",
        "After three layers of stride 2, how many input pixels lie between two neighbours?",
        "One step at the top is a stride of steps below, and each of these is a stride of steps further below.",
        JUMP,
    ),
    Fault(
        "strides_less_one_added",
        "Each stride less 1 is added to the jump; strides multiply it.",
        "After three layers of stride 2, how many input pixels lie between two neighbours?",
        "One step at the top is a stride of steps below, and each of these is a stride of steps further below.",
        JUMP,
    ),
    Fault(
        "jump_before_last",
        "The returned jump lacks the stride of the last layer.",
        "Do you ask for the neighbours in front of the last layer, or for those behind it?",
        "The last stride does not change the size of the field, but the units of the last layer lie that far apart.",
        JUMP,
    ),
    Fault(
        "jump_of_last_layer",
        "The returned jump is the last stride alone.",
        "In which units is the last stride counted: in input pixels, or in units of the layer below?",
        "A stride counts units of the layer below. In input pixels all strides multiply.",
        JUMP,
    ),
)

BEGIN = (
    Fault(
        "start_without_jump",
        "The paddings are added up as if each place of padding were one input pixel.",
        "After a layer with stride 2, how many input pixels wide is one place of padding?",
        "Padding is counted in units of the layer below, and these are a jump apart.",
        START,
    ),
    Fault(
        "start_to_the_right",
        "The start moves to the right with the padding.",
        "Does the window of unit 0 begin left or right of the first pixel, when there is padding?",
        "Padding stands before the first pixel, so the start is negative.",
        START,
    ),
    Fault(
        "start_is_centre",
        "This is the middle of the field, not its first pixel.",
        "For a single layer with a kernel of 3 and no padding, which is the first pixel that unit 0 sees?",
        "Many tables give the middle. Here the leftmost pixel is asked for, so the window's length plays no part.",
        START,
    ),
    Fault(
        "start_from_half",
        "This is the middle of the field, with pixel 0 at 0.5.",
        "For a single layer with a kernel of 3 and no padding, which is the first pixel that unit 0 sees?",
        "Many tables give the middle, counted so. Here the index of the leftmost pixel is asked for.",
        START,
    ),
    Fault(
        "start_is_end",
        "This is the last pixel of the field, not the first.",
        "For a single layer with a kernel of 3 and no padding, which is the first pixel that unit 0 sees?",
        "The leftmost pixel is asked for, so the window's length plays no part.",
        START,
    ),
    Fault(
        "padding_dilated",
        "The padding is multiplied by the dilation.",
        "How many places does a padding of 2 add on the left, when the dilation is 3?",
        "The dilation stretches the window. The padding is as wide as it says.",
        START,
    ),
    Fault(
        "padding_both_sides",
        "The padding of both sides is counted.",
        "On which side of unit 0 does the padding matter for the start?",
        "Only the padding on the left lies before the first pixel.",
        START,
    ),
    Fault(
        "start_of_last_layer",
        "Only the padding of the last layer is counted.",
        "Does the start change when only the padding of the first layer changes?",
        "Every layer with padding moves the start further to the left.",
        START,
    ),
    Fault(
        "start_of_first_layer",
        "Only the padding of the first layer is counted.",
        "Does the start change when only the padding of the last layer changes?",
        "Every layer with padding moves the start further to the left.",
        START,
    ),
    Fault(
        "start_is_half_size",
        "The start is taken to be half of the size to the left.",
        "Does the start change in your function when only a padding changes?",
        "The field lies around pixel 0 only if every padding is half of its window.",
        START,
    ),
    Fault(
        "start_is_half_less_one",
        "The start is taken to be half of the steps to the left, as if unit 0 sat in the middle of its field.",
        "Does the start change in your function when only a padding changes?",
        "The field lies around pixel 0 only if every padding is half of its window.",
        START,
    ),
)


def _order(names):
    return Fault(
        "_".join(names),
        f"The three results come back in the order {names[0]}, {names[1]}, {names[2]}.",
        "In which order are the three results promised?",
        "The caller unpacks by position: first the size, then the jump, then the start.",
        TRIPLE,
    )


FORM = (
    _order(("jump", "size", "start")),
    _order(("size", "start", "jump")),
    _order(("start", "size", "jump")),
    _order(("start", "jump", "size")),
    _order(("jump", "start", "size")),
    Fault(
        "size_alone",
        "Only the size comes back.",
        "Which three numbers does the task promise?",
        "The size says how much a unit sees. Jump and start say where, for every unit.",
        TRIPLE,
    ),
    Fault(
        "start_left_out",
        "The start is left out.",
        "Which three numbers does the task promise?",
        "Size and jump say how much a unit sees and how far its neighbour is; only the start says where.",
        TRIPLE,
    ),
)

FAULTS = (*READING, *SIZE, *REACH, *BEGIN, *FORM)
