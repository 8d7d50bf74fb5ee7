# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 01a · Threshold units and learning from mistakes
#
# A unit that adds and compares, and a rule of about 1960 that sets its weights from its own mistakes.
#
# *35 minutes · then the [exercise](../exercises/01a_threshold_units.ipynb) (20 minutes) · next: [01b Networks](01b_networks.ipynb)*
#
# <!-- notes (1 min): Say what the hour is about: one unit, one rule, one proof, and the wall they ran into. Everything on a slide can be run. -->

# %% [markdown] name="objectives" slideshow={"slide_type": "slide"}
# **You will be able to**
#
# 1. read a threshold unit as a line, and set its weights by hand for AND, OR and NOT
# 2. carry out Rosenblatt's rule, on paper and in NumPy
# 3. prove that it ends, and say what happens when it cannot
# 4. say why his machine could not learn its own features
#
# <!-- notes (1 min): Read them aloud. The proof is short; promise that it will be a picture first. Rows of the syllabus: 1 is L01-02 and L01-07, 2 and 3 are L01-03, 4 is L01-04 and L01-06. -->

# %% [markdown] name="symbols" slideshow={"slide_type": "skip"}
# **Symbols**, the same in every lecture: $x$ input, $w$ weights, $b$ bias (where it is folded into the weights, $w_0$), $a$ pre-activation, $\varphi$
# activation function, $h$ hidden value, $y$ output, $t$ target, $\eta$ learning rate, $\theta$ threshold, $L$ loss. Bishop's *PRML* writes $z$ for our $h$ and
# $h(\cdot)$ for our $\varphi$; Rosenblatt's own papers use other letters again. Each picture that has handles can be
# moved, by mouse or by arrow keys, and can be reset under *more*.

# %% [markdown] name="motivation" slideshow={"slide_type": "slide"}
# ## Where these units are at work
#
# The phone that writes down what you say, the camera that finds a face, the filter that sorts your mail, the search
# through photographs, the first screening of a drug. The unit of this part is in all of them.
#
# <!-- notes (1 min): Ask for one example that the audience used today. Growth curves of one company's use circulate on old slides; their data was never published, so this course prints none. -->

# %% [markdown] name="applications" slideshow={"slide_type": "slide"}
# Most are older than 2012:
#
# | task | what goes in | what comes out |
# |---|---|---|
# | card fraud | a payment and the ones before it | a score |
# | handwriting: cheques, postal codes | an image of a digit | one of ten |
# | faces, objects | an image | where, who, what |
# | steering (ALVINN, Carnegie Mellon) | the road ahead | the steering angle |
# | speech | a second of sound | words |
#
# <!-- notes (1 min): The left column is from the 1980s and 1990s. What changed is how well, and why that is comes on the timeline. -->

# %% [markdown] name="timeline-question" slideshow={"slide_type": "slide"}
# ## Sixty years in one picture
#
# In 2012 a network named the object in a photograph with 16.4 % errors (five guesses, ImageNet; 15.3 % with extra images to learn from). The next best
# entry made 26.2 %.
#
# **Predict:** which of its ingredients was invented in the ten years before? Convolution, backpropagation, stochastic
# gradient descent, momentum, weight decay, or none of these?
#
# <!-- notes (1 min): Hands up for each. Then show the timeline. -->

# %% name="timeline" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import figure

figure("timeline")

# %% [markdown] name="what-changed" slideshow={"slide_type": "subslide"}
# **None of these.** All five are in papers of the 1980s or earlier. New were a million labelled images, graphics processors that trained on them in five to
# six days (Krizhevsky et al. 2012), and a few tricks, dropout among them. The unit is still that of 1943. So we begin there.
#
# <!-- notes (1 min): The answer most people vote for is backpropagation, popularised in 1986. -->

