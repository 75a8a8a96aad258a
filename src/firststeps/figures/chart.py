"""Where everything of a chart, or of several, goes: the plan that gives the size and that drawing follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firststeps.figures import legend
from firststeps.figures.description import Chart, Curve, Gaps, LayoutName, Panels, Surface
from firststeps.figures.fields import Cells
from firststeps.figures.numbers import typographic
from firststeps.figures.scales import MARGIN, Direction, Span, Ticks, named_ticks, span_of, ticks_for, values_along
from firststeps.figures.text import BODY, NAME, TITLE, width_of, wrapped

import numpy as np

TICK_GAP = 8.0  # between the numbers and the plot
TICK_ROOM = 15.0  # least space between two numbers along x
MOST_X_TICKS = 10
Y_TICK_ROOM = 33.0  # px between two numbers along y
COLUMN_GAP = 22.0
ROW_GAP = 22.0
TITLE_GAP = 6.0
LABEL_GAP = 12.0  # between the y label and the plot
LEGEND_GAP = 7.0
GAP_LABEL_DISTANCE = 7.0  # between a gap and its number
EDGE = 5.0  # keeps markers at the end of an axis inside the figure


@dataclass(frozen=True)
class Measures:
    """What differs between the layouts, in CSS pixels."""

    width: int
    plot_height: float  # of a chart that stands alone
    panel_height: float  # of the plot of one panel
    most_columns: int


MEASURES: dict[LayoutName, Measures] = {
    "wide": Measures(width=688, plot_height=300, panel_height=190, most_columns=3),
    "narrow": Measures(width=358, plot_height=250, panel_height=180, most_columns=1),
}


@dataclass(frozen=True)
class PlacedChart:
    """A chart with the place of its plot, in px from the upper left corner of the figure."""

    chart: Chart
    x_span: Span
    y_span: Span
    x_ticks: Ticks
    y_ticks: Ticks
    left: float
    top: float
    width: float
    height: float
    margin: float  # left of the plot, for the numbers of the y-axis
    right: float  # right of the plot, free for the number of a gap
    label_room: float  # above the plot, for the y label; the title stands on it
    title: tuple[str, ...]
    y_label: tuple[str, ...]
    x_label: tuple[str, ...]
    numbers_on_y: bool
    ends: tuple[float, ...]  # heights of the names beside the line ends, px from the lower edge of the plot

    @property
    def bottom(self) -> float:
        """Return the lower edge of the x label, in px from the top."""
        return self.top + self.height + TICK_GAP + BODY.line_height * (1 + len(self.x_label)) + 2


@dataclass(frozen=True)
class ChartPlan:
    """A figure of one or more charts, ready to be drawn."""

    width: int
    height: int
    title: tuple[str, ...]
    legend_top: float
    entries: tuple[legend.Entry, ...]
    charts: tuple[PlacedChart, ...]


def plan_charts(figure: Chart | Panels, layout: LayoutName) -> ChartPlan:
    """Return the plan of a chart or of panels."""
    measures = MEASURES[layout]
    charts = figure.charts if isinstance(figure, Panels) else (figure,)
    title = wrapped(figure.title, measures.width, TITLE)
    layers = legend.named_layers(charts)
    height = measures.panel_height if isinstance(figure, Panels) else measures.plot_height
    ends = _line_end_names(figure, measures) if isinstance(figure, Chart) else None
    entries = () if ends is not None else tuple(legend.arranged(layers, measures.width))
    legend_top = len(title) * TITLE.line_height + (TITLE_GAP if title else 0)
    top = legend_top + legend.height_of(entries) + (LEGEND_GAP if entries else 0)
    placed: list[PlacedChart] = []
    columns = _columns(len(charts), measures.most_columns)
    margins = _margins(figure, charts, columns, height)
    for start in range(0, len(charts), columns):
        row = _Row(figure, charts[start : start + columns], columns, margins, measures.width, height, ends or ())
        placed.extend(row.placed(top))
        top = max(chart.bottom for chart in placed) + ROW_GAP
    return ChartPlan(measures.width, int(np.ceil(top - ROW_GAP)), title, legend_top, entries, tuple(placed))


def _columns(count: int, most: int) -> int:
    """Return the columns of a grid without a lonely last panel: four go two by two where three would fit."""
    rows = -(-count // most)
    return -(-count // rows)


def _line_end_names(chart: Chart, measures: Measures) -> tuple[float, ...] | None:
    """Return the heights of names beside line ends, or None if a row of keys serves better."""
    layers = legend.named_layers((chart,))
    if len(layers) < len(chart.layers) or legend.end_names_width(layers, measures.width) is None:
        return None
    x_span, y_span = span_of((chart,), "x"), span_of((chart,), "y")
    wanted = []
    for layer in chart.layers:
        if not isinstance(layer, Curve) or _share(float(layer.x[-1]), x_span) < 0.93:
            return None
        wanted.append(_share(float(layer.y[-1]), y_span) * measures.plot_height)
    heights = legend.spread(wanted, 0, measures.plot_height)
    return None if heights is None else tuple(heights)


def gap_labels(layer: Gaps) -> list[str]:
    """Return the signed size of each gap as it is written beside it."""
    return [typographic(format(float(size), layer.label_format)) for size in layer.end - layer.start]


def _share(value: float, span: Span) -> float:
    """Return where a value lies on an axis, from 0 to 1; far outside where a logarithm does not exist."""
    if not span.log:
        return (value - span.low) / (span.high - span.low)
    if value <= 0:
        return -1.0
    return float(np.log(value / span.low) / np.log(span.high / span.low))


def _span(figure: Chart | Panels, chart: Chart, direction: Direction) -> Span:
    """Return the range of an axis of one of the charts; panels may share the range of y."""
    shared = direction == "y" and isinstance(figure, Panels) and figure.share_y
    return span_of(figure.charts if shared and isinstance(figure, Panels) else (chart,), direction)


def _margins(figure: Chart | Panels, charts: Sequence[Chart], columns: int, height: float) -> tuple[float, ...]:
    """Return the room for the numbers of y left of each column, so that plots above one another line up."""
    margins = [0.0] * columns
    for place, chart in enumerate(charts):
        if _has_numbers(figure, place % columns):
            ticks = _y_ticks(chart, _span(figure, chart, "y"), height)
            widest = max(width_of(label) for label in ticks.labels) + TICK_GAP
            margins[place % columns] = max(margins[place % columns], widest)
    return tuple(margins)


def _has_numbers(figure: Chart | Panels, column: int) -> bool:
    """Tell whether a column shows the numbers of y: each, unless all panels share them."""
    return column == 0 or not (isinstance(figure, Panels) and figure.share_y)


@dataclass(frozen=True)
class _Row:
    """Charts side by side."""

    figure: Chart | Panels
    charts: Sequence[Chart]
    columns: int
    margins: tuple[float, ...]  # left of each column
    width: int
    height: float  # of the plots
    ends: tuple[float, ...]

    def placed(self, top: float) -> list[PlacedChart]:
        """Return the charts with their places; ``top`` is the upper edge of the row."""
        y_spans = [_span(self.figure, chart, "y") for chart in self.charts]
        margins = self.margins[: len(self.charts)]
        right = self._right_margin()
        gaps = COLUMN_GAP * (self.columns - 1)
        plot_width = (self.width - sum(self.margins) - gaps - right) / self.columns
        titles = [wrapped(self._panel_title(chart), plot_width + margin, NAME) for chart, margin in self._with(margins)]
        labels = [
            wrapped(self._y_label(place), plot_width + margin) for place, (_, margin) in enumerate(self._with(margins))
        ]
        title_room = max(len(lines) for lines in titles) * (NAME.line_height + 2)
        label_room = max(len(lines) for lines in labels) * BODY.line_height + LABEL_GAP
        result: list[PlacedChart] = []
        left = 0.0
        for place, (chart, margin) in enumerate(self._with(margins)):
            x_span = _span(self.figure, chart, "x")
            result.append(
                PlacedChart(
                    chart=chart,
                    x_span=x_span,
                    y_span=y_spans[place],
                    x_ticks=_x_ticks(chart, x_span, plot_width),
                    y_ticks=_y_ticks(chart, y_spans[place], self.height),
                    left=left + margin,
                    top=top + title_room + label_room,
                    width=plot_width,
                    height=self.height,
                    margin=margin,
                    right=right if place == self.columns - 1 else COLUMN_GAP - EDGE,
                    label_room=label_room,
                    title=titles[place],
                    y_label=labels[place],
                    x_label=wrapped(chart.x_axis.label, plot_width),
                    numbers_on_y=_has_numbers(self.figure, place),
                    ends=self.ends,
                )
            )
            left += margin + plot_width + COLUMN_GAP
        return result

    def _with(self, margins: Sequence[float]) -> list[tuple[Chart, float]]:
        return list(zip(self.charts, margins, strict=True))

    def _right_margin(self) -> float:
        if self.ends and isinstance(self.figure, Chart):
            return legend.end_names_width(legend.named_layers((self.figure,)), self.width) or EDGE
        widest = max(EDGE, *(self._gap_room(chart) for chart in self.charts))
        for chart in self.charts:
            ticks = _x_ticks(chart, _span(self.figure, chart, "x"), self.width / self.columns)
            widest = max(widest, width_of(ticks.labels[-1]) / 2 if ticks.labels else 0.0)
        return widest

    def _gap_room(self, chart: Chart) -> float:
        """Return the room right of a plot for the widest number of a gap, of which the axis gives a part."""
        gaps = [layer for layer in chart.layers if isinstance(layer, Gaps)]
        widest = max((width_of(label) for layer in gaps for label in gap_labels(layer)), default=0.0)
        return widest + GAP_LABEL_DISTANCE - MARGIN * 0.6 * self.width / self.columns if gaps else 0.0

    def _panel_title(self, chart: Chart) -> str:
        return chart.title if isinstance(self.figure, Panels) else ""

    def _y_label(self, place: int) -> str:
        label = self.charts[place].y_axis.label
        return "" if place and label == self.charts[place - 1].y_axis.label else label


def _y_ticks(chart: Chart, span: Span, height: float) -> Ticks:
    """Return numbers or names along y."""
    if chart.y_axis.names:
        return named_ticks(chart.y_axis)
    return ticks_for(span, max(3, int(height // Y_TICK_ROOM)), whole=False)


def _x_ticks(chart: Chart, span: Span, width: float) -> Ticks:
    """Return numbers, or names, along x that keep apart from one another."""

    def fits(ticks: Ticks) -> bool:
        places = [_share(place, span) * width for place in ticks.places]
        halves = [width_of(label) / 2 for label in ticks.labels]
        pairs = zip(places, places[1:], halves, halves[1:], strict=False)
        return all(second - first >= left + right + TICK_ROOM for first, second, left, right in pairs)

    if chart.x_axis.names:
        ticks = named_ticks(chart.x_axis)
        return ticks if fits(ticks) else Ticks((), ())
    values = [values_along(layer, "x") for layer in chart.layers if not isinstance(layer, Surface | Cells)]
    whole = bool(values) and all(bool(np.all(column == np.round(column))) for column in values)
    return ticks_for(span, max(2, min(MOST_X_TICKS, int(width // 32))), whole, fits)
