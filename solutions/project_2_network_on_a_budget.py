# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title"
# # Project 2 · A network on a budget
#
# The close of the second half: a network of your own, 120 minutes. You design it on paper and predict its shapes, train it, find out what its shortcuts are worth, and look at what it gets wrong. At the end four ways lead on.
#
# Three times more you commit a prediction before you see a run. The first one counts, and being wrong costs nothing.

# %% [markdown] name="data"
# ## The images
#
# One disc, square or triangle in each, of any size, place, direction and brightness, with noise: 32 × 32 pixels, three classes. 1,500 to learn from, 300 to decide by while you design, 500 for the end.
#
# Two other sources, if you like: `digits(size=32)` of `course_lib.data` (ten classes), or **your own photographs**: a folder that holds one folder for each kind, at least 50 images in each. Set `FOLDER` then.

# %% name="images"
import numpy as np
import torch
from course_lib.data import lone_shapes

FOLDER = None                                # such as "my_photographs", with my_photographs/cat/, my_photographs/dog/
classes = ("disc", "square", "triangle")
training, deciding, test = (lone_shapes(n, size=32, seed=seed)[:2] for seed, n in enumerate((1500, 300, 500)))

# %% name="photographs"
def photographs_from(folder, size=48):
    """(names of the classes, images (N, 3, size, size) in random order, labels): one class a folder."""
    from pathlib import Path
    from PIL import Image, ImageOps

    names = sorted(path.name for path in Path(folder).iterdir() if path.is_dir())
    pairs = [(path, label) for label, name in enumerate(names) for path in sorted((Path(folder) / name).iterdir())
             if path.suffix.lower() in (".jpg", ".jpeg", ".png")]
    order = np.random.default_rng(0).permutation(len(pairs))
    x = [ImageOps.fit(Image.open(pairs[i][0]).convert("RGB"), (size, size)) for i in order]
    return names, np.stack(x).transpose(0, 3, 1, 2).astype(np.float32) / 255, np.array([pairs[i][1] for i in order])

if FOLDER:
    classes, x, labels = photographs_from(FOLDER)
    cuts = [0, int(0.7 * len(x)), int(0.8 * len(x)), len(x)]
    training, deciding, test = ((x[a:b], labels[a:b]) for a, b in zip(cuts, cuts[1:]))

# %% name="look"
from course_lib.widgets.picture import canvas, picture

