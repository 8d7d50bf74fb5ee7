# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title"
# # Exercise 05b · Pooling, sharing and the way back
#
# Three tasks, 80 minutes, on [lecture 05b](../lectures/05b_pooling_and_sharing.ipynb). Replace `raise NotImplementedError`, run the cell, run the check.

# %% [markdown] name="task-max-pool2d"
# ## 1 · Max pooling ★★ 10 minutes
#
# `x` is (N, C, H, W); windows are `size` by `size`, their upper left corners `stride` pixels apart, and there is no padding. Return the largest number of each window, (N, C, OH, OW).
#
# Windows may overlap or leave gaps; rows and columns that no whole window reaches are left out.

# %% name="max-pool2d"
import numpy as np

def max_pool2d(x, size, stride):
    # BEGIN SOLUTION
    N, C, H, W = x.shape
    OH, OW = (H - size) // stride + 1, (W - size) // stride + 1
    y = np.empty((N, C, OH, OW), x.dtype)
    for r, q in np.ndindex(OH, OW):
        top, left = r * stride, q * stride
        y[:, :, r, q] = x[:, :, top : top + size, left : left + size].max(axis=(2, 3))    # all images, all maps
    return y
    # END SOLUTION

# %% name="check-max-pool2d"
from course_lib.checks import check

pool_report = check("max_pool2d", max_pool2d)
pool_report

# %% [markdown] name="task-max-pool2d-backward"
# ## 2 · And back ★★★ 20 minutes
#
# Given `dy` (N, C, OH, OW), return `dx`, of the shape of `x`. The gradient of a window goes to its largest number; of equal ones to the first in row order. A pixel that wins several
# windows gets the sum.
#
# Begin with one window of one map. `argmax` returns the *first* maximum of the numbers in a row; `np.unravel_index` turns its answer into a row and a column.

# %% name="max-pool2d-backward"
def max_pool2d_backward(dy, x, size, stride):
    # BEGIN SOLUTION
    dx = np.zeros_like(x)
    for r, q in np.ndindex(dy.shape[2:]):
        rows, columns = slice(r * stride, r * stride + size), slice(q * stride, q * stride + size)
        window = x[:, :, rows, columns]
        first = window.reshape(*window.shape[:2], -1).argmax(axis=2)      # of equal ones the first, row by row
        won = np.eye(size * size)[first].reshape(window.shape)            # 1 for the winner, else 0
        dx[:, :, rows, columns] += won * dy[:, :, r, q, None, None]       # += : it may have won before
    return dx
    # END SOLUTION

# %% name="check-max-pool2d-backward"
pool_back_report = check("max_pool2d_backward", max_pool2d_backward)
pool_back_report

# %% [markdown] name="task-conv2d-backward"
# ## 3 · Back through a convolution ★★★★ 50 minutes
#
# Forward, with $X$ for `x` with `padding` zeros on every side:
#
# $$y[n, f, r, q] = b[f] + \sum_{c, i, j} w[f, c, i, j]\; X[n, c,\ r s + i,\ q s + j]$$
#
# Given `dy` (N, F, OH, OW), `x` (N, C, H, W), `w` (F, C, KH, KW), `stride` $s$ and `padding`, return `(dx, dw, db)`. Sizes may leave rows or columns of $X$ over: no window sees them.
#
# Before the code, for one window $(r, q)$: what does it add to `dw`, what to `dX`? Write the two products with their letters, `nf, ... -> ...`. A loop over the windows is fine.

# %% name="conv2d-backward"
def conv2d_backward(dy, x, w, stride, padding):
    # BEGIN SOLUTION
    H, W = x.shape[2:]
    KH, KW = w.shape[2:]
    X = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dX, dw = np.zeros_like(X), np.zeros_like(w)
    for r, q in np.ndindex(dy.shape[2:]):
        top, left = r * stride, q * stride
        there = (slice(None), slice(None), slice(top, top + KH), slice(left, left + KW))
        g = dy[:, :, r, q]                                  # (N, F)
        dw += np.einsum("nf,ncij->fcij", g, X[there])       # what each weight met here
        dX[there] += np.einsum("nf,fcij->ncij", g, w)       # the kernels, scaled and pasted
    dx = dX[:, :, padding : padding + H, padding : padding + W]
    db = dy.sum(axis=(0, 2, 3))
    return dx, dw, db
    # END SOLUTION

# %% name="check-conv2d-backward"
conv_report = check("conv2d_backward", conv2d_backward)
conv_report

