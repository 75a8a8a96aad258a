"""What the file system says of a file, by which a change shows without reading the file.

A change always moves the time of the last change, which programs cannot set back.  But clocks tick: a file that changes
twice in one tick looks the same both times.  So a stamp counts only if the file was left alone for a while before it
was taken, as in git's index (https://git-scm.com/docs/racy-git).  Windows does not tell that time, so there a file's
content is part of its stamp.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from firststeps.book.files import file_hash

NO_SOURCES = ("__pycache__", "node_modules")
WINDOWS = os.name == "nt"
TICK = 50_000_000  # nanoseconds; file systems note times in ticks of some milliseconds


@dataclass
class Stamps:
    """The stamps of files; each file is asked for once."""

    _known: dict[str, tuple[int, str]] = field(default_factory=dict)

    def of(self, paths: Iterable[str]) -> tuple[str, int]:
        """Return what stands for the state of some files, and when the last of them was changed, in nanoseconds."""
        stamps = [(path, *self._stamp(path)) for path in paths]
        text = "\n".join(f"{path!r} {stamp}" for path, _, stamp in stamps)
        return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest(), max(
            (changed for _, changed, _ in stamps), default=0
        )

    def _stamp(self, path: str) -> tuple[int, str]:
        if path not in self._known:
            try:
                status = os.stat(path)  # noqa: PTH116 - asked of every result; making paths would take longer
            except OSError:
                self._known[path] = (0, "missing")
            else:
                changed = max(status.st_mtime_ns, status.st_ctime_ns)
                size = 0 if os.path.isdir(path) else status.st_size  # noqa: PTH112
                content = _content(path) if WINDOWS else ""
                stamp = f"{status.st_mtime_ns} {status.st_ctime_ns} {size} {status.st_ino} {content}"
                self._known[path] = (changed, stamp)
        return self._known[path]


def _content(path: str) -> str:
    with suppress(OSError):  # a folder
        return file_hash(path)
    return ""


def files_below(folder: Path, without: frozenset[Path] = frozenset(), *, hidden: bool = False) -> Iterator[str]:
    """Yield the path of every file below a folder in a fixed order, compiled code and installed packages left out."""
    for place, folders, files in os.walk(folder):
        seen = [name for name in folders if (hidden or name[0] != ".") and name not in NO_SOURCES]
        folders[:] = sorted(name for name in seen if Path(place, name) not in without)
        for name in sorted(files):
            yield f"{place}/{name}"


def names_in(folder: Path) -> list[str]:
    """Return the paths of everything that lies in a folder, in a fixed order; none if there is no such folder."""
    with suppress(FileNotFoundError, NotADirectoryError):
        return sorted(f"{folder}/{name}" for name in os.listdir(folder))  # noqa: PTH208 - see above
    return []
