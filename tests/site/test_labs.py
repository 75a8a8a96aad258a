"""The notebook pages: light, linked from where a reader meets their figures, with the notebook to download."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from lxml import html

if TYPE_CHECKING:
    from tests.site.conftest import Reader

MOST_BYTES = 150_000  # of HTML; a page that mkdocs-jupyter makes of such a notebook has over 600,000


@pytest.fixture
def labs(all_pages: list[str]) -> list[str]:
    """The pages of single experiments."""
    return [path for path in all_pages if path.startswith("labs/") and path != "labs/index.html"]


def test_a_lab_is_light_and_stands_alone(reader: Reader, labs: list[str]) -> None:
    """The HTML stays small, and a lab's figure has its light and its dark drawing like any other."""
    assert labs
    context = reader.kept_context("light", 1280)
    drawings = 0
    for path in labs:
        answer = context.request.get(reader.root + path)
        assert len(answer.body()) < MOST_BYTES, path
        light, dark = (answer.text().count(f'class="fs-{theme}"') for theme in ("light", "dark"))
        assert light == dark, path
        drawings += dark
    assert drawings >= len(labs)


def test_every_lab_can_be_reached_and_downloaded(reader: Reader, labs: list[str]) -> None:
    """The list links to each page; each page hands out a notebook and a script under their own names."""
    listed = reader.visit("labs/index.html", reader.kept_context("light", 1280))
    links = listed.page.locator("article a").evaluate_all("links => links.map(link => link.href)")
    for path in labs:
        assert reader.root + path.removesuffix("index.html") in links
        name = path.split("/")[1]
        lab = html.fromstring(listed.page.request.get(reader.root + path).text())
        for file, start in ((f"{name}.ipynb", "{"), (f"{name}.py", '"""')):
            (address,) = {link.get("href") for link in lab.iter("a") if link.get("download") == file}
            file_address = urljoin(reader.root + path, str(address))
            assert listed.page.request.get(file_address).text().startswith(start), file
    listed.page.close()


def test_a_chapter_leads_to_its_labs(reader: Reader, chapter: str) -> None:
    """From the end of a chapter, and from the source of each figure."""
    visit = reader.visit(chapter, reader.kept_context("light", 1280))
    labs = [f"{reader.root}labs/{name}/" for name in ("manual_guess", "one_at_a_time", "trees")]
    assert visit.page.locator(".fs-labs a").evaluate_all("links => links.map(link => link.href)") == labs
    sources = visit.page.locator(".fs-figure .fs-source").count()
    leading = visit.page.locator('.fs-figure .fs-source a[href*="/labs/"]').evaluate_all(
        "links => links.map(link => link.href)"
    )
    assert len(leading) == sources
    assert set(leading) == set(labs)
    visit.page.close()
