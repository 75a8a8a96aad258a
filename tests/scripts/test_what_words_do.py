"""What chapter 10 says about words and what they do, from the facts of the build."""

from __future__ import annotations

from .test_experiments import facts


def test_what_hurts_waits_and_what_is_wrong_is_refused() -> None:
    ours = facts("what_words_do")
    assert 1 <= ours["asking"] < ours["actions"]
    assert ours["locked"] == 1 < ours["noes"]
    assert ours["refused"] == ours["hostile"] > 0
