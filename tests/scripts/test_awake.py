"""What chapter 10 says about wake words, from the facts of the build."""

from __future__ import annotations

from .test_experiments import facts


def test_a_name_costs_commands_and_keeps_what_was_not_meant_away() -> None:
    ours = facts("awake")
    for name in ("hey_jarvis", "alexa", "marvin"):
        assert ours[f"{name}_unwanted"] < ours["unwanted"] / 10
    assert ours["hey_jarvis_right"] < ours["right_alone"]
    assert ours["slept_in_talk"] == 100


def test_it_saves_where_the_sleeper_is_large() -> None:
    ours = facts("awake")
    assert ours["free_behind"] < ours["free_always"] / 10
    assert ours["marvin_behind"] > ours["marvin_always"]
    assert ours["guard"] < ours["spotter_always"] < ours["marvin_guard"]
