"""The models that the book shows, and what the logs of their training say."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from firststeps.errors import PlainError

import numpy as np
from numpy.typing import NDArray

MODELS = ("teacher", "spotter", "spotter-small", "micro")

_COLUMNS = ("loss", "validation_accuracy", "learning_rate", "seconds")


@dataclass(frozen=True)
class Log:
    """What was noted after each epoch of a training; all arrays have the shape (epochs,)."""

    loss: NDArray[np.float64]  # mean over the training clips, as varied
    accuracy: NDArray[np.float64]  # on validation clips, mean over the classes, 0 to 1
    rate: NDArray[np.float64]  # learning rate at the end
    minutes: NDArray[np.float64]  # since the beginning

    def after(self, minutes: float) -> float | None:
        """Return the accuracy of the last epoch that was finished by then, None if there was none."""
        finished = int((self.minutes <= minutes).sum())
        return float(self.accuracy[finished - 1]) if finished else None


def read_log(path: Path) -> Log:
    """Return the log in a ``log.csv``, as training writes it.

    Raises:
        PlainError: if the file is something else.
    """
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    try:
        loss, accuracy, rate, seconds = (np.array([float(line[column]) for line in lines]) for column in _COLUMNS)
    except (KeyError, TypeError, ValueError) as error:
        raise PlainError(f"{path}: no log of a training ({error}); train the model again") from None
    if not lines:
        raise PlainError(f"{path}: a log without epochs; train the model again")
    return Log(loss, accuracy, rate, np.cumsum(seconds) / 60)
