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


@dataclass(frozen=True)
class ChannelTable:
    """Which frequencies belong to which channel, and how much of each."""

    starts: NDArray[np.intp]  # (channels + 1,): the first frequency below the centre of each channel
    end: int  # the first frequency above the last channel
    rising: NDArray[np.int64]  # (end - starts[0],): the weight of a frequency in the channel above it
    falling: NDArray[np.int64]  # the same shape: its weight in the channel below


@cache
def channel_table(settings: MicroSettings) -> ChannelTable:
    """Return triangular channels that overlap by half; a frequency's two weights add up to 1.

    Raises:
        ValueError: if a channel is so narrow that no frequency of the FFT falls into it.
    """
    lower, upper = _mel(np.array([settings.lower_frequency, settings.upper_frequency]))
    spacing = (upper - lower) / np.float32(settings.channels + 1)
    edges = lower + spacing * np.arange(settings.channels + 2, dtype=np.float32)
    width = settings.sample_rate / settings.fft_length
    first = round(1 + settings.lower_frequency / width)  # without the mean, as in the toolkit HTK
    frequencies = np.arange(first, settings.fft_length // 2 + 1)
    mels = _mel(frequencies * width)
    band = np.searchsorted(edges[1:], mels)  # a frequency on an edge still belongs to the band below
    inside = band <= settings.channels
    band, mels = band[inside], mels[inside]
    starts = np.searchsorted(band, np.arange(settings.channels + 1))
    if len(np.unique(band)) != settings.channels + 1:
        raise ValueError(f"{settings.channels} channels are too many for an FFT of {settings.fft_length} samples")
    falling = (edges[1:][band] - mels) / (edges[1:][band] - edges[:-1][band])
    one = 1 << settings.weight_bits
    return ChannelTable(
        first + starts, first + len(band), ((1 - falling) * one).astype(np.int64), (falling * one).astype(np.int64)
    )


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
