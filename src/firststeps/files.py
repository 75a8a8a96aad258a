"""Files that a killed program leaves either as they were or complete."""

from __future__ import annotations

import io
import json
import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from firststeps.errors import PlainError

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[np.generic]]
# All that NumPy has been seen to raise on .npz files that are cut short or have changed bytes.
BROKEN_ARRAYS = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError, ValueError)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, its folder too, so that nobody ever sees a part of it.

    Raises:
        PlainError: if that fails, on a full disk for one; what was there before is there still.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise PlainError(
            f"{path}: can't be written ({error.strerror}); mend that and give the command again"
        ) from error


def write_json(path: Path, content: object) -> None:
    """Write ``content`` as JSON, a line for each entry."""
    write_whole(path, (json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode())


def save_arrays(path: Path, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Write named arrays to an .npz file."""
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, **arrays)
    write_whole(path, content.getvalue())


def load_arrays(path: Path) -> Arrays:
    """Return the named arrays of an .npz file."""
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:  # it leaves broken files open
        return dict(kept)
