# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 02a · What is minimised, and measuring a slope
#
# A network is improved by making one number smaller. Which number, and how does it change with each weight?
#
# *30 minutes · after [01b Networks](01b_networks.ipynb) · then the [exercise](../exercises/02a_losses_and_slopes.ipynb) (35 minutes)*
#
# <!-- notes (1 min): Two halves. First the number: losses, and where they come from. Then its slope, found by trying. Part 02b finds the slope by thinking. -->

# %% [markdown] name="objectives" slideshow={"slide_type": "slide"}
# **You will be able to**
#
# 1. write down what is minimised, and say what it promises about new examples
# 2. derive squared error and cross-entropy from one question: how probable were the answers?
# 3. show that the slope of cross-entropy is $y - t$, also for scores of ±1000
# 4. measure any slope, choose the step, and count the cost

# %% [markdown] name="symbols" slideshow={"slide_type": "skip"}
# **Symbols.** $x$ input, $w$ weights, $a$ pre-activation (those of the last layer are also called *scores* or *logits*), $y$ output, $t$ target,
# $L$ loss, $\lambda$ strength of a penalty, $K$ classes, $N$ examples, and `step` the step of a finite difference. Bishop's *PRML* writes $E$ for our $L$;
# numerical books write $h$ for our step, which is a hidden value here. All logarithms are natural.

# %% [markdown] name="mistakes-question" slideshow={"slide_type": "slide"}
# ## Why not count mistakes?
#
# Is it a 3 or an 8? One linear unit with random weights gets about half of 357 images wrong. Wrong answers are what we want to get rid of.
#
# **Predict:** nudge its 64 weights by about a millionth, 200 times. How often does the *number of mistakes* change? How often does the mean of
# $\tfrac12 (y - t)^2$?
#
# <!-- notes (1 min): They met the same experiment in 01a, with the sign units inside the network. Take numbers, then run: never, and always. A count has flat terraces. -->

# %% name="mistakes" slideshow={"slide_type": "subslide"}
import numpy as np
from sklearn.datasets import load_digits

data, label = load_digits(return_X_y=True)
keep = np.isin(label, (3, 8))
X, t = data[keep] / 16, (label[keep] == 8) * 1.0  # an 8 is 1, a 3 is 0
mistakes = lambda w: np.sum((X @ w > 0.5) != t)
loss = lambda w: np.mean((X @ w - t) ** 2) / 2

rng = np.random.default_rng(0)
w = 0.1 * rng.normal(size=64)
nudged = [w + 1e-6 * rng.normal(size=64) for _ in range(200)]
print(mistakes(w), "mistakes; changed:", sum(mistakes(v) != mistakes(w) for v in nudged), "of 200")
print(f"loss {loss(w):.4f}; changed:", sum(loss(v) != loss(w) for v in nudged), "of 200")

# %% [markdown] name="mistakes-reading" slideshow={"slide_type": "skip"}
# The number of mistakes is a terrace: flat, with a jump where some example changes sides. It never says which way is better. So we count mistakes to
# judge a network, and minimise something else to train it: a **loss** $L(y, t)$ that moves whenever the output moves. The choice of that something is the
# first half of this part. (What to do when the thing that one really wants has no slope is a question for part 03b.)

# %% [markdown] name="empirical-risk" slideshow={"slide_type": "slide"}
# ## What is minimised
#
# We want the loss small on examples to come: the **risk**, its expectation. That is unknown. What we have are $N$ examples, and what we minimise
# is the **regularised empirical risk**
#
# $$J(w) = \frac1N \sum_{n=1}^N L\big(y(x_n; w),\, t_n\big) + \lambda\, \Omega(w),$$
#
# the mean loss, plus a penalty on weights, often $\Omega(w) = \lVert w \rVert^2$.
#
# <!-- notes (1 min): Lambda is at least 0 and is chosen by us. Larger: the weights stay small, whatever the examples say. -->

# %% [markdown] name="empirical-risk-optimism" slideshow={"slide_type": "skip"}
# How much does the mean loss say about the risk $R(w)$? For weights that were fixed *before* the examples were drawn, a lot: the expectation of a mean is the
# mean of the expectations, so on average it is $R(w)$ exactly. But we choose $\hat w$ *after* looking, as the one with the smallest mean
# loss $R_N$. Then it flatters. For every fixed $w$
#
# $$\begin{aligned} R_N(\hat w) &\le R_N(w) && \hat w \text{ is the smallest} \\ \mathbb E\, R_N(\hat w) &\le \mathbb E\, R_N(w) = R(w) && \text{take expectations} \end{aligned}$$
#
# so $\mathbb E\, R_N(\hat w)$ is at most the smallest risk there is; and $R(\hat w)$, being the risk of some weights, is at least that. The mean loss
# that was minimised is on average too small, and the risk that it buys is too large. How far they are apart is a matter of measuring.

