# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 02c · From NumPy to torch: your own autograd
#
# You can derive a gradient by hand. This part builds the machine that does it for you, and trains a network with it.
#
# *40 minutes · after [02b Backpropagation](02b_backpropagation.ipynb) · then the [exercise](../exercises/02c_autograd.ipynb) (60 minutes)*
#
# <!-- notes (1 min): The parts are three: what a tensor is, what a graph is, and who walks it. At the end three machines train one net on digits. -->

# %% [markdown] name="objectives" slideshow={"slide_type": "slide"}
# **You will be able to**
#
# 1. say where in memory a number of a tensor stands, and when `view` refuses
# 2. write values and gradients on every edge of a graph
# 3. explain each line of an autograd engine, and build one
# 4. write a training loop in six lines, and say what each leaves behind

# %% [markdown] name="another-layer" slideshow={"slide_type": "slide"}
# ## Who writes the backward pass?
#
# In 02b each line of the forward pass got a line of its own on the way back, by hand.
#
# **Predict:** you add a layer to the network, and use one of its outputs in two places. Which lines of the backward pass change? Could a program
# have written them?
#
# <!-- notes (1 min): All those after the change, and one of them becomes a sum. And yes: each line came from one rule, applied to one operation. That is the plan of this part. -->

# %% [markdown] name="symbols" slideshow={"slide_type": "skip"}
# All lines that come after the change on the way back, and one of them becomes a sum. But each of these lines followed from one rule, applied to one operation. So a program can write them, and a
# **framework** is, more than anything else, such a program.
#
# **Symbols.** $x$ input, $w$ weight, $b$ bias, $y$ output, $t$ target, $L$ loss, $dy$ the gradient that a node gets from above, $\eta$ learning rate; $p_1, p_2, \dots$ are the
# results in between. A **node** is one number (or one array) of a computation, its *operands* are the nodes it was made of. Frameworks call the operands *parents* or *inputs*, and
# what comes from above the *upstream gradient* or *cotangent*.

# %% [markdown] name="framework" slideshow={"slide_type": "slide"}
# | a framework provides | in torch | in this course |
# |---|---|---|
# | tensor mathematics | `torch` | NumPy |
# | layers | `torch.nn` | `numpy_ops` |
# | gradients and backpropagation | `torch.autograd` | `numpy_ops.autograd` |
# | optimisers | `torch.optim` | `numpy_ops.optim` |
# | GPU kernels | `.to("cuda")` | none |
# | loading data, checkpoints | `torch.utils.data`, `torch.save` | `data`, `training` |
# | several machines, sometimes | `torch.distributed` | lecture 13 |
#
# <!-- notes (2 min): Read the rows, not the names. Today: the first four, by hand. The third row is the one that made frameworks worth having. -->

# %% [markdown] name="tensors" slideshow={"slide_type": "slide"}
# ## A tensor is a row of numbers
#
# with a **shape** $n$ and **strides** $s$: steps in memory when an index grows by one. If the last runs fastest,
#
# $$\text{place}(i) = \sum_k i_k\, s_k, \qquad s_k = n_{k+1}\, n_{k+2} \cdots$$
#
# Images: (B, C, H, W), batch, channels, height, width. Kernels: (OC, IC, KH, KW), channels out and in.
#
# **Predict** for (2, 3, 4, 4): where is `x[1, 2, 0, 3]`?
#
# <!-- notes (2 min): Strides 48, 16, 4, 1: place 48 + 32 + 0 + 3 = 83. -->

# %% name="strides" slideshow={"slide_type": "subslide"}
import numpy as np
import torch

x = np.arange(2 * 3 * 4 * 4.0).reshape(2, 3, 4, 4)  # B, C, H, W; each number is its place
print("strides, in numbers (torch):", torch.tensor(x).stride())
print("strides, in bytes (NumPy):  ", x.strides)
print("x[1, 2, 0, 3] is", x[1, 2, 0, 3], "and 1*48 + 2*16 + 0*4 + 3*1 =", 48 + 32 + 0 + 3)

