# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 03a · Going down
#
# Every slope is known. How far should one step go, and in which direction?
#
# *50 minutes · after [02c Autograd](02c_autograd.ipynb) · then the [exercise](../exercises/03a_descent.ipynb) (20 minutes)*
#
# <!-- notes (1 min): Three questions, in this order. Where does downhill lead? How long may a step be? What can be done about a valley that is steep one way and flat the other? -->

# %% [markdown] name="objectives" slideshow={"slide_type": "slide"}
# **You will be able to**
#
# 1. say when a learning rate diverges, and which one is best on a bowl
# 2. explain what standardised inputs, momentum and Adagrad each do to a ravine, and write their steps
# 3. predict the noise of a minibatch, and choose its size
# 4. say why a run stands still, and when to drop the learning rate
#
# <!-- notes (1 min): Number one decides whether a run works at all. Most failed runs that students bring have the wrong learning rate. -->

# %% [markdown] name="downhill" slideshow={"slide_type": "slide"}
# ## Which way, and how far
#
# Let $g = \nabla L(w)$ hold one slope for each weight. For a short move $\Delta w$ they say what happens; among moves of one length, straight against $g$ gains most:
#
# $$L(w + \Delta w) \approx L(w) + g^\top \Delta w, \qquad \Delta w = -\eta\, g \;\Rightarrow\; L - \eta\, \lVert g \rVert^2 .$$
#
# **Predict:** 100 steps on digits with $\eta = 0.01$, $0.1$, $1$ and $10$. Which ends lowest?
#
# <!-- notes (1 min): The product of two columns of given lengths is smallest when they point in opposite directions. Minus: two older sets of slides print a plus here, which climbs. The approximation is good for short moves only; 10 is not short. -->

# %% name="four-rates" slideshow={"slide_type": "subslide"}
from course_lib.experiments.dead_units import dead_units     # the run of 02b, 32 hidden units

print("loss after    0      1     10    100 steps   units off for all digits")
for eta in (0.01, 0.1, 1.0, 10.0):
    run = dead_units(times=1, hidden=(32,), lr=eta, steps=100)
    print(f"eta {eta:5}  " + "".join(f"{run.loss[k]:7.3f}" for k in (0, 1, 10, 100)),
          f"        {run.dead[-1, 0]:2} of 32")

# %% [markdown] name="four-rates-reading" slideshow={"slide_type": "skip"}
# Read the table along its diagonals: $\eta = 0.01$ is after 100 steps where 0.1 was after ten (2.003 and 2.002). As long as steps are short, a tenth of the rate takes ten times the steps. With 1 the run is nearly
# done. With 10 the first step *raises* the loss, and the run ends at 2.302, about $\ln 10$: all 32 hidden units are off, for good (02b), so it has learned how often each digit occurs and nothing else. Too small
# a rate costs steps; too large a one costs everything.
#
# > **Trap: the sign.** Descent subtracts. A formula $w + \eta g$, as some older slides print it, climbs, unless its $\eta$ is meant to be negative.

# %% [markdown] name="where-down-leads" slideshow={"slide_type": "slide"}
# ## Where does down lead?
#
# To a **stationary point**, where $g = 0$: a minimum, a saddle or a maximum. The **Hessian** $H$, the table of second slopes, tells which. Its *eigenvectors* are directions it only stretches, by the **curvatures**: all positive at a minimum, of both signs at a saddle.
#
# **Predict** the minimum, A, B or C, from $(-3, 2)$, $(0, 2)$ and $(3, 1)$.
#
# <!-- notes (3 min): A, C, C. Look at the arrow: against the gradient, square to the lines of equal loss. Drag the start over the whole map: three regions. Look at plain descent; its variants come later, and near a watershed they end elsewhere. Find a saddle: the gradient is nearly 0, and yet it is no minimum. -->

# %% name="hills" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import DescentSurface

hills = DescentSurface(surface="hills", eta=0.2)
hills

# %% name="hills-numbers" slideshow={"slide_type": "subslide"}
import numpy as np
from course_lib.experiments.descent import Surface

surface = Surface("hills")
for name, w in surface.stationary().items():
    c = np.linalg.eigvalsh(surface.hessian(w))
    print(f"{name:2}  loss {surface.loss(w):6.3f}  curvatures {c.round(2)}")

# %% [markdown] name="hills-reading" slideshow={"slide_type": "skip"}
# The first start leads to A, the others to C. (Orange is plain descent; the other three paths and the map are for later.) C is the lowest, and nothing at A or B says so: a gradient knows its neighbourhood. Three of the
# seven stationary points are minima, three saddles, one a maximum. Each further weight adds a direction that would have to curve upwards; so in high dimension saddles are far more common
# (Dauphin and others 2014).
#
# > **Trap: "not convex, so it has local minima".** Convex means that no chord runs below the surface; then every minimum is a lowest one. Without it the *guarantee* is gone, and nothing more: whether bad minima exist,
# > and whether a run ever meets them, is a question for measurements.

