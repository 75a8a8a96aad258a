"""CIFAR-10 is read alike from the binary archive and from zips of JPEG images; broken files are told of."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.images.cifar import CLASSES, NAME, SIDE, Images, part_files, read_images

import numpy as np
import pytest
from PIL import Image

from ..missing import missing


def some(count: int) -> Images:
    """Return soft pictures, which survive JPEG."""
    random = np.random.default_rng(1)
    corners = random.integers(0, 256, (count, 2, 2, 3)).astype(np.uint8)
    pixels = [np.asarray(Image.fromarray(one).resize((SIDE, SIDE), Image.Resampling.BICUBIC)) for one in corners]
    return Images(np.array(pixels), np.arange(count) % len(CLASSES))


def write_binary(path: Path, images: Images) -> None:
    records = [
        bytes([number]) + pixels.transpose(2, 0, 1).tobytes()
        for pixels, number in zip(images.pixels, images.classes, strict=True)
    ]
    path.write_bytes(b"".join(records))


def write_zip(path: Path, images: Images) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for place, (pixels, number) in enumerate(zip(images.pixels, images.classes, strict=True)):
            content = io.BytesIO()
            Image.fromarray(pixels).save(content, "JPEG", quality=95)
            archive.writestr(f"{CLASSES[number]}/{place:04}.jpg", content.getvalue())


def test_binary_batches_are_read_in_their_order(tmp_path: Path) -> None:
    images = some(25)
    for batch, part in enumerate((slice(10), slice(10, 25)), 1):
        write_binary(tmp_path / f"data_batch_{batch}.bin", Images(images.pixels[part], images.classes[part]))
    found = read_images(part_files(tmp_path, "train"))
    np.testing.assert_array_equal(found.pixels, images.pixels)
    np.testing.assert_array_equal(found.classes, images.classes)
    assert found.of("dog").sum() == (images.classes == CLASSES.index("dog")).sum() > 0


def test_a_zip_holds_nearly_the_same(tmp_path: Path) -> None:
    images = some(20)
    write_zip(tmp_path / "train.zip", images)
    found = read_images(part_files(tmp_path, "train"))
    order = np.argsort([f"{CLASSES[number]}/{place:04}" for place, number in enumerate(images.classes)])
    np.testing.assert_array_equal(found.classes, images.classes[order])
    assert np.abs(found.pixels.astype(float) - images.pixels[order]).mean() < 4


def test_what_is_broken_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(PlainError, match=r"no train\*\.zip and no data_batch_\*\.bin; .* data fetch cifar-10"):
        part_files(tmp_path, "train")
    whole = tmp_path / "whole.bin"
    write_binary(whole, some(3))
    content = whole.read_bytes()
    broken = {
        "empty.bin": b"",
        "short.bin": content[:-1],
        "classes.bin": bytes([10]) + content[1:],
        "text.zip": b"no zip at all",
    }
    for name, bad in broken.items():
        (tmp_path / name).write_bytes(bad)
        with pytest.raises(PlainError, match=name):
            read_images([tmp_path / name])


@pytest.mark.parametrize(
    ("member", "content", "problem"),
    [
        ("dog/0.jpg", b"no picture", "dog/0.jpg can't be read as an image"),
        ("wolf/0.jpg", b"", "wolf/0.jpg lies in no folder with the name of a class"),
        ("0.jpg", b"", "0.jpg lies in no folder"),
        ("dog/0.png", b"", "holds no .jpg"),
    ],
)
def test_zips_with_something_else(tmp_path: Path, member: str, content: bytes, problem: str) -> None:
    path = tmp_path / "train.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, content)
    with pytest.raises(PlainError, match=problem.replace(".", r"\.")):
        read_images([path])


def test_pictures_of_another_size_are_refused(tmp_path: Path) -> None:
    content = io.BytesIO()
    Image.new("RGB", (31, 32)).save(content, "JPEG")
    path = tmp_path / "train.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("dog/0.jpg", content.getvalue())
    with pytest.raises(PlainError, match=r"dog/0\.jpg is no image of 32 by 32"):
        read_images([path])


def test_pixels_and_classes_belong_together() -> None:
    with pytest.raises(ValueError, match="2 classes"):
        Images(np.zeros((3, SIDE, SIDE, 3), np.uint8), np.zeros(2, np.intp))


def test_the_collection_at_hand() -> None:
    folder = Path(os.environ.get("FIRSTSTEPS_DATA", "")) / NAME
    if not folder.is_dir():
        missing("CIFAR-10", "firststeps data fetch cifar-10, and FIRSTSTEPS_DATA set to the folder above it")
    test = read_images(part_files(folder, "test"))
    assert len(test) == 10_000
    assert np.bincount(test.classes).tolist() == [1000] * 10
