"""Figures about classifiers."""

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


def test_recall_and_precision_are_scikit_learns(random: np.random.Generator) -> None:
    said, heard = random.integers(0, 5, (2, 300))
    table = confusion(said, heard, 5)
    np.testing.assert_allclose(recall(table), metrics.recall_score(said, heard, average=None))
    np.testing.assert_allclose(precision(table), metrics.precision_score(said, heard, average=None))


def test_a_class_without_clips_has_no_recall_and_one_never_heard_no_precision() -> None:
    table = np.array([[2, 0, 1], [0, 0, 0], [1, 0, 3]])
    assert recall(table) == pytest.approx([2 / 3, np.nan, 3 / 4], nan_ok=True)
    assert precision(table) == pytest.approx([2 / 3, np.nan, 3 / 4], nan_ok=True)


def test_calibration_of_a_handful_of_answers() -> None:
    """Two answers at 0.95, one right; two at 0.6 and 0.64, both right; one at 1, right, in the last bin, too."""
    answers = np.array([0.95, 0.95, 0.6, 0.64, 1.0]), np.array([True, False, True, True, True])
    error, (middle, last) = calibration(*answers)
    assert middle == pytest.approx({"low": 0.6, "clips": 2, "confidence": 0.62, "accuracy": 1.0})
    assert last == pytest.approx({"low": 0.9, "clips": 3, "confidence": 2.9 / 3, "accuracy": 2 / 3})
    assert error == pytest.approx((2 * 0.38 + 3 * 0.3) / 5)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_the_bins_hold_all_answers_and_the_error_is_a_share(answers: list[tuple[float, bool]]) -> None:
    confidences, right = np.array([c for c, _ in answers]), np.array([r for _, r in answers])
    error, bins = calibration(confidences, right)
    assert sum(one["clips"] for one in bins) == len(answers)
    assert sum(one["clips"] * one["accuracy"] for one in bins) == pytest.approx(right.sum())
    assert 0 <= error <= 1


def test_confidence_that_is_always_the_share_of_right_answers_has_no_error() -> None:
    right = np.arange(100) < 70
    assert calibration(np.full(100, 0.7), right)[0] == pytest.approx(0)
