"""Where pictures go: as many side by side as stay large enough, in rows of equal length."""

from __future__ import annotations

from dataclasses import dataclass

from firststeps.figures.chart import COLUMN_GAP, MEASURES, ROW_GAP, TITLE_GAP
from firststeps.figures.description import LayoutName, Picture, Pictures
from firststeps.figures.text import NAME, TITLE, wrapped

NAME_GAP = 6.0  # between a name and its picture
SMALLEST = 120.0  # px; narrower pictures go into the next row
LARGEST = 333.0  # px; a picture that stands alone is no wider than half a page
SMALLEST_SQUARE = 22.0  # px, if it shows its value


@dataclass(frozen=True)
class PlacedPicture:
    """A picture with its place, in px from the upper left corner of the figure."""

    picture: Picture
    name: tuple[str, ...]
    name_top: float
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class PicturesPlan:
    """A figure of pictures, ready to be drawn."""

    width: int
    height: int
    title: tuple[str, ...]
    pictures: tuple[PlacedPicture, ...]


def plan_pictures(figure: Pictures, layout: LayoutName) -> PicturesPlan:
    """Return the plan of pictures; raise ValueError if one that shows its values does not fit the width."""
    full = MEASURES[layout].width
    smallest = max(_least_width(picture) for picture in figure.pictures)
    if smallest > full:
        raise ValueError(f"pictures {figure.title!r}: values in squares need {smallest:.0f} px, there are {full}")
    count = len(figure.pictures)
    most = int((full + COLUMN_GAP) // (smallest + COLUMN_GAP))
    columns = -(-count // -(-count // most))  # without a lonely last picture: four go two by two where three would fit
    width = min(LARGEST, (full - COLUMN_GAP * (columns - 1)) / columns)
    title = wrapped(figure.title, full, TITLE)
    top = len(title) * TITLE.line_height + (TITLE_GAP if title else 0)
    placed: list[PlacedPicture] = []
    for start in range(0, count, columns):
        row = _placed_row(figure.pictures[start : start + columns], top, width)
        placed.extend(row)
        top = max(picture.top + picture.height for picture in row) + ROW_GAP
    return PicturesPlan(full, round(top - ROW_GAP + 1), title, tuple(placed))


def _least_width(picture: Picture) -> float:
    return max(SMALLEST, picture.pixels.shape[1] * SMALLEST_SQUARE) if picture.numbers else SMALLEST


def _placed_row(pictures: tuple[Picture, ...], top: float, width: float) -> list[PlacedPicture]:
    names = [wrapped(picture.name, width, NAME) for picture in pictures]
    room = max(len(lines) for lines in names) * NAME.line_height
    below = top + room + (NAME_GAP if room else 0)
    return [
        PlacedPicture(
            picture=picture,
            name=lines,
            name_top=top + room - len(lines) * NAME.line_height,
            left=place * (width + COLUMN_GAP),
            top=below,
            width=width,
            height=width * picture.pixels.shape[0] / picture.pixels.shape[1],
        )
        for place, (picture, lines) in enumerate(zip(pictures, names, strict=True))
    ]
