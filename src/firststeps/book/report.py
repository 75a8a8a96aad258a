"""What the last build did, and what the pages of the site weigh: ``build/report.json``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from firststeps.book.files import read_json, write_json
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
    """Write what the last build did about the experiments; what is said of the pages of the site stands."""
    _write(project, {"experiments": [vars(entry) for entry in entries]})


def write_pages(project: Project, pages: Mapping[str, object]) -> None:
    """Write what there is to say about the pages of the site, by file; what is said of the experiments stands."""
    _write(project, {"pages": dict(pages)})


def _write(project: Project, part: Mapping[str, object]) -> None:
    write_json(project.report, {"experiments": [], "pages": {}} | (read_json(project.report) or {}) | dict(part))
