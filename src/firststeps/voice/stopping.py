"""Ctrl-C and SIGTERM: a wait is broken off at once, work on a block of sound is finished first."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any


class Stop:
    """Turns the two signals into a KeyboardInterrupt that comes only where the program waits.

    Asked a second time it comes at once, wherever the program is.
    """

    def __init__(self) -> None:
        """Leave the signals as they are until the context is entered; that has to be in the main thread."""
        self.terminated = False  # whether it was asked to end as a service is, by SIGTERM
        self._asked = self._waits = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Stop:
        """Take the signals over."""
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._ask)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Give them back."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Say that what is done inside may be broken off by a KeyboardInterrupt."""
        self._waits = True
        try:
            if self._asked:
                raise KeyboardInterrupt
            yield
        finally:
            self._waits = False

    def _ask(self, number: int, frame: FrameType | None) -> None:
        again, self._asked = self._asked, True
        self.terminated = self.terminated or number == signal.SIGTERM
        if again or self._waits:
            raise KeyboardInterrupt
