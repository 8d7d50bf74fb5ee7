"""The misconceptions about batch norm, in words."""

from ..task import Fault

AXIS = (
    "Over which axis do you take the mean: over the examples or over the units?",
    "Every unit has a mean and a variance of its own, taken over the examples of the batch; that is why γ, β and the "
    "running values have one number for each unit.",
    "which-axis",
)
ONE_VALUE = (
    "How many means does a batch with three units have?",
    "Each unit is standardised by itself. One mean for all units leaves the differences between them in place.",
    "which-axis",
)
ONE_EXAMPLE = (
    "What is the spread of a single example?",
    "One example is its own mean, so every input would come out as β, and the unbiased variance would divide by 0. "
    "The task promises a ValueError instead.",
    "two-variances",
)
EPSILON = (
    "Where does ε stand in the formula: under the root or beside it?",
    "ε is added to the variance and the root is taken of the sum. With a tiny ε one hardly sees the difference, with a "
    "larger one it is plain.",
    "small-constant",
)
MOMENTUM = (
    "In this task, which of the two does momentum weigh: the old running value or the new batch?",
    "The convention here is torch's: momentum is the share of the new batch. Other texts mean the share that is kept.",
    "running-averages",
)
FIXED = (
    "Does your result change when momentum does?",
    "momentum is an argument: each call says how large the share of the new batch is.",
    "running-averages",
)
FOLLOW = (
    "What becomes of the old running value when a new batch arrives?",
    "A running value is a weighted mean of the old one and the batch's, and the two weights add up to 1.",
    "running-averages",
)
UPDATE = (
    "Which of the running values are different after a training step, and which does your function change?",
    "Both running values follow the batches in training; in evaluation there is nothing else to standardise with.",
    "running-averages",
)
IN_TRAINING = (
    "Whose mean and variance does batch norm use in training?",
    "In training each batch is standardised by its own mean and variance; the running values are only kept for later.",
    "training-and-evaluation",
)
IN_EVALUATION = (
    "In evaluation, may the answer for one example depend on which others are in the batch?",
    "In evaluation the running values take the place of the batch's, so that each example is treated alike, whatever "
    "comes with it.",
    "training-and-evaluation",
)
FROZEN = (
    "Should looking at test data change what the layer has learned?",
    "In evaluation the running values are used and come back as they were; only training moves them.",
    "training-and-evaluation",
)
SWITCH = (
    "What does your function do differently when training is False?",
    "training=True uses the batch's statistics and updates the running values; training=False uses the running values "
    "and leaves them alone.",
    "training-and-evaluation",
)
SCALE = (
    "Which spread and which mean should each unit of y have in training?",
    "γ is the spread and β the mean that the network gives the standardised unit: γ multiplies, then β is added.",
    "scale-and-shift",
)
DIVIDE = (
    "By what is the centred value divided, so that its spread becomes 1?",
    "A spread is measured by the standard deviation, the root of the variance; dividing by it brings the spread to 1.",
    "standardising",
)
CENTRE = (
    "What is the mean of each unit after it has been standardised?",
    "First the mean is subtracted from each example, then that difference is divided; its sign is kept.",
    "standardising",
)
SPREAD = (
    "What is the variance of two examples, 1 and 4, by hand?",
    "The variance is the mean of the squared distances from the mean.",
    "standardising",
)
ORDER = (
    "Which three things does the task promise to return, and in which order?",
    "The caller takes the three results by their place: y, the running mean, the running variance.",
    "running-averages",
)

