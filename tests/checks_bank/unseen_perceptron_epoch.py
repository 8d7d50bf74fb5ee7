"""Solutions of `perceptron_epoch`, written without knowing the faults; only the ids were added afterwards."""

import functools

import numpy as np


def folded(X, t, w, b, lr):
    weights = np.append(w, b)
    for row, target in zip(np.column_stack([X, np.ones(len(X))]), t, strict=True):
        if np.sign(weights @ row) != target:
            weights = weights + lr * target * row
    return weights[:-1].astype(w.dtype), weights[-1]


def reduced(X, t, w, b, lr):
    def step(state, example):
        (w, b), (x, y) = state, example
        return (w, b) if y * (np.dot(x, w) + b) > 0 else (w + lr * y * x, b + lr * y)

    return functools.reduce(step, zip(X, t, strict=True), (w, b))


def recursive(X, t, w, b, lr):
    if not len(X):
        return w, b
    gain = lr * t[0] * float(t[0] * (np.sum(w * X[0]) + b) <= 0)
    return recursive(X[1:], t[1:], w + gain * X[0], b + gain, lr)


def counts(X, t, w, b, lr):
    """Weights never stored: only which examples were mistakes; pre-activations from the table of inner products."""
    alpha, products = np.zeros(len(X)), X @ X.T + 1
    for i in range(len(X)):
        if t[i] * (w @ X[i] + b + lr * np.sum(alpha * t * products[i])) <= 0:
            alpha[i] = 1
    return w + lr * (alpha * t) @ X, b + lr * float(np.sum(alpha * t))


def in_place_on_a_copy(X, t, w, b, lr):
    w = w.copy()
    n = 0
    while n < X.shape[0]:
        a = b
        for d in range(X.shape[1]):
            a += w[d] * X[n, d]
        if not (a > 0 and t[n] == 1) and not (a < 0 and t[n] == -1):
            for d in range(X.shape[1]):
                w[d] += lr * t[n] * X[n, d]
            b = b + lr * t[n]
        n += 1
    return w, b


def signed_examples(X, t, w, b, lr):
    for z, s in zip(X * t[:, None], t, strict=True):
        wrong = z @ w + s * b <= 0
        w, b = w + wrong * lr * z, b + wrong * lr * s
    return w, b


def corrected_ahead(X, t, w, b, lr):
    """All pre-activations at once, and each mistake corrects those still to come."""
    a = X @ w + b
    for i in range(len(a)):
        if a[i] * t[i] <= 0:
            a[i + 1 :] += lr * t[i] * (X[i + 1 :] @ X[i] + 1)
            w = w + lr * t[i] * X[i]
            b = b + lr * t[i]
    return [w, b]


def two_cases(X, t, w, b, lr):
    for x, target in zip(X, t, strict=True):
        a = np.inner(w, x) + b
        if target == 1 and a <= 0:
            w, b = w + lr * x, b + lr
        elif target == -1 and a >= 0:
            w, b = w - lr * x, b - lr
    return w, b


RIGHT = {
    function.__name__: function
    for function in (
        folded,
        reduced,
        recursive,
        counts,
        in_place_on_a_copy,
        signed_examples,
        corrected_ahead,
        two_cases,
    )
}


def einsum_batch(X, t, w, b, lr):
    wrong = (t * (np.einsum("nd,d->n", X, w) + b) <= 0) * t
    return w + lr * np.einsum("n,nd->d", wrong, X), b + lr * wrong.sum()


def stale_list(X, t, w, b, lr):
    outputs = [x @ w + b for x in X]
    for x, y, a in zip(X, t, outputs, strict=True):
        if a * y <= 0:
            w, b = w + lr * y * x, b + lr * y
    return w, b


def zero_is_right(X, t, w, b, lr):
    for i in range(X.shape[0]):
        margin = t[i] * (np.sum(X[i] * w) + b)
        if margin >= 0:
            continue
        w = w + lr * t[i] * X[i]
        b = b + lr * t[i]
    return w, b


