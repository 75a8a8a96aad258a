"""Actions that leave a trace: each program that a word starts writes down what was said, and when it started.

It needs a system with ``sh`` and a ``date`` that knows nanoseconds.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_WRITE = 'echo "$(date +%s.%N) $0" >> "$1"'


@dataclass(frozen=True)
class Deed:
    """A program that a word has started."""

    moment: float  # when it ran, by ``time.monotonic``
    words: str  # that were said


class Deeds:
    """A file of actions, and what they have done."""

    def __init__(self, folder: Path, words: Iterable[str], more: str = "") -> None:
        """List each word, or several with spaces in between, as often as it may be said, and ``more`` in TOML."""
        self.file = folder / "actions.toml"
        self._done = folder / "done"
        self._done.touch()
        self.file.write_text("".join(map(self._entry, words)) + more, encoding="utf-8")

    def all(self) -> list[Deed]:
        """Return what has been done so far, in its order."""
        clock = time.time() - time.monotonic()
        lines = [line.split(" ", 1) for line in self._done.read_text(encoding="utf-8").splitlines()]
        return [Deed(float(moment) - clock, words) for moment, words in lines]

    def said(self) -> list[str]:
        """Return what was said for each of them."""
        return [deed.words for deed in self.all()]

    def _entry(self, words: str) -> str:
        command = json.dumps(["sh", "-c", _WRITE, words, str(self._done)])
        return f'[[action]]\nsay = "{words}"\nrun = {command}\nconfirm = false\nmost = 100\nper = 1\n\n'
