"""Gradient descent on the mean squared error of a line, by hand."""

from __future__ import annotations

from dataclasses import dataclass

from firststeps.learning.line import Line, Values
from firststeps.learning.losses import errors, mse

import numpy as np


def mse_gradient(line: Line, x: Values, y: Values) -> tuple[float, float]:
    """Return how fast the mean squared error grows with ``w`` and with ``b``.

    By the chain rule, with ``error = w * x + b - y``::

        d mse / dw = 2 * mean(error * x)
        d mse / db = 2 * mean(error)

    Args:
        line: where the slope is measured.
        x: inputs, shape (n,).
        y: targets, shape (n,).

    Raises:
        ValueError: if ``x`` and ``y`` are empty or differ in shape.

    Examples:
        >>> x, y = np.array([1.0, 2.0]), np.array([1.0, 3.0])
        >>> mse_gradient(Line(3, 0), x, y)
        (8.0, 5.0)
    """
    error = errors(line.predict(x), y)
    return 2 * float(np.mean(error * x)), 2 * float(np.mean(error))


def mse_hessian(x: Values) -> Values:
    """Return the second derivatives of the mean squared error in (w, b), shape (2, 2).

    For a line they are the same everywhere and depend on the inputs ``x`` (n,) alone.

    Raises:
        ValueError: if ``x`` is empty.

    Examples:
        >>> mse_hessian(np.array([1.0, 3.0]))
        array([[10.,  4.],
               [ 4.,  2.]])
    """
    if x.size == 0:
        raise ValueError("there are no inputs")
    mean = np.mean(x)
    return 2 * np.array([[np.mean(x**2), mean], [mean, 1.0]])


def largest_stable_learning_rate(x: Values) -> float:
    """Return the rate below which gradient descent on the inputs ``x`` (n,) settles, and above which it diverges.

    A step multiplies the distance to the optimum by ``1 - rate * curvature`` along each eigenvector of the Hessian.
    That shrinks the distance as long as ``rate < 2 / curvature``, so the largest eigenvalue decides (Goodfellow,
    Bengio and Courville, *Deep Learning*, 2016, section 4.3.1).

    Raises:
        ValueError: if ``x`` is empty.

    Examples:
        The curvature is 8 along w and 2 along b:

        >>> largest_stable_learning_rate(np.array([-2.0, 2.0]))
        0.25
    """
    return 2 / float(np.linalg.eigvalsh(mse_hessian(x))[-1])


@dataclass(frozen=True)
class History:
    """The states that gradient descent went through: entry ``e`` was reached after ``e`` updates."""

    w: Values  # (epochs + 1,)
    b: Values  # (epochs + 1,)
    loss: Values  # (epochs + 1,), mean squared error

    @property
    def final(self) -> Line:
        """The line after the last update."""
        return Line(float(self.w[-1]), float(self.b[-1]))


@dataclass(frozen=True)
class GradientDescent:
    """Full-batch gradient descent: each update looks at all points.

    Examples:
        >>> x = np.array([0.0, 1.0, 2.0])
        >>> y = np.array([-1.0, 1.0, 3.0])
        >>> descent = GradientDescent(learning_rate=0.1, epochs=200)
        >>> history = descent.run(Line(0, 0), x, y)
        >>> history.final.formula(".2f")
        '2.00 * x - 1.00'
        >>> history.loss.shape
        (201,)
    """

    learning_rate: float  # how far one step goes, as a multiple of the gradient
    epochs: int  # number of updates

    def step(self, line: Line, x: Values, y: Values) -> Line:
        """Return the line after one update.  Raises ValueError as ``mse_gradient`` does."""
        dw, db = mse_gradient(line, x, y)
        return Line(line.w - self.learning_rate * dw, line.b - self.learning_rate * db)

    def run(self, start: Line, x: Values, y: Values) -> History:
        """Return the history of ``epochs`` updates from ``start``.

        Args:
            start: the first guess.
            x: inputs, shape (n,).
            y: targets, shape (n,).

        Raises:
            ValueError: if ``x`` and ``y`` are empty or differ in shape.
        """
        lines = [start]
        for _ in range(self.epochs):
            lines.append(self.step(lines[-1], x, y))
        return History(
            w=np.array([line.w for line in lines]),
            b=np.array([line.b for line in lines]),
            loss=np.array([mse(line.predict(x), y) for line in lines]),
        )
