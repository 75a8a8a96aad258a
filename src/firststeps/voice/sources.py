"""Where sound comes from when it is no microphone: a file, or raw samples on standard input."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from firststeps.audio.files import iter_audio
from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.errors import PlainError
from firststeps.voice.stopping import Stop

import numpy as np

BLOCK = 640  # samples, 40 ms: as often as the book's models look at a stream
_SAMPLE_BYTES = 2


@dataclass(frozen=True)
class Block:
    """Some sound."""

    samples: Samples  # 16 kHz, int16, (n,)
    arrived: float  # when the last of them was handed to us, by ``time.monotonic``
    lost: int = 0  # samples that went lost right before them
    anew: bool = False  # whether they have nothing to do with what came before


class Source(Protocol):
    """Gives sound, block by block, and counts it."""

    @property
    def frames(self) -> int:
        """How many samples came in; those that went lost are among them."""

    def blocks(self) -> Iterator[Block]:
        """Yield what is heard; it ends where the sound does.  A KeyboardInterrupt passes when all was yielded."""


class Pipe(Protocol):
    """What gives bytes as they come."""

    def read1(self, size: int, /) -> bytes:
        """Return bytes as soon as there are some, at most ``size``; none at the end."""


class FileSource:
    """A sound file, as fast as it can be read."""

    def __init__(self, path: Path, stop: Stop) -> None:
        """Open nothing yet."""
        self.frames = 0
        self._path, self._stop = path, stop

    def blocks(self) -> Iterator[Block]:
        """See ``Source``.

        Raises:
            AudioError: if the file is broken, when the broken place is reached.
        """
        for samples in iter_audio(self._path, BLOCK):
            with self._stop.waiting():
                self.frames += len(samples)
            yield Block(samples, time.monotonic())


class RawSource:
    """Raw samples from a pipe: int16, little-endian, 16 kHz, one channel."""

    def __init__(self, pipe: Pipe, stop: Stop) -> None:
        """Read nothing yet."""
        self.frames = 0
        self._pipe, self._stop = pipe, stop

    def blocks(self) -> Iterator[Block]:
        """See ``Source``.

        Raises:
            PlainError: if the sound ends in the middle of a sample.
        """
        rest = b""
        while True:
            with self._stop.waiting():
                # What is there already is worth more than a full block later.
                read = self._pipe.read1(BLOCK * _SAMPLE_BYTES)
            if not read:
                break
            content = rest + read
            whole = len(content) // _SAMPLE_BYTES * _SAMPLE_BYTES
            samples, rest = np.frombuffer(content[:whole], "<i2").astype(np.int16), content[whole:]
            self.frames += len(samples)
            yield Block(samples, time.monotonic())
        if rest:
            rate = f"int16 at {SAMPLE_RATE:,} Hz, one channel"
            raise PlainError(f"standard input ends in the middle of a sample; it has to be raw {rate}")
