"""LearningAnEdge: nine weights learn from a photograph which edges are wanted. Drawing: learning_an_edge.js."""

import math

import numpy as np
import traitlets

from course_lib.experiments import learning_an_edge as experiment

from .kit import CourseWidget

MOST_NOISE = 1.0


class LearningAnEdge(CourseWidget):
    """A photograph, the map that is wanted, and a random kernel that becomes the right one by descent.

        LearningAnEdge()                        all 5,828 places as examples, after 40 of 300 steps
        LearningAnEdge(examples=5)              five windows do not settle nine weights
        LearningAnEdge(image="constant")        what no difference teaches
        LearningAnEdge(noise=0.3)               noise averages out over many places

    step      which step is shown, 0 (the start) to 300
    target    "upright" edges, "level" edges, or the "mean" of the nine pixels
    noise     standard deviation of what is added to every wanted number, 0 to 1
    examples  how many places are learned from, 1 to 5828
    image     "photograph" or "constant"
    start     nine first weights, row by row

    `learned` holds the whole run (course_lib.experiments.learning_an_edge); `weights` and `loss` are those shown.
    """

    source = "learning_an_edge"
    alt = (
        "A photograph of a palace, the map of its upright edges that is wanted, and what a kernel makes of it that "
        "began as nine random numbers: after 40 of 300 steps its columns are near -1, 0 and 1, and the two maps "
        "look alike. Below, the kernel at the start and now, and the loss, falling from 0.66 to 0.005."
    )

    step = traitlets.Int(40).tag(sync=True)
    target = traitlets.Unicode("upright").tag(sync=True)
    noise = traitlets.Float(0.0).tag(sync=True)
    examples = traitlets.Int(experiment.PLACES).tag(sync=True)
    image = traitlets.Unicode("photograph").tag(sync=True)
    start = traitlets.List(traitlets.Float(), [v for row in experiment.START for v in row]).tag(sync=True)
    photo = traitlets.Bytes().tag(sync=True, computed=True)  # uint8, row by row
    grain = traitlets.Bytes().tag(sync=True, computed=True)  # int8 for each place: noise in 1 / 32 deviations
    order = traitlets.Bytes().tag(sync=True, computed=True)  # uint16: which place is the first example, the second ...

    def __init__(self, **traits):
        tables = experiment.photograph(), experiment.noise_steps(), experiment.order().astype("<u2")
        super().__init__(**dict(zip(("photo", "grain", "order"), (t.tobytes() for t in tables), strict=True)), **traits)

    @traitlets.validate("target", "image")
    def _one_of(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        options = tuple(experiment.TARGETS) if name == "target" else experiment.IMAGES
        if value not in options:
            raise traitlets.TraitError(f"LearningAnEdge: {name} must be one of {', '.join(options)}, got {value!r}")
        return value

    @traitlets.validate("step", "examples", "noise")
    def _in_range(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        low, high = {"step": (0, experiment.STEPS), "examples": (1, experiment.PLACES), "noise": (0, MOST_NOISE)}[name]
        if not low <= value <= high:
            raise traitlets.TraitError(f"LearningAnEdge: {name} must be from {low} to {high:g}, got {value}")
        return value

    @traitlets.validate("start")
    def _nine(self, proposal):
        value = proposal["value"]
        if len(value) != 9 or not all(math.isfinite(v) and abs(v) <= 9 for v in value):
            raise traitlets.TraitError(f"LearningAnEdge: start must be nine weights from -9 to 9, got {list(value)}")
        return value

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        rows = "; ".join(" ".join(f"{v:.2f}" for v in row) for row in self.weights)
        return (
            f"A kernel learns from {self.examples} places of a {self.image} to give the {self.target} map, noise "
            f"{self.noise:g}: after {self.step} steps it is ({rows}), the loss {self.loss:.2g}."
        ), None

    # ---- reading the picture back ----

    @property
    def learned(self) -> experiment.Learned:
        """The whole run."""
        start = np.reshape(self.start, (3, 3))
        return experiment.learning_an_edge(self.target, self.noise, self.examples, self.image, start)

    @property
    def weights(self) -> np.ndarray:
        """(3, 3): the kernel at the step that is shown."""
        return self.learned.kernels[self.step]

    @property
    def loss(self) -> float:
        """Mean squared error over the examples at the step that is shown."""
        return float(self.learned.losses[self.step])
