"""From probabilities that come again and again to words that are accepted once.

TensorFlow's ``RecognizeCommands`` has the same three parts: a mean over time, a threshold, and a pause after each
word.  Its pause depends on which word came before, and its mean is one over few scores at the start of a stream; here
neither is so.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from firststeps.keywords.labels import SILENCE, UNKNOWN

import numpy as np
from numpy.typing import NDArray

INSTANT = 1e-6  # seconds; times are computed in floats, and what differs by less is the same moment


@dataclass(frozen=True)
class Detection:
    """When a word counts as heard.

    The defaults were chosen for the spotter on three hours of a made stream with the voices of validation speakers:
    there it misses four commands of a hundred where noise is 20 dB below them or more, and accepts one or two of a
    hundred words that are no commands.  A longer window misses no fewer at the same rate of false accepts, later.
    """

    hop: float = 0.04  # seconds from one look at the stream to the next
    window: float = 0.32  # seconds over which probabilities are averaged
    threshold: float = 0.8  # mean probability from which on a word is accepted
    refractory: float = 0.8  # seconds after a word in which no other is accepted

    def __post_init__(self) -> None:
        """Raise ValueError unless time goes forward and the threshold is one."""
        if not (self.hop > 0 and self.window >= 0 and self.refractory >= 0 and 0 < self.threshold <= 1):
            raise ValueError(f"{self}: hop and threshold have to be above 0, window and refractory time not below")

    @property
    def looks(self) -> int:
        """How many looks at the stream a mean is made of, one at least."""
        return max(1, round(self.window / self.hop))


@dataclass(frozen=True)
class Event:
    """A word that was accepted."""

    time: float  # seconds into the stream, when it was accepted
    word: str
    confidence: float  # its mean probability at that time, 0 to 1


def keywords(labels: Sequence[str]) -> NDArray[np.bool_]:
    """Return which of a model's classes can be accepted: all but silence and unknown words, (classes,)."""
    return np.array([label not in (SILENCE, UNKNOWN) for label in labels])


class Smoother:
    """The mean of the last probabilities."""

    def __init__(self, detection: Detection) -> None:
        """Begin with nothing heard."""
        self._detection = detection
        self._kept: deque[tuple[float, NDArray[np.floating]]] = deque()

    def push(self, time: float, probabilities: NDArray[np.floating]) -> NDArray[np.float64]:
        """Take in the probabilities at a time and return their means over the window that ends there, (classes,).

        A look that is missing, before the stream began or where it had a gap, counts as one at which nothing was heard.

        Raises:
            ValueError: if the time is not after the one before.
        """
        if self._kept and time <= self._kept[-1][0]:
            raise ValueError(f"the time goes from {self._kept[-1][0]} to {time}")
        looks, hop = self._detection.looks, self._detection.hop
        self._kept.append((time, probabilities))
        oldest = time - (looks - 0.5) * hop  # half a hop away from any look, so rounding does not matter
        while self._kept[0][0] < oldest:
            self._kept.popleft()
        # Summed anew each time: in a running sum the last digit would depend on everything that came before.
        kept = np.array([one for _, one in self._kept], np.float64)
        means: NDArray[np.float64] = kept.sum(axis=0) / looks
        return means


class Gate:
    """Accepts each rise of a mean above the threshold once."""

    def __init__(self, labels: Sequence[str], detection: Detection) -> None:
        """Begin with nothing accepted.

        Args:
            labels: the classes, in the order of the means.
            detection: the parameters.
        """
        self._labels, self._detection = labels, detection
        self._words = keywords(labels)
        self._last = -math.inf
        self._held: set[int] = set()  # words that were accepted and have not fallen below the threshold since

    def push(self, time: float, means: NDArray[np.floating]) -> Event | None:
        """Take in the means at a time, (classes,), and return the word that is accepted there, if any.

        A word is accepted if its mean has reached the threshold, the refractory time has passed since the last word of
        any kind, and since the same word was last accepted its mean has been below the threshold.  Of several the one
        with the highest mean counts; the others wait.
        """
        above = np.flatnonzero((means >= self._detection.threshold) & self._words).tolist()
        self._held.intersection_update(above)
        fresh = [number for number in above if number not in self._held]
        if not fresh or time - self._last < self._detection.refractory - INSTANT:
            return None
        best = max(fresh, key=lambda number: float(means[number]))
        self._held.add(best)
        self._last = time
        return Event(time, self._labels[best], float(means[best]))


class Detector:
    """Says at which moments of a stream which word was spoken; the same for a microphone and for a file."""

    def __init__(self, labels: Sequence[str], detection: Detection) -> None:
        """Begin with nothing heard; see ``Gate`` for the arguments."""
        self._smoother, self._gate = Smoother(detection), Gate(labels, detection)

    def push(self, time: float, probabilities: NDArray[np.floating]) -> Event | None:
        """Take in the probabilities of the classes at a time and return the word that is accepted there, if any.

        Args:
            time: seconds into the stream; each is later than the one before.
            probabilities: shape (classes,).

        Raises:
            ValueError: if the time is not after the one before.
        """
        return self._gate.push(time, self._smoother.push(time, probabilities))


def smoothed(
    times: NDArray[np.float64], probabilities: NDArray[np.floating], detection: Detection
) -> NDArray[np.float64]:
    """Return the means of a whole track, (n, classes), as ``Smoother`` gives them one by one."""
    smoother = Smoother(detection)
    means = [smoother.push(time, one) for time, one in zip(times.tolist(), probabilities, strict=True)]
    return np.array(means).reshape(probabilities.shape)


def accepted(
    times: NDArray[np.float64], means: NDArray[np.float64], labels: Sequence[str], detection: Detection
) -> list[Event]:
    """Return the words that ``Detector`` accepts in a whole track, from its means as ``smoothed`` gives them.

    The gate sees only the moments at which something changes for it: those with a mean above the threshold, and the
    first one after each run of them.
    """
    gate = Gate(labels, detection)
    busy = means[:, keywords(labels)].max(1) >= detection.threshold
    moments = np.flatnonzero(busy | np.concatenate([[False], busy[:-1]]))
    events = (gate.push(time, means[moment]) for time, moment in zip(times[moments].tolist(), moments, strict=True))
    return [event for event in events if event is not None]