def fires_at_zero(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        answer = 1 if w @ x + b >= 0 else -1
        if answer != y:
            w = w + lr * y * x
            b = b + lr * y
    return w, b


def every_time(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        w = w + lr * y * x
        b += lr * y
    return w, b


def bias_outside_the_if(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            w = w + lr * y * x
        b = b + lr * y
    return w, b


def no_bias_step(X, t, w, b, lr):
    for n, x in enumerate(X):
        a = x.dot(w) + b
        if np.sign(a) != t[n]:
            w = np.add(w, lr * t[n] * x)
    return w, b


def no_bias_in_the_test(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * np.dot(w, x) <= 0:
            w, b = w + lr * y * x, b + lr * y
    return w, b


def bias_without_rate(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if (w @ x + b) * y <= 0:
            w, b = w + lr * y * x, b + y
    return w, b


def no_rate(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        w, b = (w, b) if y * (w @ x + b) > 0 else (w + y * x, b + y)
    return w, b


def away(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            w, b = w - lr * y * x, b - lr * y
    return w, b


def no_target(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            w = w + lr * x
            b = b + lr
    return w, b


def squared_error(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        error = y - (w @ x + b)
        w, b = w + lr * error * x, b + lr * error
    return w, b


def target_minus_answer(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        a = w @ x + b
        answer = -y if a == 0 else np.sign(a)
        w = w + lr * (y - answer) * x
        b = b + lr * (y - answer)
    return w, b


def half_a_step_at_zero(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        d = (y - np.sign(w @ x + b)) / 2
        w, b = w + lr * d * x, b + lr * d
    return w, b


def stops_at_first_mistake(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            return w + lr * y * x, b + lr * y
    return w, b


def returns_in_the_loop(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            w, b = w + lr * y * x, b + lr * y
        return w, b


def until_none_is_left(X, t, w, b, lr):
    for _ in range(50):
        mistakes = 0
        for x, y in zip(X, t, strict=True):
            if y * (w @ x + b) <= 0:
                w, b, mistakes = w + lr * y * x, b + lr * y, mistakes + 1
        if not mistakes:
            break
    return w, b


def until_this_one_is_right(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        for _ in range(1000):
            if y * (w @ x + b) > 0:
                break
            w, b = w + lr * y * x, b + lr * y
    return w, b


def from_the_back(X, t, w, b, lr):
    for x, y in zip(X[::-1], t[::-1], strict=True):
        if y * (w @ x + b) <= 0:
            w, b = w + lr * y * x, b + lr * y
    return w, b


def shuffled(X, t, w, b, lr):
    for i in np.random.default_rng(0).permutation(len(X)):
        if t[i] * (w @ X[i] + b) <= 0:
            w, b = w + lr * t[i] * X[i], b + lr * t[i]
    return w, b


def in_place(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            w += lr * y * x
            b += lr * y
    return w, b


def order_of_the_pair(X, t, w, b, lr):
    return reduced(X, t, w, b, lr)[::-1]


def weights_alone(X, t, w, b, lr):
    return folded(X, t, w, b, lr)[0]


def threshold_sign(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x - b) <= 0:
            w, b = w + lr * y * x, b - lr * y
    return w, b


def bias_away(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            w, b = w + lr * y * x, b - lr * y
    return w, b


def margin_of_one(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) < 1:
            w, b = w + lr * y * x, b + lr * y
    return w, b


def last_left_out(X, t, w, b, lr):
    for i in range(len(X) - 1):
        if t[i] * (w @ X[i] + b) <= 0:
            w, b = w + lr * t[i] * X[i], b + lr * t[i]
    return w, b


def unit_examples(X, t, w, b, lr):
    for x, y in zip(X / (np.linalg.norm(X, axis=1, keepdims=True) + 1e-12), t, strict=True):
        if y * (w @ x + b) <= 0:
            w, b = w + lr * y * x, b + lr * y
    return w, b


def average(X, t, w, b, lr):
    seen = []
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            w, b = w + lr * y * x, b + lr * y
        seen.append(np.append(w, b))
    mean = np.mean(seen, axis=0) if seen else np.append(w, b)
    return mean[:-1], mean[-1]


def one_in_front(X, t, w, b, lr):
    v = np.append(w, b)
    for x, y in zip(np.insert(X, 0, 1.0, axis=1), t, strict=True):
        if y * (v @ x) <= 0:
            v = v + lr * y * x
    return v[:-1], v[-1]


def columns_for_rows(X, t, w, b, lr):
    for x, y in zip(X.T, t, strict=False):
        if y * (w @ x + b) <= 0:
            w, b = w + lr * y * x, b + lr * y
    return w, b


def sum_of_all(X, t, w, b, lr):
    if np.any(t * (X @ w + b) <= 0):
        w, b = w + lr * (t @ X), b + lr * np.sum(t)
    return w, b


def rights_for_mistakes(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) > 0:
            w, b = w + lr * y * x, b + lr * y
    return w, b


def weights_then_looks_again(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            w = w + lr * y * x
        if y * (w @ x + b) <= 0:
            b = b + lr * y
    return w, b


# function, the cause in its author's words, and the id in the bank of faults that says the same (None: there is none)
WRONG = {
    function.__name__: (function, fault)
    for function, words, fault in [
        (einsum_batch, "all mistakes judged with the weights at the start", "frozen_weights"),
        (stale_list, "all mistakes judged with the weights at the start", "frozen_weights"),
        (zero_is_right, "zero does not count as a mistake", "zero_is_right"),
        (fires_at_zero, "zero counts as +1, so it is a mistake for -1 only", "zero_is_plus"),
        (every_time, "steps after every example", "always_updates"),
        (bias_outside_the_if, "the bias steps after every example, the weights after mistakes", None),
        (no_bias_step, "the bias never moves", "bias_fixed"),
        (no_bias_in_the_test, "the bias is left out when looking for mistakes", "bias_not_in_test"),
        (bias_without_rate, "no learning rate in the step of the bias", "bias_forgets_rate"),
        (no_rate, "no learning rate", "forgets_rate"),
        (away, "the step has the wrong sign", "wrong_direction"),
        (no_target, "no target in the step", "forgets_target"),
        (squared_error, "the step is t - a, of the pre-activation, and after every example", "delta_rule"),
        (target_minus_answer, "the step is t - y, twice too long", "doubled_step"),
        (half_a_step_at_zero, "half a step where a is zero", None),
        (stops_at_first_mistake, "stops after the first mistake", "first_mistake_only"),
        (returns_in_the_loop, "looks at the first example only", "first_example_only"),
        (until_none_is_left, "passes until no mistake is left", "many_epochs"),
        (until_this_one_is_right, "repeats the step until the example is right", None),
        (from_the_back, "last example first", "reversed_order"),
        (shuffled, "examples in random order", None),
        (in_place, "changes the caller's w", None),
        (order_of_the_pair, "returns (b, w)", "returns_swapped"),
        (weights_alone, "returns w only", None),
        (threshold_sign, "takes b for a threshold: w x - b", "bias_wrong_direction+bias_subtracted"),
        (bias_away, "the bias steps the wrong way", "bias_wrong_direction"),
        (margin_of_one, "asks for a margin of 1", "margin_one"),
        (last_left_out, "leaves out the last example", "skips_last"),
        (unit_examples, "divides each example by its length", None),
        (average, "returns the average of the weights on the way", None),
        (one_in_front, "the 1 stands in front and the bias at the end", None),
        (columns_for_rows, "goes through columns", None),
        (sum_of_all, "if anything is wrong, steps with all examples", None),
        (rights_for_mistakes, "steps when right in place of wrong", "updates_when_right"),
        (weights_then_looks_again, "looks again between the weights and the bias", None),
    ]
}
