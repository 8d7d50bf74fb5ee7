# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 04a · Slopes and depth
#
# A net of twenty sigmoid layers that does not learn, the picture that says why, and what helps.
#
# *40 minutes · after [03a Going down](03a_descent.ipynb) · then the [exercise](../exercises/04a_slopes_and_depth.ipynb) (5 minutes)*
#
# <!-- notes (1 min): One story from end to end. A net fails; we find out where the gradient goes; two cures, and the bill for one of them. The last ten minutes are about what a ReLU net draws. -->

# %% [markdown] name="objectives" slideshow={"slide_type": "slide"}
# **You will be able to**
#
# 1. derive the slopes of sigmoid, tanh and ReLU, and say where each is flat
# 2. predict how much of a gradient reaches the first layer, from slopes and weights
# 3. name the layers that do not learn, and the change that would help them
# 4. count the pieces and the regions of a ReLU net
#
# <!-- notes (1 min): Number two is one multiplication a layer. It explains most of what was hard about deep nets before 2010. -->

# %% [markdown] name="twenty-layers" slideshow={"slide_type": "slide"}
# ## Twenty layers, and nothing
#
# Sigmoid units, 64 a layer, on real digits. Two hidden layers learn them in 300 steps. The next cell gives the same net eighteen layers more.
#
# **Predict:** which share of unseen digits will the deep one read? And which of its layers will have changed least?
#
# <!-- notes (1 min): Collect guesses: 95 percent, because more can do more? A bit less, because there is more to learn? Write them down. -->

# %% name="twenty-layers-run" slideshow={"slide_type": "subslide"}
from course_lib.experiments.gradient_flow import train

for depth in (2, 20):
    run = train(depth, activation="sigmoid", lr=1.0, steps=300)
    loss = run.loss[-20:].mean()
    print(f"{depth:2d} hidden layers: loss {run.loss[0]:.2f} -> {loss:.2f},",
          f"unseen digits {run.test_accuracy[-1]:.0%}")

# %% [markdown] name="twenty-layers-reading" slideshow={"slide_type": "skip"}
# One digit in ten: that is guessing, and its loss is $\ln 10 = 2.30$ (02a). No layer is missing and no gradient is wrong: the same code did both runs, `course_lib/experiments/gradient_flow.py`, which puts 02b and 02c
# together. Another step size does not help either, as we will see.
#
# **Symbols.** Layer $l$ makes $a^{(l)} = W^{(l)} h^{(l-1)} + b^{(l)}$ and $h^{(l)} = \varphi(a^{(l)})$, where $h^{(0)}$ is the image; $g^{(l)} = dL/da^{(l)}$ is what arrives there from above (02b). Weights begin normally
# distributed with variance $1/n$, $n$ the number of inputs; biases begin at 0. $\Vert\cdot\Vert$ is a length, the root of the sum of squares.

# %% [markdown] name="sigmoid-shape" slideshow={"slide_type": "slide"}
# ## Two functions that squash
#
# $$\sigma(x) = \frac{1}{1 + e^{-x}} \in (0, 1), \qquad \tanh x = \frac{e^x - e^{-x}}{e^x + e^{-x}} \in (-1, 1)$$
#
# Read $\sigma$ as a firing rate: silent at 0, as fast as it can at 1. Far out both are flat: they **saturate**.
#
# **Predict:** tanh is steepest at 0. At which $x$ is its slope half of that?
#
# <!-- notes (2 min): Commit in the picture before you drag. It is 0.88, close to where tanh is 0.7: its slope is 1 minus tanh squared. Then pull x to 4: which one is flat first? tanh, it is the narrower one. -->

# %% name="sigmoid-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import ActivationExplorer

ActivationExplorer(functions=["sigmoid", "tanh"], x=0.0)

# %% [markdown] name="sigmoid-picture-reading" slideshow={"slide_type": "skip"}
# At $x = 0.88$, where tanh is 0.71; that $1 - 0.71^2 = \tfrac12$ is no accident, as will be derived. At $x = 4$ tanh is in its shaded part, where the slope is below 0.01, and the sigmoid, which is the wider one, is
# not. The bell under each curve is a normal input of mean square 1; what comes out of it is drawn beside the curve, with its mean square. 04b is about these two numbers.

