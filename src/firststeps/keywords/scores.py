"""How good a classifier is, in figures."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Classes = NDArray[np.intp]  # the number of a class for each clip, shape (n,)


def confusion(actual: Classes, predicted: Classes, classes: int) -> NDArray[np.intp]:
    """Return how many clips of each actual class (rows) were taken for each class (columns)."""
    return np.bincount(actual * classes + predicted, minlength=classes**2).reshape(classes, classes)


def mean_recall(table: NDArray[np.intp]) -> float:
    """Return the share of right answers of each class of a confusion table, averaged over the classes with clips."""
    totals = table.sum(1)
    return float((table.diagonal()[totals > 0] / totals[totals > 0]).mean())


def wilson_interval(right: int, total: int, z: float = 1.959964) -> tuple[float, float]:
    """Return between which shares the true one lies, with 95 % confidence (Wilson, 1927).

    Examples:
        >>> low, high = wilson_interval(90, 100)
        >>> round(low, 3), round(high, 3)
        (0.826, 0.945)
    """
    share, weight = right / total, z * z / total
    middle = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * math.sqrt(share * (1 - share) / total + weight / (4 * total))
    return middle - half, middle + half
