"""A threshold for one's room: from a minute of what is heard there while nobody says the word."""

from __future__ import annotations

from firststeps.keywords.taught import STEP_SECONDS, OwnWord, with_threshold

import numpy as np
from numpy.typing import NDArray

BLOCK_SECONDS = 4.0  # of which the highest score counts; a word in them is one event
LEAST_SECONDS = 20.0


def threshold_for(scores: NDArray[np.float64], an_hour: float) -> float:
    """Return the score that a room goes beyond so often an hour, going by the highest ones of each four seconds.

    Such maxima follow Gumbel's distribution (Gumbel, 1958), whatever the scores follow.  It is fitted by its moments
    and says what a minute is too short to show: how high the rarest are.  Nothing that was heard lies above it.

    Args:
        scores: one for each 80 ms, 20 s of them at least, (n,).
        an_hour: false accepts, above 0 and below 900.

    Raises:
        ValueError: if there are fewer scores.
    """
    length = round(BLOCK_SECONDS / STEP_SECONDS)
    if len(scores) * STEP_SECONDS < LEAST_SECONDS:
        raise ValueError(f"{len(scores)} scores are less than {LEAST_SECONDS:g} seconds")
    highest = scores[: len(scores) // length * length].reshape(-1, length).max(1)
    width = highest.std(ddof=1) * np.sqrt(6) / np.pi
    mode = highest.mean() - np.euler_gamma * width
    share = an_hour * BLOCK_SECONDS / 3600  # of the blocks
    return float(max(mode - width * np.log(-np.log1p(-share)), scores.max()))


def in_room(word: OwnWord, scores: NDArray[np.float64], an_hour: float) -> OwnWord:
    """Return a word with the threshold that its room needs, never below that with which it was taught.

    A quiet room says nothing about other words, so it is no reason to be less strict than teaching was.
    """
    taught = float(word.facts.get("taught_threshold", word.threshold))
    needed = threshold_for(scores, an_hour)
    seconds = round(len(scores) * STEP_SECONDS)
    room = {"seconds": seconds, "false_accepts_an_hour": an_hour, "needed": needed}
    return with_threshold(word, max(taught, needed), taught_threshold=taught, room=room)
