"""Which definitions of a module can change without anybody noticing who does not use them.

Making such a definition runs no other project code and hands nothing to anybody.  Whether it can be made at all is
decided by its outline, which therefore counts for every script that imports the module: a class with a wrong base fails
the import for all of them.  Whatever is not known to be like that counts as code that runs at import.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from firststeps.book.uses import annotations_of, without_docstring

Function = ast.FunctionDef | ast.AsyncFunctionDef

_DECORATORS = frozenset(
    {"property", "classmethod", "staticmethod", "dataclasses.dataclass", "contextlib.contextmanager"}
    | {f"functools.{name}" for name in ("cache", "lru_cache", "cached_property", "singledispatch")}
    | {f"abc.{name}" for name in ("abstractmethod",)}
    | {f"typing.{name}" for name in ("overload", "final", "override", "runtime_checkable", "no_type_check")}
)
_CLASS_DECORATORS = frozenset({"dataclasses.dataclass", "typing.final", "typing.runtime_checkable"})
_BASES = frozenset({"abc.ABC", "typing.Protocol", "typing.Generic"})
_FIELDS = frozenset({"dataclasses.field"})
_HOOKS = frozenset({"__init_subclass__", "__class_getitem__", "__set_name__"})


@dataclass(frozen=True)
class Judge:
    """Decides about the definitions of one module."""

    library_name: Callable[[ast.expr], str]  # "functools.cache" for what is imported from there, else ""
    bound: Callable[[str], bool]  # whether a name has been bound by a definition or an import further up
    plain_class: Callable[[str], bool]  # whether a name is a class further up that is free of effects itself
    delayed_annotations: bool  # from __future__ import annotations

    def function(self, node: Function, accessors: frozenset[str] = frozenset()) -> bool:
        """Return whether a function is handed to nobody; ``accessors`` are properties of its class."""
        return all(
            self._known_decorator(decorator) or self._accessor(decorator, accessors)
            for decorator in node.decorator_list
        )

    def head(self, node: Function | ast.ClassDef) -> Iterator[ast.expr]:
        """Yield what is evaluated when the definition is made and might fail or run other code."""
        if isinstance(node, ast.ClassDef):
            for statement in node.body:
                if isinstance(statement, Function):
                    yield from self.head(statement)
                elif isinstance(statement, ast.AnnAssign) and not self.delayed_annotations:
                    yield from [] if self._type(statement.annotation) else [statement.annotation]
            return
        defaults = [*node.args.defaults, *(default for default in node.args.kw_defaults if default is not None)]
        yield from (default for default in defaults if not self.value(default))
        if not self.delayed_annotations:
            yield from (annotation for annotation in annotations_of(node) if not self._type(annotation))

    def class_(self, node: ast.ClassDef) -> bool:
        """Return whether making a class runs nothing of the project's and shows it to nobody."""
        properties = frozenset(part.name for part in node.body if isinstance(part, ast.FunctionDef))
        return (
            not node.keywords
            and len(node.bases) <= 1  # several may not fit each other, which their own bases decide
            and all(self._known_decorator(decorator, _CLASS_DECORATORS) for decorator in node.decorator_list)
            and all(self._base(base) for base in node.bases)
            and all(self._in_class(part, properties) for part in without_docstring(node.body))
        )

    def outline(self, node: ast.stmt) -> Iterator[ast.AST]:
        """Yield what decides whether the definition can be made, beyond its ``head``."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from node.decorator_list
            case ast.ClassDef():
                yield from [*node.bases, *node.decorator_list]
                methods = [part for part in node.body if isinstance(part, Function)]
                for method in methods:
                    yield from method.decorator_list
                if node.decorator_list or any(method.decorator_list for method in methods):
                    # A decorator looks at the fields, a setter at the property above it.
                    yield from (part for part in without_docstring(node.body) if not isinstance(part, Function))
                    yield ast.Constant(" ".join(method.name for method in methods))

    def value(self, node: ast.expr) -> bool:
        """Return whether evaluating an expression only puts together what is there."""
        match node:
            case ast.Constant() | ast.Name() | ast.Tuple() | ast.List() | ast.Dict() | ast.Set():
                return self._data(node)
            case ast.Lambda(args=arguments):
                defaults = [*arguments.defaults, *(value for value in arguments.kw_defaults if value is not None)]
                return all(self.value(default) for default in defaults)
        return _number(node)

    def _data(self, node: ast.expr) -> bool:
        match node:
            case ast.Name(name):
                return self.bound(name) or hasattr(builtins, name)
            case ast.Tuple(elements) | ast.List(elements):
                return all(self.value(element) for element in elements)
            case ast.Dict(keys, values):
                return all(isinstance(key, ast.Constant) for key in keys) and all(map(self.value, values))
            case ast.Set(elements):
                return all(isinstance(element, ast.Constant) for element in elements)
        return isinstance(node, ast.Constant)

    def _in_class(self, node: ast.stmt, properties: frozenset[str]) -> bool:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return node.name not in _HOOKS and self.function(node, properties)
            case ast.AnnAssign(target=ast.Name(name), value=value):
                return not is_dunder(name) and (value is None or self._class_value(value))
            case ast.Assign(targets=[ast.Name(name)], value=value):
                return not is_dunder(name) and self._class_value(value)  # __slots__ must fit the rest
        return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))

    def _class_value(self, node: ast.expr) -> bool:
        """Return whether a class attribute is data; an object of the project's might want to know its class."""
        match node:
            case ast.Call(func=function, args=[], keywords=keywords) if self.library_name(function) in _FIELDS:
                return all(self.value(keyword.value) for keyword in keywords)
            case ast.Name(name):
                return hasattr(builtins, name) and not self.bound(name)
        return self.value(node)

    def _known_decorator(self, node: ast.expr, known: frozenset[str] = _DECORATORS) -> bool:
        if isinstance(node, ast.Call):
            constant = all(isinstance(part, ast.Constant) for part in node.args)
            settings = all(isinstance(keyword.value, ast.Constant) for keyword in node.keywords)
            return constant and settings and self.library_name(node.func) in known
        return self.library_name(node) in known

    def _accessor(self, node: ast.expr, accessors: frozenset[str]) -> bool:
        match node:
            case ast.Attribute(ast.Name(name), "setter" | "getter" | "deleter"):
                return name in accessors
        return False

    def _base(self, node: ast.expr) -> bool:
        match node:
            case ast.Subscript(value, index):
                return self.library_name(value) in _BASES and self._type(index)
            case ast.Name(name) if self.bound(name):
                return self.plain_class(name) or self.library_name(node) in _BASES
            case ast.Name(name):
                known = getattr(builtins, name, None)
                return isinstance(known, type) and known is not type
        return self.library_name(node) in _BASES

    def _type(self, node: ast.expr) -> bool:
        match node:
            case ast.Constant():
                return True
            case ast.Name(name):
                return self.bound(name) or hasattr(builtins, name)
            case ast.Tuple(elements) | ast.List(elements):
                return all(map(self._type, elements))
            case ast.Subscript(ast.Name("list" | "tuple" | "dict" | "set" | "frozenset" | "type"), index):
                return self._type(index)
        return False


def _number(node: ast.expr) -> bool:
    match node:
        case ast.Constant(int() | float()):
            return True
        case ast.UnaryOp(ast.USub() | ast.UAdd(), operand):
            return _number(operand)
        case ast.BinOp(left, ast.Add() | ast.Sub() | ast.Mult(), right):
            return _number(left) and _number(right)
    return False


def is_dunder(name: str) -> bool:
    """Return whether Python itself gives the name a meaning."""
    return name.startswith("__") and name.endswith("__")
