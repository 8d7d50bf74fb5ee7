# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title"
# # Exercise 13 · Out of torch, and onto several machines
#
# One task, 10 minutes, on [lecture 13](../lectures/13_frameworks.ipynb). Replace `raise NotImplementedError`, run the cell, run the check. Then use it, export a trained net, and train on three processes.

# %% [markdown] name="task-average-gradients"
# ## Averages of averages ★ 10 minutes
#
# Write `average_gradients(grads, counts)`. `grads` is a list of arrays of equal shape: the **mean** gradient of each shard. `counts` is a list of whole numbers: how many examples each shard has. Return the mean gradient of the whole batch.
#
# A shard of 0 examples is ignored, whatever its gradient holds: it may be nan.
#
# First by hand: gradients 2 and 5, counts 1 and 2. Write all three examples as one list. (You should find 4.)

# %% name="average-gradients"
def average_gradients(grads, counts):
    # BEGIN SOLUTION
    sums = [count * grad for grad, count in zip(grads, counts) if count]      # a mean times its count is a sum
    return sum(sums) / sum(counts)
    # END SOLUTION

# %% name="check-average-gradients"
from course_lib.checks import check

report = check("average_gradients", average_gradients)
report

# %% [markdown] name="use-it"
# ## Use it: digits on four machines
#
# A batch of 100 digits, cut into shards of 60, 30, 10 and 0. **Predict:** how far is your average from the full batch's gradient, and how far is the largest shard's alone?

# %% name="four-machines"
import numpy as np
import torch
from course_lib.experiments.data_parallel import make_net
from course_lib.experiments.delete_blocks import examples

x, labels = (torch.as_tensor(part) for part in examples()[:2])
small = make_net("float64")

def filters_gradient(rows):
    """The mean gradient of the first layer's filters over these rows."""
    loss = torch.nn.functional.cross_entropy(small(x[rows].double()), labels[rows], reduction="sum")
    with np.errstate(invalid="ignore"):
        return torch.autograd.grad(loss, small[0].weight)[0].numpy() / np.float64(len(rows))      # 0 / 0 without rows

shards = [range(0, 60), range(60, 90), range(90, 100), range(0)]
full, grads = filters_gradient(range(100)), [filters_gradient(shard) for shard in shards]
off = lambda g: np.linalg.norm(g - full) / np.linalg.norm(full)
if report.outcome == "correct":
    average = average_gradients(grads, [len(shard) for shard in shards])
    print(f"average: equal to the full batch's {off(average) < 1e-12}, largest shard alone: off by {off(grads[0]):.0%}")
else:
    print("Waiting for an average_gradients that passes its check.")

# %% [markdown] name="export-task"
# ## Use it: a ResNet leaves torch
#
# The trained residual net, without two of its blocks. **Predict:** how many `Conv` nodes will its file have, and will deleting first and exporting then give the same answers as torch?
#
# Write `export(net, images, path)`: one call of `torch.onnx.export`. The file must take batches of any size, and its weights must lie in it. Call its input `image`.

# %% name="export"
from course_lib.experiments.delete_blocks import trained_net, without

net = without(trained_net("residual"), [3, 8])

def export(net, images, path):
    # BEGIN SOLUTION
    torch.onnx.export(net, (images[:2],), path, dynamo=True, external_data=False, verbose=False,
                      input_names=["image"], output_names=["scores"],
                      dynamic_shapes=({0: torch.export.Dim("batch")},))
    # END SOLUTION

# %% name="export-judged"
import tempfile
from collections import Counter
from pathlib import Path

import onnx
from course_lib.experiments.onnx_file import elsewhere, quiet

def judge_export():
    images, truth = (torch.as_tensor(part) for part in examples()[2:])
    with tempfile.TemporaryDirectory() as folder, quiet(), torch.no_grad():
        path = Path(folder) / "net.onnx"
        export(net, images, path)
        if not path.exists():
            return "There is no file at path."
        if len(list(Path(folder).iterdir())) > 1:
            return "There are two files: the weights lie beside the net. Look at external_data."
        graph = onnx.load(path).graph
        if [one.name for one in graph.input] != ["image"]:
            return f"Its inputs are called {[one.name for one in graph.input]}, not image."
        if not graph.input[0].type.tensor_type.shape.dim[0].dim_param:
            return "It takes batches of one size only. Look at dynamic_shapes."
        there, here = elsewhere(path, images).scores, net(images).numpy()
        kinds = Counter(node.op_type for node in graph.node)
        return (f"{kinds['Conv']} Conv nodes. Run without torch: {int((there.argmax(1) == truth.numpy()).sum())} of "
                f"{len(truth)} right; scores equal to torch's to 1e-4: {np.allclose(here, there, atol=1e-4)}")

try:
    print(judge_export())
except NotImplementedError:
    print("Waiting for export.")
except Exception as error:                       # torch wraps what went wrong: the first cause says most
    while error.__cause__:
        error = error.__cause__
    print(f"Your export stopped. {type(error).__name__}: {str(error).splitlines()[0]}")

# %% [markdown] name="three-processes"
# ## Use it: three processes
#
# The lecture trained on two. **Predict:** 64 examples on three processes: which shards? Are the weights those of one process, and is the plain mean of the three gradients right? (In `course_lib/experiments/data_parallel.py`, `train` is eleven lines. Find the one
# that makes unequal shards harmless.) Then open a terminal and type the command that is printed.

# %% name="three-processes-run"
from course_lib.experiments import data_parallel

if report.outcome == "correct":
    three = data_parallel.run(processes=3)
    print("shards", three.counts.tolist(), " the same bits everywhere:", three.same_everywhere)
    print("gradient of the whole batch, to 1e-5:", three.gradient_difference < 1e-5)
    print("weights as with one process, to 1e-4:", three.weight_difference < 1e-4)
    yours = [average_gradients(layer, three.counts.tolist()) for layer in zip(*three.shards)]
    print("your average of their shards, to 1e-5:", data_parallel.difference(yours, three.full) < 1e-5)
    print(three.command)
else:
    print("Waiting for an average_gradients that passes its check.")

# %% [markdown] name="think"
# ## Think it over
#
# 1. Why does a wrong plain mean often go unnoticed for a whole epoch?
# 2. `torch.where(x > 0, torch.sqrt(x), 0.0)` gives the right value at $x = 0$. Its gradient there is nan. Where does it come from, and how do you avoid it?
# 3. A colleague's run is stable with one worker at $\eta$ and diverges with four asynchronous ones. What do you compute first, and which two ways out are there?
# 4. The exported file is right on the digits of the notebook and wrong on your photographs. What do you look at before you suspect the exporter?
#
# <details><summary>Compare with an answer</summary>
#
# 1. With equal shards the plain mean is the weighted one. Only the last batch of an epoch is unequal, and one wrong step in many is hard to see.
# 2. `where` computes both sides, so the way back goes through both: the root's slope at 0 is infinite, times 0 from the side not picked is nan. Give the root a harmless input: `torch.sqrt(torch.where(x > 0, x, 1.0))`, and pick afterwards.
# 3. $2 \sin \frac{\pi}{2 \cdot 7} = 0.445$ in place of 2: with four equal workers $\tau = 3$. So less than a quarter of the learning rate may be stable; or synchronous steps.
# 4. The preparation of the images: size, range, mean and standard deviation, colour order. None of it is in the file.
#
# </details>
