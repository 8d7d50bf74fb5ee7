"""From the mean gradients of shards to the mean gradient of the whole batch."""

from functools import reduce

import numpy as np

from ..task import Fault, Part, Probe, Task


def reference(faults, grads, counts):
    """The mean over all examples; with faults, what a student with these misconceptions returns."""
    has = faults.__contains__
    if has("refuses_empty") and 0 in counts:
        raise ValueError
    chosen = 0 if has("first_shard_only") else -1 if has("last_shard_only") else int(np.argmax(counts))
    if any(map(has, ("first_shard_only", "last_shard_only", "largest_shard_only"))):
        return grads[chosen]
    if has("mean_without_nan"):
        return np.nanmean(np.stack(grads), axis=0)
    if has("stops_at_empty") and 0 in counts:
        end = list(counts).index(0)
        grads, counts = grads[:end] or [np.nan * grads[0]], counts[:end] or [1]
    shards = len(counts)
    pairs = [(_cleared(has, grad, count), count) for grad, count in zip(grads, counts, strict=True)]
    if has("first_not_asked"):
        pairs[0] = grads[0], counts[0]
    full = [grad for grad, count in pairs if count]
    if has("drops_empty_gradients_only"):
        pairs = list(zip(full, counts, strict=False))
    if has("halves_again_and_again"):
        return reduce(lambda mean, grad: (mean + grad) / 2, full)
    G, n = np.stack([grad for grad, _ in pairs]), np.array([count for _, count in pairs], dtype=float)
    weights = _weights(has, n, shards)
    weighted = _summands(has, n, weights.reshape(-1, *[1] * (G.ndim - 1)) * G)
    if has("from_a_number") and not len(weighted):
        return np.float64(0)
    return weighted if has("not_summed") else _reduced(has, weighted).astype(G.dtype)


def _cleared(has, grad, count):
    """An empty shard's gradient may hold anything, so it is not even multiplied by 0."""
    if has("looks_for_nan"):
        return np.zeros_like(grad) if np.isnan(grad).any() else grad
    return grad if count or has("empty_shard_counts") else np.zeros_like(grad)


def _summands(has, n, weighted):
    """Which of the weighted gradients are added up."""
    if has("breaks_at_empty"):
        return weighted[: n.tolist().index(0) if 0 in n else len(n)]
    if has("returns_in_the_loop"):
        return weighted[: int(n[0] > 0)]
    if has("first_share_only") or has("last_share_only"):
        met = weighted if has("empty_shard_counts") else weighted[n > 0]
        return met[:1] if has("first_share_only") else met[-1:]
    return weighted[has("skips_first") : len(weighted) - has("skips_last")]


def _weights(has, n, shards):
    """What each shard counts."""
    full = np.count_nonzero(n)
    if has("count_at_least_one"):
        n = np.where(n > 0, n, 1)
    share = np.ones_like(n)
    if has("mean_of_shards") or has("mean_of_full_shards"):
        return share / (shards if has("mean_of_shards") else full)
    if has("sum_of_shards"):
        return share
    if has("weights_exchanged"):
        n = n[::-1]
    if has("whole_division"):
        return np.floor(n / n.sum())
    if has("divided_by_own_count"):
        return np.where(n > 0, 1 / np.where(n > 0, n, 1), 0)
    share = share if has("gradients_are_sums") else n
    return share / _divisor(has, n, shards, full)


def _divisor(has, n, shards, full):
    if has("not_divided"):
        return 1.0
    if has("divided_by_shards") or has("divided_by_full_shards"):
        return shards if has("divided_by_shards") else full
    if has("divided_twice") or has("divided_twice_by_full"):
        return n.sum() * (shards if has("divided_twice") else full)
    if has("divided_by_largest"):
        return n.max()
    return n.sum()


def _reduced(has, weighted):
    total = np.sum(weighted, axis=0)
    if has("whole_result"):
        return np.floor(np.round(total, 9))
    if has("summed_over_all"):
        return np.sum(total)
    if has("mean_over_all"):
        return np.mean(total)
    if has("last_axis"):
        return np.sum(weighted, axis=-1)
    return -total if has("negative") else total