# %% [markdown] name="penalty-question" slideshow={"slide_type": "slide"}
# Forty images, 64 weights, squared error, $\Omega = \lVert w \rVert^2$. Where every slope of $J$ is zero,
#
# $$\frac1N \sum_n (y_n - t_n)\, x_{ni} + 2\lambda w_i = 0, \quad\text{so}\quad \Big(\frac{X^\top X}{N} + 2\lambda I\Big) w = \frac{X^\top t}{N}.$$
#
# **Predict** for $\lambda = 0.0001,\ 0.01,\ 1$: which has the smallest mean loss on the forty? Which on the other 317?
#
# <!-- notes (1 min): y is X w; I is the unit matrix. J is a bowl, so where all 64 slopes vanish is its lowest point. Answer: the smallest penalty wins on the forty, the middle one on the others. -->

# %% name="penalty" slideshow={"slide_type": "subslide"}
seen, seen_t, others, others_t = X[:40], t[:40], X[40:], t[40:]
print("lambda   on the forty   on the others   |w|^2")
for lam in (0.0001, 0.01, 1.0):
    w = np.linalg.solve(seen.T @ seen / 40 + 2 * lam * np.eye(64), seen.T @ seen_t / 40)
    on_seen = np.mean((seen @ w - seen_t) ** 2) / 2
    on_others = np.mean((others @ w - others_t) ** 2) / 2
    print(f"{lam:6}   {on_seen:12.5f}   {on_others:13.5f}   {w @ w:.3f}")

# %% [markdown] name="penalty-reading" slideshow={"slide_type": "skip"}
# On the forty, less penalty is always better: that is what being minimised means. On the others the middle one wins. With almost no penalty the weights fit the
# forty down to their accidents, and the loss on new images is about a thousand times the one that was minimised; with too much, the weights are too small to say
# anything. The number in the second column is what we can compute while training, the third what we want. Part 03b is about the gap.

# %% [markdown] name="squared-error" slideshow={"slide_type": "slide"}
# ## How much? Squared error
#
# For numbers, one usually takes
#
# $$L = \tfrac12 (y - t)^2, \qquad \frac{\partial L}{\partial y} = y - t.$$
#
# > **Trap: the two.** With the ½ the slope is $y - t$, without it $2(y - t)$. Both are in use. Mixing them gives slopes that are wrong by a factor of two.
#
# <!-- notes (1 min): Ours has the half (as Bishop 5.11), torch's mse_loss does not. Run the next cell. -->

# %% name="squared-error-numbers" slideshow={"slide_type": "subslide"}
import torch
from course_lib.numpy_ops import squared_error, squared_error_backward

y, wanted = np.array([3.0]), np.array([1.0])
half, cache = squared_error(y, wanted)
print("ours  loss", half, " slope", squared_error_backward(np.array(1.0), cache))

y_torch = torch.tensor(y, requires_grad=True)
full = torch.nn.functional.mse_loss(y_torch, torch.tensor(wanted))
full.backward()
print("torch loss", full.item(), " slope", y_torch.grad.numpy())

# %% [markdown] name="squared-error-reading" slideshow={"slide_type": "skip"}
# Some older lecture slides define the error without the ½ and, a page later, print its slope as $(y - t)\,x$: a 2 has gone missing. Nothing breaks, since a factor
# on all slopes only rescales the learning rate, so nobody notices until two programs are compared. (`requires_grad` and `backward` ask torch for the slope; lecture 02c
# builds the machine behind them.)
#
# Where does the square come from? Suppose the target is the output plus Gaussian noise of variance $\sigma^2$. Its probability density is then
#
# $$p(t \mid y) = \frac{1}{\sqrt{2\pi}\,\sigma}\, e^{-(t - y)^2 / 2\sigma^2}, \qquad -\ln p = \frac{(y - t)^2}{2\sigma^2} + \ln\big(\sqrt{2\pi}\,\sigma\big).$$
#
# The second term does not depend on $w$, and with $\sigma = 1$ the first is $L$, the ½ included. The next slides ask the same question, *how probable was
# the answer*, where the answer is yes or no.

