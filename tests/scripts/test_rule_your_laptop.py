"""What chapter 10 says about the whole line, from the facts of the build."""

from __future__ import annotations

from .test_experiments import facts, log


def test_it_obeys_commands_and_nothing_else() -> None:
    ours = facts("rule_your_laptop")
    assert 0 < ours["heard"] <= ours["said"]
    assert 0 < ours["done"] <= ours["heard"]
    said = log("rule_your_laptop").splitlines()[0].split()
    words = [line.split()[2] for line in log("rule_your_laptop").splitlines() if " s  " in line]
    assert "bird" not in words
    assert "tree" not in words
    assert len([word for word in said if word in ("bird", "tree")]) == ours["others"]


def test_the_screen_is_locked_only_after_a_second_word() -> None:
    ours = facts("rule_your_laptop")
    assert ours["locked"] < max(1, ours["asked"])
