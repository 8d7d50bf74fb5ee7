# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 01b · Networks
#
# Units in layers: what a hidden layer adds, what comes out at the end, and what such a network can represent at all.
#
# *40 minutes · after [01a Threshold units](01a_threshold_units.ipynb) · then the [exercise](../exercises/01b_networks.ipynb) (10 minutes)*
#
# <!-- notes (1 min): No training in this part: weights are set by hand or solved for by least squares. Learning them is lecture 02. -->

# %% [markdown] name="objectives" slideshow={"slide_type": "slide"}
# **You will be able to**
#
# 1. write a fully connected layer as a matrix product, and count its parameters
# 2. evaluate a network, by layers or as any graph without loops
# 3. show that linear hidden units add nothing, and say what "nearly any others can represent everything" means
# 4. choose the output unit that fits the question
#
# <!-- notes (1 min): Number three is the heart: the same layer, useless or universal, by the choice of one function. Rows of the syllabus: 1 is L01-08, 2 is L01-09 and L01-12, 3 is L01-10 and L01-11, 4 is L01-13. -->

# %% [markdown] name="xor-again" slideshow={"slide_type": "slide"}
# ## XOR, with a layer in between
#
# One threshold unit cannot do XOR. **Predict:** how many units does it take?
#
# Say XOR in words first, using only AND, OR and NOT.
#
# <!-- notes (1 min): Let them find the words first; the units follow from the sentence. -->

# %% [markdown] name="xor-words" slideshow={"slide_type": "subslide"}
# *At least one is on*, and *not both*: OR, AND, and a unit that combines the two answers. **Three units, in two layers.**
#
# (Two are enough if a connection may skip a layer. We come back to that.)
#
# <!-- notes (1 min): Each word of the sentence has become a unit. -->

# %% name="xor-by-hand" slideshow={"slide_type": "subslide"}
import numpy as np
from course_lib.numpy_ops import threshold

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
W1, theta1 = np.ones((2, 2)), np.array([1.0, 2.0])  # rows: OR, AND
w2, theta2 = np.array([1.0, -1.0]), 1.0             # OR and not AND

h, _ = threshold(X @ W1.T - theta1)
y, _ = threshold(h @ w2 - theta2)
for x, hidden, answer in zip(X, h, y):
    print("x", x, " hidden", hidden, " y", answer)

# %% [markdown] name="xor-reading" slideshow={"slide_type": "skip"}
# Look at the middle column. The inputs 01 and 10 have become the **same** hidden point (1, 0): the layer has folded the square
# so that one line suffices. That is what hidden layers are for. They do not answer the question; they move it to a place where it is easy.

# %% [markdown] name="layer-matrix" slideshow={"slide_type": "slide"}
# ## A layer is a matrix
#
# $O$ units that read the same $I$ inputs: put their weights into the rows of $W$. For one example, and for a batch of $N$ in the rows of $X$,
#
# $$a = W x + b, \qquad A = X W^\top + b, \qquad W: (O, I).$$
#
# Parameters: $I \cdot O$ weights and $O$ biases.
#
# <!-- notes (2 min): Rows are units. Older slides write W transposed x plus b; then columns are units. torch stores (out, in), and so do we. -->

# %% name="layer-shapes" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import linear

rng = np.random.default_rng(0)
X = rng.normal(size=(5, 64))            # five examples, 64 inputs
W, b = rng.normal(size=(10, 64)), np.zeros(10)
A, _ = linear(X, W, b)
print("X", X.shape, " W", W.shape, " A", A.shape, " parameters", W.size + b.size)

# %% [markdown] name="layer-torch-question" slideshow={"slide_type": "skip"}
# Every operation of this course exists twice: in `numpy_ops`, to be read, and in `torch_ops`, to run on tensors and on a GPU.
# **Predict:** the same numbers, to how many digits? (Each operation returns its result and what its backward pass will need; `[0]` or `_` keeps or drops one.)

# %% name="layer-torch" slideshow={"slide_type": "skip"}
import torch
from course_lib import torch_ops

