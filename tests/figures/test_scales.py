"""Axes cover their data and are numbered with round numbers."""

from __future__ import annotations

from firststeps.figures.description import Axis, Bars, Chart, Curve, Points
from firststeps.figures.numbers import rounded, typographic
from firststeps.figures.scales import Span, span_of, ticks_for

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

values = st.floats(min_value=-1e6, max_value=1e6)


@pytest.mark.parametrize(
    ("span", "whole", "labels"),
    [
        (Span(-4, 14, False), False, ("−4", "−2", "0", "2", "4", "6", "8", "10", "12", "14")),
        (Span(0, 1, False), False, ("0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0")),
        (Span(0, 2.2, False), True, ("0", "1", "2")),
        (Span(0, 50_000, False), False, ("0", *(f"{n},000" for n in range(5, 51, 5)))),
        (Span(0.004, 800, True), False, ("0.01", "0.1", "1", "10", "100")),
        (Span(1e-7, 10, True), False, ("10⁻⁷", "10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰", "10¹")),
        (Span(7.0001, 7.0003, False), False, ("7.00010", "7.00015", "7.00020", "7.00025", "7.00030")),
        (Span(3, 70, True), False, ("5", "10", "20", "50")),
    ],
)
def test_tick_labels(span: Span, whole: bool, labels: tuple[str, ...]) -> None:
    assert ticks_for(span, 10, whole).labels == labels


@given(values, values, st.integers(3, 12))
def test_ticks_lie_inside_and_differ(one: float, other: float, most: int) -> None:
    low, high = min(one, other), max(one, other)
    assume(high - low > 1e-3)
    ticks = ticks_for(Span(low, high, False), most, whole=False)
    # A locator may add one at each end; where that leaves fewer than two between them, it takes the next finer step.
    assert 1 <= len(ticks.places) <= max(most + 2, 7)
    assert len(set(ticks.labels)) == len(ticks.labels)
    room = (high - low) * 1e-6
    assert all(low - room <= place <= high + room for place in ticks.places)
    read = [float(label.replace("−", "-").replace(",", "")) for label in ticks.labels]
    assert np.allclose(read, ticks.places, rtol=1e-6, atol=room)


@given(st.lists(st.tuples(values, values), min_size=1, max_size=20))
def test_span_holds_all_data(pairs: list[tuple[float, float]]) -> None:
    x, y = np.array(pairs).T
    chart = Chart("", Axis("x"), Axis("y"), (Points("", x, y, "truth"),))
    for direction, data in (("x", x), ("y", y)):
        span = span_of((chart,), direction)  # type: ignore[arg-type]
        assert span.low <= data.min() <= data.max() <= span.high
        assert span.low < span.high


def test_axes_show_the_ground_that_bars_stand_on() -> None:
    chart = Chart("", Axis("x"), Axis("y"), (Bars("", np.arange(3.0), np.array([4.0, 2.0]), "truth"),))
    across, up = span_of((chart,), "x"), span_of((chart,), "y")
    assert (across.low <= 0, across.high >= 2) == (True, True)
    assert (up.low <= 0, up.high >= 4) == (True, True)


def test_logarithm_of_zero_is_refused() -> None:
    zero = np.array([0.0, 1.0])
    chart = Chart("", Axis("x"), Axis("loss", "log"), (Curve("", zero, zero, "truth"),))
    with pytest.raises(ValueError, match="logarithmic"):
        chart.size("wide")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (715.67, "716"),
        (0.0039123, "0.00391"),
        (-3, "−3"),
        (-0.0, "0"),
        (1234.0, "1234"),
        (1234.5, "1230"),
        (18.5524, "18.6"),
        (123456.0, "123,000"),
        (2.5e9, "2.5 × 10⁹"),
        (-1.5e-7, "−1.5 × 10⁻⁷"),
        (9.999, "10"),
    ],
)
def test_rounded(value: float, text: str) -> None:
    assert rounded(value) == text


def test_typographic_minus() -> None:
    assert typographic("-1.50") == "−1.50"


@pytest.mark.parametrize(
    ("most", "labels"),
    [
        (9, ("5,000", "10,000", "20,000", "50,000", "100,000", "200,000")),
        (5, ("5,000", "10,000", "50,000", "100,000")),
        (3, ("10,000", "100,000")),
    ],
)
def test_logarithmic_numbers_get_fewer_where_there_is_little_room(most: int, labels: tuple[str, ...]) -> None:
    assert ticks_for(Span(3e3, 4e5, log=True), most, whole=False).labels == labels
