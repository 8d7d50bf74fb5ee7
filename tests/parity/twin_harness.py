"""What the tests ask of an operation. Every function returns a list of problems in words; no problems, no words.

The functions get a Twin (the operation in one library) and a sample from the table. They are tested themselves:
test_parity_sabotage.py hands them broken twins and demands the right complaint.
"""

from __future__ import annotations

import numpy as np
import torch

from course_lib.twins import (
    STEP,
    Twin,
    array,
    as_tuple,
    cotangent,
    dtype_of,
    inner,
    is_floats,
    oracle,
    slopes,
    twin_of,
)

__all__ = ["STEP", "Twin", "array", "cotangent", "oracle", "twin_of"]  # for the tests, which need no second import


def differences(operation, what, got, exact, dtype, scale=0.0):
    """Rounding allows `tolerance` steps of the largest exact number, or of `scale` if that is larger.

    Where the exact number is NaN (the mean loss of an empty batch), NaN is right and a number is wrong.
    """
    if exact is None or got is None:
        return [] if exact is got else [f"{what} is {got}, expected {exact}"]
    got = array(got)
    if got.shape != exact.shape:
        return [f"{what} has shape {got.shape}, expected {exact.shape}"]
    if got.size == 0:
        return []
    info, numbers = np.finfo(dtype), np.nan_to_num(np.abs(exact), posinf=np.inf)
    allowed = operation.tolerance * info.eps * max(numbers.max(), scale) + info.tiny
    both_nan = np.isnan(got) & np.isnan(exact)
    error = np.where(both_nan, 0, np.abs(got.astype(np.float64) - exact)).max()
    return [] if error <= allowed else [f"{what} is off by {error:.2g}, allowed {allowed:.2g}"]


def value_problems(operation, twin, inputs):
    """Are y and every other answer what the oracle says?"""
    try:
        answers, _ = twin.run(twin.natives(inputs))
    except (FloatingPointError, RuntimeWarning) as warning:
        return [f"{operation.answers[0]}: {warning}"]
    exact, _ = oracle(operation, inputs)
    if len(answers) != len(exact):
        return [f"returns {len(answers)} answers, expected {len(exact)}"]
    return [
        problem
        for name, got, want in zip(operation.answers, answers, exact, strict=True)
        for problem in differences(operation, name, got, want, dtype_of(inputs))
    ]


def gradient_problems(operation, twin, inputs, rng):
    """Are the gradients for a random cotangent those of the oracle's autograd?"""
    dy = cotangent(operation, inputs, rng)
    _, grads = twin.run(twin.natives(inputs), twin.native(dy))
    _, exact = oracle(operation, inputs, dy)
    if len(grads) != len(exact):
        return [f"backward returns {len(grads)} gradients, expected {len(exact)}"]
    # slopes such as 1 - y^2 are exact to a rounding step of 1, times dy
    scale = max(np.abs(given).max(initial=0) for given in as_tuple(dy))
    return [
        problem
        for name, got, want in zip(operation.differentiable, grads, exact, strict=True)
        for problem in differences(operation, f"d{name}", got, want, dtype_of(inputs), scale)
    ]


def slope_problems(operation, twin, inputs, rng):
    """Does y move as the gradients say? <backward(v), u> against central differences along a random u, in float64.

    Independent of torch's autograd. Not for inputs near a kink: see `Operation.smoothness`.
    """
    return [
        f"d{name}: backward claims the slope {claimed:.6g}, measured {measured:.6g}"
        for name, measured, claimed in slopes(operation, twin, inputs, rng)
        if not abs(measured - claimed) <= 1e-7 * (1 + abs(measured))
    ]


def adjoint_problems(operation, twin, inputs, rng):
    """Where the operation is linear: <op(u) - op(0), v> = <u, backward(v)>, up to rounding alone."""
    v = cotangent(operation, inputs, rng)
    answers, grads = twin.run(twin.natives(inputs), twin.native(v))
    problems = []
    for name in operation.linear_in:
        if inputs.get(name) is None:
            continue
        without, _ = twin.run(twin.natives(inputs | {name: np.zeros_like(inputs[name])}))
        forward = inner(v, answers, without)
        back = array(grads[operation.differentiable.index(name)]) * inputs[name]
        scale = np.abs(forward).sum() + np.abs(back).sum()
        if abs(forward.sum() - back.sum()) > 1e-12 * scale:
            problems.append(f"d{name} is not the adjoint: {forward.sum():.15g} against {back.sum():.15g}")
    return problems


def purity_problems(operation, twin, inputs, rng):
    """Do calls leave their inputs alone, share no memory with them, and say the same when repeated?"""
    given = twin.natives(inputs)
    dy = twin.native(cotangent(operation, inputs, rng)) if operation.differentiable else None
    arguments = given | (dict(zip(operation.above, as_tuple(dy), strict=True)) if dy is not None else {})
    arguments = {name: value for name, value in arguments.items() if hasattr(value, "shape")}
    before = {name: array(value).copy() for name, value in arguments.items()}

    got, cache = twin.call(given)
    answers = dict(zip(operation.answers, got, strict=True))
    first = {name: array(answer).copy() for name, answer in answers.items()}
    if dy is not None:
        grads, again = (twin.back(dy, cache) for _ in range(2))
        answers |= {f"d{name}": grad for name, grad in zip(operation.differentiable, grads, strict=True)}
    problems = [f"{name} was changed" for name in arguments if not np.array_equal(before[name], array(arguments[name]))]
    problems += [f"{name} was changed by backward" for name in first if not _same(first[name], answers[name])]
    if dy is not None and not all(_same(a, b) for a, b in zip(grads, again, strict=True)):
        problems.append("a second backward gives something else")
    for answer, got in answers.items():
        for name, value in arguments.items():
            if got is not None and _share_memory(got, value):
                problems.append(f"{answer} shares memory with {name}")
    return problems


