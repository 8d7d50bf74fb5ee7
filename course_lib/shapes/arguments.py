"""Look at the arguments of an operation before it starts, and say in one sentence what is wrong.

Both twins of an operation ask the same checker, so a mistake gets the same exception with the same text from
NumPy and from torch:

    linear: `in` must be the same in x (N, in) and w (out, in), got 5 and 3; x (8, 5), w (4, 3), b (4,)

Only `.shape`, `.dtype` and `.device` of an array are read, and its smallest and largest number where a pattern
asks for a range: this file needs neither NumPy nor torch.
"""

import re
from numbers import Integral, Real

FLOATS = ("float32", "float64")
INTEGERS = ("uint8", "int8", "int16", "int32", "int64")
INTERVAL = re.compile(r" in ([\[(])(\S+), (\S+)([\])])$")
LABELS = " labels of "
MOST_FORMS = 1000


class Expect:
    """The checker for one library's arrays: `expect = Expect(np.ndarray)`, then in an operation

        expect("linear", x=(x, "N in"), w=(w, "out in"), b=(b, "out?"))

    Each argument comes with a pattern:

        "N in"               an array with these axes; a name that occurs twice must have one length
        ""                   an array without axes: one number
        "N C ..."            the same with any further axes; all arrays that say "..." must have the same ones
        "N C+"               axis C must not be empty
        "*shape"             an array of any shape; all arrays that say "*shape" must have the same one
        "*shape in [0, 1]"   the same, and no number of it outside; ( and ) leave the end out. NaN may pass
        "N ... labels of C"  an array of integers, each from 0 to C - 1
        "out?"               as before, or None
        "number"             a real number, or an array without axes
        "number > 0"         the same, and positive
        "number in (0, 1]"   the same, and in the interval
        "integer > 0"        an integer, and positive
        "axis of x"          an integer that counts an axis of x, from either end; that axis is not empty
        "shown"              anything: the operation looks at it itself, the sentence shows it

    Arrays but labels must be float32 or float64, all of one dtype; all arrays on one device.

    Raises TypeError (a wrong kind of thing) or ValueError (a wrong shape or value). The sentence names the
    operation, the rule, what was given, and every argument's shape.
    """

    def __init__(self, *array_types):
        self.array_types = array_types
        self.fine = set()  # forms of arguments that were looked at before: a net asks the same thing at every step

    def __call__(self, operation, **arguments):
        form = (operation, *((name, pattern, self._form(value)) for name, (value, pattern) in arguments.items()))
        if form in self.fine:
            return
        values = {name: value for name, (value, _) in arguments.items()}
        patterns = {
            name: pattern.rstrip("?")
            for name, (value, pattern) in arguments.items()
            if not (value is None and pattern.endswith("?"))
        }
        scalars = {n: p for n, p in patterns.items() if p.startswith(("number", "integer", "axis of "))}
        arrays = {n: p for n, p in patterns.items() if n not in scalars and p != "shown"}
        floats = [name for name, p in arrays.items() if LABELS not in p]

        self._arrays_are_arrays(operation, values, arrays)
        _one_of_a_kind(operation, values, floats, "dtype", TypeError, _dtype)
        _one_of_a_kind(operation, values, arrays, "device", ValueError, _device)
        lengths = _axes_agree(operation, values, arrays)
        for name, pattern in arrays.items():
            if LABELS in pattern:
                classes = pattern.partition(LABELS)[2]
                _labels(operation, values, name, classes, lengths[classes])
            _array_in_interval(operation, values, name, pattern)
        for name, pattern in scalars.items():
            if pattern.startswith("axis of "):
                _axis(operation, values, name, of=pattern.removeprefix("axis of "))
            elif pattern.startswith("integer"):
                _integer(operation, values, name, positive=pattern.endswith("> 0"))
            else:
                self._number(operation, values, name, pattern)
        if not scalars and not any(LABELS in p or INTERVAL.search(p) for p in arrays.values()):  # no value mattered
            if len(self.fine) >= MOST_FORMS:
                self.fine.clear()
            self.fine.add(form)

    def _form(self, value):
        """All of an argument that a pattern without values looks at."""
        if isinstance(value, self.array_types):
            return type(value), tuple(value.shape), value.dtype, getattr(value, "device", None)
        return type(value)

    def _arrays_are_arrays(self, operation, values, patterns):
        for name, pattern in patterns.items():
            value = values[name]
            if not isinstance(value, self.array_types):
                rule = f"{name} must be an array (numpy.ndarray in numpy_ops, torch.Tensor in torch_ops)"
                raise mistake(TypeError, operation, f"{rule}, got {_kind(value)}", values)
            if LABELS in pattern:
                if _dtype(value) not in INTEGERS:
                    rule = f"{name} must be integers ({', '.join(INTEGERS)}), got {_dtype(value)}: convert them first"
                    raise mistake(TypeError, operation, rule, values)
            elif _dtype(value) not in FLOATS:
                rule = f"{name} must be float32 or float64, got {_dtype(value)}: convert it first"
                raise mistake(TypeError, operation, rule, values)

    def _number(self, operation, values, name, pattern):
        value = values[name]
        is_scalar_array = isinstance(value, self.array_types) and tuple(value.shape) == ()
        if isinstance(value, bool) or not (isinstance(value, Real) or is_scalar_array):
            rule = f"{name} must be one number, got {_describe(value)}"
            raise mistake(TypeError, operation, rule, values)
        number = value.item() if is_scalar_array else value
        if pattern.endswith("> 0") and not number > 0:
            raise mistake(ValueError, operation, f"{name} must be greater than 0, got {number}", values)
        interval = INTERVAL.search(pattern)
        if interval and not _inside(number, *interval.groups()):
            raise mistake(ValueError, operation, f"{name} must lie{interval[0]}, got {number}", values)


