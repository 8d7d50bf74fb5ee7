"""The history of the frameworks: dates in order, sources everywhere, counts; the widget without a browser."""

import re

import pytest
from traitlets import TraitError

from course_lib.experiments import framework_history as history
from course_lib.widgets import FrameworkTimeline


def test_every_date_has_a_source_and_stands_in_order():
    now = history.year_of(history.AS_OF)
    for one in history.frameworks():
        years = [event.year for event in one.events]
        assert years == sorted(years) and 2010 <= years[0] and years[-1] <= now + 0.1, one.name
        assert one.graph in history.GRAPHS and one.became.endswith(".") and one.maker and one.language
        assert one.into in ("", *(other.name for other in history.frameworks()))
        for event in one.events:
            assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", event.date) and event.kind in history.KINDS and event.text
            assert len(event.source) > 5, (one.name, event)
        kinds = [event.kind for event in one.events if event.kind != "turn"]
        assert len(kinds) == len(set(kinds))
        if one.first is None or (one.last is None and one.ended is None):
            assert one.unsourced, f"{one.name} has no first or last event and does not say so"


def test_dates_as_years():
    assert history.year_of("2015") == 2015.5 and history.year_of("2015-01-01") == pytest.approx(2015, abs=0.01)
    assert history.year_of("2015-06") == pytest.approx(2015.458, abs=1e-3)
    assert history.year_of("2015-06") < history.year_of("2015-06-30") < 2015.5
    assert history.year_of("2019-12-31") < 2020


def test_what_became_of_the_twelve():
    assert history.ended_by("2018-12-31") == ["Theano", "Torch7", "Caffe", "Caffe2"]
    assert history.ended_by("2019-12-31") == ["Theano", "Torch7", "Caffe", "CNTK", "Chainer", "Caffe2"]
    assert history.alive() == ["Keras", "TensorFlow", "PyTorch"]
    assert len(history.out_by("2018-11")) == 12
    dynamic = [one.name for one in history.frameworks() if one.graph == "dynamic"]
    assert dynamic == ["Chainer", "PyTorch"]
    rows = {row["name"]: row for row in history.table()}
    assert rows["CNTK"]["last"] == "2.7, 2019-03-29" and rows["Deeplearning4j"]["first"] == "not sourced"
    with pytest.raises(ValueError, match="there is no 'Lasagne'; there are Theano, Torch7"):
        history.framework("Lasagne")


def test_stars_and_converters():
    assert [round(share) for share in history.star_share("PyTorch")] == [9, 16, 26]
    assert history.star_share("Caffe2")[2] is None
    names, counts = history.converters()
    assert len(names) == 10 and all(counts[i][i] == 0 for i in range(10))
    pairs = sum(count > 0 for row in counts for count in row)
    assert (pairs, history.arrows(10)) == (22, (90, 20)), "22 of 90 pairs, where 20 programs would do"
    assert sum(read for read, _ in history.mmdnn().values()) == 7 and history.mmdnn()["PyTorch"] == (False, True)


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"picked": ["Lasagne"]}, "picked: there is no 'Lasagne'"),
        ({"picked": ["Keras", "keras"]}, "at most two different names, got .'Keras', 'Keras'."),
        ({"until": 2030.0}, "until must be from 2010 to 2027.5, got 2030"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=f"FrameworkTimeline: .*{says}"):
        FrameworkTimeline(**arguments)


def test_the_words_on_the_picture_are_true():
    widget = FrameworkTimeline()
    assert widget.describe() == (widget.alt, "framework_timeline")
    crossed = re.search(r"2026\. (.*?) end in a cross", widget.alt).group(1).replace(" and", ",").split(", ")
    assert sorted(crossed) == sorted(widget.ended) and len(history.ended_by("2019-12-31")) == 6
    assert " and ".join([", ".join(history.alive()[:2]), history.alive()[2]]) + " go on" in widget.alt
    into = [one.name for one in history.frameworks() if one.into == "PyTorch"]
    assert sorted(into) == sorted(["Torch7", "Caffe2", "Chainer"])
    words, still = FrameworkTimeline(picked=["caffe2"], until=2019.0).describe()
    assert still is None and "12 of twelve were out, 4 of them declared finished. Merged" not in words
    assert "12 of twelve were out, 4 of them declared finished. Caffe2: Merged into PyTorch" in words
