"""The Markdown and HTML that marks turn into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Literal
from urllib.parse import quote

from firststeps.book import screens
from firststeps.book.datasets import profile_words, shown_files
from firststeps.book.facts import Fact, Kind, Scalar, formatted
from firststeps.book.numerals import typographic
from firststeps.book.recording import ABSENT, LAYOUTS, THEMES
from firststeps.book.results import Result

_IN_TEXT = {ord(sign): f"&#{ord(sign)};" for sign in "\\`*_{}[]|~^"}
_IN_ATTRIBUTES = {ord(sign): f"&#{ord(sign)};" for sign in "\\`[]|"}

_MADE_WITH = "the functions of the project and the script that made the values drawn"

TERM_ID = "term-"  # before the id of a term where it is explained; the entry has the same id without it
NARROW = "(max-width: 44.9375em)"  # below this the wide drawing would not fit into the text column


def literal(text: str) -> str:
    """Return text as HTML in which Markdown sees nothing of its own: ``_silence_`` keeps its underscores."""
    return escape(" ".join(text.splitlines()), quote=False).translate(_IN_TEXT)


def _attribute(text: str) -> str:
    return escape(" ".join(text.splitlines())).translate(_IN_ATTRIBUTES)


def number(shown: str, fact: Fact, name: str, maker: str) -> str:
    """Return a fact as it stands in a sentence; ``maker`` is what made it, see ``Result.maker``."""
    return bound(typographic(shown), fact.kind, name, origin(fact, maker))


def bound(shown: str, kind: Kind, name: str, says: str) -> str:
    """Return text that is bound to a fact called ``name``, with what a reader is told about its origin."""
    return bound_html(literal(shown), kind, name, says)


def plain(shown: str, reason: str) -> str:
    """Return a numeral that is part of the wording."""
    return f'<span class="fs-plain" data-reason="{_attribute(reason)}">{literal(shown)}</span>'


def term(shown: str, slug: str, definition: str, glossary: str) -> str:
    """Return a term where it is explained; it leads to its entry on the page at ``glossary``."""
    link = f'<a {leading_to(f"{glossary}#{slug}")} title="{_attribute(definition)}">{literal(shown)}</a>'
    return f'<dfn class="fs-term" id="{TERM_ID}{slug}">{link}</dfn>'


def entry(name: str, slug: str, explained: Iterable[tuple[str, str]]) -> str:
    """Return the head of an entry of the glossary, with the pages (address, title) that explain it."""
    links = "".join(f' <a class="fs-explained" {leading_to(place)}>{literal(title)}</a>' for place, title in explained)
    return f'<span class="fs-entry" id="{slug}">{literal(name)}</span>{links}'


def origin(fact: Fact, maker: str) -> str:
    """Return where a fact comes from, in words."""
    what = f"{fact.label}: " if fact.label else ""
    unit = f" (in {fact.unit})" if fact.unit else ""
    if fact.kind == "given":
        return f"{what}given by {fact.source}{unit}"
    if fact.kind == "recorded":
        return f"{what}recorded by {fact.source}, read by {maker}{unit}"
    place = ", on the machine that built this page" if fact.kind == "measured" else ""
    return f"{what}{fact.kind} by {maker}{place}{unit}"


def leading_to(address: str, attribute: str = "href") -> str:
    """Return an attribute with an address that is relative to the finished page.

    Without quotes on purpose: Zensical takes a quoted one for an address relative to the Markdown file and rewrites it,
    MkDocs leaves both alone.  An unquoted one holds no space, quote, ``=``, ``<``, ``>`` or backtick.
    """
    return f"{attribute}={quote(address, safe='/#')}"


def figure(name: str, result: Result, prefix: str) -> str:
    """Return a figure: a drawing for each theme and width, caption and source; ``prefix`` leads to the site's root."""
    known = result.figures[name]
    folder = f"{prefix}figures/{result.name}"
    caption = "".join(_caption_piece(piece, result) for piece in known["caption"])
    return "\n".join(
        [
            f'<figure class="fs-figure" id="{result.name}-{name}" data-figure="{result.name}.{name}">',
            *(_picture(f"{folder}/{name}", theme, known) for theme in THEMES),
            *([f"<figcaption>{caption}</figcaption>"] if caption else []),
            source(result, ("figure", name), prefix, [(f"{folder}/{name}.csv", "plotted data (CSV)")]),
            "</figure>",
        ]
    )


def _picture(stem: str, theme: str, known: dict[str, object]) -> str:
    sizes = known["sizes"]
    assert isinstance(sizes, dict)
    (wide, high), (narrow, narrow_high) = (sizes[layout] for layout in LAYOUTS)
    narrow_file = leading_to(f"{stem}-narrow-{theme}.svg", "srcset")
    wide_file = leading_to(f"{stem}-wide-{theme}.svg", "src")
    return (
        f'<picture class="fs-{theme}">'
        f'<source media="{NARROW}" {narrow_file} width="{narrow}" height="{narrow_high}">'
        f'<img {wide_file} alt="{escape(str(known["alt"]))}" width="{wide}" height="{high}"'
        ' loading="lazy"></picture>'
    )


