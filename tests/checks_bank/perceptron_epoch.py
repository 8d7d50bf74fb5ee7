"""Solutions of `perceptron_epoch`."""

import numpy as np


def r_zip(X, t, w, b, lr):
    for row, target in zip(X, t, strict=True):
        if target * (row @ w + b) <= 0:
            w, b = w + lr * target * row, b + lr * target
    return w, b


def r_pure_loops(X, t, w, b, lr):
    w = [float(v) for v in w]
    for i in range(len(X)):
        score = b
        for j in range(len(w)):
            score += w[j] * X[i][j]
        if not (score > 0 and t[i] > 0 or score < 0 and t[i] < 0):
            for j in range(len(w)):
                w[j] += lr * t[i] * X[i][j]
            b += lr * t[i]
    return np.array(w), b


def r_augmented(X, t, w, b, lr):
    A = np.hstack([X, np.ones((X.shape[0], 1), X.dtype)])
    v = np.append(w, b).astype(X.dtype)
    for a, y in zip(A, t, strict=True):
        v = v + (y * (a @ v) <= 0) * lr * y * a
    return v[:-1], v[-1]


def r_copy_in_place(X, t, w, b, lr):
    w = w.copy()
    for i in range(X.shape[0]):
        if np.sign(np.einsum("d,d->", X[i], w) + b) != t[i]:
            w += lr * t[i] * X[i]
            b += lr * t[i]
    return [w, b]


def r_float32(X, t, w, b, lr):
    w, b = np.asfortranarray(w.astype("f4")), np.float32(b)
    for x, y in zip(X.astype("f4"), t.astype("f4"), strict=True):
        if not y * (np.dot(w, x) + b) > 0:
            w, b = np.add(w, np.float32(lr) * y * x), b + np.float32(lr) * y
    return w, float(b)


def r_float64_always(X, t, w, b, lr):
    X, w = np.asarray(X, float), np.array(w, float)
    for k in np.arange(X.shape[0]):
        if t[k] * (X[k].dot(w) + b) <= 0:
            w = w + lr * (t[k] * X[k])
            b = np.array(b + lr * t[k])
    return w, b


def r_recursive(X, t, w, b, lr):
    if len(X) == 0:
        return w, b
    if t[0] * ((w * X[0]).sum() + b) <= 0:
        w, b = w + lr * t[0] * X[0], b + lr * t[0]
    return r_recursive(X[1:], t[1:], w, b, lr)


def r_sum_of_mistakes(X, t, w, b, lr):
    alpha, G, w0, b0 = np.zeros(len(t)), X @ X.T + 1, w, b
    for n in range(len(t)):
        if t[n] * ((alpha * t) @ G[n] * lr + X[n] @ w0 + b0) <= 0:
            alpha[n] += 1
    return w0 + lr * (alpha * t) @ X, b0 + lr * float(alpha @ t)


RIGHT = {name: value for name, value in list(globals().items()) if name.startswith("r_")}


def strict_comparison(X, t, w, b, lr):
    for i in range(len(t)):
        score = sum(a * c for a, c in zip(w, X[i], strict=True)) + b
        if (score > 0 and t[i] == -1) or (score < 0 and t[i] == 1):
            w, b = w + lr * t[i] * X[i], b + lr * t[i]
    return w, b


