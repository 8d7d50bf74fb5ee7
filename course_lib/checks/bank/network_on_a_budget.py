"""A network as a table, within a budget, with its shapes predicted: judged in whole numbers (see checks/budget.py)."""

from ..budget import MACS, PARAMETERS, judge
from ..task import Fault, Task

STRIDE = "05a_convolution#stride"
SIDES = "05a_convolution#padding-both-sides"
SETTINGS = "05a_convolution#usual-settings"
FILTERS = "05a_convolution#filters-and-bias"
AXES = "05a_convolution#four-axes"
COST = "05a_convolution#macs"
DILATED = "05a_convolution#dilated-window"
EACH = "05b_pooling_and_sharing#pooling-each-channel"
WHOLE_MAP = "05b_pooling_and_sharing#global-average"
TAIL = "05b_pooling_and_sharing#tail"
FIELD = "07_receptive_fields#linear-against-geometric"
BLOCK = "09_residual_networks#residual-block"
FITTED = "09_residual_networks#projection-shortcut"
JOINING = "09_residual_networks#adding-or-joining"

_TABLE = (
    # predictions
    (
        "stride_forgotten",
        "The stride is left out: this is the size for windows that move on by one pixel.",
        "By how many pixels does the window of that layer move on?",
        "A pool moves by its own size if nothing else is said; a convolution by one.",
        STRIDE,
    ),
    (
        "padding_forgotten",
        "The padding is left out.",
        "How long is a row after the zeros have been put around the map?",
        "Zeros around the map give the window more places, on both sides.",
        SIDES,
    ),
    (
        "padding_once",
        "The padding is counted on one side only.",
        "On how many sides of a row do zeros stand?",
        "The border goes around the map, so each axis gets it at both ends.",
        SIDES,
    ),
    (
        "padding_assumed",
        "This is the size for a layer that is padded so as to lose nothing.",
        "Which padding does that layer have, and which would it need to keep the border?",
        "Without zeros a window of 3 finds two places fewer than there are pixels. A Conv has padding 0 by itself.",
        SETTINGS,
    ),
    (
        "rounded_up",
        "The division is rounded up.",
        "What happens to a window that would hang over the end of the row?",
        "A window that does not fit is left out, as torch does it: the places are counted downwards.",
        SIDES,
    ),
    (
        "one_forgotten",
        "The first place of the window is not counted.",
        "At how many places is the window after it has not moved at all?",
        "The division counts steps, and there is one place more than there are steps.",
        SIDES,
    ),
    (
        "dilation_forgotten",
        "The dilation is left out: this is the size for a window without holes.",
        "How many pixels lie between the first and the last pixel of that window?",
        "Holes make a window longer without giving it more weights.",
        DILATED,
    ),
    (
        "maps_kept",
        "The number of maps is that of the layer before: its own number of filters is left out.",
        "What does one filter make of all the maps that arrive?",
        "Each filter reads all maps and gives one, so the filters are counted, not what they read.",
        FILTERS,
    ),
    (
        "maps_multiplied",
        "The maps that arrive are multiplied by the filters.",
        "What does one filter make of all the maps that arrive?",
        "A filter has a slab of weights for each map that arrives, and adds the results up: one map for each filter.",
        FILTERS,
    ),
    (
        "maps_pooled",
        "The pool has made fewer maps, too.",
        "Along which axes does the window of a pool move?",
        "A pool works in each map for itself; how many there are does not change.",
        EACH,
    ),
    (
        "channels_last",
        "The number of maps stands last.",
        "In which order are the axes of a shape written in this course?",
        "(channels, height, width), as torch has them. Files of photographs have the channels last.",
        AXES,
    ),
    (
        "batch_counted",
        "The batch is counted in the shape.",
        "How many axes has one image of the batch?",
        "A table describes what happens to one example; how many are done at a time is no part of it.",
        AXES,
    ),
    (
        "maps_lost",
        "The row holds the pixels of one map only.",
        "How many numbers are there in all maps together?",
        "Flattening writes every number of every map into one row.",
        TAIL,
    ),
    (
        "maps_apart",
        "Each map is flattened for itself.",
        "How many axes does the layer behind it expect?",
        "Flattening leaves a single axis: the maps stand in it one after the other.",
        TAIL,
    ),
    (
        "pool_flattens",
        "The pool over the whole map is taken for a flattening, too.",
        "Which axes does a map of one pixel have?",
        "The mean of a map is a map of one pixel; its axes are there until something flattens them.",
        WHOLE_MAP,
    ),
    (
        "maps_averaged",
        "The mean is taken over the maps instead of within each.",
        "What does the pool average: the pixels of a map, or the maps at a pixel?",
        "One mean for each map is left, so there are as many numbers as there were maps.",
        WHOLE_MAP,
    ),
    (
        "shape_kept",
        "The shape that arrives is written down as the one that leaves.",
        "What does that layer do to the maps, and to their sides?",
        "Batch norm and ReLUs keep a shape; this layer does not.",
        SIDES,
    ),
    (
        "predicted_by_program",
        "The shapes come out of a program, so nothing has been predicted.",
        "Which shapes would you write down with a pencil?",
        "Shapes that you can foresee are mistakes that you find while reading. A formula of your own is welcome.",
        SIDES,
    ),
    # the table
    (
        "built_already",
        "A network that has been built is returned in the place of its table.",
        "What describes your network before there is a single weight?",
        "A table is counted and measured without being built, in milliseconds; `build` makes the network of it later.",
        COST,
    ),
    (
        "input_not_the_image",
        "The table begins with another shape than one of the images.",
        "Which shape has one of the images that the network is to read?",
        "The first layer reads what arrives; all sizes and counts behind it hang on this shape.",
        AXES,
    ),
    (
        "shortcut_not_fitted",
        "The branch has changed the shape, and the shortcut brings the old one to the sum.",
        "Which shape does each of the two branches bring to that sum?",
        "Numbers are added one by one, so both need the same maps and sides; where they differ, x is fitted on the "
        "shortcut alone.",
        FITTED,
    ),
    (
        "flatten_missing",
        "Maps arrive at a fully connected layer.",
        "What has to happen to maps before a layer can take weighted sums of all numbers?",
        "A fully connected layer knows no rows and columns: it reads one row of numbers.",
        TAIL,
    ),
    (
        "map_used_up",
        "The map has become smaller than the window that is to move over it.",
        "How long are the sides of the map where that window is to move?",
        "Every stride of 2 halves a side, and a side can be halved only so often.",
        SIDES,
    ),
    (
        "scores_not_classes",
        "There are not as many scores as there are classes.",
        "How many kinds of image are there, and what leaves your last layer?",
        "One score for each class. (The shapes have three: the class of pixels that belong to nothing is for other "
        "tasks.)",
        TAIL,
    ),
    (
        "no_shortcut",
        "There is no residual block in the table.",
        "Where would a shortcut begin and end, and what does it bring along?",
        "A residual block is a Sum of two branches: layers, and what arrived.",
        BLOCK,
    ),
    (
        "branches_without_shortcut",
        "The sum has no branch that brings along what arrived.",
        "Which branch of your sum would still pass x on if all 3 x 3 weights were 0?",
        "Two branches of layers, added, are one wide layer. A shortcut is a branch with nothing in it, or only with "
        "what fits the shape.",
        BLOCK,
    ),
    (
        "joined_not_added",
        "The shortcut is joined to the branch, not added.",
        "What happens to the number of maps where your two branches meet?",
        "Joining is DenseNet's way. It is a good one, but this project compares with and without a sum.",
        JOINING,
    ),
    (
        "field_too_small",
        "No unit of the last map sees the whole image.",
        "By how much does a layer of 3 x 3 widen the field before a stride of 2, and by how much behind it?",
        "What lies outside of a unit's field cannot change it. Fields grow by jumps, and strides make jumps longer.",
        FIELD,
    ),
    (
        "dense_on_large_map",
        "A fully connected layer behind a large map eats the budget.",
        "How many numbers arrive at that layer, and how many weights has each of its units?",
        "Each unit has a weight for every number of every map. Convolutions share theirs; and a mean over each map "
        "leaves few numbers.",
        WHOLE_MAP,
    ),
    (
        "too_many_parameters",
        f"There are more than {PARAMETERS:,} parameters.",
        "How do the weights of a layer grow if all layers become twice as wide?",
        "A 3 x 3 layer has nine weights for each pair of a map that arrives and a map that leaves.",
        FILTERS,
    ),
    (
        "dear_at_full_size",
        "Most of the multiplications are spent where the map is as large as the image.",
        "How often is each weight of those layers used?",
        "A weight is used once for each place, and a stride of 2 leaves a quarter of the places for all that follows.",
        COST,
    ),
    (
        "too_many_macs",
        f"There are more than {MACS // 1_000_000} million multiply-adds.",
        "Which layers are both wide and on a large map?",
        "Multiply-adds are weights times places: fewer maps, fewer layers, or an earlier stride.",
        COST,
    ),
)  # fmt: skip


