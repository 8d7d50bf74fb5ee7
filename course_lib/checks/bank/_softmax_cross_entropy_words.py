"""The misconceptions of `softmax_cross_entropy` in words: id, what it does, a question, why, where to read."""

from math import log

from ..task import Fault

CELLS = {
    "softmax": "how scores become probabilities, one example at a time",
    "cross-entropy": "what the loss of one example is, and of a batch",
    "log-sum-exp": "how logits of 1000 stay finite",
    "softmax-gradient": "what the gradient of the loss is, and why it is so short",
    "labels-as-indices": "how a label picks one number out of each row",
}

# 1e-12 and its like, by the name of the fault that adds them inside the logarithm.
EPSILONS = {f"epsilon_in_log_1e_{n}": 10.0**-n for n in (15, 12, 10, 9, 8, 7)}

SOFTMAX = (
    (
        "softmax_down_the_batch",
        "The softmax runs down the examples: the columns add up to 1, not the rows.",
        "Which sums of your probabilities are 1: those of the rows or those of the columns?",
        "The classes of one example compete with each other; examples do not compete.",
        "softmax",
    ),
    (
        "sums_down_the_batch",
        "The exponentials are divided by the sum over the examples, not over the classes.",
        "Which sums of your probabilities are 1: those of the rows or those of the columns?",
        "The classes of one example compete with each other, so the sum runs along a row.",
        "softmax",
    ),
    (
        "softmax_over_everything",
        "The softmax runs over the whole batch: all probabilities together add up to 1.",
        "To what do the probabilities of one example add up in your function, for a batch of two?",
        "Every example is of some class, so each row of probabilities adds up to 1 by itself.",
        "softmax",
    ),
    (
        "sums_over_everything",
        "The exponentials are divided by the sum of the whole batch, not of their row.",
        "To what do the probabilities of one example add up in your function, for a batch of two?",
        "A sum without an axis adds up everything; each row of probabilities has to add up to 1 by itself.",
        "softmax",
    ),
    (
        "sum_without_keepdims",
        "The sums of the rows are lined up with the columns when the division is made.",
        "Which shape have the sums of the rows, and with which axis does broadcasting line them up?",
        "Shapes are lined up from the right, so N sums meet the classes, not the examples; the lost axis must be kept.",
        "softmax",
    ),
    (
        "no_keepdims_in_the_gradient",
        "In the gradient the sums of the rows are lined up with the columns when the division is made.",
        "Which shape have the sums of the rows, and with which axis does broadcasting line them up?",
        "Shapes are lined up from the right, so N sums meet the classes, not the examples; the lost axis must be kept.",
        "softmax",
    ),
    (
        "max_without_keepdims",
        "The largest logits of the rows are lined up with the columns when they are subtracted.",
        "Which shape have the largest logits of the rows, and with which axis does broadcasting line them up?",
        "Shapes are lined up from the right, so N numbers meet the classes, not the examples; the lost axis has to be "
        "kept.",
        "log-sum-exp",
    ),
    (
        "max_down_the_batch",
        "The largest logit of each class is subtracted, not the largest of each example.",
        "By how much do the logits of one example shift: all by the same, or each class by its own?",
        "Probabilities stay as they are only if all logits of an example are shifted by the same number.",
        "log-sum-exp",
    ),
    (
        "global_max",
        "The largest logit of the whole batch is subtracted from every row.",
        "What is left of a row around -1000 when 1000 is subtracted from it?",
        "Each row needs its own shift: far below the largest logit of another example all its exponentials are 0.",
        "log-sum-exp",
    ),
    (
        "mean_subtracted",
        "The mean of the logits is subtracted before exp, not the largest.",
        "What is left of logits of 1000 and -1000 when their mean is subtracted?",
        "Any shift is right on paper, but only with the largest logit is it certain that nothing above 0 goes into "
        "exp.",
        "log-sum-exp",
    ),
    (
        "no_max",
        "The logits go into exp as they are, and the logarithm is taken of the quotient.",
        "What is exp(1000) in floating point, and what is inf / inf?",
        "exp overflows beyond about 709. A shift that is the same for all logits of an example changes no probability.",
        "log-sum-exp",
    ),
    (
        "no_max_in_logsumexp",
        "The loss is a log-sum-exp, but the logits go into exp as they are.",
        "What is exp(1000) in floating point, and its logarithm?",
        "exp overflows beyond about 709. A number can be taken out of the sum before exp and put back after log.",
        "log-sum-exp",
    ),
    (
        "no_max_in_the_loss",
        "In the loss, but not in the gradient, the logits go into exp as they are.",
        "What is exp(1000) in floating point, and its logarithm?",
        "exp overflows beyond about 709. A number can be taken out of the sum before exp and put back after log.",
        "log-sum-exp",
    ),
    (
        "not_normalised",
        "The exponentials are not divided by their sum.",
        "To what do your probabilities add up, for the call above?",
        "Only after the division are they shares of 1; before it, two logits can both claim more than all.",
        "softmax",
    ),
    (
        "shares_without_exp",
        "The logits are divided by their sum without going through exp.",
        "Which probability gets a negative logit?",
        "Scores may be negative and may add up to 0; exp makes them positive first.",
        "softmax",
    ),
    (
        "sigmoid_for_softmax",
        "Each logit goes through a sigmoid by itself: there is no softmax.",
        "To what do your probabilities add up, for the call above?",
        "Sigmoids answer several yes-or-no questions. Here exactly one class is right, so the classes share one 1.",
        "softmax",
    ),
    (
        "softmax_twice",
        "The softmax is applied twice.",
        "What goes into your softmax: the logits, or something that has been a probability already?",
        "A second softmax flattens the probabilities: even a certain class is left with less than a certainty.",
        "softmax",
    ),
)

