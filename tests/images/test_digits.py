"""Files of the format of MNIST are read as they are, or refused in a line that names them and the remedy."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.images.digits import SIDE, Digits, part_files, read_digits

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

PIXELS = np.arange(3 * SIDE * SIDE, dtype=np.uint8).reshape(3, SIDE, SIDE)  # wraps round: every value is there
LABELS = np.array([7, 0, 9], np.uint8)


def idx(values: NDArray[np.uint8]) -> bytes:
    return struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape) + values.tobytes()


def written(folder: Path, pixels: bytes = idx(PIXELS), labels: bytes = idx(LABELS)) -> tuple[Path, Path]:
    for path, content in zip(part_files(folder, "train"), (pixels, labels), strict=True):
        path.write_bytes(gzip.compress(content))
    return part_files(folder, "train")


def test_pictures_and_labels_as_they_were_written(tmp_path: Path) -> None:
    digits = read_digits(*written(tmp_path))
    np.testing.assert_array_equal(digits.pixels, PIXELS)
    assert (digits.labels.tolist(), len(digits)) == ([7, 0, 9], 3)


def test_a_file_byte_by_byte(tmp_path: Path) -> None:
    # The header as Yann LeCun's page gives it: magic number 2051 or 2049, count, rows, columns, most significant first.
    head = bytes([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28])
    pixels = head + bytes([0] * 29) + bytes([255]) + bytes([0] * (SIDE * SIDE - 30))
    digits = read_digits(*written(tmp_path, pixels, bytes([0, 0, 8, 1, 0, 0, 0, 1, 5])))
    assert np.argwhere(digits.pixels[0] == 255).tolist() == [[1, 1]]  # second row, second column
    assert digits.labels.tolist() == [5]


def test_some_of_them() -> None:
    some = Digits(PIXELS, LABELS.astype(np.intp)).at(np.array([2, 0]))
    assert some.labels.tolist() == [9, 7]
    np.testing.assert_array_equal(some.pixels, PIXELS[[2, 0]])


@pytest.mark.parametrize(
    ("pixels", "labels"),
    [
        (idx(PIXELS[:2]), idx(LABELS)),  # fewer pictures than labels
        (idx(PIXELS[:, :27]), idx(LABELS)),
        (idx(PIXELS), idx(np.array([7, 10, 9], np.uint8))),  # no such digit
    ],
)
def test_what_does_not_belong_together(tmp_path: Path, pixels: bytes, labels: bytes) -> None:
    with pytest.raises(PlainError, match=r"do not belong together; remove .* and give `firststeps data fetch mnist`"):
        read_digits(*written(tmp_path, pixels, labels))


@pytest.mark.parametrize(
    "pixels",
    [
        b"",
        idx(PIXELS)[:3],
        idx(PIXELS)[:-1],
        idx(PIXELS) + b"x",
        idx(LABELS),  # the other file
        struct.pack(">HBB3I", 0, 13, 3, 3, SIDE, SIDE) + PIXELS.tobytes(),  # another type of number
        struct.pack(">HBB3I", 0, 8, 3, *[2**32 - 1] * 3),  # claims more than there can be
    ],
)
def test_broken_files_are_named(tmp_path: Path, pixels: bytes) -> None:
    pictures, labels = written(tmp_path, pixels)
    with pytest.raises(PlainError) as told:
        read_digits(pictures, labels)
    assert str(told.value).startswith(f"{pictures}: broken (")


@given(st.integers(0, 200), st.integers(0, 255))
def test_one_other_byte_in_the_archive_is_refused_or_harmless(
    tmp_path_factory: pytest.TempPathFactory, place: int, value: int
) -> None:
    pictures, labels = written(tmp_path_factory.mktemp("digits"))
    content = bytearray(pictures.read_bytes())
    content[place % len(content)] = value
    pictures.write_bytes(content)
    try:
        np.testing.assert_array_equal(read_digits(pictures, labels).pixels, PIXELS)
    except PlainError as told:
        assert str(pictures) in str(told)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with pytest.raises(PlainError, match="broken"):
        read_digits(*written(tmp_path, idx(PIXELS) + bytes(200_000_000)))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    pictures, labels = part_files(tmp_path, "t10k")
    with pytest.raises(PlainError, match=f"{pictures.name}: no such file; .*firststeps data fetch mnist"):
        read_digits(pictures, labels)
