"""Drawing diagrams along their plan."""

from __future__ import annotations

from math import hypot
from typing import Any

from firststeps.figures.canvas import Canvas
from firststeps.figures.connections import Connection, PlacedNode
from firststeps.figures.diagram import DiagramPlan, style_of
from firststeps.figures.text import TITLE
from firststeps.figures.theme import Theme

import numpy as np
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path

BORDER = 1.5
CORNER = 7.0
HEAD_LENGTH = 8.0
HEAD_WIDTH = 7.0
ARROW_WIDTH = 1.5
DASHES = (0, (4, 3))


def draw_diagram(plan: DiagramPlan, theme: Theme) -> Canvas:
    """Return a canvas with the drawn diagram; call it inside ``drawing_settings``."""
    canvas = Canvas(plan.width, plan.height, theme)
    canvas.text(0, plan.height - TITLE.line_height / 2, plan.title, theme.ink, style=TITLE)
    for connection in plan.connections:
        _draw_connection(canvas, connection)
    for node in plan.nodes:
        _draw_node(canvas, node)
    return canvas


def _draw_node(canvas: Canvas, node: PlacedNode) -> None:
    y = canvas.height - node.y
    tone = node.node.tone
    look: dict[str, Any] = {
        "facecolor": canvas.theme.tint(tone),
        "edgecolor": canvas.theme.tone(tone),
        "linewidth": BORDER,
    }
    if node.node.shape == "circle":
        canvas.add(Circle((node.x, y), node.width / 2, **look))
    elif node.node.shape == "box":
        corner = (node.x - node.width / 2, y - node.height / 2)
        rounding = f"round,pad=0,rounding_size={CORNER}"
        canvas.add(FancyBboxPatch(corner, node.width, node.height, boxstyle=rounding, **look))
    style = style_of(node.node)
    first = y + (len(node.lines) - 1) / 2 * style.line_height
    canvas.text(node.x, first, node.lines, canvas.theme.ink, style=style, align="center")


def _draw_connection(canvas: Canvas, connection: Connection) -> None:
    colour = canvas.theme.muted_ink
    curve = connection.curve * (1, -1) + (0, canvas.height)
    direction = curve[3] - curve[2]
    direction = direction / hypot(*direction)
    neck = curve[3] - direction * (HEAD_LENGTH - 1)
    path = Path(np.array([curve[0], curve[1], curve[2], neck]), [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    dashes = DASHES if connection.arrow.dashed else "solid"
    canvas.add(PathPatch(path, facecolor="none", edgecolor=colour, linewidth=ARROW_WIDTH, linestyle=dashes))
    aside = np.array([-direction[1], direction[0]]) * HEAD_WIDTH / 2
    base = curve[3] - direction * HEAD_LENGTH
    canvas.add(Polygon(np.array([curve[3], base + aside, base - aside]), facecolor=colour, edgecolor="none"))
    if connection.arrow.text:
        x, y = connection.text_centre
        canvas.text(x, canvas.height - y, (connection.arrow.text,), canvas.theme.muted_ink, align="center")