# %% [markdown] name="sigmoid-slope" slideshow={"slide_type": "slide"}
# **The slope of the sigmoid**, with $y = \sigma(x)$:
#
# $$\begin{aligned} \sigma'(x) &= \frac{e^{-x}}{(1 + e^{-x})^2} && \text{chain rule on } (1 + e^{-x})^{-1} \\ &= y\,(1 - y) && 1 - y = \frac{e^{-x}}{1 + e^{-x}} \\ &= \tfrac14 - \left(y - \tfrac12\right)^2 && \text{multiply out} \end{aligned}$$
#
# So **at most ¼**, and that at $x = 0$ alone. Small left, because $y \to 0$; small right, because $1 - y \to 0$.
#
# <!-- notes (1 min): The third line is the one to remember: a quarter, minus a square. "Below 0.25" is what some slides print; the quarter is attained. -->

# %% name="sigmoid-slope-numbers" slideshow={"slide_type": "subslide"}
import numpy as np
from course_lib.numpy_ops import sigmoid, sigmoid_backward
from course_lib.numpy_ops.finite_differences import numerical_gradient

for x in (0.0, 2.0, 5.0, 10.0, 40.0):
    x = np.array(x)
    y, cache = sigmoid(x)
    slope = sigmoid_backward(np.array(1.0), cache)
    measured = numerical_gradient(lambda x: sigmoid(x)[0], x).item()
    print(f"x {x:4.0f}   y {y:.6f}   y (1 - y) {slope:.6f}   measured {measured:.6f}")
print("sigmoid(40) == 1:", y == 1, "  its slope:", slope)

# %% [markdown] name="sigmoid-reading" slideshow={"slide_type": "skip"}
# **A firing rate.** A neuron answers by pulses; the strength of its answer is their number per second, somewhere between never and as fast as it can. Hence $\sigma$.
#
# **What it costs.** One exponential a unit. But the unit adds up $n$ products first, so with 64 inputs the exponential is a small part of the bill (measure:
# `%timeit np.exp(x)`). "Cheap" is the weakest reason for ReLU.
#
# **The range is open.** Older slides print $[0, 1]$ and $[-1, 1]$. On paper the ends are never reached.
#
# > **Trap: "the slope is never 0".** On paper. At $x = 40$ the float64 nearest to $\sigma(x)$ is 1, so $1 - y$ is 0: a unit driven there gets no gradient at all, and
# > nothing in the formula warns of it.

# %% [markdown] name="tanh" slideshow={"slide_type": "slide"}
# **tanh is a sigmoid**, stretched:
#
# $$\begin{aligned} \tanh x &= \frac{1 - e^{-2x}}{1 + e^{-2x}} && \text{divide by } e^x \\ &= \frac{2 - (1 + e^{-2x})}{1 + e^{-2x}} = 2\,\sigma(2x) - 1 \\ \tanh' x &= 4\,\sigma'(2x) = 4 y (1 - y) = 1 - (2y - 1)^2 && y = \sigma(2x) \\ &= 1 - \tanh^2 x && \text{at most 1, at } 0 \end{aligned}$$
#
# **Spot the slip:** a well-travelled slide says $\tanh x = 2\,\sigma(x) - 1$. Which function is that?
#
# <!-- notes (2 min): tanh(x/2): put x/2 into the second line. Third line: multiply out both sides. Twice as high and half as wide, so four times as steep. -->

# %% name="tanh-numbers" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import tanh

x = np.linspace(-6, 6, 1001)
derived, printed = 2 * sigmoid(2 * x)[0] - 1, 2 * sigmoid(x)[0] - 1
for name, gap in (("derived, from tanh(x)  ", derived - tanh(x)[0]),
                  ("printed, from tanh(x)  ", printed - tanh(x)[0]),
                  ("printed, from tanh(x/2)", printed - tanh(x / 2)[0])):
    print(name, f"at most {np.abs(gap).max():.6f} apart")

# %% [markdown] name="zero-centred" slideshow={"slide_type": "slide"}
# **Why a range around 0?** For one example the gradient of a weight is $dL/dw_{ji} = g_j\, h_i$.
#
# **Predict:** a unit reads 64 sigmoids. For how many of its 64 weights has this gradient the same sign? And if it reads 64 tanhs?
#
# <!-- notes (1 min): All 64, the sign of g: every h is positive. All weights of the unit have to grow together or shrink together. tanh: about half and half. LeCun, Bottou, Orr and Müller 1998, section 4.3. -->

# %% name="zero-centred-numbers" slideshow={"slide_type": "subslide"}
from course_lib.experiments.gradient_flow import digits_table, loss_and_gradients, network

