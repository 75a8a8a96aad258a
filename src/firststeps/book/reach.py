"""What a script can reach in the project's code, definition by definition.

Static and generous: a name reaches whatever it may stand for in its module, used or shadowed.  A module that is used
as a value (``getattr(module, name)``, ``vars(module)``) counts with all that is in it; code that can get at anything
(``eval``, ``sys.modules``, pickles) counts with every module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from firststeps.book.definitions import Parts, Target
from firststeps.book.recording import ABSENT
from firststeps.book.uses import Chain, Uses

# Names, bare or imported, with which code gets at objects that it does not name.
_ANYTHING = frozenset({"eval", "exec", "compile", "__import__", "__builtins__", "__loader__", "__spec__", "__path__"})
_ANYTHING_LIBRARIES = frozenset(
    {"builtins", "cloudpickle", "dill", "gc", "importlib", "joblib", "pickle", "pkgutil", "runpy", "shelve"}
)
_ANYTHING_WORDS = frozenset({"__subclasses__", "__globals__", "allow_pickle", "import_module", "f_globals", "f_locals"})
_HARMLESS = frozenset({("importlib", "resources"), ("importlib", "metadata")})
_OWN_MODULE = frozenset({"globals", "vars", "locals", "dir"})
# What depends on where a line stands, or on comments and docstrings.
_TEXT_WORDS = frozenset(
    {"getsource", "getsourcelines", "getcomments", "getdoc", "findsource", "__code__", "currentframe", "_getframe"}
    | {"f_lineno", "tb_lineno", "co_firstlineno", "lineno", "__doc__"}
)
_TEXT_LIBRARIES = frozenset({"linecache", "tokenize", "doctest", "traceback"})
_TEXT_FUNCTIONS = frozenset({("inspect", "stack"), ("inspect", "trace")})


@dataclass(frozen=True)
class Reached:
    """The part of the project's code that a script reaches."""

    definitions: dict[str, str]  # "function package.module.name" -> digest, ABSENT if something asks for it in vain
    homes: dict[str, Path]  # the same names -> file
    texts: frozenset[str]  # modules whose very text counts


