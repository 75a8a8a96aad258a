"""The colours can be read, and told apart with every kind of colour vision."""

from __future__ import annotations

from itertools import combinations
from typing import get_args

from firststeps.figures.description import Tone
from firststeps.figures.theme import DARK, LIGHT, THEMES, Theme, mix

import numpy as np
import pytest
from numpy.typing import NDArray

TONES: tuple[Tone, ...] = get_args(Tone)
JUST_NOTICEABLE = 0.02  # in OKLab
TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
GRAPHIC_CONTRAST = 3.0  # WCAG 2.2, 1.4.11

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009,
# severity 1.0, for linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}

# Ottosson, "A perceptual color space for image processing", 2020.
LINEAR_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
LMS_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear(colour: str) -> NDArray[np.float64]:
    """Return a #rrggbb colour in linear RGB."""
    srgb = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    low, high = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def seen(colour: str, vision: str) -> NDArray[np.float64]:
    """Return a colour in OKLab as someone with this vision sees it."""
    rgb = np.clip(VISIONS[vision] @ linear(colour), 0, 1)
    lab: NDArray[np.float64] = LMS_TO_LAB @ np.cbrt(LINEAR_TO_LMS @ rgb)
    return lab


def test_contrast_of_black_and_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # the well-known grey just below AA


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("tone", TONES)
def test_tones_can_be_read_as_text(theme: Theme, tone: Tone) -> None:
    assert contrast(theme.tone(tone), theme.background) >= TEXT_CONTRAST


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("tone", TONES)
def test_ink_can_be_read_on_every_fill(theme: Theme, tone: Tone) -> None:
    grounds = [theme.background, theme.surface_low, theme.surface_high, theme.tint(tone)]
    assert min(contrast(theme.ink, ground) for ground in grounds) >= TEXT_CONTRAST
    assert contrast(theme.muted_ink, theme.background) >= TEXT_CONTRAST


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_lines_can_be_seen(theme: Theme) -> None:
    assert contrast(theme.axis, theme.background) >= GRAPHIC_CONTRAST
    assert contrast(theme.guess, theme.surface_high) >= GRAPHIC_CONTRAST


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(("one", "other"), list(combinations(TONES, 2)))
def test_tones_stay_apart(theme: Theme, vision: str, one: Tone, other: Tone) -> None:
    distance = np.linalg.norm(seen(theme.tone(one), vision) - seen(theme.tone(other), vision))
    assert distance >= 3 * JUST_NOTICEABLE


def test_the_simulation_confuses_what_is_confused() -> None:
    """A red and a green that readers with deuteranopia famously confuse come out alike."""
    red, green = "#c8460d", "#7b7b00"
    assert np.linalg.norm(seen(red, "deuteranopia") - seen(green, "deuteranopia")) < 0.06
    assert np.linalg.norm(seen(red, "normal") - seen(green, "normal")) > 0.1


def test_mix_goes_from_low_to_high() -> None:
    assert [mix("#000000", "#ff8000", share) for share in (0, 0.5, 1)] == ["#000000", "#804000", "#ff8000"]
    assert set(THEMES) == {"light", "dark"}
