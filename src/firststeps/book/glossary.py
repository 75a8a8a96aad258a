"""Terms and the glossary: a page explains a term once, an entry defines it, and each leads to the other.

``{{ term "weight" }}`` stands where a page explains a term, ``{{ term "weights" of "weight" }}`` where the sentence
needs another form of it.  ``docs/glossary.md`` is a definition list in alphabetical order::

    {{ entry "weight" }}
    :   What a model multiplies an input by.

A definition is words only, because readers also see it where the term is explained.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from firststeps.book import html
from firststeps.book.errors import Problem
from firststeps.book.marks import MarkError, Shown
from firststeps.book.numerals import numerals
from firststeps.book.pages import Segment, page_title, page_words, segments
from firststeps.book.project import Project

PAGE = "glossary.md"
MARKS = ("term ", "entry ")  # how the marks begin

_TERM = re.compile(r'term\s+"([^"]+)"(?:\s+of\s+"([^"]+)")?')
_ENTRY = re.compile(r'entry\s+"([^"]+)"')
_DEFINITION = re.compile(r"\n:[ ]+(\S.*(?:\n[ ]{4}.*\S.*)*)")
_HEADING = r"^[ \t>]*\#[^\n]*|^[^\n]*\S[^\n]*\n[ \t>]*(?:=+|-+)[ \t]*$|<(h[1-6])\b.*?</\1>"
_BETWEEN = {
    "a heading": re.compile(_HEADING, re.MULTILINE | re.DOTALL),
    "the text of a link": re.compile(r"\[[^\[\]]*\](?=[(\[])|<a\b.*?</a>", re.DOTALL),
}
_LINKED = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Place:
    """Where a page explains a term."""

    page: str  # below docs/, with slashes
    title: str
    line: int


@dataclass(frozen=True)
class Entry:
    """An entry of the glossary."""

    name: str
    definition: str  # without links and emphasis
    line: int


@dataclass(frozen=True)
class Glossary:
    """The entries, and where each of them is explained."""

    entries: Mapping[str, Entry]
    places: Mapping[str, Place]

    def mark(self, body: str, page: str, prefix: str) -> Shown:
        """Return what a mark on ``page`` turns into; ``prefix`` leads from there to the site's root.

        Raises:
            MarkError: if the mark can't be understood, stands on the wrong page, or names a term without an entry.
        """
        if body.startswith("term "):
            shown, name = named(body)
            return Shown(html.term(shown, _slug(name), self._entry(name).definition, f"{prefix}glossary/"))
        match = _ENTRY.fullmatch(body)
        if match is None:
            raise MarkError(f'{{{{ {body} }}}} is no entry; write {{{{ entry "word" }}}}')
        if page != PAGE:
            raise MarkError(f"entries belong in docs/{PAGE}")
        name = match.group(1)
        place = self.places.get(name)
        explained = [(f"{prefix}{_folder(place.page)}#{html.TERM_ID}{_slug(name)}", place.title)] if place else []
        return Shown(html.entry(name, _slug(name), explained))

    def _entry(self, name: str) -> Entry:
        if name in self.entries:
            return self.entries[name]
        near = next((entry for entry in self.entries if _near(entry, name)), None)
        hint = f'; it has {near!r}: write {{{{ term "{name}" of "{near}" }}}}' if near else ""
        raise MarkError(f"docs/{PAGE} has no entry {name!r}{hint}")


def named(body: str) -> tuple[str, str]:
    """Return the words that a term's mark shows, and the entry that they belong to.

    Raises:
        MarkError: if the mark can't be understood.
    """
    match = _TERM.fullmatch(body)
    if match is None:
        raise MarkError(f'{{{{ {body} }}}} is no term; write {{{{ term "word" }}}} or {{{{ term "words" of "word" }}}}')
    shown, name = match.groups()
    if numerals(shown):
        raise MarkError(f"{numerals(shown)[0]} is typed into {{{{ {body} }}}}; a term is words only")
    return shown, name or shown


def read_glossary(project: Project, texts: Mapping[str, str]) -> tuple[Glossary, list[Problem]]:
    """Return what the pages (name to text) say about terms, and what is wrong with it as a whole.

    What is wrong with a single mark, ``Glossary.mark`` says.
    """
    label = project.label(project.docs / PAGE)
    entries, problems = _entries(texts.get(PAGE, ""), label)
    places: dict[str, Place] = {}
    for page, text in sorted(texts.items()):
        here = project.label(project.docs / page)
        for name, line, where in _terms(text):
            if where:
                message = f"a term can't stand in {where}: it is a link itself, and explained in a sentence"
                problems.append(Problem(message, here, line))
            if name in places:
                first = places[name]
                before = f"{project.label(project.docs / first.page)}:{first.line}"
                problems.append(Problem(f"the term {name!r} is explained before, in {before}", here, line))
            else:
                places[name] = Place(page, page_title(text) or page, line)
    for entry in entries.values():
        if entry.name not in places:
            problems.append(Problem(f"no page explains the term {entry.name!r}", label, entry.line))
    return Glossary(entries, places), problems


def _entries(text: str, label: str) -> tuple[dict[str, Entry], list[Problem]]:
    entries: dict[str, Entry] = {}
    problems = []
    for segment, position in _marks(text):
        match = _ENTRY.fullmatch(segment.body)
        if match is None:
            continue
        name = match.group(1)
        definition = _DEFINITION.match(text, position + len(segment.text))
        wrong = _wrong_entry(name, definition.group(1) if definition else "", list(entries))
        problems += [Problem(message, label, segment.line) for message in wrong]
        words = " ".join(definition.group(1).split()) if definition else ""
        entries.setdefault(name, Entry(name, _LINKED.sub(r"\1", words).replace("*", ""), segment.line))
    return entries, problems


def _wrong_entry(name: str, definition: str, before: list[str]) -> Iterator[str]:
    if not definition:
        yield f"the entry {name!r} needs its definition on the next line, after a colon and three spaces"
    if "{{" in definition:
        yield f"the definition of {name!r} holds a mark; it has to be words only"
    if numerals(name):
        yield f"{numerals(name)[0]} is typed into the entry {name!r}; a term is words only"
    for other in before:
        if _near(name, other) or _slug(name) == _slug(other):
            yield f"the entries {other!r} and {name!r} are one term"
    if before and name.casefold() < before[-1].casefold():
        yield f"the entry {name!r} belongs before {before[-1]!r}: entries are in alphabetical order"


def _terms(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield name and line of each term that a page explains, and in what it stands that can't hold it."""
    words = page_words(text)
    for segment, position in _marks(text):
        try:
            _, name = named(segment.body)
        except MarkError:  # another mark, or one that rendering complains of
            continue
        inside = (what for what, pattern in _BETWEEN.items() if _covers(pattern, words, position))
        yield name, segment.line, next(inside, "")


def _marks(text: str) -> Iterator[tuple[Segment, int]]:
    position = 0
    for segment in segments(text):
        if segment.part in ("mark", "block"):
            yield segment, position
        position += len(segment.text)


def _covers(pattern: re.Pattern[str], text: str, position: int) -> bool:
    return any(match.start() <= position < match.end() for match in pattern.finditer(text))


def _near(one: str, other: str) -> bool:
    """Return whether two terms differ only by case, hyphens or a plural."""
    return bool(_singulars(one) & _singulars(other))


def _singulars(name: str) -> set[str]:
    word = _slug(name)
    found = {word}
    for ending, singular in (("s", ""), ("es", ""), ("ies", "y")):
        if word.endswith(ending):
            found.add(word.removesuffix(ending) + singular)
    return found


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name.casefold()).strip("-")


def _folder(page: str) -> str:
    """Return the address of a finished page, seen from the site's root."""
    return page.removesuffix("index.md") if page.endswith("index.md") else page.removesuffix(".md") + "/"
