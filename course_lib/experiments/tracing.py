"""Where tracing lies: what torch makes of a function with Python's `if` in it, beside a tracer of our own.

The functions, and the tracer in sixty lines, stand in tracing_graph.py; all of it is to be had from here, too. `says`
asks torch itself (torch.jit.trace, torch.export, torch.compile) about one of them. What torch says is recorded with its
version:

    python -m course_lib.experiments.tracing      asks again and writes recorded/tracing.json
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .tracing_graph import EXAMPLE, FUNCTIONS, P0, P1, Graph, python_code, replay, run, text_of, trace, wrong

__all__ = [
    "ASKED",
    "EXAMPLE",
    "FUNCTIONS",
    "P0",
    "P1",
    "WAYS",
    "Graph",
    "Outcome",
    "outcome",
    "python_code",
    "recorded",
    "replay",
    "run",
    "says",
    "text_of",
    "torch_function",
    "trace",
    "wrong",
]
RECORD = Path(__file__).with_name("recorded") / "tracing.json"
WAYS = ("trace", "export", "compile", "fullgraph")  # fullgraph: torch.compile that may not cut the graph
ASKED = (-1.0, 0.5, 2.0, 3.0)  # inputs at which torch's graphs were asked
LEFT_OUT = (
    "For more",
    "For extended",
    "For C++",
    "If you suspect",
    "Caused by: (_",
    "Set TORCHDYNAMO",
    "Developer debug",
)


# ---- what torch says ------------------------------------------------------------------------------------------------


@dataclass
class Outcome:
    """What torch made of a function, in one of the WAYS."""

    result: str  # "graph": one; "pieces": several, and Python between them; "python": none, Python runs; "refused"
    graph: str  # the graph or graphs as torch prints them, shortened to their operations; "" if there is none
    kind: str  # the warning's or error's class, "" if torch said nothing
    says: str  # its text, without the lines about torch's own files
    values: list  # answers at ASKED; empty where it was refused

    def wrong(self, function: str) -> list[float]:
        """The inputs of ASKED at which it gave another answer than Python."""
        return [x for x, given, due in zip(ASKED, self.values, run(function, ASKED), strict=False) if given != due]


def torch_function(function: str, p0: float = P0, p1: float = P1):
    """The function as Python sees it, for torch tensors: made from `python_code`, with its lines for error messages."""
    import linecache

    import torch

    code = python_code(function)
    linecache.cache["f.py"] = (len(code), None, code.splitlines(keepends=True), "f.py")
    space = {
        "__name__": __name__,
        "p0": float(p0),
        "p1": float(p1),
        "where": torch.where,
        "relu": torch.relu,
        "abs": torch.abs,
    }
    exec(compile(code, "f.py", "exec"), space)
    return space["f"]


def says(function: str, way: str = "trace", traced_at: float = EXAMPLE) -> Outcome:
    """Give the function to torch. way: one of WAYS. Takes up to a second, torch.compile without its code generator."""
    if way not in WAYS:
        raise ValueError(f"says: way must be one of {', '.join(WAYS)}, got {way!r}")
    import torch

    torch._dynamo.reset()
    asked = _trace if way == "trace" else _export if way == "export" else _compile
    with _quiet():
        return asked(torch_function(function), torch.tensor(float(traced_at)), *([way] if asked is _compile else []))


def _trace(f, x) -> Outcome:
    import warnings

    import torch

    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        made = torch.jit.trace(f, x)
    told = [one for one in heard if issubclass(one.category, torch.jit.TracerWarning)]
    kind = "TracerWarning" if told else ""
    return Outcome("graph", made.code.strip(), kind, _plain(told[0].message) if told else "", _answers(made))


def _export(f, x) -> Outcome:
    import torch

    class Net(torch.nn.Module):
        def forward(self, x):
            return f(x)

    try:
        made = torch.export.export(Net(), (x,))
    except Exception as error:
        return Outcome("refused", "", type(error).__name__, _plain(error), [])
    return Outcome("graph", made.graph_module.code.strip(), "", "", _answers(made.module()))


def _compile(f, x, way) -> Outcome:
    import torch

    graphs = []

    def keep(module, inputs):  # in the place of the code generator: take the graph down, run it as it is
        graphs.append(module.code.strip())
        return module.forward

    made = torch.compile(f, backend=keep, fullgraph=way == "fullgraph")
    try:
        made(x)
        values = _answers(made)
    except Exception as error:
        return Outcome("refused", "", type(error).__name__, _plain(error), [])
    result = "graph" if len(graphs) == 1 else "pieces" if graphs else "python"
    return Outcome(result, "\n\n".join(graphs), "", "", values)


def _answers(made) -> list[float]:
    import torch

    return [round(float(made(torch.tensor(x))), 6) for x in ASKED]


def _quiet():
    """Torch logs graph breaks as warnings of its own and prints what it had so far: neither is the message."""
    import contextlib
    import io
    import logging

    @contextlib.contextmanager
    def silence():
        logger = logging.getLogger("torch")
        before, logger.disabled = logger.manager.disable, True
        logging.disable(logging.WARNING)
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                yield
        finally:
            logger.disabled = False
            logging.disable(before)

    return silence()


def _plain(message) -> str:
    """A message without the stack of torch's own files and without advice on its logs."""
    lines, kept = str(message).strip().splitlines(), []
    for line in lines:
        said = line.strip()
        if said.startswith(LEFT_OUT) or not said and not (kept and kept[-1]):
            continue
        kept.append(line.rstrip())
    return "\n".join(kept).strip()


# ---- the record ---------------------------------------------------------------------------------------------------


@cache
def recorded() -> dict:
    """The record as it is stored: "versions", "asked", and "functions": {name: {way: fields of Outcome}}."""
    return json.loads(RECORD.read_text("utf8"))


def outcome(function: str, way: str) -> Outcome:
    """What torch said when it was recorded; function: one of FUNCTIONS, way: one of WAYS."""
    if function not in FUNCTIONS or way not in WAYS:
        raise ValueError(
            f"outcome: recorded are {', '.join(FUNCTIONS)} in the ways {', '.join(WAYS)}, got {function!r}, {way!r}; "
            "says(function, way) asks torch anew"
        )
    return Outcome(**recorded()["functions"][function][way])


def record() -> dict:
    """Ask torch about every function, in every way."""
    import torch

    return {
        "made_by": "python -m course_lib.experiments.tracing",
        "versions": {"torch": torch.__version__, "python": ".".join(map(str, sys.version_info[:2]))},
        "traced_at": EXAMPLE,
        "asked": list(ASKED),
        "functions": {name: {way: vars(says(name, way)) for way in WAYS} for name in FUNCTIONS},
    }


def main():
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps(record(), indent=1, ensure_ascii=False) + "\n", "utf8")
    print(RECORD, f"{RECORD.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
