"""``firststeps evaluate``, whole, on recordings good and bad, and its figures on answers made by hand."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path

from firststeps.audio.mel import clip_log_mel
from firststeps.cli import main
from firststeps.errors import PlainError
from firststeps.files import write_json
from firststeps.keywords import noisy
from firststeps.keywords.card import write_card
from firststeps.keywords.evaluate import Answer, Evaluation, Trial, find_trials
from firststeps.keywords.examples import Corpus
from firststeps.keywords.hear import Heard
from firststeps.keywords.make import Watch, make_model
from firststeps.keywords.noisy import in_noise, read_noises, with_noise
from firststeps.keywords.recipes import Plan
from firststeps.keywords.report import report

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]
from click.testing import CliRunner, Result
from numpy.typing import NDArray
from tests.missing import needed

LABELS = ("_silence_", "_unknown_", "yes", "no")


def write(path: Path, samples: NDArray[np.int16]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, samples, 16_000)


@pytest.fixture
def recordings(tmp_path: Path, random: np.random.Generator) -> Path:
    """Return a folder of sounds, noise beside it."""
    for label in (*LABELS, "up"):
        for number, length in enumerate((16_000, 12_000)):
            write(tmp_path / "test" / label / f"{number}.flac", random.integers(-900, 900, length).astype(np.int16))
    write(tmp_path / "_background_noise_" / "hum.wav", random.integers(-900, 900, 40_000).astype(np.int16))
    return tmp_path / "test"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)])


def test_json_has_what_is_promised_and_nothing_else_is_on_standard_output(model: str, recordings: Path) -> None:
    result = run(model, "--data", recordings, "--noise", recordings.parent / "_background_noise_", "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["clips"] == 8
    assert found["labels"] == list(LABELS)
    table = np.array(found["confusion"])
    assert table.sum(1).tolist() == [2, 2, 2, 2]
    assert found["accuracy"] == table.trace() / 8
    assert found["interval"][0] < found["accuracy"] < found["interval"][1]
    assert list(found["per_class"]) == list(LABELS)
    content = Path(found["model_file"]).read_bytes()
    assert (found["bytes"], found["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert {name: part["clips"] for name, part in found["lengths"].items()} == {"full": 4, "short": 4}
    assert len(found["errors"]) == 8 - table.trace()
    assert [part["snr"] for part in found["noise"]] == [20, 10, 5, 0, -5]
    assert {part["clips"] for part in found["noise"]} == {6}
    assert "left out, because dull has no such class: up" in result.stderr


def test_a_model_for_microcontrollers_runs_as_on_one(micro_model: str, recordings: Path) -> None:
    needed("tflite_micro")
    found = json.loads(run(micro_model, "--data", recordings, "--json").stdout)
    assert found["runtime"] == "TensorFlow Lite Micro"
    assert 1000 < found["arena_bytes"] < 20_000
    assert "noise" not in found


def test_the_report_fits_a_terminal(model: str, recordings: Path) -> None:
    result = run(model, "--data", recordings)
    assert result.exit_code == 0
    lines = result.stdout.split("\n")[1:]  # the first one has the path of the file
    assert max(map(len, lines)) <= 80
    assert "_unknown_" in result.stdout


def test_what_cannot_be_read_is_said_and_the_others_count(model: str, recordings: Path) -> None:
    (recordings / "yes" / "broken.wav").write_bytes(b"RIFF....")
    result = run(model, "--data", recordings, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["clips"] == 8
    assert "yes/broken.wav" in result.stderr
    refused = run(model, "--data", recordings, "--record")
    assert refused.exit_code == 1
    assert "nothing recorded, because not every recording could be read" in refused.stderr


def test_wrong_folders_and_names_are_said_in_a_line(model: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run(model, "--data", tmp_path / "empty")
    assert result.exit_code == 1
    assert "no recordings; name a folder with folders _silence_, _unknown_, yes, no" in result.stderr
    assert "no model 'loud'" in run("loud", "--data", tmp_path / "empty").stderr
    assert run(model).exit_code == 2
    with pytest.raises(PlainError, match="no noise; name a folder of WAV or FLAC files of more than a second"):
        read_noises(tmp_path / "empty")


def test_a_record_comes_on_the_card_until_the_model_is_another(
    corpus: Corpus, plan: Plan, recordings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "models" / "small"
    quick = dataclasses.replace(plan, recipe=dataclasses.replace(plan.recipe, epochs=1))
    make_model(folder, quick, corpus, checkpoints=tmp_path, command="firststeps train small", watch=Watch())
    monkeypatch.setattr("firststeps.keywords.store.MODELS", folder.parent)
    assert "| test, int8 | not tried |" in (folder / "README.md").read_text()
    result = run("small", "--data", recordings, "--noise", recordings.parent / "_background_noise_", "--record")
    assert result.exit_code == 0
    kept = json.loads((folder / "test.json").read_text())
    assert kept["command"] == "firststeps evaluate small --data DIR --noise DIR --record"
    assert kept["model_file"] == "models/small/small.tflite"
    text = (folder / "README.md").read_text()
    assert f"{kept['accuracy']:.2%} of 8 clips" in text
    assert "- In noise, -5 dB signal-to-noise ratio: " in text

    write_json(folder / "facts.json", json.loads((folder / "facts.json").read_text()) | {"sha256": "another"})
    write_card(folder)
    assert "| test, int8 | not tried |" in (folder / "README.md").read_text()


def test_files_of_other_kinds_are_no_recordings(recordings: Path) -> None:
    (recordings / "yes" / ".hidden.wav").write_bytes(b"")
    (recordings / "yes" / "notes.txt").write_bytes(b"")
    trials, left_out = find_trials(recordings, LABELS)
    assert [trial.file for trial in trials if trial.said == "yes"] == ["yes/0.flac", "yes/1.flac"]
    assert left_out == ["up"]


def answer(said: str, heard: str, confidence: float, length: int = 16_000) -> Answer:
    return Answer(Trial(said, Path(f"/x/{said}/a.wav")), Heard(heard, confidence), length)


def test_figures_of_answers_made_by_hand() -> None:
    answers = (
        answer("yes", "yes", 0.9),
        answer("yes", "no", 0.6, 9000),
        answer("no", "no", 0.8, 9000),
        answer("no", "no", 0.7),
    )
    found = Evaluation(LABELS, answers).facts()
    assert found["accuracy"] == 0.75
    assert found["confusion"] == [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 1], [0, 0, 0, 2]]
    assert list(found["per_class"]) == ["yes", "no"]
    assert (found["per_class"]["yes"]["recall"], found["per_class"]["yes"]["precision"]) == (0.5, 1.0)
    assert (found["per_class"]["no"]["recall"], found["per_class"]["no"]["precision"]) == (1.0, pytest.approx(2 / 3))
    assert (found["lengths"]["full"]["accuracy"], found["lengths"]["short"]["accuracy"]) == (1.0, 0.5)
    assert found["errors"] == [{"file": "yes/a.wav", "said": "yes", "heard": "no", "confidence": 0.6}]
    never = Evaluation(LABELS, (answer("yes", "no", 0.9),)).facts()
    assert never["per_class"]["yes"]["precision"] is None
    assert "never heard" in report(never | {"model_file": "x", "bytes": 1})


def decibels(power: float) -> float:
    return float(10 * np.log10(power))


def test_noise_is_as_far_below_the_clip_as_it_should_be(random: np.random.Generator) -> None:
    clip = random.normal(0, 1000, 10_000).astype(np.int16)
    hum = random.normal(0, 50, 16_000).astype(np.int16)
    for snr in (20, 0, -5):
        mixed = with_noise(np.pad(clip, (0, 6000)), hum, snr).astype(np.float64)
        around = np.concatenate([mixed[:3000], mixed[13_000:]])
        assert decibels((clip.astype(float) ** 2).mean() / (around**2).mean()) == pytest.approx(snr, abs=0.3)
        inside = mixed[3000:13_000] - clip
        assert decibels((around**2).mean() / (inside**2).mean()) == pytest.approx(0, abs=0.3)


def test_digital_silence_takes_the_noise_and_no_noise_changes_nothing(random: np.random.Generator) -> None:
    hum = random.normal(0, 50, 16_000).astype(np.int16)
    nothing = np.zeros(16_000, np.int16)
    np.testing.assert_array_equal(with_noise(nothing, hum, 10), hum)
    np.testing.assert_array_equal(with_noise(hum, nothing, 10), hum)


class Loud:
    """Takes for a yes whatever is louder, on average over the features, than its limit."""

    frames = 49

    def __init__(self, limit: float) -> None:
        self.limit = limit

    def probabilities(self, inputs: NDArray[np.int8]) -> NDArray[np.float32]:
        loud = inputs.astype(float).mean((1, 2)) > self.limit
        return np.where(loud[:, None], [0, 0.1, 0.9, 0], [0, 0.9, 0.1, 0]).astype(np.float32)


def test_more_noise_is_heard_as_more_noise(tmp_path: Path, random: np.random.Generator) -> None:
    """At 5 dB the sum has 1.3 times the clip's power, at 0 dB twice: 2.8 and 7 steps of 10.1257 ln(power) more."""
    clip = random.normal(0, 300, 16_000).astype(np.int16)
    write(tmp_path / "yes" / "a.flac", clip)
    loud = Loud(float(clip_log_mel(clip).mean()) - 128 + 5)
    found = in_noise(
        [Trial("yes", tmp_path / "yes" / "a.flac")], [random.normal(0, 1000, 20_000).astype(np.int16)], loud, LABELS
    )
    assert [part["snr"] for part in found] == list(noisy.SNRS)
    assert [part["accuracy"] for part in found] == [0.0, 0.0, 0.0, 1.0, 1.0]
