"""The short-time Fourier transform: sound cut into frames, and each frame taken apart into frequencies."""

from __future__ import annotations

from functools import cache
from typing import TypeVar

from firststeps.audio.samples import Samples

import numpy as np
from numpy.typing import NDArray

Sample = TypeVar("Sample", bound=np.generic)

FULL_SCALE = 32_768  # an int16 sample divided by this lies between -1 and 1


def framed(samples: NDArray[Sample], window_length: int = 480, hop_length: int = 160) -> NDArray[Sample]:
    """Return overlapping pieces of ``samples`` without copying them.

    Args:
        samples: shape (n,).
        window_length: samples in a frame.
        hop_length: samples from the start of a frame to the start of the next.

    Returns:
        shape (1 + (n - window_length) // hop_length, window_length); what is left at the end belongs to no frame.

    Raises:
        ValueError: if there are fewer samples than one frame has.

    Examples:
        >>> framed(np.arange(9), window_length=4, hop_length=2)
        array([[0, 1, 2, 3],
               [2, 3, 4, 5],
               [4, 5, 6, 7]])
    """
    if len(samples) < window_length:
        raise ValueError(f"{len(samples)} samples are less than one frame of {window_length}")
    return np.lib.stride_tricks.sliding_window_view(samples, window_length)[::hop_length]


@cache
def hann_window(window_length: int = 480) -> NDArray[np.float32]:
    """Return the periodic Hann window, 0.5 - 0.5 cos(2 pi k / window_length), shape (window_length,); read-only."""
    window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(window_length) / window_length)).astype(np.float32)
    window.flags.writeable = False  # every caller gets the same array
    return window


def spectrogram(
    samples: Samples, window_length: int = 480, hop_length: int = 160, fft_length: int = 512
) -> NDArray[np.float32]:
    """Return the power of each frequency in each frame.

    It computes in single precision: in doubles it takes half as long again, and the features that are made from it
    move by no more than a thousandth, on a scale of 0 to 255.

    Args:
        samples: int16, shape (n,).
        window_length: samples in a frame; 480 are 30 ms at 16 kHz.
        hop_length: samples from frame to frame; 160 are 10 ms.
        fft_length: length of the Fourier transform; a shorter frame is filled up with zeros.

    Returns:
        shape (frames, fft_length // 2 + 1): squared magnitudes of samples between -1 and 1; column k belongs to the
        frequency k * 16,000 / fft_length Hz.

    Raises:
        ValueError: if there are fewer samples than one frame has, they are not int16 of shape (n,), or a frame is
            longer than the Fourier transform.
    """
    check_samples(samples)
    if window_length > fft_length:
        raise ValueError(f"frames of {window_length} samples do not fit into a Fourier transform of {fft_length}")
    frames = framed(samples, window_length, hop_length) * (hann_window(window_length) / np.float32(FULL_SCALE))
    spectrum = np.fft.rfft(frames, fft_length).astype(np.complex64, copy=False)  # no other type but in NumPy's stubs
    return spectrum.real**2 + spectrum.imag**2


class FrameBuffer:
    """Collects sound that arrives in pieces and hands it out as soon as it fills frames."""

    def __init__(self, window_length: int = 480, hop_length: int = 160) -> None:
        """Raise ValueError if there are samples between the frames: ``hop_length`` over ``window_length``."""
        if hop_length > window_length:
            raise ValueError(f"a hop of {hop_length} leaves samples out between frames of {window_length}")
        self._window_length, self._hop_length = window_length, hop_length
        self.reset()

    def reset(self) -> None:
        """Forget what was heard: the next sample is the first of a new sound."""
        self._waiting = np.zeros(0, np.int16)

    def push(self, samples: Samples) -> Samples:
        """Take in more samples, any number, and return those that the frames which are now complete are made of.

        Returns:
            shape (window_length + (k - 1) * hop_length,) for k frames, empty if there is none.

        Raises:
            ValueError: if the samples are not int16 of shape (n,).
        """
        check_samples(samples)
        waiting = np.concatenate([self._waiting, samples])
        frames = max(0, 1 + (len(waiting) - self._window_length) // self._hop_length)
        self._waiting = waiting[frames * self._hop_length :]
        return waiting[: self._window_length + (frames - 1) * self._hop_length] if frames else waiting[:0]


class StreamingSpectrogram:
    """``spectrogram`` for sound that arrives in pieces; its frames equal those of the whole exactly."""

    def __init__(self, window_length: int = 480, hop_length: int = 160, fft_length: int = 512) -> None:
        """Raise ValueError if there are samples between the frames: ``hop_length`` over ``window_length``."""
        self._buffer = FrameBuffer(window_length, hop_length)
        self._lengths = window_length, hop_length, fft_length

    def reset(self) -> None:
        """Forget what was heard: the next sample is the first of a new sound."""
        self._buffer.reset()

    def push(self, samples: Samples) -> NDArray[np.float32]:
        """Take in more samples, any number, and return the power of the frames that are now complete.

        Returns:
            shape (k, fft_length // 2 + 1); k may be zero.

        Raises:
            ValueError: if the samples are not int16 of shape (n,).
        """
        complete = self._buffer.push(samples)
        if not len(complete):
            return np.zeros((0, self._lengths[-1] // 2 + 1), np.float32)
        return spectrogram(complete, *self._lengths)


def check_samples(samples: Samples) -> None:
    """Raise ValueError unless ``samples`` are int16 of shape (n,)."""
    if samples.dtype != np.int16 or samples.ndim != 1:
        raise ValueError(f"samples have to be int16 of shape (n,), not {samples.dtype} of shape {samples.shape}")
