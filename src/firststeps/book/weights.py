"""What each page of the site weighs: all that a first visit transfers, computed from the built files.

Counted as if the page were read to its end on a wide, light screen: the page itself, its style sheets, the fonts that
have characters of its text, scripts, the search with its index, and the light pictures, also those that wait until they
are scrolled to.  Not counted are the dark and the narrow twins of the pictures, those in whose place a demo stands, and
sounds, which wait until they are played; nor what the page for a missing address finds by a script.  A test holds the
files against those that Chromium asks for.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from firststeps.book.errors import Problem
from firststeps.book.project import Project

from lxml import html

COMPRESSED = frozenset({".css", ".html", ".js", ".json", ".svg"})  # what hosts compress on the way
HEAVIEST = 3  # parts of a page that a problem names

_FACE = re.compile(r"@font-face\s*{([^}]*)}")
_URL = re.compile(r"""url\(\s*["']?(?!data:)([^"')]+)""")
_RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", re.IGNORECASE)
_UNSEEN = frozenset({"fs-dark", "fs-demo"})  # classes whose pictures a light page with JavaScript does not show
_STYLES = frozenset({"stylesheet", "icon", "shortcut icon"})  # what links load


@dataclass(frozen=True)
class Weight:
    """What a first visit to a page transfers."""

    page: str  # the file, below the site
    files: Mapping[str, tuple[int, int]]  # of each file below the site: its bytes, and those that are transferred

    @property
    def transferred(self) -> int:
        """The bytes that a host sends if it compresses text, as hosts do."""
        return sum(sent for _, sent in self.files.values())

    @property
    def heaviest(self) -> list[tuple[str, int]]:
        """The files that are transferred with the most bytes, the largest first."""
        sent = {name: transferred for name, (_, transferred) in self.files.items()}
        return sorted(sent.items(), key=lambda item: (-item[1], item[0]))[:HEAVIEST]

    def told(self) -> dict[str, object]:
        """Return the page's part of the report; ``html`` is the page without what it loads."""
        own = self.files[self.page]
        return {
            "html": {"bytes": own[0], "gzip": own[1]},
            "first_visit": {
                "bytes": sum(size for size, _ in self.files.values()),
                "gzip": self.transferred,
                "requests": len(self.files),
            },
            "heaviest": [list(part) for part in self.heaviest],
        }


def weights(site: Path) -> list[Weight]:
    """Return what each page below ``site`` weighs, the heaviest first."""
    measured = _Measured(site.resolve())
    found = [measured.weight(path) for path in sorted(site.resolve().rglob("*.html"))]
    return sorted(found, key=lambda weight: (-weight.transferred, weight.page))


def too_heavy(project: Project, weighed: list[Weight]) -> list[Problem]:
    """Return the pages that weigh more than ``page_bytes`` allows."""
    problems = []
    for weight in weighed:
        if weight.transferred > project.page_bytes:
            parts = ", ".join(f"{name} {sent}" for name, sent in weight.heaviest)
            message = (
                f"a first visit transfers {weight.transferred} bytes (the most by {parts}); "
                f"page_bytes in pyproject.toml allows {project.page_bytes}"
            )
            problems.append(Problem(message, project.label(project.site / weight.page)))
    return problems


class _Measured:
    """The files of a site, each measured once."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.size = cache(_size)
        self.fonts = cache(_fonts)

    def weight(self, page: Path) -> Weight:
        document = html.fromstring(page.read_bytes().strip() or b"<html></html>")
        characters = {ord(character) for text in _shown(document) for character in text}
        loaded = {page}
        for address in _addresses(document):
            path = self._file(address, page)
            if path is not None:
                loaded.add(path)
                fonts = self.fonts(path) if path.suffix == ".css" else {}
                loaded |= {font for font, ranges in fonts.items() if not characters.isdisjoint(ranges)}
        loaded = {path for path in loaded if path.is_file() and path.is_relative_to(self.site)}
        return Weight(
            page.relative_to(self.site).as_posix(),
            {path.relative_to(self.site).as_posix(): self.size(path) for path in sorted(loaded)},
        )

    def _file(self, address: str, page: Path) -> Path | None:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path:
            return None
        start = self.site if parts.path.startswith("/") else page.parent
        return Path(os.path.normpath(start / unquote(parts.path).lstrip("/")))


def _size(path: Path) -> tuple[int, int]:
    content = path.read_bytes()
    return len(content), len(gzip.compress(content, 6, mtime=0)) if path.suffix in COMPRESSED else len(content)


def _fonts(path: Path) -> dict[Path, frozenset[int]]:
    """Return the fonts that a style sheet names, each with the code points that it is for."""
    found: dict[Path, frozenset[int]] = {}
    for face in _FACE.findall(path.read_text(encoding="utf-8") if path.is_file() else ""):
        ranges = [(int(first, 16), int(last or first, 16)) for first, last in _RANGE.findall(face)] or [(0, 0x10FFFF)]
        points = frozenset(point for first, last in ranges for point in range(first, last + 1))
        found |= {Path(os.path.normpath(path.parent / unquote(address))): points for address in _URL.findall(face)}
    return found


def _shown(document: html.HtmlElement) -> Iterator[str]:
    """Yield the texts of a page."""
    for element in document.iter("*"):
        yield element.tail or ""
        if element.tag not in ("script", "style"):
            yield element.text or ""


def _addresses(document: html.HtmlElement) -> Iterator[str]:
    """Yield the addresses of what a first visit loads."""
    searches = any(element.get("data-md-component") == "search-query" for element in document.iter("input"))
    for element in document.iter("script", "link", "img"):
        if element.tag == "link":
            yield element.get("href", "") if element.get("rel") in _STYLES else ""
        elif element.tag == "script" or not _is_unseen(element):
            yield element.get("src", "")
        if searches and element.get("id") == "__config":
            told = json.loads(element.text or "{}")
            yield from (told["search"], f"{told['base']}/search/search_index.json")


def _is_unseen(element: html.HtmlElement) -> bool:
    return any(_UNSEEN.intersection((parent.get("class") or "").split()) for parent in element.iterancestors())
