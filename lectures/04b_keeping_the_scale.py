# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 04b · Keeping the scale
#
# Two rescues for deep networks: weights that neither fade nor explode, and a layer that keeps it so while they change.
#
# *50 minutes · after [04a Slopes and depth](04a_slopes_and_depth.ipynb) · then the [exercise](../exercises/04b_keeping_the_scale.ipynb) (65 minutes)*
#
# <!-- notes (1 min): 04a ended with a first layer that hears nothing. Today it learns. First by the weights at the start, then by a layer made for it. -->

# %% [markdown] name="objectives" slideshow={"slide_type": "slide"}
# **You will be able to**
#
# 1. derive how large initial weights have to be, for any layer
# 2. say what standardising removes, and what it does not bring back
# 3. write batch norm for training and for use, and take a gradient back through it
# 4. judge what is claimed for it, and for the later activations
#
# <!-- notes (1 min): Number three is the long one. The gradient has three ways through the layer; people forget two. -->

# %% [markdown] name="how-loud" slideshow={"slide_type": "slide"}
# ## How loud is a sum?
#
# A unit adds up 512 inputs, each about as large as 1, with weights of standard deviation 1.
#
# **Predict:** how large is its pre-activation $a$, typically? 1, 23 or 512? And after twenty such layers?
#
# <!-- notes (1 min): 23, the root of 512: signs differ, so terms partly cancel. After twenty layers 23 to the 20th, 10 to the 27. Hands up before the next slide. -->

# %% [markdown] name="second-moment" slideshow={"slide_type": "slide"}
# $a = \sum_i w_i h_i$: weights independent of each other and of $h$, mean 0, variance $\mathrm{Var}(w)$.
#
# $$\begin{aligned} \mathbb E[a^2] &= \sum_{i, k} \mathbb E[w_i w_k\, h_i h_k] && \text{square the sum} \\ &= \sum_{i, k} \mathbb E[w_i w_k]\, \mathbb E[h_i h_k] && \text{weights independent of } h \\ &= \sum_{i} \mathbb E[w_i^2]\, \mathbb E[h_i^2] && \mathbb E[w_i w_k] = 0 \text{ for } i \ne k \\ &= n\, \mathrm{Var}(w)\, \mathbb E[h^2] && n \text{ equal terms, mean of } w \text{ is } 0 \end{aligned}$$
#
# Nothing is asked of $h$: not even a mean of 0. What counts is its **mean square**, the *second moment*.
#
# <!-- notes (2 min): Line three is the heart: cross terms vanish because two different weights are independent and have mean 0. n is fan_in, the number of inputs of the unit. Biases start at 0 and add nothing. -->

# %% name="second-moment-check" slideshow={"slide_type": "subslide"}
import numpy as np

rng = np.random.default_rng(0)
n = 512
h = np.sqrt(3) * rng.uniform(0, 1, size=(100, n))     # 100 examples; mean 0.87, mean square 1
for std in (1.0, 1 / np.sqrt(n)):
    a = h @ rng.normal(0, std, size=(8000, n)).T         # 8000 units
    found, by_formula = (a**2).mean(), n * std**2 * (h**2).mean()
    print(f"std of w {std:.4f}: mean square of a {found:6.2f}, formula {by_formula:6.2f},",
          f"root {np.sqrt(found):.1f}")
print(f"twenty layers with weights of deviation 1: {np.sqrt(n) ** 20:.0e}")

# %% [markdown] name="relu-halves" slideshow={"slide_type": "slide"}
# ## What a ReLU lets through
#
# Weights that are as often $w$ as $-w$ make $a$ as often positive as negative, in equal sizes. So, with $h = \max(0, a)$,
#
# $$\begin{aligned} \mathbb E[h^2] &= \mathbb E\big[a^2\, [a > 0]\big] && \text{0 where } a \le 0 \\ &= \tfrac12 \mathbb E\big[a^2\, [a > 0]\big] + \tfrac12 \mathbb E\big[a^2\, [a < 0]\big] && \text{both are equal} \\ &= \tfrac12 \mathbb E[a^2] . \end{aligned}$$
#
# **Predict:** does it keep half of the *variance*, too?
#
# <!-- notes (2 min): No. h has a mean now, and the variance is what is left beyond its square. For normal a it keeps 0.34. But the next layer feels the mean square, mean included: nothing was asked of h. -->

# %% name="relu-halves-check" slideshow={"slide_type": "subslide"}
a = rng.normal(size=1_000_000)
h = np.maximum(0, a)
print(f"mean {h.mean():.3f} = 1/sqrt(2 pi) {1 / np.sqrt(2 * np.pi):.3f}")
print(f"mean square {(h**2).mean():.3f}")
print(f"variance    {h.var():.3f} = (1 - 1/pi) / 2 {(1 - 1 / np.pi) / 2:.3f}")
print(f"keep the variance instead, and 20 layers grow by {(1 / (1 - 1 / np.pi)) ** 20:.0f}")

