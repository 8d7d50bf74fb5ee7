"""Third-party files of the decks: reveal.js and MathJax, out of two PyPI wheels, and two typefaces.

The wheels are fetched once into build/vendor and never installed; their hashes are pinned. With the wheels
there, no network is needed.
"""

from __future__ import annotations

import base64
import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path

from .course import Course, Refusal

REVEAL = ("sphinx-revealjs", "3.2.1", "805bed3ca459346e0f01967d5ed1c40d6b7b917de1541e1e4566c8341fe7017b")
MATHJAX = ("sphinx-mathjax-offline", "0.0.2", "206418155b2ff2f57496fb8501fdccae3da978e53031ff296c73729ba16062c4")
REVEAL_FOLDER = "sphinx_revealjs/_static/revealjs"
FACES = (("regular", 400, "normal"), ("italic", 400, "italic"), ("semibold", 600, "normal"),
         ("semibolditalic", 600, "italic"))


class Vendor:
    """Texts and fonts out of the wheels in `course`'s build/vendor, fetched when they are not there yet."""

    def __init__(self, course: Course):
        self.folder = course.root / "build" / "vendor"
        self.reveal, self.mathjax = self._wheel(*REVEAL), self._wheel(*MATHJAX)

    def reveal_text(self, name: str) -> str:
        """A file of reveal.js 5, by its path in that project ("dist/reveal.js")."""
        return _member(self.reveal, f"{REVEAL_FOLDER}/{name}").decode()

    def mathjax_text(self) -> str:
        """MathJax 3: TeX in, SVG out, everything in one script (no fonts to load)."""
        return _member(self.mathjax, "sphinx-mathjax-offline/static/mathjax/tex-svg-full.js").decode()

    def font_css(self) -> str:
        """@font-face rules with the fonts inside, so that a deck breaks its lines alike on every machine."""
        folder = f"{REVEAL_FOLDER}/dist/theme/fonts/source-sans-pro"
        rules = [_face("Deck Sans", weight, style, _member(self.reveal, f"{folder}/source-sans-pro-{name}.woff"))
                 for name, weight, style in FACES]
        return "\n".join([*rules, _face("Deck Mono", 400, "normal", mono_font())])

    def _wheel(self, name: str, version: str, sha256: str) -> Path:
        path = self.folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
        if not path.exists():
            self._fetch(name, version)
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            raise Refusal(f"slides: {path} is not the wheel this course was built with (sha256 {sha256[:12]}...); "
                          "delete it and run the command again")
        return path

    def _fetch(self, name: str, version: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
                   "--retries", "1", "--only-binary=:all:", "--dest", str(self.folder), f"{name}=={version}"]
        run = subprocess.run(command, capture_output=True, text=True)
        if run.returncode:
            reason = (run.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise Refusal(
                f"slides: {name} {version} (it carries a part of the decks) is not in {self.folder} and could not be "
                f"fetched: {reason}\n    With a network: run this command again. Without one: on another machine "
                f"`pip download --no-deps {name}=={version}`, then copy the .whl into that folder."
            )


def mono_font() -> bytes:
    """DejaVu Sans Mono from matplotlib, cut down to Latin, Greek, arrows, mathematics and box drawing (WOFF)."""
    import matplotlib
    from fontTools import subset

    ranges = [(0x20, 0x17F), (0x370, 0x3FF), (0x2010, 0x2027), (0x2070, 0x209F), (0x2190, 0x21FF),
              (0x2200, 0x22FF), (0x2500, 0x25FF), (0x2710, 0x2718)]
    options = subset.Options(flavor="woff", hinting=False, layout_features=[])
    options.recalc_timestamp = False
    options.drop_tables += ["FFTM"]
    font = subset.load_font(Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSansMono.ttf", options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in ranges for code in range(first, last + 1)])
    cutter.subset(font)
    out = io.BytesIO()
    font.flavor = "woff"
    font.save(out)
    return out.getvalue()


def _face(family: str, weight: int, style: str, woff: bytes) -> str:
    data = base64.b64encode(woff).decode()
    return (f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
            f"src: url(data:font/woff;base64,{data}) format('woff'); }}")


def _member(wheel: Path, name: str) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(name)
