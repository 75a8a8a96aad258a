"""Runs one script, cell by cell, and writes what it recorded into a folder.

This is the code between a script and its results: a change here makes every experiment stale.
"""

from __future__ import annotations
import __future__

import ast
import contextlib
import functools
import io
import json
import operator
import re
import sys
import time
import traceback
import types
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import EXTENSION_SUFFIXES, SOURCE_SUFFIXES, ExtensionFileLoader, FileFinder, SourceFileLoader
from pathlib import Path
from typing import Any

from firststeps.book import determinism
from firststeps.book.calls import CallTracer
from firststeps.book.datasets import shared_folders
from firststeps.book.files import write_json
from firststeps.book.guard import Guard, Outside, Place
from firststeps.book.notebook import first_line
from firststeps.book.session import Session, open_session

CELL = re.compile(r"^# %%[ \t]*(.*?)[ \t]*$")
OWN_SOURCE = Path(__file__).resolve().parents[2]
OUTCOME = "outcome.json"  # how the run went; read by the build, not part of the results


@dataclass(frozen=True)
class Cell:
    """A part of a script between two ``# %%`` lines."""

    title: str
    first: int  # its first line of code, counted from 1
    last: int  # its last line


def cells_of(source: str) -> list[Cell]:
    """Return the cells of a script; what stands before the first marker is a cell without a title."""
    lines = source.split("\n")
    starts = [(0, "")] + [
        (number, match.group(1)) for number, line in enumerate(lines, 1) if (match := CELL.match(line))
    ]
    ends = [start - 1 for start, _ in starts[1:]] + [len(lines) - (not lines[-1])]
    return [Cell(title, start + 1, end) for (start, title), end in zip(starts, ends, strict=True) if end > start]


def run(name: str, place: Place) -> None:
    """Run the script and write results and outcome; never raises for an error of the script."""
    script, root, folder = place.script, place.root, place.results
    determinism.fix_environment()
    guard = Guard(place)
    _import_unguarded((root, OWN_SOURCE), guard.outside)
    sys.path[:0] = [str(script.parent), str(root / "src")]
    sys.argv = [str(script)]
    session = Session(name, root, folder, place.shared, gate=guard)
    open_session(session)
    started = time.perf_counter()
    outcome: dict[str, Any] = {"began": time.time()}
    tracer = CallTracer((root, OWN_SOURCE))
    printed = io.StringIO()  # one for all cells: a script may keep a reference to its standard output
    try:
        source = script.read_text(encoding="utf-8")
        guard.start()
        with contextlib.redirect_stdout(printed):
            tracer.start()
            outputs = list(_run_cells(script, source, printed, session))
            outcome["called"] = tracer.called()
        guard.relax()
        if guard.refused:  # and the script went on without it
            raise guard.refused[0].with_traceback(None)
        _write_results(session, outputs)
    except BaseException as error:  # a script may also call sys.exit, or be interrupted
        guard.relax()
        outcome["error"] = _described(error, script, guard) | {"printed": _encodable(printed.getvalue())}
    outcome |= {
        "seconds": time.perf_counter() - started,
        "data": session.data,
        "guard": guard.name,
        "seed": session.seed,
        "imported": {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())},
    }
    write_json(folder / OUTCOME, outcome)


def _import_unguarded(roots: tuple[Path, ...], outside: Outside) -> None:
    """Let imports below ``roots``, libraries installed there excepted, pass the guard: they are tracked themselves."""

    class Source(SourceFileLoader):
        def get_data(self, path: str) -> bytes:
            return outside(super().get_data, path)

    class Finder(FileFinder):
        def _fill_cache(self) -> None:
            outside(super()._fill_cache)  # type: ignore[misc]  # not in the stubs

    for_all = Finder.path_hook((ExtensionFileLoader, EXTENSION_SUFFIXES), (Source, SOURCE_SUFFIXES))

    def for_project(folder: str) -> Any:
        path = Path(folder)
        if "site-packages" in path.parts or not any(path.is_relative_to(root) for root in roots):
            raise ImportError(f"{folder} holds no project code")
        return for_all(folder)

    sys.path_hooks.insert(0, for_project)
    sys.path_importer_cache.clear()


def _run_cells(script: Path, source: str, printed: io.StringIO, session: Session) -> Iterator[dict[str, Any]]:
    """Run the cells one after another in one namespace; yield each with what it printed and what it added."""
    tree = ast.parse(source, filename=str(script))
    module = types.ModuleType("__main__")
    module.__file__ = str(script)
    module.__doc__ = ast.get_docstring(tree)
    sys.modules["__main__"] = module
    future = _future_flags(tree)
    for cell in cells_of(source):
        body = statements_of(tree, cell)
        code = compile(ast.Module(body, type_ignores=[]), str(script), "exec", flags=future, dont_inherit=True)
        begin = len(printed.getvalue())
        figures, tables, clips = len(session.figures), len(session.tables), len(session.clips)
        session.cell = cell.title
        exec(code, module.__dict__)
        yield {
            "title": cell.title,
            "output": printed.getvalue()[begin:],
            "figures": list(session.figures)[figures:],
            "tables": list(session.tables)[tables:],
            "clips": list(session.clips)[clips:],
        }


def statements_of(tree: ast.Module, cell: Cell) -> list[ast.stmt]:
    """Return the statements of a script that begin in a cell."""
    return [node for node in tree.body if cell.first <= first_line(node) <= cell.last]


def _future_flags(tree: ast.Module) -> int:
    """Return what ``from __future__ import`` asks for; it holds for every cell, not just for its own."""
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    features = [getattr(__future__, alias.name, None) for node in imports for alias in node.names]
    return functools.reduce(operator.or_, (feature.compiler_flag for feature in features if feature), 0)


def _write_results(session: Session, outputs: list[dict[str, Any]]) -> None:
    computed = {name: fact.to_json() for name, fact in session.facts.items() if fact.kind != "measured"}
    measured = {name: fact.to_json() for name, fact in session.facts.items() if fact.kind == "measured"}
    write_json(session.folder / "facts.json", computed)
    write_json(session.folder / "measured.json", measured)
    write_json(session.folder / "figures.json", session.figures)
    write_json(session.folder / "tables.json", session.tables)
    write_json(session.folder / "clips.json", session.clips)
    write_json(session.folder / "cells.json", outputs)
    log = "".join(cell["output"] for cell in outputs)
    (session.folder / "log.txt").write_text(log, encoding="utf-8", newline="\n")


def _described(error: BaseException, script: Path, guard: Guard) -> dict[str, Any]:
    """Return message, place and traceback of an error; the place is the script's own line, if it has one."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if Path(frame.filename) == script]
    line = lines[-1] if lines else getattr(error, "lineno", None)
    ours = next((index for index, frame in enumerate(frames) if Path(frame.filename) == script), 0)
    shown = traceback.StackSummary.from_list([frame for frame in frames[ours:] if frame.filename != guard.source])
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    message = _encodable(guard.public(said + guard.explanation(error)))
    return {"message": message, "line": line or 0, "traceback": _encodable("".join(shown.format())) + message}


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def main() -> None:
    """Run the job described as JSON in the first argument."""
    job = json.loads(sys.argv[1])
    place = Place(Path(job["script"]), Path(job["root"]), shared_folders(), Path(job["folder"]), Path(job["scratch"]))
    run(job["name"], place)


if __name__ == "__main__":
    main()
