# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 02b · Backpropagation
#
# How one number at the end of a network reaches every weight in it: all slopes, in one pass backwards.
#
# *50 minutes · after [02a What is minimised](02a_losses_and_slopes.ipynb) · then the [exercise](../exercises/02b_backpropagation.ipynb) (30 minutes)*
#
# <!-- notes (1 min): Chain rule, bookkeeping, and one good idea about the order. No training yet: 02c and 03a use the slopes, this part finds them. -->

# %% [markdown] name="objectives" slideshow={"slide_type": "slide"}
# **You will be able to**
#
# 1. take a gradient back through any graph of units, edge by edge
# 2. derive the gradients of a fully connected layer for its input, its weights and its bias
# 3. write the backward pass of a ReLU network, and check it
# 4. say which weights get the gradient 0, and what becomes of them
#
# <!-- notes (1 min): Number two is the one to be able to do in your sleep. Four is where most of the surprises are. -->

# %% [markdown] name="whom-to-blame" slideshow={"slide_type": "slide"}
# ## Whom to blame?
#
# The digit reader of 01b had a hidden layer at random. To *learn* one, we need the slope of the loss for every weight. Measured, they cost $2W^2$ multiply-adds (02a);
# $3W$ was promised.
#
# **Predict:** the slopes of two neighbouring weights: what do they share, so that it is worked out once?
#
# <!-- notes (1 min): Take suggestions. Whatever lies between a unit and the loss is the same for all weights of the unit. Hold on to that. -->

# %% [markdown] name="one-neuron" slideshow={"slide_type": "slide"}
# ## One neuron, there and back
#
# $$L = \big(\sigma(w x + b) - t\big)^2$$
#
# Forward, in small steps. Each of them knows its own slope. Then backward: **local slope times gradient from above.**
#
# **Predict:** the answer is too small here. Is $dL/dw$ positive or negative?
#
# <!-- notes (6 min): Negative: x is positive, so a larger w means a larger answer and a smaller loss. Step back edge by edge; before each step somebody says the next number. Then drag x below 0 and ask again. -->

# %% name="one-neuron-graph" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import GraphStepper

neuron = GraphStepper(expression="(sigmoid(w*x + b) - t)**2", inputs={"w": -0.8, "x": 1.5, "b": 0.4, "t": 1.0})
neuron

# %% [markdown] name="one-neuron-reading" slideshow={"slide_type": "skip"}
# Negative: with $x > 0$ a larger $w$ means a larger answer, and that is a smaller loss. The next cell is the picture as code, first forward, then back. The slope of the sigmoid
# was derived in 02a: $\sigma'(a) = \sigma(a)\,\big(1 - \sigma(a)\big)$. In code `dw` is short for $dL/dw$, and so is $dX$ for $dL/dX$ in the formulas for whole layers.

# %% name="one-neuron-numbers" slideshow={"slide_type": "subslide"}
import math

w, x, b, t = -0.8, 1.5, 0.4, 1.0
p1 = w * x
p2 = p1 + b
p3 = 1 / (1 + math.exp(-p2))
p4 = p3 - t                  # L = p4**2
dp4 = 2 * p4                 # slope of the square, times dL/dL = 1
dp3 = 1 * dp4
dp2 = p3 * (1 - p3) * dp3    # slope of the sigmoid, times dp3
dp1, db = 1 * dp2, 1 * dp2
dw, dx = x * dp1, w * dp1
print(f"dw {dw:.4f}   db {db:.4f}   dx {dx:.4f}")

# %% [markdown] name="multiply-from-the-end" slideshow={"slide_type": "skip"}
# Each line on the way back uses the gradient of the line before it, and nothing is worked out twice. That is the one good idea: the long product of the chain
# rule is multiplied **from the end**, so all inputs share its beginning.
#
# Why does $x$ get a gradient, if nobody will change the data? Because in a network $x$ is the answer of another unit. (The picture's table compares these numbers
# with torch's; from here on we check each result with the measured slopes of 02a.)

