"""The demos as a reader meets them: right, by mouse, finger and keyboard, in each palette, from a link or a folder."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from firststeps.learning.dense import DenseNetworks, single_neurons, train
from firststeps.learning.descent import GradientDescent, largest_stable_learning_rate
from firststeps.learning.line import Line, Values, load_points
from firststeps.learning.losses import mse, rmse

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from tests.site.conftest import DESK, PHONE, SITE, until, watch
from tests.site.playing import SETTLED, assert_accessible_and_fitting, centre, demo, state, swipe
from tests.site.test_behaviour import tab_to

if TYPE_CHECKING:
    from tests.site.conftest import Reader, Theme

ROOT = Path(__file__).resolve().parents[2]
DEMOS = {
    "guess": "chapters/02-guessing/",
    "descend": "chapters/03-gradient-descent/",
    "layers": "chapters/05-networks/",
    "filters": "chapters/07-pictures/",
    "command": "chapters/10-awake/",
}
PLACE = "place of the window"
MOVED = {  # two sliders of each
    "guess": ("w", "b"),
    "descend": ("w", "b"),
    "layers": ("start", "rate"),
    "filters": (PLACE, PLACE),
    "command": ("stays awake for", "threshold for"),
}

each_demo = pytest.mark.parametrize("name", DEMOS)


def points() -> tuple[Values, Values]:
    return load_points(ROOT / "data/samples/six_points.csv")


def slider(element: Locator, name: str) -> Locator:
    return element.get_by_role("slider", name=name)


# -- All demos -----------------------------------------------------------------------------------------------------


@each_demo
@pytest.mark.parametrize(("theme", "width"), [("light", DESK), ("dark", DESK), ("light", PHONE), ("dark", PHONE)])
def test_a_demo_is_accessible_and_fits_its_page(reader: Reader, name: str, theme: Theme, width: int) -> None:
    visit = reader.visit(DEMOS[name], reader.kept_context(theme, width))
    assert_accessible_and_fitting(visit, demo(visit.page, name))


@each_demo
def test_a_demo_takes_the_place_of_its_figure(reader: Reader, desk: BrowserContext, name: str) -> None:
    page = reader.visit(DEMOS[name], desk).page
    expect(demo(page, name).locator("figure")).to_be_hidden()


@each_demo
def test_without_scripts_and_on_paper_the_figure_is_there(browser: Browser, reader: Reader, name: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": DESK, "height": 800})
    page = context.new_page()
    page.goto(reader.root + DEMOS[name])
    expect(page.locator(f"fs-{name} figure picture.fs-light img")).to_be_visible()
    context.close()

    context = reader.context("dark", DESK)
    page = reader.visit(DEMOS[name], context).page
    expect(demo(page, name).locator("figure")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(f"fs-{name} figure picture.fs-light img")).to_be_visible()
    expect(page.locator(f"fs-{name} button").first).to_be_hidden()
    context.close()


@each_demo
def test_a_demo_runs_from_a_folder(browser: Browser, name: str) -> None:
    """Opened as a file, a page has no server to ask, and nothing but classic scripts run."""
    page = browser.new_page()
    problems = watch(page, host="")
    page.goto((SITE / DEMOS[name] / "index.html").as_uri())
    before = state(demo(page, name))
    slider(demo(page, name), MOVED[name][0]).press("ArrowRight")
    assert state(demo(page, name)) != before
    page.close()
    assert problems == []


@each_demo
def test_a_link_shows_what_was_shown(reader: Reader, desk: BrowserContext, name: str) -> None:
    """What the reader has set stands in the address; opened elsewhere, the address brings it into view."""
    page = reader.visit(DEMOS[name], desk).page
    assert urls_fragment(page) == ""
    slider(demo(page, name), MOVED[name][0]).press("ArrowRight")
    slider(demo(page, name), MOVED[name][1]).press("ArrowRight")
    page.wait_for_timeout(SETTLED)
    told = urls_fragment(page)
    assert told.startswith(f"demo={name}&")

    other = reader.visit(f"{DEMOS[name]}#{told}", desk).page
    assert state(demo(other, name)) == state(demo(page, name))
    expect(demo(other, name)).to_be_in_viewport()


@each_demo
@pytest.mark.parametrize("fragment", ["demo=other&w=9", "w=9", "demo={name}&w=&b=word&none=1", "demo={name}&w=NaN"])
def test_an_address_that_makes_no_sense_changes_nothing(
    reader: Reader, desk: BrowserContext, name: str, fragment: str
) -> None:
    visit = reader.visit(DEMOS[name], desk)
    before = state(demo(visit.page, name))
    visit.page.close()
    visit = reader.visit(f"{DEMOS[name]}#{fragment.format(name=name)}", desk)
    assert state(demo(visit.page, name)) == before
    assert visit.problems == []


@each_demo
def test_a_demo_follows_the_palette(reader: Reader, desk: BrowserContext, name: str) -> None:
    page = reader.visit(DEMOS[name], desk).page
    ink = "demo => getComputedStyle(demo.shadowRoot.querySelector('.result')).color"
    before = demo(page, name).evaluate(ink)
    page.locator("[data-md-component=palette] label:visible").click()
    assert demo(page, name).evaluate(ink) != before


def test_no_demo_asks_for_what_a_strict_policy_refuses() -> None:
    """No code made of text, no markup made of text, no handler in an attribute, no address of another host."""
    scripts = list((SITE / "assets" / "demos").glob("*.js"))
    assert {path.stem for path in scripts} == {*DEMOS, "listen"}
    for path in scripts:
        code = path.read_text(encoding="utf-8")
        assert not re.search(r"\beval\b|new Function|innerHTML|insertAdjacentHTML|document\.write|\.onclick", code)
        assert set(re.findall(r"https?://[^\"'`]*", code)) <= {"http://www.w3.org/2000/svg"}


def urls_fragment(page: Page) -> str:
    return str(page.evaluate("location.hash.slice(1)"))


# -- Guess ---------------------------------------------------------------------------------------------------------


def test_the_rmse_is_that_of_the_book(reader: Reader) -> None:
    """For random lines, what the browser computes is what the book's own function computes."""
    x, y = points()
    lines = [Line(float(w), float(b)) for w, b in np.random.default_rng(4).uniform(-20, 20, (100, 2))]
    page = reader.visit(DEMOS["guess"], reader.kept_context("light", DESK)).page
    element = demo(page, "guess")
    found = []
    for line in lines:
        page.evaluate("words => { location.hash = words }", f"demo=guess&w={line.w!r}&b={line.b!r}")
        until(page, "w => document.querySelector('fs-guess').state.w === w", arg=line.w)
        found.append(element.evaluate("demo => demo.rmse"))
    shown = element.locator("strong").inner_text()
    page.close()
    expected = [rmse(line.predict(x), y) for line in lines]
    assert found == pytest.approx(expected, rel=1e-14)
    assert shown == f"RMSE {expected[-1]:.2f}"


