"""The short-time Fourier transform: sound cut into frames, and each frame taken apart into frequencies."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

FULL_SCALE = 32_768  # an int16 sample divided by this lies between -1 and 1


def framed(samples: NDArray[np.generic], window_length: int, hop_length: int) -> NDArray[np.generic]:
    """Return overlapping pieces of ``samples`` without copying them.

    Args:
        samples: shape (n,).
        window_length: samples in a frame.
        hop_length: samples from the start of a frame to the start of the next.

    Returns:
        shape (1 + (n - window_length) // hop_length, window_length); what is left at the end belongs to no frame.

    Raises:
        ValueError: if there are fewer samples than one frame has.
    """
    if len(samples) < window_length:
        raise ValueError(f"{len(samples)} samples are less than one frame of {window_length}")
    return np.lib.stride_tricks.sliding_window_view(samples, window_length)[::hop_length]


@cache
def hann_window(window_length: int) -> NDArray[np.float32]:
    """Return the periodic Hann window, 0.5 - 0.5 cos(2 pi k / window_length), shape (window_length,)."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(window_length) / window_length)
    return window.astype(np.float32)


def spectrogram(
    samples: NDArray[np.int16], window_length: int = 480, hop_length: int = 160, fft_length: int = 512
) -> NDArray[np.float32]:
    """Return the power of each frequency in each frame.

    Args:
        samples: int16, shape (n,).
        window_length: samples in a frame; 480 are 30 ms at 16 kHz.
        hop_length: samples from frame to frame; 160 are 10 ms.
        fft_length: length of the Fourier transform; a shorter frame is filled up with zeros.

    Returns:
        shape (frames, fft_length // 2 + 1): squared magnitudes of samples between -1 and 1; column k belongs to the
        frequency k * 16,000 / fft_length Hz.

    Raises:
        ValueError: if there are fewer samples than one frame has, or they are not int16 of shape (n,).
    """
    check_samples(samples)
    frames = framed(samples, window_length, hop_length) * (hann_window(window_length) / np.float32(FULL_SCALE))
    spectrum = np.fft.rfft(frames, fft_length)
    return spectrum.real**2 + spectrum.imag**2


def check_samples(samples: NDArray[np.int16]) -> None:
    """Raise ValueError unless ``samples`` are int16 of shape (n,)."""
    if samples.dtype != np.int16 or samples.ndim != 1:
        raise ValueError(f"samples have to be int16 of shape (n,), not {samples.dtype} of shape {samples.shape}")
