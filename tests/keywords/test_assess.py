"""What ``firststeps evaluate`` does with folders that are not as it expects them."""

from __future__ import annotations

import json
import wave
from pathlib import Path

from firststeps.cli import main
from firststeps.keywords.evaluate import find_trials
from firststeps.keywords.store import find_model

import numpy as np
import pytest
from click.testing import CliRunner, Result


def write(*paths: Path, length: int = 16_000) -> None:
    for number, path in enumerate(paths):
        path.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, 16_000, 0, "NONE", ""))
            samples = np.random.default_rng(number).integers(-900, 900, length)
            file.writeframes(samples.astype("<i2").tobytes())


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)])


def test_hidden_and_nested_files_are_left_out(tmp_path: Path) -> None:
    names = ["yes/b.wav", "yes/A.WAV", "yes/.c.wav", "yes/._a.flac", "yes/more/d.wav", "yes/e.mp3", ".git/f.wav"]
    write(*(tmp_path / name for name in [*names, "up/g.wav", "_background_noise_/h.wav"]))
    trials, left_out = find_trials(tmp_path, ("yes", "no"))
    assert [trial.file for trial in trials] == ["yes/A.WAV", "yes/b.wav"]
    assert left_out == ["up", "yes/more"]


def test_the_time_is_taken_and_not_kept(model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from firststeps.keywords import assess, store

    monkeypatch.setattr(assess, "write_card", lambda folder: None)  # a model that has learnt nothing has no recipe
    write(tmp_path / "yes" / "a.wav", tmp_path / "_silence_" / "b.wav")
    done = run(model, "--data", tmp_path, "--json", "--record")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert set(found["latency"]) == {"front_end", "network"}
    assert all(0 < part["p50"] <= part["p95"] for part in found["latency"].values())
    kept = json.loads((find_model(model, store.MODELS).path.parent / "test.json").read_text())
    assert set(found) - set(kept) == {"latency"}
    assert "milliseconds for a second of sound" in run(model, "--data", tmp_path).stdout


def test_confidence_when_right_and_when_wrong(model: str, tmp_path: Path) -> None:
    write(*(tmp_path / label / f"{n}.wav" for label in ("_silence_", "_unknown_", "yes", "no") for n in range(2)))
    found = json.loads(run(model, "--data", tmp_path, "--json").stdout)
    sides, right = found["calibration"], found["accuracy"]
    whole = sum(one["clips"] * one["confidence"] for one in sides["bins"]) / 8
    assert right * (sides["right"] or 0) + (1 - right) * (sides["wrong"] or 0) == pytest.approx(whole)
    assert sides["wrong"] == pytest.approx(np.mean([one["confidence"] for one in found["errors"]]), abs=1e-4)


def test_a_folder_of_silence_has_no_figures_in_noise(model: str, tmp_path: Path) -> None:
    write(tmp_path / "_silence_" / "a.wav")
    write(tmp_path / "noise" / "a.wav", length=40_000)
    done = run(model, "--data", tmp_path, "--noise", tmp_path / "noise", "--json")
    assert done.exit_code == 0
    assert "noise" not in json.loads(done.stdout)


def test_a_wrong_folder_of_noise_is_told_before_anything_is_tried(
    model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("firststeps.keywords.assess.evaluate", never)
    write(tmp_path / "yes" / "a.wav")
    (tmp_path / "noise").mkdir()
    done = run(model, "--data", tmp_path, "--noise", tmp_path / "noise", "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"error: {tmp_path / 'noise'}: no noise; name a folder" in done.stderr


def test_figures_that_are_not_recorded_are_shown_all_the_same(model: str, tmp_path: Path) -> None:
    write(tmp_path / "yes" / "a.wav")
    (tmp_path / "yes" / "b.wav").write_text("no sound")
    done = run(model, "--data", tmp_path, "--json", "--record")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["clips"] == 1
    assert "nothing recorded" in done.stderr
