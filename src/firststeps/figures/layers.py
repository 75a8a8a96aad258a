"""How each kind of layer is drawn inside the axes of a chart, and what of it a label must not cover."""

from __future__ import annotations

from typing import Any

from firststeps.figures.description import Bars, Curve, Gaps, Layer, Points, Steps, Surface, Values
from firststeps.figures.fields import Band, Cells
from firststeps.figures.placing import along, around
from firststeps.figures.theme import Theme, mix

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

LINE_WIDTH = 2.0
GAP_WIDTH = 1.5
BAR_EDGE_WIDTH = 1.5
BAR_FILL = 0.2  # opacity; bars behind others stay visible
DOT_SIZE = 8.0  # diameter in px
RING_WIDTH = 1.8
STEP_SIZE = 4.5
END_SIZE = 9.0
SHORTEST_ARROW = 13.0  # px; a shorter step is drawn as a line
DASHES: dict[str, Any] = {"solid": "-", "dashed": (0, (5, 3)), "dotted": (0, (1.2, 2.2))}
SHADES = 48  # colours of a field of cells
HALF_WAY = 0.65  # share of the scale where a cell has the tone itself
GAP_DASHES = (0, (3, 2.4))


def marker_style(layer: Points, theme: Theme) -> dict[str, Any]:
    """Return matplotlib's names and values for the marker of a layer."""
    colour = theme.tone(layer.tone)
    shapes: dict[str, dict[str, Any]] = {
        "dot": {"marker": "o", "markersize": DOT_SIZE, "markerfacecolor": colour, "markeredgewidth": 0},
        "ring": {
            "marker": "o",
            "markersize": DOT_SIZE,
            "markerfacecolor": theme.background,
            "markeredgewidth": RING_WIDTH,
        },
        "cross": {"marker": "x", "markersize": DOT_SIZE, "markeredgewidth": 2.2},
    }
    return {"markeredgecolor": colour, **shapes[layer.marker]}


def end_style(theme: Theme, colour: str, last: bool) -> dict[str, Any]:
    """Return the style of the first (ring) or last (disc) place of a path."""
    face = colour if last else theme.background
    edge = theme.background if last else colour
    return {
        "marker": "o",
        "markersize": END_SIZE,
        "markerfacecolor": face,
        "markeredgecolor": edge,
        "markeredgewidth": 1.2 if last else RING_WIDTH,
    }


def draw_layer(axes: Axes, layer: Layer, theme: Theme, order: float) -> None:
    """Draw one layer; ``order`` puts later layers above earlier ones."""
    if isinstance(layer, Points):
        x, y = _inside(axes, layer.x, layer.y)
        axes.plot(x, y, linestyle="none", clip_on=False, zorder=order, **marker_style(layer, theme))
    elif isinstance(layer, Curve):
        style = DASHES[layer.dash]
        colour = theme.tone(layer.tone)
        axes.plot(layer.x, layer.y, color=colour, linewidth=LINE_WIDTH, linestyle=style, zorder=order)
    elif isinstance(layer, Bars):
        style, colour = {"edges": layer.edges, "zorder": order}, theme.tone(layer.tone)
        axes.stairs(layer.heights, fill=True, facecolor=colour, alpha=BAR_FILL, linewidth=0, **style)
        axes.stairs(layer.heights, edgecolor=colour, linewidth=BAR_EDGE_WIDTH, **style)
    elif isinstance(layer, Gaps):
        colour = theme.tone(layer.tone)
        axes.vlines(layer.x, layer.start, layer.end, colour, GAP_DASHES, linewidth=GAP_WIDTH, zorder=order)
    elif isinstance(layer, Steps):
        _draw_steps(axes, layer, theme, order)
    elif isinstance(layer, Band):
        colour = theme.tone(layer.tone)
        axes.fill_between(layer.x, layer.low, layer.high, color=colour, linewidth=0.6, zorder=order)
    elif isinstance(layer, Cells):
        _draw_cells(axes, layer, theme, order)
    else:
        _draw_surface(axes, layer, theme, order)


