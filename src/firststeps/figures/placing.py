"""Finding a free place for a few words among markers, lines and other words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from firststeps.figures.description import Values

import numpy as np

SAMPLE_EVERY = 3.0  # px along a line; less than any text is high


@dataclass(frozen=True)
class Box:
    """A rectangle in px, y upwards."""

    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: Box) -> bool:
        """Tell whether two rectangles share an area."""
        across = self.left < other.right and other.left < self.right
        return across and self.bottom < other.top and other.bottom < self.top

    def holds(self, other: Box) -> bool:
        """Tell whether another rectangle lies inside this one."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.bottom <= other.bottom and other.top <= self.top

    def count(self, points: Values) -> int:
        """Return how many points (n, 2) lie inside."""
        x, y = points[:, 0], points[:, 1]
        return int(((x > self.left) & (x < self.right) & (y > self.bottom) & (y < self.top)).sum())


@dataclass
class Surroundings:
    """What words have to keep clear of."""

    room: Box  # where words may stand
    obstacles: Values  # (n, 2), points that are covered with ink
    taken: list[Box] = field(default_factory=list)  # words placed so far

    def place(self, candidates: Sequence[Box]) -> Box:
        """Take and return the candidate that covers least: above all no other words, then little ink.

        Of equals the first one wins, so candidates come in order of preference.
        """

        def cost(box: Box) -> tuple[int, int]:
            clashes = sum(box.overlaps(other) for other in self.taken)
            return clashes + (not self.room.holds(box)), box.count(self.obstacles)

        best = min(candidates, key=cost)
        self.taken.append(best)
        return best


def along(points: Values) -> Values:
    """Return points (m, 2) along a polyline (n, 2), close enough that no text fits between two of them."""
    pieces = [points[:1]]
    for start, end in pairwise(points):
        count = int(np.ceil(np.hypot(*(end - start)) / SAMPLE_EVERY))
        shares = np.arange(1, count + 1)[:, None] / max(count, 1)
        pieces.append(start + (end - start) * shares)
    return np.concatenate(pieces)


def around(points: Values, radius: float) -> Values:
    """Return points (9n, 2): each centre (n, 2) and eight places on the rim of its marker."""
    angles = np.arange(8) * np.pi / 4
    rim = np.stack([np.cos(angles), np.sin(angles)], axis=1) * radius
    return np.concatenate([points, *(points + offset for offset in rim)])
