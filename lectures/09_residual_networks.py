# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 09 · ResNet, ResNeXt, DenseNet
#
# Why a deeper plain network trains worse, and what a shortcut changes.
#
# *50 minutes · after [07 Receptive fields](07_receptive_fields.ipynb) · then the [exercise](../exercises/09_residual_networks.ipynb) (30 minutes)*
#
# <!-- notes (1 min): Until 2015 nets with twenty layers were called very deep. One plus sign later they had 152. Today: what went wrong before, what the plus sign does, and what is left of a net when you tear pieces out of it. -->

# %% [markdown] name="objectives" slideshow={"slide_type": "slide"}
# **You will be able to**
#
# 1. tell a net that over-fits from one that cannot be trained
# 2. write a residual block and its gradients, and say what the ReLU after the sum changes
# 3. count the parameters of ResNet, ResNeXt and DenseNet
# 4. predict what a trained net loses without one of its blocks
#
# <!-- notes (1 min): Two is the exercise. Four is how the lecture ends: commit to a number, then delete the block. -->

# %% [markdown] name="deeper" slideshow={"slide_type": "slide"}
# ## Deeper
#
# Plain nets: 3 × 3 convolutions, batch norm and a ReLU behind each. One with 8 layers, one with 56. Same digits, same recipe, three seeds.
#
# **Predict:** which has the lower error on the digits it was *trained* on? Which of the four curves is which?
#
# <!-- notes (3 min): Collect hands before the picture. It shows four unlabelled curves: plain and residual, shallow and deep. What "residual" is comes in a minute; for now it is the other kind. Then scrub the epochs, and look at training error first, test error second. -->

# %% name="plain-or-residual" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import PlainOrResidual

PlainOrResidual(depths=[8, 56])

# %% name="degradation-numbers" slideshow={"slide_type": "subslide"}
import numpy as np
from course_lib.experiments.plain_or_residual import IMAGE, WIDTHS, record
from course_lib.nets.resnet import cifar_table
from course_lib.shapes.cost import cost

spread = lambda errors: "{1:5.1%} ({0:.1%} to {2:.1%})".format(*np.quantile(errors, (0, 0.5, 1)))
print("layers       parameters   training error            test error: median (all seeds)")
for (kind, depth), run in record().items():
    size = cost(cifar_table(depth, "none", image=IMAGE, widths=WIDTHS)).parameters
    at_the_end = [spread(errors[:, -1]) for errors in (run.train, run.test)]
    print(f"{kind:8} {depth:2d}  {size:9,}   {at_the_end[0]:23}   {at_the_end[1]}")

# %% [markdown] name="diagnosis" slideshow={"slide_type": "slide"}
# ## Not over-fitting
#
# A net that **over-fits** has learned its examples by heart:
#
# | | training error | test error |
# |---|---|---|
# | over-fitting | low | high |
# | plain, 56 layers | **high** | high |
#
# Adding layers made it worse at what it was shown. It has *more* weights, and fits less.
#
# **So:** is there no good setting of its weights, or did descent not find it?
#
# <!-- notes (1 min): He et al. call it degradation. Over-fitting would be cured by more data or a penalty; this would get worse. The question is answered on the next slide, by construction. -->

# %% [markdown] name="degradation-reading" slideshow={"slide_type": "skip"}
# Fifty-six plain layers misread about a third of the digits they were *trained* on; eight layers none, fifty-six residual layers none. At 20 layers the kinds are alike, at 32 the plain one begins to suffer. $\eta$ was chosen in favour of the plain 56.
#
# At the start, as in 04b: in the fresh plain net the gradient **grows** on its way back (Yang et al. 2019), and the first steps stretch the first layers many times. Beginning with small steps did not save it, so that is not the whole explanation.
#
# First seen on CIFAR-10, small photographs of ten kinds (He et al. 2016a, figure 1). With a GPU and the files, `python -m course_lib.experiments.cifar10_residual FOLDER` repeats it; no recorded run ships.

# %% [markdown] name="copy-argument" slideshow={"slide_type": "slide"}
# ## Deeper cannot be worse?
#
# Take the best shallow net, $S$. Behind it put layers $C_1, \dots, C_k$ that **copy**: $C_i(h) = h$.
#
# $$\begin{aligned} D(x) &= C_k(\cdots C_1(S(x))) \\ &= S(x) && \text{each copies} \\ E(D) &= E(S) && \text{same answers, same errors} \\ \min_{\text{deep}} E &\le E(D) = \min_{\text{shallow}} E && D \text{ is one of the deep nets} \end{aligned}$$
#
# **Predict:** can a 3 × 3 convolution with a ReLU copy?
#
# <!-- notes (1 min): Yes, behind a ReLU: its own map times 1 in the middle of the kernel, 0 everywhere else; h is not negative, so the ReLU changes nothing. What the argument says: the best attainable training error cannot rise. What it does not say: that descent gets there. -->

# %% name="copy-check" slideshow={"slide_type": "subslide"}
import torch

