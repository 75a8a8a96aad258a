"""What an experiment's results depend on, and what of it has changed since they were made."""

from __future__ import annotations

import importlib.util
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from firststeps.book.closure import OWN_SOURCE, Closure, ImportFinder
from firststeps.book.errors import BookError, Problem
from firststeps.book.files import file_hash, input_hash, read_json, read_sealed
from firststeps.book.project import Project
from firststeps.book.recording import ABSENT

PROVENANCE = "provenance.json"


@dataclass(frozen=True)
class Inputs:
    """Everything that, when it changes, makes an experiment stale."""

    script: str  # SHA-256
    modules: dict[str, str]  # project module (or package data file) -> SHA-256
    engine: dict[str, str]  # the engine's own modules that run scripts and write results -> SHA-256
    python: str
    data: dict[str, str] = field(default_factory=dict)  # path key -> SHA-256; known after a run
    libraries: dict[str, str] = field(default_factory=dict)  # distribution -> version; known after a run
    seed: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the fields."""
        return asdict(self)

    @property
    def profile(self) -> str:
        """The data profile: ``embedded`` where every file read lies in the repository, else ``folder``."""
        return "folder" if any(key.startswith("$") for key in self.data) else "embedded"


@dataclass
class Tracker:
    """Works out current inputs and compares them with those that results were made from."""

    project: Project
    _finders: dict[Path, ImportFinder] = field(default_factory=dict)
    _engine: dict[str, str] = field(default_factory=dict)
    _providers: Mapping[str, list[str]] = field(default_factory=dict)

    def roots(self, script: Path) -> tuple[Path, ...]:
        """Return the folders in which a script finds project modules."""
        return tuple(dict.fromkeys((script.parent, self.project.source, OWN_SOURCE)))

    def closure(self, script: Path, also: Iterable[str] = ()) -> Closure:
        """Return the project code and the libraries that a script imports, directly or through project code.

        Args:
            script: the script.
            also: further modules that a run has imported; ``./`` leads to files outside the folders of modules.

        Raises:
            BookError: if a file is not Python.
        """
        stray = {name: self.project.root / name for name in also if name.startswith("./")}
        try:
            closure = self._finder(script).closure(script, also=[name for name in also if "/" not in name])
        except SyntaxError as error:
            label = self.project.label(Path(error.filename or script))
            raise BookError(Problem(f"SyntaxError: {error.msg}", label, error.lineno or 0)) from None
        found = {name: path for name, path in stray.items() if path.is_file()}
        return Closure(closure.modules | found, closure.libraries)

    def _finder(self, script: Path) -> ImportFinder:
        return self._finders.setdefault(script.parent, ImportFinder(self.roots(script)))

    def engine(self) -> dict[str, str]:
        """Return the hashes of the engine code that every result passes through."""
        if not self._engine:
            worker = OWN_SOURCE / "firststeps" / "book" / "worker.py"
            closure = ImportFinder((OWN_SOURCE,)).closure(worker, "firststeps.book")
            self._engine = closure.hashes() | {"firststeps.book.worker": file_hash(worker)}
        return self._engine

    def current(self, script: Path, also: Iterable[str] = ()) -> Inputs:
        """Return the inputs that can be known without running the script; ``also`` as for ``closure``."""
        modules = self.closure(script, also).hashes()
        engine = {name: digest for name, digest in self.engine().items() if name not in modules}
        return Inputs(file_hash(script), modules, engine, platform.python_version())

    def completed(self, script: Path, before: Inputs, outcome: Mapping[str, Any]) -> Inputs:
        """Add to the inputs ``before`` a run what the run's outcome has revealed."""
        names: set[str] = set()
        libraries: set[str] = set()
        for name, file in outcome["imported"].items():
            known = self._name_in_project(name, Path(file).resolve(), script) if file else None
            if known is None:
                libraries.add(name.partition(".")[0])
            elif known not in before.engine and Path(file).resolve() != script:
                names.add(known)
        closure = self.closure(script, names)
        # A module that was saved while the script ran may not be the one that ran: no hash will match this.
        modules = {
            name: file_hash(path) if _last_change(path) < outcome["began"] else "saved during the run"
            for name, path in closure.modules.items()
            if name not in before.engine and name not in before.modules
        }
        return replace(
            before,
            modules=before.modules | modules,
            data=outcome["data"],
            libraries=self._versions(libraries, closure.libraries),
            seed=outcome["seed"],
        )

    def _name_in_project(self, module: str, path: Path, script: Path) -> str | None:
        """Return the name under which an imported file is tracked, or None if it belongs to a library."""
        if path.suffix != ".py" or "site-packages" in path.parts:
            return None
        if any(path.is_relative_to(root) for root in self.roots(script)):
            located = dict(self._finder(script).locate(module)).get(module)
            if located is not None and located.resolve() == path:
                return module
        return f"./{self.project.label(path)}" if path.is_relative_to(self.project.root) else None

    def _versions(self, loaded: Iterable[str], named: Iterable[str]) -> dict[str, str]:
        """Return distribution to version for the top-level modules that a run has loaded.

        A module that the project's code names and that is not installed counts as ``ABSENT``: the code may do without
        it, and something else with it.
        """
        if not self._providers:
            self._providers = metadata.packages_distributions()
        known = {
            name: metadata.version(name) for module in {*loaded, *named} for name in self._providers.get(module, [])
        }
        missing = {name: ABSENT for name in named if name.isidentifier() and not _is_installed(name)}
        return dict(sorted((known | missing).items()))

    def why_stale(self, name: str, script: Path) -> list[str]:
        """Return why the results of an experiment can't be used, most telling reason first; empty if they can.

        Raises:
            BookError: if code that the experiment reaches is not Python.
        """
        folder = self.project.artifacts / name
        kept = read_provenance(folder)
        if kept is None:
            self.closure(script)
            return ["first run"]
        before, results = kept
        now = self.current(script, before.modules)
        reasons = ["the script changed"] if before.script != now.script else []
        reasons += _differences("module", before.modules, now.modules)
        reasons += _differences("data file", before.data, self._data_now(before.data))
        reasons += _version_changes(before.libraries)
        if before.python != now.python:
            reasons.append(f"Python {before.python} became {now.python}")
        reasons += _differences("engine module", before.engine, now.engine)
        if read_sealed(self.project.measured / f"{name}.json") is None:
            reasons.append("its measurements are missing or were changed by hand")
        return reasons + _damages(folder, results)

    def _data_now(self, keys: Mapping[str, str]) -> dict[str, str]:
        """Return the current hashes; a file that was not there when asked for may still be missing."""
        found = {key: self.data_path(key) for key in keys}
        missing = {key: ABSENT for key, digest in keys.items() if digest == ABSENT}
        present = {key: input_hash(path) for key, path in found.items() if path is not None}
        return missing | {key: digest for key, digest in present.items() if digest is not None}

    def data_path(self, key: str) -> Path | None:
        """Return where the data file known as ``key`` lies, or None if its folder is not at hand."""
        if not key.startswith("$"):
            return self.project.root / key
        shared = self.project.data_root
        return None if shared is None else shared / key.partition("/")[2]