# %% [markdown] name="likelihood" slideshow={"slide_type": "slide"}
# ## Yes or no? Likelihood
#
# A logistic unit answers with $y$, the probability that $t = 1$. To what happened it gave the probability $y$ if $t = 1$, and $1 - y$ if $t = 0$. In one formula,
#
# $$p(t \mid y) = y^{\,t}\, (1 - y)^{1 - t}.$$
#
# **Predict:** a thousand answers, each given 0.4. What is the product, in Python?
#
# <!-- notes (1 min): Bernoulli's distribution. Check the formula for t = 1 and t = 0. The product is about ten to the minus 398, which float64 cannot hold. -->

# %% [markdown] name="likelihood-derivation" slideshow={"slide_type": "subslide"}
# Independent examples: the probabilities multiply. The logarithm turns the product into a sum and keeps the order; the minus makes *most probable* the *least*:
#
# $$\begin{aligned} -\ln \prod_n p(t_n \mid y_n) &= -\sum_n \ln p(t_n \mid y_n) \\ &= -\sum_n \ln\big( y_n^{\,t_n} (1 - y_n)^{1 - t_n} \big) \\ &= -\sum_n \big( t_n \ln y_n + (1 - t_n) \ln (1 - y_n) \big). \end{aligned}$$
#
# This is **binary cross-entropy**.
#
# <!-- notes (1 min): One reason a line: log of a product, insert, log of a product and of a power. The mean over n is what we minimise. -->

# %% name="likelihood-numbers" slideshow={"slide_type": "subslide"}
said = np.array([0.9, 0.2, 0.6, 0.7, 0.4])
was = np.array([1.0, 0.0, 1.0, 1.0, 0.0])
product = np.prod(said**was * (1 - said) ** (1 - was))
total = -np.sum(was * np.log(said) + (1 - was) * np.log(1 - said))
print(f"product {product:.5f}  sum of -ln {total:.5f}  exp(-sum) {np.exp(-total):.5f}")
print("a thousand at 0.4: product", 0.4**1000, f" sum {-1000 * np.log(0.4):.1f}")

# %% [markdown] name="penalty-as-prior" slideshow={"slide_type": "skip"}
# The penalty can be read in the same way. Suppose that before seeing any example we thought each weight Gaussian around 0 with variance $s^2$. The probability
# of weights *and* targets is a product once more, and
#
# $$\begin{aligned} -\ln \Big( \prod_n p(t_n \mid y_n) \prod_i p(w_i) \Big) &= \sum_n L_n + \sum_i \frac{w_i^2}{2 s^2} + \text{const} && \text{logarithm of each factor} \\ &= N \Big( \frac1N \sum_n L_n + \frac{1}{2 N s^2} \lVert w \rVert^2 \Big) + \text{const} && \text{take out } N. \end{aligned}$$
#
# In the bracket stands $J$ with $\lambda = 1 / (2 N s^2)$. The more examples, the less the prior opinion counts. The next cell compares two sets of weights, so that the
# constant drops out.

# %% name="penalty-as-prior-numbers" slideshow={"slide_type": "skip"}
s, N = 0.5, 40

def minus_log(w):  # of probabilities themselves, no loss and no penalty in sight
    targets = np.exp(-((seen @ w - seen_t) ** 2) / 2) / np.sqrt(2 * np.pi)
    weights = np.exp(-(w**2) / (2 * s**2)) / (np.sqrt(2 * np.pi) * s)
    return -np.log(targets).sum() - np.log(weights).sum()

def J(w):
    return np.mean((seen @ w - seen_t) ** 2) / 2 + 1 / (2 * N * s**2) * (w @ w)

one, two = 0.1 * rng.normal(size=(2, 64))
print(f"by probabilities {minus_log(one) - minus_log(two):.6f}   N times J {N * (J(one) - J(two)):.6f}")

# %% [markdown] name="slope-derivation" slideshow={"slide_type": "slide"}
# **How does it change with the pre-activation?** Loss of one example, $y = 1/(1 + e^{-a})$:
#
# $$\begin{aligned} \frac{\mathrm dL}{\mathrm dy} &= -\frac ty + \frac{1 - t}{1 - y} = \frac{-t(1 - y) + (1 - t) y}{y (1 - y)} = \frac{y - t}{y (1 - y)} \\ \frac{\mathrm dy}{\mathrm da} &= \frac{e^{-a}}{(1 + e^{-a})^2} = \frac{1}{1 + e^{-a}} \cdot \frac{e^{-a}}{1 + e^{-a}} = y (1 - y) \\ \frac{\mathrm dL}{\mathrm da} &= \frac{\mathrm dL}{\mathrm dy} \cdot \frac{\mathrm dy}{\mathrm da} = y - t \end{aligned}$$
#
# The two factors $y(1 - y)$ cancel.
#
# <!-- notes (2 min): First line: slope of the logarithm, common denominator, multiply out. Second: slope of 1/u, split in two factors. Third: the chain rule. -->

