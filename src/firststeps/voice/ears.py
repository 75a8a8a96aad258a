"""What listens to a stream: a model of the book or a word that was taught, behind one interface."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from firststeps.audio.mel import DEFAULT
from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.keywords import pretrained, store
from firststeps.keywords.detector import Detection, Event, Gate, Smoother, keywords
from firststeps.keywords.listening import Listener, Look
from firststeps.keywords.own_names import is_taught
from firststeps.keywords.runtime import LiteRTRunner
from firststeps.keywords.store import find_model

import numpy as np

if TYPE_CHECKING:
    from firststeps.keywords.taught import OwnWordTrack


class Looker(Protocol):
    """What says again and again how probable each word is, in the sound that has just passed."""

    def push(self, samples: Samples) -> list[Look]:
        """Take in more samples, int16 at 16 kHz, (n,), and return the looks that they complete."""


@dataclass(frozen=True)
class Glance:
    """What is known after a look."""

    time: float  # seconds into the stream
    word: str  # which of the words is likeliest
    mean: float  # its mean probability, 0 to 1
    event: Event | None  # the word that is accepted here, if any


class Hears(Protocol):
    """What hears words in sound that arrives in blocks of any size."""

    def push(self, samples: Samples) -> list[Glance]:
        """Take in more samples, int16 at 16 kHz, (n,), and return what is known after the looks that they complete."""

    def end(self) -> list[Glance]:
        """Return what else is known because nothing follows."""


class Recogniser(Protocol):
    """What makes those that hear."""

    @property
    def threshold(self) -> float:
        """From which mean probability on a word is accepted, above 0 and at most 1."""

    @property
    def before(self) -> float:
        """How many seconds of sound it has to hear first to understand a word as if it had always listened."""

    def ear(self, start: float, note: Callable[[str], None]) -> Hears:
        """Return one that has heard nothing, ``start`` seconds into the stream; ``note`` tells a person things."""


@dataclass(frozen=True)
class Hearing:
    """A model, and when a word counts as heard."""

    labels: tuple[str, ...]  # the classes of the model
    detection: Detection
    first: int  # samples that its first look is about
    looker: Callable[[], Looker]  # makes one that has heard nothing
    cost: float = 0.0  # seconds that a look takes on this machine, where that counts

    @property
    def threshold(self) -> float:
        """See ``Recogniser``."""
        return self.detection.threshold

    @property
    def before(self) -> float:
        """See ``Recogniser``: all looks that the first mean is made of are at sound, not at nothing."""
        return self.first / SAMPLE_RATE + self.detection.window

    def ear(self, start: float, note: Callable[[str], None]) -> Ear:
        """See ``Recogniser``; it has nothing to note."""
        return Ear(self, start)


class Ear:
    """Hears words in sound that arrives in blocks of any size; see ``Detector`` for when.

    Before the first sample it hears silence, so that a word at the very beginning is looked at as often as any other.
    """

    def __init__(self, hearing: Hearing, start: float = 0) -> None:
        """Begin with nothing heard, ``start`` seconds into the stream."""
        detection, self._labels = hearing.detection, hearing.labels
        self._smoother, self._gate = Smoother(detection), Gate(hearing.labels, detection)
        self._words = np.flatnonzero(keywords(hearing.labels))
        silence = hearing.first - round(detection.hop * SAMPLE_RATE)
        self._looker, self._start = hearing.looker(), start - silence / SAMPLE_RATE
        self._looker.push(np.zeros(silence, np.int16))

    def push(self, samples: Samples) -> list[Glance]:
        """Take in more samples, int16 at 16 kHz, (n,), and return what is known after each look that they complete."""
        return [self._glance(look) for look in self._looker.push(samples)]

    def end(self) -> list[Glance]:
        """Return what is known once a second of silence has followed: a word may end where the stream does."""
        return self.push(np.zeros(SAMPLE_RATE, np.int16))

    def _glance(self, look: Look) -> Glance:
        time = self._start + look.time
        means = self._smoother.push(time, look.probabilities)
        likeliest = self._words[means[self._words].argmax()]
        return Glance(time, self._labels[likeliest], float(means[likeliest]), self._gate.push(time, means))


def hearing(
    model: str, threshold: float | None = None, window: float | None = None, refractory: float | None = None
) -> Hearing:
    """Return a model of the book or a word that was taught, ready to listen; what is not given is as it is best.

    Args:
        model: its name.
        threshold: mean probability from which on a word is accepted, above 0 and at most 1.
        window: seconds over which probabilities are averaged.
        refractory: seconds after a word in which no other is accepted.

    Raises:
        PlainError: if there is no such model, or a part of it is missing.
    """
    given = {"threshold": threshold, "window": window, "refractory": refractory}
    chosen = {name: value for name, value in given.items() if value is not None}
    found = _found(model)
    return replace(found, detection=replace(found.detection, **chosen))


def _found(model: str) -> Hearing:
    if model == pretrained.NAME:
        return _borrowed()
    return _own_word(model) if is_taught(model) else _model(model)


def hearing_with(path: Path, labels: tuple[str, ...]) -> Hearing:
    """Return the model in a LiteRT file, with its classes, ready to listen as it is best."""
    runner, detection = LiteRTRunner(path), Detection()
    return Hearing(labels, detection, DEFAULT.sample_rate, lambda: Listener(runner, detection.hop))


def _model(name: str) -> Hearing:
    found = find_model(name, store.MODELS)
    return hearing_with(found.path, found.labels)


def _borrowed() -> Hearing:
    from firststeps.keywords.pretrained_stream import HOP, PretrainedListener, seconds_for_a_look

    model = pretrained.Pretrained(pretrained.find_checkpoint())
    # A word is in one look or two: there is nothing to average.  The threshold is that of the spotter.
    detection, cost = Detection(hop=HOP, window=0), seconds_for_a_look(model)
    return Hearing(model.labels, detection, SAMPLE_RATE, lambda: PretrainedListener(model), cost)


def _own_word(name: str) -> Hearing:
    from firststeps.keywords.embedding import HOP, STEP, SpeechEmbedding, samples_for
    from firststeps.keywords.taught import OwnWordTrack, load_word

    word, network = load_word(name), SpeechEmbedding()
    # One half is the threshold that it was taught with.  A look takes in the whole word: there is nothing to average.
    first, step = samples_for(2), STEP * HOP
    detection = Detection(hop=step / SAMPLE_RATE, window=0, threshold=0.5)
    return Hearing((word.word,), detection, first, lambda: _OwnLooker(OwnWordTrack(word, network), first, step))


class _OwnLooker:
    """Gives the confidences of a taught word as looks."""

    def __init__(self, track: OwnWordTrack, first: int, step: int) -> None:
        self._track, self._step = track, step
        self._end = first  # samples into the stream, where the next look ends

    def push(self, samples: Samples) -> list[Look]:
        looks = []
        for confidence in self._track.push(samples):
            looks.append(Look(self._end / SAMPLE_RATE, np.array([confidence], np.float32)))
            self._end += self._step
        return looks
