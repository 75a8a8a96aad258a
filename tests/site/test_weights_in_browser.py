"""What the build counts for a page is what a browser asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firststeps.book.weights import Weight, weights

import pytest
from tests.site.conftest import DESK, SITE

if TYPE_CHECKING:
    from tests.site.conftest import Reader

READ = """async () => {
  for (const image of document.images) if (image.checkVisibility()) image.loading = "eager"
  await document.fonts.ready
}"""


@pytest.fixture(scope="module")
def weighed() -> dict[str, Weight]:
    return {weight.page: weight for weight in weights(SITE)}


@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "chapters/02-guessing/index.html",
        "chapters/09-listen/index.html",
        "labs/see_dog/index.html",
        "about/build/index.html",
        "reference/learning/index.html",
    ],
)
def test_a_first_visit_asks_for_what_was_counted(reader: Reader, weighed: dict[str, Weight], path: str) -> None:
    """A font may be counted that has a character of the page in a style that nobody sees; nothing else may differ."""
    context = reader.context("light", DESK)
    asked: set[str] = set()
    context.on("request", lambda request: asked.add(request.url.removeprefix(reader.root) or "index.html"))
    page = reader.visit(path, context).page
    page.evaluate(READ)
    page.wait_for_load_state("networkidle")
    context.close()
    asked = {name + "index.html" if name.endswith("/") else name for name in asked}
    counted = set(weighed[path].files)
    assert len(counted) > 10
    assert asked - counted == set()
    assert {name for name in counted - asked if not name.endswith(".woff2")} == set()
