"""MNIST: digits that people wrote by hand, as files of the official format.

Yann LeCun, Corinna Cortes and Christopher Burges, The MNIST Database of Handwritten Digits, 1998.
"""

from __future__ import annotations

import gzip
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from firststeps.errors import PlainError

import numpy as np
from numpy.typing import NDArray

NAME = "mnist"  # of the data set
SIDE = 28  # pixels
CLASSES = 10
Part = Literal["train", "t10k"]
_MOST = 60_000 * SIDE * SIDE + 16  # bytes of the largest file, unpacked
_BROKEN = (OSError, EOFError, zlib.error, struct.error, ValueError)


@dataclass(frozen=True)
class Digits:
    """Pictures of digits, and which they are."""

    pixels: NDArray[np.uint8]  # (n, 28, 28): rows, columns; 0 is paper, 255 is ink
    labels: NDArray[np.intp]  # (n,)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.labels)

    def at(self, places: NDArray[np.intp]) -> Digits:
        """Return those at ``places``, (k,), in that order."""
        return Digits(self.pixels[places], self.labels[places])


def part_files(folder: Path, part: Part) -> tuple[Path, Path]:
    """Return the files that hold the pictures and the labels of a part of the data set."""
    return folder / f"{part}-images-idx3-ubyte.gz", folder / f"{part}-labels-idx1-ubyte.gz"


def read_digits(pictures: Path, labels: Path) -> Digits:
    """Return the digits in a pair of files.

    Raises:
        PlainError: if one of them is missing, broken, or not of the other.
    """
    pixels, names = _values(pictures, 3), _values(labels, 1)
    if pixels.shape[1:] != (SIDE, SIDE) or len(pixels) != len(names) or (len(names) and names.max() >= CLASSES):
        raise PlainError(f"{pictures.parent}: pictures and labels do not belong together; {_mend(pictures)}")
    return Digits(pixels, names.astype(np.intp))


def _values(path: Path, axes: int) -> NDArray[np.uint8]:
    """Return what an IDX file holds: a type, 8 for bytes, the number of axes, the length of each, the values."""
    try:
        with gzip.open(path) as stream:
            content = stream.read(_MOST + 1)
        zeros, kind, dimensions = struct.unpack_from(">HBB", content)
        shape = struct.unpack_from(f">{axes}I", content, 4)
        if (zeros, kind, dimensions) != (0, 8, axes):
            raise ValueError("not an IDX file of bytes")
        return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape)
    except FileNotFoundError:
        raise PlainError(f"{path}: no such file; {_mend(path)}") from None
    except _BROKEN as error:
        raise PlainError(f"{path}: broken ({error}); {_mend(path)}") from None


def _mend(path: Path) -> str:
    return f"remove {path.parent} and give `firststeps data fetch mnist`"
