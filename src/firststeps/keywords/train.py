"""Training a keyword model; stopped at any moment, it goes on from the last epoch as if nothing had been."""

from __future__ import annotations

import csv
import io
import json
import math
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.files import Arrays
from firststeps.keywords.augment import Variation
from firststeps.keywords.checkpoints import resume, save
from firststeps.keywords.inputs import thinned
from firststeps.keywords.models import Architecture, network
from firststeps.keywords.sampling import Batch, Sampler, Shares
from firststeps.keywords.scores import confusion, mean_recall

import keras  # type: ignore[import-untyped]
import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]
from keras.src.random import seed_generator  # type: ignore[import-untyped]
from numpy.typing import NDArray

VALIDATED_AT_ONCE = 1024  # clips


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Let Keras draw start weights that depend on the seed alone.

    It draws from Python's own generator, as other threads do: in a worker of dask, one of them may come in between.
    """
    keras.utils.set_random_seed(seed)
    shared = seed_generator.python_random
    seed_generator.python_random = random.Random(seed)
    try:
        yield
    finally:
        seed_generator.python_random = shared


@dataclass(frozen=True)
class Recipe:
    """How a model is trained; two runs with the same recipe on the same data give the same weights."""

    epochs: int = 60
    batch: int = 128  # clips
    peak_rate: float = 4.5e-3  # the highest learning rate
    warm_up: float = 0.2  # share of the steps in which the learning rate rises
    weight_decay: float = 0.02  # of kernels; times the learning rate
    label_smoothing: float = 0.1  # of the wanted probability goes to all classes alike
    distilled: float = 0.0  # share of the wanted probabilities that comes from the teacher; 0 if there is none
    averaging: float = 0.999  # how much of the average of the weights is kept at each step
    seed: int = 1
    shares: Shares = field(default_factory=Shares)
    variation: Variation = field(default_factory=Variation)


@dataclass(frozen=True)
class Epoch:
    """A line of the log."""

    epoch: int  # counted from 1
    loss: float  # mean over the training clips, as varied
    validation_accuracy: float  # of the averaged weights, mean over the classes
    learning_rate: float  # at the end
    seconds: float  # for training and validation

    @classmethod
    def from_json(cls, kept: str) -> list[Epoch]:
        """Return the lines that ``json.dumps`` of their dictionaries kept."""
        return [cls(**line) for line in json.loads(kept)]


def one_cycle(progress: float, recipe: Recipe) -> float:
    """Return the learning rate after a share of all steps: up to the peak and down again, along cosines.

    It begins at a twenty-fifth of the peak and ends near 0 (after Smith and Topin, 2018).
    """
    low = recipe.peak_rate / 25
    if progress < recipe.warm_up:
        return low + (recipe.peak_rate - low) * (1 - math.cos(math.pi * progress / recipe.warm_up)) / 2
    return recipe.peak_rate * (1 + math.cos(math.pi * (progress - recipe.warm_up) / (1 - recipe.warm_up))) / 2


@dataclass(frozen=True)
class Teacher:
    """A trained network whose probabilities another one learns to give."""

    model: keras.Model  # from inputs to logits
    merged: NDArray[np.float32]  # (its classes, classes of the learner): 1 where one of its classes is part of another


class Training:
    """A model on its way."""

    def __init__(
        self,
        architecture: Architecture,
        recipe: Recipe,
        sampler: Sampler,
        validation: Batch,
        teacher: Teacher | None = None,
    ) -> None:
        """Set the model to its start.

        Args:
            architecture: the network.
            recipe: how it is trained.
            sampler: where the clips come from.
            validation: inputs (n, frames, bands) and classes (n,), to judge each epoch.
            teacher: who is asked about each varied clip, at all frames that the sampler gives.

        Raises:
            PlainError: if an epoch does not fill a batch.
        """
        if sampler.size < recipe.batch:
            raise PlainError(
                f"the data give {sampler.size} clips an epoch, and a batch takes {recipe.batch}; "
                "`firststeps data fetch speech-commands` brings more, or name more with --data"
            )
        tf.config.experimental.enable_op_determinism()
        self.recipe = recipe
        self.log: list[Epoch] = []
        self.steps = sampler.size // recipe.batch  # in an epoch
        self._sampler, self.validation = sampler, validation
        self._random = np.random.default_rng(recipe.seed)
        self._architecture, self._teacher = architecture, teacher
        with _seeded(recipe.seed):
            self._model, self.averaged = network(architecture), network(architecture)
        self.averaged.set_weights(self._model.get_weights())
        self._optimizer = keras.optimizers.AdamW(weight_decay=recipe.weight_decay)
        self._optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
        self._optimizer.build(self._model.trainable_variables)
        self._step = tf.function(self._train_step)
        self._ask = tf.function(self._wanted)

    def epoch(self, on_step: Callable[[int, int], None]) -> Epoch:
        """Train for one more epoch, return its line of the log; ``on_step`` gets steps made and steps in all."""
        began = time.perf_counter()
        losses: list[float] = []
        total = self.recipe.epochs * self.steps
        for inputs, classes in ahead(self._sampler.epoch(self.recipe.batch, self.recipe.variation, self._random)):
            done = len(self.log) * self.steps + len(losses)
            self._optimizer.learning_rate.assign(one_cycle(done / total, self.recipe))
            # The average of the first steps would be the random start: it begins short and grows.
            keep = min(self.recipe.averaging, (1 + done) / (10 + done))
            wanted = self._ask(inputs, classes)
            own = thinned(inputs, self._architecture.frames)
            losses.append(float(self._step(own, wanted, tf.constant(keep, tf.float32))))
            on_step(done + 1, total)
        rate = float(self._optimizer.learning_rate.numpy())
        accuracy = self.validation_accuracy()
        line = Epoch(len(self.log) + 1, float(np.mean(losses)), accuracy, rate, time.perf_counter() - began)
        self.log.append(line)
        return line

    def validation_accuracy(self) -> float:
        """Return the accuracy of the averaged weights on the validation clips, mean over the classes."""
        inputs, classes = self.validation
        predicted = self.averaged.predict(inputs, VALIDATED_AT_ONCE, verbose=0).argmax(1)
        return mean_recall(confusion(classes, predicted, len(self._architecture.labels)))

    def state(self) -> Arrays:
        """Return all that a later run needs to go on: weights, averages, optimiser, random choices, log."""
        texts = {
            "random": json.dumps(self._random.bit_generator.state),
            "log": json.dumps([asdict(line) for line in self.log]),
        }
        numbered = {
            f"{name}{number}": np.asarray(values)
            for name, variables in self._variables().items()
            for number, values in enumerate(variables)
        }
        return numbered | {name: np.array(text) for name, text in texts.items()}

    def restore(self, state: Arrays) -> None:
        """Go on from what ``state`` returned.

        Raises:
            ValueError: if another network returned it; nothing is changed then.
        """
        mine = self.state()
        if {name: values.shape for name, values in mine.items()} != {name: v.shape for name, v in state.items()}:
            raise ValueError("the state of another network")
        log = Epoch.from_json(str(state["log"]))
        self._random.bit_generator.state = json.loads(str(state["random"]))
        for name, variables in self._variables().items():
            for number, variable in enumerate(variables):
                variable.assign(state[f"{name}{number}"])
        self.log = log

    def _variables(self) -> dict[str, list[keras.Variable]]:
        return {
            "weight": self._model.weights,
            "average": self.averaged.weights,
            "optimizer": self._optimizer.variables,
        }

    def _wanted(self, inputs: tf.Tensor, classes: tf.Tensor) -> tf.Tensor:
        """Return the probabilities that the network should give, (n, classes)."""
        count = len(self._architecture.labels)
        smoothing, distilled = self.recipe.label_smoothing, self.recipe.distilled
        wanted = tf.one_hot(classes, count) * (1 - smoothing) + smoothing / count
        if self._teacher is None:
            return wanted
        said = tf.nn.softmax(self._teacher.model(inputs, training=False)) @ self._teacher.merged
        return (1 - distilled) * wanted + distilled * said

    def _train_step(self, inputs: tf.Tensor, wanted: tf.Tensor, keep: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            logits = self._model(inputs, training=True)
            loss = tf.reduce_mean(keras.losses.categorical_crossentropy(wanted, logits, from_logits=True))
        weights = self._model.trainable_variables
        self._optimizer.apply(tape.gradient(loss, weights), weights)
        for average, weight in zip(self.averaged.weights, self._model.weights, strict=True):
            average.assign(keep * average + (1 - keep) * weight)
        return loss


def ahead(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Yield batches, each made while the one before it is learnt from."""
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = maker.submit(next, batches, None)
            yield batch


def train(
    training: Training,
    checkpoint: Path,
    on_step: Callable[[int, int], None],
    on_epoch: Callable[[Epoch], None],
    on_note: Callable[[str], None] = lambda note: None,
) -> None:
    """Train to the end, going on from ``checkpoint`` if that is there; it is renewed after each epoch.

    Args:
        training: what is trained.
        checkpoint: the file that keeps its state.
        on_step: is told how many steps are made, and how many there will be in all.
        on_epoch: is told the line of the log.
        on_note: is told why training begins anew, if ``checkpoint`` is of no use.
    """
    resume(checkpoint, training, on_note)
    while len(training.log) < training.recipe.epochs:
        line = training.epoch(on_step)
        save(checkpoint, training)
        on_epoch(line)


def log_text(log: list[Epoch]) -> str:
    """Return the log as CSV."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(Epoch.__dataclass_fields__)
    for line in log:
        figures = f"{line.loss:.5f}", f"{line.validation_accuracy:.5f}", f"{line.learning_rate:.3e}"
        lines.writerow([line.epoch, *figures, f"{line.seconds:.2f}"])
    return text.getvalue()
