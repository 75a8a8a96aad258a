"""What a keyword model is trained and judged on, in arrays."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from firststeps.data.places import cache_folder, located
from firststeps.errors import PlainError
from firststeps.keywords.dataset import LogMels, SpeechCommands
from firststeps.keywords.inputs import scaled, thinned
from firststeps.keywords.labels import SILENCE, class_of
from firststeps.keywords.sampling import Batch
from firststeps.keywords.store import SAMPLES

import numpy as np
from numpy.typing import NDArray

HELD_BACK = 5  # one in so many pieces of noise, the last ones, is for validation


@dataclass(frozen=True)
class Corpus:
    """A data set for training; noise is divided as clips are, but its pieces come from the same few recordings."""

    training: LogMels
    training_noise: NDArray[np.uint8]  # shape (n, 98, 40)
    validation: LogMels
    validation_noise: NDArray[np.uint8]

    @classmethod
    def of(cls, training: LogMels, validation: LogMels, noises: NDArray[np.uint8]) -> Corpus:
        """Return the clips of both parts with pieces of noise, (n, 98, 40), the last ones held back."""
        first_back = len(noises) - len(noises) // HELD_BACK
        return cls(training, noises[:first_back], validation, noises[first_back:])

    def validation_batch(self, labels: Sequence[str], frames: int) -> Batch:
        """Return the inputs of all validation clips and of the noise held back, as silence, and their classes."""
        features = np.concatenate([self.validation.features, self.validation_noise])
        words = [*self.validation.words, *[SILENCE] * len(self.validation_noise)]
        return scaled(thinned(features, frames)), np.array([class_of(word, labels) for word in words])

    def digest(self) -> bytes:
        """Return what stands for every clip and noise, and their order; half a second for all Speech Commands."""
        seen = hashlib.sha256()
        for part in (self.training, self.validation):
            seen.update(hashlib.sha256(" ".join(part.words).encode()).digest())
        for values in (self.training.features, self.training_noise, self.validation.features, self.validation_noise):
            seen.update(hashlib.sha256(np.ascontiguousarray(values).data).digest())
        return seen.digest()


def find_corpus() -> Path:
    """Return the folder of the Speech Commands.

    Raises:
        PlainError: if it is nowhere.
    """
    found = located("speech-commands", SAMPLES)
    if found is None:
        raise PlainError(
            "the Speech Commands are nowhere; name their folder with --data, or its parent in FIRSTSTEPS_DATA"
        )
    return found.path


def read_corpus(folder: Path) -> Corpus:
    """Return the Speech Commands in ``folder``, in any layout that ``firststeps.keywords.dataset`` knows.

    Raises:
        PlainError: if they are not there, or too few.
    """
    data = SpeechCommands.at(folder)
    training, validation = (data.log_mels(split, cache_folder()) for split in ("training", "validation"))
    return Corpus.of(training, validation, data.noise_log_mels())