# %% [markdown] name="restarts-question" slideshow={"slide_type": "slide"}
# **Does it matter which valley?** One small network, 300 digits, sixty random starts, until it comes to rest.
#
# **Predict:** 4, 8, 16 or 32 hidden units. For which do the final losses differ most?
#
# <!-- notes (2 min): For the smallest: its worst run ends half as high again as its best. With 32 units all sixty end within two percent of each other, though no two have the same weights. Recorded runs. -->

# %% name="restarts-numbers" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from math import factorial
from course_lib.experiments.restarts import recorded
from course_lib.widgets import figure

for width, runs in recorded().items():
    best, worst = runs.loss.min(), runs.loss.max()
    print(f"{width:2} units: loss {best:.4f} to {worst:.4f} (+{worst / best - 1:4.0%}),",
          f"test errors {runs.error.min():.1%} to {runs.error.max():.1%}")
print("ways to rename 8 hidden units and turn signs:", factorial(8) * 2**8)
figure("restarts")

# %% [markdown] name="restarts-reading" slideshow={"slide_type": "skip"}
# There are many minima, and in the larger networks they are of about the same quality. Part of the reason is dull: exchange two hidden units, or turn the sign of all weights into and out of a tanh
# unit, and the network computes the same. So each minimum of the net with 8 units has more than ten million copies. The rest is experience, here and in larger studies (Choromanska and
# others 2015), and not a theorem. The smallest network is where a restart pays.
#
# (The loss contains a small penalty, 02a, which gives each valley a bottom. All runs end with a gradient shorter than 0.01; that they stand in a minimum and not near a flat saddle is likely and not proved.)

# %% [markdown] name="learning-rate" slideshow={"slide_type": "slide"}
# ## How long a step? One direction
#
# A parabola $L = \tfrac12 c\, w^2$, curvature $c > 0$, gradient $c\, w$ (steps are counted by $\tau$; $t$ is a target):
#
# $$\begin{aligned} w_{\tau+1} &= w_\tau - \eta\, c\, w_\tau = (1 - \eta c)\, w_\tau && \text{one step} \\ w_\tau &= (1 - \eta c)^\tau\, w_0 && \text{all of them} \end{aligned}$$
#
# It shrinks if $\lvert 1 - \eta c \rvert < 1$, that is $0 < \eta < 2/c$.
#
# **Predict** the path for $\eta c = 0.3$, $1$, $1.8$, $2.1$.
#
# <!-- notes (2 min): Below 1 the factor is positive: it creeps. At 1 it is zero: done in one step. Between 1 and 2 negative: it crosses. Above 2 it grows, and the loss with it. -->

# %% name="step-lengths-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("step_lengths")

# %% [markdown] name="near-a-minimum" slideshow={"slide_type": "slide"}
# **Any valley, near its bottom.** At a minimum $w^*$ the gradient is 0, so Taylor's series begins with second slopes. With the distance $e = w - w^*$:
#
# $$\begin{aligned} L &\approx L^* + \tfrac12\, e^\top H\, e, \qquad g \approx H e \\ e_{\tau+1} &= e_\tau - \eta H e_\tau = (I - \eta H)\, e_\tau && w^* \text{ is fixed} \\ u^\top e_{\tau+1} &= (1 - \eta c)\, u^\top e_\tau && \text{if } u^\top H = c\, u^\top \end{aligned}$$
#
# So each eigenvector $u$ is a parabola of its own, and all share **one** $\eta$.
#
# <!-- notes (2 min): H is symmetric, so there is a full set of eigenvectors, square to each other. Whatever we say about one parabola we may say about each direction. -->

# %% [markdown] name="ravine" slideshow={"slide_type": "slide"}
# ## The ravine
#
# Curvatures from $c_{\min}$ to $c_{\max}$. The slower of the two ends counts; it is fastest when both are equally slow:
#
# $$1 - \eta c_{\min} = \eta c_{\max} - 1 \;\Rightarrow\; \eta = \frac{2}{c_{\min} + c_{\max}}, \qquad \text{factor} = \frac{c_{\max} - c_{\min}}{c_{\max} + c_{\min}} = \frac{\kappa - 1}{\kappa + 1}$$
#
# with the **condition number** $\kappa = c_{\max} / c_{\min}$.
#
# **Predict:** ten times $\kappa$, how many times the steps?
#
# <!-- notes (2 min): Larger eta: the steep direction gets worse. Smaller: the flat one. Insert eta for the factor, divide by c_min. Ten times: for large kappa the logarithm of the factor is about minus 2 over kappa. -->

# %% name="ravine-numbers" slideshow={"slide_type": "subslide"}
def steps_down(c, eta, mu=0.0, until=1e-3):
    w, v, steps = np.ones_like(c), np.zeros_like(c), 0
    while np.abs(w).max() > until:
        v = mu * v + c * w          # mu and v are for later; with mu = 0, plain descent
        w, steps = w - eta * v, steps + 1
    return steps

