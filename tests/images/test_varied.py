"""Pictures that are varied for training: moved as SciPy would move them, and no further than is said."""

from __future__ import annotations

from dataclasses import replace

from firststeps.images.varied import Variation, affine_maps, varied

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import ndimage  # type: ignore[import-untyped]

SIDE = 16
STILL = Variation(flip=False, turn=0, skew=0, zoom=0, move=0, brightness=0, contrast=0)


def pictures(count: int, seed: int = 1) -> NDArray[np.float32]:
    return np.random.default_rng(seed).uniform(0.2, 0.8, (count, SIDE, SIDE, 3)).astype(np.float32)


def changed(how: Variation, count: int = 40, seed: int = 5) -> NDArray[np.float32]:
    return varied(pictures(count), how, np.random.default_rng(seed))


def test_nothing_allowed_is_nothing_done() -> None:
    np.testing.assert_allclose(changed(STILL), pictures(40), atol=1e-6)


def test_about_half_are_flipped_and_the_others_left() -> None:
    before, after = pictures(200), changed(replace(STILL, flip=True), 200)
    flipped = np.array([np.allclose(new, old[:, ::-1], atol=1e-5) for old, new in zip(before, after, strict=True)])
    left = np.array([np.allclose(new, old, atol=1e-5) for old, new in zip(before, after, strict=True)])
    assert (flipped ^ left).all()
    assert 60 < flipped.sum() < 140


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.booleans())
def test_pictures_are_moved_as_scipy_moves_them(seed: int, flip: bool) -> None:
    """Away from the edge, where each has its own idea of what lies beyond."""
    how = replace(STILL, flip=flip, turn=15, skew=0.2, zoom=0.2, move=2)
    maps = affine_maps(3, SIDE, how, np.random.default_rng(seed))
    after = varied(pictures(3), how, np.random.default_rng(seed))
    rows, columns = np.mgrid[:SIDE, :SIDE].astype(float)
    for picture, new, (a0, a1, a2, b0, b1, b2, *_) in zip(pictures(3), after, maps.astype(float), strict=True):
        old_x, old_y = a0 * columns + a1 * rows + a2, b0 * columns + b1 * rows + b2
        inside = (np.minimum(old_x, old_y) > 0) & (np.maximum(old_x, old_y) < SIDE - 1)
        for colour in range(3):
            expected = ndimage.map_coordinates(picture[:, :, colour], [old_y, old_x], order=1)
            np.testing.assert_allclose(new[:, :, colour][inside], expected[inside], atol=1e-4)


@settings(max_examples=50)
@given(st.integers(0, 10_000))
def test_maps_stay_within_what_is_allowed(seed: int) -> None:
    """The middle moves no further than ``move``; areas change by the zoom alone, and are mirrored only by a flip."""
    how = replace(STILL, turn=12, zoom=0.15, move=3)
    maps = affine_maps(20, SIDE, how, np.random.default_rng(seed)).astype(float)
    middle = (SIDE - 1) / 2
    x = maps[:, 0] * middle + maps[:, 1] * middle + maps[:, 2]
    y = maps[:, 3] * middle + maps[:, 4] * middle + maps[:, 5]
    assert np.maximum(np.abs(x - middle), np.abs(y - middle)).max() <= 3 + 1e-5
    areas = maps[:, 0] * maps[:, 4] - maps[:, 1] * maps[:, 3]
    assert ((areas >= 0.85**2 - 1e-5) & (areas <= 1.15**2 + 1e-5)).all()
    assert (np.degrees(np.abs(np.arctan2(maps[:, 3], maps[:, 4]))) <= 12 + 1e-4).all()


def test_light_keeps_the_order_of_pixels_and_the_range() -> None:
    before, after = pictures(50), changed(replace(STILL, brightness=0.5, contrast=0.5), 50)
    assert after.min() >= 0
    assert after.max() <= 1
    means = after.mean((1, 2, 3)) - before.mean((1, 2, 3))
    assert means.min() < -0.2
    assert means.max() > 0.2
    for old, new in zip(before, after, strict=True):
        assert (np.diff(new.ravel()[np.argsort(old.ravel())]) >= -1e-5).all()


def test_the_same_draws_give_the_same_pictures() -> None:
    np.testing.assert_array_equal(changed(Variation(), seed=3), changed(Variation(), seed=3))
    assert not np.allclose(changed(Variation(), seed=3), changed(Variation(), seed=4))


@pytest.mark.parametrize("name", ["turn", "skew", "zoom", "move", "brightness", "contrast"])
def test_each_setting_changes_pictures(name: str) -> None:
    how = replace(STILL, **{name: getattr(Variation(), name)})
    assert np.abs(changed(how) - pictures(40)).max() > 0.02