def _differences(what: str, before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    changed = [f"{what} {key} changed" for key in before if key in now and now[key] != before[key]]
    gone = [f"{what} {key} is gone" for key in before if key not in now]
    new = [f"{what} {key} is new" for key in now if key not in before]
    return changed + gone + new


def _version_changes(before: Mapping[str, str]) -> list[str]:
    reasons = []
    for name, version in before.items():
        if version == ABSENT:
            reasons += [f"library {name} is new"] if _is_installed(name) else []
            continue
        try:
            now = metadata.version(name)
        except metadata.PackageNotFoundError:
            reasons.append(f"library {name} {version} is gone")
            continue
        if now != version:
            reasons.append(f"library {name} {version} became {now}")
    return reasons


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ValueError:  # loaded without a specification, as __main__ is
        return True


def _last_change(path: Path) -> float:
    status = path.stat()
    return max(status.st_mtime, status.st_ctime)  # a copy may carry the old time of modification


def _damages(folder: Path, results: Mapping[str, str]) -> list[str]:
    wrong = [f for f, digest in results.items() if not (folder / f).is_file() or file_hash(folder / f) != digest]
    foreign = sorted(path.name for path in folder.iterdir() if path.name not in (*results, PROVENANCE))
    return [f"result {file} is missing or was changed by hand" for file in wrong] + [
        f"{file} is none of its results" for file in foreign
    ]


def read_provenance(folder: Path) -> tuple[Inputs, dict[str, str]] | None:
    """Return inputs and result hashes of the results in ``folder``, None if there are none or an older engine's."""
    kept = read_json(folder / PROVENANCE)
    try:
        return Inputs(**kept["inputs"]), dict(kept["results"])
    except (TypeError, KeyError, ValueError):
        return None
