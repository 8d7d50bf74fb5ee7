# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title"
# # Exercise 07 · What a unit sees
#
# One task, 15 minutes, on [lecture 07](../lectures/07_receptive_fields.ipynb). Replace `raise NotImplementedError`, run the cell, run the check.

# %% [markdown] name="task-receptive-field"
# ## Three numbers ★★ 15 minutes
#
# Write `receptive_field(layers)`. `layers` is a list of `(kernel, stride, padding, dilation)`, whole numbers, from the input to the output, along one axis. Return `(size, jump, start)`:
#
# - `size`: how many input pixels one unit of the last layer sees, padding counted
# - `jump`: how many pixels further the field of its neighbour begins
# - `start`: the index of the first pixel that unit 0 sees; negative inside the padding
#
# First by hand: `[(3, 2, 1, 1), (3, 1, 1, 1)]`, a window of 3 with stride 2 and another with stride 1. Draw three rows of dots. (You should find 7, 2 and −3.)

# %% name="receptive-field"
def receptive_field(layers):
    # BEGIN SOLUTION
    size, jump, start = 1, 1, 0                        # a pixel sees itself
    for kernel, stride, padding, dilation in layers:
        size += dilation * (kernel - 1) * jump         # steps over the units below, a jump each
        start -= padding * jump                        # padding, too, is counted in units below
        jump *= stride                                 # last: the two lines above need the old one
    return size, jump, start
    # END SOLUTION

# %% name="check-receptive-field"
from course_lib.checks import check

report = check("receptive_field", receptive_field)
report

# %% [markdown] name="use-it"
# ## Use it: nets you will meet
#
# Their windows, from the image to the last map. ReLUs do nothing to a field and are left out. **Predict** before you run it: VGG-16 has thirteen windows of 3 and five pools; AlexNet begins with a window of 11. Which one sees more?

# %% name="known-nets"
conv3, pool2, pool3 = (3, 1, 1, 1), (2, 2, 0, 1), (3, 2, 0, 1)
alexnet = [(11, 4, 2, 1), pool3, (5, 1, 2, 1), pool3, conv3, conv3, conv3, pool3]
vgg16 = [conv3] * 2 + [pool2] + [conv3] * 2 + [pool2] + ([conv3] * 3 + [pool2]) * 3

def resnet(depths, stride_on_first):
    """The longest path: a stem, then blocks of 1x1, 3x3, 1x1; a new stage halves the map in its first block."""
    layers = [(7, 2, 3, 1), (3, 2, 1, 1)]
    for stage, depth in enumerate(depths):
        for block in range(depth):
            stride = 2 if stage and block == 0 else 1
            first, second = (stride, 1) if stride_on_first else (1, stride)
            layers += [(1, first, 0, 1), (3, second, 1, 1), (1, 1, 0, 1)]
    return layers

known = {"AlexNet": (alexnet, 195), "VGG-16": (vgg16, 212)}
for name, depths, paper, torchvision in (
        ("50", (3, 4, 6, 3), 483, 427), ("101", (3, 4, 23, 3), 1027, 971), ("152", (3, 8, 36, 3), 1507, 1451)):
    known[f"ResNet-{name}, paper"] = resnet(depths, True), paper
    known[f"ResNet-{name}, torchvision"] = resnet(depths, False), torchvision

if report.outcome == "correct":
    for name, (layers, published) in known.items():
        size, jump, start = receptive_field(layers)
        print(f"{name:23} size {size:4d} (known: {published:4d})   jump {jump}   first pixel {start:4d}")
else:
    print("Waiting for a receptive_field that passes its check.")

# %% [markdown] name="design-task"
# ## Use it: see a whole digit
#
# A digit is 32 × 32 pixels. Build a net in which some unit of the last layer sees **all** of it, pixel 0 to pixel 31, with as few layers as you can. Kernels up to 3, strides up to 2, padding up to 1, dilation 1. Return the list of
# layers. First say to yourself how many it will take: your formula gives the answer before any trying.

# %% name="design"
def my_net():
    # BEGIN SOLUTION
    return [(3, 2, 1, 1)] * 5                          # 1 + 2 (1 + 2 + 4 + 8 + 16) = 63; four layers end at 31
    # END SOLUTION

# %% name="design-judged"
from course_lib.shapes.sizes import conv_size

def judge(layers):
    n = 32
    for kernel, stride, padding, dilation in layers:
        if kernel not in (1, 2, 3) or stride not in (1, 2) or padding not in (0, 1) or dilation != 1:
            return f"{(kernel, stride, padding, dilation)} is not allowed here."
        if n + 2 * padding < kernel:
            return f"Nothing is left for a window of {kernel}: the map has {n} units."
        n = conv_size(n, kernel, stride, padding)
    size, jump, start = receptive_field(layers)
    seen = [(start + u * jump, start + u * jump + size - 1) for u in range(n)]
    if any(first <= 0 and last >= 31 for first, last in seen):
        more = "" if len(layers) == 5 else " It can be done with fewer."
        return f"{len(layers)} layers: one unit sees all 32 pixels.{more}"
    first, last = max(seen, key=lambda span: min(span[1], 31) - max(span[0], 0))
    return f"{len(layers)} layers, size {size}: the best unit sees pixels {max(first, 0)} to {min(last, 31)}."

if report.outcome != "correct":
    print("Waiting for a receptive_field that passes its check.")
else:
    try:
        print(judge(my_net()))
    except NotImplementedError:
        print("Waiting for my_net.")

# %% [markdown] name="think"
# ## Think it over
#
# 1. Why do four layers never suffice, whatever you choose?
# 2. With dilation allowed, a single layer `(3, 1, 16, 16)` has a field of 33 pixels. Why is it no good at reading digits?
# 3. Your last unit sees all 32 × 32 pixels. Does it use them all? What would you measure, and what do you expect?
#
# <details><summary>Compare with an answer</summary>
#
# 1. Each layer adds at most $2 j$, and $j$ at most doubles: $1 + 2\,(1 + 2 + 4 + 8) = 31$, one pixel too few. And this needs stride 2 in the first three layers.
# 2. It reads three pixels in each row and column, sixteen apart, and nothing between them: the field has holes. `size` tells the first and the last pixel, not how many lie between.
# 3. The mean square of its gradient at each pixel, over many digits. Before training most of it lies near the middle, because most paths do.
#
# </details>
#
# Next: the networks themselves. 08a begins with LeNet-5, whose C5 sees exactly the 32 pixels of its image.
