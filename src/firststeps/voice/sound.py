"""Microphone and loudspeaker, through PortAudio."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from typing import Any, Protocol

from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.errors import PlainError

import numpy as np

BLOCK = 1_280  # samples that are handed out at a time, 80 ms


class Sound(Protocol):
    """What hears and speaks."""

    def blocks(self) -> Generator[Samples]:
        """Yield what is heard from now on, 16 kHz, int16, in blocks of 80 ms, (1280,)."""

    def play(self, samples: Samples) -> None:
        """Play a sound, 16 kHz, int16, (n,), and wait until it has ended."""


class Computer:
    """The microphone and the loudspeaker that the system has chosen."""

    def __init__(self) -> None:
        """Raise PlainError if PortAudio is missing."""
        self._portaudio = portaudio()

    def blocks(self) -> Generator[Samples]:
        """See ``Sound``.

        Raises:
            PlainError: if there is no microphone, or it cannot be opened.
        """
        try:
            stream = self._portaudio.InputStream(SAMPLE_RATE, BLOCK, channels=1, dtype="int16")
        except self._portaudio.PortAudioError as error:
            raise PlainError(f"no microphone that gives 16 kHz ({reason(error)}); connect one, or choose it") from None
        with closing(stream), stream:
            while True:
                block, _ = stream.read(BLOCK)
                yield np.array(block[:, 0], np.int16)

    def play(self, samples: Samples) -> None:
        """See ``Sound``.

        Raises:
            PlainError: if there is no loudspeaker.
        """
        try:
            self._portaudio.play(samples, SAMPLE_RATE, blocking=True)
        except self._portaudio.PortAudioError as error:
            raise PlainError(f"no loudspeaker ({reason(error)}); connect one, or choose it") from None


def heard_for(sound: Sound, seconds: float) -> Samples:
    """Return what is heard in the next seconds, int16, a whole number of blocks."""
    blocks = sound.blocks()
    count = max(1, round(seconds * SAMPLE_RATE / BLOCK))
    try:
        return np.concatenate([next(blocks) for _ in range(count)])
    finally:
        blocks.close()


def portaudio() -> Any:
    """Return the module of PortAudio; raise PlainError where it is missing."""
    try:
        import sounddevice  # type: ignore[import-untyped]
    except OSError:
        raise PlainError("PortAudio is missing; on Debian or Ubuntu: apt-get install libportaudio2") from None
    return sounddevice


def reason(error: Exception) -> str:
    """Return what PortAudio says of an error, without its numbers."""
    return str(error.args[0]) if error.args else type(error).__name__