# %% [markdown] name="spread-and-variance" slideshow={"slide_type": "slide"}
# ## The rule
#
# Ask that the mean square is the same after a layer as before it:
#
# $$n\, \mathrm{Var}(w) \cdot \tfrac12 = 1 \quad \Rightarrow \quad \mathrm{Var}(w) = \frac{2}{n}, \qquad \text{std} = \sqrt{\frac{2}{n}} .$$
#
# Without the ReLU: $\mathrm{Var}(w) = 1/n$, `w = randn(n) / sqrt(n)`. Drawn evenly from $[-c, c]$, the variance is $c^2 / 3$, so $c = \sqrt 3$ std.
#
# Biases start at 0.
#
# <!-- notes (2 min): The condition is on the variance, the generator wants its root: the commonest slip of the exercise. Some recipes start biases at 0.01, so that more ReLUs begin switched on. LeCun 1998 for 1/n; He 2015 for 2/n. -->

# %% name="spread-check" slideshow={"slide_type": "subslide"}
import torch

_ = torch.manual_seed(0)
layer = torch.nn.Linear(512, 512)
for name in ("as torch makes it", "kaiming_normal_"):
    share = 512 * layer.weight.var().item() / 2        # of the mean square, after the ReLU
    print(f"{name:18}: n Var(w) / 2 = {share:.3f}, to the 20th {share**20:.1e}")
    torch.nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")

# %% [markdown] name="spread-trap" slideshow={"slide_type": "skip"}
# > **Trap: "a ReLU halves the variance".** It halves the mean square. For a normal $a$ the mean of $h$ is $\sigma / \sqrt{2\pi}$, and its square is part of what the next layer
# > adds up. Make up for the lost *variance*, by a factor of 2.93 in place of 2, and the signal grows by $2.93 / 2$ in every layer: some two thousand times in twenty.
#
# > **Trap: the library takes care of it.** `torch.nn.Linear` draws evenly from $\pm 1 / \sqrt n$, which is a variance of $1 / (3n)$: a ReLU layer keeps a sixth. In a net of two or
# > three layers nobody notices. In a deep one without normalisation, call `kaiming_normal_` (Kaiming is He's first name).

# %% [markdown] name="small-signals" slideshow={"slide_type": "subslide"}
# **tanh: small signals.** Near 0, $\tanh a = a - a^3 / 3 + \dots$: slope 1, nothing is lost, so the linear rule holds, $\mathrm{Var}(w) = 1/n$. It loses a little wherever $a$ is not small.
#
# **Predict:** after twenty layers: a millionth again?
#
# <!-- notes (1 min): No: the smaller the signal, the less is lost. It fades slowly: see the run after the next slide. Libraries offer a gain of 5/3 for tanh, which makes up for larger signals. -->

# %% [markdown] name="twenty-layers" slideshow={"slide_type": "slide"}
# ## Twenty layers of 512
#
# **Predict:** mean square 1 goes in. What comes out with $1/n$? With $2/n$? With $3/n$?
#
# <!-- notes (2 min): A half to the 20th is a millionth; 1; 1.5 to the 20th is 3325. Left: forward. Right: the same for gradients, to be read from right to left; the derivation comes next. Bands: five networks. A single network may be off by a factor of two. -->

# %% name="twenty-layers-figure" slideshow={"slide_type": "-"} tags=["hide-input"]
from course_lib.widgets import figure

figure("scale_through_depth")

# %% name="twenty-layers-run" slideshow={"slide_type": "subslide"}
from course_lib.experiments.scale_through_depth import scale_through_depth

for activation, gain in (("relu", 1), ("relu", 2), ("tanh", 1)):
    nets = [scale_through_depth(gain, activation, depth=20, width=512, seed=s) for s in range(5)]
    print(f"{activation}, Var w = {gain}/n: mean square after")
    for layer in (1, 5, 20):
        ends = [net.signal[layer] for net in nets]
        print(f"    {layer:2d} layers: five nets {min(ends):8.2g} to {max(ends):8.2g}")

# %% [markdown] name="way-back" slideshow={"slide_type": "slide"}
# ## And on the way back
#
# A gradient is a sum, too, over the $n_\text{out}$ units that read $h_i$: $\;dh_i = \sum_j w_{ji}\, da_j$. As before, and then through the slope below,
#
# $$\begin{aligned} \mathbb E[dh^2] &= n_\text{out}\, \mathrm{Var}(w)\, \mathbb E[da^2] && \text{weights independent, mean 0} \\ \mathbb E[da^2] &= \mathbb E[\varphi'(a)^2]\, \mathbb E[dh^2] && da = \varphi'(a)\, dh \text{, taken as independent} \\ &= \tfrac12 \mathbb E[dh^2] && \text{half of the slopes are 1} \end{aligned}$$
#
# Level forward: $n_\text{in} \mathrm{Var}(w) = 2$. Level backward: $n_\text{out} \mathrm{Var}(w) = 2$.
#
# **Predict:** 256 inputs, 1024 units. Which one do you give up?
#
# <!-- notes (2 min): That slope and gradient are independent is an assumption, and a good one in a wide random net: the figure's right half agrees. Without a ReLU both halves go, and both conditions ask for 1. -->