for kappa in (10, 100, 1000):
    c = np.array([1.0, kappa])
    formula = np.log(1e-3) / np.log((kappa - 1) / (kappa + 1))      # about kappa / 2 * ln 1000
    print(f"kappa {kappa:4}: {steps_down(c, 2 / c.sum()):4} steps, the formula says {formula:.1f}")

# %% [markdown] name="standardise" slideshow={"slide_type": "slide"}
# ## First remedy: mend the data
#
# A linear unit with half the mean squared error ($X$ has a column of ones for the bias):
#
# $$L = \frac{1}{2N} \lVert Xw - t \rVert^2, \qquad g = \frac1N X^\top (Xw - t), \qquad H = \frac1N X^\top X .$$
#
# The ravine is **in the inputs**. 125 wines, 13 measurements each, in milligrams, percent, degrees.
#
# **Predict** $\kappa$, before and after `X -= mean; X /= std`.
#
# <!-- notes (2 min): g is the layer's dW of 02b; differentiate once more for H. Diagonal: mean squares of the inputs. Off the diagonal: whatever two inputs have in common, and a common mean is in common with the bias. Numbers next: a mean alone helps by a factor of 40 and is still hopeless; the scales do the rest. -->

# %% name="standardise-numbers" slideshow={"slide_type": "subslide"}
from course_lib.experiments.standardise import accuracy, curvatures, descend, wines

X, labels, X_test, labels_test = wines()
mean, std = X.mean(axis=0), X.std(axis=0)            # of the training set
versions = {"as measured": (X, X_test), "minus mean": (X - mean, X_test - mean),
            "standardised": ((X - mean) / std, (X_test - mean) / std)}
for name, (seen, new) in versions.items():
    c = curvatures(seen)
    ten, hundred = (accuracy(descend(seen, labels, n), new, labels_test) for n in (10, 100))
    kappa = c[-1] / c[0]
    print(f"{name:12}  kappa {kappa:11,.0f}   after 10, 100 steps {ten:.0%}, {hundred:.0%} right")

# %% [markdown] name="standardise-trap" slideshow={"slide_type": "slide"}
# **Whose mean?** That of the training set, kept with the weights, for every example that ever comes.
#
# > **Trap: the test set by its own mean.**
#
# **Predict:** the wines of one grower arrive together, and are standardised by their own mean and deviation. How many are recognised?
#
# <!-- notes (1 min): What they have in common is what makes them recognisable, and it has been subtracted. A single bottle becomes thirteen zeros. And a mean that includes the test set has seen the test set: the measured error flatters. -->

# %% name="standardise-trap-numbers" slideshow={"slide_type": "-"}
w = descend((X - mean) / std, labels, 1000)
for grower in range(3):
    new = X_test[labels_test == grower]
    own = (new - new.mean(axis=0)) / new.std(axis=0)
    ours, theirs = (accuracy(w, x, grower) for x in ((new - mean) / std, own))
    print(f"grower {grower}: by the training set's {ours:.0%}, by their own {theirs:.0%}")

# %% [markdown] name="standardise-reading" slideshow={"slide_type": "skip"}
# From half a billion to fifty, and from 64 % to all of them right, without one change to the method. Before that, look at the data: an input that never changes has deviation 0 and cannot be divided by it
# (drop it, or divide by 1); a missing value coded as −999 moves mean and deviation; a label in the wrong row moves nothing and is found only by eye.
#
# Standardising treats each input for itself. What two inputs have in common stays, and with it a $\kappa$ of 50. And it mends the first layer only: what the second
# layer reads is made by the first. That thought will come back as batch norm (04b).

# %% [markdown] name="newton" slideshow={"slide_type": "slide"}
# ## Second remedy: use the curvature
#
# Newton: jump to the bottom of the parabola that fits here.
#
# $$\begin{aligned} L(w + \Delta w) &\approx L + g^\top \Delta w + \tfrac12\, \Delta w^\top H\, \Delta w \\ 0 &= g + H\, \Delta w && \text{slope for } \Delta w \\ \Delta w &= -H^{-1} g && \text{no } \eta, \text{ no } \kappa \end{aligned}$$
#
# The price: $W^2$ numbers in $H$, about $W^3$ operations to solve with it.
#
# **Predict:** where does it go where curvatures are negative?
#
# <!-- notes (2 min): To wherever the slope of the fitted parabola is zero, and that may be a saddle or the top. It looks for slope 0, whatever kind. So it stays the standard that others are compared with; for networks one looks for something that costs W. -->

# %% name="newton-numbers" slideshow={"slide_type": "subslide"}
from course_lib.experiments.descent import ends_at, paths

ravine = paths("ravine", start=(-4.0, 1.2), steps=1)["newton"]
print("ravine, after one step:", ravine[-1].round(12))
for start in ((-3.0, 2.0), (0.0, 2.0), (3.0, 1.0)):
    ways = paths("hills", start, eta=0.2, steps=100)
    ends = {name: ends_at(ways[name], surface.stationary()) for name in ("descent", "newton")}
    print("hills, from", start, ends)
print(f"AlexNet has 60 million weights: H has {60e6**2:.1e} numbers")

