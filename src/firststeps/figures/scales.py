"""Ranges of axes and the numbers written along them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from firststeps.figures.description import Axis, Bars, Chart, Curve, Gaps, Layer, Surface, Values
from firststeps.figures.fields import Band, Cells
from firststeps.figures.numbers import power_of_ten, typographic

import numpy as np
from matplotlib.ticker import MaxNLocator

Direction = Literal["x", "y"]

MARGIN = 0.05  # of the range, on each side of the data
CURVE_MARGIN = 0.015  # along x where only lines are drawn
SMALLEST_PLAIN_DECADE = -4
LARGEST_PLAIN_DECADE = 5
LARGEST_PLAIN = 1e7
FEW_DECADES = 2
MOST_DECIMALS = 12


@dataclass(frozen=True)
class Span:
    """The range that an axis shows."""

    low: float
    high: float
    log: bool


@dataclass(frozen=True)
class Ticks:
    """Numbered places along an axis."""

    places: tuple[float, ...]
    labels: tuple[str, ...]


def values_along(layer: Layer, direction: Direction) -> Values:
    """Return all values of a layer along one axis, in one array."""
    if isinstance(layer, Bars):
        return layer.edges if direction == "x" else np.append(layer.heights, 0.0)
    if isinstance(layer, Cells):
        return np.array(layer.x if direction == "x" else layer.y)
    if direction == "x":
        return layer.x
    if isinstance(layer, Band):
        return np.concatenate([layer.low, layer.high])
    return np.concatenate([layer.start, layer.end]) if isinstance(layer, Gaps) else layer.y


def span_of(charts: Sequence[Chart], direction: Direction) -> Span:
    """Return the range that one axis of the charts needs: the given limits, or all data with a margin.

    Raise ValueError if a logarithmic axis would have to show zero or less.
    """
    axes = [axis_of(chart, direction) for chart in charts]
    log = axes[0].scale == "log"
    given = [axis.limits for axis in axes if axis.limits is not None]
    layers = [layer for chart in charts for layer in chart.layers]
    if given:
        low, high = min(low for low, _ in given), max(high for _, high in given)
    else:
        values = np.concatenate([values_along(layer, direction) for layer in layers])
        low, high = float(values.min()), float(values.max())
    if log and low <= 0:
        raise ValueError(f"axis {axes[0].label!r} is logarithmic and cannot show {low:g}")
    if given or any(isinstance(layer, Surface) for layer in layers):
        return Span(low, high, log)
    if low == high:
        low, high = (low / 2, high * 2) if log else (low - 1, high + 1)
    bare = direction == "x" and all(isinstance(layer, Curve | Bars) for layer in layers)
    return _widened(low, high, log, CURVE_MARGIN if bare else MARGIN)


def axis_of(chart: Chart, direction: Direction) -> Axis:
    """Return the axis of a chart along a direction."""
    return chart.x_axis if direction == "x" else chart.y_axis


def _widened(low: float, high: float, log: bool, margin: float) -> Span:
    if log:
        factor = (high / low) ** margin
        return Span(low / factor, high * factor, log)
    room = (high - low) * margin
    return Span(low - room, high + room, log)


def named_ticks(axis: Axis) -> Ticks:
    """Return the names along an axis, each in the middle of its part."""
    return Ticks(tuple(place + 0.5 for place in range(len(axis.names))), axis.names)


def ticks_for(span: Span, most: int, whole: bool, fits: Callable[[Ticks], bool] = lambda _: True) -> Ticks:
    """Return round numbers along a range: at most about ``most``, as many as ``fits`` accepts.

    ``whole`` restricts them to whole numbers.
    """
    for count in range(most, 1, -1):
        ticks = _log_ticks(span, count) if span.log else _linear_ticks(span, count, whole)
        if fits(ticks):
            return ticks
    return ticks


def _linear_ticks(span: Span, count: int, whole: bool) -> Ticks:
    locator = MaxNLocator(nbins=count, steps=[1, 2, 5, 10], integer=whole)
    room = (span.high - span.low) * 1e-9
    places = [float(place) for place in locator.tick_values(span.low, span.high)]
    inside = tuple(place + 0.0 for place in places if span.low - room <= place <= span.high + room)
    return Ticks(inside, tuple(_same_decimals(inside)))


def _same_decimals(places: tuple[float, ...]) -> list[str]:
    largest = max(abs(place) for place in places)
    if largest >= LARGEST_PLAIN or 0 < largest < 10**SMALLEST_PLAIN_DECADE:
        return [typographic(f"{place:.4g}") for place in places]
    step = min((after - before for before, after in pairwise(places)), default=largest)
    exact = (n for n in range(MOST_DECIMALS) if all(abs(round(place, n) - place) <= step / 1000 for place in places))
    decimals = next(exact, MOST_DECIMALS)
    group = "," if largest >= 10**4 else ""
    return [typographic(f"{round(place, decimals) + 0.0:{group}.{decimals}f}") for place in places]


def _multiples(digits: tuple[int, ...], first: int, last: int, span: Span) -> tuple[float, ...]:
    """Return these multiples of the powers of ten that a range holds."""
    candidates = (digit * 10.0**decade for decade in range(first - 1, last + 1) for digit in digits)
    return tuple(place for place in candidates if span.low <= place <= span.high)


def _same_grouping(places: tuple[float, ...]) -> list[str]:
    grouped = 10**4 <= places[-1] < LARGEST_PLAIN and places[0] >= 1
    return [f"{place:,.0f}" if grouped else typographic(f"{place:g}") for place in places]


def _log_ticks(span: Span, count: int) -> Ticks:
    first, last = math.ceil(math.log10(span.low) - 1e-9), math.floor(math.log10(span.high) + 1e-9)
    if last - first < FEW_DECADES:
        finer = [_multiples(digits, first, last, span) for digits in ((1, 2, 5), (1, 5), (1,))]
        if places := next((few for few in finer if 0 < len(few) <= count), finer[0]):
            return Ticks(places, tuple(_same_grouping(places)))
    stride = math.ceil((last - first + 1) / count)
    decades = [decade for decade in range(first, last + 1) if (decade - last) % stride == 0]
    plain = decades[0] >= SMALLEST_PLAIN_DECADE and decades[-1] <= LARGEST_PLAIN_DECADE
    group = "," if decades[-1] >= 4 else ""
    labels = [f"{10.0**k:{group}.{max(0, -k)}f}" if plain else power_of_ten(k) for k in decades]
    return Ticks(tuple(10.0**k for k in decades), tuple(labels))
