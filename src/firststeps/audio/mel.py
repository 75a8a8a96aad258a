"""Log-mel features: the spectrogram in 40 bands as the ear spaces them, on a scale of loudness."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.audio.stft import StreamingSpectrogram, check_samples, spectrogram

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class MelSettings:
    """The parameters of the features; the defaults are those that our training features were made with."""

    sample_rate: int = SAMPLE_RATE  # Hz
    window_length: int = 480  # samples in a frame, 30 ms
    hop_length: int = 160  # samples from one frame to the next, 10 ms
    fft_length: int = 512  # samples; the frame is filled up with zeros
    bands: int = 40  # mel bands
    lowest: float = 0.0  # Hz, where the first band begins
    highest: float = 4_000.0  # Hz, where the last one ends
    floor: float = 1e-6  # added to the power, so that silence has a logarithm
    gain: float = 10.1257  # from the logarithm to the scale of 0 to 255
    offset: float = 146.577  # added to that

    @property
    def clip_frames(self) -> int:
        """Frames in one second."""
        return 1 + (self.sample_rate - self.window_length) // self.hop_length


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
    """Return how much each frequency counts in each band, (fft_length // 2 + 1, bands); read-only.

    Each band is a triangle of height 1.

    Raises:
        ValueError: if a band is so narrow that no frequency of the Fourier transform lies in it.
    """
    edges = band_edges(settings)
    frequencies = np.arange(settings.fft_length // 2 + 1)[:, None] * settings.sample_rate / settings.fft_length
    rising = (frequencies - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - frequencies) / (edges[2:] - edges[1:-1])
    weights = np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
    if not weights.any(axis=0).all():
        raise ValueError(f"{settings.bands} bands are too many for a Fourier transform of {settings.fft_length}")
    weights.flags.writeable = False  # every caller gets the same array
    return weights


def log_mel(samples: Samples, settings: MelSettings = DEFAULT) -> NDArray[np.float32]:
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
    return features_of(power, settings)


def features_of(power: NDArray[np.float32], settings: MelSettings = DEFAULT) -> NDArray[np.float32]:
    """Return the log-mel features (frames, bands) of a spectrogram (frames, fft_length // 2 + 1)."""
    weights = _weights_in_use(settings)
    # Frame by frame: in the product of two matrices, the last digit depends on how many frames there are.
    bands = np.vecmat(power[:, : len(weights)], weights) + np.float32(settings.floor)
    scaled: NDArray[np.float32] = np.float32(settings.gain) * np.log(bands) + np.float32(settings.offset)
    return scaled.clip(0, 255)


def clip_log_mel(samples: Samples, settings: MelSettings = DEFAULT) -> NDArray[np.float32]:
    """Return the features of a clip as a network takes them: one second, whatever the clip's length.

    Zeros at the end are taken for padding and left out.  The frames of a shorter clip then stand in the middle, with
    frames of value 0 around them, as in our training features; if their number is odd, the one more comes at the end.
    Of a longer clip the second in its middle counts: it, too, loses the same on both sides.

    Args:
        samples: 16 kHz, one channel, int16, shape (n,); may be empty.
        settings: the parameters.

    Returns:
        shape (98, 40), values from 0 to 255; all of them 0 for a clip of zeros only.

    Raises:
        ValueError: if the samples are not int16 of shape (n,).
    """
    check_samples(samples)
    heard = np.trim_zeros(samples, "b")
    features = np.zeros((settings.clip_frames, settings.bands), np.float32)
    if not len(heard):
        return features
    too_many = max(0, len(heard) - settings.sample_rate)
    heard = heard[too_many // 2 :][: settings.sample_rate]
    frames = log_mel(np.pad(heard, (0, max(0, settings.window_length - len(heard)))), settings)
    start = (len(features) - len(frames)) // 2
    features[start : start + len(frames)] = frames
    return features


class StreamingLogMel:
    """``log_mel`` for sound that arrives in pieces; its frames equal those of the whole exactly."""

    def __init__(self, settings: MelSettings = DEFAULT) -> None:
        """Raise ValueError if there are samples between the frames: ``hop_length`` over ``window_length``."""
        self.settings = settings
        self._power = StreamingSpectrogram(settings.window_length, settings.hop_length, settings.fft_length)

    def reset(self) -> None:
        """Forget what was heard: the next sample is the first of a new sound."""
        self._power.reset()

    def push(self, samples: Samples) -> NDArray[np.float32]:
        """Take in more samples, any number, and return the features of the frames that are now complete, (k, 40).

        Raises:
            ValueError: if the samples are not int16 of shape (n,).
        """
        return features_of(self._power.push(samples), self.settings)


@cache
def _weights_in_use(settings: MelSettings) -> NDArray[np.float32]:
    """Return the weights without the frequencies above the last band."""
    weights = mel_weights(settings)
    return weights[: np.flatnonzero(weights.any(axis=1))[-1] + 1]
