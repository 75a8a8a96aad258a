"""Variations of training clips: moved in time, louder or softer, with noise, with parts blanked out.

Features are log-mel as ``firststeps.audio.log_mel`` defines them: ``value = 10.1257 ln(power + 1e-6) + 146.577``, 98
frames of 10 ms by 40 bands, between 0 and 255.  Loudness and noise act on the power, where sounds add up.
"""

from __future__ import annotations

from dataclasses import dataclass

from firststeps.audio.mel import DEFAULT, MelSettings
from firststeps.keywords.inputs import thinned

import numpy as np
from numpy.typing import NDArray

Features = NDArray[np.float32]  # shape (clips, frames, bands), values of 0 to 255
Bytes = NDArray[np.uint8]  # the same, rounded, as the training data are kept


@dataclass(frozen=True)
class Variation:
    """How far training clips may be varied."""

    shift: float = 12.0  # frames of 10 ms, at most, to either side
    stretch: tuple[float, float] = (1.0, 1.0)  # times as slow as it was said
    raise_by: tuple[float, float] = (1.0, 1.0)  # times as high as it was said; on the mel scale, so only roughly
    mixed: float = 0.8  # share of the clips whose loudness is changed and to which noise is added
    gain: tuple[float, float] = (-8.0, 6.0)  # dB that a clip gets louder
    noise: tuple[float, float] = (-30.0, 3.0)  # dB that its noise gets louder; the noises are loud and soft already
    silence_gain: tuple[float, float] = (-20.0, 6.0)  # dB that a noise gets louder where it stands for silence
    digital: float = 0.1  # share of the silence that is digital silence, no signal at all
    bands: tuple[int, int] = (2, 5)  # groups of blanked bands, and bands in the widest
    spans: tuple[int, int] = (2, 6)  # blanked spans of time, and frames of the model in the longest


def to_power(values: NDArray[np.generic], settings: MelSettings = DEFAULT) -> Features:
    """Return the power that log-mel ``values`` stand for, the floor taken off; never below 0."""
    log_power = (values.astype(np.float32) - np.float32(settings.offset)) / np.float32(settings.gain)
    power: Features = np.maximum(np.exp(log_power) - np.float32(settings.floor), np.float32(0))
    return power


def to_values(power: Features, settings: MelSettings = DEFAULT) -> Features:
    """Return the log-mel values of ``power``; the inverse of ``to_power`` where no value is clipped."""
    log_power = np.log(power + np.float32(settings.floor))
    values: Features = np.clip(np.float32(settings.gain) * log_power + np.float32(settings.offset), 0, 255)
    return values


def shifted(clips: Bytes, variation: Variation, random: np.random.Generator) -> Features:
    """Return each clip moved in time and in height, slowed down or sped up; what opens up is 0.

    Values between two frames, or two bands, are interpolated, as they are: an average of logarithms.
    """
    (count, frames, bands), limits = clips.shape, (-variation.shift, variation.shift)
    moves = random.uniform(*limits, (count, 1))
    stretches = random.uniform(*variation.stretch, (count, 1))
    heights = random.uniform(*variation.raise_by, (count, 1))
    middle = (frames - 1) / 2
    moved = _resampled(clips, (np.arange(frames) - middle - moves) / stretches + middle)
    if variation.raise_by == (1.0, 1.0):
        return moved
    places = np.minimum(np.arange(bands) / heights, bands - 1)
    return _resampled(moved.swapaxes(1, 2), places).swapaxes(1, 2)


def _resampled(clips: NDArray[np.generic], places: NDArray[np.float64]) -> Features:
    """Return what lies at ``places``, (clips, n), on the second axis of ``clips``; 0 outside of it."""
    length, which = clips.shape[1], np.arange(len(clips))[:, None]
    low = np.floor(places).astype(np.intp)
    share = (places - low).astype(np.float32)[..., None]
    inside = ((places > -1) & (places < length))[..., None]
    first, second = (clips[which, np.clip(side, 0, length - 1)].astype(np.float32) for side in (low, low + 1))
    return np.where(inside, first + share * (second - first), np.float32(0))


def mixed(
    clips: NDArray[np.generic], gains: NDArray[np.float64], noise: Bytes, levels: NDArray[np.float64]
) -> Features:
    """Return each clip made louder, with noise added to its power.

    Args:
        clips: shape (clips, frames, bands), values of 0 to 255.
        gains: dB for each clip, (clips,).
        noise: a noise for each clip, of the same shape.
        levels: dB for each noise, (clips,).
    """
    return to_values(to_power(clips) * _factors(gains) + to_power(noise) * _factors(levels))


def blanked(clips: Features, variation: Variation, random: np.random.Generator) -> Features:
    """Return clips with groups of bands and spans of time set to their mean (SpecAugment, Park and others, 2019)."""
    hidden = np.zeros(clips.shape, np.bool_)
    for axis, (count, widest) in ((2, variation.bands), (1, variation.spans)):
        places = np.arange(clips.shape[axis])
        for _ in range(count):
            width = random.integers(0, widest, len(clips), endpoint=True)[:, None]
            start = (random.random((len(clips), 1)) * (len(places) - width + 1)).astype(np.intp)
            part = (places >= start) & (places < start + width)
            hidden |= part[:, None, :] if axis == 2 else part[:, :, None]
    return np.where(hidden, clips.mean((1, 2), keepdims=True), clips)


def varied(clips: Bytes, noises: Bytes, variation: Variation, random: np.random.Generator) -> Features:
    """Return a batch of clips, each varied in its own way, (clips, frames of the model, bands).

    Args:
        clips: shape (clips, 98, bands).
        noises: pieces of background noise to choose from, (n, frames of the model, bands).
        variation: how far to go.
        random: where all choices come from.
    """
    count = len(clips)
    values = thinned(shifted(clips, variation, random), noises.shape[1]).copy()
    chosen = noises[random.integers(len(noises), size=count)]
    gains, levels = random.uniform(*variation.gain, count), random.uniform(*variation.noise, count)
    change = random.random(count) < variation.mixed
    values[change] = mixed(values[change], gains[change], chosen[change], levels[change])
    return blanked(values, variation, random)


def silence(count: int, noises: Bytes, variation: Variation, random: np.random.Generator) -> Features:
    """Return ``count`` clips in which nobody speaks: one noise over another, or no signal at all; see ``varied``."""
    first, second = noises[random.integers(len(noises), size=(2, count))]
    levels = random.uniform(*variation.silence_gain, count), random.uniform(*variation.noise, count)
    made = mixed(first, levels[0], second, levels[1])
    made[random.random(count) < variation.digital / 2] = 0  # as the data fill up short clips
    made[random.random(count) < variation.digital / 2] = to_values(np.zeros((), np.float32))  # as computed
    return blanked(made, variation, random)


def _factors(decibels: NDArray[np.float64]) -> NDArray[np.float32]:
    return (10 ** (decibels / 10)).astype(np.float32)[:, None, None]
