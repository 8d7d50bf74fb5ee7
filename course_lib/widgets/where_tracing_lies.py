"""WhereTracingLies: a function beside the graph that a tracer wrote down. Drawing: where_tracing_lies.js."""

import numpy as np
import traitlets

from course_lib.experiments import tracing as experiment

from .kit import CourseWidget

FROM, TO, CELLS = -4.0, 4.0, 16


class WhereTracingLies(CourseWidget):
    """Python's answer, the answer of the graph that was traced at one x, and the x for which the two differ.

        WhereTracingLies()                                   x + p0 if x < p0 else x - p1, traced at -1
        WhereTracingLies(function="while", traced_at=3)      two turns of the loop, for every x
        WhereTracingLies(function="number", x=3)             a number taken out of a tensor
        WhereTracingLies(function="relu(x) if x < 2 else -x")    a function of one's own

    function   "if", "while", "number", "where", or an expression (see experiments/tracing_graph.py)
    x          where both are asked, from -4 to 4
    traced_at  the example that the graph was written down from
    p0, p1     the numbers in the function, from 0.5 to 3
    way        whose words are shown: "trace", "export", "compile" or "fullgraph"
    shaded     cells of the strip that the viewer has shaded, 0 to 15, half a unit each

    `graph` is the graph by experiments/tracing_graph.py, `wrong` the cells in which it differs from Python.
    """

    source = "where_tracing_lies"
    scripts = ("where_tracing_lies_math.js",)
    alt = (
        "The function x + p0 if x < p0 else x - p1, with p0 = 1 and p1 = 2, drawn for x from -4 to 4: a line that "
        "rises to 2, and from x = 1 on a line that starts at -1. The graph was traced at -1, where x < 1 is True; it "
        "holds y = x + 1 alone. At x = 2 Python says 0 and the graph 3, boxed as wrong. Below, torch.jit.trace's "
        "warning: the trace might not generalize to other inputs."
    )

    function = traitlets.Unicode("if").tag(sync=True)
    x = traitlets.Float(2.0).tag(sync=True)
    traced_at = traitlets.Float(experiment.EXAMPLE).tag(sync=True)
    p0 = traitlets.Float(experiment.P0).tag(sync=True)
    p1 = traitlets.Float(experiment.P1).tag(sync=True)
    way = traitlets.Enum(list(experiment.WAYS), "trace").tag(sync=True)
    shaded = traitlets.List(traitlets.Int(), []).tag(sync=True)
    outcomes = traitlets.Dict().tag(sync=True, computed=True)

    @traitlets.default("outcomes")
    def _recorded(self):
        return {name: value for name, value in experiment.recorded().items() if name != "made_by"}

    @traitlets.validate("function")
    def _understood(self, proposal):
        try:
            experiment.text_of(proposal.value)
        except ValueError as error:
            raise traitlets.TraitError(f"WhereTracingLies: {str(error).removeprefix('tracing: ')}") from None
        return proposal.value

    @traitlets.validate("x", "traced_at", "p0", "p1")
    def _in_the_picture(self, proposal):
        name, low, high = proposal.trait.name, FROM, TO
        if name in ("p0", "p1"):
            low, high = 0.5, 3.0
        if not low <= proposal.value <= high:
            raise traitlets.TraitError(
                f"WhereTracingLies: {name} must be from {low:g} to {high:g}, got {proposal.value:g}"
            )
        return proposal.value

    @traitlets.validate("shaded")
    def _cells(self, proposal):
        if any(not 0 <= cell < CELLS for cell in proposal.value):
            raise traitlets.TraitError(f"WhereTracingLies: shaded holds cells 0 to {CELLS - 1}, got {proposal.value}")
        return sorted(set(proposal.value))

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        text, graph, python = experiment.text_of(self.function), self.graph, self.answer
        verdict = "right" if np.isclose(python, graph(self.x), rtol=0, atol=1e-9, equal_nan=True) else "wrong"
        return (
            f"The function {text} with p0 = {self.p0:g} and p1 = {self.p1:g}, and its graph traced at "
            f"{self.traced_at:g}: {'; '.join(graph.lines())}. At x = {self.x:g} Python says {python:g} and the graph "
            f"{graph(self.x):g}, which is {verdict}; it is wrong in {len(self.wrong)} of {CELLS} cells from -4 to 4."
        ), None

    # ---- reading the picture back ----

    @property
    def graph(self) -> experiment.Graph:
        """What the tracer wrote down at `traced_at`."""
        return experiment.trace(self.function, self.traced_at, self.p0, self.p1)

    @property
    def answer(self) -> float:
        """Python's own answer at x."""
        return float(experiment.run(self.function, self.x, self.p0, self.p1))

    @property
    def wrong(self) -> list[int]:
        """The cells of the strip in which the graph differs from Python, asked a little beside their middle."""
        middles = FROM + (np.arange(CELLS) + 0.47) * (TO - FROM) / CELLS
        off = experiment.wrong(self.function, middles, self.traced_at, self.p0, self.p1)
        return [int(cell) for cell in np.flatnonzero(off)]
