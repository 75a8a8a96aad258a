"""The error that a sound file earns."""

from __future__ import annotations

from pathlib import Path

from firststeps.errors import PlainError

AGAIN = "record it or fetch it again"
CONVERT = "convert it, for example with: ffmpeg -i FILE new.wav"


class AudioError(PlainError):
    """A sound file cannot be used; its one line names the file, what is wrong with it and what to do."""

    def __init__(self, path: Path, problem: str) -> None:
        """Say ``problem``, which holds the remedy, too, of the file ``path``."""
        # A name may hold anything, a line break too.
        name = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(path))
        super().__init__(f"{name}: {problem}")
