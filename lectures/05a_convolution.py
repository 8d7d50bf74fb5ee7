# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 05a · Sliding a window
#
# One small set of weights, used at every place of an image: what it computes, what size comes out, and what it costs.
#
# *50 minutes · after [04b Keeping the scale](04b_keeping_the_scale.ipynb) · then the [exercise](../exercises/05a_convolution.ipynb) (35 minutes)*
#
# <!-- notes (1 min): So far every unit was wired to every input. Today we take most of the wires away, and then most of the weights. -->

# %% [markdown] name="objectives" slideshow={"slide_type": "slide"}
# **You will be able to**
#
# 1. say why an image wants few weights, used many times
# 2. compute a convolution by hand, and write it for batches and channels
# 3. predict output size, parameters and multiply-adds of any layer
# 4. tell what examples teach a kernel, and what they cannot
#
# <!-- notes (1 min): Number three is tested at the end: eight random layers in a row, no mistake. -->

# %% [markdown] name="one-pixel" slideshow={"slide_type": "slide"}
# ## One pixel to the left
#
# A network with 64 hidden units reads digits it has never seen: more than 95 % right. Now move every digit one pixel to the left. To us nothing has happened.
#
# **Predict:** how many does it read now? And after two pixels?
#
# <!-- notes (1 min): Collect guesses. The digits are 8 x 8; the columns at their left are nearly empty, so nothing is cut off. Half of them, then one in eight: guessing would give one in ten. -->

# %% name="one-pixel-run" slideshow={"slide_type": "subslide"}
from course_lib.data import digits
from torch import manual_seed, nn, optim, tensor

x, labels, x_new, labels_new = map(tensor, digits())                 # images (N, 1, 8, 8)
for seed in (0, 1, 2):
    _ = manual_seed(seed)
    net = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = optim.SGD(net.parameters(), lr=0.5, momentum=0.9)
    for _ in range(200):
        loss = nn.functional.cross_entropy(net(x), labels)
        optimizer.zero_grad(), loss.backward(), optimizer.step()
    right = [(net(x_new.roll(-s, 3)).argmax(1) == labels_new).float().mean() for s in (0, 1, 2)]
    print(f"{right[0]:.0%} right, moved one pixel {right[1]:.0%}, two {right[2]:.0%}")

# %% [markdown] name="one-pixel-reading" slideshow={"slide_type": "skip"}
# To this network an image is a row of 64 numbers. Each hidden unit has a weight for pixel 19 and another for pixel 18, and nothing says that they are neighbours. A digit moved by a pixel is a new
# problem, to be learned from new examples.

# %% [markdown] name="count-them" slideshow={"slide_type": "slide"}
# ## Count the wires
#
# An image is an array of $H \times W \times C$ numbers: rows, columns, colours. Take a small grey one, $200 \times 200 \times 1$, and a hidden layer with one unit a pixel: 40,000 units.
#
# **Predict:** how many weights? And how long does it take to read them from memory once, 4 bytes each, at 1 TB a second?
#
# <!-- notes (1 min): 40,000 times 40,000, 1.6e9. In float32 6.4 GB: 6 milliseconds for one image, and the examples that would settle 1.6 billion weights do not exist. -->

# %% [markdown] name="three-layers" slideshow={"slide_type": "subslide"}
# **Near pixels belong together:** a window for each unit, *locally connected*.
#
# **A patch may appear anywhere** (*stationarity*): one set of weights, a *filter*, for all windows: *convolutional*.
#
# <!-- notes (2 min): Fully connected throws away what we know about images: correlation is local. Sharing is a promise as well: that no place is special. Faces cut out so that the eyes are always in row 40 break it, on purpose: DeepFace 2014 used locally connected layers on aligned faces. K inputs, K units, windows of F by F: K squared, K F squared, F squared weights. -->

# %% name="three-layers-figure" slideshow={"slide_type": "-"} tags=["hide-input"]
from course_lib.widgets import figure

figure("shared_weights")

