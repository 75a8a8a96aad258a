"""Which parts of a picture an answer rests on: cover them, or ask each place for its share in the score."""

from __future__ import annotations

from firststeps.images.photographs import Box
from firststeps.images.sight import DOGS, SHORTEST, SIDE, Pixels, Probabilities, Seen, Sight

import numpy as np
from numpy.typing import NDArray

Heat = NDArray[np.float64]  # (224, 224), or (rows, columns) of a layer
GREY = 127  # which the network is given as zero


def log_odds(probability: float) -> float:
    """Return the logarithm of how much more probable yes is than no; 0 for one half."""
    return float(np.log(probability) - np.log1p(-probability))


def occlusion(eye: Sight, pixels: Pixels, patch: int = 32, step: int = 16) -> Heat:
    """Return how much each pixel counts for the answer "dog", as shown by covering it.

    A grey square is laid on the picture, place by place: Matthew Zeiler and Rob Fergus, Visualizing and Understanding
    Convolutional Networks, 2014. A pixel gets the mean of what the squares that cover it take from the log-odds of a
    dog; below zero where covering makes a dog more probable.

    Args:
        eye: the network.
        pixels: the picture, (224, 224, 3).
        patch: pixels, height and width of the square.
        step: pixels from one square to the next.

    Returns:
        (224, 224).

    Raises:
        ValueError: if the squares leave pixels uncovered.
    """
    if not 0 < step <= patch <= SIDE or (SIDE - patch) % step:
        raise ValueError(f"squares of {patch} pixels, {step} apart, do not cover {SIDE} pixels evenly")
    before = log_odds(eye.look(pixels).dog)
    taken, times = np.zeros((SIDE, SIDE)), np.zeros((SIDE, SIDE))
    for top in range(0, SIDE - patch + 1, step):
        for left in range(0, SIDE - patch + 1, step):
            covered = pixels.copy()
            here = np.s_[top : top + patch, left : left + patch]
            covered[here] = GREY
            taken[here] += before - log_odds(eye.look(covered).dog)
            times[here] += 1
    return taken / times


def dog_direction(probabilities: Probabilities) -> NDArray[np.float64]:
    """Return how the log-odds of a dog change with each logit, (1000,): the gradient, exactly.

    The log-odds are the logarithm of the summed exponentials of the dogs' logits, less that of all others'.
    """
    shares = probabilities.astype(np.float64)
    dogs = np.zeros(shares.size, bool)
    dogs[DOGS.start : DOGS.stop] = True
    direction: NDArray[np.float64] = np.where(dogs, shares / shares[dogs].sum(), -shares / shares[~dogs].sum())
    return direction


def activation_map(seen: Seen, weights: NDArray[np.float32]) -> Heat:
    """Return the class activation map of "dog": how much each place of the last layer adds to the score.

    The logits are a weighted sum of the mean features of all places, so they are also the mean of what the places give
    by themselves: Bolei Zhou and others, Learning Deep Features for Discriminative Localization, 2016. The classes are
    weighed as the log-odds of a dog weigh them.

    Args:
        seen: what the network makes of the picture.
        weights: of the last layer, (1000, channels), as ``Sight.weights`` gives them.

    Returns:
        (rows, columns); the mean, with what the biases add, is the weighted sum of the logits.
    """
    by_channel = dog_direction(seen.probabilities) @ weights
    return np.asarray(seen.features[-1] @ by_channel, np.float64)


def enlarged(heat: Heat) -> Heat:
    """Return a coarse map as (224, 224), each value a square of its own."""
    rows, columns = (SIDE // length for length in heat.shape)
    return heat.repeat(rows, axis=0).repeat(columns, axis=1)


def placed(box: Box, width: int, height: int) -> Box | None:
    """Return where a box of a photograph lies on what ``fitted`` makes of it; None if it is cut off.

    Args:
        box: in pixels of the photograph.
        width: of the photograph.
        height: of the photograph.
    """
    side = min(width, height) * SIDE / SHORTEST
    offsets = ((width - side) / 2, (height - side) / 2) * 2
    corners = (min(max(round((at - off) * SIDE / side), 0), SIDE) for at, off in zip(box, offsets, strict=True))
    left, top, right, bottom = corners
    return (left, top, right, bottom) if left < right and top < bottom else None


def mask(boxes: list[Box]) -> NDArray[np.bool_]:
    """Return which pixels lie in one of the boxes, (224, 224)."""
    inside = np.zeros((SIDE, SIDE), bool)
    for left, top, right, bottom in boxes:
        inside[top:bottom, left:right] = True
    return inside


def times_its_area(heat: Heat, inside: NDArray[np.bool_]) -> float:
    """Return the share of the heat that lies inside, as a multiple of the share of the pixels there.

    Heat below zero, which speaks against the answer, counts as none. 1 is what any place gets on average.
    """
    warm = np.maximum(heat, 0)
    return float(warm[inside].mean() / warm.mean())


def moved(boxes: list[Box], within: Box, random: np.random.Generator) -> list[Box]:
    """Return the boxes, each in a random place inside another box, or as far inside as it fits."""
    return [_moved(box, within, random) for box in boxes]


def _moved(box: Box, within: Box, random: np.random.Generator) -> Box:
    (left, right), (top, bottom) = (
        _along(box[axis], box[axis + 2], within[axis], within[axis + 2], random) for axis in (0, 1)
    )
    return left, top, right, bottom


def _along(start: int, end: int, low: int, high: int, random: np.random.Generator) -> tuple[int, int]:
    length = min(end - start, high - low)
    at = int(random.integers(low, high - length + 1))
    return at, at + length
