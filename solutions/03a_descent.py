# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title"
# # Exercise 03a · Going down
#
# Two tasks, 20 minutes, on [lecture 03a](../lectures/03a_descent.ipynb). Replace `raise NotImplementedError`, run the cell, run the check. Write for arrays of any
# shape: every weight goes its own way. Do not change what is passed in; return new arrays.

# %% [markdown] name="task-momentum-step"
# ## 1 · A step with momentum ★ 10 minutes
#
# One step in torch's form. `w` are the weights, `v` the velocity that the last step left behind (zeros at first), `g` the gradient of the loss at `w`. Return
# `(w, v)`, both new.
#
# - The penalty $\tfrac12\,$`weight_decay`$\,\lVert w \rVert^2$ belongs to the loss: its slope is added to the gradient.
# - `mu` is the share of the old velocity that survives; the gradient enters in full.
# - The weights follow the new velocity, scaled by `lr`.

# %% name="momentum-step"
import numpy as np

def momentum_step(w, v, g, lr, mu, weight_decay):
    # BEGIN SOLUTION
    v = mu * v + (g + weight_decay * w)   # new arrays: v += ... would change the caller's
    w = w - lr * v
    return w, v
    # END SOLUTION

# %% name="check-momentum-step"
from course_lib.checks import check

momentum_report = check("momentum_step", momentum_step)
momentum_report

# %% [markdown] name="task-adagrad-step"
# ## 2 · A rate for each weight ★★ 10 minutes
#
# One step of Adagrad. `s` holds, for each weight, the sum of its squared gradients so far (zeros at first); `eps` keeps the quotient finite and is added to the root, not under it.
# Return `(w, s)`, both new.
#
# Before you write: with `s` = 0, how long is the first step of a weight whose gradient is 1000? And of one whose gradient is 0?

# %% name="adagrad-step"
def adagrad_step(w, s, g, lr, eps):
    # BEGIN SOLUTION
    s = s + g * g                            # first the new square, number by number
    w = w - lr * g / (np.sqrt(s) + eps)      # then the root divides; 0 / eps is 0
    return w, s
    # END SOLUTION

# %% name="check-adagrad-step"
adagrad_report = check("adagrad_step", adagrad_step)
adagrad_report

# %% [markdown] name="use-it"
# ## Use it
#
# Your two steps train a network of 32 hidden units to read digits, in batches of 64, beside plain descent. Each has a learning rate that suits it. **Predict** the order
# after one pass through the data, and after ten.

# %% name="digits"
from course_lib.data import digits
from course_lib.experiments.dead_units import slopes

x, labels, x_test, labels_test = digits()
x, x_test = x.reshape(len(x), -1).astype(float), x_test.reshape(len(x_test), -1).astype(float)

def learn(step, epochs, seed=0):
    """Train 64-32-10; step(w, memory, g) -> (w, memory). Returns the share of new digits read rightly."""
    rng = np.random.default_rng(seed)
    layers = [(rng.normal(size=(o, i)) * np.sqrt(2 / i), np.zeros(o)) for i, o in ((64, 32), (32, 10))]
    memory = [[np.zeros_like(p) for p in layer] for layer in layers]
    for _ in range(epochs):
        for rows in np.array_split(rng.permutation(len(x)), len(x) // 64):
            _, _, gradients = slopes(x[rows], labels[rows], layers)
            pairs = [[step(*args) for args in zip(*parts)] for parts in zip(layers, memory, gradients)]
            layers = [[w for w, _ in layer] for layer in pairs]
            memory = [[m for _, m in layer] for layer in pairs]
    (w1, b1), (w2, b2) = layers
    scores = np.maximum(x_test @ w1.T + b1, 0) @ w2.T + b2
    return np.mean(scores.argmax(axis=1) == labels_test)

# %% name="race"
steps = {"plain descent, 0.1": lambda w, m, g: (w - 0.1 * g, m)}
if momentum_report.outcome == "correct":
    steps["your momentum, 0.1"] = lambda w, v, g: momentum_step(w, v, g, 0.1, 0.9, 0.0)
if adagrad_report.outcome == "correct":
    steps["your Adagrad, 0.1"] = lambda w, s, g: adagrad_step(w, s, g, 0.1, 1e-8)

for name, step in steps.items():
    print(f"{name:20}", *(f"after {epochs:2}: {learn(step, epochs):.1%}  " for epochs in (1, 10)))
if len(steps) < 3:
    print("Your own steps join the race when their checks are content.")

# %% [markdown] name="use-it-too"
# One run is no proof: change the seed before you believe an order. Then double the learning rates, and double them again. Which of the three bears it longest? Try the
# momentum with 0.01 instead of 0.1, too. Whom does it resemble, and why? (What is $1/(1 - \mu)$?)

# %% [markdown] name="think"
# ## Think it over
#
# 1. Plain descent on a parabola of curvature $c$ diverges above $\eta = 2/c$. Momentum of 0.9 multiplies the step by up to ten. Does it diverge ten times earlier?
# 2. Every gradient of a run is multiplied by 100 (somebody changed the unit of the loss). What happens to the paths of momentum and of Adagrad?
#
# <details><summary>Compare with an answer</summary>
#
# 1. No, later: at $\eta = 2(1 + \mu)/c$, nearly twice as far. In a direction where plain descent would begin to jump from side to side, successive gradients
#    have opposite signs and cancel in the velocity. The factor of ten belongs to directions where they agree.
# 2. Momentum takes steps a hundred times as long, and probably flies out: $\eta$ has to be divided by 100. Adagrad does not notice, apart from $\varepsilon$: the sum
#    grows by $100^2$, its root by 100, and the quotient is what it was.
#
# </details>
#
# Next: part 03b asks whether a low loss on the examples is what we want.