# %% [markdown] name="sure-and-wrong-question" slideshow={"slide_type": "slide"}
# With squared error on the same unit $\mathrm dL/\mathrm dy = y - t$, and nothing cancels: $\mathrm dL/\mathrm da = (y - t)\, y (1 - y)$.
#
# **Predict:** the unit is sure and wrong, $a = -6$ but $t = 1$. Which loss pushes it harder, and how many times?
#
# <!-- notes (1 min): Most say: a little. Show the figure, then the numbers: cross-entropy, 405 times. Sure and wrong is where learning is needed most. -->

# %% name="sure-and-wrong-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import figure

figure("sure_and_wrong")

# %% name="sure-and-wrong" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import binary_cross_entropy, binary_cross_entropy_backward, sigmoid

a, target = np.array([-6.0]), np.array([1.0])
y, _ = sigmoid(a)
_, cache = binary_cross_entropy(a, target)
entropy, squared = binary_cross_entropy_backward(np.array(1.0), cache), (y - target) * y * (1 - y)
print("y", y.round(4), " y - t", (y - target).round(4))
print("cross-entropy pushes with", entropy.round(4), " squared error with", squared.round(4))
print("ratio", (entropy / squared).round(0))

# %% [markdown] name="sure-and-wrong-reading" slideshow={"slide_type": "skip"}
# Four hundred times. The squared error saw that the answer was as wrong as can be, and its push was then multiplied by the slope of the sigmoid, which is almost
# flat there. Cross-entropy rises exactly so steeply near $y = 0$ that the flatness is made up for. This is why output unit and loss are chosen together: identity
# with squared error, logistic with binary cross-entropy, softmax with the cross-entropy that comes next. In all three the slope is $y - t$.

# %% [markdown] name="softmax" slideshow={"slide_type": "skip"}
# ## Which of K? Softmax
#
# Scores become probabilities by the softmax of part 01b. In a batch each example has a row of scores, and each **row** is a distribution of its own:
#
# $$y_{nk} = \frac{e^{a_{nk}}}{\sum_{j=1}^K e^{a_{nj}}}, \qquad \sum_{k=1}^K y_{nk} = 1 \text{ for each } n.$$
#
# > **Trap: down the batch.** A sum over the wrong axis also gives numbers between 0 and 1, which add up to 1, column by column. But then the probabilities of one image
# > depend on the other images that happen to be in the batch. So ask of your softmax: does a row change when I take another row away?

# %% name="softmax-rows" slideshow={"slide_type": "skip"}
from course_lib.numpy_ops import softmax

A = np.array([[2.0, 0.0, -1.0], [0.5, 0.5, 3.0]])
for axis, name in ((1, "along each row  "), (0, "down each column")):
    both, alone = softmax(A, axis=axis)[0], softmax(A[:1], axis=axis)[0]
    print(name, both[0].round(3), " the same row alone", alone[0].round(3))

# %% [markdown] name="cross-entropy" slideshow={"slide_type": "slide"}
# ## Which of K? Cross-entropy
#
# The softmax gives class $k$ the probability $y_k$; the truth gives it $t_k$. The **cross-entropy** between the two is
#
# $$L = -\sum_{k=1}^K t_k \ln y_k .$$
#
# If the truth is one class $c$, it is $-\ln y_c$: minus the logarithm of what the right class got. For a batch, the mean over the examples.
#
# **Predict** it for ten equal scores.
#
# <!-- notes (1 min): It is minus ln of the product of y_k to the power t_k, the same step as for two classes. Ten equal scores: every y is a tenth, the loss is ln 10, 2.3026. That is what the first line of a training run should say. -->

# %% name="uniform" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import cross_entropy

for K in (2, 10, 1000):
    scores, c = np.zeros((1, K)), np.array([0])
    ours = cross_entropy(scores, c)[0]
    theirs = torch.nn.functional.cross_entropy(torch.tensor(scores), torch.tensor(c))
    print(f"K = {K:4d}   ours {ours:.4f}   torch {theirs:.4f}   ln K {np.log(K):.4f}")

