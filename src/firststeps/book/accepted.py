"""Accepted facts: what the book said when somebody last read it and agreed.

They are committed as ``accepted/PROFILE/EXPERIMENT.json``, a file for each experiment and data profile, because other
data give other numbers.  Under ``facts`` an entry is ``{"value": ..., "tolerance": ...}``; the tolerance is absolute, a
list where the items of a fact need different ones.  Under ``inputs`` stands what the values were made from: when one
moves, the difference to the present inputs is the cause.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firststeps.book.causes import causes, remembered, said
from firststeps.book.errors import BookError, Problem
from firststeps.book.facts import Fact, Scalar, Value
from firststeps.book.files import read_json, write_json
from firststeps.book.project import Project
from firststeps.book.results import Result

if TYPE_CHECKING:
    from firststeps.book.render import Page

Tolerance = float | list[float]  # a list has one for each item of the fact

_PRECISION = re.compile(r"(?:\.(\d+))?([eEfFgG%])$")
_DEFAULT_PRECISION = 6  # of Python's formats; "g" shows floats that a page gives no format


@dataclass(frozen=True)
class Move:
    """A fact that differs from the accepted one by more than its tolerance, or is no longer recorded."""

    name: str  # of a list, the first item that moved: name[3]
    accepted: Value
    now: Value | None
    pages: tuple[str, ...]
    cause: str  # what differs between the inputs of then and now, in words
    others: int = 0  # further items of the list that moved

    def __str__(self) -> str:
        """Return ``name old → new (pages that show it); changed because ...``."""
        where = f" ({', '.join(self.pages)})" if self.pages else ""
        more = f", and {self.others} more of the list" if self.others else ""
        moved = f"{self.accepted} → {'no longer recorded' if self.now is None else self.now}"
        return f"{self.name} {moved}{more}{where}; changed because {self.cause}"


def moved(project: Project, results: Mapping[str, Result], pages: Iterable[Page]) -> list[Move]:
    """Return the computed and recorded facts that have moved away from the accepted ones."""
    shown = _shown_on(pages)
    moves = []
    for name, result in results.items():
        present = held(result)
        then = kept(project, accepted_file(project, result))
        cause = said(causes(then["inputs"], remembered(result.inputs.to_json())))
        for key, entry in then["facts"].items():
            now = present[key].value if key in present else None
            if now is None or not _agree(entry["value"], now, entry["tolerance"]):
                moves.append(_move(f"{name}.{key}", entry, now, shown.get(f"{name}.{key}", ()), cause))
    return moves


def _move(name: str, entry: Mapping[str, Any], now: Value | None, pages: tuple[str, ...], cause: str) -> Move:
    before = entry["value"]
    if not isinstance(before, list) or not isinstance(now, list) or len(before) != len(now):
        return Move(name, before, now, pages, cause)
    agree = map(_scalars_agree, before, now, _each(entry["tolerance"], len(before)))
    places = [place for place, same in enumerate(agree) if not same]
    return Move(f"{name}[{places[0]}]", before[places[0]], now[places[0]], pages, cause, len(places) - 1)


def accept(project: Project, results: Mapping[str, Result], pages: Iterable[Page]) -> list[Path]:
    """Write the present facts as the accepted ones and return the files that changed or went with their script."""
    precisions = _printed_precisions(pages)
    changed = [path for path in sorted(project.accepted.glob("*/*.json")) if path.stem not in results]
    for path in changed:
        path.unlink()
    for name, result in results.items():
        entries = {
            key: {"value": fact.value, "tolerance": _tolerance(fact, precisions.get(f"{name}.{key}", ["g"]))}
            for key, fact in held(result).items()
        }
        path = accepted_file(project, result)
        content = {"facts": entries, "inputs": remembered(result.inputs.to_json())}
        if content != read_json(path):
            write_json(path, content)
            changed.append(path)
    return changed


def accepted_file(project: Project, result: Result) -> Path:
    """Return where the accepted facts of an experiment lie, for the data that it was run on."""
    return project.accepted / result.profile / f"{result.name}.json"


def kept(project: Project, path: Path) -> dict[str, dict[str, Any]]:
    """Return what an accepted file holds: ``facts`` and ``inputs``, both empty if it is not there.

    Raises:
        BookError: if it holds something else.
    """
    found = read_json(path)
    if found is None and not path.exists():
        return {"facts": {}, "inputs": {}}
    match found:
        case {"facts": dict(facts), "inputs": dict(inputs)} if all(map(_is_entry, facts.values())):
            return {"facts": facts, "inputs": inputs}
    message = "does not hold accepted facts: restore it, or delete it and run `firststeps accept`"
    raise BookError(Problem(message, project.label(path)))


def _is_entry(entry: object) -> bool:
    return isinstance(entry, dict) and entry.keys() == {"value", "tolerance"}


def held(result: Result) -> dict[str, Fact]:
    """Return the facts of an experiment that are held against accepted ones: all but measured and given ones."""
    return {key: fact for key, fact in result.facts.items() if fact.kind in ("computed", "recorded")}


def _agree(before: Value, now: Value, tolerance: Tolerance) -> bool:
    if not isinstance(before, list) or not isinstance(now, list):
        return not isinstance(before, list | tuple) and _scalars_agree(before, now, tolerance)
    return len(before) == len(now) and all(map(_scalars_agree, before, now, _each(tolerance, len(before))))


def _each(tolerance: Tolerance, count: int) -> list[float]:
    return tolerance if isinstance(tolerance, list) else [tolerance] * count


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