# %% [markdown] name="glorot-and-he" slideshow={"slide_type": "subslide"}
# | | variance | forward factor | backward factor |
# |---|---|---|---|
# | Glorot 2010, linear | $\dfrac{2}{n_\text{in} + n_\text{out}}$ | $\dfrac{2\, n_\text{in}}{n_\text{in} + n_\text{out}}$ | $\dfrac{2\, n_\text{out}}{n_\text{in} + n_\text{out}}$ |
# | He 2015, ReLU | $\dfrac{2}{n_\text{in}}$ | $1$ | $\dfrac{n_\text{out}}{n_\text{in}}$ |
#
# He's backward factors cancel along the net: $\frac{n_1}{n_0} \frac{n_2}{n_1} \cdots \frac{n_L}{n_{L-1}} = \frac{n_L}{n_0}$, whatever the depth.
#
# <!-- notes (1 min): Glorot meets both wishes halfway. He shows that one wish is enough: what is lost going back is one ratio of widths, not one per layer. Some slides call He's rule "Xavier/2". Xavier is Glorot's first name; Caffe's filler of that name used 1/n_in, and He's has twice that variance. -->

# %% [markdown] name="only-at-the-start" slideshow={"slide_type": "skip"}
# (tanh did better than a ReLU with $1/n$: the smaller its signal, the less it loses, so the mean square falls like one over the depth, not by half each time.)
#
# All of this used that weights are random and independent of what they multiply. After the first step they are neither. **Initialisation is a promise about step 0**, and nothing
# watches over it afterwards. What we would like is a layer that keeps the scale all the time. The idea for it is older, and comes from photographs.

# %% [markdown] name="same-scene" slideshow={"slide_type": "slide"}
# ## The same scene at noon and at dusk
#
# Same palace, other light: every pixel is different. A network trained at noon has never seen such inputs. (*Covariate shift*: the inputs' distribution moves, the right
# answers do not.)
#
# **Model:** light turns a pixel $I$ into $a I + b$: strength $a$, haze $b$.
#
# **Predict:** which two numbers of a patch give the light away?
#
# <!-- notes (1 min): Its mean and its spread. Take them out and the light is gone. -->

# %% [markdown] name="photometric-model" slideshow={"slide_type": "subslide"}
# Mean $\bar I$ and deviation $s_I$ over the pixels of a patch:
#
# $$\begin{aligned} \overline{a I + b} &= a \bar I + b && \text{a mean is linear} \\ (a I + b) - \overline{a I + b} &= a\, (I - \bar I) && \text{zero mean: } b \text{ is gone} \\ s_{a I + b} &= |a|\, s_I && \text{root of the mean of } a^2 (I - \bar I)^2 \\ \frac{(a I + b) - \overline{a I + b}}{s_{a I + b}} &= \frac{a}{|a|} \cdot \frac{I - \bar I}{s_I} && \text{unit variance: so is } a \end{aligned}$$
#
# All that is left of the light is the **sign** of $a$.
#
# <!-- notes (2 min): Exact for every a > 0 and every b. In vision this is called whitening a patch, though strictly it is standardising; the difference matters later today. -->

# %% name="whitening-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import WhiteningPatch

WhiteningPatch()

# %% [markdown] name="whitening-question" slideshow={"slide_type": "subslide"}
# **Predict:** (1) $a < 0$, a photographic negative. (2) The camera cuts off below 0 and above 255. (3) A patch of empty sky.
#
# <!-- notes (3 min): Go back to the picture for each. One: the sign flips. Two: clipped pixels are no longer a I + b, and nothing brings them back. Three: deviation near 0, what is left is noise, blown up; a constant patch is 0/0 unless a small constant is added. -->

# %% name="whitening-check" slideshow={"slide_type": "-"}
from course_lib.experiments.whitening_patch import photograph, relight, standardise

patch = photograph()[40:88, 56:104]
z = standardise(patch)
for a, b, clip in ((0.35, 5, False), (0.8, 110, False), (-0.8, 230, False), (0.8, 110, True)):
    other = standardise(relight(patch, a, b, clip))
    print(f"{a:5} I + {b:3}, clipped {clip!s:5}: off by {abs(other - z).max():.4f},",
          f"from -z {abs(other + z).max():.4f}")

# %% [markdown] name="whitening-reading" slideshow={"slide_type": "skip"}
# The two honest lights leave nothing behind. The negative gives exactly $-z$.
#
# > **Trap: clipping.** Where the camera has cut off, pixels are no longer $a I + b$, and standardising cannot know what they were: here one is off by nearly two deviations. Also, a patch of empty sky
# > has next to no deviation. Dividing by it blows up the noise, and a constant patch would be $0/0$: hence the small constant $\varepsilon$ that comes next.