# %% name="three-counts" slideshow={"slide_type": "subslide"}
side, hidden, window, filters = 200, 40_000, 10, 100
for name, weights in (
    ("fully connected", side**2 * hidden),
    ("locally connected", hidden * window**2),
    ("convolutional, one filter", window**2),
    ("convolutional, 100 filters", filters * window**2),
):
    print(f"{name:27} {weights:13,} weights, {4 * weights / 1e12:.1e} s at 1 TB/s")

# %% name="sharing-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import SharingCalculator

SharingCalculator()

# %% [markdown] name="three-counts-reading" slideshow={"slide_type": "skip"}
# $1.6 \cdot 10^9$, $4 \cdot 10^6$ and, with 100 filters, $10^4$ weights (a grey image, no biases). The outputs differ: the first two layers give 40,000 numbers, the last one
# gives 100 maps of $191 \times 191$, one number for each place of the window. In general, for $K$ inputs, $K$ units and windows of $F \times F$: $K^2$, $K F^2$ and $F^2$ weights.
#
# > **When not to share.** Locally connected layers suit inputs that are *registered*: aligned faces, with eyes above noses in every image. There a place does mean something.

# %% [markdown] name="cortex" slideshow={"slide_type": "subslide"}
# **The eye does something like it.** Hubel and Wiesel (1962) found cells in the visual cortex of cats that respond to a bar of one direction at one place, and others that do not mind where it is, nearby.
#
# <!-- notes (1 min): Simple cells look through a window: today. Complex cells gather several of them: pooling, next lecture. Fukushima's Neocognitron of 1980 stacked the two. An analogy that led to a good idea, not a proof that it is one. -->

# %% name="cortex-figure" slideshow={"slide_type": "-"} tags=["hide-input"]
figure("simple_and_complex")

# %% [markdown] name="sliding-window" slideshow={"slide_type": "slide"}
# ## Multiply, add, move on
#
# A *kernel* $w$ of $F \times F$ weights lies on the image. Multiply what lies on each other, add up, add the bias. Move on by one pixel, with the same weights:
#
# $$y_{i, j} = b + \sum_{u=0}^{F-1} \sum_{v=0}^{F-1} w_{u, v}\; x_{i + u,\, j + v}$$
#
# **Predict:** a window with the rows $7, 7, 8$; $7, 7, 8$; $7, 7, 7$ lies under three rows of $-1, 0, 1$. With $b = 0$, what is $y$?
#
# <!-- notes (1 min): i, j is the place: row and column of the window's upper left pixel. u, v walks inside the window. It is the neuron of 01a with a window for its inputs. Three rows: 1, 1 and 0, so 2. It is the upper left window of the picture that comes now; the lit one adds up to -16. -->

# %% [markdown] name="one-window-question" slideshow={"slide_type": "subslide"}
# **Predict, then drag:** which windows give 0? Which number changes when the pixel in the corner does? And how many change when the one in the middle does?
#
# <!-- notes (3 min): Zero: where left and right columns add up to the same, as in the sky. A corner pixel lies in one window. The middle pixel lies in nine, but three of them meet it with the weight 0: six numbers change. The next cell counts. Step with the arrow keys through all 25 places. -->

# %% name="one-window" slideshow={"slide_type": "-"} tags=["hide-input"]
from course_lib.widgets import OneWindow

OneWindow()

# %% name="sliding-window-code" slideshow={"slide_type": "subslide"}
import numpy as np

def slide(x, w):
    rows, columns = x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1
    y = np.zeros((rows, columns))
    for i, j in np.ndindex(rows, columns):                    # i and j in two loops
        y[i, j] = (w * x[i : i + w.shape[0], j : j + w.shape[1]]).sum()
    return y

x, w = OneWindow().x[0, 0], OneWindow().w[0, 0]
print(slide(x, w))
for name, k in ("corner", 0), ("middle", 24):          # pixel number k plus 1; w has three zeros
    nudged = slide(x + np.eye(49)[k].reshape(7, 7), w)
    print(f"{name}: {np.count_nonzero(nudged != slide(x, w))} numbers change")