copy = torch.nn.Conv2d(16, 16, 3, padding=1, bias=False)
_ = torch.nn.init.dirac_(copy.weight)              # 1 in the middle, from each map to itself
h = torch.randn(8, 16, 8, 8).relu()                # what leaves a ReLU
deep = h
for layer in range(36):
    deep = copy(deep).relu()
print("after 36 more layers, largest change:", (deep - h).abs().max().item())

# %% [markdown] name="residual-block" slideshow={"slide_type": "slide"}
# ## Ask for the difference
#
# Good weights exist, then: copies. Descent does not find them. So, where two layers are to become a map $H(x)$, ask them for the rest, and add $x$ yourself:
#
# $$F(x) = H(x) - x \qquad\Longrightarrow\qquad H(x) = F(x) + x$$
#
# The layers $F$ are the **branch**, the way around them the **shortcut**, both together a **residual block**.
#
# <!-- notes (2 min): Nothing is lost: whatever H was to be, F can be H minus x. What changes is where the search begins. Ask: which weights make the left column copy, which the right one? Left: one exact setting. Right: zero. -->

# %% name="residual-block-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import figure

figure("residual_block")

# %% [markdown] name="layers-of-a-block" slideshow={"slide_type": "slide"}
# **The layers of a block**, fully connected, without biases. $x$ is (examples, inputs), weights are (outputs, inputs):
#
# $$\begin{aligned} a &= x\, W_1^\top && \text{to the hidden units} \\ h &= \mathrm{ReLU}(a) \\ z &= h\, W_2^\top + x && \text{back to the size of } x \text{, then the sum} \\ y &= \mathrm{ReLU}(z) \end{aligned}$$
#
# In the nets each product is a convolution with batch norm behind it. ($F$ is the branch from here on; in 05a it was the side of a window.)
#
# <!-- notes (1 min): This is the exercise's first task. Ask for the shapes: W1 (H, D), W2 (D, H). W2 has to come back to the width of x, or the sum makes no sense; when it should not, there is a projection, in a few slides. -->

# %% [markdown] name="where-the-relu-stands" slideshow={"slide_type": "slide"}
# **Two ReLUs:** one between the layers, one after the sum. None at the end of the branch: $F \ge 0$ could only ever add.
#
# All weights 0. Then $F = 0$, and
#
# $$\text{plain: } y = \mathrm{ReLU}(0) = 0 \qquad \text{residual: } y = \mathrm{ReLU}(x) = x \;\text{ for } x \ge 0$$
#
# **Predict:** $x$ leaves a ReLU. How far from $x$ is $y$ if all weights are small? And if they are large?
#
# <!-- notes (2 min): x is not negative from the second block on, since it left a ReLU. Plain copies only with exact ones and zeros, found nowhere near small weights; residual copies at 0, and nearly copies everywhere around it. Weight decay even pulls there. -->

# %% name="identity-check" slideshow={"slide_type": "subslide"}
rng = np.random.default_rng(0)
relu = lambda a: np.maximum(a, 0)
x = relu(rng.normal(size=(200, 64)))
W1, W2 = rng.normal(size=(2, 64, 64)) / 8          # 1 / sqrt(64)
for s in (0, 0.1, 0.3, 1, 3):
    F = relu(x @ (s * W1).T) @ (s * W2).T
    plain, residual = (np.linalg.norm(y - x) / np.linalg.norm(x) for y in (relu(F), relu(F + x)))
    print(f"weights x {s:3}: distance from x, plain {plain:5.2f}, residual {residual:5.2f}")

# %% [markdown] name="what-a-block-does" slideshow={"slide_type": "slide"}
# ## One slider on all weights
#
# The same two layers, without and with the shortcut, move a grid of points. The slider is the size $s$ of all weights.
#
# **Predict:** four maps to learn: the identity, a small rotation, a fold $x_1 \mapsto |x_1|$, the half turn $x \mapsto -x$. Where does the residual pair end nearer? Everywhere?
#
# <!-- notes (3 min): At 0 the left grid is one point, the right one is intact. Pull slowly. Then the targets, one after the other; commit before each. The fold surprises: it is one ReLU beside the shortcut. The half turn is the honest one: from x to -x is farther than from 0. -->

# %% name="what-a-block-does-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import WhatABlockDoes

WhatABlockDoes()

# %% [markdown] name="keep-the-picture" slideshow={"slide_type": "slide"}
# ## Keep the picture, model the noise
#
# Image processing knew the idea. A noisy photograph $x = c + n$; wanted is $c$.
#
# - plain: draw the whole picture anew, $F(x) = c$
# - residual: draw only what to add, $F(x) = -n$
#
# Same five convolutions, same first weights; the last layer begins at 0, so $F = 0$.
#
# **Predict:** what does each answer before training, and after a hundred steps?
#
# <!-- notes (1 min): Before: black, and the noisy picture itself. For a hundred steps the plain net learns to paint what it was given; the residual one begins where the plain one hopes to arrive. Then a surprise: the plain one passes it. Five layers do manage to copy; the shortcut changed the start, not the reach. -->

# %% name="noise-residual" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("noise_residual")