# %% [markdown] name="standardising" slideshow={"slide_type": "slide"}
# ## Batch norm: the same, for a unit
#
# Pixels of a patch become the pre-activations $x_1, \dots, x_N$ of **one unit** over a batch. The layer below is the light.
#
# $$\begin{aligned} \mu &= \frac1N \sum_n x_n & v &= \frac1N \sum_n (x_n - \mu)^2 \\ z_n &= \frac{x_n - \mu}{\sqrt{v + \varepsilon}} & y_n &= \gamma\, z_n + \beta \end{aligned}$$
#
# Not once, before training, but *as you go*: in every layer, in every step. (The paper writes $\hat x$ for our $z$, and $m$ for $N$.)
#
# <!-- notes (2 min): Ioffe and Szegedy 2015, algorithm 1. It stands between the linear layer and the activation. The weights below may now grow or shrink: the unit does not notice. -->

# %% [markdown] name="which-axis" slideshow={"slide_type": "subslide"}
# **Over which axis?** $x$ is $(N, D)$: examples in rows, units in columns. One mean and one variance for **each column**: `axis=0`.
#
# > **Trap: `axis=1`.** That is a statistic of each example, over units that measure different things. (It has a name, layer norm, and its own uses.)
#
# <!-- notes (1 min): gamma and beta have shape (D,), one pair for each unit. Shape test: if your mean has N numbers, it is the wrong axis; with N = D nothing complains. -->

# %% name="batch-norm-code" slideshow={"slide_type": "subslide"}
def batch_norm_training(x, gamma, beta, eps=1e-5):
    mu = x.mean(axis=0)                          # (D,)
    v = ((x - mu) ** 2).mean(axis=0)             # (D,), divided by N
    z = (x - mu) / np.sqrt(v + eps)
    return gamma * z + beta

x = rng.normal([0, 5, -3], [1, 0.001, 20], size=(64, 3))    # three units of very different scale
y = batch_norm_training(x, np.ones(3), np.zeros(3))
theirs = torch.nn.functional.batch_norm(torch.tensor(x), None, None, training=True)
print("means ", abs(y.mean(axis=0)).round(4), " deviations", y.std(axis=0).round(4))
print("torch within", "1e-12" if np.allclose(y, theirs, rtol=0, atol=1e-12) else "more")

# %% [markdown] name="small-constant" slideshow={"slide_type": "subslide"}
# **What is ε for?** A unit that is the same for the whole batch has $v = 0$, and $0 / 0$ is no number. With $\varepsilon$ its $z$ is 0.
#
# It stands **under the root**: $\sqrt{v + \varepsilon}$. With $\varepsilon = 10^{-5}$ a unit of deviation 0.001 comes out with deviation 0.3, not 1.
#
# <!-- notes (1 min): See the second column of the last cell. The root of v / (v + eps), with v = 1e-6, is 0.30. A unit that hardly moves is not blown up. -->

# %% [markdown] name="scale-and-shift" slideshow={"slide_type": "slide"}
# ## Why give back what was taken?
#
# Mean 0 and spread 1 may be wrong for a unit: a sigmoid fed with $z$ stays near its straight middle.
#
# With $\gamma = \sqrt{v + \varepsilon}$, $\beta = \mu$ the layer does nothing: $y = x$. No function is lost.
#
# **What is gained?** Other coordinates: a unit's mean is one number, $\beta$, not a tangle of all weights below.
#
# <!-- notes (1 min): Let them answer before you read the last line. gamma and beta are learned like weights; they start at 1 and 0. A step on beta moves the mean directly. -->

# %% [markdown] name="training-and-evaluation" slideshow={"slide_type": "slide"}
# ## One digit, nobody beside it
#
# In use an answer must not depend on the company. So there are two modes:
#
# | | mean and variance from | running values |
# |---|---|---|
# | training | this batch | are updated |
# | evaluation | the running values | stay as they are |
#
# > **Trap: the switch.** `model.eval()` forgotten, and a digit's answer changes with its neighbours. `model.train()` forgotten, and the running values never learn.
#
# <!-- notes (1 min): In evaluation batch norm is a fixed straight line for each unit, and can be merged into the weights below it. -->

# %% [markdown] name="running-averages" slideshow={"slide_type": "subslide"}
# **The running values** follow the batches, with torch's `momentum` $m = 0.1$:
#
# $$\text{running} \leftarrow (1 - m)\, \text{running} + m\, \text{batch} .$$
#
# > **Trap: which way round.** In torch, $m$ is the weight of the **new** value. In Keras, and in older code, it is the weight of the old one: 0.9 there is 0.1 here. It has nothing to do with the momentum of 03a.
#
# <!-- notes (1 min): After k batches of the same mean mu, the running mean is (1 - 0.9^k) mu: 22 batches for 90 percent. -->