# %% [markdown] name="correlation-or-convolution" slideshow={"slide_type": "slide"}
# ## Correlation or convolution?
#
# Mathematics calls our sum *cross-correlation*. A *convolution* turns the kernel by 180° first:
#
# $$(w * x)_{i,j} = \sum_{u, v} w_{u, v}\; x_{i - u,\, j - v}$$
#
# `Conv2d` computes the former and is named after the latter.
#
# **Predict:** a net whose library flips, and one whose library does not. Which learns better?
#
# <!-- notes (2 min): Neither. A learned kernel comes out turned. The flip makes convolution commutative, which a layer never needs. It matters when weights move from one library to another, or when you write the kernel by hand. Keep indices inside the image: the two differ by the flip and by where they start. -->

# %% name="correlation-check" slideshow={"slide_type": "-"}
import torch
from scipy.signal import convolve2d, correlate2d

theirs = torch.nn.functional.conv2d(*(torch.tensor(a)[None, None] for a in (x, w)))[0, 0].numpy()
print("torch is correlation:", np.array_equal(theirs, correlate2d(x, w, mode="valid")))
print("torch is convolution:", np.array_equal(theirs, convolve2d(x, w, mode="valid")))
print("with a turned kernel:", np.array_equal(theirs, convolve2d(x, w[::-1, ::-1], mode="valid")))

# %% [markdown] name="edges" slideshow={"slide_type": "slide"}
# ## What nine weights can see
#
# (Neither: a net that flips learns the turned kernel, and computes the same map.)
#
# Three rows of $(-1, 0, 1)$: right minus left.
#
# **Predict:** the palace is darker than the sky. On which side of it is the map positive?
#
# <!-- notes (2 min): Right: there it grows brighter from left to right. In the sky, 0: no difference, no answer, however bright. A bright wall and a dark wall look the same to it; this is the standardising of 04b's patches, minus the division. The other kernel is the same, turned. -->

# %% name="edges-picture" slideshow={"slide_type": "-"} tags=["hide-input"]
from course_lib.experiments.learning_an_edge import brightness
from course_lib.widgets import images

photo = brightness()
across = np.array([[-1.0, 0, 1]] * 3)
images({"photograph": 1 - photo[1:-1, 1:-1], "right minus left (orange: > 0)": slide(photo, across),
        "below minus above (orange: > 0)": slide(photo, across.T)}, shape=(62, 94), inches=3.2,
       alt="A palace under a bright sky; its upright edges, blue at the left walls and orange at the right ones; "
           "its level edges, blue along the roofs' upper sides. The sky is empty in both maps.")

# %% [markdown] name="equivariance" slideshow={"slide_type": "slide"}
# ## Move the image, and the map moves
#
# Shift the image by $s$: $x'_i = x_{i-s}$ (one axis is enough).
#
# $$\begin{aligned} y'_i &= b + \sum_u w_u\, x'_{i + u} \\ &= b + \sum_u w_u\, x_{i - s + u} && \text{the shift} \\ &= y_{i - s} && \text{the definition, at } i - s \end{aligned}$$
#
# So it is *equivariant*. Often one reads "invariant": that would be $y' = y$. Exact at stride 1, as long as nothing crosses the border.
#
# <!-- notes (2 min): Equivariant: the answer moves along. Invariant: the answer stays. A classifier wants the second in the end; pooling and the last layer help towards it, and only partly: next lecture. In the cell what leaves on one side comes in again on the other. Zeros around the image break the rule near the border; with stride 2 half of the windows see something new when the image moves by 1. -->

# %% name="equivariance-check" slideshow={"slide_type": "subslide"}
x = torch.rand(1, 1, 16, 16, dtype=torch.float64)
shift = lambda t: torch.roll(t, (2, 3), dims=(2, 3))
for border in ("circular", "zeros"):
    conv = torch.nn.Conv2d(1, 1, 3, padding=1, padding_mode=border, dtype=torch.float64)
    different = ~torch.isclose(conv(shift(x)), shift(conv(x)), rtol=0, atol=1e-12)
    rows = different[0, 0].all(1).nonzero().ravel().tolist()     # at a border before or after
    print(f"{border:8}: {different.sum().item():3} of 256 numbers differ, whole rows {rows}")
