"""Parts that share nothing and lose nothing, and groups that stay together."""

from firststeps.learning.splits import one_group_out, shuffled_parts

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import LeaveOneGroupOut  # type: ignore[import-untyped]  # ships no types

sizes = st.tuples(st.integers(1, 50), st.integers(0, 50), st.integers(0, 50))
seeds = st.integers(0, 2**32 - 1)


@given(sizes=sizes, seed=seeds)
def test_parts_have_the_sizes_asked_for_and_hold_each_example_once(sizes: tuple[int, int, int], seed: int) -> None:
    training, validation, test = sizes
    parts = shuffled_parts(sum(sizes), validation, test, np.random.default_rng(seed))
    assert (parts.training.size, parts.validation.size, parts.test.size) == (training, validation, test)
    together = np.concatenate([parts.training, parts.validation, parts.test])
    assert sorted(together) == list(range(sum(sizes)))


def test_the_seed_decides_the_parts() -> None:
    first, again, other = (shuffled_parts(100, 20, 20, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first.test.tolist() == again.test.tolist()
    assert first.test.tolist() != other.test.tolist()


def test_every_example_comes_into_every_part_as_often_as_any_other() -> None:
    random = np.random.default_rng(3)
    in_test = np.zeros(10)
    for _ in range(4000):
        in_test[shuffled_parts(10, 2, 3, random).test] += 1
    # 4,000 draws of probability 0.3 have a standard deviation of 29
    assert np.abs(in_test - 1200).max() < 5 * 29


@pytest.mark.parametrize(("count", "validation", "test"), [(10, 5, 5), (10, -1, 5), (10, 5, -1), (0, 0, 0)])
def test_refuses_sizes_that_leave_nothing_to_learn_from(count: int, validation: int, test: int) -> None:
    with pytest.raises(ValueError, match=r"negative|none is left"):
        shuffled_parts(count, validation, test, np.random.default_rng(1))


@given(groups=st.lists(st.integers(0, 5), min_size=2, max_size=40).filter(lambda groups: len(set(groups)) > 1))
def test_groups_are_held_out_as_scikit_learn_does(groups: list[int]) -> None:
    ours = list(one_group_out(np.array(groups)))
    theirs = list(LeaveOneGroupOut().split(np.zeros(len(groups)), groups=groups))
    assert len(ours) == len(theirs)
    for mine, reference in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(mine[0], reference[0])
        np.testing.assert_array_equal(mine[1], reference[1])


def test_refuses_a_single_group() -> None:
    with pytest.raises(ValueError, match="at least two"):
        list(one_group_out(np.zeros(3)))
