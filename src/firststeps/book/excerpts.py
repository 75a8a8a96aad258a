"""Lines of source as pages show them."""

from __future__ import annotations

import ast
import re
import textwrap

_BLANK_LINES = re.compile(r"\n{3,}")


def excerpt(source: str, first: int, last: int, *, records: bool) -> str:
    """Return the lines ``first`` to ``last`` of a script; without ``records``, leave out what does nothing but record.

    ``book.fact(...)`` as a statement of its own is the book's bookkeeping; the whole script, which every figure
    links to, shows it.
    """
    lines: list[str | None] = list(source.split("\n"))
    for node in ast.parse(source).body:
        if not records and first <= node.lineno <= last and _only_records(node):
            lines[node.lineno - 1 : node.end_lineno] = [None] * ((node.end_lineno or node.lineno) - node.lineno + 1)
    kept = [line for line in lines[first - 1 : last] if line is not None]
    return _BLANK_LINES.sub("\n\n", "\n".join(kept)).strip("\n")


def _only_records(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(ast.Call(func=ast.Attribute(value=ast.Name("book")))):
            return True
    return False


def find_definition(source: str, names: list[str]) -> str | None:
    """Return the source of the function or class called ``names[0]``, or of what is defined in it as ``names[1]``."""
    body = ast.parse(source).body
    for depth, name in enumerate(names, start=1):
        found = [node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name]
        if not found:
            return None
        if depth == len(names):
            return textwrap.dedent(_source_of(found[-1], source))
        body = found[-1].body
    return None


def _source_of(node: ast.FunctionDef | ast.ClassDef, source: str) -> str:
    """Return the lines of a definition, decorators included, the docstring left out."""
    lines = source.split("\n")
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    if ast.get_docstring(node) is None or len(node.body) == 1:
        return "\n".join(lines[first - 1 : node.end_lineno])
    documented = node.body[0]
    rest = lines[documented.end_lineno : node.end_lineno]
    while not rest[0].strip():
        rest.pop(0)
    return "\n".join([*lines[first - 1 : documented.lineno - 1], *rest])
