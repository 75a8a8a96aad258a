"""The steps of the Micro Speech front end in whole numbers; a frame in each row, all frames at once.

Each follows the step of the same name in ``signal/src`` of TensorFlow Lite Micro, to the last bit.
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
)

import numpy as np
from numpy.typing import NDArray

Int16 = NDArray[np.int16]
Int64 = NDArray[np.int64]
WORD = 0xFFFF_FFFF  # the largest number of 32 bits


def windowed(frames: Int16, settings: MicroSettings) -> Int16:
    """Return frames that fade in and out, shape (frames, window_length)."""
    return ((frames * hann_window(settings)) >> settings.window_bits).astype(np.int16)


def block_scaled(frames: Int16, settings: MicroSettings) -> tuple[Int16, Int64]:
    """Shift each frame to the left until it fills 16 bits.

    Returns:
        the frames, filled up with zeros, shape (frames, fft_length); and by how many bits each was shifted, (frames, 1).
    """
    peak = np.abs(frames.astype(np.int64)).max(axis=1, keepdims=True, initial=0)
    peak = np.minimum(peak, np.iinfo(np.int16).max)
    shift = np.maximum(15 - _bits(peak), 0)
    padded = np.zeros((len(frames), settings.fft_length), np.int16)
    padded[:, : frames.shape[1]] = frames << shift
    return padded, shift


def energy(spectrum: Complex16, settings: MicroSettings) -> Int64:
    """Return the squared magnitude of the frequencies that channels use, shape (frames, fft_length / 2 + 1)."""
    table = channel_table(settings)
    used = slice(table.starts[0], table.end)
    result = np.zeros(spectrum.real.shape, np.int64)
    real, imag = (part[:, used].astype(np.int64) for part in (spectrum.real, spectrum.imag))
    result[:, used] = real * real + imag * imag
    return result


def channel_energy(energies: Int64, settings: MicroSettings) -> Int64:
    """Return the energy in each channel times 2 ** weight_bits, shape (frames, channels)."""
    table = channel_table(settings)
    used = energies[:, table.starts[0] : table.end]
    starts = table.starts - table.starts[0]
    rising = np.add.reduceat(used * table.rising, starts, axis=1)
    falling = np.add.reduceat(used * table.falling, starts, axis=1)
    return rising[:, :-1] + falling[:, 1:]


def square_root(energies: Int64, shift: Int64, settings: MicroSettings) -> Int64:
    """Return the rounded roots, with the frame's shift undone, shape (frames, channels)."""
    root = np.sqrt(energies.astype(np.float64)).astype(np.int64)  # exact below 2 ** 52, and there are at most 2 ** 48
    up = (energies - root * root > root) & ~((energies <= WORD) & (root == 0xFFFF))
    return (root + up) >> shift


def noise_reduced(signal: Int64, noise: Int64, settings: MicroSettings) -> tuple[Int64, Int64]:
    """Take a frame into the noise estimate and subtract the estimate from it.

    Args:
        signal: the channels of one frame, shape (channels,); any number of clips may come before.
        noise: the estimate so far, of the same shape, with smoothing_bits fractional bits.

    Returns:
        the frame without the noise, at least ``min_signal_remaining`` of it, and the new estimate.
    """
    one = 1 << settings.subtraction_bits
    share = np.full(signal.shape[-1], int(settings.smoothing * one))
    share[1::2] = int(settings.alternate_smoothing * one)
    scaled = (signal << settings.smoothing_bits) & WORD
    noise = ((scaled * share + noise * (one - share)) >> settings.subtraction_bits) & WORD
    rest = (scaled - np.minimum(noise, scaled)) >> settings.smoothing_bits
    floor = (signal * int(settings.min_signal_remaining * one)) >> settings.subtraction_bits
    return np.maximum(rest, floor), noise


def gain_controlled(signal: Int64, noise: Int64, settings: MicroSettings) -> Int64:
    """Divide by a power of the noise and compress what is small (PCAN, per-channel amplitude normalisation).

    The source is Wang et al., Trainable frontend for robust and far-field keyword spotting, 2017.

    Returns:
        the normalised channels with 6 fractional bits, in the shape of ``signal``.
    """
    row = _bits(noise)
    first, linear, square = np.moveaxis(gain_table(settings)[np.where(noise <= 2, np.minimum(noise, 2), row)], -1, 0)
    part = np.where(row < 11, noise << np.maximum(11 - row, 0), noise >> np.maximum(row - 11, 0)) & 0x3FF
    bent = ((((square * part) >> 5) + (linear << 5)) * part + (1 << 14)) >> 15
    gain = first + np.where(noise <= 2, 0, bent)
    snr = ((signal * gain) >> (settings.gain_bits - settings.correction_bits - SNR_BITS)) & WORD
    return np.where(snr < 2 << SNR_BITS, (snr * snr) >> 20, (snr >> 6) - 64)


def logarithm(signal: Int64, settings: MicroSettings) -> Int16:
    """Return 64 times the natural logarithm, 0 for what is at most 1, in the shape of ``signal``."""
    scaled = np.maximum((signal << settings.correction_bits) & WORD, 1)
    whole = _bits(scaled) - 1
    rest = scaled - (np.int64(1) << whole)
    fraction = np.where(whole < 16, rest << np.maximum(16 - whole, 0), rest >> np.maximum(whole - 16, 0))
    segment = fraction // (65_536 // LOG_SEGMENTS)
    table = log_table()
    base, step = table[segment], table[segment + 1] - table[segment]
    # The remainder of the position is divided by 65,536, not by the segment's length: TensorFlow's library does so.
    binary = (whole << 16) + fraction + base + ((step * (fraction - segment * (65_536 // LOG_SEGMENTS))) >> 16)
    natural = (45_426 * binary + 32_768) >> 16
    return np.minimum((settings.log_scale * natural + 32_768) >> 16, np.iinfo(np.int16).max).astype(np.int16)


def scaled_to_int8(logarithms: Int16) -> NDArray[np.int8]:
    """Return features from -128 to 127: 0 to 26 times 25.6, the range of the network's input, in int8."""
    return np.clip((logarithms.astype(np.int32) * 256 + 333) // 666 - 128, -128, 127).astype(np.int8)


def _bits(values: Int64) -> Int64:
    """Return how many binary digits each number below 2 ** 52 has."""
    return np.frexp(values.astype(np.float64))[1].astype(np.int64)