# %% [markdown] name="neuron" slideshow={"slide_type": "slide"}
# ## From a neuron to a number
#
# A neuron collects pulses through synapses of different strength and answers with pulses of its own. Keep four things:
# the rate becomes a **number**, the synapse a **weight**, collecting a **sum**, the answer a **nonlinear function** of it.
#
# <!-- notes (1 min): Point along the figure on the next slide: dendrites, synapses, cell body, axon; below each, what became of it. -->

# %% name="neuron-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("neuron")

# %% [markdown] name="stance" slideshow={"slide_type": "skip"}
# A human brain has about 86 billion neurons (Azevedo et al. 2009 counted 86.1 ± 8.1 billion); the round
# $10^{11}$ still printed in many slides is the older guess.
#
# We take the unit from biology and then leave biology alone. Spikes have timing, synapses have chemistry, brains have no
# labels; none of that is in the formula. What we ask of a unit from here on is mathematical: what can it compute, what can
# be proved about it, can it be trained? *For discussion: name one thing a neuron does that the formula cannot express.
# Would you want it?*

# %% [markdown] name="threshold-unit" slideshow={"slide_type": "slide"}
# ## A unit that adds and compares
#
# McCulloch and Pitts (1943): inputs are 0 or 1, and the unit fires when the weighted sum reaches a threshold,
#
# $$y = \begin{cases} 1 & \text{if } \sum_i w_i x_i \ge \theta \\ 0 & \text{otherwise.} \end{cases}$$
#
# Their weights were set by hand. There was no learning yet.
#
# <!-- notes (1 min): Stress the "reaches": at equality it fires. The next slide runs the formula on all four inputs. -->

# %% name="gates" slideshow={"slide_type": "subslide"}
import numpy as np
from course_lib.numpy_ops import threshold

corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
w = np.array([1.0, 1.0])
print("inputs       00 01 10 11")
for theta in (0.5, 1.0, 1.5, 2.0, 2.5):
    y, _ = threshold(corners @ w, theta)
    print(f"theta = {theta}:", *(f"{answer:2.0f}" for answer in y))

# %% [markdown] name="gates-reading" slideshow={"slide_type": "skip"}
# With both weights 1 the sum is 0, 1, 1 or 2, so up to $\theta = 1$ the unit
# computes OR, above 1 and up to 2 it computes AND, and above 2 it never fires. One number moved, and the same unit is
# another gate. For NOT the weight must be negative: the unit has to fire when its input is 0. With $w = -1$ a whole interval of
# thresholds works. Which one, and which of its two ends belongs to it? (The exercise knows.)
#
# Each operation of the course also returns what its backward pass will need (lecture 02); the underscore in `y, _ =` drops it.

# %% [markdown] name="xor-question" slideshow={"slide_type": "slide"}
# **Predict:** is there a $(w_1, w_2, \theta)$ for XOR, which fires for 01 and 10 and not for 00 and 11? Try to find one
# before the next slide.
#
# <!-- notes (2 min): Give them a full minute with pen and paper. -->

# %% name="gates-figure" slideshow={"slide_type": "subslide"} tags=["hide-input"]
figure("threshold_gates")

# %% [markdown] name="xor-impossible" slideshow={"slide_type": "slide"}
# **There is none.** Write down what each input demands:
#
# $$\begin{aligned} 00&: & 0 &< \theta \\ 01&: & w_2 &\ge \theta \\ 10&: & w_1 &\ge \theta \\ 11&: & w_1 + w_2 &< \theta \end{aligned}$$
#
# The middle two add up to $w_1 + w_2 \ge 2\theta$, and $2\theta > \theta$ because $\theta > 0$. The last line forbids it.
#
# <!-- notes (2 min): One line at a time. A unit draws one straight line; the two classes of XOR sit on crossing diagonals. -->

# %% [markdown] name="one-unit" slideshow={"slide_type": "slide"}
# ## One unit, in two steps
#
# Inputs may now be any numbers. Bring the threshold to the left and call it a bias, $b = -\theta$:
#
# $$a = \sum_i w_i x_i + b, \qquad h = \varphi(a).$$
#
# First the **pre-activation** $a$, which is linear, then the **activation function** $\varphi$, which is not. Nearly every unit of this
# course has these two steps.
#
# <!-- notes (1 min): Trap: the sign. A high threshold is a very negative bias. -->

