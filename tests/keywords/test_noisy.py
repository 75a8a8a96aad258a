"""Noise is added to clips at the ratio that is asked for."""

from __future__ import annotations

from pathlib import Path

from firststeps.errors import PlainError
from firststeps.keywords.noisy import SNRS, read_noises, with_noise
from firststeps.keywords.store import SAMPLES

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray


def ratio(clip: NDArray[np.generic], noise: NDArray[np.generic]) -> float:
    """Return by how many dB one is above the other."""
    powers = [np.square(part.astype(np.float64)).mean() for part in (clip, noise)]
    return float(10 * np.log10(powers[0] / powers[1]))


@given(
    snr=st.sampled_from(SNRS),
    length=st.integers(400, 16_000),
    levels=st.tuples(st.integers(300, 20_000), st.integers(300, 20_000)),
    seed=st.integers(0, 1000),
)
def test_the_ratio_is_the_one_asked_for(snr: int, length: int, levels: tuple[int, int], seed: int) -> None:
    """Where the clip is, the sum is one share of the clip and one of the noise: their levels can be found again."""
    random = np.random.default_rng(seed)
    clip, noise = (
        random.integers(-level, level, size, np.int16) for level, size in zip(levels, (length, 16_000), strict=True)
    )
    clip[-1] = 7
    mixed = with_noise(np.pad(clip, (0, 16_000 - length)), noise, snr)
    assert (len(mixed), mixed.dtype.name) == (16_000, "int16")
    placed = np.zeros(16_000)
    placed[(16_000 - length) // 2 :][:length] = clip
    sides = np.stack([placed, noise.astype(np.float64)], 1)
    shares = np.linalg.lstsq(sides, mixed.astype(np.float64))[0]
    assert ratio(shares[0] * clip, shares[1] * noise) == pytest.approx(snr, abs=0.1)


def test_a_loud_clip_is_not_cut_off() -> None:
    clip, noise = np.full(16_000, 32_767, np.int16), np.tile(np.array([900, -900], np.int16), 8000)
    mixed = with_noise(clip, noise, 0)
    assert mixed[::2].max() == 32_767
    assert abs(mixed[1::2]).max() == 0  # clip and noise cancel out, and cut off they would not


def test_of_a_long_clip_the_middle_counts() -> None:
    clip = np.repeat(np.array([5, 1000, 7], np.int16), 16_000)
    noise = np.tile(np.array([1, -1], np.int16), 8000)
    np.testing.assert_allclose(with_noise(clip, noise, 20), 1000, atol=101)


def test_what_has_no_power_has_no_ratio() -> None:
    nothing, noise = np.zeros(16_000, np.int16), np.full(16_000, 3, np.int16)
    np.testing.assert_array_equal(with_noise(nothing[:800], noise, 10), noise)
    np.testing.assert_array_equal(with_noise(noise, nothing, 10), noise)


def test_noises_are_longer_than_a_second(tmp_path: Path) -> None:
    noises = read_noises(SAMPLES / "speech-commands" / "_background_noise_")
    assert noises
    assert all(len(noise) > 16_000 for noise in noises)
    with pytest.raises(PlainError, match="no noise; name a folder"):
        read_noises(tmp_path)
    with pytest.raises(PlainError, match="no noise; name a folder"):
        read_noises(SAMPLES / "speech-commands" / "_silence_")