@dataclass
class Reacher:
    """Follows names from a script through the modules that it imports."""

    script: Parts
    modules: Mapping[str, Parts]
    strays: Sequence[Parts] = ()  # files from elsewhere that a run has imported, each in one piece
    _reached: set[Target] = field(default_factory=set)
    _absent: set[Target] = field(default_factory=set)
    _escaped: set[str] = field(default_factory=set)
    _texts: set[str] = field(default_factory=set)
    _followed: set[tuple[Target, Chain]] = field(default_factory=set)
    _waiting: list[tuple[Parts, Uses]] = field(default_factory=list)

    def reached(self, roots: Iterable[str]) -> Reached:
        """Return what the script reaches.

        Args:
            roots: what a run has shown beyond that: modules imported by a computed name, and functions that were
                called, as ``module:function``.
        """
        self._prefixes = {
            ".".join(name.split(".")[:count]) for name in self.modules for count in range(1, name.count(".") + 2)
        }
        for parts in (self.script, *self.strays, *self.modules.values()):
            self._waiting.append((parts, parts.uses))
            self._look_for_imported(parts)
        for root in roots:
            self._take_root(root)
        while self._waiting:
            self._use(*self._waiting.pop())
        found = {self._key(target): self.modules[target[0]].definitions[target[1]].digest for target in self._reached}
        absent = {f"name {module}.{name}": ABSENT for module, name in self._absent}
        homes = {self._key(target): self.modules[target[0]].path for target in self._reached}
        return Reached(dict(sorted((found | absent).items())), homes, frozenset(self._texts))

    def _key(self, target: Target) -> str:
        module, name = target
        return f"{self.modules[module].definitions[name].kind} {module}.{name}"

    def _take_root(self, root: str) -> None:
        module, _, name = root.partition(":")
        if module not in self.modules:
            return
        if not name:
            self._escape(module)
        elif name in self.modules[module].definitions:
            self._reach((module, name))
        elif name == "<lambda>":
            for known, definition in self.modules[module].definitions.items():
                if definition.kind == "value":
                    self._reach((module, known))

    def _look_for_imported(self, parts: Parts) -> None:
        """Note names that an import statement asks for in vain: what they are will matter when they appear."""
        for target in {target for targets in parts.aliases.values() for target in targets}:
            if target[1] and target[0] in self.modules:
                self._lookup(*target)

    def _use(self, parts: Parts, uses: Uses) -> None:
        for chain in uses.chains:
            if chain[0] in _ANYTHING and chain[0] not in parts.definitions and chain[0] not in parts.aliases:
                self._escape_all()
            if chain[0] in _OWN_MODULE:
                self._escape(parts.name)
            if chain[0] in ("__doc__", "__file__"):
                self._texts.add(parts.name)
            for target in self._named(parts, chain[0]):
                self._follow(target, chain[1:])
        if uses.words & _ANYTHING_WORDS:
            self._escape_all()
        if uses.words & _TEXT_WORDS - {"__doc__"} or any("__doc__" in chain[1:] for chain in uses.chains):
            self._read_all_texts()
        if "lineno" in uses.places or uses.places >= {"beside", ".py"}:
            self._read_all_texts()

    def _named(self, parts: Parts, name: str) -> set[Target]:
        """Return what a name may stand for in a module, other than a local variable."""
        found = {(parts.name, name)} if name in parts.definitions else set()
        found |= parts.aliases.get(name, frozenset())
        for star in parts.stars:
            found |= self._members(star, name, frozenset())
        if parts.path.name == "__init__.py" and f"{parts.name}.{name}" in self._prefixes:
            found.add((f"{parts.name}.{name}", ""))
        return found

    def _members(self, module: str, name: str, seen: frozenset[str]) -> set[Target]:
        """Return what ``module.name`` may stand for; empty if it is nothing that is tracked by itself."""
        found: set[Target] = {(f"{module}.{name}", "")} if f"{module}.{name}" in self._prefixes else set()
        parts = self.modules.get(module)
        if parts is None or module in seen:
            return found
        if name in parts.definitions:
            found.add((module, name))
        found |= parts.aliases.get(name, frozenset())
        for star in parts.stars:
            found |= self._members(star, name, seen | {module})
        return found

    def _lookup(self, module: str, name: str) -> set[Target]:
        found = self._members(module, name, frozenset())
        parts = self.modules.get(module)
        if not found and parts is not None and name not in parts.bound:
            self._absent.add((module, name))
        return found

    def _follow(self, target: Target, chain: Chain) -> None:
        if (target, chain) in self._followed:
            return
        self._followed.add((target, chain))
        module, name = target
        if module not in self._prefixes:
            self._use_library(module, (*([name] if name else []), *chain))
        elif name and module in self.modules and name in self.modules[module].definitions:
            self._reach(target)
            for other in self._members(module, name, frozenset()) - {target}:
                self._follow(other, chain)
        elif name:
            for found in self._lookup(module, name):
                self._follow(found, chain)
        elif not chain or chain[0].startswith("__"):
            self._escape(module)
            if chain and chain[0] in ("__doc__", "__file__"):
                self._texts.add(module)
        else:
            for found in self._lookup(module, chain[0]):
                self._follow(found, chain[1:])

    def _use_library(self, module: str, chain: Chain) -> None:
        first, *inner = (*module.split("."), *chain)
        second = inner[0] if inner else ""
        if first in _ANYTHING_LIBRARIES and (first, second) not in _HARMLESS:
            self._escape_all()
        if first == "sys" and second in ("modules", ""):
            self._escape_all()
        if first in _TEXT_LIBRARIES or (first, second) in _TEXT_FUNCTIONS:
            self._read_all_texts()

    def _reach(self, target: Target) -> None:
        if target not in self._reached:
            self._reached.add(target)
            parts = self.modules[target[0]]
            self._waiting.append((parts, parts.definitions[target[1]].uses))

    def _escape(self, module: str) -> None:
        """Reach everything in a module, and in the modules that can be got at through it."""
        if module in self._escaped:
            return
        self._escaped.add(module)
        for inner in self._prefixes:
            if inner.rpartition(".")[0] == module:
                self._escape(inner)
        whole = {parts.name: parts for parts in (self.script, *self.strays)}
        parts = whole.get(module) or self.modules.get(module)
        if parts is None:
            return
        for name in parts.definitions:
            self._reach((module, name))
        for star in parts.stars:
            self._escape(star)
        for targets in parts.aliases.values():
            for target in targets:
                self._follow(target, ())

    def _escape_all(self) -> None:
        for module in self.modules:
            self._escape(module)

    def _read_all_texts(self) -> None:
        self._texts |= {parts.name for parts in (self.script, *self.strays, *self.modules.values())}