# %% [markdown] name="noise-reading" slideshow={"slide_type": "skip"}
# **The plane.** Identity: the residual pair begins nearer and stays so. Small rotation: a head start, no more. Fold: it wins, since $|x_1| = x_1 + 2\,\mathrm{ReLU}(-x_1)$ is one unit beside the shortcut; the plain pair needs all four. Half turn: it begins *farther* away, and who ends nearer depends on $\eta$.
#
# **The photograph** (recorded, five seeds). The residual net is never worse than the noise, 0.05. The plain one takes a hundred steps to learn to copy, then **passes it**, between 200 and 300 steps, in the end with every seed.
# Five layers can copy. Zhang et al. (2017) took 17, and there the residual form with batch norm won. It is *depth* that makes copying hard.

# %% [markdown] name="projection-shortcut" slideshow={"slide_type": "slide"}
# ## When the shapes differ
#
# $F(x)$ with 128 maps of 28 × 28 cannot be added to $x$ with 64 of 56 × 56. On the shortcut alone, $x$ is fitted:
#
# $$z = h\, W_2^\top + x\, P^\top \qquad P: (\text{outputs}, \text{inputs})$$
#
# - **A**: every second pixel, and maps of zeros: no parameters
# - **B**: a 1 × 1 convolution $P$, stride 2, with batch norm
#
# **Predict:** ResNet-34 has 16 blocks. How many need a $P$?
#
# <!-- notes (1 min): Three: the first of stages 2, 3 and 4. Stage 1 begins with 64 maps already. ResNet-50: four, since its first stage leaves with 256. He et al. tried a P in every block, option C: barely better, and dearer. -->

# %% [markdown] name="adding-or-joining" slideshow={"slide_type": "slide"}
# **Adding or joining?** Two ways can meet in two ways:
#
# | | after it | the next layer gets |
# |---|---|---|
# | add, $F(x) + x$ | as many maps as before | one mixture |
# | join, $[x, F(x)]$ | more maps, block by block | both, apart |
#
# ResNet **adds**: sizes and cost stay. DenseNet joins; it comes later. (ResNet-34 needs three $P$: first blocks of stages 2, 3, 4.)
#
# <!-- notes (1 min): Adding is a special case: a layer that reads the joined maps with equal weights for x and F adds them. Joining keeps more and costs more. The plus sign is what makes the gradient so simple, next. -->

# %% [markdown] name="two-ways-back" slideshow={"slide_type": "slide"}
# ## Two ways back
#
# $x$ reaches the sum $z = F(x) + x$ by two ways, so its gradient has two terms ([paths add up](02b_backpropagation.ipynb#cell-id=several-paths)):
#
# $$dx = \underbrace{da\, W_1}_{\text{through the layers}} + \underbrace{dz}_{\text{along the shortcut}} \qquad \text{with } P: \; da\, W_1 + dz\, P$$
#
# The slope of "$+\,x$" is 1: the shortcut hands back $dz$, unchanged.
#
# <!-- notes (2 min): Where the way forward forks, the way back adds; where it adds, the way back forks, and both get the same dz. Follow the orange lines in the figure from right to left. -->

# %% name="residual-back-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("residual_back")

# %% [markdown] name="relu-slopes" slideshow={"slide_type": "slide"}
# **Both ReLUs have a say**, each with its own pre-activation; at 0 the slope is 0:
#
# $$\begin{aligned} dz &= dy \odot \mathbf 1[z > 0] && \text{before the two ways part} \\ dh &= dz\, W_2 && \text{the branch goes on} \\ da &= dh \odot \mathbf 1[a > 0] \end{aligned}$$
#
# **Predict:** where $z \le 0$, what reaches $x$ along the shortcut?
#
# <!-- notes (1 min): Nothing. The last ReLU stands behind the sum, so what it blocks is blocked for both ways. "The shortcut lets the gradient pass unhindered" is true for the shortcut, not for the block. This will matter for the chain. -->

# %% [markdown] name="gradients-of-the-weights" slideshow={"slide_type": "subslide"}
# Where $z \le 0$ nothing passes: the last ReLU blocks both ways.
#
# **The weights:** what came back to its outputs, times what went in, summed over the examples (02b):
#
# $$dW_2 = dz^\top h \qquad dW_1 = da^\top x \qquad dP = dz^\top x$$
#
# One example, one unit: $x = 2,\; W_1 = 1,\; W_2 = -\tfrac12,\; dy = 6$. **By hand, before the cell:** $dx$, $dW_1$, $dW_2$?
#
# <!-- notes (2 min): a = 2, h = 2, z = -1 + 2 = 1, open. dz = 6. dh = -3, da = -3. dx = -3 + 6 = 3; dW1 = -6; dW2 = 12. Without the shortcut z would be -1 and everything 0. -->

# %% name="gradients-check" slideshow={"slide_type": "subslide"}
x, W1, W2 = (torch.tensor([[value]], requires_grad=True) for value in (2.0, 1.0, -0.5))
z = (x @ W1.T).relu() @ W2.T + x
z.relu().backward(torch.tensor([[6.0]]))
print(f"z = {z.item()}: dx = {x.grad.item()}, dW1 = {W1.grad.item()}, dW2 = {W2.grad.item()}")

