"""What an array is in this half of the library."""

import numpy as np

from course_lib.shapes.arguments import Expect

Array = np.ndarray
expect = Expect(np.ndarray, np.generic)  # np.generic: NumPy turns an array without axes into a scalar
