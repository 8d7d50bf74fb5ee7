"""BackwardConvolution: the gradients of a convolution, one output cell at a time. Drawing: backward_convolution.js."""

import numpy as np
import traitlets

from course_lib.experiments import backward_convolution as experiment
from course_lib.shapes.sizes import conv_size

from .kit import CourseWidget


class BackwardConvolution(CourseWidget):
    """One gradient cell dy[r, q]: it pastes the kernel, scaled, into dx, and its window of x, scaled, into dw.

        BackwardConvolution()                                stride 1, padding 0: the middle one of nine outputs
        BackwardConvolution(cell=[2, 2])                     all nine sent back: the gradients are complete
        BackwardConvolution(stride=2)                        four outputs, whose windows meet in a cross
        BackwardConvolution(padding=1, cell=[0, 0])          a window that reaches into the padding

    stride   1 or 2      padding   0 or 1
    cell     [row, column] of the output whose gradient is sent back; those before it, in reading order, have been sent.
             Beyond the last row or column means the last one

    `run` holds all arrays: dx and dw so far, what the cell adds, and the three equal sums.
    """

    source = "backward_convolution"
    alt = (
        "Gradients of a 3 x 3 convolution of a 5 x 5 image, put together cell by cell; five of nine cells have been "
        "sent back. The gradient of the middle output, 2, is lit: 2 times the kernel is added to its window in dx, and "
        "2 times its window of x is added to dw. Beside it three equal sums: of dy times y, of dx times x and of dw "
        "times w."
    )

    stride = traitlets.Int(1).tag(sync=True)
    padding = traitlets.Int(0).tag(sync=True)
    cell = traitlets.List(traitlets.Int(), [1, 1]).tag(sync=True)

    @traitlets.validate("stride", "padding")
    def _one_of_two(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        allowed = {"stride": (1, 2), "padding": (0, 1)}[name]
        if value not in allowed:
            raise traitlets.TraitError(f"BackwardConvolution: {name} must be {allowed[0]} or {allowed[1]}, got {value}")
        return value

    @traitlets.validate("cell")
    def _place(self, proposal):
        value = proposal["value"]
        if len(value) != 2 or not all(0 <= v < experiment.N for v in value):
            raise traitlets.TraitError(
                f"BackwardConvolution: cell must be [row, column], each from 0 to {experiment.N - 1}, got {value}"
            )
        return value

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        run, (row, column) = self.run, self._shown
        words = f"Gradients of a 3 x 3 convolution, stride {self.stride}, padding {self.padding}"
        sent = row * run.y.shape[1] + column + 1
        return (
            f"{words}: {sent} of {run.y.size} cells sent back, the last one dy[{row}, {column}] = "
            f"{run.dy[row, column]:g}; sum(dy y) = sum(dx x) = sum(dw w) = {run.identity[0]:g}."
        ), None

    # ---- reading the picture back ----

    @property
    def _shown(self) -> tuple[int, int]:
        count = conv_size(experiment.N, experiment.KERNEL, self.stride, self.padding)
        return tuple(min(v, count - 1) for v in self.cell)

    @property
    def run(self) -> experiment.Backward:
        """All that is shown, by numpy_ops."""
        return experiment.backward_convolution(self.stride, self.padding, self._shown)

    @property
    def complete(self) -> bool:
        """Has every gradient cell been sent back? Then `run.dx` and `run.dw` are the gradients of conv2d_backward."""
        return bool(np.array_equal(self.run.sent, self.run.dy))