one = torch.roll(x, 1, dims=3)
conv = torch.nn.Conv2d(1, 1, 3, padding=1, padding_mode="circular", stride=2, dtype=torch.float64)
moved = [torch.allclose(conv(one), torch.roll(conv(x), s, dims=3)) for s in range(8)]
print("window moved by 2, image by 1: a shifted map?", any(moved))

# %% [markdown] name="counting-places" slideshow={"slide_type": "slide"}
# ## How many places?
#
# $N$ pixels, a window of $F$, moved on by $S$ each time, the *stride*:
#
# $$\begin{aligned} \text{starts} &= 0,\ S,\ 2S,\ \dots,\ kS && \text{one start, and } k \text{ steps} \\ kS + F &\le N && \text{the last window ends inside} \\ k &= \Big\lfloor \frac{N - F}{S} \Big\rfloor && \text{the largest whole number} \\ \text{places} &= \Big\lfloor \frac{N - F}{S} \Big\rfloor + 1 && k \text{ steps and the first place} \end{aligned}$$
#
# <!-- notes (2 min): Fence posts: the plus one is the post you start at. Divide first, round down, then add: the three slips of the exercise. N - F is the room beside the window. -->

# %% [markdown] name="stride" slideshow={"slide_type": "subslide"}
# **Predict:** $N = 7$, $F = 3$. How many places for stride 1, 2 and 3?
#
# <!-- notes (1 min): 5, 3, and for 3 the division says 2.33: it does not fit. A window that would hang over the end is left out, so 2. Pixels that no window reaches are hatched on the next slide. -->

# %% name="output-size" slideshow={"slide_type": "-"}
image = torch.rand(1, 1, 7, 7)
for stride in (1, 2, 3):
    y = torch.nn.functional.conv2d(image, torch.rand(1, 1, 3, 3), stride=stride)
    print(f"(7 - 3) / {stride} + 1 = {(7 - 3) / stride + 1:.2f}, torch {tuple(y.shape[2:])}")

# %% name="stride-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
OneWindow(n=8, stride=2, at=[1, 2])

# %% [markdown] name="when-nothing-fits" slideshow={"slide_type": "subslide"}
# **Two kinds of misfit.** A remainder is no mistake: the pixels at the far end go unread, silently. A window longer than the image is one: no place at all.
#
# > **Trap.** Check $N < F$ *before* dividing. With $N = 2$, $F = 3$, $S = 2$ the room is $-1$, and a division that rounds towards zero makes one place of it.
#
# <!-- notes (1 min): int(-1 / 2) is 0, plus 1 is 1. Python's // rounds down to -1, plus 1 is 0: a size of 0 makes trouble later. Torch refuses. -->

# %% name="when-nothing-fits-check" slideshow={"slide_type": "-"}
try:
    torch.nn.functional.conv2d(torch.rand(1, 1, 2, 2), torch.rand(1, 1, 3, 3), stride=2)
except RuntimeError as error:
    print("RuntimeError:", str(error).replace(". ", ".\n"))

# %% [markdown] name="padding" slideshow={"slide_type": "slide"}
# ## A border of zeros
#
# Every layer of $3 \times 3$ takes two rows and two columns away, and corner pixels are seen only once. Remedy: put $P$ zeros around the image.
#
# **Predict:** a $7 \times 7$ image shall stay $7 \times 7$. Which $P$ for $F = 3$, 5, 7?
#
# <!-- notes (1 min): 1, 2, 3. The derivation comes next. Zeros are a choice: black, if 0 is black. Others repeat the edge or mirror it. -->

# %% [markdown] name="padding-both-sides" slideshow={"slide_type": "subslide"}
# The border is added on **both** sides, so $N$ becomes $N + 2P$:
#
# $$\text{places} = \Big\lfloor \frac{N + 2P - F}{S} \Big\rfloor + 1$$
#
# The same size at stride 1:
#
# $$\begin{aligned} N + 2P - F + 1 &= N \\ 2P &= F - 1 \\ P &= \frac{F - 1}{2} && \text{whole only if } F \text{ is odd} \end{aligned}$$
#
# Names: *valid*, $P = 0$; *same*, this $P$.
#
# <!-- notes (2 min): One reason why kernels are odd: a middle pixel, and a symmetric border. torch accepts padding="same" for stride 1 only, and for even F it pads one more on the right. -->