A_torch, _ = torch_ops.linear(torch.tensor(X), torch.tensor(W), torch.tensor(b))
print("equal to 13 digits:", np.allclose(A, A_torch.numpy(), rtol=0, atol=1e-13 * np.abs(A).max()))
print("torch.nn.Linear(64, 10).weight has shape", tuple(torch.nn.Linear(64, 10).weight.shape))

# %% [markdown] name="layer-trap" slideshow={"slide_type": "skip"}
# > **Trap: which side?** With 64 inputs and 10 units, `X @ W` fails at once, because the shapes do not fit. With as many units as
# > inputs it does not fail: it computes something else, silently. When a layer is square, test it on a case that is not.

# %% [markdown] name="hidden-layer" slideshow={"slide_type": "slide"}
# ## One hidden layer
#
# $D$ inputs, $H$ hidden units. Append $x_0 = 1$ and $h_0 = 1$, and the biases are weights like all others:
#
# $$h_j = \varphi\Big(\sum_{i=0}^{D} w^{(1)}_{ji}\, x_i\Big), \qquad y_k = \varphi_2\Big(\sum_{j=0}^{H} w^{(2)}_{kj}\, h_j\Big).$$
#
# Read it from the left: weighted sums, activation, weighted sums, activation. Written as one formula, the first goes inside the second.
#
# <!-- notes (2 min): Follow one hidden unit in the graph on the next slide. -->

# %% name="network-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import figure

figure("network_graph")

# %% [markdown] name="hidden-layer-reading" slideshow={"slide_type": "skip"}
# The formula is often printed with one and the same function inside and outside, and with the limits of its two sums exchanged. They are
# different: the inner sum runs over the $D$ inputs, the outer one over the $H$ hidden units, and the output has
# its own function $\varphi_2$, chosen by the question that is asked (Bishop, *PRML*, equation 5.9, has a sigmoid outside).
#
# The cell evaluates the same network in both ways of writing it, with the **rectified linear unit** inside, $\varphi(a) = \max(0, a)$, ReLU for short.

# %% name="folded-bias" slideshow={"slide_type": "skip"}
from course_lib.numpy_ops import relu

x = rng.normal(size=(1, 3))
W1, b1, W2, b2 = rng.normal(size=(4, 3)), rng.normal(size=4), rng.normal(size=(2, 4)), rng.normal(size=2)
h, _ = relu(linear(x, W1, b1)[0])
y = linear(h, W2, b2)[0]

with_one = lambda z: np.hstack([np.ones((len(z), 1)), z])
h_folded, _ = relu(with_one(x) @ np.column_stack([b1, W1]).T)
y_folded = with_one(h_folded) @ np.column_stack([b2, W2]).T
print("equal:", np.allclose(y, y_folded), " parameters:", 4 * (3 + 1) + 2 * (4 + 1))

# %% [markdown] name="linear-collapse" slideshow={"slide_type": "slide"}
# ## Why the activation must not be linear
#
# **Predict:** three layers of 100 units each, no activation function in between. What can they do that one layer cannot?
#
# <!-- notes (1 min): Collect answers: more parameters, more power? -->

# %% [markdown] name="linear-collapse-derivation" slideshow={"slide_type": "subslide"}
# Nothing. Insert the first layer into the second and multiply out:
#
# $$\begin{aligned} y &= W_2 (W_1 x + b_1) + b_2 \\ &= (W_2 W_1)\, x + (W_2 b_1 + b_2) \end{aligned}$$
#
# One matrix, one bias: two layers are **one**. Fold in the third in the same way.
#
# <!-- notes (1 min): Nothing is gained, something may be lost: a narrow layer limits the rank. -->

# %% [markdown] name="rank-question" slideshow={"slide_type": "skip"}
# Something may even be lost. The **rank** of a matrix is the number of independent directions that its outputs fill. **Predict** the rank of
# the product for 64 inputs, 2 hidden units, 64 outputs.

# %% name="rank" slideshow={"slide_type": "subslide"}
for hidden in (100, 10, 2):
    W1, W2 = rng.normal(size=(hidden, 64)), rng.normal(size=(64, hidden))
    print(f"64 -> {hidden} -> 64: the product has rank {np.linalg.matrix_rank(W2 @ W1)}")

