"""Which functions made what a script records, read from the script alone.

Named are the nearest: those in the expression that is recorded, else those in the statements that made its names, and
so on back.  What can't be told from the text, such as a fact whose name is computed, gets no functions.
"""

from __future__ import annotations

import ast
import copy
import functools
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from firststeps.book.flow import Flow, Step
from firststeps.book.naming import Code, Names, Part, children, unwound

What = Literal["fact", "figure", "table", "column"]

_RECORDING: dict[str, tuple[What, str]] = {  # function of the engine -> what it records, and its second argument
    "fact": ("fact", "value"),
    "measured": ("fact", "value"),
    "recorded": ("fact", "value"),
    "figure": ("figure", "description"),
    "table": ("table", "columns"),
}


@dataclass(frozen=True)
class _Mention:
    """A function of ours or a variable in an expression."""

    function: str = ""
    is_class: bool = False
    name: str = ""
    attribute: str = ""  # the first one asked of the variable


@functools.lru_cache(maxsize=4)
def read_tree(source: str) -> ast.Module:
    """Return the syntax tree of a script, to be looked at only: those who ask for the same text get the same tree."""
    return ast.parse(source)


def makers(source: str, code: Code) -> dict[tuple[What, str], tuple[str, ...]]:
    """Return the functions that made each fact, figure and table that ``source`` records, where there are any.

    Functions of the project are named in full, ``package.module.function``, methods after their class; functions of
    the script by their name alone.  A table that is written down column by column has an entry for each column
    instead, ``("column", "name.0")`` and so on.
    """
    search = _Search(Names(Flow.of(read_tree(source)), code))
    records: dict[tuple[What, str], list[tuple[str, ...]]] = defaultdict(list)
    for what, name, value, step in search.records():
        records[what, name].append(search.functions(value, step, apart=what != "fact"))
    # Where something is recorded in two places, only one of them has run, and the text does not tell which.
    return {key: found[0] for key, found in records.items() if len(set(found)) == 1 and found[0]}


