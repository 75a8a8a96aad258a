"""The lettering of figures: fonts, the width of a text, and line breaks.

A point of matplotlib is a CSS pixel here, because figures are drawn at 72 dots per inch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.textpath import text_to_path

FAMILIES = ["Inter Figures", "DejaVu Sans"]  # the second comes with matplotlib and supplies missing glyphs


@dataclass(frozen=True)
class Style:
    """One size and weight of the lettering."""

    size: float  # px
    weight: int  # 700 is the semibold of the book; a fallback glyph then comes from a bold that exists
    line_height: float  # px


BODY = Style(size=13, weight=400, line_height=17)
NAME = Style(size=13, weight=700, line_height=17)
TITLE = Style(size=15, weight=700, line_height=20)

BREAK = re.compile("(?<![·\N{MULTIPLICATION SIGN}+=\N{MINUS SIGN}]) (?![·\N{MULTIPLICATION SIGN}])")

# From the middle of a line down to its baseline, as a share of the size: half the height of Inter's x and capitals.
MIDDLE_TO_BASELINE = 0.34


@cache
def properties(style: Style) -> FontProperties:
    """Return the font of a style, after making the fonts of the book known to matplotlib."""
    known = {entry.name for entry in fontManager.ttflist}
    if FAMILIES[0] not in known:
        for path in sorted((Path(__file__).parent / "fonts").glob("*.ttf")):
            fontManager.addfont(path)
    return FontProperties(family=FAMILIES, size=style.size, weight=style.weight)


@cache
def width_of(text: str, style: Style = BODY) -> float:
    """Return the width of one line of text in px."""
    width, _, _ = text_to_path.get_text_width_height_descent(text, properties(style), ismath=False)
    return float(width)


def wrapped(text: str, width: float, style: Style = BODY) -> tuple[str, ...]:
    """Return the lines of a text broken at spaces to fit ``width`` px; a longer word stays whole.

    A formula breaks before a plus or an equals sign, never inside a product.
    """
    lines: list[str] = []
    for paragraph in text.split("\n") if text else []:
        line = ""
        for word in BREAK.split(paragraph):
            longer = f"{line} {word}" if line else word
            if line and width_of(longer, style) > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return tuple(lines)


def block_size(lines: tuple[str, ...], style: Style = BODY) -> tuple[float, float]:
    """Return the width and height of lines of text in px."""
    return max((width_of(line, style) for line in lines), default=0.0), len(lines) * style.line_height
