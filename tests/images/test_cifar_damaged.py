"""Pixels of CIFAR-10 are where they belong, and a damaged zip file is told of in a line."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.images.cifar import CLASSES, SIDE, part_files, read_images

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

DOG = CLASSES.index("dog")


def pictures(count: int) -> NDArray[np.uint8]:
    """Return pictures as smooth as photographs are, so that JPEG changes them little."""
    corners = np.random.default_rng(4).integers(0, 256, (count, 3, 3, 3)).astype(np.uint8)
    large = [Image.fromarray(small).resize((SIDE, SIDE), Image.Resampling.BICUBIC) for small in corners]
    return np.stack([np.asarray(image) for image in large])


def jpeg(pixels: NDArray[np.uint8]) -> bytes:
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "JPEG", quality=95, subsampling=0)
    return content.getvalue()


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_colour_is_where_it_belongs(tmp_path: Path) -> None:
    """Red, green and blue are told apart, and rows from columns."""
    pixels = np.zeros((SIDE, SIDE, 3), np.uint8)
    pixels[1, 2], pixels[30, 0] = (10, 20, 30), (40, 50, 60)
    content = bytearray(1 + 3 * SIDE * SIDE)
    for colour in range(3):
        content[1 + colour * 1024 + 1 * SIDE + 2] = (10, 20, 30)[colour]
        content[1 + colour * 1024 + 30 * SIDE + 0] = (40, 50, 60)[colour]
    path = tmp_path / "test_batch.bin"
    path.write_bytes(bytes(content))
    np.testing.assert_array_equal(read_images([path]).pixels[0], pixels)


@pytest.mark.parametrize(
    ("names", "part", "found"),
    [
        (["train.zip", "test.zip", "data_batch_1.bin"], "train", ["train.zip"]),
        (["train-1.zip", "train-0.zip"], "train", ["train-0.zip", "train-1.zip"]),
        (["data_batch_2.bin", "data_batch_1.bin", "test_batch.bin"], "train", ["data_batch_1.bin", "data_batch_2.bin"]),
        (["data_batch_1.bin", "test_batch.bin"], "test", ["test_batch.bin"]),
    ],
)
def test_files_of_a_part(tmp_path: Path, names: list[str], part: str, found: list[str]) -> None:
    for name in names:
        (tmp_path / name).touch()
    assert [path.name for path in part_files(tmp_path, part)] == found  # type: ignore[arg-type]


def test_a_picture_that_is_cut_short_is_told_of(tmp_path: Path) -> None:
    whole = jpeg(pictures(1)[0])
    path = zipped(tmp_path / "train.zip", {"dog/1.jpg": whole[: len(whole) // 2]})
    with pytest.raises(PlainError, match=r"train\.zip: dog/1\.jpg can't be read.*firststeps data fetch cifar-10"):
        read_images([path])


ARCHIVE = io.BytesIO()
with zipfile.ZipFile(ARCHIVE, "w", zipfile.ZIP_DEFLATED) as _archive:
    for _place, _pixels in enumerate(pictures(3)):
        _archive.writestr(f"train/dog/{_place}.jpg", jpeg(_pixels))


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(ARCHIVE.getvalue()) - 1), st.integers(1, 255), st.booleans())
def test_a_damaged_zip_file_is_told_of(tmp_path: Path, place: int, change: int, shorter: bool) -> None:
    """A byte that changed, or an end that is missing: read as before, or refused in a line."""
    content = bytearray(ARCHIVE.getvalue())
    content[place] ^= change
    path = tmp_path / "train.zip"
    path.write_bytes(bytes(content[:place] if shorter else content))
    try:
        images = read_images([path])
    except PlainError as error:
        assert str(path) in str(error)
    else:
        assert not shorter
        assert set(images.classes) == {DOG}
