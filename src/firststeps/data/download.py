"""One file over an unreliable line: in pieces if need be, and never kept unless it is the one that was meant."""

from __future__ import annotations

import errno
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from firststeps.data.catalogue import Remote
from firststeps.errors import PlainError

import requests

AGAIN = "run the command again"

_BLOCK = 1 << 14  # bytes read at a time; at most so many are lost when the line is cut
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_MAY_PASS = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}  # and everything from 500


class DownloadError(PlainError):
    """A file can't be had; the line names it and says what to do."""


class _CutError(Exception):
    """The line was cut, or the server was busy: worth another try."""


class _WrongError(Exception):
    """The bytes are not those of the file that was meant: nothing of them is worth keeping."""


@dataclass(frozen=True)
class Patience:
    """How long to wait for a server."""

    tries: int = 6  # one after the other that bring nothing
    first_pause: float = 1.0  # seconds; each pause is twice as long as the one before
    connect: float = 10.0  # seconds until a connection has to stand
    read: float = 30.0  # seconds until more bytes have to come


DEFAULT = Patience()


@dataclass(frozen=True)
class _Files:
    """Where a download lies."""

    whole: Path

    @property
    def part(self) -> Path:
        """What has come so far."""
        return self.whole.with_name(f"{self.whole.name}.part")

    @property
    def version(self) -> Path:
        """Which version of the file the server has called it."""
        return self.whole.with_name(f"{self.whole.name}.part.json")

    @property
    def believed(self) -> Path:
        """The hash of the first download of a file whose hash nobody has published."""
        return self.whole.with_name(f"{self.whole.name}.sha256")

    def have(self) -> int:
        """Return how many bytes have come so far."""
        return self.part.stat().st_size if self.part.is_file() else 0

    def drop(self) -> None:
        """Remove what has come so far."""
        self.part.unlink(missing_ok=True)
        self.version.unlink(missing_ok=True)


