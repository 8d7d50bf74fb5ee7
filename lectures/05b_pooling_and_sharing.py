# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 05b · Pooling, sharing and the way back
#
# What a shared kernel promises when the picture moves, what pooling adds to the promise, and how gradients come back through both.
#
# *50 minutes · after [05a Sliding a window](05a_convolution.ipynb) · then the [exercise](../exercises/05b_pooling_and_sharing.ipynb) (80 minutes)*
#
# <!-- notes (1 min): 05a built the layer forwards. Today: why it may share its weights, what stands between two such layers, and the backward pass, in full. -->

# %% [markdown] name="objectives" slideshow={"slide_type": "slide"}
# **You will be able to**
#
# 1. say what a convolution and a pooling do when the input is shifted, and test it
# 2. pool, and take a gradient back through ties and overlaps
# 3. write a convolution as a matrix, and as a loop over windows
# 4. derive its three gradients with stride and padding, and check them
#
# <!-- notes (1 min): Number four is the summit. One and two are on the way to it. Pixels count from 0 today, as in code. -->

# %% [markdown] name="map-layer" slideshow={"slide_type": "slide"}
# ## A layer of maps
#
# 05a's layer with its ReLU. Map $j$ of layer $n$ reads **all** maps $k$ below, each through a kernel of its own ($*$: slide, multiply, add up; bias left out):
#
# $$h_j^n = \max\Big(0,\ \sum_k h_k^{n-1} * w_{kj}^n\Big)$$
#
# **Predict:** 3 maps below, 4 above, kernels 3 × 3. How many kernels, how many weights?
#
# <!-- notes (1 min): 12 kernels, 108 weights. A map is the answers of one feature at all places. In code the kernel of pair (k, j) is w[j, k]: the reader first, as with W in 02b. -->

# %% name="map-layer-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import figure

figure("map_layer")

# %% name="map-layer-run" slideshow={"slide_type": "subslide"}
import numpy as np
from course_lib.numpy_ops import conv2d, relu

rng = np.random.default_rng(0)
h = rng.normal(size=(1, 3, 6, 6))                # one example, 3 maps
w, b = rng.normal(size=(4, 3, 3, 3)), np.zeros(4)
maps = relu(conv2d(h, w, b)[0])[0]
j = 2
pair_by_pair = sum(conv2d(h[:, [k]], w[[j], k][:, None])[0] for k in range(3))
print("maps", maps.shape, " kernels", 4 * 3, " weights", w.size)
print("map 2, pair by pair:", np.allclose(np.maximum(0, pair_by_pair), maps[:, [j]]))

# %% [markdown] name="sharing" slideshow={"slide_type": "slide"}
# ## One kernel for all places
#
# Ten filters of 5 × 5 × 3 (05a): on a picture of 32 × 32, and on one of 512 × 512.
#
# **Predict:** how many parameters each? And if every place had filters of its own?
#
# Do places *ever* need their own? (05a had a case.)
#
# <!-- notes (2 min): 760 both times. What grows is the answer, not the layer. Own filters pay where a place means something: in aligned faces an eye is always up here, and DeepFace (Taigman 2014) put three locally connected layers on top of its convolutions. For ordinary photographs hardly any network does. -->

# %% name="sharing-numbers" slideshow={"slide_type": "subslide"}
import torch

layer = torch.nn.Conv2d(3, 10, kernel_size=5, padding=2)
shared = sum(p.numel() for p in layer.parameters())
for side in (32, 512):
    with torch.no_grad():
        y = layer(torch.randn(1, 3, side, side))
    own = (5 * 5 * 3 + 1) * y.numel()
    print(f"{side:3d} x {side:3d}: answers {y.numel():9,}   shared {shared}   own {own:11,}")

# %% [markdown] name="sharing-as-tying" slideshow={"slide_type": "slide"}
# **Sharing is tying.** Give a locally connected layer (05a) the same kernel at every place: it *is* the convolution.
#
# So a convolution can do less. Fewer functions, less to learn by heart: sharing works like a penalty (02a).
#
# **Predict:** each place asks for a change of *its* kernel. All must stay equal. What does the shared one get?
#
# <!-- notes (1 min): The sum of what all places ask for: shared means added, as over the batch in 02b. This line is the weight gradient of the convolution, before any derivation. -->

# %% name="sharing-as-tying-check" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import conv2d_backward, locally_connected2d, locally_connected2d_backward

x, w = rng.normal(size=(2, 3, 6, 6)), rng.normal(size=(4, 3, 3, 3))
y, cache = conv2d(x, w)
at_each_place = np.broadcast_to(w[..., None, None], (*w.shape, 4, 4)).copy()
y_local, local_cache = locally_connected2d(x, at_each_place)
dy = rng.normal(size=y.shape)
asked = locally_connected2d_backward(dy, local_cache)[1]      # a gradient for each place
print("same answers:", np.allclose(y, y_local))
dw = conv2d_backward(dy, cache)[1]
print("summed over the 16 places, it is dw:", np.allclose(asked.sum(axis=(4, 5)), dw))

