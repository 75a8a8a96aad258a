"""What the experiments on streams show: events instead of looks, and figures that are those of the recorded trial."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .test_experiments import facts, words_on

MODELS = Path(__file__).resolve().parents[2] / "models"


def test_mean_threshold_and_pause_leave_fewer_false_events() -> None:
    ours = facts("streams")
    assert ours["raw_events"] > ours["commands"]
    assert ours["false"] < ours["raw_false"] / 2
    assert ours["hits"] > ours["commands"] / 2
    assert ours["naive"] == pytest.approx(3600 * ours["looks"] * (1 - ours["accuracy"] / 100))


def test_the_page_tells_what_was_recorded() -> None:
    ours = facts("ten_hours")
    found = json.loads((MODELS / "spotter" / "stream.json").read_text(encoding="utf-8"))
    chosen, page = found["chosen"], words_on("chapters/09-a-stream")
    assert ours["missed"] == pytest.approx(100 * chosen["misses"] / chosen["words"])
    assert ours["an_hour"] == pytest.approx(chosen["false_accepts"] / found["hours"])
    assert f"missed {ours['missed']:.1f} %" in page
    assert f"{ours['an_hour']:.1f} an hour" in page


def test_the_trial_bears_out_what_the_experiment_claims() -> None:
    ours = facts("ten_hours")
    assert ours["near_taken"] > ours["other_taken"]
    assert ours["near_false"] > ours["false_accepts"] / 2 > ours["nobody"]
    assert ours["loudest_noise"] > 2 * ours["least_noise"]
    assert ours["missed"] < ours["missed_half"] < ours["missed_tenth"]
