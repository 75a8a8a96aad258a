"""From log-mel features to what our models take."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Value = TypeVar("Value", bound=np.generic)

MIDDLE = 128  # the feature value that becomes 0
SPREAD = 64  # feature values that become 1


def thinned(features: NDArray[Value], frames: int) -> NDArray[Value]:
    """Return every first, every second … frame, so that of a second's 98 frames ``frames`` are left.

    Args:
        features: shape (…, 98, bands).
        frames: 98 or 49.
    """
    return features[..., :: features.shape[-2] // frames, :]


def scaled(features: NDArray[np.generic]) -> NDArray[np.float32]:
    """Return features of 0 to 255 as a network takes them: near 0, about -2 to 2."""
    return (features.astype(np.float32) - np.float32(MIDDLE)) / np.float32(SPREAD)


def quantised(inputs: NDArray[np.float32]) -> NDArray[np.int8]:
    """Return what ``scaled`` returned as an int8 file of ours takes it: the rounded feature, less 128."""
    whole: NDArray[np.int8] = np.rint(inputs * np.float32(SPREAD)).astype(np.int8)
    return whole


def as_floats(inputs: NDArray[np.int8]) -> NDArray[np.float32]:
    """Return what ``quantised`` returned as a float network takes it."""
    return inputs.astype(np.float32) / np.float32(SPREAD)