WEIGHTED, EMPTY, SHARDS, SUMS = "weighted-mean", "empty-shard", "shards-of-a-batch", "sums-and-means"
FAULTS = (
    Fault(
        "mean_of_shards",
        "This is the plain mean of the shards: a small shard weighs as much as a large one.",
        "Which of the arguments does your function never use?",
        "An example in a small shard would count more than one in a large shard; in the full batch all count alike.",
        WEIGHTED,
    ),
    Fault(
        "mean_of_full_shards",
        "This is the plain mean of the shards that are not empty: a small one weighs as much as a large one.",
        "Does your result change when one shard grows from 1 to 100 examples?",
        "An example in a small shard would count more than one in a large shard; in the full batch all count alike.",
        WEIGHTED,
    ),
    Fault(
        "mean_without_nan",
        "This is the plain mean of what is not nan, so the counts are never used.",
        "Which of the arguments does your function never use?",
        "An example in a small shard would count more than one in a large shard, and an empty shard need not hold nan.",
        WEIGHTED,
    ),
    Fault(
        "sum_of_shards",
        "The gradients are added up, without weights and without a division.",
        "If all shards report the same gradient, what should the mean be?",
        "With more machines the steps would become longer; a mean stays a mean.",
        SUMS,
    ),
    Fault(
        "not_divided",
        "The weighted gradients are added up but not divided: this is a sum over all examples.",
        "If all shards report the same gradient, what should the mean be?",
        "Count times mean is the sum of a shard. The sum of all shards still has to be divided by all examples.",
        SUMS,
    ),
    Fault(
        "gradients_are_sums",
        "The gradients are taken for sums over their shards; they are means.",
        "What has to be done to a mean before it can be added to another mean?",
        "Each shard has divided by its own count already. That has to be undone before the shards are added.",
        SUMS,
    ),
    Fault(
        "divided_by_own_count",
        "Each gradient is divided by its count, though it is a mean already.",
        "If all shards report the same gradient, what should the mean be?",
        "Each shard has divided by its own count already; a larger shard has to weigh more, not less.",
        SUMS,
    ),
    Fault(
        "divided_by_shards",
        "The weighted sum is divided by the number of shards, not by the number of examples.",
        "If all shards report the same gradient, what should the mean be?",
        "What was multiplied by counts has to be divided by their sum.",
        WEIGHTED,
    ),
    Fault(
        "divided_by_full_shards",
        "The weighted sum is divided by the number of shards that are not empty, not by the number of examples.",
        "If all shards report the same gradient, what should the mean be?",
        "What was multiplied by counts has to be divided by their sum.",
        WEIGHTED,
    ),
    Fault(
        "divided_twice",
        "The weighted mean is divided by the number of shards as well.",
        "If all shards report the same gradient, what should the mean be?",
        "The weights add up to 1 already; one more division makes the steps shorter with every machine.",
        WEIGHTED,
    ),
    Fault(
        "divided_twice_by_full",
        "The weighted mean is divided by the number of shards that are not empty as well.",
        "If all shards report the same gradient, what should the mean be?",
        "The weights add up to 1 already; one more division makes the steps shorter with every machine.",
        WEIGHTED,
    ),
    Fault(
        "divided_by_largest",
        "The weighted sum is divided by the largest count.",
        "If all shards report the same gradient, what should the mean be?",
        "The weights of a mean add up to 1: the divisor is the sum of all counts.",
        WEIGHTED,
    ),
    Fault(
        "weights_exchanged",
        "The counts are used in reverse order.",
        "Which count belongs to which gradient?",
        "The two lists go in step: the first count says how many examples made the first gradient.",
        SHARDS,
    ),
    Fault(
        "whole_division",
        "The weights are computed by a whole division, which makes nearly all of them 0.",
        "What is 2 // 3 in Python?",
        "A share of the batch is below 1, so its fraction is all there is.",
        WEIGHTED,
    ),
    Fault(
        "whole_result",
        "The sum is divided by a whole division: the fraction of each number is lost.",
        "What is 7 // 2 in Python?",
        "A gradient is made of fractions; without them most of its numbers would be 0 or -1.",
        WEIGHTED,
    ),
    Fault(
        "empty_shard_counts",
        "The gradient of an empty shard enters the sum.",
        "What is 0 times nan?",
        "A mean over no example is 0/0. Multiplied by 0 it is still nan, so an empty shard has to be left out, not "
        "weighted.",
        EMPTY,
    ),
    Fault(
        "first_not_asked",
        "The first shard enters the sum without a look at its count.",
        "With what does your sum begin, if the first shard is the empty one?",
        "A mean over no example is 0/0. Multiplied by 0 it is still nan, so an empty shard has to be left out, the "
        "first one, too.",
        EMPTY,
    ),
    Fault(
        "refuses_empty",
        "A batch with an empty shard is refused.",
        "What should the other machines do when one of them has run out of examples?",
        "An empty shard is ordinary at the end of an epoch; it is to be ignored.",
        EMPTY,
    ),
    Fault(
        "drops_empty_gradients_only",
        "The gradients of empty shards are left out, but their counts are not, so the lists no longer go in step.",
        "After an empty shard has been left out, which count belongs to which gradient?",
        "Gradients and counts are pairs: both members go, or both stay.",
        EMPTY,
    ),
    Fault(
        "looks_for_nan",
        "An empty shard is recognised by a nan in its gradient, not by its count.",
        "Which of the two lists says for certain that a shard is empty?",
        "The gradient of an empty shard may hold anything: nan, inf, or numbers left over from before.",
        EMPTY,
    ),
    Fault(
        "count_at_least_one",
        "An empty shard is counted as if it had one example.",
        "How much should an empty shard weigh?",
        "A count of 0 is a weight of 0; raising it to 1 lets a gradient of nothing take part.",
        EMPTY,
    ),
    Fault(
        "first_shard_only",
        "The gradient of the first shard comes back as it is.",
        "Does your result change when only the last gradient changes?",
        "All shards have seen a part of the batch.",
        SHARDS,
    ),
    Fault(
        "last_shard_only",
        "The gradient of the last shard comes back as it is.",
        "Does your result change when only the first gradient changes?",
        "All shards have seen a part of the batch.",
        SHARDS,
    ),
    Fault(
        "first_share_only",
        "Only the share of the first shard comes back.",
        "How often does the body of your loop run before the function returns?",
        "The shares of all shards make one gradient together.",
        SHARDS,
    ),
    Fault(
        "last_share_only",
        "Only the share of the last shard comes back.",
        "Does your loop add to what was there before, or write over it?",
        "The shares of all shards make one gradient together.",
        SHARDS,
    ),
    Fault(
        "returns_in_the_loop",
        "The function returns after its first turn, whether the first shard is empty or not.",
        "How often does the body of your loop run before the function returns?",
        "The shares of all shards make one gradient together.",
        SHARDS,
    ),
    Fault(
        "skips_first",
        "The first shard is left out.",
        "At which index does your loop begin?",
        "All shards have seen a part of the batch.",
        SHARDS,
    ),
    Fault(
        "skips_last",
        "The last shard is left out.",
        "At which index does your loop end?",
        "All shards have seen a part of the batch.",
        SHARDS,
    ),
    Fault(
        "stops_at_empty",
        "The loop ends at the first empty shard, and all shards behind it are left out.",
        "Which shards has your loop met when an empty one comes first?",
        "An empty shard is passed over; the others still have seen a part of the batch.",
        EMPTY,
    ),
    Fault(
        "breaks_at_empty",
        "The loop ends at the first empty shard, and the sum so far is divided by all examples.",
        "Which shards has your loop met when an empty one comes first?",
        "An empty shard is passed over; the others still have seen a part of the batch.",
        EMPTY,
    ),
    Fault(
        "largest_shard_only",
        "Only the largest shard is used.",
        "Does your result change when only the gradient of the smallest shard changes?",
        "All shards have seen a part of the batch, each in its measure.",
        SHARDS,
    ),
    Fault(
        "halves_again_and_again",
        "The mean is taken step by step, of what was there and the next shard, so later shards weigh more.",
        "With three equal shards, how much does the first one weigh in your result?",
        "Halving in each step leaves the first of three shards a quarter. A mean treats all examples alike.",
        WEIGHTED,
    ),
    Fault(
        "summed_over_all",
        "The numbers within the gradient have been added up into one.",
        "Which shape does one gradient have, and which shape has your result?",
        "The mean is taken over the shards, place by place: the result has the shape of one gradient.",
        SHARDS,
    ),
    Fault(
        "mean_over_all",
        "The mean has been taken within the gradient as well, so a single number is left.",
        "Which shape does one gradient have, and which shape has your result?",
        "Without an axis, NumPy's mean runs over everything. The result has the shape of one gradient.",
        SHARDS,
    ),
    Fault(
        "last_axis",
        "The sum runs within each gradient, not over the shards.",
        "Which axis counts the shards when the gradients are stacked?",
        "The mean is taken over the shards, place by place: the result has the shape of one gradient.",
        SHARDS,
    ),
    Fault(
        "not_summed",
        "The weighted gradients have not been added up: there is one for each shard.",
        "Which shape does one gradient have, and which shape has your result?",
        "The shares of all shards make one gradient together.",
        SHARDS,
    ),
    Fault(
        "negative",
        "The sign is wrong.",
        "If all shards report the same gradient, what should the mean be?",
        "The minus sign of the descent belongs to the step, not to the gradient.",
        SUMS,
    ),
)


