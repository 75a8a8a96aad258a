"""A module taken apart: the definitions that only their users depend on, and the code that runs at import."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from firststeps.book.effects import Judge, is_dunder
from firststeps.book.uses import Uses, digest, uses_of, without_docstring

Target = tuple[str, str]  # a module and a name in it; "" for the module itself


@dataclass(frozen=True)
class Definition:
    """All that one name of a module is defined by."""

    kind: str  # function, class or value
    digest: str
    uses: Uses


@dataclass(frozen=True)
class Parts:
    """A module taken apart."""

    name: str
    path: Path
    definitions: dict[str, Definition]
    at_import: (
        str  # digest of what runs at import, outlines of definitions included, and of the place of those it needs
    )
    uses: Uses  # of what runs at import
    bound: frozenset[str]  # names that are bound by what runs at import
    aliases: dict[str, frozenset[Target]]  # names bound by import statements, those in functions included
    stars: frozenset[str]  # modules of which everything is imported


def take_apart(name: str, path: Path, package: str, tree: ast.Module) -> Parts:
    """Return the parts of a module's syntax tree; ``package`` is where its relative imports begin."""
    return _Splitter(name, path, package, tree).parts()


def take_whole(name: str, path: Path, package: str, tree: ast.Module) -> Parts:
    """Return a script as one piece: all of it runs."""
    aliases, stars = _imports(tree, package)
    uses = uses_of([tree])
    return Parts(name, path, {}, digest([tree]), uses, frozenset(_stored([tree])), aliases, stars)


@dataclass
class _Splitter:
    name: str
    path: Path
    package: str
    tree: ast.Module
    nodes: dict[str, list[ast.stmt]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    classes: set[str] = field(default_factory=set)  # names that stand for a class and have never stood for more
    aliases: dict[str, frozenset[Target]] = field(default_factory=dict)
    imported: set[str] = field(default_factory=set)

    def parts(self) -> Parts:
        self.aliases, stars = _imports(self.tree, self.package)
        judge = Judge(self._library_name, self._is_bound, self._is_plain_class, self._delays_annotations())
        rest: list[ast.stmt] = []
        heads: list[ast.expr] = []
        order: list[str | ast.AST] = []  # what stands where; a string is the name of a definition
        for node in without_docstring(self.tree.body):
            names, kind, head = self._definition(node, judge)
            self.classes = self.classes - set(names) | {name for name in names if self._is_new_class(name, kind)}
            for name in names:
                self.nodes.setdefault(name, []).append(node)
                self.kinds.setdefault(name, kind)
            if names:
                order += [*names, *head, *judge.outline(node)]
                heads += head
            else:
                order.append(node)
                rest.append(node)
                self.imported |= _bound_here(node)
        definitions = {
            name: Definition(self.kinds[name], digest(nodes), uses_of(nodes)) for name, nodes in self.nodes.items()
        }
        uses = uses_of([*rest, *heads])
        needed = _needed(uses, definitions)
        pieces = [part for part in order if not isinstance(part, str) or part in needed]
        bound = frozenset(_stored(rest))
        return Parts(self.name, self.path, definitions, digest(pieces), uses, bound, self.aliases, stars)

    def _definition(self, node: ast.stmt, judge: Judge) -> tuple[list[str], str, list[ast.expr]]:
        """Return the names that a definition binds, its kind, and what has to be evaluated; no names for the rest."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() if not is_dunder(node.name) and judge.function(node):
                return [node.name], "function", list(judge.head(node))
            case ast.ClassDef() if judge.class_(node):
                return [node.name], "class", list(judge.head(node))
            case ast.Assign(targets=targets, value=value) if judge.value(value):
                names = [target.id for target in targets if isinstance(target, ast.Name)]
                if len(names) == len(targets) and not any(map(is_dunder, names)):
                    return names, "value", []
            case ast.AnnAssign(target=ast.Name(name), value=ast.expr() as value) if judge.value(value):
                if not is_dunder(name):
                    return [name], "value", [] if judge.delayed_annotations else [node.annotation]
        return [], "", []

    def _delays_annotations(self) -> bool:
        return ("__future__", "annotations") in self.aliases.get("annotations", ())

    def _is_bound(self, name: str) -> bool:
        return name in self.nodes or name in self.imported

    def _is_new_class(self, name: str, kind: str) -> bool:
        return kind == "class" and name not in self.nodes

    def _is_plain_class(self, name: str) -> bool:
        return name in self.classes and name not in self.imported

    def _library_name(self, node: ast.expr) -> str:
        match node:
            case ast.Name(name) if not self._is_bound(name):
                return name
            case ast.Name(name) if name in self.aliases and name not in self.nodes:
                targets = self.aliases[name]
                return ".".join(filter(None, next(iter(targets)))) if len(targets) == 1 else ""
            case ast.Attribute(ast.Name() as inner, name) if self._is_bound(inner.id):
                module = self._library_name(inner)
                return f"{module}.{name}" if module else ""
        return ""


def _needed(uses: Uses, definitions: dict[str, Definition]) -> set[str]:
    needed: set[str] = set()
    waiting = [uses]
    while waiting:
        for chain in waiting.pop().chains:
            if chain[0] in definitions and chain[0] not in needed:
                needed.add(chain[0])
                waiting.append(definitions[chain[0]].uses)
    return needed


def _imports(tree: ast.Module, package: str) -> tuple[dict[str, frozenset[Target]], frozenset[str]]:
    aliases: dict[str, frozenset[Target]] = {}
    stars: set[str] = set()

    def bind(name: str, target: Target) -> None:
        aliases[name] = aliases.get(name, frozenset()) | {target}

    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                bind(alias.asname or first, (alias.name if alias.asname else first, ""))
        elif isinstance(node, ast.ImportFrom):
            module = imported_module(node, package)
            for alias in node.names:
                if alias.name == "*":
                    stars.add(module)
                else:
                    bind(alias.asname or alias.name, (module, alias.name))
    return aliases, frozenset(stars)


def imported_module(node: ast.ImportFrom, package: str) -> str:
    """Return the full name of the module that names are imported from."""
    if node.level == 0:
        return node.module or ""
    above = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def _bound_here(node: ast.stmt) -> set[str]:
    """Return the names that a statement of the module surely binds."""
    match node:
        case ast.Import(names) | ast.ImportFrom(names=names):
            return {alias.asname or alias.name.partition(".")[0] for alias in names}
        case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
            return {name}
        case ast.Assign(targets=targets):
            return {target.id for target in targets if isinstance(target, ast.Name)}
        case ast.AnnAssign(target=ast.Name(name), value=ast.expr()):
            return {name}
    return set()


def _stored(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for top in nodes:
        for node in ast.walk(top):
            match node:
                case ast.Name(name, ast.Store()):
                    yield name
                case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
                    yield name
                case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                    yield name
