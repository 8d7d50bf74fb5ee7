# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 13 · Frameworks, graphs and many machines
#
# What a framework has to know about your network, how the network leaves it again, and how several machines train it as one.
#
# *40 minutes · after [09 ResNet, ResNeXt, DenseNet](09_residual_networks.ipynb) · then the [exercise](../exercises/13_frameworks.ipynb) (10 minutes)*
#
# <!-- notes (0.5 min): In 02c a framework was a program that writes the backward pass. Today its other half: who knows the whole computation, and what can be done with it. -->

# %% [markdown] name="objectives" slideshow={"slide_type": "slide"}
# **You will be able to**
#
# 1. say what a static graph, a recorded one and a traced one know, and where a trace is wrong
# 2. move a trained network into a file that runs without torch, and read that file
# 3. derive how stale a gradient may be
# 4. train on several processes, with the result of one
#
# <!-- notes (0.5 min): Two and four are done live, with the residual net from 09. -->

# %% [markdown] name="question-mark" slideshow={"slide_type": "slide"}
# ## The number nobody wants to count
#
# A digit of 28 × 28 pixels. Convolution 3 × 3 to 16 maps, pool 2 × 2, convolution 3 × 3 to 32 maps, pool 2 × 2, and
#
# `nn.Linear(?, 10)`
#
# **Predict** the number. And what changes if the images are 32 × 32?
#
# <!-- notes (1 min): 28, 26, 13, 11, 5: 32 * 25 = 800. With 32 pixels it is 32 * 36 = 1,152, in another line of another file. The input knows it; why should we? -->

# %% name="own-lazy-layer" slideshow={"slide_type": "subslide"}
from torch import nn

class Lazy(nn.Module):                               # a recipe, until the first batch arrives
    def __init__(self, make):
        super().__init__()
        self.make, self.layer = make, None

    def forward(self, x):
        if self.layer is None:                       # the first call: x is here, ask it
            self.layer = self.make(x)
        return self.layer(x)                         # from now on: that layer

conv2d = lambda out, size: Lazy(lambda x: nn.Conv2d(x.shape[1], out, size))
linear = lambda out: Lazy(lambda x: nn.Linear(x.shape[1], out))

# %% name="lazy-at-work" slideshow={"slide_type": "subslide"}
import torch
from course_lib.nets.lazy import conv2d, linear, settle      # the lines above, and settle

count = lambda net: sum(p.numel() for p in net.parameters())
for side in (28, 32):
    net = nn.Sequential(conv2d(16, 3), nn.ReLU(), nn.MaxPool2d(2),
                        conv2d(32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), linear(10))
    before = count(net)
    net(torch.rand(4, 1, side, side))
    settle(net)                                      # built layers in the place of recipes
    print(f"{side} pixels: {before} parameters, then {count(net)}; last layer", net[-1])

# %% [markdown] name="too-early-trap" slideshow={"slide_type": "slide"}
# > **Trap: the optimiser came too early.** What is built after `SGD(net.parameters())` is never trained. No error tells you, if *one* layer was there before.
#
# Layers that wait for their input are called **lazy**. torch has some, too: `nn.LazyConv2d`, `nn.LazyLinear`.
#
# **Predict:** can their parameters be handed out before they have a shape?
#
# <!-- notes (1 min): Yes: torch registers a placeholder which later becomes the parameter, the same object. So the optimiser holds the right thing from the start. It only must not be asked how large it is. -->

# %% name="too-early" slideshow={"slide_type": "subslide"}
x = torch.rand(4, 1, 28, 28)
ours = nn.Sequential(nn.Conv2d(1, 16, 3), nn.Flatten(), linear(10))
theirs = nn.Sequential(nn.LazyConv2d(16, 3), nn.Flatten(), nn.LazyLinear(10))
try:
    count(theirs)
except ValueError as error:
    print("counted too early:", str(error).split(" in <")[0])
for net in (ours, theirs):
    early = torch.optim.SGD(net.parameters(), lr=0.1)        # before the first call
    net(x)                                                   # torch's placeholders are filled
    known = sum(p.numel() for p in early.param_groups[0]["params"])
    print(f"the optimiser knows {known} of {count(net)}; a", type(net[2]).__name__)

# %% [markdown] name="small-layers" slideshow={"slide_type": "slide"}
# ## Two small layers that save an evening
#
# Channels last where they should be first: it often runs, and learns badly (02c).
#
# - `Expect("BDHW", sizes)`: check at the door.
# - `Groups(0, [1, 2, 3])`: keep axis 0, make one axis of the rest.
#
# **Predict:** which usual layer is the second? And how do you write BHWD to BDHW with it?
#
# <!-- notes (1 min): Flatten; Groups(0, 3, 1, 2). B batch, D depth (channels). Both ideas are from torchmore, which also had lazy layers before torch did (torch since 1.8). Open the source: ten lines each. -->

