"""The most similar example, against scikit-learn and by hand."""

from firststeps.learning.neighbours import nearest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.neighbors import NearestNeighbors  # type: ignore[import-untyped]  # ships no types


@given(seed=st.integers(0, 2**32 - 1), examples=st.integers(1, 30), values=st.integers(1, 6))
def test_finds_what_scikit_learn_finds(seed: int, examples: int, values: int) -> None:
    random = np.random.default_rng(seed)
    known, asked = random.normal(size=(examples, values)), random.normal(size=(7, values))
    theirs = NearestNeighbors(n_neighbors=1).fit(known).kneighbors(asked, return_distance=False)[:, 0]
    assert nearest(known, asked).tolist() == theirs.tolist()


def test_an_example_is_its_own_nearest_and_the_first_of_equals_wins() -> None:
    known = np.array([[0.0, 0.0], [3.0, 4.0], [3.0, 4.0]])
    assert nearest(known, known).tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    ("known", "asked"), [(np.zeros((0, 2)), np.zeros((1, 2))), (np.zeros((1, 2)), np.zeros((1, 3)))]
)
def test_refuses_what_cannot_be_compared(known: np.ndarray, asked: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"no examples|values each"):
        nearest(known, asked)