LOGARITHM = (
    (
        "log_of_probability",
        "The logarithm is taken of a probability that has been rounded to 0.",
        "Which probability has a class that lies 1000 below the best, in floating point, and what is its logarithm?",
        "exp(-1000) is 0 in floating point, while its logarithm, -1000, is a harmless number: the two cancel on paper "
        "before anything is rounded.",
        "log-sum-exp",
    ),
    (
        "one_hot_times_log",
        "The logarithms of all probabilities are multiplied by 0 or 1, and one of them is infinite.",
        "What is 0 times infinity in floating point?",
        "Where a probability has been rounded to 0 its logarithm is infinite, and a factor of 0 turns that into nan. "
        "The logarithm of a probability can be had without the probability.",
        "log-sum-exp",
    ),
    *(
        (
            name,
            f"A small number, {value:.0e}, keeps the logarithm finite: no loss can exceed {-log(value):.1f}.",
            "What is your loss for an example whose label lies 1000 below the best logit, and what is it on paper?",
            "The small number hides the rounding and caps the loss, just where the net is most wrong. The logarithm of "
            "a probability can be had without the probability.",
            "log-sum-exp",
        )
        for name, value in EPSILONS.items()
    ),
    (
        "log_base_2",
        "The logarithm is the one to base 2.",
        "What is your loss for two equal logits: 1, or 0.693?",
        "The loss counts with natural logarithms; those to base 2 count bits, and the gradient would need a factor.",
        "cross-entropy",
    ),
    (
        "log_base_10",
        "The logarithm is the one to base 10.",
        "What is your loss for two equal logits: 0.301, or 0.693?",
        "The loss counts with natural logarithms; with another base the gradient would need a factor.",
        "cross-entropy",
    ),
    (
        "max_not_added_back",
        "The largest logit is taken out before exp, but not put back into the loss.",
        "Does your loss change when 10 is added to all logits of an example?",
        "A shift must leave the loss as it is: what has been subtracted inside the logarithm is added outside of it.",
        "log-sum-exp",
    ),
    (
        "max_added_twice",
        "The largest logit is put back into the loss twice.",
        "Does your loss change when 10 is added to all logits of an example?",
        "If the true logit has been shifted like all the others, the shift cancels by itself; it is added back only to "
        "logits that were not.",
        "log-sum-exp",
    ),
)

