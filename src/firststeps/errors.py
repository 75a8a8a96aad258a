"""The error that a command, or a script that runs alone, shows to the reader as one line."""

from __future__ import annotations

import sys
from types import TracebackType


class PlainError(Exception):
    """Something that the reader can mend: its text is one line that says what is wrong and what to do."""


def tell_in_one_line() -> None:
    """Let Python end with one line, and no traceback, where a ``PlainError`` is caught by nobody."""
    sys.excepthook = _told


def _told(kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
    if issubclass(kind, PlainError):
        print(f"error: {error}", file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, at)