def dtype_problems(operation, twin, inputs, rng):
    """dtype and device in = dtype and device out, and every gradient has the shape of its input."""
    given = twin.natives(inputs)
    dy = twin.native(cotangent(operation, inputs, rng)) if operation.differentiable else None
    answers, grads = twin.run(given, dy)
    wanted = next(value for value in given.values() if hasattr(value, "dtype"))
    problems = []
    named = [(name, answer, None) for name, answer in zip(operation.answers, answers, strict=True)]
    named += ((f"d{n}", g, n) for n, g in zip(operation.differentiable, grads, strict=False))
    for answer, got, name in named:
        if got is None:
            continue
        if got.dtype != wanted.dtype:
            problems.append(f"{answer} is {got.dtype}, the input {wanted.dtype}")
        if twin.library == "torch" and got.device != wanted.device:
            problems.append(f"{answer} is on {got.device}, the input on {wanted.device}")
        if name and tuple(got.shape) != np.shape(inputs[name]):
            problems.append(f"{answer} has shape {tuple(got.shape)}, {name} has {np.shape(inputs[name])}")
    return problems


def layouts(library):
    """Ways to lay out the same numbers in memory: name -> array of that layout."""
    if library == "numpy":
        return {
            "negative strides": lambda a: np.flip(np.flip(a).copy()),
            "Fortran order": lambda a: a.copy(order="F"),
            "every second number": lambda a: np.repeat(a, 2, axis=-1)[..., ::2] if a.ndim else a,
            "read-only": _read_only,
        }
    return {
        "transposed": lambda a: _turned(_turned(a).contiguous()),
        "every second number": lambda a: a.repeat_interleave(2, dim=-1)[..., ::2] if a.ndim else a,
        "requires grad": lambda a: a.clone().requires_grad_(a.is_floating_point()),
    }


def layout_problems(operation, twin, inputs, rng):
    """Same numbers, same answer, however they lie in memory."""
    dy = cotangent(operation, inputs, rng) if operation.differentiable else None
    expected, expected_grads = twin.run(twin.natives(inputs), twin.native(dy))
    problems = []
    for layout, lay_out in layouts(twin.library).items():

        def laid(value, lay_out=lay_out):
            if isinstance(value, tuple):
                return tuple(map(laid, value))
            native = twin.native(value)
            return lay_out(native) if isinstance(value, np.ndarray) else native

        answers, grads = twin.run({name: laid(value) for name, value in inputs.items()}, laid(dy))
        named = list(zip(operation.answers, answers, expected, strict=True))
        named += zip((f"d{n}" for n in operation.differentiable), grads, expected_grads, strict=False)
        for answer, got, want in named:
            want = None if want is None else array(want)
            for problem in differences(operation, answer, got, want, dtype_of(inputs)):
                problems.append(f"{layout}: {problem}")
    return problems


def nan_problems(operation, twin, inputs, rng):
    """Not a number in, not a number out: a broken run must not look healthy."""
    problems = []
    for name, value in inputs.items():
        if is_floats(value) and value.ndim:
            broken = value.copy()
            broken.flat[0] = np.nan
            answers, _ = twin.run(twin.natives(inputs | {name: broken}))
            if not any(np.isnan(array(answer)).any() for answer in answers):
                problems.append(f"NaN in {name} does not reach {operation.answers[0]}")
    if operation.differentiable:
        dy = tuple(np.full_like(given, np.nan) for given in as_tuple(cotangent(operation, inputs, rng)))
        _, grads = twin.run(twin.natives(inputs), twin.native(dy))
        for name, grad in zip(operation.differentiable, grads, strict=True):
            if grad is not None and not np.isnan(array(grad)).any():
                problems.append(f"NaN in {' and '.join(operation.above)} does not reach d{name}")
    return problems


def refusal(twin, inputs, dy=None):
    """(type, text) of the exception that a call raises, or None."""
    try:
        _, cache = twin.call(twin.natives(inputs))
        if dy is not None:
            twin.back(twin.native(dy), cache)
    except Exception as error:
        return type(error), str(error)
    return None


def mistake_problems(operation, twin, mistake):
    """Is the call refused with the type and the sentence that the table says?"""
    got, wanted = refusal(twin, mistake.inputs, mistake.dy), (mistake.error, mistake.text)
    return [] if got == wanted else [f"expected {wanted}, got {got}"]


def _same(a, b):
    return a is b is None or np.array_equal(array(a), array(b), equal_nan=True)


def _share_memory(a, b):
    if isinstance(a, torch.Tensor) and isinstance(b, torch.Tensor):
        storages = {tensor.untyped_storage().data_ptr() for tensor in (a, b)}
        return len(storages) == 1 and a.numel() > 0
    return np.shares_memory(a, b)


def _turned(tensor):
    return tensor.permute(tuple(range(tensor.ndim))[::-1])


def _read_only(array):
    array.flags.writeable = False
    return array
