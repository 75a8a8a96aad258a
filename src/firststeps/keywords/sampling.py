"""Which clips make up an epoch, and the batches that they come in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from firststeps.errors import PlainError
from firststeps.keywords.augment import Variation, silence, varied
from firststeps.keywords.inputs import scaled
from firststeps.keywords.labels import SILENCE, UNKNOWN, class_of

import numpy as np
from numpy.typing import NDArray

MADE = -1  # in place of the number of a clip: a piece of silence, made when its turn comes

Batch = tuple[NDArray[np.float32], NDArray[np.intp]]  # inputs (n, frames, bands) and classes (n,)


@dataclass(frozen=True)
class Shares:
    """How many clips of an epoch are not keywords; all clips of keywords are in each."""

    unknown: float = 1.5  # clips of other words for each clip of a keyword, on average over keywords
    silence: float = 1.0  # pieces of silence, likewise


class Sampler:
    """Draws epochs from a training set.

    Silence is made, even where the set has some.  Other words are drawn anew for each epoch, all of them equally
    often, however many clips each of them has.
    """

    def __init__(
        self,
        features: NDArray[np.uint8],
        spoken: NDArray[np.str_],
        noises: NDArray[np.uint8],
        labels: Sequence[str],
        shares: Shares,
    ) -> None:
        """Sort the clips.

        Args:
            features: the clips, (n, 98, bands).
            spoken: the word in each, (n,).
            noises: pieces of background noise, (n, frames of the model, bands).
            labels: the classes of the model, ``_silence_`` and ``_unknown_`` among them.
            shares: what is in an epoch.

        Raises:
            PlainError: if there are too few clips of other words, or a keyword has none.
        """
        words, numbers, counts = np.unique(spoken, return_inverse=True, return_counts=True)
        self._classes = np.array([class_of(word, labels) for word in words])[numbers]
        self._features, self._noises, self._labels = features, noises, labels
        other, silent = self._classes == labels.index(UNKNOWN), self._classes == labels.index(SILENCE)
        self._keywords, self._others = np.flatnonzero(~other & ~silent), np.flatnonzero(other)
        keywords = [label for label in labels if label not in (SILENCE, UNKNOWN)]
        if absent := sorted(set(keywords) - set(words)):
            raise PlainError(f"the data have no training clips of {', '.join(absent)}; name others with --data")
        mean = len(self._keywords) / len(keywords)
        self._unknown, self._silence = round(shares.unknown * mean), round(shares.silence * mean)
        if self._unknown > len(self._others):
            raise PlainError(
                f"the data have {len(self._others)} training clips of other words, and an epoch takes {self._unknown}; "
                "name others with --data"
            )
        weights = 1 / counts[numbers[self._others]]
        self._weights = weights / weights.sum()

    @property
    def size(self) -> int:
        """How many clips an epoch has."""
        return len(self._keywords) + self._unknown + self._silence

    def epoch(self, batch: int, variation: Variation, random: np.random.Generator) -> Iterator[Batch]:
        """Yield an epoch in batches of ``batch`` clips, in random order; what is left over is left out."""
        others = random.choice(self._others, self._unknown, replace=False, p=self._weights)
        drawn = random.permutation(np.concatenate([self._keywords, others, np.full(self._silence, MADE)]))
        for first in range(0, len(drawn) - batch + 1, batch):
            yield self._batch(drawn[first : first + batch], variation, random)

    def _batch(self, drawn: NDArray[np.intp], variation: Variation, random: np.random.Generator) -> Batch:
        spoken = drawn != MADE
        inputs = np.empty((len(drawn), *self._noises.shape[1:]), np.float32)
        inputs[spoken] = varied(self._features[drawn[spoken]], self._noises, variation, random)
        inputs[~spoken] = silence(int(np.sum(~spoken)), self._noises, variation, random)
        classes = np.where(spoken, self._classes[drawn], self._labels.index(SILENCE))
        return scaled(inputs), classes
