"""What chapter 2 says about trees, from the facts of the build and by a search of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_iris  # type: ignore[import-untyped]  # ships no types
from sklearn.model_selection import train_test_split  # type: ignore[import-untyped]

ARTIFACTS = Path(__file__).resolve().parents[2] / "build" / "artifacts" / "trees"


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    path = ARTIFACTS / "facts.json"
    assert path.exists(), "build/artifacts/trees/facts.json is missing; to run this test: make site"
    return {name: fact["value"] for name, fact in json.loads(path.read_text(encoding="utf-8")).items()}


def test_staircase_ends_with_the_examples(facts: dict[str, Any]) -> None:
    assert (facts["steps"], facts["worst_error"]) == (6, 0)
    assert facts["tree_says"] == 7
    assert facts["line_says"] == pytest.approx(19)


def test_first_question_leaves_the_purest_sides(facts: dict[str, Any]) -> None:
    """Try every question about every length; others may be as good as the one that was found, none better."""
    flowers = load_iris()
    x, _, y, _ = train_test_split(flowers.data, flowers.target, test_size=0.4, stratify=flowers.target, random_state=0)

    def impurity(says_yes: Any) -> float:
        sides = [y[says_yes], y[~says_yes]]
        return float(sum(len(side) - np.sum(np.bincount(side) ** 2) / len(side) for side in sides if len(side)))

    asked = [name.removesuffix(" (cm)") for name in flowers.feature_names].index(facts["first_length"])
    best = min(impurity(column <= limit) for column in x.T for limit in np.unique(column))
    assert impurity(x[:, asked] <= facts["first_limit"]) == pytest.approx(best)


def test_counts_of_the_drawing_make_the_accuracy(facts: dict[str, Any]) -> None:
    assert sum(facts["arrived"]) == facts["held_out"]
    assert sum(facts["right"]) == facts["held_out_right"]
    assert facts["held_out_accuracy"] == pytest.approx(100 * facts["held_out_right"] / facts["held_out"])


def test_asking_on_is_no_great_help(facts: dict[str, Any]) -> None:
    assert facts["two_lowest"] < facts["two_mean"] < facts["many_mean"] < facts["two_mean"] + 2
    assert facts["many_worse"] > 10
