"""Solutions of `average_gradients`."""

import math
from functools import reduce

import numpy as np


def r_loop(grads, counts):
    total = np.zeros_like(grads[0])
    for grad, count in zip(grads, counts, strict=True):
        if count > 0:
            total = total + count * grad
    return total / sum(counts)


def r_average(grads, counts):
    full = np.array(counts) > 0
    return np.average(np.stack(grads)[full], axis=0, weights=np.array(counts)[full])


def r_shares(grads, counts):
    n = sum(counts)
    return sum(grad * (count / n) for grad, count in zip(grads, counts, strict=True) if count)


def r_einsum(grads, counts):
    used = [k for k, count in enumerate(counts) if count]
    weights = np.array([counts[k] for k in used]) / sum(counts)
    return np.einsum("k,k...->...", weights, np.array([grads[k] for k in used]))


def r_where(grads, counts):
    n = np.array(counts).reshape(-1, *[1] * grads[0].ndim)
    return np.where(n > 0, n * np.stack(grads), 0).sum(0) / n.sum()


def r_running(grads, counts):
    mean, seen = None, 0
    for grad, count in zip(grads, counts, strict=True):
        if not count:
            continue
        seen += count
        mean = grad.copy() if mean is None else mean + (grad - mean) * (count / seen)
    return mean


def r_repeated(grads, counts):
    examples = [grad for grad, count in zip(grads, counts, strict=True) for _ in range(count)]
    return np.mean(examples, axis=0)


def r_float32(grads, counts):
    pairs = [(np.asfortranarray(g, dtype=np.float32), np.float32(c)) for g, c in zip(grads, counts, strict=True) if c]
    total = reduce(np.add, [g * c for g, c in pairs])
    return total / np.float32(sum(counts))


def r_exact_sums(grads, counts):
    out = np.empty(grads[0].shape)
    for index in np.ndindex(out.shape):
        out[index] = math.fsum(c * g[index] for g, c in zip(grads, counts, strict=True) if c) / sum(counts)
    return out


def r_matrix(grads, counts):
    used = np.flatnonzero(counts)
    flat = np.array([grads[k].ravel() for k in used])
    return (np.array(counts)[used] @ flat / np.sum(counts)).reshape(grads[0].shape)


def r_nansum_of_products(grads, counts):
    weighted = [c * g if c else np.full_like(g, np.nan) for g, c in zip(grads, counts, strict=True)]
    return np.nansum(weighted, axis=0) / sum(counts)


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def kept(grads, counts):
    """The shards that are not empty."""
    pairs = [(grad, count) for grad, count in zip(grads, counts, strict=True) if count]
    return [grad for grad, _ in pairs], [count for _, count in pairs]


def plain_mean(grads, counts):
    return np.mean(grads, axis=0)


def plain_mean_of_zeroed(grads, counts):
    return sum(g if c else 0 * np.ones_like(g) for g, c in zip(grads, counts, strict=True)) / len(grads)


def plain_mean_of_kept(grads, counts):
    grads, counts = kept(grads, counts)
    return np.mean(grads, axis=0)


def total_of_kept(grads, counts):
    return np.sum(kept(grads, counts)[0], axis=0)


def total_of_all(grads, counts):
    return sum(grads)


def weighted_total(grads, counts):
    grads, counts = kept(grads, counts)
    return sum(c * g for g, c in zip(grads, counts, strict=True))


def sums_assumed(grads, counts):
    grads, counts = kept(grads, counts)
    return sum(grads) / sum(counts)


def over_own_count(grads, counts):
    grads, counts = kept(grads, counts)
    return sum(g / c for g, c in zip(grads, counts, strict=True))


def over_shards(grads, counts):
    total = weighted_total(grads, counts)
    return total / len(counts)


def over_kept_shards(grads, counts):
    return weighted_total(grads, counts) / np.count_nonzero(counts)


def mean_of_weighted(grads, counts):
    n = sum(counts)
    parts = [g * (c / n) if c else np.zeros_like(g) for g, c in zip(grads, counts, strict=True)]
    return np.mean(parts, axis=0)


def relative_to_largest(grads, counts):
    return weighted_total(grads, counts) / max(counts)


def bessel(grads, counts):
    return weighted_total(grads, counts) / (sum(counts) - 1)


