"""Whether the pages stand as they were last rendered, and nothing has been touched that they are made from.

Pages are made from the whole project: results and words, settings, accepted values, code that is quoted.  So all its
files are compared, by their stamps.  Data need no look: the results are up to date when pages are rendered, so the data
that they were made from are as they were.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

from firststeps.book.files import read_sealed, write_sealed
from firststeps.book.project import Project
from firststeps.book.site import OWN_PACKAGE, library_marks
from firststeps.book.stamps import TICK, Stamps, files_below

VARIABLES = ("FIRSTSTEPS_CACHE", "FIRSTSTEPS_DATA", "SOURCE_DATE_EPOCH")


@dataclass(frozen=True)
class _Sources:
    digest: str
    changed: int  # when somebody last changed one of the project's files, in nanoseconds


@dataclass
class Rendered:
    """The pages of a project, seen just before they would be rendered."""

    project: Project

    def __post_init__(self) -> None:
        """Take the stamps of what the pages will be made from."""
        self._before = self._sources()
        if self._before.changed > time.time_ns() - TICK:
            time.sleep(TICK / 1e9)  # so that a change from now on shows
            self._before = self._sources()
        self._began = time.time_ns()

    def stand(self) -> bool:
        """Return whether rendering would write what lies there already."""
        made, _ = self._pages()
        return read_sealed(self._file) == {"from": self._before.digest, "made": made}

    def keep(self) -> None:
        """Note the pages as they lie there now, unless something was touched while they were rendered."""
        made, written = self._pages()
        if written > self._began:
            time.sleep(TICK / 1e9)  # so that whoever changes them next does so at another time
        after = self._sources()
        if after == self._before and after.changed < self._began - TICK:
            write_sealed(self._file, {"from": after.digest, "made": made})

    @cached_property
    def _file(self) -> Path:
        return self.project.build / "rendered.json"

    def _pages(self) -> tuple[str, int]:
        return Stamps().of(files_below(self.project.pages, hidden=True))

    def _sources(self) -> _Sources:
        project, stamps = self.project, Stamps()
        saved, changed = stamps.of(
            chain(
                files_below(project.root, frozenset({project.build, project.site})),
                files_below(project.docs, hidden=True),
                files_below(OWN_PACKAGE),
            )
        )
        made, _ = stamps.of(
            [*files_below(project.artifacts), *files_below(project.measured), os.fspath(project.report)]
        )
        variables = [os.environ.get(name) for name in VARIABLES]
        said = repr([saved, made, sys.executable, sys.version, library_marks(), variables])
        return _Sources(hashlib.sha256(said.encode()).hexdigest(), changed)
