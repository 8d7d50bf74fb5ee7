"""The misconceptions about the gradients of a residual block, in words."""

from ..task import Fault

WAYS = (
    "In how many ways does x reach the sum before the last ReLU?",
    "x enters the block twice, through the layers and along the shortcut, so its gradient is the sum of what comes "
    "back by both. That second term is why gradients survive in a deep network.",
    "two-ways-back",
)
SLOPE_ALONG = (
    "What is the slope of x + F(x) with respect to x, and by what is it multiplied on the way back?",
    "The slope of the shortcut is 1, and slopes multiply what comes from above: the shortcut hands back what arrives "
    "at the sum, no more and no less.",
    "two-ways-back",
)
MASKS = (
    "Which outputs would change if a pre-activation of -3 grew a little?",
    "A ReLU that answers 0 stays at 0, so nothing goes back through it. The block has two of them, each with a "
    "pre-activation of its own.",
    "relu-slopes",
)
LAST = (
    "What stands between dy and the sum of branch and shortcut?",
    "The last ReLU acts on the sum, so dy passes it before the two ways part: whatever it blocks reaches neither the "
    "layers, nor P, nor x.",
    "relu-slopes",
)
FIRST = (
    "What stands between the hidden values and W1?",
    "The first ReLU lets the gradient through only where its pre-activation was positive; W1 and x lie behind it.",
    "relu-slopes",
)
SIGN = (
    "Does a ReLU look at the sign of its input or at the sign of the gradient?",
    "Whether a ReLU lets the gradient back depends on what went forward. Gradients may have either sign.",
    "relu-slopes",
)
ZERO = (
    "Which slope has this course agreed on for a ReLU whose input is exactly 0?",
    "At 0 a ReLU has a corner and any slope from 0 to 1 could be defended. Here, as in torch, it is 0.",
    "relu-slopes",
)
PROJECTION = (
    "Which shape has the gradient at the sum, and which shape has x?",
    "With P the shortcut is a linear layer of its own: its gradient goes back through P, from outputs to inputs.",
    "projection-shortcut",
)
DP = (
    "When is there a P, and whose gradient is dP?",
    "P is a weight matrix like the others where it exists. Without it there is nothing to learn, and the task promises "
    "None in that place.",
    "projection-shortcut",
)
NO_P = (
    "What is P when the function is called without it, and which question has one answer for None and for any matrix?",
    "Without P the shortcut is x itself. An array of several numbers has no truth value of its own, so the question "
    "is whether there is a P, not whether P is true.",
    "projection-shortcut",
)
OUTER = (
    "Between which two arrays does the matrix stand: what went into it, and what came back to its output?",
    "The gradient of a weight matrix pairs what came back to its outputs with what went into it, summed over the "
    "examples; its shape is that of the matrix.",
    "gradients-of-the-weights",
)
BATCH = (
    "How many of the examples use the same weights?",
    "All examples share the weights, so what they contribute is added up. If the loss is a mean, dy has the division "
    "in it already.",
    "gradients-of-the-weights",
)
BACK = (
    "A gradient goes back through a matrix from its outputs to its inputs. Which axis of it counts the outputs?",
    "Weights are stored as (outputs, inputs), so the way back needs no transposition where the way forward did. It "
    "happens to run with one when the matrix is square.",
    "two-ways-back",
)
ORDER = (
    "Which four gradients does the task promise, and in which order?",
    "The caller takes the results by their place: for x, for W1, for W2, and for P or None.",
    "gradients-of-the-weights",
)

