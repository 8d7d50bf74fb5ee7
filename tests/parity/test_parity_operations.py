"""Every operation of the table, every sample, both twins: this file knows no operation by name."""

import numpy as np
import pytest
import torch
import twin_harness as harness

from course_lib.operations import OPERATIONS

TWINS = [("numpy", "cpu"), ("torch", "cpu")] + [("torch", "cuda")] * torch.cuda.is_available()
DTYPES = [np.float32, np.float64]


def rng():
    """For gradients from above: a seed of their own, or dy would be x over again."""
    return np.random.default_rng(1986)


def samples(operation, dtype):
    return operation.samples(np.random.default_rng(1958), np.dtype(dtype))


def cases(dtypes=DTYPES, want=lambda operation: True):
    """One test for each operation, twin and dtype; a failure names the samples."""
    listed = []
    for operation in filter(want, OPERATIONS.values()):
        for library, device in TWINS:
            for dtype in dtypes:
                name = f"{operation.name}-{library}-{device}-{np.dtype(dtype).name}"
                twin = harness.twin_of(operation, library, device)
                listed.append(pytest.param(operation, twin, dtype, id=name))
    return listed


def is_differentiable(operation):
    return bool(operation.differentiable)


def complaints(ask, operation, twin, dtype, *more):
    return [
        f"{sample.about}: {problem}"
        for sample in samples(operation, dtype)
        for problem in ask(operation, twin, sample.inputs, *more)
    ]


@pytest.mark.parametrize("operation, twin, dtype", cases())
def test_values_are_those_of_the_oracle(operation, twin, dtype):
    assert complaints(harness.value_problems, operation, twin, dtype) == []


@pytest.mark.parametrize("operation, twin, dtype", cases(want=is_differentiable))
def test_gradients_are_those_of_the_oracle(operation, twin, dtype):
    assert complaints(harness.gradient_problems, operation, twin, dtype, rng()) == []


@pytest.mark.parametrize("operation, twin, dtype", cases([np.float64], is_differentiable))
def test_gradients_are_slopes(operation, twin, dtype):
    smooth = [s for s in samples(operation, dtype) if operation.smoothness(**s.inputs) > 100 * harness.STEP]
    assert sum(all(np.size(v) for v in s.inputs.values()) for s in smooth) >= 2, "too few samples without a kink"
    for sample in smooth:
        assert harness.slope_problems(operation, twin, sample.inputs, rng()) == [], sample.about


@pytest.mark.parametrize("operation, twin, dtype", cases([np.float64], lambda o: bool(o.linear_in)))
def test_linear_operations_have_adjoint_gradients(operation, twin, dtype):
    assert complaints(harness.adjoint_problems, operation, twin, dtype, rng()) == []


@pytest.mark.parametrize("operation, twin, dtype", cases())
def test_inputs_are_left_alone(operation, twin, dtype):
    assert complaints(harness.purity_problems, operation, twin, dtype, rng()) == []


@pytest.mark.parametrize("operation, twin, dtype", cases())
def test_dtype_device_and_shapes_are_kept(operation, twin, dtype):
    assert complaints(harness.dtype_problems, operation, twin, dtype, rng()) == []


@pytest.mark.parametrize("operation, twin, dtype", cases())
def test_layout_in_memory_does_not_matter(operation, twin, dtype):
    assert complaints(harness.layout_problems, operation, twin, dtype, rng()) == []


@pytest.mark.parametrize("operation, twin, dtype", cases())
def test_nan_is_passed_on(operation, twin, dtype):
    assert harness.nan_problems(operation, twin, samples(operation, dtype)[0].inputs, rng()) == []


@pytest.mark.parametrize("operation, twin, dtype", cases([np.float64]))
def test_mistakes_of_the_table_get_their_sentence(operation, twin, dtype):
    for mistake in operation.mistakes:
        assert harness.mistake_problems(operation, twin, mistake) == []


