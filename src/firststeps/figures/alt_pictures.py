"""Pictures in sentences: their size, their range, and which part of them is the brightest."""

from __future__ import annotations

from firststeps.figures.description import Picture, Pictures, Values
from firststeps.figures.numbers import rounded
from firststeps.figures.words import capital, counted, joined, quoted

import numpy as np

HEIGHTS = ("upper", "middle", "lower")
SIDES = ("left", "middle", "right")
CHANNELS = ("red", "green", "blue")


def picture_sentences(figure: Pictures) -> list[str]:
    """Return one sentence for the whole and one for each picture."""
    kind = capital(counted(len(figure.pictures), "picture"))
    title = f": {figure.title.rstrip('.')}{'' if figure.title.endswith('?') else '.'}" if figure.title else "."
    return [kind + title, *(_sentence(picture) for picture in figure.pictures)]


def _sentence(picture: Picture) -> str:
    rows, columns = picture.pixels.shape[:2]
    name = f"{quoted(picture.name)}: " if picture.name else ""
    size = f"{counted(rows, 'row')} of {counted(columns, 'square')}"
    if picture.pixels.ndim == 3:
        means = [f"{channel} {rounded(picture.pixels[..., place].mean())}" for place, channel in enumerate(CHANNELS)]
        return f"{name}{size} in colour, on average {joined(means)} out of {rounded(picture.brightest)}."
    if picture.numbers:
        lines = "; ".join(" ".join(f"{value:.0f}" for value in row) for row in picture.pixels)
        return f"{name}{size} in grey, from 0 (black) to {rounded(picture.brightest)} (white). Row by row: {lines}."
    mean = rounded(picture.pixels.mean())
    return (
        f"{name}{size} in grey, on average {mean} out of {rounded(picture.brightest)}, "
        f"the brightest part in the {_brightest_part(picture.pixels)}."
    )


def _brightest_part(pixels: Values) -> str:
    """Return which ninth of a matrix has the highest mean; a matrix too small for ninths has fewer parts."""
    bands = [np.array_split(np.arange(size), 3) for size in pixels.shape]
    means = {
        (height, side): pixels[np.ix_(bands[0][height], bands[1][side])].mean()
        for height in range(3)
        for side in range(3)
        if bands[0][height].size and bands[1][side].size
    }
    height, side = max(means, key=lambda place: means[place])
    return "middle" if HEIGHTS[height] == SIDES[side] else f"{HEIGHTS[height]} {SIDES[side]}"
