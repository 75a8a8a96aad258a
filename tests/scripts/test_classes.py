"""The experiments about classes: what they claim, by the facts of the build, and by a network of another library."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from firststeps.images.digits import part_files, read_digits
from firststeps.keywords.scores import wilson_interval

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier  # type: ignore[import-untyped]  # ships no types

ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS = ROOT / "build" / "artifacts"


def facts(experiment: str) -> dict[str, Any]:
    path = ARTIFACTS / experiment / "facts.json"
    assert path.exists(), f"build/artifacts/{experiment} is missing; to run this test: make site"
    return {name: fact["value"] for name, fact in json.loads(path.read_text(encoding="utf-8")).items()}


def test_nine_in_ten_are_recognised_and_the_interval_is_wilsons() -> None:
    ours = facts("digits")
    assert 85 < ours["accuracy"] < 99
    right = round(ours["test"] * ours["accuracy"] / 100)
    assert ours["interval"] == pytest.approx([100 * end for end in wilson_interval(right, ours["test"])])
    assert ours["wrong"] == ours["test"] - right
    assert ours["parameters"] == 784 * 20 + 20 + 20 * 10 + 10


def test_the_validation_loss_chose_the_epoch() -> None:
    ours = facts("digits")
    assert ours["training"] + ours["validation"] == ours["known"]
    assert 3 < ours["kept"] < ours["epochs"]  # else the epochs are too few to say that training should end


def test_shares_follow_from_logits() -> None:
    ours = facts("digits")
    assert ours["ratio"] == pytest.approx(math.exp(ours["lead"]), rel=1e-5)
    assert ours["one_share"] / ours["second_share"] == pytest.approx(ours["ratio"], rel=1e-4)
    assert ours["one_share"] < 60  # the least sure of all


def test_mistakes_are_less_sure_but_some_are_sure() -> None:
    ours = facts("digits")
    assert ours["sure_wrong"] < ours["sure_right"]
    assert ours["how_sure"] == sorted(ours["how_sure"], reverse=True)
    assert ours["how_sure"][0] > 95
    assert all(true != taken for true, taken in zip(ours["true"], ours["taken"], strict=True))


def test_whole_numbers_are_smaller_and_decide_the_same() -> None:
    ours = facts("digits")
    assert ours["int8_bytes"] < ours["float_bytes"] / 3
    assert ours["int8_same"] > 98
    assert abs(ours["int8_accuracy"] - ours["accuracy"]) <= 100 - ours["int8_same"]


def test_another_library_learns_these_digits_as_well() -> None:
    ours = facts("digits")
    if ours["source"] != "embedded":
        pytest.skip("to run this test, build without FIRSTSTEPS_DATA and without the fetched MNIST")
    folder = ROOT / "data" / "samples" / "mnist"
    known, test = read_digits(*part_files(folder, "train")), read_digits(*part_files(folder, "t10k"))
    theirs = MLPClassifier((20,), learning_rate_init=3e-3, alpha=0, batch_size=64, early_stopping=True, random_state=1)
    theirs.fit(known.pixels.reshape(len(known), -1) / 255, known.labels)
    accuracy = 100 * theirs.score(test.pixels.reshape(len(test), -1) / 255, test.labels)
    assert accuracy == pytest.approx(ours["accuracy"], abs=3)


def test_the_network_is_sure_of_what_is_no_digit() -> None:
    ours = facts("not_a_digit")
    kinds = ("digits_upside_down", "digits_ink_and_paper_changed_over", "pieces_of_photographs", "noise")
    assert all(5 < ours[f"sure_{kind}"] < ours["sure_digits"] for kind in kinds)  # in %


def test_a_moved_digit_is_not_recognised() -> None:
    ours = facts("moved_digits")
    assert ours["right"] == sorted(ours["right"], reverse=True)
    assert ours["in_place"] == ours["right"][0] == facts("digits")["accuracy"]  # it is the same network
    assert ours["moved"] < ours["in_place"] - 25
    assert ours["lost"] < 1
    assert ours["called"] != ours["digit"]


def test_weights_of_pixels_without_ink_stay_as_they_began() -> None:
    ours = facts("moved_digits")
    folder = ROOT / "data" / "samples" / "mnist"
    if facts("digits")["source"] == "embedded":
        known = read_digits(*part_files(folder, "train"))
        never = int((known.pixels.max(0) == 0).sum())
        assert never <= ours["blank"] < never + 60  # some pixels have ink only in digits that were held back
    assert ours["blank"] > 0
    assert ours["blank_weights"] == "as they began"
    assert len(set(ours["neurons"])) == ours["shown"]
    assert np.isin(ours["neurons"], np.arange(1, ours["hidden"] + 1)).all()