def download(
    remote: Remote,
    folder: Path,
    on_bytes: Callable[[int], None] = lambda have: None,
    patience: Patience = DEFAULT,
) -> Path:
    """Return the path of the file in ``folder``; fetch what is not there yet, and check its size and hash.

    What has come when the line is cut, or the process ends, is kept beside it as ``NAME.part``, and the next call
    goes on from there.

    Args:
        remote: the file.
        folder: made if need be.  One process at a time may work in it.
        on_bytes: told how many bytes there are.
        patience: how often to try again.

    Raises:
        DownloadError: if there is no connection, no such file, no space, or another file than the one that was meant;
            one that is not right is not kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = _Files(folder / remote.name)
    if not files.whole.is_file():
        _come(remote, files, on_bytes, patience)
        if wrong := _what_is_wrong(remote, files.part, files):
            files.drop()
            raise DownloadError(
                f"{remote.url}: {wrong}; it was not kept. {AGAIN.capitalize()}; if it is wrong again, it has changed"
            )
        files.part.replace(files.whole)
        files.version.unlink(missing_ok=True)
    elif wrong := _what_is_wrong(remote, files.whole, files):
        raise DownloadError(f"{files.whole}: {wrong}; remove it and {AGAIN}")
    on_bytes(remote.size)
    return files.whole


def _come(remote: Remote, files: _Files, on_bytes: Callable[[int], None], patience: Patience) -> None:
    """Bring the part to its full size, in as many tries as it takes."""
    failures, reached, best = 0, False, files.have()
    while files.have() != remote.size:
        try:
            with _asked(remote, files, patience) as response:
                reached = True
                _receive(remote, files, response, on_bytes)
        except (_CutError, requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as cut:
            host = urlsplit(remote.url).hostname
            if isinstance(cut, requests.exceptions.SSLError):
                raise DownloadError(f"{host} can't be trusted: its certificate is wrong; is the clock right?") from None
            if not (reached or isinstance(cut, _CutError)):
                raise DownloadError(f"no connection to {host}, for {remote.name}; see that you are online") from None
            failures = 1 if files.have() > best else failures + 1
            best = max(best, files.have())
            if failures >= patience.tries:
                raise DownloadError(
                    f"{remote.url}: the line was cut {failures} times; {files.have():,} of {remote.size:,} bytes "
                    f"are kept: {AGAIN} to go on"
                ) from None
            time.sleep(patience.first_pause * 2 ** (failures - 1))
        except _WrongError as wrong:
            files.drop()
            raise DownloadError(f"{remote.url}: {wrong}; nothing was kept. Has the file changed?") from None
        except requests.RequestException as error:
            raise DownloadError(f"{remote.url}: {error}") from None


def _asked(remote: Remote, files: _Files, patience: Patience) -> requests.Response:
    """Ask for what is missing; the response has not been read yet."""
    headers = {"Accept-Encoding": "identity"}  # else sizes would be those of something compressed
    version = _version(files)
    if files.have() > remote.size or (files.have() and not version):
        files.drop()
    if have := files.have():
        headers |= {"Range": f"bytes={have}-", "If-Range": version}
    timeouts = (patience.connect, patience.read)
    return requests.get(remote.url, headers=headers, stream=True, timeout=timeouts)


def _version(files: _Files) -> str:
    """Return what the server has called the version that the part is of; empty if it has no name."""
    try:
        return str(json.loads(files.version.read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _receive(remote: Remote, files: _Files, response: requests.Response, on_bytes: Callable[[int], None]) -> None:
    """Write what the server sends to the part."""
    have = files.have()
    if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        files.drop()
        raise _CutError
    if response.status_code in _MAY_PASS or response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise _CutError
    if response.status_code not in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
        raise DownloadError(f"{remote.url}: the server says {response.status_code} {response.reason}")
    if response.status_code == HTTPStatus.OK:  # the whole file: it knows no ranges, or the file is another one now
        have = 0
    elif not response.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
        files.drop()
        raise _CutError
    announced = response.headers.get("Content-Length", "")
    if announced.isdigit() and have + int(announced) != remote.size:
        raise _WrongError(f"the server has {have + int(announced):,} bytes where {remote.size:,} were expected")
    with files.part.open("ab" if have else "wb") as part:
        if not have:
            _note_version(files, response)
        _write(remote, part, have, response, on_bytes)


def _note_version(files: _Files, response: requests.Response) -> None:
    tag = response.headers.get("ETag", "")
    # A weak tag means "much the same", which won't do for bytes.
    version = tag if tag.startswith('"') else response.headers.get("Last-Modified", "")
    files.version.write_text(json.dumps({"version": version}), encoding="utf-8")


def _write(
    remote: Remote, part: BinaryIO, have: int, response: requests.Response, on_bytes: Callable[[int], None]
) -> None:
    try:
        for block in response.iter_content(_BLOCK):
            have += len(block)
            if have > remote.size:
                raise _WrongError(f"the server sends more than the {remote.size:,} bytes that were expected")
            part.write(block)
            on_bytes(have)
        part.flush()
    except OSError as error:
        if error.errno in DISK_FULL:
            raise no_space(Path(part.name).parent, remote.size - have) from None
        raise
    if have < remote.size:
        raise _CutError


def no_space(folder: Path, size: int) -> DownloadError:
    """Return the error that says that ``size`` more bytes don't fit in ``folder``."""
    return DownloadError(
        f"{folder}: the disk is full, {max(size, 0) / 1e6:,.0f} MB more are needed; make room, or set FIRSTSTEPS_CACHE "
        f"to a folder on another disk, then {AGAIN}; what has come is kept"
    )


def _what_is_wrong(remote: Remote, path: Path, files: _Files) -> str:
    """Return what is wrong with a file that has come, empty if nothing is."""
    size = path.stat().st_size
    if size != remote.size:
        return f"it has {size:,} bytes instead of {remote.size:,}"
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    expected = remote.sha256
    if expected is None and files.believed.is_file():
        expected = files.believed.read_text(encoding="ascii").strip()
    if expected is None:
        files.believed.write_text(f"{found}\n", encoding="ascii")
    elif found != expected:
        return f"its SHA-256 is {found} instead of {expected}"
    return ""