# %% [markdown] name="layouts-question" slideshow={"slide_type": "slide"}
# **Layouts.** `permute` moves no number. It exchanges entries of the shape and, with them, of the strides. `view` gives the same memory another shape, and refuses
# where no strides could describe it.
#
# **Predict:** `x.permute(0, 2, 3, 1).view(2, 48)`: will it work?
#
# <!-- notes (4 min): It refuses. Point at a number, find its place. Permute: the place stays, the path through memory becomes jumps. Then channels last: the same shape, another order in memory; photographs on disk are like that. Commit a prediction in the picture before showing the answer. Last: broadcast, stride 0. -->

# %% name="tensor-layouts" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import TensorLayouts

TensorLayouts(shape=(2, 3, 4, 4))

# %% [markdown] name="layouts-reading" slideshow={"slide_type": "skip"}
# Two neighbouring axes may be merged into one if walking along the second, once to its end, leads to the next step of the first: $s_k = n_{k+1} s_{k+1}$. Where
# that fails, `view` raises an error, and `reshape` silently makes a copy.
#
# `channels_last` is such a copy on purpose: the shape stays (B, C, H, W), but the channels of a pixel lie side by side in memory. Strides decide how fast a program is, not what it
# computes.
#
# A stride may be 0: the same number is read again and again. That is how a bias of shape (O,) is added to (N, O) without being copied $N$ times. On the way back, such a number gets
# the **sum** of what comes from all places.

# %% name="view-or-copy" slideshow={"slide_type": "skip"}
images_first = torch.arange(96.0).reshape(2, 3, 4, 4)
images_last = images_first.permute(0, 2, 3, 1)  # B, H, W, C
print("permuted: shape", tuple(images_last.shape), " strides", images_last.stride())
try:
    images_last.view(2, 48)
except RuntimeError:
    print("view refuses")
copied = images_last.reshape(2, 48)
print("reshape shares its memory:", copied.data_ptr() == images_first.data_ptr())
print("permute shares its memory:", images_last.data_ptr() == images_first.data_ptr())
print("strides of a bias seen as (5, 10):", torch.zeros(10).expand(5, 10).stride())

# %% [markdown] name="reshape-trap" slideshow={"slide_type": "slide"}
# > **Trap: `reshape` does not exchange axes.** A photograph is stored as (H, W, C); a network wants (C, H, W). `transpose(2, 0, 1)` and `reshape(3, 8, 8)` both give
# > this shape. One of them gives the right picture.
#
# **Predict** which. Here three digits stand in three channels; we look at the first.
#
# <!-- notes (1 min): No error, no warning: training runs, and learns badly. Look at one example before you train on a thousand. -->

# %% name="reshape-or-permute" slideshow={"slide_type": "subslide"}
from sklearn.datasets import load_digits
from course_lib.widgets import images

data, label = load_digits(return_X_y=True)
photo = np.stack([data[3], data[8], data[0]], axis=1).reshape(8, 8, 3)  # H, W, C
images({"photo[:, :, 0]": photo[:, :, 0],
        "transpose(2, 0, 1)[0]": photo.transpose(2, 0, 1)[0],
        "reshape(3, 8, 8)[0]": photo.reshape(3, 8, 8)[0]}, (8, 8),
       alt="Three small images: the first channel of the photograph is a 3; it is the same 3 "
           "after transpose, and a jumble of stripes after reshape.")

# %% [markdown] name="one-neuron" slideshow={"slide_type": "slide"}
# ## The graph of one neuron
#
# The neuron of 02b, as a machine meets it: $L = (\sigma(wx + b) - t)^2$, one operation at a time.
#
# $$p_1 = w x, \quad p_2 = p_1 + b, \quad p_3 = \sigma(p_2), \quad p_4 = p_3 - t, \quad L = p_4^2 .$$
#
# **Predict:** what does the product $p_1 = wx$ have to know, to send $w$ its gradient: $x$, the sigmoid, the loss?
#
# <!-- notes (1 min): x, and one number from above. That it stands in front of a sigmoid is none of its business: this is what makes the thing mechanical. No half in front of this square, so its slope is twice the difference. -->