# %% [markdown] name="chain-of-blocks" slideshow={"slide_type": "slide"}
# ## A chain of blocks
#
# First with **nothing after the sum**: $x_{i+1} = x_i + F_i(x_i)$ (**pre-activation**: norm and ReLU stand first in the branch). From block $k$ to the top, $K$:
#
# $$\begin{aligned} x_K &= x_k + \sum_{i=k}^{K-1} F_i(x_i) && \text{put one into the next} \\ \frac{\partial x_K}{\partial x_k} &= I + \frac{\partial}{\partial x_k} \sum_{i=k}^{K-1} F_i(x_i) && \text{differentiate} \\ \frac{\partial L}{\partial x_k} &= \frac{\partial L}{\partial x_K} \Big( I + \frac{\partial}{\partial x_k} \sum_{i=k}^{K-1} F_i(x_i) \Big) && \text{chain rule} \end{aligned}$$
#
# The $I$ is there, however deep.
#
# <!-- notes (2 min): He et al. 2016b write l and L for k and K; our L is the loss. The gradient at the top arrives at every block below, as it is, plus something. For all of it to vanish the something would have to be minus the identity, for every example. It does not say: cannot explode. -->

# %% [markdown] name="relu-after-the-sum" slideshow={"slide_type": "slide"}
# **With a ReLU after the sum**, as in 2015: $x_{i+1} = \mathrm{ReLU}(z_i)$, $z_i = x_i + F_i(x_i)$ (and $F_i'$ the matrix of slopes of $F_i$):
#
# $$\begin{aligned} \frac{\partial x_{i+1}}{\partial x_i} &= D_i\, (I + F_i'), \quad D_i = \mathrm{diag}(\mathbf 1[z_i > 0]) \\ \frac{\partial x_K}{\partial x_k} &= D_{K-1} (I + F'_{K-1}) \cdots D_k\, (I + F_k') \end{aligned}$$
#
# The lone $I$ has become $D_{K-1} \cdots D_k$: it survives only where **every** sum on the way was positive.
#
# <!-- notes (2 min): A product, no longer one sum. Where F is small, x was not negative, so z is rarely negative, and D is nearly I, as the next cell shows for ten blocks of 16 units: in practice it works. He et al. 2016b move norm and ReLU to the front of the branch, leave nothing after the sum, and train 1001 layers: pre-activation, one of the blocks in a picture to come. -->

# %% name="chain-check" slideshow={"slide_type": "subslide"}
from functools import reduce
from torch.func import jacrev

W, eye = torch.from_numpy(rng.normal(size=(10, 2, 16, 16))) / 8, torch.eye(16).double()
F = lambda x, i: W[i, 1] @ (W[i, 0] @ x).relu()
for after in (lambda z: z, torch.relu):                   # nothing, or a ReLU, after the sum
    chain = lambda x: reduce(lambda h, i: after(h + F(h, i)), range(10), x)
    h, product, lone = torch.from_numpy(rng.random(16)), eye, eye
    J = jacrev(chain)(h)
    for i in range(10):
        D = jacrev(after)(z := h + F(h, i))
        product, lone, h = D @ (eye + jacrev(F)(h, i)) @ product, D @ lone, after(z)
    print(f"as derived: {torch.allclose(J, product)}; I is left in {lone.trace():.0f} of 16 units")

# %% [markdown] name="gradient-flow" slideshow={"slide_type": "slide"}
# ## The switch from 04a, unlocked
#
# Twenty sigmoids in a row; the first layer heard $10^{-13}$.
#
# **Predict:** with shortcuts, and nothing else changed: what reaches layer 1? And with fifty layers?
#
# <!-- notes (3 min): Turn on skip. Then depth 50; then ReLU with the large weights, where the bars climb instead: shortcuts stop a gradient from fading, not from growing. That is batch norm's part. -->

# %% name="gradient-flow-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import GradientFlow

GradientFlow(depth=20, activation="sigmoid", unlocked=True)

# %% name="gradient-flow-numbers" slideshow={"slide_type": "skip"}
from course_lib.experiments.gradient_flow import gradient_flow

print("                            gradient at layer 1: plain, with skip    values at the top")
for depth, activation, scale, normed in ((20, "sigmoid", 1, False), (50, "sigmoid", 1, False),
                                         (50, "relu", 2**0.5, False), (50, "relu", 2**0.5, True)):
    plain, skip = (gradient_flow(depth, activation, scale, normed, width=32, examples=32, skip=skip)
                   for skip in (False, True))
    norm = "batch norm" if normed else ""
    print(f"{depth} {activation:7} {norm:10} {plain.signal[0]:20.0e} {skip.signal[0]:12.0e}",
          f"{plain.h_rms[-1]:18.2g} {skip.h_rms[-1]:9.2g}")
for kind in ("plain", "residual"):                        # the nets of the first picture, fresh
    first, *_, last = record()[kind, 56].gradient[0]
    print(f"{kind:8} 56: weights of the first layer hear {first / last:.1g} times what the last ones do")
