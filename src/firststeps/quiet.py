"""Libraries written in C that talk without being asked."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def standard_error_closed() -> Iterator[None]:
    """Keep what libraries in C print to standard error from being seen; exceptions come through."""
    with Path(os.devnull).open("wb") as nowhere, _standard_error_to(nowhere):
        yield


@contextmanager
def standard_error_kept() -> Iterator[Callable[[], str]]:
    """As ``standard_error_closed``; the function that it gives returns what has been printed so far."""
    with tempfile.TemporaryFile() as file, _standard_error_to(file):
        yield lambda: os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0).decode(errors="replace")


@contextmanager
def _standard_error_to(file: IO[bytes]) -> Iterator[None]:
    sys.stderr.flush()
    before = os.dup(2)
    try:
        os.dup2(file.fileno(), 2)
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)
