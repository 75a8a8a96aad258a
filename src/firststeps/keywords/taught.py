"""Words that the reader has taught: a file for each, in a folder of the reader's own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from firststeps.audio.samples import Samples
from firststeps.errors import PlainError
from firststeps.files import write_json
from firststeps.keywords.embedding import SIZE, STEP, SpeechEmbedding, StreamingEmbedding
from firststeps.keywords.hear import Heard
from firststeps.keywords.labels import UNKNOWN
from firststeps.keywords.own_clips import WIDE, joined, widened
from firststeps.keywords.own_names import check_name, word_path
from firststeps.keywords.own_word import Head

import numpy as np
from numpy.typing import NDArray

STEP_SECONDS = STEP / 100  # from one confidence to the next


@dataclass(frozen=True)
class OwnWord:
    """A word that was taught."""

    word: str  # its name, too
    head: Head  # what tells it from other sounds
    threshold: float  # a score above it is the word
    facts: dict[str, Any]  # how it was made, and how well it did

    def confidences(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return numbers from 0 to 1 for scores: one half is at the threshold."""
        return 1 / (1 + np.exp(self.threshold - scores))


class OwnWordTrack:
    """How sure a taught word's model is, 12.5 times a second, while sound arrives."""

    def __init__(self, word: OwnWord, network: SpeechEmbedding) -> None:
        """Begin with no sound."""
        self._word, self._stream = word, StreamingEmbedding(network)
        self._last = np.zeros((0, SIZE), np.float32)

    def push(self, samples: Samples) -> NDArray[np.float64]:
        """Take in more samples and return the confidences that are now known, (k,), one for each 80 ms.

        The first is about the first 13,792 samples, each next one about samples 1,280 later.

        Raises:
            ValueError: if the samples are not int16 of shape (n,).
        """
        return self._word.confidences(self.push_for_scores(samples))

    def push_for_scores(self, samples: Samples) -> NDArray[np.float64]:
        """Take in more samples and return scores instead of confidences; see ``push``."""
        embeddings = np.concatenate([self._last, self._stream.push(samples)])
        self._last = embeddings[-1:]
        return self._word.head.scores(joined(embeddings))


def hear_own(blocks: Iterable[Samples], word: OwnWord, network: SpeechEmbedding) -> Heard:
    """Return whether a recording of any length holds the word: it, or ``_unknown_``, with the confidence of that.

    Args:
        blocks: the samples at 16 kHz, int16, in blocks.
        word: what to listen for.
        network: what makes the embeddings.
    """
    track, surest, heard = OwnWordTrack(word, network), 0.0, np.zeros(0, np.int16)
    waiting = True  # until there are enough samples that none have to be added
    for block in blocks:
        heard = np.concatenate([heard, block])
        if waiting and len(heard) <= WIDE:
            continue
        surest = max(surest, track.push(heard).max(initial=0.0))
        waiting, heard = False, heard[:0]
    if waiting:
        surest = track.push(widened(heard)).max(initial=0.0)
    return Heard(word.word, float(surest)) if surest > 0.5 else Heard(UNKNOWN, float(1 - surest))


def save_word(word: OwnWord) -> Path:
    """Write a word to its file, and return that."""
    content = {**asdict(word), "head": {"bias": word.head.bias, "weights": word.head.weights.tolist()}}
    write_json(word_path(word.word), content)
    return word_path(word.word)


def load_word(name: str) -> OwnWord:
    """Return a taught word.

    Raises:
        PlainError: if there is none of that name, or its file is broken.
    """
    check_name(name)
    path = word_path(name)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        head = Head(np.array(kept["head"]["weights"], np.float64), float(kept["head"]["bias"]))
        if head.weights.shape != (192,):
            raise ValueError("it has not 192 weights")
        return OwnWord(name, head, float(kept["threshold"]), kept["facts"])
    except FileNotFoundError:
        raise PlainError(f"no word {name!r} was taught; `firststeps teach {name} --clips DIR` does") from None
    except (ValueError, KeyError, TypeError) as error:
        raise PlainError(f"{path}: no taught word ({error}); teach it again") from None


def with_threshold(word: OwnWord, threshold: float, **facts: Any) -> OwnWord:
    """Return a word with another threshold, and what is to be told of it."""
    return replace(word, threshold=threshold, facts={**word.facts, **facts})