# %% [markdown] name="several-paths" slideshow={"slide_type": "slide"}
# ## Used twice: the paths add up
#
# $u$ acts on $f$ through both $x(u)$ and $y(u)$. Nudge $u$ by $\delta$, to get $x'$ and $y'$. Move one after the other:
#
# $$\begin{aligned} f(x', y') - f(x, y) &= \big[ f(x', y') - f(x, y') \big] + \big[ f(x, y') - f(x, y) \big] \\ &= f_x(\xi, y')\,(x' - x) + f_y(x, \upsilon)\,(y' - y) . \end{aligned}$$
#
# Divide by $\delta$, and let it shrink:
#
# $$\frac{df}{du} = \frac{\partial f}{\partial x} \frac{dx}{du} + \frac{\partial f}{\partial y} \frac{dy}{du} .$$
#
# <!-- notes (3 min): Line one: the middle terms cancel. Line two: mean value theorem, with xi between x and x', upsilon between y and y'. Then both go to x and y; the partial slopes have to be continuous. -->

# %% [markdown] name="several-paths-question" slideshow={"slide_type": "subslide"}
# One path, one product; several paths, their sum.
#
# **Predict:** $f = (x + y)\, x$ at $x = 3$, $y = -1$. How fast does $f$ change with $x$?
#
# <!-- notes (1 min): Through the factor x: x + y = 2. Through the sum: x = 3. Together 5. Choose "used twice" in the picture to see both arrive. -->

# %% name="several-paths-numbers" slideshow={"slide_type": "subslide"}
import numpy as np
from course_lib.numpy_ops.finite_differences import numerical_gradient

x, y = 3.0, -1.0
through_the_factor = x + y     # f = s x with s held still
through_the_sum = x * 1        # f = s x, and s = x + y
measured = numerical_gradient(lambda u: (u + y) * u, np.array(x)).item()
total = through_the_factor + through_the_sum
print(f"{through_the_factor} + {through_the_sum} = {total}, measured {measured:.4f}")

# %% [markdown] name="several-paths-trap" slideshow={"slide_type": "skip"}
# > **Trap: the second path overwrites the first.** In code, a gradient that arrives by a second path is *added* to the first: `+=`, never `=`. With `=` the answer above
# > would be 2 or 3, depending on the order of the lines. Every shared value is such a place: a unit read by three others, a weight used by a
# > hundred examples.

# %% [markdown] name="forward-keeps" slideshow={"slide_type": "slide"}
# ## Any graph of units
#
# Unit $j$ reads its predecessors:
#
# $$a_j = \sum_{i \in \mathrm{Pre}(j)} w_{ji}\, h_i, \qquad h_j = \varphi_j(a_j).$$
#
# An input is a unit whose $h$ is given; a bias is a weight from a unit that is always 1. On the way forward, **keep every $a_j$ and $h_j$**: the way back will ask for them.
#
# <!-- notes (2 min): w_ji leads to j from i, as a row of W. Many books, and older slides, write w_ij for the same arrow: look before you copy a formula. -->

# %% name="forward-graph" slideshow={"slide_type": "subslide"}
reads = {"h1": {"x1": 2.0, "x2": -1.0}, "h2": {"x2": 1.0, "h1": 1.0},   # the graph of 01b,
         "h3": {"h1": 1.0, "h2": -2.0}, "y": {"h3": 1.0, "x1": 0.5}}    # in order
phi = {"h1": math.tanh, "h2": lambda a: max(0.0, a),
       "h3": lambda a: 1 / (1 + math.exp(-a)), "y": lambda a: a}

def forward(reads, inputs):
    h, a = dict(inputs), {}
    for j in reads:
        a[j] = sum(w * h[i] for i, w in reads[j].items())
        h[j] = phi[j](a[j])
    return h, a

h, a = forward(reads, {"x1": 1.0, "x2": 0.5})
print({j: round(h[j], 4) for j in reads})

# %% [markdown] name="error-signal" slideshow={"slide_type": "slide"}
# ## One number for each unit
#
# Its **error signal**: by how much the loss changes if its pre-activation is nudged,
#
# $$g_j = \frac{dL}{da_j}, \qquad \text{and then} \qquad \frac{dL}{dw_{ji}} = g_j\, h_i .$$
#
# **What the unit is to blame for, times what came in through this weight.** The first factor is what all weights into a unit share: worked out once.
#
# <!-- notes (1 min): PRML calls it delta. Five units, eight weights here; in a real layer a thousand units and a million weights. That is why we compute g for the units first. -->