# %% [markdown] name="rank-reading" slideshow={"slide_type": "skip"}
# The rank of a product is at most the rank of each factor, so at most the width of the hidden layer. With 100 linear units in the
# middle nothing is lost and nothing is gained; with 2, the output lives in a plane, whatever the input does.

# %% [markdown] name="universal-question" slideshow={"slide_type": "slide"}
# ## What can a hidden layer represent?
#
# One input, one output, a curve to fit. Each hidden ReLU, $\varphi(a) = \max(0, a)$, is zero on one side of a kink and a straight line on the other. The
# output adds them up.
#
# **Predict:** five units. How many straight pieces can the sum have?
#
# <!-- notes (6 min): At most six: each unit adds one kink, and n kinks leave n + 1 pieces. Let somebody drag a point, then the width, then choose the polynomial. Do the prediction in the picture. -->

# %% name="hidden-units" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import HiddenUnits

playground = HiddenUnits()
playground

# %% [markdown] name="hidden-units-reading" slideshow={"slide_type": "skip"}
# At most six: between two kinks every unit is either off or a straight line, so the sum is straight there, and five kinks leave six pieces.
#
# The blue band is the target, the black line the network; below it stands each unit times its output weight. Those weights are
# the ones with the least squared error, found by solving a linear system: no training yet. Drag a point. Pull the width up and watch the largest
# miss. Then choose the polynomial and do it again.

# %% [markdown] name="universal" slideshow={"slide_type": "slide"}
# **Universal approximation** (Leshno et al. 1993; sigmoids: Cybenko 1989, Hornik et al. 1989). On a closed, bounded set, one hidden layer with a linear output
# comes within any $\varepsilon$ of any continuous $f$, if it may be wide enough,
#
# $$\max_x \lvert f(x) - y(x) \rvert < \varepsilon,$$
#
# **if and only if** $\varphi$ is not a polynomial.
#
# <!-- notes (3 min): Conditions on phi: bounded on bounded intervals, continuous up to jumps. Two directions. The next slide proves "if" for one input and threshold units, the one after that "only if". -->

# %% [markdown] name="universal-steps" slideshow={"slide_type": "slide"}
# **If**, for one input and threshold units: cut $[-3, 3]$ into intervals on each of which $f$ changes by less than $\varepsilon$. A unit at each left end $c_j$ gets the
# weight $f(c_j) - f(c_{j-1})$, the first one $f(c_0)$. If $c_j$ is the last one $\le x$,
#
# $$y(x) = f(c_0) + \big(f(c_1) - f(c_0)\big) + \dots + \big(f(c_j) - f(c_{j-1})\big) = f(c_j),$$
#
# and $\lvert f(x) - f(c_j) \rvert < \varepsilon$.
#
# <!-- notes (2 min): The sum telescopes. That there is such a cut is uniform continuity: f is continuous on a closed interval. -->

# %% name="staircase" slideshow={"slide_type": "subslide"}
def f(x):
    return np.sin(2 * x)

x = np.linspace(-3, 3, 2001)
for n in (10, 100, 1000):
    c = np.linspace(-3, 3, n, endpoint=False)      # left ends of n intervals
    on, _ = threshold(x[:, None] - c)              # (2001, n)
    y = on @ np.diff(f(c), prepend=0.0)
    print(f"{n:5d} units: largest error {np.abs(f(x) - y).max():.4f}")

# %% [markdown] name="universal-polynomial" slideshow={"slide_type": "slide"}
# **Only if.** If $\varphi$ is a polynomial of degree $d$, then so is every hidden unit $\varphi(w_j x + b_j)$, and so is any weighted sum of them:
#
# $$y(x) = \sum_j w^{(2)}_j\, \varphi(w_j x + b_j) = c_0 + c_1 x + \dots + c_d x^d .$$
#
# A million units have $d + 1$ coefficients between them. More width buys nothing.
#
# <!-- notes (2 min): In the picture: choose polynomial, pull the width up, the error stops falling. -->

