"""The misconceptions about the gradients of batch norm, in words."""

from ..task import Fault

WAYS = (
    "If one number of x grows a little, which of the values y of the same unit change?",
    "The mean and the variance are made of the whole batch, so every x moves every y of its unit: directly, through "
    "the mean and through the variance. A batch that is shifted as a whole changes nothing at all.",
    "three-ways",
)
COUNT = (
    "What should dx add up to over the batch, for one unit?",
    "Shifting the whole batch does not change y, so each column of dx adds up to 0. That holds only if the sums in dx "
    "are divided by the number of examples, once.",
    "compact-form",
)
MEAN_SIGN = (
    "Does the mean of the batch enter z with a plus or with a minus?",
    "What goes through the mean takes something away from the direct way: together they make each column of dx add up "
    "to 0.",
    "gradient-of-the-variance",
)
VARIANCE_SIGN = (
    "If the spread of the batch grows a little, do the distances of z from 0 grow or shrink?",
    "A larger spread makes every z smaller, so the slope of 1/s is negative: what goes through the variance is taken "
    "away from the direct way.",
    "gradient-of-the-variance",
)
VARIANCE = (
    "What is the slope of 1 / sqrt(v + ε) as a function of v?",
    "The way through the variance has two links: the slope of the inverse root, and that of the mean of squares. "
    "Together they leave z times the mean of z·dz, over the spread.",
    "gradient-of-the-variance",
)
Z_IN_DX = (
    "Which values stand in the variance's part of dx: the inputs or the standardised ones?",
    "With x standardised once, the way through the variance needs only z; x and its distance from the mean are "
    "measured in other units.",
    "gradient-of-the-variance",
)
GAMMA = (
    "By which factor does y grow when z grows by 1?",
    "y is γ·z + β, so whatever arrives at y arrives at z multiplied by γ, once, in all three ways.",
    "gradients-of-scale-and-shift",
)
SPREAD = (
    "By which factor does z grow when x grows by 1 and the mean and the variance stay?",
    "Standardising divides by the spread, so the gradient is divided by it too, however it came there.",
    "three-ways",
)
DGAMMA = (
    "What does γ multiply in y, the input or the standardised value?",
    "The slope of y with respect to γ is what γ multiplies, z. Each example contributes its dy times its z.",
    "gradients-of-scale-and-shift",
)
SUMS = (
    "How many examples use the same γ and the same β?",
    "One γ and one β serve all examples, so their gradients are sums over the batch. If the loss is a mean, dy has the "
    "division in it already.",
    "gradients-of-scale-and-shift",
)
PARAMETER_SCALE = (
    "Does γ stand between β and y, or between γ and y?",
    "γ multiplies z on its way to y; the ways from γ and from β to y do not pass through that product's other factor.",
    "gradients-of-scale-and-shift",
)
SHAPE = (
    "Which shape has γ, and which shape has its gradient?",
    "A gradient has the shape of what it belongs to: one number for each unit, for γ as for β.",
    "gradients-of-scale-and-shift",
)
ORDER = (
    "Which three gradients does the task promise, and in which order?",
    "The caller takes the three results by their place: for x, for γ, for β.",
    "gradients-of-scale-and-shift",
)
FORWARD = (
    "What are the mean and the variance of the batch in the call above, by hand?",
    "The backward pass starts with the numbers of the forward pass: z is the distance from the mean, divided by the "
    "root of variance plus ε; the variance is the mean squared distance, divided by N.",
    "standardising",
)
EPSILON = (
    "Where does ε stand in the forward pass, and is it the same one here?",
    "ε is added to the variance, under the root, in both directions; otherwise this is the gradient of another "
    "function.",
    "small-constant",
)
AXIS = (
    "Over which axis did the forward pass take its mean?",
    "Every unit has a mean and a variance of its own, taken over the examples of the batch.",
    "which-axis",
)

