"""The experiments of chapter 9: what they claim, by the facts of the build, and what they say of made-up models."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LABELS = ["_silence_", "_unknown_", "off", "up"]
TABLE = [[10, 0, 0, 0], [0, 9, 0, 1], [0, 0, 7, 3], [0, 1, 0, 9]]


def facts_of(name: str) -> dict[str, Any]:
    path = ROOT / "build" / "artifacts" / name / "facts.json"
    assert path.exists(), f"build/artifacts/{name} is missing; to run this test: make site"
    return {name: fact["value"] for name, fact in json.loads(path.read_text(encoding="utf-8")).items()}


def share(right: int, total: int) -> dict[str, Any]:
    return {"clips": total, "accuracy": right / total, "interval": [right / total - 0.01, right / total + 0.01]}


def write_model(folder: Path, parameters: int) -> None:
    """Write a made-up model: its file, log, facts and test."""
    folder.mkdir(parents=True)
    (folder / f"{folder.name}.tflite").write_bytes(b"weights")
    about = {"sha256": hashlib.sha256(b"weights").hexdigest(), "date": "2026-11-23", "bytes": 7, "arena_bytes": 7584}
    recipe = {"distilled": 0.8, "averaging": 0.999, "label_smoothing": 0.1}
    facts = {"command": "train", "parameters": parameters, "macs": 9, "training_clips": 40, "recipe": recipe}
    facts |= {"validation": {"int8_accuracy": 0.95}}
    (folder / "facts.json").write_text(json.dumps(about | facts), encoding="utf-8")
    lines = [f"{epoch},{2 / epoch},{1 - 0.5 / epoch},{0.001 / epoch},300" for epoch in range(1, 9)]
    head = "epoch,loss,validation_accuracy,learning_rate,seconds"
    (folder / "log.csv").write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    (folder / "test.json").write_text(json.dumps(about | {"command": "evaluate"} | made_test()), encoding="utf-8")


def made_test() -> dict[str, Any]:
    """Return a test in which *off* is heard as *up* three times in ten."""
    right = sum(row[number] for number, row in enumerate(TABLE))
    per_class = {
        label: share(row[number], 10) | {"recall": row[number] / 10, "precision": 1.0}
        for number, (label, row) in enumerate(zip(LABELS, TABLE, strict=True))
    }
    errors = [{"file": f"off/nobody_{n}.flac", "said": "off", "heard": "up", "confidence": n / 10} for n in (5, 9, 7)]
    bins = [
        {"low": 0.5, "clips": 4, "confidence": 0.55, "accuracy": 0.5},
        {"low": 0.9, "clips": 36, "confidence": 0.95, "accuracy": 1.0},
    ]
    return share(right, 40) | {
        "labels": LABELS,
        "confusion": TABLE,
        "per_class": per_class,
        "errors": [{"file": "_unknown_/x.flac", "said": "_unknown_", "heard": "up", "confidence": 1.0}, *errors],
        "calibration": {"error": 0.05, "bins": bins},
        "lengths": {"full": share(28, 30), "short": share(7, 10)},
        "noise": [{"snr": snr, **share(right, 40)} for snr, right in ((20, 38), (0, 20), (-5, 10))],
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with the scripts of this chapter, made-up models and no data."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    (tmp_path / "data" / "samples" / "speech-commands").mkdir(parents=True)
    sizes = {"teacher": 200_000, "spotter": 4_000, "spotter-small": 30_000, "micro": 10_000}
    for name, parameters in sizes.items():
        write_model(tmp_path / "models" / name, parameters)
    return tmp_path


def run(project: Path, script: str) -> subprocess.CompletedProcess[str]:
    hidden = ("FIRSTSTEPS_DATA", "FIRSTSTEPS_CACHE")
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    environment |= {"PYTHONPATH": str(ROOT / "src"), "FIRSTSTEPS_CACHE": str(project / "cache")}
    path = project / "scripts" / f"{script}.py"
    return subprocess.run([sys.executable, path], capture_output=True, text=True, check=False, env=environment)


def printed(project: Path, script: str) -> str:
    done = run(project, script)
    assert done.returncode == 0, done.stderr
    return done.stdout


def table(project: Path, script: str, name: str) -> list[dict[str, str]]:
    with (project / "build" / "alone" / script / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_minutes_buy_what_the_log_says(project: Path) -> None:
    said = printed(project, "training_curves")
    assert "spotter         8 epochs,    40 min, 93.75 % of new clips right" in said
    bought = table(project, "training_curves", "bought")  # five minutes an epoch
    assert [row["spotter, %"] for row in bought] == ["75.0", "91.7", "93.8", "93.8"]
    assert "The last quarter of the epochs: +2.08 points" in said


def test_mistakes_are_told_by_what_was_said(project: Path) -> None:
    said = printed(project, "mistakes")
    assert "35 of 40 right" not in said  # the test lists four errors
    assert "off      heard as up        3 times, 30.0 %" in said
    assert [row["class"] for row in table(project, "mistakes", "words")] == ["off", "unknown", "up", "silence"]
    assert "off    heard as up       90 % sure\noff    heard as up       70 % sure" in said
    drawn = table(project, "mistakes", "confusion")
    highest = max(drawn, key=lambda row: float(row["z"]))
    assert (highest["x"], highest["y"], float(highest["z"])) == ("3.5", "1.5", 30.0)  # from the bottom: up, off
    assert sum(float(row["z"]) for row in drawn) == pytest.approx(50)  # without the right answers


def test_who_is_ahead_follows_from_size_and_share(project: Path) -> None:
    said = printed(project, "the_field")
    assert "spotter: larger and less right: none" in said  # 87.5 % is less than anybody has published
    assert "spotter: not larger and at least as right: none" in said  # and nobody has published a smaller one
    assert "spotter-small: not larger and at least as right: SparkNet 16, SparkNet 32, BC-ResNet-1, BC-ResNet-2" in said
    assert "Micro Speech not run" in said


@pytest.mark.parametrize(
    ("script", "file"),
    [
        ("training_curves", "models/teacher/log.csv"),
        ("mistakes", "models/spotter/test.json"),
        ("the_field", "models/micro/test.json"),
        ("rounding", "models/spotter/spotter-float.tflite"),
    ],
)
def test_a_model_that_lacks_is_named(project: Path, script: str, file: str) -> None:
    (project / file).unlink(missing_ok=True)
    done = run(project, script)
    assert done.returncode == 1
    assert f"data file {project / file} does not exist" in done.stderr


def test_figures_of_another_file_are_refused(project: Path) -> None:
    (project / "models" / "spotter" / "spotter.tflite").write_bytes(b"others")
    assert "is not the file that models/spotter/test.json describes" in run(project, "mistakes").stderr


def test_rounding_moves_no_weight_farther_than_half_a_step() -> None:
    found = facts_of("rounding")
    assert found["off"] < 0.51
    assert found["most"] == 127
    assert found["same"] + found["other"] == found["clips"]
    assert found["same"] > 0.97 * found["clips"]
    assert abs(found["float_right"] - found["int8_right"]) < 1
    assert found["smaller"] == pytest.approx(found["float_bytes"] / found["int8_bytes"])


def test_most_is_learnt_early() -> None:
    found = facts_of("training_curves")
    for name in ("teacher", "spotter", "spotter_small", "micro"):
        assert found[f"{name}_first"] < found[f"{name}_last"]
    assert found["teacher_parameters"] > found["spotter_parameters"]


def test_the_test_is_of_a_size_and_its_interval_holds_the_share() -> None:
    found = facts_of("mistakes")
    low, high = found["interval"]
    assert low < found["accuracy"] < high
    assert found["full_clips"] + found["short_clips"] == found["clips"]
    assert found["wrong"] == round(found["clips"] * (1 - found["accuracy"] / 100))
    assert found["common_share"] == sorted(found["common_share"], reverse=True)
    assert math.isclose(found["worst_recall"], min(found["worst_recall"], found["best_recall"]))


def test_every_way_to_vary_a_clip_changes_it() -> None:
    path = ROOT / "build" / "artifacts" / "many_from_one" / "ways.csv"
    assert path.exists(), "build/artifacts/many_from_one is missing; to run this test: make site"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    panels: dict[str, list[str]] = {}
    for row in rows:
        panels.setdefault(row["panel"], []).append(row["z"])
    assert len(panels) == facts_of("many_from_one")["ways"] + 1
    assert len({tuple(values) for values in panels.values()}) == len(panels)
