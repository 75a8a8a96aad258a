"""Log-mel features kept as grey pictures, many of them in a zip file: a row for each frame, a column for each band."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path

from firststeps.audio.mel import DEFAULT
from firststeps.errors import PlainError

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SHAPE = (DEFAULT.clip_frames, DEFAULT.bands)
ENDING = ".jpg"

# All that zipfile and Pillow have been seen to raise on files with changed bytes.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, Image.DecompressionBombError, Image.DecompressionBombWarning),
    *(KeyError, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, SyntaxError, IndexError, TypeError),
)
_LARGEST = 100_000  # bytes; a picture of features has about a thousand


def picture_names(path: Path) -> list[str]:
    """Return the paths of the pictures in a zip file, in its order.

    Raises:
        PlainError: if it is no zip file.
    """
    return [name for name in _opened(path).namelist() if name.endswith(ENDING)]


def read_picture(path: Path, name: str) -> NDArray[np.uint8]:
    """Return the features in the picture ``name`` of a zip file, shape (98, 40).

    Raises:
        PlainError: if it is not there, broken, or of another size.
    """
    packed = _opened(path)
    try:
        if packed.getinfo(name).file_size > _LARGEST:
            raise _broken(path, name, "it is too large")
        with Image.open(io.BytesIO(packed.read(name))) as image:
            if (image.height, image.width, image.mode) != (*SHAPE, "L"):
                raise _broken(path, name, f"it is {image.width}×{image.height} {image.mode} instead of 40×98 grey")
            return np.asarray(image)
    except _BROKEN as error:
        raise _broken(path, name, str(error)) from None


def _broken(path: Path, name: str, problem: str) -> PlainError:
    return PlainError(f"{path}: the picture {name} can't be used ({problem}); fetch the file again")


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        state = path.stat()
        return _read(path, state.st_size, state.st_mtime_ns)
    except _BROKEN as error:
        raise PlainError(f"{path}: no zip file with log-mel pictures ({error}); fetch it again") from None


@lru_cache(maxsize=2)
def _read(path: Path, size: int, changed: int) -> zipfile.ZipFile:
    """Return a zip file in memory: its table, which takes long to read, is read once, and no file stays open."""
    return zipfile.ZipFile(io.BytesIO(path.read_bytes()))
