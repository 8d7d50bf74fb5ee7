# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title"
# # Exercise 02c · Your own autograd
#
# One task, 60 minutes, on [lecture 02c](../lectures/02c_autograd.ipynb). Replace each `raise NotImplementedError`, run the cell, run the check. At the end your engine trains
# a network on real digits.

# %% [markdown] name="task-autograd"
# ## 1 · A number that remembers ★★★★ 60 minutes
#
# Write `class Value`: one number, `.data`, with its gradient, `.grad`, 0.0 at first.
#
# - `+ - * /` take a Value or a plain number, on either side; `a ** n` takes a plain number $n$; and there are `a.exp()`, `a.log()` (natural) and `a.relu()` (slope 0 at 0).
# - `y.backward()` adds $dy/da$ to `a.grad` for every node `a` that leads to `y`, `y` itself included. A second call adds exactly the same again.
# - Any shape of graph, each node once; also a row of 5,000 nodes.
#
# One way through: begin with `__init__`, `__add__` and `__mul__`, then `backward`, then the rest. The check takes the programs in this order, and
# stops at the first method that is missing, so ask it often. More methods are welcome; and some of these are short if they use others: $a - b = a + (-1)\,b$.

# %% name="autograd"
import math

class Value:
    def __init__(self, data, made_of=()):  # made_of: as in the lecture, or whatever you prefer
        # BEGIN SOLUTION
        self.data, self.grad = float(data), 0.0
        self.made_of = made_of  # (operand, slope) for each place where an operand stands
        # END SOLUTION

    def __add__(self, other):
        # BEGIN SOLUTION
        other = as_value(other)
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])
        # END SOLUTION

    def __mul__(self, other):
        # BEGIN SOLUTION
        other = as_value(other)
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])
        # END SOLUTION

    def backward(self):
        # BEGIN SOLUTION
        dy = {self: 1.0}  # the gradients of this call; what earlier calls found stays in grad
        for node in reversed(operands_first(self)):
            node.grad += dy[node]
            for operand, slope in node.made_of:
                dy[operand] = dy.get(operand, 0.0) + slope * dy[node]
        # END SOLUTION

    def __radd__(self, other):  # other + self
        # BEGIN SOLUTION
        return self + other
        # END SOLUTION

    def __rmul__(self, other):  # other * self
        # BEGIN SOLUTION
        return self * other
        # END SOLUTION

    def __sub__(self, other):
        # BEGIN SOLUTION
        return self + as_value(other) * -1.0
        # END SOLUTION

    def __rsub__(self, other):  # other - self
        # BEGIN SOLUTION
        return as_value(other) - self
        # END SOLUTION

    def __truediv__(self, other):
        # BEGIN SOLUTION
        return self * as_value(other) ** -1.0
        # END SOLUTION

    def __rtruediv__(self, other):  # other / self
        # BEGIN SOLUTION
        return as_value(other) / self
        # END SOLUTION

    def __pow__(self, n):
        # BEGIN SOLUTION
        return Value(self.data**n, [(self, n * self.data ** (n - 1))])
        # END SOLUTION

    def exp(self):
        # BEGIN SOLUTION
        y = math.exp(self.data)
        return Value(y, [(self, y)])
        # END SOLUTION

    def log(self):
        # BEGIN SOLUTION
        return Value(math.log(self.data), [(self, 1.0 / self.data)])
        # END SOLUTION

    def relu(self):
        # BEGIN SOLUTION
        is_on = self.data > 0
        return Value(self.data if is_on else 0.0, [(self, 1.0 if is_on else 0.0)])
        # END SOLUTION

# %% [markdown] name="helpers-text" tags=["solution-only"]
# Two helpers: what a plain number becomes, and the order in which `backward` goes. The list `waiting` replaces the recursion, so that Python's limit does not matter: a node is put
# back below its operands, and listed when it comes up for the second time.

# %% name="helpers" tags=["solution-only"]
def as_value(number):
    return number if isinstance(number, Value) else Value(number)

def operands_first(last):
    order, met, waiting = [], set(), [(last, False)]
    while waiting:
        node, operands_are_listed = waiting.pop()
        if operands_are_listed:
            order.append(node)
        elif node not in met:
            met.add(node)
            waiting.append((node, True))
            waiting.extend((operand, False) for operand, _ in node.made_of)
    return order

