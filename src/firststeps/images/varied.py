"""Training images varied at random, a whole batch at once: turned, flipped, skewed, moved, in another light.

All that moves pixels is one affine map for each image, so that each is resampled once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]
from numpy.typing import NDArray


@dataclass(frozen=True)
class Variation:
    """How far images are varied, at most; each is drawn evenly from both sides of no change."""

    flip: bool = True  # left and right changed over, every second image
    turn: float = 12.0  # degrees
    skew: float = 0.15  # columns that a row moves for each row that it lies lower
    zoom: float = 0.15  # share by which it is larger or smaller
    move: float = 3.0  # pixels, in both directions
    brightness: float = 0.2  # of the full range, added
    contrast: float = 0.25  # share by which differences to the mean are larger or smaller


def affine_maps(count: int, side: int, how: Variation, random: np.random.Generator) -> NDArray[np.float32]:
    """Return for ``count`` images which place of the old image each place of the new one comes from.

    Returns:
        (count, 8), as TensorFlow's ``ImageProjectiveTransformV3`` takes them: a₀ a₁ a₂ b₀ b₁ b₂ 0 0, for
        old x = a₀·x + a₁·y + a₂ and old y = b₀·x + b₁·y + b₂.
    """

    def drawn(most: float) -> NDArray[np.float64]:
        return random.uniform(-most, most, count)

    angle, skew, zoom = np.radians(drawn(how.turn)), drawn(how.skew), 1 + drawn(how.zoom)
    mirror = np.where(random.random(count) < 0.5, -1.0, 1.0) if how.flip else np.ones(count)
    across = np.stack([mirror * zoom * np.cos(angle), zoom * (skew - np.sin(angle))], axis=1)
    down = np.stack([mirror * zoom * np.sin(angle), zoom * np.cos(angle)], axis=1)
    middle = (side - 1) / 2
    moved = np.stack([drawn(how.move), drawn(how.move)], axis=1)
    offsets = [middle - part.sum(1) * middle + moved[:, row] for row, part in enumerate((across, down))]
    parts = (across, offsets[0][:, np.newaxis], down, offsets[1][:, np.newaxis], np.zeros((count, 2)))
    return np.concatenate(parts, axis=1).astype(np.float32)


def varied(images: NDArray[np.float32], how: Variation, random: np.random.Generator) -> NDArray[np.float32]:
    """Return images (n, side, side, 3), 0 to 1, each varied in its own way."""
    count, side = images.shape[:2]
    moved = tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=affine_maps(count, side, how, random),
        output_shape=tf.constant([side, side]),
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="REFLECT",
    ).numpy()
    means = moved.mean((1, 2, 3), keepdims=True)
    factors = 1 + random.uniform(-how.contrast, how.contrast, (count, 1, 1, 1))
    added = random.uniform(-how.brightness, how.brightness, (count, 1, 1, 1))
    lit: NDArray[np.float32] = np.clip((moved - means) * factors + means + added, 0, 1).astype(np.float32)
    return lit
