"""What a build did: ``build/report.json``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from firststeps.book.files import write_json
from firststeps.book.project import Project

Status = Literal["ran", "cached", "failed"]


@dataclass(frozen=True)
class Entry:
    """What a build did about one experiment; a line of the report."""

    name: str
    status: Status
    seconds: float
    because: str

    @classmethod
    def unchanged(cls, name: str) -> Entry:
        """Return the entry of an experiment whose results stand."""
        return cls(name, "cached", 0.0, "nothing changed")


def write_report(project: Project, entries: Iterable[Entry]) -> None:
    """Write what the last build did."""
    write_json(project.report, {"experiments": [vars(entry) for entry in entries]})
