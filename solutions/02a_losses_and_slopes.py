# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title"
# # Exercise 02a · A tool that measures, and something to measure
#
# Two tasks, 35 minutes, on [lecture 02a](../lectures/02a_losses_and_slopes.ipynb). Replace `raise NotImplementedError`, run the cell, run the check. At the end the first
# function judges the second.

# %% [markdown] name="task-numerical-gradient"
# ## 1 · The numerical gradient ★★ 10 minutes
#
# `f` is a function of an array like `x`, in the shape of `x`, and returns one number. Measure its slope along each number of `x` by central differences,
#
# $$g_i = \frac{f(x + \text{step}\, e_i) - f(x - \text{step}\, e_i)}{2\,\text{step}},$$
#
# where $e_i$ is 1 at place $i$ and 0 elsewhere. `x` may have any number of axes; `np.ndindex(x.shape)` goes through all its places. Return `g`, an array
# like `x`, and leave the caller's `x` as it was.

# %% name="numerical-gradient"
import numpy as np

def numerical_gradient(f, x, step):
    # BEGIN SOLUTION
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        ahead, behind = x.copy(), x.copy()  # copies: neither the caller's x nor the next place may notice
        ahead[i] += step
        behind[i] -= step
        g[i] = (f(ahead) - f(behind)) / (2 * step)
    return g
    # END SOLUTION

# %% name="check-numerical-gradient"
from course_lib.checks import check

measuring = check("numerical_gradient", numerical_gradient)
measuring

# %% [markdown] name="task-softmax-cross-entropy"
# ## 2 · Softmax and cross-entropy ★★★ 25 minutes
#
# `logits` (N, K) holds a row of scores for each example, `labels` (N,) the right classes, integers from 0 to K − 1. Return
#
# - `loss`, one number: the mean over the examples of $-\ln y_c$, where $y$ is the softmax of the row and $c$ its label;
# - `dlogits` (N, K): the slope of that mean along each number of `logits`.
#
# Natural logarithm. Scores of ±1000 must give a finite loss, the true one, so form the logarithm of $y$ without taking the logarithm of a number that may be 0. Leave the caller's
# arrays as they were.

# %% name="softmax-cross-entropy"
def softmax_cross_entropy(logits, labels):
    # BEGIN SOLUTION
    rows = np.arange(len(labels))
    z = logits - logits.max(axis=1, keepdims=True)                     # (N, K), the largest of each row is 0
    log_y = z - np.log(np.exp(z).sum(axis=1, keepdims=True))           # (N, K), never the logarithm of 0
    loss = -log_y[rows, labels].mean()                                 # one number of each row

    dlogits = np.exp(log_y)                                            # y ...
    dlogits[rows, labels] -= 1                                         # ... minus t
    return loss, dlogits / len(labels)                                 # each example is one of N in the mean
    # END SOLUTION

# %% name="check-softmax-cross-entropy"
loss_report = check("softmax_cross_entropy", softmax_cross_entropy)
loss_report

# %% [markdown] name="use-it"
# ## Use it
#
# When both checks are content, the next cell scores 50 digits with ten linear units, first with all weights 0 and then with random ones. It prints the loss, and how far your slopes are
# from those that your first function measures. **Predict** the first loss, to two digits, and the order of the distance for a step of $10^{-5}$.

# %% name="use-it-digits"
from sklearn.datasets import load_digits

if measuring.outcome == loss_report.outcome == "correct":
    images, labels = load_digits(return_X_y=True)
    x, labels = images[:50] / 16, labels[:50]
    for name, scale in (("zero", 0.0), ("random", 0.5)):
        logits = x @ (scale * np.random.default_rng(0).normal(size=(64, 10)))
        loss, derived = softmax_cross_entropy(logits, labels)
        measured = numerical_gradient(lambda a: softmax_cross_entropy(a, labels)[0], logits, step=1e-5)
        gap = np.abs(measured - derived).max()
        print(f"{name:6} weights: loss {loss:.4f}, slopes agree to 1e-9: {bool(gap < 1e-9)}")
else:
    print("Waiting for two functions that pass their checks.")

# %% [markdown] name="think"
# ## Think it over
#
# The loss with random weights is larger than with none. Should one always begin with zero weights, then?
#
# <details><summary>Compare with an answer</summary>
#
# For one layer that is a good beginning: no score is preferred, and the loss is $\ln 10$. With a hidden layer it is a bad one. If all weights are 0, the hidden units
# are all alike and get the same slopes, so they stay alike for ever, however many there are. Random weights, but small enough that the first loss is near $\ln K$:
# lecture 04 says how small.
#
# </details>
#
# Next: lecture 02b finds all these slopes without measuring.