# %% [markdown] name="uniform-reading" slideshow={"slide_type": "skip"}
# Knowing nothing costs $\ln K$. Remember 2.3026 for ten classes: it is the first number that a training run should print. Far above it means that the first scores are too large, so
# the network is sure before it has learned anything; a loss that settles at $\ln K$ has learned nothing.
#
# Why is the truth the best answer? For $u > 0$ the logarithm lies below its tangent at 1: $\ln u \le u - 1$. Over the classes with $t_k > 0$,
#
# $$\begin{aligned} \sum_k t_k \ln t_k - \sum_k t_k \ln y_k &= -\sum_k t_k \ln \frac{y_k}{t_k} && \text{one logarithm} \\ &\ge -\sum_k t_k \Big( \frac{y_k}{t_k} - 1 \Big) && \ln u \le u - 1 \\ &= -\sum_k y_k + \sum_k t_k \ge -1 + 1 = 0, \end{aligned}$$
#
# so $-\sum_k t_k \ln y_k \ge -\sum_k t_k \ln t_k$, with equality for $y = t$ (Gibbs' inequality). For one true class the right side is 0.

# %% name="truth-is-best" slideshow={"slide_type": "skip"}
truth = np.array([0.7, 0.2, 0.1])
guesses = rng.dirichlet([1.0, 1.0, 1.0], size=100_000)
losses = -(np.log(guesses) @ truth)
print(f"the truth itself: {-(truth @ np.log(truth)):.4f}   best of 100,000 guesses: {losses.min():.4f}", end="")
print("   at", guesses[losses.argmin()].round(2))

# %% [markdown] name="labels-as-indices" slideshow={"slide_type": "skip"}
# **Labels as indices.** A target with one 1 in it is stored as the place of the 1: `labels[n]` is the class of example $n$, an integer from 0 to $K - 1$. No sum over
# classes is needed then. From each row of $\ln y$ one number is picked, in row 0 that at `labels[0]`, in row 1 that at `labels[1]`, and so on. NumPy does this with two
# lists of indices of the same length, one with the rows and one with the columns.
#
# > **Trap: all rows times all labels.** A colon in place of the row numbers means *every* row with *every* label. For $N$ examples that is $N \times N$ numbers, and their
# > mean is a number too: nothing fails, and the loss is wrong.

# %% name="labels-as-indices-numbers" slideshow={"slide_type": "skip"}
log_y = np.log(softmax(np.array([[2.0, 0.0, -1.0], [0.5, 0.5, 3.0], [1.0, 4.0, 0.0], [0.0, 0.0, 0.0]]))[0])
labels = np.array([0, 2, 0, 1])

print(log_y.round(2))
print("one of each row:", log_y[[0, 1, 2, 3], labels].round(2))
print("with a colon:   ", log_y[:, labels].shape, "numbers")

# %% [markdown] name="log-sum-exp" slideshow={"slide_type": "slide"}
# ## Scores of a thousand
#
# Insert the softmax, then take the largest score $m$ out of the sum:
#
# $$\begin{aligned} -\ln y_c &= -\ln \frac{e^{a_c}}{\sum_j e^{a_j}} = \ln \sum_j e^{a_j} - a_c \\ &= \ln \Big( e^m \sum_j e^{a_j - m} \Big) - a_c = m + \ln \sum_j e^{a_j - m} - a_c . \end{aligned}$$
#
# **Predict:** scores 1000, 0, −1000, true class the last. What do a safe softmax and then its logarithm give?
#
# <!-- notes (2 min): The largest exponent is 0, so the sum lies between 1 and K: no overflow, no logarithm of 0. The safe softmax alone is not enough: it answers 0, and minus ln 0 is infinite. The true loss is 2000. -->

# %% name="log-sum-exp-numbers" slideshow={"slide_type": "subslide"}
a, c = np.array([1000.0, 0.0, -1000.0]), 2
y, _ = softmax(a)
with np.errstate(divide="ignore"):
    print("softmax, then ln    ", -np.log(y[c]))
print("with 1e-12 inside   ", round(-np.log(y[c] + 1e-12), 2))
m = a.max()
print("ln of a sum of exps ", m + np.log(np.exp(a - m).sum()) - a[c])

# %% [markdown] name="log-sum-exp-reading" slideshow={"slide_type": "skip"}
# The true loss is 2000. The safe softmax is not to blame: $e^{-2000}$ is 0 in float64, and the logarithm of 0 is minus infinity. A small number inside the logarithm, a
# popular patch, hides the infinity behind a loss of 27.63 that no longer changes with the scores. The last line never forms the probability, only its logarithm. That is why
# `torch.nn.functional.cross_entropy` wants logits, and why giving it probabilities is a mistake that raises no error: it takes the softmax of them once more.

