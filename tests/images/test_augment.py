"""Changes of one picture do what their names say, and batches of varied images what single ones would."""

from __future__ import annotations

from pathlib import Path

from firststeps.images.augment import Change, changed, drawn
from firststeps.images.files import read_image
from firststeps.images.varied import Variation, affine_maps, varied

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

DOG = read_image(Path(__file__).resolve().parents[2] / "data" / "samples" / "photographs" / "dog-smile.jpg")
SMALL = DOG[::8, ::8]
SCALED = (SMALL[:32, :32] / np.float32(255)).astype(np.float32)
STILL = Variation(flip=False, turn=0, skew=0, zoom=0, move=0, brightness=0, contrast=0)


def test_no_change_is_none() -> None:
    np.testing.assert_array_equal(changed(SMALL, Change()), SMALL)


def test_flipped_twice_is_as_before() -> None:
    np.testing.assert_array_equal(changed(SMALL, Change(flip=True)), SMALL[:, ::-1])


def test_turned_by_a_right_angle() -> None:
    square = SMALL[:54, :54]
    np.testing.assert_array_equal(changed(square, Change(turn=90))[8:-8, 8:-8], np.rot90(square)[8:-8, 8:-8])


def test_skew_moves_rows_against_each_other() -> None:
    stripe = np.zeros((41, 41, 3), np.uint8)
    stripe[:, 20] = 255
    skewed = changed(stripe, Change(skew=0.25))[..., 0].argmax(1)
    assert skewed[20] == 20
    assert skewed[0] == 25
    assert skewed[40] == 15


def test_a_crop_shows_the_middle_larger() -> None:
    found = changed(SMALL, Change(crop=0.5))
    rows, columns = SMALL.shape[:2]
    middle = SMALL[rows // 4 : rows - rows // 4, columns // 4 : columns - columns // 4]
    assert abs(float(found.mean()) - float(middle.mean())) < 3


def test_light_and_colour() -> None:
    assert changed(SMALL, Change(brightness=0)).max() == 0
    assert np.ptp(changed(SMALL, Change(contrast=0))) == 0
    grey = changed(SMALL, Change(colour=0))
    assert (grey.max(2) == grey.min(2)).all()


@given(st.integers(0, 10_000))
def test_what_is_drawn_keeps_the_size(seed: int) -> None:
    random = np.random.default_rng(seed)
    assert changed(SMALL, drawn(random)).shape == SMALL.shape


def test_a_batch_without_variation_is_as_it_was() -> None:
    batch = np.random.default_rng(3).uniform(0, 1, (4, 32, 32, 3)).astype(np.float32)
    np.testing.assert_allclose(varied(batch, STILL, np.random.default_rng(0)), batch, atol=1e-6)


def test_a_flipped_batch_is_each_image_or_its_mirror_image() -> None:
    batch = np.random.default_rng(4).uniform(0, 1, (40, 32, 32, 3)).astype(np.float32)
    how = Variation(flip=True, turn=0, skew=0, zoom=0, move=0, brightness=0, contrast=0)
    found = varied(batch, how, np.random.default_rng(0))
    mirrored = [not np.allclose(one, image, atol=1e-5) for one, image in zip(found, batch, strict=True)]
    assert 10 < sum(mirrored) < 30
    for one, image, other in zip(found, batch, mirrored, strict=True):
        np.testing.assert_allclose(one, image[:, ::-1] if other else image, atol=1e-4)


@settings(max_examples=50)
@given(st.integers(0, 10_000))
def test_maps_turn_about_the_middle_and_move_no_further_than_told(seed: int) -> None:
    how = Variation()
    maps = affine_maps(16, 32, how, np.random.default_rng(seed)).astype(float)
    middle = 15.5
    x = maps[:, 0] * middle + maps[:, 1] * middle + maps[:, 2]
    y = maps[:, 3] * middle + maps[:, 4] * middle + maps[:, 5]
    assert np.abs(x - middle).max() <= how.move + 1e-4
    assert np.abs(y - middle).max() <= how.move + 1e-4
    assert (maps[:, 6:] == 0).all()


def test_varied_images_stay_between_black_and_white() -> None:
    batch = np.stack([SCALED] * 16)
    found = varied(batch, Variation(), np.random.default_rng(5))
    assert found.dtype == np.float32
    assert found.min() >= 0
    assert found.max() <= 1
    assert all(np.abs(one - batch[0]).mean() > 0.01 for one in found)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_varies_alike(seed: int) -> None:
    batch = np.stack([SCALED] * 3)
    first, second = (varied(batch, Variation(), np.random.default_rng(seed)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
