"""A sheet of CSS pixels to draw on, y upwards, and its conversion to a small, repeatable SVG."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from firststeps.figures.description import Values
from firststeps.figures.text import BODY, MIDDLE_TO_BASELINE, Style, properties
from firststeps.figures.theme import Theme

import matplotlib.style
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

DOTS_PER_INCH = 72  # makes a matplotlib point one px
SETTINGS = {
    "svg.fonttype": "path",  # the reader's machine may not have our font
    "svg.hashsalt": "firststeps",
    "text.parse_math": False,
    "image.composite_image": False,  # else pictures are resampled to one dot per px
}


@contextmanager
def drawing_settings() -> Iterator[None]:
    """Draw with matplotlib's defaults and ours, whatever the reader's own settings are."""
    with matplotlib.style.context(["default", SETTINGS]):
        yield


class Canvas:
    """A figure of ``width`` by ``height`` CSS pixels; the origin is the lower left corner.

    Use it inside ``drawing_settings``.
    """

    def __init__(self, width: int, height: int, theme: Theme) -> None:
        """Lay out an empty, transparent sheet."""
        self.width = width
        self.height = height
        self.theme = theme
        self.figure = Figure(figsize=(width / DOTS_PER_INCH, height / DOTS_PER_INCH), dpi=DOTS_PER_INCH)
        self.figure.patch.set_visible(False)
        FigureCanvasSVG(self.figure)

    def add(self, artist: Artist) -> None:
        """Put an artist, whose coordinates are pixels, on the sheet."""
        artist.set_transform(IdentityTransform())
        artist.set_figure(self.figure)
        self.figure.add_artist(artist)

    def line(self, xs: list[float], ys: list[float], colour: str, **style: Any) -> None:
        """Draw a line or markers, with matplotlib's names for its style."""
        self.add(Line2D(xs, ys, color=colour, **style))

    def rectangle(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle; ``x`` and ``y`` are its lower left corner."""
        self.add(Rectangle((x, y), width, height, facecolor=colour, edgecolor="none"))

    def picture(self, x: float, y: float, width: float, height: float, pixels: Values) -> None:
        """Fill a rectangle, ``x`` and ``y`` its lower left corner, with squares (rows, columns, 3) from 0 to 1."""
        place = (x / self.width, y / self.height, width / self.width, height / self.height)
        axes = self.figure.add_axes(place)
        axes.set_axis_off()
        axes.imshow(pixels, interpolation="none", aspect="auto")

    def text(
        self,
        x: float,
        y: float,
        lines: tuple[str, ...],
        colour: str,
        *,
        style: Style = BODY,
        align: Literal["left", "center", "right"] = "left",
    ) -> None:
        """Write lines, the first one centred vertically on ``y``."""
        for number, line in enumerate(lines):
            baseline = y - number * style.line_height - style.size * MIDDLE_TO_BASELINE
            font = properties(style)
            self.add(Text(x, baseline, line, color=colour, ha=align, va="baseline", fontproperties=font, zorder=9))

    def svg(self) -> bytes:
        """Return the drawing; user units are CSS pixels."""
        file = io.StringIO()
        nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
        self.figure.savefig(file, format="svg", metadata=nothing, transparent=True, dpi=DOTS_PER_INCH)
        return slim(file.getvalue(), self.width, self.height).encode()


def slim(svg: str, width: int, height: int) -> str:
    """Return matplotlib's SVG with its size in pixels, without comments, unused names and needless digits."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'width="[\d.]+pt" height="[\d.]+pt"', f'width="{width}" height="{height}"', svg, count=1)
    svg = re.sub(r'viewBox="[^"]*"', f'viewBox="0 0 {width} {height}"', svg, count=1)
    svg = _short_names(svg)
    svg = re.sub(r' d="([^"]*)"', lambda match: f' d="{_short_path(match[1])}"', svg)
    svg = re.sub(r"(?<=translate\()[^)]*", lambda match: _short_numbers(match[0]), svg)
    svg = re.sub(r' (x|y)="([^"]*)"', lambda match: f' {match[1]}="{_short_numbers(match[2])}"', svg)
    svg = re.sub(r'(<use href="[^"]*") transform="translate\(([-\d.]+) 0\)"', r'\1 x="\2"', svg)
    svg = re.sub(r'(?<= style=")[^"]*', lambda match: match[0].replace(": ", ":").replace("; ", ";"), svg)
    svg = re.sub(r">\s+<", "><", svg)
    svg = re.sub(r"<g(?: clip-path=\"[^\"]*\")?>(?:<use [^>]*/>){2,}</g>", _shared_style, svg)
    return svg.replace("<g></g>", "").strip() + "\n"


def _shared_style(group: re.Match[str]) -> str:
    """Return a group of markers with the style that all of them have written once."""
    styles = set(re.findall(r' style="[^"]*"', group[0]))
    if len(styles) != 1:
        return group[0]
    (style,) = styles
    return group[0].replace(style, "").replace("<g", f"<g{style}", 1)


def _short_names(svg: str) -> str:
    """Return the drawing with short ids where something refers to them, and without ids elsewhere."""
    names: dict[str, str] = {}
    reference = re.compile(r'(href="#|url\(#)([\w-]+)')
    for _, name in reference.findall(svg):
        names.setdefault(name, f"i{len(names)}")
    svg = re.sub(r' id="([\w-]+)"', lambda match: f' id="{names[match[1]]}"' if match[1] in names else "", svg)
    svg = reference.sub(lambda match: match[1] + names[match[2]], svg)
    return svg.replace("xlink:href", "href").replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "")


def _short_path(path: str) -> str:
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", _short_numbers(path, 1)).strip()


def _short_numbers(numbers: str, decimals: int = 2) -> str:
    def short(match: re.Match[str]) -> str:
        return f"{round(float(match[0]), decimals) + 0.0:g}"

    return re.sub(r"-?\d+\.\d+(?:e-?\d+)?", short, " ".join(numbers.split()))
