"""Choosing lines of a log: ``lines 1-3, 7`` or ``epochs 0-7, 24-29, 49``."""

from __future__ import annotations

import re
from collections.abc import Sequence

GAP = "\N{VERTICAL ELLIPSIS}"

_EPOCH = re.compile(r"\s*Epoch\s+(\d+)")
_RANGE = re.compile(r"(\d+)(?:\s*-\s*(\d+))?")


def select_lines(lines: Sequence[str], selection: str) -> list[str]:
    """Return the chosen lines, with an ellipsis on a line of its own for every stretch left out.

    Args:
        lines: the log.
        selection: empty for all; ``lines`` counts from 1, ``epochs`` goes by the number that follows ``Epoch``.

    Raises:
        ValueError: if the selection is malformed or names a line or epoch that is not there or is there twice.
    """
    if not selection:
        return list(lines)
    what, _, ranges = selection.partition(" ")
    if what not in ("lines", "epochs"):
        raise ValueError(f"{what!r} does not choose lines (say lines or epochs)")
    numbered: dict[int, list[int]] = {}
    for index, number in _numbered(lines, what):
        numbered.setdefault(number, []).append(index)
    chosen: list[int] = []
    for part in ranges.split(","):
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"{part.strip()!r} is no range of {what}")
        first, last = int(match.group(1)), int(match.group(2) or match.group(1))
        if last < first:
            raise ValueError(f"{part.strip()!r} ends before it begins")
        for number in range(first, last + 1):
            places = numbered.get(number, [])
            if len(places) != 1:
                raise ValueError(f"there is {'more than one' if places else 'no'} {what[:-1]} {number}")
            chosen += places
    return _with_gaps(lines, sorted(set(chosen)))


def _numbered(lines: Sequence[str], what: str) -> list[tuple[int, int]]:
    if what == "lines":
        return [(index, index + 1) for index in range(len(lines))]
    matches = ((index, _EPOCH.match(line)) for index, line in enumerate(lines))
    return [(index, int(match.group(1))) for index, match in matches if match]


def _with_gaps(lines: Sequence[str], chosen: Sequence[int]) -> list[str]:
    shown: list[str] = []
    expected = 0
    for index in chosen:
        if index > expected:
            shown.append(GAP)
        shown.append(lines[index])
        expected = index + 1
    return [*shown, GAP] if expected < len(lines) else shown