# %% [markdown] name="weight-gradient-derivation" slideshow={"slide_type": "subslide"}
# Why? All that comes later depends on a layer through its pre-activations $a_1, a_2, \dots$, so
#
# $$\begin{aligned} \frac{dL}{dw_{ji}} &= \sum_k \frac{dL}{da_k} \frac{\partial a_k}{\partial w_{ji}} && \text{paths add up} \\ &= g_j\, \frac{\partial a_j}{\partial w_{ji}} && \text{because } \frac{\partial a_k}{\partial w_{ji}} = 0 \text{ for } k \ne j \\ &= g_j\, h_i && \text{because } a_j = \dots + w_{ji}\, h_i + \dots \end{aligned}$$
#
# <!-- notes (2 min): The middle line is where people get stuck: w_ji stands in row j of W and in no other. -->

# %% name="only-its-own-unit" slideshow={"slide_type": "subslide"}
rng = np.random.default_rng(0)
W, h_in = rng.normal(size=(4, 3)), rng.normal(size=3)
nudged = W.copy()
nudged[2, 1] += 0.001
print("change of the four a, over 0.001:", ((nudged @ h_in - W @ h_in) / 0.001).round(4))
print("the input of that weight:        ", h_in[1].round(4))

# %% [markdown] name="only-its-own-unit-trap" slideshow={"slide_type": "skip"}
# > **Trap: but later units do change.** They do: a weight in layer 1 moves everything in layers 2 and 3. The sum over $k$ runs over the units *beside* $j$,
# > in its own layer; what happens further up is counted already, inside $g_j$. Count it again and the gradient is too large.

# %% [markdown] name="base-case" slideshow={"slide_type": "slide"}
# ## Where it starts
#
# At a linear output with half the squared error, $y_k = a_k$ and $L = \frac12 \sum_k (y_k - t_k)^2$:
#
# $$\begin{aligned} g_k = \frac{dL}{da_k} &= y_k - t_k \\ \frac{dL}{dw_{ki}} = g_k\, h_i &= (y_k - t_k)\, h_i . \end{aligned}$$
#
# The error signal of an output is its **error**.
#
# <!-- notes (1 min): Only the term with this k contains a_k. Without the half, twice that: the gradient of torch's mse_loss. -->

# %% [markdown] name="output-pairs" slideshow={"slide_type": "subslide"}
# And with the other two pairs of 02a, where the slope of the output cancels:
#
# | output | loss | $dL/dy \cdot dy/da$ | $g$ |
# |---|---|---|---|
# | identity | half square | $(y - t) \cdot 1$ | $y - t$ |
# | sigmoid | binary cross-entropy | $\dfrac{y - t}{y (1 - y)} \cdot y (1 - y)$ | $y - t$ |
# | softmax | cross-entropy | $-t_k + e^{a_k} / \sum_j e^{a_j}$ | $y_k - t_k$ |
#
# <!-- notes (2 min): Derivations: 02a. Third row: L is minus the sum of t a, plus the logarithm of the sum; no detour through y. Output minus target, three times; of a mean over N examples, divided by N. -->

# %% name="pairs-check" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import binary_cross_entropy, cross_entropy, squared_error
from course_lib.numpy_ops import sigmoid, softmax

a, t = rng.normal(size=(2, 1, 4))
yes, right = np.array([[1.0, 0, 0, 1]]), np.array([2])
pairs = {
    "identity": (lambda a: 4 * squared_error(a, t)[0], a - t),
    "sigmoid": (lambda a: 4 * binary_cross_entropy(a, yes)[0], sigmoid(a)[0] - yes),
    "softmax": (lambda a: cross_entropy(a, right)[0], softmax(a)[0] - np.eye(4)[right]),
}
for name, (loss, g) in pairs.items():
    measured = numerical_gradient(loss, a)
    print(name, g.round(4), "as measured:", np.allclose(measured, g, atol=1e-8))

# %% [markdown] name="slope-twice" slideshow={"slide_type": "skip"}
# (The first two losses are means over all four numbers, hence the 4.)
#
# > **Trap: the slope twice.** $y - t$ is $dL/da$ already; the sigmoid has been passed. Send it through `sigmoid_backward` once more, and a unit that is sure and wrong hears
# > next to nothing: the flatness that the cross-entropy had made up for is back.

