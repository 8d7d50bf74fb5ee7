# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title"
# # Project 1 · Deep by hand
#
# The close of the first half: everything from [lecture 01a](../lectures/01a_threshold_units.ipynb) to [lecture 04b](../lectures/04b_keeping_the_scale.ipynb), in two parts, 100 minutes.
# First you are the doctor of six nets that somebody else has trained. Then you train one yourself, as deep as you can, out of nothing but your own functions.
#
# Twice you commit a prediction before you see a run. The first one counts, and being wrong costs nothing.

# %% [markdown] name="patients"
# ## A · Six patients ★★★ 40 minutes
#
# Six runs of one small net on the digits: 64 pixels, three hidden layers of 40 ReLUs (the third with batch norm in the place of a bias), ten scores, 300 steps of plain
# descent on mini-batches of 60. **Each run has exactly one fault, and each fault occurs once.** Nobody shows you the code. You have instruments, and for comparison the same
# instruments on a healthy run.

# %% name="faults-and-instruments"
from course_lib.experiments.patients import FAULTS, INSTRUMENTS

for title, names in (("Faults", FAULTS), ("Instruments", INSTRUMENTS)):
    print(title, *(f"{name:16} {what}" for name, what in names.items()), sep="\n  ")

# %% [markdown] name="predict-signs"
# **Predict.** For each fault name the one instrument that you expect to give it away, and say to yourself what it will show. Return a dict with the six faults as keys and the name of an instrument for each,
# such as `{"zero_weights": "loss", ...}`. You see the patients once all six are committed; in your own copy the first commitment is kept.

# %% name="first-signs"
def first_signs():
    # BEGIN SOLUTION
    return {
        "zero_weights": "gradients",      # nothing can go back through weights of 0
        "deviation_one": "spread",        # wider from layer to layer
        "bias_not_summed": "shapes",
        "modes_swapped": "accuracy",      # trained for one thing, tested on another
        "rows_leaked": "accuracy",        # as good on the test as in training
        "units_killed": "dead",
    }
    # END SOLUTION

# %% name="commit-signs"
from course_lib.workspace import commit

signs_committed = commit("first signs", first_signs, keys=tuple(FAULTS), among=tuple(INSTRUMENTS))
signs_committed

# %% [markdown] name="look"
# The patients are called A to F. Two instruments to begin with: the two curves that everybody looks at.

# %% name="loss"
from course_lib.widgets.instruments import instrument

instrument("loss", after=signs_committed)

# %% name="accuracy"
instrument("accuracy", after=signs_committed)

# %% [markdown] name="ask-for-more"
# Some look ill, some look well, and hardly any can be named. Ask for more: change the name in the next cell, or add cells. Before each, say which question it is to answer.

# %% name="one-more"
instrument("gradients", after=signs_committed)

# %% [markdown] name="spread-text" tags=["solution-only"]
# A and B both rest at ln 10, with gradients of 0 at the end. Which of them was ever alive? Look at what is there *before* the first step.

# %% name="spread" tags=["solution-only"]
instrument("spread", after=signs_committed)

# %% [markdown] name="dead-text" tags=["solution-only"]
# B has no spread at all before the first step: zero weights. E begins with outputs far too wide in layers 1 and 2: weights of deviation 1. A begins like the healthy run. What happened to it?

# %% name="dead" tags=["solution-only"]
instrument("dead", after=signs_committed)

# %% [markdown] name="running-text" tags=["solution-only"]
# A's units were on before the first step and off ten steps later: killed. C, D and F are left, and no layer of theirs looks strange. F's accuracy wavers; its batch norm is worth a look.

# %% name="running" tags=["solution-only"]
instrument("running", after=signs_committed)

# %% [markdown] name="last-two-text" tags=["solution-only"]
# A staircase: F's running mean stands still while training and moves when the sets are read, every tenth step. The modes are swapped. C and D both learn well, C nearly too well on the test.
# One look for copies, one at the shapes.

# %% name="overlap" tags=["solution-only"]
instrument("overlap", after=signs_committed)

# %% name="shapes" tags=["solution-only"]
instrument("shapes", after=signs_committed)

# %% [markdown] name="task-diagnosis"
# **Diagnose.** Return a dict: for each patient `"A"` to `"F"` the name of its fault. You may leave out those you do not know yet, and check as you go.