x, labels, *_ = digits_table()
for activation in ("sigmoid", "tanh", "relu"):
    _, _, gradients = loss_and_gradients(x[:1], labels[:1], network(depth=4), activation)
    dW = gradients[2]["w"]
    same = np.maximum((dW >= 0).sum(axis=1), (dW <= 0).sum(axis=1)).mean()
    print(f"{activation + ':':8} of a unit's 64 gradients, {same:.0f} have the same sign (layer 3)")

# %% [markdown] name="zero-centred-reading" slideshow={"slide_type": "skip"}
# Behind sigmoids all weights of a unit grow together or shrink together, for this example. To raise one of them and lower another takes a zigzag over several examples. tanh, whose answers have both signs, is free of
# that: 37 gradients have the one sign and 27 the other. ReLU is not: its answers are non-negative, too.

# %% [markdown] name="chain-through-a-unit" slideshow={"slide_type": "slide"}
# **The way back through a unit.** $y_i = \varphi(x_i)$, each number on its own, so each has a factor of its own:
#
# $$\frac{dL}{dx_i} = \frac{dL}{dy_i}\, \varphi'(x_i)$$
#
# No sum, no mean, no matrix: $dx$ has the shape of $x$. The slope is taken where the unit *was*, at $x$; $dy$ comes from above, whatever its sign.
#
# **Predict** for sigmoids, $dy = (8, 8, -4)$, $x = (0, 5, 0)$.
#
# <!-- notes (1 min): 2, then 8 times 0.0066, 0.053, then minus 1. If the course's checker rejects a student's function it may point here. -->

# %% name="what-is-cached" slideshow={"slide_type": "subslide"}
import torch

dy, x = np.array([8.0, 8.0, -4.0]), np.array([0.0, 5.0, 0.0])
y, cache = sigmoid(x)
print("kept: x itself", cache is x)              # this course keeps what went in
y = sigmoid(cache)[0]                            # so: the output first,
print("dx", (dy * y * (1 - y)).round(4))         # then the slope made of it
print("if x is taken for y", (dy * x * (1 - x)).round(4))

x_torch = torch.tensor(x, requires_grad=True)
torch.sigmoid(x_torch).backward(torch.tensor(dy))
print("torch", x_torch.grad.numpy().round(4))

# %% [markdown] name="ten-slopes" slideshow={"slide_type": "slide"}
# ## Slopes in a row
#
# On its way down a gradient passes one slope in every layer.
#
# **Predict:** ten sigmoid layers, each unit exactly at its steepest, the weights left aside. Which share of the gradient comes through? And through twenty?
#
# <!-- notes (1 min): A quarter to the tenth. The units need not be saturated for this: it is the best case. Some slides say that gradients vanish when activations are large; they vanish at best, too. -->

# %% [markdown] name="factor-a-layer" slideshow={"slide_type": "slide"}
# **And the weights?** $g^{(l)} = \varphi' \odot W^\top g^{(l+1)}$, with random $w_{ji}$ of mean 0 and variance $s^2/n$, for $n$ units that read $n$:
#
# $$\begin{aligned} \mathbb E\Big(\sum_j w_{ji}\, g_j\Big)^2 &= \frac{s^2}{n} \Vert g \Vert^2 && \text{mixed terms are 0 on average} \\ \mathbb E\, \Vert W^\top g \Vert^2 &= s^2\, \Vert g \Vert^2 && \text{add up } n \text{ of them} \end{aligned}$$
#
# A layer multiplies the length by about $s \cdot \sqrt{\text{mean of } \varphi'^2}$.
#
# <!-- notes (3 min): E is the average over draws of the weights. The slopes multiply each component; if they do not depend on its size, the square shrinks by their mean square. Here s = 1: weights alone keep the length. For sigmoids the whole factor is at most s/4. -->

# %% [markdown] name="gradient-flow" slideshow={"slide_type": "slide"}
# **Listen at every layer.** A bar is $\Vert g^{(l)} \Vert$, what arrives there. A tick is what the measured slopes alone would leave: for $s = 1$ the whole derivation. The line falls by ¼ a layer.
#
# **Predict:** which one change brings the gradient to layer 1: another slope, larger weights, half the depth? (Batch norm, a switch there, waits for 04b.)
#
# <!-- notes (4 min): First read it: each step of the staircase is a factor of four. Halve the depth: ten layers give back only half of the decades. tanh: level. ReLU: nearly. Then sigmoid again and weights about ten times as large: level, too. Look at the share saturated: which of the cures is the fragile one? The question in the picture is stricter, within a factor of 100, and ReLU alone fails it; its right answer is explained in 04b. -->