# %% [markdown] name="recursion" slideshow={"slide_type": "slide"}
# ## And how it goes on
#
# $a_i$ reaches the loss only through its successors, the units that read $h_i$:
#
# $$\begin{aligned} g_i = \frac{dL}{da_i} &= \sum_{j \in \mathrm{Post}(i)} \frac{dL}{da_j} \frac{\partial a_j}{\partial a_i} && \text{paths add up} \\ &= \sum_{j \in \mathrm{Post}(i)} g_j\, w_{ji}\, \varphi'(a_i) && \text{because } a_j = \dots + w_{ji}\, \varphi(a_i) + \dots \\ &= \varphi'(a_i) \sum_{j \in \mathrm{Post}(i)} w_{ji}\, g_j && \text{the slope is the same in all terms} \end{aligned}$$
#
# <!-- notes (3 min): This is backpropagation, all of it. Forward sums over what a unit reads; backward sums over who reads it, with the same weights. -->

# %% name="recursion-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import figure

figure("error_signal")

# %% name="backward-graph" slideshow={"slide_type": "subslide"}
slope = {"h1": lambda a: 1 - math.tanh(a) ** 2, "h2": lambda a: float(a > 0),
         "h3": lambda a: phi["h3"](a) * (1 - phi["h3"](a)), "y": lambda a: 1.0}

def backward(reads, h, a, dL_dy):
    dh, g, dw = dict.fromkeys(h, 0.0) | {"y": dL_dy}, {}, {}
    for j in reversed(reads):
        g[j] = slope[j](a[j]) * dh[j]
        for i, w in reads[j].items():
            dh[i] += w * g[j]              # this successor's part of the sum
            dw[j, i] = g[j] * h[i]
    return g, dw

# %% [markdown] name="backward-graph-reading" slideshow={"slide_type": "skip"}
# The sum over successors is collected on the way: each unit, when its turn comes, adds its part to the units it reads (`+=`, the paths add up). In the reversed order all
# successors have spoken before a unit is asked. Now the check, for the half squared error with $t = 1$: nudge each of the eight weights and compare.

# %% name="backward-graph-check" slideshow={"slide_type": "subslide"}
inputs, t = {"x1": 1.0, "x2": 0.5}, 1.0
h, a = forward(reads, inputs)
g, dw = backward(reads, h, a, h["y"] - t)

def loss(j, i, w):
    y = forward(reads | {j: reads[j] | {i: w}}, inputs)[0]["y"]
    return (y - t) ** 2 / 2

for (j, i), found in dw.items():
    measured = numerical_gradient(lambda w: loss(j, i, w.item()), np.array(reads[j][i]))
    print(f"{i} -> {j}: backpropagation {found:8.5f}   measured {measured.item():8.5f}")

# %% name="backward-graph-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("graph_backward")

# %% [markdown] name="two-successors" slideshow={"slide_type": "skip"}
# Look at $h_1$, the unit with two successors. **Predict** from the picture: do the two agree about which way $h_1$ should move?

# %% name="two-successors-numbers" slideshow={"slide_type": "skip"}
by_h2, by_h3 = 1.0 * g["h2"], 1.0 * g["h3"]
print(f"slope {slope['h1'](a['h1']):.4f} times ({by_h2:.4f} {by_h3:+.4f}) = {g['h1']:.4f}")

# %% [markdown] name="two-successors-reading" slideshow={"slide_type": "skip"}
# They do not. Through $h_2$ a larger $h_1$ would raise the loss, through $h_3$ it would lower it, half as strongly. $h_1$ hears the sum alone, and the slope of its tanh leaves less than a fifth of it.

# %% [markdown] name="outer-product" slideshow={"slide_type": "slide"}
# ## A whole layer at once
#
# $dL/dw_{ji} = g_j\, h_i$ for all $j$ and $i$ together is a table of products, an **outer product**:
#
# $$\frac{dL}{dW} = g\, h^\top \quad \text{for one example,} \qquad \frac{dL}{dW} = \sum_n g_n\, h_n^\top = G^\top H \quad \text{for a batch in rows.}$$
#
# <!-- notes (2 min): Same shape as W: one row for each unit, one column for each input. The sum over examples is hidden in the matrix product. -->