# %% [markdown] name="one-neuron-derivation" slideshow={"slide_type": "slide"}
# From the end, one edge a line: the slope of one operation, times one number from above.
#
# $$\begin{aligned}
# \frac{dL}{dL} &= 1 \\
# \frac{dL}{dp_4} &= 2p_4 \cdot 1 && L = p_4^2 \\
# \frac{dL}{dp_3} &= 1 \cdot 2p_4 && p_4 = p_3 - t \\
# \frac{dL}{dp_2} &= \sigma'(p_2) \cdot 2p_4 && \sigma' = \sigma (1 - \sigma) = p_3(1 - p_3) \\
# \frac{dL}{dp_1} = \frac{dL}{db} &= 1 \cdot \sigma'(p_2)\, 2p_4 && p_2 = p_1 + b \\
# \frac{dL}{dw} &= x\, \sigma'(p_2)\, 2p_4 && p_1 = wx
# \end{aligned}$$
#
# <!-- notes (2 min): Let them dictate it. In each line, cover everything but the first factor: that is all the operation knows. The last line knows x and what came from above, nothing else. The t side gets minus, the x side gets w times. -->

# %% [markdown] name="stepper-question" slideshow={"slide_type": "slide"}
# In the picture all gradients have arrived, and $w$ is picked: it shows the slopes from $L$ down to $w$, whose product is its gradient. Pick another box, or go back and step.
#
# **Predict:** you drag $x$ to 0. Which of $dL/dw$, $dL/db$ and $dL/dx$ become 0?
#
# <!-- notes (2 min): Only dL/dw: its last factor is x. A weight on a silent input learns nothing. Then drag w far to the left: all of them shrink, the sigmoid is flat. The table says that our engine and torch agree. -->

# %% name="graph-stepper" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import GraphStepper

neuron = {"w": -0.8, "x": 1.5, "b": 0.4, "t": 1.0}
GraphStepper(expression="(sigmoid(w*x + b) - t)**2", inputs=neuron, step=14, picked="w")

# %% name="one-neuron-numbers" slideshow={"slide_type": "subslide"}
w, x, b, t = -0.8, 1.5, 0.4, 1.0
p3 = 1 / (1 + np.exp(-(w * x + b)))
record = [("p1", "w", x), ("p2", "p1", 1.0), ("p2", "b", 1.0),   # (result, operand, slope)
          ("p3", "p2", p3 * (1 - p3)), ("p4", "p3", 1.0), ("L", "p4", 2 * (p3 - t))]
gradient = {"L": 1.0}
for result, operand, slope in reversed(record):
    gradient[operand] = gradient.get(operand, 0.0) + slope * gradient[result]

W = torch.tensor(w, dtype=torch.float64, requires_grad=True)
((torch.sigmoid(W * x + b) - t) ** 2).backward()
print(f"dL/dw: the record, read backwards {gradient['w']:.8f}, torch {W.grad.item():.8f}")

# %% [markdown] name="a-number-that-remembers" slideshow={"slide_type": "slide"}
# ## A number that remembers
#
# That loop knew no calculus. Who writes the record? Each number its own part. Besides its value, a result keeps
#
# - its **operands**: the objects, not their numbers
# - its **slope** with respect to each
# - its **gradient**, a sum that begins at 0.0
#
# A class may say what `+` and `*` mean. Computing builds the graph.
#
# <!-- notes (2 min): If the result kept only the number of its operand, there would be no way back to it. Next slide: the whole engine for sums and products, twelve lines. -->

