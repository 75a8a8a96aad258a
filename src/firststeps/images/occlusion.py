"""Which parts of a picture an answer depends on: cover them, one after the other, and see what becomes of it.

Matthew Zeiler and Rob Fergus, Visualizing and Understanding Convolutional Networks, 2014.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from firststeps.images.photographs import Box

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]  # (rows, columns, 3)
Heat = NDArray[np.float64]  # (rows, columns)


@dataclass(frozen=True)
class Cover:
    """What is laid over a picture."""

    side: int = 32  # pixels of the square
    step: int = 16  # pixels from one place of it to the next
    grey: int = 127  # its value


def occlusion_map(answer: Callable[[Pixels], float], pixels: Pixels, cover: Cover) -> Heat:
    """Return for each pixel by how much the answer falls where it is covered, the mean over all covers that do so.

    Args:
        answer: what is asked about a picture, for one the probability of a dog.
        pixels: the picture.
        cover: what is laid over it; its places go from edge to edge if the steps fit.
    """
    whole = answer(pixels)
    rows, columns = pixels.shape[:2]
    falls, covers = np.zeros((rows, columns)), np.zeros((rows, columns))
    for top in range(0, rows - cover.side + 1, cover.step):
        for left in range(0, columns - cover.side + 1, cover.step):
            place = slice(top, top + cover.side), slice(left, left + cover.side)
            covered = pixels.copy()
            covered[place] = cover.grey
            falls[place] += whole - answer(covered)
            covers[place] += 1
    return falls / np.maximum(covers, 1)


def share_inside(heat: Heat, boxes: list[Box]) -> tuple[float, float]:
    """Return the share of all heat above zero that lies in some boxes, and the share of the pixels that do."""
    inside = np.zeros(heat.shape, bool)
    for left, top, right, bottom in boxes:
        inside[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = True
    above = np.maximum(heat, 0)
    return float(above[inside].sum() / above.sum()) if above.any() else 0.0, float(inside.mean())