def show(x, titles, alt):
    fig, axes = canvas(8, 1.65 * ((len(x) + 5) // 6), rows=(len(x) + 5) // 6, columns=6, squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for ax, image, title in zip(axes.flat, x, titles):
        ax.imshow(image.transpose(1, 2, 0), cmap="gray", vmin=0, vmax=1)
        ax.set_title(title, fontsize=9)
    return picture(fig, alt=alt)

show(training[0][:12], [classes[t] for t in training[1][:12]],
     "Twelve images of the training set with their classes. The shapes are bright on a dark ground full of noise; some are only six pixels wide.")

# %% [markdown] name="budget"
# ## A · On paper ★★★ 45 minutes
#
# At most **100,000 parameters** and **10 million multiply-adds** an image; a unit of the **last map sees at least the whole side** of the image; and at least one **residual sum** (09). Nothing is built yet: a network is a table. This one has no
# sum, and sees too little:
#
# ```python
# Net("too small", (1, 32, 32), dict(
#     conv1=Conv(8, 3, stride=2, padding=1), norm1=BatchNorm(), relu1=ReLU(),       # 8 maps, windows of 3
#     pool=AdaptivePool(), flatten=Flatten(), out=Linear(3)))                       # the mean of each map
# ```
#
# A residual sum is a layer, too: `Sum(dict(body=dict(conv1=..., ...), shortcut=[]))` adds up what its branches give, and `[]` is the branch that does nothing. Where the shape changes, the shortcut may be `PadShortcut(maps, stride)` or `Conv(maps, 1, stride)`.

# %% [markdown] name="table-text" tags=["solution-only"]
# One design: a stem with stride 2, three stages of blocks, a mean, a linear layer. `conv1` of a block carries the stride. The stem's stride comes first because of the multiply-adds: each block on 32 × 32 would cost four times as much.

# %% name="table" tags=["solution-only"]
from course_lib.shapes.layers import AdaptivePool, BatchNorm, Conv, Flatten, Linear, Net, PadShortcut, ReLU, Sum

def block(arriving, width, stride):
    body = dict(conv1=Conv(width, 3, stride, padding=1, bias=False), norm1=BatchNorm(), relu1=ReLU(),
                conv2=Conv(width, 3, padding=1, bias=False), norm2=BatchNorm())
    shortcut = [] if (arriving, stride) == (width, 1) else PadShortcut(width, stride)
    return Sum(dict(body=body, shortcut=shortcut))

def table(blocks=1, widths=(8, 16, 32)):
    layers = dict(stem=Conv(widths[0], 5, stride=2, padding=2, bias=False), norm=BatchNorm(), relu=ReLU())
    arriving = widths[0]
    for stage, width in enumerate(widths, start=1):
        for i in range(blocks):
            name = f"block{stage}" + "abcdefghijkl"[i] * (blocks > 1)
            layers |= {name: block(arriving, width, 2 if stage > 1 and i == 0 else 1), f"{name}_relu": ReLU()}
            arriving = width
    return Net("mine", (1, 32, 32), layers | dict(pool=AdaptivePool(), flatten=Flatten(), out=Linear(3)))

# %% [markdown] name="task-budget"
# **Write** `network_on_a_budget()`. It returns `(net, predicted)`: the table, and a dict with the shape that leaves each layer **at which the shape changes** (sums need none: they have the shape of their branches). For the table above:
#
# ```python
# {"conv1": (8, 16, 16), "pool": (8, 1, 1), "flatten": (8,), "out": (3,)}
# ```
#
# A layer inside is named by the way to it: `block1.body.conv1`. Write the shapes down with a pencil; a formula of your own is allowed, the course's functions are not.

# %% name="network-on-a-budget"
from course_lib.shapes.layers import (AdaptivePool, BatchNorm, Concat, Conv, Flatten, Linear, MaxPool, Net,
                                      PadShortcut, ReLU, Sum)

def network_on_a_budget():
    # BEGIN SOLUTION
    predicted = {
        "stem": (8, 16, 16),                          # (32 + 4 - 5) // 2 + 1 = 16
        "block2.body.conv1": (16, 8, 8),              # (16 + 2 - 3) // 2 + 1 = 8
        "block2.shortcut": (16, 8, 8),
        "block3.body.conv1": (32, 4, 4),
        "block3.shortcut": (32, 4, 4),
        "pool": (32, 1, 1), "flatten": (32,), "out": (3,),
    }
    return table(), predicted
    # END SOLUTION

# %% [markdown] name="spent-text"
# What it would cost, while you design. No shape is told here.

# %% name="spent"
from course_lib.experiments.network_on_a_budget import spent

try:
    print(spent(network_on_a_budget()[0]))
except NotImplementedError:
    print("Waiting for network_on_a_budget.")

# %% name="check-budget"
from course_lib.checks import check

report = check("network_on_a_budget", network_on_a_budget)
report

# %% [markdown] name="predict-accuracy"
# ## B · Train it 30 minutes
#
# Give it a minute at most. **Predict** first: the share of the 500 test images that it will name rightly, in percent.

# %% name="percent-right"
def percent_right():
    # BEGIN SOLUTION
    return 98
    # END SOLUTION

# %% name="commit-percent"
from course_lib.workspace import commit

percent_committed = commit("percent right", percent_right, among=range(101))
percent_committed

# %% [markdown] name="train-text"
# Change the recipe as you like: decide by the 300 images, not by the test.

# %% name="train"
from course_lib.nets import build
from course_lib.numpy_ops.schedules import cosine
from course_lib.training import evaluate, fit

torch.set_num_threads(1)                     # small layers gain nothing from more

def train(table, seed, epochs=6):
    torch.manual_seed(seed)                  # the first weights; fit seeds the order
    net = build(table)
    rate = lambda epoch, losses: cosine(epoch + 0.05, lr=0.01, steps=epochs + 0.1, warm_up=1)
    return net, fit(net, training, deciding, epochs=epochs, batch_size=50, schedule=rate, seed=seed, device="cpu",
                    progress=False)

def share_right(net, x, labels):
    return evaluate(net, x, labels)["accuracy"]

# %% name="train-it" tags=["nbval-ignore-output"]
ready = report.outcome == "correct" and percent_committed.made
if ready:
    mine, _ = network_on_a_budget()
    net, history = train(mine, seed=0)
    print(f"after each epoch, of the {len(deciding[0])}: " + ", ".join(f"{share:.0%}" for share in history["validation_accuracy"]))
    print(f"at the end {share_right(net, *training):.1%} of its training images, and {share_right(net, *test):.1%} of the "
          f"{len(test[0])} test images; you said {percent_committed.value} %")
else:
    print("Waiting for a table that passes its check, and for your prediction.")

# %% [markdown] name="ablation"
# ### What are the shortcuts worth?
#
# An **ablation** takes out one thing and leaves all else as it was: here the shortcuts. The plain twin comes from the same table, so that no second design can spoil the comparison. Three seeds each: one run says how lucky a seed was.

# %% name="without-shortcuts"
def without_shortcuts(layers):
    """The same table; of each Sum only the branch with most convolutions is left."""
    if isinstance(layers, Net):
        return Net(f"{layers.name}, plain", layers.input, without_shortcuts(layers.layers))
    if isinstance(layers, dict):
        return {name: without_shortcuts(layer) for name, layer in layers.items()}
    if isinstance(layers, (list, tuple)):
        return [without_shortcuts(layer) for layer in layers]
    if type(layers) is Sum:
        return without_shortcuts(max(layers.branches.values(), key=lambda branch: str(branch).count("Conv(")))
    return layers

# %% [markdown] name="predict-shortcuts"
# **Predict:** will all three residual nets beat all three plain ones (`"residual"`), the other way round (`"plain"`), or will they overlap (`"overlap"`)? How many layers has your net, and at which depth did 09 see a difference?

# %% name="who-wins"
def who_wins():
    # BEGIN SOLUTION
    return "overlap"
    # END SOLUTION

# %% name="commit-shortcuts"
shortcuts_committed = commit("worth of the shortcuts", who_wins, among=("residual", "plain", "overlap"))
shortcuts_committed

# %% name="ablate" tags=["nbval-ignore-output"]
def verdict(one, other):
    """Who wins with every seed, if anybody does."""
    return "residual" if min(one) > max(other) else "plain" if min(other) > max(one) else "overlap"

if ready and shortcuts_committed.made:
    pair = {"residual": mine, "plain": without_shortcuts(mine)}
    shares = {name: [share_right(net if (name, seed) == ("residual", 0) else train(one, seed)[0], *test) for seed in range(3)]
              for name, one in pair.items()}
    for name, found in shares.items():
        print(f"{name:8} " + ", ".join(f"{share:.1%}" for share in found))
    print(f"found: {verdict(*shares.values())}; you said: {shortcuts_committed.value}")
else:
    print("Waiting for the net above, and for your prediction.")

# %% [markdown] name="deeper"
# **Deeper.** The solution's net has 8 layers, and there the shortcuts could not be told from luck. More blocks, within the budget, three seeds, 10 epochs: a recorded run of the cells above (`python -m course_lib.experiments.network_on_a_budget`, minutes). Where do the two part?

# %% name="depth-ladder"
from course_lib.experiments.network_on_a_budget import recorded

def ladder(record):
    fig, ax = canvas(7, 3)
    names, told = list(record["nets"]), []
    for kind, mark, shift in (("residual", "o-", -0.06), ("plain", "s--", 0.06)):
        right = np.array([record["right"][kind][name][:, 1] for name in names])          # (nets, seeds), test
        places = np.arange(len(names)) + shift
        ax.plot(places, np.median(right, axis=1), mark, ms=6, label=f"{kind}, median of three seeds")
        ax.vlines(places, right.min(axis=1), right.max(axis=1), lw=2, alpha=0.5, color=ax.lines[-1].get_color())
        told += [f"{kind}, {name}: {', '.join(f'{share:.0%}' for share in row)}" for name, row in zip(names, right)]
    ax.set(ylabel="test images right", xticks=range(len(names)), xticklabels=names)
    ax.legend(fontsize=9, loc="lower left")
    print(*told, sep="\n")
    return picture(fig, alt="Share of test images named rightly, for three depths: " + "; ".join(told) + ".")

ladder(recorded()) if shortcuts_committed.made else print("Waiting for your prediction.")

# %% [markdown] name="think-shortcuts"
# **Think it over.** You have found `"overlap"` at 8 layers, say. Has a residual net no advantage there? And what would a single seed have told you?
#
# <details><summary>Compare with an answer</summary>
#
# At 8 layers with batch norm the gradient reaches the first layer without help, and a plain net can be trained; what is left is smaller than the luck of a seed. Look at the pairs one by one: in the solution's run one seed favours the shortcuts, another the plain net, each by some
# percent. Whoever had run one of them would have found something, and published it. "Overlap" does not say that there is no difference, but that three runs cannot show one.
#
# In the recorded run three residual nets of 26 layers stand above three plain ones: by a single image of the 500 between the nearest two, and one plain seed fell behind by six percent, on its training images as well. So depth begins to hurt the plain net here, as in 09, where 56 layers leave no doubt. To be sure at 26 you would run more seeds.
#
# </details>

# %% [markdown] name="gallery"
# ## C · A gallery of failures 20 minutes
#
# A percentage says how often, and never what. Look at the images themselves: of all that it gets wrong those of which it is most certain.
#
# **Predict:** which two classes will it take for each other most often? A text such as `"disc and square"`.

# %% name="confused"
def confused():
    # BEGIN SOLUTION
    return "disc and square"
    # END SOLUTION

# %% name="commit-confused"
from itertools import combinations

pairs = [f"{one} and {other}" for one, other in combinations(classes, 2)]
confused_committed = commit("most often confused", confused, among=pairs)
confused_committed

# %% name="failures" tags=["nbval-ignore-output"]
if ready and confused_committed.made:
    with torch.no_grad():
        sure = torch.softmax(net.eval()(torch.as_tensor(test[0])), dim=1).numpy()
    said = sure.argmax(axis=1)
    wrong = np.flatnonzero(said != test[1])
    wrong = wrong[np.argsort(-sure[wrong, said[wrong]])]              # the most certain first
    says = [f"{classes[said[i]]} {sure[i, said[i]]:.0%}" for i in wrong[:12]]
    truth = [classes[test[1][i]] for i in wrong[:12]]
    gallery = show(test[0][wrong[:12]], [f"{a}\nis a {b}" for a, b in zip(says, truth)],
                   "The images that it gets wrong with most certainty: " + "; ".join(f"{a}, is a {b}" for a, b in zip(says, truth)) + ".")
else:
    gallery = "Waiting for the net above, and for your prediction."
gallery

# %% [markdown] name="failures-text"
# Take three of them. Say what *you* see, what it may have seen, and one thing that these three share. Then test your sentence: a guess about twelve pictures is a guess. Two counts to begin with, one of pairs and one of sizes.

# %% name="failures-counted" tags=["nbval-ignore-output"]
def counted():
    for pair in pairs:
        a, b = (list(classes).index(name) for name in pair.split(" and "))
        count = sum((said == a) & (test[1] == b)) + sum((said == b) & (test[1] == a))
        print(f"{pair:20} {count:3} of {len(wrong)} errors")
    print(f"you said: {confused_committed.value}")
    left, top, right, bottom = lone_shapes(500, size=32, seed=2).boxes.T
    side = np.maximum(right - left, bottom - top)
    for low, high in ((0, 8), (8, 12), (12, 17)):
        there = (side >= low) & (side < high) if not FOLDER else np.zeros(500, bool)
        if there.any():
            print(f"{low:2} to {high - 1:2} pixels wide: {np.mean(said[there] != test[1][there]):.0%} wrong of {there.sum()}")

counted() if ready and confused_committed.made else print("Waiting for the net above.")

# %% [markdown] name="think-failures"
# **Think it over.** Which failures would more training images cure, which a larger image, and which nothing?
#
# <details><summary>Compare with an answer</summary>
#
# The second count tells: most errors are shapes of at most seven pixels, and hardly any is larger than twelve. At that size a disc and a square differ in a few pixels at the corners, which the noise can fill or eat. **More images** help where the net guesses at what could be seen: its training images are
# nearly all right, so there is room. **A larger image** gives the same shape more pixels; it costs multiply-adds, four times as many for twice the side. **Nothing** helps where the noise has taken the corners away: cover the title, and see whether *you* can tell. A net that says "98 %" there is not
# wrong about the pixels, but about how much they tell.
#
# </details>

# %% [markdown] name="tracks"
# ## D · Four ways on
#
# Choose one: 25 minutes to begin with, a day or two if it catches you. Each has a starter cell that runs; what it prints is one seed, so nothing is proved yet. [Three more](../lectures/index.ipynb#cell-id=further-work) stand in the index of the course. Write down what you expect before you run anything.

# %% [markdown] name="distillation"
# ### Distillation
#
# A small net learns from the answers of a large one (Hinton, Vinyals, Dean 2015). The scores $v$ of the large one say more than the label: *a square, and rather a disc than a triangle*. With the scores $z$ of the small one and a temperature $T$:
#
# $$L = T^2\, \mathrm{KL}\big(\mathrm{softmax}(v/T) \,\big\|\, \mathrm{softmax}(z/T)\big), \qquad \frac{\partial L}{\partial z} = T\,\big(\mathrm{softmax}(z/T) - \mathrm{softmax}(v/T)\big)$$
#
# The factor $T^2$ keeps the gradient alive: for large $T$ it tends to $(z - v)/N$ over $N$ classes, with scores of mean zero. The cell checks both, then trains a small net twice. Do not expect that the scores win here, where every label is right: where *would* they say more than the labels? Take labels away, or make some wrong, and look.

# %% name="distil" tags=["nbval-ignore-output"]
import torch.nn.functional as F

def distillation(z, v, T):
    """T² KL(softmax(v / T) || softmax(z / T)), mean over the batch; v and z (N, classes)."""
    return T**2 * F.kl_div(F.log_softmax(z / T, dim=1), F.softmax(v / T, dim=1), reduction="batchmean")

z, v = torch.randn(2, 1, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
z, v = (z - z.mean()).requires_grad_(), v - v.mean()
for T in (1, 4, 100):
    slope, = torch.autograd.grad(distillation(z, v, T), z)
    formula = T * (F.softmax(z / T, dim=1) - F.softmax(v / T, dim=1))
    print(f"T = {T:3}: as the formula {torch.allclose(slope, formula)}, "
          f"farthest from (z - v)/3: {(slope - (z - v) / 3).abs().max().item():.3f}")

def small(seed):
    torch.manual_seed(seed)
    layers = {"stem": Conv(6, 5, stride=2, padding=2), "stem_norm": BatchNorm(), "stem_relu": ReLU()}
    for name, width in (("conv1", 12), ("conv2", 24)):
        layers |= {name: Conv(width, 3, stride=2, padding=1), f"{name}_norm": BatchNorm(), f"{name}_relu": ReLU()}
    return build(Net("small", mine.input, layers | dict(pool=AdaptivePool(), flatten=Flatten(), out=Linear(len(classes)))))

if ready:
    options = dict(epochs=6, batch_size=50, progress=False, device="cpu",
                   schedule=lambda epoch, losses: cosine(epoch + 0.05, lr=0.01, steps=6.1, warm_up=1))
    with torch.no_grad():
        taught = net.eval()(torch.as_tensor(training[0]))
    for name, t, loss in (("labels", training[1], F.cross_entropy), ("scores", taught, lambda z, v: distillation(z, v, 4))):
        pupil = small(0)
        fit(pupil, (training[0], t), loss=loss, **options)
        print(f"{spent(pupil.table).split(', ')[0]}, taught by {name}: {share_right(pupil, *test):.1%}")

# %% [markdown] name="compression"
# ### Compression
#
# Eight of nine weights of AlexNet could be set to 0, the smallest, and the others stored in few bits, without a loss of accuracy (Han, Mao, Dally 2016): they trained again in between. **Predict** how far *your* thin net gets without. The cell sets the smallest weights of each layer to 0, or rounds all.
#
# Go on: train a little after each cut, with the zeros kept at zero. Plot accuracy against bytes, and count what a zero costs to store (somebody has to know where it is).

# %% name="compress" tags=["nbval-ignore-output"]
import copy

def pruned(net, share):
    """A copy in which that share of each layer's weights, the smallest, is 0."""
    net = copy.deepcopy(net)
    for w in (w for w in net.parameters() if w.dim() > 1):
        w.data[w.abs() <= w.abs().flatten().kthvalue(max(1, int(share * w.numel()))).values] = 0
    return net

def in_bits(net, bits):
    """A copy whose weights take 2**bits - 1 evenly spaced values in each layer."""
    net = copy.deepcopy(net)
    for w in (w for w in net.parameters() if w.dim() > 1):
        step = w.abs().max() / (2 ** (bits - 1) - 1)
        w.data = (w / step).round() * step
    return net

if ready:
    print("zeros:", ", ".join(f"{share:.0%} {share_right(pruned(net, share), *test):.1%}" for share in (0.2, 0.4, 0.6, 0.8)))
    print("bits: ", ", ".join(f"{bits} {share_right(in_bits(net, bits), *test):.1%}" for bits in (8, 6, 4, 3)))

# %% [markdown] name="transfer"
# ### Transfer
#
# Layers that were trained on one task may serve another (Yosinski et al. 2014). The new task: digits, five examples of each, and only a new last layer learns, on top of your net, of the same net untrained, and of the bare pixels. **Predict** the order of the three.
#
# (Surprised? Your last layers learned to forget whatever does not tell a disc from a square. Yosinski et al. found lower layers to be the general ones.) Go on: from which of your layers do you have to take the features? Then let the upper blocks learn, too, with a smaller rate.

# %% name="transfer-start" tags=["nbval-ignore-output"]
from course_lib.data import digits

def below_the_last(net, x):
    """(N, features): what arrives at the last layer."""
    with torch.no_grad():
        return torch.nn.Sequential(*list(net.layers)[:-1]).eval()(torch.as_tensor(x)).flatten(1)

if ready:
    x, labels, x_new, labels_new = digits(size=mine.input[1])
    few = np.concatenate([np.flatnonzero(labels == k)[:5] for k in range(10)])
    x, x_new = (np.repeat(images, mine.input[0], axis=1) for images in (x[few], x_new))
    torch.manual_seed(1)
    untrained = build(mine)
    bodies = {"your net": lambda x: below_the_last(net, x), "untrained": lambda x: below_the_last(untrained, x),
              "pixels": lambda x: torch.as_tensor(x).flatten(1)}
    for name, body in bodies.items():
        seen, new = body(x), body(x_new)
        mean, spread = seen.mean(dim=0), seen.std(dim=0) + 1e-3
        last = torch.nn.Linear(seen.shape[1], 10)
        fit(last, ((seen - mean) / spread, labels[few]), epochs=60, batch_size=10, progress=False, device="cpu")
        print(f"{name:10} {seen.shape[1]:5} features: {share_right(last, (new - mean) / spread, labels_new):.0%} of new digits")

# %% [markdown] name="embeddings"
# ### Embeddings
#
# What arrives at the last layer is a point for each image, and near points should be images alike (FaceNet: Schroff, Kalenichenko, Philbin 2015). The cell asks how often the nearest neighbour has the same class, before training and after. Go on: train with two classes only and look where the third one lands: does it form a cluster of its own? Then write a loss that pulls two images of one class together and pushes others apart.

# %% name="embed" tags=["nbval-ignore-output"]
def neighbours(points):
    """For each point the number of the one with the smallest angle to it."""
    points = F.normalize(points - points.mean(dim=0), dim=1)
    return (points @ points.T).fill_diagonal_(-2).argmax(dim=1).numpy()

if ready:
    for name, one in (("your net", net), ("untrained", untrained)):
        same = test[1][neighbours(below_the_last(one, test[0]))] == test[1]
        print(f"{name:10} the nearest neighbour has the same class: {same.mean():.0%} of {len(same)}")

# %% [markdown] name="end"
# ---
#
# You have come from a unit that answers yes or no to a network that you planned, paid for, took apart and questioned. What would you build next, and what would you have to know before you start?