# %% name="first-engine" slideshow={"slide_type": "subslide"}
class Number:
    def __init__(self, data, made_of=()):  # made_of: (operand, slope) for each operand
        self.data, self.grad, self.made_of = float(data), 0.0, made_of

    def __add__(self, other):
        return Number(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        return Number(self.data * other.data, [(self, other.data), (other, self.data)])

    def backward(self, dy=1.0):
        self.grad += dy
        for operand, slope in self.made_of:
            operand.backward(slope * dy)

# %% name="first-engine-run" slideshow={"slide_type": "subslide"}
x, y = Number(3), Number(-1)
L = (x + y) * x
L.backward()
print("L =", L.data, " dL/dx =", x.grad, " dL/dy =", y.grad)

# %% [markdown] name="gradients-add-up" slideshow={"slide_type": "slide"}
# **Used twice.** Here $x$ stood in two places. Name them: $L(u, v)$, $u = v = x$. Paths add up (02b):
#
# $$\frac{dL}{dx} = \frac{\partial L}{\partial u} \cdot 1 + \frac{\partial L}{\partial v} \cdot 1 = x + (x + y) = 5 .$$
#
# So `self.grad += dy`, never `=`: each place contributes.
#
# **Predict:** $L = \ln(1 + e^a) - t\,a$ at $a = 0.5$, $t = 1$. You know this loss. What will $a$ have collected?
#
# <!-- notes (2 min): u is the x inside the sum, with slope x; v is the factor, with slope x + y. The picture: two shares, 0.62 and -1, the sum -0.38. It is the binary cross-entropy of 02a, its slope y - t with y the sigmoid of a. The engine has never heard of a sigmoid, and finds it. -->

# %% name="used-twice" slideshow={"slide_type": "subslide"} tags=["hide-input"]
GraphStepper(expression="log(1 + exp(a)) - t*a", inputs={"a": 0.5, "t": 1.0})

# %% [markdown] name="used-twice-reading" slideshow={"slide_type": "skip"}
# Two shares come back to $a$, and their sum is $\sigma(a) - t$: this is the binary cross-entropy of 02a, written with the score. Nobody told the engine what a sigmoid is; it knows the
# slopes of a logarithm, a sum and an exponential.

# %% [markdown] name="local-slopes" slideshow={"slide_type": "slide"}
# **All it takes to add an operation** is its slope for each operand:
#
# | $y$ | slopes | $y$ | slope |
# |---|---|---|---|
# | $a + b$ | $1$ and $1$ | $a^n$ | $n\, a^{n-1}$ |
# | $a - b$ | $1$ and $-1$ | $e^a$ | $e^a = y$ |
# | $a\, b$ | $b$ and $a$ | $\ln a$ | $1 / a$ |
# | $a / b$ | $1/b$ and $-a/b^2$ | $\max(0, a)$ | $1$ if $a > 0$, else $0$ |
#
# **Predict:** $a = 1.7$, $b = -0.6$, $n = 3$. Which of these slopes is the steepest?
#
# <!-- notes (2 min): The third power, 8.67. Which need the value of an operand on the way back? Sums and differences need nothing; products and quotients need the other operand: that is why a framework keeps the forward values in memory until backward is done. -->

# %% name="local-slopes-numbers" slideshow={"slide_type": "skip"}
slopes = {"a - b": (lambda a, b: a - b, lambda a, b: (1, -1)), "a * b": (lambda a, b: a * b, lambda a, b: (b, a)),
          "a / b": (lambda a, b: a / b, lambda a, b: (1 / b, -a / b**2)),
          "a ** 3": (lambda a, b: a**3, lambda a, b: (3 * a**2, 0)),
          "exp a": (lambda a, b: np.exp(a), lambda a, b: (np.exp(a), 0)),
          "ln a": (lambda a, b: np.log(a), lambda a, b: (1 / a, 0)),
          "relu a": (lambda a, b: max(0.0, a), lambda a, b: (1, 0))}
a, b, step = 1.7, -0.6, 1e-5
for name, (f, slope) in slopes.items():
    measured = (f(a + step, b) - f(a - step, b)) / (2 * step), (f(a, b + step) - f(a, b - step)) / (2 * step)
    print(f"{name:7} slopes {slope(a, b)[0]:8.4f} {slope(a, b)[1]:8.4f}   measured",
          *(f"{one + 0.0:8.4f}" for one in np.round(measured, 6)))

# %% [markdown] name="numbers-on-either-side" slideshow={"slide_type": "slide"}
# **`2 * a`.** Python asks the number 2 first, which has never heard of our class and declines. Then it asks `a`, under another name: `a.__rmul__(2)`. Each
# operator has such a name. And as 2 has no `grad`, wrap it first.
#
# **Predict:** in `2 - a`, which of the two is `self`?
#
# <!-- notes (1 min): a. The operand on the right is self, so the method has to return other minus self. And a plain 2 has no grad: wrap it into a Value first. -->

# %% name="either-side-numbers" slideshow={"slide_type": "subslide"}
class Listener:
    def __mul__(self, other):
        return f"__mul__, self on the left, other = {other}"

    def __rmul__(self, other):
        return f"__rmul__, self on the right, other = {other}"

    def __rsub__(self, other):
        return f"__rsub__, self on the right, other = {other}"

a = Listener()
print("a * 2:", a * 2, "\n2 * a:", 2 * a, "\n2 - a:", 2 - a)

# %% [markdown] name="path-by-path" slideshow={"slide_type": "slide"}
# ## Each node once
#
# `Number.backward` follows every path from the end to the beginning, and adds up over the paths. That is right.
#
# **Predict:** double a number 16 times, `y = y + y`: 17 nodes. How many calls of `backward`?
#
# <!-- notes (1 min): Each node calls the one before it twice: 1 + 2 + 4 + ... + 2^16 = 131071. Right, and useless: a network of depth 100 would never finish. -->

# %% name="path-by-path-numbers" slideshow={"slide_type": "subslide"}
def calls(node):
    return 1 + sum(calls(operand) for operand, slope in node.made_of)

for doublings in (4, 8, 16):
    y = Number(1)
    for _ in range(doublings):
        y = y + y
    print(f"{doublings + 1:2} nodes, {calls(y):6} calls")

# %% [markdown] name="from-the-end" slideshow={"slide_type": "slide"}
# **Send once, when all has arrived.** A node sends to its operands only after *every* node that it feeds has sent. Which order does that?
#
# Evaluation went [in an order](01b_networks.ipynb#cell-id=topological) where each node comes after its operands. Take that order **backwards**.
#
# **Predict:** what does `a` get if `b`, below, sends as soon as it hears from `y`?
#
# <!-- notes (3 min): b would send 1 times 4; what comes later from d and c never reaches a through b. 20 and not 84. In the picture: count the arrows that arrive at b. -->

# %% name="waiting-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import figure

figure("waiting")

# %% name="from-the-end-numbers" slideshow={"slide_type": "subslide"}
from graphlib import TopologicalSorter

a = 2.0; b = a * a; c = b * a; d = c * b; y = d + b
made_of = {"b": [("a", a), ("a", a)], "c": [("b", a), ("a", b)],
           "d": [("c", b), ("b", c)], "y": [("d", 1.0), ("b", 1.0)]}

def send(order, gradient):
    for node in order:
        for operand, slope in made_of.get(node, []):
            gradient[operand] = gradient.get(operand, 0.0) + slope * gradient[node]
    return gradient

order = list(TopologicalSorter({"b": "a", "c": "ab", "d": "bc", "y": "bd"}).static_order())[::-1]
print(order, send(order, {"y": 1.0}))
print("by hand:", 5 * a**4 + 2 * a, "  b too early:", send("ybdca", {"y": 1.0})["a"])

# %% [markdown] name="from-the-end-reading" slideshow={"slide_type": "skip"}
# By hand: $y = a^5 + a^2$, so $dy/da = 5a^4 + 2a = 84$ at $a = 2$.
#
# Five nodes and eight edges: each edge is used once, whatever the number of paths. So the way back costs about as many operations as the way forward, and that
# is the reason why backpropagation scales (02a counted it). An engine has no table of names; it has the last node, and from there it must find all others and
# an order of them, before anybody sends. A node may be met several times on this search, and must be listed once, after all its operands.

# %% [markdown] name="backward-twice" slideshow={"slide_type": "slide"}
# **Calling it twice.** Two losses, one network: gradients **add up** in `.grad`, in torch too, until you clear them.
#
# > **Trap: two sums in one place.** If the walk itself works in `.grad`, the second walk finds the numbers of the first there and passes them on again.
#
# **Predict:** $dy/da$ after two such calls, if 84 is right for one?
#
# <!-- notes (1 min): 168 is due. The walk needs a table of its own for each call; what a node has gathered is added to its grad at the end. And the other half: forget zero_grad in a training loop, and each step uses the sum of all gradients so far. -->

# %% name="backward-twice-numbers" slideshow={"slide_type": "subslide"}
grad = send(order, {"y": 1.0})
grad["y"] += 1.0
print("second walk in the same place:", send(order, grad)["a"])
print("two tables, added:            ", 2 * send(order, {"y": 1.0})["a"])

a = torch.tensor(2.0, requires_grad=True)
y = a**5 + a**2
y.backward(retain_graph=True)
y.backward()
print("torch, two calls:             ", a.grad.item())

# %% [markdown] name="long-chains" slideshow={"slide_type": "slide"}
# **Long chains.** `Number.backward` calls itself, once for each node in a row. A sum of 5,000 terms is a row of 5,000 nodes.
#
# **Predict:** what does Python say? And how many lines does an engine take that knows all of this?
#
# <!-- notes (1 min): RecursionError: a Python function may call itself about a thousand times, or as often as the limit says. So the search for the order keeps a list of its own: what is still to be looked at. -->

# %% name="long-chains-numbers" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops.autograd import Value

for engine in (Number, Value):
    x = y = engine(1.0)
    for _ in range(5000):
        y = y + x
    try:
        y.backward()
        print(f"{engine.__name__}: dy/dx = {x.grad}")
    except RecursionError:
        print(f"{engine.__name__}: RecursionError")

# %% name="engine-size" slideshow={"slide_type": "subslide"}
import inspect
from course_lib.numpy_ops import autograd

text = inspect.getsource(autograd.Value) + inspect.getsource(autograd.from_the_end)
print(len([line for line in text.splitlines() if line.strip()]), "lines, with all explanations")

w, x, b, t = Value(-0.8), Value(1.5), Value(0.4), Value(1.0)
L = (1 / (1 + (-(w * x + b)).exp()) - t) ** 2
L.backward()
print(f"one neuron: dL/dw = {w.grad:.8f}, the record {gradient['w']:.8f}")

# %% [markdown] name="modules" slideshow={"slide_type": "slide"}
# ## From numbers to arrays
#
# A Python object for each product is slow. So make the **node** an array operation, and its slope a *backward function* as in 02b. With its parameters,
# that is a **module**:
#
# - `forward(inputs)` uses the parameters, returns the outputs
# - `backward(dy)` takes $dL/d\text{outputs}$, returns $dL/d\text{inputs}$, keeps $dL/d\text{parameters}$
#
# <!-- notes (3 min): Same rule, larger grain: a module knows its own slopes and what comes from above, nothing else. Whoever keeps to these two methods can be put into any row. -->

# %% name="modules-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("modules")

# %% name="module-classes" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import linear, linear_backward, relu, relu_backward

class Module:
    def __init__(self, op, op_backward, *params):
        self.op, self.op_backward, self.params = op, op_backward, list(params)

    def forward(self, x):
        y, self.cache = self.op(x, *self.params)
        return y

    def backward(self, dy):
        grads = self.op_backward(dy, self.cache)
        dx, *self.grads = grads if self.params else (grads,)
        return dx

# %% [markdown] name="module-check-question" slideshow={"slide_type": "skip"}
# Three of them in a row, forward from the first to the last, backward from the last to the first. The whole row has the same two methods again, so
# rows can be put into rows. (`Tensor` in `course_lib.numpy_ops.autograd` joins both ideas: an array that remembers, with these backward functions as its slopes.) The start is the network that we will train: 64 pixels, 32 ReLUs, ten scores. Does it agree with `torch.nn`, for a
# random $dy$?

# %% name="module-check" slideshow={"slide_type": "subslide"}
rng = np.random.default_rng(0)
W1, W2 = 0.18 * rng.normal(size=(32, 64)), 0.18 * rng.normal(size=(10, 32))
start = [W1, np.zeros(32), W2, np.zeros(10)]
row = [Module(linear, linear_backward, *start[:2]), Module(relu, relu_backward)]
row += [Module(linear, linear_backward, *start[2:])]

x, dy = rng.normal(size=(5, 64)), rng.normal(size=(5, 10))
y, back = x, dy
for module in row:
    y = module.forward(y)
for module in reversed(row):
    back = module.backward(back)
print("y", y.shape, " dL/dx", back.shape, " parameters", sum(w.size for w in start))

# %% name="module-against-torch" slideshow={"slide_type": "subslide"}
from torch import nn

def torch_net():
    net = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)).double()
    for parameter, value in zip(net.parameters(), start):
        parameter.data = torch.tensor(value)
    return net

