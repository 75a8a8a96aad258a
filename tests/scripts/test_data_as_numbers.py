"""Tensors, normalising and labels as built: what their scripts and their chapter claim."""

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


def test_each_tensor_has_one_axis_more() -> None:
    ours = facts("tensors")
    names = ("scalar", "vector", "matrix", "colour_picture", "batch")
    assert [ours[f"{name}_axes"] for name in names] == [0, 1, 2, 3, 4]
    assert ours["batch_numbers"] == 2 * ours["colour_picture_numbers"]


def test_the_first_layer_holds_nearly_all_parameters_for_photographs() -> None:
    ours = facts("tensors")
    # 64 · 32 + 32 + 32 · 10 + 10, and the same with 224 · 224 · 3 inputs.
    assert (ours["digits_parameters"], ours["photographs_parameters"]) == (2410, 4817258)
    assert ours["photographs_first_share"] > 99.9


def test_normalised_inputs_need_few_epochs_and_half_measures_many() -> None:
    ours = facts("normalising")
    standard, range_, divided, centred, raw = (
        ours[f"{way}_epochs"] for way in ("standard", "min_max", "divided", "centred", "raw")
    )
    assert standard < 10 < range_ < 100 < divided < 1000 < centred < raw
    assert raw > 10**7
    assert ours["raw_last"] > 50 * ours["best"]


@pytest.mark.parametrize("way", ["raw", "standard"])
def test_the_limit_holds_on_both_sides(way: str) -> None:
    ours = facts("normalising")
    assert ours[f"{way}_below"] < ours["raw_first"] < 1e6 < ours[f"{way}_above"]


def test_only_one_of_the_walks_arrives() -> None:
    ours = facts("normalising")
    assert ours["centred_walk_end"][0] < -0.35
    assert ours["standard_walk_end"] == pytest.approx([0.254, 0.437], abs=5e-3)


def test_normalising_leads_to_the_same_model_and_belongs_to_it() -> None:
    ours = facts("normalising")
    assert ours["apart"] < 1e-9
    assert ours["peeking_difference"] < 1e-9
    assert ours["test_rmse"] < ours["constant_rmse"]
    assert all(own > right for own, right in zip(ours["sort_own"], ours["sort_right"], strict=True))


def test_a_label_is_a_name() -> None:
    ours = facts("labels")
    assert ours["size_accuracy"] < 40
    assert ours["name_accuracy"] > 80
    assert ours["name_worst"] > ours["size_best"]
    assert ours["name_renumbered_low"] == ours["name_renumbered_high"] == ours["name_accuracy"]
    assert ours["size_renumbered_high"] - ours["size_renumbered_low"] > 5
