"""The misconceptions about the residual block, in words."""

from ..task import Fault

SHORTCUT = (
    "What should the block return if both of its weight matrices are 0 and x is positive?",
    "With weights of 0 a block passes x on as it is; that is why a deep network of such blocks is no harder to train "
    "than a shallow one. It needs both ways, the layers and the shortcut, added up.",
    "residual-block",
)
WHERE_FROM = (
    "Where does the shortcut begin, and around which layers does it lead?",
    "The shortcut takes x itself, before the first layer, around both layers to the sum behind the second.",
    "residual-block",
)
RELUS = (
    "How many ReLUs does the block have, and what comes right before each?",
    "There are two: one between the two layers, one after the sum. The branch has to be able to take something away "
    "from the shortcut, so nothing clips it before the sum.",
    "where-the-relu-stands",
)
CLIPPED = (
    "What arrives at the sum, by the shortcut, for an x of -3?",
    "The shortcut passes on what came in, with its sign, so that the identity is what a block does when it learns "
    "nothing.",
    "where-the-relu-stands",
)
KIND = (
    "What should the block make of a sum of 3, and what of a sum of -3?",
    "A ReLU passes positive values on as they are and answers 0 for the others.",
    "where-the-relu-stands",
)
PROJECTION = (
    "When the block has more outputs than inputs, which shape has x, and which shape has the branch?",
    "Two arrays can be added only if their shapes agree. P brings x to the number of outputs, on the shortcut alone.",
    "projection-shortcut",
)
NO_P = (
    "What is P when the block is called without it, and which question has one answer for None and for any matrix?",
    "Without P the shortcut is x itself. An array of several numbers has no truth value of its own, so the question "
    "is whether there is a P, not whether P is true.",
    "projection-shortcut",
)
JOIN = (
    "By which operation do the two ways meet?",
    "The sum is what gives the block its name: the layers learn only what is to be added to x, the rest.",
    "adding-or-joining",
)
TRANSPOSED = (
    "Weights are stored as (outputs, inputs). Which axis of the matrix must meet the last axis of what comes in?",
    "It happens to run when the matrix is square, with other numbers; the inner sizes have to be the inputs.",
    "layers-of-a-block",
)
LAYERS = (
    "Which matrix comes first, and what goes into the second one?",
    "x goes through W1, what the first ReLU leaves goes through W2; each of the two is used once.",
    "layers-of-a-block",
)
ROWS = (
    "How many rows does your result have for a batch of three examples?",
    "x holds one example in each row, and each row of y belongs to the same row of x.",
    "layers-of-a-block",
)

