# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title"
# # Exercise 04a · Two slopes, twenty layers
#
# Two tasks, 5 minutes, on [lecture 04a](../lectures/04a_slopes_and_depth.ipynb). Replace `raise NotImplementedError`, run the cell, run the check.

# %% [markdown] name="task-sigmoid-backward"
# ## 1 · Back through a sigmoid ★ 3 minutes
#
# Forward: `y = 1 / (1 + np.exp(-x))`, number by number, on an array of any shape. Given the gradient from above, `dy` (the shape of `x`), return `dx`.
#
# `x` is what went **into** the sigmoid.

# %% name="sigmoid-backward"
import numpy as np

def sigmoid_backward(dy, x):
    # BEGIN SOLUTION
    y = 1 / (1 + np.exp(-x))     # the slope is made of the output
    return dy * y * (1 - y)
    # END SOLUTION

# %% name="check-sigmoid-backward"
from course_lib.checks import check

sigmoid_report = check("sigmoid_backward", sigmoid_backward)
sigmoid_report

# %% [markdown] name="task-relu-backward"
# ## 2 · Back through a ReLU ★ 2 minutes
#
# Forward: `y = np.maximum(x, 0)`. Given `dy` and `x`, return `dx`. At the corner, $x = 0$, the slope counts as **0**.

# %% name="relu-backward"
def relu_backward(dy, x):
    # BEGIN SOLUTION
    return dy * (x > 0)          # x decides, not dy
    # END SOLUTION

# %% name="check-relu-backward"
relu_report = check("relu_backward", relu_backward)
relu_report

# %% [markdown] name="use-it"
# ## Use it
#
# Your two functions now carry a gradient down through twenty layers of 64 units, from a random $dh$ at the top to layer 1. `net` names the layers, the first one first; weights are random with variance $1/64$.
#
# A bar has one block for each factor of 2 above $2^{-50}$. **Predict** before you run it: by how many blocks does the sigmoid's bar shrink from layer to layer? And the ReLU's?

# %% name="bars"
def forward(name, a):
    return 1 / (1 + np.exp(-a)) if name == "sigmoid" else np.maximum(a, 0)

def backward(name, dh, a):
    return sigmoid_backward(dh, a) if name == "sigmoid" else relu_backward(dh, a)

def bars(net, show=(20, 16, 12, 11, 10, 9, 8, 4, 1)):
    rng = np.random.default_rng(0)
    h, kept = rng.random((128, 64)), []
    for name in net:
        W = rng.normal(size=(64, 64)) / 8
        a = h @ W.T
        kept.append((name, W, a))
        h = forward(name, a)
    dh = rng.normal(size=h.shape)
    start = np.linalg.norm(dh)
    for layer in range(20, 0, -1):
        name, W, a = kept[layer - 1]
        g = backward(name, dh, a)              # yours
        dh = g @ W
        if layer in show:
            size = np.linalg.norm(g) / start
            print(f"layer {layer:2d} {name:7} {size:8.1e} {'█' * max(0, round(50 + np.log2(size)))}")

# %% name="two-nets"
if sigmoid_report.outcome == relu_report.outcome == "correct":
    bars(20 * ["sigmoid"])
    print()
    bars(20 * ["relu"])
else:
    print("Waiting for two functions that pass their checks.")

# %% [markdown] name="ten-and-ten"
# Now ten of each. **Predict:** is the gradient at layer 1 larger with the ReLU layers at the bottom or at the top? And at layer 11?

# %% name="mixed-nets"
if sigmoid_report.outcome == relu_report.outcome == "correct":
    bars(10 * ["relu"] + 10 * ["sigmoid"])
    print()
    bars(10 * ["sigmoid"] + 10 * ["relu"])
else:
    print("Waiting for two functions that pass their checks.")

# %% [markdown] name="think"
# ## Think it over
#
# 1. Why are the two bars of layer 1 nearly alike, and the two of layer 11 so different?
# 2. Divide every weight of the ReLU net by 2. What becomes of its bar at layer 1? Could you have said so without running it? And for the sigmoid net?
# 3. A ReLU unit is dead for all your data. Which of these can revive it: a larger step size, other data, a change in the layer below, a sigmoid in its place?
#
# <details><summary>Compare with an answer</summary>
#
# 1. At layer 1 all twenty factors have been multiplied, in whatever order: about $(1/4)^{10}\,(1/\sqrt2)^{10}$, that is 25 blocks less. At layer 11 only the upper ten have: 20 blocks for sigmoids, 5 for ReLUs.
#
# 2. There are nineteen matrices between the top layer and layer 1, each brings ½: nineteen blocks less. Which units are on does not change ($\text{ReLU}(c\,x) = c\,\text{ReLU}(x)$), so this is exact. For sigmoids it is not quite: smaller weights
# bring the units nearer to 0, where they are steeper, so a little less than nineteen blocks are lost.
#
# 3. Not the step size: any step times a gradient of 0 is 0. Other data can open it, and so can a change of what it reads. A sigmoid in its place has a slope everywhere, if perhaps a small one.
#
# </details>
#
# Next: lecture 04b chooses the weights so that each factor is 1.