LOSS = (
    (
        "loss_sign",
        "The loss has the opposite sign: it is never positive.",
        "Which sign has the logarithm of a probability?",
        "Probabilities are at most 1, so their logarithms are at most 0; the loss is to be small for a good answer.",
        "cross-entropy",
    ),
    (
        "loss_summed",
        "The losses of the examples are added up, not averaged; the gradient is averaged.",
        "How does your loss change when every example is given twice?",
        "With a mean the loss of a large batch can be compared with that of a small one, and fits its gradient.",
        "cross-entropy",
    ),
    (
        "both_summed",
        "Loss and gradient are sums over the batch, not means.",
        "How does your loss change when every example is given twice?",
        "With a mean the size of a step does not depend on the size of the batch.",
        "cross-entropy",
    ),
    (
        "loss_over_all_numbers",
        "The loss is divided by the number of logits, not of examples.",
        "How many losses are there for two examples of three classes?",
        "Each example has one loss, that of its label; the zeros beside it are no losses to be averaged.",
        "cross-entropy",
    ),
    (
        "loss_averaged_twice",
        "The loss is divided by the number of examples twice.",
        "Which lines of your function divide the loss by the number of examples?",
        "A mean has been divided already.",
        "cross-entropy",
    ),
    (
        "by_classes",
        "Loss and gradient are divided by the number of classes, not of examples.",
        "Which axis of the logits counts the examples?",
        "The mean runs over the examples, which are the rows.",
        "cross-entropy",
    ),
    (
        "loss_per_example",
        "Each example has kept its own loss; one number is due for the batch.",
        "Which shape has your loss, for a batch of three examples?",
        "A gradient belongs to a single number, so the losses have to become one.",
        "cross-entropy",
    ),
    (
        "loss_keeps_axis",
        "The loss comes back in an array of length 1, not as a number.",
        "Which shape has your loss?",
        "A mean over all axes leaves a number; an axis of length 1 would travel along into whatever the loss enters.",
        "cross-entropy",
    ),
    (
        "loss_not_added_up",
        "Only the loss of the last example counts.",
        "What happens in your loop to the loss of the first example?",
        "An assignment forgets what was there; the losses are to be gathered over the whole batch.",
        "cross-entropy",
    ),
    (
        "stops_after_first",
        "Only the first example is computed.",
        "How often does your loop run before the function returns?",
        "A return inside the loop ends it in its first round.",
        "cross-entropy",
    ),
    (
        "loss_after_subtraction",
        "The loss is computed when the 1 has already been subtracted from the probabilities.",
        "What stands at the label's place in that array at the moment when the logarithm is taken?",
        "Two names for one array are one array. A probability less 1 is never positive, and its logarithm is no "
        "number: take the loss first, or subtract from a copy.",
        "cross-entropy",
    ),
    (
        "loss_without_log",
        "The loss is the probability of the label with a minus, without a logarithm.",
        "How large is your loss if the label has the probability 0?",
        "The logarithm makes a confident mistake expensive; without it, being entirely wrong costs hardly more than "
        "being unsure.",
        "cross-entropy",
    ),
    (
        "loss_is_minus_logit",
        "The loss is the logit of the label with a minus: the other classes do not count.",
        "Does your loss change when the logit of a wrong class grows?",
        "A score says something only beside the others; the softmax compares them.",
        "cross-entropy",
    ),
    (
        "loss_forgets_true_logit",
        "The loss is the log-sum-exp alone, without the logit of the label.",
        "Does your loss depend on the labels?",
        "The logarithm of a quotient is a difference: what stands above the fraction line belongs to it too.",
        "log-sum-exp",
    ),
    (
        "entropy_of_probabilities",
        "The loss is the entropy of the probabilities: the labels do not count.",
        "Does your loss depend on the labels?",
        "Entropy says how unsure the net is, cross-entropy how wrong: it weighs the logarithms with the truth.",
        "cross-entropy",
    ),
    (
        "binary_cross_entropy",
        "Each class is treated as a yes-or-no question of its own: the wrong classes add to the loss.",
        "Which probabilities enter the loss of one example in your function?",
        "With a softmax the probability of the label says everything: the others add up to what is missing from 1.",
        "cross-entropy",
    ),
    (
        "squared_error",
        "The loss is a squared distance, not a cross-entropy.",
        "How large is your loss if the label has the probability 0?",
        "A squared distance of probabilities is never larger than 2, so a confident mistake costs little and its slope "
        "fades.",
        "cross-entropy",
    ),
)