# %% [markdown] name="softmax-gradient" slideshow={"slide_type": "slide"}
# ## The slope once more
#
# Write $L = \ln S - a_c$ with $S = \sum_j e^{a_j}$. Then
#
# $$\begin{aligned} \frac{\partial L}{\partial a_k} &= \frac1S \cdot \frac{\partial S}{\partial a_k} - \frac{\partial a_c}{\partial a_k} \\ &= \frac{e^{a_k}}{S} - [k = c] \\ &= y_k - t_k . \end{aligned}$$
#
# Each slope is what the class got, minus what it should have got. They add up to 0. In a mean over $N$ examples, divide by $N$.
#
# <!-- notes (4 min): The bracket is 1 if k is the true class, else 0. Line 1: chain rule. Line 2: only one term of S contains a_k. They add up to 0 because y and t each add up to 1. Then the picture: ask first for the arrows of a network that is right and sure. Make it sure and wrong. Add a constant to all scores. Push to a thousand and compare the two formulas. -->

# %% name="softmax-gradient-numbers" slideshow={"slide_type": "subslide"}
a, c = np.array([[2.0, 0.0, -1.0]]), np.array([0])
y, _ = softmax(a)
print("y - t         ", (y - np.array([[1, 0, 0]])).round(4)[0])

rise = []
for k in range(3):
    nudged = a.copy()
    nudged[0, k] += 1e-6
    rise.append(float(cross_entropy(nudged, c)[0] - cross_entropy(a, c)[0]))
print("rise over run ", (np.array(rise) / 1e-6).round(4))

# %% name="softmax-cross-entropy" slideshow={"slide_type": "slide"} tags=["hide-input"]
from course_lib.widgets import SoftmaxCrossEntropy

SoftmaxCrossEntropy()

# %% [markdown] name="softmax-cross-entropy-reading" slideshow={"slide_type": "skip"}
# The picture begins with a network that prefers the wrong class. (It calls the probabilities *shares* and writes $p$ for our $y$.) The arrows are $t - y$, the direction in which descent moves
# each score: the true class is pulled up by as much as all the others together are pushed down. Drag a wrong score up, and its arrow grows. Make the answer right and sure, and the
# arrows vanish: nothing is left to learn from this example. Make it wrong and sure, and they reach their full length, 1. No score is ever pushed harder than that.
#
# The two lines of the table are the formula as written and with the largest score taken out. Add 1000 to all scores, and only one of them survives.

# %% [markdown] name="measuring" slideshow={"slide_type": "slide"}
# ## Measuring a slope
#
# A slope was derived, and code was written. Is it right? Move the input a little and see how far the output moves: a **finite difference**, to one side or to both.
#
# **Predict:** halve the step. What happens to the error of each?
#
# <!-- notes (1 min): Figure next: the dashed line is the tangent, whose slope we want. -->

# %% name="secants-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("secants")

# %% [markdown] name="central-difference" slideshow={"slide_type": "slide"}
# Taylor's series at $x$, one step ahead and one behind:
#
# $$f(x \pm \text{step}) = f \pm \text{step}\, f' + \tfrac12\, \text{step}^2 f'' \pm \tfrac16\, \text{step}^3 f''' + \dots$$
#
# Forward: take away $f$, divide by the step. Central: subtract the one from the other, and the even terms cancel; divide by two steps.
#
# $$\begin{aligned} \frac{f(x + \text{step}) - f(x)}{\text{step}} &= f' + \tfrac12\, \text{step}\, f'' + \dots \\ f(x + \text{step}) - f(x - \text{step}) &= 2\, \text{step}\, f' + \tfrac13\, \text{step}^3 f''' + \dots \\ \frac{f(x + \text{step}) - f(x - \text{step})}{2\, \text{step}} &= f' + \tfrac16\, \text{step}^2 f''' + \dots \end{aligned}$$
#
# <!-- notes (2 min): Answer to the prediction: forward the error halves, central it is a quarter, once the step is small. Second line: the terms f and f'' are the same ahead and behind. -->

# %% [markdown] name="step-question" slideshow={"slide_type": "slide"}
# So a tenth of the step leaves a tenth of the error forward, and a hundredth of it central.
#
# **Predict** the best step for $f(x) = 1 / (1 + x^2)$ at 0.7: is it $10^{-5}$, $10^{-10}$ or $10^{-15}$?
#
# <!-- notes (1 min): Most say the smallest. Run the cell; read the first two lines first. This f needs sums, products and quotients only, so its digits are the same on every machine. -->

# %% name="central-difference-numbers" slideshow={"slide_type": "subslide"}
def f(x):
    return 1 / (1 + x * x)

