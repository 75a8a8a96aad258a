"""The FFT of small processors: near the exact one, and as coarse as it has to be."""

from __future__ import annotations

from firststeps.audio.fixed_fft import Complex16, real_fft

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst


def exact(frames: np.ndarray) -> np.ndarray:
    return np.asarray(np.fft.rfft(frames, axis=-1) / frames.shape[-1])


def as_complex(numbers: Complex16) -> np.ndarray:
    return numbers.real + 1j * numbers.imag


@pytest.mark.parametrize("length", [8, 32, 128, 512])
def test_is_near_the_exact_one(length: int) -> None:
    frames = np.random.default_rng(0).integers(-16_000, 16_000, (20, length)).astype(np.int16)
    error = np.abs(as_complex(real_fft(frames)) - exact(frames))
    assert 0.1 < error.max() < 6  # rounded to whole numbers at every stage


def test_a_tone_is_where_it_belongs() -> None:
    tone = (16_000 * np.cos(2 * np.pi * 10 * np.arange(512) / 512)).astype(np.int16)
    spectrum = real_fft(tone)
    assert spectrum.real.shape == spectrum.imag.shape == (257,)
    assert abs(int(spectrum.real[10]) - 8_000) <= 4
    assert np.abs(np.delete(as_complex(spectrum), 10)).max() <= 4


@given(npst.arrays(np.int16, st.tuples(st.integers(0, 3), st.integers(0, 4), st.just(512))))
def test_each_frame_is_on_its_own(frames: np.ndarray) -> None:
    spectrum = real_fft(frames)
    assert spectrum.real.shape == (*frames.shape[:-1], 257)
    for place in np.ndindex(frames.shape[:-1]):
        alone = real_fft(frames[place])
        assert np.array_equal(spectrum.real[place], alone.real)
        assert np.array_equal(spectrum.imag[place], alone.imag)


@pytest.mark.parametrize("length", [0, 1, 3, 256, 500, 511])
def test_other_lengths_are_refused(length: int) -> None:
    with pytest.raises(ValueError, match=f"twice a power of four, not {length}"):
        real_fft(np.zeros((2, length), np.int16))
