"""A small network that says whether a picture shows a dog, and how it is trained.

A run that is stopped at any moment goes on from its last epoch as if nothing had been.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.files import BROKEN_ARRAYS, Arrays, load_arrays, save_arrays
from firststeps.images.varied import Variation, varied

import keras  # type: ignore[import-untyped]
import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]
from numpy.typing import NDArray

_AT_ONCE = 500  # images judged at once

Pixels = NDArray[np.uint8]  # (n, side, side, 3)
Yes = NDArray[np.bool_]  # (n,): whether it is a dog


@dataclass(frozen=True)
class Recipe:
    """How a network is trained; the same recipe on the same images gives the same weights on one machine."""

    epochs: int = 14
    batch: int = 128  # images
    peak_rate: float = 3e-3  # the learning rate at the beginning; it falls to 0 along a cosine
    weight_decay: float = 1e-3  # of kernels; times the learning rate
    widths: tuple[int, ...] = (32, 64, 96)  # channels of the blocks
    variation: Variation | None = field(default_factory=Variation)  # None: images as they are, again and again
    seed: int = 1


@dataclass(frozen=True)
class Epoch:
    """A line of the log: how the network did after an epoch, on images as they are."""

    epoch: int  # counted from 1
    training_loss: float  # mean cross-entropy
    training_accuracy: float  # share of right answers, at a threshold of one half
    validation_loss: float
    validation_accuracy: float
    seconds: float  # for training; judging is not counted


def network(side: int, widths: tuple[int, ...]) -> keras.Model:
    """Return a network from pictures (n, side, side, 3), 0 to 1, to logits (n, 1): above 0 is a dog.

    A first convolution halves the picture.  Each block is a convolution of three by three pixels, and halves it again,
    but for the last, which is averaged over all places: what is left of a picture is how strong each feature is in it.
    """
    layers = keras.layers
    picture = keras.Input((side, side, 3), name="picture")
    passed = _convolved(picture, widths[0], strides=2, name="first")
    for number, width in enumerate(widths, 1):
        passed = _convolved(passed, width, strides=1, name=f"block{number}")
        if number < len(widths):
            passed = layers.MaxPooling2D(name=f"pool{number}")(passed)
    passed = layers.GlobalAveragePooling2D(name="mean")(passed)
    return keras.Model(picture, layers.Dense(1, name="logit")(passed))


def _convolved(passed: keras.KerasTensor, width: int, strides: int, name: str) -> keras.KerasTensor:
    layers = keras.layers
    conv = layers.Conv2D(width, 3, strides=strides, padding="same", use_bias=False, name=name)
    normal = layers.BatchNormalization(name=f"{name}_normal")
    return layers.ReLU(name=f"{name}_relu")(normal(conv(passed)))


def scaled(pixels: Pixels) -> NDArray[np.float32]:
    """Return pixels as numbers from 0 to 1."""
    return pixels.astype(np.float32) / np.float32(255)


def probabilities(model: keras.Model, pixels: Pixels) -> NDArray[np.float32]:
    """Return how probable a dog is on each picture, (n,)."""
    pieces = range(0, len(pixels), _AT_ONCE)
    logits = [model(scaled(pixels[first : first + _AT_ONCE]), training=False) for first in pieces]
    found: NDArray[np.float32] = tf.sigmoid(tf.concat(logits, 0))[:, 0].numpy()
    return found


def judged(found: NDArray[np.float32], dog: Yes) -> tuple[float, float]:
    """Return the mean cross-entropy of probabilities, and the share of right answers at a threshold of one half."""
    certain = np.where(dog, found, 1 - found).astype(np.float64)
    return float(-np.log(np.maximum(certain, 1e-7)).mean()), float(((found > 0.5) == dog).mean())


class Training:
    """A network on its way."""

    def __init__(self, recipe: Recipe, training: tuple[Pixels, Yes], validation: tuple[Pixels, Yes]) -> None:
        """Set the network to its start.

        Args:
            recipe: how it is trained.
            training: pictures and whether each shows a dog, in an order drawn by chance: the first of them are judged.
            validation: the same, of other pictures.

        Raises:
            PlainError: if an epoch does not fill a batch.
        """
        if len(training[1]) < recipe.batch:
            raise PlainError(f"{len(training[1])} training images, and a batch takes {recipe.batch}: name more images")
        tf.config.experimental.enable_op_determinism()
        keras.utils.set_random_seed(recipe.seed)
        self.recipe, self.log = recipe, list[Epoch]()
        self.steps = len(training[1]) // recipe.batch  # in an epoch
        self.model = network(training[0].shape[1], recipe.widths)
        self._training, self._validation = training, validation
        rate = keras.optimizers.schedules.CosineDecay(recipe.peak_rate, recipe.epochs * self.steps)
        self._optimizer = keras.optimizers.AdamW(rate, weight_decay=recipe.weight_decay)
        self._optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
        self._optimizer.build(self.model.trainable_variables)
        self._step = tf.function(self._train_step)

    def epoch(self, on_step: Callable[[int, int], None]) -> Epoch:
        """Train for one more epoch and return its line of the log; ``on_step`` gets steps made and steps in all."""
        began = time.perf_counter()
        done = len(self.log) * self.steps
        for number, (pixels, dog) in enumerate(self._batches(), 1):
            self._step(tf.constant(pixels), tf.constant(dog[:, np.newaxis], tf.float32))
            on_step(done + number, self.recipe.epochs * self.steps)
        seconds = time.perf_counter() - began
        few = len(self._validation[1])  # training images are judged by as many
        known = judged(probabilities(self.model, self._training[0][:few]), self._training[1][:few])
        others = judged(probabilities(self.model, self._validation[0]), self._validation[1])
        line = Epoch(len(self.log) + 1, *known, *others, seconds)
        self.log.append(line)
        return line

    def state(self) -> Arrays:
        """Return all that a later run needs to go on."""
        numbered = {
            f"{name}{number}": variable.numpy()
            for name, variables in self._variables().items()
            for number, variable in enumerate(variables)
        }
        return numbered | {"log": np.array(json.dumps([asdict(line) for line in self.log]))}

    def restore(self, state: Arrays) -> None:
        """Go on from what ``state`` returned."""
        for name, variables in self._variables().items():
            for number, variable in enumerate(variables):
                variable.assign(state[f"{name}{number}"])
        self.log = [Epoch(**line) for line in json.loads(str(state["log"]))]

    def _variables(self) -> dict[str, list[keras.Variable]]:
        return {"weight": self.model.weights, "optimizer": self._optimizer.variables}

    def _batches(self) -> Iterator[tuple[NDArray[np.float32], Yes]]:
        """Yield the batches of the next epoch: what they are depends on the seed and its number only."""
        random = np.random.default_rng((self.recipe.seed, len(self.log)))
        pixels, dog = self._training
        order = random.permutation(len(dog))
        for step in range(self.steps):
            places = order[step * self.recipe.batch : (step + 1) * self.recipe.batch]
            batch = scaled(pixels[places])
            yield varied(batch, self.recipe.variation, random) if self.recipe.variation else batch, dog[places]

    def _train_step(self, pictures: tf.Tensor, wanted: tf.Tensor) -> None:
        with tf.GradientTape() as tape:
            logits = self.model(pictures, training=True)
            loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(wanted, logits))
        weights = self.model.trainable_variables
        self._optimizer.apply(tape.gradient(loss, weights), weights)


def train(
    training: Training,
    checkpoint: Path,
    on_step: Callable[[int, int], None] = lambda step, steps: None,
    on_epoch: Callable[[Epoch], None] = lambda line: None,
) -> None:
    """Train to the end, going on from ``checkpoint`` if that is there; it is written anew after each epoch.

    Args:
        training: what is trained.
        checkpoint: the file that keeps its state, .npz; what it is made from has to be in its name.
        on_step: is told how many steps are made, and how many there will be.
        on_epoch: is told the line of the log.

    Raises:
        PlainError: if ``checkpoint`` can't be gone on from.
    """
    if checkpoint.exists():
        try:
            training.restore(load_arrays(checkpoint))
        except BROKEN_ARRAYS as error:
            raise PlainError(f"{checkpoint}: can't be gone on from ({error}); remove it to begin anew") from error
    while len(training.log) < training.recipe.epochs:
        line = training.epoch(on_step)
        save_arrays(checkpoint, training.state())
        on_epoch(line)