# %% [markdown] name="universal-polynomial-end" slideshow={"slide_type": "skip"}
# Why are $d + 1$ coefficients not enough? Let $f$ go through $+1, -1, +1, \dots$ at $d + 2$ points. If $y$ missed $f$ by less than 1 everywhere, it would have the
# sign of $f$ at each of these points: $d + 1$ changes of sign, so at least $d + 1$ zeros. A polynomial of degree $d$ has at most $d$, unless it is 0 everywhere. So
# some miss is at least 1, however wide the layer. The polynomial units in the next cell are cubic, $d = 3$.

# %% name="approximation-rates" slideshow={"slide_type": "subslide"}
from course_lib.experiments.hidden_units import errors_by_width, grid

widths = [5, 10, 20, 40]
print("units     ", *(f"{n:8d}" for n in widths))
for activation in ("threshold", "relu", "polynomial"):
    errors = errors_by_width(f(grid()), activation, widths)
    print(f"{activation:10s}", *(f"{error:8.4f}" for error in errors))

# %% [markdown] name="rates-reading" slideshow={"slide_type": "skip"}
# Double the width: threshold units roughly halve the error, as the step height is proportional to the step length. ReLU units divide it by
# about four once the pieces are short, because a straight piece of length $\ell$ misses a smooth curve by at most $\tfrac18 \ell^2 \max\lvert f''\rvert$. The polynomial stays where it is.
#
# > **Trap: what the theorem does not say.** Not how many units, not how to find the weights, not that the fit holds between or beyond the
# > examples. It says that the hypothesis space is not the obstacle. The obstacles are the rest of this course.

# %% [markdown] name="radial-basis" slideshow={"slide_type": "slide"}
# ## Another kind of unit: near or far
#
# Not every unit cuts space by a plane. A **radial basis** unit answers strongly near its centre $c$ and fades with the distance:
#
# $$h = \exp\!\left(-\frac{\lVert x - c \rVert^2}{2 s^2}\right).$$
#
# It answers for one neighbourhood only. (The squared distance alone, as it is sometimes printed, is largest *far away*.)
#
# <!-- notes (3 min): s is the reach, in the units of x. At distance s the answer has fallen to exp(-1/2), about 0.61. How many neighbourhoods would it take to fill ten dimensions? -->

# %% name="radial-basis-numbers" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import radial_basis

centre, reach = np.array([[0.0, 0.0]]), 2.0
for distance in (0.0, 1.0, 2.0, 4.0, 8.0):
    h, _ = radial_basis(np.array([[distance, 0.0]]), centre, reach)
    print(f"distance {distance:3.0f}: h = {h.item():.4f}")

# %% [markdown] name="boundaries-question" slideshow={"slide_type": "slide"}
# ## Curved boundaries
#
# With two inputs, each threshold or ReLU unit draws a line, and the output cuts along a curve made of pieces.
#
# **Predict:** the best a straight line can do on the four XOR points: two right, three, or four?
#
# <!-- notes (6 min): Width 0 in the picture is the straight line. Then XOR by hand, moons, rings. Let someone from the audience choose the width. -->

# %% name="boundaries" slideshow={"slide_type": "subslide"} tags=["hide-input"]
HiddenUnits(view="classes")

# %% name="boundaries-count" slideshow={"slide_type": "subslide"}
corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
xor = np.array([0, 1, 1, 0])
lines = rng.normal(size=(100_000, 3))                       # w1, w2, b at random
answers = (lines[:, :2] @ corners.T + lines[:, 2:]) >= 0
right = (answers == xor).sum(axis=1)
print("most points right by 100,000 random lines:", right.max())

hidden, _ = threshold(corners @ np.ones((2, 2)) - theta1)   # the 2-2-1 network from the beginning
print("points right by three units:", np.sum(threshold(hidden @ w2 - theta2)[0] == xor))

# %% [markdown] name="boundaries-reading" slideshow={"slide_type": "skip"}
# Three, and 01a proved that four is impossible. A random search proves nothing by itself; it is a cheap way to catch an error in a proof.

