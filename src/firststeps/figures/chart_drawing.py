"""Drawing charts along their plan."""

from __future__ import annotations

from math import hypot

from firststeps.figures import legend
from firststeps.figures.canvas import Canvas
from firststeps.figures.chart import GAP_LABEL_DISTANCE, LABEL_GAP, TICK_GAP, ChartPlan, PlacedChart, gap_labels
from firststeps.figures.description import Curve, Gaps, Note, Surface, Values
from firststeps.figures.fields import Cells
from firststeps.figures.layers import draw_layer, obstacles, pixels
from firststeps.figures.placing import Box, Surroundings, along
from firststeps.figures.text import BODY, NAME, TITLE, block_size, width_of, wrapped
from firststeps.figures.theme import Theme

import numpy as np
from matplotlib.axes import Axes

GAP_LABEL_SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)  # of the way from start to end, best first
GLYPH_HEIGHT = 12.0  # px that a line of figures and letters covers
NOTE_SHARES = (0.6, 0.35)  # of the plot's width that a note may take, the wider the better
NOTE_ASIDE = 10.0  # px that a note may stand away from its place, in its own direction
NOTE_STEPS = (0, 8, 16, 24, 32, 44, 56, 72, 90)  # px that a note may stand above or below its place


def draw_charts(plan: ChartPlan, theme: Theme) -> Canvas:
    """Return a canvas with the drawn figure; call it inside ``drawing_settings``."""
    canvas = Canvas(plan.width, plan.height, theme)
    canvas.text(0, plan.height - TITLE.line_height / 2, plan.title, theme.ink, style=TITLE)
    legend.draw_entries(canvas, plan.entries, plan.height - plan.legend_top)
    for placed in plan.charts:
        _draw_chart(canvas, placed)
    return canvas


def _draw_chart(canvas: Canvas, placed: PlacedChart) -> None:
    axes = _axes(canvas, placed)
    for number, layer in enumerate(placed.chart.layers):
        draw_layer(axes, layer, canvas.theme, 2 + number / 10)
    _write_axes(canvas, axes, placed)
    _write_line_ends(canvas, placed)
    _write_labels(canvas, axes, placed)


def _axes(canvas: Canvas, placed: PlacedChart) -> Axes:
    width, height, theme = canvas.width, canvas.height, canvas.theme
    bottom = height - placed.top - placed.height
    place = (placed.left / width, bottom / height, placed.width / width, placed.height / height)
    axes = canvas.figure.add_axes(place)
    axes.set_xscale(placed.chart.x_axis.scale)
    axes.set_yscale(placed.chart.y_axis.scale)
    axes.set_xlim(placed.x_span.low, placed.x_span.high)
    axes.set_ylim(placed.y_span.low, placed.y_span.high)
    axes.set_autoscale_on(False)
    axes.patch.set_visible(False)
    axes.spines[:].set_visible(False)
    axes.tick_params(which="both", length=0, labelleft=False, labelbottom=False)
    if any(isinstance(layer, Surface | Cells) for layer in placed.chart.layers):
        return axes
    for tick in placed.y_ticks.places:
        axes.axhline(tick, color=theme.grid, linewidth=1, zorder=0)
    if not placed.y_span.log and placed.y_span.low <= 0 <= placed.y_span.high:
        axes.axhline(0, color=theme.axis, linewidth=1, zorder=0.5)
    else:
        axes.axhline(placed.y_span.low, color=theme.axis, linewidth=1, zorder=0.5, clip_on=False)
    return axes


def _write_axes(canvas: Canvas, axes: Axes, placed: PlacedChart) -> None:
    height, colour = canvas.height, canvas.theme.muted_ink
    bottom = height - placed.top - placed.height
    below = bottom - TICK_GAP - BODY.line_height / 2 + 2
    for place, label in zip(placed.x_ticks.places, placed.x_ticks.labels, strict=True):
        x = float(axes.transData.transform((place, placed.y_span.low))[0])
        canvas.line([x, x], [bottom - 5, bottom - 1], canvas.theme.axis, linewidth=1)
        canvas.text(x, below, (label,), colour, align="center")
    if placed.numbers_on_y:
        for place, label in zip(placed.y_ticks.places, placed.y_ticks.labels, strict=True):
            y = float(axes.transData.transform((placed.x_span.low, place))[1])
            canvas.text(placed.left - TICK_GAP, y, (label,), colour, align="right")
    canvas.text(placed.left + placed.width, below - BODY.line_height, placed.x_label, colour, align="right")
    top = height - placed.top + LABEL_GAP
    label_middle = top + BODY.line_height * (len(placed.y_label) - 0.5)
    canvas.text(placed.left - placed.margin, label_middle, placed.y_label, colour)
    title_middle = height - placed.top + placed.label_room + NAME.line_height * (len(placed.title) - 0.5) + 2
    canvas.text(placed.left - placed.margin, title_middle, placed.title, canvas.theme.ink, style=NAME)