def test_the_guess_can_be_bettered_by_keyboard_alone(reader: Reader, desk: BrowserContext) -> None:
    """From the page's start with Tab and arrows to the best line; a screen reader hears the RMSE, not every step."""
    page = reader.visit(DEMOS["guess"], desk).page
    element = demo(page, "guess")
    slider(element, "w").focus()
    page.evaluate("""() => {
      window.heard = []
      const status = document.querySelector("fs-guess").shadowRoot.querySelector("[role=status]")
      new MutationObserver(() => window.heard.push(status.textContent)).observe(status, {childList: true})
    }""")
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    for _ in range(40):
        page.keyboard.press("ArrowLeft")
    assert state(element) == {"w": pytest.approx(2), "b": pytest.approx(-1)}
    expect(element.locator("strong")).to_have_text("RMSE 0.00")
    expect(slider(element, "b")).to_have_attribute("aria-valuetext", "−1.00")
    expect(element.get_by_role("status")).to_have_text("RMSE 0.00 for y = 2.00 · x − 1.00")
    heard = page.evaluate("window.heard")
    assert 1 <= len(heard) < 20

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(element.locator("strong")).to_have_text("RMSE 3.89")
    expect(element.get_by_role("button", name="Back to the guess")).to_be_focused()
    expect(element.get_by_role("button", name="Back to the guess")).to_have_css("outline-style", "solid")


def test_tab_reaches_the_guess(reader: Reader, desk: BrowserContext) -> None:
    page = reader.visit(DEMOS["guess"], desk).page
    demo(page, "guess")
    tab_to(page, "fs-guess")


def test_the_line_can_be_dragged(reader: Reader, desk: BrowserContext) -> None:
    """The handle at b lifts the line, the one at w turns it about the place where x is zero."""
    page = reader.visit(DEMOS["guess"], desk).page
    element = demo(page, "guess")
    element.scroll_into_view_if_needed()
    before = state(element)
    lift, turn = element.locator(".handle").nth(0), element.locator(".handle").nth(1)
    for handle, dragged, kept in ((lift, "b", "w"), (turn, "w", "b")):
        x, y = centre(handle)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 5, y + 60, steps=4)
        page.mouse.up()
        after = state(element)
        assert after[dragged] < before[dragged]
        assert after[kept] == before[kept]
        assert centre(handle)[1] == pytest.approx(y + 60, abs=2)
        before = after


