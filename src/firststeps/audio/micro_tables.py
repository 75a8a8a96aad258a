"""The constant tables of the Micro Speech front end, computed from its settings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class MicroSettings:
    """The parameters of the front end; the defaults are those that Micro Speech was trained with."""

    sample_rate: int = 16_000  # Hz
    window_length: int = 480  # samples in a frame, 30 ms
    hop_length: int = 320  # samples from one frame to the next, 20 ms
    fft_length: int = 512  # samples; the frame is filled up with zeros
    window_bits: int = 12  # fractional bits of the window
    channels: int = 40  # frequency channels, equally spaced on the mel scale
    lower_frequency: float = 125.0  # Hz, where the first channel begins
    upper_frequency: float = 7_500.0  # Hz, where the last one ends
    weight_bits: int = 12  # fractional bits of the channels' weights
    smoothing: float = 0.025  # share of a new frame in the noise estimate of channels 0, 2, 4 …
    alternate_smoothing: float = 0.06  # the same for channels 1, 3, 5 …
    smoothing_bits: int = 10  # fractional bits of the noise estimate
    subtraction_bits: int = 14  # fractional bits of the three shares
    min_signal_remaining: float = 0.05  # share of the signal that noise reduction leaves at least
    gain_strength: float = 0.95  # exponent of the gain control: 1 would divide by the noise, 0 do nothing
    gain_offset: float = 80.0  # added to the noise, so that silence is not amplified without limit
    gain_bits: int = 21  # fractional bits of the gain
    correction_bits: int = 3  # how far the square root is shifted: half of the surplus bits of the energy
    log_scale: int = 64  # what the natural logarithm is multiplied by


DEFAULT = MicroSettings()
SNR_BITS = 12  # fractional bits of signal over noise inside the gain control
INTERVALS = 32  # of the gain table, one for each power of two
LOG_SEGMENTS = 128  # of the logarithm table


@cache
def hann_window(settings: MicroSettings) -> NDArray[np.int32]:
    """Return the Hann window, sampled between the points, shape (window_length,)."""
    angle = 2 * np.pi / settings.window_length * (np.arange(settings.window_length) + 0.5)
    weights: NDArray[np.float64] = np.round((0.5 - 0.5 * np.cos(angle)) * 2**settings.window_bits)
    return weights.astype(np.int32)


def _mel(frequency: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return mels, in single precision as the tables of the models were made."""
    # The logarithm in double precision, then rounded: NumPy's in single precision differs from processor to processor.
    logarithm = np.log1p((frequency.astype(np.float32) / np.float32(700)).astype(np.float64))
    return np.float32(1127) * logarithm.astype(np.float32)


@cache
def channel_weights(settings: MicroSettings) -> NDArray[np.float64]:
    """Return the weight of each frequency in each channel, shape (fft_length / 2 + 1, channels).

    They are whole numbers, with weight_bits fractional bits.  The channels are triangles that overlap by half: the
    two weights of a frequency add up to 1.
    """
    width = settings.sample_rate / settings.fft_length
    mels = _mel(np.arange(settings.fft_length // 2 + 1) * width)
    lower, upper = _mel(np.array([settings.lower_frequency, settings.upper_frequency]))
    spacing = (upper - lower) / np.float32(settings.channels + 1)
    edges = lower + spacing * np.arange(settings.channels + 2, dtype=np.float32)

    weights = np.zeros((len(mels), settings.channels + 2))  # of all edges; the outer two belong to no channel
    one = 1 << settings.weight_bits
    for frequency in range(*used_frequencies(settings).indices(len(mels))):
        mel = mels[frequency]
        above = int(np.searchsorted(edges[1:], mel)) + 1  # a frequency on an edge still belongs to the band below
        falling = (edges[above] - mel) / (edges[above] - edges[above - 1])
        weights[frequency, above - 1], weights[frequency, above] = int(falling * one), int((1 - falling) * one)
    return weights[:, 1:-1]


@cache
def used_frequencies(settings: MicroSettings) -> slice:
    """Return which frequencies of the FFT lie in the channels."""
    width = settings.sample_rate / settings.fft_length
    last = _mel(np.array([settings.upper_frequency]))
    mels = _mel(np.arange(settings.fft_length // 2 + 1) * width)
    # One more than the first inside: the original leaves out the mean, as the toolkit HTK does.
    return slice(round(1 + settings.lower_frequency / width), int(np.searchsorted(mels, last[0], side="right")))


@cache
def noise_shares(settings: MicroSettings) -> NDArray[np.int64]:
    """Return the share of a new frame in the noise estimate of each channel, subtraction_bits fractional bits."""
    one = 1 << settings.subtraction_bits
    shares = np.full(settings.channels, int(settings.smoothing * one))
    shares[1::2] = int(settings.alternate_smoothing * one)
    return shares


@dataclass(frozen=True)
class GainTable:
    """The gain at the start of each interval of noise and how it goes on: ``start + linear t + square t²`` at t < 1.

    Interval k holds the numbers of k binary digits.  The parabola is right at t = 0, ½ and 1.
    """

    start: NDArray[np.int64]  # (33,)
    linear: NDArray[np.int64]  # (33,)
    square: NDArray[np.int64]  # (33,)


@cache
def gain_table(settings: MicroSettings) -> GainTable:
    """Return the gain as a function of the noise estimate, gain_bits fractional bits, at most what 16 bits hold."""
    input_bits = settings.smoothing_bits - settings.correction_bits

    def gain(noise: int) -> int:
        exact = (1 << settings.gain_bits) * (
            noise / (1 << input_bits) + settings.gain_offset
        ) ** -settings.gain_strength
        return min(int(exact + 0.5), np.iinfo(np.int16).max)

    rows = [(gain(0), 0, 0), (gain(1), 0, 0)]
    for interval in range(2, INTERVALS + 1):
        start = 1 << (interval - 1)
        end = 2 * start - (interval == INTERVALS)  # the last end would not fit 32 bits
        begin, middle, last = (gain(x) for x in (start, start + start // 2, end))
        linear = 4 * (middle - begin) - (last - begin)
        rows.append((begin, linear, (last - begin) - linear))
    return GainTable(*np.array(rows, np.int64).T)


@cache
def log_table() -> NDArray[np.int64]:
    """Return what a straight line misses of the binary logarithm between 1 and 2, times 65,536, shape (129,)."""
    x = np.arange(LOG_SEGMENTS + 1) / LOG_SEGMENTS
    return np.round((np.log2(1 + x) - x) * 65_536).astype(np.int64)