# %% name="gradient-flow-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import GradientFlow

GradientFlow(depth=20, activation="sigmoid")

# %% name="gradient-flow-numbers" slideshow={"slide_type": "subslide"}
from course_lib.experiments.gradient_flow import gradient_flow

print(f"slopes alone, at best: ten sigmoids {0.25**10:.2e}, twenty {0.25**20:.1e}")
print("layers             at the top   layer 1   predicted   a layer   slopes below 0.01")
nets = (20, "sigmoid", 1), (10, "sigmoid", 1), (20, "tanh", 1), (20, "relu", 1), (20, "sigmoid", 10)
for depth, phi, scale in nets:
    flow = gradient_flow(depth, phi, scale, width=32, examples=32)    # the picture's net
    (top, first), predicted = flow.signal[[-1, 0]], flow.slopes_and_weights[0]
    factor = (first / flow.output_signal) ** (1 / depth)
    print(f"{depth} {phi:7} x {scale:2d}  {top:11.1e}   {first:.1e}     {predicted:.1e}",
          f"{factor:9.2f} {flow.saturated.mean():13.0%}")

# %% [markdown] name="gradient-flow-reading" slideshow={"slide_type": "skip"}
# The top layer hears the loss clearly, the first one hears a whisper, twelve decades below. And **no unit is saturated**: none has a slope below 0.01. One factor a layer is the whole story: after twenty
# layers the prediction is right within some tens of percent. Half the depth gives half of the decades back, and that is a whisper still.
#
# tanh: slopes near 1, and the bars are level. ReLU: 0.69 a layer, which we will derive. Sigmoids with weights ten times as large: level, too, but now nearly every second slope
# is almost 0. Larger weights lift the bars and flatten the units at once; it takes a search to hit the balance, and training upsets it. Keeping the *scale* right is the subject of 04b.

# %% [markdown] name="who-learns" slideshow={"slide_type": "slide"}
# ## Who learns?
#
# A step moves $W^{(l)}$ by $\eta\, dL/dW^{(l)}$. Compare with how long $W^{(l)}$ is: the **update ratio**. Healthy nets, a rule of thumb says, are near $10^{-3}$.
#
# **Predict:** after some hundred steps, how far has the first layer moved, as a share of its own length? And the twentieth?
#
# <!-- notes (2 min): In the figure, 100 steps: an orange step a layer, again a factor of four. Layer 20 moved by a third, layer 1 by ten to the minus twelve. The rule of thumb is Karpathy's, CS231n notes; watch it, do not worship it. -->

# %% name="who-learns-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import figure

figure("who_learns")

# %% name="who-learns-numbers" slideshow={"slide_type": "subslide"}
shown = (1, 5, 10, 15, 20)
print("20 sigmoid layers, 300 steps; layer", *(f"{layer:7d}" for layer in shown))
for name, ratios in (("update ratio of the first step", run.update_ratio[0]),
                     ("moved in the end, of its length", run.moved[-1])):
    print(f"{name:34}", *(f"{ratios[layer - 1]:7.0e}" for layer in shown))

w = run.layers[0]["w"]
step = (run.update_ratio[0][0] * np.abs(w).mean()).astype(np.float32)    # a typical one
changed = w.astype(np.float32) - step != w.astype(np.float32)
print(f"weights of layer 1 that such a step changes, in float32: {changed.mean():.0%}")

# %% [markdown] name="who-learns-reading" slideshow={"slide_type": "skip"}
# The top layers learn and the early layers barely move; in float32, which is what frameworks use unless told otherwise, layer 1 does not move at all. So the first ten layers stay the random
# mixture that they were.
#
# > **Trap: "the loss has converged".** It stands still at 2.31, and nothing in the loss says that only the upper third of the net took part. Print update ratios for every
# > layer before you believe a plateau.

# %% [markdown] name="constant-on-top" slideshow={"slide_type": "slide"}
# **But layer 20 does learn.** A net that learns on top of random layers should still read *some* digits: the random hidden layer of 01b did.
#
# **Predict:** by how much do 128 different digits differ in the answers of layer 20?
#
# <!-- notes (2 min): Let them think: what happens to a small difference between two images on the way up? It passes the same slopes. The chain rule is about small differences, in both directions. -->

