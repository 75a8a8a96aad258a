"""What a reader does: searches, turns pages, switches the palette, copies, asks where a number is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.site.conftest import until

if TYPE_CHECKING:
    from tests.site.conftest import Reader, Theme


def focused(page: Page) -> str:
    """Return the tag and the text of the element that has the focus."""
    return str(page.evaluate("`${document.activeElement.tagName} ${document.activeElement.textContent.trim()}`"))


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element that matches ``selector`` has the focus."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} cannot be reached by keyboard")


def test_search_finds_a_word_and_leads_to_it(reader: Reader, desk: BrowserContext) -> None:
    """Typing a word lists pages; the first of them contains it."""
    visit = reader.visit("index.html", desk)
    page = visit.page
    page.locator(".md-search__input").click()
    page.keyboard.type("gradient")
    page.locator(".md-search-result__link").first.click()
    page.wait_for_url("**/chapters/**")

    expect(page.locator("article")).to_contain_text("gradient", ignore_case=True)
    assert visit.problems == []


def test_search_finds_a_function(reader: Reader, desk: BrowserContext) -> None:
    """Typing the name of a function also lists its entry in the reference."""
    page = reader.visit("index.html", desk).page
    page.locator(".md-search__input").click()
    page.keyboard.type("rmse")
    entry = page.locator(".md-search-result__link[href*='learning.losses.rmse']").first
    expect(entry).to_be_attached()
    page.goto(str(entry.evaluate("link => link.href")))
    expect(page.get_by_role("heading", name="rmse")).to_be_in_viewport()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_palette_follows_the_system_then_the_reader(reader: Reader, chapter: str, theme: Theme) -> None:
    """The first visit is in the system's palette; the switch changes page and figures, and the next page keeps it."""
    other = "dark" if theme == "light" else "light"
    context = reader.context(theme)
    page = reader.visit(chapter, context).page
    shown, hidden = page.locator(f".fs-{theme} img").first, page.locator(f".fs-{other} img").first
    expect(shown).to_be_visible()
    expect(hidden).to_be_hidden()

    page.locator("[data-md-component=palette] label:visible").click()
    expect(hidden).to_be_visible()
    expect(shown).to_be_hidden()

    page = reader.visit("index.html", context).page
    scheme = {"light": "default", "dark": "slate"}[other]
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", scheme)
    context.close()


def test_the_palette_can_be_switched_by_keyboard(reader: Reader, dark_desk: BrowserContext) -> None:
    """The switch shows that it has the focus, and Enter turns it."""
    page = reader.visit("index.html", dark_desk).page
    tab_to(page, ".md-option")
    expect(page.locator("[data-md-component=palette] label:visible")).to_have_css("outline-style", "solid")

    page.keyboard.press("Enter")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")


def test_a_dark_page_is_dark_before_any_bundle_runs(reader: Reader, dark_desk: BrowserContext, chapter: str) -> None:
    """No white flash, no light figure fetched: the palette is chosen while the page is parsed."""
    dark_desk.route("**/bundle.*.js", lambda route: route.abort())
    page = reader.visit(chapter, dark_desk).page

    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def test_code_can_be_copied(reader: Reader, desk: BrowserContext, chapter: str) -> None:
    """The copy button puts the block's text, and nothing else, on the clipboard."""
    page = reader.visit(chapter, desk).page
    block = page.locator(".highlight").first
    block.hover()
    block.get_by_title("Copy to clipboard").click()
    page.locator(".md-dialog--active").wait_for()

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == block.locator("code").inner_text().strip()


def test_pages_can_be_turned(reader: Reader, desk: BrowserContext, all_pages: list[str]) -> None:
    """Next leads through every page but the single labs, whose list is on the way; previous leads back."""
    page = reader.visit("index.html", desk).page
    seen = [page.url]
    while page.locator(".md-footer__link--next").count():
        page.locator(".md-footer__link--next").click()
        page.wait_for_url(lambda url: url != seen[-1])
        seen.append(page.url)
    beside = {path for path in all_pages if path.startswith("labs/") and path != "labs/index.html"}
    assert {url.removeprefix(reader.root) + "index.html" for url in seen} == set(all_pages) - beside - {"404.html"}

    page.locator(".md-footer__link--prev").click()
    page.wait_for_url(seen[-2])


