"""The front end of TensorFlow's Micro Speech: 40 small numbers for every 20 ms of sound.

It computes in whole numbers only, for processors without floating point, and so do we: every feature agrees with that
of TensorFlow Lite Micro's own preprocessor.
"""

from __future__ import annotations

from dataclasses import dataclass

from firststeps.audio import micro_steps as steps
from firststeps.audio.fixed_fft import Complex16, real_fft
from firststeps.audio.micro_tables import DEFAULT, MicroSettings

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class MicroStages:
    """What each step of the front end gives; the first axis is the frame."""

    windowed: NDArray[np.int16]  # (frames, 480): the samples, faded in and out
    shift: NDArray[np.int64]  # (frames, 1): by how many bits a frame was shifted up before the FFT
    spectrum: Complex16  # (frames, 257): the FFT, divided by 512 / 2, of the shifted frame
    energy: NDArray[np.int64]  # (frames, 257): squared magnitudes; 0 where no channel looks
    channels: NDArray[np.int64]  # (frames, 40): weighted sums of energy, times 2 ** 12
    magnitudes: NDArray[np.int64]  # (frames, 40): their roots, with the shift undone
    noise: NDArray[np.int64]  # (frames, 40): the noise estimate, times 2 ** 10
    reduced: NDArray[np.int64]  # (frames, 40): the magnitudes without the noise
    gained: NDArray[np.int64]  # (frames, 40): after gain control, times 2 ** 6
    logarithms: NDArray[np.int16]  # (frames, 40): natural logarithm, times 64
    features: NDArray[np.int8]  # (frames, 40): what the network is given


def micro_features(samples: NDArray[np.int16], settings: MicroSettings = DEFAULT) -> NDArray[np.int8]:
    """Return the features of a piece of sound.

    Args:
        samples: 16 kHz, one channel, shape (n,), at least 480 of them.
        settings: the parameters.

    Returns:
        shape (1 + (n - 480) // 320, 40): 49 frames for a second.

    Raises:
        ValueError: if there are fewer samples than one frame has, or they are not int16.
    """
    return micro_stages(samples, settings).features


def micro_stages(samples: NDArray[np.int16], settings: MicroSettings = DEFAULT) -> MicroStages:
    """Return what every step gives for a piece of sound; arguments and errors as for ``micro_features``."""
    _check(samples)
    if len(samples) < settings.window_length:
        raise ValueError(f"{len(samples)} samples are less than one frame of {settings.window_length}")
    return _stages(samples, np.zeros(settings.channels, np.int64), settings)


class MicroFrontEnd:
    """The same front end for sound that arrives in pieces; the frames equal those of ``micro_features`` exactly."""

    def __init__(self, settings: MicroSettings = DEFAULT) -> None:
        self.settings = settings
        self.reset()

    def reset(self) -> None:
        """Forget what was heard: the next sample is the first of a new sound."""
        self._waiting = np.zeros(0, np.int16)
        self._noise = np.zeros(self.settings.channels, np.int64)

    def push(self, samples: NDArray[np.int16]) -> NDArray[np.int8]:
        """Take in more samples, any number, and return the features of the frames that are now complete.

        Returns:
            shape (k, 40); k may be zero.

        Raises:
            ValueError: if the samples are not int16 of shape (n,).
        """
        _check(samples)
        self._waiting = np.concatenate([self._waiting, samples])
        complete = (len(self._waiting) - self.settings.window_length) // self.settings.hop_length + 1
        if complete <= 0:
            return np.zeros((0, self.settings.channels), np.int8)
        stages = _stages(self._waiting, self._noise, self.settings)
        self._noise = stages.noise[-1]
        self._waiting = self._waiting[complete * self.settings.hop_length :]
        return stages.features


def _stages(samples: NDArray[np.int16], noise: NDArray[np.int64], settings: MicroSettings) -> MicroStages:
    frames = np.lib.stride_tricks.sliding_window_view(samples, settings.window_length)[:: settings.hop_length]
    windowed = steps.windowed(frames, settings)
    scaled, shift = steps.block_scaled(windowed, settings)
    spectrum = real_fft(scaled)
    energy = steps.energy(spectrum, settings)
    channels = steps.channel_energy(energy, settings)
    magnitudes = steps.square_root(channels, shift, settings)
    reduced, estimates = np.zeros_like(magnitudes), np.zeros_like(magnitudes)
    for frame, magnitude in enumerate(magnitudes):  # the estimate depends on all frames before
        reduced[frame], noise = steps.noise_reduced(magnitude, noise, settings)
        estimates[frame] = noise
    gained = steps.gain_controlled(reduced, estimates, settings)
    logarithms = steps.logarithm(gained, settings)
    features = steps.scaled_to_int8(logarithms)
    return MicroStages(
        windowed, shift, spectrum, energy, channels, magnitudes, estimates, reduced, gained, logarithms, features
    )


def _check(samples: NDArray[np.int16]) -> None:
    if samples.dtype != np.int16 or samples.ndim != 1:
        raise ValueError(f"samples have to be int16 of shape (n,), not {samples.dtype} of shape {samples.shape}")
