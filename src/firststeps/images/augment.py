"""One picture varied in the ways that leave what it shows as it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance

Pixels = NDArray[np.uint8]  # (rows, columns, 3)


@dataclass(frozen=True)
class Change:
    """What is done to a picture, in this order."""

    flip: bool = False  # left and right changed over
    turn: float = 0.0  # degrees, against the clock
    skew: float = 0.0  # columns that a row moves for each row that it lies lower
    crop: float = 1.0  # share of each side that is left, around the middle
    brightness: float = 1.0  # by which all values are multiplied
    contrast: float = 1.0  # by which differences to the mean are
    colour: float = 1.0  # by which differences to grey are


def changed(pixels: Pixels, change: Change) -> Pixels:
    """Return a picture, changed; it keeps its size, and what was not in it is filled up by its mirror image."""
    rows, columns = pixels.shape[:2]
    image = Image.fromarray(np.pad(pixels, ((rows, rows), (columns, columns), (0, 0)), mode="symmetric"))
    if change.flip:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    middle = 1.5 * columns, 1.5 * rows
    image = image.rotate(change.turn, Image.Resampling.BICUBIC, center=middle)
    skewed = (1, change.skew, -change.skew * middle[1], 0, 1, 0)
    image = image.transform(image.size, Image.Transform.AFFINE, skewed, Image.Resampling.BICUBIC)
    half = columns * change.crop / 2, rows * change.crop / 2
    box = (middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1])
    image = image.resize((columns, rows), Image.Resampling.BICUBIC, box)
    image = ImageEnhance.Brightness(image).enhance(change.brightness)
    image = ImageEnhance.Contrast(image).enhance(change.contrast)
    return np.asarray(ImageEnhance.Color(image).enhance(change.colour))


def drawn(random: np.random.Generator) -> Change:
    """Return a change of each kind, drawn by chance and small enough that a dog stays a dog."""
    return Change(
        flip=bool(random.random() < 0.5),
        turn=random.uniform(-20, 20),
        skew=random.uniform(-0.25, 0.25),
        crop=random.uniform(0.7, 1),
        brightness=random.uniform(0.7, 1.3),
        contrast=random.uniform(0.7, 1.3),
        colour=random.uniform(0.5, 1.5),
    )
