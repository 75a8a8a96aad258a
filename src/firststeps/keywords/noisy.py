"""How a model does in noise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from firststeps.audio.files import SAMPLE_RATE, Samples, read_audio
from firststeps.errors import PlainError
from firststeps.keywords.clips import sounds_in
from firststeps.keywords.evaluate import Trial, shares
from firststeps.keywords.hear import hear
from firststeps.keywords.runtime import Runner

import numpy as np

SNRS = (20, 10, 5, 0, -5)  # dB
FULL_SCALE = 32767


def read_noises(folder: Path) -> list[Samples]:
    """Return the recordings of noise in a folder.

    Raises:
        PlainError: if it has none of a second or more, or one is broken.
    """
    noises = [read_audio(path) for path in sounds_in(folder)]
    long_enough = [noise for noise in noises if len(noise) > SAMPLE_RATE]
    if not long_enough:
        raise PlainError(f"{folder}: no noise; name a folder of WAV or FLAC files of more than a second")
    return long_enough


def with_noise(samples: Samples, noise: Samples, snr: float) -> Samples:
    """Return a second: a clip with noise from its first to its last sample, int16 of shape (16000,).

    Args:
        samples: the clip, (n,); zeros at its end are left out, and it stands in the middle; of a longer one, the
            second in its middle counts.
        noise: a second of noise, (16000,); it is returned as it is if the clip is all zeros.
        snr: by how many dB the power of the clip, on average over its length, is above that of the noise.  What
            would go beyond full scale is made softer as a whole, so that the ratio holds.
    """
    whole = np.trim_zeros(samples, "b")
    clip = whole[max(0, len(whole) - SAMPLE_RATE) // 2 :][:SAMPLE_RATE].astype(np.float64)
    if not clip.any():
        return noise
    power = (noise.astype(np.float64) ** 2).mean()
    mixed = noise * np.sqrt((clip**2).mean() / power / 10 ** (snr / 10)) if power else np.zeros(SAMPLE_RATE)
    start = (SAMPLE_RATE - len(clip)) // 2
    mixed[start : start + len(clip)] += clip
    second: Samples = np.rint(mixed * min(1.0, FULL_SCALE / np.abs(mixed).max())).astype(np.int16)
    return second


def in_noise(
    trials: Iterable[Trial], noises: Sequence[Samples], runner: Runner, labels: Sequence[str]
) -> list[dict[str, Any]]:
    """Return how a model does on clips with noise, for each ratio of ``SNRS``.

    Every clip gets the same piece of noise at all ratios, chosen by its number; the same clips give the same figures.

    Args:
        trials: clips with a word, one at least; they can be read.
        noises: where pieces of noise come from, each longer than a second.
        runner: the model.
        labels: its classes.
    """
    right = []
    for number, trial in enumerate(trials):
        random = np.random.default_rng(number)
        noise = noises[int(random.integers(len(noises)))]
        start = int(random.integers(len(noise) - SAMPLE_RATE))
        samples, piece = read_audio(trial.path), noise[start : start + SAMPLE_RATE]
        right.append([hear([with_noise(samples, piece, snr)], runner, labels).word == trial.said for snr in SNRS])
    return [{"snr": snr, **shares(column)} for snr, column in zip(SNRS, np.array(right).T, strict=True)]
