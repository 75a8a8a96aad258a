"""Reads the built site as a reader's browser would, and lists what is missing from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from firststeps.book.errors import Problem
from firststeps.book.numerals import numerals
from firststeps.book.project import Project
from firststeps.book.render import Page

from lxml import etree, html

# What mkdocstrings takes from the code ("doc-object", "doc-contents") is code, like an excerpt.
_BOUND = ("fs-number", "fs-plain", "fs-figure", "fs-log", "fs-excerpt", "doc-contents", "doc-object")
_LOADED = (("img", "src"), ("script", "src"), ("link", "href"), ("source", "srcset"), ("iframe", "src"))


def broken_pages(project: Project, pages: Mapping[str, Page]) -> list[Problem]:
    """Return what is wrong with the built pages.

    A page is wrong if a numeral in its article is bound to nothing, a link or file that it names is not in the site,
    it loads anything from another host, or a fact or figure that its source names did not arrive.
    """
    problems: list[Problem] = []
    for name, page in sorted(pages.items()):
        path = built_file(project, name)
        if not path.is_file():
            problems.append(Problem("was not built: run `make site`", project.label(path)))
            continue
        label = project.label(path)
        document = _document(path)
        problems += [Problem(message, label) for message in _wrong_in(document, page)]
    for path in sorted(project.site.rglob("*.html")):
        document = _document(path)
        problems += [
            Problem(message, project.label(path)) for message in _wrong_addresses(document, path, project.site)
        ]
    return problems


def _document(path: Path) -> html.HtmlElement:
    return html.fromstring(path.read_bytes().strip() or b"<html></html>")


def built_file(project: Project, name: str) -> Path:
    """Return where the page ``name`` lies in the built site."""
    path = Path(name)
    folder = path.parent if path.name == "index.md" else path.with_suffix("")
    return project.site / folder / "index.html"


def _wrong_in(document: html.HtmlElement, page: Page) -> Iterator[str]:
    articles = document.xpath("//article")
    if not articles:
        yield "has no article element"
        return
    for element in articles[0].iter():
        if isinstance(element.tag, str) and not _is_bound(element):
            for text in (element.text, *(child.tail for child in element)):
                for numeral in numerals(text or ""):
                    yield f"shows {numeral}, bound to nothing"
    arrived = {element.get("data-fact") for element in articles[0].xpath(".//*[@data-fact]")}
    figures = {element.get("data-figure") for element in articles[0].xpath(".//*[@data-figure]")}
    clips = {element.get("data-clip") for element in articles[0].xpath(".//*[@data-clip]")}
    demos = {element.get("data-demo") for element in articles[0].xpath(".//*[@data-demo]")}
    for body in page.references:
        words = body.split()
        if words[0] == "audio":
            yield from (f"lacks the clip {name}" for name in words[1:] if name not in clips)
        shown = {"figure": words[1:2], "demo": words[-1:]}.get(words[0], [])
        yield from (f"lacks the figure {name}" for name in shown if name not in figures)
        if words[0] == "demo" and words[1] not in demos:
            yield f"lacks the demo {words[1]}"
    for name in dict.fromkeys(reference.name for reference in page.facts()):
        if name not in arrived:
            yield f"lacks the fact {name}"


def _is_bound(element: etree._Element) -> bool:
    if element.tag in ("script", "style"):
        return True
    chain = [element, *element.iterancestors()]
    return any(name in (parent.get("class") or "").split() for parent in chain for name in _BOUND)


def _wrong_addresses(document: html.HtmlElement, path: Path, site: Path) -> Iterator[str]:
    for tag, attribute in _LOADED:
        for element in document.iter(tag):
            address = element.get(attribute)
            if address and urlsplit(address).netloc and not (tag == "link" and element.get("rel") == "canonical"):
                yield f"loads {address} from another host"
    if path.name == "404.html":  # served from any address, so its links are made in the browser
        return
    attributes = ("href", "src", "srcset")
    addresses = {element.get(name) for element in document.iter("*") for name in attributes if element.get(name)}
    for address in sorted(addresses):
        target = _target(address, path, site)
        if target is not None and not (target.is_relative_to(site) and target.exists()):
            yield f"links to {address}, which is not in the site"


def _target(address: str, path: Path, site: Path) -> Path | None:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path:
        return None
    start = site if parts.path.startswith("/") else path.parent
    target = (start / unquote(parts.path).lstrip("/")).resolve()
    return target / "index.html" if target.is_dir() else target