x = 0.7
slope = -2 * x / (1 + x * x) ** 2
print("step    forward off by   central off by")
for step in (1e-2, 1e-3, 1e-5, 1e-8, 1e-10, 1e-13, 1e-15):
    forward = (f(x + step) - f(x)) / step
    central = (f(x + step) - f(x - step)) / (2 * step)
    print(f"{step:.0e}   {abs(forward - slope):14.1e}   {abs(central - slope):14.1e}")

# %% [markdown] name="step-size" slideshow={"slide_type": "slide"}
# **Two errors.** A float64 is off by a share of about $\text{eps} = 2 \cdot 10^{-16}$. So the difference is off by about $\text{eps}\, \lvert f \rvert$, and dividing by a small
# step makes that large:
#
# $$\text{error} \approx \tfrac16 \text{step}^2\, \lvert f''' \rvert + \frac{\text{eps}\, \lvert f \rvert}{\text{step}} .$$
#
# Its slope is zero at $\tfrac13 \text{step}^3 \lvert f''' \rvert = \text{eps} \lvert f \rvert$. If $f$ and $f'''$ are about equal, **step ≈ eps$^{1/3}$**.
#
# **Predict** the best step in float32, $\text{eps} = 10^{-7}$.
#
# <!-- notes (4 min): Slope with respect to the step: step f'''/3 minus eps f over step squared; multiply by step squared. Forward: the first term is step f''/2, the best step about the square root of eps. Then the picture: from the right truncation falls, with slope 1 and 2; from the left rounding falls. Drag the step to the bottom of the V. Give the prediction there, switch to float32. Then the parabola: where did the right arm go? -->

# %% name="finite-difference" slideshow={"slide_type": "slide"} tags=["hide-input"]
from course_lib.widgets import FiniteDifference

FiniteDifference()

# %% name="eps" slideshow={"slide_type": "subslide"}
for dtype in (np.float64, np.float32):
    eps = np.finfo(dtype).eps
    forward, central = eps ** (1 / 2), eps ** (1 / 3)
    print(f"{dtype.__name__}: eps {eps:.0e}, step forward {forward:.0e}, central {central:.0e}")

# %% [markdown] name="finite-difference-reading" slideshow={"slide_type": "skip"}
# Both axes are logarithmic, so a power of the step is a straight line and its exponent the steepness. On the right is the sine through a microscope as wide as the step: at $10^{-15}$
# it is a staircase, and a slope between two stairs is hardly a slope.
#
# Put the best step into the formula: the error is about $\text{eps}^{2/3}$, so a central difference gets two thirds of the digits right. (A forward one gets half of them.) Of the
# seven digits of float32 that leaves four or five. So check gradients in float64, whatever you train in.
#
# > **Trap: a kink between the two points.** A ReLU has two slopes, and a difference that straddles the kink gives a mixture of them. Take a smaller step, or
# > another $x$.

# %% name="kink" slideshow={"slide_type": "skip"}
relu = lambda x: max(0.0, x)
for step in (0.1, 0.02, 0.005):
    print(f"ReLU at x = 0.01, step {step}: slope {(relu(0.01 + step) - relu(0.01 - step)) / (2 * step):.2f}")

# %% [markdown] name="one-number-at-a-time" slideshow={"slide_type": "slide"}
# **A function of many numbers** has a slope along each. Move one, hold all others where they are, and put it back before the next:
#
# $$g_i = \frac{f(x + \text{step}\, e_i) - f(x - \text{step}\, e_i)}{2\,\text{step}},$$
#
# $e_i$ being 1 at $i$ and 0 elsewhere. An index $i$ may be a pair, for a matrix; $g$ has the shape of $x$. All slopes together are the **gradient**.
#
# <!-- notes (1 min): Next cell: which points does f get to see? Count them before you run it: two for each number. -->

# %% name="one-number-numbers" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops.finite_differences import numerical_gradient

asked = []

def f(x):
    asked.append(x.tolist())
    return x[0, 0] * x[0, 1] + x[1, 0] ** 2 - x[1, 1]

g = numerical_gradient(f, np.array([[2.0, 5.0], [3.0, 1.0]]), step=0.5)
for ahead, behind in zip(asked[::2], asked[1::2]):
    print(ahead, " and ", behind)
print("g =", g.tolist())

# %% [markdown] name="gradient-check" slideshow={"slide_type": "slide"}
# **The check**, on five examples and ten classes: measured slopes $\hat g$ against derived ones $g$, by the largest $\dfrac{\lvert g - \hat g \rvert}{\lvert g \rvert + \lvert \hat g \rvert}$,
# which is 0 for equal and 1 for opposite numbers.
#
# **Predict:** which of these faults does it find? The mean forgotten; the sign turned; the 1 subtracted at the wrong class, in one example of five.
#
# <!-- notes (1 min): All of them. Training might still work, badly, with the first and the last: that is why one measures. -->

