"""The network for digits, and its files held against it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from firststeps.images.digits import Digits, part_files, read_digits

import numpy as np
import pytest
from tests.missing import needed

keras: Any = needed("keras")
FOLDER = Path(__file__).resolve().parents[2] / "data" / "samples" / "mnist"


@pytest.fixture(scope="module")
def digits() -> Digits:
    return read_digits(*part_files(FOLDER, "train"))


@pytest.fixture(scope="module")
def model(digits: Digits) -> Any:
    from firststeps.images.digit_network import trained

    keras.utils.set_random_seed(1)
    return trained(digits.at(np.arange(1500)), digits.at(np.arange(1500, 2000)), 3)


def test_the_epoch_with_the_smallest_validation_loss_is_kept(digits: Digits) -> None:
    from firststeps.images.digit_network import scaled, trained

    # The labels held back are turned round: whatever is learnt makes their loss worse.
    held = Digits(digits.pixels[1000:1200], 9 - digits.labels[1000:1200])
    keras.utils.set_random_seed(1)
    model = trained(digits.at(np.arange(1000)), held, 4)
    losses = model.history.history["val_loss"]
    assert losses[0] == min(losses) < losses[-1]  # so the first epoch is the one to keep
    assert model.evaluate(scaled(held.pixels), held.labels, verbose=0) == pytest.approx(losses[0], rel=1e-4)


def test_the_network_has_as_many_parameters_as_its_shapes_say() -> None:
    from firststeps.images.digit_network import network
    from firststeps.learning.shapes import count_numbers, dense_shapes

    assert network().count_params() == count_numbers(dense_shapes(28 * 28, (20, 10)))


def test_the_file_gives_what_keras_gives(digits: Digits, model: Any) -> None:
    from firststeps.images.digit_network import lite_logits, scaled, to_lite

    inputs = scaled(digits.pixels[2000:2200])
    expected = model.predict(inputs, verbose=0)
    np.testing.assert_allclose(lite_logits(to_lite(model), inputs), expected, atol=1e-4)


def test_whole_numbers_are_smaller_and_choose_the_same(digits: Digits, model: Any) -> None:
    from firststeps.images.digit_network import lite_logits, scaled, to_lite

    inputs = scaled(digits.pixels[2000:2500])
    fractions, whole = to_lite(model), to_lite(model, scaled(digits.pixels[:200]))
    assert len(whole) < len(fractions) / 2.5
    expected, found = model.predict(inputs, verbose=0), lite_logits(whole, inputs)
    assert len(np.unique(found)) <= 256  # it has only so many values
    assert (found.argmax(1) == expected.argmax(1)).mean() > 0.97


def test_scaled_pixels_reach_from_zero_to_one() -> None:
    from firststeps.images.digit_network import scaled

    assert scaled(np.array([0, 51, 255], np.uint8)).tolist() == [0, np.float32(0.2), 1]