# %% name="outer-product-numbers" slideshow={"slide_type": "subslide"}
G = np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 3.0]])                    # three examples, two units
H = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0]])     # their three inputs
for g_n, h_n in zip(G, H):
    print(np.outer(g_n, h_n).tolist())
print("sum:    ", sum(np.outer(g_n, h_n) for g_n, h_n in zip(G, H)).tolist())
print("G.T @ H:", (G.T @ H).tolist())

# %% [markdown] name="linear-layer-back" slideshow={"slide_type": "slide"}
# **The layer** $y_{no} = \sum_i x_{ni}\, w_{oi} + b_o$, given $dy = dL/dy$, of shape $(N, O)$:
#
# $$\begin{aligned} \frac{dL}{dx_{ni}} &= \sum_o dy_{no}\, w_{oi} && \Rightarrow & dX &= dY\, W \\ \frac{dL}{dw_{oi}} &= \sum_n dy_{no}\, x_{ni} && \Rightarrow & dW &= dY^\top X \\ \frac{dL}{db_o} &= \sum_n dy_{no} && \Rightarrow & db &= \textstyle\sum_n dY_n \end{aligned}$$
#
# <!-- notes (2 min): Each line: which outputs does this number touch? x_ni touches all outputs of its own example; w_oi and b_o touch one output of every example. Sum over what is touched. If the course's checker rejects a student's layer, it points here. -->

# %% [markdown] name="shapes-of-gradients" slideshow={"slide_type": "subslide"}
# **A gradient has the shape of what it is the gradient of.** So the shapes nearly write the formulas: from $dY\,(N, O)$ and $W\,(O, I)$ make an $(N, I)$.
#
# **Predict:** when do the shapes *not* notice that you transposed the wrong one?
#
# <!-- notes (1 min): When two of the three sizes are equal: a square W, or N = O. Test on three different sizes. And shapes never notice a missing factor. -->

# %% name="shapes-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("linear_back")

# %% [markdown] name="shapes-reading" slideshow={"slide_type": "skip"}
# Ask of each number: *which outputs does it touch, and how strongly?* The input $x_{ni}$ touches every unit $o$, but only in its own example $n$; how strongly is $w_{oi}$. The
# weight $w_{oi}$ touches unit $o$ alone, but in every example, with the strength $x_{ni}$. So the weights carry the gradient back to the inputs, and the inputs
# carry it to the weights. The bias touches unit $o$ in every example with the strength 1.
#
# The axis that two factors share is summed over and disappears. With a square $W$, `dy @ W.T` runs as well as `dy @ W`, with other numbers: test a
# layer on three *different* sizes. (Books that keep an example in each column have all products the other way round.)

# %% [markdown] name="sum-over-the-batch" slideshow={"slide_type": "subslide"}
# **Who is summed over the batch?** All examples used the same $W$ and $b$: their demands **add up**. Each example has its own $x$: the rows of $dX$ stay apart.
#
# > **Trap: dividing by $N$ in the layer.** If the loss is a mean, the $1/N$ is in $dY$ already.
#
# <!-- notes (2 min): Sharing means adding. The same rule will give the gradient of a convolution, where a weight is shared by all positions, and of a recurrent net, shared by all times. -->

# %% [markdown] name="checkpoint" slideshow={"slide_type": "subslide"}
# **Checkpoint.** Now a layer with *any* nonlinearity: $y = \varphi(x W^\top + b)$, the gradient $dy$ given. On paper: $dX$, $dW$, $db$.
#
# <!-- notes (2 min): One more factor, before everything else: da = dy times phi'(a), number by number. Then the three formulas with da in the place of dy. Give them the minute. -->

# %% name="checkpoint-check" slideshow={"slide_type": "subslide"}
import torch
from course_lib.numpy_ops import linear, linear_backward, tanh, tanh_backward

X, W, b = (rng.normal(size=shape) for shape in [(5, 3), (4, 3), (4,)])
dy = rng.normal(size=(5, 4))
a, to_a = linear(X, W, b)
y, to_y = tanh(a)
ours = linear_backward(tanh_backward(dy, to_y), to_a)   # phi'(a) first, then as before