# %% [markdown] name="velocity" slideshow={"slide_type": "slide"}
# ## Third remedy: momentum
#
# Let the weights have a velocity $v$, zeros at first:
#
# $$v_{\tau+1} = \mu\, v_\tau + g_\tau, \qquad w_{\tau+1} = w_\tau - \eta\, v_{\tau+1} .$$
#
# $\mu$ is the share of the old velocity that survives, often 0.9. Insert the first line into itself:
#
# $$v_{\tau+1} = g_\tau + \mu\, g_{\tau-1} + \mu^2 g_{\tau-2} + \dots$$
#
# **Predict** $v$ after many equal gradients of 1.
#
# <!-- notes (2 min): 1 + mu + mu squared and so on: 1/(1 - mu), ten for 0.9. Across the ravine the gradients change sign and cancel; along it they add up. It is an unnormalised sum, not an average, and what is kept is the accumulated direction, not the last gradient. -->

# %% name="velocity-numbers" slideshow={"slide_type": "subslide"}
mu = 0.9
same = cancel = 0.0
for step in range(1, 101):
    same = mu * same + 1.0                      # always the same gradient
    cancel = mu * cancel + (-1.0) ** step       # each the opposite of the last
    if step in (1, 2, 3, 10, 100):
        print(f"after {step:3}: same sign {same:7.4f}   alternating {cancel:7.4f}")
print(f"1 / (1 - mu) = {1 / (1 - mu):.4f}   1 / (1 + mu) = {1 / (1 + mu):.4f}")

# %% [markdown] name="velocity-reading" slideshow={"slide_type": "skip"}
# Ten times the step where the gradients agree, about half where they alternate. This is the main effect: it damps the zigzag and speeds up the flat direction (Polyak 1964; Sutskever and others 2013). That it also rolls
# through small dips may happen, and is not what it is for.
#
# > **Trap: an average, or the last gradient alone.** Some texts call $v$ a running average, or add $\mu$ times the *previous gradient*. An average has a factor $1 - \mu$ before the new gradient and
# > takes steps ten times shorter for $\mu = 0.9$; the previous gradient alone is a memory of one step. Each line uses the one before: first $v$, then $w$ by the *new* $v$.

# %% [markdown] name="heavy-ball" slideshow={"slide_type": "slide"}
# **What momentum does to the rate.** One direction, $g = c\,w$. The last move tells the old velocity, $-\eta\, v_\tau = w_\tau - w_{\tau-1}$, so
#
# $$\begin{aligned} w_{\tau+1} &= w_\tau - \eta\, (\mu\, v_\tau + c\, w_\tau) = (1 + \mu - \eta c)\, w_\tau - \mu\, w_{\tau-1} . \end{aligned}$$
#
# Try $w_\tau = z^\tau$, and divide by $z^{\tau-1}$:
#
# $$z^2 = (1 + \mu - \eta c)\, z - \mu .$$
#
# The product of both $z$ is $\mu$. Where they are complex they are conjugate, so $\lvert z \rvert = \sqrt\mu$: the same for **every** such $c$.
#
# <!-- notes (3 min): Vieta: the constant term is the product of the roots. Conjugates have the same size, so its square is mu. The loss then swings and shrinks by the same factor in all directions. -->

# %% [markdown] name="heavy-ball-best" slideshow={"slide_type": "subslide"}
# Complex if $(1 + \mu - \eta c)^2 < 4\mu$, that is
#
# $$(1 - \sqrt\mu)^2 < \eta\, c < (1 + \sqrt\mu)^2 .$$
#
# Stretch this from $c_{\min}$ to $c_{\max}$: divide one end by the other and take roots,
#
# $$\sqrt\kappa = \frac{1 + \sqrt\mu}{1 - \sqrt\mu} \;\Rightarrow\; \text{factor} = \sqrt\mu = \frac{\sqrt\kappa - 1}{\sqrt\kappa + 1} .$$
#
# In the place of $\kappa$ stands $\sqrt\kappa$. **Predict** the steps for $\kappa = 1000$.
#
# <!-- notes (3 min): Take the root of the first inequality on both sides: 1 + mu - eta c between minus and plus 2 root mu. Plain needed 3454; a thirty-second of it is about 109, and so says the factor. Measured are 204: at the two ends both roots are equal, and there w is (1 + a tau) z to the tau, which costs a few more. The ratio still grows like root kappa. -->

# %% name="heavy-ball-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("shrink_factors")

# %% name="heavy-ball-numbers" slideshow={"slide_type": "subslide"}
for kappa in (10, 100, 1000):
    c = np.array([1.0, kappa])
    root = (np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)      # the factor, root of mu
    eta, mu = (1 + root) ** 2 / kappa, root**2
    plain, heavy = steps_down(c, 2 / c.sum()), steps_down(c, eta, mu)
    print(f"kappa {kappa:4}: plain {plain:4}, momentum {heavy:3} steps,",
          f"by the factor alone {np.log(1e-3) / np.log(root):3.0f}; mu {mu:.2f}, eta {eta:.4f}")