def test_the_line_can_be_dragged_by_finger(reader: Reader, phone: BrowserContext) -> None:
    """A finger on a handle moves the line and not the page; elsewhere in the drawing it scrolls the page."""
    page = reader.visit(DEMOS["guess"], phone).page
    element = demo(page, "guess")
    element.evaluate("demo => demo.scrollIntoView({block: 'center'})")
    before, scrolled = state(element), page.evaluate("scrollY")
    swipe(page, *centre(element.locator(".handle").nth(0)), 60)
    assert state(element)["b"] < before["b"]
    assert page.evaluate("scrollY") == scrolled

    before = state(element)
    x, y = centre(element.locator("svg").first)
    swipe(page, x + 40, y + 60, -80)
    assert state(element) == before
    until(page, "before => scrollY > before", arg=scrolled)


def test_each_square_has_its_error_as_its_side(reader: Reader, desk: BrowserContext) -> None:
    page = reader.visit(f"{DEMOS['guess']}#demo=guess&w=0.5&b=3", desk).page
    boxes = (
        demo(page, "guess")
        .locator(".square")
        .evaluate_all("squares => squares.map(s => [s.width.baseVal.value, s.height.baseVal.value])")
    )
    x, y = points()
    sizes = np.abs(Line(0.5, 3).predict(x) - y)
    assert [width for width, _ in boxes] == [height for _, height in boxes]
    assert [width / boxes[0][0] for width, _ in boxes] == pytest.approx(list(sizes / sizes[0]))


# -- Descend -------------------------------------------------------------------------------------------------------

PATH = "demo => demo.path.map(({w, b}) => [w, b])"


@pytest.mark.parametrize(
    ("w", "b", "rate"), [(10.0, 10.0, 0.14), (-7.9, 0.3, 0.02), (3.3, -5.5, 0.176), (-1.0, 12.0, 0.19)]
)
def test_the_walk_is_that_of_the_book(reader: Reader, w: float, b: float, rate: float) -> None:
    """From any start, below the limit and above it, each of the steps is the one that the book's code takes."""
    page = reader.visit(
        f"{DEMOS['descend']}#demo=descend&w={w}&b={b}&rate={rate}&steps=50", reader.kept_context("light", DESK)
    ).page
    walked = demo(page, "descend").evaluate(PATH)
    page.close()
    history = GradientDescent(rate, 50).run(Line(w, b), *points())
    assert np.array(walked) == pytest.approx(np.array([history.w, history.b]).T, rel=1e-9, abs=1e-12)


def test_the_articles_walk_is_where_the_page_says(reader: Reader, desk: BrowserContext) -> None:
    """As it stands there, the demo walks the chapter's own walk: each line of the log can be seen on it."""
    page = reader.visit(DEMOS["descend"], desk).page
    element = demo(page, "descend")
    printed = re.findall(r"Epoch +(\d+): w=(\S+) b=(\S+), loss=(\S+)", page.locator("article").inner_text())
    assert len(printed) > 5
    for _ in range(7):
        element.get_by_role("button", name="Step").click()
    walked = element.evaluate(PATH)
    for epoch, w, b, _ in printed[:8]:
        assert walked[int(epoch)] == pytest.approx([float(w), float(b)], abs=0.005)
    expect(element.locator("strong")).to_have_text(f"Loss {float(printed[7][3]):.2f}")


def test_above_the_limit_the_walk_runs_away(reader: Reader, desk: BrowserContext) -> None:
    """Just below the computed limit the loss falls, just above it the loss grows, and the demo says so."""
    limit = largest_stable_learning_rate(points()[0])
    for rate, outcome in ((0.99 * limit, "settles"), (1.01 * limit, "runs away")):
        page = reader.visit(f"{DEMOS['descend']}#demo=descend&rate={rate}&steps=300", desk).page
        element = demo(page, "descend")
        loss = mse(Line(*element.evaluate(PATH)[-1]).predict(points()[0]), points()[1])
        assert (loss < 1) == (outcome == "settles")
        assert (loss > 1e6) == (outcome == "runs away")
        expect(element.locator(".result.away")).to_have_count(1 if outcome == "runs away" else 0)
        warned = "above it the loss grows in the end" in element.locator(".result").inner_text()
        assert warned == (outcome == "runs away")


