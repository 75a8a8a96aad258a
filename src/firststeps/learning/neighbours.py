"""A model that is nothing but memory: it answers with the most similar example."""

from __future__ import annotations

from firststeps.learning.line import Values

import numpy as np
from numpy.typing import NDArray


def nearest(examples: Values, asked: Values) -> NDArray[np.intp]:
    """Return for each row of ``asked`` the place of the most similar example, shape (m,); the first of equals.

    Similar is what has the smallest sum of squared differences.

    Args:
        examples: one example a row, shape (n, values).
        asked: one question a row, shape (m, values).

    Raises:
        ValueError: if there are no examples or the rows differ in length.

    Examples:
        >>> known = np.array([[0.0, 0.0], [5.0, 5.0]])
        >>> nearest(known, np.array([[4.0, 6.0], [1.0, 0.0]]))
        array([1, 0])
    """
    if len(examples) == 0:
        raise ValueError("there are no examples to be similar to")
    if examples.shape[1] != asked.shape[1]:
        raise ValueError(f"examples have {examples.shape[1]} values each, questions {asked.shape[1]}")
    # (a - e)² = a² - 2ae + e², and a² is the same for all examples.
    distances = np.sum(examples**2, axis=1) - 2 * asked @ examples.T
    places: NDArray[np.intp] = np.argmin(distances, axis=1)
    return places
