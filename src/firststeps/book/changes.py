"""What ``{{ build changes }}`` shows: facts and figures that differ from the accepted ones, old beside new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from firststeps.book import html
from firststeps.book.accepted import Move, moved
from firststeps.book.accepted_figures import DRAWING, MovedFigure, moved_figures, unpacked
from firststeps.book.facts import Value
from firststeps.book.marks import Shown
from firststeps.book.numerals import numerals
from firststeps.book.project import Project
from firststeps.book.results import Result

if TYPE_CHECKING:
    from firststeps.book.render import Page

UNMOVED = "Nothing has moved: every fact and every figure agrees with the accepted one."
OLD_DRAWINGS = "figures/accepted"  # below the site's root


def changes(project: Project, results: Mapping[str, Result], pages: Iterable[Page], prefix: str) -> Shown:
    """Return moved facts by experiment, then moved figures; ``prefix`` leads from the page to the site's root."""
    moves, figures = moved(project, results, pages), moved_figures(project, results)
    if not moves and not figures:
        return Shown(UNMOVED)
    counts: Counter[str] = Counter()
    scripts = dict.fromkeys(move.name.partition(".")[0] for move in moves)
    parts = [
        _table([move for move in moves if move.name.startswith(f"{script}.")], prefix, counts) for script in scripts
    ]
    parts += [_side_by_side(figure, results, prefix, counts) for figure in figures]
    return Shown("\n\n".join(parts), counts)


def told(project: Project, results: Mapping[str, Result], pages: Iterable[Page]) -> str:
    """Return what has moved as Markdown that can be read anywhere, a line for each fact and figure."""
    moves, figures = moved(project, results, pages), moved_figures(project, results)
    lines = [f"- `{move.name}`: {' became '.join(f'`{value}`' for value in _pair(move))}" for move in moves]
    lines += [f"- `{figure.name}`: drawn otherwise" for figure in figures]
    return "\n".join(lines or [UNMOVED]) + "\n"


def old_drawings(project: Project, results: Mapping[str, Result]) -> dict[Path, bytes]:
    """Return the accepted drawings of the figures that have moved, by where they go below the rendered pages."""
    return {
        project.pages / OLD_DRAWINGS / _file(figure): unpacked(figure.drawing)
        for figure in moved_figures(project, results)
    }


def _file(figure: MovedFigure) -> str:
    return figure.name.replace(".", "/") + ".svg"


def _table(moves: list[Move], prefix: str, counts: Counter[str]) -> str:
    """Return the moved facts of one experiment, below their common cause."""
    cause = f"{moves[0].name.partition('.')[0]} changed because {moves[0].cause}."
    counts["computed"] += len(numerals(cause))
    headings = ["fact", "accepted", "now", "page"]
    rows = []
    for move in moves:
        before, now = _pair(move)
        more = f", and {move.others} more of the list" if move.others else ""
        cells = [move.name, before, now + more]
        counts["computed"] += sum(len(numerals(text)) for text in (*cells, *move.pages))
        links = [_page_link(page, prefix) for page in move.pages]
        rows.append([*(_bound(cell, move.name) for cell in cells), ", ".join(links) or "none"])
    return f"{_bound(cause, moves[0].name)}\n\n{html.table(headings, rows, [False] * len(headings))}"


def _pair(move: Move) -> tuple[str, str]:
    """Return the values of then and now with as few digits as tell them apart, at least six."""
    if move.now is None:
        return _shown(move.accepted, ".6g"), "no longer recorded"
    short = _shown(move.accepted, ".6g"), _shown(move.now, ".6g")
    return short if short[0] != short[1] else (_shown(move.accepted, ".17g"), _shown(move.now, ".17g"))


def _shown(value: Value, spec: str) -> str:
    items = value if isinstance(value, list) else [value]
    return ", ".join(html.formatted_cell(item, spec if isinstance(item, float) else "") for item in items)


def _bound(words: str, name: str) -> str:
    return html.bound(words, "computed", f"{name}:change", "held by the build against the accepted value")


def _page_link(page: str, prefix: str) -> str:
    path = PurePosixPath(page)
    folder = path.parent if path.name == "index.md" else path.with_suffix("")
    address = prefix + ("" if str(folder) == "." else f"{folder}/") or "./"
    link = f'<a href="{escape(address)}"><code>{html.literal(page)}</code></a>'
    return html.bound_html(link, "computed", "build:page", "a page that shows the fact")


def _side_by_side(figure: MovedFigure, results: Mapping[str, Result], prefix: str, counts: Counter[str]) -> str:
    script, _, key = figure.name.partition(".")
    caption = f"{figure.name}: first as accepted, then as it is now; changed because {figure.cause}."
    if figure.gone:
        caption = f"{figure.name} as accepted; it is no longer drawn because {figure.cause}."
    counts["computed"] += len(numerals(caption))
    drawings = [_drawing(f"{prefix}{OLD_DRAWINGS}/{_file(figure)}", f"{figure.name} as accepted")]
    if not figure.gone:
        alt = f"{figure.name} now: {results[script].figures[key]['alt']}"
        counts["computed"] += len(numerals(alt))
        drawings.append(_drawing(f"{prefix}figures/{script}/{DRAWING.format(key)}", alt))
    both = "".join(drawings)
    return (
        f'<figure class="fs-changed"><div>{both}</div><figcaption>{_bound(caption, figure.name)}</figcaption></figure>'
    )


def _drawing(address: str, alt: str) -> str:
    return (
        f'<a {html.leading_to(address)}><img {html.leading_to(address, "src")} alt="{escape(alt)}" loading="lazy"></a>'
    )
