"""The sums of the page: the laptop's answers, and its words."""

from __future__ import annotations

from .test_experiments import facts, log, words_on


def test_the_page_hears_what_the_laptop_hears() -> None:
    ours = facts("in_the_page")
    assert ours["clips"] >= 100
    assert ours["same"] > 97
    assert ours["apart"] < 0.01
    assert ours["agreed"] == "yes"
    assert ours["accepted"] == len(ours["heard"]) == log("in_the_page").count(" s  ")
    assert ours["accepted"] >= ours["said"] / 2


def test_the_page_says_what_was_found() -> None:
    ours, page = facts("in_the_page"), words_on("chapters/09-listen")
    assert f"{ours['weights']:,} weights and biases" in page
    assert f"{ours['accepted']} from the {ours['said']} that are said" in page