_TABLE = (
    # the two ways
    ("no_shortcut", "dx leaves the shortcut out: only what comes back through the layers is there.", *WAYS),
    ("no_shortcut_with_P", "dx leaves the shortcut out where there is a P.", *WAYS),
    ("no_shortcut_without_P", "dx leaves the shortcut out where there is no P.", *WAYS),
    ("branch_missing", "dx leaves the layers out: only what comes back along the shortcut is there.", *WAYS),
    ("shortcut_multiplied", "dx multiplies what comes back by the two ways.", *WAYS),
    ("mean_of_the_two", "dx averages what comes back by the two ways.", *WAYS),
    ("shortcut_subtracted", "dx subtracts what comes back along the shortcut.", *SLOPE_ALONG),
    ("shortcut_doubled", "dx counts the shortcut twice.", *SLOPE_ALONG),
    ("shortcut_is_one", "dx adds the slope of the shortcut, 1, without what comes from above.", *SLOPE_ALONG),
    ("shortcut_is_x", "dx adds x itself for the shortcut, as the forward pass does.", *SLOPE_ALONG),
    # the ReLUs
    ("slopes_missing", "The gradient goes back through both ReLUs as if they were not there.", *MASKS),
    ("last_slope_missing", "The gradient goes back through the last ReLU as if it were not there.", *LAST),
    ("first_slope_missing", "The gradient goes back through the first ReLU as if it were not there.", *FIRST),
    ("hidden_is_linear", "The first ReLU is missing, on the way forward and on the way back.", *FIRST),
    ("shortcut_skips_the_relu", "Along the shortcut dy reaches x without passing the last ReLU.", *LAST),
    ("dW2_skips_the_relu", "dW2 is made with dy as it comes, before the last ReLU.", *LAST),
    ("dP_skips_the_relu", "dP is made with dy as it comes, before the last ReLU.", *LAST),
    ("dW1_skips_the_relu", "dW1 is made with the gradient before it has passed the first ReLU.", *FIRST),
    ("dx_skips_the_first_relu", "In dx the branch's gradient has not passed the first ReLU.", *FIRST),
    (
        "last_slope_without_shortcut",
        "The last ReLU looks at the branch alone, without the shortcut.",
        "What goes into the last ReLU?",
        "The last ReLU acts on the sum. Where the branch is negative and the shortcut larger, it is open.",
        "relu-slopes",
    ),
    (
        "first_slope_at_x",
        "The first ReLU looks at x instead of its own pre-activation.",
        "What goes into the first ReLU?",
        "The first ReLU acts on what the first layer makes of x. It runs with x only where the sizes happen to fit.",
        "relu-slopes",
    ),
    ("relu_of_gradients", "Both ReLUs are applied to the gradients, whose negative numbers are lost.", *SIGN),
    ("last_relu_of_gradient", "The last ReLU is applied to dy, whose negative numbers are lost.", *SIGN),
    ("first_relu_of_gradient", "The first ReLU is applied to the gradient, whose negative numbers are lost.", *SIGN),
    (
        "value_for_slope",
        "The gradient is multiplied by the value of each ReLU, not by its slope.",
        "What is the slope of a ReLU at 5?",
        "Where a ReLU is open its slope is 1, however large its value.",
        "relu-slopes",
    ),
    (
        "slopes_exchanged",
        "The gradient goes back where the ReLUs are closed, and is blocked where they are open.",
        *MASKS,
    ),
    ("slope_one_at_zero", "Both ReLUs let the gradient back where their input is exactly 0.", *ZERO),
    ("last_slope_one_at_zero", "The last ReLU lets the gradient back where its input is exactly 0.", *ZERO),
    ("first_slope_one_at_zero", "The first ReLU lets the gradient back where its input is exactly 0.", *ZERO),
    # P
    ("shortcut_without_P", "In dx the shortcut's gradient does not go back through P.", *PROJECTION),
    (
        "identity_beside_P",
        "In dx the shortcut's gradient counts twice: once as it is, and once through P.",
        *PROJECTION,
    ),
    ("P_ignored", "P is never used: the block is taken for one whose shortcut is x itself.", *PROJECTION),
    ("P_transposed", "In dx the shortcut's gradient goes back through P transposed.", *BACK[:2], "projection-shortcut"),
    ("dP_missing", "dP is None also where there is a P.", *DP),
    ("dP_zero", "dP is 0 everywhere.", *DP),
    ("dP_always", "dP is computed also where there is no P.", *DP),
    ("zeros_for_dP", "dP holds zeros where there is no P, instead of None.", *DP),
    ("three_results", "Only three results come back: dP is never among them.", *DP),
    ("three_results_without_P", "Without P only three results come back: the None for dP is missing.", *DP),
    ("dP_with_h", "dP is made with the hidden values instead of x.", *OUTER),
    ("P_always_needed", "The function fails when it is called without P.", *NO_P),
    ("truth_of_P", "P is asked whether it is true, and a matrix has no answer to that.", *NO_P),
    # the matrices
    ("W1_transposed", "The gradient goes back through W1 transposed.", *BACK),
    ("W2_transposed", "The gradient goes back through W2 transposed.", *BACK),
    ("dW2_with_a", "dW2 is made with the pre-activations instead of the hidden values.", *OUTER),
    ("dW2_with_x", "dW2 is made with x instead of the hidden values.", *OUTER),
    ("weight_gradients_transposed", "The gradients of all weight matrices are transposed.", *OUTER),
    ("dW1_transposed", "dW1 is transposed.", *OUTER),
    ("dW2_transposed", "dW2 is transposed.", *OUTER),
    ("dP_transposed", "dP is transposed.", *OUTER),
    ("weight_gradients_are_means", "The gradients of the weights are means over the batch, not sums.", *BATCH),
    ("all_gradients_are_means", "All gradients, dx too, are divided by the number of examples.", *BATCH),
    ("last_example_only", "The gradients of the weights come from the last example alone.", *BATCH),
    ("first_example_only", "The gradients of the weights come from the first example alone.", *BATCH),
    (
        "dy_ignored",
        "dy is not used: it is taken to be 1 everywhere.",
        "Would your gradients change if dy were twice as large?",
        "A gradient is what arrives from above times the slope here.",
        "two-ways-back",
    ),
    ("dW1_and_dW2_swapped", "dW1 and dW2 have changed places.", *ORDER),
    ("dx_last", "dx comes back last instead of first.", *ORDER),
    ("only_dx", "Only dx comes back; the weights get no gradient.", *ORDER),
)

FAULTS = tuple(Fault(*row) for row in _TABLE)