# %% name="small-layers-run" slideshow={"slide_type": "subslide"}
from course_lib.nets.small_layers import Expect, Groups

door, photographs = Expect("BDHW", (None, 3, 224, 224)), torch.rand(2, 224, 224, 3)
try:
    door(photographs)
except ValueError as error:
    print(error)
x = door(Groups(0, 3, 1, 2)(photographs))
print("through the door:", tuple(x.shape))
print("is it Flatten:", Groups(0, [1, 2, 3])(x).equal(nn.Flatten()(x)))

# %% [markdown] name="two-questions" slideshow={"slide_type": "slide"}
# ## Who knows the whole computation?
#
# $$f(x) = \begin{cases} x + p_0 & \text{if } x < p_0 \\ x - p_1 & \text{else} \end{cases}$$
#
# In 02c the graph was what had been computed: **dynamic**, made by running each line at once (*eager*). The other way: write the graph first, feed it later, **static**.
#
# **Predict:** after $f(2)$ has run, does the recorded graph know that there was an `if`?
#
# <!-- notes (1.5 min): It does not: Python asked, Python chose, and what was recorded is one subtraction. In the figure, left, the question is a node. -->

# %% name="two-graphs-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import figure

figure("written_or_recorded")

# %% name="static-nodes" slideshow={"slide_type": "subslide"}
import operator

class Node:                                          # one box of a graph: computes nothing
    def __init__(self, sign, *operands):
        self.sign, self.operands = sign, operands
    __add__ = lambda self, other: Node(operator.add, self, other)
    __sub__ = lambda self, other: Node(operator.sub, self, other)
    __lt__ = lambda self, other: Node(operator.lt, self, other)

def evaluate(node, fed):
    if node.sign == "if":                            # one branch is walked, the other is not
        question, yes, no = node.operands
        return evaluate(yes if evaluate(question, fed) else no, fed)
    return fed[node] if node in fed else node.sign(*(evaluate(one, fed) for one in node.operands))

# %% [markdown] name="same-function-twice" slideshow={"slide_type": "slide"}
# **The same function, twice.** A static graph needs a language of its own: `Node("if", …)` for `if`, and one more word for each thing that Python could do. (TensorFlow 1: `tf.cond`, `tf.while_loop`.)
#
# **Predict:** what happens to Python's own `if x < p0` when `x` and `p0` are nodes?
#
# <!-- notes (1 min): x < p0 is a Node, an object, and every object counts as true. So the first branch is taken, always, and nobody complains. -->

# %% name="same-function-run" slideshow={"slide_type": "subslide"}
def f(x, p0, p1):
    if x < p0:
        return x + p0
    return x - p1

x, p0, p1 = Node("x"), Node("p0"), Node("p1")
written = Node("if", x < p0, x + p0, x - p1)         # static: the if is a node
misled = f(x, p0, p1)                                # Python's if, given nodes
for value in (-2.0, 3.0):
    static, wrong = (evaluate(graph, {x: value, p0: 1.0, p1: 2.0}) for graph in (written, misled))
    print(f"x = {value}: eager {f(value, 1.0, 2.0)}, static {static}, if on nodes {wrong}")

# %% [markdown] name="if-on-nodes-trap" slideshow={"slide_type": "skip"}
# > **Trap: `if` on a node.** $f(3) = 4$ instead of 1, without a word: `x < p0` is a `Node`, an object, and Python counts every object as true, unless it says otherwise. TensorFlow 1 forbade it, with an error that a generation knows by heart: *"Using a `tf.Tensor` as a Python `bool` is not allowed. Use `if t is not None:` instead of `if t:` to test if
# > a tensor is defined, and use TensorFlow ops such as tf.cond to execute subgraphs conditioned on the value of a tensor."* (`python/framework/ops.py`.) A `__bool__` that raises would do it in our `Node`.

# %% [markdown] name="trade-offs" slideshow={"slide_type": "slide"}
# | | static | dynamic |
# |---|---|---|
# | `if`, `while` | nodes | Python |
# | an error | when fed, far from your line | at your line |
# | `print`, debugger | show nodes | show numbers |
# | optimise, plan memory, place on devices | the whole graph | one operation at a time |
# | runs without Python | yes | no |
#
# **Can one have both?** Run once in Python, write down what happens: **tracing**.
#
# <!-- notes (1 min): All of the table follows from one sentence: static knows everything before anything is known. Nobody wants to write by the first column, everybody wants its last two rows. Hence tracing. -->