# %% [markdown] name="usual-settings" slideshow={"slide_type": "subslide"}
# | $F$ | $S$ | $P$ | what it does to $N$ |
# |---|---|---|---|
# | 3 | 1 | 1 | keeps it |
# | 5 | 1 | 2 | keeps it |
# | 1 | 1 | 0 | keeps it |
# | 5 | 2 | ? | halves it |
#
# The number of filters: mostly a power of two.
#
# **Predict:** which $P$ leaves no remainder for $N = 32$?
#
# <!-- notes (2 min): None. 32 - 5 + 2P is odd whatever P is: half of it is never whole. In use is P = 2 and the floor: 16. Powers of two suit the hardware. -->

# %% name="usual-settings-check" slideshow={"slide_type": "subslide"}
from course_lib.shapes.sizes import conv_size

for F in (1, 3, 5, 7):
    P = (F - 1) // 2
    print(f"F = {F}, S = 1, P = {P}: 7 pixels become", conv_size(7, F, 1, P))
for P in range(4):
    half = (32 + 2 * P - 5) / 2 + 1
    print(f"F = 5, S = 2, P = {P}: (32 + {2 * P} - 5) / 2 + 1 = {half},", conv_size(32, 5, 2, P))
last = 2 * (conv_size(32, 5, 2, 2) - 1) - 2
print(f"P = 2: the last window reads columns {last} to {last + 4}; zeros are 32 and 33")

# %% [markdown] name="dilated-window" slideshow={"slide_type": "slide"}
# ## A kernel with gaps
#
# *Dilation* $d$: neighbouring weights lie on pixels $d$ apart. $F$ weights have $F - 1$ gaps between them:
#
# $$\begin{aligned} \text{window} &= d\,(F - 1) + 1 && F - 1 \text{ gaps, and a pixel} \\ \text{places} &= \Big\lfloor \frac{N + 2P - d\,(F - 1) - 1}{S} \Big\rfloor + 1 && \text{in place of } F \end{aligned}$$
#
# **Predict:** $F = 3$, $d = 2$: which window? How many weights?
#
# <!-- notes (1 min): 5 pixels across, still nine weights. d = 1 is the plain kernel: d is the distance, not the number of pixels left out. This is the whole formula; torch's documentation has the same one. -->

# %% name="dilated-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
OneWindow(dilation=2, at=[1, 1])

# %% [markdown] name="many-channels" slideshow={"slide_type": "slide"}
# ## Colours: the window has a depth
#
# An image has three channels. A filter spans **all** of them, one slab of weights each, and the products of all slabs go into **one** sum:
#
# $$y_{i, j} = b + \sum_{c} \sum_{u, v} w_{c, u, v}\; x_{c,\; S i + u - P,\; S j + v - P}$$
#
# **Predict:** a $5 \times 5$ filter on a colour image: products for one number?
#
# <!-- notes (2 min): 5*5*3 = 75, and one bias: a dot product of 75 numbers. It moves in two directions only, never along the channels. x outside of the image is 0. -->

# %% name="channels-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
OneWindow(channels=3, filters=2, n=6, at=[1, 1])

# %% [markdown] name="filters-and-bias" slideshow={"slide_type": "slide"}
# ## One filter, one map
#
# Six filters give six maps, stacked: the channels of the next layer's input. Each filter has its slabs and **one** bias, the same at every place.
#
# **Predict:** $32 \times 32 \times 3$, six filters of $5 \times 5$, no padding: which output, how many parameters? Then ten $5 \times 5$ filters on top of that?
#
# <!-- notes (2 min): 28 x 28 x 6, (75 + 1) * 6 = 456. Then 24 x 24 x 10, and the filters are 5 x 5 x 6 now: (150 + 1) * 10 = 1,510. -->