_TABLE = (
    ("no_shortcut", "The shortcut is missing: only the two layers are computed.", *SHORTCUT),
    (
        "no_shortcut_without_P",
        "The shortcut is missing where there is no P.",
        "When the block is called without P, what is added to the branch?",
        "None stands for a shortcut that hands on x as it is, not for none at all: without P, x itself is added.",
        "residual-block",
    ),
    ("no_shortcut_with_P", "The shortcut is missing where there is a P.", *PROJECTION),
    ("branch_missing", "Only the shortcut arrives at the sum: the two layers have no influence on y.", *SHORTCUT),
    ("second_layer_missing", "The second layer is missing: the hidden values are added to the shortcut.", *LAYERS),
    ("shortcut_from_hidden", "The shortcut starts behind the first layer, with the hidden values.", *WHERE_FROM),
    ("shortcut_from_a", "The shortcut starts with the pre-activation of the first layer.", *WHERE_FROM),
    ("shortcut_added_inside", "The shortcut ends before the first ReLU: it leads around one layer only.", *WHERE_FROM),
    (
        "shortcut_at_each_layer",
        "The shortcut is added twice: behind the first layer and behind the second.",
        *WHERE_FROM,
    ),
    # the ReLUs
    ("no_last_relu", "The last ReLU is missing: the sum comes back with its negative values.", *RELUS),
    ("no_first_relu", "The ReLU between the two layers is missing.", *RELUS),
    ("no_relu", "Both ReLUs are missing: the whole block is linear.", *RELUS),
    ("relu_before_the_sum", "The last ReLU stands before the sum instead of after it.", *RELUS),
    ("relu_on_branch", "There is one ReLU too many, on the branch before the sum.", *RELUS),
    ("relu_before_W1", "There is one ReLU too many, before the first layer.", *RELUS),
    ("relu_on_shortcut", "A ReLU clips x on the shortcut.", *CLIPPED),
    ("relu_on_projection", "A ReLU clips the projected shortcut.", *CLIPPED),
    ("relu_on_either_shortcut", "A ReLU clips what the shortcut brings, with a projection or without.", *CLIPPED),
    ("relu_on_input", "A ReLU clips x before it goes either way.", *CLIPPED),
    ("sigmoid_for_relu", "Sigmoids stand in the place of the ReLUs.", *KIND),
    ("tanh_for_relu", "tanh stands in the place of the ReLUs.", *KIND),
    ("absolute_for_relu", "Absolute values stand in the place of the ReLUs.", *KIND),
    ("threshold_for_relu", "The units answer 0 or 1: they are threshold units, not ReLUs.", *KIND),
    ("keeps_negative", "The units let the negative values through and block the positive ones.", *KIND),
    (
        "python_max",
        "Python's max compares two whole objects and hands one of them back; np.maximum goes number by number.",
        "What does `max` compare: two numbers at a time, or its two arguments as a whole?",
        "With one number in the array `max` returns the array or a bare 0, which has no axes any more; with several, "
        "it asks the array for a single yes or no, which it does not have.",
        "where-the-relu-stands",
    ),
    (
        "max_over_batch",
        "The maximum is taken over the examples, not between each value and 0.",
        "Which shape has the hidden layer in your function, for a batch of N examples?",
        "np.max(a, 0) reads the 0 as an axis: it returns the largest value of each column and loses the batch.",
        "where-the-relu-stands",
    ),
    # P
    ("P_ignored", "P is never used: x itself is added, also when there is a projection.", *PROJECTION),
    (
        "P_only_for_other_sizes",
        "P is used only where the sizes of x and y differ; a square P is left out.",
        "If a square P is passed in, should it do anything?",
        "The caller decides whether the shortcut is projected, by passing P or not; a projection may well be square.",
        "projection-shortcut",
    ),
    ("P_not_transposed", "P is used without being transposed.", *TRANSPOSED[:2], "projection-shortcut"),
    ("P_on_the_branch", "P is applied to the branch instead of the shortcut.", *PROJECTION),
    ("P_on_the_input", "P is applied to x before it goes either way.", *PROJECTION),
    ("x_beside_its_projection", "Both x and its projection are added.", *PROJECTION),
    (
        "shortcut_cut_or_filled",
        "The shortcut is brought to size by cutting x off or filling it up with zeros; P is not used.",
        *PROJECTION,
    ),
    ("P_always_needed", "The block fails when it is called without P.", *NO_P),
    ("truth_of_P", "P is asked whether it is true, and a matrix has no answer to that.", *NO_P),
    # how the two meet
    ("shortcut_subtracted", "The shortcut is subtracted from the branch.", *JOIN),
    ("branch_subtracted", "The branch is subtracted from the shortcut.", *JOIN),
    ("shortcut_multiplied", "The branch and the shortcut are multiplied.", *JOIN),
    ("shortcut_concatenated", "The branch and the shortcut are put side by side, as DenseNet does.", *JOIN),
    ("mean_of_the_two", "The branch and the shortcut are averaged.", *JOIN),
    ("shortcut_doubled", "The shortcut arrives twice at the sum.", *JOIN),
    ("larger_of_the_two", "The larger of branch and shortcut is taken.", *JOIN),
    # the products
    ("W1_not_transposed", "W1 is used without being transposed.", *TRANSPOSED),
    ("W2_not_transposed", "W2 is used without being transposed.", *TRANSPOSED),
    ("nothing_transposed", "No matrix is transposed: all are read as (inputs, outputs).", *TRANSPOSED),
    ("weights_swapped", "W1 and W2 have changed places.", *LAYERS),
    ("W1_twice", "W1 is used twice, and W2 not at all.", *LAYERS),
    ("one_example_formula", "This is the formula for one example, with the matrices on the left.", *ROWS),
    ("first_example_only", "Only the first example of the batch is computed.", *ROWS),
    ("returns_transposed", "y comes back transposed: one column for each example.", *ROWS),
)

FAULTS = tuple(Fault(*row) for row in _TABLE)