@pytest.mark.parametrize("operation", list(OPERATIONS.values()), ids=list(OPERATIONS))
def test_the_table_itself(operation):
    for dtype in DTYPES:
        listed = samples(operation, dtype)
        arrays = [[v for v in s.inputs.values() if isinstance(v, np.ndarray)] for s in listed]
        assert all(a.dtype == dtype or a.dtype.kind in "iu" for given in arrays for a in given)
        batches = {given[0].shape[0] for given in arrays if given[0].ndim}
        smallest = {0, 1} - set(range(operation.least_batch))
        assert smallest < batches, "a batch of 0, of 1 and a larger one"
    if operation.differentiable:
        assert any(mistake.dy is not None for mistake in operation.mistakes), "a wrong dy"
    for mistake in operation.mistakes:
        name = operation.name + ("_backward" if mistake.dy is not None else "")
        assert mistake.text.startswith(name + ": ")
        if mistake.dy is None:  # the backward sentence shows what backward was given
            for argument, value in mistake.inputs.items():
                shape = f" {value.shape}" if isinstance(value, np.ndarray) else ""
                assert f"{argument}{shape}" in mistake.text.partition(";")[2]


def common_mistakes(operation):
    """What no operation accepts, for each of its arrays: no array, no floats (labels: no integers), several dtypes."""
    inputs = samples(operation, np.float64)[0].inputs
    arrays = [name for name, value in inputs.items() if isinstance(value, np.ndarray)]
    floats = [name for name in arrays if harness.is_floats(inputs[name])]
    for name in arrays:
        yield name, inputs | {name: inputs[name].tolist()}, None
        yield name, inputs | {name: "text"}, None
        for dtype in (np.int64 if name in floats else np.float64, np.bool_, np.float16, np.complex128):
            yield name, inputs | {name: inputs[name].astype(dtype)}, None
        if name in floats and len(floats) > 1:
            yield name, inputs | {name: inputs[name].astype(np.float32)}, None
    yield arrays[0], inputs | {arrays[0]: None}, None
    if operation.differentiable:
        dy = harness.cotangent(operation, inputs, rng())
        above = dy if isinstance(dy, tuple) else (dy,)
        for index, (name, good) in enumerate(zip(operation.above, above, strict=True)):
            for wrong in (good.tolist(), good.astype(np.int64), good.astype(np.float32)):
                yield name, inputs, (*above[:index], wrong, *above[index + 1 :])


@pytest.mark.parametrize("operation", list(OPERATIONS.values()), ids=list(OPERATIONS))
def test_common_mistakes_get_the_same_sentence_from_both_twins(operation):
    for name, inputs, dy in common_mistakes(operation):
        refusals = [harness.refusal(harness.twin_of(operation, *twin), inputs, dy) for twin in TWINS]
        assert refusals[0] is not None, f"{name}: accepted"
        assert all(refusal == refusals[0] for refusal in refusals), refusals
        kind, text = refusals[0]
        assert kind is TypeError
        assert text.startswith(operation.name + ("_backward: " if dy is not None else ": "))
        assert f"{name} " in text.partition(";")[0], text


@pytest.mark.parametrize("operation", list(OPERATIONS.values()), ids=list(OPERATIONS))
def test_multiply_adds_are_half_of_the_flops_that_torch_counts(operation):
    from torch.utils.flop_counter import FlopCounterMode

    for sample in samples(operation, np.float32):
        tensors = {n: torch.tensor(v) if isinstance(v, np.ndarray) else v for n, v in sample.inputs.items()}
        with FlopCounterMode(display=False) as counter:
            operation.oracle(**tensors)
        arrays = {name: v.shape for name, v in sample.inputs.items() if isinstance(v, np.ndarray)}
        shapes = {name: v for name, v in sample.inputs.items() if v is not None} | arrays
        assert 2 * operation.macs(**shapes) == counter.get_total_flops(), sample.about
