"""What the training in each build claims: it begins with guessing and ends with hearing voices it does not know."""

from __future__ import annotations

from .test_experiments import facts, log


def test_it_learns_from_guessing_to_hearing() -> None:
    ours = facts("learning_to_hear")
    assert abs(ours["before"] - ours["chance"]) < 20
    assert ours["after"] == ours["accuracies"][-1]
    assert ours["after"] > (70 if ours["source"] == "embedded" else 93)
    assert ours["losses"][-1] < ours["losses"][0] / 3
    assert len(ours["accuracies"]) == len(ours["losses"]) + 1 == ours["epochs"] + 1


def test_the_shown_clip_is_heard_in_the_end() -> None:
    ours = facts("learning_to_hear")
    assert ours["after_heard"] == "yes"
    assert ours["after_sure"] > 50


def test_the_log_tells_of_each_epoch_and_no_seconds() -> None:
    lines = [line for line in log("learning_to_hear").splitlines() if line.startswith("Epoch")]
    assert len(lines) == facts("learning_to_hear")["epochs"]
    assert all(line.endswith("%") for line in lines)
