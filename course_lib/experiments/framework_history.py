"""The frameworks of late 2018 and what became of them, as dated events with their sources.

Each event names a primary source (the project's own pages, release notes or paper) or, marked `primary=False`, a
secondary one. A date is as exact as its source: "2017-11-15", "2015-06" or "2011". What could not be sourced is left
out and said so in `unsourced`; nothing is guessed. Looked up in November 2026, on stored copies of the pages.

`graph` sorts the frameworks as Chainer's documentation did in 2015: define and run (Caffe, Torch7, Theano and what is
built on it) or define by run. MXNet's abstract claims both; CNTK's and TensorFlow's own pages of 2018 speak of a graph
that is written and then run; MatConvNet, Deeplearning4j and Caffe2 build a net of layers first.

    frameworks()        twelve of them and the exchange format ONNX
    stars()             GitHub stars at three dates
    converters()        who wrote a converter from which framework to which, before 2018
    alive()             those with a release in the last two years that we know of
"""

from __future__ import annotations

from dataclasses import dataclass

AS_OF = "2026-11"
KINDS = ("first", "turn", "end", "last")
GRAPHS = {
    "static": "the graph is written first, then run",
    "dynamic": "the graph is what Python has run",
    "both": "both ways",
    "format": "a file format, not a framework",
}


@dataclass(frozen=True)
class Event:
    """Something that happened to a framework. kind: first release, turn, end (declared), last release we know of."""

    date: str
    kind: str
    text: str
    source: str
    primary: bool = True

    @property
    def year(self) -> float:
        """The date as a number of years: the middle of the day, month or year that is known."""
        return year_of(self.date)


@dataclass(frozen=True)
class Framework:
    """One framework; `graph` is how it was used in 2018, one of GRAPHS; `into` names what it became part of."""

    name: str
    maker: str
    language: str
    graph: str
    became: str  # in a sentence
    events: tuple[Event, ...]
    into: str = ""
    unsourced: str = ""  # what could not be dated
    then: tuple = ()  # (date, graph): how it was used from that date on

    def _one(self, kind) -> Event | None:
        return next((event for event in self.events if event.kind == kind), None)

    @property
    def first(self) -> Event | None:
        """The first public release, or None where no source gives it."""
        return self._one("first")

    @property
    def ended(self) -> Event | None:
        """When its makers said that development was over or elsewhere; None: they have not."""
        return self._one("end")

    @property
    def last(self) -> Event | None:
        """The last release we know of, or None where no source gives it."""
        return self._one("last")


def year_of(date: str) -> float:
    """Years as a number: "2015" is 2015.5, "2015-06" is the middle of June, "2015-06-09" that day."""
    year, month, day = ([int(part) for part in date.split("-")] + [None, None])[:3]
    if month is None:
        return year + 0.5
    return round(year + (month - 1 + (0.5 if day is None else (day - 0.5) / 31)) / 12, 3)


def frameworks() -> list[Framework]:
    """The twelve and ONNX, in the order of their first events."""
    return list(FRAMEWORKS)


def framework(name: str) -> Framework:
    """One of them by its name."""
    found = next((one for one in FRAMEWORKS if one.name.lower() == name.lower()), None)
    if found is None:
        raise ValueError(f"framework: there is no {name!r}; there are {', '.join(one.name for one in FRAMEWORKS)}")
    return found


def alive(years: float = 2.0) -> list[str]:
    """Names of the frameworks whose makers have not ended them and whose last known release is at most so old."""
    now = year_of(AS_OF)
    return [
        one.name
        for one in FRAMEWORKS
        if one.graph != "format" and one.ended is None and one.last and now - one.last.year <= years
    ]


def ended_by(date: str) -> list[str]:
    """Names of the frameworks that had been declared finished, merged or retired by this date."""
    limit = year_of(date)
    return [one.name for one in FRAMEWORKS if one.ended and one.ended.year <= limit]


def out_by(date: str) -> list[str]:
    """Names of the frameworks of which something is known to have happened by this date (ONNX is not one of them)."""
    limit = year_of(date)
    return [one.name for one in FRAMEWORKS if one.graph != "format" and one.events[0].year <= limit]


