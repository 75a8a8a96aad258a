"""A page on paper: everything is there, nothing is cut off, nothing that needs a pointer is left."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import BrowserContext, Page, expect

if TYPE_CHECKING:
    from tests.site.conftest import Reader

TEXT_WIDTH = 605  # CSS pixels between the margins on A4, 25 mm on either side; Letter is a little wider
MOST_PAGES = 12  # of a chapter; on screen it takes five to eight minutes

# A text is complete if every word that is shown on the screen, in or beside a picture, is shown on paper, too.
# Where the screen has a demo, the paper has a figure; test_demos.py looks at both.
WORDS = """() => {
  const body = document.querySelector("article") ?? document.querySelector("main")
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT)
  const words = []
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    const left = element.closest(".fs-demo, .headerlink, .fs-source, .fs-labs, .md-code__nav, script, style")
    if (!left && element.checkVisibility()) words.push(...walker.currentNode.data.split(/\\s+/).filter(Boolean))
  }
  return words
}"""

# The text column is given the width of the paper's. What is wider, or has more in it than it shows, is cut off.
CUT = """(width) => {
  const article = document.querySelector("article") ?? document.querySelector("main")
  Object.assign(article.style, {width: `${width}px`, maxWidth: "none", margin: "0"})
  const edge = article.getBoundingClientRect().left + width + 1
  const cut = []
  for (const element of article.querySelectorAll("*")) {
    if (!element.checkVisibility() || element.closest("math")) continue
    const hides = getComputedStyle(element).overflowX !== "visible" && element.clientWidth > 0
    if (element.getBoundingClientRect().right > edge || (hides && element.scrollWidth > element.clientWidth + 1))
      cut.push(element.outerHTML.slice(0, 90))
  }
  return cut
}"""
# Rules that a test adds: the pages' policy refuses style elements and attributes that the build did not write.
STYLED = """rules => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(rules)
  document.adoptedStyleSheets.push(sheet)
}"""


def printed(page: Page) -> Page:
    """Return the page as the printer sees it."""
    page.emulate_media(media="print")
    return page


def print_faults(page: Page) -> dict[str, list[str]]:
    """Return the words that only the screen or only the paper has, and the elements that are wider than the text.

    The page is left as the printer sees it.
    """
    on_screen: list[str] = page.evaluate(WORDS)
    on_paper: list[str] = printed(page).evaluate(WORDS)
    cut: list[str] = page.evaluate(CUT, TEXT_WIDTH)
    differing = [] if on_paper == on_screen else sorted(set(on_screen) ^ set(on_paper)) or ["another order"]
    return {"words on the screen or on paper only": differing, "cut off on paper": cut}


def test_the_check_of_paper_sees_faults(reader: Reader, dark_desk: BrowserContext) -> None:
    """The check can fail: a word for the screen only and a wide element are found."""
    page = reader.visit("index.html", dark_desk).page
    page.evaluate(STYLED, "@media print { .screen { display: none } } #wide { width: 2000px }")
    page.evaluate("""() => document.querySelector("article").insertAdjacentHTML("beforeend", `
      <p class="screen">unprinted</p><p id="wide"></p>`)""")
    faults = print_faults(page)
    assert faults["words on the screen or on paper only"] == ["unprinted"]
    assert any("wide" in fault for fault in faults["cut off on paper"])


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_chapter_prints_on_few_pages_with_its_light_figures(
    reader: Reader, dark_desk: BrowserContext, chapter: str, paper: str
) -> None:
    """The light drawings, which a dark page has not fetched, are fetched for the printer."""
    page = reader.visit(chapter, dark_desk).page
    made = page.pdf(format=paper)
    pages = len(re.findall(rb"/Type /Page\b", made))
    assert 1 < pages <= MOST_PAGES

    fetched = "images => images.map(image => image.complete && image.naturalWidth > 0)"
    assert page.locator(".fs-light img").evaluate_all(fetched) == [True] * page.locator(".fs-light").count() != []


def test_a_dark_page_prints_on_white_margins(reader: Reader, dark_desk: BrowserContext, chapter: str) -> None:
    """The background of the root reaches beyond the text."""
    page = printed(reader.visit(chapter, dark_desk).page)
    colour = "[document.documentElement, document.body].map(part => getComputedStyle(part).backgroundColor)"
    assert page.evaluate(colour) == ["rgb(255, 255, 255)"] * 2
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    page.close()


def test_paper_shows_nothing_that_needs_a_pointer(reader: Reader, desk: BrowserContext, chapter: str) -> None:
    """No popover, no navigation, no tints, although all of them were on."""
    page = reader.visit(chapter, desk).page
    page.get_by_role("button", name="Show where the numbers come from").click()
    page.locator(".fs-term a").first.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    printed(page)
    for part in (".fs-popover", ".md-header", ".md-sidebar--primary", ".fs-source", ".fs-labs", ".headerlink"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.locator(".fs-number").first).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(page.locator(".fs-term a").first).to_have_css("text-decoration-line", "none")


def test_paper_gives_the_addresses_of_other_hosts(reader: Reader, desk: BrowserContext) -> None:
    """A link to another host shows where it leads, a link within the book does not."""
    page = printed(reader.visit("further-reading/", desk).page)
    after = "link => getComputedStyle(link, '::after').content"
    link = page.locator('article a[href^="https://"]').first
    assert link.evaluate(after) == f'" ({link.get_attribute("href")})"'
    page = printed(reader.visit("glossary/", desk).page)
    assert page.locator("article .fs-explained").first.evaluate(after) == "none"


def test_headings_and_captions_stay_with_what_follows(reader: Reader, desk: BrowserContext, chapter: str) -> None:
    """Where a page may end is left to the browser; these are the rules that it gets."""
    page = printed(reader.visit(chapter, desk).page)
    for part in ("h2", ".filename", "p:has(+ .highlight)"):
        expect(page.locator(f"article {part}").first).to_have_css("break-after", "avoid")
    for part in (".fs-figure", ".highlight", ".fs-known"):
        expect(page.locator(f"article {part}").first).to_have_css("break-inside", "avoid")


def test_only_long_code_is_divided_between_pages(reader: Reader, desk: BrowserContext) -> None:
    """Kept whole, a block of a page's length would leave the page before it half empty."""
    page = reader.visit("labs/keras_two_layers/", desk).page
    page.pdf()
    lines = "blocks => blocks.map(block => block.textContent.split('\\n').length)"
    long, short = (printed(page).locator(f".highlight{kind}") for kind in (".fs-long", ":not(.fs-long)"))
    assert min(long.evaluate_all(lines)) > 36 >= max(short.evaluate_all(lines))
    expect(long.first).to_have_css("break-inside", "auto")
    expect(short.first).to_have_css("break-inside", "avoid")


def test_the_print_check_sees_faults(reader: Reader, desk: BrowserContext, chapter: str) -> None:
    """The checks above can fail."""
    page = reader.visit(chapter, desk).page
    wide = ".w700 { width: 700px } .w50 { overflow: hidden; width: 50px } .w90 { width: 90px }"
    page.evaluate(STYLED, "@media print { .lost { display: none } }" + wide)
    page.evaluate("""() => document.querySelector("article").insertAdjacentHTML("beforeend", `
        <p class="lost">lost</p><div class="w700">wide</div>
        <div class="w50"><div class="w90">hidden</div></div>`)""")
    on_screen = page.evaluate(WORDS)
    on_paper = printed(page).evaluate(WORDS)
    assert [word for word in on_screen if word not in on_paper] == ["lost"]
    assert len(page.evaluate(CUT, TEXT_WIDTH)) == 2