# %% [markdown] name="equivariance" slideshow={"slide_type": "slide"}
# ## When the picture moves
#
# 05a: shift the picture, and the map is shifted alike, **equivariance**. *Invariant* would be: the answer stays.
#
# $$\mathrm{conv}(T x) = T\, \mathrm{conv}(x), \qquad T \text{: shift by } d$$
#
# **Predict:** 3 × 3 on 8 columns, shifted right by one. Which columns of the map break the rule, with zeros around? And with stride 2: shifted by 1, by 2?
#
# <!-- notes (2 min): Columns 0 and 7, whose windows reach the zeros, and 1, where column 7 has come in again at the left. With stride 2 a shift by 2 moves the map by one cell, exactly. After a shift by 1 the windows stand on other pixels, and the map is nobody's shifted copy. So a net is equivariant away from the border and for multiples of its stride; invariant it is not at all. -->

# %% name="equivariance-check" slideshow={"slide_type": "subslide"}
x = rng.integers(0, 9, size=(1, 1, 8, 8)).astype(float)       # whole numbers: equal is equal
w = rng.integers(-2, 3, size=(1, 1, 3, 3)).astype(float)
shift = lambda maps, by: np.roll(maps, by, axis=3)            # what leaves comes in again
frame = ((0, 0), (0, 0), (1, 1), (1, 1))
ring = lambda x, stride=1: conv2d(np.pad(x, frame, mode="wrap"), w, stride=stride)[0]
zeros = lambda x: conv2d(x, w, padding=1)[0]                  # in columns 0 and 7 windows see zeros
print("no border:", np.array_equal(ring(shift(x, 1)), shift(ring(x), 1)))
unequal = zeros(shift(x, 1)) != shift(zeros(x), 1)
print("zeros around it: unequal in columns", np.flatnonzero(unequal.any((0, 1, 2))))
for by in (1, 2):
    found = [k for k in range(4) if np.array_equal(ring(shift(x, by), 2), shift(ring(x, 2), k))]
    print(f"stride 2, shifted by {by}: the old map shifted by {found}")

# %% [markdown] name="max-pooling" slideshow={"slide_type": "slide"}
# ## Pooling: one number a window
#
# $$y[n, c, r, q] = \max_{0 \le i, j < k} x[n, c,\ r s + i,\ q s + j]$$
#
# or the **mean** in the place of the maximum. Nothing to learn.
#
# <!-- notes (2 min): The maximum asks: is the feature anywhere in here? The mean: how much of it is there? Compute one window aloud. Lower right: windows of 3, 2 apart, share a row and a column. -->

# %% name="pooling-figure" slideshow={"slide_type": "-"} tags=["hide-input"]
figure("pooling")

# %% [markdown] name="pooling-windows" slideshow={"slide_type": "subslide"}
# **Which windows?** As in 05a: $\ \lfloor (n - k) / s \rfloor + 1$ of them along a side. Usual $(k, s)$: $(2, 2)$, and $(3, 2)$, which overlap. In torch the stride is $k$ if you do not say it.
#
# **Predict:** 7 pixels, $(2, 2)$: how many windows, and which pixels does nobody read? Then $(3, 2)$.
#
# <!-- notes (1 min): 3 windows and column 6 is dropped; 3 windows and all are read. Caffe rounds up and lets a window hang over the edge: sizes of old networks depend on it. Padding of a maximum counts as minus infinity, so that it never wins. -->

# %% [markdown] name="pooling-each-channel" slideshow={"slide_type": "subslide"}
# **Each channel for itself.** A convolution adds up over channels; pooling does not. One map finds upright edges, another round spots: the larger of the two numbers would mean neither.
#
# $C$ maps go in, $C$ smaller maps come out: $224 \times 224 \times 64 \to 112 \times 112 \times 64$.
#
# <!-- notes (1 min): This is the usual first pooling of a large network. A quarter of the numbers is left, and every later layer has a quarter of the multiplications. -->

# %% [markdown] name="axes-of-pooling" slideshow={"slide_type": "subslide"}
# **What do the axes count?** $(N, C, H, W) \to (N, C, OH, OW)$: images and maps stay, rows and columns now count **windows**.
#
# > **Trap: the wrong reshape.** For $(2, 2)$ windows split *each* side: `(N,C,OH,2,OW,2)`, then the maximum over axes 3 and 5. `(N,C,OH,OW,2,2)` has the right size, too, and takes four neighbours of one *row*.
#
# <!-- notes (1 min): A reshape keeps the order in memory, see 02c. And no reshape at all can make windows that overlap, or drop a last column. -->

# %% name="pooling-numbers" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import avg_pool2d, max_pool2d