def table() -> list[dict]:
    """One row a framework: name, graph, first, became, last, source. Missing dates read "not sourced"."""
    rows = []
    for one in FRAMEWORKS:
        first, last = one.first, one.last
        rows.append(
            {
                "name": one.name,
                "graph": one.graph,
                "first": first.date if first else "not sourced",
                "became": one.became,
                "last": f"{last.text}, {last.date}" if last else "not sourced",
                "source": "; ".join(dict.fromkeys(event.source for event in one.events)),
            }
        )
    return rows


# ---- popularity -----------------------------------------------------------------------------------------------------

STARS_AT = ("2017-07", "2018-06", "2020-03")
STARS_SOURCE = "insightai.global, Deep learning framework adoption, table 1 (secondary: not counted by us)"
_STARS = {
    "TensorFlow": (62_199, 103_087, 141_493),
    "Keras": (17_086, 30_726, 47_017),
    "CNTK": (11_593, 14_633, 16_694),
    "MXNet": (10_217, 14_218, 18_423),
    "Torch7": (7_038, 7_739, 8_476),
    "Deeplearning4j": (6_850, 9_149, 11_511),
    "PyTorch": (5_647, 16_494, 36_485),
    "Caffe2": (5_076, 24_544, None),
}


def stars() -> dict[str, tuple]:
    """{name: GitHub stars at the dates of STARS_AT}, most in 2017 first; None: its repository was archived.

    Caffe2's source moved into PyTorch's repository between the first two dates; its second number is quoted as it
    stands in the source and cannot be read as popularity.
    """
    return dict(_STARS)


def star_share(name: str, of: str = "TensorFlow") -> tuple:
    """Stars of one framework for each 100 of another's, at each date; None where a number is missing."""
    ours, theirs = _STARS[name], _STARS[of]
    return tuple(100 * a / b if a and b else None for a, b in zip(ours, theirs, strict=True))


# ---- converters -----------------------------------------------------------------------------------------------------

CONVERTERS_SOURCE = "ysh329/deep-learning-model-convertor, README, commit 0500572 (before January 2018)"
_CONVERTERS = {  # from: {to: number of converters listed}
    "Caffe": {"MXNet": 2, "Theano": 3, "neon": 1, "PyTorch": 1, "Torch7": 2, "Keras": 6, "Darknet": 1, "TensorFlow": 1},
    "MXNet": {"Caffe": 2},
    "PyTorch": {"Caffe": 2, "Darknet": 1, "TensorFlow": 1},  # the table has pytorch-tf in another cell
    "Torch7": {"Caffe": 3, "PyTorch": 1},
    "Keras": {"Caffe": 1, "TensorFlow": 4},
    "Darknet": {"Caffe": 1, "PyTorch": 1, "TensorFlow": 2},
    "TensorFlow": {"Caffe": 1, "Keras": 2},
    "Chainer": {"PyTorch": 1},
    "Theano": {},
    "neon": {},
}
MMDNN_SOURCE = "microsoft/MMdnn, README, commit 044f755 (2018)"
_MMDNN = {  # name: (read, written) by way of its intermediate representation
    "Caffe": (True, True),
    "Keras": (True, True),
    "MXNet": (True, True),
    "TensorFlow": (True, True),
    "CNTK": (True, True),
    "PyTorch": (False, True),
    "CoreML": (True, True),
    "Darknet": (True, False),
}


def converters() -> tuple[list[str], list[list[int]]]:
    """(names, counts): counts[i][j] converters from names[i] to names[j] that a collection of the time lists."""
    names = list(_CONVERTERS)
    return names, [[_CONVERTERS[source].get(target, 0) for target in names] for source in names]


def mmdnn() -> dict[str, tuple[bool, bool]]:
    """{name: (is read, is written)} by Microsoft's MMdnn of 2018, each through one intermediate representation."""
    return dict(_MMDNN)


def arrows(count: int) -> tuple[int, int]:
    """(converters for every ordered pair of `count` frameworks, converters by way of one common format)."""
    return count * (count - 1), 2 * count


