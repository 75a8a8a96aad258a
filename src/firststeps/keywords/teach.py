"""From recordings to a taught word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from firststeps.audio.samples import Samples
from firststeps.keywords.embedding import SpeechEmbedding, Vectors
from firststeps.keywords.others import PARTS, Others
from firststeps.keywords.own_clips import Variation, joined, taught_windows, widened
from firststeps.keywords.own_word import Learnt, Teaching, learn
from firststeps.keywords.scores import wilson_interval
from firststeps.keywords.taught import OwnWord

import numpy as np

SEED = 7
FALSE_ACCEPTS = 10.0  # of 1,000 other sounds


def steps_of(clips: int) -> int:
    """Return how often ``teach`` calls ``on_step`` for so many recordings."""
    return clips + PARTS + 1


def teach(
    word: str,
    clips: Sequence[Samples],
    others: Others,
    false_accepts: float = FALSE_ACCEPTS,
    on_step: Callable[[], None] = lambda: None,
) -> OwnWord:
    """Return a word learnt from recordings of it; the same recordings give the same word.

    Args:
        word: its name; other sounds in which it is said are left out.
        clips: one word each, 16 kHz.
        others: sounds that are not the word.
        false_accepts: how many of 1,000 other sounds may be taken for it.
        on_step: called ``steps_of`` times.
    """
    network = SpeechEmbedding()
    windows = windows_of(clips, network, Variation(), on_step)
    middles = [joined(network.of_samples(widened(samples))) for samples in clips]
    rest = others.without(word)
    learnt = learn(windows, middles, rest, false_accepts=false_accepts, teaching=Teaching(), on_step=on_step)
    return OwnWord(word, learnt.head, learnt.threshold, facts_of(learnt, len(clips), false_accepts))


def windows_of(
    clips: Sequence[Samples],
    network: SpeechEmbedding,
    variation: Variation,
    on_step: Callable[[], None] = lambda: None,
) -> list[Vectors]:
    """Return the windows that each recording teaches with, (windows, 192); ``on_step`` is called after each."""
    windows = []
    for number, samples in enumerate(clips):
        random = np.random.default_rng([SEED, number])
        windows.append(taught_windows(samples, network, variation, variation.copies(len(clips)), random))
        on_step()
    return windows


def facts_of(learnt: Learnt, clips: int, false_accepts: float) -> dict[str, object]:
    """Return what is known of a word that was learnt."""
    found = None if learnt.found is None else int(learnt.found.sum())
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "clips": clips,
        "false_accepts_wanted": false_accepts,
        "found": found,
        "found_interval": None if found is None else list(wilson_interval(found, clips)),
        "others": learnt.others,
        "taken": learnt.taken,
    }
