"""The article's model at a stream: a look is dear, so there are few."""

from __future__ import annotations

from time import perf_counter

from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.audio.stft import FULL_SCALE
from firststeps.keywords.listening import Look
from firststeps.keywords.pretrained import Pretrained

import numpy as np

# Seconds from one look at a second to the next.  A word of half a second is whole in one of them wherever it begins.
# Looks take a quarter of a second on a core of a laptop: twice as many would leave nothing for anybody else.
HOP = 0.5


class PretrainedListener:
    """Looks at every half second of sound that arrives in blocks of any size; memory does not grow with the stream."""

    def __init__(self, model: Pretrained) -> None:
        """Begin with nothing heard."""
        self._model = model
        self._sound, self._first = np.zeros(0, np.int16), 0  # what the next look is at, and its place in the stream

    def push(self, samples: Samples) -> list[Look]:
        """Take in more samples, int16 at 16 kHz, (n,), and return the looks that they complete, often none."""
        self._sound = np.concatenate([self._sound, samples])
        hop, looks = round(HOP * SAMPLE_RATE), []
        while len(self._sound) >= SAMPLE_RATE:
            second = self._sound[:SAMPLE_RATE].astype(np.float32) / np.float32(FULL_SCALE)
            (probabilities,) = self._model.probabilities(second[None])
            looks.append(Look((self._first + SAMPLE_RATE) / SAMPLE_RATE, probabilities))
            self._sound, self._first = self._sound[hop:], self._first + hop
        return looks


def seconds_for_a_look(model: Pretrained) -> float:
    """Return how long a look takes on this machine: the shortest of three, for the first one is slower."""
    times = []
    for _ in range(3):
        before = perf_counter()
        model.probabilities(np.zeros((1, SAMPLE_RATE), np.float32))
        times.append(perf_counter() - before)
    return min(times)