x = np.array([[1.0, 3, 2, 0], [5, 1, 0, 2], [0, 2, 4, 4], [1, 0, 4, 3]])[None, None]
print("max    ", max_pool2d(x, 2)[0][0, 0].tolist(), "  mean", avg_pool2d(x, 2)[0][0, 0].tolist())
print("3, 1   ", max_pool2d(x, size=3, stride=1)[0][0, 0].tolist())
print("right  ", x.reshape(1, 1, 2, 2, 2, 2).max(axis=(3, 5))[0, 0].tolist())
print("wrong  ", x.reshape(1, 1, 2, 2, 2, 2).max(axis=(4, 5))[0, 0].tolist())
large = torch.randn(1, 64, 224, 224)
print("torch  ", tuple(torch.nn.functional.max_pool2d(large, 2).shape))
for k in (2, 3):
    windows = max_pool2d(np.zeros((1, 1, 7, 7)), k, 2)[0].shape[3]
    print(f"7 wide, ({k}, 2): {windows} windows read {2 * (windows - 1) + k} of 7 columns")

# %% [markdown] name="one-pixel-shift" slideshow={"slide_type": "slide"}
# ## Does pooling ignore a small shift?
#
# > **Trap: "a convolution makes a net translation invariant".** It is equivariant; away from the border; for multiples of its stride. Does pooling help?
#
# A 4 moves right by **one** pixel, and its edge maps move along. Then max pooling, 2 × 2.
#
# **Predict:** which share of the numbers changes, before pooling and after?
#
# <!-- notes (4 min): Commit in the picture first. 96 percent of the lit numbers change before, 80 after: it does not ignore the shift, it changes less, and by less. Then move by 2: after pooling, exactly the old maps moved by one cell. Then average, then strided, then a window as large as the map. -->

# %% name="one-pixel-shift-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import OnePixelShift

OnePixelShift(shift=[0, 1], pool="max", size=2)

# %% name="one-pixel-shift-numbers" slideshow={"slide_type": "subslide"}
from course_lib.experiments.one_pixel_shift import one_pixel_shift

ways = ("none", 1), ("strided", 2), ("average", 2), ("max", 2), ("max", 4), ("max", 24)
for pool, size in ways:
    after = one_pixel_shift((0, 1), pool, size).pooled
    print(f"{pool:7} {size:2d}: {after.changed:3.0%} of the lit numbers change,",
          f"|change| is {after.change:.0%} of |maps|")

# %% [markdown] name="one-pixel-shift-reading" slideshow={"slide_type": "skip"}
# One pixel changes nearly all of the edge maps, by 70% of their length. Max pooling 2 × 2 leaves 80% of its numbers changed, by 52%; larger windows less. That is what *some tolerance* means: **less** changes, not
# nothing. Taking every second number (what a convolution of stride 2 does) buys the smaller map and next to no tolerance; nor does the mean of edges this sharp.
#
# What pooling keeps: *that* a feature is there, how strongly, and roughly where. What it forgets: where in its window, and how often. A net that must say precisely *where* something is will
# want that back; one that says *what* it is may forget it, a little in every layer.

# %% [markdown] name="global-average" slideshow={"slide_type": "slide"}
# **The largest window: the whole map.** *Global average pooling*: $C \times H \times W \to C$, one mean for each map.
#
# - Invariant, if nothing crosses the border: a mean does not ask where.
# - Any size of picture; $C$ numbers go on.
#
# **Predict:** a layer of 4096 units reads 512 maps of 7 × 7 (in VGG-16, lecture 08b). How many parameters, and how many after global pooling?
#
# <!-- notes (2 min): 102,764,544 against 2,101,248, a 49th. Lin, Chen and Yan 2013 proposed it as a net's last layer. -->

# %% name="global-average-numbers" slideshow={"slide_type": "subslide"}
from course_lib.nets.vgg import VGG16
from course_lib.numpy_ops import global_avg_pool2d
from course_lib.shapes.cost import cost

as_it_is, pooled_first = (512 * 7 * 7 + 1) * 4096, (512 + 1) * 4096
total = cost(VGG16).parameters
print(f"as it is {as_it_is:,}, {as_it_is / total:.0%} of the {total:,} in VGG-16")
print(f"with global pooling {pooled_first:,}")
x = rng.integers(0, 9, size=(1, 1, 8, 8)).astype(float)
print("shifted by 0 to 3:", [global_avg_pool2d(ring(shift(x, by)))[0].item() for by in range(4)])
print("torch:", tuple(torch.nn.AdaptiveAvgPool2d(1)(torch.randn(2, 512, 7, 7)).shape))

# %% [markdown] name="dilation" slideshow={"slide_type": "slide"}
# ## An old acquaintance
#
# Image processing, long before: *grey-scale dilation* by a flat square. Each pixel becomes the maximum of the square at it. Bright things grow. (Not 05a's dilation of a kernel: the word is used twice.)
#
# **Max pooling = dilation, then every $s$-th pixel.**
#
# <!-- notes (1 min): The square has its origin at the window's corner. Equal by definition: y at (r, q) is the dilation at (r s, q s). So a bright stroke survives pooling and grows relative to the map; a thin dark gap closes. -->

# %% name="dilation-figure" slideshow={"slide_type": "-"} tags=["hide-input"]
figure("dilation")

