"""The steps of the Micro Speech front end in whole numbers, for all frames at once.

Each follows the step of the same name in ``signal/src`` of TensorFlow Lite Micro, to the last bit.  The last axis is
what a step works on, any number of axes may come before.  What the original keeps in unsigned integers of 32 or 64
bits is int64 here: an FFT that is divided by its length bounds all of it far below the limits.
"""

from __future__ import annotations

from firststeps.audio.fixed_fft import Complex16
from firststeps.audio.micro_tables import (
    LOG_SEGMENTS,
    SNR_BITS,
    MicroSettings,
    channel_table,
    gain_table,
    hann_window,
    log_table,
    noise_shares,
)

import numpy as np
from numpy.typing import NDArray

Int16 = NDArray[np.int16]
Int64 = NDArray[np.int64]
GAINED_BITS = 6  # fractional bits that gain control returns
LOG_BITS = 16  # fractional bits of logarithms before they are scaled
LN_2 = round(np.log(2) * (1 << LOG_BITS))
LOWEST = -32_768  # the one int16 that has no positive counterpart


def windowed(frames: Int16, settings: MicroSettings) -> Int16:
    """Return frames that fade in and out, shape (..., window_length)."""
    return ((frames * hann_window(settings)) >> settings.window_bits).astype(np.int16)


def block_scaled(frames: Int16, settings: MicroSettings) -> tuple[Int16, Int64]:
    """Shift each frame to the left until it fills 16 bits, so that rounding inside the FFT hurts less.

    Returns:
        the frames, filled up with zeros, shape (..., fft_length); and by how many bits each was shifted, (...).
    """
    peak = _peak(frames)
    shift = np.where(peak > 0, 15 - _bits(peak), 0)
    padded = np.zeros((*frames.shape[:-1], settings.fft_length), np.int16)
    np.left_shift(frames, shift[..., np.newaxis].astype(np.int16), out=padded[..., : frames.shape[-1]])
    return padded, shift


def _peak(frames: Int16) -> Int64:
    """Return the largest absolute value in each frame, as the original finds it."""
    lowest = frames.min(axis=-1)
    peak: Int64 = np.maximum(frames.max(axis=-1), -lowest.astype(np.int64))
    if (lowest == LOWEST).any():
        for place in np.argwhere(lowest == LOWEST):
            peak[tuple(place)] = _peak_behind_lowest(frames[tuple(place)].astype(np.int64))
    return peak


def _peak_behind_lowest(frame: Int64) -> int:
    """Return what the original takes for the largest absolute value of a frame that holds -32,768.

    The absolute value does not fit into 16 bits and becomes -32,768 again, so the search begins anew behind the last
    such sample.  It first climbs through negative samples, taking each for the largest value so far; the first that
    does not climb counts with its absolute value again, and so do all behind it.
    """
    behind = frame[np.flatnonzero(frame == LOWEST)[-1] + 1 :]
    climbs = (behind < 0) & (np.diff(behind, prepend=LOWEST) > 0)
    return int(np.abs(behind[int(np.argmin(climbs)) :]).max())


def energy(spectrum: Complex16, settings: MicroSettings) -> Int64:
    """Return the squared magnitude of the frequencies that channels use, shape (..., fft_length / 2 + 1)."""
    table = channel_table(settings)
    result = np.zeros(spectrum.real.shape, np.int64)
    squares = np.square(spectrum.parts[..., table.starts[0] : table.end], dtype=np.int32)
    np.add(squares[0], squares[1], out=result[..., table.starts[0] : table.end], dtype=np.int64)
    return result


def channel_energy(energies: Int64, settings: MicroSettings) -> Int64:
    """Return the energy in each channel times 2 ** weight_bits, shape (..., channels)."""
    table = channel_table(settings)
    used = energies[..., table.starts[0] : table.end]
    starts = table.starts - table.starts[0]
    rising = np.add.reduceat(used * table.rising, starts, axis=-1)
    falling = np.add.reduceat(used * table.falling, starts, axis=-1)
    return np.asarray(rising[..., :-1] + falling[..., 1:])


def square_root(energies: Int64, shift: Int64) -> Int64:
    """Return the rounded roots of (..., channels), with the shift (...) of their frames undone."""
    root: Int64 = np.rint(np.sqrt(energies)).astype(
        np.int64
    )  # no tie, and exact below 2 ** 52; there are at most 2 ** 48
    root -= (root == 1 << 16) & (energies < 1 << 32)  # the original takes such roots in 16 bits and can't round up
    return root >> shift[..., np.newaxis]


