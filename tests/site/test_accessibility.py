"""axe-core finds no serious fault on any page, in either palette."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page

if TYPE_CHECKING:
    from tests.site.conftest import Reader, Theme

GRAVE = {"serious", "critical"}


def grave_faults(page: Page) -> list[str]:
    """Return a line for each element of the page that breaks a rule of serious or critical impact."""
    page.evaluate(AXE_SCRIPT)
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['html']} ({node['failureSummary']})"
        for violation in result["violations"]
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
def test_a_page_is_accessible(reader: Reader, page_path: str, theme: Theme, width: int) -> None:
    """Contrast, names, roles, landmarks and keyboard access, as far as a program can tell."""
    visit = reader.visit(page_path, reader.kept_context(theme, width))
    faults = grave_faults(visit.page)
    visit.page.close()

    assert faults == []


def test_axe_sees_faults(reader: Reader) -> None:
    """The check can fail: faint text and an image without words are found."""
    visit = reader.visit("index.html", reader.kept_context("light", 1280))
    visit.page.evaluate("""() => document.querySelector("article").insertAdjacentHTML("beforeend", `
      <p style="color: #bbbbbb">faint</p><img src="assets/logo.svg">`)""")
    faults = grave_faults(visit.page)
    visit.page.close()

    assert {fault.split(":")[0] for fault in faults} == {"color-contrast", "image-alt"}