# %% name="dilation-check" slideshow={"slide_type": "subslide"}
from course_lib.experiments.one_pixel_shift import digits
from scipy.ndimage import grey_dilation

four = digits()[4].astype(float)                                      # 24 x 24
grown = grey_dilation(four, size=(2, 2))                              # in its place: all 24 x 24
pooled = max_pool2d(four[None, None], size=2)[0][0, 0]                # 12 x 12
print("equal:", np.array_equal(grown[::2, ::2], pooled))
print(f"lit pixels: {np.mean(four > 0):.0%} before, {np.mean(grown > 0):.0%} dilated,",
      f"{np.mean(pooled > 0):.0%} pooled")

# %% [markdown] name="pooling-by-convolutions" slideshow={"slide_type": "slide"}
# ## Is pooling a convolution?
#
# **Mean:** yes. A fixed kernel with all weights $1/k^2$, in each channel for itself (depthwise, 05a).
#
# **Maximum:** not alone. A convolution (no bias) is linear, $\mathrm{conv}(-x) = -\mathrm{conv}(x)$; but
# $\max(1, 0) = 1$ and $\max(-1, 0) = 0$.
#
# With ReLUs it can (04b): $\ \max(a, b) = b + \mathrm{relu}(a - b)$.
#
# **Predict:** how many such steps for a window of 2 × 2?
#
# <!-- notes (2 min): Some lecture notes say that both are convolutions. Only the mean is. Two steps: first neighbours in a row, then the two winners above each other. a - b is a convolution with the kernel (1, -1). -->

# %% name="pooling-by-convolutions-check" slideshow={"slide_type": "subslide"}
def larger(x, size):                                      # of each pair of neighbours
    a_minus_b = np.array([1.0, -1]).reshape(1, 1, *size).repeat(x.shape[1], axis=0)
    just_b = np.array([0.0, 1]).reshape(1, 1, *size).repeat(x.shape[1], axis=0)
    each = {"groups": x.shape[1]}
    return conv2d(x, just_b, **each)[0] + relu(conv2d(x, a_minus_b, **each)[0])[0]

x = rng.normal(size=(2, 3, 6, 6))
tournament = larger(larger(x, (1, 2)), (2, 1))[:, :, ::2, ::2]      # two steps: rows, columns
print("max: ", np.allclose(tournament, max_pool2d(x, 2)[0]))
box = np.full((3, 1, 2, 2), 1 / 4)
print("mean:", np.allclose(conv2d(x, box, stride=2, groups=3)[0], avg_pool2d(x, 2)[0]))

# %% [markdown] name="pooling-gradient" slideshow={"slide_type": "slide"}
# ## Back through pooling
#
# Nudge a pixel that did **not** win: nothing changes. Nudge the winner: $y$ follows.
#
# $$\frac{\partial y}{\partial x} = \begin{cases} 1 & \text{for the largest of the window} \\ 0 & \text{else} \end{cases} \qquad \text{mean: } \frac{1}{k^2} \text{ for all.}$$
#
# <!-- notes (2 min): The maximum is a switch, set on the way in, like the ReLU; the way back needs to know who won. Left in the figure: the plain case. -->

# %% name="pooling-back-figure" slideshow={"slide_type": "-"} tags=["hide-input"]
figure("pooling_back")

# %% [markdown] name="pooling-ties" slideshow={"slide_type": "subslide"}
# **Ties.** Two pixels equally large: a kink, as in a ReLU at 0. Here and in torch the **first** in row order gets everything.
#
# > **Trap: `x == y`.** It marks *every* such pixel, and hands out the gradient twice.
#
# <!-- notes (1 min): Row order: along the first row, then the second. A running maximum gets it right if it changes its mind only for a strictly larger number. argmax of the flattened window does, too. Behind a ReLU a window of zeros is common: its gradient goes to its first pixel, and the ReLU stops it there. -->

# %% [markdown] name="pooling-overlaps" slideshow={"slide_type": "-"}
# **Overlaps.** Who wins several windows collects from all; paths add up: `+=`, never `=`.
#
# $$dx[n, c, h, v] = \sum dy[n, c, r, q] \quad \text{over the windows it won.}$$
#
# <!-- notes (1 min): Right in the figure: the 9 wins all four windows, and gets the sum of four gradients. In the next cell 9 windows have 7 winners. -->

# %% name="pooling-back-check" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import max_pool2d_backward
from course_lib.numpy_ops.finite_differences import numerical_gradient

x = rng.permutation(49).reshape(1, 1, 7, 7).astype(float)     # no ties: measurable
dy = rng.normal(size=(1, 1, 3, 3))
dx = max_pool2d_backward(dy, max_pool2d(x, 3, 2)[1])
measured = numerical_gradient(lambda x: (dy * max_pool2d(x, 3, 2)[0]).sum(), x)
print("as measured:", np.allclose(dx, measured), " winners of 9 windows:", np.count_nonzero(dx))
for x in np.array([[[[[0.0, 0], [0, 0]]]], [[[[1, 7], [7, 2]]]]]):
    theirs = torch.tensor(x, requires_grad=True)
    torch.nn.functional.max_pool2d(theirs, 2).sum().backward()
    ours = max_pool2d_backward(np.ones((1, 1, 1, 1)), max_pool2d(x, 2)[1])
    print("tie", x.ravel(), "ours", ours.ravel(), "torch", theirs.grad.ravel().numpy())

