"""Bands and fields of cells in words."""

from __future__ import annotations

from typing import Protocol

from firststeps.figures.fields import Band, Cells
from firststeps.figures.numbers import rounded

import numpy as np

NAMED = 6  # cells that are read out by the names of their row and column
MUCH = 0.5  # a cell, row or column above this share of the highest counts as strong


class Side(Protocol):
    """An axis of the chart."""

    @property
    def names(self) -> tuple[str, ...]:
        """What the parts of the axis are called, where they have names."""

    def at(self, value: float) -> str:
        """Return a place on the axis in words."""


def field_phrase(layer: Band | Cells, name: str, across: Side, up: Side) -> str:
    """Return what a layer shows; ``across`` and ``up`` name places on the two axes."""
    if isinstance(layer, Band):
        return _band_phrase(layer, name, str(across))
    if across.names and up.names:
        return _named_phrase(layer, name, across, up)
    return _cells_phrase(layer, name, across, up)


def _named_phrase(layer: Cells, name: str, across: Side, up: Side) -> str:
    """Return which cells, by the names of their row and column, are the highest."""
    x, y = layer.middles(1), layer.middles(0)
    order = np.argsort(-layer.z, axis=None, kind="stable")[:NAMED]
    places = [np.unravel_index(int(place), layer.z.shape) for place in order]
    read = [f"{up.at(y[row])}, {across.at(x[column])} ({rounded(layer.z[row, column])})" for row, column in places]
    rows, columns = layer.z.shape
    return f"{rows} by {columns} cells{name}; the highest by row and column: {'; '.join(read)}"


def _band_phrase(layer: Band, name: str, across: str) -> str:
    """Return between what a signal swings, and from where to where most of it does."""
    size = layer.high - layer.low
    strong = layer.x[size > MUCH * size.max()] if size.max() > 0 else layer.x
    low, high = rounded(layer.low.min()), rounded(layer.high.max())
    return (
        f"the signal{name} swings between {low} and {high}, most widely between {across} {rounded(strong[0])} "
        f"and {rounded(strong[-1])}"
    )


def _cells_phrase(layer: Cells, name: str, across: Side, up: Side) -> str:
    """Return how many cells there are, where the highest lies, and which part of the field is strong."""
    rows, columns = layer.z.shape
    place = np.unravel_index(int(layer.z.argmax()), layer.z.shape)
    x, y = layer.middles(1), layer.middles(0)
    shares = layer.shares
    found = f"{rows} by {columns} cells{name}, from {rounded(layer.z.min())} to {rounded(layer.z.max())}"
    top = f"highest at {across.at(x[place[1]])}, {up.at(y[place[0]])}"
    if not (shares > MUCH).any():
        return f"{found}, {top}; nowhere strong on the scale from {rounded(layer.low)} to {rounded(layer.high)}"
    wide, tall = _strong(shares.max(axis=0)), _strong(shares.max(axis=1))
    return (
        f"{found}, {top}; strong between {across} {rounded(x[wide[0]])} and {rounded(x[wide[-1]])}, "
        f"{up} {rounded(y[tall[0]])} and {rounded(y[tall[-1]])}"
    )


def _strong(shares: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[int]:
    return [int(place) for place in np.flatnonzero(shares > MUCH)]