def _inside(axes: Axes, x: Values, y: Values) -> tuple[Values, Values]:
    """Return the points inside the axes: markers are not clipped, so that none is cut in half at the edge."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    shown = (x >= left) & (x <= right) & (y >= bottom) & (y <= top)
    return x[shown], y[shown]


def _draw_steps(axes: Axes, layer: Steps, theme: Theme, order: float) -> None:
    colour = theme.tone(layer.tone)
    places = pixels(axes, layer.x, layer.y)
    lengths = np.hypot(*np.diff(places, axis=0).T)
    for number, length in enumerate(lengths):
        if length < STEP_SIZE:
            continue  # the dots touch
        start, end = ((float(layer.x[i]), float(layer.y[i])) for i in (number, number + 1))
        long = length >= SHORTEST_ARROW
        last = number == len(lengths) - 1
        patch = FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>,head_length=4.2,head_width=2" if long else "-",
            shrinkA=(END_SIZE / 2 if number == 0 else STEP_SIZE / 2) if long else 0,
            shrinkB=(END_SIZE / 2 if last else STEP_SIZE / 2) + 0.5 if long else 0,
            mutation_scale=1,
            color=colour,
            linewidth=1.3,
            joinstyle="miter",
            capstyle="butt",
            zorder=order,
        )
        axes.add_patch(patch)
    dots: dict[str, Any] = {
        "marker": "o",
        "markersize": STEP_SIZE,
        "markeredgewidth": 0,
        "linestyle": "none",
        "clip_on": False,
    }
    axes.plot(*_inside(axes, layer.x[1:-1], layer.y[1:-1]), color=colour, zorder=order + 0.02, **dots)
    for last in (False, True):
        x, y = _inside(axes, layer.x[-1:] if last else layer.x[:1], layer.y[-1:] if last else layer.y[:1])
        style = end_style(theme, colour, last)
        axes.plot(x, y, linestyle="none", clip_on=False, zorder=order + 0.04, **style)


def cell_colour(share: float, theme: Theme) -> str:
    """Return the colour of a cell at ``share`` of the scale: from the page through the first tone to ink."""
    if share < HALF_WAY:
        return mix(theme.background, theme.truth, share / HALF_WAY)
    return mix(theme.truth, theme.ink, (share - HALF_WAY) / (1 - HALF_WAY))


def _draw_cells(axes: Axes, layer: Cells, theme: Theme, order: float) -> None:
    shades = [cell_colour(shade / (SHADES - 1), theme) for shade in range(SHADES)]
    table = np.array([[int(colour[place : place + 2], 16) for place in (1, 3, 5)] for colour in shades], np.uint8)
    colours = table[np.round(layer.shares * (SHADES - 1)).astype(int)]
    axes.imshow(colours, extent=(*layer.x, *layer.y), origin="lower", aspect="auto", interpolation="none", zorder=order)


def surface_colours(layer: Surface, theme: Theme) -> list[str]:
    """Return a fill for each band between two levels, the lowest band first."""
    bands = layer.levels.size - 1
    return [mix(theme.surface_low, theme.surface_high, band / max(bands - 1, 1)) for band in range(bands)]


def _draw_surface(axes: Axes, layer: Surface, theme: Theme, order: float) -> None:
    colours = surface_colours(layer, theme)
    bands = axes.contourf(layer.x, layer.y, layer.z, levels=layer.levels, colors=colours, zorder=order)
    bands.set(edgecolor=theme.background, linewidth=0.9)  # draws each level once more as a line


def pixels(axes: Axes, x: Values, y: Values) -> Values:
    """Return the places (n, 2) of data points on the canvas, in px."""
    places: Values = np.asarray(axes.transData.transform(np.stack([x, y], axis=1)), dtype=np.float64)
    return places


def obstacles(axes: Axes, layer: Layer) -> Values:  # noqa: PLR0911 - one for each kind
    """Return points (n, 2) in px that the ink of a layer covers; a surface is a ground that may be written on."""
    if isinstance(layer, Surface | Cells):
        return np.zeros((0, 2))
    if isinstance(layer, Gaps):
        ends = pixels(axes, np.repeat(layer.x, 2), np.stack([layer.start, layer.end], axis=1).ravel())
        return np.concatenate([along(ends[place : place + 2]) for place in range(0, len(ends), 2)])
    if isinstance(layer, Bars):
        outline = np.concatenate([[0.0], np.repeat(layer.heights, 2), [0.0]])
        return along(pixels(axes, np.repeat(layer.edges, 2), outline))
    if isinstance(layer, Band):
        return np.concatenate([along(pixels(axes, layer.x, side)) for side in (layer.low, layer.high)])
    places = pixels(axes, layer.x, layer.y)
    if isinstance(layer, Points):
        return around(places, DOT_SIZE / 2 + 1)
    if isinstance(layer, Steps):
        ends = around(places[[0, -1]], END_SIZE / 2 + 1)
        return np.concatenate([along(places), ends])
    return along(places)
