# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title"
# # Exercise 09 · A block and its way back
#
# Two tasks, 30 minutes, on [lecture 09](../lectures/09_residual_networks.ipynb). Replace `raise NotImplementedError`, run the cell, run the check. At the end twelve of your blocks in a row learn to read.

# %% [markdown] name="task-residual-block"
# ## A residual block ★★ 10 minutes
#
# Write `residual_block(x, W1, W2, P=None)`: two layers without biases, a ReLU between them, the shortcut, the sum, a ReLU.
#
# $$y = \mathrm{ReLU}\big(\mathrm{ReLU}(x\, W_1^\top)\, W_2^\top + \text{shortcut}\big)$$
#
# `x` is (examples, inputs), `W1` (hidden, inputs), `W2` (outputs, hidden). The shortcut is `x`, or `x @ P.T` with `P` (outputs, inputs) where one is given.
#
# First by hand: $x = 2$, $W_1 = 1$, $W_2 = -\tfrac12$. And the same with $P = -3$? (You should find 1 and 0.)

# %% name="residual-block"
import numpy as np

def residual_block(x, W1, W2, P=None):
    # BEGIN SOLUTION
    h = np.maximum(x @ W1.T, 0)
    shortcut = x if P is None else x @ P.T
    return np.maximum(h @ W2.T + shortcut, 0)
    # END SOLUTION

# %% name="check-residual-block"
from course_lib.checks import check

forward = check("residual_block", residual_block)
forward

# %% [markdown] name="task-residual-block-backward"
# ## Its way back ★★★ 20 minutes
#
# Write `residual_block_backward(dy, x, W1, W2, P=None)`. `dy` is the gradient of the loss with respect to `y`, in its shape. Return `(dx, dW1, dW2, dP)`, each in the shape of its array; `dP` is `None` where there is no `P`.
#
# The forward pass kept nothing: compute again what you need of it. A ReLU's slope at 0 is 0.
#
# First by hand: $x = 1$, $W_1 = 2$, $W_2 = 3$, $P = -2$, $dy = 1$. (You should find $dx = 4$, $dW_1 = 3$, $dW_2 = 2$, $dP = 1$.) And without $P$? (7, 3, 2, and no $dP$.)

# %% name="residual-block-backward"
def residual_block_backward(dy, x, W1, W2, P=None):
    # BEGIN SOLUTION
    a = x @ W1.T
    h = np.maximum(a, 0)
    z = h @ W2.T + (x if P is None else x @ P.T)
    dz = dy * (z > 0)                              # the last ReLU, before the two ways part
    da = (dz @ W2) * (a > 0)
    along = dz if P is None else dz @ P
    return da @ W1 + along, da.T @ x, dz.T @ h, None if P is None else dz.T @ x
    # END SOLUTION

# %% name="check-residual-block-backward"
backward = check("residual_block_backward", residual_block_backward)
backward

# %% [markdown] name="use-it"
# ## Use it: twelve blocks in a row
#
# With $P = 0$ your block *is* the plain pair of layers: nothing comes along the shortcut. So the same two functions make both nets: a first layer of 48, twelve blocks, ten scores; no batch norm. The residual chain begins with $W_2$ smaller by
# $\sqrt{12}$, since twelve branches add up.
#
# **Predict:** the gradient at the last block has length 1, say. How long is it below the first block, residual and plain, before training?

# %% name="chain"
from course_lib import numpy_ops as ops
from course_lib.experiments.gradient_flow import batches, digits_table

def fresh(residual, blocks=12, width=48, seed=0):
    rng = np.random.default_rng(seed)
    shrink = blocks**-0.5 if residual else 1
    scales = (2 / 64) ** 0.5, (2 / width) ** 0.5, shrink * (2 / width) ** 0.5, width**-0.5
    first, last = rng.normal(0, scales[0], (width, 64)), rng.normal(0, scales[3], (10, width))
    pairs = [[rng.normal(0, s, (width, width)) for s in scales[1:3]] for _ in range(blocks)]
    return first, pairs, last, None if residual else np.zeros((width, width))