for depth in (20, 56):
    sizes = [cost(cifar_table(depth, shortcut)).parameters for shortcut in ("none", "zeros")]
    print(f"on CIFAR-10, {depth} layers, plain and residual: {sizes[0]:,} and {sizes[1]:,} parameters")

# %% [markdown] name="gradient-flow-reading" slideshow={"slide_type": "skip"}
# The first two lines are the chain's lone $I$ at work: $10^{-13}$ or $10^{-32}$ become 0.4, at any depth. The third is the other side of the coin: each layer *adds*, values grow by some 60 % each time, gradients as well.
# **Shortcuts keep a gradient from fading, not from growing.** In the fourth, batch norm gives every branch the same size: values grow with the *number* of blocks, no longer with a power.
#
# It also keeps a [promise of 04b](04b_keeping_the_scale.ipynb#cell-id=rescued-reading). A *plain* ReLU net with batch norm has no fading gradients (He et al. 2016a, section 4.1): its first layer hears tens of thousands of times what the last one does, with shortcuts some thirty times. In the 56 layers of the first picture: hundreds of times, and a fifth.

# %% [markdown] name="whole-network" slideshow={"slide_type": "slide"}
# ## The whole network
#
# 1. **stem**: 7 × 7 convolution, 64 maps, stride 2; 3 × 3 max pool, stride 2: $224 \to 56$
# 2. four stages of blocks: each new stage **halves** the side and **doubles** the maps
# 3. global average pool, one linear layer
#
# **Predict:** half the side, twice the maps: how do weights and MACs of a 3 × 3 layer change?
#
# <!-- notes (1 min): Weights times 4; MACs: times 4 for the weights, divided by 4 for the pixels: the same in all stages. That is the rule behind the recipe. No hidden fully connected layer at the end, the millions of AlexNet and VGG are gone. -->

# %% name="whole-network-table" slideshow={"slide_type": "subslide"}
from course_lib.nets.resnet import basic, bottleneck, table

nets = {18: (basic, 2, 2, 2, 2), 34: (basic, 3, 4, 6, 3), 50: (bottleneck, 3, 4, 6, 3),
        101: (bottleneck, 3, 4, 23, 3), 152: (bottleneck, 3, 8, 36, 3)}
tables = {depth: table(f"ResNet-{depth}", *net) for depth, net in nets.items()}
for depth, (kind, *blocks) in nets.items():
    total, layers = cost(tables[depth]), 1 + sum(blocks) * (2 if kind is basic else 3) + 1
    print(f"ResNet-{depth:3} {kind.__name__:10} {blocks!s:14} {layers:3} layers",
          f"{total.parameters:11,} parameters {total.macs / 1e9:6.2f} GMACs")

# %% [markdown] name="basic-or-bottleneck" slideshow={"slide_type": "slide"}
# ## Two blocks
#
# (Each new stage: weights × 4, MACs unchanged.)
#
# **Basic** (18, 34): 3 × 3, 3 × 3. **Bottleneck** (50 and deeper): a 1 × 1 narrows 256 maps to 64, a 3 × 3 works there, a 1 × 1 widens again.
#
# **Predict:** which has more weights: a basic block on 64 maps, or a bottleneck on 256? And a basic block on 256?
#
# <!-- notes (3 min): 2 * 9 * 64 * 64 = 73,728 against 256*64 + 9*64*64 + 64*256 = 69,632: four times the maps for fewer weights. Two 3 x 3 on 256: 1,179,648, seventeen times as many. Build them in the picture, and look at the two orange ways back. "ResNet blocks are two 3 x 3" is true of 18 and 34 only. -->

# %% name="block-builder" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import BlockBuilder

BlockBuilder(kind="basic", channels=64)

# %% [markdown] name="walk" slideshow={"slide_type": "slide"}
# ## A walk through 152 layers
#
# $1 + 3\,(3 + 8 + 36 + 3) + 1 = 152$: the stem, fifty bottlenecks, the linear layer.
#
# **Predict:** at which layer does a unit first see all 224 pixels? And in which stage are two thirds of the parameters spent?
#
# <!-- notes (2 min): Walk with the arrow keys, block by block. Most layers are in the third stage, where the side is 14. The field passes 224 early in it, at layer 42. The strides sit on the 3 x 3 here, as in torchvision; the paper and its released files have them on the first 1 x 1. -->

# %% name="walk-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import LayerWalk

LayerWalk(net="resnet152")

# %% name="walk-numbers" slideshow={"slide_type": "skip"}
from itertools import groupby
from course_lib.experiments.block_builder import block_table, weights
from course_lib.experiments.layer_walk import first_with_field, walk

steps = walk("resnet152")[1:]
print("sees 224 pixels from layer", first_with_field("resnet152", 224), "on")
for stage, layers in groupby(steps, key=lambda step: step.block.split("_")[0]):
    last = (layers := list(layers))[-1]
    block = ", ".join(f"{step.what} {step.after[0]}" for step in layers[-3:])
    share = sum(step.parameters for step in layers) / steps[-1].parameters_so_far
    print(f"{stage:5} {len(layers):3} layers ({block}), then {last.after}, field {last.field}, {share:.0%} of the parameters")
