"""What a keyword model is trained and judged on, in arrays."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from firststeps.data.places import located
from firststeps.errors import PlainError
from firststeps.keywords.inputs import scaled, thinned
from firststeps.keywords.labels import SILENCE, class_of
from firststeps.keywords.sampling import Batch
from firststeps.keywords.store import SAMPLES

import numpy as np
from numpy.typing import NDArray
from PIL import Image

NOISE = "_background_noise_"
HELD_BACK = 5  # one in so many pieces of noise, the last ones, is for validation


@dataclass(frozen=True)
class Examples:
    """Clips of one part of a data set, as log-mel features."""

    features: NDArray[np.uint8]  # shape (n, 98, 40)
    words: NDArray[np.str_]  # what is said in each, (n,)


@dataclass(frozen=True)
class Corpus:
    """A data set for training; noise is divided as clips are, but its pieces come from the same six recordings."""

    training: Examples
    training_noise: NDArray[np.uint8]  # shape (n, 98, 40)
    validation: Examples
    validation_noise: NDArray[np.uint8]

    def validation_batch(self, labels: Sequence[str], frames: int) -> Batch:
        """Return the inputs of all validation clips and of the noise held back, as silence, and their classes."""
        features = np.concatenate([self.validation.features, self.validation_noise])
        words = [*self.validation.words, *[SILENCE] * len(self.validation_noise)]
        return scaled(thinned(features, frames)), np.array([class_of(word, labels) for word in words])


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
    """Return the Speech Commands in ``folder``, kept as log-mel images.

    Raises:
        PlainError: if they are not there.
    """
    training, validation = _read(folder / "logmel-train.zip"), _read(folder / "logmel-validation.zip")
    noise = training.words == NOISE
    noises = training.features[noise]
    first_back = len(noises) - len(noises) // HELD_BACK
    return Corpus(
        Examples(training.features[~noise], training.words[~noise]),
        noises[:first_back],
        validation,
        noises[first_back:],
    )


def _read(path: Path) -> Examples:
    if not path.is_file():
        raise PlainError(f"{path}: there is no such file; name the folder of the log-mel features with --data")
    with zipfile.ZipFile(path) as packed:
        names = [name for name in packed.namelist() if name.endswith(".jpg")]
        features = np.stack([np.asarray(Image.open(io.BytesIO(packed.read(name)))) for name in names])
    return Examples(features, np.array([name.split("/")[0] for name in names]))