# %% [markdown] name="worked-volume" slideshow={"slide_type": "subslide"}
# **Predict:** $32 \times 32 \times 3$ again, ten filters of $5 \times 5$, stride 1, padding 2.
#
# <!-- notes (1 min): 32 x 32 x 10: (32 + 4 - 5) / 1 + 1 = 32. Parameters (5*5*3 + 1) * 10 = 760: the padding does not change them. Neither does the size of the image. -->

# %% name="stacked-check" slideshow={"slide_type": "-"}
from course_lib.shapes.cost import row_cost
from course_lib.shapes.layers import Conv, Net
from course_lib.shapes.sizes import trace

nets = {"no padding": [Conv(6, 5), Conv(10, 5)], "padding 2": [Conv(10, 5, padding=2)]}
for name, layers in nets.items():
    for row in trace(Net(name, (3, 32, 32), layers)):
        channels, height, width = row.after
        count = row_cost(row).parameters
        print(f"{name:10}: {height} x {width} x {channels:2}, {count:5,} parameters")

# %% [markdown] name="network" slideshow={"slide_type": "subslide"}
# A **convolutional network**: hidden units stand in maps. Every map is a convolution of all maps below, then a ReLU, unit by unit.
#
# <!-- notes (2 min): Without the ReLU two convolutions are one larger convolution: 01b's collapse. Ten classes: those of CIFAR-10, 32 x 32 colour images. What stands where the dots are is the subject of the next lectures: more such layers, smaller maps, a linear layer at the end. -->

# %% name="network-figure" slideshow={"slide_type": "-"} tags=["hide-input"]
figure("feature_maps")

# %% [markdown] name="four-axes" slideshow={"slide_type": "slide"}
# ## Four axes
#
# | | name | shape | one entry is |
# |---|---|---|---|
# | images | `x` | `(N, C, H, W)` | a pixel |
# | filters | `w` | `(F, C, KH, KW)` | a weight |
# | biases | `b` | `(F,)` | one a filter |
# | maps | `y` | `(N, F, OH, OW)` | a dot product |
#
# > **Trap: two alphabets.** In shapes $N$ counts images, $F$ filters; in sizes $N$ is a side, $F$ a window.
#
# <!-- notes (2 min): C is summed away, F takes its place. Rows come before columns. Photographs from files are H, W, C: permute them (02c). TensorFlow keeps the channels last. -->

# %% name="four-axes-code" slideshow={"slide_type": "subslide"}
rng = np.random.default_rng(0)
x, w, b = rng.normal(size=(2, 3, 32, 32)), rng.normal(size=(6, 3, 5, 5)), rng.normal(size=6)
n, f, i, j = 1, 4, 10, 20                                # one number of y
window = x[n, :, i : i + 5, j : j + 5]                   # (3, 5, 5): all channels
one = (window * w[f]).sum() + b[f]
y = torch.nn.functional.conv2d(*map(torch.tensor, (x, w, b)))
print(tuple(y.shape), f"one number, from {window.size} products:", np.isclose(one, y[n, f, i, j]))

# %% [markdown] name="pointwise" slideshow={"slide_type": "slide"}
# ## A window of one pixel
#
# **Predict:** what can a $1 \times 1$ kernel do?
#
# With one channel: scale. With 64: each output is a weighted sum of the 64 numbers *at that pixel*. That is a linear layer, the same at every pixel.
#
# $56 \times 56 \times 64 \to 56 \times 56 \times 32$: $64 \cdot 32 + 32 = 2{,}080$ parameters.
#
# <!-- notes (1 min): It mixes channels and does not look around. Used to make maps fewer before a dear layer: Inception and ResNet, lectures 08 and 09. -->

# %% name="pointwise-check" slideshow={"slide_type": "-"}
layer = torch.nn.Conv2d(64, 32, kernel_size=1)
x = torch.rand(1, 64, 56, 56)
pixels = x[0].permute(1, 2, 0).reshape(56 * 56, 64)          # 3136 rows of 64
by_matmul = pixels @ layer.weight[:, :, 0, 0].T + layer.bias
same = torch.allclose(layer(x)[0], by_matmul.T.reshape(32, 56, 56), atol=1e-5)
count = sum(p.numel() for p in layer.parameters())
print(f"a matrix product at each pixel: {same}, {count:,} parameters")

