"""Pieces of photographs: squares inside the box of the dog, or wholly outside."""

from __future__ import annotations

from pathlib import Path

from firststeps.images.crops import SMALLEST, crops
from firststeps.images.files import read_image
from firststeps.images.photographs import LIST, NAME, listed

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

FOLDER = Path(__file__).resolve().parents[2] / "data" / "samples" / NAME
WIDTH, HEIGHT, SIDE = 200, 150, 16
DOG = (100, 20, 180, 120)
# A picture that says of each pixel where it is: red is the column, green the row, blue whether a dog is there.
ROWS, COLUMNS = np.mgrid[:HEIGHT, :WIDTH]
INSIDE = (DOG[0] <= COLUMNS) & (DOG[2] > COLUMNS) & (DOG[1] <= ROWS) & (DOG[3] > ROWS)
PLACES = np.stack([COLUMNS, ROWS, 255 * INSIDE], axis=2).astype(np.uint8)


def cut(seed: int, dog: tuple[int, int, int, int] | None, of_dog: bool, count: int = 10) -> np.ndarray:
    return crops(PLACES, dog, count, SIDE, of_dog=of_dog, random=np.random.default_rng(seed))


@given(st.integers(0, 10_000), st.booleans())
def test_pieces_are_squares_of_the_dog_or_of_the_rest(seed: int, of_dog: bool) -> None:
    pieces = cut(seed, DOG, of_dog)
    assert pieces.shape == (10, SIDE, SIDE, 3)
    assert (pieces[..., 2] == (255 if of_dog else 0)).all()
    spans = [np.ptp(pieces[..., colour].astype(int), axis=(1, 2)) * SIDE / (SIDE - 1) for colour in (0, 1)]
    np.testing.assert_allclose(spans[0], spans[1], atol=4)
    assert spans[0].min() >= SMALLEST - 6


def test_pieces_lie_all_over_the_room() -> None:
    pieces = cut(1, DOG, of_dog=True, count=300)
    assert pieces[..., 0].min() <= DOG[0] + 4
    assert pieces[..., 0].max() >= DOG[2] - 5
    assert pieces[..., 1].min() <= DOG[1] + 4
    assert pieces[..., 1].max() >= DOG[3] - 5


def test_a_picture_without_a_dog_is_all_rest() -> None:
    assert len(cut(1, None, of_dog=True)) == 0
    assert (cut(1, None, of_dog=False, count=200)[..., 2] == 255).any()


def test_the_photographs_of_the_book_give_pieces_of_both_kinds() -> None:
    random = np.random.default_rng(1)
    counts = {True: 0, False: 0}
    for photograph in listed(FOLDER / LIST):
        pixels = read_image(FOLDER / photograph.file)
        for of_dog in counts:
            counts[of_dog] += len(crops(pixels, photograph.dog, 20, 32, of_dog=of_dog, random=random))
    assert min(counts.values()) >= 100
