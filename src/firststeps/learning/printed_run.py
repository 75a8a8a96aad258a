"""Which random start led to a run of which only the last digits were printed?

A training run without randomness in its steps is a function of its start.  So a start can be searched for: train
from many random ones and keep those that would have printed the same digits.
"""

from __future__ import annotations

from dataclasses import dataclass

from firststeps.learning.dense import DenseNetworks, train
from firststeps.learning.line import Values

import numpy as np
from numpy.typing import NDArray

LOSS_DECIMALS = 4  # as Keras prints a loss
NEAREST = 10  # starts to go on from: several, for the surroundings of a single one may be a dead end
PREDICTION_SCALE = 1e-4  # a prediction so far off is as bad as a loss half a digit off: polishing mends it
BLOCK = 20_000  # starts trained at once; more of them no longer fit into the processor's cache


@dataclass(frozen=True)
class PrintedRun:
    """What is known of a run: how it was set up and what it printed."""

    units: tuple[int, ...]  # neurons per layer
    learning_rate: float
    epochs: int
    last_losses: tuple[str, ...]  # the losses of the last epochs, four decimals each
    question: float  # the x of the prediction
    prediction: str  # the predicted y, every digit of a float32

    def prints_losses(self, losses: Values) -> bool:
        """Return whether the last of ``losses`` (epochs,) are printed as this run printed them."""
        shown = tuple(f"{loss:.{LOSS_DECIMALS}f}" for loss in losses[-len(self.last_losses) :])
        return shown == self.last_losses

    def loss_gaps(self, losses: Values) -> Values:
        """Return how far the last of ``losses`` (epochs, copies) are off, in units of half a printed digit.

        The worst of them counts for each copy, shape (copies,).  Below 1, all of them round to what was printed.
        """
        printed = np.array([float(loss) for loss in self.last_losses])
        gaps: Values = np.max(np.abs(losses[-len(printed) :] - printed[:, np.newaxis]), axis=0)
        return gaps / (0.5 * 10.0**-LOSS_DECIMALS)

    def prints_prediction(self, prediction: float) -> bool:
        """Return whether ``prediction``, as a float32, is printed as this run printed it."""
        return str(np.float32(prediction)) == self.prediction


@dataclass(frozen=True)
class Candidates:
    """What trying many starts has shown."""

    starts: DenseNetworks  # the NEAREST ones of those tried (fewer, if fewer were tried), the best first
    matches: NDArray[np.intp]  # numbers of all that print the right losses, among those tried


def find_starts(run: PrintedRun, x: Values, y: Values, starts: DenseNetworks) -> Candidates:
    """Train from every start in double precision and see which could have been the run's.

    Args:
        run: the run whose start is wanted.
        x: inputs it was trained on, shape (n,).
        y: targets, shape (n,).
        starts: what to try.
    """
    loss_gaps, prediction_gaps = np.empty(starts.copies), np.empty(starts.copies)
    for first in range(0, starts.copies, BLOCK):
        block = np.arange(first, min(first + BLOCK, starts.copies))
        trained = train(starts.select(block), x, y, run.learning_rate, run.epochs)
        predictions = trained.networks.predict(np.array([run.question]))[0]
        loss_gaps[block] = run.loss_gaps(trained.losses)
        prediction_gaps[block] = np.abs(predictions - float(run.prediction)) / PREDICTION_SCALE
    nearest = np.argsort(np.maximum(loss_gaps, prediction_gaps), kind="stable")[:NEAREST]
    return Candidates(starts.select(nearest), np.flatnonzero(loss_gaps < 1))


def starts_near(starts: DenseNetworks, radius: float, copies: int, random: np.random.Generator) -> DenseNetworks:
    """Return new starts around the given ones, by turns: each weight moved by up to ``radius``, biases as they are.

    Args:
        starts: the middles.
        radius: the largest move.
        copies: how many new starts.
        random: where the moves come from.
    """
    middles = starts.select(np.arange(copies) % starts.copies)
    moved = [kernel + random.uniform(-radius, radius, kernel.shape) for kernel in middles.kernels]
    return DenseNetworks(tuple(moved), middles.biases)