# %% name="constant-on-top-numbers" slideshow={"slide_type": "subslide"}
print("how far the answers of a unit spread over 128 digits, at layer")
for activation in ("sigmoid", "tanh", "relu"):
    spread = gradient_flow(20, activation).h_spread
    print(f"{activation:7}", *(f"   {layer}: {spread[layer - 1]:.1e}" for layer in (1, 5, 10, 20)))

# %% [markdown] name="constant-on-top-reading" slideshow={"slide_type": "skip"}
# A difference between two images passes the same matrices and the same slopes on its way up that a gradient passes on its way down: about a quarter a layer. At layer 20 all
# digits look alike up to the thirteenth decimal, so the top layer, which hears every word of the loss, learns how frequent each digit is, and nothing else. Depth without slopes is
# deaf downwards **and** blind upwards.
#
# ReLU's spread shrinks, too, by about three decades, like its gradient. That leaves something to learn from, at a price in steps.

# %% [markdown] name="relu-slope" slideshow={"slide_type": "slide"}
# ## A slope that does not fade
#
# $$\mathrm{ReLU}(x) = \max(0, x), \qquad \mathrm{ReLU}'(x) = \begin{cases} 1 & x > 0 \\ 0 & x < 0 \end{cases}$$
#
# A hinge. Open, its slope is 1 however large $x$ is: nothing saturates on the right. Closed, exactly 0.
#
# **Predict:** a normally distributed input of mean square 1. Which mean square comes out of a ReLU?
#
# <!-- notes (2 min): One half: the negative half of the bell gives 0, the positive half keeps its squares. The picture shows it beside the curve. Then compare the shaded parts: where the slope is under 0.01. -->

# %% name="relu-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
ActivationExplorer(functions=["sigmoid", "relu"], x=2.0)

# %% [markdown] name="relu-corner" slideshow={"slide_type": "skip"}
# **One half** of the mean square is left: the negative half of the inputs gives 0, the positive half keeps its squares.
#
# **At the corner**, $x = 0$, there is no slope: from the left it is 0, from the right 1. This course takes **0**, and so does torch. It is $x > 0$, not $x \ge 0$ and not $x > 1$, that opens the unit. Exact zeros are no
# rarity: where all units of a layer are off and biases are 0, each $a$ above is exactly 0.
#
# It is $x$ that decides, not $dy$: a negative gradient passes an open unit unchanged (02b).

# %% [markdown] name="property-table" slideshow={"slide_type": "slide"}
# **Side by side.** Cover the right columns and fill them in.
#
# | | sigmoid | ReLU |
# |---|---|---|
# | smooth? | all derivatives exist | kink at 0; second slope 0 elsewhere |
# | monotone? | strictly increasing | non-decreasing |
# | range | $(0, 1)$ | $[0, \infty)$ |
# | slope 0? | nowhere | on $(-\infty, 0)$ |
# | slope at most | ¼ | 1 |
#
# <!-- notes (1 min): Two slips to look for in older slides: the range of ReLU printed as (0, inf), though half of its answers are exactly 0; and "positive output", which should be non-negative. -->

# %% [markdown] name="relu-factor" slideshow={"slide_type": "slide"}
# **Half of the units are silent** at the start: flip the sign of a unit's weights, equally likely, and $a$ becomes $-a$. So it is on with probability ½, and half of the answers are exactly 0, a **sparse** code.
#
# $$\text{mean of } \varphi'^2 = \tfrac12 \cdot 1^2 + \tfrac12 \cdot 0^2 = \tfrac12: \quad \text{a layer keeps } s \sqrt{\tfrac12} = 0.71\, s .$$
#
# **Predict:** after training, are there more zeros or fewer?
#
# <!-- notes (2 min): 0.69 was measured in the table of the bars. Twenty layers: two to the minus ten, a thousandth; the sigmoid left a millionth of a millionth. Which s would level it out? Leave it open: 04b. A sigmoid never says 0. Then the prediction: commit to a direction. -->

# %% name="sparsity-numbers" slideshow={"slide_type": "subslide"}
from course_lib.experiments.gradient_flow import look

images, labels, *_ = digits_table()
start = network(3, scale=2**0.5)
trained = train(3, "relu", scale=2**0.5, lr=0.1, steps=300).layers
for moment, layers in (("at the start", start), ("after 300 steps", trained)):
    silent = 1 - look(images, labels, layers, "relu").slope_mean
    print(f"{moment:16} silent in layers 1 to 3:", *(f"{share:.0%}" for share in silent))
