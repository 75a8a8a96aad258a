"""What the tests of all demos need: a demo that has drawn itself, a finger, and what every reader may expect of it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect
from tests.site.conftest import Visit
from tests.site.test_accessibility import faults_of

SETTLED = 600  # ms; by then a demo has told the address, see web/src/common/fragment.ts


def demo(page: Page, name: str) -> Locator:
    """Return a demo that has drawn itself."""
    element = page.locator(f"fs-{name}")
    expect(element.locator("svg, .laptop").first).to_be_visible()
    return element


def state(element: Locator) -> dict[str, float]:
    """Return what a demo shows."""
    numbers: dict[str, float] = element.evaluate("demo => demo.state")
    return numbers


def centre(element: Locator) -> tuple[float, float]:
    """Return where the middle of something is in the window."""
    box = element.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def touched(page: Page, places: list[tuple[float, float]]) -> None:
    """Put a finger on the first place, move it over the others and lift it, as the touch screen reports it."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, points: list[dict[str, Any]]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    for index, (x, y) in enumerate(places):
        touch("touchMove" if index else "touchStart", [{"x": x, "y": y}])
    touch("touchEnd", [])
    session.detach()


def swipe(page: Page, x: float, y: float, down: float) -> None:
    """Move a finger from a place so many pixels down."""
    touched(page, [(x, y + down * part / 8) for part in range(9)])


def assert_accessible_and_fitting(visit: Visit, element: Locator) -> None:
    """Nothing of a demo is wider than the demo, or makes the page so; axe finds no fault, the console none either."""
    right = element.evaluate("demo => demo.getBoundingClientRect().right")
    inner = element.locator("svg:not(svg svg), canvas, input:visible, button, p, span, td").evaluate_all(
        "parts => parts.map(part => part.getBoundingClientRect().right)"
    )
    excess = visit.page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    faults = faults_of(visit.page)
    visit.page.close()
    assert faults == []
    assert visit.problems == []
    assert excess <= 0
    assert max(inner) <= right + 0.5
