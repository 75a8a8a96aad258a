"""What the experiments recorded, as the pages use it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from firststeps.book.errors import BookError, Problem
from firststeps.book.facts import Fact
from firststeps.book.files import read_json, read_sealed
from firststeps.book.inputs import is_what_ran
from firststeps.book.makers import What, makers, read_tree
from firststeps.book.naming import Code
from firststeps.book.project import Project
from firststeps.book.provenance import Inputs, read_provenance
from firststeps.book.worker import Cell, cells_of


@dataclass(frozen=True)
class Result:
    """The results of one experiment."""

    name: str
    script: Path
    label: str  # the script as shown to people
    folder: Path
    facts: dict[str, Fact]
    figures: dict[str, dict[str, Any]]
    tables: dict[str, dict[str, Any]]
    clips: dict[str, dict[str, Any]]
    cells: list[dict[str, Any]]
    inputs: Inputs
    profile: str
    seconds: float
    machine: dict[str, Any]

    @cached_property
    def source(self) -> str:
        """The text of the script.

        Raises:
            BookError: if it is no longer the text that ran.
        """
        if not is_what_ran(self.script, self.inputs):
            raise BookError(Problem("has changed since it ran: run `firststeps build`", self.label))
        return self.script.read_text(encoding="utf-8")

    @cached_property
    def _lines(self) -> dict[tuple[str, str], int]:
        """Where the script records what it names outright, by "figure", "table" or "fact" and name."""
        lines = {}
        for node in ast.walk(read_tree(self.source)):
            match node:
                case ast.Call(ast.Attribute(ast.Name("book"), what), [ast.Constant(str(name)), *_]):
                    lines[what if what in ("figure", "table", "audio") else "fact", name] = node.lineno
        return lines

    @cached_property
    def _makers(self) -> dict[tuple[What, str], tuple[str, ...]]:
        kinds = {name: kind for kind, _, name in (key.partition(" ") for key in self.inputs.definitions)}
        return makers(self.source, Code(frozenset(self.inputs.modules), kinds))

    def functions(self, what: What, key: str) -> tuple[str, ...]:
        """Return the functions of project and script that made a fact or a figure, as far as the script tells.

        For the column ``name.0`` of a table, they are those of the table if the script does not write out its columns.
        """
        found = self._makers.get((what, key), ())
        return found or (self._makers.get(("table", key.rpartition(".")[0]), ()) if what == "column" else ())

    def maker(self, key: str) -> str:
        """Return what made a fact, in words: the place in the script and the functions, these between backticks."""
        return naming(self.place("fact", key), self.functions("fact", key))

    def column_maker(self, table: str, number: int) -> str:
        """Return what made a column of a table, like ``maker``."""
        return naming(self.place("table", table), self.functions("column", f"{table}.{number}"))

    def place(self, what: Literal["fact", "figure", "table", "audio"], key: str) -> str:
        """Return where in the script something was recorded, in words: file, cell and line, as far as they are known.

        The line is looked up now: a comment added above it moves it and leaves the results as they are.
        """
        kept = {"figure": self.figures, "table": self.tables, "audio": self.clips}
        cell = self.facts[key].cell if what == "fact" else kept[what][key].get("cell", "")
        line = self._lines.get((what, key))
        parts = [self.label, *([f"cell “{cell}”"] if cell else []), *([f"line {line}"] if line else [])]
        return ", ".join(parts)

    @cached_property
    def title(self) -> str:
        """The first line of the script's docstring."""
        return (ast.get_docstring(read_tree(self.source)) or self.name).splitlines()[0]


def naming(place: str, functions: Sequence[str]) -> str:
    """Return a place in a script with the functions that made what is recorded there."""
    return ", ".join([place, *(["with " + ", ".join(f"`{name}`" for name in functions)] if functions else [])])


def load_results(project: Project, only: Collection[str] = ()) -> dict[str, Result]:
    """Return the results of every experiment, or of some.

    Raises:
        BookError: for experiments that have none.
    """
    results: dict[str, Result] = {}
    problems: list[Problem] = []
    for name, script in project.experiments().items():
        if only and name not in only:
            continue
        result = _load(project, name, script)
        if result is None:
            problems.append(Problem("has no results that can be read: run `firststeps build`", project.label(script)))
        else:
            results[name] = result
    if problems:
        raise BookError(*problems)
    return results


def _load(project: Project, name: str, script: Path) -> Result | None:
    folder = project.artifacts / name
    provenance = read_provenance(folder)
    times = read_sealed(project.measured / f"{name}.json")
    parts = {part: read_json(folder / f"{part}.json") for part in ("facts", "figures", "tables", "clips", "cells")}
    if provenance is None or times is None or None in parts.values():
        return None
    inputs, _ = provenance
    try:
        facts = {key: Fact.from_json(fields) for key, fields in (parts["facts"] | times["facts"]).items()}
    except (TypeError, AttributeError):
        return None
    return Result(
        name=name,
        script=script,
        label=project.label(script),
        folder=folder,
        facts=facts,
        figures=parts["figures"],
        tables=parts["tables"],
        clips=parts["clips"],
        cells=_placed(parts["cells"], script),
        inputs=inputs,
        profile=inputs.profile,
        seconds=times["seconds"],
        machine=times["machine"],
    )


def _placed(outputs: list[dict[str, Any]], script: Path) -> list[dict[str, Any]]:
    """Add to each cell where it now stands: comments move lines and change no results."""
    cells = cells_of(script.read_text(encoding="utf-8", errors="replace"))
    cells += [Cell("", 0, 0)] * (len(outputs) - len(cells))
    return [asdict(cell) | output for cell, output in zip(cells, outputs, strict=False)]