# %% [markdown] name="groups" slideshow={"slide_type": "slide"}
# ## Groups
#
# Cut the channels into $g$ groups; each filter sees its own group only. A filter then has $C_\text{in} / g$ slabs:
#
# $$\text{parameters} = C_\text{out} \cdot \frac{C_\text{in}}{g} \cdot F^2 + C_\text{out}$$
#
# At $g = C_\text{in}$ each channel keeps to itself: *depthwise*.
#
# **Predict:** 64 channels to 64, $3 \times 3$: parameters for $g = 1$, 4, 64?
#
# <!-- notes (2 min): 36,928, 9,280, 640. Nothing mixes the groups, so a 1 x 1 layer often follows. AlexNet had two groups because it had two graphics cards. ResNeXt makes a principle of it: lecture 09. -->

# %% name="groups-check" slideshow={"slide_type": "-"}
for g in (1, 4, 64):
    layer = torch.nn.Conv2d(64, 64, 3, padding=1, groups=g)
    count = sum(p.numel() for p in layer.parameters())
    print(f"groups {g:2}: weight {tuple(layer.weight.shape)}, {count:6,} parameters")

# %% [markdown] name="macs" slideshow={"slide_type": "slide"}
# ## What it costs
#
# Each number of the output is a sum of $\frac{C_\text{in}}{g} F^2$ products. A product with its addition is a *multiply-add*, a MAC:
#
# $$\text{MACs} = H_\text{out} W_\text{out} C_\text{out} \cdot \frac{C_\text{in}}{g}\, F^2 \qquad \text{FLOPs} = 2 \cdot \text{MACs}$$
#
# **Predict:** the image is twice as wide and high. Parameters? MACs?
#
# <!-- notes (2 min): Parameters stay; MACs four times, as many as there are places. Weights are stored once and used everywhere: this is what sharing buys, and why parameters say little about time. Some papers print MACs and call them FLOPs: ask. -->

# %% name="macs-check" slideshow={"slide_type": "-"}
layers = {"first": Conv(6, 5, padding=2), "second": Conv(10, 5, padding=2)}
for side in (32, 64):
    for row in trace(Net("two layers", (3, side, side), layers)):
        cost = row_cost(row)
        print(f"{side} x {side}, {row.name:6}: {cost.parameters:5,} parameters,",
              f"{cost.macs:9,} MACs, {cost.flops:10,} FLOPs")

# %% [markdown] name="learning" slideshow={"slide_type": "slide"}
# ## Where do the weights come from?
#
# Nobody writes kernels by hand. Show the image $x$ and the wanted map $t$, with $n$ places, and go downhill (03a):
#
# $$\begin{aligned} L &= \frac1n \sum_{i, j} (y_{i,j} - t_{i,j})^2 \\ \frac{\partial L}{\partial w_{u, v}} &= \frac2n \sum_{i, j} (y_{i,j} - t_{i,j})\; x_{i + u,\, j + v} && \frac{\partial y_{i,j}}{\partial w_{u,v}} = x_{i + u,\, j + v} \end{aligned}$$
#
# One weight is used at every place, so it hears from every place.
#
# <!-- notes (2 min): Shared weights, several paths: their gradients add up, as in 02b. The general backward pass is next lecture; this is all that is needed now, and the next cell is this line. Note what the slope is: the error map times the image, shifted by (u, v). -->

# %% name="learning-code" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import conv2d

t, _ = conv2d(photo[None, None], across[None, None])         # wanted, (1, 1, 62, 94)
w, v = np.random.default_rng(1).normal(size=(3, 3)), 0.0
for step in range(301):
    y, _ = conv2d(photo[None, None], w[None, None])
    if step in (0, 30, 300):
        print(f"{step:3}: loss {((y - t) ** 2).mean():.0e}, w", (w.round(2) + 0.0).tolist())
    dy = 2 * (y - t)[0, 0] / t.size
    dw = [[(dy * photo[i : i + 62, j : j + 94]).sum() for j in range(3)] for i in range(3)]
    v = 0.9 * v + np.array(dw)                               # momentum, as in 03a
    w = w - 0.2 * v