_TABLE = (
    # which variance
    (
        "unbiased_batch_variance",
        "The batch is standardised with the unbiased variance, the one divided by N - 1.",
        "By what is the sum of squares divided in the variance that standardises the batch: N or N - 1?",
        "Two variances are at work: the batch is standardised with its own, divided by N; the running value estimates "
        "that of all data, and gets the one divided by N - 1.",
        "two-variances",
    ),
    (
        "biased_running_variance",
        "The running variance is fed with the biased variance, the one divided by N.",
        "By what is the sum of squares divided in the variance that goes into the running value: N or N - 1?",
        "A batch looks a little narrower than the data it comes from. The running value estimates the spread of the "
        "data, so it gets the unbiased variance.",
        "two-variances",
    ),
    (
        "bessel_upside_down",
        "The correction of the variance is upside down: the running variance gets a smaller one instead of a larger.",
        "Is the unbiased variance larger or smaller than the biased one?",
        "A batch looks narrower than the data it comes from, so the correction has to make the variance larger.",
        "two-variances",
    ),
    (
        "corrects_the_running_variance",
        "The whole running variance is corrected for the size of the batch, not only the batch's share.",
        "Which of the two that are mixed is a little too narrow: the old running value or the batch's variance?",
        "The running variance has been corrected before, each time a batch was added; a second time it would grow from "
        "step to step.",
        "two-variances",
    ),
    (
        "correction_in_evaluation",
        "In evaluation the running variance is corrected once more for the size of the batch.",
        "What has the number of test examples to do with the spread of the training data?",
        "The running variance is unbiased already, because each batch was corrected when it was added.",
        "two-variances",
    ),
    ("no_error_for_one", "Training with a single example returns something instead of raising.", *ONE_EXAMPLE),
    (
        "one_example_has_variance_zero",
        "Training with a single example counts its variance as 0 instead of raising.",
        *ONE_EXAMPLE,
    ),
    (
        "running_for_one_example",
        "Training with a single example silently falls back to the running values instead of raising.",
        *ONE_EXAMPLE,
    ),
    (
        "raises_in_evaluation",
        "A single example is refused in evaluation too.",
        "Does evaluation need the spread of the batch at all?",
        "In evaluation the running values are used, so a batch of one is as good as any other.",
        "training-and-evaluation",
    ),
    # which axis
    ("per_example", "The mean and the variance are taken over the units of each example.", *AXIS),
    (
        "per_example_broadcast",
        "The mean and the variance are taken over the units of each example, as layer norm does.",
        *AXIS,
    ),
    (
        "per_example_in_y",
        "In training y is standardised over the units of each example, as layer norm does.",
        *AXIS,
    ),
    (
        "per_example_unbiased",
        "The mean and the variance are taken over the units of each example, and the correction counts the units.",
        *AXIS,
    ),
    ("one_statistic_for_all", "One mean and one variance are taken over the whole batch, for all units.", *ONE_VALUE),
    (
        "one_statistic_unbiased",
        "One mean and one variance are taken over the whole batch, and the correction counts all its numbers.",
        *ONE_VALUE,
    ),
    (
        "keepdims_left",
        "The running values come back with an axis too many, left over from keepdims.",
        "Which shape have the running values on the way in, and which on the way out?",
        "keepdims is of use while a mean is subtracted; what goes into the next call has one axis, the units.",
        "which-axis",
    ),
    # the variance and what is done with it
    (
        "second_moment",
        "The variance is the mean of the squares, without the mean being subtracted first.",
        *SPREAD,
    ),
    ("sum_of_squares", "The variance is a sum of squares: nothing divides it by the number of examples.", *SPREAD),
    ("mean_absolute_deviation", "The variance is a mean of absolute distances: nothing is squared.", *SPREAD),
    ("no_root", "The centred value is divided by the variance: the root is missing.", *DIVIDE),
    (
        "no_root_in_evaluation",
        "In evaluation the centred value is divided by the variance: the root is missing there.",
        *DIVIDE,
    ),
    ("multiplies_by_deviation", "The centred value is multiplied by the standard deviation.", *DIVIDE),
    ("only_centred", "The mean is subtracted, but nothing is divided by the standard deviation.", *DIVIDE),
    ("mean_not_subtracted", "The mean is never subtracted.", *CENTRE),
    ("sign_reversed", "The input is subtracted from the mean, so all signs are reversed.", *CENTRE),
    (
        "divides_the_mean_only",
        "Only the mean is divided by the standard deviation, because a division goes before a difference.",
        "Which of the two operations comes first on that line, the difference or the division?",
        "Without brackets the division goes first and takes the mean alone; the whole difference has to be divided.",
        "standardising",
    ),
    (
        "gamma_on_x_only",
        "γ multiplies x alone, and only the mean is divided by the standard deviation: brackets are missing.",
        "Which operation comes first on that line, the difference or the others?",
        "A product and a quotient go before a difference; the whole difference has to be divided, and then multiplied.",
        "standardising",
    ),
    # eps
    ("eps_outside_root", "ε is added to the standard deviation, outside of the root.", *EPSILON),
    ("two_roots", "The root is taken of the variance and of ε separately, and the roots are added.", *EPSILON),
    ("eps_subtracted", "ε is subtracted from the variance.", *EPSILON),
    ("eps_squared", "ε is squared before it is added to the variance.", *EPSILON),
    (
        "eps_forgotten",
        "ε is never used.",
        "What does your function return for a unit that has the same value in all examples?",
        "Such a unit has variance 0. Without ε, 0 is divided by 0, and the nan spreads through the whole network.",
        "small-constant",
    ),
    (
        "eps_fixed",
        "ε is a fixed small number, and the argument is not used.",
        "Does your result change when eps does?",
        "eps is an argument: each call says how much is added to the variance.",
        "small-constant",
    ),
    (
        "eps_only_in_training",
        "In evaluation ε is left out.",
        "Which variance was used in training, with or without ε?",
        "Evaluation has to undo the same scale as training, and there ε was added to the variance.",
        "small-constant",
    ),
    (
        "eps_in_running_variance",
        "ε goes into the running variance.",
        "Is ε a property of the data?",
        "The running variance describes the data. ε is added each time a root is taken, and would be counted twice.",
        "small-constant",
    ),
    # gamma and beta
    ("gamma_forgotten", "γ is never used.", *SCALE),
    ("beta_forgotten", "β is never used.", *SCALE),
    ("gamma_and_beta_swapped", "γ and β have changed places.", *SCALE),
    ("beta_before_gamma", "β is added before γ multiplies, so γ stretches it too.", *SCALE),
    ("beta_subtracted", "β is subtracted.", *SCALE),
    ("divides_by_gamma", "The standardised value is divided by γ.", *SCALE),
    (
        "scale_per_example",
        "γ and β are laid along the examples, not along the units.",
        "Does a γ belong to a unit or to an example?",
        "Each unit has its own γ and β, and units are the last axis of x, where broadcasting lines them up by itself.",
        "scale-and-shift",
    ),
    (
        "scale_only_in_training",
        "In evaluation γ and β are left out.",
        "Would the next layer meet the same numbers in evaluation as in training?",
        "γ and β belong to the layer in both modes; only the source of the mean and the variance changes.",
        "scale-and-shift",
    ),
    # the running values
    ("momentum_reversed", "Momentum is used the other way round, as the share of the old running value.", *MOMENTUM),
    ("momentum_fixed", "The share of the batch is fixed at 0.1, and the argument is not used.", *FIXED),
    ("momentum_fixed_reversed", "The share of the batch is fixed at 0.9, and the argument is not used.", *FIXED),
    ("running_values_add_up", "The batch's share is added, but the old running value is not reduced.", *FOLLOW),
    ("moves_away", "The running values move away from the batch's instead of towards them.", *FOLLOW),
    (
        "running_values_of_z",
        "The running values follow the standardised values, not x.",
        "What are the mean and the variance of the standardised values, in every batch?",
        "The standardised values have mean 0 and variance near 1 whatever comes in; what evaluation needs are the mean "
        "and the variance of x.",
        "running-averages",
    ),
    ("running_values_replaced", "The batch's mean and variance replace the running values entirely.", *FOLLOW),
    (
        "returns_batch_statistics",
        "The mean and the variance of the batch come back in place of the running values.",
        *FOLLOW,
    ),
    ("running_values_not_updated", "In training the running values come back as they went in.", *UPDATE),
    ("running_mean_not_updated", "In training the running mean comes back as it went in.", *UPDATE),
    ("running_variance_not_updated", "In training the running variance comes back as it went in.", *UPDATE),
    (
        "running_deviation",
        "The running variance is fed with standard deviations.",
        "Does running_var hold a variance or a standard deviation?",
        "The root is taken when a value is standardised; what is kept is the variance itself.",
        "running-averages",
    ),
    ("running_values_swapped", "The running variance comes back in the place of the running mean.", *ORDER),
    ("y_last", "y comes back last instead of first.", *ORDER),
    (
        "only_y_in_evaluation",
        "In evaluation only y comes back; the running values are lost.",
        "Where does the next call get its running values from?",
        "They do not change here, but whoever calls the function expects three results in either mode.",
        "running-averages",
    ),
    (
        "only_y",
        "Only y comes back; the running values are lost.",
        "Where does the next call get its running values from?",
        "The function changes none of its arguments, so whatever is to last has to be returned.",
        "running-averages",
    ),
    (
        "y_transposed",
        "y comes back transposed: one column for each example.",
        "Which axis of y counts the examples?",
        "y has the shape of x: each row is one example.",
        "which-axis",
    ),
    # training and evaluation
    ("running_in_training", "In training x is standardised with the running values.", *IN_TRAINING),
    (
        "new_running_in_training",
        "In training x is standardised with the running values, after they have been updated.",
        *IN_TRAINING,
    ),
    ("batch_in_evaluation", "In evaluation x is standardised with its own mean and variance.", *IN_EVALUATION),
    ("batch_mean_in_evaluation", "In evaluation the batch's own mean is subtracted.", *IN_EVALUATION),
    ("batch_variance_in_evaluation", "In evaluation the batch's own variance is used.", *IN_EVALUATION),
    ("updates_in_evaluation", "The running values are updated in evaluation too.", *FROZEN),
    ("always_training", "The argument training is not used: the function always trains.", *SWITCH),
    ("always_evaluation", "The argument training is not used: the function always evaluates.", *SWITCH),
    ("training_reversed", "Training and evaluation have changed places.", *SWITCH),
    (
        "not_standardised_in_evaluation",
        "In evaluation x is scaled and shifted, but not standardised.",
        *IN_EVALUATION,
    ),
)

FAULTS = tuple(Fault(*row) for row in _TABLE)