# %% [markdown] name="two-variances" slideshow={"slide_type": "subslide"}
# **Two variances.** To normalise: divide by $N$, so that $z$ has variance 1 in this batch. Into the running value: by $N - 1$. For with the true mean $\mu^*$ and variance $v^*$
#
# $$\begin{aligned} \sum_n (x_n - \mu)^2 &= \sum_n (x_n - \mu^*)^2 - N (\mu - \mu^*)^2 && \text{multiply out} \\ \mathbb E \sum_n (x_n - \mu)^2 &= N v^* - N\, \frac{v^*}{N} = (N - 1)\, v^* && \text{variance of a mean: } v^* / N \\ v_\text{new} &= (1 - m)\, v_\text{old} + m\, \frac{N}{N - 1}\, v \end{aligned}$$
#
# **Predict:** a batch of one?
#
# <!-- notes (4 min): Put x minus mu = (x minus mu*) minus (mu minus mu*) and multiply out; a mean of N independent values has the variance v*/N. The batch's mean lies closer to its values than the true mean. For N = 1 it is 0/0, and z would be 0 whatever x is: torch raises ValueError in training, and so will yours. Two slides on, the live picture: two batches with one digit in both. From step 31 on all values are 4 larger: what do both modes answer? Then batch size 2: every answer is -1 or +1. -->

# %% name="running-check" slideshow={"slide_type": "subslide"}
layer, mean, var = torch.nn.BatchNorm1d(1, dtype=torch.float64), 0.0, 1.0
for _ in range(3):
    x = rng.normal(5, 2, size=(8, 1))
    layer(torch.tensor(x))
    mean, var = 0.9 * mean + 0.1 * x.mean(), 0.9 * var + 0.1 * x.var(ddof=1)
    theirs = layer.running_mean.item(), layer.running_var.item()
    print(f"ours {mean:.4f}, {var:.4f}   torch {theirs[0]:.4f}, {theirs[1]:.4f}")
try:
    layer(torch.tensor([[5.0]], dtype=torch.float64))
except ValueError as error:
    print("ValueError:", error)

# %% name="live-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import BatchNormLive

BatchNormLive()

# %% [markdown] name="live-reading" slideshow={"slide_type": "skip"}
# The digit that is in both batches gets $-0.12$ in the one and $+0.93$ in the other: in training, the answer depends on the neighbours. Switch to evaluation, and it has one answer. Drag the line to the left: the running mean
# began at 0 and needs some twenty batches to arrive.
#
# Now let all values be 4 larger from step 31 on, two deviations. In training nothing is noticed, since each batch is standardised by its own mean. In evaluation all answers are off by about 2, until the running mean has followed.
# And a batch of two: $z$ is $-1$ or $+1$ ($\varepsilon$ aside), whatever the digits are.

# %% [markdown] name="three-ways" slideshow={"slide_type": "slide"}
# ## Back through batch norm
#
# $z_n$ depends on **all** $x_k$ of the batch, because $\mu$ and $v$ do. So one $x_n$ reaches the loss in three ways, and paths add up (02b):
#
# <!-- notes (1 min): Direct; through the mean, which moves every z; through the spread, which stretches every z. Forget two and three and the gradient is that of evaluation mode. s is the root of v plus epsilon. -->

# %% name="three-ways-figure" slideshow={"slide_type": "-"} tags=["hide-input"]
figure("three_ways")

# %% [markdown] name="gradients-of-scale-and-shift" slideshow={"slide_type": "subslide"}
# First the easy end, $y_n = \gamma z_n + \beta$, with $dy_n$ given:
#
# $$\begin{aligned} d\gamma &= \sum_n dy_n\, z_n && \text{shared by all examples: the sum} \\ d\beta &= \sum_n dy_n \\ dz_n &= \gamma\, dy_n && \text{each example its own} \end{aligned}$$
#
# <!-- notes (1 min): A layer with one weight and one bias for each unit: the rules of 02b. Sums over the batch, not means: what is a mean is in dy already. -->

# %% [markdown] name="gradient-of-the-variance" slideshow={"slide_type": "subslide"}
# Then mean and variance, with $s = \sqrt{v + \varepsilon}$ and $z_n = (x_n - \mu)/s$:
#
# $$\begin{aligned} ds &= \sum_n dz_n \cdot \Big(\!-\frac{x_n - \mu}{s^2}\Big) = -\frac1s \sum_n dz_n z_n && \text{slope of } 1/s \text{ is } -1/s^2 \\ dv &= ds \cdot \frac{1}{2 s} = -\frac{1}{2 s^2} \sum_n dz_n z_n && \text{slope of a root} \\ d\mu &= \sum_n dz_n \cdot \Big(\!-\frac1s\Big) + dv \cdot \frac{\partial v}{\partial \mu} && \text{two ways} \\ &= -\frac1s \sum_n dz_n && \frac{\partial v}{\partial \mu} = -\frac2N \sum_n (x_n - \mu) = 0 \end{aligned}$$
#
# <!-- notes (2 min): s is used by all z, so its gradient is a sum. The last line is a gift: deviations from the mean add up to 0. -->

