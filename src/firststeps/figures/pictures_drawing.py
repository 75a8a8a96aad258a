"""Drawing pictures along their plan."""

from __future__ import annotations

from typing import Any

from firststeps.figures.canvas import Canvas
from firststeps.figures.description import Values
from firststeps.figures.pictures import PicturesPlan, PlacedPicture
from firststeps.figures.text import NAME, TITLE
from firststeps.figures.theme import Theme

import numpy as np
from matplotlib.patches import Rectangle

BORDER = 1.0
# Values are written in black above this brightness and in white below: either way at a contrast of 4.5 to 1 or more.
DARK_INK_FROM = 0.46
BLACK, WHITE = "#000000", "#ffffff"


def draw_pictures(plan: PicturesPlan, theme: Theme) -> Canvas:
    """Return a canvas with the drawn pictures; call it inside ``drawing_settings``."""
    canvas = Canvas(plan.width, plan.height, theme)
    canvas.text(0, plan.height - TITLE.line_height / 2, plan.title, theme.ink, style=TITLE)
    for placed in plan.pictures:
        _draw_picture(canvas, placed)
    return canvas


def _draw_picture(canvas: Canvas, placed: PlacedPicture) -> None:
    bottom = canvas.height - placed.top - placed.height
    shares = placed.picture.pixels / placed.picture.brightest
    colours = shares if shares.ndim == 3 else np.repeat(shares[:, :, np.newaxis], 3, axis=2)
    canvas.picture(placed.left, bottom, placed.width, placed.height, colours)
    # Black has no edge on the dark page, and white none on the light one.
    frame: dict[str, Any] = {"facecolor": "none", "edgecolor": canvas.theme.axis, "linewidth": BORDER}
    canvas.add(Rectangle((placed.left + BORDER / 2, bottom), placed.width - BORDER, placed.height, **frame))
    first = canvas.height - placed.name_top - NAME.line_height / 2
    canvas.text(placed.left, first, placed.name, canvas.theme.ink, style=NAME)
    if placed.picture.numbers:
        _write_values(canvas, placed, shares)


def _write_values(canvas: Canvas, placed: PlacedPicture, shares: Values) -> None:
    square = placed.width / shares.shape[1]
    for row, column in np.ndindex(shares.shape):
        x = placed.left + (column + 0.5) * square
        y = canvas.height - placed.top - (row + 0.5) * square
        ink = BLACK if shares[row, column] >= DARK_INK_FROM else WHITE
        canvas.text(x, y, (f"{placed.picture.pixels[row, column]:.0f}",), ink, align="center")