def mistake(kind, operation, rule, values):
    """The exception to raise: `kind("operation: rule; x (8, 5), w (4, 3)")`. A TypeError adds the dtypes.

    values: every argument of the operation by name. Operations with rules of their own call it directly.
    """
    with_dtype = issubclass(kind, TypeError)
    given = ", ".join(f"{name} {_describe(value, with_dtype)}" for name, value in values.items())
    return kind(f"{operation}: {rule}; {given}")


def _one_of_a_kind(operation, values, names, what, kind, of):
    """All arrays share one dtype, and one device: nothing is converted or moved behind the caller's back."""
    names = list(names)  # none at all where an operation takes numbers only
    for first, other in ((names[0], other) for other in names[1:]):
        one, two = of(values[first]), of(values[other])
        if one != two:
            rule = f"all arrays must have one {what}, got {first} {one} and {other} {two}"
            raise mistake(kind, operation, f"{rule}: convert one of them", values)


def _axes_agree(operation, values, patterns):
    """Every array has the axes of its pattern, and each axis name stands for one length throughout: name -> length."""
    seen = {}  # axis name -> (argument, length) where it was met first
    for name, pattern in patterns.items():
        for axis, length in _named_lengths(operation, values, name, pattern):
            if axis.endswith("+") and length == 0:
                rule = f"`{axis[:-1]}` of {name} {_reading(pattern)} must be at least 1, got 0"
                raise mistake(ValueError, operation, rule, values)
            axis = axis.rstrip("+")
            first, expected = seen.setdefault(axis, (name, length))
            if length == expected:
                continue
            if pattern.startswith("*"):
                rule = f"{first} and {name} must have the same shape"
            else:
                one, two = _reading(patterns[first]), _reading(pattern)
                rule = f"`{axis}` must be the same in {first} {one} and {name} {two}"
            raise mistake(ValueError, operation, f"{rule}, got {expected} and {length}", values)
    return {axis: length for axis, (_, length) in seen.items()}


def _named_lengths(operation, values, name, pattern):
    """[(axis name, length)] of one array. "..." and "*shape" stand for several lengths."""
    shape, axes = tuple(values[name].shape), _axes(pattern)
    if pattern.startswith("*"):
        return [(axes[0], shape)]
    named = axes[:-1] if "..." in axes else axes
    if len(shape) < len(named) or (len(shape) > len(named) and named is axes):
        least = "" if named is axes else "at least "
        rule = f"{name} must have {least}{_count(len(named))} {_reading(pattern)}, got {len(shape)}"
        raise mistake(ValueError, operation, rule, values)
    rest = [] if named is axes else [("...", shape[len(named) :])]
    return [*zip(named, shape, strict=False), *rest]


def _labels(operation, values, name, classes, count):
    labels = values[name]
    if 0 in labels.shape:
        return
    wrong = [label for label in (int(labels.min()), int(labels.max())) if not 0 <= label < count]
    if wrong:
        rule = f"{name} must be integers from 0 to {classes} - 1 = {count - 1}, got {wrong[0]}"
        raise mistake(ValueError, operation, rule, values)


def _array_in_interval(operation, values, name, pattern):
    interval, array = INTERVAL.search(pattern), values[name]
    if not interval or 0 in array.shape:
        return
    for number in (array.min().item(), array.max().item()):
        if number == number and not _inside(number, *interval.groups()):
            raise mistake(ValueError, operation, f"{name} must lie{interval[0]}, got {number:g}", values)


def _inside(number, left, low, high, right):
    above = number >= float(low) if left == "[" else number > float(low)
    below = number <= float(high) if right == "]" else number < float(high)
    return above and below


def _integer(operation, values, name, positive=False):
    value = values[name]
    if isinstance(value, bool) or not isinstance(value, Integral):
        rule = f"{name} must be an integer, got {_describe(value)}"
        raise mistake(TypeError, operation, rule, values)
    if positive and value <= 0:
        raise mistake(ValueError, operation, f"{name} must be greater than 0, got {int(value)}", values)


def _axis(operation, values, name, of):
    axis, shape = values[name], tuple(values[of].shape)
    _integer(operation, values, name)
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
    if isinstance(value, (tuple, list)) and 0 < len(value) <= 4 and all(isinstance(v, Real) for v in value):
        return repr(value)  # a pair such as stride (2, 1)
    return _kind(value)


def _kind(value):
    module = type(value).__module__.partition(".")[0]
    return type(value).__name__ if module == "builtins" else f"{module}.{type(value).__name__}"


def _dtype(array):
    return str(array.dtype).removeprefix("torch.")


def _device(array):
    return str(getattr(array, "device", "cpu"))


def _axes(pattern):
    return INTERVAL.sub("", pattern).partition(LABELS)[0].split()


def _reading(pattern):
    axes = [axis.rstrip("+") for axis in _axes(pattern)]
    return f"({axes[0]},)" if len(axes) == 1 else f"({', '.join(axes)})"


def _count(axes):
    return "1 axis" if axes == 1 else f"{axes} axes"