def noise_estimates(signal: Int64, before: Int64, settings: MicroSettings) -> Int64:
    """Return the noise estimate after each frame: it follows the signal by a small share of the difference.

    Args:
        signal: shape (frames, channels) or (clips, frames, channels).
        before: the estimate before the first frame, shape (channels,) or (clips, channels); zeros at the start of a
            sound.
        settings: the parameters.

    Returns:
        the shape of ``signal``, with smoothing_bits fractional bits.
    """
    shares = noise_shares(settings)
    kept = (1 << settings.subtraction_bits) - shares
    entering = (signal << settings.smoothing_bits) * shares
    estimates = np.empty_like(signal)
    # The estimate depends on all frames before.  Each is computed in its place: this loop is most of what is not FFT.
    for new, after in zip(entering.swapaxes(0, -2), estimates.swapaxes(0, -2), strict=True):
        np.multiply(before, kept, out=after)
        np.add(after, new, out=after)
        np.right_shift(after, settings.subtraction_bits, out=after)
        before = after
    return estimates


def noise_reduced(signal: Int64, noise: Int64, settings: MicroSettings) -> Int64:
    """Return the signal (..., channels) without the noise, at least ``min_signal_remaining`` of it."""
    rest: Int64 = np.maximum((signal << settings.smoothing_bits) - noise, 0) >> settings.smoothing_bits
    share = int(settings.min_signal_remaining * (1 << settings.subtraction_bits))
    least = (signal * share) >> settings.subtraction_bits
    reduced: Int64 = np.maximum(rest, least)
    return reduced


def gain(noise: Int64, settings: MicroSettings) -> Int64:
    """Return by what a signal is multiplied in which so much noise is estimated: the more noise, the less.

    That is about (noise + gain_offset) ** -gain_strength, from a table with a parabola for each power of two.
    """
    table = gain_table(settings)
    interval = _bits(noise)
    part = ((noise << 21) >> (interval + 10)) & 0x3FF  # the ten digits behind the first
    bent = ((table.square[interval] * part) >> 5) + (table.linear[interval] << 5)
    factor: Int64 = table.start[interval] + ((bent * part + (1 << 14)) >> 15)
    return factor


def gain_controlled(signal: Int64, noise: Int64, settings: MicroSettings) -> Int64:
    """Divide by a power of the noise and compress what is small (PCAN, per-channel amplitude normalisation).

    The source is Wang et al., Trainable frontend for robust and far-field keyword spotting, 2017.

    Returns:
        the normalised channels with 6 fractional bits, in the shape of ``signal``: a ratio x of signal to noise
        becomes x² / 4 below 2 and x - 1 from there on.
    """
    snr = (signal * gain(noise, settings)) >> (settings.gain_bits - settings.correction_bits - SNR_BITS)
    small = (snr * snr) >> (2 + 2 * SNR_BITS - GAINED_BITS)
    large = (snr >> (SNR_BITS - GAINED_BITS)) - (1 << GAINED_BITS)
    return np.where(snr < 2 << SNR_BITS, small, large)


def logarithm(signal: Int64, settings: MicroSettings) -> Int64:
    """Return ``log_scale`` times the natural logarithm, 0 for what is at most 1, in the shape of ``signal``."""
    scaled: Int64 = np.maximum(signal << settings.correction_bits, 1)
    whole = _bits(scaled) - 1
    fraction = ((scaled << LOG_BITS) >> whole) - (1 << LOG_BITS)
    segment, position = np.divmod(fraction, (1 << LOG_BITS) // LOG_SEGMENTS)
    table = log_table()
    base, step = table[segment], table[segment + 1] - table[segment]
    # The position is divided by 65,536, not by the segment's length: TensorFlow's library does so.
    binary = (whole << LOG_BITS) + fraction + base + ((step * position) >> LOG_BITS)
    natural = (LN_2 * binary + (1 << 15)) >> LOG_BITS
    logarithms: Int64 = (settings.log_scale * natural + (1 << 15)) >> LOG_BITS
    return logarithms


def scaled_to_int8(logarithms: NDArray[np.signedinteger]) -> NDArray[np.int8]:
    """Return features from -128 to 127: 0 to 26 times 25.6, the range of the network's input, in int8."""
    scaled = (logarithms.astype(np.int64) * 256 + 333) // 666 - 128
    return np.minimum(scaled, 127).astype(np.int8)  # logarithms are not negative


def _bits(values: Int64) -> Int64:
    """Return how many binary digits each number below 2 ** 53 has."""
    return np.frexp(values.astype(np.float64))[1].astype(np.int64)
