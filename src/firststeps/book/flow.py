"""Which statements of a script may have given a name the value that it has at some place.

A script is read from top to bottom as a row of steps.  The bodies of loops and ``with`` are taken to run; branches of
``if``, ``try`` and ``match`` may run.  What a loop does late can reach what it does early.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, eq=False)
class Step:
    """One thing that a script does."""

    number: int  # in the script's order
    start: int  # the first of the steps that see the same values: those of one tuple assignment
    node: ast.stmt  # the statement that it is part of
    values: tuple[ast.expr, ...]  # what it evaluates
    binds: frozenset[str]  # names that get a new value
    changes: frozenset[str]  # names whose value may be altered in place
    branch: tuple[int, ...]  # the branches that it lies in, from the outside


@dataclass
class Flow:
    """The steps of a script."""

    steps: list[Step] = field(default_factory=list)
    loops: list[range] = field(default_factory=list)  # the steps of each loop
    _changed_by: dict[str, frozenset[str]] = field(default_factory=dict)  # function of the script -> names it alters
    _branches: int = 0

    @classmethod
    def of(cls, tree: ast.Module) -> Flow:
        """Return the flow of a script's syntax tree."""
        flow = cls()
        flow._read(tree.body, ())
        return flow

    def origins(self, name: str, step: Step) -> list[Step]:
        """Return the steps that may have made what ``name`` stands for when ``step`` begins, latest first."""
        found: list[Step] = []
        loops = sorted((loop for loop in self.loops if step.number in loop), key=len)
        below = step.start
        for loop in (*loops, range(len(self.steps))):
            for earlier in reversed(self.steps[loop.start : below]):
                if name in earlier.binds | earlier.changes:
                    found.append(earlier)
                if name in earlier.binds and step.branch[: len(earlier.branch)] == earlier.branch:
                    return list(dict.fromkeys(found))
            if loop in loops:
                later = self.steps[step.start : loop.stop]
                found += [other for other in reversed(later) if name in other.binds | other.changes]
            below = loop.start
        return list(dict.fromkeys(found))

    def _read(self, body: Iterable[ast.stmt], branch: tuple[int, ...]) -> None:
        for node in body:
            self._read_statement(node, branch)

    def _read_statement(self, node: ast.stmt, branch: tuple[int, ...]) -> None:
        match node:
            case ast.For() | ast.AsyncFor() | ast.While():
                self._read_loop(node, branch)
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    targets = [item.optional_vars] if item.optional_vars else []
                    self._add(node, branch, [item.context_expr], targets)
                self._read(node.body, branch)
            case ast.If(test=test, body=body, orelse=orelse):
                self._add(node, branch, [test])
                self._read_branches([body, orelse], branch)
            case ast.Try() | ast.TryStar():
                self._read(node.body, branch)
                self._read_branches([*(handler.body for handler in node.handlers), node.orelse], branch)
                self._read(node.finalbody, branch)
            case ast.Match(subject=subject, cases=cases):
                for case in cases:
                    inside = self._new_branch(branch)
                    self._add(node, inside, [subject], names=_captured(case.pattern))
                    self._read(case.body, inside)
            case _:
                self._read_simple(node, branch)

    def _read_simple(self, node: ast.stmt, branch: tuple[int, ...]) -> None:
        match node:
            case ast.Assign(targets=targets, value=value):
                start = len(self.steps)
                for target in targets:
                    for part, made_from in _pairs(target, value):
                        self._add(node, branch, [made_from], [part], start=start)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._add(node, branch, [value], [target])
            case ast.AugAssign(target=ast.Name(name) as target, value=value):
                self._add(node, branch, [ast.Name(name, ast.Load()), value], [target])
            case ast.AugAssign(target=target, value=value):
                self._add(node, branch, [value], [target])
            case ast.Import() | ast.ImportFrom():
                self._add(node, branch, names=[alias.asname or alias.name.partition(".")[0] for alias in node.names])
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._changed_by[node.name] = _altered_outside(node)
                self._add(node, branch, names=[node.name])
            case ast.ClassDef(name=name):
                self._add(node, branch, names=[name])
            case _:
                self._add(node, branch, [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)])

    def _read_loop(self, node: ast.For | ast.AsyncFor | ast.While, branch: tuple[int, ...]) -> None:
        first = len(self.steps)
        if isinstance(node, ast.While):
            self._add(node, branch, [node.test])
        else:
            self._add(node, branch, [node.iter], [node.target])
        self._read(node.body, branch)
        self.loops.append(range(first, len(self.steps)))
        self._read_branches([node.orelse], branch)

    def _read_branches(self, bodies: Iterable[list[ast.stmt]], branch: tuple[int, ...]) -> None:
        for body in bodies:
            self._read(body, self._new_branch(branch))

    def _new_branch(self, branch: tuple[int, ...]) -> tuple[int, ...]:
        self._branches += 1
        return (*branch, self._branches)

    def _add(
        self,
        node: ast.stmt,
        branch: tuple[int, ...],
        values: Sequence[ast.expr] = (),
        targets: Iterable[ast.expr] = (),
        *,
        names: Iterable[str] = (),
        start: int | None = None,
    ) -> None:
        """Add a step; a statement that is nothing but a call of a method may alter the object that it is called on."""
        bound, changed = {*names, *_walrus_names(values)}, set()
        for part in (part for target in targets for part in ast.walk(target)):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                bound.add(part.id)
            elif isinstance(part, ast.Attribute | ast.Subscript) and isinstance(part.ctx, ast.Store):
                changed |= _root(part)
        if isinstance(node, ast.Expr):
            changed |= _root(node.value.func) if isinstance(node.value, ast.Call) else set()
        mentioned = {part.id for value in values for part in ast.walk(value) if isinstance(part, ast.Name)}
        for function in mentioned & self._changed_by.keys():
            changed |= self._changed_by[function]
        number = len(self.steps)
        first = number if start is None else start
        self.steps.append(Step(number, first, node, tuple(values), frozenset(bound), frozenset(changed), branch))


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what is assigned to what: ``a, b = c, d`` in two parts."""
    match target, value:
        case (
            (ast.Tuple(elts=targets) | ast.List(elts=targets)),
            (ast.Tuple(elts=values) | ast.List(elts=values)),
        ) if len(targets) == len(values) and not any(isinstance(part, ast.Starred) for part in (*targets, *values)):
            for part, made_from in zip(targets, values, strict=True):
                yield from _pairs(part, made_from)
        case _:
            yield target, value


def _captured(pattern: ast.pattern) -> list[str]:
    names = [getattr(part, "name", None) or getattr(part, "rest", None) for part in ast.walk(pattern)]
    return [name for name in names if isinstance(name, str)]


def _walrus_names(values: Iterable[ast.expr]) -> set[str]:
    parts = (part for value in values for part in ast.walk(value))
    return {part.target.id for part in parts if isinstance(part, ast.NamedExpr)}


def _root(node: ast.expr) -> set[str]:
    """Return the name that ``name.part[item].method`` begins with; nothing for a name alone."""
    root = node
    while isinstance(root, ast.Attribute | ast.Subscript):
        root = root.value
    return {root.id} if isinstance(root, ast.Name) and root is not node else set()


def _altered_outside(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    """Return the names outside of a function that a call of it may bind or alter."""
    inside = Flow()
    inside._read(function.body, ())
    arguments = {part.arg for part in ast.walk(function.args) if isinstance(part, ast.arg)}
    outer = {name for part in ast.walk(function) if isinstance(part, ast.Global) for name in part.names}
    bound = frozenset().union(*(step.binds for step in inside.steps))
    changed = frozenset().union(*(step.changes for step in inside.steps))
    return (changed - bound - arguments) | (outer & bound)