# %% name="check-autograd"
from course_lib.checks import check

report = check("autograd", Value)
report

# %% [markdown] name="use-it"
# ## Use it
#
# NumPy's arrays may hold any Python objects. Then `x @ W.T` asks each of them for its own `*` and `+`, and `np.exp` for its own `.exp()`. So the next cell is an ordinary network,
# 64 pixels, 8 ReLUs, ten scores, softmax and cross-entropy, and each of its 610 parameters is one of *your* numbers.
#
# **Predict:** ten images a step. How many of your numbers does one step make: about 600, 6,000, or more than 10,000?

# %% name="network"
import numpy as np

def with_my_engine(weights, x, labels):
    W1, b1, W2, b2 = params = [np.vectorize(Value, otypes=[object])(w) for w in weights]
    h = np.vectorize(Value.relu, otypes=[object])(x @ W1.T + b1)
    scores = h @ W2.T + b2
    right = scores[np.arange(len(labels)), labels]
    loss = (np.log(np.exp(scores).sum(axis=1)) - right).sum() / len(labels)  # minus the log of softmax
    loss.backward()
    return loss.data, [np.vectorize(lambda value: value.grad)(p) for p in params]

# %% [markdown] name="use-it-torch"
# The same with torch, and twenty steps of both. A gradient has to have the shape of its parameter; if a sum went wrong, this is where it is noticed first.

# %% name="twenty-steps"
import torch
import torch.nn.functional as F
from course_lib.data import digits

def with_torch(weights, x, labels):
    W1, b1, W2, b2 = params = [torch.tensor(w, requires_grad=True) for w in weights]
    scores = F.linear(F.relu(F.linear(torch.tensor(x), W1, b1)), W2, b2)
    loss = F.cross_entropy(scores, torch.tensor(labels))
    loss.backward()
    return loss.item(), [p.grad.numpy() for p in params]

def train(machine, x, labels, steps=20, rate=0.5):
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=(8, 64)) * 0.18, np.zeros(8), rng.normal(size=(10, 8)) * 0.35, np.zeros(10)]
    losses = []
    for batch in np.split(np.arange(10 * steps), steps):
        loss, grads = machine(weights, x[batch], labels[batch])
        assert [g.shape for g in grads] == [w.shape for w in weights]
        weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return losses, weights

# %% name="step-for-step"
if report.outcome == "correct":
    x, labels, x_test, labels_test = digits()
    x, x_test = x.reshape(-1, 64).astype(float), x_test.reshape(-1, 64).astype(float)
    mine, weights = train(with_my_engine, x, labels)
    theirs, _ = train(with_torch, x, labels)
    print("step  my engine     torch")
    for k in range(20):
        print(f"{k + 1:4}  {mine[k]:.8f}  {theirs[k]:.8f}")
    print(f"mean of the first five {np.mean(mine[:5]):.3f}, of the last five {np.mean(mine[-5:]):.3f}")
    print(f"products in each step: {10 * (64 * 8 + 8 * 10):,}, and as many sums")
    h = np.maximum(x_test @ weights[0].T + weights[1], 0)
    right = np.mean((h @ weights[2].T + weights[3]).argmax(axis=1) == labels_test)
    print(f"equal to 10 digits: {np.allclose(mine, theirs, rtol=1e-10, atol=0)}; new images right: {right:.0%}")
else:
    print("Waiting for a Value that passes its check.")

# %% [markdown] name="think"
# ## Think it over
#
# One step made more than 10,000 of your numbers: a product and a sum for each weight and each image, and each of them a Python object. torch makes one node for a whole layer. Is
# that all that makes torch faster?
#
# <details><summary>Compare with an answer</summary>
#
# It is most of it. A node costs the same whether it holds one number or a million, so put as much as possible into one: an array operation instead of a number. That needs
# no new idea, only backward functions for arrays, as in lecture 02b; `Tensor` in `course_lib.numpy_ops.autograd` is your engine with that one change. The rest is compiled code
# for the arrays, memory that is reused, and a GPU.
#
# </details>
#
# Next: lecture 03a asks what the learning rate does, and what to do when the loss wavers.
