"""Filters and variations as built: what their scripts and their chapter claim."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ARTIFACTS = Path(__file__).resolve().parents[2] / "build" / "artifacts"


def facts(experiment: str) -> dict[str, Any]:
    path = ARTIFACTS / experiment / "facts.json"
    assert path.exists(), f"build/artifacts/{experiment} is missing; to run this test: make site"
    return {name: fact["value"] for name, fact in json.loads(path.read_text(encoding="utf-8")).items()}


def test_edges_are_few_and_move_along_with_the_picture() -> None:
    ours = facts("filters")
    assert ours["quiet"] > 60
    assert (
        ours["answer"] > 1
    )  # a rim: the largest difference of two pixels is one, and weights of a side add up to four
    assert ours["same"] == "moves along"


def test_blurring_takes_edges_away_and_sharpening_adds_to_them() -> None:
    ours = facts("filters")
    assert ours["left"] < 60
    assert ours["gained"] > 140


def test_the_demo_is_handed_what_the_script_computed_with() -> None:
    """The weights add up to nothing where edges are looked for, else to one; no pixel is missing."""
    ours = facts("filters")
    for name, total in {"to_the_right": 0, "downwards": 0, "blur": 1, "sharpen": 1}.items():
        assert len(ours[f"weights_{name}"]) == 9
        assert sum(ours[f"weights_{name}"]) == pytest.approx(total)
    assert ours["weights_blur"] == pytest.approx([1 / 16, 1 / 8, 1 / 16, 1 / 8, 1 / 4, 1 / 8, 1 / 16, 1 / 8, 1 / 16])
    rows, columns, channels = ours["shape"]
    assert len(ours["sums"]) == rows * columns
    assert all(isinstance(value, int) and 0 <= value <= channels * ours["full"] for value in ours["sums"])


@pytest.mark.parametrize("wave", [4, 8])
def test_each_direction_wins_somewhere(wave: int) -> None:
    ours = facts("filters")
    wins = ours[f"wins_{wave}"]
    assert len(wins) == len(ours["angles"])
    assert min(wins) > 5
    assert sum(wins) == pytest.approx(100)


def test_another_picture_is_nearer_than_the_mirror_image() -> None:
    ours = facts("variations")
    assert ours["nearer"] == "other"
    assert 0 < ours["other"] < ours["mirrored"]
    assert 0 < ours["farther"] < ours["changes"]


def test_most_photographs_are_nearer_to_their_mirror_image_but_no_dog_is_nearest_to_a_dog() -> None:
    ours = facts("variations")
    assert 0 < ours["mirrors"] < ours["photographs"] / 2
    assert ours["to_dogs"] < ours["dogs"] / 2