def test_a_run_goes_on_by_itself_until_it_is_paused(reader: Reader, desk: BrowserContext) -> None:
    page = reader.visit(DEMOS["descend"], desk).page
    element = demo(page, "descend")
    element.get_by_role("button", name="Run").click()
    until(page, "document.querySelector('fs-descend').state.steps > 3")
    element.get_by_role("button", name="Pause").click()
    steps = state(element)["steps"]
    assert steps < 300
    page.wait_for_timeout(SETTLED)
    assert state(element)["steps"] == steps
    element.get_by_role("button", name="Back to the start").click()
    assert state(element)["steps"] == 0
    expect(element.get_by_role("button", name="Back to the start")).to_be_disabled()


def test_who_wants_no_motion_sees_the_end_at_once(browser: Browser, reader: Reader) -> None:
    context = browser.new_context(reduced_motion="reduce", viewport={"width": DESK, "height": 800})
    page = context.new_page()
    page.goto(reader.root + DEMOS["descend"])
    element = demo(page, "descend")
    element.get_by_role("button", name="Run").click()
    expect(element.get_by_role("button", name="Run")).to_be_disabled()
    w, b = element.evaluate(PATH)[-1]
    assert (w, b) == pytest.approx((2, -1), abs=0.01)
    context.close()


def test_the_walk_by_keyboard_alone(reader: Reader, desk: BrowserContext) -> None:
    """Tab reaches all that a mouse does; a change of start or rate begins a new walk; the outcome is spoken."""
    page = reader.visit(DEMOS["descend"], desk).page
    element = demo(page, "descend")
    slider(element, "learning rate").focus()
    for key in ("End", "Tab", "ArrowLeft", "Tab", "ArrowLeft", "Tab", "Tab"):
        page.keyboard.press(key)
    expect(element.get_by_role("button", name="Step")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Enter")
    shown = state(element)
    assert shown == {"w": pytest.approx(9.9), "b": pytest.approx(9.9), "rate": pytest.approx(0.22), "steps": 3}
    expect(element.get_by_role("status")).to_contain_text(
        re.compile(r"^Loss .* after 3 steps, .*the loss grows in the end\.$")
    )
    slider(element, "learning rate").press("Home")
    assert state(element)["steps"] == 0


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_start_is_where_the_map_is_touched(reader: Reader, width: int) -> None:
    context = reader.context("light", width)
    page = reader.visit(DEMOS["descend"], context).page
    element = demo(page, "descend")
    element.evaluate("demo => demo.scrollIntoView({block: 'center'})")
    x, y = centre(element.locator("svg.map"))
    (page.touchscreen.tap if width == PHONE else page.mouse.click)(x, y)
    assert centre(element.locator(".handle")) == pytest.approx((x, y), abs=4)
    start = state(element)
    assert element.evaluate(PATH) == [[start["w"], start["b"]]]
    context.close()


def test_the_start_can_be_dragged_by_finger(reader: Reader, phone: BrowserContext) -> None:
    page = reader.visit(DEMOS["descend"], phone).page
    element = demo(page, "descend")
    element.evaluate("demo => demo.scrollIntoView({block: 'center'})")
    before, scrolled = state(element), page.evaluate("scrollY")
    swipe(page, *centre(element.locator(".handle")), 50)
    assert state(element)["b"] < before["b"]
    assert page.evaluate("scrollY") == scrolled


def test_the_rings_lie_where_the_loss_has_their_level(reader: Reader, desk: BrowserContext) -> None:
    """The corners of a ring are lines whose loss, by the book's own code, is the level of the figure's ring."""
    page = reader.visit(DEMOS["descend"], desk).page
    element = demo(page, "descend")
    corners = element.locator("polygon").evaluate_all(
        "rings => rings.map(ring => [...ring.points].map(({x, y}) => [x, y]))"
    )
    facts = json.loads(str(element.locator("script").first.text_content()))["gradient_descent"]
    (low_w, high_w), (low_b, high_b) = facts["map_w"], facts["map_b"]
    frame = element.locator("svg.map svg").first.evaluate(
        "({x, y, width, height}) => [x, y, width, height].map(length => length.baseVal.value)"
    )
    left, top, wide, high = frame
    levels = sorted(facts["levels"], reverse=True)
    assert len(corners) == len(levels)
    for level, ring in zip(levels, corners, strict=True):
        for x, y in ring[::7]:
            line = Line(low_w + (x - left) / wide * (high_w - low_w), high_b - (y - top) / high * (high_b - low_b))
            # The drawing rounds to a tenth of a pixel.
            assert np.sqrt(mse(line.predict(points()[0]), points()[1])) == pytest.approx(np.sqrt(level), abs=0.02)


# -- Layers --------------------------------------------------------------------------------------------------------

LINES = "demo => demo.lines.map(({w, b}) => [w, b])"
PARTS = "demo => demo.networks.map(({first, bias}) => [...first.flatMap(({w, b, share}) => [w, b, share]), bias])"


def layers_at(reader: Reader, state: str) -> Locator:
    page = reader.visit(f"{DEMOS['layers']}#demo=layers&{state}", reader.kept_context("light", DESK)).page
    return demo(page, "layers")


@pytest.mark.parametrize(("neurons", "start", "rate"), [(1, 3, 0.02), (2, 7, 0.01), (5, 21, 0.05), (8, 100, 0.005)])
def test_two_layers_learn_as_the_book_s_do(reader: Reader, neurons: int, start: int, rate: float) -> None:
    """From the demo's own start, weights and lines after many steps are those of the book's code."""
    element = layers_at(reader, f"neurons={neurons}&start={start}&rate={rate}&steps=60")
    parts, lines = element.evaluate(PARTS), element.evaluate(LINES)
    element.page.close()
    begun = np.array(parts[0][:-1]).reshape(neurons, 3)
    network = DenseNetworks(
        (begun[None, :, :1], begun[:, 2:, None].reshape(neurons, 1, 1)), (begun[:, 1:2], np.array([[parts[0][-1]]]))
    )
    trained = train(network, *points(), learning_rate=rate, epochs=60)
    first, first_bias, shares, bias = trained.networks.weights(0)
    ours = [*np.column_stack([first[0], first_bias, shares[:, 0]]).ravel(), bias[0]]
    assert parts[-1] == pytest.approx(ours, rel=1e-9)
    x, y = points()
    losses = [mse(Line(w, b).predict(x), y) for w, b in lines]
    assert losses[:-1] == pytest.approx(list(trained.losses[:, 0]), rel=1e-9)
    limit = np.sqrt(6 / (1 + neurons))
    assert (np.abs(begun[:, [0, 2]]) <= limit).all()
    assert (begun[:, 1] == 0).all()


def test_one_neuron_learns_as_the_book_s_does(reader: Reader) -> None:
    element = layers_at(reader, "neurons=0&start=5&rate=0.1&steps=80")
    lines = element.evaluate(LINES)
    element.page.close()
    begun = single_neurons(np.array([lines[0][0]]), np.array([0.0]))
    w, b = train(begun, *points(), learning_rate=0.1, epochs=80).networks.weights(0)
    assert lines[0][1] == 0
    assert lines[-1] == pytest.approx([w[0, 0], b[0]], rel=1e-9)


def test_starts_are_spread_evenly(reader: Reader) -> None:
    """The hundred starts of one neuron lie all over Keras's range, and no two are the same."""
    element = layers_at(reader, "neurons=0&steps=0")
    begun = [
        element.evaluate("(demo, start) => { demo.change({start}); return demo.lines[0].w }", start)
        for start in range(1, 101)
    ]
    element.page.close()
    counts, _ = np.histogram(begun, 4, (-np.sqrt(3), np.sqrt(3)))
    assert len(set(begun)) == 100
    assert counts.sum() == 100
    assert counts.min() >= 12


def test_layers_by_keyboard_alone(reader: Reader, desk: BrowserContext) -> None:
    page = reader.visit(DEMOS["layers"], desk).page
    element = demo(page, "layers")
    slider(element, "neurons").focus()
    for key in ("ArrowRight", "ArrowRight", "Tab", "ArrowRight", "Tab", "Tab", "End", "Tab"):
        page.keyboard.press(key)
    expect(element.get_by_role("button", name="One neuron")).to_be_focused()
    assert state(element) == {"neurons": 2, "start": 2, "rate": 0.01, "steps": 300}
    expect(element.locator(".share")).to_have_count(2)
    expect(element.get_by_role("status")).to_contain_text("after 300 steps; right is 19.")
    page.keyboard.press("Enter")
    expect(element.locator(".share")).to_have_count(0)
    element.get_by_role("button", name="Another start").press("Enter")
    assert state(element)["start"] == 3


def test_steps_that_are_too_long_are_told(reader: Reader) -> None:
    element = layers_at(reader, "neurons=8&rate=0.2&steps=300")
    expect(element.locator(".result.away")).to_contain_text("The steps are too long.")
    expect(element.locator(".line")).to_have_count(0)
    element.page.close()