# %% [markdown] name="decision-rule" slideshow={"slide_type": "slide"}
# With $\varphi = \text{sign}$ the unit answers $+1$ or $-1$, and $a = 0$ is a line (in $D$ dimensions a hyperplane):
#
# - $w$ stands at a right angle on it and points to the $+1$ side;
# - $a / \lVert w \rVert$ is the signed distance of $x$ from it;
# - scaling $w$ and $b$ by $c > 0$ changes no answer.
#
# <!-- notes (1 min): Draw it. For two points x, x' on the line, w·(x - x') = 0: the right angle. -->

# %% [markdown] name="distance-derivation" slideshow={"slide_type": "skip"}
# Why a right angle, and why that distance? Take two points on the line: $w \cdot x + b = 0$ and $w \cdot x' + b = 0$. Subtract: $w \cdot (x - x') = 0$, so
# $w$ stands at a right angle on every direction within the line. Now walk from any $x$ a distance $s$ against $w$, to
# $x - s\, w / \lVert w \rVert$. The pre-activation there is $a - s \lVert w \rVert$, because $w \cdot w = \lVert w \rVert^2$. It is zero, and we are on the line,
# when $s = a / \lVert w \rVert$: the distance, positive on the $+1$ side. The next cell walks.

# %% name="distance" slideshow={"slide_type": "subslide"}
w, b = np.array([3.0, 4.0]), -5.0
x = np.array([3.0, 2.0])
a = w @ x + b
print("pre-activation", a, " distance", a / np.linalg.norm(w))

foot = x - a / np.linalg.norm(w) ** 2 * w  # walk that far against w ...
print("at the foot of the perpendicular a =", w @ foot + b)

# %% [markdown] name="fires-at-zero" slideshow={"slide_type": "skip"}
# > **Trap: what happens at zero.** A unit on the line has to say something; ours fires there ($\text{sign}(0) = +1$, as
# > McCulloch and Pitts' "reaches the threshold"). `np.sign(0)` is 0 instead, a third answer. But when we *learn*, in a
# > moment, an example exactly on the line counts as a mistake, whatever its class. At the start, with $w = 0$ and $b = 0$, every example
# > lies there; if none of them were a mistake, learning would never begin.

# %% [markdown] name="mistakes" slideshow={"slide_type": "slide"}
# ## Learning from mistakes
#
# Frank Rosenblatt (perceptron 1957, this rule by 1962) let the unit find its weights. Show it labelled examples, $t \in \{-1, +1\}$, one after the
# other, and do nothing while it is right.
#
# We call it right when $a$ has strictly the sign of $t$. So a **mistake** is
#
# $$t\,(w \cdot x + b) \le 0.$$
#
# <!-- notes (1 min): One inequality covers both classes: check it for t = +1 and t = -1. -->

# %% [markdown] name="update-rule" slideshow={"slide_type": "slide"}
# After a mistake, and only then, move the weights along the example:
#
# $$w \leftarrow w + \eta\, t\, x, \qquad b \leftarrow b + \eta\, t.$$
#
# **Predict:** after this update, is the same example always answered rightly?
#
# <!-- notes (1 min): Take votes. The answer is no, not always; the derivation says how much is gained. -->

# %% [markdown] name="update-derivation" slideshow={"slide_type": "slide"}
# Put the new weights into $t\,a$:
#
# $$\begin{aligned} t\,a_\text{new} &= t\,\big((w + \eta t x) \cdot x + b + \eta t\big) \\ &= t\,(w \cdot x + b) + \eta\, t^2\, (x \cdot x + 1) \\ &= t\,a + \eta\,(\lVert x \rVert^2 + 1), \end{aligned}$$
#
# since $t^2 = 1$. This always rises, by the same amount. One update is enough only if the mistake was smaller than that.
#
# <!-- notes (2 min): Each line has one reason: insert, multiply out, t squared is one. -->

