# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 07 · Receptive fields
#
# Which pixels a unit can see, where they lie, and how much each of them counts.
#
# *35 minutes · after [05b Pooling, sharing and the way back](05b_pooling_and_sharing.ipynb) · then the [exercise](../exercises/07_receptive_fields.ipynb) (15 minutes)*
#
# <!-- notes (1 min): A unit that has to name a face must have seen the whole face. Today: how to know that from the table of layers, without running anything. -->

# %% [markdown] name="objectives" slideshow={"slide_type": "slide"}
# **You will be able to**
#
# 1. derive how many pixels a unit sees, from kernels, strides and dilations
# 2. say which ones, for every unit, padding included
# 3. check it by a gradient
# 4. tell what a unit *can* see from what it mostly uses
#
# <!-- notes (1 min): Three numbers carried from layer to layer are enough for one and two. Number four is where the folklore is wrong. -->

# %% [markdown] name="how-far" slideshow={"slide_type": "slide"}
# ## How far does it see?
#
# A 3 × 3 convolution, a 2 × 2 pool with stride 2, another 3 × 3 convolution. One unit of the last map.
#
# **Predict:** how many pixels of the image can change it? $9$, $36$, $64$ or $100$?
#
# <!-- notes (1 min): 64. Let them vote, then uncover the picture and walk it from right to left: 3 x 3, 6 x 6, 8 x 8. -->

# %% name="what-a-unit-sees" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import figure

figure("what_a_unit_sees")

# %% [markdown] name="definition" slideshow={"slide_type": "-"}
# The **receptive field** of a unit: the pixels that can change it. From all others no path leads to it, so its gradient there is 0. Not small: 0.
#
# <!-- notes (1 min): "Can": for some image. The field is a matter of wiring, not of weights. Windows are squares, so is the field; along one axis it is an interval, and we count along one axis. -->

# %% name="gradient-proof" slideshow={"slide_type": "subslide"}
import torch
from course_lib.nets import build
from course_lib.shapes.layers import Conv, MaxPool, Net, ReLU

_ = torch.manual_seed(0)
net = build(Net("tiny", (1, 12, 12), [Conv(4, 3), ReLU(), MaxPool(2), Conv(1, 3)]))
x = torch.rand(500, 1, 12, 12, requires_grad=True)
net(x)[:, 0, 1, 1].sum().backward()              # the same unit in 500 images
reached = (x.grad != 0).any(dim=0)[0]            # in some image; (12, 12)
for name, dim in (("rows", 1), ("columns", 0)):
    print(f"{name:8}", "".join("#" if hit else "." for hit in reached.any(dim=dim)))
alone = int((x.grad[0] != 0).sum())
print(f"pixels   {reached.sum()}, in the first image alone {alone}")

# %% [markdown] name="gradient-proof-reading" slideshow={"slide_type": "skip"}
# Exactly the square of the picture: rows and columns 2 to 9. This probe works on any net that torch can run, and it is the court of appeal for every formula of this lecture.
#
# > **Trap: one image is not enough.** A max pool passes the gradient to its winner alone, and a ReLU that is off passes none. In the first image the gradient reaches fewer pixels than the unit *can*
# > see. The field is what some image reaches; so the probe takes the union over many. (Or replace max by average pooling and make all weights positive: then one image will do.)

# %% [markdown] name="field-layer-by-layer" slideshow={"slide_type": "slide"}
# ## The size, layer by layer
#
# Along one axis, for a unit of layer $l$:
#
# - $r_l$: how many pixels it **sees**
# - $j_l$, the **jump**: how many pixels further right the field of its neighbour begins
#
# A pixel sees itself: $r_0 = 1$, $j_0 = 1$.
#
# **Predict:** a window of $k_l$ units (05a: $F$): what is $r_l$, given $r_{l-1}$ and $j_{l-1}$?
#
# <!-- notes (2 min): The window reads k units below. The first brings its whole field. Each further one brings only a jump, the rest is seen already. k units, k - 1 steps between them. Pooling is a window as well: the same line. -->

# %% name="field-grows-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("field_grows")

# %% [markdown] name="size-grows" slideshow={"slide_type": "-"}
# $$r_l = r_{l-1} + (k_l - 1)\, j_{l-1} \qquad \text{one whole field, and } k_l - 1 \text{ jumps}$$