for kind, maps in (("basic", 64), ("bottleneck", 256), ("basic", 256)):
    print(f"a {kind} block on {maps} maps: {weights(block_table(kind, maps)):,} weights")
for where, paper in (("the first 1x1 (the paper)", True), ("the 3x3 (torchvision)", False)):
    macs = cost(table("ResNet-50", bottleneck, 3, 4, 6, 3, paper=paper)).macs
    print(f"ResNet-50 with the strides on {where}: {macs / 1e9:.2f} GMACs")

# %% [markdown] name="recipes" slideshow={"slide_type": "slide"}
# ## Two recipes
#
# | | AlexNet 2012 | ResNet 2015 |
# |---|---|---|
# | first weights | std 0.01 | He |
# | batch norm | none | after each convolution |
# | batch | 128 | 256 |
# | momentum | 0.9 | 0.9 |
# | $\eta$ | 0.01 | 0.1 |
# | divided by 10 | 3 times | on plateaus |
# | weight decay | 0.0005 | **0.0001** |
# | dropout | 0.5 | none |
#
# <!-- notes (1 min): Dropout: in training each unit of the two large layers is set to 0 with probability one half (03b). Ask line by line what allows the change: batch norm forgives the larger eta, and the large layers that needed dropout are gone. Weight decay 1e-5 is a slip you may meet. -->

# %% [markdown] name="recipes-reading" slideshow={"slide_type": "skip"}
# Krizhevsky, Sutskever and Hinton 2012, sections 4 and 5; He et al. 2016a, section 3.4. Both show random crops and mirror images, with shifted colours. **Dropout** sets each unit of AlexNet's two large layers to 0 with probability ½, anew in every step (03b); ResNet has no such layers.
#
# > **Trap: 1e-5.** You may find ResNet's weight decay printed as 0.00001. The paper says 0.0001.
#
# Since then: a half cosine in place of the steps (Loshchilov and Hutter 2017); a few epochs of small steps first (warm-up), and the last $\gamma$ of each branch started at 0, so that every block begins as a copy (Goyal et al. 2017, sections 2.2 and 5.1). The recipe counts: torchvision's ResNet-50 reads
# 76.1 % with its first weights and 80.9 % with its second.

# %% [markdown] name="results" slideshow={"slide_type": "slide"}
# ## What it brought
#
# ImageNet, 1,000 classes, error in % (validation):
#
# | top-1 (one guess) | 18 layers | 34 layers |
# |---|---|---|
# | plain | 27.94 | 28.54 |
# | residual | 27.88 | **25.03** |
#
# ResNet-152, top-5 (five guesses): **4.49**. Six nets together, on the test images: **3.57**, winner of 2015.
#
# **Predict:** and a net of 1202 layers, on CIFAR-10?
#
# <!-- notes (1 min): Plain: deeper is worse. Residual: deeper is better. At 18 layers both end alike, the residual one sooner. 3.57 is an ensemble, printed everywhere as if ResNet-152 had it. The last question is the next figure. -->

# %% name="depth-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("depth_and_field")

# %% [markdown] name="results-reading" slideshow={"slide_type": "skip"}
# Sources: He et al. 2016, tables 2, 4 (single nets), 5 (ensembles) and 6 (CIFAR-10). 1202 layers train to under 0.1 % error and still read the test images worse than 110 do: with 19.4 million parameters for 50,000 images, *that* is over-fitting, say the authors (section 4.2).
#
# > **Errata you will meet.** "ResNet-152 has 3.57 %": six nets have; one has 4.49 %. "Better than human": the 5.1 % is *one* trained person on 1,500 of the test images, another, with less practice, had 12.0 % on 258 (Russakovsky et al. 2015, section 6.4). "ICCV 2015": the paper is of December 2015, CVPR 2016.
# In listings of the 152 layers, "1x2 conv, 128, /2" is a slip for 1 × 1.

# %% [markdown] name="fields-reading" slideshow={"slide_type": "skip"}
# Each of the three stages has $2n$ windows of 3. At jump 1 they add $4n$ pixels, at jump 2 $8n - 2$, at jump 4 $16n - 4$ (the first window of a stage still steps by the old jump); with the stem's 3 that is $28n - 3$.
# Larger fields and patterns of patterns are the usual account of why depth helps. Note its limit: ResNet-20 already sees 81 pixels of an image of 32. What grows from 20 to 110 layers is less what a unit *can* see than how much is done with it
# (and the part it mostly uses, which 07 found to grow like a root).

# %% [markdown] name="grouped-paths" slideshow={"slide_type": "slide"}
# ## ResNeXt: many thin paths
#
# **Split** into 32 paths, **transform** each by its own narrow bottleneck, **merge** by adding:
#
# $$y = \mathrm{ReLU}\Big( x + \sum_{i=1}^{32} T_i(x) \Big), \qquad T_i: 256 \to 4 \to 4 \to 256 \text{ maps}$$
#
# **Predict:** which single layer, met in 05a, computes all 32 middles at once? More weights than the bottleneck's 69,632? (The number of paths: **cardinality**.)
#
# <!-- notes (3 min): A grouped convolution, 128 maps in 32 groups of 4. Weights: 256*128 + 9*128*4 + 128*256 = 70,144: the same price. Number of paths: cardinality, a third knob beside depth and width. Xie et al. 2017: at equal cost, more paths beat more width. -->

