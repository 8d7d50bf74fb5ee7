"""Solutions of `average_gradients`, written without knowing the faults; only the ids were added afterwards."""

import numpy as np


def running_sum(grads, counts):
    total = np.zeros_like(grads[0])
    for g, c in zip(grads, counts, strict=True):
        if c > 0:
            total = total + c * g
    return total / sum(counts)


def stacked(grads, counts):
    kept = [i for i, c in enumerate(counts) if c]
    g = np.stack([grads[i] for i in kept])
    c = np.array([counts[i] for i in kept], dtype=g.dtype)
    return np.tensordot(c / c.sum(), g, axes=1)


def with_np_average(grads, counts):
    pairs = [(g, c) for g, c in zip(grads, counts, strict=True) if c != 0]
    mean = np.average([g for g, _ in pairs], axis=0, weights=[c for _, c in pairs])
    return mean.astype(grads[0].dtype)


def mean_brought_up_to_date(grads, counts):
    seen, mean = 0, None
    for g, c in zip(grads, counts, strict=True):
        if c == 0:
            continue
        seen += c
        mean = g.copy() if mean is None else mean + (g - mean) * (c / seen)
    return mean


def one_copy_per_example(grads, counts):
    rows = [g for g, c in zip(grads, counts, strict=True) for _ in range(c)]
    return np.mean(rows, axis=0, dtype=rows[0].dtype)


def masked(grads, counts):
    g = np.array(grads)
    c = np.asarray(counts).reshape(-1, *[1] * (g.ndim - 1))
    weighted = np.where(c > 0, g, 0) * c.astype(g.dtype)
    return np.add.reduce(weighted, axis=0) / int(c.sum())


RIGHT = {
    function.__name__: function
    for function in (
        running_sum,
        stacked,
        with_np_average,
        mean_brought_up_to_date,
        one_copy_per_example,
        masked,
    )
}


def plain_mean(grads, counts):
    return np.mean(grads, axis=0)


def mean_of_the_shards_in_use(grads, counts):
    used = [g for g, c in zip(grads, counts, strict=True) if c > 0]
    return sum(used) / len(used)


def sum_of_gradients(grads, counts):
    return sum(g for g, c in zip(grads, counts, strict=True) if c)


def zero_times_nan(grads, counts):
    total = sum(counts)
    return sum(c * g for g, c in zip(grads, counts, strict=True)) / total


def weights_of_numpy(grads, counts):
    return np.average(np.stack(grads), axis=0, weights=counts).astype(grads[0].dtype)


def not_divided(grads, counts):
    return sum(c * g for g, c in zip(grads, counts, strict=True) if c)


def divided_by_the_shards(grads, counts):
    total = np.zeros_like(grads[0])
    for i in range(len(grads)):
        if counts[i]:
            total += counts[i] * grads[i]
    return total / len(grads)


def divided_by_the_shards_in_use(grads, counts):
    used = [(g, c) for g, c in zip(grads, counts, strict=True) if c]
    return sum(c * g for g, c in used) / len(used)


def divided_by_the_counts(grads, counts):
    total = sum(counts)
    return sum(g / c for g, c in zip(grads, counts, strict=True) if c) / total


def not_weighted_but_divided(grads, counts):
    return sum(g for g, c in zip(grads, counts, strict=True) if c) / sum(counts)


def whole_shares(grads, counts):
    total = sum(counts)
    return sum((g * (c // total) for g, c in zip(grads, counts, strict=True) if c), start=np.zeros_like(grads[0]))


def everything_in_one_number(grads, counts):
    kept = [g for g, c in zip(grads, counts, strict=True) if c]
    weights = [c for c in counts if c]
    return np.mean([np.mean(g) * c for g, c in zip(kept, weights, strict=True)]) * len(kept) / sum(weights)


def first_gradient_grows(grads, counts):
    total = grads[0]
    total *= counts[0]
    for g, c in zip(grads[1:], counts[1:], strict=True):
        if c:
            total += c * g
    total /= sum(counts)
    return total


def empties_removed_from_the_list(grads, counts):
    while 0 in counts:
        k = counts.index(0)
        del grads[k], counts[k]
    return sum(c * g for g, c in zip(grads, counts, strict=True)) / sum(counts)


def stops_at_an_empty_shard(grads, counts):
    total, n = np.zeros_like(grads[0]), 0
    for g, c in zip(grads, counts, strict=True):
        if c == 0:
            break
        total += c * g
        n += c
    return total / n


def largest_shard(grads, counts):
    return grads[int(np.argmax(counts))]


def nan_made_zero(grads, counts):
    kept = [np.nan_to_num(g) for g in grads]
    return sum(kept) / len([c for c in counts if c])


def mean_of_pairs(grads, counts):
    mean, n = None, 0
    for g, c in zip(grads, counts, strict=True):
        if c:
            mean = g if mean is None else (mean + g) / 2
            n += c
    return mean


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (plain_mean, "counts ignored", "mean_of_shards+empty_shard_counts"),
        (mean_of_the_shards_in_use, "counts used only to leave out the empty shards", "mean_of_full_shards"),
        (sum_of_gradients, "sum of the gradients", "sum_of_shards"),
        (zero_times_nan, "0 * nan is nan", "empty_shard_counts"),
        (weights_of_numpy, "0 * nan is nan, in np.average", "empty_shard_counts"),
        (not_divided, "not divided by the number of examples", "not_divided"),
        (divided_by_the_shards, "divided by the number of shards", "divided_by_shards"),
        (divided_by_the_shards_in_use, "divided by the number of shards in use", "divided_by_full_shards"),
        (divided_by_the_counts, "gradient divided by its count", None),
        (not_weighted_but_divided, "takes the gradients for sums over their shards", "gradients_are_sums"),
        (whole_shares, "// for /", "whole_division"),
        (everything_in_one_number, "mean over the parameters too", "mean_over_all"),
        (first_gradient_grows, "changes the first gradient", None),
        (empties_removed_from_the_list, "changes the caller's lists", None),
        (stops_at_an_empty_shard, "break for continue", "stops_at_empty"),
        (largest_shard, "gradient of the largest shard", "largest_shard_only"),
        (nan_made_zero, "nan_to_num, and counts ignored", None),
        (mean_of_pairs, "mean of the mean so far and the next", "halves_again_and_again"),
    ]
}
