# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title"
# # Exercise 02b · The way back
#
# Two tasks, 30 minutes, on [lecture 02b](../lectures/02b_backpropagation.ipynb). Replace `raise NotImplementedError`, run the cell, run the check.

# %% [markdown] name="task-linear-backward"
# ## 1 · Back through a layer ★★ 10 minutes
#
# Forward: `y = x @ W.T + b`, with `x` (N, D), `W` (O, D), `b` (O,). Given the gradient from above, `dy` (N, O), return `(dx, dW, db)`: how the loss changes with
# each number of `x`, `W` and `b`. If the loss is a mean over the batch, that is in `dy` already.
#
# Write down the three shapes before the three lines.

# %% name="linear-backward"
import numpy as np

def linear_backward(dy, x, W):
    # BEGIN SOLUTION
    dx = dy @ W            # (N, O) @ (O, D) -> (N, D): summed over the units
    dW = dy.T @ x          # (O, N) @ (N, D) -> (O, D): summed over the examples
    db = dy.sum(axis=0)    # (N, O) -> (O,): summed over the examples
    return dx, dW, db
    # END SOLUTION

# %% name="check-linear-backward"
from course_lib.checks import check

linear_report = check("linear_backward", linear_backward)
linear_report

# %% [markdown] name="task-mlp-backward"
# ## 2 · Back through a network ★★★ 20 minutes
#
# The network of exercise 01b, run backwards. Forward:
#
# $$a = x W_1^\top + b_1, \qquad h = \max(0, a), \qquad \text{scores} = h W_2^\top + b_2 .$$
#
# `x` is (N, D), `W1` (H, D), `W2` (C, H). Given `dscores` (N, C), return `(dx, dW1, db1, dW2, db2)`, in this order.
#
# At the kink, a pre-activation of exactly 0, the slope of the ReLU counts as **0**: $\text{ReLU}'(0) = 0$.
#
# The function gets no cache: work out on the way in what you need on the way back. You may call your `linear_backward`.

# %% name="mlp-backward"
def mlp_backward(dscores, x, W1, b1, W2, b2):
    # BEGIN SOLUTION
    a = x @ W1.T + b1                                  # (N, H)
    h = np.maximum(a, 0)                               # what the second layer was given
    dh, dW2, db2 = linear_backward(dscores, h, W2)
    da = dh * (a > 0)                                  # (N, H); 0 where a is 0
    dx, dW1, db1 = linear_backward(da, x, W1)
    return dx, dW1, db1, dW2, db2
    # END SOLUTION

# %% name="check-mlp-backward"
mlp_report = check("mlp_backward", mlp_backward)
mlp_report

# %% [markdown] name="use-it"
# ## Use it
#
# When the check is content, your gradients teach a network of 32 hidden units to read digits, by 200 steps downhill. (How to step well is lecture 03a.) **Predict**
# the share of digits read rightly before the first step, and after the last.

# %% name="digits"
from sklearn.datasets import load_digits

def read(X, W1, b1, W2, b2):
    return np.maximum(X @ W1.T + b1, 0) @ W2.T + b2

def learn(X, labels, steps=200, lr=0.5):
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=(32, 64)) / 8, np.zeros(32), rng.normal(size=(10, 32)) / 6, np.zeros(10)]
    for _ in range(steps):
        e = np.exp(read(X, *weights))
        dscores = (e / e.sum(axis=1, keepdims=True) - np.eye(10)[labels]) / len(X)   # output minus target
        _, *gradients = mlp_backward(dscores, X, *weights)
        weights = [w - lr * dw for w, dw in zip(weights, gradients)]
    return weights

if mlp_report.outcome == "correct":
    X, labels = load_digits(return_X_y=True)
    for steps in (0, 200):
        weights = learn(X[::2] / 16, labels[::2], steps)
        right = np.mean(read(X[1::2] / 16, *weights).argmax(axis=1) == labels[1::2])
        print(f"after {steps:3d} steps: {right:.1%} of the digits never seen")
else:
    print("Waiting for an mlp_backward that passes its check.")

# %% [markdown] name="think"
# ## Think it over
#
# Start `learn` with all weights and biases at 0. Which of the four gradients is not 0 in the first step? And in the hundredth?
#
# <details><summary>Compare with an answer</summary>
#
# Only `db2`, for ever. All pre-activations are 0, so $h = 0$ and the ReLU's slope is 0, too: $dW_2 = d\text{scores}^\top h = 0$, and nothing comes through
# the hidden layer to $W_1$ and $b_1$. The network learns how frequent each digit is, and nothing else. Weights have to start different from 0, and from each
# other; lecture 04 says how large.
#
# </details>
#
# Next: lecture 02c builds a machine that finds such functions by itself.
