"""The cascade that the page plays: the small network costs little, and what is said to nobody is not heard."""

from __future__ import annotations

from .test_experiments import facts, log, words_on


def test_only_what_is_meant_is_obeyed() -> None:
    ours = facts("say_marvin")
    assert ours["woken"] == 2
    assert set(ours["obeyed"]) <= {"go", "up", "on"}
    assert 0 < len(ours["obeyed"]) <= ours["meant"] < ours["said"]
    assert log("say_marvin").count(" s  ") == len(ours["obeyed"])
    assert 0 < ours["given"] < 100


def test_what_waits_is_small() -> None:
    ours = facts("say_marvin")
    assert ours["share"] < 5
    assert ours["small_parameters"] < ours["large_parameters"] / 4
    assert ours["found"] / ours["wake_words"] > 0.9
    assert ours["wrong"] / ours["others"] < 0.01


def test_the_page_says_what_was_found() -> None:
    ours, page = facts("say_marvin"), words_on("chapters/10-awake")
    assert f"It has {ours['small_parameters']:,} parameters and does {ours['share']:.0f} % of" in page
    assert f"it recognises {ours['found']}, and it takes {ours['wrong']} of {ours['others']:,} others for it" in page
