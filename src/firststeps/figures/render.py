"""From a description to bytes: plans a figure for a layout and draws it in a theme."""

from __future__ import annotations

from firststeps.figures.canvas import Canvas, drawing_settings
from firststeps.figures.chart import ChartPlan, plan_charts
from firststeps.figures.chart_drawing import draw_charts
from firststeps.figures.description import Chart, Diagram, Figure, LayoutName, Panels, Pictures, ThemeName
from firststeps.figures.diagram import DiagramPlan, plan_diagram
from firststeps.figures.diagram_drawing import draw_diagram
from firststeps.figures.pictures import PicturesPlan, plan_pictures
from firststeps.figures.pictures_drawing import draw_pictures
from firststeps.figures.theme import THEMES


def size_of(figure: Figure, layout: LayoutName) -> tuple[int, int]:
    """Return the width and height of a figure in CSS pixels."""
    plan = _plan(figure, layout)
    return plan.width, plan.height


def svg_of(figure: Figure, theme: ThemeName, layout: LayoutName) -> bytes:
    """Return the drawing of a figure as SVG."""
    with drawing_settings():
        return draw(figure, theme, layout).svg()


def draw(figure: Figure, theme: ThemeName, layout: LayoutName) -> Canvas:
    """Return a figure drawn on a canvas; call it inside ``drawing_settings``."""
    plan = _plan(figure, layout)
    if isinstance(plan, ChartPlan):
        return draw_charts(plan, THEMES[theme])
    if isinstance(plan, PicturesPlan):
        return draw_pictures(plan, THEMES[theme])
    return draw_diagram(plan, THEMES[theme])


def _plan(figure: Figure, layout: LayoutName) -> ChartPlan | DiagramPlan | PicturesPlan:
    if isinstance(figure, Chart | Panels):
        return plan_charts(figure, layout)
    if isinstance(figure, Diagram):
        return plan_diagram(figure, layout)
    if isinstance(figure, Pictures):
        return plan_pictures(figure, layout)
    raise TypeError(f"{type(figure).__name__} is not a figure that can be drawn")
