"""Still pictures: matplotlib figures and the drawings of figs/, always with alternative text.

`plt.show()` leaves a screen reader with nothing and a slide with a blurred PNG. `picture` shows a figure as SVG with
the sentence that replaces it for who cannot see it.
"""

import base64
import html
import io
import re
from pathlib import Path

from .palette import matplotlib_style, signed_colormap

STYLE = "max-width:100%;height:auto;background:#fff;border-radius:6px"


def canvas(width: float = 7.0, height: float = 3.2, rows: int = 1, columns: int = 1, **kwargs):
    """(figure, axes) of `width` x `height` inches in the course's style, with no pyplot state behind them.

    `rows`, `columns` and further keywords go to `Figure.subplots`. Sets the course's matplotlib rcParams.
    """
    import matplotlib
    from matplotlib.figure import Figure

    matplotlib.rcParams.update(matplotlib_style())
    if "signed" not in matplotlib.colormaps:  # registering twice warns
        matplotlib.colormaps.register(signed_colormap())
    fig = Figure(figsize=(width, height))
    return fig, fig.subplots(rows, columns, **kwargs)


def svg_text(fig, alt: str) -> str:
    """`fig` as SVG with `alt` as its <title>; figures made alike give the same text."""
    _require_alt(alt)
    buffer = io.StringIO()
    import matplotlib

    with matplotlib.rc_context({"svg.hashsalt": "perceptron-to-resnet", "svg.fonttype": "path"}):
        fig.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = re.sub(r"<metadata>.*?</metadata>\s*|<!DOCTYPE.*?>\s*", "", buffer.getvalue(), flags=re.S)
    return re.sub(r"(<svg\b[^>]*>)", lambda m: f"{m[1]}\n <title>{html.escape(alt)}</title>", text, count=1)


def save_svg(fig, path, alt: str) -> None:
    """Write `fig` to `path` as SVG with its alternative text inside. Used by the scripts in figs/."""
    Path(path).write_text(svg_text(fig, alt), "utf8")


class Picture:
    """An image in a notebook, with its alternative text; made by `picture` and `figure`."""

    def __init__(self, svg: str, alt: str):
        self.svg, self.alt = svg, alt

    def __repr__(self):
        return f"Picture: {self.alt}"

    def _repr_html_(self):
        data = base64.b64encode(self.svg.encode()).decode()
        return f'<img alt="{html.escape(self.alt)}" style="{STYLE}" src="data:image/svg+xml;base64,{data}">'


def picture(fig, alt: str) -> Picture:
    """Show a matplotlib Figure. `alt` says in words what the picture shows (not "a plot": what it tells)."""
    return Picture(svg_text(fig, alt), alt)


def images(rows: dict, shape: tuple[int, int], alt: str, inches: float = 1.9) -> Picture:
    """Show arrays as images side by side: {title: array}, each reshaped to `shape`.

    An array with negative numbers runs blue - white - orange, centred at 0; others from white (0) to black (largest).
    """
    fig, axes = canvas(inches * len(rows), inches * shape[0] / shape[1] + 0.3, columns=len(rows), squeeze=False)
    for ax, (title, array) in zip(axes[0], rows.items(), strict=True):
        limit = abs(array).max() or 1.0
        low, colours = (-limit, "signed") if array.min() < 0 else (0, "gray_r")
        ax.imshow(array.reshape(shape), cmap=colours, vmin=low, vmax=limit)
        ax.set(title=title, xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    return picture(fig, alt)


def figure(name: str) -> Picture:
    """Show figs/NAME.svg, with the alternative text stored in it. FileNotFoundError lists what there is."""
    folder = _figs()
    path = folder / f"{name}.svg"
    if not path.exists():
        names = ", ".join(sorted(p.stem for p in folder.glob("*.svg"))) or "none yet"
        raise FileNotFoundError(f"figure: no figs/{name}.svg; there are: {names}")
    svg = path.read_text("utf8")
    title = re.search(r"<title>(.*?)</title>", svg, flags=re.S)
    return Picture(svg, html.unescape(title[1]) if title else "")


def _figs() -> Path:
    """figs/ beside course_lib/, or above the folder one works in (an installed package has no figs of its own)."""
    for root in (Path(__file__).parents[2], Path.cwd(), *Path.cwd().parents):
        if (root / "figs").is_dir():
            return root / "figs"
    raise FileNotFoundError("figure: no folder figs/ found above this one; run the notebook inside the course's folder")


def _require_alt(alt) -> None:
    if not isinstance(alt, str) or len(alt.strip()) < 15:
        raise ValueError(f'picture: alt must say what the picture shows in a sentence, got {alt!r}; e.g. alt="..."')