def reference(faults):
    """There is none: many tables fit."""
    raise NotImplementedError


TASK = Task(
    id="network_on_a_budget",
    lecture="13_frameworks",
    place=9,
    exercise="project_2_network_on_a_budget",
    signature="network_on_a_budget() -> (net, predicted)",
    reference=reference,
    parts=(),
    faults=tuple(Fault(*row) for row in _TABLE),
    probes=(),
    cells={
        STRIDE: "how a stride divides the places",
        SIDES: "how many places a window finds",
        SETTINGS: "which padding keeps a side",
        FILTERS: "what one filter makes of all maps",
        AXES: "which axis counts what",
        COST: "how multiply-adds are counted",
        DILATED: "how long a window with holes is",
        EACH: "how a pool works in each map for itself",
        WHOLE_MAP: "what is left of a map by its mean",
        TAIL: "what a fully connected layer reads",
        FIELD: "how strides widen a field",
        BLOCK: "what a residual block is",
        FITTED: "how a shortcut is fitted where the shape changes",
        JOINING: "how adding differs from joining",
    },
    ask="Which three numbers of that layer, besides what arrives, decide the shape that leaves it?",
    why="Take the one layer that is named: count the places of its window along a side, then its filters.",
    cell=SIDES,
    judge=judge,
)