def scores(x, net):
    first, pairs, last, P = net
    hidden = [np.maximum(x @ first.T, 0)]
    for W1, W2 in pairs:
        hidden.append(residual_block(hidden[-1], W1, W2, P))
    return hidden[-1] @ last.T, hidden

def gradients(x, labels, net):
    """The gradient above each block, last block first, and below the first; and of all weights."""
    first, pairs, last, P = net
    logits, hidden = scores(x, net)
    dlogits = ops.cross_entropy_backward(np.array(1.0), ops.cross_entropy(logits, labels)[1])
    signals, found = [dlogits @ last], [dlogits.T @ hidden[-1]]
    for (W1, W2), h in zip(reversed(pairs), reversed(hidden[:-1])):
        dx, dW1, dW2, _ = residual_block_backward(signals[-1], h, W1, W2, P)
        signals.append(dx)
        found += [dW2, dW1]
    return signals, found + [(signals[-1] * (hidden[0] > 0)).T @ x]

# %% name="signal-at-the-bottom"
ready = forward.outcome == "correct" and backward.outcome == "correct"
x, labels, x_test, labels_test = digits_table()
if ready:
    for residual in (True, False):
        ratios = []
        for seed in range(5):
            signals, _ = gradients(x[:128], labels[:128], fresh(residual, seed=seed))
            ratios.append(np.linalg.norm(signals[-1]) / np.linalg.norm(signals[0]))
        name = "residual" if residual else "plain"
        print(f"{name:8} below the first block: {min(ratios):.2f} to {max(ratios):.2f} of what is above the last")
else:
    print("Waiting for a block and a way back that pass their checks.")

# %% [markdown] name="train-question"
# So the plain gradient has not vanished: He's weights keep its length (04b). Is the plain chain then as easy to train?
#
# **Predict** the share of unseen digits that each reads after 150 steps: residual, and plain.

# %% name="train"
def train(net, steps=150, eta=0.05):
    first, pairs, last, P = net
    for rows in (rows for _, rows in zip(range(steps), batches(len(x), 64, seed=0))):
        _, found = gradients(x[rows], labels[rows], net)
        weights = [last, *(W for pair in reversed(pairs) for W in reversed(pair)), first]
        for W, dW in zip(weights, found):
            W -= eta * dW
    return np.mean(scores(x_test, net)[0].argmax(axis=1) == labels_test)

if ready:
    for name, residual in (("residual", True), ("plain", False)):
        read = [train(fresh(residual, seed=seed)) for seed in range(3)]
        words = "nearly all" if min(read) > 0.85 else "less than half" if max(read) < 0.5 else "some"
        print(f"{name:8} (26 layers): {words} of the unseen digits, with each of three seeds")
else:
    print("Waiting for a block and a way back that pass their checks.")

# %% [markdown] name="think"
# ## Think it over
#
# 1. All weights of a block are 0. What is $y$, what is $dx$, and which of $dW_1$, $dW_2$ are 0?
# 2. Start training from $W_2 = 0$ and random $W_1$. Does the block ever learn? And the plain pair?
# 3. You may delete one block of a residual net at test time. Which one would you rather keep: one in the middle of a stage, or one with a $P$?
#
# <details><summary>Compare with an answer</summary>
#
# 1. $y = \mathrm{ReLU}(x)$ and $dx = dy \odot \mathbf 1[x > 0]$: the block copies in both directions. $h = 0$, so $dW_2 = dz^\top h = 0$; and $da = 0$, so $dW_1 = 0$, too. A block of zeros is stuck.
# 2. Yes: $h$ is not 0, so $dW_2$ is not, and after one step $W_2$ lets a gradient through to $W_1$. It begins as a copy, and that is how many ResNets are started today. A plain pair with $W_2 = 0$ answers 0 to everything: its ReLU gets 0, where
#    the slope is 0, and nothing in it ever learns.
# 3. The one with a $P$. Without its branch nothing but a thinned, widened copy of $x$ goes on, and no later block has seen such an input.
#
# </details>
#
# Next: 10 asks networks for an answer at every pixel. Or go straight to [13](../lectures/13_frameworks.ipynb), what a framework is.