# %% [markdown] name="conv-matrix" slideshow={"slide_type": "slide"}
# ## A convolution is a matrix
#
# It is linear in $x$. So with all pixels in one column, $y = C x$. A row for each window, a column for each pixel (one channel):
#
# $$C_{(r, q),\, (h, v)} = w[h - r s + p,\ v - q s + p], \quad \text{else } 0$$
#
# ($p$ zeros around, stride $s$.) **Predict:** 3 × 3 on 4 × 4. The size of $C$? How many cells are not 0, how many weights different?
#
# <!-- notes (3 min): 4 by 16; 4 times 9 is 36; nine. A fully connected layer would have 64 free ones. So: sparse, and shared. In the picture drag the row; predict which pixels are touched once, twice, four times: sums down the columns. Then flip to the transpose: each column is the kernel pasted at a window. -->

# %% name="conv-matrix-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import ConvMatrix

ConvMatrix(n=4, kernel=3, stride=1, padding=0)

# %% name="conv-matrix-check" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import conv_matrix

w, x = np.arange(1.0, 10).reshape(1, 1, 3, 3), rng.normal(size=(1, 1, 4, 4))
C, _ = conv_matrix(w, image=4)
y, cache = conv2d(x, w)
dy = rng.normal(size=y.shape)
print(C.shape, np.count_nonzero(C), "not 0;", "first row:", C[0].astype(int).tolist())
print("C x is the convolution:", np.allclose(C @ x.ravel(), y.ravel()))
print("windows that touch each pixel:", (C != 0).sum(axis=0).reshape(4, 4).tolist())
dx = conv2d_backward(dy, cache)[0]
print("transposed C, times dy, is dx:", np.allclose(C.T @ dy.ravel(), dx.ravel()))

# %% [markdown] name="conv-matrix-reading" slideshow={"slide_type": "skip"}
# The last line is 02b again: forward $y = C x$, back $dx = C^\top dy$. Each column of $C^\top$ belongs to one window and holds the kernel at that window's place. So $C^\top dy$ **pastes the kernel, scaled
# by one number of $dy$, at each window, and adds.** Nobody builds $C$: nearly all of it is zeros. But it says what kind of thing a convolution is, and it gave us the first of three gradients for nothing.
#
# > **Trap: is it 16 × 4?** In some notes the matrix of a convolution is printed with 16 rows and 4 columns. Entry for entry that is $C^\top$, which leads from four numbers to sixteen.
#
# $C^\top$ leads back, but does not undo: sixteen numbers cannot be found again from four.

# %% [markdown] name="by-hand" slideshow={"slide_type": "slide"}
# ## The way back, first by hand
#
# $$y_0 = w_0 x_0 + w_1 x_1 + w_2 x_2 + b, \qquad y_1 = w_0 x_1 + w_1 x_2 + w_2 x_3 + b$$
#
# **On paper**, given $dy_0$ and $dy_1$: all of $dx$, $dw$, $db$.
#
# For each of $x_0 \dots x_3$, $w_0 \dots w_2$ and $b$: which of the two $y$ does it touch, and how strongly?
#
# <!-- notes (2 min): Three minutes with pen and paper would be better, take them if you have them. dx: w0 dy0; w1 dy0 + w0 dy1; w2 dy0 + w1 dy1; w2 dy1. dw_i: dy0 x_i + dy1 x_i+1. db: dy0 + dy1. Ask what they see in dx: the kernel, twice, one place apart. -->

# %% name="by-hand-check" slideshow={"slide_type": "subslide"}
x, w, (dy0, dy1) = np.array([2.0, 0, 1, 3]), np.array([1.0, -1, 4]), (10.0, 1.0)
dx = dy0 * np.append(w, 0) + dy1 * np.append(0, w)       # the kernel, at place 0 and at place 1
dw = dy0 * x[0:3] + dy1 * x[1:4]                         # what the weights met, at both places
db = dy0 + dy1
print("dx", dx, " dw", dw, " db", db)
x, w, dy = (np.array(t).reshape(1, 1, 1, -1) for t in (x, w, (dy0, dy1)))
ours = conv2d_backward(dy, conv2d(x, w, np.zeros(1))[1])
print("numpy_ops:", *(gradient.ravel() for gradient in ours))

