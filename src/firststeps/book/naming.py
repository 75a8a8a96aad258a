"""What the names in a script stand for: functions and classes of the project, or of the script itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from firststeps.book.flow import Flow, Step

Part = tuple[ast.AST, frozenset[str]]  # a piece of an expression, and the names that mean something of its own in it


@dataclass(frozen=True)
class Code:
    """The project's own code, as far as a script reaches it."""

    modules: frozenset[str]
    kinds: Mapping[str, str]  # package.module.name -> function, class or value; not every name is known

    def split(self, dotted: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
        """Return the definition that a dotted name leads to and the attributes after it; no name if it is not ours."""
        for count in range(len(dotted) - 1, 0, -1):
            if ".".join(dotted[:count]) in self.modules:
                return ".".join(dotted[: count + 1]), dotted[count + 1 :]
        return "", ()


@dataclass(frozen=True)
class Names:
    """The names of one script."""

    flow: Flow
    code: Code

    def function(self, chain: tuple[str, ...], step: Step, *, called: bool) -> str:
        """Return the function of ours that a dotted name stands for, a class among them; nothing for what is none."""
        found, rest, kind = self.definition(chain, step)
        if kind == "class" and rest:
            return f"{found}.{rest[0]}" if called and len(rest) == 1 else ""
        if found:
            return found if kind in ("function", "class") or (called and not kind) else ""
        origin = self.assigned(chain[0], step) if called and len(chain) == 2 else None
        class_name = self.class_of((origin.values[0], frozenset()), origin) if origin else ""
        return f"{class_name}.{chain[1]}" if class_name else ""

    def class_of(self, part: Part, step: Step) -> str:
        """Return the class of ours that an expression calls."""
        node, local = part
        if not isinstance(node, ast.Call):
            return ""
        root, chain = unwound(node.func)
        if not isinstance(root, ast.Name) or root.id in local:
            return ""
        found, rest, kind = self.definition((root.id, *chain), step)
        return found if kind == "class" and not rest else ""

    def definition(self, chain: tuple[str, ...], step: Step) -> tuple[str, tuple[str, ...], str]:
        """Return the definition that a dotted name leads to, the attributes after it, and its kind."""
        match self.binding(chain[0], step):
            case Step(node=ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name)):
                return name, chain[1:], "function"
            case Step(node=ast.ClassDef(name=name)):
                return name, chain[1:], "class"
            case Step(node=ast.Import() | ast.ImportFrom() as node):
                found, rest = self.code.split((*_imported(node, chain[0]), *chain[1:]))
                return found, rest, self.code.kinds.get(found, "")
        return "", (), ""

    def binding(self, name: str, step: Step) -> Step | None:
        """Return the step that has bound a name, if that is certain."""
        binding = [origin for origin in self.flow.origins(name, step) if name in origin.binds]
        return binding[0] if len(binding) == 1 else None

    def assigned(self, name: str, step: Step) -> Step | None:
        """Return the assignment of one expression to nothing but this name, if that is certain."""
        match self.binding(name, step):
            case Step(node=ast.Assign(targets=[ast.Name()])) as found:
                return found
        return None


def unwound(node: ast.AST) -> tuple[ast.AST, tuple[str, ...]]:
    """Return what the attributes of ``node`` are asked of, and their names: ``a`` and ``b``, ``c`` for ``a.b.c``."""
    chain: list[str] = []
    while isinstance(node, ast.Attribute):
        chain.append(node.attr)
        node = node.value
    return node, tuple(reversed(chain))


def _imported(node: ast.Import | ast.ImportFrom, name: str) -> tuple[str, ...]:
    """Return what an import statement makes of ``name``, as a dotted name."""
    for alias in node.names:
        if isinstance(node, ast.ImportFrom) and name == (alias.asname or alias.name):
            return (*(node.module or "").split("."), alias.name)
        if name == alias.asname:
            return tuple(alias.name.split("."))
    return (name,)


def children(part: Part) -> Iterator[Part]:
    """Yield the pieces of an expression; the variables of a comprehension or lambda mean something inside only."""
    node, local = part
    match node:
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            for clause in node.generators:
                yield clause.iter, local
                local |= {target.id for target in ast.walk(clause.target) if isinstance(target, ast.Name)}
                yield from ((condition, local) for condition in clause.ifs)
            results = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
            yield from ((result, local) for result in results)
        case ast.Lambda(args=arguments, body=body):
            yield from ((default, local) for default in (*arguments.defaults, *arguments.kw_defaults) if default)
            yield body, local | {argument.arg for argument in ast.walk(arguments) if isinstance(argument, ast.arg)}
        case _:
            yield from ((child, local) for child in ast.iter_child_nodes(node))
