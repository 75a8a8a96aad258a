"""Losses seen as a landscape: a plane through a network's parameters, walks in it, its hollows and its curvature."""

from __future__ import annotations

from dataclasses import dataclass

from firststeps.learning.dense import DenseNetworks, train
from firststeps.learning.line import Values

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Walks:
    """Where walks in a plane went; row ``s`` was reached after ``s`` steps."""

    u: Values  # (steps + 1, walks)
    v: Values  # (steps + 1, walks)


@dataclass(frozen=True)
class BiasPlane:
    """All networks that differ from one in two numbers: the biases ``u`` and ``v`` of its two hidden neurons."""

    network: DenseNetworks  # one copy; two neurons in its first layer

    def __post_init__(self) -> None:
        """Raise ValueError unless it is one network, and two neurons span a plane."""
        if self.network.copies != 1 or self.network.biases[0].shape[0] != 2:
            raise ValueError(f"no plane: {self.network.copies} networks, biases {self.network.biases[0].shape[:1]}")

    def networks(self, u: Values, v: Values) -> DenseNetworks:
        """Return the networks at the places (``u``, ``v``), each (n,), as n copies."""
        same = self.network.select(np.zeros(u.size, dtype=np.intp))
        return DenseNetworks(same.kernels, (np.stack([u, v]), *same.biases[1:]), same.hidden)

    def losses(self, u: Values, v: Values, x: Values, y: Values) -> Values:
        """Return the mean squared error at the places (``u``, ``v``), each (n,), for data ``x`` and ``y`` (m,)."""
        losses: Values = np.mean((self.networks(u, v).predict(x) - y[:, np.newaxis]) ** 2, axis=0)
        return losses

    def walk(
        self, start: tuple[Values, Values], data: tuple[Values, Values], learning_rate: float, steps: int
    ) -> Walks:
        """Return the walks of gradient descent from each start when only the two biases may move.

        Args:
            start: the first u and v, each (walks,).
            data: inputs and targets, each (m,).
            learning_rate: how far one step goes, as a multiple of the gradient.
            steps: number of steps.
        """
        places = [np.stack(start)]
        for _ in range(steps):
            # A step of the whole network moves each parameter by its own slope; the plane keeps two of the moves.
            places.append(train(self.networks(*places[-1]), *data, learning_rate, 1).networks.biases[0])
        visited = np.stack(places)
        return Walks(visited[:, 0], visited[:, 1])


def local_minima(heights: Values) -> NDArray[np.intp]:
    """Return the (row, column) of each place of a grid (rows, columns) that lies below its eight neighbours, (n, 2).

    Places on the edge have no eight neighbours and are left out.

    Examples:
        >>> bowl = np.array([[3.0, 3, 3], [3, 1, 3], [3, 3, 3]])
        >>> local_minima(bowl)
        array([[1, 1]])
    """
    rows, columns = heights.shape
    inner = heights[1:-1, 1:-1]
    lower = np.ones(inner.shape, dtype=bool)
    for down in range(3):
        for right in range(3):
            if (down, right) != (1, 1):
                lower &= inner < heights[down : rows - 2 + down, right : columns - 2 + right]
    return np.argwhere(lower) + 1


def curvatures(heights: Values, spacing: float) -> Values:
    """Return the smallest and the largest curvature at each inner place of a grid, (rows - 2, columns - 2, 2).

    They are the eigenvalues of the second derivatives, by central differences.  Both are positive in a bowl, the
    smallest is negative where the surface falls off to two sides: on a ridge, at a pass, on a dome.

    Args:
        heights: shape (rows, columns).
        spacing: distance of neighbours, the same in both directions.
    """
    middle = heights[1:-1, 1:-1]
    across = heights[1:-1, 2:] - 2 * middle + heights[1:-1, :-2]
    down = heights[2:, 1:-1] - 2 * middle + heights[:-2, 1:-1]
    mixed = (heights[2:, 2:] - heights[2:, :-2] - heights[:-2, 2:] + heights[:-2, :-2]) / 4
    second = np.stack([np.stack([across, mixed], axis=-1), np.stack([mixed, down], axis=-1)], axis=-1)
    return np.asarray(np.linalg.eigvalsh(second / spacing**2), dtype=np.float64)