LABELS = (
    (
        "columns_in_loss",
        "The loss takes for each example the columns of all labels, not its own label only.",
        "Which shape has what your labels pick out of the probabilities?",
        "A colon keeps all rows, so each row is combined with all labels. One number of each row is due, so each row "
        "needs its own index too.",
        "labels-as-indices",
    ),
    (
        "columns_in_loss_summed",
        "The loss adds up for each example the columns of all labels, not its own label only.",
        "Which shape has what your labels pick out of the probabilities?",
        "A colon keeps all rows, so each row is combined with all labels. One number of each row is due, so each row "
        "needs its own index too.",
        "labels-as-indices",
    ),
    (
        "rows_in_loss",
        "The labels pick rows, as if they counted examples.",
        "Which axis does the first index of an array belong to, and what does a label count?",
        "A label is the number of a class, so it belongs to the second axis; the first counts the examples.",
        "labels-as-indices",
    ),
    (
        "columns_in_gradient",
        "In the gradient the 1 is subtracted in the columns of all labels, in every row.",
        "How many numbers of each row does your function subtract 1 from?",
        "A colon keeps all rows, so each row is combined with all labels. Each row needs its own index too.",
        "labels-as-indices",
    ),
    (
        "rows_in_gradient",
        "In the gradient the 1 is subtracted from whole rows: the labels are taken for numbers of examples.",
        "Which axis does the first index of an array belong to, and what does a label count?",
        "A label is the number of a class, so it belongs to the second axis; the first counts the examples.",
        "labels-as-indices",
    ),
    (
        "first_class",
        "The labels are not used: every example is taken for class 0.",
        "Does your result change when the labels change?",
        "The label says which probability is to grow; without it there is nothing to learn.",
        "labels-as-indices",
    ),
    (
        "predicted_class",
        "The class with the largest logit is taken for the true one: the labels are not used.",
        "Does your result change when the labels change?",
        "The largest logit is what the net believes; the loss compares that with the truth.",
        "labels-as-indices",
    ),
    (
        "labels_from_one",
        "The labels are counted from 1: each example is taken for the class before its own.",
        "Which column belongs to label 0?",
        "Labels count from 0, as columns do.",
        "labels-as-indices",
    ),
    (
        "classes_from_labels",
        "The number of classes is taken from the labels: a class that is not among them gets no column.",
        "How many columns has your table of zeros and ones if all labels of the batch are 0?",
        "A batch need not hold every class; how many there are is seen in the logits.",
        "labels-as-indices",
    ),
    (
        "labels_as_targets",
        "The labels enter the formula as numbers, not as positions.",
        "What does your formula do with label 0, and what with label 2?",
        "A label is a name for a class, not an amount: class 2 is not twice class 1. As an amount, a row with a single "
        "1 would do.",
        "labels-as-indices",
    ),
)

