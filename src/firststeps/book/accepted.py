"""Accepted facts: what the book said when somebody last read it and agreed.

They are committed as ``accepted/PROFILE/EXPERIMENT.json``, a file for each experiment and data profile, because other
data give other numbers.  An entry is ``{"value": ..., "tolerance": ...}``; the tolerance is absolute, a list where the
items of a fact need different ones.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firststeps.book.errors import BookError, Problem
from firststeps.book.facts import Fact, Scalar, Value
from firststeps.book.files import read_json, write_json
from firststeps.book.project import Project
from firststeps.book.render import Page
from firststeps.book.results import Result

Tolerance = float | list[float]  # a list has one for each item of the fact

_PRECISION = re.compile(r"(?:\.(\d+))?([eEfFgG%])$")
_DEFAULT_PRECISION = 6  # of Python's formats; "g" shows floats that a page gives no format


@dataclass(frozen=True)
class Move:
    """A fact that differs from the accepted one by more than its tolerance."""

    name: str
    accepted: Value
    now: Value
    pages: tuple[str, ...]

    def __str__(self) -> str:
        """Return ``name old → new (pages that show it)``."""
        where = f" ({', '.join(self.pages)})" if self.pages else ""
        return f"{self.name} {self.accepted} → {self.now}{where}"


def moved(project: Project, results: Mapping[str, Result], pages: Iterable[Page]) -> list[Move]:
    """Return the computed and recorded facts that have moved away from the accepted ones."""
    shown = _shown_on(pages)
    moves = []
    for name, result in results.items():
        kept = _kept(project, accepted_file(project, result))
        for key, fact in _held(result).items():
            entry = kept.get(key)
            if entry is not None and not _agree(entry["value"], fact.value, entry["tolerance"]):
                moves.append(Move(f"{name}.{key}", entry["value"], fact.value, shown.get(f"{name}.{key}", ())))
    return moves


def accept(project: Project, results: Mapping[str, Result], pages: Iterable[Page]) -> list[Path]:
    """Write the present facts as the accepted ones and return the files that changed."""
    precisions = _printed_precisions(pages)
    changed = []
    for name, result in results.items():
        entries = {
            key: {"value": fact.value, "tolerance": _tolerance(fact, precisions.get(f"{name}.{key}", ["g"]))}
            for key, fact in _held(result).items()
        }
        path = accepted_file(project, result)
        before = read_json(path)
        if entries != before:
            write_json(path, entries)
            changed.append(path)
    return changed


def accepted_file(project: Project, result: Result) -> Path:
    """Return where the accepted facts of an experiment lie, for the data that it was run on."""
    return project.accepted / result.profile / f"{result.name}.json"


def _kept(project: Project, path: Path) -> dict[str, Any]:
    kept = read_json(path)
    if kept is None and not path.exists():
        return {}
    if not isinstance(kept, dict) or not all(
        isinstance(entry, dict) and entry.keys() == {"value", "tolerance"} for entry in kept.values()
    ):
        raise BookError(
            Problem(
                "does not hold accepted facts: restore it, or delete it and run `firststeps accept`",
                project.label(path),
            )
        )
    return kept


def _held(result: Result) -> dict[str, Fact]:
    return {key: fact for key, fact in result.facts.items() if fact.kind in ("computed", "recorded")}


def _agree(before: Value, now: Value, tolerance: Tolerance) -> bool:
    if not isinstance(before, list) or not isinstance(now, list):
        return not isinstance(before, list | tuple) and _scalars_agree(before, now, tolerance)
    each = tolerance if isinstance(tolerance, list) else [tolerance] * len(before)
    return len(before) == len(now) and all(map(_scalars_agree, before, now, each))


def _scalars_agree(before: Scalar, now: Value, tolerance: Tolerance) -> bool:
    numbers = [value for value in (before, now) if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) == 2 and not isinstance(tolerance, list):
        return abs(numbers[0] - numbers[1]) <= tolerance
    return before == now


def _tolerance(fact: Fact, specs: Iterable[str]) -> Tolerance:
    """Return the fact's own tolerance, else half a unit of the last digit that a page prints, item by item."""
    if fact.tolerance is not None:
        return fact.tolerance
    values = fact.value if isinstance(fact.value, list) else [fact.value]
    each = [min(_half_a_digit(v, spec) for spec in specs) if isinstance(v, float) else 0.0 for v in values]
    return each if len(set(each)) > 1 else each[0]


def _half_a_digit(value: float, spec: str) -> float:
    match = _PRECISION.search(spec)
    precision, letter = (match.group(1), match.group(2)) if match else (None, "g")
    digits = _DEFAULT_PRECISION if precision is None else int(precision)
    if letter in "fF%":
        return 0.5 * 10.0 ** -(digits + (2 if letter == "%" else 0))
    significant = digits + 1 if letter in "eE" else max(digits, 1)
    exponent = math.floor(math.log10(abs(value))) if value else 0
    return 0.5 * 10.0 ** (exponent - significant + 1)


def _shown_on(pages: Iterable[Page]) -> dict[str, tuple[str, ...]]:
    shown: dict[str, tuple[str, ...]] = {}
    for page in pages:
        for reference in page.facts():
            if page.name not in shown.get(reference.name, ()):
                shown[reference.name] = (*shown.get(reference.name, ()), page.name)
    return shown


def _printed_precisions(pages: Iterable[Page]) -> dict[str, list[str]]:
    precisions: dict[str, list[str]] = {}
    for page in pages:
        for reference in page.facts():
            precisions.setdefault(reference.name, []).append(reference.spec)
    return precisions