# %% [markdown] name="conv-gradients" slideshow={"slide_type": "slide"}
# ## The way back, in full
#
# $X$ is $x$ with $p$ zeros on every side; windows $s$ apart.
#
# $$y[n, f, r, q] = b[f] + \sum_{c, i, j} w[f, c, i, j]\; X[n, c,\ r s + i,\ q s + j]$$
#
# A sum of products: the weight carries the gradient to the pixel, the pixel carries it to the weight.
#
# **Predict:** which numbers of $y$ does $b[f]$ touch? $w[f, c, i, j]$? A pixel of $X$?
#
# <!-- notes (1 min): b: all of map f, in all images. w: the same. A pixel: all maps f of its own image, at the windows that it lies in. Sum over what is touched; the rest is bookkeeping. -->

# %% [markdown] name="gradient-for-the-bias" slideshow={"slide_type": "subslide"}
# **Bias**
#
# $$\begin{aligned} db[f] &= \sum_{n, f', r, q} dy[n, f', r, q]\; \frac{\partial y[n, f', r, q]}{\partial b[f]} && \text{paths add up} \\ &= \sum_{n, r, q} dy[n, f, r, q] && \text{slope 1 if } f' = f \text{, else 0} \end{aligned}$$
#
# > **Trap: only over the batch.** The bias was added at every *place*, too.
#
# <!-- notes (1 min): A sum, not a mean: if the loss is a mean, that is in dy already. -->

# %% [markdown] name="gradient-for-the-filters" slideshow={"slide_type": "subslide"}
# **Filters**
#
# $$\begin{aligned} dw[f, c, i, j] &= \sum_{n, f', r, q} dy[n, f', r, q]\; \frac{\partial y[n, f', r, q]}{\partial w[f, c, i, j]} && \text{paths add up} \\ &= \sum_{n, r, q} dy[n, f, r, q]\; X[n, c,\ r s + i,\ q s + j] && \text{slope } X \text{ or } 0 \end{aligned}$$
#
# Window by window: $\ dw[f] \mathrel{+}= dy[n, f, r, q] \cdot \text{window}$. Every window teaches the kernel.
#
# <!-- notes (2 min): Read the formula once more: X is slid over by dy, whose cells lie s apart. So dw is itself a convolution: of X, with dy as the kernel, dilated by s. The next cell checks that, too. -->

# %% name="filters-check" slideshow={"slide_type": "subslide"}
s, p = 2, 1
x, w, b = (rng.normal(size=shape) for shape in [(2, 3, 5, 6), (4, 3, 3, 2), (4,)])
X = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
dy = rng.normal(size=conv2d(x, w, b, s, p)[0].shape)          # (2, 4, 3, 4)
dw = np.zeros(w.shape)
for r, q in np.ndindex(3, 4):
    window = X[:, :, r * s : r * s + 3, q * s : q * s + 2]    # of all images and channels
    dw += np.einsum("nf,ncij->fcij", dy[:, :, r, q], window)
measured = numerical_gradient(lambda w: (dy * conv2d(x, w, b, s, p)[0]).sum(), w)
dilated = conv2d(X.swapaxes(0, 1), dy.swapaxes(0, 1), dilation=s)[0].swapaxes(0, 1)[..., :3, :2]
print("measured:", np.allclose(dw, measured), "  convolved with dy:", np.allclose(dw, dilated))

# %% [markdown] name="gradient-for-the-image" slideshow={"slide_type": "subslide"}
# **Image**
#
# $$\begin{aligned} dX[n, c, h, v] &= \sum_{f, r, q} dy[n, f, r, q]\; \frac{\partial y[n, f, r, q]}{\partial X[n, c, h, v]} && \text{paths} \\ &= \sum_{r, q} \sum_f dy[n, f, r, q] \sum_{\substack{i, j:\ r s + i = h \\ q s + j = v}} w[f, c, i, j] && \text{slope} \end{aligned}$$
#
# So window $(r, q)$ adds $\sum_f dy[n, f, r, q]\, w[f, c, i, j]$ at its cell $(i, j)$: it **pastes the kernel, scaled, at each window and adds.**
#
# <!-- notes (3 min): In line two at most one weight of the window is left: that which lies on this pixel. Turn it round: not "who touches this pixel", but "whom does this window touch". That is the loop, and it is C transposed times dy. Overlaps add up. -->

# %% name="image-check" slideshow={"slide_type": "subslide"}
dX = np.zeros(X.shape)
for r, q in np.ndindex(3, 4):
    dX[:, :, r * s : r * s + 3, q * s : q * s + 2] += np.einsum("nf,fcij->ncij", dy[:, :, r, q], w)
dx = dX[:, :, p : p + 5, p : p + 6]                       # without its frame
measured = numerical_gradient(lambda x: (dy * conv2d(x, w, b, s, p)[0]).sum(), x)
print("as measured:", np.allclose(dx, measured))
forward = (dy * conv2d(x, w, None, s, p)[0]).sum()
print(f"dy . (C x) = {forward:.6f}   (C^T dy) . x = {(dx * x).sum():.6f}")
row = conv_matrix(np.ones((1, 1, 1, 3)), image=(1, 6), stride=2)[0]
print("6 columns, kernel 3, stride 2: touched by", row.sum(axis=0).astype(int), "windows")

