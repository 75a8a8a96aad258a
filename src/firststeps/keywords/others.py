"""What is not the word: embeddings of other words and of noise, carried by the repository in one file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.files import load_arrays, save_arrays
from firststeps.keywords.embedding import Vectors
from firststeps.keywords.store import MODELS

import numpy as np
from numpy.typing import NDArray

OTHERS = MODELS / "own-word" / "others.npz"
NOISE = "_background_noise_"  # the word of a sound in which nobody speaks
PARTS = 5  # into which the speakers are divided


@dataclass(frozen=True)
class Others:
    """Sounds of 1.25 s that are not the word, each with what is said and by which fifth of the speakers."""

    embeddings: Vectors  # shape (n, 6, 96), 80 ms apart
    words: NDArray[np.str_]  # shape (n,)
    parts: NDArray[np.intp]  # shape (n,), 0 to 4; all sounds of a speaker are in the same

    def without(self, word: str) -> Others:
        """Return all that are not the word itself."""
        return self.only(self.words != word)

    def only(self, which: NDArray[np.bool_]) -> Others:
        """Return some of them, (n,) telling which."""
        return Others(self.embeddings[which], self.words[which], self.parts[which])


def part_of(speaker: str) -> int:
    """Return the part, 0 to 4, that a speaker belongs to."""
    return sum(speaker.encode()) % PARTS


def save_others(path: Path, sounds: Iterable[tuple[str, str, Vectors]]) -> None:
    """Write sounds, each a word, its speaker and embeddings (6, 96); they are rounded to 255 steps for each number."""
    words, speakers, embeddings = zip(*sounds, strict=True)
    values = np.array(embeddings)
    spread = np.abs(values).max((0, 1)) / 127
    save_arrays(
        path,
        {
            "embeddings": np.rint(values / spread).astype(np.int8),
            "spread": spread.astype(np.float32),
            "words": np.array(words),
            "parts": np.array([part_of(speaker) for speaker in speakers], np.uint8),
        },
    )


def read_others(path: Path = OTHERS) -> Others:
    """Return the sounds in a file.

    Raises:
        PlainError: if it is not there or broken.
    """
    try:
        kept = load_arrays(path)
        embeddings = kept["embeddings"].astype(np.float32) * kept["spread"].astype(np.float32)
        return Others(embeddings, kept["words"].astype(np.str_), kept["parts"].astype(np.intp))
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise PlainError(f"{path}: no sounds to tell a word from ({error}); fetch the repository again") from None
