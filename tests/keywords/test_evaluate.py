"""``firststeps evaluate`` on folders good and bad, with the book's smallest model."""

from __future__ import annotations

import json
import shutil
import wave
from pathlib import Path
from typing import Any

from firststeps.cli import main
from firststeps.errors import PlainError
from firststeps.keywords.card import card, card_of
from firststeps.keywords.evaluate import Answer, Evaluation, Trial, find_trials
from firststeps.keywords.hear import Heard
from firststeps.keywords.labels import LABELS
from firststeps.keywords.report import report
from firststeps.keywords.store import MODELS, SAMPLES

import numpy as np
import pytest
from click.testing import CliRunner, Result
from numpy.typing import NDArray

LINE = 80  # characters that a terminal shows


def write_wav(path: Path, samples: NDArray[np.int16]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(samples.astype("<i2").tobytes())
    return path


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a copy of the book's model, never tried, that commands may write to."""
    folder = tmp_path / "models"
    shutil.copytree(MODELS / "micro", folder / "micro", ignore=shutil.ignore_patterns("test.json"))
    monkeypatch.setattr("firststeps.keywords.store.MODELS", folder)
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder with three recordings of each of three classes, two words that are none, and noise beside it."""
    folder = tmp_path / "set" / "clips"
    for label in ("_silence_", "yes", "no", "up", "go"):
        (folder / label).mkdir(parents=True)
        for path in sorted((SAMPLES / "speech-commands" / label).glob("*.flac"))[:3]:
            shutil.copy(path, folder / label)
    shutil.copytree(SAMPLES / "speech-commands" / "_background_noise_", tmp_path / "set" / "_background_noise_")
    return folder


def evaluate(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["evaluate", "micro", *map(str, arguments)])


def test_one_object_has_all_figures(models: Path, data: Path) -> None:
    done = evaluate("--data", data, "--json")
    assert (done.exit_code, done.stderr) == (0, "left out, because they are not folders of a class of micro: go, up\n")
    found = json.loads(done.stdout)
    assert found["labels"] == ["_silence_", "_unknown_", "yes", "no"]
    table = np.array(found["confusion"])
    assert table.sum(1).tolist() == [3, 0, 3, 3]
    assert found["accuracy"] == table.trace() / 9
    assert found["interval"][0] < found["accuracy"] < found["interval"][1]
    assert list(found["per_class"]) == ["_silence_", "yes", "no"]
    assert len(found["errors"]) == 9 - table.trace()
    assert all((data / error["file"]).is_file() and error["said"] != error["heard"] for error in found["errors"])
    assert Path(found["model_file"]) == models / "micro" / "micro.tflite"
    assert found["bytes"] == (models / "micro" / "micro.tflite").stat().st_size
    assert [(part["snr"], part["clips"]) for part in found["noise"]] == [(snr, 6) for snr in (20, 10, 5, 0, -5)]
    assert all(0 < part["p50"] <= part["p95"] for part in found["latency"].values())
    if found["runtime"] == "TensorFlow Lite Micro":
        assert found["arena_bytes"] == json.loads((models / "micro" / "facts.json").read_text())["arena_bytes"]


def test_the_same_clips_give_the_same_figures(models: Path, data: Path) -> None:
    first, second = (json.loads(evaluate("--data", data, "--json").stdout) for _ in range(2))
    assert first.pop("latency").keys() == second.pop("latency").keys() == {"front_end", "network"}
    assert first == second


def test_without_the_wheel_litert_runs_it_and_says_so(
    models: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    done = evaluate("--data", data, "--json", "--no-noise")
    found = json.loads(done.stdout)
    assert (found["runtime"], "arena_bytes" in found, "noise" in found) == ("LiteRT", False, False)
    assert "tflite_micro is not installed: LiteRT runs the model" in done.stderr


def test_recorded_figures_are_on_the_card(models: Path, data: Path) -> None:
    folder = models / "micro"
    done = evaluate("--data", data, "--record")
    assert done.exit_code == 0
    kept = json.loads((folder / "test.json").read_text())
    assert kept["command"] == "firststeps evaluate micro --data DIR --record"
    assert kept["model_file"] == "models/micro/micro.tflite"
    assert "latency" not in kept
    text = (folder / "README.md").read_text()
    assert text == card_of(folder)
    assert f"| test, int8 | {kept['accuracy']:.2%} of 9 clips" in text
    assert kept["command"] in text
    assert "With background noise -5 dB below the word" in text

    kept["sha256"] = "0" * 64  # as after another training
    (folder / "test.json").write_text(json.dumps(kept))
    assert "| test, int8 | not tried |" in card_of(folder)


def test_one_bad_recording_is_named_and_keeps_the_record_from_being_written(models: Path, data: Path) -> None:
    (data / "yes" / "text.wav").write_text("no sound")
    before = (models / "micro" / "README.md").read_bytes()
    done = evaluate("--data", data, "--json", "--record", "--no-noise")
    assert done.exit_code == 1
    assert sum(part["clips"] for part in json.loads(done.stdout)["per_class"].values()) == 9
    lines = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert lines[0].startswith(f"error: {data / 'yes' / 'text.wav'}: ")
    assert lines[1].endswith("nothing recorded, because not every recording could be read")
    assert not (models / "micro" / "test.json").exists()
    assert (models / "micro" / "README.md").read_bytes() == before


def test_what_cannot_be_tried_is_said_in_a_line(models: Path, data: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken" / "yes").mkdir(parents=True)
    (tmp_path / "broken" / "yes" / "a.wav").write_text("no sound")
    nothing = evaluate("--data", tmp_path / "empty")
    assert nothing.exit_code == 1
    assert nothing.stderr.startswith(
        f"error: {tmp_path / 'empty'}: no recordings; name a folder with folders _silence_"
    )
    broken = evaluate("--data", tmp_path / "broken", "--no-noise")
    assert (broken.exit_code, broken.stderr.splitlines()[-1]) == (1, "error: none of the recordings can be read")
    silent = evaluate("--data", data, "--noise", tmp_path / "empty")
    assert (silent.exit_code, silent.stdout) == (1, "")
    assert silent.stderr.splitlines()[-1].startswith(f"error: {tmp_path / 'empty'}: no noise; name a folder")
    unknown = CliRunner().invoke(main, ["evaluate", "great", "--data", str(data)])
    assert (unknown.exit_code, unknown.stderr) == (1, "error: no model 'great'; there are: micro\n")


def test_a_folder_of_silence_has_no_figures_in_noise(models: Path, data: Path) -> None:
    for label in ("yes", "no", "up", "go"):
        shutil.rmtree(data / label)
    done = evaluate("--data", data, "--json")
    assert done.exit_code == 0
    assert "noise" not in json.loads(done.stdout)


def test_noise_that_is_nowhere_is_said(models: Path, data: Path) -> None:
    shutil.rmtree(data.parent / "_background_noise_")
    done = evaluate("--data", data, "--json")
    assert done.exit_code == 0
    assert "no _background_noise_ in or beside the folder: not tried in noise" in done.stderr


def test_hidden_and_nested_files_are_left_out(tmp_path: Path) -> None:
    sound = np.ones(100, np.int16)
    names = ["yes/b.wav", "yes/A.WAV", "yes/.c.wav", "yes/._a.flac", "yes/more/d.wav", "yes/e.mp3", ".git/f.wav"]
    for name in [*names, "up/g.wav", "_background_noise_/h.wav"]:
        write_wav(tmp_path / name, sound)
    trials, left_out = find_trials(tmp_path, ("yes", "no"))
    assert [trial.file for trial in trials] == ["yes/A.WAV", "yes/b.wav"]
    assert left_out == ["up", "yes/more"]
    with pytest.raises(PlainError, match="no recordings; name a folder with folders down of WAV or FLAC files"):
        find_trials(tmp_path, ("down",))


def test_short_clips_are_those_that_were_filled_up_with_zeros(models: Path, data: Path) -> None:
    random = np.random.default_rng(1)
    whole = random.integers(1, 900, 16_000).astype(np.int16)
    padded = np.where(np.arange(16_000) < 15_999, whole, 0).astype(np.int16)
    for number, samples in enumerate((whole, padded, padded[:8000], np.tile(whole, 2))):
        write_wav(data / "only" / "yes" / f"{number}.wav", samples)
    lengths = json.loads(evaluate("--data", data / "only", "--json", "--no-noise").stdout)["lengths"]
    assert {name: part["clips"] for name, part in lengths.items()} == {"full": 2, "short": 2}


@pytest.fixture
def many() -> dict[str, Any]:
    """Return the figures of an evaluation with thousands of clips of twelve classes."""
    random = np.random.default_rng(5)
    answers = []
    for label in LABELS:
        for number in range(1200):
            word = label if random.random() < 0.9 else str(random.choice(LABELS[:-1]))
            confidence = float(random.uniform(0.2, 1))
            answers.append(Answer(Trial(label, Path(f"{number}.wav")), Heard(word, confidence), 16_000 - number % 2))
    found = Evaluation(LABELS, tuple(answers)).facts()
    noise = [{"snr": snr, "clips": 9, "accuracy": 0.5, "interval": [0.25, 0.75]} for snr in (20, -5)]
    times = {name: {"p50": 1.234, "p95": 1234.5} for name in ("front_end", "network")}
    file = {"model_file": "models/micro/micro.tflite", "bytes": 123_456, "sha256": "0", "runtime": "LiteRT"}
    return found | file | {"noise": noise, "latency": times, "arena_bytes": 123_456}


def test_a_terminal_shows_twelve_classes_without_breaking_lines(many: dict[str, Any]) -> None:
    lines = report(many).splitlines()
    assert max(map(len, lines)) <= LINE
    heads = next(line for line in lines if line.startswith(" " * 12)).split()
    assert len(set(heads)) == len(LABELS)
    rows = lines[lines.index("said, and below the heads what was heard") + 2 :][: len(LABELS)]
    assert [[int(n.replace("·", "0")) for n in row.split()[1:]] for row in rows] == many["confusion"]


def test_a_class_that_is_never_heard_has_no_precision(many: dict[str, Any]) -> None:
    only = Evaluation(("yes", "no"), (Answer(Trial("yes", Path("a.wav")), Heard("no", 0.9), 16_000),)).facts()
    assert only["per_class"]["yes"]["precision"] is None
    assert only["calibration"]["right"] is None
    text = report(many | only)
    assert "never heard" in text
    assert "mean confidence 90.0% when wrong" in text
    json.dumps(only, allow_nan=False)


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "teacher", "frames": 98, "arena_bytes": None, "float_bytes": 761_234},
        {"name": "spotter", "frames": 98, "teacher": "teacher", "float_bytes": 361_234},
        {"name": "spotter-small", "frames": 98, "teacher": "teacher", "float_bytes": 161_234},
    ],
    ids=lambda changed: str(changed["name"]),
)
def test_a_card_reads_well_for_every_model(changed: dict[str, Any], many: dict[str, Any]) -> None:
    facts = json.loads((MODELS / "micro" / "facts.json").read_text()) | changed
    tried = many | {"command": "firststeps evaluate NAME --data DIR --record", "date": "2026-11-23"}
    for test in (None, tried):
        text = card(facts, test)
        assert f"| `{changed['name']}-float.tflite` | {changed['float_bytes']:,} bytes |" in text
        assert "Every frame of `firststeps.audio.log_mel`, rounded, less 128: int8, 98 frames" in text
        assert ("learns to give the probabilities of `teacher`" in text) == (facts["teacher"] is not None)
        assert "- `no` is recognised least: 95.3% of its clips." in text
        assert "\n\n\n" not in text
        assert "None" not in text
    assert "not tried" in card(facts, None)
    assert "- With background noise -5 dB below the word: 50.00% of 9 clips" in text
