"""What is done to the site once its generator has written it: policies, weights, and the table that needs them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from firststeps.book import html
from firststeps.book.about import PLACE
from firststeps.book.errors import BookError
from firststeps.book.policy import set_policies
from firststeps.book.project import Project
from firststeps.book.report import write_pages
from firststeps.book.weights import Weight, too_heavy, weights

LISTED = 10  # pages in the table, the heaviest first


@dataclass
class PageTimes:
    """How long the generator took for each page: its Markdown, and later its template."""

    seconds: dict[str, float] = field(default_factory=dict)  # by the file of the site
    _began: float = 0.0

    def begin(self) -> None:
        """Start the clock for a page; the generator works on one at a time."""
        self._began = time.perf_counter()

    def end(self, page: str) -> None:
        """Stop the clock and add what it shows to what the page took before."""
        self.seconds[page] = self.seconds.get(page, 0.0) + time.perf_counter() - self._began


def finish(project: Project, seconds: Mapping[str, float]) -> None:
    """Give each page of the site its policy, weigh all pages, and write that into the report and the site.

    ``seconds`` says how long the generator took, by the file of the page.

    Raises:
        BookError: if a first visit to a page transfers more than the project allows.
    """
    set_policies(project.site)
    weighed = weights(project.site)
    write_pages(project, {one.page: one.told() | {"seconds": round(seconds.get(one.page, 0.0), 3)} for one in weighed})
    for one in weighed:
        _fill(project.site / one.page, _table(weighed[:LISTED], seconds))
    if problems := too_heavy(project, weighed):
        raise BookError(*problems)


def _fill(path: Path, table: str) -> None:
    text = path.read_bytes().decode("utf-8")
    if PLACE in text:
        path.write_bytes(text.replace(PLACE, table).encode("utf-8"))


def _table(weighed: Iterable[Weight], seconds: Mapping[str, float]) -> str:
    headings = ["page", "files", "bytes", "bytes transferred", "seconds to make"]
    rows = [
        [
            html.bound_html(f"<code>{html.literal(one.page)}</code>", "computed", "build", "computed by the build"),
            *(_computed(count) for count in (len(one.files), sum(size for size, _ in one.files.values()))),
            _computed(one.transferred),
            html.bound(f"{seconds.get(one.page, 0.0):.2f}", "measured", "build", "measured by the build"),
        ]
        for one in weighed
    ]
    head = "".join(_cell("th", heading, right=place > 0) for place, heading in enumerate(headings))
    body = "".join(
        f"<tr>{''.join(_cell('td', cell, right=place > 0) for place, cell in enumerate(row))}</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _computed(number: int) -> str:
    return html.bound(f"{number:,}", "computed", "build", "computed by the build")


def _cell(tag: str, content: str, *, right: bool) -> str:
    return f'<{tag} align="{"right" if right else "left"}">{content}</{tag}>'