# %% [markdown] name="output-units" slideshow={"slide_type": "slide"}
# ## What comes out
#
# The last function is chosen by the **question**, not by the data:
#
# | question | output unit |
# |---|---|
# | how much? | identity, $y = a$ |
# | yes or no, how sure? | logistic, $y = 1 / (1 + e^{-a})$ |
# | which of $K$? | softmax, $y_k = e^{a_k} / \sum_j e^{a_j}$ |
# | yes or no, now | threshold |
#
# <!-- notes (1 min): A threshold answers and keeps its doubts to itself; it also has no slope to learn by. Train with the logistic, decide with the threshold. -->

# %% name="outputs-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("outputs")

# %% [markdown] name="softmax-question" slideshow={"slide_type": "subslide"}
# Softmax turns $K$ numbers into positive ones that add up to 1. The same constant added to all of them changes nothing:
#
# $$\frac{e^{a_k + c}}{\sum_j e^{a_j + c}} = \frac{e^c\, e^{a_k}}{e^c \sum_j e^{a_j}} = \frac{e^{a_k}}{\sum_j e^{a_j}} .$$
#
# **Predict:** what does the formula, typed as it stands, give for 1000, 1001, 1002?
#
# <!-- notes (1 min): Three times NaN: infinity over infinity. Subtract the largest score first; the answer is the same. Last line of the output: two classes, and softmax is the logistic function. -->

# %% name="softmax" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import sigmoid, softmax

a = np.array([1000.0, 1001.0, 1002.0])
with np.errstate(over="ignore", invalid="ignore"):
    print("as typed   ", np.exp(a) / np.exp(a).sum())
print("softmax    ", softmax(a)[0].round(4))
print("shifted    ", softmax(a - 1000)[0].round(4))
print("two classes", softmax(np.array([1.5, 0.0]))[0].round(4))
print("logistic   ", sigmoid(np.array(1.5))[0].round(4))

# %% [markdown] name="softmax-reading" slideshow={"slide_type": "skip"}
# $e^{1000}$ is beyond the largest float64 (about $10^{308}$), and infinity divided by infinity is not a number. So subtract the
# largest score first: the answer is the same, and no exponent is positive. And with two classes softmax is the logistic function of the difference,
# $e^{a}/(e^{a} + e^{0}) = 1/(1 + e^{-a})$: two names, one unit.

# %% [markdown] name="dag" slideshow={"slide_type": "slide"}
# ## Layers are a habit, not a law
#
# **Feed-forward** means: no loops. Any such graph has an order in which every unit comes after the ones it reads. Connections may skip
# layers, units may have different activations; evaluate them in that order, and each is computed once.
#
# <!-- notes (2 min): Skip connections look like an oddity here. Lecture 09 is about nothing else. -->

# %% name="dag-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("dag")

# %% name="topological" slideshow={"slide_type": "subslide"}
from graphlib import TopologicalSorter

reads = {"h1": {"x1": 2.0, "x2": -1.0}, "h2": {"x2": 1.0, "h1": 1.0},
         "h3": {"h1": 1.0, "h2": -2.0}, "y": {"h3": 1.0, "x1": 0.5}}
phi = {"h1": np.tanh, "h2": lambda a: max(0.0, a),
       "h3": lambda a: 1 / (1 + np.exp(-a)), "y": lambda a: a}

value = {"x1": 1.0, "x2": 0.5}
for unit in TopologicalSorter(reads).static_order():
    if unit in reads:
        value[unit] = phi[unit](sum(w * value[i] for i, w in reads[unit].items()))
        print(unit, "=", round(float(value[unit]), 4))

# %% [markdown] name="topological-question" slideshow={"slide_type": "skip"}
# The layered formula is the special case in which every unit reads exactly the layer before it. The next cell gives a 3-4-2 network to the
# same loop, as a graph of single units, and compares.

# %% name="topological-layered" slideshow={"slide_type": "skip"}
W1, W2, x = rng.normal(size=(4, 3)), rng.normal(size=(2, 4)), rng.normal(size=3)
reads = {f"h{j}": {f"x{i}": W1[j, i] for i in range(3)} for j in range(4)}
reads |= {f"y{k}": {f"h{j}": W2[k, j] for j in range(4)} for k in range(2)}

value = {f"x{i}": x[i] for i in range(3)}
for unit in TopologicalSorter(reads).static_order():
    if unit in reads:
        a = sum(w * value[i] for i, w in reads[unit].items())
        value[unit] = np.tanh(a) if unit[0] == "h" else a
