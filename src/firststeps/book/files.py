"""Files written so that a killed build leaves either the old bytes or the new ones."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def write_if_changed(path: Path, content: bytes) -> bool:
    """Write ``content`` to ``path`` unless it is there already; return whether it was written.

    A file left alone keeps its time stamp, so that a preview server which watches it does not rebuild.
    """
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)
    return True


def file_hash(path: str | os.PathLike[str]) -> str:
    """Return the SHA-256 of a file, read in blocks."""
    with open(path, "rb") as stream:  # noqa: PTH123 - also entries of a folder
        return hashlib.file_digest(stream, "sha256").hexdigest()


def input_hash(path: Path) -> str | None:
    """Return the SHA-256 of a file, or of a folder's names and contents at every depth; None if there is neither."""
    if path.is_dir():
        return _folder_hash(str(path))
    return file_hash(path) if path.is_file() else None


def _folder_hash(folder: str) -> str:
    found = hashlib.sha256()
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if not entry.is_dir():
            found.update(f"file {entry.name!r} {file_hash(entry)}\n".encode())
        elif entry.name != "__pycache__":  # comes and goes with imports
            found.update(f"folder {entry.name!r} {_folder_hash(entry.path)}\n".encode())
    return found.hexdigest()


def write_json(path: Path, content: object) -> None:
    """Write ``content`` as JSON with sorted keys, a line for each entry."""
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    write_if_changed(path, (text + "\n").encode())


def read_json(path: Path) -> Any:
    """Return the content of a JSON file, or None if it is missing or was cut off in writing."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None


def write_sealed(path: Path, content: dict[str, Any]) -> None:
    """Write ``content`` as JSON in a way that ``read_sealed`` notices a change by hand."""
    write_json(path, content | {"seal": _seal(content)})


def read_sealed(path: Path) -> dict[str, Any] | None:
    """Return what ``write_sealed`` wrote, or None if the file is missing or was changed since."""
    content = read_json(path)
    if not isinstance(content, dict) or content.pop("seal", "") != _seal(content):
        return None
    return content


def _seal(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def replace_folder(new: Path, final: Path) -> None:
    """Put the folder ``new`` in the place of ``final``.

    Between the two renames ``final`` is missing, never half-written: a build killed there runs the experiment again.
    """
    final.parent.mkdir(parents=True, exist_ok=True)
    old = new.with_name(new.name + ".old")
    shutil.rmtree(old, ignore_errors=True)  # of a killed build whose process had the same number
    if final.exists():
        final.rename(old)
    new.rename(final)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def alone(path: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold a lock on ``path`` so that two builds don't write into one folder; the lock of a killed build is free.

    Calls ``waiting`` once if another process holds the lock.  Where the system has no ``flock`` nothing is locked.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waiting()
                fcntl.flock(stream, fcntl.LOCK_EX)
            if path.exists() and path.stat().st_ino == os.fstat(stream.fileno()).st_ino:
                yield
                return
            # `firststeps clean` has removed the file; whoever comes next would lock another one.
