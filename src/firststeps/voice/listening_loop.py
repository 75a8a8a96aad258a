"""From a source of sound to words that were accepted: each block is taken once, in its order."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.keywords.detector import Event
from firststeps.voice.ears import Glance, Recogniser
from firststeps.voice.sources import Source


@dataclass(frozen=True)
class Accepted:
    """A word that was accepted, and how soon."""

    event: Event
    latency: float  # seconds from when the newest sample that it took was handed to us until it was accepted


class Told(Protocol):
    """What is told of each word: a line for a reader, and whatever else has to happen then.

    It has to return at once, for the next block of sound is waiting.
    """

    def heard(self, accepted: Accepted) -> None:
        """Take in a word."""


class Watch(Protocol):
    """What shows how it goes."""

    def moment(self, samples: Samples, glances: Sequence[Glance]) -> None:
        """Take in a block of sound, and what is known after the looks that it completed."""

    def note(self, text: str) -> None:
        """Take in what a person should know."""


@dataclass
class Counts:
    """What came in, and what became of it."""

    frames: int = 0  # samples that came in
    processed: int = 0  # samples that were listened to
    dropped: int = 0  # samples that went lost because the queue was full
    words: int = 0  # that were accepted

    def __str__(self) -> str:
        """Return one line about it."""
        frames = f"{self.frames:,} frames in, {self.processed:,} processed, {self.dropped:,} dropped"
        return f"{self.frames / SAMPLE_RATE:.1f} s heard, words: {self.words}; {frames}"


class Listening:
    """Takes each block of a source once, and tells of the words in it."""

    def __init__(self, hearing: Recogniser, told: Sequence[Told], watch: Watch) -> None:
        """Begin with nothing heard."""
        self.counts = Counts()
        self._hearing, self._told, self._watch = hearing, told, watch

    def run(self, source: Source) -> None:
        """Listen until the sound ends, or until somebody stops it with a KeyboardInterrupt."""
        ear, counts = self._hearing.ear(0, self._watch.note), self.counts
        try:
            for block in source.blocks():
                counts.dropped += block.lost
                if block.lost:
                    self._watch.note(f"too slow: {block.lost / SAMPLE_RATE:.2f} s of sound went lost")
                if block.lost or block.anew:
                    ear = self._hearing.ear((counts.processed + counts.dropped) / SAMPLE_RATE, self._watch.note)
                glances = ear.push(block.samples)
                counts.processed += len(block.samples)
                self._tell(glances, block.arrived)
                self._watch.moment(block.samples, glances)
            self._tell(ear.end(), time.monotonic())
        finally:
            counts.frames = source.frames

    def _tell(self, glances: Sequence[Glance], arrived: float) -> None:
        for glance in glances:
            if glance.event is not None:
                self.counts.words += 1
                accepted = Accepted(glance.event, time.monotonic() - arrived)
                for listener in self._told:
                    listener.heard(accepted)