print("equal:", np.allclose([value["y0"], value["y1"]], W2 @ np.tanh(W1 @ x)))

# %% [markdown] name="xor-two-units" slideshow={"slide_type": "skip"}
# And XOR with two units: $h$ fires when $x_1 + x_2 \ge 2$, and $y$ when $x_1 + x_2 - 2h \ge 1$. The four sums are 0, 1, 1 and $2 - 2 = 0$. The output reads
# the inputs past the hidden unit: a skip connection has saved a unit.

# %% [markdown] name="digits" slideshow={"slide_type": "slide"}
# ## On real handwriting
#
# Ten digits, half held back. Hidden weights **at random**, never trained, as in Rosenblatt's machine; output weights by least squares.
#
# **Predict:** does a random hidden layer help at all over none? (Median of five seeds, and their range.)
#
# <!-- notes (2 min): Least squares needs no slopes through the hidden layer, so even random features can be used. -->

# %% name="digits-run" slideshow={"slide_type": "subslide"}
from sklearn.datasets import load_digits

data, labels = load_digits(return_X_y=True)
data, wanted = data / 16, np.eye(10)[labels]

def accuracy(H):
    W = np.linalg.lstsq(H[::2], wanted[::2], rcond=None)[0]
    return np.mean((H[1::2] @ W).argmax(1) == labels[1::2])

print(f"no hidden layer    {accuracy(with_one(data)):.1%}")
for width in (50, 200, 400):
    layers = [np.random.default_rng(seed).normal(size=(width, 64)) for seed in range(5)]
    scores = np.sort([accuracy(with_one(relu(linear(data, W)[0])[0])) for W in layers])
    print(f"{width:4d} random ReLUs  {scores[2]:.1%}  ({scores[0]:.1%} to {scores[-1]:.1%})")

# %% [markdown] name="digits-reading" slideshow={"slide_type": "skip"}
# A few random units are worse than none: they see less than the pixels did. Several hundred are better. Nobody chose them well;
# there are only many. If *random* features carry this far, what would features do that had been learned? That is the question of lecture 02.

# %% [markdown] name="practical" slideshow={"slide_type": "slide"}
# ## The questions that remain
#
# | choice | where this course answers it |
# |---|---|
# | how to find the weights, when nothing guarantees the lowest point | 02, 03a |
# | how deep, how wide | 04, 08, 09 |
# | which nonlinearity | 04 |
# | how much data; augmentation, synthetic data | 03b |
# | which regularities of the data to build in | 05 to 08 |
#
# <!-- notes (1 min): The last line is the idea behind convolution: a block of units that exploits a regularity of images. -->

# %% [markdown] name="practical-reading" slideshow={"slide_type": "skip"}
# It helps to see layers as blocks. A fully connected layer assumes nothing about its inputs: shuffle the pixels of every
# image in the same way before training, and it learns as well. Images are not like that, neighbouring pixels belong together, and a block that
# knows it needs far fewer weights. Sound has another regularity, sentences another; for each there are blocks.

# %% [markdown] name="summary" slideshow={"slide_type": "slide"}
# ## What to take along
#
# - A layer is $X W^\top + b$; $I \cdot O + O$ parameters.
# - Linear layers collapse into one. Any non-polynomial activation makes one hidden layer universal.
# - The output unit follows from the question; compute softmax with the largest score subtracted.
# - A network is a graph without loops, evaluated in order.
#
# <!-- notes (1 min): Exercise: the forward pass of a two-layer network, ten minutes. -->

# %% [markdown] name="exercise-link" slideshow={"slide_type": "skip"}
# **Now you.** In the [exercise](../exercises/01b_networks.ipynb) you write the forward pass of a network with one hidden layer (ten minutes).
# Lecture 02 runs it backwards.
#
# *Sources.* Cybenko, *Math. Control Signals Systems* 2, 1989. Hornik, Stinchcombe and White, *Neural Networks* 2, 1989. Leshno, Lin,
# Pinkus and Schocken, *Neural Networks* 6, 1993. Bishop, *PRML*, 2006, sections 3.1, 5.1 and 6.3.
