"""Dividing examples into parts, so that a model can be judged on examples that it has not learnt from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]  # of examples among all examples


@dataclass(frozen=True)
class Parts:
    """Three parts that have no example in common and together hold all of them."""

    training: Places  # what the parameters are fitted to
    validation: Places  # what decides between models
    test: Places  # looked at once, at the end


def shuffled_parts(count: int, validation: int, test: int, random: np.random.Generator) -> Parts:
    """Return ``count`` examples, shuffled and divided; whatever is in neither other part is for training.

    Args:
        count: how many examples there are.
        validation: how many of them are for validation.
        test: how many of them are for the test.
        random: where the order comes from.

    Raises:
        ValueError: if a size is negative, or nothing would be left for training.

    Examples:
        >>> parts = shuffled_parts(10, 2, 2, np.random.default_rng(1))
        >>> parts.training.size, parts.validation.size, parts.test.size
        (6, 2, 2)
    """
    if validation < 0 or test < 0:
        raise ValueError(f"parts of {validation} and {test} examples; sizes can't be negative")
    training = count - validation - test
    if training < 1:
        raise ValueError(f"{validation} + {test} of {count} examples are held back, and none is left for training")
    order = random.permutation(count)
    return Parts(order[:training], order[training : training + validation], order[training + validation :])


def one_group_out(groups: NDArray[Any]) -> Iterator[tuple[Places, Places]]:
    """Yield, for each group in ascending order, the places of all other examples and those of the group.

    Examples that belong together, such as one speaker's recordings, share a group and so never face each other.

    Args:
        groups: the group of each example, shape (n,).

    Raises:
        ValueError: if there are fewer than two groups.

    Examples:
        >>> speakers = np.array(["Ada", "Bo", "Ada", "Bo"])
        >>> for training, test in one_group_out(speakers):
        ...     print(training, test)
        [1 3] [0 2]
        [0 2] [1 3]
    """
    names = np.unique(groups)
    if names.size < 2:
        raise ValueError(f"{names.size} group; at least two are needed, one to hold back and one to learn from")
    for name in names:
        yield np.flatnonzero(groups != name), np.flatnonzero(groups == name)