_TABLE = (
    # the three ways
    ("statistics_constant", "dx treats the mean and the variance of the batch as constants.", *WAYS),
    ("mean_constant", "dx leaves out what goes through the mean.", *WAYS),
    ("variance_constant", "dx leaves out what goes through the variance.", *WAYS),
    ("direct_way_missing", "dx leaves out the direct way, in which the mean and the variance stay.", *WAYS),
    ("stops_at_z", "dx stops at the standardised value: the gradient does not go on through the standardising.", *WAYS),
    ("mean_way_sign", "In dx the part that goes through the mean has the wrong sign.", *MEAN_SIGN),
    (
        "variance_way_sign",
        "In dx the part that goes through the variance has the wrong sign.",
        *VARIANCE_SIGN,
    ),
    (
        "dx_negative",
        "dx has the opposite sign.",
        "If dy is positive for one example only, which way should its x move to make y grow?",
        "With a positive γ, raising an x raises its own y; dx has the sign of dy there.",
        "three-ways",
    ),
    (
        "dx_zero",
        "dx is 0 everywhere.",
        "Does y move when one x of the batch moves and the others stay?",
        "Only a shift of the whole batch leaves y alone. A single x that moves changes the outputs of its unit.",
        "three-ways",
    ),
    # N
    ("sums_in_dx", "In dx the two sums over the batch are not divided by the number of examples.", *COUNT),
    ("sum_in_the_mean_way", "In dx the part that goes through the mean is not divided by N.", *COUNT),
    ("sum_in_the_variance_way", "In dx the part that goes through the variance is not divided by N.", *COUNT),
    ("means_divided_twice", "In dx the two sums over the batch are divided by N twice.", *COUNT),
    ("dx_divided_by_N", "dx as a whole is divided by the number of examples once too often.", *COUNT),
    ("dx_times_N", "dx is N times too large: the division by the number of examples is missing.", *COUNT),
    (
        "dy_not_times_N",
        "In dx everything is divided by N, also the direct part, which is no mean.",
        "In the form that divides by N at the end, what has to stand before dy?",
        "Only the two sums over the batch are divided by N. The direct part belongs to one example alone.",
        "three-ways",
    ),
    ("counts_units", "In dx the sums are divided by the number of units, not of examples.", *COUNT),
    ("counts_all_numbers", "In dx the sums are divided by the number of all values, not of the examples.", *COUNT),
    (
        "N_minus_1_in_the_variance_way",
        "In dx the part that goes through the variance is divided by N - 1.",
        "Which variance did the forward pass use for this batch?",
        "The batch is standardised with the variance that is divided by N; N - 1 occurs in the running value only.",
        "gradient-of-the-variance",
    ),
    ("mean_way_not_summed", "In dx the part that goes through the mean is not summed over the batch.", *WAYS),
    ("variance_way_not_summed", "In dx the part that goes through the variance is not summed over the batch.", *WAYS),
    # the variance
    (
        "two_forgotten",
        "In dx the part that goes through the variance is half as large as it should be.",
        "What are the slopes of (x - μ)² as a function of x, and of 1 / sqrt(v + ε) as a function of v?",
        "The way through the variance has two links: one brings a 2, the square, and the other a ½, the root. They "
        "cancel, and leave z times the mean of z·dz, over the spread.",
        "compact-form",
    ),
    ("half_forgotten", "In dx the part that goes through the variance is twice as large as it should be.", *VARIANCE),
    (
        "power_minus_three",
        "The slope of the inverse root has the power -3 of variance plus ε instead of -3/2.",
        *VARIANCE,
    ),
    (
        "power_of_the_root",
        "The power -3/2 is taken of the root, which is a power of 1/2 already.",
        *VARIANCE,
    ),
    (
        "variance_way_divided_once_more",
        "In dx the part that goes through the variance is divided by the spread once too often.",
        *VARIANCE,
    ),
    (
        "centred_for_z_in_dx",
        "The variance's part of dx lacks a factor: a power of -1/2 for -3/2, or distances from the mean not divided.",
        "How often does the variance's part of dx divide by the spread, counted through all its factors?",
        "The slope of an inverse root has a power one lower than the inverse root itself. Where z stands in its place, "
        "each z has one of the divisions inside.",
        "gradient-of-the-variance",
    ),
    (
        "centred_for_z_in_one_place",
        "The variance's part of dx uses, in one of two places, distances from the mean that are not divided.",
        *Z_IN_DX,
    ),
    ("x_for_z_in_the_sum", "The variance's part of dx sums dy times x instead of dy times z.", *Z_IN_DX),
    (
        "uncentred_in_the_sum",
        "The variance's part of dx sums dy times x, divided but without the mean subtracted.",
        *Z_IN_DX,
    ),
    (
        "uncentred_outside",
        "The variance's part of dx ends with x, divided but without the mean subtracted.",
        *Z_IN_DX,
    ),
    ("x_for_z_outside", "The variance's part of dx multiplies its mean by x instead of z.", *Z_IN_DX),
    # gamma and the spread in dx
    ("gamma_forgotten", "dx leaves γ out.", *GAMMA),
    ("gamma_twice", "dx has γ in it twice.", *GAMMA),
    ("divides_by_gamma", "dx is divided by γ.", *GAMMA),
    ("gamma_not_in_the_means", "In dx γ multiplies the direct part only.", *GAMMA),
    ("gamma_not_in_the_mean_way", "In dx γ is missing in the part that goes through the mean.", *GAMMA),
    ("gamma_not_in_the_variance_way", "In dx γ is missing in the part that goes through the variance.", *GAMMA),
    (
        "gamma_per_example",
        "In dx γ is laid along the examples, not along the units.",
        "Does a γ belong to a unit or to an example?",
        "Each unit has its own γ, and units are the last axis, where broadcasting lines them up by itself.",
        "which-axis",
    ),
    ("mean_way_not_divided", "In dx the part that goes through the mean is not divided by the spread.", *SPREAD),
    ("direct_way_not_divided", "In dx the direct part is not divided by the spread.", *SPREAD),
    ("spread_forgotten", "dx is not divided by the spread.", *SPREAD),
    ("spread_twice", "dx is divided by the spread twice, which is by the variance plus ε.", *SPREAD),
    ("spread_multiplies", "dx is multiplied by the spread.", *SPREAD),
    # dgamma and dbeta
    ("x_for_z_in_dgamma", "dgamma is made with x instead of the standardised z.", *DGAMMA),
    ("centred_for_z_in_dgamma", "dgamma is made with the distance from the mean, which is not divided yet.", *DGAMMA),
    ("dgamma_without_z", "dgamma sums dy alone, as dbeta does.", *DGAMMA),
    (
        "dgamma_without_dy",
        "dgamma leaves dy out.",
        "Would dgamma change if dy were twice as large?",
        "A gradient is what arrives from above times the slope here; z alone adds up to 0 over the batch.",
        "gradients-of-scale-and-shift",
    ),
    (
        "dy_ignored",
        "dy is not used: it is taken to be 1 everywhere.",
        "Would your gradients change if dy were twice as large?",
        "A gradient is what arrives from above times the slope here. With dy = 1 everywhere dx would always be 0.",
        "three-ways",
    ),
    ("parameter_gradients_are_means", "dgamma and dbeta are means over the batch, not sums.", *SUMS),
    ("dgamma_mean", "dgamma is a mean over the batch, not a sum.", *SUMS),
    ("dbeta_mean", "dbeta is a mean over the batch, not a sum.", *SUMS),
    ("dgamma_not_summed", "dgamma is not summed over the batch.", *SUMS),
    ("dbeta_not_summed", "dbeta is not summed over the batch.", *SUMS),
    ("dgamma_times_gamma", "dgamma has γ in it.", *PARAMETER_SCALE),
    ("dbeta_times_gamma", "dbeta has γ in it.", *PARAMETER_SCALE),
    ("sums_over_units", "dgamma and dbeta are summed over the units, not over the examples.", *SHAPE),
    ("sums_over_everything", "dgamma and dbeta are summed over all units: one number each.", *SHAPE),
    ("keepdims_left", "dgamma and dbeta have an axis too many, left over from keepdims.", *SHAPE),
    ("dgamma_and_dbeta_swapped", "dgamma and dbeta have changed places.", *ORDER),
    ("dx_last", "dx comes back last instead of first.", *ORDER),
    (
        "only_dx",
        "Only dx comes back.",
        "How will the network learn γ and β?",
        "γ and β are parameters of the layer; the optimiser needs their gradients as the layer before needs dx.",
        "gradients-of-scale-and-shift",
    ),
    (
        "dx_transposed",
        "dx comes back transposed: one column for each example.",
        "Which shape has x, and which shape has its gradient?",
        "A gradient has the shape of what it belongs to.",
        "which-axis",
    ),
    # what the forward pass did
    ("x_for_z", "x stands everywhere in the place of the standardised z.", *FORWARD),
    ("centred_for_z", "The distance from the mean stands everywhere in the place of z: it is never divided.", *FORWARD),
    ("mean_not_subtracted", "z is made without subtracting the mean.", *FORWARD),
    ("z_reversed", "z has the opposite sign: x is subtracted from the mean.", *FORWARD),
    ("divides_the_mean_only", "In z only the mean is divided, because a division goes before a difference.", *FORWARD),
    (
        "unbiased_variance",
        "The variance is the unbiased one, divided by N - 1.",
        "Which variance did the forward pass use for this batch?",
        "The batch is standardised with the variance that is divided by N; the unbiased one goes into the running "
        "value only.",
        "standardising",
    ),
    ("second_moment", "The variance is the mean of the squares, without the mean being subtracted first.", *FORWARD),
    ("sum_of_squares", "The variance is a sum of squares: nothing divides it by N.", *FORWARD),
    ("no_root", "The root of variance plus ε is missing.", *FORWARD),
    ("eps_outside_root", "ε is added to the standard deviation, outside of the root.", *EPSILON),
    ("eps_forgotten", "ε is never used.", *EPSILON),
    ("eps_fixed", "ε is a fixed small number, and the argument is not used.", *EPSILON),
    ("per_example", "All means are taken over the units of each example, as for layer norm.", *AXIS),
    ("one_statistic_for_all", "All means are taken over the whole batch, for all units together.", *AXIS),
    ("one_statistic_only", "One mean and one variance of x are taken for all units together.", *AXIS),
)

FAULTS = tuple(Fault(*row) for row in _TABLE)