tensors = [torch.tensor(array, requires_grad=True) for array in (X, W, b)]
torch.tanh(torch.nn.functional.linear(*tensors)).backward(torch.tensor(dy))
for name, mine, tensor in zip(("dX", "dW", "db"), ours, tensors):
    close = np.allclose(mine, tensor.grad, rtol=0, atol=1e-12)
    print(name, mine.shape, "within 1e-12 of torch:", close)

# %% [markdown] name="checkpoint-reading" slideshow={"slide_type": "skip"}
# One factor more, and before everything else: $dA = dY \odot \varphi'(A)$, number by number ($\odot$). Then the three formulas with $dA$ in the place of $dY$. The check uses a *random* $dY$.
# With all ones an error in the order of rows, or a forgotten factor 1, can hide.

# %% [markdown] name="relu-on-the-way-back" slideshow={"slide_type": "slide"}
# ## A ReLU on the way back
#
# Its slope is a step, 0 and then 1: it lets a gradient through whole or not at all.
#
# $$g_i = \begin{cases} \sum_j w_{ji}\, g_j & \text{if } a_i > 0 \\ 0 & \text{else.} \end{cases}$$
#
# At the kink, $a_i = 0$, any number from 0 to 1 is a **subgradient**. This course takes 0; so does torch.
#
# **Predict** for $a = (-2, 0, 3, 1)$ and $dh = (5, 5, -5, 7)$.
#
# <!-- notes (2 min): (0, 0, -5, 7). The negative gradient passes: it is the sign of a that decides, on the way in. Applying ReLU to the gradient is the classic mistake. Finite differences at the kink say 1/2: do not check a gradient there. -->

# %% name="relu-numbers" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import relu_backward

a, dh = np.array([-2.0, 0.0, 3.0, 1.0]), np.array([5.0, 5.0, -5.0, 7.0])
a_torch = torch.tensor(a, requires_grad=True)
torch.relu(a_torch).backward(torch.tensor(dh))
print("numpy_ops", relu_backward(dh, a), "  torch", a_torch.grad.numpy())

# %% [markdown] name="keep-what-you-need" slideshow={"slide_type": "slide"}
# **What to keep on the way in**
#
# | step | the way back needs |
# |---|---|
# | $y = x W^\top + b$ | $x$ for $dW$, and $W$ for $dX$; nothing for $db$ |
# | $h = \max(0, a)$ | where $a > 0$ |
#
# So the second layer's $dW_2$ asks for what *it* was given: $h$, after the ReLU. $a$ is needed **with** its bias.
#
# <!-- notes (1 min): This is the cache in y, cache = op(x). It is why training takes more memory than using: all layers' answers wait for the way back. -->

# %% [markdown] name="backward-step-by-step" slideshow={"slide_type": "slide"}
# **Two layers, one example** (as a column): $x \to a \to h \to s$. Left column down, right column up.
#
# | ↓ forward | | ↑ back | |
# |---|---|---|---|
# | $x$ | $(1, 2)$ | $dx = W_1^\top\, da$ | $(-4, -2)$ |
# | $a = W_1 x + b_1$ | $(-1, 3)$ | $da = dh \odot [a > 0]$ | $(0, -2)$ |
# | $h = \max(0, a)$ | $(0, 3)$ | $dh = W_2^\top\, ds$ | $(3, -2)$ |
# | $s = W_2 h + b_2$ | $-6$ | $ds$, from above | $1$ |
#
# <!-- notes (3 min): Weights in the next cell. Each weight's gradient is read off in passing: dW2 = ds h, dW1 = da x, db2 = ds, db1 = da. Unit 1 is off: its row of dW1 is 0 and so is its column of dW2. In a batch the examples are rows, and all products change their order. -->

# %% name="step-by-step-numbers" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import relu

