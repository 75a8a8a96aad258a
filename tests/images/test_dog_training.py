"""The network that sees dogs: its parts against Keras, and a training that is stopped and goes on as if it had not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.images.dogs import (
    Epoch,
    Pixels,
    Recipe,
    Training,
    Yes,
    judged,
    network,
    probabilities,
    scaled,
    train,
)
from firststeps.images.varied import Variation

import keras  # type: ignore[import-untyped]
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

RECIPE = Recipe(epochs=3, batch=16, peak_rate=0.01, widths=(4, 6, 8), seed=3)


def images(count: int, seed: int = 1) -> tuple[Pixels, Yes]:
    """Return noise, and whether it has stripes: a dog, as it were."""
    random = np.random.default_rng(seed)
    pixels = random.integers(0, 100, (count, 16, 16, 3))
    dog = random.random(count) < 0.3
    pixels[dog, :, ::4] += 120
    return pixels.astype(np.uint8), dog


def trained(recipe: Recipe) -> Training:
    training = Training(recipe, images(64), images(20, seed=2))
    while len(training.log) < recipe.epochs:
        training.epoch(lambda step, steps: None)
    return training


def untimed(log: list[Epoch]) -> list[Epoch]:
    return [replace(line, seconds=0) for line in log]


def same_weights(one: Training, other: Training) -> bool:
    pairs = zip(one.model.get_weights(), other.model.get_weights(), strict=True)
    return all(np.array_equal(mine, yours) for mine, yours in pairs)


def test_parameters_as_one_counts_them() -> None:
    """Kernels of 3 by 3 for each pair of channels, a shift and a factor for each channel, and the last layer."""
    built = network(32, (32, 64, 96))
    pairs = 3 * 32 + 32 * 32 + 32 * 64 + 64 * 96
    channels = 32 + 32 + 64 + 96
    found = sum(variable.numpy().size for variable in built.trainable_variables)
    assert found == 9 * pairs + 2 * channels + 96 + 1
    assert (built.input_shape, built.output_shape) == ((None, 32, 32, 3), (None, 1))


def test_probabilities_are_those_of_keras() -> None:
    keras.utils.set_random_seed(2)
    built = network(16, (4, 6, 8))
    pixels, _ = images(1_203)  # more than are judged at once, and no multiple of that
    logits = built.predict(scaled(pixels), verbose=0)[:, 0].astype(float)
    np.testing.assert_allclose(probabilities(built, pixels), 1 / (1 + np.exp(-logits)), atol=1e-6)


@given(st.lists(st.tuples(st.floats(0.001, 0.999), st.booleans()), min_size=1, max_size=30))
def test_judged_as_keras_judges(answers: list[tuple[float, bool]]) -> None:
    found, dog = np.array([p for p, _ in answers], np.float32), np.array([is_dog for _, is_dog in answers])
    loss, right = judged(found, dog)
    assert loss == pytest.approx(float(keras.losses.BinaryCrossentropy()(dog.astype(np.float32), found)), rel=1e-4)
    assert right == pytest.approx(float(np.mean((found > 0.5) == dog)))


def test_a_sure_and_wrong_answer_has_a_loss_that_is_finite() -> None:
    loss, right = judged(np.array([0, 1], np.float32), np.array([True, False]))
    assert 10 < loss < 20
    assert right == 0


def test_the_same_recipe_gives_the_same_weights() -> None:
    one, other = trained(RECIPE), trained(RECIPE)
    assert same_weights(one, other)
    assert untimed(one.log) == untimed(other.log)
    assert not same_weights(one, trained(replace(RECIPE, seed=4)))
    assert not same_weights(one, trained(replace(RECIPE, variation=None)))


@pytest.mark.parametrize("variation", [None, Variation()])
def test_stopped_after_each_epoch(tmp_path: Path, variation: Variation | None) -> None:
    """A run that another program goes on with after each epoch, from the file alone, ends like one in a piece."""
    recipe, path = replace(RECIPE, variation=variation), tmp_path / "state.npz"

    class StoppedError(Exception):
        pass

    def stop(line: Epoch) -> None:
        raise StoppedError

    for _ in range(recipe.epochs):
        with pytest.raises(StoppedError):
            train(Training(recipe, images(64), images(20, seed=2)), path, on_epoch=stop)
    last = Training(recipe, images(64), images(20, seed=2))
    train(last, path, on_epoch=stop)  # nothing is left to do
    whole = trained(recipe)
    assert same_weights(whole, last)
    assert untimed(last.log) == untimed(whole.log)


def test_steps_are_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    training = Training(RECIPE, images(64), images(20, seed=2))
    train(training, tmp_path / "state.npz", on_step=lambda step, steps: told.append((step, steps)))
    assert told == [(step, 12) for step in range(1, 13)]


def test_a_state_of_another_network_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "state.npz"
    train(Training(replace(RECIPE, epochs=1), images(64), images(20, seed=2)), path)
    wider = Training(replace(RECIPE, widths=(5, 6, 8)), images(64), images(20, seed=2))
    with pytest.raises(PlainError, match=r"state\.npz: can't be gone on from"):
        train(wider, path)
