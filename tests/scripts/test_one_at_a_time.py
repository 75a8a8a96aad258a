"""Turning one number at a time: every turn helps, each less than the one before, and the end is the best line."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def ours() -> dict[str, Any]:
    path = ROOT / "build" / "artifacts" / "one_at_a_time" / "facts.json"
    assert path.exists(), "to run this test: make site"
    return {name: fact["value"] for name, fact in json.loads(path.read_text(encoding="utf-8")).items()}


def test_every_turn_helps_and_each_less_than_the_one_before(ours: dict[str, Any]) -> None:
    gains = [before - after for before, after in pairwise(ours["rmse"])]
    assert len(gains) == ours["turns"] > 2
    assert all(gain > 0 for gain in gains)
    assert gains == sorted(gains, reverse=True)


def test_it_stops_when_it_is_good_enough(ours: dict[str, Any]) -> None:
    *before, last = ours["rmse"]
    assert last <= ours["enough"] < min(before)


def test_two_turns_shrink_the_miss_by_what_the_inputs_say(ours: dict[str, Any]) -> None:
    """Worked out by hand: b follows the mean of the inputs, w follows b, together by sum(x)² / (n · sum(x²))."""
    factor = 9**2 / (6 * 31)
    rounds = ours["rmse"][1::2]
    assert [after / before for before, after in pairwise(rounds)] == pytest.approx([factor] * (len(rounds) - 1))


def test_the_best_line_is_the_one_the_points_were_made_from(ours: dict[str, Any]) -> None:
    assert (ours["best_w"], ours["best_b"]) == pytest.approx((2, -1))
    assert ours["best_rmse"] == pytest.approx(0, abs=1e-12)
