"""Prose that depends on a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firststeps.book.render import render_pages
from firststeps.book.results import load_results

import pytest

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

PAGE = """# Toy

{{ when a.model == "theirs" }}

Theirs scores {{ a.theirs }}.

{{ otherwise }}

Ours scores {{ a.ours }}.

{{ end }}

After.
"""


@pytest.mark.parametrize(("word", "shown", "hidden"), [("theirs", "Theirs", "Ours"), ("ours", "Ours", "Theirs")])
def test_one_branch_is_shown(toy_book: ToyBook, word: str, shown: str, hidden: str) -> None:
    # The fact of the branch that is left out does not exist.
    toy_book.script("a", f'book.fact("model", "{word}")\nbook.fact("{word}", 5)')
    toy_book.write("docs/index.md", PAGE)
    toy_book.build()
    assert toy_book.problems == ()
    assert shown in toy_book.page()
    assert hidden not in toy_book.page()
    assert "After." in toy_book.page()
    assert "{{" not in toy_book.page()


def test_numeral_in_either_branch_is_bare(toy_book: ToyBook) -> None:
    toy_book.script("a", 'book.fact("model", "ours")\nbook.fact("ours", 5)')
    toy_book.write("docs/index.md", PAGE.replace("Theirs scores", "All 17 score"))
    toy_book.build()
    page = render_pages(toy_book.project, load_results(toy_book.project))["index.md"]
    assert [problem.line for problem in page.bare] == [5]


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        ('{{ when a.model == "ours" }}\n', "has no {{ end }}", 1),
        ("{{ end }}\n", "{{ end }} follows no {{ when ... }}", 1),
        ("words\n\n{{ otherwise }}\n", "{{ otherwise }} follows no", 3),
        ('{{ when a.model == "x" }}\n{{ otherwise }}\n{{ otherwise }}\n{{ end }}\n', "stands twice", 3),
        ('{{ when a.model == "x" }}\n{{ when a.model == "y" }}\n{{ end }}\n', "inside another, of line 1", 2),
        ('{{ when a.nothing == "x" }}\n{{ end }}\n', "records no fact 'nothing'", 1),
        ('{{ when a.count == "1" }}\n{{ end }}\n', "a condition asks for a fact that is a word", 1),
        ('{{ when a.model == "x" }}\n{{ figur a.b }}\n{{ end }}\n', "unknown mark", 2),
        ('{{ when a.model == "x" }}\n{{ figure nowhere.b }}\n{{ end }}\n', "no experiment 'nowhere'", 2),
        ('{{ when a.model == "x" }}\n{{ term "weight" }}\n{{ end }}\n', "a term is explained outside", 2),
        ("{{ when a.model }}\n{{ end }}\n", 'write {{ when script.fact == "word" }}', 1),
    ],
)
def test_mistakes_have_a_line(toy_book: ToyBook, text: str, says: str, line: int) -> None:
    toy_book.script("a", 'book.fact("model", "ours")\nbook.fact("count", 1)')
    toy_book.write("docs/index.md", text)
    toy_book.build()
    assert [(problem.file, problem.line) for problem in toy_book.problems] == [("docs/index.md", line)]
    assert says in toy_book.problems[0].message


def test_source_in_words(toy_book: ToyBook) -> None:
    toy_book.script("a", "")
    toy_book.write("docs/index.md", "From {{ source a }}.\n")
    toy_book.build()
    assert "samples that come with the book" in toy_book.page()