def _write_line_ends(canvas: Canvas, placed: PlacedChart) -> None:
    if not placed.ends:
        return
    bottom = canvas.height - placed.top - placed.height
    x = placed.left + placed.width + legend.END_GAP
    for layer, height in zip(placed.chart.layers, placed.ends, strict=True):
        if isinstance(layer, Curve):
            canvas.text(x, bottom + height, (layer.name,), canvas.theme.tone(layer.tone))


def _write_labels(canvas: Canvas, axes: Axes, placed: PlacedChart) -> None:
    """Write notes and the sizes of gaps where they cover nothing."""
    gaps = [layer for layer in placed.chart.layers if isinstance(layer, Gaps)]
    if not gaps and not placed.chart.notes:
        return
    zero = pixels(axes, np.array([placed.x_span.low, placed.x_span.high]), np.zeros(2))
    lines = [] if placed.y_span.log else [along(zero)]
    blocked = np.concatenate([obstacles(axes, layer) for layer in placed.chart.layers] + lines)
    bottom = canvas.height - placed.top - placed.height
    right = min(placed.left + placed.width + placed.right, canvas.width)
    room = Box(placed.left, bottom, right, bottom + placed.height)
    around = Surroundings(room, blocked)
    for layer in gaps:
        _write_gaps(canvas, axes, layer, around)
    for note in placed.chart.notes:
        _write_note(canvas, axes, note, around)


def _write_gaps(canvas: Canvas, axes: Axes, layer: Gaps, around: Surroundings) -> None:
    colour = canvas.theme.tone(layer.tone)
    starts, ends = pixels(axes, layer.x, layer.start), pixels(axes, layer.x, layer.end)
    for start, end, text in zip(starts, ends, gap_labels(layer), strict=True):
        width = width_of(text)
        candidates = []
        for side in (1, -1):
            for share in GAP_LABEL_SHARES:
                middle = start[1] + (end[1] - start[1]) * share
                near = start[0] + side * GAP_LABEL_DISTANCE
                left = near if side > 0 else near - width
                half = GLYPH_HEIGHT / 2
                candidates.append(Box(left, middle - half, left + width, middle + half))
        box = around.place(candidates)
        canvas.text(box.left, (box.bottom + box.top) / 2, (text,), colour)


def _write_note(canvas: Canvas, axes: Axes, note: Note, around: Surroundings) -> None:
    place = pixels(axes, np.array([note.x]), np.array([note.y]))[0]
    layouts: dict[Box, tuple[str, ...]] = {}
    for share in NOTE_SHARES:
        lines = wrapped(note.text, (around.room.right - around.room.left) * share)
        for box in _note_boxes(place, block_size(lines), note, around.room):
            layouts.setdefault(box, lines)
    box = around.place(list(layouts))
    canvas.text(box.left, box.top - BODY.line_height / 2, layouts[box], canvas.theme.ink)


def _note_boxes(place: Values, size: tuple[float, float], note: Note, room: Box) -> list[Box]:
    """Return the places where a note may stand, the nearest to its own place first."""
    width, height = size
    start = place[0] - width * {"left": 0.0, "center": 0.5, "right": 1.0}[note.align]
    aside = {"left": NOTE_ASIDE, "center": 0.0, "right": -NOTE_ASIDE}[note.align]
    shifts = [
        (right, side * up) for up in NOTE_STEPS for side in (1, -1) for right in (0, aside, -width / 2, width / 2)
    ]
    boxes: list[Box] = []
    for right, up in sorted(shifts, key=lambda shift: hypot(*shift)):
        middle = min(max(place[1] + up, room.bottom + height / 2), room.top - height / 2)
        left = min(max(start + right, room.left), room.right - width)
        boxes.append(Box(left, middle - height / 2, left + width, middle + height / 2))
    return boxes
