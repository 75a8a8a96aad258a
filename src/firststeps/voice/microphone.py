"""The microphone as a source that goes on: when it is unplugged, or the sound server ends, it is opened again."""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from queue import Empty, Full, Queue
from typing import Any

from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.audio.stft import FULL_SCALE
from firststeps.errors import PlainError
from firststeps.voice.devices import Microphone, find_microphone, trouble_with
from firststeps.voice.sources import BLOCK, Block
from firststeps.voice.stopping import Stop

import numpy as np
import soxr  # type: ignore[import-untyped]


@dataclass(frozen=True)
class Patience:
    """How long is waited for what."""

    queue: int = 125  # blocks of 40 ms that may wait for us, 5 s
    first: float = 5.0  # seconds until a microphone that was opened gives its first block
    stall: float = 2.0  # seconds without a block after which a microphone counts as gone
    close: float = 1.0  # seconds that closing it may take
    retry: float = 1.0  # seconds from one attempt to open it to the next ...
    longest: float = 1.0  # ... each time twice as long, up to so many
    waits: bool = False  # whether one that is not there in the first place is waited for, too


class MicrophoneSource:
    """What a microphone hears, from now on."""

    def __init__(
        self,
        portaudio: Any,
        device: str | None,
        stop: Stop,
        note: Callable[[str], None],
        patience: Patience = Patience(),
    ) -> None:
        """Open nothing yet.

        Args:
            portaudio: the module ``sounddevice``.
            device: as for ``find_microphone``.
            stop: where Ctrl-C comes from.
            note: is told what a person should know.
            patience: how long is waited for what.
        """
        self._portaudio, self._device = portaudio, device
        self._stop, self._note, self._patience = stop, note, patience
        self.frames = 0

    def blocks(self) -> Generator[Block]:
        """See ``Source``; it does not end.

        Raises:
            PlainError: if it cannot be opened in the first place, and is not waited for.
        """
        intake = self._opened_at_last() if self._patience.waits else self._opened()
        while True:
            yield from self._until_gone(intake)
            self._note("the microphone is gone; trying again until it is back")
            intake = self._opened_after(intake)
            self._note("the microphone is back")

    def _opened(self) -> _Intake:
        microphone = find_microphone(self._portaudio, self._device)
        if self._device is not None:
            self._device = microphone.name  # its number may be another next time
        try:
            intake = _Intake(self._portaudio, microphone, self._patience)
        except self._portaudio.PortAudioError as error:
            raise trouble_with(error) from None
        self._note(f"listening to {microphone.name}, {microphone.rate:,} Hz")
        return intake

    def _opened_at_last(self) -> _Intake:
        try:
            return self._opened()
        except PlainError as error:
            self._note(f"{error}; trying again until it is there")
        return self._opened_after(None)

    def _opened_after(self, before: _Intake | None) -> _Intake:
        pause = self._patience.retry
        while True:
            with self._stop.waiting():
                time.sleep(pause)
            pause = min(2 * pause, self._patience.longest)
            if before is not None and not before.closed:
                continue
            with suppress(PlainError, self._portaudio.PortAudioError):
                self._portaudio.stop()  # a chime that was played: its stream must not outlive what is ended here
                while self._portaudio._initialized:
                    self._portaudio._terminate()
                self._portaudio._initialize()  # PortAudio looks for devices at no other time
                return self._opened()

    def _until_gone(self, intake: _Intake) -> Iterator[Block]:
        """Yield blocks until no more come; before a KeyboardInterrupt passes, those that wait are yielded."""
        anew, overflows = True, 0
        with closing(intake):
            try:
                while (block := self._next(intake, self._patience.first if anew else self._patience.stall)) is not None:
                    yield self._counted(replace(block, anew=anew))
                    anew = False
                    if intake.overflows > overflows:
                        overflows = intake.overflows
                        self._note("the sound system was too slow, or we were: some sound is missing")
            except KeyboardInterrupt:
                intake.close()
                if not intake.closed:  # then PortAudio would wait for it when the program ends, too
                    atexit.unregister(self._portaudio._exit_handler)
                yield from (self._counted(block) for block in intake.rest())
                raise

    def _next(self, intake: _Intake, patience: float) -> Block | None:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            with suppress(Empty), self._stop.waiting():
                return intake.queue.get(timeout=0.2)  # on Windows, Ctrl-C is not noticed before that
            if not intake.active:
                return None
        return None

    def _counted(self, block: Block) -> Block:
        self.frames += len(block.samples) + block.lost
        return block


class _Intake:
    """An open microphone, and the queue that it fills."""

    def __init__(self, portaudio: Any, microphone: Microphone, patience: Patience) -> None:
        self.queue: Queue[Block] = Queue(patience.queue)
        self.overflows = 0
        self._patience = patience
        self._closing = threading.Thread(target=self._close, daemon=True)
        self._lost = 0
        self._resampler = None
        if microphone.rate != SAMPLE_RATE:
            self._resampler = soxr.ResampleStream(microphone.rate, SAMPLE_RATE, 1, dtype="float32", quality="HQ")
        self._stream = portaudio.RawInputStream(
            microphone.rate,
            BLOCK * microphone.rate // SAMPLE_RATE,
            microphone.number,
            channels=1,
            dtype="int16",
            latency="low",
            callback=self._take,
        )
        try:
            self._stream.start()
        except portaudio.PortAudioError:
            self._stream.close()
            raise

    @property
    def active(self) -> bool:
        """Whether PortAudio still expects sound."""
        return bool(self._stream.active)

    def rest(self) -> Iterator[Block]:
        """Yield the blocks that wait."""
        with suppress(Empty):
            while True:
                yield self.queue.get_nowait()

    def close(self) -> None:
        """Close the microphone, or begin to: a sound server that hangs lets nobody go.

        What it has given can still be taken.
        """
        if self._closing.ident is None:
            self._closing.start()
        self._closing.join(self._patience.close)

    @property
    def closed(self) -> bool:
        """Whether it has been closed."""
        return self._closing.ident is not None and not self._closing.is_alive()

    def _close(self) -> None:
        self._stream.abort()  # some versions hang when a running stream is closed
        self._stream.close()

    def _take(self, data: Any, frames: int, moment: Any, status: Any) -> None:
        """Take in a block; PortAudio calls this in a thread of its own, and it must not wait."""
        block = Block(self._converted(np.frombuffer(data, np.int16)), time.monotonic(), self._lost)
        self.overflows += bool(status.input_overflow)
        try:
            self.queue.put_nowait(block)
            self._lost = 0
        except Full:
            self._lost += len(block.samples)

    def _converted(self, samples: Samples) -> Samples:
        if self._resampler is None:
            return samples.copy()  # the memory is PortAudio's
        values = self._resampler.resample_chunk(samples.astype(np.float32))
        converted: Samples = np.clip(np.rint(values), -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)
        return converted