# %% name="grouped-paths-check" slideshow={"slide_type": "subslide"}
from torch.nn.functional import conv2d

_ = torch.manual_seed(0)
x = torch.randn(2, 256, 14, 14, dtype=torch.float64)
down, middle, up = (torch.randn(*shape, dtype=torch.float64) / 16
                    for shape in ((128, 256, 1, 1), (128, 4, 3, 3), (256, 128, 1, 1)))
h = conv2d(conv2d(x, down).relu(), middle, padding=1, groups=32).relu()
grouped, paths = conv2d(h, up), 0
for own in torch.arange(128).split(4):                    # four maps of the 128
    narrow = conv2d(conv2d(x, down[own]).relu(), middle[own], padding=1).relu()
    paths = paths + conv2d(narrow, up[:, own])
weights = down.numel() + middle.numel() + up.numel()
print(f"equal: {torch.allclose(grouped, paths)}, {weights:,} weights")

# %% [markdown] name="dense-block" slideshow={"slide_type": "slide"}
# ## DenseNet: keep everything
#
# Inside a **dense block**, each layer reads the maps of *all* layers before it, joined, and adds $k$ new ones (the **growth rate**):
#
# $$x_l = F_l([x_0, x_1, \dots, x_{l-1}])$$
#
# **Predict:** how many links has a block of $n$ layers? Of 12?
#
# <!-- notes (2 min): Layer l reads l earlier results: 1 + 2 + ... + n = n(n+1)/2; 78 for 12. "Each layer linked with each other": within a block, not in the whole net; between blocks the maps are halved in number and size. F is norm, ReLU, 1 x 1 to 4k maps, norm, ReLU, 3 x 3 to k. -->

# %% name="dense-block-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("dense_block")

# %% name="dense-counts" slideshow={"slide_type": "subslide"}
from course_lib.nets import densenet

dense = {121: (6, 12, 24, 16), 169: (6, 12, 32, 32), 201: (6, 12, 48, 32)}
compared = {f"DenseNet-{depth}": densenet.table("", *blocks) for depth, blocks in dense.items()}
compared["ResNeXt-50"] = table("", bottleneck, 3, 4, 6, 3, groups=32)
compared |= {f"ResNet-{depth}": tables[depth] for depth in (50, 101)}
right = (74.4, 75.6, 76.9, 77.6, 76.1, 77.4)              # torchvision: right in %, one guess
for (name, net), accuracy in zip(compared.items(), right):
    total = cost(net)
    print(f"{name:12} {total.parameters:11,} parameters {total.macs / 1e9:5.2f} GMACs  {accuracy}")
