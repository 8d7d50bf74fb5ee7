"""What every widget of the course shares on the Python side.

A widget is NAME.py (traits and their validation) beside NAME.js (drawing and hand-sized arithmetic). Each is one ES
module without imports: kit.js is put in front of NAME.js here, so that the same text runs in JupyterLab, Notebook,
VS Code, Colab and in an exported HTML file without kernel or network.
"""

import base64
from pathlib import Path
from textwrap import shorten

import anywidget
import traitlets

from .palette import themed_css

HERE = Path(__file__).parent


class CourseWidget(anywidget.AnyWidget):
    """A picture that can be moved.

    A subclass names its module by `source = "NAME"` and describes its default picture in `alt`. Public traits are
    those declared in the subclass; `to_python()` writes them as a constructor call. `describe()` says in words what
    is shown. For front ends that do not run it there are still pictures, screenshots/NAME.png of the default picture
    and those in `pictures`.
    """

    source = ""
    scripts = ()  # further files of a big widget, put between kit.js and NAME.js: ("NAME_math.js",)
    alt = ""
    pictures = {}  # further still pictures, name: constructor arguments; describe() must name them, too
    prediction = traitlets.Dict().tag(sync=True)  # what the viewer committed to before the answer was shown

    def __init_subclass__(cls, **kwargs):
        if "source" in cls.__dict__:  # not again for the class that anywidget derives for each instance
            style = HERE / f"{cls.source}.css"
            scripts = ("kit.js", *cls.scripts, f"{cls.source}.js")
            cls._esm = f'const SOURCE = "{cls.source}";\n'
            cls._esm += "\n".join((HERE / name).read_text("utf8") for name in scripts)
            cls._css = themed_css() + (HERE / "kit.css").read_text("utf8")
            if style.exists():
                # of-NAME: reaches no other widget of the page; kit.css, sent again by the next one, does not win
                cls._css += style.read_text("utf8").replace(".course-widget", f".course-widget.of-{cls.source}")
        super().__init_subclass__(**kwargs)

    @classmethod
    def public_traits(cls) -> list[str]:
        """Names of the traits that make up the picture: those that the subclass adds.

        Traits tagged `computed=True` (tables that Python works out from the others) are not among them.
        """
        inherited = CourseWidget.class_trait_names()
        chosen = cls.class_trait_names(sync=True, computed=None)
        return [name for name in chosen if name not in inherited and name[0] != "_"]

    def to_python(self) -> str:
        """The constructor call that brings this picture back, for a cell of one's own."""
        changed = []
        for name in self.public_traits():
            value = getattr(self, name)
            if value != self.trait_defaults(name):  # also those made by @default
                changed.append(f"{name}={value!r}")
        return f"{type(self).__name__}({', '.join(changed)})"

    def untouched(self) -> bool:
        """Is this the default picture?"""
        return all(getattr(self, name) == self.trait_defaults(name) for name in self.public_traits())

    def describe(self) -> tuple[str, str | None]:
        """What is shown, in a sentence, and the name of its still picture; None where there is none of just this."""
        if self.untouched():
            return self.alt, self.source
        return shorten(f"{type(self).__name__} as made by {self.to_python()}", 200, placeholder=" ..."), None

    def __repr__(self):
        return f"{type(self).__name__}()"  # no address: stored notebooks stay identical from run to run

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        if data is None:
            return bundle
        alt, still = self.describe()
        data = {**data, "text/plain": f"{self!r}: {alt}" if alt else repr(self)}
        screenshot = HERE / "screenshots" / f"{still}.png"
        if still and screenshot.exists():  # for front ends that do not run the widget, such as an untrusted notebook
            data["image/png"] = base64.b64encode(screenshot.read_bytes()).decode()
        return data, metadata
