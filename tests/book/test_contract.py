"""Every numeral that a reader sees is found, whatever it hides in; what a reader does not see is let be."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from firststeps.book.contract import broken, summary
from firststeps.book.project import Project
from firststeps.book.render import Page, render_pages
from firststeps.book.results import load_results

import pytest
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.book.conftest import ToyBook


@pytest.fixture
def found(shown_book: ToyBook) -> Callable[[str], list[tuple[int, str]]]:
    """Return a function that lists line and numeral of everything bare on a page."""

    def list_bare(text: str) -> list[tuple[int, str]]:
        shown_book.write("docs/index.md", text)
        page = render_pages(shown_book.project, load_results(shown_book.project))["index.md"]
        assert page.counts["bare"] == len(page.bare)
        assert all(problem.file == "docs/index.md" for problem in page.bare)
        return [(problem.line, problem.message.split()[0]) for problem in page.bare]

    return list_bare


@pytest.mark.parametrize(
    "text",
    [
        "We measured 42.17 today.",
        "# Chapter 42.17",
        "| a | b |\n| - | - |\n| 42.17 | x |",
        "[42.17 of them](other.md)",
        "![a line of 42.17](x.png)",
        "in code `42.17` here",
        "``42.17``",
        "---\ntitle: x 42.17\n---\n",
        '<img src="x1.png" alt="loss 42.17">',
        "<b title='42.17'>x</b>",
        '<span aria-label="42.17">x</span>',
        "```\n42.17\n```",
        '``` { .python title="run 42.17" }\nx\n```',
        "~~~ python\nx = 42.17\n~~~",
        "    x = 42.17",
        "<pre>\n42.17\n</pre>",
        '<code class="x1">42.17</code>',
        "x42.17y",
        "**42.17**",
        "{{ one.word }}42.17",
        "{{ one.word }} 42.17",
        "- 42.17\n",
        "1. 42.17\n",
        "{ 42.17 }",
        "[^1]: 42.17",
        "[Note]: about 42.17",
        "[a][1] 42.17",
        "[a](b.md '42.17')",
        "https://x.org 42.17",
        "&#8212; 42.17",
        "# Title { #x1 } 42.17",
        "<!-- 1 --> 42.17",
    ],
)
def test_bare_numeral_is_found_wherever_it_shows(found: Callable[[str], list[tuple[int, str]]], text: str) -> None:
    hits = found(text)
    assert [numeral for _, numeral in hits] == ["42.17"]
    ((line, _),) = hits
    assert "42.17" in text.split("\n")[line - 1]


@pytest.mark.parametrize(
    "text",
    [
        "[text](https://x.org/2026/42)",
        "[text](page-42.md#part-3)",
        "[text][42]",
        "[42]: https://x.org/42",
        "<https://x.org/42>",
        "see https://x.org/42",
        "1. one\n2. two\n\n3. three",
        "- a\n\n    1. b\n    2. c",
        "# Title\n1. a",
        "1. a {{ one.word }}\n2. b",
        "a footnote[^1]\n\n[^1]: explains",
        "&#8212; &frac12;",
        '<div class="col-2" style="width: 10px" data-x="3">a</div>',
        '<img alt="{{ one.word }}"\n     width="300">'.replace("{{ one.word }}", "a"),
        "# Title {#part-2 .h2 data-x=3}",
        "![a](x2.png){ width=300 .h2 }",
        "# Title {: #part-2 }",
        "```python3 linenums='1' hl_lines='2 3'\nx\n```",
        '``` { .python linenums="1" }\nx\n```',
        '<code class="x1">a</code>',
        "<style>h1 { margin: 3px }</style>",
        "<script>let x = 3;</script>",
        "<h2>a</h2>",
        "<!-- 42 -->",
        '{{ plain "3" "why" }} {{ one.loss }} {{ `{one.loss}` }}',
    ],
)
def test_what_a_reader_does_not_see_is_exempt(found: Callable[[str], list[tuple[int, str]]], text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    ["there are\n42. Next", "{{ one.word }} 42. Next", "a\n{{ one.word }}\n42. Next", "> a\n> 42. b"],
)
def test_number_at_the_start_of_a_line_is_no_list_marker(
    found: Callable[[str], list[tuple[int, str]]], text: str
) -> None:
    assert [numeral for _, numeral in found(text)] == ["42"]


def test_several_on_several_lines(found: Callable[[str], list[tuple[int, str]]]) -> None:
    text = "a 1 b 2,5\n\n```\n3\n\n4\n```\n`5`\n<!-- 0\n\n -->6\n10,000"
    assert found(text) == [(1, "1"), (1, "2,5"), (4, "3"), (6, "4"), (8, "5"), (11, "6"), (12, "10,000")]


@given(st.integers(0, 99_999), st.sampled_from(["", "a ", "(", "*", "| ", "> ", "- ", "## "]), st.integers(0, 5))
def test_a_number_in_words_is_always_found(shown_book: ToyBook, number: int, before: str, lines: int) -> None:
    from firststeps.book.numerals import numerals
    from firststeps.book.pages import page_words, shown_words

    text = "words\n" * lines + f"{before}{number} more"
    shown = shown_words(page_words(text))
    assert numerals(shown) == [str(number)]
    assert str(number) in shown.split("\n")[lines]


def test_command_names_file_line_and_number(toy_book: ToyBook) -> None:
    toy_book.script("a", "book.fact('x', 1)")
    page = toy_book.write("docs/chapters/one.md", "# One\n\nIt is {{ a.x }}.\n")
    toy_book.ran()
    status, out, _ = toy_book.command("check")
    assert (status, out.split("\n")[0]) == (
        0,
        "1 numerals: 1 computed, 0 measured, 0 recorded, 0 given, 0 plain, 0 bare",
    )
    page.write_text(page.read_text() + "\nWe measured 42.17 today.\n")
    status, out, err = toy_book.command("check", GITHUB_ACTIONS="1")
    message = "42.17 is typed in; bind it to a fact or mark it plain with a reason"
    assert status == 1
    assert err == f"error: docs/chapters/one.md:5: {message}\n"
    assert f"::error file=docs/chapters/one.md,line=5::{message}\n" in out


def test_numerals_are_counted_by_kind(shown_book: ToyBook) -> None:
    text = (
        "{{ one.loss }} {{ one.xs }} {{ one.pause }} {{ one.theirs }}\n"
        "{{ given '1 of 2' 'x' }} {{ plain '3' 'x' }} 4\n\n"
        "{{ table one.guess }}\n"
    )
    shown_book.write("docs/index.md", text)
    pages = render_pages(shown_book.project, load_results(shown_book.project))
    assert pages["index.md"].counts == {"computed": 4 + 6, "measured": 1, "given": 3, "plain": 1, "bare": 1}
    assert (
        summary({"index.md": pages["index.md"]})
        == "16 numerals: 10 computed, 1 measured, 0 recorded, 3 given, 1 plain, 1 bare"
    )


@pytest.mark.parametrize(("plain", "computed", "fails"), [(3, 17, False), (15, 85, False), (4, 16, True), (1, 0, True)])
@pytest.mark.parametrize(
    ("name", "chapter"), [("chapters/a.md", True), ("index.md", False), ("a/chapters/b.md", False)]
)
def test_at_most_fifteen_per_cent_of_a_chapter_are_plain(
    plain: int, computed: int, fails: bool, name: str, chapter: bool
) -> None:
    page = Page(name, counts=Counter(plain=plain, computed=computed))
    problems = broken(Project(Path("/book")), {name: page})
    assert bool(problems) == (fails and chapter)
    if problems:
        assert str(problems[0]) == f"docs/{name}: {plain} of {plain + computed} numerals are plain, more than 15%"


def test_settings_in_the_front_matter_are_not_shown(toy_book: ToyBook) -> None:
    toy_book.write("docs/index.md", "---\ntitle: Three\nsearch:\n  boost: 0.2\n---\n\nWords.\n")
    toy_book.write("docs/other.md", "---\ntitle: Chapter 3\n---\n\nWords.\n")
    toy_book.ran()
    status, _, err = toy_book.command("check")
    assert status == 1
    assert err.count("error:") == 1
    assert err.startswith("error: docs/other.md:2: 3 is typed in")