x, W1, b1 = np.array([[1.0, 2.0]]), np.array([[1.0, -1.0], [2.0, 1.0]]), np.array([0.0, -1.0])
W2, b2 = np.array([[3.0, -2.0]]), np.array([0.0])
a, to_a = linear(x, W1, b1)
h, to_h = relu(a)
s, to_s = linear(h, W2, b2)
dh, dW2, db2 = linear_backward(np.array([[1.0]]), to_s)
da = relu_backward(dh, to_h)
dx, dW1, db1 = linear_backward(da, to_a)
print("a", a, "h", h, "s", s, "  dh", dh, "da", da, "dx", dx)
print("dW1", dW1.tolist(), "db1", db1, "dW2", dW2, "db2", db2)

# %% [markdown] name="step-by-step-reading" slideshow={"slide_type": "skip"}
# Unit 1 was off. Its *incoming* weights, a row of $W_1$, get 0 because $g_1 = 0$; its *outgoing* weight, a column of $W_2$, gets 0 because $h_1 = 0$. The gradient takes the ways that the values took.
#
# One example with small integers shows the steps; it does not prove a program right. A random batch on unequal sizes, compared with torch, comes close to it.

# %% name="network-check" slideshow={"slide_type": "skip"}
shapes = {"x": (6, 5), "W1": (4, 5), "b1": (4,), "W2": (3, 4), "b2": (3,)}
x, W1, b1, W2, b2 = (rng.normal(size=shape) for shape in shapes.values())
labels = np.array([0, 2, 1, 1, 0, 2])

a, to_a = linear(x, W1, b1)
h, to_h = relu(a)
s, to_s = linear(h, W2, b2)
ds = (softmax(s)[0] - np.eye(3)[labels]) / len(x)         # output minus target; the mean is taken here
dh, dW2, db2 = linear_backward(ds, to_s)
dx, dW1, db1 = linear_backward(relu_backward(dh, to_h), to_a)

tensors = [torch.tensor(array, requires_grad=True) for array in (x, W1, b1, W2, b2)]
X, V1, c1, V2, c2 = tensors
scores = torch.relu(X @ V1.T + c1) @ V2.T + c2
torch.nn.functional.cross_entropy(scores, torch.tensor(labels)).backward()
for name, mine, tensor in zip(shapes, (dx, dW1, db1, dW2, db2), tensors):
    print(f"d{name} {mine.shape}: within 1e-12 of torch:", np.allclose(mine, tensor.grad, rtol=0, atol=1e-12))

# %% [markdown] name="backward-mode" slideshow={"slide_type": "slide"}
# ## The network in backward mode
#
# From layer to layer, the signal from above is carried by the transposed weights and scaled by the slopes:
#
# $$g^{(l)} = \varphi'\big(a^{(l)}\big) \odot \big(W^{(l+1)}\big)^{\!\top} g^{(l+1)} .$$
#
# The same network, in the other direction. With the slopes held it is **linear**: twice the error, twice the gradients.
#
# **Predict:** a unit is off. Which weights get the gradient 0, exactly?
#
# <!-- notes (6 min): Its incoming ones (g = 0) and its outgoing ones (h = 0). Do the prediction in the picture. Then drag an input until a unit flips and wires reopen. Then tanh: no unit is off, but every factor is below 1. Two numbers beside each layer: share of units on, and what W transposed does to the length of g. -->

# %% name="backward-mode-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import BackwardMode

deep = BackwardMode(depth=6, width=8, activation="relu")
deep

# %% name="backward-mode-factors" slideshow={"slide_type": "subslide"}
from course_lib.experiments.backward_mode import network

Ws, _ = network(depth=6, width=8)                   # the picture's weights; all biases are 0
h, slopes = np.array([1.2, -0.8, 0.6, 1.6]), []     # and its example
for W in Ws[:-1]:
    slopes.append(W @ h > 0)
    h = relu(W @ h)[0]
g = Ws[-1] @ h - 1.0                                # output minus target
for layer in (6, 5, 4, 3, 2, 1):
    carried, before = Ws[layer].T @ g, np.linalg.norm(g)
    g = slopes[layer - 1] * carried
    print(f"layer {layer}: W^T times {np.linalg.norm(carried) / before:.2f},",
          f"{slopes[layer - 1].sum()} of 8 on, left {np.linalg.norm(g):.4f}")

