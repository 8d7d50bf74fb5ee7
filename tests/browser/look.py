"""Does a widget look as it looked? Two pictures compared, with tolerance for how Chromium draws the edge of a letter.

A stored picture has half the size and fewer colours. What counts as different:

    "edge"   somewhere 5 x 5 pixels (10 x 10 on the page) differ, even if moved by up to half a pixel: another letter,
             another place, another shape
    "tone"   the mean colour of 11 x 11 pixels has changed: another colour, even a pale one
    "size"   the widget is more than two pixels wider or higher

Type is pinned: Chromium draws with the fonts that matplotlib brings along, without hinting (`pinned_fonts`), so that
another machine breaks lines at the same words.
"""

import io
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import uniform_filter

EDGE, TONE, SIZE = 70.0, 5.0, 2  # the largest differences that pass; measured, see test_look.py
NEAR = (-0.5, -0.25, 0, 0.25, 0.5)  # a letter may stand so many pixels aside


def pinned_fonts(folder: Path) -> dict:
    """Environment for Chromium: the fonts of matplotlib alone, no hinting, grey edges. Writes two files in `folder`."""
    import matplotlib

    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    plain = {"antialias": "<bool>true</bool>", "hinting": "<bool>false</bool>", "autohint": "<bool>false</bool>"}
    plain |= {"hintstyle": "<const>hintnone</const>", "rgba": "<const>none</const>"}
    edits = "".join(f'<edit name="{name}" mode="assign">{value}</edit>' for name, value in plain.items())
    families = {"sans-serif": "Sans", "system-ui": "Sans", "monospace": "Sans Mono", "serif": "Serif"}
    names = "".join(
        f"<alias><family>{name}</family><prefer><family>DejaVu {font}</family></prefer></alias>"
        for name, font in families.items()
    )
    wanted = folder / "fonts.conf"
    wanted.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<dir>{fonts}</dir><cachedir>{folder / "fonts"}</cachedir><match target="pattern">{edits}</match>'
        f'<match target="font">{edits}</match>{names}</fontconfig>',
        "utf8",
    )
    return {"FONTCONFIG_FILE": str(wanted)}


def pixels(picture) -> np.ndarray:
    """A PNG (bytes, path, or an Image) as float32 of shape (height, width, 3)."""
    if not isinstance(picture, Image.Image):
        picture = Image.open(io.BytesIO(picture) if isinstance(picture, bytes) else picture)
    return np.asarray(picture.convert("RGB"), np.float32)


def halved(full: np.ndarray) -> np.ndarray:
    """Each 2 x 2 pixels one; an odd row or column at the end is left out."""
    height, width = (n // 2 * 2 for n in full.shape[:2])
    full = full[:height, :width]
    return (full[::2, ::2] + full[1::2, ::2] + full[::2, 1::2] + full[1::2, 1::2]) / 4


def stored_form(png: bytes) -> bytes:
    """What is kept of a screenshot, as lossless WebP: half the size, 64 colours as they are, 5 bits of others."""
    half = halved(pixels(png)).round().astype(np.uint8)
    packed = half.astype(np.int64) @ (65536, 256, 1)
    colours, counts = np.unique(packed, return_counts=True)
    common = np.isin(packed, colours[np.argsort(counts)[-64:]])[..., None]
    rounded = (np.round(half * (31 / 255)) * (255 / 31)).round().astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(np.where(common, half, rounded)).save(out, format="WEBP", lossless=True, method=4)
    return out.getvalue()


@dataclass
class Difference:
    """How far a picture is from the stored one, and where it is farthest, in pixels of the page."""

    edge: float = 0.0
    tone: float = 0.0
    place: tuple[int, int] = (0, 0)
    sizes: tuple = ()  # ((width, height) stored, now) where they differ

    @property
    def passes(self) -> bool:
        return not self.sizes and self.edge <= EDGE and self.tone <= TONE

    def __str__(self):
        if self.sizes:
            (w0, h0), (w1, h1) = self.sizes
            return f"{w1} x {h1} pixels, stored {w0} x {h0}"
        where = f"around x = {self.place[0]}, y = {self.place[1]}"
        return f"edge {self.edge:.0f} (at most {EDGE:.0f}), tone {self.tone:.1f} (at most {TONE:.0f}), {where}"


def aside(full: np.ndarray, dx: float, dy: float) -> np.ndarray:
    """The picture moved by less than a pixel."""
    for axis, part in ((1, dx), (0, dy)):
        if part:
            full = (1 - abs(part)) * full + abs(part) * np.roll(full, int(np.sign(part)), axis)
    return full


def patches(stored: np.ndarray, now: np.ndarray) -> np.ndarray:
    """Root of the sum of squares over 5 x 5 pixels, of what each differs by more than 10 levels."""
    beyond = np.maximum(np.abs(now - stored).max(2) - 10, 0)
    return np.sqrt(np.maximum(uniform_filter(beyond**2, 5, mode="constant"), 0) * 25)


def compare(stored: np.ndarray, full: np.ndarray) -> Difference:
    """The stored picture (half size) with a screenshot (full size)."""
    half = halved(full)
    sizes = tuple((2 * one.shape[1], 2 * one.shape[0]) for one in (stored, half))
    if any(abs(a - b) > SIZE for a, b in zip(*sizes, strict=True)):
        return Difference(sizes=sizes)
    height, width = (min(pair) for pair in zip(stored.shape[:2], half.shape[:2], strict=True))
    stored, full = stored[:height, :width], full[: 2 * height, : 2 * width]
    half = half[:height, :width]
    tones = np.abs(uniform_filter(half - stored, (11, 11, 0))).max(2)
    edges = patches(stored, half)
    if edges.max() > EDGE:  # rare, so that it may take a moment: is it a matter of half a pixel?
        for dx, dy in product(NEAR, NEAR):
            edges = np.minimum(edges, patches(stored, halved(aside(full, dx, dy))))
    worst = np.maximum(edges / EDGE, tones / TONE)
    y, x = np.unravel_index(worst.argmax(), worst.shape)
    return Difference(float(edges.max()), float(tones.max()), (2 * int(x), 2 * int(y)))


def difference_picture(stored: np.ndarray, full: np.ndarray) -> Image.Image:
    """Stored, now, and where they differ (dark), side by side."""
    half = halved(full)
    height, width = (max(pair) for pair in zip(stored.shape[:2], half.shape[:2], strict=True))

    def padded(one):
        return np.pad(one, ((0, height - one.shape[0]), (0, width - one.shape[1]), (0, 0)), constant_values=255)

    old, new = padded(stored), padded(half)
    apart = 255 - np.clip(3 * np.abs(new - old).max(2, keepdims=True), 0, 255).repeat(3, 2)
    sheet = Image.new("RGB", (3 * width + 40, height + 24), "white")
    for k, (name, one) in enumerate((("stored", old), ("now", new), ("difference", apart))):
        sheet.paste(Image.fromarray(one.round().astype(np.uint8)), (k * (width + 20), 24))
        ImageDraw.Draw(sheet).text((k * (width + 20) + 4, 6), name, fill="black")
    return sheet
