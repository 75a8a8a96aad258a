"""Bands and fields of cells in words."""

from __future__ import annotations

from firststeps.figures.fields import Band, Cells
from firststeps.figures.numbers import rounded

import numpy as np

MUCH = 0.5  # a cell, row or column above this share of the highest counts as strong


def field_phrase(layer: Band | Cells, name: str, across: str, up: str) -> str:
    """Return what a layer shows; ``across`` and ``up`` name places on the two axes."""
    return _band_phrase(layer, name, across) if isinstance(layer, Band) else _cells_phrase(layer, name, across, up)


def _band_phrase(layer: Band, name: str, across: str) -> str:
    """Return between what a signal swings, and from where to where most of it does."""
    size = layer.high - layer.low
    strong = layer.x[size > MUCH * size.max()] if size.max() > 0 else layer.x
    low, high = rounded(layer.low.min()), rounded(layer.high.max())
    return (
        f"the signal{name} swings between {low} and {high}, most widely between {across} {rounded(strong[0])} "
        f"and {rounded(strong[-1])}"
    )


def _cells_phrase(layer: Cells, name: str, across: str, up: str) -> str:
    """Return how many cells there are, where the highest lies, and which part of the field is strong."""
    rows, columns = layer.z.shape
    place = np.unravel_index(int(layer.z.argmax()), layer.z.shape)
    x, y = layer.middles(1), layer.middles(0)
    shares = layer.shares
    found = f"{rows} by {columns} cells{name}, from {rounded(layer.z.min())} to {rounded(layer.z.max())}"
    top = f"highest at {across} {rounded(x[place[1]])}, {up} {rounded(y[place[0]])}"
    if not (shares > MUCH).any():
        return f"{found}, {top}; nowhere strong on the scale from {rounded(layer.low)} to {rounded(layer.high)}"
    wide, tall = _strong(shares.max(axis=0)), _strong(shares.max(axis=1))
    return (
        f"{found}, {top}; strong between {across} {rounded(x[wide[0]])} and {rounded(x[wide[-1]])}, "
        f"{up} {rounded(y[tall[0]])} and {rounded(y[tall[-1]])}"
    )


def _strong(shares: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[int]:
    return [int(place) for place in np.flatnonzero(shares > MUCH)]
