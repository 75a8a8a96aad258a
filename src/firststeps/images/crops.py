"""Small pictures cut out of photographs: pieces of a dog, and pieces without one."""

from __future__ import annotations

from firststeps.images.photographs import Box

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SMALLEST = 48  # pixels of the side of a piece, before it is made smaller
_TRIES = 1000


def crops(
    pixels: NDArray[np.uint8], dog: Box | None, count: int, side: int, *, of_dog: bool, random: np.random.Generator
) -> NDArray[np.uint8]:
    """Return pieces of a photograph, squares of any size and place, (count, side, side, 3).

    Args:
        pixels: the photograph, (rows, columns, 3).
        dog: the box around its dog, None if there is none.
        count: how many; fewer come back, none at last, where there is no room for them.
        side: pixels of a piece, as it is returned.
        of_dog: whether they lie inside the box, or wholly outside.
        random: where sizes and places come from.
    """
    image = Image.fromarray(pixels)
    room = dog if of_dog else (0, 0, image.width, image.height)
    found: list[NDArray[np.uint8]] = []
    if room is None or min(room[2] - room[0], room[3] - room[1]) < SMALLEST:
        return np.zeros((0, side, side, 3), np.uint8)
    for _ in range(_TRIES):
        if len(found) == count:
            break
        length = int(random.integers(SMALLEST, min(room[2] - room[0], room[3] - room[1]) + 1))
        left = int(random.integers(room[0], room[2] - length + 1))
        top = int(random.integers(room[1], room[3] - length + 1))
        box = (left, top, left + length, top + length)
        if of_dog or dog is None or not _overlap(box, dog):
            found.append(np.asarray(image.crop(box).resize((side, side), Image.Resampling.LANCZOS)))
    return np.array(found, np.uint8).reshape(-1, side, side, 3)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
