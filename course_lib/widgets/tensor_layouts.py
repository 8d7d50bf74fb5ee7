"""TensorLayouts: a tensor and its place in memory, and what permute, view and broadcasting do. Drawing: .js."""

from math import prod

import traitlets

from course_lib.experiments import tensor_layouts as layouts

from .kit import CourseWidget

MOST, LONGEST = 96, 48  # numbers, and numbers along one axis, that fit the picture


class TensorLayouts(CourseWidget):
    """A block of numbers B x C x H x W beside the memory it lives in; operations that move the view, not the numbers.

        TensorLayouts()                                            2 x 3 x 4 x 4, as it is made
        TensorLayouts(ops=["permute(0, 2, 3, 1)"])                 the same memory, channels last in the shape
        TensorLayouts(ops=["channels_last()"])                     the same shape, channels side by side in memory
        TensorLayouts(start="bias", ops=["expand(2, 3, 4, 4)"])    one number a channel, seen by every pixel

    shape  1 to 4 lengths, at most 96 numbers, at most 48 along one axis
    start  "block": 0, 1, 2, ... in this shape; "bias": one number for each channel (axis 1), the other lengths 1
    ops    what is done to it, in this order: permute, transpose, view, reshape, expand, contiguous, channels_last,
           written as in torch (channels_last() is contiguous(memory_format=torch.channels_last))
    at     the index pointed at; [] chooses one

    `layout` reads the picture back: its shape, strides, contiguous, storage, copied.
    """

    source = "tensor_layouts"
    scripts = ("tensor_layouts_math.js",)
    alt = (
        "A tensor of shape 2 x 3 x 4 x 4 as two rows of three 4 x 4 grids, tinted by channel, and below it the strip "
        "of its 96 numbers in memory, in the same tints. The strides are 48, 16, 4, 1: index [0, 1, 1, 2] is at place "
        "0·48 + 1·16 + 1·4 + 2·1 = 22, ringed in both."
    )

    shape = traitlets.List([2, 3, 4, 4]).tag(sync=True)
    start = traitlets.Enum(["block", "bias"], "block").tag(sync=True)
    ops = traitlets.List([]).tag(sync=True)
    at = traitlets.List([]).tag(sync=True)

    def __init__(self, shape=(2, 3, 4, 4), **kwargs):
        super().__init__(shape=list(shape), **{name: _listed(value) for name, value in kwargs.items()})
        try:
            result = self.layout
        except ValueError as problem:
            raise traitlets.TraitError(f"TensorLayouts: ops {self.ops} on shape {self.shape}: {problem}") from None
        if self.at and not (
            len(self.at) == len(result.shape) and all(0 <= i < n for i, n in zip(self.at, result.shape, strict=True))
        ):
            raise traitlets.TraitError(
                f"TensorLayouts: at must be an index into shape {list(result.shape)}, got {self.at}"
            )

    @traitlets.validate("shape")
    def _fits(self, proposal):
        shape = list(proposal.value)
        whole = all(isinstance(n, int) and not isinstance(n, bool) and 1 <= n <= LONGEST for n in shape)
        if not (1 <= len(shape) <= 4 and whole and prod(shape) <= MOST):
            raise traitlets.TraitError(
                f"TensorLayouts: shape must be 1 to 4 lengths from 1 to {LONGEST}, at most {MOST} numbers, got {shape}"
            )
        return shape

    @traitlets.validate("ops")
    def _understood(self, proposal):
        for text in proposal.value:
            try:
                layouts.parse(text)
            except (ValueError, TypeError) as problem:
                raise traitlets.TraitError(f"TensorLayouts: ops: {problem}") from None
        return list(proposal.value)

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        made = ".".join([f"a {self.start} of shape {self.shape}", *self.ops])
        result = self.layout
        return f"The tensor {made}: shape {list(result.shape)}, strides {list(result.strides)}.", None

    @property
    def layout(self) -> layouts.Layout:
        """The tensor after all operations."""
        result = layouts.block(self.shape) if self.start == "block" else layouts.bias(self.shape)
        for text in self.ops:
            result = layouts.apply(result, text)
            if prod(result.shape) > MOST:
                raise ValueError(f"{text} makes {prod(result.shape)} numbers; at most {MOST} fit the picture")
            if len(result.shape) > 4 or max(result.shape) > MOST:
                raise ValueError(f"{text} makes shape {list(result.shape)}; at most 4 axes fit the picture")
        return result


def _listed(value):
    return list(value) if isinstance(value, tuple) else value
