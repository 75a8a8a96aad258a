"""What axe-core finds on a page: contrast, names, roles, landmarks, keyboard access, as far as a program can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page

if TYPE_CHECKING:
    from tests.site.conftest import Reader

# Colours of code go by class, and most elements of a long page are coloured words: one of each kind is as good as all.
ONE_OF_EACH = """() => {
  const seen = new Set()
  for (const word of document.querySelectorAll("pre span[class]:not(:has(*))"))
    if (seen.has(word.className)) word.replaceWith(word.textContent)
    else seen.add(word.className)
}"""


def faults_of(page: Page) -> list[str]:
    """Return a line for each element of the page that breaks a rule, whatever its impact.

    Best practices are rules, too, such as unique names of landmarks.  The coloured words of code are thinned out.
    """
    page.evaluate(ONE_OF_EACH)
    page.evaluate(AXE_SCRIPT)
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['html']} ({node['failureSummary']})"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def test_axe_sees_faults(reader: Reader) -> None:
    """The check can fail: faint text, an image without words, and what is a minor fault only are found."""
    visit = reader.visit("index.html", reader.kept_context("light", 1280))
    visit.page.evaluate("""() => {
      document.querySelector("article").insertAdjacentHTML("beforeend", `
      <p id="faint">faint</p><img src="assets/logo.svg">
      <table><tr><th></th><th>named</th></tr><tr><td>a</td><td>b</td></tr></table>`)
      document.getElementById("faint").style.color = "#bbbbbb"
    }""")
    faults = faults_of(visit.page)
    visit.page.close()

    assert {fault.split(":")[0] for fault in faults} == {"color-contrast", "image-alt", "empty-table-header"}
