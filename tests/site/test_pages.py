"""Every page, light and dark, on a desk and on a phone: nothing missing, nothing from elsewhere, nothing squeezed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.site.test_accessibility import faults_of
from tests.site.test_print import print_faults

if TYPE_CHECKING:
    from tests.site.conftest import Reader, Theme

# Visible images are loaded at once: waiting for each to scroll into view would take as long as reading the page.
MEASURE = """async () => {
  await document.fonts.ready
  const visible = [...document.images].filter((image) => image.checkVisibility())
  const hidden = [...document.querySelectorAll(".fs-figure img")].filter((image) => !image.checkVisibility())
  for (const image of visible) image.loading = "eager"
  await Promise.allSettled(visible.map((image) => image.decode()))
  const name = (image) => image.currentSrc || image.src
  const width = (image) => image.getBoundingClientRect().width
  const blocks = [...document.querySelectorAll("pre > code, .md-typeset__scrollwrap")]
  return {
    excess: document.scrollingElement.scrollWidth - window.innerWidth,
    undecoded: visible.filter((image) => image.naturalWidth === 0).map(name),
    fetchedButHidden: hidden.filter((image) => image.naturalWidth > 0).map(name),
    shrunk: visible
      .filter((image) => image.closest(".fs-figure") && width(image) < 0.95 * image.naturalWidth)
      .map((image) => `${name(image)}: ${width(image)} of ${image.naturalWidth} px`),
    clipped: blocks
      .filter((block) => block.scrollWidth > block.clientWidth)
      .filter((block) => !/auto|scroll/.test(getComputedStyle(block).overflowX) || block.tabIndex < 0)
      .map((block) => block.textContent.slice(0, 60)),
    figures: document.querySelectorAll(":not(.fs-demo *).fs-figure").length,
    shownPictures: visible.filter((image) => image.closest(".fs-figure")).length,
  }
}"""


# One visit for all checks: to open a page takes longer than most of them.
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)])
def test_a_page_is_fit_to_be_read(reader: Reader, page_path: str, theme: Theme, width: int) -> None:
    """A page asks nobody else for anything, reports nothing, fits its window, and shows each figure at full size.

    It is accessible in each palette and at each width, and what the dark page says it says on paper, too.
    """
    visit = reader.visit(page_path, reader.kept_context(theme, width))
    measured = visit.page.evaluate(MEASURE)
    faults = {"reported": visit.problems}
    if (theme, width) != ("dark", 390):
        faults["not accessible"] = faults_of(visit.page)
    if (theme, width) == ("dark", 1280):
        faults |= print_faults(visit.page)
    visit.page.close()

    assert {fault: found for fault, found in faults.items() if found} == {}
    assert measured["excess"] <= 0, "the page scrolls sideways"
    assert measured["undecoded"] == []
    assert measured["fetchedButHidden"] == []
    assert measured["shrunk"] == []
    assert measured["clipped"] == [], "a block cannot be scrolled to its end with the keyboard"
    assert measured["shownPictures"] == measured["figures"], "a figure shows one picture, the one for the palette"


def test_the_page_check_sees_faults(reader: Reader) -> None:
    """The checks above can fail: a page with each fault is found guilty of each."""
    visit = reader.visit("index.html", reader.kept_context("light", 1280))
    visit.page.evaluate("""() => {
      document.body.insertAdjacentHTML("beforeend", `
        <div class="wide">wide</div>
        <pre class="narrow"><code class="cut">a line that is cut off</code></pre>
        <figure class="fs-figure"><img class="tiny" src="assets/logo.svg" width="1" alt=""></figure>
        <img src="http://elsewhere.example/image.png" alt="">`)
      // Through the object model: the page's policy refuses style attributes.
      document.querySelector(".wide").style.width = "3000px"
      document.querySelector(".narrow").style.width = "10px"
      document.querySelector(".cut").style.cssText = "display: block; overflow: hidden"
      document.querySelector(".tiny").style.width = "1px"
      console.warn("a warning")
      setTimeout(() => { throw new Error("an error") })
    }""")
    measured = visit.page.evaluate(MEASURE)
    visit.page.close()

    assert measured["excess"] > 0
    assert measured["clipped"]
    assert measured["shrunk"]
    assert measured["undecoded"] == ["http://elsewhere.example/image.png"]
    for fault in ("elsewhere.example", "console warning: a warning", "page error: an error"):
        assert any(fault in problem for problem in visit.problems), visit.problems
