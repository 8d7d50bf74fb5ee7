"""Data to learn from. What needs no download: digits, photographs, textures, generated shapes and sequences.

Images are float32 in [0, 1], laid out (N, channels, height, width) as torch wants them; labels are int64.
MNIST and CIFAR-10 are read from files that you have, or fetched from OpenML when asked for.
"""

from .digits import digits
from .files import cifar10, mnist, read_arrays, read_cifar_binary, read_idx
from .pictures import photograph, photographs, texture
from .sequences import adding_problem, echo_problem, waves
from .shapes import Scenes, lone_shapes, scenes
from .split import Split, resize, stratified_split

__all__ = [
    "Scenes",
    "Split",
    "adding_problem",
    "cifar10",
    "digits",
    "echo_problem",
    "lone_shapes",
    "mnist",
    "photograph",
    "photographs",
    "read_arrays",
    "read_cifar_binary",
    "read_idx",
    "resize",
    "scenes",
    "stratified_split",
    "texture",
    "waves",
]
