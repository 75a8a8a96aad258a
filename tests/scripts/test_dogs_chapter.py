"""What the page about dogs claims, by the facts of the build and by what is kept of the runs."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest

from .test_experiments import facts

MODEL = Path(__file__).resolve().parents[2] / "models" / "dogs"


def losses() -> dict[str, list[tuple[float, float]]]:
    """Return training and validation loss of each epoch of each run."""
    found = defaultdict(list)
    with (MODEL / "log.csv").open(encoding="utf-8") as stream:
        for line in csv.DictReader(stream):
            found[line["run"]].append((float(line["training_loss"]), float(line["validation_loss"])))
    return found


def test_both_experiments_are_about_one_network() -> None:
    assert facts("dogs")["parameters"] == facts("varied_dogs")["parameters"]


def test_varied_pictures_narrow_the_gap_of_every_start() -> None:
    gaps = {run: lines[-1][1] - lines[-1][0] for run, lines in losses().items()}
    for seed in (1, 2, 3):
        assert gaps[f"varied-{seed}"] < gaps[f"plain-{seed}"] / 5
    ours = facts("varied_dogs")
    assert ours["narrower"] == "narrower"
    for kind in ("plain", "varied"):
        mean = sum(gaps[f"{kind}-{seed}"] for seed in (1, 2, 3)) / 3
        assert ours[f"{kind}_gap"] == pytest.approx(mean)


def test_without_them_the_loss_on_others_rises_again() -> None:
    for run, lines in losses().items():
        lowest = min(loss for _, loss in lines)
        assert (lines[-1][1] > 1.1 * lowest) == run.startswith("plain")
    ours = facts("varied_dogs")
    assert 1 < ours["turning"] < ours["epochs"]


def test_recall_and_precision_come_from_the_counts() -> None:
    ours = facts("varied_dogs")
    rows = json.loads((MODEL / "facts.json").read_text(encoding="utf-8"))["runs"]
    for kind in ("plain", "varied"):
        tests = [row["test"] for row in rows if row["name"].startswith(kind)]
        recall = [100 * test["found"] / (test["found"] + test["missed"]) for test in tests]
        precision = [100 * test["found"] / (test["found"] + test["mistaken"]) for test in tests]
        assert ours[f"{kind}_recall"] == pytest.approx(sum(recall) / 3)
        assert ours[f"{kind}_precision"] == pytest.approx(sum(precision) / 3)
    assert ours["none"] == 90


def test_a_lower_threshold_finds_more_and_less_rightly() -> None:
    ours = facts("varied_dogs")
    assert ours["threshold"] < 0.5
    assert ours["point_recall"] > ours["half_recall"]
    assert ours["point_precision"] < ours["half_precision"]