# %% [markdown] name="stride-one" slideshow={"slide_type": "subslide"}
# **All strides 1:** neighbours stay one pixel apart, every $j$ is 1, and the sum is easy.
#
# $$\begin{aligned} r_L &= r_{L-1} + (k_L - 1) && j_{L-1} = 1 \\ &= 1 + \sum_{l=1}^{L} (k_l - 1) && \text{down to } r_0 = 1 \end{aligned}$$
#
# Kernels of 3: $1 + 2 L$. **Linear growth.**
#
# **Predict:** how many layers of 3 × 3 until a unit sees a face of 224 pixels?
#
# <!-- notes (1 min): 112 layers: 1 + 2 * 112 = 225. That is why nobody builds them with stride 1 alone. -->

# %% [markdown] name="stride-one-reading" slideshow={"slide_type": "skip"}
# $1 + 2 L \ge 224$ from $L = 112$ on. Nobody builds that. A net has to see more with every layer than with the one before, and the next slides say how.

# %% [markdown] name="three-or-one" slideshow={"slide_type": "slide"}
# ## Three small or one large?
#
# Two layers of 3 × 3 see $1 + 2 \cdot 2 = 5$ pixels, as one 5 × 5 does. Three see 7, as one 7 × 7.
#
# **Predict:** $C$ maps in, $C$ maps out everywhere. Which has more weights, three 3 × 3 or one 7 × 7, and by how much?
#
# <!-- notes (1 min): 27 C squared against 49 C squared, whatever C. Do it on the board before the cell. -->

# %% name="three-or-one-count" slideshow={"slide_type": "subslide"}
from course_lib.shapes.cost import cost
from course_lib.shapes.receptive_field import receptive_field

C = 64
small = [Conv(C, 3, padding=1, bias=False), ReLU()] * 3
large = [Conv(C, 7, padding=3, bias=False), ReLU()]
three = Net("three 3x3", (C, 56, 56), small)
one = Net("one 7x7", (C, 56, 56), large)
for net in (three, one):
    weights = cost(net).weights / C**2
    print(f"{net.name}: sees {receptive_field(net).size}, weights {weights:.0f} C^2")
ratio = cost(one).weights / cost(three).weights
print(f"the large one has {ratio - 1:.0%} more, the small ones {1 - 1 / ratio:.0%} fewer")

# %% [markdown] name="three-or-one-reading" slideshow={"slide_type": "skip"}
# The same view for 45 % fewer weights, and three nonlinearities in place of one. That is the argument for small kernels of Simonyan and Zisserman (2015, section 2.3), and VGG is what came of it (08b).
# What is given up: three 3 × 3 without ReLUs between them are *some* 7 × 7, not every one.

# %% [markdown] name="jump-of-neighbours" slideshow={"slide_type": "slide"}
# ## The jump
#
# Next unit up: its window begins $s_l$ units (the stride, 05a: $S$) further on the layer below, and each of these is $j_{l-1}$ pixels.
#
# $$j_l = j_{l-1}\, s_l = s_1 s_2 \cdots s_l$$
#
# A stride does not widen its own layer's field. It widens every step **above** it.
#
# **Predict:** a 3 × 3 convolution and a 2 × 2 pool: which order sees more?
#
# <!-- notes (2 min): Convolution first: 1 + 2 + 1 = 4. Pool first: 1 + 1 + 2 * 2 = 6. The commonest slip of the exercise is to multiply the jump before using it. -->

# %% name="order-matters" slideshow={"slide_type": "-"}
orders = [Conv(1, 3), MaxPool(2)], [MaxPool(2), Conv(1, 3)], [Conv(1, 3, stride=2), Conv(1, 3)]
for layers in orders:
    field = receptive_field(Net("two layers", (1, 32), layers))
    names = ", then ".join(f"{type(layer).__name__} {layer.size}" for layer in layers)
    print(f"{names:22} size {field.size}, jump {field.jump}")

# %% [markdown] name="first-pixel-seen" slideshow={"slide_type": "slide"}
# ## Where it begins
#
# Unit 0 of a layer with padding $p_l$ reads from unit $-p_l$ below. So its first pixel, the **start** $q_l$, moves left, in steps of the jump below:
#
# $$q_l = q_{l-1} - p_l\, j_{l-1}, \qquad q_0 = 0$$
#
# Unit $u$ sees the pixels $\; q + u j \;$ to $\; q + u j + r - 1$, centre $\; q + u j + \dfrac{r - 1}{2}$.
#
# **Predict:** does padding change $r$?
#
# <!-- notes (2 min): No. Padding moves the field, its size stays; padded places count as seen. Negative q: unit 0 looks into the padding. r odd: the centre is a pixel. r even: it lies between two. -->

