"""Layers of a chart for signals: a band between two curves, and a field of cells whose colour is a value."""

from __future__ import annotations

from dataclasses import dataclass

from firststeps.figures.columns import Tone, Values

import numpy as np

BANDS = 7  # swatches of the colour scale in the legend


@dataclass(frozen=True)
class Band:
    """What lies between two curves, filled: the range of a signal that is too dense to be drawn as a line."""

    name: str
    x: Values  # (n,), ascending
    low: Values  # (n,)
    high: Values  # (n,), nowhere below ``low``
    tone: Tone

    def __post_init__(self) -> None:
        """Raise ValueError unless the columns are equally long, finite and in order."""
        if not (self.x.shape == self.low.shape == self.high.shape and self.x.ndim == 1 and self.x.size > 1):
            raise ValueError(f"band {self.name!r}: columns of shapes {self.x.shape}, {self.low.shape}")
        if not (np.isfinite(self.low).all() and np.isfinite(self.high).all() and (self.low <= self.high).all()):
            raise ValueError(f"band {self.name!r}: both ends must be finite, the low one below the high one")
        if not (np.diff(self.x) > 0).all():
            raise ValueError(f"band {self.name!r}: x must ascend")

    @classmethod
    def of(cls, name: str, x: Values, y: Values, tone: Tone, columns: int = 320) -> Band:
        """Return a signal as the lowest and the highest value in each of ``columns`` pieces."""
        pieces = np.array_split(np.arange(x.size), min(columns, x.size))
        return cls(
            name,
            np.array([x[piece].mean() for piece in pieces]),
            np.array([y[piece].min() for piece in pieces]),
            np.array([y[piece].max() for piece in pieces]),
            tone,
        )


@dataclass(frozen=True)
class Cells:
    """A field of cells of equal size, each coloured by its value: the stronger the colour, the higher the value."""

    name: str  # what the values are, with their unit
    x: tuple[float, float]  # where the first column begins and the last one ends
    y: tuple[float, float]  # the same for the rows, from the bottom up
    z: Values  # (rows, columns)
    low: float  # values from here down look like the page
    high: float  # values from here up have the strongest colour

    def __post_init__(self) -> None:
        """Raise ValueError unless the cells are a finite matrix and the scale has a length."""
        if self.z.ndim != 2 or self.z.size == 0 or not np.isfinite(self.z).all():
            raise ValueError(f"cells {self.name!r}: values of shape {self.z.shape}, which have to be a finite matrix")
        if not self.low < self.high:
            raise ValueError(f"cells {self.name!r}: the scale goes from {self.low:g} to {self.high:g}")

    @property
    def shares(self) -> Values:
        """The values on the scale, from 0 to 1, shape (rows, columns)."""
        return np.asarray(np.clip((self.z - self.low) / (self.high - self.low), 0, 1))

    def middles(self, axis: int) -> Values:
        """Return where the middle of each row (axis 0) or column (axis 1) lies."""
        start, end = (self.y, self.x)[axis]
        return np.asarray(start + (np.arange(self.z.shape[axis]) + 0.5) * (end - start) / self.z.shape[axis])