def test_the_first_tab_stop_skips_to_the_content(reader: Reader, desk: BrowserContext, chapter: str) -> None:
    """The skip link comes first, can be seen, and moves the focus into the article."""
    page = reader.visit(chapter, desk).page
    page.keyboard.press("Tab")
    assert focused(page) == "A Skip to content"
    expect(page.locator(".md-skip")).to_have_css("opacity", "1")

    page.keyboard.press("Enter")
    assert focused(page).startswith("H1")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")


def test_a_number_tells_its_source_to_a_mouse(reader: Reader, desk: BrowserContext, chapter: str) -> None:
    """Hovering shows where the number comes from; Escape takes it away."""
    page = reader.visit(chapter, desk).page
    number = page.locator("article .fs-number").first
    source = number.get_attribute("data-source")
    assert source
    number.hover()
    expect(page.get_by_role("tooltip")).to_contain_text(source.replace("`", ""))

    page.keyboard.press("Escape")
    expect(page.locator(".fs-popover")).to_be_hidden()


def test_the_source_of_a_number_sets_functions_as_code(reader: Reader, desk: BrowserContext) -> None:
    page = reader.visit("chapters/02-guessing/", desk).page
    page.locator('article .fs-number[data-fact="manual_guess.rmse"]').first.hover()
    expect(page.get_by_role("tooltip").locator("code")).to_have_text("firststeps.learning.losses.rmse")


def test_a_number_tells_its_source_to_a_finger(reader: Reader, phone: BrowserContext, chapter: str) -> None:
    """A tap shows the source inside the window, a tap elsewhere hides it."""
    page = reader.visit(chapter, phone).page
    page.locator("article .fs-number").first.tap()
    box = page.get_by_role("tooltip").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.evaluate("innerWidth")

    page.locator("h1").tap()
    expect(page.locator(".fs-popover")).to_be_hidden()


def test_numbers_are_tab_stops_only_on_request(reader: Reader, desk: BrowserContext, chapter: str) -> None:
    """The button in the header makes the numbers reachable by keyboard; a second press takes them out again."""
    page = reader.visit(chapter, desk).page
    number = page.locator("article .fs-number").first
    button = page.get_by_role("button", name="Show where the numbers come from")
    assert number.get_attribute("tabindex") is None

    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("details.fs-source").first).to_have_attribute("open", "")
    tab_to(page, ".fs-number")
    expect(page.get_by_role("tooltip")).to_contain_text(
        (number.get_attribute("data-source") or "no source").replace("`", "")
    )

    button.click()
    assert number.get_attribute("tabindex") is None


def test_the_source_of_a_number_leads_to_its_script(reader: Reader, desk: BrowserContext, chapter: str) -> None:
    """With the keyboard alone: Enter goes from a number to the link, Escape back to the number."""
    page = reader.visit(chapter, desk).page
    page.get_by_role("button", name="Show where the numbers come from").click()
    number = page.locator("article .fs-number[data-fact*='.']").first
    number.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Open the script")
    expect(link).to_be_focused()
    experiment = (number.get_attribute("data-fact") or "").partition(".")[0]
    assert page.request.get(link.evaluate("link => link.href")).ok
    assert link.evaluate("link => link.href").endswith(f"/scripts/{experiment}.py")
    page.keyboard.press("Escape")
    expect(number).to_be_focused()
    expect(link).to_be_hidden()


@pytest.mark.parametrize("address", ["unknown", "chapters/no/such/page/", "unknown/index.html?query#part"])
def test_an_unknown_address_leads_home(reader: Reader, desk: BrowserContext, address: str) -> None:
    """At any depth below any folder, the page for a missing address has its styles and its links are right."""
    page = reader.visit(address, desk).page
    home = page.get_by_role("link", name="Go to the start of the book")
    expect(home).to_have_attribute("href", reader.root.removeprefix(f"http://{reader.root.split('/')[2]}"))
    expect(home).to_have_css("border-radius", "6px")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('17px Inter'))")

    home.click()
    page.wait_for_url(reader.root)
    expect(page.locator("h1")).to_be_visible()


