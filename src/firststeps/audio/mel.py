"""Log-mel features: the spectrogram in 40 bands as the ear spaces them, on a scale of loudness."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from firststeps.audio.stft import check_samples, spectrogram

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class MelSettings:
    """The parameters of the features; the defaults are those that our training features were made with."""

    sample_rate: int = 16_000  # Hz
    window_length: int = 480  # samples in a frame, 30 ms
    hop_length: int = 160  # samples from one frame to the next, 10 ms
    fft_length: int = 512  # samples; the frame is filled up with zeros
    bands: int = 40  # mel bands
    lowest: float = 0.0  # Hz, where the first band begins
    highest: float = 4_000.0  # Hz, where the last one ends
    floor: float = 1e-6  # added to the power, so that silence has a logarithm
    gain: float = 10.1257  # from the logarithm to the scale of 0 to 255
    offset: float = 146.577  # added to that


DEFAULT = MelSettings()


def to_mel(frequency: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return mels for frequencies in Hz, by the formula of HTK: 2595 log10(1 + f / 700)."""
    return 2595 * np.log10(1 + np.asarray(frequency, np.float64) / 700)


def to_hertz(mels: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return frequencies in Hz for mels; the inverse of ``to_mel``."""
    return 700 * (10 ** (np.asarray(mels, np.float64) / 2595) - 1)


def band_edges(settings: MelSettings = DEFAULT) -> NDArray[np.float64]:
    """Return where bands begin, peak and end, in Hz, shape (bands + 2,): band b has edges b, b + 1 and b + 2."""
    return to_hertz(np.linspace(to_mel(settings.lowest), to_mel(settings.highest), settings.bands + 2))


@cache
def mel_weights(settings: MelSettings = DEFAULT) -> NDArray[np.float32]:
    """Return how much each frequency counts in each band, shape (bands, fft_length // 2 + 1): triangles of height 1."""
    edges = band_edges(settings)[:, None]
    frequencies = np.arange(settings.fft_length // 2 + 1) * settings.sample_rate / settings.fft_length
    rising = (frequencies - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - frequencies) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)


def log_mel(samples: NDArray[np.int16], settings: MelSettings = DEFAULT) -> NDArray[np.float32]:
    """Return the log-mel features of a piece of sound.

    Args:
        samples: 16 kHz, one channel, int16, shape (n,), at least 480 of them.
        settings: the parameters.

    Returns:
        shape (1 + (n - 480) // 160, 40), 98 frames for a second: ``gain * ln(power + floor) + offset``, kept between 0
        and 255; digital silence gives about 7.

    Raises:
        ValueError: if there are fewer samples than one frame has, or they are not int16 of shape (n,).
    """
    power = spectrogram(samples, settings.window_length, settings.hop_length, settings.fft_length)
    bands = _band_sums(power, settings) + np.float32(settings.floor)
    return np.clip(np.float32(settings.gain) * np.log(bands) + np.float32(settings.offset), 0, 255)


class StreamingLogMel:
    """The same features for sound that arrives in pieces; the frames equal those of ``log_mel`` exactly."""

    def __init__(self, settings: MelSettings = DEFAULT) -> None:
        self.settings = settings
        self.reset()

    def reset(self) -> None:
        """Forget what was heard: the next sample is the first of a new sound."""
        self._waiting = np.zeros(0, np.int16)

    def push(self, samples: NDArray[np.int16]) -> NDArray[np.float32]:
        """Take in more samples, any number, and return the features of the frames that are now complete, (k, 40).

        Raises:
            ValueError: if the samples are not int16 of shape (n,).
        """
        check_samples(samples)
        self._waiting = np.concatenate([self._waiting, samples])
        if len(self._waiting) < self.settings.window_length:
            return np.zeros((0, self.settings.bands), np.float32)
        features = log_mel(self._waiting, self.settings)
        self._waiting = self._waiting[len(features) * self.settings.hop_length :]
        return features


@cache
def _band_parts(settings: MelSettings) -> tuple[slice, NDArray[np.intp], NDArray[np.float32], NDArray[np.float32]]:
    """Return the frequencies in use, where each gap between two edges starts among them, and their two weights."""
    weights = mel_weights(settings)
    frequencies = np.arange(weights.shape[1]) * settings.sample_rate / settings.fft_length
    gap = np.searchsorted(band_edges(settings), frequencies, side="right") - 1
    used = np.flatnonzero((gap >= 0) & (gap <= settings.bands))
    starts = np.searchsorted(gap[used], np.arange(settings.bands + 1))
    columns = np.arange(len(used)) + used[0]
    rising = np.where(gap[used] < settings.bands, weights[np.minimum(gap[used], settings.bands - 1), columns], 0)
    falling = np.where(gap[used] > 0, weights[np.maximum(gap[used] - 1, 0), columns], 0)
    return slice(used[0], used[-1] + 1), starts, rising.astype(np.float32), falling.astype(np.float32)


def _band_sums(power: NDArray[np.float32], settings: MelSettings) -> NDArray[np.float32]:
    """Return the power in each band: a frequency counts in the band that it rises to and in the one before.

    A matrix product would be shorter, but its last digit depends on how many frames are multiplied at once.
    """
    used, starts, rising, falling = _band_parts(settings)
    up = np.add.reduceat(power[:, used] * rising, starts, axis=1)
    down = np.add.reduceat(power[:, used] * falling, starts, axis=1)
    return up[:, :-1] + down[:, 1:]