# %% [markdown] name="tracing-question" slideshow={"slide_type": "slide"}
# ## Where tracing lies
#
# $f$ with $p_0 = 1$, $p_1 = 2$, traced at $x = -1$: the graph is $x + 1$.
#
# **Predict:** for which $x$ is it wrong? Shade them, before the picture does. Then a loop, `x.item()`, and `where`.
#
# <!-- notes (3 min): Wrong for all x from 1 on: not an error, a wrong number. Then the loop: its number of turns is frozen. item(): a number taken out of the graph comes back as a constant. where: both sides are computed and one is picked, the only one of the four that is traced rightly everywhere. Let them try a function of their own. -->

# %% name="tracing-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import WhereTracingLies

WhereTracingLies()

# %% name="what-torch-says" slideshow={"slide_type": "subslide"}
import textwrap
from course_lib.experiments.tracing import WAYS, outcome

for way in WAYS:                                     # recorded with torch 2.13, traced at x = -1
    told = outcome("if", way)
    wrong = f", wrong at x = {told.wrong('if')}" if told.values else ""
    print(f"{way}: {told.result}{wrong}")
    if told.kind:
        text = f"{told.kind}: {told.says}".split(" (unhinted")[0].split("\n\n")[0]
        print(textwrap.fill(text, 92, initial_indent="    ", subsequent_indent="    "))

# %% [markdown] name="what-torch-says-reading" slideshow={"slide_type": "slide"}
# **Four ways, one `if`** (torch 2.13)
#
# - `torch.jit.trace`: one path, a warning, wrong numbers. Deprecated.
# - `torch.export`: the whole graph or an error. No Python is left.
# - `torch.compile`: pieces. A graph, Python asks, a graph. Right, but not whole.
# - `fullgraph=True`: the whole graph or an error, still within Python.
#
# <!-- notes (2 min): Export is for leaving, compile is for speed. Compile also notes what it took for granted (shapes, types, values of Python numbers) as guards, and compiles anew when one fails. Its first call takes long, seconds to half a minute, so it is not run in this lecture; on nets as small as ours it gains nothing. -->

# %% [markdown] name="say-it-in-the-graph" slideshow={"slide_type": "slide"}
# **The way out:** say it in the graph's language. `torch.where` computes both sides and picks; `torch.cond` is our `Node("if", …)`.
#
# **Predict:** how many operations has each exported graph, and which of the two computes $x + 1$ at $x = 3$?
#
# <!-- notes (1 min): where: a comparison, a sum, a difference, a choice: all four run at every x. cond: a comparison and a node with two small graphs inside, of which one runs. getitem only unpacks the answer. -->

# %% name="say-it-in-the-graph-run" slideshow={"slide_type": "subslide"}
class Where(nn.Module):
    def forward(self, x):
        return torch.where(x < 1, x + 1, x - 2)

class Cond(nn.Module):
    def forward(self, x):
        return torch.cond(x < 1, lambda x: x + 1, lambda x: x - 2, (x,))

for module in (Where(), Cond()):                     # at x = 3 the first one adds, too, in vain
    exported = torch.export.export(module, (torch.tensor(-1.0),))
    nodes = [node.name for node in exported.graph.nodes if node.op == "call_function"]
    print(nodes, [exported.module()(torch.tensor(x)).item() for x in (-2.0, 3.0)])

# %% [markdown] name="one-format" slideshow={"slide_type": "slide"}
# ## Develop here, run there
#
# Python is seldom found in a phone, a browser, a car. Around 2017 the answer was converters, one for each direction; then a format in the middle: MMdnn's, and **ONNX**.
#
# **Predict:** $n$ frameworks, all directions: how many converters, and how many with a middle?
#
# <!-- notes (1 min): n (n - 1) against 2 n. Left: the zoo as a collection of the time lists it, 22 of 90 directions; note that Caffe had become a middle by accident. The list says of itself that its converters are untested. -->

# %% name="converter-zoo-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("converter_zoo")

# %% [markdown] name="export-question" slideshow={"slide_type": "slide"}
# ## A trained ResNet leaves torch
#
# In place of $n\,(n - 1)$ converters $2n$ suffice. Here is one of them, `torch.onnx.export`: a graph by `torch.export`, translated into ONNX's operations.
#
# The net is 09's, whose blocks you deleted: 17,254 parameters, 19 batch norms.
#
# **Predict:** how many nodes named `BatchNormalization` will be in the file?
#
# <!-- notes (1 min): Take votes; 19 is the usual answer. The answer is two slides on. dynamic_shapes: without it the file would take batches of two only, as in the example. external_data: else the weights are written into a second file, and one without the other is nothing. -->

