"""What chapter 7 says of dogs, from the facts of the build."""

from __future__ import annotations

from .test_experiments import facts


def test_a_short_run_is_better_than_a_coin() -> None:
    ours = facts("dogs")
    assert ours["better"] == "better"
    assert ours["right"] > 60


def test_varied_pictures_keep_it_from_learning_by_heart() -> None:
    ours = facts("varied_dogs")
    assert ours["narrower"] == "narrower"
    assert ours["varied_gap"] < ours["plain_gap"] / 5
    assert ours["plain_validation_loss"] > ours["varied_validation_loss"]
    assert ours["varied_recall"] > ours["plain_recall"]
    assert ours["varied_precision"] > ours["plain_precision"]
