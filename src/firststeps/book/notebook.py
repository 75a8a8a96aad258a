"""Writes what a run did as a Jupyter notebook: the script's cells, what each printed, and what it showed.

The file follows version 4.5 of the notebook format; a test holds it against the format's own schema.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from firststeps.book.clips import clip_bundle, clip_file
from firststeps.book.facts import Scalar, formatted
from firststeps.book.numerals import typographic

FORMAT = (4, 5)


@dataclass(frozen=True)
class Step:
    """A cell of a script as a notebook shows it."""

    title: str
    code: str  # without the docstring of the script; may be empty
    index: int  # of the cell among those that ran


def docstring(source: str) -> tuple[str, str]:
    """Return the title of a script and its claim: the first line of its docstring, and the rest."""
    title, _, claim = (ast.get_docstring(ast.parse(source)) or "").partition("\n")
    return title.strip(), claim.strip()


def steps(source: str, cells: list[dict[str, Any]]) -> Iterator[Step]:
    """Yield the cells (``cells.json``) with their code; those with neither title nor code are left out.

    A statement belongs to the cell in which it begins, as in the run: a line in a long string that looks like the
    start of a cell is not one.
    """
    tree = ast.parse(source)
    lines = source.split("\n")
    done = _docstring_end(tree)  # the last line that is shown already, or never
    for index, cell in enumerate(cells):
        marker = cell["first"] - 1
        title = cell["title"] if marker > done else ""
        ends = [node.end_lineno or 0 for node in tree.body if cell["first"] <= first_line(node) <= cell["last"]]
        last = max([cell["last"], *ends])
        code = "\n".join(lines[max(marker, done) : last]).strip("\n")
        done = max(done, last)
        if title or code:
            yield Step(title, code, index)


def first_line(node: ast.stmt) -> int:
    """Return where a statement begins, its decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _docstring_end(tree: ast.Module) -> int:
    return (tree.body[0].end_lineno or 0) if ast.get_docstring(tree) is not None else 0


def figure_bundle(svg: str, alt: str) -> dict[str, str]:
    """Return a figure as Jupyter displays it."""
    return {"image/svg+xml": svg, "text/plain": alt}


def table_bundle(table: Mapping[str, Any]) -> dict[str, str]:
    """Return a table (an entry of ``tables.json``) as Jupyter displays it."""
    formats = table["formats"]
    rows = [[_cell(value, spec) for value, spec in zip(row, formats, strict=True)] for row in table["rows"]]
    headings = table["headings"]
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    html = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return {"text/html": html, "text/plain": "\n".join("\t".join(row) for row in [headings, *rows])}


def _cell(value: Scalar, spec: str) -> str:
    return typographic(formatted("a table's cell", value, None, spec))


def notebook(
    source: str, cells: list[dict[str, Any]], parts: Mapping[str, Mapping[str, Any]], folder: Path
) -> dict[str, Any]:
    """Return the notebook of a run as JSON: ids and counts follow the order of the cells, nothing follows the clock.

    Args:
        source: the text of the script.
        cells: the cells that ran, with what they printed and the figures, tables and clips that they added.
        parts: what is known of these by name, under "figures", "tables" and "clips".
        folder: where the drawings and clips lie.
    """
    title, claim = docstring(source)
    shown: list[dict[str, Any]] = []
    count = 0
    if title:
        shown.append(_words(f"# {title}\n\n{claim}".strip(), "about"))
    for step in steps(source, cells):
        cell = cells[step.index]
        if step.title:
            shown.append(_words(f"## {step.title}", f"title-{step.index}"))
        if not step.code:
            continue
        count += 1
        bundles = [figure_bundle(_drawing(folder, name), parts["figures"][name]["alt"]) for name in cell["figures"]]
        bundles += [table_bundle(parts["tables"][name]) for name in cell["tables"]]
        bundles += [clip_bundle(parts["clips"][name], clip_file(folder, name)) for name in cell["clips"]]
        outputs: list[dict[str, Any]] = []
        if cell["output"]:
            outputs.append({"output_type": "stream", "name": "stdout", "text": _lines(cell["output"])})
        outputs += [_display(bundle) for bundle in bundles]
        code = {"cell_type": "code", "id": f"code-{step.index}", "metadata": {}, "source": _lines(step.code)}
        shown.append(code | {"execution_count": count, "outputs": outputs})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python", "file_extension": ".py"}}
    return {"cells": shown, "metadata": about, "nbformat": FORMAT[0], "nbformat_minor": FORMAT[1]}


def _words(text: str, name: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": _lines(text)}


def _display(bundle: Mapping[str, str]) -> dict[str, Any]:
    data = {kind: _lines(text) for kind, text in bundle.items()}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def _drawing(folder: Path, name: str) -> str:
    return (folder / f"{name}-wide-light.svg").read_text(encoding="utf-8")


def _lines(text: str) -> list[str]:
    """Return text as the format keeps it: a list of lines with their ends.  Only a line feed ends a line."""
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
