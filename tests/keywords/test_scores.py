"""Figures about classifiers."""

from __future__ import annotations

from firststeps.keywords.scores import calibration, confusion, mean_recall, precision, recall, wilson_interval

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics  # type: ignore[import-untyped]


def test_rows_are_what_was_said() -> None:
    table = confusion(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 0]), 3)
    assert table.tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 0]]
    assert mean_recall(table) == pytest.approx((0.5 + 1 + 0) / 3)


def test_classes_without_clips_do_not_count() -> None:
    assert mean_recall(np.array([[0, 0], [1, 3]])) == 0.75


def test_the_interval_is_wilsons() -> None:
    """81 of 263 is the example in Newcombe (1998): 0.2553 to 0.3662."""
    assert wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    low, high = wilson_interval(10, 10)
    assert low < 1
    assert high == pytest.approx(1)


def test_precision_and_recall_of_a_table_made_by_hand() -> None:
    table = np.array([[8, 2, 0], [1, 9, 0], [0, 0, 0]])
    assert recall(table)[:2] == [0.8, 0.9]
    assert precision(table)[:2] == [8 / 9, 9 / 11]
    assert np.isnan([recall(table)[2], precision(table)[2]]).all()


def test_calibration_made_by_hand() -> None:
    """Four answers in two bins: 0.62 and 0.66, of which one is right, and 0.95 and 1.0, both right."""
    found = calibration(np.array([0.62, 0.95, 1.0, 0.66]), np.array([True, True, True, False]))
    assert found["error"] == pytest.approx((2 * (0.64 - 0.5) + 2 * (1 - 0.975)) / 4)
    assert (found["right"], found["wrong"]) == pytest.approx(((0.62 + 0.95 + 1) / 3, 0.66))
    assert [(one["low"], one["clips"], one["accuracy"]) for one in found["bins"]] == [(0.6, 2, 0.5), (0.9, 2, 1)]
    assert [one["confidence"] for one in found["bins"]] == pytest.approx([0.64, 0.975])


def test_without_mistakes_nothing_is_said_of_them() -> None:
    assert calibration(np.array([0.9]), np.array([True]))["wrong"] is None


ANSWERS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60)


@given(ANSWERS)
def test_tables_and_shares_are_those_of_scikit_learn(answers: list[tuple[int, int]]) -> None:
    actual, predicted = np.array(answers).T
    table = confusion(actual, predicted, 4)
    np.testing.assert_array_equal(table, metrics.confusion_matrix(actual, predicted, labels=range(4)))
    exact, found, _, _ = metrics.precision_recall_fscore_support(
        actual, predicted, labels=range(4), zero_division=np.nan
    )
    np.testing.assert_allclose(precision(table), exact)
    np.testing.assert_allclose(recall(table), found)
    spoken = np.unique(actual)
    assert mean_recall(table) == pytest.approx(
        metrics.recall_score(actual, predicted, labels=spoken, average="macro", zero_division=0)
    )


@given(st.integers(1, 5000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_interval_holds_the_share_and_mirrors(clips: tuple[int, int]) -> None:
    right, total = clips
    low, high = wilson_interval(right, total)
    assert -1e-12 <= low <= right / total + 1e-12
    assert right / total - 1e-12 <= high <= 1 + 1e-12
    assert wilson_interval(total - right, total) == pytest.approx((1 - high, 1 - low), abs=1e-9)
    wider = wilson_interval(right, total, z=3.0)
    assert wider[0] < low + 1e-12
    assert wider[1] > high - 1e-12


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=80), st.integers(1, 20))
def test_calibration_counts_every_answer_once(answers: list[tuple[float, bool]], bins: int) -> None:
    confidences, right = np.array([one for one, _ in answers]), np.array([one for _, one in answers])
    found = calibration(confidences, right, bins)
    assert sum(one["clips"] for one in found["bins"]) == len(answers)
    assert sum(one["clips"] * one["accuracy"] for one in found["bins"]) == pytest.approx(right.sum())
    assert abs(confidences.mean() - right.mean()) <= found["error"] + 1e-9 <= 1 + 2e-9
    for one in found["bins"]:
        assert one["low"] - 1e-9 <= one["confidence"] <= one["low"] + 1 / bins + 1e-9
