"""ConvMatrix: a small convolution written out as a matrix, and its transpose. Drawing: conv_matrix.js."""

import numpy as np
import traitlets

from course_lib.numpy_ops import conv_matrix
from course_lib.shapes.sizes import conv_size

from .kit import CourseWidget

LIMITS = {"n": (2, 6), "kernel": (1, 3), "stride": (1, 3), "padding": (0, 2)}
MOST = 36  # rows of the matrix, and columns


class ConvMatrix(CourseWidget):
    """A convolution as one matrix C: every row holds the same weights, one window further on.

        ConvMatrix()                         4 x 4 input, 3 x 3 kernel: C is 4 x 16 and has 36 cells that are not zero
        ConvMatrix(row=3)                    the row of another output
        ConvMatrix(transposed=True)          the transpose: an output's gradient pastes the kernel into its window
        ConvMatrix(n=5, stride=2)            windows two apart
        ConvMatrix(n=3, padding=1)           rows at the border keep only what lies inside the image

    n         rows and columns of the input, 2 to 6
    kernel    1 to 3; its weights are a = 1, b = 2, c = 3, ... in reading order
    stride    1 to 3; padding 0 to 2: so that C has at most 36 rows
    row       which output is lit, in reading order from 0; beyond the last one means the last one
    transposed  show C^T

    `matrix`, `x`, `y`, `dy`, `dx` and `contributions` (how many outputs each input reaches) read the picture back.
    """

    source = "conv_matrix"
    alt = (
        "A 4 x 4 image, a 3 x 3 kernel with the weights a to i, and the matrix C that does the same as sliding it: 4 "
        "rows, one for each output, and 16 columns, one for each pixel. Each row holds a b c, d e f and g h i with "
        "gaps between and zeros around, shifted from row to row: 36 cells of 64, nine different weights. The row of "
        "output y[0, 1] is lit, and its window in the image."
    )

    n = traitlets.Int(4).tag(sync=True)
    kernel = traitlets.Int(3).tag(sync=True)
    stride = traitlets.Int(1).tag(sync=True)
    padding = traitlets.Int(0).tag(sync=True)
    row = traitlets.Int(1).tag(sync=True)
    transposed = traitlets.Bool(False).tag(sync=True)

    @traitlets.validate("n", "kernel", "stride", "padding")
    def _in_range(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        low, high = LIMITS[name]
        if not low <= value <= high:
            raise traitlets.TraitError(f"ConvMatrix: {name} must be from {low} to {high}, got {value}")
        self._check_size(**{name: value})
        return value

    @traitlets.validate("row")
    def _counted(self, proposal):
        if proposal["value"] < 0:
            raise traitlets.TraitError(f"ConvMatrix: row must be 0 or more, got {proposal['value']}")
        return proposal["value"]

    def _check_size(self, **new):
        n, kernel, stride, padding = (new.get(name, getattr(self, name)) for name in LIMITS)
        if kernel > n + 2 * padding:
            raise traitlets.TraitError(
                f"ConvMatrix: the kernel must fit into the padded input, got kernel {kernel} for {n} + 2 * {padding}"
            )
        rows = ((n + 2 * padding - kernel) // stride + 1) ** 2
        if rows > MOST:
            raise traitlets.TraitError(
                f"ConvMatrix: C may have at most {MOST} rows, got {rows} "
                f"(n {n}, kernel {kernel}, stride {stride}, padding {padding}); take less padding or more stride"
            )

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        (rows, columns), filled = self.matrix.shape, np.count_nonzero(self.matrix)
        what = f"{self.n} x {self.n} input, {self.kernel} x {self.kernel} kernel"
        what += f", stride {self.stride}, padding {self.padding}"
        if self.transposed:
            return f"{what}: the transposed matrix, {columns} x {rows}, which carries gradients back.", None
        return f"{what}: a matrix of {rows} x {columns} with {filled} cells that are not zero.", None

    # ---- reading the picture back ----

    @property
    def size(self) -> int:
        """Rows and columns of the output."""
        return conv_size(self.n, self.kernel, self.stride, self.padding)

    @property
    def weights(self) -> np.ndarray:
        """(kernel, kernel): 1, 2, 3, ... for a, b, c, ..."""
        return np.arange(1.0, self.kernel**2 + 1).reshape(self.kernel, self.kernel)

    @property
    def matrix(self) -> np.ndarray:
        """(size², n²) by numpy_ops.conv_matrix: C, also when the picture shows its transpose."""
        return conv_matrix(self.weights[None, None], self.n, self.stride, self.padding)[0]

    @property
    def x(self) -> np.ndarray:
        """(n, n): the input, whole numbers from 0 to 9."""
        h, v = np.mgrid[: self.n, : self.n]
        return (3 * h + 5 * v + h * v + 1) % 10.0

    @property
    def y(self) -> np.ndarray:
        """(size, size): C x."""
        return (self.matrix @ self.x.ravel()).reshape(self.size, self.size)

    @property
    def dy(self) -> np.ndarray:
        """(size, size): a gradient from above."""
        return np.resize([2.0, -1.0, 1.0, 3.0], self.size**2).reshape(self.size, self.size)

    @property
    def dx(self) -> np.ndarray:
        """(n, n): C^T dy."""
        return (self.matrix.T @ self.dy.ravel()).reshape(self.n, self.n)

    @property
    def contributions(self) -> np.ndarray:
        """(n, n) whole numbers: how many outputs each input reaches, as many as its column of C has weights."""
        return np.count_nonzero(self.matrix, axis=0).reshape(self.n, self.n)