print(f"what is left after twenty layers: {0.5**10:.1e}")

# %% [markdown] name="rescue" slideshow={"slide_type": "slide"}
# ## Who rescues the net?
#
# 1, 2, 4, 8 and 20 hidden layers; sigmoid, tanh, ReLU; five step sizes from 0.03 to 3, of which each net may take its best; five seeds; 300 steps.
#
# **Predict** the order at twenty layers. How deep may the sigmoid go?
#
# <!-- notes (2 min): Most will say ReLU first. It is tanh: weights of variance 1/n suit it. ReLU is a thousand times too faint at twenty layers. And the sigmoid gives up between two and four layers already. -->

# %% name="rescue-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("how_deep")

# %% name="rescue-numbers" slideshow={"slide_type": "subslide"}
from course_lib.experiments import how_deep

print("training digits read rightly, medians of five seeds")
print("hidden layers", *(f"{depth:5d}" for depth in how_deep.DEPTHS))
for kind, accuracies in how_deep.recorded().items():
    best = np.median(how_deep.best_step(accuracies), axis=1)
    print(f"{kind:13}", *(f"{share:5.0%}" for share in best))

# %% [markdown] name="rescue-reading" slideshow={"slide_type": "skip"}
# So the folklore "ReLU cured vanishing gradients" is half of the truth. **The slope decides, and the scale of the weights decides with it.** For tanh, whose slope at 0 is 1, variance $1/n$ happens to fit. For ReLU it is too small by the factor that we derived. 04b gives each activation
# the weights that it needs, and then a layer that keeps the scale by itself.
#
# And look at the left: one hidden layer reads the digits it has learned from as well as any deep net here. Depth is no merit in itself; from lecture 05 on we meet data that need it.
#
# The runs are recorded (`how_deep.py` makes them again in four minutes); a test repeats a few.

# %% [markdown] name="race" slideshow={"slide_type": "slide"}
# ## Six times faster?
#
# "ReLU learns six times faster." The source is one figure, Krizhevsky, Sutskever and Hinton 2012, Fig. 1: CIFAR-10, a net of four layers, epochs until 25 % *training* error, against **tanh**, each with its own step size.
#
# **Predict:** four layers on our digits. Who wins? And with labels dealt out at random?
#
# <!-- notes (2 min): Random labels make the task hard: every digit has to be learned by heart. Take bets on both. The net of 2012 was a convolutional one, lecture 05. -->

# %% name="race-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("relu_against_tanh")

# %% name="race-numbers" slideshow={"slide_type": "subslide"}
from course_lib.experiments import relu_against_tanh as race

for task, racers in race.recorded().items():
    print(f"mini-batches to 25 % error, {task} (median, range of five seeds)")
    best = {name: race.at_its_best(steps) for name, steps in racers.items()}
    for name, steps in best.items():
        ratio = np.median(best["tanh"]) / np.median(steps)
        print(f"   {name:25} {np.median(steps):4.0f}, {steps.min():.0f} to {steps.max():.0f}",
              f"   tanh takes {ratio:.2f} times as many")

# %% [markdown] name="race-reading" slideshow={"slide_type": "skip"}
# **It does not reproduce.** With the true labels tanh is first, by more than a factor of two (and these digits are so easy that a handful of mini-batches decides). With labels at random the two arrive together. Only when the ReLU
# net begins with the weights that suit it, twice the variance, is it ahead: 1.4 times, not six.
#
# That proves nothing against the figure of 2012: another net, other data, unlike scales. It does say what the figure is: *one* experiment, in one setting. A factor that depends on the data, on the
# initial weights and on the search for step sizes is not a property of a function.

# %% [markdown] name="relu-costs" slideshow={"slide_type": "slide"}
# ## The bill
#
# Left of 0 a ReLU has no slope. **A unit learns only if some training example opens it.** None does: dead (02b). And its answers are never negative.
#
# **Predict** two curves: dead units against the step size; against the bias that the units begin with.
#
# <!-- notes (2 min): Left: harmless for a long time, then a cliff between 0.5 and 2. Right: a negative bias closes units from the start, a small positive one keeps them open; Krizhevsky 2012 began some layers with biases of 1 for that reason. -->

# %% name="relu-costs-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("dead_share")

