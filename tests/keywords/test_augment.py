"""What varying a clip does to it, and what it leaves alone."""

from __future__ import annotations

from firststeps.keywords import augment
from firststeps.keywords.augment import Variation

import numpy as np
from numpy.typing import NDArray

STILL = Variation(shift=0, mixed=0.0, bands=(0, 0), spans=(0, 0))


def clips(random: np.random.Generator, count: int = 6) -> NDArray[np.uint8]:
    return random.integers(20, 240, (count, 98, 40)).astype(np.uint8)


def noises(random: np.random.Generator, count: int = 5) -> NDArray[np.uint8]:
    return random.integers(0, 100, (count, 49, 40)).astype(np.uint8)


def test_power_and_values_are_inverse(random: np.random.Generator) -> None:
    values = clips(random).astype(np.float32)
    np.testing.assert_allclose(augment.to_values(augment.to_power(values)), values, atol=2e-3)


def test_no_variation_leaves_every_second_frame_as_it_is(random: np.random.Generator) -> None:
    batch = clips(random)
    np.testing.assert_array_equal(augment.varied(batch, noises(random), STILL, random), batch[:, ::2])


def test_a_clip_moves_by_at_most_the_shift_and_brings_zeros(random: np.random.Generator) -> None:
    batch = np.zeros((300, 98, 40), np.uint8)
    batch[:, 49] = 200
    moved = augment.shifted(batch, Variation(shift=7), random)
    middles = (moved[..., 0] * np.arange(98)).sum(1) / moved[..., 0].sum(1)
    assert -7 <= middles.min() - 49 < -6
    assert 6 < middles.max() - 49 <= 7
    full = np.full((300, 98, 40), 200, np.uint8)
    assert {0.0, 200.0} == set(np.unique(augment.shifted(full, Variation(shift=7), random)))


def test_a_clip_twice_as_slow_has_each_frame_twice_and_the_mean_between(random: np.random.Generator) -> None:
    batch = clips(random, 1)
    slow = augment.shifted(batch, Variation(shift=0, stretch=(2.0, 2.0)), random)[0]
    # The middle lies between frames 48 and 49: frame 49 of the result is a quarter of a frame after it.
    expected = batch[0, 48] + 0.75 * (batch[0, 49].astype(np.float32) - batch[0, 48])
    np.testing.assert_allclose(slow[49], expected, atol=1e-3)
    np.testing.assert_allclose(
        slow[51] - slow[49],
        batch[0, 49] + 0.75 * np.diff(batch[0, 49:51].astype(float), axis=0)[0] - expected,
        atol=1e-3,
    )


def test_a_raised_clip_has_its_bands_higher(random: np.random.Generator) -> None:
    batch = clips(random, 2)
    high = augment.shifted(batch, Variation(shift=0, raise_by=(2.0, 2.0)), random)
    np.testing.assert_allclose(high[:, :, ::2], batch[:, :, :20], atol=1e-3)
    low = augment.shifted(batch, Variation(shift=0, raise_by=(0.5, 0.5)), random)
    np.testing.assert_allclose(low[:, :, :20], batch[:, :, ::2], atol=1e-3)
    np.testing.assert_array_equal(low[:, :, 20:], np.repeat(batch[:, :, 39:], 20, 2))


def test_two_equal_sounds_are_three_decibels_louder(random: np.random.Generator) -> None:
    """Sounds add up in power: the value grows by 10.1257 ln 2 wherever it isn't clipped."""
    batch = clips(random)
    none = np.zeros(len(batch))
    louder = augment.mixed(batch, none, batch, none)
    expected = np.minimum(batch + 10.1257 * np.log(2 - 1e-6 / np.exp((batch - 146.577) / 10.1257)), 255)
    np.testing.assert_allclose(louder, expected, atol=0.01)


def test_gain_is_in_decibels(random: np.random.Generator) -> None:
    batch = np.full((1, 49, 40), 150, np.uint8)
    softer = augment.mixed(batch, np.array([-10.0]), np.zeros_like(batch), np.array([-300.0]))
    np.testing.assert_allclose(softer, 150 - 10.1257 * np.log(10), atol=0.01)


def test_blanked_parts_are_no_larger_than_allowed(random: np.random.Generator) -> None:
    batch = random.uniform(1, 254, (200, 49, 40)).astype(np.float32)
    blank = augment.blanked(batch, Variation(bands=(2, 3), spans=(1, 6)), random) != batch
    whole_bands, whole_frames = blank.all(1).sum(1), blank.all(2).sum(1)
    assert (whole_bands.max(), whole_frames.max()) == (6, 6)
    assert (blank == (blank.all(1)[:, None, :] | blank.all(2)[:, :, None])).all()


def test_silence_is_noise_or_nothing(random: np.random.Generator) -> None:
    made = augment.silence(400, noises(random), Variation(bands=(0, 0), spans=(0, 0), digital=0.5), random)
    flat = np.ptp(made, (1, 2)) == 0
    assert made.shape == (400, 49, 40)
    assert 0.3 < flat.mean() < 0.6
    assert {f"{value:.1f}" for value in made[flat].mean((1, 2))} == {"0.0", "6.7"}


def test_same_seed_same_variations(random: np.random.Generator) -> None:
    batch, background = clips(random), noises(random)
    first, second = (augment.varied(batch, background, Variation(), np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert (augment.varied(batch, background, Variation(), np.random.default_rng(6)) != first).any()
