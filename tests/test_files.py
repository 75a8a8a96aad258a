"""Files that are whole or not there."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.files import write_whole

import pytest


def test_a_full_disk_names_the_file_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "states" / "micro.npz"
    write_whole(path, b"before")

    def fsync(number: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # as Linux raises it: without the name of a file

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(PlainError, match=r"states/micro\.npz: can't be written \(No space left on device\); mend that"):
        write_whole(path, b"after")
    assert path.read_bytes() == b"before"
    assert [left.name for left in path.parent.iterdir()] == ["micro.npz"]