# %% name="export" slideshow={"slide_type": "subslide"}
import tempfile
from course_lib.experiments.delete_blocks import examples, trained_net
from course_lib.experiments.onnx_file import quiet

net = trained_net("residual")                            # in eval mode
images, labels = (torch.as_tensor(part) for part in examples()[2:])       # 359 held-out digits
folder = tempfile.TemporaryDirectory()
path = f"{folder.name}/digits.onnx"
with quiet():                        # two remarks of torch's, on torchvision and on itself
    _ = torch.onnx.export(net, (images[:2],), path, dynamo=True, verbose=False,
                          input_names=["image"], output_names=["scores"], external_data=False,
                          dynamic_shapes=({0: torch.export.Dim("batch")},))

# %% name="onnxruntime" slideshow={"slide_type": "subslide"}
import numpy as np
import onnxruntime

session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
there = session.run(["scores"], {"image": images.numpy()})[0]
with torch.no_grad():
    here = net(images).numpy()
print("scores", there.shape, " equal to 1e-5:", np.allclose(here, there, rtol=1e-5, atol=1e-5))
right = [int((scores.argmax(1) == labels.numpy()).sum()) for scores in (here, there)]
print(f"right of {len(labels)}: torch {right[0]}, onnxruntime {right[1]}")

# %% name="in-the-file" slideshow={"slide_type": "subslide"}
import onnx
from collections import Counter
from onnx import helper, numpy_helper

model = onnx.load(path)
weights = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
print(dict(Counter(node.op_type for node in model.graph.node)))
shape = model.graph.input[0].type.tensor_type.shape.dim
print("input", [axis.dim_param or axis.dim_value for axis in shape])
floats = sum(w.size for w in weights.values() if w.dtype == np.float32)
maps = sum(m.num_features for m in net.modules() if isinstance(m, nn.BatchNorm2d))
print(f"in torch {count(net):,} parameters, in the file {floats:,} weights; normed maps: {maps}")

# %% [markdown] name="folding" slideshow={"slide_type": "slide"}
# ## Where are the batch norms?
#
# A trained batch norm (04b) is a fixed line, and the convolution before it is linear. One map, $a = w * x$:
#
# $$\begin{aligned} y &= \gamma\, \frac{a - \mu}{\sqrt{v + \varepsilon}} + \beta && \mu, v \text{ are fixed now} \\ &= \underbrace{\frac{\gamma}{\sqrt{v + \varepsilon}}\, w}_{w'} * x + \underbrace{\beta - \frac{\gamma\, \mu}{\sqrt{v + \varepsilon}}}_{b'} \end{aligned}$$
#
# A convolution with other weights, and a bias: $\gamma$ and $\beta$ are gone, $b'$ has come. One number fewer for each of the 172 maps.
#
# <!-- notes (2 min): 17,254 less 172 is 17,082. This is what a whole graph is good for: someone who sees two nodes in a row can make one of them. Only in eval mode: in training mu and v belong to the batch. torch warns if you export in training mode. -->

# %% name="folding-check" slideshow={"slide_type": "subslide"}
conv, norm = net.layers.conv1.conv, net.layers.conv1.norm
with torch.no_grad():
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    by_hand = scale[:, None, None, None] * conv.weight, norm.bias - scale * norm.running_mean
first = [weights[name] for name in model.graph.node[0].input[1:]]
print("first convolution of the file, as by hand:",
      all(np.allclose(a, b, atol=1e-6) for a, b in zip(by_hand, first)))

# %% [markdown] name="own-runtime" slideshow={"slide_type": "slide"}
# ## A runtime of your own
#
# The file is a list of nodes in order, and named arrays: a static graph, to be fed and evaluated, as with `Node` above. Eight kinds of nodes, eight entries in a table. (`Slice`, `Pad`: 09's shortcuts without weights.)
#
# <!-- notes (2.5 min): Read the loop first, next slide, then the table. Inputs are names; a dictionary maps names to arrays; attributes are what is known without data: strides, paddings. conv2d is the one of course_lib, from 05a. A phone's runtime has the same structure, and fast kernels. -->

# %% name="own-runtime-kinds" slideshow={"slide_type": "-"}
from course_lib.numpy_ops import conv2d

KINDS = {
    "Conv": lambda a, x, w, b: conv2d(x, w, b, stride=a["strides"][0], padding=a["pads"][0])[0],
    "Relu": lambda a, x: np.maximum(x, 0),
    "Add": lambda a, x, y: x + y,
    "Slice": lambda a, x, first, end, axis, step: np.take(
        x, range(first[0], min(end[0], x.shape[axis[0]]), step[0]), axis[0]),
    "Pad": lambda a, x, widths: np.pad(x, widths.reshape(2, -1).T),
    "ReduceMean": lambda a, x, axes: x.mean(tuple(axes), keepdims=True),
    "Reshape": lambda a, x, shape: x.reshape(shape), "Gemm": lambda a, x, w, b: x @ w.T + b}

