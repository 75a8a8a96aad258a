"""The project code that a script can reach, by following its imports.

Static and generous: an import anywhere in a module counts, under a condition or inside a function too, and so do
the packages above a module and the files that lie beside its code.  What a script imports by a computed name is
added from the run itself (see ``inputs``).
"""

from __future__ import annotations

import ast
import os
import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import firststeps
from firststeps.book.definitions import Parts, imported_module, take_apart, take_whole
from firststeps.book.uses import digest

OWN_SOURCE = Path(firststeps.__file__).resolve().parent.parent


@dataclass(frozen=True)
class Closure:
    """What a script reaches: project files by module name (package data by path), and top-level library names."""

    modules: dict[str, Path]
    libraries: frozenset[str]


Stamp = tuple[int, int, int, int]  # when a file was changed, its size and identity


@dataclass
class _Parsed:
    stamp: Stamp
    tree: ast.Module
    whole: str = ""  # digest, once somebody has asked for it
    imports: dict[str, list[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)  # by package
    parts: dict[tuple[str, str], Parts] = field(default_factory=dict)


@dataclass
class ImportFinder:
    """Follows imports below the given folders; parses each file once, and again when it has changed."""

    roots: tuple[Path, ...]
    _parsed: dict[Path, _Parsed] = field(default_factory=dict)

    def closure(self, start: Path, package: str = "", also: Iterable[str] = ()) -> Closure:
        """Return what the file ``start`` and the modules ``also`` reach, ``start`` itself not included.

        Raises:
            SyntaxError: if a file that is reached is not Python.
        """
        modules: dict[str, Path] = {}
        libraries: set[str] = set()
        waiting = [(start, package)]
        located: dict[tuple[str, tuple[str, ...]], dict[str, Path]] = {}  # many modules import the same ones

        def files(module: str, names: tuple[str, ...]) -> dict[str, Path]:
            if (module, names) not in located:
                located[module, names] = dict(self._project_files(module, names))
            return located[module, names]

        def reach(found: dict[str, Path]) -> None:
            for name, file in found.items():
                if name not in modules:
                    modules[name] = file
                    waiting.append((file, name if file.name == "__init__.py" else name.rpartition(".")[0]))

        for module in also:
            reach(files(module, ()))
        while waiting:
            path, inside = waiting.pop()
            for module, names in self._imports(path, inside):
                found = files(module, names)
                if not found:
                    libraries.add(module.partition(".")[0])
                reach(found)
        for name, file in list(modules.items()):
            if file.name == "__init__.py":
                modules.update(_package_data(name, file.parent))
        return Closure(modules, frozenset(libraries))

    def _imports(self, path: Path, package: str) -> list[tuple[str, tuple[str, ...]]]:
        """Return (module, names imported from it) for every import in a file, relative ones resolved."""
        known = self._tree(path)
        if package not in known.imports:
            known.imports[package] = list(_imports_of(known.tree, package))
        return known.imports[package]

    def _tree(self, path: Path) -> _Parsed:
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
        known = self._parsed.get(path)
        if known is None or known.stamp != stamp:
            known = self._parsed[path] = _Parsed(stamp, parse(path))
        return known

    def parts(self, name: str, path: Path) -> Parts:
        """Return a module taken apart; ``__main__`` and ``./`` files, of which all counts, are one piece."""
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        known = self._tree(path)
        take = take_whole if name == "__main__" or "/" in name else take_apart
        if (name, package) not in known.parts:
            known.parts[name, package] = take(name, path, package, known.tree)
        return known.parts[name, package]

    def whole(self, path: Path) -> str:
        """Return the digest of all the code in a file."""
        known = self._tree(path)
        known.whole = known.whole or digest([known.tree])
        return known.whole

    def _project_files(self, module: str, names: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
        parts = module.split(".")
        for count in range(1, len(parts) + 1):
            yield from self.locate(".".join(parts[:count]))
        for name in names:
            if name == "*":
                continue
            yield from self.locate(f"{module}.{name}")

    def locate(self, module: str) -> Iterator[tuple[str, Path]]:
        """Yield the name and file of ``module`` if it is project code."""
        relative = module.replace(".", "/")
        for root in self.roots:
            if "site-packages" in root.parts and module.partition(".")[0] != "firststeps":
                continue  # an installed firststeps lies among libraries, and those are known by their version
            for path in (f"{root}/{relative}/__init__.py", f"{root}/{relative}.py"):
                if os.path.isfile(path):  # noqa: PTH113 - asked so often that making paths would take most of the time
                    yield module, Path(path)
                    return


# Python 3.11 counts the recursion depth of all threads that parse in one place, and fails when they overlap.
_PARSING = threading.Lock()


def parse(path: Path) -> ast.Module:
    """Return the syntax tree of a file.

    Raises:
        SyntaxError: with file and line, whatever is wrong.
    """
    try:
        with _PARSING:
            return ast.parse(path.read_bytes(), filename=str(path))
    except (SyntaxError, ValueError) as error:  # for a null byte Python names neither file nor line
        message, line = (error.msg, error.lineno) if isinstance(error, SyntaxError) else (str(error), None)
        raise SyntaxError(message, (str(path), line or 1, None, None)) from None


def _imports_of(tree: ast.Module, package: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, ()
        elif isinstance(node, ast.ImportFrom):
            yield imported_module(node, package), tuple(alias.name for alias in node.names)


_EDITORS = re.compile(r"\..*\.sw\w|.*~|#.*#|\.DS_Store")  # files that editors and desktops leave beside others


def _package_data(package: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a package that are not code: in doubt, its modules read them."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name != "__pycache__" and not (path / "__init__.py").exists():
            yield from _package_data(f"{package}/{path.name}", path)
        elif path.is_file() and path.suffix not in (".py", ".pyc") and not _EDITORS.fullmatch(path.name):
            yield f"{package}/{path.name}", path
