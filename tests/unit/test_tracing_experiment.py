"""Tracing: our tracer against torch's, what was recorded and what it says; the widget without a browser."""

import numpy as np
import pytest
from traitlets import TraitError

from course_lib.experiments import tracing as trial
from course_lib.widgets import WhereTracingLies

XS = np.arange(-3.75, 4, 0.5)


def test_by_hand():
    graph = trial.trace("if")
    assert graph.lines() == ["y2 = x + 1", "return y2"] and graph.asked == ["x < 1 is True"]
    assert (graph(2.0), float(trial.run("if", 2.0))) == (3.0, 0.0)
    assert trial.wrong("if", XS).tolist() == (XS > 1).tolist()
    assert trial.trace("while", 3.0).lines() == ["y2 = x / 2", "y4 = y2 / 2", "return y4"]
    assert trial.wrong("while", [0.0, 0.9, 1.5, 3.0], 3.0).tolist() == [False, True, True, False]
    assert trial.wrong("number", [-1.0, 0.0, 2.0]).tolist() == [False, False, True]
    assert not trial.wrong("where", XS).any()
    endless = trial.trace("while x < 9: x = x", 0.0)
    assert not endless.ended and np.isnan(endless.value) and np.isnan(endless(1.0))
    assert trial.python_code("if").splitlines()[1:] == ["    if x < p0:", "        return x + p0", "    return x - p1"]


@pytest.mark.parametrize(
    "text", [*trial.FUNCTIONS.values(), "x if x < -1 else x * 2 if x < 1 else abs(x) - 3 / p1", "relu(-x) * x.item()"]
)
def test_torchs_own_tracer_writes_down_the_same(text):
    import warnings

    import torch

    f = trial.torch_function(text)
    for at in (-1.0, 3.0):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = torch.jit.trace(f, torch.tensor(at))
        ours = trial.trace(text, at)
        for x in (-2.0, 0.5, 3.0):
            assert ours(x) == pytest.approx(float(theirs(torch.tensor(x))), abs=1e-6)
            assert float(trial.run(text, x)) == pytest.approx(float(f(torch.tensor(x))), abs=1e-6)


def test_the_record_is_what_torch_says():
    kept = trial.recorded()
    assert kept["made_by"] == "python -m course_lib.experiments.tracing" and kept["asked"] == list(trial.ASKED)
    assert set(kept["functions"]) == set(trial.FUNCTIONS) and trial.RECORD.stat().st_size < 30_000
    for function, way in (("if", "trace"), ("if", "export")):
        now, then = trial.says(function, way), trial.outcome(function, way)
        assert (now.result, now.values) == (then.result, then.values)
        import torch

        if torch.__version__ == kept["versions"]["torch"]:
            assert now == then, "torch's words have changed: record them again"


def test_what_the_record_says():
    found = {name: [trial.outcome(name, way).result for way in trial.WAYS] for name in trial.FUNCTIONS}
    assert found == {
        "if": ["graph", "refused", "pieces", "refused"],
        "while": ["graph", "refused", "pieces", "refused"],
        "number": ["graph", "graph", "pieces", "graph"],
        "where": ["graph", "graph", "graph", "graph"],
    }
    for name in trial.FUNCTIONS:
        lies = [x for x, off in zip(trial.ASKED, trial.wrong(name, trial.ASKED), strict=True) if off]
        assert trial.outcome(name, "trace").wrong(name) == lies, "torch's trace lies where ours does"
        for way in trial.WAYS[1:]:
            assert trial.outcome(name, way).wrong(name) == [], "what is not refused is right"
    assert "might not generalize to other inputs" in trial.outcome("if", "trace").says
    assert trial.outcome("if", "export").kind == "GuardOnDataDependentSymNode"
    assert trial.outcome("if", "fullgraph").says.startswith("Data-dependent branching")
    assert 'File "f.py", line 2, in f' in trial.outcome("while", "export").says
    with pytest.raises(ValueError, match="recorded are if, while.* got 'mine', 'trace'"):
        trial.outcome("mine", "trace")
    with pytest.raises(ValueError, match="way must be one of trace, .* got 'onnx'"):
        trial.says("if", "onnx")


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"function": "x ** 2"}, r"'x \*\* 2' is not understood here; there are x"),
        ({"function": "2 * p0"}, "gives a plain number; torch traces what is computed from x"),
        ({"function": "x if x < 1 else 2"}, "both sides of an if must be computed from x"),
        ({"function": "x +"}, "is not an expression in x"),
        ({"x": 5.0}, "x must be from -4 to 4, got 5"),
        ({"p1": 0.0}, "p1 must be from 0.5 to 3, got 0"),
        ({"shaded": [16]}, r"shaded holds cells 0 to 15, got \[16\]"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=f"WhereTracingLies: .*{says}"):
        WhereTracingLies(**arguments)


def test_the_words_on_the_picture_are_true():
    widget = WhereTracingLies()
    assert widget.describe() == (widget.alt, "where_tracing_lies")
    assert f"Python says {widget.answer:g} and the graph {widget.graph(2.0):g}" in widget.alt
    assert widget.wrong == list(range(10, 16))
    words, still = WhereTracingLies(function="while", traced_at=3.0).describe()
    assert still is None and "y2 = x / 2; y4 = y2 / 2; return y4. At x = 2 Python says 1 and the graph 0.5" in words
    assert (
        WhereTracingLies(function="where", x=-3.0).describe()[0].endswith("it is wrong in 0 of 16 cells from -4 to 4.")
    )
