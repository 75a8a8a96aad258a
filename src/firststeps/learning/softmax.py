"""Probabilities made of scores."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Real = TypeVar("Real", bound=np.floating[Any])


def softmax(logits: NDArray[Real]) -> NDArray[Real]:
    """Return probabilities, (..., classes): each the power of e by its logit, divided by the sum of all of them.

    Examples:
        >>> softmax(np.array([0.0, 0.0, np.log(2)])).round(2).tolist()
        [0.25, 0.25, 0.5]
    """
    # Less the largest, which changes no share: else large ones overflow.
    risen = np.exp(logits - logits.max(-1, keepdims=True))
    shares: NDArray[Real] = risen / risen.sum(-1, keepdims=True)
    return shares