# %% [markdown] name="first-pixel-reading" slideshow={"slide_type": "skip"}
# Padding moves the field; its size does not depend on $p$ at all. Places in the padding count as seen, so a unit near the border sees fewer real pixels than $r$.
#
# Written as sums: $q = -\sum_l p_l\, s_1 \cdots s_{l-1}$ and $j = \prod_l s_l$. (Araujo, Norris and Sim, *Distill* 2019, call $-q$ the effective padding $P_0$, $j$ the effective stride $S_0$; their unit $u$ begins at $u_0 = -P_0 + u S_0$.)

# %% [markdown] name="even-field" slideshow={"slide_type": "skip"}
# > **Trap: the centre of an even field.** A pool of 2 × 2 sees two pixels; its middle lies half a pixel right of the first. Forget that, and you are off by half a pixel after one pool, and by $\frac12 + 1 + 2 + 4 + 8 = 15.5$
# > after five. VGG-16's last field is 212 pixels, an even number, and starts at $-90$: unit 0 looks at $-90 + \frac{211}{2} = 15.5$, between two pixels, and not at pixel 0.

# %% [markdown] name="dilated-reach" slideshow={"slide_type": "slide"}
# ## Dilation
#
# With dilation $d$ the $k$ units read are $d$ apart: from the first to the last, $d\,(k - 1)$ steps instead of $k - 1$. The stride, and so the jump, does not change.
#
# **Predict:** three layers of 3 with dilations 1, 2, 4; and with 2, 2, 2. How much does each see, of a row of 15 pixels?
#
# <!-- notes (1 min): 1 + 2 (1 + 2 + 4) = 15: all. 1 + 2 * 6 = 13, but with holes: the unit sees every second pixel. The formula gives first and last; the probe shows what is between. -->

# %% name="dilated-probe" slideshow={"slide_type": "-"}
for dilations in ((1, 1, 1), (1, 2, 4), (2, 2, 2)):
    net = build(Net("dilated", (1, 15), [Conv(1, 3, dilation=d) for d in dilations]))
    x = torch.rand(1, 1, 15, requires_grad=True)
    net(x)[0, 0, 0].backward()
    seen = "".join("#" if hit else "." for hit in x.grad[0, 0] != 0)
    print(f"dilations {dilations}: {seen}  size {receptive_field(net.table).size}")

# %% [markdown] name="three-numbers" slideshow={"slide_type": "slide"}
# ## Three numbers say it all
#
# From the image upwards, for each layer $(k, s, p, d)$, **in this order**:
#
# $$\begin{aligned} r &\leftarrow r + d\,(k - 1)\, j && \text{size, } 1 \text{ at first} \\ q &\leftarrow q - p\, j && \text{start, } 0 \text{ at first} \\ j &\leftarrow j\, s && \text{jump, } 1 \text{ at first; last, as } r, q \text{ need the old one} \end{aligned}$$
#
# A convolution, a pool: no difference. ReLU, batch norm: $k = s = 1$, nothing happens.
#
# <!-- notes (1 min): The exercise is this slide in code. Ask for the table of the next cell line by line before running it. -->

# %% name="eight-layers" slideshow={"slide_type": "subslide"}
from IPython.display import Markdown
from course_lib.shapes.receptive_field import field_ledger

conv = lambda: Conv(1, 3, padding=1)
eight = dict(conv1=conv(), conv2=conv(), pool1=MaxPool(2), conv3=conv(), conv4=conv(),
             pool2=MaxPool(2), conv5=conv(), conv6=conv())
Markdown(field_ledger(Net("eight layers", (1, 64), eight)))

# %% [markdown] name="explorer-question" slideshow={"slide_type": "slide"}
# ## Take one unit for a walk
#
# The eight layers of the table over a photograph: six windows and two pools.
#
# **Predict:** a ninth layer, 3 × 3: what does its unit see? (And if you make the first layer's stride 2 instead?)
#
# <!-- notes (3 min): 32 + 2 * 4 = 40. Add it in the picture; it asks first. Then walk a unit to the border, where it sees padding; then down through the layers. Stride 2 in layer 1 doubles everything above: 3 + 2 * 29 = 61 for the eight layers. -->