net = torch_net()
net(torch.tensor(x)).backward(torch.tensor(dy))
ours = row[0].grads + row[2].grads
gaps = [np.abs(g - p.grad.numpy()).max() for g, p in zip(ours, net.parameters())]
print("all four gradients equal to 1e-12:", max(gaps) < 1e-12)

# %% [markdown] name="scalar-loss" slideshow={"slide_type": "slide"}
# ## One number at the end
#
# $M$ outputs and $P$ parameters have $M \cdot P$ slopes. A loss is **one** number, $M = 1$: one slope for each parameter, so the gradient
# has the parameter's shape, and $w - \eta\, dw$ makes sense.
#
# **Predict:** what does torch say to `backward()` on 50 scores?
#
# <!-- notes (1 min): It refuses: of which of the 50? It wants a dy for them, as we gave on the slide before, or a sum. The check of shapes is the cheapest test there is. -->

# %% name="gradient-shapes" slideshow={"slide_type": "subslide"}
try:
    net(torch.tensor(x)).backward()
except RuntimeError as error:
    print(error)

for parameter, gradient in zip(start, ours):
    assert gradient.shape == parameter.shape
    print("parameter", parameter.shape, " gradient", gradient.shape)

# %% [markdown] name="training-loop" slideshow={"slide_type": "slide"}
# ## The training loop
#
# Load, forward, loss, backward, step. And one line to forget the last gradient.
#
# > **Trap: nothing forgotten.** Without `zero_grad` nothing stops. Each step uses the sum of all gradients so far.
#
# **Predict** the first loss, before any training, for ten classes.
#
# <!-- notes (2 min): About ln 10 = 2.30, as in 02a. Ask for each line what it leaves behind: scores leave the graph, backward leaves grad, step leaves new weights. -->

