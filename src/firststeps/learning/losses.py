"""Losses: one number that says how wrong a set of predictions is."""

from __future__ import annotations

import math

from firststeps.learning.line import Values

import numpy as np


def errors(prediction: Values, target: Values) -> Values:
    """Return ``prediction - target``, in their common shape (n,): positive where the prediction is too high.

    Raises:
        ValueError: if there is nothing to compare, or the shapes differ.

    Examples:
        >>> errors(np.array([2.0, 8.0]), np.array([1.0, 9.0]))
        array([ 1., -1.])
    """
    if prediction.shape != target.shape:
        raise ValueError(f"predictions have shape {prediction.shape}, targets {target.shape}; they must be equal")
    if prediction.size == 0:
        raise ValueError("there are no predictions to compare with the targets")
    return prediction - target


def squared_errors(prediction: Values, target: Values) -> Values:
    """Return the square of each error, shape (n,).  Raises ValueError as ``errors`` does."""
    return errors(prediction, target) ** 2


def mse(prediction: Values, target: Values) -> float:
    """Return the mean squared error, in squared units of the target.  Raises ValueError as ``errors`` does.

    Examples:
        >>> mse(np.array([2.0, 8.0]), np.array([1.0, 1.0]))
        25.0
    """
    return float(np.mean(squared_errors(prediction, target)))


def mae(prediction: Values, target: Values) -> float:
    """Return the mean absolute error, in units of the target.  Raises ValueError as ``errors`` does.

    Examples:
        >>> mae(np.array([2.0, 8.0]), np.array([1.0, 1.0]))
        4.0
    """
    return float(np.mean(np.abs(errors(prediction, target))))


def rmse(prediction: Values, target: Values) -> float:
    """Return the root of the mean squared error, in units of the target.  Raises ValueError as ``errors`` does.

    Examples:
        >>> rmse(np.array([2.0, 8.0]), np.array([1.0, 1.0]))
        5.0
    """
    return math.sqrt(mse(prediction, target))
