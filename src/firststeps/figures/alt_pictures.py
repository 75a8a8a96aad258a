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
    """Return one sentence for the whole and one for each picture, or for all of them if they are of one kind."""
    kind = capital(counted(len(figure.pictures), "picture"))
    title = f": {figure.title.rstrip('.')}{'' if figure.title.endswith('?') else '.'}" if figure.title else "."
    kinds = {(picture.pixels.shape, picture.brightest, picture.numbers) for picture in figure.pictures}
    if len(figure.pictures) > 1 and len(kinds) == 1:
        first = figure.pictures[0]
        phrases = [f"{_name(picture)}{_content(picture)}" for picture in figure.pictures]
        return [kind + title, f"Each has {_size(first)}. {capital('; '.join(phrases))}."]
    return [kind + title, *(f"{_name(picture)}{_size(picture)}, {_content(picture)}." for picture in figure.pictures)]


def _name(picture: Picture) -> str:
    return f"{quoted(picture.name)}: " if picture.name else ""


def _size(picture: Picture) -> str:
    rows, columns = picture.pixels.shape[:2]
    colours = "in grey" if picture.pixels.ndim == 2 else "in colour"
    return f"{counted(rows, 'row')} of {counted(columns, 'square')} {colours}"


def _content(picture: Picture) -> str:
    brightest = rounded(picture.brightest)
    if picture.pixels.ndim == 3:
        means = [f"{channel} {rounded(picture.pixels[..., place].mean())}" for place, channel in enumerate(CHANNELS)]
        return f"on average {joined(means)} out of {brightest}"
    if picture.numbers:
        lines = ", ".join(" ".join(f"{value:.0f}" for value in row) for row in picture.pixels)
        return f"from 0 (black) to {brightest} (white), row by row {lines}"
    mean = rounded(picture.pixels.mean())
    return f"on average {mean} out of {brightest}, the brightest part in the {_brightest_part(picture.pixels)}"


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
