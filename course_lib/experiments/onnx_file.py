"""A net as an ONNX file: written without torch's remarks, read without torch, and what is in it besides the net.

    with quiet():
        torch.onnx.export(net, (images,), "digits.onnx", dynamo=True, external_data=False, verbose=False)
    model = onnx.load("digits.onnx")
    notes(model), without_notes(model)
    elsewhere("digits.onnx", images)          # another Python, into which no torch is ever imported

Source: ONNX IR specification, version 10 (onnx.ai, "Open Neural Network Exchange Intermediate Representation").
"""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np

__all__ = ["Elsewhere", "Notes", "elsewhere", "notes", "quiet", "without_notes"]

READER = """
import sys, numpy, onnxruntime
path, images, scores = sys.argv[1:]
session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
numpy.save(scores, session.run(None, {session.get_inputs()[0].name: numpy.load(images)})[0])
print("torch" in sys.modules)
"""


@contextlib.contextmanager
def quiet():
    """Silences two remarks of torch.onnx.export that concern nobody here; everything else it says comes through.

    - The course does not use torchvision, so that torchvision's operations cannot be exported is no news (four lines
      in the log of torch.onnx._internal.exporter._registration).
    - torch 2.13 copies an object whose class it has deprecated itself (a FutureWarning about LeafSpec).
    """
    log = logging.getLogger("torch.onnx._internal.exporter._registration")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", r"`isinstance\(treespec, LeafSpec\)` is deprecated", FutureWarning)
            yield
    finally:
        log.setLevel(before)


@dataclass
class Notes:
    """What an exporter wrote into the file for people, not for a runtime."""

    nodes: int  # how many nodes the graph has
    with_code: int  # how many of them carry the lines of Python they come from, with the files' whole paths
    bytes: int  # by how much the file is longer for all its notes


def notes(model) -> Notes:
    """Count the notes in an onnx.ModelProto; the model stays as it is."""
    nodes = model.graph.node
    with_code = sum(any("stack_trace" in note.key for note in node.metadata_props) for node in nodes)
    return Notes(len(nodes), with_code, model.ByteSize() - without_notes(model).ByteSize())


def without_notes(model):
    """A copy of an onnx.ModelProto that computes the same and says nothing about where it was made.

    Takes out every metadata_props, and the shapes of values between input and output, which a runtime finds itself.
    """
    copy = type(model)()
    copy.CopyFrom(model)
    graph = copy.graph
    del graph.value_info[:]
    for part in (copy, graph, *graph.node, *graph.input, *graph.output, *graph.initializer):
        del part.metadata_props[:]
    return copy


@dataclass
class Elsewhere:
    """What another process made of the file."""

    scores: np.ndarray  # what the net gave, one row for each image
    torch_there: bool  # was torch imported in that process? Then the file would not stand alone.


def elsewhere(path, images) -> Elsewhere:
    """Run the file in another Python process, which knows onnxruntime and NumPy only.

    path    the .onnx file, with one input
    images  (N, ...) float32, what this input wants
    Raises RuntimeError with what that process said, if it failed.
    """
    with tempfile.TemporaryDirectory(prefix="onnx_file_") as folder:
        given, got = (str(Path(folder) / f"{name}.npy") for name in ("images", "scores"))
        np.save(given, np.asarray(images))
        command = [sys.executable, "-c", READER, str(path), given, got]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"elsewhere: the other process could not run {path}. It said:\n{done.stderr.strip()}")
        return Elsewhere(np.load(got), done.stdout.strip() == "True")
