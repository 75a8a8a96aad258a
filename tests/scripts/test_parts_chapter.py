"""What a network sees on our photographs, as built: what the scripts and their chapter claim."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ARTIFACTS = Path(__file__).resolve().parents[2] / "build" / "artifacts"


def facts(experiment: str) -> dict[str, Any]:
    path = ARTIFACTS / experiment / "facts.json"
    assert path.exists(), f"build/artifacts/{experiment} is missing; to run this test: make site"
    return {name: fact["value"] for name, fact in json.loads(path.read_text(encoding="utf-8")).items()}


def test_every_dog_is_found_and_nothing_else() -> None:
    ours = facts("see_dog")
    assert ours["dogs_found"] == ours["dogs"] == 6
    assert ours["others_taken"] == 0
    assert ours["least"] > 50 > ours["most"]


def test_eyes_and_noses_count_more_than_ears_torso_and_legs() -> None:
    ours = facts("which_parts")
    assert ours["eye_above"] == 4
    assert ours["nose_each"].count(0) == 2
    assert min(ours["eye_covered"], ours["nose_covered"]) > 1.5
    assert max(ours[f"{part}_covered"] for part in ("ear", "torso", "leg")) < 1
    assert ours["faces_most"] < 50


def test_the_horse_passes_for_a_dog_in_part() -> None:
    ours = facts("which_parts")
    assert ours["without_both"] < min(ours["without_dog"], ours["without_horse"]) < ours["walk"]


def test_only_the_deepest_channels_part_dogs_from_others() -> None:
    ours = facts("channels")
    assert ours["deep_as_many"] < 5 < ours["shallow_as_many"] <= ours["middle_as_many"]
    assert ours["deep_on_dogs"] == ours["deep_patches"]