# %% [markdown] name="backward-mode-reading" slideshow={"slide_type": "skip"}
# Hollow units are off, and the wires of their gradient are cut. So all weights *into* such a unit get 0, because $g = 0$, and all weights *out of* it, because $h = 0$. What survives is rescaled by each $W^\top$; the number beside the layer says how much, and it
# is the factor that the cell printed. Drag an input until a unit flips, and a whole fan of wires opens or closes: the slopes are decided on the way in.
#
# Linear also means: add two errors, and the gradients add. At the bottom arrives the product of all these
# factors. If most are below 1 it fades, if most are above 1 it explodes. Lecture 04 is about keeping it near 1.

# %% [markdown] name="dead-units" slideshow={"slide_type": "slide"}
# ## Units that do not come back
#
# A unit that is off for **every** example gets the gradient 0 for all its weights and its bias: they stay as they are. In the first layer, so does what it reads.
#
# **Predict:** one step a hundred times too long. How many of 50 ReLU units does it switch off for good?
#
# <!-- notes (3 min): Look at the figure left: the line never falls, and it cannot. Right: the units of the second layer read units that still move, so some wake up. To see one die: the large step in the picture before, on one unit. -->

# %% name="dead-units-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("dead_units")

# %% name="dead-units-run" slideshow={"slide_type": "subslide"}
from course_lib.experiments.dead_units import dead_units

print("dead of 50, medians of 5 runs:  before / after the step / at the end")
for times in (1, 30, 100):
    runs = [dead_units(times, large_step=5, steps=60, seed=seed) for seed in range(5)]
    first, second = np.median([run.dead[[5, 6, 60]] for run in runs], axis=0).astype(int).T
    loss = np.median([run.loss[[6, 60]] for run in runs], axis=0).round(2)
    print(f"step x {times:3d}   layer 1 {first}   layer 2 {second}   loss after, end {loss}")

# %% [markdown] name="dead-units-reading" slideshow={"slide_type": "skip"}
# Eight more than before, in the median. In the first layer the number never falls, and it cannot: gradient 0, step 0, the same weights, the same data. In the second layer the inputs still move, and now and then a
# unit wakes up. And look at the loss: in the end it is *lower* after the largest step than without it. So a dead unit does not spoil a run, it is capacity lost for good,
# and nobody notices. Forty units are enough for 200 digits.
#
# > **Trap: "the ReLU is dead" from one example.** Off for one example is nothing special: half of the units are. Dead means off for all of them. Count over
# > the whole data before you say it.

# %% [markdown] name="cost" slideshow={"slide_type": "slide"}
# ## What it costs
#
# Forward, each weight is used once. Back, twice: once to hand the gradient on ($dX$), once for its own ($dW$).
#
# <!-- notes (1 min): One plus two is three: the answer to the first question. For any number of weights. The price is memory: all layers' answers are kept. -->

# %% name="cost-count" slideshow={"slide_type": "-"}
from course_lib.experiments.gradient_cost import gradient_cost

cost = gradient_cost(hidden=16)
print(f"{cost.weights} weights, multiply-adds: one evaluation {cost.forward},")
print(f"all slopes by backpropagation {cost.backward}, by finite differences {cost.differences}")

# %% [markdown] name="summary" slideshow={"slide_type": "slide"}
# ## What to take along
#
# - Local slope times gradient from above; where paths meet, add.
# - $g_j = dL/da_j$ for each unit, then $dL/dw_{ji} = g_j h_i$. It starts with output minus target.
# - $dX = dY\, W$, $dW = dY^\top X$, $db$ the sum of the rows. What is shared is summed.
# - A ReLU passes what its own $a$ allows. Off for all examples: the end of learning.
#
# <!-- notes (1 min): Exercise: linear_backward, ten minutes, then mlp_backward, twenty. Then 02c: a machine that does all this by itself. -->

# %% [markdown] name="exercise-link" slideshow={"slide_type": "skip"}
# **Now you.** In the [exercise](../exercises/02b_backpropagation.ipynb) you write the way back through one layer and through a network (thirty minutes). Then 02c builds the machine
# that writes it for you.
#
# *Sources.* Rumelhart, Hinton and Williams, *Nature* 323, 1986. The order of the products is older: Linnainmaa, *BIT* 16, 1976; Werbos, in *System Modeling and
# Optimization*, 1982. Bishop, *PRML*, 2006, section 5.3 (there $\delta_j$ for our $g_j$).