# %% [markdown] name="stride-and-padding-on-the-way-back" slideshow={"slide_type": "subslide"}
# **Padding:** zeros are constants. Work on $X$, then cut the frame off: `dX[...,p:p+H,p:p+W]`.
#
# > **Trap: `dX[...,p:-p,p:-p]`.** With $p = 0$ it is empty.
#
# **Stride:** the same paste, $s$ apart. 6 columns, kernel 3, stride 2: they are touched by 1, 1, 2, 1, 1 and 0 windows. No window, gradient 0.
#
# <!-- notes (2 min): Windows at 0 and 2. The last column gets no gradient at all, but dx still has that column. In the picture, predict first, then click a cell of dy: its paste into dx, and its window into dw. Then stride 2. -->

# %% name="backward-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import BackwardConvolution

BackwardConvolution(stride=1, padding=0)

# %% [markdown] name="axes-on-the-way-back" slideshow={"slide_type": "subslide"}
# **Axes: a gradient has the shape of what it is the gradient of**
#
# | | shape | in one window | added up over |
# |---|---|---|---|
# | $db$ | $(F)$ | `nf -> f` | $n$, windows |
# | $dw$ | $(F, C, KH, KW)$ | `nf, ncij -> fcij` | $n$, windows |
# | $dx$ | $(N, C, H, W)$ | `nf, fcij -> ncij` | $f$, windows |
#
# A letter that is missing on the right is summed over. To reorder axes, transpose; a reshape only renames them.
#
# <!-- notes (1 min): Images stay apart in dx and nowhere else; filters are summed in dx and nowhere else. -->

# %% [markdown] name="flipped" slideshow={"slide_type": "subslide"}
# **Where a kernel is flipped.** Stride 1, one dimension; from $r + i = h$ follows $i = h - r$:
#
# $$dX[h] = \sum_r dy[r]\; w[h - r]$$
#
# The index of $w$ runs **backwards**: a true convolution (05a). Or our sliding window once more: over $dy$ with $k - 1$ zeros around it, kernel flipped, $f$ and $c$ exchanged. With stride $s$: first $s - 1$ zeros
# between the numbers of $dy$.
#
# <!-- notes (1 min): Flipped and exchanged, both: forgetting one of the two is the usual mistake when it is written this way. The loop needs neither. -->

# %% name="torch-check" slideshow={"slide_type": "subslide"}
for s, p in ((1, 0), (1, 1), (2, 0), (2, 1)):
    tensors = [torch.tensor(array, requires_grad=True) for array in (x, w, b)]
    y = torch.nn.functional.conv2d(*tensors, stride=s, padding=p)
    dy = rng.normal(size=y.shape)
    y.backward(torch.tensor(dy))
    ours = conv2d_backward(dy, conv2d(x, w, b, s, p)[1])
    same = [np.allclose(g, t.grad, rtol=0, atol=1e-12) for g, t in zip(ours, tensors)]
    between = np.zeros((2, 4, 1 + s * (dy.shape[2] - 1), 1 + s * (dy.shape[3] - 1)))
    between[:, :, ::s, ::s] = dy                             # zeros between, then around
    around = np.pad(between, ((0, 0), (0, 0), (2, 2), (1, 1)))
    full = conv2d(around, w[:, :, ::-1, ::-1].swapaxes(0, 1))[0][:, :, p : p + 5, p : p + 6]
    print(f"stride {s}, padding {p}: as torch", same, "flipped", np.allclose(full, ours[0]))

# %% [markdown] name="spatial-batch-norm" slideshow={"slide_type": "slide"}
# ## Batch norm between convolutions
#
# All places of a map share a kernel, so they share a **scale**: one mean and one variance for each channel, over images *and* places.
#
# $$\mu_c = \frac{1}{N H W} \sum_{n, h, v} x[n, c, h, v]$$
#
# Each pixel is an example: 04b's batch norm on $N H W$ rows of $C$ numbers. **Predict** the number of $\gamma$ and $\beta$.
#
# <!-- notes (2 min): C of each. A mean per place would undo the sharing: a shifted picture would be scaled differently. A whole batch of numbers behind each mean: 64 digits of 8 x 8 give 4096. Unbiased factor: M / (M - 1) with M = NHW. No bias in the convolution, as in 04b. -->

# %% name="spatial-batch-norm-check" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import batch_norm

x = rng.normal(5, 2, size=(8, 3, 4, 4))
one, zero = np.ones(3), np.zeros(3)
rows = x.transpose(0, 2, 3, 1).reshape(-1, 3)            # channels last, then 128 rows of 3
by_rows = batch_norm(rows, one, zero, zero, one)[0].reshape(8, 4, 4, 3).transpose(0, 3, 1, 2)
layer = torch.nn.BatchNorm2d(3, dtype=torch.float64)
theirs = layer(torch.tensor(x)).detach()
print("rows", rows.shape, " torch's:", np.allclose(by_rows, theirs, rtol=0, atol=1e-12),
      " gamma and beta:", [p.numel() for p in layer.parameters()])
