"""The names of layers: in a row of keys above the plot, or beside the ends of the lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firststeps.figures.canvas import Canvas
from firststeps.figures.description import Bars, Chart, Curve, Gaps, Layer, Points, Steps, Surface
from firststeps.figures.fields import BANDS, Band, Cells
from firststeps.figures.layers import (
    BAR_EDGE_WIDTH,
    DASHES,
    GAP_DASHES,
    GAP_WIDTH,
    LINE_WIDTH,
    cell_colour,
    end_style,
    marker_style,
    surface_colours,
)
from firststeps.figures.numbers import rounded
from firststeps.figures.text import BODY, width_of

ROW_HEIGHT = 21.0
KEY_WIDTH = 24.0
MARKER_KEY_WIDTH = 10.0
SWATCH_WIDTH = 14.0
SWATCH_HEIGHT = 11.0
KEY_GAP = 6.0  # between a key and its name
ENTRY_GAP = 18.0
END_GAP = 7.0  # between the end of a line and its name
LARGEST_END_SHARE = 0.3  # of the figure's width that names at line ends may take
LARGEST_PUSH = 26.0  # px that a name may stand away from the end of its line


@dataclass(frozen=True)
class Entry:
    """One key of the legend, at ``x`` px from the left in a row."""

    layer: Layer
    x: float
    row: int


def named_layers(charts: Sequence[Chart]) -> list[Layer]:
    """Return the layers to name, each look once; a name that only repeats the y-axis is left out."""
    found: dict[tuple[object, ...], Layer] = {}
    for chart in charts:
        for layer in chart.layers:
            repeats = layer.name.casefold() == chart.y_axis.label.casefold()
            if layer.name and (not repeats or isinstance(layer, Surface | Cells)):
                found.setdefault(_look(layer), layer)
    return list(found.values())


def _look(layer: Layer) -> tuple[object, ...]:
    shape = getattr(layer, "dash", getattr(layer, "marker", ""))
    levels = tuple(layer.levels.tolist()) if isinstance(layer, Surface) else ()
    levels = (layer.low, layer.high) if isinstance(layer, Cells) else levels
    return type(layer).__name__, layer.name, getattr(layer, "tone", ""), shape, levels


def arranged(layers: Sequence[Layer], width: float) -> list[Entry]:
    """Return the keys in rows that fit ``width`` px."""
    entries: list[Entry] = []
    x, row = 0.0, 0
    for layer in layers:
        room = _key_width(layer) + KEY_GAP + width_of(layer.name)
        if x > 0 and x + room > width:
            x, row = 0.0, row + 1
        entries.append(Entry(layer, x, row))
        x += room + ENTRY_GAP
    return entries


def height_of(entries: Sequence[Entry]) -> float:
    """Return the height of all rows in px."""
    return ROW_HEIGHT * (entries[-1].row + 1) if entries else 0.0


def _key_width(layer: Layer) -> float:
    if isinstance(layer, Surface | Cells):
        low, high = _level_names(layer)
        count = BANDS if isinstance(layer, Cells) else layer.levels.size - 1
        return count * SWATCH_WIDTH + width_of(low) + width_of(high) + 2 * KEY_GAP
    return MARKER_KEY_WIDTH if isinstance(layer, Points | Gaps) else KEY_WIDTH


def _level_names(layer: Surface | Cells) -> tuple[str, str]:
    if isinstance(layer, Cells):
        return rounded(layer.low), rounded(layer.high)
    return rounded(float(layer.levels[0])), rounded(float(layer.levels[-1]))


def draw_entries(canvas: Canvas, entries: Sequence[Entry], top: float) -> None:
    """Draw the rows; ``top`` is the upper edge of the first one, in px from below."""
    for entry in entries:
        middle = top - ROW_HEIGHT * (entry.row + 0.5)
        if isinstance(entry.layer, Surface | Cells):
            _draw_strip(canvas, entry.layer, entry.x, middle)
        else:
            _draw_key(canvas, entry.layer, entry.x, middle)
            x = entry.x + _key_width(entry.layer) + KEY_GAP
            canvas.text(x, middle, (entry.layer.name,), canvas.theme.ink)


def _draw_key(canvas: Canvas, layer: Layer, x: float, y: float) -> None:
    theme, right = canvas.theme, x + KEY_WIDTH
    if isinstance(layer, Points):
        canvas.line([x + MARKER_KEY_WIDTH / 2], [y], theme.tone(layer.tone), **marker_style(layer, theme))
    elif isinstance(layer, Gaps):
        middle = x + MARKER_KEY_WIDTH / 2
        colour = theme.tone(layer.tone)
        canvas.line([middle] * 2, [y - 7, y + 7], colour, linewidth=GAP_WIDTH, linestyle=GAP_DASHES)
    elif isinstance(layer, Curve):
        canvas.line([x, right], [y, y], theme.tone(layer.tone), linewidth=LINE_WIDTH, linestyle=DASHES[layer.dash])
    elif isinstance(layer, Band):
        left = x + (KEY_WIDTH - SWATCH_WIDTH) / 2
        canvas.rectangle(left, y - SWATCH_HEIGHT / 2, SWATCH_WIDTH, SWATCH_HEIGHT, theme.tone(layer.tone))
    elif isinstance(layer, Bars):
        colour, half = theme.tone(layer.tone), SWATCH_HEIGHT / 2
        left = x + (KEY_WIDTH - SWATCH_WIDTH) / 2
        canvas.rectangle(left, y - half, SWATCH_WIDTH, SWATCH_HEIGHT, theme.tint(layer.tone))
        sides = [left, left, left + SWATCH_WIDTH, left + SWATCH_WIDTH]
        canvas.line(sides, [y - half, y + half, y + half, y - half], colour, linewidth=BAR_EDGE_WIDTH)
    elif isinstance(layer, Steps):
        colour = theme.tone(layer.tone)
        canvas.line([x + 5, right - 5], [y, y], colour, linewidth=1.3)
        canvas.line([x + 5], [y], colour, **end_style(theme, colour, last=False))
        canvas.line([right - 5], [y], colour, **end_style(theme, colour, last=True))


def _draw_strip(canvas: Canvas, layer: Surface | Cells, x: float, y: float) -> None:
    """Draw the name, the lowest level, a swatch for each band, and the highest level."""
    low, high = _level_names(layer)
    canvas.text(x, y, (layer.name,), canvas.theme.ink)
    x += width_of(layer.name) + KEY_GAP
    canvas.text(x, y, (low,), canvas.theme.muted_ink)
    x += width_of(low) + KEY_GAP
    if isinstance(layer, Cells):
        colours = [cell_colour(band / (BANDS - 1), canvas.theme) for band in range(BANDS)]
    else:
        colours = surface_colours(layer, canvas.theme)
    for colour in colours:
        canvas.rectangle(x, y - SWATCH_HEIGHT / 2, SWATCH_WIDTH - 1, SWATCH_HEIGHT, colour)
        x += SWATCH_WIDTH
    canvas.text(x + KEY_GAP - 1, y, (high,), canvas.theme.muted_ink)


def end_names_width(layers: Sequence[Layer], width: float) -> float | None:
    """Return the px to keep free for names beside line ends, or None if keys in a row serve better.

    Names stand beside the ends when there are several lines, nothing else, and the names are short.
    """
    if len(layers) <= 1 or not all(isinstance(layer, Curve) for layer in layers):
        return None
    room = END_GAP + max(width_of(layer.name) for layer in layers)
    return room if room <= LARGEST_END_SHARE * width else None


def spread(wanted: Sequence[float], low: float, high: float) -> list[float] | None:
    """Return heights near the wanted ones, a line apart and between two limits; None if that moves one too far."""
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    heights = [wanted[place] for place in order]
    for _ in range(100):
        heights = [min(max(height, low), high) for height in heights]
        for lower in range(len(heights) - 1):
            overlap = heights[lower] + BODY.line_height - heights[lower + 1]
            if overlap > 0:
                heights[lower] -= overlap / 2
                heights[lower + 1] += overlap / 2
    placed = dict(zip(order, heights, strict=True))
    result = [placed[place] for place in range(len(wanted))]
    far = any(abs(height - want) > LARGEST_PUSH for height, want in zip(result, wanted, strict=True))
    return None if far else result
