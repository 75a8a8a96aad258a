"""The Content-Security-Policy of each page: what a browser may load, run and ask for while it shows it.

A site that any host can serve sends no headers of its own, so the policy stands in the page, before anything that it is
about.  Of the scripts inside a page it allows those that the build wrote, by their hashes.

Source of the rules: https://www.w3.org/TR/CSP3/
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from pathlib import Path

from firststeps.book.errors import Problem
from firststeps.book.project import Project

NAME = "Content-Security-Policy"
DATA_TYPES = frozenset({"application/json"})  # of script elements that hold data, which no browser runs

_CHARSET = re.compile(r"<meta\s+charset=[^>]*>", re.IGNORECASE)
_HEADED = frozenset({"script", "style", "link", "base", "body", "template"})  # what a policy has to come before


@dataclass
class _Seen(HTMLParser):
    """What a page holds that a policy is about."""

    scripts: list[str] = field(default_factory=list)  # the code of each script inside the page
    styles: list[str] = field(default_factory=list)  # the text of each style element
    policies: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # what no policy of ours allows
    too_late: bool = False  # a policy comes after something that it is about
    _inside: list[str] | None = None
    _begun: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "meta" and named.get("http-equiv", "").lower() == NAME.lower():
            self.policies.append(named.get("content", ""))
            self.too_late |= self._begun
        self._begun |= tag in _HEADED
        if tag == "style":
            self._inside = self.styles
        if tag == "script" and "src" not in named and named.get("type", "") not in DATA_TYPES:
            self._inside = self.scripts
        if self._inside is not None:
            self._inside.append("")
        self.refused += _refused(tag, named)

    def handle_data(self, data: str) -> None:
        if self._inside is not None:
            self._inside[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._inside = None


def _refused(tag: str, named: dict[str, str]) -> Iterator[str]:
    for name, value in named.items():
        if name == "style":
            yield f'has a style attribute, which its policy refuses: <{tag} style="{value}">'
        elif name.startswith("on"):
            yield f'has an event handler as an attribute, which its policy refuses: <{tag} {name}="{value}">'
        elif name in ("href", "src", "action") and value.strip().lower().startswith("javascript:"):
            yield f"has an address that is a script, which its policy refuses: {value}"


def _seen(html: str) -> _Seen:
    seen = _Seen()
    seen.feed(html.replace("\r\n", "\n").replace("\r", "\n"))  # as a browser reads it, before it hashes
    seen.close()
    return seen


def policy_for(html: str) -> str:
    """Return the policy of a page: nothing but what the site brings, and of the scripts inside only these."""
    seen = _seen(html)
    rules = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *_hashes(seen.scripts)],
        "style-src": ["'self'", *_hashes(seen.styles)],
        "img-src": ["'self'", "data:", "blob:"],  # data: Material's icons; blob: a picture that a reader opens
        "font-src": ["'self'"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"],  # the search index, and what the page for a missing address asks for
        "worker-src": ["'self'"],  # the search
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(" ".join([name, *allowed]) for name, allowed in rules.items())


def _hashes(texts: Iterable[str]) -> list[str]:
    return sorted({f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts})


def with_policy(html: str) -> str:
    """Return a page with its policy, in the place of any that it had.

    It follows the declaration of the encoding, which has to come first, and where there is none the head's beginning.

    Raises:
        ValueError: if the page has neither.
    """
    bare = re.sub(rf'<meta http-equiv="{NAME}"[^>]*>', "", html)
    element = f'<meta http-equiv="{NAME}" content="{escape(policy_for(bare), quote=False)}">'
    place = _CHARSET.search(bare) or re.search(r"<head\b[^>]*>", bare)
    if place is None:
        raise ValueError("a page without a head can't have a policy")
    return bare[: place.end()] + element + bare[place.end() :]


def set_policies(site: Path) -> None:
    """Give each page below ``site`` its policy.

    Raises:
        ValueError: if a page has no head.
    """
    for path in sorted(site.rglob("*.html")):
        html = path.read_bytes().decode("utf-8")
        path.write_bytes(with_policy(html).encode("utf-8"))


def broken_policies(project: Project) -> list[Problem]:
    """Return the pages of the site that have no policy, another one than theirs, or something that it refuses."""
    problems = []
    for path in sorted(project.site.rglob("*.html")):
        html = path.read_bytes().decode("utf-8")
        problems += [Problem(message, project.label(path)) for message in _wrong_in(html)]
    return problems


def _wrong_in(html: str) -> Iterator[str]:
    seen = _seen(html)
    if not seen.policies:
        yield f"has no {NAME}: run `make site`"
    elif seen.policies != [policy_for(html)]:
        yield f"has a {NAME} that is not made for it: run `make site`"
    elif seen.too_late:
        yield f"has its {NAME} after something that the policy is about"
    yield from dict.fromkeys(seen.refused)
