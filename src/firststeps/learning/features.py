"""Inputs with many columns: bringing them to one scale, and gradient descent on a linear model of them.

The model is ``y = x @ weights + bias``.  Its parameters are kept in one array, the bias last, which is the same as
giving the inputs one more column that is always one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from firststeps.learning.line import Values
from firststeps.learning.losses import mse

import numpy as np


@dataclass(frozen=True)
class Scaling:
    """Per column, what is taken away and by what the rest is divided.

    Examples:
        >>> x = np.array([[1.0, 100.0], [3.0, 300.0]])
        >>> Scaling.standard(x).apply(x)
        array([[-1., -1.],
               [ 1.,  1.]])
    """

    offset: Values  # (columns,), in the unit of the column
    spread: Values  # (columns,), in the unit of the column, greater than zero

    def __post_init__(self) -> None:
        """Raise ValueError if a column has no spread: it holds one value only and cannot be brought to scale."""
        if not (self.spread > 0).all():
            raise ValueError(f"columns {np.flatnonzero(~(self.spread > 0)).tolist()} hold one value only")

    @classmethod
    def standard(cls, x: Values) -> Self:
        """Return the scaling to zero mean and unit variance on ``x`` (n, columns).

        Raises:
            ValueError: if a column holds one value only.
        """
        return cls(x.mean(axis=0), x.std(axis=0))

    @classmethod
    def min_max(cls, x: Values) -> Self:
        """Return the scaling of the range of each column of ``x`` (n, columns) to the range from 0 to 1.

        Raises:
            ValueError: if a column holds one value only.
        """
        low = x.min(axis=0)
        return cls(low, x.max(axis=0) - low)

    def apply(self, x: Values) -> Values:
        """Return ``x`` (n, columns) on the new scale, without unit."""
        return (x - self.offset) / self.spread

    def unapply_to(self, parameters: Values) -> Values:
        """Return the parameters (columns + 1,) that do with raw inputs what the given ones do with scaled inputs."""
        weights = parameters[:-1] / self.spread
        return np.append(weights, parameters[-1] - weights @ self.offset)


def predict(parameters: Values, x: Values) -> Values:
    """Return the predictions of a linear model for ``x`` (n, columns).

    They have shape (n,) for parameters (columns + 1,), and (n, outputs) for parameters (columns + 1, outputs).
    """
    predictions: Values = x @ parameters[:-1] + parameters[-1]
    return predictions


def linear_hessian(x: Values) -> Values:
    """Return the second derivatives of the mean squared error in all parameters, shape (columns + 1, columns + 1).

    They are the same everywhere and depend on the inputs ``x`` (n, columns) alone.

    Raises:
        ValueError: if ``x`` is empty.
    """
    if x.size == 0:
        raise ValueError("there are no inputs")
    design = _with_ones(x)
    return 2 * design.T @ design / len(x)


def best_parameters(x: Values, y: Values) -> Values:
    """Return the parameters with the smallest mean squared error, solved for rather than learned step by step.

    Args:
        x: inputs, shape (n, columns).
        y: targets, shape (n,) or (n, outputs).

    Returns:
        Shape (columns + 1,) or (columns + 1, outputs).  If several are equally good, those nearest to zero.
    """
    return np.asarray(np.linalg.lstsq(_with_ones(x), y, rcond=None)[0], dtype=np.float64)


def _with_ones(x: Values) -> Values:
    return np.column_stack([x, np.ones(len(x))])


@dataclass(frozen=True)
class LinearDescent:
    """Full-batch gradient descent of a linear model on given data.

    The steps are taken along the eigenvectors of the Hessian.  There each of them only shrinks a distance by a
    constant factor, so that the state after any number of epochs can be computed without going through them.
    """

    x: Values  # (n, columns)
    y: Values  # (n,)

    @property
    def curvatures(self) -> Values:
        """The eigenvalues of the Hessian (columns + 1,), ascending."""
        return np.asarray(np.linalg.eigvalsh(linear_hessian(self.x)), dtype=np.float64)

    @property
    def largest_stable_learning_rate(self) -> float:
        """The rate below which descent settles and above which it diverges, as ``descent`` has it for a line."""
        return 2 / float(self.curvatures[-1])

    @property
    def condition(self) -> float:
        """How many times as steep the steepest direction is as the flattest: the Hessian's condition number."""
        return float(self.curvatures[-1] / self.curvatures[0])

    def walk(self, start: Values, learning_rate: float, epochs: int) -> Values:
        """Return the parameters from ``start`` (columns + 1,) on, step by step, shape (epochs + 1, columns + 1)."""
        design = _with_ones(self.x)
        path = [start]
        for _ in range(epochs):
            slope = 2 * design.T @ (design @ path[-1] - self.y) / len(self.y)
            path.append(path[-1] - learning_rate * slope)
        return np.array(path)

    def loss(self, parameters: Values) -> float:
        """Return the mean squared error with these parameters (columns + 1,)."""
        return mse(predict(parameters, self.x), self.y)

    def loss_after(self, start: Values, learning_rate: float, epochs: int) -> float:
        """Return the mean squared error after so many epochs from ``start`` (columns + 1,), without walking.

        Along each eigenvector an epoch multiplies the distance to the optimum by ``1 - learning_rate * curvature``.
        """
        curvatures, directions = np.linalg.eigh(linear_hessian(self.x))
        best = best_parameters(self.x, self.y)
        distances = directions.T @ (start - best) * (1 - learning_rate * curvatures) ** epochs
        return self.loss(best) + 0.5 * float(curvatures @ distances**2)

    def epochs_until(self, loss: float, start: Values, learning_rate: float) -> int:
        """Return the first epoch at which the loss is at most ``loss``, found by halving.

        Raises:
            ValueError: if descent never gets there: the rate is not between zero and the limit, or ``loss`` is not
                above the smallest loss that there is.
        """
        if not 0 < learning_rate < self.largest_stable_learning_rate:
            raise ValueError(f"with the learning rate {learning_rate:g}, descent never settles")
        if loss <= self.loss(best_parameters(self.x, self.y)):
            raise ValueError(f"no parameters have a loss below {loss:g}")
        if self.loss(start) <= loss:
            return 0
        before, after = 0, 1
        while self.loss_after(start, learning_rate, after) > loss:
            before, after = after, 2 * after
        while after - before > 1:
            middle = (before + after) // 2
            if self.loss_after(start, learning_rate, middle) > loss:
                before = middle
            else:
                after = middle
        return after
