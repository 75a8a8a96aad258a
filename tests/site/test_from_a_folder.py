"""The book opened from a folder, without a server: it reads, links lead on, demos work, and what can't work says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.site.conftest import DESK, HEIGHTS, PAGES, SITE, until, watch
from tests.site.test_accessibility import faults_of

DEMOS = [path for path in PAGES if '<div class="fs-demo"' in (SITE / path).read_text(encoding="utf-8")]
OTHERS = ["index.html", "chapters/08-sound/index.html", "labs/index.html"]


def opened(browser: Browser, path: str) -> tuple[Page, list[str]]:
    page = browser.new_page(viewport={"width": DESK, "height": HEIGHTS[DESK]})
    problems = watch(page, host="")
    page.goto((SITE / path).as_uri())
    return page, problems


@pytest.mark.parametrize("path", [*DEMOS, *OTHERS])
def test_a_page_shows_all_that_it_has(browser: Browser, path: str) -> None:
    """Its policy lets styles, scripts, pictures and fonts come from the folder."""
    page, problems = opened(browser, path)
    page.evaluate("""async () => {
      for (const image of document.images) if (image.checkVisibility()) image.loading = "eager"
      await Promise.all([...document.images].filter(image => image.checkVisibility()).map(image => image.decode()))
      await document.fonts.ready
    }""")
    expect(page.locator("h1").first).to_have_css(
        "font-family", 'Inter, system-ui, -apple-system, "Segoe UI", sans-serif'
    )
    assert page.evaluate("document.fonts.check('17px Inter')")
    demos = page.locator(".fs-demo > *").evaluate_all(
        "parts => parts.filter(part => part.localName.startsWith('fs-')).map(part => part.shadowRoot !== null)"
    )
    assert all(demos)
    assert (len(demos) > 0) == (path in DEMOS)
    reported = list(problems)  # axe would read the style sheets once more, which a folder does not let it
    faults = faults_of(page)
    page.close()
    assert reported == []
    assert faults == []


def test_there_are_demos_to_try() -> None:
    assert len(DEMOS) > 2


def test_a_demo_is_moved_by_keyboard(browser: Browser) -> None:
    page, problems = opened(browser, "chapters/02-guessing/index.html")
    before = page.locator("fs-guess").evaluate("demo => demo.state.w")
    page.locator("fs-guess").get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    until(page, "before => document.querySelector('fs-guess').state.w !== before", arg=before)
    page.close()
    assert problems == []


def test_a_sound_can_be_played(browser: Browser) -> None:
    page, problems = opened(browser, "chapters/08-sound/index.html")
    page.evaluate("document.querySelector('audio').load()")
    page.locator("audio").first.evaluate("async player => { player.muted = true; await player.play(); player.pause() }")
    page.close()
    assert problems == []


def test_links_lead_to_pages_and_not_to_lists_of_files(browser: Browser) -> None:
    page, problems = opened(browser, "index.html")
    links = page.evaluate("[...document.links].filter(link => link.protocol === 'file:').map(link => link.pathname)")
    assert len(links) > 20
    assert [link for link in links if not Path(link).is_file()] == []
    page.locator("article a[href*='chapters/']").first.click()
    expect(page.locator(".fs-eyebrow")).to_be_visible()
    page.close()
    assert problems == []


@pytest.mark.parametrize("width", [DESK, 390])
def test_where_the_search_would_be_it_says_why_there_is_none(browser: Browser, width: int) -> None:
    page, _ = opened(browser, "chapters/02-guessing/index.html")
    page.set_viewport_size({"width": width, "height": 800})
    expect(page.locator(".fs-no-search")).to_be_visible()
    expect(page.locator(".fs-no-search")).to_have_text("No search in a folder: serve it")
    expect(page.locator("label.md-header__button[for=__search]")).to_have_count(0)
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
    page.close()