# %% name="way-by-way" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops.finite_differences import numerical_gradient

x, dy = rng.normal(size=(2, 6, 3))
gamma, beta = rng.normal(size=(2, 3))
mu, v, N = x.mean(axis=0), x.var(axis=0), len(x)
z = (x - mu) / (s := np.sqrt(v + 1e-5))
dz, dgamma, dbeta = gamma * dy, (dy * z).sum(axis=0), dy.sum(axis=0)
dv, dmu = -(dz * z).sum(axis=0) / (2 * s**2), -dz.sum(axis=0) / s
of_v = numerical_gradient(lambda v: (dz * (x - mu) / np.sqrt(v + 1e-5)).sum(), v)
of_mu = numerical_gradient(lambda mu: (dz * (x - mu) / s).sum(), mu)
print("dv ", dv.round(4), "measured", of_v.round(4))
print("dmu", dmu.round(4), "measured", of_mu.round(4))

# %% [markdown] name="compact-form" slideshow={"slide_type": "subslide"}
# Now $x_n$ itself: to $z_n$, to $\mu$ and to $v$.
#
# $$\begin{aligned} dx_n &= dz_n \frac1s + d\mu\, \frac1N + dv\, \frac{2\,(x_n - \mu)}{N} \\ &= \frac{dz_n}{s} - \frac{1}{N s} \sum_k dz_k - \frac{x_n - \mu}{N s^2} \sum_k dz_k z_k && \text{put in } d\mu,\ dv \\ &= \frac{1}{N s} \Big( N\, dz_n - \sum_k dz_k - z_n \sum_k dz_k z_k \Big) && \frac{x_n - \mu}{s} = z_n \\ &= \frac{\gamma}{N s} \Big( N\, dy_n - \sum_k dy_k - z_n \sum_k dy_k z_k \Big) && dz = \gamma\, dy \end{aligned}$$
#
# <!-- notes (3 min): Read the last line: the gradient, minus its mean, minus its part along z. The two sums are dbeta and dgamma: they are there already. -->

# %% name="compact-check" slideshow={"slide_type": "subslide"}
three_ways = dz / s + dmu / N + dv * 2 * (x - mu) / N
dx = gamma / (N * s) * (N * dy - dbeta - z * dgamma)
measured = numerical_gradient(lambda x: (dy * batch_norm_training(x, gamma, beta)).sum(), x)

tensors = [torch.tensor(array, requires_grad=True) for array in (x, gamma, beta)]
theirs = torch.nn.functional.batch_norm(tensors[0], None, None, *tensors[1:], training=True)
theirs.backward(torch.tensor(dy))
for name, ours, tensor in zip(("dx", "dgamma", "dbeta"), (dx, dgamma, dbeta), tensors):
    print(f"{name:6} is torch's:", np.allclose(ours, tensor.grad, rtol=0, atol=1e-12))
print("three ways:", np.allclose(dx, three_ways), " measured:", np.allclose(dx, measured))
sums = dx.sum(axis=0), (dx * z).sum(axis=0)
print("over the batch dx and dx z sum to 0:", np.allclose(sums, 0, atol=1e-3))

# %% [markdown] name="what-gets-no-gradient" slideshow={"slide_type": "skip"}
# The last line: $\sum_n dx_n = 0$, and $\sum_n dx_n z_n = 0$ up to what $\varepsilon$ leaves. Batch norm does not notice if all $x_n$ move together or stretch together, so no gradient asks for it.
#
# > **Trap: a bias before batch norm.** It moves all $x_n$ together and is subtracted at once; its gradient, $\sum_n dx_n$, is 0 for ever. Leave it out (`bias=False`): $\beta$ does its work.
#
# Summing $dx_n$ over $n$ cancels the first two terms, and $\sum_n z_n = 0$ the third.

# %% [markdown] name="rescued" slideshow={"slide_type": "slide"}
# ## Twenty sigmoids, once more
#
# The net of 04a, weights and all, with batch norm before each sigmoid.
#
# **Predict:** the bar of the first layer was $10^{-13}$. And now? Have the slopes of the sigmoids changed?
#
# <!-- notes (2 min): About as high as the last one, with the same slopes. Then switch it off and on, and change the scale of the weights: with it, the bars hardly care. Without it, choose ReLU and scale 1.4: the other rescue, the rule of the first half. -->

# %% name="rescued-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import GradientFlow

GradientFlow(depth=20, activation="sigmoid", scale=1.0, batch_norm=True)

# %% name="rescued-run" slideshow={"slide_type": "subslide"}
from course_lib.experiments.gradient_flow import gradient_flow, train

