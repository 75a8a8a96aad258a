"""The classical way to a word of one's own: pocketsphinx looks for its sounds, which a dictionary spells out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from firststeps.audio.files import read_audio
from firststeps.keywords.clips import Clip

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Decoder  # type: ignore[import-untyped]

LEAST = 1e-50  # so low that nearly everything is heard somewhere; the score then decides


def scores(words: Sequence[str], clips: Sequence[Clip]) -> NDArray[np.float64]:
    """Return how surely each word is in each clip, (clips, words); 0 where it is not heard at all."""

    found = np.zeros((len(clips), len(words)))
    with tempfile.TemporaryDirectory() as temporary:
        phrases = Path(temporary) / "phrases"
        phrases.write_text("".join(f"{word} /{LEAST:g}/\n" for word in words), encoding="utf-8")
        decoder = Decoder(kws=str(phrases), lm=None, logfn=os.devnull)
        for number, clip in enumerate(clips):
            decoder.start_utt()
            decoder.process_raw(read_audio(clip.path).tobytes(), full_utt=True)
            decoder.end_utt()
            for segment in decoder.seg() or []:
                place = words.index(segment.word.strip())
                found[number, place] = max(found[number, place], segment.prob)
    return found


def baseline(
    words: Sequence[str], taught: Sequence[Clip], tests: Sequence[Clip], false_accepts: float
) -> dict[str, Any]:
    """Return how pocketsphinx does: for each word a threshold from clips that teach, tried on all others as ours are.

    Args:
        words: what to look for; all are in its dictionary.
        taught: clips from which thresholds come; none is taught with, so those of the word itself are tried, too.
        tests: clips to try on.
        false_accepts: how many of 1,000 other clips may be taken for a word, when the threshold is chosen.
    """
    first, second = scores(words, taught), scores(words, tests)
    right, taken = {}, {}
    for place, word in enumerate(words):
        of_first, of_second = (np.array([clip.word == word for clip in part]) for part in (taught, tests))
        other = np.sort(first[~of_first, place])[::-1]
        threshold = other[int(false_accepts * len(other) / 1000)]
        said = np.concatenate([first[of_first, place], second[of_second, place]])
        right[word] = round(100 * float((said > threshold).mean()), 2)
        taken[word] = round(1000 * float((second[~of_second, place] > threshold).mean()), 2)
    return {
        "name": "pocketsphinx",
        "version": "5.1.1",
        "right": round(float(np.mean([*right.values()])), 2),
        "taken": round(float(np.mean([*taken.values()])), 2),
        "right_of": right,
        "taken_of": taken,
    }
