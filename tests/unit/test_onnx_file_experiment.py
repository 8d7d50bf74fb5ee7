"""course_lib.experiments.onnx_file on a net of three nodes, written by hand: no export, no torch."""

import logging
import warnings

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from course_lib.experiments.onnx_file import elsewhere, notes, quiet, without_notes

W = np.array([[1, -2], [3, 4], [0, -1]], dtype=np.float32)


@pytest.fixture
def model():
    """relu(x @ W), with a stack trace at its first node and a remark on the model."""
    nodes = [helper.make_node("MatMul", ["x", "W"], ["a"]), helper.make_node("Relu", ["a"], ["y"])]
    nodes[0].metadata_props.add(key="pkg.torch.onnx.stack_trace", value='File "/home/me/secret.py", line 3')
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", k]) for name, k in (("x", 3), ("y", 2))]
    graph = helper.make_graph(nodes, "small", values[:1], values[1:], [numpy_helper.from_array(W, "W")])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    made.metadata_props.add(key="made", value="by hand")
    return made


def test_another_process_runs_the_file_without_torch(model, tmp_path):
    onnx.save(model, tmp_path / "small.onnx")
    x = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
    there = elsewhere(tmp_path / "small.onnx", x)
    np.testing.assert_allclose(there.scores, np.maximum(x @ W, 0), rtol=1e-5, atol=1e-6)
    assert not there.torch_there


def test_what_the_other_process_says_when_it_fails_is_told(tmp_path):
    (tmp_path / "broken.onnx").write_bytes(b"no net")
    with pytest.raises(RuntimeError, match="(?s)could not run .*broken.onnx.*It said"):
        elsewhere(tmp_path / "broken.onnx", np.zeros((1, 3), np.float32))


def test_notes_are_counted_and_taken_out_of_a_copy(model):
    before = model.SerializeToString()
    assert (notes(model).nodes, notes(model).with_code) == (2, 1)
    bare = without_notes(model)
    assert notes(model).bytes == len(before) - len(bare.SerializeToString()) > 50
    assert b"secret" in before and b"secret" not in bare.SerializeToString()
    assert model.SerializeToString() == before
    assert [node.op_type for node in bare.graph.node] == ["MatMul", "Relu"]


def test_quiet_silences_two_remarks_and_no_more():
    log = logging.getLogger("torch.onnx._internal.exporter._registration")
    level = log.level
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        with quiet():
            assert not log.isEnabledFor(logging.WARNING)
            warnings.warn("`isinstance(treespec, LeafSpec)` is deprecated, use another", FutureWarning, stacklevel=1)
            warnings.warn("the net is in training mode", UserWarning, stacklevel=1)
            warnings.warn("something else is deprecated", FutureWarning, stacklevel=1)
    assert [str(one.message) for one in heard] == ["the net is in training mode", "something else is deprecated"]
    assert log.level == level
