# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title"
# # Exercise 01b · A network, forward
#
# One task, 10 minutes, on [lecture 01b](../lectures/01b_networks.ipynb). Replace `raise NotImplementedError`, run the cell, run the check.

# %% [markdown] name="task-mlp-forward"
# ## 1 · The forward pass ★ 10 minutes
#
# A network with one hidden layer of ReLU units and linear outputs (scores). For a batch `x` (N, D):
#
# $$h = \max(0,\; x W_1^\top + b_1), \qquad \text{scores} = h W_2^\top + b_2 .$$
#
# `W1` is (H, D) and `W2` is (C, H): one row for each unit. Return the scores, (N, C). Write the shape of each intermediate result in a comment
# before you write the line.

# %% name="mlp-forward"
import numpy as np

def mlp_forward(x, W1, b1, W2, b2):
    # BEGIN SOLUTION
    a = x @ W1.T + b1      # (N, D) @ (D, H) + (H,) -> (N, H)
    h = np.maximum(a, 0)   # (N, H), every negative number replaced by 0
    return h @ W2.T + b2   # (N, H) @ (H, C) + (C,) -> (N, C); scores may be negative
    # END SOLUTION

# %% name="check-mlp-forward"
from course_lib.checks import check

report = check("mlp_forward", mlp_forward)
report

# %% [markdown] name="use-it"
# ## Use it
#
# When the check is content, the next cell gives your network weights that compute XOR with two ReLU units. **Predict** first, with pen and
# paper: which scores come out for 00, 01, 10 and 11?

# %% name="xor"
W1, b1 = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.0, -1.0])
W2, b2 = np.array([[1.0, -2.0]]), np.array([0.0])

if report.outcome == "correct":
    corners = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    print("hidden:", np.maximum(corners @ W1.T + b1, 0).tolist())
    print("scores:", mlp_forward(corners, W1, b1, W2, b2)[:, 0])
else:
    print("Waiting for an mlp_forward that passes its check.")

# %% [markdown] name="think"
# ## Think it over
#
# Multiply `W1` and `b1` by 10 and divide `W2` by 10. What happens to the scores, and why does the same trick fail with tanh?
#
# <details><summary>Compare with an answer</summary>
#
# Nothing happens: $\max(0, 10a) = 10 \max(0, a)$, so the factor passes through the ReLU and is divided out again. Different
# weights, the same network. $\tanh(10a)$ is not $10\tanh(a)$; it saturates.
#
# </details>
#
# Next: lecture 02 runs this network backwards.
