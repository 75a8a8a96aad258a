"""What chapter 10 says about actions in time and false ones, from the facts of the build."""

from __future__ import annotations

from .test_experiments import facts


def test_words_act_in_time() -> None:
    ours = facts("how_soon")
    assert ours["plays"] >= 100
    assert ours["half"] < ours["most"] <= 300
    assert ours["sure"] > ours["most"] / 2


def test_what_is_said_of_the_long_run_holds() -> None:
    ours = facts("how_soon")
    assert (ours["hours"], ours["minutes"]) == (1, 10)
    assert ours["low"] <= ours["wrong"] <= ours["high"]
    assert (ours["lost_hour"], ours["lost_live"]) == (0, 0)
    assert max(ours["grown_hour"], ours["grown_live"]) < 4
