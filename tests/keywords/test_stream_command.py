"""``firststeps stream``: a whole trial on a made stream of the book's samples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from firststeps.audio.files import read_audio
from firststeps.keywords import store
from firststeps.keywords.dataset import SpeechCommands
from firststeps.keywords.detector import Detection
from firststeps.keywords.runtime import LiteRTRunner
from firststeps.keywords.store import MODELS, SAMPLES, find_model
from firststeps.keywords.stream_command import stream
from firststeps.keywords.stream_figures import Ear, stream_figures
from firststeps.keywords.stream_made import Material, StreamPlan

import pytest
from click.testing import CliRunner

NAME = "spotter"
SPOKEN = SAMPLES / "speech-commands"


def ear() -> Ear:
    model = find_model(NAME, MODELS)
    return Ear(LiteRTRunner(model.path), model.labels, Detection())


def figures(minutes: float) -> dict[str, Any]:
    corpus = SpeechCommands.at(SPOKEN)
    material = Material.of(list(corpus.clips("training")), [read_audio(path) for path in corpus.noises()])
    return stream_figures(StreamPlan(minutes), material, ear(), lambda scenes, what, count: scenes)


def consistent(found: dict[str, Any]) -> None:
    words = found["said"]["command"]["words"]
    for point in (found["chosen"], *(one for one in found["at"] if one["threshold"] is not None)):
        low, high = point["miss_interval"]
        assert 0 <= low <= point["misses"] / words <= high <= 1
        low, high = point["an_hour_interval"]
        assert low <= point["false_accepts"] / found["hours"] <= high
    for one in found["at"]:
        assert one["threshold"] is None or one["an_hour"] <= one["rate"]
    for name in ("by_loudness", "by_snr", "by_word"):
        groups = found[name].values()
        assert sum(one["words"] for one in groups) == words
        missed = sum(one["words"] * one["miss_rate"] for one in groups)
        assert missed == pytest.approx(found["chosen"]["misses"])
    assert sum(found["false_accepts_by"]["kinds"].values()) == found["chosen"]["false_accepts"]
    place = found["sweep"]["thresholds"].index(found["detection"]["threshold"])
    assert found["sweep"]["misses"][place] == found["chosen"]["misses"]
    assert found["sweep"]["false_accepts"][place] == found["chosen"]["false_accepts"]


def test_three_minutes_repeat_exactly_and_agree_with_themselves() -> None:
    found = figures(3.0)
    assert found["hours"] == 0.05
    consistent(found)
    assert found["chosen"]["misses"] < found["chosen"]["words"]
    assert json.dumps(figures(3.0)) == json.dumps(found)


@pytest.mark.soak
def test_thirty_minutes_repeat_exactly_and_agree_with_themselves() -> None:
    found = figures(30.0)
    consistent(found)
    assert json.dumps(figures(30.0)) == json.dumps(found)


def test_the_command_prints_what_it_found() -> None:
    arguments = [NAME, "--minutes", "1", "--data", str(SPOKEN), "--part", "training"]
    told = CliRunner().invoke(stream, arguments, catch_exceptions=False)
    assert told.exit_code == 0
    assert "1 minutes of sound" not in told.output
    assert "1 minute of sound, training voices:" in told.output
    assert max(map(len, told.output.splitlines()[1:])) <= 80
    exact = CliRunner().invoke(stream, [*arguments, "--json"], catch_exceptions=False)
    found = json.loads(exact.stdout)
    assert found["real_time_factor"]["network"] > 0
    assert f"{found['chosen']['misses']} of {found['chosen']['words']} missed" in told.output
    assert exact.stderr == ""


def test_what_is_recorded_is_what_lasts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for path in (MODELS / NAME).iterdir():
        (tmp_path / NAME).mkdir(exist_ok=True)
        if path.suffix in (".tflite", ".json"):
            (tmp_path / NAME / path.name).write_bytes(path.read_bytes())
    (tmp_path / NAME / "stream.json").unlink()
    monkeypatch.setattr(store, "MODELS", tmp_path)
    arguments = [NAME, "--minutes", "1", "--seed", "5", "--data", str(SPOKEN), "--part", "training", "--record"]
    assert CliRunner().invoke(stream, arguments, catch_exceptions=False).exit_code == 0
    found = json.loads((tmp_path / NAME / "stream.json").read_text(encoding="utf-8"))
    assert found["command"] == "firststeps stream spotter --minutes 1 --seed 5 --data DIR --part training --record"
    assert "real_time_factor" not in found
    assert found["model_file"] == f"models/{NAME}/{NAME}.tflite"
    assert str(tmp_path) not in json.dumps(found)


def test_too_short_a_stream_is_refused() -> None:
    arguments = [NAME, "--minutes", "0.5", "--data", str(SPOKEN), "--part", "training"]
    told = CliRunner().invoke(stream, arguments)
    assert told.exit_code != 0
    assert "no command is said in a stream of 0.5 minutes; make it longer" in told.output
    assert "Traceback" not in told.output


@pytest.mark.parametrize("name", ["spotter", "spotter-small", "micro"])
def test_what_is_published_is_of_the_model_that_is_here(name: str) -> None:
    found = json.loads((MODELS / name / "stream.json").read_text(encoding="utf-8"))
    model = find_model(name, MODELS)
    assert found["bytes"] == model.path.stat().st_size
    assert found["labels"] == list(model.labels)
    assert found["hours"] >= 10
    consistent(found)
