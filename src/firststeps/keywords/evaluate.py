"""Trying a model on recordings that it has not learnt from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firststeps.audio.files import SAMPLE_RATE, iter_audio
from firststeps.errors import PlainError
from firststeps.keywords.clips import sounds_in
from firststeps.keywords.hear import Heard, hear
from firststeps.keywords.runtime import Runner
from firststeps.keywords.scores import calibration, confusion, precision, recall, wilson_interval

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Trial:
    """A recording to try a model on."""

    said: str  # its class: the name of its folder
    path: Path

    @property
    def file(self) -> str:
        """Folder and name, "yes/0a7c2a8d_nohash_0.flac" for one."""
        return f"{self.said}/{self.path.name}"


@dataclass(frozen=True)
class Answer:
    """What a model said about it."""

    trial: Trial
    heard: Heard
    length: int  # samples at 16 kHz, without the zeros at the end

    @property
    def right(self) -> bool:
        """Whether that is what was said."""
        return self.heard.word == self.trial.said


@dataclass(frozen=True)
class Evaluation:
    """All answers of a model."""

    labels: tuple[str, ...]
    answers: tuple[Answer, ...]

    @property
    def table(self) -> NDArray[np.intp]:
        """How many clips of each actual class (rows) were taken for each class (columns)."""
        numbers = {label: number for number, label in enumerate(self.labels)}
        said = np.array([numbers[answer.trial.said] for answer in self.answers], np.intp)
        heard = np.array([numbers[answer.heard.word] for answer in self.answers], np.intp)
        return confusion(said, heard, len(self.labels))

    def facts(self) -> dict[str, Any]:
        """Return the figures: accuracy, per class, confusion, calibration, full-length and short clips, errors."""
        confidences = np.array([answer.heard.confidence for answer in self.answers])
        right = np.array([answer.right for answer in self.answers])
        short = np.array([answer.length < SAMPLE_RATE for answer in self.answers])
        error, bins = calibration(confidences, right)
        return {
            **shares(right),
            "per_class": _per_class(self.labels, self.table),
            "confusion": self.table.tolist(),
            "labels": list(self.labels),
            "calibration": {
                "error": error,
                "right": float(confidences[right].mean()) if right.any() else None,
                "wrong": float(confidences[~right].mean()) if not right.all() else None,
                "bins": bins,
            },
            "lengths": {name: shares(right[of]) for name, of in (("full", ~short), ("short", short)) if of.any()},
            "errors": [
                {
                    "file": answer.trial.file,
                    "said": answer.trial.said,
                    "heard": answer.heard.word,
                    "confidence": round(answer.heard.confidence, 4),
                }
                for answer in self.answers
                if not answer.right
            ],
        }


def find_trials(folder: Path, labels: Sequence[str]) -> tuple[list[Trial], list[str]]:
    """Return the recordings ``folder/LABEL/*.wav`` and ``*.flac`` of a model's labels, and the folders left out.

    Left out are those that are no label, and those within the folder of a label; hidden ones are not mentioned.

    Raises:
        PlainError: if there are none.
    """
    trials = [Trial(label, path) for label in labels for path in sounds_in(folder / label)]
    if not trials:
        raise PlainError(
            f"{folder}: no recordings; name a folder with folders {', '.join(labels)} of WAV or FLAC files"
        )
    others = [path for path in folder.glob("[!.]*") if path.name not in (*labels, "_background_noise_")]
    within = [path for label in labels for path in (folder / label).glob("[!.]*")]
    return trials, sorted(str(path.relative_to(folder)) for path in others + within if path.is_dir())


def evaluate(
    trials: Iterable[Trial], runner: Runner, labels: Sequence[str], on_error: Callable[[str], None]
) -> Evaluation:
    """Return what a model says about recordings; those that can't be read are told to ``on_error`` and left out.

    Raises:
        PlainError: if none can be read.
    """
    answers = []
    for trial in trials:
        try:
            blocks = list(iter_audio(trial.path, SAMPLE_RATE))
        except (PlainError, OSError) as error:
            on_error(str(error))
            continue
        length = len(np.trim_zeros(np.concatenate(blocks), "b"))
        answers.append(Answer(trial, hear(blocks, runner, labels), length))
    if not answers:
        raise PlainError("none of the recordings can be read")
    return Evaluation(tuple(labels), tuple(answers))


def shares(right: NDArray[np.bool_]) -> dict[str, Any]:
    """Return how many clips there are, which share of them is right, and its 95 % interval."""
    count, total = int(right.sum()), len(right)
    return {"clips": total, "accuracy": count / total, "interval": list(wilson_interval(count, total))}


def _per_class(labels: Sequence[str], table: NDArray[np.intp]) -> dict[str, dict[str, Any]]:
    """Return for each class with clips how many there are, recall with its interval, and precision."""
    rows = zip(labels, table, recall(table), precision(table), strict=True)
    return {
        label: {
            "clips": int(row.sum()),
            "recall": found,
            "interval": list(wilson_interval(int(row[labels.index(label)]), int(row.sum()))),
            "precision": exact if np.isfinite(exact) else None,  # None: it was never heard
        }
        for label, row, found, exact in rows
        if row.any()
    }