# %% name="relu-costs-numbers" slideshow={"slide_type": "skip"}
from course_lib.experiments.dead_units import dead_units

print("dead in the first and second layer of 50 after 60 steps, final loss; medians of five seeds")
for lr, bias in ((0.1, 0), (0.5, 0), (1, 0), (2, 0), (0.1, -1), (0.1, 0.5)):
    runs = [dead_units(1, lr=lr, bias=bias, steps=60, seed=seed) for seed in range(5)]
    dead, loss = np.median([run.dead[-1] for run in runs], axis=0), np.median([run.loss[-1] for run in runs])
    print(f"eta {lr:<4} bias {bias:<4}  {dead[0]:3.0f} {dead[1]:3.0f}   loss {loss:.2f}")

dead = gradient_flow(20, "relu").dead
print("twenty ReLU layers, no step made, dead in layers 1, 10, 20:", *(f"{dead[k]:.0%}" for k in (0, 9, 19)))

# %% [markdown] name="relu-costs-reading" slideshow={"slide_type": "skip"}
# At $\eta = 0.5$ the loss is the best of all, and a few units have died: no harm. At $\eta = 2$ nearly all are dead, and the loss stands at $\ln 10$: every digit gets about the same scores. No later step can wake
# the first layer, because no gradient passes through a dead unit.
#
# > **Trap: blaming the step size alone.** With a bias of $-1$ the second layer is dead before the first step. Count dead units *at the start*, too.
#
# The last line shows it: deep in a ReLU net many units are dead before anything has been learned. What they read is non-negative and hardly differs from digit to digit, so a unit that is off for one is off for all.

# %% [markdown] name="homogeneity" slideshow={"slide_type": "slide"}
# ## Twice the input, twice the answer
#
# $$\mathrm{ReLU}(c\,x) = c\,\mathrm{ReLU}(x) \quad \text{for } c > 0.$$
#
# **Checkpoint.** A ReLU net without biases, logits $f(x)$. Show $f(c\,x) = c f(x)$. What does half the light change: the class, the probabilities, the loss?
#
# <!-- notes (2 min): Layer by layer: c passes the matrix, c passes the ReLU. The class stays, the largest logit stays the largest. The probabilities move towards uniform. With biases it fails: one counterexample is enough. -->

# %% name="homogeneity-numbers" slideshow={"slide_type": "subslide"}
from course_lib.experiments.gradient_flow import forward
from course_lib.numpy_ops import softmax

x, layers = images[:5], network(3, scale=2**0.5)
bright, dim = forward(x, layers, "relu")[0], forward(0.5 * x, layers, "relu")[0]
print("half the light, half the logits:", np.allclose(dim, 0.5 * bright, rtol=1e-12))
print("largest probability", softmax(bright)[0].max(axis=1).round(3))
print("half the light     ", softmax(dim)[0].max(axis=1).round(3))

layers = network(20)
_, _, gradients = loss_and_gradients(images[:64], labels[:64], layers, "relu")
sums = [(layer["w"] * found["w"]).sum() for layer, found in zip(layers, gradients)]
print("sum of W dL/dW, the same in 21 layers:", np.allclose(sums, sums[0], rtol=1e-9))

# %% [markdown] name="homogeneity-reading" slideshow={"slide_type": "skip"}
# Layer by layer, $c$ passes the matrix and then the ReLU. So with half the light the largest logit stays the largest, the class stays, the probabilities move towards uniform, and the loss changes with them. A bias breaks it: it does not grow with $x$.
#
# The last line is a consequence. Multiply *one* matrix $W^{(l)}$ by $c$: the logits become $c f$, whichever $l$ it was. So the slope of the loss in $c$, at $c = 1$, is the same for all layers, and by the chain rule it is
#
# $$\frac{d}{dc} L\big(c\, W^{(l)}\big) = \sum_{ji} w^{(l)}_{ji} \frac{dL}{dw^{(l)}_{ji}} .$$
#
# In a ReLU net whose biases are 0, as at the start, no layer is deafer than another: all hear alike, and all too faintly if the scale is too small.

# %% [markdown] name="pieces" slideshow={"slide_type": "slide"}
# ## What a ReLU net draws
#
# One input, $n$ hidden units: $f(x) = c + \sum_i v_i\, \mathrm{ReLU}(w_i x + b_i)$. Unit $i$ bends the curve at one place, $x = -b_i / w_i$, and is straight on both sides. Between neighbouring kinks all terms are straight, so their sum is.
#
# **$n$ kinks cut a line into at most $n + 1$ pieces.**
#
# **Predict:** when are there fewer?
#
# <!-- notes (2 min): Two kinks at one place; w = 0, no kink at all; v = 0, the unit is not heard; or two bends at one place that cancel. Drag a unit onto another one in the picture. -->

