"""Figures about classifiers."""

from firststeps.keywords.scores import confusion, mean_recall, wilson_interval

import numpy as np
import pytest


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
