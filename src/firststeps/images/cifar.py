"""CIFAR-10: 60,000 photographs of 32 by 32 pixels in ten classes, one of them dogs.

Alex Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009.  Two layouts are read: the official binary
archive, a byte for the class and then 1,024 bytes each for red, green and blue; and two zip files of JPEG images, a
folder for each class, in which the pictures are nearly the same.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from firststeps.errors import PlainError

import numpy as np
from numpy.typing import NDArray
from PIL import Image

NAME = "cifar-10"  # of the data set
CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
SIDE = 32  # pixels
Part = Literal["train", "test"]
# Where the images of a part may lie; the first pattern that finds a file is the layout of the folder.
PATTERNS: dict[Part, tuple[str, ...]] = {
    "train": ("train*.zip", "data_batch_*.bin"),
    "test": ("test*.zip", "test_batch*.bin"),
}
# What Python and Pillow raise where a zip file, or an image in it, is damaged; RuntimeError is for one with a password.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, Image.DecompressionBombError, Image.DecompressionBombWarning),
    *(KeyError, EOFError, RuntimeError, OSError, ValueError, SyntaxError, IndexError, TypeError),
)
_RECORD = 1 + 3 * SIDE * SIDE  # bytes of an image in the binary archive
_MEND = "remove its folder and give `firststeps data fetch cifar-10`"


@dataclass(frozen=True)
class Images:
    """Images and what they show."""

    pixels: NDArray[np.uint8]  # (n, 32, 32, 3): rows, columns, red green blue
    classes: NDArray[np.intp]  # (n,), places in ``CLASSES``

    def __post_init__(self) -> None:
        """Raise ValueError unless there is a class for each image."""
        if self.pixels.shape != (len(self.classes), SIDE, SIDE, 3):
            raise ValueError(f"{len(self.classes)} classes, and pixels of the shape {self.pixels.shape}")

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.classes)

    def of(self, name: str) -> NDArray[np.bool_]:
        """Return for each image whether it is of a class, (n,)."""
        found: NDArray[np.bool_] = self.classes == CLASSES.index(name)
        return found


def part_files(folder: Path, part: Part) -> list[Path]:
    """Return the files that hold a part of the data set in ``folder``.

    Raises:
        PlainError: if there are none.
    """
    for pattern in PATTERNS[part]:
        if found := sorted(folder.glob(pattern)):
            return found
    raise PlainError(f"{folder}: no {' and no '.join(PATTERNS[part])}; {_MEND}")


def read_images(paths: Sequence[Path]) -> Images:
    """Return the images in zip files or binary files, in their order; those in a zip by their names.

    Raises:
        PlainError: if a file is broken, or holds something else.
    """
    parts = [_zipped(path) if path.suffix == ".zip" else _records(path) for path in paths]
    return Images(np.concatenate([part.pixels for part in parts]), np.concatenate([part.classes for part in parts]))


def _records(path: Path) -> Images:
    content = np.frombuffer(path.read_bytes(), np.uint8)
    if not len(content) or len(content) % _RECORD or content[::_RECORD].max() >= len(CLASSES):
        raise PlainError(f"{path}: not a binary batch of CIFAR-10, or cut short; {_MEND}")
    records = content.reshape(-1, _RECORD)
    planes = records[:, 1:].reshape(-1, 3, SIDE, SIDE)
    return Images(np.ascontiguousarray(planes.transpose(0, 2, 3, 1)), records[:, 0].astype(np.intp))


def _zipped(path: Path) -> Images:
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(name for name in archive.namelist() if name.endswith(".jpg"))
            classes = [_class_of(path, name) for name in names]
            return _decoded(path, names, classes, (archive.read(name) for name in names))
    except _BROKEN as error:
        raise PlainError(f"{path}: can't be read as a zip file of images ({error}); {_MEND}") from None


def _class_of(path: Path, name: str) -> int:
    folder = name.split("/")[-2] if "/" in name else ""
    if folder not in CLASSES:
        raise PlainError(f"{path}: {name} lies in no folder with the name of a class of CIFAR-10; {_MEND}")
    return CLASSES.index(folder)


def _decoded(path: Path, names: Sequence[str], classes: Sequence[int], contents: Iterable[bytes]) -> Images:
    if not names:
        raise PlainError(f"{path}: holds no .jpg; {_MEND}")
    pixels = np.empty((len(names), SIDE, SIDE, 3), np.uint8)
    for place, (name, image) in enumerate(zip(names, _opened(path, names, contents), strict=True)):
        if image.size != (SIDE, SIDE):
            raise PlainError(f"{path}: {name} is no image of {SIDE} by {SIDE} pixels; {_MEND}")
        pixels[place] = np.asarray(image)
    return Images(pixels, np.array(classes, np.intp))


def _opened(path: Path, names: Sequence[str], contents: Iterable[bytes]) -> Iterator[Image.Image]:
    for name, content in zip(names, contents, strict=True):
        try:
            yield Image.open(io.BytesIO(content)).convert("RGB")
        except _BROKEN:
            raise PlainError(f"{path}: {name} can't be read as an image; {_MEND}") from None
