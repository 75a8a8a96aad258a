"""Whether results can be used, without looking again at what has not been touched since the last look.

To look closely at an experiment is to parse all the code that it reaches and to hash all that it recorded.  When that
finds nothing stale, or the experiment has just run, the stamps of those files are kept in ``build/looks.json``.  As
long as none of them moves, no module appears or goes, data and libraries are the same, there is nothing to look at.
When in doubt, look closely.

A tracker remembers what it has parsed, so nothing is kept of a file that was touched after the pass began: the tracker
may have seen it as it was before.
"""

from __future__ import annotations

import hashlib
import platform
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from firststeps.book.closure import OWN_SOURCE
from firststeps.book.files import read_sealed, write_sealed
from firststeps.book.inputs import Tracker
from firststeps.book.provenance import read_provenance
from firststeps.book.stamps import TICK, Stamps, files_below, names_in


@dataclass
class Looks:
    """The last look at each experiment; for one pass over them, since each file is asked for its stamp once."""

    tracker: Tracker  # a new one, which has parsed nothing yet
    _began: int = field(default_factory=time.time_ns)
    _stamps: Stamps = field(default_factory=Stamps)
    _found: dict[str, dict[str, Any]] = field(default_factory=dict)  # by experiment, looked at or confirmed now
    _same_data: dict[str, bool] = field(default_factory=dict)  # by what was read
    _same_libraries: dict[str, bool] = field(default_factory=dict)

    def why_stale(self, name: str, script: Path) -> list[str]:
        """Return what ``Tracker.why_stale`` does."""
        kept = self._kept.get(name)
        if kept is not None and self._stands(name, kept):
            self._found[name] = kept
            return []
        reasons = self.tracker.why_stale(name, script)
        if not reasons:
            self._remember(name, script, self._began)
        return reasons

    def write(self, ran: Mapping[str, Path]) -> None:
        """Keep what was found for the next build, and of what ``ran``; what was not looked at stays as it was."""
        if ran:
            time.sleep(TICK / 1e9)  # whoever touches the results from now on does so at another time
        for name, script in ran.items():
            self._remember(name, script, time.time_ns())
            if self.tracker.damaged(name):
                self._found.pop(name, None)
        looks = {name: look for name, look in (self._kept | self._found).items() if name in self._experiments}
        if looks != self._on_disk.get("looks") or self._on_disk.get("around") != self._around:
            write_sealed(self._file, {"around": self._around, "looks": looks})

    @property
    def _file(self) -> Path:
        return self.tracker.project.build / "looks.json"

    @cached_property
    def _experiments(self) -> Mapping[str, Path]:
        return self.tracker.project.experiments()

    @cached_property
    def _on_disk(self) -> dict[str, Any]:
        return read_sealed(self._file) or {}

    @cached_property
    def _kept(self) -> dict[str, dict[str, Any]]:
        same = self._on_disk.get("around") == self._around
        return dict(self._on_disk["looks"]) if same else {}

    @cached_property
    def _around(self) -> dict[str, str]:
        """What holds for all experiments: the engine, Python, and which modules there are to be imported."""
        project = self.tracker.project
        folders = dict.fromkeys((project.scripts, project.source, OWN_SOURCE / "firststeps"))
        names = [path for folder in folders for path in files_below(folder)]
        engine, _ = self._stamps.of(files_below(OWN_SOURCE / "firststeps" / "book"))
        return {
            "names": hashlib.sha256("\n".join(names).encode("utf-8", "backslashreplace")).hexdigest(),
            "engine": engine,
            "python": f"{platform.python_version()} {sys.executable}",
        }

    def _stands(self, name: str, kept: Mapping[str, Any]) -> bool:
        stamp, _ = self._stamps.of([*kept["files"], *self._results(name)])
        return stamp == kept["stamp"] and self._data_is(kept["data"]) and self._libraries_are(kept["libraries"])

    def _remember(self, name: str, script: Path, made: int) -> None:
        """Keep the stamps of an experiment, unless its results were touched after they were ``made``."""
        found = read_provenance(self.tracker.project.artifacts / name)
        if found is None:
            return
        inputs, _ = found
        modules = self.tracker.closure(script, inputs.roots).modules
        files = sorted([str(script), *(str(path) for key, path in modules.items() if key not in self.tracker.engine())])
        # Asked now, not from memory: what was touched meanwhile must show.
        now = Stamps()
        _, files_changed = now.of(files)
        _, results_changed = now.of(self._results(name))
        if files_changed < self._began - TICK and results_changed < made - TICK:
            stamp, _ = now.of([*files, *self._results(name)])
            self._found[name] = {"files": files, "stamp": stamp, "data": inputs.data, "libraries": inputs.libraries}

    def _results(self, name: str) -> list[str]:
        """Return the files that an experiment made, one more or less included."""
        project = self.tracker.project
        return [f"{project.measured}/{name}.json", *names_in(project.artifacts / name)]

    def _data_is(self, data: Mapping[str, str]) -> bool:
        for key, digest in data.items():
            asked = f"{key} {digest}"
            if asked not in self._same_data:
                self._same_data[asked] = self.tracker.data_now({key: digest}) == {key: digest}
            if not self._same_data[asked]:
                return False
        return True

    def _libraries_are(self, libraries: Mapping[str, str]) -> bool:
        asked = repr(libraries)
        if asked not in self._same_libraries:
            self._same_libraries[asked] = not self.tracker.library_changes(libraries)
        return self._same_libraries[asked]
