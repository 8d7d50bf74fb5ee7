# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title"
# # Exercise 01a · Three gates and one rule
#
# Two tasks, 20 minutes, on [lecture 01a](../lectures/01a_threshold_units.ipynb).
#
# Write your code in place of `raise NotImplementedError`, run the cell (Shift+Enter), then run the check below it. A check
# shows you the smallest case that goes wrong, side by side with what was expected. It has hints, which unfold in
# steps. It never takes anything away: check as often as you like.

# %% [markdown] name="task-gates"
# ## 1 · Gates ★ 5 minutes
#
# A threshold unit fires when $w \cdot x \ge \theta$. Its inputs are 0 or 1. Choose weights and thresholds so that three units compute AND,
# OR (two inputs each) and NOT (one input).
#
# Return a dictionary with the keys `"and"`, `"or"`, `"not"`; each value is a pair `(w, theta)`, where `w` is a list
# or an array with one weight for each input. The lecture's picture shows one answer each; take thresholds other than those.

# %% name="gates"
def gates():
    # BEGIN SOLUTION
    return {
        "and": ([1.0, 1.0], 2.0),   # reached only by both together
        "or": ([1.0, 1.0], 1.0),    # reached by either
        "not": ([-1.0], 0.0),       # reached by 0, not by -1; any theta with -1 < theta <= 0 will do
    }
    # END SOLUTION

# %% name="check-gates"
from course_lib.checks import check

check("gates", gates)

# %% [markdown] name="task-perceptron-epoch"
# ## 2 · One pass of Rosenblatt's rule ★★ 15 minutes
#
# Go once through the examples, **in order**. The rows of `X` (N, D) are the examples, `t` (N,) holds $-1$ or $+1$, `w` (D,) and `b`
# are the weights and bias to start from, `lr` is the learning rate $\eta$.
#
# An example is a mistake when $t\,(w \cdot x + b) \le 0$; zero counts. After each mistake, and before looking at the next example,
#
# $$w \leftarrow w + \eta\, t\, x, \qquad b \leftarrow b + \eta\, t.$$
#
# Return the new `(w, b)`. Leave the caller's arrays as they were.

# %% name="perceptron-epoch"
def perceptron_epoch(X, t, w, b, lr):
    # BEGIN SOLUTION
    for x, target in zip(X, t):
        if target * (w @ x + b) <= 0:
            w = w + lr * target * x  # a new array: `w += ...` would change the caller's
            b = b + lr * target
    return w, b
    # END SOLUTION

# %% name="check-perceptron-epoch"
report = check("perceptron_epoch", perceptron_epoch)
report

# %% [markdown] name="use-it"
# ## Use it
#
# Once the check is content, the next cell runs your function on real digits, threes against eights, pass after pass until one goes without
# a mistake. **Predict** first: how many passes?

# %% name="digits"
import numpy as np
from sklearn.datasets import load_digits

if report.outcome == "correct":
    digits = load_digits()
    keep = np.isin(digits.target, (3, 8))
    X, t = digits.data[keep] / 16, np.where(digits.target[keep] == 8, 1, -1)
    w, b, passes, moved = np.zeros(64), 0.0, 0, True
    while moved and passes < 100:
        before = np.append(w, b)
        w, b = perceptron_epoch(X, t, w, b, lr=1.0)
        passes, moved = passes + 1, bool(np.any(before != np.append(w, b)))
    print("passes:", passes, " mistakes left:", int(np.sum(t * (X @ w + b) <= 0)))
else:
    print("Waiting for a perceptron_epoch that passes its check.")

# %% [markdown] name="think"
# ## Think it over
#
# Swap two rows of `X` (and of `t`). Does the unit end with the same weights? Does the bound $(R/\gamma)^2$ change?
#
# <details><summary>Compare with an answer</summary>
#
# In general the weights differ: which example is a mistake depends on what was learned from the ones before. The bound does not change,
# since $R$ and $\gamma$ are a maximum and a minimum over all examples, in whatever order.
#
# </details>
#
# Next: [lecture 01b, Networks](../lectures/01b_networks.ipynb).
