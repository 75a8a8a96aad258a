"""What the chapter on depth and activations claims holds for what its experiments recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ARTIFACTS = Path(__file__).resolve().parents[2] / "build" / "artifacts"


def facts(experiment: str) -> dict[str, Any]:
    path = ARTIFACTS / experiment / "facts.json"
    assert path.is_file(), "no results; to run this test: firststeps build"
    return {name: fact["value"] for name, fact in json.loads(path.read_text(encoding="utf-8")).items()}


def test_no_depth_and_no_start_leaves_the_best_line() -> None:
    ours = facts("linear_stays_linear")
    assert abs(ours["lowest_below"]) < 1e-9
    assert abs(ours["highest_above"]) < 1e-9
    assert ours["difference"] < 1e-12
    assert (ours["deep_w"], ours["deep_b"]) != (0, 0)


def test_an_activation_gets_below_the_line_from_the_same_start() -> None:
    ours = facts("activation")
    assert abs(ours["linear_loss"] - ours["line_loss"]) < 1e-9
    assert ours["tanh_loss"] < ours["line_loss"] / 20
    assert ours["relu_loss"] < ours["tanh_loss"]


def test_two_hinges_make_the_corner_at_the_stop() -> None:
    ours = facts("activation")
    assert all(abs(bend - 1) < 0.05 for bend in ours["bends"])
    assert sorted(round(slope, 1) for slope in ours["slopes"]) == [-1, 1]


def test_more_hinges_find_the_corner_more_often() -> None:
    ours = facts("activation")
    shares = ours["relu_shares"]
    assert shares == sorted(shares)
    assert shares[1] < 50
    assert shares[-1] > 95
    assert min(ours["tanh_shares"][1:]) > shares[1]
    assert ours["tanh_lowest"] > ours["relu_typical"]


def test_dead_neurons_explain_many_of_the_failures_but_not_all() -> None:
    ours = facts("activation")
    assert 30 < ours["dead"] < 100 - ours["pair_found"]


def test_a_hill_wants_soft_bends_or_hinges_spread_out() -> None:
    ours = facts("round_shapes")
    assert ours["soft_share"] > ours["spread_share"] > 5 * ours["sharp_share"]
    assert ours["soft_median"] < ours["spread_median"] < ours["sharp_median"]
    assert ours["patient_median"] > ours["good"]
