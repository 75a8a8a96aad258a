"""The plotted data of a figure as comma-separated values: one row for each value drawn.

Numbers are written so that reading them back gives the same floating-point values.  A column that no row fills is
left out.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from firststeps.figures.description import Bars, Chart, Diagram, Figure, Gaps, Layer, Panels, Pictures, Surface, Values
from firststeps.figures.fields import Band, Cells

import numpy as np

Row = dict[str, str]

CHART_COLUMNS = ("panel", "layer", "kind", "x", "x_end", "y", "y_end", "z", "text")
DIAGRAM_COLUMNS = ("kind", "key", "text", "column", "row", "start", "end")
PICTURE_COLUMNS = ("picture", "row", "column", "value", "red", "green", "blue")


def csv_text(figure: Figure) -> str:
    """Return the table of a figure with a header line; raise TypeError for an unknown kind of figure."""
    if isinstance(figure, Chart):
        return _written(CHART_COLUMNS, _chart_rows(figure))
    if isinstance(figure, Panels):
        rows = ({"panel": chart.title, **row} for chart in figure.charts for row in _chart_rows(chart))
        return _written(CHART_COLUMNS, rows)
    if isinstance(figure, Diagram):
        return _written(DIAGRAM_COLUMNS, _diagram_rows(figure))
    if isinstance(figure, Pictures):
        return _written(PICTURE_COLUMNS, _picture_rows(figure))
    raise TypeError(f"{type(figure).__name__} is not a figure with a table")


def _written(columns: tuple[str, ...], rows: Iterable[Row]) -> str:
    rows = list(rows)
    used = [column for column in columns if any(row.get(column) for row in rows)]
    file = io.StringIO()
    writer = csv.DictWriter(file, used, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({column: value for column, value in row.items() if column in used} for row in rows)
    return file.getvalue()


def _chart_rows(chart: Chart) -> Iterator[Row]:
    for layer in chart.layers:
        head = {"layer": layer.name, "kind": type(layer).__name__.lower()}
        for row in _layer_rows(layer):
            yield {**head, **row}
    for note in chart.notes:
        yield {"kind": "note", "x": repr(float(note.x)), "y": repr(float(note.y)), "text": note.text}


def _layer_rows(layer: Layer) -> Iterator[Row]:
    if isinstance(layer, Surface):
        for y, heights in zip(layer.y, layer.z, strict=True):
            for x, z in zip(layer.x, heights, strict=True):
                yield {"x": repr(float(x)), "y": repr(float(y)), "z": repr(float(z))}
    elif isinstance(layer, Cells):
        for y, values in zip(layer.middles(0), layer.z, strict=True):
            for x, z in zip(layer.middles(1), values, strict=True):
                yield {"x": f"{x:.6g}", "y": f"{y:.6g}", "z": repr(float(z))}
    elif isinstance(layer, Band):
        yield from _column_rows(x=layer.x, y=layer.low, y_end=layer.high)
    elif isinstance(layer, Bars):
        yield from _column_rows(x=layer.edges[:-1], x_end=layer.edges[1:], y=layer.heights)
    elif isinstance(layer, Gaps):
        yield from _column_rows(x=layer.x, y=layer.start, y_end=layer.end)
    else:
        yield from _column_rows(x=layer.x, y=layer.y)


def _column_rows(**columns: Values) -> Iterator[Row]:
    for values in zip(*columns.values(), strict=True):
        yield {column: repr(float(value)) for column, value in zip(columns, values, strict=True)}


def _diagram_rows(diagram: Diagram) -> Iterator[Row]:
    for node in diagram.nodes:
        place = {"column": repr(float(node.column)), "row": repr(float(node.row))}
        yield {"kind": node.shape, "key": node.key, "text": node.text, **place}
    for arrow in diagram.arrows:
        yield {"kind": "arrow", "text": arrow.text, "start": arrow.start, "end": arrow.end}


def _picture_rows(figure: Pictures) -> Iterator[Row]:
    for picture in figure.pictures:
        names = ("value",) if picture.pixels.ndim == 2 else ("red", "green", "blue")
        for row, column in np.ndindex(picture.pixels.shape[:2]):
            place = {"picture": picture.name, "row": str(row), "column": str(column)}
            values = np.atleast_1d(picture.pixels[row, column])
            yield place | {name: repr(float(value)) for name, value in zip(names, values, strict=True)}