# %% name="own-runtime-run" slideshow={"slide_type": "subslide"}
def run_file(graph, **values):
    values |= {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    for node in graph.node:                              # each after all that it needs
        attributes = {one.name: helper.get_attribute_value(one) for one in node.attribute}
        given = [values[name] for name in node.input]
        values[node.output[0]] = KINDS[node.op_type](attributes, *given)
    return values[graph.output[0].name]

ours = run_file(model.graph, image=images.numpy())
print("our own runtime, equal to 1e-5:", np.allclose(ours, here, rtol=1e-5, atol=1e-5))

# %% [markdown] name="not-in-the-file" slideshow={"slide_type": "slide"}
# > **Trap: what is in the file, and what is not.** In: the paths of your folders, as notes on each node. Not in: how the images were prepared, what the ten scores mean.
#
# These digits were standardised. **Predict:** the runtime is given digits between 0 and 1. How many of 359 are right, and what does it say?
#
# <!-- notes (1 min): It says nothing: shape and type are right. Most wrong answers after a conversion are this, not the conversion. Put the preparation into the net before exporting, or write it beside the file. First lines of the output: the file was run in a process into which torch was never imported. -->

# %% name="unprepared" slideshow={"slide_type": "subslide"}
from course_lib.data import digits
from course_lib.experiments.onnx_file import elsewhere, notes, without_notes

for name, given in (("between 0 and 1", digits().x_test), ("standardised", images.numpy())):
    there = elsewhere(path, given)                       # another process, without torch
    right = int((there.scores.argmax(1) == labels.numpy()).sum())
    print(f"{name}: {right} of {len(labels)} right, torch imported there: {there.torch_there}")
found, left = notes(model), notes(without_notes(model))
print(f"nodes with the Python they came from: {found.with_code} of {found.nodes},",
      f"after without_notes: {left.with_code}")

# %% [markdown] name="how-many-left" slideshow={"slide_type": "slide"}
# ## Twelve frameworks of 2018
#
# Caffe, Caffe2, Chainer, CNTK, Deeplearning4j, Keras, MatConvNet, MXNet, PyTorch, TensorFlow, Theano, Torch7.
#
# **Predict:** of how many do we know a release in the last two years?
#
# (A lecture of late 2018 listed them with their merits. A net may well outlive its framework.)
#
# <!-- notes (3 min): Three. Pick two in the picture and read what became of them. Which had the better idea is not what decided: Chainer built the graph by running in 2015, PyTorch did the same with a large company behind it. What cannot be dated from a source is left out and says so. -->

# %% name="timeline-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import FrameworkTimeline

FrameworkTimeline()

# %% [markdown] name="said-and-now" slideshow={"slide_type": "slide"}
# | said in late 2018 | November 2026 |
# |---|---|
# | TensorFlow: static, eager in development | eager by default since 2.0 (2019) |
# | PyTorch: dynamic, distributed in development | `DistributedDataParallel`; `torch.compile` since 2.0 (2023) |
# | Keras on TensorFlow, CNTK, Theano | on TensorFlow, JAX, PyTorch (2023) |
# | Caffe2 replaces Caffe, with Detectron | merged into PyTorch (2018) |
# | no clear common format, ONNX in progress | ONNX, written by `torch.onnx.export` |
#
# <!-- notes (1 min): The two columns have met: the static one runs eagerly, the dynamic one captures graphs. And the next slide: stars are marks of interest, not of use. -->

# %% name="stars-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("stars")

# %% name="what-became" slideshow={"slide_type": "skip"}
from IPython.display import Markdown
from course_lib.experiments.framework_history import AS_OF, alive, ended_by, frameworks, star_share

rows = ["| framework | language | graph in 2018 | first | what became of it |", "|---|---|---|---|---|"]
for one in frameworks():
    first = one.first.date if one.first else "not sourced"
    rows.append(f"| {one.name} | {one.language} | {one.graph} | {first} | {one.became} |")
rows.append(f"\nA release in the two years before {AS_OF}: {', '.join(alive())}.")
rows.append(f"Finished, merged or retired by the end of 2019: {', '.join(ended_by('2019-12-31'))}.")
stars = [f"{share:.0f}" for share in star_share("PyTorch")]
rows.append(f"\nPyTorch's stars for each 100 of TensorFlow's in 2017, 2018, 2020: {', '.join(stars)}.")
Markdown("\n".join(rows))

# %% [markdown] name="stars-reading" slideshow={"slide_type": "skip"}
# The stars are a blog's counts (insightai.global, not ours); plots of search frequencies, which lectures of the time showed, cannot be had any more. A star is a bookmark: it says who was talked about. Caffe2's jump is a move: its code had gone into PyTorch's repository.
#
# *Detectron* (Facebook, 2018) was a collection of detectors on Caffe2, Mask R-CNN among them, and *DensePose* was built on it; Detectron2 (2019) is written in PyTorch. *Deployment* was TensorFlow's strength of the day (Serving, Lite), research PyTorch's, which was deployed
# by way of ONNX and Caffe2. Speed rankings of that time depended on versions and are not repeated. Sources of all dates: `framework_history.table()`.

# %% [markdown] name="many-machines" slideshow={"slide_type": "slide"}
# ## Many machines
#
# One net, more images than one machine can look at. Give each machine a part of the batch, a **shard**: *data parallel*. Who makes the step?
#
# - **A parameter server**: fetch weights, send a gradient, whenever you are done.
# - **All together**: average the gradients, then step.
#
# **Predict:** what does machine 1 in the figure send?
#
# <!-- notes (1.5 min): A gradient of weights that are three steps old. Dean et al. 2012 trained like this on thousands of machines and put up with it: no machine waits for the slowest. Does it still go downhill? That can be derived. -->

# %% name="many-machines-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("many_machines")

# %% [markdown] name="stale" slideshow={"slide_type": "slide"}
# ## A gradient that comes too late
#
# Machine 1 sends the gradient of weights that are three steps old. For a curvature $c$ (03a), minimum at 0, delay $\tau$, in step $t$:
#
# $$w_{t+1} = w_t - \eta\, c\, w_{t-\tau}$$
#
# Without delay: stable for $\eta c < 2$.
#
# **Predict** the bound for a delay of one step. For two, commit in the picture.
#
# <!-- notes (3 min): 1, and 0.618, known from the golden ratio. Most guess 2/2 and 2/3: the first is right by accident. In the picture: the path winds in; raise the rate until it winds out. Then workers in place of a fixed delay, then synchronous: no delay, bound 2 again, but the server waits for the slowest. -->

# %% name="stale-picture" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import StaleGradients

StaleGradients()

# %% [markdown] name="stale-derivation" slideshow={"slide_type": "subslide"}
# Try $w_t = z^t$: a solution if $\; z^{\tau + 1} - z^{\tau} + \eta c = 0$, stable if all $|z| < 1$.
#
# For small $\eta c$ all roots are inside: $\tau$ of them near 0, one near $1 - \eta c$. Raise $\eta c$ until the first arrives at $|z| = 1$, $\; z = e^{i\theta}$, $\theta > 0$:
#
# $$\begin{aligned} z^\tau (1 - z) &= \eta c \\ 1 - e^{i\theta} &= 2 \sin\tfrac{\theta}{2}\; e^{i (\theta/2 - \pi/2)} && \text{a chord} \\ 2 \sin\tfrac{\theta}{2} &= \eta c && \text{sizes} \\ \tau \theta + \tfrac{\theta}{2} - \tfrac{\pi}{2} &= 0 && \text{angles: } \eta c > 0 \end{aligned}$$
#
# <!-- notes (2 min): The chord: from the point e^(i theta) of the circle to 1, its length 2 sin(theta/2). The angle may also be 2 pi, 4 pi, ...: those theta are larger, so their eta c is larger: later, not first. -->

# %% [markdown] name="stale-bound" slideshow={"slide_type": "subslide"}
# $$\theta = \frac{\pi}{2\tau + 1}, \qquad \boxed{\;\eta\, c < 2 \sin \frac{\pi}{2\,(2\tau + 1)}\;}$$
#
# For large $\tau$ about $\dfrac{\pi}{2\tau + 1}$: ten times the delay, a tenth of the learning rate.
#
# **Predict:** eight workers, equally fast. Which $\tau$ has each gradient, and what is the bound?
#
# <!-- notes (1 min): 7: the seven others have made a step meanwhile. 0.209. With many curvatures the largest decides, as in 03a; the measurement below is on the 64 curvatures of least squares on the digits. Nothing in the derivation is about machines: whoever acts on old news obeys it, at a shower with a long pipe, too. -->

# %% name="stale-check" slideshow={"slide_type": "subslide"}
from course_lib.experiments.stale_gradients import digits_problem, factor, largest_stable, serve

slope, start, curvatures = digits_problem()              # ten linear scores, least squares
for tau in (0, 1, 2, 3, 7):
    bound = 2 * np.sin(np.pi / (2 * (2 * tau + 1)))
    measured = largest_stable(tau, slope, start, high=4 / curvatures[0]) * curvatures[0]
    below, above = (factor(tau, share * bound) for share in (0.99, 1.01))
    print(f"tau {tau}: bound {bound:.3f}, measured {measured:.3f};",
          f"largest |z| just below it {below:.3f}, above {above:.3f}")
print("delays with 8 workers:", serve(8, uneven=0.0).delay[:10].tolist())

# %% [markdown] name="sums-and-means" slideshow={"slide_type": "slide"}
# ## Averages of averages
#
# A batch of $N$ examples in $K$ shards, $n_k$ each. Each machine has the mean gradient of *its* shard, $g^{(k)}$:
#
# $$\begin{aligned} g &= \frac1N \sum_{i=1}^{N} g_i && \text{what one machine would have} \\ &= \frac1N \sum_{k=1}^{K} \sum_{i \in k} g_i && \text{shard by shard} \\ &= \frac1N \sum_{k=1}^{K} n_k\, g^{(k)} && \text{a mean times its count is a sum} \end{aligned}$$
#
# <!-- notes (1 min): All it needs: the loss is a mean over examples. The third line is the exercise. -->

# %% [markdown] name="weighted-mean" slideshow={"slide_type": "subslide"}
# $$g = \sum_{k} \frac{n_k}{N}\, g^{(k)}, \qquad \sum_k \frac{n_k}{N} = 1$$
#
# A **weighted** mean: each *example* counts alike, so a shard counts as much as it has examples.
#
# **Predict:** 10 digits in shards of 5, 3 and 2. How far off is the plain mean of the three gradients: by 1 %, 30 % or 100 %?
#
# <!-- notes (1.5 min): With equal shards plain and weighted are the same, and so the mistake sleeps until the last batch of the epoch. -->

# %% name="shards-of-a-batch" slideshow={"slide_type": "subslide"}
from torch.nn.functional import cross_entropy
from course_lib.experiments.data_parallel import make_net

def gradient(net, rows):                                 # all parameters, in one row
    loss = cross_entropy(net(x[rows]), t[rows])
    return torch.cat([g.flatten() for g in torch.autograd.grad(loss, list(net.parameters()))])

x, t, small = images.double(), labels, make_net("float64")
off = lambda g, full: ((g - full).norm() / full.norm()).item()
shards, counts = [range(0, 5), range(5, 8), range(8, 10)], [5, 3, 2]
full, grads = gradient(small, range(10)), [gradient(small, shard) for shard in shards]
weighted = sum(n * g for n, g in zip(counts, grads)) / sum(counts)
print(f"weighted: off by less than 1e-12: {off(weighted, full) < 1e-12};",
      f"plain mean: off by {off(sum(grads) / 3, full):.0%}")

# %% [markdown] name="empty-shard" slideshow={"slide_type": "slide"}
# > **Trap: a shard without examples.** Its mean is $0/0$; what arrives may be nan, and $0 \cdot \text{nan}$ is nan. Leave it out. The *count* says so, not the gradient.
#
# > **Trap: batch norm sees its shard.** Its mean and variance are not sums over examples: the derivation fails.
#
# **Predict:** 64 digits in shards of 2, of 32: how far off?
#
# <!-- notes (1 min): The smaller the shards, the further. Goyal et al. 2017 keep the statistics of each worker on purpose, with 32 images each. torch's SyncBatchNorm computes them over all machines. -->

# %% name="two-traps-run" slideshow={"slide_type": "subslide"}
with np.errstate(invalid="ignore"):
    empty = np.zeros((0, 3)).sum(axis=0) / np.float64(0)         # the mean over no example
print("mean of an empty shard:", empty, " times 0:", 0 * empty)
for name, other in (("no batch norm", small), ("batch norm", make_net("float64", True))):
    full = gradient(other, range(64))
    for size in (2, 32):
        parts = [gradient(other, range(a, a + size)) for a in range(0, 64, size)]
        print(f"{name}, shards of {size}: off by {off(sum(parts) / len(parts), full):.0%}")

# %% [markdown] name="all-reduce" slideshow={"slide_type": "slide"}
# ## Averaging without a server
#
# $P$ machines, $M$ weights: a server receives $P M$ numbers a step. **Ring**: cut each gradient into $P$ pieces; in each round everyone hands one piece to the right and adds the one from the left to its own.
#
# After $P - 1$ rounds everyone has one whole sum; $P - 1$ more hand the sums on. Each machine sends
#
# $$2\,(P - 1) \cdot \frac{M}{P} < 2M, \quad \text{whatever } P.$$
#
# <!-- notes (1 min): Called all-reduce: everyone has a vector, everyone gets the sum. In round one everyone starts another piece, so all links are busy all the time. Patarasu and Yuan 2009. -->

# %% [markdown] name="two-processes" slideshow={"slide_type": "slide"}
# ## Two processes, one result
#
# ```
# torchrun --standalone --nproc-per-node=2
#          -m course_lib.experiments.data_parallel
# ```
#
# The same program twice, each with its *rank*. `DistributedDataParallel` averages gradients while `backward()` still runs (gloo on CPUs, NCCL on GPUs).
#
# **Predict** after 40 steps: the same bits in both processes? The same bits as one process with whole batches?
#
# <!-- notes (1.5 min): In both processes: yes, to the last bit: same start, same sums, same steps. Against one process: no, sums in another order round otherwise; equal to rounding. The run takes some seconds: most of it is two Pythons importing torch. -->

# %% name="two-processes-run" slideshow={"slide_type": "subslide"}
from course_lib.experiments import data_parallel

two = data_parallel.run(processes=2)
print("backend", two.backend, " shards of the first batch", two.counts.tolist())
print(f"averaged gradient as of the whole batch, to 1e-5: {two.gradient_difference < 1e-5};",
      f"one shard's alone is off by {two.shard_difference:.0%}")
print(f"after {len(two.loss)} steps: the same bits in both processes: {two.same_everywhere};",
      f"as in one process: {two.weight_difference == 0}")
print("the weights of one process, to 1e-4:", two.weight_difference < 1e-4)
print(f"held-out accuracy: two processes {two.accuracy:.0%}, one {two.accuracy_alone:.0%}")

# %% [markdown] name="many-more" slideshow={"slide_type": "slide"}
# **The same program on four machines with eight GPUs each.** On every machine:
#
# ```
# torchrun --nnodes=4 --nproc-per-node=8
#          --rdzv-backend=c10d
#          --rdzv-endpoint=machine-1:29500 program.py
# ```
#
# - one process a GPU: `LOCAL_RANK` says which
# - 32 shards: a larger batch, fewer steps; $\eta$ in proportion, after a warm-up
# - a net too large for one GPU: cut the *net*, too
#
# <!-- notes (1 min): The program does not change. Goyal et al. 2017: the linear rule held up to 8,192 images a batch, not beyond. Net too large: weights in shards (FSDP), or layers on several GPUs, as AlexNet did by hand in 2012. -->

# %% [markdown] name="many-more-reading" slideshow={"slide_type": "skip"}
# > **Trap: leaving too early.** A process that ends while another still waits leaves that one hanging, or aborting. At the end: `dist.barrier()` (wait for all), let go of the wrapped net, then `dist.destroy_process_group()`.
#
# > **Trap: the plain mean.** `DistributedDataParallel` divides by the number of *processes*. Our run divides each shard's *sum* by $N / P$, so the plain mean is $g$ for any shards. Its net has no batch norm: that would see its shard.
#
# *Why other bits than one process?* Sums in another order round otherwise.
#
# *Stale or synchronous?* Dean et al. (2012) tamed staleness by Adagrad (03a). Chen et al. (2016) found synchronous steps with some spare workers faster and better. Goyal et al. (2017): ResNet-50 on 256 GPUs in an hour, batches of 8,192, no loss of accuracy.

# %% [markdown] name="summary" slideshow={"slide_type": "slide"}
# ## What to take along
#
# - Static knows everything before anything is known; dynamic knows what ran; a trace knows one path, and may lie.
# - A file: nodes in order, named arrays. Not: how inputs are prepared.
# - Delay $\tau$: $\;\eta c < 2 \sin \frac{\pi}{2 (2 \tau + 1)}$.
# - Shard means, weighted by their counts, are the batch's mean. Batch norm is the exception.
#
# <!-- notes (0.5 min): The exercise: the weighted mean in three lines, then your own export and your own two processes. -->

# %% [markdown] name="exercise-link" slideshow={"slide_type": "skip"}
# **Now you.** In the [exercise](../exercises/13_frameworks.ipynb) you average gradients of shards, then export a trained ResNet, run it in another runtime, and train on three processes.
#
# *Sources.* Abadi et al., *TensorFlow: a system for large-scale machine learning*, OSDI 2016. Paszke et al., *PyTorch*, NeurIPS 2019. Tokui et al., *Chainer*, 2015. Breuel, torchmore (flex, layers). ONNX, *Intermediate representation specification*. Dean et al., *Large scale
# distributed deep networks*, NeurIPS 2012. Chen, Pan, Monga, Bengio, Jozefowicz, *Revisiting distributed synchronous SGD*, 2016. Goyal et al., *Accurate, large minibatch SGD*, 2017. Patarasu and Yuan, *Bandwidth optimal all-reduce algorithms*, 2009. Li et al., *PyTorch
# Distributed*, VLDB 2020.