for activation, batch_norm in (("sigmoid", False), ("sigmoid", True), ("relu", True)):
    signal = gradient_flow(20, activation, batch_norm=batch_norm).signal
    print(f"{activation:7} batch norm {batch_norm!s:5}: bars {signal[0]:.1e} to {signal[-1]:.2f}")
for batch_norm in (False, True):
    run = train(20, "sigmoid", batch_norm=batch_norm, lr=0.2, steps=100, checked=2)
    print(f"100 steps, batch norm {batch_norm!s:5}: {run.test_accuracy[-1]:.0%} of unseen digits")

# %% [markdown] name="forgives" slideshow={"slide_type": "slide"}
# ## What it forgives
#
# Stretch all weights below by $c$: then $\mu$ and $s$ stretch too, and $z$ stays. The same output from $c W$ means that $dW$ is $1/c$ as large: relative to the weights, a step is $c^2$ times shorter.
#
# **Predict:** ten ReLU layers, weights ten times too large. For which $\eta$ does training still work?
#
# <!-- notes (2 min): Without batch norm for none of them. With it, for large eta. Predict in the grid, then uncover the rows. Wrong scale and wrong eta are forgiven over a range, not everywhere: look at the corner where scale is small and eta large. -->

# %% name="forgives-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import AccuracyGrid

AccuracyGrid()

# %% [markdown] name="rescued-reading" slideshow={"slide_type": "skip"}
# The slopes are what they were, about 0.21 each (the picture's formula line). But going back, every batch norm divides by a small spread $s$, and that makes up for them. In the grid: with weights ten
# times too large nothing works without batch norm. With it, $\eta$ of 0.3 and 1 do: they make up for steps $c^2$ times shorter.
#
# A limit: with *ReLU* and batch norm (third line) the gradient of layer 1 is some forty times that of layer 20. Going back, a ReLU keeps 1/2 of the mean square; batch norm divides by the *variance*,
# of which the ReLU left $\frac12 (1 - \frac1\pi)$. Each layer multiplies by $\pi / (\pi - 1) = 1.47$, nineteen by about 1,450; the root of that is 38. Lecture 09 has a better
# cure for depth.

# %% [markdown] name="not-whitening" slideshow={"slide_type": "slide"}
# ## Standardised is not whitened
#
# *Whitening* a set of units removes their correlations, too; ZCA does it with the least change. Batch norm treats each unit **by itself**: what went together still does. (Whitening every layer in every step was
# considered, and too dear.)
#
# <!-- notes (1 min): Two neighbouring pixels stand for two units. Middle: what batch norm does, correlation untouched. Right: ZCA, the whitening that changes the data least. The paper considers full whitening (section 3) and turns it down: a covariance matrix and its inverse root for every layer, in every step, and a gradient through both. So "batch norm whitens each layer" is wrong. -->

# %% name="not-whitening-figure" slideshow={"slide_type": "-"} tags=["hide-input"]
figure("not_whitening")

# %% [markdown] name="why-it-helps" slideshow={"slide_type": "slide"}
# ## Why does it help?
#
# The paper's motive: a layer's inputs keep moving while the layers below learn (*internal covariate shift*); batch norm holds them still.
#
# **A test** (after Santurkar et al. 2018): noise *behind* batch norm, with a new mean and spread for each unit in each step.
#
# **Predict:** if stillness is what helps, how does that net learn?
#
# <!-- notes (2 min): As badly as the plain one, or worse. Vote. -->

# %% name="why-it-helps-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("noisy_batch_norm")

# %% [markdown] name="why-it-helps-reading" slideshow={"slide_type": "skip"}
# (Recorded: three sigmoid layers of 64 on the digits, 600 steps, $\eta = 0.5$, five seeds.) The noisy net's inputs move ten times as far as the plain one's, and it learns nearly as fast as with batch norm alone. So it
# is not the stillness. The historical motive was covariate shift; the better supported account is a **smoother, better scaled problem plus scale invariance**; the question is not fully closed.
#
# Ours is a miniature: it shows that stillness is not needed *here*. It does not measure smoothness, and in a plain sigmoid net the scale alone explains much. Santurkar et al. (NeurIPS 2018) trained deep nets on CIFAR-10
# and found the loss and its gradient to change less along a step.

# %% [markdown] name="later-activations" slideshow={"slide_type": "slide"}
# ## Later activations: a slope on the left
#
# | | formula | left of 0 |
# |---|---|---|
# | leaky ReLU, PReLU | $\max(\alpha x, x)$, $\alpha = 0.01$; learned, from 0.25 | slope $\alpha$ |
# | ELU | $x$ if $x > 0$, else $\alpha\, (e^x - 1)$ | slope $\alpha\, e^x$ |
# | SELU | $1.0507 \cdot$ ELU, $\alpha = 1.67326$ | the same, scaled |
# | swish | $x\, \sigma(\beta x)$ | dips, then 0 |
#
# <!-- notes (2 min): Maas 2013; He 2015 for PReLU; Clevert 2016; Klambauer 2017, constants that hold mean 0 and variance 1; Ramachandran 2017. One formula changes places on older slides: alpha (e^x - 1) beside the name leaky ReLU. It is ELU: leaky goes to minus infinity on a straight line, ELU ends at minus alpha. -->

