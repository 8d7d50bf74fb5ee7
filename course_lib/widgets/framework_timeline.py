"""FrameworkTimeline: the frameworks of late 2018 and what became of them. Drawing: framework_timeline.js."""

import traitlets

from course_lib.experiments import framework_history as history

from .kit import CourseWidget

FROM, TO = 2010.0, 2027.5


class FrameworkTimeline(CourseWidget):
    """A bar for each framework from its first release on, how its graph was made, and what became of it, sourced.

        FrameworkTimeline()                                      Chainer and TensorFlow side by side
        FrameworkTimeline(picked=["Caffe2", "PyTorch"])
        FrameworkTimeline(until=2018.9)                          as the end of 2018 saw it
        FrameworkTimeline(stars=True)                            with GitHub stars at three dates

    picked  at most two names: their events and sources stand beside the picture
    until   the picture shows what had happened by then, in years, from 2010 to 2027.5
    stars   discs whose area is the number of stars

    All of it comes from experiments/framework_history.py; what could not be sourced is said so in the picture.
    """

    source = "framework_timeline"
    alt = (
        "A bar for each of twelve frameworks and for ONNX, 2010 to 2026. Theano, Torch7, Caffe, CNTK, Chainer, MXNet "
        "and Caffe2 end in a cross: declared finished, merged or retired, six of the seven by the end of 2019. Keras, "
        "TensorFlow and PyTorch go on. Lines lead from Torch7, Caffe2 and Chainer into PyTorch. Chainer, in 2015, is "
        "the first bar whose graph is made by running; TensorFlow runs that way by default since 2.0. Below are the "
        "events of Chainer and TensorFlow, with their sources."
    )

    picked = traitlets.List(traitlets.Unicode(), ["Chainer", "TensorFlow"]).tag(sync=True)
    until = traitlets.Float(TO).tag(sync=True)
    stars = traitlets.Bool(False).tag(sync=True)
    table = traitlets.Dict().tag(sync=True, computed=True)

    @traitlets.default("table")
    def _table(self):
        def plain(one):
            events = [{**vars(event), "year": event.year} for event in one.events]
            then = [[history.year_of(date), graph] for date, graph in one.then]
            return {**vars(one), "events": events, "then": then}

        return {
            "frameworks": [plain(one) for one in history.frameworks()],
            "now": history.year_of(history.AS_OF),
            "as_of": history.AS_OF,
            "stars": {name: list(counts) for name, counts in history.stars().items()},
            "stars_at": [[date, history.year_of(date)] for date in history.STARS_AT],
            "stars_source": history.STARS_SOURCE,
        }

    @traitlets.validate("picked")
    def _two_names(self, proposal):
        try:
            names = [history.framework(name).name for name in proposal.value]
        except ValueError as error:
            raise traitlets.TraitError(str(error).replace("framework:", "FrameworkTimeline: picked:")) from None
        if len(set(names)) != len(names) or len(names) > 2:
            raise traitlets.TraitError(f"FrameworkTimeline: picked holds at most two different names, got {names}")
        return names

    @traitlets.validate("until")
    def _in_the_picture(self, proposal):
        if not FROM <= proposal.value <= TO:
            raise traitlets.TraitError(f"FrameworkTimeline: until must be from 2010 to 2027.5, got {proposal.value:g}")
        return proposal.value

    def describe(self):
        if self.untouched():
            return self.alt, self.source
        one = [f"{name}: {history.framework(name).became}" for name in self.picked]
        if self.until < TO:
            when = f"as seen at {self.until:.1f}"
            counts = f"{len(self.out)} of twelve were out, {len(self.ended)} of them declared finished"
        else:
            when, counts = f"as of {history.AS_OF}", f"{len(self.ended)} of twelve are declared finished"
        return f"The frameworks of late 2018, {when}: {counts}. {' '.join(one)}", None

    # ---- reading the picture back ----

    @property
    def out(self) -> list[str]:
        """Names of those of which something is known to have happened by `until`."""
        return [one.name for one in history.frameworks() if self._counts(one) and one.events[0].year <= self.until]

    @property
    def ended(self) -> list[str]:
        """Names of those that had been declared finished, merged or retired by `until`."""
        return [
            one.name for one in history.frameworks() if self._counts(one) and one.ended and one.ended.year <= self.until
        ]

    @staticmethod
    def _counts(one) -> bool:
        return one.graph != "format"