GRADIENT = (
    (
        "gradient_summed",
        "The gradient is not divided by the number of examples; the loss is.",
        "How does your gradient change when every example is given twice, and how your loss?",
        "The loss is a mean, so each example has only its share in it, and in the gradient.",
        "softmax-gradient",
    ),
    (
        "gradient_over_all_numbers",
        "The gradient is divided by the number of logits, not of examples.",
        "By which number do you divide the loss, and by which the gradient?",
        "The loss is a mean over the examples; its gradient has the same divisor.",
        "softmax-gradient",
    ),
    (
        "gradient_averaged_twice",
        "The gradient is divided by the number of examples twice.",
        "Which lines of your function divide the gradient by the number of examples?",
        "The mean in the loss brings one such factor, not two.",
        "softmax-gradient",
    ),
    (
        "gradient_mean",
        "The gradients of the examples are averaged into one row.",
        "Which shape has dlogits, for a batch of three examples?",
        "Every logit of every example has a slope of its own; averaging comes in as a factor.",
        "softmax-gradient",
    ),
    (
        "gradient_transposed",
        "The gradient comes back transposed: one column for each example.",
        "Which axis of dlogits counts the examples?",
        "A gradient has the shape of what it is the gradient of.",
        "softmax-gradient",
    ),
    (
        "gradient_sign",
        "The gradient has the opposite sign: it points downhill.",
        "Does the loss grow or fall when the logit of the label grows, and what does your gradient say?",
        "A gradient points to where the loss grows. Descent brings in the minus, in the step.",
        "softmax-gradient",
    ),
    (
        "forgets_the_one",
        "The gradient is the probabilities, divided by the number of examples: nothing is subtracted at the label.",
        "Which sign has your gradient at the label?",
        "More of the true logit means less loss, so the slope there is negative; in each row the slopes add up to 0.",
        "softmax-gradient",
    ),
    (
        "gradient_is_probabilities",
        "The second thing returned is the probabilities, not the gradient.",
        "To what do the numbers in a row of your dlogits add up?",
        "The probabilities are a step on the way: the gradient compares them with the truth, so each row adds up to 0.",
        "softmax-gradient",
    ),
    (
        "only_true_class",
        "The gradient is 0 everywhere but at the label.",
        "Does the loss change when the logit of a wrong class grows?",
        "The logits of all classes stand in the sum below the fraction line, so all have a slope.",
        "softmax-gradient",
    ),
    (
        "extra_slope",
        "The gradient is multiplied by p (1 - p) once more, as if a sigmoid followed.",
        "Is the difference of probabilities and truth the slope for the logits already, or for the probabilities?",
        "The slopes of softmax and logarithm have been multiplied already; what is left is a difference.",
        "softmax-gradient",
    ),
    (
        "gradient_of_probabilities",
        "This is the gradient for the probabilities, not for the logits.",
        "With respect to what have you differentiated the logarithm?",
        "The chain goes one step further: from the probabilities through the softmax back to the logits.",
        "softmax-gradient",
    ),
    (
        "own_slope_only",
        "The gradient is p (1 - p), the slope of each probability for its own logit.",
        "Does your gradient depend on the labels?",
        "That is one part of the chain: the loss comes after it, and each logit moves the other probabilities too.",
        "softmax-gradient",
    ),
    (
        "log_probabilities",
        "The gradient uses the logarithms of the probabilities in place of the probabilities.",
        "Can a slope for a wrong class be negative?",
        "The logarithms belong to the loss. Its slope for a wrong logit is the probability of that class.",
        "softmax-gradient",
    ),
    (
        "one_not_averaged",
        "The probabilities are divided by the number of examples, but the 1 at the label is not.",
        "In your gradient, to what do the numbers of a row add up?",
        "The whole difference has a share of the mean; in each row the slopes add up to 0.",
        "softmax-gradient",
    ),
    (
        "only_one_averaged",
        "The 1 at the label is divided by the number of examples, but the probabilities are not.",
        "In your gradient, to what do the numbers of a row add up?",
        "The whole difference has a share of the mean; in each row the slopes add up to 0.",
        "softmax-gradient",
    ),
    (
        "logits_for_probabilities",
        "The gradient uses the logits in place of the probabilities.",
        "To what do the numbers of a row of your gradient add up?",
        "The gradient compares probabilities with the truth; logits have no fixed scale and no fixed sum.",
        "softmax-gradient",
    ),
    (
        "gradient_zero",
        "The gradient is 0 everywhere.",
        "On which line do numbers enter your dlogits?",
        "A gradient of 0 says that nothing can be improved; it would stop learning at the first step.",
        "softmax-gradient",
    ),
    (
        "gradient_doubled",
        "The gradient is twice as large as it should be, as if a square had been differentiated.",
        "Where in the loss stands the square that a factor of 2 would come from?",
        "The slope of a squared error has a 2 in it; cross-entropy has no square.",
        "softmax-gradient",
    ),
    (
        "adds_one",
        "In the gradient a 1 is added at the label, not subtracted.",
        "Which sign has your gradient at the label?",
        "More of the true logit means less loss, so the slope there is negative.",
        "softmax-gradient",
    ),
    (
        "one_replaces_probability",
        "In the gradient a -1 stands at the label: its probability is lost.",
        "Which slope has an example whose label has the probability 1 already?",
        "The slope at the label is how much is missing to 1, with a minus; a perfect answer has the slope 0.",
        "softmax-gradient",
    ),
)

FORM = (
    (
        "swapped",
        "Loss and gradient come back in the wrong order.",
        "Which of the two comes first in the signature?",
        "The caller takes the two things apart by their order.",
        "cross-entropy",
    ),
    (
        "only_loss",
        "Only the loss comes back, without its gradient.",
        "How many things does the signature promise?",
        "Learning needs the gradient; the loss alone says how bad it is, not what to do.",
        "softmax-gradient",
    ),
    (
        "only_gradient",
        "Only the gradient comes back, without the loss.",
        "How many things does the signature promise?",
        "The loss is what one watches while the net learns.",
        "cross-entropy",
    ),
)

FAULTS = tuple(Fault(*words) for group in (SOFTMAX, LOGARITHM, LOSS, LABELS, GRADIENT, FORM) for words in group)
