"""The site and its figures are drawn in one palette."""

from __future__ import annotations

import re
from pathlib import Path

from firststeps.figures.theme import DARK, LIGHT, Theme

import pytest

TOKENS = Path(__file__).parents[2] / "overrides" / "assets" / "css" / "tokens.css"


def tokens(selector: str) -> dict[str, str]:
    """Return the custom properties that the style sheet sets under ``selector``."""
    block = TOKENS.read_text("utf-8").partition(selector + " {")[2].partition("}")[0]
    return dict(re.findall(r"--fs-([a-z-]+): (#[0-9a-f]{6});", block))


@pytest.mark.parametrize(("selector", "theme"), [(":root", LIGHT), ('[data-md-color-scheme="slate"]', DARK)])
def test_page_and_figure_share_their_colours(selector: str, theme: Theme) -> None:
    """Paper, ink and the tones that a page also uses are those of the figures."""
    css = tokens(selector)
    assert css["paper"] == theme.background
    assert css["ink"] == theme.ink
    assert css["ink-soft"] == theme.muted_ink
    assert css["accent"] == theme.truth
    assert css["learned"] == theme.second