# %% name="explorer" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import ReceptiveFields

ReceptiveFields(layers=[[3, 1, 1, 1], [3, 1, 1, 1], [2, 2, 0, 1], [3, 1, 1, 1],
                        [3, 1, 1, 1], [2, 2, 0, 1], [3, 1, 1, 1], [3, 1, 1, 1]], n=64)

# %% [markdown] name="explorer-reading" slideshow={"slide_type": "skip"}
# Walk the unit to the left until its field leaves the image: that part is padding, zeros that a unit at the border is given to see. The line with numbers is the recurrence; click a layer and it is that layer's. Each pool doubles what the windows
# above it add: 2 pixels each, then 4, then 8. Switch to two dimensions: the same numbers, along both axes.

# %% [markdown] name="backward-from-one-unit" slideshow={"slide_type": "slide"}
# ## Or from the unit down
#
# Units $a$ to $b$ of layer $l$ read, in the layer below, from the start of $a$'s window to the end of $b$'s:
#
# $$\begin{aligned} a' &= s\, a - p \\ b' &= s\, b - p + d\,(k - 1) \\ b' - a' + 1 &= s\,(b - a) + d\,(k - 1) + 1 && \text{the difference} \end{aligned}$$
#
# The figure's unit: $1 \ldots 1 \;\to\; 1 \ldots 3 \;\to\; 2 \ldots 7 \;\to\; 2 \ldots 9$. Eight pixels.
#
# <!-- notes (1 min): From the top down strides multiply the size; from the bottom up they multiply the jump. Both give the same. Mixing the two is a classic: take one rule and one direction. -->

# %% [markdown] name="backward-and-forward" slideshow={"slide_type": "skip"}
# Why both agree: write $m = b - a$ for the steps within the range. Going down, $m' = s\, m + d\,(k-1)$, from $m = 0$. What layer $l$ adds is multiplied by the strides of all layers *below* it on the way:
#
# $$r = 1 + \sum_{l} d_l\,(k_l - 1)\, s_1 s_2 \cdots s_{l-1} .$$
#
# And the product is $j_{l-1}$: the sum of the way up, term by term. Going down serves one unit, with everything that lies between; going up serves all units at once.

# %% [markdown] name="linear-against-geometric" slideshow={"slide_type": "slide"}
# ## Adding or doubling
#
# **Predict:** nine layers of 3 see 19 pixels. And with stride 2 each?
#
# <!-- notes (1 min): 1 + 2 (1 + 2 + ... + 256) = 1,023. Strides cost resolution: the map is 512 times smaller. Doubling the dilation sees as much and keeps the jump at 1, and the cost of full-size maps. Real nets lie between: several windows, then a halving. -->

# %% name="growth-figure" slideshow={"slide_type": "-"} tags=["hide-input"]
figure("field_growth")

# %% [markdown] name="growth-reading" slideshow={"slide_type": "skip"}
# With stride 2 in each layer, $r = 1 + 2\,(1 + 2 + \dots + 2^{L-1}) = 2^{L+1} - 1$: **geometric growth**, and it does not matter whether pools or convolutions take the strides. Dilations of $1, 2, 4, \dots$ give the
# same sum with $d$ in place of $j$. The difference is the jump: $2^L$ against 1. Where a net has to answer for every pixel (lecture 10), that is worth its price.

# %% [markdown] name="branches" slideshow={"slide_type": "slide"}
# ## Branches
#
# Where branches meet, a unit sees what any of them sees: **the longest path** counts. A branch that does nothing, added to another (09 lives on these), makes nothing smaller.
#
# **Predict:** can two branches with equal maps still look at different places?
#
# <!-- notes (1 min): Yes, if their centres differ. Sizes of the maps may match, while one branch looks half a pixel further right. Second line: kernel 1 beside kernel 2, both with stride 2. -->

# %% name="branches-run" slideshow={"slide_type": "-"}
from course_lib.shapes.layers import Concat, Sum