# ---- the events -----------------------------------------------------------------------------------------------------


def _first(date, text, source, primary=True):
    return Event(date, "first", text, source, primary)


def _turn(date, text, source, primary=True):
    return Event(date, "turn", text, source, primary)


def _end(date, text, source, primary=True):
    return Event(date, "end", text, source, primary)


def _last(date, text, source, primary=True):
    return Event(date, "last", text, source, primary)


FRAMEWORKS = (
    Framework(
        "Theano",
        "Université de Montréal",
        "Python",
        "static",
        "Ended by its makers with 1.0, when industry had taken over.",
        (
            _first("2010-11-23", "0.3, its first large release", "release notes of 0.3.0, pypi.org"),
            _end("2017-09-28", "end of development announced", "P. Lamblin and Y. Bengio, list theano-users"),
            _turn("2017-11-15", "1.0", "Wikipedia, Theano (software)", False),
            _last("2020-07-27", "1.0.5", "release notes of 1.0.5, pypi.org"),
        ),
        unsourced="0.1 came before; the notes of 0.3 do not date it. In use since 2007, say its makers.",
    ),
    Framework(
        "Torch7",
        "Idiap, NEC, New York University",
        "Lua",
        "static",
        "Its C code went on as the core of PyTorch.",
        (
            _first("2011", "Torch7 presented", "Collobert, Kavukcuoglu, Farabet, NIPS workshop BigLearn (2011)"),
            _end("2017", "development moved to PyTorch", "Wikipedia, Torch (machine learning)", False),
            _turn("2019", "the community is close to non-existent", "torch/torch7, README"),
        ),
        into="PyTorch",
        unsourced="no page gives the date of a last release",
    ),
    Framework(
        "Caffe",
        "University of California, Berkeley",
        "C++, layers in a text file",
        "static",
        "1.0 was also the change to maintenance; Caffe2 was to follow.",
        (
            _first("2013-12", "released to the public", "Wikipedia, Caffe (software)", False),
            _turn("2014-06", "the paper", "Jia et al., arXiv 1408.5093 (2014)"),
            _end("2017-04-18", "1.0, a shift into maintenance", "BVLC/caffe, release notes of 1.0"),
            _last("2017-04-18", "1.0", "BVLC/caffe, release notes of 1.0"),
        ),
        into="Caffe2",
    ),
    Framework(
        "MatConvNet",
        "University of Oxford",
        "MATLAB",
        "static",
        "Stayed at a beta of 1.0; its site offers 1.0-beta25.",
        (
            _first("2014-06", "1.0-beta1, first public release", "vlfeat/matconvnet, about.md"),
            _turn("2015-12", "1.0-beta17", "vlfeat/matconvnet, about.md"),
        ),
        unsourced="the date of 1.0-beta25, and whether its makers ever called it finished",
    ),
    Framework(
        "Deeplearning4j",
        "Skymind, then Eclipse Foundation",
        "Java",
        "static",
        "Never declared finished; no later release found than one of 2022.",
        (
            _turn("2016-11-21", "0.7.0", "libraries.io, deeplearning4j-modelimport"),
            _last("2022-08-12", "1.0.0-M2.1", "libraries.io, deeplearning4j-modelimport"),
        ),
        unsourced="its first release",
    ),
    Framework(
        "Keras",
        "F. Chollet, then Google",
        "Python, on top of another framework",
        "static",
        "Left Theano and CNTK, became TensorFlow's own, and since 3.0 also runs on JAX and PyTorch.",
        (
            _first("2015-03-27", "published on GitHub", "centerconsulting.com, milestone 2015", False),
            _turn("2019-09", "2.3, the last on Theano, CNTK and TensorFlow", "keras-team/keras, notes of 2.3.0"),
            _turn("2023-12-01", "3.0 on TensorFlow, JAX and PyTorch", "Keras newsletter, 1 December 2023"),
            _last("2026", "3.15, the newest on offer", "pypi.org, November 2026"),
        ),
    ),
    Framework(
        "CNTK",
        "Microsoft",
        "C++, BrainScript, Python",
        "static",
        "2.7 was its last main release; its makers went on with ONNX Runtime.",
        (
            _first("2015-04", "under an open-source licence", "microsoft/CNTK, README"),
            _turn("2017-06-01", "2.0, and a backend for Keras", "Microsoft, CNTK news"),
            _end("2019-03-29", "2.7, “the last main release”", "Microsoft, CNTK news"),
            _last("2019-03-29", "2.7", "Microsoft, CNTK news"),
        ),
        into="ONNX",
    ),
    Framework(
        "Chainer",
        "Preferred Networks",
        "Python",
        "dynamic",
        "The first to build the graph by running; its makers moved to PyTorch.",
        (
            _turn("2015-04-12", "first lines of code", "S. Tokui, blog, 10 December 2019"),
            _first("2015-06", "first version", "Wikipedia, Chainer", False),
            _end("2019-12-05", "maintenance only; on to PyTorch", "Preferred Networks, in infoq.cn", False),
            _last("2022-01-05", "7.8.1", "chainer/chainer, release of 7.8.1 (mirror, sourceforge.net)"),
        ),
        into="PyTorch",
    ),
    Framework(
        "TensorFlow",
        "Google",
        "Python, C++",
        "static",
        "Runs eagerly since 2.0, and builds graphs on demand.",
        (
            _first("2015-11-09", "open source", "Abadi et al., arXiv 1603.04467 (2016); day: topcoder.com", False),
            _turn("2019-10", "2.0: eager by default", "Thoughtworks radar; topcoder.com, 7 October 2019", False),
            _turn("2025-08-19", "2.20", "blog.tensorflow.org, What's new in TensorFlow 2.20"),
            _last(
                "2026-03", "2.21", "pypi.org, November 2026; month: psykei/psyke-python, update of 6 March 2026", False
            ),
        ),
        then=(("2019-10", "both"),),
    ),
    Framework(
        "MXNet",
        "DMLC, then Apache and Amazon",
        "C++, Python and six more",
        "both",
        "Retired to the Apache Attic; 2.0 never came.",
        (
            _first("2015-12-03", "the paper", "Chen et al., arXiv 1512.01274 (2015)"),
            _last("2022-05-10", "1.9.1", "apache/mxnet, releases (the page gives the day, not the year)"),
            _end("2023-09", "retired to the Attic", "attic.apache.org, in awslabs/gluonts discussion 3088", False),
            _turn("2023-11-17", "repository archived", "apache/mxnet"),
        ),
        unsourced="the date of its first release; the paper stands in",
    ),
    Framework(
        "PyTorch",
        "Facebook, since 2022 a foundation",
        "Python, C++",
        "dynamic",
        "Took in Caffe2; writes graphs of running code, by torch.jit since 1.0, by torch.compile since 2.0.",
        (
            _first("2017-01-19", "released publicly", "pytorch.org, A year in (19 January 2018)"),
            _turn("2018-05-02", "Caffe2 merges into it", "caffe2.ai, blog"),
            _turn("2023-03-15", "2.0: torch.compile", "pytorch/pytorch, wiki, PyTorch Versions"),
            _last("2026", "2.13", "pypi.org, November 2026"),
        ),
        unsourced="the day of 2.13",
        then=(("2023-03-15", "both"),),
    ),
    Framework(
        "Caffe2",
        "Facebook",
        "C++, Python",
        "static",
        "Merged into PyTorch within a year and a half.",
        (
            _first("2017-04", "launched", "syncedreview.com, 2 April 2018", False),
            _end("2018-05-02", "merges into PyTorch", "caffe2.ai, blog"),
        ),
        into="PyTorch",
        unsourced="a last release of its own",
    ),
    Framework(
        "ONNX",
        "Microsoft and Facebook",
        "protobuf",
        "format",
        "The common file format of most of them.",
        (
            _first("2017-09-07", "announced", "Microsoft Azure blog; day: cyberparse.co.uk, 8 September 2017", False),
            _last("2026", "1.23", "pypi.org, November 2026"),
        ),
    ),
)
