"""What a figure shows, in a few sentences computed from its data, for readers who cannot see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from firststeps.figures.alt_diagram import diagram_sentences
from firststeps.figures.alt_fields import field_phrase
from firststeps.figures.alt_pictures import picture_sentences
from firststeps.figures.description import (
    Axis,
    Bars,
    Chart,
    Curve,
    Diagram,
    Figure,
    Gaps,
    Layer,
    Panels,
    Pictures,
    Points,
    Steps,
    Surface,
    Values,
)
from firststeps.figures.fields import Band, Cells
from firststeps.figures.numbers import rounded, typographic
from firststeps.figures.scales import Direction, axis_of, values_along
from firststeps.figures.words import capital, counted, joined, quoted

import numpy as np

FEW = 8  # values that may be read out one by one
QUARTERS = (0.25, 0.75)  # of the way along x, where a curve that turns is read out besides its ends and extremes
BENT = 0.2  # share of its rise by which a curve leaves the straight line between its ends, from where on that is said
SHORT_LABEL = 12  # characters of an axis label that may be repeated with every value


def alt_text(figure: Figure) -> str:
    """Return the alt text of a figure; raise TypeError for an unknown kind of figure."""
    if isinstance(figure, Chart):
        return " ".join(_chart_sentences(figure))
    if isinstance(figure, Panels):
        return " ".join(_panel_sentences(figure))
    if isinstance(figure, Diagram):
        return " ".join(diagram_sentences(figure))
    if isinstance(figure, Pictures):
        return " ".join(picture_sentences(figure))
    raise TypeError(f"{type(figure).__name__} is not a figure with alt text")


def _chart_sentences(chart: Chart) -> list[str]:
    sentences = [_opening(_kind(chart.layers), chart.title), _axes_sentence((chart,))]
    sentences.append(_sentence(_layer_phrases(chart)))
    return sentences + [f"{capital(phrase)}." for phrase in _note_phrases(chart)]


def _panel_sentences(panels: Panels) -> list[str]:
    """Return one sentence for the whole, one for the axes if all are alike, and one for each panel."""
    charts = panels.charts
    axes = {(chart.x_axis.label, chart.y_axis.label) for chart in charts}
    sentences = [_opening(counted(len(charts), "chart"), panels.title)]
    if len(axes) == 1:
        sentences.append(_axes_sentence(charts))
    phrases = [_layer_phrases(chart) for chart in charts]
    common = [phrase for phrase in phrases[0] if all(phrase in others for others in phrases[1:])] if charts[1:] else []
    if common:
        sentences.append(f"In each of them, {'; '.join(common)}.")
    for number, chart in enumerate(charts, start=1):
        name = quoted(chart.title) if chart.title else f"Chart {number}"
        own = [phrase for phrase in phrases[number - 1] if phrase not in common] + _note_phrases(chart)
        before = [] if len(axes) == 1 else [_axes_phrase((chart,))]
        if before or own:
            sentences.append(f"{name}: {'; '.join(before + own)}.")
    return sentences


def _opening(kind: str, title: str) -> str:
    return f"{capital(kind)}: {title.rstrip('.')}{'' if title.endswith('?') else '.'}" if title else f"{capital(kind)}."


def _sentence(phrases: Iterable[str]) -> str:
    return capital("; ".join(phrases)) + "."


def _kind(layers: Sequence[Layer]) -> str:
    if any(isinstance(layer, Surface) for layer in layers):
        return "contour map"
    if any(isinstance(layer, Cells) for layer in layers):
        return "coloured map"
    if any(isinstance(layer, Band) for layer in layers):
        return "waveform"
    if any(isinstance(layer, Bars) for layer in layers):
        return "bar chart"
    lines = any(isinstance(layer, Curve | Steps) for layer in layers)
    points = any(isinstance(layer, Points) for layer in layers)
    return "chart of points and lines" if lines and points else "line chart" if lines else "chart of points"


def _axes_sentence(charts: Sequence[Chart]) -> str:
    return capital(_axes_phrase(charts)) + "."


def _axes_phrase(charts: Sequence[Chart]) -> str:
    first = charts[0]
    across, up = _range(charts, "x"), _range(charts, "y")
    return f"horizontal axis: {_axis(first.x_axis, across)}; vertical axis: {_axis(first.y_axis, up)}"


def _range(charts: Sequence[Chart], direction: Direction) -> tuple[float, float]:
    limits = [axis_of(chart, direction).limits for chart in charts]
    if all(limits):
        given = [limit for limit in limits if limit]
        return min(low for low, _ in given), max(high for _, high in given)
    values = np.concatenate([values_along(layer, direction) for chart in charts for layer in chart.layers])
    return float(values.min()), float(values.max())


def _axis(axis: Axis, ends: tuple[float, float]) -> str:
    if axis.names:
        return f"{axis.label or 'no label'}: {joined(axis.names)}"
    scale = ", on a logarithmic scale" if axis.scale == "log" else ""
    return f"{axis.label or 'no label'}, from {rounded(ends[0])} to {rounded(ends[1])}{scale}"


def _layer_phrases(chart: Chart) -> list[str]:
    return [_layer_phrase(layer, _side(chart.x_axis, "x"), _side(chart.y_axis, "y")) for layer in chart.layers]


def _note_phrases(chart: Chart) -> list[str]:
    notes = [quoted(note.text) for note in chart.notes]
    return [f"written in the chart: {joined(notes)}"] if notes else []


@dataclass(frozen=True)
class _Side:
    """One axis as the phrases about a layer need it."""

    word: str  # what a place on it is called
    log: bool
    names: tuple[str, ...] = ()  # of the parts of the axis, in place of numbers

    def at(self, value: float) -> str:
        """Return a place on the axis in words."""
        return self.names[int(value)] if self.names else f"{self.word} {rounded(value)}"

    def __str__(self) -> str:
        return self.word

    def scaled(self, values: Values) -> Values:
        """Return how far along the axis the values are drawn."""
        return np.log(values) if self.log else values


def _side(axis: Axis, fallback: str) -> _Side:
    """Return an axis, its places named by the symbol or the short word of its label, else by the letter."""
    words = axis.label.split()
    symbol = next((word for word in reversed(words) if len(word) == 1 and word.isalpha() and word != "a"), "")
    word = symbol or (axis.label if 0 < len(axis.label) <= SHORT_LABEL else fallback)
    return _Side(f"{word} =" if len(word) == 1 else word, axis.scale == "log", axis.names)


def _layer_phrase(layer: Layer, across: _Side, up: _Side) -> str:
    name = f" {quoted(layer.name)}" if layer.name else ""
    if isinstance(layer, Band | Cells):
        return field_phrase(layer, name, across, up)
    if isinstance(layer, Surface):
        return _surface_phrase(layer, name, across, up)
    if isinstance(layer, Gaps):
        return _gaps_phrase(layer, name, across)
    if isinstance(layer, Bars):
        return _bars_phrase(layer, name, across, up)
    if isinstance(layer, Steps):
        return _steps_phrase(layer, name, across, up)
    return _marks_phrase(layer, name, across, up)


def _marks_phrase(layer: Points | Curve, name: str, across: _Side, up: _Side) -> str:
    subject = f"{counted(layer.x.size, 'point')}{name}"
    if isinstance(layer, Curve):
        if layer.x.size > 1 and np.ptp(layer.x) == 0:
            return f"a vertical line{name} at {across} {rounded(layer.x[0])}"
        subject = f"the line{name}" if name else "a line"
    if layer.x.size == 1:
        return f"{subject} lies at {across} {rounded(layer.x[0])}, {up} {rounded(layer.y[0])}"
    return f"{subject} {_trend(layer, across, up)}"


def _trend(layer: Points | Curve, across: _Side, up: _Side) -> str:
    """Return how values go from the first to the last."""
    x, y, many = layer.x, layer.y, isinstance(layer, Points)
    s = "" if many else "s"
    first = f"{rounded(y[0])} at {across} {rounded(x[0])}"
    last = f"{rounded(y[-1])} at {across} {rounded(x[-1])}"
    if many and (np.diff(x) < 0).any():
        return _cloud(x, y, across)
    changes = np.diff(y)
    if not changes.any():
        return f"stay{s} at {rounded(y[0])} from {across} {rounded(x[0])} to {rounded(x[-1])}"
    if (changes >= 0).all() or (changes <= 0).all():
        bend = "" if many else _bend(x, y, across, up)
        return f"{'rise' if y[-1] > y[0] else 'fall'}{s} from {first} to {last}{bend}"
    return f"go{'' if many else 'es'} from {first} to {last}{_between(x, y, across)}"


def _bend(x: Values, y: Values, across: _Side, up: _Side) -> str:
    """Return where a curve that only rises, or only falls, is farthest from the straight line between its ends."""
    along, height = across.scaled(x), up.scaled(y)
    straight = height[0] + (height[-1] - height[0]) * (along - along[0]) / (along[-1] - along[0])
    away = np.abs(height - straight)
    place = int(away.argmax())
    if away[place] < BENT * abs(height[-1] - height[0]):
        return ""
    return f", through {rounded(y[place])} at {across} {rounded(x[place])}"


def _between(x: Values, y: Values, across: _Side) -> str:
    """Return what tells apart curves that turn: the extremes, and of many values those at the quarters as well."""
    extremes = {int(y.argmin()): " (lowest)", int(y.argmax()): " (highest)"}
    stops = {place: word for place, word in extremes.items() if y[place] not in (y[0], y[-1])}
    if y.size > FEW:
        quarters = (int(np.abs(x - (x[0] + share * (x[-1] - x[0]))).argmin()) for share in QUARTERS)
        stops |= {place: "" for place in quarters if place not in {0, y.size - 1, *stops}}
    read = [f"{rounded(y[place])} at {across} {rounded(x[place])}{word}" for place, word in sorted(stops.items())]
    return f", through {joined(read)}" if read else ", up and down in between"


def _cloud(x: Values, y: Values, across: _Side) -> str:
    """Return where points lie that have no order from left to right."""
    low, high = int(y.argmin()), int(y.argmax())
    lowest, highest = (f"{rounded(y[place])} at {across} {rounded(x[place])}" for place in (low, high))
    return f"lie between {across} {rounded(x.min())} and {rounded(x.max())}, lowest {lowest} and highest {highest}"


def _gaps_phrase(layer: Gaps, name: str, across: _Side) -> str:
    sizes = [typographic(format(float(size), layer.label_format)) for size in layer.end - layer.start]
    if len(sizes) == 1:
        return f"one gap{name} of {sizes[0]} at {across} {rounded(layer.x[0])}"
    if len(sizes) <= FEW:
        order = " from left to right" if (np.diff(layer.x) > 0).all() else ""
        return f"{counted(len(sizes), 'gap')}{name}{order}: {joined(sizes)}"
    low, high = int((layer.end - layer.start).argmin()), int((layer.end - layer.start).argmax())
    ends = [f"{sizes[place]} at {across} {rounded(layer.x[place])}" for place in (low, high)]
    return f"{counted(len(sizes), 'gap')}{name}, from {ends[0]} to {ends[1]}"


def _bars_phrase(layer: Bars, name: str, across: _Side, up: _Side) -> str:
    """Return where the mass of a histogram lies; within a bar it counts as spread evenly."""
    tall = np.flatnonzero(layer.heights)
    first, last = layer.edges[tall[0]], layer.edges[tall[-1] + 1]
    mass = np.append(0.0, np.cumsum(layer.heights * np.diff(layer.edges)))
    from_quarter, to_quarter = np.interp(np.array(QUARTERS) * mass[-1], mass, layer.edges)
    top = int(layer.heights.argmax())
    return (
        f"bars{name} from {across} {rounded(first)} to {rounded(last)}, half of their area between "
        f"{rounded(from_quarter)} and {rounded(to_quarter)}, highest ({up} {rounded(layer.heights[top])}) "
        f"from {rounded(layer.edges[top])} to {rounded(layer.edges[top + 1])}"
    )


def _steps_phrase(layer: Steps, name: str, across: _Side, up: _Side) -> str:
    count = layer.x.size - 1
    start, end = (f"{across} {rounded(layer.x[i])}, {up} {rounded(layer.y[i])}" for i in (0, -1))
    if count == 0:
        return f"the path{name} stays at {start}"
    return f"the path{name} goes in {counted(count, 'step')} from {start}, to {end}{_manner(layer, across)}"


def _manner(layer: Steps, across: _Side) -> str:
    """Return how a path moves sideways, when that is its story: to and fro."""
    moves = np.diff(layer.x)
    turns = int((moves[1:] * moves[:-1] < 0).sum())
    if turns and turns >= moves.size // 2:
        return f", swinging to and fro along {across.word.removesuffix(' =')}"
    return ""


def _surface_phrase(layer: Surface, name: str, across: _Side, up: _Side) -> str:
    def at(place: int) -> str:
        row, column = np.unravel_index(place, layer.z.shape)
        height = rounded(layer.z[row, column])
        return f"{height} at {across} {rounded(layer.x[column])}, {up} {rounded(layer.y[row])}"

    lowest, highest = at(int(layer.z.argmin())), at(int(layer.z.argmax()))
    return f"the surface{name or ''} is lowest, {lowest}, and highest, {highest}"
