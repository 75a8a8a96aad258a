"""``firststeps listen`` as a process of its own, heard line by line."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

_PATIENCE = 30.0  # seconds that anything may take


_COUNTS = re.compile(
    r".* words: (?P<words>\d+);"
    r" (?P<frames>[\d,]+) frames in, (?P<processed>[\d,]+) processed, (?P<dropped>[\d,]+) dropped"
)


class Live:
    """A running ``firststeps listen --json``; words and notes carry the moment at which their line was read."""

    def __init__(self, environment: Mapping[str, str], *options: str, stdin: int | None = None) -> None:
        """Start it; ``stdin`` is what ``subprocess.Popen`` takes."""
        command = [str(Path(sys.executable).with_name("firststeps")), "listen", "--json", *options]
        self.process = subprocess.Popen(
            command, env=environment, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE
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

    def until_words(self, count: int) -> None:
        """Wait until so many words have been told since it began."""
        deadline = time.monotonic() + _PATIENCE
        while len(self.words) < count:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError(f"{len(self.words)} of {count} words: {self.words}")
            time.sleep(0.01)

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

    def counted(self) -> dict[str, int]:
        """Return what its last line says: "words", "frames", "processed" and "dropped"."""
        found = _COUNTS.fullmatch(self.notes[-1][1])
        assert found is not None, self.notes
        return {name: int(number.replace(",", "")) for name, number in found.groupdict().items()}

    def ended(self) -> int:
        """Wait until it has ended by itself, and return its exit status."""
        status = self.process.wait()
        for reader in self._readers:
            reader.join()
        return status

    @staticmethod
    def _read(pipe: IO[bytes], lines: list[Any], as_what: Any) -> None:
        with pipe:
            for line in pipe:
                lines.append((time.monotonic(), as_what(line.decode())))