# More than the factor says: at c_min and c_max both z are equal, and w is (1 + a tau) z**tau.

# %% [markdown] name="weight-decay" slideshow={"slide_type": "slide"}
# **With a penalty.** Add $\tfrac12 \lambda \lVert w \rVert^2$ to the loss, and its slope $\lambda w$ to the gradient, **before** the velocity:
#
# $$v_{\tau+1} = \mu\, v_\tau + (g_\tau + \lambda\, w_\tau), \qquad w_{\tau+1} = w_\tau - \eta\, v_{\tau+1} .$$
#
# $\lambda$ is called **weight decay**: with $g = 0$ and $\mu = 0$ each step multiplies $w$ by $1 - \eta\lambda$.
#
# <!-- notes (1 min): The half is there so that no 2 is left. The velocity remembers the decay, as it remembers any gradient. Shrinking w beside the velocity is another method, called AdamW where the rest is Adam. -->

# %% [markdown] name="two-conventions" slideshow={"slide_type": "slide"}
# **Two ways to write it**
#
# | | velocity | step | $v$ is |
# |---|---|---|---|
# | torch, this course | $v \leftarrow \mu v + g$ | $w \leftarrow w - \eta v$ | a sum of gradients |
# | older papers | $v \leftarrow \mu v - \eta g$ | $w \leftarrow w + v$ | the last move |
#
# **Predict:** when do the two take different paths?
#
# <!-- notes (1 min): When eta changes. In the older form the old velocity still holds the old, large eta, so the run coasts on after a drop; torch's form obeys at once. For constant eta: v_old = -eta v_torch, the same path. The older form is also written as: this move = mu times the last move - eta g. -->

# %% name="two-conventions-numbers" slideshow={"slide_type": "subslide"}
import torch
from course_lib.numpy_ops import momentum_step

w, v, w_old, v_old = np.ones(1), np.zeros(1), np.ones(1), np.zeros(1)   # g is w: L = w**2 / 2
param = torch.ones(1, dtype=torch.float64, requires_grad=True)
sgd = torch.optim.SGD([param], lr=0.1, momentum=0.9, weight_decay=0.5)
for step in range(1, 9):
    eta = sgd.param_groups[0]["lr"] = 0.1 if step <= 4 else 0.01         # dropped after four steps
    sgd.zero_grad(); (param**2 / 2).sum().backward(); sgd.step()
    w, v = momentum_step(w, v, w, eta, mu=0.9, weight_decay=0.5)
    v_old = 0.9 * v_old - eta * (w_old + 0.5 * w_old); w_old = w_old + v_old
    if step % 4 == 0:
        print(f"step {step}: ours {w[0]:.5f}   torch {param.item():.5f}   older {w_old[0]:.5f}")

# %% [markdown] name="nesterov" slideshow={"slide_type": "skip"}
# They part when $\eta$ changes. The older velocity still holds the old, large $\eta$, so the run coasts on after the drop; torch's obeys at once. For a constant $\eta$ they are one path, with $v_\text{old} = -\eta\, v_\text{torch}$.
#
# **Looking ahead.** Nesterov's variant (1983) asks for the gradient where the velocity is about to carry the weights. In torch's form the step becomes $w - \eta\,(g + \mu\, v_{\tau+1})$, with the new $v$: the friction is applied once more, for the step alone. For a smooth convex loss it
# has a guarantee that plain momentum lacks. Ours, and the exercise's, is the plain one. `torch.optim.SGD(..., nesterov=True)` is the other.

# %% [markdown] name="adagrad-sum" slideshow={"slide_type": "slide"}
# ## Fourth remedy: a rate for each weight
#
# Adagrad (Duchi and others, COLT 2010, JMLR 2011) lets every weight collect its own squared gradients:
#
# $$s_i \leftarrow s_i + g_i^2, \qquad w_i \leftarrow w_i - \frac{\eta\, g_i}{\sqrt{s_i} + \varepsilon} .$$
#
# **Predict:** $g = 1$ in every step. The lengths of the first five?
#
# <!-- notes (4 min): s is 1, 2, 3, so eta over root tau. All operations number by number: no sum over weights. First s takes in the new square, then it divides; else the first step would be g over epsilon. Then the picture of all four ways, kappa 40. Ask its two questions first. Plain descent diverges above 2/20. The map: walk along mu = 0 from left to right, creeping, crossing, out. Raise mu: the safe range of eta grows. Look for the best place. -->

# %% name="adagrad-rate" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import adagrad_step

w, s = np.zeros(3), np.zeros(3)
for step in range(1, 6):
    rare = 1.0 if step == 5 else 0.0                        # a pixel that is seldom lit
    new, s = adagrad_step(w, s, np.array([1.0, 1000.0, rare]), lr=1.0, eps=1e-8)
    print(f"step {step}: lengths", *(f"{d:.4f}" for d in np.abs(new - w)), "  s", *s.astype(int))
    w = new

# %% name="descent-surface" slideshow={"slide_type": "slide"} tags=["hide-input"]
DescentSurface()