# %% name="update-numbers" slideshow={"slide_type": "subslide"}
x, t, eta = np.array([1.0, 2.0]), +1, 1.0
w, b = np.array([-4.0, -3.0]), 0.0
while t * (w @ x + b) <= 0:
    print("t·a =", t * (w @ x + b), "a mistake; one update gains", eta * (x @ x + 1))
    w, b = w + eta * t * x, b + eta * t
print("t·a =", t * (w @ x + b), "right")

# %% [markdown] name="trainer-intro" slideshow={"slide_type": "slide"}
# **Many examples, one after the other.** The picture is frozen after three mistakes. The ringed point is the fourth. The solid arrow is $w$, the
# arrow at its tip is $t\,x$, and their sum, dashed, is the new $w$: the line turns to stand at a right angle on it.
#
# Step forward. Then drag a point.
#
# <!-- notes (4 min): Step to the end. Drag one point close to the other class and let them see the bound jump. Ask the question in the picture before showing the proof. -->

# %% name="trainer" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import PerceptronTrainer

trainer = PerceptronTrainer()
trainer

# %% [markdown] name="trainer-reading" slideshow={"slide_type": "skip"}
# Two things to see. The line does not improve steadily: an update that mends one point can break another. And yet it
# ends. The staircase shows why: the length of the weights is squeezed between a straight line from below and a square root
# from above, and a straight line always overtakes a square root. Where they meet, no mistake is left to make. That is the
# proof, and we now write it down.
#
# One measure needs care. $\gamma$ is the margin in the space with the 1 appended, so it is a little less than half the width of the grey gap
# that you see.

# %% [markdown] name="convergence" slideshow={"slide_type": "slide"}
# ## Why it ends
#
# Append a 1 to every example, $\tilde x = (x, 1)$, and put the bias into the weights, $\tilde w = (w, b)$. Suppose that
# **some** unit vector $u$ separates the classes with room to spare, and call
#
# $$\gamma = \min_n t_n\, u \cdot \tilde x_n > 0, \qquad R = \max_n \lVert \tilde x_n \rVert .$$
#
# <!-- notes (1 min): We need not know u. That it exists is all we use. gamma is the margin, R the radius of the data. -->

# %% [markdown] name="convergence-lower" slideshow={"slide_type": "slide"}
# **The weights grow at least in proportion to $k$.** Let $\tilde w_k$ be the weights after $k$ mistakes, $\tilde w_0 = 0$. Each adds $\eta t \tilde x$, and $t\,u \cdot \tilde x \ge \gamma$ by definition:
#
# $$u \cdot \tilde w_k = u \cdot \tilde w_{k-1} + \eta\, t\, u \cdot \tilde x \;\ge\; u \cdot \tilde w_{k-1} + \eta\gamma$$
#
# so $u \cdot \tilde w_k \ge k\eta\gamma$. A vector is at least as long as its dot product with a unit vector (Cauchy and Schwarz): $\lVert \tilde w_k \rVert \ge k\eta\gamma$.
#
# <!-- notes (1 min): This is the straight line in the staircase. -->

# %% [markdown] name="convergence-upper" slideshow={"slide_type": "slide"}
# **They grow at most like $\sqrt k$.** Multiply out, and use that the example was a mistake:
#
# $$\lVert \tilde w_k \rVert^2 = \lVert \tilde w_{k-1} \rVert^2 + 2\eta\, \underbrace{t\, \tilde w_{k-1} \cdot \tilde x}_{\le\, 0} + \eta^2 \lVert \tilde x \rVert^2 \;\le\; \lVert \tilde w_{k-1} \rVert^2 + \eta^2 R^2$$
#
# using $t^2 = 1$ and $\lVert \tilde x \rVert \le R$. So $\lVert \tilde w_k \rVert \le \sqrt k\, \eta R$.
#
# <!-- notes (1 min): The underbrace is where "only after a mistake" enters the proof. -->