def test_print_is_light_and_bare(reader: Reader, dark_desk: BrowserContext, chapter: str) -> None:
    """Printing a dark page gives the light figures and no navigation."""
    page = reader.visit(chapter, dark_desk).page
    page.emulate_media(media="print")

    expect(page.locator(".fs-light img").first).to_be_visible()
    expect(page.locator(".fs-dark img").first).to_be_hidden()
    for part in (".md-header", ".md-sidebar--primary", ".md-footer", "details.fs-source"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")


def test_a_term_tells_its_definition_and_leads_to_the_glossary_and_back(reader: Reader, desk: BrowserContext) -> None:
    """By mouse and by keyboard; the link in the glossary leads to the very sentence."""
    page = reader.visit("chapters/03-gradient-descent/", desk).page
    term = page.locator(".fs-term a", has_text="learning rate")
    term.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("the length of a step")
    page.keyboard.press("Escape")
    expect(page.locator(".fs-popover")).to_be_hidden()

    tab_to(page, ".fs-term a")
    expect(page.locator(".fs-term a").first).to_have_css("outline-style", "solid")
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert term.get_attribute("title") is None

    term.click()
    page.wait_for_url("**/glossary/#learning-rate")
    expect(page.locator(".fs-entry:target")).to_have_text("learning rate")
    page.locator("dt", has=page.locator(".fs-entry:target")).locator("a").click()
    page.wait_for_url("**/chapters/03-gradient-descent/#term-learning-rate")
    expect(page.locator(".fs-term:target")).to_be_in_viewport()


def test_every_term_has_its_entry_and_every_entry_its_term(
    reader: Reader, desk: BrowserContext, all_pages: list[str]
) -> None:
    """As the browser sees it: each link between a page and the glossary ends at an element that is there."""
    glossary = reader.visit("glossary/", desk).page
    back = glossary.locator("a.fs-explained").evaluate_all("links => links.map(link => link.href)")
    ids = glossary.locator(".fs-entry").evaluate_all("entries => entries.map(entry => entry.id)")
    places, entries = [], []
    for path in all_pages:
        page = glossary.context.request.get(reader.root + path).text()
        if 'class="fs-term"' in page:
            visit = reader.visit(path, desk)
            terms = visit.page.locator(".fs-term")
            places += terms.evaluate_all("terms => terms.map(term => location.href + '#' + term.id)")
            entries += terms.locator("a").evaluate_all("links => links.map(link => link.href)")
            visit.page.close()
    assert sorted(back) == sorted(places)
    assert sorted(entries) == sorted(f"{reader.root}glossary/#{name}" for name in ids)
    assert len(ids) == len(set(ids)) > 0


def test_a_screen_shows_what_was_on_it_at_each_moment(reader: Reader, desk: BrowserContext) -> None:
    """Before it is played all lines are there; while it plays, those up to then; at its end, all again."""
    page = reader.visit("chapters/10-rule-your-laptop/", desk).page
    lines, foot = page.locator(".fs-screen-lines"), page.locator(".fs-screen-foot")
    whole = lines.inner_text()
    assert len(whole.splitlines()) > 5
    foots = {foot.inner_text()}
    player = page.locator(".fs-clip audio").first
    player.evaluate("async player => { player.muted = true; player.playbackRate = 4; await player.play() }")
    until(page, "document.querySelector('.fs-screen-lines').textContent.split('\\n').length === 2")
    foots.add(foot.inner_text())
    assert whole.startswith(lines.inner_text())
    until(page, "document.querySelector('.fs-clip audio').ended")
    foots.add(foot.inner_text())
    assert lines.inner_text() == whole
    assert len(foots) > 1
