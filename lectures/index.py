# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] name="perceptron-to-resnet" slideshow={"slide_type": "slide"}
# # Perceptron to ResNet
#
# In 1958 Frank Rosenblatt described a machine that learns from nothing but its mistakes. In 2015 a network of 152
# layers told a thousand kinds of picture apart. This course walks from the one to the other, and you can touch every
# step: you change something, see at once what it does, and can open the few lines that did it.
#
# <!-- notes (1 min): Say who the course is for: one term of calculus, some programming, no neural networks yet. -->

# %% [markdown] name="where-to-begin" slideshow={"slide_type": "skip"}
# Run the next cell now and whenever you come back: it makes your copies of what is new and shows where you stopped.
# Or go straight in: [lecture 01a](../work/lectures/01a_threshold_units.ipynb), 35 minutes, then
# [its exercise](../work/exercises/01a_threshold_units.ipynb).

# %% name="map" slideshow={"slide_type": "skip"} tags=["nbval-ignore-output"]
from course_lib.workspace import overview

overview()

# %% [markdown] name="what-you-will-be-able-to-do" slideshow={"slide_type": "slide"}
# ## At the end you will be able to
#
# * write a network and its training in NumPy, down to the last derivative, and check it against torch;
# * say why a deep network did not train before about 2010, and show which change makes it train;
# * count by hand the parameters, the cost and the receptive field of any layer, from LeNet to ResNet;
# * look at a published figure or formula, rebuild it in a few lines, and notice when it is wrong.
#
# <!-- notes (1 min): Read the four lines. -->

# %% [markdown] name="how-to-use" slideshow={"slide_type": "skip"}
# ## How to use it
#
# **Run a cell** with Shift+Enter; the next one is then selected. Lectures put a question before most cells: answer it
# for yourself first. The pictures react to the mouse and to the keys, before any cell is run.
#
# **Write where you like.** The links above open *your own copies*, in the folder `work/`. The course makes each copy
# once and does not touch it again after you have changed it.
#
# **Exercises** ask for a function of a few lines, with a check under it: `check("gates", gates)`. A check that
# fails shows the smallest call that goes wrong, what came back and what was expected. Hints unfold one at a time.
# One star is a task of five to ten minutes; four stars may take an hour.
#
# You need a little Python and the chain rule. Nothing is downloaded, and no GPU is needed.

# %% [markdown] name="how-notebooks-are-made" slideshow={"slide_type": "skip"}
# ## These notebooks are slides too
#
# Each lecture is kept twice: as `NAME.ipynb`, which you open, and as `NAME.py`, the same cells as plain text, in
# which a change can be read line by line. [Jupytext](https://jupytext.readthedocs.io) keeps the two paired.
#
# Every cell says in its metadata what it is in a talk: `slideshow.slide_type` is `slide` (a new slide), `subslide`
# (one below it), `fragment` (appears on the same slide at the next key), `notes` (the speaker's) or `skip` (for
# reading only, such as cells that import). In JupyterLab the cog at the right edge shows the type of the selected cell.
#
# `make slides` turns each lecture into one HTML file that needs no network and no Jupyter, its pictures still
# alive. The speaker's notes are comments in the text cells.

# %% [markdown] name="further-work" slideshow={"slide_type": "skip"}
# ## When you have finished: seven projects
#
# Each takes a day or two on a laptop, with scikit-learn's handwritten digits unless it says otherwise. Write down
# what you expect before you run anything, and use at least five seeds.
#
# **LSTM.** Add the two marked numbers in a sequence of 100 (Hochreiter and Schmidhuber 1997, the adding problem).
# At which length does a plain recurrent network give up, and at which does an LSTM?
#
# **Embeddings.** Train a network so that two images of the same digit land close together and others far apart
# (FaceNet: Schroff et al. 2015). Leave one digit out while training: does it form a cluster of its own? For
# words, do the same from neighbours in a text (word2vec: Mikolov et al. 2013).
#
# **Structured outputs.** Read rows of four digits that are known never to decrease. Choose the best *row*, not the
# best digit in each place, by dynamic programming. How many errors does the rule remove?

# %% [markdown] name="further-work-transfer" slideshow={"slide_type": "skip"}
# **Zero-shot.** Describe each digit by properties (a closed loop, a straight stroke, an open left side). Learn the
# properties on eight digits, then name the two you never showed (Lampert et al. 2009).
#
# **Transfer.** Train on the digits 0 to 4, keep the first layer, and learn 5 to 9 from ten examples of each
# (Yosinski et al. 2014). From how many examples on is starting afresh as good?
#
# **Compression and power.** Remove the smallest weights, then store the rest in 8 bits (Han et al. 2016). Plot
# accuracy against bytes; count the memory reads and the multiplications, and look up what each costs in energy.
#
# **Distillation.** Let a small network learn from the outputs of a large one (Hinton et al. 2015). With the logits
# $v$ of the large one, $z$ of the small one and a temperature $T$, the loss to add is
# $$L = T^2 \, \mathrm{KL}\big(\mathrm{softmax}(v/T) \,\big\|\, \mathrm{softmax}(z/T)\big).$$
# Its gradient is $T\,(\mathrm{softmax}(z/T) - \mathrm{softmax}(v/T))$; for large $T$ and logits of mean zero this
# tends to $(z - v)/N$ over $N$ classes, whatever $T$ is. That is what the factor $T^2$ is for. Check it numerically first.

# %% [markdown] name="reading" slideshow={"slide_type": "skip"}
# ## Reading
#
# * C. Bishop, *Pattern Recognition and Machine Learning* (2006), sections 5.1 to 5.3: networks, training, backpropagation.
# * I. Goodfellow, Y. Bengio, A. Courville, *[Deep Learning](https://www.deeplearningbook.org)* (2016), chapters 6 to 9.
# * F. Rosenblatt, "The perceptron" (1958), and M. Minsky, S. Papert, *Perceptrons* (1969): the promise and the limits.
# * D. Rumelhart, G. Hinton, R. Williams, "Learning representations by back-propagating errors" (1986): four pages.
# * Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document recognition" (1998).
# * K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image recognition" (2015).
# * Other courses: [CS231n](https://cs231n.github.io) of Stanford, [Dive into Deep Learning](https://d2l.ai), and
#   M. Nielsen's [Neural Networks and Deep Learning](http://neuralnetworksanddeeplearning.com).

# %% [markdown] name="credits" slideshow={"slide_type": "skip"}
# ## Credits
#
# The course covers what five public lectures teach. Text, code and figures here are new; the choice of topics owes
# everything to them:
#
# * *CreativeAI: Deep Learning for Graphics*, a course at SIGGRAPH Asia;
# * C. Wang and A. Kar, *Deep Learning (CNNs) Jumpstart 2018*, Toronto;
# * J. Verbeek, *Introduction to Neural Networks*, 2017–18;
# * G. Mori, *Neural Networks*, CMPT 419/726, after chapter 5 of Bishop's book;
# * *Modern Deep Learning Era*, a notebook without a name on it; it builds on the torchmore library, so it is probably
#   one of T. Breuel's teaching notebooks.
#
# Code is under the BSD 3-Clause licence; text and figures are under CC BY 4.0.