# %% [markdown] name="adagrad-rate-reading" slideshow={"slide_type": "skip"}
# The lengths are $\eta/\sqrt\tau$, also for gradients a thousand times as large: the *scale* of the gradient cancels, and $\eta$ is now a length. The third weight waits, collects nothing, and takes
# its first step at full length: rare features keep long steps, which is what Adagrad was made for. But $s$ only grows: it never forgets.
#
# **In the picture**, $\kappa = 40$, descent crosses the ravine again and again: 0.955 of the distance is left along it after each step, $-0.8$ across. On the map, $\rho$ is the factor that is left in the slowest direction. Walk along
# $\mu = 0$: creeping, crossing, out. A larger $\mu$ allows a larger $\eta$, up to $2(1 + \mu)/c_{\max}$ (put $z = -1$ into the equation above). The best place is the formula's, $\mu = 0.53$, $\eta = 0.149$.

# %% [markdown] name="adagrad-epsilon" slideshow={"slide_type": "slide"}
# **What ε is for:** a weight that has never met a gradient has $0/0$. It is added to the root, **outside**.
#
# **Predict:** turn the ravine by 45°. Which of the four ways notices?
#
# <!-- notes (2 min): 0/0 is nan, and a nan never leaves. Inside the root 1e-8 would act as 1e-4. Turned: Adagrad alone, from 31 to 167 steps. It has a rate for each weight, not for each direction; the other three do not care which way the axes point. In the picture: more, turn. -->

# %% name="adagrad-epsilon-numbers" slideshow={"slide_type": "-"}
from course_lib.experiments.descent import arrival

w, s = adagrad_step(np.zeros(1), np.zeros(1), np.zeros(1), lr=1.0, eps=1e-8)
print(f"a gradient of 0: step {w[0]}; root of 1e-8: {np.sqrt(1e-8):.0e}")
for turn in (0, 45):
    start = Surface("ravine", turn).axes.T @ [-4.0, 1.2]       # the same start, turned along
    ways = paths("ravine", start, steps=400, turn=turn)
    print(f"turned by {turn:2}: steps", {name: arrival(way, [0, 0]) for name, way in ways.items()})

# %% [markdown] name="today" slideshow={"slide_type": "slide"}
# **What people use today.** *RMSProp*: an average of squares, which forgets, in the place of the sum. *Adam*: that, and momentum as an average, both corrected for having started at 0. AdamW, Adam with the decay beside it, is the usual default; momentum still trains many image networks.
#
# **Predict** Adam's first step for the gradients $10^{-6}$, $0.3$, $-250$, with $\eta = 0.001$.
#
# <!-- notes (2 min): 0.001 for each, with the sign of minus g: after the correction the average of one gradient is that gradient, and the root of the average of its square is its size. One large gradient at the start slows Adagrad for good; RMSProp has forgotten it after some hundred steps. -->

# %% name="today-numbers" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import adam_step, rmsprop_step

g = np.array([1e-6, 0.3, -250.0])
print("Adam, first step:", adam_step(0 * g, 0 * g, 0 * g, g, step=1, lr=0.001)[0].round(5))
for name, rule in (("Adagrad", adagrad_step), ("RMSProp", rmsprop_step)):
    w, s = np.zeros(1), np.zeros(1)
    for step in range(1000):                 # once 100, then always 1
        before, (w, s) = w, rule(w, s, np.array([1.0 if step else 100.0]), lr=1.0, eps=1e-8)
    print(f"{name}, step 1000: {abs(w - before)[0]:.4f}")

# %% [markdown] name="today-reading" slideshow={"slide_type": "skip"}
# Adagrad alone noticed the turn: it has a rate for each weight, not for each direction, and after the turn steep and flat are mixed in both weights. The other three do not care which way the axes point.
#
# Adam's first step has the length $\eta$, whatever the gradient: corrected, the average of one gradient is that gradient, and the root of the average of its square is its size. (The first is short by a hundredth: $\varepsilon = 10^{-8}$, beside a gradient of $10^{-6}$.)
# And one gradient of 100 at the start still holds Adagrad back after a thousand steps; RMSProp has forgotten it.

# %% [markdown] name="minibatch" slideshow={"slide_type": "slide"}
# ## Cheaper gradients
#
# | direction | needs |
# |---|---|
# | Newton, $-H^{-1} g$ | all examples, second slopes |
# | full gradient, $-\eta\, g$ | all $N$ examples |
# | **minibatch**, $-\eta\, \hat g$ | $B$ examples at random |
# | stochastic, $-\eta\, g_n$ | one |
#
# $$\hat g = \frac1B \sum_{b=1}^{B} g_{n_b}, \qquad \mathbb E\, \hat g = \frac1B \sum_b \mathbb E\, g_{n_b} = g : \text{ right on average.}$$
#
# <!-- notes (1 min): Each draw is any of the N with equal chance, so its mean is g, and the mean of means is g. Again minus in all four lines. Why it pays: examples repeat each other, B of them fit into memory, and are worked on in parallel. -->

