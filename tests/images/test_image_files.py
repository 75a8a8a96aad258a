"""Whatever file a reader names is read as a picture, or told of in a sentence that names it."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.images import files
from firststeps.images.files import read_image

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

PHOTOGRAPH = Path(__file__).resolve().parents[2] / "data" / "samples" / "photographs" / "dog-smile.jpg"
COLOURS = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]], [[0, 0, 0], [128, 128, 128], [255, 255, 255]]], np.uint8)
FOREIGN = io.BytesIO()
Image.fromarray(COLOURS).save(FOREIGN, "PNG")


@pytest.mark.parametrize("ending", ["png", "bmp", "ppm", "tiff"])
def test_lossless_formats_give_the_pixels(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"colours.{ending}"
    Image.fromarray(COLOURS).save(path)
    np.testing.assert_array_equal(read_image(path), COLOURS)


@pytest.mark.parametrize("ending", ["jpg", "webp", "avif", "jp2", "gif"])
def test_other_formats_give_nearly_the_pixels(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"photograph.{ending}"
    with Image.open(PHOTOGRAPH) as image:
        image.save(path)
        expected = np.asarray(image).astype(float)
    assert np.abs(read_image(path) - expected).mean() < 8


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "YCbCr", "I;16"])
def test_other_ways_to_keep_colours(tmp_path: Path, mode: str) -> None:
    grey = Image.fromarray(np.array([[0, 255], [255, 0]], np.uint8))
    image = Image.fromarray(np.array([[0, 65_535], [65_535, 0]], np.uint16)) if mode == "I;16" else grey.convert(mode)
    path = tmp_path / "image.tiff"
    image.save(path)
    expected = np.repeat(np.array([[0, 255], [255, 0]], np.uint8)[:, :, np.newaxis], 3, axis=2)
    np.testing.assert_allclose(read_image(path).astype(int), expected, atol=1)


def test_fractions_become_grey(tmp_path: Path) -> None:
    Image.fromarray(np.array([[0.0, 0.5, 1.0]], np.float32)).save(tmp_path / "fractions.tiff")
    np.testing.assert_array_equal(read_image(tmp_path / "fractions.tiff")[0, :, 0], [0, 128, 255])


def test_a_dark_picture_of_16_bits_stays_dark(tmp_path: Path) -> None:
    Image.fromarray(np.array([[0, 1]], np.uint16)).save(tmp_path / "dark.png")
    np.testing.assert_array_equal(read_image(tmp_path / "dark.png"), np.zeros((1, 2, 3)))


@pytest.mark.parametrize(
    ("orientation", "turned"),
    [
        (1, lambda p: p),
        (2, lambda p: p[:, ::-1]),
        (3, lambda p: p[::-1, ::-1]),
        (6, lambda p: np.rot90(p, -1)),
        (8, np.rot90),
    ],
)
def test_it_stands_as_the_camera_was_held(tmp_path: Path, orientation: int, turned: Callable[..., object]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(COLOURS).save(tmp_path / "held.png", exif=exif)
    np.testing.assert_array_equal(read_image(tmp_path / "held.png"), turned(COLOURS))


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    pixels = np.zeros((1, 3, 4), np.uint8)
    pixels[0, :, 3] = [0, 128, 255]
    Image.fromarray(pixels).save(tmp_path / "alpha.png")
    np.testing.assert_array_equal(read_image(tmp_path / "alpha.png")[0, :, 0], [255, 127, 0])


def test_of_a_moving_picture_the_first_frame_counts(tmp_path: Path) -> None:
    first, *others = (Image.new("RGB", (4, 4), colour) for colour in ("red", "green", "blue"))
    first.save(tmp_path / "moving.gif", save_all=True, append_images=others)
    assert {tuple(pixel) for pixel in read_image(tmp_path / "moving.gif").reshape(-1, 3)} == {(255, 0, 0)}


def test_a_picture_of_one_pixel(tmp_path: Path) -> None:
    Image.new("RGB", (1, 1), "red").save(tmp_path / "one.png")
    assert read_image(tmp_path / "one.png").tolist() == [[[255, 0, 0]]]


def test_of_a_large_jpeg_only_what_is_needed_is_decoded(tmp_path: Path) -> None:
    """A hundred million pixels are read, and a few hundred lines of them kept."""
    path = tmp_path / "large.jpg"
    Image.new("L", (12_500, 8_000), 200).save(path)
    found = read_image(path, shortest=256)
    assert found.shape == (1000, 1563, 3)
    assert found.min() == found.max() == 200


def test_too_many_pixels_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    """A file of a few bytes claims to be enormous: a width in the header is enough."""
    for name, width in (("large", 20_000), ("enormous", 200_000)):
        content = bytearray(FOREIGN.getvalue())
        content[16:24] = width.to_bytes(4, "big") + (20_000).to_bytes(4, "big")
        path = tmp_path / f"{name}.png"
        content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
        path.write_bytes(content)
        with pytest.raises(PlainError, match=rf"{name}\.png: more than 150 million pixels"):
            read_image(path)


def test_what_is_no_picture_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "text.png").write_text("not a picture")
    (tmp_path / "drawing.eps").write_text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n")
    content = PHOTOGRAPH.read_bytes()
    (tmp_path / "short.jpg").write_bytes(content[: len(content) // 2])
    for name, problem in {
        "gone.jpg": "no such file",
        ".": "is a folder",
        "empty.jpg": "no picture in a format",
        "text.png": "no picture in a format",
        "drawing.eps": "no picture in a format",
        "short.jpg": "broken or cut short",
    }.items():
        with pytest.raises(PlainError) as raised:
            read_image(tmp_path / name)
        assert str(raised.value).startswith(f"{tmp_path / name}: {problem}")
        assert "\n" not in str(raised.value)


def test_decoders_of_broken_files_print_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "broken.tiff"
    with Image.open(PHOTOGRAPH) as image:
        image.save(path, compression="tiff_deflate")
    content = bytearray(path.read_bytes())
    content[8:40] = bytes([255] * 32)  # where the first strip begins
    path.write_bytes(content)
    with pytest.raises(PlainError, match="broken or cut short"):
        read_image(path)
    assert capfd.readouterr().err == ""


def test_a_broken_avif_is_told_of(tmp_path: Path) -> None:
    """Its decoder raises an error of another kind."""
    path = tmp_path / "broken.avif"
    with Image.open(PHOTOGRAPH) as image:
        image.resize((32, 32)).save(path)
    content = path.read_bytes()
    begins = content.index(b"mdat") + 4
    path.write_bytes(content[:begins] + bytes(len(content) - begins))
    with pytest.raises(PlainError, match=r"broken\.avif: broken or cut short \(.+\); get it again"):
        read_image(path)


FORMATS = {name: io.BytesIO() for name in files.FORMATS}
with Image.open(PHOTOGRAPH) as _image:
    for _name, _stream in FORMATS.items():
        _image.resize((32, 32)).save(_stream, _name)


@settings(max_examples=300)
@given(
    st.sampled_from(sorted(FORMATS)),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=8),
    st.integers(0, 10_000),
)
def test_changed_bytes_lead_to_pixels_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, name: str, changes: list[tuple[int, int]], cut: int
) -> None:
    content = bytearray(FORMATS[name].getvalue())
    for place, value in changes:
        content[place % len(content)] = value
    path = tmp_path_factory.getbasetemp() / f"changed.{name.lower()}"
    path.write_bytes(content[: max(1, len(content) - cut % len(content))] if cut % 3 == 0 else content)
    try:
        found = read_image(path)
    except PlainError as error:
        assert str(error).startswith(f"{path}: ")
    else:
        assert found.ndim == 3
        assert found.dtype == np.uint8