def _probe(grads, counts, dtype=np.float64):
    tags = ("more than one shard",) if len(counts) > 1 else ()
    tags += ("shards of different sizes",) if len(set(filter(None, counts))) > 1 else ()
    tags += ("an empty shard",) if 0 in counts else ()
    return Probe({"grads": [np.array(grad, dtype=dtype) for grad in grads], "counts": list(counts)}, tags)


NAN, INF = np.nan, np.inf
PROBES = (
    _probe([[3]], [1]),
    _probe([[3]], [2]),
    _probe([[2], [6]], [1, 1]),
    _probe([[2], [5]], [1, 2]),
    _probe([[-4], [8]], [3, 1]),
    _probe([[3], [7]], [2, 0]),
    _probe([[NAN], [4]], [0, 3]),
    _probe([[2], [INF], [-3]], [4, 0, 1]),
    _probe([[1, -2], [4, 3]], [2, 2]),
    _probe([[1, -2], [4, 3]], [1, 3]),
    _probe([[3, 0, -1], [5, 2, 4]], [4, 2]),
    _probe([[2], [-1], [7]], [3, 1, 2]),
    _probe([[1, 5], [NAN, NAN], [-3, 2], [4, 4]], [2, 0, 5, 1]),
    _probe([[[1, -2], [3, 4]], [[5, 0], [-1, 2]]], [1, 4]),
    _probe([[[2, -1, 3]], [[0, 4, -5]], [[6, 1, 1]]], [5, 0, 3]),
    _probe([[2, -1], [0, 3], [5, 5], [1, -4], [-2, 6]], [3, 7, 1, 2, 4]),
    _probe([[1.5, -2], [0.25, 3]], [3, 2], dtype=np.float32),
)


def bound(args, expected):
    """The sum of the weighted sizes, each rounded a few times."""
    pairs = zip(args["grads"], args["counts"], strict=True)
    total = sum(count * np.abs(grad) for grad, count in pairs if count)
    return {"grad": 64 * np.finfo(np.float64).eps * total / sum(args["counts"])}


TASK = Task(
    id="average_gradients",
    lecture="13_frameworks",
    place=1,
    signature="average_gradients(grads, counts) -> grad",
    reference=reference,
    parts=(Part("grad"),),
    faults=FAULTS,
    probes=PROBES,
    cells={
        WEIGHTED: "why the shards are weighted by their sizes",
        EMPTY: "what becomes of a shard without examples",
        SHARDS: "how a batch is cut into shards",
        SUMS: "how a mean of a shard becomes a sum again",
    },
    ask="Write the examples of the call above as one list, shard after shard: what is the mean over that list?",
    why="A shard's mean stands for as many examples as the shard has. Write down what each shard adds to the sum over "
    "all examples, and by what the sum is divided; the first that your function has otherwise is the place.",
    cell=WEIGHTED,
    bound=bound,
    styles=("from_a_number",),  # the sum begins with the number 0: it stays a number where nothing is added
)