wrong = batch_norm(x.reshape(-1, 3), one, zero, zero, one)[0].reshape(x.shape)
print("only reshaped:", np.allclose(wrong, theirs), "- its rows mix channels")

# %% [markdown] name="after-every-convolution" slideshow={"slide_type": "subslide"}
# **After every convolution:** convolution without bias, batch norm, ReLU. Six such layers, a max pooling among them, read digits.
#
# **Predict:** 04b's grid, now for this net. For which initial scales and which $\eta$ does it learn without batch norm?
#
# (Recorded: 150 steps, three seeds, their median on digits never seen.)
#
# <!-- notes (2 min): Without it only at the right scale, the root of 2, and there only with an eta that is not too large. With it everywhere, least well in the lower left: large weights and small steps, as in 04b. -->

# %% name="after-every-convolution-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("conv_batch_norm")

# %% [markdown] name="tail" slideshow={"slide_type": "slide"}
# ## The fully connected tail
#
# The last maps become one long vector: fully connected layers gather the local evidence, a softmax names the class.
#
# **Predict:** 256 maps of 16 × 16, read by 4096 units. How many weights? And which convolution computes the very same?
#
# On a larger picture the reshaped layer answers wherever the small one would fit.
#
# <!-- notes (2 min): 16 x 16 x 256 x 4096 = 268,435,456: 256 times 2 to the 20th. "256 million", says many a slide, counting in binary. A 16 x 16 convolution with 4096 filters and no padding: its window fits at one place, and the sum there is the dot product of the layer. Layers after it are 1 x 1 convolutions. -->

# %% name="tail-check" slideshow={"slide_type": "subslide"}
weights = 16 * 16 * 256 * 4096
print(f"{weights:,} = {weights // 2**20} * 2^20")
maps, W = rng.normal(size=(2, 8, 16, 16)), rng.normal(size=(10, 8 * 16 * 16))
as_filters = W.reshape(10, 8, 16, 16)                     # the same weights, reshaped
answer, _ = conv2d(maps, as_filters)
print(answer.shape, "equal:", np.allclose(answer[:, :, 0, 0], maps.reshape(2, -1) @ W.T))
larger_maps = rng.normal(size=(1, 8, 18, 19))             # too large for the layer
everywhere, _ = conv2d(larger_maps, as_filters)
there = larger_maps[:, :, 2:18, 3:19].reshape(1, -1) @ W.T
print(everywhere.shape, "at (2, 3) as the layer:", np.allclose(everywhere[:, :, 2, 3], there))

# %% [markdown] name="beyond-windows" slideshow={"slide_type": "slide"}
# ## Must the window be a square?
#
# **Deformable:** each cell $p_k$ of the kernel is moved by $\Delta p_k$, computed from the picture:
# $\ y(p) = \sum_k w_k\, x(p + p_k + \Delta p_k)$
#
# **Non-local:** every place asks every place, weighted by how well they match:
# $\ y_i = \frac{1}{Z_i} \sum_j f(x_i, x_j)\, g(x_j)$
#
# <!-- notes (1 min): Dai et al. 2017: the offsets come from another convolution, between pixels one interpolates. Wang et al. 2018: f may be the exponential of a dot product; attention in transformers is of this kind. Z is the sum of the f, C in the paper. Shared weights in both: what is given up is the fixed window. -->

# %% name="beyond-windows-figure" slideshow={"slide_type": "-"} tags=["hide-input"]
figure("beyond_windows")

# %% [markdown] name="summary" slideshow={"slide_type": "slide"}
# ## What to take along
#
# - Shared weights: the answer moves with the picture. Pooling: it changes less. Global pooling: it stays.
# - Maximum: the gradient goes to the first winner, and adds up over windows.
# - $dw$: what each weight met. $dx$: the kernel, scaled, pasted at each window, added. $db$: the sum.
# - Batch norm of maps: one mean a channel.
#
# <!-- notes (1 min): Exercise: pooling in ten minutes, then its gradient, then the summit. At the end a convolutional net of their own reads digits. -->

# %% [markdown] name="exercise-link" slideshow={"slide_type": "skip"}
# **Now you.** In the [exercise](../exercises/05b_pooling_and_sharing.ipynb) you write pooling, its way back, and the three gradients of a convolution; then a small net made of nothing else learns to read.
#
# *Sources.* LeCun, Bottou, Bengio and Haffner, Proc. IEEE 86, 1998. Dumoulin and Visin, *A guide to convolution arithmetic for deep learning*, 2016, section 4.1. Lin, Chen and Yan, *Network in Network*, 2013, section 3.2. Ioffe and Szegedy, ICML
# 2015, section 3.2. Zhang, *Making convolutional networks shift-invariant again*, ICML 2019. Taigman, Yang, Ranzato and Wolf, CVPR 2014. Sermanet et al., *OverFeat*, ICLR 2014, section 3.5. Dai et al., *Deformable convolutional networks*, ICCV 2017.
# Wang, Girshick, Gupta and He, *Non-local neural networks*, CVPR 2018.
