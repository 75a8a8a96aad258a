"""Filters against SciPy's, and what each kernel is blind to."""

from __future__ import annotations

from firststeps.images.filters import convolve, gabor, gaussian, sharpening, sobel

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage  # type: ignore[import-untyped]

KERNELS = {
    "x": sobel("x"),
    "y": sobel("y"),
    "blur": gaussian(7, 1.5),
    "stripes": gabor(9, 5, 30),
}


@given(st.integers(1, 20), st.integers(1, 20), st.sampled_from(sorted(KERNELS)), st.integers(0, 1000))
def test_convolution_is_scipys_correlation(rows: int, columns: int, name: str, seed: int) -> None:
    picture = np.random.default_rng(seed).uniform(0, 1, (rows, columns))
    expected = ndimage.correlate(picture, KERNELS[name], mode="nearest")
    np.testing.assert_allclose(convolve(picture, KERNELS[name]), expected, atol=1e-12)


def test_sobel_is_scipys() -> None:
    picture = np.random.default_rng(1).uniform(0, 1, (12, 9))
    for direction, axis in (("x", 1), ("y", 0)):
        np.testing.assert_allclose(convolve(picture, sobel(direction)), ndimage.sobel(picture, axis, mode="nearest"))
    with pytest.raises(ValueError, match="'z' is no direction"):
        sobel("z")


def test_blur_is_scipys() -> None:
    picture = np.random.default_rng(2).uniform(0, 1, (30, 30))
    expected = ndimage.gaussian_filter(picture, 1.5, mode="nearest", radius=3)
    np.testing.assert_allclose(convolve(picture, gaussian(7, 1.5)), expected, atol=1e-12)


def test_sharpened_and_blurred_are_twice_the_picture() -> None:
    picture = np.random.default_rng(3).uniform(0, 1, (30, 30))
    blurred = ndimage.gaussian_filter(picture, 1.5, mode="nearest", radius=3)
    np.testing.assert_allclose(convolve(picture, sharpening(7, 1.5)), 2 * picture - blurred, atol=1e-12)


@pytest.mark.parametrize("name", ["x", "y", "stripes"])
def test_an_even_grey_is_nothing(name: str) -> None:
    np.testing.assert_allclose(convolve(np.full((20, 20), 0.6), KERNELS[name]), 0, atol=1e-12)


@pytest.mark.parametrize("angle", [0, 45, 90, 135])
def test_gabor_answers_to_its_own_stripes(angle: int) -> None:
    """Of stripes in four directions, those of its own angle move it most."""
    y, x = np.mgrid[:40, :40]
    answers = {}
    for other in (0, 45, 90, 135):
        along = x * np.cos(np.radians(other)) + y * np.sin(np.radians(other))
        answers[other] = np.abs(convolve(np.cos(2 * np.pi * along / 6), gabor(13, 6, angle))[10:30, 10:30]).max()
    assert max(answers, key=lambda other: answers[other]) == angle
    assert sorted(answers.values())[-1] > 3 * sorted(answers.values())[-2]


@pytest.mark.parametrize("shape", [(2, 2), (3, 5), (4, 4)])
def test_a_kernel_needs_a_middle(shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="has no middle"):
        convolve(np.zeros((5, 5)), np.zeros(shape))