# %% [markdown] name="minibatch-variance" slideshow={"slide_type": "subslide"}
# **How noisy?** $\sigma^2$ is the mean square of $d_n = g_n - g$, and $r$ the mean product of two different draws:
#
# $$\begin{aligned} \mathbb E\, \lVert \hat g - g \rVert^2 &= \frac{1}{B^2} \sum_{b, b'} \mathbb E\, d_{n_b}^\top d_{n_{b'}} = \frac{1}{B^2} \big( B \sigma^2 + B (B - 1)\, r \big) \\ \text{put back, } r = 0: \quad &= \frac{\sigma^2}{B} \\ \text{not, } r = -\frac{\sigma^2}{N - 1}: \quad &= \frac{\sigma^2}{B} \Big( 1 - \frac{B - 1}{N - 1} \Big) = \frac{\sigma^2}{B} \cdot \frac{N - B}{N - 1} \end{aligned}$$
#
# (All $d_n$ sum to 0, so those left beside $d_n$ have the mean $-d_n / (N - 1)$.) **Predict** the last line for $B = N$.
#
# <!-- notes (2 min): First line: B terms with b = b', each sigma squared, and B(B-1) others. Put back: independent draws, each of mean 0. Not: d times the mean of the others is minus its square over N-1. B = N: 0, the full gradient. Four times the batch halves the noise (its root). -->

# %% name="minibatch-numbers" slideshow={"slide_type": "subslide"}
from course_lib.experiments import batch_size

x, labels = (part[:400] for part in batch_size.digits())
each = batch_size.example_gradients(batch_size.network(), x, labels)
print("  B    put back: theory, measured      not: theory, measured")
for B in (1, 4, 64, 256, 400):
    row = []
    for replace in (True, False):
        off = batch_size.batch_gradients(each, B, replace, draws=300) - each.mean(axis=0)
        row += [batch_size.variance(each, B, replace), (off**2).sum(axis=1).mean()]
    print(f"{B:4} {row[0]:16.3f} {row[1]:10.3f} {row[2]:15.3f} {row[3]:10.3f}")

# %% [markdown] name="batch-size" slideshow={"slide_type": "slide"}
# **Which batch size?** The learning rate tuned for each, steps counted until the loss of all 1,437 digits is 0.1 (recorded, five seeds).
#
# **Predict:** from 1 to 16 to 256 examples a step, how does the number of steps change?
#
# <!-- notes (2 min): Left: the theory of the last slide. Right: at first four times the batch saves steps almost in proportion; then eta meets 2/c and more examples buy nothing. Large data and a GPU: as large as memory allows, up to that bend. Small data: smaller, for the bend comes early and many cheap steps do more. -->

# %% name="batch-size-numbers" slideshow={"slide_type": "subslide"} tags=["hide-input"]
for B, (eta, steps) in batch_size.recorded().items():
    low, middle, high = np.percentile(steps, [0, 50, 100]).astype(int)
    print(f"B {B:4}: best eta {eta:.3f}, {middle:4} steps ({low} to {high}), {B * middle:7,} examples seen")
figure("batch_size")

# %% [markdown] name="batch-size-reading" slideshow={"slide_type": "skip"}
# From 1 to 16 examples the steps fall to a thirteenth: the noise was what kept $\eta$ small. From 64 on the best $\eta$ stays at 1, since now the curvature limits it, $\eta < 2/c_{\max}$, and more examples make the
# same steps more exact and no longer. Counted in *examples*, batches of 4 are the cheapest here.
#
# So: with much data, and a machine that works on a whole batch at once, take as many as its memory holds, up to this bend (and raise $\eta$ with $B$). With little data it is a trade: small batches take many cheap, noisy steps, large ones few and exact ones.
# Examples repeat each other, and that is why a batch can stand for all of them at all.

# %% [markdown] name="plateau" slideshow={"slide_type": "slide"}
# ## Noise, and when to drop the learning rate
#
# One direction again, each gradient off by noise $n$ of variance $\sigma^2$: $w_{\tau+1} = (1 - \eta c)\, w_\tau - \eta\, n_\tau$. When the variance $V$ of $w$ no longer changes,
#
# $$V = (1 - \eta c)^2\, V + \eta^2 \sigma^2 \;\Rightarrow\; V = \frac{\eta\, \sigma^2}{c\, (2 - \eta c)} \approx \frac{\eta\, \sigma^2}{2 c} .$$
#
# So the loss has a floor, $\tfrac12 c\, V$, and it is proportional to $\eta$. **Predict** the loss after a drop to $\eta/10$.
#
# <!-- notes (2 min): Noise is independent of w, so variances add. Solve: V (1 - (1 - eta c)^2) = eta^2 sigma^2, and the bracket is eta c (2 - eta c). So the loss falls to a tenth of its distance from the bottom, in this direction. -->

# %% name="plateau-and-drop" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import PlateauAndDrop

PlateauAndDrop()