def predicts_by_where(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        guess = np.where(np.inner(x, w) + b >= 0, 1, -1)
        if guess != y:
            w = w + lr * y * x
            b = b + lr * y
    return w, b


def heaviside(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if np.heaviside(w.dot(x) + b, 1) != y:
            w, b = w + lr * y * x, b + lr * y
    return w, b


def hinge(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if 1 - y * (w.dot(x) + b) > 0:
            w, b = w + lr * y * x, b + lr * y
    return w, b


def no_test(X, t, w, b, lr):
    return w + lr * (t[:, None] * X).sum(0), b + lr * t.sum()


def right_ones(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        ok = y * (w @ x + b) > 0
        if ok:
            w, b = w + lr * y * x, b + lr * y
    return w, b


def no_target(X, t, w, b, lr):
    for i, x in enumerate(X):
        if t[i] * (np.sum(w * x) + b) <= 0:
            w = w + lr * x
            b = b + lr
    return w, b


def minus(X, t, w, b, lr):
    for i, x in enumerate(X):
        if t[i] * (np.sum(w * x) + b) <= 0:
            w, b = w - lr * t[i] * x, b - lr * t[i]
    return w, b


def no_rate(X, t, w, b, lr):
    v = np.r_[w, b]
    for x, y in zip(np.c_[X, np.ones(len(X))], t, strict=True):
        v = v + y * x if y * (v @ x) <= 0 else v
    return v[:-1], v[-1]


def bias_without_rate(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            w, b = w + lr * y * x, b + y
    return w, b


def bias_up(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            w, b = w + lr * y * x, b + lr
    return w, b


def bias_down(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            w, b = w + lr * y * x, b - lr * y
    return w, b


def bias_forgotten(X, t, w, b, lr):
    for n in range(len(X)):
        w = w + lr * t[n] * X[n] * float(t[n] * (X[n] @ w + b) <= 0)
    return w, b


def through_origin(X, t, w, b, lr):
    for n in range(len(X)):
        if t[n] * np.vdot(X[n], w) <= 0:
            w = w + lr * t[n] * X[n]
            b = b + lr * t[n]
    return w, b


def as_threshold(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x - b) <= 0:
            w, b = w + lr * y * x, b - lr * y
    return w, b


def batch(X, t, w, b, lr):
    m = t * (X @ w + b) <= 0
    return w + lr * t[m] @ X[m], b + lr * t[m].sum()


def breaks(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            w, b = w + lr * y * x, b + lr * y
            break
    return w, b


def returns_at_once(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            return w + lr * y * x, b + lr * y
    return w, b


def return_in_loop(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            w = w + lr * y * x
            b = b + lr * y
        return w, b


def until_right(X, t, w, b, lr):
    while (t * (X @ w + b) <= 0).any():
        for x, y in zip(X, t, strict=True):
            if y * (w @ x + b) <= 0:
                w, b = w + lr * y * x, b + lr * y
    return w, b


def hundred_epochs(X, t, w, b, lr):
    for _ in range(100):
        w, b = r_zip(X, t, w, b, lr)
    return w, b


def from_one(X, t, w, b, lr):
    for i in range(1, len(X)):
        if t[i] * (X[i] @ w + b) <= 0:
            w, b = w + lr * t[i] * X[i], b + lr * t[i]
    return w, b


def minus_one(X, t, w, b, lr):
    i = 0
    while i < len(X) - 1:
        if t[i] * (X[i] @ w + b) <= 0:
            w, b = w + lr * t[i] * X[i], b + lr * t[i]
        i += 1
    return w, b


def backwards(X, t, w, b, lr):
    return r_zip(X[::-1], t[::-1], w, b, lr)


def fresh(X, t, w, b, lr):
    return r_zip(X, t, np.zeros(X.shape[1]), 0.0, lr)


def difference(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        p = np.sign(w @ x + b)
        w, b = w + lr * (y - p) * x, b + lr * (y - p)
    return w, b


def difference_two_valued(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        p = 1 if w @ x + b >= 0 else -1
        w, b = w + lr * (y - p) * x, b + lr * (y - p)
    return w, b


def zero_one_difference(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        p = int(w @ x + b >= 0)
        w, b = w + lr * (y - p) * x, b + lr * (y - p)
    return w, b


def adaline(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        e = y - (w @ x + b)
        w, b = w + lr * e * x, b + lr * e
    return w, b


def swapped_results(X, t, w, b, lr):
    return r_zip(X, t, w, b, lr)[::-1]


def strict_and_no_rate(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) < 0:
            w, b = w + y * x, b + y
    return w, b


def no_bias_at_all(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x) <= 0:
            w = w + lr * y * x
    return w, b


def rate_only(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            w, b = w + lr, b + lr
    return w, b


def normalised(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            w, b = w + lr * y * x / np.linalg.norm(x), b + lr * y
    return w, b


def averaged(X, t, w, b, lr):
    m = t * (X @ w + b) <= 0
    return w + lr * (t[m] @ X[m]) / len(X), b + lr * t[m].sum() / len(X)


def one_dimension(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w[0] * x[0] + b) <= 0:
            w, b = w + lr * y * x, b + lr * y
    return w, b


def bias_twice(X, t, w, b, lr):
    for x, y in zip(X, t, strict=True):
        if y * (w @ x + b) <= 0:
            w, b = w + lr * y * x, b + 2 * lr * y
    return w, b


def column(X, t, w, b, lr):
    w, b = r_zip(X, t, w, b, lr)
    return w[:, None], b


def weights_alone(X, t, w, b, lr):
    return r_zip(X, t, w, b, lr)[0]


def list_of_weights(X, t, w, b, lr):
    w, b = r_zip(X, t, w, b, lr)
    return w.tolist(), b


def whole_numbers(X, t, w, b, lr):
    w, b = r_zip(X, t, w, b, lr)
    return w.astype(int), b


def count_of_mistakes(X, t, w, b, lr):
    w, b = r_zip(X, t, w, b, lr)
    return w, b, 3


WRONG = {
    function.__name__: (function, fault)
    for function, fault in [
        (strict_comparison, "zero_is_right"),
        (predicts_by_where, "zero_is_plus"),
        (heaviside, "zero_one_outputs"),
        (hinge, "margin_one"),
        (no_test, "always_updates"),
        (right_ones, "updates_when_right"),
        (no_target, "forgets_target"),
        (minus, "wrong_direction"),
        (no_rate, "forgets_rate"),
        (bias_without_rate, "bias_forgets_rate"),
        (bias_up, "bias_forgets_target"),
        (bias_down, "bias_wrong_direction"),
        (bias_forgotten, "bias_fixed"),
        (through_origin, "bias_not_in_test"),
        (as_threshold, "bias_wrong_direction+bias_subtracted"),
        (batch, "frozen_weights"),
        (breaks, "first_mistake_only"),
        (returns_at_once, "first_mistake_only"),
        (return_in_loop, "first_example_only"),
        (until_right, "many_epochs"),
        (hundred_epochs, "many_epochs"),
        (from_one, "skips_first"),
        (minus_one, "skips_last"),
        (backwards, "reversed_order"),
        (fresh, "starts_from_zero"),
        (difference, "sign_difference"),
        (difference_two_valued, "zero_is_plus+doubled_step"),
        (zero_one_difference, "zero_one_outputs+doubled_step"),
        (adaline, "delta_rule"),
        (swapped_results, "returns_swapped"),
        (strict_and_no_rate, "zero_is_right+forgets_rate"),
        (no_bias_at_all, "bias_fixed+bias_not_in_test"),
        (rate_only, None),
        (normalised, None),
        (averaged, None),
        (one_dimension, None),
        (bias_twice, None),
        (column, None),
        (weights_alone, None),
        (list_of_weights, None),
        (whole_numbers, None),
        (count_of_mistakes, None),
    ]
}