# %% [markdown] name="convergence-theorem" slideshow={"slide_type": "slide"}
# **Both at once** (Novikoff 1962):
#
# $$k\,\eta\gamma \;\le\; \lVert \tilde w_k \rVert \;\le\; \sqrt k\,\eta R \qquad\Rightarrow\qquad k \le \left(\frac R\gamma\right)^2 .$$
#
# (Divide by $\sqrt k\, \eta\gamma$ and square.) After at most $(R/\gamma)^2$ mistakes there are none. The rate $\eta$ has cancelled; the number of
# examples and of dimensions never appeared.
#
# <!-- notes (1 min): Halve the margin, four times the mistakes: the answer to the question in the picture. -->

# %% name="convergence-numbers" slideshow={"slide_type": "subslide"}
from course_lib.experiments.perceptron import margin, mistake_bound, perceptron_run

points = np.array(PerceptronTrainer().points)  # as they were; trainer.points are yours
X, t = points[:, :2], points[:, 2]
run = perceptron_run(X, t)
print(f"{run.mistakes} mistakes, margin {margin(X, t).gamma:.3f}, bound {mistake_bound(X, t):.1f}")

# %% [markdown] name="eta-question" slideshow={"slide_type": "skip"}
# The bound is a promise for the worst case; the run above made far fewer mistakes.
#
# **Predict:** with $\eta = 0.1$ in place of 1, starting from zero: more mistakes, fewer, or the same?

# %% name="eta" slideshow={"slide_type": "skip"}
for eta in (1.0, 0.1, 7.0):
    run = perceptron_run(X, t, lr=eta)
    print(f"eta {eta}: {run.mistakes} mistakes, w / eta =", np.round(run.w[-1] / eta, 3))

# %% [markdown] name="eta-reading" slideshow={"slide_type": "skip"}
# The same, example for example. From zero every weight vector is $\eta$ times a sum of examples, and a scale changes no
# answer. The learning rate of a perceptron matters only if it starts somewhere else. Then the two bounds become
# $\lVert \tilde w_k \rVert \ge k\eta\gamma - \lVert \tilde w_0 \rVert$ and $\lVert \tilde w_k \rVert^2 \le \lVert \tilde w_0 \rVert^2 + k\eta^2R^2$;
# square the first (if its right side is negative, the result below holds anyway), insert, divide by $k\eta^2\gamma^2$:
#
# $$k \le \left(\frac R\gamma\right)^2 + \frac{2\lVert \tilde w_0 \rVert}{\eta\gamma}.$$
#
# Switch on *start from my line* in the picture: a bad line far from zero may cost extra mistakes, and a small $\eta$ makes it dearer.

# %% [markdown] name="cycling" slideshow={"slide_type": "slide"}
# ## And when no line separates?
#
# Then there is no $u$, no $\gamma$, and the proof says nothing. **Predict:** on XOR, do the weights grow without end, settle, or wander?
#
# <!-- notes (1 min): Vote, then step through the XOR picture on the next slide. -->

# %% name="cycling-trainer" slideshow={"slide_type": "subslide"} tags=["hide-input"]
PerceptronTrainer(preset="xor")

# %% [markdown] name="cycling-reading" slideshow={"slide_type": "skip"}
# They wander, in a bounded region, for ever: the visited weights are the dots, and on XOR they soon repeat. This is the
# *perceptron cycling theorem* (Minsky and Papert 1969; Block and Levin 1970): the weights stay bounded even when
# nothing separates. Unless you happen to meet the same weights again at the same place in the pass, you cannot know that it will never finish.
# Somebody has to stop it.

# %% [markdown] name="digits" slideshow={"slide_type": "slide"}
# ## On real handwriting
#
# The same few lines on scikit-learn's digits, 8 × 8 pixels: is it a 3 or an 8? Half of the 357 images to learn from, the other
# half held back.
#
# **Predict:** how many mistakes until a pass without one, and what share of the other half is right?
#
# <!-- notes (1 min): Nothing is new here except the data: 64 inputs instead of two. -->