meets = {
    "kernels 1 and 5": Concat(dict(one=Conv(8, 1), five=Conv(8, 5, padding=2))),
    "kernels 1 and 2": Sum(dict(one=Conv(1, 1, stride=2), two=Conv(1, 2, stride=2))),
    "strides 1 and 2": Sum(dict(one=[], two=Conv(1, 3, stride=2, padding=1)))}
for name, branches in meets.items():
    try:
        field = receptive_field(Net(name, (1, 32, 32), dict(join=branches)))
        print(f"{name}: size {field.size}, centres {float(field.drift)} apart")
    except ValueError as error:
        print(f"{name}: {error}")

# %% [markdown] name="branches-reading" slideshow={"slide_type": "skip"}
# Three things have to agree for branches to meet well: the maps' sizes (torch complains), the jumps (the third line: units with equal numbers would look at different parts of the image), and the
# **centres**, about which nobody complains. Odd kernels with padding $d\,(k-1)/2$ keep every centre where it was, whatever $s$, and that is one reason why nets are made of them.

# %% [markdown] name="known-nets" slideshow={"slide_type": "slide"}
# ## Nets you will meet
#
# **Predict:** which of these see more than their image of 224 pixels: AlexNet (8 layers with weights), VGG-16, ResNet-50?
#
# <!-- notes (1 min): Only ResNet-50 does, twice over. The numbers are of the last map, before everything is gathered into one vector. All of these nets have a jump of 32: 224 becomes 7. -->

# %% name="known-nets-table" slideshow={"slide_type": "subslide"}
from course_lib.nets import alexnets, resnet, vgg
from course_lib.shapes import geometries

blocks = {"50": (3, 4, 6, 3), "101": (3, 4, 23, 3), "152": (3, 8, 36, 3)}
nets = [alexnets.torchvision_table(), vgg.VGG16, geometries.inception_v2()]
for name, depths in blocks.items():
    for where in ("paper", "torchvision"):
        title, paper = f"ResNet-{name}, {where}", where == "paper"
        nets.append(resnet.table(title, resnet.bottleneck, *depths, paper=paper))
for net in nets:
    field = receptive_field(net)
    print(f"{net.name:23} size {field.size:4d}   jump {field.jump}   first pixel {field.start:4d}")

# %% [markdown] name="known-nets-conventions" slideshow={"slide_type": "subslide"}
# **Why tables disagree**
#
# 1. *Up to where?* Here: the last map.
# 2. *Which layer has the stride?* The paper's ResNet: the first 1 × 1 of a stage. torchvision's: the 3 × 3 after it. 56 pixels less.
# 3. *Whose padding?* The first pixel depends on it, the size never.
# 4. *Branches:* the longest path.
# 5. *Off the image:* padding counts; $r$ may exceed 224.
#
# <!-- notes (1 min): Two is the jump slide at work: a 1 x 1 with stride adds nothing itself and doubles the step of the 3 x 3 behind it. Three stages times 2 times 4, 8, 16 pixels: 56. -->

# %% [markdown] name="known-nets-sources" slideshow={"slide_type": "skip"}
# With these conventions the sizes are those of Araujo, Norris and Sim (2019): 195, 212, 699, 483, 1027, 1507. The 56 pixels: the 3 × 3 behind the halving 1 × 1 adds $2 j$ with the new jump, in torchvision with the old
# one, half as large. Three stages halve, so the difference is $2\,(4 + 8 + 16) = 56$.
#
# The first pixel is another story. Their padding of ResNet-50 is 239 for an image of 224 and 241 for one of 321; ours is 241. They use TensorFlow's `SAME`, which pads as much as the output needs, and puts an odd one
# to the right. So it depends on the size of the image:

