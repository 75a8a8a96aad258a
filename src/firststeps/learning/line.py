"""A straight line as a model, and the points it is to pass through."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

HEADER = "x,y"


@dataclass(frozen=True)
class Line:
    """The model ``y = w * x + b``.

    Examples:
        >>> line = Line(w=2, b=-1)
        >>> line.predict(np.array([0.0, 1.0, 10.0]))
        array([-1.,  1., 19.])
        >>> line.formula()
        '2 * x - 1'
    """

    w: float  # weight: how much y grows when x grows by one
    b: float  # bias: y where x is zero

    def predict(self, x: Values) -> Values:
        """Return the line's y for each x, in the shape of ``x``."""
        return self.w * x + self.b

    def formula(self, spec: str = "g") -> str:
        """Return the line as printed, ``2 * x - 1``, with both numbers in the format ``spec``."""
        return f"{self.w:{spec}} * x {signed(self.b, spec)}"


def signed(value: float, spec: str = "g") -> str:
    """Return a term of a sum as printed after the others.

    Examples:
        >>> signed(-0.5)
        '- 0.5'
        >>> signed(0.5, ".2f")
        '+ 0.50'
    """
    return f"{'-' if value < 0 else '+'} {abs(value):{spec}}"


def load_points(path: Path) -> tuple[Values, Values]:
    """Read points from a CSV file whose first line is ``x,y`` and whose other lines hold two numbers each.

    Returns:
        ``x`` and ``y``, each of shape (n,), n at least 1.

    Raises:
        ValueError: naming file and line, if the file is not as described or a number is not finite.

    Examples:
        >>> x, y = load_points(Path("data/samples/six_points.csv"))
        >>> x
        array([-1.,  0.,  1.,  2.,  3.,  4.])
    """
    try:
        rows = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise ValueError(f"{path}:1: this is not a text file in UTF-8") from None
    if not rows or rows[0].strip() != HEADER:
        raise ValueError(f"{path}:1: the first line must be {HEADER!r}")
    if len(rows) == 1:
        raise ValueError(f"{path}:2: there are no points below the header")
    points = np.array([_parse_row(row, f"{path}:{number}") for number, row in enumerate(rows[1:], start=2)])
    return points[:, 0], points[:, 1]


def _parse_row(row: str, place: str) -> tuple[float, float]:
    cells = row.split(",")
    if len(cells) != 2:
        raise ValueError(f"{place}: two numbers expected, {len(cells)} values found in {row!r}")
    return _parse_number(cells[0], place), _parse_number(cells[1], place)


def _parse_number(cell: str, place: str) -> float:
    try:
        number = float(cell)
    except ValueError:
        raise ValueError(f"{place}: {cell.strip()!r} is not a number") from None
    if not math.isfinite(number):
        raise ValueError(f"{place}: {cell.strip()!r} is not a finite number")
    return number