# %% name="gradient-check-numbers" slideshow={"slide_type": "subslide"}
scores, labels = rng.normal(size=(5, 10)), np.array([3, 1, 4, 1, 5])
measured = numerical_gradient(lambda a: cross_entropy(a, labels)[0], scores)

def derived(labels, divide_by=5):
    return (softmax(scores)[0] - np.eye(10)[labels]) / divide_by

tries = {"as derived": derived(labels), "no mean": derived(labels, divide_by=1),
         "sign turned": -derived(labels), "one wrong class": derived(np.array([3, 1, 4, 1, 6]))}
for name, g in tries.items():
    print(f"{name:16s}{np.max(np.abs(g - measured) / (np.abs(g) + np.abs(measured))):.6f}")

# %% [markdown] name="cost-question" slideshow={"slide_type": "slide"}
# ## Why nobody trains this way
#
# A fully connected network uses each of its $W$ weights once on the way forward: $W$ multiply-adds. A slope takes two passes, $2W$. All $W$ slopes take
# $W \cdot 2W = 2W^2$.
#
# **Predict:** ten times the weights, how many times the work? And if one could have all slopes for $3W$?
#
# <!-- notes (2 min): A hundred times; ten times. 3W is what backpropagation takes, part 02b: one pass forward, and back two products as large as that. -->

# %% name="cost" slideshow={"slide_type": "subslide"}
from course_lib.experiments.gradient_cost import gradient_cost

print("weights  forward  differences     2W^2  backpropagation     3W")
for hidden in (1, 2, 4, 8):
    n = gradient_cost(hidden)  # a 64-hidden-10 network, its multiply-adds counted as it works
    W = n.weights
    print(f"{W:7}  {n.forward:7}  {n.differences:11}  {2 * W * W:7}  {n.backward:15}  {3 * W:5}")

# %% name="cost-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("gradient_cost")

# %% [markdown] name="cost-reading" slideshow={"slide_type": "skip"}
# On these axes a power is a straight line, with the exponent as its slope: 2 and 1 (Bishop, *PRML*, section 5.3.3). Multiply-adds are counted, not timed, while
# both gradients are computed. Forward differences save half and keep the slope. A convolution uses a weight at many places of the image, so a pass costs more than $W$; the
# ratio stays. For AlexNet (lecture 08a) the next cell gives about a day for one image and one step, or two thousandths of a second.
#
# So slopes are derived, and finite differences keep the job that they are good at: to check the derivation, on a small network, or along a few random directions of a large
# one (`numpy_ops.finite_differences.directional_derivative`, two passes each, however many weights).

# %% name="cost-alexnet" slideshow={"slide_type": "skip"}
from course_lib.nets.alexnets import alexnet_table
from course_lib.shapes.cost import cost

net = cost(alexnet_table())
by_differences, by_backpropagation = 2 * net.parameters * net.macs, 3 * net.macs
print(f"parameters {net.parameters:,}   multiply-adds, forward, one image {net.macs:,}")
print(f"at 10^12 a second: {by_differences / 1e12 / 3600:.0f} hours, or {by_backpropagation / 1e12:.4f} seconds")

# %% [markdown] name="summary" slideshow={"slide_type": "slide"}
# ## What to take along
#
# - Minimised is a mean loss plus a penalty. On its own examples it flatters.
# - Squared error and cross-entropy are minus the logarithm of a probability. With the right output unit, the slope is $y - t$.
# - Compute $\ln y$, not $y$: log-sum-exp.
# - Central differences, step ≈ eps$^{1/3}$, check any slope. At $2W^2$ against $3W$ they train nothing.
#
# <!-- notes (1 min): Exercise: write the measuring tool, then the loss, and check the second with the first. -->

# %% [markdown] name="exercise-link" slideshow={"slide_type": "skip"}
# **Now you.** In the [exercise](../exercises/02a_losses_and_slopes.ipynb) you write the numerical gradient (ten minutes) and softmax cross-entropy with its slope (twenty-five), and let
# the first check the second.
#
# *Sources.* Bishop, *PRML*, 2006, sections 1.2.5, 3.1.1, 4.3 and 5.2 to 5.3.3. Vapnik, *NIPS* 1991 (empirical risk). Shannon, *Bell System Technical Journal* 27, 1948. Nocedal and Wright, *Numerical
# Optimization*, 2006, section 8.1.