# %% name="training-loop-torch" slideshow={"slide_type": "subslide"}
from course_lib.data import digits

x, labels, x_test, labels_test = digits()
x, x_test = x.reshape(-1, 64).astype(float), x_test.reshape(-1, 64).astype(float)
batches = [(x[i : i + 64], labels[i : i + 64]) for i in range(0, 20 * 64, 64)]
print(f"{len(x)} images to learn from, {len(x_test)} to be judged by; {len(batches)} batches of 64")

# %% name="six-lines" slideshow={"slide_type": "subslide"}
net, losses_loop = torch_net(), []
optimiser = torch.optim.SGD(net.parameters(), lr=0.5)

for images_in, wanted in batches:                                     # load
    scores = net(torch.tensor(images_in))                             # forward
    loss = nn.functional.cross_entropy(scores, torch.tensor(wanted))  # loss
    optimiser.zero_grad()                                             # forget
    loss.backward()                                                   # backward
    optimiser.step()                                                  # step
    losses_loop.append(loss.item())
print(f"first loss {losses_loop[0]:.4f}, last loss {losses_loop[-1]:.4f}, ln 10 = {np.log(10):.4f}")

# %% [markdown] name="three-machines" slideshow={"slide_type": "slide"}
# ## Three machines, one network
#
# The same 20 batches, the same first weights, float64:
#
# - **by hand**: `numpy_ops`, the backward pass written out
# - **our engine**: `Tensor` from `numpy_ops.autograd`, whose nodes are arrays
# - **torch**
#
# **Predict:** after 20 steps, to how many digits do the losses agree?
#
# <!-- notes (4 min): Ten digits are printed, all the same. The three functions have one signature: weights and a batch in, loss and four gradients out. Read the first one slowly, then ask what has vanished in the second. -->

