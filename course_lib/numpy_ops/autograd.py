"""Derivatives that write themselves: every result remembers what it was made of, and backward walks that graph.

Two engines. `Value` holds one number, and knows the slope of every operation: the whole idea in fifty lines.
`Tensor` holds an array, and knows nothing of slopes: its operations are the pairs of numpy_ops, so whatever has a
`name` and a `name_backward` there works on tensors here (`operations["conv2d"](x, w, b)`).

Both walk the graph from the end, each node once and only after everything it feeds has sent its gradient. Those
gradients live in a table of the one call of backward; what a node gathered is then added to its `.grad`.
"""

from __future__ import annotations

import inspect
import math

import numpy as np

from course_lib import numpy_ops

__all__ = ["Tensor", "Value", "operations"]


def from_the_end(last):
    """Every node that leads to `last`, each after all nodes it feeds. Its own stack: Python's is too small."""
    order, seen, stack = [], set(), [(last, False)]
    while stack:
        node, parents_are_done = stack.pop()
        if parents_are_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in node.parents)
    return reversed(order)


class Value:
    """One number and where it came from.

        dL/dparent = sum over all nodes made of it: dL/dnode dnode/dparent

    data     ()  the number, a Python float
    grad     ()  sum of the gradients of all backward calls so far, 0.0 at first
    parents      the values it was computed from; slopes: its derivative with respect to each of them

    Source: Linnainmaa, BIT 16 (1976); Griewank, Walther, Evaluating Derivatives (2008), section 3.2.
    """

    __array_ufunc__ = None  # let NumPy's numbers leave `2 * value` to Value

    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad = float(data), 0.0
        self.parents, self.slopes = parents, slopes

    def __repr__(self):
        return f"Value({self.data:g}, grad={self.grad:g})"

    def __add__(self, other):
        other = _value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = _value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        if isinstance(n, Value):
            raise TypeError("Value ** n: n must be a number, got a Value; write (n * x.log()).exp()")
        x, y = self.data, math.pow(self.data, n)
        if n == 0:
            slope = 0.0
        elif x == 0 and n < 1:
            slope = math.inf
        else:
            slope = n * math.pow(x, n - 1)
        return Value(y, (self,), (slope,))

    def exp(self):
        y = math.exp(self.data)
        return Value(y, (self,), (y,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def relu(self):
        return Value(0.0 if self.data <= 0 else self.data, (self,), (1.0 if self.data > 0 else 0.0,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -_value(other)

    def __rsub__(self, other):
        return _value(other) - self

    def __truediv__(self, other):
        return self * _value(other) ** -1

    def __rtruediv__(self, other):
        return _value(other) * self**-1

    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        """Add the gradient of this value with respect to every node that leads here to that node's grad."""
        cotangents = {self: 1.0}
        for node in from_the_end(self):
            dy = cotangents.pop(node)
            node.grad += dy
            for parent, slope in zip(node.parents, node.slopes, strict=True):
                cotangents[parent] = cotangents.get(parent, 0.0) + slope * dy


def _value(number):
    return number if isinstance(number, Value) else Value(number)


class Tensor:
    """An array and where it came from.

        dL/dparent = sum over all nodes made of it: what their backward operation makes of dL/dnode

    data     (...)  float32 or float64 array (a list or integers become float64)
    grad     (...)  sum of the gradients of all backward calls so far, zeros at first
    parents         the tensors it was computed from; back: dy -> the gradient for each of them

    Numbers and arrays may stand beside a tensor in + - * / @; they take its dtype and get no gradient.

    Source: Griewank, Walther, Evaluating Derivatives (2008), section 3.2; Maclaurin, Duvenaud, Adams, Autograd (2015).
    """

    __array_ufunc__ = None  # let arrays leave `array * tensor` to Tensor

    def __init__(self, data, parents=(), back=None):
        data = np.asarray(data)
        self.data = data if data.dtype in (np.float32, np.float64) else data.astype(np.float64)
        self.grad, self.parents, self.back = np.zeros_like(self.data), parents, back

    def __repr__(self):
        return f"Tensor({np.array2string(self.data, threshold=8)}, shape={self.shape})"

    @property
    def shape(self):
        return self.data.shape

    def __add__(self, other):
        other = self._beside(other)
        return Tensor(self.data + other.data, (self, other), lambda dy: (dy, dy))

    def __mul__(self, other):
        other = self._beside(other)
        a, b = self.data, other.data
        return Tensor(a * b, (self, other), lambda dy: (dy * b, dy * a))

    def __matmul__(self, other):
        other = self._beside(other)
        if min(self.data.ndim, other.data.ndim) < 2:
            raise ValueError(f"@: both need at least 2 axes, got {self.shape} and {other.shape}; reshape first")
        a, b = self.data, other.data
        return Tensor(a @ b, (self, other), lambda dy: (dy @ b.swapaxes(-1, -2), a.swapaxes(-1, -2) @ dy))

    def __pow__(self, n):
        if isinstance(n, Tensor):
            raise TypeError("Tensor ** n: n must be a number, got a Tensor")
        x, n = self.data, float(n)
        return Tensor(x**n, (self,), lambda dy: (dy * n * x ** (n - 1) if n else np.zeros_like(dy),))

    def exp(self):
        y = np.exp(self.data)
        return Tensor(y, (self,), lambda dy: (dy * y,))

    def log(self):
        x = self.data
        return Tensor(np.log(x), (self,), lambda dy: (dy / x,))

    def sum(self, axis=None):
        """Over one axis, several, or all. (1, ..., 1) in the places of the axes spreads dy out again."""
        kept = self.data.sum(axis=axis, keepdims=True).shape
        y = self.data.sum(axis=axis)
        return Tensor(y, (self,), lambda dy: (np.broadcast_to(dy.reshape(kept), self.shape),))

    def reshape(self, *shape):
        return Tensor(self.data.reshape(*shape), (self,), lambda dy: (dy.reshape(self.shape),))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -self._beside(other)

    def __rsub__(self, other):
        return self._beside(other) - self

    def __truediv__(self, other):
        return self * self._beside(other) ** -1

    def __rtruediv__(self, other):
        return self._beside(other) * self**-1

    def __rmatmul__(self, other):
        return self._beside(other) @ self

    __radd__, __rmul__ = __add__, __mul__

    def backward(self, dy=None):
        """Add the gradients for dy (of the shape of this tensor; 1 if it is one number) to every grad behind it."""
        if dy is None and self.data.size != 1:
            raise ValueError(f"backward: a tensor of shape {self.shape} needs dy; or take its sum first")
        dy = np.ones_like(self.data) if dy is None else np.asarray(dy, self.data.dtype)
        if dy.shape != self.shape:
            raise ValueError(f"backward: dy must have the shape of the tensor, {self.shape}, got {dy.shape}")
        cotangents = {self: dy}
        for node in from_the_end(self):
            dy = cotangents.pop(node)
            node.grad = np.asarray(node.grad + dy)
            grads = node.back(dy) if node.parents else ()
            for parent, grad in zip(node.parents, grads, strict=True):
                grad = _unbroadcast(grad, parent.shape)
                cotangents[parent] = cotangents[parent] + grad if parent in cotangents else grad

    def _beside(self, other):
        """The other side of an operator as a tensor of the same dtype."""
        if not isinstance(other, Tensor):
            return Tensor(np.asarray(other, self.data.dtype))
        if other.data.dtype != self.data.dtype:
            raise TypeError(f"tensors must have one dtype, got {self.data.dtype} and {other.data.dtype}")
        return other


def _unbroadcast(grad, shape):
    """An input that was used in several places gets the sum of what these say."""
    grad = grad.sum(axis=tuple(range(grad.ndim - len(shape))))
    return grad.sum(axis=tuple(i for i, length in enumerate(shape) if length == 1 != grad.shape[i]), keepdims=True)


def _lift(name):
    """The operation of numpy_ops on tensors. Its backward gives gradients for its first arguments, in their order."""
    forward, backward = getattr(numpy_ops, name), getattr(numpy_ops, f"{name}_backward")
    parameters = list(inspect.signature(forward).parameters)

    def on_tensors(*inputs, **settings):
        given = inspect.signature(forward).bind(*inputs, **settings).arguments
        tensors = {argument: value for argument, value in given.items() if isinstance(value, Tensor)}
        y, *others, cache = forward(**given | {argument: tensor.data for argument, tensor in tensors.items()})

        def back(dy):
            grads = backward(dy, cache)
            of = dict(zip(parameters, grads if isinstance(grads, tuple) else (grads,), strict=False))
            missing = [argument for argument in tensors if argument not in of]
            if missing:
                raise TypeError(f"{name} has no gradient for {missing[0]}: give it as an array, not as a Tensor")
            return [np.asarray(of[argument]) for argument in tensors]

        result = Tensor(y, tuple(tensors.values()), back)
        return (result, *others) if others else result

    on_tensors.__name__, on_tensors.__doc__ = name, forward.__doc__
    return on_tensors


def _takes_one_gradient(name):
    backward = getattr(numpy_ops, f"{name}_backward", None)
    return backward is not None and list(inspect.signature(backward).parameters) == ["dy", "cache"]


operations = {name: _lift(name) for name in numpy_ops.__all__ if _takes_one_gradient(name)}
