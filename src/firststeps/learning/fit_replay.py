"""Keras's own training arithmetic, run from many starts, to find a start to the last digit of a float32."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firststeps.learning.line import Values
from firststeps.learning.printed_run import PrintedRun

import keras  # type: ignore[import-untyped]
import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]
from numpy.typing import NDArray

Weights = list[NDArray[np.float32]]

PROBE = np.float32(2**-7)  # far enough that rounding doesn't hide the slope, near enough that it is one
HOMING_STEPS = 4  # each makes the gap at least ten times smaller, until rounding stops it


@dataclass(frozen=True)
class Replayed:
    """What one training run ends with."""

    losses: Values  # (epochs,)
    prediction: float  # a float32, exactly


class FitReplay:
    """The epochs of ``model.fit`` on a single batch, as one TensorFlow graph.

    ``fit`` takes 20 ms for an epoch of six points, nearly all of it for bookkeeping.  The graph calls the model's
    own ``train_step`` and gives the same numbers bit by bit in a thousandth of the time.
    """

    def __init__(self, model: keras.Model, x: Values, y: Values, epochs: int, question: float) -> None:
        """Build the graph.

        Args:
            model: compiled, with one input and one output.
            x: inputs, shape (n,).
            y: targets, shape (n,).
            epochs: training steps in a run.
            question: the x of the prediction that ends a run.
        """
        self._model = model
        self._straight = np.tile(np.arange(len(x)), (epochs, 1))
        inputs = tf.constant(x[:, np.newaxis], tf.float32)
        targets = tf.constant(y, tf.float32)
        asked = tf.constant([[question]], tf.float32)

        def graph(orders: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            losses = tf.TensorArray(tf.float32, epochs)
            for epoch in tf.range(epochs):
                for metric in model.metrics:
                    metric.reset_state()  # the reported loss is a mean over the epoch, as in fit
                batch = tf.gather(inputs, orders[epoch]), tf.gather(targets, orders[epoch])
                losses = losses.write(epoch, model.train_step(batch)["loss"])
            return losses.stack(), model(asked)

        self._graph = tf.function(graph)

    def run(self, start: Weights, orders: NDArray[np.intp] | None = None) -> Replayed:
        """Train from ``start`` and predict.

        Args:
            start: as the model's ``get_weights`` returns them.
            orders: per epoch the order in which the points stand in the batch, (epochs, n); by default as given.
        """
        self._model.set_weights(start)
        losses, prediction = self._graph(tf.constant(self._straight if orders is None else orders))
        return Replayed(losses.numpy().astype(np.float64), float(prediction.numpy()[0, 0]))

    def run_shuffled(self, start: Weights, random: np.random.Generator) -> Replayed:
        """Train from ``start`` with the points in a new random order each epoch, as ``fit`` does by default."""
        return self.run(start, random.permuted(self._straight, axis=1))


@dataclass(frozen=True)
class FoundStart:
    """The start that came nearest to a printed run."""

    weights: Weights
    replayed: Replayed
    exact: bool  # whether losses and prediction print the same digits
    number: int  # which of the tried starts it was, counted from 1
    unit: int  # the neuron of the first layer whose weight was moved


def polish_start(replay: FitReplay, run: PrintedRun, start: Sequence[Values], tries: int) -> FoundStart:
    """Find a float32 start near ``start`` from which Keras prints what ``run`` printed.

    One weight of the first layer is moved: first along the slope of the prediction to the right neighbourhood, then
    through the float32 numbers around it, the nearest first.  Rounding makes the prediction jump from one of them to
    the next, so that only trying tells.

    Args:
        replay: the model's training.
        run: what is to be printed.
        start: nearly the right weights, in Keras's order.
        tries: how many starts may be trained in the second part.

    Returns:
        The first start that prints the same, else the one whose prediction is nearest.

    Raises:
        ValueError: if ``tries`` is less than 1.
    """
    if tries < 1:
        raise ValueError(f"tries must be at least 1, not {tries}")
    weights = [values.astype(np.float32) for values in start]
    where, centre = _home_in(replay, weights, float(run.prediction))
    tried: list[FoundStart] = []
    for number in range(tries):
        distance = (number + 1) // 2 * (1 if number % 2 else -1)  # 0, 1, -1, 2, -2, …
        moved = _with_weight(weights, where, centre + distance * np.spacing(centre))
        replayed = replay.run(moved)
        exact = _prints_the_same(run, replayed)
        tried.append(FoundStart(moved, replayed, exact, number + 1, where))
        if exact:
            return tried[-1]
    return min(tried, key=lambda found: abs(found.replayed.prediction - float(run.prediction)))


def count_same_digits(replay: FitReplay, run: PrintedRun, found: FoundStart, reach: int) -> int:
    """Count the float32 starts around a found one from which Keras prints what ``run`` printed, itself included.

    The weight that was moved to find it goes through the ``reach`` next float32 numbers on each side.
    """
    centre = found.weights[0][0, found.unit]
    nearby = (centre + distance * np.spacing(centre) for distance in range(-reach, reach + 1))
    return sum(_prints_the_same(run, replay.run(_with_weight(found.weights, found.unit, value))) for value in nearby)


def _prints_the_same(run: PrintedRun, replayed: Replayed) -> bool:
    return run.prints_prediction(replayed.prediction) and run.prints_losses(replayed.losses)


def _home_in(replay: FitReplay, weights: Weights, target: float) -> tuple[int, np.float32]:
    """Return which weight of the first layer moves the prediction most, and the value that brings it to target."""
    here = replay.run(weights).prediction
    slopes = [
        (replay.run(_with_weight(weights, unit, value + PROBE)).prediction - here) / float(PROBE)
        for unit, value in enumerate(weights[0][0])
    ]
    where = int(np.argmax(np.abs(slopes)))
    value = weights[0][0, where]
    for _ in range(HOMING_STEPS):
        prediction = replay.run(_with_weight(weights, where, value)).prediction
        value = np.float32(value + (target - prediction) / slopes[where])
    return where, value


def _with_weight(weights: Weights, unit: int, value: np.float32) -> Weights:
    """Return a copy in which the first layer's weight of neuron ``unit`` is ``value``."""
    kernel = weights[0].copy()
    kernel[0, unit] = value
    return [kernel, *weights[1:]]