links = {name: sum(n * (n + 1) // 2 for n in blocks) for name, blocks in dense.items()}
print("links:", links)

# %% [markdown] name="dense-reading" slideshow={"slide_type": "skip"}
# Layer $l$ reads $l$ earlier results: $1 + 2 + \dots + n = n(n+1)/2$ links in a block of $n$ layers, 78 for twelve.
#
# With 20 million parameters DenseNet-201 reads about as well as ResNet-101 with 45 (likewise Huang et al. 2017, section 4.4). **Per parameter** it is the better one: no layer has to learn again what another made (feature reuse). The price is memory: all that a block made is kept until its end.
#
# ResNeXt, as large and dear as ResNet-50, reads better: 22.2 % errors against 23.9 % in the paper (Xie et al. 2017, table 3). Why its two forms are equal: a 1 × 1 to 128 maps *is* 32 times one to 4; the [grouped](05a_convolution.ipynb#cell-id=groups) 3 × 3 keeps them apart; the last 1 × 1 sums over 128 inputs, 32 groups of 4.

# %% [markdown] name="checklist" slideshow={"slide_type": "slide"}
# ## Before you train: nine items
#
# 1. **Data**: standardised; augmented
# 2. **First weights** He, biases 0
# 3. **Batch norm** after each convolution
# 4. **Regularisers**: weight decay
# 5. **$\eta$**, momentum, schedule
# 6. **Batch size**
# 7. **Watch** loss, update ratios, gradients
# 8. **Stop early**, on held-out examples
# 9. **Metrics**: what do you want to be good at?
#
# <!-- notes (2 min): Let them name, for each, what goes wrong without it and the lecture that showed it. The links are in the next cell of the notebook; early stopping, augmentation and metrics are the subject of 03b. -->

# %% [markdown] name="checklist-links" slideshow={"slide_type": "skip"}
# Where each was taught:
#
# 1. [standardised inputs](03a_descent.ipynb#cell-id=standardise); shifted, mirrored copies (augmentation): 03b
# 2. [std = √(2 / inputs)](04b_keeping_the_scale.ipynb#cell-id=spread-and-variance); biases may all be 0, the weights differ already
# 3. [one mean a channel](05b_pooling_and_sharing.ipynb#cell-id=spatial-batch-norm), [running values in use](04b_keeping_the_scale.ipynb#cell-id=training-and-evaluation)
# 4. [penalty](02a_losses_and_slopes.ipynb#cell-id=penalty), [weight decay](03a_descent.ipynb#cell-id=weight-decay); dropout: 03b
# 5. [momentum](03a_descent.ipynb#cell-id=velocity), [run to a plateau, then drop](03a_descent.ipynb#cell-id=schedule)
# 6. [batch size and $\eta$](03a_descent.ipynb#cell-id=batch-size)
# 7. [update ratio](04a_slopes_and_depth.ipynb#cell-id=who-learns), [the loop](02c_autograd.ipynb#cell-id=training-loop)
# 8. keep the weights of the epoch with the lowest held-out error: 03b
# 9. [loss and errors differ](02a_losses_and_slopes.ipynb#cell-id=mistakes); precision by class: 03b

# %% [markdown] name="delete-blocks" slideshow={"slide_type": "slide"}
# ## Delete a block
#
# A trained residual net: nine blocks. At test time, without retraining, one block's branch is taken out: $y = x$ there.
#
# **Predict, and write it down:** the accuracy without block 3. Then: without which block is it lowest? What if two blocks change places? And the plain twin?
#
# <!-- notes (4 min): Everyone writes a number. In the picture: commit, delete block 3, then each in turn; compare with the bars, how large F is against x. Then swap two. Then the plain twin, where there is no way around. -->

# %% name="delete-blocks-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import DeleteBlocks

DeleteBlocks()

# %% name="delete-blocks-numbers" slideshow={"slide_type": "subslide"}
from course_lib.experiments.delete_blocks import accuracy, measured, order_of, trained_net

net = trained_net("residual")                             # nine blocks, 20 layers
print(f"whole {accuracy(net):.0%}, without block 3 {accuracy(net, deleted=[3]):.0%},",
      f"2 and 3 exchanged {accuracy(net, order=order_of([(2, 3)])):.0%}")
row = lambda shares: " ".join("   -" if np.isnan(x) else f"{x:4.0%}" for x in shares)
for kind in ("residual", "plain"):
    five = measured(kind)                                 # five seeds: medians
    print(f"{kind:8} without block 1 to 9 ", row(np.median(five.deleted, axis=0)))
    print("         size of F against x  ", row(np.median(five.sizes, axis=0)))
print("residual without 0 to 9 blocks", row(np.mean(measured("residual").by_number, axis=0)))

# %% [markdown] name="delete-blocks-reading" slideshow={"slide_type": "skip"}
# **What the branch learned:** a correction. $\lVert F \rVert$ is as large as $x$ in block 1, a third of it in block 9, and blocks that say less cost less. Costliest: the first of each stage. Exchange two neighbours: little is lost, both add to much the same $x$.
# (He et al. 2016a, figure 7: smaller responses than in plain nets.)
#
# The plain twin is left with 8 to 31 %: each of its layers was made for what the one before delivers.
#
# Multiply out $(I + F_9') \cdots (I + F_1')$: $2^9 = 512$ ways from image to scores. Without one block 256 are left; a plain net has one way, and loses it. Veit, Wilber and Belongie (2016) deleted from 54 blocks, at hardly a loss. One of our nine costs 0 to 43 points: **robust, not free**.

# %% [markdown] name="summary" slideshow={"slide_type": "slide"}
# ## What to take along
#
# - High *training* error: a failure of optimisation, not over-fitting.
# - $y = \mathrm{ReLU}(F(x) + x)$: weights of 0 copy.
# - Back: $dz$ by two ways. Nothing after the sum: $I + \dots$; with a ReLU: $D\,(I + F')$, multiplied.
# - Bottleneck, groups, joining: what a parameter buys.
# - A block corrects a little: a trained net can do without most of them, one at a time.
#
# <!-- notes (1 min): The exercise: the block in ten minutes, its gradients in twenty; then a chain of their own blocks shows what the shortcut does for the gradient. -->

# %% [markdown] name="exercise-link" slideshow={"slide_type": "skip"}
# **Now you.** In the [exercise](../exercises/09_residual_networks.ipynb) you write the block and its gradients, and train a chain of them, with the shortcuts and without.
#
# *Sources.* He, Zhang, Ren and Sun, *Deep residual learning for image recognition*, CVPR 2016 (2016a), and *Identity mappings in deep residual networks*, ECCV 2016 (2016b). Veit, Wilber and Belongie, NIPS 2016. Xie, Girshick, Dollár, Tu and He, CVPR 2017.
# Huang, Liu, van der Maaten and Weinberger, CVPR 2017. Zhang, Zuo, Chen, Meng and Zhang, IEEE Trans. Image Processing 26, 2017. Krizhevsky, Sutskever and Hinton, NIPS 2012. Loshchilov and Hutter, *SGDR*, ICLR 2017. Goyal et al., *Accurate, large minibatch SGD*, arXiv 1706.02677, 2017. Yang, Pennington, Rao, Sohl-Dickstein and Schoenholz, *A mean field theory of batch normalization*, ICLR 2019. Russakovsky et al., IJCV 115, 2015.
