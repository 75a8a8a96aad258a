"""The landscape as built: what its script and its chapter claim about hollows, walks and freed parameters."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FACTS = Path(__file__).resolve().parents[2] / "build" / "artifacts" / "landscape" / "facts.json"


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    assert FACTS.exists(), "build/artifacts/landscape is missing; to run this test: make site"
    content = json.loads(FACTS.read_text(encoding="utf-8"))
    return {name: fact["value"] for name, fact in content.items()}


def test_the_bowl_has_one_lowest_place_and_the_network_several(facts: dict[str, Any]) -> None:
    assert (facts["line_minima"], facts["line_convex"], facts["line_plateau"]) == (1, 100, 0)
    assert facts["network_minima"] == facts["hollows"] == len(facts["share"]) > 3
    assert facts["network_convex"] < 50
    assert facts["network_plateau"] > 5


def test_the_unlucky_run_lies_in_a_hollow_that_is_not_the_lowest(facts: dict[str, Any]) -> None:
    assert abs(facts["hollow_u"][1] - facts["own_u"]) <= 2 * facts["spacing"]
    assert abs(facts["hollow_v"][1] - facts["own_v"]) <= 2 * facts["spacing"]
    assert facts["hollow_loss"][0] < facts["hollow_loss"][1]


def test_neighbours_part_and_the_last_walk_is_stuck(facts: dict[str, Any]) -> None:
    assert facts["to_loss"][:2] == pytest.approx(facts["hollow_loss"][:2], abs=2e-3)
    assert min(abs(facts["to_loss"][-1] - loss) for loss in facts["hollow_loss"]) > 0.05


def test_the_rate_is_below_the_limit_of_the_map(facts: dict[str, Any]) -> None:
    assert facts["walk_rate"] < facts["walk_limit"]


def test_freed_the_lowest_hollow_opens_and_every_loss_falls(facts: dict[str, Any]) -> None:
    assert all(after < before for after, before in zip(facts["freed_loss"], facts["hollow_loss"], strict=True))
    assert facts["freed_loss"][0] < facts["hollow_loss"][0] / 2
    assert facts["freed_loss"][0] < 1.1 * facts["lowest"]


def test_small_random_weights_are_better_starts_than_places_all_over_the_map(facts: dict[str, Any]) -> None:
    assert facts["free_share"] < facts["good_share"] / 2
    assert facts["whole_tries"] < facts["map_tries"] / 2