def inverse_weights(grads, counts):
    grads, counts = kept(grads, counts)
    return np.average(grads, axis=0, weights=[1 / c for c in counts])


def other_way_round(grads, counts):
    return r_loop_zeroed(grads, counts, counts[::-1])


def r_loop_zeroed(grads, counts, weights):
    safe = [g if c else np.zeros_like(g) for g, c in zip(grads, counts, strict=True)]
    return sum(w * g for g, w in zip(safe, weights, strict=True)) / sum(weights)


def counts_twice(grads, counts):
    return r_loop_zeroed(grads, counts, [c**2 for c in counts])


def roots(grads, counts):
    return r_loop_zeroed(grads, counts, np.sqrt(counts))


def floor_division(grads, counts):
    n = sum(counts)
    return sum((g * (c // n) for g, c in zip(grads, counts, strict=True) if c), np.zeros_like(grads[0]))


def zero_times_nan(grads, counts):
    return sum(c * g for g, c in zip(grads, counts, strict=True)) / sum(counts)


def numpy_average(grads, counts):
    return np.average(np.stack(grads), axis=0, weights=counts)


def refuses(grads, counts):
    if min(counts) <= 0:
        raise ValueError("empty shard")
    return numpy_average(grads, counts)


def misaligned(grads, counts):
    grads = [grad for grad, count in zip(grads, counts, strict=True) if count]
    counts = counts[: len(grads)]
    return sum(c * g for g, c in zip(grads, counts, strict=True)) / sum(counts)


def return_in_loop(grads, counts):
    for grad, count in zip(grads, counts, strict=True):
        if count:
            return grad * count / sum(counts)


def overwritten(grads, counts):
    for grad, count in zip(*kept(grads, counts), strict=True):
        total = grad * count
    return total / sum(counts)


def one_machine(grads, counts):
    return grads[0].copy()


def from_second(grads, counts):
    total = np.zeros_like(grads[0])
    for k in range(1, len(grads)):
        if counts[k]:
            total = total + counts[k] * grads[k]
    return total / sum(counts)


def nan_means_empty(grads, counts):
    return sum(np.where(np.isnan(g), 0, g) * c for g, c in zip(grads, counts, strict=True)) / sum(counts)


def at_least_one(grads, counts):
    counts = [max(1, c) for c in counts]
    return sum(c * g for g, c in zip(grads, counts, strict=True)) / sum(counts)


def largest(grads, counts):
    return grads[counts.index(max(counts))].copy()


def pairwise(grads, counts):
    grads, counts = kept(grads, counts)
    mean = grads[0]
    for grad in grads[1:]:
        mean = 0.5 * (mean + grad)
    return mean


def one_number(grads, counts):
    return np.mean(r_loop(grads, counts))


def one_sum(grads, counts):
    return r_loop(grads, counts).sum()


def stacked(grads, counts):
    n = sum(counts)
    return np.stack([g * c / n if c else np.zeros_like(g) for g, c in zip(grads, counts, strict=True)])


def listed(grads, counts):
    n = sum(counts)
    return [g * c / n if c else np.zeros_like(g) for g, c in zip(grads, counts, strict=True)]


def row(grads, counts):
    return r_loop(grads, counts)[np.newaxis]


def downhill(grads, counts):
    return -r_loop(grads, counts)


def sum_with_nan(grads, counts):
    return sum(c * g for g, c in zip(grads, counts, strict=True))


def over_shards_with_nan(grads, counts):
    return sum(c * g for g, c in zip(grads, counts, strict=True)) / len(grads)


def sums_assumed_with_nan(grads, counts):
    return np.sum(grads, axis=0) / np.sum(counts)


def median(grads, counts):
    return np.median(kept(grads, counts)[0], axis=0)


def only_nan_dropped(grads, counts):
    pairs = [(g, c) for g, c in zip(grads, counts, strict=True) if not np.isnan(g).any()]
    return sum(c * g for g, c in pairs) / sum(c for _, c in pairs)


def softmax_weights(grads, counts):
    return r_loop_zeroed(grads, counts, np.exp(counts))


def with_count(grads, counts):
    return r_loop(grads, counts), sum(counts)


def whole_numbers(grads, counts):
    return r_loop(grads, counts).astype(int)


def in_place(grads, counts):
    total = grads[0]
    total *= counts[0]
    for grad, count in zip(grads[1:], counts[1:], strict=True):
        if count:
            total += count * grad
    return total / sum(counts)


def mean_of_what_is_not_nan(grads, counts):
    return np.nanmean(grads, axis=0)


def mean_of_shares(grads, counts):
    grads, counts = kept(grads, counts)
    return np.mean([c / sum(counts) * g for g, c in zip(grads, counts, strict=True)], axis=0)


def begins_with_the_first(grads, counts):
    total = counts[0] * grads[0]
    for grad, count in zip(grads[1:], counts[1:], strict=True):
        if count:
            total = total + count * grad
    return total / sum(counts)


def floored(grads, counts):
    return weighted_total(grads, counts) // sum(counts)


def break_in_loop(grads, counts):
    total = 0
    for grad, count in zip(grads, counts, strict=True):
        if count == 0:
            break
        total += count * grad
    return total / sum(counts)


def break_in_loop_from_zeros(grads, counts):
    total = np.zeros_like(grads[0])
    for grad, count in zip(grads, counts, strict=True):
        if not count:
            break
        total = total + count * grad
    return total / sum(counts)


def return_one_step_too_far_in(grads, counts):
    total = 0
    for grad, count in zip(grads, counts, strict=True):
        if count:
            total = total + count * grad
        return total / sum(counts)


def return_too_far_in_from_zeros(grads, counts):
    total = np.zeros_like(grads[0])
    for grad, count in zip(grads, counts, strict=True):
        if count > 0:
            total = total + count * grad
        return total / sum(counts)


WRONG = {
    function.__name__: (function, fault)
    for function, fault in [
        (plain_mean, "mean_of_shards+empty_shard_counts"),
        (plain_mean_of_zeroed, "mean_of_shards"),
        (plain_mean_of_kept, "mean_of_full_shards"),
        (total_of_kept, "sum_of_shards"),
        (total_of_all, "sum_of_shards+empty_shard_counts"),
        (weighted_total, "not_divided"),
        (sums_assumed, "gradients_are_sums"),
        (over_own_count, "divided_by_own_count"),
        (over_shards, "divided_by_shards"),
        (over_kept_shards, "divided_by_full_shards"),
        (mean_of_weighted, "divided_twice"),
        (relative_to_largest, "divided_by_largest"),
        (bessel, None),
        (inverse_weights, None),
        (other_way_round, "weights_exchanged"),
        (counts_twice, None),
        (roots, None),
        (floor_division, "whole_division"),
        (zero_times_nan, "empty_shard_counts"),
        (numpy_average, "empty_shard_counts"),
        (refuses, "refuses_empty"),
        (misaligned, "drops_empty_gradients_only"),
        (return_in_loop, "first_share_only"),
        (overwritten, "last_share_only"),
        (one_machine, "first_shard_only"),
        (from_second, "skips_first"),
        (nan_means_empty, "looks_for_nan"),
        (at_least_one, "empty_shard_counts+count_at_least_one"),
        (largest, "largest_shard_only"),
        (pairwise, "halves_again_and_again"),
        (one_number, "mean_over_all"),
        (one_sum, "summed_over_all"),
        (stacked, "not_summed"),
        (listed, "not_summed"),
        (row, None),
        (downhill, "negative"),
        (sum_with_nan, "not_divided+empty_shard_counts"),
        (over_shards_with_nan, "divided_by_shards+empty_shard_counts"),
        (sums_assumed_with_nan, "gradients_are_sums+empty_shard_counts"),
        (mean_of_what_is_not_nan, "mean_without_nan"),
        (mean_of_shares, "divided_twice_by_full"),
        (begins_with_the_first, "first_not_asked"),
        (floored, "whole_result"),
        (break_in_loop, "breaks_at_empty"),
        (break_in_loop_from_zeros, "breaks_at_empty"),
        (return_one_step_too_far_in, "returns_in_the_loop"),
        (return_too_far_in_from_zeros, "returns_in_the_loop"),
        (median, None),
        (only_nan_dropped, "looks_for_nan"),
        (softmax_weights, None),
        (with_count, None),
        (whole_numbers, None),
        (in_place, None),
    ]
}