# %% name="digits-run" slideshow={"slide_type": "subslide"}
from sklearn.datasets import load_digits

digits = load_digits()
keep = np.isin(digits.target, (3, 8))
X, t = digits.data[keep] / 16, np.where(digits.target[keep] == 8, 1, -1)
run = perceptron_run(X[::2], t[::2])
w, b = run.w[-1], run.b[-1]
right = np.mean(np.where(X[1::2] @ w + b >= 0, 1, -1) == t[1::2])
print(f"{run.mistakes} mistakes, ended: {run.converged}, right on the held-back half: {right:.1%}")

# %% name="digits-weights" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import images

images({"mean 3": X[t < 0].mean(0), "mean 8": X[t > 0].mean(0), "w: orange for 8": w}, shape=(8, 8),
       alt="Mean image of the 3s, mean image of the 8s, and the learned weights: positive where only an 8 has ink, "
           "at its left side, negative where only a 3 has.")

# %% [markdown] name="digits-reading" slideshow={"slide_type": "skip"}
# The weights are a picture themselves: orange where ink speaks for an 8 (the left side, which a 3 leaves open), blue where
# it speaks for a 3. In 64 dimensions a hyperplane separates the half that it learned from, and the rule found one; two of the 178 held back
# fall on its wrong side. (In the exercise all 357 are learned, without a mistake left.)

# %% [markdown] name="anchored-speech" slideshow={"slide_type": "skip"}
# One use in more detail, because its shape returns in later lectures: a speaker says a wake word and then a
# command, while others talk. The segment with the wake word is turned into a vector, an *embedding*; this anchor then
# conditions the detector for the rest of the utterance. If $h_\tau$ describes the sound at time $\tau$, a function $g$ turns both into a score,
# $g(h_\tau, \text{anchor})$, which asks not only "is this speech?" but "is this the same voice?" (Maas et al., Interspeech 2016).

# %% name="anchored-speech-figure" slideshow={"slide_type": "skip"}
from course_lib.widgets import figure

figure("anchored_speech")

# %% [markdown] name="rosenblatt" slideshow={"slide_type": "slide"}
# ## Rosenblatt's machine
#
# The Mark I (1958 to 1960) looked with 20 × 20 photocells. Wires, often plugged at random, led to 512 **association
# units**, and these through adjustable weights to 8 response units:
#
# $$\varphi_j(x) = \text{sign}(v_j \cdot x), \qquad y = \text{sign}\Big(\sum_j w_j\, \varphi_j(x)\Big).$$
#
# Only $w$ learned, by the rule above.
#
# <!-- notes (3 min): Motors turned potentiometers. One response unit is in the picture that follows. Draw a digit, train on a few, cut a third of the wires, draw again. Ask for the prediction before the curve. -->

# %% name="machine" slideshow={"slide_type": "subslide"} tags=["hide-input"]
from course_lib.widgets import RosenblattMachine

machine = RosenblattMachine()
machine

# %% [markdown] name="machine-reading" slideshow={"slide_type": "skip"}
# This machine has had 1200 lessons. Draw on the sensor and watch the association units flip; point at one to see its ten wires. Press *forget all*,
# teach it a few digits, and see how soon it is usable. Then answer the question, and cut. It fails slowly, because no wire matters much alone.
#
# The units of the Mark I answered 1 or 0; with ±1 the formulas are shorter.

# %% [markdown] name="fixed-basis" slideshow={"slide_type": "slide"}
# ## Fixed features, adaptive features
#
# Seen from $w$, the association units are only another input. This is a **generalised linear model with fixed basis functions**,
#
# $$y = f\Big(\sum_j w_j\, \varphi_j(x) + w_0\Big),$$
#
# linear in $w$ before $f$. With $f = \text{sign}$ the convergence proof holds as it stands, $\varphi(x)$ in place of $x$, if the features separate the classes. What they miss, no $w$ can mend.
#
# <!-- notes (1 min): The classes must be separable in the space of the phi_j. Random features help only by being many. -->

