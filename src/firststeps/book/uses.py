"""What a piece of code says, without its layout, and which names it looks up."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Chain = tuple[str, ...]  # a.b.c as ("a", "b", "c")

_SKIPPED = frozenset({"ctx", "type_comment", "type_ignores", "kind"})
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
# Steps from a module's own file to what lies beside it.
_ASIDE = frozenset({"parent", "parents", "with_name"})
_SAME_FILE = frozenset({"resolve", "absolute"})


def digest(parts: Iterable[ast.AST | str]) -> str:
    """Return the SHA-256 of code without comments, layout and docstrings; strings count as they are."""
    pieces: list[str] = []
    for part in parts:
        _write(part, pieces)
        pieces.append("\n")
    return hashlib.sha256("".join(pieces).encode("utf-8", "backslashreplace")).hexdigest()


def _write(value: object, pieces: list[str]) -> None:
    if isinstance(value, ast.AST):
        pieces.append(f"{type(value).__name__}(")
        for name in value._fields:
            if name in _SKIPPED:
                continue
            field = getattr(value, name, None)
            if name == "body" and isinstance(value, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                field = without_docstring(field or [])
            _write(field, pieces)
            pieces.append(",")
        pieces.append(")")
    elif isinstance(value, list):
        pieces.append("[")
        for item in value:
            _write(item, pieces)
            pieces.append(",")
        pieces.append("]")
    else:
        pieces.append(repr(value))


def without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return the statements of a module, class or function without its docstring."""
    match body:
        case [ast.Expr(ast.Constant(str())), *rest]:
            return rest
    return body


@dataclass(frozen=True)
class Uses:
    """The names that a piece of code looks up."""

    chains: frozenset[Chain] = frozenset()  # names with the attributes that follow them
    words: frozenset[str] = frozenset()  # every identifier, attributes of other expressions and keywords included
    places: frozenset[str] = frozenset()  # strings that speak of lines or of source files

    def __or__(self, other: Uses) -> Uses:
        """Return what either looks up."""
        return Uses(self.chains | other.chains, self.words | other.words, self.places | other.places)


def uses_of(nodes: Iterable[ast.AST]) -> Uses:
    """Return what the code in ``nodes`` looks up, in functions inside it, too; docstrings look up nothing."""
    chains: set[Chain] = set()
    words: set[str] = set()
    places: set[str] = set()
    waiting: list[ast.AST] = list(nodes)
    aside: set[int] = set()  # mentions of __file__ that lead away from the file
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Attribute():
                aside.update(map(id, _led_aside(node)))
                root, chain = _unwound(node)
                words.update(chain)
                if isinstance(root, ast.Name):
                    chains.add((root.id, *chain))
                    words.add(root.id)
                else:
                    waiting.append(root)
                continue
            case ast.Call(func=ast.Attribute(attr="dirname"), args=[ast.Name("__file__") as name]):
                aside.add(id(name))
            case ast.Name(name) if id(node) not in aside:
                chains.add((name,))
                words.add(name)
            case ast.Name():
                places.add("beside")
            case ast.keyword(arg=str(name)) | ast.Global(names=[name]):
                words.add(name)
            case ast.Constant(str(text)):
                places.update(word for word in ("lineno", ".py") if word in text)
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                chains |= set(_in_quoted_annotations(node))
        waiting += _children(node)
    return Uses(frozenset(chains), frozenset(words), frozenset(places))


def _children(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
        skipped = node.body[0] if len(without_docstring(node.body)) < len(node.body) else None
        yield from (child for child in ast.iter_child_nodes(node) if child is not skipped)
    else:
        yield from ast.iter_child_nodes(node)


def _unwound(node: ast.expr) -> tuple[ast.expr, list[str]]:
    chain: list[str] = []
    while isinstance(node, ast.Attribute):
        chain.append(node.attr)
        node = node.value
    return node, chain[::-1]


def _led_aside(node: ast.Attribute) -> Iterator[ast.Name]:
    """Yield ``__file__`` in ``Path(__file__).parent`` and the like."""
    if node.attr not in _ASIDE:
        return
    inner = node.value
    while isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr in _SAME_FILE:
        inner = inner.func.value
    match inner:
        case ast.Call(func=ast.Name("Path") | ast.Attribute(attr="Path"), args=[ast.Name("__file__") as name]):
            yield name


def _in_quoted_annotations(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Chain]:
    if isinstance(node, ast.ClassDef):
        annotations = [statement.annotation for statement in node.body if isinstance(statement, ast.AnnAssign)]
    else:
        annotations = annotations_of(node)
    for annotation in annotations:
        for part in ast.walk(annotation):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield from (tuple(name.split(".")) for name in _DOTTED.findall(part.value))


def annotations_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr]:
    """Return the annotations in the head of a function."""
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    found = [argument.annotation for argument in every if argument is not None]
    return [annotation for annotation in [*found, node.returns] if annotation is not None]
