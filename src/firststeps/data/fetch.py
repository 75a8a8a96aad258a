"""A data set fetched: every file downloaded, checked and unpacked, and only then under its name."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from firststeps.data.archive import finished_or_nothing, unpack
from firststeps.data.catalogue import DataSet, Remote
from firststeps.data.download import DEFAULT, DISK_FULL, Patience, download, no_space
from firststeps.data.hub import bring
from firststeps.data.lock import alone
from firststeps.errors import PlainError

Listener = Callable[[str, int, int], None]  # told what is going on, the bytes that are done, and all of them


def fetch(data: DataSet, cache: Path, listener: Listener, patience: Patience = DEFAULT) -> Path:
    """Return the folder of the data set in ``cache``; fetch it if it is not there.

    The downloads lie in ``cache/downloads/NAME`` until all is done; what was downloaded stays if the rest goes wrong.

    Raises:
        PlainError: if it can't be downloaded or unpacked, there is no room, or another process is at it.
        OSError: if the folder can't be written.
    """
    target, downloads = cache / data.name, cache / "downloads" / data.name
    if target.is_dir():
        return target
    with alone(cache / "downloads" / f"{data.name}.lock") as ours:
        if not ours:
            raise PlainError(f"another process is fetching {data.name}; wait until it is done")
        if target.is_dir():
            return target
        _make_sure_of_room(data, downloads)
        if data.hub is not None:
            bring(data.hub, downloads)
            downloads.replace(target)
            return target
        for remote in data.files:
            download(remote, downloads, _told(listener, f"fetching {remote.name}", remote.size), patience)
        try:
            with finished_or_nothing(target) as folder:
                for remote in data.files:
                    _put(remote, downloads / remote.name, folder, listener)
        except OSError as error:
            if error.errno in DISK_FULL:
                raise no_space(cache, data.unpacked_size) from None
            raise
        for remote in data.files:  # the hash of a file that has none in the catalogue stays
            (downloads / remote.name).unlink()
    return target


def _told(listener: Listener, doing: str, size: int) -> Callable[[int], None]:
    return lambda have: listener(doing, have, size)


def _make_sure_of_room(data: DataSet, downloads: Path) -> None:
    here = sum(path.stat().st_size for path in downloads.glob("*")) if downloads.is_dir() else 0
    needed = data.download_size + data.unpacked_size - here
    downloads.mkdir(parents=True, exist_ok=True)
    if (lacking := needed - shutil.disk_usage(downloads).free) > 0:
        raise no_space(downloads, lacking)


def _put(remote: Remote, path: Path, folder: Path, listener: Listener) -> None:
    if remote.unpacking is None:
        shutil.copyfile(path, folder / remote.name)
        return
    done, most = 0, remote.unpacking.limits.size

    def count(size: int) -> None:
        nonlocal done
        done += size
        listener(f"unpacking {remote.name}", done, most)

    unpack(path, folder, remote.unpacking, count)
    listener(f"unpacking {remote.name}", most, most)