# %% name="by-hand" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops import cross_entropy, cross_entropy_backward

def by_hand(weights, x, labels):
    W1, b1, W2, b2 = weights
    a, to_a = linear(x, W1, b1)
    h, to_h = relu(a)
    scores, to_scores = linear(h, W2, b2)
    loss, to_loss = cross_entropy(scores, labels)
    dscores = cross_entropy_backward(np.array(1.0), to_loss)
    dh, dW2, db2 = linear_backward(dscores, to_scores)
    _, dW1, db1 = linear_backward(relu_backward(dh, to_h), to_a)
    return loss, [dW1, db1, dW2, db2]

# %% name="by-our-engine" slideshow={"slide_type": "subslide"}
from course_lib.numpy_ops.autograd import Tensor, operations

def by_our_engine(weights, x, labels):
    W1, b1, W2, b2 = params = [Tensor(w) for w in weights]
    h = operations["relu"](operations["linear"](x, W1, b1))
    scores = operations["linear"](h, W2, b2)
    loss = operations["cross_entropy"](scores, labels)
    loss.backward()
    return loss.data, [p.grad for p in params]

# %% name="by-torch" slideshow={"slide_type": "subslide"}
import torch.nn.functional as F

def by_torch(weights, x, labels):
    W1, b1, W2, b2 = params = [torch.tensor(w, requires_grad=True) for w in weights]
    h = F.relu(F.linear(torch.tensor(x), W1, b1))
    scores = F.linear(h, W2, b2)
    loss = F.cross_entropy(scores, torch.tensor(labels))
    loss.backward()
    return loss.item(), [p.grad.numpy() for p in params]

