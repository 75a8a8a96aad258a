"""Digits in the official format are read, broken files told of; two layers learn them and fit into small files."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.images.digit_network import HIDDEN, lite_logits, network, scaled, softmax, to_lite, trained
from firststeps.images.digits import CLASSES, Part, part_files, read_digits

import keras  # type: ignore[import-untyped]
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.special import softmax as scipys  # type: ignore[import-untyped]
from tools.make_digit_samples import TEST, packed

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples" / "mnist"


@pytest.mark.parametrize(("part", "each"), [("train", 500 - TEST), ("t10k", TEST)])
def test_the_samples(part: Part, each: int) -> None:
    digits = read_digits(*part_files(SAMPLES, part))
    assert np.bincount(digits.labels).tolist() == [each] * CLASSES
    assert digits.pixels.shape == (each * CLASSES, 28, 28)
    assert len({pixels.tobytes() for pixels in digits.pixels}) > 0.99 * len(digits)


def test_no_digit_is_for_training_and_for_the_test() -> None:
    known, test = (
        {pixels.tobytes() for pixels in read_digits(*part_files(SAMPLES, part)).pixels} for part in ("train", "t10k")
    )
    assert not known & test


def test_files_are_those_of_the_list() -> None:
    lines = [line.split("  ") for line in (SAMPLES / "SHA256SUMS").read_text().splitlines()]
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in SAMPLES.glob("*.gz")}
    assert {name: digest for digest, name in lines} == found
    assert sum(path.stat().st_size for path in SAMPLES.iterdir()) < 900_000


def test_broken_files_are_told_of(tmp_path: Path) -> None:
    pictures, labels = part_files(tmp_path, "train")
    good = packed(np.zeros((2, 28, 28), np.uint8)), packed(np.array([1, 2], np.uint8))
    broken = {
        "no gzip": (b"nothing", good[1]),
        "cut short": (good[0][:-9], good[1]),
        "labels as pictures": (good[1], good[1]),
        "floats": (gzip.compress(b"\0\0\x0d\x03" + bytes(12)), good[1]),
        "another size": (packed(np.zeros((2, 27, 28), np.uint8)), good[1]),
        "too few labels": (good[0], packed(np.array([1], np.uint8))),
        "no digit": (good[0], packed(np.array([1, 10], np.uint8))),
    }
    with pytest.raises(PlainError, match=r"no such file; .*firststeps data fetch mnist"):
        read_digits(pictures, labels)
    for contents in broken.values():
        for path, content in zip((pictures, labels), contents, strict=True):
            path.write_bytes(content)
        with pytest.raises(PlainError, match="firststeps data fetch mnist"):
            read_digits(pictures, labels)
    pictures.write_bytes(good[0])
    labels.write_bytes(good[1])
    assert read_digits(pictures, labels).labels.tolist() == [1, 2]


@given(arrays.arrays(np.float32, (3, 5), elements=st.floats(-50, 50, width=32)), st.floats(-20, 20, width=32))
def test_softmax_is_scipys_and_knows_differences_only(logits: np.ndarray, shift: float) -> None:
    np.testing.assert_allclose(softmax(logits), scipys(logits, axis=1), atol=1e-6)
    np.testing.assert_allclose(softmax(logits + np.float32(shift)), softmax(logits), atol=1e-4)


def test_the_network_has_the_parameters_that_one_counts() -> None:
    assert network().count_params() == 28 * 28 * HIDDEN + HIDDEN + HIDDEN * CLASSES + CLASSES


def test_files_answer_as_the_network_does() -> None:
    digits = read_digits(*part_files(SAMPLES, "t10k"))
    inputs = scaled(digits.pixels)
    keras.utils.set_random_seed(3)
    model = trained(inputs, digits.labels, epochs=5)
    logits = model.predict(inputs, verbose=0)
    assert (logits.argmax(1) == digits.labels).mean() > 0.85
    np.testing.assert_allclose(lite_logits(to_lite(model), inputs), logits, atol=1e-4)
    whole = to_lite(model, inputs[:100])
    assert (lite_logits(whole, inputs).argmax(1) == logits.argmax(1)).mean() > 0.97
    assert len(whole) < 4 * model.count_params() / 3
