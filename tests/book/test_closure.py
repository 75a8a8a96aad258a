"""What a script can reach, computed from its imports and compared with an independent reckoning."""

from __future__ import annotations

import ast
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from firststeps.book.builder import _publish
from firststeps.book.errors import BookError
from firststeps.book.files import write_json
from firststeps.book.inputs import Tracker
from firststeps.book.project import Project
from firststeps.book.worker import OUTCOME
from firststeps.book.workers import Job

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

MODULES = ("a", "b", "p.__init__", "p.c", "p.d", "p.q.__init__", "p.q.e", "p.q.f")
SCRIPTS = ("one", "two", "three")


def dotted(module: str) -> str:
    return module.removesuffix(".__init__")


def spell(style: int, importer: str, target: str) -> str:
    """Return an import of ``target`` as ``importer`` may write it."""
    name = dotted(target)
    parent, _, last = name.rpartition(".")
    package = importer.removesuffix(".__init__") if importer.endswith("__init__") else importer.rpartition(".")[0]
    spellings = [
        f"import {name}",
        f"import {name} as other",
        f"from {name} import *",
        f"def f():\n    import {name}",
        f"if False:\n    from {name} import whatever",
        f"from {parent} import {last}" if parent else f"import {name}",
    ]
    if package and parent.startswith(package.split(".")[0]):
        inside = package.split(".")
        common = 0
        while common < min(len(inside), len(parent.split("."))) and inside[common] == parent.split(".")[common]:
            common += 1
        dots = "." * (len(inside) - common + 1)
        rest = ".".join(parent.split(".")[common:])
        spellings.append(f"from {dots}{rest} import {last}")
    return spellings[style % len(spellings)]


def reckon(edges: dict[str, set[str]], start: str) -> set[str]:
    """Return every module that ``start`` loads: what it imports, the packages above, and so on."""
    reached: set[str] = set()
    waiting = set(edges[start])
    while waiting:
        module = waiting.pop()
        if module in reached:
            continue
        reached.add(module)
        parts = dotted(module).split(".")
        waiting |= edges[module] | {".".join(parts[:n]) + ".__init__" for n in range(1, len(parts))}
    return reached


@st.composite
def graphs(draw: st.DrawFn) -> tuple[dict[str, set[str]], dict[str, list[str]], str]:
    """Return edges, the lines of each file, and the file to edit."""
    edges: dict[str, set[str]] = {}
    lines: dict[str, list[str]] = {}
    for importer in (*MODULES, *SCRIPTS):
        targets = draw(st.sets(st.sampled_from([m for m in MODULES if m != importer]), max_size=3))
        edges[importer] = targets
        lines[importer] = [spell(draw(st.integers(0, 6)), importer, target) for target in sorted(targets)]
    return edges, lines, draw(st.sampled_from(MODULES))


def path_of(project: Project, module: str) -> Path:
    if module in SCRIPTS:
        return project.scripts / f"{module}.py"
    return (project.source / Path(*module.split("."))).with_suffix(".py")


def publish(project: Project, name: str) -> None:
    """Write results as if the script had run and imported nothing."""
    tracker = Tracker(project)
    script = project.scripts / f"{name}.py"
    folder = project.build / "work" / name
    for part in ("facts", "figures", "tables", "cells", "measured"):
        write_json(folder / f"{part}.json", {})
    outcome = {
        "seconds": 0.0,
        "data": {},
        "seed": None,
        "imported": {},
        "called": [],
        "began": 0.0,
        "guard": "",
    }
    write_json(folder / OUTCOME, outcome)
    inputs = tracker.completed(script, tracker.current(script), outcome)
    _publish(project, Job(name, script, project.root, folder, folder), inputs, outcome)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs())
def test_an_edit_reaches_exactly_the_scripts_that_import_it(
    graph: tuple[dict[str, set[str]], dict[str, list[str]], str],
) -> None:
    edges, lines, edited = graph
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder).resolve())
        for module, imports in lines.items():
            path_of(project, module).parent.mkdir(parents=True, exist_ok=True)
            path_of(project, module).write_text("\n".join([*imports, "print(1)\n"]))
        for name in SCRIPTS:
            publish(project, name)
        tracker = Tracker(project)
        assert not any(tracker.why_stale(name, path_of(project, name)) for name in SCRIPTS)
        path_of(project, edited).write_text("\n".join([*lines[edited], "print(2)\n"]))
        tracker = Tracker(project)
        stale = {name for name in SCRIPTS if tracker.why_stale(name, path_of(project, name))}
        assert stale == {name for name in SCRIPTS if edited in reckon(edges, name)}


def test_every_spelling_is_python_and_names_its_target() -> None:
    for importer in MODULES:
        for target in MODULES:
            for style in range(7):
                ast.parse(spell(style, importer, target))
    assert spell(6, "p.q.e", "p.c") == "from .. import c"
    assert spell(6, "p.__init__", "p.q.e") == "from .q import e"


def test_libraries_are_told_from_project_code(toy_book: ToyBook) -> None:
    toy_book.write("src/toy/__init__.py", "import numpy.linalg")
    script = toy_book.script("a", "import toy\nfrom json import loads\nfrom os.path import join")
    closure = Tracker(toy_book.project).closure(script)
    assert {"numpy", "json", "os"} <= closure.libraries
    assert "toy" in closure.modules
    assert "toy" not in closure.libraries


def test_namespace_package_is_followed(toy_book: ToyBook) -> None:
    inner = toy_book.write("src/space/inner.py", "X = 1")
    script = toy_book.script("a", "from space import inner")
    assert Tracker(toy_book.project).closure(script).modules["space.inner"] == inner.resolve()


@pytest.mark.parametrize(("content", "line"), [(b"x = 1\nx = = 2\n", 2), (b"\0", 1), (b"x = '\xff'\n", 1)])
def test_what_is_not_python_is_named(toy_book: ToyBook, content: bytes, line: int) -> None:
    toy_book.write("src/toy/__init__.py", "")
    (toy_book.root / "src/toy/bad.py").write_bytes(content)
    script = toy_book.script("a", "import toy.bad")
    with pytest.raises(BookError) as caught:
        Tracker(toy_book.project).closure(script)
    (problem,) = caught.value.problems
    assert problem.file == "src/toy/bad.py"
    assert problem.message.startswith("SyntaxError: ")
    assert problem.line == line
