"""A term leads to its entry and the entry to the term; what breaks that is an error with file and line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from firststeps.book.contract import broken
from firststeps.book.render import Page, render_pages

import pytest
from lxml.html import fromstring

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

WEIGHT = '{{ entry "weight" }}\n:   What an *input* is\n    multiplied by, see [a](a.md) "x".\n'
EXPLAINS = "A {{ term 'weight' }}.".replace("'", '"')


def parsed(text: str) -> Any:
    """Return a piece of HTML as a tree; the types of XPath's results are not worth telling apart here."""
    return fromstring(text)


def pages(book: ToyBook, **texts: str) -> dict[str, Page]:
    """Return a book's pages, rendered after writing each of ``texts`` below docs/."""
    for name, text in texts.items():
        book.write(f"docs/{name}.md", text)
    return render_pages(book.project, {})


def problems(book: ToyBook, **texts: str) -> list[str]:
    """Return what is wrong with the pages of a book."""
    for name, text in texts.items():
        book.write(f"docs/{name}.md", text)
    book.build()
    return [str(problem) for problem in book.problems]


def test_a_term_leads_to_its_entry(toy_book: ToyBook) -> None:
    toy_book.write("docs/chapters/a.md", 'More {{ term "Weights" of "weight" }} here.')
    rendered = pages(toy_book, glossary=WEIGHT)
    term = parsed(rendered["chapters/a.md"].text).xpath("//dfn")[0]
    assert (term.get("class"), term.get("id"), term.text_content()) == ("fs-term", "term-weight", "Weights")
    (link,) = term.iter("a")
    assert link.get("href") == "../../glossary/#weight"
    assert link.get("title") == 'What an input is multiplied by, see a "x".'
    assert rendered["chapters/a.md"].text.startswith("More <dfn")
    assert broken(toy_book.project, rendered) == []


@pytest.mark.parametrize(
    ("page", "address", "title", "text"),
    [
        ("chapters/a.md", "../chapters/a/#term-weight", "A page", f"---\ntitle: A page\n---\n\n{EXPLAINS}"),
        ("chapters/index.md", "../chapters/#term-weight", "Chapters", f"# Chapters\n\n{EXPLAINS}"),
        ("index.md", "../#term-weight", "index.md", EXPLAINS),
    ],
)
def test_an_entry_leads_to_its_term(toy_book: ToyBook, page: str, address: str, title: str, text: str) -> None:
    toy_book.write(f"docs/{page}", text)
    head, _, definition = pages(toy_book, glossary=WEIGHT)["glossary.md"].text.partition("\n")
    assert definition == WEIGHT.partition("\n")[2]
    entry, link = parsed(f"<p>{head}</p>")
    assert (entry.get("id"), entry.text) == ("weight", "weight")
    assert (link.get("href"), link.text) == (address, title)


def test_addresses_can_hold_any_term(toy_book: ToyBook) -> None:
    entry = '{{ entry "d\'Alembert & Söhne" }}\n:   Words.\n'
    rendered = pages(toy_book, glossary=entry, index='{{ term "d\'Alembert & Söhne" }}')
    (link,) = parsed(rendered["index.md"].text).iter("a")
    assert re.fullmatch(r"glossary/#d-alembert-s%C3%B6hne", link.get("href"))
    assert link.text == "d'Alembert & Söhne"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{{ term "slope" }}', "docs/glossary.md has no entry 'slope'"),
        ('{{ term "Weights" }}', 'it has \'weight\': write {{ term "Weights" of "weight" }}'),
        ("{{ term weight }}", 'is no term; write {{ term "word" }}'),
        ('{{ term "a" of }}', "is no term"),
        ('{{ term "2 weights" of "weight" }}', "2 is typed into"),
        ('{{ entry "weight" }}', "entries belong in docs/glossary.md"),
        ('# A {{ term "weight" }}', "a term can't stand in a heading"),
        ('A {{ term "weight" }}\n===', "a term can't stand in a heading"),
        ('<h2 class="x">\nA {{ term "weight" }}</h2>', "a term can't stand in a heading"),
        ('[A {{ term "weight" }}](https://x.org)', "a term can't stand in the text of a link"),
        ('<a href="https://x.org">{{ term "weight" }}</a>', "a term can't stand in the text of a link"),
        ('{{ term "weight" }} and {{ term "weights" of "weight" }}', "'weight' is explained before, in docs/z.md:3"),
    ],
)
def test_what_is_wrong_with_a_term(toy_book: ToyBook, text: str, message: str) -> None:
    found = problems(toy_book, glossary=WEIGHT, a=EXPLAINS if "weight" not in text else "", z=f"x\n\n{text}\n\ny")
    found = [problem for problem in found if not problem.endswith("no page explains the term 'weight'")]
    line = 4 if "\nA" in text else 3
    assert len(found) == 1
    assert found[0].startswith(f"docs/z.md:{line}: ")
    assert message in found[0]


def test_a_second_page_that_explains_a_term_is_named(toy_book: ToyBook) -> None:
    found = problems(toy_book, glossary=WEIGHT, a=EXPLAINS, b=f"\n{EXPLAINS}")
    assert found == ["docs/b.md:2: the term 'weight' is explained before, in docs/a.md:1"]


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (["weight", "weight"], "the entries 'weight' and 'weight' are one term"),
        (["weight", "Weights"], "the entries 'weight' and 'Weights' are one term"),
        (["bias", "biases"], "the entries 'bias' and 'biases' are one term"),
        (["entries", "entry"], "the entries 'entries' and 'entry' are one term"),
        (["early stop", "early-stop"], "the entries 'early stop' and 'early-stop' are one term"),
        (["weight", "bias"], "the entry 'bias' belongs before 'weight'"),
        (["L2"], "2 is typed into the entry 'L2'"),
    ],
)
def test_what_is_wrong_with_the_entries(toy_book: ToyBook, entries: list[str], message: str) -> None:
    text = "\n".join(f'{{{{ entry "{name}" }}}}\n:   Words.\n' for name in entries)
    found = problems(toy_book, glossary=text)
    assert any(problem.startswith("docs/glossary.md:") and message in problem for problem in found), found


@pytest.mark.parametrize("pair", [["bias", "boss"], ["class", "clay"], ["loss", "lot"], ["mean", "mean error"]])
def test_terms_that_only_look_alike_are_two(toy_book: ToyBook, pair: list[str]) -> None:
    text = "\n".join(f'{{{{ entry "{name}" }}}}\n:   Words.\n' for name in pair)
    marks = " ".join(f'{{{{ term "{name}" }}}}' for name in pair)
    assert problems(toy_book, glossary=text, index=marks) == []


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        ("", "needs its definition on the next line"),
        ("\nWords.", "needs its definition on the next line"),
        (":   A {{ plain 'x' 'y' }}.", "holds a mark; it has to be words only"),
    ],
)
def test_a_definition_is_words(toy_book: ToyBook, definition: str, message: str) -> None:
    definition = definition.replace("'", '"')
    found = problems(toy_book, glossary=f'# G\n\n{{{{ entry "weight" }}}}\n{definition}\n', index=EXPLAINS)
    assert [problem.partition(": ")[0] for problem in found] == ["docs/glossary.md:3"]
    assert message in found[0]


def test_an_entry_that_no_page_explains(toy_book: ToyBook) -> None:
    assert problems(toy_book, glossary=f"# G\n\n{WEIGHT}") == ["docs/glossary.md:3: no page explains the term 'weight'"]