# %% [markdown] name="use-it"
# ## Use it
#
# Your three functions train a convolutional net on digits: 8 filters of 3 × 3, a ReLU, your max pooling (8 × 8 becomes 4 × 4), 24 filters of 3 × 3, a ReLU, max pooling again, a linear layer for ten digits. The last
# pooling comes in two sizes: windows of 2, which leave 2 × 2 places, or of 4, the whole map.
#
# The net of 05a read more than 95% of the unseen digits; half of them when all had moved by one pixel, and one in eight after two. **Predict** for yours: which window reads more as the digits are, and which when they have moved by two?
#
# (Some seconds if your loops run over windows only, minutes if over images and filters, too.)

# %% name="conv-net"
from course_lib.numpy_ops import conv2d, cross_entropy, cross_entropy_backward, linear, linear_backward
from course_lib.numpy_ops import relu, relu_backward

def read(x, net, last):
    a1, _ = conv2d(x, net["w1"], net["b1"], padding=1)     # (N, 8, 8, 8)
    h1, _ = relu(a1)
    p1 = max_pool2d(h1, 2, 2)                              # (N, 8, 4, 4)
    a2, _ = conv2d(p1, net["w2"], net["b2"], padding=1)    # (N, 24, 4, 4)
    h2, _ = relu(a2)
    p2 = max_pool2d(h2, last, last)                        # (N, 24, 2, 2) or (N, 24, 1, 1)
    scores, to_p2 = linear(p2.reshape(len(x), -1), net["W"], net["b"])
    return scores, (a1, h1, p1, a2, h2, p2, to_p2)

def gradients(x, labels, net, last):
    scores, (a1, h1, p1, a2, h2, p2, to_p2) = read(x, net, last)
    _, to_scores = cross_entropy(scores, labels)
    dp2, dW, db = linear_backward(cross_entropy_backward(np.array(1.0), to_scores), to_p2)
    da2 = relu_backward(max_pool2d_backward(dp2.reshape(p2.shape), h2, last, last), a2)
    dp1, dw2, db2 = conv2d_backward(da2, p1, net["w2"], 1, 1)
    da1 = relu_backward(max_pool2d_backward(dp1, h1, 2, 2), a1)
    _, dw1, db1 = conv2d_backward(da1, x, net["w1"], 1, 1)
    return {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2, "W": dW, "b": db}

# %% name="train"
from course_lib.data import digits

def learn(last, steps=150, lr=0.3, seed=0):
    data, rng = digits(), np.random.default_rng(seed)
    x, x_new = data.x.astype(float), data.x_test.astype(float)
    shapes = {"w1": (8, 1, 3, 3), "w2": (24, 8, 3, 3), "W": (10, 24 * (4 // last) ** 2)}
    net = {name: rng.normal(size=s) * np.sqrt(2 / np.prod(s[1:])) for name, s in shapes.items()}
    net |= {"b1": np.zeros(8), "b2": np.zeros(24), "b": np.zeros(10)}
    for _ in range(steps):
        rows = rng.choice(len(x), 32, replace=False)
        changes = gradients(x[rows], data.labels[rows], net, last)
        net = {name: value - lr * changes[name] for name, value in net.items()}
    right = [np.mean(read(np.roll(x_new, -left, axis=3), net, last)[0].argmax(axis=1) == data.labels_test)
             for left in (0, 1, 2)]
    print(f"last window {last}: {right[0]:.0%} right, one pixel to the left {right[1]:.0%}, two {right[2]:.0%}")

if all(report.outcome == "correct" for report in (pool_report, pool_back_report, conv_report)):
    for last in (2, 4):
        learn(last)
else:
    print("Waiting for all three checks.")

# %% [markdown] name="think"
# ## Think it over
#
# 1. Both nets share their weights and pool. Why does a shift by two pixels cost the first so much more?
# 2. `dx` of the first convolution is thrown away (`_`). Who would want it?
# 3. One of the 8 filters ends up with all its pre-activations below 0. What is its `dw`?
#
# <details><summary>Compare with an answer</summary>
#
# 1. Its maps move along with the digit, and a window of 2 hides only a part of that. Its linear layer has a weight for each of the $2 \times 2$ places: to it, a moved map is another input. The maximum over the whole map does not ask where. It is not blind to the shift, either: what leaves the picture at the left is gone, and near the border the windows see zeros.
# 2. Who asks what the picture should be like: which pixels speak for a 3. Lecture 11 does.
# 3. 0: the ReLU's slope is 0 everywhere, so `da1` is 0 on its map, and every window of the filter gets nothing. A dead unit (02b), dead at all places at once, because it is one unit.
#
# </details>
#
# Next: lecture 06 goes from small maps to large ones; what you pasted for `dx` is how.
