"""A description accepts what can be drawn and refuses what cannot; its words are templates."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

from firststeps.figures import description
from firststeps.figures.description import Arrow, Bars, Curve, Diagram, Gaps, Node, Points, Steps, Surface
from firststeps.figures.scales import values_along

import numpy as np
import pytest

from .examples import EXAMPLES, loop, residuals

NOT_WORDS = {"key", "start", "end", "label_format"}  # names and formats: the only plain strings that are not read


def words_of(part: Any) -> Iterator[str]:
    """Yield every string of a description that a reader sees, found by its type alone."""
    if isinstance(part, tuple):
        for item in part:
            yield from words_of(item)
    elif is_dataclass(part):
        hints = get_type_hints(type(part))
        for field in fields(part):
            value = getattr(part, field.name)
            if hints[field.name] is str and field.name not in NOT_WORDS:
                yield value
            else:
                yield from words_of(value)


@pytest.mark.parametrize("name", EXAMPLES)
def test_with_text_reaches_every_word(name: str) -> None:
    figure = EXAMPLES[name]
    before, after = list(words_of(figure)), list(words_of(figure.with_text(lambda text: f"<{text}>")))
    assert len(before) > 3
    assert after == [f"<{word}>" if word else "" for word in before]


def test_with_text_keeps_data_and_keys() -> None:
    chart = residuals().with_text(str.upper)
    for new, old in zip(chart.layers, residuals().layers, strict=True):
        assert np.array_equal(values_along(new, "x"), values_along(old, "x"))
    assert [arrow.start for arrow in loop().with_text(str.upper).arrows] == [arrow.start for arrow in loop().arrows]


def test_description_does_not_import_matplotlib() -> None:
    code = f"import sys, {description.__name__}; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("layer", [Points, Curve, Steps])
@pytest.mark.parametrize("y", [[1.0], [], [1.0, np.nan], [1.0, np.inf], [[1.0, 2.0]]])
def test_columns_must_fit_and_be_finite(layer: type[Points], y: list[float]) -> None:
    with pytest.raises(ValueError, match="layer 'a'"):
        layer("a", np.array([0.0, 1.0]), np.array(y), "truth")


def test_gaps_check_both_ends() -> None:
    x = np.array([0.0, 1.0])
    with pytest.raises(ValueError, match="layer 'a'"):
        Gaps("a", x, x, x[:1])


@pytest.mark.parametrize(
    ("edges", "heights", "reason"),
    [
        ([0.0, 1, 2], [1.0, 2, 3], "shapes"),
        ([0.0], [], "shapes"),
        ([0.0, 1, np.inf], [1.0, 2], "finite"),
        ([0.0, 1, 1], [1.0, 2], "ascend"),
        ([0.0, 1, 2], [1.0, -1], "negative"),
        ([0.0, 1, 2], [0.0, 0], "zero"),
    ],
)
def test_bars_stand_side_by_side_on_zero(edges: list[float], heights: list[float], reason: str) -> None:
    with pytest.raises(ValueError, match=f"layer 'a'.*{reason}"):
        Bars("a", np.array(edges), np.array(heights), "truth")


def test_surface_checks_shape_and_levels() -> None:
    x, y = np.arange(3.0), np.arange(2.0)
    with pytest.raises(ValueError, match="rows, columns"):
        Surface("a", x, y, np.zeros((3, 2)), np.array([0.0, 1.0]))
    with pytest.raises(ValueError, match="ascending"):
        Surface("a", x, y, np.zeros((2, 3)), np.array([1.0, 0.0]))


def test_diagram_checks_keys() -> None:
    node = Node("a", "A", 0, 0)
    with pytest.raises(ValueError, match="share a key"):
        Diagram("", (node, node), ())
    with pytest.raises(ValueError, match="no node"):
        Diagram("", (node,), (Arrow("a", "b"),))
