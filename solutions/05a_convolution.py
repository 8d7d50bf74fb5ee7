# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title"
# # Exercise 05a · Sliding a window
#
# Two tasks, 35 minutes, on [lecture 05a](../lectures/05a_convolution.ipynb). Replace `raise NotImplementedError`, run the cell, run the check.

# %% [markdown] name="task-output-size"
# ## 1 · How many places? ★ 5 minutes
#
# Along one axis: `n` pixels, `padding` zeros added at each end, a `kernel` whose neighbouring weights lie `dilation` pixels apart, moved on by `stride` pixels. How many places does
# it have? Return an `int`. A window that would hang over the end is left out. If there is no place at all, raise `ValueError`.

# %% name="output-size"
def output_size(n, kernel, stride, padding, dilation):
    # BEGIN SOLUTION
    window = dilation * (kernel - 1) + 1       # from the first pixel it covers to the last
    room = n + 2 * padding - window            # how far it can move
    if room < 0:
        raise ValueError(f"a window of {window} does not fit into {n} + 2 * {padding}")
    return room // stride + 1                  # steps, and the first place
    # END SOLUTION

# %% name="check-output-size"
from course_lib.checks import check

size_report = check("output_size", output_size)
size_report

# %% [markdown] name="task-conv2d"
# ## 2 · The layer ★★★ 30 minutes
#
# `x` is (N, C, H, W): images, channels, rows, columns. `w` is (F, C, KH, KW): filters, channels, rows, columns of the kernel, which need not be square. `b` is (F,). Return `y`,
# (N, F, OH, OW), with `stride` in both directions and `padding` zeros on all four sides:
#
# $$y_{n, f, r, q} = b_f + \sum_{c, i, j} w_{f, c, i, j}\; x_{n, c,\; \text{stride} \cdot r + i - \text{padding},\; \text{stride} \cdot q + j - \text{padding}}$$
#
# Loops are welcome. Begin with the padded image, then think of one number of `y`: which piece of the image, which filter? Two loops, over rows and columns of `y`, are enough.
# Leave `x` as it is.

# %% name="conv2d"
import numpy as np

def conv2d(x, w, b, stride, padding):
    # BEGIN SOLUTION
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH, OW = output_size(H, KH, stride, padding, 1), output_size(W, KW, stride, padding, 1)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    y = np.empty((N, F, OH, OW), dtype=x.dtype)
    for r in range(OH):
        for q in range(OW):
            top, left = r * stride, q * stride
            window = padded[:, :, top : top + KH, left : left + KW]      # (N, C, KH, KW)
            y[:, :, r, q] = np.tensordot(window, w, axes=([1, 2, 3], [1, 2, 3])) + b
    return y
    # END SOLUTION

# %% name="check-conv2d"
conv_report = check("conv2d", conv2d)
conv_report

# %% [markdown] name="use-it"
# ## Use it
#
# When the check is content, your layer looks for edges. Two filters over the three colours of a photograph: right minus left, below minus above. The length of the two answers,
# pixel by pixel, is how much of an edge there is. **Predict:** where will it be black: in the sky, along the roofs, in the trees? And how many multiply-adds do two filters over 120 × 180 pixels cost?

# %% name="edges"
from course_lib.data import photograph
from course_lib.widgets import images
from IPython.display import display

def edges(photo):
    across = np.array([[-1, 0, 1]] * 3) / 3
    w = np.stack([np.stack([kernel] * 3) for kernel in (across, across.T)])      # (2, 3, 3, 3)
    right, below = conv2d(photo[None], w, np.zeros(2), 1, 1)[0]
    return np.hypot(right, below)

if conv_report.outcome == "correct":
    photo = photograph("china", (120, 180)).astype(float)
    print(f"{120 * 180 * 2 * 27:,} multiply-adds")
    display(images({"brightness": 1 - photo.mean(axis=0), "edges": edges(photo)}, shape=(120, 180), inches=4,
                   alt="A palace before the sky, and its edges found by the student's own convolution: dark lines "
                       "along walls and roofs, little in the sky."))
else:
    print("Waiting for a conv2d that passes its check.")

# %% [markdown] name="shifted"
# ## Move it
#
# Shift the photograph by five pixels and find its edges again. **Predict:** are they the shifted edges, everywhere, up to the border, or nowhere?

# %% name="shifted-edges"
if conv_report.outcome == "correct":
    before, after = edges(photo), edges(np.roll(photo, 5, axis=2))
    different = ~np.isclose(after, np.roll(before, 5, axis=1), rtol=0, atol=1e-12)
    print(f"{different.mean():.1%} of the numbers differ, in columns {sorted(set(np.nonzero(different)[1].tolist()))}")
else:
    print("Waiting for a conv2d that passes its check.")

# %% [markdown] name="think"
# ## Think it over
#
# 1. Along its border the edge map shows a dark line. Is there an edge?
# 2. Replace the three middle weights, all 0, by 5. Which part of the photograph now gives the strongest answer, and why is that no longer an edge filter?
#
# <details><summary>Compare with answers</summary>
#
# 1. Only between the photograph and the zeros around it. Padding with 0 says that the world beyond is black. That is also where the shifted edges differ: in the columns that touch a border before or
# after the shift.
#
# 2. The bright sky. The weights of an edge filter sum to 0, so that a constant patch gives 0, whatever its brightness. With a sum of 15, or a third of it after the division, the filter answers to brightness first. A constant image is
# what tells the two apart, and it teaches the sum and nothing else.
#
# </details>
#
# Next: lecture 05b makes maps smaller, and finds the gradients of this layer.
