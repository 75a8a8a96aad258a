"""Pages are left as they are, but for marks and comments; and what a reader sees of them is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from firststeps.book.pages import page_words, segments

import pytest
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from firststeps.book.render import Page


SURVIVORS = {
    "backtick fence": "```\n{{ one.loss }}\n```\n",
    "tilde fence": "~~~ python\n{{1: 2}}\n~~~\n",
    "dict in a fence": "```python\nx = {{1: 2}}\n```\n",
    "longer fence": "````\n```\n{{ a }}\n```\n{{ b }}\n````\n",
    "fence with attributes": '``` { .python title="a" }\n{{ a }}\n```\n',
    "indented fence": "- item\n\n    ```\n    {{ a }}\n    ```\n",
    "fence in a quote": "> ```\n> {{ a }}\n> ```\n",
    "fence inside a fence of the same length": "```markdown\n- item\n    ```python\n    x\n    ```\n{{ a }}\n```\n",
    "unclosed fence": "```\n{{ a }}\n",
    "one backtick": "a `{{ a }}` b\n",
    "two backticks": "a ``{{ ` }}`` b\n",
    "three backticks in a line": "```{{ a }}``` b\n",
    "code over two lines": "a `{{ a\n}}` b\n",
    "pre": "<pre>\n{{ a }}\n\n{{ b }}\n</pre>\n",
    "upper case": "<PRE>{{ a }}</PRE>\n",
    "code element": 'a <code class="x">{{ a }}</code> b\n',
    "script element": "<script>\nconst x = {{}};\n</script>\n",
    "style element": "<style>a {{ b }}</style>\n",
    "front matter": "---\ntitle: '{{ a }}'\n---\n\ntext\n",
    "single braces": "a { b } c }} d { {e} }\n",
}


@pytest.mark.parametrize("kind", SURVIVORS)
def test_braces_in_code_survive(rendered: Callable[[str], Page], kind: str) -> None:
    text = SURVIVORS[kind]
    assert rendered(text).text == text
    if kind != "unclosed fence":
        page = rendered(f"{text}\nafter {{{{ one.word }}}}\n")
        assert page.text.startswith(text)
        assert page.references == ["one.word"]


@pytest.mark.parametrize(
    "text",
    [
        "it's a \\` stray {{ one.word }} \\` pair",
        "- a stray ` here\n- {{ one.word }} and ` there",
        "a stray ` here\n\n{{ one.word }} and ` there",
        "| ` |\n| {{ one.word }} | ` |",
        "a stray ` alone {{ one.word }}",
        "<prefix> {{ one.word }} </prefix>",
        "---\n{{ one.word }}",
        "text\n---\n{{ one.word }}\n---\n",
    ],
)
def test_what_only_looks_like_code_is_no_code(rendered: Callable[[str], Page], text: str) -> None:
    assert rendered(text).references == ["one.word"]


def test_comments_are_left_out_with_their_marks(rendered: Callable[[str], Page]) -> None:
    page = rendered("a <!-- {{ no.such }} 42\n--> b\n")
    assert page.text == "a  b\n"
    assert (page.references, page.bare) == ([], [])


PIECES = st.sampled_from(
    [
        "`",
        "``",
        "```",
        "~~~",
        "{",
        "}",
        "{ {",
        "<pre>",
        "</pre>",
        "<",
        ">",
        "<!-",
        "---",
        "|",
        "- ",
        "1. ",
        "\\",
        " ",
        "a",
    ]
)
LINES = st.one_of(st.text(max_size=12), st.lists(PIECES, max_size=8).map("".join))


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_text_without_marks_is_left_as_it_is(text: str) -> None:
    text = re.sub(r"\{\{+", "{", text)
    parts = list(segments(text))
    assert "".join(part.text for part in parts) == text
    assert not any(part.part in ("mark", "block") for part in parts)
    position = 0
    for part in parts:
        assert part.line == text.count("\n", 0, position) + 1
        position += len(part.text)


@given(st.lists(st.one_of(LINES, st.just("{{ a.b }}"), st.just("x {{ a.b }} y")), max_size=12).map("\n".join))
def test_segments_are_the_page_and_words_keep_their_lines(text: str) -> None:
    assert "".join(part.text for part in segments(text)) == text
    words = page_words(text)
    assert (len(words), words.count("\n")) == (len(text), text.count("\n"))


def test_text_with_odd_characters_and_ends(rendered: Callable[[str], Page]) -> None:
    for text in ("", "\n", "a", "a\n\n\n", "\u2028a\x0cb\n", "ä€😀\n"):
        assert rendered(text).text == text
    assert rendered("\ufeff---\ntitle: x\n---\n").text == "---\ntitle: x\n---\n"
