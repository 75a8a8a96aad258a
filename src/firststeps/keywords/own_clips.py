"""From recordings of a word to what its model is taught with: windows of embeddings, many from each recording."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from firststeps.audio.files import read_audio
from firststeps.audio.problems import AudioError
from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.errors import PlainError
from firststeps.keywords.clips import sounds_in
from firststeps.keywords.embedding import STEP, SpeechEmbedding, Vectors, samples_for

import numpy as np
import soxr  # type: ignore[import-untyped]
from numpy.typing import NDArray

JOINED = 2  # embeddings, 80 ms apart, that are looked at together: 855 ms
WIDE = 20_000  # samples to which a short sound is filled up, so that a word at its edge is seen whole: 1.25 s
MOST_CLIPS = 50
SHORTEST, LONGEST = 0.15, 3.0  # seconds of a recording
QUIETEST = 0.005  # of full scale: what never gets louder holds no word, -46 dB
FULL_SCALE = 32_767


@dataclass(frozen=True)
class Variation:
    """How recordings of a word are varied."""

    sounds: int = 24  # made of all recordings together, besides themselves
    most: int = 8  # made of one recording
    gain: tuple[float, float] = (-10.0, 6.0)  # dB that it gets louder
    snr: tuple[float, float] = (5.0, 30.0)  # dB that it stands above a noise
    speed: tuple[float, float] = (0.88, 1.14)  # times as fast, and as high
    reach: int = 4  # places to either side of its middle, 40 ms apart, where a window lies

    def copies(self, clips: int) -> int:
        """Return how often each of so many recordings is varied."""
        return min(self.most, -(-self.sounds // clips))


def joined(embeddings: Vectors, apart: int = 1) -> Vectors:
    """Return each embedding with the one 80 ms later: (…, n, 96) becomes (…, n - apart, 192).

    Args:
        embeddings: in the order of time.
        apart: embeddings from one to that 80 ms later.
    """
    return np.concatenate([embeddings[..., :-apart, :], embeddings[..., apart:, :]], axis=-1)


def widened(samples: Samples) -> Samples:
    """Return a sound of at least 1.25 s, with zeros on both sides if it needs them; zeros at its end don't count."""
    heard = np.trim_zeros(samples, "b")
    short = max(0, WIDE - len(heard))
    return np.pad(heard, (short // 2, short - short // 2))


def read_word(folder: Path) -> list[Samples]:
    """Return the recordings of a word in a folder, in the order of their names.

    Raises:
        PlainError: if there are none or more than 50, or one cannot be read, is too short, too long or silent.
    """
    paths = sounds_in(folder)
    if not paths:
        raise PlainError(f"{folder}: no recordings; put 1 to {MOST_CLIPS} WAV or FLAC files of the word into it")
    if len(paths) > MOST_CLIPS:
        raise PlainError(f"{folder}: {len(paths)} recordings; leave {MOST_CLIPS} at most")
    return [_checked(path) for path in paths]


def _checked(path: Path) -> Samples:
    samples = read_audio(path)
    seconds = len(np.trim_zeros(samples)) / SAMPLE_RATE
    if seconds > LONGEST:
        raise AudioError(path, f"it lasts {seconds:.1f} seconds; cut it to one word of {LONGEST:g} at most")
    if np.abs(samples.astype(np.int32)).max() < QUIETEST * FULL_SCALE:
        raise AudioError(path, "it is silent; record it again, louder")
    if seconds < SHORTEST:
        raise AudioError(path, f"it lasts {seconds:.2f} seconds, too short for a word; record it again")
    return samples


def taught_windows(
    samples: Samples, network: SpeechEmbedding, variation: Variation, copies: int, random: np.random.Generator
) -> Vectors:
    """Return the windows that a recording teaches with, as it is and varied, (windows, 192).

    Args:
        samples: one word, shape (n,).
        network: what makes the embeddings.
        variation: how far to go.
        copies: how often it is varied.
        random: where all choices come from.
    """
    sounds = [samples, *(varied(samples, variation, random) for _ in range(copies))]
    half = STEP // 2
    length = samples_for(2 * variation.reach + 1 + 2 * (JOINED - 1), half)
    windows = [joined(network.of_samples(_middle(sound, length), half), apart=2) for sound in sounds]
    return np.concatenate(windows)


def varied(samples: Samples, variation: Variation, random: np.random.Generator) -> Samples:
    """Return a recording faster or slower, louder or softer, with a noise over it; (m,), m being other than n."""
    speed, gain = random.uniform(*variation.speed), random.uniform(*variation.gain)
    word = soxr.resample(samples.astype(np.float64), speed, 1.0, quality="HQ")
    noise = _noise(len(word), random)
    level = np.sqrt((word**2).mean() / (noise**2).mean() / 10 ** (random.uniform(*variation.snr) / 10))
    louder = (word + noise * level) * 10 ** (gain / 20)
    made: Samples = np.rint(louder * min(1.0, FULL_SCALE / np.abs(louder).max())).astype(np.int16)
    return made


def _noise(length: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Return noise between white and brown: its power falls with a random exponent of the frequency."""
    spectrum = np.fft.rfft(random.normal(size=length))
    spectrum /= np.maximum(1, np.arange(len(spectrum))) ** random.uniform(0, 1)
    return np.fft.irfft(spectrum, length)


def _middle(samples: Samples, length: int) -> Samples:
    """Return ``length`` samples around the middle of the loudest 855 ms, by energy; zeros where there are none."""
    energy = np.cumsum(np.concatenate([[0.0], samples.astype(np.float64) ** 2]))
    span = min(len(samples), samples_for(JOINED))
    start = int((energy[span:] - energy[:-span]).argmax())
    part = samples[start : start + span].astype(np.float64) ** 2
    centre = start + int((part * np.arange(span)).sum() / max(part.sum(), 1.0))
    padded = np.pad(samples, length)
    first = centre + length - length // 2
    return padded[first : first + length]
