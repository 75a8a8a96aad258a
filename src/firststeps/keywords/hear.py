"""Which word a recording holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from firststeps.audio.mel import DEFAULT, StreamingLogMel, clip_log_mel
from firststeps.keywords.inputs import quantised, scaled, thinned
from firststeps.keywords.labels import SILENCE, UNKNOWN
from firststeps.keywords.runtime import Runner

import numpy as np
from numpy.typing import NDArray

STEP = 10  # frames from one second that is looked at to the next, 100 ms


@dataclass(frozen=True)
class Heard:
    """What a model says about a recording."""

    word: str  # its class
    confidence: float  # the probability of that class, 0 to 1


def hear(blocks: Iterable[NDArray[np.int16]], runner: Runner, labels: Sequence[str]) -> Heard:
    """Return the word in a recording; of one that is longer than a second, that of its best second.

    The best second is the one in which the model is surest of a keyword.  Where it hears none in any of them, it is
    the one in which it is surest of anything.  Memory does not grow with the length.

    Args:
        blocks: the samples at 16 kHz, int16, in blocks of a second, the last one may be shorter.
        runner: the model.
        labels: the classes of the model.
    """
    stream = iter(blocks)
    first = list(islice(stream, 2))
    if len(first) == 1:
        return best(runner.probabilities(_inputs(clip_log_mel(first[0])[None], runner)), labels)
    seconds = _seconds(chain(first, stream))
    return max((best(runner.probabilities(_inputs(some, runner)), labels) for some in seconds), key=rank)


def _seconds(blocks: Iterable[NDArray[np.int16]]) -> Iterator[NDArray[np.float32]]:
    """Yield the features of all seconds, ``STEP`` frames apart, and of the last one, in groups (k, 98, 40)."""
    stream, length = StreamingLogMel(), DEFAULT.clip_frames
    kept = last = np.zeros((0, DEFAULT.bands), np.float32)
    for block in blocks:
        frames = stream.push(block)
        kept, last = np.concatenate([kept, frames]), np.concatenate([last, frames])[-length:]
        if len(kept) >= length:
            windows = np.lib.stride_tricks.sliding_window_view(kept, length, axis=0)[::STEP].swapaxes(1, 2)
            yield windows
            kept = kept[len(windows) * STEP :]
    yield last[None]


def _inputs(features: NDArray[np.float32], runner: Runner) -> NDArray[np.int8]:
    return quantised(scaled(thinned(features, runner.frames)))


def best(probabilities: NDArray[np.float32], labels: Sequence[str]) -> Heard:
    """Return what is heard in the best of several seconds, given the probabilities of the classes, (n, classes)."""
    classes = probabilities.argmax(1)
    heard = [Heard(labels[c], float(p)) for c, p in zip(classes, probabilities.max(1), strict=True)]
    return max(heard, key=rank)


def rank(heard: Heard) -> tuple[bool, float]:
    """Return what makes one second better than another: a keyword first, then how sure the model is."""
    return heard.word not in (SILENCE, UNKNOWN), heard.confidence
