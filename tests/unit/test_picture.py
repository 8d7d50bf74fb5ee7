"""Still pictures: alternative text is required, escaped and stored; the same figure gives the same bytes."""

import base64
import re
from html.parser import HTMLParser

import pytest

from course_lib.widgets.picture import canvas, figure, picture, save_svg, svg_text

ALT = 'A line that rises from 0 to 1 & is called "y" <steep>.'


def line():
    fig, ax = canvas(3, 2)
    ax.plot([0, 1], [0, 1])
    ax.set(xlabel="x", ylabel="y")
    return fig


class Image(HTMLParser):
    """The attributes of the tags in a piece of HTML."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("alt", ["", "   ", "a plot", None, 3])
def test_alt_is_required_and_must_be_a_sentence(alt, tmp_path):
    with pytest.raises(ValueError, match="alt must say what the picture shows") as error:
        picture(line(), alt)
    assert repr(alt) in str(error.value)
    with pytest.raises(ValueError):
        save_svg(line(), tmp_path / "x.svg", alt)
    assert not (tmp_path / "x.svg").exists()


def test_alt_has_no_default():
    with pytest.raises(TypeError):
        picture(line())


def test_html_is_one_image_with_escaped_alt():
    html = picture(line(), ALT)._repr_html_()
    ((tag, attributes),) = Image(html).tags
    assert tag == "img" and attributes["alt"] == ALT
    assert "<steep>" not in html
    svg = base64.b64decode(attributes["src"].removeprefix("data:image/svg+xml;base64,")).decode()
    assert "&lt;steep&gt;" in svg and "<steep>" not in svg


def test_repr_is_the_alternative_text():
    assert repr(picture(line(), ALT)) == f"Picture: {ALT}"


def test_figures_made_alike_give_the_same_bytes():
    assert svg_text(line(), ALT) == svg_text(line(), ALT)


@pytest.mark.filterwarnings("error")
def test_a_second_picture_warns_of_nothing():
    picture(line(), ALT), picture(line(), ALT)


def test_svg_says_nothing_of_when_or_with_what_it_was_made():
    text = svg_text(line(), ALT)
    assert not re.search(r"<metadata|<!DOCTYPE|<dc:date|matplotlib\.org", text)
    assert text.startswith("<?xml") and text.rstrip().endswith("</svg>")


def test_saved_svg_holds_its_alternative_text(tmp_path):
    save_svg(line(), tmp_path / "line.svg", ALT)
    assert (tmp_path / "line.svg").read_text("utf8") == svg_text(line(), ALT)


def test_canvas_leaves_pyplot_alone():
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    fig, axes = canvas(4, 2, columns=2)
    assert plt.get_fignums() == before and len(axes) == 2 and tuple(fig.get_size_inches()) == (4, 2)


def test_figure_shows_a_drawing_with_its_text():
    shown = figure("neuron")
    assert shown.alt.startswith("Above, a nerve cell")
    assert Image(shown._repr_html_()).tags[0][1]["alt"] == shown.alt


def test_unknown_figure_lists_the_names():
    with pytest.raises(FileNotFoundError, match=r"no figs/nope\.svg; there are: .*neuron.*timeline"):
        figure("nope")
