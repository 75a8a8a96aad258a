"""``firststeps listen`` as a process of its own, heard line by line."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

_PATIENCE = 30.0  # seconds that anything may take


class Live:
    """A running ``firststeps listen --json``; words and notes carry the moment at which their line was read."""

    def __init__(self, environment: Mapping[str, str], *options: str) -> None:
        """Start it."""
        command = [str(Path(sys.executable).with_name("firststeps")), "listen", "--json", *options]
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.words: list[tuple[float, dict[str, Any]]] = []
        self.notes: list[tuple[float, str]] = []
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self._readers = [
            threading.Thread(target=self._read, args=(self.process.stdout, self.words, json.loads)),
            threading.Thread(target=self._read, args=(self.process.stderr, self.notes, str.rstrip)),
        ]
        for reader in self._readers:
            reader.start()

    def until(self, note: str, times: int = 1) -> float:
        """Wait until a note has come so many times that holds these words, and return when it came."""
        deadline = time.monotonic() + _PATIENCE
        while len(found := [when for when, text in self.notes if note in text]) < times:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError(f"no {note!r} in {self.notes}")
            time.sleep(0.01)
        return found[times - 1]

    def since(self, moment: float) -> list[str]:
        """Return the words since a moment."""
        return [word["word"] for when, word in self.words if when >= moment]

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Ask it to end, wait until it has, and return its exit status."""
        self.process.send_signal(number)
        try:
            return self.process.wait(_PATIENCE)
        finally:
            self.process.kill()
            for reader in self._readers:
                reader.join()

    @staticmethod
    def _read(pipe: IO[str], lines: list[Any], as_what: Any) -> None:
        with pipe:
            for line in pipe:
                lines.append((time.monotonic(), as_what(line)))
