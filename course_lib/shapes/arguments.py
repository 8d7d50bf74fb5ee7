"""Look at the arguments of an operation before it starts, and say in one sentence what is wrong.

Both twins of an operation ask the same checker, so a mistake gets the same exception with the same text from
NumPy and from torch:

    linear: `in` must be the same in x (N, in) and w (out, in), got 5 and 3; x (8, 5), w (4, 3), b (4,)

Only `.shape`, `.dtype` and `.device` of an array are read: this file needs neither NumPy nor torch.
"""

from numbers import Integral, Real

FLOATS = ("float32", "float64")


class Expect:
    """The checker for one library's arrays: `expect = Expect(np.ndarray)`, then in an operation

        expect("linear", x=(x, "N in"), w=(w, "out in"), b=(b, "out?"))

    Each argument comes with a pattern:

        "N in"        an array with these axes; a name that occurs twice must have one length
        "*shape"      an array of any shape; all arrays that say "*shape" must have the same one
        "out?"        as before, or None
        "number"      a real number, or an array without axes
        "number > 0"  the same, and positive
        "axis of x"   an integer that counts an axis of x, from either end; that axis is not empty

    Arrays must be float32 or float64, all of one dtype and on one device.

    Raises TypeError (a wrong kind of thing) or ValueError (a wrong shape or value). The sentence names the
    operation, the rule, what was given, and every argument's shape.
    """

    def __init__(self, *array_types):
        self.array_types = array_types

    def __call__(self, operation, **arguments):
        values = {name: value for name, (value, _) in arguments.items()}
        patterns = {
            name: pattern.rstrip("?")
            for name, (value, pattern) in arguments.items()
            if not (value is None and pattern.endswith("?"))
        }
        scalars = {name: p for name, p in patterns.items() if p.startswith(("number", "axis of "))}
        arrays = {name: p for name, p in patterns.items() if name not in scalars}

        self._arrays_are_arrays(operation, values, arrays)
        _one_of_a_kind(operation, values, arrays)
        _axes_agree(operation, values, arrays)
        for name, pattern in scalars.items():
            if pattern.startswith("number"):
                self._number(operation, values, name, positive=pattern.endswith("> 0"))
            else:
                _axis(operation, values, name, of=pattern.removeprefix("axis of "))

    def _arrays_are_arrays(self, operation, values, names):
        for name in names:
            value = values[name]
            if not isinstance(value, self.array_types):
                rule = f"{name} must be an array (numpy.ndarray in numpy_ops, torch.Tensor in torch_ops)"
                raise mistake(TypeError, operation, f"{rule}, got {_kind(value)}", values)
            if _dtype(value) not in FLOATS:
                rule = f"{name} must be float32 or float64, got {_dtype(value)}: convert it first"
                raise mistake(TypeError, operation, rule, values)

    def _number(self, operation, values, name, positive):
        value = values[name]
        is_scalar_array = isinstance(value, self.array_types) and tuple(value.shape) == ()
        if isinstance(value, bool) or not (isinstance(value, Real) or is_scalar_array):
            rule = f"{name} must be one number, got {_describe(value)}"
            raise mistake(TypeError, operation, rule, values)
        if positive and not value > 0:
            rule = f"{name} must be greater than 0, got {value.item() if is_scalar_array else value}"
            raise mistake(ValueError, operation, rule, values)


def mistake(kind, operation, rule, values):
    """The exception to raise: `kind("operation: rule; x (8, 5), w (4, 3)")`. A TypeError adds the dtypes.

    values: every argument of the operation by name. Operations with rules of their own call it directly.
    """
    with_dtype = issubclass(kind, TypeError)
    given = ", ".join(f"{name} {_describe(value, with_dtype)}" for name, value in values.items())
    return kind(f"{operation}: {rule}; {given}")


def _one_of_a_kind(operation, values, names):
    """All arrays share one dtype and one device: nothing is converted or moved behind the caller's back."""
    for what, kind, of in (("dtype", TypeError, _dtype), ("device", ValueError, _device)):
        first, *others = names
        for other in others:
            one, two = of(values[first]), of(values[other])
            if one != two:
                rule = f"all arrays must have one {what}, got {first} {one} and {other} {two}"
                raise mistake(kind, operation, f"{rule}: convert one of them", values)


def _axes_agree(operation, values, patterns):
    """Every array has the axes of its pattern, and each axis name stands for one length throughout."""
    seen = {}  # axis name -> (argument, length) where it was met first
    for name, pattern in patterns.items():
        shape = tuple(values[name].shape)
        axes = pattern.split()
        if pattern.startswith("*"):
            shape = (shape,)
        elif len(shape) != len(axes):
            rule = f"{name} must have {_count(len(axes))} {_reading(pattern)}, got {len(shape)}"
            raise mistake(ValueError, operation, rule, values)
        for axis, length in zip(axes, shape, strict=True):
            first, expected = seen.setdefault(axis, (name, length))
            if length == expected:
                continue
            if pattern.startswith("*"):
                rule = f"{first} and {name} must have the same shape"
            else:
                one, two = _reading(patterns[first]), _reading(pattern)
                rule = f"`{axis}` must be the same in {first} {one} and {name} {two}"
            raise mistake(ValueError, operation, f"{rule}, got {expected} and {length}", values)


def _axis(operation, values, name, of):
    axis, shape = values[name], tuple(values[of].shape)
    if isinstance(axis, bool) or not isinstance(axis, Integral):
        rule = f"{name} must be an integer, got {_describe(axis)}"
        raise mistake(TypeError, operation, rule, values)
    if not -len(shape) <= axis < len(shape):
        choices = f"from {-len(shape)} to {len(shape) - 1}" if shape else f"but {of} has none"
        rule = f"{name} must count an axis of {of}, {choices}, got {int(axis)}"
        raise mistake(ValueError, operation, rule, values)
    if shape[axis] == 0:
        rule = f"axis {int(axis)} of {of} must hold at least one number, got 0"
        raise mistake(ValueError, operation, rule, values)


def _describe(value, with_dtype=False):
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return f"{tuple(value.shape)} {_dtype(value)}" if with_dtype else f"{tuple(value.shape)}"
    if value is None or isinstance(value, Real):
        return repr(value)
    return _kind(value)


def _kind(value):
    module = type(value).__module__.partition(".")[0]
    return type(value).__name__ if module == "builtins" else f"{module}.{type(value).__name__}"


def _dtype(array):
    return str(array.dtype).removeprefix("torch.")


def _device(array):
    return str(getattr(array, "device", "cpu"))


def _reading(pattern):
    axes = pattern.split()
    return f"({axes[0]},)" if len(axes) == 1 else f"({', '.join(axes)})"


def _count(axes):
    return "1 axis" if axes == 1 else f"{axes} axes"