# %% [markdown] name="learning-question" slideshow={"slide_type": "subslide"}
# **Predict:** (1) a constant image; (2) five windows in place of 5,828; (3) noise as large as 0.3 on every wanted number.
#
# <!-- notes (3 min): One: all nine slopes are equal, so the weights move together; only their sum is learned. Two: nine unknowns, five equations; the loss is as good as gone and the kernel is wrong. Three: noise averages out over thousands of places, and does not over fifty. -->

# %% name="learning-picture" slideshow={"slide_type": "-"} tags=["hide-input"]
from course_lib.widgets import LearningAnEdge

LearningAnEdge()

# %% name="learning-check" slideshow={"slide_type": "subslide"}
from course_lib.experiments.learning_an_edge import learning_an_edge

trials = {"all": {}, "constant image": {"image": "constant"}, "5 windows": {"examples": 5},
          "50 windows, noise": {"examples": 50, "noise": 0.3}, "all, noise": {"noise": 0.3}}
for name, trial in trials.items():
    run = learning_an_edge(**trial)
    off = abs(run.kernels[-1] - across).max()
    total = abs(run.kernels[-1].sum())
    print(f"{name:17}: loss {run.losses[-1]:.4f}, weights off by {off:.2f}, sum by {total:.2f}")

# %% [markdown] name="learning-reading" slideshow={"slide_type": "skip"}
# On a constant image every $x_{i+u,\,j+v}$ is the same number, so all nine slopes are equal: the weights move together until their **sum** is right, and their differences stay what they were at random. An edge kernel is
# made of differences. What the examples do not vary, they do not teach.
#
# With five windows the loss is nearly 0 and the kernel wrong: five equations for nine unknowns. Noise on the wanted numbers stays in the loss, but among the slopes it averages out: it leaves the weights off by up to 0.07
# with all windows, by up to 1.03 with fifty. Sharing is what makes one photograph enough: it holds 5,828 examples for the same nine weights.

# %% [markdown] name="eight-sizes" slideshow={"slide_type": "slide"}
# ## Eight in a row
#
# A layer drawn at random: say the size, then see. Some do not fit: say that, too. After three right answers come dilations, after six two layers at once.
#
# <!-- notes (3 min): Let the class answer in chorus, or one after the other. A wrong answer begins the row anew. Ask for the numbers before the sum: room, divided, rounded, plus one. -->

# %% name="eight-sizes-picture" slideshow={"slide_type": "-"} tags=["hide-input"]
OneWindow(seed=5)

# %% [markdown] name="summary" slideshow={"slide_type": "slide"}
# ## What to take along
#
# - A window's weights are used at every place: $1.6 \cdot 10^9$ became $10^4$.
# - Places: room divided by stride, rounded down, plus the first.
# - A filter spans all channels of its group and has one bias.
# - Shift the image and the map shifts. The answer does not stay.
# - What the examples do not vary, they do not teach.
#
# <!-- notes (1 min): Exercise: output_size in five minutes, conv2d in thirty; then their own conv2d finds the edges of a photograph. Next: pooling, and the way back. -->

# %% [markdown] name="exercise-link" slideshow={"slide_type": "skip"}
# **Now you.** In the [exercise](../exercises/05a_convolution.ipynb) you write `output_size` and `conv2d`, and with your own `conv2d` you find edges.
#
# *Sources.* Hubel and Wiesel, *Journal of Physiology* 160, 1962. Fukushima, *Biological Cybernetics* 36, 1980. LeCun, *Generalization and network design strategies*, 1989; LeCun, Bottou, Bengio and Haffner, *Proc. IEEE* 86,
# 1998. Taigman, Yang, Ranzato and Wolf, *DeepFace*, CVPR 2014. Dumoulin and Visin, *A guide to convolution arithmetic*, 2016 (every case drawn).
