"""What an experiment's results depend on, and what of it has changed since they were made."""

from __future__ import annotations

import ast
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from firststeps.book.closure import OWN_SOURCE, Closure, ImportFinder, parse
from firststeps.book.datasets import digest_now, is_file_key
from firststeps.book.definitions import Parts
from firststeps.book.errors import BookError, Problem
from firststeps.book.files import file_hash, read_sealed
from firststeps.book.libraries import Libraries
from firststeps.book.project import Project
from firststeps.book.provenance import Inputs, damages, read_provenance
from firststeps.book.reach import Reacher
from firststeps.book.recording import ABSENT
from firststeps.book.uses import digest, without_docstring
from firststeps.book.worker import cells_of, statements_of

SCRIPT = "__main__"


@dataclass
class Tracker:
    """Works out current inputs and compares them with those that results were made from."""

    project: Project
    _finders: dict[Path, ImportFinder] = field(default_factory=dict)
    _engine: dict[str, str] = field(default_factory=dict)
    _libraries: Libraries = field(default_factory=Libraries)

    def roots(self, script: Path) -> tuple[Path, ...]:
        """Return the folders in which a script finds project modules."""
        return tuple(dict.fromkeys((script.parent, self.project.source, OWN_SOURCE)))

    def closure(self, script: Path, roots: Iterable[str] = ()) -> Closure:
        """Return the project code and the libraries that a script imports, directly or through project code.

        Args:
            script: the script.
            roots: what a run has shown beyond that, as in ``Inputs``; ``./`` leads to files outside the folders of
                modules.

        Raises:
            BookError: if a file is not Python.
        """
        also = {name.partition(":")[0] for name in roots}
        stray = {name: self.project.root / name for name in also if name.startswith("./")}
        with self._syntax_errors(script):
            closure = self._finder(script).closure(script, also=sorted(name for name in also if "/" not in name))
        found = {name: path for name, path in stray.items() if path.is_file()}
        return Closure(closure.modules | found, closure.libraries)

    @contextmanager
    def _syntax_errors(self, script: Path) -> Iterator[None]:
        try:
            yield
        except SyntaxError as error:
            label = self.project.label(Path(error.filename or script))
            raise BookError(Problem(f"SyntaxError: {error.msg}", label, error.lineno or 0)) from None

    def locate(self, script: Path, module: str) -> Iterator[tuple[str, Path]]:
        """Yield the name and file of ``module`` if it is project code for a script."""
        return self._finder(script).locate(module)

    def _finder(self, script: Path) -> ImportFinder:
        return self._finders.setdefault(script.parent, ImportFinder(self.roots(script)))

    def engine(self) -> dict[str, str]:
        """Return the hashes of the engine code that every result passes through."""
        if not self._engine:
            worker = OWN_SOURCE / "firststeps" / "book" / "worker.py"
            finder = ImportFinder((OWN_SOURCE,))
            modules = finder.closure(worker, "firststeps.book").modules | {"firststeps.book.worker": worker}
            self._engine = {
                name: finder.whole(path) if path.suffix == ".py" else file_hash(path)
                for name, path in sorted(modules.items())
            }
        return self._engine

    def current(self, script: Path, roots: Sequence[str] = ()) -> Inputs:
        """Return the inputs that can be known without running the script; ``roots`` as for ``closure``.

        Raises:
            BookError: if a file is not Python.
        """
        return self._look(script, roots)[0]

    def _look(self, script: Path, roots: Sequence[str]) -> tuple[Inputs, dict[str, Path]]:
        """Return the present inputs, and the file that each of them comes from."""
        files = {k: path for k, path in sorted(self.closure(script, roots).modules.items()) if k not in self.engine()}
        finder = self._finder(script)
        with self._syntax_errors(script):
            parts = {name: finder.parts(name, path) for name, path in files.items() if "/" not in name}
            strays = [finder.parts(name, path) for name, path in files.items() if name.startswith("./")]
            reached = Reacher(finder.parts(SCRIPT, script), parts, strays).reached(roots)
            modules = {name: self._at_import(name, path, parts, finder) for name, path in files.items()}
        texts = {name: file_hash(files.get(name, script)) for name in sorted(reached.texts)}
        inputs = Inputs(
            script=script_key(script),
            modules=modules,
            definitions=reached.definitions,
            texts=texts,
            engine=self.engine(),
            python=platform.python_version(),
            roots=list(roots),
        )
        return inputs, files | reached.homes

    def _at_import(self, name: str, path: Path, parts: Mapping[str, Parts], finder: ImportFinder) -> str:
        if name in parts:
            return parts[name].at_import
        return finder.whole(path) if path.suffix == ".py" else file_hash(path)

    def completed(self, script: Path, before: Inputs, outcome: Mapping[str, Any]) -> Inputs:
        """Add to the inputs ``before`` a run what the run's outcome has revealed."""
        names: set[str] = set()
        libraries: set[str] = set()
        for name, file in outcome["imported"].items():
            known = self._name_in_project(name, Path(file).resolve(), script) if file else None
            if known is None:
                libraries.add(name.partition(".")[0])
            elif known not in before.engine and known not in before.modules and Path(file).resolve() != script:
                names.add(known)
        roots = self._roots(script, sorted(names), outcome["called"])
        after, files = self._look(script, roots)

        def as_it_ran(then: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
            # A module that was saved while the script ran may not be the one that ran: no hash will match this.
            return dict(then) | {
                name: value
                if name not in files or _last_change(files[name]) < outcome["began"]
                else "saved during the run"
                for name, value in now.items()
                if name not in then
            }

        return replace(
            before,
            modules=as_it_ran(before.modules, after.modules),
            definitions=as_it_ran(before.definitions, after.definitions),
            texts=as_it_ran(before.texts, after.texts),
            data=outcome["data"],
            libraries=self._libraries.versions(libraries, self.closure(script, roots).libraries),
            seed=outcome["seed"],
            roots=roots,
        )

    def _roots(self, script: Path, modules: list[str], called: Iterable[Sequence[str]]) -> list[str]:
        """Return the modules and those functions called that following names does not lead to."""
        inputs, _ = self._look(script, modules)
        names = {str(path): name for name, path in self.closure(script, modules).modules.items()}
        known = {key.partition(" ")[2] for key in inputs.definitions}
        missed = {
            f"{names[file]}:{function}"
            for file, function in called
            if file in names and f"{names[file]}.{function}" not in known and not function.startswith("<module")
        }
        grown = self._look(script, [*modules, *sorted(missed)])[0].definitions
        return [*modules, *(sorted(missed) if grown != inputs.definitions else [])]

    def _name_in_project(self, module: str, path: Path, script: Path) -> str | None:
        """Return the name under which an imported file is tracked, or None if it belongs to a library."""
        if path.suffix != ".py" or "site-packages" in path.parts or path.is_relative_to(self.project.build):
            return None  # what the run wrote itself, as TensorFlow writes rewritten functions, is no input
        if any(path.is_relative_to(root) for root in self.roots(script)):
            located = dict(self.locate(script, module)).get(module)
            if located is not None and located.resolve() == path:
                return module
        return f"./{self.project.label(path)}" if path.is_relative_to(self.project.root) else None

    def why_stale(self, name: str, script: Path) -> list[str]:
        """Return why the results of an experiment can't be used, most telling reason first; empty if they can.

        Raises:
            BookError: if code that the experiment reaches is not Python.
        """
        kept = read_provenance(self.project.artifacts / name)
        if kept is None:
            self.closure(script)
            return ["first run"]
        before, _ = kept
        now = self.current(script, before.roots)
        reasons = ["the script changed"] if before.script != now.script else []
        reasons += _differences("", before.definitions, now.definitions)
        reasons += _differences("module ", before.modules, now.modules)
        reasons += _differences("the text of ", before.texts, now.texts)
        data = self.data_now(before.data)
        for what, files in (("data file ", True), ("", False)):
            then, today = ({k: v for k, v in of.items() if is_file_key(k) == files} for of in (before.data, data))
            reasons += _differences(what, then, today)
        reasons += self.library_changes(before.libraries)
        if before.python != now.python:
            reasons.append(f"Python {before.python} became {now.python}")
        reasons += _differences("engine module ", before.engine, now.engine)
        return reasons + self.damaged(name)

    def damaged(self, name: str) -> list[str]:
        """Return which results of an experiment are not as its run left them."""
        folder = self.project.artifacts / name
        kept = read_provenance(folder)
        reasons = [] if kept else ["its results are missing"]
        if read_sealed(self.project.measured / f"{name}.json") is None:
            reasons.append("its measurements are missing or were changed by hand")
        return reasons + (damages(folder, kept[1]) if kept else [])

    def data_now(self, keys: Mapping[str, str]) -> dict[str, str]:
        """Return the current hashes; a file that was not there when asked for may still be missing."""
        missing = {key: ABSENT for key, digest in keys.items() if digest == ABSENT}
        present = {key: digest_now(key, self.project.root) for key in keys}
        return missing | {key: digest for key, digest in present.items() if digest is not None}

    def library_changes(self, before: Mapping[str, str]) -> list[str]:
        """Return which libraries have another version than ``before``, are gone or have come."""
        return self._libraries.changes(before)


def script_key(script: Path) -> str:
    """Return the SHA-256 of a script's cells: their titles and their code.

    Raises:
        SyntaxError: if it is not Python.
    """
    tree = parse(script)
    tree.body = without_docstring(tree.body)
    cells = cells_of(script.read_text(encoding="utf-8", errors="replace"))
    pieces: list[ast.AST | str] = []
    for cell in cells:
        pieces += [f"# %% {cell.title}", *statements_of(tree, cell)]
    return digest(pieces)


def is_what_ran(script: Path, inputs: Inputs) -> bool:
    """Return whether a script is still the one that ran, comments and layout aside unless it can see them."""
    try:
        same = script_key(script) == inputs.script
    except SyntaxError:
        return False
    return same and (SCRIPT not in inputs.texts or file_hash(script) == inputs.texts[SCRIPT])


def _differences(what: str, before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    changed = [f"{what}{key} changed" for key in before if key in now and now[key] != before[key]]
    gone = [f"{what}{key} is gone" for key in before if key not in now]
    new = [f"{what}{key} is new" for key in now if key not in before]
    return changed + gone + new


def _last_change(path: Path) -> float:
    status = path.stat()
    return max(status.st_mtime, status.st_ctime)  # a copy may carry the old time of modification