# %% name="diagnosis"
def diagnosis():
    # BEGIN SOLUTION
    return {
        "A": "units_killed",
        "B": "zero_weights",
        "C": "rows_leaked",
        "D": "bias_not_summed",
        "E": "deviation_one",
        "F": "modes_swapped",
    }
    # END SOLUTION

# %% name="check-diagnosis"
from course_lib.checks import check

diagnosis_report = check("diagnosis", diagnosis)
diagnosis_report

# %% [markdown] name="compare-signs"
# When all six are right: your predictions beside what the instruments showed.

# %% name="signs"
from course_lib.widgets.instruments import say, signs

if diagnosis_report.outcome == "correct" and signs_committed.made:
    found = diagnosis()
    shown = signs(signs_committed.value, [found[patient] for patient in "ABCDEF"])
else:
    shown = say("Waiting for the six diagnoses.")
shown

# %% [markdown] name="think-patients"
# **Think it over.** Loss and accuracy ring for four and for five of the six: what are they good for? Which fault would have gone unnoticed if you had only ever plotted the loss and the accuracy?
#
# <details><summary>Compare with an answer</summary>
#
# Loss and accuracy say *that* something is wrong, with nearly every fault, and almost never *what*: two of the six come to rest at the same loss, and one has the curves of the healthy run. The narrow instruments, a table of shapes and a search for copies,
# are silent for all faults but one, and then they are a proof. The bias that was not summed shows in no curve here: this net learns in spite of it, and breaks on the day somebody reads a batch of another size. So look at
# everything once **before the first step**, and at the shapes always.
#
# </details>

# %% [markdown] name="deep"
# ## B · As deep as you can ★★★★ 60 minutes
#
# Now your own net: fully connected, in NumPy, from your own functions. How many weight matrices in a row can it have, and still read 95 % of the digits it has not seen (the median of five
# seeds), with 60 seconds for all five together? At least 10 are due. No shortcuts around layers: those are lecture 09.
#
# Paste what you wrote for the exercises: `linear_backward`, `softmax_cross_entropy`, `momentum_step`, `relu_backward`, `initial_std`, `batch_norm`, `batch_norm_backward`, whichever you want.

# %% name="paste"
import numpy as np

# Your functions from the exercises 02a to 04b go here.

# %% name="from-exercises" tags=["solution-only"]
def linear_backward(dy, x, W):                                                  # 02b
    return dy @ W, dy.T @ x, dy.sum(axis=0)

def softmax_cross_entropy(logits, labels):                                      # 02a
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z)
    p /= p.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    loss = -np.log(p[rows, labels]).mean()
    p[rows, labels] -= 1
    return loss, p / len(labels)

def momentum_step(w, v, g, lr, mu, weight_decay=0.0):                           # 03a
    v = mu * v + g + weight_decay * w
    return w - lr * v, v

def initial_std(fan_in, activation):                                            # 04b
    return np.sqrt((2 if activation == "relu" else 1) / fan_in)

