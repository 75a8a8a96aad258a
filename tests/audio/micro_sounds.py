"""Sounds made from formulas that bring out what is special in the Micro Speech front end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.int16]


def made_sounds(length: int = 4_000) -> dict[str, Sound]:
    """Return sounds of ``length`` samples at 16 kHz by name."""
    random = np.random.default_rng(5)
    time = np.arange(length) / 16_000
    sweep = np.sin(2 * np.pi * (60 * time + 3_900 * time**2 * 16_000 / length))
    clicks = np.zeros(length, np.int16)
    clicks[240::700] = [32_767, -32_768] * (len(clicks[240::700]) // 2) + [1] * (len(clicks[240::700]) % 2)
    swelling = random.normal(0, 1, length) * np.geomspace(0.5, 9_000, length)
    return {
        "silence": np.zeros(length, np.int16),
        "lowest": np.full(length, -32_768, np.int16),
        "square": np.where(np.arange(length) // 20 % 2, -32_768, 32_767).astype(np.int16),
        "sweep": (9_000 * sweep).astype(np.int16),
        "quiet sweep": (6 * sweep).astype(np.int16),
        "noise": random.integers(-32_768, 32_768, length).astype(np.int16),
        "faint noise": random.integers(-2, 3, length).astype(np.int16),
        "swelling noise": np.clip(swelling, -32_768, 32_767).astype(np.int16),
        "clicks": clicks,
        "behind the lowest": behind_the_lowest(length),
    }


def behind_the_lowest(length: int) -> Sound:
    """Return faint noise that has a sample of -32,768 where the window of each frame is highest.

    The preprocessor takes such a frame for faint, shifts it up, and its loudest sample out of its 16 bits.
    """
    sound = np.random.default_rng(6).integers(-9, 10, length).astype(np.int16)
    sound[240::320] = -32_768
    return sound