# %% [markdown] name="adaptive-basis" slideshow={"slide_type": "slide"}
# Let the features have weights of their own, **adaptive basis functions**: a network with a hidden layer.
#
# $$\varphi_j(x) = \varphi\Big(\sum_i v_{ji}\, x_i + v_{j0}\Big)$$
#
# The Mark I could not train $v$, and Rosenblatt's later rules for it came without a proof. **Predict:** nudge all
# 32,768 inner weights by about a millionth. In how many of 200 tries does the output change?
#
# <!-- notes (1 min): Take a few numbers, then run the cell. -->

# %% name="nudge" slideshow={"slide_type": "subslide"}
rng = np.random.default_rng(0)
x, v, w = rng.normal(size=64), rng.normal(size=(512, 64)), rng.normal(size=512)

def score(v):
    return w @ np.where(v @ x >= 0, 1, -1)

nudges = [score(v + 1e-6 * rng.normal(size=v.shape)) - score(v) for _ in range(200)]
print("of 200 nudges of", v.size, "weights, the score noticed", np.count_nonzero(nudges))

# %% [markdown] name="sign-blocks-learning" slideshow={"slide_type": "slide"}
# **Why none.** Let a number $L$, the loss (lecture 02), say how wrong the answers are. How does it change with $v$? With $a_j = v_j \cdot x$ and $\varphi_j = \text{sign}(a_j)$, by the chain rule
#
# $$\frac{\partial L}{\partial v_{ji}} = \frac{\partial L}{\partial \varphi_j} \cdot \frac{\mathrm d\,\text{sign}(a_j)}{\mathrm d a_j} \cdot x_i = \frac{\partial L}{\partial \varphi_j} \cdot 0 \cdot x_i = 0$$
#
# wherever $a_j \ne 0$, because the sign is flat on both sides of its jump.
#
# <!-- notes (1 min): Zero slope everywhere it exists: no direction is better than another. A landscape of flat terraces. -->

# %% [markdown] name="sign-reading" slideshow={"slide_type": "skip"}
# Move all the inner weights a little, and nothing at all happens outside: the loss is a landscape of flat terraces. A method that
# feels its way by slopes stands still on every one of them. The way out is to replace the jump by something with a slope,
# and that is where part 01b and lecture 02 are heading.

# %% [markdown] name="summary" slideshow={"slide_type": "slide"}
# ## What to take along
#
# - One unit cuts space once. AND, OR, NOT: yes. XOR: no.
# - Learn only from mistakes; at most $(R/\gamma)^2$ of them, if anything separates.
# - If nothing does, the weights wander, bounded.
# - Random features and a learned output work, until the features are the problem; a sign gives them no slope to learn by.
#
# <!-- notes (1 min): Exercise: three gates, then one epoch of the rule. Twenty minutes. -->

# %% [markdown] name="exercise-link" slideshow={"slide_type": "skip"}
# **Now you.** In the [exercise](../exercises/01a_threshold_units.ipynb) you set three gates by hand (five minutes) and write
# one pass of the perceptron rule (fifteen). The checks there name the mistake they see. Afterwards: [01b Networks](01b_networks.ipynb).
#
# *Sources.* McCulloch and Pitts, *Bull. Math. Biophysics* 5, 1943. Rosenblatt, *Psychological Review* 65, 1958, and *Principles of
# Neurodynamics*, 1962. Novikoff, *Symp. Math.
# Theory of Automata*, 1962. Minsky and Papert, *Perceptrons*, 1969. Block and Levin, *Proc. AMS* 26, 1970. Azevedo et al.,
# *J. Comp. Neurology* 513, 2009. Krizhevsky et al., *NIPS* 2012. Maas et al., *Interspeech* 2016. Bishop, *PRML*, 2006, section 4.1.7.
