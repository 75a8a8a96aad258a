"""The table holds exactly the values that are drawn."""

from __future__ import annotations

import csv
import io

from firststeps.figures.canvas import drawing_settings
from firststeps.figures.description import Axis, Bars, Chart, Curve, Gaps, Points, Steps, Surface
from firststeps.figures.render import draw

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.collections import LineCollection
from matplotlib.patches import StepPatch

from .examples import EXAMPLES, landscape, learning_rates, loop, residuals

finite = st.floats(allow_nan=False, allow_infinity=False)


def rows_of(text: str) -> list[dict[str, str]]:
    """Return the rows of a table by column."""
    return list(csv.DictReader(io.StringIO(text)))


def column(rows: list[dict[str, str]], name: str, layer: str) -> list[float]:
    """Return the numbers of one column for one layer."""
    return [float(row[name]) for row in rows if row["layer"] == layer]


@given(st.lists(st.tuples(finite, finite), min_size=1))
def test_numbers_survive_the_round_trip(pairs: list[tuple[float, float]]) -> None:
    x, y = np.array(pairs).T
    rows = rows_of(Chart("", Axis("x"), Axis("y"), (Points("p", x, y, "truth"),)).csv())
    assert column(rows, "x", "p") == x.tolist()
    assert column(rows, "y", "p") == y.tolist()


@pytest.mark.parametrize("name", ["residuals", "loss_curve", "two_histograms", "several_curves"])
def test_table_equals_what_matplotlib_draws(name: str) -> None:
    chart = EXAMPLES[name]
    assert isinstance(chart, Chart)
    rows = rows_of(chart.csv())
    with drawing_settings():
        axes = draw(chart, "light", "wide").figure.axes[0]
    lines = {tuple(map(tuple, np.asarray(line.get_data()))) for line in axes.lines}
    stairs = [patch.get_data() for patch in axes.patches if isinstance(patch, StepPatch)]
    steps = [list(zip(edges[:-1], edges[1:], heights, strict=True)) for heights, edges, _ in stairs]
    for layer in chart.layers:
        if isinstance(layer, Points | Curve):
            assert (tuple(column(rows, "x", layer.name)), tuple(column(rows, "y", layer.name))) in lines
        if isinstance(layer, Bars):
            table = zip(*(column(rows, name, layer.name) for name in ("x", "x_end", "y")), strict=True)
            assert steps.count(list(table)) == 2  # fill and outline
        if isinstance(layer, Gaps):
            (segments,) = (part.get_segments() for part in axes.collections if isinstance(part, LineCollection))
            table = zip(*(column(rows, name, layer.name) for name in ("x", "y", "y_end")), strict=True)
            assert [(a[0], a[1], b[1]) for a, b in segments] == list(table)


def test_gaps_have_two_ends() -> None:
    rows = rows_of(residuals().csv())
    assert column(rows, "y", "error") == [-3, -1, 1, 3, 5, 7]
    assert column(rows, "y_end", "error") == [-2, 1, 4, 7, 10, 13]


def test_surface_is_listed_row_by_row() -> None:
    chart = landscape()
    surface, steps = chart.layers
    assert isinstance(surface, Surface)
    assert isinstance(steps, Steps)
    rows = rows_of(chart.csv())
    assert np.array_equal(np.array(column(rows, "z", "loss")).reshape(surface.z.shape), surface.z)
    assert [row["text"] for row in rows if row["kind"] == "note"] == ["start", "lowest point"]


def test_panels_name_their_chart() -> None:
    rows = rows_of(learning_rates().csv())
    assert list(dict.fromkeys(row["panel"] for row in rows)) == [chart.title for chart in learning_rates().charts]


def test_diagram_lists_nodes_and_arrows() -> None:
    assert loop().csv() == (
        "kind,key,text,column,row,start,end\n"
        "box,guess,make a guess,0.0,0.0,,\n"
        "box,measure,measure the error,1.0,0.0,,\n"
        "box,improve,improve the guess,2.0,0.0,,\n"
        "arrow,,,,,guess,measure\n"
        "arrow,,,,,measure,improve\n"
        "arrow,,repeat,,,improve,guess\n"
    )
