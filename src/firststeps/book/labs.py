"""Each experiment as a page: what it claims, its code cell by cell, and below each cell what it printed and showed.

The pages are made of the same parts as all others, from the one run of the build.  So a figure in a lab has its dark
and its narrow drawing, its numbers say where they come from, and any generator that builds the chapters builds the
labs.  The notebook itself (see ``notebook``) lies beside its page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from posixpath import dirname, relpath
from typing import TYPE_CHECKING, Any

from firststeps.book import html
from firststeps.book.errors import Problem
from firststeps.book.makers import read_tree
from firststeps.book.marks import Marks
from firststeps.book.notebook import docstring, notebook, steps
from firststeps.book.numerals import numerals
from firststeps.book.pages import page_title, shown_words
from firststeps.book.results import Result
from firststeps.book.templates import parse_reference

if TYPE_CHECKING:
    from firststeps.book.render import Page

FOLDER = "labs"
PREFIX = "../../"  # from a lab to the root of the site
BEHIND = "search:\n  boost: 0.2\n"  # in a search the chapter that explains a word comes before the code that uses it

_FIELDS = re.compile(r"\{([^{}]*)\}")


def lab_name(experiment: str) -> str:
    """Return the page of an experiment."""
    return f"{FOLDER}/{experiment}.md"


def shown_on(page: Page, results: Mapping[str, Result]) -> list[str]:
    """Return the experiments that ``page`` shows something of, in the order in which they appear."""
    names = (name for body in page.references for name in _named_in(body))
    return list(dict.fromkeys(name for name in names if name in results))


def _named_in(body: str) -> Iterator[str]:
    if body.startswith("`"):
        references = [parse_reference(text) for text in _FIELDS.findall(body)]
        yield from (reference.name.partition(".")[0] for reference in references if reference)
        return
    words = body.split()
    if words[0] == "demo":
        yield from (word.partition(".")[0] for word in words[3:])
        return
    what = words[1] if words[0] in ("figure", "table", "audio", "log", "code") and len(words) > 1 else words[0]
    yield what.partition(".")[0]


def pointer(page: Page, results: Mapping[str, Result]) -> str:
    """Return the line at the end of a chapter that leads to its experiments, nothing if it has none."""
    names = shown_on(page, results)
    if not names:
        return ""
    links = " · ".join(_link(results[name], page.name) for name in names)
    return f'\n<div class="fs-labs" markdown>\nTo read cell by cell, and to download: {links}\n</div>\n'


def listing(name: str, results: Mapping[str, Result], chapters: Sequence[Page]) -> str:
    """Return a list of all experiments for the page ``name``: claim, the chapters that show it, downloads."""
    order = dict.fromkeys(experiment for page in chapters for experiment in shown_on(page, results))
    shown_in = chapters_of(chapters, results)
    items = []
    for experiment in [*order, *(other for other in results if other not in order)]:
        result = results[experiment]
        claim = " ".join(docstring(result.source)[1].split("\n\n")[0].split())
        items.append(
            f"-   **{_link(result, name)}**\n\n    {claim}\n\n    {_places(result, name, shown_in[experiment])}\n"
        )
    return "\n".join(items)


def chapters_of(chapters: Sequence[Page], results: Mapping[str, Result]) -> dict[str, list[Page]]:
    """Return for each experiment the chapters that show something of it, in order."""
    found: dict[str, list[Page]] = {name: [] for name in results}
    for page in chapters:
        for name in shown_on(page, results):
            found[name].append(page)
    return found


def _places(result: Result, name: str, chapters: Sequence[Page]) -> str:
    """Return where the experiment is shown and where to get it, seen from the page ``name``; ``chapters`` show it."""
    links = [_page_link(page, name) for page in chapters]
    used = f"Shown in {', '.join(links)}. " if links else ""
    return used + _downloads(result, name)


def _link(result: Result, page: str) -> str:
    return f"[{html.literal(result.title)}]({relpath(lab_name(result.name), dirname(page) or '.')})"


def _page_link(page: Page, name: str) -> str:
    return f"[{page_title(page.text) or page.name}]({relpath(page.name, dirname(name) or '.')})"


def _downloads(result: Result, page: str) -> str:
    here = dirname(page) or "."
    as_notebook = relpath(f"{FOLDER}/{result.name}.ipynb", here)
    script = relpath(f"scripts/{result.name}.py", here)
    return (
        f"Download the [notebook]({as_notebook}){{ download={result.name}.ipynb }} "
        f"or the [script]({script}){{ download={result.name}.py }}."
    )


def notebook_file(result: Result) -> bytes:
    """Return the notebook of an experiment, to download."""
    parts = {"figures": result.figures, "tables": result.tables, "clips": result.clips}
    written = notebook(result.source, result.cells, parts, result.folder)
    return (json.dumps(written, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


@dataclass(frozen=True)
class LabWriter:
    """Fills the page of one experiment."""

    marks: Marks
    result: Result
    page: Page
    chapters: Sequence[Page]  # those that show it

    def write(self) -> Page:
        """Write text, counts and references of the page and return it."""
        _, claim = docstring(self.result.source)
        about = {"title": self.result.title, "description": " ".join(claim.split("\n\n")[0].split())}
        front = "".join(f"{key}: {json.dumps(text, ensure_ascii=False)}\n" for key, text in about.items() if text)
        parts = [
            f"---\n{front}{BEHIND}---",
            f'<p class="fs-eyebrow">{self._eyebrow()}</p>',
            f"# {html.literal(self.result.title)}",
            claim,
            _places(self.result, self.page.name, self.chapters),
        ]
        docstring_line = read_tree(self.result.source).body[0].lineno if claim else 1
        self._count_bare(f"{self.result.title}\n\n{claim}", docstring_line)
        for step in steps(self.result.source, self.result.cells):
            cell = self.result.cells[step.index]
            if step.title:
                parts.append(f"## {html.literal(step.title)}")
                self._count_bare(step.title, cell["first"] - 1)
            parts += [html.fence(step.code, "python", "fs-excerpt .fs-cell", "")] if step.code else []
            parts += self._shown_by(cell)
        self.page.text = "\n\n".join(part for part in parts if part) + "\n"
        return self.page

    def _eyebrow(self) -> str:
        listed = (self.marks.project.docs / FOLDER / "index.md").is_file()
        return '<a href="../">Lab</a>' if listed else "Lab"

    def _shown_by(self, cell: Mapping[str, Any]) -> Iterator[str]:
        if cell["output"].strip():
            yield html.fence(cell["output"], "text", "fs-log .fs-cell", "")
        for kind, names in (("figure", "figures"), ("table", "tables"), ("audio", "clips")):
            for name in cell[names]:
                mark = f"{kind} {self.result.name}.{name}"
                shown = self.marks.block(mark, PREFIX)
                self.page.references.append(mark)
                self.page.counts += shown.counts
                yield shown.text

    def _count_bare(self, text: str, first: int) -> None:
        """A numeral in a docstring or in the title of a cell is typed in, as on any page."""
        for offset, line in enumerate(shown_words(text).split("\n")):
            for numeral in numerals(line):
                self.page.counts["bare"] += 1
                message = f"{numeral} is typed into what the lab page shows as words; record it as a fact instead"
                self.page.bare.append(Problem(message, self.result.label, first + offset))
