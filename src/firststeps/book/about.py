"""Lists about the build itself: the labs, what ran, how the numbers are covered, which versions and data were used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from firststeps.book import html, labs
from firststeps.book.changes import changes
from firststeps.book.commands import commands
from firststeps.book.datasets import profile, profile_words, shown_files
from firststeps.book.facts import KINDS, Kind
from firststeps.book.files import read_json
from firststeps.book.marks import MarkError, Shown
from firststeps.book.numerals import numerals
from firststeps.book.project import Project
from firststeps.book.recording import ABSENT
from firststeps.book.reproduce import compared
from firststeps.book.results import Result

if TYPE_CHECKING:
    from firststeps.book.render import Page

# What stands where the pages' weights will: they are known only when the site is there.
PLACE = '<p data-build="pages">The pages are weighed when the site is built; a preview has no table.</p>'


@dataclass(frozen=True)
class About:
    """Expands ``{{ build ... }}`` marks."""

    project: Project
    results: Mapping[str, Result]
    pages: Mapping[str, Page]  # those rendered so far

    def block(self, what: str, page: str, prefix: str) -> Shown:
        """Return what ``{{ build what }}`` on ``page`` asks for; ``prefix`` leads from there to the site's root.

        Raises:
            MarkError: if there is no such table.
        """
        tables: dict[str, Callable[[], Shown]] = {
            "experiments": lambda: self._experiments(prefix),
            "numbers": self._numbers,
            "demos": self._demos,
            "pages": lambda: Shown(PLACE),
            "versions": self._versions,
            "data": self._data,
            "machine": self._machine,
            "changes": lambda: changes(self.project, self.results, self.pages.values(), prefix),
            "commands": lambda: commands(self.project),
            "held": self._held,
            "labs": lambda: Shown(labs.listing(page, self.results, self.chapters())),
        }
        if what not in tables:
            raise MarkError(f"unknown mark build {what}; there are: {', '.join(tables)}")
        return tables[what]()

    def chapters(self) -> list[Page]:
        """Return the chapters rendered so far, in order."""
        return [page for name, page in sorted(self.pages.items()) if is_chapter(name, self.project.chapters)]

    def _experiments(self, prefix: str) -> Shown:
        report = read_json(self.project.report) or {"experiments": []}
        entries = {entry["name"]: entry for entry in report["experiments"]}
        rows = []
        for name, result in self.results.items():
            entry = entries.get(name, {"status": "cached", "because": ""})
            link = f"<a {html.leading_to(f'{prefix}scripts/{name}.py')}><code>{html.literal(result.label)}</code></a>"
            rows.append([link, entry["status"], f"{result.seconds:.1f}", _shortened(entry["because"])])
        return _table(["experiment", "status", "seconds", "because"], rows, "measured", (False, False, True, False))

    def _numbers(self) -> Shown:
        headings = ["page", *KINDS, "plain", "bare", "bound"]
        rows = [
            [f"`{name}`", *(str(page.counts[kind]) for kind in (*KINDS, "plain", "bare")), coverage(page.counts)]
            for name, page in sorted(self.pages.items())
        ]
        total: Counter[str] = Counter()
        for page in self.pages.values():
            total += page.counts
        rows.append(["all pages", *(str(total[kind]) for kind in (*KINDS, "plain", "bare")), coverage(total)])
        return _table(headings, rows, "computed", (False, *[True] * (len(headings) - 1)))

    def _held(self) -> Shown:
        rows = []
        total = [0, 0, 0]
        for name, result in self.results.items():
            lines = list(compared(self.project, result))
            exact = sum(line.tolerance == 0 for line in lines)
            measured = sum(fact.kind == "measured" for fact in result.facts.values())
            row = [len(lines), exact, measured]
            total = [so_far + more for so_far, more in zip(total, row, strict=True)]
            rows.append([f"`{name}`", *(f"{count:,}" for count in row)])
        rows.append(["all", *(f"{count:,}" for count in total)])
        headings = ["experiment", "held", "exactly", "measured"]
        return _table(headings, rows, "computed", (False, True, True, True))

    def _demos(self) -> Shown:
        rows = [
            [
                f"`{name}`",
                ", ".join(sorted(page.demos)),
                f"{sum(page.demos.values()):,}",
                f"{page.demo_files:,}",
            ]
            for name, page in sorted(self.pages.items())
            if page.demos
        ]
        allowed = [f"{limit:,}" for limit in (self.project.demo_bytes, self.project.demo_file_bytes)]
        headings = ["page", "demos", f"bytes, of {allowed[0]}", f"in files, of {allowed[1]}"]
        return _table(headings, rows, "computed", (False, False, True, True))

    def _versions(self) -> Shown:
        versions: dict[str, str] = {}
        for result in self.results.values():
            installed = {name: version for name, version in result.inputs.libraries.items() if version != ABSENT}
            versions |= {"Python": result.inputs.python} | installed
        rows = [[name, version] for name, version in sorted(versions.items(), key=lambda item: item[0].lower())]
        return _table(["library", "version"], rows, "computed", (False, True))

    def _data(self) -> Shown:
        users: dict[tuple[str, str], list[str]] = {}
        for result in self.results.values():
            for key, digest in shown_files(result.inputs.data):
                users.setdefault((key, digest), []).append(result.name)
        rows = [
            [f"`{key}`", profile_words(profile([key])), f"{digest[:12]}", ", ".join(names)]
            for (key, digest), names in users.items()
        ]
        headings = ["file", "belongs to", "SHA-256, first digits", "read by"]
        return _table(headings, sorted(rows), "computed", (False, False, False, False))

    def _machine(self) -> Shown:
        machines = {tuple(sorted((k, str(v)) for k, v in result.machine.items())) for result in self.results.values()}
        rows = [[key, value] for machine in sorted(machines) for key, value in machine]
        return _table(["machine", "is"], rows, "measured", (False, False))


def _shortened(because: str) -> str:
    first, *others = because.split("; ")
    return f"{first}, and {len(others)} more" if others else first


def coverage(counts: Counter[str]) -> str:
    """Return the share of numerals that are bound to a fact."""
    total = sum(counts.values())
    return f"{sum(counts[kind] for kind in KINDS) / total:.0%}" if total else "–"


def is_chapter(name: str, chapters: str) -> bool:
    """Return whether the page ``name`` is one of the chapters, for which stricter rules hold."""
    return PurePosixPath(name).parts[0] == chapters


def _table(headings: list[str], rows: list[list[str]], kind: Kind, numeric: tuple[bool, ...]) -> Shown:
    counts: Counter[str] = Counter()
    bound_rows = []
    for row in rows:
        counts[kind] += sum(len(numerals(cell)) for cell in row)
        bound_rows.append([_cell(cell, kind) for cell in row])
    bound_headings = [_cell(heading, kind) for heading in headings]
    return Shown(html.table(bound_headings, bound_rows, numeric), counts)


def _cell(cell: str, kind: Kind) -> str:
    says = f"{kind} by the build"
    if cell.startswith("`"):
        return html.bound_html(f"<code>{html.literal(cell.strip('`'))}</code>", kind, "build", says)
    if cell.startswith("<a "):
        return html.bound_html(cell, kind, "build", says)
    return html.bound(cell, kind, "build", says)
