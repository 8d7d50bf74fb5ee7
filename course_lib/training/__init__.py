"""One training loop for every network of the course: `history = fit(net, (x, labels), (x_test, labels_test))`.

`python -m course_lib.training` trains LeNet-5 on real digits, in under a minute on two cores.
"""

from .augment import distort, flip, shift
from .checkpoint import load, save
from .history import History
from .loop import default_device, evaluate, fit, seed_everything

__all__ = [
    "History",
    "default_device",
    "distort",
    "evaluate",
    "fit",
    "flip",
    "load",
    "save",
    "seed_everything",
    "shift",
]