@dataclass(frozen=True)
class _Search:
    names: Names

    def records(self) -> Iterator[tuple[What, str, ast.expr, Step]]:
        """Yield what is recorded: its kind, its name, the expression of its value, and where it stands."""
        for step in self.names.flow.steps:
            for call in (part for value in step.values for part in ast.walk(value)):
                match call:
                    case ast.Call(ast.Attribute(ast.Name("book"), function), [name, *rest]) if function in _RECORDING:
                        what, keyword = _RECORDING[function]
                        given = [*rest[:1], *(part.value for part in call.keywords if part.arg == keyword)]
                        for value in given:
                            for key, each in self._named(name, value, step):
                                yield from ((*entry, step) for entry in _entries(what, key, each))

    def _named(self, name: ast.expr, value: ast.expr, step: Step) -> Iterator[tuple[str, ast.expr]]:
        """Yield names and values: in a loop over the items of a literal dict, one pair for each of them."""
        match name:
            case ast.Constant(str(key)):
                yield key, value
            case ast.Name(key_name):
                match self.names.flow.origins(key_name, step):
                    case [
                        Step(
                            node=ast.For(
                                target=ast.Tuple([ast.Name(first), ast.Name(second)]),
                                iter=ast.Call(ast.Attribute(ast.Dict(keys, values), "items")),
                            )
                        ) as head
                    ] if first == key_name and self.names.flow.origins(second, step) == [head]:
                        for item, made_from in zip(keys, values, strict=True):
                            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                                yield item.value, _Replaced(second, made_from).visit(copy.deepcopy(value))

    def functions(self, value: ast.expr, step: Step, *, apart: bool) -> tuple[str, ...]:
        """Return the functions nearest to ``value``.

        ``apart`` is for a description or a table: each of the values that it is put together from is looked at for
        itself, and classes say nothing.
        """
        whole: Part = (value, frozenset())
        found: dict[str, None] = {}
        for part, place in self._pieces(whole, step) if apart else [(whole, step)]:
            found |= dict.fromkeys(self._nearest(part, place, apart=apart))
        return tuple(found)

    def _nearest(self, part: Part, step: Step, *, apart: bool) -> Iterator[str]:
        seen: set[ast.AST] = set()
        waiting = deque([([part], step)])
        while waiting:
            values, place = waiting.popleft()
            mentions = [mention for value in values for mention in self._mentions(value, place)]
            functions = [one.function for one in mentions if one.function and not (apart and one.is_class)]
            yield from functions
            if functions:
                continue
            for mention in dict.fromkeys(one for one in mentions if one.name):
                for origin in self.names.flow.origins(mention.name, place):
                    made_from = [value for value in self._made_from(mention, origin) if value not in seen]
                    seen.update(made_from)
                    waiting.append(([(value, frozenset()) for value in made_from], origin))

    def _made_from(self, mention: _Mention, origin: Step) -> tuple[ast.expr, ...]:
        """Return the expressions that ``origin`` makes a variable from.

        An object keeps what it was given under the name by which it was given: ``line.w`` after ``line = Line(w=3)``.
        """
        match origin:
            case Step(node=ast.Assign(targets=[ast.Name()]), values=(ast.Call(keywords=keywords) as call,)):
                kept = [keyword.value for keyword in keywords if keyword.arg == mention.attribute]
                if kept and self.names.class_of((call, frozenset()), origin):
                    return tuple(kept)
        return origin.values

    def _pieces(self, part: Part, step: Step) -> Iterator[tuple[Part, Step]]:
        """Yield the values that a description or a table is put together from.

        The classes that are called for that only hold them, also where a function of the script calls them.
        """
        node, local = part
        match node:
            case ast.Name(name) if name not in local:
                origin = self.names.assigned(name, step)
                earlier = origin is not None and origin.number < step.number  # in a loop it may be the step itself
                if origin is not None and earlier and self._builds((origin.values[0], frozenset()), origin):
                    yield from self._pieces((origin.values[0], frozenset()), origin)
                    return
            case ast.Dict(values=values):
                for value in values:
                    yield from self._pieces((value, local), step)
                return
            case ast.Call() if self.names.class_of(part, step):
                for value in _arguments(node):
                    yield from self._pieces((value, local), step)
                return
            case ast.Call(func=ast.Name(name)) if name not in local and (returned := self._returned_object(name, step)):
                for value in _arguments(node):
                    yield from self._pieces((value, local), step)
                result, own = returned
                yield from self._pieces((result, local | own | {name}), step)  # it may call itself
                return
        if self._builds(part, step):
            for child in children(part):
                yield from self._pieces(child, step)
        else:
            yield part, step

    def _returned_object(self, name: str, step: Step) -> Part | None:
        """Return what a function of the script returns if it calls a class for that."""
        match self.names.binding(name, step):
            case Step(node=ast.FunctionDef(args=arguments, body=[*body, ast.Return(ast.expr() as value)])) as found:
                parts = [part for node in (arguments, *body) for part in ast.walk(node)]
                own = {part.arg for part in parts if isinstance(part, ast.arg)}
                own |= {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
                returned = value, frozenset(own)
                return returned if self._builds(returned, found) else None
        return None

    def _builds(self, part: Part, step: Step) -> bool:
        """Return whether a class is called for an object as such, not for what one of its methods returns."""
        node, local = part
        if isinstance(node, ast.Attribute):
            return False
        return bool(self.names.class_of(part, step)) or any(
            self._builds(child, step) for child in children((node, local))
        )

    def _mentions(self, part: Part, step: Step) -> Iterator[_Mention]:
        """Yield the functions and variables that an expression mentions."""
        node, local = part
        match node:
            case ast.Call(func=function, args=arguments, keywords=keywords):
                yield from self._chain((function, local), step, called=True)
                for argument in arguments:
                    yield from self._mentions((argument, local), step)
                # What a library's method is told by keyword says how to work, such as what to call after each round.
                aside = self._is_method_of_variable((function, local), step)
                for keyword in keywords:
                    for mention in self._mentions((keyword.value, local), step):
                        if not (aside and mention.function):
                            yield mention
            case ast.Name() | ast.Attribute():
                yield from self._chain(part, step, called=False)
            case _:
                for child in children(part):
                    yield from self._mentions(child, step)

    def _chain(self, part: Part, step: Step, *, called: bool) -> Iterator[_Mention]:
        """Yield what ``name.part.part`` or ``expression.part`` mentions."""
        node, local = part
        root, chain = unwound(node)
        match root:
            case ast.Name(name):
                if name not in local:
                    function = self.names.function((name, *chain), step, called=called)
                    is_class = self.names.definition((name, *chain), step)[::2] == (function, "class")
                    attribute = chain[0] if chain else ""
                    yield _Mention(function, is_class) if function else _Mention(name=name, attribute=attribute)
            case ast.Call() if called and len(chain) == 1 and (class_name := self.names.class_of((root, local), step)):
                yield _Mention(f"{class_name}.{chain[0]}")
                for argument in _arguments(root):
                    yield from self._mentions((argument, local), step)
            case _:
                yield from self._mentions((root, local), step)

    def _is_method_of_variable(self, part: Part, step: Step) -> bool:
        node, local = part
        root, chain = unwound(node)
        if not chain or not isinstance(root, ast.Name) or root.id in local:
            return False
        binding = self.names.binding(root.id, step)
        imported = binding is not None and isinstance(binding.node, ast.Import | ast.ImportFrom)
        return not imported and not self.names.function((root.id, *chain), step, called=True)


class _Replaced(ast.NodeTransformer):
    """Puts an expression in the place of a name."""

    def __init__(self, name: str, value: ast.expr) -> None:
        self.name, self.value = name, value

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.value if node.id == self.name else node


def _entries(what: What, key: str, value: ast.expr) -> Iterator[tuple[What, str, ast.expr]]:
    match what, value:
        case "table", ast.Dict(keys=headings, values=columns) if None not in headings:
            for number, column in enumerate(columns):
                yield "column", f"{key}.{number}", column
        case _:
            yield what, key, value


def _arguments(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args
    yield from (keyword.value for keyword in call.keywords)
