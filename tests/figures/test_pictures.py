"""Pictures: what is drawn is what was given, and nonsense is refused."""

from __future__ import annotations

import csv
import io

from firststeps.figures.canvas import drawing_settings
from firststeps.figures.description import Picture, Pictures
from firststeps.figures.pictures import plan_pictures
from firststeps.figures.render import draw

import numpy as np
import pytest
from matplotlib.image import AxesImage

from .examples import pictures


def test_drawn_squares_are_the_given_ones() -> None:
    figure = pictures()
    with drawing_settings():
        images = draw(figure, "dark", "narrow").figure.findobj(AxesImage)
    assert len(images) == len(figure.pictures)
    for image, picture in zip(images, figure.pictures, strict=True):
        assert isinstance(image, AxesImage)
        drawn = np.asarray(image.get_array())
        given = picture.pixels / picture.brightest
        np.testing.assert_allclose(drawn, given if given.ndim == 3 else np.stack([given] * 3, axis=2))


def test_table_holds_every_square() -> None:
    rows = list(csv.DictReader(io.StringIO(pictures().csv())))
    ring = [float(row["value"]) for row in rows if row["picture"] == "ring"]
    assert ring == pictures().pictures[1].pixels.ravel().tolist()
    (corner,) = (row for row in rows if (row["picture"], row["row"], row["column"]) == ("stripes", "1", "3"))
    assert [corner[name] for name in ("red", "green", "blue", "value")] == ["0.0", "170.0", "0.0", ""]


def test_rows_are_equally_long() -> None:
    small = Picture("", np.ones((2, 2)), 1)
    for count, rows in ((5, 1), (6, 2), (10, 2), (11, 3)):
        placed = plan_pictures(Pictures("", (small,) * count), "wide").pictures
        tops = [picture.top for picture in placed]
        lengths = [tops.count(top) for top in sorted(set(tops))]
        assert len(lengths) == rows
        assert max(lengths) - min(lengths[:-1], default=max(lengths)) == 0
        assert lengths[-1] > max(lengths) / 2


def test_squares_stay_square() -> None:
    for layout in ("wide", "narrow"):
        for placed in plan_pictures(pictures(), layout).pictures:
            rows, columns = placed.picture.pixels.shape[:2]
            assert placed.width / columns == pytest.approx(placed.height / rows)


@pytest.mark.parametrize(
    ("pixels", "numbers"),
    [
        (np.ones(3), False),
        (np.ones((0, 2)), False),
        (np.ones((2, 2, 4)), False),
        (np.ones((2, 2, 3)), True),
    ],
)
def test_shape_must_be_that_of_a_picture(pixels: np.ndarray, numbers: bool) -> None:
    with pytest.raises(ValueError, match="picture 'a': pixels have shape"):
        Picture("a", pixels, 1, numbers)


@pytest.mark.parametrize("value", [-0.1, 1.1, np.nan, np.inf])
def test_pixels_must_lie_within_the_range(value: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Picture("a", np.array([[0.5, value]]), 1)


def test_no_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match="there is none"):
        Pictures("nothing", ())


def test_values_that_need_too_much_room_are_refused() -> None:
    wide = Pictures("wide", (Picture("", np.ones((1, 20)), 1, numbers=True),))
    assert wide.size("wide")[0] == 688
    with pytest.raises(ValueError, match="need 440 px, there are 358"):
        wide.size("narrow")