# %% name="same-padding" slideshow={"slide_type": "skip"}
def same_padding(n, k, s):
    """(left, right) of TensorFlow's SAME: as much as ceil(n / s) windows need."""
    total = max((-(-n // s) - 1) * s + k - n, 0)
    return total // 2, total - total // 2

for n in (224, 321):
    print(f"image {n}: a window of 3 with stride 2 gets {same_padding(n, 3, 2)}, torch's padding=1 is (1, 1)")

# %% [markdown] name="larger-areas" slideshow={"slide_type": "slide"}
# ## Later layers: larger areas, richer patterns
#
# What one unit of VGG-16 is given, after each of its five pools:
#
# <!-- notes (1 min): Ask for each square: what could a unit recognise in it? An edge; a post; a corner with its roof; a storey. No unit after pool1 can know a tower: it never sees one. What units do respond to is lecture 11, with the patches that excite them most. -->

# %% name="larger-areas-figure" slideshow={"slide_type": "-"} tags=["hide-input"]
figure("larger_areas")

# %% [markdown] name="can-and-does" slideshow={"slide_type": "slide"}
# ## Can see, and does see
#
# $r$ says which pixels *can* change a unit. Not: how much.
#
# **Predict:** twenty layers of 3 × 3, 41 pixels. How much more does the pixel in the middle count than the one in the corner: equally, ten times, or more than a million times?
#
# <!-- notes (1 min): Count the paths. One path leads from a corner; through the middle they are billions. -->

# %% [markdown] name="word-clash" slideshow={"slide_type": "skip"}
# > **Trap: two meanings of "effective".** Many lectures say that three 3 × 3 have the *effective* receptive field of a 7 × 7, and mean $r = 7$. Since Luo, Li, Urtasun and Zemel (2016) the word stands for something else: the part of
# > the field that carries most of the weight. We say **theoretical** for $r$ and **effective** for the weight within.

# %% [markdown] name="path-count" slideshow={"slide_type": "subslide"}
# A path from the unit down chooses one of $k$ places in each layer: a step of $-1, 0$ or $1$ for $k = 3$. After $L$ layers it is at the *sum* of $L$ steps.
#
# <!-- notes (2 min): Steps chosen independently, all alike: a sum of many of them is a bell, the central limit theorem. Corner: one path along each axis. Middle of twenty layers: 377 million, along one axis; squared in two. -->

# %% name="path-count-figure" slideshow={"slide_type": "-"} tags=["hide-input"]
figure("path_counts")

# %% [markdown] name="square-root" slideshow={"slide_type": "subslide"}
# $$\begin{aligned} \mathrm{Var}(\text{step}) &= \frac{k^2 - 1}{12} && k \text{ whole places, equally likely} \\ \sigma^2 &= L\, \frac{k^2 - 1}{12} && \text{independent: variances add} \\ \sigma &= \sqrt{L} \cdot \sqrt{\frac{k^2 - 1}{12}} \\ r &= 1 + L\,(k - 1) && \text{for comparison: the field} \end{aligned}$$
#
# The field grows like $L$. The bell in it grows like $\sqrt L$: its share of the field falls like $1/\sqrt L$.
#
# **Predict:** with twice the layers, how much wider is the field, and how much the bell?
#
# <!-- notes (2 min): Twice the field, 1.41 times the bell. k = 3: a variance of 2/3 per layer. Where do weights come in? Next cell's text: with random weights the mean square of the gradient is the same count. -->

# %% name="square-root-check" slideshow={"slide_type": "subslide"}
import numpy as np

for depth in (5, 10, 20, 40):
    share, place = np.ones(1), np.arange(-depth, depth + 1)
    for _ in range(depth):
        share = np.convolve(share, np.ones(3) / 3)       # one layer: spread evenly over three
    sigma, formula = np.sqrt(share @ place**2), np.sqrt(depth * 2 / 3)
    middle = share[abs(place) <= depth / 2].sum()
    print(f"{depth:2d} layers, field {2 * depth + 1:2d}: sigma {sigma:.2f}, formula {formula:.2f},",
          f"in the middle half {middle:.1%}, middle : end {share[depth] / share[0]:.0e}")

# %% [markdown] name="random-weights" slideshow={"slide_type": "skip"}
# **And weights?** The gradient at a pixel is a sum over all paths from it, each the product of the weights along it (02b; no activations for now). Weights are independent, mean 0, variance $v$. In the mean square of
# that sum, two different paths differ in at least one layer, and there a lone weight has mean 0: all cross terms vanish, as in 04b. What is left is (number of paths) × $v^L$. So the **mean square of the gradient** has
# the bell's shape, for random weights too. (Luo et al. 2016, section 2, with weight sharing as here.)

# %% [markdown] name="random-weights-reading" slideshow={"slide_type": "skip"}
# A ReLU multiplies each path by 0 or 1, which changes the height of the bell more than its width. A branch that does nothing, beside each layer, offers a step of exactly 0: the paths stay nearer to the middle, though $r$ is the same.
#
# What training does is not in any formula. That has to be measured.

# %% [markdown] name="effective-question" slideshow={"slide_type": "slide"}
# ## Measured
#
# Small nets that read digits. The *whole* field lies on the digit; each pixel shows the mean square of the gradient that reaches it.
#
# **Predict:** (1) twice the layers: a bell twice as wide? (2) After training: narrower, the same, or wider?
#
# <!-- notes (3 min): Vote on both, then the picture. One: about 1.41. Two: uncover it in the picture, and say why: the gradient is asked to use what helps, and strokes of a digit lie far out, too. Then skip and kernel. -->

# %% name="effective-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import EffectiveField

EffectiveField()

# %% name="effective-numbers" slideshow={"slide_type": "subslide"}
from course_lib.experiments.effective_field import growth

depths, sizes, fresh, power = growth(kernel=3, activation="relu")      # sigma: (depths, seeds)
*_, trained, later = growth(kernel=3, activation="relu", trained=True)
print(f"sigma grows like the number of layers to the power of {power:.2f}, trained {later:.2f}")
for depth, size, old, new in zip(depths, sizes, fresh, trained):
    print(f"{depth:2d} layers, side {size:2d}: 4 sigma {4 * np.median(old):4.1f},",
          f"trained {4 * np.median(new):4.1f}, wider with {(new > old).sum()} of {len(old)} seeds")

# %% [markdown] name="effective-reading" slideshow={"slide_type": "skip"}
# (Recorded: eight maps a layer, one unit that has to name the digit from its field alone, five seeds; 95 % of a bell lie within $4\sigma$.) Fresh nets grow by the power of 0.50: the root. And where the formula said, ReLUs and
# all: $\sqrt{8 \cdot 2/3} = 2.31$ for eight layers, so $4\sigma = 9.2$, measured 9.4.
#
# Training widens the bell: in the shallow nets with every seed, in the deep ones with most. It does not fill the square: at sixteen layers $4\sigma$ is less than half of its side. Luo et al. (section 4) saw the field grow in
# training, too, in larger nets.
#
# **What follows:** if the answer needs 33 pixels, a theoretical field of 33 is too small.

# %% [markdown] name="random-nets" slideshow={"slide_type": "slide"}
# ## Nets drawn at random
#
# A net nobody has seen before. Say how many units its last layer has, and how many pixels one of them sees, before the picture does. On paper, layer by layer:
#
# $$\begin{aligned} n &\leftarrow \Big\lfloor \frac{n + 2p - d\,(k - 1) - 1}{s} \Big\rfloor + 1 && \text{units (05a)} \\ r &\leftarrow r + d\,(k - 1)\, j && \text{pixels seen} \\ j &\leftarrow j\, s && \text{jump} \end{aligned}$$
#
# <!-- notes (3 min): Aloud, in turns, or each on their own until five in a row are right. Three columns on paper. The commonest slips: the jump multiplied too early, and a floor forgotten. -->

# %% name="random-nets-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
ReceptiveFields(seed=7)

# %% [markdown] name="summary" slideshow={"slide_type": "slide"}
# ## What to take along
#
# - $r \leftarrow r + d\,(k-1)\,j$, $\;q \leftarrow q - p\,j$, then $j \leftarrow j\,s$. Pools are windows.
# - Stride 1 adds; strides and growing dilations double.
# - Longest path, and mind the centres.
# - Where the gradient is not 0: what a unit *can* see, growing like $L$. Where it is large: what it mostly uses, before training like $\sqrt L$.
#
# <!-- notes (1 min): The exercise: three lines of code, then the nets of the table by their own function. -->

# %% [markdown] name="exercise-link" slideshow={"slide_type": "skip"}
# **Now you.** In the [exercise](../exercises/07_receptive_fields.ipynb) you write the three lines, find the fields of known nets with them, and build the shallowest net whose last unit sees a whole digit.
#
# *Sources.* Araujo, Norris and Sim, *Computing receptive fields of convolutional neural networks*, Distill, 2019. Luo, Li, Urtasun and Zemel, *Understanding the effective receptive field in deep convolutional neural networks*, NeurIPS 2016.
# Simonyan and Zisserman, ICLR 2015. He, Zhang, Ren and Sun, CVPR 2016, table 1. Yu and Koltun, *Multi-scale context aggregation by dilated convolutions*, ICLR 2016.
