"""The photographs that the repository carries are what their card and their list say."""

from __future__ import annotations

import hashlib
from pathlib import Path

from firststeps.images.photographs import LIST, Box, Photograph, listed

import pytest
from PIL import Image
from tools import make_photographs as tool

FOLDER = Path(__file__).resolve().parents[2] / "data" / "samples" / "photographs"
FILES = sorted(FOLDER.glob("*.jpg"))
PHOTOGRAPHS = listed(FOLDER / LIST)


def test_files_are_those_of_the_lists() -> None:
    lines = [line.split("  ") for line in (FOLDER / "SHA256SUMS").read_text().splitlines()]
    assert {name: digest for digest, name in lines} == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FILES
    }
    assert [path.stem for path in FILES] == [photograph.name for photograph in PHOTOGRAPHS]
    assert {path.stem for path in FILES} == {name for name, *_ in tool.PHOTOGRAPHS}
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"`{path.name}`" in card for path in FILES)
    assert sum(path.stat().st_size for path in FILES) < 1_500_000


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_photograph_is_small_and_says_nothing_of_its_maker(path: Path) -> None:
    with Image.open(path) as image:
        assert max(image.size) <= tool.LONGEST
        assert image.mode == "RGB"
        assert len(image.getexif()) == 0


@pytest.mark.parametrize("photograph", PHOTOGRAPHS, ids=lambda photograph: photograph.name)
def test_boxes_lie_in_the_picture_and_parts_in_the_dog(photograph: Photograph) -> None:
    assert (photograph.dog is None) == (not photograph.name.startswith("dog-"))
    assert (photograph.dog is None) == bool(photograph.names)
    if photograph.dog is None:
        assert photograph.parts == {}
        return
    with Image.open(FOLDER / photograph.file) as image:
        assert _inside(photograph.dog, (0, 0, *image.size))
    assert all(_inside(box, photograph.dog) for boxes in photograph.parts.values() for box in boxes)


def _inside(inner: Box, outer: Box) -> bool:
    between = outer[0] <= inner[0] < inner[2] <= outer[2]
    return between and outer[1] <= inner[1] < inner[3] <= outer[3]
