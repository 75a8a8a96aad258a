"""Archives unpacked with distrust: what is inside can come from anyone, until a hash has said otherwise.

Nothing is written outside the folder, nothing but plain files and folders is made, and no more than was announced.
Python's own filter for tar files, which would do a part of this, is not in every Python 3.11.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import re
import shutil
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from firststeps.data.catalogue import Limits, Unpacking
from firststeps.errors import PlainError

_BLOCK = 1 << 20  # bytes copied at a time
_LONGEST_NAME = 200  # characters in a path
# Names that Windows keeps for devices, whatever their ending.
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')  # no name on Windows has these; a backslash parts folders there
# All that the standard library has been seen to raise on archives with changed bytes.
_BROKEN = (
    *(tarfile.TarError, zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, struct.error, EOFError),
    *(NotImplementedError, RuntimeError, ValueError, TypeError, IndexError, OverflowError),
)


class ArchiveError(PlainError):
    """An archive is broken, or holds what we don't unpack; its line names the archive and the member."""

    def __init__(self, archive: Path, problem: str) -> None:
        """Say what is wrong with ``archive``."""
        super().__init__(f"{archive}: {problem}; remove it and fetch it again")


@dataclass(frozen=True)
class _Member:
    """A file or folder in an archive."""

    name: str
    size: int  # bytes, as it claims
    is_file: bool  # else a folder
    opened: Callable[[], IO[bytes] | None]


@contextlib.contextmanager
def finished_or_nothing(target: Path) -> Iterator[Path]:
    """Give a new folder beside ``target``, which gets the name of ``target`` if all goes well, and else is removed.

    What an earlier, killed process has left is removed first.
    """
    beside = target.with_name(f".{target.name}.unfinished")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        yield beside
        beside.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def unpack(archive: Path, folder: Path, unpacking: Unpacking, on_bytes: Callable[[int], None]) -> None:
    """Unpack a tar.gz or zip file.

    Args:
        archive: the file; its ending says what it is.
        folder: an existing folder; ``unpacking.into`` is made in it if need be.
        unpacking: what is allowed and where it goes.
        on_bytes: told of the bytes written, a block at a time.

    Raises:
        ArchiveError: if the archive is broken; holds a path that leads out of it or that some system can't have,
            a link, a device, or a path twice; or more than the limits allow.
        OSError: if the disk is full, or the like.
    """
    limits = unpacking.limits
    counted = _Counter(archive, limits, on_bytes)
    seen: set[PurePosixPath] = set()
    members = _zip_members(archive) if archive.suffix == ".zip" else _tar_members(archive)
    try:
        for number, member in enumerate(members):
            if number >= limits.members:
                raise ArchiveError(archive, f"it holds more than {limits.members} files and folders")
            path = _path(archive, member.name)
            if _is_note_of_a_mac(path):
                continue
            inside = _below(archive, path, unpacking.inside)
            if not inside.parts:  # the folder itself
                continue
            if member.is_file:
                _note(archive, member, inside, seen)
            _write(archive, member, folder / unpacking.into / inside, counted)
    except _BROKEN as error:
        raise ArchiveError(archive, f"it is broken ({error or type(error).__name__})") from None


class _Counter:
    """Counts what is written, and stops an archive that pours out more than it may."""

    def __init__(self, archive: Path, limits: Limits, on_bytes: Callable[[int], None]) -> None:
        self._archive = archive
        self._left = min(limits.size, limits.ratio * archive.stat().st_size)
        self._on_bytes = on_bytes

    def announce(self, size: int) -> None:
        """Stop before a member that claims to be too large."""
        if size > self._left:
            raise ArchiveError(self._archive, "it unpacks to more than it should")

    def add(self, size: int) -> None:
        self.announce(size)
        self._left -= size
        self._on_bytes(size)


def _write(archive: Path, member: _Member, target: Path, counted: _Counter) -> None:
    try:
        if not member.is_file:
            target.mkdir(parents=True, exist_ok=True)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        counted.announce(member.size)
        source = member.opened()
        if source is None:
            raise ArchiveError(archive, f"{member.name!r} can't be read")
        with source, target.open("xb") as file:
            while block := source.read(_BLOCK):
                counted.add(len(block))
                file.write(block)
    except (FileExistsError, NotADirectoryError):
        raise ArchiveError(archive, f"it holds {member.name!r} twice") from None


def _note(archive: Path, member: _Member, path: PurePosixPath, seen: set[PurePosixPath]) -> None:
    """Refuse what is one file on Windows and on a Mac, but two files here."""
    folded = PurePosixPath(str(path).casefold())
    if folded in seen:
        raise ArchiveError(archive, f"it holds {member.name!r} twice")
    seen.add(folded)


def _path(archive: Path, name: str) -> PurePosixPath:
    """Return the path of a member, if every system can have it and it stays inside."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or (not path.parts and name not in (".", "./")):
        raise ArchiveError(archive, f"{name!r} leads out of it")
    strange = any(_FORBIDDEN.search(part) or _DEVICE.fullmatch(part) or part[-1] in ". " for part in path.parts)
    if strange or len(name) > _LONGEST_NAME or not _can_be_written(name):
        raise ArchiveError(archive, f"{name[:_LONGEST_NAME]!r} is no name for a file on every system")
    return path


def _can_be_written(name: str) -> bool:
    try:
        os.fsencode(name).decode()
    except UnicodeError:
        return False
    return True


def _below(archive: Path, path: PurePosixPath, inside: str) -> PurePosixPath:
    """Return the path without the folder that everything lies in."""
    if not inside:
        return path
    if path.parts and path.parts[0] != inside:
        raise ArchiveError(archive, f"'{path}' is not in the folder {inside!r}, where everything should be")
    return PurePosixPath(*path.parts[1:])


def _is_note_of_a_mac(path: PurePosixPath) -> bool:
    return "__MACOSX" in path.parts or path.name == ".DS_Store" or path.name.startswith("._")


def _tar_members(archive: Path) -> Iterator[_Member]:
    with gzip.open(archive) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
        while info := tar.next():
            if not (info.isreg() or info.isdir()) or info.issparse():
                raise ArchiveError(archive, f"{info.name!r} is neither a file nor a folder")
            yield _Member(info.name, info.size, info.isreg(), partial(tar.extractfile, info))
            tar.members = []  # type: ignore[attr-defined]  # else it keeps a hundred thousand of them


def _zip_members(archive: Path) -> Iterator[_Member]:
    with zipfile.ZipFile(archive) as packed:
        for info in packed.infolist():
            kind = stat.S_IFMT(info.external_attr >> 16)  # 0 where the archive was made on Windows
            if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise ArchiveError(archive, f"{info.filename!r} is neither a file nor a folder")
            yield _Member(info.filename, info.file_size, not info.is_dir(), partial(packed.open, info))
