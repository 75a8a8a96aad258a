"""The article's model, as a small one with random weights, loaded from disk as the large one is."""

from __future__ import annotations

import json
from pathlib import Path

from firststeps.cli import main
from firststeps.errors import PlainError
from firststeps.keywords import pretrained
from firststeps.keywords.own_names import check_free
from firststeps.keywords.pretrained import CHECKPOINT, STEP, Pretrained, hear_pretrained, seconds_of
from firststeps.keywords.store import SAMPLES

import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from .small_wav2vec2 import NAMES, write_small

SECOND = 16_000


@pytest.fixture(scope="module")
def model(small_wav2vec2: Path) -> Pretrained:
    return Pretrained(small_wav2vec2 / CHECKPOINT)


@pytest.fixture
def samples() -> list[Path]:
    return sorted((SAMPLES / "speech-commands" / "yes").glob("*.flac"))[:2]


def predict(monkeypatch: pytest.MonkeyPatch, data: Path, cache: Path, *arguments: str) -> Result:
    monkeypatch.setenv("FIRSTSTEPS_DATA", str(data))
    monkeypatch.setenv("FIRSTSTEPS_CACHE", str(cache))
    return CliRunner().invoke(main, ["predict", "--model", "wav2vec2", *arguments])


def test_what_was_saved_is_what_answers(model: Pretrained, small_wav2vec2: Path, random: np.random.Generator) -> None:
    """The network by its own class and by hand: normalised sound in, a softmax of its scores out."""
    import torch
    from transformers import Wav2Vec2ForSequenceClassification

    sounds = random.normal(0.2, 0.1, (3, SECOND)).astype(np.float32)
    network = Wav2Vec2ForSequenceClassification.from_pretrained(small_wav2vec2 / CHECKPOINT).eval()
    normal = (sounds - sounds.mean(1, keepdims=True)) / sounds.std(1, keepdims=True)
    with torch.inference_mode():
        scores = network(torch.from_numpy(normal)).logits.numpy()
    expected = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    found = model.probabilities(sounds)
    assert model.labels == NAMES
    assert found.shape == (3, 12)
    assert found == pytest.approx(expected, abs=1e-5)
    assert np.ptp(found, 0).max() > 1e-4  # it does listen


def test_a_longer_sound_is_judged_by_its_best_second(model: Pretrained, random: np.random.Generator) -> None:
    sound = random.integers(-9000, 9000, 2 * SECOND, np.int16)
    sound[:SECOND] //= 100
    windows = [sound[first : first + SECOND] for first in range(0, SECOND + 1, STEP)]
    alone = [hear_pretrained([window], model) for window in windows]
    keywords = [heard for heard in alone if not heard.word.startswith("_")]
    best = max(keywords or alone, key=lambda heard: heard.confidence)
    assert hear_pretrained(np.split(sound, 2), model) == best


@given(st.integers(1, 4 * SECOND), st.integers(500, 3 * SECOND))
def test_every_sample_is_in_some_second(length: int, block: int) -> None:
    sound: NDArray[np.int16] = (np.arange(length) % 32_749).astype(np.int16)
    found = list(seconds_of(np.split(sound, range(block, length, block))))
    if length <= SECOND:
        assert len(found) == 1
        assert (found[0] == np.pad(sound, (0, SECOND - length))).all()
        return
    starts = [*range(0, length - SECOND, STEP), length - SECOND]
    assert len(found) == len(starts)
    assert all((second == sound[first : first + SECOND]).all() for first, second in zip(starts, found, strict=True))


def test_predict_answers_with_it(
    small_wav2vec2: Path, samples: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = predict(monkeypatch, small_wav2vec2, tmp_path, *map(str, samples), "--json")
    assert done.exit_code == 0
    assert done.stderr == ""
    answers = json.loads(done.stdout)
    assert [answer["file"] for answer in answers] == [str(path) for path in samples]
    assert all(answer["word"] in NAMES and 0 < answer["confidence"] < 1 for answer in answers)


def test_without_its_weights_it_says_how_to_get_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = predict(monkeypatch, tmp_path, tmp_path / "cache", "any.wav")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"error: wav2vec2 needs its weights, a folder {CHECKPOINT} ")
    assert "`make borrow`" in done.stderr


def test_without_its_libraries_it_says_how_to_get_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / CHECKPOINT).mkdir()
    monkeypatch.setattr(pretrained, "LIBRARIES", ("torch_that_nobody_has", "numpy"))
    done = predict(monkeypatch, tmp_path, tmp_path / "cache", "any.wav")
    assert (done.exit_code, done.stderr) == (
        1,
        "error: wav2vec2 needs torch_that_nobody_has; `make borrow` brings all that it needs\n",
    )


@pytest.mark.parametrize("broken", ["empty", "no weights", "cut short", "no preprocessor", "another network"])
def test_a_broken_model_is_said_in_a_line(broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("LABEL_0", "LABEL_1") if broken == "another network" else NAMES
    place = write_small(tmp_path / CHECKPOINT, names)
    weights = place / "model.safetensors"
    if broken == "empty":
        for file in place.iterdir():
            file.unlink()
    elif broken == "no weights":
        weights.unlink()
    elif broken == "cut short":
        weights.write_bytes(weights.read_bytes()[:5000])
    elif broken == "no preprocessor":
        (place / "preprocessor_config.json").unlink()
    done = predict(monkeypatch, tmp_path, tmp_path / "cache", "any.wav")
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"error: {place} holds ")


def test_no_word_may_take_its_name() -> None:
    with pytest.raises(PlainError, match="the book has a model 'wav2vec2'"):
        check_free("wav2vec2")
