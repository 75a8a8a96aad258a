"""Trying a model on recordings that it has not learnt from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from firststeps.audio.files import iter_audio
from firststeps.audio.mel import DEFAULT
from firststeps.errors import PlainError
from firststeps.keywords.hear import hear
from firststeps.keywords.runtime import Runner
from firststeps.keywords.scores import Classes, confusion, wilson_interval

import numpy as np

SOUNDS = {".wav", ".flac"}


@dataclass(frozen=True)
class Evaluation:
    """What came out."""

    labels: tuple[str, ...]
    table: Classes  # clips of each actual class (rows) that were taken for each class (columns)

    @property
    def clips(self) -> int:
        """How many clips were tried."""
        return int(self.table.sum())

    @property
    def right(self) -> int:
        """How many of them were taken for what they are."""
        return int(self.table.trace())

    @property
    def accuracy(self) -> float:
        """The share of them that were."""
        return self.right / self.clips

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies, with 95 % confidence."""
        return wilson_interval(self.right, self.clips)


def evaluate_folder(folder: Path, runner: Runner, labels: Sequence[str]) -> Evaluation:
    """Try a model on the recordings ``folder/LABEL/*.wav`` and ``*.flac`` of its labels; other folders are left out.

    Raises:
        PlainError: if there are none, or one of them cannot be read.
    """
    actual, predicted = [], []
    for number, label in enumerate(labels):
        for path in sorted(path for path in (folder / label).glob("*") if path.suffix in SOUNDS):
            actual.append(number)
            predicted.append(labels.index(hear(iter_audio(path, DEFAULT.sample_rate), runner, labels).word))
    if not actual:
        raise PlainError(
            f"{folder}: no recordings; name a folder with folders {', '.join(labels)} of WAV or FLAC files"
        )
    return Evaluation(tuple(labels), confusion(np.array(actual), np.array(predicted), len(labels)))