# %% name="train" slideshow={"slide_type": "subslide"}
def train(machine, rate=0.5):
    weights, losses = start, []
    for images_in, wanted in batches:
        loss, grads = machine(weights, images_in, wanted)
        weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(float(loss))
    return losses, weights

machines = {"by hand": by_hand, "our engine": by_our_engine, "torch": by_torch}
runs = {name: train(machine) for name, machine in machines.items()}

# %% name="step-for-step" slideshow={"slide_type": "subslide"} tags=["hide-input"]
def line(k):
    return f"{k + 1:4}" + "".join(f"{losses[k]:14.10f}" for losses, _ in runs.values())

heading = "step" + "".join(f"{name:>14}" for name in runs)
print(heading, heading, sep="    ")
for k in range(10):
    print(line(k), line(k + 10), sep="    ")
print("the six lines, the same:", np.allclose(losses_loop, runs["by hand"][0], rtol=0, atol=1e-12))

# %% name="same-weights" slideshow={"slide_type": "subslide"}
ours = runs["by hand"][1]
for name, (losses, weights) in runs.items():
    gap = max(np.abs(w - v).max() for w, v in zip(weights, ours))
    h = np.maximum(x_test @ weights[0].T + weights[1], 0)
    scores = h @ weights[2].T + weights[3]
    right = np.mean(scores.argmax(axis=1) == labels_test)
    print(f"{name:10}  weights as by hand, to 1e-12: {gap < 1e-12}, new images right: {right:.1%}")

# %% [markdown] name="three-machines-reading" slideshow={"slide_type": "skip"}
# Twenty steps, 2,410 parameters, and no machine has left the others by more than rounding. They do not approximate each other: they do the same operations in about the same
# order. What torch adds is not another mathematics but speed, a thousand operations more, and other devices.
#
# The loss wavers because each step sees another 64 images, and after twenty steps on 1,280 images the network is far from done; lecture 03a is about getting
# further. The point here is that you could have written each part of the machine.

# %% [markdown] name="summary" slideshow={"slide_type": "slide"}
# ## What to take along
#
# - A tensor is memory, shape and strides. `permute` exchanges strides; `reshape` may copy, and never exchanges axes.
# - A node keeps its operands and its slopes. Back: slope times above, summed, each node once, after all that it feeds.
# - A scalar loss gives gradients of the parameters' shapes.
# - Load, forward, loss, forget, backward, step.
#
# <!-- notes (1 min): Exercise: your own Value, sixty minutes, and it trains a network on digits at the end, beside torch. -->

# %% [markdown] name="exercise-link" slideshow={"slide_type": "skip"}
# **Now you.** In the [exercise](../exercises/02c_autograd.ipynb) you write the engine (sixty minutes). At the end NumPy's own matrix product runs on *your* numbers, and trains
# a network on real digits, step for step with torch.
#
# *Sources.* Linnainmaa, *BIT* 16, 1976 (the walk from the end). Rumelhart, Hinton and Williams, *Nature* 323, 1986. Griewank and Walther, *Evaluating Derivatives*, 2008,
# section 3.2. Maclaurin, Duvenaud and Adams, *Autograd*, 2015. Paszke and others, *NeurIPS* 2019 (torch).
