"""What chapter 7 says of digits and of dogs, from the facts of the build."""

from __future__ import annotations

from .test_experiments import facts


def test_two_layers_tell_digits_apart() -> None:
    ours = facts("digits")
    low, high = ours["interval"]
    assert ours["guessing"] < 15
    assert 85 < low < ours["accuracy"] < high
    assert ours["sure_wrong"] < ours["sure_right"]
    assert ours["int8_bytes"] < ours["float_bytes"] / 2
    assert ours["int8_same"] > 97


def test_what_is_no_digit_is_called_one() -> None:
    ours = facts("not_a_digit")
    assert ours["sure_noise"] > 50
    assert ours["sure_pieces_of_photographs"] > 50


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
