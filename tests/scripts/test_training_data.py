"""What the experiments of the chapter on training data claim holds for what they recorded."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

ARTIFACTS = Path(__file__).resolve().parents[2] / "build" / "artifacts"


def facts(experiment: str) -> dict[str, Any]:
    path = ARTIFACTS / experiment / "facts.json"
    assert path.is_file(), "no results; to run this test: firststeps build"
    return {name: fact["value"] for name, fact in json.loads(path.read_text(encoding="utf-8")).items()}


def test_overfitting_the_training_error_falls_while_the_validation_error_turns() -> None:
    ours = facts("overfitting")
    known, new = ours["known_rmse"], ours["new_rmse"]
    assert all(later <= earlier for earlier, later in itertools.pairwise(known))
    assert 0 < new.index(min(new)) == ours["chosen"] < ours["largest"]
    assert new[-1] > 5 * min(new)
    assert ours["inside_last"] > 5 * ours["inside_chosen"]  # and not for the patients beyond the ends alone


def test_overfitting_more_patients_close_the_gap() -> None:
    ours = facts("overfitting")
    assert ours["more_known"] == sorted(ours["more_known"])
    assert ours["more_new"] == sorted(ours["more_new"], reverse=True)
    assert ours["most_gap"] < 10


def test_early_stopping_beats_training_to_the_end() -> None:
    ours = facts("early_stopping")
    assert 1 < ours["stop"] < ours["epochs"]
    assert ours["stop_new"] < 0.8 * ours["end_new"]
    assert ours["stop_known"] > ours["end_known"]
    assert ours["test_rmse"] < ours["average_rmse"]
    assert ours["test_range"][0] < ours["test_rmse"] < ours["test_range"][1]


def test_memorising_is_perfect_on_what_was_shown_and_chance_on_the_rest() -> None:
    ours = facts("memorising")
    assert ours["true_known"] == ours["shuffled_known"] == 100
    assert ours["true_new"] > 90
    assert abs(ours["shuffled_new"] - ours["chance"]) < 3
    assert ours["perfect_true"] < ours["perfect_shuffled"] <= ours["epochs"]


def test_leaks_flatter() -> None:
    ours = facts("leaks")
    gaps = [fresh - judged for fresh, judged in zip(ours["truth"], ours["boast"], strict=True)]
    assert gaps == sorted(gaps)  # the more models were tried, the more the test flatters
    assert abs(gaps[0]) < 1
    assert ours["best_truth"] > ours["plain_truth"]  # and all the choosing was of no use
    assert ours["strangers_wrong"] > 2 * ours["mixed_most"]
