"""The book computed anew on the reader's machine, and held fact by fact against the published one.

Results go into a folder of their own: neither the site nor the results of builds are touched.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from firststeps.book.accepted import accepted_file, held, kept
from firststeps.book.builder import Notify, Options, bring_up_to_date
from firststeps.book.causes import causes, remembered, said
from firststeps.book.errors import BookError
from firststeps.book.facts import Scalar, Value
from firststeps.book.project import Project
from firststeps.book.results import Result, load_results

FOLDER = "build/reproduced"  # below the root of the project
LIST = "facts.tsv"  # in that folder: every number, published and computed here

Verdict = Literal["equal", "within", "moved", "gone", "new"]


@dataclass(frozen=True)
class Line:
    """A number or a word of the book, as published and as it came out here."""

    name: str  # of a fact, with the place in the list if it is one: script.fact[3]
    published: Scalar | None  # None if the fact is new
    here: Scalar | None  # None if it was not computed
    tolerance: float  # absolute
    verdict: Verdict
    cause: str  # what differs between the inputs of then and now, in words

    @property
    def difference(self) -> float | None:
        """By how much it differs; None where there is no number on both sides."""
        if not _is_number(self.published) or not _is_number(self.here):
            return None
        return float(self.here) - float(self.published)  # type: ignore[arg-type]

    def __str__(self) -> str:
        """Return it in a line."""
        if self.verdict in ("gone", "new"):
            return f"{self.name}: {'was not computed here' if self.verdict == 'gone' else 'is not among the published'}"
        by = "" if self.difference is None else f", differs by {self.difference:.3g}, tolerance {self.tolerance:.3g}"
        return f"{self.name}: published {self.published}, here {self.here}{by}"


@dataclass(frozen=True)
class Reproduced:
    """What came of it."""

    profile: str  # of the data, as ``datasets.profile`` tells it; several are joined by commas
    lines: tuple[Line, ...]
    measured: int  # facts that belong to the machine and are not held

    def count(self, *verdicts: Verdict) -> int:
        """Return how many numbers and words came out like this."""
        counts = Counter(line.verdict for line in self.lines)
        return sum(counts[verdict] for verdict in verdicts)


def reproduce(project: Project, options: Options, notify: Notify) -> Reproduced:
    """Run every experiment, whatever earlier builds left, and compare what it recorded.

    Args:
        project: the book, which stays as it is but for ``FOLDER``.
        options: how scripts are run.
        notify: is told how it goes.

    Raises:
        BookError: if an experiment fails.
    """
    own = replace(project, built=FOLDER)
    shutil.rmtree(own.build, ignore_errors=True)
    outcome = bring_up_to_date(own, options, notify)
    if outcome.problems:
        raise BookError(*outcome.problems)
    results = load_results(own, options.only)
    lines = tuple(line for result in results.values() for line in compared(own, result))
    (own.build / LIST).write_text(_listed(lines), encoding="utf-8")
    profiles = ", ".join(sorted({result.profile for result in results.values()}))
    measured = sum(fact.kind == "measured" for result in results.values() for fact in result.facts.values())
    return Reproduced(profiles, lines, measured)


def compared(project: Project, result: Result) -> Iterator[Line]:
    """Yield every number and word of an experiment, in the order of the published ones, new ones last."""
    then, present = kept(project, accepted_file(project, result)), held(result)
    cause = said(causes(then["inputs"], remembered(result.inputs.to_json())))
    for key, entry in then["facts"].items():
        now = present[key].value if key in present else None
        yield from _lines(f"{result.name}.{key}", entry, now, cause)
    for key in present:
        if key not in then["facts"]:
            yield Line(f"{result.name}.{key}", None, None, 0.0, "new", cause)


def _lines(name: str, entry: Mapping[str, Any], now: Value | None, cause: str) -> Iterator[Line]:
    before, tolerance = entry["value"], entry["tolerance"]
    if not isinstance(before, list):
        yield _line(name, before, now if not isinstance(now, list) else None, tolerance, cause)
        return
    there = now if isinstance(now, list) and len(now) == len(before) else [None] * len(before)
    each = tolerance if isinstance(tolerance, list) else [tolerance] * len(before)
    for place, (one, other, allowed) in enumerate(zip(before, there, each, strict=True)):
        yield _line(f"{name}[{place}]", one, other, allowed, cause)


def _line(name: str, before: Scalar, now: Scalar | None, tolerance: float, cause: str) -> Line:
    verdict: Verdict = "moved"
    if now is None:
        verdict = "gone"
    elif now == before and isinstance(now, bool) == isinstance(before, bool):
        verdict = "equal"
    elif _is_number(before) and _is_number(now) and abs(float(before) - float(now)) <= tolerance:
        verdict = "within"
    return Line(name, before, now, tolerance, verdict, cause)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _listed(lines: Iterable[Line]) -> str:
    """Return all lines as a table with tabs between the columns."""
    text = io.StringIO()
    table = csv.writer(text, dialect="excel-tab", lineterminator="\n")
    table.writerow(["fact", "published", "here", "tolerance", "verdict"])
    table.writerows([line.name, line.published, line.here, line.tolerance, line.verdict] for line in lines)
    return text.getvalue()


def told(found: Reproduced, project: Project) -> Iterator[str]:
    """Yield what a reader should know, line by line: what differs, by how much and why, then how much is the same."""
    shown: set[str] = set()
    for line in found.lines:
        if line.verdict == "equal":
            continue
        yield str(line)
        script = line.name.partition(".")[0]
        if line.verdict != "within" and script not in shown:
            shown.add(script)
            yield f"    {script} may have changed because {line.cause}"
    yield f"data: {found.profile}"
    yield f"{found.count('equal'):,} of {len(found.lines):,} numbers and words are equal, to the last digit"
    yield f"{found.count('within'):,} differ by no more than their tolerance"
    gone, new = found.count("gone"), found.count("new")
    yield f"{found.count('moved'):,} differ by more; {gone:,} are missing, {new:,} are new"
    yield f"{found.measured:,} more were measured and belong to the machine; they are not held"
    yield f"every one of them, with its tolerance: {project.label(project.root / FOLDER / LIST)}"
