"""Which functions of the project a run really called.

A profiler would make a script that draws take nearly twice as long.  So each function of the project begins, in the
code that a run imports, with a note that it was called; the source, which others read, stays as it is.
"""

from __future__ import annotations

import ast
import builtins
import threading
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any, Never

NOTE = "__firststeps_called__"  # a builtin, so that no module's own names change
LAMBDA = "<lambda>"

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

# Python 3.11 counts the recursion depth of all threads that parse in one place, and fails when they overlap.
_PARSING = threading.Lock()


class CallTracer:
    """Notes the functions below some folders that are called, whichever thread calls them."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        """Look at files below ``roots`` only, libraries installed there excepted."""
        self._roots = roots
        self._called: set[tuple[str, str]] = set()

    def start(self) -> None:
        """Compile what is imported from now on so that it notes its calls."""
        tracer = self
        compiled, stats = SourceFileLoader.source_to_code, SourceFileLoader.path_stats

        def source_to_code(
            self: SourceFileLoader, data: Any, path: Any, *, _optimize: int = -1, **others: Any
        ) -> CodeType:
            if not tracer.looks_at(path):
                return compiled(self, data, path, _optimize=_optimize, **others)
            return tracer.compiled(data, path, _optimize)

        def path_stats(self: SourceFileLoader, path: str) -> Any:
            # Python believes cached bytecode if size and time of the source agree: an edit that keeps both would go
            # unseen, and cached code notes no calls.
            return _no_cache(path) if tracer.looks_at(path) else stats(self, path)

        setattr(builtins, NOTE, self._called.add)
        SourceFileLoader.source_to_code = source_to_code  # type: ignore[method-assign,assignment]
        SourceFileLoader.path_stats = path_stats  # type: ignore[method-assign]

    def looks_at(self, path: str) -> bool:
        """Return whether calls of the functions in a file are to be noted."""
        file = Path(path)
        return "site-packages" not in file.parts and any(file.is_relative_to(root) for root in self._roots)

    def compiled(self, source: Any, path: str, optimize: int) -> CodeType:
        """Return the code of a module that notes its calls.

        Raises:
            SyntaxError: if it is not Python.
        """
        with _PARSING:
            tree = _Noting(path).visit(ast.parse(source, filename=path))
            code: CodeType = compile(tree, path, "exec", dont_inherit=True, optimize=optimize)
            return code

    def called(self) -> list[tuple[str, str]]:
        """Return file and top-level name of every function that was called; a lambda's name is ``<lambda>``."""
        return sorted(self._called.copy())


def _no_cache(path: str) -> Never:
    raise OSError(f"bytecode of {path} is not used")


class _Noting(ast.NodeTransformer):
    """Puts a note at the beginning of every function of a module."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._top = ""  # the top-level definition that the visited node stands in

    def _define(self, node: Definition) -> Definition:
        top = self._top
        self._top = top or node.name
        self.generic_visit(node)
        if not isinstance(node, ast.ClassDef):
            first = node.body[0]
            after_docstring = 1 if ast.get_docstring(node, clean=False) is not None else 0
            node.body.insert(after_docstring, ast.copy_location(ast.Expr(self._note(first)), first))
        self._top = top
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _define  # noqa: N815 - the names of ast's nodes

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        self.generic_visit(node)
        pair = ast.Tuple([self._note(node.body), node.body], ast.Load())
        value = ast.Subscript(pair, ast.Constant(1), ast.Load())
        for inserted in (value, value.slice, pair):
            ast.copy_location(inserted, node.body)
        node.body = value
        return node

    def _note(self, place: ast.AST) -> ast.Call:
        """Return a call of the note, located where ``place`` is."""
        what = ast.Constant((self._file, self._top or LAMBDA))  # type: ignore[arg-type]  # a tuple may be a constant
        call = ast.Call(ast.Name(NOTE, ast.Load()), [what], [])
        for inserted in ast.walk(call):
            ast.copy_location(inserted, place)
        return call