# %% name="later-values" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import elu, leaky_relu, prelu, selu, swish

x = np.array([[-1000.0, -5.0, -1.0, -0.1, 0.0, 2.0]])
later = {"x": x, "leaky": leaky_relu(x)[0], "PReLU": prelu(x, np.full(6, 0.25))[0],
         "ELU": elu(x)[0], "SELU": selu(x)[0], "swish": swish(x)[0]}
for name, y in later.items():
    print(f"{name:6}", " ".join(f"{number:9.3f}" for number in y[0]))

# %% [markdown] name="maxout" slideshow={"slide_type": "slide"}
# **Maxout:** the larger of two linear units, $\max(w_1 \!\cdot\! x + b_1,\; w_2 \!\cdot\! x + b_2)$. Twice the weights; no fixed shape.
#
# Maxout contains ReLU: set $w_2 = 0$, $b_2 = 0$. And ReLUs contain maxout:
#
# $$\begin{aligned} \max(a, b) &= b + \max(a - b, 0) && \text{take } b \text{ out} \\ &= b + \mathrm{relu}(a - b) \\ &= \mathrm{relu}(b) - \mathrm{relu}(-b) + \mathrm{relu}(a - b) && b = \mathrm{relu}(b) - \mathrm{relu}(-b) \end{aligned}$$
#
# <!-- notes (1 min): Goodfellow 2013; k pieces in general. Three ReLUs for one maxout unit: equality holds for networks, not unit by unit. The lower lines of the next cell: is any of this worth it? Medians within half a point, seeds apart by two. Start with ReLU and change it last. -->

# %% name="maxout-check" slideshow={"slide_type": "subslide"}
from course_lib.experiments.activation_variants import recorded
from course_lib.numpy_ops import maxout, relu

a, b = rng.normal(size=(2, 1000, 1))
larger = maxout(np.hstack([a, b]), pieces=2)[0]
by_relus = relu(b)[0] - relu(-b)[0] + relu(a - b)[0]
zero = np.zeros_like(a)
print("maxout by ReLUs:", np.allclose(larger, by_relus, rtol=0, atol=1e-15))
print("ReLU by maxout: ", np.array_equal(maxout(np.hstack([a, zero]), pieces=2)[0], relu(a)[0]))
for name, right in recorded().items():
    print(f"{name:11} median {np.median(right):.1%}   seeds {right.min():.1%} to {right.max():.1%}")

# %% [markdown] name="later-reading" slideshow={"slide_type": "skip"}
# > **Trap: the exchanged label.** The formula $\alpha\, (e^x - 1)$ is often printed beside "leaky ReLU". Ask what happens far left: at $x = -1000$ the leaky one says $-10$ and goes on; ELU has
# > ended at $-\alpha$. In 04a's picture: `ActivationExplorer(functions=["leaky_relu", "elu"])`.
#
# The lower lines are recorded: one net with two hidden layers of 64 on the digits, each activation with its own initial scale, ten seeds. The medians lie within half a point, the seeds of one
# activation two points apart. **Gains of the variants are usually small**; a slope on the left does keep units from dying (02b). Start with ReLU, change the activation last.

# %% [markdown] name="summary" slideshow={"slide_type": "slide"}
# ## What to take along
#
# - $\mathbb E[a^2] = n\, \mathrm{Var}(w)\, \mathbb E[h^2]$; a ReLU keeps half. So $2/n$, and std is the root.
# - $(x - \mu)/s$ removes scale and offset, not correlation, and not clipping.
# - Training: the batch's own statistics. Use: running ones.
# - Back: the gradient, minus its mean, minus its part along $z$.
#
# <!-- notes (1 min): Exercise: initial_std in five minutes, then batch norm and its way back; at the end their own code trains the twenty sigmoids. -->

# %% [markdown] name="exercise-link" slideshow={"slide_type": "skip"}
# **Now you.** In the [exercise](../exercises/04b_keeping_the_scale.ipynb) you write all three, and with your own batch norm the net of 04a learns to read.
#
# *Sources.* LeCun, Bottou, Orr and Müller, *Efficient BackProp*, 1998, sections 4.3 and 4.6. Glorot and Bengio, AISTATS 2010, section 4.2. He, Zhang, Ren and Sun, ICCV 2015, section 2.2. Ioffe and Szegedy,
# ICML 2015. Santurkar, Tsipras, Ilyas and Mądry, NeurIPS 2018. Maas, Hannun and Ng, 2013; Clevert, Unterthiner and Hochreiter, ICLR 2016; Klambauer et al., 2017; Ramachandran, Zoph and Le, 2017; Goodfellow et al., ICML 2013.
