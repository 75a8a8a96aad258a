"""What the sweep of widths shows."""

from __future__ import annotations

from .test_experiments import facts


def test_narrow_networks_hear_less_well_and_wide_ones_hardly_better() -> None:
    ours = facts("how_small")
    assert ours["parameters"] == sorted(ours["parameters"])
    assert ours["least"] == ours["accuracy"][0] < ours["best"] - ours["near"]
    assert ours["first_gain"] > ours["last_gain"]
    assert ours["returns"] == "diminish"


def test_the_knee_is_the_narrowest_that_is_near_the_best() -> None:
    ours = facts("how_small")
    knee = ours["widths"].index(ours["knee_width"])
    assert ours["accuracy"][knee] >= ours["best"] - ours["near"]
    assert all(accuracy < ours["best"] - ours["near"] for accuracy in ours["accuracy"][:knee])
