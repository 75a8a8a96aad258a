"""What a figure shows, as data: axes, layers, pictures, nodes and arrows.

A description holds arrays and words and knows nothing of colours, fonts or files; rendering, alt text and the
table of plotted data are all derived from it.

Every word in a description (title, axis labels, names, notes, node texts, caption) is a template: ``with_text``
returns a copy in which a given function has filled each of them.  The book uses this to put recorded facts where
the templates name them, and to refuse numerals that were typed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from firststeps.figures.columns import Tone as Tone  # noqa: PLC0414 - others take it from here
from firststeps.figures.columns import Values as Values  # noqa: PLC0414 - as above
from firststeps.figures.fields import Band, Cells
from firststeps.figures.template import TextFunction, filled

import numpy as np

ThemeName = Literal["light", "dark"]
LayoutName = Literal["wide", "narrow"]


class Figure:
    """What the book asks of a figure, whatever it shows.

    The imports are inside the methods because those modules import this one, and because a description must not
    cost an import of matplotlib.
    """

    caption: str

    def with_text(self, function: TextFunction) -> Self:
        """Return a copy in which ``function`` has been applied to every text that is not empty."""
        return filled(self, function)

    def alt(self) -> str:
        """Return the text for readers who cannot see the figure, computed from its data."""
        from firststeps.figures.alt import alt_text  # noqa: PLC0415

        return alt_text(self)

    def csv(self) -> str:
        """Return the plotted data as comma-separated values with a header line."""
        from firststeps.figures.table import csv_text  # noqa: PLC0415

        return csv_text(self)

    def size(self, layout: LayoutName) -> tuple[int, int]:
        """Return the width and height in CSS pixels; raise ValueError if the figure does not fit."""
        from firststeps.figures.render import size_of  # noqa: PLC0415

        return size_of(self, layout)

    def svg(self, theme: ThemeName, layout: LayoutName) -> bytes:
        """Return the drawing as SVG, the same bytes each time; raise ValueError if the figure does not fit."""
        from firststeps.figures.render import svg_of  # noqa: PLC0415

        return svg_of(self, theme, layout)


def _check_lengths(name: str, *columns: Values) -> None:
    """Raise ValueError unless all columns are one-dimensional, equally long, not empty and finite."""
    if columns[0].ndim != 1 or columns[0].size == 0 or {column.shape for column in columns} != {columns[0].shape}:
        raise ValueError(f"layer {name!r}: columns of shapes {[column.shape for column in columns]}")
    if not all(np.isfinite(column).all() for column in columns):
        raise ValueError(f"layer {name!r}: values must be finite to be drawn")


@dataclass(frozen=True)
class Axis:
    """One axis of a chart."""

    label: str
    scale: Literal["linear", "log"] = "linear"
    limits: tuple[float, float] | None = None
    names: tuple[str, ...] = ()  # in place of numbers: words at 0.5, 1.5 and so on; left out along x if they don't fit


@dataclass(frozen=True)
class Points:
    """Separate observations: a marker each."""

    name: str
    x: Values  # (n,)
    y: Values  # (n,)
    tone: Tone
    marker: Literal["dot", "cross", "ring"] = "dot"

    def __post_init__(self) -> None:
        """Raise ValueError unless the columns are equally long, not empty and finite."""
        _check_lengths(self.name, self.x, self.y)


@dataclass(frozen=True)
class Curve:
    """A line through ordered points."""

    name: str
    x: Values  # (n,)
    y: Values  # (n,)
    tone: Tone
    dash: Literal["solid", "dashed", "dotted"] = "solid"

    def __post_init__(self) -> None:
        """Raise ValueError unless the columns are equally long, not empty and finite."""
        _check_lengths(self.name, self.x, self.y)


@dataclass(frozen=True)
class Bars:
    """A histogram: how much of something lies between neighbouring edges, drawn as bars that stand on zero."""

    name: str
    edges: Values  # (n + 1,), ascending
    heights: Values  # (n,), none below zero, not all zero
    tone: Tone

    def __post_init__(self) -> None:
        """Raise ValueError unless each bar has two edges and a height, and the bars can stand side by side."""
        _check_lengths(self.name, self.edges)
        _check_lengths(self.name, self.edges[1:], self.heights)
        if not np.all(np.diff(self.edges) > 0):
            raise ValueError(f"layer {self.name!r}: edges must ascend")
        if self.heights.min() < 0 or self.heights.max() == 0:
            raise ValueError(f"layer {self.name!r}: heights must not be negative, nor all zero")


@dataclass(frozen=True)
class Steps:
    """The steps that an algorithm took: dots joined by arrows, start and end emphasised."""

    name: str
    x: Values  # (n,)
    y: Values  # (n,)
    tone: Tone

    def __post_init__(self) -> None:
        """Raise ValueError unless the columns are equally long, not empty and finite."""
        _check_lengths(self.name, self.x, self.y)


@dataclass(frozen=True)
class Gaps:
    """Vertical distances between two values at the same x, each labelled with its signed size (end - start)."""

    name: str
    x: Values  # (n,)
    start: Values  # (n,)
    end: Values  # (n,)
    tone: Tone = "error"
    label_format: str = "+g"

    def __post_init__(self) -> None:
        """Raise ValueError unless the columns are equally long, not empty and finite."""
        _check_lengths(self.name, self.x, self.start, self.end)


@dataclass(frozen=True)
class Surface:
    """Heights over a plane, drawn as filled contours in a single hue."""

    name: str
    x: Values  # (columns,)
    y: Values  # (rows,)
    z: Values  # (rows, columns)
    levels: Values  # (k,), ascending

    def __post_init__(self) -> None:
        """Raise ValueError unless the heights fit the plane and the levels ascend."""
        if self.z.shape != (self.y.size, self.x.size):
            raise ValueError(f"surface {self.name!r}: z has shape {self.z.shape}, not (rows, columns)")
        if self.levels.size < 2 or not np.all(np.diff(self.levels) > 0):
            raise ValueError(f"surface {self.name!r}: levels must be two or more, ascending")


@dataclass(frozen=True)
class Note:
    """A few words at a place in the chart."""

    x: float
    y: float
    text: str
    align: Literal["left", "center", "right"] = "left"


Layer = Points | Curve | Bars | Steps | Gaps | Surface | Band | Cells


@dataclass(frozen=True)
class Chart(Figure):
    """One pair of axes with layers, drawn in order.

    Examples:
        >>> values = np.array([1.0, 2.0, 3.0])
        >>> line = Curve("y = 2x", values, 2 * values, tone="truth")
        >>> chart = Chart("A line", Axis("x"), Axis("y"), (line,))
        >>> for sentence in chart.alt().split(". "):
        ...     print(sentence)
        Line chart: A line
        Horizontal axis: x, from 1 to 3; vertical axis: y, from 2 to 6
        The line “y = 2x” rises from 2 at x = 1 to 6 at x = 3.
    """

    title: str
    x_axis: Axis
    y_axis: Axis
    layers: tuple[Layer, ...]
    notes: tuple[Note, ...] = ()
    caption: str = ""


@dataclass(frozen=True)
class Panels(Figure):
    """Charts that belong together: side by side where there is room, one below the other where there is not.

    Only the caption of the whole is shown; captions of the charts inside are not.
    """

    title: str
    charts: tuple[Chart, ...]
    caption: str = ""
    share_y: bool = False


@dataclass(frozen=True)
class Picture:
    """A block of numbers shown as small squares: a matrix in grey, or three channels as colours."""

    name: str
    pixels: Values  # (rows, columns), or (rows, columns, 3) with red, green and blue; from 0, which is black
    brightest: float  # the value that is white, or a full red, green or blue
    numbers: bool = False  # whether each square shows its value, rounded; a matrix only

    def __post_init__(self) -> None:
        """Raise ValueError unless the pixels make a picture and lie between zero and the brightest value."""
        shape = self.pixels.shape
        if self.pixels.size == 0 or not (len(shape) == 2 or (len(shape) == 3 and shape[2] == 3 and not self.numbers)):
            raise ValueError(f"picture {self.name!r}: pixels have shape {shape}")
        if not (np.isfinite(self.pixels).all() and self.pixels.min() >= 0 and self.pixels.max() <= self.brightest):
            raise ValueError(f"picture {self.name!r}: pixels must lie between 0 and {self.brightest:g}")


@dataclass(frozen=True)
class Pictures(Figure):
    """Pictures side by side, in as many rows as they need, each below its name."""

    title: str
    pictures: tuple[Picture, ...]
    caption: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError if there is no picture."""
        if not self.pictures:
            raise ValueError(f"pictures {self.title!r}: there is none")


@dataclass(frozen=True)
class Node:
    """A box or circle of a diagram, placed on a grid (column to the right, row downwards; fractions allowed)."""

    key: str
    text: str
    column: float
    row: float
    shape: Literal["box", "circle", "plain"] = "box"
    tone: Tone = "muted"


@dataclass(frozen=True)
class Arrow:
    """A directed connection between two nodes; ``bend`` curves it (0 is straight, positive bends below)."""

    start: str
    end: str
    text: str = ""
    bend: float = 0.0
    dashed: bool = False


@dataclass(frozen=True)
class Diagram(Figure):
    """Nodes and arrows."""

    title: str
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    caption: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError if a key is used twice or an arrow has no node at one of its ends."""
        keys = [node.key for node in self.nodes]
        if len(set(keys)) < len(keys):
            raise ValueError(f"diagram {self.title!r}: two nodes share a key")
        for arrow in self.arrows:
            if not {arrow.start, arrow.end} <= set(keys):
                raise ValueError(f"diagram {self.title!r}: no node for the arrow {arrow.start!r} to {arrow.end!r}")
