"""Edits of Python code that may change what it means, and edits that can't."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable

Edit = Callable[[str, random.Random], str]


def _nodes(tree: ast.AST, *kinds: type[ast.AST]) -> list[ast.AST]:
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def _constant(tree: ast.Module, generator: random.Random) -> None:
    node = generator.choice(_nodes(tree, ast.Constant))
    assert isinstance(node, ast.Constant)
    match node.value:
        case bool():
            node.value = not node.value
        case int() | float():
            node.value += generator.choice([1, -1, 3])
        case str():
            node.value += "x"


def _operator(tree: ast.Module, generator: random.Random) -> None:
    node = generator.choice(_nodes(tree, ast.BinOp, ast.AugAssign))
    assert isinstance(node, ast.BinOp | ast.AugAssign)
    node.op = generator.choice([ast.Add(), ast.Sub(), ast.Mult()])


def _comparison(tree: ast.Module, generator: random.Random) -> None:
    node = generator.choice(_nodes(tree, ast.Compare))
    assert isinstance(node, ast.Compare)
    node.ops = [generator.choice([ast.Lt(), ast.GtE(), ast.Eq(), ast.NotEq()])]


def _deletion(tree: ast.Module, generator: random.Random) -> None:
    node = generator.choice([node for node in ast.walk(tree) if isinstance(getattr(node, "body", None), list)])
    body: list[ast.stmt] = node.body  # type: ignore[attr-defined]
    if body:
        body[generator.randrange(len(body))] = ast.Pass()


def _repetition(tree: ast.Module, generator: random.Random) -> None:
    node = generator.choice([node for node in ast.walk(tree) if isinstance(getattr(node, "body", None), list)])
    body: list[ast.stmt] = node.body  # type: ignore[attr-defined]
    if body:
        body.insert(generator.randrange(len(body) + 1), generator.choice(body))


def _swap(tree: ast.Module, generator: random.Random) -> None:
    node = generator.choice([node for node in ast.walk(tree) if isinstance(getattr(node, "body", None), list)])
    body: list[ast.stmt] = node.body  # type: ignore[attr-defined]
    generator.shuffle(body)


def _name(tree: ast.Module, generator: random.Random) -> None:
    names = _nodes(tree, ast.Name)
    first, second = generator.choice(names), generator.choice(names)
    assert isinstance(first, ast.Name) and isinstance(second, ast.Name)
    first.id = second.id


def _decorator(tree: ast.Module, generator: random.Random) -> None:
    decorated = [node for node in ast.walk(tree) if getattr(node, "decorator_list", [])]
    node = generator.choice(decorated)
    node.decorator_list.pop(generator.randrange(len(node.decorator_list)))  # type: ignore[attr-defined]


def _base(tree: ast.Module, generator: random.Random) -> None:
    classes = _nodes(tree, ast.ClassDef)
    node, other = generator.choice(classes), generator.choice(classes)
    assert isinstance(node, ast.ClassDef) and isinstance(other, ast.ClassDef)
    node.bases = generator.choice([[], [ast.Name(other.name, ast.Load())]])


def _attribute(tree: ast.Module, generator: random.Random) -> None:
    node = generator.choice(_nodes(tree, ast.Attribute))
    assert isinstance(node, ast.Attribute)
    other = generator.choice(_nodes(tree, ast.Attribute, ast.FunctionDef))
    node.attr = other.attr if isinstance(other, ast.Attribute) else other.name  # type: ignore[attr-defined]


def _rename(tree: ast.Module, generator: random.Random) -> None:
    """Exchange the names of two definitions, or give one the name of a builtin function."""
    definitions = _nodes(tree, ast.FunctionDef, ast.ClassDef)
    first, second = generator.choice(definitions), generator.choice(definitions)
    assert isinstance(first, ast.FunctionDef | ast.ClassDef) and isinstance(second, ast.FunctionDef | ast.ClassDef)
    if first is second:
        first.name = generator.choice(["len", "sorted", "range", "sum", "type"])
    first.name, second.name = second.name, first.name


def _imported(tree: ast.Module, generator: random.Random) -> None:
    node = generator.choice(_nodes(tree, ast.ImportFrom))
    assert isinstance(node, ast.ImportFrom)
    alias = generator.choice(node.names)
    other = generator.choice(_nodes(tree, ast.alias))
    assert isinstance(other, ast.alias)
    alias.name, alias.asname = other.name, alias.asname or (alias.name if alias.name != "*" else None)


def _new_line(tree: ast.Module, generator: random.Random) -> None:
    """Add a statement to a module: it shadows, patches or counts something."""
    defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)] or ["nothing"]
    name = generator.choice(defined)
    text = generator.choice(
        [
            f"{name} = None",
            f"def {name}(*args): return 1",
            "def len(x): return 99",
            "from helpers.consts import RATE as LIMIT",
            "from helpers.ops import *",
            "import helpers.consts\nhelpers.consts.LIMIT += 1",
            "def _of_no_use(): return 5",
            "_OF_NO_USE = 5",
            "print('imported')",
        ]
    )
    place = generator.randrange(len(tree.body) + 1)
    tree.body[place:place] = ast.parse(text).body


OF_MEANING: tuple[Callable[[ast.Module, random.Random], None], ...] = (
    _constant,
    _constant,
    _operator,
    _comparison,
    _deletion,
    _repetition,
    _swap,
    _name,
    _decorator,
    _base,
    _attribute,
    _rename,
    _imported,
    _new_line,
)


def mutated(source: str, generator: random.Random) -> str:
    """Return other code, most often with another meaning."""
    while True:
        tree = ast.parse(source)
        try:
            generator.choice(OF_MEANING)(tree, generator)
            text = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
            compile(text, "mutated", "exec")
        except (IndexError, SyntaxError):  # there is nothing of the kind, or it makes no sense
            continue
        if ast.dump(ast.parse(text)) != ast.dump(ast.parse(source)):
            return text


def dressed(source: str, generator: random.Random) -> str:
    """Return the same code with other comments, blank lines, quotes, line breaks and docstrings."""
    if "# %%" in source:  # of a script the marks of cells are no mere comments
        lines = source.split("\n")
        return "\n\n".join(line if line.startswith("# %%") else f"{line}  # so" for line in lines)
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and generator.random() < 0.5:
            has_one = ast.get_docstring(node) is not None
            said = ast.Expr(ast.Constant(f"Says {generator.random()}."))
            node.body[: 1 if has_one else 0] = [said]
    lines = ast.unparse(ast.fix_missing_locations(tree)).split("\n")
    kept = "\n".join(
        f"{line}{generator.choice(['', '  # so', '   '])}" if '"""' not in line else line for line in lines
    )
    return f"# {generator.random()}\n\n{kept}\n\n# the end"
