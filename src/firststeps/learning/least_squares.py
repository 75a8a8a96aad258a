"""The best line through points, computed at once instead of learned."""

from __future__ import annotations

from firststeps.learning.line import Line, Values
from firststeps.learning.losses import errors

import numpy as np


def best_line(x: Values, y: Values) -> Line:
    """Return the line with the smallest mean squared error.

    Where the slopes of the loss along ``w`` and ``b`` are both zero::

        w = mean((x - mean(x)) * (y - mean(y))) / mean((x - mean(x)) ** 2)
        b = mean(y) - w * mean(x)

    Args:
        x: inputs, shape (n,), not all equal.
        y: targets, shape (n,).

    Raises:
        ValueError: if ``x`` and ``y`` are empty or differ in shape, or if every ``x`` is the same.

    Examples:
        >>> best_line(np.array([0.0, 1.0, 2.0]), np.array([0.0, 2.0, 1.0]))
        Line(w=0.5, b=0.5)
    """
    errors(x, y)  # refuses what cannot be paired
    from_middle = x - np.mean(x)
    spread = float(np.mean(from_middle**2))
    if not spread:
        raise ValueError("all inputs are equal, so any slope fits as well as any other")
    w = float(np.mean(from_middle * (y - np.mean(y)))) / spread
    return Line(w, float(np.mean(y)) - w * float(np.mean(x)))