# %% [markdown] name="schedule" slideshow={"slide_type": "slide"}
# **Run to a plateau, then drop.** AlexNet (lecture 08): 0.01, by hand divided by 10 three times. ResNet (09): 0.1, divided by 10 on plateaus.
#
# **Predict:** and if one drops at the very start?
#
# <!-- notes (3 min): Go back to the picture and drag the drop. Too early: the small eta has all the way to go, and the run ends higher. Too late: no time is left for the drop to work. Why not small from the start: the way is long. Today often a smooth cosine instead, after a warm-up. -->

# %% name="schedule-numbers" slideshow={"slide_type": "-"}
from course_lib.experiments import plateau
from course_lib.numpy_ops.schedules import plateau as rule

for drop in (0, 4, 20, 40):
    ends, _ = plateau.final(drop)
    low, middle, high = np.percentile(ends, [0, 50, 100])
    print(f"drop after epoch {drop:2}: final loss {middle:.4f}, from {low:.4f} to {high:.4f}")
losses = [1.0, 0.5, 0.4, 0.41, 0.40, 0.42]
print("by rule:", [round(rule(losses[:n], lr=0.1, patience=2), 3) for n in range(1, 7)])

# %% [markdown] name="schedule-reading" slideshow={"slide_type": "skip"}
# In one direction the floor falls to a tenth. In this network (32 ReLUs, batches of 8, ten runs) a drop at epoch 20 ends at 0.042 in the place of 0.106, which is no tenth: the rest is the height of the bottom and way still to go, in steps
# that are now a tenth as long. Hence the question of the start: at $\eta/10$ from epoch 0 the run has the whole way before it, and ends at 0.064. Without the drop the worst run is three times as high as the best.
#
# The last line is the rule as a program: after more than `patience` looks without a new best, divide. Today one often sees a smooth cosine instead, after a warm-up of small steps.

# %% [markdown] name="huber" slideshow={"slide_type": "slide"}
# ## One example that pulls too hard
#
# $\tfrac12 d^2$ pulls with $d$: a wild target, as hard as it is wrong. $\lvert d \rvert$ pulls with $\pm 1$, so its steps never shrink. **Huber** (1964): the one near, the other far.
#
# $$h(d) = \begin{cases} \tfrac12 d^2 & \lvert d \rvert \le \delta \\ \delta\, (\lvert d \rvert - \tfrac12 \delta) & \text{else} \end{cases} \qquad h'(d) = \text{clip}(d, -\delta, \delta)$$
#
# <!-- notes (2 min): At delta both value and slope fit: delta squared over 2, and delta. Predict the loss at 3 with delta 1: 2.5. Robust means: one wild example cannot pull harder than delta. -->

# %% name="huber-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("pulls")

# %% name="huber-numbers" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import huber, huber_backward, squared_error, squared_error_backward

far = np.array([-3.0, -0.5, 0.0, 0.5, 3.0])
print("Huber at", far, [huber(d, 0 * d)[0].item() for d in far.reshape(5, 1)])
x, noise = np.linspace(-1, 1, 12), 0.1 * np.random.default_rng(0).normal(size=12)
t = 2 * x + 1 + noise
t[10] = -8.0                                              # a slip of the pen
for loss, back in ((squared_error, squared_error_backward), (huber, huber_backward)):
    w, b = 0.0, 0.0
    for _ in range(500):
        dy = back(np.array(1.0), loss(w * x + b, t)[1])
        w, b = w - 0.5 * (dy @ x), b - 0.5 * dy.sum()
    print(f"{loss.__name__:13}: {w:.2f} x + {b:.2f}, and without the slip about 2 x + 1")

# %% [markdown] name="summary" slideshow={"slide_type": "slide"}
# ## What to take along
#
# - $\eta < 2/c_{\max}$, or it flies out. The flattest direction sets the time, about $\kappa$ steps.
# - Standardise by the training set. Momentum: $\sqrt\kappa$. Adagrad: a rate for each weight, and no forgetting.
# - A batch is right on average, with variance $\sigma^2/B$. The floor that it leaves is proportional to $\eta$: plateau, then drop.
#
# <!-- notes (1 min): Exercise: momentum_step and adagrad_step, ten minutes each; then they train a network on digits. -->

# %% [markdown] name="exercise-link" slideshow={"slide_type": "skip"}
# **Now you.** In the [exercise](../exercises/03a_descent.ipynb) you write both steps (twenty minutes), and they train a network that reads digits.
#
# *Sources.* Robbins and Monro, *Annals of Mathematical Statistics* 22, 1951 (stochastic steps). Polyak, *USSR Computational Mathematics* 4, 1964 (the heavy ball and its rate). Nesterov, *Soviet Mathematics Doklady* 27, 1983. Huber, *Annals of Mathematical Statistics* 35, 1964. Duchi, Hazan and Singer, *JMLR* 12, 2011. Sutskever and others, *ICML* 2013. Dauphin and others, *NIPS* 2014. Choromanska and others, *AISTATS* 2015. Kingma and Ba, *ICLR* 2015. Krizhevsky and others, *NIPS* 2012, section 5; He and others, *CVPR* 2016, section 3.4 (the two schedules).