def clip(name: str, result: Result, prefix: str) -> str:
    """Return a player for a clip of sound with its caption, what one hears in words, and its source."""
    known = result.clips[name]
    address = f"{prefix}figures/{result.name}/{name}.wav"
    heard = f"{result.name}-{name}-heard"
    says = bound(known["says"], "computed", f"{result.name}:{name}", "what one hears, filled in by the script")
    links = [(address, "the clip (WAV)")]
    screen = known.get("screen")
    if screen:
        links.append((f"{prefix}figures/{result.name}/{name}.cast", "the screen (asciicast)"))
    return "\n".join(
        [
            f'<figure class="fs-clip" id="{result.name}-{name}" data-clip="{result.name}.{name}">',
            f"<figcaption>{''.join(_caption_piece(piece, result) for piece in known['caption'])}</figcaption>",
            f'<audio controls preload="none" {leading_to(address, "src")} '
            f'aria-label="{_attribute("".join(piece["text"] for piece in known["caption"]))}" '
            f'aria-describedby="{heard}"></audio>',
            f'<p class="fs-heard" id="{heard}">{says}</p>',
            *([screens.shown(screen, "What the terminal shows")] if screen else []),
            source(result, ("audio", name), prefix, links),
            "</figure>",
        ]
    )


def _caption_piece(piece: dict[str, str], result: Result) -> str:
    if "fact" not in piece:
        return escape(piece["text"], quote=False)
    fact = result.facts[piece["fact"]]
    return number(piece["text"], fact, f"{result.name}.{piece['fact']}", result.maker(piece["fact"]))


def source(
    result: Result, part: tuple[Literal["figure", "audio"], str], prefix: str, links: Iterable[tuple[str, str]] = ()
) -> str:
    """Return the small fold under a figure or a clip that says where it comes from."""
    what, key = part
    name = f"{result.name}:{key}"
    seed = "none needed" if result.inputs.seed is None else str(result.inputs.seed)
    files = ", ".join(_file(key, digest) for key, digest in shown_files(result.inputs.data)) or "none"
    functions = ", ".join(
        f"<code>{escape(function)}</code>" for function in (result.functions("figure", key) if what == "figure" else ())
    )
    _, *place = result.place(what, key).split(", ", 1)
    items = [
        f"script <a {leading_to(f'{prefix}scripts/{result.name}.py')}><code>{escape(result.label)}</code></a>"
        + "".join(f", {bound(words, 'computed', name, 'where the script records it')}" for words in place),
        *([f"made with {bound_html(functions, 'computed', name, _MADE_WITH)}"] if functions else []),
        f"<a {leading_to(f'{prefix}labs/{result.name}/')}>the experiment as a notebook page</a>",
        *(f"<a {leading_to(address)}>{escape(words)}</a>" for address, words in links),
        f"data read: {bound_html(files, 'computed', f'{result.name}:data', 'files that the script declared')}",
        f"from: {bound(profile_words(result.profile), 'computed', f'{result.name}:source', 'where the data lay')}",
        "kind: computed, drawn by the build" if what == "figure" else "kind: computed, written by the build",
        f"seed: {bound(seed, 'computed', f'{result.name}:seed', 'the seed that the script declared')}",
    ]
    return _fold(items)


def demo_source(program: str, results: Iterable[Result], prefix: str, files: Iterable[str] = ()) -> str:
    """Return the small fold under a demo that says what it reads and what computes the rest."""
    items = [
        f"program <code>{escape(program)}</code>, run by your browser; a test holds it against the book's own code"
    ]
    for result in results:
        script = f"<a {leading_to(f'{prefix}scripts/{result.name}.py')}><code>{escape(result.label)}</code></a>"
        lab = f"<a {leading_to(f'{prefix}labs/{result.name}/')}>as a notebook page</a>"
        items.append(f"facts recorded by script {script} ({lab})")
    items += [f"with <code>{escape(file)}</code>, as the script read or made it" for file in files]
    return _fold(items)


def _fold(items: Iterable[str]) -> str:
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f'<details class="fs-source"><summary>Source</summary><ul>{listed}</ul></details>'


def _file(key: str, digest: str) -> str:
    known = "absent" if digest == ABSENT else f"SHA-256 {digest[:12]}"
    return f"<code>{escape(key)}</code> ({known})"


def bound_html(shown: str, kind: Kind, name: str, says: str) -> str:
    """Return HTML that is bound to a fact called ``name``."""
    about = f'data-fact="{escape(name)}" data-kind="{kind}" title="{_attribute(says)}"'
    return f'<span class="fs-number" {about}>{shown}</span>'


def formatted_cell(value: Scalar, spec: str) -> str:
    """Return a table cell's value as shown."""
    return typographic(formatted("a table's cell", value, None, spec))


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[bool]) -> str:
    """Return a Markdown table of ready HTML or Markdown cells; numeric columns are aligned to the right."""
    rule = ["--:" if right else ":--" for right in numeric]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (headings, rule, *rows))


def fence(text: str, language: str, kind: str, title: str) -> str:
    """Return a fenced block that was taken from a script or its output, long enough for any fence inside."""
    ticks = "```"
    while ticks in text:
        ticks += "`"
    body = text.strip("\n")
    return f'{ticks} {{ .{language} .{kind} title="{_attribute(title)}" }}\n{body}\n{ticks}'
