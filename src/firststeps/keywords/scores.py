"""How good a classifier is, in figures."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Classes = NDArray[np.intp]  # the number of a class for each clip, shape (n,)


def confusion(actual: Classes, predicted: Classes, classes: int) -> NDArray[np.intp]:
    """Return how many clips of each actual class (rows) were taken for each class (columns)."""
    return np.bincount(actual * classes + predicted, minlength=classes**2).reshape(classes, classes)


def recall(table: NDArray[np.intp]) -> list[float]:
    """Return for each class of a confusion table the share of its clips that are recognised; NaN without clips."""
    return _shares(table.diagonal(), table.sum(1))


def precision(table: NDArray[np.intp]) -> list[float]:
    """Return for each class the share of the clips taken for it that belong to it; NaN if none was."""
    return _shares(table.diagonal(), table.sum(0))


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
    return max(0.0, middle - half), min(1.0, middle + half)  # rounding leads a hair beyond


def calibration(
    confidences: NDArray[np.floating], right: NDArray[np.bool_], bins: int = 10
) -> tuple[float, list[dict[str, float]]]:
    """Return how far a model's confidence is from the share of its answers that are right.

    Args:
        confidences: the probability of each answer, (n,), 0 to 1.
        right: whether it is right, (n,).
        bins: parts of equal width into which answers are sorted by confidence.

    Returns:
        the expected calibration error (Naeini and others, 2015): the distance of the two in each bin, averaged over the
        answers; and for each bin that is not empty its "low" end, "clips", mean "confidence" and "accuracy".
    """
    numbers = np.minimum((confidences * bins).astype(np.intp), bins - 1)
    found = [
        {
            "low": number / bins,
            "clips": int(np.sum(numbers == number)),
            "confidence": float(confidences[numbers == number].mean()),
            "accuracy": float(right[numbers == number].mean()),
        }
        for number in np.unique(numbers).tolist()
    ]
    error = sum(one["clips"] * abs(one["confidence"] - one["accuracy"]) for one in found) / len(right)
    return error, found


def _shares(parts: NDArray[np.intp], totals: NDArray[np.intp]) -> list[float]:
    return [part / total if total else math.nan for part, total in zip(parts.tolist(), totals.tolist(), strict=True)]