# %% name="from-exercises-batch-norm" tags=["solution-only"]
def batch_norm(x, gamma, beta, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        unbiased = var * len(x) / (len(x) - 1)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * unbiased
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var

def batch_norm_backward(dy, x, gamma, eps=1e-5):
    inverse = 1 / np.sqrt(x.var(axis=0) + eps)
    z = (x - x.mean(axis=0)) * inverse
    dgamma, dbeta = (dy * z).sum(axis=0), dy.sum(axis=0)
    return gamma * inverse * (dy - dbeta / len(x) - z * dgamma / len(x)), dgamma, dbeta

# %% [markdown] name="recipes-text" tags=["solution-only"]
# Four recipes, one net. `relu` and `tanh` start as lecture 04b says; `batch norm` puts a batch norm behind each hidden matrix of `relu`; `orthogonal` takes tanh and matrices whose rows and
# columns have length 1 and stand at right angles, so that no direction of the signal is stretched or squeezed at the start, forward or backward.

# %% name="net" tags=["solution-only"]
def new_net(sizes, recipe, rng):
    net = []
    for n, m in zip(sizes, sizes[1:]):
        if recipe == "orthogonal":
            q, r = np.linalg.qr(rng.normal(size=(max(m, n), min(m, n))))
            w = q * np.sign(np.diag(r))
            layer = {"w": w if m >= n else w.T, "b": np.zeros(m)}
        else:
            layer = {"w": rng.normal(size=(m, n)) * initial_std(n, "tanh" if recipe == "tanh" else "relu"), "b": np.zeros(m)}
        if recipe == "batch norm" and len(net) < len(sizes) - 2:
            layer |= {"gamma": np.ones(m), "mean": np.zeros(m), "var": np.ones(m)}
        net.append(layer)
    return net

def forward(x, net, recipe, training=True):
    tape = []
    for number, layer in enumerate(net):
        a, y = x @ layer["w"].T, None
        if "gamma" in layer:
            y, layer["mean"], layer["var"] = batch_norm(a, layer["gamma"], layer["b"], layer["mean"], layer["var"], training)
        y = a + layer["b"] if y is None else y
        h = y if number == len(net) - 1 else np.tanh(y) if recipe in ("tanh", "orthogonal") else np.maximum(y, 0)
        tape.append((x, a, h))
        x = h
    return x, tape

# %% name="backward" tags=["solution-only"]
def backward(d, net, tape, recipe):
    found = []
    for layer, (x, a, h) in zip(reversed(net), reversed(tape)):
        if found:
            d = d * (1 - h * h) if recipe in ("tanh", "orthogonal") else d * (h > 0)
        grads = {}
        if "gamma" in layer:
            d, grads["gamma"], grads["b"] = batch_norm_backward(d, a, layer["gamma"])
            d, grads["w"], _ = linear_backward(d, x, layer["w"])
        else:
            d, grads["w"], grads["b"] = linear_backward(d, x, layer["w"])
        found.insert(0, grads)
    return found

# %% name="train" tags=["solution-only"]
def train(x, labels, x_new, seed, depth, recipe="orthogonal", epochs=12, rate=0.5):
    rng, width, batch = np.random.default_rng(seed), 32, 64
    net = new_net([x.shape[1]] + [width] * (depth - 1) + [10], recipe, rng)
    velocity = [{name: 0.0 for name in layer} for layer in net]
    mean, count, step = x.mean(axis=0), len(x) // batch, 0
    while step < epochs * count:
        for rows in np.split(rng.permutation(len(x))[: count * batch], count):
            scores, tape = forward(x[rows] - mean, net, recipe)
            _, dscores = softmax_cross_entropy(scores, labels[rows])
            lr = rate / depth * (1 - step / (epochs * count))    # the deeper, the shorter; down to 0 at the end
            for layer, v, grads in zip(net, velocity, backward(dscores, net, tape, recipe)):
                for name, g in grads.items():
                    layer[name], v[name] = momentum_step(layer[name], v[name], g, lr, 0.9)
            step += 1
    return forward(x_new - mean, net, recipe, training=False)[0], [layer["w"] for layer in net]

# %% [markdown] name="task-deep-net"
# **Write** `deep_net(x, labels, x_new, seed, depth)`. Given digits `x` (N, 64) with their `labels` (N,), and new digits `x_new` (M, 64), it makes a net of `depth` weight matrices, trains it, and returns
# `(scores, weights)`: ten scores for each row of `x_new`, and the list of the matrices, each (out, in), from the first to the last. All chance comes from `seed`. The default of `depth` is the depth that you
# claim: the check takes it. Put there what your net can do.

# %% name="deep-net"
def deep_net(x, labels, x_new, seed, depth=30):
    # BEGIN SOLUTION
    return train(x, labels, x_new, seed, depth)
    # END SOLUTION

# %% [markdown] name="predict-depth"
# **Predict** before the first run: the largest depth at which *your* net will still reach 95 %.

# %% name="deepest"
def deepest():
    # BEGIN SOLUTION
    return 20
    # END SOLUTION

# %% name="commit-depth"
depth_committed = commit("deepest net", deepest, among=range(1, 10_001))
depth_committed

# %% [markdown] name="search"
# Then search. One seed is enough to see whether a depth is worth five. (`%%time` as the first line of a cell shows its seconds. Which digits to choose the depth by? The next cell cuts some off the training set for that:
# the test set is for the end.)

# %% name="try-depths"
from course_lib.data import digits

def share_right(depth, seed=0):
    x, labels, *_ = digits()
    x = x.reshape(len(x), -1).astype(float)
    scores, _ = deep_net(x[300:], labels[300:], x[:300], seed, depth)
    return np.mean(scores.argmax(axis=1) == labels[:300])

if depth_committed.made:
    for depth in (10, 20, 30):
        print(f"{depth} weight matrices: {share_right(depth):.1%} of 300 digits that it was not trained on")
else:
    print("Waiting for your prediction.")

# %% [markdown] name="claim"
# The check trains your net with five seeds, on another division of the digits, and gives the ten digits other names. Its verdict is about depth and accuracy; the seconds of your machine stand beside it. It takes as long as your net takes.

# %% name="check-deep-net"
deep_report = check("deep_net", deep_net)
deep_report

# %% [markdown] name="how-deep" tags=["solution-only"]
# How deep does each recipe get? Each was tried at six depths with two rates and five seeds, 24 times through the digits. That takes minutes, so it is a recorded run of the cells above, made by
# `python -m course_lib.experiments.deep_by_hand`.

# %% name="ladder" tags=["solution-only"]
from course_lib.experiments.deep_by_hand import recorded
from course_lib.widgets.picture import canvas, picture

record, marks = recorded(), dict(zip(("relu", "tanh", "batch norm", "orthogonal"), ("s-", "o--", "D-.", "^-")))
fig, ax = canvas(7, 3.2)
for recipe, mark in marks.items():
    middle = np.median(record["accuracy"][recipe], axis=1)
    ax.plot(record["depths"], middle, mark, ms=5, label=recipe)
    print(f"{recipe:10}", *(f"{depth:4}: {share:.1%}" for depth, share in zip(record["depths"], middle) if share == share))
ax.axhline(0.95, color="k", lw=0.8, ls=":")
ax.set(xscale="log", xlabel="weight matrices", ylabel="test accuracy", xticks=record["depths"], xticklabels=record["depths"])
ax.minorticks_off()
ax.legend(fontsize=9, loc="lower left")
picture(fig, alt="Median accuracy on new digits against the number of weight matrices, 5 to 200, for four recipes. The numbers stand above it.")

# %% name="deepest-of-all" tags=["solution-only"]
best = record["deepest"]
print(f"{best['depth']} weight matrices, {best['epochs']} times through the digits: median {np.median(best['accuracy']):.1%} "
      f"({min(best['accuracy']):.1%} to {max(best['accuracy']):.1%}), {best['seconds']:.0f} s of one core of a Xeon for five seeds")

# %% [markdown] name="before-the-first-step"
# ### Before the first step
#
# Two fresh nets of 50 hidden ReLU layers with He's rule, one of them with batch norm. **Predict** for each: by which factor does the gradient of the first hidden layer exceed that of the last?

# %% name="growth"
from course_lib.experiments.deep_by_hand import recorded
from course_lib.experiments.gradient_flow import gradient_flow

for name, with_norm in (("He's rule", False), ("and batch norm", True)):
    flow = gradient_flow(50, "relu", scale=2**0.5, batch_norm=with_norm)
    growth = flow.signal[0] / flow.signal[-1]
    print(f"{name:15} gradient, first over last layer: {growth:8.1f} ({growth ** (1 / 49):.3f} a layer)   "
          f"how far digits differ, first to last: {flow.h_spread[0]:.2f} to {flow.h_spread[-1]:.2f}")

record = recorded()
at = record["depths"].index(50)
print("nets of 50 matrices, trained (recorded, median of five seeds):",
      *(f"{name} {np.median(record['accuracy'][recipe][at]):.0%} "
        for name, recipe in (("He's rule", "relu"), ("and batch norm", "batch norm"))))

# %% [markdown] name="think-deep"
# **Think it over.** A batch norm keeps the outputs of every layer at the same spread, however deep. Why does a deep stack of them, fresh from the start, learn so badly? And why does He's rule alone?
#
# <details><summary>Compare with an answer</summary>
#
# Batch norm keeps the scale on the way forward only. On the way back each one divides by the spread it has found, and layer for layer the gradient *grows*, by a factor of about $\sqrt{\pi/(\pi-1)} \approx 1.21$ with ReLUs
# (Yang et al., A mean field theory of batch normalization, ICLR 2019). The cell above found nearly that, and over 50 layers it comes to more than ten thousand between first and last: no single rate suits both. With He's rule
# alone the scale is kept both ways, but the outputs of all digits come to look alike: there is next to nothing left to tell them apart by.
#
# </details>
#
# An idea that costs one line: start each hidden matrix at the **identity**, so that the fresh net passes its input on as it is. How deep do you get? Remember what you find. Lecture 09 builds that path into the net, and keeps it there
# while training.
