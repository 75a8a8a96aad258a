"""Splits a Markdown page into words, code and marks, each with its line.

Where Markdown dialects differ, the page is read as Python-Markdown with SuperFences reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Part = Literal["words", "front", "comment", "fence", "html", "code", "mark", "block"]

# Inline code ends with its paragraph, list item, heading or row of a table.
_NEXT_BLOCK = r"\n[ \t>]*(?:\n|[-*+][ ]|\d+\.[ ]|\#|\||```|~~~)"

_PATTERN = re.compile(
    rf"""
    (?P<front>\A---\n.*?\n---\n)
  | (?P<comment><!--.*?-->)
  | (?P<fence>^(?P<inset>[ \t>]*)(?P<ticks>`{{3,}}|~{{3,}})(?![^\n]*(?P=ticks))[^\n]*\n
      (?:.*?^(?P=inset)(?P=ticks)[ \t]*$|.*\Z))
  | (?P<block>^[ \t]*\{{\{{(?P<block_body>(?:[^{{}}`"\n]|`[^`\n]*`|"[^"\n]*")*)\}}\}}[ \t]*$)
  | (?P<mark>\{{\{{(?P<body>(?:[^{{}}`"\n]|`[^`\n]*`|"[^"\n]*")*)\}}\}})
  | (?P<html><(?P<tag>pre|code|script|style)\b.*?</(?P=tag)>)
  | (?P<code>(?<![`\\])(?P<tick>`+)(?!`)(?:(?!{_NEXT_BLOCK}).)+?(?<!`)(?P=tick)(?!`))
  """,
    re.MULTILINE | re.DOTALL | re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Segment:
    """A stretch of a page."""

    part: Part
    text: str  # as it stands in the file
    line: int  # where it begins, counted from 1
    body: str = ""  # what a mark says
    indent: str = ""  # what stands before a block mark


def segments(text: str) -> Iterator[Segment]:
    """Yield the stretches of a page in order; together they are the page.

    Marks are not looked for in fences, inline code, comments, front matter, and the HTML elements of code.
    """
    position = 0
    for match in _PATTERN.finditer(text):
        if match.start() > position:
            yield Segment("words", text[position : match.start()], _line(text, position))
        yield _segment(match, _line(text, match.start()))
        position = match.end()
    if position < len(text):
        yield Segment("words", text[position:], _line(text, position))


def _segment(match: re.Match[str], line: int) -> Segment:
    whole = match.group(0)
    if match["block"] is not None:
        return Segment("block", whole, line, match["block_body"].strip(), whole[: whole.index("{")])
    if match["mark"] is not None:
        return Segment("mark", whole, line, match["body"].strip())
    parts: tuple[Part, ...] = ("front", "comment", "fence", "html", "code")
    return Segment(next(part for part in parts if match[part] is not None), whole, line)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


FILLER = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for a mark where the words around it are looked at

_ATTRIBUTE = rf"""(?:[#.][\w:{FILLER}-]+|[\w:-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'{{}}]+))"""
_NOT_SHOWN = re.compile(
    r"""
    (?<=\])\([^()\s]*(?=[\s)])              # the address of a link
  | (?<=\])\[[^\]\n]*\]                     # the label of a link that is defined elsewhere
  | ^[ \t]*\[(?!\^)[^\]\n]+\]:[ \t]+\S+(?=[ \t]*(?:$|["'(]))  # a link definition
  | <[a-zA-Z][a-zA-Z+.-]*:[^>\s]+>          # an address in angle brackets
  | \b(?:https?|ftp)://[^\s)>\]]+           # a bare address
  | \[\^[^\]\n]+\]                          # a footnote's mark
  | &\#?\w+;                                # an entity
  """,
    re.MULTILINE | re.VERBOSE,
)
_TAG = re.compile(rf"</?[a-zA-Z](?:(?!\n[ \t]*\n)[^<>])*>|\{{:?[ ]*(?:{_ATTRIBUTE}[ ]*)+\}}")
_SHOWN_ATTRIBUTE = re.compile(r"""\b(?:alt|title|aria-label)\s*=\s*("[^"]*"|'[^']*')""")
_MARKER = re.compile(r"[ \t>]*(?:\d+\.|[-*+])(?=[ \t])")
_IMAGE = re.compile(r"!\[[^\]\n]*\](?=[(\[])")
_TITLE = re.compile(r"\A---\n(?:.*\n)*?title:[ \t]*(.+)\n|^#[ \t]+(.+)$", re.MULTILINE)
_FENCE_TITLE = re.compile(r'\btitle="([^"\n]*)"')


def page_title(text: str) -> str:
    """Return the title of a page, from its front matter or its first heading; nothing if it has neither."""
    found = _TITLE.search(text)
    return (found[1] or found[2]).strip(" \"'") if found else ""


def page_words(text: str) -> str:
    """Return the page with all but its words blanked out and a ``FILLER`` for each mark, lines where they are."""
    masks = {"words": "", "mark": FILLER, "block": FILLER, "code": "x"}
    return "".join(
        part.text if part.part == "words" else re.sub(r"[^\n]", masks.get(part.part, " "), part.text)
        for part in segments(text)
    )


def misplaced_marks(words: str) -> Iterator[int]:
    """Yield the lines of marks in ``page_words`` that would break a tag, an address or the text of an image."""
    for pattern in (_NOT_SHOWN, _TAG, _IMAGE):
        for match in pattern.finditer(words):
            if FILLER in match.group(0):
                yield _line(words, match.start() + match.group(0).index(FILLER))


def shown_words(words: str) -> str:
    """Blank out what a reader does not see (addresses, tags, list markers), keeping every line where it is."""
    return _TAG.sub(_only_shown_attributes, _NOT_SHOWN.sub(_blank, "\n".join(_without_list_markers(words))))


def shown_html(element: str) -> str:
    """Return what a reader sees of an HTML element of code: nothing of a script or a style sheet."""
    hidden = element[1:].lower().startswith(("script", "style"))
    return re.sub(r"[^\n]", " ", element) if hidden else shown_words(element)


def shown_front(front: str) -> str:
    """Blank out all of a front matter but title and description: the rest are settings that no reader sees."""
    shown = ("title:", "description:")
    return "\n".join(line if line.startswith(shown) else "" for line in front.split("\n"))


def shown_fence(fence: str) -> str:
    """Return what a reader sees of a fenced block: of its first line only a title."""
    first, _, rest = fence.partition("\n")
    title = _FENCE_TITLE.search(first)
    return (title.group(1) if title else "") + "\n" + rest


def _without_list_markers(words: str) -> Iterator[str]:
    """Yield the lines without the numbers of list items; a number that begins a line of a sentence is none."""
    begins, inside_list = True, False
    for line in words.split("\n"):
        marker = _MARKER.match(line)
        if begins:
            inside_list = marker is not None
        yield " " * marker.end() + line[marker.end() :] if marker and inside_list else line
        begins = not line.strip(" \t>") or line.lstrip(" \t>").startswith(("#", "!!!", "???", "==="))


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group(0))


def _only_shown_attributes(match: re.Match[str]) -> str:
    tag = match.group(0)
    kept = [" "] * len(tag)
    for attribute in _SHOWN_ATTRIBUTE.finditer(tag):
        kept[attribute.start(1) : attribute.end(1)] = attribute.group(1)
    return "".join("\n" if original == "\n" else shown for original, shown in zip(tag, kept, strict=True))
