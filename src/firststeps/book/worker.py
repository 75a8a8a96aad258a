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
from dataclasses import asdict, dataclass
from importlib.machinery import EXTENSION_SUFFIXES, SOURCE_SUFFIXES, ExtensionFileLoader, FileFinder, SourceFileLoader
from pathlib import Path
from typing import Any, Never

from firststeps.book import determinism
from firststeps.book.files import write_json
from firststeps.book.notebook import first_line, notebook
from firststeps.book.recording import Session, data_root, open_session

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


def run(name: str, script: Path, root: Path, folder: Path) -> None:
    """Run ``script`` and write results and outcome into ``folder``; never raises for an error of the script."""
    determinism.fix_environment()
    _ignore_bytecode((root, OWN_SOURCE))
    sys.path[:0] = [str(script.parent), str(root / "src")]
    sys.argv = [str(script)]
    session = Session(name, root, folder, data_root())
    open_session(session)
    started = time.perf_counter()
    outcome: dict[str, Any] = {"began": time.time()}
    printed = io.StringIO()  # one for all cells: a script may keep a reference to its standard output
    try:
        with contextlib.redirect_stdout(printed):
            outputs = list(_run_cells(script, printed, session))
        _write_results(session, outputs, script.read_text(encoding="utf-8"))
    except BaseException as error:  # a script may also call sys.exit, or be interrupted
        outcome["error"] = _described(error, script) | {"printed": _encodable(printed.getvalue())}
    outcome |= {
        "seconds": time.perf_counter() - started,
        "data": session.data,
        "seed": session.seed,
        "imported": {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())},
    }
    write_json(folder / OUTCOME, outcome)


class _SourceOnly(SourceFileLoader):
    """Loads a module from its source, whatever ``__pycache__`` holds.

    Python believes cached bytecode if size and time of the source agree, so an edit that keeps both would go unseen.
    """

    def path_stats(self, path: str) -> Never:
        """Refuse, which turns the cache off."""
        raise OSError(f"bytecode of {path} is not used")


def _ignore_bytecode(roots: tuple[Path, ...]) -> None:
    """Import modules below ``roots``, libraries installed there excepted, from their source alone."""
    for_all = FileFinder.path_hook((ExtensionFileLoader, EXTENSION_SUFFIXES), (_SourceOnly, SOURCE_SUFFIXES))

    def for_project(folder: str) -> Any:
        path = Path(folder)
        if "site-packages" in path.parts or not any(path.is_relative_to(root) for root in roots):
            raise ImportError(f"{folder} holds no project code")
        return for_all(folder)

    sys.path_hooks.insert(0, for_project)
    sys.path_importer_cache.clear()


def _run_cells(script: Path, printed: io.StringIO, session: Session) -> Iterator[dict[str, Any]]:
    """Run the cells one after another in one namespace; yield each with what it printed and what it added."""
    source = script.read_text(encoding="utf-8")
    tree = ast.parse(source, filename=str(script))
    module = types.ModuleType("__main__")
    module.__file__ = str(script)
    module.__doc__ = ast.get_docstring(tree)
    sys.modules["__main__"] = module
    future = _future_flags(tree)
    for cell in cells_of(source):
        body = [node for node in tree.body if cell.first <= first_line(node) <= cell.last]
        code = compile(ast.Module(body, type_ignores=[]), str(script), "exec", flags=future, dont_inherit=True)
        begin, figures, tables = len(printed.getvalue()), len(session.figures), len(session.tables)
        exec(code, module.__dict__)
        yield {
            **asdict(cell),
            "output": printed.getvalue()[begin:],
            "figures": list(session.figures)[figures:],
            "tables": list(session.tables)[tables:],
        }


def _future_flags(tree: ast.Module) -> int:
    """Return what ``from __future__ import`` asks for; it holds for every cell, not just for its own."""
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    features = [getattr(__future__, alias.name, None) for node in imports for alias in node.names]
    return functools.reduce(operator.or_, (feature.compiler_flag for feature in features if feature), 0)


def _write_results(session: Session, outputs: list[dict[str, Any]], source: str) -> None:
    computed = {name: fact.to_json() for name, fact in session.facts.items() if fact.kind != "measured"}
    measured = {name: fact.to_json() for name, fact in session.facts.items() if fact.kind == "measured"}
    write_json(session.folder / "facts.json", computed)
    write_json(session.folder / "measured.json", measured)
    write_json(session.folder / "figures.json", session.figures)
    write_json(session.folder / "tables.json", session.tables)
    write_json(session.folder / "cells.json", outputs)
    log = "".join(cell["output"] for cell in outputs)
    (session.folder / "log.txt").write_text(log, encoding="utf-8", newline="\n")
    written = notebook(source, outputs, session.figures, session.tables, session.folder)
    write_json(session.folder / f"{session.name}.ipynb", written)


def _described(error: BaseException, script: Path) -> dict[str, Any]:
    """Return message, place and traceback of an error; the place is the script's own line, if it has one."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if Path(frame.filename) == script]
    line = lines[-1] if lines else getattr(error, "lineno", None)
    ours = next((index for index, frame in enumerate(frames) if Path(frame.filename) == script), 0)
    shown = traceback.StackSummary.from_list(frames[ours:])
    message = _encodable(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
    return {"message": message, "line": line or 0, "traceback": _encodable("".join(shown.format())) + message}


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def main() -> None:
    """Run the job described as JSON in the first argument."""
    job = json.loads(sys.argv[1])
    run(job["name"], Path(job["script"]), Path(job["root"]), Path(job["folder"]))


if __name__ == "__main__":
    main()
