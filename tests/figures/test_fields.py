"""Bands and fields of cells: what they hold, what is drawn, what is said of them."""

from __future__ import annotations

import re

from firststeps.figures import chart as chart_module
from firststeps.figures.description import Axis, Chart, Panels
from firststeps.figures.fields import Band, Cells
from firststeps.figures.scales import span_of

import numpy as np
import pytest

TIMES = np.linspace(0, 1, 1000)
BURST = np.where((TIMES > 0.4) & (TIMES < 0.6), np.sin(400 * TIMES), 0.01 * np.sin(400 * TIMES))


def wave() -> Chart:
    return Chart("A burst", Axis("seconds"), Axis("amplitude"), (Band.of("signal", TIMES, BURST, "truth"),))


def field(z: np.ndarray[tuple[int, ...], np.dtype[np.float64]], **scale: float) -> Chart:
    cells = Cells("level", (0.0, 2.0), (0.0, 4.0), z, scale.get("low", 0.0), scale.get("high", 10.0))
    return Chart("A field", Axis("seconds"), Axis("channel"), (cells,))


def test_band_keeps_lowest_and_highest_of_every_piece() -> None:
    band = Band.of("signal", TIMES, BURST, "truth", columns=100)
    assert band.x.size == 100
    pieces = BURST.reshape(100, 10)
    assert (band.low == pieces.min(axis=1)).all()
    assert (band.high == pieces.max(axis=1)).all()


def test_band_says_where_the_signal_is() -> None:
    found = re.search(r"swings between −(\S+) and (\S+), most widely between seconds (\S+) and (\S+?)\.$", wave().alt())
    assert found is not None
    assert [float(word) for word in found.groups()] == pytest.approx([1, 1, 0.4, 0.6], abs=0.01)
    assert wave().alt().startswith("Waveform: A burst.")


def test_cells_say_where_the_highest_is() -> None:
    z = np.zeros((4, 2))
    z[2, 1] = 9
    said = field(z).alt()
    assert "4 by 2 cells “level”, from 0 to 9, highest at seconds 1.5, channel 2.5" in said
    assert "strong between seconds 1.5 and 1.5, channel 2.5 and 2.5" in said
    assert "nowhere strong on the scale from 0 to 10" in field(z / 9).alt()


def test_table_of_cells_has_the_middle_of_each() -> None:
    rows = field(np.arange(8.0).reshape(4, 2)).csv().splitlines()
    assert rows[0] == "layer,kind,x,y,z"
    assert rows[1:3] == ["level,cells,0.5,0.5,0.0", "level,cells,1.5,0.5,1.0"]
    assert len(rows) == 9


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_drawings_are_small_and_repeat(theme: str, layout: str) -> None:
    rng = np.random.default_rng(0)
    noisy = rng.uniform(0, 10, (40, 98)).round(1)
    chart = field(noisy)
    both = Panels("Both", (chart, chart))
    for figure in (wave(), chart, both):
        drawing = figure.svg(theme, layout)  # type: ignore[arg-type]
        assert drawing == figure.svg(theme, layout)  # type: ignore[arg-type]
        assert len(drawing) < 60_000
    assert both.svg("light", "wide").count(b"<image") == 2


def test_strong_cells_stand_out_in_both_themes() -> None:
    z = np.array([[0.0, 10.0]])
    assert field(z).svg("light", "wide") != field(z[:, ::-1]).svg("light", "wide")
    assert field(z).svg("light", "wide") != field(z).svg("dark", "wide")
    beyond = field(np.array([[-5.0, 99.0]]))
    assert re.findall(rb"base64,([^\"]+)", beyond.svg("light", "wide")) == re.findall(
        rb"base64,([^\"]+)", field(z).svg("light", "wide")
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda: Band("b", TIMES, BURST, BURST - 1, "truth"),
        lambda: Band("b", TIMES[:5], BURST, BURST, "truth"),
        lambda: Band("b", TIMES[::-1], BURST, BURST, "truth"),
        lambda: Band("b", TIMES, BURST, BURST * np.nan, "truth"),
        lambda: Cells("c", (0, 1), (0, 1), np.zeros(3), 0, 1),
        lambda: Cells("c", (0, 1), (0, 1), np.full((2, 2), np.inf), 0, 1),
        lambda: Cells("c", (0, 1), (0, 1), np.zeros((2, 2)), 1, 1),
    ],
)
def test_what_cannot_be_drawn(make: object) -> None:
    with pytest.raises(ValueError, match=r"band 'b'|cells 'c'"):
        make()  # type: ignore[operator]


def named_field() -> Chart:
    z = np.arange(144.0).reshape(12, 12)
    names = tuple(f"word{chr(97 + place)}" for place in range(12))
    cells = Cells("mistakes", (0.0, 12.0), (0.0, 12.0), z, 0.0, 143.0)
    return Chart("Words", Axis("heard", names=names), Axis("said", names=names), (cells,))


def test_named_parts_are_read_out() -> None:
    said = named_field().alt()
    assert "horizontal axis: heard: worda, wordb" in said.lower()
    assert "the highest by row and column: wordl, wordl (143); wordl, wordk (142)" in said


@pytest.mark.parametrize(("width", "written"), [(2000.0, 12), (200.0, 0)])
def test_names_along_x_are_left_out_where_they_do_not_fit(width: float, written: int) -> None:
    chart = named_field()
    ticks = chart_module._x_ticks(chart, span_of((chart,), "x"), width)
    assert len(ticks.labels) == written
    assert chart_module._y_ticks(chart, span_of((chart,), "y"), 300.0).places[:2] == (0.5, 1.5)
