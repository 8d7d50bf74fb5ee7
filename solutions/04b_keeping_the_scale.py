# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title"
# # Exercise 04b · Keeping the scale
#
# Three tasks, 65 minutes, on [lecture 04b](../lectures/04b_keeping_the_scale.ipynb). Replace `raise NotImplementedError`, run the cell, run the check.

# %% [markdown] name="task-initial-std"
# ## 1 · How large to begin ★ 5 minutes
#
# The standard deviation of the weights of a unit with `fan_in` inputs, such that the mean square of the signal is the same after the layer as before it. `activation` is `"linear"`, `"relu"`
# or `"tanh"`; tanh is taken for small signals.

# %% name="initial-std"
import numpy as np

def initial_std(fan_in, activation):
    # BEGIN SOLUTION
    share = 0.5 if activation == "relu" else 1.0    # of the mean square that the activation lets through
    return np.sqrt(1 / (fan_in * share))            # fan_in * variance * share = 1
    # END SOLUTION

# %% name="check-initial-std"
from course_lib.checks import check

std_report = check("initial_std", initial_std)
std_report

# %% [markdown] name="task-batch-norm"
# ## 2 · Batch norm ★★★ 25 minutes
#
# `x` is (N, D): N examples, D units; all other arrays are (D,). Return `(y, running_mean, running_var)`, as torch has them.
#
# - `training=True`: normalise by this batch, with the variance divided by N. Running values: `(1 - momentum) * old + momentum * batch`, where the *batch* variance is divided by N - 1.
#   A batch of one example raises `ValueError`.
# - `training=False`: normalise by the running values, and return them as they came.
#
# $\varepsilon$ stands under the root. Do not change the arrays that you are given: make new ones.

# %% name="batch-norm"
def batch_norm(x, gamma, beta, running_mean, running_var, training, momentum, eps):
    # BEGIN SOLUTION
    N = len(x)
    if training:
        if N == 1:
            raise ValueError("batch norm: one example has no variance")
        mean = x.mean(axis=0)
        var = ((x - mean) ** 2).mean(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * N / (N - 1)
    else:
        mean, var = running_mean, running_var
    z = (x - mean) / np.sqrt(var + eps)
    return gamma * z + beta, running_mean, running_var
    # END SOLUTION

# %% name="check-batch-norm"
norm_report = check("batch_norm", batch_norm)
norm_report

# %% [markdown] name="task-batch-norm-backward"
# ## 3 · And back ★★★★ 35 minutes
#
# In training mode: given `dy` (N, D), return `(dx, dgamma, dbeta)`. The function gets `x` and works out mean and variance again.
#
# Each number of `x` reaches the loss in three ways: by its own $z$, through the mean and through the variance. Write them one by one, or put them together on paper first. A derivation of
# your own is worth more than a line copied from the lecture; the check does not know which it was.

# %% name="batch-norm-backward"
def batch_norm_backward(dy, x, gamma, eps):
    # BEGIN SOLUTION
    N = len(x)
    centred = x - x.mean(axis=0)
    s = np.sqrt((centred**2).mean(axis=0) + eps)
    z = centred / s
    dgamma = (dy * z).sum(axis=0)
    dbeta = dy.sum(axis=0)
    dx = gamma / (N * s) * (N * dy - dbeta - z * dgamma)    # itself, the mean, the spread
    return dx, dgamma, dbeta
    # END SOLUTION

# %% name="check-batch-norm-backward"
backward_report = check("batch_norm_backward", batch_norm_backward)
backward_report

# %% [markdown] name="use-it"
# ## Use it
#
# The net of lecture 04a: twenty layers of sigmoids on the real digits. Your `initial_std` draws its weights; with `normed=True` your batch norm stands before each sigmoid. The training loop is one
# you have written before: forward, back, step.
#
# **Predict** the share of unseen digits read rightly after 200 steps, without batch norm and with it. (Ten digits: guessing gives a tenth.)

# %% name="deep-net"
from course_lib.numpy_ops import cross_entropy, cross_entropy_backward, linear, linear_backward
from course_lib.numpy_ops import sigmoid, sigmoid_backward

def forward(x, layers, normed, training):
    tape, h = [], x
    for layer in layers[:-1]:
        a, to_a = linear(h, layer["W"])
        y = a
        if normed:
            y, layer["mean"], layer["var"] = batch_norm(
                a, layer["gamma"], layer["beta"], layer["mean"], layer["var"], training, 0.1, 1e-5)
        h, to_h = sigmoid(y)
        tape.append((layer, to_a, a, to_h))
    return linear(h, layers[-1]["W"]), tape

def step(x, labels, layers, normed, lr):
    (scores, to_scores), tape = forward(x, layers, normed, training=True)
    loss, to_loss = cross_entropy(scores, labels)
    dh, dW, _ = linear_backward(cross_entropy_backward(np.array(1.0), to_loss), to_scores)
    layers[-1]["W"] = layers[-1]["W"] - lr * dW
    for layer, to_a, a, to_h in reversed(tape):
        da = sigmoid_backward(dh, to_h)
        if normed:
            da, dgamma, dbeta = batch_norm_backward(da, a, layer["gamma"], 1e-5)
            layer["gamma"], layer["beta"] = layer["gamma"] - lr * dgamma, layer["beta"] - lr * dbeta
        dh, dW, _ = linear_backward(da, to_a)
        layer["W"] = layer["W"] - lr * dW
    return float(loss), np.linalg.norm(dW)     # dW of the first layer comes last

# %% name="train"
from course_lib.data import digits

def learn(normed, steps=200, lr=0.1, depth=20):
    data, rng = digits(), np.random.default_rng(0)
    x, x_test = (images.reshape(len(images), 64).astype(float) for images in (data.x, data.x_test))
    layers = [{"W": rng.normal(0, initial_std(64, "linear"), size=(64 if k < depth else 10, 64)),
               "gamma": np.ones(64), "beta": np.zeros(64), "mean": np.zeros(64), "var": np.ones(64)}
              for k in range(depth + 1)]
    for t in range(steps):
        rows = rng.choice(len(x), 64, replace=False)
        loss, first = step(x[rows], data.labels[rows], layers, normed, lr)
        if t == 0:
            print(f"step 0: length of the first layer's gradient {first:.1e}")
    scores, _ = forward(x_test, layers, normed, training=False)[0]
    return np.mean(scores.argmax(axis=1) == data.labels_test)

reports = std_report, norm_report, backward_report
if all(report.outcome == "correct" for report in reports):
    for normed in (False, True):
        print(f"batch norm {normed}: {learn(normed):.0%} of the unseen digits\n")
else:
    print("Waiting for all three checks.")

# %% [markdown] name="think"
# ## Think it over
#
# 1. `linear(h, layer["W"])` has no bias. Why is none missed where batch norm follows?
# 2. `forward` calls `batch_norm` with `training=False` on the unseen digits. What would change with `True`, if they came one at a time?
# 3. All 64 weights of a unit are multiplied by 10. What does the unit say then, with batch norm and without?
#
# <details><summary>Compare with an answer</summary>
#
# 1. It would move all N values of a unit together, and the batch's mean is subtracted at once: no effect, and the gradient 0. $\beta$ is the bias.
# 2. One example has no variance: your function raises. Two at a time would work, but the answer to a digit would depend on its neighbour.
# 3. With it, the same as before ($\varepsilon$ aside): mean and spread of its values grow tenfold, too, and are divided out. Without, a sigmoid gets inputs ten times as large, and most of its slopes are near 0.
#
# </details>
#
# Next: the closing project of the first half, and then units that share their weights.
