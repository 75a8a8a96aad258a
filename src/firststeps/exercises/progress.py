"""What a reader has tried and solved, kept in a file that may be deleted."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Progress:
    """Tries and solved files, by the name of the exercise's file."""

    path: Path

    def wrong_tries(self, file: Path) -> int:
        """Return how often the answer in ``file`` was wrong since it was last right."""
        tries = self._of(file).get("wrong", 0)
        return tries if isinstance(tries, int) else 0

    def done(self, file: Path) -> bool:
        """Return whether the answer was right when it was last checked and ``file`` has not been changed since."""
        return file.is_file() and self._of(file).get("right") == _digest(file)

    def note(self, file: Path, right: bool) -> None:
        """Remember the outcome of a try."""
        kept = self._read()
        kept[file.name] = {"right": _digest(file)} if right else {"wrong": self.wrong_tries(file) + 1}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")

    def _of(self, file: Path) -> dict[str, Any]:
        kept = self._read().get(file.name)
        return kept if isinstance(kept, dict) else {}

    def _read(self) -> dict[str, Any]:
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # missing, or cut off: then nothing has been tried
            return {}
        return kept if isinstance(kept, dict) else {}


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
