"""The front end of TensorFlow's Micro Speech: 40 small numbers for every 20 ms of sound.

It computes in whole numbers only, for processors without floating point, and so do we: every feature equals that of
TensorFlow Lite Micro's own preprocessor.
"""

from __future__ import annotations

from dataclasses import dataclass

from firststeps.audio import micro_steps as steps
from firststeps.audio.fixed_fft import Complex16, real_fft
from firststeps.audio.micro_tables import DEFAULT, MicroSettings

import numpy as np
from numpy.typing import NDArray

BLOCK = 200  # frames computed at once: what they need stays in the processor's cache


@dataclass(frozen=True)
class MicroStages:
    """What each step of the front end gives; the first axis is the frame, after that of the clips if there is one."""

    windowed: NDArray[np.int16]  # (frames, 480): the samples, faded in and out
    shift: NDArray[np.int64]  # (frames,): by how many bits a frame was shifted up before the FFT
    spectrum: Complex16  # (frames, 257): the FFT, divided by 512, of the shifted frame; 31.25 Hz from one to the next
    energy: NDArray[np.int64]  # (frames, 257): squared magnitudes; 0 where no channel looks
    channels: NDArray[np.int64]  # (frames, 40): weighted sums of energy, times 2 ** 12
    magnitudes: NDArray[np.int64]  # (frames, 40): their roots, with the shift undone
    noise: NDArray[np.int64]  # (frames, 40): the noise estimate, times 2 ** 10
    reduced: NDArray[np.int64]  # (frames, 40): the magnitudes without the noise
    gained: NDArray[np.int64]  # (frames, 40): after gain control, times 2 ** 6
    logarithms: NDArray[np.int64]  # (frames, 40): natural logarithm of 8 times ``gained``, times 64
    features: NDArray[np.int8]  # (frames, 40): what the network is given


def micro_features(samples: NDArray[np.int16], settings: MicroSettings = DEFAULT) -> NDArray[np.int8]:
    """Return the features of a piece of sound, or of several clips of one length.

    Args:
        samples: 16 kHz, one channel, shape (n,) or (clips, n), at least 480 in each.
        settings: the parameters.

    Returns:
        shape (1 + (n - 480) // 320, 40), after the clips if there are any: 49 frames for a second.

    Raises:
        ValueError: if there are fewer samples than one frame has, or they are not int16.

    Examples:
        >>> micro_features(np.zeros(16_000, dtype=np.int16)).shape
        (49, 40)
    """
    frames = _frames(samples, settings)
    if samples.ndim == 1:
        return _features(frames, np.zeros(settings.channels, np.int64), settings)[0]
    together = max(1, BLOCK // frames.shape[-2])
    features = np.empty((*frames.shape[:-1], settings.channels), np.int8)
    for first in range(0, len(frames), together):
        clips = frames[first : first + together]
        silence = np.zeros((len(clips), settings.channels), np.int64)
        features[first : first + together], _ = _features(clips, silence, settings)
    return features


def micro_stages(samples: NDArray[np.int16], settings: MicroSettings = DEFAULT) -> MicroStages:
    """Return what every step gives; arguments and errors as for ``micro_features``."""
    frames = _frames(samples, settings)
    return _stages(frames, np.zeros((*samples.shape[:-1], settings.channels), np.int64), settings)


class MicroFrontEnd:
    """The same front end for sound that arrives in pieces.

    Whatever the pieces, empty ones or single samples too, the frames equal those of ``micro_features`` exactly.
    """

    def __init__(self, settings: MicroSettings = DEFAULT) -> None:
        """Wait for the first sample of a sound."""
        self._settings = settings
        self.reset()

    def reset(self) -> None:
        """Forget what was heard: the next sample is the first of a new sound."""
        self._waiting = np.zeros(0, np.int16)
        self._noise = np.zeros(self._settings.channels, np.int64)

    def push(self, samples: NDArray[np.int16]) -> NDArray[np.int8]:
        """Take in more samples (n,), any number, and return the features of the frames that are now complete.

        Returns:
            shape (k, 40); k may be zero.

        Raises:
            ValueError: if the samples are not int16 of shape (n,).
        """
        _check(samples, "(n,)", 1)
        self._waiting = np.concatenate([self._waiting, samples])
        if len(self._waiting) < self._settings.window_length:
            return np.zeros((0, self._settings.channels), np.int8)
        frames = _frames(self._waiting, self._settings)
        features, noise = _features(frames, self._noise, self._settings)
        # Copies, so that the arrays that they are the end of are not kept.
        self._noise, self._waiting = noise.copy(), self._waiting[len(frames) * self._settings.hop_length :].copy()
        return features


def _features(
    frames: NDArray[np.int16], noise: NDArray[np.int64], settings: MicroSettings
) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """Return the features of frames, one block of them after the other, and the noise estimate after the last."""
    features = np.empty((*frames.shape[:-1], settings.channels), np.int8)
    for start in range(0, frames.shape[-2], BLOCK):
        stages = _stages(frames[..., start : start + BLOCK, :], noise, settings)
        features[..., start : start + BLOCK, :] = stages.features
        noise = stages.noise[..., -1, :]
    return features, noise


def _stages(frames: NDArray[np.int16], noise_before: NDArray[np.int64], settings: MicroSettings) -> MicroStages:
    windowed = steps.windowed(frames, settings)
    scaled, shift = steps.block_scaled(windowed, settings)
    spectrum = real_fft(scaled)
    energy = steps.energy(spectrum, settings)
    channels = steps.channel_energy(energy, settings)
    magnitudes = steps.square_root(channels, shift)
    noise = steps.noise_estimates(magnitudes, noise_before, settings)
    reduced = steps.noise_reduced(magnitudes, noise, settings)
    gained = steps.gain_controlled(reduced, noise, settings)
    logarithms = steps.logarithm(gained, settings)
    features = steps.scaled_to_int8(logarithms)
    return MicroStages(
        windowed, shift, spectrum, energy, channels, magnitudes, noise, reduced, gained, logarithms, features
    )


def _frames(samples: NDArray[np.int16], settings: MicroSettings) -> NDArray[np.int16]:
    """Return the frames (..., frames, window_length) of samples (..., n), without copying them."""
    _check(samples, "(n,) or (clips, n)", 2)
    if samples.shape[-1] < settings.window_length:
        raise ValueError(f"{samples.shape[-1]} samples are less than one frame of {settings.window_length}")
    shape = (*samples.shape[:-1], 1 + (samples.shape[-1] - settings.window_length) // settings.hop_length)
    step = samples.strides[-1]
    return np.lib.stride_tricks.as_strided(
        samples,
        (*shape, settings.window_length),
        (*samples.strides[:-1], settings.hop_length * step, step),
        writeable=False,
    )


def _check(samples: NDArray[np.int16], shapes: str, most_axes: int) -> None:
    if samples.dtype != np.int16 or not 1 <= samples.ndim <= most_axes:
        raise ValueError(f"samples have to be int16 of shape {shapes}, not {samples.dtype} of shape {samples.shape}")