# %% name="pieces-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import PiecesAndRegions

PiecesAndRegions(view="pieces")

# %% [markdown] name="regions" slideshow={"slide_type": "slide"}
# **Two inputs:** unit $i$ bends $f$ along a line. Draw the lines one after the other. Line $k$ meets the $k - 1$ earlier ones in at most $k - 1$ points; they cut it into $k$ stretches; each stretch divides one region in two:
#
# $$R(n) = 1 + \sum_{k=1}^{n} k = 1 + \frac{n (n+1)}{2} = 1 + n + \frac{n (n-1)}{2} .$$
#
# **Predict:** four lines, then ten.
#
# <!-- notes (2 min): 11 and 56, against 16 and 1024 patterns of on and off. Not every pattern of on and off has a place in the plane. Drag a line through a crossing of two others, or parallel to one, and count again. -->

# %% name="regions-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
PiecesAndRegions(view="regions")

# %% name="regions-numbers" slideshow={"slide_type": "skip"}
from course_lib.experiments.pieces import count_regions, most_regions

rng = np.random.default_rng(0)
print("lines, regions of the plane, at most, patterns of on and off")
for n in (1, 2, 3, 4, 10):
    print(f"{n:5d} {count_regions(rng.normal(size=(n, 3))):8d} {most_regions(n):8d} {2**n:8d}")

def fold(x):    # one layer of two units: up to 1 at the middle, and down again
    return 2 * np.maximum(x, 0) - 4 * np.maximum(x - 0.5, 0)

y = x = np.linspace(0, 1, 2**12 + 1)
for layers in range(1, 7):
    y = fold(y)
pieces = 1 + np.count_nonzero(np.diff(y, 2))
print(f"{layers} layers of 2 units: {pieces} pieces; one layer of {2 * layers} units: at most {2 * layers + 1}")

# %% [markdown] name="regions-reading" slideshow={"slide_type": "skip"}
# Fewer pieces than $n + 1$: two kinks in one place, or a unit with $w = 0$ or $v = 0$. Random lines reach the maximum.
#
# Inside a region every unit is off or linear, so each score is linear, and so is the border between two classes: **a ReLU classifier draws straight segments** (in more dimensions: pieces of hyperplanes), bent
# only where they cross a unit's line. Switch the border on in the picture.
#
# **And depth?** A second layer bends the pieces of the first again. `fold` lays the unit interval double; six times, and twelve units make 64 pieces (Montúfar et al. 2014). Random and trained nets have far
# fewer (Hanin and Rolnick 2019). Depth pays in pieces and costs in slopes.

# %% [markdown] name="summary" slideshow={"slide_type": "slide"}
# ## What to take along
#
# - A layer multiplies the gradient's length by $s\sqrt{\text{mean of } \varphi'^2}$: at most $s/4$ for sigmoids, $s/\sqrt2$ for ReLU, near $s$ for tanh.
# - What fades on the way down fades on the way up.
# - Look at update ratios, layer by layer, before you change the step size.
# - ReLU: open 1, closed 0; piecewise linear.
#
# <!-- notes (1 min): Exercise: two backward functions, five minutes, then the student's own twenty layers. 04b asks for the weights that make s times the root equal to 1. -->

# %% [markdown] name="exercise-link" slideshow={"slide_type": "skip"}
# **Now you.** In the [exercise](../exercises/04a_slopes_and_depth.ipynb) you write the two backward functions (five minutes) and drive the way back through twenty layers with them.
#
# *Sources.* Hochreiter, diploma thesis, TU Munich, 1991; Bengio, Simard and Frasconi, *IEEE Transactions on Neural Networks* 5, 1994. LeCun, Bottou, Orr and Müller, *Efficient BackProp*, 1998. Glorot and Bengio, AISTATS 2010. Nair and Hinton, ICML 2010;
# Glorot, Bordes and Bengio, AISTATS 2011 (ReLU, sparsity). Krizhevsky, Sutskever and Hinton, NeurIPS 2012. Montúfar, Pascanu, Cho and Bengio, NeurIPS 2014 (regions of deep nets).
